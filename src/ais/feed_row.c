#include <stdlib.h>

#include "ais/feed_in.h"
#include "text/csv.h"

#include "base/ban.h"

/* A stray quote must not take the rest of a file with it: a row has at most so many lines, and PL_FEED_MAX_LINE bytes
 * without its last line end. */
#define MAX_ROW_LINES 32

/* Some lines of the table from the start of a row on. */
struct row_text {
    pl_str text; /* without its last line end */
    uint64_t line, offset;
    unsigned lines;
};

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

/* Counts a row that cannot be read. */
static int refuse(struct pl_feed *feed, const struct row_text *row, const char *why, struct pl_error *err) {
    feed->counts.with_sentence += row->lines;
    feed->counts.sentences++;
    feed->counts.rejected[PL_AIS_REJECT_MALFORMED]++;
    return pl_feed_complain(feed, PL_AIS_REJECT_MALFORMED, row->line, row->offset, why, err);
}

static int accept(struct pl_feed *feed, const struct row_text *row, const struct pl_table_row *said,
                  struct pl_error *err) {
    struct pl_span span = {row->offset, (uint32_t)row->text.n};
    feed->counts.with_sentence += row->lines;
    feed->counts.sentences++;
    feed->counts.singles++;
    if (said->bad_time) {
        feed->counts.bad_time++;
        pl_feed_tell(feed, row->line, span.offset, "its time is before 1990 or in the future: kept without time");
    }
    struct pl_hearing h = {.at = said->at,
                           .station = PL_STR(""),
                           .channel = PL_STR(""),
                           .mmsi = said->mmsi,
                           .msg = said->msg,
                           .row = &said->row,
                           .parts = &span,
                           .n_parts = 1,
                           .line = row->line,
                           .raw_tags = PL_STR("")};
    return pl_feed_give(feed, &h, err);
}

static pl_str without_cr(pl_str line) {
    return line.n > 0 && line.p[line.n - 1] == '\r' ? pl_str_sub(line, 0, line.n - 1) : line;
}

/* A line that is no part of a row over several lines. */
static int single_line(struct pl_feed *feed, const struct row_text *row, struct pl_error *err) {
    struct pl_table_row said;
    if (pl_str_trim(row->text).n == 0) {
        feed->counts.blank++;
        return PL_E_OK;
    }
    const char *why = pl_table_read(feed->table, row->text, &said);
    return why != NULL ? refuse(feed, row, why, err) : accept(feed, row, &said, err);
}

/* -- rows with a line end inside a quoted field -- */

/* The row that starts at `at` of the waiting lines, as far as it has come, and how its quotes stand. */
static struct row_text row_at(const struct pl_feed *feed, size_t at, enum pl_csv_quotes *ret_quotes) {
    const struct waiting_row *w = &feed->row;
    struct row_text row = {.offset = w->offset + at};
    size_t end = at;
    do {
        end += pl_str_find(pl_str_make(w->bytes + end, w->n - end), '\n') + 1;
        row.text = without_cr(pl_str_make(w->bytes + at, end - 1 - at));
        row.lines++;
        *ret_quotes = pl_csv_quotes(row.text, pl_table_separator(feed->table));
    } while (*ret_quotes == PL_CSV_OPEN && end < w->n && row.lines < MAX_ROW_LINES);
    return row;
}

