/* What a stated number leaves open. */
#include "evidence/quantity.h"

#include "base/ban.h"

/* ---- ranges ---- */

static double least(double a, double b) { return a < b ? a : b; }
static double most(double a, double b) { return a > b ? a : b; }

/* What "about" leaves open on each side. */
static double about_slack(double value) {
    double digit = pl_number_digit(value);
    double last = digit > 0 ? value / digit : 0;
    last -= 10 * (double)(uint64_t)(last / 10);
    if (last > 4.5 && last < 5.5) {
        digit *= 5;
    }
    return least(most(digit, value * 0.01), value * 0.1);
}

struct pl_range pl_quantity_range(const struct pl_quantity *q) {
    double slack = least(pl_number_digit(q->value) / 2, q->value * 0.05);
    double high = q->value_max > q->value ? q->value_max : q->value;
    double high_slack = least(pl_number_digit(high) / 2, high * 0.05);
    bool range = q->value_max > q->value;
    struct pl_range r = {q->value - slack, high + high_slack, false, false};
    if (!q->has_value) {
        return (struct pl_range){0, PL_QUANTITY_OPEN, false, false};
    }
    switch (q->bound) {
    case PL_BOUND_EXACTLY:
    case PL_BOUND_BETWEEN:
        return (struct pl_range){q->value, high, false, false};
    case PL_BOUND_ABOUT:
        return (struct pl_range){q->value - about_slack(q->value), high + about_slack(high), false, false};
    case PL_BOUND_MORE_THAN:
        return (struct pl_range){q->value, range ? high : PL_QUANTITY_OPEN, true, false};
    case PL_BOUND_AT_LEAST:
        return (struct pl_range){q->value, range ? high : PL_QUANTITY_OPEN, false, false};
    case PL_BOUND_LESS_THAN:
        return (struct pl_range){range ? q->value : 0, high, false, true};
    case PL_BOUND_UP_TO:
        return (struct pl_range){range ? q->value : 0, high, false, false};
    default:
        return r;
    }
}

struct pl_range pl_quantity_base(const struct pl_quantity *q) {
    return pl_range_times(pl_quantity_range(q), q->unit.scale > 0 ? q->unit.scale : 1);
}

struct pl_range pl_range_times(struct pl_range r, double factor) {
    r.low *= factor;
    r.high = r.high >= PL_QUANTITY_OPEN ? PL_QUANTITY_OPEN : r.high * factor;
    return r;
}

struct pl_range pl_range_plus(struct pl_range a, struct pl_range b) {
    bool open = a.high >= PL_QUANTITY_OPEN || b.high >= PL_QUANTITY_OPEN;
    return (struct pl_range){a.low + b.low, open ? PL_QUANTITY_OPEN : a.high + b.high, a.strict_low || b.strict_low,
                             a.strict_high || b.strict_high};
}

bool pl_range_above(struct pl_range a, struct pl_range b) {
    double slack = 1e-9 * b.high; /* what rounding of the arithmetic may do */
    return a.strict_low || b.strict_high ? a.low >= b.high - slack && b.high < PL_QUANTITY_OPEN
                                         : a.low > b.high + slack;
}

bool pl_range_apart(struct pl_range a, struct pl_range b) { return pl_range_above(a, b) || pl_range_above(b, a); }
