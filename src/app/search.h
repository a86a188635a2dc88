/* search: one question put to everything in a case: ships, filings of every kind, names on lists, the text of reports,
 * notes of the shifts and reasons given, alerts and events by the beginning of their id.
 *
 * Words are compared without case and accents, all must occur; the last may be a beginning. What the reader is not
 * cleared for is not found, and not counted. The kinds take turns in a page, so that many of one hide none of another;
 * the summary counts them all (up to 1,000 of a kind). */
#ifndef PL_APP_SEARCH_H
#define PL_APP_SEARCH_H

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"

#define PL_SEARCH_EACH 1000 /* hits of one kind that are looked at */

struct pl_search {
    const char *dir;
    pl_time known_at; /* or PL_TIME_NONE */
    pl_str text;
    pl_str kind;        /* vessel, event, list, note, or a kind of filing; "" every */
    size_t from, limit; /* hits [from, from + limit) of an order in which the kinds take turns */
};

/* {"type":"hit","kind","id","title","detail","href","at"} each, then a summary with "counts" by kind. href: where the
 * page shows it. *ret_next: `from` of the next page; 0: there is none. USAGE for a text without a word and for a
 * kind that is none. */
PL_MUST int pl_search_run(const struct pl_search *search, struct pl_buf *out, size_t *ret_next, struct pl_error *err);

#endif
