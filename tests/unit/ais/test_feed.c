/* tests/data/ais/ CASE.nmea, CASE.csv or CASE.json against CASE.want: one line for each message,
 *   TIME MMSI TYPE STATION OFFSET+LENGTH...       ("-" where there is none)
 * then the counts that are not 0. The expectations were written by hand, places and checksums with a script of a few
 * lines that knows nothing of this program. Each case is also read byte by byte and in odd cuts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "ais/feed.h"
#include "base/arena.h"
#include "base/file.h"

#include "base/ban.h"

#define FOLDER "tests/data/ais"

static void add_dash(struct pl_buf *out, pl_str s) { pl_buf_add_str(out, s.n > 0 ? s : PL_STR("-")); }

static void add_row(struct pl_buf *out, const struct pl_ais_row *r) {
    if (r->has & PL_ROW_POSITION) {
        pl_buf_add_fmt(out, " lat=%d lon=%d", r->lat, r->lon);
    }
    const struct {
        const char *name;
        uint32_t bit;
        int value;
    } numbers[] = {{"sog", PL_ROW_SOG, r->sog_dkn},
                   {"cog", PL_ROW_COG, r->cog_ddeg},
                   {"heading", PL_ROW_HEADING, r->heading_deg},
                   {"status", PL_ROW_STATUS, r->status},
                   {"imo", PL_ROW_IMO, (int)r->imo},
                   {"type", PL_ROW_SHIPTYPE, r->shiptype},
                   {"draught", PL_ROW_DRAUGHT, r->draught_dm},
                   {"length", PL_ROW_LENGTH, r->length_m},
                   {"width", PL_ROW_WIDTH, r->width_m},
                   {"bow", PL_ROW_DIM, r->to_bow_m},
                   {"stern", PL_ROW_DIM, r->to_stern_m},
                   {"port", PL_ROW_DIM, r->to_port_m},
                   {"starboard", PL_ROW_DIM, r->to_starboard_m},
                   {"b", PL_ROW_CLASS_B, 1},
                   {"turn", PL_ROW_TURN, r->turn}};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        if (r->has & numbers[i].bit) {
            pl_buf_add_fmt(out, " %s=%d", numbers[i].name, numbers[i].value);
        }
    }
    const struct {
        const char *name;
        uint32_t bit;
        pl_str value;
    } texts[] = {{"name", PL_ROW_NAME, r->name},
                 {"callsign", PL_ROW_CALLSIGN, r->callsign},
                 {"destination", PL_ROW_DESTINATION, r->destination}};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (r->has & texts[i].bit) {
            pl_buf_add_fmt(out, " %s=%.*s", texts[i].name, (int)texts[i].value.n, texts[i].value.p);
        }
    }
}

static int on_hearing(void *ctx, const struct pl_hearing *h, struct pl_error *err) {
    struct pl_buf *out = ctx;
    (void)err;
    if (h->at == PL_TIME_NONE) {
        pl_buf_add_str(out, PL_STR("-"));
    } else {
        pl_time_write(out, h->at);
    }
    pl_buf_add_fmt(out, " %u %u ", h->mmsi, h->msg);
    add_dash(out, h->station);
    for (unsigned i = 0; i < h->n_parts; i++) {
        pl_buf_add_fmt(out, " %llu+%u", (unsigned long long)h->parts[i].offset, h->parts[i].length);
    }
    if (h->row != NULL) {
        add_row(out, h->row);
    }
    pl_buf_add_char(out, '\n');
    return 0;
}

static void add_count(struct pl_buf *out, const char *name, uint64_t n) {
    if (n > 0) {
        pl_buf_add_fmt(out, "%s %llu\n", name, (unsigned long long)n);
    }
}

static void add_counts(struct pl_buf *out, const struct pl_feed_counts *c) {
    add_count(out, "lines", c->lines);
    add_count(out, "with_sentence", c->with_sentence);
    add_count(out, "blank", c->blank);
    add_count(out, "comment", c->comment);
    add_count(out, "other", c->other);
    add_count(out, "sentences", c->sentences);
    add_count(out, "singles", c->singles);
    add_count(out, "parts_joined", c->parts_joined);
#define REJECTED(name, key) add_count(out, key, c->rejected[PL_AIS_REJECT_##name]);
    PL_AIS_REJECTIONS(REJECTED)
#undef REJECTED
    add_count(out, "tag_checksum", c->tag_checksum);
    add_count(out, "no_time", c->no_time);
    add_count(out, "bad_time", c->bad_time);
    add_count(out, "own", c->own);
}

/* The counts whose order in a .want file is free are compared as sorted lines: so both sides are sorted from the
 * first count on. Here they are simply looked up. */
