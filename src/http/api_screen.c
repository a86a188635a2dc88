/* Screening: lists, parties, what waits for judgement, decisions, the watch list. Questions: api_screen_ask.c. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/decision_json.h"
#include "app/list.h"
#include "app/list_answer.h"
#include "app/owners.h"
#include "app/requirement.h"
#include "app/screen_rows.h"
#include "app/screening_review.h"
#include "app/watch.h"
#include "http/api_screen_in.h"
#include "http/body.h"
#include "http/route.h"
#include "text/json.h"

#include "base/ban.h"

#define ANSWER_MAX   ((size_t)1 << 30)
#define PAGE         100
#define REQUIRED_MAX 256

#define AS_OF                                                                                                          \
    { .name = "as_of", .kind = PL_PARAM_TIME, .text = "what was in force or published on that day" }
#define OVERDUE                                                                                                        \
    {                                                                                                                  \
        .name = "overdue", .kind = PL_PARAM_INT, .min = 0, .max = 36500, .def = "7",                                   \
        .text = "days after which it is late"                                                                          \
    }
#define PAGE_PARAMS PL_PARAMS_PAGE("100 in JSON")

static bool is_summary(pl_str line) { return pl_str_starts(line, PL_STR("{\"type\":\"summary\"")); }

/* ---- lists and parties ---- */

static const struct pl_param as_of_params[] = {
    AS_OF,
    {.name = "all", .kind = PL_PARAM_FLAG, .text = "every publication, not only the newest of each list"},
    PAGE_PARAMS,
    {.name = NULL}};

static struct pl_list_ask list_ask(const struct pl_call *call) {
    pl_time as_of = pl_call_time(call, "as_of");
    return (struct pl_list_ask){.dir = pl_call_case(call),
                                .known_at = call->known_at,
                                .has_as_of = as_of != PL_TIME_NONE,
                                .as_of = as_of != PL_TIME_NONE ? pl_api_day(as_of) : 0,
                                .now = call->now,
                                .json = true};
}

int32_t pl_api_day(pl_time at) { return (int32_t)((at - (at < 0 ? PL_DAY_US - 1 : 0)) / PL_DAY_US); }

static int lists(struct pl_call *call, struct pl_error *err) {
    struct pl_list_ask ask = list_ask(call);
    PL_BUF_AUTO out;
    pl_buf_open(&out, ANSWER_MAX);
    ask.all = pl_call_flag(call, "all");
    int rc = pl_list_overview(&ask, &out, err);
    return rc == PL_E_OK ? pl_call_page(call, pl_buf_str(&out), PAGE, err) : rc;
}

static const struct pl_param diff_params[] = {
    AS_OF,
    {.name = "from", .kind = PL_PARAM_TEXT, .text = "the day of the earlier publication; the one before the newest"},
    {.name = "to", .kind = PL_PARAM_TEXT, .text = "the day of the later one; the newest"},
    PAGE_PARAMS,
    {.name = NULL}};

/* LIST or LIST@DAY, in the arena. */
static int name_copy(struct pl_call *call, pl_str list, pl_str day, const char **ret, struct pl_error *err) {
    PL_BUF_AUTO text;
    int32_t number;
    pl_buf_open(&text, 1024);
    if (memchr(list.p, '@', list.n) != NULL) {
        return pl_fail(err, PL_E_NOT_FOUND, "the case has no list of that name");
    }
    if (day.n > 0 && !pl_list_day_number(day, &number)) {
        return pl_fail(err, PL_E_USAGE, "a publication is named by its day, YYYY-MM-DD");
    }
    pl_buf_add_str(&text, list);
    pl_buf_add_str(&text, day.n > 0 ? PL_STR("@") : PL_STR(""));
    pl_buf_add_str(&text, day);
    *ret = pl_str_copy(call->arena, pl_buf_str(&text)).p;
    return *ret != NULL && !pl_buf_failed(&text) ? PL_E_OK : pl_fail(err, PL_E_USAGE, "the name is too long");
}

