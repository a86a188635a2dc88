#include "ledger/bundle.h"

#include <stdio.h>
#include <string.h>

#include "ledger/chunk.h"
#include "ledger/ustar.h"

#include "base/ban.h"

#define HEAD             PL_STR("plimsoll-bundle/v1\n")
#define ENTRIES_HEAD     PL_STR("plimsoll-entries/v1\n")
#define DISCLOSURES_HEAD PL_STR("plimsoll-disclosures/v1\n")
#define CHUNKS_HEAD      PL_STR("plimsoll-chunks/v1\n")
#define CHUNKS_PREFIX    PL_STR("chunks/")
#define ITEMS_PREFIX     PL_STR("items/")

/* ---- bytes ---- */

/* A file that is being read; what does not fit sets bad and gives nothing. */
struct reading {
    pl_str rest;
    bool bad;
};

static pl_str take(struct reading *r, size_t n) {
    if (r->bad || n > r->rest.n) {
        r->bad = true;
        return (pl_str){0};
    }
    pl_str taken = pl_str_make(r->rest.p, n);
    r->rest = pl_str_make(r->rest.p + n, r->rest.n - n);
    return taken;
}

static uint8_t take8(struct reading *r) {
    pl_str s = take(r, 1);
    return s.n == 1 ? (uint8_t)s.p[0] : 0;
}

static uint16_t take16(struct reading *r) {
    pl_str s = take(r, 2);
    return s.n == 2 ? pl_be16(s.p) : 0;
}

static uint32_t take32(struct reading *r) {
    pl_str s = take(r, 4);
    return s.n == 4 ? pl_be32(s.p) : 0;
}

static uint64_t take64(struct reading *r) {
    pl_str s = take(r, 8);
    return s.n == 8 ? pl_be64(s.p) : 0;
}

static pl_hash take_hash(struct reading *r) {
    pl_hash hash = {{0}};
    pl_str s = take(r, PL_HASH_BYTES);
    if (s.n == PL_HASH_BYTES) {
        memcpy(hash.b, s.p, PL_HASH_BYTES);
    }
    return hash;
}

static bool take_head(struct reading *r, pl_str head) { return pl_str_eq(take(r, head.n), head); }

static bool take_flag(struct reading *r) {
    uint8_t flag = take8(r);
    r->bad = r->bad || flag > 1;
    return flag == 1;
}

/* u8 count and that many hashes. */
static const pl_hash *take_path(struct reading *r, struct pl_arena *arena, size_t *ret_n) {
    size_t n = take8(r);
    r->bad = r->bad || n > PL_MERKLE_PATH_MAX || n * PL_HASH_BYTES > r->rest.n;
    pl_hash *path = r->bad ? NULL : pl_arena_calloc(arena, n + 1, sizeof *path);
    *ret_n = path != NULL ? n : 0;
    for (size_t i = 0; i < *ret_n; i++) {
        path[i] = take_hash(r);
    }
    return path;
}

/* Room for what follows, growing; views of the old room stay valid in the arena. */
static void *grow(struct pl_arena *arena, void *items, size_t n, size_t size) {
    if (n < 16 ? n > 0 : (n & (n - 1)) != 0) {
        return items;
    }
    void *more = pl_arena_calloc(arena, n == 0 ? 16 : 2 * n, size);
    if (more != NULL && n > 0) {
        memcpy(more, items, n * size);
    }
    return more;
}

static int fail(const struct reading *r, pl_str all, pl_str file, struct pl_arena *arena, struct pl_error *err) {
    if (pl_arena_failed(arena)) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a bundle");
    }
    size_t at = all.n - r->rest.n;
    return pl_fail_at(err, PL_E_FORMAT, 0, at, "%.*s of the bundle is malformed at its byte %zu", (int)file.n, file.p,
                      at);
}

/* ---- reading ---- */

