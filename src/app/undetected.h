/* What a case holds and detection has not read: reports that were kept by an import which ended before its detection
 * did (it was stopped, the disk was full, or it was asked not to detect). Events, and leads as far as they rest on
 * events, are then not all that follows from the case, and the answers that list them say so (JSON, GeoJSON, text; a
 * CSV has no place for it).
 *
 * An import notes what it touched in the transaction that keeps its reports, and detection strikes that out in the
 * transaction that keeps its events (store/snapshot): so this survives a crash at any moment, and needs no other mark.
 */
#ifndef PL_APP_UNDETECTED_H
#define PL_APP_UNDETECTED_H

#include <stdbool.h>
#include <stdint.h>

#include "app/known_at.h"
#include "base/buf.h"
#include "base/error.h"
#include "text/json.h"

struct pl_undetected {
    uint64_t imports; /* journal entries with such reports, of those that this reader may see; 0: detection read all */
    bool running;     /* somebody is at work who will detect: nothing is missing, it is on its way */
};

/* Of the case as it was known then. STORE. */
PL_MUST int pl_undetected_read(const struct pl_known_at *known, struct pl_undetected *ret, struct pl_error *err);

/* "undetected":{"imports":N,"running":true|false} into an open object. */
void pl_undetected_json(const struct pl_undetected *undetected, struct pl_json *json);

/* In words, with what to do; nothing where detection read all. */
void pl_undetected_text(const struct pl_undetected *undetected, struct pl_buf *out);

#endif
