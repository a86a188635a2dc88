#include <stdio.h>
#include <string.h>

#include "app/event_page.h"
#include "cmd/cmd.h"
#include "cmd/knowledge.h"
#include "text/json.h"
#include "text/plural.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)1 << 30)
#define FLUSH_AT  65536

enum form { FORM_TABLE, FORM_JSON, FORM_CSV, FORM_GEOJSON };

struct output {
    enum form form;
    bool started;
    uint64_t n;
    struct pl_buf buf;
};

static int flush(struct output *out, struct pl_error *err) {
    if (pl_buf_failed(&out->buf)) {
        return pl_fail(err, PL_E_NOMEM, "out of memory for the output");
    }
    fwrite(out->buf.p != NULL ? out->buf.p : "", 1, out->buf.n, stdout);
    pl_buf_clear(&out->buf);
    return pl_cmd_output_failed() ? pl_fail(err, PL_E_IO, "the output cannot be written") : PL_E_OK;
}

static void start(struct output *out, const struct pl_event_style *style) {
    if (out->started) {
        return;
    }
    out->started = true;
    if (out->form == FORM_TABLE) {
        pl_event_table_header(style, &out->buf);
    } else if (out->form == FORM_CSV) {
        pl_event_csv_header(&out->buf);
    } else if (out->form == FORM_GEOJSON) {
        pl_buf_add_str(&out->buf, PL_STR("{\"type\":\"FeatureCollection\",\"features\":["));
    }
}

static int on_event(void *ctx, const struct pl_events_view *view, const struct pl_event *event, struct pl_error *err) {
    struct output *out = ctx;
    struct pl_json json;
    start(out, &view->style);
    if (out->form == FORM_GEOJSON) {
        pl_buf_add_str(&out->buf, out->n > 0 ? PL_STR(",\n") : PL_STR("\n"));
    }
    pl_json_start(&json, &out->buf);
    if (out->form == FORM_JSON) {
        pl_event_json(event, &view->style, &json);
        pl_json_line_end(&json);
    } else if (out->form == FORM_GEOJSON) {
        pl_event_geojson(event, &view->style, &json);
    } else if (out->form == FORM_CSV) {
        pl_event_csv(event, &view->style, &out->buf);
    } else {
        pl_event_table(event, &view->style, &out->buf);
    }
    out->n++;
    return out->buf.n >= FLUSH_AT ? flush(out, err) : PL_E_OK;
}

static void write_summary(struct output *out, const struct pl_events_view *view) {
    struct pl_json json;
    pl_json_start(&json, &out->buf);
    pl_json_record(&json, "summary");
    pl_events_summary(view, &json);
    pl_json_record_end(&json);
}

static int conclude(struct output *out, const struct pl_events_view *view, struct pl_error *err) {
    start(out, &view->style);
    if (out->form == FORM_JSON) {
        write_summary(out, view);
    } else if (out->form == FORM_GEOJSON) {
        pl_buf_add_str(&out->buf, PL_STR("\n]}\n"));
    } else if (out->form == FORM_TABLE) {
        pl_buf_add_fmt(&out->buf, "%llu %s; leads, not findings\n", (unsigned long long)view->shown,
                       pl_plural(view->shown, "event", "events"));
    }
    pl_cmd_tell_knowledge(&view->known);
    pl_cmd_tell_undetected(&view->undetected);
    return flush(out, err);
}

static int ask(const struct pl_args *args, pl_time known_at, const struct pl_events_ask *wish, struct output *out) {
    struct pl_error err = {0};
    struct pl_events_view view;
    char next[PL_EVENTS_CURSOR_MAX];
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, ARENA_MAX);
    pl_buf_open(&out->buf, (size_t)64 << 20);
    int code = pl_events_page(pl_args_case(args), known_at, wish, &arena, on_event, out, &view, next, &err);
    if (code == 0) {
        code = conclude(out, &view, &err);
    }
    pl_buf_close(&out->buf);
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