static int read_entries(pl_str bytes, struct pl_arena *arena, struct pl_bundle *b, struct pl_error *err) {
    struct reading r = {.rest = bytes};
    struct pl_bundle_entry *entries = NULL;
    size_t n = 0;
    r.bad = !take_head(&r, ENTRIES_HEAD);
    b->whole = take_flag(&r);
    while (!r.bad && r.rest.n > 0) {
        struct pl_bundle_entry e = {.seq = take64(&r)};
        uint32_t length = take32(&r);
        r.bad = r.bad || length > PL_ENTRY_MAX || n == PL_BUNDLE_ENTRIES_MAX ||
                (n > 0 && entries[n - 1].seq >= e.seq) || (b->whole && e.seq != n);
        e.bytes = take(&r, length);
        if (!b->whole) {
            e.path = take_path(&r, arena, &e.n_path);
        }
        entries = grow(arena, entries, n, sizeof *entries);
        if (r.bad || entries == NULL) {
            return fail(&r, bytes, PL_STR("entries"), arena, err);
        }
        entries[n++] = e;
    }
    b->entries = entries;
    b->n_entries = n;
    return r.bad ? fail(&r, bytes, PL_STR("entries"), arena, err) : PL_E_OK;
}

static int order_of(const struct pl_bundle_disclosure *a, uint64_t seq, pl_str name) {
    return a->seq != seq ? (a->seq < seq ? -1 : 1) : pl_str_cmp(a->name, name);
}

static int read_disclosures(pl_str bytes, struct pl_arena *arena, struct pl_bundle *b, struct pl_error *err) {
    struct reading r = {.rest = bytes};
    struct pl_bundle_disclosure *list = NULL;
    size_t n = 0;
    r.bad = !take_head(&r, DISCLOSURES_HEAD);
    while (!r.bad && r.rest.n > 0) {
        struct pl_bundle_disclosure d = {.seq = take64(&r)};
        d.name = take(&r, take16(&r));
        pl_hash salt = take_hash(&r);
        memcpy(d.salt, salt.b, PL_SALT_BYTES);
        d.value = take(&r, take32(&r));
        r.bad = r.bad || d.name.n == 0 || d.name.n > PL_ENTRY_NAME_MAX ||
                (n > 0 && order_of(&list[n - 1], d.seq, d.name) >= 0);
        list = grow(arena, list, n, sizeof *list);
        if (r.bad || list == NULL) {
            return fail(&r, bytes, PL_STR("disclosures"), arena, err);
        }
        list[n++] = d;
    }
    b->disclosures = list;
    b->n_disclosures = n;
    return r.bad ? fail(&r, bytes, PL_STR("disclosures"), arena, err) : PL_E_OK;
}

/* chunks/SEQ/MEMBER, plain decimals. */
static bool read_place(pl_str name, struct pl_bundle_member *m) {
    pl_str rest = pl_str_sub(name, CHUNKS_PREFIX.n, name.n), seq = pl_str_cut(&rest, '/');
    bool plain = rest.n > 0 && seq.n > 0 && (seq.p[0] != '0' || seq.n == 1) && (rest.p[0] != '0' || rest.n == 1);
    return plain && pl_str_u64(seq, &m->seq) && pl_str_u64(rest, &m->member);
}

static int read_chunks(const struct pl_ustar_file *file, struct pl_arena *arena, struct pl_bundle_member *m,
                       struct pl_error *err) {
    struct reading r = {.rest = file->bytes};
    struct pl_bundle_chunk *chunks = NULL;
    size_t n = 0;
    r.bad = !read_place(file->name, m) || !take_head(&r, CHUNKS_HEAD);
    m->whole = take_flag(&r);
    while (!r.bad && r.rest.n > 0) {
        struct pl_bundle_chunk c = {.index = take64(&r)};
        c.salt = take_hash(&r);
        uint32_t length = take32(&r);
        r.bad = r.bad || length == 0 || length > PL_CHUNK_BYTES || (n > 0 && chunks[n - 1].index >= c.index) ||
                (m->whole && c.index != n);
        c.bytes = take(&r, length);
        if (!m->whole) {
            c.path = take_path(&r, arena, &c.n_path);
        }
        chunks = grow(arena, chunks, n, sizeof *chunks);
        if (r.bad || chunks == NULL) {
            return fail(&r, file->bytes, file->name, arena, err);
        }
        chunks[n++] = c;
    }
    m->chunks = chunks;
    m->n = n;
    return r.bad ? fail(&r, file->bytes, file->name, arena, err) : PL_E_OK;
}

