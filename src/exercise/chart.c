#include "exercise/chart.h"

#include <string.h>

#include "geo/trig.h"

#include "base/ban.h"

enum {
    WEST = 115,
    SOUTH = 28,
    FINE_X = 35 * 60,
    FINE_Y = 24 * 60,
    STEP = 5, /* fine cells in a coarse one */
    WIDE_X = FINE_X / STEP,
    WIDE_Y = FINE_Y / STEP,
    MINUTE = PL_POS_UNIT / 60,
    REACH = 40, /* fine cells from a berth to wide water */
    WINDOW = 2 * REACH + 1,
};

struct pl_chart {
    uint8_t *fine;        /* 1 sea */
    uint8_t *wide;        /* 1 wide water of the main body */
    double row_m[WIDE_Y]; /* width of a coarse cell */
};

struct cell {
    int x, y;
};

static struct cell fine_of(pl_pos pos) {
    int64_t x = (int64_t)pos.lon - (int64_t)WEST * PL_POS_UNIT;
    int64_t y = (int64_t)pos.lat - (int64_t)SOUTH * PL_POS_UNIT;
    if (x < 0 || y < 0 || x >= (int64_t)FINE_X * MINUTE || y >= (int64_t)FINE_Y * MINUTE) {
        return (struct cell){-1, -1};
    }
    return (struct cell){(int)(x / MINUTE), (int)(y / MINUTE)};
}

static pl_pos fine_middle(int x, int y) {
    return (pl_pos){WEST * PL_POS_UNIT + x * MINUTE + MINUTE / 2, SOUTH * PL_POS_UNIT + y * MINUTE + MINUTE / 2};
}

static pl_pos wide_middle(int x, int y) {
    return (pl_pos){WEST * PL_POS_UNIT + x * STEP * MINUTE + STEP * MINUTE / 2,
                    SOUTH * PL_POS_UNIT + y * STEP * MINUTE + STEP * MINUTE / 2};
}

static bool is_fine(const struct pl_chart *chart, int x, int y) {
    return x >= 0 && y >= 0 && x < FINE_X && y < FINE_Y && chart->fine[y * FINE_X + x];
}

static bool is_wide(const struct pl_chart *chart, int x, int y) {
    return x >= 0 && y >= 0 && x < WIDE_X && y < WIDE_Y && chart->wide[y * WIDE_X + x];
}

static bool block_is_sea(const struct pl_chart *chart, int x, int y) {
    for (int j = y * STEP - 1; j <= y * STEP + STEP; j++) {
        for (int i = x * STEP - 1; i <= x * STEP + STEP; i++) {
            if (!is_fine(chart, i, j)) {
                return false;
            }
        }
    }
    return true;
}

/* Marks the body of wide water that holds cell `from` with `mark`; returns its size. */
static size_t flood(uint8_t *wide, uint32_t *queue, uint32_t from, uint8_t mark) {
    size_t head = 0;
    size_t tail = 0;
    queue[tail++] = from;
    wide[from] = mark;
    while (head < tail) {
        uint32_t at = queue[head++];
        int x = (int)(at % WIDE_X);
        static const int dx[4] = {1, -1, 0, 0};
        static const int dy[4] = {0, 0, 1, -1};
        for (int k = 0; k < 4; k++) {
            int nx = x + dx[k];
            int64_t next = (int64_t)at + dx[k] + dy[k] * WIDE_X;
            if (nx >= 0 && nx < WIDE_X && next >= 0 && next < (int64_t)WIDE_X * WIDE_Y && wide[next] == 1) {
                wide[next] = mark;
                queue[tail++] = (uint32_t)next;
            }
        }
    }
    return tail;
}

/* Keeps only the largest body. */
static bool keep_main(struct pl_chart *chart, struct pl_arena *arena) {
    struct pl_arena_mark mark = pl_arena_mark(arena);
    uint32_t *queue = pl_arena_calloc(arena, (size_t)WIDE_X * WIDE_Y, sizeof *queue);
    if (!queue) {
        return false;
    }
    size_t best = 0;
    uint32_t best_at = 0;
    for (uint32_t i = 0; i < (uint32_t)WIDE_X * WIDE_Y; i++) {
        if (chart->wide[i] == 1) {
            size_t size = flood(chart->wide, queue, i, 2);
            if (size > best) {
                best = size;
                best_at = i;
            }
        }
    }
    for (size_t i = 0; i < (size_t)WIDE_X * WIDE_Y; i++) {
        chart->wide[i] = chart->wide[i] ? 1 : 0;
    }
    if (best) {
        (void)flood(chart->wide, queue, best_at, 3);
    }
    for (size_t i = 0; i < (size_t)WIDE_X * WIDE_Y; i++) {
        chart->wide[i] = chart->wide[i] == 3;
    }
    pl_arena_rewind(arena, mark);
    return best > 0;
}

