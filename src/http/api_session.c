#include <stdio.h>

#include "app/basemap.h"
#include "app/case_about.h"
#include "app/known_at.h"
#include "http/access.h"
#include "http/account.h"
#include "http/area.h"
#include "http/body.h"
#include "http/login.h"
#include "http/pulse.h"
#include "http/route.h"
#include "http/site.h"
#include "text/json.h"

#include "base/ban.h"

/* Korean where the browser names it before English: the page is written in both. */
static pl_str language_of(const struct pl_request *req) {
    pl_str text = pl_request_header(req, "Accept-Language");
    size_t ko = text.p != NULL ? pl_str_find_nocase(text, PL_STR("ko")) : 0;
    size_t en = text.p != NULL ? pl_str_find_nocase(text, PL_STR("en")) : 0;
    return text.p != NULL && ko < text.n && ko < en ? PL_STR("ko") : PL_STR("en");
}

/* To somebody who has not signed in the case is not named. */
static int write_session(struct pl_call *call, const struct pl_viewer *viewer, struct pl_error *err) {
    struct pl_case_about about = {.participant = PL_STR("")};
    bool known = viewer->role > PL_ROLE_NOBODY;
    int rc = known ? pl_case_about(pl_call_case(call), call->arena, &about, err) : PL_E_OK;
    if (rc != PL_E_OK) {
        return rc;
    }
    struct pl_json json;
    pl_json_start(&json, &call->answer->body);
    pl_json_object(&json);
    pl_json_member(&json, "type", PL_STR("session"));
    pl_json_member(&json, "name", viewer->account);
    pl_json_member(&json, "person", viewer->person);
    pl_json_member(&json, "role", pl_str_from(pl_role_name(viewer->role)));
    pl_json_member(&json, "clearance", known ? viewer->clearance : PL_STR(""));
    pl_json_member(&json, "csrf", viewer->csrf);
    pl_json_key(&json, "accounts");
    pl_json_bool(&json, viewer->accounts);
    pl_json_member(&json, "participant", about.participant);
    pl_json_key(&json, "exercise");
    pl_json_bool(&json, about.exercise);
    pl_json_member(&json, "language", language_of(call->req));
    pl_json_member(&json, "listen", pl_str_from(pl_site_options(call->site)->listen));
    pl_json_member(&json, "version", PL_STR(PL_VERSION));
    pl_json_key(&json, "log_size");
    pl_json_u64(&json, about.log_size);
    pl_json_key(&json, "own_coast");
    pl_json_bool(&json, known && pl_site_options(call->site)->coast != NULL);
    pl_json_key(&json, "basemap");
    pl_basemap_json(known ? pl_site_options(call->site)->map : NULL,
                    viewer->clearance.n > 0 && !pl_str_eq(viewer->clearance, PL_STR("TLP:RED")), &json);
    pl_json_object_end(&json);
    pl_answer_header(call->answer, "Cache-Control", PL_STR("no-store"));
    return pl_answer_done(call->answer, PL_FORM_JSON, err);
}

static int session(struct pl_call *call, struct pl_error *err) { return write_session(call, &call->viewer, err); }

static struct pl_login *login_of(const struct pl_call *call, struct pl_error *err) {
    struct pl_login *login = pl_site_options(call->site)->login;
    if (login == NULL || !call->viewer.accounts) {
        (void)pl_fail(err, PL_E_NOT_FOUND, "there are no accounts here: whoever reaches this address is its person");
        return NULL;
    }
    return login;
}

/* A wrong name and a wrong password are one answer, 401. */
static int refuse_sign_in(struct pl_call *call, int rc, unsigned wait_s) {
    char seconds[16];
    if (rc == PL_E_LIMIT) {
        snprintf(seconds, sizeof seconds, "%u", wait_s);
        pl_answer_header(call->answer, "Retry-After", pl_str_from(seconds));
        call->answer->status = 429;
    } else if (rc == PL_E_REFUSED) {
        call->answer->status = 401;
    }
    return rc;
}

/* Whose account was tried stands in the record of access, so that its person can be told. Other words than the name of
 * an account never do: somebody may have typed a password there. */
static void note_tried(struct pl_call *call, pl_str name) {
    struct pl_accounts all = {.n = 0};
    int rc = pl_accounts_read(pl_site_options(call->site)->case_dir, call->arena, &all, NULL);
    const struct pl_account *tried = rc == PL_E_OK ? pl_accounts_find(&all, name) : NULL;
    if (tried != NULL) {
        call->viewer.account = tried->name;
    }
}