/* items/SEQ/file, then items/SEQ/note: a file never stands alone. */
static int read_item(const struct pl_ustar_file *file, struct pl_bundle_item *items, struct pl_bundle *b,
                     struct pl_error *err) {
    struct pl_bundle_item item = {.has_file = false};
    pl_str rest = pl_str_sub(file->name, ITEMS_PREFIX.n, file->name.n), seq = pl_str_cut(&rest, '/');
    bool is_file = pl_str_eq(rest, PL_STR("file"));
    bool known = (is_file || pl_str_eq(rest, PL_STR("note"))) && seq.n > 0 && (seq.p[0] != '0' || seq.n == 1) &&
                 pl_str_u64(seq, &item.seq);
    struct pl_bundle_item *last = b->n_items > 0 ? &items[b->n_items - 1] : NULL;
    bool goes_on = last != NULL && last->note.n == 0;
    if (!known || file->bytes.n == 0 || (goes_on ? is_file || last->seq != item.seq : false)) {
        return pl_fail(err, PL_E_FORMAT, "a bundle has no file %.*s, or not there, or not an empty one",
                       (int)file->name.n, file->name.p);
    }
    if (!goes_on) {
        last = &items[b->n_items++];
        *last = item;
    }
    if (is_file) {
        last->has_file = true;
        last->file = file->bytes;
    } else {
        last->note = file->bytes;
    }
    return PL_E_OK;
}

/* A value of one line: something, no control character. */
static bool is_line(pl_str s) {
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7F) {
            return false;
        }
    }
    return s.n > 0;
}

static int read_head(pl_str bytes, struct pl_arena *arena, struct pl_bundle *b, struct pl_error *err) {
    struct reading r = {.rest = bytes};
    struct {
        pl_str key;
        pl_str *value;
    } lines[] = {{PL_STR("report "), &b->report_id}, {PL_STR("log "), &b->origin}};
    size_t next = 0;
    r.bad = !take_head(&r, HEAD);
    while (!r.bad && r.rest.n > 0) {
        pl_str line = take(&r, pl_str_find(r.rest, '\n'));
        r.bad = take(&r, 1).n != 1;
        while (next < 2 && !pl_str_starts(line, lines[next].key)) {
            next++;
        }
        pl_str value = next < 2 ? pl_str_sub(line, lines[next].key.n, line.n) : (pl_str){0};
        r.bad = r.bad || !is_line(value);
        if (!r.bad) {
            *lines[next++].value = value;
        }
    }
    return r.bad ? fail(&r, bytes, PL_STR("bundle"), arena, err) : PL_E_OK;
}

struct plain {
    const char *name;
    bool needed;
    size_t at; /* of the view in struct pl_bundle */
};
#define PLAIN(name, needed, field)                                                                                     \
    { name, needed, offsetof(struct pl_bundle, field) }
static const struct plain PLAINS[] = {
    PLAIN("checkpoint", true, checkpoint),
    PLAIN("facts/mid.csv", false, mid_csv),
    PLAIN("facts/ports.csv", false, ports_csv),
    PLAIN("facts/rules.json", false, rules_json),
    PLAIN("policy", false, policy),
    PLAIN("report.html", false, report_html),
    PLAIN("report.md", false, report_md),
};
#define N_PLAINS (sizeof PLAINS / sizeof PLAINS[0])

static pl_str *view_at(struct pl_bundle *b, size_t at) { return (pl_str *)(void *)((char *)b + at); }

static bool read_plain(const struct pl_ustar_file *file, struct pl_bundle *b) {
    for (size_t i = 0; i < N_PLAINS; i++) {
        if (pl_str_eq(file->name, pl_str_from(PLAINS[i].name))) {
            *view_at(b, PLAINS[i].at) = file->bytes;
            return file->bytes.n > 0; /* an empty one is left out */
        }
    }
    return false;
}

static int read_file(const struct pl_ustar_file *file, struct pl_arena *arena, struct pl_bundle *b,
                     struct pl_bundle_member *members, struct pl_bundle_item *items, struct pl_error *err) {
    if (pl_str_eq(file->name, PL_STR("bundle"))) {
        return read_head(file->bytes, arena, b, err);
    }
    if (pl_str_eq(file->name, PL_STR("entries"))) {
        return read_entries(file->bytes, arena, b, err);
    }
    if (pl_str_eq(file->name, PL_STR("disclosures"))) {
        return read_disclosures(file->bytes, arena, b, err);
    }
    if (pl_str_starts(file->name, CHUNKS_PREFIX)) {
        return read_chunks(file, arena, &members[b->n_members++], err);
    }
    if (pl_str_starts(file->name, ITEMS_PREFIX)) {
        return read_item(file, items, b, err);
    }
    return read_plain(file, b) ? PL_E_OK
                               : pl_fail(err, PL_E_FORMAT, "a bundle has no file %.*s, or not an empty one",
                                         (int)file->name.n, file->name.p);
}

