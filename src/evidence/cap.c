#include "evidence/cap.h"

#include "base/time.h"
#include "evidence/period.h"
#include "evidence/wording.h"

#include "base/ban.h"

/* ---- years ---- */

static int32_t year_begin(const struct pl_cap *cap, int year) {
    pl_time at = 0;
    (void)pl_time_from_date((struct pl_date){.year = year, .month = cap->year_month, .day = cap->year_day}, &at);
    return (int32_t)(at / PL_DAY_US - (at % PL_DAY_US < 0 ? 1 : 0));
}

unsigned pl_cap_years(const struct pl_cap *cap, const struct pl_period *period, int32_t *ret_first_day,
                      int32_t *ret_last_day) {
    if (!period->has_start || !period->has_end || period->start.first_day < cap->from_day ||
        period->end.last_day > cap->to_day) {
        return 0;
    }
    if (cap->year_month == 0) {
        *ret_first_day = cap->from_day;
        *ret_last_day = cap->to_day;
        return 1;
    }
    int year = pl_time_to_date(period->start.first_day * PL_DAY_US).year;
    if (year_begin(cap, year) > period->start.first_day) {
        year--;
    }
    *ret_first_day = year_begin(cap, year);
    *ret_last_day = year_begin(cap, year + 1) - 1;
    unsigned years = 1;
    for (; year_begin(cap, year + (int)years) <= period->end.last_day; years++) {
    }
    return years;
}

/* ---- one claim against one cap ---- */

struct held {
    const struct pl_cap *cap;
    struct pl_range range;          /* in the cap's unit, by every factor */
    double least, most;             /* the number itself, by the smallest and the largest factor */
    double factor_low, factor_high; /* 0: no conversion between weight and volume */
};

static bool thing_fits(const struct pl_cap *cap, const struct pl_topic *topic) {
    if (!pl_topic_has_all(topic, cap->thing)) {
        return false;
    }
    return cap->inward ? topic->inward || (!topic->outward && !topic->elsewhere)
                       : topic->outward || (!topic->inward && !topic->elsewhere);
}

static bool counted(const struct pl_claim_row *row) {
    return row->quantity.has_value && row->topic.category != PL_CATEGORY_USED &&
           row->topic.category != PL_CATEGORY_PRODUCED && pl_unit_adds(&row->quantity.unit);
}

/* The claim in the cap's unit. False where there is no way from one to the other. */
static bool hold(const struct pl_caps *caps, const struct pl_cap *cap, const struct pl_claim_row *row,
                 struct held *ret) {
    const struct pl_quantity *q = &row->quantity;
    struct held h = {.cap = cap};
    double low = q->unit.scale / cap->unit.scale, high = low;
    if (!pl_unit_same(&q->unit, &cap->unit)) {
        if (q->unit.kind != PL_UNIT_MASS || cap->unit.kind != PL_UNIT_VOLUME) {
            return false;
        }
        h.factor_low = h.factor_high = q->factor;
        if (q->factor <= 0 && !pl_caps_barrels(caps, &row->topic, &h.factor_low, &h.factor_high)) {
            return false;
        }
        low = q->unit.scale / 1000 * h.factor_low / cap->unit.scale; /* factors are for a tonne of 1,000 kg */
        high = q->unit.scale / 1000 * h.factor_high / cap->unit.scale;
    }
    struct pl_range range = pl_quantity_range(q);
    h.range = pl_range_times(range, low);
    h.range.high = pl_range_times(range, high).high;
    h.least = q->value * low;
    h.most = q->value_max * high;
    *ret = h;
    return true;
}

/* A cap in the claim's own kind of unit comes before one that needs a factor. */
static bool other_unit_fits(const struct pl_caps *caps, const struct pl_cap *cap, const struct pl_claim_row *row) {
    for (uint32_t i = 0; i < caps->n_caps; i++) {
        const struct pl_cap *other = &caps->caps[i];
        if (other != cap && pl_str_eq(other->measure, cap->measure) && pl_str_eq(other->thing, cap->thing) &&
            pl_unit_same(&row->quantity.unit, &other->unit)) {
            return !pl_unit_same(&row->quantity.unit, &cap->unit);
        }
    }
    return false;
}

