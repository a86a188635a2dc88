#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/import.h"
#include "app/import_json.h"
#include "app/source.h"
#include "base/log.h"
#include "cmd/cmd.h"
#include "cmd/import_table.h"
#include "text/json.h"
#include "text/plural.h"

#include "base/ban.h"

struct output {
    bool as_json;
    struct pl_buf buf;
    int worst; /* exit status of the worst refusal */
};

static void add_count(struct pl_buf *text, uint64_t n, const char *what) {
    if (n > 0) {
        pl_buf_add_fmt(text, ", %llu %s", (unsigned long long)n, what);
    }
}

static void tell_list(const struct pl_import_file *file, const char *name) {
    const struct pl_list_loaded *l = &file->found.list;
    const struct pl_publication *p = &l->publication;
    char list[80];
    PL_BUF_AUTO text;
    pl_buf_open(&text, 4096);
    add_count(&text, p->rejected, "rejected");
    add_count(&text, p->names, "names");
    add_count(&text, p->vessels, "vessels");
    add_count(&text, p->identifiers, "identifiers");
    add_count(&text, p->invalid_identifiers, "of them invalid");
    add_count(&text, p->edges, "links");
    add_count(&text, p->dangling, "dangling references");
    add_count(&text, p->unread, "values not read");
    if (l->changes.before >= 0) {
        pl_buf_add_fmt(&text, "; since %s: %llu added, %llu changed, %llu removed",
                       l->changes.published.n > 0 ? l->changes.published.p : "the copy before",
                       (unsigned long long)l->changes.added, (unsigned long long)l->changes.changed,
                       (unsigned long long)l->changes.removed);
    }
    pl_buf_add_char(&text, '\0');
    pl_log_note("%s: list %s%s%s, %llu %s%s (journal entry %lld)", name, pl_log_safe(p->list, list, sizeof list),
                p->published.n > 0 ? " of " : ", undated", p->published.n > 0 ? p->published.p : "",
                (unsigned long long)p->entries, pl_plural(p->entries, "entry", "entries"), text.p != NULL ? text.p : "",
                (long long)file->seq);
    if (p->rejected > 0) {
        pl_log_warning("%s: %llu %s rejected; the first %s (line %llu, byte %llu)", name,
                       (unsigned long long)p->rejected, pl_plural(p->rejected, "record", "records"),
                       p->first_rejected.why, (unsigned long long)p->first_rejected.line,
                       (unsigned long long)p->first_rejected.offset);
    }
    if (l->changes.before >= 0 && 2 * l->changes.removed > p->entries - l->changes.added + l->changes.removed) {
        pl_log_warning("%s: more than half of the entries of the copy before are gone; is this the whole list?", name);
    }
}

static void tell_file(const struct pl_import_file *file) {
    char name[256];
    const struct pl_intake_found *f = &file->found;
    pl_log_safe(file->path, name, sizeof name);
    if (file->status == PL_IMPORT_KNOWN) {
        pl_log_note("%s: is in the case already (journal entry %lld); nothing changed", name, (long long)file->seq);
        if (file->other_day.n > 0) {
            pl_log_warning("%s: it came with --date %.*s, and that day stands", name, (int)file->other_day.n,
                           file->other_day.p);
        }
    } else if (file->status == PL_IMPORT_NEW && pl_str_eq(f->kind, PL_STR("ais"))) {
        pl_log_note("%s: %llu %s, %llu distinct %s (journal entry %lld)", name, (unsigned long long)f->counts.results,
                    pl_plural(f->counts.results, "message", "messages"), (unsigned long long)f->written.reports,
                    pl_plural(f->written.reports, "report", "reports"), (long long)file->seq);
        if (file->supersedes > 0) {
            pl_log_note("%s: read anew in place of journal entry %lld", name, (long long)file->supersedes);
        }
        if (f->counts.no_time + f->bad_time > 0) {
            pl_log_warning("%s: %llu messages without a time that can be used: they are kept in the file, and no event "
                           "rests on them",
                           name, (unsigned long long)(f->counts.no_time + f->bad_time));
        }
    } else if (file->status == PL_IMPORT_NEW) {
        tell_list(file, name);
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
    pl_import_file_json(file, &out->buf);
    return flush(out, err);
}

/* Hits on the watch list: the lines as they are, or words. */
static int on_watch(void *ctx, pl_str lines, struct pl_error *err) {
    struct output *out = ctx;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, (size_t)64 << 20);
    if (out->as_json) {
        pl_buf_add_str(&out->buf, lines);
        return flush(out, err);
    }
    while (lines.p != NULL && lines.n > 0) {
        pl_str line = pl_str_cut(&lines, '\n');
        pl_str texts[5];
        static const char *const KEYS[] = {"change", "query", "list", "reference", "caption"};
        char safe[5][160];
        const struct pl_jval *value = NULL;
        struct pl_arena_mark mark = pl_arena_mark(&arena);
        int code = pl_json_read(line, &arena, &value, err);
        if (code != 0) {
            return code;
        }
        for (size_t i = 0; i < 5; i++) {
            const struct pl_jval *v = pl_jval_get(value, KEYS[i]);
            texts[i] = v != NULL && v->kind == PL_JVAL_STR ? v->str : PL_STR("");
            pl_log_safe(texts[i], safe[i], sizeof safe[i]);
        }
        pl_log_note("watch list: %s: %s and %s:%s %s (a candidate, not a decision)", safe[0], safe[1], safe[2], safe[3],
                    safe[4]);
        pl_arena_rewind(&arena, mark);
    }
    return PL_E_OK;
}

