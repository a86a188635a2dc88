/* An intake as fields of a journal entry, and back. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/intake.h"

#include "base/ban.h"

struct fields {
    struct pl_journal_field *out;
    size_t n;
    struct pl_arena *arena;
};

/* name must be static or in the arena. */
static void add(struct fields *f, const char *name, pl_str value) {
    if (value.n > 0 && f->n < PL_INTAKE_FIELDS) {
        f->out[f->n++] = (struct pl_journal_field){.name = pl_str_from(name), .value = value};
    }
}

static void add_number(struct fields *f, const char *name, int64_t value) {
    char text[32];
    int n = snprintf(text, sizeof text, "%lld", (long long)value);
    add(f, name, pl_str_copy(f->arena, pl_str_make(text, (size_t)n)));
}

static const char *const FORMATS[] = {
    [PL_FEED_AUTO] = "", [PL_FEED_NMEA] = "nmea", [PL_FEED_CSV] = "csv", [PL_FEED_JSON] = "json"};

/* The further parts of a list carry their number: name.1, bytes.1, sha256.1 ... */
static const struct {
    const char *name, *bytes, *sha256;
} PART_FIELDS[PL_INTAKE_PARTS] = {{"name", "bytes", "sha256"},
                                  {"name.1", "bytes.1", "sha256.1"},
                                  {"name.2", "bytes.2", "sha256.2"},
                                  {"name.3", "bytes.3", "sha256.3"}};

int pl_intake_members(const struct pl_intake_found *found, struct pl_arena *arena, pl_str *ret, struct pl_error *err) {
    PL_BUF_AUTO buf;
    pl_buf_open(&buf, (size_t)1 << 29);
    for (size_t i = 0; i < found->n_members; i++) {
        const struct pl_exhibit_member *m = &found->members[i];
        pl_buf_add_be32(&buf, (uint32_t)m->name.n);
        pl_buf_add_str(&buf, m->name);
        pl_buf_add_be64(&buf, m->bytes);
        pl_buf_add(&buf, m->root.b, PL_HASH_BYTES);
    }
    pl_str copy = pl_str_copy(arena, pl_buf_str(&buf));
    if (pl_buf_failed(&buf) || copy.p == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to list the members");
    }
    *ret = copy;
    return PL_E_OK;
}

int pl_intake_fields(const struct pl_intake *intake, const struct pl_intake_found *found, struct pl_arena *arena,
                     struct pl_journal_field fields[PL_INTAKE_FIELDS], size_t *ret_n, struct pl_error *err) {
    struct fields f = {.out = fields, .arena = arena};
    pl_str members;
    int rc = pl_intake_members(found, arena, &members, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    for (size_t i = 0; i < PL_INTAKE_PARTS; i++) {
        const struct pl_intake_part *part = &intake->parts[i];
        if (part->given) {
            add(&f, PART_FIELDS[i].name, part->name);
            add_number(&f, PART_FIELDS[i].bytes, (int64_t)part->object.bytes);
            add(&f, PART_FIELDS[i].sha256,
                pl_str_copy(arena, pl_str_make((const char *)part->object.sha256.b, PL_HASH_BYTES)));
        }
    }
    add(&f, "kind", pl_intake_kind(intake));
    add(&f, "list", intake->list.format != PL_LIST_FORMAT_NONE ? intake->list.list : (pl_str){0});
    add(&f, "source", intake->source);
    add(&f, "collector", intake->collector);
    if (intake->received != PL_TIME_NONE) {
        add_number(&f, "received", intake->received);
    }
    add(&f, "format", pl_str_from(FORMATS[intake->format]));
    add(&f, "columns", intake->columns);
    add(&f, "day_first", intake->day_first ? PL_STR("yes") : (pl_str){0});
    add(&f, "date", intake->date);
    if (intake->supersedes > 0) {
        add_number(&f, "supersedes", intake->supersedes);
    }
    add(&f, "exercise", found->exercise ? PL_STR("yes") : PL_STR("no"));
    add(&f, "chunk_secret", pl_str_copy(arena, pl_str_make((const char *)intake->secret, PL_INTAKE_SECRET)));
    add(&f, "members", members);
    if (pl_arena_failed(arena)) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a journal entry");
    }
    *ret_n = f.n;
    return PL_E_OK;
}

/* ---- back ---- */

static pl_str text_of(const struct pl_journal_field *fields, size_t n, const char *name) {
    const struct pl_journal_field *f = pl_journal_field_of(fields, n, name);
    return f != NULL ? f->value : (pl_str){0};
}

static bool part_of(const struct pl_journal_field *fields, size_t n, size_t i, struct pl_intake_part *part) {
    pl_str sha256 = text_of(fields, n, PART_FIELDS[i].sha256);
    if (sha256.n == 0) {
        return i > 0;
    }
    part->given = true;
    part->name = text_of(fields, n, PART_FIELDS[i].name);
    if (sha256.n != PL_HASH_BYTES || !pl_str_u64(text_of(fields, n, PART_FIELDS[i].bytes), &part->object.bytes)) {
        return false;
    }
    memcpy(part->object.sha256.b, sha256.p, PL_HASH_BYTES);
    return true;
}

