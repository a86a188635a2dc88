/* Edit distances between the words of one question and those of what it is held against, kept while it is asked, so
 * that a pair of words is compared once however many entries have it. Not an answer's memory: it begins anew with each
 * question. Owned by whoever asks; one thread at a time. A pair that finds its place taken takes it. */
#ifndef PL_NAMES_EDITS_H
#define PL_NAMES_EDITS_H

#include "names/distance.h"

#define PL_EDITS_PLACES 512 /* a power of two; 16 KB */

struct pl_edits_of {
    const char *a, *b;
    uint64_t terms;    /* lengths, table and limit */
    uint32_t question; /* 0: a free place */
    int32_t edits;
};

struct pl_edits {
    uint32_t question; /* the number of this one */
    struct pl_edits_of places[PL_EDITS_PLACES];
};

/* Forgets everything: the words of the last question may lie elsewhere now. */
void pl_edits_begin(struct pl_edits *edits);

/* As pl_distance of words that stay where they are until the next pl_edits_begin. edits NULL: the same, not kept. */
int pl_edits_distance(struct pl_edits *edits, pl_str a, pl_str b, int table, int limit);

#endif