static double near_from(const struct pl_cap *cap) { return cap->n_notices > 0 ? cap->notices[0] : PL_CAP_NEAR; }

static void say_cap(struct pl_buf *buf, const struct pl_cap *cap) {
    pl_wording_number(buf, "the cap of ", cap->value, 0, " ");
    pl_buf_add_str(buf, cap->unit.written);
    pl_buf_add_str(buf, cap->year_month == 0                         ? PL_STR(" for its window")
                        : cap->year_month == 1 && cap->year_day == 1 ? PL_STR(" a calendar year")
                                                                     : PL_STR(" a year of its own"));
    pl_buf_add_fmt(buf, " (%.*s; %.*s)", (int)cap->measure.n, cap->measure.p, (int)cap->verification.n,
                   cap->verification.p);
}

/* "53,000 t x 7.9 = 418,700 barrels = 83.7 % of 500,000; x 8.33 = ..." */
static void say_share(struct pl_buf *buf, const struct held *h, const struct pl_quantity *q) {
    double all = h->cap->value;
    pl_wording_number(buf, "", q->value, 2, " ");
    pl_buf_add_str(buf, q->unit.written);
    for (int i = 0; i < (h->factor_high > h->factor_low ? 2 : 1) && h->factor_low > 0; i++) {
        double factor = i == 0 ? h->factor_low : h->factor_high;
        pl_wording_number(buf, i == 0 ? " x " : "; x ", factor, 2, "");
        pl_wording_number(buf, " = ", i == 0 ? h->least : h->most, 0, " ");
        pl_buf_add_str(buf, h->cap->unit.written);
        pl_wording_number(buf, " = ", (i == 0 ? h->least : h->most) / all * 100, 1, " %");
    }
    if (h->factor_low <= 0) {
        pl_wording_number(buf, " / ", all, 0, "");
        pl_wording_number(buf, " = ", h->least / all * 100, 1, " %");
        if (h->most > h->least) {
            pl_wording_number(buf, " to ", h->most / all * 100, 1, " %");
        }
    } else {
        pl_wording_number(buf, " of ", all, 0, "");
    }
}

static void say_notice(struct pl_buf *buf, const struct held *h) {
    for (uint32_t i = h->cap->n_notices; i > 0; i--) {
        double share = h->cap->notices[i - 1];
        if (h->most >= share * h->cap->value) {
            pl_wording_number(buf, "; a notice is due at ", share * 100, 0, " %");
            pl_buf_add_str(buf, h->least < share * h->cap->value ? PL_STR(", reached by the larger factor only")
                                                                 : PL_STR(""));
            if (i < h->cap->n_notices) {
                pl_wording_number(buf, ", the next at ", h->cap->notices[i] * 100, 0, " %");
            }
            return;
        }
    }
}

/* What share of capacity would just be the cap, where a share was assumed. */
static void say_load(struct pl_buf *buf, const struct held *h, const struct pl_claim_row *row) {
    if (row->basis.load > 0 && h->least > h->cap->value) {
        double load = row->basis.load * h->cap->value / h->least;
        pl_wording_number(buf, "; at a load of ", load * 100, 1, " % of capacity it would be the cap");
        pl_wording_number(buf, ", at ", row->basis.load * 100, 1, " % it is this");
    }
}

static int unit_finding(const struct held *h, const struct pl_claim_row *row, struct pl_findings *findings,
                        struct pl_error *err) {
    PL_TELLING_AUTO t = {0};
    pl_telling_open(&t);
    pl_buf_add_fmt(&t.why, "%.*s is in ", (int)row->id.n, row->id.p);
    pl_buf_add_str(&t.why, row->quantity.unit.written);
    pl_buf_add_str(&t.why, PL_STR(" and names no factor; the cap is in "));
    pl_buf_add_str(&t.why, h->cap->unit.written);
    pl_buf_add_str(&t.why, PL_STR(": the share of the cap hangs on the factor"));
    say_share(&t.arithmetic, h, &row->quantity);
    return pl_telling_add(&t, findings, PL_FINDING_UNIT, &row->index, 1, err);
}

