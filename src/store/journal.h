/* The journal: signed commitments in a chain (ledger/entry), and beside it the salts and values they commit to.
 *
 * What cannot be derived is a row here first. Appending happens inside the caller's transaction. Time never runs back:
 * an entry takes the given time or that of the entry before, whichever is later. */
#ifndef PL_STORE_JOURNAL_H
#define PL_STORE_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "ledger/entry.h"
#include "ledger/merkle.h"
#include "store/case.h"
#include "store/keys.h"

struct pl_journal_field {
    pl_str name;
    pl_str value;
    uint8_t salt[PL_SALT_BYTES]; /* read only */
    bool erased;                 /* read only: value and salt are gone, or not whole */
    bool torn;                   /* read only: one of the two is gone, or the salt has another length */
};

struct pl_journal_head {
    uint64_t size; /* entries */
    pl_hash leaf;  /* of the last, where size > 0 */
    pl_time at;    /* of the last */
};
PL_MUST int pl_journal_head(struct pl_case *c, struct pl_journal_head *ret, struct pl_error *err);

/* Entries so far. */
PL_MUST int pl_journal_count(struct pl_case *c, uint64_t *ret_size, struct pl_error *err);

/* Entries up to the last whose own time is at or before `at`: what was known then. */
PL_MUST int pl_journal_known_at(struct pl_case *c, pl_time at, uint64_t *ret_size, struct pl_error *err);

/* The root of the tree (ledger/merkle) over the first `size` entries, from their bytes. STORE where one is missing. */
PL_MUST int pl_journal_root(struct pl_case *c, uint64_t size, pl_hash *ret, struct pl_error *err);

/* Gives entries `from` to `to` - 1 as they were signed, in order; the bytes live until the sink returns. STORE where
 * one is missing. */
typedef int (*pl_journal_sink)(void *ctx, int64_t seq, pl_str bytes, struct pl_error *err);
PL_MUST int pl_journal_each(struct pl_case *c, uint64_t from, uint64_t to, pl_journal_sink sink, void *ctx,
                            struct pl_error *err);

/* The tree over the journal's leaf hashes, for paths and consistency proofs; reads every leaf of a subtree that is
 * asked for. */
struct pl_merkle_reader pl_journal_merkle(struct pl_case *c);

/* Signs and appends an entry by the person (by the participant for case, delegation and revocation: REFUSED where its
 * key was not read) and its payload; fields in any
 * order (they are sorted), salts are drawn. *ret_seq is its place. What was written is read back and checked before it
 * returns: the bytes, their signature and leaf, and every commitment; STORE where they are not what was signed. */
PL_MUST int pl_journal_append(struct pl_case *c, const struct pl_case_keys *keys, pl_time at, pl_str kind,
                              pl_str marking, struct pl_journal_field *fields, size_t n_fields, int64_t *ret_seq,
                              struct pl_error *err);

/* The same for an entry about others: n_about places in the journal, whose leaves become its parents. USAGE for a place
 * that is none, LIMIT beyond PL_ENTRY_PARENTS_MAX. */
PL_MUST int pl_journal_append_about(struct pl_case *c, const struct pl_case_keys *keys, pl_time at, pl_str kind,
                                    pl_str marking, const int64_t *about, size_t n_about,
                                    struct pl_journal_field *fields, size_t n_fields, int64_t *ret_seq,
                                    struct pl_error *err);

/* An entry as it was signed, and read; everything in the arena. NOT_FOUND. */
PL_MUST int pl_journal_read(struct pl_case *c, int64_t seq, struct pl_arena *arena, struct pl_entry *ret_entry,
                            pl_str *ret_bytes, struct pl_error *err);

/* The payload of an entry, by field name; in the arena. */
PL_MUST int pl_journal_payload(struct pl_case *c, int64_t seq, struct pl_arena *arena,
                               struct pl_journal_field **ret_fields, size_t *ret_n, struct pl_error *err);

/* The name under which a key was delegated (field `person` of the delegation; of the participant's own key
 * `participant` of the opening entry); "" where none was. In the arena. */
PL_MUST int pl_journal_person(struct pl_case *c, const pl_public_key *key, struct pl_arena *arena, pl_str *ret,
                              struct pl_error *err);

/* The field of that name with its value; NULL: there is none, or it was erased or is damaged. */
const struct pl_journal_field *pl_journal_field_of(const struct pl_journal_field *fields, size_t n, const char *name);

/* The same whatever became of its value: an entry stays what it is (a table, a batch, an exhibit) when that was erased.
 */
const struct pl_journal_field *pl_journal_field_named(const struct pl_journal_field *fields, size_t n,
                                                      const char *name);

/* Called with each thing that is wrong: the entry (-1: the journal as a whole) and why. */
typedef int (*pl_journal_complaint)(void *ctx, int64_t seq, const char *why, struct pl_error *err);

/* Everything docs/format/entry.md asks of a journal: chain, times, signatures, delegations, commitments. */
PL_MUST int pl_journal_check(struct pl_case *c, pl_journal_complaint complain, void *ctx, struct pl_error *err);

#endif
