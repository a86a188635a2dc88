/* The figures of a report, from what it cites: where it was (`map`) and when (`timeline`), of everything or, as
 * `map-ID` and `timeline-ID`, of what one statement rests on. Only what the edition shows gets into one. */
#include <stdio.h>
#include <string.h>

#include "app/report_facts_in.h"
#include "report/chart.h"
#include "report/support.h"
#include "text/json.h"

#include "base/ban.h"

#define SVG_MAX     ((size_t)8 << 20)
#define FIGURES_MAX 64
#define LANES_MAX   200 /* of a time chart */

/* What one figure is drawn from. */
struct drawing {
    struct pl_filling *w;
    pl_str id;
    size_t *refs; /* places in facts.refs */
    size_t *numbers;
    size_t n;
    struct pl_chart_point *points;
    struct pl_chart_track *tracks;
    struct pl_chart_span *spans;
    pl_str *lanes;
    size_t n_points, n_tracks, n_spans;
    pl_str *cells;
    size_t n_cells;
};

/* ---- which refs ---- */

static bool starts(pl_str id, const char *kind) {
    size_t n = strlen(kind);
    return pl_str_starts(id, pl_str_from(kind)) && (id.n == n || (id.p[n] == '-' && id.n > n + 1));
}

/* False where the id names no statement of the report. */
static bool choose(struct drawing *d, const struct pl_report_doc *report, size_t skip) {
    const struct pl_report_facts *facts = &d->w->job->facts;
    struct pl_report_support all, some = {.n = 0};
    if (!pl_report_support_all(report, facts, d->w->arena, &all)) {
        return false;
    }
    bool whole = d->id.n <= skip;
    for (size_t i = 0; !whole && i < report->n_statements; i++) {
        if (pl_str_eq(report->statements[i].id, pl_str_sub(d->id, skip + 1, d->id.n))) {
            (void)pl_report_support(report, facts, i, d->w->arena, &some); /* a full arena shows at the end */
        }
    }
    d->refs = pl_arena_calloc(d->w->arena, all.n + 1, sizeof *d->refs);
    d->numbers = pl_arena_calloc(d->w->arena, all.n + 1, sizeof *d->numbers);
    for (size_t i = 0; d->refs != NULL && d->numbers != NULL && i < all.n; i++) {
        bool in = whole;
        for (size_t k = 0; !in && k < some.n; k++) {
            in = some.refs[k] == all.refs[i];
        }
        if (in && !facts->refs[all.refs[i]].withheld) {
            d->numbers[d->n] = i + 1;
            d->refs[d->n++] = all.refs[i];
        }
    }
    return d->n > 0;
}

static bool make_room(struct drawing *d) {
    struct pl_arena *arena = d->w->arena;
    d->points = pl_arena_calloc(arena, 3 * d->n + 1, sizeof *d->points);
    d->tracks = pl_arena_calloc(arena, d->n + 1, sizeof *d->tracks);
    d->spans = pl_arena_calloc(arena, d->n + 1, sizeof *d->spans);
    d->lanes = pl_arena_calloc(arena, d->n + 1, sizeof *d->lanes);
    d->cells = pl_arena_calloc(arena, 12 * d->n + 5, sizeof *d->cells);
    return d->points != NULL && d->tracks != NULL && d->spans != NULL && d->lanes != NULL && d->cells != NULL;
}

/* ---- where ---- */

static pl_str degrees(struct drawing *d, double value) {
    PL_BUF_AUTO text = {.max_bytes = 64};
    pl_buf_add_fixed(&text, value, 4);
    return pl_str_copy(d->w->arena, pl_buf_str(&text));
}

static pl_str moment(struct drawing *d, pl_time at) {
    PL_BUF_AUTO text = {.max_bytes = 64};
    pl_time_write(&text, at);
    return at == PL_TIME_NONE ? (pl_str){0} : pl_str_copy(d->w->arena, pl_buf_str(&text));
}

static pl_str name_of(struct drawing *d, size_t i) {
    const struct pl_report_ref *ref = &d->w->job->facts.refs[d->refs[i]];
    pl_str title = pl_filling_short(d->w, ref->title, 300);
    return pl_filling_words(d->w, "[%zu] %.*s", d->numbers[i], (int)title.n, title.n > 0 ? title.p : "");
}

static void add_point(struct drawing *d, size_t i, struct pl_chart_point point, const char *what, pl_str when) {
    point.label = what[0] == '\0' || what[0] == 's' ? pl_filling_words(d->w, "[%zu]", d->numbers[i]) : (pl_str){0};
    d->points[d->n_points++] = point;
    d->cells[d->n_cells++] = what[0] != '\0'
                                 ? pl_filling_words(d->w, "%.*s, %s", (int)name_of(d, i).n, name_of(d, i).p, what)
                                 : name_of(d, i);
    d->cells[d->n_cells++] = degrees(d, pl_pos_lat_deg(point.at));
    d->cells[d->n_cells++] = degrees(d, pl_pos_lon_deg(point.at));
    d->cells[d->n_cells++] = when;
}

