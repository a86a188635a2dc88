/* POST /api/screen and /api/screen/batch: the same questions as `plimsoll screen`, and the same answers. */
#include <inttypes.h>
#include <stdio.h>

#include "app/screen_run.h"
#include "app/screener_cache.h"
#include "app/screening.h"
#include "http/api_screen_in.h"
#include "http/body.h"
#include "http/site.h"
#include "text/csv.h"
#include "text/json.h"

#include "base/ban.h"

#define ANSWER_MAX ((size_t)1 << 30)
#define LISTS_MAX  32

#define KEEP                                                                                                           \
    { .name = "keep", .kind = PL_PARAM_FLAG, .text = "keep the screening as a signed entry of the case" }

const struct pl_param pl_screen_ask_params[] = {KEEP, {.name = NULL}};

const struct pl_param pl_screen_again_params[] = {
    {.name = "row", .kind = PL_PARAM_TEXT, .def = "", .text = "of a batch: the id of the row"},
    {.name = "limit", .kind = PL_PARAM_INT, .min = 1, .max = 500, .def = "5", .text = "candidates"},
    {.name = NULL}};

const struct pl_param pl_screen_batch_params[] = {
    KEEP,
    {.name = "as_of", .kind = PL_PARAM_TIME, .text = "who was listed on that day"},
    {.name = "threshold", .kind = PL_PARAM_NUMBER, .text = "least score, from 0 to 1; 0.8"},
    {.name = "limit", .kind = PL_PARAM_INT, .min = 1, .max = 500, .def = "5", .text = "candidates of a row"},
    {.name = "name", .kind = PL_PARAM_TEXT, .def = "batch.csv", .text = "what the file is called"},
    {.name = NULL}};

/* What is asked of the lists, beside the rows. */
struct asking {
    struct pl_call *call;
    bool keep;
    bool has_as_of;
    int32_t as_of;
    pl_str list; /* one list alone; "" */
    double threshold;
    size_t limit;
    pl_str by;
    const struct pl_jval *queries;     /* of JSON */
    pl_str rows;                       /* or of CSV */
    const char *name;                  /* of the CSV */
    const struct pl_screen_row *again; /* or what a kept screening asked */
};

/* ---- the body ---- */

static int read_as_of(struct asking *a, pl_str text, struct pl_error *err) {
    pl_time at;
    if (text.n == 0) {
        return PL_E_OK;
    }
    if (!pl_time_parse(text, &at)) {
        return pl_fail(err, PL_E_USAGE, "as_of is a day, YYYY-MM-DD");
    }
    a->has_as_of = true;
    a->as_of = pl_api_day(at);
    return PL_E_OK;
}

/* "lists": one of them alone, or all where it is absent. */
static int read_lists(struct asking *a, const struct pl_jval *body, struct pl_error *err) {
    const struct pl_jval *lists = NULL;
    int rc = pl_body_array(body, "lists", LISTS_MAX, &lists, err);
    if (rc != PL_E_OK || lists == NULL || lists->n == 0) {
        return rc;
    }
    if (lists->n > 1 || lists->items[0].kind != PL_JVAL_STR) {
        return pl_fail(err, PL_E_USAGE, "lists names one list of the case; leave it out to ask all of them");
    }
    a->list = lists->items[0].str;
    return PL_E_OK;
}

