/* One oracle: however a recording is cut between messages, in whatever order the files come, whatever the memory of the
 * sort and the number of threads, a scan says the same -- all but the places of the evidence. The recording is invented
 * here, ship by ship; which events it must hold follows from what each ship does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/scan.h"
#include "base/file.h"

#define START_S  1700000000u
#define MAX_CASE 20000

/* A message as it stands in a recording: all lines that must stay together. */
struct message {
    uint32_t at;
    char *text;
};

static struct message messages[MAX_CASE];
static size_t n_messages;
static uint64_t seed;
static char folder[64];

static uint32_t below(uint32_t n) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)((seed >> 11) % n);
}

static void put_bits(uint8_t *p, unsigned from, unsigned n, uint64_t v) {
    for (unsigned i = 0; i < n; i++) {
        p[(from + i) / 8] |= (uint8_t)(((v >> (n - 1 - i)) & 1) << (7 - (from + i) % 8));
    }
}

static unsigned xor_of(const char *p) {
    unsigned sum = 0;
    for (; *p != '\0'; p++) {
        sum ^= (unsigned char)*p;
    }
    return sum;
}

static void add_message(uint32_t at, const char *text) {
    assert_true(n_messages < MAX_CASE);
    messages[n_messages].at = at;
    messages[n_messages].text = strdup(text);
    n_messages++;
}

static void sentence(char *out, size_t cap, const char *body) {
    snprintf(out, cap, "!%s*%02X\r\n", body, xor_of(body));
}

/* Writes the payload as one or two sentences with tag blocks, or behind a $PGHP line. */
static void add_bits(uint32_t at, const char *station, const uint8_t *bits, unsigned n_bits) {
    char payload[128], body[160], line[200], tags[80], text[512];
    unsigned n_chars = (n_bits + 5) / 6;
    for (unsigned i = 0; i < n_chars; i++) {
        unsigned v = 0;
        for (unsigned b = i * 6; b < i * 6 + 6; b++) {
            v = v << 1 | (b < n_bits ? ((unsigned)bits[b / 8] >> (7 - b % 8)) & 1u : 0u);
        }
        payload[i] = (char)(v < 40 ? v + 48 : v + 56);
    }
    payload[n_chars] = '\0';
    if (n_chars > 60) {
        static unsigned group;
        group++;
        unsigned id = group % 10;
        snprintf(tags, sizeof tags, "g:1-2-%u,s:%s,c:%u", group, station, at);
        snprintf(body, sizeof body, "AIVDM,2,1,%u,A,%.56s,0", id, payload);
        sentence(line, sizeof line, body);
        size_t n = (size_t)snprintf(text, sizeof text, "\\%s*%02X\\%s", tags, xor_of(tags), line);
        snprintf(tags, sizeof tags, "g:2-2-%u", group);
        snprintf(body, sizeof body, "AIVDM,2,2,%u,A,%s,%u", id, payload + 56, n_chars * 6 - n_bits);
        sentence(line, sizeof line, body);
        snprintf(text + n, sizeof text - n, "\\%s*%02X\\%s", tags, xor_of(tags), line);
        add_message(at, text);
        return;
    }
    snprintf(body, sizeof body, "AIVDM,1,1,,A,%s,%u", payload, n_chars * 6 - n_bits);
    sentence(line, sizeof line, body);
    if (below(4) == 0) {
        struct pl_date d = pl_time_to_date((pl_time)at * PL_SECOND_US);
        snprintf(text, sizeof text, "$PGHP,1,%d,%d,%d,%d,%d,%d,0,219,,2190066,1,%02X*00\r\n%s", d.year, d.month, d.day,
                 d.hour, d.minute, d.second, xor_of(body), line);
        char *star = strchr(text, '*');
        *star = '\0';
        unsigned sum = xor_of(text + 1);
        *star = '*';
        char hex[3];
        snprintf(hex, sizeof hex, "%02X", sum);
        memcpy(star + 1, hex, 2);
    } else {
        snprintf(tags, sizeof tags, "s:%s,c:%u", station, at);
        snprintf(text, sizeof text, "\\%s*%02X\\%s", tags, xor_of(tags), line);
    }
    add_message(at, text);
}

