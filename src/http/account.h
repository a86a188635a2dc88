/* Accounts: who may sign in to the server of a case, with what role and clearance.
 *
 * They are no part of the case's log: what is signed stands in the log, who may ask a server is this machine's affair.
 * So they live in DIR/access/accounts (0600 in a 0700 folder), in no bundle, release or backup; a JSON line each behind
 * the line "plimsoll-accounts/v1". Of a password only its argon2id hash is kept (libsodium's crypto_pwhash_str, 64 MiB
 * and 3 passes). Whoever can read the folder can read the case: accounts guard the server alone. docs/adr/0052. */
#ifndef PL_HTTP_ACCOUNT_H
#define PL_HTTP_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"

#define PL_ACCOUNTS_MAX     256
#define PL_ACCOUNT_NAME_MAX 64 /* bytes of a-z 0-9 . _ - and @: no two names look alike */
#define PL_PASSWORD_MIN     10 /* bytes */
#define PL_PASSWORD_MAX     1024

struct pl_account {
    pl_str name;
    int role;         /* enum pl_role, READER or more */
    pl_str clearance; /* a marking (app/clearance.h); "TLP:RED": everything */
    pl_str person;    /* whose key signs what they write; "": they write nothing */
    pl_str hash;      /* "$argon2id$v=19$m=65536,t=3,p=1$..." */
    pl_time since;    /* when it was made, or its password set */
};

struct pl_accounts {
    const struct pl_account *list; /* by name */
    size_t n;                      /* 0 where there is no file */
};

/* In the arena. FORMAT for a damaged file; REFUSED where others may read it; IO. */
PL_MUST int pl_accounts_read(const char *case_dir, struct pl_arena *arena, struct pl_accounts *ret,
                             struct pl_error *err);

/* The account of that name, or NULL. */
const struct pl_account *pl_accounts_find(const struct pl_accounts *accounts, pl_str name);

/* One more; its hash is made from the password, since is now. USAGE for a name, role, clearance, person or password
 * that is none, or a name that is taken; LIMIT; IO. */
PL_MUST int pl_account_add(const char *case_dir, const struct pl_account *account, pl_str password, pl_time now,
                           struct pl_error *err);

/* NOT_FOUND, IO; whoever is signed in by that account is signed out by the next request. */
PL_MUST int pl_account_remove(const char *case_dir, pl_str name, struct pl_error *err);
PL_MUST int pl_account_password(const char *case_dir, pl_str name, pl_str password, pl_time now, struct pl_error *err);

/* {"type":"account","name","role","clearance","person","since"}, without the hash. */
void pl_account_write(const struct pl_account *account, struct pl_buf *out);

/* Is it the password of that hash? Takes about 0.1 s and 64 MiB. An empty hash has none. */
bool pl_password_is(pl_str hash, pl_str password);

/* A hash of that password. IO where libsodium has no memory or random numbers for it. */
PL_MUST int pl_password_hash(pl_str password, struct pl_arena *arena, pl_str *ret, struct pl_error *err);

#endif
