/* Sorted runs in a temporary file, and their merge: the part of base/sort that touches the disk. For sort.c only. */
#ifndef PL_BASE_SORT_RUN_H
#define PL_BASE_SORT_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

/* An item and its first eight bytes, big-endian and zero-padded, which decide most comparisons. */
struct pl_sort_item {
    uint64_t key;
    const char *p;
    size_t n;
};

struct pl_sort_item pl_sort_item(const void *bytes, size_t n);

/* Only called where the keys are equal. */
bool pl_sort_less_tail(const struct pl_sort_item *a, const struct pl_sort_item *b);

static inline bool pl_sort_less(const struct pl_sort_item *a, const struct pl_sort_item *b) {
    return a->key != b->key ? a->key < b->key : pl_sort_less_tail(a, b);
}

struct pl_sort_span {
    uint64_t from; /* bytes in the file */
    uint64_t to;
};

/* One file of runs; each item is a u32 length (this machine's order) and its bytes. */
struct pl_sort_runs {
    int fd; /* -1: no file yet */
    struct pl_sort_span *spans;
    size_t n;
    size_t cap;
    uint64_t end; /* bytes written or in out */
    struct pl_buf out;
};

void pl_sort_runs_open(struct pl_sort_runs *runs);

/* Starts a run, adds items in their order, ends the run. IO naming TMPDIR, NOMEM. */
PL_MUST int pl_sort_runs_begin(struct pl_sort_runs *runs, struct pl_error *err);
PL_MUST int pl_sort_runs_add(struct pl_sort_runs *runs, const struct pl_sort_item *item, struct pl_error *err);
PL_MUST int pl_sort_runs_end(struct pl_sort_runs *runs, struct pl_error *err);
void pl_sort_runs_close(struct pl_sort_runs *runs);

struct pl_sort_merge;

/* The merge of count runs from number first on; buffer_bytes of reading buffer each, at least what one item takes.
 * The runs must stay as they are. NOMEM, IO. */
PL_MUST int pl_sort_merge_open(const struct pl_sort_runs *runs, size_t first, size_t count, size_t buffer_bytes,
                               struct pl_sort_merge **ret_merge, struct pl_error *err);

/* The next item in order, valid until the next call; p is NULL at the end. IO. */
PL_MUST int pl_sort_merge_next(struct pl_sort_merge *merge, struct pl_sort_item *ret_item, struct pl_error *err);

/* Accepts NULL. */
void pl_sort_merge_close(struct pl_sort_merge *merge);

#endif
