#include "lists/ofac.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "lists/ofac_xml.h"
#include "lists/remark.h"
#include "lists/rows.h"
#include "text/csv.h"

#include "base/ban.h"

static const struct {
    const char *name;
    const char *list;
    int part;
} FILES[] = {
    {"sdn.csv", "ofac-sdn", PL_OFAC_PRIM},        {"alt.csv", "ofac-sdn", PL_OFAC_ALT},
    {"add.csv", "ofac-sdn", PL_OFAC_ADD},         {"sdn_comments.csv", "ofac-sdn", PL_OFAC_COMMENTS},
    {"cons_prim.csv", "ofac-cons", PL_OFAC_PRIM}, {"cons_alt.csv", "ofac-cons", PL_OFAC_ALT},
    {"cons_add.csv", "ofac-cons", PL_OFAC_ADD},   {"cons_comments.csv", "ofac-cons", PL_OFAC_COMMENTS},
};

static const size_t COLUMNS[PL_OFAC_PARTS] = {12, 5, 6, 2};

bool pl_ofac_name(pl_str name, pl_str *ret_list, int *ret_part) {
    for (size_t i = 0; i < sizeof FILES / sizeof FILES[0]; i++) {
        if (pl_str_eq_nocase(name, pl_str_from(FILES[i].name))) {
            *ret_list = pl_str_from(FILES[i].list);
            *ret_part = FILES[i].part;
            return true;
        }
    }
    return false;
}

int pl_ofac_guess(pl_str head) {
    pl_str line = pl_rows_first(&head, ',');
    pl_str fields[16];
    PL_BUF_AUTO scratch;
    pl_buf_open(&scratch, 1 << 16);
    size_t n = pl_csv_split(line, ',', fields, 16, &scratch);
    uint64_t number = 0;
    if (n == 0 || n > 16 || !pl_str_u64(fields[0], &number)) {
        return -1;
    }
    if (n == COLUMNS[PL_OFAC_PRIM] || (n == COLUMNS[PL_OFAC_ADD] && pl_str_u64(fields[1], &number))) {
        return n == COLUMNS[PL_OFAC_PRIM] ? PL_OFAC_PRIM : PL_OFAC_ADD;
    }
    if (n == COLUMNS[PL_OFAC_ALT] && pl_str_u64(fields[1], &number)) {
        return PL_OFAC_ALT;
    }
    return -1;
}

bool pl_ofac_sure(pl_str head) {
    int part = pl_ofac_guess(head);
    pl_str line = pl_rows_first(&head, ',');
    pl_str fields[16];
    PL_BUF_AUTO scratch;
    pl_buf_open(&scratch, 1 << 16);
    size_t n = part >= 0 ? pl_csv_split(line, ',', fields, 16, &scratch) : 0;
    for (size_t i = 0; i < n; i++) {
        if (pl_str_eq(pl_str_trim(fields[i]), PL_STR("-0-"))) {
            return true;
        }
    }
    return part == PL_OFAC_ALT && (pl_str_eq(fields[2], PL_STR("aka")) || pl_str_eq(fields[2], PL_STR("fka")) ||
                                   pl_str_eq(fields[2], PL_STR("nka")));
}

/* A row of a secondary part, kept until its entry comes. */
struct extra {
    pl_str fields[6];
    size_t next; /* index + 1 of the next row of the same entry and part */
};

/* A part as it is read. */
struct part {
    struct pl_ofac *ofac;
    struct pl_csv *csv; /* NULL: nothing of it came yet */
    int part;           /* enum pl_ofac_part */
    uint64_t bytes, rows;
    struct pl_publication pub; /* of its rejected rows alone */
};

struct pl_ofac {
    struct pl_ofac_options options;
    struct pl_arena arena;              /* the kept rows */
    struct pl_arena entry;              /* one entry, rewound after each */
    struct pl_buf primary;              /* waits for the other parts */
    struct pl_map first[PL_OFAC_PARTS]; /* ent_num -> index + 1 of the newest row */
    struct extra *extras;
    size_t n_extras, cap_extras, n_used;
    struct part parts[PL_OFAC_PARTS];
    struct pl_publication pub;
    pl_entity_sink sink;
    void *ctx;
};

