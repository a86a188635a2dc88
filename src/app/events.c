#include "app/events.h"

#include <stdlib.h>
#include <string.h>

#include "app/detect.h"
#include "app/station_lines.h"
#include "store/heard.h"
#include "store/seen.h"

#include "base/ban.h"

#define FACTS_MAX ((size_t)1 << 28)

/* ---- who ---- */

struct imo_search {
    struct pl_arena *arena;
    uint32_t *mmsi;
    size_t n, cap;
};

static int on_number(void *ctx, uint32_t mmsi, struct pl_error *err) {
    struct imo_search *s = ctx;
    if (s->n == s->cap) {
        size_t cap = s->cap > 0 ? 2 * s->cap : 16;
        uint32_t *more = pl_arena_calloc(s->arena, cap, sizeof *more);
        if (more == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory to look for a ship");
        }
        if (s->n > 0) {
            memcpy(more, s->mmsi, s->n * sizeof *more);
        }
        s->mmsi = more;
        s->cap = cap;
    }
    s->mmsi[s->n++] = mmsi;
    return PL_E_OK;
}

int pl_events_vessel(struct pl_case *c, const char *vessel, struct pl_arena *arena, uint32_t **ret_mmsi, size_t *ret_n,
                     uint32_t *ret_imo, struct pl_error *err) {
    pl_str text = pl_str_trim(pl_str_from(vessel));
    bool says_imo = pl_str_eq_nocase(pl_str_sub(text, 0, 3), PL_STR("IMO"));
    uint64_t number = 0;
    if (says_imo) {
        text = pl_str_trim(pl_str_sub(text, 3, text.n));
    }
    if (!pl_str_u64(text, &number) || number == 0 || number > 999999999 || (says_imo && text.n != 7)) {
        return pl_fail(err, PL_E_USAGE, "a ship is an MMSI (9 digits) or an IMO number (7 digits)");
    }
    if (text.n == 7) {
        struct imo_search s = {.arena = arena};
        int rc = pl_seen_imo(c, text, on_number, &s, err);
        if (rc == PL_E_OK) {
            *ret_mmsi = s.mmsi;
            *ret_n = s.n;
            *ret_imo = (uint32_t)number;
        }
        return rc;
    }
    uint32_t *one = pl_arena_calloc(arena, 1, sizeof *one);
    if (one == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to look for a ship");
    }
    *one = (uint32_t)number;
    *ret_mmsi = one;
    *ret_n = 1;
    *ret_imo = 0;
    return PL_E_OK;
}

/* ---- several ships: their events together, each once ---- */

struct gather {
    struct pl_event *events;
    size_t n, cap;
};

static int on_gather(void *ctx, const struct pl_event *event, struct pl_error *err) {
    struct gather *g = ctx;
    if (g->n == g->cap) {
        size_t cap = g->cap > 0 ? 2 * g->cap : 64;
        struct pl_event *events = reallocarray(g->events, cap, sizeof *events);
        if (events == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory to read events");
        }
        g->events = events;
        g->cap = cap;
    }
    g->events[g->n++] = *event;
    return PL_E_OK;
}

static int in_order(const void *a, const void *b) { return pl_event_cmp(a, b); }

struct view {
    struct pl_events_view *out;
    pl_events_sink sink;
    void *ctx;
};

static int on_event(void *ctx, const struct pl_event *event, struct pl_error *err) {
    struct view *v = ctx;
    v->out->shown++;
    return v->sink(v->ctx, v->out, event, err);
}

static int read_several(struct pl_case *c, const struct pl_store_event_query *query, const uint32_t *mmsi, size_t n,
                        struct view *v, struct pl_error *err) {
    struct gather g = {0};
    struct pl_store_event_query q = *query;
    int rc = PL_E_OK;
    for (size_t i = 0; rc == PL_E_OK && i < n; i++) {
        q.mmsi = mmsi[i];
        rc = pl_store_events(c, &q, on_gather, &g, err);
    }
    if (g.n > 1) {
        qsort(g.events, g.n, sizeof *g.events, in_order);
    }
    for (size_t i = 0; rc == PL_E_OK && i < g.n; i++) {
        if (i == 0 || pl_event_cmp(&g.events[i - 1], &g.events[i]) != 0) {
            rc = on_event(v, &g.events[i], err);
        }
    }
    free(g.events);
    return rc;
}