static void position(uint32_t at, uint32_t mmsi, double lat, double lon, double kn) {
    uint8_t bits[24] = {0};
    pl_pos pos;
    assert_true(pl_pos_from_deg(lon, lat, &pos));
    put_bits(bits, 0, 6, 1);
    put_bits(bits, 8, 30, mmsi);
    put_bits(bits, 50, 10, (uint64_t)(kn * 10 + 0.5) + below(2));
    put_bits(bits, 61, 28, (uint32_t)pos.lon & 0xfffffff);
    put_bits(bits, 89, 27, (uint32_t)pos.lat & 0x7ffffff);
    put_bits(bits, 116, 12, 900 + below(30));
    put_bits(bits, 128, 9, 90);
    put_bits(bits, 137, 6, at % 60);
    add_bits(at, "north", bits, 168);
    if (below(5) == 0) { /* a second station hears it, up to 12 s later */
        add_bits(at + below(13), "south", bits, 168);
    }
}

static void statics(uint32_t at, uint32_t mmsi, uint32_t imo) {
    uint8_t bits[56] = {0};
    put_bits(bits, 0, 6, 5);
    put_bits(bits, 8, 30, mmsi);
    put_bits(bits, 40, 30, imo);
    put_bits(bits, 112, 6, 1 + mmsi % 26);
    put_bits(bits, 118, 6, 2);
    put_bits(bits, 240, 9, 80);
    add_bits(at, "north", bits, 424);
}

/* Sails east at kn from (lat, lon), a report every `every` seconds of [from, to). */
static void sail(uint32_t mmsi, uint32_t from, uint32_t to, uint32_t every, double lat, double lon, double kn) {
    for (uint32_t t = from; t < to; t += every) {
        double east = kn * (t - from) / 3600.0 / 60.0 / 0.86;
        double at = lon + east >= 180 ? lon + east - 360 : lon + east;
        position(START_S + t + below(5), mmsi, lat, at, kn);
    }
}

enum { HOUR = 3600 };

static void make_recording(void) {
    for (size_t i = 0; i < n_messages; i++) {
        free(messages[i].text);
    }
    n_messages = 0;
    seed = 4711;
    sail(431000001, 0, 4 * HOUR, 300, 30, 179, 12);                 /* over 180 degrees, */
    sail(431000001, 20 * HOUR, 24 * HOUR, 300, 30, -176, 12);       /* silent for 16 h: a gap */
    sail(431000002, 2 * HOUR, 6 * HOUR, 240, 31, 179.999, 0.4);     /* two that lie side by side: an encounter */
    sail(431000003, 2 * HOUR, 6 * HOUR, 240, 31.001, 179.999, 0.4); /* of 3 h 56, too short to loiter */
    sail(431000004, 0, 10 * HOUR, 400, 28, 170, 0.5);               /* loiters */
    sail(431000005, 0, 12 * HOUR, 600, 20, 160, 10);                /* one number, */
    sail(431000005, 0, 12 * HOUR, 613, 10, 150, 10);                /* two hulls */
    for (uint32_t t = 0; t < 24 * HOUR; t += 1800) {
        statics(START_S + t, 431000001, 9074729);     /* a valid number: 9*7+0*6+7*5+4*4+7*3+2*2 = 139 */
        statics(START_S + t + 7, 431000004, 9074728); /* its check digit is wrong */
    }
}

