/* The case itself: what it is and holds, what was taken in, the rules it detects by, how the server fares. */
#include "app/case_sum.h"
#include "app/imports.h"
#include "app/rules_json.h"
#include "http/metrics.h"
#include "http/openapi.h"
#include "http/route.h"
#include "http/site.h"

#include "base/ban.h"

#define LINES_MAX ((size_t)256 << 20)

static int openapi(struct pl_call *call, struct pl_error *err) {
    pl_openapi_json(&call->answer->body);
    return pl_answer_done(call->answer, PL_FORM_JSON, err);
}

static int case_get(struct pl_call *call, struct pl_error *err) {
    PL_BUF_AUTO lines = {0};
    pl_buf_open(&lines, LINES_MAX);
    int rc = pl_case_sum_json(pl_call_case(call), call->known_at, &lines, err);
    return rc == PL_E_OK ? pl_answer_line(call->answer, pl_buf_str(&lines), err) : rc;
}

static int imports(struct pl_call *call, struct pl_error *err) {
    PL_BUF_AUTO lines = {0};
    pl_buf_open(&lines, LINES_MAX);
    int rc = pl_imports_json(pl_call_case(call), call->known_at, &lines, err);
    return rc == PL_E_OK ? pl_call_page(call, pl_buf_str(&lines), 0, err) : rc;
}

/* What is being taken in has no marking yet: its name is for those alone who may see everything. */
static int running(struct pl_call *call, struct pl_error *err) {
    PL_BUF_AUTO lines = {0};
    pl_buf_open(&lines, LINES_MAX);
    if (call->known_at != PL_TIME_NONE) {
        return pl_fail(err, PL_E_USAGE,
                       "who writes is known of now alone, and kept nowhere: ask without known_at and log; /api/imports "
                       "says what had been taken in");
    }
    int rc = pl_imports_running(pl_site_options(call->site)->case_dir, call->viewer.clearance.n == 0, &lines, err);
    pl_answer_header(call->answer, "Cache-Control", PL_STR("no-store"));
    return rc == PL_E_OK ? pl_call_list(call, pl_buf_str(&lines), (pl_str){NULL, 0}, err) : rc;
}

static int rules(struct pl_call *call, struct pl_error *err) {
    PL_BUF_AUTO lines = {0};
    pl_buf_open(&lines, LINES_MAX);
    int rc = pl_case_rules_json(pl_call_case(call), call->known_at, &lines, err);
    return rc == PL_E_OK ? pl_call_list(call, pl_buf_str(&lines), (pl_str){NULL, 0}, err) : rc;
}

static int metrics(struct pl_call *call, struct pl_error *err) {
    struct pl_case_counts counts;
    struct pl_buf *body = &call->answer->body;
    int rc = pl_case_counts(pl_call_case(call), &counts, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_metrics_text(pl_site_metrics(call->site), body);
    pl_metrics_gauge(body, "plimsoll_log_entries", "Entries of the log.", counts.entries);
    pl_metrics_gauge(body, "plimsoll_recordings", "Recordings in the case.", counts.recordings);
    pl_metrics_gauge(body, "plimsoll_other_files", "Lists and other exhibits in the case.", counts.other_files);
    pl_metrics_gauge(body, "plimsoll_reports", "Distinct reports in the case.", counts.reports);
    pl_metrics_gauge(body, "plimsoll_filings", "Filings that stand.", counts.filings);
    pl_metrics_gauge(body, "plimsoll_lists", "Lists, each by its newest publication.", counts.lists);
    pl_answer_header(call->answer, "Cache-Control", PL_STR("no-store"));
    int done = pl_answer_done(call->answer, PL_FORM_TEXT, err);
    call->answer->type = call->route->type;
    return done;
}

/* clang-format off */
#define TABLE (PL_FORM_JSON | PL_FORM_CSV)

const struct pl_route pl_routes_case[] = {
    {.method = "GET", .path = "/api/case", .name = "case_get",
     .text = "What the case is: whose, whose keys stand, its log with checkpoint and witnesses, what it holds, when it was "
             "last checked, and how anybody checks it offline.",
     .role = PL_ROLE_READER, .answer = "Case", .run = case_get},
    {.method = "GET", .path = "/api/imports", .name = "imports_list", .forms = TABLE,
     .text = "What was taken in, recordings, lists and tables of observations, the newest first, each with what was "
             "counted by reason.",
     .params = (const struct pl_param[]){PL_PARAMS_PAGE("else all"), {.name = NULL}},
     .role = PL_ROLE_READER, .answer = "ImportList", .run = imports},
    {.method = "GET", .path = "/api/imports/running", .name = "imports_running",
     .text = "Who is writing to the case now and how far it is; live feeds and whether somebody follows them.",
     .role = PL_ROLE_READER, .answer = "RunningList", .run = running},
    {.method = "GET", .path = "/api/rules", .name = "rules_list", .forms = TABLE,
     .text = "Every threshold that the case detects by, what it means, and what the profiles say.",
     .role = PL_ROLE_READER, .answer = "RuleList", .run = rules},
    {.method = "GET", .path = "/metrics", .name = "metrics", .forms = PL_FORM_TEXT,
     .type = "text/plain; version=0.0.4; charset=utf-8",
     .text = "How the server fares, as Prometheus reads it: requests, durations, memory, the size of the case.",
     .role = PL_ROLE_READER, .run = metrics},
    {.method = "GET", .path = "/openapi.json", .name = "openapi",
     .text = "This description of the API.",
     .role = PL_ROLE_NOBODY, .run = openapi},
    {.path = NULL},
};
/* clang-format on */
