/* Coverage by cells of 1 degree, as a layer of a map. */
#include <stdlib.h>

#include "app/coverage_in.h"
#include "app/detect.h"
#include "base/map.h"
#include "text/json.h"

#include "base/ban.h"

#define FACTS_MAX    ((size_t)1 << 28)
#define STATIONS_MAX ((size_t)1 << 24)
#define WORDS_MAX    ((size_t)1 << 25) /* 256 MB of hours, over all stations */
#define ROWS_MAX     ((size_t)1 << 23) /* of chances, or of hours in which a station was receiving */
#define COLUMNS      360

/* ---- what was read ---- */

struct receiving {
    int64_t hour;
    uint32_t station;
};

struct chance {
    uint32_t cell;
    int64_t hour;
    uint32_t chances, taken;
};

struct cell {
    uint32_t cell;
    uint64_t reports, stations, chances, taken, heard_h, silent_h;
    int64_t first, last; /* hours in which it was heard */
};

struct work {
    struct receiving *receiving; /* by hour: each station that heard anything anywhere */
    size_t n_receiving, cap_receiving;
    struct chance *chances; /* by cell once sorted */
    size_t n_chances, cap_chances, at_chance;
    bool knows_chances;
    int64_t first, last; /* hours since 1970 that were asked for */
    bool any;
    size_t words;            /* of 64 hours */
    struct pl_map stations;  /* station + 1 -> place of its hours */
    uint64_t *hours;         /* of each station: when it was receiving */
    uint64_t *listened, *by; /* of one cell: who hears it was receiving; a position came from it */
    uint64_t *unsure;        /* of one cell: a ship is known to have been there */
    struct pl_map here;      /* of one cell: stations that heard it in the time */
    struct pl_map hears;     /* of one cell: that ever heard it */
    struct cell cell;        /* at hand, where there is one */
    bool has_cell, exercise;
    struct pl_buf *out;
    uint64_t n_written;
};

/* Room for one more; NULL: none, and err says why. */
static void *more(void *list, size_t n, size_t *cap, size_t size, struct pl_error *err) {
    if (n < *cap) {
        return list;
    }
    if (n >= ROWS_MAX) {
        pl_fail(err, PL_E_LIMIT, "that is too long for what was received: ask for a shorter time or a smaller area");
        return NULL;
    }
    size_t room = *cap > 0 ? 2 * *cap : 1024;
    void *grown = reallocarray(list, room, size);
    if (grown == NULL) {
        pl_fail(err, PL_E_NOMEM, "no memory for what was heard");
        return NULL;
    }
    *cap = room;
    return grown;
}

static int on_station(void *ctx, int64_t hour, uint32_t station, uint64_t here, uint64_t anywhere,
                      struct pl_error *err) {
    struct work *w = ctx;
    (void)here;
    if (anywhere == 0) {
        return PL_E_OK;
    }
    struct receiving *list = more(w->receiving, w->n_receiving, &w->cap_receiving, sizeof *list, err);
    if (list == NULL) {
        return err->code;
    }
    w->receiving = list;
    list[w->n_receiving++] = (struct receiving){hour, station};
    return PL_E_OK;
}

static int on_chance(void *ctx, uint32_t cell, int64_t hour, uint32_t chances, uint32_t taken, struct pl_error *err) {
    struct work *w = ctx;
    if (hour < w->first || hour > w->last) {
        return PL_E_OK;
    }
    struct chance *list = more(w->chances, w->n_chances, &w->cap_chances, sizeof *list, err);
    if (list == NULL) {
        return err->code;
    }
    w->chances = list;
    list[w->n_chances++] = (struct chance){cell, hour, chances, taken};
    return PL_E_OK;
}

static int by_cell(const void *a, const void *b) {
    const struct chance *x = a, *y = b;
    return x->cell != y->cell ? (x->cell < y->cell ? -1 : 1) : x->hour < y->hour ? -1 : x->hour > y->hour;
}

