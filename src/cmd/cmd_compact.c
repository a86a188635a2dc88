#include <stdio.h>

#include "app/compact.h"
#include "base/log.h"
#include "cmd/cmd.h"
#include "text/json.h"

#include "base/ban.h"

static void write_u64(struct pl_json *json, const char *key, uint64_t value) {
    pl_json_key(json, key);
    pl_json_u64(json, value);
}

static int tell(const struct pl_args *args, const struct pl_archive_compacted *done, struct pl_error *err) {
    struct pl_json json;
    PL_BUF_AUTO out;
    pl_buf_open(&out, 65536);
    if (!pl_args_flag(args, "json")) {
        pl_log_note("%llu of %llu months written anew: %llu blocks where there were %llu, %llu reports",
                    (unsigned long long)done->months_merged, (unsigned long long)done->months,
                    (unsigned long long)done->blocks, (unsigned long long)done->blocks_before,
                    (unsigned long long)done->reports);
        return 0;
    }
    pl_json_start(&json, &out);
    pl_json_record(&json, "summary");
    write_u64(&json, "months", done->months);
    write_u64(&json, "months_written", done->months_merged);
    write_u64(&json, "blocks_before", done->blocks_before);
    write_u64(&json, "blocks", done->blocks);
    write_u64(&json, "reports", done->reports);
    pl_json_record_end(&json);
    return fwrite(out.p, 1, out.n, stdout) == out.n ? 0 : pl_fail(err, PL_E_IO, "the output cannot be written");
}

static int run(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_archive_compacted done;
    int code = pl_compact_run(pl_args_case(args), &done, &err);
    code = code == 0 ? tell(args, &done, &err) : code;
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

const struct pl_cmd pl_cmd_compact = {
    .name = "compact",
    .summary = "merge the positions of many imports, for speed and space",
    .text =
        "Many small imports (an hour each, say) leave many small blocks of positions, and every question opens them "
        "all. This writes them anew as one import would have, in files beside the old, and swaps them at once. What "
        "the case answers stays the same, and so do the journal and the way from each report to its bytes. The old "
        "files go when the case is next opened for writing. A month in which there is nothing to gain is left as it "
        "is. `rebuild` makes the blocks of each import anew: run this again after it.",
    .opts = (const struct pl_opt[]){{.name = "json", .text = "one summary as a JSON line"}, {.name = NULL}},
    .args = (const struct pl_arg[]){{.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case compact", "after a month of hourly files", NULL},
    .needs_case = true,
    .run = run,
};
