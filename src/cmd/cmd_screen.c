#include <stdio.h>
#include <string.h>

#include "app/facts.h"
#include "app/list.h"
#include "app/screen_lists.h"
#include "app/screen_run.h"
#include "base/log.h"
#include "base/time.h"
#include "cmd/cmd.h"
#include "cmd/cmd_screen_case.h"
#include "text/json.h"

#include "base/ban.h"

#define ARENA_BYTES  ((size_t)64 << 20)
#define MAX_LISTS    1024
#define MAX_REQUIRES 256

struct request {
    const struct pl_args *args;
    struct pl_arena arena;
    const struct pl_countries *countries;
    struct pl_pool *pool;
    struct pl_screen_lists *lists;
    struct pl_screener *screener;
    struct pl_screen_run *run;
    struct pl_screen_run_options options;
    bool has_as_of;
    int32_t as_of;
    const char *rows; /* --batch, --pairs or --entities; NULL: one question */
    int kind;         /* enum pl_screen_rows_kind */
    int64_t read_us, built_us;
};

static int to_stdout(void *ctx, pl_str bytes, struct pl_error *err) {
    (void)ctx;
    return fwrite(bytes.p, 1, bytes.n, stdout) == bytes.n && !pl_cmd_output_failed()
               ? 0
               : pl_fail(err, PL_E_IO, "the output cannot be written");
}

/* ---- what was asked ---- */

static int read_form(struct request *r) {
    bool json = pl_args_flag(r->args, "json");
    bool csv = pl_args_flag(r->args, "csv");
    r->options.form = json ? PL_SCREEN_JSON : csv ? PL_SCREEN_CSV : PL_SCREEN_TABLE;
    return json && csv ? pl_cmd_usage(r->args, "--json and --csv exclude each other") : 0;
}

static int read_rows(struct request *r) {
    static const struct {
        const char *option;
        int kind;
    } FILES[] = {
        {"batch", PL_SCREEN_ROWS_BATCH}, {"pairs", PL_SCREEN_ROWS_PAIRS}, {"entities", PL_SCREEN_ROWS_ENTITIES}};
    bool question = pl_args_n(r->args) > 0 || pl_args_text(r->args, "imo") != NULL;
    for (size_t i = 0; i < sizeof FILES / sizeof FILES[0]; i++) {
        const char *path = pl_args_text(r->args, FILES[i].option);
        if (path == NULL) {
            continue;
        }
        if (r->rows != NULL || question) {
            return pl_cmd_usage(r->args, "QUERY or --imo, --batch, --pairs and --entities exclude each other");
        }
        r->rows = path;
        r->kind = FILES[i].kind;
    }
    if (r->rows == NULL && !question) {
        return pl_cmd_usage(r->args, "nothing is asked: give a name, --imo, --batch, --pairs or --entities");
    }
    return 0;
}

/* Without --list the lists of the case are asked. */
static bool asks_case(const struct request *r) {
    return pl_args_count(r->args, "list") == 0 && (r->rows == NULL || r->kind == PL_SCREEN_ROWS_BATCH);
}

static const char *const CASE_ONLY[] = {"by", "known-at"};

static int read_lists(const struct request *r) {
    bool needed = r->rows == NULL || r->kind == PL_SCREEN_ROWS_BATCH;
    size_t n = pl_args_count(r->args, "list");
    for (size_t i = 0; !asks_case(r) && i < sizeof CASE_ONLY / sizeof CASE_ONLY[0]; i++) {
        if (pl_args_text(r->args, CASE_ONLY[i]) != NULL) {
            return pl_cmd_usage(r->args, "--%s is for a case; with --list nothing is kept", CASE_ONLY[i]);
        }
    }
    if (!needed && n > 0) {
        return pl_cmd_usage(r->args, "--pairs and --entities compare their rows with each other; they take no --list");
    }
    return n > MAX_LISTS ? pl_cmd_usage(r->args, "more than %d lists", MAX_LISTS) : 0;
}

static int read_as_of(struct request *r) {
    const char *text = pl_args_text(r->args, "as-of");
    r->has_as_of = text != NULL;
    pl_time at = 0;
    if (text != NULL && pl_time_parse(pl_str_from(text), &at)) { /* a time means its UTC day */
        r->as_of = (int32_t)((at - (at < 0 ? PL_DAY_US - 1 : 0)) / PL_DAY_US);
    } else if (text != NULL) {
        return pl_cmd_usage(r->args, "--as-of is a day, YYYY-MM-DD, not \"%.40s\"", text);
    }
    return 0;
}

