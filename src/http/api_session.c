#include "app/known_at.h"
#include "http/area.h"
#include "http/pulse.h"
#include "http/route.h"
#include "http/site.h"
#include "text/json.h"

#include "base/ban.h"

static void add_text(struct pl_json *json, const char *key, pl_str text) {
    pl_json_key(json, key);
    pl_json_str(json, text);
}

/* Who asks, and the token that their writes must carry. */
static int session(struct pl_call *call, struct pl_error *err) {
    struct pl_knowledge known;
    const char *listen = pl_site_options(call->site)->listen;
    int rc = pl_known_at_size(pl_call_case(call), UINT64_MAX, &known, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    struct pl_json json;
    pl_json_start(&json, &call->answer->body);
    pl_json_object(&json);
    add_text(&json, "type", PL_STR("session"));
    add_text(&json, "person", call->viewer.person);
    add_text(&json, "role", pl_str_from(pl_role_name(call->viewer.role)));
    add_text(&json, "clearance", call->viewer.clearance);
    add_text(&json, "csrf", call->viewer.csrf);
    add_text(&json, "listen", pl_str_from(listen));
    add_text(&json, "version", PL_STR(PL_VERSION));
    pl_json_key(&json, "log_size");
    pl_json_u64(&json, known.size);
    pl_json_object_end(&json);
    pl_answer_header(call->answer, "Cache-Control", PL_STR("no-store"));
    return pl_answer_done(call->answer, PL_FORM_JSON, err);
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
    call->answer->type = "text/event-stream";
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
