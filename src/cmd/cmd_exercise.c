#include <stdio.h>

#include "app/exercise.h"
#include "cmd/cmd.h"
#include "text/json.h"

#include "base/ban.h"

#define DEFAULT_START INT64_C(1772323200000000) /* 2026-03-01T00:00:00Z */

static int print(struct pl_buf *out) {
    bool good = fwrite(out->p, 1, out->n, stdout) == out->n && fflush(stdout) == 0;
    pl_buf_close(out);
    struct pl_error err;
    return good ? 0 : pl_cmd_fail(NULL, (pl_fail(&err, PL_E_IO, "the output cannot be written"), &err));
}

static int run_score(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_buf out;
    pl_buf_open(&out, (size_t)1 << 30);
    int code = pl_exercise_score(pl_args_at(args, 0), pl_args_text(args, "score"), pl_args_text(args, "limits"),
                                 pl_args_flag(args, "json"), &out, &err);
    if (code) {
        pl_buf_close(&out);
        return pl_cmd_fail(pl_args_text(args, "score"), &err);
    }
    return print(&out);
}

static void put_count(struct pl_json *json, const char *key, uint64_t value) {
    pl_json_key(json, key);
    pl_json_u64(json, value);
}

static void write_result(const struct pl_exercise_result *r, const char *dir, bool as_json, struct pl_buf *out) {
    if (!as_json) {
        pl_buf_add_fmt(out, "%s: %llu lines in %llu files, %llu position reports received (a ship in reach every ", dir,
                       (unsigned long long)r->counts.lines, (unsigned long long)r->files,
                       (unsigned long long)r->counts.positions);
        pl_buf_add_fixed(out, r->mean_interval_s, 0);
        pl_buf_add_fmt(out, " s), %llu true events; all of it invented\n", (unsigned long long)r->truths);
        return;
    }
    struct pl_json json;
    pl_json_start(&json, out);
    pl_json_record(&json, "summary");
    pl_json_key(&json, "exercise");
    pl_json_bool(&json, true);
    put_count(&json, "files", r->files);
    put_count(&json, "lines", r->counts.lines);
    put_count(&json, "bytes", r->counts.bytes);
    put_count(&json, "positions_received", r->counts.positions);
    put_count(&json, "receptions", r->counts.receptions);
    put_count(&json, "static_received", r->counts.statics);
    put_count(&json, "base_reports", r->counts.base_reports);
    put_count(&json, "lost_parts", r->counts.lost_parts);
    put_count(&json, "damaged", r->counts.damaged);
    put_count(&json, "garbage", r->counts.garbage);
    put_count(&json, "truth_events", r->truths);
    pl_json_key(&json, "mean_interval_s");
    pl_json_fixed(&json, r->mean_interval_s, 1);
    pl_json_record_end(&json);
}

static int run(const struct pl_args *args) {
    if (pl_args_text(args, "score")) {
        return run_score(args);
    }
    int64_t start = pl_args_time(args, "start");
    struct pl_exercise_request request = {
        .dir = pl_args_at(args, 0),
        .params = {.seed = (uint64_t)pl_args_int(args, "seed", 1),
                   .start = start == PL_TIME_NONE ? DEFAULT_START : start,
                   .days = (int)pl_args_int(args, "days", 7),
                   .vessels = (int)pl_args_int(args, "vessels", 60),
                   .interval_s = pl_args_number(args, "interval", 300)},
        .coast = pl_args_text(args, "coast"),
        .ports = pl_args_text(args, "ports"),
    };
    struct pl_exercise_result result;
    struct pl_error err = {0};
    if (pl_exercise_write(&request, &result, &err)) {
        return pl_cmd_fail(request.dir, &err);
    }
    struct pl_buf out;
    pl_buf_open(&out, 65536);
    write_result(&result, request.dir, pl_args_flag(args, "json"), &out);
    return print(&out);
}

static const struct pl_opt OPTS[] = {
    {.name = "seed",
     .kind = PL_OPT_INT,
     .value = "N",
     .text = "the same seed gives the same bytes",
     .def = "1",
     .min = 0,
     .max = INT64_MAX},
    {.name = "days",
     .kind = PL_OPT_INT,
     .value = "D",
     .text = "how long it lasts",
     .def = "7",
     .min = 1,
     .max = PL_WORLD_MAX_DAYS},
    {.name = "vessels",
     .kind = PL_OPT_INT,
     .value = "V",
     .text = "how many ships take part",
     .def = "60",
     .min = PL_WORLD_MIN_VESSELS,
     .max = PL_WORLD_MAX_VESSELS},
    {.name = "interval",
     .kind = PL_OPT_NUMBER,
     .value = "S",
     .text = "mean seconds between received reports of a ship in reach",
     .def = "300"},
    {.name = "start", .kind = PL_OPT_TIME, .value = "TIME", .text = "when it begins", .def = "2026-03-01T00:00:00Z"},
    {.name = "coast", .kind = PL_OPT_TEXT, .value = "FILE", .text = "a land mask instead of the shipped one"},
    {.name = "ports", .kind = PL_OPT_TEXT, .value = "FILE", .text = "a table of ports instead of the shipped one"},
    {.name = "score",
     .kind = PL_OPT_TEXT,
     .value = "EVENTS",
     .text = "compare the JSON Lines of scan or events with DIR's truth, instead of writing"},
    {.name = "limits",
     .kind = PL_OPT_TEXT,
     .value = "LIST",
     .text = "which truths count, such as gap.min_hours=24,encounter.min_hours=3 (see the text)"},
    {.name = "json", .kind = PL_OPT_FLAG, .text = "JSON Lines"},
    {.name = NULL},
};

static const struct pl_arg ARGS[] = {
    {.name = "DIR", .text = "the folder of the exercise; it is made", .min = 1, .max = 1},
    {.name = NULL},
};

static const char *const EXAMPLES[] = {
    "plimsoll exercise drill --seed 7 --days 7 --vessels 60",
    "a week with sixty invented ships",
    "plimsoll exercise drill --score events.jsonl",
    "how much of the truth was found, and how much found was true",
    NULL,
};

const struct pl_cmd pl_cmd_exercise = {
    .name = "exercise",
    .summary = "write an invented recording with its truth, or score events against one",
    .text = "Writes DIR/recording-NNNN.nmea, DIR/list.xml (an invented list in the UN's form), DIR/README.txt and "
            "DIR/truth.json. Ships, names, numbers and events are invented; every line carries a station EXERCISE-..., "
            "so that nothing of it can be mixed into a real case.\n\n"
            "With --score it prints recall and precision by type. An event and a truth match when type and vessels are "
            "the same and the time in common is at least half of the longer of the two; which truths count is decided "
            "by --limits: gap.min_hours 12, encounter.max_distance_m 500 (or 1000), encounter.min_hours 2, "
            "encounter.max_speed_kn 2, encounter.min_port_km 10, loitering.max_speed_kn 2 (or 3), loitering.min_hours "
            "4, loitering.min_port_km 10, port_visit.min_stop_hours 1, position_jump.min_kn 60. Truths very near a "
            "limit, or received only in part, count neither way.",
    .opts = OPTS,
    .args = ARGS,
    .examples = EXAMPLES,
    .run = run,
};
