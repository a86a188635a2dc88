/* What tests begin with that import what they wrote themselves: a case in a new folder under /tmp, a file taken into
 * it, and both gone. Every call fails the test where it cannot. */
#ifndef PL_TESTS_UNIT_APP_CASE_IN_TMP_H
#define PL_TESTS_UNIT_APP_CASE_IN_TMP_H

#include <stdio.h>
#include <stdlib.h>

#include "app/import.h"
#include "app/init.h"

struct case_in_tmp {
    char dir[64], dir_case[80]; /* dir: for the test's own files */
};

static inline void must(int rc, const struct pl_error *err) {
    if (rc != 0) {
        fail_msg("%s: %s", pl_code_name(rc), err->msg);
    }
}

static inline void make_case(struct case_in_tmp *w, const char *name, pl_time now) {
    struct pl_error err = {0};
    struct pl_init_done done;
    const struct pl_init_options init = {.participant = PL_STR("Test"), .now = now};
    snprintf(w->dir, sizeof w->dir, "/tmp/plimsoll-%s.XXXXXX", name);
    assert_non_null(mkdtemp(w->dir));
    snprintf(w->dir_case, sizeof w->dir_case, "%s/case", w->dir);
    must(pl_init_run(w->dir_case, &init, &done, &err), &err);
}

static inline int refuse_failed_file(void *ctx, const struct pl_import_file *file, struct pl_error *err) {
    (void)ctx;
    (void)err;
    return file->status == PL_IMPORT_FAILED ? PL_E_STORE : 0;
}

static inline void import_file(const struct case_in_tmp *w, const char *path, pl_time now) {
    struct pl_error err = {0};
    struct pl_import_done imported;
    const struct pl_import_options options = {.paths = &path, .n_paths = 1, .received = PL_TIME_NONE, .now = now};
    must(pl_import_run(w->dir_case, &options, refuse_failed_file, NULL, &imported, &err), &err);
}

static inline int remove_case(const struct case_in_tmp *w) {
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", w->dir);
    return system(command);
}

#endif
