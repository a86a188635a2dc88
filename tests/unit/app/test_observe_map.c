/* Columns to fields: guessed from words, read from text and written back. Expectations by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "app/observe_map.h"

static const char *field_at(const struct pl_observe_map *m, size_t i) {
    return i < m->n && m->field[i] != NULL ? m->field[i]->name : "-";
}

static void test_guess(void **state) {
    (void)state;
    const pl_str header[] = {PL_STR("IMO_No."), PL_STR("Vessel Name"), PL_STR("From"), PL_STR("to"),
                             PL_STR("Name"),    PL_STR("Berth"),       PL_STR("")};
    struct pl_observe_map m;
    pl_observe_map_guess(header, 7, PL_STR("registry"), &m);
    assert_int_equal(m.n, 7);
    assert_string_equal(field_at(&m, 0), "imo");
    assert_string_equal(field_at(&m, 1), "subject");
    assert_string_equal(field_at(&m, 2), "observed"); /* of a registry: since when */
    assert_string_equal(field_at(&m, 3), "observed_end");
    assert_string_equal(field_at(&m, 4), "-"); /* subject is taken */
    assert_string_equal(field_at(&m, 5), "place");
    assert_string_equal(field_at(&m, 6), "-");
    pl_observe_map_guess(header, 7, PL_STR("rail"), &m);
    assert_string_equal(field_at(&m, 2), "from_place"); /* of a train: from where */
    assert_string_equal(field_at(&m, 3), "to_place");
}

/* What a table of sightings heads the time with. */
static void test_guess_time(void **state) {
    (void)state;
    static const char *const HEADS[] = {"Seen at",       "SIGHTED ON", "Date and time",
                                        "timestamp_utc", "When",       "Time of sighting"};
    for (size_t i = 0; i < sizeof HEADS / sizeof *HEADS; i++) {
        const pl_str header[] = {PL_STR("Ship"), pl_str_from(HEADS[i])};
        struct pl_observe_map m;
        pl_observe_map_guess(header, 2, PL_STR("sighting"), &m);
        assert_string_equal(field_at(&m, 1), "observed");
    }
}

struct reading {
    struct pl_arena arena;
    struct pl_observe_map map;
    struct pl_error err;
    int code;
};

static void read_map(struct reading *r, const char *text) {
    static const pl_str HEADER[] = {PL_STR("Ship"), PL_STR(" Seen, at "), PL_STR("Place")};
    memset(r, 0, sizeof *r);
    pl_arena_open(&r->arena, 1 << 20);
    r->code = pl_observe_map_read(pl_str_from(text), HEADER, 3, &r->arena, &r->map, &r->err);
}

static void refused(const char *text, const char *words) {
    struct reading r;
    read_map(&r, text);
    if (r.code != PL_E_USAGE || strstr(r.err.msg, words) == NULL) {
        fail_msg("%s: code %d, %s", text, r.code, r.err.msg);
    }
    pl_arena_close(&r.arena);
}

static void test_read(void **state) {
    (void)state;
    struct reading r, again;
    PL_BUF_AUTO text = {0};
    read_map(&r, "observed=seen,, at, subject = SHIP");
    assert_int_equal(r.code, 0);
    assert_string_equal(field_at(&r.map, 0), "subject");
    assert_string_equal(field_at(&r.map, 1), "observed");
    assert_string_equal(field_at(&r.map, 2), "-");
    pl_buf_open(&text, 4096);
    pl_observe_map_write(&r.map, &text);
    pl_buf_add_char(&text, '\0');
    assert_string_equal(text.p, "subject=Ship,observed= Seen,, at ");
    read_map(&again, text.p);
    assert_int_equal(again.code, 0);
    for (size_t i = 0; i < 3; i++) {
        assert_ptr_equal(again.map.field[i], r.map.field[i]);
    }
    pl_arena_close(&r.arena);
    pl_arena_close(&again.arena);
}

static void test_refused(void **state) {
    (void)state;
    refused("colour=Ship", "no field \"colour\"");
    refused("subject=Boat", "no column \"Boat\"");
    refused("subject", "no column \"\"");
    refused("", "no field \"\"");
    refused("subject=Ship,observer=Ship", "said twice");
    refused("subject=Ship,subject=Place", "said twice");
    refused("source=Ship", "cannot come from a column");
    refused("attachments=Ship", "cannot come from a column");
    refused("as=Ship", "cannot come from a column");
    refused("label=Ship", "cannot come from a column");
}

/* 255, 256, 257 columns. */
static void test_ceiling(void **state) {
    (void)state;
    static pl_str header[PL_OBSERVE_COLUMNS_MAX + 1];
    struct pl_observe_map m;
    for (size_t i = 0; i <= PL_OBSERVE_COLUMNS_MAX; i++) {
        header[i] = PL_STR("x");
    }
    for (size_t n = PL_OBSERVE_COLUMNS_MAX - 1; n <= PL_OBSERVE_COLUMNS_MAX + 1; n++) {
        pl_observe_map_guess(header, n, PL_STR("rail"), &m);
        assert_int_equal(m.n, n < PL_OBSERVE_COLUMNS_MAX ? n : PL_OBSERVE_COLUMNS_MAX);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_guess), cmocka_unit_test(test_guess_time),
                                       cmocka_unit_test(test_read), cmocka_unit_test(test_refused),
                                       cmocka_unit_test(test_ceiling)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
