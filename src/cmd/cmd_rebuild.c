#include <stdio.h>

#include "app/rebuild.h"
#include "base/log.h"
#include "cmd/cmd.h"
#include "text/json.h"

#include "base/ban.h"

static void write_u64(struct pl_json *json, const char *key, uint64_t value) {
    pl_json_key(json, key);
    pl_json_u64(json, value);
}

static int tell(const struct pl_args *args, const struct pl_rebuild_done *done, struct pl_error *err) {
    struct pl_json json;
    PL_BUF_AUTO out;
    pl_buf_open(&out, 65536);
    if (!pl_args_flag(args, "json")) {
        pl_log_note("rebuilt from %llu exhibits: %llu reports, %llu events", (unsigned long long)done->exhibits,
                    (unsigned long long)done->reports, (unsigned long long)done->detection.events_added);
        return 0;
    }
    pl_json_start(&json, &out);
    pl_json_record(&json, "summary");
    write_u64(&json, "exhibits", done->exhibits);
    write_u64(&json, "reports", done->reports);
    write_u64(&json, "reports_read", done->detection.reports_read);
    write_u64(&json, "events", done->detection.events_added);
    pl_json_record_end(&json);
    return fwrite(out.p, 1, out.n, stdout) == out.n ? 0 : pl_fail(err, PL_E_IO, "the output cannot be written");
}

static int run(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_rebuild_done done;
    int code = pl_rebuild_run(pl_args_case(args), &done, &err);
    code = code == 0 ? tell(args, &done, &err) : code;
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

const struct pl_cmd pl_cmd_rebuild = {
    .name = "rebuild",
    .summary = "derive everything anew from the journal and the exhibits",
    .text =
        "Reads every exhibit again and detects again, beside what is there; then swaps the new for the old at once. "
        "The same exhibits give the same events, ids and bytes. Needs every object unchanged: `check` says more.",
    .opts = (const struct pl_opt[]){{.name = "json", .text = "one summary as a JSON line"}, {.name = NULL}},
    .args = (const struct pl_arg[]){{.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case rebuild", "after damage to derived data", NULL},
    .needs_case = true,
    .run = run,
};
