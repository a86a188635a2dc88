#include "http/site.h"

#include <stdlib.h>
#include <string.h>

#include "app/known_at.h"
#include "app/past_keep.h"
#include "app/screener_cache.h"
#include "app/seaway_keep.h"
#include "base/log.h"
#include "http/access.h"
#include "http/metrics.h"
#include "http/kept.h"
#include "http/limited.h"
#include "http/pulse.h"

#include "base/ban.h"

struct pl_site {
    struct pl_site_options options;
    struct pl_screener_cache *screeners;
    struct pl_pulse *pulse;
    struct pl_metrics *metrics;
    struct pl_seaway_keep *seaway;
    struct pl_past_keep *pasts;
    struct pl_kept *kept;
    struct pl_limited *limited;
};

int pl_site_open(const struct pl_site_options *options, struct pl_site **ret_site, struct pl_error *err) {
    struct pl_knowledge known;
    int rc = pl_known_at_size(options->case_dir, UINT64_MAX, &known, err); /* it is a case, and opens */
    if (rc != PL_E_OK) {
        return rc;
    }
    struct pl_site *site = calloc(1, sizeof *site);
    if (site == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a site");
    }
    site->options = *options;
    rc = pl_screener_cache_open(options->case_dir, &site->screeners, err);
    rc = rc == PL_E_OK ? pl_pulse_open(options->case_dir, &site->pulse, err) : rc;
    rc = rc == PL_E_OK ? pl_metrics_open(&site->metrics, err) : rc;
    rc = rc == PL_E_OK ? pl_seaway_keep_open(options->coast, options->links, &site->seaway, err) : rc;
    rc = rc == PL_E_OK ? pl_past_keep_open(options->case_dir, &site->pasts, err) : rc;
    rc = rc == PL_E_OK ? pl_kept_open(&site->kept, err) : rc;
    rc = rc == PL_E_OK ? pl_limited_open(&site->limited, err) : rc;
    if (rc != PL_E_OK) {
        pl_site_close(site);
        return rc;
    }
    *ret_site = site;
    return PL_E_OK;
}

void pl_site_close(struct pl_site *site) {
    if (site != NULL) {
        pl_screener_cache_close(site->screeners);
        pl_pulse_close(site->pulse);
        pl_metrics_close(site->metrics);
        pl_seaway_keep_close(site->seaway);
        pl_past_keep_close(site->pasts);
        pl_kept_close(site->kept);
        pl_limited_close(site->limited);
        free(site);
    }
}

struct pl_screener_cache *pl_site_screeners(const struct pl_site *site) {
    return site->screeners;
}

struct pl_pulse *pl_site_pulse(const struct pl_site *site) {
    return site->pulse;
}

struct pl_metrics *pl_site_metrics(const struct pl_site *site) {
    return site->metrics;
}

struct pl_seaway_keep *pl_site_seaway(const struct pl_site *site) {
    return site->seaway;
}

const struct pl_site_options *pl_site_options(const struct pl_site *site) { return &site->options; }

/* ---- one request ---- */

static bool is_read(const struct pl_route *route) { return strcmp(route->method, "GET") == 0; }

static int fail_status(struct pl_answer *answer, int status, struct pl_error *err, enum pl_code code,
                       const char *message) {
    pl_fail(err, code, "%s", message);
    answer->status = status; /* kept where it is not the code's own: see answer_error */
    return (int)code;
}

static int choose_form(struct pl_call *call, struct pl_error *err) {
    unsigned forms = call->route->forms != 0 ? call->route->forms : PL_FORM_JSON;
    call->form = call->req->form != 0 && ((unsigned)call->req->form & forms) != 0 ? call->req->form : 0;
    if (call->form == 0) {
        call->form = (int)(forms & (~forms + 1)); /* the first the route has */
        if ((forms & PL_FORM_JSON) != 0) {
            call->form = PL_FORM_JSON;
        }
    }
    return pl_form_suffix(call->form)[0] != '\0' ? PL_E_OK : pl_fail(err, PL_E_NOT_FOUND, "no such form");
}

/* "https://desk.example:8443" beside the Host; a proxy before this server may add TLS, none takes it away. */
static bool is_own_origin(const struct pl_request *req, pl_str origin) {
    pl_str secure = PL_STR("https://"), open = PL_STR("http://");
    pl_str host = pl_request_header(req, "Host");
    size_t n = pl_str_starts(origin, secure) ? secure.n : pl_str_starts(origin, open) && !req->secure ? open.n : 0;
    return n > 0 && host.p != NULL && pl_str_eq_nocase(pl_str_sub(origin, n, origin.n), host);
}

