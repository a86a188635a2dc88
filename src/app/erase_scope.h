/* What of an entry may be erased. Some entries are content: a recording, an observation, an exhibit, a claim go whole,
 * for without any one of their fields the rest would say another thing. Others are acts on which the standing of
 * somebody else rests: a dissent, a reply, a decision "no match", a step that closed a task. If such an act went, a
 * finding would look unanimous, the accused unasked, somebody who was cleared would be a candidate again. Of these the
 * words go, and that it was done, by whom and how, stays. */
#ifndef PL_APP_ERASE_SCOPE_H
#define PL_APP_ERASE_SCOPE_H

#include <stdbool.h>

#include "base/str.h"
#include "store/journal.h"

/* Does the whole entry go where no field is named? Of an act its words alone do. */
bool pl_erase_goes_whole(pl_str kind, const struct pl_journal_field *fields, size_t n);

/* Is it one of these words; and may it go by itself? */
bool pl_erase_goes_with(pl_str kind, pl_str field);
bool pl_erase_goes_alone(pl_str kind, pl_str field);

/* All of them, by spaces; "" none. Static. */
const char *pl_erase_words(pl_str kind);

#endif
