/* Sanctions lists in a case: publications, entries, and the exact keys under which entries are found.
 *
 * Derived: read anew from the exhibit by a rebuild. A question is put to the newest publication of each list; older
 * ones are kept. Handles are the case's; rows given to sinks live until the sink returns. */
#ifndef PL_STORE_LIST_H
#define PL_STORE_LIST_H

#include "base/arena.h"
#include "base/error.h"
#include "base/time.h"
#include "ledger/hash.h"
#include "lists/entity.h"
#include "lists/keys.h"
#include "store/case.h"

struct pl_list_writer;

/* Starts a publication that came with journal entry seq, inside a transaction of the case. */
PL_MUST int pl_list_begin(struct pl_case *c, int64_t seq, struct pl_list_writer **ret_writer, struct pl_error *err);
PL_MUST int pl_list_add(struct pl_list_writer *writer, const struct pl_entity *entity, struct pl_error *err);

/* Ends it with its counts; published is "YYYY-MM-DD" or "". Frees the writer, also on failure. */
PL_MUST int pl_list_end(struct pl_list_writer *writer, const struct pl_publication *publication, pl_str published,
                        struct pl_error *err);

/* Frees a writer whose publication did not work out; accepts NULL. */
void pl_list_drop(struct pl_list_writer *writer);

struct pl_list_row {
    int64_t seq;
    pl_str list, published;
    uint64_t entries, rejected, vessels;
    pl_hash sha256; /* of the exhibit; for a list in parts, of its primary part */
};

/* The newest publication of each list, by list name: the latest publication day, an undated copy counting as published
 * on the UTC day of its journal entry; of one day the later import. */
PL_MUST int pl_list_newest(struct pl_case *c, struct pl_arena *arena, struct pl_list_row **ret_rows, size_t *ret_n,
                           struct pl_error *err);

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