static int list_diff(struct pl_call *call, struct pl_error *err) {
    struct pl_list_ask ask = list_ask(call);
    const char *a = NULL, *b = NULL;
    PL_BUF_AUTO out;
    pl_buf_open(&out, ANSWER_MAX);
    pl_str list = pl_call_path(call, "list"), from = pl_call_text(call, "from");
    ask.case_only = true; /* an address names no file */
    int rc = name_copy(call, list, from.p != NULL ? from : PL_STR(""), &a, err);
    rc = rc == PL_E_OK ? name_copy(call, list, pl_call_text(call, "to"), &b, err) : rc;
    rc = rc == PL_E_OK ? pl_list_diff(&ask, from.n > 0 ? a : NULL, b, &out, err) : rc;
    return rc == PL_E_OK ? pl_call_page(call, pl_buf_str(&out), PAGE, err) : rc;
}

static const struct pl_param compare_params[] = {
    {.name = "q", .kind = PL_PARAM_TEXT, .required = true, .text = "an IMO number, an id or reference, or a name"},
    AS_OF,
    PAGE_PARAMS,
    {.name = NULL}};

static int list_compare(struct pl_call *call, struct pl_error *err) {
    struct pl_list_ask ask = list_ask(call);
    PL_BUF_AUTO out;
    pl_buf_open(&out, ANSWER_MAX);
    if (pl_str_trim(pl_call_text(call, "q")).n == 0) {
        return pl_fail(err, PL_E_USAGE, "q is empty: an IMO number, an id or reference, or a name");
    }
    int rc = pl_list_compare(&ask, pl_call_cstr(call, "q"), &out, err);
    return rc == PL_E_OK ? pl_call_page(call, pl_buf_str(&out), PAGE, err) : rc;
}

static const struct pl_param party_params[] = {
    {.name = "as_of", .kind = PL_PARAM_TIME, .text = "and whether it was listed on that day"},
    PAGE_PARAMS,
    {.name = NULL}};

static int party(struct pl_call *call, struct pl_error *err) {
    struct pl_list_ask ask = list_ask(call);
    PL_BUF_AUTO out;
    pl_buf_open(&out, ANSWER_MAX);
    int rc = pl_list_show(&ask, pl_call_path_cstr(call, "id"), &out, err);
    return rc == PL_E_OK ? pl_call_page(call, pl_buf_str(&out), PAGE, err) : rc;
}

static const struct pl_param owners_params[] = {
    {.name = "as_of", .kind = PL_PARAM_TIME, .text = "who owned it, and who was listed, on that day"},
    {.name = "rule", .kind = PL_PARAM_WORD, .words = "ofac-50|eu-50|uk-50", .text = "that rule alone"},
    PAGE_PARAMS,
    {.name = NULL}};

static int owners(struct pl_call *call, struct pl_error *err) {
    pl_time as_of = pl_call_time(call, "as_of");
    pl_str rule = pl_call_text(call, "rule");
    PL_BUF_AUTO out;
    pl_buf_open(&out, ANSWER_MAX);
    struct pl_owners_ask ask = {.dir = pl_call_case(call),
                                .known_at = call->known_at,
                                .has_as_of = as_of != PL_TIME_NONE,
                                .day = pl_api_day(as_of != PL_TIME_NONE ? as_of : call->now),
                                .id = pl_call_path_cstr(call, "id"),
                                .rule = rule.p != NULL ? pl_ownership_rule_of(rule) : -1,
                                .json = true};
    int rc = pl_owners_print(&ask, &out, err);
    return rc == PL_E_OK ? pl_call_page(call, pl_buf_str(&out), PAGE, err) : rc;
}

/* ---- judgement ---- */

static const struct pl_param waiting_params[] = {OVERDUE, PAGE_PARAMS, {.name = NULL}};

static const struct pl_param report_params[] = {
    {.name = "from", .kind = PL_PARAM_TIME, .text = "screenings from then on"},
    {.name = "to", .kind = PL_PARAM_TIME, .text = "and before then"},
    OVERDUE,
    PAGE_PARAMS,
    {.name = NULL}};

