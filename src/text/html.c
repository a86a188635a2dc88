#include "text/html.h"

#include "base/utf8.h"

#include "base/ban.h"

static pl_str reference_of(uint32_t c) {
    switch (c) {
    case '&':
        return PL_STR("&amp;");
    case '<':
        return PL_STR("&lt;");
    case '>':
        return PL_STR("&gt;");
    case '"':
        return PL_STR("&quot;");
    case '\'':
        return PL_STR("&#39;");
    default:
        return pl_str_make(NULL, 0);
    }
}

void pl_html_text(struct pl_buf *buf, pl_str text) {
    while (text.n > 0) {
        uint32_t c = 0;
        size_t n = pl_utf8_next(text, &c);
        pl_str reference = reference_of(c);
        if (reference.p != NULL) {
            pl_buf_add_str(buf, reference);
        } else if (c == PL_UTF8_BROKEN) {
            pl_buf_add_str(buf, PL_STR("\xEF\xBF\xBD"));
        } else if (pl_utf8_is_unsafe(c) && c != '\n') {
            pl_buf_add_fmt(buf, "[U+%04X]", (unsigned)c);
        } else {
            pl_buf_add_str(buf, pl_str_sub(text, 0, n));
        }
        text = pl_str_sub(text, n, text.n);
    }
}

void pl_html_foreign(struct pl_buf *buf, pl_str text) {
    pl_buf_add_str(buf, PL_STR("<bdi>"));
    pl_html_text(buf, text);
    pl_buf_add_str(buf, PL_STR("</bdi>"));
}
