#include "cmd/import_table.h"

#include <stdio.h>

#include "app/observe_table.h"
#include "base/log.h"

#include "base/ban.h"

#define ANSWER_MAX ((size_t)64 << 20)

struct telling {
    const char *path;
    uint64_t n;
};

static int on_fault(void *ctx, const struct pl_error *why, struct pl_error *err) {
    struct telling *t = ctx;
    (void)err;
    t->n++;
    if (t->n <= 20) {
        pl_log_note("%s: line %llu, byte %llu: %s", t->path, (unsigned long long)why->line,
                    (unsigned long long)why->offset, why->msg);
    }
    return 0;
}

static int run_one(const struct pl_args *args, const char *path) {
    struct pl_error err = {0};
    PL_BUF_AUTO out = {0};
    struct pl_observe_tabled done;
    struct telling telling = {.path = path};
    struct pl_observe_table table = {.dir = pl_args_case(args),
                                     .path = path,
                                     .as = pl_str_from(pl_args_text(args, "as")),
                                     .sheet = pl_str_from(pl_args_text(args, "sheet")),
                                     .columns = pl_str_from(pl_args_text(args, "columns")),
                                     .source = pl_str_from(pl_args_text(args, "source")),
                                     .collector = pl_str_from(pl_args_text(args, "collector")),
                                     .marking = pl_str_from(pl_args_text(args, "marking")),
                                     .by = pl_str_from(pl_args_text(args, "by")),
                                     .received = pl_args_time(args, "received"),
                                     .preview = pl_args_flag(args, "preview"),
                                     .strict = pl_args_flag(args, "strict"),
                                     .json = pl_args_flag(args, "json"),
                                     .now = pl_time_now()};
    pl_buf_open(&out, ANSWER_MAX);
    int code = pl_observe_table_run(&table, on_fault, &telling, &out, &done, &err);
    if (telling.n > 20) {
        pl_log_note("%s: and %llu more rows like these", path, (unsigned long long)(telling.n - 20));
    }
    if (code == 0 && table.json) {
        pl_observe_tabled_json(&done, &out);
    }
    if (out.n > 0 && fwrite(out.p, 1, out.n, stdout) != out.n && code == 0) {
        code = pl_fail(&err, PL_E_IO, "the output cannot be written");
    }
    if (code == 0 && done.refused[0] != '\0') {
        code = pl_fail(&err, PL_E_FORMAT, "%s", done.refused);
    }
    if (code == 0 && done.note[0] != '\0') {
        pl_log_note("%s: %s", path, done.note);
    }
    if (code == 0 && done.undated > 0) {
        pl_log_note("%s: rows that say no time: %llu of %llu. No track can be set beside them; which column says when? "
                    "--columns observed=COLUMN",
                    path, (unsigned long long)done.undated, (unsigned long long)done.kept);
    }
    if (code == 0 && done.known >= 0) {
        pl_log_note("%s: is in the case already, read the same way (journal entry %lld); nothing changed", path,
                    (long long)done.known);
    } else if (code == 0) {
        pl_log_note("%s: %llu of %llu rows%s", path, (unsigned long long)done.kept, (unsigned long long)done.rows,
                    table.preview ? " would be kept; nothing was written" : " kept as observations");
    }
    return code == 0 ? 0 : pl_cmd_fail(path, &err);
}

int pl_cmd_import_table(const struct pl_args *args) {
    int status = 0;
    for (size_t i = 0; status == 0 && i < pl_args_n(args); i++) {
        status = run_one(args, pl_args_at(args, i));
    }
    return status;
}
