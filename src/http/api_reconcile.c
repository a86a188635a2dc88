/* OpenRefine's reconciliation service, version 0.2, as yente has it below /reconcile. Source: W3C Entity Reconciliation
 * Community Group, "Reconciliation Service API", 0.2. A result is a candidate: `match` is never said of one alone. */
#include <string.h>

#include "http/api_yente.h"
#include "lists/ftm.h"
#include "text/json.h"
#include "text/uri.h"

#include "base/ban.h"

#define PROPERTIES_MAX 32
#define SUGGESTIONS    10

static const char *const TYPES[] = {"LegalEntity", "Person",   "Organization", "Company",
                                    "Vessel",      "Airplane", "CryptoWallet", "Security"};

static void write_type(struct pl_json *json, pl_str type) {
    pl_json_object(json);
    pl_json_key(json, "id");
    pl_json_str(json, type);
    pl_json_key(json, "name");
    pl_json_str(json, type);
    pl_json_object_end(json);
}

/* ---- the manifest ---- */

static void write_suggest(struct pl_json *json, const char *what, pl_str dataset) {
    PL_BUF_AUTO path;
    pl_buf_open(&path, 2048);
    pl_buf_add_str(&path, PL_STR("/reconcile/"));
    pl_uri_encode(dataset, &path);
    pl_buf_add_str(&path, PL_STR("/suggest/"));
    pl_buf_add_str(&path, pl_str_from(what));
    pl_json_key_n(json, what, strlen(what));
    pl_json_object(json);
    pl_json_member_text(json, "service_url", ""); /* of this server */
    pl_json_key(json, "service_path");
    pl_json_str(json, pl_buf_str(&path));
    pl_json_object_end(json);
}

static int write_manifest(struct pl_call *call, pl_str dataset, struct pl_error *err) {
    struct pl_json json;
    pl_json_start(&json, &call->answer->body);
    pl_json_object(&json);
    pl_json_key(&json, "versions");
    pl_json_array(&json);
    pl_json_text(&json, "0.2");
    pl_json_array_end(&json);
    pl_json_member_text(&json, "name", "Plimsoll: the lists of a case (candidates, not decisions)");
    pl_json_member_text(&json, "identifierSpace", "https://www.opensanctions.org/reference/#schema");
    pl_json_member_text(&json, "schemaSpace", "https://www.opensanctions.org/reference/#schema");
    pl_json_key(&json, "view");
    pl_json_object(&json);
    pl_json_member_text(&json, "url", "/entities/{{id}}");
    pl_json_object_end(&json);
    pl_json_key(&json, "defaultTypes");
    pl_json_array(&json);
    for (size_t i = 0; i < sizeof TYPES / sizeof TYPES[0]; i++) {
        write_type(&json, pl_str_from(TYPES[i]));
    }
    pl_json_array_end(&json);
    pl_json_key(&json, "suggest");
    pl_json_object(&json);
    write_suggest(&json, "entity", dataset);
    write_suggest(&json, "type", dataset);
    pl_json_object_end(&json);
    pl_json_object_end(&json);
    return pl_answer_done(call->answer, PL_FORM_JSON, err);
}

/* ---- questions ---- */

struct reconciling {
    struct pl_call *call;
    struct pl_screener_held held;
    struct pl_yente_filter filter;
    bool unanswered;
};

static pl_str text_of(const struct pl_jval *value) {
    return value != NULL && value->kind == PL_JVAL_STR ? pl_str_trim(value->str) : PL_STR("");
}

/* A value of a property: a text, a number, or {"id","name"} of something that was reconciled before. */
static struct pl_jval plain(const struct pl_jval *value) {
    const struct pl_jval *name = value->kind == PL_JVAL_OBJECT ? pl_jval_get(value, "name") : NULL;
    return name != NULL ? *name : *value;
}

/* "type": a text, or a list of which the first counts; unknown ones are of any kind. */
static pl_str type_of(const struct pl_jval *question) {
    const struct pl_jval *type = pl_jval_get(question, "type");
    if (type != NULL && type->kind == PL_JVAL_ARRAY && type->n > 0) {
        type = &type->items[0];
    }
    pl_str name = text_of(type != NULL && type->kind == PL_JVAL_OBJECT ? pl_jval_get(type, "id") : type);
    return pl_schema_of(name) >= 0 ? name : PL_STR("Thing");
}

