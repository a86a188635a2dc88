/* Filings in a case: found by id, label, key, time and words; what was withdrawn; as of an earlier journal. Ids by
 * hand: the first filing is journal entry 2. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/filing_case.h"

static struct filing_case w;

#define FILE_(letter, ...) assert_int_equal(filing_case_file(&w, NULL, letter, __VA_ARGS__, NULL), 0)

static void look(void) {
    struct pl_error err = {0};
    pl_case_close(w.c);
    w.c = NULL;
    filing_case_must(pl_case_open(w.dir, PL_CASE_READ, NULL, &w.c, &err), &err);
}

struct seen {
    char ids[256];
};

static int on_filing(void *ctx, const struct pl_filing *f, int64_t by, struct pl_error *err) {
    struct seen *s = ctx;
    char id[PL_FILING_ID_MAX];
    size_t n = strlen(s->ids);
    (void)err;
    pl_filing_id(f, id);
    snprintf(s->ids + n, sizeof s->ids - n, "%s%s%s", n > 0 ? " " : "", id, by >= 0 ? "!" : "");
    return 0;
}

static void found(const struct pl_filing_query *q, const char *want) {
    struct pl_error err = {0};
    struct seen s = {.ids = ""};
    filing_case_must(pl_filing_each(w.c, q, on_filing, &s, &err), &err);
    assert_string_equal(s.ids, want);
}

static void by_words(const char *words, const char *want) {
    struct pl_filing_query q = PL_FILING_QUERY;
    q.words = pl_str_from(words);
    found(&q, want);
}

static void test_words(void **state) {
    (void)state;
    filing_case_make(&w);
    FILE_('O', "as", "interview", "original", "the crane barge near the pier", "observer", "W-1"); /* O2 */
    FILE_('O', "as", "interview", "original", "a barge, no crane AND no pier OR rope");            /* O3 */
    FILE_('O', "as", "interview", "original", "평양에서 온 배", "translation", "Über den Fluss");  /* O4 */
    FILE_('O', "as", "interview", "original", "在平壤的船", "text", "سفينة في البحر");             /* O5 */
    look();
    by_words("barge", "O2 O3");
    by_words("crane barge", "O2 O3"); /* in any order */
    by_words("\"crane barge\"", "O2");
    by_words("\"barge crane\"", "");
    by_words("\"crane barge\" pier", "O2");
    by_words("BARGE", "O2 O3");
    by_words("barge AND pier", "O3"); /* operators are words like any other */
    by_words("crane OR rope", "O3");
    by_words("barge NOT crane", "");
    by_words("NEAR", "O2");
    by_words("near(barge pier)", "");
    by_words("bar*", "");
    by_words("words:barge", "");
    by_words("-barge", "O2 O3");
    by_words("^the", "O2");
    by_words("barge)", "O2 O3");
    by_words("\"barge", "O2 O3"); /* a quote left open */
    by_words("ba\"rge", "");      /* two words */
    by_words("배", "O4");
    by_words("평양", "O4");
    by_words("양평", ""); /* of scripts without spaces a word is found as it stands */
    by_words("uber", "O4");
    by_words("البحر", "O5");
    by_words("平壤", "O5");
    by_words("W-1", "O2");
    by_words("nothing", "");
    struct pl_filing_query q = PL_FILING_QUERY;
    struct seen s = {.ids = ""};
    struct pl_error err = {0};
    q.words = PL_STR(" \"\" ");
    assert_int_equal(pl_filing_each(w.c, &q, on_filing, &s, &err), PL_E_USAGE);
    filing_case_close(&w);
}

