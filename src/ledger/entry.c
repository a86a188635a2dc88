#include "ledger/entry.h"

#include <string.h>

#include "base/ban.h"

#define MAGIC       PL_STR("plimsoll-entry/v1\n")
#define SIGN_DOMAIN PL_STR("plimsoll-sign/v1\n")

struct kind_row {
    const char *name;
    const char *text;
};

static const struct kind_row KINDS[] = {
#define PL_ENTRY_KIND_ROW(name, text) {name, text},
    PL_ENTRY_KINDS(PL_ENTRY_KIND_ROW)
#undef PL_ENTRY_KIND_ROW
};

const char *pl_entry_kind_text(pl_str kind) {
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        if (pl_str_eq(kind, pl_str_from(KINDS[i].name))) {
            return KINDS[i].text;
        }
    }
    return NULL;
}

pl_hash pl_field_commitment(pl_str name, const uint8_t salt[PL_SALT_BYTES], pl_str value) {
    struct pl_sha256 state;
    unsigned char length[2] = {(unsigned char)(name.n >> 8), (unsigned char)name.n};
    pl_sha256_start(&state);
    pl_sha256_add(&state, "plimsoll-field/v1", 17);
    pl_sha256_add(&state, length, sizeof length);
    pl_sha256_add(&state, name.p, name.n);
    pl_sha256_add(&state, salt, PL_SALT_BYTES);
    pl_sha256_add(&state, value.p, value.n);
    return pl_sha256_digest(&state);
}

pl_hash pl_entry_leaf(pl_str bytes) {
    struct pl_sha256 state;
    pl_sha256_start(&state);
    pl_sha256_add(&state, "", 1);
    pl_sha256_add(&state, bytes.p, bytes.n);
    return pl_sha256_digest(&state);
}

/* ---- writing ---- */

static void add_item(struct pl_buf *buf, const void *bytes, size_t n) {
    pl_buf_add_be16(buf, (uint16_t)n);
    pl_buf_add(buf, bytes, n);
}

static int refuse_entry(const struct pl_entry *entry, const struct pl_key *signer, struct pl_error *err) {
    if (pl_entry_kind_text(entry->kind) == NULL) {
        return pl_fail(err, PL_E_USAGE, "no entry kind \"%.*s\"", (int)(entry->kind.n > 40 ? 40 : entry->kind.n),
                       entry->kind.p);
    }
    if (entry->marking.n == 0 || entry->marking.n > PL_ENTRY_NAME_MAX) {
        return pl_fail(err, PL_E_USAGE, "a marking has 1 to %d bytes", PL_ENTRY_NAME_MAX);
    }
    if (entry->at < 0) {
        return pl_fail(err, PL_E_USAGE, "an entry needs a time since 1970");
    }
    if (entry->n_parents > PL_ENTRY_PARENTS_MAX || entry->n_fields > PL_ENTRY_FIELDS_MAX) {
        return pl_fail(err, PL_E_LIMIT, "an entry has at most %d parents and %d fields", PL_ENTRY_PARENTS_MAX,
                       PL_ENTRY_FIELDS_MAX);
    }
    if (!pl_public_key_eq(&signer->public, &entry->signer)) {
        return pl_fail(err, PL_E_USAGE, "the entry names another signer than the key given");
    }
    for (size_t i = 0; i < entry->n_fields; i++) {
        pl_str name = entry->fields[i].name;
        if (name.n == 0 || name.n > PL_ENTRY_NAME_MAX) {
            return pl_fail(err, PL_E_USAGE, "a field name has 1 to %d bytes", PL_ENTRY_NAME_MAX);
        }
        if (i > 0 && pl_str_cmp(entry->fields[i - 1].name, name) >= 0) {
            return pl_fail(err, PL_E_USAGE, "fields must ascend by name");
        }
    }
    return PL_E_OK;
}

static void write_body(const struct pl_entry *entry, struct pl_buf *buf) {
    pl_buf_add_str(buf, MAGIC);
    add_item(buf, entry->participant.b, PL_KEY_BYTES);
    add_item(buf, entry->signer.b, PL_KEY_BYTES);
    pl_buf_add_be16(buf, 8);
    pl_buf_add_be64(buf, (uint64_t)entry->at);
    add_item(buf, entry->kind.p, entry->kind.n);
    add_item(buf, entry->marking.p, entry->marking.n);
    add_item(buf, entry->previous.b, entry->has_previous ? PL_HASH_BYTES : 0);
    pl_buf_add_be16(buf, (uint16_t)entry->n_parents);
    for (size_t i = 0; i < entry->n_parents; i++) {
        add_item(buf, entry->parents[i].b, PL_HASH_BYTES);
    }
    pl_buf_add_be16(buf, (uint16_t)entry->n_fields);
    for (size_t i = 0; i < entry->n_fields; i++) {
        add_item(buf, entry->fields[i].name.p, entry->fields[i].name.n);
        add_item(buf, entry->fields[i].commitment.b, PL_HASH_BYTES);
    }
}

