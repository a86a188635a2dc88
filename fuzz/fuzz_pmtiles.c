/* A map archive from anywhere: opened, or refused; what was opened gives a tile, none, or an error everywhere. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "input/pmtiles.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    struct pl_pmtiles *tiles = NULL;
    PL_BUF_AUTO out;
    pl_buf_open(&out, (size_t)16 << 20);
    if (pl_pmtiles_open_bytes(pl_str_make((const char *)data, n), &tiles, NULL) != PL_E_OK) {
        return 0;
    }
    const struct pl_pmtiles_about *about = pl_pmtiles_about(tiles);
    if (about->max_zoom > PL_PMTILES_ZOOM_MAX || about->west_deg > about->east_deg) {
        abort();
    }
    for (unsigned zoom = 0; zoom <= PL_PMTILES_ZOOM_MAX; zoom += zoom < 3 ? 1 : 11) {
        for (uint32_t i = 0; i < 4 && i >> zoom == 0; i++) {
            bool there = false;
            pl_buf_clear(&out);
            if (pl_pmtiles_tile(tiles, zoom, i, i / 2, &out, &there, NULL) == PL_E_OK && !there && out.n > 0) {
                abort(); /* bytes of a tile that is not there */
            }
        }
    }
    pl_pmtiles_close(tiles);
    return 0;
}
