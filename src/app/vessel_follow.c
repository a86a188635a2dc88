#include "app/vessel_follow.h"

#include "detect/ship.h"
#include "store/archive.h"
#include "track/dedupe.h"

#include "base/ban.h"

struct follow {
    const struct pl_follow_sinks *sinks;
    struct pl_detect detect;
    struct pl_ship_rules rules;
    struct pl_ship ship;
    bool follows; /* the ship has something to remember */
    int64_t mark; /* the last one passed, in PL_SHIP_ADVANCE_US */
    struct pl_dedupe *dedupe;
    uint64_t reports;
    int code; /* of a sink */
    struct pl_error why;
};

static void on_fix(void *ctx, const struct pl_track_name *name, const struct pl_fix *fix) {
    struct follow *f = ctx;
    if (f->code == PL_E_OK) {
        f->code = f->sinks->fix(f->sinks->ctx, name, fix, &f->why);
    }
}

static void on_said(void *ctx, uint32_t mmsi, const struct pl_said *said) {
    (void)ctx;
    (void)mmsi;
    (void)said;
}
static void on_born(void *ctx) { (void)ctx; }

static void on_detected(void *ctx, const struct pl_event *event) {
    (void)ctx;
    (void)event;
}

/* What went wrong where nothing could be said of it. */
static int state_of(const struct follow *f, struct pl_error *err) {
    if (f->code != PL_E_OK) {
        *err = f->why;
        return f->code;
    }
    return f->detect.failed ? pl_fail(err, PL_E_NOMEM, "no memory to follow a ship") : PL_E_OK;
}

/* Detection's marks after the ship's last report, up to that of `now`. A ship with nothing left to remember begins
 * anew, as there. (Detection leaves out marks between which the whole case has no report; they decide nothing else.) */
static int pass_marks(struct follow *f, pl_time now, struct pl_error *err) {
    int64_t last = now / PL_SHIP_ADVANCE_US;
    int rc = PL_E_OK;
    while (rc == PL_E_OK && f->follows && f->mark < last) {
        bool idle = false;
        f->mark++;
        rc = pl_ship_advance(&f->ship, &f->rules, f->mark * PL_SHIP_ADVANCE_US, &idle, err);
        if (rc == PL_E_OK && idle) {
            uint32_t mmsi = f->ship.mmsi;
            pl_ship_free(&f->ship);
            f->ship = (struct pl_ship){.mmsi = mmsi};
            f->follows = false;
        }
    }
    f->mark = last;
    return rc;
}

static int on_report(void *ctx, const struct pl_report *report, struct pl_error *err) {
    struct follow *f = ctx;
    bool duplicate = false;
    f->reports++;
    int rc = pass_marks(f, report->at, err);
    if (rc == PL_E_OK) {
        rc = pl_dedupe_push(f->dedupe, report, &duplicate, err);
    }
    if (rc == PL_E_OK && !duplicate && f->sinks->report != NULL) {
        rc = f->sinks->report(f->sinks->ctx, report, err);
    }
    if (rc != PL_E_OK || duplicate || !pl_ship_report(report)) {
        return rc;
    }
    f->follows = true;
    rc = pl_ship_fold(&f->ship, &f->rules, report, err);
    return rc == PL_E_OK ? state_of(f, err) : rc;
}

static int end(struct pl_case *c, struct follow *f, struct pl_error *err) {
    pl_time first = PL_TIME_NONE, last = PL_TIME_NONE;
    int rc = pl_archive_span(c, &first, &last, err);
    rc = rc == PL_E_OK ? pass_marks(f, last, err) : rc;
    return rc == PL_E_OK && f->follows ? pl_ship_end(&f->ship, &f->rules, last, err) : rc;
}

int pl_vessel_follow(struct pl_case *c, const struct pl_detect_facts *facts, uint32_t mmsi,
                     const struct pl_follow_sinks *sinks, uint64_t *ret_reports, struct pl_error *err) {
    struct pl_archive_query query = {.mmsi = mmsi, .from = INT64_MIN, .to = INT64_MAX, .skip_own = facts->skip_own};
    struct follow f = {.sinks = sinks, .ship.mmsi = mmsi};
    f.detect = (struct pl_detect){.rules = &facts->rules, .ports = facts->ports, .sink = on_detected, .ctx = &f};
    f.rules = (struct pl_ship_rules){.detect = &f.detect,
                                     .segment = pl_ship_segment_params(&f.detect),
                                     .sample_us = 1,
                                     .mids = facts->mids,
                                     .exercise = facts->exercise,
                                     .out = {on_fix, on_said, on_born, &f}};
    int rc = pl_dedupe_open((int64_t)(pl_rule(&f.detect, PL_RULE_DEDUPE_WINDOW_S) * 1e6), &f.dedupe, err);
    rc = rc == PL_E_OK ? pl_archive_read(c, &query, on_report, &f, NULL, err) : rc;
    rc = rc == PL_E_OK && f.follows ? end(c, &f, err) : rc;
    rc = rc == PL_E_OK ? state_of(&f, err) : rc;
    pl_ship_free(&f.ship);
    pl_dedupe_close(f.dedupe);
    if (rc == PL_E_OK) {
        *ret_reports = f.reports;
    }
    return rc;
}
