/* What the lists of a case hold: `list`, `list diff`, `list show`, `list compare`.
 *
 * Each answer is rendered into `out`: JSON Lines whose last is a summary, or a table for a terminal. Known at and as of
 * as everywhere: --known-at leaves out what came into the case later, --as-of asks inside that what was in force or
 * published on a day. */
#ifndef PL_APP_LIST_ANSWER_H
#define PL_APP_LIST_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"

struct pl_list_ask {
    const char *dir;  /* the case */
    pl_time known_at; /* or PL_TIME_NONE */
    bool has_as_of;
    int32_t as_of; /* a day */
    pl_time now;   /* ages count to as_of, else to known_at, else to this */
    bool json;
    bool all;       /* pl_list_overview: every publication, not the newest of each list only */
    bool case_only; /* pl_list_diff: a side is a publication of the case, never a file */
};

/* The publications of the case with day, age and counts. As of a day: the newest published by then. */
PL_MUST int pl_list_overview(const struct pl_list_ask *ask, struct pl_buf *out, struct pl_error *err);

/* What changed from a to b, each a LIST, LIST@DAY of the case, or a file or folder (then without a case); a NULL: from
 * the publication of the case before b. Both must be of one list. NOT_FOUND, USAGE, and what a reader says. */
PL_MUST int pl_list_diff(const struct pl_list_ask *ask, const char *a, const char *b, struct pl_buf *out,
                         struct pl_error *err);

/* Everything known of an entry, by its stable id or reference, `LIST:ID` where several lists have it: each value with
 * the field it stands in and the publications that hold it, and whether it was listed as of the day. NOT_FOUND. */
PL_MUST int pl_list_show(const struct pl_list_ask *ask, const char *id, struct pl_buf *out, struct pl_error *err);

/* Who lists this party or ship: every list of the case side by side, found by IMO number, by cross reference, by name;
 * since when, and where they differ. what is an IMO number, an id or reference (LIST:ID), or a name. */
PL_MUST int pl_list_compare(const struct pl_list_ask *ask, const char *what, struct pl_buf *out, struct pl_error *err);

#endif
