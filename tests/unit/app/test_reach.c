/* reach on the shipped mask, links and ports. Distances: those of a search of its own over single cells of the same
 * shorelines (tools/exact_reach.c; docs/reach.md), and published sea distances between open roads, with their room. */
#include "app/reach.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>

#include "app/facts.h"
#include "app/reach_claims.h"

static struct pl_seaway *way;

static int open_way(void **unused) {
    (void)unused;
    struct pl_error err = {0};
    return pl_seaway_open(NULL, NULL, &way, NULL, &err);
}

static int close_way(void **unused) {
    (void)unused;
    pl_seaway_close(way);
    return 0;
}

static pl_pos at(double lat, double lon) {
    pl_pos pos = {0, 0};
    assert_true(pl_pos_from_deg(lon, lat, &pos));
    return pos;
}

static void known_distances(void **unused) {
    (void)unused;
    static const struct {
        double lat, lon, to_lat, to_lon, least_nm, most_nm;
    } cases[] = {
        {38.717, 125.400, 39.167, 127.450, 735, 757},   /* Nampo - Wonsan; 99.5 straight */
        {38.000, 125.700, 38.717, 125.400, 124, 131},   /* Haeju - Nampo; 45 straight */
        {42.235, 130.297, 38.717, 125.400, 880, 904},   /* Rajin - Nampo; 308 straight */
        {41.760, 129.800, 42.235, 130.297, 36.1, 37.5}, /* Chongjin - Rajin */
        {42.235, 130.297, 42.880, 132.350, 100, 110},   /* Rajin - Dunai; 99 straight */
        {38.733, 125.617, 38.717, 125.400, 10.2, 16},   /* Songnim - Nampo, both inside the barrage */
        {40.095, 124.390, 38.930, 121.660, 150, 185},   /* Sinuiju, up the Yalu - Dalian */
        {33.950, 130.700, 33.900, 131.200, 20, 45},     /* through the Kanmon strait, not round Kyushu (350) */
        {31.350, 32.400, 29.900, 32.550, 85, 100},      /* Suez canal */
        {9.450, -79.920, 8.800, -79.500, 45, 56},       /* Panama canal */
        {36.100, -5.400, 41.300, 29.200, 1780, 1850},   /* Gibraltar - Bosphorus: 1,800 to 1,810 published */
        {1.200, 103.700, 12.600, 43.300, 3650, 3760},   /* Singapore - Bab el Mandeb: 3,627 to Aden, 100 short of it */
        {37.700, -122.70, 34.900, 139.80, 4430, 4560},  /* San Francisco - Yokohama: 4,536 from pier to pier */
        {-20.000, 178.00, -20.000, -178.0, 225, 232},   /* over 180 degrees: 4 x 60.04 x cos 20 = 225.7 */
        {70.500, 58.000, 70.500, 30.500, 546, 575},     /* Barents Sea: 546.5 straight, 27.5 degrees at 70.5 N */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pl_way got, back;
        const pl_pos a = at(cases[i].lat, cases[i].lon), b = at(cases[i].to_lat, cases[i].to_lon);
        assert_int_equal(pl_passage(way->passages, a, b, PL_PASSAGE_FAR_M, &got, NULL), 0);
        assert_int_equal(pl_passage(way->passages, b, a, PL_PASSAGE_FAR_M, &back, NULL), 0);
        const double nm = got.sea_m / PL_NM_M;
        if (got.state != PL_WAY_FOUND || nm < cases[i].least_nm || nm > cases[i].most_nm ||
            fabs(back.sea_m - got.sea_m) > got.error_m || got.sea_m < pl_sphere_distance_m(a, b) - 1) {
            print_error("case %zu: state %d, %.2f nm, back %.2f nm\n", i, got.state, nm, back.sea_m / PL_NM_M);
            assert_true(false);
        }
    }
}

/* Every port of the shipped table in the seas around Korea is joined; elsewhere those are not that lie far up a river.
 */
