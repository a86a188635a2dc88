/* Holds `plimsoll reach` against an exact search on a finer grid: exact_reach binned_GSHHS_h.nc MASK PORTS LINKS
 * [CASES]
 *
 * A tool for docs/reach.md, not part of the program. The other way shares with the program only the shorelines: it
 * draws its own grid of half minutes over 115-150 E, 28-52 N with the maker of the mask, and runs Dijkstra's search
 * over single cells with 128 directions (steps of up to 7 cells, every cell that a step crosses in water), which is at
 * most 0.5 per cent too long in open water at these latitudes. A port on land is joined to the nearest water within 12
 * km, straight. The cases are drawn at random with a printed seed: two places at sea, 12 to 96 hours, 8 to 14 knots, a
 * dwell of 6 hours, every port of the table in the grid. Prints how many verdicts of the program and of a straight line
 * are wrong by more than 4 per cent of the limit, and the differences of distances. */
#ifndef PER_DEG
#define PER_DEG 120 /* 60: the program's own cells, so that the search alone is compared and not the shorelines */
#endif
#define main make_mask_main
#include "make_mask.c" /* NOLINT: the drawing of shorelines is the same */
#undef main

#include <math.h>
#include <time.h>

#include "geo/passage.h"
#include "geo/port.h"
#include "geo/prism.h"
#include "geo/trig.h"

#define STEP_MAX  7
#define DIRS_MAX  160
#define CROSS_MAX 24
#define SNAP_NM   6.5
#define BUCKET_NM 0.05

struct move {
    int dx, dy, n;
    int cross[CROSS_MAX][2];
};

struct exact {
    struct grid grid;
    struct move moves[DIRS_MAX];
    int n_moves;
    float *length;       /* by row and move, nm */
    unsigned char *open; /* by cell: all of the square of STEP_MAX around is water */
};

struct search {
    float *nm; /* by cell */
    int *next, *head;
    int n_buckets;
};

static int gcd(int a, int b) { return b ? gcd(b, a % b) : a; }

/* The cells that a straight step from centre to centre touches, its ends left out. */
static void cross_cells(struct move *m) {
    const int n = 64 * STEP_MAX;
    for (int i = 1; i < n; i++) {
        const int x = (int)floor(m->dx * (double)i / n + 0.5), y = (int)floor(m->dy * (double)i / n + 0.5);
        bool have = (x == 0 && y == 0) || (x == m->dx && y == m->dy);
        for (int k = 0; k < m->n; k++) {
            have = have || (m->cross[k][0] == x && m->cross[k][1] == y);
        }
        if (!have && m->n < CROSS_MAX) {
            m->cross[m->n][0] = x;
            m->cross[m->n++][1] = y;
        }
    }
    if (abs(m->dx) == 1 && abs(m->dy) == 1) { /* not between two cells of land that meet */
        m->n = 2;
        m->cross[0][0] = m->dx;
        m->cross[0][1] = 0;
        m->cross[1][0] = 0;
        m->cross[1][1] = m->dy;
    }
}

static pl_pos centre(const struct grid *g, int col, int row) {
    pl_pos pos = {0, 0};
    (void)pl_pos_from_deg((g->west_min + col + 0.5) / PER_DEG, (g->north_min - row - 0.5) / PER_DEG, &pos);
    return pos;
}

static void prepare(struct exact *e) {
    const struct grid *g = &e->grid;
    for (int dy = -STEP_MAX; dy <= STEP_MAX; dy++) {
        for (int dx = -STEP_MAX; dx <= STEP_MAX; dx++) {
            if (gcd(abs(dx), abs(dy)) == 1 && e->n_moves < DIRS_MAX) {
                struct move *m = &e->moves[e->n_moves++];
                *m = (struct move){.dx = dx, .dy = dy};
                cross_cells(m);
            }
        }
    }
    e->length = need(calloc((size_t)g->rows * (size_t)e->n_moves, sizeof *e->length));
    for (int row = 0; row < g->rows; row++) {
        for (int i = 0; i < e->n_moves; i++) {
            const pl_pos a = centre(g, 0, row), b = centre(g, e->moves[i].dx, row + e->moves[i].dy);
            e->length[row * e->n_moves + i] = (float)(pl_sphere_distance_m(a, b) / PL_NM_M);
        }
    }
    e->open = need(calloc((size_t)g->cols * (size_t)g->rows, 1));
    unsigned char *wide = need(calloc((size_t)g->cols * (size_t)g->rows, 1));
    for (int row = 0; row < g->rows; row++) { /* by rows, then by columns */
        for (int col = STEP_MAX; col + STEP_MAX < g->cols; col++) {
            unsigned char all = 1;
            for (int k = -STEP_MAX; k <= STEP_MAX && all; k++) {
                all = g->water[row * g->cols + col + k];
            }
            wide[row * g->cols + col] = all;
        }
    }
    for (int row = STEP_MAX; row + STEP_MAX < g->rows; row++) {
        for (int col = 0; col < g->cols; col++) {
            unsigned char all = 1;
            for (int k = -STEP_MAX; k <= STEP_MAX && all; k++) {
                all = wide[(row + k) * g->cols + col];
            }
            e->open[row * g->cols + col] = all;
        }
    }
    free(wide);
}

