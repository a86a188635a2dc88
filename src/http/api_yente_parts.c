/* What the answers in yente's shape have in common. */
#include <string.h>

#include "app/screen_text.h"
#include "http/api_yente.h"
#include "http/site.h"
#include "names/same_number.h"
#include "text/json.h"

#include "base/ban.h"

void pl_yente_refuse(struct pl_answer *answer, const struct pl_error *err) {
    struct pl_json json;
    pl_buf_clear(&answer->body);
    answer->type = pl_form_type(PL_FORM_JSON);
    pl_json_start(&json, &answer->body);
    pl_json_object(&json);
    pl_json_key(&json, "detail");
    if (answer->status != 422) {
        pl_json_text(&json, err->msg);
    } else {
        pl_json_array(&json);
        pl_json_object(&json);
        pl_json_key(&json, "loc");
        pl_json_array(&json);
        pl_json_text(&json, "body");
        pl_json_array_end(&json);
        pl_json_key(&json, "msg");
        pl_json_text(&json, err->msg);
        pl_json_key(&json, "type");
        pl_json_text(&json, "value_error");
        pl_json_object_end(&json);
        pl_json_array_end(&json);
    }
    pl_json_object_end(&json);
}

/* ---- datasets ---- */

static bool is_everything(pl_str dataset) {
    return pl_str_eq(dataset, PL_STR("default")) || pl_str_eq(dataset, PL_STR("sanctions"));
}

int pl_yente_take(struct pl_call *call, pl_str dataset, struct pl_screener_held *held, struct pl_error *err) {
    struct pl_screener_cache *cache = pl_site_screeners(call->site);
    struct pl_screener_wish wish = {.view = pl_call_case(call), .list = PL_STR(""), .now = call->now};
    int rc = pl_screener_take(cache, &wish, held, err);
    if (rc != PL_E_OK || is_everything(dataset)) {
        return rc;
    }
    bool found = false;
    for (size_t i = 0; i < pl_screener_n_searched(held->screener); i++) {
        found = found || pl_str_eq(pl_screener_searched(held->screener, i).copy->list, dataset);
    }
    pl_screener_give(cache, held);
    wish.list = dataset;
    return found ? pl_screener_take(cache, &wish, held, err)
                 : pl_fail(err, PL_E_NOT_FOUND, "No such dataset: %.*s", (int)pl_str_sub(dataset, 0, 60).n, dataset.p);
}

void pl_yente_give(struct pl_call *call, struct pl_screener_held *held) {
    pl_screener_give(pl_site_screeners(call->site), held);
}

/* ---- filters ---- */

static int read_values(const struct pl_call *call, const char *name, struct pl_yente_values *ret,
                       struct pl_error *err) {
    pl_str all[PL_YENTE_VALUES_MAX + 1];
    size_t n = pl_call_texts(call, name, all, PL_YENTE_VALUES_MAX + 1);
    if (n > PL_YENTE_VALUES_MAX) {
        return pl_fail(err, PL_E_USAGE, "more than %d values of %s", PL_YENTE_VALUES_MAX, name);
    }
    memcpy(ret->v, all, n * sizeof *all);
    ret->n = n;
    return PL_E_OK;
}

int pl_yente_filter_read(const struct pl_call *call, const struct pl_screener_held *held, struct pl_yente_filter *ret,
                         struct pl_error *err) {
    struct pl_yente_filter f = {.graph = held->graph,
                                .writer = {.graph = held->graph, .countries = held->countries},
                                .changed_since = pl_call_text(call, "changed_since")};
    int rc = read_values(call, "include_dataset", &f.include_dataset, err);
    rc = rc == PL_E_OK ? read_values(call, "exclude_dataset", &f.exclude_dataset, err) : rc;
    rc = rc == PL_E_OK ? read_values(call, "exclude_schema", &f.exclude_schema, err) : rc;
    rc = rc == PL_E_OK ? read_values(call, "topics", &f.topics, err) : rc;
    rc = rc == PL_E_OK ? read_values(call, "exclude_entity_ids", &f.exclude_ids, err) : rc;
    rc = rc == PL_E_OK ? read_values(call, "countries", &f.countries, err) : rc;
    if (rc == PL_E_OK) {
        pl_yente_schema(&f, PL_STR(""), true);
        f.more = f.include_dataset.n + f.exclude_dataset.n + f.topics.n + f.exclude_ids.n + f.countries.n +
                     f.changed_since.n >
                 0;
        *ret = f;
    }
    return rc;
}

static bool is_among(const struct pl_yente_values *values, pl_str text) {
    for (size_t i = 0; i < values->n; i++) {
        if (pl_str_eq(values->v[i], text)) {
            return true;
        }
    }
    return false;
}

