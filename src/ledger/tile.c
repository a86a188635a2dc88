#include "ledger/tile.h"

#include <string.h>

#include "base/ban.h"

/* ---- where they lie ---- */

#define WIDTH_BITS 8 /* of a tile: each level of tiles is that many of the tree */

static char *put_three(char *p, uint64_t v) {
    *p++ = (char)('0' + v / 100 % 10);
    *p++ = (char)('0' + v / 10 % 10);
    *p++ = (char)('0' + v % 10);
    return p;
}

/* x001/x234/067 */
static char *put_index(char *p, uint64_t index) {
    uint64_t above = 1;
    while (index / above >= 1000) {
        above *= 1000;
    }
    for (; above > 1; above /= 1000) {
        *p++ = 'x';
        p = put_three(p, index / above % 1000);
        *p++ = '/';
    }
    return put_three(p, index % 1000);
}

int pl_tile_path(struct pl_tile tile, char out[PL_TILE_PATH_MAX], struct pl_error *err) {
    if (tile.level < PL_TILE_IS_ENTRIES || tile.level > PL_TILE_LEVEL_MAX) {
        return pl_fail(err, PL_E_USAGE, "a tile has a level from 0 to %d", PL_TILE_LEVEL_MAX);
    }
    if (tile.width < 1 || tile.width > PL_TILE_WIDTH) {
        return pl_fail(err, PL_E_USAGE, "a tile is 1 to %d wide", PL_TILE_WIDTH);
    }
    char *p = stpcpy(out, "tile/");
    p = tile.level == PL_TILE_IS_ENTRIES ? stpcpy(p, "entries") : pl_put_u64(p, (uint64_t)tile.level);
    *p++ = '/';
    p = put_index(p, tile.index);
    if (tile.width < PL_TILE_WIDTH) {
        p = pl_put_u64(stpcpy(p, ".p/"), tile.width);
    }
    *p = '\0';
    return PL_E_OK;
}

/* A group of three digits; false for anything else and beyond 64 bits. */
static bool read_group(pl_str digits, uint64_t *index) {
    uint64_t v = 0;
    return digits.n == 3 && pl_str_u64(digits, &v) && !__builtin_mul_overflow(*index, 1000, index) &&
           !__builtin_add_overflow(*index, v, index);
}

static bool read_index(pl_str *rest, uint64_t *ret) {
    uint64_t index = 0;
    while (rest->p != NULL && pl_str_starts(*rest, PL_STR("x"))) {
        pl_str group = pl_str_cut(rest, '/');
        if (!read_group(pl_str_sub(group, 1, group.n), &index)) {
            return false;
        }
    }
    if (rest->p == NULL || !read_group(pl_str_sub(*rest, 0, 3), &index)) {
        return false;
    }
    *rest = pl_str_sub(*rest, 3, rest->n);
    *ret = index;
    return true;
}

int pl_tile_path_read(pl_str path, struct pl_tile *ret, struct pl_error *err) {
    struct pl_tile tile = {.width = PL_TILE_WIDTH};
    char again[PL_TILE_PATH_MAX];
    uint64_t level = 0, width = PL_TILE_WIDTH;
    pl_str rest = path;
    bool good = pl_str_eq(pl_str_cut(&rest, '/'), PL_STR("tile")) && rest.p != NULL;
    if (good) {
        pl_str word = pl_str_cut(&rest, '/');
        bool entries = pl_str_eq(word, PL_STR("entries"));
        good = rest.p != NULL && (entries || (pl_str_u64(word, &level) && level <= PL_TILE_LEVEL_MAX)) &&
               read_index(&rest, &tile.index);
        tile.level = entries ? PL_TILE_IS_ENTRIES : (int)level;
    }
    if (good && rest.n > 0) {
        good = pl_str_starts(rest, PL_STR(".p/")) && pl_str_u64(pl_str_sub(rest, 3, rest.n), &width) && width >= 1 &&
               width < PL_TILE_WIDTH;
        tile.width = (unsigned)width;
    }
    if (!good || pl_tile_path(tile, again, NULL) != PL_E_OK || !pl_str_eq(pl_str_from(again), path)) {
        return pl_fail(err, PL_E_FORMAT, "no path of a tile");
    }
    *ret = tile;
    return PL_E_OK;
}

uint64_t pl_tile_hashes(uint64_t size, int level) {
    unsigned shift = level < 0 ? 0 : (unsigned)level * WIDTH_BITS;
    return shift < 64 ? size >> shift : 0;
}

unsigned pl_tile_width(uint64_t size, int level, uint64_t index) {
    uint64_t hashes = pl_tile_hashes(size, level), before = 0;
    if (__builtin_mul_overflow(index, PL_TILE_WIDTH, &before) || before >= hashes) {
        return 0;
    }
    return hashes - before >= PL_TILE_WIDTH ? PL_TILE_WIDTH : (unsigned)(hashes - before);
}

/* ---- writing ---- */

pl_hash pl_tile_root(const pl_hash *hashes, unsigned n) { return pl_merkle_root_of(hashes, n); }

static int give(struct pl_tile_tree *tree, int level, uint64_t index, unsigned width, struct pl_error *err) {
    pl_str bytes = {(const char *)tree->open[level][0].b, (size_t)width * PL_HASH_BYTES};
    return tree->sink(tree->ctx, (struct pl_tile){level, index, width}, bytes, err);
}

