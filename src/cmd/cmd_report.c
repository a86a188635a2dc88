/* report new, check, save, build, release; letter new. */
#include <stdio.h>

#include "app/letter.h"
#include "app/report.h"
#include "app/report_text.h"
#include "base/file.h"
#include "base/log.h"
#include "cmd/cmd.h"
#include "cmd/knowledge.h"

#include "base/ban.h"

#define ANSWER_MAX   ((size_t)256 << 20)
#define WITHOUT_MAX  64
#define WITHHOLD_MAX 1024

static int print(const struct pl_buf *out, struct pl_error *err) {
    return out->n == 0 || fwrite(out->p, 1, out->n, stdout) == out->n
               ? 0
               : pl_fail(err, PL_E_IO, "the output cannot be written");
}

static int run_new(const struct pl_args *args) {
    struct pl_error err = {0};
    const char *path = pl_args_at(args, 0);
    int code = pl_report_new(path, pl_str_from(pl_args_text(args, "title")), &err);
    if (code == 0) {
        pl_log_note("%s: write in it, then `plimsoll report check %s`", path, path);
    }
    return code == 0 ? 0 : pl_cmd_fail(path, &err);
}

static int run_check(const struct pl_args *args) {
    struct pl_error err = {0};
    PL_REPORT_JOB_AUTO job = {0};
    PL_BUF_AUTO out = {0};
    pl_time known_at = PL_TIME_NONE;
    pl_str without[WITHOUT_MAX];
    size_t n = pl_args_count(args, "without");
    int status = pl_cmd_known_at(args, &known_at);
    if (status != 0) {
        return status;
    }
    if (n > WITHOUT_MAX) {
        return pl_cmd_usage(args, "at most %d can be thought away at once", WITHOUT_MAX);
    }
    for (size_t i = 0; i < n; i++) {
        without[i] = pl_str_from(pl_args_nth(args, "without", i));
    }
    pl_buf_open(&out, ANSWER_MAX);
    struct pl_report_ask ask = {.dir = pl_args_case(args),
                                .what = pl_args_at(args, 0),
                                .known_at = known_at,
                                .now = PL_TIME_NONE,
                                .without = without,
                                .n_without = n};
    int code = pl_report_job_open(&ask, &job, &err);
    if (code != 0) {
        return pl_cmd_fail(pl_args_at(args, 0), &err);
    }
    if (pl_args_flag(args, "json")) {
        code = pl_report_lines(&job, &out, &err);
    } else {
        pl_report_check_text(job.report, &job.facts, job.check, &out);
    }
    code = code == 0 ? print(&out, &err) : code;
    if (code != 0) {
        return pl_cmd_fail(NULL, &err);
    }
    struct pl_error why = {0};
    if (pl_report_may_release(&job, &why) != 0) {
        pl_log_note("a release would be refused: %s", why.msg);
    }
    return job.check->n_errors > 0 ? 1 : 0;
}

/* withhold has room for WITHHOLD_MAX. */
static int read_scope(const struct pl_args *args, pl_str *withhold, struct pl_report_scope *ret) {
    size_t n = pl_args_count(args, "withhold");
    if (n > WITHHOLD_MAX) {
        return pl_cmd_usage(args, "at most %d ids at once", WITHHOLD_MAX);
    }
    for (size_t i = 0; i < n; i++) {
        withhold[i] = pl_str_from(pl_args_nth(args, "withhold", i));
    }
    *ret = (struct pl_report_scope){.disclose = {withhold, n, pl_str_from(pl_args_text(args, "up-to"))},
                                    .exhibits = pl_args_flag(args, "exhibits")};
    return 0;
}

static int run_build(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_report_built built;
    pl_str withhold[WITHHOLD_MAX];
    struct pl_report_scope scope;
    int status = read_scope(args, withhold, &scope);
    if (status != 0) {
        return status;
    }
    struct pl_report_build build = {.dir = pl_args_case(args),
                                    .what = pl_args_at(args, 0),
                                    .out = pl_args_text(args, "out"),
                                    .scope = scope,
                                    .force = pl_args_flag(args, "force"),
                                    .by = pl_str_from(pl_args_text(args, "by")),
                                    .now = pl_time_now()};
    int code = pl_report_build_run(&build, &built, &err);
    if (code == 0) {
        pl_log_note(
            "%s at log size %llu: %s/report.html, report.md, bundle.tar%s; %llu errors and %llu warnings of the "
            "check",
            built.id, (unsigned long long)built.log_size, build.out,
            built.docx ? ", report.docx" : " (no DOCX: pandoc is not installed)", (unsigned long long)built.errors,
            (unsigned long long)built.warnings);
        code = printf("%s\n", built.id) > 0 ? 0 : pl_fail(&err, PL_E_IO, "the output cannot be written");
    }
    return code == 0 ? 0 : pl_cmd_fail(build.what, &err);
}

