#include "evidence/period.h"

#include "base/ban.h"

static bool read_end(pl_str text, bool *ret_has, struct pl_interval *ret) {
    text = pl_str_trim(text);
    *ret_has = text.n > 0;
    if (text.n == 0) {
        return true;
    }
    if (text.n != 4 && text.n != 7 && text.n != 10) {
        return false;
    }
    for (size_t i = 0; i < text.n; i++) {
        bool digit = text.p[i] >= '0' && text.p[i] <= '9';
        if (i == 4 || i == 7 ? text.p[i] != '-' : !digit) {
            return false;
        }
    }
    return pl_interval_parse(text, ret);
}

bool pl_period_parse(pl_str start, pl_str end, struct pl_period *ret_period) {
    struct pl_period p = {0};
    if (!read_end(start, &p.has_start, &p.start) || !read_end(end, &p.has_end, &p.end) ||
        (p.has_start && p.has_end && p.end.last_day < p.start.first_day)) {
        return false;
    }
    *ret_period = p;
    return true;
}

static bool may_be_same(struct pl_interval a, struct pl_interval b) {
    return a.first_day <= b.last_day && b.first_day <= a.last_day;
}

bool pl_period_same_start(const struct pl_period *a, const struct pl_period *b) {
    return a->has_start && b->has_start && may_be_same(a->start, b->start);
}

bool pl_period_same(const struct pl_period *a, const struct pl_period *b) {
    return pl_period_same_start(a, b) && a->has_end && b->has_end && may_be_same(a->end, b->end);
}

static bool complete(const struct pl_period *p) { return p->has_start && p->has_end; }

bool pl_period_within(const struct pl_period *a, const struct pl_period *b) {
    return complete(a) && complete(b) && a->start.first_day >= b->start.first_day && a->end.last_day <= b->end.last_day;
}

bool pl_period_overlap(const struct pl_period *a, const struct pl_period *b) {
    bool a_before = a->has_end && b->has_start && a->end.last_day < b->start.first_day;
    bool b_before = b->has_end && a->has_start && b->end.last_day < a->start.first_day;
    return !a_before && !b_before;
}

int pl_period_days(const struct pl_period *p) { return complete(p) ? p->end.last_day - p->start.first_day + 1 : 0; }

void pl_period_write(struct pl_buf *buf, const struct pl_period *p) {
    if (!p->has_start && !p->has_end) {
        pl_buf_add_str(buf, PL_STR("no period"));
        return;
    }
    if (p->has_start) {
        pl_buf_add_str(buf, p->has_end ? PL_STR("") : PL_STR("from "));
        pl_interval_write(buf, p->start);
        pl_buf_add_str(buf, p->has_end ? PL_STR(" ") : PL_STR(" (no end)"));
    }
    if (p->has_end) {
        pl_buf_add_str(buf, PL_STR("to "));
        pl_interval_write(buf, p->end);
        pl_buf_add_str(buf, p->has_start ? PL_STR("") : PL_STR(" (no start)"));
    }
}
