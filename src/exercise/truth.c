#include "exercise/truth.h"

#include <stdlib.h>
#include <string.h>

#include "exercise/receiver.h"
#include "exercise/truth_in.h"

#include "base/ban.h"

#define GAP_MIN_US   (6 * PL_HOUR_US)
#define SLOW_MIN_US  (1 * PL_HOUR_US)
#define SLOW_STEP_US (10 * PL_MINUTE_US)
#define HOLE_MAX_US  (1 * PL_HOUR_US)
#define NEAR_PORT_M  5000.0

double pl_tell_hours(pl_time from, pl_time until) { return (double)(until - from) / (double)PL_HOUR_US; }

pl_pos pl_tell_place(const struct pl_teller *t, int ship, pl_time at) {
    return pl_ship_place(&t->world->ships[ship], at, &(struct pl_cursor){0});
}

struct pl_truth_entry *pl_tell(struct pl_teller *t, const char *type, int ship, pl_time from, pl_time until) {
    struct pl_truth *truth = t->truth;
    if (truth->n == truth->cap) {
        size_t cap = truth->cap ? truth->cap * 2 : 256;
        struct pl_truth_entry *more = pl_arena_calloc(t->arena, cap, sizeof *more);
        if (!more) {
            return NULL;
        }
        if (truth->n) {
            memcpy(more, truth->entries, truth->n * sizeof *more);
        }
        truth->entries = more;
        truth->cap = cap;
    }
    struct pl_truth_entry *e = &truth->entries[truth->n++];
    *e = (struct pl_truth_entry){.type = type, .start = from, .end = until, .told_start = from, .told_end = until};
    e->start_pos = pl_tell_place(t, ship, from);
    e->end_pos = pl_tell_place(t, ship, until);
    e->port_distance_m = -1;
    e->n_vessels = 1;
    e->ships[0] = ship;
    e->mmsi[0] = pl_ship_identity(&t->world->ships[ship], from)->mmsi;
    return e;
}

void pl_tell_with(struct pl_teller *t, struct pl_truth_entry *e, int ship) {
    if (e->n_vessels < PL_TRUTH_VESSELS) {
        e->ships[e->n_vessels] = ship;
        e->mmsi[e->n_vessels++] = pl_ship_identity(&t->world->ships[ship], e->told_start)->mmsi;
    }
}

bool pl_tell_seen(const struct pl_teller *t, int ship, pl_time from, pl_time until, pl_time *ret_first,
                  pl_time *ret_last, double *ret_hole_h) {
    size_t n = pl_air_seen_count(t->air, ship);
    size_t count = 0;
    pl_time first = 0;
    pl_time last = 0;
    pl_time hole = 0;
    for (size_t i = pl_air_seen_from(t->air, ship, from); i < n; i++) {
        struct pl_seen seen = pl_air_seen(t->air, ship, i);
        if (seen.at > until) {
            break;
        }
        if (seen.lie) {
            continue;
        }
        if (count++ == 0) {
            first = seen.at;
        } else if (seen.at - last > hole) {
            hole = seen.at - last;
        }
        last = seen.at;
    }
    if (count < 2) {
        return false;
    }
    *ret_first = first;
    *ret_last = last;
    *ret_hole_h = pl_tell_hours(0, hole);
    return true;
}

double pl_tell_port_m(const struct pl_teller *t, pl_pos pos) {
    double distance = 0;
    const struct pl_port *port = pl_ports_nearest(t->world->ports, pos, 100000, &distance);
    if (!port) {
        return -1;
    }
    distance -= port->uncertainty_m;
    return distance < 0 ? 0 : distance;
}

/* How much of [from, until] one of the spans covers. */
static double silent_share(const struct pl_ship *ship, pl_time from, pl_time until) {
    pl_time sum = 0;
    for (size_t i = 0; i < ship->n_silences; i++) {
        pl_time a = ship->silences[i].start > from ? ship->silences[i].start : from;
        pl_time b = ship->silences[i].end < until ? ship->silences[i].end : until;
        sum += b > a ? b - a : 0;
    }
    return (double)sum / (double)(until - from);
}

