/* One UTF-8 character at a time, and which characters must never reach a terminal or a page as they are.
 *
 * Tables-free and pure; used by the log, the JSON, CSV and HTML writers, so that all of them agree. Normalisation and
 * folding are text/unicode's business. */
#ifndef PL_BASE_UTF8_H
#define PL_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

/* Stands for bytes that are no character. */
#define PL_UTF8_BROKEN UINT32_MAX

/* Reads the first character of s (s.n > 0) into *ret_c and returns its length, 1 to 4 bytes. Bytes that are not
 * well-formed (Unicode 15, table 3-7) give PL_UTF8_BROKEN and the length of the maximal subpart, at least 1: one
 * U+FFFD for each is what Unicode, section 3.9, recommends. */
size_t pl_utf8_next(pl_str s, uint32_t *ret_c);

/* True where all of s is well-formed. */
bool pl_utf8_is_valid(pl_str s);

/* The longest beginning of s within most bytes that ends no character in its middle; a broken byte counts as one. */
pl_str pl_utf8_head(pl_str s, size_t most);

/* True for controls (C0, DEL, C1), bidirectional marks, zero-width and other invisible format characters, line and
 * paragraph separators and tag characters: what can make text look like something else. */
bool pl_utf8_is_unsafe(uint32_t c);

/* Appends c (a Unicode scalar value) as UTF-8. */
void pl_utf8_add(struct pl_buf *buf, uint32_t c);

#endif