/* The question as an entity in JSON: its text is a name, its properties are FollowTheMoney's. */
static int make_example(struct pl_arena *arena, const struct pl_jval *question, pl_str type, struct pl_jval *ret,
                        struct pl_error *err) {
    const struct pl_jval *given = pl_jval_get(question, "properties");
    size_t n = given != NULL && given->kind == PL_JVAL_ARRAY ? given->n : 0;
    if (n > PROPERTIES_MAX) {
        return pl_fail(err, PL_E_USAGE, "more than %d properties", PROPERTIES_MAX);
    }
    struct pl_jval *values = pl_arena_calloc(arena, n + 3, sizeof *values);
    pl_str *keys = pl_arena_calloc(arena, n + 3, sizeof *keys);
    if (values == NULL || keys == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    struct pl_jval *properties = &values[n + 2];
    *properties = (struct pl_jval){.kind = PL_JVAL_OBJECT, .items = values, .keys = keys};
    pl_str name = text_of(pl_jval_get(question, "query"));
    if (name.n > 0) {
        keys[properties->n] = PL_STR("name");
        values[properties->n++] = (struct pl_jval){.kind = PL_JVAL_STR, .str = name};
    }
    for (size_t i = 0; i < n; i++) {
        const struct pl_jval *v = pl_jval_get(&given->items[i], "v");
        pl_str pid = text_of(pl_jval_get(&given->items[i], "pid"));
        if (v != NULL && v->kind == PL_JVAL_ARRAY) {
            v = v->n > 0 ? &v->items[0] : NULL;
        }
        if (v != NULL && pid.n > 0 && v->kind != PL_JVAL_NULL) {
            keys[properties->n] = pid;
            values[properties->n++] = plain(v);
        }
    }
    struct pl_jval *members = pl_arena_calloc(arena, 2, sizeof *members);
    pl_str *names = pl_arena_calloc(arena, 2, sizeof *names);
    if (members == NULL || names == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    names[0] = PL_STR("schema");
    names[1] = PL_STR("properties");
    members[0] = (struct pl_jval){.kind = PL_JVAL_STR, .str = type};
    members[1] = *properties;
    *ret = (struct pl_jval){.kind = PL_JVAL_OBJECT, .n = 2, .items = members, .keys = names};
    return PL_E_OK;
}

static void write_result(const struct reconciling *r, const struct pl_screen_candidate *c, struct pl_json *json) {
    const struct pl_entity_node *node = pl_entity_graph_of(r->held.graph, c->entry);
    pl_json_object(json);
    pl_json_key(json, "id");
    pl_json_str(json, node->id);
    pl_json_key(json, "name");
    pl_json_str(json, c->entry->entity.caption);
    pl_json_key(json, "type");
    pl_json_array(json);
    write_type(json, pl_str_from(pl_schema_name(c->entry->entity.schema)));
    pl_json_array_end(json);
    pl_json_key(json, "score");
    pl_json_fixed(json, 100 * c->match.score, 2);
    pl_json_key(json, "match");
    pl_json_bool(json, false); /* a person says so */
    pl_json_key(json, "description");
    pl_json_str(json, c->match.n_reasons > 0 ? c->match.reasons[0].detail : PL_STR(""));
    pl_json_key(json, "features");
    pl_json_array(json);
    for (size_t i = 0; i < c->match.n_reasons; i++) {
        pl_json_object(json);
        pl_json_member_text(json, "id", c->match.reasons[i].kind);
        pl_json_key(json, "value");
        pl_json_fixed(json, c->match.reasons[i].effect, 4);
        pl_json_object_end(json);
    }
    pl_json_array_end(json);
    pl_json_object_end(json);
}

static size_t limit_of(const struct pl_jval *question) {
    const struct pl_jval *limit = pl_jval_get(question, "limit");
    bool said = limit != NULL && limit->kind == PL_JVAL_INT && limit->integer > 0;
    return !said ? 5 : limit->integer < PL_YENTE_LIMIT_MAX ? (size_t)limit->integer : PL_YENTE_LIMIT_MAX;
}

static int answer_one(struct reconciling *r, const struct pl_jval *question, struct pl_json *json,
                      struct pl_error *err) {
    struct pl_arena *arena = r->call->arena;
    struct pl_ftm_options options = {.list = PL_STR("query"), .exercise = r->held.exercise, .query = true};
    struct pl_ftm_line line;
    struct pl_jval example;
    struct pl_screen_answer answer;
    struct pl_screen_ask ask = {.limit = limit_of(question),
                                .threshold = PL_YENTE_CUTOFF,
                                .worth = PL_MATCH_THRESHOLD,
                                .lacking = r->held.lacking,
                                .may = pl_yente_may,
                                .may_ctx = &r->filter};
    if (question->kind != PL_JVAL_OBJECT) {
        return pl_fail(err, PL_E_FORMAT,
                       "a question is an object with query, and where wanted type, limit, properties");
    }
    pl_str type = type_of(question);
    int rc = make_example(arena, question, type, &example, err);
    rc = rc == PL_E_OK ? pl_ftm_read_object(&options, &example, arena, &line, err) : rc;
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_yente_party(&r->filter, &line.entity);
    pl_yente_schema(&r->filter, type, false);
    rc = pl_screen_party(r->held.asker, &line.entity, &ask, arena, &answer, err);
    rc = rc == PL_E_OK ? pl_decisions_settle(r->held.decisions, &line.entity, arena, &answer, err) : rc;
    if (rc != PL_E_OK) {
        return rc;
    }
    r->unanswered = r->unanswered || (answer.n == 0 && answer.verdict == PL_SCREEN_UNDETERMINED);
    pl_json_object(json);
    pl_json_key(json, "result");
    pl_json_array(json);
    for (size_t i = 0; i < answer.n; i++) {
        write_result(r, &answer.candidates[i], json);
    }
    pl_json_array_end(json);
    pl_json_member_text(json, "answer", pl_screen_verdict_name(answer.verdict));
    pl_json_member_text(json, "why", answer.why.n > 0 ? answer.why.p : NULL);
    pl_json_member_text(json, "lead", "candidate, not a decision");
    pl_json_object_end(json);
    return PL_E_OK;
}

static int answer_all(struct reconciling *r, const struct pl_jval *questions, struct pl_error *err) {
    struct pl_answer *answer = r->call->answer;
    struct pl_json json;
    pl_json_start(&json, &answer->body);
    pl_json_object(&json);
    for (size_t i = 0; i < questions->n; i++) {
        pl_json_str(&json, questions->keys[i]);
        pl_buf_add_char(&answer->body, ':');
        json.comma = false;
        int rc = answer_one(r, &questions->items[i], &json, err);
        if (rc != PL_E_OK) {
            return rc;
        }
    }
    pl_json_object_end(&json);
    answer->status = r->unanswered ? 503 : 200;
    return pl_answer_done(answer, PL_FORM_JSON, err);
}

static int reconcile(struct pl_call *call, pl_str text, struct pl_error *err) {
    struct reconciling r = {.call = call};
    const struct pl_jval *questions = NULL;
    pl_str dataset = pl_call_path(call, "dataset");
    int rc = pl_yente_take(call, dataset, &r.held, err);
    if (rc == PL_E_OK && text.n == 0) {
        rc = write_manifest(call, dataset, err);
        pl_yente_give(call, &r.held);
        return rc;
    }
    rc = rc == PL_E_OK ? pl_yente_filter_read(call, &r.held, &r.filter, err) : rc;
    rc = rc == PL_E_OK ? pl_json_read(text, call->arena, &questions, err) : rc;
    if (rc == PL_E_OK && questions->kind != PL_JVAL_OBJECT) {
        rc = pl_fail(err, PL_E_FORMAT, "queries is an object of questions");
    }
    if (rc == PL_E_OK && questions->n > PL_YENTE_BATCH_MAX) {
        rc = pl_fail(err, PL_E_USAGE, "Too many queries in one batch (limit: %d)", PL_YENTE_BATCH_MAX);
    }
    rc = rc == PL_E_OK ? answer_all(&r, questions, err) : rc;
    pl_yente_give(call, &r.held);
    return rc;
}

int pl_reconcile_get(struct pl_call *call, struct pl_error *err) {
    return reconcile(call, pl_call_text(call, "queries"), err);
}

/* application/x-www-form-urlencoded: queries=... */
int pl_reconcile_post(struct pl_call *call, struct pl_error *err) {
    pl_str text = {NULL, 0};
    int rc = PL_E_OK;
    for (pl_str rest = call->req->body; rc == PL_E_OK && rest.p != NULL && text.p == NULL;) {
        pl_str value = pl_str_cut(&rest, '&');
        pl_str name = pl_str_cut(&value, '=');
        if (pl_str_eq(name, PL_STR("queries"))) {
            rc = pl_http_decode(value, true, call->arena, &text, err);
        }
    }
    if (rc == PL_E_OK && text.n == 0) {
        return pl_fail(err, PL_E_FORMAT, "queries is missing");
    }
    return rc == PL_E_OK ? reconcile(call, text, err) : rc;
}

/* ---- suggestions ---- */

static bool begins(pl_str text, pl_str prefix) {
    bool same = prefix.n <= text.n;
    for (size_t i = 0; same && i < prefix.n; i++) {
        same = (text.p[i] | 0x20) == (prefix.p[i] | 0x20);
    }
    return same;
}

int pl_reconcile_suggest_type(struct pl_call *call, struct pl_error *err) {
    struct pl_json json;
    pl_str prefix = pl_str_trim(pl_call_text(call, "prefix"));
    pl_json_start(&json, &call->answer->body);
    pl_json_object(&json);
    pl_json_key(&json, "result");
    pl_json_array(&json);
    for (size_t i = 0; i < sizeof TYPES / sizeof TYPES[0]; i++) {
        if (begins(pl_str_from(TYPES[i]), prefix)) {
            write_type(&json, pl_str_from(TYPES[i]));
        }
    }
    pl_json_array_end(&json);
    pl_json_object_end(&json);
    return pl_answer_done(call->answer, PL_FORM_JSON, err);
}

static int suggest(struct reconciling *r, pl_str prefix, struct pl_json *json, struct pl_error *err) {
    struct pl_screen_question question = {
        .name = prefix, .schema = -1, .imo = PL_STR(""), .birth_date = PL_STR(""), .country = PL_STR("")};
    struct pl_screen_ask ask = {.limit = SUGGESTIONS, .threshold = 0.3, .may = pl_yente_may, .may_ctx = &r->filter};
    struct pl_screen_answer answer;
    struct pl_entity party;
    int rc = pl_screen_question_party(&question, r->held.exercise, r->call->arena, &party, err);
    rc = rc == PL_E_OK ? pl_screen_party(r->held.asker, &party, &ask, r->call->arena, &answer, err) : rc;
    for (size_t i = 0; rc == PL_E_OK && i < answer.n; i++) {
        write_result(r, &answer.candidates[i], json);
    }
    return rc;
}

int pl_reconcile_suggest_entity(struct pl_call *call, struct pl_error *err) {
    struct reconciling r = {.call = call};
    struct pl_json json;
    pl_str prefix = pl_str_trim(pl_call_text(call, "prefix"));
    int rc = pl_yente_take(call, pl_call_path(call, "dataset"), &r.held, err);
    rc = rc == PL_E_OK ? pl_yente_filter_read(call, &r.held, &r.filter, err) : rc;
    if (rc == PL_E_OK) {
        pl_json_start(&json, &call->answer->body);
        pl_json_object(&json);
        pl_json_key(&json, "result");
        pl_json_array(&json);
        rc = prefix.n > 0 ? suggest(&r, prefix, &json, err) : PL_E_OK;
        pl_json_array_end(&json);
        pl_json_object_end(&json);
    }
    pl_yente_give(call, &r.held);
    return rc == PL_E_OK ? pl_answer_done(call->answer, PL_FORM_JSON, err) : rc;
}
