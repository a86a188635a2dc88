#include "app/exhibit_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "app/case_view.h"
#include "base/file.h"
#include "helper/frame.h"
#include "store/exhibit.h"
#include "store/filing.h"
#include "store/object.h"

#include "base/ban.h"

struct looking {
    pl_str sha256;
    struct pl_arena *arena;
    struct pl_exhibit_file *file;
};

/* What a filing says of its own file. */
static int on_filing(void *ctx, const struct pl_filing *filing, int64_t by_withdrawal, struct pl_error *err) {
    struct looking *l = ctx;
    (void)by_withdrawal;
    (void)err;
    if (pl_str_eq(pl_filing_get_value(filing, "sha256"), l->sha256)) {
        l->file->name = pl_str_copy(l->arena, pl_filing_get_value(filing, "name"));
        l->file->media = pl_str_copy(l->arena, pl_filing_get_value(filing, "media"));
    }
    return PL_E_OK;
}

static int find_words(struct pl_case_view *view, const pl_hash *sha256, struct looking *l, struct pl_error *err) {
    struct pl_exhibit exhibit;
    bool found = false;
    int rc = pl_exhibit_find(view->c, sha256, l->arena, &found, &exhibit, err);
    if (rc == PL_E_OK && found) {
        l->file->name = exhibit.name;
        l->file->marking = exhibit.marking;
        return PL_E_OK;
    }
    struct pl_filing_query query = PL_FILING_QUERY;
    query.withdrawn = true;
    query.before = view->before;
    return rc == PL_E_OK ? pl_filing_each(view->c, &query, on_filing, l, err) : rc;
}

static int open_object(const struct pl_case_view *view, const pl_hash *sha256, struct pl_exhibit_file *file,
                       struct pl_error *err) {
    char path[PL_OBJECT_PATH_MAX];
    struct stat st;
    int rc = pl_object_path(view->c, sha256, path, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    file->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (file->fd < 0 && errno == ENOENT) {
        return pl_fail(err, PL_E_NOT_FOUND, "the case holds no file with that hash");
    }
    if (file->fd < 0 || fstat(file->fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        int errnum = errno;
        pl_file_close(&file->fd);
        return pl_fail_errno(err, PL_E_INPUT, errnum, "the file of this exhibit cannot be read");
    }
    file->bytes = (uint64_t)st.st_size;
    return PL_E_OK;
}

int pl_exhibit_file_open(const char *dir, pl_str sha256, struct pl_arena *arena, struct pl_exhibit_file *ret,
                         struct pl_error *err) {
    PL_CASE_VIEW_AUTO view = {0};
    struct pl_exhibit_file file = {.fd = -1};
    struct looking l = {.sha256 = sha256, .arena = arena, .file = &file};
    pl_hash hash;
    if (!pl_hash_of_hex(sha256, &hash)) {
        return pl_fail(err, PL_E_USAGE, "an exhibit is asked for by the 64 hex digits of its SHA-256");
    }
    int rc = pl_case_view_open(dir, PL_TIME_NONE, &view, err);
    rc = rc == PL_E_OK ? open_object(&view, &hash, &file, err) : rc;
    rc = rc == PL_E_OK ? find_words(&view, &hash, &l, err) : rc;
    if (rc != PL_E_OK) {
        pl_file_close(&file.fd);
        return rc;
    }
    *ret = file;
    return PL_E_OK;
}

int pl_exhibit_picture(const char *dir, pl_str sha256, struct pl_arena *arena, struct pl_release *ret,
                       struct pl_error *err) {
    PL_CASE_VIEW_AUTO view = {0};
    PL_BUF_AUTO bytes = {0};
    char path[PL_OBJECT_PATH_MAX];
    pl_hash hash;
    pl_buf_open(&bytes, PL_HELPER_BYTES_MAX + 1);
    if (!pl_hash_of_hex(sha256, &hash)) {
        return pl_fail(err, PL_E_USAGE, "a picture is asked for by the 64 hex digits of its SHA-256");
    }
    int rc = pl_case_view_open(dir, PL_TIME_NONE, &view, err);
    rc = rc == PL_E_OK ? pl_object_path(view.c, &hash, path, err) : rc;
    if (rc == PL_E_OK && !pl_file_exists(path)) {
        rc = pl_fail(err, PL_E_NOT_FOUND, "the case holds no file with that hash");
    }
    rc = rc == PL_E_OK ? pl_file_read(path, PL_HELPER_BYTES_MAX, &bytes, err) : rc;
    return rc == PL_E_OK ? pl_release_make(pl_buf_str(&bytes), arena, ret, err) : rc;
}
