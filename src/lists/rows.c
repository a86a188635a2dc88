#include "lists/rows.h"

#include <stdlib.h>

#include "base/map.h"
#include "base/utf8.h"
#include "lists/number.h"
#include "lists/remark.h"
#include "text/csv.h"
#include "text/interval.h"

#include "base/ban.h"

#define ONE_BYTES  ((size_t)64 << 20) /* of an entity that is one row */
#define ALL_BYTES  ((size_t)2 << 30)  /* of joined entities */
#define NAME_BYTES 128                /* of a heading, normalised */

struct pl_rows {
    const struct pl_rows_format *format;
    struct pl_rows_options options;
    pl_entity_sink sink;
    void *ctx;
    struct pl_publication pub;
    struct pl_csv *csv;
    struct pl_arena arena;   /* the entities; emptied after each row where they are not joined */
    struct pl_arena strings; /* the publication's */
    struct pl_strmap ids;    /* joined: id -> place in entities */
    struct pl_entity **entities;
    size_t n_entities, cap_entities;
    struct pl_entity one;
    struct pl_entity *given;        /* to the row that is being read */
    int place[PL_ROWS_MAX_COLUMNS]; /* of a format's column in the file; -1: not there */
    pl_str cells[PL_ROWS_MAX_COLUMNS];
    size_t width; /* of the header; 0: not yet seen */
    unsigned above;
    uint64_t accepted, bytes;
};

/* What of a heading counts: letters and digits of ASCII in lower case, and all beyond ASCII; 0 for the rest. */
static char counts(char c) {
    if (c >= 'A' && c <= 'Z') {
        return (char)(c + ('a' - 'A'));
    }
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & '\x80') != 0 ? c : '\0';
}

/* Returns the length, at most max. */
static size_t normalise(pl_str name, char *out, size_t max) {
    size_t n = 0;
    for (size_t i = 0; i < name.n && n < max; i++) {
        char c = counts(name.p[i]);
        if (c != '\0') {
            out[n++] = c;
        }
    }
    return n;
}

/* Whether a name as it is usually written is the normalised heading. */
static bool is_heading(const char *name, pl_str heading) {
    size_t n = 0;
    for (; *name != '\0'; name++) {
        char c = counts(*name);
        if (c != '\0' && (n >= heading.n || heading.p[n++] != c)) {
            return false;
        }
    }
    return n == heading.n;
}

static bool is_column(const struct pl_rows_column *column, pl_str heading) {
    pl_str rest = pl_str_from(column->also);
    bool found = is_heading(column->name, heading);
    while (!found && rest.n > 0 && rest.p != NULL) {
        found = pl_str_eq(pl_str_cut(&rest, '|'), heading);
    }
    return found;
}

/* Finds the format's columns among the cells of a header; the first of several with one name counts. Returns the first
 * required column that is missing, or -1; *ret_unknown: headings that are not the format's. */
static int find_columns(const struct pl_rows_format *format, const pl_str *cells, size_t n, int *place,
                        unsigned *ret_unknown) {
    *ret_unknown = 0;
    for (size_t c = 0; c < format->n_columns; c++) {
        place[c] = -1;
    }
    for (size_t i = 0; i < n; i++) {
        char heading[NAME_BYTES];
        pl_str name = pl_str_make(heading, normalise(cells[i], heading, sizeof heading));
        size_t c = 0;
        while (c < format->n_columns && (place[c] >= 0 || !is_column(&format->columns[c], name))) {
            c++;
        }
        if (c < format->n_columns) {
            place[c] = (int)i;
        } else {
            *ret_unknown += name.n > 0 ? 1 : 0;
        }
    }
    for (size_t c = 0; c < format->n_required; c++) {
        if (place[c] < 0) {
            return (int)c;
        }
    }
    return -1;
}

/* Whether so many of the required columns were found that the header is this format's; nearly: as of pl_rows_guess. */
static bool is_told(const struct pl_rows_format *format, const int *place, bool nearly) {
    size_t missing = 0;
    for (size_t c = 0; c < format->n_required; c++) {
        missing += place[c] < 0 ? 1 : 0;
    }
    return missing == 0 || (nearly && format->telling && missing == 1);
}

