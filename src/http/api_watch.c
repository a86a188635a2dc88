#include "app/lead_text.h"
#include "app/leads.h"
#include "http/api_watch_in.h"
#include "text/json.h"

#include "base/ban.h"

/* ---- leads ---- */

static int leads_list(struct pl_call *call, struct pl_error *err) {
    PL_BUF_AUTO lines = {0};
    struct pl_leads leads = {0};
    pl_buf_open(&lines, PL_WATCH_BYTES_MAX);
    int rc = pl_leads_read(pl_call_case(call), call->known_at, call->now, pl_call_flag(call, "all"), call->arena,
                           &leads, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    if (call->form == PL_FORM_CSV) { /* a row for each reason: the page is of leads */
        uint64_t from = (uint64_t)pl_call_int(call, "cursor", 0);
        uint64_t limit = (uint64_t)pl_call_int(call, "limit", INT64_MAX);
        size_t first = from < leads.n ? (size_t)from : leads.n;
        leads.leads += leads.n > 0 ? first : 0;
        leads.n = leads.n - first < limit ? leads.n - first : (size_t)limit;
        pl_leads_csv(&leads, &call->answer->body);
        return pl_answer_done(call->answer, call->form, err);
    }
    pl_leads_json(&leads, &lines);
    return pl_buf_failed(&lines) ? pl_fail(err, PL_E_LIMIT, "the answer is too large")
                                 : pl_call_page(call, pl_buf_str(&lines), 0, err);
}

static const struct pl_param EVENTS_PARAMS[] = {
    {.name = "type", .kind = PL_PARAM_TEXT, .text = "event types, separated by commas"},
    {.name = "vessel", .kind = PL_PARAM_TEXT, .text = "an MMSI, or an IMO number"},
    {.name = "from", .kind = PL_PARAM_TIME, .text = "events that end here or later"},
    {.name = "to", .kind = PL_PARAM_TIME, .text = "events that start here or earlier"},
    {.name = "box", .kind = PL_PARAM_BOX, .text = "their place lies in it"},
    {.name = "area",
     .kind = PL_PARAM_TEXT,
     .text = "lon,lat,lon,lat,...: corners of a polygon that their place lies in"},
    {.name = "grade", .kind = PL_PARAM_WORD, .words = "unexpected|expected|unknown", .text = "of a silence"},
    {.name = "q", .kind = PL_PARAM_TEXT, .text = "begins an MMSI or IMO number of a ship, or stands in its name"},
    {.name = "sort",
     .kind = PL_PARAM_WORD,
     .words = "start|-start|duration|-duration",
     .text = "the order",
     .def = "start"},
    {.name = "limit",
     .kind = PL_PARAM_INT,
     .min = 1,
     .max = 1000,
     .text = "events of a page; else 100 in JSON, all in tables and layers"},
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
    {.name = "all", .kind = PL_PARAM_FLAG, .text = "also ships that were set aside"},
    PL_PARAMS_PAGE("else all"),
    {.name = NULL}};

const struct pl_route pl_routes_watch[] = {
    {.method = "GET",
     .path = "/api/events",
     .name = "events_list",
     .text = "What detection concluded, by start: leads, not findings.",
     .params = EVENTS_PARAMS,
     .forms = PL_FORM_JSON | PL_FORM_CSV | PL_FORM_GEOJSON,
     .role = PL_ROLE_READER,
     .answer = "EventList",
     .derives = true,
     .run = pl_watch_events},
    {.method = "GET",
     .path = "/api/tracks",
     .name = "tracks_list",
     .text =
         "Where ships went, as columns of differences, thinned for drawing; ends of silences and events always stay.",
     .params = TRACKS_PARAMS,
     .forms = PL_FORM_JSON | PL_FORM_GEOJSON,
     .role = PL_ROLE_READER,
     .answer = "TrackList",
     .derives = true,
     .keeps = true,
     .run = pl_watch_tracks},
    {.method = "GET",
     .path = "/api/coverage",
     .name = "coverage_list",
     .text =
         "When anybody listened, step by step: nothing seen is not nobody listened. As GeoJSON by degree: hours heard, "
         "silent and without anybody who listened.",
     .params = COVERAGE_PARAMS,
     .forms = PL_FORM_JSON | PL_FORM_CSV | PL_FORM_GEOJSON,
     .role = PL_ROLE_READER,
     .answer = "CoverageList",
     .derives = true,
     .keeps = true,
     .run = pl_watch_coverage},
    {.method = "GET",
     .path = "/api/events/{id}",
     .name = "event_one",
     .forms = PL_FORM_JSON | PL_FORM_GEOJSON,
     .text = "One event: the record, with what it rests on and what the second stage says of it.",
     .role = PL_ROLE_READER,
     .answer = "Event",
     .derives = true,
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
     .derives = true,
     .keeps = true,
     .run = pl_watch_event_reach},
    {.method = "GET",
     .path = "/api/reach",
     .name = "reach",
     .text = "The same between any two dated places.",
     .params = REACH_PARAMS,
     .forms = PL_FORM_JSON | PL_FORM_CSV | PL_FORM_GEOJSON,
     .role = PL_ROLE_READER,
     .answer = "ReachList",
     .keeps = true,
     .run = pl_watch_reach},
    {.method = "GET",
     .path = "/api/ports",
     .name = "ports_list",
     .text = "The ports that the case's detection knows.",
     .forms = PL_FORM_JSON | PL_FORM_CSV | PL_FORM_GEOJSON,
     .role = PL_ROLE_READER,
     .answer = "PortList",
     .derives = true,
     .keeps = true,
     .run = pl_watch_ports},
    {.method = "GET",
     .path = "/api/leads",
     .name = "leads_list",
     .text = "Ships that a sanctions list names, or that carry or met such a ship's identity: leads, not findings.",
     .params = LEADS_PARAMS,
     .forms = PL_FORM_JSON | PL_FORM_CSV,
     .role = PL_ROLE_READER,
     .answer = "LeadList",
     .derives = true,
     .run = leads_list},
    {.path = NULL},
};
