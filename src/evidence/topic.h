/* What a claim is about, read from the words of its topic.
 *
 * A topic ("shells capacity 152mm", "containers DPRK->Russia") becomes the set of its words, folded: plurals, names of
 * the two Koreas and Russia, arrows and "to" (places keep whether they are left or reached). Words of category
 * (capacity, equivalent, reported ...) and of rate (per year) are set apart, since they say how the same thing was
 * counted; years and months too, since the period says that. Two topics are the same thing where all is equal; they
 * share an item where the words of one that are no places are among the other's. Nothing is looked up: a word that is
 * not known is a word. At most PL_TOPIC_MAX_WORDS words, the rest is left out. Everything lives in the arena. Pure. */
#ifndef PL_EVIDENCE_TOPIC_H
#define PL_EVIDENCE_TOPIC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "evidence/quantity.h"

#define PL_TOPIC_MAX_WORDS 48u

/* How the thing was counted. */
#define PL_CATEGORIES(X)                                                                                               \
    X(MOVED, "said to have been moved")                                                                                \
    X(CAPACITY, "what would fit")                                                                                      \
    X(EQUIVALENT, "an equivalent, converted from another measure")                                                     \
    X(REPORTED, "what states reported")                                                                                \
    X(PRODUCED, "what was produced")                                                                                   \
    X(USED, "what was used")                                                                                           \
    X(PLANNED, "what was planned or promised")
enum pl_category {
#define PL_CATEGORY_ENUM(name, text) PL_CATEGORY_##name,
    PL_CATEGORIES(PL_CATEGORY_ENUM)
#undef PL_CATEGORY_ENUM
        PL_CATEGORY_COUNT
};
const char *pl_category_text(int category);

/* For dates of one event: what was done to a ship, in the order in which it can only happen. */
enum pl_phase { PL_PHASE_NONE, PL_PHASE_BOARDED, PL_PHASE_DETAINED, PL_PHASE_IMPOUNDED };

struct pl_topic {
    pl_str *words;   /* sorted, each once, folded, places last; without those of category, rate and phase */
    uint32_t n;      /* all */
    uint32_t item_n; /* the first item_n are not places */
    int category;    /* enum pl_category */
    int phase;       /* enum pl_phase */
    pl_str rate;     /* "year", "containers": from topic or unit; else empty */
    bool inward;     /* towards the DPRK */
    bool outward;    /* from the DPRK */
    bool elsewhere;  /* towards a place that is not the DPRK */
};

/* unit (or NULL) and condition of the quantity: a rate or "if all 152 mm" may stand there only. NOMEM. */
PL_MUST int pl_topic_read(pl_str text, const struct pl_unit *unit, pl_str condition, struct pl_arena *arena,
                          struct pl_topic *ret_topic, struct pl_error *err);

bool pl_topic_same(const struct pl_topic *a, const struct pl_topic *b);       /* words, category, phase, rate */
bool pl_topic_same_thing(const struct pl_topic *a, const struct pl_topic *b); /* words and category */
bool pl_topic_same_words(const struct pl_topic *a, const struct pl_topic *b); /* words alone */
bool pl_topic_shares_item(const struct pl_topic *a, const struct pl_topic *b);
bool pl_topic_has(const struct pl_topic *topic, pl_str word); /* a folded word */

/* Every word of a phrase ("refined petroleum"), folded, is in the topic; of one of several phrases joined by `|`. */
bool pl_topic_has_all(const struct pl_topic *topic, pl_str phrase);

/* Where a is b and exactly one word more, that word; else empty. */
pl_str pl_topic_extra_word(const struct pl_topic *a, const struct pl_topic *b);

/* One ASCII word as topics fold it, at most 63 bytes of it, into out; the bytes written. */
size_t pl_topic_fold(pl_str word, char out[64]);

#endif
