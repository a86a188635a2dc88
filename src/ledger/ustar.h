/* Archives of one form only: POSIX ustar with plain files, sorted by name, without times and owners
 * (docs/format/bundle.md).
 *
 * Reading is strict: what pl_ustar_add and pl_ustar_end would not write is refused with its byte, so two archives of
 * equal content are equal bytes, and no bit is without meaning. No file is touched: names are looked up, never opened
 * as paths. Pure. */
#ifndef PL_LEDGER_USTAR_H
#define PL_LEDGER_USTAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"

#define PL_USTAR_NAME_MAX  100
#define PL_USTAR_FILES_MAX 100000
#define PL_USTAR_BYTES_MAX ((uint64_t)1 << 33) /* of one file: what its size field holds */

struct pl_ustar_file {
    pl_str name;
    pl_str bytes;
};

struct pl_ustar {
    const struct pl_ustar_file *files; /* ascending by name, none twice */
    size_t n;
};

/* True where bytes begin with a header of ours. */
bool pl_ustar_is(pl_str bytes);

/* Views borrow bytes. FORMAT with the byte; LIMIT beyond PL_USTAR_FILES_MAX files; NOMEM. */
PL_MUST int pl_ustar_read(pl_str bytes, struct pl_arena *arena, struct pl_ustar *ret, struct pl_error *err);

/* The file of that name, or NULL. */
const struct pl_ustar_file *pl_ustar_find(const struct pl_ustar *archive, pl_str name);

/* Appends a file; last is the name before it ("" at first). USAGE for a name that is empty, too long, absolute, has an
 * empty or dotted part or a byte outside [a-z0-9./-], or does not follow last; LIMIT for too many bytes. */
PL_MUST int pl_ustar_add(struct pl_buf *archive, pl_str last, pl_str name, pl_str bytes, struct pl_error *err);

/* Ends it. */
void pl_ustar_end(struct pl_buf *archive);

#endif
