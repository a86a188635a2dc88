/* Files, archives and compressed files as a stream of members and bytes.
 *
 * libarchive opens .gz .zst .xz .bz2 .zip .tar and their nestings (archives within archives to depth 3); anything else
 * is one member, the file itself. Offsets count decoded bytes within a member. Members that are folders, links or
 * devices are skipped and counted. Ceilings: 1,000,000 members, 1 TiB decoded per member, expansion beyond 1,000-fold
 * and 1 GiB is refused as a bomb. Nothing is ever written to disk. */
#ifndef PL_INPUT_OPEN_H
#define PL_INPUT_OPEN_H

#include <stdint.h>

#include "base/error.h"
#include "base/str.h"

struct pl_input;

struct pl_member {
    const char *name; /* "" for a plain or merely compressed file; else its path in the archive, "outer.zip!inner.csv" */
    uint64_t index;   /* 0, 1, 2 ... in reading order */
};

/* Opens path ("-" is standard input). INPUT when it cannot be read. */
PL_MUST int pl_input_open(const char *path, struct pl_input **ret_input, struct pl_error *err);

/* The same over bytes in memory, for tests, fuzzing and stored objects. name is for messages. */
PL_MUST int pl_input_open_bytes(pl_str bytes, const char *name, struct pl_input **ret_input, struct pl_error *err);

/* Moves to the next member: 1 in *ret_more and the member, or 0 at the end. A damaged archive is INPUT or FORMAT with
 * the byte; the members before it were good. */
PL_MUST int pl_input_next(struct pl_input *input, int *ret_more, struct pl_member *ret_member, struct pl_error *err);

/* Up to cap decoded bytes of the current member into buf; *ret_n = 0 at its end. A truncated compressed stream gives
 * what it holds, then INPUT. */
PL_MUST int pl_input_read(struct pl_input *input, void *buf, size_t cap, size_t *ret_n, struct pl_error *err);

/* Bytes of the file as received that were consumed so far, and its size (0 unknown): for progress. */
uint64_t pl_input_consumed(const struct pl_input *input);
uint64_t pl_input_size(const struct pl_input *input);

void pl_input_close(struct pl_input *input);

#endif
