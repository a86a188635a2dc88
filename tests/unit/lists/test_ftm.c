/* The FollowTheMoney reader. tests/data/lists/ftm (.want) are derived by hand; the counts of the shared files by a
 * one-off with python3's json (entities by schema, distinct, trimmed, not empty values of the name properties). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/pool.h"
#include "lists/ftm.h"
#include "text/json.h"
#include "unit/lists/read_list.h"

#define DATA "tests/data/lists/ftm/"

static void reads_entities_and_edges(void **state) {
    (void)state;
    struct pl_publication pub = {0};
    expect_file(PL_LIST_FORMAT_FTM, DATA "small.entities.ftm.json", DATA "small.want", &pub);
    assert_int_equal(pub.entries, 12);
    assert_int_equal(pub.rejected, 1);
    assert_int_equal(pub.vessels, 1);
    assert_int_equal(pub.unread, 3); /* wikidataId, sourceUrl, and the schema Position */
}

static void reads_a_delta(void **state) {
    (void)state;
    struct pl_publication pub = {0};
    expect_file(PL_LIST_FORMAT_FTM_DELTA, DATA "small.entities.delta.json", DATA "small.delta.want", &pub);
    assert_int_equal(pub.entries, 3);
    assert_int_equal(pub.rejected, 1);
}

/* The same digits: an exercise number is right in an exercise only. */
static void knows_exercise_numbers(void **state) {
    (void)state;
    static const char LINE[] = "{\"id\":\"1\",\"schema\":\"Vessel\",\"properties\":{\"imoNumber\":[\"4900002\"]}}";
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 1 << 20);
    for (int exercise = 0; exercise < 2; exercise++) {
        struct pl_ftm_options options = {.list = PL_STR("x"), .exercise = exercise == 1};
        struct pl_ftm_line row;
        struct pl_error err = {0};
        assert_int_equal(pl_ftm_read_line(&options, pl_str_from(LINE), 1, 0, &arena, &row, &err), 0);
        assert_int_equal(row.entity.n_values, 1);
        assert_int_equal(row.entity.values[0].valid, exercise);
    }
}

/* A reference dangles until its entity comes, before or behind it; each that stays is counted, also twice to one id.
 * Names and shares are no references. In a delta nothing dangles: the base may hold it. */
static void counts_references_that_lead_nowhere(void **state) {
    (void)state;
    static const struct {
        const char *lines;
        unsigned dangling;
    } CASES[] = {
        {"{\"id\":\"a\",\"schema\":\"Company\",\"properties\":{\"name\":[\"b\"],\"registrationNumber\":[\"c\"]}}\n", 0},
        {"{\"id\":\"e\",\"schema\":\"Ownership\",\"properties\":{\"owner\":[\"a\"],\"asset\":[\"b\"],\"percentage\":["
         "\"51\"]}}\n",
         2},
        {"{\"id\":\"e\",\"schema\":\"Ownership\",\"properties\":{\"owner\":[\"a\"],\"asset\":[\"b\"]}}\n"
         "{\"id\":\"b\",\"schema\":\"Company\",\"properties\":{}}\n",
         1},
        {"{\"id\":\"b\",\"schema\":\"Company\",\"properties\":{\"addressEntity\":[\"x\"]}}\n"
         "{\"id\":\"e\",\"schema\":\"Ownership\",\"properties\":{\"owner\":[\"b\"],\"asset\":[\"b\"]}}\n"
         "{\"id\":\"s\",\"schema\":\"Sanction\",\"properties\":{\"entity\":[\"x\"]}}\n",
         2},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct pl_publication pub = {0};
        struct pl_error err = {0};
        pl_str lines = pl_str_from(CASES[i].lines);
        assert_int_equal(read_bytes(PL_LIST_FORMAT_FTM, PL_STR(""), lines, 7, collect, NULL, &pub, &err), 0);
        assert_int_equal(pub.dangling, CASES[i].dangling);
    }
    static const char DELTA[] = "{\"op\":\"ADD\",\"entity\":{\"id\":\"s\",\"schema\":\"Sanction\",\"properties\":"
                                "{\"entity\":[\"x\"]}}}\n";
    struct pl_publication pub = {0};
    struct pl_error err = {0};
    assert_int_equal(read_bytes(PL_LIST_FORMAT_FTM_DELTA, PL_STR(""), pl_str_from(DELTA), 7, collect, NULL, &pub, &err),
                     0);
    assert_int_equal(pub.dangling, 0);
}