static int read_body(struct asking *a, struct pl_error *err) {
    const struct pl_jval *body = NULL;
    struct pl_arena *arena = a->call->arena;
    pl_str as_of, by;
    int64_t limit = 5;
    bool keep = false;
    int rc = pl_body_read(a->call, "queries|lists|as_of|threshold|limit|keep|by", &body, err);
    rc = rc == PL_E_OK ? pl_body_array(body, "queries", PL_SCREEN_QUERIES_MAX, &a->queries, err) : rc;
    rc = rc == PL_E_OK ? read_lists(a, body, err) : rc;
    rc = rc == PL_E_OK ? pl_body_text(body, "as_of", arena, &as_of, err) : rc;
    rc = rc == PL_E_OK ? read_as_of(a, as_of, err) : rc;
    rc = rc == PL_E_OK ? pl_body_number(body, "threshold", 0, 1, &a->threshold, err) : rc;
    rc = rc == PL_E_OK ? pl_body_int(body, "limit", 1, 500, &limit, err) : rc;
    rc = rc == PL_E_OK ? pl_body_flag(body, "keep", &keep, err) : rc;
    rc = rc == PL_E_OK ? pl_body_text(body, "by", arena, &by, err) : rc;
    rc = rc == PL_E_OK ? pl_api_person(a->call, by, &a->by, err) : rc;
    a->limit = (size_t)limit;
    if (rc == PL_E_OK && keep && !a->keep) {
        return pl_fail(err, PL_E_USAGE, "to keep a screening put keep=1 into the address: it is a write");
    }
    if (rc == PL_E_OK && (a->queries == NULL || a->queries->n == 0)) {
        return pl_fail(err, PL_E_USAGE, "queries is missing: [{\"name\": ...}, {\"imo\": ...}]");
    }
    return rc;
}

struct query {
    bool has_id;
    pl_str id, mmsi, call_sign;
    struct pl_screen_question question;
};

static int read_query(const struct pl_jval *value, struct pl_arena *arena, struct query *q, struct pl_error *err) {
    pl_str kind = PL_STR("");
    struct {
        const char *key;
        pl_str *to;
    } texts[] = {{"id", &q->id},     {"name", &q->question.name},        {"imo", &q->question.imo},
                 {"mmsi", &q->mmsi}, {"birth", &q->question.birth_date}, {"country", &q->question.country},
                 {"kind", &kind},    {"callsign", &q->call_sign}};
    *q = (struct query){.question.schema = -1};
    int rc = pl_body_object(value, "id|name|kind|imo|mmsi|callsign|birth|country", "a query", err);
    for (size_t i = 0; rc == PL_E_OK && i < sizeof texts / sizeof texts[0]; i++) {
        rc = pl_body_text(value, texts[i].key, arena, texts[i].to, err);
    }
    if (rc != PL_E_OK) {
        return rc;
    }
    q->has_id = q->id.n > 0;
    q->question.schema = kind.n > 0 ? pl_screen_schema_of(kind) : -1;
    if (kind.n > 0 && q->question.schema < 0) {
        return pl_fail(err, PL_E_USAGE, "there is no kind \"%.40s\"; such as Person, Company, Vessel", kind.p);
    }
    if (q->question.name.n == 0 && q->question.imo.n == 0 && q->mmsi.n == 0 && q->call_sign.n == 0) {
        return pl_fail(err, PL_E_USAGE, "a query has a name, an imo, an mmsi or a callsign");
    }
    return PL_E_OK;
}

/* ---- asking without keeping ---- */

static pl_str first_of(const pl_str *texts, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (texts[i].n > 0) {
            return texts[i];
        }
    }
    return PL_STR("");
}

/* Numbers that a question of the command line does not have. */
static int add_numbers(const struct query *q, struct pl_arena *arena, struct pl_entity *party, struct pl_error *err) {
    uint64_t number = 0;
    bool valid = q->mmsi.n == 9 && pl_str_u64(q->mmsi, &number);
    if (q->question.schema < 0 && (q->mmsi.n > 0 || q->call_sign.n > 0)) {
        party->schema = PL_SCHEMA_VESSEL;
    }
    int rc = pl_entity_add_checked(party, arena, PL_PROP_MMSI, q->mmsi, valid, "query", err);
    return rc == PL_E_OK ? pl_entity_add(party, arena, PL_PROP_CALL_SIGN, q->call_sign, "query", err) : rc;
}

