#include "evidence/factor.h"

#include "evidence/period.h"
#include "evidence/wording.h"

#include "base/ban.h"

/* A claim's number as so many units of something counted. */
struct conversion {
    const struct pl_claim_row *row;
    const struct pl_claim_row *counted; /* another claim that gives the count; NULL: the basis does */
    struct pl_quantity count;
    double factor; /* of the claim's unit per counted one, in written units */
    bool mixed;    /* its units are converted under several conditions: one without a condition joins none */
};

struct factors {
    const struct pl_claim_table *table;
    const struct pl_caps *caps;
    struct pl_findings *findings;
    struct pl_error *err;
    struct conversion *items;
    uint32_t n;
};

static bool known_unit(const struct pl_unit *unit) {
    return unit->per.n == 0 && (unit->kind == PL_UNIT_COUNT || unit->kind == PL_UNIT_MASS ||
                                unit->kind == PL_UNIT_VOLUME || unit->kind == PL_UNIT_MONEY);
}

/* Voyages, calls, deliveries, shipments: what a ship does once. */
static bool trip(const struct pl_unit *unit) {
    static const char *const TRIPS[] = {"voyages", "calls", "deliveries", "shipments"};
    for (size_t i = 0; i < sizeof TRIPS / sizeof TRIPS[0]; i++) {
        if (unit->kind == PL_UNIT_COUNT && pl_str_eq(unit->name, pl_str_from(TRIPS[i]))) {
            return true;
        }
    }
    return false;
}

static bool named(const struct pl_unit *unit, const char *name) { return pl_str_eq(unit->name, pl_str_from(name)); }

/* The count in its basis that a claim rests on: of another unit than its own. */
static bool from_basis(const struct pl_claim_row *row, struct conversion *ret) {
    const struct pl_basis *b = &row->basis;
    for (uint32_t i = 0; i < b->n && row->quantity.has_value && known_unit(&row->quantity.unit) && !b->adds; i++) {
        const struct pl_quantity *count = &b->counts[i];
        if (known_unit(&count->unit) && count->value > 0 && !pl_unit_same(&count->unit, &row->quantity.unit)) {
            *ret = (struct conversion){.row = row, .count = *count, .factor = row->quantity.value / count->value};
            return ret->factor > 0;
        }
    }
    return false;
}

/* Two claims of one claimant, day and period: containers or voyages, and what was in them. */
static bool from_other(const struct pl_claim_row *row, const struct pl_claim_row *other, struct conversion *ret) {
    const struct pl_unit *unit = &other->quantity.unit;
    if (row == other || row->basis.n > 0 || !row->quantity.has_value || !other->quantity.has_value ||
        other->quantity.value <= 0 || !(named(unit, "containers") || trip(unit)) ||
        !pl_unit_adds(&row->quantity.unit) || trip(&row->quantity.unit) || pl_unit_same(unit, &row->quantity.unit) ||
        !pl_str_eq_nocase(row->claimant, other->claimant) || row->date.first_day != other->date.first_day ||
        !pl_period_same(&row->quantity.period, &other->quantity.period)) {
        return false;
    }
    *ret = (struct conversion){
        .row = row, .counted = other, .count = other->quantity, .factor = row->quantity.value / other->quantity.value};
    return ret->factor > 0;
}

/* The listed claim whose number the basis repeats: of the same claimant first, else the latest before it. */
static const struct pl_claim_row *listed(const struct factors *f, const struct conversion *c) {
    const struct pl_claim_row *best = NULL;
    for (uint32_t i = 0; i < f->table->n; i++) {
        const struct pl_claim_row *other = &f->table->rows[i];
        if (other == c->row || !other->quantity.has_value || !pl_unit_same(&other->quantity.unit, &c->count.unit) ||
            other->quantity.value * other->quantity.unit.scale != c->count.value * c->count.unit.scale ||
            other->date.first_day > c->row->date.last_day) {
            continue;
        }
        bool own = pl_str_eq_nocase(other->claimant, c->row->claimant);
        bool best_own = best != NULL && pl_str_eq_nocase(best->claimant, c->row->claimant);
        if (best == NULL || (own && !best_own) || (own == best_own && other->date.first_day > best->date.first_day)) {
            best = other;
        }
    }
    return best;
}

