/* Sanctions lists in a case: publications, what they hold, and the exact keys under which entries are found.
 *
 * Derived: read anew from the exhibit by a rebuild. Every publication is kept whole; an entry of the same content is
 * kept once, however many publications hold it. A question is put to the newest publication of each list unless it
 * says otherwise. Questions may be put as of an earlier journal: `before` is a number of entries, and publications
 * that came with a later one do not exist then (INT64_MAX: all). Lists that an older program derived are refused
 * (VERSION) until a rebuild. Handles are the case's; rows given to sinks live until the sink returns. */
#ifndef PL_STORE_LIST_H
#define PL_STORE_LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/time.h"
#include "ledger/hash.h"
#include "lists/entity.h"
#include "lists/keys.h"
#include "store/case.h"

struct pl_list_writer;

/* What changed against the publication of the same list before it, by day; of a kept publication, when it came. */
struct pl_list_changes {
    int64_t before; /* its journal entry; -1: there is none, and the counts are 0 */
    pl_str published;
    uint64_t added, changed, removed;
};

/* Starts a publication that came with journal entry seq, inside a transaction of the case. */
PL_MUST int pl_list_begin(struct pl_case *c, int64_t seq, struct pl_list_writer **ret_writer, struct pl_error *err);

/* Makes it a delta over the publication of entry base: it holds all that base holds. To be called once, at first. */
PL_MUST int pl_list_base(struct pl_list_writer *writer, int64_t base, struct pl_error *err);

/* Adds an entry. On a delta: ADD and MOD (and HAS) put the entry in place of those of its id, DEL removes those;
 * *ret_known (may be NULL): the base held the id. */
PL_MUST int pl_list_add(struct pl_list_writer *writer, const struct pl_entity *entity, bool *ret_known,
                        struct pl_error *err);

/* Ends it with its counts, which for a delta are counted anew over all that it now holds. published is "YYYY-MM-DD" or
 * ""; then day (since 1970-01-01) is that of the journal entry. Texts of ret_changes in the arena. Frees the writer,
 * also on failure. */
PL_MUST int pl_list_end(struct pl_list_writer *writer, struct pl_publication *publication, const char *format,
                        pl_str published, int32_t day, struct pl_arena *arena, struct pl_list_changes *ret_changes,
                        struct pl_error *err);

/* Frees a writer whose publication did not work out; accepts NULL. */
void pl_list_drop(struct pl_list_writer *writer);

struct pl_list_row {
    int64_t seq;
    pl_str list, format;
    pl_str published; /* YYYY-MM-DD or "" */
    int32_t day;      /* of published, else of the journal entry */
    uint64_t entries, rejected, names, vessels, identifiers, invalid, edges, dangling, unread;
    int64_t base; /* of a delta; else -1 */
    struct pl_list_changes changes;
    pl_hash sha256; /* of the exhibit; for a list in parts, of its primary part */
};

/* Counts what changed in the publication of entry seq against that of changes->before; nothing where that is -1. For a
 * publication whose neighbour came later than it. */
PL_MUST int pl_list_count_changes(struct pl_case *c, int64_t seq, struct pl_list_changes *changes,
                                  struct pl_error *err);

/* Every publication, by (list, day, seq); list "" : of all lists. */
PL_MUST int pl_list_publications(struct pl_case *c, pl_str list, int64_t before, struct pl_arena *arena,
                                 struct pl_list_row **ret_rows, size_t *ret_n, struct pl_error *err);

/* The newest publication of each list, by list name: the latest publication day, an undated copy counting as published
 * on the UTC day of its journal entry; of one day the later import. */
PL_MUST int pl_list_newest(struct pl_case *c, int64_t before, struct pl_arena *arena, struct pl_list_row **ret_rows,
                           size_t *ret_n, struct pl_error *err);

/* One entry of one publication. */
struct pl_list_entry {
    struct pl_entity entity; /* its `from` texts are the fields of the list; they live until the case is closed */
    int64_t row;             /* list_entity.id: equal content, equal row */
    pl_hash hash;            /* SHA-256 of its canonical bytes */
    int64_t source;          /* whose exhibit has its bytes */
};
typedef int (*pl_list_entry_sink)(void *ctx, const struct pl_list_entry *entry, struct pl_error *err);

/* Every entry of a publication in the order of its file. */
PL_MUST int pl_list_entries(struct pl_case *c, int64_t seq, pl_list_entry_sink sink, void *ctx, struct pl_error *err);

/* Those of the entry with that row: in the arena. NOT_FOUND. */
PL_MUST int pl_list_entry_read(struct pl_case *c, int64_t row, struct pl_arena *arena, struct pl_list_entry *ret,
                               struct pl_error *err);

/* The row of that content; -1 in *ret where no list has it. */
PL_MUST int pl_list_row_of(struct pl_case *c, const pl_hash *hash, int64_t *ret, struct pl_error *err);

/* One version of an entry: the same content in one or more publications. */
struct pl_list_version {
    int64_t row;
    pl_str list, id, reference;
    int64_t *seqs; /* the publications that hold it, by (day, seq) */
    size_t n_seqs;
};

/* Every version of the entries of that list ("" : any) whose stable id or reference (white space trimmed) is `name`; by
 * (list, id, first day that holds it). None is no error. */
PL_MUST int pl_list_versions(struct pl_case *c, pl_str list, pl_str name, int64_t before, struct pl_arena *arena,
                             struct pl_list_version **ret_versions, size_t *ret_n, struct pl_error *err);

/* An entry of a newest publication that bears a key. */
struct pl_list_hit {
    int kind; /* enum pl_key_kind */
    pl_str list, published, reference, schema, caption;
    pl_str value, field; /* as the list writes it, and where */
    int64_t entity;      /* list_entity.id */
};
typedef int (*pl_list_hit_sink)(void *ctx, const struct pl_list_hit *hit, struct pl_error *err);

/* A way to ask many keys. Valid while the case stays open; which publications count is settled at the first question.
 */
struct pl_list_asker;
PL_MUST int pl_list_asker_open(struct pl_case *c, struct pl_list_asker **ret_asker, struct pl_error *err);
void pl_list_asker_close(struct pl_list_asker *asker); /* accepts NULL */

/* Every hit for one key, by (list, reference, value). The sink must not ask again. */
PL_MUST int pl_list_find(struct pl_list_asker *asker, int kind, pl_str key, pl_list_hit_sink sink, void *ctx,
                         struct pl_error *err);

/* The valid IMO numbers that one entry gives as its own ship's; into imos (at most max). */
PL_MUST int pl_list_imos(struct pl_case *c, int64_t entity, uint32_t *imos, size_t max, size_t *ret_n,
                         struct pl_error *err);

#endif
