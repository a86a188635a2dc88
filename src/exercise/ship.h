/* One hull and what it was told to do: a path in time, orders, silences, identities and false positions.
 *
 * The path is a list of knots (time, place) in rising time; between two of them the hull moves evenly. Orders are
 * written down by the same calls that make the path, so that the truth is what the ship was told, not what somebody
 * made of its reports. Everything lives in the arena of the world. Pure. */
#ifndef PL_EXERCISE_SHIP_H
#define PL_EXERCISE_SHIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/time.h"
#include "exercise/encode.h"
#include "exercise/rand.h"
#include "geo/sphere.h"

/* enum name, name in truth.json, navigational status sent */
#define PL_DUTIES(X)                                                                                                   \
    X(SAIL, "sail", 0)                                                                                                 \
    X(BERTH, "berth", 5)                                                                                               \
    X(ANCHOR, "anchor", 1)                                                                                             \
    X(FISH, "fish", 7)                                                                                                 \
    X(WAIT, "wait", 0)                                                                                                 \
    X(MEET, "meet", 0)                                                                                                 \
    X(BREAKDOWN, "breakdown", 2)                                                                                       \
    X(SLOW_STEAM, "slow_steam", 0)                                                                                     \
    X(SURVEY, "survey", 3)                                                                                             \
    X(SEARCH, "search", 0)                                                                                             \
    X(TOW, "tow", 3)                                                                                                   \
    X(TIDE, "tide", 0)                                                                                                 \
    X(PATROL, "patrol", 0)

enum pl_duty {
#define PL_DUTY_ENUM(name, text, status) PL_DUTY_##name,
    PL_DUTIES(PL_DUTY_ENUM)
#undef PL_DUTY_ENUM
        PL_DUTY_COUNT
};

const char *pl_duty_name(int duty);
int pl_duty_status(int duty);

struct pl_knot {
    pl_time at;
    pl_pos pos;
};

struct pl_order {
    int duty; /* enum pl_duty */
    pl_time start, end;
    double speed_kn; /* ordered; 0 at rest */
};

/* A span of time in which the transmitter is off. */
struct pl_silence {
    pl_time start, end;
};

/* From `from` on the hull says it is `who`. */
struct pl_alias {
    pl_time from;
    struct pl_identity who;
};

/* A span in which the transmitter sends places where the hull is not. */
enum pl_false_kind { PL_FALSE_LINE, PL_FALSE_RING };

struct pl_falsehood {
    int kind;
    pl_time start, end;
    pl_pos centre;     /* LINE: where it begins */
    double course_deg; /* LINE */
    double speed_kn;
    double radius_m;   /* RING */
    double phase;      /* RING: radians at start */
    bool interference; /* done to the ship by an area of interference, not by the ship */
};

struct pl_ship {
    struct pl_knot *knots;
    size_t n_knots, cap_knots;
    struct pl_order *orders;
    size_t n_orders, cap_orders;
    struct pl_silence *silences;
    size_t n_silences, cap_silences;
    struct pl_alias *aliases; /* the first from the beginning */
    size_t n_aliases, cap_aliases;
    struct pl_falsehood *falsehoods;
    size_t n_falsehoods, cap_falsehoods;
    const char *role;  /* the scenario it plays in, a static string */
    double weak;       /* 1 a good transmitter; less is heard at a smaller distance */
    bool placeholders; /* says no speed, course or heading */
};

/* A cursor for reading a path forward in time cheaply; zero it to start anew. */
struct pl_cursor {
    size_t knot;
    size_t order;
};

/* Where the hull is, how fast and on which course; before the first knot and after the last it rests there. */
struct pl_fix {
    pl_pos pos;
    double speed_kn;
    double course_deg;
    int duty;
};

struct pl_fix pl_ship_fix(const struct pl_ship *ship, pl_time at, struct pl_cursor *cursor);

/* Just the place, from any cursor. */
pl_pos pl_ship_place(const struct pl_ship *ship, pl_time at, struct pl_cursor *cursor);

bool pl_ship_is_silent(const struct pl_ship *ship, pl_time at);
const struct pl_identity *pl_ship_identity(const struct pl_ship *ship, pl_time at);
const struct pl_falsehood *pl_ship_falsehood(const struct pl_ship *ship, pl_time at); /* or NULL */

/* The place a falsehood claims. */
pl_pos pl_falsehood_place(const struct pl_falsehood *falsehood, pl_time at, double *ret_course_deg);

/* Building. All return without effect where the arena is full (the world checks once at its end). */
void pl_ship_knot(struct pl_ship *ship, struct pl_arena *arena, pl_time at, pl_pos pos); /* not before the last knot */
void pl_ship_order(struct pl_ship *ship, struct pl_arena *arena, int duty, pl_time start, pl_time end, double speed_kn);
void pl_ship_silent(struct pl_ship *ship, struct pl_arena *arena, pl_time start, pl_time end);
void pl_ship_alias(struct pl_ship *ship, struct pl_arena *arena, pl_time from, const struct pl_identity *who);
void pl_ship_lie(struct pl_ship *ship, struct pl_arena *arena, const struct pl_falsehood *falsehood);

/* Where and when the path ends at present. There must be a knot. */
struct pl_knot pl_ship_last(const struct pl_ship *ship);

#endif