static double lie_share(const struct pl_ship *ship, pl_time from, pl_time until) {
    pl_time sum = 0;
    for (size_t i = 0; i < ship->n_falsehoods; i++) {
        pl_time a = ship->falsehoods[i].start > from ? ship->falsehoods[i].start : from;
        pl_time b = ship->falsehoods[i].end < until ? ship->falsehoods[i].end : until;
        sum += b > a ? b - a : 0;
    }
    return (double)sum / (double)(until - from);
}

/* How many position reports stations on land would have received of a ship that went on sending, on average. */
static double heard_if_sent(const struct pl_world *world, const struct pl_ship *ship, pl_time from, pl_time until) {
    const pl_time step = 5 * PL_MINUTE_US;
    struct pl_cursor cursor = {0};
    double sum = 0;
    for (pl_time at = from + step / 2; at < until; at += step) {
        pl_pos place = pl_ship_place(ship, at, &cursor);
        double any = pl_receiver_any(world, place, ship->weak, pl_ship_identity(ship, at)->class_b, at);
        double thin = any < 0.3 ? 0.3 : any; /* as air.c sends */
        sum += any * (double)step / (world->params.interval_s * thin * 1e6);
    }
    return sum;
}

static void tell_gap(struct pl_teller *t, int index, struct pl_seen last, pl_time until, bool open, bool more) {
    const struct pl_ship *ship = &t->world->ships[index];
    if (until - last.at < GAP_MIN_US) {
        return;
    }
    struct pl_truth_entry *e = pl_tell(t, "gap", index, last.at, until);
    if (!e) {
        return;
    }
    e->open = open;
    e->distance_m = pl_sphere_distance_m(e->start_pos, e->end_pos);
    e->port_distance_m = pl_tell_port_m(t, e->start_pos);
    e->observable = PL_OBSERVABLE_YES;
    e->heard_if_sent = heard_if_sent(t->world, ship, last.at, until);
    e->cause = "reception";
    if (last.lie || more) { /* a false track or a number given up ends for good: a monitor may say so or not */
        e->observable = PL_OBSERVABLE_PARTLY;
        e->cause = last.lie ? "false_positions" : "end_of_identity";
    } else if (silent_share(ship, last.at, until) > 0.5) {
        e->cause = "ordered";
    } else if (lie_share(ship, last.at, until) > 0.5) {
        e->cause = "false_positions";
    }
}

/* Silences of what one hull says under one number, true and false places apart. */
static void tell_gaps(struct pl_teller *t, int index) {
    const struct pl_ship *ship = &t->world->ships[index];
    size_t n = pl_air_seen_count(t->air, index);
    for (unsigned signal = 0; signal < 8; signal++) {
        struct pl_seen last = {.at = PL_TIME_NONE};
        for (size_t i = 0; i < n; i++) {
            struct pl_seen seen = pl_air_seen(t->air, index, i);
            if (seen.alias * 2 + seen.lie != signal) {
                continue;
            }
            if (last.at != PL_TIME_NONE && !(seen.lie && lie_share(ship, last.at, seen.at) < 0.99)) {
                tell_gap(t, index, last, seen.at, false, false);
            }
            last = seen;
        }
        if (last.at != PL_TIME_NONE) {
            tell_gap(t, index, last, t->world->end, true, last.alias + 1 < ship->n_aliases);
        }
    }
}

static double sailed_m(const struct pl_ship *ship, pl_time from, pl_time until) {
    struct pl_cursor cursor = {0};
    pl_pos last = pl_ship_place(ship, from, &cursor);
    double sum = 0;
    for (pl_time at = from; at < until;) {
        at = at + 5 * PL_MINUTE_US < until ? at + 5 * PL_MINUTE_US : until;
        pl_pos now = pl_ship_place(ship, at, &cursor);
        sum += pl_sphere_distance_m(last, now);
        last = now;
    }
    return sum;
}

