/* The page: files of web/, built, gzip'd once and carried in the program (.incbin). Empty where the program was built
 * without npm: then there is the API alone. */
#ifndef PL_HTTP_ASSET_H
#define PL_HTTP_ASSET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct pl_asset {
    const char *path; /* "/assets/app.1a2b3c4d.js"; the page itself is "/" */
    const char *type; /* media type */
    const char *hash; /* of the bytes, hex: its ETag */
    bool immutable;   /* the name holds the hash: may be kept for a year */
    const unsigned char *bytes;
    size_t n; /* gzip'd */
};

extern const struct pl_asset pl_assets[];
extern const size_t pl_assets_n;

/* NULL where there is none. */
const struct pl_asset *pl_asset_find(pl_str path);

#endif
