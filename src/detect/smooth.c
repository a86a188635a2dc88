#include "detect/smooth.h"

#include <stdlib.h>
#include <string.h>

#include "geo/trig.h"

#include "base/ban.h"

#define WINDOW_US    PL_HOUR_US
#define SLOT_US      (2 * PL_MINUTE_US)
#define POINTS       30 /* slots of a window */
#define LOOK         5  /* looked at after so many points, and again */
#define FEW          6
#define RADIUS_MIN_M 50.0
#define RADIUS_MAX_M 60000.0
#define BENT         0.1 /* radians turned in a window: less is a line */
#define STRAIGHT     0.9 /* of the way sailed is made good on a line */

struct pl_smooth_streak {
    uint8_t kind; /* of its windows */
    bool scatters;
    pl_time start, end;
    pl_pos start_pos, end_pos;
    uint32_t n; /* windows */
    double scatter_m, sailed_m, turned;
    double radius_sum, lat_sum, lon_sum; /* of centres, longitude relative to the start */
    struct pl_basis basis;
};

bool pl_smooth_coarse(pl_pos pos) {
    return (pos.lat % 60 == 0 && pos.lon % 60 == 0) || (pos.lat % 100 == 0 && pos.lon % 100 == 0);
}

/* Shapes */

/* Stereographic, touching the Earth at the first place: a circle on the sphere is a circle there. */
struct plane {
    double x[POINTS], y[POINTS]; /* metres east and north of the mean place */
    unsigned n;
    pl_pos from;
    double mean_x, mean_y;
};

static void flatten(struct plane *p, const pl_pos *places, unsigned n) {
    double lat0 = pl_pos_lat_deg(places[0]) * (PL_PI / 180.0);
    double cos0 = pl_cos(lat0), sin0 = pl_sin(lat0);
    p->from = places[0];
    p->n = n;
    p->mean_x = p->mean_y = 0;
    for (unsigned i = 0; i < n; i++) {
        double lat = pl_pos_lat_deg(places[i]) * (PL_PI / 180.0);
        double lon = (double)pl_lon_diff(p->from.lon, places[i].lon) * (PL_PI / 180.0 / PL_POS_UNIT);
        double cos_lat = pl_cos(lat), sin_lat = pl_sin(lat), cos_lon = pl_cos(lon);
        double scale = 2 * PL_EARTH_RADIUS_M / (1 + sin0 * sin_lat + cos0 * cos_lat * cos_lon);
        p->x[i] = scale * cos_lat * pl_sin(lon);
        p->y[i] = scale * (cos0 * sin_lat - sin0 * cos_lat * cos_lon);
        p->mean_x += p->x[i] / n;
        p->mean_y += p->y[i] / n;
    }
    for (unsigned i = 0; i < n; i++) {
        p->x[i] -= p->mean_x;
        p->y[i] -= p->mean_y;
    }
}

static double length(double x, double y) { return __builtin_sqrt(x * x + y * y); }

static double det3(const double m[3][3]) {
    return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
           m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
}

/* m * ret = v by Cramer's rule; false where m has no inverse. */
static bool solve3(const double m[3][3], const double v[3], double ret[3]) {
    double det = det3(m);
    if (!(det > 1e-12 || det < -1e-12)) {
        return false;
    }
    for (unsigned k = 0; k < 3; k++) {
        double with[3][3];
        memcpy(with, m, sizeof with);
        for (unsigned i = 0; i < 3; i++) {
            with[i][k] = v[i];
        }
        ret[k] = det3((const double(*)[3])with) / det;
    }
    return true;
}

/* A parabola across the chord of the first and last place. *ret_bend: radians turned along it. */
static bool fit_line(const struct plane *p, double *ret_scatter, double *ret_bend) {
    double ex = p->x[p->n - 1] - p->x[0], ey = p->y[p->n - 1] - p->y[0];
    double chord = length(ex, ey);
    double sum[5] = {0}, v[3] = {0}, c[3], squares = 0;
    if (chord < 1) {
        return false;
    }
    for (unsigned i = 0; i < p->n; i++) {
        double u = (p->x[i] * ex + p->y[i] * ey) / chord / chord;
        double across = (p->y[i] * ex - p->x[i] * ey) / chord;
        double power = 1;
        for (unsigned k = 0; k < 5; k++, power *= u) {
            sum[k] += power;
            v[k < 3 ? k : 0] += k < 3 ? power * across : 0;
        }
    }
    const double m[3][3] = {{sum[0], sum[1], sum[2]}, {sum[1], sum[2], sum[3]}, {sum[2], sum[3], sum[4]}};
    if (!solve3(m, v, c)) {
        return false;
    }
    for (unsigned i = 0; i < p->n; i++) {
        double u = (p->x[i] * ex + p->y[i] * ey) / chord / chord;
        double miss = (p->y[i] * ex - p->x[i] * ey) / chord - c[0] - u * (c[1] + u * c[2]);
        squares += miss * miss;
    }
    *ret_scatter = __builtin_sqrt(squares / (p->n - 3));
    *ret_bend = 2 * (c[2] < 0 ? -c[2] : c[2]) / chord;
    return true;
}

