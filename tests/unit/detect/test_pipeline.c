/* Every tests/data/detect/NAME.case gives NAME.want: derived by hand from the plan in the case (each case says how).
 * And whatever the cut, the number of threads or the batch: the same events, to the last byte. */
#include "harness.h"

#include <dirent.h>

#include "base/file.h"

#include "base/ban.h"

static const char folder[] = "tests/data/detect";

static void read_want(const char *path, struct h_lines *want) {
    PL_BUF_AUTO text;
    struct pl_error err;
    pl_buf_open(&text, 1u << 20);
    if (pl_file_read(path, 1u << 20, &text, &err)) {
        fail_msg("%s: %s", path, err.msg);
    }
    pl_str rest = pl_buf_str(&text);
    while (rest.p) {
        pl_str line = pl_str_cut(&rest, '\n');
        if (line.n > 0 && line.p[0] != '#') {
            char copy[512];
            snprintf(copy, sizeof copy, "%.*s", (int)line.n, line.p);
            h_add_line(want, copy);
        }
    }
    if (want->n > 1) {
        qsort(want->list, want->n, sizeof *want->list, h_line_cmp);
    }
}

static void each_case(void (*check)(struct h_case *c, const char *path)) {
    struct pl_arena arena;
    struct pl_error err;
    const char **paths = NULL;
    size_t n = 0;
    unsigned seen = 0;
    pl_arena_open(&arena, 1u << 20);
    assert_int_equal(pl_file_list(folder, 1000, &arena, &paths, &n, &err), 0);
    for (size_t i = 0; i < n; i++) {
        size_t length = strlen(paths[i]);
        if (length > 5 && strcmp(paths[i] + length - 5, ".case") == 0) {
            struct h_case c;
            h_read(&c, paths[i]);
            check(&c, paths[i]);
            h_close(&c);
            seen++;
        }
    }
    assert_true(seen >= 20);
    pl_arena_close(&arena);
}

static void check_want(struct h_case *c, const char *path) {
    char want_path[256];
    struct h_lines want = {0}, got = {0};
    snprintf(want_path, sizeof want_path, "%.*s.want", (int)strlen(path) - 5, path);
    read_want(want_path, &want);
    h_play(c, &got, false, 0, 0);
    h_same(&want, &got, path);
    h_free_lines(&want);
    h_free_lines(&got);
}

static void test_wants(void **state) {
    (void)state;
    each_case(check_want);
}

static const char *id_in(const char *line) {
    while (*line) {
        size_t n = strspn(line, "0123456789abcdef");
        if (n == 64) {
            return line;
        }
        line += n > 0 ? n : 1;
    }
    fail_msg("no id in %s", line);
    return NULL;
}

/* No two events have one id. */
static void check_ids(struct h_case *c, const char *path) {
    struct h_lines lines = {0};
    h_play(c, &lines, true, 0, 0);
    for (size_t i = 0; i < lines.n; i++) {
        for (size_t j = 0; j < i; j++) {
            if (memcmp(id_in(lines.list[i]), id_in(lines.list[j]), 64) == 0) {
                fail_msg("%s: one id for\n  %s\n  %s", path, lines.list[j], lines.list[i]);
            }
        }
    }
    h_free_lines(&lines);
}

static void test_ids(void **state) {
    (void)state;
    each_case(check_ids);
}

#if defined(__SANITIZE_ADDRESS__)
#define CUTS_MOST 100 /* of one case; without sanitizers there is one at every 7th report */
#else
#define CUTS_MOST UINT64_MAX
#endif

/* A state saved and loaded before every report (and before every 7th), and written again with the same bytes. */
static void check_cuts(struct h_case *c, const char *path) {
    struct h_lines whole = {0}, cut = {0};
    h_play(c, &whole, true, 0, 0);
    h_play(c, &cut, true, 0, c->n / 7 > CUTS_MOST ? c->n / CUTS_MOST : 7);
    h_same(&whole, &cut, path);
    h_free_lines(&cut);
    if (c->n <= 60) {
        h_play(c, &cut, true, 0, 1);
        h_same(&whole, &cut, path);
        h_free_lines(&cut);
    }
    h_free_lines(&whole);
}

