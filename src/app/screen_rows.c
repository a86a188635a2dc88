#include "app/screen_rows.h"

#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "input/open.h"
#include "lists/ftm.h"
#include "names/identifier.h"
#include "text/csv.h"
#include "text/json.h"
#include "text/unicode.h"

#include "base/ban.h"

#define SHOWN_FAULTS 3
#define CHUNK        ((size_t)1 << 16)

enum column { ID, NAME, SCHEMA, BIRTH_DATE, COUNTRY, IMO, NAME_A, NAME_B, COLUMNS };

static const char *const COLUMN_NAMES[COLUMNS] = {"id",      "name", "schema", "birth_date",
                                                  "country", "imo",  "name_a", "name_b"};

struct rows {
    int kind;
    const char *name; /* in messages; NULL: none */
    bool exercise;
    const struct pl_countries *countries;
    struct pl_arena *arena;
    pl_screen_row_sink sink;
    void *ctx;
    struct pl_screen_rows_counts counts;
    bool header;
    size_t columns[COLUMNS]; /* place + 1; 0: not there */
    size_t n_columns;
    uint64_t line, offset; /* of the row at hand */
};

static int no_memory(struct pl_error *err) { return pl_fail(err, PL_E_NOMEM, "out of memory"); }

int pl_screen_schema_of(pl_str text) {
    static const struct {
        const char *name;
        int schema;
    } OTHERS[] = {{"individual", PL_SCHEMA_PERSON},
                  {"entity", PL_SCHEMA_LEGAL_ENTITY},
                  {"ship", PL_SCHEMA_VESSEL},
                  {"aircraft", PL_SCHEMA_AIRPLANE},
                  {"organisation", PL_SCHEMA_ORGANIZATION}};
    text = pl_str_trim(text);
    for (int i = 0; i < (int)PL_SCHEMA_COUNT; i++) {
        if (pl_str_eq_nocase(text, pl_str_from(pl_schema_name(i)))) {
            return i;
        }
    }
    for (size_t i = 0; i < sizeof OTHERS / sizeof OTHERS[0]; i++) {
        if (pl_str_eq_nocase(text, pl_str_from(OTHERS[i].name))) {
            return OTHERS[i].schema;
        }
    }
    return -1;
}

/* ---- rows and their faults ---- */

static void tell(struct rows *r, pl_str what, uint64_t nth) {
    char safe[300];
    if (r->name != NULL && nth <= SHOWN_FAULTS) {
        pl_log_warning("%s: %s (line %llu, byte %llu)", r->name, pl_log_safe(what, safe, sizeof safe),
                       (unsigned long long)r->line, (unsigned long long)r->offset);
    }
}

static int give(struct rows *r, const struct pl_screen_row *row, struct pl_error *err) {
    r->counts.rows++;
    if (row->fault.n > 0) {
        tell(r, row->fault, ++r->counts.faulty);
    } else if (row->note.n > 0) {
        tell(r, row->note, ++r->counts.left_out);
    }
    return r->sink(r->ctx, row, err);
}

/* Appends to a note: what was left out. */
static int add_note(struct pl_arena *arena, pl_str *io_note, const char *column, pl_str value, const char *why,
                    struct pl_error *err) {
    PL_BUF_AUTO note;
    pl_buf_open(&note, (size_t)1 << 16);
    pl_buf_add_str(&note, *io_note);
    pl_buf_add_fmt(&note, "%s%s \"%.*s\" %s", io_note->n > 0 ? "; " : "", column, (int)(value.n > 60 ? 60 : value.n),
                   value.p, why);
    *io_note = pl_str_copy(arena, pl_buf_str(&note));
    return io_note->p == NULL ? no_memory(err) : 0;
}

static int fail_row(struct rows *r, struct pl_screen_row *row, const char *fault, struct pl_error *err) {
    row->fault = pl_str_copy(r->arena, pl_str_from(fault));
    return row->fault.p == NULL ? no_memory(err) : 0;
}

/* ---- CSV ---- */

