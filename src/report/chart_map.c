/* The map: Mercator on a sphere, cut at its frame. */
#include "base/arena.h"
#include "geo/trig.h"
#include "report/chart.h"
#include "report/svg.h"

#include "base/ban.h"

#define WIDTH      720.0
#define LEFT       46.0
#define TOP        12.0
#define PLOT_WIDTH (WIDTH - LEFT - 12.0)
#define MAX_LABELS 400
#define LAT_LIMIT  84.0

struct xy {
    double x, y;
};

struct placed {
    double x1, y1, x2, y2;
};

struct map {
    const struct pl_chart_map *in;
    struct pl_buf *out;
    struct pl_arena arena;
    int32_t centre;      /* longitude from which all others are counted, in units */
    double west, east;   /* degrees from the centre */
    double south, north; /* degrees of latitude */
    double low;          /* Mercator ordinate of the southern edge, in degrees */
    double scale;        /* units of the picture to a degree of longitude */
    double plot_height;
    struct placed labels[MAX_LABELS];
    size_t n_labels;
};

/* The Mercator ordinate in degrees. */
static double mercator(double lat_deg) {
    double s = pl_sin(lat_deg * (PL_PI / 180.0));
    return 0.5 * pl_log((1.0 + s) / (1.0 - s)) * (180.0 / PL_PI);
}

static double lat_of(double ordinate) {
    double t = pl_exp(2.0 * ordinate * (PL_PI / 180.0));
    return pl_asin((t - 1.0) / (t + 1.0)) * (180.0 / PL_PI);
}

static double lon_of(const struct map *m, pl_pos at) { return (double)pl_lon_diff(m->centre, at.lon) / PL_POS_UNIT; }

static double lat_clamped(pl_pos at) {
    double lat = pl_pos_lat_deg(at);
    return lat > LAT_LIMIT ? LAT_LIMIT : lat < -LAT_LIMIT ? -LAT_LIMIT : lat;
}

static struct xy project(const struct map *m, double lon, double lat) {
    return (struct xy){LEFT + (lon - m->west) * m->scale, TOP + m->plot_height - (mercator(lat) - m->low) * m->scale};
}

static struct xy place(const struct map *m, pl_pos at) { return project(m, lon_of(m, at), pl_pos_lat_deg(at)); }

/* ---- the frame ---- */

static void widen(struct map *m, pl_pos at, bool *any) {
    double lon = lon_of(m, at);
    double lat = pl_pos_lat_deg(at);
    m->west = *any && m->west < lon ? m->west : lon;
    m->east = *any && m->east > lon ? m->east : lon;
    m->south = *any && m->south < lat ? m->south : lat;
    m->north = *any && m->north > lat ? m->north : lat;
    *any = true;
}

static bool extent(struct map *m) {
    bool any = false;
    for (size_t i = 0; i < m->in->n_tracks; i++) {
        for (size_t k = 0; k < m->in->tracks[i].n; k++) {
            m->centre = any ? m->centre : m->in->tracks[i].at[k].lon;
            widen(m, m->in->tracks[i].at[k], &any);
        }
    }
    for (size_t i = 0; i < m->in->n_points; i++) {
        m->centre = any ? m->centre : m->in->points[i].at.lon;
        widen(m, m->in->points[i].at, &any);
    }
    return any;
}

static double at_least(double value, double least) { return value > least ? value : least; }

/* A margin, a least size, and a shape between 5:2 and 6:5. */
static void frame(struct map *m) {
    double low = mercator(m->south);
    double high = mercator(m->north);
    double wide = at_least((m->east - m->west) * 1.2, 0.2);
    double tall = at_least((high - low) * 1.2, 0.2);
    double middle = (m->west + m->east) / 2;
    double centre = (low + high) / 2;
    tall = at_least(tall, wide * 0.4);
    wide = at_least(wide, tall * 1.2);
    m->west = middle - wide / 2;
    m->east = middle + wide / 2;
    m->scale = PLOT_WIDTH / wide;
    m->plot_height = tall * m->scale;
    m->low = centre - tall / 2;
    m->south = lat_of(m->low);
    m->north = lat_of(m->low + tall);
}

