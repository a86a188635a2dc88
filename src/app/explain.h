/* Two names that were matched, side by side: what each was read as, which part of the one met which part of the other,
 * and where their letters differ.
 *
 * Nothing is matched anew: pairs are the matcher's own (names/match), each found again in the readings that decided, so
 * that a part leads back to the letters it came from. It lives outside names/ because the version of matching is a hash
 * over that folder, and showing a match differently makes no other match. Everything lives in the caller's arena. */
#ifndef PL_APP_EXPLAIN_H
#define PL_APP_EXPLAIN_H

#include "base/arena.h"
#include "base/error.h"
#include "names/form.h"
#include "names/match.h"
#include "text/json.h"

/* enum name, name in output */
#define PL_EXPLAIN_HOWS(X)                                                                                             \
    X(SAME, "same")                                                                                                    \
    X(CHANGED, "changed")                                                                                              \
    X(ONLY_A, "only_in_query")                                                                                         \
    X(ONLY_B, "only_in_list")

enum pl_explain_how {
#define PL_EXPLAIN_ENUM(name, text) PL_EXPLAIN_##name,
    PL_EXPLAIN_HOWS(PL_EXPLAIN_ENUM)
#undef PL_EXPLAIN_ENUM
};

/* A run of letters. */
struct pl_explain_run {
    int how; /* enum pl_explain_how */
    pl_str a, b;
};

/* The best way of turning one text into the other, letter by letter (fewest letters gained, lost or changed), as runs;
 * at most PL_EXPLAIN_LETTERS letters each, longer ones are one run CHANGED. NOMEM. */
#define PL_EXPLAIN_LETTERS 256
PL_MUST int pl_explain_letters(pl_str a, pl_str b, struct pl_arena *arena, struct pl_explain_run **ret, size_t *ret_n,
                               struct pl_error *err);

/* One side of a pair. */
struct pl_explain_part {
    bool there;
    pl_str romanised; /* as the reading writes it */
    pl_str key;       /* what was compared; "" where the parts were joined */
    bool known;       /* the letters that it came from are: */
    pl_str text;      /* of the name as given */
    size_t from, to;  /* characters of the name, from inclusive, to exclusive */
};

struct pl_explain_pair {
    struct pl_explain_part a, b;
    int how; /* enum pl_align_how */
    double score, weight;
    struct pl_explain_run *runs; /* of the romanised texts */
    size_t n_runs;
};

struct pl_explanation {
    const struct pl_form *a, *b;
    const struct pl_reading *read_a, *read_b; /* that decided; NULL: none, the names are equal as written */
    bool exact;
    int space; /* enum pl_space; -1 */
    struct pl_explain_pair *pairs;
    size_t n;
};

/* a: as asked, b: as the list has it, both with their readings (pl_form_make); match: with its aligns. NOMEM. */
PL_MUST int pl_explain_names(const struct pl_form *a, const struct pl_form *b, const struct pl_name_match *match,
                             struct pl_arena *arena, struct pl_explanation *ret, struct pl_error *err);

/* {"exact","space","query":{...},"list":{...},"pairs":[...],"against":[...]}; against: what of the whole match speaks
 * against it. The caller's value. */
void pl_explain_json(const struct pl_explanation *explanation, const struct pl_subject_match *match,
                     struct pl_json *json);

#endif
