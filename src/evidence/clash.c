#include "evidence/clash.h"

#include "evidence/parts.h"
#include "evidence/period.h"
#include "evidence/wording.h"
#include "text/plural.h"

#include "base/ban.h"

/* One account: members of the same thing in units that convert exactly. */
struct account {
    struct pl_account_member *members;
    uint32_t n;
};

struct clash {
    const struct pl_claim_table *table;
    const struct pl_caps *caps;
    struct pl_findings *findings;
    struct pl_error *err;
};

static bool same_condition(const struct pl_quantity *a, const struct pl_quantity *b) {
    return pl_str_eq_nocase(a->condition, b->condition);
}

static struct pl_range range_of(const struct pl_account_member *m) { return pl_quantity_base(&m->quantity); }

static int tell_pair(struct clash *c, struct pl_telling *t, int kind, const struct pl_account_member *a,
                     const struct pl_account_member *b) {
    uint32_t claims[2] = {a->row->index, b->row->index};
    return pl_telling_add(t, c->findings, kind, claims, 2, c->err);
}

static void say_member(struct pl_buf *buf, const struct pl_account_member *m) {
    pl_wording_claim(buf, m->row, &m->quantity);
    if (m->implied) {
        pl_buf_add_str(buf, PL_STR(" as its basis says"));
    }
}

/* ---- contradiction ---- */

static void say_open(struct pl_buf *buf, const struct pl_account_member *m) {
    pl_buf_add_str(buf, m->row->id);
    pl_buf_add_str(buf, PL_STR(" leaves open "));
    pl_wording_range(buf, pl_quantity_range(&m->quantity));
    pl_buf_add_char(buf, ' ');
    pl_buf_add_str(buf, m->quantity.unit.written);
}

static int contradiction(struct clash *c, const struct pl_account_member *a, const struct pl_account_member *b,
                         const char *how) {
    PL_TELLING_AUTO t = {0};
    pl_telling_open(&t);
    say_member(&t.why, a);
    pl_buf_add_str(&t.why, PL_STR(" and "));
    say_member(&t.why, b);
    pl_buf_add_str(&t.why, PL_STR(" cannot both hold: "));
    pl_buf_add_str(&t.why, pl_str_from(how));
    say_open(&t.arithmetic, a);
    pl_buf_add_str(&t.arithmetic, PL_STR("; "));
    say_open(&t.arithmetic, b);
    return tell_pair(c, &t, PL_FINDING_CONTRADICTION, a, b);
}

static bool no_period(const struct pl_period *p) { return !p->has_start && !p->has_end; }

/* How two members of one account contradict each other, in words; NULL: they do not. */
static const char *clash_of(const struct pl_account_member *a, const struct pl_account_member *b) {
    const struct pl_period *pa = &a->quantity.period, *pb = &b->quantity.period;
    struct pl_range ra = range_of(a), rb = range_of(b);
    if (!pl_range_apart(ra, rb) || !same_condition(&a->quantity, &b->quantity)) {
        return NULL;
    }
    if (pl_unit_adds(&a->quantity.unit)) {
        if (pl_period_same(pa, pb)) {
            return "the same thing over the same period";
        }
        return pl_period_within(pa, pb) && pl_range_above(ra, rb)   ? "the first period lies within the second"
               : pl_period_within(pb, pa) && pl_range_above(rb, ra) ? "the second period lies within the first"
                                                                    : NULL;
    }
    return pl_period_same(pa, pb) || (no_period(pa) && no_period(pb)) ? "the same thing over the same period" : NULL;
}