static struct pl_review_ask review_ask(const struct pl_call *call) {
    return (struct pl_review_ask){.dir = pl_call_case(call),
                                  .known_at = call->known_at,
                                  .from = PL_TIME_NONE,
                                  .to = PL_TIME_NONE,
                                  .now = call->now,
                                  .form = PL_SCREEN_JSON,
                                  .overdue_days = (int)pl_call_int(call, "overdue", 7)};
}

static int waiting(struct pl_call *call, struct pl_error *err) {
    struct pl_review_ask ask = review_ask(call);
    PL_BUF_AUTO out;
    pl_buf_open(&out, ANSWER_MAX);
    int rc = pl_review_queue(&ask, &out, err);
    return rc == PL_E_OK ? pl_call_page(call, pl_buf_str(&out), PAGE, err) : rc;
}

static int report(struct pl_call *call, struct pl_error *err) {
    struct pl_review_ask ask = review_ask(call);
    PL_BUF_AUTO out;
    pl_buf_open(&out, ANSWER_MAX);
    ask.from = pl_call_time(call, "from");
    ask.to = pl_call_time(call, "to");
    int rc = pl_review_report(&ask, &out, err);
    return rc == PL_E_OK ? pl_call_page(call, pl_buf_str(&out), PAGE, err) : rc;
}

static const struct pl_param decisions_params[] = {
    {.name = "list", .kind = PL_PARAM_TEXT, .text = "about entries of that list"},
    {.name = "entity", .kind = PL_PARAM_TEXT, .text = "about the entry with that id"},
    PAGE_PARAMS,
    {.name = NULL}};

static int decisions(struct pl_call *call, struct pl_error *err) {
    struct pl_decision_ask ask = {.dir = pl_call_case(call),
                                  .known_at = call->known_at,
                                  .now = call->now,
                                  .list = pl_call_text(call, "list"),
                                  .entity = pl_call_text(call, "entity")};
    PL_BUF_AUTO out;
    pl_buf_open(&out, ANSWER_MAX);
    int rc = pl_decision_list(&ask, &out, err);
    return rc == PL_E_OK ? pl_call_page(call, pl_buf_str(&out), PAGE, err) : rc;
}

static int reasons(struct pl_call *call, struct pl_error *err) {
    PL_BUF_AUTO out;
    pl_buf_open(&out, ANSWER_MAX);
    pl_decision_reasons_json(&out);
    return pl_call_list(call, pl_buf_str(&out), (pl_str){NULL, 0}, err);
}

int pl_api_person(const struct pl_call *call, pl_str said, pl_str *ret, struct pl_error *err) {
    pl_str who = call->viewer.person;
    if (who.n > 0 && said.n > 0 && !pl_str_eq(who, said)) {
        return pl_fail(err, PL_E_REFUSED, "you are signed in as %.*s, and can say nothing in the name of another",
                       (int)pl_str_sub(who, 0, 60).n, who.p);
    }
    *ret = who.n > 0 ? who : said;
    return PL_E_OK;
}

int pl_api_whole(const struct pl_call *call, struct pl_error *err) {
    pl_str up_to = call->viewer.clearance;
    return up_to.n == 0 || pl_str_eq(up_to, PL_STR("TLP:RED"))
               ? PL_E_OK
               : pl_fail(err, PL_E_REFUSED,
                         "what is kept, judged, followed or noted is of the whole case and stands above what you are "
                         "cleared for, %.*s: ask without keeping",
                         (int)pl_str_sub(up_to, 0, 20).n, up_to.p);
}

static int verdict_of(pl_str text) {
    for (int i = 0; i <= (int)PL_DECIDED_UNSURE; i++) {
        if (pl_str_eq(text, pl_str_from(pl_decision_verdict_name(i)))) {
            return i;
        }
    }
    return -1;
}