static pl_str cell(const struct rows *r, const struct pl_csv_record *record, int column) {
    size_t place = r->columns[column];
    return place > 0 && place <= record->n ? pl_str_trim(record->fields[place - 1]) : PL_STR("");
}

static int read_header(struct rows *r, const struct pl_csv_record *record, struct pl_error *err) {
    static const int NEEDED[][3] = {{ID, NAME, -1}, {ID, NAME_A, NAME_B}};
    bool batch = r->kind == PL_SCREEN_ROWS_BATCH;
    r->header = true;
    r->n_columns = record->n;
    for (size_t i = 0; i < record->n; i++) {
        pl_str name = pl_str_trim(record->fields[i]);
        bool known = false;
        for (int k = 0; k < COLUMNS; k++) {
            bool used = k == ID || k == SCHEMA || (batch == (k != NAME_A && k != NAME_B));
            if (used && r->columns[k] == 0 && pl_str_eq_nocase(name, pl_str_from(COLUMN_NAMES[k]))) {
                r->columns[k] = i + 1;
                known = true;
                break;
            }
        }
        if (!known && name.n > 0 && r->name != NULL) {
            char safe[100];
            pl_log_note("%s: the column \"%s\" is not used", r->name, pl_log_safe(name, safe, sizeof safe));
        }
    }
    for (int i = 0; i < 3 && NEEDED[batch ? 0 : 1][i] >= 0; i++) {
        int column = NEEDED[batch ? 0 : 1][i];
        if (r->columns[column] == 0 && !(batch && column == ID)) { /* a row of a batch goes by its number, then */
            return pl_fail_at(err, PL_E_FORMAT, record->line, record->offset,
                              "the column \"%s\" is missing; the first line must name %s", COLUMN_NAMES[column],
                              batch ? "id, name and where wanted schema, birth_date, country, imo"
                                    : "id, name_a, name_b and where wanted schema");
        }
    }
    return 0;
}

/* The schema of a row, -1 where it says none or none that is known. */
static int row_schema(struct rows *r, const struct pl_csv_record *record, struct pl_screen_row *row, int *ret_schema,
                      struct pl_error *err) {
    pl_str text = cell(r, record, SCHEMA);
    *ret_schema = text.n > 0 ? pl_screen_schema_of(text) : -1;
    return text.n > 0 && *ret_schema < 0
               ? add_note(r->arena, &row->note, "schema", text, "is not known and was left out", err)
               : 0;
}

int pl_screen_question_check(struct pl_screen_question *q, bool exercise, const struct pl_countries *countries,
                             struct pl_arena *arena, pl_str *io_note, struct pl_error *err) {
    struct pl_interval date;
    pl_str code = PL_STR("");
    uint32_t imo = 0;
    int status = 0;
    if (!pl_unicode_valid(q->name)) {
        status = add_note(arena, io_note, "name", q->name, "is not UTF-8: convert the file", err);
    }
    if (status == 0 && q->birth_date.n > 0 && !pl_interval_parse(q->birth_date, &date)) {
        status = add_note(arena, io_note, "birth_date", q->birth_date, "is no date and was left out", err);
        q->birth_date = PL_STR("");
    }
    if (status == 0 && q->country.n > 0 && countries != NULL) {
        status = pl_countries_find(countries, q->country, &code, err);
        if (status == 0 && code.n == 0) {
            status = add_note(arena, io_note, "country", q->country, "is not known and was left out", err);
            q->country = PL_STR("");
        }
    }
    if (status == 0 && q->imo.n > 0) {
        bool read = pl_imo_parse(q->imo, &imo);
        if (!read || (!pl_imo_valid(imo, exercise) && !pl_imo_company_valid(imo))) {
            status = add_note(arena, io_note, "imo", q->imo,
                              read ? "has a wrong check digit and counts for nothing"
                                   : "is no IMO number and counts for nothing",
                              err);
        }
    }
    return status;
}

