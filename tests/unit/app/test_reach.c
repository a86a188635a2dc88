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
#include "detect/relate.h"

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

/* ---- the calls of a silence are those of reach ---- */

#if defined(__SANITIZE_ADDRESS__)
#define SILENCES 21 /* what they say is the same with fewer; all of them without sanitizers */
#else
#define SILENCES 60
#endif

static double draw(uint64_t *seed) {
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(*seed >> 11) / 9007199254740992.0;
}

static pl_pos at_sea(pl_pos from, double within_m, uint64_t *seed) {
    pl_pos pos;
    do {
        pos = pl_sphere_move(from, 360 * draw(seed), within_m * draw(seed));
    } while (pl_sea_at(way->sea, pos) != PL_SEA_WATER);
    return pos;
}

static void draw_silences(struct pl_event *gaps, uint64_t seed) {
    for (size_t i = 0; i < SILENCES; i++) {
        struct pl_event *e = &gaps[i];
        *e = (struct pl_event){.type = PL_EVENT_GAP, .n_vessels = 1, .has_start_pos = true, .open = i % 5 == 0};
        e->id.b[0] = (uint8_t)i;
        e->id.b[1] = (uint8_t)(i >> 8);
        e->hours = floor((12 + (i % 7 == 0 ? 300 : 84) * draw(&seed)) * 60) / 60;
        e->top_kn = 7 + 8 * draw(&seed);
        e->start_pos = at_sea(at(38.5, 128), 450 * PL_NM_M, &seed);
        e->end_pos =
            e->open ? e->start_pos : at_sea(e->start_pos, (e->hours < 96 ? e->hours : 96) * 6 * PL_NM_M, &seed);
        e->has_end_pos = !e->open;
    }
}

static int ignore(void *ctx, const struct pl_event *event, struct pl_error *err) {
    (void)ctx;
    (void)event;
    (void)err;
    return 0;
}

/* The notes of n silences that are known together. */
static void note(struct pl_event *gaps, size_t n, const struct pl_rules *rules, const struct pl_ports *ports) {
    const struct pl_relate_options options = {.rules = rules, .ports = ports, .passages = way->passages};
    struct pl_relate *relate = NULL;
    assert_int_equal(pl_relate_open(&options, &relate, NULL), 0);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(pl_relate_add(relate, &gaps[i], NULL), 0);
    }
    assert_int_equal(pl_relate_run(relate, ignore, NULL, NULL), 0);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(pl_relate_note(relate, &gaps[i], NULL), 0);
    }
    pl_relate_close(relate);
}

/* As reach answers: searched to 1,500 nm at least. False where an open end leaves nothing that reach could be asked. */
static bool ask_reach(const struct pl_event *e, double dwell_h, struct pl_prism **ret) {
    const struct pl_prism_ask ask = {.from = e->start_pos,
                                     .to = e->end_pos,
                                     .to_at = (pl_time)(e->hours * 60 + 0.5) * PL_MINUTE_US,
                                     .max_speed_kn = e->notes.assumed_kn,
                                     .dwell_h = dwell_h};
    const struct pl_prism_search search = {.least_m = PL_REACH_SEARCH_NM * PL_NM_M, .uncertainty_m = 20000};
    if (e->open || e->hours > 60) {
        return false;
    }
    assert_int_equal(pl_prism_open(way->passages, &ask, &search, ret, NULL), 0);
    return true;
}

static const struct pl_event_call *call_of(const struct pl_event *e, const char *port) {
    for (unsigned i = 0; i < e->notes.n_calls; i++) {
        if (strcmp(e->notes.calls[i].port, port) == 0) {
            return &e->notes.calls[i];
        }
    }
    return NULL;
}

