/* How well two names, and two subjects, agree, and why.
 *
 * A score is the best main evidence (an identifier, or the best pair of readings of two names), then bounded penalties
 * (birth date, country, gender, number). It is in [0,1], or -1: not comparable (no space in which both have a reading,
 * and no other evidence), which is neither a match nor a mismatch. Candidates of equal score still rank, by the
 * evidence vector. pl_match_names is symmetric: (a,b) and (b,a) score the same. Weak names match by exact fold only.
 * Every score comes with its reasons. The weights stand in names/weight.h, number.c, common.c and judge_table.c,
 * whose hash (pl_match_version) is part of each result. Pure; everything lives in the caller's arena. */
#ifndef PL_NAMES_MATCH_H
#define PL_NAMES_MATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "names/form.h"
#include "text/interval.h"

#define PL_MATCH_THRESHOLD 0.80 /* default alert threshold; tuned by bench/screen: docs/screening.md */

/* enum name, name in output */
#define PL_ALIGN_HOWS(X)                                                                                               \
    X(EQUAL, "equal")                                                                                                  \
    X(KEY, "same_key")     /* equal in the space's reduced key, spelled differently */                                 \
    X(SLIP, "typing_slip") /* few edits */                                                                             \
    X(INITIAL, "initial")                                                                                              \
    X(JOINED, "joined") /* two parts of one side written as one on the other */                                        \
    X(EXTRA_A, "only_in_query")                                                                                        \
    X(EXTRA_B, "only_in_list")                                                                                         \
    X(NUMBER, "number")                                                                                                \
    X(NUMBER_DIFFERS, "number_differs")

enum pl_align_how {
#define PL_ALIGN_ENUM(name, text) PL_ALIGN_##name,
    PL_ALIGN_HOWS(PL_ALIGN_ENUM)
#undef PL_ALIGN_ENUM
        PL_ALIGN_COUNT
};
const char *pl_align_name(int how);

struct pl_align {
    pl_str a, b; /* the parts as their readings write them; "" for what the other side lacks */
    int how;     /* enum pl_align_how */
    double score, weight;
};

struct pl_name_match {
    double score;                    /* [0,1] or -1 */
    int space;                       /* enum pl_space of the best pair of readings; -1 none */
    const char *system_a, *system_b; /* of that pair; with an arena only */
    bool exact;                      /* the folds are equal */
    bool crossed;                    /* the scripts differ */
    struct pl_align *aligns;
    size_t n;
};

/* arena NULL: the score alone, without aligns (fast). */
PL_MUST int pl_match_names(const struct pl_form *a, const struct pl_form *b, struct pl_arena *arena,
                           struct pl_name_match *ret, struct pl_error *err);

struct pl_ready; /* names/ready.h */

struct pl_subject_name {
    struct pl_form form;
    const struct pl_ready *ready; /* of form (pl_ready_make), or NULL: then made on the way, which is slower */
    bool weak;                    /* weak alias or abbreviation: exact form only */
    uint32_t tag;                 /* the caller's: which value it was */
};

struct pl_subject_id {
    const char *kind; /* static: FollowTheMoney property, "imoNumber", "mmsi", "callSign", "passportNumber" ... */
    pl_str value;     /* compared without spaces and punctuation, letters folded */
    bool valid;       /* an invalid number is shown and counts for nothing */
};

struct pl_subject {
    int kind; /* enum pl_name_kind */
    struct pl_subject_name *names;
    size_t n_names;
    struct pl_subject_id *ids;
    size_t n_ids;
    struct pl_interval *births;
    size_t n_births;
    pl_str *countries; /* ISO 3166 alpha-2, lower case: nationality, flag, country */
    size_t n_countries;
    char gender; /* 'm', 'f' or 0 */
    bool listed; /* of the entry: it is one of many that are searched, so that agreement by chance must be expected */
};

/* One reason, in the order of weight: {kind, effect, detail}. effect: what it gave (main evidence: the score) or took
 * (penalty: < 0); 0 for a remark. */
struct pl_reason {
    const char *kind; /* static: "name", "imoNumber", "birthDate", "country", "gender", "number", "weak", "kind" */
    double effect;
    pl_str detail; /* a sentence */
};

#define PL_EVIDENCE_MAX 8
struct pl_subject_match {
    double score;                     /* [0,1] or -1 not comparable */
    bool match;                       /* score >= PL_MATCH_THRESHOLD */
    double evidence[PL_EVIDENCE_MAX]; /* compared in order for equal scores: identifier, exact fold, name, birth ... */
    size_t name_a, name_b;            /* the best pair of names, where it is names; else SIZE_MAX */
    struct pl_name_match name;
    struct pl_reason *reasons;
    size_t n_reasons;
};

/* query against a list's entry. Reasons only with an arena. */
PL_MUST int pl_match_subjects(const struct pl_subject *query, const struct pl_subject *entry, struct pl_arena *arena,
                              struct pl_subject_match *ret, struct pl_error *err);

/* > 0 where a ranks before b: by score, then evidence, not comparable last. */
int pl_match_compare(const struct pl_subject_match *a, const struct pl_subject_match *b);

/* A static string that names this version: "plimsoll-match/1 HASH HASH", over weights and words, and over all of this
 * folder with the Han readings: any change to how names are read or compared changes it. */
const char *pl_match_version(void);

#endif