/* ---- land ---- */

struct ring {
    struct xy *at;
    size_t n, cap;
};

static void ring_add(struct ring *r, struct xy at) {
    if (r->n < r->cap) {
        r->at[r->n++] = at;
    }
}

/* Edge 0..3: left, right, top, bottom of the plot. */
static double inside(const struct map *m, struct xy at, int edge) {
    switch (edge) {
    case 0:
        return at.x - LEFT;
    case 1:
        return LEFT + PLOT_WIDTH - at.x;
    case 2:
        return at.y - TOP;
    default:
        return TOP + m->plot_height - at.y;
    }
}

/* Sutherland and Hodgman (1974): one edge. */
static void cut_edge(const struct map *m, const struct ring *in, struct ring *out, int edge) {
    out->n = 0;
    for (size_t i = 0; i < in->n; i++) {
        struct xy a = in->at[i == 0 ? in->n - 1 : i - 1];
        struct xy b = in->at[i];
        double da = inside(m, a, edge);
        double db = inside(m, b, edge);
        if ((da < 0) != (db < 0)) {
            double t = da / (da - db);
            ring_add(out, (struct xy){a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t});
        }
        if (db >= 0) {
            ring_add(out, b);
        }
    }
}

static void path_point(struct map *m, char command, struct xy at) {
    pl_buf_add_char(m->out, command);
    pl_buf_add_fixed(m->out, at.x, 1);
    pl_buf_add_char(m->out, ' ');
    pl_buf_add_fixed(m->out, at.y, 1);
}

static void draw_ring(struct map *m, const struct ring *r) {
    struct xy last = {-1e6, -1e6};
    bool any = false;
    for (size_t i = 0; i < r->n; i++) {
        double dx = r->at[i].x - last.x;
        double dy = r->at[i].y - last.y;
        if (dx * dx + dy * dy >= 0.16 || i + 1 == r->n) {
            path_point(m, any ? 'L' : 'M', r->at[i]);
            last = r->at[i];
            any = true;
        }
    }
    pl_buf_add_str(m->out, any ? PL_STR("Z") : PL_STR(""));
}

/* A closed ring, moved by whole turns. */
static void land_ring(struct map *m, const struct pl_chart_coast *c, double turn) {
    struct ring a = {pl_arena_calloc(&m->arena, c->n * 2 + 8, sizeof *a.at), 0, c->n * 2 + 8};
    struct ring b = {pl_arena_calloc(&m->arena, c->n * 2 + 8, sizeof *b.at), 0, c->n * 2 + 8};
    if (a.at == NULL || b.at == NULL) {
        return;
    }
    double lon = lon_of(m, c->at[0]) + turn;
    for (size_t i = 0; i < c->n; i++) {
        lon += i > 0 ? (double)pl_lon_diff(c->at[i - 1].lon, c->at[i].lon) / PL_POS_UNIT : 0;
        ring_add(&a, project(m, lon, lat_clamped(c->at[i])));
    }
    cut_edge(m, &a, &b, 0);
    cut_edge(m, &b, &a, 1);
    cut_edge(m, &a, &b, 2);
    cut_edge(m, &b, &a, 3);
    if (a.n >= 3) {
        draw_ring(m, &a);
    }
}

/* The part of a-b inside the plot (Liang and Barsky, 1984). */
static bool cut_segment(const struct map *m, struct xy *a, struct xy *b) {
    double from = 0;
    double to = 1;
    for (int edge = 0; edge < 4; edge++) {
        double da = inside(m, *a, edge);
        double db = inside(m, *b, edge);
        if (da < 0 && db < 0) {
            return false;
        }
        double t = da != db ? da / (da - db) : 0;
        from = da < 0 && t > from ? t : from;
        to = db < 0 && t < to ? t : to;
    }
    struct xy start = *a;
    struct xy d = {b->x - a->x, b->y - a->y};
    *a = (struct xy){start.x + d.x * from, start.y + d.y * from};
    *b = (struct xy){start.x + d.x * to, start.y + d.y * to};
    return from <= to;
}

