#include <stdio.h>
#include <string.h>

#include "app/case_rules.h"
#include "app/case_view.h"
#include "app/detect.h"
#include "app/rules_json.h"
#include "base/file.h"
#include "base/log.h"
#include "cmd/cmd.h"

#include "base/ban.h"

#define MAX_RULES_BYTES ((size_t)1 << 20)

/* A profile with what a file changes of it. */
static int read_asked(const struct pl_args *args, struct pl_rules *ret, const char **ret_file, struct pl_error *err) {
    const char *profile = pl_args_text(args, "profile"), *path = pl_args_text(args, "rules");
    PL_BUF_AUTO text = {0};
    *ret_file = NULL;
    if (!pl_rules_profile(profile != NULL ? profile : "default", ret)) {
        return pl_fail(err, PL_E_USAGE, "--profile is default, sensitive or strict, not \"%s\"", profile);
    }
    if (path == NULL) {
        return PL_E_OK;
    }
    *ret_file = path;
    pl_buf_open(&text, MAX_RULES_BYTES);
    int code = pl_file_read(path, MAX_RULES_BYTES, &text, err);
    return code != 0 ? code : pl_rules_override(ret, pl_buf_str(&text), err);
}

static bool asked_for(const struct pl_args *args, const struct pl_rule_row *row) {
    bool all = pl_args_n(args) == 0;
    for (size_t i = 0; i < pl_args_n(args); i++) {
        pl_str rest = pl_str_from(pl_args_at(args, i));
        pl_str section = pl_str_cut(&rest, '.');
        all |=
            pl_str_eq(section, pl_str_from(row->section)) && (rest.p == NULL || pl_str_eq(rest, pl_str_from(row->key)));
    }
    return all;
}

static void add_number(struct pl_buf *out, double value) {
    PL_BUF_AUTO text = {0};
    pl_buf_open(&text, 64);
    pl_buf_add_fixed(&text, value, 4);
    while (text.n > 1 && text.p[text.n - 1] == '0') {
        text.n--;
    }
    text.n -= text.n > 1 && text.p[text.n - 1] == '.';
    pl_buf_add_str(out, pl_buf_str(&text));
}

static void write_row(const struct pl_rule_row *row, double value, bool as_json, struct pl_buf *out) {
    if (!as_json) {
        pl_buf_add_fmt(out, "%s.%s %s ", row->section, row->key, row->comparison);
        add_number(out, value);
        if (row->sensitive != row->value || row->strict != row->value) {
            pl_buf_add_str(out, PL_STR(" (default "));
            add_number(out, row->value);
            pl_buf_add_str(out, PL_STR(", sensitive "));
            add_number(out, row->sensitive);
            pl_buf_add_str(out, PL_STR(", strict "));
            add_number(out, row->strict);
            pl_buf_add_char(out, ')');
        }
        pl_buf_add_fmt(out, "\n    %s\n", row->text);
        return;
    }
    pl_rule_row_json(row, value, out);
}

static int write_all(const struct pl_args *args, const struct pl_rules *rules, const struct pl_case_rules *set,
                     struct pl_error *err) {
    bool as_json = pl_args_flag(args, "json");
    PL_BUF_AUTO out = {0};
    char hex[65];
    uint64_t n = 0;
    pl_buf_open(&out, (size_t)4 << 20);
    pl_hash_hex(rules->hash, hex);
    for (unsigned key = 0; key < PL_RULE_COUNT; key++) {
        const struct pl_rule_row *row = pl_rules_row(key);
        if (asked_for(args, row)) {
            write_row(row, rules->v[key], as_json, &out);
            n++;
        }
    }
    if (n == 0) {
        return pl_fail(err, PL_E_USAGE, "there is no such section or key of the rules");
    }
    if (as_json) {
        pl_rules_end_json(rules, n, set != NULL ? set->seq : -1, &out);
    } else {
        pl_buf_add_fmt(&out, "hash %s\n", hex);
    }
    if (pl_buf_failed(&out)) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    return fwrite(out.p, 1, out.n, stdout) != out.n ? pl_fail(err, PL_E_IO, "the output cannot be written") : PL_E_OK;
}

static int run_explain(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_rules rules;
    const char *file = NULL;
    int code = read_asked(args, &rules, &file, &err);
    code = code == 0 ? write_all(args, &rules, NULL, &err) : code;
    return code == 0 ? 0 : pl_cmd_fail(file, &err);
}