/* It is of one of these datasets: its list, or a dataset that it names itself. */
static bool is_of(const struct pl_yente_values *datasets, const struct pl_screen_copy *copy,
                  const struct pl_entity *e) {
    bool found = is_among(datasets, copy->list);
    for (size_t i = 0; i < e->n_values && !found; i++) {
        found = e->values[i].prop == (int)PL_PROP_DATASET && is_among(datasets, e->values[i].text);
    }
    return found;
}

static bool has_text(const struct pl_yente_filter *f, const struct pl_entity_node *node, const char *name,
                     const struct pl_yente_values *wanted) {
    pl_str texts[64];
    size_t n = node != NULL ? pl_ftm_texts(&f->writer, node, pl_str_from(name), texts, 64) : 0;
    for (size_t i = 0; i < n; i++) {
        if (is_among(wanted, texts[i])) {
            return true;
        }
    }
    return false;
}

static bool has_country(const struct pl_yente_filter *f, const struct pl_entity_node *node) {
    static const char *const NAMES[] = {"country", "nationality", "citizenship", "jurisdiction", "flag", "mainCountry"};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        if (has_text(f, node, NAMES[i], &f->countries)) {
            return true;
        }
    }
    return false;
}

/* A number that is asked for stands in the entry. */
static bool bears_number(const struct pl_entity *party, const struct pl_entity *e) {
    for (size_t i = 0; party != NULL && i < party->n_values; i++) {
        for (size_t k = 0; pl_prop_is_identifier(party->values[i].prop) && k < e->n_values; k++) {
            if (pl_prop_is_identifier(e->values[k].prop) && pl_str_eq(e->values[k].text, party->values[i].text)) {
                return true;
            }
        }
    }
    return false;
}

static bool is_excluded(const struct pl_yente_filter *f, int schema) {
    for (size_t i = 0; i < f->exclude_schema.n; i++) {
        if (pl_ftm_is_a(schema, f->exclude_schema.v[i])) {
            return true;
        }
    }
    return false;
}

void pl_yente_schema(struct pl_yente_filter *f, pl_str schema, bool search) {
    for (int i = 0; i < (int)PL_SCHEMA_COUNT; i++) {
        f->schemata[i] = schema.n == 0 || (search ? pl_ftm_is_a(i, schema) : pl_ftm_may_match(i, schema));
        f->schemata[i] = f->schemata[i] && !is_excluded(f, i);
    }
}

void pl_yente_party(struct pl_yente_filter *f, const struct pl_entity *party) {
    f->party = NULL;
    for (size_t i = 0; i < party->n_values; i++) {
        f->party = pl_prop_is_identifier(party->values[i].prop) ? party : f->party;
    }
}

static bool passes_more(const struct pl_yente_filter *f, const struct pl_screen_copy *copy,
                        const struct pl_book_entry *entry) {
    const struct pl_entity *e = &entry->entity;
    bool needs_node = f->topics.n > 0 || f->countries.n > 0 || f->exclude_ids.n > 0;
    const struct pl_entity_node *node = needs_node ? pl_entity_graph_of(f->graph, entry) : NULL;
    pl_str changed = f->changed_since.n > 0 ? pl_entity_get(e, PL_PROP_LAST_CHANGE) : (pl_str){NULL, 0};
    return (f->include_dataset.n == 0 || is_of(&f->include_dataset, copy, e)) &&
           (f->exclude_dataset.n == 0 || !is_of(&f->exclude_dataset, copy, e)) &&
           (f->topics.n == 0 || has_text(f, node, "topics", &f->topics)) &&
           (f->countries.n == 0 || has_country(f, node)) &&
           (f->exclude_ids.n == 0 || node == NULL || !is_among(&f->exclude_ids, node->id)) &&
           (changed.n == 0 || pl_str_cmp(changed, f->changed_since) >= 0);
}

/* Who bears a number that is asked for is seen whatever his schema, unless that was excluded. */
bool pl_yente_may(void *ctx, int schema, const struct pl_screen_copy *copy, const struct pl_book_entry *entry) {
    const struct pl_yente_filter *f = ctx;
    if (!f->schemata[schema] && (!bears_number(f->party, &entry->entity) || is_excluded(f, schema))) {
        return false;
    }
    return !f->more || passes_more(f, copy, entry);
}

bool pl_yente_beside(void *ctx, int schema, const struct pl_screen_copy *copy, const struct pl_book_entry *entry) {
    const struct pl_yente_filter *f = ctx;
    return !f->schemata[schema] && !is_excluded(f, schema) && (!f->more || passes_more(f, copy, entry));
}

/* ---- results ---- */

void pl_yente_total(struct pl_json *json, uint64_t n) {
    pl_json_key(json, "total");
    pl_json_object(json);
    pl_json_key(json, "value");
    pl_json_u64(json, n);
    pl_json_key(json, "relation");
    pl_json_text(json, "eq");
    pl_json_object_end(json);
}

static bool told_before(const struct pl_subject_match *match, size_t i) {
    for (size_t k = 0; k < i; k++) {
        if (strcmp(match->reasons[k].kind, match->reasons[i].kind) == 0) {
            return true;
        }
    }
    return false;
}

