/* Routes: what the server answers, as data. One table for each area (api_<area>.c), listed in route.c; from them come
 * dispatch, the checks of parameters, docs/reference/http.md and openapi.json.
 *
 * A handler gets a call whose parameters have been checked against the table, asks ONE verb of app/, and renders. It
 * may run in any thread of the server, several at a time; it shares nothing but the site. */
#ifndef PL_HTTP_ROUTE_H
#define PL_HTTP_ROUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "http/answer.h"
#include "http/request.h"

enum pl_param_kind {
    PL_PARAM_TEXT,
    PL_PARAM_INT,
    PL_PARAM_NUMBER,
    PL_PARAM_TIME, /* ISO 8601 */
    PL_PARAM_FLAG, /* 1, true, yes, or nothing behind the name */
    PL_PARAM_WORD, /* one of `words`, separated by | */
    PL_PARAM_BOX,  /* W,S,E,N in degrees; W > E crosses 180 degrees */
};

struct pl_param {
    const char *name;
    int kind;          /* enum pl_param_kind */
    const char *text;  /* one line */
    const char *words; /* for WORD */
    const char *def;   /* as text; NULL none */
    int64_t min, max;  /* for INT; both 0: any */
    bool required;
    bool repeat; /* may stand several times: pl_call_texts */
};

/* Who may ask. Each role may what those before it may. */
#define PL_ROLES(X)                                                                                                    \
    X(NOBODY, "nobody")                                                                                                \
    X(READER, "reader")                                                                                                \
    X(ANALYST, "analyst")                                                                                              \
    X(REVIEWER, "reviewer")                                                                                            \
    X(ADMIN, "admin")
enum pl_role {
#define PL_ROLE_ENUM(name, text) PL_ROLE_##name,
    PL_ROLES(PL_ROLE_ENUM)
#undef PL_ROLE_ENUM
        PL_ROLE_COUNT
};
const char *pl_role_name(int role);

struct pl_viewer {
    int role;         /* enum pl_role */
    pl_str person;    /* whose key signs what is written; "" : the case's own person */
    pl_str clearance; /* the highest marking that is shown ("TLP:AMBER"); "" : everything */
    pl_str csrf;      /* what X-Plimsoll-Token must say for a write; "" : no session */
    pl_str account;   /* the name they signed in with; "" : none */
    bool accounts;    /* this server has accounts: without a person nothing is written */
};

struct pl_site;
struct pl_call;

struct pl_route {
    const char *method;            /* GET (answers HEAD too), POST, PUT, DELETE */
    const char *path;              /* "/api/events/{id}": a segment in braces matches any one segment */
    const char *name;              /* operationId: "events_list" */
    const char *text;              /* one sentence */
    const struct pl_param *params; /* ended by a NULL name; NULL none */
    unsigned forms;                /* bits of enum pl_answer_form; 0: JSON */
    const char *type;              /* the media type that its handler sets, where it has no form's; NULL */
    const char *also;              /* statuses that none of what stands here tells, "206 416"; NULL */
    int role;                      /* who may: reading routes READER, filing ANALYST ... NOBODY: without a session */
    const char *answer;            /* name of its schema in schema/<area>.json; NULL: not JSON */
    const char *body;              /* name of the schema of its JSON body; or a media type ("*" any); NULL none */
    uint64_t body_max;             /* bytes; 0 with a body: PL_BODY_MAX */
    const char *larger;            /* what to do with a larger one, as a hint; NULL: send less at a time */
    bool quiet;                    /* changes nothing although it is a POST: runs in the server itself */
    const char *writes_with; /* a quiet route writes, for analysts, where the address has this flag; NULL: never */
    bool lasting; /* a write that may take hours: it waits in a turn of its own, and is not ended for its length */
    bool keeps;   /* its answer rests on the case, the address and the clearance alone, and is kept (http/kept) */
    bool derives; /* asked of the past, it needs all of it derived anew: that is kept for the next question */
    bool lenient; /* parameters that the table lacks are left aside, as foreign clients expect */
    /* How its errors look, where they are no problem+json: writes the body anew; the status is set. */
    void (*refuse)(struct pl_answer *answer, const struct pl_error *err);
    int (*run)(struct pl_call *call, struct pl_error *err);
};
#define PL_BODY_MAX ((uint64_t)1 << 20)

#define PL_PATH_VALUES 4

