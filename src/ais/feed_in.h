/* The feed between its files: feed.c cuts bytes into lines and finds out what they are, feed_nmea.c reads lines of
 * sentences, feed_json.c lines of JSON, feed_row.c lines of tables. For these only. */
#ifndef PL_AIS_FEED_IN_H
#define PL_AIS_FEED_IN_H

#include "ais/assemble.h"
#include "ais/feed.h"
#include "ais/sentence.h"
#include "ais/table.h"

#define PL_FEED_MAX_LINE ((size_t)65536)

/* A line or tag text that outlives its line. */
struct kept_tags {
    struct pl_tags tags;
    bool live;
    bool station_by_tag; /* a tag block's station goes before that of $PGHP */
    uint64_t from;       /* the byte where the first of these lines begins */
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

/* The lines of a table from the first on whose row is not complete, each with its LF. */
struct waiting_row {
    char *bytes; /* NULL until a row needs it */
    size_t n;
    uint64_t line, offset; /* of bytes[0] */
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
    struct waiting_row row;
    const char *json_name;   /* of the kind of the last JSON report; NULL none */
    uint64_t sentences_nmea; /* of the sentences: not JSON */
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

/* One line of sentences, without its end. */
PL_MUST int pl_feed_nmea_line(struct pl_feed *feed, pl_str line, struct pl_error *err);

/* One line that begins with {: a report as gpsd or aisstream write it, or something else of theirs. */
PL_MUST int pl_feed_json_line(struct pl_feed *feed, pl_str line, struct pl_error *err);

/* What was said about the next message is void: a line between could not be read. */
void pl_feed_nmea_forget(struct pl_feed *feed);

/* What feed->assemble calls. */
struct pl_assemble_sink pl_feed_nmea_sink(struct pl_feed *feed);

/* One line of a table, without its LF. A row whose quoted field goes on over the line waits for the next. */
PL_MUST int pl_feed_row_line(struct pl_feed *feed, pl_str line, struct pl_error *err);

/* No line follows that a waiting row could go on in. */
PL_MUST int pl_feed_row_end(struct pl_feed *feed, struct pl_error *err);

/* Counts and hands on one message. */
PL_MUST int pl_feed_give(struct pl_feed *feed, struct pl_hearing *h, struct pl_error *err);

/* Tells the caller; nothing is counted. */
PL_MUST int pl_feed_complain(struct pl_feed *feed, enum pl_ais_rejection reason, uint64_t line, uint64_t offset,
                             const char *why, struct pl_error *err);
void pl_feed_tell(struct pl_feed *feed, uint64_t line, uint64_t offset, const char *why);

#endif