/* The circle whose squared distances miss least (Kasa), then its true scatter. */
static bool fit_circle(const struct plane *p, double *ret_scatter, double *ret_x, double *ret_y, double *ret_radius) {
    double xx = 0, xy = 0, yy = 0, xz = 0, yz = 0, z = 0, squares = 0;
    for (unsigned i = 0; i < p->n; i++) {
        double zi = p->x[i] * p->x[i] + p->y[i] * p->y[i];
        xx += p->x[i] * p->x[i];
        xy += p->x[i] * p->y[i];
        yy += p->y[i] * p->y[i];
        xz += p->x[i] * zi;
        yz += p->y[i] * zi;
        z += zi;
    }
    double det = xx * yy - xy * xy;
    if (!(det > 1e-9 * (xx + yy) * (xx + yy))) {
        return false;
    }
    double cx = (xz * yy - yz * xy) / det / 2, cy = (yz * xx - xz * xy) / det / 2;
    double radius = __builtin_sqrt(z / p->n + cx * cx + cy * cy);
    if (!(radius >= RADIUS_MIN_M && radius <= RADIUS_MAX_M)) {
        return false;
    }
    for (unsigned i = 0; i < p->n; i++) {
        double miss = length(p->x[i] - cx, p->y[i] - cy) - radius;
        squares += miss * miss;
    }
    *ret_scatter = __builtin_sqrt(squares / (p->n - 3));
    *ret_x = cx;
    *ret_y = cy;
    *ret_radius = radius;
    return true;
}

/* Clockwise from a to b, seen from the centre: the short way. */
static double angle(double ax, double ay, double bx, double by) {
    return pl_atan2(ay * bx - ax * by, ax * bx + ay * by);
}

static pl_pos unflatten(const struct plane *p, double x, double y) {
    double east = p->mean_x + x, north = p->mean_y + y;
    double far = 2 * PL_EARTH_RADIUS_M;
    double course = pl_atan2(east, north) * (180.0 / PL_PI);
    return pl_sphere_move(p->from, course < 0 ? course + 360 : course, far * pl_atan2(length(east, north), far));
}

struct pl_shape pl_smooth_shape(const pl_pos *places, unsigned n) {
    struct pl_shape shape = {.kind = PL_SHAPE_NONE};
    struct plane p;
    double bend = 0, x = 0, y = 0;
    n = n > POINTS ? POINTS : n;
    flatten(&p, places, n);
    for (unsigned i = 1; i < n; i++) {
        shape.sailed_m += length(p.x[i] - p.x[i - 1], p.y[i] - p.y[i - 1]);
    }
    double made_good_m = length(p.x[n - 1] - p.x[0], p.y[n - 1] - p.y[0]);
    bool line = made_good_m >= STRAIGHT * shape.sailed_m && fit_line(&p, &shape.scatter_m, &bend);
    if (line && bend <= BENT) {
        shape.kind = PL_SHAPE_LINE;
        return shape;
    }
    if (!fit_circle(&p, &shape.scatter_m, &x, &y, &shape.radius_m)) {
        return shape;
    }
    shape.kind = PL_SHAPE_CIRCLE;
    for (unsigned i = 1; i < n; i++) {
        shape.turned += angle(p.x[i - 1] - x, p.y[i - 1] - y, p.x[i] - x, p.y[i] - y);
    }
    shape.centre = unflatten(&p, x, y);
    return shape;
}

/* Windows */

static void drop_points(struct pl_smooth *s) {
    for (unsigned i = 0; i < s->n; i++) {
        pl_held_free(&s->points[i]);
    }
    free(s->points);
    s->points = NULL;
    s->n = s->cap = 0;
}