/* What was screened: a name or IMO number, or a kept screening ("12", of a batch "12:ROW"). */
static int read_query(const struct pl_jval *body, struct pl_arena *arena, const char **ret, struct pl_error *err) {
    pl_str query, screening;
    int rc = pl_body_text(body, "query", arena, &query, err);
    rc = rc == PL_E_OK ? pl_body_text(body, "screening", arena, &screening, err) : rc;
    if (rc == PL_E_OK && (query.n > 0) == (screening.n > 0)) {
        return pl_fail(err, PL_E_USAGE, "say what was screened: screening (its entry, of a batch 12:ROW) or query");
    }
    *ret = rc == PL_E_OK ? pl_str_copy(arena, query.n > 0 ? query : screening).p : NULL;
    return rc;
}

static int read_decision(struct pl_call *call, struct pl_decide *o, struct pl_error *err) {
    const struct pl_jval *body = NULL;
    pl_str entity, verdict, reviewer, expires;
    int rc = pl_body_read(call, "query|screening|entity|verdict|reason|text|reviewer|expires", &body, err);
    rc = rc == PL_E_OK ? read_query(body, call->arena, &o->query, err) : rc;
    rc = rc == PL_E_OK ? pl_body_needed(body, "entity", call->arena, &entity, err) : rc;
    rc = rc == PL_E_OK ? pl_body_needed(body, "verdict", call->arena, &verdict, err) : rc;
    rc = rc == PL_E_OK ? pl_body_needed(body, "reason", call->arena, &o->reason, err) : rc;
    rc = rc == PL_E_OK ? pl_body_needed(body, "text", call->arena, &o->text, err) : rc;
    rc = rc == PL_E_OK ? pl_body_text(body, "reviewer", call->arena, &reviewer, err) : rc;
    rc = rc == PL_E_OK ? pl_body_text(body, "expires", call->arena, &expires, err) : rc;
    rc = rc == PL_E_OK ? pl_api_person(call, reviewer, &o->by, err) : rc;
    if (rc != PL_E_OK) {
        return rc;
    }
    o->verdict = verdict_of(verdict);
    o->entry = pl_str_copy(call->arena, entity).p;
    o->has_expires = expires.n > 0;
    if (o->verdict < 0) {
        return pl_fail(err, PL_E_USAGE, "verdict is one of match, no_match and unsure");
    }
    return !o->has_expires || pl_list_day_number(expires, &o->expires)
               ? PL_E_OK
               : pl_fail(err, PL_E_USAGE, "expires is a day, YYYY-MM-DD");
}

static int decide(struct pl_call *call, struct pl_error *err) {
    struct pl_decide o = {.dir = pl_call_case(call), .now = call->now};
    struct pl_decided done;
    PL_BUF_AUTO out;
    pl_buf_open(&out, ANSWER_MAX);
    int rc = pl_api_whole(call, err);
    rc = rc == PL_E_OK ? read_decision(call, &o, err) : rc;
    rc = rc == PL_E_OK ? pl_decide(&o, call->arena, &done, err) : rc;
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_decided_json(&done, o.verdict, &out);
    call->answer->status = 201;
    return pl_call_list(call, pl_buf_str(&out), (pl_str){NULL, 0}, err);
}

/* {"items":[...],"summary":{"results":1,"journal":N}} of something that journal entry seq says. */
static int answer_written(struct pl_call *call, const char *type, const char *key, int64_t what, int64_t seq,
                          struct pl_error *err) {
    PL_BUF_AUTO out;
    struct pl_json json;
    pl_buf_open(&out, ANSWER_MAX);
    pl_json_start(&json, &out);
    pl_json_record(&json, type);
    pl_json_key(&json, "entry");
    pl_json_i64(&json, seq);
    pl_json_key_n(&json, key, strlen(key));
    pl_json_i64(&json, what);
    pl_json_record_end(&json);
    pl_json_record(&json, "summary");
    pl_json_key(&json, "results");
    pl_json_u64(&json, 1);
    pl_json_key(&json, "journal");
    pl_json_i64(&json, seq + 1);
    pl_json_record_end(&json);
    return pl_call_list(call, pl_buf_str(&out), (pl_str){NULL, 0}, err);
}

