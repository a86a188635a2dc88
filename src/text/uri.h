/* Parts of addresses: what stands between two `/`, or is a name or value behind `?`. Pure.
 *
 * RFC 3986: unreserved characters (letters, digits, `-._~`) stay, every other byte becomes %XX. */
#ifndef PL_TEXT_URI_H
#define PL_TEXT_URI_H

#include "base/buf.h"
#include "base/str.h"

void pl_uri_encode(pl_str text, struct pl_buf *out);

#endif
