#include "app/log_tree.h"

#include <inttypes.h>

#include "app/tile_files.h"
#include "base/buf.h"
#include "base/file.h"

#include "base/ban.h"

static int add_lines(struct pl_tile_files *files, pl_str text, uint64_t size, struct pl_log_tree *tree,
                     struct pl_error *err) {
    int rc = PL_E_OK;
    pl_str rest = text;
    while (rc == PL_E_OK && rest.p != NULL && rest.n > 0) {
        uint64_t offset = (uint64_t)(rest.p - text.p);
        pl_str line = pl_str_cut(&rest, '\n');
        if (tree->entries++ < size) {
            struct pl_error why = {0};
            rc = pl_tile_files_add(files, line, &why);
            if (rc == PL_E_LIMIT) {
                return pl_fail_at(err, PL_E_LIMIT, tree->entries, offset, "%s", why.msg);
            }
            if (rc != PL_E_OK && err != NULL) {
                *err = why;
            }
        }
    }
    return rc;
}

int pl_log_tree(const char *path, int64_t size, const char *out_dir, struct pl_log_tree *ret, struct pl_error *err) {
    struct pl_log_tree tree = {.size = 0};
    struct pl_tile_files *files = NULL;
    PL_BUF_AUTO text;
    pl_buf_open(&text, PL_LOG_TREE_FILE_MAX);
    int rc = pl_file_read(path, PL_LOG_TREE_FILE_MAX, &text, err);
    if (rc == PL_E_OK) {
        rc = pl_tile_files_open(out_dir, &files, err);
    }
    if (rc == PL_E_OK) {
        rc = add_lines(files, pl_buf_str(&text), size < 0 ? UINT64_MAX : (uint64_t)size, &tree, err);
    }
    if (rc == PL_E_OK && size >= 0 && tree.entries < (uint64_t)size) {
        rc = pl_fail(err, PL_E_USAGE, "%s has %" PRIu64 " entries, not %" PRId64, path, tree.entries, size);
    }
    if (rc == PL_E_OK) {
        rc = pl_tile_files_end(files, &tree.size, &tree.root, &tree.files, err);
    }
    pl_tile_files_close(files);
    if (rc == PL_E_OK) {
        *ret = tree;
    }
    return rc;
}