static int sign_in(struct pl_call *call, struct pl_error *err) {
    const struct pl_jval *body = NULL, *password;
    pl_str name = {NULL, 0}, cookie = {NULL, 0}, csrf = {NULL, 0};
    unsigned wait_s = 0;
    struct pl_login *login = login_of(call, err);
    if (login == NULL) {
        return PL_E_NOT_FOUND;
    }
    int rc = pl_body_read(call, "name|password", &body, err);
    rc = rc == PL_E_OK ? pl_body_needed(body, "name", call->arena, &name, err) : rc;
    if (rc != PL_E_OK) {
        return rc;
    }
    password = pl_jval_get(body, "password");
    if (password == NULL || password->kind != PL_JVAL_STR) {
        return pl_fail(err, PL_E_USAGE, "password is missing"); /* as it is, not trimmed */
    }
    rc = pl_login_in(login, name, password->str, call->req->address, pl_time_monotonic_us(), call->arena, &cookie,
                     &csrf, &wait_s, err);
    if (rc != PL_E_OK) {
        note_tried(call, name);
        return refuse_sign_in(call, rc, wait_s);
    }
    pl_str before = {NULL, 0};
    (void)!pl_login_out(login, call->req, call->arena, &before, NULL); /* what this browser was signed in by */
    call->viewer.account = name;                                       /* for the record of access */
    pl_answer_header(call->answer, "Set-Cookie", cookie);
    pl_answer_header(call->answer, "Cache-Control", PL_STR("no-store"));
    struct pl_json json;
    pl_json_start(&json, &call->answer->body);
    pl_json_object(&json);
    pl_json_member(&json, "type", PL_STR("signed_in"));
    pl_json_member(&json, "name", name);
    pl_json_member(&json, "csrf", csrf);
    pl_json_object_end(&json);
    return pl_answer_done(call->answer, PL_FORM_JSON, err);
}

