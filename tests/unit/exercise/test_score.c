/* The scorer on cases made by hand: what matches, what counts, what is marginal, what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "exercise/score.h"
#include "text/json.h"

#include "base/ban.h"

/* A truth.json whose events are the text given. */
static struct pl_score *open_score(const char *events, const char *limits_text) {
    PL_BUF_AUTO truth;
    pl_buf_open(&truth, 65536);
    pl_buf_add_fmt(&truth, "{\"type\":\"truth\",\"end\":\"2026-03-08T00:00:00Z\",\"events\":[%s]}", events);
    struct pl_score_limits limits;
    struct pl_score *score = NULL;
    assert_int_equal(pl_score_limits_read(limits_text, &limits, NULL), PL_E_OK);
    assert_int_equal(pl_score_open(pl_buf_str(&truth), &limits, &score, NULL), PL_E_OK);
    return score;
}

static void line(struct pl_score *score, const char *text) {
    struct pl_error err;
    if (pl_score_line(score, pl_str_from(text), 1, &err)) {
        print_error("%s\n", err.msg);
        fail();
    }
}

#define TRUTH_GAP(hours, start, end)                                                                                   \
    "{\"type\":\"gap\",\"observable\":\"yes\",\"mmsi\":[299000001],\"hours\":" hours ",\"start\":\"2026-03-0" start    \
    "Z\",\"end\":\"2026-03-0" end "Z\"}"
#define EVENT(type, mmsi, start, end)                                                                                  \
    "{\"type\":\"" type "\",\"vessels\":[{\"mmsi\":" mmsi "}],\"start\":\"2026-03-0" start "Z\",\"end\":" end "}"
#define END(end) "\"2026-03-0" end "Z\""

static void a_gap_is_found(void **state) {
    (void)state;
    struct pl_score *s = open_score(TRUTH_GAP("14", "1T00:00", "1T14:00"), NULL);
    line(s, EVENT("gap", "299000001", "1T00:00:03", END("1T13:59")));
    line(s, "{\"type\":\"summary\",\"read\":1}");
    line(s, "");
    pl_score_match(s);
    struct pl_score_row r = pl_score_row(s, PL_SCORE_GAP);
    assert_int_equal(r.truth, 1);
    assert_int_equal(r.matched, 1);
    assert_int_equal(r.events, 1);
    assert_int_equal(r.excused, 0);
    pl_score_close(s);
}

static void type_vessel_and_time_must_agree(void **state) {
    (void)state;
    struct pl_score *s = open_score(TRUTH_GAP("14", "1T00:00", "1T14:00"), NULL);
    line(s, EVENT("gap", "299000002", "1T00:00", END("1T14:00")));       /* another ship */
    line(s, EVENT("loitering", "299000001", "1T00:00", END("1T14:00"))); /* another type */
    line(s, EVENT("gap", "299000001", "3T00:00", END("3T14:00")));       /* another day */
    line(s, EVENT("gap", "299000001", "1T07:01", END("1T14:00")));       /* 6 h 59 of 14 h: less than half */
    line(s, EVENT("gap", "299000001", "1T00:00", END("5T00:00")));       /* far too long: 14 of 96 h */
    pl_score_match(s);
    struct pl_score_row r = pl_score_row(s, PL_SCORE_GAP);
    assert_int_equal(r.matched, 0);
    assert_int_equal(r.events, 4);
    assert_int_equal(pl_score_row(s, PL_SCORE_LOITERING).events, 1);
    pl_score_close(s);
}

static void half_is_enough(void **state) {
    (void)state;
    struct pl_score *s = open_score(TRUTH_GAP("14", "1T00:00", "1T14:00"), NULL);
    line(s, EVENT("gap", "299000001", "1T07:00", END("1T14:00")));
    pl_score_match(s);
    assert_int_equal(pl_score_row(s, PL_SCORE_GAP).matched, 1);
    pl_score_close(s);
}

