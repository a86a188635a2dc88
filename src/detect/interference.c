/* Interference of an area and a time: several ships near each other whose positions go wrong together.
 *
 * A trouble is an event of one ship that false positions bring about: a jump, a track too smooth to be real, a stretch
 * on land, two tracks of one number side by side. A jump and the next one of that ship within
 * position_jump.excursion_max_hours are one trouble, from going to coming back. Two troubles of different ships belong
 * together when not more than gnss_interference.max_hours lies between them and
 *   both jumped from about one place (within max_distance_m) to about another (within max_moved_m), or the other way;
 *   or both left, or came back, within that time, and were near each other then: noise moves each elsewhere;
 *   or the one says that it is where the other says so, or went to (within max_moved_m);
 *   or both lost their position, or had it back, within unplaced.together_minutes, near each other: they went on
 * sending. Groups that hang together with min_ships numbers are one event, and explain the troubles of the single
 * ships: whoever is struck with others is not accused for it. When it was is told by what is brief: of a jump across
 * hours without reports, or of two hulls that share a number for days, nobody knows when the falsehood began, so these
 * do not stretch the time, and one that has neither end in that time is no part of it; who did nothing but share a
 * number for days does not count for min_ships. Where there is no trouble but positions on land it is none: then the
 * mask may lack a waterway, and each of them says so. Jumps by a fault of the feed's time stamps (detect/stamp) are
 * none either: they are set aside first, and say so. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "detect/fold.h"
#include "detect/relate_in.h"
#include "detect/stamp.h"

#include "base/ban.h"

#define CONFLICT_MOST_US PL_DAY_US /* of a longer one only the beginning may be by interference */
#define TROUBLES_MAX     ((size_t)1 << 24)

struct trouble {
    uint32_t mmsi;
    pl_time start, end;
    pl_time until; /* coming back from the jump; end otherwise */
    pl_pos from, to;
    pl_pos back;      /* where it came back to; to otherwise */
    size_t group;     /* the first trouble of its group once they are joined */
    bool whole;       /* end is the event's own */
    bool brief;       /* false positions filled it: it tells when the falsehood was */
    bool lost;        /* no false position: none at all */
    unsigned of_feed; /* ships that a fault of stamps struck; 0: it is of none */
    pl_time stamp;
    struct pl_event_vessel vessel;
    struct pl_relate_parent parent;
};

/* A group that is an event. */
struct area {
    size_t first; /* as trouble.group */
    pl_hash id;
    unsigned n_ships;
};

struct state {
    struct pl_relate *relate;
    struct trouble *list; /* in printed order */
    size_t n, cap;
    struct trouble *faults; /* of the feed's stamps: taken out of the list, in its order */
    size_t n_faults;
    pl_time first;   /* of the data, as far as events show */
    pl_time longest; /* of the troubles */
    struct area *areas;
    size_t n_areas;
};

static int open_part(struct pl_relate *relate, void **ret_state, struct pl_error *err) {
    struct state *s = pl_arena_calloc(&relate->arena, 1, sizeof *s);
    if (s == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for interference");
    }
    s->relate = relate;
    s->first = INT64_MAX;
    *ret_state = s;
    return PL_E_OK;
}

/* One ship's, brought about by false positions. */
static bool is_trouble(const struct pl_event *e, double least_lost) {
    switch (e->type) {
    case PL_EVENT_POSITION_JUMP:
    case PL_EVENT_POSITION_ON_LAND:
    case PL_EVENT_SYNTHETIC_TRACK:
        return e->n_vessels == 1;
    case PL_EVENT_IDENTITY_CONFLICT:
        return true;
    case PL_EVENT_UNPLACED:
        return e->own_taken >= least_lost;
    default:
        return false;
    }
}

static pl_time rule_us(const struct state *s, enum pl_rule_key key) {
    return (pl_time)(pl_relate_rule(s->relate, key) * (double)PL_HOUR_US + 0.5);
}

