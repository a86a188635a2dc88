/* What a bundle says of an item's file: that it goes out as it is, that a stripped form of it does, or that it is
 * withheld and why; as a text that the log's key signs (docs/format/bundle.md, items).
 *
 * The file's own hash, name, size and time are nowhere in it, only the salted commitment that its entry was signed
 * for. Pure; what is read borrows the text. */
#ifndef PL_LEDGER_RELEASED_H
#define PL_LEDGER_RELEASED_H

#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "ledger/hash.h"

#define PL_RELEASED_TEXT_MAX 16384 /* bytes of a text */

enum pl_released_as { PL_RELEASED_WITHHELD, PL_RELEASED_TEXT, PL_RELEASED_STRIPPED };

struct pl_released {
    pl_str origin;      /* of the log; one line */
    uint64_t seq;       /* the item's entry */
    pl_hash commitment; /* to the item's field `sha256`, as that entry has it */
    int as;             /* enum pl_released_as */
    pl_hash sha256;     /* of the bytes that go out; zero where withheld */
    pl_str media;       /* stripped: image/jpeg or image/png; "" else */
    pl_str words;       /* stripped: what was left behind; withheld: why; "" for a text. One line */
};

/* Appends the text. USAGE for a value that has no place in it; LIMIT beyond PL_RELEASED_TEXT_MAX. */
PL_MUST int pl_released_write(const struct pl_released *released, struct pl_buf *buf, struct pl_error *err);

/* FORMAT for any text that pl_released_write does not write. */
PL_MUST int pl_released_read(pl_str text, struct pl_released *ret, struct pl_error *err);

#endif
