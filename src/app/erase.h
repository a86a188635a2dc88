/* erase: what an entry said is removed from the case, and its files are searched to prove it.
 *
 * Each field is named by an entry of kind `erasure`, so that the journal says what is gone, why and by whose authority;
 * roots and proofs stay. Objects that only it named go too; rows derived from it go; an import's reports go with a
 * rebuild. Then every file of the case is searched for the values, the salts and pieces of the objects. Copies outside
 * the case (backups, bundles, releases) are not reached: the distribution list says who has some. Values of fewer than
 * 8 bytes stand everywhere by chance and are erased, but not searched for; so are the program's own words (`sighting`).
 * What an entry was derived from stays; what loses its source by erasure counts for nothing (app/support). */
#ifndef PL_APP_ERASE_H
#define PL_APP_ERASE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"
#include "base/time.h"

struct pl_erase {
    const char *dir;
    pl_str id;        /* a filing or a journal entry by its number; "" : only scrub and search nothing */
    pl_str field;     /* "" : all */
    pl_str authority; /* who may order it; needed */
    pl_str reason;    /* needed */
    pl_str by;
    pl_time now;
};

struct pl_erased {
    uint64_t fields;  /* erased */
    uint64_t objects; /* removed with them */
    uint64_t kept;    /* fields that stay, because other answers rest on them (app/erase_scope) */
    /* Values that other entries say as well: they stay there, and were not searched for. The field of the first, and
     * the first entry that says it. Not counted: who the case and its persons are, which the log rests on. */
    uint64_t elsewhere;
    int64_t elsewhere_seq;
    char elsewhere_field[64];
    uint64_t unsearched;   /* values too short to be searched for (above): nothing is known of where else they stand */
    uint64_t files, bytes; /* searched */
    char left[256];        /* the first file that still holds something of it; "" none */
};

/* NOT_FOUND; REFUSED for entries on which the log itself rests (case, delegation, revocation, withdrawal, release,
 * erasure), for the exercise mark, and for a field on which other answers rest (app/erase_scope); BUSY, STORE. */
PL_MUST int pl_erase_run(const struct pl_erase *erase, struct pl_erased *ret, struct pl_error *err);

#endif