/* Instead of events, what is said of the feed. */
static int ask_feed(const struct pl_args *args, pl_time known_at) {
    struct pl_error err = {0};
    PL_BUF_AUTO lines;
    pl_buf_open(&lines, (size_t)64 << 20);
    int code = pl_events_feed(pl_args_case(args), known_at, &lines, &err);
    if (code == 0 && pl_buf_failed(&lines)) {
        code = pl_fail(&err, PL_E_NOMEM, "out of memory for the output");
    }
    if (code == 0) {
        fwrite(lines.p != NULL ? lines.p : "", 1, lines.n, stdout);
        code = pl_cmd_output_failed() ? pl_fail(&err, PL_E_IO, "the output cannot be written") : PL_E_OK;
    }
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

static int read_wish(const struct pl_args *args, struct pl_events_ask *wish, struct pl_area *area,
                     struct pl_error *err) {
    const char *type = pl_args_text(args, "type"), *box = pl_args_text(args, "box");
    const char *polygon = pl_args_text(args, "area"), *grade = pl_args_text(args, "grade");
    const char *order = pl_args_text(args, "sort");
    int rc = type != NULL ? pl_events_types(pl_str_from(type), &wish->types, err) : PL_E_OK;
    rc = rc == PL_E_OK && box != NULL ? pl_events_box(pl_str_from(box), wish, err) : rc;
    if (rc == PL_E_OK && polygon != NULL) {
        rc = pl_area_read(pl_str_from(polygon), area, err);
        wish->area = area;
    }
    if (rc == PL_E_OK && grade != NULL && (wish->grade = pl_event_grade_of(pl_str_from(grade))) < 0) {
        rc = pl_fail(err, PL_E_USAGE, "a silence is unexpected, expected or unknown");
    }
    if (rc == PL_E_OK && order != NULL && (wish->order = pl_events_order_of(pl_str_from(order))) < 0) {
        rc = pl_fail(err, PL_E_USAGE, "--sort is start, -start, duration or -duration");
    }
    return rc;
}

static int run(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_area area;
    struct pl_events_ask wish = {.from = pl_args_time(args, "from"),
                                 .to = pl_args_time(args, "to"),
                                 .vessel = pl_args_text(args, "vessel"),
                                 .find = pl_args_text(args, "find")};
    bool json = pl_args_flag(args, "json"), csv = pl_args_flag(args, "csv"), geojson = pl_args_flag(args, "geojson");
    struct output out = {.form = json ? FORM_JSON : csv ? FORM_CSV : geojson ? FORM_GEOJSON : FORM_TABLE};
    if ((int)json + (int)csv + (int)geojson > 1) {
        return pl_cmd_usage(args, "choose one of --json, --csv and --geojson");
    }
    if (wish.vessel != NULL && pl_args_text(args, "mmsi") != NULL) {
        return pl_cmd_usage(args, "choose one of --vessel and --mmsi");
    }
    wish.vessel = wish.vessel != NULL ? wish.vessel : pl_args_text(args, "mmsi");
    if (read_wish(args, &wish, &area, &err) != PL_E_OK) {
        return pl_cmd_usage(args, "%s", err.msg);
    }
    pl_time known_at = PL_TIME_NONE;
    int status = pl_cmd_known_at(args, &known_at);
    if (status != 0) {
        return status;
    }
    return pl_args_flag(args, "feed") ? ask_feed(args, known_at) : ask(args, known_at, &wish, &out);
}

const struct pl_cmd pl_cmd_events = {
    .name = "events",
    .summary = "print what detection concluded in the case",
    .text =
        "The events of the case, by start, type and id, as `scan` would print them for all its recordings together. "
        "Each is a lead, not a finding. Filters may be combined; an event is in a time when it overlaps it, in a box "
        "when its representative position lies in it. Where an import ended before detection, a warning says "
        "that events are missing, and what completes them.",
    .opts =
        (const struct pl_opt[]){
            {.name = "type",
             .kind = PL_OPT_TEXT,
             .value = "TYPE",
             .text = "gap, encounter, loitering ...; several with commas"},
            {.name = "vessel", .kind = PL_OPT_TEXT, .value = "ID", .text = "an MMSI, or an IMO number"},
            {.name = "mmsi", .kind = PL_OPT_TEXT, .value = "N", .text = "the same"},
            {.name = "from", .kind = PL_OPT_TIME, .value = "TIME", .text = "events that end here or later"},
            {.name = "to", .kind = PL_OPT_TIME, .value = "TIME", .text = "events that start here or earlier"},
            {.name = "box", .kind = PL_OPT_TEXT, .value = "LON1,LAT1,LON2,LAT2", .text = "west, south, east, north"},
            {.name = "area",
             .kind = PL_OPT_TEXT,
             .value = "LON,LAT,...",
             .text = "corners of a polygon, three or more"},
            {.name = "find",
             .kind = PL_OPT_TEXT,
             .value = "TEXT",
             .text = "begins an MMSI or IMO number of a ship, or stands in a name or call sign"},
            {.name = "grade", .kind = PL_OPT_TEXT, .value = "WORD", .text = "silences: unexpected, expected, unknown"},
            {.name = "sort", .kind = PL_OPT_TEXT, .value = "ORDER", .text = "start, -start, duration, -duration"},
            {.name = "feed", .text = "instead, outages of stations and how far their clocks are off, as JSON Lines"},
            PL_CMD_KNOWN_AT,
            {.name = "json", .text = "JSON Lines, the last a summary"},
            {.name = "csv", .text = "CSV with a header"},
            {.name = "geojson", .text = "a GeoJSON feature collection"},
            {.name = NULL}},
    .args = (const struct pl_arg[]){{.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case events --type encounter", "meetings at sea", NULL},
    .needs_case = true,
    .run = run,
};
