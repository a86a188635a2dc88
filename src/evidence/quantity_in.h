/* What the files of quantity share: letters, words at the start of a text, words of scale. Not for others. */
#ifndef PL_EVIDENCE_QUANTITY_IN_H
#define PL_EVIDENCE_QUANTITY_IN_H

#include "evidence/quantity.h"

static inline bool pl_quantity_digit(char c) { return c >= '0' && c <= '9'; }
static inline bool pl_quantity_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static inline bool pl_quantity_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/* ASCII in any case; words: and no letter follows. */
bool pl_quantity_starts(pl_str text, pl_str prefix);
bool pl_quantity_starts_words(pl_str text, const char *prefix);

/* thousand, million, bn ... at the start of text, a space may stand before it: the bytes it took, 0 none. */
size_t pl_quantity_scale(pl_str text, double *ret_scale);

#endif
