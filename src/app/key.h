/* key: whose keys sign in a case, and their passphrases. Every change is an entry of the log by the participant, whose
 * key is therefore needed here; to sign for oneself, one's own is enough (store/keys). */
#ifndef PL_APP_KEY_H
#define PL_APP_KEY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"

/* Seals the key files under the passphrase in that file (NULL: asked for twice at the terminal), or, with remove,
 * writes them unsealed. The old passphrase comes as for every command. With a person chosen (store/keys) theirs alone,
 * else the participant's and the case's person's. */
PL_MUST int pl_key_passphrase(const char *dir, const char *file, bool remove, struct pl_error *err);

/* A new key for the person who signs: one entry delegates it, one revokes the old one. name: of the person, "" as
 * before. *ret_seq is the revocation. */
PL_MUST int pl_key_rotate(const char *dir, pl_time now, pl_str name, pl_str reason, int64_t *ret_seq,
                          struct pl_error *err);

/* A first key of a further person, sealed under the passphrase in that file (NULL: unsealed). USAGE for a name that is
 * empty, longer than 200 bytes or no UTF-8, or reads like one that has a key (app/person). *ret_seq: the delegation. */
PL_MUST int pl_key_add(const char *dir, pl_time now, pl_str person, const char *file, pl_str reason, int64_t *ret_seq,
                       struct pl_error *err);

/* Ends every key that stands under that name, and removes its file; what it signed stays valid. NOT_FOUND; USAGE for
 * whoever signs the revocation. */
PL_MUST int pl_key_revoke(const char *dir, pl_time now, pl_str person, pl_str reason, int64_t *ret_seq,
                          struct pl_error *err);

/* The keys that stand, a JSON line each: {"type":"key","person","entry","key","here":true|false|null,"sealed"}, and a
 * summary; or as lines for people. A limited reader (store/clearance.h) is told of keys whose delegation, or anything
 * signed with them, they may see. here is null for the case's own sealed key, which does not tell whose it is. */
PL_MUST int pl_key_list(const char *dir, bool json, struct pl_buf *out, struct pl_error *err);

#endif
