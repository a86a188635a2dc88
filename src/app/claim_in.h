/* Inside app/claim: one claim as it is shown. claim.c goes through the claims and says what they leave open;
 * claim_support.c prints the evidence, claim_origins.c how many origins it has and what is left without somebody,
 * claim_judged.c what others said of the claim and what is withheld from this reader. Each prints JSON lines or text.
 */
#ifndef PL_APP_CLAIM_IN_H
#define PL_APP_CLAIM_IN_H

#include <stdbool.h>
#include <stdint.h>

#include "app/claim.h"
#include "app/claim_clash.h"
#include "base/arena.h"
#include "base/map.h"
#include "report/facts.h"
#include "store/case.h"
#include "text/json.h"

struct pl_claim_showing {
    const struct pl_support *s;
    struct pl_case *c; /* of it: what its reader may not see */
    int64_t before;
    struct pl_buf *out;
    struct pl_arena arena;
    struct pl_support_without *away;
    size_t n_away;
    struct pl_claim_clash *clashes;
    size_t n_clashes;
    struct pl_claim_clash *places; /* where a ship cannot have been */
    size_t n_places;
    struct pl_strmap unseen; /* on what there are claims that the reader may not see */
    bool json, brief, exercise;
    uint64_t n_claims;
};

/* A JSON line about a claim ("" : none), begun and ended; and a member that is a truth value. */
void pl_claim_begin(struct pl_claim_showing *w, struct pl_json *json, const char *type, pl_str claim);
void pl_claim_end(struct pl_claim_showing *w, struct pl_json *json);
void pl_claim_key_bool(struct pl_json *json, const char *key, bool value);

/* ---- claim_support.c ---- */

/* Everything that was put under the claim, for, against or neutral. */
void pl_claim_show_supports(struct pl_claim_showing *w, pl_str id, const struct pl_filing *claim);
size_t pl_claim_count_stance(const struct pl_claim_showing *w, pl_str id, bool against);

/* ---- claim_origins.c ---- */

/* The evidence for a claim, and how many origins it has. */
struct pl_claim_weighed {
    struct pl_origin_graph graph;
    struct pl_origin_count count;
};
PL_MUST int pl_claim_weigh(struct pl_claim_showing *w, pl_str id, struct pl_claim_weighed *ret, struct pl_error *err);

/* by: the entry that withdrew the claim, or -1. */
PL_MUST int pl_claim_show_origins(struct pl_claim_showing *w, pl_str id, int64_t by,
                                  const struct pl_claim_weighed *weighed, struct pl_error *err);
PL_MUST int pl_claim_show_without(struct pl_claim_showing *w, pl_str id, const struct pl_claim_weighed *weighed,
                                  const struct pl_support_without *away, struct pl_error *err);

/* ---- claim_judged.c ---- */

/* Who approved of it, objected or dissents; who replied, and what was corrected: of what the reader may see. */
void pl_claim_show_judged(struct pl_claim_showing *w, pl_str id);

struct pl_claim_judged {
    uint64_t approvals, dissents, replies, corrections; /* dissents: and objections */
};
struct pl_claim_judged pl_claim_count_judged(const struct pl_claim_showing *w, pl_str id);

/* What supports the claim or speaks against it, judges, grades or corrects it, would join its origins or contradict it,
 * and the reader may not see. */
void pl_claim_show_withheld(struct pl_claim_showing *w, pl_str id, const struct pl_filing *claim,
                            const struct pl_report_unseen *unseen);

#endif
