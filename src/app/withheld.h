/* What was filed about a thing, exists, and is withheld from this reader: counted in one way for every answer that
 * shows the thing (claims, filings, findings, reports), so that none looks unanimous, unheard, uncorrected or better
 * founded than it is to whoever is kept from what would show otherwise. How many there are is told, and nothing else of
 * them: a review is not told from a dissent. Nothing for a case that is not limited (store/clearance.h). */
#ifndef PL_APP_WITHHELD_H
#define PL_APP_WITHHELD_H

#include <stdint.h>

#include "base/error.h"
#include "base/str.h"
#include "evidence/filing.h"
#include "report/facts.h"
#include "store/case.h"
#include "text/json.h"

/* Filings that refer to this one as of `before` entries; of letters about it also that they were sent, and replies. */
PL_MUST int pl_withheld_about(struct pl_case *c, const struct pl_filing *filing, int64_t before,
                              struct pl_report_unseen *ret, struct pl_error *err);

/* The members {"judgements","letters","outcomes","corrections","supports","grades"}, a number each, into an object. */
void pl_withheld_members(const struct pl_report_unseen *unseen, struct pl_json *json);

#endif
