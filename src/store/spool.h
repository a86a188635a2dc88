/* What came of a live feed and is in no exhibit yet: CASE/live/FEED/spool/, files of bytes in order.
 *
 * A *stream offset* counts the bytes of a feed since it was first followed. Each file is called after the offset of its
 * first byte, 20 digits, and the next begins where it ends; files begin at the start of a line and end at about
 * PL_SPOOL_FILE_BYTES. One process follows a feed (a lock); in it one thread writes and another may read, each with a
 * handle of its own. What pl_spool_sync has returned for survives a crash. docs/format/live.md. */
#ifndef PL_STORE_SPOOL_H
#define PL_STORE_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"
#include "base/time.h"

#define PL_SPOOL_FILE_BYTES ((uint64_t)64 << 20)
#define PL_LIVE_NAME_MAX    64
#define PL_LIVE_PATH_MAX    4096

/* A feed's name is that of a folder: 1 to 64 of a-z A-Z 0-9 . _ -, not beginning with a point. */
bool pl_live_name_ok(pl_str name);

/* CASE/live/FEED/NAME into out (PL_LIVE_PATH_MAX bytes); name "" : the folder itself. LIMIT. */
PL_MUST int pl_live_path(const char *case_dir, const char *feed, const char *name, char *out, struct pl_error *err);

/* Makes the folders (0700) and takes the lock of the feed, until *ret_fd is closed. BUSY naming the holder, IO. */
PL_MUST int pl_live_lock(const char *case_dir, const char *feed, int *ret_fd, struct pl_error *err);

/* The feeds of a case, sorted; none is no error. The name lives until the sink returns. IO, the sink's code. */
PL_MUST int pl_live_each(const char *case_dir, int (*sink)(void *ctx, const char *feed, struct pl_error *err),
                         void *ctx, struct pl_error *err);

struct pl_spool;

/* For writing on at *ret_end; last: when the last byte came, PL_TIME_NONE unknown. least: where the spool begins if it
 * holds nothing. What a crash left unfinished behind the last line end is cut off. IO, STORE where a file is missing.
 */
PL_MUST int pl_spool_open(const char *case_dir, const char *feed, uint64_t least, struct pl_spool **ret_spool,
                          uint64_t *ret_end, pl_time *ret_last, struct pl_error *err);

/* Whole lines. A write that fails leaves what was there before. IO. */
PL_MUST int pl_spool_append(struct pl_spool *spool, pl_str lines, struct pl_error *err);
PL_MUST int pl_spool_sync(struct pl_spool *spool, struct pl_error *err);

void pl_spool_close(struct pl_spool *spool); /* accepts NULL */

struct pl_spool_reader;

PL_MUST int pl_spool_reader_open(const char *case_dir, const char *feed, struct pl_spool_reader **ret_reader,
                                 struct pl_error *err);

/* Up to cap bytes from that stream offset on; *ret_n 0: there is no more yet. STORE where the bytes are gone, IO. */
PL_MUST int pl_spool_read(struct pl_spool_reader *reader, uint64_t from, void *bytes, size_t cap, size_t *ret_n,
                          struct pl_error *err);

/* Removes the files that lie wholly before `upto`, but for the last. */
PL_MUST int pl_spool_drop(struct pl_spool_reader *reader, uint64_t upto, struct pl_error *err);

void pl_spool_reader_close(struct pl_spool_reader *reader); /* accepts NULL */

#endif
