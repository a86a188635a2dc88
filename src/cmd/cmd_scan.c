#include <stdio.h>
#include <string.h>

#include "app/facts.h"
#include "app/scan.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/log.h"
#include "cmd/cmd.h"
#include "text/plural.h"

#include "base/ban.h"

#define MAX_RULES_BYTES (1u << 20)
#define MAX_TABLE_BYTES (1u << 29)
#define FLUSH_BYTES     65536

enum form { FORM_TABLE, FORM_JSON, FORM_CSV, FORM_GEOJSON };

/* Everything that the scan borrows. */
struct request {
    const struct pl_args *args;
    enum form form;
    struct pl_arena arena;
    struct pl_buf file; /* --static */
    struct pl_rules rules;
    struct pl_scan_options options;
    struct pl_scan *scan;
    struct pl_buf out;
    uint64_t n_lines;
};

static int flush(struct request *r, struct pl_error *err) {
    if (pl_buf_failed(&r->out)) {
        return pl_fail(err, PL_E_NOMEM, "out of memory for the output");
    }
    fwrite(r->out.p, 1, r->out.n, stdout);
    pl_buf_clear(&r->out);
    return pl_cmd_output_failed() ? pl_fail(err, PL_E_IO, "the output cannot be written") : 0;
}

static int read_rules(struct request *r, struct pl_error *err) {
    const char *path = pl_args_text(r->args, "rules");
    const char *profile = pl_args_text(r->args, "profile");
    if (!pl_rules_profile(profile, &r->rules)) {
        return pl_fail(err, PL_E_USAGE, "--profile is default, sensitive or strict, not \"%s\"", profile);
    }
    if (path == NULL) {
        return 0;
    }
    PL_BUF_AUTO text;
    pl_buf_open(&text, MAX_RULES_BYTES);
    int code = pl_file_read(path, MAX_RULES_BYTES, &text, err);
    return code != 0 ? code : pl_rules_override(&r->rules, pl_buf_str(&text), err);
}

static int read_ports(struct request *r, struct pl_error *err) {
    const char *path = pl_args_text(r->args, "ports");
    if (path != NULL && strcmp(path, "none") == 0) {
        return 0;
    }
    pl_str csv = pl_facts_ports();
    if (path != NULL) {
        PL_BUF_AUTO text;
        pl_buf_open(&text, MAX_TABLE_BYTES);
        int code = pl_file_read(path, MAX_TABLE_BYTES, &text, err);
        if (code != 0) {
            return code;
        }
        if (pl_str_trim(pl_buf_str(&text)).n == 0) {
            return pl_fail(err, PL_E_EMPTY, "the file is empty; --ports none means no ports");
        }
        csv = pl_str_copy(&r->arena, pl_buf_str(&text));
        if (csv.p == NULL) {
            return pl_fail(err, PL_E_NOMEM, "out of memory for the ports");
        }
    }
    r->options.ports_csv = csv;
    return 0;
}

static int read_static(struct request *r, struct pl_error *err) {
    const char *path = pl_args_text(r->args, "static");
    if (path == NULL) {
        return 0;
    }
    int code = pl_file_read(path, MAX_TABLE_BYTES, &r->file, err);
    r->options.static_json = pl_buf_str(&r->file);
    if (code == 0 && r->file.n == 0) {
        code = pl_fail(err, PL_E_FORMAT, "the file is empty");
    }
    return code;
}

static int read_types(struct request *r, struct pl_error *err) {
    for (size_t i = 0; i < pl_args_count(r->args, "type"); i++) {
        const char *name = pl_args_nth(r->args, "type", i);
        int type = pl_event_type_of(pl_str_from(name));
        if (type < 0) {
            return pl_fail(err, PL_E_USAGE, "there is no event type \"%s\"", name);
        }
        r->options.types |= 1u << type;
    }
    return 0;
}

static int read_format(struct request *r, struct pl_error *err) {
    const char *name = pl_args_text(r->args, "format");
    struct pl_source_options *source = &r->options.source;
    if (!pl_feed_format_of(pl_str_from(name), &source->format)) {
        return pl_fail(err, PL_E_USAGE, "--format is auto, nmea, csv or json, not \"%s\"", name);
    }
    source->columns = pl_str_from(pl_args_text(r->args, "columns"));
    source->day_first = pl_args_flag(r->args, "day-first");
    source->strict = pl_args_flag(r->args, "strict");
    source->latest = pl_time_now() + PL_DAY_US;
    return 0;
}