static int read_threshold(struct request *r) {
    double threshold = pl_args_number(r->args, "threshold", PL_MATCH_THRESHOLD);
    r->options.ask.threshold = threshold;
    r->options.ask.limit = (size_t)pl_args_int(r->args, "limit", 5);
    return threshold >= 0 && threshold <= 1 ? 0 : pl_cmd_usage(r->args, "--threshold is a number from 0 to 1");
}

static int check_question(const struct request *r) {
    const char *schema = pl_args_text(r->args, "schema");
    const char *born = pl_args_text(r->args, "birth-date");
    const char *country = pl_args_text(r->args, "country");
    struct pl_interval date;
    if (r->rows != NULL) {
        return schema != NULL || born != NULL || country != NULL
                   ? pl_cmd_usage(r->args, "--schema, --birth-date and --country go with a name; a file has columns")
                   : 0;
    }
    if (pl_args_n(r->args) > 0 && pl_str_trim(pl_str_from(pl_args_at(r->args, 0))).n == 0) {
        return pl_cmd_usage(r->args, "the name is empty");
    }
    if (schema != NULL && pl_screen_schema_of(pl_str_from(schema)) < 0) {
        return pl_cmd_usage(r->args, "there is no schema \"%.40s\"; such as Person, Company, Vessel", schema);
    }
    if (born != NULL && !pl_interval_parse(pl_str_from(born), &date)) {
        return pl_cmd_usage(r->args, "--birth-date is YYYY, YYYY-MM or YYYY-MM-DD, not \"%.40s\"", born);
    }
    return 0;
}

/* 0, or the exit status of a usage error. */
static int understand(struct request *r) {
    static int (*const STEPS[])(struct request *) = {read_form, read_rows, read_as_of, read_threshold};
    int status = 0;
    for (size_t i = 0; status == 0 && i < sizeof STEPS / sizeof STEPS[0]; i++) {
        status = STEPS[i](r);
    }
    status = status == 0 ? read_lists(r) : status;
    return status == 0 ? check_question(r) : status;
}

/* ---- doing it ---- */

/* "un-sc:30": the list must be there, dated and at most 30 days old. */
static int read_requires(struct request *r, struct pl_error *err) {
    struct pl_screen_require requires[MAX_REQUIRES];
    size_t n = pl_args_count(r->args, "require");
    if (n > MAX_REQUIRES) {
        return pl_fail(err, PL_E_USAGE, "more than %d required lists", MAX_REQUIRES);
    }
    for (size_t i = 0; i < n; i++) {
        pl_str rest = pl_str_from(pl_args_nth(r->args, "require", i));
        uint64_t days = 0;
        requires[i] = (struct pl_screen_require){.list = pl_str_cut(&rest, ':')};
        if (rest.p != NULL) {
            if (!pl_str_u64(rest, &days) || days > 1000000) {
                return pl_fail(err, PL_E_USAGE, "--require is LIST or LIST:DAYS, not \"%.80s\"",
                               pl_args_nth(r->args, "require", i));
            }
            requires[i].has_max_days = true;
            requires[i].max_days = (int32_t)days;
        }
    }
    return pl_screener_check(r->screener, requires, n, &r->arena, &r->options.ask.lacking, err);
}

/* A copy that does not count is never left out silently. */
static void tell_left_out(const struct request *r, const struct pl_screen_copy *copies, size_t n) {
    for (size_t i = 0; i < n; i++) {
        bool searched = false;
        for (size_t k = 0; k < pl_screener_n_searched(r->screener); k++) {
            searched = searched || pl_screener_searched(r->screener, k).copy == &copies[i];
        }
        if (!searched && copies[i].n_files > 0) {
            pl_log_note(
                "%.*s: not searched: %s of %.*s counts%s", (int)copies[i].files[0].name.n, copies[i].files[0].name.p,
                r->has_as_of ? "another copy" : "a newer copy", (int)copies[i].list.n, copies[i].list.p,
                copies[i].has_day ? "" : " (an undated one has no place in time; the last one named is newest)");
        }
    }
}

