/* An answer to a request, before any socket: status, fields, and a body in memory or in an open file.
 *
 * A handler fills one; server.c sends it, `plimsoll get` prints it. pl_answer_close frees the body and closes the file;
 * one that is all zero is accepted. */
#ifndef PL_HTTP_ANSWER_H
#define PL_HTTP_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"

#define PL_ANSWER_MAX     ((size_t)128 << 20) /* bytes of a body in memory */
#define PL_ANSWER_HEADERS 12

struct pl_answer_header {
    const char *name; /* static */
    char value[256];
};

struct pl_answer {
    int status;
    const char *type; /* static; NULL: no body */
    struct pl_buf body;
    bool gzip;         /* the body is gzip'd already */
    const void *fixed; /* or bytes that outlive the server (assets) */
    size_t n_fixed;
    int fd; /* or a file (0: none, as descriptor 0 never is), from file_from, file_n bytes */
    uint64_t file_from, file_n;
    struct pl_answer_header headers[PL_ANSWER_HEADERS];
    size_t n_headers;
};

void pl_answer_open(struct pl_answer *answer);
void pl_answer_close(struct pl_answer *answer);
#define PL_ANSWER_AUTO __attribute__((cleanup(pl_answer_close))) struct pl_answer

/* A field; control characters in the value become '?', it is cut after 255 bytes. One of that name is replaced. */
void pl_answer_header(struct pl_answer *answer, const char *name, pl_str value);
pl_str pl_answer_field(const struct pl_answer *answer, const char *name); /* p NULL: none */

/* The error as application/problem+json (RFC 9457), in place of whatever was there: type "about:blank#CODE"-like URN
 * urn:plimsoll:error:CODE, title, status (the answer's own where that is 400 or more, else the code's), detail, and
 * line and offset where they are known. Of the fields Retry-After stays. */
void pl_answer_problem(struct pl_answer *answer, const struct pl_error *err);

/* For an address that takes `methods` ("GET, HEAD, OPTIONS"), and not this one: 204 to OPTIONS, else the problem 405;
 * both with Allow (RFC 9110 15.5.6). */
void pl_answer_other_method(struct pl_answer *answer, pl_str method, const char *methods);

/* JSON Lines as a command prints them -> one document: {"items":[line, ...],"summary":{...},"next":...}; the summary is
 * the line of "type":"summary" without its type (an empty object where there is none). next: a cursor, p NULL: null. */
void pl_answer_lines(struct pl_answer *answer, pl_str lines, pl_str next);

/* Rows (JSON Lines, part of lines or all of them) as a table: the columns are the members of lines in the order in
 * which they first occur (without the summary's line), so that all pages of a list have the same; texts as they are,
 * all else as JSON. "type" is the first column where it tells rows apart: where `kinds` (pl_openapi_kinds) says that it
 * may, or lines have more than one; else it is left out. The arena is scratch. FORMAT where a line is no object; LIMIT
 * beyond 256 columns. */
PL_MUST int pl_answer_csv(struct pl_answer *answer, pl_str lines, pl_str rows, bool kinds, struct pl_arena *arena,
                          struct pl_error *err);

/* The first line of JSON Lines alone, as the document. NOT_FOUND where there is none. */
PL_MUST int pl_answer_line(struct pl_answer *answer, pl_str lines, struct pl_error *err);

/* What stands in answer->body is of that form (enum pl_answer_form). LIMIT where it passed its ceiling. */
PL_MUST int pl_answer_done(struct pl_answer *answer, int form, struct pl_error *err);

/* A body that the browser shall keep as a file of that name (ASCII letters, digits, dot, dash; others become '_'). */
void pl_answer_download(struct pl_answer *answer, pl_str name);

/* ETag over the body where none is set, weak, for the body may be sent gzip'd; and where the request's If-None-Match
 * names it (RFC 9110 13.1.2: by weak comparison): 304 without a body. */
void pl_answer_tag(struct pl_answer *answer, pl_str if_none_match);

#endif
