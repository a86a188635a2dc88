#include "ais/table.h"

#include <stdlib.h>

#include "ais/table_in.h"

#include "base/ban.h"

#define MAX_HEADER ((size_t)65536)

static const char *const DIALECT_NAMES[] = {"csv", "csv:noaa", "csv:danish", "csv:exactearth"};

/* Column names in lower case. `proves` is the dialect that the name tells, PLAIN for none; a name with `only` is read
 * in that dialect alone. */
static const struct {
    const char *name;
    enum field field;
    enum dialect proves, only;
} ALIASES[] = {
    {"mmsi", MMSI, PLAIN, PLAIN},
    {"t", TIME, PLAIN, PLAIN},
    {"timestamp", TIME, PLAIN, PLAIN},
    {"time", TIME, PLAIN, PLAIN},
    {"basedatetime", TIME, NOAA, PLAIN},
    {"base_date_time", TIME, NOAA, PLAIN},
    {"millisecond", MILLI, EXACTEARTH, PLAIN},
    {"lat", LAT, PLAIN, PLAIN},
    {"latitude", LAT, PLAIN, PLAIN},
    {"lon", LON, PLAIN, PLAIN},
    {"longitude", LON, PLAIN, PLAIN},
    {"sog", SOG, PLAIN, PLAIN},
    {"speed", SOG, PLAIN, PLAIN},
    {"cog", COG, PLAIN, PLAIN},
    {"course", COG, PLAIN, PLAIN},
    {"heading", HEADING, PLAIN, PLAIN},
    {"status", STATUS, PLAIN, PLAIN},
    {"navigational status", STATUS, PLAIN, PLAIN},
    {"navigational_status", STATUS, PLAIN, PLAIN},
    {"rot", TURN, PLAIN, PLAIN},
    {"turn", TURN, PLAIN, PLAIN},
    {"type", MSG, PLAIN, PLAIN},
    {"msg", MSG, PLAIN, PLAIN},
    {"message_id", MSG, PLAIN, PLAIN},
    {"shipname", NAME, PLAIN, PLAIN},
    {"vesselname", NAME, PLAIN, PLAIN},
    {"vessel_name", NAME, PLAIN, PLAIN},
    {"name", NAME, PLAIN, PLAIN},
    {"callsign", CALLSIGN, PLAIN, PLAIN},
    {"call_sign", CALLSIGN, PLAIN, PLAIN},
    {"imo", IMO, PLAIN, PLAIN},
    {"shiptype", SHIPTYPE, PLAIN, PLAIN},
    {"ship_type", SHIPTYPE, PLAIN, PLAIN},
    {"ship type", SHIPTYPE, PLAIN, PLAIN},
    {"vesseltype", SHIPTYPE, PLAIN, PLAIN},
    {"vessel_type", SHIPTYPE, PLAIN, PLAIN},
    {"draught", DRAUGHT, PLAIN, PLAIN},
    {"draft", DRAUGHT, PLAIN, PLAIN},
    {"destination", DESTINATION, PLAIN, PLAIN},
    {"length", LENGTH, PLAIN, PLAIN},
    {"width", WIDTH, PLAIN, PLAIN},
    {"to_bow", TO_BOW, PLAIN, PLAIN},
    {"to_stern", TO_STERN, PLAIN, PLAIN},
    {"to_port", TO_PORT, PLAIN, PLAIN},
    {"to_starboard", TO_STARBOARD, PLAIN, PLAIN},
    {"dimension_to_bow", TO_BOW, PLAIN, PLAIN},
    {"dimension_to_stern", TO_STERN, PLAIN, PLAIN},
    {"dimension_to_port", TO_PORT, PLAIN, PLAIN},
    {"dimension_to_starboard", TO_STARBOARD, PLAIN, PLAIN},
    {"a", TO_BOW, PLAIN, DANISH},
    {"b", TO_STERN, PLAIN, DANISH},
    {"c", TO_PORT, PLAIN, DANISH},
    {"d", TO_STARBOARD, PLAIN, DANISH},
    {"type of mobile", CLASS, DANISH, PLAIN},
    {"transceiverclass", CLASS, PLAIN, PLAIN},
    {"transceiver", CLASS, PLAIN, PLAIN},
};

/* -- the header -- */

static pl_str trim_name(pl_str name) {
    pl_str s = pl_str_trim(name);
    while (s.n > 0 && s.p[0] == '#') {
        s = pl_str_trim(pl_str_sub(s, 1, s.n));
    }
    return s;
}

static enum field field_of(pl_str name, enum dialect dialect) {
    for (size_t i = 0; i < sizeof ALIASES / sizeof ALIASES[0]; i++) {
        if ((ALIASES[i].only == PLAIN || ALIASES[i].only == dialect) &&
            pl_str_eq_nocase(name, pl_str_from(ALIASES[i].name))) {
            return ALIASES[i].field;
        }
    }
    return UNKNOWN;
}

