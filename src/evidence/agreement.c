#include "evidence/agreement.h"

#include "base/ban.h"

#define NEAR_SHARE 10 /* a tenth: observers differ by less, other things by more */
#define NEAR_MIN   60 /* minutes */
#define DAY_MIN    1440

static int64_t distance(int64_t a, int64_t b) { return a > b ? a - b : b - a; }

bool pl_agreement_near(int64_t a, int64_t b) { return distance(a, b) <= (a > b ? a : b) / NEAR_SHARE; }

/* 335 and 353: as many digits, two neighbours exchanged. */
static bool is_typo(const struct pl_reading_value *a, const struct pl_reading_value *b) {
    int64_t x = a->micro / a->step, y = b->micro / b->step, differ = 0, last_x = 0, last_y = 0;
    if (a->step != b->step || x == y) {
        return false;
    }
    int places = 0;
    for (; x > 0 && y > 0; x /= 10, y /= 10) {
        int64_t dx = x % 10, dy = y % 10;
        if (dx != dy) {
            places++;
            differ += dx - dy;
            if (places == 2 && (dx != last_y || dy != last_x)) {
                return false;
            }
        } else if (places == 1) {
            return false;
        }
        last_x = dx;
        last_y = dy;
    }
    return x == 0 && y == 0 && places == 2 && differ == 0;
}

/* a is b after rounding, up, down or to the nearest, to a's last digit that is not 0. */
static bool is_rounding(const struct pl_reading_value *a, const struct pl_reading_value *b) {
    bool coarser = a->coarse > b->coarse || (a->hedged && !b->hedged);
    return coarser && distance(a->micro, b->micro) < a->coarse && (a->hedged || pl_agreement_near(a->micro, b->micro));
}

static int compare_values(const struct pl_reading_value *child, const struct pl_reading_value *parent, bool against) {
    if (child->micro == parent->micro && child->hedged == parent->hedged && child->step == parent->step) {
        return child->hedged ? PL_CASE_SAME_ROUND : against ? PL_CASE_SAME_AGAINST : PL_CASE_SAME;
    }
    if (child->micro == parent->micro && parent->hedged) { /* "some 360" passed on as 360: the hedge got lost */
        return PL_CASE_SAME_ROUND;
    }
    if (is_rounding(child, parent)) {
        return child->hedged ? PL_CASE_ROUNDED : PL_CASE_ROUND_BARE;
    }
    if (parent->hedged && is_rounding(parent, child)) {
        return PL_CASE_SHARPER;
    }
    if (child->micro == parent->micro) { /* 12 and 12.0 */
        return PL_CASE_SAME_ROUND;
    }
    if (!child->hedged && !parent->hedged && is_typo(child, parent)) {
        return PL_CASE_TYPO;
    }
    return pl_agreement_near(child->micro, parent->micro) ? PL_CASE_NEAR : PL_CASE_FAR;
}

static int slot_of(const struct pl_reading_value *a, const struct pl_reading_value *b) {
    int64_t micro = a->micro > b->micro ? a->micro : b->micro;
    if (a->step < INT64_C(1000000) || b->step < INT64_C(1000000)) {
        return PL_SLOT_DECIMAL;
    }
    return micro < INT64_C(100000000) ? PL_SLOT_SMALL : micro < INT64_C(1000000000) ? PL_SLOT_MIDDLE : PL_SLOT_LARGE;
}

/* Which value of the child stands for which of the parent: the nearest of the same name that is still free. */
struct match {
    int child[PL_READING_MAX_VALUES];  /* parent's value -> child's, -1 none */
    bool taken[PL_READING_MAX_VALUES]; /* of the child */
};

static void match_values(const struct pl_agreement_side *c, const struct pl_agreement_side *p, struct match *m) {
    *m = (struct match){.taken = {false}};
    for (uint32_t i = 0; i < p->reading->n_values; i++) {
        const struct pl_reading_value *v = &p->reading->values[i];
        m->child[i] = -1;
        for (uint32_t k = 0; k < c->reading->n_values && p->use[i] != PL_VALUE_IGNORE; k++) {
            const struct pl_reading_value *w = &c->reading->values[k];
            bool nearer = m->child[i] < 0 ||
                          distance(w->micro, v->micro) < distance(c->reading->values[m->child[i]].micro, v->micro);
            if (!m->taken[k] && pl_str_eq(v->name, w->name) && nearer) {
                m->child[i] = (int)k;
            }
        }
        if (m->child[i] >= 0) {
            m->taken[m->child[i]] = true;
        }
    }
}