static const char *file_of(const struct pl_ofac *r, int part) {
    static const char *const WORDS[PL_OFAC_PARTS] = {"the primary part", "the aliases", "the addresses",
                                                     "the comments"};
    return r->options.file[part] != NULL ? r->options.file[part] : WORDS[part];
}

/* What the CSV reader or the count of rows says of a part, with the part's name before it. */
static int part_failed(const struct pl_ofac *r, int part, int code, const struct pl_error *why, struct pl_error *err) {
    return pl_fail_at(err, (enum pl_code)code, why->line, why->offset, "%s: %s", file_of(r, part), why->msg);
}

static int check_text(const struct part *part, const struct pl_csv_record *row, struct pl_error *err) {
    struct pl_error why = {0};
    int code = pl_rows_check_text(row, &why);
    return code != 0 ? part_failed(part->ofac, part->part, code, &why, err) : 0;
}

static pl_str not_null(pl_str field) {
    field = pl_str_trim(field);
    return pl_str_eq(field, PL_STR("-0-")) ? pl_str_make("", 0) : field;
}

/* A row of another shape is counted. */
static bool row_is_whole(struct part *part, const struct pl_csv_record *row, uint64_t *ret_number) {
    const char *why = NULL;
    if (row->n == 1 && pl_str_trim(row->fields[0]).n == 0) {
        return false;
    }
    if (row->n != COLUMNS[part->part]) {
        why = row->code != 0 ? "is longer than a row may be" : "has another number of columns";
    } else if (!pl_str_u64(pl_str_trim(row->fields[0]), ret_number)) {
        why = "does not begin with a number";
    }
    if (why != NULL) {
        pl_publication_reject(&part->pub, (struct pl_rejection){row->line, row->offset, part->part, why});
        return false;
    }
    part->rows++;
    return true;
}

static int keep_row(void *ctx, const struct pl_csv_record *row, struct pl_error *err) {
    struct part *part = ctx;
    struct pl_ofac *r = part->ofac;
    uint64_t number = 0;
    int code = check_text(part, row, err);
    if (code != 0 || !row_is_whole(part, row, &number)) {
        return code;
    }
    if (r->n_extras == r->cap_extras) {
        size_t cap = r->cap_extras > 0 ? r->cap_extras * 2 : 1024;
        struct extra *extras = reallocarray(r->extras, cap, sizeof *extras);
        if (extras == NULL) {
            return pl_fail(err, PL_E_NOMEM, "out of memory");
        }
        r->extras = extras;
        r->cap_extras = cap;
    }
    uint64_t *first = pl_map_put(&r->first[part->part], number, NULL);
    struct extra *extra = &r->extras[r->n_extras];
    memset(extra, 0, sizeof *extra);
    if (first == NULL) {
        return pl_fail(err, PL_E_LIMIT, "%s: too many entries", file_of(r, part->part));
    }
    for (size_t i = 0; i < row->n && i < 6; i++) {
        extra->fields[i] = pl_str_copy(&r->arena, row->fields[i]);
        if (extra->fields[i].p == NULL) {
            return pl_fail(err, PL_E_NOMEM, "out of memory");
        }
    }
    extra->next = (size_t)*first;
    *first = ++r->n_extras;
    return 0;
}

/* The rows of an entry in one part, oldest first: the chain runs from the newest. LIMIT for more than max. */
static int rows_of(struct pl_ofac *r, int part, uint64_t number, const struct extra **rows, size_t max, size_t *ret_n,
                   struct pl_error *err) {
    uint64_t *first = pl_map_get(&r->first[part], number);
    size_t n = 0;
    for (size_t at = first != NULL ? (size_t)*first : 0; at != 0; at = r->extras[at - 1].next) {
        if (n == max) {
            return pl_fail(err, PL_E_LIMIT, "%s: entry %llu has more than %zu rows", file_of(r, part),
                           (unsigned long long)number, max);
        }
        rows[n++] = &r->extras[at - 1];
    }
    for (size_t i = 0; i < n / 2; i++) {
        const struct extra *swap = rows[i];
        rows[i] = rows[n - 1 - i];
        rows[n - 1 - i] = swap;
    }
    r->n_used += n;
    *ret_n = n;
    return 0;
}

