#include "detect/voyage.h"

#include <stdlib.h>
#include <string.h>

#include "geo/prism.h"

#include "base/ban.h"

/* An event as far as a voyage needs it. */
struct happened {
    uint32_t mmsi;
    pl_hash track, id;
    int type;
    pl_time start, end;
    double hours;
    int grade;
    char port[64];
    unsigned n_calls;
    struct pl_event_call *calls;  /* those that were possible; in the arena */
    const struct pl_event *visit; /* a visit that says something of a destination; in the arena */
};

/* A destination that was said. */
struct uttered {
    uint32_t mmsi;
    struct pl_voyage_said said;
};

struct pl_voyages {
    struct pl_arena *arena;
    struct happened *list;
    size_t n, cap;
    struct uttered *uttered;
    size_t n_uttered, cap_uttered;
};

int pl_voyages_open(struct pl_arena *arena, struct pl_voyages **ret_voyages, struct pl_error *err) {
    struct pl_voyages *v = pl_arena_calloc(arena, 1, sizeof *v);
    if (v == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for voyages");
    }
    v->arena = arena;
    *ret_voyages = v;
    return PL_E_OK;
}

static bool possible(const struct pl_event_call *call) {
    return call->verdict == PL_VERDICT_REACHABLE || call->verdict == PL_VERDICT_MARGINAL;
}

static int keep_calls(struct pl_voyages *v, const struct pl_event *event, struct happened *h, struct pl_error *err) {
    for (unsigned i = 0; i < event->notes.n_calls; i++) {
        h->n_calls += possible(&event->notes.calls[i]);
    }
    if (h->n_calls == 0) {
        return PL_E_OK;
    }
    h->calls = pl_arena_calloc(v->arena, h->n_calls, sizeof *h->calls);
    if (h->calls == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for voyages");
    }
    for (unsigned i = 0, n = 0; i < event->notes.n_calls; i++) {
        if (possible(&event->notes.calls[i])) {
            h->calls[n++] = event->notes.calls[i];
        }
    }
    return PL_E_OK;
}

static int keep_said(struct pl_voyages *v, const struct pl_event *event, struct pl_error *err) {
    if (v->n_uttered == v->cap_uttered) {
        size_t cap = v->cap_uttered == 0 ? 64 : v->cap_uttered * 2;
        struct uttered *grown = pl_arena_calloc(v->arena, cap, sizeof *grown);
        if (grown == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory for voyages");
        }
        if (v->n_uttered > 0) {
            memcpy(grown, v->uttered, v->n_uttered * sizeof *grown);
        }
        v->uttered = grown;
        v->cap_uttered = cap;
    }
    struct uttered *u = &v->uttered[v->n_uttered++];
    *u = (struct uttered){.mmsi = event->vessels[0].mmsi,
                          .said = {.from = event->start, .until = event->end, .bound = event->notes.bound}};
    memcpy(u->said.remark, event->notes.remark, sizeof u->said.remark);
    return PL_E_OK;
}

/* What a visit says of the destination is kept whole: few visits say anything. */
static int keep_arrival(struct pl_voyages *v, const struct pl_event *event, struct happened *h, struct pl_error *err) {
    if (event->type != PL_EVENT_PORT_VISIT || event->notes.bound.verdict == PL_ARRIVAL_NONE) {
        return PL_E_OK;
    }
    struct pl_event *copy = pl_arena_alloc(v->arena, sizeof *copy);
    if (copy == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for voyages");
    }
    *copy = *event;
    h->visit = copy;
    return PL_E_OK;
}

int pl_voyages_add(struct pl_voyages *v, const struct pl_event *event, struct pl_error *err) {
    if (event->type == PL_EVENT_BOUND) {
        return event->notes.bound.verdict != PL_ARRIVAL_NONE && event->n_vessels > 0 ? keep_said(v, event, err)
                                                                                     : PL_E_OK;
    }
    if (event->type != PL_EVENT_PORT_VISIT && event->type != PL_EVENT_GAP && event->type != PL_EVENT_ENCOUNTER &&
        event->type != PL_EVENT_LOITERING) {
        return PL_E_OK;
    }
    if (event->type == PL_EVENT_PORT_VISIT && event->confidence < 2) {
        return PL_E_OK; /* it sailed past */
    }
    for (unsigned i = 0; i < event->n_vessels; i++) {
        if (v->n == v->cap) {
            size_t cap = v->cap == 0 ? 256 : v->cap * 2;
            struct happened *grown = pl_arena_calloc(v->arena, cap, sizeof *grown);
            if (grown == NULL) {
                return pl_fail(err, PL_E_NOMEM, "no memory for voyages");
            }
            if (v->n > 0) {
                memcpy(grown, v->list, v->n * sizeof *grown);
            }
            v->list = grown;
            v->cap = cap;
        }
        struct happened *h = &v->list[v->n++];
        *h = (struct happened){.mmsi = event->vessels[i].mmsi,
                               .track = event->vessels[i].track,
                               .id = event->id,
                               .type = event->type,
                               .start = event->start,
                               .end = event->open ? PL_TIME_NONE : event->end,
                               .hours = event->hours,
                               .grade = event->notes.grade};
        memcpy(h->port, event->port, sizeof h->port);
        int rc = keep_calls(v, event, h, err);
        rc = rc == PL_E_OK ? keep_arrival(v, event, h, err) : rc;
        if (rc != PL_E_OK) {
            return rc;
        }
    }
    return PL_E_OK;
}

