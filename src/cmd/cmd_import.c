#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/import.h"
#include "base/log.h"
#include "cmd/cmd.h"
#include "text/json.h"

#include "base/ban.h"

struct output {
    bool as_json;
    struct pl_buf buf;
    struct pl_json json;
    int worst; /* exit status of the worst refusal */
};

static void write_u64(struct pl_json *json, const char *key, uint64_t value) {
    pl_json_key(json, key);
    pl_json_u64(json, value);
}

static const char *status_name(int status) {
    static const char *const NAMES[] = {[PL_IMPORT_NEW] = "imported",
                                        [PL_IMPORT_KNOWN] = "known",
                                        [PL_IMPORT_FAILED] = "refused",
                                        [PL_IMPORT_LEFT] = "left_aside"};
    return NAMES[status];
}

static void write_rejected(struct pl_json *json, const struct pl_feed_counts *counts) {
    static const char *const KEYS[] = {
#define PL_REJECTION_KEY(name, key) key,
        PL_AIS_REJECTIONS(PL_REJECTION_KEY)
#undef PL_REJECTION_KEY
    };
    pl_json_key(json, "rejected");
    pl_json_object(json);
    for (size_t i = 0; i < PL_AIS_REJECT_COUNT; i++) {
        write_u64(json, KEYS[i], counts->rejected[i]);
    }
    pl_json_object_end(json);
}

static void write_found(struct pl_json *json, const struct pl_intake_found *f) {
    pl_json_key(json, "kind");
    pl_json_str(json, f->kind);
    pl_json_key(json, "format");
    pl_json_str(json, f->format);
    write_u64(json, "members", f->n_members);
    if (!pl_str_eq(f->kind, PL_STR("ais"))) {
        pl_json_key(json, "list");
        pl_json_str(json, f->publication.list);
        pl_json_key(json, "published");
        if (f->publication.published.n > 0) {
            pl_json_str(json, f->publication.published);
        } else {
            pl_json_null(json);
        }
        write_u64(json, "entries", f->publication.entries);
        write_u64(json, "rejected", f->publication.rejected);
        return;
    }
    write_u64(json, "lines", f->counts.lines);
    write_u64(json, "messages", f->counts.results);
    write_u64(json, "reports", f->written.reports);
    write_u64(json, "no_time", f->counts.no_time);
    write_u64(json, "bad_time", f->bad_time);
    write_u64(json, "too_long", f->too_long);
    write_u64(json, "own", f->counts.own);
    pl_json_key(json, "from");
    pl_json_time(json, f->written.first);
    pl_json_key(json, "to");
    pl_json_time(json, f->written.last);
    write_u64(json, "broken", f->failures);
    write_rejected(json, &f->counts);
}

static void write_file(struct output *out, const struct pl_import_file *file) {
    char hex[80] = "sha256:";
    struct pl_json *json = &out->json;
    pl_hash_hex(file->object.sha256, hex + 7);
    pl_json_object(json);
    pl_json_key(json, "type");
    pl_json_text(json, "import");
    pl_json_key(json, "file");
    pl_json_str(json, file->path);
    pl_json_key(json, "status");
    pl_json_text(json, status_name(file->status));
    pl_json_key(json, "exhibit");
    if (file->object.bytes > 0 || (file->status != PL_IMPORT_FAILED && file->status != PL_IMPORT_LEFT)) {
        pl_json_text(json, hex);
    } else {
        pl_json_null(json);
    }
    pl_json_key(json, "entry");
    if (file->seq >= 0) {
        pl_json_i64(json, file->seq);
    } else {
        pl_json_null(json);
    }
    if (file->status == PL_IMPORT_NEW) {
        write_found(json, &file->found);
        if (file->found.exercise) {
            pl_json_key(json, "exercise");
            pl_json_bool(json, true);
        }
    } else if (file->status == PL_IMPORT_FAILED || file->status == PL_IMPORT_LEFT) {
        pl_json_key(json, "why");
        pl_json_text(json, file->error.msg);
    }
    pl_json_object_end(json);
    pl_json_line_end(json);
}

static void tell_file(const struct pl_import_file *file) {
    char name[256];
    const struct pl_intake_found *f = &file->found;
    pl_log_safe(file->path, name, sizeof name);
    if (file->status == PL_IMPORT_KNOWN) {
        pl_log_note("%s: is in the case already (journal entry %lld); nothing changed", name, (long long)file->seq);
    } else if (file->status == PL_IMPORT_NEW && pl_str_eq(f->kind, PL_STR("ais"))) {
        pl_log_note("%s: %llu messages, %llu distinct reports (journal entry %lld)", name,
                    (unsigned long long)f->counts.results, (unsigned long long)f->written.reports,
                    (long long)file->seq);
    } else if (file->status == PL_IMPORT_NEW) {
        char rejected[48] = "";
        if (f->publication.rejected > 0) {
            snprintf(rejected, sizeof rejected, ", %llu rejected", (unsigned long long)f->publication.rejected);
        }
        pl_log_note("%s: list %.*s of %s, %llu entries%s (journal entry %lld)", name, (int)f->publication.list.n,
                    f->publication.list.p, f->published[0] != '\0' ? f->published : "no date",
                    (unsigned long long)f->publication.entries, rejected, (long long)file->seq);
    }
}

