/* The words of estimate: seven degrees of likelihood with their ranges, three of confidence, never mixed.
 *
 * Intelligence Community Directive 203 (2 January 2015, amended 2022), section D.6.e(2)(a): one of two rows of terms a
 * product, and no confidence in the sentence that holds a likelihood. Statement, likelihood and confidence therefore
 * are three things here. Pure. */
#ifndef PL_REPORT_LIKELIHOOD_H
#define PL_REPORT_LIKELIHOOD_H

#include "base/str.h"

/* enum name, word of the first row, word of the second row, range in per cent */
#define PL_LIKELIHOODS(X)                                                                                              \
    X(NO_CHANCE, "almost no chance", "remote", 1, 5)                                                                   \
    X(VERY_UNLIKELY, "very unlikely", "highly improbable", 5, 20)                                                      \
    X(UNLIKELY, "unlikely", "improbable", 20, 45)                                                                      \
    X(EVEN, "roughly even chance", "roughly even odds", 45, 55)                                                        \
    X(LIKELY, "likely", "probable", 55, 80)                                                                            \
    X(VERY_LIKELY, "very likely", "highly probable", 80, 95)                                                           \
    X(CERTAIN, "almost certain", "nearly certain", 95, 99)

/* 0 is: not given. */
enum pl_likelihood {
    PL_LIKELIHOOD_NONE,
#define PL_LIKELIHOOD_ENUM(name, first, second, from, to) PL_LIKELIHOOD_##name,
    PL_LIKELIHOODS(PL_LIKELIHOOD_ENUM)
#undef PL_LIKELIHOOD_ENUM
        PL_LIKELIHOOD_COUNT
};

enum pl_confidence {
    PL_CONFIDENCE_NONE,
    PL_CONFIDENCE_LOW,
    PL_CONFIDENCE_MODERATE,
    PL_CONFIDENCE_HIGH,
    PL_CONFIDENCE_COUNT
};

/* The degree of a word of either row ("very likely" or "very-likely"; ASCII letters in any case); NONE where it is none
 * of them. *ret_row (may be NULL) says which row: 1 or 2. */
enum pl_likelihood pl_likelihood_read(pl_str word, int *ret_row);

/* The word of a row (1 or 2), and the range in per cent; "" and 0 to 0 for NONE. Static strings. */
const char *pl_likelihood_word(enum pl_likelihood likelihood, int row);
void pl_likelihood_range(enum pl_likelihood likelihood, unsigned *ret_from_pct, unsigned *ret_to_pct);

enum pl_confidence pl_confidence_read(pl_str word);
const char *pl_confidence_word(enum pl_confidence confidence);

/* The first likelihood word in running text (whole words, longest first), as {degree, row, byte}: what a checker
 * compares with the mark. NONE where there is none. */
struct pl_likelihood_hit {
    enum pl_likelihood likelihood;
    int row;
    size_t at, n;
};
struct pl_likelihood_hit pl_likelihood_find(pl_str text);

#endif
