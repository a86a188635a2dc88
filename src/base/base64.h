/* Base64 (RFC 4648 section 4): the standard alphabet, always padded, without line ends. */
#ifndef PL_BASE_BASE64_H
#define PL_BASE_BASE64_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

void pl_base64_write(struct pl_buf *buf, const void *bytes, size_t n);

/* Into out (cap bytes); *ret_n says how many. False, with out in part written, for anything that pl_base64_write does
 * not write (another alphabet, no padding, stray bits behind the last byte) and for more than cap bytes. */
bool pl_base64_read(pl_str text, uint8_t *out, size_t cap, size_t *ret_n);

#endif
