#include <stdio.h>
#include <string.h>

#include "app/voyages_json.h"
#include "base/log.h"
#include "cmd/cmd.h"
#include "cmd/knowledge.h"
#include "geo/prism.h"
#include "text/plural.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)1 << 31)

static int print(struct pl_buf *out, struct pl_error *err) {
    if (pl_buf_failed(out)) {
        return pl_fail(err, PL_E_NOMEM, "out of memory for the output");
    }
    return fwrite(out->p, 1, out->n, stdout) != out->n ? pl_fail(err, PL_E_IO, "the output cannot be written") : 0;
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

static void say_destination(struct pl_buf *out, const struct pl_voyage *v) {
    char text[64];
    for (unsigned i = 0; i < v->n_said; i++) {
        const struct pl_voyage_said *s = &v->said[i];
        pl_buf_add_fmt(out, "    said %s%s%s from ", pl_log_safe(pl_str_from(s->bound.said), text, sizeof text),
                       s->bound.port[0] != '\0' ? " = " : "", s->bound.port);
        pl_time_write(out, s->from - s->from % PL_SECOND_US);
        pl_buf_add_str(out, s->bound.verdict == PL_ARRIVAL_AWAY ? PL_STR("; ") : PL_STR("\n"));
        if (s->bound.verdict == PL_ARRIVAL_AWAY) {
            pl_buf_add_fmt(out, "%s\n", s->remark);
        }
    }
    if (v->arrival.verdict != PL_ARRIVAL_NONE) {
        pl_buf_add_fmt(out, "    arrival: %s%s%s", pl_event_arrival_name(v->arrival.verdict),
                       v->arrival_remark[0] != '\0' ? ": " : "", v->arrival_remark);
        if (v->arrival.has_eta) {
            pl_buf_add_str(out, v->arrival.eta_off_h < 0 ? PL_STR("; early by ") : PL_STR("; late by "));
            pl_buf_add_fixed(out, v->arrival.eta_off_h < 0 ? -v->arrival.eta_off_h : v->arrival.eta_off_h, 1);
            pl_buf_add_str(out, PL_STR(" h"));
        }
        pl_buf_add_char(out, '\n');
    }
}

static void say_voyage(struct pl_buf *out, const struct pl_voyage *v) {
    say_time(out, v->start, "(before)");
    say_time(out, v->end, "(open)");
    pl_buf_add_fmt(out, "%09u  %s -> %s  %u %s", v->mmsi, v->from[0] != '\0' ? v->from : "?",
                   v->to[0] != '\0' ? v->to : "?", v->silences, pl_plural(v->silences, "silence", "silences"));
    if (v->silences > 0) {
        pl_buf_add_str(out, PL_STR(" ("));
        pl_buf_add_fixed(out, v->silent_hours, 1);
        pl_buf_add_str(out, PL_STR(" h)"));
    }
    pl_buf_add_fmt(out, ", %u %s, %u %s\n", v->meetings, pl_plural(v->meetings, "meeting", "meetings"), v->loiterings,
                   pl_plural(v->loiterings, "loitering", "loiterings"));
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
    say_destination(out, v);
}

static int run_voyages(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_events_view view = {0};
    struct pl_voyage *list = NULL;
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
    for (size_t i = 0; code == 0 && !as_json && i < n; i++) {
        say_voyage(&out, &list[i]);
    }
    if (code == 0 && as_json) {
        pl_voyages_json(list, n, &view, &out);
    } else if (code == 0) {
        pl_buf_add_fmt(&out, "%s%zu %s; leads, not findings\n", view.exercise ? "EXERCISE: " : "", n,
                       pl_plural(n, "voyage", "voyages"));
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
            PL_CMD_CSV,
            {.name = NULL}},
    .args = (const struct pl_arg[]){{.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case voyages --json", "every ship's voyages", NULL},
    .records = "VoyageList",
    .needs_case = true,
    .run = run_voyages,
};

static int run_anchorages(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_events_view view = {0};
    struct pl_anchorage *list = NULL;
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
    for (size_t i = 0; code == 0 && !as_json && i < n; i++) {
        pl_buf_add_fixed(&out, pl_pos_lat_deg(list[i].pos), 4);
        pl_buf_add_char(&out, ' ');
        pl_buf_add_fixed(&out, pl_pos_lon_deg(list[i].pos), 4);
        pl_buf_add_fmt(&out, "  %u %s, %u %s, within ", list[i].ships, pl_plural(list[i].ships, "ship", "ships"),
                       list[i].stays, pl_plural(list[i].stays, "stay", "stays"));
        pl_buf_add_fixed(&out, list[i].radius_m / PL_NM_M, 1);
        pl_buf_add_str(&out, PL_STR(" nm\n"));
    }
    if (code == 0 && as_json) {
        pl_anchorages_json(list, n, &view, &out);
    } else if (code == 0) {
        pl_buf_add_fmt(&out, "%s%zu %s\n", view.exercise ? "EXERCISE: " : "", n,
                       pl_plural(n, "anchorage", "anchorages"));
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
    .opts =
        (const struct pl_opt[]){
            PL_CMD_KNOWN_AT, {.name = "json", .text = "JSON Lines, the last a summary"}, PL_CMD_CSV, {.name = NULL}},
    .args = (const struct pl_arg[]){{.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case anchorages", "where ships wait", NULL},
    .records = "AnchorageList",
    .needs_case = true,
    .run = run_anchorages,
};
