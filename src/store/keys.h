/* The keys of this node: the participant's and the person's Ed25519 seeds in DIR/keys, 0600 in a 0700 folder.
 *
 * A key file is one line, `plimsoll-key/v1 NAME <64 hex digits>\n`. Keys are never in case.db. */
#ifndef PL_STORE_KEYS_H
#define PL_STORE_KEYS_H

#include "base/error.h"
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

void pl_case_keys_wipe(struct pl_case_keys *keys);
#define PL_CASE_KEYS_AUTO __attribute__((cleanup(pl_case_keys_wipe))) struct pl_case_keys

/* n random bytes of the system. IO. */
PL_MUST int pl_case_random(void *out, size_t n, struct pl_error *err);

#endif