/* A page of another origin says so in browsers of today, whatever it may send along; older ones name their origin. */
static bool from_elsewhere(const struct pl_request *req) {
    pl_str site = pl_request_header(req, "Sec-Fetch-Site"), origin = pl_request_header(req, "Origin");
    if (site.p != NULL && !pl_str_eq(site, PL_STR("same-origin")) && !pl_str_eq(site, PL_STR("none"))) {
        return true;
    }
    bool hidden = site.p != NULL && pl_str_eq(origin, PL_STR("null")); /* by our own Referrer-Policy */
    return origin.p != NULL && !hidden && !is_own_origin(req, origin);
}

static int check_write(struct pl_call *call, struct pl_error *err) {
    const struct pl_viewer *viewer = &call->viewer;
    bool ends_session = strcmp(call->route->method, "DELETE") == 0;
    if (!is_read(call->route) && from_elsewhere(call->req)) {
        return fail_status(call->answer, 403, err, PL_E_REFUSED, "a page of another origin may not ask this");
    }
    if (!pl_call_writes(call) && !ends_session) {
        return PL_E_OK;
    }
    if (!pl_http_same_secret(pl_request_header(call->req, "X-Plimsoll-Token"), viewer->csrf)) {
        return fail_status(call->answer, 403, err, PL_E_REFUSED,
                           "this write lacks the page's token (X-Plimsoll-Token, from /api/session)");
    }
    if (pl_call_writes(call) && viewer->accounts && viewer->person.n == 0) {
        return fail_status(call->answer, 403, err, PL_E_REFUSED,
                           "your account names no person whose key signs; an admin adds it with --person");
    }
    return PL_E_OK;
}

static int check_viewer(struct pl_call *call, struct pl_error *err) {
    const struct pl_viewer *viewer = &call->viewer;
    bool keeps = call->route->writes_with != NULL && pl_call_writes(call);
    int role = pl_route_role(call->route);
    role = keeps && role < PL_ROLE_ANALYST ? PL_ROLE_ANALYST : role;
    if (viewer->role < role) {
        return viewer->role == PL_ROLE_NOBODY
                   ? fail_status(call->answer, 401, err, PL_E_REFUSED, "sign in first")
                   : fail_status(call->answer, 403, err, PL_E_REFUSED, "your role may not do this");
    }
    return check_write(call, err);
}

static int check_body(struct pl_call *call, struct pl_error *err) {
    const struct pl_route *route = call->route;
    uint64_t max = route->body == NULL ? 0 : route->body_max > 0 ? route->body_max : PL_BODY_MAX;
    pl_str type = pl_request_header(call->req, "Content-Type");
    if (call->req->body.n > max) {
        return pl_route_too_long(route, err);
    }
    bool json = route->body != NULL && strchr(route->body, '/') == NULL && strcmp(route->body, "*") != 0;
    if (json && !pl_str_starts(type, PL_STR("application/json"))) {
        return fail_status(call->answer, 415, err, PL_E_USAGE, "the body must be application/json");
    }
    return PL_E_OK;
}

/* ?known_at= or ?log= */
static int read_knowledge(struct pl_call *call, struct pl_error *err) {
    pl_str at = pl_request_query(call->req, "known_at"), log = pl_request_query(call->req, "log");
    uint64_t size;
    call->known_at = PL_TIME_NONE;
    if (!is_read(call->route) || (at.p == NULL && log.p == NULL)) {
        return PL_E_OK;
    }
    if (at.p != NULL && log.p != NULL) {
        return pl_fail(err, PL_E_USAGE, "choose one of known_at and log");
    }
    if (at.p != NULL) {
        bool ok = pl_time_parse(at, &call->known_at) && call->known_at <= call->now;
        return ok ? PL_E_OK : pl_fail(err, PL_E_USAGE, "known_at lies in the future");
    }
    struct pl_knowledge known;
    if (!pl_str_u64(log, &size)) {
        return pl_fail(err, PL_E_USAGE, "log is a number of entries");
    }
    int rc = pl_known_at_size(pl_call_case(call), size, &known, err);
    if (rc == PL_E_OK && known.asked) {
        call->known_at = known.at;
    }
    return rc;
}

