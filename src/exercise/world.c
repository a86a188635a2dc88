#include "exercise/world.h"

#include <stdio.h>
#include <string.h>

#include "exercise/name.h"
#include "geo/trig.h"

#include "base/ban.h"

static const char *const note_names[] = {
#define PL_NOTE_NAME(name, text) text,
    PL_NOTES(PL_NOTE_NAME)
#undef PL_NOTE_NAME
};

const char *pl_note_name(int kind) { return note_names[kind]; }

struct site {
    const char *name; /* invented */
    double lat_deg, lon_deg, range_nm;
};

/* Where an invented network might stand. Wide holes are left: the middle of the Sea of Japan, off north-east Korea, the
 * East China Sea away from the coasts. */
static const struct site sites[] = {
    {"VRALTH", 37.95, 124.70, 75}, {"MEISK", 37.40, 122.60, 70},  {"KOUND", 38.85, 121.30, 60},
    {"THAEL", 34.30, 125.90, 80},  {"ZHORN", 33.40, 126.50, 85},  {"DRUVE", 31.00, 122.60, 75},
    {"QUALIN", 36.00, 120.60, 65}, {"SVEMB", 35.10, 129.20, 75},  {"BOUX", 34.60, 129.40, 60},
    {"GRETH", 37.50, 130.90, 90},  {"NOUVE", 38.20, 138.40, 80},  {"TZIRN", 37.40, 137.20, 65},
    {"PEIND", 36.20, 133.30, 85},  {"RULSK", 42.80, 132.20, 70},  {"WHAEM", 43.30, 140.30, 70},
    {"LEIRAX", 32.70, 128.70, 75}, {"MUVOL", 39.00, 119.30, 60},  {"KEITH", 36.70, 126.00, 60},
    {"TZAEND", 37.30, 126.30, 55}, {"ZHOULM", 39.70, 124.00, 50}, {"BEIRN", 34.90, 119.70, 65},
    {"PRUTH", 34.55, 127.80, 50},  {"DROLVE", 38.90, 118.00, 50}, {"NEXIM", 40.20, 121.80, 50},
    {"SVAND", 30.50, 121.80, 50},  {"MAUSK", 33.75, 130.20, 60},  {"OULBRA", 37.70, 124.50, 55},
    {"TZEMB", 37.40, 131.10, 70},  {"KAERN", 34.50, 126.20, 65},  {"VOUSK", 33.30, 126.90, 70},
    {"DREIX", 36.30, 133.00, 65},  {"PENDAE", 31.20, 122.30, 60}, {"RITHVE", 38.00, 138.50, 60},
    {"LOUMB", 39.00, 121.70, 55},
};

static void make_stations(struct pl_world *world) {
    struct pl_rand rand;
    pl_rand_open(&rand, world->params.seed, 11);
    size_t n = sizeof sites / sizeof *sites;
    world->stations = pl_arena_calloc(world->arena, n + 1, sizeof *world->stations);
    if (!world->stations) {
        return;
    }
    for (size_t i = 0; i < n; i++) {
        struct pl_station *s = &world->stations[world->n_stations++];
        (void)snprintf(s->name, sizeof s->name, "EXERCISE-%s", sites[i].name);
        s->mmsi = pl_name_station_mmsi((uint32_t)i + 1);
        (void)pl_pos_from_deg(sites[i].lon_deg, sites[i].lat_deg, &s->pos);
        s->range_m = sites[i].range_nm * PL_NM_M * pl_rand_range(&rand, 0.95, 1.05);
        s->loss = pl_rand_range(&rand, 0.02, 0.2);
        s->clock_us = (int64_t)pl_rand_range(&rand, -3500, 3500) * 1000;
        s->delay_us = (int64_t)pl_rand_range(&rand, 200, 4000) * 1000;
        s->millis = i % 4 == 1;
        s->groups = i % 3 != 2;
    }
    world->stations[4].clock_us = 12 * PL_SECOND_US; /* one clock is plainly wrong */
    for (size_t i = 0; i < n; i += 6) {
        double hours = pl_rand_range(&rand, 0.2, 0.8) * 24.0 * world->params.days;
        struct pl_station *s = &world->stations[i];
        s->down_from = world->params.start + (pl_time)hours * PL_HOUR_US;
        s->down_until = s->down_from + (pl_time)pl_rand_range(&rand, 120, 420) * PL_MINUTE_US;
    }
    struct pl_station *sat = &world->stations[world->n_stations++];
    (void)snprintf(sat->name, sizeof sat->name, "EXERCISE-SAT");
    sat->satellite = true;
    sat->groups = true;
    sat->clock_us = 400000;
    sat->delay_us = 90 * PL_SECOND_US;
    (void)pl_pos_from_deg(130, 38, &sat->pos);
}

