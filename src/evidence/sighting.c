#include "evidence/sighting.h"

#include "base/ban.h"

/* Where the straight way from a to b is at a time between them. */
static pl_pos between(const struct pl_sighting_fix *a, const struct pl_sighting_fix *b, pl_time at) {
    if (b->at == a->at) {
        return a->pos;
    }
    return pl_sphere_between(a->pos, b->pos, (double)(at - a->at) / (double)(b->at - a->at));
}

static double least(double a, double b) { return a < 0 || b < a ? b : a; }

static double distance_at(const struct pl_sighting *s, const struct pl_sighting_fix *a, const struct pl_sighting_fix *b,
                          pl_time at) {
    return pl_sphere_distance_m(between(a, b, at), s->at);
}

/* The least distance on the straight way during [from, to]: the best of both ends and 31 points between, and from its
 * neighbours inward by thirds; a way of at most PL_SIGHTING_JOIN_US has one nearest point only. */
static double nearest_on_leg(const struct pl_sighting *s, const struct pl_sighting_fix *a,
                             const struct pl_sighting_fix *b) {
    pl_time from = s->from > a->at ? s->from : a->at, to = s->to < b->at ? s->to : b->at;
    pl_time step = (to - from) / 32, best = from;
    double nearest = -1;
    for (int i = 0; from <= to && i <= 32; i++) {
        pl_time at = i == 32 ? to : from + step * i;
        double d = distance_at(s, a, b, at);
        best = nearest < 0 || d < nearest ? at : best;
        nearest = least(nearest, d);
    }
    pl_time low = best - step > from ? best - step : from, high = best + 2 * step < to ? best + 2 * step : to;
    while (high - low > PL_SECOND_US / 10) {
        pl_time third = (high - low) / 3;
        bool left = distance_at(s, a, b, low + third) <= distance_at(s, a, b, high - third);
        low = left ? low : low + third;
        high = left ? high - third : high;
    }
    return from <= to ? least(nearest, distance_at(s, a, b, low)) : nearest;
}

static double nearest_of(const struct pl_sighting *s, const struct pl_sighting_fix *fixes, size_t n) {
    double nearest = -1;
    for (size_t i = 0; i < n; i++) {
        if (fixes[i].at >= s->from - PL_SIGHTING_NEAR_US && fixes[i].at <= s->to + PL_SIGHTING_NEAR_US) {
            double d = pl_sphere_distance_m(fixes[i].pos, s->at);
            bool inside = fixes[i].at >= s->from && fixes[i].at <= s->to;
            bool leg = i + 1 < n && fixes[i + 1].at - fixes[i].at <= PL_SIGHTING_JOIN_US;
            nearest = inside || (!leg && nearest < 0) ? least(nearest, d) : nearest;
        }
        if (i + 1 < n && fixes[i + 1].at - fixes[i].at <= PL_SIGHTING_JOIN_US && fixes[i].at <= s->to &&
            fixes[i + 1].at >= s->from) {
            nearest = least(nearest, nearest_on_leg(s, &fixes[i], &fixes[i + 1]));
        }
    }
    return nearest;
}

static double seconds(pl_time from, pl_time to) { return (double)(to - from) / (double)PL_SECOND_US; }

/* Raises *kn to what covers so far in so long; false where no speed does. */
static bool raise(double m, double s, double *kn) {
    double needs = m <= 0 ? 0 : s > 0 ? m / s / PL_KN_MS : -1;
    *kn = needs > *kn ? needs : *kn;
    return needs >= 0;
}

/* The least speed with which it could have been within `error_m` of the place at some moment of the sighting between
 * two fixes that follow each other; a NULL: before its first, b NULL: after its last. < 0: no speed would do. */
static double needed_between(const struct pl_sighting *s, const struct pl_sighting_fix *a,
                             const struct pl_sighting_fix *b, double error_m) {
    pl_time from = a != NULL && a->at > s->from ? a->at : s->from, to = b != NULL && b->at < s->to ? b->at : s->to;
    double kn = 0, there = a != NULL ? pl_sphere_distance_m(a->pos, s->at) - error_m : 0;
    double back = b != NULL ? pl_sphere_distance_m(b->pos, s->at) - error_m : 0;
    there = there > 0 ? there : 0;
    back = back > 0 ? back : 0;
    bool can = from <= to && (a == NULL || raise(there, seconds(a->at, to), &kn)) &&
               (b == NULL || raise(back, seconds(from, b->at), &kn)) &&
               (a == NULL || b == NULL || raise(there + back, seconds(a->at, b->at), &kn));
    return can ? kn : -1;
}

/* The same for all of them: it was there between some two. */
static double needed_kn(const struct pl_sighting *s, const struct pl_sighting_fix *fixes, size_t n, double error_m) {
    double needs = -1;
    for (size_t i = 0; i <= n; i++) {
        double kn = needed_between(s, i > 0 ? &fixes[i - 1] : NULL, i < n ? &fixes[i] : NULL, error_m);
        needs = kn >= 0 ? least(needs, kn) : needs;
    }
    return needs;
}

struct pl_sighting_answer pl_sighting_compare(const struct pl_sighting *sighting, const struct pl_sighting_fix *fixes,
                                              size_t n, double max_kn) {
    double error_m = sighting->accuracy_m + PL_SIGHTING_AIS_ERROR_M;
    struct pl_sighting_answer a = {.verdict = PL_SIGHTING_SILENT, .distance_m = nearest_of(sighting, fixes, n)};
    if (n == 0) {
        a.needs_kn = 0;
        return a;
    }
    a.needs_kn = needed_kn(sighting, fixes, n, error_m);
    if (a.distance_m >= 0 && a.distance_m <= error_m) {
        a.verdict = PL_SIGHTING_EXPLAINED;
        a.needs_kn = 0;
    } else if (a.needs_kn < 0 || a.needs_kn > max_kn) {
        a.verdict = PL_SIGHTING_CONTRADICTED;
    } else if (a.distance_m >= 0) {
        a.verdict = PL_SIGHTING_POSSIBLE;
    }
    return a;
}