/* ---- hours as bits ---- */

static bool is_in(const struct work *w, int64_t hour) { return hour >= w->first && hour <= w->last; }

static void set_hour(const struct work *w, uint64_t *bits, int64_t hour) {
    uint64_t at = (uint64_t)(hour - w->first);
    bits[at / 64] |= (uint64_t)1 << (at % 64);
}

/* Rows of bits, one for each station that was receiving in the time, and three for the cell at hand. */
static int lay_out(struct work *w, struct pl_error *err) {
    bool is_new;
    w->words = (size_t)((w->last - w->first) / 64 + 1);
    for (size_t i = 0; i < w->n_receiving; i++) {
        uint64_t *place = NULL;
        if (is_in(w, w->receiving[i].hour)) {
            place = pl_map_put(&w->stations, (uint64_t)w->receiving[i].station + 1, &is_new);
            if (place == NULL) {
                return pl_fail(err, PL_E_NOMEM, "no memory for what was heard");
            }
            *place = is_new ? w->stations.n - 1 : *place;
        }
    }
    if (w->stations.n + 3 > WORDS_MAX / w->words) {
        return pl_fail(err, PL_E_LIMIT, "that is too long for so many stations: ask for a shorter time");
    }
    w->hours = calloc((w->stations.n + 3) * w->words, sizeof *w->hours);
    if (w->hours == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for what was heard");
    }
    w->listened = w->hours + w->stations.n * w->words;
    w->by = w->listened + w->words;
    w->unsure = w->by + w->words;
    for (size_t i = 0; i < w->n_receiving; i++) {
        if (is_in(w, w->receiving[i].hour)) {
            set_hour(w, w->hours + *pl_map_get(&w->stations, (uint64_t)w->receiving[i].station + 1) * w->words,
                     w->receiving[i].hour);
        }
    }
    return PL_E_OK;
}

/* ---- one cell ---- */

/* A station is new to the cell: what it was receiving counts as listening there. */
static int add_station(struct work *w, uint32_t station, struct pl_error *err) {
    bool is_new = false;
    if (pl_map_put(&w->hears, (uint64_t)station + 1, &is_new) == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for what was heard");
    }
    const uint64_t *place = is_new ? pl_map_get(&w->stations, (uint64_t)station + 1) : NULL;
    for (size_t i = 0; place != NULL && i < w->words; i++) {
        w->listened[i] |= w->hours[*place * w->words + i];
    }
    return PL_E_OK;
}

static int add_heard(struct work *w, int64_t hour, uint32_t station, uint64_t n, struct pl_error *err) {
    struct cell *cell = &w->cell;
    bool is_new;
    int rc = add_station(w, station, err);
    if (rc != PL_E_OK || !is_in(w, hour)) {
        return rc;
    }
    if (pl_map_put(&w->here, (uint64_t)station + 1, &is_new) == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for what was heard");
    }
    set_hour(w, w->by, hour);
    cell->first = cell->reports == 0 ? hour : cell->first;
    cell->last = hour;
    cell->reports += n;
    cell->stations += is_new;
    return PL_E_OK;
}

static void count_hours(const struct work *w, struct cell *cell) {
    for (size_t i = 0; i < w->words; i++) {
        cell->heard_h += (uint64_t)__builtin_popcountll(w->by[i]);
        cell->silent_h += (uint64_t)__builtin_popcountll(w->listened[i] & ~w->by[i] & ~w->unsure[i]);
    }
}

static void clear_cell(struct work *w) {
    for (size_t i = 0; i < 3 * w->words; i++) {
        w->listened[i] = 0; /* and by, and unsure */
    }
    pl_map_close(&w->hears);
    pl_map_close(&w->here);
    pl_map_open(&w->hears, STATIONS_MAX);
    pl_map_open(&w->here, STATIONS_MAX);
}

/* ---- writing ---- */

