#include "report/safe.h"

#include "base/utf8.h"

#include "base/ban.h"

static void add(struct pl_buf *out, pl_str text, bool lines) {
    while (text.n > 0) {
        uint32_t c = 0;
        size_t n = pl_utf8_next(text, &c);
        if (c == '\n' || c == '\t') {
            pl_buf_add_char(out, lines ? (char)c : ' ');
        } else if (c == PL_UTF8_BROKEN) {
            pl_buf_add_str(out, PL_STR("\xEF\xBF\xBD"));
        } else if (pl_utf8_is_unsafe(c)) {
            pl_buf_add_fmt(out, "[U+%04X]", (unsigned)c);
        } else {
            pl_buf_add_str(out, pl_str_sub(text, 0, n));
        }
        text = pl_str_sub(text, n, text.n);
    }
}

void pl_safe_text(struct pl_buf *out, pl_str text) { add(out, text, false); }
void pl_safe_lines(struct pl_buf *out, pl_str text) { add(out, text, true); }
