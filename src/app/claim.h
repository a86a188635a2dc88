/* claim show: a claim with its support, its independent origins and why not more, what contradicts it, what it leaves
 * unspecified; and what is left of it without a state, source or feed. */
#ifndef PL_APP_CLAIM_H
#define PL_APP_CLAIM_H

#include <stdbool.h>
#include <stdint.h>

#include "app/support.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"

struct pl_claim_show {
    const char *dir;
    pl_time known_at;
    pl_str id;             /* a claim; "" : every claim */
    const pl_str *without; /* may be NULL */
    size_t n_without;
    double max_speed_kn; /* what ships are taken to do at most (app/reach_claims); 0: its default */
    bool json;
    bool brief; /* JSON: a line for each claim, with
                   {"supports","against","supports_withheld","count","at_most","contradictions","approvals","dissents",
                   "replies","corrections","judgements_withheld","letters_withheld","corrections_withheld",
                   "grades_withheld","links_withheld","claims_withheld","unspecified":[]} beside its fields, in place
                   of the lines that tell them */
    bool prov;  /* the graph of one claim's evidence as W3C PROV-JSON, in place of all else */
};

/* JSON lines {"type":"claim"}, {"type":"judgement"} (who approved of it, objected or dissents), {"type":"reply"},
 * {"type":"correction"}, {"type":"support"} (with "off_subject" where the evidence names another, app/bearing; with
 * "withheld" where the reader may not see it, with "source_withheld" where not whom it is from), {"type":"origins"},
 * {"type":"unspecified"}, {"type":"withheld"} (what is marked above the reader's clearance: app/withheld, whether
 * "links" of derivation are, so that the counts of origins are ones at most, and "claims" that may contradict it),
 * {"type":"contradiction"}, {"type":"without"}, a summary; or text for people. NOT_FOUND, USAGE. */
PL_MUST int pl_claim_show(const struct pl_claim_show *show, struct pl_buf *out, struct pl_error *err);

/* The names of what a claim leaves unspecified, of who, what, quantity, where, when and how: a bit each, in that order.
 * How is known where the claim says it or evidence for it was observed by a stated method. */
enum { PL_CLAIM_WHO, PL_CLAIM_WHAT, PL_CLAIM_QUANTITY, PL_CLAIM_WHERE, PL_CLAIM_WHEN, PL_CLAIM_HOW, PL_CLAIM_PARTS };
extern const char *const pl_claim_part_names[PL_CLAIM_PARTS];
unsigned pl_claim_unspecified(const struct pl_support *support, const struct pl_filing *claim);

/* Grade 1 of information needs two origins from two parties; REFUSED says what is missing. id: a claim, or an item or
 * observation (then all that supports the claims that it supports counts). */
PL_MUST int pl_claim_may_be_one(struct pl_case *c, pl_str id, struct pl_error *err);

#endif
