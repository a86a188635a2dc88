/* Exhibits as received: files named by their SHA-256 in objects/ab/<64 hex digits>, never changed.
 *
 * An object counts once a committed exhibit row names it; others are swept at the next opening for writing. */
#ifndef PL_STORE_OBJECT_H
#define PL_STORE_OBJECT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"
#include "ledger/hash.h"
#include "store/case.h"

struct pl_object {
    pl_hash sha256;
    uint64_t bytes;
};

#define PL_OBJECT_MAX ((uint64_t)1 << 40) /* bytes of one */

/* Copies the file (or "-": standard input) into the case; it is on disk when this returns. An object that is there
 * already stays. INPUT when the file cannot be read, or is a folder or a device; LIMIT beyond PL_OBJECT_MAX; IO. */
PL_MUST int pl_object_put(struct pl_case *c, const char *path, struct pl_object *ret, struct pl_error *err);

/* The same with a lower ceiling. */
PL_MUST int pl_object_put_most(struct pl_case *c, const char *path, uint64_t max_bytes, struct pl_object *ret,
                               struct pl_error *err);

/* The same for bytes that were made here. */
PL_MUST int pl_object_put_bytes(struct pl_case *c, pl_str bytes, struct pl_object *ret, struct pl_error *err);

/* Where an object lies: out holds PL_OBJECT_PATH_MAX bytes. LIMIT; NOT_FOUND for a reader who sees nothing that names
 * it (store/clearance). */
#define PL_OBJECT_PATH_MAX 4096
PL_MUST int pl_object_path(const struct pl_case *c, const pl_hash *sha256, char *out, struct pl_error *err);

/* Hashes it again. *ret_why is NULL when it is sound, else a static text (missing, changed, unreadable). */
PL_MUST int pl_object_check(struct pl_case *c, const pl_hash *sha256, uint64_t bytes, const char **ret_why,
                            struct pl_error *err);

/* Files in objects/ that nothing in the case names; name is relative to the case and lives until the sink returns. */
typedef int (*pl_object_stray)(void *ctx, const char *name, struct pl_error *err);
PL_MUST int pl_object_strays(struct pl_case *c, pl_object_stray stray, void *ctx, struct pl_error *err);

#endif
