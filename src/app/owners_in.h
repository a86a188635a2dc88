/* What owners.c knows of the parties, for owners_links.c alone. */
#ifndef PL_APP_OWNERS_IN_H
#define PL_APP_OWNERS_IN_H

#include "app/owners.h"
#include "base/map.h"

/* A party: the entry that speaks of it, in the copy that counts. */
struct pl_owners_party {
    const struct pl_book_entry *entry; /* NULL: only named, or only in another copy */
    const struct pl_screen_copy *copy;
    int listed; /* enum pl_maybe */
};

struct pl_owners {
    const struct pl_screen_copy *copies;
    size_t n;
    bool has_as_of;
    int32_t day;
    struct pl_ownership *ownership;
    struct pl_arena arena;
    struct pl_strmap parties; /* "list:id" -> place in all + 1 */
    struct pl_owners_party *all;
    size_t n_all, cap_all;
    struct pl_strmap sanctions; /* "list:id" -> enum pl_maybe + 1: what Sanction edges say */
    struct pl_strmap bearers;   /* "list:fold of a strong name" of listed parties */
};

/* "list:text" in the arena; {NULL,0} without memory. */
pl_str pl_owners_key(struct pl_arena *arena, pl_str list, pl_str text);

/* NULL: no list names it. Lives with the owners. */
const struct pl_owners_party *pl_owners_party_of(const struct pl_owners *owners, pl_str key);

/* The edge says that it is over. */
bool pl_owners_is_former(const struct pl_entity *edge);

#endif
