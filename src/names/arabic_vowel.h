/* Whether a word in Arabic letters can be what a Latin word spells, by the long vowels that Arabic writes.
 *
 * Two words may share a skeleton of consonants (names/form.h: ARABIC) and be other names: Husayn, Hasan, al-Husayni.
 * Arabic does write ya and waw where they are long or a diphthong. `letters` is the part's text in a native reading
 * (letter by letter, without its article), `spelled` that of a Latin one. False only where one writes what the other
 * cannot say; true where the two cannot be compared sound by sound. Not for other folders. Pure. */
#ifndef PL_NAMES_ARABIC_VOWEL_H
#define PL_NAMES_ARABIC_VOWEL_H

#include <stdbool.h>

#include "base/str.h"

bool pl_arabic_vowels_agree(pl_str letters, pl_str spelled);

#endif
