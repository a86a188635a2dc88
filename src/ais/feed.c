#include "ais/feed.h"

#include <stdlib.h>

#include "ais/assemble.h"
#include "ais/message.h"
#include "ais/sentence.h"
#include "ais/table.h"

#include "base/ban.h"

#define MAX_LINE    ((size_t)65536)
#define SNIFF_BYTES ((size_t)65536)

/* A line or tag text that outlives its line. */
struct kept_tags {
    struct pl_tags tags;
    bool live;
    bool station_by_tag; /* a tag block's station goes before that of $PGHP */
    char station[PL_AIS_STATION_MAX];
    char group[32];
    char raw[128];
};

/* The parts of one message follow each other; what a lone line said about part 1 serves all of them. */
struct run_of_parts {
    bool live;
    unsigned count, number;
    char sequence;
    char channel[4];
    size_t channel_n;
    struct kept_tags kept;
};

struct pl_feed {
    struct pl_feed_options options;
    pl_time latest;
    pl_hearing_sink sink;
    pl_feed_complaint complain;
    void *ctx;
    enum pl_feed_format format; /* AUTO while unknown */
    struct pl_feed_counts counts;
    struct pl_assemble *assemble;
    struct pl_table *table;
    char *columns;
    struct kept_tags pending;
    struct run_of_parts run;
    uint64_t line_offset; /* of the line in hand */
    uint64_t next_offset; /* of the next byte that is pushed */
    uint64_t line_no;
    char *partial; /* a line whose end has not come: MAX_LINE bytes */
    size_t n_partial;
    bool skipping; /* the line in hand is beyond MAX_LINE */
    char *sniff;   /* what came before the format was known: SNIFF_BYTES */
    size_t n_sniff, sniffed;
    pl_str odd_header; /* in sniff: the first line that is neither */
};

static int feed_lines(struct pl_feed *feed, const char *p, size_t n, struct pl_error *err);

/* -- complaints and counts -- */

static int complain_at(struct pl_feed *feed, enum pl_ais_rejection reason, uint64_t line, uint64_t offset,
                       const char *why, struct pl_error *err) {
    if (feed->complain == NULL) {
        return PL_E_OK;
    }
    struct pl_error where = {0};
    (void)pl_fail_at(&where, PL_E_FORMAT, line, offset, "%s", why);
    return feed->complain(feed->ctx, reason, &where, err);
}

static const char *const REASONS[PL_AIS_REJECT_COUNT] = {
    [PL_AIS_REJECT_CHECKSUM] = "the checksum is missing or wrong",
    [PL_AIS_REJECT_AMBIGUOUS_PART] = "parts of two messages that cannot be told apart",
    [PL_AIS_REJECT_STALE_PART] = "a part whose other parts came too late",
    [PL_AIS_REJECT_ORPHAN_PART] = "a part without its other parts",
    [PL_AIS_REJECT_EMPTY_PAYLOAD] = "a sentence without a payload",
    [PL_AIS_REJECT_UNKNOWN_TYPE] = "not a message type from 1 to 27",
    [PL_AIS_REJECT_LENGTH] = "too short or too long for its message type",
    [PL_AIS_REJECT_MALFORMED] = "not a well-formed sentence",
};

static int reject(struct pl_feed *feed, enum pl_ais_rejection reason, uint64_t n, uint64_t line, uint64_t offset,
                  struct pl_error *err) {
    feed->counts.rejected[reason] += n;
    return complain_at(feed, reason, line, offset, REASONS[reason], err);
}

static void note(struct pl_feed *feed, uint64_t offset, const char *why) {
    struct pl_error where = {0};
    if (feed->options.note != NULL) {
        (void)pl_fail_at(&where, PL_E_FORMAT, feed->line_no, offset, "%s", why);
        feed->options.note(feed->ctx, &where);
    }
}

/* -- messages -- */

