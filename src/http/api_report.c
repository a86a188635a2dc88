/* Reports: what the case holds, the text as it is written, what the check says of it, how it looks, what was built. */
#include <stdio.h>
#include <string.h>

#include "app/report.h"
#include "app/report_built.h"
#include "app/report_list.h"
#include "app/report_text.h"
#include "http/body.h"
#include "http/route.h"
#include "text/json.h"

#include "base/ban.h"

#define LINES_MAX    ((size_t)64 << 20)
#define WITHOUT_MAX  64
#define WITHHOLD_MAX 1024
#define TEXT_BODY    ((uint64_t)8 << 20) /* a text of PL_REPORT_MAX_BYTES with its escapes */

/* A report's page brings its style, and nothing else: no script, no form, no picture from anywhere. Its own head names
 * the style's hash; both hold. */
static const char PAGE_POLICY[] = "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; "
                                  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/* ---- what comes in ---- */

/* The text as it stands: white space at its ends is part of it. */
static int body_text(const struct pl_jval *body, pl_str *ret, struct pl_error *err) {
    const struct pl_jval *text = pl_jval_get(body, "text");
    if (text == NULL || text->kind != PL_JVAL_STR) {
        return pl_fail(err, PL_E_USAGE, "text must be a text: the report's Markdown");
    }
    *ret = text->str;
    return PL_E_OK;
}

/* An array of texts. */
static int body_texts(const struct pl_jval *body, const char *key, pl_str *values, size_t max, size_t *ret_n,
                      struct pl_error *err) {
    const struct pl_jval *list = NULL;
    int rc = pl_body_array(body, key, max, &list, err);
    *ret_n = 0;
    for (size_t i = 0; rc == PL_E_OK && list != NULL && i < list->n; i++) {
        if (list->items[i].kind != PL_JVAL_STR) {
            return pl_fail(err, PL_E_USAGE, "%s must hold texts", key);
        }
        values[(*ret_n)++] = list->items[i].str;
    }
    return rc;
}

/* ---- lists and states ---- */

static struct pl_report_list list_of(const struct pl_call *call) {
    return (struct pl_report_list){.dir = pl_call_view(call),
                                   .known_at = call->known_at,
                                   .now = call->known_at == PL_TIME_NONE ? call->now : PL_TIME_NONE,
                                   .up_to = call->viewer.clearance};
}

static int reports_list(struct pl_call *call, struct pl_error *err) {
    PL_BUF_AUTO lines = {0};
    struct pl_report_list list = list_of(call);
    pl_buf_open(&lines, LINES_MAX);
    int rc = pl_report_list_run(&list, &lines, err);
    return rc == PL_E_OK ? pl_call_list(call, pl_buf_str(&lines), (pl_str){NULL, 0}, err) : rc;
}

/* The page of a report as the case has it now, or had it. */
static int show_page(struct pl_call *call, const struct pl_report_ask *ask, struct pl_error *err) {
    PL_REPORT_JOB_AUTO job = {0};
    int rc = pl_report_job_open(ask, &job, err);
    rc = rc == PL_E_OK ? pl_report_page(&job, &call->answer->body, err) : rc;
    if (rc == PL_E_OK) {
        pl_answer_header(call->answer, "Content-Security-Policy", pl_str_from(PAGE_POLICY));
        rc = pl_answer_done(call->answer, PL_FORM_HTML, err);
    }
    return rc;
}