static int year_finding(const struct held *h, unsigned years, const struct pl_claim_row *row,
                        struct pl_findings *findings, struct pl_error *err) {
    PL_TELLING_AUTO t = {0};
    pl_telling_open(&t);
    pl_wording_claim(&t.why, row, NULL);
    pl_buf_add_fmt(&t.why, " touches %u years of ", years);
    say_cap(&t.why, h->cap);
    pl_buf_add_str(&t.why, PL_STR(": how much of it falls into one of them is not said"));
    say_share(&t.arithmetic, h, &row->quantity);
    return pl_telling_add(&t, findings, PL_FINDING_PERIOD, &row->index, 1, err);
}

static int cap_finding(const struct held *h, unsigned years, const struct pl_claim_row *row,
                       struct pl_findings *findings, struct pl_error *err) {
    PL_TELLING_AUTO t = {0};
    double all = h->cap->value * years;
    bool passes = h->range.strict_low ? h->range.low >= all : h->range.low > all;
    bool near = h->most >= near_from(h->cap) * all;
    bool may = near && !passes && h->range.high > all;
    if (years > 1 && !passes) {
        return h->most >= near_from(h->cap) * h->cap->value ? year_finding(h, years, row, findings, err) : 0;
    }
    pl_telling_open(&t);
    pl_wording_claim(&t.why, row, NULL);
    pl_buf_add_str(&t.why, passes && years > 1 ? PL_STR(" passes the sum of all years it touches of ")
                           : passes            ? PL_STR(" passes ")
                           : may               ? PL_STR(" nears, and by what it leaves open may pass, ")
                           : near              ? PL_STR(" nears ")
                                               : PL_STR(" is far below "));
    say_cap(&t.why, h->cap);
    if (near && !passes) {
        say_notice(&t.why, h);
    }
    say_load(&t.why, h, row);
    say_share(&t.arithmetic, h, &row->quantity);
    int code =
        pl_telling_add(&t, findings, passes || near ? PL_FINDING_CAP : PL_FINDING_CONSISTENT, &row->index, 1, err);
    return code == 0 && (passes || near) && h->factor_high > 0 && row->quantity.factor <= 0
               ? unit_finding(h, row, findings, err)
               : code;
}

/* ---- the sum of claims within one year ---- */

static bool same_account(const struct pl_claim_row *a, const struct pl_claim_row *b) {
    return pl_topic_same(&a->topic, &b->topic) && pl_unit_same(&a->quantity.unit, &b->quantity.unit);
}

/* From `first` on, the claims of its thing whose periods follow each other within the year; earliest end first. */
static uint32_t gather_year(const struct pl_claim_table *table, const struct pl_claim_row *first, int32_t from,
                            int32_t to, uint32_t *ids) {
    uint32_t n = 0;
    int32_t reached = from - 1;
    for (;;) {
        const struct pl_claim_row *best = NULL;
        for (uint32_t i = 0; i < table->n; i++) {
            const struct pl_claim_row *row = &table->rows[i];
            const struct pl_period *p = &row->quantity.period;
            if (counted(row) && same_account(row, first) && p->has_start && p->has_end &&
                p->start.first_day > reached && p->end.last_day <= to &&
                (best == NULL || p->end.last_day < best->quantity.period.end.last_day)) {
                best = row;
            }
        }
        if (best == NULL) {
            return n;
        }
        ids[n++] = best->index;
        reached = best->quantity.period.end.last_day;
    }
}

