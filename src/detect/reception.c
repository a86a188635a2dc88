#include "detect/reception.h"

#include <stdlib.h>
#include <string.h>

#include "base/ban.h"

#define COLUMNS    (360 * PL_RECEPTION_CELLS)
#define ROWS       (180 * PL_RECEPTION_CELLS)
#define SIDE       (PL_POS_UNIT / PL_RECEPTION_CELLS)
#define HOUR_BITS  24
#define HOUR_MASK  ((UINT64_C(1) << HOUR_BITS) - 1)
#define CLASS_BIT  (UINT64_C(1) << HOUR_BITS)
#define CELL_SHIFT (HOUR_BITS + 1)
#define TALLY_MAX  ((size_t)1 << 24)
#define SUMS_MAX   ((size_t)1 << 30)
#define MERGE_AT   ((size_t)1 << 16)

uint32_t pl_reception_cell(pl_pos pos) {
    int64_t column = ((int64_t)pos.lon + PL_LON_HALF) / SIDE;
    int64_t row = ((int64_t)pos.lat + PL_LAT_MAX) / SIDE;
    row = row >= ROWS ? ROWS - 1 : row;
    return (uint32_t)(row * COLUMNS + column % COLUMNS);
}

uint32_t pl_reception_beside(uint32_t cell, int east, int north) {
    int64_t row = (int64_t)cell / COLUMNS + north, column = (int64_t)cell % COLUMNS + east;
    row = row < 0 ? 0 : row >= ROWS ? ROWS - 1 : row;
    column = (column + COLUMNS) % COLUMNS;
    return (uint32_t)(row * COLUMNS + column);
}

static uint64_t key_of(uint32_t cell, int64_t hour, bool class_b) {
    return (uint64_t)cell << CELL_SHIFT | (class_b ? CLASS_BIT : 0) | ((uint64_t)hour & HOUR_MASK);
}

uint64_t pl_reception_key(pl_pos pos, pl_time at, bool class_b) {
    return key_of(pl_reception_cell(pos), at / PL_HOUR_US, class_b);
}

uint32_t pl_reception_key_cell(uint64_t key) { return (uint32_t)(key >> CELL_SHIFT); }

int64_t pl_reception_key_hour(uint64_t key) { return (int64_t)(key & HOUR_MASK); }

/* The first stage */

void pl_tally_open(struct pl_tally *tally) {
    *tally = (struct pl_tally){0};
    pl_map_open(&tally->index, TALLY_MAX);
}

void pl_tally_close(struct pl_tally *tally) {
    pl_map_close(&tally->index);
    free(tally->sums);
    *tally = (struct pl_tally){0};
}

void pl_tally_clear(struct pl_tally *tally) {
    if (tally->n > 0) {
        bool failed = tally->failed;
        pl_tally_close(tally);
        pl_tally_open(tally);
        tally->failed = failed;
    }
}

void pl_tally_add(struct pl_tally *tally, uint64_t key, uint32_t chances, uint32_t taken) {
    bool made = false;
    uint64_t *at = pl_map_put(&tally->index, key, &made);
    if (at == NULL) {
        tally->failed = true;
        return;
    }
    if (made) {
        if (tally->n == tally->cap) {
            size_t cap = tally->cap == 0 ? 256 : tally->cap * 2;
            struct pl_reception_sum *grown = reallocarray(tally->sums, cap, sizeof *grown);
            if (grown == NULL) {
                pl_map_remove(&tally->index, key);
                tally->failed = true;
                return;
            }
            tally->sums = grown;
            tally->cap = cap;
        }
        *at = tally->n;
        tally->sums[tally->n++] = (struct pl_reception_sum){.key = key};
    }
    struct pl_reception_sum *sum = &tally->sums[*at];
    sum->chances += chances;
    sum->taken += taken;
}

uint32_t pl_tally_span(struct pl_tally *tally, pl_time from_at, pl_pos from, pl_time to_at, pl_pos to,
                       pl_time sample_us, bool class_b) {
    int64_t first = from_at / sample_us + 1, last = to_at / sample_us;
    if (last < first) {
        return 0;
    }
    uint64_t key = pl_reception_key(to, to_at, class_b), run = key;
    uint32_t n = 0;
    for (int64_t k = first; k < last; k++) {
        pl_time mid = k * sample_us + sample_us / 2;
        double f = (double)(mid - from_at) / (double)(to_at - from_at);
        uint64_t here = pl_reception_key(pl_sphere_between(from, to, f), mid, class_b);
        if (here != run && n > 0) {
            pl_tally_add(tally, run, n, 0);
            n = 0;
        }
        run = here;
        n++;
    }
    if (n > 0 && run != key) {
        pl_tally_add(tally, run, n, 0);
        n = 0;
    }
    pl_tally_add(tally, key, n + 1, 1);
    return (uint32_t)(last - first + 1);
}

static int sum_cmp(const void *a, const void *b) {
    const struct pl_reception_sum *x = a, *y = b;
    return (x->key > y->key) - (x->key < y->key);
}