/* Reads one row, or the first line of what is none; *ret_used gets its bytes, 0 where more lines may complete it. */
static int take_row(struct pl_feed *feed, size_t at, uint64_t line, bool ended, size_t *ret_used,
                    struct pl_error *err) {
    const struct waiting_row *w = &feed->row;
    enum pl_csv_quotes quotes = PL_CSV_CLOSED;
    struct row_text row = row_at(feed, at, &quotes);
    size_t first = pl_str_find(pl_str_make(w->bytes + at, w->n - at), '\n') + 1;
    struct row_text head = {without_cr(pl_str_make(w->bytes + at, first - 1)), line, row.offset, 1};
    row.line = line;
    *ret_used = first;
    if (quotes == PL_CSV_OPEN) {
        if (!ended && row.lines < MAX_ROW_LINES && row.text.n <= PL_FEED_MAX_LINE) {
            *ret_used = 0;
            return PL_E_OK;
        }
        return refuse(feed, &head, "a quoted field is not closed within 32 lines and 65,536 bytes", err);
    }
    if (row.lines == 1) {
        return single_line(feed, &head, err);
    }
    struct pl_table_row said;
    const char *why = quotes == PL_CSV_STRAY          ? "a quoted field goes on behind its closing quote"
                      : row.text.n > PL_FEED_MAX_LINE ? "a row of more than 65,536 bytes"
                                                      : pl_table_read(feed->table, row.text, &said);
    if (why != NULL) {
        return refuse(feed, &head, why, err); /* and its other lines are read on their own */
    }
    *ret_used = (size_t)(row.text.p + row.text.n - (w->bytes + at));
    *ret_used += pl_str_find(pl_str_make(w->bytes + at + *ret_used, w->n - at - *ret_used), '\n') + 1;
    return accept(feed, &row, &said, err);
}

/* Reads what is complete of the waiting lines. */
static int take_rows(struct pl_feed *feed, bool ended, struct pl_error *err) {
    struct waiting_row *w = &feed->row;
    size_t at = 0;
    size_t used = 1;
    int code = PL_E_OK;
    while (code == PL_E_OK && at < w->n && used > 0) {
        code = take_row(feed, at, w->line, ended, &used, err);
        for (size_t i = at; i < at + used; i++) {
            w->line += w->bytes[i] == '\n' ? 1 : 0;
        }
        at += used;
    }
    memmove(w->bytes, w->bytes + at, w->n - at);
    w->n -= at;
    w->offset += at;
    return code;
}

static int wait_for_more(struct pl_feed *feed, pl_str line, struct pl_error *err) {
    struct waiting_row *w = &feed->row;
    if (w->bytes == NULL) {
        w->bytes = malloc(2 * (PL_FEED_MAX_LINE + 2)); /* a row up to its ceiling, and one line more */
        if (w->bytes == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory to read a row of several lines");
        }
    }
    if (w->n == 0) {
        w->line = feed->line_no;
        w->offset = feed->line_offset;
    }
    memcpy(w->bytes + w->n, line.p, line.n);
    w->bytes[w->n + line.n] = '\n';
    w->n += line.n + 1;
    return take_rows(feed, false, err);
}

int pl_feed_row_end(struct pl_feed *feed, struct pl_error *err) {
    return feed->row.n > 0 ? take_rows(feed, true, err) : PL_E_OK;
}

int pl_feed_row_line(struct pl_feed *feed, pl_str line, struct pl_error *err) {
    struct row_text row = {without_cr(line), feed->line_no, feed->line_offset, 1};
    if (feed->row.n > 0) {
        return wait_for_more(feed, line, err);
    }
    if (feed->table == NULL) {
        if (pl_str_trim(row.text).n == 0) {
            feed->counts.blank++;
            return PL_E_OK;
        }
        if (row.text.p[0] == '#' && !pl_table_is_header(row.text, pl_str_from(feed->columns))) {
            feed->counts.comment++;
            return PL_E_OK;
        }
        int code = open_table(feed, row.text, err);
        if (code != PL_E_OK || pl_table_has_header(feed->table)) {
            feed->counts.other++;
            return code;
        }
        size_t bom = pl_str_starts(line, PL_STR("\xEF\xBB\xBF")) ? 3 : 0;
        line = pl_str_sub(line, bom, line.n);
        row.text = pl_str_sub(row.text, bom, row.text.n);
        row.offset += bom;
        feed->line_offset += bom;
    }
    if (pl_csv_quotes(row.text, pl_table_separator(feed->table)) == PL_CSV_OPEN) {
        return wait_for_more(feed, line, err);
    }
    return single_line(feed, &row, err);
}