/* Reads what the options name; *ret_file is the file that an error is about. */
static int prepare(struct request *r, const char **ret_file, struct pl_error *err) {
    static const struct {
        int (*step)(struct request *, struct pl_error *);
        const char *option;
    } steps[] = {
        {read_format, NULL}, {read_types, NULL}, {read_rules, "rules"}, {read_ports, "ports"}, {read_static, "static"}};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        *ret_file = steps[i].option != NULL ? pl_args_text(r->args, steps[i].option) : NULL;
        int code = steps[i].step(r, err);
        if (code != 0) {
            return code;
        }
    }
    r->options.rules = &r->rules;
    r->options.coast = pl_args_text(r->args, "coast");
    r->options.threads = (unsigned)pl_args_int(r->args, "threads", 1);
    r->options.mmsi = (uint32_t)pl_args_int(r->args, "mmsi", 0);
    const char *static_path = pl_args_text(r->args, "static");
    *ret_file = static_path;
    int code = pl_scan_open(&r->options, &r->scan, err);
    if (code != 0) {
        return code;
    }
    *ret_file = NULL;
    return 0;
}

static void start_output(struct request *r) {
    const struct pl_event_style *style = pl_scan_style(r->scan);
    if (r->form == FORM_TABLE) {
        pl_event_table_header(style, &r->out);
    } else if (r->form == FORM_CSV) {
        pl_event_csv_header(&r->out);
    } else if (r->form == FORM_GEOJSON) {
        pl_buf_add_str(&r->out, PL_STR("{\"type\":\"FeatureCollection\",\"features\":["));
    }
}

static int on_event(void *ctx, const struct pl_event *event, struct pl_error *err) {
    struct request *r = ctx;
    const struct pl_event_style *style = pl_scan_style(r->scan);
    struct pl_json json;
    switch (r->form) {
    case FORM_JSON:
        pl_json_start(&json, &r->out);
        pl_event_json(event, style, &json);
        pl_json_line_end(&json);
        break;
    case FORM_GEOJSON:
        pl_buf_add_str(&r->out, r->n_lines > 0 ? PL_STR(",\n") : PL_STR("\n"));
        pl_json_start(&json, &r->out);
        pl_event_geojson(event, style, &json);
        break;
    case FORM_CSV:
        pl_event_csv(event, style, &r->out);
        break;
    case FORM_TABLE:
        pl_event_table(event, style, &r->out);
        break;
    }
    r->n_lines++;
    return r->out.n >= FLUSH_BYTES ? flush(r, err) : 0;
}

static void tell_in_words(struct request *r) {
    struct pl_scan_counts counts = pl_scan_counts(r->scan);
    struct pl_pipeline_counts p = pl_scan_pipeline_counts(r->scan);
    struct pl_feed_counts feed = pl_source_counts(pl_scan_source(r->scan));
    pl_buf_add_fmt(&r->out, "%llu %s from %llu %s of %llu %s (%llu %s, %llu without time); leads, not findings\n",
                   (unsigned long long)counts.events, pl_plural(counts.events, "event", "events"),
                   (unsigned long long)counts.reports, pl_plural(counts.reports, "report", "reports"),
                   (unsigned long long)p.vessels, pl_plural(p.vessels, "ship", "ships"),
                   (unsigned long long)p.duplicates, pl_plural(p.duplicates, "duplicate", "duplicates"),
                   (unsigned long long)feed.no_time);
}

static int end_output(struct request *r, struct pl_error *err) {
    struct pl_json json;
    pl_json_start(&json, &r->out);
    if (r->form == FORM_JSON) {
        if (r->options.mmsi == 0 && r->options.types == 0) {
            pl_scan_feed(r->scan, &r->out);
        }
        pl_scan_summary(r->scan, &json);
        pl_json_line_end(&json);
    } else if (r->form == FORM_GEOJSON) {
        pl_buf_add_str(&r->out, PL_STR("\n],\"summary\":"));
        pl_scan_summary(r->scan, &json);
        pl_buf_add_str(&r->out, PL_STR("}\n"));
    } else if (r->form == FORM_TABLE) {
        tell_in_words(r);
    }
    int code = flush(r, err);
    if (code == 0 && fflush(stdout) != 0) {
        code = pl_fail(err, PL_E_IO, "the output cannot be written");
    }
    return code;
}

static int scan_all(struct request *r, const char **ret_file, struct pl_error *err) {
    int code = prepare(r, ret_file, err);
    for (size_t i = 0; code == 0 && i < pl_args_n(r->args); i++) {
        code = pl_scan_read(r->scan, pl_args_at(r->args, i), err);
        *ret_file = code != 0 ? pl_args_at(r->args, i) : NULL;
    }
    if (code == 0) {
        code = pl_scan_detect(r->scan, err);
    }
    if (code == 0) {
        start_output(r);
        code = pl_scan_events(r->scan, on_event, r, err);
    }
    if (code == 0) {
        code = end_output(r, err);
    } else if (r->form == FORM_JSON && r->scan != NULL && pl_code_exit_status(code) == 3) {
        /* What was counted up to the refusal; of exercise and real in one nothing at all is said. */
        struct pl_error ignored;
        bool exercise = false;
        if (pl_source_exercise(pl_scan_source(r->scan), &exercise, &ignored) == 0) {
            (void)end_output(r, &ignored);
        }
    }
    return code == 0 ? pl_source_complete(pl_scan_source(r->scan), err) : code;
}