static void write_corner(struct pl_json *json, int64_t lon, int64_t lat) {
    pl_json_array(json);
    pl_json_i64(json, lon);
    pl_json_i64(json, lat);
    pl_json_array_end(json);
}

static void write_square(struct pl_json *json, uint32_t cell) {
    int64_t south = (int64_t)(cell / COLUMNS) - 90, west = (int64_t)(cell % COLUMNS) - 180;
    pl_json_key(json, "geometry");
    pl_json_object(json);
    pl_json_member_text(json, "type", "Polygon");
    pl_json_key(json, "coordinates");
    pl_json_array(json);
    pl_json_array(json);
    write_corner(json, west, south);
    write_corner(json, west + 1, south);
    write_corner(json, west + 1, south + 1);
    write_corner(json, west, south + 1);
    write_corner(json, west, south);
    pl_json_array_end(json);
    pl_json_array_end(json);
    pl_json_object_end(json);
}

static void write_hour(struct pl_json *json, const char *key, bool known, int64_t hour) {
    pl_json_key(json, key);
    pl_json_time(json, known ? hour * PL_HOUR_US : PL_TIME_NONE);
}

static void write_cell(const struct work *w, const struct cell *cell, struct pl_json *json) {
    uint64_t hours = (uint64_t)(w->last - w->first + 1);
    const bool knows = w->knows_chances;
    const struct {
        const char *key;
        bool known;
        uint64_t n;
    } sums[] = {{"cell", true, cell->cell},
                {"reports", true, cell->reports},
                {"stations", true, cell->stations},
                {"chances", knows, cell->chances},
                {"taken", knows, cell->taken},
                {"heard_h", true, cell->heard_h},
                {"silent_h", knows, cell->silent_h},
                {"nobody_h", knows, hours - cell->heard_h - cell->silent_h},
                {"hours", true, hours}};
    pl_json_object(json);
    pl_json_member_text(json, "type", "Feature");
    write_square(json, cell->cell);
    pl_json_key(json, "properties");
    pl_json_object(json);
    pl_json_member_text(json, "type", "coverage");
    for (size_t i = 0; i < sizeof sums / sizeof sums[0]; i++) {
        pl_coverage_member(json, sums[i].key, sums[i].known, sums[i].n);
    }
    write_hour(json, "first", cell->reports > 0, cell->first);
    write_hour(json, "last", cell->reports > 0, cell->last + 1);
    if (w->exercise) {
        pl_json_key(json, "exercise");
        pl_json_bool(json, true);
    }
    pl_json_object_end(json);
    pl_json_object_end(json);
}

/* The cell at hand is whole: with its chances, which are by cell too. */
static void end_cell(struct work *w) {
    struct cell *cell = &w->cell;
    struct pl_json json;
    for (; w->at_chance < w->n_chances && w->chances[w->at_chance].cell == cell->cell; w->at_chance++) {
        const struct chance *chance = &w->chances[w->at_chance];
        cell->chances += chance->chances;
        cell->taken += chance->taken;
        if (chance->chances > 0) {
            set_hour(w, w->unsure, chance->hour);
        }
    }
    count_hours(w, cell);
    pl_buf_add_str(w->out, w->n_written++ > 0 ? PL_STR(",\n") : PL_STR("\n"));
    pl_json_start(&json, w->out);
    write_cell(w, cell, &json);
    w->has_cell = false;
}

static void begin_cell(struct work *w, uint32_t cell) {
    clear_cell(w);
    w->cell = (struct cell){.cell = cell};
    w->has_cell = true;
}

/* Ends the cell at hand, and writes those before `next` of which there are chances alone. */
static void catch_up(struct work *w, uint32_t next) {
    if (w->has_cell) {
        end_cell(w);
    }
    while (w->at_chance < w->n_chances && w->chances[w->at_chance].cell < next) {
        begin_cell(w, w->chances[w->at_chance].cell);
        end_cell(w);
    }
}

