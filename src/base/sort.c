#include "base/sort.h"

#include <stdlib.h>
#include <string.h>

#include "base/sort_run.h"

#include "base/ban.h"

#define BLOCK_BYTES  ((size_t)1 << 20)
#define LATE_PLACES  64 /* how far back a late item is put in place at once */
#define CREDIT_EACH  8  /* comparisons that an item in order saves up for late ones */
#define FAN_IN_MAX   4096
#define MERGE_BUFFER ((size_t)128 * 1024)
#define ENTRY_BYTES  (2 * sizeof(struct pl_sort_item)) /* an index entry and its place while merging */

struct block {
    struct block *next;
    size_t used;
    size_t cap;
    char bytes[];
};

struct pl_sort {
    size_t memory_bytes;
    struct block *blocks; /* newest first */
    size_t block_bytes;
    struct pl_sort_item *items;
    size_t n;
    size_t cap;
    size_t *stretches; /* where each sorted stretch of items begins; the first is 0 */
    size_t n_stretches;
    size_t stretches_cap;
    size_t credit; /* comparisons that late items may cost */
    struct pl_sort_runs runs;
    struct pl_sort_merge *merge;
    uint64_t total;
    uint64_t spilled_bytes;
    size_t next;
};

int pl_sort_open(size_t memory_bytes, struct pl_sort **ret_sort, struct pl_error *err) {
    struct pl_sort *sort = calloc(1, sizeof *sort);
    if (sort == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    sort->memory_bytes = memory_bytes == 0                     ? PL_SORT_DEFAULT_MEMORY
                         : memory_bytes > PL_SORT_LEAST_MEMORY ? memory_bytes
                                                               : PL_SORT_LEAST_MEMORY;
    pl_sort_runs_open(&sort->runs);
    *ret_sort = sort;
    return 0;
}

uint64_t pl_sort_items(const struct pl_sort *sort) { return sort->total; }

uint64_t pl_sort_spilled_bytes(const struct pl_sort *sort) { return sort->spilled_bytes; }

static void free_blocks(struct pl_sort *sort) {
    while (sort->blocks != NULL) {
        struct block *next = sort->blocks->next;
        free(sort->blocks);
        sort->blocks = next;
    }
    sort->block_bytes = 0;
}

void pl_sort_close(struct pl_sort *sort) {
    if (sort == NULL) {
        return;
    }
    free_blocks(sort);
    free(sort->items);
    free(sort->stretches);
    pl_sort_merge_close(sort->merge);
    pl_sort_runs_close(&sort->runs);
    free(sort);
}

/* ---- in memory ---- */

static bool grow_items(struct pl_sort *sort) {
    size_t cap = sort->cap > 0 ? sort->cap + sort->cap / 2 : 256;
    struct pl_sort_item *items = reallocarray(sort->items, cap, sizeof *items);
    if (items == NULL) {
        return false;
    }
    sort->items = items;
    sort->cap = cap;
    return true;
}

static bool begin_stretch(struct pl_sort *sort) {
    if (sort->n_stretches == sort->stretches_cap) {
        size_t cap = sort->stretches_cap > 0 ? sort->stretches_cap * 2 : 64;
        size_t *stretches = reallocarray(sort->stretches, cap, sizeof *stretches);
        if (stretches == NULL) {
            return false;
        }
        sort->stretches = stretches;
        sort->stretches_cap = cap;
    }
    sort->stretches[sort->n_stretches++] = sort->n;
    return true;
}

/* Puts a late item where it belongs if that is near; what may be spent on looking was saved by items in order, so that
 * random input costs a few comparisons more an item at most. */
static bool put_late(struct pl_sort *sort, struct pl_sort_item item) {
    size_t begin = sort->stretches[sort->n_stretches - 1];
    size_t held = sort->n - begin;
    size_t look = held < LATE_PLACES ? held : LATE_PLACES;
    if (sort->credit < look) {
        return false;
    }
    size_t back = 1; /* the last item is known to be greater */
    while (back < look && pl_sort_less(&item, &sort->items[sort->n - 1 - back])) {
        back++;
    }
    sort->credit -= back;
    if (back == look && look < held && pl_sort_less(&item, &sort->items[sort->n - 1 - back])) {
        return false;
    }
    struct pl_sort_item *place = &sort->items[sort->n - back];
    memmove(place + 1, place, back * sizeof *place);
    *place = item;
    sort->n++;
    return true;
}

static int put(struct pl_sort *sort, struct pl_sort_item item, struct pl_error *err) {
    if (sort->n == sort->cap && !grow_items(sort)) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    if (sort->n > 0 && !pl_sort_less(&item, &sort->items[sort->n - 1])) {
        sort->credit += sort->credit < 4 * LATE_PLACES ? CREDIT_EACH : 0;
        sort->items[sort->n++] = item;
        return 0;
    }
    if (sort->n > 0 && put_late(sort, item)) {
        return 0;
    }
    if (!begin_stretch(sort)) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    sort->items[sort->n++] = item;
    return 0;
}

static void merge_two(const struct pl_sort_item *a, size_t na, const struct pl_sort_item *b, size_t nb,
                      struct pl_sort_item *to) {
    if (nb == 0 || !pl_sort_less(b, &a[na - 1])) { /* already one after the other */
        memcpy(to, a, na * sizeof *a);
        if (nb > 0) {
            memcpy(to + na, b, nb * sizeof *b);
        }
        return;
    }
    while (na > 0 && nb > 0) {
        if (pl_sort_less(b, a)) {
            *to++ = *b++;
            nb--;
        } else {
            *to++ = *a++;
            na--;
        }
    }
    memcpy(to, na > 0 ? a : b, (na > 0 ? na : nb) * sizeof *a);
}

/* Merges neighbouring stretches, pass after pass, until one is left. */
static int merge_stretches(struct pl_sort *sort, struct pl_error *err) {
    if (sort->n_stretches <= 1) {
        return 0;
    }
    struct pl_sort_item *other = reallocarray(NULL, sort->n, sizeof *other);
    if (other == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    sort->cap = sort->n; /* of either array from now on */
    while (sort->n_stretches > 1) {
        size_t made = 0;
        for (size_t i = 0; i < sort->n_stretches; i += 2) {
            size_t from = sort->stretches[i];
            size_t middle = i + 1 < sort->n_stretches ? sort->stretches[i + 1] : sort->n;
            size_t to = i + 2 < sort->n_stretches ? sort->stretches[i + 2] : sort->n;
            merge_two(sort->items + from, middle - from, sort->items + middle, to - middle, other + from);
            sort->stretches[made++] = from;
        }
        sort->n_stretches = made;
        struct pl_sort_item *swap = sort->items;
        sort->items = other;
        other = swap;
    }
    free(other);
    return 0;
}

/* Writes what is in memory as one run. */
static int spill(struct pl_sort *sort, struct pl_error *err) {
    int code = merge_stretches(sort, err);
    uint64_t before = sort->runs.end;
    code = code == 0 ? pl_sort_runs_begin(&sort->runs, err) : code;
    for (size_t i = 0; i < sort->n && code == 0; i++) {
        code = pl_sort_runs_add(&sort->runs, &sort->items[i], err);
    }
    code = code == 0 ? pl_sort_runs_end(&sort->runs, err) : code;
    if (code == 0) {
        sort->spilled_bytes += sort->runs.end - before;
        sort->n = 0;
        sort->n_stretches = 0;
        free_blocks(sort);
    }
    return code;
}

/* Room for a copy of n bytes; NULL without memory. */
static char *keep(struct pl_sort *sort, size_t n) {
    struct block *block = sort->blocks;
    if (block == NULL || n > block->cap - block->used) {
        size_t cap = sort->memory_bytes / 8 < BLOCK_BYTES ? sort->memory_bytes / 8 : BLOCK_BYTES;
        cap = n > cap ? n : cap;
        block = malloc(sizeof *block + cap);
        if (block == NULL) {
            return NULL;
        }
        block->next = sort->blocks;
        block->used = 0;
        block->cap = cap;
        sort->blocks = block;
        sort->block_bytes += cap;
    }
    char *p = block->bytes + block->used;
    block->used += n;
    return p;
}

int pl_sort_add(struct pl_sort *sort, const void *bytes, size_t n, struct pl_error *err) {
    if (n > PL_SORT_ITEM_MAX) {
        return pl_fail(err, PL_E_LIMIT, "an item of %zu bytes cannot be sorted; at most %zu", n, PL_SORT_ITEM_MAX);
    }
    size_t free_bytes = sort->blocks != NULL ? sort->blocks->cap - sort->blocks->used : 0;
    size_t block_bytes = sort->block_bytes + (n > free_bytes ? n : 0);
    if (sort->n > 0 && block_bytes + (sort->n + 1) * ENTRY_BYTES > sort->memory_bytes) {
        int code = spill(sort, err);
        if (code != 0) {
            return code;
        }
    }
    char *p = keep(sort, n);
    if (p == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    if (n > 0) {
        memcpy(p, bytes, n);
    }
    sort->total++;
    return put(sort, pl_sort_item(p, n), err);
}

/* ---- merging runs ---- */

static size_t fan_in(const struct pl_sort *sort) {
    size_t n = sort->memory_bytes / MERGE_BUFFER;
    return n < 2 ? 2 : n > FAN_IN_MAX ? FAN_IN_MAX : n;
}

static int merge_group(struct pl_sort *sort, size_t first, size_t count, struct pl_sort_runs *to,
                       struct pl_error *err) {
    struct pl_sort_merge *merge = NULL;
    int code = pl_sort_merge_open(&sort->runs, first, count, MERGE_BUFFER, &merge, err);
    code = code == 0 ? pl_sort_runs_begin(to, err) : code;
    struct pl_sort_item item = {0};
    while (code == 0) {
        code = pl_sort_merge_next(merge, &item, err);
        if (code != 0 || item.p == NULL) {
            break;
        }
        code = pl_sort_runs_add(to, &item, err);
    }
    code = code == 0 ? pl_sort_runs_end(to, err) : code;
    pl_sort_merge_close(merge);
    return code;
}

/* Makes fewer, longer runs until one merge can take them all. */
static int merge_pass(struct pl_sort *sort, struct pl_error *err) {
    struct pl_sort_runs longer;
    size_t step = fan_in(sort);
    int code = 0;
    pl_sort_runs_open(&longer);
    for (size_t i = 0; i < sort->runs.n && code == 0; i += step) {
        size_t left = sort->runs.n - i;
        code = merge_group(sort, i, left < step ? left : step, &longer, err);
    }
    if (code != 0) {
        pl_sort_runs_close(&longer);
        return code;
    }
    sort->spilled_bytes += longer.end;
    pl_sort_runs_close(&sort->runs);
    sort->runs = longer;
    return 0;
}

int pl_sort_done(struct pl_sort *sort, struct pl_error *err) {
    if (sort->runs.n == 0) {
        return merge_stretches(sort, err);
    }
    int code = sort->n > 0 ? spill(sort, err) : 0;
    free(sort->items);
    sort->items = NULL;
    sort->cap = 0;
    while (code == 0 && sort->runs.n > fan_in(sort)) {
        code = merge_pass(sort, err);
    }
    if (code != 0) {
        return code;
    }
    return pl_sort_merge_open(&sort->runs, 0, sort->runs.n, sort->memory_bytes / sort->runs.n / 2, &sort->merge, err);
}

int pl_sort_next(struct pl_sort *sort, int *ret_more, pl_str *ret_item, struct pl_error *err) {
    struct pl_sort_item item = {0};
    if (sort->merge != NULL) {
        int code = pl_sort_merge_next(sort->merge, &item, err);
        if (code != 0) {
            return code;
        }
    } else if (sort->next < sort->n) {
        item = sort->items[sort->next++];
    }
    *ret_more = item.p != NULL;
    if (item.p != NULL) {
        *ret_item = pl_str_make(item.p, item.n);
    }
    return 0;
}
