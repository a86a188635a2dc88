#include "detect/unplaced.h"

#include "base/ban.h"

static void forget(struct pl_unplaced *s) {
    pl_held_free(&s->first);
    pl_held_free(&s->last);
    s->n = s->n_position_reports = 0;
}

void pl_unplaced_reset(struct pl_unplaced *s) {
    forget(s);
    *s = (struct pl_unplaced){0};
}

static void tell(const struct pl_unplaced *s, struct pl_detect *detect, uint32_t mmsi) {
    struct pl_track_name who = {.mmsi = mmsi};
    struct pl_fix first = pl_held_fix(&s->first), last = pl_held_fix(&s->last);
    struct pl_event event = pl_event_about(PL_EVENT_UNPLACED, &who, 1);
    struct pl_basis basis;
    event.vessels[0].has_track = false;
    event.start = s->placed;
    event.end = last.at;
    event.hours = pl_hours(s->placed, last.at);
    event.own_chances = s->n;
    event.own_taken = s->n_position_reports;
    event.has_pos = event.has_start_pos = event.has_end_pos = true;
    event.pos = event.start_pos = event.end_pos = s->pos;
    pl_basis_start(&basis);
    pl_basis_add(&basis, 0, &first);
    if (last.at != first.at || !pl_str_eq(first.record, last.record)) {
        pl_basis_add(&basis, 0, &last);
    }
    pl_detect_emit(detect, &event, &basis, PL_STR(""));
}

void pl_unplaced_end(struct pl_unplaced *s, struct pl_detect *detect, uint32_t mmsi) {
    if (s->n > 0 && s->n >= pl_rule(detect, PL_RULE_UNPLACED_MIN_REPORTS)) {
        tell(s, detect, mmsi);
    }
    pl_unplaced_reset(s);
}

void pl_unplaced_fold(struct pl_unplaced *s, struct pl_detect *detect, uint32_t mmsi, const struct pl_fix *report,
                      bool has_position, bool position_report) {
    if (has_position) {
        if (s->n > 0) {
            pl_unplaced_end(s, detect, mmsi);
        }
        s->placed = report->at;
        s->pos = report->pos;
        return;
    }
    double minutes = pl_rule(detect, PL_RULE_UNPLACED_MIN_MINUTES);
    if (s->placed == 0 || (double)(report->at - s->placed) < minutes * (double)PL_MINUTE_US) {
        return;
    }
    if (s->n == 0) {
        pl_held_set(&s->first, report, detect);
    }
    pl_held_set(&s->last, report, detect);
    s->n += s->n < UINT32_MAX;
    s->n_position_reports += position_report && s->n_position_reports < UINT32_MAX;
}

void pl_unplaced_wire(struct pl_unplaced *s, struct pl_wire *w) {
    bool placed = s->placed != 0;
    pl_wire_bool(w, &placed);
    if (!placed) {
        return;
    }
    pl_wire_time(w, &s->placed);
    pl_wire_pos(w, &s->pos);
    pl_wire_u32(w, &s->n);
    if (s->n > 0) {
        pl_wire_u32(w, &s->n_position_reports);
        pl_held_wire(&s->first, w);
        pl_held_wire(&s->last, w);
    }
    if (pl_wire_reading(w)) {
        bool whole = s->placed != PL_TIME_NONE && s->placed != 0 && s->n_position_reports <= s->n;
        whole = whole && (s->n == 0 || (s->first.n > 0 && s->last.n > 0));
        w->failed = w->failed || !whole;
    }
}
