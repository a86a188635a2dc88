/* Scripts and languages as lists name them ("Cyrillic", "Korean", "Hans"), as ISO 15924 and ISO 639 codes.
 *
 * Only what a list says; nothing is guessed from the letters. Static strings; pure. */
#ifndef PL_LISTS_SCRIPT_H
#define PL_LISTS_SCRIPT_H

#include "base/str.h"

/* "Cyrillic" or "Cyrl" -> "Cyrl"; "Chinese Simplified" -> "Hans"; a four-letter code that is not in the table as it
 * stands; "" for anything else. Case does not count. */
pl_str pl_script_code(pl_str word);

/* "Russian" -> "ru"; a code of two or three letters in lower case ("EN" -> "en"); "" for anything else. buf holds the
 * answer where it is not static. */
pl_str pl_language_code(pl_str word, char buf[4]);

#endif
