/* A stored event is the event: every byte of the struct comes back, and nothing that was cut or changed in length
 * reads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fresh_case.h"
#include "store/event.h"

static struct pl_event make(unsigned i, uint32_t mmsi, pl_time start, int type) {
    struct pl_event e;
    memset(&e, 0, sizeof e);
    e.type = type;
    memset(e.id.b, (int)(i + 1), 32);
    e.n_vessels = 2;
    e.vessels[0].mmsi = mmsi;
    e.vessels[0].has_track = true;
    memset(e.vessels[0].track.b, 0x31, 32);
    e.vessels[0].imo = 9074729;
    memcpy(e.vessels[0].name, "A NAME", 6);
    memcpy(e.vessels[0].callsign, "CALLSIG", 7); /* all of the room */
    e.vessels[1].mmsi = mmsi + 1;
    e.start = start;
    e.end = start + 3600;
    e.hours = 0.1;
    e.pos = (pl_pos){-PL_LON_HALF + 10, -54000000};
    e.has_pos = true;
    e.distance_m = 1.0 / 3;
    e.port_distance_m = -1;
    e.confidence = -3;
    memset(e.why, 'w', sizeof e.why - 1);
    memcpy(e.port, "KP-NAMPO", 8);
    e.n_inputs = UINT64_MAX;
    e.n_evidence = PL_EVENT_EVIDENCE;
    for (unsigned k = 0; k < PL_EVENT_EVIDENCE; k++) {
        e.evidence[k] = (struct pl_loc){k, UINT32_MAX, UINT64_MAX - k};
        e.evidence_mmsi[k] = mmsi;
    }
    e.emitted_at = start + 7200;
    e.notes.expected = e.notes.chance = -1; /* notes are kept apart */
    return e;
}

static void test_round_trip(void **state) {
    (void)state;
    struct pl_event e = make(1, 431000001, 1000, PL_EVENT_ENCOUNTER), back;
    PL_BUF_AUTO body;
    pl_buf_open(&body, 65536);
    pl_store_event_write(&e, &body);
    assert_int_equal(pl_store_event_read(pl_buf_str(&body), &back, NULL), 0);
    assert_memory_equal(&back, &e, sizeof e);
    for (size_t n = 0; n < body.n; n++) {
        assert_int_equal(pl_store_event_read(pl_str_make(body.p, n), &back, NULL), PL_E_FORMAT);
    }
    pl_buf_add_char(&body, '\0');
    assert_int_equal(pl_store_event_read(pl_buf_str(&body), &back, NULL), PL_E_FORMAT);
}

/* The head is what the whole says there, and needs no more of the body than itself. */
static void test_head(void **state) {
    (void)state;
    struct pl_event e = make(1, 431000001, 1000, PL_EVENT_ENCOUNTER), head;
    PL_BUF_AUTO body;
    size_t least = 0;
    pl_buf_open(&body, 65536);
    pl_store_event_write(&e, &body);
    assert_int_equal(pl_store_event_read_head(pl_buf_str(&body), &head, NULL), 0);
    assert_true(head.type == e.type && pl_hash_cmp(head.id, e.id) == 0 && head.n_vessels == e.n_vessels);
    assert_memory_equal(head.vessels, e.vessels, sizeof e.vessels);
    assert_true(head.start == e.start && head.end == e.end && head.open == e.open && head.has_pos == e.has_pos);
    assert_true(head.hours >= e.hours && head.hours <= e.hours);
    assert_memory_equal(&head.pos, &e.pos, sizeof e.pos);
    while (pl_store_event_read_head(pl_str_make(body.p, least), &head, NULL) != 0) {
        least++;
    }
    assert_in_range(least, 60, body.n / 2);
    body.p[0] = 9;
    assert_int_equal(pl_store_event_read_head(pl_buf_str(&body), &head, NULL), PL_E_FORMAT);
}

struct order {
    unsigned n;
    unsigned char ids[16];
};

static int on_event(void *ctx, const struct pl_event *e, struct pl_error *err) {
    struct order *o = ctx;
    (void)err;
    o->ids[o->n++] = e->id.b[0];
    return 0;
}

static struct order ask(struct fresh *f, struct pl_store_event_query q) {
    struct order o = {0};
    struct pl_error err;
    fresh_must(pl_store_events(f->c, &q, on_event, &o, &err), &err);
    return o;
}

static const struct pl_store_event_query ALL = {.type = -1, .from = PL_TIME_NONE, .to = PL_TIME_NONE};

