#include "evidence/parts.h"

#include "evidence/period.h"
#include "evidence/wording.h"

#include "base/ban.h"

struct sum {
    struct pl_range range; /* in base units */
    uint32_t n;
    bool covers; /* no day of the whole is missing */
};

static bool complete(const struct pl_period *p) { return p->has_start && p->has_end; }

static void say_sum(struct pl_buf *buf, const struct pl_quantity *part, bool first) {
    pl_wording_number(buf, first ? "" : " + ", part->value, 2, "");
}

static int tell(struct pl_telling *t, struct pl_findings *findings, const struct pl_claim_row *whole, uint32_t *ids,
                const struct sum *sum, double scale, int kind, const char *what, struct pl_error *err) {
    pl_wording_claim(&t->why, whole, NULL);
    pl_buf_add_fmt(&t->why, " and its %u parts%s: the parts %s", sum->n, what,
                   kind == PL_FINDING_CONSISTENT ? "give the whole" : "do not give the whole");
    pl_buf_add_str(&t->arithmetic, PL_STR(": together "));
    pl_wording_range(&t->arithmetic, pl_range_times(sum->range, 1 / scale));
    pl_buf_add_str(&t->arithmetic, PL_STR("; the whole leaves open "));
    pl_wording_range(&t->arithmetic, pl_quantity_range(&whole->quantity));
    pl_buf_add_char(&t->arithmetic, ' ');
    pl_buf_add_str(&t->arithmetic, whole->quantity.unit.written);
    ids[sum->n] = whole->index;
    return pl_telling_add(t, findings, kind, ids, sum->n + 1, err);
}

/* Parts within the whole, one behind the other. */
static void add_up(const struct pl_account_member *members, uint32_t n, uint32_t whole, uint32_t *ids,
                   struct pl_telling *t, struct sum *ret) {
    const struct pl_account_member *w = &members[whole];
    int32_t reached = w->quantity.period.start.first_day - 1;
    *ret = (struct sum){.covers = true};
    for (uint32_t i = 0; i < n; i++) {
        const struct pl_account_member *m = &members[i];
        const struct pl_period *p = &m->quantity.period;
        if (m->implied || !complete(p) || m->row == w->row || p->start.first_day <= reached ||
            !pl_period_within(p, &w->quantity.period) || pl_period_within(&w->quantity.period, p) ||
            !pl_str_eq_nocase(m->quantity.condition, w->quantity.condition)) {
            continue;
        }
        ret->covers = ret->covers && p->start.first_day == reached + 1;
        reached = p->end.last_day;
        ret->range = pl_range_plus(ret->range, pl_quantity_base(&m->quantity));
        say_sum(&t->arithmetic, &m->quantity, ret->n == 0);
        ids[ret->n++] = m->row->index;
    }
    ret->covers = ret->covers && reached == w->quantity.period.end.last_day;
}

int pl_parts_test(const struct pl_account_member *members, uint32_t n, struct pl_findings *findings,
                  struct pl_error *err) {
    uint32_t *ids = pl_arena_calloc(findings->arena, (size_t)n + 1, sizeof *ids);
    if (ids == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    for (uint32_t i = 0; i < n; i++) {
        PL_TELLING_AUTO t = {0};
        struct sum sum;
        const struct pl_account_member *w = &members[i];
        if (w->implied || !complete(&w->quantity.period)) {
            continue;
        }
        pl_telling_open(&t);
        add_up(members, n, i, ids, &t, &sum);
        struct pl_range whole = pl_quantity_base(&w->quantity);
        bool more = pl_range_above(sum.range, whole), less = sum.covers && pl_range_above(whole, sum.range);
        if (sum.n >= 2 && (more || less || sum.covers)) {
            int code = tell(&t, findings, w->row, ids, &sum, w->quantity.unit.scale,
                            more || less ? PL_FINDING_ARITHMETIC : PL_FINDING_CONSISTENT,
                            sum.covers ? " that cover it" : " within it", err);
            if (code != 0) {
                return code;
            }
        }
    }
    return 0;
}

static bool part_of(const struct pl_claim_row *part, const struct pl_claim_row *whole) {
    pl_str extra = pl_topic_extra_word(&part->topic, &whole->topic);
    bool place = false;
    for (uint32_t i = part->topic.item_n; i < part->topic.n; i++) {
        place = place || pl_str_eq(part->topic.words[i], extra);
    }
    return extra.n > 0 && place && part->topic.category == whole->topic.category &&
           pl_str_eq_nocase(part->topic.rate, whole->topic.rate) && part->quantity.has_value &&
           pl_unit_same(&part->quantity.unit, &whole->quantity.unit) &&
           pl_str_eq_nocase(part->quantity.condition, whole->quantity.condition) &&
           pl_period_same(&part->quantity.period, &whole->quantity.period);
}

/* True where an earlier part is of the same place: it is told again, not added. */
static bool told_before(const struct pl_claim_table *table, const uint32_t *ids, uint32_t n,
                        const struct pl_claim_row *part) {
    for (uint32_t i = 0; i < n; i++) {
        if (pl_topic_same(&table->rows[ids[i]].topic, &part->topic)) {
            return true;
        }
    }
    return false;
}

int pl_parts_by_place(const struct pl_claim_table *table, struct pl_findings *findings, struct pl_error *err) {
    uint32_t *ids = pl_arena_calloc(findings->arena, (size_t)table->n + 1, sizeof *ids);
    if (ids == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    for (uint32_t i = 0; i < table->n; i++) {
        PL_TELLING_AUTO t = {0};
        const struct pl_claim_row *whole = &table->rows[i];
        struct sum sum = {0};
        pl_telling_open(&t);
        for (uint32_t k = 0; k < table->n && whole->quantity.has_value && pl_unit_adds(&whole->quantity.unit); k++) {
            const struct pl_claim_row *part = &table->rows[k];
            if (k != i && part_of(part, whole) && !told_before(table, ids, sum.n, part)) {
                sum.range = pl_range_plus(sum.range, pl_quantity_base(&part->quantity));
                say_sum(&t.arithmetic, &part->quantity, sum.n == 0);
                ids[sum.n++] = k;
            }
        }
        struct pl_range range = pl_quantity_base(&whole->quantity);
        bool more = pl_range_above(sum.range, range);
        if (sum.n >= 2 && (more || !pl_range_apart(sum.range, range))) {
            int code = tell(&t, findings, whole, ids, &sum, whole->quantity.unit.scale,
                            more ? PL_FINDING_ARITHMETIC : PL_FINDING_CONSISTENT, " by place", err);
            if (code != 0) {
                return code;
            }
        }
    }
    return 0;
}