static int build(struct request *r, struct pl_error *err) {
    const char *paths[MAX_LISTS];
    size_t n = pl_args_count(r->args, "list");
    for (size_t i = 0; i < n; i++) {
        paths[i] = pl_args_nth(r->args, "list", i);
    }
    int64_t start = pl_time_monotonic_us();
    int code = pl_screen_lists_read(paths, n, r->pool, &r->lists, err);
    if (code != 0) {
        return code;
    }
    r->read_us = pl_time_monotonic_us() - start;
    r->options.exercise = pl_screen_lists_exercise(r->lists);
    struct pl_screen_options options = {.has_as_of = r->has_as_of,
                                        .as_of = r->as_of,
                                        .today = (int32_t)(pl_time_now() / PL_DAY_US),
                                        .exercise = r->options.exercise,
                                        .countries = r->countries,
                                        .pool = r->pool};
    const struct pl_screen_copy *copies = pl_screen_lists_copies(r->lists, &n);
    code = pl_screener_build(&options, copies, n, &r->screener, err);
    r->built_us = pl_time_monotonic_us() - start - r->read_us;
    r->options.screener = r->screener;
    if (code == 0) {
        tell_left_out(r, copies, n);
    }
    return code == 0 ? read_requires(r, err) : code;
}

static struct pl_screen_question question_of(const struct request *r) {
    const char *schema = pl_args_text(r->args, "schema");
    return (struct pl_screen_question){.name = pl_str_from(pl_args_n(r->args) > 0 ? pl_args_at(r->args, 0) : NULL),
                                       .birth_date = pl_str_from(pl_args_text(r->args, "birth-date")),
                                       .country = pl_str_from(pl_args_text(r->args, "country")),
                                       .imo = pl_str_from(pl_args_text(r->args, "imo")),
                                       .schema = schema != NULL ? pl_screen_schema_of(pl_str_from(schema)) : -1};
}

static int ask(struct request *r, struct pl_error *err) {
    if (r->rows != NULL) {
        return pl_screen_run_rows(r->run, r->kind, r->rows, r->rows, err);
    }
    struct pl_screen_question question = question_of(r);
    return pl_screen_run_question(r->run, &question, question.name.n > 0 ? question.name : question.imo, err);
}

static void tell_timing(struct request *r) {
    if (!pl_args_flag(r->args, "timing")) {
        return;
    }
    if (r->screener != NULL) {
        struct pl_screener_size size = pl_screener_size(r->screener);
        pl_log_note("lists read in %.3f s, %zu entries with %zu names made ready in %.3f s, index %.1f MB",
                    (double)r->read_us / 1e6, size.entries, size.names, (double)r->built_us / 1e6,
                    (double)size.bytes / 1e6);
    }
    pl_log_note("%llu rows, p50 %u us, p99 %u us", (unsigned long long)pl_screen_run_counts(r->run).rows,
                pl_screen_run_percentile_us(r->run, 50), pl_screen_run_percentile_us(r->run, 99));
}

/* Lists that cannot be read answer nothing; a program that reads JSON still sees how it ended. */
static void refuse_in_json(const struct request *r, int code, const struct pl_error *err) {
    PL_BUF_AUTO out;
    struct pl_json json;
    struct pl_error ignored;
    pl_buf_open(&out, (size_t)1 << 16);
    if (r->options.form != PL_SCREEN_JSON || pl_code_exit_status(code) != 3) {
        return;
    }
    pl_json_start(&json, &out);
    pl_json_record(&json, "summary");
    pl_json_key(&json, "queries");
    pl_json_u64(&json, 0);
    pl_json_key(&json, "results");
    pl_json_u64(&json, 0);
    pl_json_key(&json, "answers");
    pl_json_array(&json);
    pl_json_array_end(&json);
    pl_json_key(&json, "lists");
    pl_json_array(&json);
    pl_json_array_end(&json);
    pl_json_key(&json, "error");
    pl_json_text(&json, err->msg);
    if (err->line > 0) {
        pl_json_key(&json, "line");
        pl_json_u64(&json, err->line);
        pl_json_key(&json, "offset");
        pl_json_u64(&json, err->offset);
    }
    pl_json_record_end(&json);
    (void)to_stdout(NULL, pl_buf_str(&out), &ignored);
}