struct pl_call {
    struct pl_site *site;
    const struct pl_request *req;
    const struct pl_route *route;
    struct pl_viewer viewer;
    int form; /* enum pl_answer_form: what to render */
    pl_str values[PL_PATH_VALUES];
    pl_time now;
    pl_time known_at; /* PL_TIME_NONE: all there is; from ?known_at= or ?log= */
    const char *past; /* the case's name where its past is kept; NULL: its folder */
    struct pl_arena *arena;
    struct pl_answer *answer;
};

/* Parameters by name; asking for one that the route's table lacks is a bug and aborts. Text that was not given: the
 * default, else p NULL. Numbers: `missing` where there is neither. */
pl_str pl_call_text(const struct pl_call *call, const char *name);
const char *pl_call_cstr(const struct pl_call *call, const char *name); /* NUL-terminated copy, NULL where missing */
int64_t pl_call_int(const struct pl_call *call, const char *name, int64_t missing);
double pl_call_number(const struct pl_call *call, const char *name, double missing);
pl_time pl_call_time(const struct pl_call *call, const char *name); /* PL_TIME_NONE: not given */
bool pl_call_flag(const struct pl_call *call, const char *name);
bool pl_call_box(const struct pl_call *call, const char *name, double ret_wsen[4]); /* false: not given */

/* Every value of one that may repeat, at most max. */
size_t pl_call_texts(const struct pl_call *call, const char *name, pl_str *values, size_t max);

/* It changes the case: no GET, and not quiet. */
bool pl_call_writes(const struct pl_call *call);

/* The decoded segment at {name} of the path. */
pl_str pl_call_path(const struct pl_call *call, const char *name);
const char *pl_call_path_cstr(const struct pl_call *call, const char *name);

/* The case, to be given to verbs of app/: for reads a view of it that leaves out what the viewer is not cleared for
 * (app/clearance.h), so that no handler has to think of markings; no folder, then. */
const char *pl_call_case(const struct pl_call *call);

/* That view whatever is asked: for what the answer to a write tells. */
const char *pl_call_view(const struct pl_call *call);

/* The JSON body as a value. FORMAT with line and byte. */
struct pl_jval;
PL_MUST int pl_call_json(const struct pl_call *call, const struct pl_jval **ret, struct pl_error *err);

/* Answers a list: lines as a command prints them, in the form that was asked for (JSON or CSV). next: the cursor of the
 * next page; p NULL: there is none. */
PL_MUST int pl_call_list(struct pl_call *call, pl_str lines, pl_str next, struct pl_error *err);

/* The same, a page of it by the parameters `limit` and `cursor` (PL_PARAMS_PAGE): next is the place behind it. The
 * summary speaks of all. unasked: records of a page in JSON where no limit was given, 0: all; a table is whole then. */
PL_MUST int pl_call_page(struct pl_call *call, pl_str lines, uint64_t unasked, struct pl_error *err);
#define PL_PAGE_MAX 1000
#define PL_PARAMS_PAGE(what)                                                                                           \
    {.name = "limit", .kind = PL_PARAM_INT, .min = 1, .max = PL_PAGE_MAX, .text = "records of a page; " what}, {       \
        .name = "cursor", .kind = PL_PARAM_INT, .min = 0, .max = INT64_MAX / 2,                                        \
        .text = "where the page begins: `next` of the page before"                                                     \
    }

/* All tables, ended by NULL; each ends with a NULL path. */
extern const struct pl_route *const pl_route_tables[];

/* The route of a request and its path values. NULL: none; *ret_other_method: the path exists for another method. */
const struct pl_route *pl_route_find(const struct pl_request *req, pl_str values[PL_PATH_VALUES],
                                     bool *ret_other_method);

/* The methods that a request's address takes, for Allow ("GET, HEAD, OPTIONS"); "" where nothing is there. */
#define PL_METHODS_MAX 48
void pl_route_methods(const struct pl_request *req, char ret[PL_METHODS_MAX]);

/* What every route takes beside its own (known_at, log), ended by a NULL name; only GET routes below /api/. */
extern const struct pl_param pl_params_everywhere[];
bool pl_route_takes_knowledge(const struct pl_route *route);

/* LIMIT: its body is longer than the route takes, so many bytes, and what to do then. NULL: there is no such route. */
int pl_route_too_long(const struct pl_route *route, struct pl_error *err);

/* Whom the route answers: its role; ADMIN alone where its table says none and it is not one of the few that are open to
 * everybody (signing in, health, the API's own description). */
int pl_route_role(const struct pl_route *route);

/* Every query parameter is known and well formed, stands once unless it may repeat, and those required are there. USAGE
 * naming it. */
PL_MUST int pl_route_check(const struct pl_route *route, const struct pl_request *req, struct pl_error *err);

#endif
