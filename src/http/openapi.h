/* The API's own description, from the route tables and src/http/schema/: as OpenAPI 3.1 (JSON) and as a page.
 *
 * schema/<area>.json is one JSON object of named JSON Schemas (2020-12), carried in the program; `answer` and `body` of
 * a route name one of them. A list route's schema describes the whole document (items, summary, next). */
#ifndef PL_HTTP_OPENAPI_H
#define PL_HTTP_OPENAPI_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

/* Whether records of that answer may be of more than one "type", by its schema: a table of them says it of each row.
 * Not where the answer, or what its records are, stands in no schema. NOMEM. */
PL_MUST int pl_openapi_kinds(const char *answer, struct pl_arena *arena, bool *ret, struct pl_error *err);

/* The columns of a table without rows: what every record of that answer has, as one line of CSV; "type" where it tells
 * rows apart. Nothing where the schema says none. NOMEM. */
PL_MUST int pl_openapi_columns(const char *answer, struct pl_arena *arena, struct pl_buf *out, struct pl_error *err);

void pl_openapi_json(struct pl_buf *out);
void pl_openapi_markdown(struct pl_buf *out); /* docs/reference/http.md */

#endif