static struct pl_shape shape_of(const struct pl_smooth *s) {
    pl_pos places[POINTS];
    for (unsigned i = 0; i < s->n; i++) {
        places[i] = s->points[i].pos;
    }
    return pl_smooth_shape(places, s->n);
}

/* `slack` > 1 while the window is young. */
static bool smooth_enough(const struct pl_smooth *s, const struct pl_detect *detect, const struct pl_shape *shape,
                          double slack) {
    pl_time took = s->points[s->n - 1].at - s->points[0].at;
    double least_m = pl_rule(detect, PL_RULE_SYNTHETIC_TRACK_MIN_KN) * PL_NM_M * pl_hours(0, took);
    double limit_m = pl_rule(detect, PL_RULE_SYNTHETIC_TRACK_NOISE_M);
    if (shape->kind == PL_SHAPE_CIRCLE) {
        double share_m = pl_rule(detect, PL_RULE_SYNTHETIC_TRACK_STEADY_SHARE) * shape->radius_m;
        limit_m = share_m > limit_m ? share_m : limit_m;
    }
    return shape->kind != PL_SHAPE_NONE && shape->sailed_m >= least_m && shape->scatter_m <= slack * limit_m;
}

static bool long_enough(const struct pl_smooth_streak *k, const struct pl_detect *detect) {
    pl_time took = k->end - k->start;
    double turns = (k->turned < 0 ? -k->turned : k->turned) / (2 * PL_PI);
    double kn = k->sailed_m / PL_NM_M / (took > 0 ? pl_hours(0, took) : 1);
    if (k->kind == PL_SHAPE_LINE) {
        return took >= pl_rule_hours_us(detect, PL_RULE_SYNTHETIC_TRACK_LINE_MIN_HOURS);
    }
    if (took < pl_rule_hours_us(detect, PL_RULE_SYNTHETIC_TRACK_CIRCLE_MIN_HOURS)) {
        return false;
    }
    return k->scatters ? turns >= pl_rule(detect, PL_RULE_SYNTHETIC_TRACK_STEADY_TURNS) &&
                             kn >= pl_rule(detect, PL_RULE_SYNTHETIC_TRACK_STEADY_KN)
                       : turns >= pl_rule(detect, PL_RULE_SYNTHETIC_TRACK_CIRCLE_MIN_TURNS);
}

static pl_pos centre_of(const struct pl_smooth_streak *k) {
    if (k->kind == PL_SHAPE_LINE) {
        return pl_sphere_between(k->start_pos, k->end_pos, 0.5);
    }
    return (pl_pos){.lat = (int32_t)(k->lat_sum / k->n),
                    .lon = pl_lon_wrap((int64_t)k->start_pos.lon + (int64_t)(k->lon_sum / k->n))};
}

static void describe(const struct pl_smooth_streak *k, struct pl_event *event) {
    char text[sizeof event->why + 1];
    struct pl_buf why;
    pl_buf_open(&why, sizeof text);
    pl_buf_add_str(&why, PL_STR("scatters by "));
    pl_buf_add_fixed(&why, k->scatter_m, 2);
    pl_buf_add_str(&why, PL_STR(" m at "));
    pl_buf_add_fixed(&why, event->speed_kn, 1);
    pl_buf_add_str(&why, PL_STR(" kn"));
    if (k->kind == PL_SHAPE_CIRCLE) {
        pl_buf_add_str(&why, PL_STR(" over "));
        pl_buf_add_fixed(&why, (k->turned < 0 ? -k->turned : k->turned) / (2 * PL_PI), 1);
        pl_buf_add_str(&why, PL_STR(" turns"));
    }
    size_t n = why.n < sizeof event->why ? why.n : sizeof event->why - 1;
    memcpy(event->why, why.p, n);
    pl_buf_close(&why);
}

static void end_streak(struct pl_smooth *s, struct pl_detect *detect, const struct pl_track_name *track) {
    const struct pl_smooth_streak *k = s->streak;
    if (k && long_enough(k, detect)) {
        struct pl_event event = pl_event_about(PL_EVENT_SYNTHETIC_TRACK, track, 1);
        pl_str kind = k->kind == PL_SHAPE_CIRCLE ? PL_STR("circle") : PL_STR("line");
        memcpy(event.kind, kind.p, kind.n);
        event.start = k->start;
        event.end = k->end;
        event.hours = pl_hours(k->start, k->end);
        event.start_pos = k->start_pos;
        event.end_pos = k->end_pos;
        event.pos = centre_of(k);
        event.has_pos = event.has_start_pos = event.has_end_pos = true;
        event.radius_m = k->kind == PL_SHAPE_CIRCLE ? k->radius_sum / k->n : 0;
        event.distance_m = k->sailed_m;
        event.speed_kn = k->sailed_m / PL_NM_M / event.hours;
        describe(k, &event);
        pl_detect_emit(detect, &event, &k->basis, kind);
    }
    free(s->streak);
    s->streak = NULL;
}

