/* Which lines get the time of reception before them, and that the stamp reads back as that time. By hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ais/sentence.h"
#include "ais/stamp.h"

#define SINGLE "!AIVDM,1,1,,A,13u?etPv2;0n:dDPwUM1U1Cb069D,0*24"
#define FIRST  "!AIVDM,2,1,3,B,55P5TL01VIaAL@7WKO@mBplU@<PDhh000000001S;AJ::4A80?4i@E53,0*3E"
#define SECOND "!AIVDM,2,2,3,B,1@0000000000000,2*55"

static void wants(struct pl_stamp *stamp, const char *line, bool wanted) {
    bool got = pl_stamp_wanted(stamp, pl_str_from(line));
    if (got != wanted) {
        fail_msg("%s: %s", line, got ? "stamped" : "not stamped");
    }
}

static void test_sentences(void **state) {
    struct pl_stamp s = {0};
    (void)state;
    wants(&s, SINGLE, true);
    wants(&s, SINGLE, true); /* no time is carried forward */
    wants(&s, "", false);
    wants(&s, "# " SINGLE, true);
    wants(&s, "$GPGGA,1,2", false);
    wants(&s, FIRST, true);
    wants(&s, SECOND, false); /* goes by its first part */
    wants(&s, FIRST, true);
    wants(&s, SINGLE, true);
    wants(&s, SECOND, true); /* apart from its first, in a feed that has no times */
    wants(&s, "!AIVDM,1,1,,A,broken*00", false);
}

static void test_own_times(void **state) {
    struct pl_stamp s = {0};
    (void)state;
    wants(&s, "\\c:1700000000*5F\\" SINGLE, false);
    wants(&s, "\\c:1700000000*00\\" SINGLE, true);  /* a wrong checksum: no time */
    wants(&s, "\\s:station*33\\" SINGLE, true);     /* a station, no time */
    wants(&s, SINGLE ",raishub,1342569600", false); /* behind */
    wants(&s, "1342569600 " SINGLE, false);         /* before */
    wants(&s, "\\c:1700000000*5F\\", false);        /* a line of its own */
    wants(&s, SINGLE, false);
    wants(&s, SINGLE, true);
    wants(&s, "\\c:1700000000*5F\\", false);
    wants(&s, "$GPGGA,1,2", false); /* between: it told another's */
    wants(&s, SINGLE, true);
    wants(&s, FIRST, true);
    wants(&s, SINGLE, true);
    wants(&s, SECOND, false); /* the feed has times: a clock of ours would tear the parts apart */
}

static void test_json(void **state) {
    struct pl_stamp s = {0};
    (void)state;
    wants(&s, "{\"class\":\"VERSION\"}", false);
    wants(&s, "{\"class\":\"AIS\",\"type\":1,\"mmsi\":1}", true);
    wants(&s, "{\"class\":\"AIS\",\"type\":1,\"mmsi\":1,\"rxtime\":\"20220928185501\"}", false);
    wants(&s, "{\"MessageType\":\"PositionReport\"}", false);
}

static void test_reads_back(void **state) {
    PL_BUF_AUTO out;
    struct pl_tags tags;
    pl_time at = INT64_C(1732341234567) * 1000;
    (void)state;
    pl_buf_open(&out, 100);
    pl_stamp_write(&out, at + 999); /* cut to milliseconds */
    pl_str text = pl_buf_str(&out);
    assert_true(pl_str_starts(text, PL_STR("\\c:1732341234567," PL_STAMP_KEY "*")));
    assert_true(pl_str_ends(text, PL_STR("\\\n")));
    pl_tags_read(pl_str_sub(text, 1, text.n - 3), PL_TIME_NONE, &tags);
    assert_false(tags.bad_checksum);
    assert_true(tags.at == at);
    assert_true(pl_str_eq(tags.raw, PL_STR(PL_STAMP_KEY)));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sentences), cmocka_unit_test(test_own_times),
                                       cmocka_unit_test(test_json), cmocka_unit_test(test_reads_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
