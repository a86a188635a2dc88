/* What an answer rests on, as JSON: the keys known_at, journal (entries known) and seq (the last of them, or null) into
 * an open object. */
#ifndef PL_APP_KNOWN_JSON_H
#define PL_APP_KNOWN_JSON_H

#include "app/known_at.h"
#include "text/json.h"

void pl_known_json(struct pl_json *json, const struct pl_knowledge *known);

#endif