/* Whether the window goes on what the streak did. */
static bool agrees(const struct pl_smooth *s, const struct pl_detect *detect, const struct pl_smooth_streak *k,
                   const struct pl_shape *shape) {
    if ((int)shape->kind != k->kind ||
        s->points[0].at - k->end > pl_rule_hours_us(detect, PL_RULE_SYNTHETIC_TRACK_MAX_HOLE_HOURS)) {
        return false;
    }
    if (shape->kind == PL_SHAPE_LINE) {
        return true;
    }
    double radius_m = k->radius_sum / k->n;
    double differs_m = shape->radius_m - radius_m;
    differs_m = differs_m < 0 ? -differs_m : differs_m;
    double most_m = pl_rule(detect, PL_RULE_SYNTHETIC_TRACK_AGREE_SHARE) * radius_m;
    return differs_m <= most_m && pl_sphere_distance_m(centre_of(k), shape->centre) <= most_m;
}

/* The angle between two places seen from a centre near both, radians clockwise, the short way. */
static double angle_at(pl_pos centre, pl_pos a, pl_pos b) {
    double turned = (pl_sphere_course_deg(centre, b) - pl_sphere_course_deg(centre, a)) * (PL_PI / 180.0);
    return turned > PL_PI ? turned - 2 * PL_PI : turned < -PL_PI ? turned + 2 * PL_PI : turned;
}

static void extend(struct pl_smooth *s, struct pl_detect *detect, const struct pl_shape *shape) {
    const struct pl_held *first = &s->points[0], *last = &s->points[s->n - 1];
    struct pl_smooth_streak *k = s->streak;
    if (!k) {
        k = s->streak = calloc(1, sizeof *k);
        if (!k) {
            detect->failed = true;
            return;
        }
        k->kind = (uint8_t)shape->kind;
        k->start = first->at;
        k->start_pos = first->pos;
        pl_basis_start(&k->basis);
    } else {
        k->sailed_m += pl_sphere_distance_m(k->end_pos, first->pos);
        k->turned += shape->kind == PL_SHAPE_CIRCLE ? angle_at(shape->centre, k->end_pos, first->pos) : 0;
    }
    for (unsigned i = 0; i < s->n; i++) {
        struct pl_fix fix = pl_held_fix(&s->points[i]);
        pl_basis_add(&k->basis, 0, &fix);
    }
    k->end = last->at;
    k->end_pos = last->pos;
    k->n++;
    k->scatters = k->scatters || shape->scatter_m > pl_rule(detect, PL_RULE_SYNTHETIC_TRACK_NOISE_M);
    k->scatter_m = shape->scatter_m > k->scatter_m ? shape->scatter_m : k->scatter_m;
    k->sailed_m += shape->sailed_m;
    if (shape->kind == PL_SHAPE_CIRCLE) {
        k->turned += shape->turned;
        k->radius_sum += shape->radius_m;
        k->lat_sum += shape->centre.lat;
        k->lon_sum += pl_lon_diff(k->start_pos.lon, shape->centre.lon);
    }
}

/* The window is over. Too few points say nothing for or against. */
static void close_window(struct pl_smooth *s, struct pl_detect *detect, const struct pl_track_name *track) {
    if (s->n >= FEW && s->points[s->n - 1].at - s->points[0].at >= WINDOW_US / 2) {
        struct pl_shape shape = shape_of(s);
        bool smooth = smooth_enough(s, detect, &shape, 1);
        if (s->streak && (!smooth || !agrees(s, detect, s->streak, &shape))) {
            end_streak(s, detect, track);
        }
        if (smooth) {
            extend(s, detect, &shape);
        }
    }
    drop_points(s);
}

