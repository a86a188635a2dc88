#include "app/event_page.h"
#include "app/lead_text.h"
#include "app/undetected.h"
#include "http/api_watch_in.h"
#include "text/json.h"

#include "base/ban.h"

static int read_ask(const struct pl_call *call, struct pl_events_ask *ask, struct pl_area *area, struct pl_error *err) {
    pl_str types = pl_call_text(call, "type"), corners = pl_call_text(call, "area"),
           grade = pl_call_text(call, "grade");
    *ask = (struct pl_events_ask){.from = pl_call_time(call, "from"),
                                  .to = pl_call_time(call, "to"),
                                  .vessel = pl_call_cstr(call, "vessel"),
                                  .find = pl_call_cstr(call, "q"),
                                  .order = pl_events_order_of(pl_call_text(call, "sort")),
                                  .after = pl_call_cstr(call, "cursor"),
                                  .limit = (uint64_t)pl_call_int(call, "limit", call->form == PL_FORM_JSON ? 100 : 0)};
    ask->has_box = pl_watch_box(call, &ask->south_west, &ask->north_east);
    ask->grade = grade.p != NULL ? pl_event_grade_of(grade) : PL_SILENCE_NONE;
    int rc = types.p != NULL ? pl_events_types(types, &ask->types, err) : PL_E_OK;
    if (rc == PL_E_OK && corners.p != NULL) {
        ask->area = area;
        rc = pl_area_read(corners, area, err);
    }
    return rc;
}

struct page {
    const struct pl_call *call;
    struct pl_buf *out;
};

static int on_event(void *ctx, const struct pl_events_view *view, const struct pl_event *e, struct pl_error *err) {
    struct page *p = ctx;
    struct pl_json json;
    (void)err;
    pl_json_start(&json, p->out);
    if (p->call->form == PL_FORM_GEOJSON) {
        pl_buf_add_str(p->out, view->shown > 1 ? PL_STR(",\n") : PL_STR("\n"));
        pl_event_geojson(e, &view->style, &json);
    } else if (p->call->form == PL_FORM_CSV) {
        pl_event_csv(e, &view->style, p->out);
    } else {
        pl_event_json(e, &view->style, &json);
        pl_json_line_end(&json);
    }
    return PL_E_OK;
}

static void begin(const struct pl_call *call, struct pl_buf *out) {
    if (call->form == PL_FORM_CSV) {
        pl_event_csv_header(out);
    } else if (call->form == PL_FORM_GEOJSON) {
        pl_buf_add_str(out, PL_STR("{\"type\":\"FeatureCollection\",\"features\":["));
    }
}

static int finish(struct pl_call *call, const struct pl_events_view *view, const char *next, struct pl_buf *out,
                  struct pl_error *err) {
    struct pl_json json;
    if (call->form == PL_FORM_JSON) {
        pl_json_start(&json, out);
        pl_json_record(&json, "summary");
        pl_events_summary(view, &json);
        pl_json_key(&json, "lead");
        pl_json_text(&json, PL_LEAD_STATUS);
        pl_json_record_end(&json);
    } else if (call->form == PL_FORM_GEOJSON) {
        pl_buf_add_str(out, PL_STR("\n],\"summary\":"));
        pl_json_start(&json, out);
        pl_json_object(&json);
        pl_undetected_json(&view->undetected, &json);
        pl_json_object_end(&json);
        pl_buf_add_str(out, PL_STR("}\n"));
    }
    if (pl_buf_failed(out)) {
        return pl_fail(err, PL_E_LIMIT, "the answer is too large: ask for less at a time");
    }
    if (call->form == PL_FORM_JSON) {
        pl_answer_lines(call->answer, pl_buf_str(out), next[0] != '\0' ? pl_str_from(next) : (pl_str){NULL, 0});
    } else {
        pl_buf_add_str(&call->answer->body, pl_buf_str(out));
    }
    return pl_answer_done(call->answer, call->form, err);
}

int pl_watch_events(struct pl_call *call, struct pl_error *err) {
    PL_BUF_AUTO out = {0};
    struct page p = {call, &out};
    struct pl_events_ask ask;
    struct pl_events_view view;
    char next[PL_EVENTS_CURSOR_MAX];
    struct pl_area *area = pl_arena_calloc(call->arena, 1, sizeof *area);
    if (area == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for an area");
    }
    pl_buf_open(&out, PL_WATCH_BYTES_MAX);
    begin(call, &out);
    int rc = read_ask(call, &ask, area, err);
    rc = rc == PL_E_OK
             ? pl_events_page(pl_call_case(call), call->known_at, &ask, call->arena, on_event, &p, &view, next, err)
             : rc;
    return rc == PL_E_OK ? finish(call, &view, next, &out, err) : rc;
}
