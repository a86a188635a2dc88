/* init: a new case with its keys, and the two journal entries that open it. */
#ifndef PL_APP_INIT_H
#define PL_APP_INIT_H

#include <stdbool.h>

#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "ledger/key.h"

struct pl_init_options {
    pl_str participant; /* who takes part: a state, an authority, a firm */
    pl_str person;      /* who writes; "" : the participant's name */
    bool exercise;      /* the case holds an exercise, from the start */
    pl_time now;
};

struct pl_init_done {
    pl_public_key participant, person;
};

/* Makes dir a case: all or, after a crash, something that init may be called on again. USAGE for an empty or overlong
 * name and for a folder in use; IO. */
PL_MUST int pl_init_run(const char *dir, const struct pl_init_options *options, struct pl_init_done *ret,
                        struct pl_error *err);

#endif