static void tell_slow_piece(struct pl_teller *t, int index, double level, pl_time from, pl_time until, pl_time first,
                            pl_time last, double hole_h, bool cut) {
    if (last - first < SLOW_MIN_US) {
        return;
    }
    double port_m = -1;
    for (int k = 0; k <= 4; k++) {
        double m = pl_tell_port_m(t, pl_tell_place(t, index, from + (until - from) / 4 * k));
        port_m = m >= 0 && (port_m < 0 || m < port_m) ? m : port_m;
    }
    struct pl_truth_entry *e = port_m >= 0 && port_m < NEAR_PORT_M ? NULL : pl_tell(t, "loitering", index, from, until);
    if (!e) {
        return;
    }
    e->start = first;
    e->end = last;
    e->under_kn = level;
    e->distance_m = sailed_m(&t->world->ships[index], first, last);
    e->speed_kn = e->distance_m / PL_NM_M / pl_tell_hours(first, last);
    e->port_distance_m = port_m;
    e->longest_hole_h = hole_h;
    e->observable = cut ? PL_OBSERVABLE_PARTLY : PL_OBSERVABLE_YES;
}

/* One spell below a level: what was received of it, in pieces where reception broke off for more than an hour. */
static void tell_slow(struct pl_teller *t, int index, double level, pl_time from, pl_time until) {
    size_t n = pl_air_seen_count(t->air, index);
    pl_time first = PL_TIME_NONE;
    pl_time last = PL_TIME_NONE;
    pl_time hole = 0;
    bool cut = from <= t->world->params.start;
    for (size_t i = pl_air_seen_from(t->air, index, from); i < n; i++) {
        struct pl_seen seen = pl_air_seen(t->air, index, i);
        if (seen.at > until) {
            break;
        }
        if (seen.lie) {
            continue;
        }
        if (last != PL_TIME_NONE && seen.at - last > HOLE_MAX_US) {
            bool brief = seen.at - last < GAP_MIN_US;
            tell_slow_piece(t, index, level, from, until, first, last, pl_tell_hours(0, hole), cut || brief);
            first = PL_TIME_NONE;
            cut = brief;
            hole = 0;
        } else if (last != PL_TIME_NONE && first != PL_TIME_NONE && seen.at - last > hole) {
            hole = seen.at - last;
        }
        first = first == PL_TIME_NONE ? seen.at : first;
        last = seen.at;
    }
    if (first != PL_TIME_NONE) {
        tell_slow_piece(t, index, level, from, until, first, last, pl_tell_hours(0, hole),
                        cut || until >= t->world->end);
    }
}

static void tell_loitering(struct pl_teller *t, int index, double level) {
    const struct pl_ship *ship = &t->world->ships[index];
    struct pl_cursor cursor = {0};
    pl_time since = PL_TIME_NONE;
    pl_pos last = pl_ship_place(ship, t->world->params.start, &cursor);
    double limit_m = level * PL_NM_M * pl_tell_hours(0, SLOW_STEP_US);
    for (pl_time at = t->world->params.start; at < t->world->end; at += SLOW_STEP_US) {
        pl_pos now = pl_ship_place(ship, at + SLOW_STEP_US, &cursor);
        bool slow = pl_sphere_distance_m(last, now) < limit_m;
        if (slow && since == PL_TIME_NONE) {
            since = at;
        } else if (!slow && since != PL_TIME_NONE) {
            tell_slow(t, index, level, since, at);
            since = PL_TIME_NONE;
        }
        last = now;
    }
    if (since != PL_TIME_NONE) {
        tell_slow(t, index, level, since, t->world->end);
    }
}

/* True where the places sent go to and fro more than once, or several hulls use the number: then a monitor may as well
 * say that two transmitters share it. */
static bool may_be_two(const struct pl_teller *t, int index) {
    const struct pl_ship *ship = &t->world->ships[index];
    for (size_t i = 0; i < t->world->n_notes; i++) {
        const struct pl_note *note = &t->world->notes[i];
        bool about = note->ships[0] == index || note->ships[1] == index;
        if (about && (note->kind == PL_NOTE_SHARED_NUMBER || note->kind == PL_NOTE_IDENTITY_SWAP)) {
            return true;
        }
    }
    return ship->n_falsehoods > 1;
}