static int send_built(struct pl_call *call, enum pl_report_file file, const char *suffix, struct pl_error *err) {
    uint64_t bytes = 0;
    int fd = -1;
    pl_str id = {NULL, 0};
    char name[96];
    int rc = pl_report_built_open(pl_call_case(call), pl_call_path(call, "id"), call->viewer.clearance, file,
                                  call->arena, &fd, &bytes, &id, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    snprintf(name, sizeof name, "%.*s%s", (int)id.n, id.p, suffix);
    call->answer->status = 200;
    call->answer->fd = fd;
    call->answer->file_n = bytes;
    call->answer->type = pl_form_type(call->form);
    pl_answer_header(call->answer, "Cache-Control", PL_STR("no-store")); /* another build may follow */
    if (file == PL_REPORT_FILE_HTML) {
        pl_answer_header(call->answer, "Content-Security-Policy", pl_str_from(PAGE_POLICY));
    } else {
        pl_answer_download(call->answer, pl_str_from(name));
    }
    return PL_E_OK;
}

static int report_get(struct pl_call *call, struct pl_error *err) {
    bool built = pl_call_flag(call, "built");
    if (call->form == PL_FORM_DOCX || (built && call->form == PL_FORM_HTML)) {
        return send_built(call, built && call->form == PL_FORM_HTML ? PL_REPORT_FILE_HTML : PL_REPORT_FILE_DOCX,
                          ".docx", err);
    }
    if (call->form == PL_FORM_HTML) {
        struct pl_report_ask ask = {.dir = pl_call_case(call),
                                    .what = pl_call_path_cstr(call, "id"),
                                    .filed = true,
                                    .known_at = call->known_at,
                                    .now = PL_TIME_NONE};
        return show_page(call, &ask, err);
    }
    struct pl_report_list list = list_of(call);
    int rc = pl_report_show(&list, pl_call_path(call, "id"), &call->answer->body, err);
    return rc == PL_E_OK ? pl_answer_done(call->answer, PL_FORM_JSON, err) : rc;
}

static int bundle_get(struct pl_call *call, struct pl_error *err) {
    return send_built(call, PL_REPORT_FILE_BUNDLE, "-bundle.tar", err);
}

/* ---- the text ---- */

static int text_get(struct pl_call *call, struct pl_error *err) {
    char id[PL_FILING_ID_MAX];
    struct pl_json json;
    pl_str text = {NULL, 0};
    int rc =
        pl_report_text_read(pl_call_case(call), call->known_at, pl_call_path(call, "id"), call->arena, &text, id, err);
    if (rc == PL_E_OK && call->form == PL_FORM_TEXT) {
        pl_buf_add_str(&call->answer->body, text);
    } else if (rc == PL_E_OK) {
        pl_json_start(&json, &call->answer->body);
        pl_json_object(&json);
        pl_json_key(&json, "type");
        pl_json_text(&json, "report_text");
        pl_json_key(&json, "id");
        pl_json_text(&json, id);
        pl_json_key(&json, "text");
        pl_json_str(&json, text);
        pl_json_object_end(&json);
    }
    return rc == PL_E_OK ? pl_answer_done(call->answer, call->form, err) : rc;
}

/* 201 with the report's state, or 200 where the case had that text. */
static int save(struct pl_call *call, pl_str text, pl_str replaces, struct pl_error *err) {
    char id[PL_FILING_ID_MAX];
    bool filed = false;
    struct pl_report_list list = list_of(call);
    struct pl_report_save save = {.dir = pl_call_case(call),
                                  .text = text,
                                  .replaces = replaces,
                                  .up_to = call->viewer.clearance,
                                  .by = PL_STR(""),
                                  .now = call->now};
    int rc = pl_report_save_run(&save, id, &filed, err);
    rc = rc == PL_E_OK ? pl_report_show(&list, pl_str_from(id), &call->answer->body, err) : rc;
    rc = rc == PL_E_OK ? pl_answer_done(call->answer, PL_FORM_JSON, err) : rc;
    if (rc == PL_E_OK && filed) {
        char where[96];
        call->answer->status = 201;
        snprintf(where, sizeof where, "/api/reports/%s", id);
        pl_answer_header(call->answer, "Location", pl_str_from(where));
    }
    return rc;
}

static int report_new(struct pl_call *call, struct pl_error *err) {
    const struct pl_jval *body = NULL;
    PL_BUF_AUTO template = {0};
    pl_str text = {NULL, 0}, title = {NULL, 0};
    pl_buf_open(&template, PL_REPORT_MAX_BYTES);
    int rc = pl_body_read(call, "text|title", &body, err);
    rc = rc == PL_E_OK ? pl_body_text(body, "title", call->arena, &title, err) : rc;
    if (rc == PL_E_OK && pl_jval_get(body, "text") != NULL) {
        rc = title.n == 0 ? body_text(body, &text, err)
                          : pl_fail(err, PL_E_USAGE, "a text has its title in its head: give one of text and title");
    } else if (rc == PL_E_OK) {
        rc = pl_str_find(title, '\n') < title.n || title.n > 400
                 ? pl_fail(err, PL_E_USAGE, "a title is one line of at most 400 bytes")
                 : PL_E_OK;
        pl_report_template(title, &template);
        text = pl_buf_str(&template);
    }
    return rc == PL_E_OK ? save(call, text, PL_STR(""), err) : rc;
}

static int text_put(struct pl_call *call, struct pl_error *err) {
    const struct pl_jval *body = NULL;
    pl_str text = {NULL, 0};
    int rc = pl_body_read(call, "text", &body, err);
    rc = rc == PL_E_OK ? body_text(body, &text, err) : rc;
    return rc == PL_E_OK ? save(call, text, pl_call_path(call, "id"), err) : rc;
}

/* ---- the check, the page, the files ---- */

static int check(struct pl_call *call, struct pl_error *err) {
    const struct pl_jval *body = NULL;
    PL_REPORT_JOB_AUTO job = {0};
    PL_BUF_AUTO lines = {0};
    pl_str without[WITHOUT_MAX];
    struct pl_report_ask ask = {
        .dir = pl_call_case(call), .known_at = PL_TIME_NONE, .now = call->now, .without = without};
    pl_buf_open(&lines, LINES_MAX);
    int rc = pl_body_read(call, "text|without", &body, err);
    rc = rc == PL_E_OK ? body_text(body, &ask.text, err) : rc;
    rc = rc == PL_E_OK ? body_texts(body, "without", without, WITHOUT_MAX, &ask.n_without, err) : rc;
    rc = rc == PL_E_OK ? pl_report_job_open(&ask, &job, err) : rc;
    rc = rc == PL_E_OK ? pl_report_lines(&job, &lines, err) : rc;
    return rc == PL_E_OK ? pl_call_list(call, pl_buf_str(&lines), (pl_str){NULL, 0}, err) : rc;
}

/* "up_to" and "withhold" of a body, as `report build` takes them. */
static int body_scope(struct pl_call *call, const struct pl_jval *body, struct pl_report_scope *ret,
                      struct pl_error *err) {
    pl_str *withhold = pl_arena_calloc(call->arena, WITHHOLD_MAX, sizeof *withhold);
    if (withhold == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a report");
    }
    *ret = (struct pl_report_scope){.disclose = {.withhold = withhold}};
    int rc = pl_body_text(body, "up_to", call->arena, &ret->disclose.up_to, err);
    rc = rc == PL_E_OK ? body_texts(body, "withhold", withhold, WITHHOLD_MAX, &ret->disclose.n_withhold, err) : rc;
    return rc == PL_E_OK ? pl_body_flag(body, "exhibits", &ret->exhibits, err) : rc;
}

static int preview(struct pl_call *call, struct pl_error *err) {
    const struct pl_jval *body = NULL;
    struct pl_report_ask ask = {.dir = pl_call_case(call), .known_at = PL_TIME_NONE, .now = PL_TIME_NONE};
    int rc = pl_body_read(call, "text|up_to|withhold|exhibits", &body, err);
    rc = rc == PL_E_OK ? body_text(body, &ask.text, err) : rc;
    rc = rc == PL_E_OK ? body_scope(call, body, &ask.scope, err) : rc;
    return rc == PL_E_OK ? show_page(call, &ask, err) : rc;
}

static int build(struct pl_call *call, struct pl_error *err) {
    const struct pl_jval *body = NULL;
    struct pl_report_build ask = {.dir = pl_call_case(call), .what = pl_call_path_cstr(call, "id"), .now = call->now};
    pl_str text = {NULL, 0};
    char id[PL_FILING_ID_MAX];
    int rc = pl_body_read(call, "up_to|withhold|exhibits", &body, err);
    rc = rc == PL_E_OK ? body_scope(call, body, &ask.scope, err) : rc;
    if (rc == PL_E_OK && call->viewer.clearance.n > 0) { /* NOT_FOUND for what they may not see */
        rc = pl_report_text_read(pl_call_view(call), PL_TIME_NONE, pl_call_path(call, "id"), call->arena, &text, id,
                                 err);
    }
    rc = rc == PL_E_OK ? pl_report_keep(&ask, &call->answer->body, err) : rc;
    rc = rc == PL_E_OK ? pl_answer_done(call->answer, PL_FORM_JSON, err) : rc;
    if (rc == PL_E_OK) {
        call->answer->status = 201;
    }
    return rc;
}

/* clang-format off */
const struct pl_route pl_routes_report[] = {
    {.method = "GET", .path = "/api/reports", .name = "reports_list", .forms = PL_FORM_JSON | PL_FORM_CSV,
     .text = "Every edition of every report, the newest first: what it revises, what revised it, what was built of it.",
     .role = PL_ROLE_READER, .answer = "ReportList", .run = reports_list},
    {.method = "POST", .path = "/api/reports", .name = "report_new",
     .text = "Keeps a text as a new report, or, with a title alone, one to begin with; 200 where the case has that text.",
     .role = PL_ROLE_ANALYST, .body = "ReportNew", .body_max = TEXT_BODY, .answer = "Report", .run = report_new},
    {.method = "POST", .path = "/api/reports/check", .name = "report_check", .quiet = true,
     .text = "What `report check` says of a text, line and column with each fault; and what each sentence leads to.",
     .role = PL_ROLE_READER, .body = "ReportCheck", .body_max = TEXT_BODY, .answer = "ReportLines", .run = check},
    {.method = "POST", .path = "/api/reports/preview", .name = "report_preview", .quiet = true, .forms = PL_FORM_HTML,
     .text = "A text as the page that a build would make of it, without script and with its style inside.",
     .role = PL_ROLE_READER, .body = "ReportPreview", .body_max = TEXT_BODY, .run = preview},
    {.method = "GET", .path = "/api/reports/{id}", .name = "report_get",
     .forms = PL_FORM_JSON | PL_FORM_HTML | PL_FORM_DOCX,
     .text = "One report: its editions, its findings with who judged them, what stands in the way of a release, to whom "
             "it went; as .html its page, as .docx what was built.",
     .params = (const struct pl_param[]){
         {.name = "built", .kind = PL_PARAM_FLAG, .text = "with .html: the page as it was built, with its checkpoint"},
         {.name = NULL}},
     .role = PL_ROLE_READER, .answer = "Report", .run = report_get},
    {.method = "GET", .path = "/api/reports/{id}/text", .name = "report_text", .forms = PL_FORM_JSON | PL_FORM_TEXT,
     .text = "The Markdown of a report.",
     .role = PL_ROLE_READER, .answer = "ReportText", .run = text_get},
    {.method = "PUT", .path = "/api/reports/{id}/text", .name = "report_save",
     .text = "Keeps a text as a new edition, which replaces this one; 409 where another replaced it meanwhile.",
     .role = PL_ROLE_ANALYST, .body = "ReportSave", .body_max = TEXT_BODY, .answer = "Report", .run = text_put},
    {.method = "POST", .path = "/api/reports/{id}/build", .name = "report_build",
     .text = "Builds page, DOCX and bundle of a report, under a newly signed checkpoint.",
     .role = PL_ROLE_ANALYST, .body = "ReportBuild", .lasting = true, .answer = "ReportBuilt",
     .run = build},
    {.method = "GET", .path = "/api/reports/{id}/bundle", .name = "report_bundle", .forms = PL_FORM_TAR,
     .text = "The bundle that was built, for plimsoll-verify.",
     .role = PL_ROLE_READER, .run = bundle_get},
    {.path = NULL},
};
/* clang-format on */
