#include "ais/feed.h"

#include <stdlib.h>

#include "ais/feed_in.h"
#include "ais/json_row.h"

#include "base/ban.h"

#define SNIFF_BYTES ((size_t)65536)

static int feed_lines(struct pl_feed *feed, const char *p, size_t n, struct pl_error *err);

/* -- complaints -- */

int pl_feed_complain(struct pl_feed *feed, enum pl_ais_rejection reason, uint64_t line, uint64_t offset,
                     const char *why, struct pl_error *err) {
    if (feed->complain == NULL) {
        return PL_E_OK;
    }
    struct pl_error where = {0};
    (void)pl_fail_at(&where, PL_E_FORMAT, line, offset, "%s", why);
    return feed->complain(feed->ctx, reason, &where, err);
}

void pl_feed_tell(struct pl_feed *feed, uint64_t line, uint64_t offset, const char *why) {
    struct pl_error where = {0};
    if (feed->options.note != NULL) {
        (void)pl_fail_at(&where, PL_E_FORMAT, line, offset, "%s", why);
        feed->options.note(feed->ctx, &where);
    }
}

/* -- messages -- */

int pl_feed_give(struct pl_feed *feed, struct pl_hearing *h, struct pl_error *err) {
    h->exercise = pl_str_starts(h->station, PL_STR("EXERCISE-"));
    feed->counts.results++;
    feed->counts.no_time += h->at == PL_TIME_NONE ? 1 : 0;
    feed->counts.exercise += h->exercise ? 1 : 0;
    feed->counts.own += h->own ? 1 : 0;
    return feed->sink(feed->ctx, h, err);
}

/* -- lines -- */

static int one_line(struct pl_feed *feed, pl_str line, struct pl_error *err) {
    feed->line_no++;
    feed->counts.lines++;
    if (feed->format == PL_FEED_CSV) {
        return pl_feed_row_line(feed, line, err);
    }
    if (line.n > 0 && line.p[line.n - 1] == '\r') {
        line.n--;
    }
    return pl_feed_nmea_line(feed, line, err);
}

/* The end of a line that was too long to keep. */
static int long_line(struct pl_feed *feed, struct pl_error *err) {
    int code = pl_feed_row_end(feed, err);
    if (code != PL_E_OK) {
        return code;
    }
    feed->line_no++;
    feed->counts.lines++;
    feed->counts.with_sentence++;
    feed->counts.sentences++;
    feed->counts.too_long++;
    feed->counts.rejected[PL_AIS_REJECT_MALFORMED]++;
    pl_feed_nmea_forget(feed);
    return pl_feed_complain(feed, PL_AIS_REJECT_MALFORMED, feed->line_no, feed->line_offset,
                            "a line of more than 65,536 bytes", err);
}

/* Adds the end of a line, or a piece without it, to the line in hand. */
static int take_piece(struct pl_feed *feed, const char *p, size_t n, bool ends, struct pl_error *err) {
    if (!feed->skipping && feed->n_partial + n <= PL_FEED_MAX_LINE) {
        memcpy(feed->partial + feed->n_partial, p, n);
        feed->n_partial += n;
    } else {
        feed->skipping = true;
    }
    if (!ends) {
        return PL_E_OK;
    }
    int code = feed->skipping ? long_line(feed, err) : one_line(feed, pl_str_make(feed->partial, feed->n_partial), err);
    feed->skipping = false;
    feed->n_partial = 0;
    return code;
}

static int feed_lines(struct pl_feed *feed, const char *p, size_t n, struct pl_error *err) {
    int code = PL_E_OK;
    while (n > 0 && code == PL_E_OK) {
        const char *end = memchr(p, '\n', n);
        size_t length = end != NULL ? (size_t)(end - p) : n;
        if (feed->n_partial == 0 && !feed->skipping) {
            feed->line_offset = feed->next_offset;
        }
        feed->next_offset += length + (end != NULL ? 1 : 0);
        if (end != NULL && feed->n_partial == 0 && !feed->skipping && length <= PL_FEED_MAX_LINE) {
            code = one_line(feed, pl_str_make(p, length), err);
        } else {
            code = take_piece(feed, p, length, end != NULL, err);
        }
        size_t used = length + (end != NULL ? 1 : 0);
        p += used;
        n -= used;
    }
    return code;
}