/* What would contradict each other but for a condition that only one of them has, or another. */
static int other_condition(struct clash *c, const struct pl_account_member *a, const struct pl_account_member *b) {
    PL_TELLING_AUTO t = {0};
    struct pl_account_member x = *a, y = *b;
    x.quantity.condition = y.quantity.condition = PL_STR("");
    if (same_condition(&a->quantity, &b->quantity) || clash_of(&x, &y) == NULL) {
        return 0;
    }
    pl_telling_open(&t);
    for (int i = 0; i < 2; i++) {
        const struct pl_account_member *m = i == 0 ? a : b;
        say_member(&t.why, m);
        pl_buf_add_str(&t.why, m->quantity.condition.n > 0 ? PL_STR(" holds ") : PL_STR(" holds without condition"));
        pl_buf_add_str(&t.why, m->quantity.condition);
        pl_buf_add_str(&t.why, i == 0 ? PL_STR(", ") : PL_STR(": they are not of one kind"));
    }
    say_open(&t.arithmetic, a);
    pl_buf_add_str(&t.arithmetic, PL_STR("; "));
    say_open(&t.arithmetic, b);
    return tell_pair(c, &t, PL_FINDING_CATEGORY, a, b);
}

/* ---- period, consistent ---- */

static bool same_value(const struct pl_account_member *a, const struct pl_account_member *b) {
    double x = a->quantity.value * a->quantity.unit.scale, y = b->quantity.value * b->quantity.unit.scale;
    double difference = x > y ? x - y : y - x;
    return difference <= 1e-9 * (x > y ? x : y) && a->quantity.value_max - a->quantity.value < 1e-9 &&
           b->quantity.value_max - b->quantity.value < 1e-9;
}

static void say_growth(struct pl_buf *buf, const struct pl_account_member *a, const struct pl_account_member *b) {
    double x = a->quantity.value * a->quantity.unit.scale, y = b->quantity.value * b->quantity.unit.scale;
    double scale = b->quantity.unit.scale;
    int days = b->quantity.period.end.last_day - a->quantity.period.end.last_day;
    if (y > x && days > 0) {
        pl_wording_number(buf, "", b->quantity.value, 2, " - ");
        pl_wording_number(buf, "", x / scale, 2, " = ");
        pl_wording_number(buf, "", (y - x) / scale, 2, " more by ");
        pl_buf_add_fmt(buf, "an end %d %s later", days, pl_plural((uint64_t)days, "day", "days"));
        int before = pl_period_days(&a->quantity.period);
        if (before > 0) {
            pl_wording_number(buf, ": ", (y - x) / scale / days, 1, " a day");
            pl_wording_number(buf, ", before that ", x / scale / before, 1, " a day");
        }
    } else {
        pl_wording_number(buf, "", a->quantity.value, 2, " and ");
        pl_number_write(buf, b->quantity.value, 2);
    }
}

static int later_end(struct clash *c, const struct pl_account_member *a, const struct pl_account_member *b) {
    PL_TELLING_AUTO t = {0};
    pl_telling_open(&t);
    bool agrees = same_value(a, b) || pl_period_same(&a->quantity.period, &b->quantity.period);
    say_member(&t.why, a);
    pl_buf_add_str(&t.why, agrees ? PL_STR(" and ") : PL_STR(" differs from "));
    say_member(&t.why, b);
    pl_buf_add_str(&t.why, agrees ? PL_STR(" can both hold: tested by bounds and periods")
                                  : PL_STR(": the start is the same, the end is later; both can hold"));
    say_growth(&t.arithmetic, a, b);
    return tell_pair(c, &t, agrees ? PL_FINDING_CONSISTENT : PL_FINDING_PERIOD, a, b);
}

static int moved_start(struct clash *c, const struct pl_account_member *a, const struct pl_account_member *b) {
    PL_TELLING_AUTO t = {0};
    pl_telling_open(&t);
    int days = b->quantity.period.start.first_day - a->quantity.period.start.first_day;
    unsigned apart = (unsigned)(days < 0 ? -days : days);
    say_member(&t.why, a);
    pl_buf_add_str(&t.why, PL_STR(" and "));
    say_member(&t.why, b);
    pl_buf_add_str(&t.why, PL_STR(" count the same thing from different starts: the start moved"));
    say_growth(&t.arithmetic, a, b);
    pl_buf_add_fmt(&t.arithmetic, "; the start is %u %s %s", apart, pl_plural(apart, "day", "days"),
                   days < 0 ? "earlier" : "later");
    return tell_pair(c, &t, PL_FINDING_PERIOD, a, b);
}

