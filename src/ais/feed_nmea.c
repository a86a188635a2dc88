#include "ais/feed_in.h"
#include "ais/json_row.h"
#include "ais/message.h"

#include "base/ban.h"

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
    return pl_feed_complain(feed, reason, line, offset, REASONS[reason], err);
}

/* -- messages -- */

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
    return pl_feed_give(feed, h, err);
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

struct pl_assemble_sink pl_feed_nmea_sink(struct pl_feed *feed) {
    return (struct pl_assemble_sink){on_joined, on_refused, feed};
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
    feed->pending.from = feed->pending.live ? feed->pending.from : feed->line_offset;
    keep_tags(&feed->pending, &all);
    feed->pending.station_by_tag = was_by_tag || (by_tag && more->station.n > 0);
}

static void read_tags(struct pl_feed *feed, pl_str text, uint64_t offset, struct pl_tags *ret) {
    pl_tags_read(text, feed->latest, ret);
    if (ret->bad_checksum) {
        feed->counts.tag_checksum++;
        feed->counts.exercise_torn += pl_str_find_str(text, PL_STR("s:EXERCISE-")) < text.n ? 1 : 0;
        pl_feed_tell(feed, feed->line_no, offset,
                     "the tag block's checksum is missing or wrong: its values are dropped");
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

/* Lone lines before the sentence, or before the first of its parts. Returns the byte where all that is said of it
 * begins. */
static uint64_t apply_lone(struct pl_feed *feed, const struct pl_sentence *s, struct pl_tags *tags, bool has_inline) {
    struct run_of_parts *run = &feed->run;
    if (feed->pending.live) {
        uint64_t from = feed->pending.from;
        fill_in(tags, &feed->pending.tags);
        if (s->count > 1) {
            run->kept = feed->pending;
            keep_tags(&run->kept, &feed->pending.tags);
            start_run(run, s);
        }
        return from;
    }
    if (!has_inline && runs_on(run, s)) {
        fill_in(tags, &run->kept.tags);
        start_run(run, s);
        return run->kept.from;
    }
    run->live = false;
    return feed->line_offset;
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

void pl_feed_nmea_forget(struct pl_feed *feed) {
    feed->pending.live = false;
    feed->run.live = false;
}

/* -- sentences -- */

static int one_sentence(struct pl_feed *feed, const struct pl_sentence_place *place, pl_str lead, pl_str trail,
                        struct pl_error *err) {
    struct pl_sentence s;
    struct pl_tags tags = NO_TAGS;
    struct pl_span span = {feed->line_offset + place->start, (uint32_t)(place->end - place->start)};
    feed->counts.sentences++;
    feed->sentences_nmea++;
    if (place->tags.p != NULL) {
        read_tags(feed, place->tags, span.offset, &tags);
    }
    enum pl_ais_rejection reason = pl_sentence_read(place->text, &s);
    if (reason != PL_AIS_REJECT_COUNT) {
        pl_feed_nmea_forget(feed);
        return reject(feed, reason, 1, feed->line_no, span.offset, err);
    }
    uint64_t from = apply_lone(feed, &s, &tags, place->tags.p != NULL && !tags.bad_checksum);
    feed->pending.live = false;
    apply_around(feed, lead, trail, &tags);
    if (tags.at == PL_TIME_NONE && tags.bad_time) {
        feed->counts.bad_time++;
        pl_feed_tell(feed, feed->line_no, span.offset,
                     "its time is unreadable, before 1990 or in the future: kept without time");
    }
    if (s.count > 1) {
        struct pl_part part = {tags.at, feed->counts.sentences, feed->line_no, span, tags.station, tags.raw, tags.group,
                               from};
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

int pl_feed_nmea_line(struct pl_feed *feed, pl_str line, struct pl_error *err) {
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
    if (text.p[0] == '{' && (feed->format == PL_FEED_JSON || pl_json_row_likely(text))) {
        return pl_feed_json_line(feed, line, err);
    }
    feed->counts.other++;
    lone_line(feed, text);
    return PL_E_OK;
}