bool pl_bundle_is(pl_str bytes) {
    return pl_ustar_is(bytes) && bytes.n > 7 && memcmp(bytes.p, "bundle", 7) == 0; /* its first file */
}

int pl_bundle_read(pl_str bytes, struct pl_arena *arena, struct pl_bundle *ret, struct pl_error *err) {
    static const char *const NEEDED[] = {"bundle", "disclosures", "entries"};
    struct pl_ustar archive;
    struct pl_bundle b = {0};
    int code = pl_ustar_read(bytes, arena, &archive, err);
    if (code != PL_E_OK) {
        return code;
    }
    struct pl_bundle_member *members = pl_arena_calloc(arena, archive.n + 1, sizeof *members);
    struct pl_bundle_item *items = pl_arena_calloc(arena, archive.n + 1, sizeof *items);
    if (members == NULL || items == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a bundle");
    }
    b.members = members;
    b.items = items;
    for (size_t i = 0; code == PL_E_OK && i < archive.n; i++) {
        code = read_file(&archive.files[i], arena, &b, members, items, err);
    }
    if (code == PL_E_OK && b.n_items > 0 && items[b.n_items - 1].note.n == 0) {
        code = pl_fail(err, PL_E_FORMAT, "the bundle lacks what is said of the file of item %llu",
                       (unsigned long long)items[b.n_items - 1].seq);
    }
    for (size_t i = 0; code == PL_E_OK && i < sizeof NEEDED / sizeof NEEDED[0]; i++) {
        if (pl_ustar_find(&archive, pl_str_from(NEEDED[i])) == NULL) {
            code = pl_fail(err, PL_E_FORMAT, "the bundle lacks its file `%s`", NEEDED[i]);
        }
    }
    if (code == PL_E_OK && b.checkpoint.n == 0) {
        code = pl_fail(err, PL_E_FORMAT, "the bundle lacks its file `checkpoint`");
    }
    if (code == PL_E_OK) {
        *ret = b;
    }
    return code;
}

/* ---- writing ---- */

static void put_path(struct pl_buf *buf, const pl_hash *path, size_t n) {
    pl_buf_add_char(buf, (char)n);
    for (size_t i = 0; i < n; i++) {
        pl_buf_add(buf, path[i].b, PL_HASH_BYTES);
    }
}

static void put_entries(const struct pl_bundle *b, struct pl_buf *buf) {
    pl_buf_add_str(buf, ENTRIES_HEAD);
    pl_buf_add_char(buf, b->whole ? 1 : 0);
    for (size_t i = 0; i < b->n_entries; i++) {
        pl_buf_add_be64(buf, b->entries[i].seq);
        pl_buf_add_be32(buf, (uint32_t)b->entries[i].bytes.n);
        pl_buf_add_str(buf, b->entries[i].bytes);
        if (!b->whole) {
            put_path(buf, b->entries[i].path, b->entries[i].n_path);
        }
    }
}

static void put_disclosures(const struct pl_bundle *b, struct pl_buf *buf) {
    pl_buf_add_str(buf, DISCLOSURES_HEAD);
    for (size_t i = 0; i < b->n_disclosures; i++) {
        const struct pl_bundle_disclosure *d = &b->disclosures[i];
        pl_buf_add_be64(buf, d->seq);
        pl_buf_add_be16(buf, (uint16_t)d->name.n);
        pl_buf_add_str(buf, d->name);
        pl_buf_add(buf, d->salt, PL_SALT_BYTES);
        pl_buf_add_be32(buf, (uint32_t)d->value.n);
        pl_buf_add_str(buf, d->value);
    }
}

static void put_chunks(const struct pl_bundle_member *m, struct pl_buf *buf) {
    pl_buf_add_str(buf, CHUNKS_HEAD);
    pl_buf_add_char(buf, m->whole ? 1 : 0);
    for (size_t i = 0; i < m->n; i++) {
        const struct pl_bundle_chunk *c = &m->chunks[i];
        pl_buf_add_be64(buf, c->index);
        pl_buf_add(buf, c->salt.b, PL_HASH_BYTES);
        pl_buf_add_be32(buf, (uint32_t)c->bytes.n);
        pl_buf_add_str(buf, c->bytes);
        if (!m->whole) {
            put_path(buf, c->path, c->n_path);
        }
    }
}

