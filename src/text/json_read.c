#include "text/json.h"

#include <jansson.h>

#include "base/ban.h"

#define EXACT_INTEGERS 9007199254740992.0 /* 2^53 */

/* Refuses, with their place, nesting beyond the ceiling before the parser recurses into it, and NUL bytes, which
 * jansson 2.14 drops in silence behind a number or a word. */
static int check_bytes(pl_str text, struct pl_error *err) {
    size_t depth = 0;
    uint64_t line = 1;
    bool quoted = false;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '\0') {
            return pl_fail_at(err, PL_E_FORMAT, line, i, "not JSON: a NUL byte");
        }
        if (quoted) {
            i += c == '\\' ? 1 : 0;
            quoted = c != '"';
            continue;
        }
        if (c == '\n') {
            line++;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '[' || c == '{') {
            if (++depth > PL_JSON_MAX_DEPTH) {
                return pl_fail_at(err, PL_E_LIMIT, line, i, "JSON nested deeper than %d", PL_JSON_MAX_DEPTH);
            }
        } else if ((c == ']' || c == '}') && depth > 0) {
            depth--;
        }
    }
    return 0;
}

/* Where the copy goes, and whether integers came as reals. */
struct copy {
    struct pl_arena *arena;
    bool integers_as_reals;
};

static bool copy_value(const json_t *from, const struct copy *copy, struct pl_jval *to);

static bool copy_array(const json_t *from, const struct copy *copy, struct pl_jval *to) {
    to->n = json_array_size(from);
    to->items = pl_arena_calloc(copy->arena, to->n, sizeof *to->items);
    if (to->items == NULL) {
        return false;
    }
    for (size_t i = 0; i < to->n; i++) {
        if (!copy_value(json_array_get(from, i), copy, &to->items[i])) {
            return false;
        }
    }
    return true;
}

/* The iteration functions of jansson take a json_t * but do not change it. */
static bool copy_object(const json_t *from, const struct copy *copy, struct pl_jval *to) {
    json_t *object = json_incref((json_t *)(uintptr_t)from);
    bool done = false;
    to->n = json_object_size(object);
    to->items = pl_arena_calloc(copy->arena, to->n, sizeof *to->items);
    to->keys = pl_arena_calloc(copy->arena, to->n, sizeof *to->keys);
    if (to->items != NULL && to->keys != NULL) {
        size_t i = 0;
        void *at = json_object_iter(object);
        for (; at != NULL && i < to->n; at = json_object_iter_next(object, at), i++) {
            to->keys[i] = pl_str_copy(copy->arena, pl_str_from(json_object_iter_key(at)));
            if (to->keys[i].p == NULL || !copy_value(json_object_iter_value(at), copy, &to->items[i])) {
                break;
            }
        }
        done = at == NULL;
    }
    json_decref(object);
    return done;
}

/* Where integers came as reals, those that a double holds exactly are integers again. */
static void copy_real(double v, const struct copy *copy, struct pl_jval *to) {
    bool whole = copy->integers_as_reals && v <= EXACT_INTEGERS && v >= -EXACT_INTEGERS && (double)(int64_t)v == v;
    to->kind = whole ? PL_JVAL_INT : PL_JVAL_REAL;
    to->integer = whole ? (int64_t)v : 0;
    to->real = v;
}

/* Depth is bounded by check_bytes. */
static bool copy_value(const json_t *from, const struct copy *copy, struct pl_jval *to) {
    switch (json_typeof(from)) {
    case JSON_NULL:
        to->kind = PL_JVAL_NULL;
        return true;
    case JSON_TRUE:
    case JSON_FALSE:
        to->kind = PL_JVAL_BOOL;
        to->boolean = json_is_true(from);
        return true;
    case JSON_INTEGER:
        to->kind = PL_JVAL_INT;
        to->integer = json_integer_value(from);
        to->real = (double)to->integer;
        return true;
    case JSON_REAL:
        copy_real(json_real_value(from), copy, to);
        return true;
    case JSON_STRING:
        to->kind = PL_JVAL_STR;
        to->str = pl_str_copy(copy->arena, pl_str_make(json_string_value(from), json_string_length(from)));
        return to->str.p != NULL;
    case JSON_ARRAY:
        to->kind = PL_JVAL_ARRAY;
        return copy_array(from, copy, to);
    case JSON_OBJECT:
        to->kind = PL_JVAL_OBJECT;
        return copy_object(from, copy, to);
    }
    return false;
}

static int parse_failed(const json_error_t *problem, size_t skipped, struct pl_error *err) {
    enum json_error_code why = json_error_code(problem);
    if (why == json_error_out_of_memory || problem->text[0] == '\0') { /* jansson often says nothing then */
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    uint64_t line = problem->line > 0 ? (uint64_t)problem->line : 1;
    uint64_t offset = (problem->position > 0 ? (uint64_t)problem->position : 0) + skipped;
    return pl_fail_at(err, PL_E_FORMAT, line, offset, "not JSON: %s", problem->text);
}

int pl_json_read(pl_str text, struct pl_arena *arena, const struct pl_jval **ret_value, struct pl_error *err) {
    size_t skipped = pl_str_starts(text, PL_STR("\xEF\xBB\xBF")) ? 3 : 0;
    if (text.n > PL_JSON_MAX_BYTES) {
        return pl_fail(err, PL_E_LIMIT, "JSON text of %zu bytes; at most %zu are read", text.n, PL_JSON_MAX_BYTES);
    }
    int code = check_bytes(text, err);
    if (code != 0) {
        return code;
    }
    json_error_t problem;
    pl_str body = text.n > skipped ? pl_str_sub(text, skipped, text.n) : PL_STR("");
    struct copy copy = {.arena = arena};
    json_t *root = json_loadb(body.p, body.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &problem);
    if (root == NULL && json_error_code(&problem) == json_error_numeric_overflow) {
        /* an integer beyond int64, or a real that no double can hold, which fails again */
        copy.integers_as_reals = true;
        root = json_loadb(body.p, body.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL, &problem);
    }
    if (root == NULL) {
        return parse_failed(&problem, skipped, err);
    }
    struct pl_jval *value = pl_arena_calloc(arena, 1, sizeof *value);
    bool copied = value != NULL && copy_value(root, &copy, value);
    json_decref(root);
    if (!copied) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the JSON value");
    }
    *ret_value = value;
    return 0;
}

void pl_json_seed(size_t seed) { json_object_seed(seed | 1); } /* 0 would ask the system */

const struct pl_jval *pl_jval_get(const struct pl_jval *object, const char *key) {
    if (object == NULL || object->kind != PL_JVAL_OBJECT) {
        return NULL;
    }
    pl_str wanted = pl_str_from(key);
    for (size_t i = 0; i < object->n; i++) {
        if (pl_str_eq(object->keys[i], wanted)) {
            return &object->items[i];
        }
    }
    return NULL;
}
