#include "app/observe_map.h"

#include <string.h>

#include "text/unicode.h"

#include "base/ban.h"

/* Folded words of headers and the fields they suggest; the first that fits wins, so narrower ones stand first. `as`
 * NULL: any. */
static const struct {
    const char *words, *field, *as;
} WORDS[] = {
    {"imo", "imo", NULL},
    {"imo number", "imo", NULL},
    {"imo no", "imo", NULL},
    {"mmsi", "mmsi", NULL},
    {"call sign", "callsign", NULL},
    {"callsign", "callsign", NULL},
    {"flag", "flag", NULL},
    {"flag state", "flag", NULL},
    {"lat", "lat", NULL},
    {"latitude", "lat", NULL},
    {"lon", "lon", NULL},
    {"long", "lon", NULL},
    {"lng", "lon", NULL},
    {"longitude", "lon", NULL},
    {"accuracy m", "accuracy_m", NULL},
    {"accuracy", "accuracy_m", NULL},
    {"arrival", "observed", "port-call"},
    {"arrived", "observed", "port-call"},
    {"ata", "observed", "port-call"},
    {"departure", "observed_end", "port-call"},
    {"departed", "observed_end", "port-call"},
    {"atd", "observed_end", "port-call"},
    {"from", "observed", "registry"},
    {"since", "observed", "registry"},
    {"valid from", "observed", "registry"},
    {"until", "observed_end", "registry"},
    {"to", "observed_end", "registry"},
    {"valid to", "observed_end", "registry"},
    {"owner", "counterparty", "registry"},
    {"registered owner", "counterparty", "registry"},
    {"official number", "registration", "registry"},
    {"built", "built", "registry"},
    {"year built", "built", "registry"},
    {"built year", "built", "registry"},
    {"build year", "built", "registry"},
    {"year of build", "built", "registry"},
    {"year of building", "built", "registry"},
    {"length", "length", "registry"},
    {"length m", "length", "registry"},
    {"length overall", "length", "registry"},
    {"loa", "length", "registry"},
    {"loa m", "length", "registry"},
    {"beam", "beam", "registry"},
    {"beam m", "beam", "registry"},
    {"breadth", "beam", "registry"},
    {"breadth m", "beam", "registry"},
    {"width", "beam", "registry"},
    {"consignee", "counterparty", "customs"},
    {"buyer", "counterparty", NULL},
    {"receiver", "counterparty", NULL},
    {"declaration", "document", "customs"},
    {"declaration no", "document", "customs"},
    {"observed", "observed", NULL},
    {"date", "observed", NULL},
    {"time", "observed", NULL},
    {"timestamp", "observed", NULL},
    {"datetime", "observed", NULL},
    {"date time", "observed", NULL},
    {"date utc", "observed", NULL},
    {"time utc", "observed", NULL},
    {"seen", "observed", NULL},
    {"date seen", "observed", NULL},
    {"sighted", "observed", NULL},
    {"seen at", "observed", NULL},
    {"seen on", "observed", NULL},
    {"seen utc", "observed", NULL},
    {"sighted at", "observed", NULL},
    {"sighted on", "observed", NULL},
    {"time seen", "observed", NULL},
    {"time of sighting", "observed", NULL},
    {"date of sighting", "observed", NULL},
    {"date and time", "observed", NULL},
    {"timestamp utc", "observed", NULL},
    {"datetime utc", "observed", NULL},
    {"when", "observed", NULL},
    {"observed at", "observed", NULL},
    {"observed utc", "observed", NULL},
    {"observed on", "observed", NULL},
    {"start", "observed", NULL},
    {"end", "observed_end", NULL},
    {"reported", "reported", NULL},
    {"received", "received", NULL},
    {"vessel", "subject", NULL},
    {"vessel name", "subject", NULL},
    {"ship", "subject", NULL},
    {"ship name", "subject", NULL},
    {"shipname", "subject", NULL},
    {"name", "subject", NULL},
    {"subject", "subject", NULL},
    {"shipper", "subject", "customs"},
    {"exporter", "subject", "customs"},
    {"sender", "subject", "transaction"},
    {"account", "registration", "transaction"},
    {"wallet", "registration", "transaction"},
    {"wagon", "registration", "rail"},
    {"train", "registration", "rail"},
    {"tail number", "registration", "flight"},
    {"registration", "registration", NULL},
    {"port", "place", NULL},
    {"place", "place", NULL},
    {"location", "place", NULL},
    {"berth", "place", NULL},
    {"origin", "from_place", NULL},
    {"loading port", "from_place", NULL},
    {"from", "from_place", NULL},
    {"destination", "to_place", NULL},
    {"discharge port", "to_place", NULL},
    {"to", "to_place", NULL},
    {"goods", "item", NULL},
    {"cargo", "item", NULL},
    {"description", "item", NULL},
    {"commodity", "item", NULL},
    {"item", "item", NULL},
    {"quantity", "quantity", NULL},
    {"qty", "quantity", NULL},
    {"amount", "quantity", NULL},
    {"count", "quantity", NULL},
    {"containers", "quantity", NULL},
    {"tonnes", "quantity", NULL},
    {"barrels", "quantity", NULL},
    {"document", "document", NULL},
    {"reference", "document", NULL},
    {"method", "method", NULL},
    {"sensor", "platform", NULL},
    {"satellite", "platform", NULL},
    {"platform", "platform", NULL},
    {"aircraft", "platform", NULL},
    {"observer", "observer", NULL},
    {"notes", "text", NULL},
    {"remarks", "text", NULL},
    {"comment", "text", NULL},
    {"original", "original", NULL},
    {"translation", "translation", NULL},
    {"language", "language", NULL},
    {"날짜", "observed", NULL}, /* Korean: date, date and time, time */
    {"일시", "observed", NULL},
    {"시각", "observed", NULL},
    {"위도", "lat", NULL}, /* latitude, longitude */
    {"경도", "lon", NULL},
    {"선명", "subject", NULL}, /* name of a ship, twice, and flag */
    {"선박명", "subject", NULL},
    {"국적", "flag", NULL},
    {"장소", "place", NULL}, /* place, quantity, remarks */
    {"수량", "quantity", NULL},
    {"비고", "text", NULL},
};

