/* The record of who asked what of the server of a case with accounts: DIR/access/record.jsonl, a JSON line a request,
 * appended. At 4 MiB it becomes record.1.jsonl, that record.2.jsonl, ... ; eight old ones are kept.
 *
 * {"type":"access","at","name","role","address","method","path","status"}: the path, never what is behind its "?" nor a
 * body, for what somebody searches for may be more telling than what they found. Of a sign-in that failed the name is
 * the account's that was tried, and "" where there is no such account. Answers of /api/stream, tiles of the map (where
 * somebody looks is nobody's affair), health checks and the page's own files are left out. It is no part of the log, of
 * bundles, releases or backups. */
#ifndef PL_HTTP_ACCESS_H
#define PL_HTTP_ACCESS_H

#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "http/route.h"

#define PL_ACCESS_BYTES ((uint64_t)4 << 20) /* of a file */
#define PL_ACCESS_FILES 8                   /* old ones */

struct pl_access;

/* Folder and file are made with the first line. max_bytes: of a file (PL_ACCESS_BYTES). USAGE, NOMEM. */
PL_MUST int pl_access_open(const char *case_dir, uint64_t max_bytes, struct pl_access **ret, struct pl_error *err);
void pl_access_close(struct pl_access *access); /* accepts NULL */

/* One line; by any thread. The times of lines of one server grow. IO. */
PL_MUST int pl_access_note(struct pl_access *access, const struct pl_viewer *viewer, const struct pl_request *req,
                           int status, pl_time now, struct pl_error *err);

/* The newest lines before that time (PL_TIME_NONE: of all), newest first, at most limit, of that account alone where
 * name is not "". *ret_before: the time of the last where there may be more, else PL_TIME_NONE. No folder: none. IO. */
PL_MUST int pl_access_read(const char *case_dir, pl_time before, pl_str name, size_t limit, struct pl_buf *out,
                           pl_time *ret_before, struct pl_error *err);

#endif