static int ask_query(const struct pl_screener_held *held, struct pl_screen_run *run, const struct pl_jval *value,
                     struct pl_arena *arena, struct pl_error *err) {
    struct query q;
    struct pl_screen_row row = {.fault = PL_STR(""), .note = PL_STR("")};
    int rc = read_query(value, arena, &q, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    const pl_str called[] = {q.question.name, q.question.imo, q.mmsi, q.call_sign};
    row.query = first_of(called, sizeof called / sizeof called[0]);
    row.has_id = q.has_id;
    row.id = q.id;
    rc = pl_screen_question_check(&q.question, held->exercise, held->countries, arena, &row.note, err);
    rc = rc == PL_E_OK ? pl_screen_question_party(&q.question, held->exercise, arena, &row.a, err) : rc;
    rc = rc == PL_E_OK ? add_numbers(&q, arena, &row.a, err) : rc;
    return rc == PL_E_OK ? pl_screen_run_row(run, &row, err) : rc;
}

static int ask_all(const struct asking *a, const struct pl_screener_held *held, struct pl_screen_run *run,
                   struct pl_error *err) {
    int rc = PL_E_OK;
    if (a->again != NULL) {
        return pl_screen_run_row(run, a->again, err);
    }
    if (a->queries == NULL) {
        return pl_screen_run_bytes(run, PL_SCREEN_ROWS_BATCH, a->rows, NULL, err);
    }
    for (size_t i = 0; rc == PL_E_OK && i < a->queries->n; i++) {
        rc = ask_query(held, run, &a->queries->items[i], a->call->arena, err);
    }
    return rc;
}

static int to_buf(void *ctx, pl_str bytes, struct pl_error *err) {
    struct pl_buf *buf = ctx;
    pl_buf_add_str(buf, bytes);
    return pl_buf_failed(buf) ? pl_fail(err, PL_E_LIMIT, "the answer is too large; ask less at a time") : PL_E_OK;
}

static int run_held(const struct asking *a, const struct pl_screener_held *held, struct pl_buf *out,
                    struct pl_error *err) {
    struct pl_screen_run *run = NULL;
    struct pl_screen_run_options options = {.screener = held->screener,
                                            .countries = held->countries,
                                            .exercise = held->exercise,
                                            .ask = {.limit = a->limit,
                                                    .threshold = a->threshold,
                                                    .lacking = held->lacking,
                                                    .explain = a->queries != NULL || a->again != NULL},
                                            .form = a->call->form == PL_FORM_CSV ? PL_SCREEN_CSV : PL_SCREEN_JSON,
                                            .settle = pl_decisions_settle,
                                            .settle_ctx = held->decisions,
                                            .write = to_buf,
                                            .ctx = out};
    int rc = pl_screen_run_open(&options, &run, err);
    rc = rc == PL_E_OK ? ask_all(a, held, run, err) : rc;
    rc = rc == PL_E_OK ? pl_screen_run_finish(run, err) : rc;
    rc = rc == PL_E_OK ? pl_screen_run_verdict(run, err) : rc;
    pl_screen_run_close(run);
    return rc;
}

static int ask_now(const struct asking *a, struct pl_buf *out, struct pl_error *err) {
    struct pl_screener_cache *cache = pl_site_screeners(a->call->site);
    struct pl_screener_held held = {0};
    struct pl_screener_wish wish = {.view = pl_call_case(a->call),
                                    .list = a->list,
                                    .has_as_of = a->has_as_of,
                                    .as_of = a->as_of,
                                    .now = a->call->now};
    int rc = pl_screener_take(cache, &wish, &held, err);
    if (rc == PL_E_OK && a->list.n > 0 && pl_screener_n_searched(held.screener) == 0) {
        rc = pl_fail(err, PL_E_NOT_FOUND, "the case has no list called %.*s", (int)pl_str_sub(a->list, 0, 60).n,
                     a->list.p);
    }
    rc = rc == PL_E_OK ? run_held(a, &held, out, err) : rc;
    pl_screener_give(cache, &held);
    return rc;
}

/* ---- asking and keeping ---- */

/* Several questions are kept as the batch that they are. */
static int write_rows(const struct asking *a, struct pl_buf *rows, struct pl_error *err) {
    int rc = PL_E_OK;
    pl_buf_add_str(rows, PL_STR("id,name,schema,birth_date,country,imo\n"));
    for (size_t i = 0; rc == PL_E_OK && i < a->queries->n; i++) {
        struct query q;
        rc = read_query(&a->queries->items[i], a->call->arena, &q, err);
        if (rc == PL_E_OK && (q.mmsi.n > 0 || q.call_sign.n > 0)) {
            return pl_fail(err, PL_E_USAGE, "a kept screening asks for names and IMO numbers; leave mmsi and callsign");
        }
        if (rc != PL_E_OK) {
            return rc;
        }
        const char *schema = q.question.schema >= 0 ? pl_schema_name(q.question.schema) : "";
        const pl_str cells[] = {
            q.id, q.question.name, pl_str_from(schema), q.question.birth_date, q.question.country, q.question.imo};
        for (size_t k = 0; k < sizeof cells / sizeof cells[0]; k++) {
            pl_csv_write(rows, cells[k], k == 0);
        }
        pl_csv_write_end(rows);
    }
    return rc;
}

/* Which entry it is, as a record before the candidates, and in a field for who takes a table. */
static void tell_entry(const struct asking *a, int64_t seq, struct pl_buf *out) {
    PL_BUF_AUTO text = {0};
    char number[32];
    snprintf(number, sizeof number, "%" PRId64, seq);
    pl_answer_header(a->call->answer, "X-Plimsoll-Entry", pl_str_from(number));
    if (a->call->form == PL_FORM_CSV) {
        return;
    }
    pl_buf_open(&text, ANSWER_MAX);
    pl_buf_add_fmt(&text, "{\"type\":\"screening\",\"entry\":%s,\"log\":%" PRId64 "}\n", number, seq + 1);
    pl_buf_add_str(&text, pl_buf_str(out));
    pl_buf_clear(out);
    pl_buf_add_str(out, pl_buf_str(&text));
}

static int ask_and_keep(const struct asking *a, struct pl_buf *out, struct pl_error *err) {
    struct pl_screening_done done;
    struct pl_screening_request request = {.has_as_of = a->has_as_of,
                                           .as_of = a->as_of,
                                           .known_at = PL_TIME_NONE,
                                           .limit = a->limit,
                                           .threshold = a->threshold,
                                           .threads = 1,
                                           .form = a->call->form == PL_FORM_CSV ? PL_SCREEN_CSV : PL_SCREEN_JSON,
                                           .by = a->by,
                                           .purpose = PL_STR(""),
                                           .now = a->call->now,
                                           .write = to_buf,
                                           .ctx = out};
    PL_BUF_AUTO rows;
    struct query one = {.question.schema = -1};
    pl_buf_open(&rows, (size_t)64 << 20);
    if (a->list.n > 0) {
        return pl_fail(err, PL_E_USAGE, "a kept screening asks all lists of the case");
    }
    int rc = a->queries != NULL ? write_rows(a, &rows, err) : PL_E_OK;
    bool single = rc == PL_E_OK && a->queries != NULL && a->queries->n == 1;
    rc = single ? read_query(&a->queries->items[0], a->call->arena, &one, err) : rc;
    if (rc != PL_E_OK || pl_buf_failed(&rows)) {
        return rc != PL_E_OK ? rc : pl_fail(err, PL_E_LIMIT, "the questions are too long");
    }
    request.question = one.question;
    request.query = one.question.name.n > 0 ? one.question.name : one.question.imo;
    if (!single) {
        request.rows = a->name;
        request.rows_bytes = a->queries != NULL ? pl_buf_str(&rows) : a->rows;
    }
    rc = pl_screening_run(pl_call_case(a->call), &request, &done, err);
    if (rc == PL_E_OK) {
        a->call->answer->status = 201;
        tell_entry(a, done.seq, out);
    }
    return rc;
}

static int answer(struct asking *a, struct pl_error *err) {
    PL_BUF_AUTO out;
    pl_buf_open(&out, ANSWER_MAX);
    int rc = a->keep ? pl_api_whole(a->call, err) : PL_E_OK;
    rc = rc != PL_E_OK ? rc : a->keep ? ask_and_keep(a, &out, err) : ask_now(a, &out, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    if (a->call->form == PL_FORM_CSV) {
        pl_buf_add_str(&a->call->answer->body, pl_buf_str(&out));
        return pl_answer_done(a->call->answer, PL_FORM_CSV, err);
    }
    pl_answer_lines(a->call->answer, pl_buf_str(&out), (pl_str){NULL, 0});
    return pl_answer_done(a->call->answer, PL_FORM_JSON, err);
}

/* ---- a kept question, asked now ---- */

/* What was asked, before what is answered. */
static void write_asked(const struct pl_screen_row *row, struct pl_buf *out) {
    struct pl_json json;
    pl_json_start(&json, out);
    pl_json_record(&json, "asked");
    pl_json_key(&json, "query_id");
    if (row->has_id) {
        pl_json_str(&json, row->id);
    } else {
        pl_json_null(&json);
    }
    pl_json_key(&json, "query");
    pl_json_str(&json, row->query);
    pl_json_key(&json, "schema");
    pl_json_text(&json, pl_schema_name(row->a.schema));
    pl_json_key(&json, "values");
    pl_json_array(&json);
    for (size_t i = 0; i < row->a.n_values; i++) {
        pl_json_object(&json);
        pl_json_key(&json, "property");
        pl_json_text(&json, pl_prop_name(row->a.values[i].prop));
        pl_json_key(&json, "value");
        pl_json_str(&json, row->a.values[i].text);
        pl_json_object_end(&json);
    }
    pl_json_array_end(&json);
    pl_json_record_end(&json);
}

int pl_api_screen_again(struct pl_call *call, struct pl_error *err) {
    struct pl_screening_asked asked;
    struct asking a = {
        .call = call, .limit = (size_t)pl_call_int(call, "limit", 5), .list = PL_STR(""), .again = &asked.row};
    int64_t entry = -1;
    PL_BUF_AUTO out;
    pl_buf_open(&out, ANSWER_MAX);
    if (!pl_str_i64(pl_call_path(call, "entry"), &entry) || entry < 0) {
        return pl_fail(err, PL_E_NOT_FOUND, "a kept screening is named by its journal entry");
    }
    int rc = pl_screening_asked(pl_call_case(call), call->known_at, entry, pl_call_text(call, "row"), call->arena,
                                &asked, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    a.threshold = asked.threshold;
    a.has_as_of = asked.has_as_of;
    a.as_of = asked.as_of;
    write_asked(&asked.row, &out);
    rc = ask_now(&a, &out, err);
    return rc == PL_E_OK ? pl_call_list(call, pl_buf_str(&out), (pl_str){NULL, 0}, err) : rc;
}

int pl_api_screen(struct pl_call *call, struct pl_error *err) {
    struct asking a = {.call = call,
                       .keep = pl_call_flag(call, "keep"),
                       .threshold = PL_MATCH_THRESHOLD,
                       .list = PL_STR(""),
                       .name = "queries.csv"};
    int rc = read_body(&a, err);
    return rc == PL_E_OK ? answer(&a, err) : rc;
}

int pl_api_screen_batch(struct pl_call *call, struct pl_error *err) {
    pl_time as_of = pl_call_time(call, "as_of");
    struct asking a = {.call = call,
                       .keep = pl_call_flag(call, "keep"),
                       .has_as_of = as_of != PL_TIME_NONE,
                       .as_of = as_of != PL_TIME_NONE ? pl_api_day(as_of) : 0,
                       .threshold = pl_call_number(call, "threshold", PL_MATCH_THRESHOLD),
                       .limit = (size_t)pl_call_int(call, "limit", 5),
                       .list = PL_STR(""),
                       .rows = call->req->body,
                       .name = pl_call_cstr(call, "name")};
    if (!(a.threshold >= 0 && a.threshold <= 1)) {
        return pl_fail(err, PL_E_USAGE, "threshold is a number from 0 to 1");
    }
    int rc = pl_api_person(call, PL_STR(""), &a.by, err);
    return rc == PL_E_OK ? answer(&a, err) : rc;
}
