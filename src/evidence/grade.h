/* The Admiralty code (AJP-2.1): how reliable a source is (A to F) and how credible an item (1 to 6), on two axes.
 *
 * The letters A to E and the digits 1 to 5 are ordinal: they can be compared, never added, averaged or turned into a
 * share. F ("reliability cannot be judged") and 6 ("truth cannot be judged") are no places on the scale but missing
 * values: they compare with nothing, not even with themselves. No function gives a number for a grade. And the gate of
 * digit 1 ("confirmed by other sources"): it is a statement about independence, so origins are counted before it can
 * be given. Pure; static strings. */
#ifndef PL_EVIDENCE_GRADE_H
#define PL_EVIDENCE_GRADE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"

/* enum name, sign, words of AJP-2.1; best first, the missing value last */
#define PL_RELIABILITIES(X)                                                                                            \
    X(A, 'A', "completely reliable")                                                                                   \
    X(B, 'B', "usually reliable")                                                                                      \
    X(C, 'C', "fairly reliable")                                                                                       \
    X(D, 'D', "not usually reliable")                                                                                  \
    X(E, 'E', "unreliable")                                                                                            \
    X(F, 'F', "reliability cannot be judged")
#define PL_CREDIBILITIES(X)                                                                                            \
    X(1, '1', "confirmed by other sources")                                                                            \
    X(2, '2', "probably true")                                                                                         \
    X(3, '3', "possibly true")                                                                                         \
    X(4, '4', "doubtful")                                                                                              \
    X(5, '5', "improbable")                                                                                            \
    X(6, '6', "truth cannot be judged")

enum pl_reliability {
#define PL_RELIABILITY_ENUM(name, sign, words) PL_RELIABILITY_##name,
    PL_RELIABILITIES(PL_RELIABILITY_ENUM)
#undef PL_RELIABILITY_ENUM
        PL_RELIABILITY_COUNT
};
enum pl_credibility {
#define PL_CREDIBILITY_ENUM(name, sign, words) PL_CREDIBILITY_##name,
    PL_CREDIBILITIES(PL_CREDIBILITY_ENUM)
#undef PL_CREDIBILITY_ENUM
        PL_CREDIBILITY_COUNT
};

/* The one letter A to F (any case) or digit 1 to 6, with nothing around it; false leaves *ret. */
bool pl_reliability_parse(pl_str text, enum pl_reliability *ret);
bool pl_credibility_parse(pl_str text, enum pl_credibility *ret);

/* The sign, and what it means in words. */
char pl_reliability_sign(enum pl_reliability reliability);
char pl_credibility_sign(enum pl_credibility credibility);
const char *pl_reliability_words(enum pl_reliability reliability);
const char *pl_credibility_words(enum pl_credibility credibility);

/* True for F and 6: nothing is known, which is neither good nor bad. */
bool pl_reliability_missing(enum pl_reliability reliability);
bool pl_credibility_missing(enum pl_credibility credibility);

/* How a stands to b. UNKNOWN wherever one of both is missing. */
enum pl_grade_order { PL_GRADE_BETTER, PL_GRADE_SAME, PL_GRADE_WORSE, PL_GRADE_UNKNOWN };
enum pl_grade_order pl_reliability_compare(enum pl_reliability a, enum pl_reliability b);
enum pl_grade_order pl_credibility_compare(enum pl_credibility a, enum pl_credibility b);

/* What the gate of digit 1 looks at; see evidence/origin.h, which fills it. Suspected copies count as copies. */
struct pl_grade_basis {
    uint32_t origins;         /* independent ones */
    uint32_t parties;         /* different collecting parties among them that are named */
    uint32_t unnamed_parties; /* origins of which nobody says who collected them */
    uint32_t suspected;       /* further origins there would be without suspected copies */
};

/* Why digit 1 may not be given; NONE: it may. */
enum pl_grade_refusal {
    PL_GRADE_REFUSAL_NONE,
    PL_GRADE_REFUSAL_NO_ORIGIN, /* nothing is left that it could rest on */
    PL_GRADE_REFUSAL_ONE_ORIGIN,
    PL_GRADE_REFUSAL_SUSPECTED, /* a second origin only if a suspected copy turns out to be none */
    PL_GRADE_REFUSAL_ONE_PARTY,
    PL_GRADE_REFUSAL_UNNAMED_PARTY /* a second party may be there, but nobody says which */
};
enum pl_grade_refusal pl_grade_one(const struct pl_grade_basis *basis);

/* The refusal as a sentence with its numbers, appended to out; nothing for NONE. */
void pl_grade_one_why(const struct pl_grade_basis *basis, struct pl_buf *out);

#endif