static int undo(struct pl_call *call, struct pl_error *err) {
    const struct pl_jval *body = NULL;
    int64_t entry = -1, seq = -1;
    pl_str by, text;
    int rc = pl_api_whole(call, err);
    rc = rc == PL_E_OK ? pl_body_read(call, "entry|text|reviewer", &body, err) : rc;
    rc = rc == PL_E_OK ? pl_body_int(body, "entry", 0, INT64_MAX, &entry, err) : rc;
    rc = rc == PL_E_OK ? pl_body_text(body, "reviewer", call->arena, &by, err) : rc;
    rc = rc == PL_E_OK ? pl_body_text(body, "text", call->arena, &text, err) : rc;
    rc = rc == PL_E_OK ? pl_api_person(call, by, &by, err) : rc;
    if (rc == PL_E_OK && entry < 0) {
        return pl_fail(err, PL_E_USAGE, "entry is missing: the journal entry of the decision");
    }
    rc = rc == PL_E_OK ? pl_decision_withdraw(pl_call_case(call), call->now, entry, by, text, &seq, err) : rc;
    return rc == PL_E_OK ? answer_written(call, "withdrawn", "decision", entry, seq, err) : rc;
}

/* ---- the watch list ---- */

static const struct pl_param page_params[] = {PAGE_PARAMS, {.name = NULL}};

static int watch_show(struct pl_call *call, struct pl_error *err) {
    PL_BUF_AUTO out;
    pl_buf_open(&out, ANSWER_MAX);
    int rc = pl_watch_show(pl_call_case(call), call->known_at, call->now, true, &out, err);
    return rc == PL_E_OK ? pl_call_page(call, pl_buf_str(&out), PAGE, err) : rc;
}

static int read_item(struct pl_call *call, struct pl_watch_item *item, struct pl_error *err) {
    const struct pl_jval *body = NULL;
    pl_str kind = {NULL, 0};
    struct {
        const char *key;
        pl_str *to;
    } texts[] = {{"name", &item->name},       {"imo", &item->imo}, {"mmsi", &item->mmsi}, {"birth", &item->birth_date},
                 {"country", &item->country}, {"kind", &kind},     {"text", &item->note}, {"by", &item->by}};
    int rc = pl_body_read(call, "name|imo|mmsi|birth|country|kind|text|by", &body, err);
    for (size_t i = 0; rc == PL_E_OK && i < sizeof texts / sizeof texts[0]; i++) {
        rc = pl_body_text(body, texts[i].key, call->arena, texts[i].to, err);
    }
    rc = rc == PL_E_OK ? pl_api_person(call, item->by, &item->by, err) : rc;
    item->schema = rc == PL_E_OK && kind.n > 0 ? pl_screen_schema_of(kind) : -1;
    return rc == PL_E_OK && kind.n > 0 && item->schema < 0
               ? pl_fail(err, PL_E_USAGE, "kind is a schema such as Person, Company, Vessel")
               : rc;
}

static int watch_add(struct pl_call *call, struct pl_error *err) {
    struct pl_watch_item item = {.seq = -1};
    struct pl_watch_counts counts;
    int64_t seq = -1;
    PL_BUF_AUTO out;
    PL_BUF_AUTO why;
    pl_buf_open(&out, ANSWER_MAX);
    pl_buf_open(&why, (size_t)1 << 20);
    int rc = pl_api_whole(call, err);
    rc = rc == PL_E_OK ? read_item(call, &item, err) : rc;
    rc = rc == PL_E_OK ? pl_watch_add(pl_call_case(call), call->now, &item, &out, &why, &seq, &counts, err) : rc;
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_watch_added_json(seq, &counts, pl_buf_str(&why), &out);
    call->answer->status = 201;
    return pl_call_list(call, pl_buf_str(&out), (pl_str){NULL, 0}, err);
}