/* `un` and `ofac` are what older programs signed; of those lists only the main part has signed chunk roots. */
static bool list_of(pl_str kind, pl_str list, struct pl_intake *ret) {
    bool old_un = pl_str_eq(kind, PL_STR("un")), old_ofac = pl_str_eq(kind, PL_STR("ofac"));
    ret->list = (struct pl_list_guess){.format = PL_LIST_FORMAT_NONE};
    if (pl_str_eq(kind, PL_STR("ais"))) {
        return true;
    }
    ret->kind = old_un || old_ofac ? kind : (pl_str){0};
    ret->main_only = old_ofac;
    ret->list.list = old_un && list.n == 0 ? PL_STR("un-sc") : list;
    ret->list.format = old_un     ? (int)PL_LIST_FORMAT_UN_XML
                       : old_ofac ? (int)PL_LIST_FORMAT_OFAC_CSV
                                  : pl_list_format_of(kind);
    return ret->list.format != PL_LIST_FORMAT_NONE;
}

int pl_intake_from_fields(const struct pl_journal_field *fields, size_t n, pl_time at, pl_str marking,
                          struct pl_intake *ret_intake, struct pl_error *err) {
    struct pl_intake in = {.at = at, .marking = marking, .received = PL_TIME_NONE};
    pl_str secret = text_of(fields, n, "chunk_secret"), received = text_of(fields, n, "received");
    pl_str supersedes = text_of(fields, n, "supersedes");
    bool good = list_of(text_of(fields, n, "kind"), text_of(fields, n, "list"), &in) && secret.n == PL_INTAKE_SECRET &&
                (received.n == 0 || pl_str_i64(received, &in.received)) &&
                (supersedes.n == 0 || pl_str_i64(supersedes, &in.supersedes));
    for (size_t i = 0; good && i < PL_INTAKE_PARTS; i++) {
        good = part_of(fields, n, i, &in.parts[i]);
    }
    if (!good) {
        return pl_fail(err, PL_E_STORE, "the payload of an import is damaged or erased");
    }
    memcpy(in.secret, secret.p, PL_INTAKE_SECRET);
    in.source = text_of(fields, n, "source");
    in.collector = text_of(fields, n, "collector");
    in.columns = text_of(fields, n, "columns");
    in.date = text_of(fields, n, "date");
    in.day_first = pl_str_eq(text_of(fields, n, "day_first"), PL_STR("yes"));
    pl_str format = text_of(fields, n, "format");
    for (int i = PL_FEED_NMEA; i <= PL_FEED_JSON; i++) {
        in.format = pl_str_eq(format, pl_str_from(FORMATS[i])) ? i : in.format;
    }
    *ret_intake = in;
    return PL_E_OK;
}

/* ---- what was replaced ---- */

static int by_number(const void *a, const void *b) {
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

int pl_intake_superseded(struct pl_case *c, struct pl_arena *arena, int64_t **ret, size_t *ret_n,
                         struct pl_error *err) {
    uint64_t size = 0;
    size_t n = 0;
    int rc = pl_journal_count(c, &size, err);
    int64_t *all = rc == PL_E_OK ? pl_arena_calloc(arena, (size_t)size + 1, sizeof *all) : NULL;
    if (rc == PL_E_OK && all == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to read the journal");
    }
    for (int64_t seq = 0; rc == PL_E_OK && seq < (int64_t)size; seq++) {
        struct pl_arena_mark mark = pl_arena_mark(arena);
        struct pl_journal_field *fields = NULL;
        struct pl_entry entry;
        pl_str bytes;
        size_t n_fields = 0;
        int64_t of = -1;
        rc = pl_journal_read(c, seq, arena, &entry, &bytes, err);
        if (rc == PL_E_NOT_FOUND || rc == PL_E_FORMAT) {
            rc = PL_E_OK; /* whoever reads that entry says so */
        } else if (rc == PL_E_OK && pl_str_eq(entry.kind, PL_STR("import"))) {
            rc = pl_journal_payload(c, seq, arena, &fields, &n_fields, err);
            if (rc == PL_E_OK && pl_str_i64(text_of(fields, n_fields, "supersedes"), &of) && of > 0 && of < seq) {
                all[n++] = of;
            }
        }
        pl_arena_rewind(arena, mark);
    }
    if (rc == PL_E_OK) {
        qsort(all, n, sizeof *all, by_number);
        *ret = all;
        *ret_n = n;
    }
    return rc;
}

bool pl_intake_is_superseded(const int64_t *superseded, size_t n, int64_t seq) {
    return n > 0 && bsearch(&seq, superseded, n, sizeof *superseded, by_number) != NULL;
}
