#include "detect/late.h"

#include <stdlib.h>
#include <string.h>

#include "base/ban.h"

#define NEAR_M      200 /* two places so near are one */
#define HASTE       1.1 /* a ship may come so much faster than it was */
#define MOST_KN     50  /* what its places show beyond this is not believed: one of them is wrong */
#define STEADY_S    15  /* lags that differ by no more are one */
#define ROOM_M      500 /* of a place between two remembered ones: a ship may have turned */
#define FAR_M       1e9
#define BETWEEN_S   600                /* a place is interpolated across at most this */
#define REMEMBER_US PL_DAY_US          /* that the feed is late is known for so long after a copy */
#define EPOCH_S     INT64_C(946684800) /* 2000-01-01 */

static uint32_t print_of(pl_str payload) {
    uint64_t h = payload.n;
    for (size_t i = 0; i < payload.n; i++) {
        h = (h ^ (uint8_t)payload.p[i]) * UINT64_C(0x100000001b3);
    }
    h ^= h >> 29;
    h *= UINT64_C(0xbf58476d1ce4e5b9);
    return (uint32_t)(h >> 32);
}

static struct pl_late_place *place_at(const struct pl_late *s, unsigned i) {
    return &s->places[(s->first + i) % s->cap];
}

static uint32_t second_of(pl_time at) { return (uint32_t)(at / PL_SECOND_US - EPOCH_S); }

static void forget(struct pl_late *s, unsigned gone) {
    s->n = (uint8_t)(s->n - gone);
    if (s->n == 0) {
        free(s->places);
        s->places = NULL;
        s->first = s->cap = 0;
    } else {
        s->first = (uint8_t)((s->first + gone) % s->cap);
    }
}

void pl_late_advance(struct pl_late *s, pl_time now) {
    unsigned gone = 0;
    while (gone < s->n && now / PL_SECOND_US - EPOCH_S - place_at(s, gone)->at_s > PL_LATE_US / PL_SECOND_US) {
        gone++;
    }
    if (gone > 0) {
        forget(s, gone);
    }
    if (s->n_met > 0 && now - s->met > REMEMBER_US) {
        s->n_met = s->n_steady = 0;
        s->lag_s = 0;
        s->met = 0;
    }
}

static bool grow(struct pl_late *s) {
    uint8_t cap = s->cap == 0 ? 8 : (uint8_t)(s->cap * 2);
    struct pl_late_place *more = calloc(cap, sizeof *more);
    if (!more) {
        return false;
    }
    for (unsigned i = 0; i < s->n; i++) {
        more[i] = *place_at(s, i);
    }
    free(s->places);
    s->places = more;
    s->first = 0;
    s->cap = cap;
    return true;
}

static void remember(struct pl_late *s, struct pl_detect *detect, const struct pl_report *report, uint32_t print) {
    if (s->n == PL_LATE_PLACES) {
        forget(s, 1);
    }
    if (s->n == s->cap && !grow(s)) {
        detect->failed = true;
        return;
    }
    *place_at(s, s->n++) = (struct pl_late_place){second_of(report->at), print, report->pos};
}

static double speed_kn(const struct pl_late_place *from, const struct pl_late_place *to) {
    double hours = (double)(to->at_s - from->at_s) / 3600.0;
    return hours > 0 ? pl_sphere_distance_m(from->pos, to->pos) / PL_NM_M / hours : 0;
}

/* The ship cannot have come to this place from where it was heard last, at the speed that it says or was seen to sail.
 */
static bool out_of_reach(const struct pl_late *s, const struct pl_report *report) {
    const struct pl_late_place *last = place_at(s, s->n - 1u);
    double kn = (double)report->sog_dkn / 10.0;
    if (s->n > 1) {
        double seen = speed_kn(place_at(s, s->n - 2u), last);
        kn = seen > kn && seen < MOST_KN ? seen : kn;
    }
    double reach_m = NEAR_M + HASTE * kn * PL_NM_M * (double)(second_of(report->at) - last->at_s) / 3600.0;
    return pl_sphere_distance_m(last->pos, report->pos) > reach_m;
}

static bool same_lag(const struct pl_late *s, uint32_t lag_s) {
    uint32_t off_s = lag_s > s->lag_s ? lag_s - s->lag_s : s->lag_s - lag_s;
    return off_s <= STEADY_S;
}

/* Of a place sent before, the latest sending. */
static const struct pl_late_place *sent_before(const struct pl_late *s, const struct pl_report *report,
                                               uint32_t print) {
    for (unsigned i = s->n; i > 0; i--) {
        const struct pl_late_place *p = place_at(s, i - 1);
        if (p->print == print && p->pos.lat == report->pos.lat && p->pos.lon == report->pos.lon) {
            return p;
        }
    }
    return NULL;
}