/* -- what kind of recording it is -- */

static bool tells_format(struct pl_feed *feed, pl_str line) {
    struct pl_sentence_place place;
    pl_str text = pl_str_trim(line);
    if (text.n == 0) {
        return false;
    }
    if (pl_sentence_find(text, 0, &place) || pl_sentence_is_nmea(text)) {
        feed->format = PL_FEED_NMEA;
        return true;
    }
    if (pl_json_row_likely(text)) {
        feed->format = PL_FEED_JSON;
        return true;
    }
    if (feed->odd_header.n == 0 && pl_table_is_header(line, pl_str_from(feed->columns))) {
        feed->format = PL_FEED_CSV;
        return true;
    }
    if (feed->odd_header.n == 0 && text.p[0] != '#') {
        feed->odd_header = text;
    }
    return false;
}

/* Looks at the complete lines that came so far (and at the last one too, when there is no more). */
static void sniff_lines(struct pl_feed *feed, bool last) {
    while (feed->format == PL_FEED_AUTO && feed->sniffed < feed->n_sniff) {
        const char *p = feed->sniff + feed->sniffed;
        size_t left = feed->n_sniff - feed->sniffed;
        const char *end = memchr(p, '\n', left);
        if (end == NULL && !last) {
            return;
        }
        size_t n = end != NULL ? (size_t)(end - p) : left;
        feed->sniffed += n + (end != NULL ? 1 : 0);
        (void)tells_format(feed, pl_str_make(p, n));
    }
}

static int unknown_format(struct pl_feed *feed, struct pl_error *err) {
    pl_str h = feed->odd_header;
    if (h.n > 0 && memchr(h.p, '\0', h.n) == NULL && memchr(h.p, ',', h.n) != NULL) {
        struct pl_table *table = NULL;
        int code = pl_table_open(h, pl_str_from(feed->columns), feed->options.day_first, feed->latest, &table, err);
        pl_table_close(table);
        if (code != PL_E_OK) {
            return code;
        }
    }
    return pl_fail_at(
        err, PL_E_FORMAT, 1, 0,
        "neither AIS sentences (!..VDM), nor a table with a header that names an MMSI column, nor JSON of gpsd or "
        "aisstream; "
        "--format and --columns say what it is");
}

/* The format is known: what was kept back is read now. */
static int start_reading(struct pl_feed *feed, struct pl_error *err) {
    if (feed->format == PL_FEED_AUTO) {
        return unknown_format(feed, err);
    }
    size_t n = feed->n_sniff;
    feed->n_sniff = 0;
    return feed_lines(feed, feed->sniff, n, err);
}

int pl_feed_push(struct pl_feed *feed, const void *bytes, size_t n, struct pl_error *err) {
    const char *p = bytes;
    if (feed->format == PL_FEED_AUTO) {
        size_t room = SNIFF_BYTES - feed->n_sniff;
        size_t take = n < room ? n : room;
        memcpy(feed->sniff + feed->n_sniff, p, take);
        feed->n_sniff += take;
        p += take;
        n -= take;
        sniff_lines(feed, feed->n_sniff == SNIFF_BYTES);
        if (feed->format == PL_FEED_AUTO && feed->n_sniff < SNIFF_BYTES) {
            return PL_E_OK;
        }
        int code = start_reading(feed, err);
        if (code != PL_E_OK) {
            return code;
        }
    }
    return feed_lines(feed, p, n, err);
}

int pl_feed_finish(struct pl_feed *feed, struct pl_error *err) {
    int code = PL_E_OK;
    if (feed->format == PL_FEED_AUTO) {
        if (feed->n_sniff == 0) {
            return pl_fail(err, PL_E_EMPTY, "there is nothing in it: 0 bytes");
        }
        sniff_lines(feed, true);
        code = start_reading(feed, err);
    }
    if (code == PL_E_OK && feed->next_offset == 0) {
        return pl_fail(err, PL_E_EMPTY, "there is nothing in it: 0 bytes");
    }
    if (code == PL_E_OK && (feed->n_partial > 0 || feed->skipping)) {
        code = take_piece(feed, "", 0, true, err);
    }
    if (code == PL_E_OK) {
        code = pl_feed_row_end(feed, err);
    }
    return code == PL_E_OK ? pl_assemble_finish(feed->assemble, err) : code;
}

