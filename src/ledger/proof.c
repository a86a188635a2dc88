#include "ledger/proof.h"

#include <string.h>

#include "base/base64.h"
#include "ledger/tile.h"

#include "base/ban.h"

bool pl_proof_is(pl_str bytes) { return pl_str_starts(bytes, PL_STR(PL_PROOF_HEAD)); }

/* What is left of the file, and where it stands. */
struct lines {
    pl_str all;
    pl_str rest; /* p NULL: there is nothing more */
    uint64_t line;
};

static int refuse(const struct lines *l, struct pl_error *err, const char *why) {
    uint64_t at = l->rest.p == NULL ? l->all.n : (uint64_t)(l->rest.p - l->all.p);
    return pl_fail_at(err, PL_E_FORMAT, l->line, at, "no tlog-proof: %s", why);
}

/* True, with what stands behind it on the line, where the next line begins so; then that line is behind us. */
static bool take(struct lines *l, pl_str begin, pl_str *ret) {
    pl_str rest = l->rest;
    if (rest.p == NULL || !pl_str_starts(rest, begin)) {
        return false;
    }
    pl_str line = pl_str_cut(&rest, '\n');
    if (rest.p == NULL) {
        return false;
    }
    *ret = pl_str_sub(line, begin.n, line.n);
    l->rest = rest;
    l->line++;
    return true;
}

static bool is_number(pl_str s, uint64_t *ret) { return s.n > 0 && (s.n == 1 || s.p[0] != '0') && pl_str_u64(s, ret); }

static int read_head(struct lines *l, struct pl_proof *p, struct pl_error *err) {
    pl_str value;
    uint8_t extra[PL_PROOF_EXTRA_MAX];
    size_t n = 0;
    if (!take(l, PL_STR(PL_PROOF_HEAD), &value)) {
        return refuse(l, err, "its first line is not c2sp.org/tlog-proof@v1");
    }
    struct lines here = *l;
    p->has_extra = take(l, PL_STR("extra "), &p->extra);
    if (p->has_extra && (!pl_base64_read(p->extra, extra, sizeof extra, &n) || n == 0)) {
        return refuse(&here, err, "what stands behind `extra` is not base64, or too long");
    }
    here = *l;
    if (!take(l, PL_STR("index "), &value) || !is_number(value, &p->index)) {
        return refuse(&here, err, "there is no line `index NUMBER` where it must stand");
    }
    return PL_E_OK;
}

static int read_path(struct lines *l, struct pl_proof *p, struct pl_error *err) {
    pl_str line;
    for (;;) {
        uint8_t hash[PL_HASH_BYTES];
        size_t n = 0;
        struct lines here = *l;
        if (!take(l, PL_STR(""), &line)) {
            return refuse(l, err, "it ends before its checkpoint");
        }
        if (line.n == 0) {
            return PL_E_OK;
        }
        if (p->n_path == PL_MERKLE_PATH_MAX) {
            return pl_fail(err, PL_E_LIMIT, "a tlog-proof has at most %d hashes", PL_MERKLE_PATH_MAX);
        }
        if (!pl_base64_read(line, hash, sizeof hash, &n) || n != sizeof hash) {
            return refuse(&here, err, "a line of its path is not the base64 of 32 bytes");
        }
        memcpy(p->path[p->n_path++].b, hash, sizeof hash);
    }
}

/* The signed checkpoint that ends the file; its errors name lines of the file. */
static int read_checkpoint(struct lines *l, struct pl_proof *p, struct pl_error *err) {
    struct pl_error why = {0};
    p->note_bytes = l->rest;
    int rc = pl_note_read(p->note_bytes, &p->note, &why);
    if (rc == PL_E_OK) {
        rc = pl_checkpoint_read(p->note.text, &p->checkpoint, &why);
    }
    if (rc == PL_E_FORMAT) {
        uint64_t at = (uint64_t)(p->note_bytes.p - l->all.p);
        return pl_fail_at(err, PL_E_FORMAT, why.line > 0 ? l->line + why.line - 1 : l->line, at + why.offset, "%s",
                          why.msg);
    }
    if (rc != PL_E_OK && err != NULL) {
        *err = why;
    }
    return rc;
}

int pl_proof_read(pl_str bytes, struct pl_proof *ret, struct pl_error *err) {
    struct pl_proof p = {.index = 0};
    struct lines l = {bytes, bytes, 1};
    if (bytes.n > PL_PROOF_MAX) {
        return pl_fail(err, PL_E_LIMIT, "a tlog-proof has at most %d bytes", PL_PROOF_MAX);
    }
    int rc = read_head(&l, &p, err);
    if (rc == PL_E_OK) {
        rc = read_path(&l, &p, err);
    }
    if (rc == PL_E_OK) {
        rc = read_checkpoint(&l, &p, err);
    }
    if (rc == PL_E_OK) {
        *ret = p;
    }
    return rc;
}

void pl_proof_write(const struct pl_proof *proof, struct pl_buf *buf) {
    pl_buf_add_str(buf, PL_STR(PL_PROOF_HEAD));
    if (proof->has_extra) {
        pl_buf_add_str(buf, PL_STR("extra "));
        pl_buf_add_str(buf, proof->extra);
        pl_buf_add_char(buf, '\n');
    }
    pl_buf_add_str(buf, PL_STR("index "));
    pl_buf_add_u64(buf, proof->index);
    pl_buf_add_char(buf, '\n');
    for (size_t i = 0; i < proof->n_path; i++) {
        pl_base64_write(buf, proof->path[i].b, PL_HASH_BYTES);
        pl_buf_add_char(buf, '\n');
    }
    pl_buf_add_char(buf, '\n');
    pl_buf_add_str(buf, proof->note_bytes);
}

bool pl_proof_check(const struct pl_proof *proof, pl_hash leaf) {
    return pl_merkle_check(leaf, proof->index, proof->checkpoint.size, proof->path, proof->n_path,
                           proof->checkpoint.root);
}
