#include "evidence/reachable.h"

#include "evidence/wording.h"

#include "base/ban.h"

#define FOLLOWERS_MAX 16 /* places behind one that it is held against */
#define LONG_DAYS     2  /* a stay that is given by no more days hides little */

static bool dated(const struct pl_claim_row *row) {
    return row->has_place && row->subject.n > 0 && row->quantity.period.has_start;
}

static int32_t last_day(const struct pl_claim_row *row) {
    const struct pl_period *p = &row->quantity.period;
    return p->has_end ? p->end.last_day : p->start.last_day;
}

static struct pl_dated_place place(const struct pl_claim_row *row) {
    return (struct pl_dated_place){row->lat_deg, row->lon_deg, row->quantity.period.start.first_day, last_day(row)};
}

/* The next place of the subject: the earliest start behind it, by row where two start on one day. */
static const struct pl_claim_row *next_of(const struct pl_claim_table *table, const struct pl_claim_row *row) {
    const struct pl_claim_row *best = NULL;
    int32_t from = row->quantity.period.start.first_day;
    for (uint32_t i = 0; i < table->n; i++) {
        const struct pl_claim_row *other = &table->rows[i];
        if (other == row || !dated(other) || !pl_str_eq_nocase(other->subject, row->subject)) {
            continue;
        }
        int32_t day = other->quantity.period.start.first_day;
        bool behind = day > from || (day == from && other->index > row->index);
        if (behind && (best == NULL || day < best->quantity.period.start.first_day)) {
            best = other;
        }
    }
    return best;
}

static int tell(const struct pl_claim_row *a, const struct pl_claim_row *b, const struct pl_reachable_answer *answer,
                struct pl_findings *findings, struct pl_error *err) {
    PL_TELLING_AUTO t = {0};
    uint32_t claims[2] = {a->index, b->index};
    bool no = answer->reachable == PL_REACHABLE_NO;
    pl_telling_open(&t);
    pl_buf_add_str(&t.why, a->subject);
    pl_buf_add_str(&t.why,
                   no ? PL_STR(" could not come from the place of ") : PL_STR(" could come from the place of "));
    pl_buf_add_str(&t.why, a->id);
    pl_buf_add_str(&t.why, PL_STR(" to that of "));
    pl_buf_add_str(&t.why, b->id);
    pl_buf_add_str(&t.why, PL_STR(" in the time between"));
    if (answer->sea_nm > 0) {
        pl_wording_number(&t.arithmetic, "", answer->sea_nm, 0, " nm by sea");
        pl_wording_number(&t.arithmetic, " in at most ", answer->hours, 0, " h ");
    }
    if (answer->needs_kn > 0) {
        pl_wording_number(&t.arithmetic, "needs ", answer->needs_kn, 1, " kn");
    }
    if (answer->max_kn > 0) {
        pl_wording_number(&t.arithmetic, no ? ", it does at most " : "; taken to do up to ", answer->max_kn, 1, " kn");
    }
    return pl_telling_add(&t, findings, no ? PL_FINDING_PLAUSIBILITY : PL_FINDING_CONSISTENT, claims, 2, err);
}

/* Was it at both? From the first to the second; where their days overlap, the other way round counts as well. */
static int ask(const struct pl_claim_row **a, const struct pl_claim_row **b, pl_reachable_test test, void *ctx,
               struct pl_reachable_answer *answer, struct pl_error *err) {
    struct pl_dated_place from = place(*a), to = place(*b);
    struct pl_reachable_answer back = {.reachable = PL_REACHABLE_UNKNOWN};
    int code = test(ctx, &from, &to, answer, err);
    if (code != 0 || from.last_day < to.first_day ||
        (answer->reachable != PL_REACHABLE_NO && answer->reachable != PL_REACHABLE_MARGINAL)) {
        return code;
    }
    code = test(ctx, &to, &from, &back, err);
    if (code == 0 && (back.reachable == PL_REACHABLE_YES ||
                      (back.reachable != PL_REACHABLE_NO && answer->reachable == PL_REACHABLE_NO))) {
        const struct pl_claim_row *first = *a;
        *answer = back;
        *a = *b;
        *b = first;
    }
    return code;
}

/* One place with those of the subject behind it: the next that can be placed, and on behind what may have lasted long,
 * within which a refutation could hide. */
static int find_from(const struct pl_claim_table *table, const struct pl_claim_row *row, pl_reachable_test test,
                     void *ctx, struct pl_findings *findings, uint64_t *untested, struct pl_error *err) {
    const struct pl_claim_row *behind = row;
    bool answered = false;
    int code = 0;
    for (int i = 0; code == 0 && i < FOLLOWERS_MAX && (behind = next_of(table, behind)) != NULL; i++) {
        const struct pl_claim_row *a = row, *b = behind;
        struct pl_reachable_answer answer = {.reachable = PL_REACHABLE_UNKNOWN};
        code = test != NULL ? ask(&a, &b, test, ctx, &answer, err) : 0;
        const enum pl_reachable is = answer.reachable;
        *untested += code == 0 && !answered && (is == PL_REACHABLE_UNKNOWN || is == PL_REACHABLE_MARGINAL);
        if (code == 0 && (is == PL_REACHABLE_NO || (is == PL_REACHABLE_YES && !answered))) {
            code = tell(a, b, &answer, findings, err);
        }
        answered = answered || is != PL_REACHABLE_UNKNOWN;
        if (test == NULL || (answered && last_day(behind) - place(behind).first_day < LONG_DAYS)) {
            break;
        }
    }
    return code;
}

int pl_reachable_find(const struct pl_claim_table *table, pl_reachable_test test, void *ctx,
                      struct pl_findings *findings, uint64_t *ret_untested, struct pl_error *err) {
    uint64_t untested = 0;
    int code = 0;
    for (uint32_t i = 0; code == 0 && i < table->n; i++) {
        if (dated(&table->rows[i])) {
            code = find_from(table, &table->rows[i], test, ctx, findings, &untested, err);
        }
    }
    if (code == 0) {
        *ret_untested = untested;
    }
    return code;
}