static bool is_sea(const struct grid *g, int col, int row) {
    return col >= 0 && col < g->cols && row >= 0 && row < g->rows && g->water[row * g->cols + col];
}

static bool may_go(const struct exact *e, int col, int row, const struct move *m) {
    if (!is_sea(&e->grid, col + m->dx, row + m->dy)) {
        return false;
    }
    for (int k = 0; k < m->n; k++) {
        if (!is_sea(&e->grid, col + m->cross[k][0], row + m->cross[k][1])) {
            return false;
        }
    }
    return true;
}

/* The nearest cell of water within SNAP_NM; -1: none. */
static int join(const struct exact *e, pl_pos pos, double *ret_nm) {
    const struct grid *g = &e->grid;
    const int col0 = (int)floor(pl_pos_lon_deg(pos) * PER_DEG) - g->west_min;
    const int row0 = g->north_min - 1 - (int)floor(pl_pos_lat_deg(pos) * PER_DEG);
    int best = -1;
    *ret_nm = SNAP_NM;
    if (is_sea(g, col0, row0)) {
        *ret_nm = 0;
        return row0 * g->cols + col0;
    }
    for (int row = row0 - 20; row <= row0 + 20; row++) {
        for (int col = col0 - 30; col <= col0 + 30; col++) {
            const double nm = is_sea(g, col, row) ? pl_sphere_distance_m(pos, centre(g, col, row)) / PL_NM_M : SNAP_NM;
            if (nm < *ret_nm) {
                *ret_nm = nm;
                best = row * g->cols + col;
            }
        }
    }
    return best;
}

struct entry {
    int cell, next;
};

static void search(const struct exact *e, int source, double start_nm, double limit_nm, float *nm) {
    const struct grid *g = &e->grid;
    const size_t cells = (size_t)g->cols * (size_t)g->rows;
    const int buckets = (int)(limit_nm / BUCKET_NM) + 2;
    int *head = need(malloc((size_t)buckets * sizeof *head));
    size_t max = 1 << 20, n = 0;
    struct entry *entries = need(malloc(max * sizeof *entries));
    memset(head, 0xff, (size_t)buckets * sizeof *head);
    for (size_t i = 0; i < cells; i++) {
        nm[i] = HUGE_VALF;
    }
    nm[source] = (float)start_nm;
    entries[n] = (struct entry){source, -1};
    head[(int)(start_nm / BUCKET_NM)] = (int)n++;
    for (int b = 0; b < buckets; b++) {
        while (head[b] >= 0) {
            const struct entry top = entries[head[b]];
            head[b] = top.next;
            const float here = nm[top.cell];
            if ((int)(here / BUCKET_NM) < b) {
                continue;
            }
            const int col = top.cell % g->cols, row = top.cell / g->cols;
            const bool open = e->open[top.cell];
            for (int i = 0; i < e->n_moves; i++) {
                const struct move *m = &e->moves[i];
                const int to = top.cell + m->dy * g->cols + m->dx;
                const float far = here + e->length[row * e->n_moves + i];
                if ((open || may_go(e, col, row, m)) && far < nm[to] && far <= limit_nm) {
                    nm[to] = far;
                    if (n == max) {
                        max *= 2;
                        entries = need(realloc(entries, max * sizeof *entries));
                    }
                    const int bucket = (int)(far / BUCKET_NM);
                    entries[n] = (struct entry){to, head[bucket]};
                    head[bucket] = (int)n++;
                }
            }
        }
    }
    free(entries);
    free(head);
}

static uint64_t seed = 20240301;

static double draw(void) { /* [0, 1) */
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (double)(seed >> 11) / 9007199254740992.0;
}

struct score {
    size_t verdicts, marginal, wrong, wrong_any, straight_wrong, straight_wrong_any, undetermined, beside;
    double worst_over, worst_under, sum, sum_abs;
    size_t distances, within[3]; /* 1, 2, 4 per cent */
    size_t outside;              /* a way may leave the grid: not compared */
};

