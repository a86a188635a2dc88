#include <stdio.h>

#include "app/screen_rows.h"
#include "app/watch.h"
#include "base/log.h"
#include "cmd/cmd.h"
#include "cmd/knowledge.h"

#include "base/ban.h"

#define ANSWER_MAX ((size_t)1 << 30)

static int print(const struct pl_buf *out, struct pl_error *err) {
    if (pl_buf_failed(out)) {
        return pl_fail(err, PL_E_LIMIT, "the answer would be too large");
    }
    return out->n == 0 || fwrite(out->p, 1, out->n, stdout) == out->n
               ? 0
               : pl_fail(err, PL_E_IO, "the output cannot be written");
}

static int run_add(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_watch_counts counts;
    const char *schema = pl_args_text(args, "schema");
    struct pl_watch_item item = {.name = pl_str_trim(pl_str_from(pl_args_n(args) > 0 ? pl_args_at(args, 0) : NULL)),
                                 .imo = pl_str_from(pl_args_text(args, "imo")),
                                 .mmsi = pl_str_from(pl_args_text(args, "mmsi")),
                                 .birth_date = pl_str_from(pl_args_text(args, "birth-date")),
                                 .country = pl_str_from(pl_args_text(args, "country")),
                                 .schema = schema != NULL ? pl_screen_schema_of(pl_str_from(schema)) : -1,
                                 .by = pl_str_from(pl_args_text(args, "by")),
                                 .note = pl_str_from(pl_args_text(args, "text"))};
    int64_t seq = -1;
    PL_BUF_AUTO out = {0};
    PL_BUF_AUTO lacking = {0};
    if (schema != NULL && item.schema < 0) {
        return pl_cmd_usage(args, "there is no schema \"%.40s\"; such as Person, Company, Vessel", schema);
    }
    pl_buf_open(&out, ANSWER_MAX);
    pl_buf_open(&lacking, (size_t)1 << 20);
    int code = pl_watch_add(pl_args_case(args), pl_time_now(), &item, &out, &lacking, &seq, &counts, &err);
    if (code == 0) {
        pl_log_note("followed as item %lld: %llu candidates now%s", (long long)seq, (unsigned long long)counts.new_hits,
                    counts.new_hits > 0 ? "; `watch-list show` shows them" : "");
        if (lacking.n > 0) {
            char safe[1024];
            pl_log_note("undetermined: %s", pl_log_safe(pl_buf_str(&lacking), safe, sizeof safe));
        }
        if (pl_args_flag(args, "json")) {
            pl_watch_added_json(seq, &counts, pl_buf_str(&lacking), &out);
            code = print(&out, &err);
        }
    }
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

static int run_remove(const struct pl_args *args) {
    struct pl_error err = {0};
    int64_t item = -1, seq = -1;
    if (!pl_str_i64(pl_str_from(pl_args_at(args, 0)), &item) || item < 0) {
        return pl_cmd_usage(args, "an item is named by its number; `watch-list show` shows them");
    }
    int code = pl_watch_remove(pl_args_case(args), pl_time_now(), item, pl_str_from(pl_args_text(args, "by")),
                               pl_str_from(pl_args_text(args, "text")), &seq, &err);
    if (code == 0) {
        pl_log_note("item %lld is followed no longer (journal entry %lld)", (long long)item, (long long)seq);
    }
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

static int run_show(const struct pl_args *args) {
    struct pl_error err = {0};
    pl_time known_at = PL_TIME_NONE;
    PL_BUF_AUTO out = {0};
    int status = pl_cmd_known_at(args, &known_at);
    if (status != 0) {
        return status;
    }
    pl_buf_open(&out, ANSWER_MAX);
    int code = pl_watch_show(pl_args_case(args), known_at, pl_time_now(), pl_args_flag(args, "json"), &out, &err);
    code = code == 0 ? print(&out, &err) : code;
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

#define BY                                                                                                             \
    { .name = "by", .kind = PL_OPT_TEXT, .value = "NAME", .text = "who says so; the case's person where not said" }
#define TEXT                                                                                                           \
    { .name = "text", .kind = PL_OPT_TEXT, .value = "T", .text = "why" }

const struct pl_cmd pl_cmd_watch_list_add = {
    .name = "watch-list add",
    .summary = "follow a ship or a party: screened now, and whenever a list is imported",
    .text = "Every import of a newer list screens what is followed against the change, both ways, and says what is "
            "new, ended or changed. Item and screening are journal entries. Where a list that the case requires is "
            "missing, "
            "undated or too old, what has no candidate is undetermined.",
    .opts =
        (const struct pl_opt[]){{.name = "imo", .kind = PL_OPT_TEXT, .value = "N", .text = "a ship by its IMO number"},
                                {.name = "mmsi", .kind = PL_OPT_TEXT, .value = "N", .text = "a ship by its MMSI"},
                                {.name = "schema",
                                 .kind = PL_OPT_TEXT,
                                 .value = "SCHEMA",
                                 .text = "what the name is of: Person, Company ..."},
                                {.name = "birth-date",
                                 .kind = PL_OPT_TEXT,
                                 .value = "DATE",
                                 .text = "of the person: YYYY, YYYY-MM or YYYY-MM-DD"},
                                {.name = "country",
                                 .kind = PL_OPT_TEXT,
                                 .value = "STATE",
                                 .text = "ISO 3166 code or English name; like a date of birth it can only lower a "
                                         "score"},
                                BY,
                                TEXT,
                                {.name = "json", .text = "JSON Lines: the hits, the last a summary"},
                                {.name = NULL}},
    .args = (const struct pl_arg[]){{"NAME", "a party or ship by name", 0, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case watch-list add --imo 9074729", "follow a ship", NULL},
    .needs_case = true,
    .run = run_add,
};

const struct pl_cmd pl_cmd_watch_list_remove = {
    .name = "watch-list remove",
    .summary = "follow an item of the watch list no longer",
    .text = NULL,
    .opts = (const struct pl_opt[]){BY, TEXT, {.name = NULL}},
    .args = (const struct pl_arg[]){{"ITEM", "its number", 1, 1}, {.name = NULL}},
    .examples =
        (const char *const[]){"plimsoll -C demo-case watch-list remove 10", "the item of journal entry 10", NULL},
    .needs_case = true,
    .run = run_remove,
};

const struct pl_cmd pl_cmd_watch_list_show = {
    .name = "watch-list show",
    .summary = "what the case follows, with its present hits",
    .text = NULL,
    .opts =
        (const struct pl_opt[]){
            PL_CMD_KNOWN_AT, {.name = "json", .text = "JSON Lines, the last a summary"}, PL_CMD_CSV, {.name = NULL}},
    .args = (const struct pl_arg[]){{.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case watch-list show", "what is followed", NULL},
    .records = "ScreenWatched",
    .needs_case = true,
    .run = run_show,
};
