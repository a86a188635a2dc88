#include "http/route.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "http/area.h"
#include "app/clearance.h"
#include "http/openapi.h"
#include "http/site.h"
#include "text/json.h"

#include "base/ban.h"

static const char *const ROLE_NAMES[] = {
#define PL_ROLE_NAME(name, text) text,
    PL_ROLES(PL_ROLE_NAME)
#undef PL_ROLE_NAME
};

const char *pl_role_name(int role) { return role >= 0 && role < PL_ROLE_COUNT ? ROLE_NAMES[role] : "nobody"; }

#define PL_API_DECLARE(area) extern const struct pl_route pl_routes_##area[];
PL_API_AREAS(PL_API_DECLARE)
#undef PL_API_DECLARE

const struct pl_route *const pl_route_tables[] = {
#define PL_API_TABLE(area) pl_routes_##area,
    PL_API_AREAS(PL_API_TABLE)
#undef PL_API_TABLE
        NULL};

const struct pl_param pl_params_everywhere[] = {
    {.name = "known_at", .kind = PL_PARAM_TIME, .text = "as the case was known at that time"},
    {.name = "log", .kind = PL_PARAM_INT, .min = 0, .max = INT64_MAX, .text = "as it was with so many entries"},
    {.name = NULL}};

/* ---- who may ---- */

/* A table that forgets its role must not open a case: who needs no session stands here, too. */
static const char *const OPEN[] = {"GET /openapi.json",   "GET /api/session", "POST /api/session",
                                   "DELETE /api/session", "GET /healthz",     "GET /readyz"};

int pl_route_role(const struct pl_route *route) {
    for (size_t i = 0; i < sizeof OPEN / sizeof *OPEN; i++) {
        pl_str path = pl_str_from(OPEN[i]), method = pl_str_cut(&path, ' ');
        if (pl_str_eq(method, pl_str_from(route->method)) && pl_str_eq(path, pl_str_from(route->path))) {
            return PL_ROLE_NOBODY;
        }
    }
    return route->role > PL_ROLE_NOBODY && route->role < PL_ROLE_COUNT ? route->role : PL_ROLE_ADMIN;
}

/* ---- finding ---- */

static bool matches(const char *pattern, pl_str path, pl_str values[PL_PATH_VALUES]) {
    pl_str want = pl_str_from(pattern), have = path;
    size_t n = 0;
    while (want.p != NULL && have.p != NULL) {
        pl_str w = pl_str_cut(&want, '/'), h = pl_str_cut(&have, '/');
        if (w.n > 1 && w.p[0] == '{') {
            if (h.n == 0 || n == PL_PATH_VALUES) {
                return false;
            }
            values[n++] = h;
        } else if (!pl_str_eq(w, h)) {
            return false;
        }
    }
    return want.p == NULL && have.p == NULL;
}

/* What stands before the first value is the same: most routes are left aside by a few bytes. */
static bool begins(const char *pattern, pl_str path) {
    size_t i = 0;
    while (i < path.n && pattern[i] != '\0' && pattern[i] != '{' && pattern[i] == path.p[i]) {
        i++;
    }
    return pattern[i] == '\0' || pattern[i] == '{';
}

/* A name that ends like a form ("report.html" as an id) is taken whole where the route has no such form. */
static bool fits(const struct pl_route *route, const struct pl_request *req, pl_str values[PL_PATH_VALUES]) {
    unsigned forms = route->forms != 0 ? route->forms : PL_FORM_JSON;
    if (!begins(route->path, req->whole)) {
        return false;
    }
    if (req->form != 0 && ((unsigned)req->form & forms) != 0 && matches(route->path, req->path, values)) {
        return true;
    }
    return matches(route->path, req->whole, values);
}

/* A route without braces wins over one with them: /api/imports/running is no import's id. */
const struct pl_route *pl_route_find(const struct pl_request *req, pl_str values[PL_PATH_VALUES],
                                     bool *ret_other_method) {
    pl_str method = pl_str_eq(req->method, PL_STR("HEAD")) ? PL_STR("GET") : req->method;
    const struct pl_route *best = NULL;
    *ret_other_method = false;
    for (const struct pl_route *const *table = pl_route_tables; *table != NULL; table++) {
        for (const struct pl_route *route = *table; route->path != NULL; route++) {
            pl_str got[PL_PATH_VALUES] = {{NULL, 0}};
            if (!fits(route, req, got)) {
                continue;
            }
            if (!pl_str_eq(method, pl_str_from(route->method))) {
                *ret_other_method = true;
            } else if (best == NULL || got[0].p == NULL) {
                best = route;
                memcpy(values, got, sizeof got);
            }
        }
    }
    return best;
}

