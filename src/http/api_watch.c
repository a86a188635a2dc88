#include <stdio.h>
#include <string.h>

#include "app/events.h"
#include "app/lead_text.h"
#include "app/leads.h"
#include "http/api_watch_in.h"
#include "text/json.h"

#include "base/ban.h"

#define LINES_MAX ((size_t)128 << 20)
#define STOP      (-1) /* the page is full */

/* ---- events ---- */

struct page {
    struct pl_call *call;
    struct pl_buf *out;
    unsigned types; /* bits; 0: all */
    const char *grade;
    pl_time after_start; /* where the page before ended; PL_TIME_NONE: the first page */
    pl_hash after;
    bool passed;
    uint64_t limit, n;
    struct pl_events_view view;
    pl_time last_start;
    pl_hash last;
};

/* "gap,encounter" */
static int read_types(pl_str text, unsigned *ret, struct pl_error *err) {
    while (text.p != NULL) {
        int type = pl_event_type_of(pl_str_trim(pl_str_cut(&text, ',')));
        if (type < 0) {
            return pl_fail(err, PL_E_USAGE, "type is a list of event types, separated by commas");
        }
        *ret |= 1U << (unsigned)type;
    }
    return PL_E_OK;
}

/* "<start in us>-<id>" */
static int read_cursor(pl_str text, struct page *p, struct pl_error *err) {
    size_t dash = pl_str_find(text, '-');
    pl_str id = pl_str_sub(text, dash + 1, text.n);
    p->after_start = PL_TIME_NONE;
    p->passed = text.p == NULL;
    return text.p == NULL || (pl_str_i64(pl_str_sub(text, 0, dash), &p->after_start) && pl_hash_of_hex(id, &p->after))
               ? PL_E_OK
               : pl_fail(err, PL_E_USAGE, "this cursor was not given by an answer of this address");
}

static bool wanted(struct page *p, const struct pl_event *e) {
    if (!p->passed) {
        bool is_last = e->start == p->after_start && pl_hash_cmp(e->id, p->after) == 0;
        p->passed = is_last || e->start > p->after_start;
        if (is_last || !p->passed) {
            return false;
        }
    }
    return (p->types == 0 || (p->types & (1U << (unsigned)e->type)) != 0) &&
           (p->grade == NULL || strcmp(p->grade, pl_event_grade_name(e->notes.grade)) == 0);
}

static int on_event(void *ctx, const struct pl_events_view *view, const struct pl_event *e, struct pl_error *err) {
    struct page *p = ctx;
    struct pl_json json;
    (void)err;
    p->view = *view;
    if (!wanted(p, e)) {
        return PL_E_OK;
    }
    if (p->n == p->limit) {
        return STOP;
    }
    pl_json_start(&json, p->out);
    if (p->call->form == PL_FORM_GEOJSON) {
        pl_buf_add_str(p->out, p->n > 0 ? PL_STR(",\n") : PL_STR("\n"));
        pl_event_geojson(e, &view->style, &json);
    } else if (p->call->form == PL_FORM_CSV) {
        pl_event_csv(e, &view->style, p->out);
    } else {
        pl_event_json(e, &view->style, &json);
        pl_json_line_end(&json);
    }
    p->n++;
    p->last_start = e->start;
    p->last = e->id;
    return PL_E_OK;
}

static void write_summary(const struct page *p, struct pl_buf *out) {
    struct pl_json json;
    pl_json_start(&json, out);
    pl_json_record(&json, "summary");
    pl_json_key(&json, "results");
    pl_json_u64(&json, p->n);
    pl_json_key(&json, "known_at");
    pl_json_time(&json, p->view.known.at);
    pl_json_key(&json, "journal");
    pl_json_u64(&json, p->view.known.size);
    pl_json_key(&json, "detected");
    pl_json_bool(&json, !p->view.unseen);
    if (p->view.exercise) {
        pl_json_key(&json, "exercise");
        pl_json_bool(&json, true);
    }
    pl_json_key(&json, "lead");
    pl_json_text(&json, PL_LEAD_STATUS);
    pl_json_record_end(&json);
}

static int finish(struct pl_call *call, const struct page *p, bool more, struct pl_error *err) {
    struct pl_answer *answer = call->answer;
    char cursor[128], hex[65];
    pl_hash_hex(p->last, hex);
    snprintf(cursor, sizeof cursor, "%lld-%s", (long long)p->last_start, hex);
    if (pl_buf_failed(p->out)) {
        return pl_fail(err, PL_E_LIMIT, "the answer is too large: ask for less at a time");
    }
    if (call->form == PL_FORM_JSON) {
        write_summary(p, p->out);
        pl_answer_lines(answer, pl_buf_str(p->out), more ? pl_str_from(cursor) : (pl_str){NULL, 0});
    } else {
        pl_buf_add_str(&answer->body, pl_buf_str(p->out));
        if (call->form == PL_FORM_GEOJSON) {
            pl_buf_add_str(&answer->body, PL_STR("\n]}\n"));
        }
    }
    return pl_answer_done(answer, call->form, err);
}

