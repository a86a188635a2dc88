#include "detect/meeting.h"

#include "base/ban.h"

static double hours(pl_time from, pl_time to) { return (double)(to - from) / (double)PL_HOUR_US; }

static double knots(double metres, double h) { return metres / PL_NM_M / h; }

/* The speed for a way that must be sailed in h; -1 where there is no time for it. */
static double speed_for(double metres, double h) {
    if (metres <= 0) {
        return 0;
    }
    return h > 0 ? knots(metres, h) : -1;
}

struct pl_meeting pl_meeting_of(const struct pl_silence *s, pl_time from, pl_time to, double in_m, double out_m,
                                double min_h) {
    const double in_h = in_m / PL_NM_M / s->speed_kn, out_h = s->open ? 0 : out_m / PL_NM_M / s->speed_kn;
    const double whole_h = hours(s->start, s->end);
    const double from_h = hours(s->start, from), to_h = hours(s->start, to); /* since it fell silent */
    const double arrive_h = in_h > from_h ? in_h : from_h;
    const double leave_h = whole_h - out_h < to_h ? whole_h - out_h : to_h;
    struct pl_meeting ret = {.cover_h = leave_h - arrive_h};

    /* It is there for min_h at the latest before the wait ends, at the soonest after it began, and in time between. */
    const double last_h = to_h < whole_h ? to_h : whole_h, first_h = from_h > 0 ? from_h : 0;
    const double in_kn = speed_for(in_m, last_h - min_h);
    const double out_kn = s->open ? 0 : speed_for(out_m, whole_h - first_h - min_h);
    const double sum_kn = speed_for(in_m + (s->open ? 0 : out_m), whole_h - min_h);
    ret.needs_kn = in_kn > out_kn ? in_kn : out_kn;
    ret.needs_kn = sum_kn > ret.needs_kn ? sum_kn : ret.needs_kn;
    if (in_kn < 0 || out_kn < 0 || sum_kn < 0 || last_h - first_h < min_h) {
        ret.needs_kn = -1;
    }
    return ret;
}

double pl_meeting_detour_m(double in_m, double out_m, double cover_h, double wait_h) {
    const double share = cover_h < wait_h ? cover_h / wait_h : 1;
    return (in_m + out_m) / (share * share);
}