double pl_world_reach(const struct pl_world *world, pl_pos pos) {
    double best = 99;
    for (size_t i = 0; i < world->n_stations; i++) {
        const struct pl_station *s = &world->stations[i];
        double share = s->satellite ? 99 : pl_sphere_distance_m(s->pos, pos) / s->range_m;
        best = share < best ? share : best;
    }
    return best;
}

/* The Yellow Sea with the Bohai, the East China Sea and the Sea of Japan; not the Pacific side. */
static bool in_waters(pl_pos pos) {
    double lon = pl_pos_lon_deg(pos);
    double lat = pl_pos_lat_deg(pos);
    if (lon < 117.3 || lon > 141.5 || lat < 29.0 || lat > 46.0) {
        return false;
    }
    bool pacific = (lon > 129.8 && lat < 33.2) || (lon > 131.0 && lat < 34.3) || (lon > 133.5 && lat < 35.4) ||
                   (lon > 137.0 && lat < 36.4) || (lon > 139.9 && lat < 40.0) || (lon > 140.6 && lat < 42.9) ||
                   (lon > 140.3 && lat < 42.4 && lat > 41.5);
    return !pacific;
}

static void make_berths(struct pl_world *world) {
    for (size_t i = 0; i < pl_ports_count(world->ports) && world->n_berths < PL_WORLD_MAX_BERTHS; i++) {
        const struct pl_port *port = pl_ports_at(world->ports, i);
        pl_pos pos;
        bool apart = true;
        if (!in_waters(port->pos) || !pl_chart_berth(world->chart, port->pos, 2200, &pos)) {
            continue;
        }
        for (size_t k = 0; k < pl_ports_count(world->ports); k++) {
            const struct pl_port *other = pl_ports_at(world->ports, k);
            apart = apart && (k == i || pl_sphere_distance_m(other->pos, port->pos) > 14000);
        }
        if (apart) {
            world->berths[world->n_berths++] = (struct pl_berth){port, pos};
        }
    }
}

const struct pl_way *pl_world_way(struct pl_world *world, size_t from, size_t to) {
    struct pl_way **slot = &world->ways[from * world->n_berths + to];
    if (!*slot) {
        pl_pos points[PL_CHART_WAY_MAX];
        struct pl_way *way = pl_arena_calloc(world->arena, 1, sizeof *way);
        if (!way) {
            return NULL;
        }
        size_t n = pl_chart_way(world->chart, world->berths[from].pos, world->berths[to].pos, world->scratch, points);
        way->points = n ? pl_arena_calloc(world->arena, n, sizeof *points) : NULL;
        if (way->points) {
            memcpy(way->points, points, n * sizeof *points);
            way->n = n;
            way->length_m = pl_chart_length_m(points, n);
        }
        *slot = way;
    }
    return *slot;
}

bool pl_world_open_water(const struct pl_world *world, struct pl_rand *rand, double port_m, double near, double far,
                         pl_pos *ret_pos) {
    for (int i = 0; i < 4000; i++) {
        pl_pos pos;
        double lon_deg = pl_rand_range(rand, 119, 139.5); /* one draw a statement */
        double lat_deg = pl_rand_range(rand, 30, 44);
        if (!pl_pos_from_deg(lon_deg, lat_deg, &pos) || !in_waters(pos) || !pl_chart_is_wide(world->chart, pos, 2) ||
            pl_ports_nearest(world->ports, pos, port_m, &(double){0})) {
            continue;
        }
        double reach = pl_world_reach(world, pos);
        if (reach >= near && reach <= far) {
            *ret_pos = pos;
            return true;
        }
    }
    return false;
}

struct pl_note *pl_world_note(struct pl_world *world, int kind, int ship_a, int ship_b, pl_time start, pl_time end,
                              pl_pos pos) {
    if (world->n_notes == world->cap_notes) {
        size_t cap = world->cap_notes ? world->cap_notes * 2 : 64;
        struct pl_note *more = pl_arena_calloc(world->arena, cap, sizeof *more);
        if (!more) {
            return NULL;
        }
        if (world->n_notes) {
            memcpy(more, world->notes, world->n_notes * sizeof *more);
        }
        world->notes = more;
        world->cap_notes = cap;
    }
    struct pl_note *note = &world->notes[world->n_notes++];
    *note =
        (struct pl_note){.kind = kind, .ships = {ship_a, ship_b}, .start = start, .end = end, .pos = pos, .listed = -1};
    return note;
}

static bool name_is_taken(const struct pl_world *world, const char *name) {
    for (int i = 0; i < world->n_ships; i++) {
        for (size_t k = 0; k < world->ships[i].n_aliases; k++) {
            if (strcmp(world->ships[i].aliases[k].who.name, name) == 0) {
                return true;
            }
        }
    }
    for (size_t i = 0; i < PL_WORLD_LISTED; i++) {
        if (strcmp(world->listed[i].ship, name) == 0) {
            return true;
        }
    }
    return false;
}