static void take(struct pl_smooth *s, struct pl_detect *detect, const struct pl_fix *fix) {
    if (s->n == s->cap) {
        uint16_t cap = s->cap == 0 ? LOOK : POINTS;
        struct pl_held *more = realloc(s->points, cap * sizeof *more);
        if (!more) {
            detect->failed = true;
            return;
        }
        s->points = more;
        s->cap = cap;
    }
    s->points[s->n] = (struct pl_held){0};
    pl_held_set(&s->points[s->n++], fix, detect);
}

void pl_smooth_fold(struct pl_smooth *s, struct pl_detect *detect, const struct pl_track_name *track,
                    const struct pl_fix *fix) {
    int64_t window = fix->at / WINDOW_US;
    if (window != s->window) {
        close_window(s, detect, track);
        if (s->streak &&
            fix->at - s->streak->end > pl_rule_hours_us(detect, PL_RULE_SYNTHETIC_TRACK_MAX_HOLE_HOURS) + WINDOW_US) {
            end_streak(s, detect, track);
        }
        s->window = window;
        s->given_up = false;
    }
    bool same_slot = s->n > 0 && fix->at / SLOT_US == s->points[s->n - 1].at / SLOT_US;
    if (s->given_up || same_slot || s->n == POINTS || pl_smooth_coarse(fix->pos)) {
        return;
    }
    take(s, detect, fix);
    if (s->n > 0 && s->n % LOOK == 0) {
        struct pl_shape shape = shape_of(s);
        if (!smooth_enough(s, detect, &shape, 3)) {
            drop_points(s);
            s->given_up = true;
            end_streak(s, detect, track);
        }
    }
}

void pl_smooth_end(struct pl_smooth *s, struct pl_detect *detect, const struct pl_track_name *track) {
    close_window(s, detect, track);
    end_streak(s, detect, track);
}

void pl_smooth_free(struct pl_smooth *s) {
    drop_points(s);
    free(s->streak);
    s->streak = NULL;
}

/* State */

static void wire_streak(struct pl_smooth_streak *k, struct pl_wire *w) {
    pl_wire_u8(w, &k->kind);
    pl_wire_bool(w, &k->scatters);
    pl_wire_time(w, &k->start);
    pl_wire_time(w, &k->end);
    pl_wire_pos(w, &k->start_pos);
    pl_wire_pos(w, &k->end_pos);
    pl_wire_u32(w, &k->n);
    double *const sums[] = {&k->scatter_m, &k->sailed_m, &k->turned, &k->radius_sum, &k->lat_sum, &k->lon_sum};
    for (unsigned i = 0; i < sizeof sums / sizeof sums[0]; i++) {
        pl_wire_f64(w, sums[i]);
    }
    pl_basis_wire(&k->basis, w);
    double most = (double)k->n * (double)PL_LON_HALF;
    bool sane = k->n > 0 && k->start != PL_TIME_NONE && k->end != PL_TIME_NONE &&
                (k->kind == PL_SHAPE_LINE || k->kind == PL_SHAPE_CIRCLE) && k->lat_sum <= most && -k->lat_sum <= most &&
                k->lon_sum <= most && -k->lon_sum <= most;
    w->failed = w->failed || !sane;
}

static void wire_points(struct pl_smooth *s, struct pl_wire *w) {
    uint32_t n = s->n;
    pl_wire_count(w, &n, POINTS);
    if (pl_wire_reading(w) && n > 0) {
        s->cap = n <= LOOK ? LOOK : POINTS;
        s->points = calloc(s->cap, sizeof *s->points);
        w->failed = w->failed || !s->points;
    }
    for (uint32_t i = 0; i < n && !w->failed; i++) {
        s->n = (uint16_t)(i + 1 > s->n ? i + 1 : s->n);
        pl_held_wire(&s->points[i], w);
        w->failed = w->failed || s->points[i].n == 0;
    }
}

void pl_smooth_wire(struct pl_smooth *s, struct pl_wire *w) {
    uint64_t window = (uint64_t)s->window;
    bool running = s->streak != NULL;
    pl_wire_u64(w, &window);
    pl_wire_bool(w, &s->given_up);
    pl_wire_bool(w, &running);
    s->window = (int64_t)window;
    if (running && pl_wire_reading(w) && !w->failed) {
        s->streak = calloc(1, sizeof *s->streak);
        w->failed = w->failed || !s->streak;
    }
    if (running && s->streak) {
        wire_streak(s->streak, w);
    }
    wire_points(s, w);
    if (pl_wire_reading(w) && w->failed) {
        pl_smooth_free(s);
    }
}
