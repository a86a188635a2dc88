/* The keys of this node: the participant's and each person's Ed25519 seeds in DIR/keys, 0600 in a 0700 folder.
 *
 * A key file is one line, `plimsoll-key/v1 NAME <64 hex digits>\n`, or sealed under a passphrase
 * (docs/format/sealed.md), which is then read from the file that $PLIMSOLL_PASSPHRASE_FILE names, or asked for at the
 * terminal. Keys are never in case.db.
 *
 * `participant.key` signs checkpoints, the opening of the case, delegations and revocations. `person.key` signs all
 * else, unless $PLIMSOLL_PERSON (which `--as PERSON` sets) names a person with a key of their own: `p-<32 hex digits
 * of the public key>.key`. That key alone is then read, with the passphrase in the file that
 * $PLIMSOLL_PERSON_PASSPHRASE_FILE names (else as above), so that nobody needs the participant's to sign for
 * themselves. Who a key belongs to is what its delegation in the journal says (store/keyring). */
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
    struct pl_key participant; /* without its secret where has_participant is false */
    struct pl_key person;
    bool has_participant;
};

/* Draws two new keys and writes them, replacing those of an interrupted init. IO. */
PL_MUST int pl_case_keys_make(struct pl_case *c, struct pl_case_keys *ret_keys, struct pl_error *err);

/* The keys to sign with: the participant's and the case's person's, or, where $PLIMSOLL_PERSON names somebody, theirs
 * alone. NOT_FOUND without key files (a copy that can be read, not written), or where that person has no key here;
 * FORMAT for a damaged one; REFUSED where others may read them, and for a key that was revoked. */
PL_MUST int pl_case_keys_read(struct pl_case *c, struct pl_case_keys *ret_keys, struct pl_error *err);

/* Reads the participant's key too, where it was not: for checkpoints and delegations. Errors as above. */
PL_MUST int pl_case_keys_read_participant(struct pl_case *c, struct pl_case_keys *keys, struct pl_error *err);

/* Writes the keys that were read anew, sealed under the passphrase; "" writes them unsealed. IO. */
PL_MUST int pl_case_keys_seal(struct pl_case *c, const struct pl_case_keys *keys, pl_str passphrase,
                              struct pl_error *err);

/* A key for a further person, drawn and written, sealed under the passphrase unless that is ""; it counts once the
 * journal delegates it. IO. */
PL_MUST int pl_case_keys_make_person(struct pl_case *c, pl_str passphrase, struct pl_key *ret_key,
                                     struct pl_error *err);

/* Removes the file of a further person's key; one that is not there is none. IO. */
PL_MUST int pl_case_keys_drop_person(struct pl_case *c, const pl_public_key *key, struct pl_error *err);

/* Has that key a file of its own, or is it (if it is here) person.key? */
PL_MUST int pl_case_keys_apart(struct pl_case *c, const pl_public_key *key, bool *ret, struct pl_error *err);

/* Is the file of that key on this machine? *ret_sealed: is it sealed, for what is here. person.key does not tell whose
 * it is while it is sealed: then *ret_unsure instead. */
PL_MUST int pl_case_keys_here(struct pl_case *c, const pl_public_key *key, bool *ret_here, bool *ret_sealed,
                              bool *ret_unsure, struct pl_error *err);

/* A new key of the person, drawn and kept beside the old one (sealed as that is) until pl_case_keys_turn puts it in its
 * place, which the caller does once the journal says so. A turn that was cut off is made good by the next reading. */
PL_MUST int pl_case_keys_next_person(struct pl_case *c, pl_str passphrase, struct pl_key *ret_key,
                                     struct pl_error *err);
PL_MUST int pl_case_keys_turn(struct pl_case *c, struct pl_error *err);

/* Is the file of that key sealed? */
PL_MUST int pl_case_keys_sealed(struct pl_case *c, const pl_public_key *key, bool *ret, struct pl_error *err);

/* The passphrase of the key that signs, into a secret (base/secret). */
PL_MUST int pl_case_keys_passphrase(struct pl_buf *ret, struct pl_error *err);

void pl_case_keys_wipe(struct pl_case_keys *keys);

/* Whom $PLIMSOLL_PERSON names; {NULL,0} for the case's own person. */
pl_str pl_case_keys_chosen(void);

#define PL_CASE_KEYS_AUTO __attribute__((cleanup(pl_case_keys_wipe))) struct pl_case_keys

/* n random bytes of the system. IO. */
PL_MUST int pl_case_random(void *out, size_t n, struct pl_error *err);

#endif