static int screen(struct request *r, const char **ret_file, struct pl_error *err) {
    int threads = (int)pl_args_int(r->args, "threads", 1);
    int code = pl_countries_parse(pl_facts_countries(), &r->arena, &r->countries, err);
    if (code == PL_E_EMPTY) {
        code = 0; /* built without the table: states are not compared */
    }
    r->options.countries = r->countries;
    code = code == 0 ? pl_pool_open((unsigned)threads, &r->pool, err) : code;
    r->options.pool = r->pool;
    if (code == 0 && pl_args_count(r->args, "list") > 0) {
        code = build(r, err);
    }
    r->options.write = to_stdout;
    code = code == 0 ? pl_screen_run_open(&r->options, &r->run, err) : code;
    if (code != 0) {
        refuse_in_json(r, code, err);
        return code;
    }
    code = ask(r, err);
    *ret_file = code != 0 && r->rows != NULL && strstr(err->msg, r->rows) == NULL ? r->rows : NULL;
    if (code == 0 || pl_code_exit_status(code) == 3) { /* also a refusal ends with its summary */
        int finished = pl_screen_run_finish(r->run, code == 0 ? err : NULL);
        code = code == 0 ? finished : code;
    }
    if (code == 0) {
        code = pl_screen_run_verdict(r->run, err);
        *ret_file = code != 0 ? r->rows : NULL;
    }
    tell_timing(r);
    return code;
}

/* The lists of the case: app/screening. */
static int run_case(const struct request *r) {
    struct pl_screening_request request = {.question = question_of(r),
                                           .rows = r->rows,
                                           .has_as_of = r->has_as_of,
                                           .as_of = r->as_of,
                                           .limit = r->options.ask.limit,
                                           .threshold = r->options.ask.threshold,
                                           .threads = (unsigned)pl_args_int(r->args, "threads", 1),
                                           .form = r->options.form,
                                           .write = to_stdout};
    return pl_cmd_screen_case(r->args, &request);
}

static int run(const struct pl_args *args) {
    struct request r = {.args = args};
    struct pl_error err = {0};
    const char *file = NULL;
    bool hit = false;
    if (pl_args_text(args, "replay") != NULL) {
        return pl_cmd_screen_replay(args, to_stdout);
    }
    int status = understand(&r);
    if (status != 0) {
        return status;
    }
    if (asks_case(&r)) {
        status = run_case(&r);
        if (status == pl_code_exit_status(PL_E_USAGE)) {
            pl_log_note("lists that stand in files are searched with --list FILE, without a case");
        }
        return status;
    }
    pl_arena_open(&r.arena, ARENA_BYTES);
    int code = screen(&r, &file, &err);
    if (code == 0) {
        struct pl_screen_run_counts counts = pl_screen_run_counts(r.run);
        hit = pl_screen_run_hit(&counts);
    }
    pl_screen_run_close(r.run);
    pl_screener_close(r.screener);
    pl_screen_lists_close(r.lists);
    pl_pool_close(r.pool);
    pl_arena_close(&r.arena);
    if (code != 0) {
        return pl_cmd_fail(file, &err);
    }
    return hit && pl_args_flag(args, "fail-on-hit") ? pl_code_exit_status(PL_E_CHECK) : 0;
}