static int sign_out(struct pl_call *call, struct pl_error *err) {
    pl_str cookie = {NULL, 0};
    struct pl_login *login = login_of(call, err);
    if (login == NULL) {
        return PL_E_NOT_FOUND;
    }
    int rc = pl_login_out(login, call->req, call->arena, &cookie, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_answer_header(call->answer, "Set-Cookie", cookie);
    pl_answer_header(call->answer, "Cache-Control", PL_STR("no-store"));
    pl_buf_add_str(&call->answer->body, PL_STR("{\"type\":\"signed_out\"}"));
    return pl_answer_done(call->answer, PL_FORM_JSON, err);
}

/* ---- for admins ---- */

static int accounts(struct pl_call *call, struct pl_error *err) {
    struct pl_accounts all;
    PL_BUF_AUTO lines = {0};
    pl_buf_open(&lines, (size_t)1 << 20);
    int rc = pl_accounts_read(pl_site_options(call->site)->case_dir, call->arena, &all, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    for (size_t i = 0; i < all.n; i++) {
        pl_account_write(&all.list[i], &lines);
    }
    pl_buf_add_fmt(&lines, "{\"type\":\"summary\",\"results\":%zu}\n", all.n);
    return pl_call_list(call, pl_buf_str(&lines), (pl_str){NULL, 0}, err);
}

static int access_list(struct pl_call *call, struct pl_error *err) {
    PL_BUF_AUTO lines = {0};
    char next[32];
    pl_time before = PL_TIME_NONE, more = PL_TIME_NONE;
    pl_str cursor = pl_call_text(call, "cursor"), name = pl_call_text(call, "name");
    int64_t at = pl_call_int(call, "cursor", 0);
    before = cursor.p != NULL ? at : PL_TIME_NONE;
    if (call->known_at != PL_TIME_NONE && (before == PL_TIME_NONE || before > call->known_at)) {
        before = call->known_at + 1; /* what was noted until then */
    }
    pl_buf_open(&lines, PL_ANSWER_MAX);
    int rc = pl_access_read(pl_site_options(call->site)->case_dir, before, name.p != NULL ? name : PL_STR(""),
                            (size_t)pl_call_int(call, "limit", 100), &lines, &more, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    snprintf(next, sizeof next, "%lld", (long long)more);
    pl_buf_add_str(&lines, PL_STR("{\"type\":\"summary\"}\n"));
    return pl_call_list(call, pl_buf_str(&lines), more != PL_TIME_NONE ? pl_str_from(next) : (pl_str){NULL, 0}, err);
}

static int health(struct pl_call *call, struct pl_error *err) {
    pl_buf_add_str(&call->answer->body, PL_STR("ok\n"));
    return pl_answer_done(call->answer, PL_FORM_TEXT, err);
}

static int ready(struct pl_call *call, struct pl_error *err) {
    struct pl_knowledge known;
    int rc = pl_known_at_size(pl_call_case(call), UINT64_MAX, &known, err);
    return rc == PL_E_OK ? health(call, err) : rc;
}

/* What may be new since the entry that Last-Event-ID (or after=) names; then the end, and when to ask again. */
static int stream(struct pl_call *call, struct pl_error *err) {
    static const char *const KINDS[] = {"import", "event", "alert", "task", "log"};
    uint64_t size = 0, after = UINT64_MAX;
    int64_t given = pl_call_int(call, "after", -1);
    pl_str last = pl_request_header(call->req, "Last-Event-ID");
    int rc = pl_pulse_size(pl_site_pulse(call->site), &size, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    if ((last.p == NULL || !pl_str_u64(last, &after)) && given >= 0) {
        after = (uint64_t)given;
    }
    struct pl_buf *body = &call->answer->body;
    pl_buf_add_fmt(body, "retry: 2000\nid: %llu\n", (unsigned long long)size);
    for (size_t i = 0; after < size && i < sizeof KINDS / sizeof KINDS[0]; i++) {
        pl_buf_add_fmt(body, "event: %s\ndata: {\"log\":%llu}\n\n", KINDS[i], (unsigned long long)size);
    }
    if (after >= size) {
        pl_buf_add_str(body, PL_STR("event: none\ndata: {}\n\n")); /* without data a browser forgets the id */
    }
    call->answer->status = 200;
    call->answer->type = call->route->type;
    pl_answer_header(call->answer, "Cache-Control", PL_STR("no-store"));
    return pl_buf_failed(body) ? pl_fail(err, PL_E_NOMEM, "no memory for the stream") : PL_E_OK;
}

const struct pl_route pl_routes_session[] = {
    {.method = "GET",
     .path = "/api/session",
     .name = "session_get",
     .text = "Who asks, and the token that every write must carry as X-Plimsoll-Token.",
     .role = PL_ROLE_NOBODY,
     .answer = "Session",
     .run = session},
    {.method = "POST",
     .path = "/api/session",
     .name = "session_in",
     .text = "Signs in by an account: a cookie. 401 for a name or password that is wrong; 429 with Retry-After after "
             "too many tries. 404 where the server has no accounts.",
     .role = PL_ROLE_NOBODY,
     .answer = "SignedIn",
     .body = "SignIn",
     .body_max = 8192,
     .also = "401 404 429",
     .quiet = true,
     .run = sign_in},
    {.method = "DELETE",
     .path = "/api/session",
     .name = "session_out",
     .text = "Signs out: ends the session of the cookie.",
     .role = PL_ROLE_NOBODY,
     .answer = "SignedOut",
     .also = "404",
     .quiet = true,
     .run = sign_out},
    {.method = "GET",
     .path = "/api/accounts",
     .name = "accounts_list",
     .text = "Who may sign in, with what role and clearance. They are made by `plimsoll account` on the server.",
     .forms = PL_FORM_JSON | PL_FORM_CSV,
     .role = PL_ROLE_ADMIN,
     .answer = "AccountList",
     .run = accounts},
    {.method = "GET",
     .path = "/api/access",
     .name = "access_list",
     .text = "Who asked what, newest first: the path, never what is behind its question mark.",
     .params =
         (const struct pl_param[]){
             {.name = "name", .text = "of that account alone"},
             {.name = "limit", .kind = PL_PARAM_INT, .def = "100", .min = 1, .max = 1000, .text = "at most so many"},
             {.name = "cursor", .kind = PL_PARAM_INT, .text = "`next` of the page before"},
             {.name = NULL}},
     .forms = PL_FORM_JSON | PL_FORM_CSV,
     .role = PL_ROLE_ADMIN,
     .answer = "AccessList",
     .run = access_list},
    {.method = "GET",
     .path = "/api/stream",
     .name = "stream",
     .text =
         "What may be new since Last-Event-ID (text/event-stream: import, event, alert, task, log, each with the size "
         "of the log); then it ends, and the browser asks again.",
     .params = (const struct pl_param[]){{.name = "after",
                                          .kind = PL_PARAM_INT,
                                          .min = 0,
                                          .max = INT64_MAX,
                                          .text = "entries that are known, where Last-Event-ID says nothing"},
                                         {.name = NULL}},
     .forms = PL_FORM_TEXT,
     .type = "text/event-stream",
     .role = PL_ROLE_READER,
     .run = stream},
    {.method = "GET",
     .path = "/healthz",
     .name = "health",
     .text = "The server answers.",
     .forms = PL_FORM_TEXT,
     .role = PL_ROLE_NOBODY,
     .run = health},
    {.method = "GET",
     .path = "/readyz",
     .name = "ready",
     .text = "The case opens, too.",
     .forms = PL_FORM_TEXT,
     .role = PL_ROLE_NOBODY,
     .run = ready},
    {.path = NULL},
};
