/* Files, archives and compressed files as a stream of members and bytes.
 *
 * What a file is, its first bytes say, never its name: .gz .zst .xz .bz2 are decoded, .zip and .tar are opened through
 * libarchive, in any nesting (archives within archives to depth 3, 8 layers in all); anything else is one member, the
 * file itself, read straight into the caller's buffer. Offsets count decoded bytes within a member. Members that are
 * folders, links or devices are skipped and counted. Ceilings: 1,000,000 members, 1 TiB decoded per member, names of
 * 4,096 bytes; a layer that gave more than 1 GiB and more than 1,000 times the bytes of the file read so far is
 * refused as a bomb. Nothing is ever written to disk. An open input is used by one thread at a time. */
#ifndef PL_INPUT_OPEN_H
#define PL_INPUT_OPEN_H

#include <stdint.h>

#include "base/error.h"
#include "base/str.h"

struct pl_input;

struct pl_member {
    /* "" for a plain or merely compressed file; else its path in the archive; in a nested one "inner.zip!a.csv". Bytes
     * as the archive has them, not always UTF-8. Valid until the next pl_input_next. */
    const char *name;
    uint64_t index; /* 0, 1, 2 ... in reading order */
};

/* Opens path ("-" is standard input). INPUT when it cannot be read. */
PL_MUST int pl_input_open(const char *path, struct pl_input **ret_input, struct pl_error *err);

/* The same over bytes in memory, for tests, fuzzing and stored objects; they must outlive the input. name is for
 * messages. */
PL_MUST int pl_input_open_bytes(pl_str bytes, const char *name, struct pl_input **ret_input, struct pl_error *err);

/* Moves to the next member: 1 in *ret_more and the member, or 0 at the end; what was not read of the present one is
 * passed over. An archive that is damaged (FORMAT), ends early (INPUT) or is nested too deep (LIMIT) is an error with
 * the byte of the file as received; the members before it were good, and the next call goes on with what stands behind
 * it in the archive around it. */
PL_MUST int pl_input_next(struct pl_input *input, int *ret_more, struct pl_member *ret_member, struct pl_error *err);

/* Up to cap (> 0) decoded bytes of the current member into buf; *ret_n = 0 at its end. A compressed stream that ends
 * early gives what it holds, then INPUT; a damaged one FORMAT; a bomb LIMIT; all with the byte of the file as received,
 * and again on each further call. */
PL_MUST int pl_input_read(struct pl_input *input, void *buf, size_t cap, size_t *ret_n, struct pl_error *err);

/* Bytes of the file as received that were consumed so far, and its size (0 unknown): for progress. */
uint64_t pl_input_consumed(const struct pl_input *input);
uint64_t pl_input_size(const struct pl_input *input);

/* Members passed over so far because they are no regular files. */
uint64_t pl_input_skipped(const struct pl_input *input);

/* Accepts NULL. */
void pl_input_close(struct pl_input *input);

#endif