/* How far the report lies from where the ship was lag_s before, in metres; far where that is not known. */
static double off_then_m(const struct pl_late *s, const struct pl_report *report) {
    uint32_t then_s = second_of(report->at) - s->lag_s;
    for (unsigned i = 1; i < s->n; i++) {
        const struct pl_late_place *a = place_at(s, i - 1), *b = place_at(s, i);
        uint32_t between_s = b->at_s - a->at_s;
        if (then_s >= a->at_s && then_s <= b->at_s && between_s <= BETWEEN_S && between_s > 0) {
            pl_pos place = pl_sphere_between(a->pos, b->pos, (double)(then_s - a->at_s) / (double)between_s);
            return pl_sphere_distance_m(place, report->pos);
        }
    }
    return FAR_M;
}

/* On the way that the ship has come: hardly farther by this place than from one remembered place to the next. */
static bool on_its_way(const struct pl_late *s, const struct pl_report *report) {
    for (unsigned i = 1; i < s->n; i++) {
        const struct pl_late_place *a = place_at(s, i - 1), *b = place_at(s, i);
        if (b->at_s - a->at_s <= BETWEEN_S &&
            pl_sphere_distance_m(a->pos, report->pos) + pl_sphere_distance_m(report->pos, b->pos) <=
                pl_sphere_distance_m(a->pos, b->pos) + NEAR_M) {
            return true;
        }
    }
    return false;
}

static void meet(struct pl_late *s, pl_time at, uint32_t lag_s) {
    bool again = s->n_steady > 0 && same_lag(s, lag_s);
    s->n_met = (uint8_t)(s->n_met + (s->n_met < PL_LATE_MET));
    s->n_steady = again ? (uint8_t)(s->n_steady + (s->n_steady < PL_LATE_MET)) : 1;
    s->lag_s = lag_s;
    s->met = at;
}

/* A report that nobody sent before, of a number whose feed is known to be late. */
static bool late_alone(const struct pl_late *s, const struct pl_report *report, bool out) {
    if (s->n_met < PL_LATE_MET) {
        return false;
    }
    if (out && on_its_way(s, report)) {
        return true;
    }
    double then_m = s->n_steady == PL_LATE_MET ? off_then_m(s, report) : FAR_M;
    double now_m = pl_sphere_distance_m(place_at(s, s->n - 1u)->pos, report->pos);
    return then_m <= ROOM_M && now_m > 2 * then_m && now_m > 2 * ROOM_M;
}

bool pl_late_fold(struct pl_late *s, struct pl_detect *detect, const struct pl_report *report) {
    bool under_way = report->sog_dkn != PL_AIS_NONE && report->sog_dkn >= PL_LATE_DKN;
    if ((!under_way && s->n == 0) || report->at / PL_SECOND_US < EPOCH_S) {
        return false;
    }
    pl_late_advance(s, report->at);
    uint32_t print = print_of(pl_record_payload(report->record));
    if (under_way && s->n > 0) {
        bool out = out_of_reach(s, report);
        const struct pl_late_place *first = out || s->n_steady == PL_LATE_MET ? sent_before(s, report, print) : NULL;
        uint32_t lag_s = first ? second_of(report->at) - first->at_s : 0;
        if (first && (out || same_lag(s, lag_s))) {
            meet(s, report->at, lag_s);
            return true;
        }
        if (late_alone(s, report, out)) {
            return true;
        }
    }
    remember(s, detect, report, print);
    return false;
}

void pl_late_free(struct pl_late *s) {
    free(s->places);
    *s = (struct pl_late){0};
}

void pl_late_wire(struct pl_late *s, struct pl_wire *w) {
    uint32_t n = s->n;
    pl_wire_count(w, &n, PL_LATE_PLACES);
    pl_wire_u8(w, &s->n_met);
    if (s->n_met > 0) {
        pl_wire_time(w, &s->met);
        pl_wire_u8(w, &s->n_steady);
        pl_wire_u32(w, &s->lag_s);
        w->failed =
            w->failed || s->n_met > PL_LATE_MET || s->n_steady == 0 || s->n_steady > s->n_met || s->met == PL_TIME_NONE;
    }
    if (pl_wire_reading(w) && n > 0) {
        s->places = w->failed ? NULL : calloc(PL_LATE_PLACES, sizeof *s->places);
        if (!s->places) {
            w->failed = true;
            return;
        }
        s->n = (uint8_t)n;
        s->cap = PL_LATE_PLACES;
    }
    for (uint32_t i = 0; i < n && !w->failed; i++) {
        struct pl_late_place *p = place_at(s, i);
        pl_wire_u32(w, &p->at_s);
        pl_wire_u32(w, &p->print);
        pl_wire_pos(w, &p->pos);
        w->failed = w->failed || (i > 0 && p->at_s < place_at(s, i - 1)->at_s);
    }
}
