/* Land masks drawn as text, for tests: '.' is water, anything else land. docs/format/landmask.md. */
#ifndef TESTS_GEO_MASKS_H
#define TESTS_GEO_MASKS_H

#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "geo/sea.h"

struct drawn {
    int cell_min, west_min, north_min;
    const char *const *rows; /* all of one length, ended by NULL */
};

static inline void draw_masks(struct pl_buf *buf, const struct drawn *grids, unsigned n) {
    uint32_t at = 44 + 24 * n;
    pl_buf_open(buf, 1 << 24);
    pl_buf_add(buf, "PLMASK1\n", 8);
    for (unsigned i = 0; i < 32; i++) {
        pl_buf_add_char(buf, 0);
    }
    pl_buf_add_be16(buf, 1);
    pl_buf_add_be16(buf, (uint16_t)n);
    for (unsigned i = 0; i < n; i++) {
        uint32_t rows = 0;
        while (grids[i].rows[rows]) {
            rows++;
        }
        const uint32_t cols = (uint32_t)strlen(grids[i].rows[0]);
        pl_buf_add_be32(buf, (uint32_t)grids[i].cell_min);
        pl_buf_add_be32(buf, (uint32_t)grids[i].west_min);
        pl_buf_add_be32(buf, (uint32_t)grids[i].north_min);
        pl_buf_add_be32(buf, cols);
        pl_buf_add_be32(buf, rows);
        pl_buf_add_be32(buf, at);
        at += (cols + 7) / 8 * rows;
    }
    for (unsigned i = 0; i < n; i++) {
        for (const char *const *row = grids[i].rows; *row; row++) {
            const size_t cols = strlen(*row);
            for (size_t c = 0; c < cols; c += 8) {
                unsigned byte = 0;
                for (size_t k = 0; k < 8 && c + k < cols; k++) {
                    byte |= (unsigned)((*row)[c + k] == '.') << (7 - k);
                }
                pl_buf_add_char(buf, (char)byte);
            }
        }
    }
}

#endif