static void tell_leaps(struct pl_teller *t) {
    size_t n = t->air->leaps.n / sizeof(struct pl_leap);
    for (size_t i = 0; i < n; i++) {
        struct pl_leap leap;
        memcpy(&leap, t->air->leaps.p + i * sizeof leap, sizeof leap);
        struct pl_truth_entry *e = pl_tell(t, "position_jump", leap.ship, leap.from, leap.to);
        if (e) {
            e->start_pos = leap.from_pos;
            e->end_pos = leap.to_pos;
            e->distance_m = pl_sphere_distance_m(leap.from_pos, leap.to_pos);
            e->speed_kn = e->distance_m / PL_NM_M / pl_tell_hours(leap.from, leap.to);
            e->cause = leap.interference ? "interference" : "false_positions";
            e->observable = may_be_two(t, leap.ship) ? PL_OBSERVABLE_PARTLY : PL_OBSERVABLE_YES;
        }
    }
}

/* The last report of a hull before an instant and the first after it. */
static bool round_about(const struct pl_teller *t, int ship, pl_time at, pl_time *ret_last, pl_time *ret_first) {
    size_t i = pl_air_seen_from(t->air, ship, at);
    if (i == 0 || i >= pl_air_seen_count(t->air, ship)) {
        return false;
    }
    *ret_last = pl_air_seen(t->air, ship, i - 1).at;
    *ret_first = pl_air_seen(t->air, ship, i).at;
    return true;
}

static void tell_swap(struct pl_teller *t, const struct pl_note *note) {
    for (int k = 0; k < 2; k++) {
        int me = note->ships[k];
        int other = note->ships[1 - k];
        pl_time last;
        pl_time first;
        pl_time unused;
        pl_time there;
        if (!round_about(t, me, note->end, &last, &first) || !round_about(t, other, note->end, &unused, &there)) {
            continue;
        }
        struct pl_truth_entry *e = pl_tell(t, "identity_change_candidate", me, last, first);
        if (e) {
            e->mmsi[e->n_vessels] = pl_ship_identity(&t->world->ships[me], first)->mmsi;
            e->ships[e->n_vessels++] = me;
            e->distance_m = pl_sphere_distance_m(e->start_pos, e->end_pos);
            e->observable = PL_OBSERVABLE_YES;
        }
        e = pl_tell(t, "position_jump", me, last, there); /* the number goes on elsewhere */
        if (e) {
            e->end_pos = pl_tell_place(t, other, there);
            e->distance_m = pl_sphere_distance_m(e->start_pos, e->end_pos);
            e->speed_kn = e->distance_m / PL_NM_M / pl_tell_hours(last, there);
            e->cause = "end_of_identity";
            e->observable = PL_OBSERVABLE_PARTLY;
        }
    }
}

static void tell_shared(struct pl_teller *t, const struct pl_note *note) {
    pl_time from[2];
    pl_time until[2];
    double hole;
    for (int k = 0; k < 2; k++) {
        if (!pl_tell_seen(t, note->ships[k], note->start, note->end, &from[k], &until[k], &hole)) {
            return;
        }
    }
    struct pl_truth_entry *e = pl_tell(t, "identity_conflict", note->ships[0], note->start, note->end);
    if (e) {
        pl_tell_with(t, e, note->ships[1]);
        e->start = from[0] > from[1] ? from[0] : from[1];
        e->end = until[0] < until[1] ? until[0] : until[1];
        e->observable = e->end > e->start ? PL_OBSERVABLE_YES : PL_OBSERVABLE_NO;
        e->distance_m = pl_sphere_distance_m(e->start_pos, pl_tell_place(t, note->ships[1], note->start));
    }
}

/* First and last false report within a span. */
static bool lies_seen(const struct pl_teller *t, int ship, pl_time from, pl_time until, pl_time *ret_first,
                      pl_time *ret_last) {
    size_t n = pl_air_seen_count(t->air, ship);
    size_t count = 0;
    for (size_t i = pl_air_seen_from(t->air, ship, from); i < n; i++) {
        struct pl_seen seen = pl_air_seen(t->air, ship, i);
        if (seen.at >= until) {
            break;
        }
        if (seen.lie) {
            *ret_first = count++ ? *ret_first : seen.at;
            *ret_last = seen.at;
        }
    }
    return count >= 3;
}

