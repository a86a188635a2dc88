/* The EU's consolidated list of financial sanctions (FSF), XML 1.1.
 *
 * Source: the issuer's schema export 1.1 and its files. All data stand in attributes; one with text
 * that is not read is counted in publication.unread. What is read into what, and why the designation date is the
 * listing date: docs/format/lists.md. */
#ifndef PL_LISTS_EU_H
#define PL_LISTS_EU_H

#include "lists/xmlist.h"

extern const struct pl_xmlist_format pl_eu_format;

/* True where a remark calls a name weak: "low quality alias", also with the list's own slips ("lo quality"). */
bool pl_eu_weak(pl_str remark);

/* The schema of a subject, by its type ("person", "enterprise", "vessel") or its classification (P, E). */
int pl_eu_schema(pl_str type, pl_str classification);

/* A country's code as the list gives it: 00 is its word for unknown (""); CS (Serbia and Montenegro) stands for RS. */
pl_str pl_eu_country(pl_str code);

/* A date of birth as the list gives it in parts, "" where one is not given. */
struct pl_eu_birth {
    pl_str date; /* whole: the parts say it again */
    pl_str day, month, year, year_from, year_to, calendar;
    bool circa;
};

/* Writes it as text/interval reads it, nothing where no date is given. A date of another calendar keeps its calendar's
 * name behind it, so that it is compared with no Gregorian one. */
void pl_eu_birth_date(const struct pl_eu_birth *birth, struct pl_buf *text);

/* What an identification is (enum pl_prop), by its type's code, or by its description where the code is "other". */
int pl_eu_document(pl_str code, pl_str words);

#endif
