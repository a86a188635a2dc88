/* Whose keys the journal lets sign: the delegations that no revocation ended.
 *
 * It reads entries and holds no secrets; the files of keys are store/keys. A person may hold several keys, each by a
 * delegation of its own; a key belongs to one name. Names are compared byte for byte. */
#ifndef PL_STORE_KEYRING_H
#define PL_STORE_KEYRING_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "ledger/key.h"
#include "store/case.h"

#define PL_KEYRING_MAX 4096 /* keys that stand at once */

struct pl_keyring_key {
    pl_str person;
    pl_public_key key;
    int64_t seq; /* of its delegation */
};

/* The keys that stand, in the order of their delegations; in the arena. LIMIT beyond PL_KEYRING_MAX; STORE, NOMEM. */
PL_MUST int pl_keyring_read(struct pl_case *c, struct pl_arena *arena, struct pl_keyring_key **ret, size_t *ret_n,
                            struct pl_error *err);

#endif