size_t pl_reception_sort(struct pl_reception_sum *sums, size_t n) {
    size_t kept = 0;
    if (n > 1) {
        qsort(sums, n, sizeof *sums, sum_cmp);
    }
    for (size_t i = 0; i < n; i++) {
        if (kept > 0 && sums[kept - 1].key == sums[i].key) {
            sums[kept - 1].chances += sums[i].chances;
            sums[kept - 1].taken += sums[i].taken;
        } else {
            sums[kept++] = sums[i];
        }
    }
    return kept;
}

/* As bytes: for each sum its key less the one before, chances, taken, each in groups of seven bits, the least first. */

static void put(struct pl_buf *out, uint64_t v) {
    while (v >= 0x80) {
        pl_buf_add_char(out, (char)((v & 0x7F) | 0x80));
        v >>= 7;
    }
    pl_buf_add_char(out, (char)v);
}

static bool get(pl_str *in, uint64_t most, uint64_t *ret) {
    uint64_t v = 0;
    for (unsigned shift = 0; in->n > 0 && shift < 63; shift += 7) {
        unsigned char byte = (unsigned char)in->p[0];
        *in = pl_str_sub(*in, 1, in->n);
        v |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80) {
            *ret = v;
            return v <= most && (byte != 0 || shift == 0);
        }
    }
    return false;
}

void pl_reception_pack(const struct pl_reception_sum *sums, size_t n, struct pl_buf *out) {
    uint64_t last = 0;
    for (size_t i = 0; i < n; i++) {
        put(out, sums[i].key - last);
        put(out, sums[i].chances);
        put(out, sums[i].taken);
        last = sums[i].key;
    }
}

int pl_reception_unpack(pl_str bytes, pl_reception_sink sink, void *ctx, struct pl_error *err) {
    static const uint64_t KEY_MAX = ((uint64_t)ROWS * COLUMNS << CELL_SHIFT) - 1;
    struct pl_reception_sum some[512];
    size_t n = 0;
    uint64_t last = 0;
    bool any = false;
    while (bytes.n > 0) {
        uint64_t step, chances, taken;
        bool ok = get(&bytes, KEY_MAX, &step) && get(&bytes, UINT32_MAX, &chances) && get(&bytes, UINT32_MAX, &taken);
        if (!ok || (any && step == 0) || step > KEY_MAX - last || taken > chances || chances == 0) {
            return pl_fail(err, PL_E_FORMAT, "damaged sums of reception; run `plimsoll rebuild`");
        }
        any = true;
        last += step;
        some[n++] = (struct pl_reception_sum){last, (uint32_t)chances, (uint32_t)taken};
        if (n == sizeof some / sizeof *some || bytes.n == 0) {
            int rc = sink(ctx, some, n, err);
            if (rc != PL_E_OK) {
                return rc;
            }
            n = 0;
        }
    }
    return PL_E_OK;
}

/* The second stage */

/* Sums in the order of their keys, and how they run up. */
struct ordered {
    struct pl_reception_sum *sums;
    uint64_t *chances, *taken; /* of all sums before this one; n + 1 of them */
    size_t n, cap;
    struct pl_map groups; /* cell << 1 | class -> first sum */
};

struct pl_reception {
    struct ordered fine, wide; /* wide: whole degrees, known by their first cell; made when sealed */
    size_t sorted;
};

int pl_reception_open(struct pl_reception **ret_reception, struct pl_error *err) {
    struct pl_reception *r = calloc(1, sizeof *r);
    if (r == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for what was received");
    }
    pl_map_open(&r->fine.groups, SUMS_MAX);
    pl_map_open(&r->wide.groups, SUMS_MAX);
    *ret_reception = r;
    return PL_E_OK;
}

static int grow(struct ordered *o, size_t n, struct pl_error *err) {
    size_t cap = o->cap == 0 ? 4096 : o->cap * 2;
    cap = cap < o->n + n ? o->n + n : cap;
    struct pl_reception_sum *grown = cap > SUMS_MAX ? NULL : reallocarray(o->sums, cap, sizeof *grown);
    if (grown == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for what was received");
    }
    o->sums = grown;
    o->cap = cap;
    return PL_E_OK;
}

int pl_reception_add(struct pl_reception *r, const struct pl_reception_sum *sums, size_t n, struct pl_error *err) {
    struct ordered *o = &r->fine;
    if (n > o->cap - o->n && o->n > MERGE_AT && o->n / 2 > r->sorted) {
        o->n = r->sorted = pl_reception_sort(o->sums, o->n);
    }
    int rc = n > o->cap - o->n ? grow(o, n, err) : PL_E_OK;
    if (rc == PL_E_OK && n > 0) {
        memcpy(o->sums + o->n, sums, n * sizeof *sums);
        o->n += n;
    }
    return rc;
}

