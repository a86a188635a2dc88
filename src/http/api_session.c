#include "app/known_at.h"
#include "http/area.h"
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

const struct pl_route pl_routes_session[] = {
    {.method = "GET",
     .path = "/api/session",
     .name = "session_get",
     .text = "Who asks, and the token that every write must carry as X-Plimsoll-Token.",
     .role = PL_ROLE_NOBODY,
     .answer = "Session",
     .run = session},
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
