/* key: the keys of a case under a passphrase; a person's key replaced by a new one, as entries of the log. */
#ifndef PL_APP_KEY_H
#define PL_APP_KEY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"
#include "base/time.h"

/* Seals the key files under the passphrase in that file (NULL: asked for twice at the terminal), or, with remove,
 * writes them unsealed. The old passphrase comes as for every command. */
PL_MUST int pl_key_passphrase(const char *dir, const char *file, bool remove, struct pl_error *err);

/* A new key for the person: one entry delegates it, one revokes the old one, both by the participant. name: of the
 * person, "" as before. *ret_seq is the revocation. */
PL_MUST int pl_key_rotate(const char *dir, pl_time now, pl_str name, pl_str reason, int64_t *ret_seq,
                          struct pl_error *err);

#endif
