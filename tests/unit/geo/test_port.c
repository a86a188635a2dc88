/* Expectations by hand; the search is compared with a plain loop over all ports. */
#include "geo/port.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "unit/geo/bits.h"

struct fixture {
    struct pl_arena arena;
    struct pl_error err;
    const struct pl_ports *ports;
};

static int parse(struct fixture *f, const char *csv) {
    pl_arena_open(&f->arena, 64 << 20);
    memset(&f->err, 0, sizeof f->err);
    f->ports = NULL;
    return pl_ports_parse(pl_str_from(csv), &f->arena, &f->ports, &f->err);
}

static void is_str(pl_str got, const char *want) {
    if (!pl_str_eq(got, pl_str_from(want))) {
        print_error("got '%.*s', want '%s'\n", (int)got.n, got.p, want);
        assert_true(false);
    }
}

static void own_columns(void **unused) {
    (void)unused;
    struct fixture f;
    assert_int_equal(parse(&f, "id,name,country,kind,lat,lon,uncertainty_m,source\n"
                               "KP-NAMPO,\"Nampo, the port\",KP,port,38.72,125.4,2500,x\r\n"
                               "RU-VYP,Vostochny,RU,anchorage,42.735,133.075,,\n"),
                     0);
    assert_int_equal(pl_ports_count(f.ports), 2);
    const struct pl_port *port = pl_ports_at(f.ports, 0);
    is_str(port->id, "KP-NAMPO");
    is_str(port->name, "Nampo, the port");
    is_str(port->country, "KP");
    is_str(port->kind, "port");
    assert_int_equal(port->pos.lat, 23232000); /* 38.72 * 600,000 */
    assert_int_equal(port->pos.lon, 75240000);
    assert_true(port->uncertainty_m == 2500);
    assert_true(pl_ports_at(f.ports, 1)->uncertainty_m == 0);
    assert_null(pl_ports_at(f.ports, 2));
    assert_null(pl_ports_at(NULL, 0));
    assert_int_equal(pl_ports_count(NULL), 0);
    pl_arena_close(&f.arena);
}

static void aliases_and_missing_ids(void **unused) {
    (void)unused;
    static const char *const headers[] = {"LOCODE;Label;ISO3;Role;Latitude;Longitude;Precision",
                                          "code;port;flag;type;LAT;LNG;radius_m"};
    for (size_t i = 0; i < 2; i++) {
        struct fixture f;
        char csv[400];
        snprintf(csv, sizeof csv,
                 "%s\nA1;Rajin;PRK;coal;42.235;130.293;0.02 deg, "
                 "recalled\n;Taean;PRK;;38.7;125.5;recalled\n;;;;1;2;1.5 km\n",
                 headers[i]);
        assert_int_equal(parse(&f, csv), 0);
        is_str(pl_ports_at(f.ports, 0)->id, "A1");
        is_str(pl_ports_at(f.ports, 0)->country, "PRK");
        is_str(pl_ports_at(f.ports, 0)->kind, "coal");
        assert_true(fabs(pl_ports_at(f.ports, 0)->uncertainty_m - 2222.4) < 1e-9); /* 0.02 * 60 * 1852 */
        is_str(pl_ports_at(f.ports, 1)->id, "Taean");
        assert_true(pl_ports_at(f.ports, 1)->uncertainty_m == 0);
        is_str(pl_ports_at(f.ports, 2)->id, "4"); /* the line */
        assert_true(pl_ports_at(f.ports, 2)->uncertainty_m == 1500);
        pl_arena_close(&f.arena);
    }
}

