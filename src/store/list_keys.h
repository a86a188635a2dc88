/* The exact keys of a publication's new entries, on their way into list_key. Private to store/.
 *
 * They wait, sorted, until the publication ends, and go in in the order of that table: pages are then written once and
 * full, in place of one page somewhere for each key. Memory is that of base/sort (96 MiB, then a temporary file). A key
 * that came twice for one entry and value keeps the field that came first. */
#ifndef PL_STORE_LIST_KEYS_H
#define PL_STORE_LIST_KEYS_H

#include "store/db.h"

struct pl_list_keys;

/* NOMEM, or what db says. The handle is valid while db is open. */
PL_MUST int pl_list_keys_open(sqlite3 *db, struct pl_list_keys **ret_keys, struct pl_error *err);

/* Keeps one key of the entry with that row; kind is of enum pl_key_kind. NOMEM, IO, and what db says. */
PL_MUST int pl_list_keys_add(struct pl_list_keys *keys, int kind, pl_str key, int64_t entity, pl_str value,
                             pl_str field, struct pl_error *err);

/* Writes all that were added; once, before the transaction ends. IO, and what db says. */
PL_MUST int pl_list_keys_write(struct pl_list_keys *keys, struct pl_error *err);

/* Accepts NULL. */
void pl_list_keys_close(struct pl_list_keys *keys);

#endif
