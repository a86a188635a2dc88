/* EXIF: what a camera wrote into a photograph, read from its TIFF block.
 *
 * What the file says, nothing more: a clock may be wrong, a position old, all of it forged. Values outside their range
 * are left out. Offsets, counts and chains that lead out of the block or in circles are passed over; at most
 * PL_EXIF_TAGS_MAX tags are looked at. Source: CIPA DC-008 (EXIF 2.32), TIFF 6.0. Pure; borrows the block. */
#ifndef PL_HELPER_EXIF_H
#define PL_HELPER_EXIF_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"
#include "text/json.h"

#define PL_EXIF_TAGS_MAX 1000

struct pl_exif {
    char time[40];     /* `2026-03-01T02:30:00`, with an offset only where the file has one: DateTimeOriginal, else
                          DateTimeDigitized, else DateTime; "" none */
    char gps_time[40]; /* of the position, UTC with Z; "" none */
    bool has_position;
    double lat_deg, lon_deg;
    pl_str maker, model; /* as written, trimmed */
    int orientation;     /* 1 to 8; 0 none */
    uint32_t others;     /* bits of pl_exif_others: which others it holds */
};

/* Names of what else tells of a person or a device, in the order of the bits; ended by NULL. */
extern const char *const pl_exif_others[];

/* FORMAT where the block is no TIFF header. */
PL_MUST int pl_exif_read(pl_str tiff, struct pl_exif *ret, struct pl_error *err);

/* {"time","gps_time","lat","lon","maker","model","orientation","others":[]}: null for what there is not. */
void pl_exif_write(const struct pl_exif *exif, struct pl_json *json);

/* The words for what it holds ("time", "position", "camera", ...), as elements of an open array. */
void pl_exif_words(const struct pl_exif *exif, struct pl_json *json);

#endif
