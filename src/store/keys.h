/* The keys of this node: the participant's and the person's Ed25519 seeds in DIR/keys, 0600 in a 0700 folder.
 *
 * A key file is one line, `plimsoll-key/v1 NAME <64 hex digits>\n`, or sealed under a passphrase
 * (docs/format/sealed.md), which is then read from the file that $PLIMSOLL_PASSPHRASE_FILE names, or asked for at the
 * terminal. Keys are never in case.db. */
#ifndef PL_STORE_KEYS_H
#define PL_STORE_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "ledger/key.h"
#include "store/case.h"

struct pl_case_keys {
    struct pl_key participant;
    struct pl_key person;
};

/* Draws two new keys and writes them, replacing those of an interrupted init. IO. */
PL_MUST int pl_case_keys_make(struct pl_case *c, struct pl_case_keys *ret_keys, struct pl_error *err);

/* NOT_FOUND without key files (a copy that can be read, not written); FORMAT for a damaged one; REFUSED where others
 * may read them. */
PL_MUST int pl_case_keys_read(struct pl_case *c, struct pl_case_keys *ret_keys, struct pl_error *err);

/* Writes both keys anew, sealed under the passphrase; "" writes them unsealed. IO. */
PL_MUST int pl_case_keys_seal(struct pl_case *c, const struct pl_case_keys *keys, pl_str passphrase,
                              struct pl_error *err);

/* A new key of the person, drawn and kept beside the old one (sealed as that is) until pl_case_keys_turn puts it in its
 * place, which the caller does once the journal says so. A turn that was cut off is made good by the next reading. */
PL_MUST int pl_case_keys_next_person(struct pl_case *c, pl_str passphrase, struct pl_key *ret_key,
                                     struct pl_error *err);
PL_MUST int pl_case_keys_turn(struct pl_case *c, struct pl_error *err);

/* Are the key files sealed? */
PL_MUST int pl_case_keys_sealed(struct pl_case *c, bool *ret, struct pl_error *err);

/* The passphrase of sealed keys, into a secret (base/secret). */
PL_MUST int pl_case_keys_passphrase(struct pl_buf *ret, struct pl_error *err);

void pl_case_keys_wipe(struct pl_case_keys *keys);
#define PL_CASE_KEYS_AUTO __attribute__((cleanup(pl_case_keys_wipe))) struct pl_case_keys

/* n random bytes of the system. IO. */
PL_MUST int pl_case_random(void *out, size_t n, struct pl_error *err);

#endif
