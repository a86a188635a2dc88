#include "report/svg.h"

#include <stdio.h>

#include "base/utf8.h"
#include "text/html.h"

#include "base/ban.h"

const char *pl_svg_colour(unsigned i) {
    static const char *const COLOURS[] = {"#00558f", "#b04a00", "#00795a", "#8a3c74",
                                          "#7a5c00", "#3b7fb8", "#4d4d4d", "#a3131c"};
    return COLOURS[i % (sizeof COLOURS / sizeof *COLOURS)];
}

static bool is_id(pl_str s) {
    bool good = s.n > 0 && s.n <= 64 && s.p[0] >= 'a' && s.p[0] <= 'z';
    for (size_t i = 0; i < s.n; i++) {
        good = good && ((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '-');
    }
    return good;
}

int pl_svg_open(struct pl_buf *out, pl_str id, pl_str title, pl_str desc, double width, double height,
                struct pl_error *err) {
    if (!is_id(id) || title.n == 0) {
        return pl_fail(err, PL_E_USAGE, "a picture needs a title, and an id of a-z, 0-9 and '-'");
    }
    pl_buf_add_fmt(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ");
    pl_buf_add_fixed(out, width, 0);
    pl_buf_add_char(out, ' ');
    pl_buf_add_fixed(out, height, 0);
    pl_buf_add_fmt(
        out, "\" role=\"img\" aria-labelledby=\"%.*s-t %.*s-d\" font-family=\"sans-serif\">\n<title id=\"%.*s-t\">",
        (int)id.n, id.p, (int)id.n, id.p, (int)id.n, id.p);
    pl_html_text(out, title);
    pl_buf_add_fmt(out, "</title>\n<desc id=\"%.*s-d\">", (int)id.n, id.p);
    pl_html_text(out, desc);
    pl_buf_add_str(out, PL_STR("</desc>\n"));
    pl_svg_rect(out, 0, 0, width, height, "fill=\"#ffffff\"");
    return 0;
}

void pl_svg_close(struct pl_buf *out) { pl_buf_add_str(out, PL_STR("</svg>")); }

void pl_svg_number(struct pl_buf *out, const char *name, double value) {
    pl_buf_add_fmt(out, " %s=\"", name);
    pl_buf_add_fixed(out, value, 1);
    pl_buf_add_char(out, '"');
}

void pl_svg_line(struct pl_buf *out, double x1, double y1, double x2, double y2, const char *rest) {
    pl_buf_add_str(out, PL_STR("<line"));
    pl_svg_number(out, "x1", x1);
    pl_svg_number(out, "y1", y1);
    pl_svg_number(out, "x2", x2);
    pl_svg_number(out, "y2", y2);
    pl_buf_add_fmt(out, " %s/>\n", rest);
}

void pl_svg_rect(struct pl_buf *out, double x, double y, double width, double height, const char *rest) {
    pl_buf_add_str(out, PL_STR("<rect"));
    pl_svg_number(out, "x", x);
    pl_svg_number(out, "y", y);
    pl_svg_number(out, "width", width);
    pl_svg_number(out, "height", height);
    pl_buf_add_fmt(out, " %s/>\n", rest);
}

void pl_svg_text(struct pl_buf *out, double x, double y, double size, const char *anchor, const char *colour,
                 pl_str text) {
    pl_buf_add_str(out, PL_STR("<text"));
    pl_svg_number(out, "x", x);
    pl_svg_number(out, "y", y);
    pl_svg_number(out, "font-size", size);
    pl_buf_add_fmt(out,
                   " text-anchor=\"%s\" fill=\"%s\" stroke=\"#ffffff\" stroke-width=\"3\" stroke-linejoin=\"round\" "
                   "paint-order=\"stroke\">",
                   anchor, colour);
    pl_html_text(out, text);
    pl_buf_add_str(out, PL_STR("</text>\n"));
}

static double advance(uint32_t c, double size) {
    bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
                (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFF00 && c <= 0xFF60);
    bool capital = c >= 'A' && c <= 'Z';
    return wide ? size : capital ? size * 0.68 : size * 0.54;
}

double pl_svg_width(pl_str text, double size) {
    double width = 0;
    while (text.n > 0) {
        uint32_t c = 0;
        size_t n = pl_utf8_next(text, &c);
        width += advance(c, size);
        text = pl_str_sub(text, n, text.n);
    }
    return width;
}

pl_str pl_svg_cut(pl_str text, double size, double width, char *room, size_t cap) {
    size_t at = 0;
    double used = 0;
    if (pl_svg_width(text, size) <= width && text.n < cap) {
        return text;
    }
    while (at < text.n) {
        uint32_t c = 0;
        size_t n = pl_utf8_next(pl_str_sub(text, at, text.n), &c);
        used += advance(c, size);
        if (used > width - size || at + n + 4 > cap) {
            break;
        }
        at += n;
    }
    memcpy(room, text.p, at);
    memcpy(room + at, "\xE2\x80\xA6", 3);
    return pl_str_make(room, at + 3);
}
