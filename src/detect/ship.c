#include "detect/ship.h"

#include <stdlib.h>
#include <string.h>

#include "detect/gap.h"
#include "detect/position.h"
#include "detect/ship_in.h"

#include "base/ban.h"

/* Message types of ships with a position or static data; a row without a type is told by its number. */
#define SHIP_MESSAGES                                                                                                  \
    ((1u << 1) | (1u << 2) | (1u << 3) | (1u << 5) | (1u << 18) | (1u << 19) | (1u << 24) | (1u << 27))

/* Beacons, buoys and net markers drift, aircraft fly: also in messages of ships. A number that is none at all
 * (111111111, 999999999) is a ship's whose number was never set. */
static bool no_ship(uint32_t mmsi, int kind) {
    if (kind == PL_MMSI_ATON || kind == PL_MMSI_SAR_AIRCRAFT) {
        return pl_mmsi_fault(mmsi, true, NULL) == NULL;
    }
    return kind == PL_MMSI_SART || kind == PL_MMSI_MOB || kind == PL_MMSI_EPIRB || kind == PL_MMSI_AMRD;
}

bool pl_ship_report(const struct pl_report *report) {
    int kind = pl_mmsi_of(report->mmsi).kind;
    if (no_ship(report->mmsi, kind)) {
        return false;
    }
    if (report->msg != 0) {
        return report->msg < 32 && (SHIP_MESSAGES >> report->msg & 1) != 0;
    }
    return kind == PL_MMSI_SHIP || kind == PL_MMSI_OTHER || kind == PL_MMSI_CRAFT || kind == PL_MMSI_HANDHELD ||
           kind == PL_MMSI_GROUP;
}

/* Tracks */

static void fill_vessel(struct pl_event_vessel *vessel, const struct pl_said *said) {
    vessel->imo = said->imo;
    memcpy(vessel->name, said->name, sizeof vessel->name);
    memcpy(vessel->callsign, said->callsign, sizeof vessel->callsign);
    vessel->shiptype = said->shiptype;
    memcpy(vessel->dim, said->dim, sizeof vessel->dim);
}

/* The track as a whole, for the second stage. */
static void tell_track(struct pl_detect *detect, const struct pl_hull *h, pl_time until) {
    struct pl_fix first = pl_held_fix(&h->first), last = pl_held_fix(&h->last);
    struct pl_event event = pl_event_about(PL_EVENT_TRACK, &h->name, 1);
    struct pl_basis basis;
    event.start = first.at;
    event.end = last.at;
    event.hours = pl_hours(last.at, until); /* of silence since */
    event.start_pos = first.pos;
    event.pos = event.end_pos = last.pos;
    event.has_pos = event.has_start_pos = event.has_end_pos = true;
    event.distance_m = pl_sphere_distance_m(first.pos, last.pos);
    event.top_kn = h->pace.top_kn;
    if (h->verdict == PL_HULL_MOVED) {
        memcpy(event.kind, "moved", sizeof "moved");
    }
    fill_vessel(&event.vessels[0], &h->said);
    event.has_ambiguous_with = h->has_prior;
    event.ambiguous_with = h->prior;
    pl_basis_start(&basis);
    pl_basis_add(&basis, 0, &first);
    if (last.at != first.at || !pl_str_eq(first.record, last.record)) {
        pl_basis_add(&basis, 0, &last);
    }
    pl_detect_emit(detect, &event, &basis, PL_STR(""));
}

static struct pl_gap_past past_of(const struct pl_hull *h) {
    return (struct pl_gap_past){
        .top_kn = h->pace.top_kn,
        .own_chances = h->own.chances + h->own.chances_before,
        .own_taken = h->own.taken + h->own.taken_before,
    };
}

