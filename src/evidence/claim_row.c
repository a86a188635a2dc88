#include "evidence/claim_row.h"

#include "evidence/period.h"
#include "evidence/speaker.h"
#include "text/unicode.h"

#include "base/ban.h"

enum column {
    CLAIM_ID,
    DATE,
    CLAIMANT,
    TOPIC,
    QUANTITY,
    UNIT,
    QUALIFIER,
    PERIOD_START,
    PERIOD_END,
    BASIS,
    NEEDED, /* the columns before it must be there */
    CLAIMANT_TYPE = NEEDED,
    QUANTITY_MAX,
    RELAYED_BY,
    SOURCE_URL,
    SUBJECT,
    LAT,
    LON,
    COLUMNS
};

static const char *const NAMES[COLUMNS] = {"claim_id",      "date",         "claimant",     "topic",      "quantity",
                                           "unit",          "qualifier",    "period_start", "period_end", "basis",
                                           "claimant_type", "quantity_max", "relayed_by",   "source_url", "subject",
                                           "lat",           "lon"};

struct pl_claim_reader {
    struct pl_arena *arena;
    pl_claim_fault fault;
    void *ctx;
    bool header;
    size_t columns[COLUMNS]; /* place + 1; 0: not there */
    size_t n_columns;
    struct pl_claim_table table;
    uint32_t cap;
};