static int flush(struct output *out, struct pl_error *err) {
    fwrite(out->buf.p != NULL ? out->buf.p : "", 1, out->buf.n, stdout);
    pl_buf_clear(&out->buf);
    fflush(stdout);
    return pl_cmd_output_failed() ? pl_fail(err, PL_E_IO, "the output cannot be written") : PL_E_OK;
}

static int on_file(void *ctx, const struct pl_import_file *file, struct pl_error *err) {
    struct output *out = ctx;
    if (file->status == PL_IMPORT_FAILED) {
        char name[256];
        int status = pl_code_exit_status(file->error.code);
        out->worst = status > out->worst ? status : out->worst;
        pl_log_error(pl_log_safe(file->path, name, sizeof name), &file->error);
    }
    if (!out->as_json) {
        tell_file(file);
        return PL_E_OK;
    }
    write_file(out, file);
    return flush(out, err);
}

static void write_summary(struct output *out, const struct pl_import_done *done) {
    const struct pl_detect_counts *d = &done->detection;
    struct pl_json *json = &out->json;
    pl_json_object(json);
    pl_json_key(json, "type");
    pl_json_text(json, "summary");
    write_u64(json, "read", done->files);
    write_u64(json, "results", done->imported);
    write_u64(json, "known", done->known);
    write_u64(json, "refused", done->failed);
    write_u64(json, "left_aside", done->left);
    write_u64(json, "reports", done->reports);
    write_u64(json, "journal", done->journal);
    pl_json_key(json, "detection");
    pl_json_object(json);
    write_u64(json, "reports_read", d->reports_read);
    write_u64(json, "reports", d->reports);
    write_u64(json, "stretches", d->stretches);
    write_u64(json, "events_added", d->events_added);
    write_u64(json, "events_removed", d->events_removed);
    pl_json_key(json, "whole");
    pl_json_bool(json, d->whole);
    pl_json_object_end(json);
    if (done->exercise) {
        pl_json_key(json, "exercise");
        pl_json_bool(json, true);
    }
    pl_json_object_end(json);
    pl_json_line_end(json);
}

static int conclude(struct output *out, const struct pl_import_done *done, struct pl_error *err) {
    if (out->as_json) {
        write_summary(out, done);
        return flush(out, err);
    }
    pl_log_note("%llu of %llu files new, %llu known, %llu refused, %llu left aside; detection read %llu reports, added "
                "%llu events and "
                "replaced %llu",
                (unsigned long long)done->imported, (unsigned long long)done->files, (unsigned long long)done->known,
                (unsigned long long)done->failed, (unsigned long long)done->left,
                (unsigned long long)done->detection.reports_read, (unsigned long long)done->detection.events_added,
                (unsigned long long)done->detection.events_removed);
    return PL_E_OK;
}