static void each_counts_once(void **state) {
    (void)state;
    struct pl_score *s = open_score(TRUTH_GAP("14", "1T00:00", "1T14:00"), NULL);
    line(s, EVENT("gap", "299000001", "1T00:00", END("1T14:00")));
    line(s, EVENT("gap", "299000001", "1T00:00", END("1T13:00")));
    pl_score_match(s);
    struct pl_score_row r = pl_score_row(s, PL_SCORE_GAP);
    assert_int_equal(r.matched, 1);
    assert_int_equal(r.events - r.excused - r.matched, 1); /* the second is a false alarm */
    pl_score_close(s);
    s = open_score(TRUTH_GAP("14", "1T00:00", "1T14:00") "," TRUTH_GAP("13", "1T00:00", "1T13:00"), NULL);
    line(s, EVENT("gap", "299000001", "1T00:00", END("1T14:00")));
    pl_score_match(s);
    assert_int_equal(pl_score_row(s, PL_SCORE_GAP).truth, 2);
    assert_int_equal(pl_score_row(s, PL_SCORE_GAP).matched, 1); /* one event is not two truths */
    pl_score_close(s);
}

/* An area of interference struck 1 to 12; an event of it names eight at most. */
#define STRUCK                                                                                                         \
    "{\"type\":\"gnss_interference\",\"observable\":\"yes\",\"mmsi\":[1,2,3,4,5,6,7,8,9,10,11,12],\"hours\":7,"        \
    "\"start\":\"2026-03-01T00:00Z\",\"end\":\"2026-03-01T07:00Z\"}"

static void area_of(const char *mmsis, const char *start, unsigned matched) {
    struct pl_score *s = open_score(STRUCK, NULL);
    char text[1024] = "{\"type\":\"gnss_interference\",\"vessels\":[";
    size_t n = strlen(text);
    for (const char *p = mmsis; *p; p++) {
        n += (size_t)snprintf(text + n, sizeof text - n, "%s{\"mmsi\":%d}", p == mmsis ? "" : ",", *p - 'a' + 1);
    }
    snprintf(text + n, sizeof text - n, "],\"start\":\"2026-03-01T%sZ\",\"end\":\"2026-03-01T07:10Z\"}", start);
    line(s, text);
    pl_score_match(s);
    struct pl_score_row r = pl_score_row(s, PL_SCORE_INTERFERENCE);
    assert_int_equal(r.truth, 1);
    assert_int_equal(r.events, 1);
    assert_int_equal(r.matched, matched);
    pl_score_close(s);
}

static void an_area_is_found_by_ships_and_time(void **state) {
    (void)state;
    area_of("abcdef", "00:10", 1);   /* half of the twelve */
    area_of("abcde", "00:10", 0);    /* fewer */
    area_of("efghijkl", "00:10", 1); /* another eight of them; not the first */
    area_of("abcdefmnopqr", "00:10", 1);
    area_of("abcdefmnopqrs", "00:10", 0); /* more than half are others */
    area_of("abcdef", "03:39", 0);        /* 3 h 21 of seven hours */
}

static void limits_decide_what_counts(void **state) {
    (void)state;
    /* 11.5 h is below 12, 12.05 within one per cent of it, 12.5 above */
    const char *events = TRUTH_GAP("11.5", "1T00:00", "1T11:30") "," TRUTH_GAP(
        "12.05", "2T00:00", "2T12:03") "," TRUTH_GAP("12.5", "3T00:00", "3T12:30");
    struct pl_score *s = open_score(events, NULL);
    line(s, EVENT("gap", "299000001", "1T00:00", END("1T11:30")));
    line(s, EVENT("gap", "299000001", "2T00:00", END("2T12:03")));
    line(s, EVENT("gap", "299000001", "3T00:00", END("3T12:30")));
    pl_score_match(s);
    struct pl_score_row r = pl_score_row(s, PL_SCORE_GAP);
    assert_int_equal(r.truth, 1);
    assert_int_equal(r.marginal, 1);
    assert_int_equal(r.matched, 1);
    assert_int_equal(r.excused, 1);
    assert_int_equal(r.events, 3); /* so one, the 11.5 h, is false */
    pl_score_close(s);
    s = open_score(events, "gap.min_hours=11");
    pl_score_match(s);
    assert_int_equal(pl_score_row(s, PL_SCORE_GAP).truth, 3);
    pl_score_close(s);
}