static int give(struct pl_feed *feed, struct pl_hearing *h, struct pl_error *err) {
    h->exercise = pl_str_starts(h->station, PL_STR("EXERCISE-"));
    feed->counts.results++;
    feed->counts.no_time += h->at == PL_TIME_NONE ? 1 : 0;
    feed->counts.exercise += h->exercise ? 1 : 0;
    feed->counts.own += h->own ? 1 : 0;
    return feed->sink(feed->ctx, h, err);
}

static int give_bits(struct pl_feed *feed, struct pl_hearing *h, struct pl_error *err) {
    enum pl_ais_verdict verdict = pl_ais_judge(h->bits, h->n_bits);
    if (verdict != PL_AIS_IS_MESSAGE) {
        enum pl_ais_rejection reason =
            verdict == PL_AIS_IS_UNKNOWN_TYPE ? PL_AIS_REJECT_UNKNOWN_TYPE : PL_AIS_REJECT_LENGTH;
        return reject(feed, reason, h->n_parts, h->line, h->parts[0].offset, err);
    }
    pl_ais_head(h->bits, h->n_bits, &h->msg, &h->mmsi);
    if (h->n_parts > 1) {
        feed->counts.parts_joined += h->n_parts;
    } else {
        feed->counts.singles++;
    }
    return give(feed, h, err);
}

static int on_joined(void *ctx, const struct pl_joined *m, struct pl_error *err) {
    struct pl_hearing h = {.at = m->at,
                           .station = m->station,
                           .channel = m->channel,
                           .own = m->own,
                           .bits = m->bits,
                           .n_bits = m->n_bits,
                           .parts = m->parts,
                           .n_parts = m->n_parts,
                           .line = m->line,
                           .raw_tags = m->raw_tags};
    return give_bits(ctx, &h, err);
}

static int on_refused(void *ctx, enum pl_ais_rejection reason, const struct pl_span *part, uint64_t line,
                      struct pl_error *err) {
    return reject(ctx, reason, 1, line, part->offset, err);
}

/* -- times and stations around a sentence -- */

static pl_str keep(char *out, size_t cap, pl_str s) {
    size_t n = s.n < cap ? s.n : cap;
    if (n > 0) {
        memmove(out, s.p, n);
    }
    return pl_str_make(out, n);
}

static void keep_tags(struct kept_tags *kept, const struct pl_tags *tags) {
    kept->tags = *tags;
    kept->tags.station = keep(kept->station, sizeof kept->station, tags->station);
    kept->tags.group = keep(kept->group, sizeof kept->group, tags->group);
    kept->tags.raw = keep(kept->raw, sizeof kept->raw, tags->raw);
    kept->live = true;
}

static const struct pl_tags NO_TAGS = {.at = PL_TIME_NONE, .station = {"", 0}, .group = {"", 0}, .raw = {"", 0}};

/* A lone tag line or $PGHP line adds to what is known about the next message. */
static void add_pending(struct pl_feed *feed, const struct pl_tags *more, bool by_tag) {
    struct pl_tags all = feed->pending.live ? feed->pending.tags : NO_TAGS;
    if (all.at == PL_TIME_NONE || (by_tag && more->at != PL_TIME_NONE)) {
        all.at = more->at;
    }
    if (more->station.n > 0 && (by_tag || !feed->pending.live || !feed->pending.station_by_tag)) {
        all.station = more->station;
    }
    if (more->group.n > 0) {
        all.group = more->group;
        all.group_n = more->group_n;
        all.group_total = more->group_total;
    }
    if (more->raw.n > 0) {
        all.raw = more->raw;
    }
    all.bad_time = all.bad_time || more->bad_time;
    bool was_by_tag = feed->pending.live && feed->pending.station_by_tag;
    keep_tags(&feed->pending, &all);
    feed->pending.station_by_tag = was_by_tag || (by_tag && more->station.n > 0);
}

static void read_tags(struct pl_feed *feed, pl_str text, uint64_t offset, struct pl_tags *ret) {
    pl_tags_read(text, feed->latest, ret);
    if (ret->bad_checksum) {
        feed->counts.tag_checksum++;
        note(feed, offset, "the tag block's checksum is missing or wrong: its values are dropped");
    }
}

