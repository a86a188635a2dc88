#include "detect/gap.h"

#include "base/ban.h"

static bool same_port(const struct pl_detect *detect, pl_pos a, pl_pos b) {
    double radius_m = pl_rule(detect, PL_RULE_PORT_VISIT_IN_M);
    const struct pl_port *at_a;
    const struct pl_port *at_b;
    return pl_near_port(detect, a, radius_m, &at_a) && pl_near_port(detect, b, radius_m, &at_b) && at_a == at_b;
}

static struct pl_event gap_of(const struct pl_track_name *track, const struct pl_fix *last, pl_time until,
                              struct pl_gap_past past) {
    struct pl_event event = pl_event_about(PL_EVENT_GAP, track, 1);
    event.start = last->at;
    event.hours = pl_hours(last->at, until);
    event.pos = event.start_pos = last->pos;
    event.has_pos = event.has_start_pos = true;
    event.top_kn = past.top_kn;
    event.class_b = pl_record_class_b(last->record);
    event.own_chances = past.own_chances;
    event.own_taken = past.own_taken;
    return event;
}

void pl_gap_fold(struct pl_detect *detect, const struct pl_track_name *track, const struct pl_fix *last,
                 const struct pl_fix *now, struct pl_gap_past past) {
    if (now->at - last->at <= pl_rule_hours_us(detect, PL_RULE_GAP_MIN_HOURS)) {
        return;
    }
    struct pl_event event = gap_of(track, last, now->at, past);
    event.end = now->at;
    event.end_pos = now->pos;
    event.has_end_pos = true;
    event.distance_m = pl_sphere_distance_m(last->pos, now->pos);
    event.speed_kn = event.distance_m / PL_NM_M / event.hours;
    event.in_port = same_port(detect, last->pos, now->pos);
    struct pl_basis basis;
    pl_basis_start(&basis);
    pl_basis_add(&basis, 0, last);
    pl_basis_add(&basis, 0, now);
    pl_detect_emit(detect, &event, &basis, PL_STR(""));
}

void pl_gap_open(struct pl_detect *detect, const struct pl_track_name *track, const struct pl_fix *last, pl_time until,
                 const pl_hash *continuation, struct pl_gap_past past) {
    if (until - last->at <= pl_rule_hours_us(detect, PL_RULE_GAP_MIN_HOURS)) {
        return;
    }
    struct pl_event event = gap_of(track, last, until, past);
    event.open = true;
    event.in_port = same_port(detect, last->pos, last->pos);
    if (continuation) {
        event.has_ambiguous_with = true;
        event.ambiguous_with = *continuation;
    }
    struct pl_basis basis;
    pl_basis_start(&basis);
    pl_basis_add(&basis, 0, last);
    pl_detect_emit(detect, &event, &basis, PL_STR(""));
}
