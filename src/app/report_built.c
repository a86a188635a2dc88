#include "app/report_built.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/bundle.h"
#include "app/case_view.h"
#include "app/disclose_scope.h"
#include "base/file.h"
#include "store/filing.h"
#include "text/json.h"

#include "base/ban.h"

#define FOLDER     "reports"
#define RECORD     "built.json"
#define PATH_MAX_  4096
#define RECORD_MAX ((size_t)1 << 16)
#define FILES_MAX  1000000

static const char *const NAMES[] = {
#define NAME(enumerator, file) file,
    PL_REPORT_FILES(NAME)
#undef NAME
};

/* dir is the case's own folder; id one that pl_filing_id made; name may be NULL. */
static int path_of(const char *dir, const char *id, const char *name, char out[PATH_MAX_], struct pl_error *err) {
    int n = snprintf(out, PATH_MAX_, "%s/%s%s%s%s%s", dir, FOLDER, id != NULL ? "/" : "", id != NULL ? id : "",
                     name != NULL ? "/" : "", name != NULL ? name : "");
    return n > 0 && n < PATH_MAX_ ? 0 : pl_fail(err, PL_E_LIMIT, "the path of the case is too long");
}

/* The id of a report that this reader may see. */
static int find(struct pl_case *c, int64_t before, pl_str given, struct pl_arena *arena, char ret_id[PL_FILING_ID_MAX],
                struct pl_error *err) {
    struct pl_filing f;
    int code = pl_filing_get(c, given, before, arena, &f, NULL, err);
    if (code == 0 && f.kind->letter != 'R') {
        code = pl_fail(err, PL_E_NOT_FOUND, "%.*s is no report but a %s", (int)(given.n < 60 ? given.n : 60), given.p,
                       f.kind->kind);
    }
    if (code == 0) {
        pl_filing_id(&f, ret_id);
    }
    return code;
}

/* ---- building ---- */

static void key_u64(struct pl_json *json, const char *key, uint64_t value) {
    pl_json_key(json, key);
    pl_json_u64(json, value);
}

static int add_file(struct pl_json *json, const char *dir, const char *id, const char *name, struct pl_error *err) {
    char path[PATH_MAX_], hex[65];
    struct stat st;
    PL_BUF_AUTO bytes = {0};
    int code = path_of(dir, id, name, path, err);
    if (code != 0 || stat(path, &st) != 0) {
        return code; /* no DOCX without pandoc */
    }
    pl_buf_open(&bytes, PL_BUNDLE_BYTES_MAX);
    code = pl_file_read(path, PL_BUNDLE_BYTES_MAX, &bytes, err);
    if (code == 0) {
        pl_hash_hex(pl_sha256_of(bytes.p, bytes.n), hex);
        pl_json_object(json);
        pl_json_member(json, "name", pl_str_from(name));
        key_u64(json, "bytes", bytes.n);
        pl_json_member(json, "sha256", pl_str_from(hex));
        pl_json_object_end(json);
    }
    return code;
}

static int add_record(const struct pl_report_build *b, const char *dir, const struct pl_report_built *built,
                      struct pl_buf *out, struct pl_error *err) {
    struct pl_json json;
    int code = 0;
    pl_json_start(&json, out);
    pl_json_object(&json);
    pl_json_member(&json, "type", PL_STR("report_built"));
    pl_json_member(&json, "id", pl_str_from(built->id));
    pl_json_key(&json, "at");
    pl_json_time(&json, b->now);
    key_u64(&json, "log_size", built->log_size);
    pl_json_member(&json, "marking", pl_str_from(built->marking));
    pl_json_key(&json, "exhibits");
    pl_json_bool(&json, b->scope.exhibits);
    pl_json_member(&json, "up_to", b->scope.disclose.up_to);
    key_u64(&json, "withheld", b->scope.disclose.n_withhold);
    key_u64(&json, "errors", built->errors);
    key_u64(&json, "warnings", built->warnings);
    pl_json_key(&json, "files");
    pl_json_array(&json);
    for (int i = 0; code == 0 && i < PL_REPORT_FILE_COUNT; i++) {
        code = add_file(&json, dir, built->id, NAMES[i], err);
    }
    pl_json_array_end(&json);
    pl_json_object_end(&json);
    return code;
}

/* The folder of that report, and no record in it while its files change. */
static int make_room(const char *dir, const char *id, char out[PATH_MAX_], struct pl_error *err) {
    char path[PATH_MAX_];
    int code = path_of(dir, NULL, NULL, path, err);
    code = code == 0 ? pl_file_make_own_dir(path, 0700, err) : code;
    code = code == 0 ? path_of(dir, id, NULL, out, err) : code;
    code = code == 0 ? pl_file_make_own_dir(out, 0700, err) : code;
    code = code == 0 ? path_of(dir, id, RECORD, path, err) : code;
    if (code == 0 && unlink(path) != 0 && errno != ENOENT) {
        code = pl_fail_errno(err, PL_E_IO, errno, "%s cannot be removed", path);
    }
    return code;
}

