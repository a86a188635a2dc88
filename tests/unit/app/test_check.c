/* check on acts that no command of this program writes, and the folders that answers of earlier days are derived in. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/act.h"
#include "app/check.h"
#include "app/init.h"
#include "app/known_at.h"
#include "store/scratch.h"

#include "base/ban.h"

#define NOW ((pl_time)1800000000 * 1000000)

struct place {
    char root[64], dir[80];
    struct pl_error err;
    unsigned faults;
    char part[32], where[160], why[320];
};

static int set_up(void **state) {
    struct place *p = calloc(1, sizeof *p);
    struct pl_init_done done;
    struct pl_init_options options = {.participant = PL_STR("Test"), .person = PL_STR("A. Clerk"), .now = NOW};
    assert_non_null(p);
    snprintf(p->root, sizeof p->root, "/tmp/plimsoll-unit-check.XXXXXX");
    assert_non_null(mkdtemp(p->root));
    snprintf(p->dir, sizeof p->dir, "%s/case", p->root);
    assert_int_equal(setenv("TMPDIR", p->root, 1), 0);
    assert_int_equal(pl_init_run(p->dir, &options, &done, &p->err), 0);
    *state = p;
    return 0;
}

static int tear_down(void **state) {
    struct place *p = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", p->root);
    assert_int_equal(system(command), 0);
    free(p);
    return 0;
}

static int on_fault(void *ctx, const struct pl_check_fault *fault, struct pl_error *err) {
    struct place *p = ctx;
    (void)err;
    if (strcmp(fault->part, "note") != 0) {
        p->faults++;
        snprintf(p->part, sizeof p->part, "%s", fault->part);
        snprintf(p->where, sizeof p->where, "%s", fault->where);
        snprintf(p->why, sizeof p->why, "%s", fault->why);
    }
    return 0;
}

static void check(struct place *p) {
    struct pl_check_options options = {.quick = true};
    struct pl_check_done done;
    p->faults = 0;
    assert_int_equal(pl_check_run(p->dir, &options, on_fault, p, &done, &p->err), 0);
}

/* A screening of a batch with what names its answer: a hash, a size, both or none. */
static void sign(struct place *p, bool hash, bool bytes) {
    PL_ACTING_AUTO acting = {0};
    const pl_hash nothing = pl_sha256_of("", 0);
    int64_t seq = -1;
    assert_int_equal(pl_acting_open(p->dir, "test", NOW, &acting, &p->err), 0);
    struct pl_act_fields fields = {.arena = &acting.arena};
    pl_act_add_text(&fields, "name", PL_STR("names.csv"));
    if (hash) {
        pl_act_add_hash(&fields, "sha256", &nothing);
    }
    if (bytes) {
        pl_act_add_number(&fields, "bytes", 0);
    }
    assert_int_equal(pl_acting_write(&acting, "screening", &fields, &seq, &p->err), 0);
}

static void refuses_half_named_objects(void **state) {
    struct place *p = *state;
    check(p);
    assert_int_equal(p->faults, 0);
    sign(p, false, false);
    check(p);
    assert_int_equal(p->faults, 0);
    sign(p, true, false);
    check(p);
    assert_int_equal(p->faults, 1);
    assert_string_equal(p->part, "journal");
    assert_string_equal(p->where, "journal entry 3: answer");
    assert_non_null(strstr(p->why, "hash and its bytes"));
    sign(p, false, true);
    check(p);
    assert_int_equal(p->faults, 2);
}

/* The first folder below root whose name begins so. */
static bool has_folder(const char *root, const char *prefix) {
    bool found = false;
    DIR *d = opendir(root);
    assert_non_null(d);
    for (struct dirent *entry; (entry = readdir(d)) != NULL;) {
        found = found || strncmp(entry->d_name, prefix, strlen(prefix)) == 0;
    }
    closedir(d);
    return found;
}

static void names_scratch_folders(void **state) {
    struct place *p = *state;
    struct pl_case *made = NULL;
    {
        PL_KNOWN_AT_AUTO known = {0};
        sign(p, false, false);
        assert_int_equal(pl_known_at_open(p->dir, NOW - 1, &known, &p->err), 0);
        assert_true(has_folder(p->root, "plimsoll-known-at-"));
        assert_false(has_folder(p->root, "plimsoll-check-"));
        assert_int_equal(pl_case_scratch(known.whole, UINT64_MAX, PL_SCRATCH_CHECK, &made, &p->err), 0);
        assert_true(has_folder(p->root, "plimsoll-known-at-")); /* in use: nobody clears it away */
        assert_true(has_folder(p->root, "plimsoll-check-"));
        pl_case_close(made);
    }
    assert_false(has_folder(p->root, "plimsoll-known-at-"));
    assert_false(has_folder(p->root, "plimsoll-check-"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(refuses_half_named_objects, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_scratch_folders, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