static void test_cuts(void **state) {
    (void)state;
    each_case(check_cuts);
}

static void check_threads(struct h_case *c, const char *path) {
    struct h_lines whole = {0}, other = {0};
    h_play(c, &whole, true, 0, 0);
    h_play_to(c, &other, true, 0, 0, true);
    h_same(&whole, &other, path);
    h_free_lines(&other);
    for (unsigned threads = 1; threads <= 4; threads *= 2) {
        h_play_to(c, &other, true, threads, threads == 2 ? 53 : 0, threads > 1);
        h_same(&whole, &other, path);
        h_free_lines(&other);
    }
    h_free_lines(&whole);
}

static void test_threads(void **state) {
    (void)state;
    each_case(check_threads);
}

/* The state of a pipeline is the same bytes for any number of threads and any cut. */
static void save_at(struct h_case *c, size_t upto, unsigned threads, size_t cut, struct pl_buf *out) {
    struct pl_error err;
    struct h_lines lines = {0};
    struct h_sink sink = {&lines, false};
    struct pl_pool *pool = NULL;
    struct pl_pipeline *p = NULL;
    if (threads > 0) {
        assert_int_equal(pl_pool_open(threads, &pool, &err), 0);
    }
    struct pl_pipeline_options options = {.rules = &c->rules, .ports = c->ports, .sea = c->sea, .pool = pool};
    assert_int_equal(pl_pipeline_open(&options, h_event, &sink, &p, &err), 0);
    for (size_t i = 0; i < upto; i++) {
        struct pl_report report;
        if (cut > 0 && i == cut) {
            pl_buf_clear(out);
            assert_int_equal(pl_pipeline_save(p, out, &err), 0);
            pl_pipeline_close(p);
            assert_int_equal(pl_pipeline_open(&options, h_event, &sink, &p, &err), 0);
            assert_int_equal(pl_pipeline_load(p, pl_buf_str(out), &err), 0);
        }
        assert_int_equal(pl_report_read(pl_str_make(c->bytes.p + c->offsets[i], c->lengths[i]), &report, &err), 0);
        report.src = (struct pl_loc){1, (uint32_t)c->lengths[i], c->offsets[i]};
        assert_int_equal(pl_pipeline_push(p, &report, &err), 0);
    }
    pl_buf_clear(out);
    assert_int_equal(pl_pipeline_save(p, out, &err), 0);
    pl_pipeline_close(p);
    pl_pool_close(pool);
    h_free_lines(&lines);
}

static void check_states(struct h_case *c, const char *path) {
    PL_BUF_AUTO a;
    PL_BUF_AUTO b;
    (void)path;
    pl_buf_open(&a, 1u << 30);
    pl_buf_open(&b, 1u << 30);
    size_t upto = c->n * 3 / 4;
    save_at(c, upto, 0, 0, &a);
    save_at(c, upto, 3, 0, &b);
    assert_int_equal(a.n, b.n);
    assert_memory_equal(a.p, b.p, a.n);
    save_at(c, upto, 0, upto / 2, &b);
    assert_int_equal(a.n, b.n);
    assert_memory_equal(a.p, b.p, a.n);
}

static void test_states(void **state) {
    (void)state;
    each_case(check_states);
}

/* Two runs, one without the hour from `from` on, have the same bytes `later` after it. */
static void meet_again(struct h_case *c, pl_time from, pl_time later) {
    PL_BUF_AUTO a;
    PL_BUF_AUTO b;
    pl_buf_open(&a, 1u << 28);
    pl_buf_open(&b, 1u << 28);
    h_sort(c);
    for (unsigned run = 0; run < 2; run++) {
        struct h_lines lines = {0};
        struct h_sink sink = {&lines, false};
        struct pl_pipeline *p = NULL;
        struct pl_error err;
        struct pl_pipeline_options options = {.rules = &c->rules};
        assert_int_equal(pl_pipeline_open(&options, h_event, &sink, &p, &err), 0);
        for (size_t i = 0; i < c->n; i++) {
            struct pl_report report;
            assert_int_equal(pl_report_read(pl_str_make(c->bytes.p + c->offsets[i], c->lengths[i]), &report, &err), 0);
            report.src = (struct pl_loc){1, (uint32_t)c->lengths[i], c->offsets[i]};
            if (report.at > from + later) {
                break;
            }
            if (run == 0 || report.at < from || report.at >= from + PL_HOUR_US) {
                assert_int_equal(pl_pipeline_push(p, &report, &err), 0);
            }
        }
        assert_int_equal(pl_pipeline_save(p, run == 0 ? &a : &b, &err), 0);
        pl_pipeline_close(p);
        h_free_lines(&lines);
    }
    assert_int_equal(a.n, b.n);
    assert_memory_equal(a.p, b.p, a.n);
}

