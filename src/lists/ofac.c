#include "lists/ofac.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "lists/remark.h"
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
    size_t end = pl_str_find(head, '\n');
    pl_str line = pl_str_trim(pl_str_sub(head, 0, end));
    pl_str fields[16];
    PL_BUF_AUTO scratch;
    pl_buf_open(&scratch, 1 << 16);
    size_t n = pl_csv_split(line, ',', fields, 16, &scratch);
    uint64_t number = 0;
    if (n == 0 || !pl_str_u64(fields[0], &number)) {
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

/* A row of a secondary part, kept until its entry comes. */
struct extra {
    pl_str fields[6];
    size_t next; /* index + 1 of the next row of the same entry and part */
};

struct reading {
    const struct pl_ofac_set *set;
    struct pl_arena arena;              /* the kept rows */
    struct pl_arena entry;              /* one entry, rewound after each */
    struct pl_map first[PL_OFAC_PARTS]; /* ent_num -> index + 1 of the newest row */
    struct extra *extras;
    size_t n_extras, cap_extras;
    int part;
    uint64_t part_rows, part_rejected; /* of the part being read */
    struct pl_publication *pub;
    pl_entity_sink sink;
    void *ctx;
};

static pl_str not_null(pl_str field) {
    field = pl_str_trim(field);
    return pl_str_eq(field, PL_STR("-0-")) ? pl_str_make("", 0) : field;
}

/* A row that belongs to no known shape is counted; a lone 0x1A at the end of the file is no row. */
static bool row_is_whole(struct reading *r, const struct pl_csv_record *row, uint64_t *ret_number) {
    if (row->n == 1 && row->fields[0].n <= 1) {
        return false;
    }
    if (row->n != COLUMNS[r->part] || !pl_str_u64(pl_str_trim(row->fields[0]), ret_number)) {
        r->pub->rejected++;
        r->part_rejected++;
        return false;
    }
    r->part_rows++;
    return true;
}

static int keep_row(void *ctx, const struct pl_csv_record *row, struct pl_error *err) {
    struct reading *r = ctx;
    uint64_t number = 0;
    if (!row_is_whole(r, row, &number)) {
        return 0;
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
    uint64_t *first = pl_map_put(&r->first[r->part], number, NULL);
    struct extra *extra = &r->extras[r->n_extras];
    memset(extra, 0, sizeof *extra);
    if (first == NULL) {
        return pl_fail(err, PL_E_LIMIT, "%s: too many entries", r->set->file[r->part]);
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
static int rows_of(const struct reading *r, int part, uint64_t number, const struct extra **rows, size_t max,
                   size_t *ret_n, struct pl_error *err) {
    uint64_t *first = pl_map_get(&r->first[part], number);
    size_t n = 0;
    for (size_t at = first != NULL ? (size_t)*first : 0; at != 0; at = r->extras[at - 1].next) {
        if (n == max) {
            return pl_fail(err, PL_E_LIMIT, "%s: entry %llu has more than %zu rows", r->set->file[part],
                           (unsigned long long)number, max);
        }
        rows[n++] = &r->extras[at - 1];
    }
    for (size_t i = 0; i < n / 2; i++) {
        const struct extra *swap = rows[i];
        rows[i] = rows[n - 1 - i];
        rows[n - 1 - i] = swap;
    }
    *ret_n = n;
    return 0;
}

static int add_aliases(struct reading *r, struct pl_entity *e, uint64_t number, struct pl_error *err) {
    const struct extra *rows[PL_OFAC_MAX_ALIASES];
    size_t n = 0;
    int code = rows_of(r, PL_OFAC_ALT, number, rows, PL_OFAC_MAX_ALIASES, &n, err);
    for (size_t i = 0; code == 0 && i < n; i++) {
        pl_str kind = not_null(rows[i]->fields[2]);
        bool former = pl_str_eq_nocase(kind, PL_STR("fka"));
        code = pl_entity_add(e, &r->entry, former ? PL_PROP_PREVIOUS_NAME : PL_PROP_ALIAS, not_null(rows[i]->fields[3]),
                             "alt_name", err);
    }
    return code;
}

static int add_addresses(struct reading *r, struct pl_entity *e, uint64_t number, struct pl_error *err) {
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
    }
    return code;
}

/* Remarks longer than the column continue in the comments part, cut anywhere. */
static int add_remarks(struct reading *r, struct pl_entity *e, uint64_t number, pl_str remarks, struct pl_error *err) {
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
    return pl_remark_ofac(e, &r->entry, pl_buf_str(&text), err);
}

static int schema_of(pl_str type) {
    static const struct {
        const char *type;
        int schema;
    } TYPES[] = {{"individual", PL_SCHEMA_PERSON}, {"vessel", PL_SCHEMA_VESSEL}, {"aircraft", PL_SCHEMA_AIRPLANE}};
    for (size_t i = 0; i < sizeof TYPES / sizeof TYPES[0]; i++) {
        if (pl_str_eq_nocase(type, pl_str_from(TYPES[i].type))) {
            return TYPES[i].schema;
        }
    }
    return PL_SCHEMA_LEGAL_ENTITY;
}

static int add_columns(struct reading *r, struct pl_entity *e, const pl_str *f, struct pl_error *err) {
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

static int build_entry(struct reading *r, struct pl_entity *e, const struct pl_csv_record *row, uint64_t number,
                       struct pl_error *err) {
    pl_str name = not_null(row->fields[1]);
    e->list = r->set->list;
    e->id = pl_str_copy(&r->entry, pl_str_trim(row->fields[0]));
    e->reference = e->id;
    e->schema = schema_of(not_null(row->fields[2]));
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
    struct reading *r = ctx;
    struct pl_entity e = {0};
    uint64_t number = 0;
    if (!row_is_whole(r, row, &number)) {
        return 0;
    }
    struct pl_arena_mark mark = pl_arena_mark(&r->entry);
    int code = build_entry(r, &e, row, number, err);
    if (code == 0) {
        pl_publication_count(r->pub, &e);
        code = r->sink(r->ctx, &e, err);
    }
    pl_arena_rewind(&r->entry, mark);
    return code;
}

static int read_part(struct reading *r, int part, pl_csv_sink row, struct pl_error *err) {
    struct pl_csv *csv = NULL;
    pl_str bytes = r->set->bytes[part];
    r->part = part;
    r->part_rows = r->part_rejected = 0;
    if (bytes.p == NULL) {
        return 0;
    }
    int code = pl_csv_open(',', row, r, &csv, err);
    code = code == 0 ? pl_csv_push(csv, bytes.p, bytes.n, err) : code;
    code = code == 0 ? pl_csv_finish(csv, err) : code;
    pl_csv_close(csv);
    if (code == 0 && r->part_rejected > r->part_rows) {
        code = pl_fail(err, PL_E_FORMAT, "%s: %llu rows rejected, %llu accepted; this is no such part of an OFAC list",
                       r->set->file[part], (unsigned long long)r->part_rejected, (unsigned long long)r->part_rows);
    }
    return code;
}

int pl_ofac_read(const struct pl_ofac_set *set, pl_entity_sink sink, void *ctx, struct pl_publication *ret_publication,
                 struct pl_error *err) {
    struct pl_publication pub = {.list = set->list};
    struct reading r = {.set = set, .pub = &pub, .sink = sink, .ctx = ctx};
    if (set->bytes[PL_OFAC_PRIM].p == NULL || set->bytes[PL_OFAC_ALT].p == NULL) {
        return pl_fail(err, PL_E_USAGE, "%.*s: the %s part is missing; the parts of an OFAC list are imported together",
                       (int)set->list.n, set->list.p, set->bytes[PL_OFAC_PRIM].p == NULL ? "primary" : "aliases");
    }
    pl_arena_open(&r.arena, (size_t)1 << 30);
    pl_arena_open(&r.entry, (size_t)64 << 20);
    for (int part = 0; part < PL_OFAC_PARTS; part++) {
        pl_map_open(&r.first[part], 10000000);
    }
    int code = 0;
    for (int part = PL_OFAC_ALT; part < PL_OFAC_PARTS && code == 0; part++) {
        code = read_part(&r, part, keep_row, err);
    }
    code = code == 0 ? read_part(&r, PL_OFAC_PRIM, give_entry, err) : code;
    for (int part = 0; part < PL_OFAC_PARTS; part++) {
        pl_map_close(&r.first[part]);
    }
    free(r.extras);
    pl_arena_close(&r.arena);
    pl_arena_close(&r.entry);
    if (code == 0 && pub.entries == 0) {
        code = pl_fail(err, PL_E_EMPTY, "%s: no entry of an OFAC list", set->file[PL_OFAC_PRIM]);
    }
    if (code == 0) {
        *ret_publication = pub;
    }
    return code;
}
