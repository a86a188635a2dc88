#include "track/reorder.h"

#include <stdlib.h>
#include <string.h>

#include "base/ban.h"

/* One report that waits. */
struct item {
    struct pl_loc src;
    uint32_t station;
    uint16_t n;
    uint8_t record[];
};

struct slot {
    pl_time at;
    uint64_t nth; /* among equal records the first that came goes first */
    struct item *item;
};

struct pl_reorder {
    pl_time lateness;
    size_t max_bytes, bytes;
    pl_reorder_sink sink;
    void *ctx;
    struct slot *heap; /* the least first */
    size_t n, cap;
    pl_time window[PL_REORDER_WINDOW]; /* the last times, as they came */
    pl_time sorted[PL_REORDER_WINDOW]; /* the same, ascending */
    unsigned n_window, next_window;
    pl_time clock;
    struct item *last; /* what was given last */
    pl_time passed;
    uint64_t nth;
    struct pl_reorder_counts counts;
};

int pl_reorder_open(pl_time lateness_us, size_t max_bytes, pl_reorder_sink sink, void *ctx, struct pl_reorder **ret,
                    struct pl_error *err) {
    struct pl_reorder *r = calloc(1, sizeof *r);
    if (r == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to put reports in order");
    }
    r->lateness = lateness_us;
    r->max_bytes = max_bytes;
    r->sink = sink;
    r->ctx = ctx;
    r->clock = PL_TIME_NONE;
    r->passed = PL_TIME_NONE;
    *ret = r;
    return PL_E_OK;
}

void pl_reorder_close(struct pl_reorder *reorder) {
    if (reorder == NULL) {
        return;
    }
    for (size_t i = 0; i < reorder->n; i++) {
        free(reorder->heap[i].item);
    }
    free(reorder->heap);
    free(reorder->last);
    free(reorder);
}

/* ---- the heap ---- */

static int compare_items(const struct item *a, const struct item *b) {
    size_t n = a->n < b->n ? a->n : b->n;
    int order = memcmp(a->record, b->record, n);
    return order != 0 ? order : (a->n > b->n) - (a->n < b->n);
}

static bool before(const struct slot *a, const struct slot *b) {
    if (a->at != b->at) {
        return a->at < b->at;
    }
    int order = compare_items(a->item, b->item);
    return order != 0 ? order < 0 : a->nth < b->nth;
}

static size_t size_of(const struct item *item) { return sizeof *item + item->n + sizeof(struct slot) + 16; }

