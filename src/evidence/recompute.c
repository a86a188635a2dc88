/* What bases state as arithmetic, computed again. */
#include "evidence/factor.h"
#include "evidence/period.h"
#include "evidence/wording.h"

#include "base/ban.h"

#define MAX_REFERENCES 8u

struct recompute {
    const struct pl_claim_table *table;
    struct pl_findings *findings;
    struct pl_error *err;
};

/* What a whole is computed from, and the claims that takes. */
struct computed {
    struct pl_range range; /* in the written unit of the whole */
    uint32_t claims[MAX_REFERENCES + 1];
    uint32_t n;
    bool capacity; /* the most there can be: below it all is well */
};

static int settle(struct recompute *r, struct pl_telling *t, const struct pl_claim_row *row, struct computed *c) {
    struct pl_range stated = pl_quantity_range(&row->quantity);
    bool apart = c->capacity ? pl_range_above(stated, c->range) : pl_range_apart(stated, c->range);
    pl_wording_claim(&t->why, row, NULL);
    pl_buf_add_str(&t->why, c->capacity && apart ? PL_STR(" is beyond the capacity that its basis states")
                            : c->capacity        ? PL_STR(" is within the capacity that its basis states")
                            : apart              ? PL_STR(" is not what its parts give")
                                                 : PL_STR(" is what its parts give"));
    pl_buf_add_str(&t->arithmetic, PL_STR(", so "));
    pl_wording_range(&t->arithmetic, c->range);
    pl_buf_add_str(&t->arithmetic, PL_STR("; stated: "));
    pl_wording_amount(&t->arithmetic, &row->quantity);
    c->claims[c->n++] = row->index;
    int kind = !apart ? PL_FINDING_CONSISTENT : c->capacity ? PL_FINDING_PLAUSIBILITY : PL_FINDING_ARITHMETIC;
    return pl_telling_add(t, r->findings, kind, c->claims, c->n, r->err);
}

/* The terms of a stated computation are meant as they stand; what is left open is the whole's. */
static struct pl_range term(const struct pl_quantity *count) {
    struct pl_quantity q = *count;
    q.bound = q.bound == PL_BOUND_STATED ? PL_BOUND_EXACTLY : q.bound;
    return pl_quantity_range(&q);
}

static struct pl_range times(struct pl_range a, struct pl_range b) {
    bool open = a.high >= PL_QUANTITY_OPEN || b.high >= PL_QUANTITY_OPEN;
    return (struct pl_range){a.low * b.low, open ? PL_QUANTITY_OPEN : a.high * b.high, a.strict_low || b.strict_low,
                             a.strict_high || b.strict_high};
}

static double to_unit_of(const struct pl_claim_row *row, const struct pl_unit *unit) {
    return unit->kind == row->quantity.unit.kind && unit->scale > 0 && row->quantity.unit.scale > 0
               ? unit->scale / row->quantity.unit.scale
               : 1 / (row->quantity.unit.scale > 0 && row->quantity.unit.kind == PL_UNIT_COUNT
                          ? row->quantity.unit.scale
                          : 1);
}

static bool has_any(pl_str text, const char *const *phrases, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (pl_basis_has(text, pl_str_from(phrases[i]))) {
            return true;
        }
    }
    return false;
}

/* Two counts that are multiplied without saying so: a rate ("53,000 t at 7.9 bbl/t"), or so many of the whole's own
 * unit in each ("5,000 containers of 400 rounds", "64 voyages at a capacity of 250 containers"). */
static bool each_of(const struct pl_claim_row *row) {
    static const char *const JOINS[] = {"of", "with", "at", "each", "capacity", "per", "a"};
    const struct pl_basis *b = &row->basis;
    if (b->n != 2) {
        return false;
    }
    const struct pl_unit *first = &b->counts[0].unit, *second = &b->counts[1].unit;
    bool rate = second->per.n > 0 && second->kind != first->kind;
    bool own = pl_unit_same(second, &row->quantity.unit) && !pl_unit_same(first, second) && first->name.n > 0 &&
               b->counts[1].value < row->quantity.value;
    return rate || (own && has_any(row->basis_text, JOINS, sizeof JOINS / sizeof JOINS[0]));
}

