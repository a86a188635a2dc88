#include <stdio.h>
#include <string.h>

#include "app/reach.h"
#include "base/file.h"
#include "cmd/cmd.h"

#include "base/ban.h"

#define ANSWER_MAX ((size_t)2 << 30)

static enum pl_reach_form form_of(const struct pl_args *args) {
    return pl_args_flag(args, "json") ? PL_REACH_JSON : pl_args_flag(args, "csv") ? PL_REACH_CSV : PL_REACH_TABLE;
}

static int print(const struct pl_buf *out, int code, const char *file, struct pl_error *err) {
    if (code == 0 && fwrite(out->p, 1, out->n, stdout) != out->n) {
        code = pl_fail(err, PL_E_IO, "the output cannot be written");
    }
    return code == 0 ? 0 : pl_cmd_fail(file, err);
}

static int run_distance(const struct pl_args *args) {
    struct pl_error err = {0};
    const char *file = NULL, *first = pl_args_text(args, "distance");
    pl_pos a = {0, 0}, b = {0, 0};
    if (pl_args_n(args) != 1 || pl_args_text(args, "from") != NULL || pl_args_text(args, "to") != NULL) {
        return pl_cmd_usage(args, "--distance takes two places, LAT,LON LAT,LON, and no --from and --to");
    }
    int code = pl_reach_read_pos(first, &a, &err);
    code = code == 0 ? pl_reach_read_pos(pl_args_at(args, 0), &b, &err) : code;
    if (code != 0) {
        return pl_cmd_fail(NULL, &err);
    }
    PL_BUF_AUTO out;
    pl_buf_open(&out, ANSWER_MAX);
    code = pl_reach_distance(a, b, pl_args_text(args, "coast"), pl_args_text(args, "links"), form_of(args), &out, &file,
                             &err);
    return print(&out, code, file, &err);
}

static int read_ask(const struct pl_args *args, struct pl_reach_ask *ask, struct pl_error *err) {
    const char *from = pl_args_text(args, "from"), *to = pl_args_text(args, "to");
    ask->prism.max_speed_kn = pl_args_number(args, "max-speed", 0);
    ask->prism.dwell_h = pl_args_number(args, "dwell", 0);
    ask->search_nm = pl_args_number(args, "search", 0);
    ask->ports = pl_args_text(args, "ports");
    ask->coast = pl_args_text(args, "coast");
    ask->links = pl_args_text(args, "links");
    ask->all = pl_args_flag(args, "all");
    ask->form = form_of(args);
    int code = pl_reach_read_point(from, &ask->prism.from, &ask->prism.from_at, err);
    return code == 0 ? pl_reach_read_point(to, &ask->prism.to, &ask->prism.to_at, err) : code;
}

static int run(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_reach_ask ask = {.form = PL_REACH_TABLE};
    const char *file = NULL, *drawing = pl_args_text(args, "geojson");
    if (pl_args_flag(args, "json") && pl_args_flag(args, "csv")) {
        return pl_cmd_usage(args, "--json and --csv are two forms of one answer; give one");
    }
    if (pl_args_text(args, "distance") != NULL) {
        return run_distance(args);
    }
    if (pl_args_text(args, "from") == NULL || pl_args_text(args, "to") == NULL ||
        pl_args_text(args, "max-speed") == NULL) {
        return pl_cmd_usage(args, "--from, --to and --max-speed are needed (or --distance LAT,LON LAT,LON)");
    }
    if (pl_args_n(args) != 0) {
        return pl_cmd_usage(args, "a place without an option goes with --distance only");
    }
    PL_BUF_AUTO out;
    PL_BUF_AUTO sea;
    pl_buf_open(&out, ANSWER_MAX);
    pl_buf_open(&sea, ANSWER_MAX);
    ask.sea = drawing != NULL ? &sea : NULL;
    int code = read_ask(args, &ask, &err);
    code = code == 0 ? pl_reach_run(&ask, &out, &file, &err) : code;
    if (code == 0 && drawing != NULL && strcmp(drawing, "-") == 0) {
        return print(&sea, 0, NULL, &err);
    }
    if (code == 0 && drawing != NULL) {
        file = drawing;
        code = pl_file_write(drawing, pl_buf_str(&sea), 0644, &err);
    }
    return print(&out, code, file, &err);
}

const struct pl_cmd pl_cmd_reach = {
    .name = "reach",
    .summary = "which ports a ship could have called at between two dated places, by sea",
    .text =
        "From two dated places and a speed that the ship cannot exceed: every port it could, could not, or only "
        "marginally have called at and lain in for the dwell, with the distance by sea to and from it, the speed it "
        "would have needed and the hours left over. Distances go round the land of a 1' mask in 115-150 E, 28-52 N and "
        "of a 5' mask elsewhere, and through the sea links: ways to river ports, and channels narrower than the mask "
        "shows. `marginal` lies within the error of the distances of the limit; `undetermined` says what is missing. "
        "Reachable says that nothing forbids it, never that it happened. Distances are searched to --search miles from "
        "each end, at least as far as the limit; a port beyond is unreachable without a number.\n\n"
        "--distance gives the distance by sea between two places alone. Method, error and measurements: docs/reach.md.",
    .opts =
        (const struct pl_opt[]){
            {.name = "from", .kind = PL_OPT_TEXT, .value = "LAT,LON,TIME", .text = "where and when it was seen last"},
            {.name = "to", .kind = PL_OPT_TEXT, .value = "LAT,LON,TIME", .text = "where and when it was seen again"},
            {.name = "max-speed", .kind = PL_OPT_NUMBER, .value = "KN", .text = "more than 0, at most 100"},
            {.name = "dwell",
             .kind = PL_OPT_NUMBER,
             .value = "HOURS",
             .text = "how long the call itself takes",
             .def = "0"},
            {.name = "search",
             .kind = PL_OPT_NUMBER,
             .value = "NM",
             .text = "how far from each end distances are given",
             .def = "1500"},
            {.name = "distance", .kind = PL_OPT_TEXT, .value = "LAT,LON", .text = "distance by sea from here to PLACE"},
            {.name = "ports",
             .kind = PL_OPT_TEXT,
             .value = "FILE",
             .text = "ports in place of the shipped ones (docs/format/ports.md); none"},
            {.name = "coast",
             .kind = PL_OPT_TEXT,
             .value = "FILE",
             .text = "land mask in place of the shipped one (docs/format/landmask.md)"},
            {.name = "links",
             .kind = PL_OPT_TEXT,
             .value = "FILE",
             .text = "sea links in place of the shipped ones (docs/format/links.md); none"},
            {.name = "geojson",
             .kind = PL_OPT_TEXT,
             .value = "FILE",
             .text = "write the reachable sea as GeoJSON; - instead of the answer"},
            {.name = "all", .text = "the table shows ports out of reach too"},
            {.name = "json", .text = "JSON Lines, the last a summary"},
            {.name = "csv", .text = "CSV"},
            {.name = NULL}},
    .args = (const struct pl_arg[]){{"PLACE", "LAT,LON, with --distance", 0, 1}, {.name = NULL}},
    .examples =
        (const char *const[]){
            "plimsoll reach --from 38.2,124.9,2024-03-01T02:00Z --to 38.1,124.7,2024-03-02T09:00Z --max-speed 12 "
            "--dwell 6",
            "every port within reach during that silence",
            "plimsoll reach --distance 38.717,125.4 39.167,127.45 --json", "Nampo to Wonsan by sea", NULL},
    .run = run,
};
