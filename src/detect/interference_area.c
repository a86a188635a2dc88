/* Interference: a group of troubles as an event: who, when, where, and whether it is one at all. */
#include <stdlib.h>

#include "base/map.h"
#include "detect/fold.h"
#include "detect/interference_in.h"

#include "base/ban.h"

struct ships {
    const struct trouble *first[PL_EVENT_VESSELS]; /* the named ones' first troubles */
    unsigned n, n_named;
    unsigned n_sure; /* of n, those struck by more than a conflict that goes on for days, or whose conflict begins among
                      * the others' false places */
    pl_pos *places;  /* where they were */
    unsigned n_places;
};

static void count_ship(struct ships *ships, const struct trouble *t) {
    if (ships->n_named < PL_EVENT_VESSELS) {
        ships->first[ships->n_named++] = t;
    }
    ships->n++;
}

/* A number shared for days is struck like the others where the sharing begins while another ship that sails false
 * circles or over land says that it is just there. */
static bool begins_among(const struct interference *s, const size_t *members, size_t n, const struct trouble *t) {
    double moved_m = pl_relate_rule(s->relate, PL_RULE_GNSS_INTERFERENCE_MAX_MOVED_M);
    pl_time apart = pl_interference_us(s, PL_RULE_GNSS_INTERFERENCE_MAX_HOURS);
    bool among = false;
    for (size_t i = 0; i < n && !among; i++) {
        const struct trouble *o = &s->list[members[i]];
        bool stays = o->parent.type == PL_EVENT_SYNTHETIC_TRACK || o->parent.type == PL_EVENT_POSITION_ON_LAND;
        among = stays && o->mmsi != t->mmsi && t->start >= o->start - apart && t->start <= o->until + apart &&
                pl_sphere_distance_m(t->from, o->to) <= moved_m;
    }
    return among;
}

/* places: room for n. */
static int gather(const struct interference *s, const size_t *members, size_t n, pl_pos *places, struct ships *ret,
                  struct pl_error *err) {
    struct pl_map seen, sure, placed;
    struct ships ships = {.places = places};
    bool failed = false;
    pl_map_open(&seen, TROUBLES_MAX);
    pl_map_open(&sure, TROUBLES_MAX);
    pl_map_open(&placed, TROUBLES_MAX);
    for (size_t i = 0; i < n && !failed; i++) {
        const struct trouble *t = &s->list[members[i]];
        bool is_new = false;
        failed = pl_map_put(&seen, t->mmsi, &is_new) == NULL;
        if (is_new && !failed) {
            count_ship(&ships, t);
        }
        bool struck = t->whole || begins_among(s, members, n, t);
        failed = failed || (struck && pl_map_put(&sure, t->mmsi, &is_new) == NULL);
        if (t->parent.type == PL_EVENT_POSITION_JUMP && !failed) {
            failed = pl_map_put(&placed, t->mmsi, &is_new) == NULL;
            if (is_new && !failed) {
                ships.places[ships.n_places++] = t->from; /* the first jump of a ship leaves from where it was */
            }
        }
    }
    bool jumped = ships.n_places > 0;
    for (size_t i = 0; i < n && !jumped; i++) { /* nobody did: where they say that they are */
        ships.places[ships.n_places++] = s->list[members[i]].to;
    }
    ships.n_sure = (unsigned)sure.n;
    pl_map_close(&seen);
    pl_map_close(&sure);
    pl_map_close(&placed);
    *ret = ships;
    return failed ? pl_fail(err, PL_E_NOMEM, "no memory for interference") : PL_E_OK;
}

