/* The inside of a screener, shared by app/screen_build.c and app/screen.c only. */
#ifndef PL_APP_SCREEN_IN_H
#define PL_APP_SCREEN_IN_H

#include "app/screen.h"

/* A list and its copies that count: screener->copies[first .. first + n), by day. */
struct pl_screen_list {
    pl_str name;
    size_t first, n;
    bool dated; /* as_of is answered from publication days */
    bool blind; /* as_of lies before the first publication */
};

/* An entry as one or several copies have it. */
struct pl_screen_variant {
    const struct pl_book_entry *entry;
    uint32_t copy;   /* the preferred one of those that have it so */
    uint32_t schema; /* the entry's, here where it is at hand */
    uint32_t party;  /* the entry whatever its version: several variants share it */
    struct pl_subject subject;
};

struct pl_screener {
    struct pl_screen_options options;
    struct pl_arena arena;
    const struct pl_screen_copy **copies;
    size_t n_copies;
    struct pl_screen_list *lists;
    size_t n_lists;
    struct pl_screen_variant *variants; /* by list, id, preference: the number in the index */
    size_t n_variants, cap_variants;
    struct pl_asof *parties;
    size_t n_parties, cap_parties;
    struct pl_arena *arenas;             /* of the subjects */
    struct pl_vocabulary **vocabularies; /* of their names */
    size_t n_arenas;                     /* and vocabularies */
    struct pl_index *index;
    struct pl_screener_size size;
};

#endif
