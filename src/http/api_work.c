/* Work: alerts to triage, tasks, letters that wait, the shift, and search over everything. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/alert_json.h"
#include "app/filing.h"
#include "app/handover.h"
#include "app/request.h"
#include "app/search.h"
#include "app/task.h"
#include "http/api_screen_in.h"
#include "http/body.h"
#include "http/route.h"

#include "base/ban.h"

#define LINES_MAX  ((size_t)256 << 20)
#define PAGE       100
#define EVENTS_MAX 64 /* types that a rule names */

/* Times count to the moment that is asked about. */
static pl_time now_of(const struct pl_call *call) {
    return call->known_at != PL_TIME_NONE ? call->known_at : call->now;
}

/* {"items":[...],"summary":{...}}: as the lines are, after a write. */
static int answer_written(struct pl_call *call, pl_str lines, int status, struct pl_error *err) {
    call->answer->status = status;
    return pl_call_list(call, lines, (pl_str){NULL, 0}, err);
}

#define PAGE_PARAMS PL_PARAMS_PAGE("100 in JSON")

/* ---- alerts ---- */

static int alerts_list(struct pl_call *call, struct pl_error *err) {
    struct pl_alerts alerts = {0};
    PL_BUF_AUTO lines = {0};
    struct pl_alert_wish wish = {.state = pl_call_cstr(call, "state"),
                                 .assigned = pl_call_text(call, "assigned"),
                                 .rule = pl_call_int(call, "rule", -1)};
    pl_buf_open(&lines, LINES_MAX);
    int rc = pl_alerts_read(pl_call_case(call), call->known_at, now_of(call), call->arena, &alerts, err);
    rc = rc == PL_E_OK ? pl_alerts_json(&alerts, &wish, &lines, err) : rc;
    return rc == PL_E_OK ? pl_call_page(call, pl_buf_str(&lines), PAGE, err) : rc;
}

static int find_alert(struct pl_call *call, pl_time known_at, struct pl_buf *lines, struct pl_error *err) {
    struct pl_alerts alerts = {0};
    const struct pl_alert *alert = NULL;
    int rc = pl_alerts_read(pl_call_case(call), known_at, now_of(call), call->arena, &alerts, err);
    rc = rc == PL_E_OK ? pl_alert_find(&alerts, pl_call_path_cstr(call, "id"), &alert, err) : rc;
    if (rc == PL_E_OK) {
        pl_alert_json(alert, &alerts.view, lines);
    }
    return rc;
}

static int alert_get(struct pl_call *call, struct pl_error *err) {
    PL_BUF_AUTO lines = {0};
    pl_buf_open(&lines, LINES_MAX);
    int rc = find_alert(call, call->known_at, &lines, err);
    return rc == PL_E_OK ? pl_answer_line(call->answer, pl_buf_str(&lines), err) : rc;
}

/* {"to","until","reason"}, as the change needs. */
static int read_act(struct pl_call *call, struct pl_alert_act *act, struct pl_error *err) {
    const struct pl_jval *body = NULL;
    pl_str until = {NULL, 0};
    act->change = pl_call_path_cstr(call, "change");
    act->until = PL_TIME_NONE;
    int rc = pl_body_read(call, "to|until|reason", &body, err);
    rc = rc == PL_E_OK ? pl_body_text(body, "to", call->arena, &act->to, err) : rc;
    rc = rc == PL_E_OK ? pl_body_text(body, "until", call->arena, &until, err) : rc;
    rc = rc == PL_E_OK ? pl_body_text(body, "reason", call->arena, &act->reason, err) : rc;
    if (rc == PL_E_OK && until.n > 0 && !pl_time_parse(until, &act->until)) {
        rc = pl_fail(err, PL_E_USAGE, "until is a time such as 2030-01-31T06:00Z");
    }
    return rc;
}

