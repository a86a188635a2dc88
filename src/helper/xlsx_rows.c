/* One sheet as CSV. */
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "helper/xlsx_in.h"

#include "base/ban.h"

struct rows {
    struct pl_xlsx *x;
    struct pl_buf *out;
    struct pl_buf line;  /* of the row that is being read */
    struct pl_buf value; /* of the cell that is being read */
    struct pl_xlsx_counts counts;
    uint64_t row, written; /* row being read; lines written */
    uint64_t column;       /* of the cell, from 1; 0 before the first of a row */
    uint64_t commas;       /* in line */
    uint64_t style;
    char type[12];
    bool in_cell, in_inline, taking;
    unsigned phonetic;
};

/* ---- places: B12 ---- */

static bool read_place(pl_str place, uint64_t *ret_column, uint64_t *ret_row) {
    uint64_t column = 0, row = 0;
    size_t i = 0;
    for (; i < place.n && i < 3 && place.p[i] >= 'A' && place.p[i] <= 'Z'; i++) {
        column = column * 26 + (uint64_t)(place.p[i] - 'A' + 1);
    }
    if (i == 0 || !pl_str_u64(pl_str_sub(place, i, place.n), &row)) {
        return false;
    }
    *ret_column = column;
    *ret_row = row;
    return true;
}

static int start_row(struct rows *r, const struct pl_xml_start *start, struct pl_error *err) {
    pl_str place = pl_xml_attr(start, "r"), hidden = pl_xml_attr(start, "hidden");
    uint64_t row = r->row + 1;
    if ((place.n > 0 && !pl_str_u64(place, &row)) || row <= r->row) {
        return pl_fail_at(err, PL_E_FORMAT, start->line, start->offset, "the rows of the sheet are out of order");
    }
    if (row > PL_XLSX_ROWS_MAX) {
        return pl_fail(err, PL_E_LIMIT, "a sheet has at most %d rows", PL_XLSX_ROWS_MAX);
    }
    r->counts.hidden_rows += pl_str_eq(hidden, PL_STR("1")) || pl_str_eq(hidden, PL_STR("true"));
    r->row = row;
    r->column = r->commas = 0;
    pl_buf_clear(&r->line);
    return 0;
}

static int start_cell(struct rows *r, const struct pl_xml_start *start, struct pl_error *err) {
    pl_str place = pl_xml_attr(start, "r"), type = pl_xml_attr(start, "t"), style = pl_xml_attr(start, "s");
    uint64_t column = r->column + 1, row = r->row;
    if ((place.n > 0 && !read_place(place, &column, &row)) || column <= r->column || row != r->row || row == 0) {
        return pl_fail_at(err, PL_E_FORMAT, start->line, start->offset, "the cells of row %llu are out of order",
                          (unsigned long long)r->row);
    }
    if (type.n >= sizeof r->type || (style.n > 0 && !pl_str_u64(style, &r->style))) {
        return pl_fail_at(err, PL_E_FORMAT, start->line, start->offset, "a cell is of no kind that there is");
    }
    r->style = style.n > 0 ? r->style : 0;
    memcpy(r->type, type.p, type.n);
    r->type[type.n] = '\0';
    r->column = column;
    r->in_cell = true;
    r->in_inline = r->taking = false;
    r->phonetic = 0;
    pl_buf_clear(&r->value);
    return 0;
}

static int on_start(void *ctx, const struct pl_xml_start *start, struct pl_error *err) {
    struct rows *r = ctx;
    pl_str name = pl_xlsx_local(start->name);
    r->taking = false;
    if (pl_str_eq(name, PL_STR("row"))) {
        return start_row(r, start, err);
    }
    if (pl_str_eq(name, PL_STR("c"))) {
        return start_cell(r, start, err);
    }
    if (!r->in_cell) {
        return 0;
    }
    bool is_inline = strcmp(r->type, "inlineStr") == 0;
    if (pl_str_eq(name, PL_STR("v"))) {
        r->taking = !is_inline;
    } else if (pl_str_eq(name, PL_STR("is"))) {
        r->in_inline = is_inline;
    } else if (pl_str_eq(name, PL_STR("rPh"))) {
        r->phonetic++;
    } else if (pl_str_eq(name, PL_STR("t"))) {
        r->taking = r->in_inline && r->phonetic == 0;
    } else if (pl_str_eq(name, PL_STR("f"))) {
        r->counts.formulas++;
    }
    return 0;
}