static void coast_line(struct map *m, const struct pl_chart_coast *c, double turn) {
    double lon = lon_of(m, c->at[0]) + turn;
    struct xy last = project(m, lon, lat_clamped(c->at[0]));
    for (size_t i = 1; i < c->n; i++) {
        lon += (double)pl_lon_diff(c->at[i - 1].lon, c->at[i].lon) / PL_POS_UNIT;
        struct xy next = project(m, lon, lat_clamped(c->at[i]));
        struct xy a = last;
        struct xy b = next;
        if (cut_segment(m, &a, &b)) {
            path_point(m, 'M', a);
            path_point(m, 'L', b);
        }
        last = next;
    }
}

static void land(struct map *m, bool closed) {
    pl_buf_add_fmt(m->out, "<path fill=\"%s\" fill-rule=\"evenodd\" stroke=\"#8d97a3\" stroke-width=\"0.8\" d=\"",
                   closed ? "#e9e6dd" : "none");
    for (size_t i = 0; i < m->in->n_coasts; i++) {
        const struct pl_chart_coast *c = &m->in->coasts[i];
        if (c->closed != closed || c->n < 2) {
            continue;
        }
        for (int turn = -1; turn <= 1; turn++) {
            struct pl_arena_mark mark = pl_arena_mark(&m->arena);
            if (closed) {
                land_ring(m, c, turn * 360.0);
            } else {
                coast_line(m, c, turn * 360.0);
            }
            pl_arena_rewind(&m->arena, mark);
        }
    }
    pl_buf_add_str(m->out, PL_STR("\"/>\n"));
}

/* ---- graticule and scale ---- */

/* Minutes between lines so that about five fit. */
static double step_of(double span_deg) {
    static const double STEPS[] = {1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600};
    size_t i = 0;
    while (i + 1 < sizeof STEPS / sizeof *STEPS && span_deg * 60.0 / STEPS[i] > 6.0) {
        i++;
    }
    return STEPS[i];
}

static void degrees(struct pl_buf *out, int64_t minutes, char positive, char negative) {
    int64_t m = minutes < 0 ? -minutes : minutes;
    pl_buf_add_u64(out, (uint64_t)(m / 60));
    pl_buf_add_str(out, PL_STR("\xC2\xB0"));
    if (m % 60 != 0) {
        pl_buf_add_fmt(out, "%02u\xE2\x80\xB2", (unsigned)(m % 60));
    }
    if (m != 0) {
        pl_buf_add_char(out, minutes < 0 ? negative : positive);
    }
}

static int64_t floor_to(double value, double step) {
    int64_t n = (int64_t)(value / step);
    return (double)n * step > value ? n - 1 : n;
}

static void meridians(struct map *m) {
    double step = step_of(m->east - m->west);
    double centre = (double)m->centre / PL_POS_UNIT;
    double first = (m->west + centre) * 60.0;
    for (int64_t k = floor_to(first, step) + 1; (double)k * step / 60.0 - centre < m->east; k++) {
        int64_t minutes = (int64_t)((double)k * step);
        double x = project(m, (double)minutes / 60.0 - centre, 0).x;
        PL_BUF_AUTO label = {.max_bytes = 64};
        minutes = ((minutes + 10800) % 21600 + 21600) % 21600 - 10800;
        degrees(&label, minutes, 'E', 'W');
        pl_svg_line(m->out, x, TOP, x, TOP + m->plot_height, "stroke=\"#c3ccd6\" stroke-width=\"0.7\"");
        pl_svg_text(m->out, x, TOP + m->plot_height + 14, 10.5, "middle", PL_SVG_SOFT, pl_buf_str(&label));
    }
}

