/* What stands beside filings and can be searched by words: what ships said of themselves, and names on lists.
 *
 * Words are folded (text/unicode) and each must occur somewhere in the value; a value is folded too. Nothing that came
 * with an entry from `before` on. On a limited handle (store/clearance.h) what is left out is not found. */
#ifndef PL_STORE_SEARCH_H
#define PL_STORE_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "store/case.h"

#define PL_SEARCH_WORDS    8      /* further ones are not looked at */
#define PL_SEARCH_KEYS_MAX 500000 /* with more names on lists only names that begin with the words are found */

struct pl_search_words {
    pl_str folded[PL_SEARCH_WORDS];
    size_t n;
    pl_str whole; /* all of it, folded */
    pl_str upper; /* all of it as given, a-z as capitals: for numbers, call signs and references */
};

/* Do all words occur in the value? */
bool pl_search_holds(const struct pl_search_words *words, pl_str value);

/* One value that a ship said; of one ship several may come, by MMSI. Lives until the sink returns. */
struct pl_search_ship {
    uint32_t mmsi;
    pl_str field; /* name | imo | callsign | destination; mmsi: its number begins so */
    pl_str value;
    pl_time last;
};
typedef int (*pl_search_ship_sink)(void *ctx, const struct pl_search_ship *ship, struct pl_error *err);
PL_MUST int pl_search_ships(struct pl_case *c, const struct pl_search_words *words, int64_t before,
                            pl_search_ship_sink sink, void *ctx, struct pl_error *err);

/* The latest name that a ship said, into the buffer; "" none. */
PL_MUST int pl_search_ship_name(struct pl_case *c, uint32_t mmsi, int64_t before, char *out, size_t cap,
                                struct pl_error *err);

/* An entry of a list, whichever of its publications holds it; once for each list and id, at most max. */
struct pl_search_entry {
    pl_str list, id, reference, schema, caption;
    pl_str value; /* that was found, as the list writes it */
};
typedef int (*pl_search_entry_sink)(void *ctx, const struct pl_search_entry *entry, struct pl_error *err);
PL_MUST int pl_search_lists(struct pl_case *c, const struct pl_search_words *words, int64_t before, size_t max,
                            pl_search_entry_sink sink, void *ctx, struct pl_error *err);

#endif
