#include "app/observe_table.h"

#include <stdio.h>
#include <string.h>

#include "app/act.h"
#include "app/case_view.h"
#include "app/confined.h"
#include "app/filing.h"
#include "app/import.h"
#include "app/observe_map.h"
#include "base/file.h"
#include "evidence/quantity.h"
#include "helper/frame.h"
#include "input/open.h"
#include "ledger/hash.h"
#include "store/act.h"
#include "store/filing.h"
#include "store/object.h"
#include "text/csv.h"
#include "text/json.h"

#include "base/ban.h"

#define PIECE        ((size_t)65536)
#define ROWS_MAX     ((size_t)1 << 30)
#define ARENA_MAX    ((size_t)1 << 28)
#define PREVIEW_ROWS 5
#define CELL_SHOWN   ((size_t)200) /* bytes of a cell in a preview */
#define MAPPING_MAX  ((size_t)2 << 20)

struct tabling {
    const struct pl_observe_table *t;
    struct pl_acting *acting;
    struct pl_arena rows_arena; /* of the row that is being read */
    struct pl_observe_map map;
    pl_hash header; /* of its cells */
    bool has_header, workbook;
    struct pl_buf rows; /* u32 length and filing, each */
    struct pl_buf *out;
    pl_observe_complaint complain;
    void *ctx;
    struct pl_observe_tabled done;
    struct pl_observe_refusals refusals;
    pl_str source;   /* resolved */
    pl_str received; /* as text; "" not said */
};

/* ---- the header ---- */

static pl_hash hash_header(const struct pl_csv_record *r) {
    struct pl_sha256 state;
    pl_sha256_start(&state);
    for (size_t i = 0; i < r->n; i++) {
        char length[4] = {(char)(r->fields[i].n >> 24), (char)(r->fields[i].n >> 16), (char)(r->fields[i].n >> 8),
                          (char)r->fields[i].n};
        pl_sha256_add(&state, length, sizeof length);
        pl_sha256_add(&state, r->fields[i].p, r->fields[i].n);
    }
    return pl_sha256_digest(&state);
}

struct earlier {
    struct tabling *w;
    pl_str mapping;
};

static int on_earlier(void *ctx, const struct pl_act *act, struct pl_error *err) {
    struct earlier *e = ctx;
    pl_str header = pl_act_text(act, "header"), mapping = pl_act_text(act, "mapping");
    bool same = header.n == PL_HASH_BYTES && memcmp(header.p, e->w->header.b, PL_HASH_BYTES) == 0; /* no secret */
    (void)err;
    if (same && pl_str_eq(pl_act_text(act, "as"), e->w->t->as)) {
        e->mapping = pl_str_copy(&e->w->acting->arena, mapping);
    }
    return 0;
}

static int read_header(struct tabling *w, const struct pl_csv_record *r, struct pl_error *err) {
    struct earlier e = {.w = w};
    pl_str *names = pl_arena_calloc(&w->acting->arena, r->n + 1, sizeof *names);
    if (names == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a table");
    }
    for (size_t i = 0; i < r->n; i++) {
        names[i] = pl_str_copy(&w->acting->arena, r->fields[i]);
    }
    w->header = hash_header(r);
    w->has_header = true;
    w->done.mapped_by = "given";
    if (w->t->columns.n > 0) {
        return pl_observe_map_read(w->t->columns, names, r->n, &w->acting->arena, &w->map, err);
    }
    int code = pl_act_each(w->acting->c, PL_STR("observation"), INT64_MAX, on_earlier, &e, err);
    if (code == 0 && e.mapping.n > 0) {
        w->done.mapped_by = "an earlier import";
        return pl_observe_map_read(e.mapping, names, r->n, &w->acting->arena, &w->map, err);
    }
    w->done.mapped_by = "guess";
    pl_observe_map_guess(names, r->n, w->t->as, &w->map);
    return code;
}

static void tell_end(const struct tabling *w, struct pl_json *json) {
    if (w->done.exercise) {
        pl_json_key(json, "exercise");
        pl_json_bool(json, true);
    }
    pl_json_record_end(json);
}

