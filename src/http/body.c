#include "http/body.h"

#include <inttypes.h>
#include <stdio.h>

#include "http/route.h"

#include "base/ban.h"

static bool is_named(const char *names, pl_str key) {
    for (pl_str rest = pl_str_from(names); rest.p != NULL;) {
        if (pl_str_eq(pl_str_cut(&rest, '|'), key)) {
            return true;
        }
    }
    return false;
}

int pl_body_object(const struct pl_jval *value, const char *names, const char *what, struct pl_error *err) {
    if (value->kind != PL_JVAL_OBJECT) {
        return pl_fail(err, PL_E_USAGE, "%s must be a JSON object", what);
    }
    for (size_t i = 0; i < value->n; i++) {
        if (!is_named(names, value->keys[i])) {
            pl_str key = pl_str_sub(value->keys[i], 0, 60);
            return pl_fail(err, PL_E_USAGE, "%s has no member %.*s; it may have %s", what, (int)key.n, key.p, names);
        }
    }
    return PL_E_OK;
}

int pl_body_read(const struct pl_call *call, const char *names, const struct pl_jval **ret, struct pl_error *err) {
    const struct pl_jval *body = NULL;
    int rc = pl_call_json(call, &body, err);
    rc = rc == PL_E_OK ? pl_body_object(body, names, "the body", err) : rc;
    if (rc == PL_E_OK) {
        *ret = body;
    }
    return rc;
}

static const struct pl_jval *member(const struct pl_jval *body, const char *key) {
    const struct pl_jval *value = pl_jval_get(body, key);
    return value != NULL && value->kind == PL_JVAL_NULL ? NULL : value;
}

int pl_body_text(const struct pl_jval *body, const char *key, struct pl_arena *arena, pl_str *ret,
                 struct pl_error *err) {
    const struct pl_jval *value = member(body, key);
    char digits[32];
    if (value == NULL) {
        *ret = PL_STR("");
    } else if (value->kind == PL_JVAL_STR) {
        *ret = pl_str_trim(value->str);
    } else if (value->kind == PL_JVAL_INT) {
        snprintf(digits, sizeof digits, "%" PRId64, value->integer);
        *ret = pl_str_copy(arena, pl_str_from(digits));
    } else {
        return pl_fail(err, PL_E_USAGE, "%s must be a text", key);
    }
    return ret->p != NULL ? PL_E_OK : pl_fail(err, PL_E_NOMEM, "out of memory");
}

int pl_body_needed(const struct pl_jval *body, const char *key, struct pl_arena *arena, pl_str *ret,
                   struct pl_error *err) {
    pl_str text;
    int rc = pl_body_text(body, key, arena, &text, err);
    if (rc == PL_E_OK && text.n == 0) {
        return pl_fail(err, PL_E_USAGE, "%s is missing", key);
    }
    if (rc == PL_E_OK) {
        *ret = text;
    }
    return rc;
}

int pl_body_number(const struct pl_jval *body, const char *key, double least, double most, double *io,
                   struct pl_error *err) {
    const struct pl_jval *value = member(body, key);
    if (value == NULL) {
        return PL_E_OK;
    }
    if ((value->kind != PL_JVAL_INT && value->kind != PL_JVAL_REAL) || !(value->real >= least && value->real <= most)) {
        return pl_fail(err, PL_E_USAGE, "%s must be a number from %g to %g", key, least, most);
    }
    *io = value->real;
    return PL_E_OK;
}

int pl_body_int(const struct pl_jval *body, const char *key, int64_t least, int64_t most, int64_t *io,
                struct pl_error *err) {
    const struct pl_jval *value = member(body, key);
    if (value == NULL) {
        return PL_E_OK;
    }
    if (value->kind != PL_JVAL_INT || value->integer < least || value->integer > most) {
        return pl_fail(err, PL_E_USAGE, "%s must be a whole number from %" PRId64 " to %" PRId64, key, least, most);
    }
    *io = value->integer;
    return PL_E_OK;
}

int pl_body_flag(const struct pl_jval *body, const char *key, bool *io, struct pl_error *err) {
    const struct pl_jval *value = member(body, key);
    if (value == NULL) {
        return PL_E_OK;
    }
    if (value->kind != PL_JVAL_BOOL) {
        return pl_fail(err, PL_E_USAGE, "%s must be true or false", key);
    }
    *io = value->boolean;
    return PL_E_OK;
}

int pl_body_array(const struct pl_jval *body, const char *key, size_t max, const struct pl_jval **ret,
                  struct pl_error *err) {
    const struct pl_jval *value = member(body, key);
    if (value != NULL && value->kind != PL_JVAL_ARRAY) {
        return pl_fail(err, PL_E_USAGE, "%s must be a list", key);
    }
    if (value != NULL && value->n > max) {
        return pl_fail(err, PL_E_LIMIT, "%s has %zu elements; at most %zu are taken", key, value->n, max);
    }
    *ret = value;
    return PL_E_OK;
}
