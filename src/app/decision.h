/* Decisions: what a named reviewer judged about a pair, the party that was asked for and the entry of a list.
 *
 * A decision is an act, an assertion that can be withdrawn; nothing is overwritten. It is about contents: the party as
 * it was asked (its hash) and the entry as the list had it (its hash). The last decision on a pair that was not
 * withdrawn counts. It stands until one side changes, it expires, or, for a "no match" at or above the score of the
 * case's requirement, until a second reviewer says the same (another name, by that person's own last word, not
 * expired); "unsure" never stands. Only what stands is not asked again. */
#ifndef PL_APP_DECISION_H
#define PL_APP_DECISION_H

#include "app/act.h"
#include "app/case_view.h"
#include "app/requirement.h"
#include "app/screen.h"

enum pl_decision_verdict { PL_DECIDED_MATCH, PL_DECIDED_NO_MATCH, PL_DECIDED_UNSURE };
const char *pl_decision_verdict_name(int verdict); /* "match", "no_match", "unsure" */

struct pl_decision {
    int64_t seq;
    pl_time at;
    pl_hash party;       /* pl_decision_party */
    pl_str query;        /* what was asked, for people */
    pl_str list, entity; /* the entry's list and stable id */
    pl_str reference, caption;
    pl_hash entry; /* pl_decision_entry */
    int verdict;   /* enum pl_decision_verdict */
    pl_str by, reason, text;
    bool has_expires;
    int32_t expires;   /* the first day on which it stands no longer */
    double score;      /* of the pair when it was decided; -1 not comparable */
    int64_t screening; /* the entry it came from; -1 */
    bool withdrawn;
};

/* SHA-256 of the canonical bytes of a party as asked: its values alone count, no id. */
PL_MUST int pl_decision_party(const struct pl_entity *party, pl_hash *ret, struct pl_error *err);

/* SHA-256 of the canonical bytes of an entry. */
PL_MUST int pl_decision_entry(const struct pl_entity *entity, pl_hash *ret, struct pl_error *err);

/* All of them, by party, list, entity, then journal order: const, may be shared by threads. */
struct pl_decisions {
    struct pl_decision *d;
    size_t n;
    double second_reviewer;
    int32_t today;
};
PL_MUST int pl_decisions_read(struct pl_case *c, int64_t before, double second_reviewer, int32_t today,
                              struct pl_arena *arena, struct pl_decisions *ret, struct pl_error *err);

/* What counts for a pair, in *ret (its texts live with the decisions); false: nothing was decided. entry is the
 * content of today. ret_decision may be NULL. */
bool pl_decisions_ruling(const struct pl_decisions *decisions, const pl_hash *party, pl_str list, pl_str entity,
                         const pl_hash *entry, struct pl_screen_ruling *ret, const struct pl_decision **ret_decision);

/* Why a ruling does not stand. */
enum pl_decision_lack { PL_LACK_NONE, PL_LACK_CHANGED, PL_LACK_EXPIRED, PL_LACK_UNSURE, PL_LACK_SECOND, PL_LACK_COUNT };
int pl_decision_lack(const struct pl_screen_ruling *ruling);

/* The settle function of app/screen_run: ctx is a struct pl_decisions. Candidates carry their ruling; where each of
 * them was decided "no match" and stands, the answer is none, and says so. */
PL_MUST int pl_decisions_settle(void *ctx, const struct pl_entity *party, struct pl_arena *arena,
                                struct pl_screen_answer *answer, struct pl_error *err);

struct pl_decide {
    const char *dir;
    pl_time now;
    const char *query; /* a name or IMO number; or the journal entry of a screening, `12` or `12:ROW` */
    const char *entry; /* an id or reference, or LIST:ID */
    int verdict;
    pl_str by, reason, text; /* by "": the case's person */
    bool has_expires;
    int32_t expires;
};

/* What was written. */
struct pl_decided {
    int64_t seq;
    pl_str query, list, reference, caption; /* in the arena */
    double score;
    bool second;         /* a second reviewer must agree before it stands */
    const char *why_not; /* why it does not stand, static; NULL: it does */
};

/* NOT_FOUND for an entry or screening that the case does not have (a number of fewer digits than an IMO number is a
 * screening); USAGE where several entries are meant, the reason code is none, or the day of expiry has passed. */
PL_MUST int pl_decide(const struct pl_decide *decide, struct pl_arena *arena, struct pl_decided *ret,
                      struct pl_error *err);

/* Withdraws the decision of journal entry seq. NOT_FOUND, USAGE (withdrawn before). */
PL_MUST int pl_decision_withdraw(const char *dir, pl_time now, int64_t seq, pl_str by, pl_str text, int64_t *ret_seq,
                                 struct pl_error *err);

/* The reason codes and their words, ended by NULL. */
struct pl_decision_reason {
    const char *code, *words;
};
extern const struct pl_decision_reason pl_decision_reasons[];

#endif
