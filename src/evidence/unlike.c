/* Unlike things beside each other: a capacity and a delivery, a rate and a total. */
#include "evidence/factor.h"
#include "evidence/period.h"
#include "evidence/wording.h"

#include "base/ban.h"

/* How far apart in time two claims end; 0 where one has no end. */
static int64_t distance(const struct pl_claim_row *a, const struct pl_claim_row *b) {
    if (!a->quantity.period.has_end || !b->quantity.period.has_end) {
        return 0;
    }
    int64_t days = (int64_t)a->quantity.period.end.last_day - b->quantity.period.end.last_day;
    return days < 0 ? -days : days;
}

/* Kinds of unit that one would put beside each other: rounds and rounds per year too. */
static bool like_units(const struct pl_unit *a, const struct pl_unit *b) {
    struct pl_unit x = *a, y = *b;
    x.per = y.per = PL_STR("");
    bool measures =
        (x.kind == PL_UNIT_MASS || x.kind == PL_UNIT_VOLUME) && (y.kind == PL_UNIT_MASS || y.kind == PL_UNIT_VOLUME);
    return pl_unit_same(&x, &y) || measures;
}

/* Counted in unlike ways: what is compared is not one thing. */
static bool unlike(const struct pl_claim_row *a, const struct pl_claim_row *b) {
    return a->quantity.has_value && b->quantity.has_value && a->topic.category != b->topic.category &&
           (a->topic.category == PL_CATEGORY_MOVED || b->topic.category == PL_CATEGORY_MOVED) &&
           like_units(&a->quantity.unit, &b->quantity.unit) && pl_topic_shares_item(&a->topic, &b->topic) &&
           pl_period_overlap(&a->quantity.period, &b->quantity.period);
}

/* An equivalent beside a capacity: both are computed, each in its own way. */
static bool both_computed(const struct pl_claim_row *a, const struct pl_claim_row *b) {
    return a->quantity.has_value && b->quantity.has_value && a->topic.category == PL_CATEGORY_EQUIVALENT &&
           b->topic.category == PL_CATEGORY_CAPACITY && like_units(&a->quantity.unit, &b->quantity.unit) &&
           pl_topic_shares_item(&a->topic, &b->topic) && pl_period_overlap(&a->quantity.period, &b->quantity.period);
}

/* The same words, one as a rate over time, the other as a total. */
static bool rate_and_total(const struct pl_claim_row *a, const struct pl_claim_row *b) {
    return a->quantity.has_value && b->quantity.has_value && pl_unit_timed(&a->quantity.unit) &&
           pl_unit_adds(&b->quantity.unit) && a->quantity.unit.kind == b->quantity.unit.kind &&
           like_units(&a->quantity.unit, &b->quantity.unit) && pl_topic_same_thing(&a->topic, &b->topic) &&
           pl_period_days(&b->quantity.period) > 0;
}

typedef bool (*pair_test)(const struct pl_claim_row *a, const struct pl_claim_row *b);

static const struct pl_claim_row *nearest(const struct pl_claim_table *table, const struct pl_claim_row *row,
                                          pair_test test) {
    const struct pl_claim_row *best = NULL;
    for (uint32_t i = 0; i < table->n; i++) {
        const struct pl_claim_row *other = &table->rows[i];
        if (other != row && test(row, other) && (best == NULL || distance(row, other) < distance(row, best))) {
            best = other;
        }
    }
    return best;
}

static void say_category(struct pl_buf *buf, const struct pl_claim_row *row) {
    pl_wording_claim(buf, row, NULL);
    pl_buf_add_fmt(buf, " is %s", pl_category_text(row->topic.category));
    if (row->quantity.condition.n > 0) {
        pl_buf_add_str(buf, PL_STR(" ("));
        pl_buf_add_str(buf, row->quantity.condition);
        pl_buf_add_char(buf, ')');
    }
}

static void say_counted(struct pl_telling *t, const struct pl_claim_row *a, const struct pl_claim_row *b) {
    say_category(&t->why, a);
    pl_buf_add_str(&t->why, PL_STR(", "));
    say_category(&t->why, b);
    pl_buf_add_str(&t->why, PL_STR(": the numbers are not of one kind"));
    pl_wording_number(&t->arithmetic, "", a->quantity.value, 2, " against ");
    pl_number_write(&t->arithmetic, b->quantity.value, 2);
}

/* The claim, and the nearest that passes the test, where there is one. */
static int beside(const struct pl_claim_table *table, const struct pl_claim_row *row, pair_test test,
                  struct pl_findings *findings, struct pl_error *err) {
    PL_TELLING_AUTO t = {0};
    const struct pl_claim_row *other = nearest(table, row, test);
    if (other == NULL) {
        return 0;
    }
    uint32_t claims[2] = {row->index, other->index};
    bool ahead = row->index < other->index;
    pl_telling_open(&t);
    say_counted(&t, ahead ? row : other, ahead ? other : row);
    return pl_telling_add(&t, findings, PL_FINDING_CATEGORY, claims, 2, err);
}

static double year_share(pl_str per) {
    return pl_str_eq(per, PL_STR("year"))    ? 365.25
           : pl_str_eq(per, PL_STR("month")) ? 30.4375
           : pl_str_eq(per, PL_STR("week"))  ? 7
                                             : 1;
}

static void say_rate(struct pl_telling *t, const struct pl_claim_row *rate, const struct pl_claim_row *total) {
    int days = pl_period_days(&total->quantity.period);
    double one = total->quantity.value * total->quantity.unit.scale / rate->quantity.unit.scale;
    pl_wording_claim(&t->why, rate, NULL);
    pl_buf_add_str(&t->why, PL_STR(" is a rate, "));
    pl_wording_claim(&t->why, total, NULL);
    pl_buf_add_str(&t->why, PL_STR(" a total: they compare only over a stated time"));
    pl_wording_number(&t->arithmetic, "", one, 2, "");
    pl_buf_add_fmt(&t->arithmetic, " in %d days would be ", days);
    pl_number_write(&t->arithmetic, one / days * year_share(rate->quantity.unit.per), 0);
    pl_buf_add_fmt(&t->arithmetic, " per %.*s", (int)rate->quantity.unit.per.n, rate->quantity.unit.per.p);
    pl_wording_number(&t->arithmetic, ", the rate is ", rate->quantity.value, 2, "");
}

int pl_unlike_find(const struct pl_claim_table *table, struct pl_findings *findings, struct pl_error *err) {
    for (uint32_t i = 0; i < table->n; i++) {
        const struct pl_claim_row *row = &table->rows[i];
        const struct pl_claim_row *total = nearest(table, row, rate_and_total);
        PL_TELLING_AUTO t = {0};
        pl_telling_open(&t);
        int code = beside(table, row, unlike, findings, err);
        code = code == 0 ? beside(table, row, both_computed, findings, err) : code;
        if (code == 0 && total != NULL) {
            uint32_t claims[2] = {row->index, total->index};
            say_rate(&t, row, total);
            code = pl_telling_add(&t, findings, PL_FINDING_UNIT, claims, 2, err);
        }
        if (code != 0) {
            return code;
        }
    }
    return 0;
}
