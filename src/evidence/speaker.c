#include "evidence/speaker.h"

#include "evidence/period.h"
#include "evidence/wording.h"

#include "base/ban.h"

struct speakers {
    const struct pl_claim_table *table;
    struct pl_findings *findings;
    struct pl_error *err;
};

/* ---- names ---- */

static size_t find_nocase(pl_str text, const char *needle) {
    pl_str n = pl_str_from(needle);
    for (size_t i = 0; i + n.n <= text.n; i++) {
        if (pl_str_eq_nocase(pl_str_sub(text, i, n.n), n)) {
            return i;
        }
    }
    return text.n;
}

pl_str pl_speaker_core(pl_str claimant) {
    static const char *const ENDS[] = {" via ",       " (",         " with ",  " relayed by", " report",
                                       " briefing",   " said ",     ", ",      " through ",   " told ",
                                       " fact sheet", " statement", " first ", " second "};
    size_t end = claimant.n;
    for (size_t i = 0; i < sizeof ENDS / sizeof ENDS[0]; i++) {
        size_t at = find_nocase(claimant, ENDS[i]);
        end = at > 0 && at < end ? at : end;
    }
    return pl_str_trim(pl_str_sub(claimant, 0, end));
}

static bool same_core(const struct pl_claim_row *a, const struct pl_claim_row *b) {
    pl_str x = a->core, y = b->core;
    return x.n > 0 && pl_str_eq_nocase(x, y);
}

