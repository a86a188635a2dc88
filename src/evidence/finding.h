/* What an audit finds in claims: the kinds of findings, and the list they are collected in.
 *
 * A finding names the claims it rests on and no other, says why in a sentence, and shows its arithmetic. It is a test
 * of what is stated, not a judgement of who is right. Pure; everything lives in the arena. */
#ifndef PL_EVIDENCE_FINDING_H
#define PL_EVIDENCE_FINDING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

/* enum name, word, whether the check failed where there is one, what it means */
#define PL_FINDING_KINDS(X)                                                                                            \
    X(CONTRADICTION, "contradiction", true, "same thing, same period: the bounds cannot both hold")                    \
    X(PERIOD, "period", false, "values differ because periods do, or a start is missing or moved")                     \
    X(CIRCULAR, "circular", true, "the root is the claim itself, or another listed claim counted twice")               \
    X(DERIVED, "derived", false, "computed from another claim")                                                        \
    X(RELAY, "relay", true, "the words come through another, or the relay differs from the claimant")                  \
    X(ARITHMETIC, "arithmetic", true, "stated parts do not give the whole")                                            \
    X(FACTOR, "factor", false, "the implied factor differs between claims")                                            \
    X(PLAUSIBILITY, "plausibility", true, "beyond capacity")                                                           \
    X(CATEGORY, "category", false, "unlike things compared")                                                           \
    X(UNIT, "unit", false, "the result hangs on a conversion that the claim does not state")                           \
    X(CAP, "cap", true, "passes or nears a cap")                                                                       \
    X(VAGUE, "vague", false, "who, what, how many, when or how is missing")                                            \
    X(CONSISTENT, "consistent", false, "tested and agrees")
enum pl_finding_kind {
#define PL_FINDING_ENUM(name, word, fails, text) PL_FINDING_##name,
    PL_FINDING_KINDS(PL_FINDING_ENUM)
#undef PL_FINDING_ENUM
        PL_FINDING_COUNT
};
const char *pl_finding_word(int kind);
const char *pl_finding_text(int kind);
bool pl_finding_fails(int kind);

#define PL_FINDINGS_MAX 100000u

struct pl_finding {
    int kind;
    uint32_t *claims; /* indices of rows, ascending, each once */
    uint32_t n;
    pl_str why;
    pl_str arithmetic; /* empty where there is nothing to compute */
};

struct pl_findings {
    struct pl_arena *arena;
    struct pl_finding *items;
    uint32_t n, cap;
};

/* Adds a copy. LIMIT, NOMEM. */
PL_MUST int pl_findings_add(struct pl_findings *findings, int kind, const uint32_t *claims, uint32_t n, pl_str why,
                            pl_str arithmetic, struct pl_error *err);

/* By kind in the order above, then by claims; of several of one kind over the same claims the first that was added
 * stays, and `consistent` goes where a kind that fails names the same claims. NOMEM. */
PL_MUST int pl_findings_sort(struct pl_findings *findings, struct pl_error *err);

#endif