/* What inline tags leave open is taken from `kept`. */
static void fill_in(struct pl_tags *tags, const struct pl_tags *kept) {
    if (tags->at == PL_TIME_NONE) {
        tags->at = kept->at;
    }
    if (tags->station.n == 0) {
        tags->station = kept->station;
    }
    if (tags->group.n == 0) {
        tags->group = kept->group;
    }
    if (tags->raw.n == 0) {
        tags->raw = kept->raw;
    }
    tags->bad_time = tags->bad_time || kept->bad_time;
}

static bool runs_on(const struct run_of_parts *run, const struct pl_sentence *s) {
    return run->live && s->number == run->number + 1 && s->count == run->count && s->sequence == run->sequence &&
           pl_str_eq(s->channel, pl_str_make(run->channel, run->channel_n));
}

static void start_run(struct run_of_parts *run, const struct pl_sentence *s) {
    run->live = s->number < s->count;
    run->count = s->count;
    run->number = s->number;
    run->sequence = s->sequence;
    run->channel_n = s->channel.n < sizeof run->channel ? s->channel.n : sizeof run->channel;
    memcpy(run->channel, s->channel.p, run->channel_n);
}

/* Lone lines before the sentence, or before the first of its parts. */
static void apply_lone(struct pl_feed *feed, const struct pl_sentence *s, struct pl_tags *tags, bool has_inline) {
    struct run_of_parts *run = &feed->run;
    if (feed->pending.live) {
        fill_in(tags, &feed->pending.tags);
        if (s->count > 1) {
            run->kept = feed->pending;
            keep_tags(&run->kept, &feed->pending.tags);
            start_run(run, s);
        }
    } else if (!has_inline && runs_on(run, s)) {
        fill_in(tags, &run->kept.tags);
        start_run(run, s);
    } else {
        run->live = false;
    }
}

/* A time before the sentence (by its digits) or behind it (seconds). */
static void apply_around(struct pl_feed *feed, pl_str lead, pl_str trail, struct pl_tags *tags) {
    pl_time at = PL_TIME_NONE;
    if (tags->at != PL_TIME_NONE || (lead.n == 0 && trail.n == 0)) {
        return;
    }
    pl_str before = pl_str_trim(lead);
    while (before.n > 0 && memchr(",;|", before.p[before.n - 1], 3) != NULL) {
        before = pl_str_trim(pl_str_sub(before, 0, before.n - 1));
    }
    bool known = before.n > 0 && pl_tags_unix(before, &at);
    if (!known && trail.n > 0) {
        pl_str rest = trail;
        pl_str last = rest;
        while (rest.p != NULL) {
            last = pl_str_cut(&rest, ',');
        }
        last = pl_str_trim(last);
        known = last.n <= 11 && pl_tags_unix(last, &at);
    }
    if (known && pl_tags_plausible(at, feed->latest)) {
        tags->at = at;
    } else if (known) {
        tags->bad_time = true;
    }
}

/* -- sentences -- */

static int one_sentence(struct pl_feed *feed, const struct pl_sentence_place *place, pl_str lead, pl_str trail,
                        struct pl_error *err) {
    struct pl_sentence s;
    struct pl_tags tags = NO_TAGS;
    struct pl_span span = {feed->line_offset + place->start, (uint32_t)(place->end - place->start)};
    feed->counts.sentences++;
    if (place->tags.p != NULL) {
        read_tags(feed, place->tags, span.offset, &tags);
    }
    enum pl_ais_rejection reason = pl_sentence_read(place->text, &s);
    if (reason != PL_AIS_REJECT_COUNT) {
        feed->pending.live = false;
        feed->run.live = false;
        return reject(feed, reason, 1, feed->line_no, span.offset, err);
    }
    apply_lone(feed, &s, &tags, place->tags.p != NULL && !tags.bad_checksum);
    feed->pending.live = false;
    apply_around(feed, lead, trail, &tags);
    if (tags.at == PL_TIME_NONE && tags.bad_time) {
        feed->counts.bad_time++;
        note(feed, span.offset, "its time is unreadable, before 1990 or in the future: kept without time");
    }
    if (s.count > 1) {
        struct pl_part part = {tags.at,   feed->counts.sentences, feed->line_no, span, tags.station, tags.raw,
                               tags.group};
        return pl_assemble_add(feed->assemble, &s, &part, err);
    }
    uint8_t bits[PL_AIS_MAX_BITS / 8 + 8];
    uint32_t n_bits = pl_sentence_bits(&s, bits, 0, PL_AIS_MAX_BITS);
    if (n_bits == UINT32_MAX) {
        reason = s.payload.n > PL_AIS_MAX_BITS / 6 ? PL_AIS_REJECT_LENGTH : PL_AIS_REJECT_MALFORMED;
        return reject(feed, reason, 1, feed->line_no, span.offset, err);
    }
    struct pl_hearing h = {.at = tags.at,
                           .station = tags.station,
                           .channel = s.channel,
                           .own = s.own,
                           .bits = bits,
                           .n_bits = n_bits,
                           .parts = &span,
                           .n_parts = 1,
                           .line = feed->line_no,
                           .raw_tags = tags.raw};
    return give_bits(feed, &h, err);
}