static int sum_finding(const struct pl_claim_table *table, const struct pl_caps *caps, const struct pl_cap *cap,
                       const uint32_t *ids, uint32_t n, struct pl_findings *findings, struct pl_error *err) {
    PL_TELLING_AUTO t = {0};
    struct pl_range sum = {0, 0, false, false};
    double least = 0, most = 0;
    pl_telling_open(&t);
    for (uint32_t i = 0; i < n; i++) {
        struct held h;
        if (!hold(caps, cap, &table->rows[ids[i]], &h) || h.most >= near_from(cap) * cap->value) {
            return 0; /* said of that claim alone */
        }
        sum = pl_range_plus(sum, h.range);
        least += h.least;
        most += h.most;
        pl_wording_number(&t.arithmetic, i > 0 ? " + " : "", table->rows[ids[i]].quantity.value, 2, "");
    }
    bool passes = sum.low > cap->value;
    if (!passes && most < near_from(cap) * cap->value) {
        return 0;
    }
    pl_buf_add_fmt(&t.why, "%u claims of periods that do not overlap, all within one year, together %s ", n,
                   passes ? "pass" : "near");
    say_cap(&t.why, cap);
    pl_wording_number(&t.arithmetic, ": ", least, 0, most > least ? "" : " ");
    if (most > least) {
        pl_wording_number(&t.arithmetic, " to ", most, 0, " ");
    }
    pl_buf_add_str(&t.arithmetic, cap->unit.written);
    pl_wording_number(&t.arithmetic, " = ", least / cap->value * 100, 1, most > least ? " to " : " %");
    if (most > least) {
        pl_wording_number(&t.arithmetic, "", most / cap->value * 100, 1, " %");
    }
    return pl_telling_add(&t, findings, PL_FINDING_CAP, ids, n, err);
}

/* The first of its account to end within the year: it alone gathers the year. */
static bool first_of_year(const struct pl_claim_table *table, const struct pl_claim_row *row, int32_t from,
                          int32_t to) {
    for (uint32_t i = 0; i < table->n; i++) {
        const struct pl_claim_row *other = &table->rows[i];
        const struct pl_period *p = &other->quantity.period;
        int32_t end = row->quantity.period.end.last_day;
        if (counted(other) && p->has_start && p->has_end && p->start.first_day >= from && p->end.last_day <= to &&
            (p->end.last_day < end || (p->end.last_day == end && i < row->index)) && same_account(other, row)) {
            return false;
        }
    }
    return true;
}

static int year_sum(const struct pl_claim_table *table, const struct pl_caps *caps, const struct pl_cap *cap,
                    const struct pl_claim_row *row, struct pl_findings *findings, struct pl_error *err) {
    int32_t from = 0, to = 0;
    if (pl_cap_years(cap, &row->quantity.period, &from, &to) != 1 || !first_of_year(table, row, from, to)) {
        return 0;
    }
    uint32_t *ids = pl_arena_calloc(findings->arena, (size_t)table->n + 1, sizeof *ids);
    if (ids == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    uint32_t n = gather_year(table, row, from, to, ids);
    return n >= 2 ? sum_finding(table, caps, cap, ids, n, findings, err) : 0;
}

int pl_cap_find(const struct pl_claim_table *table, const struct pl_caps *caps, struct pl_findings *findings,
                struct pl_error *err) {
    for (uint32_t i = 0; i < table->n; i++) {
        const struct pl_claim_row *row = &table->rows[i];
        for (uint32_t k = 0; k < caps->n_caps && counted(row); k++) {
            const struct pl_cap *cap = &caps->caps[k];
            int32_t from = 0, to = 0;
            struct held h;
            unsigned years = pl_cap_years(cap, &row->quantity.period, &from, &to);
            if (years == 0 || !thing_fits(cap, &row->topic) || other_unit_fits(caps, cap, row) ||
                !hold(caps, cap, row, &h)) {
                continue;
            }
            int code = cap_finding(&h, years, row, findings, err);
            code = code == 0 ? year_sum(table, caps, cap, row, findings, err) : code;
            if (code != 0) {
                return code;
            }
        }
    }
    return 0;
}
