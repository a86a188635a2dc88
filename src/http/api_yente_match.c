/* POST /match/{dataset}. No SQL and no file is touched on the way: what is asked, is asked of the kept screener. */
#include <string.h>

#include "http/api_yente.h"
#include "http/body.h"
#include "lists/ftm.h"
#include "text/json.h"

#include "base/ban.h"

#define LEAST 0.000001

struct matching {
    struct pl_call *call;
    struct pl_screener_held held;
    struct pl_ftm_writer writer;
    struct pl_yente_filter filter;
    struct pl_screen_ask ask;
    pl_str schema; /* of the question that is answered */
    double threshold;
    bool unanswered; /* a question without a match was undetermined */
};

static bool is_known_algorithm(pl_str name) {
    static const char *const NAMES[] = {"best",           "logic-v1",      "logic-v2",      "name-based",
                                        "name-qualified", "regression-v1", "regression-v2", PL_YENTE_ALGORITHM};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        if (pl_str_eq(name, pl_str_from(NAMES[i]))) {
            return true;
        }
    }
    return name.n == 0;
}

static int read_params(struct matching *m, struct pl_error *err) {
    const struct pl_call *call = m->call;
    pl_str algorithm = pl_call_text(call, "algorithm");
    m->threshold = pl_call_number(call, "threshold", PL_MATCH_THRESHOLD);
    m->ask.threshold = pl_call_number(call, "cutoff", PL_YENTE_CUTOFF);
    m->ask.worth = m->threshold;
    m->ask.limit = (size_t)pl_call_int(call, "limit", 5);
    if (!(m->threshold >= 0 && m->threshold <= 1) || !(m->ask.threshold >= 0 && m->ask.threshold <= 1)) {
        return pl_fail(err, PL_E_FORMAT, "threshold and cutoff are numbers from 0 to 1");
    }
    if (!is_known_algorithm(algorithm)) {
        return pl_fail(err, PL_E_USAGE, "Unknown algorithm: %.*s", (int)pl_str_sub(algorithm, 0, 60).n, algorithm.p);
    }
    return PL_E_OK;
}

/* Weights are this program's own: an answer by others could not be told from one by ours. */
static int check_weights(const struct pl_jval *body, struct pl_error *err) {
    static const char *const KEYS[] = {"weights", "config"};
    for (size_t i = 0; i < sizeof KEYS / sizeof KEYS[0]; i++) {
        const struct pl_jval *value = pl_jval_get(body, KEYS[i]);
        if (value != NULL && value->kind == PL_JVAL_OBJECT && value->n > 0) {
            return pl_fail(err, PL_E_USAGE, "%s cannot be set: this algorithm has none that a client may change",
                           KEYS[i]);
        }
    }
    return PL_E_OK;
}