static enum dialect dialect_of(pl_str name, enum dialect otherwise) {
    for (size_t i = 0; i < sizeof ALIASES / sizeof ALIASES[0]; i++) {
        if (ALIASES[i].proves != PLAIN && pl_str_eq_nocase(name, pl_str_from(ALIASES[i].name))) {
            return ALIASES[i].proves;
        }
    }
    return otherwise;
}

static char separator_of(pl_str header) {
    static const char CANDIDATES[] = {',', ';', '\t', '|'};
    size_t best = 0;
    char sep = ',';
    for (size_t k = 0; k < sizeof CANDIDATES; k++) {
        size_t n = 0;
        bool quoted = false;
        for (size_t i = 0; i < header.n; i++) {
            quoted = quoted != (header.p[i] == '"');
            n += !quoted && header.p[i] == CANDIDATES[k] ? 1 : 0;
        }
        if (n > best) {
            best = n;
            sep = CANDIDATES[k];
        }
    }
    return sep;
}

static pl_str header_text(pl_str header) {
    pl_str s = header;
    if (pl_str_starts(s, PL_STR("\xEF\xBB\xBF"))) {
        s = pl_str_sub(s, 3, s.n);
    }
    return pl_str_trim(s);
}

/* One `key=column` of the columns option. */
static bool cut_choice(pl_str *rest, enum field *ret_field, pl_str *ret_column) {
    pl_str item = pl_str_cut(rest, ',');
    size_t eq = pl_str_find(item, '=');
    *ret_column = pl_str_trim(pl_str_sub(item, eq + 1, item.n));
    *ret_field = field_of(pl_str_trim(pl_str_sub(item, 0, eq)), PLAIN);
    return eq < item.n && ret_column->n > 0 && *ret_field != UNKNOWN;
}

static int refuse_two(bool field, pl_str column, struct pl_error *err) {
    return pl_fail(err, PL_E_USAGE, "--columns gives %s: \"%.*s\"",
                   field ? "one field two columns" : "two fields one column", (int)(column.n < 60 ? column.n : 60),
                   column.p);
}

/* Whether one of the choices before the n-th takes its field or its column, as far as words show it. */
static int check_earlier(pl_str columns, size_t n, enum field field, pl_str column, struct pl_error *err) {
    pl_str rest = columns;
    for (size_t i = 0; i < n; i++) {
        enum field earlier = UNKNOWN;
        pl_str taken = {NULL, 0};
        (void)cut_choice(&rest, &earlier, &taken);
        if (earlier == field || pl_str_eq_nocase(taken, column)) {
            return refuse_two(earlier == field, column, err);
        }
    }
    return PL_E_OK;
}

int pl_table_check_columns(pl_str columns, struct pl_error *err) {
    pl_str rest = columns;
    int code = PL_E_OK;
    for (size_t n = 0; code == PL_E_OK && rest.p != NULL && columns.n > 0; n++) {
        enum field field = UNKNOWN;
        pl_str column;
        if (!cut_choice(&rest, &field, &column)) {
            return pl_fail(err, PL_E_USAGE,
                           "--columns wants FIELD=COLUMN,... with fields such as mmsi, t, lat, lon, sog, cog, heading, "
                           "shipname, callsign, imo, status, type, draught, destination; not \"%.*s\"",
                           (int)(columns.n < 60 ? columns.n : 60), columns.p);
        }
        code = check_earlier(columns, n, field, column, err);
    }
    return code;
}

/* The column that the option names: by its header, which *ret_named tells, else by its number from 1. */
static size_t chosen_column(const struct pl_table *t, pl_str column, bool *ret_named) {
    *ret_named = true;
    for (size_t i = 0; i < t->n_columns; i++) {
        if (pl_str_eq_nocase(trim_name(t->cells[i]), column)) {
            return i;
        }
    }
    *ret_named = false;
    uint64_t number = 0;
    return pl_str_u64(column, &number) && number >= 1 && number <= t->n_columns ? (size_t)number - 1 : t->n_columns;
}

/* Whether the first line holds a whole number where the option puts the field. */
static bool holds_number(const struct pl_table *t, enum field field) {
    uint64_t number = 0;
    for (size_t i = 0; i < t->n_columns; i++) {
        if (t->fields[i] == field) {
            return pl_str_u64(pl_str_trim(t->cells[i]), &number);
        }
    }
    return false;
}