/* "74,000 t at 46 kg per round", "74,000 t, 46 kg each": how many of the second are in the first. */
static int counted_quotient(struct recompute *r, const struct pl_claim_row *row) {
    PL_TELLING_AUTO t = {0};
    static const char *const JOINS[] = {"each", "at", "per", "a"};
    const struct pl_basis *b = &row->basis;
    struct computed c = {0};
    if (b->n != 2 || b->product || b->sum || b->counts[0].unit.kind != PL_UNIT_MASS ||
        b->counts[1].unit.kind != PL_UNIT_MASS || row->quantity.unit.kind != PL_UNIT_COUNT ||
        !(b->counts[1].value > 0) || !has_any(row->basis_text, JOINS, sizeof JOINS / sizeof JOINS[0])) {
        return 0;
    }
    struct pl_range all = pl_range_times(term(&b->counts[0]), b->counts[0].unit.scale);
    struct pl_range one = pl_range_times(term(&b->counts[1]), b->counts[1].unit.scale);
    double scale = row->quantity.unit.scale;
    if (!(one.low > 0)) {
        return 0;
    }
    c.range = (struct pl_range){all.low / one.high / scale, all.high / one.low / scale, false, false};
    double kg = b->counts[0].value * b->counts[0].unit.scale, each = b->counts[1].value * b->counts[1].unit.scale;
    pl_telling_open(&t);
    pl_wording_number(&t.arithmetic, "", kg, 0, " kg / ");
    pl_wording_number(&t.arithmetic, "", each, 2, " kg");
    pl_wording_number(&t.arithmetic, " = ", kg / each / scale, 0, "");
    return settle(r, &t, row, &c);
}

/* "5,000 containers x 400 rounds", and what each_of reads so */
static int counted_product(struct recompute *r, const struct pl_claim_row *row) {
    PL_TELLING_AUTO t = {0};
    const struct pl_basis *b = &row->basis;
    struct computed c = {.range = {1, 1, false, false}};
    bool capacity = pl_basis_has(row->basis_text, PL_STR("capacity")) && b->load <= 0 && !b->product;
    if (b->n < 2 || (!b->product && !each_of(row))) {
        return 0;
    }
    double product = 1;
    pl_telling_open(&t);
    for (uint32_t i = 0; i < b->n; i++) {
        c.range = times(c.range, term(&b->counts[i]));
        product *= b->counts[i].value;
        pl_wording_number(&t.arithmetic, i > 0 ? " x " : "", b->counts[i].value, 3, "");
    }
    double scale = to_unit_of(row, &b->counts[b->n - 1].unit);
    if (b->load > 0) {
        scale *= b->load;
        pl_wording_number(&t.arithmetic, " x ", b->load, 3, "");
    }
    c.range = pl_range_times(c.range, scale);
    pl_wording_number(&t.arithmetic, " = ", product * scale, 1, "");
    c.capacity = capacity;
    return settle(r, &t, row, &c);
}

static int counted_sum(struct recompute *r, const struct pl_claim_row *row) {
    PL_TELLING_AUTO t = {0};
    const struct pl_basis *b = &row->basis;
    struct computed c = {0};
    double sum = 0;
    if (!b->sum) {
        return 0;
    }
    pl_telling_open(&t);
    for (uint32_t i = 0; i < b->n; i++) {
        const struct pl_unit *unit = &b->counts[i].unit;
        if (unit->name.n > 0 && !pl_unit_same(unit, &row->quantity.unit)) {
            return 0; /* apples and pears: nothing was said of their sum */
        }
        double scale = unit->name.n > 0 ? unit->scale / row->quantity.unit.scale : 1;
        c.range = pl_range_plus(c.range, pl_range_times(term(&b->counts[i]), scale));
        sum += b->counts[i].value * scale;
        pl_wording_number(&t.arithmetic, i > 0 ? " + " : "", b->counts[i].value * scale, 2, "");
    }
    pl_wording_number(&t.arithmetic, " = ", sum, 2, "");
    return settle(r, &t, row, &c);
}

