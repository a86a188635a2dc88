#include <stdio.h>
#include <string.h>

#include "app/voyages.h"
#include "cmd/cmd.h"
#include "cmd/knowledge.h"
#include "geo/prism.h"
#include "text/json.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)1 << 31)

static void write_exercise(struct pl_json *json, const struct pl_events_view *view) {
    if (view->exercise) {
        pl_json_key(json, "exercise");
        pl_json_bool(json, true);
    }
}

static void write_summary(struct pl_json *json, const struct pl_events_view *view, size_t n) {
    pl_json_record(json, "summary");
    pl_json_key(json, "results");
    pl_json_u64(json, n);
    pl_cmd_write_knowledge(json, &view->known);
    pl_json_key(json, "detected");
    pl_json_bool(json, !view->unseen);
    write_exercise(json, view);
    pl_json_key(json, "status");
    pl_json_text(json, "leads, not findings");
    pl_json_record_end(json);
}

static void write_number(struct pl_json *json, const char *key, double value, unsigned decimals) {
    pl_json_key(json, key);
    pl_json_fixed(json, value, decimals);
}

static void write_count(struct pl_json *json, const char *key, uint64_t value) {
    pl_json_key(json, key);
    pl_json_u64(json, value);
}

static int print(struct pl_buf *out, struct pl_error *err) {
    if (pl_buf_failed(out)) {
        return pl_fail(err, PL_E_NOMEM, "out of memory for the output");
    }
    return fwrite(out->p, 1, out->n, stdout) != out->n ? pl_fail(err, PL_E_IO, "the output cannot be written") : 0;
}

static void write_call(struct pl_json *json, const struct pl_voyage_call *one) {
    pl_json_object(json);
    pl_json_key(json, "port");
    pl_json_text(json, one->call.port);
    pl_json_key(json, "verdict");
    pl_json_text(json, pl_verdict_word((enum pl_verdict)one->call.verdict));
    write_number(json, "required_speed_kn", one->call.required_kn, 3);
    write_number(json, "slack_h", one->call.slack_h, 3);
    pl_json_key(json, "gap");
    pl_json_hex(json, one->gap.b, sizeof one->gap.b);
    pl_json_key(json, "silence");
    pl_json_text(json, one->grade != PL_SILENCE_NONE ? pl_event_grade_name(one->grade) : NULL);
    pl_json_object_end(json);
}

static void write_voyage(struct pl_json *json, const struct pl_voyage *v, const struct pl_events_view *view) {
    char track[32];
    const struct pl_event_vessel vessel = {.mmsi = v->mmsi, .has_track = true, .track = v->track};
    pl_event_track_key(&vessel, track);
    pl_json_record(json, "voyage");
    write_exercise(json, view);
    write_count(json, "mmsi", v->mmsi);
    pl_json_key(json, "track");
    pl_json_text(json, track);
    pl_json_key(json, "from_port");
    pl_json_text(json, v->from[0] != '\0' ? v->from : NULL);
    pl_json_key(json, "to_port");
    pl_json_text(json, v->to[0] != '\0' ? v->to : NULL);
    pl_json_key(json, "start");
    pl_json_time(json, v->start);
    pl_json_key(json, "end");
    pl_json_time(json, v->end);
    write_count(json, "silences", v->silences);
    write_number(json, "silent_hours", v->silent_hours, 4);
    write_number(json, "longest_silence_hours", v->longest_hours, 4);
    write_count(json, "meetings", v->meetings);
    write_count(json, "loiterings", v->loiterings);
    pl_json_key(json, "possible_calls");
    pl_json_array(json);
    for (unsigned i = 0; i < v->n_calls; i++) {
        write_call(json, &v->calls[i]);
    }
    pl_json_array_end(json);
    if (v->more_calls > 0) {
        write_count(json, "more_possible_calls", v->more_calls);
    }
    pl_json_key(json, "status");
    pl_json_text(json, "lead");
    pl_json_record_end(json);
}

static void say_time(struct pl_buf *out, pl_time at, const char *none) {
    size_t from = out->n;
    if (at == PL_TIME_NONE) {
        pl_buf_add_str(out, pl_str_from(none));
    } else {
        pl_time_write(out, at - at % PL_SECOND_US);
    }
    do {
        pl_buf_add_char(out, ' ');
    } while (out->n - from < 21);
}

static void say_voyage(struct pl_buf *out, const struct pl_voyage *v) {
    say_time(out, v->start, "(before)");
    say_time(out, v->end, "(open)");
    pl_buf_add_fmt(out, "%09u  %s -> %s  %u silences", v->mmsi, v->from[0] != '\0' ? v->from : "?",
                   v->to[0] != '\0' ? v->to : "?", v->silences);
    if (v->silences > 0) {
        pl_buf_add_str(out, PL_STR(" ("));
        pl_buf_add_fixed(out, v->silent_hours, 1);
        pl_buf_add_str(out, PL_STR(" h)"));
    }
    pl_buf_add_fmt(out, ", %u meetings, %u loiterings\n", v->meetings, v->loiterings);
    for (unsigned i = 0; i < v->n_calls; i++) {
        pl_buf_add_fmt(out, "    could have called at %s while silent (%s, slack ", v->calls[i].call.port,
                       pl_verdict_word((enum pl_verdict)v->calls[i].call.verdict));
        pl_buf_add_fixed(out, v->calls[i].call.slack_h, 1);
        pl_buf_add_str(out, PL_STR(" h"));
        if (v->calls[i].grade != PL_SILENCE_NONE) {
            pl_buf_add_fmt(out, "; the silence is %s", pl_event_grade_name(v->calls[i].grade));
        }
        pl_buf_add_str(out, PL_STR(")\n"));
    }
}