void pl_route_methods(const struct pl_request *req, char ret[PL_METHODS_MAX]) {
    static const char *const METHODS[] = {"GET", "HEAD", "POST", "PUT", "DELETE"};
    struct pl_request asked = *req;
    pl_str values[PL_PATH_VALUES];
    bool other, any = false;
    size_t n = 0;
    for (size_t i = 0; i < sizeof METHODS / sizeof METHODS[0]; i++) {
        asked.method = pl_str_from(METHODS[i]);
        if (pl_route_find(&asked, values, &other) != NULL) {
            n += (size_t)snprintf(ret + n, PL_METHODS_MAX - n, "%s, ", METHODS[i]);
            any = true;
        }
    }
    snprintf(ret + n, PL_METHODS_MAX - n, "%s", any ? "OPTIONS" : "");
}

/* ---- parameters ---- */

static const struct pl_param *find_param(const struct pl_param *params, pl_str name) {
    for (; params != NULL && params->name != NULL; params++) {
        if (pl_str_eq(name, pl_str_from(params->name))) {
            return params;
        }
    }
    return NULL;
}

static bool is_word(const char *words, pl_str value) {
    for (pl_str rest = pl_str_from(words); rest.p != NULL;) {
        if (pl_str_eq(pl_str_cut(&rest, '|'), value)) {
            return true;
        }
    }
    return false;
}

static bool read_box(pl_str value, double out[4]) {
    size_t n = 0;
    while (value.p != NULL && n < 4) {
        if (!pl_str_double(pl_str_trim(pl_str_cut(&value, ',')), &out[n++])) {
            return false;
        }
    }
    return n == 4 && value.p == NULL && out[0] >= -180 && out[0] <= 180 && out[2] >= -180 && out[2] <= 180 &&
           out[1] >= -90 && out[3] <= 90 && out[1] <= out[3];
}

static bool read_flag(pl_str value, bool *ret) {
    *ret = value.n == 0 || is_word("1|true|yes", value);
    return *ret || is_word("0|false|no", value);
}

static bool is_well_formed(const struct pl_param *param, pl_str value) {
    int64_t i;
    double d, box[4];
    pl_time at;
    bool flag;
    switch (param->kind) {
    case PL_PARAM_INT:
        return pl_str_i64(value, &i) && (param->min == param->max || (i >= param->min && i <= param->max));
    case PL_PARAM_NUMBER:
        return pl_str_double(value, &d);
    case PL_PARAM_TIME:
        return pl_time_parse(value, &at);
    case PL_PARAM_FLAG:
        return read_flag(value, &flag);
    case PL_PARAM_WORD:
        return is_word(param->words, value);
    case PL_PARAM_BOX:
        return read_box(value, box);
    default:
        return true;
    }
}

static int refuse(const struct pl_param *param, struct pl_error *err) {
    static const char *const WANTS[] = {
        [PL_PARAM_TEXT] = "a text",     [PL_PARAM_INT] = "a whole number in its range",
        [PL_PARAM_NUMBER] = "a number", [PL_PARAM_TIME] = "a time such as 2024-03-01T02:00Z",
        [PL_PARAM_FLAG] = "1 or 0",     [PL_PARAM_BOX] = "west,south,east,north in degrees"};
    return param->kind == PL_PARAM_WORD
               ? pl_fail(err, PL_E_USAGE, "the parameter %s takes one of %s", param->name, param->words)
               : pl_fail(err, PL_E_USAGE, "the parameter %s takes %s", param->name, WANTS[param->kind]);
}

bool pl_route_takes_knowledge(const struct pl_route *route) {
    return strcmp(route->method, "GET") == 0 && strncmp(route->path, "/api/", 5) == 0;
}