static void an_open_event_lasts_to_the_end(void **state) {
    (void)state;
    struct pl_score *s = open_score(TRUTH_GAP("48", "6T00:00", "8T00:00"), NULL);
    line(s, EVENT("gap", "299000001", "6T00:00", "null"));
    pl_score_match(s);
    assert_int_equal(pl_score_row(s, PL_SCORE_GAP).matched, 1);
    pl_score_close(s);
}

#define MEETING(extra)                                                                                                 \
    "{\"type\":\"encounter\",\"mmsi\":[299000002,299000001],\"hours\":3,\"start\":\"2026-03-01T00:00:00Z\","           \
    "\"end\":\"2026-03-01T03:00:00Z\"," extra "}"
#define PAIR                                                                                                           \
    "{\"type\":\"encounter\",\"vessels\":[{\"mmsi\":299000001},{\"mmsi\":299000002}],"                                 \
    "\"start\":\"2026-03-01T00:05:00Z\",\"end\":\"2026-03-01T02:55:00Z\"}"

static struct pl_score_row meeting(const char *truth, const char *limits) {
    struct pl_score *s = open_score(truth, limits);
    line(s, PAIR);
    pl_score_match(s);
    struct pl_score_row r = pl_score_row(s, PL_SCORE_ENCOUNTER);
    pl_score_close(s);
    return r;
}

static void meetings_have_levels_speed_and_ports(void **state) {
    (void)state;
    struct pl_score_row r =
        meeting(MEETING("\"observable\":\"yes\",\"within_m\":500,\"speed_kn\":0.5,\"port_distance_km\":50"), NULL);
    assert_true(r.truth == 1 && r.matched == 1); /* vessels in any order */
    r = meeting(MEETING("\"observable\":\"yes\",\"within_m\":1000,\"speed_kn\":0.5"), NULL);
    assert_true(r.truth == 0 && r.marginal == 0 && r.matched == 0);
    r = meeting(MEETING("\"observable\":\"yes\",\"within_m\":1000,\"speed_kn\":0.5"), "encounter.max_distance_m=1000");
    assert_true(r.truth == 1 && r.matched == 1);
    r = meeting(MEETING("\"observable\":\"yes\",\"within_m\":500,\"speed_kn\":3"), NULL);
    assert_true(r.truth == 0 && r.matched == 0);
    r = meeting(MEETING("\"observable\":\"yes\",\"within_m\":500,\"speed_kn\":0.5,\"port_distance_km\":8"), NULL);
    assert_true(r.truth == 0 && r.excused == 0);
    r = meeting(MEETING("\"observable\":\"yes\",\"within_m\":500,\"speed_kn\":0.5,\"port_distance_km\":9.5"), NULL);
    assert_true(r.truth == 0 && r.marginal == 1 && r.excused == 1);
    r = meeting(MEETING("\"observable\":\"partly\",\"within_m\":500,\"speed_kn\":0.5"), NULL);
    assert_true(r.truth == 0 && r.marginal == 1 && r.excused == 1);
    r = meeting(MEETING("\"observable\":\"no\",\"within_m\":500,\"speed_kn\":0.5"), NULL);
    assert_true(r.truth == 0 && r.marginal == 0 && r.excused == 0);
}

