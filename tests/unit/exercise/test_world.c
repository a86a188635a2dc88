/* The invented world: every hull on sea cells at a ship's speed, every scenario there, small worlds too, invented
 * numbers only. Expectations are statements about the world, not copies of its output. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "exercise/chart.h"
#include "unit/exercise/exercise_world.h"
#include "names/identifier.h"

#include "base/ban.h"

static void check_paths(const struct pl_world *w) {
    for (int i = 0; i < w->n_ships; i++) {
        const struct pl_ship *ship = &w->ships[i];
        assert_true(ship->n_knots > 1);
        assert_true(ship->knots[0].at <= w->params.start);
        for (size_t k = 1; k < ship->n_knots; k++) {
            const struct pl_knot *a = &ship->knots[k - 1];
            const struct pl_knot *b = &ship->knots[k];
            assert_true(b->at > a->at);
            double knots =
                pl_sphere_distance_m(a->pos, b->pos) / PL_NM_M / ((double)(b->at - a->at) / (double)PL_HOUR_US);
            if (knots > 17) {
                print_error("ship %d (%s) sails %.1f kn\n", i, ship->role, knots);
            }
            assert_true(knots <= 17);
        }
        struct pl_cursor cursor = {0};
        for (pl_time at = w->params.start; at < w->end; at += 2 * PL_MINUTE_US) {
            pl_pos pos = pl_ship_place(ship, at, &cursor);
            if (!pl_chart_is_sea(w->chart, pos)) {
                print_error("ship %d (%s) on land at %.4f %.4f\n", i, ship->role, pl_pos_lat_deg(pos),
                            pl_pos_lon_deg(pos));
            }
            assert_true(pl_chart_is_sea(w->chart, pos));
            const struct pl_falsehood *lie = pl_ship_falsehood(ship, at);
            double course;
            assert_true(!lie || pl_chart_is_sea(w->chart, pl_falsehood_place(lie, at, &course)));
        }
    }
}

static void ships_stay_at_sea_at_a_ships_speed(void **state) {
    (void)state;
    struct fixture f;
    fixture_open(&f, 7, 7, 60);
    check_paths(f.world);
    fixture_close(&f);
    fixture_open(&f, 8, 14, 90);
    check_paths(f.world);
    fixture_close(&f);
}

static size_t count_notes(const struct pl_world *w, int kind) {
    size_t n = 0;
    for (size_t i = 0; i < w->n_notes; i++) {
        n += w->notes[i].kind == kind;
    }
    return n;
}

static void every_scenario_is_there(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct fixture f;
        fixture_open(&f, seed, 7, 60);
        assert_int_equal(f.world->n_ships, 60);
        for (int kind = 0; kind < PL_NOTE_COUNT; kind++) {
            if (!count_notes(f.world, kind)) {
                print_error("seed %u has no %s\n", (unsigned)seed, pl_note_name(kind));
            }
            assert_true(count_notes(f.world, kind) >= 1);
        }
        assert_true(count_notes(f.world, PL_NOTE_MEETING) >= 6);
        int odd = 0;
        unsigned duties = 0;
        for (int i = 0; i < 60; i++) {
            odd += strcmp(f.world->ships[i].role, "odd") == 0;
            for (size_t k = 0; k < f.world->ships[i].n_orders; k++) {
                duties |= 1u << f.world->ships[i].orders[k].duty;
            }
        }
        assert_int_equal(odd, 20); /* a third */
        assert_int_equal(duties & ~(1u << PL_DUTY_SLOW_STEAM),
                         ((1u << PL_DUTY_COUNT) - 1) & ~(1u << PL_DUTY_SLOW_STEAM));
        fixture_close(&f);
    }
}

static void meetings_keep_their_distance(void **state) {
    (void)state;
    struct fixture f;
    fixture_open(&f, 5, 7, 60);
    for (size_t i = 0; i < f.world->n_notes; i++) {
        const struct pl_note *n = &f.world->notes[i];
        if (n->kind != PL_NOTE_MEETING) {
            continue;
        }
        struct pl_cursor a = {0};
        struct pl_cursor b = {0};
        for (pl_time at = n->start + 15 * PL_MINUTE_US; at < n->end - PL_MINUTE_US && at < f.world->end;
             at += PL_MINUTE_US) {
            double m = pl_sphere_distance_m(pl_ship_place(&f.world->ships[n->ships[0]], at, &a),
                                            pl_ship_place(&f.world->ships[n->ships[1]], at, &b));
            assert_true(m > n->ordered - 25 && m < n->ordered + 25);
        }
    }
    fixture_close(&f);
}

