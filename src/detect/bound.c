#include "detect/bound.h"

#include <stdio.h>
#include <string.h>

#include "base/ban.h"

void pl_bound_reset(struct pl_bound *s) {
    pl_held_free(&s->first);
    pl_held_free(&s->last);
    *s = (struct pl_bound){0};
}

static void tell(const struct pl_bound *s, struct pl_detect *detect, const struct pl_track_name *track, uint32_t mmsi) {
    struct pl_track_name who = {.mmsi = mmsi};
    struct pl_fix first = pl_held_fix(&s->first), last = pl_held_fix(&s->last);
    struct pl_event event = pl_event_about(PL_EVENT_BOUND, track != NULL ? track : &who, 1);
    unsigned month = s->eta >> 16 & 15, day = s->eta >> 11 & 31, hour = s->eta >> 6 & 31, minute = s->eta & 63;
    struct pl_basis basis;
    event.vessels[0].has_track = track != NULL;
    event.start = first.at;
    event.end = last.at;
    event.hours = pl_hours(first.at, last.at);
    memcpy(event.value, s->text, sizeof s->text);
    if (month >= 1 && month <= 12 && day >= 1 && hour < 24 && minute < 60) {
        snprintf(event.kind, sizeof event.kind, "%02u-%02uT%02u:%02u", month, day, hour, minute);
    }
    event.has_start_pos = first.sog_kn > PL_BOUND_NOWHERE;
    event.start_pos = first.pos;
    event.has_pos = event.has_end_pos = last.sog_kn > PL_BOUND_NOWHERE;
    event.pos = event.end_pos = last.pos;
    pl_basis_start(&basis);
    pl_basis_add(&basis, 0, &first);
    if (last.at != first.at || !pl_str_eq(first.record, last.record)) {
        pl_basis_add(&basis, 0, &last);
    }
    pl_detect_emit(detect, &event, &basis, PL_STR(""));
}

void pl_bound_fold(struct pl_bound *s, struct pl_detect *detect, const struct pl_track_name *track, uint32_t mmsi,
                   const char *text, uint32_t eta, const struct pl_fix *report) {
    if (text[0] == '\0') {
        return;
    }
    if (s->first.n > 0 && (s->eta != eta || strncmp(s->text, text, sizeof s->text) != 0)) {
        tell(s, detect, track, mmsi);
        pl_bound_reset(s);
    }
    if (s->first.n == 0) {
        memcpy(s->text, text, strnlen(text, sizeof s->text - 1));
        s->eta = eta;
        pl_held_set(&s->first, report, detect);
    }
    pl_held_set(&s->last, report, detect);
}

void pl_bound_end(struct pl_bound *s, struct pl_detect *detect, const struct pl_track_name *track, uint32_t mmsi) {
    if (s->first.n > 0) {
        tell(s, detect, track, mmsi);
    }
    pl_bound_reset(s);
}

void pl_bound_wire(struct pl_bound *s, struct pl_wire *w) {
    bool says = s->first.n > 0;
    pl_wire_bool(w, &says);
    if (!says) {
        return;
    }
    pl_wire_bytes(w, s->text, sizeof s->text - 1);
    pl_wire_u32(w, &s->eta);
    pl_held_wire(&s->first, w);
    pl_held_wire(&s->last, w);
    if (pl_wire_reading(w)) {
        size_t n = strnlen(s->text, sizeof s->text);
        bool whole = s->first.n > 0 && s->last.n > 0 && n > 0 && s->eta < 1u << 20;
        for (size_t i = n; i < sizeof s->text; i++) {
            whole = whole && s->text[i] == '\0';
        }
        w->failed = w->failed || !whole;
    }
}