static void check_counts(pl_str want, const struct pl_buf *got, const char *name) {
    pl_str lines = pl_buf_str(got);
    size_t n_got = 0;
    size_t n_want = 0;
    while (lines.n > 0) {
        pl_str line = pl_str_cut(&lines, '\n');
        n_got += line.n > 0 ? 1 : 0;
        if (line.n > 0 && pl_str_find_str(want, line) == want.n) {
            print_error("%s: unexpected count: %.*s\n", name, (int)line.n, line.p);
            fail();
        }
    }
    while (want.n > 0) {
        n_want += pl_str_cut(&want, '\n').n > 0 ? 1 : 0;
    }
    if (n_got != n_want) {
        print_error("%s: counts:\n%.*s", name, (int)got->n, got->p);
    }
    assert_int_equal(n_got, n_want);
}

static void read_case(pl_str bytes, pl_str columns, size_t step, struct pl_buf *messages, struct pl_buf *counts) {
    struct pl_feed_options options = {.max_part_s = 5, .columns = columns};
    struct pl_feed *feed = NULL;
    struct pl_error err = {0};
    assert_int_equal(pl_feed_open(&options, on_hearing, NULL, messages, &feed, &err), 0);
    for (size_t at = 0; at < bytes.n; at += step) {
        assert_int_equal(pl_feed_push(feed, bytes.p + at, bytes.n - at < step ? bytes.n - at : step, &err), 0);
    }
    assert_int_equal(pl_feed_finish(feed, &err), 0);
    add_counts(counts, pl_feed_counts(feed));
    pl_feed_close(feed);
}

/* The messages and the counts of a .want file, without its comments, of which one may give the columns option. */
static void read_want(const char *path, struct pl_buf *messages, struct pl_buf *counts, struct pl_buf *columns) {
    PL_BUF_AUTO text = {0};
    pl_buf_open(&text, 1 << 20);
    assert_int_equal(pl_file_read(path, 1 << 20, &text, NULL), 0);
    pl_str rest = pl_buf_str(&text);
    while (rest.p != NULL) {
        pl_str line = pl_str_cut(&rest, '\n');
        pl_str option = PL_STR("# --columns ");
        if (pl_str_starts(line, option)) {
            pl_buf_add_str(columns, pl_str_sub(line, option.n, line.n));
        }
        if (line.n == 0 || line.p[0] == '#') {
            continue;
        }
        struct pl_buf *to = line.p[0] >= 'a' && line.p[0] <= 'z' ? counts : messages;
        pl_buf_add_str(to, line);
        pl_buf_add_char(to, '\n');
    }
}

static void run_case(const char *path, const char *want_path) {
    static const size_t STEPS[] = {1 << 20, 1, 7, 97};
    PL_BUF_AUTO bytes = {0};
    PL_BUF_AUTO want = {0};
    PL_BUF_AUTO want_counts = {0};
    PL_BUF_AUTO columns = {0};
    pl_buf_open(&columns, 1000);
    pl_buf_open(&bytes, 1 << 20);
    pl_buf_open(&want, 1 << 20);
    pl_buf_open(&want_counts, 1 << 20);
    assert_int_equal(pl_file_read(path, 1 << 20, &bytes, NULL), 0);
    read_want(want_path, &want, &want_counts, &columns);
    for (size_t i = 0; i < sizeof STEPS / sizeof STEPS[0]; i++) {
        PL_BUF_AUTO got = {0};
        PL_BUF_AUTO counts = {0};
        pl_buf_open(&got, 1 << 20);
        pl_buf_open(&counts, 1 << 20);
        read_case(pl_buf_str(&bytes), pl_buf_str(&columns), STEPS[i], &got, &counts);
        if (!pl_str_eq(pl_buf_str(&got), pl_buf_str(&want))) {
            print_error("%s, %zu bytes at a time: got\n%.*swanted\n%.*s", path, STEPS[i], (int)got.n, got.p,
                        (int)want.n, want.n > 0 ? want.p : "");
            fail();
        }
        check_counts(pl_buf_str(&want_counts), &counts, path);
    }
}