static void add(struct pl_agreement *a, int slot, int case_) {
    if (a->n < PL_AGREEMENT_MAX) {
        a->feature[a->n++] = (uint8_t)(slot << 4 | case_);
    }
}

static void find_values(const struct pl_agreement_side *c, const struct pl_agreement_side *p,
                        struct pl_agreement *ret) {
    struct match m;
    match_values(c, p, &m);
    for (uint32_t i = 0; i < p->reading->n_values && ret->n < PL_AGREEMENT_VALUES; i++) {
        const struct pl_reading_value *v = &p->reading->values[i];
        const struct pl_reading_value *w = m.child[i] < 0 ? v : &c->reading->values[m.child[i]];
        int case_ = m.child[i] < 0 ? PL_CASE_DROPPED : compare_values(w, v, p->against[i]);
        bool careful = p->use[i] == PL_VALUE_CAREFUL && (case_ == PL_CASE_FAR || case_ == PL_CASE_DROPPED);
        if (p->use[i] != PL_VALUE_IGNORE && !careful) {
            add(ret, slot_of(v, w), case_);
        }
    }
    for (uint32_t k = 0; k < c->reading->n_values && ret->n < PL_AGREEMENT_VALUES; k++) {
        if (!m.taken[k] && c->use[k] == PL_VALUE_USE) {
            add(ret, slot_of(&c->reading->values[k], &c->reading->values[k]), PL_CASE_ADDED);
        }
    }
}

static bool within(const struct pl_reading *part, int minute) {
    return part->to_min >= part->from_min ? minute >= part->from_min && minute <= part->to_min
                                          : minute >= part->from_min || minute <= part->to_min;
}

static int compare_clocks(const struct pl_agreement_side *c, const struct pl_agreement_side *p) {
    const struct pl_reading *a = c->reading, *b = p->reading;
    if (a->clock == PL_READING_NO_CLOCK || b->clock == PL_READING_NO_CLOCK) {
        return a->clock != PL_READING_NO_CLOCK ? PL_CASE_ADDED : b->clock != PL_READING_NO_CLOCK ? PL_CASE_DROPPED : -1;
    }
    if (a->clock == PL_READING_PART && b->clock == PL_READING_PART) {
        return a->from_min == b->from_min ? PL_CASE_SAME_ROUND : PL_CASE_FAR;
    }
    if (a->clock == PL_READING_PART) {
        return within(a, b->from_min) ? PL_CASE_ROUNDED : PL_CASE_FAR;
    }
    if (b->clock == PL_READING_PART) {
        return within(b, a->from_min) ? PL_CASE_SHARPER : PL_CASE_FAR;
    }
    int apart = (int)distance(a->from_min, b->from_min);
    apart = apart > DAY_MIN / 2 ? DAY_MIN - apart : apart;
    return apart == 0          ? (p->clock_against ? PL_CASE_SAME_AGAINST : PL_CASE_SAME)
           : apart <= NEAR_MIN ? PL_CASE_NEAR
                               : PL_CASE_FAR;
}

static int compare_days(const struct pl_reading *a, const struct pl_reading *b) {
    if (a->day == INT32_MIN || b->day == INT32_MIN) {
        return a->day != INT32_MIN ? PL_CASE_ADDED : b->day != INT32_MIN ? PL_CASE_DROPPED : -1;
    }
    int64_t apart = distance(a->day, b->day);
    return apart == 0 ? PL_CASE_SAME : apart == 1 ? PL_CASE_NEAR : PL_CASE_FAR;
}

static int lag_bin(pl_time child, pl_time parent) {
    static const int64_t HOURS[] = {6, 24, 48, 96, 192, 384};
    int bin = 0;
    if (child == PL_TIME_NONE || parent == PL_TIME_NONE) {
        return 7;
    }
    while (bin < 6 && child - parent >= HOURS[bin] * PL_HOUR_US) {
        bin++;
    }
    return bin;
}

