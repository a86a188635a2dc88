/* The register of real identities: who stands behind the alias of a human source.
 *
 * One sealed file (ledger/sealed) with its own passphrase, which lies outside every case: it is never synced, bundled
 * or backed up with one, and no other command opens it. The case holds aliases alone. Form: docs/format/register.md. */
#ifndef PL_APP_REGISTER_H
#define PL_APP_REGISTER_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"

struct pl_register {
    const char *file;       /* of the register; made where it is missing */
    const char *case_dir;   /* the register may not lie in it */
    const char *passphrase; /* a file with the passphrase, or NULL: ask */
    pl_time now;
};

/* What is known of one person. */
struct pl_register_person {
    pl_str alias, name, contact, notes;
};

/* Adds one, or replaces the one of that alias. USAGE without alias or name, REFUSED for a file inside the case, for one
 * that others may read, or another passphrase. */
PL_MUST int pl_register_put(const struct pl_register *r, const struct pl_register_person *person, struct pl_error *err);

/* Appends those of that alias ("" : all) as text or JSON lines ("type":"person", last a summary). NOT_FOUND. */
PL_MUST int pl_register_show(const struct pl_register *r, pl_str alias, bool json, struct pl_buf *out,
                             struct pl_error *err);

/* Removes one; the file is written anew under a new salt. NOT_FOUND. */
PL_MUST int pl_register_remove(const struct pl_register *r, pl_str alias, struct pl_error *err);

/* Seals it under another passphrase (in the file `passphrase`, or asked for). */
PL_MUST int pl_register_reseal(const struct pl_register *r, const char *passphrase, struct pl_error *err);

#endif
