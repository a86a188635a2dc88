/* A request as bytes become it: method, path, query, headers, body. No socket: server.c fills it from a connection,
 * `plimsoll get` from the command line, the fuzz target from anything.
 *
 * Everything lives in the caller's arena or in what was parsed. Nothing here answers or reads files. RFC 3986 for the
 * target, RFC 9110 for fields. */
#ifndef PL_HTTP_REQUEST_H
#define PL_HTTP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

#define PL_TARGET_MAX  8192 /* bytes of path and query as received */
#define PL_QUERY_MAX   64   /* parameters */
#define PL_HEADERS_MAX 64
#define PL_SEGMENT_MAX 1024 /* bytes of a decoded segment of a path */

struct pl_http_field {
    pl_str name, value;
};

/* Forms of an answer, as bits; the suffix of the path chooses (/api/events.csv). */
#define PL_FORMS(X)                                                                                                    \
    X(JSON, "json", "application/json")                                                                                \
    X(CSV, "csv", "text/csv; charset=utf-8; header=present")                                                           \
    X(GEOJSON, "geojson", "application/geo+json")                                                                      \
    X(HTML, "html", "text/html; charset=utf-8")                                                                        \
    X(SVG, "svg", "image/svg+xml")                                                                                     \
    X(PNG, "png", "image/png")                                                                                         \
    X(DOCX, "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")                         \
    X(TAR, "tar", "application/x-tar")                                                                                 \
    X(TEXT, "txt", "text/plain; charset=utf-8")

enum pl_form_place {
#define PL_FORM_PLACE(name, suffix, type) PL_FORM_AT_##name,
    PL_FORMS(PL_FORM_PLACE)
#undef PL_FORM_PLACE
        PL_FORM_COUNT
};
enum pl_answer_form {
#define PL_FORM_BIT(name, suffix, type) PL_FORM_##name = 1 << PL_FORM_AT_##name,
    PL_FORMS(PL_FORM_BIT)
#undef PL_FORM_BIT
};

struct pl_request {
    pl_str method;                            /* GET, HEAD, POST, PUT, DELETE */
    pl_str path;                              /* decoded, starts with '/', without the suffix of a form */
    pl_str whole;                             /* decoded, with it */
    int form;                                 /* enum pl_answer_form by the suffix; 0: none was given */
    struct pl_http_field query[PL_QUERY_MAX]; /* decoded */
    size_t n_query;
    struct pl_http_field headers[PL_HEADERS_MAX];
    size_t n_headers;
    pl_str body;
    pl_str address; /* of whoever asks, as text; "" without a socket */
    bool secure;    /* it came by TLS */
};

/* Fills method, path, form and query. USAGE for a target that does not start with '/', is longer than PL_TARGET_MAX,
 * has a broken escape, bytes that are no UTF-8, control characters, an empty or dotted segment ("//", "/../"), or
 * too many parameters. "+" in a query is a space. */
PL_MUST int pl_request_target(pl_str method, pl_str target, struct pl_arena *arena, struct pl_request *ret,
                              struct pl_error *err);

/* One more header. USAGE beyond PL_HEADERS_MAX. */
PL_MUST int pl_request_add_header(struct pl_request *req, pl_str name, pl_str value, struct pl_error *err);

/* The value; p NULL where there is none. Header names without regard to case; of several headers the first. */
pl_str pl_request_query(const struct pl_request *req, const char *name);
pl_str pl_request_header(const struct pl_request *req, const char *name);
pl_str pl_request_cookie(const struct pl_request *req, const char *name);

/* `Range: bytes=A-B`, of `size` bytes whose strong ETag is tag: RFC 9110 section 14. *ret_n 0 and *ret_from 0: no range
 * was asked, or one that is answered whole (several ranges, other units, HEAD, an If-Range that names anything but the
 * tag). FORMAT where none of it can be satisfied (416). */
PL_MUST int pl_request_range(const struct pl_request *req, uint64_t size, pl_str tag, uint64_t *ret_from,
                             uint64_t *ret_n, struct pl_error *err);

/* Percent-decodes in the arena; "+" is a space where plus says so. USAGE as above. */
PL_MUST int pl_http_decode(pl_str text, bool plus, struct pl_arena *arena, pl_str *ret, struct pl_error *err);

/* Equal secrets, in a time that depends on their lengths alone; an empty one equals nothing. */
bool pl_http_same_secret(pl_str a, pl_str b);

const char *pl_form_suffix(int form);
const char *pl_form_type(int form);

#endif
