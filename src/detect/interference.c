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
 * number for days does not count for min_ships, unless that began just where and when another ship of them sails false
 * circles or over land. Where there is no trouble but positions on land it is none: then the
 * mask may lack a waterway, and each of them says so. Jumps by a fault of the feed's time stamps (detect/stamp) are
 * none either: they are set aside first, and say so. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "detect/fold.h"
#include "detect/interference_in.h"
#include "detect/stamp.h"

#include "base/ban.h"

#define CONFLICT_MOST_US PL_DAY_US /* of a longer one only the beginning may be by interference */

static int open_part(struct pl_relate *relate, void **ret_state, struct pl_error *err) {
    struct interference *s = pl_arena_calloc(&relate->arena, 1, sizeof *s);
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

static int add(struct pl_relate *relate, void *state, const struct pl_event *e, struct pl_error *err) {
    struct interference *s = state;
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
    t->brief = e->type == PL_EVENT_POSITION_JUMP
                   ? e->end - e->start <= pl_interference_us(s, PL_RULE_GNSS_INTERFERENCE_MAX_HOURS)
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
static void mark_conflicts(struct interference *s, struct pl_stamp_jump *jumps, size_t n) {
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

static void part_faults(struct interference *s) {
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
static int set_aside(struct interference *s, struct pl_error *err) {
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
        rc = pl_stamp_judge(jumps, n, s->first, pl_interference_us(s, PL_RULE_POSITION_JUMP_EXCURSION_MAX_HOURS), err);
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

static int member_cmp(const void *a, const void *b) {
    const struct member *x = a, *y = b;
    if (x->group != y->group) {
        return x->group < y->group ? -1 : 1;
    }
    return (x->place > y->place) - (x->place < y->place);
}

static int run(struct pl_relate *relate, void *state, struct pl_error *err) {
    struct interference *s = state;
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
    rc = order && members && places && s->areas ? pl_interference_span_jumps(s, err)
                                                : pl_fail(err, PL_E_NOMEM, "no memory for interference");
    if (rc == PL_E_OK) {
        pl_interference_join_all(s);
        for (size_t i = 0; i < s->n; i++) {
            order[i] = (struct member){pl_interference_root(s, i), i};
        }
        qsort(order, s->n, sizeof *order, member_cmp);
        for (size_t i = 0; i < s->n; i++) {
            s->list[order[i].place].group = order[i].group;
        }
        rc = pl_interference_tell(s, order, members, places, err);
    }
    free(order);
    free(members);
    free(places);
    return rc;
}

/* Notes */

static const struct area *area_of(const struct interference *s, const struct trouble *t) {
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
static unsigned others_there(const struct interference *s, const struct pl_event *e, unsigned most, double within_m) {
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
static size_t first_until(const struct interference *s, pl_time at) {
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

/* A number that goes on being shared after it. */
static void remark_beginning(struct pl_event *e, const struct area *area) {
    (void)snprintf(e->notes.remark, sizeof e->notes.remark,
                   "it begins while positions of %u ships went wrong there at once: whether two ships share the number "
                   "is undetermined",
                   area->n_ships);
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
static const struct trouble *fault_that_is(const struct interference *s, const struct pl_event *e) {
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
    const struct interference *s = state;
    (void)relate;
    (void)err;
    const struct trouble *fault = fault_that_is(s, e);
    if (fault != NULL && e->notes.remark[0] == '\0') {
        excuse(e, fault);
    }
    for (size_t i = first_until(s, e->start); i < s->n && s->n_areas > 0 && s->list[i].start <= e->start; i++) {
        const struct trouble *t = &s->list[i];
        bool comes = comes_of(e, t);
        bool begins = !comes && e->type == PL_EVENT_IDENTITY_CONFLICT && pl_hash_cmp(t->parent.id, e->id) == 0;
        const struct area *area = comes || begins ? area_of(s, t) : NULL;
        if (area != NULL && comes && !e->notes.has_explained_by) {
            explain(e, area);
        } else if (area != NULL && begins && e->notes.remark[0] == '\0') {
            remark_beginning(e, area);
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
    struct interference *s = state;
    free(s->list);
    free(s->faults);
    free(s->areas);
}

const struct pl_relate_part pl_relate_interference = {
    .name = "interference", .open = open_part, .add = add, .run = run, .note = note, .close = close_part};