static int events_list(struct pl_call *call, struct pl_error *err) {
    PL_BUF_AUTO out = {0};
    struct pl_events_view view;
    struct pl_store_event_query q = {.type = -1, .from = pl_call_time(call, "from"), .to = pl_call_time(call, "to")};
    struct page p = {.call = call,
                     .out = &out,
                     .grade = pl_call_cstr(call, "grade"),
                     .limit = (uint64_t)pl_call_int(call, "limit", 100)};
    pl_buf_open(&out, LINES_MAX);
    q.has_box = pl_watch_box(call, &q.south_west, &q.north_east);
    if (call->form == PL_FORM_CSV) {
        pl_event_csv_header(&out);
    } else if (call->form == PL_FORM_GEOJSON) {
        pl_buf_add_str(&out, PL_STR("{\"type\":\"FeatureCollection\",\"features\":["));
    }
    pl_str types = pl_call_text(call, "type");
    int rc = types.p != NULL ? read_types(types, &p.types, err) : PL_E_OK;
    rc = rc == PL_E_OK ? read_cursor(pl_call_text(call, "cursor"), &p, err) : rc;
    if (rc != PL_E_OK) {
        return rc;
    }
    rc = pl_events_run(pl_call_case(call), call->known_at, &q, pl_call_cstr(call, "vessel"), call->arena, on_event, &p,
                       &view, err);
    if (rc == PL_E_OK) {
        p.view = view;
    }
    return rc == PL_E_OK || rc == STOP ? finish(call, &p, rc == STOP, err) : rc;
}

/* ---- leads ---- */

