/* Names of ships against the ships of the lists, by the matcher of screenings: what exact keys do not find.
 *
 * The newest copy of each list, entries of ships alone. What is found is weaker than an equal name: it comes with its
 * score and why. Each name is asked once. And what was decided about a ship's name or number and an entry. */
#ifndef PL_APP_LEAD_NAMES_H
#define PL_APP_LEAD_NAMES_H

#include "app/decision.h"
#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "store/case.h"

/* The least score of a name that makes a lead: above the threshold of a screening, because nobody asked. */
#define PL_LEAD_NAME_SCORE 0.9

struct pl_lead_names;

/* today: a day, for decisions that expire. NOMEM, LIMIT, STORE. */
PL_MUST int pl_lead_names_open(struct pl_case *c, int32_t today, bool exercise, struct pl_lead_names **ret,
                               struct pl_error *err);
/* The same over a screener that is kept (app/screener_cache), of today's newest copies; held outlives the handle. What
 * it finds is the same. */
struct pl_screener_held;
PL_MUST int pl_lead_names_borrow(struct pl_case *c, const struct pl_screener_held *held, struct pl_lead_names **ret,
                                 struct pl_error *err);
void pl_lead_names_close(struct pl_lead_names *names); /* accepts NULL */

struct pl_lead_name_hit {
    pl_str list, published, id, reference, caption, matched; /* live with the handle */
    double score;
    pl_str why;
    int64_t row; /* list_entity.id */
    bool exact;  /* the names are equal after folding: exact keys find it too */
};
typedef int (*pl_lead_name_sink)(void *ctx, const struct pl_lead_name_hit *hit, struct pl_error *err);

/* Every ship of the lists whose name is near; names NULL: none. */
PL_MUST int pl_lead_names_ask(struct pl_lead_names *names, pl_str name, pl_lead_name_sink sink, void *ctx,
                              struct pl_error *err);

/* What a person decided about what the ship says (a name or an IMO number, as `decide` takes them) and the entry of a
 * row: a sentence in *ret (arena), or {NULL,0}. *ret_cleared: "no match", and it stands. names NULL: nothing was
 * decided. */
PL_MUST int pl_lead_names_ruling(struct pl_lead_names *names, pl_str said, int64_t row, struct pl_arena *arena,
                                 pl_str *ret, bool *ret_cleared, struct pl_error *err);

#endif