/* An hour of reports more or less is forgotten: ten hours later the states of both runs are the same bytes, so that a
 * re-run after a late import can stop there. Ships under way; what is still going on (loitering) would rightly differ.
 */
static void test_states_meet_again(void **state) {
    (void)state;
    struct h_case c;
    h_open(&c);
    char jitter[] = "jitter 15";
    char one[] = "run 2024-03-01T00:00:00Z 257000001 480 150 40 -30 90 10 =";
    char two[] = "run 2024-03-01T00:01:00Z 257000002 250 290 41 -30 45 12 -";
    char three[] = "run 2024-03-01T00:02:00Z 257000002 240 300 10 100 180 9 =";
    char four[] = "run 2024-03-01T00:02:00Z 257000004 5000 14 10 170 270 14 =";
    char rule[] = "rule synthetic_track.copy_max_days 0"; /* places of the past are kept for longer: below */
    h_line(&c, rule);
    h_line(&c, jitter);
    h_line(&c, one);
    h_line(&c, two);
    h_line(&c, three);
    h_line(&c, four);
    meet_again(&c, h_time("2024-03-01T05:00:00Z"), 10 * PL_HOUR_US);
    h_close(&c);
}

/* Places that a number sent are remembered for synthetic_track.copy_max_days, not longer. */
static void test_states_meet_again_with_a_past(void **state) {
    (void)state;
    struct h_case c;
    h_open(&c);
    char jitter[] = "jitter 15";
    char rule[] = "rule synthetic_track.copy_max_days 1";
    char one[] = "run 2024-03-01T00:00:00Z 257000001 900 150 40 -30 90 10 =";
    h_line(&c, rule);
    h_line(&c, jitter);
    h_line(&c, one);
    meet_again(&c, h_time("2024-03-01T05:00:00Z"), 31 * PL_HOUR_US);
    h_close(&c);
}

/* What a number says of itself: the last said; nothing where two hulls on it say different things. */
static void test_names(void **state) {
    (void)state;
    struct h_case c;
    struct h_lines lines = {0};
    h_open(&c);
    char text[][96] = {
        "at 2024-03-01T00:00:00Z 257000001 - - - - 9074729 FIRST LA1",
        "at 2024-03-01T00:01:00Z 257000001 - - - - 9074729 SECOND LA1",
        "run 2024-03-01T00:02:00Z 257000001 2 600 40 -30 90 10 =",
        "go 2024-03-02T00:00:00Z 257000001 2 600 90 10 =",
        "at 2024-03-01T00:00:00Z 257000002 - - - - 0 ONE LA2",
        "at 2024-03-01T03:00:00Z 257000002 - - - - 0 OTHER LA2",
        "run 2024-03-01T00:02:00Z 257000002 12 600 40 -30 90 10 =",
        "run 2024-03-01T00:03:00Z 257000002 12 600 10 100 90 10 =",
    };
    for (size_t i = 0; i < sizeof text / sizeof text[0]; i++) {
        h_line(&c, text[i]);
    }
    h_sort(&c);
    h_play(&c, &lines, true, 0, 3);
    unsigned seen = 0;
    for (size_t i = 0; i < lines.n; i++) {
        if (strstr(lines.list[i], " 257000001 h=")) {
            assert_non_null(strstr(lines.list[i], " 9074729/SECOND/LA1/"));
            seen |= 1;
        } else if (strstr(lines.list[i], "identity_conflict")) {
            assert_non_null(strstr(lines.list[i], " 0//LA2/"));
            seen |= 2;
        }
    }
    assert_int_equal(seen, 3);
    h_free_lines(&lines);
    h_close(&c);
}

