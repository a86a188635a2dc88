/* item add, for bytes that came over the network: a photograph or file in memory becomes an exhibit.
 *
 * The bytes are kept as received and never opened here; what a photograph says of itself is read by the confined helper
 * (app/item). The same bytes under the same words and marking again, as after an answer that got lost, file nothing:
 * the exhibit that stands is the answer. */
#ifndef PL_APP_ITEM_UPLOAD_H
#define PL_APP_ITEM_UPLOAD_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "evidence/filing.h"

#define PL_ITEM_UPLOAD_MAX ((uint64_t)64 << 20) /* bytes: what the helper takes of a photograph */

struct pl_item_upload {
    const char *dir;
    pl_time now;
    const struct pl_filing *item; /* of kind item: title, name and what else is said of it */
    pl_str marking;               /* "" : PL_MARKING_UNSET */
    pl_str bytes;
};

struct pl_item_uploaded {
    char id[PL_FILING_ID_MAX];
    bool known; /* it stood already; nothing was written */
};

/* json receives its line and the summary, as `item add --json` prints them. EMPTY without bytes, LIMIT beyond
 * PL_ITEM_UPLOAD_MAX, USAGE as pl_filing_new, BUSY, STORE, IO. */
PL_MUST int pl_item_upload(const struct pl_item_upload *upload, struct pl_buf *json, struct pl_item_uploaded *ret,
                           struct pl_error *err);

/* What a file shows before it is kept, so that whoever sends it knows what they say with it: its media type, what a
 * photograph says of itself, and the picture that would be shown, made anew by the confined helper (base64):
 * {"type":"look","media","bytes","sha256","exif":{"time","camera","lat","lon"},"shown","words","picture"}. words: what
 * is left out of the picture, or why there is none. Nothing is kept. EMPTY, LIMIT, NOMEM. */
PL_MUST int pl_item_look(pl_str bytes, struct pl_arena *arena, struct pl_buf *json_out, struct pl_error *err);

#endif