static void tell_map(const struct tabling *w) {
    struct pl_json json;
    PL_BUF_AUTO mapping = {0};
    pl_buf_open(&mapping, MAPPING_MAX);
    pl_observe_map_write(&w->map, &mapping);
    if (!w->t->json) {
        pl_buf_add_fmt(w->out, "columns (%s): ", w->done.mapped_by);
        pl_buf_add_str(w->out, pl_buf_str(&mapping));
        pl_buf_add_char(w->out, '\n');
        return;
    }
    pl_json_start(&json, w->out);
    pl_json_record(&json, "mapping");
    pl_json_key(&json, "by");
    pl_json_text(&json, w->done.mapped_by);
    pl_json_key(&json, "columns");
    pl_json_str(&json, pl_buf_str(&mapping));
    pl_json_key(&json, "left_out");
    pl_json_array(&json);
    for (size_t i = 0; i < w->map.n; i++) {
        if (w->map.field[i] == NULL) {
            pl_json_str(&json, w->map.column[i]);
        }
    }
    pl_json_array_end(&json);
    pl_json_key(&json, "header");
    pl_json_array(&json);
    for (size_t i = 0; i < w->map.n; i++) {
        pl_json_str(&json, w->map.column[i]);
    }
    pl_json_array_end(&json);
    pl_json_key(&json, "fields");
    pl_json_array(&json);
    for (size_t i = 0; i < w->map.n; i++) {
        pl_json_text(&json, w->map.field[i] != NULL ? w->map.field[i]->name : NULL);
    }
    pl_json_array_end(&json);
    tell_end(w, &json);
}

/* ---- rows ---- */

/* A bare number under a heading that names a unit is so many of that unit: 64 under "Containers". */
static pl_str with_unit(struct tabling *w, pl_str value, pl_str column) {
    struct pl_unit unit;
    double number = 0;
    bool bare = pl_number_parse(value, &number) == value.n;
    if (!bare || !pl_unit_parse(column, &unit) || unit.kind == PL_UNIT_OTHER) {
        return value;
    }
    PL_BUF_AUTO text = {0};
    pl_buf_open(&text, (size_t)1 << 16);
    pl_buf_add_str(&text, value);
    pl_buf_add_char(&text, ' ');
    pl_buf_add_str(&text, column);
    return pl_str_copy(&w->rows_arena, pl_buf_str(&text));
}

static void add(struct pl_filing *f, const char *name, pl_str value) {
    if (value.n > 0 && f->n < PL_FILING_FIELDS_MAX) {
        f->values[f->n++] = (struct pl_filing_value){.name = pl_str_from(name), .value = value};
    }
}

/* What is said of the whole table, where the row does not say it. */
static void add_unsaid(struct pl_filing *f, const char *name, pl_str value) {
    if (pl_filing_get_value(f, name).n == 0) {
        add(f, name, value);
    }
}

static int read_row(struct tabling *w, const struct pl_csv_record *r, struct pl_filing *f, struct pl_error *err) {
    f->values = pl_arena_calloc(&w->rows_arena, PL_FILING_FIELDS_MAX, sizeof *f->values);
    if (f->values == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a row");
    }
    if (r->code != 0 || r->n > w->map.n) {
        return pl_fail(err, PL_E_FORMAT,
                       r->code != 0 ? "the row is too long" : "the row has more cells than the header");
    }
    add(f, "as", w->t->as);
    add(f, "source", w->source);
    for (size_t i = 0; i < r->n; i++) {
        pl_str value = pl_str_trim(r->fields[i]);
        if (w->map.field[i] == NULL) {
            continue;
        }
        if (w->map.field[i]->type == PL_FILING_QUANTITY) {
            value = with_unit(w, value, w->map.column[i]);
        }
        add(f, w->map.field[i]->name, value);
    }
    add_unsaid(f, "collector", w->t->collector);
    add_unsaid(f, "received", w->received);
    return pl_filing_check(f, &w->rows_arena, err);
}

