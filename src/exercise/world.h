/* An invented world: ships with orders, receiving stations, areas of interference, a list, and notes of what was
 * arranged.
 *
 * Made from a seed and a few numbers; the same on every machine. About two thirds of the ships play scenarios (a table
 * in scenario.c, filled again and again until the ships run out); a third do things that no rule names. Nothing here
 * knows a detector's threshold: distances and durations are what a scenario's author chose on both sides of limits
 * that people use. Everything lives in the caller's arena. Pure. */
#ifndef PL_EXERCISE_WORLD_H
#define PL_EXERCISE_WORLD_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/time.h"
#include "exercise/chart.h"
#include "exercise/pilot.h"
#include "exercise/ship.h"
#include "geo/port.h"
#include "geo/sea.h"

#define PL_WORLD_MIN_VESSELS 4
#define PL_WORLD_MAX_VESSELS 5000
#define PL_WORLD_MAX_DAYS    366
#define PL_WORLD_MAX_BERTHS  64

struct pl_world_params {
    uint64_t seed;
    pl_time start;
    int days;          /* 1 .. PL_WORLD_MAX_DAYS */
    int vessels;       /* PL_WORLD_MIN_VESSELS .. PL_WORLD_MAX_VESSELS */
    double interval_s; /* mean seconds between received position reports of a ship within reach of a station */
};

/* A port that ships of the exercise call at. */
struct pl_berth {
    const struct pl_port *port;
    pl_pos pos;
};

/* A receiving station. */
struct pl_station {
    char name[32]; /* EXERCISE-... */
    uint32_t mmsi; /* of its own base station; 0 for a satellite */
    pl_pos pos;
    double range_m;   /* to a good class A transmitter */
    double loss;      /* share of transmissions lost within range */
    int64_t clock_us; /* its clock minus the true time */
    int64_t delay_us; /* how late its lines arrive, typically */
    bool millis;      /* tag c in milliseconds */
    bool groups;      /* writes g groups */
    bool satellite;
    pl_time down_from, down_until; /* an outage */
};

/* Positions sent from within are shifted to a ring somewhere else. */
struct pl_zone {
    pl_pos centre;
    double radius_m;
    pl_time start, end;
    pl_pos ring; /* the centre of the ring */
};

/* enum name, name in truth.json: what a scenario arranged that reports alone do not show */
#define PL_NOTES(X)                                                                                                    \
    X(IDENTITY_SWAP, "identity_swap")                                                                                  \
    X(SHARED_NUMBER, "shared_number")                                                                                  \
    X(FALSE_TRACK, "false_track")                                                                                      \
    X(INTERFERENCE, "interference")                                                                                    \
    X(RENDEZVOUS, "rendezvous")                                                                                        \
    X(MEETING, "meeting")                                                                                              \
    X(SILENT_CALL, "silent_port_call")                                                                                 \
    X(ORDERED_SILENCE, "ordered_silence")                                                                              \
    X(LISTED_OWN, "listed_own_number")                                                                                 \
    X(LISTED_CARRIED, "listed_number_carried_by_another")                                                              \
    X(LISTED_PARTNER, "partner_of_listed")                                                                             \
    X(LOOK_ALIKE, "look_alike")                                                                                        \
    X(WRONG_IMO, "wrong_imo")                                                                                          \
    X(WRONG_MMSI, "wrong_mmsi")

enum pl_note_kind {
#define PL_NOTE_ENUM(name, text) PL_NOTE_##name,
    PL_NOTES(PL_NOTE_ENUM)
#undef PL_NOTE_ENUM
        PL_NOTE_COUNT
};

const char *pl_note_name(int kind);

struct pl_note {
    int kind;     /* enum pl_note_kind */
    int ships[2]; /* second -1 where there is one */
    pl_time start, end;
    pl_pos pos;
    double ordered;               /* metres apart (meetings), hours (silences), else 0 */
    const struct pl_berth *berth; /* SILENT_CALL */
    int listed;                   /* LISTED_*, LOOK_ALIKE: index into world.listed, else -1 */
};

/* An entry of the invented list. */
struct pl_listed {
    char reference[12];
    char ship[21];
    char owner[32];
    char alias[32];
    uint32_t imo;
    uint32_t mmsi; /* 0 none */
    char callsign[8];
};

#define PL_WORLD_LISTED  6
#define PL_WORLD_PERSONS 3

struct pl_world {
    struct pl_world_params params;
    pl_time end;
    const struct pl_chart *chart;
    const struct pl_ports *ports;
    struct pl_arena *arena;
    struct pl_arena *scratch;
    struct pl_berth berths[PL_WORLD_MAX_BERTHS];
    size_t n_berths;
    struct pl_ship *ships;
    int n_ships;
    struct pl_station *stations;
    size_t n_stations;
    struct pl_zone zones[8];
    size_t n_zones;
    struct pl_note *notes;
    size_t n_notes, cap_notes;
    struct pl_listed listed[PL_WORLD_LISTED];
    uint32_t next_serial; /* for numbers */
    struct pl_way **ways; /* between berths, found once */
};

struct pl_way {
    size_t n; /* 0 no way */
    double length_m;
    pl_pos *points;
};

/* Makes the world. USAGE for parameters out of range, EMPTY where the region has no open water or fewer than two of
 * the ports can be reached, NOMEM. ports, sea and the arenas must outlive the world. */
PL_MUST int pl_world_open(struct pl_world_params params, const struct pl_sea *sea, const struct pl_ports *ports,
                          struct pl_arena *arena, struct pl_arena *scratch, struct pl_world **ret_world,
                          struct pl_error *err);

/* For scenarios: a fresh identity (class, numbers, names), noted as the ship's first. */
struct pl_identity pl_world_identity(struct pl_world *world, struct pl_rand *rand, bool class_b);

/* The way between two berths (indexes), found on first use. */
const struct pl_way *pl_world_way(struct pl_world *world, size_t from, size_t to);

/* The best share of a station's range at which a place lies: 0 at a station, 1 at the end of every range, beyond that
 * out of reach. Satellites do not count. */
double pl_world_reach(const struct pl_world *world, pl_pos pos);

/* A place in open water at least port_m from every port, whose reach lies within [near, far]; false after many tries.
 */
bool pl_world_open_water(const struct pl_world *world, struct pl_rand *rand, double port_m, double near, double far,
                         pl_pos *ret_pos);

struct pl_note *pl_world_note(struct pl_world *world, int kind, int ship_a, int ship_b, pl_time start, pl_time end,
                              pl_pos pos);

/* Gives orders to all ships (scenario.c). */
void pl_scenario_fill(struct pl_world *world);

#endif
