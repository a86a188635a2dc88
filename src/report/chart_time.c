/* Spans and instants in lanes over time; bars against a limit. */
#include <stdio.h>

#include "report/chart.h"
#include "report/svg.h"

#include "base/ban.h"

#define WIDTH 720.0
#define RIGHT 14.0
#define LANE  30.0
#define HEAD  12.0
#define TEXT  11.5

static int finish(struct pl_buf *out, struct pl_error *err) {
    pl_svg_close(out);
    return pl_buf_failed(out) ? pl_fail(err, PL_E_LIMIT, "a picture is beyond %zu bytes", out->max_bytes) : 0;
}

static double name_width(const pl_str *names, size_t n) {
    double width = 60;
    for (size_t i = 0; i < n; i++) {
        double w = pl_svg_width(names[i], TEXT) + 12;
        width = w > width ? w : width;
    }
    return width < 200 ? width : 200;
}

/* ---- time ---- */

struct axis {
    const struct pl_chart_time *in;
    struct pl_buf *out;
    double left, width, bottom;
};

static double x_of(const struct axis *a, pl_time at) {
    return a->left + a->width * ((double)(at - a->in->from) / (double)(a->in->to - a->in->from));
}

/* Steps up to a week; beyond, months. */
static const pl_time STEPS[] = {PL_MINUTE_US, 5 * PL_MINUTE_US, 10 * PL_MINUTE_US, 30 * PL_MINUTE_US,
                                PL_HOUR_US,   3 * PL_HOUR_US,   6 * PL_HOUR_US,    12 * PL_HOUR_US,
                                PL_DAY_US,    2 * PL_DAY_US,    7 * PL_DAY_US};

static void tick(const struct axis *a, pl_time at, size_t from, size_t n) {
    PL_BUF_AUTO text = {.max_bytes = 64};
    double x = x_of(a, at);
    pl_time_write(&text, at);
    pl_svg_line(a->out, x, HEAD, x, a->bottom, "stroke=\"#d5dae1\" stroke-width=\"0.8\"");
    for (size_t i = 0; i < text.n; i++) {
        text.p[i] = text.p[i] == 'T' ? ' ' : text.p[i];
    }
    pl_str label = pl_str_sub(pl_buf_str(&text), from, n);
    const char *anchor = x > WIDTH - RIGHT - 20 ? "end" : "middle";
    pl_svg_text(a->out, x, a->bottom + 15, 10.5, anchor, PL_SVG_SOFT, label);
}

static void month_ticks(const struct axis *a, int months) {
    struct pl_date d = pl_time_to_date(a->in->from);
    pl_time at = 0;
    int index = d.year * 12 + d.month - 1;
    for (index -= index % months; index / 12 <= 9999; index += months) {
        struct pl_date day = {.year = index / 12, .month = index % 12 + 1, .day = 1};
        if (!pl_time_from_date(day, &at) || at > a->in->to) {
            break;
        }
        if (at >= a->in->from) {
            tick(a, at, 0, months < 12 ? 7 : 4);
        }
    }
}

static void ticks(const struct axis *a) {
    static const int MONTHS[] = {1, 3, 6, 12, 24, 60, 120, 600, 1200};
    pl_time span = a->in->to - a->in->from;
    size_t most = (size_t)(a->width / 78);
    for (size_t i = 0; i < sizeof STEPS / sizeof *STEPS; i++) {
        if ((size_t)(span / STEPS[i]) > most) {
            continue;
        }
        pl_time first = a->in->from - ((a->in->from % STEPS[i]) + STEPS[i]) % STEPS[i];
        for (pl_time at = first; at <= a->in->to; at += STEPS[i]) {
            if (at >= a->in->from && STEPS[i] < PL_DAY_US) {
                tick(a, at, 5, 11); /* 03-01 06:00 */
            } else if (at >= a->in->from) {
                tick(a, at, 0, 10);
            }
        }
        return;
    }
    for (size_t i = 0; i < sizeof MONTHS / sizeof *MONTHS; i++) {
        if ((size_t)(span / (30 * PL_DAY_US)) / (size_t)MONTHS[i] <= most || i + 1 == sizeof MONTHS / sizeof *MONTHS) {
            month_ticks(a, MONTHS[i]);
            return;
        }
    }
}

