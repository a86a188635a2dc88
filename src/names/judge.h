/* What an alignment of two Latin spellings is worth as evidence that one party is meant.
 *
 * The formula of align.c says how alike two names are. That is not yet how likely they are one party's: two words in
 * common and three left out is what lists do with the names of persons; one word in common and another instead is a
 * brother. Here the likeness is corrected by facts about the alignment that are all symmetric (what agrees, what one
 * side has more, what each has and the other lacks). The corrections are small trees of questions about these facts,
 * in judge_table.c, which bench/screen/fit.py makes from pairs of the UN and OFAC lists by gradient boosting
 * (Friedman 2001); more likeness never lowers a score and more contradiction never raises it (a test looks). Integers
 * only, so that every machine judges alike. Pure, no allocation. */
#ifndef PL_NAMES_JUDGE_H
#define PL_NAMES_JUDGE_H

#include <stdint.h>

#include "names/align.h"

/* enum name, name in output, how the score may move with it (1 never down, -1 never up, 0 either way), what it is.
 * Weights, agreements and scores in thousandths. */
#define PL_JUDGE_FACTS(X)                                                                                              \
    X(LIKENESS, "likeness", 1, "by align.c in the best space")                                                         \
    X(LATIN, "latin", 0, "by align.c in Latin letters")                                                                \
    X(AGREED, "agreed", 0, "weight of the words that agree, generic ones aside")                                       \
    X(AGREED_GENERIC, "agreed_generic", 0, "of the generic ones")                                                      \
    X(AGREED_COMMON, "agreed_common", 0, "of those that very many bear")                                               \
    X(LETTERS, "letters", 0, "letters that agree")                                                                     \
    X(WORDS, "words", 0, "words that agree, however well")                                                             \
    X(LEAST, "least", 1, "agreement of the pair that agrees least")                                                    \
    X(BEST, "best", 0, "weight of the word that agrees best")                                                          \
    X(SECOND, "second", 0, "of the next")                                                                              \
    X(BEST_LETTERS, "best_letters", 0, "letters of that word")                                                         \
    X(SHARE, "share", 1, "of the weight of all telling words that agrees")                                             \
    X(CONFLICT, "conflict", -1, "weight of what each side has and the other lacks")                                    \
    X(CONFLICTS, "conflicts", -1, "how many words that are")                                                           \
    X(EXTRA, "extra", -1, "weight of what one side has more")                                                          \
    X(EXTRAS, "extras", -1, "how many words that are")                                                                 \
    X(GENERIC_CONFLICT, "generic_conflict", -1, "the same of generic words, forms, titles, particles")                 \
    X(GENERIC_EXTRA, "generic_extra", -1, "")                                                                          \
    X(NUMBERS, "numbers", -1, "numbers without an equal")                                                              \
    X(INITIALS, "initials", 0, "initials that stand for a word")                                                       \
    X(FALLS, "falls", 0, "how often the order of the parts falls back")                                                \
    X(KIND, "kind", 0, "enum pl_name_kind")                                                                            \
    X(KOREAN, "korean", 0, "likeness of the phonemes where both have a Korean family name first or last; else -1")

enum pl_judge_fact {
#define PL_JUDGE_ENUM(name, text, way, what) PL_JUDGE_##name,
    PL_JUDGE_FACTS(PL_JUDGE_ENUM)
#undef PL_JUDGE_ENUM
        PL_JUDGE_COUNT
};

struct pl_judge_fact_kind {
    const char *name;
    int way;
};
const struct pl_judge_fact_kind *pl_judge_fact_at(int fact);

/* The facts that an alignment of a and b says; the others (likeness, kind, korean) are the caller's, and 0. */
void pl_judge_facts(const struct pl_ready_reading *a, const struct pl_ready_reading *b,
                    const struct pl_alignment *alignment, int32_t facts[PL_JUDGE_COUNT]);

int32_t pl_judge_thousandths(double x); /* x >= 0 */

/* Asked as a pair, or asked of a list: by chance alone somebody among thousands shares what two names seldom do, so
 * that the same facts are worth less there. */
enum pl_judge_how { PL_JUDGE_PAIR, PL_JUDGE_LISTED, PL_JUDGE_HOWS };

/* [0,1]. how: enum pl_judge_how. */
double pl_judge_score(const int32_t facts[PL_JUDGE_COUNT], int how);

/* Between judge_table.c and tools/make_judge.c, which makes of the trees what judge.c asks. A tree asks three
 * questions; the answer to the first picks the second, both pick the third, and the last answer picks a leaf. A fact at
 * or below `most` goes left. Leaves in thousandths of log odds.
 */
struct pl_judge_tree {
    struct {
        int8_t fact; /* -1: no question, left */
        int32_t most;
    } ask[7];
    int16_t leaf[8];
};
#define PL_JUDGE_TREES 200
extern const struct pl_judge_tree pl_judge_trees[PL_JUDGE_HOWS][PL_JUDGE_TREES];

#endif