int pl_claim_reader_open(struct pl_arena *arena, pl_claim_fault fault, void *ctx, struct pl_claim_reader **ret_reader,
                         struct pl_error *err) {
    struct pl_claim_reader *r = pl_arena_calloc(arena, 1, sizeof *r);
    if (r == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    r->arena = arena;
    r->fault = fault;
    r->ctx = ctx;
    *ret_reader = r;
    return 0;
}

static int read_header(struct pl_claim_reader *r, const struct pl_csv_record *record, struct pl_error *err) {
    if (record->code != 0) {
        return pl_fail_at(err, PL_E_FORMAT, record->line, record->offset, "the first line is too long to be a header");
    }
    r->header = true;
    r->n_columns = record->n;
    for (size_t i = 0; i < record->n; i++) {
        pl_str name = pl_str_trim(record->fields[i]);
        for (int k = 0; k < COLUMNS; k++) {
            if (pl_str_eq_nocase(name, pl_str_from(NAMES[k]))) {
                if (r->columns[k] != 0) {
                    return pl_fail_at(err, PL_E_FORMAT, record->line, record->offset,
                                      "the column \"%s\" is there twice", NAMES[k]);
                }
                r->columns[k] = i + 1;
            }
        }
    }
    for (int k = 0; k < NEEDED; k++) {
        if (r->columns[k] == 0) {
            return pl_fail_at(err, PL_E_FORMAT, record->line, record->offset,
                              "the column \"%s\" is missing; the first line must name claim_id, date, claimant, topic, "
                              "quantity, unit, qualifier, period_start, period_end, basis",
                              NAMES[k]);
        }
    }
    return 0;
}

static pl_str cell(const struct pl_claim_reader *r, const struct pl_csv_record *record, int column) {
    size_t place = r->columns[column];
    return place > 0 && place <= record->n ? pl_str_trim(record->fields[place - 1]) : PL_STR("");
}

/* A cell that must be a whole number or empty. */
static bool number_cell(pl_str text, bool *ret_has, double *ret_value) {
    *ret_has = text.n > 0;
    return text.n == 0 || pl_number_parse(text, ret_value) == text.n;
}

#define MALFORMED(...) return pl_fail_at(why, PL_E_FORMAT, record->line, record->offset, __VA_ARGS__)
#define SHOWN(text)    (int)((text).n > 60 ? 60 : (text).n), (text).p

static int read_quantity(const struct pl_claim_reader *r, const struct pl_csv_record *record, struct pl_claim_row *row,
                         struct pl_error *why) {
    struct pl_quantity *q = &row->quantity;
    pl_str value = cell(r, record, QUANTITY), max = cell(r, record, QUANTITY_MAX), unit = cell(r, record, UNIT);
    bool has_max = false;
    if (!number_cell(value, &q->has_value, &q->value)) {
        MALFORMED("the quantity \"%.*s\" is no number of 0 or more", SHOWN(value));
    }
    q->value_max = q->value;
    if (!number_cell(max, &has_max, &q->value_max)) {
        MALFORMED("the quantity_max \"%.*s\" is no number of 0 or more", SHOWN(max));
    }
    if (has_max && (!q->has_value || q->value_max < q->value)) {
        MALFORMED("quantity_max \"%.*s\" is %s", SHOWN(max),
                  q->has_value ? "below quantity" : "there without quantity");
    }
    (void)pl_unit_parse(unit, &q->unit);
    pl_quantity_qualify(row->qualifier, q);
    if (has_max && q->value_max > q->value && q->bound == PL_BOUND_STATED) {
        q->bound = PL_BOUND_BETWEEN;
    }
    pl_str start = cell(r, record, PERIOD_START), end = cell(r, record, PERIOD_END);
    if (!pl_period_parse(start, end, &q->period)) {
        MALFORMED("the period \"%.*s\" to \"%.*s\" is none: YYYY, YYYY-MM or YYYY-MM-DD, the start not after the end",
                  SHOWN(start), SHOWN(end));
    }
    return 0;
}

static int read_place(const struct pl_claim_reader *r, const struct pl_csv_record *record, struct pl_claim_row *row,
                      struct pl_error *why) {
    pl_str lat = cell(r, record, LAT), lon = cell(r, record, LON);
    if (lat.n == 0 && lon.n == 0) {
        return 0;
    }
    row->has_place = pl_str_double(lat, &row->lat_deg) && pl_str_double(lon, &row->lon_deg) && row->lat_deg >= -90 &&
                     row->lat_deg <= 90 && row->lon_deg >= -180 && row->lon_deg <= 180;
    if (!row->has_place) {
        MALFORMED("the position \"%.*s\", \"%.*s\" is not on the earth", SHOWN(lat), SHOWN(lon));
    }
    return 0;
}

static bool known_id(const struct pl_claim_table *table, pl_str id) {
    for (uint32_t i = 0; i < table->n; i++) {
        if (pl_str_eq(table->rows[i].id, id)) {
            return true;
        }
    }
    return false;
}

/* Everything that the row itself can be wrong in; the texts are still views. */
static int check_row(const struct pl_claim_reader *r, const struct pl_csv_record *record, struct pl_claim_row *row,
                     struct pl_error *why) {
    struct pl_period date;
    if (record->code != 0) {
        MALFORMED("the row is longer than 1 MiB or has more than 1,024 fields");
    }
    if (record->n > r->n_columns) {
        MALFORMED("the row has %zu cells, the header %zu: a comma that is not quoted?", record->n, r->n_columns);
    }
    for (int k = 0; k < NEEDED; k++) {
        if (record->n < r->columns[k]) {
            MALFORMED("the row ends before its column \"%s\"", NAMES[k]);
        }
    }
    for (size_t i = 0; i < record->n; i++) {
        if (!pl_unicode_valid(record->fields[i])) {
            MALFORMED("the row is not UTF-8: convert the file");
        }
    }
    if (row->id.n == 0) {
        MALFORMED("the claim_id is empty");
    }
    if (known_id(&r->table, row->id)) {
        MALFORMED("the claim_id \"%.*s\" was there before", SHOWN(row->id));
    }
    pl_str text = cell(r, record, DATE);
    if (text.n == 0 || !pl_period_parse(text, text, &date)) {
        MALFORMED("the date \"%.*s\" is none: YYYY, YYYY-MM or YYYY-MM-DD", SHOWN(text));
    }
    row->date = date.start;
    int code = read_quantity(r, record, row, why);
    return code != 0 ? code : read_place(r, record, row, why);
}

static bool copy(struct pl_arena *arena, pl_str *io_text) {
    *io_text = pl_str_copy(arena, *io_text);
    return io_text->p != NULL;
}

/* What lives on: copies of the texts, and what is read from the copies. */
static int keep_row(struct pl_claim_reader *r, const struct pl_csv_record *record, struct pl_claim_row *row,
                    struct pl_error *err) {
    if (r->table.n >= PL_CLAIM_ROWS_MAX) {
        return pl_fail_at(err, PL_E_LIMIT, record->line, record->offset, "more than %u claims: split the table",
                          PL_CLAIM_ROWS_MAX);
    }
    pl_str unit = cell(r, record, UNIT);
    bool kept = copy(r->arena, &row->id) && copy(r->arena, &row->claimant) && copy(r->arena, &row->claimant_type) &&
                copy(r->arena, &row->topic_text) && copy(r->arena, &row->qualifier) &&
                copy(r->arena, &row->basis_text) && copy(r->arena, &row->relayed_by) &&
                copy(r->arena, &row->source_url) && copy(r->arena, &row->subject) && copy(r->arena, &unit);
    if (kept && r->table.n == r->cap) {
        uint32_t cap = r->cap == 0 ? 64 : r->cap * 2;
        struct pl_claim_row *rows = pl_arena_calloc(r->arena, cap, sizeof *rows);
        kept = rows != NULL;
        if (kept && r->table.n > 0) {
            memcpy(rows, r->table.rows, r->table.n * sizeof *rows);
        }
        r->table.rows = kept ? rows : r->table.rows;
        r->cap = kept ? cap : r->cap;
    }
    if (!kept) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    (void)pl_unit_parse(unit, &row->quantity.unit);
    row->quantity.condition = PL_STR("");
    pl_quantity_qualify(row->qualifier, &row->quantity);
    row->core = pl_speaker_core(row->claimant);
    pl_basis_read(row->basis_text, &row->basis);
    int code = pl_topic_read(row->topic_text, &row->quantity.unit, row->quantity.condition, r->arena, &row->topic, err);
    if (code == 0) {
        row->index = r->table.n;
        r->table.rows[r->table.n++] = *row;
    }
    return code;
}

int pl_claim_reader_record(void *ctx, const struct pl_csv_record *record, struct pl_error *err) {
    struct pl_claim_reader *r = ctx;
    struct pl_error why = {0};
    if (!r->header) {
        return read_header(r, record, err);
    }
    struct pl_claim_row row = {.line = record->line,
                               .offset = record->offset,
                               .id = cell(r, record, CLAIM_ID),
                               .claimant = cell(r, record, CLAIMANT),
                               .claimant_type = cell(r, record, CLAIMANT_TYPE),
                               .topic_text = cell(r, record, TOPIC),
                               .qualifier = cell(r, record, QUALIFIER),
                               .basis_text = cell(r, record, BASIS),
                               .relayed_by = cell(r, record, RELAYED_BY),
                               .source_url = cell(r, record, SOURCE_URL),
                               .subject = cell(r, record, SUBJECT)};
    r->table.read++;
    if (check_row(r, record, &row, &why) != 0) {
        r->table.rejected++;
        return r->fault != NULL ? r->fault(r->ctx, &why, err) : 0;
    }
    return keep_row(r, record, &row, err);
}

int pl_claim_reader_finish(struct pl_claim_reader *reader, struct pl_claim_table *ret_table, struct pl_error *err) {
    *ret_table = reader->table;
    if (reader->table.n == 0) {
        return pl_fail(err, PL_E_EMPTY, "%s",
                       !reader->header           ? "the file is empty"
                       : reader->table.read == 0 ? "there is no claim behind the header"
                                                 : "no row of the table is a claim");
    }
    if (reader->table.rejected > reader->table.n) {
        return pl_fail(err, PL_E_FORMAT, "%llu of %llu rows are malformed: more than half",
                       (unsigned long long)reader->table.rejected, (unsigned long long)reader->table.read);
    }
    return 0;
}
