#include "detect/loiter.h"

#include "base/ban.h"

/* From the place to the farthest corner of the box that the step ends lie in: no report lay farther. */
static double radius_m(const struct pl_loiter *s, pl_pos at) {
    const struct pl_loiter_sum *sum = &s->done;
    double most = 0;
    for (unsigned i = 0; i < 4; i++) {
        pl_pos corner = {.lat = i < 2 ? sum->low.lat : sum->high.lat,
                         .lon = pl_lon_wrap((int64_t)s->start_pos.lon + (i % 2 == 0 ? sum->low.lon : sum->high.lon))};
        double metres = pl_sphere_distance_m(at, corner);
        most = metres > most ? metres : most;
    }
    return most;
}

static void report(struct pl_loiter *s, struct pl_detect *detect, const struct pl_track_name *track) {
    const struct pl_loiter_sum *sum = &s->done;
    if (sum->end - s->start < pl_rule_hours_us(detect, PL_RULE_LOITERING_MIN_HOURS)) {
        return;
    }
    struct pl_event event = pl_event_about(PL_EVENT_LOITERING, track, 1);
    event.start = s->start;
    event.end = sum->end;
    event.hours = pl_hours(s->start, sum->end);
    event.start_pos = s->start_pos;
    event.end_pos = sum->end_pos;
    event.has_start_pos = event.has_end_pos = event.has_pos = true;
    event.pos.lat = (int32_t)(sum->lat_sum / sum->steps);
    event.pos.lon = pl_lon_wrap((int64_t)s->start_pos.lon + (int64_t)(sum->lon_sum / sum->steps));
    event.radius_m = radius_m(s, event.pos);
    event.distance_m = sum->sailed_m;
    event.speed_kn = sum->sailed_m / PL_NM_M / event.hours;
    event.port_distance_m = pl_port_distance_m(detect, event.pos);
    pl_detect_emit(detect, &event, &sum->basis, PL_STR(""));
}

void pl_loiter_end(struct pl_loiter *s, struct pl_detect *detect, const struct pl_track_name *track) {
    if (s->running) {
        report(s, detect, track);
    }
    s->running = false;
}

static void add_step(struct pl_loiter *s, struct pl_loiter_sum *sum, const struct pl_fix *fix, double moved_m) {
    sum->end = fix->at;
    sum->end_pos = fix->pos;
    sum->sailed_m += moved_m;
    sum->lat_sum += fix->pos.lat;
    int32_t lon = pl_lon_diff(s->start_pos.lon, fix->pos.lon);
    sum->lon_sum += lon;
    sum->low.lat = fix->pos.lat < sum->low.lat ? fix->pos.lat : sum->low.lat;
    sum->high.lat = fix->pos.lat > sum->high.lat ? fix->pos.lat : sum->high.lat;
    sum->low.lon = lon < sum->low.lon ? lon : sum->low.lon;
    sum->high.lon = lon > sum->high.lon ? lon : sum->high.lon;
    sum->steps++;
    pl_basis_add(&sum->basis, 0, fix);
}

static void begin(struct pl_loiter *s) {
    struct pl_fix from = pl_held_fix(&s->anchor);
    s->running = true;
    s->start = from.at;
    s->start_pos = from.pos;
    s->tail = (struct pl_loiter_sum){
        .end = from.at, .end_pos = from.pos, .low = {.lat = from.pos.lat}, .high = {.lat = from.pos.lat}};
    pl_basis_start(&s->tail.basis);
    pl_basis_add(&s->tail.basis, 0, &from);
}

static bool off_port(const struct pl_detect *detect, pl_pos pos) {
    return !pl_near_port(detect, pos, pl_rule(detect, PL_RULE_LOITERING_MIN_PORT_DISTANCE_M), NULL);
}

