/* Events of a case as a person asks for them: filtered, in some order, page by page. What `events` prints and what
 * /api/events answers.
 *
 * A page in the order of time begins where the one before ended, without reading what came before, however large the
 * case is (store/event_walk). Orders by duration, and the events of one ship, are read whole. */
#ifndef PL_APP_EVENT_PAGE_H
#define PL_APP_EVENT_PAGE_H

#include "app/events.h"
#include "geo/area.h"

/* enum name, word, how it sorts. Equal ones by start, type, id; `-`: the other way round, all of it. */
#define PL_EVENTS_ORDERS(X)                                                                                            \
    X(START, "start")                                                                                                  \
    X(START_BACK, "-start")                                                                                            \
    X(DURATION, "duration")                                                                                            \
    X(DURATION_BACK, "-duration")

enum pl_events_order {
#define PL_EVENTS_ORDER_ENUM(name, word) PL_EVENTS_BY_##name,
    PL_EVENTS_ORDERS(PL_EVENTS_ORDER_ENUM)
#undef PL_EVENTS_ORDER_ENUM
        PL_EVENTS_ORDER_COUNT
};
int pl_events_order_of(pl_str word); /* or -1 */

struct pl_events_ask {
    unsigned types;                /* 1 << enum pl_event_type; 0: all */
    pl_time from, to;              /* events that overlap it; PL_TIME_NONE: no limit */
    bool has_box;                  /* the representative position lies in it */
    pl_pos south_west, north_east; /* west > east crosses 180 degrees */
    const struct pl_area *area;    /* and in it; NULL: anywhere */
    const char *vessel;            /* MMSI or IMO number; NULL or "" any */
    const char *find;              /* what an MMSI or IMO number of one of its ships begins with, or what stands in a
                                      name or call sign that it said (ASCII case aside); NULL or "" any */
    int grade;                     /* enum pl_event_grade, of a silence; NONE: any */
    int order;                     /* enum pl_events_order */
    const char *after;             /* the cursor of the page before; NULL: the first page */
    uint64_t limit;                /* events of a page; 0: all */
};

#define PL_EVENTS_CURSOR_MAX 160

/* The view is filled before the first event. ret_next: the cursor of the next page; "" : this was the last. USAGE for a
 * vessel that is none and a cursor that is of no page; NOT_FOUND without a case; STORE, FORMAT, NOMEM, and the sink's
 * code. */
PL_MUST int pl_events_page(const char *case_dir, pl_time known_at, const struct pl_events_ask *ask,
                           struct pl_arena *arena, pl_events_sink sink, void *ctx, struct pl_events_view *ret,
                           char ret_next[PL_EVENTS_CURSOR_MAX], struct pl_error *err);

/* The members of a summary that every answer of events has: results, known_at, journal, seq, rules, detected, and
 * exercise where it is one. */
void pl_events_summary(const struct pl_events_view *view, struct pl_json *json);

/* "gap,encounter" as bits. USAGE for what is no type. */
PL_MUST int pl_events_types(pl_str text, unsigned *ret_types, struct pl_error *err);

/* "west,south,east,north" in degrees into the ask. USAGE. An eastern edge of 180 is not -180. */
PL_MUST int pl_events_box(pl_str text, struct pl_events_ask *ask, struct pl_error *err);

#endif