/* The false track of one ship: by its own doing it is asked for; in an area of interference a monitor may say so too.
 */
static bool tell_false(struct pl_teller *t, const struct pl_note *note, int observable, pl_time *ret_first,
                       pl_time *ret_last) {
    pl_time first = 0;
    pl_time last = 0;
    int ship = note->ships[0];
    bool seen = lies_seen(t, ship, note->start, note->end, &first, &last);
    struct pl_truth_entry *e = pl_tell(t, "synthetic_track", ship, note->start, note->end);
    if (e && seen) {
        e->start = first;
        e->end = last;
        e->observable = observable;
    }
    *ret_first = first;
    *ret_last = last;
    e = seen ? pl_tell(t, "identity_conflict", ship, note->start, note->end) : NULL;
    if (e) { /* one number in two places, if the true and the false track are taken for two ships */
        pl_tell_with(t, e, ship);
        e->start = first;
        e->end = last;
        e->observable = PL_OBSERVABLE_PARTLY;
    }
    return seen;
}

static bool in_zone(const struct pl_note *note, const struct pl_zone *zone) {
    return note->kind == PL_NOTE_INTERFERENCE && note->pos.lat == zone->centre.lat &&
           note->pos.lon == zone->centre.lon && note->start >= zone->start && note->end <= zone->end;
}

static bool names(const struct pl_truth_entry *e, int ship) {
    for (unsigned i = 0; i < e->n_vessels; i++) {
        if (e->ships[i] == ship) {
            return true;
        }
    }
    return false;
}

/* Ships of which one or two false reports were heard: they do not make the area, but to name them is no fault. */
static void add_briefly_struck(const struct pl_teller *t, const struct pl_zone *zone, struct pl_truth_entry *area) {
    for (size_t i = 0; i < t->world->n_notes && area->n_vessels > 0; i++) {
        const struct pl_note *note = &t->world->notes[i];
        pl_time first = PL_TIME_NONE, last = 0;
        if (in_zone(note, zone) && !names(area, note->ships[0]) && area->n_vessels < PL_TRUTH_VESSELS) {
            (void)lies_seen(t, note->ships[0], note->start, note->end, &first, &last);
            if (first != PL_TIME_NONE) {
                area->ships[area->n_vessels++] = note->ships[0];
            }
        }
    }
}

/* One area of interference: from the first to the last false report of the ships of which three or more were heard. */
static void tell_zone(struct pl_teller *t, const struct pl_zone *zone) {
    struct pl_truth_entry area = {.n_vessels = 0};
    pl_time first = 0;
    pl_time last = 0;
    for (size_t i = 0; i < t->world->n_notes; i++) {
        const struct pl_note *note = &t->world->notes[i];
        if (!in_zone(note, zone) || !tell_false(t, note, PL_OBSERVABLE_PARTLY, &first, &last)) {
            continue;
        }
        bool fresh = area.n_vessels == 0;
        area.start = fresh || first < area.start ? first : area.start;
        area.end = fresh || last > area.end ? last : area.end;
        if (!names(&area, note->ships[0]) && area.n_vessels < PL_TRUTH_VESSELS) {
            area.ships[area.n_vessels++] = note->ships[0];
        }
    }
    unsigned n_so_heard = area.n_vessels;
    add_briefly_struck(t, zone, &area);
    struct pl_truth_entry *e =
        area.n_vessels ? pl_tell(t, "gnss_interference", area.ships[0], zone->start, zone->end) : NULL;
    if (e) {
        for (unsigned i = 1; i < area.n_vessels; i++) {
            pl_tell_with(t, e, area.ships[i]);
        }
        e->start = area.start;
        e->end = area.end;
        e->start_pos = e->end_pos = zone->centre;
        /* "several" ships: that two are enough is one reading, that they are not is another */
        e->observable = n_so_heard > 2 ? PL_OBSERVABLE_YES : n_so_heard == 2 ? PL_OBSERVABLE_PARTLY : PL_OBSERVABLE_NO;
    }
}