static bool pos_in(const struct pl_jval *object, pl_pos *ret) {
    const struct pl_jval *lat = object != NULL ? pl_jval_get(object, "lat") : NULL;
    const struct pl_jval *lon = object != NULL ? pl_jval_get(object, "lon") : NULL;
    return lat != NULL && lon != NULL && (lat->kind == PL_JVAL_REAL || lat->kind == PL_JVAL_INT) &&
           (lon->kind == PL_JVAL_REAL || lon->kind == PL_JVAL_INT) && pl_pos_from_deg(lon->real, lat->real, ret);
}

/* A pinned event: its first and its last position with the way between dashed, for nothing is said of it; else its
 * place. */
static void place_event(struct drawing *d, size_t i, const struct pl_report_ref *ref) {
    const struct pl_filing *pinned = pl_filling_pinned(d->w, ref->id);
    const struct pl_jval *event = NULL;
    pl_pos at[2];
    if (pinned == NULL || pl_json_read(pl_filling_value(pinned, "pinned"), d->w->arena, &event, NULL) != 0) {
        return;
    }
    if (pos_in(pl_jval_get(event, "start_pos"), &at[0]) && pos_in(pl_jval_get(event, "end_pos"), &at[1])) {
        pl_pos *way = pl_arena_calloc(d->w->arena, 2, sizeof *way);
        bool *gap = pl_arena_calloc(d->w->arena, 2, sizeof *gap);
        add_point(d, i, (struct pl_chart_point){.at = at[0], .mark = PL_CHART_CROSS}, "start", moment(d, ref->from));
        add_point(d, i, (struct pl_chart_point){.at = at[1], .mark = PL_CHART_CROSS}, "end", moment(d, ref->to));
        if (way != NULL && gap != NULL) {
            way[0] = at[0];
            way[1] = at[1];
            gap[0] = true;
            d->tracks[d->n_tracks] =
                (struct pl_chart_track){.at = way, .gap_after = gap, .n = 2, .colour = (unsigned)(d->n_tracks % 8)};
            d->n_tracks++;
        }
    } else if (pos_in(event, &at[0])) {
        add_point(d, i, (struct pl_chart_point){.at = at[0], .mark = PL_CHART_CROSS}, "", moment(d, ref->from));
    }
}

static void place_observation(struct drawing *d, size_t i, const struct pl_report_ref *ref) {
    const struct pl_filing *f = pl_support_filing(d->w->job->support, ref->id, NULL);
    struct pl_chart_point point = {.mark = PL_CHART_DOT};
    double lat = 0, lon = 0;
    if (f != NULL && pl_filing_number(f, "lat", &lat) && pl_filing_number(f, "lon", &lon) &&
        pl_pos_from_deg(lon, lat, &point.at)) {
        point.radius_m = 0;
        (void)pl_filing_number(f, "accuracy_m", &point.radius_m);
        add_point(d, i, point, "", ref->when);
    }
}

static int draw_map(struct drawing *d, struct pl_report_figure *f, struct pl_buf *svg) {
    static const char *const HEADS[] = {"What", "Latitude", "Longitude", "When"};
    struct pl_error none = {0};
    for (size_t i = 0; i < 4; i++) {
        d->cells[d->n_cells++] = pl_str_from(HEADS[i]);
    }
    for (size_t i = 0; i < d->n; i++) {
        const struct pl_report_ref *ref = &d->w->job->facts.refs[d->refs[i]];
        if (ref->kind == PL_REPORT_REF_EVENT) {
            place_event(d, i, ref);
        } else if (ref->kind == PL_REPORT_REF_OBSERVATION) {
            place_observation(d, i, ref);
        }
    }
    struct pl_chart_map map = {.id = d->id,
                               .title = PL_STR("Where what is cited was"),
                               .desc = PL_STR("Positions of cited observations (dots, with their stated accuracy as "
                                              "circles) and of cited events (crosses). A dashed line joins the first "
                                              "and the last position of an event; the way between is not known. No "
                                              "coast is drawn."),
                               .tracks = d->tracks,
                               .n_tracks = d->n_tracks,
                               .points = d->points,
                               .n_points = d->n_points};
    f->title = map.title;
    f->source = PL_STR("the positions that the observations state, and those pinned with the events; numbers as in the "
                       "annex; no coast is drawn");
    f->n_columns = 4;
    return pl_chart_map_svg(&map, svg, &none);
}

/* ---- when ---- */

/* An observation of a day without an end is of that whole day. */
static bool span_of(struct drawing *d, const struct pl_report_ref *ref, pl_time *from, pl_time *to) {
    const struct pl_filing *f = pl_support_filing(d->w->job->support, ref->id, NULL);
    bool claim = ref->kind == PL_REPORT_REF_CLAIM;
    *from = ref->from;
    *to = ref->to;
    if (f != NULL && ref->kind != PL_REPORT_REF_EVENT && *to == PL_TIME_NONE) {
        *to = pl_filling_last(f, claim ? "start" : "observed");
    }
    bool open = ref->kind == PL_REPORT_REF_EVENT;
    *to = *to == PL_TIME_NONE && !open ? *from : *to;
    return *from != PL_TIME_NONE && (*to == PL_TIME_NONE || *to >= *from);
}