static int add_aliases(struct pl_ofac *r, struct pl_entity *e, uint64_t number, struct pl_error *err) {
    const struct extra *rows[PL_OFAC_MAX_ALIASES];
    size_t n = 0;
    int code = rows_of(r, PL_OFAC_ALT, number, rows, PL_OFAC_MAX_ALIASES, &n, err);
    for (size_t i = 0; code == 0 && i < n; i++) {
        pl_str kind = not_null(rows[i]->fields[2]);
        bool former = pl_str_eq_nocase(kind, PL_STR("fka"));
        code = pl_entity_add(e, &r->entry, former ? PL_PROP_PREVIOUS_NAME : PL_PROP_ALIAS, not_null(rows[i]->fields[3]),
                             "alt_name", err);
        code = code == 0 ? pl_entity_add(e, &r->entry, PL_PROP_NOTES, not_null(rows[i]->fields[4]), "alt_remarks", err)
                         : code;
    }
    return code;
}

static int add_addresses(struct pl_ofac *r, struct pl_entity *e, uint64_t number, struct pl_error *err) {
    const struct extra *rows[PL_OFAC_MAX_ADDRESSES];
    size_t n = 0;
    int code = rows_of(r, PL_OFAC_ADD, number, rows, PL_OFAC_MAX_ADDRESSES, &n, err);
    PL_BUF_AUTO text;
    pl_buf_open(&text, 1 << 16);
    for (size_t i = 0; code == 0 && i < n; i++) {
        pl_buf_clear(&text);
        for (size_t f = 2; f <= 4; f++) {
            pl_str field = not_null(rows[i]->fields[f]);
            if (field.n > 0) {
                pl_buf_add_str(&text, text.n > 0 ? PL_STR(", ") : PL_STR(""));
                pl_buf_add_str(&text, field);
            }
        }
        code = pl_entity_add(e, &r->entry, PL_PROP_ADDRESS, pl_buf_str(&text), "add", err);
        code =
            code == 0 ? pl_entity_add(e, &r->entry, PL_PROP_COUNTRY, not_null(rows[i]->fields[4]), "add", err) : code;
        code = code == 0 ? pl_entity_add(e, &r->entry, PL_PROP_NOTES, not_null(rows[i]->fields[5]), "add_remarks", err)
                         : code;
    }
    return code;
}

/* Remarks longer than the column continue in the comments part, cut anywhere. */
static int add_remarks(struct pl_ofac *r, struct pl_entity *e, uint64_t number, pl_str remarks, struct pl_error *err) {
    const struct extra *rows[PL_OFAC_MAX_COMMENTS];
    size_t n = 0;
    int code = rows_of(r, PL_OFAC_COMMENTS, number, rows, PL_OFAC_MAX_COMMENTS, &n, err);
    if (code != 0) {
        return code;
    }
    PL_BUF_AUTO text;
    pl_buf_open(&text, 1 << 20);
    pl_buf_add_str(&text, remarks);
    for (size_t i = 0; i < n; i++) {
        pl_buf_add_str(&text, not_null(rows[i]->fields[1]));
    }
    if (pl_buf_failed(&text)) {
        return pl_fail_at(err, PL_E_LIMIT, e->line, e->offset, "the remarks of entry %llu are too long",
                          (unsigned long long)number);
    }
    return pl_remark_ofac(e, &r->entry, pl_buf_str(&text), r->options.exercise, err);
}

