/* What stands around a lead: the events of its ship, how common such events are among all ships there, and the innocent
 * explanations that nothing here rules out. Part of app/leads. */
#ifndef PL_APP_LEAD_CONTEXT_H
#define PL_APP_LEAD_CONTEXT_H

#include "app/leads.h"
#include "base/arena.h"
#include "base/error.h"
#include "store/case.h"

/* Fills in events, common and innocent of a lead whose links are complete. events: all of the case, in printed order;
 * they must outlive the lead. NOMEM, STORE. */
PL_MUST int pl_lead_context_add(struct pl_case *c, const struct pl_event *const *events, size_t n,
                                struct pl_arena *arena, struct pl_lead *lead, struct pl_error *err);

/* Adds the innocent explanations alone of what a lead is linked by (and of the patterns in `common`). NOMEM. */
PL_MUST int pl_lead_context_innocent(struct pl_arena *arena, struct pl_lead *lead, struct pl_error *err);

/* Adds a line to texts (*n of them, in the arena) that is not among them yet. NOMEM. */
PL_MUST int pl_lead_add_line(struct pl_arena *arena, pl_str **texts, size_t *n, const char *text, struct pl_error *err);

/* The same, with a key for words in another language: it stands in *keys where the line stands in *texts. Values of the
 * sentence follow it, a tab before each. */
PL_MUST int pl_lead_add_keyed(struct pl_arena *arena, pl_str **texts, pl_str **keys, size_t *n, const char *key,
                              const char *text, struct pl_error *err);

#endif
