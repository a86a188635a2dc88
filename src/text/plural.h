/* The English noun behind a number in a sentence for people: "1 ship", "0 ships". Texts of JSON and CSV have the number
 * alone. */
#ifndef PL_TEXT_PLURAL_H
#define PL_TEXT_PLURAL_H

#include <stdint.h>

/* one where n is 1, else more; both as they were given ("bears", "bear", too). */
const char *pl_plural(uint64_t n, const char *one, const char *more);

#endif