static int by_time(const void *a, const void *b) {
    const struct message *x = a, *y = b;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* Scanning */

struct told {
    struct pl_buf text; /* the events, without their places */
    uint64_t n;
    uint64_t by_type[PL_EVENT_TYPE_COUNT];
    const struct pl_event_style *style;
};

static int on_event(void *ctx, const struct pl_event *event, struct pl_error *err) {
    (void)err;
    struct told *told = ctx;
    struct pl_event copy = *event;
    assert_true(copy.n_evidence > 0);
    copy.n_evidence = 0;
    struct pl_json json;
    pl_json_start(&json, &told->text);
    pl_event_json(&copy, told->style, &json);
    pl_json_line_end(&json);
    told->by_type[copy.type]++;
    told->n++;
    return 0;
}

static void scan_paths(char paths[][96], size_t n, unsigned threads, size_t sort_bytes, struct told *told) {
    static struct pl_rules rules;
    struct pl_error err = {0};
    struct pl_scan *scan = NULL;
    assert_true(pl_rules_profile("default", &rules));
    struct pl_scan_options options = {
        .source = {.quiet = true}, .rules = &rules, .threads = threads, .sort_bytes = sort_bytes};
    assert_int_equal(pl_scan_open(&options, &scan, &err), 0);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(pl_scan_read(scan, paths[i], &err), 0);
    }
    if (pl_scan_detect(scan, &err) != 0) {
        fail_msg("%s", err.msg);
    }
    memset(told, 0, sizeof *told);
    pl_buf_open(&told->text, 1 << 24);
    told->style = pl_scan_style(scan);
    assert_int_equal(pl_scan_events(scan, on_event, told, &err), 0);
    assert_int_equal(pl_source_counts(pl_scan_source(scan)).results, n_messages);
    pl_scan_close(scan);
}

/* Writes the messages that go into file `which`. */
static void write_file(const char *path, const size_t *file_of, size_t which) {
    PL_BUF_AUTO out;
    pl_buf_open(&out, 1 << 24);
    for (size_t i = 0; i < n_messages; i++) {
        if (file_of[i] == which) {
            pl_buf_add_str(&out, pl_str_from(messages[i].text));
        }
    }
    struct pl_error err;
    assert_int_equal(pl_file_write(path, pl_buf_str(&out), 0600, &err), 0);
}

static void test_any_cut_any_order(void **state) {
    (void)state;
    static size_t file_of[MAX_CASE];
    char paths[8][96];
    make_recording();
    qsort(messages, n_messages, sizeof *messages, by_time);
    for (size_t i = 0; i < 8; i++) {
        snprintf(paths[i], sizeof paths[i], "%s/%zu.nmea", folder, i);
    }
    memset(file_of, 0, sizeof file_of);
    write_file(paths[0], file_of, 0);
    struct told whole;
    scan_paths(paths, 1, 1, 0, &whole);
    assert_int_equal(whole.by_type[PL_EVENT_GAP], 1 + 4); /* four more ships are silent at the end for > 12 h */
    assert_int_equal(whole.by_type[PL_EVENT_ENCOUNTER], 1);
    assert_int_equal(whole.by_type[PL_EVENT_LOITERING], 1);
    assert_int_equal(whole.by_type[PL_EVENT_IDENTITY_CONFLICT], 1);
    assert_true(whole.by_type[PL_EVENT_IDENTIFIER_INVALID] >= 1);
    for (unsigned round = 1; round <= 20; round++) {
        seed = 1000003u * round;
        size_t n_files = 2 + below(7);
        bool contiguous = round % 2 == 0;
        for (size_t i = 0; i < n_messages; i++) {
            file_of[i] = contiguous ? i * n_files / n_messages : below((uint32_t)n_files);
        }
        char shuffled[8][96];
        memcpy(shuffled, paths, sizeof paths);
        for (size_t i = 0; i < n_files; i++) {
            write_file(paths[i], file_of, i);
            size_t j = i + below((uint32_t)(n_files - i));
            char swap[96];
            memcpy(swap, shuffled[i], sizeof swap);
            memcpy(shuffled[i], shuffled[j], sizeof swap);
            memcpy(shuffled[j], swap, sizeof swap);
        }
        struct told cut;
        scan_paths(shuffled, n_files, 1u << (round % 3), round % 4 == 0 ? 1 : 0, &cut);
        if (!pl_str_eq(pl_buf_str(&whole.text), pl_buf_str(&cut.text))) {
            fail_msg("seed %u: %llu events, not the same as %llu", round, (unsigned long long)cut.n,
                     (unsigned long long)whole.n);
        }
        pl_buf_close(&cut.text);
    }
    pl_buf_close(&whole.text);
}