static void span_label(const struct axis *a, pl_str text, double x1, double x2, double y, const char *colour) {
    char room[256];
    double inside = x2 - x1 - 8;
    double right = a->left + a->width - x2 - 6;
    double w = pl_svg_width(text, 10.5);
    if (text.n == 0) {
        return;
    }
    if (w <= inside) {
        pl_svg_text(a->out, (x1 + x2) / 2, y + 4, 10.5, "middle", colour, text);
    } else if (w <= right || right >= x1 - a->left) {
        pl_svg_text(a->out, x2 + 6, y + 4, 10.5, "start", colour, pl_svg_cut(text, 10.5, right, room, sizeof room));
    } else {
        pl_svg_text(a->out, x1 - 6, y + 4, 10.5, "end", colour,
                    pl_svg_cut(text, 10.5, x1 - a->left - 6, room, sizeof room));
    }
}

static void span(const struct axis *a, const struct pl_chart_span *s) {
    bool open = s->to == PL_TIME_NONE;
    pl_time to = open ? a->in->to : s->to;
    const char *colour = pl_svg_colour(s->colour);
    double y = HEAD + LANE * ((double)s->lane + 0.5);
    if (s->lane >= a->in->n_lanes || s->from > a->in->to || to < a->in->from) {
        return;
    }
    double x1 = x_of(a, s->from > a->in->from ? s->from : a->in->from);
    double x2 = x_of(a, to < a->in->to ? to : a->in->to);
    if (!open && s->from == s->to) {
        pl_buf_add_str(a->out, PL_STR("<path d=\"M"));
        const double dx[] = {0, 6, 0, -6};
        const double dy[] = {-6, 0, 6, 0};
        for (int i = 0; i < 4; i++) {
            pl_buf_add_str(a->out, i > 0 ? PL_STR("L") : PL_STR(""));
            pl_buf_add_fixed(a->out, x1 + dx[i], 1);
            pl_buf_add_char(a->out, ' ');
            pl_buf_add_fixed(a->out, y + dy[i], 1);
        }
        pl_buf_add_fmt(a->out, "Z\" fill=\"%s\"/>\n", colour);
        span_label(a, s->label, x1 - 4, x1 + 6, y, PL_SVG_INK);
        return;
    }
    char rest[128];
    snprintf(rest, sizeof rest, "rx=\"2\" fill=\"%s\" fill-opacity=\"0.28\" stroke=\"%s\"%s", colour, colour,
             open ? " stroke-dasharray=\"4 3\"" : "");
    pl_svg_rect(a->out, x1, y - 9, x2 - x1 > 2 ? x2 - x1 : 2, 18, rest);
    span_label(a, s->label, x1, x2, y, PL_SVG_INK);
}

int pl_chart_time_svg(const struct pl_chart_time *chart, struct pl_buf *out, struct pl_error *err) {
    if (chart->n_lanes == 0 || chart->n_lanes > 200 || chart->from >= chart->to || chart->from == PL_TIME_NONE ||
        chart->to - chart->from > INT64_C(10000) * 366 * PL_DAY_US) {
        return pl_fail(err, PL_E_USAGE, "a time chart needs 1 to 200 lanes and a span of time");
    }
    struct axis a = {.in = chart, .out = out, .left = name_width(chart->lanes, chart->n_lanes)};
    a.width = WIDTH - RIGHT - a.left;
    a.bottom = HEAD + LANE * (double)chart->n_lanes;
    int code = pl_svg_open(out, chart->id, chart->title, chart->desc, WIDTH, a.bottom + 24, err);
    if (code != 0) {
        return code;
    }
    ticks(&a);
    for (size_t i = 0; i < chart->n_lanes; i++) {
        char room[256];
        double y = HEAD + LANE * (double)(i + 1);
        pl_svg_line(out, 0, y, WIDTH - RIGHT, y, "stroke=\"#d5dae1\" stroke-width=\"0.8\"");
        pl_svg_text(out, a.left - 8, y - LANE / 2 + 4, TEXT, "end", PL_SVG_INK,
                    pl_svg_cut(chart->lanes[i], TEXT, a.left - 10, room, sizeof room));
    }
    for (size_t i = 0; i < chart->n_spans; i++) {
        span(&a, &chart->spans[i]);
    }
    pl_svg_text(out, 4, a.bottom + 15, 10.5, "start", PL_SVG_SOFT, PL_STR("UTC"));
    return finish(out, err);
}

/* ---- bars ---- */

/* 1, 2 or 5 times a power of ten that is at least value / 5. */
static double nice_step(double value) {
    double step = 1;
    while (step * 5 < value && step < 1e9) {
        step *= 10;
    }
    while (step > 1e-6 && step >= value / 2) {
        step /= 10;
    }
    return step * 5 <= value / 2 ? step * 5 : step * 2 <= value / 2 ? step * 2 : step;
}