static void an_invalid_number_matches_by_field(void **state) {
    (void)state;
    const char *truth =
        "{\"type\":\"identifier_invalid\",\"observable\":\"yes\",\"mmsi\":[298000001],\"field\":\"imo\","
        "\"start\":\"2026-03-01T00:00:00Z\",\"end\":\"2026-03-07T00:00:00Z\"}";
    struct pl_score *s = open_score(truth, NULL);
    line(s, "{\"type\":\"identifier_invalid\",\"vessels\":[{\"mmsi\":298000001}],\"field\":\"mmsi\","
            "\"start\":\"2026-03-01T00:00:00Z\",\"end\":\"2026-03-07T00:00:00Z\"}");
    line(s, "{\"type\":\"identifier_invalid\",\"vessels\":[{\"mmsi\":298000001}],\"field\":\"imo\","
            "\"start\":\"2026-03-05T00:00:00Z\",\"end\":\"2026-03-05T00:00:00Z\"}");
    pl_score_match(s);
    struct pl_score_row r = pl_score_row(s, PL_SCORE_IDENTIFIER_INVALID);
    assert_true(r.truth == 1 && r.matched == 1 && r.events == 2);
    pl_score_close(s);
}

static int refused_line(const char *text) {
    struct pl_score *s = open_score("", NULL);
    struct pl_error err = {0};
    int code = pl_score_line(s, pl_str_from(text), 17, &err);
    assert_true(code == PL_E_OK || err.line == 17);
    pl_score_close(s);
    return code;
}

static void bad_lines_are_refused(void **state) {
    (void)state;
    assert_int_equal(refused_line("{"), PL_E_FORMAT);
    assert_int_equal(refused_line("[1]"), PL_E_FORMAT);
    assert_int_equal(refused_line("{\"type\":\"gap\"}"), PL_E_FORMAT);
    assert_int_equal(refused_line("{\"type\":\"gap\",\"vessels\":[],\"start\":\"2026-03-01\"}"), PL_E_FORMAT);
    assert_int_equal(refused_line("{\"type\":\"gap\",\"vessels\":[{\"mmsi\":\"1\"}],\"start\":\"2026-03-01\"}"),
                     PL_E_FORMAT);
    assert_int_equal(refused_line("{\"type\":\"gap\",\"vessels\":[{\"mmsi\":-1}],\"start\":\"2026-03-01\"}"),
                     PL_E_FORMAT);
    assert_int_equal(refused_line("{\"type\":\"gap\",\"vessels\":[7],\"start\":\"2026-03-01\"}"), PL_E_FORMAT);
    assert_int_equal(refused_line("{\"type\":\"gap\",\"vessels\":[{\"mmsi\":1}],\"start\":\"soon\"}"), PL_E_FORMAT);
    assert_int_equal(refused_line("{\"type\":\"draught_change\"}"), PL_E_OK); /* not scored */
    assert_int_equal(refused_line("{\"type\":7}"), PL_E_OK);
}

static int refused_truth(const char *text) {
    struct pl_score_limits limits;
    struct pl_score *score = NULL;
    assert_int_equal(pl_score_limits_read("", &limits, NULL), PL_E_OK);
    int code = pl_score_open(pl_str_from(text), &limits, &score, NULL);
    pl_score_close(score);
    return code;
}

static void bad_truth_is_refused(void **state) {
    (void)state;
    assert_int_equal(refused_truth(""), PL_E_FORMAT);
    assert_int_equal(refused_truth("{}"), PL_E_FORMAT);
    assert_int_equal(refused_truth("{\"type\":\"truth\",\"events\":[]}"), PL_E_FORMAT);
    assert_int_equal(refused_truth("{\"type\":\"truth\",\"end\":\"2026-01-01\",\"events\":[{\"type\":\"gap\"}]}"),
                     PL_E_FORMAT);
    assert_int_equal(refused_truth("{\"type\":\"truth\",\"end\":\"2026-01-01\",\"events\":[{\"type\":\"later\"}]}"),
                     PL_E_OK);
}

