/* Unicode by ICU: repairing, folding, and saying which ICU it was.
 *
 * Folding decides which names are equal, so the version is part of every screening's record. Pure; no locale. */
#ifndef PL_TEXT_UNICODE_H
#define PL_TEXT_UNICODE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"

/* True for well-formed UTF-8 without surrogates. */
bool pl_unicode_valid(pl_str text);

/* Appends text with each broken sequence as U+FFFD. */
void pl_unicode_repair(pl_str text, struct pl_buf *out);

/* Appends the fold of a name: NFKC, case folded, combining marks removed (but for those that make letters: kana voicing
 * and the scripts of South and South-East Asia), decimal digits of any script as 0-9, invisible characters and the
 * Arabic tatweel gone, everything else that is no letter or digit a single space, none at the ends. Folding a fold
 * changes nothing. Broken UTF-8 is repaired first. The empty result means not comparable. LIMIT beyond 100,000 bytes;
 * NOMEM. */
PL_MUST int pl_unicode_fold(pl_str text, struct pl_buf *out, struct pl_error *err);

/* Such as "ICU 72.1, Unicode 15.0"; a static string. */
const char *pl_unicode_version(void);

#endif
