/* Voyages folded from events that are made by hand; times in hours. */
#include "detect/voyage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "geo/prism.h"

static struct pl_event event(int type, uint32_t mmsi, int start_h, int end_h) {
    struct pl_event e = {.type = type, .n_vessels = 1, .start = start_h * PL_HOUR_US, .end = end_h * PL_HOUR_US};
    e.vessels[0].mmsi = mmsi;
    e.vessels[0].has_track = true;
    e.vessels[0].track.b[0] = 7;
    e.hours = end_h - start_h;
    e.id.b[0] = (uint8_t)start_h;
    return e;
}

static struct pl_event visit(uint32_t mmsi, int start_h, int end_h, const char *port) {
    struct pl_event e = event(PL_EVENT_PORT_VISIT, mmsi, start_h, end_h);
    memcpy(e.port, port, strlen(port));
    e.confidence = 2;
    return e;
}

static void call(struct pl_event *e, const char *port, int verdict, double slack_h) {
    struct pl_event_call *c = &e->notes.calls[e->notes.n_calls++];
    memcpy(c->port, port, strlen(port));
    c->verdict = verdict;
    c->slack_h = slack_h;
}

static size_t fold(const struct pl_event *events, size_t n, struct pl_arena *arena, struct pl_voyage **list) {
    struct pl_voyages *v = NULL;
    size_t found = 0;
    assert_int_equal(pl_voyages_open(arena, &v, NULL), 0);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(pl_voyages_add(v, &events[i], NULL), 0);
    }
    assert_int_equal(pl_voyages_end(v, list, &found, NULL), 0);
    return found;
}

/* A silence before the first port, one between two (its calls by likelihood, each port once), one in port, one after.
 */
static void test_one_ship(void **state) {
    (void)state;
    PL_ARENA_AUTO arena;
    struct pl_voyage *list = NULL;
    pl_arena_open(&arena, 1 << 24);
    struct pl_event between = event(PL_EVENT_GAP, 299000001, 40, 60), later = event(PL_EVENT_GAP, 299000001, 62, 80);
    call(&between, "KP-HAEJU", PL_VERDICT_MARGINAL, 9);
    call(&between, "KP-NAMPO", PL_VERDICT_REACHABLE, 3);
    call(&between, "KP-RAJIN", PL_VERDICT_UNREACHABLE, -50);
    call(&later, "KP-HAEJU", PL_VERDICT_REACHABLE, 1);
    const struct pl_event events[] = {
        event(PL_EVENT_GAP, 299000001, 1, 15),
        visit(299000001, 20, 30, "KR-INCHEON"),
        event(PL_EVENT_GAP, 299000001, 24, 29),
        event(PL_EVENT_LOITERING, 299000001, 33, 39),
        between,
        event(PL_EVENT_ENCOUNTER, 299000001, 61, 62),
        later,
        visit(299000001, 90, 95, "CN-DALIAN"),
        event(PL_EVENT_GAP, 299000001, 100, 120),
    };
    assert_int_equal(fold(events, sizeof events / sizeof events[0], &arena, &list), 3);
    assert_true(list[0].start == PL_TIME_NONE && list[0].end == 20 * PL_HOUR_US && list[0].from[0] == '\0');
    assert_int_equal(list[0].silences, 1);
    const struct pl_voyage *v = &list[1];
    assert_string_equal(v->from, "KR-INCHEON");
    assert_string_equal(v->to, "CN-DALIAN");
    assert_true(v->start == 30 * PL_HOUR_US && v->end == 90 * PL_HOUR_US);
    assert_int_equal(v->silences, 2); /* not the one in port */
    assert_float_equal(v->silent_hours, 38, 0);
    assert_float_equal(v->longest_hours, 20, 0);
    assert_int_equal(v->meetings, 1);
    assert_int_equal(v->loiterings, 1);
    assert_int_equal(v->n_calls, 2);
    assert_string_equal(v->calls[0].call.port, "KP-NAMPO"); /* reachable with more slack */
    assert_string_equal(v->calls[1].call.port, "KP-HAEJU");
    assert_int_equal(v->calls[1].call.verdict, PL_VERDICT_REACHABLE);
    assert_int_equal(v->calls[1].gap.b[0], 62);
    assert_true(list[2].end == PL_TIME_NONE && list[2].to[0] == '\0' && list[2].silences == 1);
}