static int watch_remove(struct pl_call *call, struct pl_error *err) {
    int64_t item = -1, seq = -1;
    pl_str by = PL_STR("");
    if (!pl_str_i64(pl_call_path(call, "item"), &item) || item < 0) {
        return pl_fail(err, PL_E_NOT_FOUND, "an item of the watch list is named by its number");
    }
    int rc = pl_api_whole(call, err);
    rc = rc == PL_E_OK ? pl_api_person(call, by, &by, err) : rc;
    rc = rc == PL_E_OK ? pl_watch_remove(pl_call_case(call), call->now, item, by, PL_STR(""), &seq, err) : rc;
    return rc == PL_E_OK ? answer_written(call, "unfollowed", "item", item, seq, err) : rc;
}

/* ---- what is required ---- */

static const struct pl_param no_params[] = {{.name = NULL}};

static int requirements(struct pl_call *call, struct pl_error *err) {
    PL_BUF_AUTO out;
    pl_buf_open(&out, ANSWER_MAX);
    int rc = pl_requirements_show(pl_call_case(call), call->known_at, true, &out, err);
    return rc == PL_E_OK ? pl_call_list(call, pl_buf_str(&out), (pl_str){NULL, 0}, err) : rc;
}

/* {"lists": ["un-sc:30"], "remove": false, "second_reviewer": 0.95} */
static int change_requirements(struct pl_call *call, const struct pl_jval *lists, bool remove, double second,
                               struct pl_error *err) {
    PL_ACTING_AUTO acting = {0};
    const char *texts[REQUIRED_MAX];
    size_t n = lists != NULL ? lists->n : 0;
    int64_t seq = -1;
    for (size_t i = 0; i < n; i++) {
        if (lists->items[i].kind != PL_JVAL_STR) {
            return pl_fail(err, PL_E_USAGE, "lists has names such as un-sc, or un-sc:30 for at most 30 days");
        }
        texts[i] = pl_str_copy(call->arena, lists->items[i].str).p;
    }
    if (n == 0 && second < 0) {
        return pl_fail(err, PL_E_USAGE, "nothing is said: lists, or second_reviewer");
    }
    int rc = pl_acting_open(pl_call_case(call), "plimsoll serve", call->now, &acting, err);
    rc = rc == PL_E_OK && n > 0 ? pl_requirements_change(&acting, texts, n, remove, &seq, err) : rc;
    return rc == PL_E_OK && second >= 0 ? pl_requirement_set_second(&acting, second, &seq, err) : rc;
}

static int require(struct pl_call *call, struct pl_error *err) {
    const struct pl_jval *body = NULL, *lists = NULL;
    bool remove = false;
    double second = -1;
    int rc = pl_body_read(call, "lists|remove|second_reviewer", &body, err);
    rc = rc == PL_E_OK ? pl_body_array(body, "lists", REQUIRED_MAX, &lists, err) : rc;
    rc = rc == PL_E_OK ? pl_body_flag(body, "remove", &remove, err) : rc;
    rc = rc == PL_E_OK ? pl_body_number(body, "second_reviewer", 0, 2, &second, err) : rc;
    rc = rc == PL_E_OK ? change_requirements(call, lists, remove, second, err) : rc;
    return rc == PL_E_OK ? requirements(call, err) : rc;
}

static void write_text(struct pl_json *json, const char *key, const struct pl_jval *value) {
    pl_json_key(json, key);
    if (value != NULL && value->kind == PL_JVAL_STR) {
        pl_json_str(json, value->str);
    } else {
        pl_json_null(json);
    }
}

/* What each question was answered stands in the summary, which a table has not: a line for each, since a row that is
 * missing would read as "not listed". */
static int tell_answers(struct pl_call *call, struct pl_buf *lines, struct pl_error *err) {
    const struct pl_jval *summary = NULL, *answers = NULL;
    struct pl_json json;
    int rc = PL_E_OK;
    for (pl_str rest = pl_buf_str(lines); rc == PL_E_OK && rest.n > 0;) {
        pl_str line = pl_str_cut(&rest, '\n');
        rc = is_summary(line) ? pl_json_read(line, call->arena, &summary, err) : PL_E_OK;
    }
    answers = summary != NULL ? pl_jval_get(summary, "answers") : NULL;
    for (size_t i = 0; rc == PL_E_OK && answers != NULL && i < answers->n; i++) {
        pl_json_start(&json, lines);
        pl_json_record(&json, "answer");
        write_text(&json, "query_id", pl_jval_get(&answers->items[i], "query_id"));
        write_text(&json, "answer", pl_jval_get(&answers->items[i], "answer"));
        write_text(&json, "why", pl_jval_get(&answers->items[i], "why"));
        pl_json_record_end(&json);
    }
    return rc;
}

