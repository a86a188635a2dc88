/* Events as text: the forms of docs/format/event.md, written out by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "detect/event_text.h"

#define T0 INT64_C(1700000000000000) /* 2023-11-14T22:13:20Z */

static bool resolve(void *ctx, uint32_t source, struct pl_event_place *ret) {
    (void)ctx;
    if (source == 9) {
        return false;
    }
    *ret =
        (struct pl_event_place){.exhibit = PL_STR("sha256:ab"), .member = source == 1 ? PL_STR("in.csv") : PL_STR("")};
    return true;
}

static struct pl_event_style style_of(bool exercise) {
    struct pl_event_style style = {.exercise = exercise, .resolve = resolve, .version = PL_STR("1")};
    memcpy(style.rules_hash, "cd", 3);
    style.params[PL_EVENT_GAP] = PL_STR("{\"min_hours\":12}");
    return style;
}

static struct pl_event gap(void) {
    struct pl_event e = {.type = PL_EVENT_GAP,
                         .n_vessels = 1,
                         .start = T0,
                         .end = T0 + 13 * PL_HOUR_US,
                         .hours = 13,
                         .pos = {107999400, -600000},
                         .start_pos = {107999400, -600000},
                         .end_pos = {-107999400, -600600},
                         .has_pos = true,
                         .has_start_pos = true,
                         .has_end_pos = true,
                         .distance_m = 2 * 1852,
                         .speed_kn = 0.15384,
                         .port_distance_m = -1,
                         .n_inputs = 2,
                         .inputs_from = T0,
                         .inputs_to = T0 + 13 * PL_HOUR_US,
                         .n_evidence = 2};
    memset(e.id.b, 0x11, sizeof e.id.b);
    memset(e.digest.b, 0x22, sizeof e.digest.b);
    e.vessels[0] = (struct pl_event_vessel){.mmsi = 431000001, .has_track = true, .imo = 9074729, .name = "=A\x07\"B"};
    memset(e.vessels[0].track.b, 0x33, sizeof e.vessels[0].track.b);
    e.evidence[0] = (struct pl_loc){.source = 1, .length = 20, .offset = 100};
    e.evidence[1] = (struct pl_loc){.source = 9, .length = 21, .offset = 200};
    e.evidence_mmsi[0] = e.evidence_mmsi[1] = 431000001;
    return e;
}

static void assert_json(const struct pl_event *event, bool exercise, const char *expected) {
    PL_BUF_AUTO out;
    struct pl_json json;
    struct pl_event_style style = style_of(exercise);
    pl_buf_open(&out, 65536);
    pl_json_start(&json, &out);
    pl_event_json(event, &style, &json);
    pl_buf_add_char(&out, '\0');
    assert_string_equal(out.p, expected);
}

#define X8(x)  x x x x x x x x
#define X32(x) X8(x) X8(x) X8(x) X8(x)

static void test_gap(void **state) {
    (void)state;
    struct pl_event e = gap();
    assert_json(
        &e, false,
        "{\"type\":\"gap\",\"id\":\"" X32(
            "11") "\","
                  "\"vessels\":[{\"mmsi\":431000001,\"track\":\"431000001-" X8(
                      "33") "\",\"imo\":9074729,"
                            "\"name\":\"=A\\u0007\\\"B\",\"callsign\":null}],"
                            "\"start\":\"2023-11-14T22:13:20Z\",\"end\":\"2023-11-15T11:13:20Z\",\"open\":false,"
                            "\"hours\":13.0000,"
                            "\"lat\":-1.000000,\"lon\":179.999000,"
                            "\"start_pos\":{\"lat\":-1.000000,\"lon\":179.999000},\"end_pos\":{\"lat\":-1.001000,"
                            "\"lon\":-179.999000},"
                            "\"distance_nm\":2.000,\"implied_kn\":0.154,\"in_port\":false,\"expected_reception\":null,"
                            "\"rule\":{\"name\":\"gap\",\"version\":\"1\",\"params\":{\"min_hours\":12},\"hash\":"
                            "\"cd\"},"
                            "\"inputs\":{\"reports\":2,\"from\":\"2023-11-14T22:13:20Z\",\"to\":\"2023-11-15T11:13:"
                            "20Z\","
                            "\"digest\":\"" X32("22") "\"},"
                                                      "\"evidence\":[{\"exhibit\":\"sha256:ab\",\"root\":null,"
                                                      "\"member\":\"in.csv\",\"offset\":100,\"length\":20},"
                                                      "{\"exhibit\":null,\"root\":null,\"member\":"
                                                      "null,\"offset\":200,\"length\":21}],\"status\":\"lead\"}");
}