/* By ship, track and time; a visit before what else begins with it. */
static int happened_cmp(const void *a, const void *b) {
    const struct happened *x = a, *y = b;
    if (x->mmsi != y->mmsi) {
        return x->mmsi < y->mmsi ? -1 : 1;
    }
    int by_track = pl_hash_cmp(x->track, y->track);
    if (by_track != 0) {
        return by_track;
    }
    if (x->start != y->start) {
        return x->start < y->start ? -1 : 1;
    }
    if ((x->type == PL_EVENT_PORT_VISIT) != (y->type == PL_EVENT_PORT_VISIT)) {
        return x->type == PL_EVENT_PORT_VISIT ? -1 : 1;
    }
    return pl_hash_cmp(x->id, y->id);
}

static bool likelier(const struct pl_event_call *a, const struct pl_event_call *b) {
    if (a->verdict != b->verdict) {
        return a->verdict == PL_VERDICT_REACHABLE;
    }
    return a->slack_h > b->slack_h;
}

/* The likeliest call of a port in this voyage stays; ports by likelihood. */
static void add_call(struct pl_voyage *voyage, const struct happened *h, const struct pl_event_call *call) {
    unsigned at = 0;
    for (unsigned i = 0; i < voyage->n_calls; i++) {
        if (strcmp(voyage->calls[i].call.port, call->port) == 0) {
            if (!likelier(call, &voyage->calls[i].call)) {
                return;
            }
            memmove(&voyage->calls[i], &voyage->calls[i + 1], (--voyage->n_calls - i) * sizeof voyage->calls[0]);
            break;
        }
    }
    while (at < voyage->n_calls && !likelier(call, &voyage->calls[at].call)) {
        at++;
    }
    if (voyage->n_calls == PL_VOYAGE_CALLS) {
        voyage->more_calls++;
        if (at == PL_VOYAGE_CALLS) {
            return;
        }
        voyage->n_calls--;
    }
    memmove(&voyage->calls[at + 1], &voyage->calls[at], (voyage->n_calls - at) * sizeof voyage->calls[0]);
    voyage->calls[at] = (struct pl_voyage_call){h->id, h->grade, *call};
    voyage->n_calls++;
}

static void take(struct pl_voyage *voyage, const struct happened *h) {
    voyage->meetings += h->type == PL_EVENT_ENCOUNTER;
    voyage->loiterings += h->type == PL_EVENT_LOITERING;
    if (h->type != PL_EVENT_GAP) {
        return;
    }
    voyage->silences++;
    voyage->silent_hours += h->hours;
    voyage->longest_hours = h->hours > voyage->longest_hours ? h->hours : voyage->longest_hours;
    for (unsigned i = 0; i < h->n_calls; i++) {
        add_call(voyage, h, &h->calls[i]);
    }
}

static bool empty(const struct pl_voyage *voyage) {
    return voyage->silences + voyage->meetings + voyage->loiterings == 0;
}

/* Something was said of a destination after that time. */
static bool says_after(const struct pl_voyages *v, uint32_t mmsi, pl_time at) {
    size_t low = 0, high = v->n_uttered;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (v->uttered[mid].mmsi < mmsi) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    for (; low < v->n_uttered && v->uttered[low].mmsi == mmsi; low++) {
        if (v->uttered[low].said.until > at) {
            return true;
        }
    }
    return false;
}