int pl_feed_open(const struct pl_feed_options *options, pl_hearing_sink sink, pl_feed_complaint complain, void *ctx,
                 struct pl_feed **ret_feed, struct pl_error *err) {
    int code = pl_table_check_columns(options->columns, err);
    if (code != PL_E_OK) {
        return code;
    }
    struct pl_feed *feed = calloc(1, sizeof *feed);
    if (feed == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to read a recording");
    }
    feed->options = *options;
    feed->latest = options->latest > 0 ? options->latest : PL_TIME_NONE;
    feed->sink = sink;
    feed->complain = complain;
    feed->ctx = ctx;
    feed->format = options->format;
    feed->partial = malloc(PL_FEED_MAX_LINE);
    feed->sniff = malloc(SNIFF_BYTES);
    feed->columns = calloc(1, options->columns.n + 1);
    if (feed->columns != NULL && options->columns.n > 0) {
        memcpy(feed->columns, options->columns.p, options->columns.n);
    }
    code = pl_assemble_open(options->max_part_s, pl_feed_nmea_sink(feed), &feed->assemble, err);
    if (code == PL_E_OK && (feed->partial == NULL || feed->sniff == NULL || feed->columns == NULL)) {
        code = pl_fail(err, PL_E_NOMEM, "no memory to read a recording");
    }
    if (code != PL_E_OK) {
        pl_feed_close(feed);
        return code;
    }
    *ret_feed = feed;
    return PL_E_OK;
}

const char *pl_feed_rejection_key(int reason) {
    static const char *const KEYS[PL_AIS_REJECT_COUNT] = {
#define KEY(name, key) [PL_AIS_REJECT_##name] = key,
        PL_AIS_REJECTIONS(KEY)
#undef KEY
    };
    return KEYS[reason];
}

bool pl_feed_format_of(pl_str word, int *ret_format) {
    static const char *const WORDS[] = {
        [PL_FEED_AUTO] = "auto", [PL_FEED_NMEA] = "nmea", [PL_FEED_CSV] = "csv", [PL_FEED_JSON] = "json"};
    for (int i = PL_FEED_AUTO; i <= PL_FEED_JSON; i++) {
        if (pl_str_eq(word, pl_str_from(WORDS[i]))) {
            *ret_format = i;
            return true;
        }
    }
    return false;
}

uint64_t pl_feed_settled(const struct pl_feed *feed) {
    uint64_t at = feed->n_partial > 0 || feed->skipping ? feed->line_offset : feed->next_offset;
    if (feed->format == PL_FEED_AUTO) {
        return 0;
    }
    if (feed->row.n > 0 && feed->row.offset < at) {
        at = feed->row.offset;
    }
    if (feed->pending.live && feed->pending.from < at) {
        at = feed->pending.from;
    }
    if (feed->run.live && feed->run.kept.from < at) {
        at = feed->run.kept.from;
    }
    uint64_t waiting = pl_assemble_waiting(feed->assemble, feed->counts.sentences);
    return waiting < at ? waiting : at;
}

const struct pl_feed_counts *pl_feed_counts(const struct pl_feed *feed) { return &feed->counts; }

const char *pl_feed_format_name(const struct pl_feed *feed) {
    if (feed->format == PL_FEED_NMEA) {
        return "nmea";
    }
    if (feed->format == PL_FEED_JSON) {
        return feed->json_name != NULL ? feed->json_name : feed->sentences_nmea > 0 ? "nmea" : "json";
    }
    return feed->table != NULL ? pl_table_name(feed->table) : "";
}

void pl_feed_close(struct pl_feed *feed) {
    if (feed == NULL) {
        return;
    }
    pl_assemble_close(feed->assemble);
    pl_table_close(feed->table);
    free(feed->partial);
    free(feed->row.bytes);
    free(feed->sniff);
    free(feed->columns);
    free(feed);
}