/* Every sentence of the line; *ret_any tells whether there was one. */
static int line_sentences(struct pl_feed *feed, pl_str line, bool *ret_any, struct pl_error *err) {
    struct pl_sentence_place place;
    struct pl_sentence_place next;
    bool more = pl_sentence_find(line, 0, &place);
    pl_str lead = more ? place.lead : PL_STR("");
    *ret_any = more;
    while (more) {
        more = place.end < line.n && pl_sentence_find(line, place.end, &next);
        pl_str trail = more ? next.lead : pl_str_sub(line, place.end, line.n);
        int code = one_sentence(feed, &place, lead, trail, err);
        if (code != PL_E_OK) {
            return code;
        }
        place = next;
        lead = PL_STR("");
    }
    return PL_E_OK;
}

/* A line without an AIS sentence that may say something about the next message. */
static void lone_line(struct pl_feed *feed, pl_str line) {
    struct pl_tags tags;
    char scratch[PL_AIS_STATION_MAX];
    if (line.p[0] == '\\') {
        pl_str rest = pl_str_sub(line, 1, line.n);
        pl_str block = pl_str_cut(&rest, '\\');
        if (rest.p == NULL || pl_str_trim(rest).n > 0) {
            feed->pending.live = false; /* it tagged another sentence, or is cut off */
            return;
        }
        read_tags(feed, block, feed->line_offset, &tags);
        if (!tags.bad_checksum) {
            add_pending(feed, &tags, true);
        }
        return;
    }
    if (pl_tags_pghp(line, feed->latest, scratch, &tags)) {
        add_pending(feed, &tags, false);
    } else if (line.p[0] == '$' || line.p[0] == '!') {
        feed->pending.live = false;
    }
}

static int nmea_line(struct pl_feed *feed, pl_str line, struct pl_error *err) {
    bool any = false;
    int code = line_sentences(feed, line, &any, err);
    if (any) {
        feed->counts.with_sentence++;
        return code;
    }
    pl_str text = pl_str_trim(line);
    if (text.n == 0) {
        feed->counts.blank++;
        return PL_E_OK;
    }
    if (text.p[0] == '#') {
        feed->counts.comment++;
        return PL_E_OK;
    }
    feed->counts.other++;
    lone_line(feed, text);
    return PL_E_OK;
}

/* -- rows -- */

static int open_table(struct pl_feed *feed, pl_str header, struct pl_error *err) {
    int code =
        pl_table_open(header, pl_str_from(feed->columns), feed->options.day_first, feed->latest, &feed->table, err);
    if (code != PL_E_OK) {
        return code;
    }
    pl_str unknown = pl_table_unknown(feed->table);
    if (unknown.n > 0 && feed->options.note != NULL) {
        struct pl_error where = {0};
        (void)pl_fail_at(&where, PL_E_FORMAT, feed->line_no, feed->line_offset, "columns that are not used: %.*s",
                         (int)(unknown.n < 180 ? unknown.n : 180), unknown.p);
        feed->options.note(feed->ctx, &where);
    }
    return PL_E_OK;
}

