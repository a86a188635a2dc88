#include "exercise/receiver.h"

#include "exercise/rand.h"

#include "base/ban.h"

bool pl_receiver_passes(pl_time at) {
    static const int minutes[4] = {70, 169, 762, 861};
    int64_t day = at / PL_DAY_US;
    int64_t minute = (at - day * PL_DAY_US) / PL_MINUTE_US;
    int64_t shift = day * 7 % 60;
    for (int i = 0; i < 4; i++) {
        int64_t begin = minutes[i] + 60 - shift;
        if (minute >= begin && minute < begin + 11) {
            return true;
        }
    }
    return false;
}

/* A number in [0,1) of a station and a six-hour span. */
static double breath(const struct pl_world *world, size_t index, pl_time at) {
    struct pl_rand rand;
    pl_rand_open(&rand, world->params.seed ^ UINT64_C(0x5ea), (uint64_t)(at / (6 * PL_HOUR_US)) * 64 + index);
    return pl_rand_unit(&rand);
}

double pl_receiver_chance(const struct pl_world *world, size_t index, pl_pos pos, double weak, bool class_b,
                          pl_time at) {
    const struct pl_station *s = &world->stations[index];
    if (s->satellite) {
        return pl_receiver_passes(at) ? (class_b ? 0.03 : 0.2 * weak) : 0;
    }
    double range_m = s->range_m * weak;
    if (at >= s->down_from && at < s->down_until) {
        return 0;
    }
    if (pl_sphere_beyond(s->pos, pos, range_m * 1.13)) {
        return 0;
    }
    range_m *= 0.88 + 0.24 * breath(world, index, at);
    double share = pl_sphere_distance_m(s->pos, pos) / range_m;
    if (share >= 1) {
        return 0;
    }
    double fall = share * share * share * share;
    return (1 - s->loss) * (1 - fall);
}

double pl_receiver_any(const struct pl_world *world, pl_pos pos, double weak, bool class_b, pl_time at) {
    double none = 1;
    for (size_t i = 0; i < world->n_stations; i++) {
        if (!world->stations[i].satellite) {
            none *= 1 - pl_receiver_chance(world, i, pos, weak, class_b, at);
        }
    }
    return 1 - none;
}
