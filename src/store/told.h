/* The log of a feed: what was told of it, when it was down, which of its bytes became which exhibit. Append-only lines
 * in CASE/live/FEED/log (docs/format/live.md).
 *
 * A line is a letter, its fields, and the first 8 hex digits of the SHA-256 of all before them:
 * `T 1 9f86... 1c2d... - 2026-03-01T00:00:05Z {"type":"gap",...} 5b3e8a01`. What a crash left of a last line is cut
 * off; a bad line before others is damage. The first line names the form and the feed. One writer. */
#ifndef PL_STORE_TOLD_H
#define PL_STORE_TOLD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"

#define PL_TOLD_FORM     "plimsoll-live/1"
#define PL_TOLD_LINE_MAX ((size_t)1 << 20)

struct pl_told;

/* One line without its sum and its end; text is what stands behind the letter and a space. Lives until the sink
 * returns. */
typedef int (*pl_told_sink)(void *ctx, char letter, pl_str text, struct pl_error *err);

/* Reads all lines (but the first) to the sink. NOT_FOUND, VERSION, STORE for damage, the sink's code. */
PL_MUST int pl_told_read(const char *case_dir, const char *feed, pl_told_sink sink, void *ctx, struct pl_error *err);

/* The same, then open for more; made where it is missing: about says what the feed is, one line of text. VERSION,
 * STORE, IO. */
PL_MUST int pl_told_open(const char *case_dir, const char *feed, pl_str about, pl_told_sink sink, void *ctx,
                         struct pl_told **ret_told, struct pl_error *err);

/* Adds a line to what the next commit writes. text holds no line end. LIMIT. */
PL_MUST int pl_told_add(struct pl_told *told, char letter, pl_str text, struct pl_error *err);

/* Writes what was added; with sync it survives a crash when this returns. A failure leaves whole lines only, and what
 * was added is still to be written. IO. */
PL_MUST int pl_told_commit(struct pl_told *told, bool sync, struct pl_error *err);

void pl_told_close(struct pl_told *told); /* accepts NULL */

#endif
