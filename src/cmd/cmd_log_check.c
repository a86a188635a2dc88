#include <stdio.h>

#include "app/log_check.h"
#include "base/file.h"
#include "base/log.h"
#include "cmd/cmd.h"

#include "base/ban.h"

#define TEXT_MAX   ((size_t)1 << 31)
#define OUTPUT_MAX ((size_t)1 << 28)

struct output {
    bool as_json;
    struct pl_buf buf;
    struct pl_json json;
};

static void write_id(struct pl_json *json, const struct pl_jval *id) {
    pl_json_key(json, "id");
    if (id != NULL && id->kind == PL_JVAL_STR) {
        pl_json_str(json, id->str);
    } else if (id != NULL && id->kind == PL_JVAL_INT) {
        pl_json_i64(json, id->integer);
    } else {
        pl_json_null(json);
    }
}

static int flush(struct output *out, struct pl_error *err) {
    bool failed = pl_buf_failed(&out->buf);
    fwrite(out->buf.p != NULL ? out->buf.p : "", 1, out->buf.n, stdout);
    pl_buf_clear(&out->buf);
    return failed                   ? pl_fail(err, PL_E_NOMEM, "out of memory for the output")
           : pl_cmd_output_failed() ? pl_fail(err, PL_E_IO, "the output cannot be written")
                                    : PL_E_OK;
}

static int on_answer(void *ctx, const struct pl_log_answer *a, struct pl_error *err) {
    struct output *out = ctx;
    if (!out->as_json) {
        const char *word = a->is_path ? a->path : a->valid ? "valid" : "NOT VALID";
        pl_buf_add_fmt(&out->buf, "line %llu: %s%s%s\n", (unsigned long long)a->line, word, a->is_path ? "" : ": ",
                       a->is_path ? "" : a->why);
        return flush(out, err);
    }
    pl_json_record(&out->json, "check");
    write_id(&out->json, a->id);
    if (a->is_path) {
        pl_json_key(&out->json, "path");
        pl_json_text(&out->json, a->path);
    } else {
        pl_json_key(&out->json, "valid");
        pl_json_bool(&out->json, a->valid);
        pl_json_key(&out->json, "why");
        pl_json_text(&out->json, a->why);
    }
    pl_json_record_end(&out->json);
    return flush(out, err);
}

static void write_summary(struct pl_json *json, const struct pl_log_checked *done) {
    pl_json_record(json, "summary");
    pl_json_key(json, "results");
    pl_json_u64(json, done->valid + done->invalid + done->paths);
    pl_json_key(json, "valid");
    pl_json_u64(json, done->valid);
    pl_json_key(json, "invalid");
    pl_json_u64(json, done->invalid);
    pl_json_key(json, "paths");
    pl_json_u64(json, done->paths);
    pl_json_key(json, "rejected");
    pl_json_u64(json, done->rejected);
    pl_json_record_end(json);
}

static int run(const struct pl_args *args) {
    const char *path = pl_args_at(args, 0);
    struct pl_error err = {0};
    struct pl_log_checked done = {0};
    struct output out = {.as_json = pl_args_flag(args, "json")};
    PL_BUF_AUTO text;
    pl_buf_open(&text, TEXT_MAX);
    pl_buf_open(&out.buf, OUTPUT_MAX);
    pl_json_start(&out.json, &out.buf);
    int code = pl_file_read(path, TEXT_MAX, &text, &err);
    if (code == 0) {
        code = pl_log_check(pl_buf_str(&text), on_answer, &out, &done, &err);
        if (out.as_json && (code == 0 || code == PL_E_EMPTY)) {
            struct pl_error ignored = {0};
            write_summary(&out.json, &done);
            code = flush(&out, &ignored) == 0 ? code : pl_fail(&err, PL_E_IO, "the output cannot be written");
        }
    }
    pl_buf_close(&out.buf);
    if (code != 0) {
        return pl_cmd_fail(code == PL_E_EMPTY ? path : NULL, &err);
    }
    if (done.rejected > 0) {
        return pl_cmd_fail(path, &done.first_rejected);
    }
    return done.invalid > 0 ? pl_code_exit_status(PL_E_CHECK) : 0;
}

const struct pl_cmd pl_cmd_log_check = {
    .name = "log check",
    .summary = "check inclusion and consistency proofs of any log, and name the paths of tiles",
    .text =
        "Each line of FILE is a JSON object with an `id` and a `kind`. \"inclusion\": is the entry with this "
        "`leaf_hash` number `index` of a tree of `size` entries with this `root`? \"consistency\": does the tree of "
        "`size1` entries and `root1` begin that of `size2` and `root2`? \"tile_path\": where does a log serve the "
        "tile of this `level`, `index` and `width`? Hashes and the elements of `proof` are base64, the tree is that "
        "of RFC 6962.\n\nThe status is 1 where a proof is not valid or a line asks nothing that is known, and 3 where "
        "a line is no JSON.",
    .opts = (const struct pl_opt[]){{.name = "json", .text = "JSON Lines, the last a summary"}, {.name = NULL}},
    .args = (const struct pl_arg[]){{"FILE", "proofs, a JSON object a line", 1, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll log check proofs.jsonl --json", "every proof of a file", NULL},
    .run = run,
};
