/* Sea links: tables written by hand; lengths by hand from one minute of latitude = 1.0007 nm on the sphere used. */
#include "geo/link.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>

#include "base/buf.h"

#define HEAD "id,name,kind,from_lat,from_lon,to_lat,to_lon,length_nm,radius_m,source\n"

static int parse(const char *csv, struct pl_links *ret, struct pl_arena *arena, struct pl_error *err) {
    pl_arena_open(arena, 1 << 20);
    *err = (struct pl_error){0};
    return pl_links_parse(pl_str_from(csv), arena, ret, err);
}

static void rows_are_read(void **unused) {
    (void)unused;
    PL_ARENA_AUTO arena;
    struct pl_links links = {0};
    struct pl_error err;
    assert_int_equal(parse("\xef\xbb\xbfKind,ID,from_lat,from_lon,to_lat,to_lon,length_nm,radius_m,other\r\n"
                           "port,P1,38,125,38.5,125,40,6000,x\r\n"
                           "channel,\"C,1\",10,-180,10,179.9,,,\r\n",
                           &links, &arena, &err),
                     0);
    assert_int_equal(links.n, 2);
    assert_true(pl_str_eq(links.items[0].id, PL_STR("P1")));
    assert_int_equal(links.items[0].kind, PL_SEA_LINK_PORT);
    assert_int_equal(links.items[0].from.lat, 38 * PL_POS_UNIT);
    assert_true(links.items[0].length_m == 40 * PL_NM_M && links.items[0].radius_m == 6000);
    assert_true(pl_str_eq(links.items[1].id, PL_STR("C,1")));
    assert_int_equal(links.items[1].kind, PL_SEA_LINK_CHANNEL);
    /* a tenth of a degree over 180 at 10 N: 6.0042 nm x cos 10 = 5.913 */
    assert_true(fabs(links.items[1].length_m / PL_NM_M - 5.913) < 0.01);
    assert_true(links.items[1].radius_m == PL_LINK_RADIUS_M);
}

static void faults_are_refused_with_their_place(void **unused) {
    (void)unused;
    static const struct {
        const char *csv;
        int code;
        uint64_t line;
    } cases[] = {
        {"", PL_E_EMPTY, 0},
        {HEAD, PL_E_EMPTY, 0},
        {"id,kind,from_lat,from_lon,to_lat\nA,port,1,2,3\n", PL_E_FORMAT, 1},
        {HEAD "A,,port,38,125,38.5,125,,,\n,,port,38,125,38.5,125,,,\n", PL_E_FORMAT, 3},
        {HEAD "A,,harbour,38,125,38.5,125,,,\n", PL_E_FORMAT, 2},
        {HEAD "A,,port,91,125,38.5,125,,,\n", PL_E_FORMAT, 2},
        {HEAD "A,,port,38,x,38.5,125,,,\n", PL_E_FORMAT, 2},
        {HEAD "A,,port,38,125,38.5,125,29.5,,\n", PL_E_FORMAT, 2}, /* 30.02 nm apart, 1 per cent off is 29.72 */
        {HEAD "A,,port,38,125,38.5,125,-1,,\n", PL_E_FORMAT, 2},
        {HEAD "A,,port,38,125,38.5,125,540,,\n", PL_E_FORMAT, 2}, /* 1,000,080 m */
        {HEAD "A,,port,38,125,38.5,125,,nan,\n", PL_E_FORMAT, 2},
        {HEAD "A,,port,38,125,58.5,125,,,\n", PL_E_FORMAT, 2}, /* 1,230 nm */
        {HEAD "A,,port,38,125,38.5,125,,,\nA,,port,39,125,39.5,125,,,\n", PL_E_FORMAT, 3},
        {HEAD "A,,port,38,125,38.5,125,,,\"open\n", PL_E_FORMAT, 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        PL_ARENA_AUTO arena;
        struct pl_links links = {0};
        struct pl_error err;
        const int code = parse(cases[i].csv, &links, &arena, &err);
        if (code != cases[i].code || err.line != cases[i].line || links.items != NULL) {
            print_error("case %zu: %d %s line %d\n", i, code, err.msg, (int)err.line);
            assert_true(false);
        }
    }
}

static void a_rounded_length_is_at_least_straight(void **unused) {
    (void)unused;
    PL_ARENA_AUTO arena;
    struct pl_links links = {0};
    struct pl_error err;
    assert_int_equal(parse(HEAD "A,,port,38,125,38.5,125,29.9,,\n", &links, &arena, &err), 0);
    assert_true(links.items[0].length_m == pl_sphere_distance_m(links.items[0].from, links.items[0].to));
}

static void ceiling(void **unused) {
    (void)unused;
    for (unsigned n = PL_LINKS_MAX; n <= PL_LINKS_MAX + 1; n++) {
        PL_BUF_AUTO csv;
        PL_ARENA_AUTO arena;
        struct pl_links links = {0};
        struct pl_error err;
        pl_buf_open(&csv, 1 << 22);
        pl_arena_open(&arena, 1 << 24);
        pl_buf_add_str(&csv, PL_STR(HEAD));
        for (unsigned i = 0; i < n; i++) {
            pl_buf_add_fmt(&csv, "L%u,,port,38,125,38.5,125,,,\n", i);
        }
        assert_int_equal(pl_links_parse(pl_buf_str(&csv), &arena, &links, &err), n > PL_LINKS_MAX ? PL_E_LIMIT : 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_read),
        cmocka_unit_test(faults_are_refused_with_their_place),
        cmocka_unit_test(a_rounded_length_is_at_least_straight),
        cmocka_unit_test(ceiling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