static bool stood_before(const struct pl_request *req, size_t i) {
    for (size_t k = 0; k < i; k++) {
        if (pl_str_eq(req->query[k].name, req->query[i].name)) {
            return true;
        }
    }
    return false;
}

int pl_route_check(const struct pl_route *route, const struct pl_request *req, struct pl_error *err) {
    for (size_t i = 0; i < req->n_query; i++) {
        const struct pl_param *param = find_param(route->params, req->query[i].name);
        if (param == NULL && pl_route_takes_knowledge(route)) {
            param = find_param(pl_params_everywhere, req->query[i].name);
        }
        if (param == NULL && route->lenient) {
            continue;
        }
        if (param == NULL) {
            return pl_fail(err, PL_E_USAGE, "there is no parameter %.*s here",
                           (int)pl_str_sub(req->query[i].name, 0, 60).n, req->query[i].name.p);
        }
        if (!param->repeat && stood_before(req, i)) {
            return pl_fail(err, PL_E_USAGE, "the parameter %s stands twice", param->name);
        }
        if (!is_well_formed(param, req->query[i].value)) {
            return refuse(param, err);
        }
    }
    for (const struct pl_param *p = route->params; p != NULL && p->name != NULL; p++) {
        if (p->required && pl_request_query(req, p->name).p == NULL) {
            return pl_fail(err, PL_E_USAGE, "the parameter %s is missing", p->name);
        }
    }
    return PL_E_OK;
}

/* ---- what a handler asks ---- */

pl_str pl_call_text(const struct pl_call *call, const char *name) {
    const struct pl_param *param = find_param(call->route->params, pl_str_from(name));
    if (param == NULL) {
        abort(); /* our own bug: the table lacks it */
    }
    pl_str value = pl_request_query(call->req, name);
    return value.p != NULL || param->def == NULL ? value : pl_str_from(param->def);
}

const char *pl_call_cstr(const struct pl_call *call, const char *name) {
    pl_str value = pl_call_text(call, name);
    return value.p != NULL ? pl_str_copy(call->arena, value).p : NULL;
}

int64_t pl_call_int(const struct pl_call *call, const char *name, int64_t missing) {
    int64_t value;
    return pl_str_i64(pl_call_text(call, name), &value) ? value : missing;
}

double pl_call_number(const struct pl_call *call, const char *name, double missing) {
    double value;
    return pl_str_double(pl_call_text(call, name), &value) ? value : missing;
}

pl_time pl_call_time(const struct pl_call *call, const char *name) {
    pl_time value;
    return pl_time_parse(pl_call_text(call, name), &value) ? value : PL_TIME_NONE;
}

bool pl_call_flag(const struct pl_call *call, const char *name) {
    bool value = false;
    pl_str text = pl_call_text(call, name);
    return text.p != NULL && read_flag(text, &value) && value;
}

bool pl_call_box(const struct pl_call *call, const char *name, double ret_wsen[4]) {
    pl_str text = pl_call_text(call, name);
    return text.p != NULL && read_box(text, ret_wsen);
}

size_t pl_call_texts(const struct pl_call *call, const char *name, pl_str *values, size_t max) {
    size_t n = 0;
    for (size_t i = 0; i < call->req->n_query && n < max; i++) {
        if (pl_str_eq(call->req->query[i].name, pl_str_from(name))) {
            values[n++] = call->req->query[i].value;
        }
    }
    return n;
}

bool pl_call_writes(const struct pl_call *call) {
    const struct pl_route *route = call->route;
    bool value = false;
    if (strcmp(route->method, "GET") == 0) {
        return false;
    }
    pl_str flag = route->writes_with != NULL ? pl_request_query(call->req, route->writes_with) : (pl_str){NULL, 0};
    return !route->quiet || (flag.p != NULL && read_flag(flag, &value) && value);
}

pl_str pl_call_path(const struct pl_call *call, const char *name) {
    size_t n = 0;
    for (pl_str rest = pl_str_from(call->route->path); rest.p != NULL;) {
        pl_str segment = pl_str_cut(&rest, '/');
        if (segment.n > 1 && segment.p[0] == '{') {
            if (pl_str_eq(pl_str_sub(segment, 1, segment.n - 2), pl_str_from(name))) {
                return call->values[n];
            }
            n++;
        }
    }
    abort(); /* our own bug: the path has no such name */
}

