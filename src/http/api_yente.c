/* OpenSanctions' yente, so that its clients work unchanged: search, entities, catalog, algorithms. docs/yente.md.
 * POST /match: api_yente_match.c. */
#include <stdio.h>
#include <string.h>

#include "http/api_yente.h"
#include "names/identifier.h"
#include "text/json.h"
#include "text/uri.h"

#include "base/ban.h"

#define ADJACENT_MAX 500

static struct pl_ftm_writer writer_of(const struct pl_screener_held *held, struct pl_json *json) {
    return (struct pl_ftm_writer){
        .json = json, .graph = held->graph, .countries = held->countries, .exercise = held->exercise};
}

static void key_count(struct pl_json *json, const char *key, uint64_t n) {
    pl_json_key_n(json, key, strlen(key));
    pl_json_u64(json, n);
}

/* ---- search ---- */

struct searching {
    struct pl_call *call;
    struct pl_screener_held held;
    struct pl_yente_filter filter;
    const struct pl_entity_node **found;
    double *scores; /* beside found; -1: no name was asked for */
    size_t n, cap;
    uint64_t total;
};

#define SEARCH_LEAST 0.3

/* A name, or a ship's number. */
static int search_by(struct searching *s, pl_str q, struct pl_error *err) {
    struct pl_screen_answer answer;
    struct pl_entity party;
    struct pl_screen_question question = {.name = q, .schema = -1, .imo = PL_STR(""), .birth_date = PL_STR("")};
    struct pl_screen_ask ask = {.limit = PL_YENTE_LIMIT_MAX,
                                .threshold = SEARCH_LEAST,
                                .lacking = s->held.lacking,
                                .may = pl_yente_may,
                                .may_ctx = &s->filter};
    uint32_t imo = 0;
    question.imo = pl_imo_parse(q, &imo) ? q : PL_STR("");
    question.country = PL_STR("");
    int rc = pl_screen_question_party(&question, s->held.exercise, s->call->arena, &party, err);
    rc = rc == PL_E_OK ? pl_screen_party(s->held.asker, &party, &ask, s->call->arena, &answer, err) : rc;
    for (size_t i = 0; rc == PL_E_OK && i < answer.n && s->n < s->cap; i++) {
        s->scores[s->n] = answer.candidates[i].match.score;
        s->found[s->n++] = pl_entity_graph_of(s->held.graph, answer.candidates[i].entry);
    }
    s->total = s->n;
    return rc;
}

/* Without a question every entity is found, in the order of the lists. */
static void search_all(struct searching *s, size_t from, size_t limit) {
    for (size_t i = 0; i < pl_entity_graph_n(s->held.graph); i++) {
        const struct pl_entity_node *node = pl_entity_graph_at(s->held.graph, i);
        if (!pl_yente_may(&s->filter, node->entry->entity.schema, node->copy, node->entry)) {
            continue;
        }
        if (s->total >= from && s->total - from < limit && s->n < s->cap) {
            s->scores[s->n] = -1;
            s->found[s->n++] = node;
        }
        s->total++;
    }
}

struct facet {
    pl_str name;
    uint64_t n;
};

#define FACET_MAX 200

static void write_facet(const struct searching *s, const char *name, const char *label, const char *property,
                        struct pl_json *json) {
    struct facet facets[FACET_MAX];
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++) {
        pl_str texts[64];
        size_t k = 0, m = 1;
        texts[0] = s->found[i]->copy->list;
        if (property != NULL) {
            m = pl_ftm_texts(&s->filter.writer, s->found[i], pl_str_from(property), texts, 64);
        }
        for (size_t t = 0; t < m; t++) {
            for (k = 0; k < n && !pl_str_eq(facets[k].name, texts[t]); k++) {
            }
            if (k == n && n < FACET_MAX) {
                facets[n++] = (struct facet){texts[t], 0};
            }
            if (k < n) {
                facets[k].n++;
            }
        }
    }
    pl_json_key_n(json, name, strlen(name));
    pl_json_object(json);
    pl_json_member_text(json, "label", label);
    pl_json_key(json, "values");
    pl_json_array(json);
    for (size_t k = 0; k < n; k++) {
        pl_json_object(json);
        pl_json_key(json, "name");
        pl_json_str(json, facets[k].name);
        pl_json_key(json, "label");
        pl_json_str(json, facets[k].name);
        key_count(json, "count", facets[k].n);
        pl_json_object_end(json);
    }
    pl_json_array_end(json);
    pl_json_object_end(json);
}