/* The same stream through a pipeline whose state is saved to bytes and loaded into a fresh one every so often. */
struct stream {
    struct pl_arena arena;
    struct pl_report reports[MAX_CASE];
    size_t n;
    struct pl_event events[2000];
    size_t n_events;
};

static int keep_report(void *ctx, uint32_t source, const struct pl_hearing *hearing, struct pl_error *err) {
    struct stream *s = ctx;
    PL_BUF_AUTO record;
    pl_buf_open(&record, 4096);
    (void)source;
    assert_int_equal(pl_record_write(hearing, &record, err), 0);
    assert_true(s->n < MAX_CASE);
    struct pl_report *report = &s->reports[s->n++];
    assert_int_equal(pl_report_read(pl_str_copy(&s->arena, pl_buf_str(&record)), report, err), 0);
    report->src = (struct pl_loc){.offset = hearing->parts[0].offset, .length = hearing->parts[0].length};
    return 0;
}

static int keep_event(void *ctx, const struct pl_event *event, struct pl_error *err) {
    (void)err;
    struct stream *s = ctx;
    if (!pl_event_type_shown(event->type)) {
        return 0;
    }
    assert_true(s->n_events < sizeof s->events / sizeof s->events[0]);
    s->events[s->n_events++] = *event;
    return 0;
}

static int by_report(const void *a, const void *b) { return pl_report_cmp(a, b); }
static int by_event(const void *a, const void *b) { return pl_event_cmp(a, b); }

static void detect_in_pieces(struct stream *s, const struct pl_pipeline_options *options, uint32_t piece) {
    struct pl_error err = {0};
    struct pl_pipeline *pipeline = NULL;
    s->n_events = 0;
    assert_int_equal(pl_pipeline_open(options, keep_event, s, &pipeline, &err), 0);
    for (size_t i = 0; i < s->n; i++) {
        assert_int_equal(pl_pipeline_push(pipeline, &s->reports[i], &err), 0);
        if (below(piece) == 0) {
            PL_BUF_AUTO saved;
            pl_buf_open(&saved, 1 << 26);
            assert_int_equal(pl_pipeline_save(pipeline, &saved, &err), 0);
            pl_pipeline_close(pipeline);
            assert_int_equal(pl_pipeline_open(options, keep_event, s, &pipeline, &err), 0);
            if (pl_pipeline_load(pipeline, pl_buf_str(&saved), &err) != 0) {
                fail_msg("%s", err.msg);
            }
        }
    }
    assert_int_equal(pl_pipeline_finish(pipeline, keep_event, s, &err), 0);
    pl_pipeline_close(pipeline);
    qsort(s->events, s->n_events, sizeof *s->events, by_event);
}

