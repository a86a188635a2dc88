/* Inside of resolving what was held of OFAC's advanced file: shared by ofac_resolve.c (parties, documents, sanctions,
 * relations) and ofac_name.c (the names of a party). */
#ifndef PL_LISTS_OFAC_RESOLVE_IN_H
#define PL_LISTS_OFAC_RESOLVE_IN_H

#include "lists/ofac_held.h"

#define TEXT_MAX ((size_t)4 << 20) /* of one value */

/* A party that is being made. */
struct making {
    struct pl_held *held;
    struct pl_publication *pub;
    pl_entity_sink sink;
    void *ctx;
    struct pl_arena arena; /* of one entity */
    struct pl_entity e;
    pl_str items;         /* of the profile */
    struct pl_map groups; /* of its names' parts: NamePartGroup -> NamePartType + 1 */
};

/* The value of a reference, NULL where it leads nowhere: that is counted, unless none was given. Its text, or "". */
const struct pl_held_ref *pl_ofac_ref_of(struct making *m, int kind, uint32_t id);
pl_str pl_ofac_text_of(struct making *m, int kind, uint32_t id);

/* The groups of the parts of the profile's names; then the names themselves, and the caption. */
PL_MUST int pl_ofac_find_groups(struct making *m, struct pl_error *err);
PL_MUST int pl_ofac_add_names(struct making *m, struct pl_error *err);

#endif
