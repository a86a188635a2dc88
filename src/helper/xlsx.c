#include "helper/xlsx.h"

#include "helper/xlsx_in.h"

#include "base/ban.h"

#define WORKBOOK PL_STR("xl/workbook.xml")

pl_str pl_xlsx_local(pl_str name) {
    size_t colon = pl_str_find(name, ':');
    return colon < name.n ? pl_str_sub(name, colon + 1, name.n) : name;
}

/* ---- members as XML ---- */

static int push(void *ctx, pl_str piece, struct pl_error *err) { return pl_xml_push(ctx, piece.p, piece.n, err); }

int pl_xlsx_read(struct pl_xlsx *x, pl_str part, const struct pl_xml_handler *handler, struct pl_error *err) {
    const struct pl_zip_member *member = pl_zip_find(&x->zip, part);
    struct pl_xml *xml = NULL;
    if (member == NULL) {
        return pl_fail(err, PL_E_FORMAT, "the workbook lacks its part %.*s", (int)(part.n < 100 ? part.n : 100),
                       part.p);
    }
    int code = pl_xml_open(handler, &xml, err);
    code = code == 0 ? pl_zip_read(&x->zip, member, push, xml, err) : code;
    code = code == 0 ? pl_xml_finish(xml, err) : code;
    pl_xml_close(xml);
    return code;
}

/* ---- relationships: id -> part ---- */

/* A target as the name of a member: relative to xl/, or absolute. "" for one that leads elsewhere. */
static pl_str target_part(struct pl_arena *arena, pl_str target) {
    struct pl_buf path = {0};
    if (pl_str_starts(target, PL_STR("/"))) {
        return pl_str_copy(arena, pl_str_sub(target, 1, target.n));
    }
    pl_buf_open(&path, 4096);
    pl_buf_add_str(&path, PL_STR("xl/"));
    pl_buf_add_str(&path, pl_str_starts(target, PL_STR("./")) ? pl_str_sub(target, 2, target.n) : target);
    pl_str copy = pl_buf_failed(&path) ? PL_STR("") : pl_str_copy(arena, pl_buf_str(&path));
    pl_buf_close(&path);
    return copy;
}

static int on_relation(void *ctx, const struct pl_xml_start *start, struct pl_error *err) {
    struct pl_xlsx *x = ctx;
    if (!pl_str_eq(pl_xlsx_local(start->name), PL_STR("Relationship"))) {
        return 0;
    }
    if (pl_str_eq(pl_xml_attr(start, "TargetMode"), PL_STR("External"))) {
        return 0; /* never followed */
    }
    struct pl_xlsx_part *part = pl_arena_calloc(x->arena, 1, sizeof *part);
    if (part == NULL) {
        return pl_fail(err, PL_E_LIMIT, "the workbook has too many parts");
    }
    part->id = pl_str_copy(x->arena, pl_xml_attr(start, "Id"));
    part->type = pl_str_copy(x->arena, pl_xml_attr(start, "Type"));
    part->target = target_part(x->arena, pl_xml_attr(start, "Target"));
    part->next = x->parts;
    x->parts = part;
    return 0;
}

/* ---- the list of sheets ---- */

/* The attribute of that local name that has a prefix: r:id. */
static pl_str prefixed(const struct pl_xml_start *start, pl_str local) {
    for (size_t i = 0; start->attrs[i] != NULL; i += 2) {
        pl_str name = pl_str_from(start->attrs[i]);
        if (pl_str_find(name, ':') < name.n && pl_str_eq(pl_xlsx_local(name), local)) {
            return pl_str_from(start->attrs[i + 1]);
        }
    }
    return PL_STR("");
}

static bool is_true(pl_str value) { return pl_str_eq(value, PL_STR("1")) || pl_str_eq(value, PL_STR("true")); }

static int on_workbook(void *ctx, const struct pl_xml_start *start, struct pl_error *err) {
    struct pl_xlsx *x = ctx;
    pl_str name = pl_xlsx_local(start->name);
    if (pl_str_eq(name, PL_STR("workbookPr"))) {
        x->since_1904 = is_true(pl_xml_attr(start, "date1904"));
    }
    if (!pl_str_eq(name, PL_STR("sheet"))) {
        return 0;
    }
    if (x->n_sheets == PL_XLSX_SHEETS_MAX) {
        return pl_fail(err, PL_E_LIMIT, "a workbook of more than %d sheets", PL_XLSX_SHEETS_MAX);
    }
    struct pl_xlsx_sheet *sheet = &x->sheets[x->n_sheets++];
    pl_str state = pl_xml_attr(start, "state"), id = prefixed(start, PL_STR("id"));
    sheet->name = pl_str_copy(x->arena, pl_xml_attr(start, "name"));
    sheet->hidden = state.n > 0 && !pl_str_eq(state, PL_STR("visible"));
    for (const struct pl_xlsx_part *p = x->parts; p != NULL; p = p->next) {
        if (pl_str_eq(p->id, id) && pl_str_ends(p->type, PL_STR("/worksheet"))) {
            sheet->part = p->target;
        }
    }
    return 0;
}

int pl_xlsx_open(pl_str bytes, struct pl_arena *arena, struct pl_xlsx **ret, struct pl_error *err) {
    struct pl_xlsx *x = pl_arena_calloc(arena, 1, sizeof *x);
    if (x == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a workbook");
    }
    x->arena = arena;
    pl_buf_open(&x->texts, PL_XLSX_TEXTS_MAX);
    pl_buf_open(&x->ends, PL_XLSX_TEXTS_MAX);
    pl_buf_open(&x->styles, PL_XLSX_STYLES_MAX);
    x->sheets = pl_arena_calloc(arena, PL_XLSX_SHEETS_MAX, sizeof *x->sheets);
    int code = x->sheets != NULL ? pl_zip_open(bytes, arena, &x->zip, err) : pl_fail(err, PL_E_NOMEM, "no memory");
    if (code == 0 && pl_zip_find(&x->zip, WORKBOOK) == NULL) {
        code = pl_fail(err, PL_E_NOT_FOUND, "the ZIP file holds no xl/workbook.xml: it is no workbook");
    }
    struct pl_xml_handler relations = {.start = on_relation, .ctx = x}, workbook = {.start = on_workbook, .ctx = x};
    code = code == 0 ? pl_xlsx_read(x, PL_STR("xl/_rels/workbook.xml.rels"), &relations, err) : code;
    code = code == 0 ? pl_xlsx_read(x, WORKBOOK, &workbook, err) : code;
    if (code == 0 && pl_arena_failed(arena)) {
        code = pl_fail(err, PL_E_LIMIT, "the workbook has too many parts");
    }
    if (code != 0) {
        pl_xlsx_close(x);
        return code;
    }
    *ret = x;
    return 0;
}

size_t pl_xlsx_sheets(const struct pl_xlsx *xlsx, const struct pl_xlsx_sheet **ret) {
    *ret = xlsx->sheets;
    return xlsx->n_sheets;
}

void pl_xlsx_close(struct pl_xlsx *xlsx) {
    if (xlsx != NULL) {
        pl_buf_close(&xlsx->texts);
        pl_buf_close(&xlsx->ends);
        pl_buf_close(&xlsx->styles);
    }
}
