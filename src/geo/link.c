#include "geo/link.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/map.h"
#include "text/csv.h"

#include "base/ban.h"

#define KEYS_MAX ((size_t)8 << 20)

enum column {
    COL_ID,
    COL_KIND,
    COL_FROM_LAT,
    COL_FROM_LON,
    COL_TO_LAT,
    COL_TO_LON,
    NEEDED,
    COL_NAME = NEEDED,
    COL_LENGTH,
    COL_RADIUS,
    COL_SOURCE,
    COLUMNS
};

static const char *const NAMES[COLUMNS] = {"id",     "kind", "from_lat",  "from_lon", "to_lat",
                                           "to_lon", "name", "length_nm", "radius_m", "source"};

struct reader {
    struct pl_arena *arena;
    struct pl_link *items;
    size_t n, max;
    size_t columns[COLUMNS]; /* SIZE_MAX: not there */
    bool has_header;
    struct pl_strmap ids;
};

static int read_header(struct reader *r, const struct pl_csv_record *record, struct pl_error *err) {
    for (int i = 0; i < COLUMNS; i++) {
        r->columns[i] = SIZE_MAX;
        for (size_t k = record->n; k-- > 0;) {
            r->columns[i] = pl_str_eq_nocase(pl_str_trim(record->fields[k]), pl_str_from(NAMES[i])) ? k : r->columns[i];
        }
        if (i < NEEDED && r->columns[i] == SIZE_MAX) {
            return pl_fail_at(err, PL_E_FORMAT, record->line, record->offset,
                              "a table of sea links needs a header with the column %s", NAMES[i]);
        }
    }
    r->has_header = true;
    return PL_E_OK;
}

static pl_str field(const struct reader *r, const struct pl_csv_record *record, enum column column) {
    const size_t i = r->columns[column];
    return i < record->n ? pl_str_trim(record->fields[i]) : PL_STR("");
}

static int malformed(const struct pl_csv_record *record, const char *why, struct pl_error *err) {
    return pl_fail_at(err, PL_E_FORMAT, record->line, record->offset, "sea link: %s", why);
}

static bool position(const struct reader *r, const struct pl_csv_record *record, enum column lat_column, pl_pos *ret) {
    double lat = 0, lon = 0;
    return pl_str_double(field(r, record, lat_column), &lat) &&
           pl_str_double(field(r, record, (enum column)(lat_column + 1)), &lon) && pl_pos_from_deg(lon, lat, ret);
}

/* A number of `unit_m` metres, 0 to PL_LINK_M_MAX; `missing` where the field is empty. */
static bool metres(pl_str text, double unit_m, double missing, double *ret_m) {
    double value = 0;
    if (text.n == 0) {
        *ret_m = missing;
        return true;
    }
    if (!pl_str_double(text, &value) || !(value >= 0) || !(value * unit_m <= PL_LINK_M_MAX)) {
        return false;
    }
    *ret_m = value * unit_m;
    return true;
}

static struct pl_link *next_link(struct reader *r) {
    if (r->n == r->max) {
        const size_t max = r->max ? 2 * r->max : 64;
        struct pl_link *items = pl_arena_calloc(r->arena, max, sizeof *items);
        if (items == NULL) {
            return NULL;
        }
        if (r->n > 0) {
            memcpy(items, r->items, r->n * sizeof *items);
        }
        r->items = items;
        r->max = max;
    }
    return &r->items[r->n];
}

static int read_row(void *ctx, const struct pl_csv_record *record, struct pl_error *err) {
    struct reader *r = ctx;
    struct pl_link link = {.kind = PL_SEA_LINK_PORT};
    bool is_new = false;
    if (record->code != 0) {
        return pl_fail_at(err, (enum pl_code)record->code, record->line, record->offset, "the row is too long");
    }
    if (!r->has_header) {
        return read_header(r, record, err);
    }
    if (r->n == PL_LINKS_MAX) {
        return pl_fail_at(err, PL_E_LIMIT, record->line, record->offset, "more than %u sea links", PL_LINKS_MAX);
    }
    const pl_str id = field(r, record, COL_ID), kind = field(r, record, COL_KIND);
    if (id.n == 0) {
        return malformed(record, "it has no id", err);
    }
    if (pl_str_eq(kind, PL_STR("channel"))) {
        link.kind = PL_SEA_LINK_CHANNEL;
    } else if (!pl_str_eq(kind, PL_STR("port"))) {
        return malformed(record, "its kind is neither port nor channel", err);
    }
    if (!position(r, record, COL_FROM_LAT, &link.from) || !position(r, record, COL_TO_LAT, &link.to)) {
        return malformed(record, "from_lat, from_lon, to_lat and to_lon must be degrees on the Earth", err);
    }
    const double straight_m = pl_sphere_distance_m(link.from, link.to);
    if (!metres(field(r, record, COL_LENGTH), PL_NM_M, straight_m, &link.length_m) ||
        !metres(field(r, record, COL_RADIUS), 1, PL_LINK_RADIUS_M, &link.radius_m) || straight_m > PL_LINK_M_MAX) {
        return malformed(record, "length_nm and radius_m must be numbers, at most 1,000 km", err);
    }
    if (link.length_m < 0.99 * straight_m) {
        return malformed(record, "its length is shorter than the straight line", err);
    }
    link.length_m = link.length_m < straight_m ? straight_m : link.length_m;
    struct pl_link *place = next_link(r);
    if (place == NULL || pl_strmap_put(&r->ids, id, &is_new) == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the sea links");
    }
    if (!is_new) {
        return malformed(record, "its id stands twice", err);
    }
    link.id = pl_str_copy(r->arena, id);
    link.name = pl_str_copy(r->arena, field(r, record, COL_NAME));
    link.source = pl_str_copy(r->arena, field(r, record, COL_SOURCE));
    *place = link;
    r->n++;
    return PL_E_OK;
}

int pl_links_parse(pl_str csv, struct pl_arena *arena, struct pl_links *ret_links, struct pl_error *err) {
    struct reader r = {.arena = arena};
    struct pl_csv *reader = NULL;
    pl_strmap_open(&r.ids, PL_LINKS_MAX, KEYS_MAX);
    int code = pl_csv_open(0, read_row, &r, &reader, err);
    code = code == 0 ? pl_csv_push(reader, csv.p, csv.n, err) : code;
    code = code == 0 ? pl_csv_finish(reader, err) : code;
    pl_csv_close(reader);
    pl_strmap_close(&r.ids);
    if (code == 0 && pl_arena_failed(arena)) {
        code = pl_fail(err, PL_E_NOMEM, "no memory for the sea links");
    }
    if (code == 0 && r.n == 0) {
        code = pl_fail(err, PL_E_EMPTY, "the table of sea links has no row");
    }
    if (code == 0) {
        *ret_links = (struct pl_links){r.items, r.n};
    }
    return code;
}
