#include "geo/thin.h"

#include <math.h>
#include <string.h>

#include "geo/trig.h"

#include "base/ban.h"

#define UNIT_M (PL_EARTH_RADIUS_M * PL_PI / 180.0 / PL_POS_UNIT)

/* A piece between two points that stay, to be divided at its worst point. */
struct span {
    uint16_t lo, hi;
    uint16_t above; /* the point whose division made it; lo where there is none */
    float rank_m;   /* of that one */
};

/* The point between lo and hi that is farthest from where an even way between them has it, and how far. */
static size_t worst(const struct pl_thin_point *p, size_t lo, size_t hi, double *ret_m) {
    double cos_lat = pl_cos((pl_pos_lat_deg(p[lo].pos) + pl_pos_lat_deg(p[hi].pos)) / 2 * PL_PI / 180.0);
    double east = pl_lon_diff(p[lo].pos.lon, p[hi].pos.lon), north = (double)p[hi].pos.lat - p[lo].pos.lat;
    double took = (double)(p[hi].at - p[lo].at), most = -1;
    double per_east = took > 0 ? east / took : 0, per_north = took > 0 ? north / took : 0;
    size_t at = lo + 1;
    for (size_t i = lo + 1; i < hi; i++) {
        double t = (double)(p[i].at - p[lo].at);
        double x = (pl_lon_diff(p[lo].pos.lon, p[i].pos.lon) - per_east * t) * cos_lat;
        double y = (double)(p[i].pos.lat - p[lo].pos.lat) - per_north * t;
        double d2 = x * x + y * y;
        if (d2 > most) {
            most = d2;
            at = i;
        }
    }
    *ret_m = sqrt(most) * UNIT_M;
    return at;
}

/* Points of a piece in the order of division, each with the one above it. */
struct order {
    uint16_t point[PL_THIN_PIECE], above[PL_THIN_PIECE];
    size_t n;
};

static void divide(struct pl_thin_point *p, size_t lo, size_t hi, struct order *order) {
    struct span stack[PL_THIN_PIECE]; /* each division pushes two for one: never more than points */
    size_t n = 0;
    stack[n++] = (struct span){(uint16_t)lo, (uint16_t)hi, (uint16_t)lo, PL_THIN_ALWAYS};
    while (n > 0) {
        struct span s = stack[--n];
        double off_m;
        if (s.hi - s.lo < 2) {
            continue;
        }
        size_t at = worst(p, s.lo, s.hi, &off_m);
        p[at].rank_m = (float)off_m < s.rank_m ? (float)off_m : s.rank_m;
        order->point[order->n] = (uint16_t)at;
        order->above[order->n++] = s.above;
        stack[n++] = (struct span){(uint16_t)at, s.hi, (uint16_t)at, p[at].rank_m};
        stack[n++] = (struct span){s.lo, (uint16_t)at, (uint16_t)at, p[at].rank_m};
    }
}

/* What lies out of view counts less, but never less than what rests on it. */
static void put_aside(struct pl_thin_point *p, const struct order *order) {
    for (size_t k = 0; k < order->n; k++) {
        struct pl_thin_point *point = &p[order->point[k]];
        point->rank_m /= (point->marks & PL_THIN_ASIDE) != 0 ? PL_THIN_ASIDE_SHARE : 1.0f;
    }
    for (size_t k = order->n; k-- > 0;) {
        struct pl_thin_point *above = &p[order->above[k]];
        float rank_m = p[order->point[k]].rank_m;
        above->rank_m = above->rank_m < rank_m ? rank_m : above->rank_m;
    }
}

static void rank_piece(struct pl_thin_point *p, size_t n) {
    struct order order;
    size_t lo = 0;
    for (size_t i = 1; i < n; i++) {
        if (p[i].rank_m == PL_THIN_ALWAYS) { /* between two that stay */
            order.n = 0;
            divide(p, lo, i, &order);
            put_aside(p, &order);
            lo = i;
        }
    }
}

void pl_thin_rank(struct pl_thin_point *points, size_t n) {
    for (size_t i = 0; i < n; i++) {
        bool stays = i == 0 || i + 1 == n || (points[i].marks & PL_THIN_STAYS) != 0 || i % (PL_THIN_PIECE - 1) == 0;
        points[i].rank_m = stays ? PL_THIN_ALWAYS : 0;
    }
    for (size_t lo = 0; lo + 1 < n; lo += PL_THIN_PIECE - 1) {
        rank_piece(points + lo, n - lo < PL_THIN_PIECE ? n - lo : PL_THIN_PIECE);
    }
}

/* Puts the k-th greatest of n (from 0) at its place, greater ones before it (Hoare's selection). */
static float select_greatest(float *v, size_t n, size_t k) {
    size_t lo = 0, hi = n - 1;
    while (lo < hi) {
        float pivot = v[lo + (hi - lo) / 2];
        size_t i = lo, j = hi;
        while (i <= j) {
            while (v[i] > pivot) {
                i++;
            }
            while (v[j] < pivot) {
                j--;
            }
            if (i <= j) {
                float swap = v[i];
                v[i] = v[j];
                v[j] = swap;
                i++;
                if (j == 0) {
                    break;
                }
                j--;
            }
        }
        if (k <= j) {
            hi = j;
        } else if (k >= i) {
            lo = i;
        } else {
            break;
        }
    }
    return v[k];
}

float pl_thin_cut(float *ranks, size_t n, size_t most, float floor_m) {
    float cut = n > most ? select_greatest(ranks, n, most) : -1;
    cut = cut < floor_m ? floor_m : cut;
    return cut < PL_THIN_MOST ? cut : PL_THIN_MOST;
}

double pl_thin_pixel_m(double zoom, double deg) {
    double world = 2 * PL_PI * 6378137.0 / 256; /* the ellipsoid's greater axis, as Web Mercator has it */
    return world * pl_cos(deg * PL_PI / 180.0) / pl_exp(zoom * 0.69314718055994530942);
}