static int alert_deal(struct pl_call *call, struct pl_error *err) {
    struct pl_alert_act act = {0};
    int64_t seq = -1;
    PL_BUF_AUTO lines = {0};
    pl_buf_open(&lines, LINES_MAX);
    int rc = pl_api_whole(call, err);
    rc = rc == PL_E_OK ? read_act(call, &act, err) : rc;
    rc = rc == PL_E_OK ? pl_alert_deal(pl_call_case(call), call->now, pl_call_path_cstr(call, "id"), &act, &seq, err)
                       : rc;
    rc = rc == PL_E_OK ? find_alert(call, PL_TIME_NONE, &lines, err) : rc;
    pl_buf_add_fmt(&lines, "{\"type\":\"summary\",\"results\":1,\"journal\":%" PRId64 "}\n", seq + 1);
    return rc == PL_E_OK ? answer_written(call, pl_buf_str(&lines), 200, err) : rc;
}

/* ---- rules of watching ---- */

static int alert_rules(struct pl_call *call, struct pl_error *err) {
    PL_BUF_AUTO lines = {0};
    pl_buf_open(&lines, LINES_MAX);
    int rc = pl_alert_rules_json(pl_call_case(call), call->known_at, &lines, err);
    return rc == PL_E_OK ? pl_call_list(call, pl_buf_str(&lines), (pl_str){NULL, 0}, err) : rc;
}

static int read_events(const struct pl_jval *body, struct pl_alert_rule *rule, struct pl_error *err) {
    const struct pl_jval *events = NULL;
    int rc = pl_body_array(body, "events", EVENTS_MAX, &events, err);
    for (size_t i = 0; rc == PL_E_OK && events != NULL && i < events->n; i++) {
        int type = events->items[i].kind == PL_JVAL_STR ? pl_event_type_of(events->items[i].str) : -1;
        if (type < 0) {
            return pl_fail(err, PL_E_USAGE, "events has types of event, such as gap");
        }
        rule->types |= 1u << type;
    }
    return rc;
}

static int read_rule(struct pl_call *call, struct pl_alert_rule *rule, struct pl_error *err) {
    const struct pl_jval *body = NULL;
    pl_str area = {NULL, 0};
    int rc = pl_body_read(call, "name|events|area|ship|min_hours|surprising|lists", &body, err);
    rc = rc == PL_E_OK ? pl_body_needed(body, "name", call->arena, &rule->name, err) : rc;
    rc = rc == PL_E_OK ? pl_body_text(body, "area", call->arena, &area, err) : rc;
    rc = rc == PL_E_OK ? pl_body_text(body, "ship", call->arena, &rule->ship, err) : rc;
    rc = rc == PL_E_OK ? pl_body_number(body, "min_hours", 0, 1e6, &rule->min_hours, err) : rc;
    rc = rc == PL_E_OK ? pl_body_flag(body, "surprising", &rule->surprising, err) : rc;
    rc = rc == PL_E_OK ? pl_body_flag(body, "lists", &rule->lists, err) : rc;
    rc = rc == PL_E_OK ? read_events(body, rule, err) : rc;
    if (rc == PL_E_OK && area.n > 0 && !pl_alert_area_read(area, rule)) {
        rc = pl_fail(err, PL_E_USAGE, "area is west,south,east,north in degrees");
    }
    return rc == PL_E_OK ? pl_alert_rule_check(rule, err) : rc;
}

static int alert_rule_set(struct pl_call *call, struct pl_error *err) {
    PL_ACTING_AUTO acting = {0};
    struct pl_alert_rule rule = {0};
    int64_t seq = -1;
    int rc = pl_api_whole(call, err);
    rc = rc == PL_E_OK ? read_rule(call, &rule, err) : rc;
    rc = rc == PL_E_OK ? pl_acting_open(pl_call_case(call), "plimsoll serve", call->now, &acting, err) : rc;
    rc = rc == PL_E_OK ? pl_alert_rule_set(&acting, &rule, &seq, err) : rc;
    pl_acting_close(&acting);
    acting = (struct pl_acting){0};
    call->answer->status = 201;
    return rc == PL_E_OK ? alert_rules(call, err) : rc;
}