/* Two ids and a reference: three places. */
static void has_a_ceiling_of_ids(void **state) {
    (void)state;
    static const char LINES[] = "{\"id\":\"a\",\"schema\":\"Company\",\"properties\":{}}\n"
                                "{\"id\":\"s\",\"schema\":\"Sanction\",\"properties\":{\"entity\":[\"x\"]}}\n";
    for (size_t max = 2; max <= 4; max++) {
        struct pl_ftm_options options = {.list = PL_STR("x"), .max_ids = max};
        struct pl_ftm *ftm = NULL;
        struct pl_error err = {0};
        assert_int_equal(pl_ftm_open(&options, collect, NULL, &ftm, &err), 0);
        assert_int_equal(pl_ftm_push(ftm, LINES, sizeof LINES - 1, &err), max < 3 ? PL_E_LIMIT : 0);
        assert_int_equal(err.line, max < 3 ? 2 : 0);
        pl_ftm_close(ftm);
    }
}

static void expect_refusal(int format, const char *text, int code, uint64_t line, uint64_t offset) {
    struct pl_error err;
    assert_int_equal(refused(format, pl_str_from(text), &err), code);
    assert_int_equal(err.line, line);
    assert_int_equal(err.offset, offset);
}

static void refuses_with_line_and_byte(void **state) {
    (void)state;
    static const char GOOD[] = "{\"id\":\"1\",\"schema\":\"Person\"}\n";
    PL_BUF_AUTO text;
    pl_buf_open(&text, 1 << 20);
    pl_buf_add_fmt(&text, "%s{\"id\":\"2\",\"id\":\"3\"}\n", GOOD);
    pl_buf_add_char(&text, '\0');
    struct pl_error err;
    assert_int_equal(refused(PL_LIST_FORMAT_FTM, pl_str_from(text.p), &err), PL_E_FORMAT);
    assert_int_equal(err.line, 2);
    assert_true(err.offset > sizeof GOOD);
    expect_refusal(PL_LIST_FORMAT_FTM, "{\"id\":\"1\",\"schema\":\"Person\",\"properties\":[]}\n", PL_E_FORMAT, 1, 0);
    expect_refusal(PL_LIST_FORMAT_FTM, "\n\n[1]\n", PL_E_FORMAT, 3, 2);
    expect_refusal(PL_LIST_FORMAT_FTM, "{\"id\":\"1\",\"schema\":\"Person\",\"properties\":{\"name\":[1]}}",
                   PL_E_FORMAT, 1, 0);
    expect_refusal(PL_LIST_FORMAT_FTM, "\n", PL_E_EMPTY, 0, 0);
    expect_refusal(PL_LIST_FORMAT_FTM_DELTA, "\n", PL_E_OK, 0, 0);
    expect_refusal(PL_LIST_FORMAT_FTM_DELTA, "{\"op\":\"ADD\"}\n", PL_E_FORMAT, 1, 0);
    /* cut in the middle of the last line, and a NUL byte */
    assert_int_equal(refused(PL_LIST_FORMAT_FTM, PL_STR("{\"id\":\"1\",\"sch"), &err), PL_E_FORMAT);
    assert_int_equal(refused(PL_LIST_FORMAT_FTM, PL_STR("{\"id\":\"1\0\"}\n"), &err), PL_E_FORMAT);
    /* half rejected is read, more is not */
    assert_int_equal(refused(PL_LIST_FORMAT_FTM, PL_STR("{\"id\":\"1\",\"schema\":\"Person\"}\n{}\n"), &err), 0);
    assert_int_equal(refused(PL_LIST_FORMAT_FTM, PL_STR("{\"id\":\"1\",\"schema\":\"Person\"}\n{}\n{}\n"), &err),
                     PL_E_FORMAT);
    assert_non_null(strstr(err.msg, "2 lines rejected"));
}