static uint32_t degree_of(uint32_t cell) {
    uint32_t row = cell / COLUMNS, column = cell % COLUMNS;
    return (row - row % PL_RECEPTION_CELLS) * COLUMNS + column - column % PL_RECEPTION_CELLS;
}

static int widen(struct pl_reception *r, struct pl_error *err) {
    static const uint64_t BELOW = (UINT64_C(1) << CELL_SHIFT) - 1;
    int rc = grow(&r->wide, r->fine.n, err);
    for (size_t i = 0; rc == PL_E_OK && i < r->fine.n; i++) {
        struct pl_reception_sum *sum = &r->wide.sums[r->wide.n++];
        *sum = r->fine.sums[i];
        sum->key = (uint64_t)degree_of((uint32_t)(sum->key >> CELL_SHIFT)) << CELL_SHIFT | (sum->key & BELOW);
    }
    return rc;
}

static int order(struct ordered *o, struct pl_error *err) {
    o->n = pl_reception_sort(o->sums, o->n);
    o->chances = calloc(o->n + 1, sizeof *o->chances);
    o->taken = calloc(o->n + 1, sizeof *o->taken);
    bool ok = o->chances != NULL && o->taken != NULL;
    for (size_t i = 0; ok && i < o->n; i++) {
        o->chances[i + 1] = o->chances[i] + o->sums[i].chances;
        o->taken[i + 1] = o->taken[i] + o->sums[i].taken;
        uint64_t group = o->sums[i].key >> HOUR_BITS;
        if (i == 0 || group != o->sums[i - 1].key >> HOUR_BITS) {
            uint64_t *at = pl_map_put(&o->groups, group, NULL);
            ok = at != NULL;
            if (ok) {
                *at = i;
            }
        }
    }
    return ok ? PL_E_OK : pl_fail(err, PL_E_NOMEM, "no memory for what was received");
}

int pl_reception_seal(struct pl_reception *r, struct pl_error *err) {
    int rc = order(&r->fine, err);
    rc = rc == PL_E_OK ? widen(r, err) : rc;
    return rc == PL_E_OK ? order(&r->wide, err) : rc;
}

static void drop(struct ordered *o) {
    pl_map_close(&o->groups);
    free(o->sums);
    free(o->chances);
    free(o->taken);
}

void pl_reception_close(struct pl_reception *r) {
    if (r != NULL) {
        drop(&r->fine);
        drop(&r->wide);
        free(r);
    }
}

/* The first sum whose key is not below. */
static size_t lower(const struct ordered *o, size_t low, uint64_t key) {
    size_t high = o->n;
    for (size_t step = 16; low + step < high; step *= 2) { /* most are near */
        if (o->sums[low + step].key >= key) {
            high = low + step;
            break;
        }
        low += step;
    }
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (o->sums[mid].key < key) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low;
}

static void count(const struct ordered *o, uint32_t cell, bool class_b, int64_t from, int64_t to,
                  struct pl_reception_count *ret) {
    int64_t most = (int64_t)HOUR_MASK - 1;
    const uint64_t *at = pl_map_get(&o->groups, (uint64_t)cell << 1 | class_b);
    from = from < 0 ? 0 : from;
    to = to > most ? most : to;
    if (at == NULL || to < from) {
        return;
    }
    size_t first = lower(o, (size_t)*at, key_of(cell, from, class_b));
    size_t end = lower(o, first, key_of(cell, to, class_b) + 1);
    ret->chances += o->chances[end] - o->chances[first];
    ret->taken += o->taken[end] - o->taken[first];
}

struct pl_reception_count pl_reception_ask(const struct pl_reception *r, uint32_t cell, bool class_b, int64_t from,
                                           int64_t to) {
    struct pl_reception_count ret = {0};
    count(&r->fine, cell, class_b, from, to, &ret);
    if (!class_b) {
        count(&r->fine, cell, true, from, to, &ret);
    }
    return ret;
}

struct pl_reception_count pl_reception_around(const struct pl_reception *r, pl_pos pos, bool class_b, int64_t from,
                                              int64_t to) {
    struct pl_reception_count ret = {0};
    uint32_t cell = pl_reception_cell(pos);
    int east = cell % COLUMNS % PL_RECEPTION_CELLS < PL_RECEPTION_CELLS / 2 ? -1 : 1;
    int north = cell / COLUMNS % PL_RECEPTION_CELLS < PL_RECEPTION_CELLS / 2 ? -1 : 1;
    uint32_t here = degree_of(cell);
    for (int i = 0; i < 4; i++) {
        uint32_t one =
            degree_of(pl_reception_beside(here, i % 2 * east * PL_RECEPTION_CELLS, i / 2 * north * PL_RECEPTION_CELLS));
        if (i > 1 && one / COLUMNS == here / COLUMNS) {
            break; /* at a pole */
        }
        count(&r->wide, one, class_b, from, to, &ret);
        if (!class_b) {
            count(&r->wide, one, true, from, to, &ret);
        }
    }
    return ret;
}
