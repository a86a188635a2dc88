#include "detect/stamp.h"

#include <stdlib.h>

#include "base/ban.h"

#define AROUND_S  30
#define STAYED_US PL_MINUTE_US /* longer at a place, and back: the ship was thought to be there */
#define THERE_M   30000.0      /* what it left is what it had come to */
#define BACK_M    100000.0

/* One end of a jump. */
struct touch {
    int64_t s, other; /* seconds; equal: the whole jump is in one */
    uint32_t mmsi;
};

struct fault {
    int64_t s;
    unsigned ships;
};

static int64_t second_of(pl_time at) { return at >= 0 ? at / PL_SECOND_US : -1 - (-1 - at) / PL_SECOND_US; }

static int jump_cmp(const void *a, const void *b) {
    const struct pl_stamp_jump *x = a, *y = b;
    if (x->start != y->start) {
        return x->start < y->start ? -1 : 1;
    }
    if (x->mmsi != y->mmsi) {
        return x->mmsi < y->mmsi ? -1 : 1;
    }
    return (x->end > y->end) - (x->end < y->end);
}

static int by_ship(const void *a, const void *b) {
    const struct pl_stamp_jump *const *x = a, *const *y = b;
    if ((*x)->mmsi != (*y)->mmsi) {
        return (*x)->mmsi < (*y)->mmsi ? -1 : 1;
    }
    return jump_cmp(*x, *y);
}

static int touch_cmp(const void *a, const void *b) {
    const struct touch *x = a, *y = b;
    if (x->s != y->s) {
        return x->s < y->s ? -1 : 1;
    }
    if (x->mmsi != y->mmsi) {
        return x->mmsi < y->mmsi ? -1 : 1;
    }
    return (x->other > y->other) - (x->other < y->other);
}

static int other_cmp(const void *a, const void *b) {
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* Away with the one, back with the other, and a while between them. */
static bool goes_and_returns(const struct pl_stamp_jump *away, const struct pl_stamp_jump *back, pl_time most_us) {
    pl_time stayed = back->start - away->end;
    return away->mmsi == back->mmsi && stayed >= STAYED_US && stayed <= most_us &&
           pl_sphere_distance_m(away->to, back->from) <= THERE_M &&
           pl_sphere_distance_m(away->from, back->to) <= BACK_M;
}

/* Marks the jumps of ships that stayed where they went (at < 0), the others are in question (at 0). */
static void mark_stays(struct pl_stamp_jump **order, size_t n, pl_time most_us) {
    for (size_t i = 0; i + 1 < n; i++) {
        if (goes_and_returns(order[i], order[i + 1], most_us)) {
            order[i]->at = order[i + 1]->at = -1;
        }
    }
}

/* The share of other ends that are alike counts by the ships' first. */
static bool spread(const struct touch *touches, size_t n, unsigned ships, int64_t *others) {
    size_t n_others = 0, distinct = 0;
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || touches[i].mmsi != touches[i - 1].mmsi) {
            others[n_others++] = touches[i].other;
        }
    }
    qsort(others, n_others, sizeof *others, other_cmp);
    for (size_t i = 0; i < n_others; i++) {
        distinct += i == 0 || others[i] != others[i - 1];
    }
    return 4 * distinct >= 3 * (size_t)ships;
}

static unsigned count_ships(const struct touch *touches, size_t n, bool doubles) {
    unsigned ships = 0;
    uint32_t last = 0;
    for (size_t i = 0; i < n; i++) {
        bool counts = !doubles || touches[i].other == touches[i].s;
        ships += counts && (ships == 0 || touches[i].mmsi != last);
        last = counts ? touches[i].mmsi : last;
    }
    return ships;
}

