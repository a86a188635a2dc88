/* Pieces of SVG that the charts share. Numbers have one decimal. For report/ only. */
#ifndef PL_REPORT_SVG_H
#define PL_REPORT_SVG_H

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"

#define PL_SVG_INK  "#1a1d21"
#define PL_SVG_SOFT "#5a6370"

/* Colours that stay apart in grey and for the colour-blind (after Okabe and Ito, 2008), darkened for thin lines. */
const char *pl_svg_colour(unsigned i);

/* <svg ...> with title and desc. USAGE for an id that is not [a-z][a-z0-9-]{0,63}, or without a title. */
PL_MUST int pl_svg_open(struct pl_buf *out, pl_str id, pl_str title, pl_str desc, double width, double height,
                        struct pl_error *err);
void pl_svg_close(struct pl_buf *out);

void pl_svg_number(struct pl_buf *out, const char *name, double value); /*  name="12.3" */
void pl_svg_line(struct pl_buf *out, double x1, double y1, double x2, double y2, const char *rest);
void pl_svg_rect(struct pl_buf *out, double x, double y, double width, double height, const char *rest);

/* anchor: start, middle, end. With a white edge, so that it can be read over lines. */
void pl_svg_text(struct pl_buf *out, double x, double y, double size, const char *anchor, const char *colour,
                 pl_str text);

/* About how wide a text is, in units of the picture: half the size for Latin, the whole size for wide characters. */
double pl_svg_width(pl_str text, double size);

/* text, cut with an ellipsis to about that width. */
pl_str pl_svg_cut(pl_str text, double size, double width, char *room, size_t cap);

#endif
