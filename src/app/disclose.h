/* What of a filing may leave the case: one set of rules for bundles, letters and the pages of reports.
 *
 * It reads filings and writes nothing. A protected source shows its alias, kind, party and the reason; what persons
 * wrote about it (grades, custody, derivations) keeps its words, and so does what else tells who it is. An interview
 * goes out only with the consent `public`. Neither a photograph's own data nor the file of an item goes out with its
 * filing, nor do interpreters and translators. Source: DESIGN invariants 1 and 11. */
#ifndef PL_APP_DISCLOSE_H
#define PL_APP_DISCLOSE_H

#include <stdbool.h>
#include <stdint.h>

#include "app/support.h"
#include "base/str.h"
#include "evidence/filing.h"

struct pl_disclosing {
    const struct pl_support *support;
    const bool *closed; /* by journal entry: contents that somebody wants withheld; NULL none */
    uint64_t n_closed;
};

/* False for an observation whose person did not agree that everybody may have it. */
bool pl_disclose_consents(const struct pl_filing *filing);

/* Is the source of that item, observation or claim protected? */
bool pl_disclose_protected(const struct pl_support *support, const struct pl_filing *filing);

/* May this field of the filing go out? */
bool pl_disclose_field(const struct pl_disclosing *d, const struct pl_filing *filing, pl_str field);

#endif