static int kept(struct pl_call *call, struct pl_error *err) {
    int64_t entry = -1;
    PL_BUF_AUTO out;
    pl_buf_open(&out, ANSWER_MAX);
    if (!pl_str_i64(pl_call_path(call, "entry"), &entry) || entry < 0) {
        return pl_fail(err, PL_E_NOT_FOUND, "a kept screening is named by its journal entry");
    }
    int rc = pl_screening_show(pl_call_case(call), call->known_at, entry, &out, err);
    rc = rc == PL_E_OK && call->form == PL_FORM_CSV ? tell_answers(call, &out, err) : rc;
    return rc == PL_E_OK ? pl_call_page(call, pl_buf_str(&out), PAGE, err) : rc;
}

/* ---- the table ---- */

#define TABLE (PL_FORM_JSON | PL_FORM_CSV)

const struct pl_route pl_routes_screen[] = {
    {.method = "GET",
     .path = "/api/lists",
     .name = "lists",
     .text = "The lists of the case: the newest publication of each, its day, age and counts.",
     .params = as_of_params,
     .forms = TABLE,
     .role = PL_ROLE_READER,
     .answer = "ScreenLists",
     .run = lists},
    {.method = "GET",
     .path = "/api/lists/compare",
     .name = "lists_compare",
     .text = "Who lists this party or ship: the lists side by side, since when, and where they differ.",
     .params = compare_params,
     .forms = TABLE,
     .also = "404",
     .role = PL_ROLE_READER,
     .answer = "ScreenCompared",
     .run = list_compare},
    {.method = "GET",
     .path = "/api/lists/{list}/diff",
     .name = "list_diff",
     .text = "What changed between two publications of a list.",
     .params = diff_params,
     .forms = TABLE,
     .role = PL_ROLE_READER,
     .answer = "ScreenChanges",
     .run = list_diff},
    {.method = "GET",
     .path = "/api/parties/{id}",
     .name = "party",
     .text = "An entry of a list by its id or reference (LIST:ID where several lists have it): each value with its "
             "field and the publications that hold it.",
     .params = party_params,
     .forms = TABLE,
     .role = PL_ROLE_READER,
     .answer = "ScreenLines",
     .run = party},
    {.method = "GET",
     .path = "/api/parties/{id}/owners",
     .name = "party_owners",
     .text = "Who owns it, and how much of it listed parties hold by each 50 per cent rule.",
     .params = owners_params,
     .forms = TABLE,
     .role = PL_ROLE_READER,
     .answer = "ScreenLines",
     .run = owners},
    {.method = "POST",
     .path = "/api/screen",
     .name = "screen",
     .text = "Screens names and numbers; candidates, never decisions. With ?keep=1 the screening is kept as a signed "
             "entry (a write), else nothing is.",
     .params = pl_screen_ask_params,
     .forms = TABLE,
     .role = PL_ROLE_READER,
     .answer = "ScreenAnswer",
     .body = "ScreenQueries",
     .quiet = true,
     .writes_with = "keep",
     .run = pl_api_screen},
    {.method = "POST",
     .path = "/api/screen/batch",
     .name = "screen_batch",
     .text = "Screens the rows of a CSV (id, name, and where wanted schema, birth_date, country, imo). With ?keep=1 "
             "it is kept.",
     .params = pl_screen_batch_params,
     .forms = TABLE,
     .role = PL_ROLE_READER,
     .answer = "ScreenAnswer",
     .body = "text/csv",
     .body_max = PL_SCREEN_BATCH_BYTES,
     .larger = "`plimsoll screen --batch FILE` on the command line takes larger ones; or split it, with the header in "
               "each part",
     .quiet = true,
     .writes_with = "keep",
     .run = pl_api_screen_batch},
    {.method = "GET",
     .path = "/api/screenings/{entry}",
     .name = "screening",
     .text = "A kept screening by its entry: who asked what, and what was answered then.",
     .params = page_params,
     .forms = TABLE,
     .role = PL_ROLE_READER,
     .answer = "ScreenLines",
     .run = kept},
    {.method = "GET",
     .path = "/api/screenings/{entry}/now",
     .name = "screening_now",
     .text =
         "What a kept screening asked (of a batch: one row), asked of today's lists, with the names side by side and "
         "what was decided since.",
     .params = pl_screen_again_params,
     .role = PL_ROLE_READER,
     .answer = "ScreenLines",
     .run = pl_api_screen_again},
    {.method = "GET",
     .path = "/api/screen/waiting",
     .name = "screen_waiting",
     .text = "What waits for judgement, oldest first.",
     .params = waiting_params,
     .forms = TABLE,
     .role = PL_ROLE_READER,
     .answer = "ScreenWaiting",
     .run = waiting},
    {.method = "GET",
     .path = "/api/screen/report",
     .name = "screen_report",
     .text = "What an auditor asks: what was screened, against what, when, who cleared it and why.",
     .params = report_params,
     .forms = TABLE,
     .role = PL_ROLE_READER,
     .answer = "ScreenReport",
     .run = report},
    {.method = "GET",
     .path = "/api/decisions",
     .name = "decisions",
     .text = "Every decision about a pair of party and entry, newest first, the withdrawn too.",
     .params = decisions_params,
     .forms = TABLE,
     .role = PL_ROLE_READER,
     .answer = "ScreenDecisions",
     .run = decisions},
    {.method = "GET",
     .path = "/api/decisions/reasons",
     .name = "decision_reasons",
     .text = "The reason codes of decisions.",
     .forms = TABLE,
     .role = PL_ROLE_READER,
     .answer = "ScreenLines",
     .run = reasons},
    {.method = "POST",
     .path = "/api/decisions",
     .name = "decide",
     .text = "Judges whether a screened party is the entry of a list.",
     .role = PL_ROLE_REVIEWER,
     .answer = "ScreenDecided",
     .body = "ScreenDecision",
     .run = decide},
    {.method = "POST",
     .path = "/api/decisions/undo",
     .name = "decision_undo",
     .text = "Takes a decision back.",
     .role = PL_ROLE_REVIEWER,
     .answer = "ScreenLines",
     .body = "ScreenUndo",
     .run = undo},
    {.method = "GET",
     .path = "/api/watch-list",
     .name = "watch_list",
     .text = "What the case follows, with its present hits.",
     .params = page_params,
     .forms = TABLE,
     .role = PL_ROLE_READER,
     .answer = "ScreenWatched",
     .run = watch_show},
    {.method = "POST",
     .path = "/api/watch-list",
     .name = "watch_list_add",
     .text = "Follows a ship or a party: screened now, and whenever a list is imported.",
     .role = PL_ROLE_ANALYST,
     .answer = "ScreenLines",
     .body = "ScreenWatchItem",
     .run = watch_add},
    {.method = "DELETE",
     .path = "/api/watch-list/{item}",
     .name = "watch_list_remove",
     .text = "Follows an item no longer.",
     .role = PL_ROLE_ANALYST,
     .answer = "ScreenLines",
     .run = watch_remove},
    {.method = "GET",
     .path = "/api/requirements",
     .name = "requirements",
     .text = "Which lists a screening needs, how old they may be, and from which score a second reviewer must agree.",
     .params = no_params,
     .forms = TABLE,
     .role = PL_ROLE_READER,
     .answer = "ScreenRequired",
     .run = requirements},
    {.method = "POST",
     .path = "/api/requirements",
     .name = "require",
     .text = "Requires lists, or no longer; each a signed entry.",
     .role = PL_ROLE_ADMIN,
     .answer = "ScreenRequired",
     .body = "ScreenRequirement",
     .run = require},
    {.path = NULL},
};