int pl_chart_open(const struct pl_sea *sea, struct pl_arena *arena, const struct pl_chart **ret_chart,
                  struct pl_error *err) {
    struct pl_chart *chart = pl_arena_calloc(arena, 1, sizeof *chart);
    if (chart) {
        chart->fine = pl_arena_calloc(arena, (size_t)FINE_X * FINE_Y, 1);
        chart->wide = pl_arena_calloc(arena, (size_t)WIDE_X * WIDE_Y, 1);
    }
    if (!chart || !chart->fine || !chart->wide) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the chart of the exercise");
    }
    for (int y = 0; y < FINE_Y; y++) {
        for (int x = 0; x < FINE_X; x++) {
            chart->fine[y * FINE_X + x] = pl_sea_at(sea, fine_middle(x, y)) == PL_SEA_WATER;
        }
    }
    for (int y = 0; y < WIDE_Y; y++) {
        double lat_deg = pl_pos_lat_deg(wide_middle(0, y));
        chart->row_m[y] = STEP * PL_NM_M * pl_cos(lat_deg * (PL_PI / 180.0));
        for (int x = 0; x < WIDE_X; x++) {
            chart->wide[y * WIDE_X + x] = block_is_sea(chart, x, y);
        }
    }
    if (!keep_main(chart, arena)) {
        return pl_fail(err, PL_E_EMPTY, "the land mask shows no open sea in 115-150 E, 28-52 N");
    }
    *ret_chart = chart;
    return PL_E_OK;
}

bool pl_chart_is_sea(const struct pl_chart *chart, pl_pos pos) {
    struct cell c = fine_of(pos);
    return is_fine(chart, c.x, c.y);
}

static struct cell wide_of(pl_pos pos) {
    struct cell c = fine_of(pos);
    return c.x < 0 ? c : (struct cell){c.x / STEP, c.y / STEP};
}

bool pl_chart_is_wide(const struct pl_chart *chart, pl_pos pos, int cells) {
    struct cell c = wide_of(pos);
    for (int j = -cells; j <= cells; j++) {
        for (int i = -cells; i <= cells; i++) {
            if (!is_wide(chart, c.x + i, c.y + j)) {
                return false;
            }
        }
    }
    return true;
}

/* Sea here and a tenth of a cell to each side. */
static bool has_margin(const struct pl_chart *chart, pl_pos p) {
    int32_t m = MINUTE / 8;
    return pl_chart_is_sea(chart, (pl_pos){p.lon + m, p.lat + m}) &&
           pl_chart_is_sea(chart, (pl_pos){p.lon - m, p.lat + m}) &&
           pl_chart_is_sea(chart, (pl_pos){p.lon + m, p.lat - m}) &&
           pl_chart_is_sea(chart, (pl_pos){p.lon - m, p.lat - m});
}

bool pl_chart_clear(const struct pl_chart *chart, pl_pos from, pl_pos to) {
    int32_t dx = pl_lon_diff(from.lon, to.lon);
    int32_t dy = to.lat - from.lat;
    int32_t longest = (dx < 0 ? -dx : dx) > (dy < 0 ? -dy : dy) ? (dx < 0 ? -dx : dx) : (dy < 0 ? -dy : dy);
    int n = longest / (MINUTE / 10) + 1;
    for (int i = 0; i <= n; i++) {
        pl_pos p = {from.lon + (int32_t)((int64_t)dx * i / n), from.lat + (int32_t)((int64_t)dy * i / n)};
        struct cell w = wide_of(p);
        if (!is_wide(chart, w.x, w.y) && !has_margin(chart, p)) {
            return false;
        }
    }
    return true;
}

double pl_chart_length_m(const pl_pos *points, size_t n) {
    double sum = 0;
    for (size_t i = 1; i < n; i++) {
        sum += pl_sphere_distance_m(points[i - 1], points[i]);
    }
    return sum;
}