static int add(struct pl_relate *relate, void *state, const struct pl_event *e, struct pl_error *err) {
    struct state *s = state;
    s->first = e->start < s->first ? e->start : s->first;
    if (!is_trouble(e, pl_relate_rule(relate, PL_RULE_UNPLACED_STRUCK_REPORTS)) || e->end == PL_TIME_NONE) {
        return PL_E_OK;
    }
    if (s->n == s->cap) {
        size_t cap = s->cap == 0 ? 64 : s->cap * 2;
        struct trouble *more = cap > TROUBLES_MAX ? NULL : realloc(s->list, cap * sizeof *more);
        if (more == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory for interference");
        }
        s->list = more;
        s->cap = cap;
    }
    struct trouble *t = &s->list[s->n];
    *t = (struct trouble){.mmsi = e->vessels[0].mmsi,
                          .start = e->start,
                          .end = e->end,
                          .until = e->end,
                          .from = e->has_start_pos ? e->start_pos : e->pos,
                          .to = e->has_end_pos ? e->end_pos : e->pos,
                          .whole = true,
                          .vessel = e->vessels[0],
                          .parent = pl_relate_parent_of(e)};
    if (e->type == PL_EVENT_SYNTHETIC_TRACK || e->type == PL_EVENT_POSITION_ON_LAND) {
        t->from = t->to = e->pos; /* a circle is where its centre is */
    }
    t->lost = e->type == PL_EVENT_UNPLACED;
    t->brief = e->type == PL_EVENT_POSITION_JUMP ? e->end - e->start <= rule_us(s, PL_RULE_GNSS_INTERFERENCE_MAX_HOURS)
                                                 : e->type != PL_EVENT_IDENTITY_CONFLICT;
    if (e->type == PL_EVENT_IDENTITY_CONFLICT && e->end - e->start > CONFLICT_MOST_US) {
        t->end = t->until = e->start;
        t->to = t->from;
        t->whole = false;
    }
    t->back = t->to;
    s->n++;
    return PL_E_OK;
}

/* Faults of the feed */

static int stamp_cmp(const void *a, const void *b) {
    const struct pl_stamp_jump *x = a, *y = b;
    if (x->mmsi != y->mmsi) {
        return x->mmsi < y->mmsi ? -1 : 1;
    }
    return (x->at > y->at) - (x->at < y->at);
}

/* A jump of that ship by a fault so near in time, or NULL. jumps: in order of (mmsi, at). */
static const struct pl_stamp_jump *fault_of(const struct pl_stamp_jump *jumps, size_t n, const struct trouble *t) {
    const pl_time room = (PL_STAMP_ROOM_S + 1) * PL_SECOND_US;
    const struct pl_stamp_jump key = {.mmsi = t->mmsi, .at = t->end - room};
    size_t low = 0, high = n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        bool before = stamp_cmp(&jumps[mid], &key) < 0;
        low = before ? mid + 1 : low;
        high = before ? high : mid;
    }
    bool it = low < n && jumps[low].mmsi == t->mmsi && jumps[low].at <= t->start + room;
    return it ? &jumps[low] : NULL;
}

/* Two tracks of one number side by side, but only in the seconds at fault. */
static void mark_conflicts(struct state *s, struct pl_stamp_jump *jumps, size_t n) {
    qsort(jumps, n, sizeof *jumps, stamp_cmp);
    for (size_t i = 0; i < s->n; i++) {
        struct trouble *t = &s->list[i];
        bool brief = t->whole && t->end - t->start <= PL_STAMP_ROOM_S * PL_SECOND_US;
        const struct pl_stamp_jump *fault =
            brief && t->parent.type == PL_EVENT_IDENTITY_CONFLICT ? fault_of(jumps, n, t) : NULL;
        if (fault != NULL) {
            t->of_feed = fault->ships;
            t->stamp = fault->at;
        }
    }
}

static void part_faults(struct state *s) {
    size_t kept = 0;
    for (size_t i = 0; i < s->n; i++) {
        if (s->list[i].of_feed > 0) {
            s->faults[s->n_faults++] = s->list[i];
        } else {
            s->list[kept++] = s->list[i];
        }
    }
    s->n = kept;
}

/* Takes the troubles that are faults of the feed's stamps out of the list. */
static int set_aside(struct state *s, struct pl_error *err) {
    struct pl_stamp_jump *jumps = reallocarray(NULL, s->n, sizeof *jumps);
    size_t n = 0, n_faults = 0;
    s->faults = reallocarray(NULL, s->n, sizeof *s->faults);
    int rc = jumps && s->faults ? PL_E_OK : pl_fail(err, PL_E_NOMEM, "no memory for interference");
    for (size_t i = 0; rc == PL_E_OK && i < s->n; i++) {
        const struct trouble *t = &s->list[i];
        if (t->parent.type == PL_EVENT_POSITION_JUMP) {
            jumps[n++] = (struct pl_stamp_jump){
                .mmsi = t->mmsi, .start = t->start, .end = t->end, .from = t->from, .to = t->to, .ref = i};
        }
    }
    if (rc == PL_E_OK) {
        rc = pl_stamp_judge(jumps, n, s->first, rule_us(s, PL_RULE_POSITION_JUMP_EXCURSION_MAX_HOURS), err);
    }
    for (size_t i = 0; rc == PL_E_OK && i < n; i++) {
        if (jumps[i].ships > 0) {
            s->list[jumps[i].ref].of_feed = jumps[i].ships;
            s->list[jumps[i].ref].stamp = jumps[i].at;
            jumps[n_faults++] = jumps[i];
        }
    }
    if (n_faults > 0) {
        mark_conflicts(s, jumps, n_faults);
        part_faults(s);
    }
    free(jumps);
    return rc;
}

