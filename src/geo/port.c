#include "geo/port.h"

#include <math.h>
#include <string.h>

#include "geo/trig.h"
#include "text/csv.h"

#include "base/ban.h"

#define MAX_ROWS   1000000
#define CELL_UNITS (PL_POS_UNIT / 2) /* half a degree */
#define CELL_COLS  720
#define CELL_ROWS  361    /* the last holds the north pole alone */
#define WIDE_M     500000 /* ports less certain than this are looked at always */
#define UNIT_M     (PL_EARTH_RADIUS_M * PL_PI / 180.0 / PL_POS_UNIT)

/* What the search reads, apart from the rest of a port so that it stays in cache. */
struct place {
    pl_pos pos;
    double uncertainty_m;
};

/* The index: near[start[cell] .. start[cell + 1]) are the ports, ascending, that may lie within NEAR_MAX_M and their
 * uncertainty of some position in the cell. */
struct pl_ports {
    struct pl_port *ports;
    struct place *places;
    size_t n;
    uint32_t *start;
    uint32_t *near;
    uint32_t *wide;
    size_t n_wide;
};

enum column { COL_ID, COL_NAME, COL_COUNTRY, COL_KIND, COL_LAT, COL_LON, COL_UNCERTAINTY, COL_ALSO, COLUMNS };

/* The accepted names of each column, the better one first; docs/format/ports.md lists the same. */
static const char *const column_names[COLUMNS][5] = {
    [COL_ID] = {"id", "port_id", "code", "locode"},
    [COL_NAME] = {"name", "label", "port", "sublabel"},
    [COL_COUNTRY] = {"country", "iso2", "iso3", "flag"},
    [COL_KIND] = {"kind", "type", "role"},
    [COL_LAT] = {"lat", "latitude"},
    [COL_LON] = {"lon", "lng", "longitude"},
    [COL_UNCERTAINTY] = {"uncertainty_m", "uncertainty", "radius_m", "precision"},
    [COL_ALSO] = {"also", "aliases"},
};

struct reader {
    struct pl_arena *arena;
    struct pl_port *ports;
    size_t n, cap;
    size_t columns[COLUMNS]; /* SIZE_MAX: not there */
    bool has_header;
};

static size_t find_column(const struct pl_csv_record *record, const char *const *names) {
    for (; *names; names++) {
        for (size_t i = 0; i < record->n; i++) {
            if (pl_str_eq_nocase(pl_str_trim(record->fields[i]), pl_str_from(*names))) {
                return i;
            }
        }
    }
    return SIZE_MAX;
}

static int read_header(struct reader *reader, const struct pl_csv_record *record, struct pl_error *err) {
    for (int i = 0; i < COLUMNS; i++) {
        reader->columns[i] = find_column(record, column_names[i]);
    }
    if (reader->columns[COL_LAT] == SIZE_MAX || reader->columns[COL_LON] == SIZE_MAX) {
        return pl_fail_at(err, PL_E_FORMAT, record->line, record->offset,
                          "a port table needs a header with the columns lat and lon");
    }
    reader->has_header = true;
    return PL_E_OK;
}

/* The field of a column, trimmed; empty where the row or the table lacks it. */
static pl_str field_of(const struct reader *reader, const struct pl_csv_record *record, enum column column) {
    const size_t i = reader->columns[column];
    return i < record->n ? pl_str_trim(record->fields[i]) : PL_STR("");
}

/* How many metres a unit after a number stands for; 0 for a word that is none. */
static double unit_m(pl_str word) {
    static const struct {
        const char *name;
        double metres;
    } units[] = {{"", 1},          {"m", 1},           {"metres", 1},         {"km", 1000},
                 {"nm", PL_NM_M},  {"nmi", PL_NM_M},   {"deg", 60 * PL_NM_M}, {"degrees", 60 * PL_NM_M},
                 {"min", PL_NM_M}, {"arcmin", PL_NM_M}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (pl_str_eq_nocase(word, pl_str_from(units[i].name))) {
            return units[i].metres;
        }
    }
    return 0;
}

