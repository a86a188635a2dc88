/* The exhibits of a bundle: that each chunk is the one that was signed at its import, and how much is there. */
#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "ledger/merkle.h"
#include "verify/bundle_in.h"

#include "base/ban.h"

#define NAMED_MAX 20 /* recordings that are named one by one */

/* The root and size of a member, as the signed field `members` has it. */
static bool member_root(pl_str members, uint64_t place, struct pl_chunk_root *ret) {
    for (uint64_t i = 0; members.n >= 4; i++) {
        uint64_t name = pl_be32(members.p);
        if (members.n < 4 + name + 8 + PL_HASH_BYTES) {
            return false;
        }
        const char *at = members.p + 4 + name;
        if (i == place) {
            ret->bytes = pl_be64(at);
            ret->chunks = ret->bytes / PL_CHUNK_BYTES + (ret->bytes % PL_CHUNK_BYTES != 0);
            memcpy(ret->root.b, at + 8, PL_HASH_BYTES);
            return true;
        }
        members = pl_str_sub(members, (size_t)(4 + name + 8 + PL_HASH_BYTES), members.n);
    }
    return false;
}

static uint64_t count_members(pl_str members) {
    uint64_t n = 0;
    while (members.n >= 4) {
        uint64_t size = 4 + (uint64_t)pl_be32(members.p) + 8 + PL_HASH_BYTES;
        if (members.n < size) {
            break;
        }
        members = pl_str_sub(members, (size_t)size, members.n);
        n++;
    }
    return n;
}

/* ---- chunks ---- */

struct leaf_work {
    const struct pl_bundle_member *m;
    pl_hash *leaves;
};

static void hash_leaf(void *ctx, size_t i) {
    struct leaf_work *w = ctx;
    w->leaves[i] = pl_chunk_leaf(w->m->chunks[i].salt, w->m->chunks[i].bytes);
}

/* Every chunk is the one that the signed root stands for. */
static int chunks_hold(const struct pl_verify_reports *r, const struct pl_bundle_member *m,
                       const struct pl_chunk_root *root, bool *ret, struct pl_error *err) {
    struct pl_merkle tree = {0};
    uint64_t bytes = 0;
    *ret = false;
    if (!m->whole) {
        for (size_t i = 0; i < m->n; i++) {
            const struct pl_bundle_chunk *c = &m->chunks[i];
            struct pl_chunk_opening opening = {
                .index = c->index, .salt = c->salt, .bytes = c->bytes, .path = c->path, .n_path = c->n_path};
            if (pl_chunk_check(root, &opening, NULL) != PL_E_OK) {
                return PL_E_OK;
            }
        }
        *ret = true;
        return PL_E_OK;
    }
    struct leaf_work work = {.m = m, .leaves = pl_arena_calloc(r->v->arena, m->n + 1, sizeof *work.leaves)};
    if (work.leaves == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the chunks of a bundle");
    }
    pl_verify_each(r->v, m->n, hash_leaf, &work);
    for (size_t i = 0; i < m->n; i++) {
        pl_merkle_add(&tree, work.leaves[i]);
        bytes += m->chunks[i].bytes.n;
        if (i + 1 < m->n && m->chunks[i].bytes.n != PL_CHUNK_BYTES) {
            return PL_E_OK;
        }
    }
    *ret = bytes == root->bytes && pl_hash_cmp(pl_merkle_root(&tree), root->root) == 0;
    return PL_E_OK;
}

static int open_member(struct pl_verify_reports *r, const struct pl_bundle_member *m, struct pl_error *err) {
    struct pl_verify_opened o = {.chunks = m, .seq = m->seq};
    const struct pl_bundle_entry *at = pl_bundle_entry_of(r->v->b, m->seq);
    o.at = at != NULL ? (size_t)(at - r->v->b->entries) : 0;
    bool holds = at != NULL && pl_verify_kind_is(&r->v->parsed[o.at], "import") &&
                 member_root(pl_verify_value(r->v, m->seq, "members"), m->member, &o.root);
    int rc = holds ? chunks_hold(r, m, &o.root, &holds, err) : PL_E_OK;
    if (rc == PL_E_OK && !holds) {
        pl_str why = pl_verify_words(r->v->arena,
                                     "the chunks shown of member %" PRIu64 " of the exhibit of entry %" PRIu64
                                     " are not those that were signed at its import",
                                     m->member, m->seq);
        return pl_verify_part_add(r->v, PL_STR("chunks"), PL_VERIFY_FAILS, why, err);
    }
    r->opened[r->n_opened++] = o;
    return rc;
}

/* ---- how much is there ---- */

/* Every member of the exhibit of that entry is there in whole, and how it was read is shown. */
static bool is_whole(const struct pl_verify_reports *r, size_t at) {
    static const char *const READ_BY[] = {"format", "columns", "day_first", "exercise", "kind"};
    uint64_t seq = r->v->b->entries[at].seq, n = 0;
    pl_str members = pl_verify_value(r->v, seq, "members");
    for (size_t i = 0; i < sizeof READ_BY / sizeof READ_BY[0]; i++) {
        if (pl_verify_is_closed(r->v, at, READ_BY[i])) {
            return false;
        }
    }
    for (size_t i = 0; i < r->n_opened; i++) {
        n += r->opened[i].at == at && r->opened[i].chunks->whole;
    }
    return members.n > 0 && n == count_members(members);
}

