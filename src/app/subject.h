/* A list entry, or what a user asks about, made ready for names/match: names with their readings, valid numbers, dates
 * of birth, states, gender.
 *
 * Both sides of a comparison go through here, so that neither is read differently. Nothing is corrected: a number with
 * a wrong check digit stays in and counts for nothing; a date or state that cannot be read is left out and counted. */
#ifndef PL_APP_SUBJECT_H
#define PL_APP_SUBJECT_H

#include "base/arena.h"
#include "base/error.h"
#include "lists/entity.h"
#include "names/country.h"
#include "names/form.h"
#include "names/match.h"
#include "names/vocabulary.h"

#define PL_SUBJECT_MAX_NAMES  1024 /* of one entry; further ones are left out and counted */
#define PL_SUBJECT_MAX_VALUES 256  /* numbers, dates, states each */

/* What was not taken in, by kind. */
struct pl_subject_left {
    unsigned names;     /* longer than PL_FORM_MAX_BYTES, or beyond the ceiling */
    unsigned dates;     /* of birth, not understood */
    unsigned countries; /* not in the table */
};

/* enum pl_name_kind of a schema: Person; Company, Organization and the like; Vessel; anything else, LegalEntity among
 * it (in FollowTheMoney that may be a person), is PL_NAME_ANY. */
int pl_subject_kind(int schema);

/* Everything lives in the arena, except that ids' values and names' tags refer to the entity, which must outlive it. A
 * name's tag is the number of its value in entity->values; UINT32_MAX for a name that was put together from its parts
 * (firstName ... lastName, only where no whole name stands). countries may be NULL. ret_left may be NULL. NOMEM. */
PL_MUST int pl_subject_make(struct pl_romaniser *romaniser, const struct pl_countries *countries,
                            const struct pl_entity *entity, struct pl_arena *arena, struct pl_subject *ret_subject,
                            struct pl_subject_left *ret_left, struct pl_error *err);

/* The same with its names as small as they can be kept, for one of many: forms are made in `scratch` (which is as
 * before after the call) and kept by the numbers of their parts in `vocabulary` (pl_ready_keep), which must outlive the
 * subject. LIMIT as there. scratch may be NULL: then names are kept whole, and vocabulary may be NULL too. */
PL_MUST int pl_subject_keep(struct pl_romaniser *romaniser, const struct pl_countries *countries,
                            const struct pl_entity *entity, struct pl_arena *scratch, struct pl_vocabulary *vocabulary,
                            struct pl_arena *arena, struct pl_subject *ret_subject, struct pl_subject_left *ret_left,
                            struct pl_error *err);

#endif