/* A track is over: its silence, what it was doing, and its conflicts with the tracks behind `from`. */
static void close_hull(struct pl_ship *ship, struct pl_ship_rules *rules, uint32_t place, uint32_t from,
                       pl_time until) {
    struct pl_detect *detect = rules->detect;
    struct pl_hull *h = &ship->hulls.list[place];
    struct pl_fix last = pl_held_fix(&h->last);
    pl_loiter_end(&h->loiter, detect, &h->name);
    pl_land_end(&h->land, detect, &h->name);
    pl_smooth_end(&h->smooth, detect, &h->name);
    pl_copy_end(&h->copy, detect, &h->name);
    if (h->verdict != PL_HULL_EXCURSION) {
        pl_port_end(&h->port, detect, &h->name, &last);
    }
    if (h->verdict == PL_HULL_REAL || h->verdict == PL_HULL_NEW) {
        pl_gap_open(detect, &h->name, &last, until, h->has_next ? &h->next : NULL, past_of(h));
    }
    if (h->verdict != PL_HULL_EXCURSION) {
        tell_track(detect, h, until);
    }
    pl_identity_conflicts(&ship->hulls, detect, place, from);
}

/* Tracks that the segmenter gave up. */
static void close_gone(struct pl_ship *ship, struct pl_ship_rules *rules, pl_time now) {
    pl_time longest = rules->segment.max_silence_us;
    for (uint32_t i = 0; i < ship->hulls.n;) {
        const struct pl_hull *h = &ship->hulls.list[i];
        if (pl_segment_live(&ship->segment, h->id)) {
            i++;
            continue;
        }
        pl_time until = now - h->last.at > longest ? h->last.at + longest : now;
        pl_position_close(&ship->hulls, rules->detect, &ship->hulls.list[i]);
        close_hull(ship, rules, i, 0, until);
        pl_hulls_remove(&ship->hulls, i);
    }
}

/* Errors and tracks that went on elsewhere are no rivals of others. Only tracks that are silent can have come to that.
 */
static void doubt(struct pl_ship *ship, const struct pl_hull *reporting) {
    for (uint32_t i = 0; i < ship->hulls.n; i++) {
        const struct pl_hull *h = &ship->hulls.list[i];
        if (h != reporting && (h->verdict == PL_HULL_EXCURSION || h->verdict == PL_HULL_MOVED)) {
            pl_segment_doubt(&ship->segment, h->id);
        }
    }
}

static struct pl_hull *last_reporting(const struct pl_hulls *hulls) {
    struct pl_hull *last = NULL;
    for (uint32_t i = 0; i < hulls->n; i++) {
        struct pl_hull *h = &hulls->list[i];
        if (h->n > 0 && (!last || h->last.at >= last->last.at)) {
            last = h;
        }
    }
    return last;
}

static struct pl_hull *begin_hull(struct pl_ship *ship, struct pl_ship_rules *rules, const struct pl_segment_step *step,
                                  const struct pl_fix *fix) {
    struct pl_hull *h = pl_hulls_add(&ship->hulls, rules->detect);
    if (!h) {
        return NULL;
    }
    struct pl_report first = {.record = fix->record};
    h->id = step->track;
    h->name = (struct pl_track_name){ship->mmsi, pl_report_reference(&first)};
    h->verdict = PL_HULL_REAL;
    h->within_reach = step->within_reach;
    pl_held_set(&h->first, fix, rules->detect);
    const struct pl_hull *parent = last_reporting(&ship->hulls);
    if (parent) {
        struct pl_fix before = pl_held_fix(&parent->last);
        h->verdict = PL_HULL_NEW;
        h->has_parent = true;
        h->parent = parent->id;
        pl_held_set(&h->before, &before, rules->detect);
    }
    if (step->has_ambiguous) {
        struct pl_hull *silent = pl_hulls_find(&ship->hulls, step->ambiguous);
        if (silent) {
            h->has_prior = true;
            h->prior = silent->name.ref;
        }
        if (silent && !silent->has_next) {
            silent->has_next = true;
            silent->next = h->name.ref;
        }
    }
    rules->out.born(rules->out.ctx);
    return h;
}