pl_str pl_rows_first(pl_str *head, char sep) {
    size_t end = pl_str_find(*head, '\n');
    while (end < head->n && pl_csv_quotes(pl_str_sub(*head, 0, end), sep) == PL_CSV_OPEN) {
        end += 1 + pl_str_find(pl_str_sub(*head, end + 1, head->n), '\n');
    }
    pl_str record = pl_str_trim(pl_str_sub(*head, 0, end));
    *head = pl_str_sub(*head, end + 1, head->n);
    return record;
}

bool pl_rows_guess(const struct pl_rows_format *format, pl_str head, bool nearly) {
    static const char SEPARATORS[] = {',', ';', '\t', '|'};
    pl_str fields[PL_CSV_MAX_FIELDS / 4];
    int place[PL_ROWS_MAX_COLUMNS];
    unsigned unknown = 0;
    PL_BUF_AUTO scratch;
    pl_buf_open(&scratch, 1 << 16);
    for (size_t i = 0; i < sizeof SEPARATORS; i++) {
        char sep = SEPARATORS[i];
        pl_str rest = head;
        for (unsigned line = 0; line <= format->preamble && (format->sep == 0 || format->sep == sep); line++) {
            size_t max = sizeof fields / sizeof fields[0];
            size_t n = pl_csv_split(pl_rows_first(&rest, sep), sep, fields, max, &scratch);
            (void)find_columns(format, fields, n < max ? n : max, place, &unknown);
            if (is_told(format, place, nearly)) {
                return true;
            }
        }
    }
    return false;
}

/* "Report Date: 10-Sep-2026", "27/04/2020", "2026-09-10T01:02:03": the day, as YYYY-MM-DD. */
static bool day_of(pl_str text, struct pl_buf *iso) {
    struct pl_interval day;
    char plain[64];
    size_t colon = pl_str_find(text, ':');
    bool words = text.n > 0 && (text.p[0] < '0' || text.p[0] > '9');
    text = pl_str_trim(words && colon < text.n ? pl_str_sub(text, colon + 1, text.n) : text);
    bool letters = false;
    for (size_t i = 0; i < text.n && i < 6; i++) {
        letters = letters || (text.p[i] >= 'A' && text.p[i] <= 'Z');
    }
    if (text.n > sizeof plain) {
        return false;
    }
    for (size_t i = 0; i < text.n; i++) {
        plain[i] = letters && text.p[i] == '-' ? ' ' : text.p[i];
    }
    if (!pl_interval_parse(pl_str_make(plain, text.n), &day) || day.precision != PL_PRECISION_DAY || day.circa) {
        return false;
    }
    pl_interval_write(iso, day);
    return true;
}

int pl_rows_published(struct pl_rows *rows, pl_str text, struct pl_error *err) {
    PL_BUF_AUTO iso;
    pl_buf_open(&iso, 64);
    if (rows->pub.published.n > 0 || !day_of(pl_str_trim(text), &iso)) {
        return 0;
    }
    rows->pub.published = pl_str_copy(&rows->strings, pl_buf_str(&iso));
    return rows->pub.published.p == NULL ? pl_fail(err, PL_E_NOMEM, "out of memory") : 0;
}

/* A line above the header may carry the date. */
static int take_preamble(struct pl_rows *rows, const struct pl_csv_record *record, struct pl_error *err) {
    int code = 0;
    rows->above++;
    for (size_t i = 0; i < record->n && code == 0; i++) {
        code = pl_rows_published(rows, record->fields[i], err);
    }
    return code;
}

static int take_header(struct pl_rows *rows, const struct pl_csv_record *record, struct pl_error *err) {
    const struct pl_rows_format *format = rows->format;
    unsigned unknown = 0;
    int missing = find_columns(format, record->fields, record->n, rows->place, &unknown);
    if (missing >= 0 && rows->above < format->preamble && !is_told(format, rows->place, true)) {
        return take_preamble(rows, record, err);
    }
    if (missing >= 0) {
        return pl_fail_at(err, PL_E_FORMAT, record->line, record->offset, "this is no %s: it has no column \"%s\"",
                          format->words, format->columns[missing].name);
    }
    rows->width = record->n;
    rows->pub.unread += unknown;
    return 0;
}