static void parallels(struct map *m) {
    double step = step_of((m->north - m->south) * 1.2);
    for (int64_t k = floor_to(m->south * 60.0, step) + 1; (double)k * step / 60.0 < m->north; k++) {
        int64_t minutes = (int64_t)((double)k * step);
        double y = project(m, 0, (double)minutes / 60.0).y;
        PL_BUF_AUTO label = {.max_bytes = 64};
        degrees(&label, minutes, 'N', 'S');
        pl_svg_line(m->out, LEFT, y, LEFT + PLOT_WIDTH, y, "stroke=\"#c3ccd6\" stroke-width=\"0.7\"");
        pl_svg_text(m->out, LEFT - 4, y + 3.5, 10.5, "end", PL_SVG_SOFT, pl_buf_str(&label));
    }
}

/* Where a bar of that width hides the fewest positions: of the four corners, the lower left one first. Labels keep off
 * it. */
static struct xy free_corner(struct map *m, double width) {
    const struct xy corners[] = {{LEFT + 12, TOP + m->plot_height - 12},
                                 {LEFT + PLOT_WIDTH - width, TOP + m->plot_height - 12},
                                 {LEFT + 12, TOP + 26},
                                 {LEFT + PLOT_WIDTH - width, TOP + 26}};
    size_t best = 0;
    size_t fewest = SIZE_MAX;
    for (size_t i = 0; i < 4; i++) {
        size_t n = 0;
        for (size_t t = 0; t < m->in->n_tracks + 1; t++) {
            size_t count = t < m->in->n_tracks ? m->in->tracks[t].n : m->in->n_points;
            for (size_t k = 0; k < count; k++) {
                struct xy at = place(m, t < m->in->n_tracks ? m->in->tracks[t].at[k] : m->in->points[k].at);
                n += at.x > corners[i].x - 20 && at.x < corners[i].x + width + 20 && at.y > corners[i].y - 40 &&
                     at.y < corners[i].y + 20;
            }
        }
        best = n < fewest ? i : best;
        fewest = n < fewest ? n : fewest;
    }
    m->labels[m->n_labels++] =
        (struct placed){corners[best].x - 6, corners[best].y - 21, corners[best].x + width, corners[best].y + 8};
    return corners[best];
}

/* Nautical miles, true at the middle latitude. */
static void scale_bar(struct map *m) {
    static const double LENGTHS[] = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000};
    double middle = lat_of(m->low + m->plot_height / m->scale / 2);
    double to_nm = m->scale / (60.0 * pl_cos(middle * (PL_PI / 180.0)));
    size_t i = sizeof LENGTHS / sizeof *LENGTHS - 1;
    while (i > 0 && LENGTHS[i] * to_nm > PLOT_WIDTH * 0.25) {
        i--;
    }
    double length = LENGTHS[i] * to_nm;
    PL_BUF_AUTO label = {.max_bytes = 64};
    pl_buf_add_fixed(&label, LENGTHS[i], 0);
    pl_buf_add_str(&label, PL_STR(" nautical miles"));
    double box = at_least(length, pl_svg_width(pl_buf_str(&label), 10.5)) + 14;
    struct xy corner = free_corner(m, box);
    double x = corner.x;
    double y = corner.y;
    pl_svg_rect(m->out, x - 5, y - 20, box, 27, "fill=\"#ffffff\" fill-opacity=\"0.85\"");
    pl_svg_line(m->out, x, y, x + length, y, "stroke=\"" PL_SVG_INK "\" stroke-width=\"2\"");
    pl_svg_line(m->out, x, y - 4, x, y + 4, "stroke=\"" PL_SVG_INK "\" stroke-width=\"1.2\"");
    pl_svg_line(m->out, x + length, y - 4, x + length, y + 4, "stroke=\"" PL_SVG_INK "\" stroke-width=\"1.2\"");
    pl_svg_text(m->out, x, y - 7, 10.5, "start", PL_SVG_INK, pl_buf_str(&label));
}

/* ---- tracks and points ---- */