/* Certain at 10, 20 and 30, and one open at the end; two say the same event. */
static void fill(struct fresh *f) {
    struct pl_error err;
    struct pl_event a = make(1, 100, 5000, PL_EVENT_GAP), b = make(2, 200, 4000, PL_EVENT_GAP),
                    c = make(3, 100, 4000, PL_EVENT_ENCOUNTER), d = make(4, 300, 6000, PL_EVENT_GAP);
    fresh_must(pl_case_begin(f->c, &err), &err);
    fresh_must(pl_store_event_add(f->c, &a, 10, PL_EVENT_CERTAIN, &err), &err);
    fresh_must(pl_store_event_add(f->c, &b, 20, PL_EVENT_CERTAIN, &err), &err);
    fresh_must(pl_store_event_add(f->c, &b, 30, PL_EVENT_CERTAIN, &err), &err);
    fresh_must(pl_store_event_add(f->c, &c, 30, PL_EVENT_CERTAIN, &err), &err);
    fresh_must(pl_store_event_add(f->c, &d, 30, PL_EVENT_TAIL, &err), &err);
    fresh_must(pl_case_commit(f->c, &err), &err);
}

static void test_order_and_filters(void **state) {
    (void)state;
    struct fresh f;
    struct pl_store_event_query q = ALL;
    fresh_open(&f);
    fill(&f);
    struct order o = ask(&f, q);
    assert_int_equal(o.n, 4); /* start, then type name (encounter before gap), then id; the one said twice once */
    assert_memory_equal(o.ids, "\4\3\2\5", 4);
    q.mmsi = 101;
    assert_int_equal(ask(&f, q).n, 2); /* also as the second ship */
    q = ALL;
    q.type = PL_EVENT_ENCOUNTER;
    assert_int_equal(ask(&f, q).n, 1);
    q = ALL;
    q.from = 4000 + 3600 + 1; /* a and d end later */
    assert_int_equal(ask(&f, q).n, 2);
    q.from = 4000 + 3600;
    assert_int_equal(ask(&f, q).n, 4);
    q = ALL;
    q.to = 4999;
    assert_int_equal(ask(&f, q).n, 2);
    q.to = 5000;
    assert_int_equal(ask(&f, q).n, 3);
    q = ALL;
    q.has_box = true;
    q.south_west = (pl_pos){PL_LON_HALF - 100, -54000000};
    q.north_east = (pl_pos){-PL_LON_HALF + 10, 0};
    assert_int_equal(ask(&f, q).n, 4);
    q.north_east.lon--;
    assert_int_equal(ask(&f, q).n, 0);
    fresh_close(&f);
}

static void test_remove_by_stretch(void **state) {
    (void)state;
    struct fresh f;
    struct pl_error err;
    uint64_t removed = 0, n = 0;
    fresh_open(&f);
    fill(&f);
    fresh_must(pl_case_begin(f.c, &err), &err);
    fresh_must(pl_store_events_remove(f.c, 20, 30, &removed, &err), &err);
    assert_int_equal(removed, 1);
    assert_int_equal(ask(&f, ALL).n, 4); /* it was said at 30, too */
    fresh_must(pl_store_events_remove(f.c, 30, 31, &removed, &err), &err);
    assert_int_equal(removed, 2);
    assert_memory_equal(ask(&f, ALL).ids, "\2\5", 2);
    fresh_must(pl_store_events_remove_tail(f.c, &err), &err);
    assert_int_equal(ask(&f, ALL).n, 1);
    struct pl_store_event_query q = ALL;
    q.mmsi = 200;
    assert_int_equal(ask(&f, q).n, 0);
    fresh_must(pl_store_events_check(f.c, NULL, NULL, &n, &err), &err);
    assert_int_equal(n, 1);
    pl_case_rollback(f.c);
    fresh_close(&f);
}

static int on_fault(void *ctx, pl_hash id, const char *why, struct pl_error *err) {
    (void)id;
    (void)why;
    (void)err;
    ++*(int *)ctx;
    return 0;
}

static void test_check(void **state) {
    (void)state;
    static const char *const SQL[] = {"UPDATE event SET start_us = start_us + 1 WHERE emitted = 10",
                                      "UPDATE event SET body = zeroblob(10) WHERE emitted = 10",
                                      "DELETE FROM event_vessel WHERE mmsi = 101 AND emitted = 10",
                                      "UPDATE event SET id = randomblob(32) WHERE emitted = 10"};
    for (size_t i = 0; i < sizeof SQL / sizeof SQL[0]; i++) {
        struct fresh f;
        struct pl_error err;
        uint64_t n = 0;
        int faults = 0;
        fresh_open(&f);
        fill(&f);
        fresh_must(pl_store_events_check(f.c, on_fault, &faults, &n, &err), &err);
        assert_int_equal(faults, 0);
        fresh_must(pl_db_exec(f.c->db, SQL[i], &err), &err);
        fresh_must(pl_store_events_check(f.c, on_fault, &faults, &n, &err), &err);
        assert_true(faults > 0);
        fresh_close(&f);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_head),
        cmocka_unit_test(test_order_and_filters),
        cmocka_unit_test(test_remove_by_stretch),
        cmocka_unit_test(test_check),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
