/* Checking offline what a log, a case or a report gave out: proofs, checkpoints, bundles.
 *
 * What a file is, its content tells: each kind is one entry of a table (verify/kind_<kind>.c), which says whether bytes
 * are of its kind and then what holds. No kind touches a file, a socket or a clock: bytes come in, a verification goes
 * out; its words and arrays live in the caller's arena. Trust comes from the request alone (a policy, or the
 * fingerprint of one), never from what is verified.
 *
 * Used by `plimsoll verify` and by plimsoll-verify, the same program without the rest (static, no database, no
 * network). To add a kind: write verify/kind_<kind>.c with `const struct pl_verify_kind pl_verify_kind_<kind>` and add
 * its line to the list in verify/verify.c. */
#ifndef PL_VERIFY_VERIFY_H
#define PL_VERIFY_VERIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/pool.h"
#include "base/str.h"
#include "ledger/merkle.h"
#include "ledger/policy.h"

#define PL_VERIFY_FILE_MAX ((uint64_t)1 << 30) /* bytes of a file */

/* A proof that the log of one checkpoint begins that of another (RFC 6962 section 2.1.2). */
struct pl_verify_consistency {
    pl_hash proof[PL_MERKLE_TREE_MAX];
    size_t n;
};

/* What the person who verifies brings along. */
struct pl_verify_request {
    const struct pl_policy *policy; /* --policy; NULL: none */
    const pl_hash *trust; /* --trust: the fingerprint of a policy that is trusted where it comes along; or NULL */
    bool has_entry;
    pl_str entry; /* --entry: the exact bytes */
    bool has_checkpoint;
    pl_str checkpoint; /* --checkpoint: another signed checkpoint of the same log, or, for bundles, a newer bundle */
    const struct pl_verify_consistency *consistency; /* --consistency, with a checkpoint only; or NULL */
    struct pl_pool *pool;                            /* or NULL: one thread. What comes out is the same */
};

/* UNKNOWN, printed as null: consistent in itself, but nothing that is trusted says so. */
enum pl_verify_holds { PL_VERIFY_FAILS, PL_VERIFY_HOLDS, PL_VERIFY_UNKNOWN };

struct pl_verify_cosigner {
    pl_str name;     /* of the key */
    uint64_t time_s; /* POSIX */
};

/* One thing inside a larger whole, such as an entry or an event of a bundle. */
struct pl_verify_part {
    pl_str part; /* which */
    int holds;   /* enum pl_verify_holds */
    pl_str why;
};

struct pl_verification {
    const char *kind; /* static; NULL where the bytes are of no known kind */
    bool unread;      /* there were no bytes: nothing is said of them, holds is UNKNOWN */
    int holds;        /* enum pl_verify_holds */
    bool has_log;
    pl_str origin;
    uint64_t size; /* entries of the log */
    bool has_index;
    uint64_t index; /* of the entry */
    const struct pl_verify_cosigner *cosigned_by;
    size_t n_cosigned_by;
    bool not_witnessed; /* it rests on the log's own signature alone */
    pl_str why;         /* one or more sentences, always set */
    const struct pl_verify_part *parts;
    size_t n_parts;
};

struct pl_verify_kind {
    const char *name; /* "tlog-proof", "checkpoint", "bundle" */
    bool (*is)(pl_str bytes);
    /* FORMAT (or LIMIT) for bytes that are malformed; what does not hold is a verification, no error. */
    int (*verify)(const struct pl_verify_request *request, pl_str bytes, struct pl_arena *arena,
                  struct pl_verification *ret, struct pl_error *err);
};

/* All kinds, in the order in which they are asked; ended by NULL. */
extern const struct pl_verify_kind *const pl_verify_kinds[];

/* Finds the kind of bytes and verifies them. FORMAT for bytes of no kind, or malformed; then *ret is set all the same:
 * it says that nothing holds, and why. NOMEM. */
PL_MUST int pl_verify(const struct pl_verify_request *request, pl_str bytes, struct pl_arena *arena,
                      struct pl_verification *ret, struct pl_error *err);

/* ---- for the kinds ---- */

/* Judges a signed checkpoint under the request's policy, or, where it gives none, under one that came along (NULL: the
 * one of the origin, pl_policy_of_origin, if it has one). Sets holds, origin, size, cosigned_by, not_witnessed and why
 * of *ret. Where a policy came along and its fingerprint is not the trusted one, holds is UNKNOWN and why says
 * "consistent in itself; signed under policy FINGERPRINT, which came with it". NOMEM. */
PL_MUST int pl_verify_judge(const struct pl_verify_request *request, const struct pl_policy *came_along,
                            const struct pl_note *note, const struct pl_checkpoint *checkpoint, struct pl_arena *arena,
                            struct pl_verification *ret, struct pl_error *err);

/* Compares what was judged with the checkpoint of the request, where there is one: a log that signed two roots for one
 * size does not hold, nor does a checkpoint that is of another log or not signed; a larger or smaller one adds a
 * sentence to why, which with a consistency proof says that the one log begins the other; a proof that does not lead
 * from the one to the other does not hold. FORMAT where it is no checkpoint. */
PL_MUST int pl_verify_beside(const struct pl_verify_request *request, const struct pl_policy *came_along,
                             const struct pl_checkpoint *checkpoint, struct pl_arena *arena, struct pl_verification *v,
                             struct pl_error *err);

/* Reads the file of --consistency (verify/consistency.c). FORMAT. */
PL_MUST int pl_verify_consistency_read(pl_str bytes, struct pl_arena *arena, struct pl_verify_consistency *ret,
                                       struct pl_error *err);

/* A sentence into the arena, or "out of memory". */
pl_str pl_verify_words(struct pl_arena *arena, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* ---- output ---- */

/* Appends `{"type":"verification",...}` and a line for each part, or the same in words. */
void pl_verify_print_json(const char *file, const struct pl_verification *v, struct pl_buf *buf);
void pl_verify_print_text(const char *file, const struct pl_verification *v, struct pl_buf *buf);

#endif