static void ports_are_joined(void **unused) {
    (void)unused;
    PL_ARENA_AUTO arena;
    const struct pl_ports *ports = NULL;
    struct pl_field *field = NULL;
    pl_arena_open(&arena, 64 << 20);
    assert_int_equal(pl_ports_parse(pl_facts_ports(), &arena, &ports, NULL), 0);
    assert_int_equal(pl_field_open(way->passages, at(34, 124), PL_PASSAGE_FAR_M, &field, NULL), 0);
    size_t unknown = 0, none = 0;
    for (size_t i = 0; i < pl_ports_count(ports); i++) {
        const struct pl_port *port = pl_ports_at(ports, i);
        const double lat = pl_pos_lat_deg(port->pos), lon = pl_pos_lon_deg(port->pos);
        struct pl_way got;
        pl_field_at_port(field, port->pos, &got);
        const bool near = lat > 28 && lat < 52 && lon > 119 && lon < 150;
        if (near && got.state != PL_WAY_FOUND) {
            print_error("%.*s is not joined: %d\n", (int)port->id.n, port->id.p, got.state);
            assert_true(false);
        }
        unknown += got.state == PL_WAY_UNKNOWN;
        none += got.state == PL_WAY_NONE;
    }
    pl_field_close(field);
    print_message("%zu of %zu ports are undetermined, %zu cut off\n", unknown, pl_ports_count(ports), none);
    assert_true(unknown < 450 && none == 0);
}

static void places_are_read(void **unused) {
    (void)unused;
    static const struct {
        const char *text;
        int code;
    } points[] = {{"38.2,124.9,2024-03-01T02:00Z", 0},
                  {" -38.2 , -180 ,2024-03-01", 0},
                  {"38.2,124.9", PL_E_USAGE},
                  {"38.2,124.9,", PL_E_USAGE},
                  {"38.2;124.9;2024-03-01T02:00Z", PL_E_USAGE},
                  {"90.1,0,2024-03-01T02:00Z", PL_E_USAGE},
                  {"0,180.1,2024-03-01T02:00Z", PL_E_USAGE},
                  {"nan,0,2024-03-01T02:00Z", PL_E_USAGE},
                  {"1,2,2024-03-01T25:00Z", PL_E_USAGE},
                  {"", PL_E_USAGE}};
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        pl_pos pos = {0, 0};
        pl_time when = 0;
        struct pl_error err = {0};
        assert_int_equal(pl_reach_read_point(points[i].text, &pos, &when, &err), points[i].code);
    }
}

/* By hand: 7,426 nm by sea in 20 days (480 h) is 15.5 kn. */
static void a_claim_is_refuted(void **unused) {
    (void)unused;
    struct pl_reach_claims claims = {.max_speed_kn = 14};
    struct pl_reachable_answer answer;
    const struct pl_dated_place haeju = {38.0, 125.7, 17005, 17005}; /* 2016-07-23 */
    struct pl_dated_place suez = {29.5, 32.6, 17024, 17024};         /* 2016-08-11 */
    assert_int_equal(pl_reach_claims_test(&claims, &haeju, &suez, &answer, NULL), 0);
    assert_int_equal(answer.reachable, PL_REACHABLE_NO);
    assert_true(answer.hours == 480 && fabs(answer.needs_kn - 15.47) < 0.15 && answer.max_kn == 14);
    suez.first_day = suez.last_day = 17030;
    assert_int_equal(pl_reach_claims_test(&claims, &haeju, &suez, &answer, NULL), 0);
    assert_int_equal(answer.reachable, PL_REACHABLE_YES);
    const struct pl_dated_place inland = {50, 10, 17030, 17030};
    assert_int_equal(pl_reach_claims_test(&claims, &haeju, &inland, &answer, NULL), 0);
    assert_int_equal(answer.reachable, PL_REACHABLE_UNKNOWN);
    claims.max_speed_kn = 101;
    assert_int_equal(pl_reach_claims_test(&claims, &haeju, &suez, &answer, NULL), PL_E_USAGE);
    pl_reach_claims_close(&claims);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_distances),
        cmocka_unit_test(ports_are_joined),
        cmocka_unit_test(places_are_read),
        cmocka_unit_test(a_claim_is_refuted),
    };
    return cmocka_run_group_tests(tests, open_way, close_way);
}
