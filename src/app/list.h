/* Sanctions lists into a case: what a file is, and its entries into the store.
 *
 * A list is derived data: import keeps the file as an exhibit and signs its journal entry first, then this reads the
 * exhibit through lists/reader; a rebuild reads it again. A list in parts (OFAC's CSV) belongs to the entry of its
 * primary part, whose payload names the hashes of the others. A delta is applied to the newest copy of its list that
 * the case holds, and makes a new publication. */
#ifndef PL_APP_LIST_H
#define PL_APP_LIST_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/pool.h"
#include "base/str.h"
#include "base/time.h"
#include "lists/book.h"
#include "lists/reader.h"
#include "store/case.h"
#include "store/list.h"

/* What the file is, by its first bytes and where these do not tell by its name. PL_LIST_FORMAT_NONE is an answer; INPUT
 * when it cannot be read. The list's name is in the arena or static. */
PL_MUST int pl_list_guess(const char *path, struct pl_arena *arena, struct pl_list_guess *ret, struct pl_error *err);

/* Completes the parts of an OFAC list in CSV (`list`: ofac-sdn, ofac-cons) with those that lie in the folder of `path`
 * under their usual names and are such parts by content; each one taken is named on stderr. What paths has stays. Paths
 * in the arena. USAGE where two files could be one part; INPUT, LIMIT, NOMEM. */
PL_MUST int pl_list_parts_beside(const char *path, pl_str list, struct pl_arena *arena,
                                 const char *paths[PL_LIST_MAX_PARTS], struct pl_error *err);

/* The number of a part by its name (prim, alt, add, comments), or -1. */
int pl_list_part_of(pl_str name);

/* The UTC day that a list's own date means, as YYYY-MM-DD, into day; false (and "") for what is no day. OFAC's XML
 * writes the month first, everybody else a day or an ISO date. */
bool pl_list_day(pl_str said, int format, char day[16]);

/* Says on stderr where a file carries a date that pl_list_day does not read. */
void pl_list_warn_of_day(const char *path, pl_str said, int format);

/* Days since 1970-01-01 of YYYY-MM-DD; false for anything else. */
bool pl_list_day_number(pl_str day, int32_t *ret);

struct pl_list_input {
    int format;                           /* enum pl_list_format */
    pl_str list;                          /* as guessed or said; "" where only reading tells */
    const char *paths[PL_LIST_MAX_PARTS]; /* NULL: not given; compressed files are fine */
    const char *files[PL_LIST_MAX_PARTS]; /* their names for messages */
    pl_str date;                          /* the publication day that a person gave; counts where the file has none */
    struct pl_pool *pool;                 /* FollowTheMoney lines are read on its threads; or NULL */
    pl_time at;                           /* of the journal entry: where an undated copy stands */
};

struct pl_list_loaded {
    struct pl_publication publication; /* strings in the arena; published is YYYY-MM-DD or "" */
    struct pl_list_changes changes;
    int64_t base; /* of a delta: the publication it was applied to; else -1 */
};

/* Reads a list and writes it under journal entry seq, inside a transaction. FORMAT, EMPTY, LIMIT, INPUT; USAGE for a
 * missing part, a list without a name, a delta without a copy to change or older than it; and what the store says; the
 * caller rolls back. */
PL_MUST int pl_list_load(struct pl_case *c, int64_t seq, const struct pl_list_input *input, struct pl_arena *arena,
                         struct pl_list_loaded *ret, struct pl_error *err);

/* FORMAT where a record of the list was rejected. */
PL_MUST int pl_list_strict(const struct pl_publication *publication, struct pl_error *err);

/* Reads it and keeps nothing: what the file holds and what was rejected. A delta needs no copy to change. */
PL_MUST int pl_list_look(const struct pl_list_input *input, struct pl_arena *arena, struct pl_publication *ret,
                         struct pl_error *err);

/* The same without a case, into a sealed book. Strings of the publication live in the arena. */
PL_MUST int pl_list_book(const struct pl_list_input *input, struct pl_arena *arena, struct pl_book **ret_book,
                         struct pl_publication *ret_publication, struct pl_error *err);

#endif
