/* A photograph made anew: decoded to pixels and coded again, so that nothing but the pixels comes through.
 *
 * JPEG becomes JPEG (quality 95), PNG becomes PNG of 8 bits; a turn that EXIF asks for is carried out. The decoders see
 * only what decoding needs (helper/photo). Ceilings: PL_PICTURE_PIXELS_MAX. */
#ifndef PL_HELPER_PICTURE_H
#define PL_HELPER_PICTURE_H

#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "helper/exif.h"
#include "helper/photo.h"

#define PL_PICTURE_PIXELS_MAX UINT64_C(50000000)

struct pl_picture {
    struct pl_photo photo;  /* as it came */
    struct pl_exif exif;    /* all zero where there is none that can be read; borrows the bytes */
    uint32_t width, height; /* as made */
};

/* Appends the new picture to out. FORMAT: no JPEG or PNG, cut off, damaged, of four colours; LIMIT: more than
 * max_pixels or memory. */
PL_MUST int pl_picture_make(pl_str bytes, uint64_t max_pixels, struct pl_buf *out, struct pl_picture *ret,
                            struct pl_error *err);

#endif
