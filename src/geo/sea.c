#include "geo/sea.h"

#include <string.h>

#include "base/buf.h"

#include "base/ban.h"

#define MAGIC      "PLMASK1\n"
#define MAX_GRIDS  16
#define GRID_BYTES 24
#define MINUTE     (PL_POS_UNIT / 60) /* units in a minute of arc */
#define FULL_MIN   21600

struct pl_sea {
    struct pl_sea_grid grids[MAX_GRIDS]; /* finest first */
    unsigned n;
    char hash[65];
};

/* One descriptor; false where it makes no sense or its rows do not lie in the file. */
static bool read_grid(pl_str bytes, size_t at, struct pl_sea_grid *grid) {
    const char *p = bytes.p + at;
    const uint32_t cell_min = pl_be32(p);
    const int64_t west_min = (int32_t)pl_be32(p + 4);
    const int64_t north_min = (int32_t)pl_be32(p + 8);
    const uint32_t cols = pl_be32(p + 12);
    const uint32_t rows = pl_be32(p + 16);
    const uint32_t offset = pl_be32(p + 20);
    if (cell_min < 1 || cell_min > 600 || cols < 1 || rows < 1 || west_min < -FULL_MIN / 2 ||
        west_min >= FULL_MIN / 2 || (uint64_t)cols * cell_min > FULL_MIN || north_min > FULL_MIN / 4 ||
        north_min - (int64_t)rows * cell_min < -FULL_MIN / 4) {
        return false;
    }
    const uint32_t stride = (cols + 7) / 8;
    if (offset > bytes.n || (uint64_t)stride * rows > bytes.n - offset) {
        return false;
    }
    *grid = (struct pl_sea_grid){.cell = (int32_t)cell_min * MINUTE,
                                 .west_lon = (int32_t)west_min * MINUTE,
                                 .top_lat = (int32_t)north_min * MINUTE,
                                 .cols = (int32_t)cols,
                                 .rows = (int32_t)rows,
                                 .stride = stride,
                                 .bits = (const unsigned char *)bytes.p + offset};
    return true;
}

int pl_sea_open(pl_str bytes, struct pl_arena *arena, const struct pl_sea **ret_sea, struct pl_error *err) {
    if (bytes.n < PL_SEA_HEAD_BYTES + 4 || memcmp(bytes.p, MAGIC, 8) != 0) {
        return pl_fail(err, PL_E_FORMAT, "this is no land mask (see docs/format/landmask.md)");
    }
    const unsigned version = pl_be16(bytes.p + PL_SEA_HEAD_BYTES);
    const unsigned n = pl_be16(bytes.p + PL_SEA_HEAD_BYTES + 2);
    if (version != 1) {
        return pl_fail(err, PL_E_VERSION, "the land mask is of version %u, this program reads version 1", version);
    }
    if (n > MAX_GRIDS) {
        return pl_fail(err, PL_E_LIMIT, "the land mask has %u grids, at most %d are read", n, MAX_GRIDS);
    }
    if (!n || bytes.n < PL_SEA_HEAD_BYTES + 4 + (size_t)n * GRID_BYTES) {
        return pl_fail(err, PL_E_FORMAT, "the land mask ends within its header");
    }
    struct pl_sea *sea = pl_arena_calloc(arena, 1, sizeof *sea);
    if (!sea) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the land mask");
    }
    for (unsigned i = 0; i < n; i++) {
        struct pl_sea_grid grid;
        if (!read_grid(bytes, PL_SEA_HEAD_BYTES + 4 + (size_t)i * GRID_BYTES, &grid)) {
            return pl_fail(err, PL_E_FORMAT, "grid %u of the land mask is impossible or truncated", i + 1);
        }
        unsigned k = i;
        for (; k > 0 && sea->grids[k - 1].cell > grid.cell; k--) {
            sea->grids[k] = sea->grids[k - 1];
        }
        sea->grids[k] = grid;
    }
    sea->n = n;
    for (unsigned i = 0; i < 32; i++) {
        const unsigned byte = (unsigned char)bytes.p[8 + i];
        sea->hash[2 * i] = "0123456789abcdef"[byte >> 4];
        sea->hash[2 * i + 1] = "0123456789abcdef"[byte & 15];
    }
    *ret_sea = sea;
    return PL_E_OK;
}

enum pl_sea_kind pl_sea_at(const struct pl_sea *sea, pl_pos pos) {
    for (unsigned i = 0; i < sea->n; i++) {
        const struct pl_sea_grid *grid = &sea->grids[i];
        int64_t east = (int64_t)pos.lon - grid->west_lon;
        east = east < 0 ? east + 2 * (int64_t)PL_LON_HALF : east;
        const int64_t col = east / grid->cell;
        const int64_t south = (int64_t)grid->top_lat - pos.lat;
        if (south < 0 || col >= grid->cols) {
            continue;
        }
        int64_t row = south / grid->cell;
        row -= pos.lat == -PL_LAT_MAX && row == grid->rows; /* the pole belongs to the last row */
        if (row < grid->rows) {
            const unsigned byte = grid->bits[(size_t)row * grid->stride + (size_t)(col >> 3)];
            return byte >> (7 - (col & 7)) & 1 ? PL_SEA_WATER : PL_SEA_LAND;
        }
    }
    return PL_SEA_UNKNOWN;
}

bool pl_sea_clear(const struct pl_sea *sea, pl_pos a, pl_pos b) {
    const int64_t east = pl_lon_diff(a.lon, b.lon);
    const int64_t north = (int64_t)b.lat - a.lat;
    const int64_t size_east = east < 0 ? -east : east;
    const int64_t size_north = north < 0 ? -north : north;
    const int64_t step = sea->grids[0].cell / 4;
    int64_t n = ((size_east > size_north ? size_east : size_north) + step - 1) / step;
    n = n < 1 ? 1 : n;                 /* at most 180 degrees / (a minute / 4) = 43,200 */
    for (int64_t i = 0; i <= n; i++) { /* whole numbers: the same places everywhere */
        const pl_pos at = {.lon = pl_lon_wrap(a.lon + east * i / n), .lat = (int32_t)(a.lat + north * i / n)};
        if (pl_sea_at(sea, at) != PL_SEA_WATER) {
            return false;
        }
    }
    return true;
}

unsigned pl_sea_grids(const struct pl_sea *sea) { return sea->n; }
const struct pl_sea_grid *pl_sea_grid(const struct pl_sea *sea, unsigned i) { return &sea->grids[i]; }

const char *pl_sea_hash(const struct pl_sea *sea) { return sea->hash; }