static int conclude(struct output *out, const struct pl_import_done *done, struct pl_error *err) {
    if (out->as_json) {
        pl_import_done_json(done, true, &out->buf);
        return flush(out, err);
    }
    if (done->watch.items > 0) {
        pl_log_note("watch list: %llu followed, %llu new %s, %llu ended, %llu changed",
                    (unsigned long long)done->watch.items, (unsigned long long)done->watch.new_hits,
                    pl_plural(done->watch.new_hits, "hit", "hits"), (unsigned long long)done->watch.ended,
                    (unsigned long long)done->watch.changed);
        if (done->watch_lacking[0] != '\0') {
            pl_log_note("watch list: what has no hit is undetermined: %s", done->watch_lacking);
        }
    }
    pl_log_note(
        "%llu of %llu %s new, %llu known, %llu refused, %llu left aside; detection read %llu %s, added "
        "%llu %s and replaced %llu",
        (unsigned long long)done->imported, (unsigned long long)done->files, pl_plural(done->files, "file", "files"),
        (unsigned long long)done->known, (unsigned long long)done->failed, (unsigned long long)done->left,
        (unsigned long long)done->detection.reports_read, pl_plural(done->detection.reports_read, "report", "reports"),
        (unsigned long long)done->detection.events_added, pl_plural(done->detection.events_added, "event", "events"),
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

/* "ofac-sdn:alt=FILE"; also "sdn:alt=FILE". */
static bool read_part(const char *text, struct pl_import_part *ret) {
    pl_str all = pl_str_from(text);
    size_t equals = pl_str_find(all, '='), colon = pl_str_find(all, ':');
    if (equals >= all.n || colon >= equals || equals + 1 >= all.n) {
        return false;
    }
    pl_str list = pl_str_sub(all, 0, colon), part = pl_str_sub(all, colon + 1, equals - colon - 1);
    bool sdn = pl_str_eq(list, PL_STR("ofac-sdn")) || pl_str_eq(list, PL_STR("sdn"));
    bool cons = pl_str_eq(list, PL_STR("ofac-cons")) || pl_str_eq(list, PL_STR("cons"));
    *ret = (struct pl_import_part){.list = sdn ? PL_STR("ofac-sdn") : PL_STR("ofac-cons"),
                                   .part = pl_list_part_of(part),
                                   .path = text + equals + 1};
    return (sdn || cons) && ret->part >= 0;
}

static int read_parts(const struct pl_args *args, struct pl_import_options *options, struct pl_import_part **ret,
                      struct pl_error *err) {
    size_t n = pl_args_count(args, "part");
    struct pl_import_part *parts = calloc(n + 1, sizeof *parts);
    *ret = parts;
    if (parts == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    for (size_t i = 0; i < n; i++) {
        if (!read_part(pl_args_nth(args, "part", i), &parts[i])) {
            return pl_fail(err, PL_E_USAGE,
                           "--part is LIST:PART=FILE: LIST ofac-sdn or ofac-cons, PART prim, alt, add or comments; "
                           "not \"%.80s\"",
                           pl_args_nth(args, "part", i));
        }
    }
    options->parts = parts;
    options->n_parts = n;
    return options->n_paths + n > 0 ? PL_E_OK : pl_fail(err, PL_E_USAGE, "name at least one file or folder");
}

static int run_import(const struct pl_args *args, struct pl_import_options *options) {
    struct pl_error err = {0};
    struct pl_import_done done;
    struct output out = {.as_json = pl_args_flag(args, "json")};
    pl_buf_open(&out.buf, (size_t)16 << 20);
    struct pl_import_part *parts = NULL;
    const char **paths = calloc(pl_args_n(args) + 1, sizeof *paths);
    int code = paths == NULL ? pl_fail(&err, PL_E_NOMEM, "out of memory") : PL_E_OK;
    for (size_t i = 0; code == 0 && i < pl_args_n(args); i++) {
        paths[i] = pl_args_at(args, i);
    }
    options->paths = paths;
    options->watch = on_watch;
    options->n_paths = pl_args_n(args);
    if (code == 0) {
        code = read_parts(args, options, &parts, &err);
    }
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
    free(parts);
    pl_buf_close(&out.buf);
    return code != 0 ? pl_cmd_fail(NULL, &err) : out.worst;
}

/* Options that a table of observations does not know, and those that only it knows. */
static int check_as(const struct pl_args *args, bool as) {
    static const char *const NOT_TEXTS[] = {"date", "list", NULL}, *const NOT_FLAGS[] = {"day-first", "again", NULL};
    if (!as &&
        (pl_args_flag(args, "preview") || pl_args_text(args, "by") != NULL || pl_args_text(args, "sheet") != NULL)) {
        return pl_cmd_usage(args, "--preview, --by and --sheet go with --as");
    }
    for (size_t i = 0; as && NOT_TEXTS[i] != NULL; i++) {
        if (pl_args_text(args, NOT_TEXTS[i]) != NULL) {
            return pl_cmd_usage(args, "--%s does not go with --as", NOT_TEXTS[i]);
        }
    }
    for (size_t i = 0; as && NOT_FLAGS[i] != NULL; i++) {
        if (pl_args_flag(args, NOT_FLAGS[i])) {
            return pl_cmd_usage(args, "--%s does not go with --as", NOT_FLAGS[i]);
        }
    }
    if (as && (pl_args_count(args, "part") > 0 || strcmp(pl_args_text(args, "format"), "auto") != 0)) {
        return pl_cmd_usage(args, "--part and --format do not go with --as");
    }
    return as && pl_args_n(args) == 0 ? pl_cmd_usage(args, "name at least one table") : 0;
}

static int run(const struct pl_args *args) {
    bool as = pl_args_text(args, "as") != NULL;
    int status = check_as(args, as);
    if (status != 0) {
        return status;
    }
    struct pl_import_options options = {.source = pl_str_from(pl_args_text(args, "source")),
                                        .collector = pl_str_from(pl_args_text(args, "collector")),
                                        .marking = pl_str_from(pl_args_text(args, "marking")),
                                        .received = pl_args_time(args, "received"),
                                        .columns = pl_str_from(pl_args_text(args, "columns")),
                                        .day_first = pl_args_flag(args, "day-first"),
                                        .date = pl_str_from(pl_args_text(args, "date")),
                                        .list = pl_str_from(pl_args_text(args, "list")),
                                        .strict = pl_args_flag(args, "strict"),
                                        .again = pl_args_flag(args, "again"),
                                        .threads = (unsigned)pl_args_int(args, "threads", 1),
                                        .no_detect = pl_args_flag(args, "no-detect"),
                                        .now = pl_time_now()};
    pl_time published = 0;
    if (!pl_feed_format_of(pl_str_from(pl_args_text(args, "format")), &options.format)) {
        return pl_cmd_usage(args, "--format is auto, nmea, csv or json, not \"%s\"", pl_args_text(args, "format"));
    }
    if (options.marking.n > 0 && !is_marking(options.marking.p)) {
        return pl_cmd_usage(args, "--marking is TLP:RED, TLP:AMBER+STRICT, TLP:AMBER, TLP:GREEN or TLP:CLEAR");
    }
    if (as) {
        return pl_cmd_import_table(args);
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
        "What a file is, is found by its content: an AIS recording of any kind that `decode` reads, or an official "
        "list: UN (XML), OFAC (CSV with all its parts together, XML, advanced XML), EU and UK (XML, CSV), the OFSI "
        "list, FollowTheMoney entities and deltas, OpenSanctions tables, the US CSL. The answer says which list it is, "
        "its publication day, what it holds and what changed since the copy before it. Every publication is kept; a "
        "delta changes the newest copy of its list into a new one. Bytes that are in the case already change "
        "nothing.\n\nDetection reads again only from the last kept state before what is new until its state "
        "meets the one that was kept; the summary counts the reports read. An import is complete or did not "
        "happen: after a crash or a full disk, import again.\n\nA file that is named and cannot be taken in makes the "
        "exit status 3 (2 where more must be given: the other parts of a list, --list, the whole list before a delta; "
        "5 "
        "where a rule refuses it, such as an exercise and a real recording in one, or in a case of the other kind), "
        "and the others are imported; so does a folder without files. Of a "
        "folder, what is neither recording nor list is left aside with a note and counted; a recording or list that is "
        "refused for what it holds makes the status 3 there, too.\n\nWith --as each file is a table of what some "
        "witness saw, and each row an observation (docs/evidence.md). Columns are taken as --columns says, else as an "
        "earlier table with the same header was, else by the words of the header; look with --preview first.",
    .opts =
        (const struct pl_opt[]){
            {.name = "as",
             .kind = PL_OPT_TEXT,
             .value = "KIND",
             .text = "each file is a table of observations, a row each: sighting, interview, inspection, image-count, "
                     "registry, port-call, customs, rail, flight, debris or transaction"},
            {.name = "preview",
             .text = "with --as: which column is taken as what, and the first rows; nothing is kept"},
            {.name = "sheet",
             .kind = PL_OPT_TEXT,
             .value = "NAME",
             .text = "with --as: which sheet of a workbook (XLSX); else its only visible one"},
            {.name = "by",
             .kind = PL_OPT_TEXT,
             .value = "NAME",
             .text = "with --as: who says so; else the case's person"},
            {.name = "source",
             .kind = PL_OPT_TEXT,
             .value = "S",
             .text = "who says this: a network, a registry; with --as the id or label of a source"},
            {.name = "collector", .kind = PL_OPT_TEXT, .value = "PARTY", .text = "who collected it"},
            {.name = "received", .kind = PL_OPT_TIME, .value = "TIME", .text = "when it was received, as claimed"},
            {.name = "marking",
             .kind = PL_OPT_TEXT,
             .value = "M",
             .text = "TLP:RED (when not said), TLP:AMBER+STRICT, TLP:AMBER, TLP:GREEN or TLP:CLEAR"},
            {.name = "format", .kind = PL_OPT_TEXT, .value = "F", .text = "auto, nmea, csv or json", .def = "auto"},
            {.name = "columns",
             .kind = PL_OPT_TEXT,
             .value = "MAP",
             .text = "what a table's columns are: mmsi=A,t=B,lat=C,... by the names of its header, or by numbers from "
                     "1; with numbers alone a first line whose MMSI is a number is a row. With --as: fields of an "
                     "observation, subject=Ship,observed=Seen,... by the names of the header"},
            {.name = "day-first", .text = "dates of a table are dd/mm/yyyy"},
            {.name = "date",
             .kind = PL_OPT_TEXT,
             .value = "DAY",
             .text = "publication day of a list that carries none"},
            {.name = "part",
             .kind = PL_OPT_TEXT,
             .value = "LIST:PART=FILE",
             .text = "a part of an OFAC list in CSV whatever its file is called: PART prim, alt, add or comments",
             .repeat = true},
            {.name = "list",
             .kind = PL_OPT_TEXT,
             .value = "NAME",
             .text = "which list it is, where neither the file nor its name says so (FollowTheMoney, deltas)"},
            {.name = "again",
             .text = "read a recording anew that is in the case and was read with other --format, --columns or "
                     "--day-first: the new reading replaces the old one, and everything is derived anew"},
            {.name = "strict",
             .text = "take nothing in where a record of any file is malformed, and name every such file and member"},
            {.name = "threads",
             .kind = PL_OPT_INT,
             .value = "N",
             .text = "threads that read; what is kept is the same for any number",
             .def = "1",
             .min = 1,
             .max = 256},
            {.name = "no-detect", .text = "leave detection to the next import"},
            {.name = "json", .text = "JSON Lines: one object a file, the last a summary"},
            {.name = NULL}},
    .args = (const struct pl_arg[]){{"FILE", "files or folders; - is standard input", 0, 0}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case import day1.nmea.gz --source \"Port radio\"",
                                      "keep a recording, and detect",
                                      "plimsoll -C demo-case import calls.csv --as port-call --preview",
                                      "look how a table of port calls would be read", NULL},
    .needs_case = true,
    .run = run,
};
