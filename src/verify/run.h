/* The command itself: reads the files of a command line, verifies each and prints what holds.
 *
 * For `plimsoll verify` and plimsoll-verify, which give the same output and status. Opens the named files for reading
 * and nothing else. */
#ifndef PL_VERIFY_RUN_H
#define PL_VERIFY_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/error.h"

struct pl_verify_line {
    const char *const *files;
    size_t n;
    const char *policy; /* a file, or NULL; so are entry and checkpoint */
    const char *trust;  /* 64 hex digits, or NULL */
    const char *entry;
    const char *checkpoint;
    const char *consistency; /* only with a checkpoint */
    bool json;
};

/* Prints to out. The status: 0 all hold, 1 something does not or is not decided, 3 a file is malformed or cannot be
 * read, 4 the system failed. USAGE, with err set and nothing printed, for a fingerprint that is none, or with a policy
 * beside it, and for a consistency proof without a checkpoint; messages about files go to stderr. */
PL_MUST int pl_verify_run(const struct pl_verify_line *line, FILE *out, int *ret_status, struct pl_error *err);

#endif