static int on_text(void *ctx, pl_str text, struct pl_error *err) {
    struct rows *r = ctx;
    if (r->taking) {
        pl_buf_add_str(&r->value, text);
    }
    return pl_buf_failed(&r->value) ? pl_fail(err, PL_E_LIMIT, "a cell of row %llu is longer than %zu KiB",
                                              (unsigned long long)r->row, PL_XLSX_CELL_MAX >> 10)
                                    : 0;
}

/* ---- values ---- */

/* _x000D_ at the start of s: the character, or 0 for what is none or must not stand in text. */
static uint32_t escaped(pl_str s) {
    uint32_t c = 0;
    if (s.n < 7 || s.p[1] != 'x' || s.p[6] != '_') {
        return 0;
    }
    for (size_t i = 2; i < 6; i++) {
        char d = s.p[i];
        if (!((d >= '0' && d <= '9') || (d >= 'A' && d <= 'F') || (d >= 'a' && d <= 'f'))) {
            return 0;
        }
        c = c * 16 + (uint32_t)(d <= '9' ? d - '0' : (d | 32) - 'a' + 10);
    }
    return c < 32 && c != 9 && c != 10 && c != 13 ? 0 : c >= 0xD800 && c < 0xE000 ? 0 : c;
}

/* Commas up to the cell's column, then the cell. */
static void start_field(struct rows *r) {
    for (; r->commas + 1 < r->column; r->commas++) {
        pl_buf_add_char(&r->line, ',');
    }
    r->counts.cells++;
}

static void add_text(struct rows *r, pl_str text, bool decode) {
    start_field(r);
    pl_buf_add_char(&r->line, '"');
    for (size_t i = 0; i < text.n; i++) {
        uint32_t c = decode && text.p[i] == '_' ? escaped(pl_str_sub(text, i, 7)) : 0;
        if (c != 0) {
            pl_utf8_add(&r->line, c);
            i += 6;
            continue;
        }
        if (text.p[i] == '"') {
            pl_buf_add_char(&r->line, '"');
        }
        pl_buf_add_char(&r->line, text.p[i]);
    }
    pl_buf_add_char(&r->line, '"');
}

static int add_number(struct rows *r, pl_str text, struct pl_error *err) {
    double v = 0;
    char digits[40];
    if (!pl_str_double(text, &v)) {
        return pl_fail(err, PL_E_FORMAT, "row %llu: a number is none: %.*s", (unsigned long long)r->row,
                       (int)(text.n < 40 ? text.n : 40), text.p);
    }
    enum pl_serial_kind kind =
        r->style < r->x->styles.n ? (enum pl_serial_kind)r->x->styles.p[r->style] : PL_SERIAL_NUMBER;
    start_field(r);
    if (kind != PL_SERIAL_NUMBER) {
        if (pl_serial_write(v, kind, r->x->since_1904, &r->line)) {
            return 0;
        }
        r->counts.bad_dates++;
    }
    snprintf(digits, sizeof digits, "%.15g", v);
    pl_buf_add_str(&r->line, pl_str_from(digits));
    return 0;
}

static int add_value(struct rows *r, struct pl_error *err) {
    pl_str text = pl_buf_str(&r->value), trimmed = pl_str_trim(text), shared;
    uint64_t i = 0;
    const char *type = r->type;
    if (strcmp(type, "s") == 0) {
        if (!pl_str_u64(trimmed, &i) || !pl_xlsx_text(r->x, i, &shared)) {
            return pl_fail(err, PL_E_FORMAT, "row %llu: a cell names a text that there is not",
                           (unsigned long long)r->row);
        }
        if (shared.n > PL_XLSX_CELL_MAX) {
            return pl_fail(err, PL_E_LIMIT, "row %llu: a text is longer than %zu KiB", (unsigned long long)r->row,
                           PL_XLSX_CELL_MAX >> 10);
        }
        if (shared.n > 0) {
            add_text(r, shared, true);
        }
        return 0;
    }
    if (strcmp(type, "inlineStr") == 0 || strcmp(type, "str") == 0) {
        add_text(r, text, true);
        return 0;
    }
    if (strcmp(type, "e") == 0 || strcmp(type, "d") == 0) {
        r->counts.errors += type[0] == 'e';
        add_text(r, trimmed, false);
        return 0;
    }
    if (strcmp(type, "b") == 0) {
        start_field(r);
        pl_buf_add_str(&r->line, pl_str_eq(trimmed, PL_STR("1")) || pl_str_eq(trimmed, PL_STR("true"))
                                     ? PL_STR("true")
                                     : PL_STR("false"));
        return 0;
    }
    if (type[0] == '\0' || strcmp(type, "n") == 0) {
        return add_number(r, trimmed, err);
    }
    return pl_fail(err, PL_E_FORMAT, "row %llu: a cell is of no kind that there is", (unsigned long long)r->row);
}