/* Lines of 16 MiB are read, longer ones are not; the ceiling of values of an entity is entity.h's. */
static void has_ceilings(void **state) {
    (void)state;
    static const char HEAD[] = "{\"id\":\"1\",\"schema\":\"Person\",\"x\":\"";
    char many[4096];
    PL_BUF_AUTO text;
    struct pl_error err = {0};
    memset(many, 'x', sizeof many);
    pl_buf_open(&text, (size_t)20 << 20);
    for (size_t over = 0; over < 3; over++) {
        struct pl_publication pub = {0};
        size_t n = PL_JSON_MAX_BYTES - 1 + over - (sizeof HEAD - 1) - 2;
        pl_buf_clear(&text);
        pl_buf_add_str(&text, pl_str_from(HEAD));
        for (size_t i = 0; i < n; i += sizeof many) {
            pl_buf_add(&text, many, n - i < sizeof many ? n - i : sizeof many);
        }
        pl_buf_add_str(&text, PL_STR("\"}"));
        int code = read_bytes(PL_LIST_FORMAT_FTM, PL_STR(""), pl_buf_str(&text), 1 << 20, collect, NULL, &pub, &err);
        assert_int_equal(code, over < 2 ? 0 : PL_E_LIMIT);
    }
    for (int over = -1; over <= 1; over++) {
        pl_buf_clear(&text);
        pl_buf_add_str(&text, PL_STR("{\"id\":\"1\",\"schema\":\"Person\",\"properties\":{\"name\":["));
        for (int i = 0; i < PL_ENTITY_MAX_VALUES + over; i++) {
            pl_buf_add_fmt(&text, "%s\"%d\"", i > 0 ? "," : "", i);
        }
        pl_buf_add_str(&text, PL_STR("]}}\n"));
        struct pl_publication pub = {0};
        int code = read_bytes(PL_LIST_FORMAT_FTM, PL_STR(""), pl_buf_str(&text), 4096, collect, NULL, &pub, &err);
        assert_int_equal(code, over <= 0 ? 0 : PL_E_LIMIT);
    }
}

/* On a pool the same entities come in the same order, and the same refusal after the same entities: some 5 MiB, so that
 * there are several batches, with blank lines, a rejected one, and one that is no JSON at the end or in the middle. */
static void reads_the_same_on_any_pool(void **state) {
    (void)state;
    PL_BUF_AUTO text;
    pl_buf_open(&text, (size_t)16 << 20);
    for (unsigned i = 0; i < 40000; i++) {
        pl_buf_add_fmt(
            &text, i % 97 == 0 ? "{\"x\":%u}\n\n" : "{\"id\":\"%u\",\"schema\":\"Person\",\"properties\":{\"name\":[",
            i);
        if (i % 97 != 0) {
            pl_buf_add_fmt(&text, "\"Meru %0*u\"]}}\n", 50 + (int)(i % 60), i);
        }
    }
    for (int shape = 0; shape < 3; shape++) { /* whole; broken at its end; broken in the middle */
        struct pl_error want_err = {0};
        PL_BUF_AUTO want;
        pl_buf_open(&want, (size_t)64 << 20);
        if (shape == 1) {
            pl_buf_add_str(&text, PL_STR("{\"id\":"));
        } else if (shape == 2) {
            text.p[pl_str_find_str(pl_buf_str(&text), PL_STR("{\"id\":\"30000\""))] = '(';
        }
        for (unsigned threads = 0; threads < 4; threads++) {
            struct pl_pool *pool = NULL;
            struct pl_publication pub = {0};
            struct pl_error err = {0};
            PL_BUF_AUTO lines;
            pl_buf_open(&lines, (size_t)64 << 20);
            if (threads > 0) {
                assert_int_equal(pl_pool_open(threads, &pool, &err), 0);
            }
            struct pl_list_reader_options options = {.format = PL_LIST_FORMAT_FTM, .pool = pool};
            struct pl_list_reader *reader = NULL;
            assert_int_equal(pl_list_reader_open(&options, collect, threads == 0 ? &want : &lines, &reader, &err), 0);
            int code = 0;
            for (size_t at = 0; at < text.n && code == 0; at += 100003) {
                pl_str piece = pl_str_sub(pl_buf_str(&text), at, 100003);
                code = pl_list_reader_push(reader, 0, piece.p, piece.n, &err);
            }
            code = code == 0 ? pl_list_reader_finish(reader, &pub, &err) : code;
            assert_int_equal(code, shape == 0 ? 0 : PL_E_FORMAT);
            assert_int_equal(shape == 0 ? pub.rejected : 413, 413);
            pl_list_reader_close(reader);
            pl_pool_close(pool);
            if (threads == 0) {
                want_err = err;
            } else {
                assert_true(pl_str_eq(pl_buf_str(&want), pl_buf_str(&lines)));
                assert_int_equal(err.line, want_err.line);
                assert_int_equal(err.offset, want_err.offset);
                assert_string_equal(err.msg, want_err.msg);
            }
        }
    }
}

