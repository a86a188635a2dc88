#include "app/event_one.h"
#include "app/seaway_keep.h"
#include "detect/event_text.h"
#include "http/api_watch_in.h"
#include "http/site.h"
#include "text/json.h"

#include "base/ban.h"

/* ---- one event ---- */

static int event_id(const struct pl_call *call, pl_hash *ret, struct pl_error *err) {
    return pl_hash_of_hex(pl_call_path(call, "id"), ret)
               ? PL_E_OK
               : pl_fail(err, PL_E_NOT_FOUND, "an event's id is 64 hexadecimal digits");
}

static int on_event(void *ctx, const struct pl_events_view *view, const struct pl_event *event, struct pl_error *err) {
    struct pl_json json;
    (void)err;
    pl_json_start(&json, ctx);
    pl_event_json(event, &view->style, &json);
    pl_json_line_end(&json);
    return PL_E_OK;
}

static int on_feature(void *ctx, const struct pl_events_view *view, const struct pl_event *e, struct pl_error *err) {
    struct pl_json json;
    (void)err;
    pl_json_start(&json, ctx);
    pl_event_geojson(e, &view->style, &json);
    return PL_E_OK;
}

int pl_watch_event(struct pl_call *call, struct pl_error *err) {
    PL_BUF_AUTO line = {0};
    pl_hash id;
    bool feature = call->form == PL_FORM_GEOJSON;
    pl_buf_open(&line, PL_WATCH_BYTES_MAX);
    int rc = event_id(call, &id, err);
    rc = rc == PL_E_OK ? pl_event_one(pl_call_case(call), call->known_at, id, call->arena,
                                      feature ? on_feature : on_event, &line, err)
                       : rc;
    rc = rc == PL_E_OK ? pl_answer_line(call->answer, pl_buf_str(&line), err) : rc;
    return rc == PL_E_OK ? pl_answer_done(call->answer, call->form, err) : rc;
}

/* ---- where a ship can have been ---- */

static int answer_reach(struct pl_call *call, const struct pl_buf *lines, const struct pl_buf *sea,
                        struct pl_error *err) {
    if (pl_buf_failed(lines) || pl_buf_failed(sea)) {
        return pl_fail(err, PL_E_LIMIT, "the answer is too large: ask for less at a time");
    }
    if (call->form == PL_FORM_JSON) {
        return pl_call_list(call, pl_buf_str(lines), (pl_str){NULL, 0}, err);
    }
    pl_buf_add_str(&call->answer->body, pl_buf_str(call->form == PL_FORM_GEOJSON ? sea : lines));
    return pl_answer_done(call->answer, call->form, err);
}

static enum pl_reach_form form_of(const struct pl_call *call) {
    return call->form == PL_FORM_CSV ? PL_REACH_CSV : PL_REACH_JSON;
}

int pl_watch_event_reach(struct pl_call *call, struct pl_error *err) {
    PL_BUF_AUTO lines = {0};
    PL_BUF_AUTO sea = {0};
    pl_hash id;
    struct pl_event_reach_ask ask = {.max_speed_kn = pl_call_number(call, "max_speed", 0),
                                     .dwell_h = pl_call_number(call, "dwell", -1),
                                     .search_nm = pl_call_number(call, "search", 0),
                                     .all = pl_call_flag(call, "all"),
                                     .form = form_of(call),
                                     .sea = call->form == PL_FORM_GEOJSON ? &sea : NULL};
    pl_buf_open(&lines, PL_WATCH_BYTES_MAX);
    pl_buf_open(&sea, PL_WATCH_BYTES_MAX);
    int rc = event_id(call, &id, err);
    rc = rc == PL_E_OK ? pl_seaway_keep_get(pl_site_seaway(call->site), &ask.way, err) : rc;
    rc = rc == PL_E_OK ? pl_event_reach(pl_call_case(call), call->known_at, id, &ask, call->arena, &lines, err) : rc;
    return rc == PL_E_OK ? answer_reach(call, &lines, &sea, err) : rc;
}

int pl_watch_reach(struct pl_call *call, struct pl_error *err) {
    PL_BUF_AUTO lines = {0};
    PL_BUF_AUTO sea = {0};
    const char *file = NULL;
    struct pl_reach_ask ask = {.search_nm = pl_call_number(call, "search", 0),
                               .form = form_of(call),
                               .near = pl_call_flag(call, "near"),
                               .sea = call->form == PL_FORM_GEOJSON ? &sea : NULL};
    ask.prism.max_speed_kn = pl_call_number(call, "max_speed", 0);
    ask.prism.dwell_h = pl_call_number(call, "dwell", 0);
    pl_buf_open(&lines, PL_WATCH_BYTES_MAX);
    pl_buf_open(&sea, PL_WATCH_BYTES_MAX);
    int rc = pl_reach_read_point(pl_call_cstr(call, "from"), &ask.prism.from, &ask.prism.from_at, err);
    rc = rc == PL_E_OK ? pl_reach_read_point(pl_call_cstr(call, "to"), &ask.prism.to, &ask.prism.to_at, err) : rc;
    rc = rc == PL_E_OK ? pl_seaway_keep_get(pl_site_seaway(call->site), &ask.way, err) : rc;
    rc = rc == PL_E_OK ? pl_reach_run(&ask, &lines, &file, err) : rc;
    return rc == PL_E_OK ? answer_reach(call, &lines, &sea, err) : rc;
}

int pl_watch_ports(struct pl_call *call, struct pl_error *err) {
    PL_BUF_AUTO lines = {0};
    pl_buf_open(&lines, PL_WATCH_BYTES_MAX);
    bool geojson = call->form == PL_FORM_GEOJSON;
    int rc = pl_event_ports(pl_call_case(call), call->known_at, geojson, &lines, err);
    if (rc != PL_E_OK || !geojson) {
        return rc == PL_E_OK ? pl_watch_answer(call, &lines, err) : rc;
    }
    pl_buf_add_str(&call->answer->body, pl_buf_str(&lines));
    return pl_answer_done(call->answer, call->form, err);
}