int pl_tile_tree_add(struct pl_tile_tree *tree, pl_hash leaf, struct pl_error *err) {
    uint64_t at = tree->n;
    for (int level = 0; level < PL_TILE_LEVELS; level++) {
        tree->open[level][at % PL_TILE_WIDTH] = leaf;
        if (at % PL_TILE_WIDTH != PL_TILE_WIDTH - 1) {
            break;
        }
        int rc = give(tree, level, at / PL_TILE_WIDTH, PL_TILE_WIDTH, err);
        if (rc != PL_E_OK) {
            return rc;
        }
        leaf = pl_tile_root(tree->open[level], PL_TILE_WIDTH);
        at /= PL_TILE_WIDTH;
    }
    tree->n++;
    return PL_E_OK;
}

int pl_tile_tree_end(struct pl_tile_tree *tree, struct pl_error *err) {
    int rc = PL_E_OK;
    for (int level = 0; rc == PL_E_OK && level < PL_TILE_LEVELS; level++) {
        uint64_t hashes = pl_tile_hashes(tree->n, level);
        if (hashes % PL_TILE_WIDTH != 0) {
            rc = give(tree, level, hashes / PL_TILE_WIDTH, (unsigned)(hashes % PL_TILE_WIDTH), err);
        }
    }
    return rc;
}

/* ---- reading ---- */

_Static_assert(sizeof(pl_hash) == PL_HASH_BYTES, "hashes of a tile lie one behind the other");

int pl_tile_hashes_read(pl_str bytes, unsigned width, pl_hash out[PL_TILE_WIDTH], struct pl_error *err) {
    if (width < 1 || width > PL_TILE_WIDTH || bytes.n != (size_t)width * PL_HASH_BYTES) {
        return pl_fail(err, PL_E_FORMAT, "no tile of %u hashes: it has %zu bytes", width, bytes.n);
    }
    memcpy(out, bytes.p, bytes.n);
    return PL_E_OK;
}

/* The hashes of a tile, from the slots of its level, or read into the one that was used longer ago. */
static int tile_of(struct pl_tile_reader *r, unsigned level, uint64_t index, const struct pl_tile_slot **ret,
                   struct pl_error *err) {
    struct pl_tile_slot *slot = NULL;
    for (size_t i = 0; i < 2; i++) {
        struct pl_tile_slot *s = &r->slots[level][i];
        if (s->held && s->index == index) {
            s->used = ++r->clock;
            *ret = s;
            return PL_E_OK;
        }
        slot = slot == NULL || s->used < slot->used ? s : slot;
    }
    unsigned width = pl_tile_width(r->size, (int)level, index);
    slot->held = false;
    r->n_read++;
    int rc = r->read(r->ctx, (struct pl_tile){(int)level, index, width}, slot->hashes, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    slot->held = true;
    slot->index = index;
    slot->used = ++r->clock;
    *ret = slot;
    return PL_E_OK;
}

static int tile_node(void *ctx, unsigned level, uint64_t index, pl_hash *ret, struct pl_error *err) {
    struct pl_tile_reader *r = ctx;
    const struct pl_tile_slot *slot = NULL;
    unsigned height = level % WIDTH_BITS; /* of the node above the hashes of its tile */
    uint64_t first = index << height;     /* of these */
    if (((index + 1) << height) > pl_tile_hashes(r->size, (int)(level / WIDTH_BITS))) {
        return pl_fail(err, PL_E_USAGE, "a tree of %llu entries has no full subtree of level %u at %llu",
                       (unsigned long long)r->size, level, (unsigned long long)index);
    }
    int rc = tile_of(r, level / WIDTH_BITS, first / PL_TILE_WIDTH, &slot, err);
    if (rc == PL_E_OK) {
        *ret = pl_tile_root(slot->hashes + first % PL_TILE_WIDTH, 1U << height);
    }
    return rc;
}

struct pl_merkle_reader pl_tile_merkle(struct pl_tile_reader *reader) {
    return (struct pl_merkle_reader){tile_node, reader};
}

/* ---- entry bundles ---- */

int pl_tile_bundle_add(struct pl_buf *buf, pl_str entry, struct pl_error *err) {
    if (entry.n > PL_TILE_ENTRY_MAX) {
        return pl_fail(err, PL_E_LIMIT, "an entry of a log has at most %d bytes, not %zu", PL_TILE_ENTRY_MAX, entry.n);
    }
    pl_buf_add_be16(buf, (uint16_t)entry.n);
    pl_buf_add_str(buf, entry);
    return PL_E_OK;
}

int pl_tile_bundle_read(pl_str bytes, unsigned width, pl_str out[PL_TILE_WIDTH], struct pl_error *err) {
    size_t at = 0;
    if (width < 1 || width > PL_TILE_WIDTH) {
        return pl_fail(err, PL_E_USAGE, "an entry bundle has 1 to %d entries", PL_TILE_WIDTH);
    }
    for (unsigned i = 0; i < width; i++) {
        size_t n = bytes.n - at >= 2 ? pl_be16(bytes.p + at) : 0;
        if (bytes.n - at < 2 + n) {
            return pl_fail_at(err, PL_E_FORMAT, 0, at, "no entry bundle: it ends inside entry %u of %u", i, width);
        }
        out[i] = pl_str_sub(bytes, at + 2, n);
        at += 2 + n;
    }
    if (at != bytes.n) {
        return pl_fail_at(err, PL_E_FORMAT, 0, at, "no entry bundle of %u entries: there are more bytes", width);
    }
    return PL_E_OK;
}

pl_hash pl_tile_leaf(pl_str entry) {
    struct pl_sha256 state;
    pl_sha256_start(&state);
    pl_sha256_add(&state, "", 1);
    pl_sha256_add(&state, entry.p, entry.n);
    return pl_sha256_digest(&state);
}
