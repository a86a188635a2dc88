#include "exercise/ship.h"

#include <string.h>

#include "geo/trig.h"

#include "base/ban.h"

struct duty {
    const char *name;
    int status;
};

static const struct duty duties[] = {
#define PL_DUTY_ROW(name, text, status) {text, status},
    PL_DUTIES(PL_DUTY_ROW)
#undef PL_DUTY_ROW
};

const char *pl_duty_name(int duty) { return duties[duty].name; }

int pl_duty_status(int duty) { return duties[duty].status; }

/* Room for one more element at the end of an array in the arena; NULL where it is full. */
static void *grow(struct pl_arena *arena, void **array, size_t *n, size_t *cap, size_t size) {
    if (*n == *cap) {
        size_t more = *cap ? *cap * 2 : 8;
        void *bigger = pl_arena_calloc(arena, more, size);
        if (!bigger) {
            return NULL;
        }
        if (*n) {
            memcpy(bigger, *array, *n * size);
        }
        *array = bigger;
        *cap = more;
    }
    return (char *)*array + (*n)++ * size;
}

#define GROW(ship, arena, field)                                                                                       \
    grow(arena, (void **)&(ship)->field, &(ship)->n_##field, &(ship)->cap_##field, sizeof *(ship)->field)

void pl_ship_knot(struct pl_ship *ship, struct pl_arena *arena, pl_time at, pl_pos pos) {
    if (ship->n_knots && at <= ship->knots[ship->n_knots - 1].at) {
        return;
    }
    struct pl_knot *knot = GROW(ship, arena, knots);
    if (knot) {
        *knot = (struct pl_knot){at, pos};
    }
}

void pl_ship_order(struct pl_ship *ship, struct pl_arena *arena, int duty, pl_time start, pl_time end,
                   double speed_kn) {
    if (end <= start) {
        return;
    }
    struct pl_order *order = GROW(ship, arena, orders);
    if (order) {
        *order = (struct pl_order){duty, start, end, speed_kn};
    }
}

void pl_ship_silent(struct pl_ship *ship, struct pl_arena *arena, pl_time start, pl_time end) {
    struct pl_silence *silence = GROW(ship, arena, silences);
    if (silence) {
        *silence = (struct pl_silence){start, end};
    }
}

void pl_ship_alias(struct pl_ship *ship, struct pl_arena *arena, pl_time from, const struct pl_identity *who) {
    struct pl_alias *alias = GROW(ship, arena, aliases);
    if (alias) {
        *alias = (struct pl_alias){from, *who};
    }
}

void pl_ship_lie(struct pl_ship *ship, struct pl_arena *arena, const struct pl_falsehood *falsehood) {
    struct pl_falsehood *lie = GROW(ship, arena, falsehoods);
    if (lie) {
        *lie = *falsehood;
    }
}

struct pl_knot pl_ship_last(const struct pl_ship *ship) {
    return ship->knots[ship->n_knots - 1];
}

/* The knot at or before `at` (0 where there is none), found forward from the cursor. */
static size_t knot_before(const struct pl_ship *ship, pl_time at, struct pl_cursor *cursor) {
    size_t i = cursor->knot;
    if (i >= ship->n_knots || ship->knots[i].at > at) {
        size_t low = 0;
        size_t high = ship->n_knots;
        while (low + 1 < high) {
            size_t mid = low + (high - low) / 2;
            if (ship->knots[mid].at <= at) {
                low = mid;
            } else {
                high = mid;
            }
        }
        i = low;
    }
    while (i + 1 < ship->n_knots && ship->knots[i + 1].at <= at) {
        i++;
    }
    cursor->knot = i;
    return i;
}

pl_pos pl_ship_place(const struct pl_ship *ship, pl_time at, struct pl_cursor *cursor) {
    size_t i = knot_before(ship, at, cursor);
    const struct pl_knot *a = &ship->knots[i];
    if (at <= a->at || i + 1 >= ship->n_knots) {
        return a->pos;
    }
    const struct pl_knot *b = a + 1;
    double f = (double)(at - a->at) / (double)(b->at - a->at);
    return pl_sphere_between(a->pos, b->pos, f);
}

struct pl_fix pl_ship_fix(const struct pl_ship *ship, pl_time at, struct pl_cursor *cursor) {
    struct pl_fix fix = {.pos = pl_ship_place(ship, at, cursor), .duty = PL_DUTY_WAIT};
    size_t i = cursor->knot;
    if (i + 1 < ship->n_knots && at >= ship->knots[i].at) {
        const struct pl_knot *a = &ship->knots[i];
        const struct pl_knot *b = a + 1;
        double hours = (double)(b->at - a->at) / (double)PL_HOUR_US;
        fix.speed_kn = pl_sphere_distance_m(a->pos, b->pos) / PL_NM_M / hours;
        fix.course_deg = pl_sphere_course_deg(a->pos, b->pos);
    }
    if (cursor->order >= ship->n_orders || ship->orders[cursor->order].start > at) {
        cursor->order = 0;
    }
    while (cursor->order + 1 < ship->n_orders && ship->orders[cursor->order].end <= at) {
        cursor->order++;
    }
    if (ship->n_orders) {
        fix.duty = ship->orders[cursor->order].duty;
    }
    return fix;
}

bool pl_ship_is_silent(const struct pl_ship *ship, pl_time at) {
    for (size_t i = 0; i < ship->n_silences; i++) {
        if (at >= ship->silences[i].start && at < ship->silences[i].end) {
            return true;
        }
    }
    return false;
}

const struct pl_identity *pl_ship_identity(const struct pl_ship *ship, pl_time at) {
    const struct pl_identity *who = &ship->aliases[0].who;
    for (size_t i = 1; i < ship->n_aliases && ship->aliases[i].from <= at; i++) {
        who = &ship->aliases[i].who;
    }
    return who;
}

const struct pl_falsehood *pl_ship_falsehood(const struct pl_ship *ship, pl_time at) {
    for (size_t i = 0; i < ship->n_falsehoods; i++) {
        if (at >= ship->falsehoods[i].start && at < ship->falsehoods[i].end) {
            return &ship->falsehoods[i];
        }
    }
    return NULL;
}

pl_pos pl_falsehood_place(const struct pl_falsehood *lie, pl_time at, double *ret_course_deg) {
    double hours = (double)(at - lie->start) / (double)PL_HOUR_US;
    double sailed_m = lie->speed_kn * hours * PL_NM_M;
    if (lie->kind == PL_FALSE_LINE) {
        *ret_course_deg = lie->course_deg;
        return pl_sphere_move(lie->centre, lie->course_deg, sailed_m);
    }
    double bearing = lie->phase + sailed_m / lie->radius_m;
    double deg = bearing * (180.0 / PL_PI);
    deg -= 360.0 * (double)(int64_t)(deg / 360.0);
    *ret_course_deg = deg + 90.0 >= 360.0 ? deg - 270.0 : deg + 90.0;
    return pl_sphere_move(lie->centre, deg, lie->radius_m);
}