static int leads_list(struct pl_call *call, struct pl_error *err) {
    PL_BUF_AUTO lines = {0};
    struct pl_leads leads = {0};
    pl_buf_open(&lines, LINES_MAX);
    int rc = pl_leads_read(pl_call_case(call), call->known_at, call->now, pl_call_flag(call, "all"), call->arena,
                           &leads, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    if (call->form == PL_FORM_CSV) {
        pl_leads_csv(&leads, &call->answer->body);
    } else {
        pl_leads_json(&leads, &lines);
        if (pl_buf_failed(&lines)) {
            return pl_fail(err, PL_E_LIMIT, "the answer is too large");
        }
        pl_answer_lines(call->answer, pl_buf_str(&lines), (pl_str){NULL, 0});
    }
    return pl_answer_done(call->answer, call->form, err);
}

static const struct pl_param EVENTS_PARAMS[] = {
    {.name = "type", .kind = PL_PARAM_TEXT, .text = "event types, separated by commas"},
    {.name = "vessel", .kind = PL_PARAM_TEXT, .text = "an MMSI, or an IMO number"},
    {.name = "from", .kind = PL_PARAM_TIME, .text = "events that end here or later"},
    {.name = "to", .kind = PL_PARAM_TIME, .text = "events that start here or earlier"},
    {.name = "box", .kind = PL_PARAM_BOX, .text = "their place lies in it"},
    {.name = "grade", .kind = PL_PARAM_WORD, .words = "unexpected|expected|unknown", .text = "of a silence"},
    {.name = "limit", .kind = PL_PARAM_INT, .min = 1, .max = 1000, .def = "100", .text = "events of a page"},
    {.name = "cursor", .kind = PL_PARAM_TEXT, .text = "`next` of the page before"},
    {.name = NULL}};
static const struct pl_param TRACKS_PARAMS[] = {
    {.name = "vessel", .kind = PL_PARAM_TEXT, .text = "an MMSI, or an IMO number"},
    {.name = "from", .kind = PL_PARAM_TIME, .text = "reports of this time or later"},
    {.name = "to", .kind = PL_PARAM_TIME, .text = "reports of this time or earlier"},
    {.name = "box", .kind = PL_PARAM_BOX, .text = "tracks with a point in it, coarser outside"},
    {.name = "zoom", .kind = PL_PARAM_NUMBER, .text = "of a Web Mercator map: leaves out what half a pixel hides"},
    {.name = "max", .kind = PL_PARAM_INT, .min = 2, .max = PL_TRACKS_MOST, .def = "100000", .text = "points in all"},
    {.name = NULL}};
static const struct pl_param COVERAGE_PARAMS[] = {
    {.name = "from", .kind = PL_PARAM_TIME, .text = "from the hour of this time on"},
    {.name = "to", .kind = PL_PARAM_TIME, .text = "up to the hour of this time"},
    {.name = "box", .kind = PL_PARAM_BOX, .text = "whole degrees that it touches"},
    {.name = "step", .kind = PL_PARAM_INT, .min = 1, .max = 8784, .text = "hours; without it, chosen by the length"},
    {.name = NULL}};
static const struct pl_param EVENT_REACH_PARAMS[] = {
    {.name = "max_speed", .kind = PL_PARAM_NUMBER, .text = "knots; without it, what detection assumed"},
    {.name = "dwell", .kind = PL_PARAM_NUMBER, .text = "hours that a call takes; without it, as the rules say"},
    {.name = "search", .kind = PL_PARAM_NUMBER, .text = "miles from each end that distances are searched at least"},
    {.name = "all", .kind = PL_PARAM_FLAG, .text = "also ports out of reach"},
    {.name = NULL}};
static const struct pl_param REACH_PARAMS[] = {
    {.name = "from", .kind = PL_PARAM_TEXT, .text = "LAT,LON,TIME: where and when it was seen last", .required = true},
    {.name = "to", .kind = PL_PARAM_TEXT, .text = "LAT,LON,TIME: where and when it was seen again", .required = true},
    {.name = "max_speed", .kind = PL_PARAM_NUMBER, .text = "knots, more than 0, at most 100", .required = true},
    {.name = "dwell", .kind = PL_PARAM_NUMBER, .text = "hours that a call takes", .def = "0"},
    {.name = "search", .kind = PL_PARAM_NUMBER, .text = "miles from each end that distances are given", .def = "1500"},
    {.name = "near", .kind = PL_PARAM_FLAG, .text = "without ports out of reach"},
    {.name = NULL}};
static const struct pl_param LEADS_PARAMS[] = {
    {.name = "all", .kind = PL_PARAM_FLAG, .text = "also ships that were set aside"}, {.name = NULL}};

const struct pl_route pl_routes_watch[] = {
    {.method = "GET",
     .path = "/api/events",
     .name = "events_list",
     .text = "What detection concluded, by start: leads, not findings.",
     .params = EVENTS_PARAMS,
     .forms = PL_FORM_JSON | PL_FORM_CSV | PL_FORM_GEOJSON,
     .role = PL_ROLE_READER,
     .answer = "EventList",
     .run = events_list},
    {.method = "GET",
     .path = "/api/tracks",
     .name = "tracks_list",
     .text =
         "Where ships went, as columns of differences, thinned for drawing; ends of silences and events always stay.",
     .params = TRACKS_PARAMS,
     .role = PL_ROLE_READER,
     .answer = "TrackList",
     .run = pl_watch_tracks},
    {.method = "GET",
     .path = "/api/coverage",
     .name = "coverage_list",
     .text = "When anybody listened, step by step: nothing seen is not nobody listened.",
     .params = COVERAGE_PARAMS,
     .forms = PL_FORM_JSON | PL_FORM_CSV,
     .role = PL_ROLE_READER,
     .answer = "CoverageList",
     .run = pl_watch_coverage},
    {.method = "GET",
     .path = "/api/events/{id}",
     .name = "event_one",
     .text = "One event: the record, with what it rests on and what the second stage says of it.",
     .role = PL_ROLE_READER,
     .answer = "Event",
     .run = pl_watch_event},
    {.method = "GET",
     .path = "/api/events/{id}/reach",
     .name = "event_reach",
     .text = "Where a ship can have been while it was silent: ports with verdict, speed needed and hours left; as "
             "GeoJSON the reachable sea.",
     .params = EVENT_REACH_PARAMS,
     .forms = PL_FORM_JSON | PL_FORM_CSV | PL_FORM_GEOJSON,
     .role = PL_ROLE_READER,
     .answer = "ReachList",
     .run = pl_watch_event_reach},
    {.method = "GET",
     .path = "/api/reach",
     .name = "reach",
     .text = "The same between any two dated places.",
     .params = REACH_PARAMS,
     .forms = PL_FORM_JSON | PL_FORM_CSV | PL_FORM_GEOJSON,
     .role = PL_ROLE_READER,
     .answer = "ReachList",
     .run = pl_watch_reach},
    {.method = "GET",
     .path = "/api/ports",
     .name = "ports_list",
     .text = "The ports that the case's detection knows.",
     .forms = PL_FORM_JSON | PL_FORM_CSV | PL_FORM_GEOJSON,
     .role = PL_ROLE_READER,
     .answer = "PortList",
     .run = pl_watch_ports},
    {.method = "GET",
     .path = "/api/leads",
     .name = "leads_list",
     .text = "Ships that a sanctions list names, or that carry or met such a ship's identity: leads, not findings.",
     .params = LEADS_PARAMS,
     .forms = PL_FORM_JSON | PL_FORM_CSV,
     .role = PL_ROLE_READER,
     .answer = "LeadList",
     .run = leads_list},
    {.path = NULL},
};
