/* ZIP as office files use it, over bytes in memory: stored and deflated members, read by the central directory.
 *
 * Refused (FORMAT): encryption, several discs, ZIP64, other methods, names that are absolute, hold "..", a backslash or
 * a NUL, or occur twice, members that overlap, a local header that differs from the directory, a wrong CRC or size.
 * LIMIT: more than PL_ZIP_MEMBERS_MAX members, more than PL_ZIP_DECODED_MAX bytes decoded in all, and a member that
 * gives more than PL_ZIP_RATIO_MAX times its packed size once it gave PL_ZIP_RATIO_FREE bytes. Nothing is written
 * anywhere. Source: PKWARE APPNOTE 6.3. Borrows the bytes. */
#ifndef PL_HELPER_ZIP_H
#define PL_HELPER_ZIP_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

#define PL_ZIP_MEMBERS_MAX 10000
#define PL_ZIP_DECODED_MAX (UINT64_C(512) << 20)
#define PL_ZIP_RATIO_MAX   200
#define PL_ZIP_RATIO_FREE  (UINT64_C(16) << 20)

struct pl_zip_member {
    pl_str name;
    uint32_t packed, size, crc;
    unsigned method; /* 0 stored, 8 deflated */
    uint32_t header; /* where its local header stands */
    pl_str data;     /* packed */
};

struct pl_zip {
    pl_str bytes;
    struct pl_zip_member *members; /* by name */
    size_t n;
    uint64_t decoded; /* so far */
};

/* Reads the directory; members into the arena. FORMAT, LIMIT, NOMEM. */
PL_MUST int pl_zip_open(pl_str bytes, struct pl_arena *arena, struct pl_zip *ret, struct pl_error *err);

/* The member of that exact name, or NULL. */
const struct pl_zip_member *pl_zip_find(const struct pl_zip *zip, pl_str name);

/* Gives a member's bytes piece by piece; a code other than 0 from the sink ends it. FORMAT, LIMIT, NOMEM. */
typedef int (*pl_zip_sink)(void *ctx, pl_str piece, struct pl_error *err);
PL_MUST int pl_zip_read(struct pl_zip *zip, const struct pl_zip_member *member, pl_zip_sink sink, void *ctx,
                        struct pl_error *err);

#endif