int pl_entry_write(const struct pl_entry *entry, const struct pl_key *signer, struct pl_buf *buf,
                   struct pl_error *err) {
    int rc = refuse_entry(entry, signer, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_buf_clear(buf);
    write_body(entry, buf);
    if (pl_buf_failed(buf) || buf->n + PL_SIGNATURE_BYTES > PL_ENTRY_MAX) {
        return pl_fail(err, PL_E_LIMIT, "a journal entry has at most %d bytes", PL_ENTRY_MAX);
    }
    uint8_t signature[PL_SIGNATURE_BYTES];
    rc = pl_key_sign(signer, SIGN_DOMAIN, pl_buf_str(buf), signature, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_buf_add(buf, signature, sizeof signature);
    return pl_buf_failed(buf) ? pl_fail(err, PL_E_NOMEM, "no memory for a journal entry") : PL_E_OK;
}

/* ---- reading ---- */

struct reader {
    pl_str rest;
    size_t at;
};

static bool take(struct reader *r, size_t n, pl_str *ret) {
    if (r->rest.n < n) {
        return false;
    }
    *ret = pl_str_make(r->rest.p, n);
    r->rest = pl_str_sub(r->rest, n, r->rest.n - n);
    r->at += n;
    return true;
}

static bool take_u16(struct reader *r, size_t *ret) {
    pl_str two;
    if (!take(r, 2, &two)) {
        return false;
    }
    *ret = pl_be16(two.p);
    return true;
}

static bool take_item(struct reader *r, pl_str *ret) {
    size_t n;
    return take_u16(r, &n) && take(r, n, ret);
}

/* An item of exactly n bytes, copied out. */
static bool take_fixed(struct reader *r, void *out, size_t n) {
    pl_str item;
    if (!take_item(r, &item) || item.n != n) {
        return false;
    }
    memcpy(out, item.p, n);
    return true;
}

static bool read_head(struct reader *r, struct pl_entry *e) {
    pl_str magic, previous;
    uint8_t at[8];
    if (!take(r, MAGIC.n, &magic) || !pl_str_eq(magic, MAGIC) || !take_fixed(r, e->participant.b, PL_KEY_BYTES) ||
        !take_fixed(r, e->signer.b, PL_KEY_BYTES) || !take_fixed(r, at, sizeof at) || !take_item(r, &e->kind) ||
        !take_item(r, &e->marking) || !take_item(r, &previous)) {
        return false;
    }
    uint64_t us = pl_be64(at);
    if (us > INT64_MAX || pl_entry_kind_text(e->kind) == NULL || e->marking.n == 0 ||
        e->marking.n > PL_ENTRY_NAME_MAX || (previous.n != 0 && previous.n != PL_HASH_BYTES)) {
        return false;
    }
    e->at = (pl_time)us;
    e->has_previous = previous.n > 0;
    if (e->has_previous) {
        memcpy(e->previous.b, previous.p, PL_HASH_BYTES);
    }
    return true;
}

static bool read_parents(struct reader *r, struct pl_arena *arena, struct pl_entry *e) {
    if (!take_u16(r, &e->n_parents) || e->n_parents > PL_ENTRY_PARENTS_MAX) {
        return false;
    }
    pl_hash *parents = pl_arena_calloc(arena, e->n_parents + 1, sizeof *parents);
    if (parents == NULL) {
        return false;
    }
    for (size_t i = 0; i < e->n_parents; i++) {
        if (!take_fixed(r, parents[i].b, PL_HASH_BYTES)) {
            return false;
        }
    }
    e->parents = parents;
    return true;
}

static bool read_fields(struct reader *r, struct pl_arena *arena, struct pl_entry *e) {
    if (!take_u16(r, &e->n_fields) || e->n_fields > PL_ENTRY_FIELDS_MAX) {
        return false;
    }
    struct pl_entry_field *fields = pl_arena_calloc(arena, e->n_fields + 1, sizeof *fields);
    if (fields == NULL) {
        return false;
    }
    for (size_t i = 0; i < e->n_fields; i++) {
        if (!take_item(r, &fields[i].name) || !take_fixed(r, fields[i].commitment.b, PL_HASH_BYTES) ||
            fields[i].name.n == 0 || fields[i].name.n > PL_ENTRY_NAME_MAX ||
            (i > 0 && pl_str_cmp(fields[i - 1].name, fields[i].name) >= 0)) {
            return false;
        }
    }
    e->fields = fields;
    return true;
}

int pl_entry_read(pl_str bytes, struct pl_arena *arena, struct pl_entry *ret_entry, struct pl_error *err) {
    struct reader r = {bytes, 0};
    struct pl_entry e = {0};
    pl_str signature;
    if (bytes.n > PL_ENTRY_MAX) {
        return pl_fail_at(err, PL_E_FORMAT, 0, PL_ENTRY_MAX, "a journal entry has at most %d bytes", PL_ENTRY_MAX);
    }
    bool good = read_head(&r, &e) && read_parents(&r, arena, &e) && read_fields(&r, arena, &e) &&
                take(&r, PL_SIGNATURE_BYTES, &signature) && r.rest.n == 0;
    if (pl_arena_failed(arena)) {
        return pl_fail(err, PL_E_NOMEM, "no memory to read a journal entry");
    }
    if (!good) {
        return pl_fail_at(err, PL_E_FORMAT, 0, r.at, "not a journal entry of version 1");
    }
    memcpy(e.signature, signature.p, PL_SIGNATURE_BYTES);
    *ret_entry = e;
    return PL_E_OK;
}

bool pl_entry_verify(pl_str bytes) {
    PL_ARENA_AUTO arena;
    struct pl_entry entry;
    pl_arena_open(&arena, (size_t)1 << 20);
    if (pl_entry_read(bytes, &arena, &entry, NULL) != PL_E_OK) {
        return false;
    }
    pl_str body = pl_str_sub(bytes, 0, bytes.n - PL_SIGNATURE_BYTES);
    return pl_key_verify(&entry.signer, SIGN_DOMAIN, body, entry.signature);
}