static void test_state_saved_between(void **state) {
    (void)state;
    static struct stream s;
    static struct pl_rules rules;
    static size_t file_of[MAX_CASE];
    char paths[1][96];
    snprintf(paths[0], sizeof paths[0], "%s/0.nmea", folder);
    make_recording();
    memset(file_of, 0, sizeof file_of);
    write_file(paths[0], file_of, 0);
    struct told whole;
    scan_paths(paths, 1, 1, 0, &whole);
    pl_arena_open(&s.arena, 1 << 24);
    struct pl_source_options source_options = {.max_part_s = 5, .quiet = true};
    struct pl_source *source = NULL;
    assert_int_equal(pl_source_open(&source_options, keep_report, &s, &source, NULL), 0);
    assert_int_equal(pl_source_read(source, paths[0], NULL), 0);
    pl_source_close(source);
    qsort(s.reports, s.n, sizeof *s.reports, by_report);
    assert_true(pl_rules_profile("default", &rules));
    struct pl_pipeline_options options = {.rules = &rules};
    for (uint32_t piece = 1000; piece >= 10; piece /= 10) {
        seed = 99 + piece;
        detect_in_pieces(&s, &options, piece);
        struct told pieces = {.style = &(struct pl_event_style){.version = PL_STR(PL_RULES_VERSION)}};
        pl_buf_open(&pieces.text, 1 << 24);
        for (size_t i = 0; i < s.n_events; i++) {
            on_event(&pieces, &s.events[i], NULL);
        }
        assert_int_equal(pieces.n, whole.n);
        /* ids and digests say it all: the style here has no rules hash to print */
        pl_str a = pl_buf_str(&whole.text), b = pl_buf_str(&pieces.text);
        while (a.n > 0 && b.n > 0) {
            pl_str x = pl_str_cut(&a, '\n'), y = pl_str_cut(&b, '\n');
            pl_str id = PL_STR("\"id\":\""), digest = PL_STR("\"digest\":\"");
            assert_true(
                pl_str_eq(pl_str_sub(x, pl_str_find_str(x, id), 71), pl_str_sub(y, pl_str_find_str(y, id), 71)));
            assert_true(pl_str_eq(pl_str_sub(x, pl_str_find_str(x, digest), 75),
                                  pl_str_sub(y, pl_str_find_str(y, digest), 75)));
        }
        pl_buf_close(&pieces.text);
    }
    pl_arena_close(&s.arena);
    pl_buf_close(&whole.text);
}

/* Events come sorted by (start, type, id), and all of them. */
static int last_start_cmp(void *ctx, const struct pl_event *event, struct pl_error *err) {
    (void)err;
    struct pl_event *last = ctx;
    if (last->n_vessels > 0) {
        assert_true(pl_event_cmp(last, event) < 0);
    }
    *last = *event;
    return 0;
}

static void test_sorted(void **state) {
    (void)state;
    static struct pl_rules rules;
    char path[96];
    snprintf(path, sizeof path, "%s/0.nmea", folder);
    static size_t file_of[MAX_CASE];
    make_recording();
    write_file(path, file_of, 0);
    struct pl_scan *scan = NULL;
    assert_true(pl_rules_profile("sensitive", &rules));
    struct pl_scan_options options = {.source = {.quiet = true}, .rules = &rules, .threads = 1};
    assert_int_equal(pl_scan_open(&options, &scan, NULL), 0);
    assert_int_equal(pl_scan_read(scan, path, NULL), 0);
    assert_int_equal(pl_scan_detect(scan, NULL), 0);
    static struct pl_event last;
    assert_int_equal(pl_scan_events(scan, last_start_cmp, &last, NULL), 0);
    assert_true(last.n_vessels > 0);
    pl_scan_close(scan);
}

static int make_folder(void **state) {
    (void)state;
    const char *base = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%.40s/plimsoll-XXXXXX", base != NULL ? base : "/tmp");
    return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state) {
    (void)state;
    for (size_t i = 0; i < 8; i++) {
        char path[96];
        snprintf(path, sizeof path, "%s/%zu.nmea", folder, i);
        unlink(path);
    }
    for (size_t i = 0; i < n_messages; i++) {
        free(messages[i].text);
    }
    return rmdir(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_cut_any_order),
        cmocka_unit_test(test_state_saved_between),
        cmocka_unit_test(test_sorted),
    };
    return cmocka_run_group_tests_name("app/scan", tests, make_folder, remove_folder);
}
