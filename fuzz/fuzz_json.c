/* JSON: any bytes are read or refused with a place inside them; what was read is written and read again as the same;
 * any bytes written as a string are read back as a string. */
#include <stdlib.h>

#include "text/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_value(struct pl_json *json, const struct pl_jval *v, struct pl_buf *key) {
    switch ((enum pl_jval_kind)v->kind) {
    case PL_JVAL_NULL:
        pl_json_null(json);
        break;
    case PL_JVAL_BOOL:
        pl_json_bool(json, v->boolean);
        break;
    case PL_JVAL_INT:
        pl_json_i64(json, v->integer);
        break;
    case PL_JVAL_REAL:
        pl_json_fixed(json, v->real, 6);
        break;
    case PL_JVAL_STR:
        pl_json_str(json, v->str);
        break;
    case PL_JVAL_ARRAY:
        pl_json_array(json);
        for (size_t i = 0; i < v->n; i++) {
            write_value(json, &v->items[i], key);
        }
        pl_json_array_end(json);
        break;
    case PL_JVAL_OBJECT: /* keys are foreign here: as pairs in an array */
        pl_json_array(json);
        for (size_t i = 0; i < v->n; i++) {
            pl_json_str(json, v->keys[i]);
            write_value(json, &v->items[i], key);
        }
        pl_json_array_end(json);
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    PL_ARENA_AUTO arena = {.max_bytes = 64 << 20};
    PL_BUF_AUTO out = {.max_bytes = 64 << 20};
    PL_BUF_AUTO key = {.max_bytes = 1 << 20};
    struct pl_error err = {0};
    const struct pl_jval *value = NULL;
    const struct pl_jval *again = NULL;
    struct pl_json json;
    pl_str text = pl_str_make((const char *)data, size);
    if (pl_json_read(text, &arena, &value, &err) == 0) {
        pl_json_start(&json, &out);
        write_value(&json, value, &key);
        /* objects became arrays: at most as deep, so it can be refused only for the sum of its numbers' widths */
        if (pl_buf_failed(&out) || pl_json_read(pl_buf_str(&out), &arena, &again, &err) != 0) {
            abort();
        }
    } else if (err.msg[0] == '\0' || (err.has_offset && err.offset > size)) {
        abort();
    }
    pl_buf_clear(&out);
    pl_json_start(&json, &out);
    pl_json_str(&json, text);
    bool nul = size > 0 && memchr(data, 0, size) != NULL;
    int code = pl_json_read(pl_buf_str(&out), &arena, &again, &err);
    if (!nul && size < (1 << 20) && (code != 0 || again->kind != PL_JVAL_STR)) {
        abort();
    }
    return 0;
}