static int run_save(const struct pl_args *args) {
    struct pl_error err = {0};
    PL_BUF_AUTO text = {0};
    char id[PL_FILING_ID_MAX];
    bool filed = false;
    pl_buf_open(&text, PL_REPORT_MAX_BYTES + 1);
    int code = pl_file_read(pl_args_at(args, 0), PL_REPORT_MAX_BYTES, &text, &err);
    struct pl_report_save save = {.dir = pl_args_case(args),
                                  .text = pl_buf_str(&text),
                                  .replaces = pl_str_from(pl_args_text(args, "replaces")),
                                  .by = pl_str_from(pl_args_text(args, "by")),
                                  .now = pl_time_now()};
    code = code == 0 ? pl_report_save_run(&save, id, &filed, &err) : code;
    if (code == 0) {
        pl_log_note(filed ? "kept as %s" : "%s has that text already", id);
        code = printf("%s\n", id) > 0 ? 0 : pl_fail(&err, PL_E_IO, "the output cannot be written");
    }
    return code == 0 ? 0 : pl_cmd_fail(pl_args_at(args, 0), &err);
}

static int run_release(const struct pl_args *args) {
    struct pl_error err = {0};
    int64_t seq = -1;
    pl_str withhold[WITHHOLD_MAX];
    struct pl_report_scope scope;
    int status = read_scope(args, withhold, &scope);
    if (status != 0) {
        return status;
    }
    struct pl_report_release release = {.dir = pl_args_case(args),
                                        .id = pl_str_from(pl_args_at(args, 0)),
                                        .to = pl_str_from(pl_args_text(args, "to")),
                                        .by = pl_str_from(pl_args_text(args, "by")),
                                        .reason = pl_str_from(pl_args_text(args, "text")),
                                        .out = pl_args_text(args, "out"),
                                        .scope = scope,
                                        .force = pl_args_flag(args, "force"),
                                        .now = pl_time_now()};
    int code = pl_report_release_run(&release, &seq, &err);
    if (seq >= 0) {
        pl_log_note("released: journal entry %lld says to whom", (long long)seq);
    }
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

static int run_letter(const struct pl_args *args) {
    struct pl_error err = {0};
    PL_BUF_AUTO ids = {0};
    struct pl_letter_new letter = {.dir = pl_args_case(args),
                                   .template = pl_str_from(pl_args_at(args, 0)),
                                   .to = pl_str_from(pl_args_text(args, "to")),
                                   .about = pl_str_from(pl_args_text(args, "about")),
                                   .party = pl_str_from(pl_args_text(args, "party")),
                                   .dated = pl_str_from(pl_args_text(args, "dated")),
                                   .due = pl_str_from(pl_args_text(args, "due")),
                                   .by = pl_str_from(pl_args_text(args, "by")),
                                   .text = pl_str_from(pl_args_text(args, "text")),
                                   .label = pl_str_from(pl_args_text(args, "label")),
                                   .out = pl_args_text(args, "out"),
                                   .now = pl_time_now()};
    pl_buf_open(&ids, (size_t)1 << 20);
    int code = pl_letter_new(&letter, &ids, &err);
    code = code == 0 ? print(&ids, &err) : code;
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

#define BY                                                                                                             \
    { .name = "by", .kind = PL_OPT_TEXT, .value = "NAME", .text = "who says so; the case's person where not said" }

/* clang-format off */
#define SCOPE                                                                                                          \
    {.name = "exhibits", .text = "put the recordings into the bundle, so that events can be computed again"},         \
    {.name = "withhold", .kind = PL_OPT_TEXT, .value = "ID", .repeat = true,                                           \
     .text = "a filing, or a recording (E4) or screening (Q5), that stays closed on the page and in the bundle"},      \
    {.name = "up-to", .kind = PL_OPT_TEXT, .value = "MARKING",                                                         \
     .text = "what is marked more restrictively stays closed (TLP:CLEAR, TLP:GREEN, TLP:AMBER, TLP:AMBER+STRICT); "    \
             "unset is TLP:RED"},                                                                                      \
    {.name = "force", .text = "replace files of these names that are there"}
/* clang-format on */

const struct pl_cmd pl_cmd_report_new = {
    .name = "report new",
    .summary = "a Markdown file to begin a report with",
    .text = "Its sentences are marked as finding, assessment, background, method or recommendation "
            "(docs/format/report.md).",
    .opts = (const struct pl_opt[]){{.name = "title", .kind = PL_OPT_TEXT, .value = "TEXT", .text = "of the report"},
                                    {.name = NULL}},
    .args = (const struct pl_arg[]){{"FILE", "the file to make", 1, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll report new report.md --title \"What was seen\"", "a draft", NULL},
    .run = run_new,
};

const struct pl_cmd pl_cmd_report_check = {
    .name = "report check",
    .summary = "does every sentence hold: support, the checklist of S/2006/997, wording, spellings, length",
    .text = "Ends with status 1 where the text has errors; what else would keep it from being released is said at the "
            "end. `--without` lists the findings that "
            "lose their only or second origin.",
    .opts = (const struct pl_opt[]){{.name = "without",
                                     .kind = PL_OPT_TEXT,
                                     .value = "NAME",
                                     .repeat = true,
                                     .text = "what is lost without this party, source or feed"},
                                    PL_CMD_KNOWN_AT,
                                    {.name = "json", .text = "JSON Lines, the last a summary"},
                                    {.name = NULL}},
    .args = (const struct pl_arg[]){{"REPORT", "a Markdown file, or a report of the case", 1, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case report check report.md", "a draft", NULL},
    .needs_case = true,
    .run = run_check,
};

const struct pl_cmd pl_cmd_report_build = {
    .name = "report build",
    .summary = "one HTML file, a DOCX where pandoc is installed, and a bundle that can be checked offline",
    .text = "A file is filed in the case first, unless the case has that text. The same log size gives the same bytes. "
            "A draft with faults is built all the same, and says so. Refused (status 5) where the head's marking is "
            "lower than that of anything shown. The page shows of a recording no more than the bundle opens.",
    .opts =
        (const struct pl_opt[]){
            {.name = "out", .kind = PL_OPT_TEXT, .value = "DIR", .def = "report", .text = "the folder to write"},
            SCOPE,
            BY,
            {.name = NULL}},
    .args = (const struct pl_arg[]){{"REPORT", "a Markdown file, or a report of the case", 1, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case report build report.md --out out", "into a folder", NULL},
    .needs_case = true,
    .run = run_build,
};

const struct pl_cmd pl_cmd_report_save = {
    .name = "report save",
    .summary = "keep the text of a report in the case, as a new one or as the next edition of one",
    .text =
        "Each text that is kept is an entry of its own, signed; nothing is overwritten. Faults hinder nothing: it is a "
        "draft until it is released. Fails (status 1) where another edition replaced that report meanwhile.",
    .opts =
        (const struct pl_opt[]){
            {.name = "replaces", .kind = PL_OPT_TEXT, .value = "ID", .text = "the report that this revises"},
            BY,
            {.name = NULL}},
    .args = (const struct pl_arg[]){{"FILE", "Markdown (docs/format/report.md)", 1, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case report save report.md", "a draft", NULL},
    .needs_case = true,
    .run = run_save,
};

const struct pl_cmd pl_cmd_report_release = {
    .name = "report release",
    .summary = "release a report to named receivers, if the rules of fairness allow it",
    .text = "Refused (status 5) where the check finds errors, and where a finding names persons, companies or ships "
            "without the approval of a second person, or where one of these was neither asked for a reply whose "
            "deadline is past, nor answered, nor has a recorded reason of its own.",
    .opts = (const struct pl_opt[]){{.name = "to", .kind = PL_OPT_TEXT, .value = "NAMES", .text = "receivers, by `;`"},
                                    {.name = "out", .kind = PL_OPT_TEXT, .value = "DIR", .text = "write it there too"},
                                    SCOPE,
                                    BY,
                                    {.name = "text", .kind = PL_OPT_TEXT, .value = "T", .text = "why"},
                                    {.name = NULL}},
    .args = (const struct pl_arg[]){{"REPORT", "a report of the case", 1, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case report release R30 --to \"Committee; State B\"",
                                      "to two receivers", NULL},
    .needs_case = true,
    .run = run_release,
};

const struct pl_cmd pl_cmd_letter_new = {
    .name = "letter new",
    .summary = "a dated letter: request, reply, flag-registry, insurer, port or correction",
    .text = "`reply` shows those named what a finding rests on and sets a day to answer by. A correction is about what "
            "`finding correct` filed, and goes to everybody who received a release.",
    .opts =
        (const struct pl_opt[]){{.name = "to", .kind = PL_OPT_TEXT, .value = "NAME", .text = "the addressee"},
                                {.name = "about", .kind = PL_OPT_TEXT, .value = "ID", .text = "what it is about"},
                                {.name = "party",
                                 .kind = PL_OPT_TEXT,
                                 .value = "NAMES",
                                 .text = "for which of those that the finding names, by `;`: each must be heard before "
                                         "a release"},
                                {.name = "dated", .kind = PL_OPT_TEXT, .value = "DAY", .text = "today where not said"},
                                {.name = "due", .kind = PL_OPT_TEXT, .value = "DAY", .text = "the last day to answer"},
                                {.name = "text", .kind = PL_OPT_TEXT, .value = "T", .text = "words of your own"},
                                {.name = "label", .kind = PL_OPT_TEXT, .value = "L", .text = "a name for it"},
                                {.name = "out", .kind = PL_OPT_TEXT, .value = "DIR", .text = "write it there as text"},
                                BY,
                                {.name = NULL}},
    .args = (const struct pl_arg[]){{"TEMPLATE", "request|reply|flag-registry|insurer|port|correction", 1, 1},
                                    {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case letter new reply --to Owner --about F18 --out letters",
                                      "those named may answer", NULL},
    .needs_case = true,
    .run = run_letter,
};