static void put_head(const struct pl_bundle *b, struct pl_buf *buf) {
    pl_buf_add_str(buf, HEAD);
    if (b->report_id.n > 0) {
        pl_buf_add_fmt(buf, "report %.*s\n", (int)b->report_id.n, b->report_id.p);
    }
    if (b->origin.n > 0) {
        pl_buf_add_fmt(buf, "log %.*s\n", (int)b->origin.n, b->origin.p);
    }
}

/* An archive that is being written. */
struct writing {
    struct pl_buf *archive;
    char last[PL_USTAR_NAME_MAX + 1];
    int code;
    struct pl_error *err;
};

static void put_file(struct writing *w, const char *name, pl_str bytes) {
    if (w->code == PL_E_OK) {
        w->code = pl_ustar_add(w->archive, pl_str_from(w->last), pl_str_from(name), bytes, w->err);
        snprintf(w->last, sizeof w->last, "%s", name);
    }
}

static void put_made(struct writing *w, const char *name, const struct pl_buf *made) {
    if (w->code == PL_E_OK && pl_buf_failed(made)) {
        w->code = pl_fail(w->err, PL_E_LIMIT, "the bundle would be too large");
    }
    put_file(w, name, pl_buf_str(made));
}

static void put_members(const struct pl_bundle *b, struct writing *w, struct pl_buf *made) {
    for (size_t i = 0; i < b->n_members; i++) {
        char name[PL_USTAR_NAME_MAX];
        snprintf(name, sizeof name, "chunks/%llu/%llu", (unsigned long long)b->members[i].seq,
                 (unsigned long long)b->members[i].member);
        pl_buf_clear(made);
        put_chunks(&b->members[i], made);
        put_made(w, name, made);
    }
}

static void put_items(const struct pl_bundle *b, struct writing *w) {
    for (size_t i = 0; i < b->n_items; i++) {
        const struct pl_bundle_item *item = &b->items[i];
        char name[PL_USTAR_NAME_MAX];
        if (w->code == PL_E_OK && (item->note.n == 0 || (item->has_file && item->file.n == 0))) {
            w->code = pl_fail(w->err, PL_E_USAGE, "an item of a bundle is empty");
        }
        if (item->has_file) {
            snprintf(name, sizeof name, "items/%llu/file", (unsigned long long)item->seq);
            put_file(w, name, item->file);
        }
        snprintf(name, sizeof name, "items/%llu/note", (unsigned long long)item->seq);
        put_file(w, name, item->note);
    }
}

int pl_bundle_write(const struct pl_bundle *bundle, struct pl_buf *buf, struct pl_error *err) {
    struct writing w = {.archive = buf, .err = err};
    struct pl_bundle b = *bundle;
    PL_BUF_AUTO made = {0};
    pl_buf_open(&made, buf->max_bytes);
    put_head(&b, &made);
    put_made(&w, "bundle", &made);
    put_file(&w, "checkpoint", b.checkpoint);
    put_members(&b, &w, &made);
    pl_buf_clear(&made);
    put_disclosures(&b, &made);
    put_made(&w, "disclosures", &made);
    pl_buf_clear(&made);
    put_entries(&b, &made);
    put_made(&w, "entries", &made);
    for (size_t i = 1; i < N_PLAINS; i++) { /* the checkpoint stands above */
        pl_str bytes = *view_at(&b, PLAINS[i].at);
        if (PLAINS[i].at == offsetof(struct pl_bundle, policy)) {
            put_items(&b, &w);
        }
        if (bytes.n > 0) {
            put_file(&w, PLAINS[i].name, bytes);
        }
    }
    pl_ustar_end(buf);
    return w.code == PL_E_OK && pl_buf_failed(buf) ? pl_fail(err, PL_E_LIMIT, "the bundle would be too large") : w.code;
}

/* ---- finding ---- */

const struct pl_bundle_entry *pl_bundle_entry_of(const struct pl_bundle *bundle, uint64_t seq) {
    size_t low = 0, high = bundle->n_entries;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (bundle->entries[middle].seq == seq) {
            return &bundle->entries[middle];
        }
        if (bundle->entries[middle].seq < seq) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

const struct pl_bundle_disclosure *pl_bundle_field(const struct pl_bundle *bundle, uint64_t seq, pl_str name) {
    size_t low = 0, high = bundle->n_disclosures;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = order_of(&bundle->disclosures[middle], seq, name);
        if (order == 0) {
            return &bundle->disclosures[middle];
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}