static void calls_are_those_of_reach(void **unused) {
    (void)unused;
    static struct pl_event many[SILENCES], few[SILENCES];
    PL_ARENA_AUTO arena;
    struct pl_rules rules;
    const struct pl_ports *ports = NULL;
    size_t compared = 0, asked = 0, marginal = 0, shifted = 0, wrong = 0;
    pl_arena_open(&arena, 64 << 20);
    assert_true(pl_rules_profile("default", &rules));
    assert_int_equal(pl_ports_parse(pl_facts_ports(), &arena, &ports, NULL), 0);
    draw_silences(many, 10);
    draw_silences(few, 10);
    note(many, SILENCES, &rules, ports);
    for (size_t i = 0; i < SILENCES; i += 3) {
        note(few + i, 3, &rules, ports);
    }
    for (size_t i = 0; i < SILENCES; i++) {
        struct pl_prism *prism = NULL;
        const bool has = ask_reach(&many[i], rules.v[PL_RULE_CALL_DWELL_HOURS], &prism);
        assert_int_equal(many[i].notes.calls_beyond, few[i].notes.calls_beyond);
        for (size_t k = 0; k < pl_ports_count(ports); k++) {
            const struct pl_port *port = pl_ports_at(ports, k);
            char id[32] = "";
            memcpy(id, port->id.p, port->id.n < 31 ? port->id.n : 31);
            const struct pl_event_call *a = call_of(&many[i], id), *b = call_of(&few[i], id);
            struct pl_prism_answer answer;
            if (a == NULL || b == NULL) {
                continue;
            }
            if (has) {
                pl_prism_port(prism, port->pos, port->uncertainty_m, &answer);
            }
            if (a->verdict != b->verdict || (has && (int)answer.verdict != a->verdict)) {
                print_error("silence %zu, %s: %d many, %d few, %d reach\n", i, id, a->verdict, b->verdict,
                            has ? (int)answer.verdict : -1);
                wrong++;
            }
            compared++;
            asked += has;
            marginal += a->verdict == PL_VERDICT_MARGINAL;
            const double sum_a = a->in_m + a->out_m, sum_b = b->in_m + b->out_m;
            shifted += a->in_m >= 0 && b->in_m >= 0 && (a->out_m >= 0) == (b->out_m >= 0) &&
                       fabs(sum_a - sum_b) > 0.01 * sum_a + 4000;
        }
        pl_prism_close(prism);
    }
    print_message("%zu verdicts of %d silences, %zu against reach, %zu marginal, %zu distances apart\n", compared,
                  SILENCES, asked, marginal, shifted);
    assert_int_equal(wrong, 0);
    assert_true(compared > SILENCES * 6 && asked > SILENCES * 4 / 5 && marginal > SILENCES / 12 && shifted == 0);
}

/* docs/silence.md, retyped: what is assumed of a ship that was not seen under way; or 1.1 times what it was seen at. */
static void speeds_are_assumed(void **unused) {
    (void)unused;
    static const struct {
        uint8_t shiptype;
        uint16_t length_m;
        double top_kn, kn;
    } cases[] = {{30, 40, -1, 16},  {31, 0, -1, 16},   {52, 30, -1, 16},   {33, 90, -1, 15},  {36, 0, -1, 15},
                 {37, 0, -1, 40},   {40, 0, -1, 45},   {49, 0, 5.9, 45},   {50, 0, -1, 30},   {60, 0, -1, 28},
                 {69, 0, -1, 28},   {70, 0, -1, 25},   {70, 1, -1, 16},    {79, 119, -1, 16}, {70, 120, -1, 20},
                 {70, 199, -1, 20}, {79, 200, -1, 25}, {80, 0, -1, 18},    {89, 300, -1, 18}, {0, 0, -1, 25},
                 {90, 100, -1, 25}, {70, 200, 6, 6.6}, {80, 100, 12, 13.2}};
    static struct pl_event gaps[sizeof cases / sizeof *cases];
    const size_t n = sizeof cases / sizeof *cases;
    PL_ARENA_AUTO arena;
    struct pl_rules rules;
    const struct pl_ports *ports = NULL;
    pl_arena_open(&arena, 64 << 20);
    assert_true(pl_rules_profile("default", &rules));
    assert_int_equal(pl_ports_parse(pl_facts_ports(), &arena, &ports, NULL), 0);
    for (size_t i = 0; i < n; i++) {
        gaps[i] = (struct pl_event){.type = PL_EVENT_GAP, .n_vessels = 1, .has_start_pos = true, .hours = 13};
        gaps[i].id.b[0] = (uint8_t)(i + 1);
        gaps[i].start_pos = gaps[i].end_pos = at(20, 140); /* far from every watched port */
        gaps[i].top_kn = cases[i].top_kn;
        gaps[i].vessels[0].shiptype = cases[i].shiptype;
        gaps[i].vessels[0].dim[0] = cases[i].length_m;
    }
    note(gaps, n, &rules, ports);
    for (size_t i = 0; i < n; i++) {
        if (fabs(gaps[i].notes.assumed_kn - cases[i].kn) > 1e-9) {
            fail_msg("type %u of %u m: %g", cases[i].shiptype, cases[i].length_m, gaps[i].notes.assumed_kn);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_distances),          cmocka_unit_test(ports_are_joined),
        cmocka_unit_test(places_are_read),          cmocka_unit_test(a_claim_is_refuted),
        cmocka_unit_test(calls_are_those_of_reach), cmocka_unit_test(speeds_are_assumed),
    };
    return cmocka_run_group_tests(tests, open_way, close_way);
}
