/* What a claim rests on, read from the words of its basis.
 *
 * "capacity conversion of 5,000 containers", "89 deliveries at one third of tanker capacity", "adds 400 million since
 * the report", "closed briefing relayed by a lawmaker". Counts with their unit, how they are joined, the share of
 * capacity that was assumed, and what is missing. Only what is written: an unknown word says nothing. Pure; the result
 * holds views into the text. */
#ifndef PL_EVIDENCE_BASIS_H
#define PL_EVIDENCE_BASIS_H

#include <stdbool.h>
#include <stdint.h>

#include "evidence/quantity.h"

#define PL_BASIS_MAX_COUNTS 8u

struct pl_basis {
    struct pl_quantity counts[PL_BASIS_MAX_COUNTS]; /* in the order of the text; a unit may be missing */
    uint32_t n;
    bool product;   /* they are multiplied: "5,000 containers x 400 rounds" */
    bool sum;       /* they are added: "8,000 t + 5,000 t", "sum of ..." */
    bool adds;      /* the first is what is added to an earlier figure: "adds 400 million since the report" */
    bool converted; /* it says that the number was computed, converted, tallied */
    double load;    /* the share of capacity that was assumed: 1/3; 0 none */
    bool unstated;  /* empty, "not stated", unnamed, unknown */
    bool closed;    /* closed, claimed, secret: nobody else can look */
    bool no_method; /* it names no method: no count, no image, document, witness, ... */
};

void pl_basis_read(pl_str text, struct pl_basis *ret_basis);

/* True where text has the word or phrase, whole words, any case. */
bool pl_basis_has(pl_str text, pl_str phrase);

/* True where the words say that what stands in it is multiplied, or added. */
bool pl_basis_multiplies(pl_str text);
bool pl_basis_adds_up(pl_str text);

#endif