static void test_queries(void **state) {
    (void)state;
    struct pl_filing_query q = PL_FILING_QUERY;
    struct pl_error err = {0};
    filing_case_make(&w);
    FILE_('S', "alias", "Paper", "kind", "press", "label", "paper"); /* S2 */
    FILE_('O', "as", "sighting", "imo", "9074729", "subject", "TWO ROCKS", "observed", "2026-03-01", "source",
          "paper"); /* O3 */
    FILE_('O', "as", "sighting", "mmsi", "431000001", "seen_name", "Two  Rocks", "observed", "2026-03-02T06:00Z",
          "observed_end", "2026-03-03");   /* O4 */
    FILE_('C', "who", "X", "label", "it"); /* C5 */
    filing_case_withdraw(&w, "it");        /* 6 */
    FILE_('C', "who", "Y", "label", "it"); /* C7 */
    look();
    found(&q, "S2 O3 O4 C7");
    q.withdrawn = true;
    found(&q, "S2 O3 O4 C5! C7");
    q.before = 6; /* the withdrawal was entry 6: it is not known yet */
    found(&q, "S2 O3 O4 C5");
    q.before = 7;
    found(&q, "S2 O3 O4 C5!");
    q.before = 2;
    found(&q, "");
    q = PL_FILING_QUERY;
    q.letter = 'O';
    found(&q, "O3 O4");
    q.key = PL_STR("imo:9074729");
    found(&q, "O3");
    q.key = PL_STR("name:two rocks"); /* folded */
    found(&q, "O3 O4");
    q.key = PL_STR("ref:S2");
    found(&q, "O3");
    q = PL_FILING_QUERY;
    q.label = PL_STR("paper");
    found(&q, "S2");
    q = PL_FILING_QUERY;
    q.seq = 4;
    found(&q, "O4");
    q = PL_FILING_QUERY; /* an hour before, at, and an hour after the ends of O4: from 2 March 06:00 to the end of 3
                            March */
    pl_time day = INT64_C(1772323200000000); /* 2026-03-01 */
    q.letter = 'O';
    q.to = day + 30 * PL_HOUR_US - 1;
    found(&q, "O3");
    q.to++;
    found(&q, "O3 O4");
    q.to = PL_TIME_NONE;
    q.from = day + PL_DAY_US - 1;
    found(&q, "O3 O4");
    q.from++;
    found(&q, "O4");
    q.from = day + 3 * PL_DAY_US - 1;
    found(&q, "O4");
    q.from++;
    found(&q, "");
    /* one by id or label: of one label the last that stands */
    PL_ARENA_AUTO arena;
    struct pl_filing f;
    int64_t by = 0;
    pl_arena_open(&arena, 1 << 20);
    filing_case_must(pl_filing_get(w.c, PL_STR("it"), INT64_MAX, &arena, &f, &by, &err), &err);
    assert_int_equal(f.seq, 7);
    assert_int_equal(by, -1);
    filing_case_must(pl_filing_get(w.c, PL_STR("C5"), INT64_MAX, &arena, &f, &by, &err), &err);
    assert_int_equal(by, 6);
    filing_case_must(pl_filing_get(w.c, PL_STR("it"), 6, &arena, &f, &by, &err), &err);
    assert_int_equal(f.seq, 5);
    assert_int_equal(by, -1);
    assert_int_equal(pl_filing_get(w.c, PL_STR("O5"), INT64_MAX, &arena, &f, &by, &err), PL_E_NOT_FOUND);
    assert_int_equal(pl_filing_get(w.c, PL_STR("C5.1"), INT64_MAX, &arena, &f, &by, &err), PL_E_NOT_FOUND);
    assert_int_equal(pl_filing_get(w.c, PL_STR("C7"), 7, &arena, &f, &by, &err), PL_E_NOT_FOUND);
    assert_int_equal(pl_filing_get(w.c, PL_STR(""), INT64_MAX, &arena, &f, &by, &err), PL_E_NOT_FOUND);
    int64_t seq = 0, rows = 0;
    assert_int_equal(pl_filing_table(w.c, PL_STR("O3"), INT64_MAX, &seq, &rows, &by, &err), PL_E_NOT_FOUND);
    filing_case_close(&w);
}

/* One byte less than a value may have, as much, one more. */
static void test_ceiling(void **state) {
    (void)state;
    char *text = malloc(PL_FILING_VALUE_MAX + 2);
    assert_non_null(text);
    filing_case_make(&w);
    for (size_t n = PL_FILING_VALUE_MAX - 1; n <= PL_FILING_VALUE_MAX + 1; n++) {
        memset(text, 'x', n);
        text[n] = '\0';
        int code = filing_case_file(&w, NULL, 'O', "as", "interview", "original", text, NULL);
        assert_int_equal(code, n <= PL_FILING_VALUE_MAX ? 0 : PL_E_LIMIT);
    }
    look();
    struct pl_filing_query q = PL_FILING_QUERY;
    found(&q, "O2 O3");
    filing_case_close(&w);
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_words), cmocka_unit_test(test_queries),
                                       cmocka_unit_test(test_ceiling)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