static void every_case(void **state) {
    PL_ARENA_AUTO arena;
    const char **paths = NULL;
    size_t n = 0;
    size_t cases = 0;
    (void)state;
    pl_arena_open(&arena, 1 << 20);
    assert_int_equal(pl_file_list(FOLDER, 1000, &arena, &paths, &n, NULL), 0);
    for (size_t i = 0; i < n; i++) {
        pl_str path = pl_str_from(paths[i]);
        size_t suffix = pl_str_ends(path, PL_STR(".nmea")) || pl_str_ends(path, PL_STR(".json")) ? 5
                        : pl_str_ends(path, PL_STR(".csv"))                                      ? 4
                                                                                                 : 0;
        if (suffix == 0) {
            continue;
        }
        char *want = pl_arena_alloc(&arena, path.n + 6);
        assert_non_null(want);
        memcpy(want, path.p, path.n - suffix);
        memcpy(want + path.n - suffix, ".want", 6);
        run_case(paths[i], want);
        cases++;
    }
    assert_true(cases >= 37);
}

/* -- what cannot be read, and the ceilings -- */

static int count_only(void *ctx, const struct pl_hearing *h, struct pl_error *err) {
    uint64_t *n = ctx;
    (void)h;
    (void)err;
    ++*n;
    return 0;
}

static int try_bytes(pl_str bytes, struct pl_feed_options options, struct pl_feed_counts *ret_counts,
                     struct pl_error *err) {
    struct pl_feed *feed = NULL;
    uint64_t n = 0;
    options.max_part_s = 5;
    int code = pl_feed_open(&options, count_only, NULL, &n, &feed, err);
    if (code == 0) {
        code = pl_feed_push(feed, bytes.p, bytes.n, err);
    }
    if (code == 0) {
        code = pl_feed_finish(feed, err);
    }
    if (feed != NULL && ret_counts != NULL) {
        *ret_counts = *pl_feed_counts(feed);
        assert_int_equal(ret_counts->results, n);
    }
    pl_feed_close(feed);
    return code;
}

static void refuses_what_it_does_not_know(void **state) {
    struct pl_error err = {0};
    struct pl_feed_options options = {0};
    (void)state;
    assert_int_equal(try_bytes(PL_STR(""), options, NULL, &err), PL_E_EMPTY);
    assert_int_equal(try_bytes(PL_STR("a story about ships\nand the sea\n"), options, NULL, &err), PL_E_FORMAT);
    assert_int_equal(try_bytes(PL_STR("\x1f\x8b\x00\x01\x02\x00\x00"), options, NULL, &err), PL_E_FORMAT);
    assert_int_equal(try_bytes(PL_STR("id,colour\n1,red\n"), options, NULL, &err), PL_E_FORMAT);
    assert_non_null(strstr(err.msg, "id,colour")); /* it names what was found */
    options.columns = PL_STR("mmsi");
    assert_int_equal(try_bytes(PL_STR("x\n"), options, NULL, &err), PL_E_USAGE);
    options.columns = PL_STR("colour=red");
    assert_int_equal(try_bytes(PL_STR("x\n"), options, NULL, &err), PL_E_USAGE);
    options.columns = PL_STR("mmsi=ship,t=when");
    options.format = PL_FEED_CSV;
    assert_int_equal(try_bytes(PL_STR("boat,when\n1,2\n"), options, NULL, &err), PL_E_USAGE);
    options = (struct pl_feed_options){.format = PL_FEED_NMEA};
    assert_int_equal(try_bytes(PL_STR(""), options, NULL, &err), PL_E_EMPTY);
}

/* A line of exactly n bytes that ends in a good sentence. */
static void line_of(struct pl_buf *out, size_t n) {
    static const char SENTENCE[] = "!AIVDM,1,1,,B,13:BuN001=15mQFOjcOBG1p800SK,0*7B";
    pl_buf_clear(out);
    for (size_t i = 0; i + sizeof SENTENCE - 1 < n; i++) {
        pl_buf_add_char(out, 'x');
    }
    pl_buf_add_str(out, pl_str_from(SENTENCE));
    pl_buf_add_char(out, '\n');
    pl_buf_add_str(out, pl_str_from(SENTENCE));
    pl_buf_add_char(out, '\n');
}

static void long_lines_are_passed_over(void **state) {
    struct pl_feed_options options = {.format = PL_FEED_NMEA};
    struct pl_feed_counts counts;
    PL_BUF_AUTO bytes = {0};
    (void)state;
    pl_buf_open(&bytes, 1 << 22);
    for (int d = -1; d <= 1; d++) {
        line_of(&bytes, (size_t)(65536 + d));
        assert_int_equal(try_bytes(pl_buf_str(&bytes), options, &counts, NULL), 0);
        assert_int_equal(counts.lines, 2);
        assert_int_equal(counts.results, d <= 0 ? 2 : 1);
        assert_int_equal(counts.too_long, d <= 0 ? 0 : 1);
        assert_int_equal(counts.rejected[PL_AIS_REJECT_MALFORMED], d <= 0 ? 0 : 1);
        assert_int_equal(counts.sentences, 2);
    }
}

