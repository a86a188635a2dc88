/* The parts that names are made of, each kept once: what a list of many names keeps in place of the parts themselves.
 *
 * A part is what a reading writes and what of it is compared (pl_ready_part), the same for every name that has it but
 * for its weight as an acronym. Parts and the systems of readings have numbers from 0, which stay. Filled by one
 * thread, then const and shared. At most 2^31 - 1 parts and 2^16 systems. Pure. */
#ifndef PL_NAMES_VOCABULARY_H
#define PL_NAMES_VOCABULARY_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "names/ready.h"

struct pl_vocabulary;

/* NOMEM. */
PL_MUST int pl_vocabulary_open(struct pl_vocabulary **ret_vocabulary, struct pl_error *err);

/* The number of a part as it is read in a space, kept if it is new. Nothing of `part` is kept. NOMEM, LIMIT. */
PL_MUST int pl_vocabulary_add(struct pl_vocabulary *vocabulary, const struct pl_part *part, int space,
                              uint32_t *ret_number, struct pl_error *err);

/* The same for the system of a reading, a static string. */
PL_MUST int pl_vocabulary_add_system(struct pl_vocabulary *vocabulary, const char *system, uint32_t *ret_number,
                                     struct pl_error *err);

/* Frees what only adding needs; nothing is added any more. */
void pl_vocabulary_seal(struct pl_vocabulary *vocabulary);

const struct pl_ready_part *pl_vocabulary_part(const struct pl_vocabulary *vocabulary, uint32_t number);
const char *pl_vocabulary_system(const struct pl_vocabulary *vocabulary, uint32_t number);

size_t pl_vocabulary_n(const struct pl_vocabulary *vocabulary);     /* parts */
size_t pl_vocabulary_bytes(const struct pl_vocabulary *vocabulary); /* of memory */

void pl_vocabulary_close(struct pl_vocabulary *vocabulary); /* accepts NULL */

#endif