static int read_questions(struct matching *m, const struct pl_jval **ret, struct pl_error *err) {
    const struct pl_jval *body = NULL;
    int rc = pl_call_json(m->call, &body, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    const struct pl_jval *questions = pl_jval_get(body, "queries");
    if (questions == NULL || questions->kind != PL_JVAL_OBJECT) {
        return pl_fail(err, PL_E_FORMAT, "queries: an object of questions is required");
    }
    if (questions->n > PL_YENTE_BATCH_MAX) {
        return pl_fail(err, PL_E_USAGE, "Too many queries in one batch (limit: %d)", PL_YENTE_BATCH_MAX);
    }
    *ret = questions;
    return check_weights(body, err);
}

/* ---- one question ---- */

static int read_party(struct matching *m, const struct pl_jval *example, struct pl_entity *ret, struct pl_error *err) {
    struct pl_ftm_options options = {.list = PL_STR("query"), .exercise = m->held.exercise, .query = true};
    struct pl_ftm_line line;
    const struct pl_jval *schema = pl_jval_get(example, "schema");
    if (example->kind != PL_JVAL_OBJECT || pl_jval_get(example, "properties") == NULL) {
        return pl_fail(err, PL_E_FORMAT, "a question is an object with schema and properties");
    }
    m->schema = schema != NULL && schema->kind == PL_JVAL_STR ? pl_str_trim(schema->str) : PL_STR("");
    if (m->schema.n > 0 && pl_schema_of(m->schema) < 0) {
        return pl_fail(err, PL_E_USAGE, "Invalid schema: %.*s", (int)pl_str_sub(m->schema, 0, 60).n, m->schema.p);
    }
    if (m->schema.n == 0) {
        return pl_fail(err, PL_E_FORMAT, "a question needs a schema, such as Person, Company, Vessel or Thing");
    }
    int rc = pl_ftm_read_object(&options, example, m->call->arena, &line, err);
    if (rc == PL_E_OK) {
        *ret = line.entity;
    }
    return rc;
}

/* What was understood of the question. */
static void write_question(const struct matching *m, const struct pl_entity *party, struct pl_json *json) {
    pl_json_key(json, "query");
    pl_json_object(json);
    pl_json_key(json, "schema");
    pl_json_str(json, m->schema);
    pl_json_key(json, "properties");
    pl_json_object(json);
    for (size_t i = 0; i < party->n_values; i++) {
        const char *name = party->values[i].from;
        bool before = false;
        for (size_t k = 0; k < i && !before; k++) {
            before = strcmp(party->values[k].from, name) == 0;
        }
        if (before) {
            continue;
        }
        pl_json_key_n(json, name, strlen(name));
        pl_json_array(json);
        for (size_t k = i; k < party->n_values; k++) {
            if (strcmp(party->values[k].from, name) == 0) {
                pl_json_str(json, party->values[k].text);
            }
        }
        pl_json_array_end(json);
    }
    pl_json_object_end(json);
    pl_json_object_end(json);
}

static void write_results(struct matching *m, const struct pl_entity *party, const struct pl_screen_answer *answer,
                          struct pl_json *json, bool *ret_match) {
    *ret_match = false;
    pl_json_key(json, "results");
    pl_json_array(json);
    for (size_t i = 0; i < answer->n; i++) {
        bool match = false;
        pl_json_object(json);
        pl_yente_scored(&m->writer, party, &answer->candidates[i], m->threshold, &match);
        pl_json_object_end(json);
        *ret_match = *ret_match || match;
    }
    pl_json_array_end(json);
    pl_yente_total(json, answer->above);
}

static int status_of(const struct pl_screen_answer *answer, bool match) {
    return answer->verdict == PL_SCREEN_NOT_COMPARABLE           ? 422
           : answer->verdict == PL_SCREEN_UNDETERMINED && !match ? 503
                                                                 : 200;
}

/* Whoever asks for a person is told that no other was looked at, and of a ship that bears the name. */
static void write_why(const struct matching *m, const struct pl_screen_answer *answer, struct pl_json *json) {
    PL_BUF_AUTO why;
    bool some = false;
    pl_buf_open(&why, 1 << 16);
    for (int i = 0; i < (int)PL_SCHEMA_COUNT; i++) {
        some = some || (pl_ftm_may_match(i, PL_STR("Thing")) && !m->filter.schemata[i]);
    }
    pl_json_key(json, "why");
    if (answer->why.n == 0) {
        pl_json_null(json);
        return;
    }
    pl_buf_add_str(&why, answer->why);
    if (answer->n == 0 && some && answer->verdict != PL_SCREEN_NOT_COMPARABLE) {
        pl_buf_add_fmt(&why, "; only entries that a question for schema %.*s may mean were compared", (int)m->schema.n,
                       m->schema.p);
    }
    if (answer->beside != NULL) {
        const struct pl_entity *e = &answer->beside->entity;
        pl_buf_add_fmt(&why, "; an entry of another schema reaches it: %.*s, %s, %.*s %.*s", (int)e->caption.n,
                       e->caption.p, pl_schema_name(e->schema), (int)answer->beside_copy->list.n,
                       answer->beside_copy->list.p, (int)e->id.n, e->id.p);
    }
    pl_json_str(json, pl_buf_str(&why));
}

static int answer_one(struct matching *m, const struct pl_jval *example, struct pl_json *json, struct pl_error *err) {
    struct pl_arena *arena = m->call->arena;
    struct pl_entity party;
    struct pl_screen_answer answer;
    bool match = false;
    int rc = read_party(m, example, &party, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_yente_party(&m->filter, &party);
    pl_yente_schema(&m->filter, m->schema, false);
    m->ask.may_ctx = &m->filter;
    rc = pl_screen_party(m->held.asker, &party, &m->ask, arena, &answer, err);
    rc = rc == PL_E_OK ? pl_decisions_settle(m->held.decisions, &party, arena, &answer, err) : rc;
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_json_object(json);
    write_results(m, &party, &answer, json, &match);
    int status = status_of(&answer, match);
    m->unanswered = m->unanswered || status == 503;
    pl_json_key(json, "status");
    pl_json_i64(json, status);
    write_question(m, &party, json);
    pl_json_key(json, "answer");
    pl_json_text(json, pl_screen_verdict_name(answer.verdict));
    write_why(m, &answer, json);
    pl_json_object_end(json);
    return PL_E_OK;
}

/* ---- the document ---- */

static int answer_all(struct matching *m, const struct pl_jval *questions, struct pl_error *err) {
    struct pl_answer *answer = m->call->answer;
    pl_str algorithm = pl_call_text(m->call, "algorithm");
    struct pl_json json;
    pl_json_start(&json, &answer->body);
    m->writer = (struct pl_ftm_writer){
        .json = &json, .graph = m->held.graph, .countries = m->held.countries, .exercise = m->held.exercise};
    pl_json_object(&json);
    pl_json_key(&json, "responses");
    pl_json_object(&json);
    for (size_t i = 0; i < questions->n; i++) {
        pl_json_str(&json, questions->keys[i]);
        pl_buf_add_char(&answer->body, ':');
        json.comma = false;
        int rc = answer_one(m, &questions->items[i], &json, err);
        if (rc != PL_E_OK) {
            return rc;
        }
    }
    pl_json_object_end(&json);
    pl_json_key(&json, "limit");
    pl_json_u64(&json, m->ask.limit);
    pl_json_key(&json, "algorithm");
    pl_json_text(&json, PL_YENTE_ALGORITHM);
    if (algorithm.n > 0 && !pl_str_eq(algorithm, PL_STR("best")) && !pl_str_eq(algorithm, PL_STR(PL_YENTE_ALGORITHM))) {
        pl_json_key(&json, "note");
        pl_json_text(&json, "scored by plimsoll: the algorithm that was asked for is not this program's");
    }
    if (m->unanswered) {
        pl_json_key(&json, "detail");
        pl_json_str(&json, m->held.lacking);
        answer->status = 503;
    }
    pl_yente_basis(&m->held, &json);
    pl_json_object_end(&json);
    return pl_answer_done(answer, PL_FORM_JSON, err);
}

int pl_yente_match(struct pl_call *call, struct pl_error *err) {
    struct matching m = {.call = call};
    const struct pl_jval *questions = NULL;
    int rc = read_params(&m, err);
    rc = rc == PL_E_OK ? read_questions(&m, &questions, err) : rc;
    rc = rc == PL_E_OK ? pl_yente_take(call, pl_call_path(call, "dataset"), &m.held, err) : rc;
    rc = rc == PL_E_OK ? pl_yente_filter_read(call, &m.held, &m.filter, err) : rc;
    if (rc == PL_E_OK && questions->n == 0) {
        rc = pl_fail(err, PL_E_USAGE, "No queries provided");
    }
    m.ask.lacking = m.held.lacking;
    m.ask.threshold = m.ask.threshold > 0 ? m.ask.threshold : LEAST; /* what has no score is no result here */
    m.ask.may = pl_yente_may;
    m.ask.beside = pl_yente_beside;
    rc = rc == PL_E_OK ? answer_all(&m, questions, err) : rc;
    pl_yente_give(call, &m.held);
    return rc;
}
