/* A case in a folder of its own, for the tests of store/. */
#ifndef PL_TEST_FRESH_CASE_H
#define PL_TEST_FRESH_CASE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/case.h"
#include "store/case_in.h"
#include "store/journal.h"

struct fresh {
    char dir[64];
    struct pl_case *c;
    struct pl_case_keys keys;
};

static inline void fresh_must(int rc, const struct pl_error *err) {
    if (rc != 0) {
        fail_msg("%s: %s", pl_code_name(rc), err->msg);
    }
}

static inline void fresh_reopen(struct fresh *f) {
    struct pl_error err = {0};
    pl_case_close(f->c);
    f->c = NULL;
    fresh_must(pl_case_open(f->dir, PL_CASE_WRITE, "test", &f->c, &err), &err);
}

/* A published case with the two opening entries, open for writing. */
static inline void fresh_open(struct fresh *f) {
    struct pl_error err = {0};
    int64_t seq;
    snprintf(f->dir, sizeof f->dir, "/tmp/plimsoll-store.XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    f->c = NULL;
    fresh_must(pl_case_create(f->dir, &f->c, &err), &err);
    fresh_must(pl_case_keys_make(f->c, &f->keys, &err), &err);
    fresh_must(pl_case_begin(f->c, &err), &err);
    struct pl_journal_field opening[] = {{.name = PL_STR("participant"), .value = PL_STR("Test")}};
    pl_str person = pl_str_make((const char *)f->keys.person.public.b, 32);
    struct pl_journal_field delegation[] = {{.name = PL_STR("person_key"), .value = person},
                                            {.name = PL_STR("person"), .value = PL_STR("Tester")}};
    fresh_must(pl_journal_append(f->c, &f->keys, 1000, PL_STR("case"), PL_STR("TLP:CLEAR"), opening, 1, &seq, &err),
               &err);
    fresh_must(
        pl_journal_append(f->c, &f->keys, 2000, PL_STR("delegation"), PL_STR("TLP:CLEAR"), delegation, 2, &seq, &err),
        &err);
    fresh_must(pl_case_commit(f->c, &err), &err);
    fresh_must(pl_case_publish(f->c, &err), &err);
    fresh_reopen(f);
}

static inline void fresh_close(struct fresh *f) {
    char command[128];
    pl_case_close(f->c);
    pl_case_keys_wipe(&f->keys);
    snprintf(command, sizeof command, "rm -rf '%s'", f->dir);
    assert_int_equal(system(command), 0);
}

#endif