static bool capital_or_digit(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

/* The first word of a name that is an acronym of three or more (MSMT, RUSI, C4ADS), and not a state's. */
static pl_str acronym(pl_str name) {
    static const char *const STATES[] = {"ROK", "DPRK", "USA", "UAE", "PRC"};
    while (name.p != NULL) {
        pl_str word = pl_str_cut(&name, ' ');
        bool all = word.n >= 3 && word.p[0] >= 'A' && word.p[0] <= 'Z';
        for (size_t i = 0; i < word.n; i++) {
            all = all && capital_or_digit(word.p[i]);
        }
        for (size_t i = 0; i < sizeof STATES / sizeof STATES[0]; i++) {
            all = all && !pl_str_eq(word, pl_str_from(STATES[i]));
        }
        if (all) {
            return word;
        }
    }
    return PL_STR("");
}

/* ---- heard through another ---- */

struct heard {
    const char *phrase;
    bool basis; /* in the basis it says the same */
};
static const struct heard THROUGH[] = {
    {" via ", false},
    {"relayed by ", true},
    {" through ", false},
    {"according to ", false},
    {"as told to ", true},
    {" citing ", false},
    {" quoting ", false},
    {"quoted by ", true},
    {"as reported by ", true},
    {"hearsay", true},
    {"second-hand", true},
    {"briefing to a lawmaker", true},
    {"briefing to lawmakers", true},
    {" told lawmakers", true},
    {" told a lawmaker", true},
};

static pl_str heard_through(pl_str text, bool basis) {
    for (size_t i = 0; i < sizeof THROUGH / sizeof THROUGH[0]; i++) {
        size_t at = find_nocase(text, THROUGH[i].phrase);
        bool found = at < text.n && (!basis || THROUGH[i].basis);
        if (found) {
            pl_str rest = pl_str_trim(pl_str_sub(text, at, text.n));
            return pl_str_ends(rest, PL_STR(")")) ? pl_str_sub(rest, 0, rest.n - 1) : rest;
        }
    }
    return PL_STR("");
}

static int relayed(struct speakers *s, const struct pl_claim_row *row) {
    PL_TELLING_AUTO t = {0};
    pl_str how = heard_through(row->claimant, false);
    how = how.n > 0 ? how : heard_through(row->basis_text, true);
    if (how.n == 0) {
        return 0;
    }
    pl_str core = row->core;
    pl_telling_open(&t);
    pl_wording_claim(&t.why, row, NULL);
    pl_buf_add_str(&t.why, PL_STR(" is not heard from the claimant itself: "));
    pl_buf_add_str(&t.why, core);
    pl_buf_add_str(&t.why, PL_STR(", "));
    pl_buf_add_str(&t.why, how);
    if (row->relayed_by.n > 0) {
        pl_buf_add_str(&t.why, PL_STR(", then "));
        pl_buf_add_str(&t.why, row->relayed_by);
    }
    return pl_telling_add(&t, s->findings, PL_FINDING_RELAY, &row->index, 1, s->err);
}

/* ---- two tellings of one statement ---- */

static bool one_sided(int bound) {
    return bound == PL_BOUND_MORE_THAN || bound == PL_BOUND_AT_LEAST || bound == PL_BOUND_LESS_THAN ||
           bound == PL_BOUND_UP_TO;
}

static bool same_number(const struct pl_quantity *a, const struct pl_quantity *b) {
    double x = a->value * a->unit.scale, y = b->value * b->unit.scale;
    double most = x > y ? x : y, difference = x > y ? x - y : y - x;
    return a->has_value && b->has_value && difference <= 1e-9 * most;
}

/* What the second has otherwise than the first; NULL: nothing. */
static const char *difference(const struct pl_quantity *a, const struct pl_quantity *b) {
    if (!same_number(a, b)) {
        return "another number";
    }
    if (one_sided(a->bound) != one_sided(b->bound)) {
        return "another bound";
    }
    return pl_str_eq_nocase(a->condition, b->condition) ? NULL : "another condition";
}

static bool comparable(const struct pl_claim_row *a, const struct pl_claim_row *b) {
    return a->quantity.has_value && b->quantity.has_value && pl_unit_same(&a->quantity.unit, &b->quantity.unit) &&
           pl_topic_same_words(&a->topic, &b->topic) && pl_str_eq_nocase(a->topic.rate, b->topic.rate);
}

static bool told_apart(const struct pl_claim_row *a, const struct pl_claim_row *b) {
    return !pl_str_eq_nocase(a->relayed_by, b->relayed_by) || !pl_str_eq(a->source_url, b->source_url);
}

static int tell(struct speakers *s, int kind, const struct pl_claim_row *a, const struct pl_claim_row *b,
                const char *between, const char *end) {
    PL_TELLING_AUTO t = {0};
    uint32_t claims[2] = {a->index, b->index};
    pl_telling_open(&t);
    pl_wording_claim(&t.why, a, NULL);
    pl_buf_add_str(&t.why, pl_str_from(between));
    pl_wording_claim(&t.why, b, NULL);
    pl_buf_add_str(&t.why, pl_str_from(end));
    pl_wording_amount(&t.arithmetic, &a->quantity);
    pl_buf_add_str(&t.arithmetic, same_number(&a->quantity, &b->quantity) ? PL_STR("; ") : PL_STR(" is not "));
    pl_wording_amount(&t.arithmetic, &b->quantity);
    return pl_telling_add(&t, s->findings, kind, claims, 2, s->err);
}

static bool near_days(const struct pl_claim_row *a, const struct pl_claim_row *b) {
    return a->date.first_day <= b->date.last_day + PL_SPEAKER_SAME_DAYS &&
           b->date.first_day <= a->date.last_day + PL_SPEAKER_SAME_DAYS;
}

static bool same_period(const struct pl_period *a, const struct pl_period *b) {
    bool starts = a->has_start == b->has_start && (!a->has_start || pl_period_same_start(a, b));
    bool ends = a->has_end == b->has_end &&
                (!a->has_end || (a->end.first_day <= b->end.last_day && b->end.first_day <= a->end.last_day));
    return starts && ends;
}

static int tellings(struct speakers *s, const struct pl_claim_row *a, const struct pl_claim_row *b) {
    const struct pl_period *p = &a->quantity.period, *q = &b->quantity.period;
    if (!comparable(a, b) || !same_core(a, b)) {
        return 0;
    }
    const char *other = difference(&a->quantity, &b->quantity);
    if (other == NULL && same_period(p, q)) {
        return tell(s, PL_FINDING_CIRCULAR, a, b, " and ", " are one statement of one claimant: it counts once");
    }
    if (!near_days(a, b) || !told_apart(a, b)) {
        return 0;
    }
    if (other != NULL && same_period(p, q) &&
        (pl_range_apart(pl_quantity_base(&a->quantity), pl_quantity_base(&b->quantity)) ||
         same_number(&a->quantity, &b->quantity))) {
        return tell(s, PL_FINDING_RELAY, a, b, " and ",
                    same_number(&a->quantity, &b->quantity)
                        ? " are one statement of one claimant, told by two relays with another bound or condition"
                        : " are one statement of one claimant, told by two relays with two numbers");
    }
    bool ends = p->has_end && q->has_end && p->end.first_day <= q->end.last_day && q->end.first_day <= p->end.last_day;
    if (other == NULL && ends) {
        return tell(s, PL_FINDING_RELAY, a, b, " and ",
                    " are one statement of one claimant, told by two relays with two starts");
    }
    return 0;
}

/* One article under two claimants. */
static int one_article(struct speakers *s, const struct pl_claim_row *a, const struct pl_claim_row *b) {
    return comparable(a, b) && !same_core(a, b) && a->source_url.n > 0 && pl_str_eq(a->source_url, b->source_url) &&
                   difference(&a->quantity, &b->quantity) == NULL &&
                   same_period(&a->quantity.period, &b->quantity.period)
               ? tell(s, PL_FINDING_CIRCULAR, a, b, " and ", " stand on one page: they are one origin")
               : 0;
}

/* ---- citations ---- */

struct link {
    uint32_t from, to; /* from cites to */
};

struct links {
    struct link *items;
    uint32_t n, cap;
    uint32_t *first; /* by row: its first link; first[n] the end */
};

static bool names_claimant(pl_str text, const struct pl_claim_row *row) {
    pl_str core = row->core, letters = acronym(core);
    return (core.n >= 4 && pl_basis_has(text, core)) || (letters.n > 0 && pl_basis_has(text, letters));
}

static bool cites(const struct pl_claim_row *a, const struct pl_claim_row *b) {
    if (pl_basis_has(a->basis_text, b->id)) {
        return true;
    }
    pl_str own = a->core;
    pl_str behind = pl_str_sub(a->claimant, own.n, a->claimant.n); /* "(citing MSMT)", "with Reuters" */
    return comparable(a, b) && !same_core(a, b) && a->date.last_day >= b->date.first_day &&
           (names_claimant(a->basis_text, b) || names_claimant(behind, b) ||
            (own.n >= 3 && pl_basis_has(b->relayed_by, own) && /* who relayed it then says it as its own */
             same_period(&a->quantity.period, &b->quantity.period)));
}

static int add_link(struct speakers *s, struct links *links, uint32_t from, uint32_t to) {
    if (links->n == PL_SPEAKER_MAX_LINKS) {
        return pl_fail(s->err, PL_E_LIMIT, "more than %u citations: split the table", PL_SPEAKER_MAX_LINKS);
    }
    if (links->n == links->cap) {
        uint32_t cap = links->cap == 0 ? 64 : links->cap * 2;
        struct link *items = pl_arena_calloc(s->findings->arena, cap, sizeof *items);
        if (items == NULL) {
            return pl_fail(s->err, PL_E_NOMEM, "out of memory");
        }
        for (uint32_t i = 0; i < links->n; i++) {
            items[i] = links->items[i];
        }
        links->items = items;
        links->cap = cap;
    }
    links->items[links->n++] = (struct link){from, to};
    return 0;
}

static int find_links(struct speakers *s, struct links *links) {
    uint32_t n = s->table->n;
    links->first = pl_arena_calloc(s->findings->arena, (size_t)n + 2, sizeof *links->first);
    if (links->first == NULL) {
        return pl_fail(s->err, PL_E_NOMEM, "out of memory");
    }
    for (uint32_t i = 0; i < n; i++) {
        links->first[i] = links->n;
        for (uint32_t k = 0; k < n; k++) {
            int code = i != k && cites(&s->table->rows[i], &s->table->rows[k]) ? add_link(s, links, i, k) : 0;
            if (code != 0) {
                return code;
            }
        }
    }
    links->first[n] = links->n;
    return 0;
}

/* Tarjan's strongly connected components, without recursion; members of one ring have one number, others 0. */
struct rings {
    uint32_t *order, *low, *at, *stack, *path, *ring;
    uint32_t counter, n_stack, n_path, n_rings;
};

static void enter(struct rings *r, const struct links *links, uint32_t node) {
    r->order[node] = r->low[node] = ++r->counter;
    r->at[node] = links->first[node];
    r->stack[r->n_stack++] = node;
    r->path[r->n_path++] = node;
}

static void leave(struct rings *r, uint32_t node) {
    r->n_path--;
    if (r->n_path > 0 && r->low[node] < r->low[r->path[r->n_path - 1]]) {
        r->low[r->path[r->n_path - 1]] = r->low[node];
    }
    if (r->low[node] != r->order[node]) {
        return;
    }
    bool alone = r->stack[r->n_stack - 1] == node;
    uint32_t ring = alone ? 0 : ++r->n_rings, top;
    do {
        top = r->stack[--r->n_stack];
        r->ring[top] = ring;
        r->order[top] = UINT32_MAX; /* done */
    } while (top != node);
}

static void walk(struct rings *r, const struct links *links, uint32_t root) {
    enter(r, links, root);
    while (r->n_path > 0) {
        uint32_t node = r->path[r->n_path - 1];
        if (r->at[node] == links->first[node + 1]) {
            leave(r, node);
            continue;
        }
        uint32_t to = links->items[r->at[node]++].to;
        if (r->order[to] == 0) {
            enter(r, links, to);
        } else if (r->order[to] != UINT32_MAX && r->order[to] < r->low[node]) {
            r->low[node] = r->order[to];
        }
    }
}

static int find_rings(struct speakers *s, const struct links *links, struct rings *r) {
    uint32_t n = s->table->n;
    uint32_t *all = pl_arena_calloc(s->findings->arena, (size_t)n * 6 + 6, sizeof *all);
    if (all == NULL) {
        return pl_fail(s->err, PL_E_NOMEM, "out of memory");
    }
    *r = (struct rings){
        all, all + n, all + 2 * (size_t)n, all + 3 * (size_t)n, all + 4 * (size_t)n, all + 5 * (size_t)n, 0, 0, 0, 0};
    for (uint32_t i = 0; i < n; i++) {
        if (r->order[i] == 0) {
            walk(r, links, i);
        }
    }
    return 0;
}

static int tell_rings(struct speakers *s, const struct rings *r) {
    uint32_t *claims = pl_arena_calloc(s->findings->arena, (size_t)s->table->n + 1, sizeof *claims);
    if (claims == NULL) {
        return pl_fail(s->err, PL_E_NOMEM, "out of memory");
    }
    claims[0] = 0; /* gcc 12 at -O3 does not see that calloc clears */
    for (uint32_t ring = 1; ring <= r->n_rings; ring++) {
        PL_TELLING_AUTO t = {0};
        uint32_t n = 0;
        pl_telling_open(&t);
        for (uint32_t i = 0; i < s->table->n; i++) {
            if (r->ring[i] == ring) {
                pl_buf_add_str(&t.why, n > 0 ? PL_STR(", ") : PL_STR(""));
                pl_buf_add_str(&t.why, s->table->rows[i].id);
                claims[n++] = i;
            }
        }
        pl_buf_add_str(&t.why, PL_STR(" rest on each other in a ring: none of them has a root of its own"));
        int code = pl_telling_add(&t, s->findings, PL_FINDING_CIRCULAR, claims, n, s->err);
        if (code != 0) {
            return code;
        }
    }
    return 0;
}

/* One claim that cites another, outside a ring. */
static int tell_link(struct speakers *s, const struct pl_claim_row *from, const struct pl_claim_row *to) {
    if (pl_basis_multiplies(from->basis_text) || pl_basis_adds_up(from->basis_text)) {
        return 0; /* computed: evidence/factor says so */
    }
    if (!comparable(from, to)) {
        return tell(s, PL_FINDING_DERIVED, from, to, " rests on ", ": the two are one origin");
    }
    const char *other = difference(&to->quantity, &from->quantity);
    if (other == NULL) {
        return tell(s, PL_FINDING_CIRCULAR, from, to, " repeats ", ", which it cites: the two are one origin");
    }
    /* "up to date": a later end may have a later number */
    if (from->quantity.period.has_end && to->quantity.period.has_end &&
        from->quantity.period.end.last_day > to->quantity.period.end.last_day) {
        return tell(s, PL_FINDING_DERIVED, from, to, " rests on ", " and goes on from it: the two are one origin");
    }
    return tell(s, PL_FINDING_RELAY, from, to, " cites ", " and does not say the same");
}

static int itself(struct speakers *s, const struct pl_claim_row *row) {
    PL_TELLING_AUTO t = {0};
    static const char *const OWN[] = {"own earlier",       "own previous", "its own report",
                                      "own statement",     "own claim",    "earlier statement by the same",
                                      "own earlier report"};
    pl_str core = row->core;
    bool own =
        pl_basis_has(row->basis_text, row->id) ||
        (core.n >= 3 && (pl_str_eq_nocase(row->basis_text, core) || pl_str_eq_nocase(row->basis_text, row->claimant)));
    for (size_t i = 0; i < sizeof OWN / sizeof OWN[0]; i++) {
        own = own || pl_basis_has(row->basis_text, pl_str_from(OWN[i]));
    }
    if (!own) {
        return 0;
    }
    pl_telling_open(&t);
    pl_wording_claim(&t.why, row, NULL);
    pl_buf_add_str(&t.why, PL_STR(" rests on itself: its basis is \""));
    pl_buf_add_str(&t.why, row->basis_text);
    pl_buf_add_char(&t.why, '"');
    return pl_telling_add(&t, s->findings, PL_FINDING_CIRCULAR, &row->index, 1, s->err);
}

static int citations(struct speakers *s) {
    struct links links = {0};
    struct rings rings = {0};
    int code = find_links(s, &links);
    code = code == 0 ? find_rings(s, &links, &rings) : code;
    code = code == 0 ? tell_rings(s, &rings) : code;
    for (uint32_t i = 0; i < links.n && code == 0; i++) {
        const struct link *link = &links.items[i];
        if (rings.ring[link->from] == 0 || rings.ring[link->from] != rings.ring[link->to]) {
            code = tell_link(s, &s->table->rows[link->from], &s->table->rows[link->to]);
        }
    }
    return code;
}

/* ---- a coalition and its members ---- */

static bool of_members(const struct pl_claim_row *row) {
    static const char *const MEMBERS[] = {"participating states", "member states", "members", "participants",
                                          "participating countries"};
    for (size_t i = 0; i < sizeof MEMBERS / sizeof MEMBERS[0]; i++) {
        if (pl_basis_has(row->basis_text, pl_str_from(MEMBERS[i]))) {
            return true;
        }
    }
    return false;
}

/* The latest number of a state before it that the coalition repeats. */
static int coalition(struct speakers *s, const struct pl_claim_row *row) {
    const struct pl_claim_row *best = NULL;
    for (uint32_t i = 0; i < s->table->n && of_members(row); i++) {
        const struct pl_claim_row *other = &s->table->rows[i];
        if (other != row && comparable(other, row) && pl_str_eq_nocase(other->claimant_type, PL_STR("state")) &&
            !pl_str_eq_nocase(row->claimant_type, PL_STR("state")) && other->date.last_day < row->date.first_day &&
            difference(&other->quantity, &row->quantity) == NULL &&
            (best == NULL || other->date.first_day > best->date.first_day)) {
            best = other;
        }
    }
    return best == NULL
               ? 0
               : tell(s, PL_FINDING_CIRCULAR, row, best, " rests on what its members say, and has the number of ",
                      ": until it shows another root the two count as one origin");
}

int pl_speaker_find(const struct pl_claim_table *table, struct pl_findings *findings, struct pl_error *err) {
    struct speakers s = {table, findings, err};
    int code = citations(&s);
    for (uint32_t i = 0; i < table->n && code == 0; i++) {
        const struct pl_claim_row *row = &table->rows[i];
        code = relayed(&s, row);
        code = code == 0 ? itself(&s, row) : code;
        code = code == 0 ? coalition(&s, row) : code;
        for (uint32_t k = 0; k < i && code == 0; k++) {
            code = tellings(&s, &table->rows[k], row);
            code = code == 0 ? one_article(&s, &table->rows[k], row) : code;
        }
    }
    return code == 0 ? pl_vague_find(table, findings, err) : code;
}