struct pl_identity pl_world_identity(struct pl_world *world, struct pl_rand *rand, bool class_b) {
    static const uint8_t types[] = {70, 70, 71, 79, 80, 81, 89, 70};
    uint32_t serial = world->next_serial++;
    struct pl_identity who = {.mmsi = pl_name_mmsi(world->params.seed, serial), .class_b = class_b};
    do {
        pl_name_ship(rand, who.name);
    } while (name_is_taken(world, who.name));
    pl_name_callsign(serial, who.callsign);
    uint32_t length = class_b ? 14 + pl_rand_below(rand, 20) : 70 + pl_rand_below(rand, 150);
    uint32_t beam = length / 6 + 2;
    who.imo = class_b ? 0 : pl_name_imo(world->params.seed, serial);
    who.shiptype = class_b ? 30 : types[pl_rand_below(rand, sizeof types)];
    who.to_stern_m = (uint16_t)(length / 6 + 1);
    who.to_bow_m = (uint16_t)(length - who.to_stern_m);
    who.to_port_m = (uint16_t)(beam / 2);
    who.to_starboard_m = (uint16_t)(beam - who.to_port_m);
    who.draught_dm = (uint16_t)(class_b ? 0 : 40 + pl_rand_below(rand, 70));
    return who;
}

static void make_list(struct pl_world *world) {
    struct pl_rand rand;
    pl_rand_open(&rand, world->params.seed, 12);
    for (size_t i = 0; i < PL_WORLD_LISTED; i++) {
        struct pl_listed *l = &world->listed[i];
        uint32_t serial = world->next_serial++;
        char name[21];
        do {
            pl_name_ship(&rand, name);
        } while (name_is_taken(world, name));
        memcpy(l->ship, name, sizeof l->ship);
        pl_name_person(&rand, l->owner);
        pl_name_person(&rand, l->alias);
        pl_name_callsign(serial, l->callsign);
        l->imo = pl_name_imo(world->params.seed, serial);
        l->mmsi = pl_name_mmsi(world->params.seed, serial);
        (void)snprintf(l->reference, sizeof l->reference, "EXe.%03u", (unsigned)(i + 1));
    }
}

static int check_params(const struct pl_world_params *p, struct pl_error *err) {
    if (p->vessels < PL_WORLD_MIN_VESSELS || p->vessels > PL_WORLD_MAX_VESSELS) {
        return pl_fail(err, PL_E_USAGE, "an exercise has %d to %d vessels", PL_WORLD_MIN_VESSELS, PL_WORLD_MAX_VESSELS);
    }
    if (p->days < 1 || p->days > PL_WORLD_MAX_DAYS) {
        return pl_fail(err, PL_E_USAGE, "an exercise lasts 1 to %d days", PL_WORLD_MAX_DAYS);
    }
    if (!(p->interval_s >= 2) || p->interval_s > 3600) {
        return pl_fail(err, PL_E_USAGE, "the mean interval between reports is 2 to 3600 seconds");
    }
    if (p->start % PL_SECOND_US || p->start < 20 * 365 * PL_DAY_US || p->start > 129 * 365 * PL_DAY_US) {
        return pl_fail(err, PL_E_USAGE, "an exercise starts at a whole second between 1990 and 2098");
    }
    return PL_E_OK;
}

int pl_world_open(struct pl_world_params params, const struct pl_sea *sea, const struct pl_ports *ports,
                  struct pl_arena *arena, struct pl_arena *scratch, struct pl_world **ret_world, struct pl_error *err) {
    int code = check_params(&params, err);
    struct pl_world *world = code ? NULL : pl_arena_calloc(arena, 1, sizeof *world);
    if (code || !world) {
        return code ? code : pl_fail(err, PL_E_NOMEM, "no memory for the exercise");
    }
    world->params = params;
    world->end = params.start + params.days * PL_DAY_US;
    world->ports = ports;
    world->arena = arena;
    world->scratch = scratch;
    code = pl_chart_open(sea, arena, &world->chart, err);
    if (code) {
        return code;
    }
    make_berths(world);
    if (world->n_berths < 2) {
        return pl_fail(err, PL_E_EMPTY, "fewer than two of the ports can be reached by sea in 117-142 E, 29-46 N");
    }
    world->ways = pl_arena_calloc(arena, world->n_berths * world->n_berths, sizeof(struct pl_way *));
    world->ships = pl_arena_calloc(arena, (size_t)params.vessels, sizeof *world->ships);
    make_stations(world);
    if (world->ways && world->ships && world->stations) {
        make_list(world);
        pl_scenario_fill(world);
    }
    if (pl_arena_failed(arena) || pl_arena_failed(scratch)) {
        return pl_fail(err, PL_E_NOMEM, "no memory for an exercise of this size");
    }
    *ret_world = world;
    return PL_E_OK;
}
