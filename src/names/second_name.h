/* Names that a field gives besides the first: "X (Y)", "X a.k.a. Y", "X f.k.a. Y; Z", "X / Y".
 *
 * What is cut are views of the text; the whole stays the caller's. Nothing is cut where the brackets stand inside a
 * name
 * ("Bank (Iran) Ltd"), or hold a word that is no name ("(deceased)", "(Pvt)"), or a slash joins what it stands between
 * ("A/S", "M/V"). Whether a piece is evidence by itself is the caller's to say (pl_second_name_is_long). Pure. */
#ifndef PL_NAMES_SECOND_NAME_H
#define PL_NAMES_SECOND_NAME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

#define PL_SECOND_NAMES_MAX 8 /* pieces of one text; what follows is part of the last */

/* The names in text, the first among them, each once; 0 where it holds one name only. *ret_told: words alone part them
 * (a.k.a.); plain brackets may as well tell a branch from another, a slash two departments. */
size_t pl_second_names(pl_str text, pl_str ret[PL_SECOND_NAMES_MAX], bool *ret_told);

/* Two words or more of two letters at least, so that it may stand for a party by more than its exact form. */
bool pl_second_name_is_long(pl_str name);

#endif