static void write_found(struct searching *s, size_t from, size_t limit, bool whole, struct pl_json *json) {
    struct pl_ftm_writer w = writer_of(&s->held, json);
    size_t shown = 0;
    pl_json_key(json, "results");
    pl_json_array(json);
    for (size_t i = whole ? 0 : from; i < s->n && shown < limit; i++, shown++) {
        pl_json_object(json);
        pl_ftm_write(&w, s->found[i], false);
        if (s->scores[i] >= 0) {
            pl_json_key(json, "score");
            pl_json_fixed(json, s->scores[i], 6);
        }
        pl_json_object_end(json);
    }
    pl_json_array_end(json);
    pl_json_key(json, "facets");
    pl_json_object(json);
    write_facet(s, "datasets", "Data sources", NULL, json);
    write_facet(s, "topics", "Topics", "topics", json);
    write_facet(s, "countries", "Countries", "country", json);
    pl_json_object_end(json);
    pl_yente_total(json, s->total);
    key_count(json, "limit", limit);
    key_count(json, "offset", from);
}

static int write_search(struct searching *s, size_t from, size_t limit, bool whole, struct pl_error *err) {
    struct pl_answer *answer = s->call->answer;
    struct pl_json json;
    pl_json_start(&json, &answer->body);
    pl_json_object(&json);
    write_found(s, from, limit, whole, &json);
    if (s->held.lacking.n > 0) { /* nothing found does not mean that nothing is listed */
        pl_json_key(&json, "detail");
        pl_json_str(&json, s->held.lacking);
        answer->status = s->n == 0 ? 503 : 200;
    }
    pl_yente_basis(&s->held, &json);
    pl_json_object_end(&json);
    return pl_answer_done(answer, PL_FORM_JSON, err);
}

