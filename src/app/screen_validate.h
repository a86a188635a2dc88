/* Does screening find what it should among one's own names, and how often does it cry wolf?
 *
 * Draws entries of the case's lists by a seed, makes from each main name what a typist or another transliterator might
 * write (stated kinds), hides these among the user's names and asks for all. Counted at each threshold: how many of the
 * planted names found their own entry, by kind, and how many of the user's names raised an alert. The variants are
 * made, not observed: this measures slips of these kinds, not the world. Nothing is kept. The same case, names and seed
 * give the same bytes. */
#ifndef PL_APP_SCREEN_VALIDATE_H
#define PL_APP_SCREEN_VALIDATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"

/* enum name, name in output, words */
#define PL_PLANTED_KINDS(X)                                                                                            \
    X(EXACT, "exact", "the name as the list has it")                                                                   \
    X(SLIP, "typing_slip", "two neighbouring letters exchanged, one dropped or one doubled")                           \
    X(ORDER, "order", "the last part first")                                                                           \
    X(SPELLING, "spelling", "another spelling of a sound: ph/f, kh/h, oo/u, q/k, y/i ...")                             \
    X(MISSING, "missing_part", "one part left out (names of three parts or more)")

enum pl_planted_kind {
#define PL_PLANTED_ENUM(name, text, words) PL_PLANTED_##name,
    PL_PLANTED_KINDS(PL_PLANTED_ENUM)
#undef PL_PLANTED_ENUM
        PL_PLANTED_KIND_COUNT
};
const char *pl_planted_kind_name(int kind);

/* Makes a variant of a name of ASCII letters; random decides what it may. False where the kind does not apply. Pure. */
bool pl_planted_make(int kind, pl_str name, uint64_t random, struct pl_buf *out);

struct pl_validate {
    const char *dir;
    const char *names; /* CSV with the columns of a batch */
    unsigned planted;  /* entries that are drawn */
    uint64_t seed;
    unsigned threads;
    bool json;
    pl_time now;
};

/* EMPTY where the lists have no name that can be planted or the file no name; FORMAT, INPUT. */
PL_MUST int pl_validate_run(const struct pl_validate *o, struct pl_buf *out, struct pl_error *err);

#endif