static void test_open_identifier(void **state) {
    (void)state;
    struct pl_event e = {.type = PL_EVENT_IDENTIFIER_INVALID,
                         .n_vessels = 1,
                         .start = T0,
                         .end = PL_TIME_NONE,
                         .open = true,
                         .vessels = {{.mmsi = 5}},
                         .field = "imo",
                         .value = "9074728",
                         .why = "wrong check digit",
                         .inputs_from = T0,
                         .inputs_to = T0};
    assert_json(
        &e, true,
        "{\"type\":\"identifier_invalid\",\"exercise\":true,\"id\":\"" X32(
            "00") "\","
                  "\"vessels\":[{\"mmsi\":5,\"track\":null,\"imo\":null,\"name\":null,\"callsign\":null}],"
                  "\"start\":\"2023-11-14T22:13:20Z\",\"end\":null,\"open\":true,\"hours\":0.0000,\"lat\":null,\"lon\":"
                  "null,"
                  "\"start_pos\":null,\"end_pos\":null,\"field\":\"imo\",\"value\":\"9074728\",\"why\":\"wrong check "
                  "digit\","
                  "\"expected_reception\":null,\"rule\":{\"name\":\"identifier_invalid\",\"version\":\"1\",\"params\":{"
                  "},"
                  "\"hash\":\"cd\"},\"inputs\":{\"reports\":0,\"from\":\"2023-11-14T22:13:20Z\","
                  "\"to\":\"2023-11-14T22:13:20Z\",\"digest\":\"" X32("00") "\"},\"evidence\":[],\"status\":\"lead\"}");
}

static void test_geojson(void **state) {
    (void)state;
    struct pl_event e = gap();
    struct pl_event_style style = style_of(false);
    PL_BUF_AUTO out;
    struct pl_json json;
    pl_buf_open(&out, 65536);
    pl_json_start(&json, &out);
    pl_event_geojson(&e, &style, &json);
    /* the line goes on beyond 180 degrees */
    pl_str head = PL_STR("{\"type\":\"Feature\",\"id\":\"" X32(
        "11") "\",\"geometry\":{\"type\":\"LineString\","
              "\"coordinates\":[[179.999000,-1.000000],[180.001000,-1.001000]]},\"properties\":{\"type\":\"gap\"");
    assert_true(pl_str_starts(pl_buf_str(&out), head));
}

static void test_csv(void **state) {
    (void)state;
    struct pl_event e = gap();
    struct pl_event_style style = style_of(true);
    PL_BUF_AUTO out;
    pl_buf_open(&out, 65536);
    pl_event_csv_header(&out);
    size_t n_header = out.n;
    pl_event_csv(&e, &style, &out);
    size_t commas[2] = {0, 0};
    for (size_t i = 0; i < out.n; i++) {
        commas[i >= n_header] += out.p[i] == ',';
    }
    assert_int_equal(commas[0], commas[1]); /* no cell of this event holds a comma */
    pl_buf_add_char(&out, '\0');
    assert_non_null(strstr(out.p, ",431000001-" X8("33") ",9074729,\"'=A\\u{0007}\"\"B\",,"));
    assert_non_null(strstr(out.p, ",2.000,0.154,,false,,,,,,,2," X32("22") ",cd,sha256:ab,in.csv,100,20,true,,lead\n"));
}

static void test_table(void **state) {
    (void)state;
    struct pl_event e = gap();
    struct pl_event_style style = style_of(true);
    PL_BUF_AUTO out;
    pl_buf_open(&out, 65536);
    pl_event_table_header(&style, &out);
    assert_true(pl_str_starts(pl_buf_str(&out), PL_STR("EXERCISE")));
    pl_buf_clear(&out);
    pl_event_table(&e, &style, &out);
    pl_buf_add_char(&out, '\0');
    assert_string_equal(out.p,
                        "2023-11-14T22:13:20Z 2023-11-15T11:13:20Z 13.00    gap                -1.00000   179.99900   "
                        "431000001 =A\\u0007\\\"B  2.00 nm  0.2 kn\n");
}

/* A ship that sailed past a port is no caller: 1 says so, 2 is a stop or a silence there. */
static void test_table_passage(void **state) {
    (void)state;
    struct pl_event e = gap();
    struct pl_event_style style = style_of(false);
    e.type = PL_EVENT_PORT_VISIT;
    snprintf(e.port, sizeof e.port, "JPOSA");
    for (e.confidence = 1; e.confidence <= 2; e.confidence++) {
        PL_BUF_AUTO out;
        pl_buf_open(&out, 65536);
        pl_event_table(&e, &style, &out);
        pl_buf_add_char(&out, '\0');
        assert_non_null(strstr(out.p, "  JPOSA"));
        assert_int_equal(strstr(out.p, "JPOSA  no call is certain: it may have sailed past\n") != NULL,
                         e.confidence == 1);
    }
}

static void test_order(void **state) {
    (void)state;
    struct pl_event a = gap(), b = gap();
    assert_int_equal(pl_event_cmp(&a, &b), 0);
    b.id.b[31]++;
    assert_true(pl_event_cmp(&a, &b) < 0);
    b.type = PL_EVENT_ENCOUNTER; /* by name: encounter before gap */
    assert_true(pl_event_cmp(&a, &b) > 0);
    b.start++;
    assert_true(pl_event_cmp(&a, &b) < 0);
    assert_int_equal(pl_event_type_of(PL_STR("gap")), PL_EVENT_GAP);
    assert_int_equal(pl_event_type_of(PL_STR("gaps")), -1);
    assert_string_equal(pl_event_type_name(-1), "unknown");
    assert_string_equal(pl_event_type_rule(PL_EVENT_TYPE_COUNT), "unknown");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gap),   cmocka_unit_test(test_open_identifier), cmocka_unit_test(test_geojson),
        cmocka_unit_test(test_csv),   cmocka_unit_test(test_table),           cmocka_unit_test(test_table_passage),
        cmocka_unit_test(test_order),
    };
    return cmocka_run_group_tests_name("detect/event_text", tests, NULL, NULL);
}
