/* A land mask from anywhere, small enough to be searched: every way that is found is at least the great circle, and the
 * same back (but for the error). */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "geo/passage.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    PL_ARENA_AUTO arena;
    const struct pl_sea *sea = NULL;
    struct pl_passages *p = NULL;
    struct pl_error err;
    struct pl_way way;
    uint64_t cells = 0;
    double shore = 0;
    pl_arena_open(&arena, 1 << 20);
    if (pl_sea_open(pl_str_make((const char *)data, n), &arena, &sea, &err)) {
        return 0;
    }
    for (unsigned i = 0; i < pl_sea_grids(sea); i++) {
        cells += (uint64_t)pl_sea_grid(sea, i)->cols * (uint64_t)pl_sea_grid(sea, i)->rows;
    }
    if (cells > 40000 || pl_passages_open(sea, NULL, &p, &err)) {
        return 0;
    }
    const size_t squares = pl_passages_squares(p);
    for (size_t k = 0; k < 4 && squares > 0; k++) {
        int32_t box[8];
        double cell_m = 0;
        pl_passages_square(p, (squares - 1) * k / 4, &box[0], &box[1], &box[2], &box[3], &cell_m);
        pl_passages_square(p, (squares - 1) - (squares - 1) * k / 7, &box[4], &box[5], &box[6], &box[7], &cell_m);
        const pl_pos a = {pl_lon_wrap(((int64_t)box[0] + box[2]) / 2), (int32_t)(((int64_t)box[1] + box[3]) / 2)};
        const pl_pos b = {pl_lon_wrap(((int64_t)box[4] + box[6]) / 2), (int32_t)(((int64_t)box[5] + box[7]) / 2)};
        if (pl_passage(p, a, b, PL_PASSAGE_FAR_M, &way, &err)) {
            continue;
        }
        if (way.state == PL_WAY_FOUND && way.sea_m < pl_sphere_distance_m(a, b) * 0.999999 - 1) {
            abort();
        }
        (void)pl_passages_shore_m(p, a, 20000, &shore);
    }
    pl_passages_close(p);
    return 0;
}