/* One whole step from the anchor to the fix. */
static void step(struct pl_loiter *s, struct pl_detect *detect, const struct pl_track_name *track,
                 const struct pl_fix *fix) {
    double limit_kn = pl_rule(detect, PL_RULE_LOITERING_MAX_SPEED_KN);
    double moved_m = pl_sphere_distance_m(s->anchor.pos, fix->pos);
    s->step_kn = moved_m / PL_NM_M / pl_hours(s->anchor.at, fix->at);
    bool slow = s->step_kn < limit_kn;
    if ((slow || s->running) && !off_port(detect, fix->pos)) {
        pl_loiter_end(s, detect, track);
        return;
    }
    if (!s->running) {
        if (!slow || !off_port(detect, s->anchor.pos)) {
            return;
        }
        begin(s);
    }
    add_step(s, &s->tail, fix, moved_m);
    if (slow) {
        double mean_kn = s->tail.sailed_m / PL_NM_M / pl_hours(s->start, fix->at);
        if (mean_kn < limit_kn) {
            s->done = s->tail;
            return;
        }
        pl_loiter_end(s, detect, track); /* the burst was too much: what was before it counts, and it begins anew */
        begin(s);
        add_step(s, &s->tail, fix, moved_m);
        s->done = s->tail;
    } else if (s->tail.end - s->done.end > pl_rule_minutes_us(detect, PL_RULE_LOITERING_BURST_MINUTES)) {
        pl_loiter_end(s, detect, track);
    }
}

/* Steps end with the first report of each span of step_minutes (counted from 1970, so that the steps of two runs over
 * the same reports fall together again), at least half a span after they began. */
static bool step_is_due(const struct pl_loiter *s, const struct pl_detect *detect, pl_time at) {
    pl_time span = pl_rule_minutes_us(detect, PL_RULE_LOITERING_STEP_MINUTES);
    if (span < PL_MINUTE_US) {
        return at > s->anchor.at;
    }
    return at / span != s->anchor.at / span && at - s->anchor.at >= span / 2;
}

void pl_loiter_fold(struct pl_loiter *s, struct pl_detect *detect, const struct pl_track_name *track,
                    const struct pl_fix *fix) {
    if (s->anchor.n == 0 || fix->at - s->last > pl_rule_hours_us(detect, PL_RULE_LOITERING_MAX_HOLE_HOURS)) {
        pl_loiter_end(s, detect, track);
        s->step_kn = -1;
        pl_held_set(&s->anchor, fix, detect);
    } else if (step_is_due(s, detect, fix->at)) {
        step(s, detect, track, fix);
        pl_held_set(&s->anchor, fix, detect);
    }
    s->last = fix->at;
}

void pl_loiter_free(struct pl_loiter *s) { pl_held_free(&s->anchor); }

static void wire_sum(struct pl_loiter_sum *sum, struct pl_wire *wire) {
    pl_wire_time(wire, &sum->end);
    pl_wire_f64(wire, &sum->sailed_m);
    pl_wire_f64(wire, &sum->lat_sum);
    pl_wire_f64(wire, &sum->lon_sum);
    pl_wire_u32(wire, &sum->steps);
    pl_wire_pos(wire, &sum->low);
    pl_wire_pos(wire, &sum->high);
    pl_wire_pos(wire, &sum->end_pos);
    pl_basis_wire(&sum->basis, wire);
    if (pl_wire_reading(wire)) {
        double most = (double)sum->steps * (double)PL_LON_HALF;
        if (sum->steps == 0 || sum->low.lat > sum->high.lat || sum->low.lon > 0 || sum->high.lon < 0 ||
            sum->lat_sum > most || -sum->lat_sum > most || sum->lon_sum > most || -sum->lon_sum > most) {
            wire->failed = true;
            sum->steps = 1;
            sum->lat_sum = sum->lon_sum = 0;
            sum->low = sum->high = (pl_pos){0};
        }
    }
}

void pl_loiter_wire(struct pl_loiter *s, struct pl_wire *wire) {
    pl_held_wire(&s->anchor, wire);
    if (s->anchor.n == 0) {
        return;
    }
    pl_wire_time(wire, &s->last);
    pl_wire_f64(wire, &s->step_kn);
    pl_wire_bool(wire, &s->running);
    if (s->running) {
        pl_wire_time(wire, &s->start);
        pl_wire_pos(wire, &s->start_pos);
        wire_sum(&s->done, wire);
        bool fast = s->tail.end > s->done.end;
        pl_wire_bool(wire, &fast);
        if (fast) {
            wire_sum(&s->tail, wire);
        } else if (pl_wire_reading(wire)) {
            s->tail = s->done;
        }
    }
}
