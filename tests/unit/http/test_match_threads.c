/* /match asked by several threads while lists come in: every answer is of one state of the case, whole; the newest list
 * is seen by the first question after it. Run under ThreadSanitizer too. The lists are invented. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "app/import.h"
#include "app/init.h"
#include "base/thread.h"
#include "base/time.h"
#include "http/site.h"

#include "base/ban.h"

#define NOW     ((pl_time)1800000000 * 1000000)
#define THREADS 3
#define ASKED   120
#define LISTS   4

struct place {
    char root[64], dir[80];
    struct pl_site *site;
    struct pl_error err;
};

static int set_up(void **state) {
    struct place *p = calloc(1, sizeof *p);
    struct pl_init_done done;
    struct pl_init_options options = {.participant = PL_STR("Test"), .person = PL_STR("A. Clerk"), .now = NOW};
    assert_non_null(p);
    snprintf(p->root, sizeof p->root, "/tmp/plimsoll-unit-match.XXXXXX");
    assert_non_null(mkdtemp(p->root));
    snprintf(p->dir, sizeof p->dir, "%s/case", p->root);
    assert_int_equal(setenv("TMPDIR", p->root, 1), 0);
    assert_int_equal(pl_init_run(p->dir, &options, &done, &p->err), 0);
    struct pl_site_options site = {.case_dir = p->dir};
    assert_int_equal(pl_site_open(&site, &p->site, &p->err), 0);
    *state = p;
    return 0;
}

static int tear_down(void **state) {
    struct place *p = *state;
    char command[128];
    pl_site_close(p->site);
    snprintf(command, sizeof command, "rm -rf '%s'", p->root);
    assert_int_equal(system(command), 0);
    free(p);
    return 0;
}

static int on_file(void *ctx, const struct pl_import_file *file, struct pl_error *err) {
    (void)ctx;
    (void)file;
    (void)err;
    return 0;
}

/* List k of one person, whose name ends in k. */
static void import(struct place *p, int k) {
    char path[128], list[16];
    const char *paths[] = {path};
    struct pl_import_done done;
    snprintf(list, sizeof list, "list-%d", k);
    snprintf(path, sizeof path, "%s/%s.ftm.json", p->root, list);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fprintf(f,
            "{\"id\":\"x-%d\",\"schema\":\"Person\",\"caption\":\"Ulla Harbour\",\"properties\":{\"name\":"
            "[\"Ulla Harbour\"]},\"target\":true}\n",
            k);
    assert_int_equal(fclose(f), 0);
    struct pl_import_options options = {.paths = paths,
                                        .n_paths = 1,
                                        .list = pl_str_from(list),
                                        .received = PL_TIME_NONE,
                                        .date = PL_STR("2026-01-01"),
                                        .now = NOW};
    assert_int_equal(pl_import_run(p->dir, &options, on_file, NULL, &done, &p->err), 0);
    assert_int_equal(done.imported, 1);
}

static size_t count(pl_str text, const char *what) {
    size_t n = 0, length = strlen(what);
    for (size_t i = 0; i + length <= text.n; i++) {
        n += memcmp(text.p + i, what, length) == 0;
    }
    return n;
}

/* How many lists the answer names, and how many entities it gives: -1 where the two differ, or it is no answer. */
static int ask(struct pl_site *site) {
    static const struct pl_viewer VIEWER = {.role = PL_ROLE_READER};
    struct pl_request req;
    struct pl_error err;
    PL_ARENA_AUTO arena;
    PL_ANSWER_AUTO answer;
    pl_arena_open(&arena, (size_t)1 << 26);
    pl_answer_open(&answer);
    if (pl_request_target(PL_STR("POST"), PL_STR("/match/default?limit=50"), &arena, &req, &err) != 0 ||
        pl_request_add_header(&req, PL_STR("Content-Type"), PL_STR("application/json"), &err) != 0) {
        return -1;
    }
    req.body = PL_STR("{\"queries\":{\"q\":{\"schema\":\"Person\",\"properties\":{\"name\":[\"Ulla Harbour\"]}}}}");
    pl_site_answer(site, &req, &VIEWER, NOW, &arena, &answer);
    size_t lists = count(pl_buf_str(&answer.body), "\"sha256\":");
    size_t found = count(pl_buf_str(&answer.body), "\"id\":\"x-");
    return lists == found && answer.status == (lists > 0 ? 200 : 503) ? (int)lists : -1;
}

struct asker {
    struct pl_site *site;
    int worst; /* -1 where an answer was not whole, -2 where one forgot a list */
};

static void run(void *ctx) {
    struct asker *asker = ctx;
    int before = 0;
    for (int i = 0; i < ASKED && asker->worst == 0; i++) {
        int now = ask(asker->site);
        asker->worst = now < 0 ? -1 : now < before ? -2 : 0;
        before = now;
    }
}

static void test_whole_answers(void **state) {
    struct place *p = *state;
    struct pl_thread *threads[THREADS];
    struct asker askers[THREADS];
    for (int i = 0; i < THREADS; i++) {
        askers[i] = (struct asker){.site = p->site};
        assert_int_equal(pl_thread_start(run, &askers[i], &threads[i], &p->err), 0);
    }
    for (int k = 1; k <= LISTS; k++) {
        import(p, k);
        assert_int_equal(ask(p->site), k);
    }
    for (int i = 0; i < THREADS; i++) {
        pl_thread_join(threads[i]);
        assert_int_equal(askers[i].worst, 0);
    }
    assert_int_equal(ask(p->site), LISTS);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_whole_answers, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
