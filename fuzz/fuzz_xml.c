/* XML: whole and in cuts gives the same calls, places and errors; never an expanded entity. */
#include <stdlib.h>

#include "base/buf.h"
#include "text/xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int on_start(void *ctx, const struct pl_xml_start *start, struct pl_error *err) {
    struct pl_buf *out = ctx;
    (void)err;
    pl_buf_add_char(out, '<');
    pl_buf_add_str(out, start->name);
    pl_buf_add_str(out, pl_xml_attr(start, "a"));
    pl_buf_add_be64(out, start->line);
    pl_buf_add_be64(out, start->offset);
    return 0;
}

static int on_text(void *ctx, pl_str text, struct pl_error *err) {
    (void)err;
    pl_buf_add_str(ctx, text);
    return 0;
}

static int on_end(void *ctx, const struct pl_xml_end *end, struct pl_error *err) {
    (void)err;
    pl_buf_add_char(ctx, '>');
    pl_buf_add_be64(ctx, end->offset);
    return 0;
}

static int read_all(const uint8_t *data, size_t size, size_t step, struct pl_buf *out) {
    struct pl_xml_handler handler = {.start = on_start, .text = on_text, .end = on_end, .ctx = out};
    struct pl_xml *xml = NULL;
    struct pl_error err = {0};
    int code = pl_xml_open(&handler, &xml, &err);
    for (size_t i = 0; i < size && code == 0; i += step) {
        code = pl_xml_push(xml, data + i, size - i < step ? size - i : step, &err);
    }
    code = code == 0 ? pl_xml_finish(xml, &err) : code;
    if (code != 0) {
        pl_buf_add_be64(out, (uint64_t)err.code);
        if (err.offset > size) {
            abort();
        }
    }
    pl_xml_close(xml);
    return code;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    PL_BUF_AUTO whole = {.max_bytes = 64 << 20};
    PL_BUF_AUTO parts = {.max_bytes = 64 << 20};
    if (size < 1) {
        return 0;
    }
    int a = read_all(data + 1, size - 1, size, &whole);
    int b = read_all(data + 1, size - 1, (size_t)data[0] + 1, &parts);
    if (a != b || (a == 0 && !pl_str_eq(pl_buf_str(&whole), pl_buf_str(&parts)))) {
        abort();
    }
    return 0;
}