/* ---- in words ---- */

/* "2,000,000 / 5,000 = 400", the larger by the smaller */
static void say_factor(struct pl_buf *buf, const struct conversion *c) {
    double value = c->row->quantity.value, count = c->count.value;
    bool inverse = value < count;
    pl_wording_number(buf, "", inverse ? count : value, 2, " / ");
    pl_wording_number(buf, "", inverse ? value : count, 2, " = ");
    pl_number_write(buf, inverse ? count / value : value / count, 1);
}

/* "5,000 containers x 400 = 2,000,000 rounds" */
static void say_product(struct pl_buf *buf, const struct conversion *c) {
    const struct pl_quantity *q = &c->row->quantity;
    bool inverse = q->value < c->count.value;
    pl_wording_number(buf, "", c->count.value, 2, " ");
    pl_buf_add_str(buf, c->count.unit.written);
    pl_wording_number(buf, inverse ? " / " : " x ", inverse ? c->count.value / q->value : c->factor, 1, " = ");
    pl_wording_number(buf, "", q->value, 2, " ");
    pl_buf_add_str(buf, q->unit.written);
    if (c->row->basis.load > 0) {
        pl_wording_number(buf, "; at ", c->row->basis.load * 100, 1, " % of capacity, ");
        pl_wording_number(buf, "", c->factor / c->row->basis.load, 0, " when full");
    }
}

/* ---- derived, unit ---- */

static int derived(struct factors *f, const struct conversion *c) {
    PL_TELLING_AUTO t = {0};
    const struct pl_claim_row *source = listed(f, c);
    uint32_t claims[2] = {c->row->index, source != NULL ? source->index : 0};
    pl_telling_open(&t);
    pl_wording_claim(&t.why, c->row, NULL);
    pl_buf_add_str(&t.why, PL_STR(" was not counted itself but computed from "));
    pl_wording_amount(&t.why, &c->count);
    if (source != NULL) {
        pl_buf_add_str(&t.why, PL_STR(", which is "));
        pl_wording_claim(&t.why, source, NULL);
        pl_buf_add_str(&t.why, PL_STR(": the two are one origin"));
    } else {
        pl_buf_add_str(&t.why, PL_STR(", which no listed claim gives"));
    }
    say_product(&t.arithmetic, c);
    return pl_telling_add(&t, f->findings, PL_FINDING_DERIVED, claims, source != NULL ? 2 : 1, f->err);
}

static int tallied(struct factors *f, const struct pl_claim_row *row) {
    PL_TELLING_AUTO t = {0};
    if (!pl_basis_has(row->claimant, PL_STR("tally")) && !pl_basis_has(row->basis_text, PL_STR("tally"))) {
        return 0;
    }
    pl_telling_open(&t);
    pl_wording_claim(&t.why, row, NULL);
    pl_buf_add_str(&t.why, PL_STR(" is a tally: whoever added it up computed it from reports that are not listed"));
    return pl_telling_add(&t, f->findings, PL_FINDING_DERIVED, &row->index, 1, f->err);
}

/* One amount in another unit of measure or currency, with no factor stated. */
static bool unstated_unit(const struct conversion *c) {
    const struct pl_unit *from = &c->count.unit, *to = &c->row->quantity.unit;
    bool measures = from->kind == PL_UNIT_MASS && (to->kind == PL_UNIT_COUNT || to->kind == PL_UNIT_VOLUME);
    measures = measures || (from->kind == PL_UNIT_VOLUME && to->kind == PL_UNIT_MASS);
    return c->counted == NULL && c->row->quantity.factor <= 0 && c->row->basis.n < 2 &&
           (measures || (from->kind == PL_UNIT_MONEY && to->kind == PL_UNIT_MONEY));
}