static void give_fix(struct pl_hull *h, struct pl_ship_rules *rules, const struct pl_fix *fix) {
    if (h->sampled != PL_TIME_NONE && h->sampled / rules->sample_us == fix->at / rules->sample_us) {
        return;
    }
    if (h->sampled != PL_TIME_NONE && rules->tally && fix->at - h->last.at <= rules->hole_us) {
        uint32_t chances = pl_tally_span(rules->tally, h->last.at, h->last.pos, fix->at, fix->pos, rules->sample_us,
                                         pl_record_class_b(fix->record));
        pl_own_heard_fold(&h->own, fix->at, chances, 1);
    }
    h->sampled = fix->at;
    rules->out.fix(rules->out.ctx, &h->name, fix);
}

/* A decided report of a track goes through its detectors. */
static void follow(struct pl_ship *ship, struct pl_ship_rules *rules, const struct pl_segment_step *step,
                   struct pl_fix *fix) {
    struct pl_detect *detect = rules->detect;
    struct pl_hull *h = step->born ? begin_hull(ship, rules, step, fix) : pl_hulls_find(&ship->hulls, step->track);
    if (!h) {
        detect->failed = detect->failed || step->born;
        return;
    }
    if (!step->sog_trusted) {
        fix->sog_kn = -1;
    }
    if (ship->hulls.n > 1) {
        pl_position_fold(&ship->hulls, detect, h, fix);
        doubt(ship, h);
    }
    pl_ship_hear(ship, h, fix->at);
    bool again = h->n > 0;
    struct pl_fix last = again ? pl_held_fix(&h->last) : *fix;
    if (again) {
        pl_gap_fold(detect, &h->name, &last, fix, past_of(h));
    }
    pl_pace_fold(&h->pace, fix);
    pl_loiter_fold(&h->loiter, detect, &h->name, fix);
    pl_land_fold(&h->land, &ship->at_sea, detect, &h->name, fix);
    pl_smooth_fold(&h->smooth, detect, &h->name, fix);
    pl_copy_fold(&h->copy, &ship->past, detect, &h->name, fix);
    pl_port_fold(&h->port, detect, &h->name, again ? &last : NULL, fix, h->loiter.step_kn);
    if (h->port.inside) {
        pl_draught_port(&ship->draught, fix->at);
    }
    give_fix(h, rules, fix);
    pl_held_set(&h->last, fix, detect);
    h->n += h->n < 2 || h->n < pl_rule(detect, PL_RULE_IDENTITY_CONFLICT_MIN_REPORTS);
    if (step->born) {
        close_gone(ship, rules, fix->at);
        pl_ship_show(ship, rules);
    }
}

/* The oldest waiting reports are decided. */
static void take_steps(struct pl_ship *ship, struct pl_ship_rules *rules, const struct pl_segment_step *steps,
                       unsigned n) {
    for (unsigned i = 0; i < n && i < ship->n_waiting; i++) {
        struct pl_fix fix = pl_held_fix(&ship->waiting[i]);
        follow(ship, rules, &steps[i], &fix);
    }
    n = n < ship->n_waiting ? n : ship->n_waiting;
    if (n == 0) {
        return;
    }
    struct pl_held moved[PL_SEGMENT_PENDING + 1]; /* the decided ones keep their memory behind the others */
    memcpy(moved, ship->waiting, n * sizeof *moved);
    memmove(&ship->waiting[0], &ship->waiting[n], (PL_SEGMENT_PENDING + 1 - n) * sizeof *moved);
    memcpy(&ship->waiting[PL_SEGMENT_PENDING + 1 - n], moved, n * sizeof *moved);
    ship->n_waiting -= n;
}

static int need_waiting(struct pl_ship *ship, struct pl_error *err) {
    if (!ship->waiting) {
        ship->waiting = calloc(PL_SEGMENT_PENDING + 1, sizeof *ship->waiting);
    }
    return ship->waiting ? 0 : pl_fail(err, PL_E_NOMEM, "no memory for reports that wait");
}