static int batch_row(struct rows *r, const struct pl_csv_record *record, struct pl_screen_row *row,
                     struct pl_error *err) {
    struct pl_screen_question q = {.name = cell(r, record, NAME),
                                   .birth_date = cell(r, record, BIRTH_DATE),
                                   .country = cell(r, record, COUNTRY),
                                   .imo = cell(r, record, IMO)};
    int code = row_schema(r, record, row, &q.schema, err);
    row->query = pl_str_copy(r->arena, q.name.n > 0 ? q.name : q.imo);
    if (code == 0 && row->query.p == NULL) {
        code = no_memory(err);
    }
    code = code == 0 ? pl_screen_question_check(&q, r->exercise, r->countries, r->arena, &row->note, err) : code;
    return code == 0 ? pl_screen_question_party(&q, r->exercise, r->arena, &row->a, err) : code;
}

static int pair_row(struct rows *r, const struct pl_csv_record *record, struct pl_screen_row *row,
                    struct pl_error *err) {
    struct pl_screen_question a = {.name = cell(r, record, NAME_A)};
    struct pl_screen_question b = {.name = cell(r, record, NAME_B)};
    int code = row_schema(r, record, row, &a.schema, err);
    b.schema = a.schema;
    code = code == 0 ? pl_screen_question_party(&a, r->exercise, r->arena, &row->a, err) : code;
    return code == 0 ? pl_screen_question_party(&b, r->exercise, r->arena, &row->b, err) : code;
}

static int on_record(void *ctx, const struct pl_csv_record *record, struct pl_error *err) {
    struct rows *r = ctx;
    struct pl_screen_row row = {.id = PL_STR(""), .query = PL_STR(""), .fault = PL_STR(""), .note = PL_STR("")};
    int code = 0;
    r->line = record->line;
    r->offset = record->offset;
    if (!r->header && record->code == 0) {
        return read_header(r, record, err);
    }
    if (record->code != 0) {
        code = fail_row(r, &row, "the row is longer than 1 MiB or has more than 1,024 fields", err);
    } else {
        char nth[24];
        snprintf(nth, sizeof nth, "%llu", (unsigned long long)r->counts.rows + 1);
        pl_str id = r->columns[ID] > 0 ? cell(r, record, ID) : pl_str_from(nth);
        row.id = pl_str_copy(r->arena, id);
        row.has_id = id.n > 0;
        if (row.id.p == NULL) {
            code = no_memory(err);
        } else if (record->n > r->n_columns) {
            code = fail_row(r, &row, "the row has more fields than the first line names: a comma that is not quoted?",
                            err);
        } else {
            code = r->kind == PL_SCREEN_ROWS_BATCH ? batch_row(r, record, &row, err) : pair_row(r, record, &row, err);
        }
    }
    return code == 0 ? give(r, &row, err) : code;
}

static int read_csv(struct rows *r, struct pl_input *input, struct pl_error *err) {
    struct pl_csv *csv = NULL;
    char chunk[CHUNK];
    size_t n = 1;
    int code = pl_csv_open(0, on_record, r, &csv, err);
    while (code == 0 && n > 0) {
        code = pl_input_read(input, chunk, sizeof chunk, &n, err);
        code = code == 0 && n > 0 ? pl_csv_push(csv, chunk, n, err) : code;
    }
    code = code == 0 ? pl_csv_finish(csv, err) : code;
    pl_csv_close(csv);
    return code;
}

/* ---- JSON lines ---- */

static void write_text(struct pl_json *json, const struct pl_jval *value) {
    if (value->kind == PL_JVAL_STR) {
        pl_json_str(json, value->str);
    } else if (value->kind == PL_JVAL_INT) {
        char digits[32];
        PL_BUF_AUTO text;
        pl_buf_open(&text, sizeof digits);
        pl_buf_add_i64(&text, value->integer);
        pl_json_str(json, pl_buf_str(&text));
    }
}

static bool plain_key(pl_str key) {
    for (size_t i = 0; i < key.n; i++) {
        bool letter = (key.p[i] >= 'a' && key.p[i] <= 'z') || (key.p[i] >= 'A' && key.p[i] <= 'Z');
        if (!letter) {
            return false;
        }
    }
    return key.n > 0;
}

