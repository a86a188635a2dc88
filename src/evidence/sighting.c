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

/* The least distance on the straight way during [from, to]: at both ends and at 32 points between. */
static double nearest_on_leg(const struct pl_sighting *s, const struct pl_sighting_fix *a,
                             const struct pl_sighting_fix *b) {
    pl_time from = s->from > a->at ? s->from : a->at, to = s->to < b->at ? s->to : b->at;
    double nearest = -1;
    for (int i = 0; from <= to && i <= 32; i++) {
        pl_time at = from + (to - from) / 32 * i;
        at = i == 32 ? to : at;
        nearest = least(nearest, pl_sphere_distance_m(between(a, b, at), s->at));
    }
    return nearest;
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

/* The least speed with which it could have been within `error_m` of the place at some moment of the sighting, between
 * the last fix before its end and the first after its start; 0 where nothing speaks against it, < 0 where no speed
 * would do. */
static double needed_kn(const struct pl_sighting *s, const struct pl_sighting_fix *fixes, size_t n, double error_m) {
    double most = 0;
    for (size_t i = 0; i < n; i++) {
        double d = pl_sphere_distance_m(fixes[i].pos, s->at) - error_m;
        pl_time wait = fixes[i].at < s->from ? s->to - fixes[i].at : fixes[i].at > s->to ? fixes[i].at - s->from : 0;
        if (d <= 0 || (fixes[i].at >= s->from && fixes[i].at <= s->to && s->to > s->from)) {
            continue; /* inside a span of time it may have been there at another moment of it */
        }
        if (wait <= 0) {
            return -1;
        }
        double kn = d / ((double)wait / (double)PL_SECOND_US) / PL_KN_MS;
        most = kn > most ? kn : most;
    }
    return most;
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
