#include <stdio.h>

#include "app/backup.h"
#include "base/log.h"
#include "cmd/cmd.h"
#include "text/json.h"

#include "base/ban.h"

static int tell(const struct pl_args *args, const struct pl_backup_done *done, struct pl_error *err) {
    struct pl_json json;
    PL_BUF_AUTO out;
    pl_buf_open(&out, 65536);
    if (!pl_args_flag(args, "json")) {
        pl_log_note("copied %llu journal entries, %llu files, %llu bytes; the copy is read-only and holds the keys: "
                    "keep it as safe as the case; accounts and the record of access are not in it",
                    (unsigned long long)done->entries, (unsigned long long)done->files,
                    (unsigned long long)done->bytes);
        return 0;
    }
    pl_json_start(&json, &out);
    pl_json_record(&json, "summary");
    pl_json_key(&json, "files");
    pl_json_u64(&json, done->files);
    pl_json_key(&json, "bytes");
    pl_json_u64(&json, done->bytes);
    pl_json_key(&json, "journal");
    pl_json_u64(&json, done->entries);
    pl_json_record_end(&json);
    return fwrite(out.p, 1, out.n, stdout) == out.n ? 0 : pl_fail(err, PL_E_IO, "the output cannot be written");
}

static int run(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_backup_done done;
    int code = pl_backup_case(pl_args_case(args), pl_args_at(args, 0), pl_time_now(), &done, &err);
    code = code == 0 ? tell(args, &done, &err) : code;
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

const struct pl_cmd pl_cmd_backup = {
    .name = "backup",
    .summary = "copy the case, consistent also while another program writes to it",
    .text = "Makes DEST, which must not exist: a whole case with journal, exhibits, positions and keys, on disk when "
            "this ends, or nothing. The copy can be read and checked; it cannot be written, so that two copies of one "
            "journal never go on differently, until `log resume` has seen the newest checkpoint of the log. Accounts "
            "of the "
            "server and its record of who asked what (DIR/access) are not copied: they belong to the machine.",
    .opts = (const struct pl_opt[]){{.name = "json", .text = "one summary as a JSON line"}, {.name = NULL}},
    .args = (const struct pl_arg[]){{"DEST", "the folder to make", 1, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case backup /media/usb/case-1", "before a risky change", NULL},
    .needs_case = true,
    .run = run,
};
