/* The properties of FollowTheMoney's schemata, and what each is here (enum pl_prop).
 *
 * Several may be one here; one name may be two in two schemata. Static strings; pure. Source: followthemoney.tech,
 * "Model". */
#ifndef PL_LISTS_FTM_PROPERTY_H
#define PL_LISTS_FTM_PROPERTY_H

#include "base/str.h"

/* FollowTheMoney's own name of a property that is read, and what it is in an entity of this schema (enum pl_schema);
 * NULL for one that is not. */
const char *pl_ftm_property(pl_str name, int schema, int *ret_prop);

#endif