static int alert_rule_end(struct pl_call *call, struct pl_error *err) {
    PL_ACTING_AUTO acting = {0};
    int64_t rule = -1, seq = -1;
    if (!pl_str_i64(pl_call_path(call, "number"), &rule) || rule < 0) {
        return pl_fail(err, PL_E_NOT_FOUND, "a rule of watching is named by its number");
    }
    int rc = pl_api_whole(call, err);
    rc = rc == PL_E_OK ? pl_acting_open(pl_call_case(call), "plimsoll serve", call->now, &acting, err) : rc;
    rc = rc == PL_E_OK ? pl_alert_rule_end(&acting, rule, PL_STR(""), &seq, err) : rc;
    pl_acting_close(&acting);
    acting = (struct pl_acting){0};
    return rc == PL_E_OK ? alert_rules(call, err) : rc;
}

/* ---- tasks ---- */

static int tasks_answer(struct pl_call *call, const struct pl_task_ask *ask, int status, struct pl_error *err) {
    PL_BUF_AUTO lines = {0};
    pl_buf_open(&lines, LINES_MAX);
    int rc = pl_tasks_json(ask, &lines, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    return status > 0 ? answer_written(call, pl_buf_str(&lines), status, err)
                      : pl_call_page(call, pl_buf_str(&lines), PAGE, err);
}

static int tasks_list(struct pl_call *call, struct pl_error *err) {
    const struct pl_task_ask ask = {.dir = pl_call_case(call),
                                    .known_at = call->known_at,
                                    .now = now_of(call),
                                    .state = pl_call_cstr(call, "state"),
                                    .owner = pl_call_text(call, "owner"),
                                    .about = pl_call_text(call, "about")};
    return tasks_answer(call, &ask, 0, err);
}

static int task_one(struct pl_call *call, pl_str id, int status, struct pl_error *err) {
    const struct pl_task_ask ask = {
        .dir = pl_call_case(call), .known_at = PL_TIME_NONE, .now = call->now, .state = "all", .id = id};
    return tasks_answer(call, &ask, status, err);
}

/* Files one of a kind from the members of the body that are its fields; "by" is whoever is signed in. */
static int file(struct pl_call *call, char letter, const struct pl_jval *body, const char *const *names, pl_str task,
                char ret_id[PL_FILING_ID_MAX], struct pl_error *err) {
    struct pl_filing_value values[8];
    struct pl_filing filing = {.kind = pl_filing_kind_by_letter(letter), .seq = -1, .values = values};
    int rc = PL_E_OK;
    if (task.n > 0) {
        values[filing.n++] = (struct pl_filing_value){.name = PL_STR("task"), .value = task};
    }
    for (; rc == PL_E_OK && *names != NULL; names++) {
        pl_str value = {NULL, 0};
        rc = pl_body_text(body, *names, call->arena, &value, err);
        values[filing.n++] = (struct pl_filing_value){.name = pl_str_from(*names), .value = value};
    }
    values[filing.n++] = (struct pl_filing_value){.name = PL_STR("by"), .value = call->viewer.person};
    return rc == PL_E_OK ? pl_filing_new(pl_call_case(call), call->now, &filing, PL_STR(""), NULL, NULL, ret_id, err)
                         : rc;
}

static int task_add(struct pl_call *call, struct pl_error *err) {
    static const char *const NAMES[] = {"title", "about", "owner", "due", "text", NULL};
    const struct pl_jval *body = NULL;
    char id[PL_FILING_ID_MAX] = "";
    int rc = pl_api_whole(call, err);
    rc = rc == PL_E_OK ? pl_body_read(call, "title|about|owner|due|text", &body, err) : rc;
    rc = rc == PL_E_OK ? file(call, 'T', body, NAMES, PL_STR(""), id, err) : rc;
    return rc == PL_E_OK ? task_one(call, pl_str_from(id), 201, err) : rc;
}

/* What is withdrawn as a whole is shown no more: the tasks that are left, none of them. */
static int task_undo(struct pl_call *call, pl_str id, struct pl_error *err) {
    int64_t seq = -1;
    bool whole = false;
    PL_BUF_AUTO lines = {0};
    int rc = pl_task_undo(pl_call_case(call), call->now, id, call->viewer.person, &seq, &whole, err);
    if (rc != PL_E_OK || !whole) {
        return rc == PL_E_OK ? task_one(call, id, 200, err) : rc;
    }
    pl_buf_open(&lines, 4096);
    pl_buf_add_fmt(&lines, "{\"type\":\"summary\",\"results\":0,\"journal\":%" PRId64 ",\"withdrawn\":true}\n",
                   seq + 1);
    return answer_written(call, pl_buf_str(&lines), 200, err);
}

/* NOT_FOUND before anything is written. */
static int task_is(struct pl_call *call, pl_str id, struct pl_error *err) {
    struct pl_tasks tasks;
    const struct pl_task_ask ask = {
        .dir = pl_call_case(call), .known_at = PL_TIME_NONE, .now = call->now, .state = "all", .id = id};
    return pl_tasks_read(&ask, call->arena, &tasks, err);
}

static int task_set(struct pl_call *call, struct pl_error *err) {
    static const char *const NAMES[] = {"state", "owner", "due", "text", NULL};
    const struct pl_jval *body = NULL;
    char step[PL_FILING_ID_MAX] = "";
    bool undo = false;
    pl_str id = pl_call_path(call, "id");
    int rc = pl_api_whole(call, err);
    rc = rc == PL_E_OK ? pl_body_read(call, "state|owner|due|text|undo", &body, err) : rc;
    rc = rc == PL_E_OK ? pl_body_flag(body, "undo", &undo, err) : rc;
    if (rc == PL_E_OK && undo) {
        return task_undo(call, id, err);
    }
    rc = rc == PL_E_OK ? task_is(call, id, err) : rc;
    rc = rc == PL_E_OK ? file(call, 'K', body, NAMES, id, step, err) : rc;
    return rc == PL_E_OK ? task_one(call, id, 200, err) : rc;
}

/* ---- letters, the shift, search ---- */

static int requests_list(struct pl_call *call, struct pl_error *err) {
    PL_BUF_AUTO lines = {0};
    pl_buf_open(&lines, LINES_MAX);
    int rc =
        pl_requests_json(pl_call_case(call), call->known_at, now_of(call), pl_call_cstr(call, "state"), &lines, err);
    return rc == PL_E_OK ? pl_call_page(call, pl_buf_str(&lines), PAGE, err) : rc;
}

static int shift_read(struct pl_call *call, pl_time from, pl_time to, struct pl_buf *lines, struct pl_error *err) {
    return pl_shift_lines(pl_call_case(call), call->known_at, from, to, lines, err);
}

static int shift_list(struct pl_call *call, struct pl_error *err) {
    PL_BUF_AUTO lines = {0};
    pl_buf_open(&lines, LINES_MAX);
    int rc = shift_read(call, pl_call_time(call, "from"), pl_call_time(call, "to"), &lines, err);
    return rc == PL_E_OK ? pl_call_page(call, pl_buf_str(&lines), PAGE, err) : rc;
}

static int shift_note(struct pl_call *call, struct pl_error *err) {
    const struct pl_jval *body = NULL;
    PL_ACTING_AUTO acting = {0};
    PL_BUF_AUTO lines = {0};
    pl_str text = {NULL, 0};
    int64_t seq = -1;
    pl_buf_open(&lines, LINES_MAX);
    int rc = pl_api_whole(call, err);
    rc = rc == PL_E_OK ? pl_body_read(call, "text", &body, err) : rc;
    rc = rc == PL_E_OK ? pl_body_needed(body, "text", call->arena, &text, err) : rc;
    rc = rc == PL_E_OK ? pl_acting_open(pl_call_case(call), "plimsoll serve", call->now, &acting, err) : rc;
    rc = rc == PL_E_OK ? pl_shift_note(&acting, text, &seq, err) : rc;
    pl_acting_close(&acting);
    acting = (struct pl_acting){0};
    rc = rc == PL_E_OK ? shift_read(call, call->now - PL_HOUR_US, PL_TIME_NONE, &lines, err) : rc;
    return rc == PL_E_OK ? answer_written(call, pl_buf_str(&lines), 201, err) : rc;
}

static int handover(struct pl_call *call, struct pl_error *err) {
    pl_time since = pl_call_time(call, "since"), now = now_of(call);
    PL_BUF_AUTO lines = {0};
    pl_buf_open(&lines, LINES_MAX);
    since = since == PL_TIME_NONE ? now - 12 * PL_HOUR_US : since;
    if (since > now) {
        return pl_fail(err, PL_E_USAGE, "since is a time to come");
    }
    int rc = pl_handover(pl_call_case(call), call->known_at, since, now, call->form != PL_FORM_TEXT, &lines, err);
    if (rc == PL_E_OK && call->form == PL_FORM_TEXT) {
        pl_buf_add_str(&call->answer->body, pl_buf_str(&lines));
        return pl_answer_done(call->answer, PL_FORM_TEXT, err);
    }
    return rc == PL_E_OK ? pl_call_list(call, pl_buf_str(&lines), (pl_str){NULL, 0}, err) : rc;
}

static int search(struct pl_call *call, struct pl_error *err) {
    PL_BUF_AUTO lines = {0};
    const struct pl_search ask = {.dir = pl_call_case(call),
                                  .known_at = call->known_at,
                                  .text = pl_call_text(call, "q"),
                                  .kind = pl_call_text(call, "kind"),
                                  .from = (size_t)pl_call_int(call, "cursor", 0),
                                  .limit = (size_t)pl_call_int(call, "limit", PAGE)};
    size_t next = 0;
    char cursor[32];
    pl_buf_open(&lines, LINES_MAX);
    int rc = pl_search_run(&ask, &lines, &next, err);
    snprintf(cursor, sizeof cursor, "%zu", next);
    return rc == PL_E_OK
               ? pl_call_list(call, pl_buf_str(&lines), next > 0 ? pl_str_from(cursor) : (pl_str){NULL, 0}, err)
               : rc;
}

/* clang-format off */
#define TABLE (PL_FORM_JSON | PL_FORM_CSV)

const struct pl_route pl_routes_work[] = {
    {.method = "GET", .path = "/api/alerts", .name = "alerts_list", .forms = TABLE,
     .text = "What the rules of watching ask to be told of, and what became of it.",
     .params = (const struct pl_param[]){
         {.name = "state", .kind = PL_PARAM_WORD, .words = "open|all|new|acknowledged|snoozed|dismissed|gone",
          .text = "open: new and acknowledged", .def = "open"},
         {.name = "assigned", .text = "to that person", .def = ""},
         {.name = "rule", .kind = PL_PARAM_INT, .min = 0, .max = INT64_MAX, .text = "of that rule"},
         PAGE_PARAMS,
         {.name = NULL}},
     .role = PL_ROLE_READER, .answer = "AlertList", .run = alerts_list},
    {.method = "GET", .path = "/api/alerts/{id}", .name = "alert_get",
     .text = "One alert, by eight or more digits of its id.",
     .role = PL_ROLE_READER, .answer = "Alert", .run = alert_get},
    {.method = "POST", .path = "/api/alerts/{id}/{change}", .name = "alert_deal",
     .text = "Deals with an alert: acknowledge, assign (to), snooze (until), dismiss (reason) or reopen. A signed entry.",
     .role = PL_ROLE_ANALYST, .body = "AlertAct", .answer = "AlertList", .run = alert_deal},
    {.method = "GET", .path = "/api/alert-rules", .name = "alert_rules", .forms = TABLE,
     .text = "The rules of watching that stand.",
     .role = PL_ROLE_READER, .answer = "AlertRuleList", .run = alert_rules},
    {.method = "POST", .path = "/api/alert-rules", .name = "alert_rule_set",
     .text = "Sets a rule of watching: types of event, area, ship, least length; or changes of lists.",
     .role = PL_ROLE_ANALYST, .body = "AlertRule", .answer = "AlertRuleList", .run = alert_rule_set},
    {.method = "DELETE", .path = "/api/alert-rules/{number}", .name = "alert_rule_end",
     .text = "Ends a rule of watching.",
     .role = PL_ROLE_ANALYST, .answer = "AlertRuleList", .run = alert_rule_end},
    {.method = "GET", .path = "/api/tasks", .name = "tasks_list", .forms = TABLE,
     .text = "What is to be done: overdue first, then by day; what is done or dropped only where asked for.",
     .params = (const struct pl_param[]){
         {.name = "state", .kind = PL_PARAM_WORD, .words = "active|all|open|doing|done|dropped",
          .text = "active: open and being done", .def = "active"},
         {.name = "owner", .text = "what that person does", .def = ""},
         {.name = "about", .text = "what concerns this", .def = ""},
         PAGE_PARAMS,
         {.name = NULL}},
     .role = PL_ROLE_READER, .answer = "TaskList", .run = tasks_list},
    {.method = "POST", .path = "/api/tasks", .name = "task_add",
     .text = "Writes down what is to be done about anything: title, about, owner, due, text.",
     .role = PL_ROLE_ANALYST, .body = "TaskNew", .answer = "TaskList", .run = task_add},
    {.method = "POST", .path = "/api/tasks/{id}", .name = "task_set",
     .text = "Says how a task stands (state, owner, due, text), or takes its last step back (undo).",
     .role = PL_ROLE_ANALYST, .body = "TaskStep", .answer = "TaskList", .run = task_set},
    {.method = "GET", .path = "/api/requests", .name = "requests_list", .forms = TABLE,
     .text = "Letters and what became of them: overdue first, then those that wait, by their day.",
     .params = (const struct pl_param[]){
         {.name = "state", .kind = PL_PARAM_WORD, .words = "|overdue|waiting|not_sent|answered",
          .text = "only these", .def = ""},
         PAGE_PARAMS,
         {.name = NULL}},
     .role = PL_ROLE_READER, .answer = "RequestList", .run = requests_list},
    {.method = "GET", .path = "/api/shift", .name = "shift_list", .forms = TABLE,
     .text = "What was done with alerts, and the notes of the shifts.",
     .params = (const struct pl_param[]){
         {.name = "from", .kind = PL_PARAM_TIME, .text = "from then on"},
         {.name = "to", .kind = PL_PARAM_TIME, .text = "before then"},
         PAGE_PARAMS,
         {.name = NULL}},
     .role = PL_ROLE_READER, .answer = "ShiftList", .run = shift_list},
    {.method = "POST", .path = "/api/shift", .name = "shift_note",
     .text = "Writes a note into the shift log; answers the last hour of it.",
     .role = PL_ROLE_ANALYST, .body = "ShiftNote", .answer = "ShiftList", .run = shift_note},
    {.method = "GET", .path = "/api/handover", .name = "handover",
     .forms = PL_FORM_JSON | PL_FORM_CSV | PL_FORM_TEXT,
     .text = "The hand-over sheet: what was received, alerts by how they stand, what was done and noted. As .txt for "
             "printing; as .csv a row for each alert, task, letter and act, its kind in the column type.",
     .params = (const struct pl_param[]){
         {.name = "since", .kind = PL_PARAM_TIME, .text = "when the shift began; 12 hours ago"},
         {.name = NULL}},
     .role = PL_ROLE_READER, .answer = "WorkLines", .run = handover},
    {.method = "GET", .path = "/api/search", .name = "search", .forms = TABLE,
     .text = "Search over everything: ships, filings of every kind, names on lists, the text of reports, notes; all words, "
             "the last may be a beginning.",
     .params = (const struct pl_param[]){
         {.name = "q", .text = "the words", .required = true},
         {.name = "kind", .text = "vessel, event, list, note or a kind of filing", .def = ""},
         {.name = "limit", .kind = PL_PARAM_INT, .min = 1, .max = PL_PAGE_MAX, .text = "at most so many", .def = "100"},
         {.name = "cursor", .kind = PL_PARAM_INT, .min = 0, .max = INT32_MAX, .text = "where the page begins: `next` of the page before"},
         {.name = NULL}},
     .role = PL_ROLE_READER, .answer = "HitList", .run = search},
    {.path = NULL},
};
/* clang-format on */