/* Keeps the first point, then always the farthest that is seen straight. */
static size_t straighten(const struct pl_chart *chart, const pl_pos *in, size_t n, pl_pos *out, size_t max) {
    size_t m = 0;
    size_t at = 0;
    out[m++] = in[0];
    while (at + 1 < n && m < max) {
        size_t next = at + 1;
        for (size_t jump = 1; at + jump < n; jump = jump < 4 ? jump + 1 : jump * 3 / 2) {
            if (pl_chart_clear(chart, in[at], in[at + jump])) {
                next = at + jump;
            }
        }
        if (pl_chart_clear(chart, in[at], in[n - 1])) {
            next = n - 1;
        }
        out[m++] = in[next];
        at = next;
    }
    return at + 1 >= n ? m : 0;
}

/* From a sea cell to the first wide cell, breadth first through fine cells; the points with both ends. */
static size_t leave(const struct pl_chart *chart, pl_pos from, pl_pos *out, size_t max) {
    int16_t back[WINDOW * WINDOW]; /* where we came from, -1 unseen */
    int16_t queue[WINDOW * WINDOW];
    struct cell c = fine_of(from);
    if (!is_fine(chart, c.x, c.y)) {
        return 0;
    }
    memset(back, 0xff, sizeof back);
    size_t head = 0;
    size_t tail = 0;
    int start = REACH * WINDOW + REACH;
    back[start] = (int16_t)start;
    queue[tail++] = (int16_t)start;
    while (head < tail) {
        int at = queue[head++];
        int x = c.x + at % WINDOW - REACH;
        int y = c.y + at / WINDOW - REACH;
        if (is_wide(chart, x / STEP, y / STEP)) {
            size_t n = 1;
            for (int k = at; k != start; k = back[k]) {
                n++;
            }
            if (n > max) {
                return 0;
            }
            size_t i = n;
            for (int k = at;; k = back[k]) {
                out[--i] = k == start ? from : fine_middle(c.x + k % WINDOW - REACH, c.y + k / WINDOW - REACH);
                if (k == start) {
                    return n;
                }
            }
        }
        static const int dx[4] = {1, -1, 0, 0};
        static const int dy[4] = {0, 0, 1, -1};
        for (int k = 0; k < 4; k++) {
            int wx = at % WINDOW + dx[k];
            int wy = at / WINDOW + dy[k];
            int next = wy * WINDOW + wx;
            if (wx >= 0 && wy >= 0 && wx < WINDOW && wy < WINDOW && back[next] < 0 &&
                is_fine(chart, x + dx[k], y + dy[k])) {
                back[next] = (int16_t)at;
                queue[tail++] = (int16_t)next;
            }
        }
    }
    return 0;
}

bool pl_chart_berth(const struct pl_chart *chart, pl_pos port, double within_m, pl_pos *ret_berth) {
    struct cell c = fine_of(port);
    double best = within_m;
    bool found = false;
    for (int j = -3; c.x >= 0 && j <= 3; j++) {
        for (int i = -3; i <= 3; i++) {
            pl_pos p = fine_middle(c.x + i, c.y + j);
            double d = pl_sphere_distance_m(port, p);
            pl_pos points[WINDOW * 4];
            if (d <= best && is_fine(chart, c.x + i, c.y + j) && leave(chart, p, points, WINDOW * 4)) {
                best = d;
                *ret_berth = p;
                found = true;
            }
        }
    }
    return found;
}

struct node {
    double f;
    uint32_t at;
};

struct search {
    struct node *heap;
    size_t n, max;
    double *cost;
    uint32_t *back;
};

static bool before(struct node a, struct node b) { return a.f < b.f || (!(b.f < a.f) && a.at < b.at); }