static bool same_amount(const struct conversion *a, const struct conversion *b) {
    return pl_unit_same(&a->count.unit, &b->count.unit) && a->count.value == b->count.value &&
           pl_unit_same(&a->row->quantity.unit, &b->row->quantity.unit);
}

/* The claims that convert one amount without a factor are named together. */
static int unit(struct factors *f, uint32_t first) {
    PL_TELLING_AUTO t = {0};
    const struct conversion *c = &f->items[first];
    uint32_t *claims = pl_arena_calloc(f->findings->arena, (size_t)f->n + 1, sizeof *claims), n = 0;
    if (claims == NULL) {
        return pl_fail(f->err, PL_E_NOMEM, "out of memory");
    }
    pl_telling_open(&t);
    for (uint32_t i = 0; i < f->n; i++) {
        if (unstated_unit(&f->items[i]) && same_amount(&f->items[i], c)) {
            if (i < first) {
                return 0;
            }
            pl_buf_add_str(&t.arithmetic, n > 0 ? PL_STR("; ") : PL_STR(""));
            say_product(&t.arithmetic, &f->items[i]);
            claims[n++] = f->items[i].row->index;
        }
    }
    pl_wording_amount(&t.why, &c->count);
    pl_buf_add_str(&t.why, PL_STR(" given as "));
    pl_buf_add_str(&t.why, c->row->quantity.unit.written);
    pl_buf_add_str(&t.why, PL_STR(": the number hangs on a factor that is not stated"));
    return pl_telling_add(&t, f->findings, PL_FINDING_UNIT, claims, n, f->err);
}

/* ---- factor ---- */

static bool same_units(const struct conversion *a, const struct conversion *b) {
    bool counts = pl_unit_same(&a->count.unit, &b->count.unit) || (trip(&a->count.unit) && trip(&b->count.unit));
    return counts && pl_unit_same(&a->row->quantity.unit, &b->row->quantity.unit);
}

/* What was moved is one thing, what would fit and what it is equivalent to another. */
static bool said_moved(const struct conversion *c) { return c->row->topic.category == PL_CATEGORY_MOVED; }

static bool same_conversion(const struct conversion *a, const struct conversion *b) {
    pl_str x = a->row->quantity.condition, y = b->row->quantity.condition;
    bool conditions = pl_str_eq_nocase(x, y) || (!a->mixed && (x.n == 0 || y.n == 0));
    return conditions && said_moved(a) == said_moved(b) && same_units(a, b) &&
           pl_topic_shares_item(&a->row->topic, &b->row->topic);
}

static void find_mixed(struct factors *f) {
    for (uint32_t i = 0; i < f->n; i++) {
        pl_str first = PL_STR("");
        for (uint32_t k = 0; k < f->n; k++) {
            pl_str condition = f->items[k].row->quantity.condition;
            if (condition.n == 0 || !same_units(&f->items[i], &f->items[k])) {
                continue;
            }
            first = first.n > 0 ? first : condition;
            f->items[i].mixed = f->items[i].mixed || !pl_str_eq_nocase(first, condition);
        }
    }
}

/* In base units, so that barrels and thousand barrels compare. */
static double base_factor(const struct conversion *c) {
    return c->factor * c->row->quantity.unit.scale / c->count.unit.scale;
}

