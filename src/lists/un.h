/* The UN Security Council Consolidated List (XML).
 *
 * Source: the issuer's schema sc-sanctions.xsd and the files themselves. The list has no vessel element: ships stand in
 * COMMENTS1 as text (lists/remark). What is read into what: docs/format/lists.md. */
#ifndef PL_LISTS_UN_H
#define PL_LISTS_UN_H

#include "lists/xmlist.h"

extern const struct pl_xmlist_format pl_un_format;

#endif