int pl_report_keep(const struct pl_report_build *build, struct pl_buf *out, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO record = {0};
    char id[PL_FILING_ID_MAX], folder[PATH_MAX_], path[PATH_MAX_];
    struct pl_report_built built;
    struct pl_report_build b = *build;
    pl_arena_open(&arena, (size_t)64 << 20);
    pl_buf_open(&record, RECORD_MAX);
    PL_CASE_VIEW_AUTO view = {0};
    int code = pl_case_view_open(b.dir, PL_TIME_NONE, &view, err);
    code = code == 0 ? find(view.c, view.before, pl_str_from(b.what), &arena, id, err) : code;
    pl_case_view_close(&view); /* whoever builds writes */
    code = code == 0 ? make_room(b.dir, id, folder, err) : code;
    b.what = id;
    b.filed = true;
    b.out = folder;
    b.force = true;
    code = code == 0 ? pl_report_build_run(&b, &built, err) : code;
    code = code == 0 ? add_record(&b, b.dir, &built, &record, err) : code;
    code = code == 0 ? path_of(b.dir, id, RECORD, path, err) : code;
    code = code == 0 ? pl_file_write(path, pl_buf_str(&record), 0600, err) : code;
    if (code == 0) {
        pl_buf_add_str(out, pl_buf_str(&record));
    }
    return code;
}

/* ---- reading ---- */

int pl_report_built_record(const struct pl_case *c, pl_str id, pl_str up_to, struct pl_arena *arena, pl_str *ret,
                           struct pl_error *err) {
    char path[PATH_MAX_];
    PL_BUF_AUTO bytes = {0};
    const struct pl_jval *value = NULL;
    struct pl_error none = {0};
    struct pl_disclose_scope scope = {.up_to = up_to};
    const char *name = pl_str_copy(arena, id).p;
    *ret = (pl_str){NULL, 0};
    pl_buf_open(&bytes, RECORD_MAX);
    int code = name != NULL ? path_of(pl_case_dir(c), name, RECORD, path, err) : pl_fail(err, PL_E_NOMEM, "no memory");
    if (code != 0 || !pl_file_exists(path)) {
        return code;
    }
    code = pl_file_read(path, RECORD_MAX, &bytes, err);
    if (code != 0 || pl_json_read(pl_buf_str(&bytes), arena, &value, &none) != 0) {
        return code; /* what is no record tells nothing */
    }
    const struct pl_jval *marking = pl_jval_get(value, "marking"), *opened = pl_jval_get(value, "up_to");
    if (marking == NULL || marking->kind != PL_JVAL_STR || opened == NULL || opened->kind != PL_JVAL_STR) {
        return 0;
    }
    bool above = pl_disclose_is_above(&scope, marking->str);
    above = above || (opened->str.n > 0 && pl_disclose_is_above(&scope, opened->str)); /* the bundle may hold more */
    if (up_to.n == 0 || !above) {
        *ret = pl_str_copy(arena, pl_buf_str(&bytes));
    }
    return 0;
}

int pl_report_built_open(const char *dir, pl_str id, pl_str up_to, enum pl_report_file file, struct pl_arena *arena,
                         int *ret_fd, uint64_t *ret_bytes, pl_str *ret_id, struct pl_error *err) {
    PL_CASE_VIEW_AUTO view = {0};
    char is[PL_FILING_ID_MAX] = "", path[PATH_MAX_] = "";
    pl_str record = {NULL, 0};
    struct stat st;
    int code = pl_case_view_open(dir, PL_TIME_NONE, &view, err);
    code = code == 0 ? find(view.c, view.before, id, arena, is, err) : code;
    code = code == 0 ? pl_report_built_record(view.c, pl_str_from(is), up_to, arena, &record, err) : code;
    code = code == 0 ? path_of(pl_case_dir(view.c), is, NAMES[file], path, err) : code;
    if (code != 0) {
        return code;
    }
    int fd = record.p != NULL ? open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) : -1;
    if (fd < 0 && record.p != NULL && file == PL_REPORT_FILE_DOCX) {
        return pl_fail(err, PL_E_NOT_FOUND, "there is no DOCX of %s: pandoc was not installed when it was built", is);
    }
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        pl_file_close(&fd);
        return pl_fail(err, PL_E_NOT_FOUND, "nothing was built of %s yet: POST /api/reports/%s/build", is, is);
    }
    *ret_fd = fd;
    *ret_bytes = (uint64_t)st.st_size;
    *ret_id = pl_str_copy(arena, pl_str_from(is));
    return 0;
}

/* ---- removing ---- */

int pl_report_built_drop(const struct pl_case *c, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    char path[PATH_MAX_];
    const char **paths = NULL;
    size_t n = 0;
    pl_arena_open(&arena, (size_t)256 << 20);
    int code = path_of(pl_case_dir(c), NULL, NULL, path, err);
    if (code != 0 || !pl_file_exists(path)) {
        return code;
    }
    code = pl_file_list(path, FILES_MAX, &arena, &paths, &n, err);
    for (size_t i = 0; code == 0 && i < n; i++) {
        if (unlink(paths[i]) != 0 && errno != ENOENT) {
            code = pl_fail_errno(err, PL_E_IO, errno, "%s cannot be removed", paths[i]);
        }
    }
    return code;
}
