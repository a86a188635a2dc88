/* CSV as RFC 4180 says and as lists really are: quoted fields with doubled quotes and line ends inside, CRLF or LF, a
 * BOM, any one-byte separator, an optional 0x1A at the end of the file.
 *
 * Push-style: bytes come in any cut; a record is complete at its line end. Fields are views that live until the next
 * call. A quote opens a quoted field only at the field's start; elsewhere it is a byte like any other; what follows a
 * closing quote up to the separator belongs to the field. A record has at most 1,024 fields and 1 MiB. And the one
 * CSV writer. Memory is bounded by two records. Not shared between threads. */
#ifndef PL_TEXT_CSV_H
#define PL_TEXT_CSV_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"

#define PL_CSV_MAX_FIELDS 1024
#define PL_CSV_MAX_BYTES  ((size_t)1024 * 1024)

struct pl_csv_record {
    const pl_str *fields; /* unquoted */
    size_t n;             /* 0 where code is set */
    int code;             /* 0; PL_E_LIMIT where the record has too many fields or bytes: it is reported, not read */
    uint64_t line;        /* 1-based line of its first byte */
    uint64_t offset;      /* byte of its first byte */
    uint32_t length;      /* bytes, without the line end */
};

/* A code other than 0 stops the reader, which returns it. */
typedef int (*pl_csv_sink)(void *ctx, const struct pl_csv_record *record, struct pl_error *err);

struct pl_csv;

/* sep: any one byte but a quote or a line end; 0 takes the most frequent of , ; tab and | outside quotes in the first
 * line that is not blank. Blank lines are not records. USAGE, NOMEM. */
PL_MUST int pl_csv_open(char sep, pl_csv_sink sink, void *ctx, struct pl_csv **ret_csv, struct pl_error *err);

/* Reads on; sink is called for each record that became complete. FORMAT where the text begins with the byte order mark
 * of UTF-16, which it names; the sink's code, NOMEM. */
PL_MUST int pl_csv_push(struct pl_csv *csv, const void *bytes, size_t n, struct pl_error *err);

/* The last record may lack its line end. An open quote is FORMAT with the place of its record, which is not reported.
 */
PL_MUST int pl_csv_finish(struct pl_csv *csv, struct pl_error *err);

/* The separator in use; 0 while it is not yet known. */
char pl_csv_separator(const struct pl_csv *csv);

/* Accepts NULL. */
void pl_csv_close(struct pl_csv *csv);

/* Splits one line (without its end, no quoted line ends) in place of a reader: views into line or, where quotes had to
 * be removed, into scratch, which is cleared first. Returns the number of fields that the line has, of which at most
 * max were stored. An empty line has one empty field. For hot paths. */
size_t pl_csv_split(pl_str line, char sep, pl_str *fields, size_t max, struct pl_buf *scratch);

/* How the quotes of a text stand that starts with a record. */
enum pl_csv_quotes {
    PL_CSV_CLOSED, /* no quoted field is open at its end */
    PL_CSV_OPEN,   /* it ends inside a quoted field, which may go on in the next line */
    PL_CSV_STRAY   /* closed, but bytes stand between a closing quote and the separator or the end */
};
enum pl_csv_quotes pl_csv_quotes(pl_str text, char sep);

/* One field: quoted where needed; a cell that a spreadsheet would run as a formula (= + - @ tab CR at its start, not
 * a plain number) gets a leading apostrophe; control characters (but tab and line feed) and bidirectional marks are
 * written as \u{XXXX}, broken UTF-8 as U+FFFD. */
void pl_csv_write(struct pl_buf *buf, pl_str field, bool first);
void pl_csv_write_end(struct pl_buf *buf); /* CRLF is not used: a single LF */

#endif