static int apply_choices(struct pl_table *t, pl_str columns, struct pl_error *err) {
    bool chosen[FIELD_COUNT] = {false};
    bool any_named = false;
    uint8_t by_name[PL_CSV_MAX_FIELDS];
    memcpy(by_name, t->fields, sizeof by_name);
    memset(t->fields, UNKNOWN, sizeof t->fields);
    pl_str rest = columns;
    while (rest.p != NULL && columns.n > 0) {
        enum field field = UNKNOWN;
        pl_str column = {NULL, 0};
        if (!cut_choice(&rest, &field, &column)) {
            return pl_table_check_columns(columns, err);
        }
        bool named = false;
        size_t at = chosen_column(t, column, &named);
        any_named = any_named || named;
        if (at == t->n_columns) {
            return pl_fail(err, PL_E_USAGE, "--columns names a column \"%.*s\" that the first line does not have",
                           (int)(column.n < 60 ? column.n : 60), column.p);
        }
        if (t->fields[at] != UNKNOWN || chosen[field]) {
            t->doubtful = true;
            return refuse_two(chosen[field], column, err);
        }
        t->fields[at] = (uint8_t)field;
        chosen[field] = true;
    }
    t->headless = !any_named && holds_number(t, MMSI);
    if (t->headless) {
        t->dialect = PLAIN;
        return PL_E_OK;
    }
    /* The rest by name: the first column of each name. */
    for (size_t i = 0; i < t->n_columns; i++) {
        if (t->fields[i] == UNKNOWN && by_name[i] != UNKNOWN && !chosen[by_name[i]]) {
            t->fields[i] = by_name[i];
            chosen[by_name[i]] = true;
        }
    }
    return PL_E_OK;
}

static bool has_field(const struct pl_table *t, enum field field) {
    return memchr(t->fields, (int)field, t->n_columns) != NULL;
}

static int read_header(struct pl_table *t, pl_str header, pl_str columns, struct pl_error *err) {
    pl_str text = header_text(header);
    t->sep = separator_of(text);
    t->n_columns = pl_csv_split(text, t->sep, t->cells, PL_CSV_MAX_FIELDS, &t->scratch);
    if (t->n_columns > PL_CSV_MAX_FIELDS) {
        return pl_fail(err, PL_E_LIMIT, "a header of %zu columns: at most %d are read", t->n_columns,
                       PL_CSV_MAX_FIELDS);
    }
    for (size_t i = 0; i < t->n_columns; i++) {
        t->dialect = dialect_of(trim_name(t->cells[i]), t->dialect);
    }
    for (size_t i = 0; i < t->n_columns; i++) {
        t->fields[i] = (uint8_t)field_of(trim_name(t->cells[i]), t->dialect);
    }
    int code = apply_choices(t, columns, err);
    if (code != PL_E_OK) {
        return code;
    }
    if (!has_field(t, MMSI)) {
        return pl_fail(err, PL_E_FORMAT, "no column for the MMSI (--columns mmsi=...) in the header: %.*s",
                       (int)(text.n < 120 ? text.n : 120), text.p);
    }
    if (!has_field(t, TIME) && !has_field(t, LAT) && !has_field(t, NAME) && !has_field(t, IMO)) {
        return pl_fail(err, PL_E_FORMAT, "no column for time, position, name or IMO in the header: %.*s",
                       (int)(text.n < 120 ? text.n : 120), text.p);
    }
    return PL_E_OK;
}

static void list_unknown(struct pl_table *t) {
    for (size_t i = 0; i < t->n_columns && t->dialect == PLAIN; i++) {
        if (t->fields[i] == UNKNOWN) {
            if (t->unknown.n > 0) {
                pl_buf_add_str(&t->unknown, PL_STR(", "));
            }
            if (t->headless) {
                pl_buf_add_fmt(&t->unknown, "%zu", i + 1);
            } else {
                pl_buf_add_str(&t->unknown, trim_name(t->cells[i]));
            }
        }
    }
}

/* A table that is to be closed, also on failure; NULL without memory. */
static int make_table(pl_str header, pl_str columns, struct pl_table **ret, struct pl_error *err) {
    struct pl_table *t = calloc(1, sizeof *t);
    *ret = t;
    if (t == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to read a table");
    }
    pl_buf_open(&t->scratch, MAX_HEADER * 2);
    pl_buf_open(&t->unknown, MAX_HEADER * 2);
    return read_header(t, header, columns, err);
}

int pl_table_open(pl_str header, pl_str columns, bool day_first, pl_time latest, struct pl_table **ret_table,
                  struct pl_error *err) {
    struct pl_table *t = NULL;
    int code = make_table(header, columns, &t, err);
    if (code != PL_E_OK) {
        pl_table_close(t);
        return code;
    }
    t->day_first = day_first || t->dialect == DANISH;
    t->latest = latest;
    list_unknown(t);
    *ret_table = t;
    return PL_E_OK;
}

bool pl_table_is_header(pl_str header, pl_str columns) {
    struct pl_table *t = NULL;
    bool is = make_table(header, columns, &t, NULL) == PL_E_OK || (t != NULL && t->doubtful);
    pl_table_close(t);
    return is;
}

bool pl_table_has_header(const struct pl_table *table) { return !table->headless; }

char pl_table_separator(const struct pl_table *table) { return table->sep; }

const char *pl_table_name(const struct pl_table *table) { return DIALECT_NAMES[table->dialect]; }

pl_str pl_table_unknown(const struct pl_table *table) { return pl_buf_str(&table->unknown); }

void pl_table_close(struct pl_table *table) {
    if (table != NULL) {
        pl_buf_close(&table->scratch);
        pl_buf_close(&table->unknown);
        free(table);
    }
}