#define OPT_PROFILE                                                                                                    \
    {                                                                                                                  \
        .name = "profile", .kind = PL_OPT_TEXT, .value = "NAME", .text = "default, sensitive or strict",               \
        .def = "default"                                                                                               \
    }
#define OPT_RULES                                                                                                      \
    { .name = "rules", .kind = PL_OPT_TEXT, .value = "FILE", .text = "JSON: the keys that it names are changed" }

const struct pl_cmd pl_cmd_rules_explain = {
    .name = "rules explain",
    .summary = "every threshold of detection, what it means and how the profiles differ",
    .text = "Sections are named after what they decide (gap, encounter, ...). \"counts\" says whether the value itself "
            "passes: > and < are strict, >= and <= are not; scale and grid are no limits. docs/rules.md says why each "
            "value was chosen. Each event says under `profiles` what the other profiles would make of it.",
    .opts = (const struct pl_opt[]){OPT_PROFILE,
                                    OPT_RULES,
                                    {.name = "json", .text = "JSON Lines, the last a summary"},
                                    PL_CMD_CSV,
                                    {.name = NULL}},
    .args = (const struct pl_arg[]){{"SECTION[.KEY]", "only these; all where none is named", 0, 0}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll rules explain gap encounter.min_hours",
                                      "two thresholds of silences and meetings",
                                      "plimsoll rules explain --profile strict --json",
                                      "the strict profile, as JSON Lines", NULL},
    .records = "RuleList",
    .run = run_explain,
};

static int run_set(const struct pl_args *args) {
    PL_ACTING_AUTO acting = {0};
    struct pl_error err = {0};
    struct pl_rules rules;
    struct pl_detect_counts counts = {0};
    const char *file = NULL;
    int64_t seq = -1;
    int code = read_asked(args, &rules, &file, &err);
    if (code == 0) {
        file = NULL;
        code = pl_acting_open(pl_args_case(args), "plimsoll rules set", pl_time_now(), &acting, &err);
    }
    code = code == 0 ? pl_case_rules_set(&acting, &rules, &seq, &err) : code;
    if (code == 0) {
        pl_log_note("signed as journal entry %lld", (long long)seq);
        code = pl_detect_run(acting.c, &counts, &err);
    }
    if (code == 0) {
        pl_log_note("detected anew: %llu reports, %llu events", (unsigned long long)counts.reports,
                    (unsigned long long)counts.events_added);
    }
    return code == 0 ? 0 : pl_cmd_fail(file, &err);
}

const struct pl_cmd pl_cmd_rules_set = {
    .name = "rules set",
    .summary = "change the rules that a case detects by",
    .text =
        "A profile, with what a file changes of it, becomes the rules of the case by a signed journal entry; the last "
        "one counts. All recordings go through detection anew at once. Events that claims and reports cite stay pinned "
        "as "
        "they were.",
    .opts = (const struct pl_opt[]){OPT_PROFILE, OPT_RULES, {.name = NULL}},
    .args = (const struct pl_arg[]){{.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case rules set --profile strict",
                                      "only what is beyond much doubt", NULL},
    .needs_case = true,
    .run = run_set,
};

static int show(const struct pl_args *args, struct pl_error *err) {
    PL_CASE_VIEW_AUTO view = {0};
    struct pl_case_rules set;
    int code = pl_case_view_open(pl_args_case(args), PL_TIME_NONE, &view, err);
    code = code == 0 ? pl_case_rules_read(view.c, view.before, &set, err) : code;
    return code == 0 ? write_all(args, &set.rules, &set, err) : code;
}

static int run_show(const struct pl_args *args) {
    struct pl_error err = {0};
    int code = show(args, &err);
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

const struct pl_cmd pl_cmd_rules_show = {
    .name = "rules show",
    .summary = "the rules that a case detects by",
    .text = "As `rules explain`, of the rules that the case holds now.",
    .opts =
        (const struct pl_opt[]){{.name = "json", .text = "JSON Lines, the last a summary"}, PL_CMD_CSV, {.name = NULL}},
    .args = (const struct pl_arg[]){{"SECTION[.KEY]", "only these; all where none is named", 0, 0}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case rules show gap", "what counts as a silence here", NULL},
    .records = "RuleList",
    .needs_case = true,
    .run = run_show,
};
