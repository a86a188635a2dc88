/* An external sort of byte strings: as many as the disk holds, in bounded memory.
 *
 * Order is memcmp, shorter first on a common prefix; equal items all stay. Made for streams that are nearly in order:
 * an item that is not smaller than the one before it costs one comparison, a little disorder (an item a few dozen
 * places late) nearly as little, several long sorted stretches one merge. What does not fit in memory goes, as sorted
 * runs, to one unlinked 0600 file in $TMPDIR. Items are at most 64 KiB. One thread at a time; the order of the result
 * does not depend on the memory given. */
#ifndef PL_BASE_SORT_H
#define PL_BASE_SORT_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"

#define PL_SORT_ITEM_MAX       ((size_t)65536)
#define PL_SORT_DEFAULT_MEMORY ((size_t)96 << 20)
#define PL_SORT_LEAST_MEMORY   ((size_t)256 << 10)

struct pl_sort;

/* memory_bytes bounds items, index and merge buffers together; 0 takes the default, less than the least is raised to
 * it. Nothing is allocated for items before they come. NOMEM. */
PL_MUST int pl_sort_open(size_t memory_bytes, struct pl_sort **ret_sort, struct pl_error *err);

/* Keeps a copy of n bytes. LIMIT beyond PL_SORT_ITEM_MAX; NOMEM; IO where the temporary file cannot be written (the
 * text names TMPDIR). After an error the sort can only be closed. */
PL_MUST int pl_sort_add(struct pl_sort *sort, const void *bytes, size_t n, struct pl_error *err);

/* No more items will come; once, before the first pl_sort_next. NOMEM, IO. */
PL_MUST int pl_sort_done(struct pl_sort *sort, struct pl_error *err);

/* The next item in order: 1 in *ret_more and the item, valid until the next call, or 0 at the end. IO. */
PL_MUST int pl_sort_next(struct pl_sort *sort, int *ret_more, pl_str *ret_item, struct pl_error *err);

/* Items added, and bytes written to the temporary file so far (merge passes included). */
uint64_t pl_sort_items(const struct pl_sort *sort);
uint64_t pl_sort_spilled_bytes(const struct pl_sort *sort);

/* Accepts NULL. */
void pl_sort_close(struct pl_sort *sort);

#endif
