/* The UK Sanctions List (XML).
 *
 * Source: the list's own files (the Foreign, Commonwealth and Development Office publishes no schema); since 28 January
 * 2026 the only UK list. Elements are known by their own names, wherever their containers put them; the file's day is
 * written day first and kept as ISO. What is read into what: docs/format/lists.md. */
#ifndef PL_LISTS_UK_H
#define PL_LISTS_UK_H

#include "lists/xmlist.h"

extern const struct pl_xmlist_format pl_uk_format;

#endif
