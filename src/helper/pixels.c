#include "helper/pixels.h"

#include <stdlib.h>
#include <string.h>

#include "base/ban.h"

/* Where the pixel that belongs at (x, y) of the upright picture stands in the stored one. EXIF 2.32, 4.6.4 A. */
static size_t place(const struct pl_pixels *stored, int orientation, uint32_t x, uint32_t y) {
    uint32_t right = stored->width - 1, below = stored->height - 1;
    uint32_t sx = x, sy = y;
    switch (orientation) {
    case 2:
        sx = right - x;
        break;
    case 3:
        sx = right - x;
        sy = below - y;
        break;
    case 4:
        sy = below - y;
        break;
    case 5:
        sx = y;
        sy = x;
        break;
    case 6:
        sx = y;
        sy = below - x;
        break;
    case 7:
        sx = right - y;
        sy = below - x;
        break;
    case 8:
        sx = right - y;
        sy = x;
        break;
    default:
        break;
    }
    return ((size_t)sy * stored->width + sx) * stored->channels;
}

int pl_pixels_turn(struct pl_pixels *pixels, int orientation, struct pl_error *err) {
    struct pl_pixels turned = *pixels;
    if (orientation <= 1 || orientation > 8) {
        return 0;
    }
    turned.width = orientation >= 5 ? pixels->height : pixels->width;
    turned.height = orientation >= 5 ? pixels->width : pixels->height;
    turned.p = malloc((size_t)turned.width * turned.height * turned.channels);
    if (turned.p == NULL) {
        return pl_fail(err, PL_E_LIMIT, "no memory to turn a picture");
    }
    unsigned char *out = turned.p;
    for (uint32_t y = 0; y < turned.height; y++) {
        for (uint32_t x = 0; x < turned.width; x++) {
            memcpy(out, pixels->p + place(pixels, orientation, x, y), turned.channels);
            out += turned.channels;
        }
    }
    free(pixels->p);
    *pixels = turned;
    return 0;
}

void pl_pixels_free(struct pl_pixels *pixels) {
    free(pixels->p);
    pixels->p = NULL;
}