static void write_features(const struct pl_subject_match *match, struct pl_json *json) {
    pl_json_key(json, "features");
    pl_json_object(json);
    for (size_t i = 0; i < match->n_reasons; i++) {
        if (!told_before(match, i)) {
            pl_json_key_n(json, match->reasons[i].kind, strlen(match->reasons[i].kind));
            pl_json_fixed(json, match->reasons[i].effect, 4);
        }
    }
    pl_json_object_end(json);
}

struct compared {
    pl_str query, candidate;
};

/* What a reason about a property compared: of a number the two that are equal; else what both sides have, where each
 * has one alone, for a reason says of no other which it was. */
static struct compared compared_values(const struct pl_entity *party, const struct pl_entity *entry, const char *kind) {
    const struct pl_number_kind *number = pl_number_kind_of(kind);
    struct compared first = {{NULL, 0}, {NULL, 0}};
    unsigned pairs = 0;
    for (size_t i = 0; i < party->n_values; i++) {
        const struct pl_value *a = &party->values[i];
        for (size_t k = 0; k < entry->n_values && strcmp(pl_prop_name(a->prop), kind) == 0; k++) {
            const struct pl_value *b = &entry->values[k];
            if (b->prop != a->prop) {
                continue;
            }
            if (pl_prop_is_identifier(a->prop) && pl_number_equal(number, a->text, b->text)) {
                return (struct compared){a->text, b->text};
            }
            first = (struct compared){a->text, b->text};
            pairs++;
        }
    }
    return pairs == 1 ? first : (struct compared){{NULL, 0}, {NULL, 0}};
}

/* Main evidence: its score counts as it is; a penalty: its weight is what it takes; a remark counts for nothing. */
static void write_explanation(const struct pl_screen_candidate *c, const struct pl_entity *party,
                              const struct pl_reason *reason, struct pl_json *json) {
    bool name = strcmp(reason->kind, "name") == 0;
    struct compared values = name ? (struct compared){c->asked_name, c->matched_name}
                                  : compared_values(party, &c->entry->entity, reason->kind);
    pl_json_object(json);
    pl_json_key(json, "score");
    pl_json_fixed(json, reason->effect > 0 ? reason->effect : reason->effect < 0 ? 1 : 0, 4);
    pl_json_key(json, "weight");
    pl_json_fixed(json, reason->effect > 0 ? 1 : reason->effect, 4);
    pl_json_key(json, "detail");
    pl_json_str(json, reason->detail);
    pl_json_member_or_null(json, "query", values.query);
    pl_json_member_or_null(json, "candidate", values.candidate);
    pl_json_object_end(json);
}

static void write_decision(const struct pl_screen_ruling *r, struct pl_json *json) {
    pl_json_key(json, "decision");
    pl_json_object(json);
    pl_json_key(json, "verdict");
    pl_json_text(json, r->verdict);
    pl_json_key(json, "by");
    pl_json_str(json, r->by);
    pl_json_key(json, "entry");
    pl_json_i64(json, r->entry);
    pl_json_key(json, "stands");
    pl_json_bool(json, r->stands);
    pl_json_key(json, "why_not");
    pl_json_text(json, r->why_not);
    pl_json_object_end(json);
}

void pl_yente_scored(const struct pl_ftm_writer *w, const struct pl_entity *party, const struct pl_screen_candidate *c,
                     double threshold, bool *ret_match) {
    const struct pl_entity_node *node = pl_entity_graph_of(w->graph, c->entry);
    bool cleared = c->ruling != NULL && c->ruling->stands && strcmp(c->ruling->verdict, "no_match") == 0;
    bool match = c->match.score >= threshold && !cleared;
    pl_ftm_write(w, node, false);
    pl_json_key(w->json, "score");
    if (c->match.score >= 0) {
        pl_json_fixed(w->json, c->match.score, 6);
    } else {
        pl_json_null(w->json);
    }
    pl_json_key(w->json, "match");
    pl_json_bool(w->json, match);
    write_features(&c->match, w->json);
    pl_json_key(w->json, "explanations");
    pl_json_object(w->json);
    for (size_t i = 0; i < c->match.n_reasons; i++) {
        if (!told_before(&c->match, i)) {
            pl_json_key_n(w->json, c->match.reasons[i].kind, strlen(c->match.reasons[i].kind));
            write_explanation(c, party, &c->match.reasons[i], w->json);
        }
    }
    pl_json_object_end(w->json);
    if (c->ruling != NULL) {
        write_decision(c->ruling, w->json);
    }
    *ret_match = match;
}

void pl_yente_basis(const struct pl_screener_held *held, struct pl_json *json) {
    pl_json_key(json, "lead");
    pl_json_text(json, "candidate, not a decision");
    pl_screen_searched_json(held->screener, json);
    if (held->exercise) {
        pl_json_key(json, "exercise");
        pl_json_bool(json, true);
    }
}