/* 187,500 */
static void grouped(struct pl_buf *out, double value, unsigned decimals) {
    PL_BUF_AUTO text = {.max_bytes = 64};
    pl_buf_add_fixed(&text, value, decimals);
    pl_str s = pl_buf_str(&text);
    size_t whole = pl_str_find(s, '.');
    for (size_t i = 0; i < s.n; i++) {
        if (i > 0 && i < whole && (whole - i) % 3 == 0) {
            pl_buf_add_char(out, ',');
        }
        pl_buf_add_char(out, s.p[i]);
    }
}

static void value_text(struct pl_buf *out, const struct pl_chart_bar *bar, unsigned decimals) {
    grouped(out, bar->low, decimals);
    if (bar->high > bar->low) {
        pl_buf_add_str(out, PL_STR("\xE2\x80\x93"));
        grouped(out, bar->high, decimals);
    }
}

static void bar(const struct pl_chart_bars *chart, struct pl_buf *out, size_t i, double left, double scale) {
    const struct pl_chart_bar *b = &chart->bars[i];
    char room[256];
    double y = HEAD + LANE * (double)i;
    PL_BUF_AUTO value = {.max_bytes = 64};
    value_text(&value, b, chart->decimals);
    pl_svg_text(out, left - 8, y + LANE / 2 + 4, TEXT, "end", PL_SVG_INK,
                pl_svg_cut(b->label, TEXT, left - 10, room, sizeof room));
    pl_svg_rect(out, left, y + 6, b->low * scale, LANE - 12, "fill=\"#00558f\"");
    if (b->high > b->low) { /* what may be */
        pl_svg_rect(out, left + b->low * scale, y + 6, (b->high - b->low) * scale, LANE - 12,
                    "fill=\"#00558f\" fill-opacity=\"0.25\" stroke=\"#00558f\" stroke-dasharray=\"3 2\"");
    }
    pl_svg_text(out, left + b->high * scale + 6, y + LANE / 2 + 4, 10.5, "start", PL_SVG_INK, pl_buf_str(&value));
}

int pl_chart_bars_svg(const struct pl_chart_bars *chart, struct pl_buf *out, struct pl_error *err) {
    double most = chart->limit;
    double left = 60;
    bool good =
        chart->n_bars > 0 && chart->n_bars <= 200 && chart->decimals <= 6 && chart->limit >= 0 && chart->limit < 9e9;
    for (size_t i = 0; i < chart->n_bars && good; i++) {
        const struct pl_chart_bar *b = &chart->bars[i];
        double w = pl_svg_width(b->label, TEXT) + 12;
        good = b->low >= 0 && b->low <= b->high && b->high < 9e9;
        most = b->high > most ? b->high : most;
        left = w > left ? w : left;
    }
    if (!good || !(most > 0)) {
        return pl_fail(err, PL_E_USAGE, "a bar chart needs 1 to 200 bars with 0 <= low <= high < 9e9, one above 0");
    }
    left = left < 220 ? left : 220;
    double bottom = HEAD + LANE * (double)chart->n_bars + 4;
    double scale = (WIDTH - RIGHT - left - 90) / most;
    int code = pl_svg_open(out, chart->id, chart->title, chart->desc, WIDTH, bottom + 34, err);
    if (code != 0) {
        return code;
    }
    double step = nice_step(most);
    for (int k = 0; (double)k * step <= most * 1.0001 && k < 100; k++) {
        double x = left + (double)k * step * scale;
        PL_BUF_AUTO text = {.max_bytes = 64};
        grouped(&text, (double)k * step, step < 1 ? 3 : 0);
        pl_svg_line(out, x, HEAD, x, bottom, "stroke=\"#d5dae1\" stroke-width=\"0.8\"");
        pl_svg_text(out, x, bottom + 14, 10.5, "middle", PL_SVG_SOFT, pl_buf_str(&text));
    }
    for (size_t i = 0; i < chart->n_bars; i++) {
        bar(chart, out, i, left, scale);
    }
    if (chart->limit > 0) {
        double x = left + chart->limit * scale;
        pl_svg_line(out, x, 2, x, bottom, "stroke=\"#a3131c\" stroke-width=\"2\" stroke-dasharray=\"7 3\"");
        pl_svg_text(out, x - 5, HEAD - 1, 10.5, "end", "#a3131c", chart->limit_label);
    }
    pl_svg_text(out, WIDTH - RIGHT, bottom + 29, 9, "end", PL_SVG_SOFT, chart->unit);
    return finish(out, err);
}
