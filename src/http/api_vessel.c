#include <stdio.h>
#include <string.h>

#include "app/ships.h"
#include "app/vessel_json.h"
#include "app/voyages_json.h"
#include "http/route.h"
#include "http/site.h"

#include "base/ban.h"

#define LINES_MAX ((size_t)128 << 20)

/* ---- ships ---- */

static int ships_list(struct pl_call *call, struct pl_error *err) {
    PL_BUF_AUTO lines = {0};
    struct pl_ship_row *rows = NULL;
    struct pl_ships_done done;
    char cursor[16];
    struct pl_ships_ask ask = {.dir = pl_call_case(call),
                               .known_at = call->known_at,
                               .text = pl_call_text(call, "q"),
                               .after = (uint32_t)pl_call_int(call, "cursor", 0),
                               .limit =
                                   (uint64_t)pl_call_int(call, "limit", call->form == PL_FORM_JSON ? 100 : INT64_MAX)};
    pl_buf_open(&lines, LINES_MAX);
    int rc = pl_ships_find(&ask, call->arena, &rows, &done, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_ships_json(rows, &done, &lines);
    snprintf(cursor, sizeof cursor, "%u", done.next);
    return pl_call_list(call, pl_buf_str(&lines), done.next > 0 ? pl_str_from(cursor) : (pl_str){NULL, 0}, err);
}

/* The words of the parameter `part` but for event, which is whatever is none of them. */
static bool is_part(pl_str line, const char *part) {
    static const char *const PARTS[] = {"ship",  "identity", "identity_remark", "list_hit",
                                        "track", "paper",    "destination",     "reception"};
    static const char BEGINS[] = "{\"type\":\"";
    pl_str type = pl_str_sub(line, sizeof BEGINS - 1, line.n);
    type = pl_str_cut(&type, '"');
    if (strcmp(part, "event") != 0) {
        return pl_str_eq(type, pl_str_from(part)) || pl_str_eq(type, PL_STR("summary"));
    }
    for (size_t i = 0; i < sizeof PARTS / sizeof PARTS[0]; i++) {
        if (pl_str_eq(type, pl_str_from(PARTS[i]))) {
            return false;
        }
    }
    return true;
}

static void keep_part(pl_str lines, const char *part, struct pl_buf *out) {
    while (lines.n > 0) {
        pl_str line = pl_str_cut(&lines, '\n');
        if (is_part(line, part)) {
            pl_buf_add_str(out, line);
            pl_buf_add_char(out, '\n');
        }
    }
}

static int vessel_get(struct pl_call *call, struct pl_error *err) {
    PL_BUF_AUTO lines = {0};
    PL_BUF_AUTO part = {0};
    struct pl_vessel_done done;
    const char *wanted = pl_call_cstr(call, "part");
    struct pl_vessel_ask ask = {.dir = pl_call_case(call),
                                .known_at = call->known_at,
                                .now = call->now,
                                .id = pl_call_path_cstr(call, "id"),
                                .brief = pl_call_flag(call, "brief"),
                                .screeners = pl_site_screeners(call->site)};
    pl_buf_open(&lines, LINES_MAX);
    pl_buf_open(&part, LINES_MAX);
    int rc = pl_vessel_json(&ask, call->arena, &lines, &done, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    if (wanted != NULL && !pl_buf_failed(&lines)) {
        keep_part(pl_buf_str(&lines), wanted, &part);
    }
    struct pl_buf *whole = wanted != NULL && !pl_buf_failed(&lines) ? &part : &lines;
    return pl_buf_failed(whole) ? pl_fail(err, PL_E_LIMIT, "the case holds too much of this ship for one answer")
                                : pl_call_list(call, pl_buf_str(whole), (pl_str){NULL, 0}, err);
}

/* ---- what they did ---- */

static int voyages_list(struct pl_call *call, struct pl_error *err) {
    PL_BUF_AUTO lines = {0};
    struct pl_events_view view = {0};
    struct pl_voyage *list = NULL;
    const char *vessel = pl_call_cstr(call, "vessel");
    size_t n = 0;
    pl_buf_open(&lines, LINES_MAX);
    int rc = pl_voyages_read(pl_call_case(call), call->known_at, vessel != NULL ? vessel : "",
                             pl_call_time(call, "from"), pl_call_time(call, "to"), call->arena, &list, &n, &view, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_voyages_json(list, n, &view, &lines);
    return pl_buf_failed(&lines) ? pl_fail(err, PL_E_LIMIT, "the answer is too large: ask for one ship, or less time")
                                 : pl_call_page(call, pl_buf_str(&lines), 0, err);
}

static int anchorages_list(struct pl_call *call, struct pl_error *err) {
    PL_BUF_AUTO lines = {0};
    struct pl_events_view view = {0};
    struct pl_anchorage *list = NULL;
    size_t n = 0;
    pl_buf_open(&lines, LINES_MAX);
    int rc = pl_anchorages_read(pl_call_case(call), call->known_at, call->arena, &list, &n, &view, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    if (call->form == PL_FORM_GEOJSON) {
        pl_anchorages_geojson(list, n, &view, &call->answer->body);
        return pl_answer_done(call->answer, call->form, err);
    }
    pl_anchorages_json(list, n, &view, &lines);
    return pl_call_list(call, pl_buf_str(&lines), (pl_str){NULL, 0}, err);
}

static const struct pl_param SHIPS_PARAMS[] = {
    {.name = "q",
     .kind = PL_PARAM_TEXT,
     .text = "begins the MMSI or an IMO number that it said, or stands in a name or call sign that it said"},
    {.name = "limit",
     .kind = PL_PARAM_INT,
     .min = 1,
     .max = 1000,
     .text = "ships of a page; else 100 in JSON, all in a table"},
    {.name = "cursor", .kind = PL_PARAM_INT, .min = 0, .max = UINT32_MAX, .text = "`next` of the page before"},
    {.name = NULL}};
static const struct pl_param VESSEL_PARAMS[] = {
    {.name = "part",
     .kind = PL_PARAM_WORD,
     .words = "ship|identity|identity_remark|list_hit|track|paper|event|destination|reception",
     .text = "these lines alone, and the summary"},
    {.name = "brief",
     .kind = PL_PARAM_FLAG,
     .text = "without its tracks and what changed within them: the recordings themselves are not read"},
    {.name = NULL}};
static const struct pl_param VOYAGES_PARAMS[] = {
    {.name = "vessel", .kind = PL_PARAM_TEXT, .text = "an MMSI, or an IMO number"},
    {.name = "from", .kind = PL_PARAM_TIME, .text = "only what ends later"},
    {.name = "to", .kind = PL_PARAM_TIME, .text = "only what begins earlier"},
    PL_PARAMS_PAGE("else all"),
    {.name = NULL}};

const struct pl_route pl_routes_vessel[] = {
    {.method = "GET",
     .path = "/api/vessels",
     .name = "vessels_list",
     .text = "Ships that were heard, by MMSI: what each said of itself last, and how many events name it.",
     .params = SHIPS_PARAMS,
     .forms = PL_FORM_JSON | PL_FORM_CSV,
     .role = PL_ROLE_READER,
     .answer = "ShipList",
     .run = ships_list},
    {.method = "GET",
     .path = "/api/vessels/{id}",
     .name = "vessel_get",
     .text = "What the case holds about one ship (an MMSI or IMO number): the lines of `vessel --json`. Leads, not "
             "findings.",
     .params = VESSEL_PARAMS,
     .forms = PL_FORM_JSON | PL_FORM_CSV,
     .role = PL_ROLE_READER,
     .answer = "VesselLines",
     .run = vessel_get},
    {.method = "GET",
     .path = "/api/voyages",
     .name = "voyages_list",
     .text = "From port to port: silences, meetings, where the ship said it was bound, and where it could have called "
             "while silent. Leads, not findings.",
     .params = VOYAGES_PARAMS,
     .forms = PL_FORM_JSON | PL_FORM_CSV,
     .role = PL_ROLE_READER,
     .answer = "VoyageList",
     .run = voyages_list},
    {.method = "GET",
     .path = "/api/anchorages",
     .name = "anchorages_list",
     .text = "Places away from ports where many ships lay still, learned from the recordings.",
     .forms = PL_FORM_JSON | PL_FORM_CSV | PL_FORM_GEOJSON,
     .role = PL_ROLE_READER,
     .answer = "AnchorageList",
     .run = anchorages_list},
    {.path = NULL},
};