static const struct pl_filing_field *field_of(pl_str name) {
    return pl_filing_field_of(pl_filing_kind_by_letter('O'), name);
}

/* What refers to other filings, or names this one, is said of the whole table or one by one. */
static bool may_be_column(const struct pl_filing_field *f) {
    return f->type != PL_FILING_REF && f->type != PL_FILING_REFS && strcmp(f->name, "as") != 0 &&
           strcmp(f->name, "label") != 0;
}

static bool is_taken(const struct pl_observe_map *map, const struct pl_filing_field *field) {
    for (size_t i = 0; i < map->n; i++) {
        if (map->field[i] == field) {
            return true;
        }
    }
    return false;
}

static const struct pl_filing_field *guess_of(pl_str folded, pl_str as, const struct pl_observe_map *map) {
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        bool fits = WORDS[i].as == NULL || pl_str_eq(as, pl_str_from(WORDS[i].as));
        const struct pl_filing_field *f =
            fits && pl_str_eq(folded, pl_str_from(WORDS[i].words)) ? field_of(pl_str_from(WORDS[i].field)) : NULL;
        if (f != NULL && !is_taken(map, f)) {
            return f;
        }
    }
    return NULL;
}

void pl_observe_map_guess(const pl_str *header, size_t n, pl_str as, struct pl_observe_map *ret) {
    *ret = (struct pl_observe_map){.n = 0};
    for (size_t i = 0; i < n && i < PL_OBSERVE_COLUMNS_MAX; i++) {
        PL_BUF_AUTO folded = {0};
        pl_buf_open(&folded, (size_t)1 << 20);
        bool ok = pl_unicode_fold(header[i], &folded, NULL) == 0;
        ret->column[i] = header[i];
        ret->field[i] = ok ? guess_of(pl_buf_str(&folded), as, ret) : NULL;
        ret->n = i + 1;
    }
}

/* One `field=Column` off the front; a doubled comma belongs to the name. */
static pl_str take_pair(pl_str *rest, struct pl_arena *arena) {
    char *text = pl_arena_alloc(arena, rest->n + 1);
    size_t n = 0, i = 0;
    for (; text != NULL && i < rest->n; i++) {
        if (rest->p[i] == ',' && !(i + 1 < rest->n && rest->p[i + 1] == ',')) {
            break;
        }
        i += rest->p[i] == ',';
        text[n++] = rest->p[i];
    }
    *rest = i < rest->n ? pl_str_sub(*rest, i + 1, rest->n) : (pl_str){0};
    return pl_str_make(text, n);
}

int pl_observe_map_read(pl_str text, const pl_str *header, size_t n, struct pl_arena *arena, struct pl_observe_map *ret,
                        struct pl_error *err) {
    struct pl_observe_map map = {.n = n < PL_OBSERVE_COLUMNS_MAX ? n : PL_OBSERVE_COLUMNS_MAX};
    for (size_t i = 0; i < map.n; i++) {
        map.column[i] = header[i];
    }
    while (text.p != NULL) {
        pl_str column = take_pair(&text, arena), name = pl_str_trim(pl_str_cut(&column, '='));
        const struct pl_filing_field *f = field_of(name);
        size_t at = 0;
        column = pl_str_trim(column.p != NULL ? column : (pl_str){0});
        if (f == NULL) {
            return pl_fail(err, PL_E_USAGE, "an observation has no field \"%.*s\"", (int)(name.n < 60 ? name.n : 60),
                           name.n > 0 ? name.p : "");
        }
        if (!may_be_column(f)) {
            return pl_fail(err, PL_E_USAGE, "the field %s cannot come from a column of a table", f->name);
        }
        while (at < map.n && !pl_str_eq_nocase(pl_str_trim(header[at]), column)) {
            at++;
        }
        if (at == map.n) {
            return pl_fail(err, PL_E_USAGE, "the table has no column \"%.*s\"", (int)(column.n < 60 ? column.n : 60),
                           column.n > 0 ? column.p : "");
        }
        if (is_taken(&map, f) || map.field[at] != NULL) {
            return pl_fail(err, PL_E_USAGE, "the field %s or the column \"%.*s\" is said twice", f->name,
                           (int)(column.n < 60 ? column.n : 60), column.p);
        }
        map.field[at] = f;
    }
    *ret = map;
    return pl_arena_failed(arena) ? pl_fail(err, PL_E_NOMEM, "no memory for a mapping") : 0;
}

void pl_observe_map_write(const struct pl_observe_map *map, struct pl_buf *out) {
    bool first = true;
    for (size_t i = 0; i < map->n; i++) {
        if (map->field[i] == NULL) {
            continue;
        }
        pl_buf_add_fmt(out, "%s%s=", first ? "" : ",", map->field[i]->name);
        for (size_t j = 0; j < map->column[i].n; j++) {
            pl_buf_add_char(out, map->column[i].p[j]);
            if (map->column[i].p[j] == ',') {
                pl_buf_add_char(out, ',');
            }
        }
        first = false;
    }
}