/* A table whose one row, over two lines, has n bytes, and a good row behind it. */
static void row_of(struct pl_buf *out, size_t n) {
    pl_str end = PL_STR("\nx\"");
    pl_buf_clear(out);
    pl_buf_add_str(out, PL_STR("mmsi,t,shipname\n"));
    size_t from = out->n;
    pl_buf_add_str(out, PL_STR("999000141,1700000000,\""));
    while (out->n - from + end.n < n) {
        pl_buf_add_char(out, 'x');
    }
    pl_buf_add_str(out, end);
    assert_int_equal(out->n - from, n);
    pl_buf_add_str(out, PL_STR("\n999000142,1700000000,y\n"));
}

static void long_rows_are_passed_over(void **state) {
    struct pl_feed_options options = {0};
    struct pl_feed_counts counts;
    PL_BUF_AUTO bytes = {0};
    (void)state;
    pl_buf_open(&bytes, 1 << 22);
    for (int d = -1; d <= 1; d++) {
        row_of(&bytes, (size_t)(65536 + d));
        assert_int_equal(try_bytes(pl_buf_str(&bytes), options, &counts, NULL), 0);
        assert_int_equal(counts.lines, 4);
        assert_int_equal(counts.with_sentence, 3);
        assert_int_equal(counts.results, d <= 0 ? 2 : 1);
        assert_int_equal(counts.rejected[PL_AIS_REJECT_MALFORMED], d <= 0 ? 0 : 2); /* each line by itself */
    }
    /* A line that is too long itself ends the waiting for a closing quote. */
    pl_buf_clear(&bytes);
    pl_buf_add_str(&bytes, PL_STR("mmsi,t,shipname\n999000141,1700000000,\"A\n"));
    for (int i = 0; i < 65537; i++) {
        pl_buf_add_char(&bytes, 'x');
    }
    pl_buf_add_str(&bytes, PL_STR("\n999000142,1700000000,y\n999000143,1700000000,\"Z"));
    assert_int_equal(try_bytes(pl_buf_str(&bytes), options, &counts, NULL), 0);
    assert_int_equal(counts.results, 1);
    assert_int_equal(counts.too_long, 1);
    assert_int_equal(counts.sentences, 4);
    assert_int_equal(counts.rejected[PL_AIS_REJECT_MALFORMED], 3);
}

static void a_time_behind_latest_is_dropped(void **state) {
    struct pl_feed_options options = {.latest = 1700000000 * PL_SECOND_US};
    struct pl_feed_counts counts;
    (void)state;
    assert_int_equal(
        try_bytes(PL_STR("1700000000 !AIVDM,1,1,,B,13:BuN001=15mQFOjcOBG1p800SK,0*7B\n"), options, &counts, NULL), 0);
    assert_int_equal(counts.bad_time, 0);
    assert_int_equal(
        try_bytes(PL_STR("1700000001 !AIVDM,1,1,,B,13:BuN001=15mQFOjcOBG1p800SK,0*7B\n"), options, &counts, NULL), 0);
    assert_int_equal(counts.bad_time, 1);
    assert_int_equal(counts.results, 1);
    assert_int_equal(counts.no_time, 1);
}

static int stop_at_once(void *ctx, enum pl_ais_rejection reason, const struct pl_error *where, struct pl_error *err) {
    int *reasons = ctx;
    *reasons = (int)reason;
    assert_int_equal(where->line, 2);
    assert_int_equal(where->offset, 2);
    *err = *where;
    return PL_E_FORMAT;
}

static void a_complaint_can_stop_it(void **state) {
    struct pl_feed_options options = {.format = PL_FEED_NMEA};
    struct pl_feed *feed = NULL;
    struct pl_error err = {0};
    int reason = -1;
    (void)state;
    assert_int_equal(pl_feed_open(&options, count_only, stop_at_once, &reason, &feed, &err), 0);
    pl_str bytes = PL_STR("#\n!AIVDM,1,1,,B,13:BuN001=15mQFOjcOBG1p800SK,0*7C\n");
    assert_int_equal(pl_feed_push(feed, bytes.p, bytes.n, &err), PL_E_FORMAT);
    assert_int_equal(reason, PL_AIS_REJECT_CHECKSUM);
    pl_feed_close(feed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case),
        cmocka_unit_test(refuses_what_it_does_not_know),
        cmocka_unit_test(long_lines_are_passed_over),
        cmocka_unit_test(long_rows_are_passed_over),
        cmocka_unit_test(a_time_behind_latest_is_dropped),
        cmocka_unit_test(a_complaint_can_stop_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