/* ---- other claims by their ids ---- */

static uint32_t references(const struct pl_claim_table *table, const struct pl_claim_row *row, uint32_t *ids) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < table->n && n < MAX_REFERENCES; i++) {
        if (&table->rows[i] != row && pl_basis_has(row->basis_text, table->rows[i].id)) {
            ids[n++] = i;
        }
    }
    return n;
}

static int by_reference(struct recompute *r, const struct pl_claim_row *row) {
    PL_TELLING_AUTO t = {0};
    struct computed c = {.range = {0, 0, false, false}};
    uint32_t n = references(r->table, row, c.claims);
    bool product = pl_basis_multiplies(row->basis_text), sum = !product && pl_basis_adds_up(row->basis_text);
    if (n == 0 || (!product && !sum)) {
        return 0;
    }
    pl_telling_open(&t);
    c.range = product ? (struct pl_range){1, 1, false, false} : c.range;
    double all = product ? 1 : 0;
    for (uint32_t i = 0; i < n + row->basis.n; i++) {
        const struct pl_quantity *q = i < n ? &r->table->rows[c.claims[i]].quantity : &row->basis.counts[i - n];
        double scale = product ? 1 : to_unit_of(row, &q->unit);
        if (!q->has_value || (sum && q->unit.name.n > 0 && !pl_unit_same(&q->unit, &row->quantity.unit))) {
            return 0;
        }
        struct pl_range range = pl_range_times(i < n ? pl_quantity_range(q) : term(q), scale);
        c.range = product ? times(c.range, range) : pl_range_plus(c.range, range);
        all = product ? all * q->value : all + q->value * scale;
        pl_wording_number(&t.arithmetic, i == 0 ? "" : product ? " x " : " + ", q->value * scale, 2, "");
    }
    c.n = n;
    pl_wording_number(&t.arithmetic, " = ", all, 2, "");
    PL_TELLING_AUTO d = {0};
    pl_telling_open(&d);
    pl_wording_claim(&d.why, row, NULL);
    pl_buf_add_fmt(&d.why, " is computed from %u listed claim%s: they are one origin with it", n, n > 1 ? "s" : "");
    pl_buf_add_str(&d.arithmetic, pl_buf_str(&t.arithmetic));
    uint32_t claims[MAX_REFERENCES + 1];
    memcpy(claims, c.claims, sizeof claims);
    claims[n] = row->index;
    int code = pl_telling_add(&d, r->findings, PL_FINDING_DERIVED, claims, n + 1, r->err);
    return code == 0 ? settle(r, &t, row, &c) : code;
}

/* ---- "adds 400 million since the report" ---- */

/* The latest earlier claim of the same thing from the same start. */
static const struct pl_claim_row *earlier(const struct recompute *r, const struct pl_claim_row *row) {
    const struct pl_claim_row *best = NULL;
    for (uint32_t i = 0; i < r->table->n; i++) {
        const struct pl_claim_row *other = &r->table->rows[i];
        if (other != row && other->quantity.has_value && pl_topic_same(&other->topic, &row->topic) &&
            pl_unit_same(&other->quantity.unit, &row->quantity.unit) && other->date.last_day <= row->date.first_day &&
            pl_period_same_start(&other->quantity.period, &row->quantity.period) &&
            other->quantity.period.end.last_day < row->quantity.period.end.last_day &&
            (best == NULL || other->quantity.period.end.last_day > best->quantity.period.end.last_day)) {
            best = other;
        }
    }
    return best;
}