static int search(struct pl_call *call, struct pl_error *err) {
    struct searching s = {.call = call, .cap = PL_YENTE_LIMIT_MAX};
    size_t limit = (size_t)pl_call_int(call, "limit", 10), from = (size_t)pl_call_int(call, "offset", 0);
    pl_str q = pl_str_trim(pl_call_text(call, "q"));
    s.found = pl_arena_calloc(call->arena, s.cap, sizeof *s.found);
    s.scores = pl_arena_calloc(call->arena, s.cap, sizeof *s.scores);
    if (s.found == NULL || s.scores == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    int rc = pl_yente_take(call, pl_call_path(call, "dataset"), &s.held, err);
    rc = rc == PL_E_OK ? pl_yente_filter_read(call, &s.held, &s.filter, err) : rc;
    pl_str schema = pl_call_text(call, "schema");
    if (rc == PL_E_OK) {
        pl_yente_schema(&s.filter, schema.n > 0 ? schema : PL_STR("Thing"), true);
    }
    if (rc == PL_E_OK && q.n > 0) {
        rc = search_by(&s, q, err);
    } else if (rc == PL_E_OK) {
        search_all(&s, from, limit);
    }
    rc = rc == PL_E_OK ? write_search(&s, from, limit, q.n == 0, err) : rc;
    pl_yente_give(call, &s.held);
    return rc;
}

/* ---- entities ---- */

static int find_entity(struct pl_call *call, struct pl_screener_held *held, const struct pl_entity_node **ret,
                       struct pl_error *err) {
    pl_str id = pl_call_path(call, "id");
    int rc = pl_yente_take(call, PL_STR("default"), held, err);
    *ret = rc == PL_E_OK ? pl_entity_graph_find(held->graph, id) : NULL;
    if (rc == PL_E_OK && *ret == NULL) {
        rc = pl_fail(err, PL_E_NOT_FOUND, "No such entity: %.*s", (int)pl_str_sub(id, 0, 80).n, id.p);
    }
    return rc;
}

/* An id that another entity took over. */
static bool sends_on(struct pl_call *call, const struct pl_screener_held *held) {
    const struct pl_entity_node *node = pl_entity_graph_referent(held->graph, pl_call_path(call, "id"));
    PL_BUF_AUTO to = {0};
    if (node == NULL) {
        return false;
    }
    pl_buf_open(&to, 4096);
    pl_buf_add_str(&to, PL_STR("/entities/"));
    pl_uri_encode(node->id, &to);
    pl_answer_header(call->answer, "Location", pl_buf_str(&to));
    call->answer->status = 308;
    return true;
}

static int entity(struct pl_call *call, struct pl_error *err) {
    struct pl_screener_held held = {0};
    const struct pl_entity_node *node = NULL;
    struct pl_json json;
    int rc = find_entity(call, &held, &node, err);
    if (rc == PL_E_NOT_FOUND && held.graph != NULL && sends_on(call, &held)) {
        rc = PL_E_OK;
    } else if (rc == PL_E_OK) {
        pl_json_start(&json, &call->answer->body);
        struct pl_ftm_writer w = writer_of(&held, &json);
        pl_str nested = pl_call_text(call, "nested");
        pl_json_object(&json);
        pl_ftm_write(&w, node, nested.p == NULL || pl_call_flag(call, "nested"));
        pl_json_object_end(&json);
        rc = pl_answer_done(call->answer, PL_FORM_JSON, err);
    }
    pl_yente_give(call, &held);
    return rc;
}

/* {"results","total","limit","offset"}, or nothing where there are none and that is what was asked. */
static bool write_adjacent(struct pl_call *call, const struct pl_ftm_writer *w, const struct pl_entity_node *node,
                           pl_str name, bool members_only) {
    size_t limit = (size_t)pl_call_int(call, "limit", 50), from = (size_t)pl_call_int(call, "offset", 0);
    size_t before = w->json->buf->n;
    bool comma = w->json->comma;
    if (!members_only) {
        pl_json_key_n(w->json, name.p, name.n);
        pl_json_object(w->json);
    }
    pl_json_key(w->json, "results");
    pl_json_array(w->json);
    size_t n = pl_ftm_write_adjacent(w, node, name, from, limit);
    pl_json_array_end(w->json);
    if (n == 0 && !members_only) {
        w->json->buf->n = before;
        w->json->comma = comma;
        return false;
    }
    pl_yente_total(w->json, n);
    key_count(w->json, "limit", limit);
    key_count(w->json, "offset", from);
    if (!members_only) {
        pl_json_object_end(w->json);
    }
    return true;
}

static int adjacent(struct pl_call *call, struct pl_error *err) {
    struct pl_screener_held held = {0};
    const struct pl_entity_node *node = NULL;
    struct pl_json json;
    int rc = find_entity(call, &held, &node, err);
    if (rc == PL_E_OK) {
        pl_json_start(&json, &call->answer->body);
        struct pl_ftm_writer w = writer_of(&held, &json);
        pl_json_object(&json);
        pl_json_key(&json, "entity");
        pl_json_object(&json);
        pl_ftm_write(&w, node, false);
        pl_json_object_end(&json);
        pl_json_key(&json, "adjacent");
        pl_json_object(&json);
        for (const char *const *name = pl_ftm_reverse_names; *name != NULL; name++) {
            (void)write_adjacent(call, &w, node, pl_str_from(*name), false);
        }
        pl_json_object_end(&json);
        pl_json_object_end(&json);
        rc = pl_answer_done(call->answer, PL_FORM_JSON, err);
    }
    pl_yente_give(call, &held);
    return rc;
}

static bool is_relation(pl_str name) {
    for (const char *const *known = pl_ftm_reverse_names; *known != NULL; known++) {
        if (pl_str_eq(pl_str_from(*known), name)) {
            return true;
        }
    }
    return false;
}

static int adjacent_by(struct pl_call *call, struct pl_error *err) {
    struct pl_screener_held held = {0};
    const struct pl_entity_node *node = NULL;
    struct pl_json json;
    pl_str name = pl_call_path(call, "property");
    int rc = find_entity(call, &held, &node, err);
    if (rc == PL_E_OK && !is_relation(name)) {
        rc = pl_fail(err, PL_E_NOT_FOUND, "No such property: %.*s", (int)pl_str_sub(name, 0, 60).n, name.p);
    }
    if (rc == PL_E_OK) {
        pl_json_start(&json, &call->answer->body);
        struct pl_ftm_writer w = writer_of(&held, &json);
        pl_json_object(&json);
        (void)write_adjacent(call, &w, node, name, true);
        pl_json_object_end(&json);
        rc = pl_answer_done(call->answer, PL_FORM_JSON, err);
    }
    pl_yente_give(call, &held);
    return rc;
}

/* ---- the table ---- */

static const struct pl_param match_params[] = {
    {.name = "limit", .kind = PL_PARAM_INT, .min = 1, .max = PL_YENTE_LIMIT_MAX, .def = "5", .text = "results of each"},
    {.name = "threshold", .kind = PL_PARAM_NUMBER, .text = "the score from which a result is a match; 0.8"},
    {.name = "cutoff", .kind = PL_PARAM_NUMBER, .text = "the least score that is shown; 0.6"},
    {.name = "algorithm", .kind = PL_PARAM_TEXT, .text = "best; see /algorithms"},
    {.name = "countries", .kind = PL_PARAM_TEXT, .repeat = true, .text = "entities of one of these states"},
    {.name = "exclude_entity_ids", .kind = PL_PARAM_TEXT, .repeat = true, .text = "none of these, at most 50"},
    PL_YENTE_FILTER_PARAMS,
    {.name = NULL}};

static const struct pl_param search_params[] = {
    {.name = "q", .kind = PL_PARAM_TEXT, .text = "a name, or a ship's IMO number; without it every entity"},
    {.name = "limit", .kind = PL_PARAM_INT, .min = 0, .max = PL_YENTE_LIMIT_MAX, .def = "10", .text = "results"},
    {.name = "offset", .kind = PL_PARAM_INT, .min = 0, .max = INT64_MAX, .def = "0", .text = "results left out before"},
    {.name = "schema", .kind = PL_PARAM_TEXT, .text = "entities of this schema; Thing"},
    {.name = "countries", .kind = PL_PARAM_TEXT, .repeat = true, .text = "entities of one of these states"},
    {.name = "exclude_entity_ids", .kind = PL_PARAM_TEXT, .repeat = true, .text = "none of these, at most 50"},
    PL_YENTE_FILTER_PARAMS,
    {.name = NULL}};

static const struct pl_param entity_params[] = {
    {.name = "nested", .kind = PL_PARAM_FLAG, .text = "with the entities beside it; 1"}, {.name = NULL}};

static const struct pl_param adjacent_params[] = {
    {.name = "limit", .kind = PL_PARAM_INT, .min = 0, .max = ADJACENT_MAX, .def = "50", .text = "of a property"},
    {.name = "offset", .kind = PL_PARAM_INT, .min = 0, .max = INT64_MAX, .def = "0", .text = "left out before"},
    {.name = NULL}};

static const struct pl_param reconcile_params[] = {
    {.name = "queries", .kind = PL_PARAM_TEXT, .text = "questions as JSON; without them what the service is"},
    PL_YENTE_FILTER_PARAMS,
    {.name = NULL}};

static const struct pl_param suggest_params[] = {
    {.name = "prefix", .kind = PL_PARAM_TEXT, .text = "what was typed"}, PL_YENTE_FILTER_PARAMS, {.name = NULL}};

const struct pl_route pl_routes_yente[] = {
    {.method = "POST",
     .path = "/match/{dataset}",
     .name = "yente_match",
     .text = "yente: who is meant by each question. 503 where a list that the case requires is missing or stale.",
     .params = match_params,
     .role = PL_ROLE_READER,
     .answer = "YenteMatches",
     .body = "YenteQuestions",
     .quiet = true,
     .lenient = true,
     .refuse = pl_yente_refuse,
     .run = pl_yente_match},
    {.method = "GET",
     .path = "/search/{dataset}",
     .name = "yente_search",
     .text = "yente: entities by name or number.",
     .params = search_params,
     .role = PL_ROLE_READER,
     .answer = "YenteSearch",
     .lenient = true,
     .refuse = pl_yente_refuse,
     .run = search},
    {.method = "GET",
     .path = "/entities/{id}",
     .name = "yente_entity",
     .text = "yente: an entity of FollowTheMoney, with those beside it.",
     .params = entity_params,
     .role = PL_ROLE_READER,
     .answer = "YenteEntity",
     .lenient = true,
     .refuse = pl_yente_refuse,
     .run = entity},
    {.method = "GET",
     .path = "/entities/{id}/adjacent",
     .name = "yente_adjacent",
     .text = "yente: the entities beside it, by property.",
     .params = adjacent_params,
     .role = PL_ROLE_READER,
     .answer = "YenteAdjacent",
     .lenient = true,
     .refuse = pl_yente_refuse,
     .run = adjacent},
    {.method = "GET",
     .path = "/entities/{id}/adjacent/{property}",
     .name = "yente_adjacent_by",
     .text = "yente: the entities beside it by one property.",
     .params = adjacent_params,
     .role = PL_ROLE_READER,
     .answer = "YentePage",
     .lenient = true,
     .refuse = pl_yente_refuse,
     .run = adjacent_by},
    {.method = "GET",
     .path = "/catalog",
     .name = "yente_catalog",
     .text = "yente: the lists that can be asked.",
     .role = PL_ROLE_READER,
     .answer = "YenteCatalog",
     .lenient = true,
     .refuse = pl_yente_refuse,
     .run = pl_yente_catalog},
    {.method = "GET",
     .path = "/algorithms",
     .name = "yente_algorithms",
     .text = "yente: how scores are made.",
     .role = PL_ROLE_READER,
     .answer = "YenteAlgorithms",
     .lenient = true,
     .refuse = pl_yente_refuse,
     .run = pl_yente_algorithms},
    {.method = "GET",
     .path = "/reconcile/{dataset}",
     .name = "reconcile",
     .text = "OpenRefine: what the service is; with queries its answers.",
     .params = reconcile_params,
     .role = PL_ROLE_READER,
     .answer = "Reconciled",
     .lenient = true,
     .refuse = pl_yente_refuse,
     .run = pl_reconcile_get},
    {.method = "POST",
     .path = "/reconcile/{dataset}",
     .name = "reconcile_form",
     .text = "OpenRefine: candidates for each question of the form's field queries.",
     .params = reconcile_params,
     .role = PL_ROLE_READER,
     .answer = "Reconciled",
     .body = "application/x-www-form-urlencoded",
     .quiet = true,
     .lenient = true,
     .refuse = pl_yente_refuse,
     .run = pl_reconcile_post},
    {.method = "GET",
     .path = "/reconcile/{dataset}/suggest/entity",
     .name = "reconcile_entities",
     .text = "OpenRefine: entities whose name is like that.",
     .params = suggest_params,
     .role = PL_ROLE_READER,
     .answer = "ReconcileSuggestions",
     .lenient = true,
     .refuse = pl_yente_refuse,
     .run = pl_reconcile_suggest_entity},
    {.method = "GET",
     .path = "/reconcile/{dataset}/suggest/type",
     .name = "reconcile_types",
     .text = "OpenRefine: schemata that begin so.",
     .params = suggest_params,
     .role = PL_ROLE_READER,
     .answer = "ReconcileSuggestions",
     .lenient = true,
     .refuse = pl_yente_refuse,
     .run = pl_reconcile_suggest_type},
    {.path = NULL},
};