static int draw_time(struct drawing *d, struct pl_report_figure *f, struct pl_buf *svg) {
    static const char *const HEADS[] = {"What", "From", "Until"};
    struct pl_error none = {0};
    pl_time first = PL_TIME_NONE, last = PL_TIME_NONE;
    for (size_t i = 0; i < 3; i++) {
        d->cells[d->n_cells++] = pl_str_from(HEADS[i]);
    }
    for (size_t i = 0; i < d->n && d->n_spans < LANES_MAX; i++) {
        const struct pl_report_ref *ref = &d->w->job->facts.refs[d->refs[i]];
        pl_time from = 0, to = 0;
        bool timed = ref->kind == PL_REPORT_REF_CLAIM || ref->kind == PL_REPORT_REF_OBSERVATION ||
                     ref->kind == PL_REPORT_REF_EVENT;
        if (!timed || !span_of(d, ref, &from, &to)) {
            continue;
        }
        pl_time end = to != PL_TIME_NONE ? to : from;
        first = first == PL_TIME_NONE || from < first ? from : first;
        last = last == PL_TIME_NONE || end > last ? end : last;
        d->lanes[d->n_spans] = name_of(d, i);
        d->spans[d->n_spans] =
            (struct pl_chart_span){.lane = d->n_spans, .from = from, .to = to, .colour = (unsigned)ref->kind};
        d->n_spans++;
        d->cells[d->n_cells++] = name_of(d, i);
        d->cells[d->n_cells++] = moment(d, from);
        d->cells[d->n_cells++] = to != PL_TIME_NONE ? moment(d, to) : PL_STR("not seen to end");
    }
    if (d->n_spans == 0) {
        return PL_E_USAGE;
    }
    pl_time margin = (last - first) / 20 > PL_HOUR_US ? (last - first) / 20 : PL_HOUR_US;
    struct pl_chart_time chart = {.id = d->id,
                                  .title = PL_STR("When what is cited was"),
                                  .desc = PL_STR("A row for each cited claim, observation and event: a bar from its "
                                                 "first to its last moment, as far as it says."),
                                  .lanes = d->lanes,
                                  .n_lanes = d->n_spans,
                                  .spans = d->spans,
                                  .n_spans = d->n_spans,
                                  .from = first - margin,
                                  .to = last + margin};
    f->title = chart.title;
    f->source = PL_STR("the times that claims, observations and events state, in UTC; numbers as in the annex");
    f->n_columns = 3;
    return pl_chart_time_svg(&chart, svg, &none);
}

/* ---- all of them ---- */

/* One figure, or none: the check then says that there is none of that id. */
static int add_figure(struct pl_filling *w, pl_str id, struct pl_report_figure *figures, size_t *n) {
    struct drawing d = {.w = w, .id = id};
    struct pl_report_figure f = {.id = id};
    PL_BUF_AUTO svg = {0};
    bool map = starts(id, "map");
    if ((!map && !starts(id, "timeline")) || !choose(&d, w->job->report, map ? 3 : 8)) {
        return 0;
    }
    if (!make_room(&d)) {
        return pl_fail(w->err, PL_E_NOMEM, "no memory for a figure");
    }
    pl_buf_open(&svg, SVG_MAX);
    if ((map ? draw_map(&d, &f, &svg) : draw_time(&d, &f, &svg)) != 0) {
        return 0;
    }
    f.svg = pl_str_copy(w->arena, pl_buf_str(&svg));
    f.cells = d.cells;
    f.n_rows = d.n_cells / f.n_columns - 1;
    figures[(*n)++] = f;
    return f.svg.p != NULL ? 0 : pl_fail(w->err, PL_E_NOMEM, "no memory for a figure");
}

static int walk(struct pl_filling *w, const struct pl_report_node *node, struct pl_report_figure *figures, size_t *n) {
    int code = 0;
    for (; code == 0 && node != NULL; node = node->next) {
        bool fresh = node->kind == PL_NODE_FIGURE && *n < FIGURES_MAX;
        for (size_t i = 0; fresh && i < *n; i++) {
            fresh = !pl_str_eq(figures[i].id, node->text);
        }
        code = fresh ? add_figure(w, node->text, figures, n) : 0;
        code = code == 0 && node->kind != PL_NODE_FIGURE ? walk(w, node->first, figures, n) : code;
    }
    return code;
}

int pl_filling_figures(struct pl_filling *w) {
    struct pl_report_figure *figures = pl_arena_calloc(w->arena, FIGURES_MAX, sizeof *figures);
    size_t n = 0;
    int code = figures != NULL ? walk(w, w->job->report->body, figures, &n)
                               : pl_fail(w->err, PL_E_NOMEM, "no memory for figures");
    w->job->facts.figures = figures;
    w->job->facts.n_figures = n;
    return code;
}
