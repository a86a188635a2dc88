/* The JSON body of a request, member by member. USAGE names the member that is missing, unknown or of another kind. */
#ifndef PL_HTTP_BODY_H
#define PL_HTTP_BODY_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "text/json.h"

struct pl_call;

/* The body, which must be an object with no member beside those of `names` ("a|b|c"). FORMAT for what is no JSON. */
PL_MUST int pl_body_read(const struct pl_call *call, const char *names, const struct pl_jval **ret,
                         struct pl_error *err);

/* The same for an object inside it. */
PL_MUST int pl_body_object(const struct pl_jval *value, const char *names, const char *what, struct pl_error *err);

/* A text, trimmed; a whole number is its digits; null and absent are "". What it says lives in the arena. */
PL_MUST int pl_body_text(const struct pl_jval *body, const char *key, struct pl_arena *arena, pl_str *ret,
                         struct pl_error *err);
PL_MUST int pl_body_needed(const struct pl_jval *body, const char *key, struct pl_arena *arena, pl_str *ret,
                           struct pl_error *err); /* "" is USAGE too */

/* Absent and null leave *io. */
PL_MUST int pl_body_number(const struct pl_jval *body, const char *key, double least, double most, double *io,
                           struct pl_error *err);
PL_MUST int pl_body_int(const struct pl_jval *body, const char *key, int64_t least, int64_t most, int64_t *io,
                        struct pl_error *err);
PL_MUST int pl_body_flag(const struct pl_jval *body, const char *key, bool *io, struct pl_error *err);

/* An array, or NULL where it is absent or null; more than `max` elements are LIMIT. */
PL_MUST int pl_body_array(const struct pl_jval *body, const char *key, size_t max, const struct pl_jval **ret,
                          struct pl_error *err);

#endif
