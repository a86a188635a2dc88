/* A map archive of tiles: PMTiles, version 3 (github.com/protomaps/PMTiles, spec/v3/spec.md), read only.
 *
 * A file of somebody else's, so nothing in it is believed: places lie within the file, directories stay under their
 * ceilings, a chain of leaves ends after four steps. Compression: none and gzip; brotli and zstd are refused by name.
 * Ceilings: a directory or the metadata 16 MiB unpacked, a tile 4 MiB as it lies there and 8 MiB unpacked. Const after
 * opening (each tile is read with pread): threads may share it. What is in a tile is not looked at. */
#ifndef PL_INPUT_PMTILES_H
#define PL_INPUT_PMTILES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"

#define PL_PMTILES_ZOOM_MAX      26 /* beyond it numbers of tiles leave what the format's readers can count */
#define PL_PMTILES_DIRECTORY_MAX ((size_t)16 << 20)
#define PL_PMTILES_PACKED_MAX    ((size_t)4 << 20)
#define PL_PMTILES_TILE_MAX      ((size_t)8 << 20)

/* kind of the header, name, media type */
#define PL_TILE_KINDS(X)                                                                                               \
    X(1, MVT, "mvt", "application/vnd.mapbox-vector-tile")                                                             \
    X(2, PNG, "png", "image/png")                                                                                      \
    X(3, JPEG, "jpeg", "image/jpeg")                                                                                   \
    X(4, WEBP, "webp", "image/webp")                                                                                   \
    X(5, AVIF, "avif", "image/avif")

enum pl_tile_kind {
#define PL_TILE_KIND(number, name, word, media) PL_TILE_##name = (number),
    PL_TILE_KINDS(PL_TILE_KIND)
#undef PL_TILE_KIND
};
const char *pl_tile_kind_name(int kind);  /* "png"; "" for a number that is none */
const char *pl_tile_kind_media(int kind); /* static */

struct pl_pmtiles_about {
    int kind; /* enum pl_tile_kind */
    unsigned min_zoom, max_zoom;
    double west_deg, south_deg, east_deg, north_deg;
};

struct pl_pmtiles;

/* Opens path and reads header, root directory and metadata through. FORMAT with the byte of the file for what is no
 * such archive or contradicts itself; VERSION for another version or a compression that is not read; LIMIT beyond a
 * ceiling; INPUT, NOMEM. */
PL_MUST int pl_pmtiles_open(const char *path, struct pl_pmtiles **ret_tiles, struct pl_error *err);

/* The same over bytes in memory, which must outlive it. */
PL_MUST int pl_pmtiles_open_bytes(pl_str bytes, struct pl_pmtiles **ret_tiles, struct pl_error *err);
void pl_pmtiles_close(struct pl_pmtiles *tiles); /* accepts NULL */

const struct pl_pmtiles_about *pl_pmtiles_about(const struct pl_pmtiles *tiles);

/* The metadata, a JSON text; valid as long as tiles. */
pl_str pl_pmtiles_metadata(const struct pl_pmtiles *tiles);

/* One tile, unpacked, behind what stands in out. *ret_there false: the archive holds none there (an expected outcome).
 * USAGE for a place that no tile can have (zoom beyond PL_PMTILES_ZOOM_MAX, x or y beyond its zoom); FORMAT with the
 * byte of the file, LIMIT, INPUT, NOMEM. */
PL_MUST int pl_pmtiles_tile(const struct pl_pmtiles *tiles, unsigned zoom, uint32_t x, uint32_t y, struct pl_buf *out,
                            bool *ret_there, struct pl_error *err);

/* The number of a tile: all tiles of lower zooms, then its place on the Hilbert curve of its own. The place must be one
 * that a tile can have. */
uint64_t pl_pmtiles_id(unsigned zoom, uint32_t x, uint32_t y);

#endif