static int add_columns(struct pl_ofac *r, struct pl_entity *e, const pl_str *f, struct pl_error *err) {
    static const struct {
        size_t column;
        int prop;
        const char *from;
    } MAP[] = {{3, PL_PROP_PROGRAM, "Program"}, {4, PL_PROP_TITLE, "Title"},      {5, PL_PROP_CALL_SIGN, "Call_Sign"},
               {6, PL_PROP_TYPE, "Vess_type"},  {7, PL_PROP_TONNAGE, "Tonnage"},  {8, PL_PROP_GROSS_TONNAGE, "GRT"},
               {9, PL_PROP_FLAG, "Vess_flag"},  {10, PL_PROP_OWNER, "Vess_owner"}};
    for (size_t i = 0; i < sizeof MAP / sizeof MAP[0]; i++) {
        pl_str rest = not_null(f[MAP[i].column]);
        while (rest.p != NULL) {
            /* programmes come as "A] [B" */
            size_t at = MAP[i].prop == PL_PROP_PROGRAM ? pl_str_find_str(rest, PL_STR("] [")) : rest.n;
            int code = pl_entity_add(e, &r->entry, MAP[i].prop, pl_str_sub(rest, 0, at), MAP[i].from, err);
            if (code != 0) {
                return code;
            }
            rest = at < rest.n ? pl_str_sub(rest, at + 3, rest.n) : pl_str_make(NULL, 0);
        }
    }
    return 0;
}

static int build_entry(struct pl_ofac *r, struct pl_entity *e, const struct pl_csv_record *row, uint64_t number,
                       struct pl_error *err) {
    pl_str name = not_null(row->fields[1]);
    e->list = r->options.list;
    e->id = pl_str_copy(&r->entry, pl_str_trim(row->fields[0]));
    e->reference = e->id;
    e->schema = pl_ofac_schema_of(not_null(row->fields[2]));
    e->caption = pl_str_copy(&r->entry, name);
    e->line = row->line;
    e->offset = row->offset;
    e->length = row->length;
    int code = pl_entity_add(e, &r->entry, PL_PROP_NAME, name, "SDN_Name", err);
    code = code == 0 ? add_columns(r, e, row->fields, err) : code;
    code = code == 0 ? add_aliases(r, e, number, err) : code;
    code = code == 0 ? add_addresses(r, e, number, err) : code;
    return code == 0 ? add_remarks(r, e, number, not_null(row->fields[11]), err) : code;
}

static int give_entry(void *ctx, const struct pl_csv_record *row, struct pl_error *err) {
    struct part *part = ctx;
    struct pl_ofac *r = part->ofac;
    struct pl_entity e = {0};
    uint64_t number = 0;
    int code = check_text(part, row, err);
    if (code != 0 || !row_is_whole(part, row, &number)) {
        return code;
    }
    struct pl_arena_mark mark = pl_arena_mark(&r->entry);
    code = build_entry(r, &e, row, number, err);
    if (code == 0) {
        pl_publication_count(&r->pub, &e);
        code = r->sink(r->ctx, &e, err);
    }
    pl_arena_rewind(&r->entry, mark);
    return code;
}

static int end_part(struct pl_ofac *r, int part, struct pl_error *err) {
    struct part *p = &r->parts[part];
    struct pl_error why = {0};
    int code = p->csv != NULL ? pl_csv_finish(p->csv, &why) : 0;
    if (code != 0) {
        return part_failed(r, part, code, &why, err);
    }
    if (p->pub.rejected > p->rows) {
        return pl_publication_refuse(&p->pub, file_of(r, part), "rows of an OFAC list", p->rows, err);
    }
    if (p->pub.rejected > 0 && (r->pub.rejected == 0 || part == PL_OFAC_PRIM)) {
        r->pub.first_rejected = p->pub.first_rejected;
    }
    r->pub.rejected += p->pub.rejected;
    return 0;
}

