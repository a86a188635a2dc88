/* A publication of a list in memory: its entries, found by id; and the difference of two.
 *
 * Entries are deep copies in the book's arena, in file order, edges (Ownership, Sanction ...) among them. An entry's
 * listing date is its LISTING_DATE, or, in FtM, the earliest startDate of the Sanction entities that point to it (as an
 * interval; day precision is needed to decide an as-of question). It has ended where it has an END_DATE, or, in FtM,
 * where each of its Sanction entities has an endDate: the latest. Const after pl_book_seal; then shared by threads. */
#ifndef PL_LISTS_BOOK_H
#define PL_LISTS_BOOK_H

#include "lists/entity.h"
#include "text/interval.h"

struct pl_book;

struct pl_book_entry {
    struct pl_entity entity;
    bool has_listed;
    struct pl_interval listed; /* since when the list says it is listed */
    bool has_ended;
    struct pl_interval ended; /* delisted, where the list itself says so */
};

/* max_bytes: the arena's ceiling (PL_E_LIMIT beyond). */
PL_MUST int pl_book_open(size_t max_bytes, struct pl_book **ret_book, struct pl_error *err);

/* A pl_entity_sink: ctx is the book. An id that stands twice keeps both entries; the second is counted. */
PL_MUST int pl_book_add(void *book, const struct pl_entity *entity, struct pl_error *err);

/* Applies a record of a delta (op ADD, MOD, DEL) to a book that is not sealed, by the list's own id: ADD and MOD put
 * the record in the place of the entry (an unknown id is appended), DEL removes every entry of that id. An unknown id
 * of MOD or DEL is counted in pl_book_dangling. */
PL_MUST int pl_book_apply(struct pl_book *book, const struct pl_entity *record, struct pl_error *err);

/* Ends it: resolves listing dates, sorts the ids. The publication (its strings are copied) may be NULL. */
PL_MUST int pl_book_seal(struct pl_book *book, const struct pl_publication *publication, struct pl_error *err);

size_t pl_book_n(const struct pl_book *book);
const struct pl_book_entry *pl_book_at(const struct pl_book *book, size_t i);
const struct pl_book_entry *pl_book_by_id(const struct pl_book *book,
                                          size_t i); /* in the order of ids, then of the file */
const struct pl_book_entry *pl_book_find(const struct pl_book *book, pl_str id); /* the first, or NULL */
uint64_t pl_book_repeated(const struct pl_book *book); /* entries whose id stood there before */
uint64_t pl_book_dangling(const struct pl_book *book); /* records of deltas whose id was not there */
const struct pl_publication *pl_book_publication(const struct pl_book *book);
void pl_book_close(struct pl_book *book); /* accepts NULL */

/* One difference between two publications of a list, by stable id. */
enum pl_book_change_kind { PL_BOOK_ADDED, PL_BOOK_CHANGED, PL_BOOK_REMOVED };
struct pl_book_change {
    int kind;
    const struct pl_book_entry *before, *after; /* NULL where ADDED, REMOVED */
};
typedef int (*pl_book_change_sink)(void *ctx, const struct pl_book_change *change, struct pl_error *err);

/* Every change from a to b, in the order of ids (of an id that stands twice the first is compared with the first, the
 * second with the second); an entry is CHANGED where its canonical bytes (pl_entity_write) differ. */
PL_MUST int pl_book_diff(const struct pl_book *a, const struct pl_book *b, pl_book_change_sink sink, void *ctx,
                         struct pl_error *err);

#endif