static int keep(struct tabling *w, const struct pl_filing *f, struct pl_error *err) {
    size_t at = w->rows.n;
    pl_buf_add_be32(&w->rows, 0);
    pl_filing_write(f, &w->rows);
    if (pl_buf_failed(&w->rows)) {
        return pl_fail(err, PL_E_LIMIT, "the table is too large: more than 1 GiB");
    }
    size_t n = w->rows.n - at - 4;
    unsigned char length[4] = {(unsigned char)(n >> 24), (unsigned char)(n >> 16), (unsigned char)(n >> 8),
                               (unsigned char)n};
    memcpy(w->rows.p + at, length, sizeof length);
    w->done.kept++;
    w->done.undated += pl_filing_get_value(f, "observed").n == 0;
    return w->done.kept <= PL_OBSERVE_ROWS_MAX
               ? 0
               : pl_fail(err, PL_E_LIMIT, "a table has at most %d rows", PL_OBSERVE_ROWS_MAX);
}

static void tell_rejected(struct tabling *w, const struct pl_error *why) {
    struct pl_json json;
    if (!w->t->json) {
        return;
    }
    pl_json_start(&json, w->out);
    pl_json_record(&json, "rejected");
    pl_json_key(&json, "line");
    pl_json_u64(&json, why->line);
    pl_json_key(&json, "offset");
    pl_json_u64(&json, why->offset);
    pl_json_key(&json, "why");
    pl_json_text(&json, why->msg);
    tell_end(w, &json);
}

/* The beginning of a cell, without half a character at its end. */
static pl_str shown(pl_str cell) {
    size_t n = cell.n < CELL_SHOWN ? cell.n : CELL_SHOWN;
    while (n < cell.n && n > 0 && ((unsigned char)cell.p[n] & 0xc0) == 0x80) {
        n--;
    }
    return pl_str_sub(cell, 0, n);
}

/* A row as it stands in the table. fault: why it is left out; NULL: it is not. */
static void tell_cells(struct tabling *w, const struct pl_csv_record *r, const char *fault) {
    struct pl_json json;
    if (!w->t->json || !w->t->preview || w->done.rows > PREVIEW_ROWS) {
        return;
    }
    pl_json_start(&json, w->out);
    pl_json_record(&json, "row");
    pl_json_key(&json, "line");
    pl_json_u64(&json, r->line);
    pl_json_key(&json, "cells");
    pl_json_array(&json);
    for (size_t i = 0; i < r->n; i++) {
        pl_json_str(&json, shown(r->fields[i]));
    }
    pl_json_array_end(&json);
    pl_json_key(&json, "fault");
    pl_json_text(&json, fault);
    tell_end(w, &json);
}

static int on_record(void *ctx, const struct pl_csv_record *r, struct pl_error *err) {
    struct tabling *w = ctx;
    struct pl_error why = {0}, at = {0};
    int code = 0;
    struct pl_filing f = {.kind = pl_filing_kind_by_letter('O'), .seq = -1, .row = (int64_t)w->done.kept + 1};
    if (!w->has_header) {
        code = read_header(w, r, err);
        if (code == 0) {
            tell_map(w);
        }
        return code;
    }
    struct pl_arena_mark mark = pl_arena_mark(&w->rows_arena);
    w->done.rows++;
    code = read_row(w, r, &f, &why);
    if (code == PL_E_NOMEM) {
        return pl_fail(err, PL_E_NOMEM, "%s", why.msg);
    }
    tell_cells(w, r, code != 0 ? why.msg : NULL);
    if (code != 0) {
        const char *reason = r->code != 0 ? "too_long" : r->n > w->map.n ? "more_cells" : NULL;
        w->done.rejected++;
        pl_observe_refuse(&w->refusals, reason, why.msg);
        (void)pl_fail_at(&at, PL_E_FORMAT, r->line, r->offset, "%s", why.msg);
        if (w->t->strict) {
            *err = at;
            return PL_E_FORMAT;
        }
        tell_rejected(w, &at);
        code = w->complain != NULL ? w->complain(w->ctx, &at, err) : 0;
    } else {
        code = keep(w, &f, err);
        if (code == 0 && w->t->preview && w->done.kept <= PREVIEW_ROWS) {
            f.at = w->acting->now;
            if (w->t->json) {
                pl_filing_json(&f, NULL, -1, w->done.exercise, w->out);
                pl_buf_add_char(w->out, '\n');
            } else {
                pl_filing_text(&f, NULL, -1, w->out);
            }
        }
    }
    pl_arena_rewind(&w->rows_arena, mark);
    return code;
}

/* ---- reading ---- */