/* {"id":"side","schema":...,"properties":{...}}: a line as lists/ftm reads it; numbers become texts. */
static void write_side(const struct pl_jval *side, pl_str schema, struct pl_buf *out) {
    struct pl_json json;
    const struct pl_jval *properties = pl_jval_get(side, "properties");
    const struct pl_jval *own = pl_jval_get(side, "schema");
    if (properties == NULL || properties->kind != PL_JVAL_OBJECT) {
        properties = side;
    } else if (own != NULL && own->kind == PL_JVAL_STR) {
        schema = own->str;
    }
    pl_json_start(&json, out);
    pl_json_object(&json);
    pl_json_key(&json, "id");
    pl_json_text(&json, "side");
    pl_json_key(&json, "schema");
    pl_json_str(&json, schema);
    pl_json_key(&json, "properties");
    pl_json_object(&json);
    for (size_t i = 0; i < properties->n; i++) {
        const struct pl_jval *value = &properties->items[i];
        if (!plain_key(properties->keys[i])) { /* no property has such a name */
            continue;
        }
        pl_json_key_n(&json, properties->keys[i].p, properties->keys[i].n);
        pl_json_array(&json);
        for (size_t k = 0; value->kind == PL_JVAL_ARRAY && k < value->n; k++) {
            write_text(&json, &value->items[k]);
        }
        write_text(&json, value);
        pl_json_array_end(&json);
    }
    pl_json_object_end(&json);
    pl_json_object_end(&json);
}

static int read_side(struct rows *r, const struct pl_jval *side, pl_str schema, struct pl_entity *ret,
                     struct pl_error *err) {
    struct pl_ftm_options options = {.list = PL_STR("query"), .exercise = r->exercise};
    struct pl_ftm_line line;
    PL_BUF_AUTO text;
    pl_buf_open(&text, PL_JSON_MAX_BYTES);
    write_side(side, schema, &text);
    if (pl_buf_failed(&text)) {
        return no_memory(err);
    }
    int code = pl_ftm_read_line(&options, pl_buf_str(&text), r->line, r->offset, r->arena, &line, err);
    if (code == 0) {
        *ret = line.entity;
    }
    return code;
}

static int entities_id(struct rows *r, const struct pl_jval *id, struct pl_screen_row *row, struct pl_error *err) {
    PL_BUF_AUTO digits;
    pl_buf_open(&digits, 64);
    if (id != NULL && id->kind == PL_JVAL_STR) {
        row->id = id->str;
        row->has_id = true;
    } else if (id != NULL && id->kind == PL_JVAL_INT) {
        pl_buf_add_i64(&digits, id->integer);
        row->id = pl_str_copy(r->arena, pl_buf_str(&digits));
        row->has_id = true;
    }
    return row->id.p != NULL ? 0 : no_memory(err);
}

static int entities_row(struct rows *r, pl_str text, struct pl_screen_row *row, struct pl_error *err) {
    const struct pl_jval *object = NULL;
    struct pl_error why = {0};
    int code = pl_json_read(text, r->arena, &object, &why);
    if (code == PL_E_FORMAT || code == PL_E_LIMIT) {
        return fail_row(r, row, why.msg, err);
    }
    if (code != 0) {
        return no_memory(err);
    }
    const struct pl_jval *query = pl_jval_get(object, "query");
    const struct pl_jval *candidate = pl_jval_get(object, "candidate");
    const struct pl_jval *schema = pl_jval_get(object, "schema");
    pl_str schema_name = schema != NULL && schema->kind == PL_JVAL_STR ? schema->str : PL_STR("Thing");
    code = entities_id(r, pl_jval_get(object, "id"), row, err);
    if (code == 0 &&
        (query == NULL || query->kind != PL_JVAL_OBJECT || candidate == NULL || candidate->kind != PL_JVAL_OBJECT)) {
        return fail_row(r, row, "a line must be an object with the objects \"query\" and \"candidate\"", err);
    }
    code = code == 0 ? read_side(r, query, schema_name, &row->a, &why) : code;
    code = code == 0 ? read_side(r, candidate, schema_name, &row->b, &why) : code;
    return code == PL_E_FORMAT || code == PL_E_LIMIT ? fail_row(r, row, why.msg, err) : code != 0 ? no_memory(err) : 0;
}

