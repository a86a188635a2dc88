/* Persons as they are named in a case: who says something (`by`), and whose key signed it. Not the same thing. */
#ifndef PL_APP_PERSON_H
#define PL_APP_PERSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "store/case.h"

/* Case, spaces and accents do not make another person. */
bool pl_person_same(pl_str a, pl_str b);

/* Equal words, white space and case aside. */
bool pl_person_same_words(pl_str a, pl_str b);

/* Who holds the key that signed entry seq, as the key's delegation names them; the participant for its own key. In the
 * arena; "" where no delegation says. */
PL_MUST int pl_person_of_entry(struct pl_case *c, int64_t seq, struct pl_arena *arena, pl_str *ret,
                               struct pl_error *err);

#endif