const char *pl_call_path_cstr(const struct pl_call *call, const char *name) {
    return pl_str_copy(call->arena, pl_call_path(call, name)).p;
}

static const char *dir_of(const struct pl_call *call) {
    return call->past != NULL ? call->past : pl_site_options(call->site)->case_dir;
}

const char *pl_call_view(const struct pl_call *call) {
    return pl_view_name(call->arena, dir_of(call), call->viewer.clearance);
}

const char *pl_call_case(const struct pl_call *call) {
    return pl_call_writes(call) ? dir_of(call) : pl_call_view(call);
}

int pl_call_json(const struct pl_call *call, const struct pl_jval **ret, struct pl_error *err) {
    return pl_json_read(call->req->body, call->arena, ret, err);
}

int pl_route_too_long(const struct pl_route *route, struct pl_error *err) {
    uint64_t max = route == NULL || route->body_max == 0 ? PL_BODY_MAX : route->body_max;
    if (route != NULL && route->body == NULL) {
        return pl_fail(err, PL_E_LIMIT, "no body is taken here: what is asked stands in the address");
    }
    return pl_fail(err, PL_E_LIMIT, "the body is longer than the %llu bytes that are taken here: %s",
                   (unsigned long long)max,
                   route != NULL && route->larger != NULL ? route->larger : "send less at a time");
}

static int answer_table(struct pl_call *call, pl_str lines, pl_str rows, struct pl_error *err) {
    bool kinds = false;
    int rc = pl_openapi_kinds(call->route->answer, call->arena, &kinds, err);
    rc = rc == PL_E_OK ? pl_answer_csv(call->answer, lines, rows, kinds, call->arena, err) : rc;
    bool empty = rc == PL_E_OK && call->answer->body.n == 0; /* a table without rows has its columns still */
    return empty ? pl_openapi_columns(call->route->answer, call->arena, &call->answer->body, err) : rc;
}

int pl_call_list(struct pl_call *call, pl_str lines, pl_str next, struct pl_error *err) {
    if (call->form == PL_FORM_CSV) {
        return answer_table(call, lines, lines, err);
    }
    pl_answer_lines(call->answer, lines, next);
    return pl_answer_done(call->answer, PL_FORM_JSON, err);
}

/* The records [from, from + limit) of these lines, and the summary. */
static bool cut_page(pl_str lines, uint64_t from, uint64_t limit, struct pl_buf *out) {
    uint64_t at = 0;
    bool more = false;
    for (pl_str rest = lines; rest.p != NULL && rest.n > 0;) {
        pl_str line = pl_str_cut(&rest, '\n');
        bool summary = pl_str_starts(line, PL_STR("{\"type\":\"summary\"")), behind = at >= from && at - from >= limit;
        if (line.n == 0) {
            continue;
        }
        if (summary || (at >= from && !behind)) {
            pl_buf_add_str(out, line);
            pl_buf_add_char(out, '\n');
        }
        more = more || (!summary && behind);
        at += summary ? 0 : 1;
    }
    return more;
}

int pl_call_page(struct pl_call *call, pl_str lines, uint64_t unasked, struct pl_error *err) {
    PL_BUF_AUTO page = {0};
    char next[32];
    bool asked = pl_call_text(call, "limit").p != NULL;
    uint64_t from = (uint64_t)pl_call_int(call, "cursor", 0);
    uint64_t limit = asked                                       ? (uint64_t)pl_call_int(call, "limit", 1)
                     : call->form == PL_FORM_JSON && unasked > 0 ? unasked
                                                                 : UINT64_MAX - from;
    if (from == 0 && limit == UINT64_MAX) {
        return pl_call_list(call, lines, (pl_str){NULL, 0}, err);
    }
    pl_buf_open(&page, lines.n + 1);
    bool more = cut_page(lines, from, limit, &page);
    snprintf(next, sizeof next, "%llu", (unsigned long long)(from + limit));
    if (pl_buf_failed(&page)) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a page of this list");
    }
    return call->form == PL_FORM_CSV
               ? answer_table(call, lines, pl_buf_str(&page), err)
               : pl_call_list(call, pl_buf_str(&page), more ? pl_str_from(next) : (pl_str){NULL, 0}, err);
}
