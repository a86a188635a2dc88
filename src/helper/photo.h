/* JPEG and PNG as a row of parts: which of them are the picture, and which say something about it.
 *
 * Nothing is decoded here. Refused (FORMAT): what is neither, a part that leads out of the file, a PNG chunk with a
 * wrong CRC or an unknown critical one, arithmetic, lossless or 12-bit JPEG. Sources: ITU T.81 annex B, PNG 1.2 (ISO
 * 15948). Pure; borrows the bytes. */
#ifndef PL_HELPER_PHOTO_H
#define PL_HELPER_PHOTO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"

#define PL_PHOTO_PARTS_MAX 128 /* listed; more are counted */
#define PL_PHOTO_SCANS_MAX 100 /* of a progressive JPEG */

enum pl_photo_format { PL_PHOTO_JPEG, PL_PHOTO_PNG };

struct pl_photo_part {
    const char *what; /* "EXIF", "XMP", "IPTC", "ICC profile", "comment", ...: static */
    uint64_t bytes;
};

struct pl_photo {
    enum pl_photo_format format;
    uint32_t width, height;                         /* pixels, as stored */
    unsigned channels;                              /* of a JPEG: 1, 3 or 4 */
    struct pl_photo_part parts[PL_PHOTO_PARTS_MAX]; /* what is not the picture */
    size_t n_parts;
    uint64_t more_parts;
    pl_str exif;   /* the first TIFF block; {NULL,0} none */
    bool is_whole; /* it has its end */
};

/* core (may be NULL) receives the same picture with nothing but what decoding it needs. */
PL_MUST int pl_photo_read(pl_str bytes, struct pl_buf *core, struct pl_photo *ret, struct pl_error *err);

#endif
