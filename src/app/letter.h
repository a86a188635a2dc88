/* letter new: a dated letter from a template, about a finding, claim or report; kept as an object and filed. Sending it
 * (`letter sent`) and what comes back (`letter reply`) are filings of their own. */
#ifndef PL_APP_LETTER_H
#define PL_APP_LETTER_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "evidence/filing.h"

struct pl_letter_new {
    const char *dir;
    pl_str template; /* of pl_letter_templates */
    pl_str to;       /* one addressee; "" for a correction: everybody who received a release of what it corrects */
    pl_str about;    /* a finding, claim or report; needed but for `request` */
    pl_str party;    /* for which of those that the finding names, by `;`; "" : the addressee, or the only one named */
    pl_str dated;    /* YYYY-MM-DD; "" today */
    pl_str due;      /* YYYY-MM-DD; "" so many days after it as the template says */
    pl_str by, text, label;
    const char *out; /* a folder: each letter is written there as <id>.txt; NULL: only filed */
    pl_time now;
};

struct pl_letter_template {
    const char *name, *subject;
    const char *ask;     /* what is asked, in one paragraph */
    int days;            /* until the deadline; 0: none */
    bool shows_evidence; /* a list of what it rests on is added: sources by alias alone */
};
extern const struct pl_letter_template pl_letter_templates[]; /* ended by a NULL name */

/* Appends the id of each letter, a line each. Foreign words stand in it with their control and bidirectional characters
 * escaped (report/safe). USAGE for no such template, a missing addressee, a due day before its date, a party that the
 * finding does not name, and a correction that is about none or that nobody is to hear of; LIMIT beyond 256 receivers;
 * NOT_FOUND. */
PL_MUST int pl_letter_new(const struct pl_letter_new *letter, struct pl_buf *ids, struct pl_error *err);

#endif
