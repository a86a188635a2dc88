/* Known static data: fills what a ship did not say, never replaces what it said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "app/known.h"

static int parse(const char *json, struct pl_arena *arena, const struct pl_known **known) {
    pl_arena_open(arena, 1 << 20);
    return pl_known_parse(pl_str_from(json), arena, known, NULL);
}

static void test_fill(void **state) {
    (void)state;
    struct pl_arena arena;
    const struct pl_known *known = NULL;
    assert_int_equal(parse("[{\"mmsi\":7,\"imo\":\"IMO "
                           "9074729\",\"name\":\"SEVEN\",\"callsign\":null,\"type\":70,\"dim\":[1,1022,3.6,0]},"
                           "{\"mmsi\":\"5\",\"imo\":9307839,\"name\":\"a name that is far too long for t\xc3\xb6"
                           "om\","
                           "\"callsign\":\"C5\",\"type\":\"x\",\"dim\":[1,1023,3,4]},{\"mmsi\":7,\"name\":\"SECOND\"}]",
                           &arena, &known),
                     0);
    assert_int_equal(pl_known_count(known), 2);
    struct pl_event event = {.n_vessels = 2, .vessels = {{.mmsi = 5, .imo = 1, .callsign = "SAID"}, {.mmsi = 7}}};
    pl_known_fill(known, &event);
    assert_int_equal(event.vessels[0].imo, 1);
    assert_string_equal(event.vessels[0].callsign, "SAID");
    assert_string_equal(event.vessels[0].name, "a name that is far too long for t");
    assert_int_equal(event.vessels[1].imo, 9074729);
    assert_string_equal(event.vessels[1].name, "SEVEN");
    assert_string_equal(event.vessels[1].callsign, "");
    const uint16_t dim[4] = {1, 1022, 4, 0}, none[4] = {0};
    assert_int_equal(event.vessels[1].shiptype, 70);
    assert_memory_equal(event.vessels[1].dim, dim, sizeof dim);
    assert_int_equal(event.vessels[0].shiptype, 0);               /* no number */
    assert_memory_equal(event.vessels[0].dim, none, sizeof none); /* 1023 m */
    event.vessels[0] = (struct pl_event_vessel){.mmsi = 6};
    pl_known_fill(known, &event);
    assert_int_equal(event.vessels[0].imo, 0);
    pl_known_fill(NULL, &event);
    pl_arena_close(&arena);
}

static void test_refusals(void **state) {
    (void)state;
    static const char *const cases[] = {
        "",
        "{}",
        "[1]",
        "[{}]",
        "[{\"mmsi\":0}]",
        "[{\"mmsi\":-1}]",
        "[{\"mmsi\":1000000000}]",
        "[{\"mmsi\":1.5}]",
        "[{\"mmsi\":\"x\"}]",
        "[{\"mmsi\":1,\"imo\":\"x\"}]",
        "[{\"mmsi\":1,\"name\":5}]",
        "[{\"mmsi\":1}",
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pl_arena arena;
        const struct pl_known *known = NULL;
        if (parse(cases[i], &arena, &known) != PL_E_FORMAT || known != NULL) {
            fail_msg("accepted: %s", cases[i]);
        }
        pl_arena_close(&arena);
    }
    struct pl_arena arena;
    const struct pl_known *known = NULL;
    assert_int_equal(parse("[]", &arena, &known), 0);
    assert_int_equal(pl_known_count(known), 0);
    pl_arena_close(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_fill), cmocka_unit_test(test_refusals)};
    return cmocka_run_group_tests_name("app/known", tests, NULL, NULL);
}