static int factor_group(struct factors *f, uint32_t first) {
    PL_TELLING_AUTO t = {0};
    uint32_t *claims = pl_arena_calloc(f->findings->arena, 2 * (size_t)f->n + 1, sizeof *claims), n = 0, members = 0;
    double least = base_factor(&f->items[first]), most = least;
    if (claims == NULL) {
        return pl_fail(f->err, PL_E_NOMEM, "out of memory");
    }
    pl_telling_open(&t);
    for (uint32_t i = 0; i < f->n; i++) {
        const struct conversion *c = &f->items[i];
        if (!same_conversion(c, &f->items[first])) {
            continue;
        }
        if (i < first) {
            return 0; /* said with the first of them */
        }
        double factor = base_factor(c);
        least = factor < least ? factor : least;
        most = factor > most ? factor : most;
        pl_buf_add_str(&t.arithmetic, members++ > 0 ? PL_STR("; ") : PL_STR(""));
        say_factor(&t.arithmetic, c);
        claims[n++] = c->row->index;
        if (c->counted != NULL) {
            claims[n++] = c->counted->index;
        }
    }
    if (members < 2) {
        return 0;
    }
    bool differs = most > least * PL_FACTOR_TOLERANCE;
    pl_buf_add_fmt(&t.why, "%u claims convert ", members);
    pl_buf_add_str(&t.why, f->items[first].count.unit.written);
    pl_buf_add_str(&t.why, PL_STR(" into "));
    pl_buf_add_str(&t.why, f->items[first].row->quantity.unit.written);
    pl_buf_add_str(&t.why, differs ? PL_STR(" by different factors: the largest is ")
                                   : PL_STR(" by the same factor, within the tolerance: the largest is "));
    pl_wording_number(&t.why, "", most / least, 2, " times the smallest");
    return pl_telling_add(&t, f->findings, differs ? PL_FINDING_FACTOR : PL_FINDING_CONSISTENT, claims, n, f->err);
}

/* What is said to have been moved in another claim's containers, at just the factor by which others say what would fit.
 */
static int capacity_as_moved(struct factors *f, const struct conversion *c) {
    PL_TELLING_AUTO t = {0};
    double least = 0, most = 0, factor = base_factor(c);
    for (uint32_t i = 0; i < f->n && c->counted != NULL && said_moved(c); i++) {
        if (!said_moved(&f->items[i]) && same_units(c, &f->items[i])) {
            double other = base_factor(&f->items[i]);
            least = least > 0 && least < other ? least : other;
            most = most > other ? most : other;
        }
    }
    if (least <= 0 || factor < least / PL_FACTOR_TOLERANCE || factor > most * PL_FACTOR_TOLERANCE) {
        return 0;
    }
    uint32_t claims[2] = {c->row->index, c->counted->index};
    pl_telling_open(&t);
    pl_wording_claim(&t.why, c->row, NULL);
    pl_buf_add_str(&t.why, PL_STR(" is, to "));
    pl_wording_claim(&t.why, c->counted, NULL);
    pl_buf_add_str(&t.why, PL_STR(" of the same claimant, what other claims give as capacity: it may be computed from "
                                  "it, and its condition lost"));
    say_product(&t.arithmetic, c);
    pl_wording_number(&t.arithmetic, "; capacities take ", least, 1, " to ");
    pl_number_write(&t.arithmetic, most, 1);
    return pl_telling_add(&t, f->findings, PL_FINDING_DERIVED, claims, 2, f->err);
}

/* ---- plausibility ---- */

/* The mass of the lightest round that the claim can mean: of its calibre where it names one. */
static const struct pl_cap_number *lightest(const struct factors *f, const struct pl_claim_row *row) {
    for (uint32_t i = 0; i < f->caps->n_limits; i++) {
        const struct pl_cap_number *limit = &f->caps->limits[i];
        bool calibre = pl_str_ends(limit->thing, PL_STR("mm"));
        if (calibre &&
            (pl_topic_has(&row->topic, limit->thing) || pl_basis_has(row->quantity.condition, limit->thing))) {
            return limit;
        }
    }
    return pl_caps_limit(f->caps, PL_STR("round-lightest"));
}