/* A later count without a start that would be too small from the start of an earlier one. */
static int unless_later_start(struct clash *c, const struct pl_account_member *a, const struct pl_account_member *b) {
    PL_TELLING_AUTO t = {0};
    pl_telling_open(&t);
    say_member(&t.why, b);
    pl_buf_add_str(&t.why, PL_STR(" names no start; counted from the start of "));
    say_member(&t.why, a);
    pl_buf_add_str(&t.why, PL_STR(" it would contradict it"));
    say_open(&t.arithmetic, a);
    pl_buf_add_str(&t.arithmetic, PL_STR("; "));
    say_open(&t.arithmetic, b);
    return tell_pair(c, &t, PL_FINDING_PERIOD, a, b);
}

static int missing(struct clash *c, const struct pl_account_member *m, const char *what) {
    PL_TELLING_AUTO t = {0};
    pl_telling_open(&t);
    say_member(&t.why, m);
    pl_buf_add_fmt(&t.why, " names no %s: it can be tested against no other count", what);
    pl_wording_number(&t.arithmetic, "", m->quantity.value, 2, " ");
    pl_buf_add_str(&t.arithmetic, m->quantity.unit.written);
    pl_buf_add_str(&t.arithmetic, m->quantity.period.has_start ? PL_STR(", from ") : PL_STR(", from ? to "));
    pl_interval_write(&t.arithmetic, m->quantity.period.has_start ? m->quantity.period.start : m->quantity.period.end);
    pl_buf_add_str(&t.arithmetic, m->quantity.period.has_start ? PL_STR(" to ?") : PL_STR(""));
    return pl_telling_add(&t, c->findings, PL_FINDING_PERIOD, &m->row->index, 1, c->err);
}

static int missing_start(struct clash *c, const struct pl_account_member *m) { return missing(c, m, "start"); }
static int missing_end(struct clash *c, const struct pl_account_member *m) { return missing(c, m, "end"); }

/* A member's place in time: by end, then by row. */
static int compare_members(const struct pl_account_member *a, const struct pl_account_member *b) {
    int32_t x = a->quantity.period.end.last_day, y = b->quantity.period.end.last_day;
    return x != y ? (x < y ? -1 : 1) : (a->row->index > b->row->index) - (a->row->index < b->row->index);
}

/* The last part of a whole, and the whole: what differs needs no saying. */
static bool part_to_the_end(const struct pl_account_member *a, const struct pl_account_member *b) {
    const struct pl_period *p = &a->quantity.period, *q = &b->quantity.period;
    return p->end.last_day == q->end.last_day && (pl_period_within(p, q) || pl_period_within(q, p));
}

/* b against those that ended before it: the last with its own start, and one with another start: the last, where none
 * has its own, or the last that has its number. */
static int against_earlier(struct clash *c, const struct account *account, uint32_t b) {
    const struct pl_account_member *m = &account->members[b], *same = NULL, *other = NULL, *repeated = NULL;
    for (uint32_t i = b; i-- > 0;) {
        const struct pl_account_member *e = &account->members[i];
        const struct pl_period *p = &e->quantity.period;
        if (!p->has_start || !p->has_end || e->row == m->row || !same_condition(&e->quantity, &m->quantity)) {
            continue;
        }
        if (pl_period_same_start(p, &m->quantity.period)) {
            same = same == NULL ? e : same;
        } else if (pl_period_overlap(p, &m->quantity.period) && !part_to_the_end(e, m)) {
            other = other == NULL ? e : other;
            repeated = repeated == NULL && same_value(e, m) ? e : repeated;
        }
    }
    int code = same != NULL && clash_of(same, m) == NULL ? later_end(c, same, m) : 0;
    other = same == NULL ? other : repeated;
    return code == 0 && other != NULL && clash_of(other, m) == NULL ? moved_start(c, other, m) : code;
}

static int without_start(struct clash *c, const struct account *account, uint32_t b) {
    const struct pl_account_member *m = &account->members[b];
    for (uint32_t i = b; i-- > 0;) {
        const struct pl_account_member *e = &account->members[i];
        bool series = e->quantity.period.has_start || pl_str_eq_nocase(e->row->core, m->row->core);
        if (series && e->quantity.period.has_end && e->row != m->row && pl_unit_adds(&m->quantity.unit) &&
            same_condition(&e->quantity, &m->quantity) && pl_range_above(range_of(e), range_of(m))) {
            return unless_later_start(c, e, m);
        }
    }
    return m->implied ? 0 : missing_start(c, m);
}

