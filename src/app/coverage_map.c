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
#define COLUMNS      360

/* ---- what was read ---- */

struct receiving {
    int64_t hour;
    uint32_t station;
};

struct heard {
    uint32_t cell, station;
    int64_t hour;
    uint64_t n;
};

struct chance {
    uint32_t cell;
    int64_t hour;
    uint32_t chances, taken;
};

struct work {
    struct receiving *receiving; /* by hour: each station that heard anything anywhere */
    size_t n_receiving, cap_receiving;
    struct heard *heard; /* by cell */
    size_t n_heard, cap_heard;
    struct chance *chances; /* by cell once sorted */
    size_t n_chances, cap_chances;
    int64_t first, last; /* hours since 1970 that were asked for */
    bool any;
    size_t words;            /* of 64 hours */
    struct pl_map stations;  /* station + 1 -> place of its hours */
    uint64_t *hours;         /* of each station: when it was receiving */
    uint64_t *listened, *by; /* of one cell: who hears it was receiving; a position came from it */
    uint64_t *unsure;        /* of one cell: a ship is known to have been there */
    struct pl_map here;      /* of one cell: stations that heard it in the time */
    struct pl_map hears;     /* of one cell: that ever heard it */
};

/* Room for one more; NULL: no memory, and err says so. */
static void *more(void *list, size_t n, size_t *cap, size_t size, struct pl_error *err) {
    if (n < *cap) {
        return list;
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
        return PL_E_NOMEM;
    }
    w->receiving = list;
    list[w->n_receiving++] = (struct receiving){hour, station};
    return PL_E_OK;
}

static int on_cell(void *ctx, uint32_t cell, int64_t hour, uint32_t station, uint64_t n, struct pl_error *err) {
    struct work *w = ctx;
    struct heard *list = more(w->heard, w->n_heard, &w->cap_heard, sizeof *list, err);
    if (list == NULL) {
        return PL_E_NOMEM;
    }
    w->heard = list;
    list[w->n_heard++] = (struct heard){cell, station, hour, n};
    return PL_E_OK;
}