static int refuse(void *ctx, const struct pl_event *event, struct pl_error *err) {
    (void)ctx;
    (void)event;
    return pl_fail(err, PL_E_INTERRUPTED, "enough");
}

static void test_refusals(void **state) {
    (void)state;
    struct h_case c;
    struct pl_error err;
    struct pl_pipeline *p = NULL;
    struct pl_report report;
    struct h_lines lines = {0};
    struct h_sink sink = {&lines, false};
    h_open(&c);
    char gap[] = "at 2024-03-01T00:00:00Z 257000001 60 4 0 0";
    char end[] = "at 2024-03-01T12:00:01Z 257000001 60 4 0 0";
    h_line(&c, gap);
    h_line(&c, end);
    h_sort(&c);
    struct pl_pipeline_options options = {.rules = &c.rules};
    assert_int_equal(pl_pipeline_open(&options, refuse, NULL, &p, &err), 0);
    /* an empty pipeline finishes without events */
    assert_int_equal(pl_pipeline_finish(p, h_event, &sink, &err), 0);
    assert_int_equal(lines.n, 0);
    assert_int_equal(pl_report_read(pl_str_make(c.bytes.p + c.offsets[1], c.lengths[1]), &report, &err), 0);
    struct pl_report second = report;
    assert_int_equal(pl_report_read(pl_str_make(c.bytes.p + c.offsets[0], c.lengths[0]), &report, &err), 0);
    assert_int_equal(pl_pipeline_push(p, &report, &err), 0);
    /* what the sink says stops the pipeline */
    assert_int_equal(pl_pipeline_push(p, &second, &err), PL_E_INTERRUPTED);
    assert_string_equal(err.msg, "enough");
    pl_pipeline_close(p);
    /* out of order */
    assert_int_equal(pl_pipeline_open(&options, h_event, &sink, &p, &err), 0);
    assert_int_equal(pl_pipeline_push(p, &second, &err), 0);
    assert_int_equal(pl_pipeline_push(p, &report, &err), PL_E_USAGE);
    /* a state of other rules, of another version, none */
    PL_BUF_AUTO bytes;
    pl_buf_open(&bytes, 1u << 20);
    assert_int_equal(pl_pipeline_save(p, &bytes, &err), 0);
    assert_int_equal(pl_pipeline_load(p, pl_buf_str(&bytes), &err), PL_E_USAGE);
    pl_pipeline_close(p);
    struct pl_rules strict;
    assert_true(pl_rules_profile("strict", &strict));
    options.rules = &strict;
    assert_int_equal(pl_pipeline_open(&options, h_event, &sink, &p, &err), 0);
    assert_int_equal(pl_pipeline_load(p, pl_buf_str(&bytes), &err), PL_E_VERSION);
    assert_int_equal(pl_pipeline_load(p, PL_STR("plimsoll-detect-state/v9\n"), &err), PL_E_VERSION);
    assert_int_equal(pl_pipeline_load(p, PL_STR("nonsense"), &err), PL_E_FORMAT);
    assert_int_equal(pl_pipeline_load(p, PL_STR(""), &err), PL_E_FORMAT);
    pl_pipeline_close(p);
    /* cut short anywhere: refused, never a crash */
    options.rules = &c.rules;
    for (size_t n = 25; n < bytes.n; n++) {
        assert_int_equal(pl_pipeline_open(&options, h_event, &sink, &p, &err), 0);
        assert_int_not_equal(pl_pipeline_load(p, pl_str_make(bytes.p, n), &err), 0);
        pl_pipeline_close(p);
    }
    h_free_lines(&lines);
    h_close(&c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wants),
        cmocka_unit_test(test_cuts),
        cmocka_unit_test(test_threads),
        cmocka_unit_test(test_states),
        cmocka_unit_test(test_states_meet_again),
        cmocka_unit_test(test_states_meet_again_with_a_past),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_ids),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
