#include "track/dedupe.h"

#include <stdlib.h>
#include <string.h>

#include "base/ban.h"

#define MAX_WINDOW_US PL_DAY_US
#define NO_WINDOW     UINT64_MAX

/* Windows are numbered as they open, so the numbers below `first` have closed: no list ever needs an entry removed.
 * windows[] holds the numbers from `base` on; bytes[] their payloads, in the same order. */
struct window {
    pl_time opened;
    uint64_t next; /* an older window with the same hash slot, or NO_WINDOW */
    size_t payload;
    uint32_t n;
    uint32_t hash;
};

struct pl_dedupe {
    int64_t window_us;
    pl_time last;
    struct window *windows;
    uint64_t base, first, end; /* base <= first <= end */
    size_t cap;
    uint8_t *bytes;
    size_t n_bytes, cap_bytes;
    uint32_t *slots; /* low half of the number of the newest window of each hash slot */
    size_t n_slots;  /* power of two */
};

int pl_dedupe_open(int64_t window_us, struct pl_dedupe **ret_dedupe, struct pl_error *err) {
    if (window_us < 0 || window_us > MAX_WINDOW_US) {
        return pl_fail(err, PL_E_USAGE, "the window of de-duplication must be 0 to 86400 s");
    }
    struct pl_dedupe *d = calloc(1, sizeof *d);
    if (d == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    d->window_us = window_us;
    d->last = PL_TIME_NONE;
    *ret_dedupe = d;
    return 0;
}

void pl_dedupe_close(struct pl_dedupe *dedupe) {
    if (dedupe == NULL) {
        return;
    }
    free(dedupe->windows);
    free(dedupe->bytes);
    free(dedupe->slots);
    free(dedupe);
}

static struct window *window_at(const struct pl_dedupe *d, uint64_t number) { return &d->windows[number - d->base]; }

/* The open window that a slot names, or NO_WINDOW. Numbers of which only the low half is left may, after 2^32 windows,
 * name another open window: it is compared in vain, no more. */
static uint64_t slot_window(const struct pl_dedupe *d, uint32_t hash) {
    uint32_t age = (uint32_t)d->end - d->slots[hash & (d->n_slots - 1)];
    return age > 0 && age <= d->end - d->first ? d->end - age : NO_WINDOW;
}

static uint32_t payload_hash(pl_str payload) {
    uint64_t h = payload.n;
    const char *p = payload.p;
    size_t n = payload.n;
    for (; n >= 8; p += 8, n -= 8) {
        uint64_t word;
        memcpy(&word, p, 8);
        h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
        h ^= h >> 29;
    }
    uint64_t tail = 0;
    memcpy(&tail, p, n);
    h = (h ^ tail) * UINT64_C(0xbf58476d1ce4e5b9);
    return (uint32_t)(h >> 32);
}

static void close_before(struct pl_dedupe *d, pl_time at) {
    while (d->first < d->end && window_at(d, d->first)->opened < at - d->window_us) {
        d->first++;
    }
}

static uint64_t find(const struct pl_dedupe *d, pl_str payload, uint32_t hash) {
    if (d->n_slots == 0) {
        return NO_WINDOW;
    }
    uint64_t at = slot_window(d, hash);
    while (at != NO_WINDOW && at >= d->first) {
        const struct window *w = window_at(d, at);
        if (w->hash == hash && w->n == payload.n && memcmp(d->bytes + w->payload, payload.p, payload.n) == 0) {
            return at;
        }
        at = w->next;
    }
    return NO_WINDOW;
}

/* Hangs every open window into slots of n_slots. */
static bool rehash(struct pl_dedupe *d, size_t n_slots) {
    uint32_t *slots = reallocarray(d->slots, n_slots, sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    d->slots = slots;
    d->n_slots = n_slots;
    uint64_t end = d->end;
    for (size_t i = 0; i < n_slots; i++) {
        slots[i] = (uint32_t)end; /* no window is so old */
    }
    for (d->end = d->first; d->end < end; d->end++) {
        struct window *w = window_at(d, d->end);
        w->next = slot_window(d, w->hash);
        slots[w->hash & (n_slots - 1)] = (uint32_t)d->end;
    }
    return true;
}

/* Drops the closed windows from the front of both arrays. */
static void compact(struct pl_dedupe *d) {
    size_t closed = (size_t)(d->first - d->base);
    size_t open = (size_t)(d->end - d->first);
    size_t from = open > 0 ? d->windows[closed].payload : d->n_bytes;
    memmove(d->windows, d->windows + closed, open * sizeof *d->windows);
    if (d->n_bytes > from) {
        memmove(d->bytes, d->bytes + from, d->n_bytes - from);
    }
    d->n_bytes -= from;
    d->base = d->first;
    for (size_t i = 0; i < open; i++) {
        d->windows[i].payload -= from;
    }
}

/* Makes room for one more window with n bytes of payload. */
static bool make_room(struct pl_dedupe *d, size_t n) {
    size_t open = (size_t)(d->end - d->first);
    if (d->end - d->base < d->cap && d->n_bytes + n <= d->cap_bytes) {
        return true;
    }
    if (d->windows != NULL) {
        compact(d);
    }
    if ((open + 1) * 2 > d->cap) {
        size_t cap = d->cap > 0 ? d->cap * 2 : 1024;
        struct window *windows = reallocarray(d->windows, cap, sizeof *windows);
        if (windows == NULL) {
            return false;
        }
        d->windows = windows;
        d->cap = cap;
        if (!rehash(d, 2 * cap)) {
            return false;
        }
    }
    if ((d->n_bytes + n) * 2 > d->cap_bytes) {
        size_t cap = d->cap_bytes > 0 ? d->cap_bytes * 2 : 65536;
        uint8_t *bytes = realloc(d->bytes, cap);
        if (bytes == NULL) {
            return false;
        }
        d->bytes = bytes;
        d->cap_bytes = cap;
    }
    return true;
}

static int open_window(struct pl_dedupe *d, pl_time at, pl_str payload, uint32_t hash, struct pl_error *err) {
    if (d->end - d->first >= PL_DEDUPE_MAX) {
        return pl_fail(err, PL_E_LIMIT, "more than %d different reports within the window of de-duplication",
                       PL_DEDUPE_MAX);
    }
    if (!make_room(d, payload.n)) {
        return pl_fail(err, PL_E_NOMEM, "out of memory for de-duplication");
    }
    d->windows[d->end - d->base] = (struct window){
        .opened = at, .next = slot_window(d, hash), .payload = d->n_bytes, .n = (uint32_t)payload.n, .hash = hash};
    memcpy(d->bytes + d->n_bytes, payload.p, payload.n);
    d->n_bytes += payload.n;
    d->slots[hash & (d->n_slots - 1)] = (uint32_t)d->end;
    d->end++;
    return 0;
}

int pl_dedupe_push(struct pl_dedupe *dedupe, const struct pl_report *report, bool *ret_duplicate,
                   struct pl_error *err) {
    if (report->at < dedupe->last) {
        return pl_fail(err, PL_E_USAGE, "reports must come in the order of their times");
    }
    dedupe->last = report->at;
    close_before(dedupe, report->at);
    pl_str payload = pl_record_payload(report->record);
    uint32_t hash = payload_hash(payload);
    if (find(dedupe, payload, hash) != NO_WINDOW) {
        *ret_duplicate = true;
        return 0;
    }
    int code = open_window(dedupe, report->at, payload, hash, err);
    if (code == 0) {
        *ret_duplicate = false;
    }
    return code;
}

void pl_dedupe_save(const struct pl_dedupe *dedupe, pl_time from, struct pl_buf *state) {
    uint64_t first = dedupe->first;
    while (first < dedupe->end && window_at(dedupe, first)->opened < from - dedupe->window_us) {
        first++;
    }
    pl_buf_add_be64(state, dedupe->end - first);
    for (uint64_t i = first; i < dedupe->end; i++) {
        const struct window *w = window_at(dedupe, i);
        pl_buf_add_be64(state, (uint64_t)w->opened);
        pl_buf_add_be16(state, (uint16_t)w->n);
        pl_buf_add(state, dedupe->bytes + w->payload, w->n);
    }
}

static void forget(struct pl_dedupe *d) {
    d->base = d->first = d->end = 0;
    d->n_bytes = 0;
    d->last = PL_TIME_NONE;
    if (d->n_slots > 0) {
        memset(d->slots, 0, d->n_slots * sizeof *d->slots); /* end is 0: age 0, empty */
    }
}

static int load_window(struct pl_dedupe *d, pl_str *rest, struct pl_error *err) {
    if (rest->n < 10) {
        return pl_fail(err, PL_E_FORMAT, "the state of de-duplication is cut short");
    }
    pl_time opened = (pl_time)pl_be64(rest->p);
    size_t n = pl_be16(rest->p + 8);
    pl_str payload = pl_str_sub(*rest, 10, n);
    if (payload.n != n || n == 0 || n > PL_RECORD_MAX || !pl_record_time_ok(opened) || opened < d->last) {
        return pl_fail(err, PL_E_FORMAT, "the state of de-duplication is malformed");
    }
    d->last = opened;
    *rest = pl_str_sub(*rest, 10 + n, rest->n);
    return open_window(d, opened, payload, payload_hash(payload), err);
}

int pl_dedupe_load(struct pl_dedupe *dedupe, pl_str *state, struct pl_error *err) {
    forget(dedupe);
    if (state->n < 8) {
        return pl_fail(err, PL_E_FORMAT, "the state of de-duplication is cut short");
    }
    uint64_t n = pl_be64(state->p);
    pl_str rest = pl_str_sub(*state, 8, state->n);
    for (uint64_t i = 0; i < n; i++) {
        int code = load_window(dedupe, &rest, err);
        if (code != 0) {
            forget(dedupe);
            return code;
        }
    }
    *state = rest;
    return 0;
}

uint64_t pl_dedupe_windows(const struct pl_dedupe *dedupe) { return dedupe->end - dedupe->first; }