static int addition(struct recompute *r, const struct pl_claim_row *row) {
    PL_TELLING_AUTO t = {0};
    const struct pl_basis *b = &row->basis;
    if (!b->adds || !row->quantity.has_value ||
        (b->counts[0].unit.name.n > 0 && !pl_unit_same(&b->counts[0].unit, &row->quantity.unit))) {
        return 0;
    }
    double added =
        b->counts[0].value * (b->counts[0].unit.name.n > 0 ? b->counts[0].unit.scale / row->quantity.unit.scale : 1);
    const struct pl_claim_row *base = earlier(r, row);
    uint32_t claims[2] = {row->index, base != NULL ? base->index : 0};
    pl_telling_open(&t);
    pl_wording_claim(&t.why, row, NULL);
    pl_buf_add_str(&t.why, PL_STR(" is an earlier figure and what was added to it"));
    if (base != NULL) {
        pl_buf_add_str(&t.why, PL_STR("; the earlier figure is "));
        pl_wording_claim(&t.why, base, NULL);
    } else {
        pl_buf_add_str(&t.why, PL_STR(", which no listed claim gives"));
    }
    if (row->quantity.value >= added) {
        pl_wording_number(&t.arithmetic, "", row->quantity.value, 2, " - ");
        pl_wording_number(&t.arithmetic, "", added, 2, " = ");
        pl_wording_number(&t.arithmetic, "", row->quantity.value - added, 2, " before");
    }
    int code = pl_telling_add(&t, r->findings, PL_FINDING_DERIVED, claims, base != NULL ? 2 : 1, r->err);
    if (code != 0 || base == NULL) {
        return code;
    }
    struct pl_range before =
        pl_range_times(pl_quantity_range(&base->quantity), base->quantity.unit.scale / row->quantity.unit.scale);
    struct pl_quantity more = b->counts[0];
    more.value = more.value_max = added;
    struct computed c = {.range = pl_range_plus(before, term(&more)), .claims = {base->index}, .n = 1};
    pl_wording_number(&t.arithmetic, "", base->quantity.value * base->quantity.unit.scale / row->quantity.unit.scale, 2,
                      " + ");
    pl_number_write(&t.arithmetic, added, 2);
    return settle(r, &t, row, &c);
}

/* ---- total, number of voyages, containers per voyage ---- */

/* One load of one ship, whatever it is called. */
static bool one_load(pl_str unit) {
    static const char *const LOADS[] = {"voyages", "calls", "deliveries", "shipments", "ships"};
    for (size_t i = 0; i < sizeof LOADS / sizeof LOADS[0]; i++) {
        if (pl_str_eq(unit, pl_str_from(LOADS[i]))) {
            return true;
        }
    }
    return false;
}

/* What is loaded in the unit of the rate; a container takes at least one TEU. */
static bool loaded_in(const struct pl_unit *total, const struct pl_unit *rate) {
    struct pl_unit unit = *rate;
    unit.per = PL_STR("");
    return pl_unit_same(total, &unit) ||
           (pl_str_eq(total->name, PL_STR("containers")) && pl_str_eq(unit.name, PL_STR("TEU")) && total->per.n == 0);
}

static bool total_of(const struct pl_claim_row *total, const struct pl_claim_row *times_row,
                     const struct pl_claim_row *rate) {
    pl_str per = rate->quantity.unit.per, counted = times_row->quantity.unit.name;
    return total->quantity.has_value && times_row->quantity.has_value &&
           loaded_in(&total->quantity.unit, &rate->quantity.unit) && pl_unit_adds(&times_row->quantity.unit) &&
           (pl_str_eq(counted, per) || (one_load(counted) && one_load(per))) &&
           pl_period_overlap(&rate->quantity.period, &total->quantity.period) &&
           (pl_period_within(&total->quantity.period, &times_row->quantity.period) ||
            pl_period_same(&total->quantity.period, &times_row->quantity.period));
}