/* Joining */

static size_t root_of(struct state *s, size_t i) {
    while (s->list[i].group != i) {
        s->list[i].group = s->list[s->list[i].group].group;
        i = s->list[i].group;
    }
    return i;
}

static void join(struct state *s, size_t a, size_t b) {
    size_t x = root_of(s, a), y = root_of(s, b);
    s->list[x < y ? y : x].group = x < y ? x : y;
}

static bool near(pl_pos p, pl_pos q, double most_m) {
    return !pl_sphere_beyond(p, q, most_m) && pl_sphere_distance_m(p, q) <= most_m;
}

/* Two ships moved from about one place to about another, or back: which end was true is not known. */
static bool same_way(pl_pos a, pl_pos b, pl_pos x, pl_pos y, double were_m, double moved_m) {
    return (near(a, x, were_m) && near(b, y, moved_m)) || (near(a, x, moved_m) && near(b, y, were_m));
}

static bool together(const struct state *s, const struct trouble *a, const struct trouble *b) {
    double were_m = pl_relate_rule(s->relate, PL_RULE_GNSS_INTERFERENCE_MAX_DISTANCE_M);
    double moved_m = pl_relate_rule(s->relate, PL_RULE_GNSS_INTERFERENCE_MAX_MOVED_M);
    pl_time apart = rule_us(s, PL_RULE_GNSS_INTERFERENCE_MAX_HOURS);
    bool a_jumps = a->parent.type == PL_EVENT_POSITION_JUMP, b_jumps = b->parent.type == PL_EVENT_POSITION_JUMP;
    if (a->lost || b->lost) {
        pl_time within = (pl_time)(pl_relate_rule(s->relate, PL_RULE_UNPLACED_TOGETHER_MINUTES) * (double)PL_MINUTE_US);
        pl_time ends = a->until < b->until ? b->until - a->until : a->until - b->until;
        return (b->start - a->start <= within || ends <= within) && near(a->from, b->from, were_m);
    }
    if (!a_jumps || !b_jumps) { /* where one of them says that it is lies where the other says so, or went to */
        return near(a->to, b->to, moved_m) || near(a->from, b->from, moved_m) || near(a->from, b->to, moved_m) ||
               near(a->to, b->from, moved_m);
    }
    bool leave = b->start - a->start <= apart && near(a->from, b->from, were_m);
    pl_time between = a->until < b->until ? b->until - a->until : a->until - b->until;
    bool came_back = between <= apart && near(a->back, b->back, were_m);
    return leave || came_back || same_way(a->from, a->to, b->from, b->to, were_m, moved_m) ||
           same_way(a->from, a->to, b->to, b->from, were_m, moved_m);
}

/* From going to coming back. */
static int span_jumps(struct state *s, struct pl_error *err) {
    pl_time most = rule_us(s, PL_RULE_POSITION_JUMP_EXCURSION_MAX_HOURS);
    struct pl_map last;
    pl_map_open(&last, TROUBLES_MAX);
    int rc = PL_E_OK;
    for (size_t i = 0; i < s->n && rc == PL_E_OK; i++) {
        struct trouble *t = &s->list[i];
        if (t->parent.type != PL_EVENT_POSITION_JUMP) {
            continue;
        }
        bool is_new = false;
        uint64_t *place = pl_map_put(&last, t->mmsi, &is_new);
        if (place == NULL) {
            rc = pl_fail(err, PL_E_NOMEM, "no memory for interference");
            break;
        }
        if (!is_new && t->start - s->list[*place].end <= most) {
            s->list[*place].until = t->end;
            s->list[*place].back = t->to;
            join(s, (size_t)*place, i);
        }
        *place = i;
    }
    pl_map_close(&last);
    return rc;
}

static void join_all(struct state *s) {
    pl_time apart = rule_us(s, PL_RULE_GNSS_INTERFERENCE_MAX_HOURS);
    for (size_t i = 0; i < s->n; i++) {
        pl_time took = s->list[i].until - s->list[i].start;
        s->longest = took > s->longest ? took : s->longest;
    }
    for (size_t j = 0; j < s->n; j++) {
        const struct trouble *b = &s->list[j];
        for (size_t i = j; i > 0 && b->start - s->list[i - 1].start <= s->longest + apart; i--) {
            const struct trouble *a = &s->list[i - 1];
            if (b->start - a->until <= apart && together(s, a, b)) {
                join(s, i - 1, j);
            }
        }
    }
}

