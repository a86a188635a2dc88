/* A form made ready for fast comparison: what matching needs of each part, computed once.
 *
 * A list's names are made ready once and compared many times; a name may also be made ready on the way (slower). Holds
 * views into the form's readings, which must outlive it, and a copy of the keys: a name made ready is one block of
 * memory. Everything lives in the caller's arena. Pure. */
#ifndef PL_NAMES_READY_H
#define PL_NAMES_READY_H

#include "names/distance.h"
#include "names/form.h"

struct pl_ready_part {
    const char *key;
    uint32_t letters; /* pl_distance_letters of the key */
    uint32_t near;
    uint32_t hash;   /* of the key */
    uint32_t number; /* NUMBER: its value */
    float weight;    /* how much it says */
    uint8_t n;       /* bytes of the key, at most PL_DISTANCE_MAX: the rest is not compared */
    uint8_t cls;     /* enum pl_part_class */
    uint8_t common;  /* enum pl_common */
    bool plain;      /* the key is the text */
};

struct pl_ready_reading {
    const struct pl_reading *reading;
    struct pl_ready_part *parts;
    uint32_t letters; /* of all parts */
    uint32_t near;
    uint16_t length; /* bytes of the keys of words, initials and particles */
    uint8_t n;
    uint8_t joinable; /* how many words, initials and particles */
    uint8_t space;    /* enum pl_space */
    bool native;
    bool family; /* the reading itself knows which part is the family name */
};

struct pl_ready {
    struct pl_ready_reading *readings;
    uint64_t order; /* a hash of the form: which of two names comes first, whoever asks */
    uint64_t fold;  /* a hash of its fold; 0 where that is empty */
    char script[4];
    uint8_t kind;    /* enum pl_name_kind */
    uint32_t spaces; /* bit: it has a reading there */
    uint32_t native; /* bit: a native one */
    uint8_t n;
};

/* Which letters are confused in a space. */
static inline int pl_ready_table(int space) {
    return space == PL_SPACE_ARABIC || space == PL_SPACE_HEBREW     ? PL_DISTANCE_SKELETON
           : space == PL_SPACE_KOREAN || space == PL_SPACE_MANDARIN ? PL_DISTANCE_PHONEMES
                                                                    : PL_DISTANCE_LATIN;
}

/* Words, initials and particles: what may be written as one. */
static inline bool pl_ready_may_join(int cls) {
    return cls == PL_PART_WORD || cls == PL_PART_PARTICLE || cls == PL_PART_INITIAL;
}

/* NOMEM. */
PL_MUST int pl_ready_make(const struct pl_form *form, struct pl_arena *arena, const struct pl_ready **ret_ready,
                          struct pl_error *err);

/* The same for a form that is in a scratch arena: what is kept of both is one block in `arena`, each text once, and
 * *ret_form is the form as it is kept there. Of the form given only the source must outlive it. Works in `scratch`. */
PL_MUST int pl_ready_keep(const struct pl_form *form, struct pl_arena *scratch, struct pl_arena *arena,
                          struct pl_form *ret_form, const struct pl_ready **ret_ready, struct pl_error *err);

/* The same on the way, in room that the caller has: PL_FORM_MAX_READINGS readings of PL_FORM_MAX_PARTS parts. Keys stay
 * where they are. */
void pl_ready_fill(const struct pl_form *form, struct pl_ready_reading *readings, struct pl_ready_part *parts,
                   struct pl_ready *ret);

#endif