static int against_rate(struct recompute *r, const struct pl_claim_row *total, const struct pl_claim_row *trips,
                        const struct pl_claim_row *rate) {
    PL_TELLING_AUTO t = {0};
    struct pl_range most = times(pl_quantity_base(&trips->quantity), pl_quantity_base(&rate->quantity));
    struct pl_range stated = pl_quantity_base(&total->quantity);
    bool above = pl_range_above(stated, most), capacity = rate->topic.category == PL_CATEGORY_CAPACITY ||
                                                          rate->quantity.bound == PL_BOUND_UP_TO ||
                                                          rate->quantity.bound == PL_BOUND_LESS_THAN;
    bool apart = above || (!capacity && pl_range_apart(stated, most));
    uint32_t claims[3] = {total->index, trips->index, rate->index};
    bool same = pl_period_same(&total->quantity.period, &trips->quantity.period);
    if (most.high >= PL_QUANTITY_OPEN || (!above && !same)) {
        return 0; /* "at least 11 voyages" limit nothing; a part of the time may well have less */
    }
    pl_telling_open(&t);
    pl_wording_claim(&t.why, total, NULL);
    pl_buf_add_str(&t.why, !apart     ? PL_STR(" agrees with ")
                           : capacity ? PL_STR(" is beyond the capacity of ")
                                      : PL_STR(" is not what these give: "));
    pl_wording_claim(&t.why, trips, NULL);
    pl_buf_add_str(&t.why, PL_STR(" with "));
    pl_wording_claim(&t.why, rate, NULL);
    pl_buf_add_str(&t.why, apart ? PL_STR(", unless others carried the rest") : PL_STR(""));
    pl_wording_number(&t.arithmetic, "", trips->quantity.value, 2, " x ");
    pl_wording_number(&t.arithmetic, "", rate->quantity.value_max, 2, " = ");
    pl_wording_number(&t.arithmetic, "", trips->quantity.value * rate->quantity.value_max, 2, "; stated: ");
    pl_wording_amount(&t.arithmetic, &total->quantity);
    return pl_telling_add(&t, r->findings,
                          !apart     ? PL_FINDING_CONSISTENT
                          : capacity ? PL_FINDING_PLAUSIBILITY
                                     : PL_FINDING_ARITHMETIC,
                          claims, 3, r->err);
}

static int rates(struct recompute *r, const struct pl_claim_row *rate) {
    if (!rate->quantity.has_value || rate->quantity.unit.per.n == 0 || pl_unit_timed(&rate->quantity.unit)) {
        return 0;
    }
    for (uint32_t i = 0; i < r->table->n; i++) {
        bool total = loaded_in(&r->table->rows[i].quantity.unit, &rate->quantity.unit);
        for (uint32_t k = 0; k < r->table->n && total; k++) {
            if (total_of(&r->table->rows[i], &r->table->rows[k], rate)) {
                int code = against_rate(r, &r->table->rows[i], &r->table->rows[k], rate);
                if (code != 0) {
                    return code;
                }
            }
        }
    }
    return 0;
}

int pl_recompute_find(const struct pl_claim_table *table, struct pl_findings *findings, struct pl_error *err) {
    struct recompute r = {table, findings, err};
    for (uint32_t i = 0; i < table->n; i++) {
        const struct pl_claim_row *row = &table->rows[i];
        int code = row->quantity.has_value ? counted_product(&r, row) : 0;
        code = code == 0 && row->quantity.has_value ? counted_quotient(&r, row) : code;
        code = code == 0 && row->quantity.has_value ? counted_sum(&r, row) : code;
        code = code == 0 && row->quantity.has_value ? by_reference(&r, row) : code;
        code = code == 0 ? addition(&r, row) : code;
        code = code == 0 ? rates(&r, row) : code;
        if (code != 0) {
            return code;
        }
    }
    return 0;
}
