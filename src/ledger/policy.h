/* Trust policies: which logs count, which witnesses, and how many of them (C2SP tlog-policy, docs/format/policy.md).
 *
 *     log <vkey> [<url>]
 *     witness <name> <vkey> [<url>]
 *     group <name> <k|any|all> <name>...
 *     quorum <name|none>
 *
 * A name is defined once, before it is used, and is a member of one group at most; no witness key stands twice, so that
 * nobody counts twice. Keys of unknown types are read, kept and never count. Everything that is read lives in the
 * caller's arena; a policy that was read does not change and may be shared between threads. Pure. */
#ifndef PL_LEDGER_POLICY_H
#define PL_LEDGER_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "ledger/checkpoint.h"
#include "ledger/hash.h"
#include "ledger/note.h"

#define PL_POLICY_MAX       (1 << 20) /* bytes of a policy */
#define PL_POLICY_ITEMS_MAX 256       /* logs; witnesses; groups: of each */

struct pl_policy_log {
    struct pl_vkey vkey; /* its name is the log's origin; but that of sum.golang.org is `go.sum database tree` */
    pl_str url;          /* "" where none is given */
};

struct pl_policy_witness {
    pl_str name; /* in this policy */
    struct pl_vkey vkey;
    pl_str url;
};

/* A member is a witness or an earlier group. */
struct pl_policy_member {
    bool is_group;
    size_t at; /* in witnesses or groups */
};

struct pl_policy_group {
    pl_str name;
    size_t threshold; /* 1 to n */
    const struct pl_policy_member *members;
    size_t n;
};

struct pl_policy {
    const struct pl_policy_log *logs;
    size_t n_logs;
    const struct pl_policy_witness *witnesses;
    size_t n_witnesses;
    const struct pl_policy_group *groups;
    size_t n_groups;
    bool witnessed; /* false: `quorum none` */
    struct pl_policy_member quorum;
};

/* FORMAT with the line for what the text does not allow; LIMIT beyond the ceilings above, NOMEM. Nothing points into
 * text afterwards. */
PL_MUST int pl_policy_read(pl_str text, struct pl_arena *arena, struct pl_policy *ret, struct pl_error *err);

/* The policy that a log of ours brings along: its own key, no witness (`log <vkey>`, `quorum none`). It can be had from
 * an origin `plimsoll/<64 hex digits>` alone. NOT_FOUND for another origin. */
PL_MUST int pl_policy_of_origin(pl_str origin, struct pl_arena *arena, struct pl_policy *ret, struct pl_error *err);

/* Appends the canonical text: no comments, no URLs, one space, thresholds as numbers, in the order given. Reading it
 * gives the same policy. */
void pl_policy_write(const struct pl_policy *policy, struct pl_buf *buf);

/* SHA-256("plimsoll-policy/v1\n" || canonical text): names a policy over another channel. NOMEM. */
PL_MUST int pl_policy_fingerprint(const struct pl_policy *policy, pl_hash *ret, struct pl_error *err);

/* ---- does a checkpoint hold under it? ---- */

#define PL_POLICY_ANSWERS(X)                                                                                           \
    X(HOLDS, "signed by its log, and cosigned as the policy asks")                                                     \
    X(NO_LOG, "the policy names no log of this origin")                                                                \
    X(UNSIGNED, "the log did not sign it")                                                                             \
    X(BAD_SIGNATURE, "a signature of a key that the policy names does not hold")                                       \
    X(SHORT, "the quorum of witnesses is not reached")

enum pl_policy_answer {
#define PL_POLICY_ENUM(name, text) PL_POLICY_##name,
    PL_POLICY_ANSWERS(PL_POLICY_ENUM)
#undef PL_POLICY_ENUM
        PL_POLICY_ANSWER_COUNT
};

/* The words above; static. */
const char *pl_policy_answer_text(int answer);

struct pl_policy_cosigner {
    size_t witness;  /* in policy->witnesses */
    uint64_t time_s; /* POSIX: when it says that it saw the checkpoint */
};

struct pl_policy_verdict {
    int answer;                                                  /* enum pl_policy_answer */
    size_t log;                                                  /* in policy->logs, where the log's signature holds */
    pl_str bad;                                                  /* BAD_SIGNATURE: the name of the key */
    struct pl_policy_cosigner cosigners[PL_NOTE_SIGNATURES_MAX]; /* whose cosignatures hold, in the policy's order */
    size_t n;
};

/* Verifies every signature of a key that the policy names, and counts. The checkpoint is what the note's text reads as.
 * Cosignatures are told also where the answer is SHORT. */
struct pl_policy_verdict pl_policy_judge(const struct pl_policy *policy, const struct pl_note *note,
                                         const struct pl_checkpoint *checkpoint);

#endif