/* Does one member, wholly shown, have the hash of the bytes as they were received? */
static bool is_as_received(const struct pl_verify_reports *r, size_t at) {
    uint64_t seq = r->v->b->entries[at].seq;
    pl_str want = pl_verify_value(r->v, seq, "sha256");
    struct pl_sha256 sha;
    size_t n = 0;
    pl_sha256_start(&sha);
    for (size_t i = 0; i < r->n_opened; i++) {
        const struct pl_bundle_member *m = r->opened[i].chunks;
        for (size_t k = 0; want.n == PL_HASH_BYTES && r->opened[i].at == at && k < m->n; k++) {
            pl_sha256_add(&sha, m->chunks[k].bytes.p, m->chunks[k].bytes.n);
        }
        n += r->opened[i].at == at;
    }
    pl_hash is = pl_sha256_digest(&sha);
    return n == 1 && want.n == PL_HASH_BYTES && memcmp(want.p, is.b, PL_HASH_BYTES) == 0; /* public */
}

static void mark_superseded(const struct pl_verify_bundle *v, bool *superseded) {
    for (size_t i = 0; i < v->b->n_entries; i++) {
        uint64_t other = 0;
        const struct pl_bundle_entry *of = NULL;
        if (pl_verify_kind_is(&v->parsed[i], "import") &&
            pl_str_u64(pl_verify_value(v, v->b->entries[i].seq, "supersedes"), &other)) {
            of = pl_bundle_entry_of(v->b, other);
        }
        if (of != NULL && of < &v->b->entries[i]) {
            superseded[of - v->b->entries] = true;
        }
    }
}

/* A recording: an import that says so, or does not say what it is. */
static bool is_recording(const struct pl_verify_bundle *v, size_t at) {
    pl_str kind = pl_verify_value(v, v->b->entries[at].seq, "kind");
    return pl_verify_kind_is(&v->parsed[at], "import") && (kind.p == NULL || pl_str_eq(kind, PL_STR("ais")));
}

static void look_at_import(struct pl_verify_reports *r, size_t at, struct pl_buf *others) {
    bool whole = is_whole(r, at);
    r->imports++;
    r->disclosed += whole;
    if (!whole && r->imports - r->disclosed <= NAMED_MAX) {
        pl_buf_add_fmt(others, "%s%" PRIu64, others->n > 0 ? ", " : "", r->v->b->entries[at].seq);
    }
    r->exercise = r->exercise || pl_str_eq(pl_verify_value(r->v, r->v->b->entries[at].seq, "exercise"), PL_STR("yes"));
    for (size_t i = 0; whole && i < r->n_opened; i++) {
        r->opened[i].whole = r->opened[i].whole || r->opened[i].at == at;
    }
    if (whole && !r->unpacked && !is_as_received(r, at)) {
        char hex[2 * PL_KEY_BYTES + 1];
        pl_hash key;
        memcpy(key.b, r->v->parsed[at].signer.b, PL_KEY_BYTES);
        pl_hash_hex(key, hex);
        r->unpacked = true;
        r->decoder = pl_str_copy(r->v->arena, pl_str_make(hex, sizeof hex)).p;
    }
}

static int tell(struct pl_verify_reports *r, pl_str others, struct pl_error *err) {
    uint64_t closed = r->imports - r->disclosed;
    if (closed > 0) {
        r->closed = pl_verify_words(r->v->arena, "%s %.*s%s", closed == 1 ? "entry" : "entries", (int)others.n,
                                    others.p, closed > NAMED_MAX ? " and more" : "");
    }
    pl_str list = closed == 0 ? PL_STR("")
                              : pl_verify_words(r->v->arena, "; of the others only commitments or parts are here: %.*s",
                                                (int)r->closed.n, r->closed.p);
    pl_str why =
        pl_verify_words(r->v->arena, "%" PRIu64 " of %" PRIu64 " recordings %sdisclosed in whole%.*s", r->disclosed,
                        r->imports, r->v->b->whole ? "of the log " : "among the entries shown ", (int)list.n, list.p);
    return pl_verify_part_add(r->v, PL_STR("recordings"), PL_VERIFY_HOLDS, why, err);
}

int pl_verify_exhibits(struct pl_verify_reports *r, struct pl_error *err) {
    struct pl_verify_bundle *v = r->v;
    PL_BUF_AUTO others = {0};
    int rc = PL_E_OK;
    bool *superseded = pl_arena_calloc(v->arena, v->b->n_entries + 1, sizeof *superseded);
    if (superseded == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the exhibits of a bundle");
    }
    pl_buf_open(&others, 4096);
    for (size_t i = 0; rc == PL_E_OK && i < v->b->n_members; i++) {
        rc = open_member(r, &v->b->members[i], err);
    }
    if (rc != PL_E_OK || v->worst == PL_VERIFY_FAILS) {
        return rc;
    }
    mark_superseded(v, superseded);
    for (size_t i = 0; i < v->b->n_entries; i++) {
        if (is_recording(v, i) && !superseded[i]) {
            look_at_import(r, i, &others);
        }
    }
    for (size_t i = 0; i < r->n_opened; i++) {
        r->opened[i].superseded = superseded[r->opened[i].at];
    }
    return r->imports > 0 ? tell(r, pl_buf_str(&others), err) : PL_E_OK;
}