static bool is_free(const struct map *m, struct placed p) {
    bool good = p.x1 >= LEFT && p.x2 <= LEFT + PLOT_WIDTH && p.y1 >= TOP && p.y2 <= TOP + m->plot_height;
    for (size_t i = 0; i < m->n_labels && good; i++) {
        const struct placed *o = &m->labels[i];
        good = p.x2 <= o->x1 || p.x1 >= o->x2 || p.y2 <= o->y1 || p.y1 >= o->y2;
    }
    return good;
}

/* Beside its point: right, left, above or below, where there is room; else to the right. */
static void label(struct map *m, struct xy at, pl_str text, const char *colour) {
    double w = pl_svg_width(text, 11.5);
    const struct {
        double dx, dy;
        const char *anchor;
        double from;
    } ways[] = {{8, 4, "start", 0},  {-8, 4, "end", -1},  {0, -9, "middle", -0.5}, {0, 18, "middle", -0.5},
                {8, -9, "start", 0}, {8, 18, "start", 0}, {-8, -9, "end", -1},     {-8, 18, "end", -1}};
    size_t n = sizeof ways / sizeof *ways;
    size_t way = n;
    struct placed p = {0};
    for (size_t i = 0; i < n && way == n; i++) {
        double x = at.x + ways[i].dx + ways[i].from * w;
        p = (struct placed){x - 1, at.y + ways[i].dy - 10, x + w + 1, at.y + ways[i].dy + 3};
        way = is_free(m, p) ? i : n;
    }
    way = way == n ? 0 : way;
    if (text.n > 0) {
        pl_svg_text(m->out, at.x + ways[way].dx, at.y + ways[way].dy, 11.5, ways[way].anchor, colour, text);
    }
    if (text.n > 0 && m->n_labels < MAX_LABELS) {
        m->labels[m->n_labels++] = p;
    }
}

/* The space of a mark itself, so that labels keep off it. */
static void occupy(struct map *m, struct xy at) {
    if (m->n_labels < MAX_LABELS) {
        m->labels[m->n_labels++] = (struct placed){at.x - 5, at.y - 5, at.x + 5, at.y + 5};
    }
}

static void track_path(struct map *m, const struct pl_chart_track *t, bool gaps) {
    pl_buf_add_fmt(m->out, "<path fill=\"none\" stroke=\"%s\" stroke-width=\"%s\"%s d=\"", pl_svg_colour(t->colour),
                   gaps ? "1.3" : "2", gaps ? " stroke-dasharray=\"2 5\" stroke-linecap=\"round\"" : "");
    bool pen = false;
    for (size_t i = 0; i + 1 < t->n; i++) {
        bool gap = t->gap_after != NULL && t->gap_after[i];
        if (gap != gaps) {
            pen = false;
            continue;
        }
        if (!pen) {
            path_point(m, 'M', place(m, t->at[i]));
        }
        path_point(m, 'L', place(m, t->at[i + 1]));
        pen = true;
    }
    pl_buf_add_str(m->out, PL_STR("\"/>\n"));
}

static void track(struct map *m, const struct pl_chart_track *t) {
    track_path(m, t, true);
    track_path(m, t, false);
    if (t->n > 0) { /* where it starts */
        struct xy start = place(m, t->at[0]);
        pl_buf_add_str(m->out, PL_STR("<circle"));
        pl_svg_number(m->out, "cx", start.x);
        pl_svg_number(m->out, "cy", start.y);
        pl_buf_add_fmt(m->out, " r=\"3.2\" fill=\"%s\"/>\n", pl_svg_colour(t->colour));
        occupy(m, start);
    }
}

