/* A land mask from anywhere: opened, or refused; what was opened answers everywhere. */
#include <stddef.h>
#include <stdint.h>

#include "geo/sea.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 1 << 20);
    const struct pl_sea *sea = NULL;
    struct pl_error err;
    if (pl_sea_open(pl_str_make((const char *)data, n), &arena, &sea, &err)) {
        return 0;
    }
    for (int32_t lat = -PL_LAT_MAX; lat <= PL_LAT_MAX; lat += PL_LAT_MAX / 16) {
        for (int32_t lon = -PL_LON_HALF; lon < PL_LON_HALF; lon += PL_LON_HALF / 16) {
            (void)pl_sea_at(sea, (pl_pos){lon, lat});
        }
    }
    (void)pl_sea_clear(sea, (pl_pos){-PL_LON_HALF, PL_LAT_MAX}, (pl_pos){PL_LON_HALF - 1, -PL_LAT_MAX});
    return 0;
}
