/* Equality of identifying numbers: passports, registrations, call signs, wallets, addresses of electronic mail.
 *
 * Compared without spaces and punctuation, ASCII letters folded (wallets keep their case); nothing is corrected. The
 * table of kinds says what an equal number is worth. Pure, no allocation. */
#ifndef PL_NAMES_SAME_NUMBER_H
#define PL_NAMES_SAME_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct pl_number_kind {
    const char *name; /* FollowTheMoney's property */
    uint16_t worth;   /* thousandths of the score when equal */
    bool vessel;      /* counts for ships only */
    bool exact_case;
    uint16_t differs; /* thousandths taken where both sides have valid ones and none is equal; 0: says nothing */
    const char *text; /* in a sentence */
};

/* Of a kind that is not in the table: a plain identifier. Never NULL. */
const struct pl_number_kind *pl_number_kind_of(const char *name);

/* The table, for the version hash, docs and tests. */
size_t pl_number_kind_count(void);
const struct pl_number_kind *pl_number_kind_at(size_t i);

/* False also where either holds no letter or digit. */
bool pl_number_equal(const struct pl_number_kind *kind, pl_str a, pl_str b);

/* Of kind and value: equal numbers hash equally. */
uint64_t pl_number_hash(const struct pl_number_kind *kind, pl_str value);

#endif
