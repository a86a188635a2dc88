/* A whole small exercise: the same bytes each time and on each compiler, every line marked, the mean interval kept,
 * disorder, duplicates and damage there, the truth right about silences. The one sum below was made by gcc 12 at -O2
 * and seen again with clang 14 at -O2 and under the sanitizers; it changes when the exercise changes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "exercise/air.h"
#include "exercise/list.h"
#include "exercise/truth.h"
#include "unit/exercise/exercise_world.h"

#include "base/ban.h"

/* Changes whenever the exercise is meant to change, and only then. */
#define GOLDEN UINT64_C(0x8cbde459d53c30d0)

struct tally {
    uint64_t sum; /* of all bytes */
    size_t lines, unmarked, bad_tags, late, groups, parts;
    pl_time last;
};

static uint64_t add_bytes(uint64_t sum, pl_str s) {
    for (size_t i = 0; i < s.n; i++) {
        sum = (sum ^ (unsigned char)s.p[i]) * UINT64_C(1099511628211);
    }
    return sum;
}

static int on_line(void *ctx, pl_time arrival, pl_str line, struct pl_error *err) {
    (void)err;
    struct tally *t = ctx;
    t->lines++;
    t->late += arrival < t->last;
    t->last = arrival;
    t->sum = add_bytes(t->sum, line);
    size_t end = line.n > 2 ? 1 + pl_str_find(pl_str_sub(line, 1, line.n), '\\') : 0;
    pl_str tag = pl_str_sub(line, 1, end - 1);
    t->unmarked += pl_str_find_str(tag, PL_STR("s:EXERCISE-")) == tag.n;
    size_t star = pl_str_find(tag, '*');
    unsigned sum = 0;
    for (size_t i = 0; i < star; i++) {
        sum ^= (unsigned char)tag.p[i];
    }
    static const char digits[] = "0123456789ABCDEF";
    t->bad_tags += star + 3 != tag.n || tag.p[star + 1] != digits[sum >> 4] || tag.p[star + 2] != digits[sum & 15];
    t->groups += pl_str_find_str(tag, PL_STR("g:")) < tag.n;
    t->parts += pl_str_find_str(line, PL_STR("!AIVDM,2,")) < line.n;
    return line.n && line.p[line.n - 1] == '\n' ? 0 : PL_E_FORMAT;
}

static void run_with(uint64_t seed, int days, int vessels, pl_str ports, struct tally *tally, struct fixture *f,
                     struct pl_air *air) {
    fixture_open_with(f, seed, days, vessels, ports);
    *tally = (struct tally){.sum = UINT64_C(14695981039346656037), .last = INT64_MIN};
    assert_int_equal(pl_air_run(f->world, on_line, tally, air, NULL), PL_E_OK);
}

static void run(uint64_t seed, int days, int vessels, struct tally *tally, struct fixture *f, struct pl_air *air) {
    run_with(seed, days, vessels, pl_facts_ports(), tally, f, air);
}

static uint64_t everything(uint64_t seed, int days, int vessels, pl_str ports) {
    struct tally tally;
    struct fixture f;
    struct pl_air air;
    struct pl_truth truth;
    run_with(seed, days, vessels, ports, &tally, &f, &air);
    assert_int_equal(pl_truth_make(f.world, &air, &f.arena, &truth, NULL), PL_E_OK);
    PL_BUF_AUTO text;
    pl_buf_open(&text, (size_t)1 << 28);
    pl_truth_write(f.world, &air, &truth, &text);
    pl_list_write(f.world, &text);
    assert_false(pl_buf_failed(&text));
    uint64_t sum = add_bytes(tally.sum, pl_buf_str(&text));
    pl_air_close(&air);
    fixture_close(&f);
    return sum;
}

/* Five ports of the region, so that the digest does not hang on the shipped table. */
#define PORTS                                                                                                          \
    "id,name,country,kind,lat,lon,uncertainty_m\n"                                                                     \
    "A,Alpha,KR,port,35.10,129.05,500\nB,Beta,CN,port,36.07,120.30,500\nC,Gamma,JP,port,37.93,139.07,500\n"            \
    "D,Delta,KP,port,39.16,127.46,500\nE,Epsilon,RU,port,43.10,131.88,500\n"

static void the_same_seed_gives_the_same_bytes(void **state) {
    (void)state;
    uint64_t first = everything(42, 2, 24, PL_STR(PORTS));
    assert_true(first == everything(42, 2, 24, PL_STR(PORTS)));
    assert_true(first != everything(43, 2, 24, PL_STR(PORTS)));
    if (first != GOLDEN) {
        print_error("the bytes of seed 42 have the sum %016llx\n", (unsigned long long)first);
    }
    assert_true(first == GOLDEN);
}

