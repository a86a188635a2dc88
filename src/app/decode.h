/* decode: hearings as they are printed, one JSON object or one line of text each (docs/format/decode.md).
 *
 * Reading files, archives and folders is app/source's work; this renders what comes out of it. No state but the
 * caller's buffer. */
#ifndef PL_APP_DECODE_H
#define PL_APP_DECODE_H

#include "ais/feed.h"
#include "app/source.h"
#include "base/buf.h"
#include "text/json.h"

/* One message: {"type":"ais",...,"src":{...}}, without a line end. */
void pl_decode_json(struct pl_json *json, const struct pl_source_member *member, const struct pl_hearing *hearing);

/* The same for people: `time mmsi type  name=value ...` and a line end; foreign text is escaped. */
void pl_decode_text(struct pl_buf *out, const struct pl_hearing *hearing);

/* The last line: {"type":"summary",...} over all that was read. */
void pl_decode_summary(struct pl_json *json, const struct pl_source *source);

#endif