static void push(struct search *s, struct node node) {
    if (s->n == s->max) {
        return;
    }
    size_t i = s->n++;
    while (i && before(node, s->heap[(i - 1) / 2])) {
        s->heap[i] = s->heap[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    s->heap[i] = node;
}

static struct node pop(struct search *s) {
    struct node top = s->heap[0];
    struct node last = s->heap[--s->n];
    size_t i = 0;
    for (;;) {
        size_t k = 2 * i + 1;
        if (k >= s->n) {
            break;
        }
        if (k + 1 < s->n && before(s->heap[k + 1], s->heap[k])) {
            k++;
        }
        if (!before(s->heap[k], last)) {
            break;
        }
        s->heap[i] = s->heap[k];
        i = k;
    }
    s->heap[i] = last;
    return top;
}

/* A lower bound for the rest of the way. */
static double rest_m(const struct pl_chart *chart, int x, int y, struct cell goal) {
    double row = chart->row_m[y] < chart->row_m[goal.y] ? chart->row_m[y] : chart->row_m[goal.y];
    double dx = (double)(x - goal.x) * row;
    double dy = (double)(y - goal.y) * (STEP * PL_NM_M);
    return __builtin_sqrt(dx * dx + dy * dy) * 0.99;
}

static void expand(const struct pl_chart *chart, struct search *s, uint32_t at, struct cell goal) {
    int x = (int)(at % WIDE_X);
    int y = (int)(at / WIDE_X);
    for (int j = -1; j <= 1; j++) {
        for (int i = -1; i <= 1; i++) {
            if ((!i && !j) || !is_wide(chart, x + i, y + j) || !is_wide(chart, x + i, y) || !is_wide(chart, x, y + j)) {
                continue;
            }
            double dx = (double)i * chart->row_m[y];
            double dy = (double)j * (STEP * PL_NM_M);
            double cost = s->cost[at] + __builtin_sqrt(dx * dx + dy * dy);
            uint32_t next = (uint32_t)((y + j) * WIDE_X + x + i);
            if (s->back[next] == 0 || cost < s->cost[next]) {
                s->cost[next] = cost;
                s->back[next] = at + 1;
                push(s, (struct node){cost + rest_m(chart, x + i, y + j, goal), next});
            }
        }
    }
}

/* A* between two wide cells; the middles of the cells from first to last. */
static size_t across(const struct pl_chart *chart, struct cell from, struct cell to, struct pl_arena *scratch,
                     pl_pos **ret) {
    size_t cells = (size_t)WIDE_X * WIDE_Y;
    struct search s = {.max = cells * 4};
    s.heap = pl_arena_alloc(scratch, s.max * sizeof *s.heap);
    s.cost = pl_arena_alloc(scratch, cells * sizeof *s.cost);
    s.back = pl_arena_calloc(scratch, cells, sizeof *s.back);
    if (!s.heap || !s.cost || !s.back) {
        return 0;
    }
    uint32_t start = (uint32_t)(from.y * WIDE_X + from.x);
    uint32_t goal = (uint32_t)(to.y * WIDE_X + to.x);
    s.cost[start] = 0;
    s.back[start] = start + 1;
    push(&s, (struct node){0, start});
    while (s.n) {
        struct node node = pop(&s);
        if (node.at == goal) {
            size_t n = 1;
            for (uint32_t k = goal; k != start; k = s.back[k] - 1) {
                n++;
            }
            pl_pos *points = pl_arena_calloc(scratch, n, sizeof *points);
            for (uint32_t k = goal; points; k = s.back[k] - 1) {
                points[--n] = wide_middle((int)(k % WIDE_X), (int)(k / WIDE_X));
                if (k == start) {
                    *ret = points;
                    break;
                }
            }
            size_t count = 1;
            for (uint32_t k = goal; k != start; k = s.back[k] - 1) {
                count++;
            }
            return points ? count : 0;
        }
        expand(chart, &s, node.at, to);
    }
    return 0;
}

size_t pl_chart_way(const struct pl_chart *chart, pl_pos from, pl_pos to, struct pl_arena *scratch,
                    pl_pos ret_points[PL_CHART_WAY_MAX]) {
    if (pl_chart_clear(chart, from, to)) {
        ret_points[0] = from;
        ret_points[1] = to;
        return 2;
    }
    struct pl_arena_mark mark = pl_arena_mark(scratch);
    enum { END = WINDOW * 4 };
    pl_pos out[END];
    pl_pos in[END];
    size_t n_out = leave(chart, from, out, END);
    size_t n_in = leave(chart, to, in, END);
    size_t result = 0;
    if (n_out && n_in) {
        pl_pos *middle = NULL;
        size_t n = across(chart, wide_of(out[n_out - 1]), wide_of(in[n_in - 1]), scratch, &middle);
        pl_pos *all = n ? pl_arena_calloc(scratch, n + n_out + n_in, sizeof *all) : NULL;
        if (all) {
            memcpy(all, out, n_out * sizeof *all);
            memcpy(all + n_out, middle, n * sizeof *all);
            for (size_t i = 0; i < n_in; i++) {
                all[n_out + n + i] = in[n_in - 1 - i];
            }
            result = straighten(chart, all, n_out + n + n_in, ret_points, PL_CHART_WAY_MAX);
        }
    }
    pl_arena_rewind(scratch, mark);
    return result;
}