static int beyond(struct factors *f, const struct conversion *c, bool too_much, double has, const char *what,
                  const struct pl_cap_number *limit) {
    PL_TELLING_AUTO t = {0};
    uint32_t claims[2] = {c->row->index, c->counted != NULL ? c->counted->index : 0};
    pl_telling_open(&t);
    pl_wording_claim(&t.why, c->row, NULL);
    pl_buf_add_fmt(&t.why, " from %.*s: %s ", (int)c->count.unit.written.n, c->count.unit.written.p, what);
    pl_buf_add_str(&t.why, too_much ? PL_STR("more than ") : PL_STR("less than "));
    pl_number_write(&t.why, limit->value, 2);
    pl_buf_add_fmt(&t.why, " %.*s (%.*s)", (int)limit->unit.written.n, limit->unit.written.p, (int)limit->source.n,
                   limit->source.p);
    say_factor(&t.arithmetic, c);
    pl_wording_number(&t.arithmetic, "; ", has, 2, too_much ? " > " : " < ");
    pl_number_write(&t.arithmetic, limit->value, 2);
    return pl_telling_add(&t, f->findings, PL_FINDING_PLAUSIBILITY, claims, c->counted != NULL ? 2 : 1, f->err);
}

/* Rounds out of a weight: what one would weigh. */
static int rounds_of_mass(struct factors *f, const struct conversion *c) {
    PL_TELLING_AUTO t = {0};
    const struct pl_cap_number *light = lightest(f, c->row), *heavy = pl_caps_limit(f->caps, PL_STR("round-heaviest"));
    double kg = 1 / base_factor(c);
    if (light == NULL || heavy == NULL) {
        return 0;
    }
    if (kg < light->value || kg > heavy->value) {
        return beyond(f, c, kg > heavy->value, kg, "a round would weigh", kg > heavy->value ? heavy : light);
    }
    if (c->row->basis.n > 1) {
        return 0; /* the weight of a round is stated: it is computed again elsewhere */
    }
    pl_telling_open(&t);
    pl_wording_claim(&t.why, c->row, NULL);
    pl_buf_add_str(&t.why, PL_STR(": the weight of a round is possible"));
    pl_wording_number(&t.arithmetic, "", c->count.value * c->count.unit.scale, 0, " kg / ");
    pl_wording_number(&t.arithmetic, "", c->row->quantity.value * c->row->quantity.unit.scale, 0, " = ");
    pl_wording_number(&t.arithmetic, "", kg, 2, " kg a round");
    const struct pl_cap_number *shell = pl_caps_limit(f->caps, PL_STR("round-152mm"));
    if (shell != NULL) {
        pl_wording_number(&t.arithmetic, "; a 152 mm shell alone is ", shell->value, 2, " kg");
    }
    return pl_telling_add(&t, f->findings, PL_FINDING_CONSISTENT, &c->row->index, 1, f->err);
}

static int plausible(struct factors *f, const struct conversion *c) {
    const struct pl_unit *to = &c->row->quantity.unit, *from = &c->count.unit;
    double load = c->row->basis.load > 0 ? c->row->basis.load : 1;
    double each = base_factor(c);
    const struct pl_cap_number *box = pl_caps_limit(f->caps, PL_STR("container-gross"));
    const struct pl_cap_number *ship = pl_caps_limit(f->caps, PL_STR("ship-containers"));
    const struct pl_cap_number *tanker = pl_caps_limit(f->caps, PL_STR("ship-barrels"));
    const struct pl_cap_number *light = lightest(f, c->row);
    if (named(to, "rounds") && from->kind == PL_UNIT_MASS) {
        return rounds_of_mass(f, c);
    }
    if (named(to, "rounds") && named(from, "containers") && box && light && each * light->value > box->value) {
        return beyond(f, c, true, each * light->value, "a container would weigh", box);
    }
    if (to->kind == PL_UNIT_MASS && named(from, "containers") && box && each > box->value) {
        return beyond(f, c, true, each, "a container would weigh", box);
    }
    if (named(to, "containers") && trip(from) && ship && each > ship->value) {
        return beyond(f, c, true, each, "a ship would carry", ship);
    }
    if (to->kind == PL_UNIT_VOLUME && trip(from) && tanker && each / load > tanker->value) {
        return beyond(f, c, true, each / load, "a tanker would hold", tanker);
    }
    return 0;
}

