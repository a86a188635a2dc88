/* CSV as RFC 4180 says and as lists really are: quoted fields with doubled quotes and line ends inside, CRLF or LF, a
 * BOM, any one-byte separator, an optional 0x1A at the end of the file.
 *
 * Push-style: bytes come in any cut; a record is complete at its line end. Fields are views that live until the next
 * call. A record has at most 1,024 fields and 1 MiB. And the one CSV writer. */
#ifndef PL_TEXT_CSV_H
#define PL_TEXT_CSV_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"

#define PL_CSV_MAX_FIELDS 1024

struct pl_csv_record {
    const pl_str *fields; /* unquoted */
    size_t n;
    uint64_t line;   /* 1-based line of its first byte */
    uint64_t offset; /* byte of its first byte */
    uint32_t length; /* bytes, without the line end */
};

/* A code other than 0 stops the reader, which returns it. */
typedef int (*pl_csv_sink)(void *ctx, const struct pl_csv_record *record, struct pl_error *err);

struct pl_csv;

/* sep: ',' ';' '\t' or '|'; 0 takes the most frequent of them in the first line. Blank lines are not records. */
PL_MUST int pl_csv_open(char sep, pl_csv_sink sink, void *ctx, struct pl_csv **ret_csv, struct pl_error *err);
PL_MUST int pl_csv_push(struct pl_csv *csv, const void *bytes, size_t n, struct pl_error *err);
PL_MUST int pl_csv_finish(struct pl_csv *csv, struct pl_error *err); /* an open quote is FORMAT */
void pl_csv_close(struct pl_csv *csv);

/* Splits one line (without its end, no quoted line ends) in place of a reader: at most max fields, views into line or,
 * where quotes had to be removed, into scratch. Returns the number of fields. For hot paths. */
size_t pl_csv_split(pl_str line, char sep, pl_str *fields, size_t max, struct pl_buf *scratch);

/* One field: quoted where needed; a cell that a spreadsheet would run as a formula (= + - @ tab CR at its start, not
 * a plain number) gets a leading apostrophe. */
void pl_csv_write(struct pl_buf *buf, pl_str field, bool first);
void pl_csv_write_end(struct pl_buf *buf); /* CRLF is not used: a single LF */

#endif