/* NULL for as many cells as the header, or only empty ones beyond; else what is wrong. */
static const char *fault_of(const struct pl_rows *rows, const struct pl_csv_record *record) {
    if (record->code != 0) {
        return "is longer than a row may be";
    }
    if (record->n < rows->width) {
        return "has fewer cells than the header";
    }
    for (size_t i = rows->width; i < record->n; i++) {
        if (record->fields[i].n > 0) {
            return "has more cells than the header";
        }
    }
    return NULL;
}

int pl_rows_check_text(const struct pl_csv_record *record, struct pl_error *err) {
    for (size_t i = 0; i < record->n; i++) {
        pl_str cell = record->fields[i];
        if (cell.n > 0 && memchr(cell.p, '\0', cell.n) != NULL) {
            return pl_fail_at(err, PL_E_FORMAT, record->line, record->offset,
                              "cell %zu of this row holds a NUL; a text in UTF-16 must be converted to UTF-8", i + 1);
        }
        if (!pl_utf8_is_valid(cell)) {
            return pl_fail_at(err, PL_E_FORMAT, record->line, record->offset,
                              "cell %zu of this row is not UTF-8 text; convert the file to UTF-8", i + 1);
        }
    }
    return 0;
}

/* The first of: caption, name, any whole name, id. */
static void set_caption(struct pl_entity *e) {
    for (int prop = PL_PROP_NAME; prop <= PL_PROP_ABBREVIATION && e->caption.n == 0; prop++) {
        e->caption = pl_prop_is_name(prop) ? pl_entity_get(e, prop) : e->caption;
    }
    e->caption = e->caption.n > 0 ? e->caption : e->id;
}

static int give(struct pl_rows *rows, struct pl_entity *entity, struct pl_error *err) {
    int code = rows->format->end != NULL ? rows->format->end(rows, entity, err) : 0;
    set_caption(entity);
    if (code == 0) {
        pl_publication_count(&rows->pub, entity);
        code = rows->sink(rows->ctx, entity, err);
    }
    return code;
}

static int take_row(struct pl_rows *rows, const struct pl_csv_record *record, struct pl_error *err) {
    struct pl_rows_row row = {
        .cells = rows->cells, .line = record->line, .offset = record->offset, .length = record->length};
    if (record->n == 1 && pl_str_trim(record->fields[0]).n == 0) {
        return 0;
    }
    const char *fault = fault_of(rows, record);
    if (fault != NULL) {
        pl_publication_reject(&rows->pub, (struct pl_rejection){record->line, record->offset, 0, fault});
        return 0;
    }
    for (size_t c = 0; c < rows->format->n_columns; c++) {
        int at = rows->place[c];
        rows->cells[c] = at >= 0 ? pl_str_trim(record->fields[at]) : PL_STR("");
    }
    struct pl_arena_mark mark = pl_arena_mark(&rows->arena);
    rows->given = NULL;
    int code = rows->format->row(rows, &row, err);
    if (code == 0 && rows->given == NULL) {
        pl_publication_reject(&rows->pub, (struct pl_rejection){record->line, record->offset, 0,
                                                                "lacks what such a row must have (an id, a name)"});
    } else if (code == 0) {
        rows->accepted++;
        code = rows->format->joined ? 0 : give(rows, rows->given, err);
    }
    if (!rows->format->joined) {
        pl_arena_rewind(&rows->arena, mark);
    }
    return code;
}

static int on_record(void *ctx, const struct pl_csv_record *record, struct pl_error *err) {
    struct pl_rows *rows = ctx;
    int code = pl_rows_check_text(record, err);
    if (code != 0) {
        return code;
    }
    return rows->width == 0 ? take_header(rows, record, err) : take_row(rows, record, err);
}