static void shape(struct map *m, struct xy at, enum pl_chart_mark mark) {
    switch (mark) {
    case PL_CHART_DOT:
    case PL_CHART_RING:
        pl_buf_add_str(m->out, PL_STR("<circle"));
        pl_svg_number(m->out, "cx", at.x);
        pl_svg_number(m->out, "cy", at.y);
        pl_buf_add_str(m->out, mark == PL_CHART_DOT
                                   ? PL_STR(" r=\"3.5\" fill=\"" PL_SVG_INK "\"/>\n")
                                   : PL_STR(" r=\"5\" fill=\"none\" stroke=\"#a3131c\" stroke-width=\"2\"/>\n"));
        break;
    case PL_CHART_SQUARE:
        pl_svg_rect(m->out, at.x - 3.5, at.y - 3.5, 7, 7, "fill=\"" PL_SVG_INK "\"");
        break;
    case PL_CHART_CROSS:
        pl_svg_line(m->out, at.x - 5, at.y - 5, at.x + 5, at.y + 5, "stroke=\"#a3131c\" stroke-width=\"2.2\"");
        pl_svg_line(m->out, at.x - 5, at.y + 5, at.x + 5, at.y - 5, "stroke=\"#a3131c\" stroke-width=\"2.2\"");
        break;
    case PL_CHART_DIAMOND:
        pl_buf_add_str(m->out, PL_STR("<path d=\""));
        path_point(m, 'M', (struct xy){at.x, at.y - 5.5});
        path_point(m, 'L', (struct xy){at.x + 5.5, at.y});
        path_point(m, 'L', (struct xy){at.x, at.y + 5.5});
        path_point(m, 'L', (struct xy){at.x - 5.5, at.y});
        pl_buf_add_str(m->out, PL_STR("Z\" fill=\"none\" stroke=\"" PL_SVG_INK "\" stroke-width=\"1.8\"/>\n"));
        break;
    }
}

static void accuracy(struct map *m, const struct pl_chart_point *p) {
    double lat = pl_pos_lat_deg(p->at);
    double radius = p->radius_m / (PL_EARTH_RADIUS_M * (PL_PI / 180.0) * pl_cos(lat * (PL_PI / 180.0))) * m->scale;
    struct xy at = place(m, p->at);
    if (!(radius >= 1 && radius < 5000)) {
        return;
    }
    pl_buf_add_str(m->out, PL_STR("<circle"));
    pl_svg_number(m->out, "cx", at.x);
    pl_svg_number(m->out, "cy", at.y);
    pl_svg_number(m->out, "r", radius);
    pl_buf_add_str(m->out,
                   PL_STR(" fill=\"#5a6370\" fill-opacity=\"0.12\" stroke=\"#5a6370\" stroke-width=\"0.8\"/>\n"));
}

static void contents(struct map *m) {
    for (size_t i = 0; i < m->in->n_points; i++) {
        accuracy(m, &m->in->points[i]);
        occupy(m, place(m, m->in->points[i].at));
    }
    for (size_t i = 0; i < m->in->n_tracks; i++) {
        track(m, &m->in->tracks[i]);
    }
    for (size_t i = 0; i < m->in->n_points; i++) {
        shape(m, place(m, m->in->points[i].at), m->in->points[i].mark);
    }
    for (size_t i = 0; i < m->in->n_points; i++) {
        label(m, place(m, m->in->points[i].at), m->in->points[i].label, PL_SVG_INK);
    }
    for (size_t i = 0; i < m->in->n_tracks; i++) {
        const struct pl_chart_track *t = &m->in->tracks[i];
        if (t->n > 0) {
            label(m, place(m, t->at[0]), t->label, pl_svg_colour(t->colour));
        }
    }
}

/* ---- the legend ---- */

