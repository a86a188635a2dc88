/* Shared strings and cell formats of a workbook. */
#include <string.h>

#include "helper/xlsx_in.h"

#include "base/ban.h"

#define FORMATS_MAX 4096

/* ---- shared strings ---- */

struct texts {
    struct pl_xlsx *x;
    bool in_text;
    unsigned phonetic; /* depth within rPh */
};

static int text_start(void *ctx, const struct pl_xml_start *start, struct pl_error *err) {
    struct texts *t = ctx;
    pl_str name = pl_xlsx_local(start->name);
    (void)err;
    if (pl_str_eq(name, PL_STR("rPh"))) {
        t->phonetic++;
    }
    t->in_text = pl_str_eq(name, PL_STR("t")) && t->phonetic == 0;
    return 0;
}

static int text_text(void *ctx, pl_str text, struct pl_error *err) {
    struct texts *t = ctx;
    if (t->in_text) {
        pl_buf_add_str(&t->x->texts, text);
    }
    return pl_buf_failed(&t->x->texts)
               ? pl_fail(err, PL_E_LIMIT, "the workbook has more than %zu MiB of texts", PL_XLSX_TEXTS_MAX >> 20)
               : 0;
}

static int text_end(void *ctx, const struct pl_xml_end *end, struct pl_error *err) {
    struct texts *t = ctx;
    pl_str name = pl_xlsx_local(end->name);
    t->in_text = false;
    if (pl_str_eq(name, PL_STR("rPh"))) {
        t->phonetic -= t->phonetic > 0;
    }
    if (pl_str_eq(name, PL_STR("si"))) {
        uint64_t at = t->x->texts.n;
        pl_buf_add(&t->x->ends, &at, sizeof at);
    }
    return pl_buf_failed(&t->x->ends) ? pl_fail(err, PL_E_LIMIT, "the workbook has too many texts") : 0;
}

bool pl_xlsx_text(const struct pl_xlsx *x, uint64_t i, pl_str *ret) {
    uint64_t from = 0, to = 0;
    if (i >= x->ends.n / sizeof to) {
        return false;
    }
    memcpy(&to, x->ends.p + i * sizeof to, sizeof to);
    if (i > 0) {
        memcpy(&from, x->ends.p + (i - 1) * sizeof from, sizeof from);
    }
    *ret = pl_str_make(x->texts.p + (to > from ? from : 0), to - from);
    return true;
}

/* ---- cell formats ---- */

struct styles {
    struct pl_xlsx *x;
    struct {
        unsigned id;
        enum pl_serial_kind kind;
    } own[FORMATS_MAX];
    size_t n;
    bool in_cells;
};

static unsigned number_of(const struct pl_xml_start *start, const char *attr) {
    uint64_t value = 0;
    return pl_str_u64(pl_xml_attr(start, attr), &value) && value < UINT32_MAX ? (unsigned)value : 0;
}

static int style_start(void *ctx, const struct pl_xml_start *start, struct pl_error *err) {
    struct styles *s = ctx;
    pl_str name = pl_xlsx_local(start->name);
    if (pl_str_eq(name, PL_STR("numFmt"))) {
        if (s->n == FORMATS_MAX) {
            return pl_fail(err, PL_E_LIMIT, "the workbook has more than %d number formats", FORMATS_MAX);
        }
        s->own[s->n].id = number_of(start, "numFmtId");
        s->own[s->n++].kind = pl_serial_of_code(pl_xml_attr(start, "formatCode"));
    } else if (pl_str_eq(name, PL_STR("cellXfs"))) {
        s->in_cells = true;
    } else if (s->in_cells && pl_str_eq(name, PL_STR("xf"))) {
        unsigned id = number_of(start, "numFmtId");
        enum pl_serial_kind kind = pl_serial_of_id(id);
        for (size_t i = 0; i < s->n; i++) {
            kind = s->own[i].id == id ? s->own[i].kind : kind;
        }
        pl_buf_add_char(&s->x->styles, (char)kind);
    }
    return pl_buf_failed(&s->x->styles) ? pl_fail(err, PL_E_LIMIT, "the workbook has too many cell formats") : 0;
}

static int style_end(void *ctx, const struct pl_xml_end *end, struct pl_error *err) {
    struct styles *s = ctx;
    (void)err;
    s->in_cells = s->in_cells && !pl_str_eq(pl_xlsx_local(end->name), PL_STR("cellXfs"));
    return 0;
}

static pl_str part_of(const struct pl_xlsx *x, pl_str type) {
    for (const struct pl_xlsx_part *p = x->parts; p != NULL; p = p->next) {
        if (pl_str_ends(p->type, type)) {
            return p->target;
        }
    }
    return PL_STR("");
}

int pl_xlsx_load(struct pl_xlsx *x, struct pl_error *err) {
    struct texts texts = {.x = x};
    struct styles *styles = pl_arena_calloc(x->arena, 1, sizeof *styles);
    pl_str strings = part_of(x, PL_STR("/sharedStrings")), formats = part_of(x, PL_STR("/styles"));
    int code = 0;
    if (x->loaded) {
        return 0;
    }
    if (styles == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a workbook");
    }
    styles->x = x;
    struct pl_xml_handler text = {.start = text_start, .text = text_text, .end = text_end, .ctx = &texts};
    struct pl_xml_handler style = {.start = style_start, .end = style_end, .ctx = styles};
    code = strings.n > 0 ? pl_xlsx_read(x, strings, &text, err) : 0;
    code = code == 0 && formats.n > 0 ? pl_xlsx_read(x, formats, &style, err) : code;
    x->loaded = code == 0;
    return code;
}
