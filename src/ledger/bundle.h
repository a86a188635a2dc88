/* Bundles: what is handed out with a report, as values (docs/format/bundle.md).
 *
 * Reading is strict in form and checks no hash and no signature: that is the verifier's part, as is trust. Views borrow
 * the bytes; arrays live in the arena. Pure. */
#ifndef PL_LEDGER_BUNDLE_H
#define PL_LEDGER_BUNDLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "ledger/entry.h"
#include "ledger/hash.h"
#include "ledger/merkle.h"

#define PL_BUNDLE_ENTRIES_MAX 10000000u

struct pl_bundle_entry {
    uint64_t seq;
    pl_str bytes;
    const pl_hash *path; /* audit path; none where the bundle has every entry */
    size_t n_path;
};

struct pl_bundle_disclosure {
    uint64_t seq;
    pl_str name;
    uint8_t salt[PL_SALT_BYTES];
    pl_str value;
};

struct pl_bundle_chunk {
    uint64_t index;
    pl_hash salt;
    pl_str bytes; /* at most PL_CHUNK_BYTES */
    const pl_hash *path;
    size_t n_path;
};

/* Opened chunks of one member of an exhibit. */
struct pl_bundle_member {
    uint64_t seq;    /* of the import's entry */
    uint64_t member; /* its place in the field `members` */
    bool whole;
    const struct pl_bundle_chunk *chunks; /* ascending by index */
    size_t n;
};

/* What leaves of an item's file, or that nothing does (ledger/released). */
struct pl_bundle_item {
    uint64_t seq; /* of the item's entry */
    pl_str note;  /* signed; its text is a pl_released */
    bool has_file;
    pl_str file;
};

struct pl_bundle {
    pl_str report_id;                      /* "" none */
    pl_str origin;                         /* of the log; "" none */
    pl_str checkpoint;                     /* signed note */
    pl_str policy;                         /* "" none */
    bool whole;                            /* every entry of the log */
    const struct pl_bundle_entry *entries; /* ascending by seq */
    size_t n_entries;
    const struct pl_bundle_disclosure *disclosures; /* ascending by seq, then name */
    size_t n_disclosures;
    const struct pl_bundle_member *members; /* ascending by name in the archive */
    size_t n_members;
    const struct pl_bundle_item *items; /* ascending by the decimal text of seq */
    size_t n_items;
    pl_str mid_csv, ports_csv, rules_json; /* "" none */
    pl_str report_html, report_md;         /* "" none */
};

/* True where bytes begin as a bundle does. */
bool pl_bundle_is(pl_str bytes);

/* FORMAT with the byte for anything that pl_bundle_write does not write; LIMIT, NOMEM. */
PL_MUST int pl_bundle_read(pl_str bytes, struct pl_arena *arena, struct pl_bundle *ret, struct pl_error *err);

/* Appends the archive. USAGE for what is out of order or has no place; LIMIT where the buffer is full. Reading it gives
 * the same values. */
PL_MUST int pl_bundle_write(const struct pl_bundle *bundle, struct pl_buf *buf, struct pl_error *err);

/* The entry of that seq, or NULL. */
const struct pl_bundle_entry *pl_bundle_entry_of(const struct pl_bundle *bundle, uint64_t seq);

/* The disclosure of a field, or NULL. */
const struct pl_bundle_disclosure *pl_bundle_field(const struct pl_bundle *bundle, uint64_t seq, pl_str name);

#endif