static void free_waiting(struct pl_ship *ship) {
    for (unsigned i = 0; ship->waiting && i <= PL_SEGMENT_PENDING; i++) {
        pl_held_free(&ship->waiting[i]);
    }
    free(ship->waiting);
    ship->waiting = NULL;
    ship->n_waiting = 0;
}

static int follow_position(struct pl_ship *ship, struct pl_ship_rules *rules, const struct pl_report *report,
                           struct pl_fix *fix, struct pl_error *err) {
    struct pl_segment_fix place = {report->at, report->pos, report->sog_dkn, report->cog_ddeg};
    struct pl_segment_step steps[PL_SEGMENT_PENDING + 1];
    unsigned n = 0;
    int rc = pl_segment_push(&ship->segment, &rules->segment, &place, steps, &n, err);
    if (rc) {
        return rc;
    }
    if (n == 1 && ship->n_waiting == 0) { /* decided at once */
        follow(ship, rules, &steps[0], fix);
        return 0;
    }
    rc = need_waiting(ship, err);
    if (rc) {
        return rc;
    }
    pl_held_set(&ship->waiting[ship->n_waiting++], fix, rules->detect);
    take_steps(ship, rules, steps, n);
    if (ship->n_waiting == 0) {
        free_waiting(ship);
    }
    return 0;
}

struct pl_segment_params pl_ship_segment_params(const struct pl_detect *d) {
    return (struct pl_segment_params){
        .max_speed_kn = pl_rule(d, PL_RULE_TRACK_MAX_SPEED_KN),
        .likely_speed_kn = pl_rule(d, PL_RULE_TRACK_LIKELY_SPEED_KN),
        .reach_slack_m = pl_rule(d, PL_RULE_TRACK_REACH_SLACK_M),
        .fix_sigma_nm = pl_rule(d, PL_RULE_TRACK_FIX_SIGMA_NM),
        .drift_sigma_kn = pl_rule(d, PL_RULE_TRACK_DRIFT_SIGMA_KN),
        .new_hull_nats = pl_rule(d, PL_RULE_TRACK_NEW_HULL_NATS),
        .more_hull_nats = pl_rule(d, PL_RULE_TRACK_MORE_HULL_NATS),
        .decide_nats = pl_rule(d, PL_RULE_TRACK_DECIDE_NATS),
        .give_up_nats = pl_rule(d, PL_RULE_TRACK_GIVE_UP_NATS),
        .pending_reports = (unsigned)pl_rule(d, PL_RULE_TRACK_PENDING_REPORTS),
        .pending_us = pl_rule_hours_us(d, PL_RULE_TRACK_PENDING_HOURS),
        .silence_us = pl_rule_hours_us(d, PL_RULE_TRACK_SILENCE_HOURS),
        .max_silence_us = pl_rule_hours_us(d, PL_RULE_TRACK_MAX_SILENCE_HOURS),
    };
}

/* The track that what is said belongs to; NULL where there is none. */
static const struct pl_track_name *speaker(const struct pl_ship *ship) {
    const struct pl_hull *h = last_reporting(&ship->hulls);
    return h != NULL ? &h->name : NULL;
}

/* Where a report without a position was said: at the last place of the track that said it. */
static struct pl_fix said_at(const struct pl_ship *ship, const struct pl_report *report) {
    const struct pl_hull *h = last_reporting(&ship->hulls);
    struct pl_fix fix = {.at = report->at, .sog_kn = PL_DRAUGHT_NOWHERE, .src = report->src, .record = report->record};
    bool placed = pl_report_placed(report);
    if (placed || h != NULL) {
        fix.pos = placed ? report->pos : h->last.pos;
        fix.sog_kn = -1;
    }
    return fix;
}

static void hear_bound(struct pl_ship *ship, struct pl_ship_rules *rules, const struct pl_report *report,
                       const struct pl_ais_static *said) {
    if (said->destination[0] == '\0') {
        return;
    }
    if (pl_ship_shared(&ship->hulls)) {
        pl_bound_reset(&ship->bound);
        return;
    }
    struct pl_fix fix = said_at(ship, report);
    pl_bound_fold(&ship->bound, rules->detect, speaker(ship), ship->mmsi, said->destination, said->eta, &fix);
}

