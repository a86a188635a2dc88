/* Acts: entries of the journal that are no exhibit but what a person did: a screening that was kept, a decision, a
 * change of the watch list, a required list, a withdrawal. Derived: an index; what was done stands in the payload. */
#ifndef PL_STORE_ACT_H
#define PL_STORE_ACT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/time.h"
#include "ledger/entry.h"
#include "store/case.h"
#include "store/journal.h"

/* True for the kinds of entry that are acts: screening, decision, watch, requirement, rules, alert, withdrawal,
 * release, and every filing (evidence/filing). */
bool pl_act_is(pl_str kind);

/* Inside a transaction, behind its journal entry; what follows from a filing or a withdrawal is derived too. */
PL_MUST int pl_act_add(struct pl_case *c, int64_t seq, pl_str kind, pl_time at, struct pl_error *err);

/* One act with its payload; everything lives until the sink returns. */
struct pl_act {
    int64_t seq;
    pl_str kind;
    pl_time at;
    const struct pl_journal_field *fields;
    size_t n_fields;
};
typedef int (*pl_act_sink)(void *ctx, const struct pl_act *act, struct pl_error *err);

/* The acts of a kind ("" : every kind) among the first `before` entries, in journal order. */
PL_MUST int pl_act_each(struct pl_case *c, pl_str kind, int64_t before, pl_act_sink sink, void *ctx,
                        struct pl_error *err);

/* The text of a field, or {NULL,0}. */
pl_str pl_act_text(const struct pl_act *act, const char *field);

#endif
