/* The weights of matching: one table, whose hash is part of every score's version. Internal to src/names.
 *
 * Each is stated in thousandths, so that the same numbers stand here, in the hash and in docs/screening.md. */
#ifndef PL_NAMES_WEIGHT_H
#define PL_NAMES_WEIGHT_H

#include "base/str.h"

/* enum name, thousandths, what it is */
#define PL_WEIGHTS(X)                                                                                                  \
    X(WORD_1, 360, "weight of a word of one letter (of the reading's text)")                                           \
    X(WORD_2, 650, "of two letters")                                                                                   \
    X(WORD_3, 730, "of three")                                                                                         \
    X(WORD_4, 986, "of four")                                                                                          \
    X(WORD_5, 1000, "of five to seven")                                                                                \
    X(WORD_8, 1000, "of eight and more")                                                                               \
    X(BUSINESS, 690, "share of that weight for a generic business word")                                               \
    X(GIVEN, 758, "share of that weight for a name that very many bear")                                               \
    X(PATRONYMIC, 225, "share of that weight for a patronymic")                                                        \
    X(ACRONYM, 150, "weight of the initials of the name's own other words")                                            \
    X(INITIAL, 290, "weight of an initial")                                                                            \
    X(NUMBER, 993, "weight of a number")                                                                               \
    X(COMPANY_FORM, 107, "weight of a company form")                                                                   \
    X(HONORIFIC, 37, "weight of an honorific")                                                                         \
    X(PARTICLE, 60, "weight of a particle")                                                                            \
    X(SAME_KEY, 993, "agreement of parts with equal keys and other spelling")                                          \
    X(VOWELS_DIFFER, 550, "the same of an Arabic and a Latin word whose long vowels differ (Husayn, Hasan)")           \
    X(INITIAL_WORD, 621, "agreement of an initial and a word that begins with it")                                     \
    X(JOINED, 995, "agreement of two parts with the one word that they make")                                          \
    X(SLIP_SIMILAR, 500, "cost of letters exchanged that spellings confuse, as a share of an edit")                    \
    X(SLIP_CASE, 300, "of the two letters that a reduced space writes as one in both cases (s, S)")                    \
    X(SLIP_VOWELS, 500, "of a vowel exchanged for another")                                                            \
    X(SLIP_DOUBLE, 300, "of a letter once or twice")                                                                   \
    X(SLIP_H, 300, "of an h gained or lost")                                                                           \
    X(SLIP_VOWEL, 500, "of a vowel gained or lost")                                                                    \
    X(SLIP_EXCHANGE, 300, "of neighbours exchanged")                                                                   \
    X(SLIP_BUDGET, 490, "edits per letter at which a slip is no agreement any more")                                   \
    X(SLIP_STRAIGHT, 520, "how straight the line in between is: 1 straight, 0 a parabola")                             \
    X(SLIP_PHONEMES, 250, "the same in the Korean and Mandarin spaces, whose keys are short and all well formed")      \
    X(CUT_SHORT, 600, "agreement of a word and its beginning")                                                         \
    X(CUT_SHORT_LETTERS, 5, "letters that such a beginning has at least")                                              \
    X(SHARED_GENERIC, 813, "share of its weight for a generic business word that both sides have")                     \
    X(JOINED_BUDGET, 310, "the same for two parts against one word")                                                   \
    X(EXTRA, 390, "cost of what one side has more, as a share of its weight")                                          \
    X(EXTRA_LETTERS, 10, "letters that agree at which that cost holds; it is more with fewer and less with more")      \
    X(EXTRA_FEW, 700, "how much more with none, and less with twice as many")                                          \
    X(EXTRA_LESS, 300, "how much less each further word of it costs")                                                  \
    X(GENERIC_EXTRA, 220, "cost of generic words, forms and titles that one side has more")                            \
    X(GENERIC_CONFLICT, 600, "of those of both sides that differ")                                                     \
    X(CONFLICT, 1241, "cost of what each side has and the other lacks")                                                \
    X(ORDER, 979, "factor for parts that begin elsewhere: a family name first or last")                                \
    X(ORDER_MIXED, 930, "factor for parts in an order that is not the same begun elsewhere")                           \
    X(WHOLE, 970, "agreement of names that are equal without their spaces")                                            \
    X(WHOLE_SLIP, 2000, "what each edit per letter takes from it")                                                     \
    X(LONE_WORD, 650, "ceiling where one word agrees and the other side has more")                                     \
    X(NUMBER_DIFFERS, 250, "factor where numbers differ")                                                              \
    X(NUMBER_MISSING, 650, "factor where one side lacks the number")                                                   \
    X(NOT_EXACT, 990, "ceiling of names that are not equal letter by letter")                                          \
    X(SPACE_KOREAN, 900, "factor of a match in the Korean phonemic space")                                             \
    X(SPACE_MANDARIN, 960, "Mandarin")                                                                                 \
    X(SPACE_ARABIC, 955, "Arabic consonants")                                                                          \
    X(SPACE_HEBREW, 920, "Hebrew consonants")                                                                          \
    X(SPACE_SLAVIC, 960, "Slavic")                                                                                     \
    X(SPACE_KANA, 950, "Kana")                                                                                         \
    X(LIFT_KOREAN, 960, "how far a Korean match lifts the score of two Latin spellings")                               \
    X(DOUBT_KOREAN, 100, "how far a poor Korean match lowers the score of two Latin spellings of Korean names")        \
    X(DOUBT_HANGUL, 800, "the same where one of them is written in Hangul")                                            \
    X(LIFT, 410, "the same for the other reduced spaces")                                                              \
    X(SHORT_LATIN, 6, "letters below which a match of that space says less")                                           \
    X(SHORT_REDUCED, 7, "the same in a reduced space")                                                                 \
    X(SHORT_LATIN_STEP, 19, "what each letter below takes")                                                            \
    X(SHORT_REDUCED_STEP, 27, "the same in a reduced space")                                                           \
    X(SHORT_KOREAN_STEP, 14, "the same in the Korean space, whose names are short")                                    \
    X(CROSS_MARGIN, 250, "how far a match across scripts may exceed that of the Latin names of both sides")            \
    X(JUDGE_LEAST, 250, "likeness below which two Latin spellings are not judged further")                             \
    X(JUDGE_CONTRADICTION, 700, "weight of what each side has and the other lacks that holds a person down")           \
    X(JUDGE_LETTERS, 2600, "letters that must agree, in thousandths, for a score above DOUBTED")                       \
    X(JUDGE_BEST, 700, "weight of the word that agrees best, for a score above DOUBTED")                               \
    X(JUDGE_SURE, 600, "likeness from which a contradiction alone holds nobody down")                                  \
    X(JUDGE_DOUBTED, 775, "ceiling where names contradict one another or hardly a letter agrees")                      \
    X(JUDGE_SLOPE, 14000, "log odds of one party by likeness")                                                         \
    X(JUDGE_EVEN, 700, "likeness at even odds, before what speaks for or against is known")                            \
    X(JUDGE_HALF, 1500, "log odds that lift a score half the way from the threshold to NOT_EXACT")                     \
    X(JUDGE_BELOW, 80, "what a score below the threshold loses by log odds")                                           \
    X(WEAK, 850, "score of a weak alias by its exact form")                                                            \
    X(BIRTH, 250, "penalty for birth dates that cannot be one day")                                                    \
    X(BIRTH_NEAR, 150, "the same within the years of one another")                                                     \
    X(FLIPPED, 500, "share of it where day and month are exchanged")                                                   \
    X(COUNTRY, 100, "penalty for countries of which none is common")                                                   \
    X(GENDER, 200, "penalty for another gender")                                                                       \
    X(KIND, 300, "penalty for a person against a ship or an organisation")                                             \
    X(PENALTY_MAX, 450, "all penalties together")

enum pl_weight {
#define PL_WEIGHT_ENUM(name, thousandths, what) PL_WEIGHT_##name,
    PL_WEIGHTS(PL_WEIGHT_ENUM)
#undef PL_WEIGHT_ENUM
        PL_WEIGHT_COUNT
};

enum pl_weight_thousandths {
#define PL_WEIGHT_VALUE(name, thousandths, what) PL_THOUSANDTHS_##name = (thousandths),
    PL_WEIGHTS(PL_WEIGHT_VALUE)
#undef PL_WEIGHT_VALUE
};

#define PL_W(name)         ((double)PL_THOUSANDTHS_##name / 1000.0)
#define PL_W_INTEGER(name) ((int)PL_THOUSANDTHS_##name)

#endif