int pl_ofac_open(const struct pl_ofac_options *options, pl_entity_sink sink, void *ctx, struct pl_ofac **ret_ofac,
                 struct pl_error *err) {
    struct pl_ofac *r = calloc(1, sizeof *r);
    if (r == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    r->options = *options;
    r->pub.list = options->list;
    r->pub.exercise = options->exercise;
    r->sink = sink;
    r->ctx = ctx;
    pl_arena_open(&r->arena, (size_t)1 << 30);
    pl_arena_open(&r->entry, (size_t)64 << 20);
    r->options.max_part = options->max_part > 0 ? options->max_part : PL_OFAC_MAX_PART;
    pl_buf_open(&r->primary, (size_t)r->options.max_part);
    for (int part = 0; part < PL_OFAC_PARTS; part++) {
        pl_map_open(&r->first[part], 10000000);
        r->parts[part].ofac = r;
        r->parts[part].part = part;
    }
    *ret_ofac = r;
    return 0;
}

int pl_ofac_push(struct pl_ofac *r, int part, const void *bytes, size_t n, struct pl_error *err) {
    if (part < 0 || part >= PL_OFAC_PARTS) {
        return pl_fail(err, PL_E_USAGE, "an OFAC list has no part %d", part);
    }
    struct part *p = &r->parts[part];
    if (p->csv == NULL) {
        int code = pl_csv_open(',', part == PL_OFAC_PRIM ? give_entry : keep_row, p, &p->csv, err);
        if (code != 0) {
            return code;
        }
    }
    p->bytes += n;
    if (p->bytes > r->options.max_part) {
        return pl_fail(err, PL_E_LIMIT, "%s: larger than the %llu bytes that a part of an OFAC list may have",
                       file_of(r, part), (unsigned long long)r->options.max_part);
    }
    if (part != PL_OFAC_PRIM) {
        return pl_csv_push(p->csv, bytes, n, err);
    }
    pl_buf_add(&r->primary, bytes, n);
    return pl_buf_failed(&r->primary) ? pl_fail(err, PL_E_NOMEM, "out of memory") : 0;
}

int pl_ofac_finish(struct pl_ofac *r, struct pl_publication *ret_publication, struct pl_error *err) {
    int code = 0;
    if (r->parts[PL_OFAC_PRIM].csv == NULL || r->parts[PL_OFAC_ALT].csv == NULL) {
        return pl_fail(
            err, PL_E_USAGE,
            "%.*s: the %s part is missing; the parts of an OFAC list go together: name the folder that holds "
            "them, or all of them",
            (int)r->options.list.n, r->options.list.p, r->parts[PL_OFAC_PRIM].csv == NULL ? "primary" : "aliases");
    }
    for (int part = PL_OFAC_ALT; part < PL_OFAC_PARTS && code == 0; part++) {
        code = end_part(r, part, err);
    }
    code = code == 0 ? pl_csv_push(r->parts[PL_OFAC_PRIM].csv, r->primary.p, r->primary.n, err) : code;
    code = code == 0 ? end_part(r, PL_OFAC_PRIM, err) : code;
    if (code == 0 && r->pub.entries == 0) {
        code = pl_fail(err, PL_E_EMPTY, "%s: no entry of an OFAC list", file_of(r, PL_OFAC_PRIM));
    }
    if (code == 0) {
        r->pub.dangling = r->n_extras > r->n_used ? r->n_extras - r->n_used : 0; /* rows of no entry */
        *ret_publication = r->pub;
    }
    return code;
}

void pl_ofac_close(struct pl_ofac *r) {
    if (r == NULL) {
        return;
    }
    for (int part = 0; part < PL_OFAC_PARTS; part++) {
        pl_csv_close(r->parts[part].csv);
        pl_map_close(&r->first[part]);
    }
    free(r->extras);
    pl_buf_close(&r->primary);
    pl_arena_close(&r->arena);
    pl_arena_close(&r->entry);
    free(r);
}

int pl_ofac_read(const struct pl_ofac_set *set, pl_entity_sink sink, void *ctx, struct pl_publication *ret_publication,
                 struct pl_error *err) {
    struct pl_ofac_options options = {.list = set->list};
    struct pl_ofac *r = NULL;
    memcpy(options.file, set->file, sizeof options.file);
    int code = pl_ofac_open(&options, sink, ctx, &r, err);
    for (int part = 0; part < PL_OFAC_PARTS && code == 0; part++) {
        code = set->bytes[part].p != NULL ? pl_ofac_push(r, part, set->bytes[part].p, set->bytes[part].n, err) : 0;
    }
    code = code == 0 ? pl_ofac_finish(r, ret_publication, err) : code;
    pl_ofac_close(r);
    return code;
}
