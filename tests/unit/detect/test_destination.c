/* tests/data/detect/destinations.txt, and the limits of what is looked for. */
#include "detect/destination.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/file.h"

#include "base/ban.h"

/* ID|NAME|COUNTRY|LAT LON|ALSO, with also's own bars. */
static void add_port(struct pl_buf *csv, pl_str row) {
    pl_str id = pl_str_cut(&row, '|'), name = pl_str_cut(&row, '|'), country = pl_str_cut(&row, '|');
    pl_str place = pl_str_cut(&row, '|'), lat = pl_str_cut(&place, ' ');
    pl_buf_add_fmt(csv, "%.*s,%.*s,%.*s,%.*s,%.*s,%.*s\n", (int)id.n, id.p, (int)name.n, name.p, (int)country.n,
                   country.p, (int)lat.n, lat.p, (int)place.n, place.p, (int)row.n, row.p != NULL ? row.p : "");
}

static void check(const struct pl_destinations *d, pl_str text, pl_str want) {
    struct pl_destination found = pl_destinations_find(d, text);
    pl_str got = found.n == 0 ? PL_STR("none") : found.n > 1 ? PL_STR("several") : found.ports[0]->id;
    if (!pl_str_eq(got, want)) {
        fail_msg("\"%.*s\": %.*s, not %.*s", (int)text.n, text.p, (int)got.n, got.p, (int)want.n, want.p);
    }
}

static void test_table(void **state) {
    (void)state;
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO text, csv;
    struct pl_error err;
    const struct pl_ports *ports = NULL;
    const struct pl_destinations *d = NULL;
    unsigned tried = 0;
    pl_arena_open(&arena, 64u << 20);
    pl_buf_open(&text, 1u << 20);
    pl_buf_open(&csv, 1u << 20);
    assert_int_equal(pl_file_read("tests/data/detect/destinations.txt", 1u << 20, &text, &err), 0);
    pl_buf_add_fmt(&csv, "id,name,country,lat,lon,also\n");
    for (pl_str rest = pl_buf_str(&text); rest.p != NULL;) {
        pl_str line = pl_str_cut(&rest, '\n');
        if (line.n == 0 || line.p[0] == '#') {
            continue;
        }
        if (pl_str_starts(line, PL_STR("port "))) {
            add_port(&csv, pl_str_sub(line, 5, line.n));
            continue;
        }
        if (d == NULL) {
            assert_int_equal(pl_ports_parse(pl_buf_str(&csv), &arena, &ports, &err), 0);
            assert_int_equal(pl_destinations_open(ports, &arena, &d, &err), 0);
        }
        pl_str said = pl_str_cut(&line, '|');
        check(d, said, line);
        tried++;
    }
    assert_true(tried > 40);
}

/* Sixty-four bytes are looked at, sixty-five are not; eight ports of a name are kept, all are counted. */
static void test_limits(void **state) {
    (void)state;
    PL_ARENA_AUTO arena;
    struct pl_error err;
    const struct pl_ports *ports = NULL;
    const struct pl_destinations *d = NULL;
    char text[66];
    pl_arena_open(&arena, 64u << 20);
    pl_str csv = PL_STR("id,name,lat,lon\nA,Same,0,0\nB,Same,0,10\nC,Same,0,20\nD,Same,0,30\nE,Same,0,40\nF,Same,0,50\n"
                        "G,Same,0,60\nH,Same,0,70\nI,Same,0,80\nJ,,0,90\n");
    assert_int_equal(pl_ports_parse(csv, &arena, &ports, &err), 0);
    assert_int_equal(pl_destinations_open(ports, &arena, &d, &err), 0);
    assert_int_equal(pl_destinations_find(d, PL_STR("same")).n, 9);
    assert_int_equal(pl_destinations_find(d, PL_STR("j")).n, 1);
    memset(text, ' ', sizeof text);
    text[0] = 'J';
    assert_int_equal(pl_destinations_find(d, pl_str_make(text, 64)).n, 1);
    assert_int_equal(pl_destinations_find(d, pl_str_make(text, 65)).n, 0);
    assert_int_equal(pl_destinations_open(NULL, &arena, &d, &err), 0);
    assert_int_equal(pl_destinations_find(d, PL_STR("J")).n, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_table), cmocka_unit_test(test_limits)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