static void legend(struct map *m, double y) {
    static const struct {
        enum pl_chart_mark mark;
        const char *text;
    } MARKS[] = {{PL_CHART_DOT, "reported position"},
                 {PL_CHART_RING, "detection, not explained"},
                 {PL_CHART_SQUARE, "port"},
                 {PL_CHART_CROSS, "event"},
                 {PL_CHART_DIAMOND, "observation"}};
    double x = LEFT + 4;
    bool gaps = false;
    for (size_t i = 0; i < m->in->n_tracks; i++) {
        for (size_t k = 0; m->in->tracks[i].gap_after != NULL && k + 1 < m->in->tracks[i].n; k++) {
            gaps = gaps || m->in->tracks[i].gap_after[k];
        }
    }
    for (size_t i = 0; i < sizeof MARKS / sizeof *MARKS; i++) {
        bool used = false;
        for (size_t k = 0; k < m->in->n_points; k++) {
            used = used || m->in->points[k].mark == MARKS[i].mark;
        }
        if (used) {
            shape(m, (struct xy){x + 4, y - 3.5}, MARKS[i].mark);
            pl_svg_text(m->out, x + 14, y, 10.5, "start", PL_SVG_SOFT, pl_str_from(MARKS[i].text));
            x += pl_svg_width(pl_str_from(MARKS[i].text), 10.5) + 28;
        }
    }
    if (gaps) {
        pl_svg_line(m->out, x, y - 3.5, x + 24, y - 3.5,
                    "stroke=\"" PL_SVG_SOFT
                    "\" stroke-width=\"1.3\" stroke-dasharray=\"2 5\" stroke-linecap=\"round\"");
        pl_svg_text(m->out, x + 30, y, 10.5, "start", PL_SVG_SOFT, PL_STR("not heard"));
    }
}

static int refuse(const struct pl_chart_map *in, struct pl_error *err) {
    size_t n = in->n_points;
    bool far = false;
    for (size_t i = 0; i < in->n_tracks; i++) {
        n += in->tracks[i].n;
        for (size_t k = 0; k < in->tracks[i].n; k++) {
            far = far || lat_clamped(in->tracks[i].at[k]) != pl_pos_lat_deg(in->tracks[i].at[k]);
        }
    }
    for (size_t i = 0; i < in->n_points; i++) {
        far = far || lat_clamped(in->points[i].at) != pl_pos_lat_deg(in->points[i].at);
    }
    for (size_t i = 0; i < in->n_coasts; i++) {
        n += in->coasts[i].n;
    }
    if (far) {
        return pl_fail(err, PL_E_USAGE, "a map reaches to %g degrees of latitude", LAT_LIMIT);
    }
    return n > PL_CHART_MAX_POINTS ? pl_fail(err, PL_E_LIMIT, "a map has at most %d positions", PL_CHART_MAX_POINTS)
                                   : 0;
}

static void draw(struct map *m) {
    double bottom = TOP + m->plot_height;
    pl_svg_rect(m->out, LEFT, TOP, PLOT_WIDTH, m->plot_height, "fill=\"#f3f7fa\"");
    land(m, true);
    land(m, false);
    meridians(m);
    parallels(m);
    scale_bar(m);
    contents(m);
    pl_svg_rect(m->out, LEFT, TOP, PLOT_WIDTH, m->plot_height,
                "fill=\"none\" stroke=\"" PL_SVG_INK "\" stroke-width=\"1\"");
    legend(m, bottom + 32);
    if (m->in->coast_source.n > 0) {
        char room[512];
        pl_svg_text(m->out, LEFT + PLOT_WIDTH, bottom + 46, 9, "end", PL_SVG_SOFT,
                    pl_svg_cut(m->in->coast_source, 9, PLOT_WIDTH, room, sizeof room));
    }
}

int pl_chart_map_svg(const struct pl_chart_map *map, struct pl_buf *out, struct pl_error *err) {
    struct map m = {.in = map, .out = out};
    int code = refuse(map, err);
    if (code != 0) {
        return code;
    }
    if (!extent(&m)) {
        return pl_fail(err, PL_E_USAGE, "a map needs a position");
    }
    frame(&m);
    code = pl_svg_open(out, map->id, map->title, map->desc, WIDTH, TOP + m.plot_height + 52, err);
    if (code != 0) {
        return code;
    }
    pl_arena_open(&m.arena, (size_t)64 << 20);
    draw(&m);
    bool failed = pl_arena_failed(&m.arena);
    pl_arena_close(&m.arena);
    pl_svg_close(out);
    return failed               ? pl_fail(err, PL_E_NOMEM, "no memory for a map")
           : pl_buf_failed(out) ? pl_fail(err, PL_E_LIMIT, "a picture is beyond %zu bytes", out->max_bytes)
                                : 0;
}