static void only_what_closes_is_read(void **state) {
    (void)state;
#define TRUTH(rest) "{\"type\":\"truth\",\"end\":\"2026-01-01\",\"events\":[" rest
    assert_int_equal(refused_truth(TRUTH("]}")), PL_E_OK);
    assert_int_equal(refused_truth(TRUTH("],\"arranged\":[{\"name\":\"a]}\\\"],\\\\\"}]}")), PL_E_OK);
    assert_int_equal(refused_truth(" {\"events\" : [ ] , \"end\":\"2026-01-01\", \"type\" : \"truth\"}\n"), PL_E_OK);
    assert_int_equal(refused_truth(TRUTH("],\"arranged\":[{\"name\":\"a}]}")), PL_E_FORMAT);
    assert_int_equal(refused_truth(TRUTH("],\"arranged\":[}")), PL_E_FORMAT);
    assert_int_equal(refused_truth(TRUTH("],\"arranged\":{]}")), PL_E_OK); /* passed over */
    assert_int_equal(refused_truth(TRUTH("{]]}")), PL_E_FORMAT);
    assert_int_equal(refused_truth(TRUTH("}]}")), PL_E_FORMAT);
    assert_int_equal(refused_truth(TRUTH("],}")), PL_E_FORMAT);
    assert_int_equal(refused_truth(TRUTH("{\"type\":7},]}")), PL_E_FORMAT);
    assert_int_equal(refused_truth(TRUTH(",]}")), PL_E_FORMAT);
    assert_int_equal(refused_truth(TRUTH("],\"events\":[]}")), PL_E_FORMAT);
    assert_int_equal(refused_truth(TRUTH("],\"a\":\"\\}")), PL_E_FORMAT);
    assert_int_equal(refused_truth(TRUTH("]")), PL_E_FORMAT);
#undef TRUTH
}

static void a_long_truth_is_read(void **state) {
    (void)state;
    static const unsigned n = 150000; /* 19 MB: more than one JSON value may have */
    PL_BUF_AUTO truth;
    pl_buf_open(&truth, (size_t)32 << 20);
    pl_buf_add_str(&truth, PL_STR("{\"type\":\"truth\",\"events\":["));
    for (unsigned i = 0; i < n; i++) {
        pl_buf_add_fmt(&truth,
                       "%s\n{\"type\":\"gap\",\"observable\":\"yes\",\"mmsi\":[%u],\"hours\":14,"
                       "\"start\":\"2026-03-01T00:00:00Z\",\"end\":\"2026-03-01T14:00:00Z\"}",
                       i ? "," : "", 299000000 + i);
    }
    pl_buf_add_str(&truth, PL_STR("],\"end\":\"2026-03-08T00:00:00Z\"}"));
    assert_true(truth.n > PL_JSON_MAX_BYTES);
    struct pl_score_limits limits;
    struct pl_score *score = NULL;
    assert_int_equal(pl_score_limits_read("", &limits, NULL), PL_E_OK);
    assert_int_equal(pl_score_open(pl_buf_str(&truth), &limits, &score, NULL), PL_E_OK);
    pl_score_match(score);
    assert_int_equal(pl_score_row(score, PL_SCORE_GAP).truth, n);
    pl_score_close(score);
}

static void limits_are_read(void **state) {
    (void)state;
    struct pl_score_limits l;
    assert_int_equal(pl_score_limits_read("gap.min_hours=24, encounter.max_distance_m=1000", &l, NULL), PL_E_OK);
    assert_true(l.gap_hours > 23.9 && l.gap_hours < 24.1 && l.meet_m > 999 && l.meet_hours < 2.1);
    assert_int_equal(pl_score_limits_read("gap.min_hours", &l, NULL), PL_E_USAGE);
    assert_int_equal(pl_score_limits_read("gap.min_hours=0", &l, NULL), PL_E_USAGE);
    assert_int_equal(pl_score_limits_read("gap.min_hours=x", &l, NULL), PL_E_USAGE);
    assert_int_equal(pl_score_limits_read("gap=1", &l, NULL), PL_E_USAGE);
    assert_int_equal(pl_score_limits_read("encounter.max_distance_m=600", &l, NULL), PL_E_USAGE);
    assert_int_equal(pl_score_limits_read("loitering.max_speed_kn=2.5", &l, NULL), PL_E_USAGE);
}