static int on_chance(void *ctx, uint32_t cell, int64_t hour, uint32_t chances, uint32_t taken, struct pl_error *err) {
    struct work *w = ctx;
    if (hour < w->first || hour > w->last) {
        return PL_E_OK;
    }
    struct chance *list = more(w->chances, w->n_chances, &w->cap_chances, sizeof *list, err);
    if (list == NULL) {
        return PL_E_NOMEM;
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

struct cell {
    uint32_t cell;
    uint64_t reports, stations, chances, taken, heard_h, silent_h;
    int64_t first, last; /* hours in which it was heard */
};

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

static int add_heard(struct work *w, const struct heard *h, struct cell *cell, struct pl_error *err) {
    bool is_new;
    int rc = add_station(w, h->station, err);
    if (rc != PL_E_OK || !is_in(w, h->hour)) {
        return rc;
    }
    if (pl_map_put(&w->here, (uint64_t)h->station + 1, &is_new) == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for what was heard");
    }
    set_hour(w, w->by, h->hour);
    cell->first = cell->reports == 0 ? h->hour : cell->first;
    cell->last = h->hour;
    cell->reports += h->n;
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

static void write_cell(const struct work *w, const struct cell *cell, bool exercise, struct pl_json *json) {
    uint64_t hours = (uint64_t)(w->last - w->first + 1);
    const struct {
        const char *key;
        uint64_t n;
    } sums[] = {{"cell", cell->cell},
                {"reports", cell->reports},
                {"stations", cell->stations},
                {"chances", cell->chances},
                {"taken", cell->taken},
                {"heard_h", cell->heard_h},
                {"silent_h", cell->silent_h},
                {"nobody_h", hours - cell->heard_h - cell->silent_h},
                {"hours", hours}};
    pl_json_object(json);
    pl_json_member_text(json, "type", "Feature");
    write_square(json, cell->cell);
    pl_json_key(json, "properties");
    pl_json_object(json);
    pl_json_member_text(json, "type", "coverage");
    for (size_t i = 0; i < sizeof sums / sizeof sums[0]; i++) {
        pl_json_key(json, sums[i].key);
        pl_json_u64(json, sums[i].n);
    }
    write_hour(json, "first", cell->reports > 0, cell->first);
    write_hour(json, "last", cell->reports > 0, cell->last + 1);
    if (exercise) {
        pl_json_key(json, "exercise");
        pl_json_bool(json, true);
    }
    pl_json_object_end(json);
    pl_json_object_end(json);
}

/* Both lists are by cell: what is next in either. */
static int write_cells(struct work *w, bool exercise, struct pl_buf *out, uint64_t *ret_n, struct pl_error *err) {
    struct pl_json json;
    size_t h = 0, c = 0;
    int rc = PL_E_OK;
    *ret_n = 0;
    while (rc == PL_E_OK && (h < w->n_heard || c < w->n_chances)) {
        bool from_heard = h < w->n_heard && (c == w->n_chances || w->heard[h].cell <= w->chances[c].cell);
        struct cell cell = {.cell = from_heard ? w->heard[h].cell : w->chances[c].cell};
        clear_cell(w);
        for (; rc == PL_E_OK && h < w->n_heard && w->heard[h].cell == cell.cell; h++) {
            rc = add_heard(w, &w->heard[h], &cell, err);
        }
        for (; c < w->n_chances && w->chances[c].cell == cell.cell; c++) {
            cell.chances += w->chances[c].chances;
            cell.taken += w->chances[c].taken;
            if (w->chances[c].chances > 0) {
                set_hour(w, w->unsure, w->chances[c].hour);
            }
        }
        count_hours(w, &cell);
        pl_buf_add_str(out, (*ret_n)++ > 0 ? PL_STR(",\n") : PL_STR("\n"));
        pl_json_start(&json, out);
        write_cell(w, &cell, exercise, &json);
    }
    return rc;
}

static void write_end(const struct work *w, uint64_t n, const struct pl_knowledge *known, bool exercise,
                      struct pl_buf *out) {
    struct pl_json json;
    pl_buf_add_str(out, PL_STR("\n],\"summary\":"));
    pl_json_start(&json, out);
    pl_json_object(&json);
    pl_json_key(&json, "results");
    pl_json_u64(&json, n);
    write_hour(&json, "start", w->any, w->first);
    write_hour(&json, "end", w->any, w->last + 1);
    pl_json_member_text(&json, "note",
                        "nothing seen is not nobody there: of degrees that are left out nothing was ever heard, and "
                        "nobody is known to have listened there");
    pl_json_key(&json, "known_at");
    pl_json_time(&json, known->at);
    pl_json_key(&json, "journal");
    pl_json_u64(&json, known->size);
    if (exercise) {
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
    rc = pl_coverage_cells(c, &q->area, on_cell, w, err);
    rc = rc == PL_E_OK ? pl_coverage_chances(c, &q->area, on_chance, w, err) : rc;
    if (rc == PL_E_OK && w->n_chances > 1) {
        qsort(w->chances, w->n_chances, sizeof *w->chances, by_cell);
    }
    return rc == PL_E_OK ? lay_out(w, err) : rc;
}

static void work_close(struct work *w) {
    pl_map_close(&w->stations);
    pl_map_close(&w->hears);
    pl_map_close(&w->here);
    free(w->receiving);
    free(w->heard);
    free(w->chances);
    free(w->hours);
}

int pl_coverage_geojson(const char *case_dir, pl_time known_at, const struct pl_coverage_query *query,
                        struct pl_buf *out, struct pl_error *err) {
    struct work w = {.n_heard = 0};
    struct pl_detect_facts facts = {0};
    uint64_t n = 0;
    PL_KNOWN_AT_AUTO known = {0};
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, FACTS_MAX);
    pl_map_open(&w.stations, STATIONS_MAX);
    pl_map_open(&w.hears, STATIONS_MAX);
    pl_map_open(&w.here, STATIONS_MAX);
    int rc = pl_known_at_open(case_dir, known_at, &known, err);
    rc = rc == PL_E_OK ? pl_detect_facts_read(known.c, &arena, &facts, err) : rc;
    rc = rc == PL_E_OK ? ask(known.c, query, &w, err) : rc;
    if (rc == PL_E_OK) {
        pl_buf_add_str(out, PL_STR("{\"type\":\"FeatureCollection\",\"features\":["));
        rc = w.any ? write_cells(&w, facts.exercise, out, &n, err) : rc;
        write_end(&w, n, &known.known, facts.exercise, out);
    }
    work_close(&w);
    return rc;
}
