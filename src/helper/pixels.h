/* Pixels, and the two formats they are read from and written to: libjpeg and libpng over memory, without their stdio.
 */
#ifndef PL_HELPER_PIXELS_H
#define PL_HELPER_PIXELS_H

#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"

struct pl_pixels {
    unsigned char *p; /* rows from above, without gaps; malloc */
    uint32_t width, height;
    unsigned channels; /* 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha */
};

/* Reads a picture that helper/photo has walked through. width and height: as it said. FORMAT, LIMIT (memory). */
PL_MUST int pl_pixels_from_jpeg(pl_str core, uint32_t width, uint32_t height, struct pl_pixels *ret,
                                struct pl_error *err);
PL_MUST int pl_pixels_from_png(pl_str core, uint32_t width, uint32_t height, struct pl_pixels *ret,
                               struct pl_error *err);

/* Appends. JPEG takes 1 or 3 channels. LIMIT. */
PL_MUST int pl_pixels_to_jpeg(const struct pl_pixels *pixels, struct pl_buf *out, struct pl_error *err);
PL_MUST int pl_pixels_to_png(const struct pl_pixels *pixels, struct pl_buf *out, struct pl_error *err);

/* Turns and mirrors as EXIF's orientation (1 to 8) says, so that it stands upright. LIMIT (memory). */
PL_MUST int pl_pixels_turn(struct pl_pixels *pixels, int orientation, struct pl_error *err);

void pl_pixels_free(struct pl_pixels *pixels);

#endif
