#include <stdio.h>

#include "app/decode.h"
#include "app/source.h"
#include "base/log.h"
#include "cmd/cmd.h"
#include "text/plural.h"

#include "base/ban.h"

#define FLUSH_AT ((size_t)128 * 1024)

struct output {
    struct pl_source *source;
    struct pl_buf buf;
    struct pl_json json;
    bool as_json;
    const char *file; /* the argument at which reading stopped */
};

static int flush(struct output *out, struct pl_error *err) {
    pl_str text = pl_buf_str(&out->buf);
    if (pl_buf_failed(&out->buf)) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the output");
    }
    if (fwrite(text.p, 1, text.n, stdout) != text.n || pl_cmd_output_failed()) {
        return pl_fail(err, PL_E_IO, "the output cannot be written");
    }
    pl_buf_clear(&out->buf);
    return PL_E_OK;
}

static int on_hearing(void *ctx, uint32_t source, const struct pl_hearing *hearing, struct pl_error *err) {
    struct output *out = ctx;
    if (out->as_json) {
        pl_decode_json(&out->json, pl_source_member(out->source, source), hearing);
        pl_json_line_end(&out->json);
    } else {
        pl_decode_text(&out->buf, hearing);
    }
    return out->buf.n >= FLUSH_AT ? flush(out, err) : PL_E_OK;
}

static int read_all(const struct pl_args *args, struct output *out, struct pl_error *err) {
    for (size_t i = 0; i < pl_args_n(args); i++) {
        int code = pl_source_read(out->source, pl_args_at(args, i), err);
        if (code != PL_E_OK) {
            out->file = pl_args_at(args, i);
            return code;
        }
    }
    return PL_E_OK;
}

/* The verdict on the whole: its messages went to stderr where they arose. */
static int conclude(struct output *out, struct pl_error *err) {
    if (out->as_json) {
        pl_decode_summary(&out->json, out->source);
        pl_json_line_end(&out->json);
    }
    int code = flush(out, err);
    if (code == PL_E_OK && !out->as_json) {
        struct pl_feed_counts c = pl_source_counts(out->source);
        pl_log_note("%llu %s from %llu %s", (unsigned long long)c.results, pl_plural(c.results, "message", "messages"),
                    (unsigned long long)c.sentences, pl_plural(c.sentences, "sentence or row", "sentences or rows"));
    }
    if (code == PL_E_OK) {
        code = pl_source_verdict(out->source, err);
    }
    return code == PL_E_OK ? pl_source_complete(out->source, err) : code;
}

static int run(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_source_options options = {
        .columns = pl_str_from(pl_args_text(args, "columns")),
        .day_first = pl_args_flag(args, "day-first"),
        .max_part_s = (unsigned)pl_args_int(args, "max-part-s", 5),
        .latest = pl_time_now() + PL_DAY_US,
        .strict = pl_args_flag(args, "strict"),
        .mark_exercise = true,
    };
    if (!pl_feed_format_of(pl_str_from(pl_args_text(args, "format")), &options.format)) {
        return pl_cmd_usage(args, "--format is auto, nmea, csv or json, not \"%s\"", pl_args_text(args, "format"));
    }
    struct output out = {.as_json = pl_args_flag(args, "json")};
    pl_buf_open(&out.buf, (size_t)64 << 20);
    pl_json_start(&out.json, &out.buf);
    int code = pl_source_open(&options, on_hearing, &out, &out.source, &err);
    if (code == PL_E_OK) {
        code = read_all(args, &out, &err);
    }
    if (code == PL_E_OK) {
        code = conclude(&out, &err);
    } else if (out.source != NULL) {
        struct pl_error ignored;
        if (out.as_json && pl_code_exit_status(code) == 3) {
            pl_decode_summary(&out.json, out.source);
            pl_json_line_end(&out.json);
        }
        (void)flush(&out, &ignored); /* what was decoded before it stopped */
    }
    pl_source_close(out.source);
    pl_buf_close(&out.buf);
    return code == PL_E_OK ? 0 : pl_cmd_fail(out.file, &err);
}

static const struct pl_opt OPTS[] = {
    {.name = "json", .kind = PL_OPT_FLAG, .text = "JSON Lines: one object for each message, then a summary"},
    {.name = "format",
     .kind = PL_OPT_TEXT,
     .value = "FORMAT",
     .text = "auto (by content), nmea, csv or json",
     .def = "auto"},
    {.name = "columns",
     .kind = PL_OPT_TEXT,
     .value = "LIST",
     .text = "what a table's columns are: mmsi=A,t=B,lat=C,... by the names of its header, or by numbers from 1; with "
             "numbers alone a first line whose MMSI is a number is a row"},
    {.name = "day-first", .kind = PL_OPT_FLAG, .text = "dates such as 03/04/2024 mean 3 April"},
    {.name = "max-part-s",
     .kind = PL_OPT_INT,
     .value = "S",
     .text = "parts of one message are at most so many seconds apart",
     .def = "5",
     .min = 0,
     .max = 3600},
    {.name = "strict", .kind = PL_OPT_FLAG, .text = "stop at the first malformed sentence or row"},
    {.name = NULL},
};

static const struct pl_arg ARGS[] = {
    {.name = "FILE", .text = "recordings, archives or folders; - is standard input", .min = 1, .max = 0},
    {.name = NULL},
};

static const char *const EXAMPLES[] = {
    "plimsoll decode recording.nmea",
    "one line for each message",
    "plimsoll decode --json day.zip",
    "every field as JSON Lines, with a summary",
    "plimsoll decode --json --columns mmsi=Vessel,t=Seen,lat=Y,lon=X table.csv",
    "a table with names of its own",
    NULL,
};

const struct pl_cmd pl_cmd_decode = {
    .name = "decode",
    .summary = "print what AIS recordings say, message by message",
    .text = "Reads AIS sentences (NMEA 0183 VDM and VDO, with or without tag blocks) and tables of reports, whatever "
            "they are packed in, and prints every field of every message with the bytes it was read from. What kind "
            "of recording it is, is found by its content.\n\n"
            "Nothing is invented: sentences with a wrong checksum and parts that may not belong together give no "
            "message; they are counted by reason in the summary. The fields are described in docs/format/decode.md.\n\n"
            "A file that is named and gives no record makes the exit status 3, after all that the others gave was "
            "printed; so does a folder without files. A file of a folder that is no recording is left aside with a "
            "note and counted.",
    .opts = OPTS,
    .args = ARGS,
    .examples = EXAMPLES,
    .run = run,
};
