/* Who owns what, as lists and registers say it, and how much of it listed parties hold: an interval, never a guess.
 *
 * Parties are named by their ids; two ids are two parties, also where a person would say they are one. A share that is
 * not said is unknown (more than nothing, at most all). What several sources say of one owner and one asset is one
 * stake, from the least to the most that is said of it: it is never counted twice, and a statement without a share adds
 * nothing to one that says it. An ownership that may or may not hold on the day counts for the upper end only. A party
 * that is itself owned by listed parties to the rule's measure counts as one of them, through any number of steps;
 * circles are allowed. Of a party that is no natural person the share that no known owner holds may be a listed
 * party's: such a share leaves the answer open, and the answer says whose owners are missing. Where the shares that are
 * said exceed the whole, some are out of date: no more of them is certain than what stays if the others are right. All
 * shares are in millionths (ppm).
 *
 * Build, seal, then const and shared by threads. Pure. Sources of the rules: the table below. */
#ifndef PL_LISTS_OWNERSHIP_H
#define PL_LISTS_OWNERSHIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "lists/entity.h"
#include "lists/share.h"

#define PL_PPM_ROUNDING          10000u /* shares that exceed the whole by no more than this are rounded, not wrong */
#define PL_OWNERSHIP_MAX_STAKES  10000000u
#define PL_OWNERSHIP_MAX_PARTIES 10000000u
#define PL_OWNERSHIP_MAX_REACH   100000u /* parties above one that is asked for */

/* enum name, name, threshold in ppm, whether reaching it is enough, whether the stakes of several listed parties are
 * added, words with their source. Control by other means than ownership is beyond all of them: a person decides. */
#define PL_OWNERSHIP_RULES(X)                                                                                          \
    X(OFAC_50, "ofac-50", 500000u, true, true,                                                                         \
      "50 per cent or more in the aggregate, directly or indirectly (OFAC, Revised Guidance of 13 August 2014)")       \
    X(EU_50, "eu-50", 500000u, true, true,                                                                             \
      "50 per cent or more, in the aggregate (EU Best Practices, Council document 11623/24 of 3 July 2024)")           \
    X(UK_50, "uk-50", 500000u, false, false,                                                                           \
      "more than 50 per cent by one person (UK OFSI general guidance; joint arrangements are for a person to see)")

enum pl_ownership_rule {
#define PL_OWNERSHIP_ENUM(name, text, ppm, inclusive, aggregate, words) PL_OWNERSHIP_##name,
    PL_OWNERSHIP_RULES(PL_OWNERSHIP_ENUM)
#undef PL_OWNERSHIP_ENUM
        PL_OWNERSHIP_RULE_COUNT
};
const char *pl_ownership_rule_name(int rule);
const char *pl_ownership_rule_words(int rule);
int pl_ownership_rule_of(pl_str name); /* or -1 */

struct pl_ownership;

#define PL_OWNERSHIP_SOME_DAY "?" /* a day that nobody says */

PL_MUST int pl_ownership_open(struct pl_ownership **ret, struct pl_error *err);
void pl_ownership_close(struct pl_ownership *ownership); /* accepts NULL */

/* One statement: owner holds a share of asset. Dates as text/interval reads them, "" where the stake has always been or
 * still is; a date that cannot be read, such as PL_OWNERSHIP_SOME_DAY, leaves it open whether the stake holds. `source`
 * names the statement in answers (list and id of the edge). Strings are copied. A party that owns itself is left out.
 * LIMIT, NOMEM. */
PL_MUST int pl_ownership_add(struct pl_ownership *ownership, pl_str owner, pl_str asset, pl_str share, pl_str start,
                             pl_str end, pl_str source, struct pl_error *err);

/* This party is a natural person: nobody owns it, so that it counts only where it is listed itself. Of every other
 * party the owners that are not known may be anybody. LIMIT, NOMEM. */
PL_MUST int pl_ownership_person(struct pl_ownership *ownership, pl_str id, struct pl_error *err);

/* The statements of an entity: an Ownership edge of FollowTheMoney (each owner with each asset), a Person. Nothing for
 * any other. A pl_entity_sink, ctx is the ownership. */
PL_MUST int pl_ownership_add_entity(void *ownership, const struct pl_entity *entity, struct pl_error *err);

/* Ends building; then it can be asked. NOMEM. */
PL_MUST int pl_ownership_seal(struct pl_ownership *ownership, struct pl_error *err);

enum pl_maybe { PL_MAYBE_NO, PL_MAYBE_YES, PL_MAYBE_UNKNOWN };

struct pl_ownership_question {
    int rule;                            /* enum pl_ownership_rule */
    int32_t day;                         /* since 1970-01-01 */
    int (*listed)(void *ctx, pl_str id); /* enum pl_maybe: is this party itself listed (on the day)? */
    void *ctx;
};

/* One stake in the party asked for, or in one of its owners. */
struct pl_ownership_stake {
    pl_str owner, asset, source; /* source: of the first statement */
    uint32_t lo_ppm, hi_ppm;
    unsigned statements; /* how many say so */
    unsigned depth;      /* 1: in the party itself */
    int listed;          /* enum pl_maybe: the owner itself is listed */
    int counts;          /* enum pl_maybe: the owner counts, being listed or so owned itself */
};

struct pl_ownership_answer {
    int verdict;             /* enum pl_maybe: does the rule hold? UNKNOWN: undetermined */
    uint32_t lo_ppm, hi_ppm; /* what owners that count hold, from the certain least to the possible most (unnamed owners
                                among them): the aggregate, or the largest where the rule does not add */
    struct pl_ownership_stake *stakes; /* by depth, then owner, then asset */
    size_t n;
    pl_str *missing; /* UNKNOWN: parties whose owners are not all known and would decide; by depth, then id */
    size_t n_missing;
    const char *why; /* one sentence, static */
};

/* LIMIT beyond PL_OWNERSHIP_MAX_REACH parties; NOMEM. A party without a known owner: verdict UNKNOWN, [0, all]: owners
 * that nobody named are not owners that there are not. */
PL_MUST int pl_ownership_ask(const struct pl_ownership *ownership, pl_str id,
                             const struct pl_ownership_question *question, struct pl_arena *arena,
                             struct pl_ownership_answer *ret, struct pl_error *err);

#endif