/* Telling */

struct ships {
    const struct trouble *first[PL_EVENT_VESSELS]; /* the named ones' first troubles */
    unsigned n, n_named;
    unsigned n_sure; /* of n, those struck by more than a conflict that goes on for days */
    pl_pos *places;  /* where they were */
    unsigned n_places;
};

static void count_ship(struct ships *ships, const struct trouble *t) {
    if (ships->n_named < PL_EVENT_VESSELS) {
        ships->first[ships->n_named++] = t;
    }
    ships->n++;
}

/* places: room for n. */
static int gather(const struct state *s, const size_t *members, size_t n, pl_pos *places, struct ships *ret,
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
        failed = failed || (t->whole && pl_map_put(&sure, t->mmsi, &is_new) == NULL);
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
static double radius_of(const struct state *s, const struct ships *ships, pl_pos middle) {
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
static struct span span_of(const struct state *s, const size_t *members, size_t n) {
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
static size_t keep_timely(struct state *s, size_t *members, size_t n) {
    pl_time room = rule_us(s, PL_RULE_GNSS_INTERFERENCE_MAX_HOURS);
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

static int tell_area(struct state *s, struct area *area, const size_t *members, size_t n, const struct ships *ships,
                     struct pl_error *err) {
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

struct member {
    size_t group, place;
};

static int member_cmp(const void *a, const void *b) {
    const struct member *x = a, *y = b;
    if (x->group != y->group) {
        return x->group < y->group ? -1 : 1;
    }
    return (x->place > y->place) - (x->place < y->place);
}

/* False positions, not a waterway that the mask does not know: ships that only sail over land, none of them jumping,
 * are there. */
static bool is_false(const struct state *s, const size_t *members, size_t n) {
    bool any = false;
    for (size_t i = 0; i < n && !any; i++) {
        any = s->list[members[i]].parent.type != PL_EVENT_POSITION_ON_LAND;
    }
    return any;
}

static int tell_groups(struct state *s, const struct member *order, size_t *members, pl_pos *places,
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

static int run(struct pl_relate *relate, void *state, struct pl_error *err) {
    struct state *s = state;
    (void)relate;
    if (s->n == 0) {
        return PL_E_OK;
    }
    int rc = set_aside(s, err);
    if (rc != PL_E_OK || s->n == 0) {
        return rc;
    }
    for (size_t i = 0; i < s->n; i++) {
        s->list[i].group = i;
    }
    struct member *order = calloc(s->n, sizeof *order);
    size_t *members = calloc(s->n, sizeof *members);
    pl_pos *places = calloc(s->n, sizeof *places);
    s->areas = calloc(s->n, sizeof *s->areas);
    rc = order && members && places && s->areas ? span_jumps(s, err)
                                                : pl_fail(err, PL_E_NOMEM, "no memory for interference");
    if (rc == PL_E_OK) {
        join_all(s);
        for (size_t i = 0; i < s->n; i++) {
            order[i] = (struct member){root_of(s, i), i};
        }
        qsort(order, s->n, sizeof *order, member_cmp);
        for (size_t i = 0; i < s->n; i++) {
            s->list[order[i].place].group = order[i].group;
        }
        rc = tell_groups(s, order, members, places, err);
    }
    free(order);
    free(members);
    free(places);
    return rc;
}

/* Notes */

static const struct area *area_of(const struct state *s, const struct trouble *t) {
    size_t low = 0, high = s->n_areas;
    while (low < high) { /* areas are in the order of their first troubles */
        size_t mid = low + (high - low) / 2;
        if (s->areas[mid].first == t->group) {
            return &s->areas[mid];
        }
        low = s->areas[mid].first < t->group ? mid + 1 : low;
        high = s->areas[mid].first < t->group ? high : mid;
    }
    return NULL;
}

static bool about(const struct pl_event *e, uint32_t mmsi) {
    for (unsigned v = 0; v < e->n_vessels; v++) {
        if (e->vessels[v].mmsi == mmsi) {
            return true;
        }
    }
    return false;
}

/* What a ship seems to do while its positions are false is no more its doing than the positions. */
static bool comes_of(const struct pl_event *e, const struct trouble *t) {
    if (pl_hash_cmp(t->parent.id, e->id) == 0) {
        return e->end - e->start <= t->until - t->start; /* not the days that two hulls share a number after it */
    }
    if (t->lost && e->type == PL_EVENT_GAP && !e->open) { /* it had no position to say */
        return e->start == t->start && e->end >= t->end && about(e, t->mmsi);
    }
    bool seems = e->type == PL_EVENT_ENCOUNTER || e->type == PL_EVENT_LOITERING || e->type == PL_EVENT_PORT_VISIT ||
                 e->type == PL_EVENT_IDENTITY_CONFLICT;
    return seems && e->end != PL_TIME_NONE && e->start >= t->start && e->end <= t->until && about(e, t->mmsi);
}

/* Others on the same land, whenever: then it is the mask that lacks water. */
static unsigned others_there(const struct state *s, const struct pl_event *e, unsigned most, double within_m) {
    uint32_t seen[16]; /* the most that the rule may ask for */
    unsigned n = 0;
    for (size_t i = 0; i < s->n && n < most; i++) {
        const struct trouble *t = &s->list[i];
        bool known = t->mmsi == e->vessels[0].mmsi;
        for (unsigned k = 0; k < n; k++) {
            known = known || seen[k] == t->mmsi;
        }
        if (!known && t->parent.type == PL_EVENT_POSITION_ON_LAND && pl_sphere_distance_m(t->to, e->pos) <= within_m) {
            seen[n++] = t->mmsi;
        }
    }
    return n;
}

/* The first trouble that may still go on at that time. */
static size_t first_until(const struct state *s, pl_time at) {
    size_t low = 0, high = s->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        bool before = s->list[mid].start < at - s->longest;
        low = before ? mid + 1 : low;
        high = before ? high : mid;
    }
    return low;
}

static void explain(struct pl_event *e, const struct area *area) {
    e->notes.has_explained_by = true;
    e->notes.explained_by = area->id;
    if (e->notes.remark[0] == '\0') {
        (void)snprintf(e->notes.remark, sizeof e->notes.remark,
                       "positions of %u ships went wrong there at once: interference strikes ships without their doing",
                       area->n_ships);
    }
}

static void excuse(struct pl_event *e, const struct trouble *t) {
    PL_BUF_AUTO at;
    pl_buf_open(&at, 64);
    pl_time_write(&at, t->stamp);
    e->notes.of_feed = true;
    (void)snprintf(
        e->notes.remark, sizeof e->notes.remark,
        "a fault of the feed's time stamps, no doing of the ship: %u ships jump from or to the second of %.*s",
        t->of_feed, (int)at.n, at.p);
}

/* The fault of the feed that the event is, or NULL. */
static const struct trouble *fault_that_is(const struct state *s, const struct pl_event *e) {
    size_t low = 0, high = s->n_faults;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        bool before = s->faults[mid].start < e->start;
        low = before ? mid + 1 : low;
        high = before ? high : mid;
    }
    for (; low < s->n_faults && s->faults[low].start == e->start; low++) {
        if (pl_hash_cmp(s->faults[low].parent.id, e->id) == 0) {
            return &s->faults[low];
        }
    }
    return NULL;
}

static int note(struct pl_relate *relate, void *state, struct pl_event *e, struct pl_error *err) {
    const struct state *s = state;
    (void)relate;
    (void)err;
    const struct trouble *fault = fault_that_is(s, e);
    if (fault != NULL && e->notes.remark[0] == '\0') {
        excuse(e, fault);
    }
    for (size_t i = first_until(s, e->start); i < s->n && s->n_areas > 0 && s->list[i].start <= e->start; i++) {
        const struct trouble *t = &s->list[i];
        const struct area *area = comes_of(e, t) ? area_of(s, t) : NULL;
        if (area != NULL && !e->notes.has_explained_by) {
            explain(e, area);
        }
    }
    const unsigned others = (unsigned)pl_relate_rule(relate, PL_RULE_GNSS_INTERFERENCE_WATERWAY_SHIPS);
    const double near_m = pl_relate_rule(relate, PL_RULE_GNSS_INTERFERENCE_WATERWAY_M);
    if (e->type == PL_EVENT_POSITION_ON_LAND && e->notes.remark[0] == '\0' &&
        others_there(s, e, others, near_m) == others) {
        (void)snprintf(e->notes.remark, sizeof e->notes.remark,
                       "%u ships or more report from that land: it may be a waterway that the land mask does not know",
                       others + 1);
    }
    return PL_E_OK;
}

static void close_part(void *state) {
    struct state *s = state;
    free(s->list);
    free(s->faults);
    free(s->areas);
}

const struct pl_relate_part pl_relate_interference = {
    .name = "interference", .open = open_part, .add = add, .run = run, .note = note, .close = close_part};
