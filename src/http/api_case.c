#include "http/openapi.h"
#include "http/route.h"

#include "base/ban.h"

static int openapi(struct pl_call *call, struct pl_error *err) {
    pl_openapi_json(&call->answer->body);
    return pl_answer_done(call->answer, PL_FORM_JSON, err);
}

const struct pl_route pl_routes_case[] = {
    {.method = "GET",
     .path = "/openapi.json",
     .name = "openapi",
     .text = "This description of the API.",
     .role = PL_ROLE_NOBODY,
     .run = openapi},
    {.path = NULL},
};