static void hear_draught(struct pl_ship *ship, struct pl_ship_rules *rules, const struct pl_report *report,
                         unsigned draught_dm) {
    if (draught_dm == 0) {
        return;
    }
    if (pl_ship_shared(&ship->hulls)) {
        pl_draught_reset(&ship->draught);
        return;
    }
    struct pl_fix fix = said_at(ship, report);
    pl_draught_fold(&ship->draught, rules->detect, speaker(ship), ship->mmsi, draught_dm, &fix);
}

/* Of a kind that carries a position, whether it is available or not. */
static bool is_position_report(const struct pl_report *r) {
    return r->has_position || (r->msg >= 1 && r->msg <= 3) || r->msg == 9 || r->msg == 18 || r->msg == 19 ||
           r->msg == 27;
}

int pl_ship_fold(struct pl_ship *ship, struct pl_ship_rules *rules, const struct pl_report *report,
                 struct pl_error *err) {
    struct pl_fix fix = {.at = report->at, .pos = report->pos, .sog_kn = -2, .src = report->src};
    fix.record = report->record;
    ship->last = report->at;
    struct pl_ais_static said;
    bool has_static = report->has_static && pl_report_static(report, &said);
    bool placed = pl_report_placed(report);
    if (placed && pl_late_fold(&ship->late, rules->detect, report)) {
        rules->n_late++;
        return 0;
    }
    if (placed) {
        fix.sog_kn = report->sog_dkn == PL_AIS_NONE || report->sog_dkn < 0 ? -1 : (double)report->sog_dkn / 10.0;
    }
    if (!ship->identity.checked || has_static) {
        pl_identity_fold(&ship->identity, rules->detect, ship->mmsi, has_static ? &said : NULL, rules->exercise,
                         rules->mids, &fix);
    }
    if (has_static) {
        pl_ship_listen(ship, rules, &said);
        hear_draught(ship, rules, report, said.draught_dm);
        hear_bound(ship, rules, report, &said);
    }
    pl_unplaced_fold(&ship->unplaced, rules->detect, ship->mmsi, &fix, placed, is_position_report(report));
    return placed ? follow_position(ship, rules, report, &fix, err) : 0;
}

int pl_ship_advance(struct pl_ship *ship, struct pl_ship_rules *rules, pl_time now, bool *ret_idle,
                    struct pl_error *err) {
    struct pl_segment_step steps[PL_SEGMENT_PENDING + 1];
    unsigned n = 0;
    int rc = pl_segment_advance(&ship->segment, &rules->segment, now, false, steps, &n, err);
    if (rc) {
        return rc;
    }
    take_steps(ship, rules, steps, n);
    if (ship->n_waiting == 0) {
        free_waiting(ship);
    }
    if (ship->hulls.n > 1) {
        pl_position_advance(&ship->hulls, rules->detect, now);
        doubt(ship, NULL);
    }
    close_gone(ship, rules, now);
    pl_past_advance(&ship->past, rules->detect, now);
    pl_late_advance(&ship->late, now);
    pl_ship_show(ship, rules);
    *ret_idle = ship->hulls.n == 0 && ship->n_waiting == 0 && now - ship->last > rules->segment.max_silence_us;
    if (*ret_idle) {
        pl_draught_end(&ship->draught, rules->detect, NULL, ship->mmsi);
        pl_bound_end(&ship->bound, rules->detect, NULL, ship->mmsi);
        pl_unplaced_end(&ship->unplaced, rules->detect, ship->mmsi);
    }
    return 0;
}