void pl_agreement_find(const struct pl_agreement_side *child, const struct pl_agreement_side *parent,
                       struct pl_agreement *ret) {
    *ret = (struct pl_agreement){0};
    find_values(child, parent, ret);
    int clock = compare_clocks(child, parent), day = compare_days(child->reading, parent->reading);
    if (clock >= 0) {
        add(ret, PL_SLOT_CLOCK, clock);
    }
    if (day >= 0) {
        add(ret, PL_SLOT_DAY, day);
    }
    bool same = child->reading->wording == parent->reading->wording;
    add(ret, PL_SLOT_WORDING, !same ? PL_CASE_FAR : parent->wording_common ? PL_CASE_SAME_ROUND : PL_CASE_SAME);
    add(ret, PL_SLOT_LAG, lag_bin(child->published, parent->published));
}

/* ---- in words ---- */

static void add_value(struct pl_buf *out, const struct pl_reading_value *v) {
    unsigned decimals = 0;
    for (int64_t step = v->step; step < INT64_C(1000000); step *= 10) {
        decimals++;
    }
    pl_buf_add_str(out, v->hedged ? PL_STR("about ") : PL_STR(""));
    if (v->micro < INT64_C(1000000000000000)) {
        pl_buf_add_fixed(out, (double)v->micro / 1e6, decimals);
    } else {
        pl_buf_add_i64(out, v->micro / INT64_C(1000000));
    }
    pl_buf_add_str(out, v->name.n > 0 ? PL_STR(" ") : PL_STR(""));
    pl_buf_add_str(out, v->name);
}

static void begin(struct pl_buf *out, size_t from) { pl_buf_add_str(out, out->n > from ? PL_STR("; ") : PL_STR("")); }

static void value_words(struct pl_buf *out, size_t from, const struct pl_reading_value *c,
                        const struct pl_reading_value *p, int case_) {
    if (case_ == PL_CASE_SAME || case_ == PL_CASE_SAME_ROUND || case_ == PL_CASE_SAME_AGAINST) {
        begin(out, from);
        add_value(out, p);
        pl_buf_add_str(out, case_ == PL_CASE_SAME_AGAINST ? PL_STR(" in both where more sources have another value")
                                                          : PL_STR(" in both"));
    } else if (case_ == PL_CASE_ROUNDED || case_ == PL_CASE_ROUND_BARE || case_ == PL_CASE_TYPO) {
        begin(out, from);
        add_value(out, c);
        pl_buf_add_str(out, case_ == PL_CASE_TYPO ? PL_STR(" for (digits exchanged) ") : PL_STR(" for "));
        add_value(out, p);
    } else if (case_ == PL_CASE_DROPPED) {
        begin(out, from);
        add_value(out, p);
        pl_buf_add_str(out, PL_STR(" left out"));
    }
}

void pl_agreement_words(const struct pl_agreement_side *child, const struct pl_agreement_side *parent,
                        struct pl_buf *out) {
    static const char *const CLOCK[PL_CASE_COUNT] = {[PL_CASE_SAME] = "the same minute",
                                                     [PL_CASE_SAME_AGAINST] =
                                                         "the same minute where more sources have another",
                                                     [PL_CASE_SAME_ROUND] = "the same part of the day",
                                                     [PL_CASE_ROUNDED] = "the part of the day for the minute",
                                                     [PL_CASE_DROPPED] = "time of day left out"};
    struct match m;
    size_t from = out->n;
    match_values(child, parent, &m);
    for (uint32_t i = 0; i < parent->reading->n_values && i < PL_AGREEMENT_VALUES; i++) {
        const struct pl_reading_value *v = &parent->reading->values[i];
        if (parent->use[i] == PL_VALUE_USE || (parent->use[i] == PL_VALUE_CAREFUL && m.child[i] >= 0)) {
            const struct pl_reading_value *w = m.child[i] < 0 ? v : &child->reading->values[m.child[i]];
            value_words(out, from, w, v, m.child[i] < 0 ? PL_CASE_DROPPED : compare_values(w, v, parent->against[i]));
        }
    }
    int clock = compare_clocks(child, parent);
    if (clock >= 0 && CLOCK[clock] != NULL) {
        begin(out, from);
        pl_buf_add_fmt(out, "%s", CLOCK[clock]);
    }
    if (child->reading->wording == parent->reading->wording && !parent->wording_common) {
        begin(out, from);
        pl_buf_add_str(out, PL_STR("the same words, which no other event has"));
    }
}
