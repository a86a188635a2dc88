#include <stdio.h>

#include "app/log_head.h"
#include "base/file.h"
#include "base/log.h"
#include "cmd/cmd.h"
#include "text/json.h"

#include "base/ban.h"

#define NOTE_MAX 65536

static int write_out(const struct pl_buf *out, struct pl_error *err) {
    if (pl_buf_failed(out)) {
        return pl_fail(err, PL_E_NOMEM, "out of memory for the output");
    }
    return fwrite(out->p, 1, out->n, stdout) == out->n ? 0 : pl_fail(err, PL_E_IO, "the output cannot be written");
}

/* ---- log checkpoint ---- */

static void write_json(const struct pl_checkpoint *c, pl_str note, struct pl_buf *out) {
    struct pl_json json;
    char root[65];
    pl_hash_hex(c->root, root);
    pl_json_start(&json, out);
    pl_json_record(&json, "checkpoint");
    pl_json_key(&json, "origin");
    pl_json_str(&json, c->origin);
    pl_json_key(&json, "size");
    pl_json_u64(&json, c->size);
    pl_json_key(&json, "root");
    pl_json_text(&json, root);
    pl_json_key(&json, "note");
    pl_json_str(&json, note);
    pl_json_record_end(&json);
    pl_json_record(&json, "summary");
    pl_json_key(&json, "results");
    pl_json_u64(&json, 1);
    pl_json_key(&json, "journal");
    pl_json_u64(&json, c->size);
    pl_json_record_end(&json);
}

static int run_checkpoint(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_checkpoint checkpoint;
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO note;
    PL_BUF_AUTO out;
    pl_arena_open(&arena, NOTE_MAX);
    pl_buf_open(&note, PL_LOG_HEAD_NOTE_MAX);
    pl_buf_open(&out, NOTE_MAX);
    int code = pl_log_head_sign(pl_args_case(args), &arena, &note, &checkpoint, &err);
    if (code == 0 && pl_args_flag(args, "json")) {
        write_json(&checkpoint, pl_buf_str(&note), &out);
    } else if (code == 0) {
        pl_buf_add_str(&out, pl_buf_str(&note));
    }
    code = code == 0 ? write_out(&out, &err) : code;
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

const struct pl_cmd pl_cmd_log_checkpoint = {
    .name = "log checkpoint",
    .summary = "print the signed size and root of the case's journal",
    .text = "A checkpoint says how many entries the journal holds and the root of the tree over them, signed by the "
            "participant's key (a C2SP signed note, docs/format/checkpoint.md). Keep it apart from the case: whoever "
            "has it can tell that the journal lost or changed one of these entries, and a restored backup goes on only "
            "with the newest one (`log resume`). For one size there is one root: the same journal gives the same "
            "bytes again.",
    .opts = (const struct pl_opt[]){{.name = "json", .text = "JSON Lines, the last a summary"}, {.name = NULL}},
    .args = (const struct pl_arg[]){{.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case log checkpoint >checkpoint", "keep it elsewhere", NULL},
    .needs_case = true,
    .run = run_checkpoint,
};

/* ---- log resume ---- */

static int tell(const struct pl_args *args, const struct pl_log_resumed *done, struct pl_error *err) {
    struct pl_json json;
    PL_BUF_AUTO out;
    pl_buf_open(&out, NOTE_MAX);
    if (!pl_args_flag(args, "json")) {
        pl_log_note("%s: the journal holds %llu entries, the %llu of the checkpoint among them%s",
                    done->was_read_only ? "the case may be written again"
                                        : "nothing changed, it may be written already",
                    (unsigned long long)done->journal, (unsigned long long)done->size,
                    done->was_read_only ? "; never write to the original again" : "");
        return 0;
    }
    pl_json_start(&json, &out);
    pl_json_record(&json, "summary");
    pl_json_key(&json, "resumed");
    pl_json_bool(&json, done->was_read_only);
    pl_json_key(&json, "checkpoint");
    pl_json_u64(&json, done->size);
    pl_json_key(&json, "journal");
    pl_json_u64(&json, done->journal);
    pl_json_record_end(&json);
    return write_out(&out, err);
}

static int run_resume(const struct pl_args *args) {
    const char *path = pl_args_text(args, "checkpoint");
    struct pl_error err = {0};
    struct pl_log_resumed done;
    PL_BUF_AUTO note;
    pl_buf_open(&note, NOTE_MAX);
    if (path == NULL) {
        return pl_cmd_usage(args, "--checkpoint FILE is missing: the newest checkpoint that the log ever showed");
    }
    int code = pl_file_read(path, NOTE_MAX, &note, &err);
    if (code == 0) {
        code = pl_log_head_resume(pl_args_case(args), pl_buf_str(&note), &done, &err);
    }
    code = code == 0 ? tell(args, &done, &err) : code;
    return code == 0 ? 0 : pl_cmd_fail(code == PL_E_FORMAT || code == PL_E_CHECK ? path : NULL, &err);
}

const struct pl_cmd pl_cmd_log_resume = {
    .name = "log resume",
    .summary = "let a restored backup be written again, shown that it holds the newest checkpoint",
    .text = "A backup is read-only, so that one journal never goes on in two places. Where the original is lost, this "
            "lets the copy go on if its journal holds every entry of the checkpoint, in their order, and the "
            "checkpoint is signed by the log's own key. Give the newest checkpoint that was ever shown to anyone: what "
            "came after it and is not in the copy is lost, and the original must never be written again.\n\nThe "
            "status is 1 for a checkpoint of another log, with a signature that does not hold or older than this copy "
            "knows of, 4 where the copy lacks entries or holds others, 3 for a file that is no checkpoint; then "
            "nothing changed.",
    .opts =
        (const struct pl_opt[]){
            {.name = "checkpoint", .kind = PL_OPT_TEXT, .value = "FILE", .text = "the newest checkpoint of the log"},
            {.name = "json", .text = "one summary as a JSON line"},
            {.name = NULL}},
    .args = (const struct pl_arg[]){{.name = NULL}},
    .examples =
        (const char *const[]){"plimsoll -C restored log resume --checkpoint checkpoint", "the original is gone", NULL},
    .needs_case = true,
    .run = run_resume,
};