/* A picture, a letter or half a workbook would be read as one column of odd characters. */
static int refuse_other(pl_str first, struct pl_error *err) {
    const bool wide = pl_str_starts(first, PL_STR("\xFF\xFE")) || pl_str_starts(first, PL_STR("\xFE\xFF"));
    const char *media = pl_media_type(first);
    bool other = pl_str_starts(first, PL_STR("%PDF-"));
    if (pl_str_starts(first, PL_STR("<?xml"))) { /* what a workbook's ZIP begins with */
        media = "XML";
        other = true;
    }
    for (size_t i = 0; i < first.n && i < 512 && !other && !wide; i++) {
        other = (unsigned char)first.p[i] < '\t';
    }
    return other ? pl_fail(err, PL_E_FORMAT,
                           "byte 0: it begins as %s does: it is not a table (CSV) and not a whole workbook (XLSX)",
                           media ? media : "no text")
                 : 0;
}

static int push_member(struct pl_input *input, struct pl_csv *csv, struct pl_error *err) {
    char piece[PIECE];
    size_t n = 1;
    int code = 0;
    for (bool first = true; code == 0 && n > 0; first = false) {
        code = pl_input_read(input, piece, sizeof piece, &n, err);
        code = code == 0 && first ? refuse_other(pl_str_make(piece, n), err) : code;
        code = code == 0 && n > 0 ? pl_csv_push(csv, piece, n, err) : code;
    }
    return code == 0 ? pl_csv_finish(csv, err) : code;
}

/* A workbook's sheet comes back from the helper as CSV. NOT_FOUND: it is a ZIP file of another kind. */
static int push_workbook(struct tabling *w, pl_str bytes, struct pl_error *err) {
    PL_BUF_AUTO csv_text = {0};
    struct pl_csv *csv = NULL;
    pl_str note = {0};
    int code = pl_confined_xlsx(bytes, w->t->sheet, &w->acting->arena, &csv_text, &note, err);
    code = code == 0 ? pl_csv_open(',', on_record, w, &csv, err) : code;
    if (code == 0) {
        snprintf(w->done.note, sizeof w->done.note, "%.*s", (int)note.n, note.p);
        code = pl_csv_push(csv, csv_text.p, csv_text.n, err);
        code = code == 0 ? pl_csv_finish(csv, err) : code;
    }
    pl_csv_close(csv);
    return code;
}

/* *ret_is: it was one, and its rows are read. */
static int read_workbook(struct tabling *w, bool *ret_is, struct pl_error *err) {
    PL_BUF_AUTO bytes = {0};
    struct pl_error why = {0};
    pl_buf_open(&bytes, PL_HELPER_BYTES_MAX + 1);
    bool held = w->t->bytes.p != NULL;
    int code = held                           ? PL_E_OK
               : strcmp(w->t->path, "-") == 0 ? PL_E_LIMIT
                                              : pl_file_read(w->t->path, PL_HELPER_BYTES_MAX, &bytes, &why);
    pl_str all = held ? w->t->bytes : pl_buf_str(&bytes);
    bool maybe = code == 0 && pl_confined_maybe_xlsx(all);
    code = maybe ? push_workbook(w, all, &why) : PL_E_NOT_FOUND;
    *ret_is = code != PL_E_NOT_FOUND;
    if (code != 0 && *ret_is) {
        *err = why;
        return code;
    }
    return !*ret_is && w->t->sheet.n > 0 ? pl_fail(err, PL_E_USAGE, "--sheet is for workbooks (XLSX): this is none")
                                         : 0;
}

static int read_plain(struct tabling *w, struct pl_error *err) {
    struct pl_input *input = NULL;
    struct pl_csv *csv = NULL;
    struct pl_member member;
    int more = 0;
    int code = w->t->bytes.p != NULL ? pl_input_open_bytes(w->t->bytes, w->t->path, &input, err)
                                     : pl_input_open(w->t->path, &input, err);
    code = code == 0 ? pl_csv_open(0, on_record, w, &csv, err) : code;
    code = code == 0 ? pl_input_next(input, &more, &member, err) : code;
    if (code == 0 && !more) {
        code = pl_fail(err, PL_E_EMPTY, "there is nothing in it");
    }
    code = code == 0 ? push_member(input, csv, err) : code;
    pl_csv_close(csv);
    pl_input_close(input);
    return code;
}