static const struct pl_opt opts[] = {
    {.name = "list",
     .kind = PL_OPT_TEXT,
     .value = "FILE[@DATE]",
     .text = "a list to search; DATE is its day of publication where the file carries none",
     .repeat = true},
    {.name = "as-of", .kind = PL_OPT_TEXT, .value = "DATE", .text = "who was listed on that day (YYYY-MM-DD)"},
    {.name = "imo", .kind = PL_OPT_TEXT, .value = "N", .text = "ask for an IMO number, alone or with a name"},
    {.name = "schema",
     .kind = PL_OPT_TEXT,
     .value = "SCHEMA",
     .text = "what the name is of: Person, Company, Vessel ..."},
    {.name = "birth-date", .kind = PL_OPT_TEXT, .value = "DATE", .text = "YYYY, YYYY-MM or YYYY-MM-DD"},
    {.name = "country", .kind = PL_OPT_TEXT, .value = "STATE", .text = "ISO 3166 code or English name"},
    {.name = "batch",
     .kind = PL_OPT_TEXT,
     .value = "FILE",
     .text = "a CSV of questions: id, name, and where wanted schema, birth_date, country, imo"},
    {.name = "pairs", .kind = PL_OPT_TEXT, .value = "FILE", .text = "a CSV of pairs: id, name_a, name_b, schema"},
    {.name = "entities",
     .kind = PL_OPT_TEXT,
     .value = "FILE",
     .text = "JSON lines {id, schema, query, candidate} with FollowTheMoney properties"},
    {.name = "limit",
     .kind = PL_OPT_INT,
     .value = "N",
     .text = "candidates shown for each question",
     .def = "5",
     .min = 0,
     .max = PL_SCREEN_MAX_LIMIT},
    {.name = "threshold",
     .kind = PL_OPT_NUMBER,
     .value = "X",
     .text = "least score, 0 to 1; 0 shows all; without it the default of docs/screening.md"},
    {.name = "require",
     .kind = PL_OPT_TEXT,
     .value = "LIST[:DAYS]",
     .text = "a list that must be there, dated and at most DAYS old; else the answers are undetermined",
     .repeat = true},
    {.name = "by", .kind = PL_OPT_TEXT, .value = "NAME", .text = "in a case: who asks; without it the case's person"},
    PL_CMD_KNOWN_AT,
    {.name = "replay",
     .kind = PL_OPT_TEXT,
     .value = "ENTRY",
     .text = "in a case: ask again what this journal entry kept; the same bytes, or which version differs"},
    {.name = "fail-on-hit",
     .kind = PL_OPT_FLAG,
     .text = "exit status 1 where there is a match, or an answer other than none"},
    {.name = "threads",
     .kind = PL_OPT_INT,
     .value = "N",
     .text = "threads; the output is the same for any number",
     .def = "1",
     .min = 1,
     .max = 256},
    {.name = "timing", .kind = PL_OPT_FLAG, .text = "print p50 and p99 of the time of a row on stderr"},
    {.name = "json", .kind = PL_OPT_FLAG, .text = "JSON Lines; the last is the summary"},
    {.name = "csv", .kind = PL_OPT_FLAG, .text = "CSV with a header"},
    {.name = NULL},
};

static const struct pl_arg arguments[] = {
    {.name = "QUERY", .text = "a name, in any script; in quotes where it has spaces", .min = 0, .max = 1},
    {.name = NULL},
};

static const char *const examples[] = {
    "plimsoll screen --list un.xml \"Ri Hong Sop\"",
    "who on the UN's list may be meant, and why",
    "plimsoll screen --list un-2018.xml --list un-2025.xml --as-of 2018-11-01 --batch names.csv --json",
    "many names against what was listed on a day",
    "plimsoll screen --list sdn.csv@2026-02-27 --require un-sc:30 --imo 9074729",
    "a ship; undetermined, because the UN's list is missing",
    "plimsoll -C demo-case screen \"Ri Hong Sop\" --by \"A. Desk\"",
    "the lists of a case; the question and its answer are kept",
    NULL,
};

const struct pl_cmd pl_cmd_screen = {
    .name = "screen",
    .summary = "who on sanctions lists may be meant by a name, a number or a party",
    .text =
        "Reads lists of any known kind (docs/screening.md), several publications of one list among them, and "
        "prints ranked candidates, each with its score, why, its list, entry and publication. A candidate is not "
        "a decision.\n\n"
        "Every question has an answer: candidates, none, undetermined (a required list is missing, undated or "
        "too old) or not_comparable (nothing that can be compared). --as-of answers from the publications around "
        "the day: listed, or undetermined where they cannot say; who was not listed is no candidate.\n\n"
        "Without --list the newest copies of the lists that the case keeps are asked (with --as-of all of them), its "
        "required lists (`require`) count, what was decided (`decide`) stands beside the candidates, and the "
        "question is kept with its answer as a journal entry, which --replay puts again.\n\n"
        "The parts of OFAC's CSV are joined by their folder. A name of an exercise's list is marked so on every "
        "line; real and exercise lists cannot be mixed.",
    .opts = opts,
    .args = arguments,
    .examples = examples,
    .needs_case = true,
    .run = run,
};