static void finds_every_property(void **state) {
    (void)state;
    static const char *const NAMES[] = {"abbreviation", "name", "website", "weakAlias", "imoNumber", "full", "vatCode"};
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 1 << 20);
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        struct pl_ftm_options options = {.list = PL_STR("x")};
        struct pl_ftm_line row;
        char line[200];
        snprintf(line, sizeof line, "{\"id\":\"1\",\"schema\":\"Company\",\"properties\":{\"%s\":\"v\"}}", NAMES[i]);
        assert_int_equal(pl_ftm_read_line(&options, pl_str_from(line), 1, 0, &arena, &row, NULL), 0);
        assert_int_equal(row.unread, 0);
        assert_string_equal(row.entity.values[0].from, NAMES[i]);
    }
}

static void counts_real_files(void **state) {
    (void)state;
    static const struct {
        const char *file;
        int format;
        unsigned entries, names, dangling;
    } FILES[] = {
        {SHARED_LISTS "opensanctions/zala.entities.ftm.json", PL_LIST_FORMAT_FTM, 91, 282, 16},
        {SHARED_LISTS "opensanctions/t1.entities.ftm.json", PL_LIST_FORMAT_FTM, 7, 35, 2},
        {SHARED_LISTS "opensanctions/delta-20240527134702-zbn.entities.delta.json", PL_LIST_FORMAT_FTM_DELTA, 0, 0, 0},
        {SHARED_LISTS "opensanctions/delta-20240527194702-wnk.entities.delta.json", PL_LIST_FORMAT_FTM_DELTA, 2, 222,
         0},
        {SHARED_LISTS "opensanctions/delta-20240528014702-pfh.entities.delta.json", PL_LIST_FORMAT_FTM_DELTA, 2, 116,
         0},
        {SHARED_LISTS "opensanctions/delta-20240528074703-npf.entities.delta.json", PL_LIST_FORMAT_FTM_DELTA, 1, 0, 0},
        {SHARED_LISTS "opensanctions/delta-20240528134729-3iv.entities.delta.json", PL_LIST_FORMAT_FTM_DELTA, 1, 3, 0},
    };
    if (!have_shared(FILES[0].file)) {
        skip();
    }
    for (size_t i = 0; i < sizeof FILES / sizeof FILES[0]; i++) {
        PL_BUF_AUTO bytes;
        struct pl_publication pub = {0};
        struct pl_error err = {0};
        pl_buf_open(&bytes, 1 << 20);
        assert_int_equal(pl_file_read(FILES[i].file, 1 << 20, &bytes, &err), 0);
        assert_int_equal(read_bytes(FILES[i].format, PL_STR(""), pl_buf_str(&bytes), 4096, collect, NULL, &pub, &err),
                         0);
        assert_int_equal(pub.entries, FILES[i].entries);
        assert_int_equal(pub.names, FILES[i].names);
        assert_int_equal(pub.dangling,
                         FILES[i].dangling); /* the same one-off: ends of edges and addresses without a line */
        assert_int_equal(pub.rejected, 0);
        if (i < 2) { /* identifiers: the same one-off, over the properties that are numbers, addresses and wallets */
            assert_int_equal(pub.identifiers, i == 0 ? 95 : 2);
            assert_int_equal(pub.edges, i == 0 ? 74 : 1);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_entities_and_edges),
        cmocka_unit_test(reads_a_delta),
        cmocka_unit_test(knows_exercise_numbers),
        cmocka_unit_test(refuses_with_line_and_byte),
        cmocka_unit_test(has_ceilings),
        cmocka_unit_test(finds_every_property),
        cmocka_unit_test(counts_references_that_lead_nowhere),
        cmocka_unit_test(has_a_ceiling_of_ids),
        cmocka_unit_test(counts_real_files),
        cmocka_unit_test(reads_the_same_on_any_pool),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    return failed == 0 && access(SHARED_LISTS "opensanctions", R_OK) != 0 ? 77 : failed;
}