/* One track's events v->list[from .. to). */
static size_t fold_track(const struct pl_voyages *v, size_t from, size_t to, struct pl_voyage *out) {
    const struct happened *list = v->list;
    size_t n = 0;
    bool visited = false;
    struct pl_voyage voyage = {.mmsi = list[from].mmsi, .track = list[from].track, .start = PL_TIME_NONE};
    for (size_t i = from; i < to; i++) {
        visited |= list[i].type == PL_EVENT_PORT_VISIT;
    }
    for (size_t i = from; visited && i < to; i++) {
        const struct happened *h = &list[i];
        if (h->type != PL_EVENT_PORT_VISIT) {
            bool in_port = voyage.from[0] != '\0' && (voyage.start == PL_TIME_NONE || h->start < voyage.start);
            if (!in_port) { /* while the ship lies there its silences are the visit's */
                take(&voyage, h);
            }
            continue;
        }
        memcpy(voyage.to, h->port, sizeof voyage.to);
        voyage.end = h->start;
        if (h->visit != NULL) {
            voyage.arrival = h->visit->notes.bound;
            memcpy(voyage.arrival_remark, h->visit->notes.remark, sizeof voyage.arrival_remark);
        }
        if (voyage.start != PL_TIME_NONE || !empty(&voyage)) {
            out[n++] = voyage;
        }
        voyage = (struct pl_voyage){.mmsi = h->mmsi, .track = h->track, .start = h->end};
        memcpy(voyage.from, h->port, sizeof voyage.from);
    }
    if (visited && voyage.start != PL_TIME_NONE && (!empty(&voyage) || says_after(v, voyage.mmsi, voyage.start))) {
        voyage.end = PL_TIME_NONE;
        out[n++] = voyage;
    }
    return n;
}

static int voyage_cmp(const void *a, const void *b) {
    const struct pl_voyage *x = a, *y = b;
    if (x->mmsi != y->mmsi) {
        return x->mmsi < y->mmsi ? -1 : 1;
    }
    if (x->start != y->start) { /* PL_TIME_NONE is the least */
        return x->start < y->start ? -1 : 1;
    }
    return pl_hash_cmp(x->track, y->track);
}

static int uttered_cmp(const void *a, const void *b) {
    const struct uttered *x = a, *y = b;
    if (x->mmsi != y->mmsi) {
        return x->mmsi < y->mmsi ? -1 : 1;
    }
    if (x->said.from != y->said.from) {
        return x->said.from < y->said.from ? -1 : 1;
    }
    return strcmp(x->said.bound.said, y->said.bound.said);
}

static bool meanwhile(const struct pl_voyage *voyage, const struct pl_voyage_said *said) {
    return (voyage->start == PL_TIME_NONE || said->until > voyage->start) &&
           (voyage->end == PL_TIME_NONE || said->from < voyage->end);
}

/* What was said during each voyage. Both lists are by ship. */
static int add_said(struct pl_voyages *v, struct pl_voyage *list, size_t n, struct pl_error *err) {
    for (size_t i = 0, first = 0; i < n && v->n_uttered > 0; i++) {
        unsigned count = 0;
        while (first < v->n_uttered && v->uttered[first].mmsi < list[i].mmsi) {
            first++;
        }
        for (size_t k = first; k < v->n_uttered && v->uttered[k].mmsi == list[i].mmsi; k++) {
            count += meanwhile(&list[i], &v->uttered[k].said);
        }
        struct pl_voyage_said *said = count > 0 ? pl_arena_calloc(v->arena, count, sizeof *said) : NULL;
        if (count > 0 && said == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory for voyages");
        }
        for (size_t k = first; list[i].n_said < count; k++) {
            if (meanwhile(&list[i], &v->uttered[k].said)) {
                said[list[i].n_said++] = v->uttered[k].said;
            }
        }
        list[i].said = said;
    }
    return PL_E_OK;
}

int pl_voyages_end(struct pl_voyages *v, struct pl_voyage **ret_list, size_t *ret_n, struct pl_error *err) {
    size_t n = 0, most = 1;
    for (size_t i = 0; i < v->n; i++) {
        most += v->list[i].type == PL_EVENT_PORT_VISIT ? 2 : 0;
    }
    struct pl_voyage *list = pl_arena_calloc(v->arena, most, sizeof *list);
    if (list == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for voyages");
    }
    if (v->n > 1) {
        qsort(v->list, v->n, sizeof *v->list, happened_cmp);
    }
    if (v->n_uttered > 1) {
        qsort(v->uttered, v->n_uttered, sizeof *v->uttered, uttered_cmp);
    }
    for (size_t from = 0, to = 0; from < v->n; from = to) {
        while (to < v->n && v->list[to].mmsi == v->list[from].mmsi &&
               pl_hash_cmp(v->list[to].track, v->list[from].track) == 0) {
            to++;
        }
        n += fold_track(v, from, to, &list[n]);
    }
    qsort(list, n, sizeof *list, voyage_cmp);
    int rc = add_said(v, list, n, err);
    *ret_list = list;
    *ret_n = n;
    return rc;
}