/* Claims of their own, under one condition, from the start of the first. */
static bool of_series(const struct pl_account_member *lead, const struct pl_account_member *m) {
    return !m->implied && m->quantity.period.has_end && same_condition(&m->quantity, &lead->quantity) &&
           pl_period_same_start(&m->quantity.period, &lead->quantity.period);
}

/* Counts from one start that all can hold: said once for the whole series, of three or more. */
static int series(struct clash *c, const struct account *account, uint32_t first, uint32_t *claims) {
    PL_TELLING_AUTO t = {0};
    const struct pl_account_member *lead = &account->members[first];
    uint32_t n = 0;
    pl_telling_open(&t);
    for (uint32_t i = 0; i < account->n; i++) {
        const struct pl_account_member *m = &account->members[i];
        if (!of_series(lead, m)) {
            continue;
        }
        if (i < first) {
            return 0; /* said with an earlier member */
        }
        for (uint32_t k = first; k < i; k++) {
            if (of_series(lead, &account->members[k]) && clash_of(&account->members[k], m) != NULL) {
                return 0;
            }
        }
        pl_buf_add_str(&t.arithmetic, n > 0 ? PL_STR("; ") : PL_STR(""));
        pl_wording_amount(&t.arithmetic, &m->quantity);
        claims[n++] = m->row->index;
    }
    if (n < 3) {
        return 0;
    }
    pl_buf_add_fmt(&t.why, "%u counts of one thing from one start: each can hold beside the others", n);
    return pl_telling_add(&t, c->findings, PL_FINDING_CONSISTENT, claims, n, c->err);
}

/* ---- accounts ---- */

static void sort_members(struct account *account) {
    for (uint32_t i = 1; i < account->n; i++) {
        struct pl_account_member m = account->members[i];
        uint32_t at = i;
        for (; at > 0 && compare_members(&account->members[at - 1], &m) > 0; at--) {
            account->members[at] = account->members[at - 1];
        }
        account->members[at] = m;
    }
}

static int test_account(struct clash *c, struct account *account) {
    bool adds = account->n > 0 && pl_unit_adds(&account->members[0].quantity.unit);
    int code = 0;
    sort_members(account);
    for (uint32_t i = 0; i < account->n && code == 0; i++) {
        for (uint32_t k = 0; k < i && code == 0; k++) {
            const char *how = clash_of(&account->members[k], &account->members[i]);
            if (account->members[k].row != account->members[i].row) {
                code = how != NULL ? contradiction(c, &account->members[k], &account->members[i], how)
                                   : other_condition(c, &account->members[k], &account->members[i]);
            }
        }
        const struct pl_period *p = &account->members[i].quantity.period;
        if (code == 0 && p->has_start && !p->has_end && adds && !account->members[i].implied) {
            code = missing_end(c, &account->members[i]);
        }
        if (code != 0 || !p->has_end) {
            continue;
        }
        code = p->has_start                                                ? against_earlier(c, account, i)
               : adds || pl_unit_timed(&account->members[i].quantity.unit) ? without_start(c, account, i)
                                                                           : 0;
    }
    uint32_t *claims = pl_arena_calloc(c->findings->arena, (size_t)account->n + 1, sizeof *claims);
    if (claims == NULL) {
        return pl_fail(c->err, PL_E_NOMEM, "out of memory");
    }
    for (uint32_t i = 0; i < account->n && code == 0 && adds; i++) {
        const struct pl_account_member *m = &account->members[i];
        code = m->quantity.period.has_start && !m->implied ? series(c, account, i, claims) : 0;
    }
    return code == 0 && adds ? pl_parts_test(account->members, account->n, c->findings, c->err) : code;
}

/* The claim with its own number. */
static bool stated_member(const struct pl_claim_row *row, struct pl_account_member *ret) {
    *ret = (struct pl_account_member){.row = row, .quantity = row->quantity};
    return row->quantity.has_value && row->quantity.unit.kind != PL_UNIT_DATE;
}

