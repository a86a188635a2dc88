#include "detect/draught.h"

#include <stdio.h>

#include "base/ban.h"

void pl_draught_reset(struct pl_draught *s) {
    pl_held_free(&s->said);
    pl_held_free(&s->since);
    *s = (struct pl_draught){0};
}

/* What is known of ports, in words. */
static void say_why(const struct pl_draught *s, bool settled, char *why, size_t n) {
    const char *yet = settled ? "" : "; not yet said for long";
    double hours = s->in_port ? pl_hours(s->port_at, s->since.at) : -1;
    if (s->since.sog_kn <= PL_DRAUGHT_NOWHERE) {
        snprintf(why, n, "where it was is not known%s", yet);
    } else if (s->in_port && s->port_at >= s->said.at) {
        snprintf(why, n, "in a port between the two reports%s", yet);
    } else if (hours >= 0 && hours <= pl_hours(0, PL_DRAUGHT_PORT_US)) {
        snprintf(why, n, "at sea, last seen in a port %.0f h before%s", hours, yet);
    } else {
        snprintf(why, n, "at sea, no port call was seen in the %.0f h before%s", pl_hours(0, PL_DRAUGHT_PORT_US), yet);
    }
}

static void tell(const struct pl_draught *s, struct pl_detect *detect, const struct pl_track_name *track, uint32_t mmsi,
                 bool settled) {
    int change_dm = (int)s->next_dm - (int)s->settled_dm;
    double least_dm = pl_rule(detect, PL_RULE_DRAUGHT_CHANGE_MIN_M) * 10 - 0.001;
    if (!s->counts || (change_dm < 0 ? -change_dm : change_dm) < least_dm) {
        return;
    }
    struct pl_track_name who = {.mmsi = mmsi};
    struct pl_fix from = pl_held_fix(&s->said), to = pl_held_fix(&s->since);
    struct pl_event event = pl_event_about(PL_EVENT_DRAUGHT_CHANGE, track != NULL ? track : &who, 1);
    struct pl_basis basis;
    event.vessels[0].has_track = track != NULL;
    event.start = from.at;
    event.end = to.at;
    event.hours = pl_hours(from.at, to.at);
    event.draught_from_dm = s->settled_dm;
    event.draught_to_dm = s->next_dm;
    event.has_start_pos = from.sog_kn > PL_DRAUGHT_NOWHERE;
    event.start_pos = from.pos;
    event.has_pos = event.has_end_pos = to.sog_kn > PL_DRAUGHT_NOWHERE;
    event.pos = event.end_pos = to.pos;
    say_why(s, settled, event.why, sizeof event.why);
    pl_basis_start(&basis);
    pl_basis_add(&basis, 0, &from);
    pl_basis_add(&basis, 0, &to);
    pl_detect_emit(detect, &event, &basis, PL_STR(""));
}

static void settle(struct pl_draught *s, struct pl_detect *detect, unsigned draught_dm, const struct pl_fix *report) {
    s->settled_dm = (uint16_t)draught_dm;
    s->next_dm = 0;
    pl_held_free(&s->since);
    pl_held_set(&s->said, report, detect);
}

/* The settled value is said once more, or by the first of its replacements it is seen how long it stood. */
static void count(struct pl_draught *s, const struct pl_detect *detect, pl_time at) {
    if (!s->counts && at - s->first >= pl_rule_hours_us(detect, PL_RULE_DRAUGHT_CHANGE_SETTLE_HOURS)) {
        s->counts = true;
        s->first = 0;
    }
}

void pl_draught_end(struct pl_draught *s, struct pl_detect *detect, const struct pl_track_name *track, uint32_t mmsi) {
    if (s->next_dm != 0) {
        tell(s, detect, track, mmsi, false);
    }
    pl_draught_reset(s);
}

void pl_draught_fold(struct pl_draught *s, struct pl_detect *detect, const struct pl_track_name *track, uint32_t mmsi,
                     unsigned draught_dm, const struct pl_fix *report) {
    if (draught_dm == 0 || draught_dm > UINT16_MAX) {
        return;
    }
    if (s->in_port && report->at - s->port_at > PL_DRAUGHT_PORT_US) {
        s->in_port = false;
        s->port_at = 0;
    }
    pl_time said = s->next_dm != 0 ? s->since.at : s->said.at;
    if (s->settled_dm != 0 && report->at - said > pl_rule_hours_us(detect, PL_RULE_DRAUGHT_CHANGE_FORGET_HOURS)) {
        pl_draught_end(s, detect, NULL, mmsi);
    }
    if (s->settled_dm == 0) {
        s->first = report->at;
        settle(s, detect, draught_dm, report);
        return;
    }
    if (draught_dm == s->settled_dm) {
        settle(s, detect, draught_dm, report);
        count(s, detect, report->at);
        return;
    }
    if (draught_dm != s->next_dm) {
        if (s->next_dm == 0) {
            count(s, detect, report->at);
        }
        s->next_dm = (uint16_t)draught_dm;
        pl_held_set(&s->since, report, detect);
    }
    if (!s->counts) { /* a first value that did not stand says nothing */
        s->first = s->since.at;
        settle(s, detect, draught_dm, report);
        count(s, detect, report->at);
    } else if (report->at - s->since.at >= pl_rule_hours_us(detect, PL_RULE_DRAUGHT_CHANGE_SETTLE_HOURS)) {
        tell(s, detect, track, mmsi, true);
        settle(s, detect, draught_dm, report);
    }
}

void pl_draught_port(struct pl_draught *s, pl_time at) {
    s->in_port = true;
    s->port_at = at;
}

void pl_draught_wire(struct pl_draught *s, struct pl_wire *w) {
    pl_wire_u16(w, &s->settled_dm);
    if (s->settled_dm != 0) {
        pl_wire_bool(w, &s->counts);
        if (!s->counts) {
            pl_wire_time(w, &s->first);
        }
        pl_held_wire(&s->said, w);
        pl_wire_u16(w, &s->next_dm);
        if (s->next_dm != 0) {
            pl_held_wire(&s->since, w);
        }
    }
    pl_wire_bool(w, &s->in_port);
    if (s->in_port) {
        pl_wire_time(w, &s->port_at);
    }
    if (pl_wire_reading(w)) {
        bool whole = s->settled_dm == 0 || s->said.n > 0;
        whole = whole && s->first != PL_TIME_NONE && s->port_at != PL_TIME_NONE;
        whole = whole && (s->next_dm == 0 || (s->since.n > 0 && s->counts));
        w->failed = w->failed || !whole;
    }
}