/* The touches of one second, at list[from .. from + n). */
static bool is_fault(const struct touch *list, size_t n_list, size_t from, size_t n, int64_t first_s, int64_t *others,
                     unsigned *ret_ships) {
    const struct touch *mine = list + from;
    unsigned ships = count_ships(mine, n, false), around = ships;
    *ret_ships = ships;
    if (count_ships(mine, n, true) >= PL_STAMP_DOUBLES) {
        return true;
    }
    if (ships < (mine->s == first_s ? PL_STAMP_DOUBLES : PL_STAMP_SHARED) || !spread(mine, n, ships, others)) {
        return false;
    }
    /* Those that jump round it but not to that second; the other ends of its own jumps do not count. */
    for (size_t i = from; i > 0 && list[i - 1].s >= mine->s - AROUND_S; i--) {
        around += list[i - 1].other != mine->s;
    }
    for (size_t i = from + n; i < n_list && list[i].s <= mine->s + AROUND_S; i++) {
        around += list[i].other != mine->s;
    }
    return 2 * ships >= around;
}

static size_t find_faults(const struct touch *list, size_t n_list, int64_t first_s, int64_t *others,
                          struct fault *faults) {
    size_t n_faults = 0;
    for (size_t i = 0, n; i < n_list; i += n) {
        unsigned ships = 0;
        for (n = 1; i + n < n_list && list[i + n].s == list[i].s; n++) {
        }
        if (is_fault(list, n_list, i, n, first_s, others, &ships)) {
            faults[n_faults++] = (struct fault){list[i].s, ships};
        }
    }
    return n_faults;
}

/* The fault within room of a second that struck most ships, or NULL. */
static const struct fault *fault_near(const struct fault *faults, size_t n, int64_t s) {
    const struct fault *best = NULL;
    size_t low = 0, high = n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        bool before = faults[mid].s < s - PL_STAMP_ROOM_S;
        low = before ? mid + 1 : low;
        high = before ? high : mid;
    }
    for (; low < n && faults[low].s <= s + PL_STAMP_ROOM_S; low++) {
        best = best == NULL || faults[low].ships > best->ships ? &faults[low] : best;
    }
    return best;
}

static void judge(struct pl_stamp_jump *jumps, size_t n, const struct fault *faults, size_t n_faults) {
    for (size_t i = 0; i < n; i++) {
        const struct fault *left = fault_near(faults, n_faults, second_of(jumps[i].start));
        const struct fault *came = fault_near(faults, n_faults, second_of(jumps[i].end));
        const struct fault *fault = left != NULL && (came == NULL || left->ships >= came->ships) ? left : came;
        if (fault != NULL && jumps[i].at == 0) {
            jumps[i].ships = fault->ships;
            jumps[i].at = (pl_time)fault->s * PL_SECOND_US;
        }
    }
}

int pl_stamp_judge(struct pl_stamp_jump *jumps, size_t n, pl_time first, pl_time most_us, struct pl_error *err) {
    if (n < PL_STAMP_DOUBLES) {
        return PL_E_OK;
    }
    struct pl_stamp_jump **order = reallocarray(NULL, n, sizeof *order);
    struct touch *touches = reallocarray(NULL, 2 * n, sizeof *touches);
    int64_t *others = reallocarray(NULL, 2 * n, sizeof *others);
    struct fault *faults = reallocarray(NULL, 2 * n, sizeof *faults);
    int rc = order && touches && others && faults ? PL_E_OK : pl_fail(err, PL_E_NOMEM, "no memory to judge jumps");
    if (rc == PL_E_OK) {
        size_t n_touches = 0;
        qsort(jumps, n, sizeof *jumps, jump_cmp);
        for (size_t i = 0; i < n; i++) {
            jumps[i].ships = 0;
            jumps[i].at = 0;
            order[i] = &jumps[i];
        }
        qsort(order, n, sizeof(struct pl_stamp_jump *), by_ship);
        mark_stays(order, n, most_us);
        for (size_t i = 0; i < n; i++) {
            int64_t start_s = second_of(jumps[i].start), end_s = second_of(jumps[i].end);
            if (jumps[i].at == 0) {
                touches[n_touches++] = (struct touch){start_s, end_s, jumps[i].mmsi};
                touches[n_touches] = (struct touch){end_s, start_s, jumps[i].mmsi};
                n_touches += end_s != start_s;
            }
        }
        if (n_touches > 0) {
            qsort(touches, n_touches, sizeof *touches, touch_cmp);
        }
        judge(jumps, n, faults, find_faults(touches, n_touches, second_of(first), others, faults));
    }
    free(order);
    free(touches);
    free(others);
    free(faults);
    return rc;
}