static int i32_cmp(const void *a, const void *b) {
    const int32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* The median of the places each way: one that was counted at its wrong end does not draw it away. */
static int middle_of(const struct ships *ships, pl_pos *ret, struct pl_error *err) {
    int32_t *lat = calloc(ships->n_places, sizeof *lat), *east = calloc(ships->n_places, sizeof *east);
    if (lat != NULL && east != NULL) {
        for (unsigned i = 0; i < ships->n_places; i++) {
            lat[i] = ships->places[i].lat;
            east[i] = pl_lon_diff(ships->places[0].lon, ships->places[i].lon);
        }
        qsort(lat, ships->n_places, sizeof *lat, i32_cmp);
        qsort(east, ships->n_places, sizeof *east, i32_cmp);
        unsigned half = (ships->n_places - 1) / 2;
        ret->lat = lat[half];
        ret->lon = pl_lon_wrap((int64_t)ships->places[0].lon + east[half]);
    }
    int rc = lat != NULL && east != NULL ? PL_E_OK : pl_fail(err, PL_E_NOMEM, "no memory for interference");
    free(lat);
    free(east);
    return rc;
}

/* The farthest that a ship was from the middle, those left out that lie beyond what belongs together. */
static double radius_of(const struct interference *s, const struct ships *ships, pl_pos middle) {
    double beyond_m = pl_relate_rule(s->relate, PL_RULE_GNSS_INTERFERENCE_MAX_DISTANCE_M);
    double most_m = 0;
    for (unsigned i = 0; i < ships->n_places; i++) {
        double m = pl_sphere_distance_m(middle, ships->places[i]);
        most_m = m <= beyond_m && m > most_m ? m : most_m;
    }
    return most_m;
}

struct span {
    pl_time from, to;
};

/* When the positions were false: what the brief ones of them span; where none is, all. */
static struct span span_of(const struct interference *s, const size_t *members, size_t n) {
    struct span all = {INT64_MAX, INT64_MIN}, brief = all;
    for (size_t i = 0; i < n; i++) {
        const struct trouble *t = &s->list[members[i]];
        struct span with = {t->start < all.from ? t->start : all.from, t->end > all.to ? t->end : all.to};
        all = with;
        if (t->brief) {
            brief.from = t->start < brief.from ? t->start : brief.from;
            brief.to = t->end > brief.to ? t->end : brief.to;
        }
    }
    return brief.from <= brief.to ? brief : all;
}

/* Leaves those in members that begin or end within max_hours of that time; how many they are. The others are of no
 * group: a jump hours later is no more explained than others are, because it left from where an earlier one had ended.
 */
static size_t keep_timely(struct interference *s, size_t *members, size_t n) {
    pl_time room = pl_interference_us(s, PL_RULE_GNSS_INTERFERENCE_MAX_HOURS);
    struct span span = span_of(s, members, n);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        struct trouble *t = &s->list[members[i]];
        bool begins = t->start >= span.from - room && t->start <= span.to + room;
        bool ends = t->end >= span.from - room && t->end <= span.to + room;
        if (begins || ends) {
            members[kept++] = members[i];
        } else {
            t->group = SIZE_MAX;
        }
    }
    return kept;
}

static int tell_area(struct interference *s, struct area *area, const size_t *members, size_t n,
                     const struct ships *ships, struct pl_error *err) {
    struct pl_track_name none[PL_EVENT_VESSELS] = {{.mmsi = 0}};
    struct pl_event event = pl_event_about(PL_EVENT_INTERFERENCE, none, ships->n_named);
    struct pl_relate_parent *parents = calloc(n, sizeof *parents);
    if (parents == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for interference");
    }
    struct span span = span_of(s, members, n);
    event.start = span.from;
    event.end = span.to;
    for (size_t i = 0; i < n; i++) {
        parents[i] = s->list[members[i]].parent;
    }
    for (unsigned i = 0; i < ships->n_named; i++) {
        event.vessels[i] = ships->first[i]->vessel;
    }
    event.hours = pl_hours(event.start, event.end);
    event.n_ships = ships->n;
    event.has_pos = true;
    int rc = middle_of(ships, &event.pos, err);
    event.radius_m = radius_of(s, ships, event.pos);
    rc = rc != PL_E_OK ? rc : pl_relate_tell(s->relate, &event, parents, n, PL_STR(""), err);
    area->id = event.id;
    area->n_ships = ships->n;
    free(parents);
    return rc;
}

/* False positions, not a waterway that the mask does not know: ships that only sail over land, none of them jumping,
 * are there. */
static bool is_false(const struct interference *s, const size_t *members, size_t n) {
    bool any = false;
    for (size_t i = 0; i < n && !any; i++) {
        any = s->list[members[i]].parent.type != PL_EVENT_POSITION_ON_LAND;
    }
    return any;
}

int pl_interference_tell(struct interference *s, const struct member *order, size_t *members, pl_pos *places,
                         struct pl_error *err) {
    double least = pl_relate_rule(s->relate, PL_RULE_GNSS_INTERFERENCE_MIN_SHIPS);
    for (size_t i = 0, n = 0; i < s->n; i += n) {
        struct ships ships;
        for (n = 0; i + n < s->n && order[i + n].group == order[i].group; n++) {
            members[n] = order[i + n].place;
        }
        size_t kept = keep_timely(s, members, n);
        int rc = gather(s, members, kept, places, &ships, err);
        if (rc == PL_E_OK && ships.n_sure >= least && is_false(s, members, kept)) {
            struct area *area = &s->areas[s->n_areas++];
            area->first = order[i].group;
            rc = tell_area(s, area, members, kept, &ships, err);
        }
        if (rc != PL_E_OK) {
            return rc;
        }
    }
    return PL_E_OK;
}