static bool listed_value(const struct pl_claim_table *table, const struct pl_claim_row *row,
                         const struct pl_quantity *count) {
    for (uint32_t i = 0; i < table->n; i++) {
        const struct pl_claim_row *other = &table->rows[i];
        if (other != row && other->quantity.has_value && pl_unit_same(&other->quantity.unit, &count->unit) &&
            other->quantity.value * other->quantity.unit.scale == count->value * count->unit.scale &&
            other->date.first_day <= row->date.last_day) {
            return true;
        }
    }
    return false;
}

/* The count that a claim was converted from, as a claim of its own: about as many as it says. */
static bool implied_member(const struct pl_claim_table *table, const struct pl_claim_row *row,
                           struct pl_account_member *ret) {
    const struct pl_basis *b = &row->basis;
    if (!b->converted || b->adds || b->sum || b->n == 0 || b->counts[0].unit.kind != PL_UNIT_COUNT ||
        pl_unit_same(&b->counts[0].unit, &row->quantity.unit) || listed_value(table, row, &b->counts[0])) {
        return false;
    }
    *ret = (struct pl_account_member){.row = row, .quantity = b->counts[0], .implied = true};
    ret->quantity.bound = PL_BOUND_ABOUT;
    ret->quantity.period = row->quantity.period;
    return true;
}

static bool same_account(const struct pl_claim_row *a, const struct pl_claim_row *b) {
    return pl_topic_same(&a->topic, &b->topic) && pl_unit_same(&a->quantity.unit, &b->quantity.unit);
}

/* Counts that a basis names belong to the one account whose item is the count's unit; routes may not differ. */
static bool implied_fits(const struct pl_claim_row *first, const struct pl_account_member *m) {
    char folded[64];
    pl_str item = pl_str_make(folded, pl_topic_fold(m->quantity.unit.name, folded));
    const struct pl_topic *topic = &m->row->topic;
    if (!pl_unit_same(&first->quantity.unit, &m->quantity.unit) || first->topic.category != PL_CATEGORY_MOVED ||
        first->topic.rate.n > 0 || first->topic.item_n != 1 || !pl_str_eq(first->topic.words[0], item)) {
        return false;
    }
    for (uint32_t i = topic->item_n; i < topic->n; i++) {
        if (!pl_topic_has(&first->topic, topic->words[i])) {
            return false;
        }
    }
    return true;
}

#define NO_ACCOUNT UINT32_MAX

/* Which account (its first row) each row's own number and the count of its basis belong to. */
struct places {
    uint32_t *own, *implied;
};

static int place_rows(struct clash *c, struct places *p) {
    const struct pl_claim_table *table = c->table;
    struct pl_account_member m;
    p->own = pl_arena_calloc(c->findings->arena, (size_t)table->n + 1, sizeof *p->own);
    p->implied = pl_arena_calloc(c->findings->arena, (size_t)table->n + 1, sizeof *p->implied);
    if (p->own == NULL || p->implied == NULL) {
        return pl_fail(c->err, PL_E_NOMEM, "out of memory");
    }
    for (uint32_t i = 0; i < table->n; i++) {
        p->own[i] = stated_member(&table->rows[i], &m) ? i : NO_ACCOUNT;
        for (uint32_t k = 0; k < i && p->own[i] == i; k++) {
            if (p->own[k] == k && same_account(&table->rows[k], &table->rows[i])) {
                p->own[i] = k;
            }
        }
    }
    for (uint32_t i = 0; i < table->n; i++) {
        uint32_t fits = 0;
        p->implied[i] = NO_ACCOUNT;
        bool any = implied_member(table, &table->rows[i], &m);
        for (uint32_t k = 0; k < table->n && any; k++) {
            if (p->own[k] == k && implied_fits(&table->rows[k], &m)) {
                p->implied[i] = fits++ == 0 ? k : NO_ACCOUNT; /* two accounts: it could be either's */
            }
        }
    }
    return 0;
}

