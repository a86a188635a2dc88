/* Sanctions lists into a case: what a file is, and its entries into the store.
 *
 * A list is derived data: import keeps the file as an exhibit and signs its journal entry first, then this reads the
 * exhibit; a rebuild reads it again. A list in parts (OFAC) belongs to the entry of its primary part, whose payload
 * names the hashes of the others. */
#ifndef PL_APP_LIST_H
#define PL_APP_LIST_H

#include <stdbool.h>

#include "base/error.h"
#include "base/str.h"
#include "lists/entity.h"
#include "lists/ofac.h"
#include "store/case.h"

enum pl_list_kind { PL_LIST_NONE, PL_LIST_UN, PL_LIST_OFAC };

struct pl_list_guess {
    int kind;    /* enum pl_list_kind */
    pl_str list; /* "un-sc", "ofac-sdn", "ofac-cons"; static */
    int part;    /* enum pl_ofac_part for OFAC */
};

/* What the file is, by its first bytes and, for OFAC's headerless parts, by its name too. PL_LIST_NONE is an answer;
 * INPUT when it cannot be read. */
PL_MUST int pl_list_guess(const char *path, struct pl_list_guess *ret, struct pl_error *err);

/* Reads a list from its parts (UN: paths[0] alone; compressed files are fine) and writes it under journal entry seq,
 * inside a transaction. date is the publication date given by a person ("" none) and counts only where the file
 * carries none. file names the parts in messages. FORMAT, EMPTY, USAGE (a part is missing) and what the store says; the
 * caller rolls back. ret_publication's strings are static or copied into published (>= 32 bytes). */
PL_MUST int pl_list_load(struct pl_case *c, int64_t seq, const struct pl_list_guess *guess,
                         const char *const paths[PL_OFAC_PARTS], const char *const file[PL_OFAC_PARTS], pl_str date,
                         char published[32], struct pl_publication *ret_publication, struct pl_error *err);

/* The same without a case: counts only, for `import` to know before it signs. */
PL_MUST int pl_list_try(const struct pl_list_guess *guess, const char *const paths[PL_OFAC_PARTS],
                        const char *const file[PL_OFAC_PARTS], pl_str date, char published[32],
                        struct pl_publication *ret_publication, struct pl_error *err);

#endif