static void judge_distance(struct score *s, double ours_nm, double exact_nm) {
    if (exact_nm > 20) {
        const double off = ours_nm / exact_nm - 1;
        s->worst_over = off > s->worst_over ? off : s->worst_over;
        s->worst_under = off < s->worst_under ? off : s->worst_under;
        s->sum += off;
        s->sum_abs += fabs(off);
        s->distances++;
        for (int k = 0; k < 3; k++) {
            s->within[k] += fabs(off) <= 0.01 * (1 << k);
        }
    }
}

static void judge(struct score *s, const struct pl_port *port, const struct pl_prism_answer *a, double in_nm,
                  double out_nm, double straight_nm, double limit_nm) {
    const double sum_nm = in_nm + out_nm;
    const bool can = sum_nm <= limit_nm, near = fabs(sum_nm - limit_nm) <= 0.04 * limit_nm;
    if (a->verdict == PL_VERDICT_UNDETERMINED) {
        s->undetermined++;
        return;
    }
    s->verdicts++;
    s->beside += near;
    if (a->verdict == PL_VERDICT_MARGINAL) {
        s->marginal++;
        if (!near) {
            s->wrong++;
            printf("  marginal at %.1f of %.1f nm: %.*s\n", sum_nm, limit_nm, (int)port->id.n, port->id.p);
        }
    } else if ((a->verdict == PL_VERDICT_REACHABLE) != can) {
        s->wrong_any++;
        if (!near) {
            s->wrong++;
            printf("  wrong: %.*s %s, ours %.1f + %.1f, exact %.1f + %.1f, limit %.1f nm\n", (int)port->id.n,
                   port->id.p, pl_verdict_word(a->verdict), a->in_m / PL_NM_M, a->out_m / PL_NM_M, in_nm, out_nm,
                   limit_nm);
        }
    }
    s->straight_wrong_any += (straight_nm <= limit_nm) != can;
    s->straight_wrong += (straight_nm <= limit_nm) != can && !near;
    if (a->has_in && a->has_out && sum_nm < HUGE_VAL) {
        judge_distance(s, a->in_m / PL_NM_M, in_nm);
        judge_distance(s, a->out_m / PL_NM_M, out_nm);
    }
}

/* The least way from the source to the edge of the grid. */
static double edge_nm(const struct exact *e, const float *nm) {
    const struct grid *g = &e->grid;
    float best = HUGE_VALF;
    for (int row = 0; row < g->rows; row++) {
        const int pace = row == 0 || row + 1 == g->rows ? 1 : g->cols - 1;
        for (int col = 0; col < g->cols; col += pace) {
            best = fminf(best, nm[row * g->cols + col]);
        }
    }
    return (double)best;
}

/* The straight distance from a port to the edge. */
static double port_edge_nm(const struct grid *g, pl_pos pos) {
    const double lat = pl_pos_lat_deg(pos), lon = pl_pos_lon_deg(pos);
    const double west = (double)g->west_min / PER_DEG, north = (double)g->north_min / PER_DEG;
    const double x = fmin(lon - west, west + (double)g->cols / PER_DEG - lon) * pl_cos(lat * PL_PI / 180);
    return 60 * fmin(x, fmin(north - lat, lat - north + (double)g->rows / PER_DEG));
}

static int run_case(const struct exact *e, const struct pl_passages *p, const struct pl_ports *ports, float *in,
                    float *out, struct score *s) {
    const struct grid *g = &e->grid;
    struct pl_prism_ask ask = {.dwell_h = 6, .max_speed_kn = 8 + 6 * draw()};
    struct pl_prism *prism = NULL;
    struct pl_error err;
    const double hours = 12 + 84 * draw(), limit_nm = ask.max_speed_kn * (hours - 6);
    const struct pl_prism_search least = {.least_m = 2 * limit_nm * PL_NM_M};
    int cells[2];
    double nm = 0;
    do {
        cells[0] = (int)(draw() * g->cols) + (int)(draw() * g->rows) * g->cols;
        ask.from = centre(g, cells[0] % g->cols, cells[0] / g->cols);
        const double far = draw() * limit_nm * 0.9 * PL_NM_M;
        ask.to = pl_sphere_move(ask.from, 360 * draw(), far);
        cells[1] = join(e, ask.to, &nm);
    } while (!g->water[cells[0]] || cells[1] < 0 || nm > 0);
    ask.to_at = (pl_time)(hours * (double)PL_HOUR_US);
    search(e, cells[0], 0, 2 * limit_nm, in);
    search(e, cells[1], 0, 2 * limit_nm, out);
    const double edge_in = edge_nm(e, in), edge_out = edge_nm(e, out);
    if (pl_prism_open(p, &ask, &least, &prism, &err)) {
        return 1;
    }
    for (size_t i = 0; i < pl_ports_count(ports); i++) {
        const struct pl_port *port = pl_ports_at(ports, i);
        struct pl_prism_answer a;
        const int cell = join(e, port->pos, &nm);
        if (cell < 0) {
            continue;
        }
        const double beyond = port_edge_nm(g, port->pos);
        if (fmin((double)in[cell], 2 * limit_nm) > edge_in + beyond ||
            fmin((double)out[cell], 2 * limit_nm) > edge_out + beyond) {
            s->outside++;
            continue;
        }
        pl_prism_port(prism, port->pos, 0, &a); /* to the place itself */
        judge(s, port, &a, (double)in[cell] + nm, (double)out[cell] + nm,
              (pl_sphere_distance_m(ask.from, port->pos) + pl_sphere_distance_m(port->pos, ask.to)) / PL_NM_M,
              limit_nm);
    }
    pl_prism_close(prism);
    return 0;
}

