/* How much a word says in a name: words that thousands of names share say little.
 *
 * A const table of business words (trading, shipping, company ...), of ship prefixes and of given names and
 * particles that very many people bear. Made from general knowledge of such names, not counted from any list. Pure. */
#ifndef PL_NAMES_COMMON_H
#define PL_NAMES_COMMON_H

#include <stddef.h>

#include "base/str.h"

enum pl_common {
    PL_COMMON_NOT,        /* not in the table */
    PL_COMMON_BUSINESS,   /* generic in the names of organisations and ships */
    PL_COMMON_GIVEN,      /* borne by very many people */
    PL_COMMON_PATRONYMIC, /* by its ending: -ovich, -ovna, -oglu ... */
    PL_COMMON_FORM,       /* a company form with a slip: never told by pl_common_of */
    PL_COMMON_KINDS
};

/* enum pl_common of a word in lower-case ASCII. */
int pl_common_of(pl_str word);

/* The table itself, sorted by word, for the version hash and tests. */
size_t pl_common_count(void);
pl_str pl_common_word(size_t i, int *ret_kind);

#endif