static int one_row(struct pl_feed *feed, pl_str line, struct pl_error *err) {
    struct pl_table_row row;
    struct pl_span span = {feed->line_offset, (uint32_t)line.n};
    feed->counts.with_sentence++;
    feed->counts.sentences++;
    const char *why = pl_table_read(feed->table, line, &row);
    if (why != NULL) {
        feed->counts.rejected[PL_AIS_REJECT_MALFORMED]++;
        return complain_at(feed, PL_AIS_REJECT_MALFORMED, feed->line_no, span.offset, why, err);
    }
    if (row.bad_time) {
        feed->counts.bad_time++;
        note(feed, span.offset, "its time is before 1990 or in the future: kept without time");
    }
    feed->counts.singles++;
    struct pl_hearing h = {.at = row.at,
                           .station = PL_STR(""),
                           .channel = PL_STR(""),
                           .mmsi = row.mmsi,
                           .msg = row.msg,
                           .row = &row.row,
                           .parts = &span,
                           .n_parts = 1,
                           .line = feed->line_no,
                           .raw_tags = PL_STR("")};
    return give(feed, &h, err);
}

static int csv_line(struct pl_feed *feed, pl_str line, struct pl_error *err) {
    if (pl_str_trim(line).n == 0) {
        feed->counts.blank++;
        return PL_E_OK;
    }
    if (feed->table == NULL) {
        if (line.p[0] == '#' && !pl_table_is_header(line, pl_str_from(feed->columns))) {
            feed->counts.comment++;
            return PL_E_OK;
        }
        feed->counts.other++;
        return open_table(feed, line, err);
    }
    return one_row(feed, line, err);
}

/* -- lines -- */

static int one_line(struct pl_feed *feed, pl_str line, struct pl_error *err) {
    feed->line_no++;
    feed->counts.lines++;
    if (line.n > 0 && line.p[line.n - 1] == '\r') {
        line.n--;
    }
    return feed->format == PL_FEED_CSV ? csv_line(feed, line, err) : nmea_line(feed, line, err);
}

/* The end of a line that was too long to keep. */
static int long_line(struct pl_feed *feed, struct pl_error *err) {
    feed->line_no++;
    feed->counts.lines++;
    feed->counts.with_sentence++;
    feed->counts.sentences++;
    feed->counts.too_long++;
    feed->counts.rejected[PL_AIS_REJECT_MALFORMED]++;
    feed->pending.live = false;
    feed->run.live = false;
    return complain_at(feed, PL_AIS_REJECT_MALFORMED, feed->line_no, feed->line_offset,
                       "a line of more than 65,536 bytes", err);
}

/* Adds the end of a line, or a piece without it, to the line in hand. */
static int take_piece(struct pl_feed *feed, const char *p, size_t n, bool ends, struct pl_error *err) {
    if (!feed->skipping && feed->n_partial + n <= MAX_LINE) {
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
        if (end != NULL && feed->n_partial == 0 && !feed->skipping && length <= MAX_LINE) {
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
    return pl_fail_at(err, PL_E_FORMAT, 1, 0,
                      "neither AIS sentences (!..VDM) nor a table with a header that names an MMSI column; "
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
    feed->partial = malloc(MAX_LINE);
    feed->sniff = malloc(SNIFF_BYTES);
    feed->columns = calloc(1, options->columns.n + 1);
    if (feed->columns != NULL && options->columns.n > 0) {
        memcpy(feed->columns, options->columns.p, options->columns.n);
    }
    struct pl_assemble_sink assemble_sink = {on_joined, on_refused, feed};
    code = pl_assemble_open(options->max_part_s, assemble_sink, &feed->assemble, err);
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

const struct pl_feed_counts *pl_feed_counts(const struct pl_feed *feed) { return &feed->counts; }

const char *pl_feed_format_name(const struct pl_feed *feed) {
    if (feed->format == PL_FEED_NMEA) {
        return "nmea";
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
    free(feed->sniff);
    free(feed->columns);
    free(feed);
}