static int read_table(struct tabling *w, struct pl_error *err) {
    int code = read_workbook(w, &w->workbook, err);
    return code == 0 && !w->workbook ? read_plain(w, err) : code;
}

/* What refuses the table as a whole. */
static int judge(const struct tabling *w, struct pl_error *err) {
    if (w->done.kept == 0) {
        return pl_fail(err, PL_E_EMPTY, "no row was accepted: %llu read", (unsigned long long)w->done.rows);
    }
    return 2 * w->done.rejected > w->done.rows
               ? pl_fail(err, PL_E_FORMAT,
                         "more than half of the rows cannot be read (%llu of %llu): say which column is "
                         "which with --columns",
                         (unsigned long long)w->done.rejected, (unsigned long long)w->done.rows)
               : 0;
}

/* ---- keeping ---- */

struct same {
    struct tabling *w;
    pl_hash rows; /* of the filings: the same table, columns and source give the same */
};

static int on_same(void *ctx, const struct pl_act *act, struct pl_error *err) {
    struct same *s = ctx;
    pl_str rows = pl_act_text(act, "sha256.filings");
    int64_t by = -1;
    if (rows.n != PL_HASH_BYTES || memcmp(rows.p, s->rows.b, PL_HASH_BYTES) != 0) { /* no secret */
        return 0;
    }
    int code = pl_filing_withdrawn(s->w->acting->c, act->seq, 0, INT64_MAX, &by, err);
    if (code == 0 && by < 0) {
        s->w->done.known = act->seq;
    }
    return code;
}

static pl_hash hash_rows(const struct tabling *w) {
    struct pl_sha256 state;
    pl_sha256_start(&state);
    pl_sha256_add(&state, w->rows.p, w->rows.n);
    return pl_sha256_digest(&state);
}

/* What was read and left out: entries of before have none of these. */
static void add_counts(const struct tabling *w, struct pl_buf *refused, struct pl_act_fields *fields) {
    pl_observe_refusals_write(&w->refusals, refused);
    pl_act_add_number(fields, "read", (int64_t)w->done.rows);
    pl_act_add_text(fields, "rejected", pl_buf_str(refused));
    pl_act_add_number(fields, "undated", (int64_t)w->done.undated);
    pl_act_add_text(fields, "format", w->workbook ? PL_STR("xlsx") : PL_STR("csv"));
}

static int write_entry(struct tabling *w, pl_str mapping, struct pl_error *err) {
    PL_BUF_AUTO refused = {0};
    struct pl_object table, rows;
    const char *slash = strrchr(w->t->path, '/');
    struct same same = {.w = w, .rows = hash_rows(w)};
    char letter = 0;
    int64_t source = -1, row = 0;
    pl_buf_open(&refused, (size_t)PL_OBSERVE_REASONS_MAX * 80);
    int code = pl_act_each(w->acting->c, PL_STR("observation"), INT64_MAX, on_same, &same, err);
    if (code != 0 || w->done.known >= 0) {
        return code;
    }
    code = w->t->bytes.p != NULL ? pl_object_put_bytes(w->acting->c, w->t->bytes, &table, err)
                                 : pl_object_put(w->acting->c, w->t->path, &table, err);
    code = code == 0 ? pl_object_put_bytes(w->acting->c, pl_buf_str(&w->rows), &rows, err) : code;
    if (code != 0) {
        return code;
    }
    struct pl_act_fields fields = {.arena = &w->acting->arena, .marking = w->t->marking};
    if (pl_filing_id_parse(w->source, &letter, &source, &row)) {
        fields.about = &source;
        fields.n_about = 1;
    }
    pl_act_add_text(&fields, "as", w->t->as);
    pl_act_add_text(&fields, "source", w->source);
    pl_act_add_text(&fields, "collector", w->t->collector);
    pl_act_add_text(&fields, "received", w->received);
    pl_act_add_text(&fields, "by", w->t->by.n > 0 ? w->t->by : w->acting->person);
    pl_act_add_text(&fields, "name", pl_str_from(slash != NULL ? slash + 1 : w->t->path));
    pl_act_add_number(&fields, "bytes", (int64_t)table.bytes);
    pl_act_add_hash(&fields, "sha256", &table.sha256);
    pl_act_add_number(&fields, "bytes.filings", (int64_t)rows.bytes);
    pl_act_add_hash(&fields, "sha256.filings", &rows.sha256);
    pl_act_add_number(&fields, "rows", (int64_t)w->done.kept);
    add_counts(w, &refused, &fields);
    pl_act_add_text(&fields, "sheet", w->t->sheet);
    pl_act_add_text(&fields, "note", pl_str_from(w->done.note));
    pl_act_add_text(&fields, "mapping", mapping);
    pl_act_add_hash(&fields, "header", &w->header);
    return pl_acting_write(w->acting, "observation", &fields, &w->done.seq, err);
}

