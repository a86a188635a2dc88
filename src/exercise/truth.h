/* What really happened in an exercise, as far as reports could show it.
 *
 * Written from what each ship was told to do (orders, silences, numbers, false places) and from what was really
 * received; never from a detector or its rules. An entry states a neutral fact with its measure - every silence of
 * 6 h and more, every hour that two hulls kept within 500 or 1,000 m, every hour below 2 or 3 kn, every stop at a
 * port - and leaves it to the scorer which measures count. Format: docs/format/exercise.md. Pure; memory from the
 * caller's arena. */
#ifndef PL_EXERCISE_TRUTH_H
#define PL_EXERCISE_TRUTH_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "exercise/air.h"
#include "exercise/world.h"

/* YES: the reports show it whole. PARTLY: they show a part, or may fairly be read otherwise; neither finding nor
 * missing it is a fault. NO: nothing of it was received. */
enum pl_observable { PL_OBSERVABLE_NO, PL_OBSERVABLE_PARTLY, PL_OBSERVABLE_YES };

#define PL_TRUTH_VESSELS 64 /* of an area of interference; more are left out */

struct pl_truth_entry {
    const char *type; /* of the event a perfect monitor would report */
    int ships[PL_TRUTH_VESSELS];
    uint32_t mmsi[PL_TRUTH_VESSELS];
    unsigned n_vessels;
    pl_time start, end; /* as observable: times of received reports; of the world where nothing was received */
    pl_time told_start, told_end; /* in the world */
    bool open;                    /* goes on to the end of the recording */
    pl_pos start_pos, end_pos;    /* of the first ship, in the world */
    const char *cause;            /* gap: ordered, reception, false_positions, end_of_identity */
    double heard_if_sent; /* gap: position reports that stations on land would have received on average, had it sent */
    const char *port;     /* port_visit: id */
    size_t port_n;        /* its length */
    const char *field;    /* identifier_invalid */
    double within_m;      /* encounter: the level, 500 or 1000 */
    double under_kn;      /* loitering: the level, 2 or 3 */
    double distance_m;    /* encounter: least; gap: start to end; loitering: sailed */
    double speed_kn;      /* loitering, encounter: mean; position_jump: implied */
    double port_distance_m; /* to the nearest port less its uncertainty; < 0 none within 100 km */
    double longest_hole_h;  /* between received reports within it */
    double stop_hours;      /* port_visit */
    int observable;         /* enum pl_observable */
};

struct pl_truth {
    struct pl_truth_entry *entries; /* sorted by (start, type, first mmsi) */
    size_t n, cap;
};

/* NOMEM. */
PL_MUST int pl_truth_make(const struct pl_world *world, const struct pl_air *air, struct pl_arena *arena,
                          struct pl_truth *ret_truth, struct pl_error *err);

/* truth.json. */
void pl_truth_write(const struct pl_world *world, const struct pl_air *air, const struct pl_truth *truth,
                    struct pl_buf *out);

#endif