/* Ships apart; a ship that is never in port has no voyages; a visit that is open at the end begins none. */
static void test_others(void **state) {
    (void)state;
    PL_ARENA_AUTO arena;
    struct pl_voyage *list = NULL;
    pl_arena_open(&arena, 1 << 24);
    struct pl_event past = visit(299000002, 6, 7, "JP-NAGOYA"); /* sails past */
    past.confidence = 1;
    struct pl_event open = visit(299000003, 50, 60, "KR-BUSAN");
    open.open = true;
    const struct pl_event events[] = {visit(299000003, 1, 9, "KR-INCHEON"),  visit(299000002, 2, 5, "JP-TOKYO"), past,
                                      event(PL_EVENT_GAP, 299000009, 3, 40), visit(299000002, 8, 9, "JP-OSAKA"), open,
                                      event(PL_EVENT_GAP, 299000003, 55, 58)};
    assert_int_equal(fold(events, sizeof events / sizeof events[0], &arena, &list), 2);
    assert_int_equal(list[0].mmsi, 299000002);
    assert_string_equal(list[0].to, "JP-OSAKA");
    assert_int_equal(list[1].mmsi, 299000003);
    assert_string_equal(list[1].from, "KR-INCHEON");
    assert_string_equal(list[1].to, "KR-BUSAN");
    assert_int_equal(list[1].silences, 0);
}

static struct pl_event bound(uint32_t mmsi, int start_h, int end_h, const char *said, int verdict) {
    struct pl_event e = event(PL_EVENT_BOUND, mmsi, start_h, end_h);
    memcpy(e.notes.bound.said, said, strlen(said));
    e.notes.bound.verdict = verdict;
    return e;
}

/* Ports at 0-10, 50-60; what was said until 10 is of the time before, until 11 and from 49 of the voyage, from 50 of
 * the one after; another ship's is nobody's. The visit at 50 says that the call was elsewhere. After the last port
 * there is a voyage only because something was said. */
static void test_what_was_said(void **state) {
    (void)state;
    PL_ARENA_AUTO arena;
    struct pl_voyage *list = NULL;
    pl_arena_open(&arena, 1 << 24);
    struct pl_event last = visit(299000001, 50, 60, "KR-BUSAN");
    last.notes.bound.verdict = PL_ARRIVAL_OTHER_PORT;
    memcpy(last.notes.remark, "called here", sizeof "called here");
    struct pl_event unsaid = bound(299000001, 20, 30, "NOT NOTED", PL_ARRIVAL_NONE);
    const struct pl_event events[] = {visit(299000001, 0, 10, "KR-INCHEON"),
                                      bound(299000001, 2, 10, "OLD", PL_ARRIVAL_UNDETERMINED),
                                      bound(299000001, 4, 11, "FIRST", PL_ARRIVAL_AWAY),
                                      bound(299000002, 12, 40, "OTHER SHIP", PL_ARRIVAL_AWAY),
                                      unsaid,
                                      bound(299000001, 49, 55, "SECOND", PL_ARRIVAL_UNDETERMINED),
                                      last,
                                      bound(299000001, 50, 70, "THIRD", PL_ARRIVAL_UNDETERMINED)};
    assert_int_equal(fold(events, sizeof events / sizeof events[0], &arena, &list), 2);
    assert_int_equal(list[0].n_said, 2);
    assert_string_equal(list[0].said[0].bound.said, "FIRST");
    assert_int_equal(list[0].said[0].bound.verdict, PL_ARRIVAL_AWAY);
    assert_string_equal(list[0].said[1].bound.said, "SECOND");
    assert_int_equal(list[0].arrival.verdict, PL_ARRIVAL_OTHER_PORT);
    assert_string_equal(list[0].arrival_remark, "called here");
    assert_int_equal(list[1].n_said, 1);
    assert_string_equal(list[1].said[0].bound.said, "THIRD");
    assert_string_equal(list[1].to, "");
    assert_int_equal(list[1].arrival.verdict, PL_ARRIVAL_NONE);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_one_ship), cmocka_unit_test(test_what_was_said),
                                       cmocka_unit_test(test_others)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