static void small_worlds_work(void **state) {
    (void)state;
    static const int vessels[] = {4, 5, 8, 13};
    for (size_t i = 0; i < sizeof vessels / sizeof *vessels; i++) {
        for (int days = 1; days <= 2; days++) {
            struct fixture f;
            fixture_open(&f, 3, days, vessels[i]);
            assert_int_equal(f.world->n_ships, vessels[i]);
            check_paths(f.world);
            if (days == 2) {
                assert_true(count_notes(f.world, PL_NOTE_ORDERED_SILENCE) >= 1);
            }
            fixture_close(&f);
        }
    }
}

static int refusal(struct fixture *f, struct pl_world_params params) {
    struct pl_world *world = NULL;
    struct pl_error err;
    struct pl_arena arena;
    pl_arena_open(&arena, (size_t)1 << 30);
    int code = pl_world_open(params, f->sea, f->ports, &arena, &f->scratch, &world, &err);
    assert_true(code == PL_E_OK || world == NULL);
    pl_arena_close(&arena);
    return code;
}

static void parameters_have_limits(void **state) {
    (void)state;
    struct fixture f;
    fixture_open(&f, 1, 1, 4);
    struct pl_world_params good = f.world->params;
    struct pl_world_params p = good;
    p.vessels = PL_WORLD_MIN_VESSELS - 1;
    assert_int_equal(refusal(&f, p), PL_E_USAGE);
    p.vessels = PL_WORLD_MAX_VESSELS + 1;
    assert_int_equal(refusal(&f, p), PL_E_USAGE);
    p = good;
    p.days = 0;
    assert_int_equal(refusal(&f, p), PL_E_USAGE);
    p.days = PL_WORLD_MAX_DAYS + 1;
    assert_int_equal(refusal(&f, p), PL_E_USAGE);
    p = good;
    p.interval_s = 1.9;
    assert_int_equal(refusal(&f, p), PL_E_USAGE);
    p.interval_s = 3601;
    assert_int_equal(refusal(&f, p), PL_E_USAGE);
    p.interval_s = __builtin_nan("");
    assert_int_equal(refusal(&f, p), PL_E_USAGE);
    p = good;
    p.start += 1;
    assert_int_equal(refusal(&f, p), PL_E_USAGE);
    assert_int_equal(refusal(&f, good), PL_E_OK);
    fixture_close(&f);
}

static bool told(const struct pl_world *w, int ship, int kind) {
    for (size_t i = 0; i < w->n_notes; i++) {
        if (w->notes[i].kind == kind && w->notes[i].ships[0] == ship) {
            return true;
        }
    }
    return false;
}

static void numbers_are_invented_and_right(void **state) {
    (void)state;
    struct fixture f;
    fixture_open(&f, 11, 7, 120);
    const struct pl_world *w = f.world;
    for (int i = 0; i < w->n_ships; i++) {
        for (size_t k = 0; k < w->ships[i].n_aliases; k++) {
            const struct pl_identity *who = &w->ships[i].aliases[k].who;
            bool wrong_mmsi = told(w, i, PL_NOTE_WRONG_MMSI);
            bool wrong_imo = told(w, i, PL_NOTE_WRONG_IMO);
            assert_int_equal(pl_mmsi_fault(who->mmsi, true, NULL) == NULL && who->mmsi / 1000000 == PL_EXERCISE_MID,
                             !wrong_mmsi);
            if (who->imo) {
                assert_true(who->imo >= PL_EXERCISE_IMO_FIRST && who->imo <= PL_EXERCISE_IMO_LAST);
                assert_int_equal(pl_imo_valid(who->imo, true), !wrong_imo);
                assert_false(pl_imo_valid(who->imo, false)); /* never outside an exercise */
            }
            assert_true(strlen(who->name) >= 7 && strlen(who->name) <= 20);
        }
    }
    for (int i = 0; i < PL_WORLD_LISTED; i++) {
        assert_true(pl_imo_valid(w->listed[i].imo, true));
    }
    for (size_t i = 0; i < w->n_stations; i++) {
        assert_memory_equal(w->stations[i].name, "EXERCISE-", 9);
    }
    fixture_close(&f);
}

static void numbers_of_hulls_differ(void **state) {
    (void)state;
    struct fixture f;
    fixture_open(&f, 2, 3, 80);
    const struct pl_world *w = f.world;
    int shared = 0;
    for (int i = 0; i < w->n_ships; i++) {
        for (int k = i + 1; k < w->n_ships; k++) {
            shared += w->ships[i].aliases[0].who.mmsi == w->ships[k].aliases[0].who.mmsi;
        }
    }
    assert_int_equal(shared, count_notes(w, PL_NOTE_SHARED_NUMBER));
    fixture_close(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ships_stay_at_sea_at_a_ships_speed),
        cmocka_unit_test(every_scenario_is_there),
        cmocka_unit_test(meetings_keep_their_distance),
        cmocka_unit_test(small_worlds_work),
        cmocka_unit_test(parameters_have_limits),
        cmocka_unit_test(numbers_are_invented_and_right),
        cmocka_unit_test(numbers_of_hulls_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
