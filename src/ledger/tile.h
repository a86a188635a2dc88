/* The tiles of a log as static files (C2SP tlog-tiles, docs/format/checkpoint.md): where they lie, hash tiles, entry
 * bundles, and a Merkle reader over tiles.
 *
 * Tile (L, N) holds up to 256 hashes, 32 bytes each: the roots of the full subtrees of 256^L leaves from number 256 N
 * on. A tree of s leaves has floor(s / 256^L) hashes at level L; its last tile is partial where that is no multiple of
 * 256, and a partial tile of no hash does not exist. An entry bundle holds the same 256 entries as the tile of level 0,
 * each behind its length as a big-endian u16. Pure: files are the caller's; nothing is allocated but in its buffer. */
#ifndef PL_LEDGER_TILE_H
#define PL_LEDGER_TILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "ledger/hash.h"
#include "ledger/merkle.h"

#define PL_TILE_WIDTH      256   /* hashes of a full tile */
#define PL_TILE_LEVELS     8     /* levels 0 to 7 hold every tree of less than 2^64 leaves */
#define PL_TILE_LEVEL_MAX  63    /* the highest level that has a path in the specification */
#define PL_TILE_ENTRY_MAX  65535 /* bytes of an entry */
#define PL_TILE_PATH_MAX   64    /* bytes of a path, its NUL included */
#define PL_TILE_BUNDLE_MAX ((size_t)PL_TILE_WIDTH * (PL_TILE_ENTRY_MAX + 2))
#define PL_TILE_IS_ENTRIES (-1) /* the "level" of an entry bundle */

struct pl_tile {
    int level; /* 0 to PL_TILE_LEVEL_MAX, or PL_TILE_IS_ENTRIES */
    uint64_t index;
    unsigned width; /* 1 to 256 */
};

/* `tile/<L>/<N>[.p/<W>]`, NUL-terminated; N in groups of three digits, all but the last with an x before them
 * (x001/x234/067). USAGE for a level or a width beyond its range. */
PL_MUST int pl_tile_path(struct pl_tile tile, char out[PL_TILE_PATH_MAX], struct pl_error *err);

/* The tile of such a path. FORMAT for any other text, also a path that pl_tile_path would write in another way. */
PL_MUST int pl_tile_path_read(pl_str path, struct pl_tile *ret, struct pl_error *err);

/* How many hashes level `level` of a tree of `size` leaves has, and how many of them its tile `index` (0: no such
 * tile). For entry bundles as for level 0. */
uint64_t pl_tile_hashes(uint64_t size, int level);
unsigned pl_tile_width(uint64_t size, int level, uint64_t index);

/* The root of n hashes of one tile (1 to 256, a power of two): of a full tile, what level + 1 holds. */
pl_hash pl_tile_root(const pl_hash *hashes, unsigned n);

/* ---- a tree that is written as tiles ---- */

/* Takes a finished tile, and at the end the partial ones, each with the bytes that its file holds. */
typedef int (*pl_tile_sink)(void *ctx, struct pl_tile tile, pl_str bytes, struct pl_error *err);

/* Grows leaf by leaf, in about 66 KB; each hash is kept until its tile is full. Start with {0} and set the sink. */
struct pl_tile_tree {
    pl_tile_sink sink;
    void *ctx;
    uint64_t n;                                  /* leaves so far */
    pl_hash open[PL_TILE_LEVELS][PL_TILE_WIDTH]; /* the tile of each level that is not full */
};

/* The sink's error is handed on. */
PL_MUST int pl_tile_tree_add(struct pl_tile_tree *tree, pl_hash leaf, struct pl_error *err);

/* Gives the partial tiles to the sink; leaves may follow, and later tiles replace them. */
PL_MUST int pl_tile_tree_end(struct pl_tile_tree *tree, struct pl_error *err);

/* ---- reading tiles ---- */

/* Puts the `tile.width` hashes of a tile into out. What it gives is not trusted: whoever uses a proof checks it
 * against a root. */
typedef int (*pl_tile_read)(void *ctx, struct pl_tile tile, pl_hash out[PL_TILE_WIDTH], struct pl_error *err);

/* A Merkle reader over the tiles of a tree of `size` leaves: two tiles are kept for each level (66 KB in two halves),
 * so that a proof reads each tile once, at most two of a level. Set read, ctx and size, the rest is {0}; not to be
 * shared between threads. */
struct pl_tile_reader {
    pl_tile_read read;
    void *ctx;
    uint64_t size;
    uint64_t n_read; /* tiles that were asked for */
    uint64_t clock;  /* of the slots */
    struct pl_tile_slot {
        bool held;
        uint64_t index, used;
        pl_hash hashes[PL_TILE_WIDTH];
    } slots[PL_TILE_LEVELS][2];
};

/* Borrows reader. */
struct pl_merkle_reader pl_tile_merkle(struct pl_tile_reader *reader);

/* Hashes from the bytes of a tile: FORMAT for another length than width * 32. */
PL_MUST int pl_tile_hashes_read(pl_str bytes, unsigned width, pl_hash out[PL_TILE_WIDTH], struct pl_error *err);

/* ---- entry bundles ---- */

/* Appends an entry behind its length. LIMIT beyond PL_TILE_ENTRY_MAX. */
PL_MUST int pl_tile_bundle_add(struct pl_buf *buf, pl_str entry, struct pl_error *err);

/* The entries of a bundle, exactly `width` of them; views borrow bytes. FORMAT with the byte for another number or
 * bytes left over. */
PL_MUST int pl_tile_bundle_read(pl_str bytes, unsigned width, pl_str out[PL_TILE_WIDTH], struct pl_error *err);

/* SHA-256(0x00 || entry): RFC 6962's leaf hash, of any entry. */
pl_hash pl_tile_leaf(pl_str entry);

#endif