static void tell_invalid(struct pl_teller *t, const struct pl_note *note, const char *field) {
    const struct pl_heard_ship *heard = &t->air->ships[note->ships[0]];
    struct pl_truth_entry *e = pl_tell(t, "identifier_invalid", note->ships[0], note->start, note->end);
    if (e) {
        e->field = field;
        if (heard->first_static != PL_TIME_NONE) {
            e->start = heard->first_static;
            e->end = heard->last_static;
            e->observable = PL_OBSERVABLE_YES;
        }
    }
}

static void tell_rendezvous(struct pl_teller *t, const struct pl_note *note) {
    struct pl_truth_entry *e = pl_tell(t, "possible_rendezvous", note->ships[0], note->start, note->end);
    if (e) {
        pl_tell_with(t, e, note->ships[1]);
        bool seen = pl_tell_seen(t, note->ships[0], note->start, note->end, &e->start, &e->end, &e->longest_hole_h);
        e->observable = seen ? PL_OBSERVABLE_YES : PL_OBSERVABLE_NO;
    }
}

static void tell_notes(struct pl_teller *t) {
    pl_time first = 0;
    pl_time last = 0;
    for (size_t i = 0; i < t->world->n_notes; i++) {
        const struct pl_note *note = &t->world->notes[i];
        if (note->kind == PL_NOTE_IDENTITY_SWAP) {
            tell_swap(t, note);
        } else if (note->kind == PL_NOTE_SHARED_NUMBER) {
            tell_shared(t, note);
        } else if (note->kind == PL_NOTE_FALSE_TRACK) {
            (void)tell_false(t, note, PL_OBSERVABLE_YES, &first, &last);
        } else if (note->kind == PL_NOTE_WRONG_IMO) {
            tell_invalid(t, note, "imo");
        } else if (note->kind == PL_NOTE_WRONG_MMSI) {
            tell_invalid(t, note, "mmsi");
        } else if (note->kind == PL_NOTE_RENDEZVOUS) {
            tell_rendezvous(t, note);
        }
    }
}

static int by_start(const void *a, const void *b) {
    const struct pl_truth_entry *x = a;
    const struct pl_truth_entry *y = b;
    if (x->start != y->start) {
        return x->start < y->start ? -1 : 1;
    }
    int c = strcmp(x->type, y->type);
    if (c) {
        return c;
    }
    if (x->mmsi[0] != y->mmsi[0]) {
        return x->mmsi[0] < y->mmsi[0] ? -1 : 1;
    }
    if (x->ships[0] != y->ships[0]) {
        return x->ships[0] < y->ships[0] ? -1 : 1;
    }
    if (x->told_start != y->told_start) {
        return x->told_start < y->told_start ? -1 : 1;
    }
    double level = x->within_m + x->under_kn - y->within_m - y->under_kn;
    int second = x->ships[1] - y->ships[1];
    return level < 0 ? -1 : level > 0 ? 1 : second < 0 ? -1 : second > 0;
}

int pl_truth_make(const struct pl_world *world, const struct pl_air *air, struct pl_arena *arena,
                  struct pl_truth *ret_truth, struct pl_error *err) {
    struct pl_truth truth = {0};
    struct pl_teller t = {world, air, arena, &truth};
    for (int i = 0; i < world->n_ships; i++) {
        tell_gaps(&t, i);
        tell_loitering(&t, i, 2);
        tell_loitering(&t, i, 3);
        pl_tell_stops(&t, i);
    }
    pl_tell_encounters(&t);
    tell_leaps(&t);
    tell_notes(&t);
    for (size_t i = 0; i < world->n_zones; i++) {
        tell_zone(&t, &world->zones[i]);
    }
    if (pl_arena_failed(arena)) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the truth of the exercise");
    }
    if (truth.n) {
        qsort(truth.entries, truth.n, sizeof *truth.entries, by_start);
    }
    *ret_truth = truth;
    return PL_E_OK;
}