static void gather(const struct pl_claim_table *table, const struct places *p, uint32_t first, struct account *ret) {
    ret->n = 0;
    for (uint32_t i = 0; i < table->n; i++) {
        if (p->own[i] == first && stated_member(&table->rows[i], &ret->members[ret->n])) {
            ret->n++;
        }
        if (p->implied[i] == first && implied_member(table, &table->rows[i], &ret->members[ret->n])) {
            ret->n++;
        }
    }
}

/* ---- tonnes beside barrels; dates of one event ---- */

/* The same thing in weight and in volume: apart by every factor of the table, or by one only. */
static int weight_and_volume(struct clash *c, const struct pl_claim_row *w, const struct pl_claim_row *v) {
    PL_TELLING_AUTO t = {0};
    double least = w->quantity.factor, most = w->quantity.factor;
    if (w->quantity.unit.kind != PL_UNIT_MASS || v->quantity.unit.kind != PL_UNIT_VOLUME ||
        !pl_topic_same(&w->topic, &v->topic) || !pl_period_same(&w->quantity.period, &v->quantity.period) ||
        !w->quantity.has_value || !v->quantity.has_value ||
        (least <= 0 && !pl_caps_barrels(c->caps, &w->topic, &least, &most))) {
        return 0;
    }
    struct pl_range weight = pl_range_times(pl_quantity_base(&w->quantity), 0.001);
    struct pl_range volume = pl_quantity_base(&v->quantity);
    struct pl_range low = pl_range_times(weight, least), high = pl_range_times(weight, most);
    struct pl_range all = {low.low, high.high, weight.strict_low, weight.strict_high};
    bool by_low = pl_range_apart(low, volume), by_high = pl_range_apart(high, volume);
    int kind = pl_range_apart(all, volume) ? PL_FINDING_CONTRADICTION
               : by_low || by_high         ? PL_FINDING_UNIT
                                           : PL_FINDING_CONSISTENT;
    uint32_t claims[2] = {w->index, v->index};
    pl_telling_open(&t);
    pl_wording_claim(&t.why, w, NULL);
    pl_buf_add_str(&t.why, PL_STR(" and "));
    pl_wording_claim(&t.why, v, NULL);
    pl_buf_add_str(&t.why, kind == PL_FINDING_CONTRADICTION ? PL_STR(" cannot both hold, by any stated factor")
                           : kind == PL_FINDING_UNIT        ? PL_STR(" agree by one factor and not by the other")
                                                            : PL_STR(" can both hold by every stated factor"));
    pl_wording_number(&t.arithmetic, "", w->quantity.value, 2, " ");
    pl_buf_add_str(&t.arithmetic, w->quantity.unit.written);
    double tonnes = w->quantity.value * w->quantity.unit.scale / 1000;
    pl_wording_number(&t.arithmetic, " x ", least, 2, "");
    pl_wording_number(&t.arithmetic, " = ", tonnes * least, 0, "; x ");
    pl_wording_number(&t.arithmetic, "", most, 2, "");
    pl_wording_number(&t.arithmetic, " = ", tonnes * most, 0, " barrels; the other says ");
    pl_number_write(&t.arithmetic, v->quantity.value * v->quantity.unit.scale, 0);
    return pl_telling_add(&t, c->findings, kind, claims, 2, c->err);
}

