#include "app/import_upload.h"

#include <stdio.h>

#include "app/import_json.h"
#include "base/file.h"

#include "base/ban.h"

struct telling {
    struct pl_buf *lines;
    struct pl_error refused; /* code 0: it was not */
};

static int on_file(void *ctx, const struct pl_import_file *file, struct pl_error *err) {
    struct telling *t = ctx;
    (void)err;
    if (file->status == PL_IMPORT_FAILED) {
        t->refused = file->error;
    } else {
        pl_import_file_json(file, t->lines);
    }
    return PL_E_OK;
}

static int on_watch(void *ctx, pl_str lines, struct pl_error *err) {
    struct telling *t = ctx;
    (void)err;
    pl_buf_add_str(t->lines, lines);
    return PL_E_OK;
}

int pl_import_upload(const char *case_dir, const struct pl_import_options *options, pl_str bytes, bool watch,
                     struct pl_buf *lines, struct pl_import_done *ret, struct pl_error *err) {
    struct telling t = {.lines = lines};
    struct pl_import_options o = *options;
    struct pl_import_done done;
    PL_FD_AUTO fd = -1;
    char path[64];
    if (bytes.n == 0) {
        return pl_fail(err, PL_E_EMPTY, "the file is empty");
    }
    int rc = pl_file_scratch(&fd, err);
    rc = rc == PL_E_OK ? pl_file_write_all(fd, bytes.p, bytes.n, err) : rc;
    if (rc != PL_E_OK) {
        return rc;
    }
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    const char *paths[] = {path};
    o.paths = paths;
    o.n_paths = 1;
    o.watch = watch ? on_watch : NULL;
    rc = pl_import_run(case_dir, &o, on_file, &t, &done, err);
    if (rc == PL_E_OK && t.refused.code != PL_E_OK) {
        *err = t.refused;
        rc = (int)t.refused.code;
    }
    if (rc == PL_E_OK) {
        pl_import_done_json(&done, watch, lines);
        *ret = done;
    }
    return rc;
}
