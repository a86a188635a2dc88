#include <inttypes.h>
#include <stdio.h>

#include "app/log_tree.h"
#include "base/base64.h"
#include "base/log.h"
#include "cmd/cmd.h"
#include "text/json.h"

#include "base/ban.h"

static void write_json(const struct pl_log_tree *tree, struct pl_buf *out) {
    struct pl_json json;
    PL_BUF_AUTO root;
    pl_buf_open(&root, 64);
    pl_base64_write(&root, tree->root.b, PL_HASH_BYTES);
    pl_json_start(&json, out);
    pl_json_record(&json, "tree");
    pl_json_key(&json, "size");
    pl_json_u64(&json, tree->size);
    pl_json_key(&json, "root");
    pl_json_str(&json, pl_buf_str(&root));
    pl_json_record_end(&json);
    pl_json_record(&json, "summary");
    pl_json_key(&json, "results");
    pl_json_u64(&json, 1);
    pl_json_key(&json, "entries");
    pl_json_u64(&json, tree->entries);
    pl_json_key(&json, "files");
    pl_json_u64(&json, tree->files);
    pl_json_record_end(&json);
}

static int run(const struct pl_args *args) {
    const char *path = pl_args_at(args, 0);
    int64_t size = pl_args_int(args, "size", -1);
    struct pl_error err = {0};
    struct pl_log_tree tree;
    PL_BUF_AUTO out;
    pl_buf_open(&out, 4096);
    int code = pl_log_tree(path, size, pl_args_text(args, "out"), &tree, &err);
    if (code != 0) {
        return pl_cmd_fail(code == PL_E_LIMIT && err.line > 0 ? path : NULL, &err);
    }
    if (pl_args_flag(args, "json")) {
        write_json(&tree, &out);
    } else {
        pl_base64_write(&out, tree.root.b, PL_HASH_BYTES);
        pl_buf_add_fmt(&out, "  %" PRIu64 " entries\n", tree.size);
    }
    fwrite(out.p, 1, out.n, stdout);
    return 0;
}

const struct pl_cmd pl_cmd_log_tree = {
    .name = "log tree",
    .summary = "print the root of a file of entries, and write its tiles",
    .text =
        "Each line of ENTRIES is an entry, without its line end; an empty file is the empty tree. The root is that of "
        "RFC 6962, base64. With --out the folder receives tile/... as a log would serve it (C2SP tlog-tiles): hash "
        "tiles and entry bundles.",
    .opts =
        (const struct pl_opt[]){
            {.name = "size",
             .kind = PL_OPT_INT,
             .value = "N",
             .text = "the tree of the first N entries; default: all",
             .min = 0,
             .max = INT64_MAX},
            {.name = "out", .kind = PL_OPT_TEXT, .value = "DIR", .text = "where tiles and entry bundles go"},
            {.name = "json", .text = "JSON Lines, the last a summary"},
            {.name = NULL}},
    .args = (const struct pl_arg[]){{"ENTRIES", "a file with one entry a line", 1, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll log tree entries --out site", "a log as static files", NULL},
    .run = run,
};