static bool is_number_char(char c) { return (c >= '0' && c <= '9') || c == '.'; }

/* "2000", "0.03 deg, recalled", "2 nm"; a text that does not begin with a number says nothing: 0. False for a number
 * with an unknown unit, and beyond half of the Earth's girth. */
static bool parse_uncertainty(pl_str text, double *ret_m) {
    *ret_m = 0;
    if (!text.n || !(is_number_char(text.p[0]) || text.p[0] == '-')) {
        return true;
    }
    text = pl_str_trim(pl_str_sub(text, 0, pl_str_find(text, ',')));
    double plain = 0;
    if (pl_str_double(text, &plain)) {
        *ret_m = plain;
    } else {
        size_t digits = 0;
        while (digits < text.n && is_number_char(text.p[digits])) {
            digits++;
        }
        const double metres = unit_m(pl_str_trim(pl_str_sub(text, digits, text.n)));
        if (!(metres > 0) || !pl_str_double(pl_str_sub(text, 0, digits), &plain)) {
            return false;
        }
        *ret_m = plain * metres;
    }
    return *ret_m >= 0 && *ret_m <= 20020000;
}

static struct pl_port *next_port(struct reader *reader) {
    if (reader->n == reader->cap) {
        const size_t cap = reader->cap ? reader->cap * 2 : 256;
        struct pl_port *grown = pl_arena_calloc(reader->arena, cap, sizeof *grown);
        if (!grown) {
            return NULL;
        }
        if (reader->n) {
            memcpy(grown, reader->ports, reader->n * sizeof *grown);
        }
        reader->ports = grown;
        reader->cap = cap;
    }
    return &reader->ports[reader->n];
}

/* The id as written, else the name, else the number of the line. */
static pl_str id_of(struct reader *reader, pl_str id, pl_str name, uint64_t line) {
    if (id.n || name.n) {
        return pl_str_copy(reader->arena, id.n ? id : name);
    }
    char digits[24];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + line % 10);
        line /= 10;
    } while (line);
    return pl_str_copy(reader->arena, pl_str_make(digits + at, sizeof digits - at));
}

static int read_port(void *ctx, const struct pl_csv_record *record, struct pl_error *err) {
    struct reader *reader = ctx;
    if (!reader->has_header) {
        return read_header(reader, record, err);
    }
    if (reader->n == MAX_ROWS) {
        return pl_fail_at(err, PL_E_LIMIT, record->line, record->offset, "more than %d ports", MAX_ROWS);
    }
    double lat = 0;
    double lon = 0;
    double uncertainty_m = 0;
    pl_pos pos;
    if (!pl_str_double(field_of(reader, record, COL_LAT), &lat) ||
        !pl_str_double(field_of(reader, record, COL_LON), &lon)) {
        return pl_fail_at(err, PL_E_FORMAT, record->line, record->offset, "lat and lon of a port must be numbers");
    }
    if (!pl_pos_from_deg(lon, lat, &pos)) {
        return pl_fail_at(err, PL_E_FORMAT, record->line, record->offset,
                          "a port lies beyond 90 degrees of latitude or 180 of longitude");
    }
    if (!parse_uncertainty(field_of(reader, record, COL_UNCERTAINTY), &uncertainty_m)) {
        return pl_fail_at(err, PL_E_FORMAT, record->line, record->offset,
                          "the uncertainty of a port must be metres, or a number with m, km, nm or deg");
    }
    struct pl_port *port = next_port(reader);
    if (!port) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the ports");
    }
    const pl_str name = field_of(reader, record, COL_NAME);
    port->id = id_of(reader, field_of(reader, record, COL_ID), name, record->line);
    port->name = pl_str_copy(reader->arena, name);
    port->country = pl_str_copy(reader->arena, field_of(reader, record, COL_COUNTRY));
    port->kind = pl_str_copy(reader->arena, field_of(reader, record, COL_KIND));
    port->also = pl_str_copy(reader->arena, field_of(reader, record, COL_ALSO));
    port->pos = pos;
    port->uncertainty_m = uncertainty_m;
    reader->n++;
    return PL_E_OK;
}

