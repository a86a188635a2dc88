/* A form made ready for fast comparison: what matching needs of each part, computed once.
 *
 * A name that is asked for is made ready in the caller's arena (pl_ready_make), or on the way (pl_ready_fill, slower).
 * Of the many names of a list only the numbers of their parts are kept (pl_ready_keep), each part once in a vocabulary
 * (names/vocabulary): such a name is opened (pl_ready_open) in room of the caller's for as long as it is compared.
 * Holds views into the form's readings, or into the vocabulary, which must outlive it. Pure. */
#ifndef PL_NAMES_READY_H
#define PL_NAMES_READY_H

#include "names/distance.h"
#include "names/edits.h"
#include "names/form.h"

struct pl_ready_part {
    const char *key;
    const char *text; /* as the reading writes it */
    uint32_t letters; /* pl_distance_letters of the key */
    uint32_t near;
    uint32_t hash;   /* of the key */
    uint32_t number; /* NUMBER: its value */
    float weight;    /* how much it says */
    uint16_t text_n; /* bytes of text */
    uint16_t key_n;  /* bytes of the key as it stands there, n or more */
    uint8_t n;       /* bytes of the key, at most PL_DISTANCE_MAX: the rest is not compared */
    uint8_t cls;     /* enum pl_part_class */
    uint8_t common;  /* enum pl_common */
    bool plain;      /* the key is the text */
};

struct pl_ready_reading {
    const char *system; /* static */
    struct pl_ready_part *parts;
    uint32_t letters; /* of all parts */
    uint32_t near;
    uint16_t length; /* bytes of the keys of words, initials and particles */
    uint8_t n;
    uint8_t joinable; /* how many words, initials and particles */
    uint8_t space;    /* enum pl_space */
    bool native;
    bool family;            /* the reading itself knows which part is the family name */
    struct pl_edits *edits; /* names/edits.h: of the question that it belongs to; NULL: none */
};

struct pl_ready_kept;

struct pl_ready {
    struct pl_ready_reading *readings; /* NULL while it is kept: see pl_ready_open */
    const struct pl_ready_kept *kept;  /* NULL unless it is kept */
    uint64_t order;                    /* a hash of the form: which of two names comes first, whoever asks */
    uint64_t fold;                     /* a hash of its fold; 0 where that is empty */
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

static inline pl_str pl_ready_text(const struct pl_ready_part *part) { return pl_str_make(part->text, part->text_n); }

/* Words, initials and particles: what may be written as one. */
static inline bool pl_ready_may_join(int cls) {
    return cls == PL_PART_WORD || cls == PL_PART_PARTICLE || cls == PL_PART_INITIAL;
}

struct pl_vocabulary; /* names/vocabulary.h */

/* NOMEM. */
PL_MUST int pl_ready_make(const struct pl_form *form, struct pl_arena *arena, const struct pl_ready **ret_ready,
                          struct pl_error *err);

/* Of a name that is asked for and was made ready (or NULL): what its words cost beside others is kept there. */
void pl_ready_remember(const struct pl_ready *ready, struct pl_edits *edits);

/* Room for a name that is opened, or made ready on the way: some 70 KB. */
struct pl_ready_room {
    struct pl_ready ready;
    struct pl_ready_reading readings[PL_FORM_MAX_READINGS];
    struct pl_ready_part parts[PL_FORM_MAX_READINGS * PL_FORM_MAX_PARTS];
};

/* Makes a name ready on the way. Keys and texts stay where they are. */
const struct pl_ready *pl_ready_fill(const struct pl_form *form, struct pl_ready_room *room);

/* A name that is kept of many: the numbers of its parts and its fold, one block in `arena`. *ret_form is the form as it
 * is kept: without readings, its source where it was. Of the form given only the source must outlive it, and the
 * vocabulary. NOMEM, LIMIT (see there). */
PL_MUST int pl_ready_keep(const struct pl_form *form, struct pl_vocabulary *vocabulary, struct pl_arena *arena,
                          struct pl_form *ret_form, const struct pl_ready **ret_ready, struct pl_error *err);

/* The readings of a name in the spaces asked for (a bit each), in the caller's room; a name that is not kept stands as
 * it is, with all its readings. */
const struct pl_ready *pl_ready_open(const struct pl_ready *ready, uint32_t spaces, struct pl_ready_room *room);

/* What of a part is the same wherever it stands; key and text stay where they are. */
void pl_ready_part_fill(const struct pl_part *part, int space, struct pl_ready_part *ret);

#endif