static bool is_marking(const char *marking) {
    for (size_t i = 0; pl_import_markings[i] != NULL; i++) {
        if (strcmp(marking, pl_import_markings[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool read_format(const char *name, int *ret) {
    static const char *const NAMES[] = {[PL_FEED_AUTO] = "auto", [PL_FEED_NMEA] = "nmea", [PL_FEED_CSV] = "csv"};
    for (int i = PL_FEED_AUTO; i <= PL_FEED_CSV; i++) {
        if (strcmp(name, NAMES[i]) == 0) {
            *ret = i;
            return true;
        }
    }
    return false;
}

static int run_import(const struct pl_args *args, struct pl_import_options *options) {
    struct pl_error err = {0};
    struct pl_import_done done;
    struct output out = {.as_json = pl_args_flag(args, "json")};
    pl_buf_open(&out.buf, (size_t)16 << 20);
    pl_json_start(&out.json, &out.buf);
    const char **paths = calloc(pl_args_n(args), sizeof *paths);
    int code = paths == NULL ? pl_fail(&err, PL_E_NOMEM, "out of memory") : PL_E_OK;
    for (size_t i = 0; code == 0 && i < pl_args_n(args); i++) {
        paths[i] = pl_args_at(args, i);
    }
    options->paths = paths;
    options->n_paths = pl_args_n(args);
    if (code == 0) {
        code = pl_import_run(pl_args_case(args), options, on_file, &out, &done, &err);
    }
    if (code == 0) {
        code = conclude(&out, &done, &err);
    }
    if (code == 0 && out.worst == 0 && done.imported + done.known == 0) {
        code = pl_fail(&err, PL_E_EMPTY, "nothing was imported: there is no recording and no list");
    }
    free(paths);
    pl_buf_close(&out.buf);
    return code != 0 ? pl_cmd_fail(NULL, &err) : out.worst;
}

static int run(const struct pl_args *args) {
    struct pl_import_options options = {.source = pl_str_from(pl_args_text(args, "source")),
                                        .collector = pl_str_from(pl_args_text(args, "collector")),
                                        .marking = pl_str_from(pl_args_text(args, "marking")),
                                        .received = pl_args_time(args, "received"),
                                        .columns = pl_str_from(pl_args_text(args, "columns")),
                                        .day_first = pl_args_flag(args, "day-first"),
                                        .date = pl_str_from(pl_args_text(args, "date")),
                                        .no_detect = pl_args_flag(args, "no-detect"),
                                        .now = pl_time_now()};
    pl_time published = 0;
    if (!read_format(pl_args_text(args, "format"), &options.format)) {
        return pl_cmd_usage(args, "--format is auto, nmea or csv, not \"%s\"", pl_args_text(args, "format"));
    }
    if (options.marking.n > 0 && !is_marking(options.marking.p)) {
        return pl_cmd_usage(args, "--marking is TLP:RED, TLP:AMBER+STRICT, TLP:AMBER, TLP:GREEN or TLP:CLEAR");
    }
    if (options.date.n > 0 && !pl_time_parse(options.date, &published)) {
        return pl_cmd_usage(args, "--date is a day such as 2026-02-27");
    }
    if (options.date.n > 0 && published > options.now + PL_DAY_US) {
        return pl_cmd_usage(args, "--date %s lies in the future; it is the day on which the list was published",
                            options.date.p);
    }
    return run_import(args, &options);
}

const struct pl_cmd pl_cmd_import = {
    .name = "import",
    .summary = "take recordings and lists into the case, and detect what is new",
    .text =
        "Each file is kept as received, under its SHA-256; the import is signed into the journal; then it is read. "
        "What a file is, is found by its content: an AIS recording of any kind that `decode` reads, the UN "
        "consolidated list (XML), the OFAC lists (CSV; give all parts together). Bytes that are in the case already "
        "change nothing.\n\nDetection reads again only from the last kept state before what is new until its state "
        "meets the one that was kept; the summary counts the reports read. An import is complete or did not "
        "happen: after a crash or a full disk, import again.\n\nA file that is named and cannot be taken in makes the "
        "exit status 3 (5 where a rule refuses it), and the others are imported; so does a folder without files. Of a "
        "folder, what is neither recording nor list is left aside with a note and counted; a recording or list that is "
        "refused for what it holds makes the status 3 there, too.",
    .opts =
        (const struct pl_opt[]){
            {.name = "source", .kind = PL_OPT_TEXT, .value = "S", .text = "who says this: a network, a registry"},
            {.name = "collector", .kind = PL_OPT_TEXT, .value = "PARTY", .text = "who collected it"},
            {.name = "received", .kind = PL_OPT_TIME, .value = "TIME", .text = "when it was received, as claimed"},
            {.name = "marking",
             .kind = PL_OPT_TEXT,
             .value = "M",
             .text = "TLP:RED (when not said), TLP:AMBER+STRICT, TLP:AMBER, TLP:GREEN or TLP:CLEAR"},
            {.name = "format", .kind = PL_OPT_TEXT, .value = "F", .text = "auto, nmea or csv", .def = "auto"},
            {.name = "columns",
             .kind = PL_OPT_TEXT,
             .value = "MAP",
             .text = "what a table's columns are: mmsi=A,t=B,lat=C,... by the names of its header, or by numbers from "
                     "1; with "
                     "numbers alone a first line whose MMSI is a number is a row"},
            {.name = "day-first", .text = "dates of a table are dd/mm/yyyy"},
            {.name = "date",
             .kind = PL_OPT_TEXT,
             .value = "DAY",
             .text = "publication day of a list that carries none"},
            {.name = "no-detect", .text = "leave detection to the next import"},
            {.name = "json", .text = "JSON Lines: one object a file, the last a summary"},
            {.name = NULL}},
    .args = (const struct pl_arg[]){{"FILE", "files or folders; - is standard input", 1, 0}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case import day1.nmea.gz --source \"Port radio\"",
                                      "keep a recording, and detect", NULL},
    .needs_case = true,
    .run = run,
};