static int32_t row_of(int64_t lat) { return (int32_t)((lat + PL_LAT_MAX) / CELL_UNITS); }
static int32_t col_of(int32_t lon) { return (int32_t)(((int64_t)lon + PL_LON_HALF) / CELL_UNITS); }

/* The cells that a port's reach touches: rows, and columns first .. first + count - 1, wrapped. */
struct span {
    int32_t south, north, first, count;
};

static struct span span_of(const struct place *place) {
    const double reach_m = PL_PORTS_NEAR_MAX_M + place->uncertainty_m;
    const int64_t reach = (int64_t)(reach_m / UNIT_M) + 2;
    const int64_t south = place->pos.lat - reach < -PL_LAT_MAX ? -PL_LAT_MAX : place->pos.lat - reach;
    const int64_t north = place->pos.lat + reach > PL_LAT_MAX ? PL_LAT_MAX : place->pos.lat + reach;
    const int64_t high = -south > north ? -south : north;
    /* sin(d/2) >= cos(high) sin(half the difference of longitude), see cell.c */
    const double cosine = pl_sin((double)(PL_LAT_MAX - high) * (PL_PI / 180.0 / PL_POS_UNIT));
    const double half = pl_sin(reach_m / PL_EARTH_RADIUS_M / 2);
    int32_t first = 0;
    int32_t count = CELL_COLS;
    if (half < cosine) {
        const int32_t wide = (int32_t)(2 * pl_asin(half / cosine) * (180.0 / PL_PI * PL_POS_UNIT)) + 2;
        const int64_t west = (int64_t)place->pos.lon - wide + PL_LON_HALF; /* may be below 0 */
        const int64_t east = (int64_t)place->pos.lon + wide + PL_LON_HALF;
        const int64_t from = west >= 0 ? west / CELL_UNITS : -((CELL_UNITS - 1 - west) / CELL_UNITS);
        first = (int32_t)((from + CELL_COLS) % CELL_COLS);
        count = (int32_t)(east / CELL_UNITS - from + 1);
        count = count > CELL_COLS ? CELL_COLS : count;
    }
    return (struct span){row_of(south), row_of(north), first, count};
}

/* Calls for each (cell, port): counts when near is NULL, else fills it through the running starts. */
static void spread(const struct pl_ports *ports, uint32_t *at, uint32_t *near) {
    for (size_t i = 0; i < ports->n; i++) {
        if (ports->places[i].uncertainty_m > WIDE_M) {
            continue;
        }
        const struct span span = span_of(&ports->places[i]);
        for (int32_t row = span.south; row <= span.north; row++) {
            for (int32_t k = 0; k < span.count; k++) {
                const size_t cell = (size_t)row * CELL_COLS + (size_t)((span.first + k) % CELL_COLS);
                if (near) {
                    near[at[cell]] = (uint32_t)i;
                }
                at[cell]++;
            }
        }
    }
}

static int build_index(struct pl_ports *ports, struct pl_arena *arena, struct pl_error *err) {
    const size_t cells = (size_t)CELL_ROWS * CELL_COLS;
    ports->start = pl_arena_calloc(arena, cells + 2, sizeof *ports->start);
    ports->wide = pl_arena_calloc(arena, ports->n, sizeof *ports->wide);
    if (!ports->start || !ports->wide) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the index of the ports");
    }
    for (size_t i = 0; i < ports->n; i++) {
        if (ports->places[i].uncertainty_m > WIDE_M) {
            ports->wide[ports->n_wide++] = (uint32_t)i;
        }
    }
    /* Counted two places on, then summed, the starts stand one place on; filling moves each to the next cell's start.
     */
    uint32_t *at = ports->start + 1;
    spread(ports, at + 1, NULL);
    uint64_t total = 0;
    for (size_t cell = 0; cell <= cells; cell++) {
        total += at[cell];
        at[cell] = (uint32_t)total;
    }
    if (total > UINT32_MAX) {
        return pl_fail(err, PL_E_LIMIT, "the ports reach over too many cells");
    }
    ports->near = pl_arena_calloc(arena, (size_t)total + 1, sizeof *ports->near);
    if (!ports->near) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the index of the ports");
    }
    spread(ports, at, ports->near);
    return PL_E_OK;
}