int pl_ship_end(struct pl_ship *ship, struct pl_ship_rules *rules, pl_time until, struct pl_error *err) {
    struct pl_segment_step steps[PL_SEGMENT_PENDING + 1];
    unsigned n = 0;
    int rc = pl_segment_advance(&ship->segment, &rules->segment, until, true, steps, &n, err);
    if (rc) {
        return rc;
    }
    take_steps(ship, rules, steps, n);
    pl_position_end(&ship->hulls, rules->detect);
    pl_draught_end(&ship->draught, rules->detect, speaker(ship), ship->mmsi);
    pl_bound_end(&ship->bound, rules->detect, speaker(ship), ship->mmsi);
    pl_unplaced_end(&ship->unplaced, rules->detect, ship->mmsi);
    for (uint32_t i = 0; i < ship->hulls.n; i++) {
        close_hull(ship, rules, i, i + 1, until);
    }
    return 0;
}

/* State */

/* Ids count from 0 in the order of the tracks, so that they do not tell of tracks long gone. */
static void renumber(struct pl_ship *ship) {
    pl_time since;
    if (pl_segment_waiting(&ship->segment, &since) > 0) {
        return;
    }
    for (uint32_t i = 0; i < ship->hulls.n; i++) {
        struct pl_hull *h = &ship->hulls.list[i];
        if (h->has_parent && !pl_hulls_find(&ship->hulls, h->parent)) {
            h->has_parent = h->verdict == PL_HULL_NEW; /* a new one keeps what it needs for its verdict */
            h->parent = h->has_parent ? UINT32_MAX : 0;
        }
    }
    for (uint32_t i = 0; i < ship->hulls.n; i++) {
        struct pl_hull *h = &ship->hulls.list[i];
        for (uint32_t j = 0; j < ship->hulls.n; j++) {
            struct pl_hull *child = &ship->hulls.list[j];
            if (child->has_parent && child->parent == h->id && j > i) {
                child->parent = i;
            }
        }
        pl_segment_renumber(&ship->segment, h->id, i);
        h->id = i;
    }
    ship->segment.next_id = ship->hulls.n;
}

void pl_ship_wire(struct pl_ship *ship, struct pl_ship_rules *rules, struct pl_wire *w) {
    if (!pl_wire_reading(w)) {
        renumber(ship);
    }
    pl_wire_u32(w, &ship->mmsi);
    pl_wire_time(w, &ship->last);
    pl_identity_wire(&ship->identity, w);
    pl_said_wire(&ship->said, w);
    pl_said_wire(&ship->other, w);
    pl_said_wire(&ship->shown, w);
    pl_said_wire(&ship->heard, w);
    pl_draught_wire(&ship->draught, w);
    pl_bound_wire(&ship->bound, w);
    pl_unplaced_wire(&ship->unplaced, w);
    pl_land_slot_wire(&ship->at_sea, w);
    pl_past_wire(&ship->past, w);
    pl_late_wire(&ship->late, w);
    pl_segment_wire(&ship->segment, w);
    pl_hulls_wire(&ship->hulls, rules->detect, w);
    uint32_t n = ship->n_waiting;
    pl_wire_count(w, &n, PL_SEGMENT_PENDING);
    if (pl_wire_reading(w) && n > 0 && need_waiting(ship, NULL)) {
        w->failed = true;
        return;
    }
    for (uint32_t i = 0; i < n && !w->failed; i++) {
        pl_held_wire(&ship->waiting[i], w);
        ship->n_waiting = i + 1;
        w->failed = w->failed || ship->waiting[i].n == 0;
    }
    if (pl_wire_reading(w) && !w->failed) {
        pl_time since;
        if (pl_segment_waiting(&ship->segment, &since) != n || ship->last == PL_TIME_NONE) {
            w->failed = true;
        }
    }
}

void pl_ship_free(struct pl_ship *ship) {
    free_waiting(ship);
    pl_draught_reset(&ship->draught);
    pl_bound_reset(&ship->bound);
    pl_unplaced_reset(&ship->unplaced);
    pl_segment_close(&ship->segment);
    pl_hulls_free(&ship->hulls);
    pl_past_free(&ship->past);
    pl_late_free(&ship->late);
}