static int on_line(struct rows *r, pl_str text, struct pl_error *err) {
    struct pl_screen_row row = {.id = PL_STR(""), .query = PL_STR(""), .fault = PL_STR(""), .note = PL_STR("")};
    if (pl_str_trim(text).n == 0) {
        return 0;
    }
    int code = entities_row(r, text, &row, err);
    return code == 0 ? give(r, &row, err) : code;
}

/* Cuts the input into lines; a line beyond the ceiling of JSON is a fault of its own. */
static int read_lines(struct rows *r, struct pl_input *input, struct pl_error *err) {
    PL_BUF_AUTO line;
    char chunk[CHUNK];
    size_t n = 1;
    int code = 0;
    pl_buf_open(&line, PL_JSON_MAX_BYTES + 1);
    r->line = 1;
    while (code == 0 && n > 0) {
        code = pl_input_read(input, chunk, sizeof chunk, &n, err);
        pl_str rest = pl_str_make(chunk, code == 0 ? n : 0);
        while (code == 0 && rest.n > 0) {
            size_t end = pl_str_find(rest, '\n');
            pl_buf_add(&line, rest.p, end < rest.n ? end : rest.n);
            if (end == rest.n) {
                break;
            }
            uint64_t length = line.n + 1;
            code = on_line(r, pl_buf_str(&line), err);
            r->line++;
            r->offset += length;
            pl_buf_clear(&line);
            rest = pl_str_sub(rest, end + 1, rest.n);
        }
    }
    return code == 0 && line.n > 0 ? on_line(r, pl_buf_str(&line), err) : code;
}

/* ---- all ---- */

static int read_all(struct rows *r, struct pl_input *input, struct pl_error *err) {
    struct pl_member member;
    int more = 0;
    int code = pl_input_next(input, &more, &member, err);
    if (code == 0 && more) {
        code = r->kind == PL_SCREEN_ROWS_ENTITIES ? read_lines(r, input, err) : read_csv(r, input, err);
    }
    if (code == 0 && r->counts.rows == 0) {
        code = pl_fail(err, PL_E_EMPTY, "there is no row to screen");
    }
    if (r->name != NULL && (r->counts.faulty > SHOWN_FAULTS || r->counts.left_out > SHOWN_FAULTS)) {
        pl_log_warning("%s: %llu rows could not be read, of %llu a value was left out", r->name,
                       (unsigned long long)r->counts.faulty, (unsigned long long)r->counts.left_out);
    }
    return code;
}

int pl_screen_rows_read(int kind, const char *path, const char *name, bool exercise,
                        const struct pl_countries *countries, struct pl_arena *arena, pl_screen_row_sink sink,
                        void *ctx, struct pl_screen_rows_counts *ret_counts, struct pl_error *err) {
    struct rows r = {kind, name, exercise, countries, arena, sink, ctx, .counts = {0}};
    struct pl_input *input = NULL;
    int code = pl_input_open(path, &input, err);
    code = code == 0 ? read_all(&r, input, err) : code;
    pl_input_close(input);
    *ret_counts = r.counts;
    return code;
}

int pl_screen_rows_bytes(int kind, pl_str bytes, const char *name, bool exercise, const struct pl_countries *countries,
                         struct pl_arena *arena, pl_screen_row_sink sink, void *ctx,
                         struct pl_screen_rows_counts *ret_counts, struct pl_error *err) {
    struct rows r = {kind, name, exercise, countries, arena, sink, ctx, .counts = {0}};
    struct pl_input *input = NULL;
    int code = pl_input_open_bytes(bytes, name != NULL ? name : "rows", &input, err);
    code = code == 0 ? read_all(&r, input, err) : code;
    pl_input_close(input);
    *ret_counts = r.counts;
    return code;
}