static int on_cell(void *ctx, uint32_t cell, int64_t hour, uint32_t station, uint64_t n, struct pl_error *err) {
    struct work *w = ctx;
    if (!w->has_cell || w->cell.cell != cell) {
        catch_up(w, cell);
        begin_cell(w, cell);
    }
    return add_heard(w, hour, station, n, err);
}

static void write_end(const struct work *w, const struct pl_knowledge *known) {
    struct pl_buf *out = w->out;
    struct pl_json json;
    pl_buf_add_str(out, PL_STR("\n],\"summary\":"));
    pl_json_start(&json, out);
    pl_json_object(&json);
    pl_json_key(&json, "results");
    pl_json_u64(&json, w->n_written);
    write_hour(&json, "start", w->any, w->first);
    write_hour(&json, "end", w->any, w->last + 1);
    pl_json_member_text(&json, "note",
                        "nothing seen is not nobody there: of degrees of the area that are left out nothing that you "
                        "may see was ever heard, and nobody is known to have listened there");
    pl_json_key(&json, "known_at");
    pl_json_time(&json, known->at);
    pl_json_key(&json, "journal");
    pl_json_u64(&json, known->size);
    if (w->exercise) {
        pl_json_key(&json, "exercise");
        pl_json_bool(&json, true);
    }
    pl_json_object_end(&json);
    pl_buf_add_str(out, PL_STR("}\n"));
}

/* ---- all ---- */

static int ask(struct pl_case *c, const struct pl_coverage_query *q, struct work *w, struct pl_error *err) {
    int rc = pl_coverage_stations(c, &q->area, on_station, w, err);
    if (rc == PL_E_OK) {
        bool known = w->n_receiving > 0;
        w->first = known ? w->receiving[0].hour : 0;
        w->last = known ? w->receiving[w->n_receiving - 1].hour : -1;
        rc = pl_coverage_span(q, known, &w->first, &w->last, &w->any, err);
    }
    if (rc != PL_E_OK || !w->any) {
        return rc;
    }
    w->knows_chances = pl_coverage_knows_chances(c);
    rc = pl_coverage_chances(c, &q->area, on_chance, w, err);
    if (rc == PL_E_OK && w->n_chances > 1) {
        qsort(w->chances, w->n_chances, sizeof *w->chances, by_cell);
    }
    rc = rc == PL_E_OK ? lay_out(w, err) : rc;
    rc = rc == PL_E_OK ? pl_coverage_cells(c, &q->area, on_cell, w, err) : rc;
    if (rc == PL_E_OK) {
        catch_up(w, UINT32_MAX);
    }
    return rc;
}

static void work_close(struct work *w) {
    pl_map_close(&w->stations);
    pl_map_close(&w->hears);
    pl_map_close(&w->here);
    free(w->receiving);
    free(w->chances);
    free(w->hours);
}

int pl_coverage_geojson(const char *case_dir, pl_time known_at, const struct pl_coverage_query *query,
                        struct pl_buf *out, struct pl_error *err) {
    struct work w = {.out = out};
    struct pl_detect_facts facts = {0};
    PL_KNOWN_AT_AUTO known = {0};
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, FACTS_MAX);
    pl_map_open(&w.stations, STATIONS_MAX);
    pl_map_open(&w.hears, STATIONS_MAX);
    pl_map_open(&w.here, STATIONS_MAX);
    int rc = pl_known_at_open(case_dir, known_at, &known, err);
    rc = rc == PL_E_OK ? pl_detect_facts_read(known.c, &arena, &facts, err) : rc;
    if (rc == PL_E_OK) {
        w.exercise = facts.exercise;
        pl_buf_add_str(out, PL_STR("{\"type\":\"FeatureCollection\",\"features\":["));
        rc = ask(known.c, query, &w, err);
        write_end(&w, &known.known);
    }
    work_close(&w);
    return rc;
}