/* With what was known then kept at hand, where the route would derive all of it. */
static int run_handler(struct pl_call *call, struct pl_error *err) {
    struct pl_past_keep *pasts = call->site->pasts;
    struct pl_past *past = NULL;
    int64_t version = call->route->keeps ? pl_past_version(pasts) : -1; /* before anything is read */
    int rc = PL_E_OK;
    if (pl_kept_find(call->site->kept, call, version)) {
        return PL_E_OK;
    }
    if (call->route->derives && call->known_at != PL_TIME_NONE) {
        rc = pl_past_take(pasts, call->known_at, call->arena, &call->past, &past, err);
    }
    rc = rc == PL_E_OK ? call->route->run(call, err) : rc;
    pl_past_give(pasts, past);
    if (rc == PL_E_OK) {
        pl_kept_add(call->site->kept, call, version);
    }
    return rc;
}

static int run(struct pl_call *call, struct pl_error *err) {
    const struct pl_site_options *options = pl_site_options(call->site);
    int rc = choose_form(call, err);
    rc = rc == PL_E_OK ? check_viewer(call, err) : rc;
    rc = rc == PL_E_OK ? pl_route_check(call->route, call->req, err) : rc;
    rc = rc == PL_E_OK ? check_body(call, err) : rc;
    rc = rc == PL_E_OK ? read_knowledge(call, err) : rc;
    if (rc == PL_E_OK && options->write != NULL && pl_call_writes(call)) {
        return options->write(options->write_ctx, call->req, &call->viewer, call->answer, err);
    }
    return rc == PL_E_OK ? run_handler(call, err) : rc;
}

/* A status that a check chose stands; else that of the error's code. */
static void answer_error(const struct pl_route *route, struct pl_answer *answer, const struct pl_error *err) {
    pl_answer_problem(answer, err);
    if (route != NULL && route->refuse != NULL) {
        route->refuse(answer, err);
    }
}

/* What says nothing of the case, and what an open page asks by itself, is not noted; nor are tiles of the map, which
 * say where somebody looks, and would soon be all that is noted. */
static bool is_noted(const struct pl_call *call) {
    bool open = call->route != NULL && pl_route_role(call->route) == PL_ROLE_NOBODY && is_read(call->route);
    bool stream = pl_str_eq(call->req->whole, PL_STR("/api/stream")) && call->answer->status < 400;
    bool tile = pl_str_starts(call->req->whole, PL_STR("/tiles/"));
    return pl_site_options(call->site)->access != NULL && call->viewer.accounts && !open && !stream && !tile;
}

static void note(struct pl_call *call) {
    struct pl_error err = {0};
    if (!is_noted(call) || pl_access_note(pl_site_options(call->site)->access, &call->viewer, call->req,
                                          call->answer->status, call->now, &err) == PL_E_OK) {
        return;
    }
    pl_log_error("the record of access", &err);
    if (call->route == NULL || !pl_call_writes(call)) {
        pl_fail(&err, PL_E_STORE, "the record of access cannot be written, and nothing is answered without it");
        call->answer->status = 503;
        answer_error(call->route, call->answer, &err);
    }
}

void pl_site_answer(struct pl_site *site, const struct pl_request *req, const struct pl_viewer *viewer, pl_time now,
                    struct pl_arena *arena, struct pl_answer *answer) {
    struct pl_error err = {0};
    struct pl_call call = {.site = site,
                           .req = req,
                           .viewer = *viewer,
                           .now = now,
                           .known_at = PL_TIME_NONE,
                           .arena = arena,
                           .answer = answer};
    int64_t began_us = pl_time_monotonic_us();
    bool other = false;
    int rc;
    call.route = pl_route_find(req, call.values, &other);
    if (call.route == NULL && other) {
        char methods[PL_METHODS_MAX];
        pl_route_methods(req, methods);
        pl_answer_other_method(answer, req->method, methods);
        rc = PL_E_OK;
    } else if (call.route == NULL) {
        rc = pl_fail(&err, PL_E_NOT_FOUND, "there is nothing at this address");
    } else {
        rc = run(&call, &err);
    }
    if (rc != PL_E_OK) {
        answer_error(call.route, answer, &err);
    }
    if (call.route != NULL) {
        pl_limited_say(site->limited, &call, pl_past_version(site->pasts));
    }
    note(&call);
    if (call.route != NULL && is_read(call.route)) {
        pl_answer_tag(answer, pl_request_header(req, "If-None-Match"));
    }
    pl_metrics_note(site->metrics, call.route, answer->status, pl_time_monotonic_us() - began_us);
}
