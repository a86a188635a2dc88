#include "ais/feed_in.h"
#include "ais/json_row.h"

#include "base/ban.h"

#define MAX_VALUES ((size_t)8 << 20) /* of one line of 64 KiB, read */

static int refuse(struct pl_feed *feed, enum pl_ais_rejection reason, const char *why, struct pl_error *err) {
    feed->counts.with_sentence++;
    feed->counts.sentences++;
    feed->counts.rejected[reason]++;
    return pl_feed_complain(feed, reason, feed->line_no, feed->line_offset, why, err);
}

/* A report without a time of its own has that of the lone line before it, as a sentence would. */
static void fill_in(struct pl_feed *feed, struct pl_table_row *said, pl_str *station) {
    const struct pl_tags *lone = &feed->pending.tags;
    if (!feed->pending.live) {
        return;
    }
    if (said->at == PL_TIME_NONE && !said->bad_time) {
        said->at = lone->at;
        said->bad_time = lone->bad_time && lone->at == PL_TIME_NONE;
    }
    *station = lone->station;
}

static int accept(struct pl_feed *feed, pl_str line, struct pl_table_row *said, pl_str channel, struct pl_error *err) {
    struct pl_span span = {feed->line_offset, (uint32_t)line.n};
    pl_str station = PL_STR("");
    fill_in(feed, said, &station);
    feed->counts.with_sentence++;
    feed->counts.sentences++;
    feed->counts.singles++;
    if (said->bad_time) {
        feed->counts.bad_time++;
        pl_feed_tell(feed, feed->line_no, span.offset,
                     "its time is unreadable, before 1990 or in the future: kept without time");
    }
    struct pl_hearing h = {.at = said->at,
                           .station = station,
                           .channel = channel,
                           .mmsi = said->mmsi,
                           .msg = said->msg,
                           .row = &said->row,
                           .parts = &span,
                           .n_parts = 1,
                           .line = feed->line_no,
                           .raw_tags = PL_STR("")};
    int code = pl_feed_give(feed, &h, err);
    pl_feed_nmea_forget(feed);
    return code;
}

int pl_feed_json_line(struct pl_feed *feed, pl_str line, struct pl_error *err) {
    struct pl_arena arena;
    struct pl_error why_not;
    const struct pl_jval *object = NULL;
    const char *why = "not a JSON object";
    struct pl_table_row said;
    pl_str channel = PL_STR("");
    pl_arena_open(&arena, MAX_VALUES);
    enum pl_json_row_kind kind = PL_JSON_ROW_BAD;
    if (pl_json_read(line, &arena, &object, &why_not) == PL_E_OK && object->kind == PL_JVAL_OBJECT) {
        kind = pl_json_row_read(object, feed->latest, &said, &channel, &why);
    }
    int code = PL_E_OK;
    if (kind == PL_JSON_ROW_OTHER || (kind == PL_JSON_ROW_GPSD && feed->sentences_nmea > 0)) {
        feed->counts.other++; /* a gpsd that gives the sentences too: what they say counts */
        code = PL_E_OK;
    } else if (kind == PL_JSON_ROW_BAD || kind == PL_JSON_ROW_UNKNOWN) {
        pl_feed_nmea_forget(feed);
        code = kind == PL_JSON_ROW_BAD
                   ? refuse(feed, PL_AIS_REJECT_MALFORMED, why, err)
                   : refuse(feed, PL_AIS_REJECT_UNKNOWN_TYPE, "not a message type from 1 to 27", err);
    } else {
        feed->json_name = kind == PL_JSON_ROW_GPSD ? "json:gpsd" : "json:aisstream";
        code = accept(feed, line, &said, channel, err);
    }
    pl_arena_close(&arena);
    return code;
}