/* Two dates of one event; of different acts against one ship the later can only come later. */
static int dates(struct clash *c, const struct pl_claim_row *a, const struct pl_claim_row *b) {
    PL_TELLING_AUTO t = {0};
    const struct pl_period *x = &a->quantity.period, *y = &b->quantity.period;
    if (a->quantity.unit.kind != PL_UNIT_DATE || b->quantity.unit.kind != PL_UNIT_DATE || !x->has_start ||
        !y->has_start || !pl_topic_same_thing(&a->topic, &b->topic)) {
        return 0;
    }
    bool before = x->start.last_day < y->start.first_day, after = y->start.last_day < x->start.first_day;
    bool same_act = a->topic.phase == b->topic.phase;
    bool wrong_order = (before && a->topic.phase > b->topic.phase) || (after && b->topic.phase > a->topic.phase);
    int kind = same_act ? (before || after ? PL_FINDING_CONTRADICTION : PL_FINDING_CONSISTENT)
               : wrong_order && a->topic.phase > 0 && b->topic.phase > 0 ? PL_FINDING_CONTRADICTION
                                                                         : PL_FINDING_CATEGORY;
    uint32_t claims[2] = {a->index, b->index};
    pl_telling_open(&t);
    pl_wording_claim(&t.why, a, NULL);
    pl_buf_add_str(&t.why, PL_STR(" and "));
    pl_wording_claim(&t.why, b, NULL);
    pl_buf_add_str(&t.why, kind == PL_FINDING_CATEGORY     ? PL_STR(" date two different acts")
                           : kind == PL_FINDING_CONSISTENT ? PL_STR(" give one event the same date")
                           : same_act                      ? PL_STR(" give one event two dates")
                                                           : PL_STR(" put a later act before an earlier one"));
    int days = y->start.first_day - x->start.first_day;
    const unsigned apart = (unsigned)(days < 0 ? -days : days);
    pl_buf_add_fmt(&t.arithmetic, "%u %s apart", apart, pl_plural(apart, "day", "days"));
    return pl_telling_add(&t, c->findings, kind, claims, 2, c->err);
}

/* The same thing over the same period in units that nothing converts: containers and TEU, won and dollars. */
static int other_unit(struct clash *c, const struct pl_claim_row *a, const struct pl_claim_row *b) {
    PL_TELLING_AUTO t = {0};
    const struct pl_unit *x = &a->quantity.unit, *y = &b->quantity.unit;
    bool measures = (x->kind == PL_UNIT_MASS && y->kind == PL_UNIT_VOLUME) ||
                    (x->kind == PL_UNIT_VOLUME && y->kind == PL_UNIT_MASS);
    double least = 0, most = 0;
    if (!a->quantity.has_value || !b->quantity.has_value || !pl_unit_adds(x) || !pl_unit_adds(y) ||
        pl_unit_same(x, y) || !pl_topic_same(&a->topic, &b->topic) ||
        !pl_period_same(&a->quantity.period, &b->quantity.period) ||
        (measures &&
         (a->quantity.factor > 0 || b->quantity.factor > 0 || pl_caps_barrels(c->caps, &a->topic, &least, &most)))) {
        return 0;
    }
    uint32_t claims[2] = {a->index, b->index};
    pl_telling_open(&t);
    pl_wording_claim(&t.why, a, NULL);
    pl_buf_add_str(&t.why, PL_STR(" and "));
    pl_wording_claim(&t.why, b, NULL);
    pl_buf_add_str(&t.why, PL_STR(" give one thing in units that no stated factor converts"));
    pl_wording_number(&t.arithmetic, "", a->quantity.value, 2, " against ");
    pl_number_write(&t.arithmetic, b->quantity.value, 2);
    return pl_telling_add(&t, c->findings, PL_FINDING_UNIT, claims, 2, c->err);
}

static int pairs(struct clash *c) {
    for (uint32_t i = 0; i < c->table->n; i++) {
        for (uint32_t k = 0; k < c->table->n; k++) {
            const struct pl_claim_row *a = &c->table->rows[i], *b = &c->table->rows[k];
            int code = i == k ? 0 : weight_and_volume(c, a, b);
            code = code == 0 && i < k ? dates(c, a, b) : code;
            code = code == 0 && i < k ? other_unit(c, a, b) : code;
            if (code != 0) {
                return code;
            }
        }
    }
    return 0;
}

int pl_clash_find(const struct pl_claim_table *table, const struct pl_caps *caps, struct pl_findings *findings,
                  struct pl_error *err) {
    struct clash c = {table, caps, findings, err};
    struct account account = {0};
    struct places places = {0};
    account.members = pl_arena_calloc(findings->arena, 2 * (size_t)table->n + 2, sizeof *account.members);
    if (account.members == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    int code = place_rows(&c, &places);
    for (uint32_t i = 0; i < table->n && code == 0; i++) {
        if (places.own[i] == i) {
            gather(table, &places, i, &account);
            code = test_account(&c, &account);
        }
    }
    code = code == 0 ? pairs(&c) : code;
    return code == 0 ? pl_parts_by_place(table, findings, err) : code;
}