static int end_cell(struct rows *r, struct pl_error *err) {
    r->in_cell = false;
    if (r->value.n == 0) {
        return 0;
    }
    if (r->column > PL_XLSX_COLUMNS_MAX) {
        return pl_fail(err, PL_E_LIMIT, "a sheet of more than %d columns", PL_XLSX_COLUMNS_MAX);
    }
    return add_value(r, err);
}

static int end_row(struct rows *r, struct pl_error *err) {
    if (r->line.n > 0) {
        for (; r->written + 1 < r->row; r->written++) {
            pl_buf_add_char(r->out, '\n');
        }
        pl_buf_add_str(r->out, pl_buf_str(&r->line));
        pl_buf_add_char(r->out, '\n');
        r->written++;
        r->counts.rows++;
    }
    if (pl_buf_failed(&r->line) || pl_buf_failed(r->out)) {
        return pl_fail(err, PL_E_LIMIT, "the rows of the sheet are too large");
    }
    pl_buf_clear(&r->line);
    return 0;
}

static int on_end(void *ctx, const struct pl_xml_end *end, struct pl_error *err) {
    struct rows *r = ctx;
    pl_str name = pl_xlsx_local(end->name);
    r->taking = false;
    if (r->in_cell && pl_str_eq(name, PL_STR("c"))) {
        return end_cell(r, err);
    }
    if (pl_str_eq(name, PL_STR("is"))) {
        r->in_inline = false;
    } else if (pl_str_eq(name, PL_STR("rPh"))) {
        r->phonetic -= r->phonetic > 0;
    } else if (pl_str_eq(name, PL_STR("row"))) {
        return end_row(r, err);
    }
    return 0;
}

/* ---- which sheet ---- */

static int fail_with_names(const struct pl_xlsx *x, const char *why, struct pl_error *err) {
    PL_BUF_AUTO names = {0};
    pl_buf_open(&names, 200);
    for (size_t i = 0; i < x->n_sheets && !pl_buf_failed(&names); i++) {
        pl_buf_add_fmt(&names, "%s\"%.*s\"%s", i > 0 ? ", " : "", (int)x->sheets[i].name.n, x->sheets[i].name.p,
                       x->sheets[i].hidden ? " (hidden)" : "");
    }
    return pl_fail(err, PL_E_USAGE, "%s: name one of %.*s", why, (int)names.n, names.p != NULL ? names.p : "");
}

static int pick(const struct pl_xlsx *x, pl_str name, const struct pl_xlsx_sheet **ret, struct pl_error *err) {
    const struct pl_xlsx_sheet *found = NULL;
    for (size_t i = 0; i < x->n_sheets; i++) {
        const struct pl_xlsx_sheet *s = &x->sheets[i];
        if (name.n > 0 ? pl_str_eq(s->name, name) : !s->hidden) {
            if (found != NULL) {
                return fail_with_names(x, "the workbook has several sheets", err);
            }
            found = s;
        }
    }
    if (found == NULL) {
        return fail_with_names(x, name.n > 0 ? "the workbook has no such sheet" : "every sheet is hidden", err);
    }
    if (found->part.p == NULL) {
        return pl_fail(err, PL_E_FORMAT, "the sheet holds no cells");
    }
    *ret = found;
    return 0;
}

int pl_xlsx_rows(struct pl_xlsx *xlsx, pl_str name, struct pl_buf *out, struct pl_xlsx_counts *ret,
                 struct pl_error *err) {
    const struct pl_xlsx_sheet *sheet = NULL;
    struct rows r = {.x = xlsx, .out = out};
    int code = pick(xlsx, name, &sheet, err);
    code = code == 0 ? pl_xlsx_load(xlsx, err) : code;
    if (code != 0) {
        return code;
    }
    pl_buf_open(&r.line, (size_t)16 << 20);
    pl_buf_open(&r.value, PL_XLSX_CELL_MAX);
    struct pl_xml_handler handler = {.start = on_start, .text = on_text, .end = on_end, .ctx = &r};
    code = pl_xlsx_read(xlsx, sheet->part, &handler, err);
    pl_buf_close(&r.line);
    pl_buf_close(&r.value);
    if (code == 0) {
        *ret = r.counts;
    }
    return code;
}
