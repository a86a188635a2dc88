/* find and show: filings of a case by words, kind, ship and time, and one of them with all that is about it. */
#ifndef PL_APP_FIND_H
#define PL_APP_FIND_H

#include <stdbool.h>
#include <stdint.h>

#include "app/known_at.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"

struct pl_find {
    const char *dir;
    pl_time known_at; /* or PL_TIME_NONE */
    pl_str words;     /* all of them; a phrase in quotes; "" any */
    pl_str kind;      /* of evidence/filing; "" every */
    pl_str imo, mmsi; /* "" any */
    pl_str name;      /* folded and equal; "" any */
    pl_time from, to; /* what overlaps; PL_TIME_NONE any */
    bool withdrawn;   /* show those too */
    bool json;
};

/* Appends JSON lines with a summary, or text for people. USAGE for a kind that is none or words that cannot be
 * searched. *ret_known may be NULL. */
PL_MUST int pl_find_run(const struct pl_find *find, struct pl_buf *out, struct pl_knowledge *ret_known,
                        struct pl_error *err);

/* One filing by id or label, and the filings that refer to it. NOT_FOUND. */
PL_MUST int pl_find_show(const char *dir, pl_time known_at, pl_str id, bool json, struct pl_buf *out,
                         struct pl_error *err);

#endif