static void lines_are_marked_and_in_order(void **state) {
    (void)state;
    struct tally t;
    struct fixture f;
    struct pl_air air;
    run(5, 2, 30, &t, &f, &air);
    assert_true(t.lines > 10000);
    assert_int_equal(t.lines, air.counts.lines);
    assert_int_equal(t.unmarked, 0);
    assert_int_equal(t.bad_tags, 0);
    assert_int_equal(t.late, 0);
    assert_true(t.parts > 500 && t.groups > 300 && t.groups < t.parts);
    assert_true(air.counts.lost_parts > 3 && air.counts.damaged > 5 && air.counts.garbage > 3);
    assert_true(air.counts.receptions > air.counts.positions * 11 / 10); /* several stations hear the same */
    pl_air_close(&air);
    fixture_close(&f);
}

static void the_mean_interval_is_kept(void **state) {
    (void)state;
    struct tally t;
    struct fixture f;
    struct pl_air air;
    run(6, 2, 40, &t, &f, &air);
    double sum = 0;
    double n = 0;
    for (int i = 0; i < f.world->n_ships; i++) {
        for (size_t k = 1; k < pl_air_seen_count(&air, i); k++) {
            double s = (double)(pl_air_seen(&air, i, k).at - pl_air_seen(&air, i, k - 1).at) / 1e6;
            assert_true(s > 0);
            if (s < 3600) {
                sum += s;
                n += 1;
            }
        }
    }
    assert_true(sum / n > 270 && sum / n < 330);
    pl_air_close(&air);
    fixture_close(&f);
}

/* Reports come only when the ship is not silent; each ordered silence in good reception is a gap of the truth. */
static void silences_are_silent_and_told(void **state) {
    (void)state;
    struct tally t;
    struct fixture f;
    struct pl_air air;
    struct pl_truth truth;
    run(7, 7, 60, &t, &f, &air);
    assert_int_equal(pl_truth_make(f.world, &air, &f.arena, &truth, NULL), PL_E_OK);
    size_t ordered = 0;
    for (int i = 0; i < f.world->n_ships; i++) {
        for (size_t k = 0; k < pl_air_seen_count(&air, i); k++) {
            assert_false(pl_ship_is_silent(&f.world->ships[i], pl_air_seen(&air, i, k).at));
        }
    }
    for (size_t i = 0; i < f.world->n_notes; i++) {
        const struct pl_note *n = &f.world->notes[i];
        bool found = n->kind != PL_NOTE_ORDERED_SILENCE;
        ordered += !found;
        for (size_t k = 0; k < truth.n && !found; k++) {
            const struct pl_truth_entry *e = &truth.entries[k];
            found = strcmp(e->type, "gap") == 0 && e->ships[0] == n->ships[0] && e->start <= n->start &&
                    e->end >= n->end && strcmp(e->cause, "ordered") == 0;
        }
        assert_true(found);
    }
    assert_true(ordered >= 2);
    size_t innocent = 0;
    for (size_t k = 0; k < truth.n; k++) {
        innocent += strcmp(truth.entries[k].type, "gap") == 0 && strcmp(truth.entries[k].cause, "reception") == 0;
        assert_true(k == 0 || truth.entries[k].start >= truth.entries[k - 1].start);
    }
    assert_true(innocent >= 5);
    pl_air_close(&air);
    fixture_close(&f);
}

static int refuse(void *ctx, pl_time arrival, pl_str line, struct pl_error *err) {
    (void)arrival;
    (void)line;
    return --*(int *)ctx ? 0 : pl_fail(err, PL_E_IO, "full");
}

static void a_refusing_sink_stops_the_run(void **state) {
    (void)state;
    struct fixture f;
    struct pl_air air;
    struct pl_error err;
    int left = 100;
    fixture_open(&f, 1, 1, 4);
    assert_int_equal(pl_air_run(f.world, refuse, &left, &air, &err), PL_E_IO);
    assert_string_equal(err.msg, "full");
    pl_air_close(&air);
    fixture_close(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_seed_gives_the_same_bytes), cmocka_unit_test(lines_are_marked_and_in_order),
        cmocka_unit_test(the_mean_interval_is_kept),          cmocka_unit_test(silences_are_silent_and_told),
        cmocka_unit_test(a_refusing_sink_stops_the_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