int pl_rows_open(const struct pl_rows_format *format, const struct pl_rows_options *options, pl_entity_sink sink,
                 void *ctx, struct pl_rows **ret_rows, struct pl_error *err) {
    struct pl_rows *rows = calloc(1, sizeof *rows);
    if (rows == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    rows->format = format;
    rows->options = *options;
    rows->sink = sink;
    rows->ctx = ctx;
    rows->pub.list = options->list.n > 0 ? options->list : pl_str_from(format->list);
    rows->pub.exercise = options->exercise;
    pl_arena_open(&rows->arena, format->joined ? ALL_BYTES : ONE_BYTES);
    pl_arena_open(&rows->strings, 4096);
    pl_strmap_open(&rows->ids, PL_ROWS_MAX_ENTITIES, ALL_BYTES);
    int code = pl_csv_open(format->sep, on_record, rows, &rows->csv, err);
    if (code != 0) {
        pl_rows_close(rows);
        return code;
    }
    *ret_rows = rows;
    return 0;
}

int pl_rows_push(struct pl_rows *rows, const void *bytes, size_t n, struct pl_error *err) {
    uint64_t max = rows->options.max_joined > 0 ? rows->options.max_joined : PL_ROWS_MAX_JOINED;
    rows->bytes += n;
    if (rows->format->joined && rows->bytes > max) {
        return pl_fail(err, PL_E_LIMIT, "%s: larger than the %llu bytes that such a list may have", rows->format->words,
                       (unsigned long long)max);
    }
    return pl_csv_push(rows->csv, bytes, n, err);
}

int pl_rows_finish(struct pl_rows *rows, struct pl_publication *ret_publication, struct pl_error *err) {
    int code = pl_csv_finish(rows->csv, err);
    if (code == 0 && rows->pub.rejected > rows->accepted) {
        code = pl_publication_refuse(&rows->pub, rows->format->words, "rows", rows->accepted, err);
    }
    for (size_t i = 0; i < rows->n_entities && code == 0; i++) {
        code = give(rows, rows->entities[i], err);
    }
    if (code == 0 && rows->width == 0) {
        code = pl_fail(err, PL_E_EMPTY, "this is no %s: it has no header", rows->format->words);
    }
    if (code == 0 && rows->pub.entries == 0) {
        code = pl_fail(err, PL_E_EMPTY, "the list holds no entry");
    }
    if (code == 0) {
        *ret_publication = rows->pub;
    }
    return code;
}

void pl_rows_close(struct pl_rows *rows) {
    if (rows == NULL) {
        return;
    }
    pl_csv_close(rows->csv);
    pl_strmap_close(&rows->ids);
    pl_arena_close(&rows->arena);
    pl_arena_close(&rows->strings);
    free(rows->entities);
    free(rows);
}

/* One more joined entity, zeroed. */
static int new_joined(struct pl_rows *rows, struct pl_entity **ret_entity, struct pl_error *err) {
    if (rows->n_entities == rows->cap_entities) {
        size_t cap = rows->cap_entities > 0 ? rows->cap_entities * 2 : 256;
        struct pl_entity **entities = reallocarray(rows->entities, cap, sizeof *entities);
        if (entities == NULL) {
            return pl_fail(err, PL_E_NOMEM, "out of memory");
        }
        rows->entities = entities;
        rows->cap_entities = cap;
    }
    *ret_entity = pl_arena_calloc(&rows->arena, 1, sizeof **ret_entity);
    return *ret_entity != NULL ? 0 : pl_fail(err, PL_E_NOMEM, "no memory for the entities of the list");
}

int pl_rows_entity(struct pl_rows *rows, const struct pl_rows_row *row, pl_str id, pl_str reference, int schema,
                   struct pl_entity **ret_entity, struct pl_error *err) {
    bool fresh = true;
    uint64_t *at = rows->format->joined ? pl_strmap_put(&rows->ids, id, &fresh) : NULL;
    if (rows->format->joined && at == NULL) {
        return pl_fail(err, PL_E_LIMIT, "more than %d entities", PL_ROWS_MAX_ENTITIES);
    }
    if (!fresh) {
        *ret_entity = rows->given = rows->entities[*at];
        return 0;
    }
    struct pl_entity *e = &rows->one;
    int code = rows->format->joined ? new_joined(rows, &e, err) : 0;
    if (code != 0) {
        return code;
    }
    memset(e, 0, sizeof *e);
    e->list = rows->pub.list;
    e->id = pl_str_copy(&rows->arena, id);
    e->reference = reference.n > 0 ? pl_str_copy(&rows->arena, reference) : e->id;
    e->schema = schema;
    e->line = row->line;
    e->offset = row->offset;
    e->length = row->length;
    if (e->id.p == NULL || e->reference.p == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    if (at != NULL) {
        *at = rows->n_entities;
        rows->entities[rows->n_entities++] = e;
    }
    *ret_entity = rows->given = e;
    return 0;
}

void pl_rows_unread(struct pl_rows *rows, unsigned n) { rows->pub.unread += n; }

int pl_rows_prose(struct pl_rows *rows, struct pl_entity *entity, struct pl_error *err) {
    return pl_remark_prose(entity, &rows->arena, rows->options.exercise, err);
}

struct pl_arena *pl_rows_arena(struct pl_rows *rows) {
    return &rows->arena;
}

bool pl_rows_exercise(const struct pl_rows *rows) { return rows->options.exercise; }

int pl_rows_add(struct pl_rows *rows, struct pl_entity *entity, int prop, pl_str text, int column,
                struct pl_error *err) {
    const char *from = rows->format->columns[column].name;
    text = pl_str_trim(text);
    if (text.n == 0) {
        return 0;
    }
    if (prop == PL_PROP_IMO) {
        return pl_number_add_imo(entity, &rows->arena, text, from, rows->options.exercise, err);
    }
    if (prop == PL_PROP_MMSI) {
        return pl_number_add_mmsi(entity, &rows->arena, text, from, err);
    }
    return pl_entity_add(entity, &rows->arena, prop, text, from, err);
}

int pl_rows_add_map(struct pl_rows *rows, struct pl_entity *entity, const struct pl_rows_row *row,
                    const struct pl_rows_map *map, size_t n, struct pl_error *err) {
    int code = 0;
    for (size_t i = 0; i < n && code == 0; i++) {
        pl_str rest = row->cells[map[i].column];
        pl_str value;
        while (code == 0 && pl_rows_next(rows, &rest, map[i].split, &value)) {
            code = pl_rows_add(rows, entity, map[i].prop, value, map[i].column, err);
        }
    }
    return code;
}

/* One value in quotes at the front of *rest, which is left behind its separator. */
static pl_str take_quoted(struct pl_rows *rows, pl_str *rest) {
    char *out = pl_arena_alloc(&rows->arena, rest->n);
    size_t n = 0;
    size_t i = 1;
    for (; i < rest->n; i++) {
        bool quote = rest->p[i] == '"';
        bool doubled = quote && i + 1 < rest->n && rest->p[i + 1] == '"';
        if (quote && !doubled) {
            break;
        }
        i += doubled ? 1 : 0;
        if (out != NULL) {
            out[n++] = rest->p[i];
        }
    }
    pl_str behind = pl_str_sub(*rest, i, rest->n);
    (void)pl_str_cut(&behind, ';');
    *rest = behind;
    return pl_str_make(out, n);
}

bool pl_rows_next(struct pl_rows *rows, pl_str *rest, int split, pl_str *ret_value) {
    if (rest->p == NULL || rest->n == 0) {
        return false;
    }
    pl_str value;
    if (split == PL_ROWS_CSV && rest->p[0] == '"') {
        value = take_quoted(rows, rest);
    } else if (split == PL_ROWS_WHOLE) {
        value = *rest;
        rest->p = NULL;
    } else {
        value = pl_str_cut(rest, split == PL_ROWS_BAR ? '|' : ';');
    }
    *ret_value = pl_str_trim(value);
    return true;
}

pl_str pl_rows_join(struct pl_rows *rows, const pl_str *parts, size_t n, const char *between) {
    PL_BUF_AUTO text;
    pl_buf_open(&text, PL_CSV_MAX_BYTES + 1024);
    for (size_t i = 0; i < n; i++) {
        pl_str part = pl_str_trim(parts[i]);
        if (part.n > 0) {
            pl_buf_add_str(&text, text.n > 0 ? pl_str_from(between) : PL_STR(""));
            pl_buf_add_str(&text, part);
        }
    }
    return pl_buf_failed(&text) ? pl_str_make(NULL, 0) : pl_str_copy(&rows->arena, pl_buf_str(&text));
}