static int run_voyages(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_events_view view = {0};
    struct pl_voyage *list = NULL;
    struct pl_json json;
    size_t n = 0;
    pl_time known_at = PL_TIME_NONE;
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO out;
    pl_arena_open(&arena, ARENA_MAX);
    pl_buf_open(&out, (size_t)1 << 30);
    int status = pl_cmd_known_at(args, &known_at);
    if (status != 0) {
        return status;
    }
    int code = pl_voyages_read(pl_args_case(args), known_at, pl_args_text(args, "vessel"), pl_args_time(args, "from"),
                               pl_args_time(args, "to"), &arena, &list, &n, &view, &err);
    bool as_json = pl_args_flag(args, "json");
    pl_json_start(&json, &out);
    for (size_t i = 0; code == 0 && i < n; i++) {
        if (as_json) {
            write_voyage(&json, &list[i], &view);
        } else {
            say_voyage(&out, &list[i]);
        }
    }
    if (code == 0 && as_json) {
        write_summary(&json, &view, n);
    } else if (code == 0) {
        pl_buf_add_fmt(&out, "%s%zu voyages; leads, not findings\n", view.exercise ? "EXERCISE: " : "", n);
        pl_cmd_tell_knowledge(&view.known);
    }
    code = code == 0 ? print(&out, &err) : code;
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

#define OPT_VESSEL                                                                                                     \
    { .name = "vessel", .kind = PL_OPT_TEXT, .value = "NUMBER", .text = "of this ship: MMSI or IMO number", .def = "" }

const struct pl_cmd pl_cmd_voyages = {
    .name = "voyages",
    .summary = "what ships did between ports, and where they could have called while silent",
    .text = "From the last report in a port to the first in the next: its silences, meetings and loiterings, and the "
            "watched ports where a call was possible in a silence, by sea, at the ship's own speed. That it could have "
            "called there does not say that it did.",
    .opts =
        (const struct pl_opt[]){
            OPT_VESSEL,
            {.name = "from", .kind = PL_OPT_TIME, .value = "TIME", .text = "only what ends later"},
            {.name = "to", .kind = PL_OPT_TIME, .value = "TIME", .text = "only what begins earlier"},
            PL_CMD_KNOWN_AT,
            {.name = "json", .text = "JSON Lines, the last a summary"},
            {.name = NULL}},
    .args = (const struct pl_arg[]){{.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case voyages --json", "every ship's voyages", NULL},
    .needs_case = true,
    .run = run_voyages,
};

static void write_anchorage(struct pl_json *json, const struct pl_anchorage *a, const struct pl_events_view *view) {
    pl_json_record(json, "anchorage");
    write_exercise(json, view);
    write_number(json, "lat", pl_pos_lat_deg(a->pos), 6);
    write_number(json, "lon", pl_pos_lon_deg(a->pos), 6);
    write_number(json, "radius_nm", a->radius_m / PL_NM_M, 3);
    write_count(json, "ships", a->ships);
    write_count(json, "stays", a->stays);
    pl_json_key(json, "first");
    pl_json_time(json, a->first);
    pl_json_key(json, "last");
    pl_json_time(json, a->last);
    pl_json_record_end(json);
}

static int run_anchorages(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_events_view view = {0};
    struct pl_anchorage *list = NULL;
    struct pl_json json;
    size_t n = 0;
    pl_time known_at = PL_TIME_NONE;
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO out;
    pl_arena_open(&arena, ARENA_MAX);
    pl_buf_open(&out, (size_t)1 << 30);
    int status = pl_cmd_known_at(args, &known_at);
    if (status != 0) {
        return status;
    }
    int code = pl_anchorages_read(pl_args_case(args), known_at, &arena, &list, &n, &view, &err);
    bool as_json = pl_args_flag(args, "json");
    pl_json_start(&json, &out);
    for (size_t i = 0; code == 0 && i < n; i++) {
        if (as_json) {
            write_anchorage(&json, &list[i], &view);
            continue;
        }
        pl_buf_add_fixed(&out, pl_pos_lat_deg(list[i].pos), 4);
        pl_buf_add_char(&out, ' ');
        pl_buf_add_fixed(&out, pl_pos_lon_deg(list[i].pos), 4);
        pl_buf_add_fmt(&out, "  %u ships, %u stays, within ", list[i].ships, list[i].stays);
        pl_buf_add_fixed(&out, list[i].radius_m / PL_NM_M, 1);
        pl_buf_add_str(&out, PL_STR(" nm\n"));
    }
    if (code == 0 && as_json) {
        write_summary(&json, &view, n);
    } else if (code == 0) {
        pl_buf_add_fmt(&out, "%s%zu anchorages\n", view.exercise ? "EXERCISE: " : "", n);
        pl_cmd_tell_knowledge(&view.known);
    }
    code = code == 0 ? print(&out, &err) : code;
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

const struct pl_cmd pl_cmd_anchorages = {
    .name = "anchorages",
    .summary = "places away from ports where many ships lay still, learned from the recordings of a case",
    .text =
        "Where ships of anchorage.min_ships or more lay within anchorage.still_m for anchorage.min_hours (`rules "
        "explain anchorage`). Loiterings and meetings in such a place say so: lying still where everybody waits says "
        "little of a ship.",
    .opts = (const struct pl_opt[]){PL_CMD_KNOWN_AT,
                                    {.name = "json", .text = "JSON Lines, the last a summary"},
                                    {.name = NULL}},
    .args = (const struct pl_arg[]){{.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case anchorages", "where ships wait", NULL},
    .needs_case = true,
    .run = run_anchorages,
};
