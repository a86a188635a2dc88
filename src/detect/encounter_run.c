/* One run of a pair: when it starts and ends, the reports that it rests on, and its event. */
#include <stdlib.h>
#include <string.h>

#include "detect/encounter_in.h"

#include "base/ban.h"

/* How many of the track's fixes lie at or before a time. */
static uint32_t count_until(const struct one *t, pl_time at) {
    uint32_t low = 0, high = t->n;
    while (low < high) {
        uint32_t mid = (low + high) / 2;
        if (kept_at(t, mid)->at <= at) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low;
}

/* Where the track was, from fixes around that time. */
static bool place_at(const struct pl_encounters *e, const struct one *t, pl_time at, pl_pos *ret) {
    uint32_t i = count_until(t, at);
    if (i > 0 && kept_at(t, i - 1)->at == at) {
        *ret = kept_at(t, i - 1)->pos;
        return true;
    }
    if (i == 0 || i == t->n || kept_at(t, i)->at - kept_at(t, i - 1)->at > e->hole_us) {
        return false;
    }
    *ret = kept_between(kept_at(t, i - 1), kept_at(t, i), at);
    return true;
}

static bool together(const struct pl_encounters *e, const struct pair *p, unsigned v, const struct kept *fix) {
    pl_pos other;
    return place_at(e, &e->tracks[p->track[1 - v]], fix->at, &other) &&
           pl_sphere_distance_m(fix->pos, other) <= e->max_m;
}

/* Fixes of both after p->added and up to `until`, in (time, record) order, become inputs. */
static void add_inputs(const struct pl_encounters *e, struct pair *p, pl_time until) {
    const struct one *t[2] = {&e->tracks[p->track[0]], &e->tracks[p->track[1]]};
    uint32_t i[2] = {count_until(t[0], p->added), count_until(t[1], p->added)};
    char room[2][PL_RECORD_MAX];
    struct pl_fix fix[2];
    bool has[2] = {false, false};
    for (;;) {
        for (int v = 0; v < 2; v++) {
            if (!has[v] && i[v] < t[v]->n && kept_at(t[v], i[v])->at <= until) {
                fix[v] = pl_encounters_fix(t[v], kept_at(t[v], i[v]++), room[v]);
                has[v] = true;
            }
        }
        if (!has[0] && !has[1]) {
            break;
        }
        unsigned pick = has[0] && has[1] ? pl_str_cmp(fix[0].record, fix[1].record) > 0 : has[1];
        pl_basis_add(&p->basis, pick, &fix[pick]);
        has[pick] = false;
    }
    if (until > p->added) {
        p->added = until;
    }
}

/* The fix at or before the start of each belongs to the inputs: it says where the ship came from. */
static void add_before(const struct pl_encounters *e, struct pair *p) {
    struct pl_fix before[2];
    char room[2][PL_RECORD_MAX];
    bool has[2];
    for (unsigned v = 0; v < 2; v++) {
        const struct one *t = &e->tracks[p->track[v]];
        uint32_t i = count_until(t, p->start - 1);
        has[v] = i > 0 && p->start - kept_at(t, i - 1)->at <= e->hole_us;
        if (has[v]) {
            before[v] = pl_encounters_fix(t, kept_at(t, i - 1), room[v]);
        }
    }
    unsigned first = has[0] && has[1] && pl_str_cmp(before[1].record, before[0].record) < 0 ? 1 : 0;
    for (unsigned n = 0; n < 2; n++) {
        unsigned v = n == 0 ? first : 1 - first;
        if (has[v]) {
            pl_basis_add(&p->basis, v, &before[v]);
        }
    }
    p->added = p->start - 1;
}

static void find_start(const struct pl_encounters *e, struct pair *p, int64_t k) {
    pl_time tau = slot_time(e, k);
    const struct kept *start = NULL;
    for (unsigned v = 0; v < 2; v++) { /* the first report of either in the run ... */
        const struct one *t = &e->tracks[p->track[v]];
        uint32_t i = count_until(t, tau - 1);
        if (i < t->n && (!start || kept_at(t, i)->at < start->at)) {
            start = kept_at(t, i);
        }
    }
    uint32_t i[2];
    for (unsigned v = 0; v < 2; v++) {
        i[v] = count_until(&e->tracks[p->track[v]], tau);
    }
    for (;;) { /* ... or an earlier one, back to the slot before, while they were together */
        int pick = -1;
        for (int v = 0; v < 2; v++) {
            const struct one *t = &e->tracks[p->track[v]];
            if (i[v] > 0 && kept_at(t, i[v] - 1)->at > tau - e->slot_us &&
                (pick < 0 || kept_at(t, i[v] - 1)->at > kept_at(&e->tracks[p->track[0]], i[0] - 1)->at)) {
                pick = v;
            }
        }
        if (pick < 0) {
            break;
        }
        const struct kept *fix = kept_at(&e->tracks[p->track[pick]], --i[pick]);
        if (!together(e, p, (unsigned)pick, fix)) {
            break;
        }
        start = fix;
    }
    p->start = start ? start->at : tau;
    p->start_pos = start ? start->pos : p->start_pos;
}

static void note_end(struct pair *p, const struct kept *fix) {
    if (fix->at > p->end) {
        p->end = fix->at;
        p->end_pos = fix->pos;
    }
}

/* The last report of either before the run's last slot, or a later one, up to the next slot, while together. */
static void find_end(const struct pl_encounters *e, struct pair *p) {
    pl_time tau = slot_time(e, p->last);
    uint32_t i[2];
    for (unsigned v = 0; v < 2; v++) {
        i[v] = count_until(&e->tracks[p->track[v]], tau);
    }
    for (;;) {
        int pick = -1;
        for (int v = 0; v < 2; v++) {
            const struct one *t = &e->tracks[p->track[v]];
            if (i[v] < t->n && kept_at(t, i[v])->at <= tau + e->slot_us &&
                (pick < 0 || kept_at(t, i[v])->at < kept_at(&e->tracks[p->track[0]], i[0])->at)) {
                pick = v;
            }
        }
        if (pick < 0) {
            return;
        }
        const struct kept *fix = kept_at(&e->tracks[p->track[pick]], i[pick]++);
        if (!together(e, p, (unsigned)pick, fix)) {
            return;
        }
        note_end(p, fix);
    }
}

static int speed_cmp(const void *a, const void *b) {
    float x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

static double median(struct pair *p) {
    if (p->n_speeds == 0) {
        return 0;
    }
    qsort(p->speeds, p->n_speeds, sizeof *p->speeds, speed_cmp);
    double high = (double)p->speeds[p->n_speeds / 2];
    return p->n_speeds % 2 == 1 ? high : (high + (double)p->speeds[p->n_speeds / 2 - 1]) / 2;
}

void pl_encounters_report_run(struct pl_encounters *e, struct pair *p) {
    find_end(e, p);
    if (p->end < p->start || p->end - p->start < pl_rule_hours_us(e->detect, PL_RULE_ENCOUNTER_MIN_HOURS)) {
        return;
    }
    double speed_kn = median(p);
    if (!(speed_kn < pl_rule(e->detect, PL_RULE_ENCOUNTER_MAX_SPEED_KN))) {
        return;
    }
    add_inputs(e, p, p->end);
    struct pl_track_name names[2] = {e->tracks[p->track[0]].name, e->tracks[p->track[1]].name};
    struct pl_event event = pl_event_about(PL_EVENT_ENCOUNTER, names, 2);
    event.start = p->start;
    event.end = p->end;
    event.hours = pl_hours(p->start, p->end);
    event.start_pos = p->start_pos;
    event.end_pos = p->end_pos;
    event.has_start_pos = event.has_end_pos = event.has_pos = true;
    event.pos.lat = (int32_t)(p->lat_sum / p->slots);
    event.pos.lon = pl_lon_wrap((int64_t)p->start_pos.lon + (int64_t)(p->lon_sum / p->slots));
    event.distance_m = p->least_m;
    event.speed_kn = speed_kn;
    event.port_distance_m = pl_port_distance_m(e->detect, event.pos);
    pl_detect_emit(e->detect, &event, &p->basis, PL_STR(""));
}

void pl_encounters_start_run(const struct pl_encounters *e, struct pair *p, int64_t k) {
    find_start(e, p, k);
    add_before(e, p);
}

void pl_encounters_go_on(const struct pl_encounters *e, struct pair *p, int64_t k) {
    p->last = k;
    for (unsigned v = 0; v < 2; v++) {
        const struct one *t = &e->tracks[p->track[v]];
        uint32_t i = count_until(t, slot_time(e, k));
        if (i > 0) {
            note_end(p, kept_at(t, i - 1));
        }
    }
    add_inputs(e, p, slot_time(e, k));
}