#define RENDEZVOUS(feasible)                                                                                           \
    "{\"type\":\"possible_rendezvous\",\"vessels\":[{\"mmsi\":299000001},{\"mmsi\":299000002}],"                       \
    "\"start\":\"2026-03-01T00:00Z\",\"end\":\"2026-03-01T06:00Z\",\"feasible\":" feasible "}"

/* "They cannot have met" is neither a find nor a false alarm. */
static void negative_findings_are_ignored(void **state) {
    (void)state;
    struct pl_score *s = open_score("{\"type\":\"possible_rendezvous\",\"observable\":\"yes\",\"mmsi\":[299000002,"
                                    "299000001],\"start\":\"2026-03-01T01:00Z\",\"end\":\"2026-03-01T06:00Z\"}",
                                    NULL);
    line(s, RENDEZVOUS("false"));
    pl_score_match(s);
    assert_int_equal(pl_score_row(s, PL_SCORE_RENDEZVOUS).events, 0);
    assert_int_equal(pl_score_row(s, PL_SCORE_RENDEZVOUS).matched, 0);
    line(s, RENDEZVOUS("true"));
    pl_score_match(s);
    assert_int_equal(pl_score_row(s, PL_SCORE_RENDEZVOUS).events, 1);
    assert_int_equal(pl_score_row(s, PL_SCORE_RENDEZVOUS).matched, 1);
    pl_score_close(s);
}

static void output_states_the_rule(void **state) {
    (void)state;
    struct pl_score *s = open_score(TRUTH_GAP("14", "1T00:00", "1T14:00"), NULL);
    line(s, EVENT("gap", "299000001", "1T00:00", END("1T14:00")));
    line(s, EVENT("gap", "299000001", "3T00:00", END("3T14:00")));
    pl_score_match(s);
    PL_BUF_AUTO out;
    pl_buf_open(&out, 65536);
    pl_score_write(s, false, &out);
    assert_true(pl_str_find_str(pl_buf_str(&out), PL_STR("at least half of the longer")) < out.n);
    assert_true(
        pl_str_find_str(pl_buf_str(&out), PL_STR("gap                        1      1       0      1      0         "
                                                 "1.000     0.500\n")) < out.n);
    pl_buf_clear(&out);
    pl_score_write(s, true, &out);
    assert_true(pl_str_find_str(pl_buf_str(&out), PL_STR("\"recall\":1.0000,\"precision\":0.5000}")) < out.n);
    assert_true(pl_str_find_str(pl_buf_str(&out), PL_STR("{\"type\":\"false\",\"event_type\":\"gap\"")) < out.n);
    pl_score_close(s);
    pl_score_close(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_gap_is_found),
        cmocka_unit_test(type_vessel_and_time_must_agree),
        cmocka_unit_test(half_is_enough),
        cmocka_unit_test(each_counts_once),
        cmocka_unit_test(an_area_is_found_by_ships_and_time),
        cmocka_unit_test(limits_decide_what_counts),
        cmocka_unit_test(an_open_event_lasts_to_the_end),
        cmocka_unit_test(meetings_have_levels_speed_and_ports),
        cmocka_unit_test(an_invalid_number_matches_by_field),
        cmocka_unit_test(bad_lines_are_refused),
        cmocka_unit_test(bad_truth_is_refused),
        cmocka_unit_test(only_what_closes_is_read),
        cmocka_unit_test(a_long_truth_is_read),
        cmocka_unit_test(limits_are_read),
        cmocka_unit_test(negative_findings_are_ignored),
        cmocka_unit_test(output_states_the_rule),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
