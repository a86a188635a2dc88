/* Ships of a case: who was heard, what each said of itself last, and how many events of each type name it. Found by
 * MMSI, IMO number, name or call sign. */
#ifndef PL_APP_SHIPS_H
#define PL_APP_SHIPS_H

#include <stdint.h>

#include "app/known_at.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "detect/event.h"
#include "names/identifier.h"

#define PL_SHIP_NAMES 8 /* of one ship that are told; the last said first */

struct pl_ship_row {
    uint32_t mmsi;
    pl_time first, last;         /* heard */
    uint64_t reports, positions; /* before de-duplication */
    pl_str names[PL_SHIP_NAMES]; /* the last said first */
    unsigned n_names, more_names;
    pl_str imo, callsign, shiptype, destination; /* the last said, as said; "" never */
    unsigned length_m, beam_m;                   /* 0 not known */
    const char *flag;                            /* ISO 3166 alpha-2 of the number's country digits; NULL unknown */
    uint64_t events[PL_EVENT_TYPE_COUNT];
};

/* What is known of one number; texts in the arena. mids may be NULL. STORE, NOMEM. */
PL_MUST int pl_ship_row_read(struct pl_case *c, const struct pl_mids *mids, uint32_t mmsi, struct pl_arena *arena,
                             struct pl_ship_row *ret, struct pl_error *err);

/* A line of JSON. */
void pl_ship_row_json(const struct pl_ship_row *row, bool exercise, struct pl_buf *out);

struct pl_ships_ask {
    const char *dir;
    pl_time known_at; /* PL_TIME_NONE: now */
    pl_str
        text; /* begins an MMSI or IMO number, or stands in a name or call sign; "" all but shore stations and buoys */
    uint32_t after; /* ships of a greater MMSI only */
    uint64_t limit;
};

struct pl_ships_done {
    struct pl_knowledge known;
    bool exercise;
    uint64_t n;
    uint32_t next; /* `after` of the next page; 0: there is none */
};

/* By MMSI, in the arena. What the case says. */
PL_MUST int pl_ships_find(const struct pl_ships_ask *ask, struct pl_arena *arena, struct pl_ship_row **ret_rows,
                          struct pl_ships_done *ret, struct pl_error *err);

/* A line each, then a summary. */
void pl_ships_json(const struct pl_ship_row *rows, const struct pl_ships_done *done, struct pl_buf *out);

#endif