static int read_events(struct pl_case *c, const struct pl_store_event_query *query, const char *vessel,
                       struct pl_arena *arena, struct view *v, struct pl_error *err) {
    uint32_t *mmsi = NULL, imo = 0;
    size_t n = 0;
    if (vessel == NULL || vessel[0] == '\0') {
        return pl_store_events(c, query, on_event, v, err);
    }
    int rc = pl_events_vessel(c, vessel, arena, &mmsi, &n, &imo, err);
    return rc == PL_E_OK ? read_several(c, query, mmsi, n, v, err) : rc;
}

static int fill_view(const struct pl_known_at *known, struct pl_arena *arena, struct pl_events_view *view,
                     struct pl_error *err) {
    struct pl_detect_facts facts;
    int rc = pl_detect_facts_shown(known->c, arena, &facts, err);
    if (rc == PL_E_OK) {
        rc = pl_detect_style(known->c, &facts, arena, &view->style, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_undetected_read(known, &view->undetected, err);
    }
    view->unseen = view->undetected.imports > 0;
    view->exercise = view->style.exercise;
    return rc;
}

int pl_events_view_read(const struct pl_known_at *known, struct pl_arena *arena, struct pl_events_view *ret,
                        struct pl_error *err) {
    struct pl_events_view view = {.known = known->known};
    int rc = fill_view(known, arena, &view, err);
    if (rc == PL_E_OK) {
        *ret = view;
    }
    return rc;
}

int pl_events_read(const struct pl_known_at *known, const struct pl_store_event_query *query, const char *vessel,
                   struct pl_arena *arena, pl_events_sink sink, void *ctx, struct pl_events_view *ret,
                   struct pl_error *err) {
    struct pl_events_view view;
    struct view v = {.out = &view, .sink = sink, .ctx = ctx};
    int rc = pl_events_view_read(known, arena, &view, err);
    if (rc == PL_E_OK) {
        rc = read_events(known->c, query, vessel, arena, &v, err);
    }
    if (rc == PL_E_OK) {
        *ret = view;
    }
    return rc;
}

int pl_events_run(const char *case_dir, pl_time known_at, const struct pl_store_event_query *query, const char *vessel,
                  struct pl_arena *arena, pl_events_sink sink, void *ctx, struct pl_events_view *ret,
                  struct pl_error *err) {
    PL_KNOWN_AT_AUTO known = {0};
    int rc = pl_known_at_open(case_dir, known_at, &known, err);
    return rc == PL_E_OK ? pl_events_read(&known, query, vessel, arena, sink, ctx, ret, err) : rc;
}

int pl_events_feed(const char *case_dir, pl_time known_at, struct pl_buf *out, struct pl_error *err) {
    PL_KNOWN_AT_AUTO known = {0};
    PL_ARENA_AUTO arena;
    struct pl_detect_facts facts;
    struct pl_stations *stations = NULL;
    pl_arena_open(&arena, FACTS_MAX);
    int rc = pl_known_at_open(case_dir, known_at, &known, err);
    rc = rc == PL_E_OK ? pl_detect_facts_read(known.c, &arena, &facts, err) : rc;
    rc = rc == PL_E_OK ? pl_stations_open(&stations, err) : rc;
    rc = rc == PL_E_OK ? pl_heard_stations(known.c, stations, err) : rc;
    rc = rc == PL_E_OK ? pl_stations_judge(stations, &facts.rules, err) : rc;
    if (rc == PL_E_OK) {
        pl_station_lines(stations, facts.exercise, out);
    }
    pl_stations_close(stations);
    return rc;
}
