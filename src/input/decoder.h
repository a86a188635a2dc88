/* The compressed streams .gz .zst .xz .bz2: bytes in, bytes out, frame after frame.
 *
 * Straight over the four libraries and not through libarchive, because libarchive drops what it had already decoded
 * (up to 128 KiB) when a stream is truncated or damaged; see docs/adr/0007. Pure: no file. Memory per decoder: the
 * window of the format, at most 256 MiB (xz) or 128 MiB (zstd). Not shared between threads. */
#ifndef PL_INPUT_DECODER_H
#define PL_INPUT_DECODER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/str.h"

struct pl_decoder;

enum pl_decoder_kind { PL_DECODER_NONE, PL_DECODER_GZ, PL_DECODER_ZSTD, PL_DECODER_XZ, PL_DECODER_BZ2 };

/* The format whose magic bytes stand at the front of bytes (10 are enough); NONE for anything else. */
enum pl_decoder_kind pl_decoder_sniff(pl_str bytes);

/* "gzip", "zstd", "xz", "bzip2". */
const char *pl_decoder_name(enum pl_decoder_kind kind);

/* A decoder for one stream of a kind other than NONE. NOMEM. */
PL_MUST int pl_decoder_open(enum pl_decoder_kind kind, struct pl_decoder **ret_decoder, struct pl_error *err);

/* Decodes from *in, which it advances, to out; *ret_n bytes were written (0 is no end). Zero bytes between and after
 * frames are skipped. FORMAT for damaged data, LIMIT for a window beyond the ceiling, NOMEM: *ret_n counts what was
 * decoded before it even then (an exception to the rule that ret_* stay untouched). */
PL_MUST int pl_decoder_step(struct pl_decoder *decoder, pl_str *in, char *out, size_t cap, size_t *ret_n,
                            struct pl_error *err);

/* True between frames: the input may end here. */
bool pl_decoder_may_end(const struct pl_decoder *decoder);

/* Accepts NULL. */
void pl_decoder_close(struct pl_decoder *decoder);

#endif