static int push(struct pl_reorder *r, struct slot slot, struct pl_error *err) {
    if (r->n == r->cap) {
        size_t cap = r->cap > 0 ? r->cap * 2 : 1024;
        struct slot *heap = reallocarray(r->heap, cap, sizeof *heap);
        if (heap == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory to put reports in order");
        }
        r->heap = heap;
        r->cap = cap;
    }
    size_t i = r->n++;
    while (i > 0 && before(&slot, &r->heap[(i - 1) / 2])) {
        r->heap[i] = r->heap[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    r->heap[i] = slot;
    r->bytes += size_of(slot.item);
    return PL_E_OK;
}

static struct slot pop(struct pl_reorder *r) {
    struct slot top = r->heap[0];
    struct slot last = r->heap[--r->n];
    size_t i = 0;
    for (size_t child = 1; child < r->n; child = 2 * i + 1) {
        if (child + 1 < r->n && before(&r->heap[child + 1], &r->heap[child])) {
            child++;
        }
        if (!before(&r->heap[child], &last)) {
            break;
        }
        r->heap[i] = r->heap[child];
        i = child;
    }
    if (r->n > 0) {
        r->heap[i] = last;
    }
    r->bytes -= size_of(top.item);
    return top;
}

/* ---- the clock ---- */

static unsigned place_of(const struct pl_reorder *r, pl_time at) {
    unsigned from = 0, to = r->n_window;
    while (from < to) {
        unsigned mid = (from + to) / 2;
        if (r->sorted[mid] < at) {
            from = mid + 1;
        } else {
            to = mid;
        }
    }
    return from;
}

static void tick(struct pl_reorder *r, pl_time at) {
    if (r->n_window == PL_REORDER_WINDOW) {
        unsigned old = place_of(r, r->window[r->next_window]);
        memmove(r->sorted + old, r->sorted + old + 1, (PL_REORDER_WINDOW - 1 - old) * sizeof r->sorted[0]);
        r->n_window--;
    }
    unsigned place = place_of(r, at);
    memmove(r->sorted + place + 1, r->sorted + place, (r->n_window - place) * sizeof r->sorted[0]);
    r->sorted[place] = at;
    r->n_window++;
    r->window[r->next_window] = at;
    r->next_window = (r->next_window + 1) % PL_REORDER_WINDOW;
    r->clock = r->sorted[(r->n_window - 1) / 2];
}

/* ---- in and out ---- */

static int give(struct pl_reorder *r, struct pl_error *err) {
    struct slot slot = pop(r);
    struct pl_report report;
    free(r->last);
    r->last = slot.item;
    r->passed = slot.at;
    int code = pl_report_read(pl_str_make((const char *)slot.item->record, slot.item->n), &report, err);
    if (code != PL_E_OK) {
        return code;
    }
    report.src = slot.item->src;
    report.station = slot.item->station;
    return r->sink(r->ctx, &report, err);
}

static bool is_late(const struct pl_reorder *r, const struct slot *slot) {
    if (r->passed == PL_TIME_NONE || slot->at != r->passed) {
        return slot->at < r->passed;
    }
    return r->last == NULL || compare_items(slot->item, r->last) < 0;
}

int pl_reorder_add(struct pl_reorder *reorder, const struct pl_report *report, bool ticks, bool *ret_taken,
                   struct pl_error *err) {
    struct pl_reorder *r = reorder;
    struct item *item = malloc(sizeof *item + report->record.n);
    if (item == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to put reports in order");
    }
    item->src = report->src;
    item->station = report->station;
    item->n = (uint16_t)report->record.n;
    memcpy(item->record, report->record.p, report->record.n);
    struct slot slot = {.at = report->at, .nth = r->nth++, .item = item};
    if (ticks) {
        tick(r, report->at);
    }
    bool full = r->bytes + size_of(item) > r->max_bytes;
    bool late = is_late(r, &slot);
    bool ahead = !late && full && report->at > r->clock && (r->n == 0 || r->heap[0].at > r->clock);
    if (late || ahead) {
        r->counts.late += late;
        r->counts.ahead += ahead;
        free(item);
        *ret_taken = false;
        return PL_E_OK;
    }
    int code = push(r, slot, err);
    if (code != PL_E_OK) {
        free(item);
        return code;
    }
    r->counts.taken++;
    *ret_taken = true;
    while (code == PL_E_OK && r->n > 0 && r->bytes > r->max_bytes) {
        r->counts.hurried++;
        code = give(r, err);
    }
    return code;
}

int pl_reorder_drain(struct pl_reorder *reorder, pl_time now, pl_time quiet_us, struct pl_error *err) {
    if (reorder->clock == PL_TIME_NONE || (now == PL_TIME_NONE && reorder->n_window < PL_REORDER_QUORUM)) {
        return PL_E_OK;
    }
    pl_time clock = reorder->clock + (quiet_us > 0 ? quiet_us : 0);
    clock = now != PL_TIME_NONE && clock > now ? now : clock;
    int code = PL_E_OK;
    while (code == PL_E_OK && reorder->n > 0 && reorder->heap[0].at <= clock - reorder->lateness) {
        code = give(reorder, err);
    }
    return code;
}

int pl_reorder_flush(struct pl_reorder *reorder, struct pl_error *err) {
    int code = PL_E_OK;
    while (code == PL_E_OK && reorder->n > 0) {
        code = give(reorder, err);
    }
    return code;
}

void pl_reorder_start(struct pl_reorder *reorder, pl_time passed) { reorder->passed = passed; }

pl_time pl_reorder_passed(const struct pl_reorder *reorder) { return reorder->passed; }
pl_time pl_reorder_clock(const struct pl_reorder *reorder) { return reorder->clock; }

struct pl_reorder_counts pl_reorder_counts(const struct pl_reorder *reorder) {
    struct pl_reorder_counts counts = reorder->counts;
    counts.waiting = reorder->n;
    counts.bytes = reorder->bytes;
    return counts;
}