/* Barrels out of tonnes: by a factor between the smallest and the largest of the table, or by none of them. */
static int barrels_of_mass(struct factors *f, const struct conversion *c) {
    PL_TELLING_AUTO t = {0};
    double least = 0, most = 0;
    if (c->count.unit.kind != PL_UNIT_MASS || c->row->quantity.unit.kind != PL_UNIT_VOLUME || c->row->basis.n != 1 ||
        !pl_caps_barrels(f->caps, &c->row->topic, &least, &most)) {
        return 0;
    }
    double tonnes = c->count.value * c->count.unit.scale / 1000;
    struct pl_range whole = pl_quantity_base(&c->row->quantity);
    struct pl_range parts = {tonnes * least, tonnes * most, false, false};
    bool apart = pl_range_apart(whole, parts);
    pl_telling_open(&t);
    pl_wording_claim(&t.why, c->row, NULL);
    pl_buf_add_str(&t.why, apart ? PL_STR(" is what no stated factor makes of ")
                                 : PL_STR(" is what a stated factor makes of "));
    pl_wording_amount(&t.why, &c->count);
    pl_wording_number(&t.arithmetic, "", tonnes, 2, " t x ");
    pl_wording_number(&t.arithmetic, "", least, 2, " = ");
    pl_wording_number(&t.arithmetic, "", parts.low, 0, "; x ");
    pl_wording_number(&t.arithmetic, "", most, 2, " = ");
    pl_wording_number(&t.arithmetic, "", parts.high, 0, " barrels; stated: ");
    pl_number_write(&t.arithmetic, c->row->quantity.value * c->row->quantity.unit.scale, 0);
    return pl_telling_add(&t, f->findings, apart ? PL_FINDING_ARITHMETIC : PL_FINDING_CONSISTENT, &c->row->index, 1,
                          f->err);
}

/* ---- all ---- */

static int gather(struct factors *f) {
    uint32_t cap = 2 * f->table->n + 2;
    f->items = pl_arena_calloc(f->findings->arena, cap, sizeof *f->items);
    if (f->items == NULL) {
        return pl_fail(f->err, PL_E_NOMEM, "out of memory");
    }
    for (uint32_t i = 0; i < f->table->n; i++) {
        const struct pl_claim_row *row = &f->table->rows[i];
        if (from_basis(row, &f->items[f->n])) {
            f->n++;
            continue;
        }
        for (uint32_t k = 0; k < f->table->n; k++) {
            if (from_other(row, &f->table->rows[k], &f->items[f->n])) {
                f->n++;
                break;
            }
        }
    }
    return 0;
}

int pl_factor_find(const struct pl_claim_table *table, const struct pl_caps *caps, struct pl_findings *findings,
                   struct pl_error *err) {
    struct factors f = {table, caps, findings, err, NULL, 0};
    int code = gather(&f);
    find_mixed(&f);
    for (uint32_t i = 0; i < f.n && code == 0; i++) {
        const struct conversion *c = &f.items[i];
        code = factor_group(&f, i);
        code = code == 0 ? capacity_as_moved(&f, c) : code;
        code = code == 0 ? plausible(&f, c) : code;
        code = code == 0 && c->counted == NULL && c->count.unit.kind != PL_UNIT_MONEY ? derived(&f, c) : code;
        code = code == 0 ? barrels_of_mass(&f, c) : code;
        code = code == 0 && unstated_unit(c) ? unit(&f, i) : code;
    }
    for (uint32_t i = 0; i < table->n && code == 0; i++) {
        code = tallied(&f, &table->rows[i]);
    }
    code = code == 0 ? pl_recompute_find(table, findings, err) : code;
    return code == 0 ? pl_unlike_find(table, findings, err) : code;
}
