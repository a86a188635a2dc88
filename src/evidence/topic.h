/* What a claim is about and what it rests on, read from its words: topic, and basis.
 *
 * A topic ("shells capacity 152mm", "containers DPRK->Russia") becomes the set of its words, folded: endings of the
 * plural, names of the two Koreas and Russia, arrows and "to". Words of category (capacity, equivalent, produced ...)
 * and of rate (per year) are set apart, since they say how the same thing was counted. Two topics are the same thing
 * where all is equal; they share an item where what is left without places is a part of the other. Nothing is looked
 * up: a word that is not known is a word. Everything lives in the arena. Pure. */
#ifndef PL_EVIDENCE_TOPIC_H
#define PL_EVIDENCE_TOPIC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "evidence/quantity.h"

#define PL_TOPIC_MAX_WORDS  48u
#define PL_BASIS_MAX_COUNTS 8u

/* How the thing was counted. */
#define PL_CATEGORIES(X)                                                                                               \
    X(MOVED, "delivered or moved")                                                                                     \
    X(CAPACITY, "capacity: what would fit")                                                                            \
    X(EQUIVALENT, "equivalent: converted from another measure")                                                        \
    X(REPORTED, "reported by states")                                                                                  \
    X(PRODUCED, "produced")                                                                                            \
    X(USED, "used")                                                                                                    \
    X(PLANNED, "planned or promised")
enum pl_category {
#define PL_CATEGORY_ENUM(name, text) PL_CATEGORY_##name,
    PL_CATEGORIES(PL_CATEGORY_ENUM)
#undef PL_CATEGORY_ENUM
        PL_CATEGORY_COUNT
};
const char *pl_category_text(int category);

struct pl_topic {
    pl_str *words; /* sorted, each once, folded; without those of category and rate */
    uint32_t n;
    uint32_t item_n; /* the first item_n are not places or routes */
    int category;
    pl_str rate;  /* "year"; else empty */
    bool inward;  /* towards the DPRK: its imports */
    bool outward; /* from the DPRK */
};

/* unit: of the quantity (a rate may stand there only). NOMEM. */
PL_MUST int pl_topic_read(pl_str text, const struct pl_unit *unit, pl_str condition, struct pl_arena *arena,
                          struct pl_topic *ret_topic, struct pl_error *err);
bool pl_topic_same(const struct pl_topic *a, const struct pl_topic *b);        /* words, category, rate */
bool pl_topic_same_thing(const struct pl_topic *a, const struct pl_topic *b);  /* words and category: any rate */
bool pl_topic_shares_item(const struct pl_topic *a, const struct pl_topic *b); /* one's item words are the other's */
bool pl_topic_has(const struct pl_topic *topic, pl_str word);                  /* a folded word */

/* What a basis says: "capacity conversion of 5,000 containers", "89 deliveries at one third of tanker capacity". */
struct pl_basis {
    struct pl_quantity counts[PL_BASIS_MAX_COUNTS]; /* in the order of the text */
    uint32_t n;
    bool product;   /* they are multiplied: "5,000 containers x 400 rounds" */
    bool sum;       /* they are added: "8,000 t + 5,000 t", "sum of" */
    bool adds;      /* the first is what is added to an earlier figure: "adds 400 million since the report" */
    bool converted; /* says that the number was computed from the count */
    double load;    /* share of capacity that was assumed: one third; 0 none */
    bool unstated;  /* empty, "not stated", unnamed, unknown */
    bool closed;    /* closed, claimed, secret: nobody else can look */
    bool no_method; /* no word of it says how it was observed */
};
PL_MUST int pl_basis_read(pl_str text, struct pl_arena *arena, struct pl_basis *ret_basis, struct pl_error *err);

#endif