static int read_csv(struct reader *reader, pl_str csv, struct pl_error *err) {
    struct pl_csv *parser = NULL;
    int code = pl_csv_open(0, read_port, reader, &parser, err);
    if (!code) {
        code = pl_csv_push(parser, csv.p, csv.n, err);
    }
    if (!code) {
        code = pl_csv_finish(parser, err);
    }
    pl_csv_close(parser);
    return code;
}

int pl_ports_parse(pl_str csv, struct pl_arena *arena, const struct pl_ports **ret_ports, struct pl_error *err) {
    struct reader reader = {.arena = arena};
    const int code = read_csv(&reader, csv, err);
    if (code) {
        return code;
    }
    if (!reader.n) {
        return pl_fail(err, PL_E_EMPTY, "the port table has no rows");
    }
    struct pl_ports *ports = pl_arena_calloc(arena, 1, sizeof *ports);
    struct place *places = pl_arena_calloc(arena, reader.n, sizeof *places);
    if (!ports || !places || pl_arena_failed(arena)) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the ports");
    }
    for (size_t i = 0; i < reader.n; i++) {
        places[i] = (struct place){reader.ports[i].pos, reader.ports[i].uncertainty_m};
    }
    ports->ports = reader.ports;
    ports->places = places;
    ports->n = reader.n;
    const int built = build_index(ports, arena, err);
    if (built) {
        return built;
    }
    *ret_ports = ports;
    return PL_E_OK;
}

size_t pl_ports_count(const struct pl_ports *ports) { return ports ? ports->n : 0; }

const struct pl_port *pl_ports_at(const struct pl_ports *ports, size_t i) {
    return ports && i < ports->n ? &ports->ports[i] : NULL;
}

/* The best so far. */
struct best {
    size_t i; /* SIZE_MAX: none */
    double distance_m;
};

static inline void try_port(const struct pl_ports *ports, size_t i, pl_pos pos, double within_m, struct best *best) {
    const struct place *place = &ports->places[i];
    const double limit = within_m + place->uncertainty_m;
    if (pl_sphere_beyond(pos, place->pos, limit < best->distance_m ? limit : best->distance_m)) {
        return;
    }
    const double distance = pl_sphere_distance_m(pos, place->pos);
    if (distance <= limit && (distance < best->distance_m || (!(distance > best->distance_m) && i < best->i))) {
        *best = (struct best){i, distance};
    }
}

const struct pl_port *pl_ports_nearest(const struct pl_ports *ports, pl_pos pos, double within_m,
                                       double *ret_distance_m) {
    if (!ports) {
        return NULL;
    }
    struct best best = {SIZE_MAX, HUGE_VAL};
    if (within_m <= PL_PORTS_NEAR_MAX_M) {
        const size_t cell = (size_t)row_of(pos.lat) * CELL_COLS + (size_t)col_of(pos.lon);
        for (uint32_t k = ports->start[cell]; k < ports->start[cell + 1]; k++) {
            try_port(ports, ports->near[k], pos, within_m, &best);
        }
        for (size_t k = 0; k < ports->n_wide; k++) {
            try_port(ports, ports->wide[k], pos, within_m, &best);
        }
    } else {
        for (size_t i = 0; i < ports->n; i++) {
            try_port(ports, i, pos, within_m, &best);
        }
    }
    if (best.i == SIZE_MAX) {
        return NULL;
    }
    if (ret_distance_m) {
        *ret_distance_m = best.distance_m;
    }
    return &ports->ports[best.i];
}