static bool is_as(pl_str as) {
    const struct pl_filing_field *f = pl_filing_field_of(pl_filing_kind_by_letter('O'), PL_STR("as"));
    pl_str rest = pl_str_from(f->words);
    while (rest.p != NULL) {
        if (pl_str_eq(pl_str_cut(&rest, '|'), as)) {
            return true;
        }
    }
    return false;
}

static int run(struct tabling *w, struct pl_error *err) {
    PL_BUF_AUTO mapping = {0};
    pl_buf_open(&mapping, MAPPING_MAX);
    int code = w->t->source.n > 0
                   ? pl_filing_resolve(w->acting->c, w->t->source, "S", INT64_MAX, &w->acting->arena, &w->source, err)
                   : 0;
    if (w->t->received != PL_TIME_NONE) {
        PL_BUF_AUTO text = {0};
        pl_buf_open(&text, 64);
        pl_time_write(&text, w->t->received);
        w->received = pl_str_copy(&w->acting->arena, pl_buf_str(&text));
    }
    code = code == 0 ? read_table(w, err) : code;
    struct pl_error why = {0};
    int fault = code == 0 ? judge(w, &why) : 0;
    if (fault != 0 && w->t->preview) {
        snprintf(w->done.refused, sizeof w->done.refused, "%s", why.msg);
    } else if (fault != 0) {
        *err = why;
        code = fault;
    }
    if (w->has_header) {
        pl_observe_map_write(&w->map, &mapping);
    }
    return code == 0 && !w->t->preview ? write_entry(w, pl_buf_str(&mapping), err) : code;
}

/* A preview keeps nothing: nothing of the case is opened for writing. */
static int open_view(const struct pl_observe_table *t, struct pl_case_view *view, struct pl_acting *acting,
                     struct pl_error *err) {
    int code = pl_case_view_open(t->dir, PL_TIME_NONE, view, err);
    pl_arena_open(&acting->arena, ARENA_MAX);
    acting->c = view->c;
    acting->now = t->now;
    return code;
}

int pl_observe_table_run(const struct pl_observe_table *table, pl_observe_complaint complain, void *ctx,
                         struct pl_buf *out, struct pl_observe_tabled *ret, struct pl_error *err) {
    PL_ACTING_AUTO acting = {0};
    enum pl_case_exercise exercise = PL_CASE_UNDECIDED;
    struct pl_case_view view = {0};
    struct tabling w = {
        .t = table, .acting = &acting, .out = out, .complain = complain, .ctx = ctx, .done = {.seq = -1, .known = -1}};
    if (!is_as(table->as)) {
        const struct pl_filing_field *f = pl_filing_field_of(pl_filing_kind_by_letter('O'), PL_STR("as"));
        return pl_fail(err, PL_E_USAGE, "--as is one of %s", f->words);
    }
    pl_arena_open(&w.rows_arena, ARENA_MAX);
    pl_buf_open(&w.rows, ROWS_MAX);
    int code = table->preview ? open_view(table, &view, &acting, err)
                              : pl_acting_open(table->dir, "import", table->now, &acting, err);
    code = code == 0 ? pl_case_exercise(acting.c, &exercise, err) : code;
    w.done.exercise = code == 0 && exercise == PL_CASE_EXERCISE;
    code = code == 0 ? run(&w, err) : code;
    code = code == 0 ? pl_journal_count(acting.c, &w.done.journal, err) : code;
    pl_arena_close(&w.rows_arena);
    pl_buf_close(&w.rows);
    acting.c = table->preview ? NULL : acting.c; /* the view's */
    pl_case_view_close(&view);
    if (code == 0) {
        *ret = w.done;
    }
    return code;
}