static void malformed_tables_are_refused_with_their_place(void **unused) {
    (void)unused;
    static const struct {
        const char *csv;
        int code;
        uint64_t line;
    } cases[] = {
        {"", PL_E_EMPTY, 0},
        {"lat,lon\n", PL_E_EMPTY, 0},
        {"name,latitude\nx,1\n", PL_E_FORMAT, 1},
        {"lat,lon\n1,2\nx,2\n", PL_E_FORMAT, 3},
        {"lat,lon\n1,2\n1,\n", PL_E_FORMAT, 3},
        {"lat,lon\n1\n", PL_E_FORMAT, 2},
        {"lat,lon\n90.1,2\n", PL_E_FORMAT, 2},
        {"lat,lon\n9,180.1\n", PL_E_FORMAT, 2},
        {"lat,lon\nnan,18\n", PL_E_FORMAT, 2},
        {"lat,lon,uncertainty\n9,18,-1\n", PL_E_FORMAT, 2},
        {"lat,lon,uncertainty\n9,18,3 furlongs\n", PL_E_FORMAT, 2},
        {"lat,lon,uncertainty\n9,18,30000 km\n", PL_E_FORMAT, 2},
        {"lat,lon\n9,\"18\n", PL_E_FORMAT, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture f;
        const int code = parse(&f, cases[i].csv);
        if (code != cases[i].code || (cases[i].line && f.err.line != cases[i].line)) {
            print_error("case %zu: code %d line %llu: %s\n", i, code, (unsigned long long)f.err.line, f.err.msg);
            assert_true(false);
        }
        assert_null(f.ports);
        pl_arena_close(&f.arena);
    }
}

static void memory_is_bounded(void **unused) {
    (void)unused;
    struct fixture f = {.ports = NULL};
    static const size_t limits[] = {0, 1000, 900000};
    for (size_t i = 0; i < 3; i++) {
        pl_arena_open(&f.arena, limits[i]);
        assert_int_equal(pl_ports_parse(PL_STR("lat,lon\n1,2\n"), &f.arena, &f.ports, &f.err), PL_E_NOMEM);
        assert_null(f.ports);
        pl_arena_close(&f.arena);
    }
}

static void nearest_counts_uncertainty(void **unused) {
    (void)unused;
    struct fixture f;
    /* A minute of latitude is 1853.25 m on this sphere. */
    assert_int_equal(parse(&f, "id,lat,lon,uncertainty_m\nA,10,20,0\nB,10.05,20,2000\nC,10,20,0\n"), 0);
    double d = -1;
    const pl_pos at = {.lon = 20 * PL_POS_UNIT, .lat = 10 * PL_POS_UNIT + PL_POS_UNIT / 60}; /* 1' north of A */
    is_str(pl_ports_nearest(f.ports, at, 1900, &d)->id, "A"); /* and C, which lies there too: the lower index */
    assert_true(fabs(d - 1853.2513) < 0.001);
    const pl_pos south = {.lon = 20 * PL_POS_UNIT, .lat = 10 * PL_POS_UNIT - PL_POS_UNIT / 60 * 2}; /* 2' south */
    d = -1;
    assert_null(pl_ports_nearest(f.ports, south, 3700, &d));
    assert_true(d < 0);
    is_str(pl_ports_nearest(f.ports, south, 3707, NULL)->id, "A");
    /* 2' north of B it is 3706.5 m away, 1706.5 m beyond its uncertainty; A is farther. */
    const pl_pos north = {.lon = 20 * PL_POS_UNIT, .lat = 10 * PL_POS_UNIT + PL_POS_UNIT / 60 * 5};
    is_str(pl_ports_nearest(f.ports, north, 1707, &d)->id, "B");
    assert_null(pl_ports_nearest(f.ports, north, 1706, NULL));
    assert_null(pl_ports_nearest(NULL, north, 1e9, &d));
    pl_arena_close(&f.arena);
}

static const struct pl_port *plain_nearest(const struct pl_ports *ports, pl_pos pos, double within_m, double *ret_m) {
    const struct pl_port *best = NULL;
    for (size_t i = 0; i < pl_ports_count(ports); i++) {
        const struct pl_port *port = pl_ports_at(ports, i);
        const double d = pl_sphere_distance_m(pos, port->pos);
        if (d - port->uncertainty_m <= within_m && (!best || d < *ret_m)) {
            best = port;
            *ret_m = d;
        }
    }
    return best;
}

static void the_index_agrees_with_a_plain_loop(void **unused) {
    (void)unused;
    static char csv[200000];
    uint64_t state = 5;
    size_t n =
        (size_t)snprintf(csv, sizeof csv, "lat,lon,uncertainty_m\n90,0,100\n-90,7,5000\n0,180,0\n5,-180,30000\n");
    pl_pos some[1000];
    for (unsigned i = 0; i < 1000; i++) {
        some[i] = bits_pos(&state);
        if (i % 4 == 0) {
            some[i].lat = (int32_t)(PL_LAT_MAX - bits_next(&state) % 600000) * (i % 8 ? 1 : -1);
        } else if (i % 4 == 1) {
            some[i].lon = pl_lon_wrap((int64_t)PL_LON_HALF - 30000 + (int64_t)(bits_next(&state) % 60000));
        }
        n += (size_t)snprintf(csv + n, sizeof csv - n, "%.9f,%.9f,%u\n", pl_pos_lat_deg(some[i]),
                              pl_pos_lon_deg(some[i]), i % 50 == 0 ? 700000 : (unsigned)(bits_next(&state) % 40000));
    }
    struct fixture f;
    assert_int_equal(parse(&f, csv), 0);
    unsigned hits = 0;
    for (unsigned i = 0; i < 6000; i++) {
        pl_pos pos = i % 3 ? pl_sphere_move(some[i % 1000], 360 * bits_unit(&state), 80000 * bits_unit(&state))
                           : bits_pos(&state);
        if (i % 100 == 0) {
            pos.lat = i % 200 ? PL_LAT_MAX : -PL_LAT_MAX;
        }
        const double within = i % 5 == 0 ? 200000 * bits_unit(&state) : i % 7 == 0 ? PL_PORTS_NEAR_MAX_M : 12000;
        double d = -1;
        double want_d = -1;
        const struct pl_port *want = plain_nearest(f.ports, pos, within, &want_d);
        assert_ptr_equal(pl_ports_nearest(f.ports, pos, within, &d), want);
        assert_true(want == NULL || (d >= want_d && d <= want_d));
        hits += want != NULL;
    }
    assert_true(hits > 1500 && hits < 5900);
    pl_arena_close(&f.arena);
}

/* The files of the test data, where they are: they must read whole. */
static void files_of_the_test_data(void **unused) {
    (void)unused;
    static const struct {
        const char *path;
        size_t n;
    } files[] = {{"../shared/data/domain/ports.csv", 16}, {"../shared/data/ais/ref/wpi_ports.csv", 3669}};
    for (size_t i = 0; i < 2; i++) {
        PL_ARENA_AUTO arena;
        pl_arena_open(&arena, 64 << 20);
        PL_BUF_AUTO bytes;
        pl_buf_open(&bytes, 1 << 20);
        struct pl_error err = {0};
        if (!pl_file_exists(files[i].path)) {
            printf("  SKIPPED PART: %s is not there\n", files[i].path);
            continue;
        }
        assert_int_equal(pl_file_read(files[i].path, 1 << 20, &bytes, &err), 0);
        const struct pl_ports *ports = NULL;
        if (pl_ports_parse(pl_buf_str(&bytes), &arena, &ports, &err)) {
            print_error("%s:%llu: %s\n", files[i].path, (unsigned long long)err.line, err.msg);
            assert_true(false);
        }
        assert_int_equal(pl_ports_count(ports), files[i].n);
        if (i == 0) {
            const struct pl_port *nampo = pl_ports_at(ports, 3);
            is_str(nampo->id, "Nampo");
            assert_true(fabs(nampo->uncertainty_m - 3333.6) < 1e-6); /* 0.03 deg */
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(own_columns),
        cmocka_unit_test(aliases_and_missing_ids),
        cmocka_unit_test(malformed_tables_are_refused_with_their_place),
        cmocka_unit_test(memory_is_bounded),
        cmocka_unit_test(nearest_counts_uncertainty),
        cmocka_unit_test(the_index_agrees_with_a_plain_loop),
        cmocka_unit_test(files_of_the_test_data),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