static int run(const struct pl_args *args) {
    unsigned forms = (unsigned)pl_args_flag(args, "json") + (unsigned)pl_args_flag(args, "csv") +
                     (unsigned)pl_args_flag(args, "geojson");
    if (forms > 1) {
        return pl_cmd_usage(args, "--json, --csv and --geojson exclude each other");
    }
    struct request r = {.args = args};
    r.form = pl_args_flag(args, "json")      ? FORM_JSON
             : pl_args_flag(args, "csv")     ? FORM_CSV
             : pl_args_flag(args, "geojson") ? FORM_GEOJSON
                                             : FORM_TABLE;
    pl_arena_open(&r.arena, (size_t)2 * MAX_TABLE_BYTES);
    pl_buf_open(&r.file, MAX_TABLE_BYTES);
    pl_buf_open(&r.out, (size_t)1 << 24);
    struct pl_error err = {0};
    const char *file = NULL;
    int code = scan_all(&r, &file, &err);
    pl_scan_close(r.scan);
    pl_buf_close(&r.out);
    pl_buf_close(&r.file);
    pl_arena_close(&r.arena);
    return code == 0 ? 0 : pl_cmd_fail(file, &err);
}

static const struct pl_opt opts[] = {
    {.name = "json", .kind = PL_OPT_FLAG, .text = "JSON Lines; the last is the summary"},
    {.name = "csv", .kind = PL_OPT_FLAG, .text = "CSV with a header"},
    {.name = "geojson", .kind = PL_OPT_FLAG, .text = "a GeoJSON feature collection"},
    {.name = "profile",
     .kind = PL_OPT_TEXT,
     .value = "NAME",
     .text = "the rules: default, sensitive or strict (`rules explain`)",
     .def = "default"},
    {.name = "rules", .kind = PL_OPT_TEXT, .value = "FILE", .text = "override the rules that FILE (JSON) names"},
    {.name = "ports",
     .kind = PL_OPT_TEXT,
     .value = "FILE|none",
     .text = "a CSV of ports in place of the shipped ones, or none at all"},
    {.name = "static",
     .kind = PL_OPT_TEXT,
     .value = "FILE",
     .text = "known static data: a JSON array of {mmsi, imo, name, callsign, "
             "type, dim}"},
    {.name = "coast",
     .kind = PL_OPT_TEXT,
     .value = "FILE",
     .text = "a land mask in place of the shipped one (docs/format/landmask.md)"},
    {.name = "format",
     .kind = PL_OPT_TEXT,
     .value = "FORMAT",
     .text = "auto (by content), nmea, csv or json",
     .def = "auto"},
    {.name = "columns",
     .kind = PL_OPT_TEXT,
     .value = "KEY=NAME,...",
     .text = "what a table's columns are: mmsi=A,t=B,lat=C,... by the names of its header, or by numbers from 1; with "
             "numbers alone a first line whose MMSI is a number is a row"},
    {.name = "day-first", .kind = PL_OPT_FLAG, .text = "dates as dd/mm/yyyy where the header does not settle it"},
    {.name = "type", .kind = PL_OPT_TEXT, .value = "TYPE", .text = "only events of this type", .repeat = true},
    {.name = "mmsi",
     .kind = PL_OPT_INT,
     .value = "MMSI",
     .text = "only events of this ship",
     .min = 1,
     .max = 999999999},
    {.name = "threads",
     .kind = PL_OPT_INT,
     .value = "N",
     .text = "threads; the output is the same for any number",
     .def = "1",
     .min = 1,
     .max = 256},
    {.name = "strict", .kind = PL_OPT_FLAG, .text = "stop at the first malformed record"},
    {.name = NULL},
};

static const struct pl_arg arguments[] = {
    {.name = "FILE", .text = "a recording, a folder of them, an archive, or - for standard input", .min = 1, .max = 0},
    {.name = NULL},
};

static const char *const examples[] = {
    "plimsoll scan day.nmea.gz",
    "Print a table of the events of one day.",
    "plimsoll scan --json --rules night.json recordings/",
    "Scan every file of a folder with some rules changed.",
    NULL,
};

const struct pl_cmd pl_cmd_scan = {
    .name = "scan",
    .summary = "find events in AIS recordings, without a case",
    .text = "Decodes, removes duplicates, separates the hulls that share a "
            "number, and looks for gaps, meetings at sea, "
            "loitering, port visits, identity conflicts, invalid identifiers "
            "and position jumps. Files may come in any "
            "order and be cut anywhere between messages: the events are the "
            "same.\n\n"
            "Every event is a lead, not a finding, and names the bytes that it "
            "rests on. Reports without a time are "
            "left out and counted. A recording of an exercise (stations "
            "EXERCISE-...) is marked so on every line and "
            "cannot be mixed with a real one: exit status 5, with the line of the first report of either kind.\n\n"
            "A file that is named and gives no record makes the exit status 3, after the events of the others were "
            "printed; so does a folder without files. A file of a folder that is no recording is left aside with a "
            "note and counted.",
    .opts = opts,
    .args = arguments,
    .examples = examples,
    .run = run,
};