static void draw_fine(const char *path, struct grid *fine) {
    const struct shore shore = read_shore(path);
    struct grid grids[2] = {{"fine", 1, 115 * PER_DEG, 52 * PER_DEG, 35 * PER_DEG, 24 * PER_DEG, NULL},
                            {"world", PER_DEG / 12, -180 * PER_DEG, 90 * PER_DEG, 360 * 12, 180 * 12, NULL}};
    struct sums sums = {0, 0, 0};
    fill_grid(&shore, &grids[1], &sums);
    fill_grid(&shore, &grids[0], &sums);
    keep_sea(&grids[1], NULL);
    keep_sea(&grids[0], &grids[1]);
    *fine = grids[0];
    free(grids[1].water);
}

int main(int argc, char **argv) {
    static struct exact e;
    static struct pl_buf files[3];
    struct pl_arena arena;
    struct pl_error err = {0};
    const struct pl_sea *sea = NULL;
    const struct pl_ports *ports = NULL;
    struct pl_links links = {0};
    struct pl_passages *p = NULL;
    struct score s = {0};
    if (argc < 5) {
        fprintf(stderr, "usage: exact_reach binned_GSHHS_h.nc MASK PORTS LINKS [CASES]\n");
        return 2;
    }
    pl_arena_open(&arena, (size_t)1 << 30);
    for (int i = 0; i < 3; i++) {
        pl_buf_open(&files[i], (size_t)1 << 28);
        if (pl_file_read(argv[2 + i], 1 << 28, &files[i], &err)) {
            die(argv[2 + i], err.msg);
        }
    }
    if (pl_sea_open(pl_buf_str(&files[0]), &arena, &sea, &err) ||
        pl_ports_parse(pl_buf_str(&files[1]), &arena, &ports, &err) ||
        pl_links_parse(pl_buf_str(&files[2]), &arena, &links, &err) || pl_passages_open(sea, &links, &p, &err)) {
        die("reading", err.msg);
    }
    draw_fine(argv[1], &e.grid);
    prepare(&e);
    const size_t cells = (size_t)e.grid.cols * (size_t)e.grid.rows;
    float *in = need(malloc(cells * sizeof *in)), *out = need(malloc(cells * sizeof *out));
    const int cases = argc > 5 ? (int)strtol(argv[5], NULL, 10) : 62;
    printf("%d cases, seed %llu, %d directions\n", cases, (unsigned long long)seed, e.n_moves);
    for (int i = 0; i < cases; i++) {
        if (run_case(&e, p, ports, in, out, &s)) {
            die("case", "it failed");
        }
    }
    printf("verdicts %zu (within 4 per cent of the limit %zu), undetermined %zu, marginal %zu\n", s.verdicts, s.beside,
           s.undetermined, s.marginal);
    printf("wrong beyond 4 per cent of the limit: %zu; at all: %zu\n", s.wrong, s.wrong_any);
    printf("straight line, wrong beyond 4 per cent: %zu (%.1f per cent); at all: %zu (%.1f per cent)\n",
           s.straight_wrong, 100.0 * (double)s.straight_wrong / (double)s.verdicts, s.straight_wrong_any,
           100.0 * (double)s.straight_wrong_any / (double)s.verdicts);
    printf("not compared, as a way may leave the grid: %zu\n", s.outside);
    printf("distances within 1, 2, 4 per cent: %.2f %.2f %.2f per cent\n",
           100.0 * (double)s.within[0] / (double)s.distances, 100.0 * (double)s.within[1] / (double)s.distances,
           100.0 * (double)s.within[2] / (double)s.distances);
    printf("distances over 20 nm: %zu, ours against exact: mean %+.3f, mean size %.3f, from %+.2f to %+.2f per cent\n",
           s.distances, 100 * s.sum / (double)s.distances, 100 * s.sum_abs / (double)s.distances, 100 * s.worst_under,
           100 * s.worst_over);
    return s.wrong > 0;
}
