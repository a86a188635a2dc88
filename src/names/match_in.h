/* Between the files of matching; not for other folders. */
#ifndef PL_NAMES_MATCH_IN_H
#define PL_NAMES_MATCH_IN_H

#include "names/match.h"
#include "names/ready.h"

/* As pl_match_names, with both forms made ready. listed: one of them is asked of a list (names/judge.h). */
PL_MUST int pl_match_ready(const struct pl_form *a, const struct pl_ready *ready_a, const struct pl_form *b,
                           const struct pl_ready *ready_b, bool listed, struct pl_arena *arena,
                           struct pl_name_match *ret, struct pl_error *err);

/* The same, made ready on the way. */
PL_MUST int pl_match_unready(const struct pl_form *a, const struct pl_form *b, bool listed, struct pl_arena *arena,
                             struct pl_name_match *ret, struct pl_error *err);

/* What a pair is judged by (names/judge.h); false where it is not judged. For bench/screen. */
bool pl_match_facts(const struct pl_form *a, const struct pl_form *b, int32_t *facts);

/* The sentence of a name match, such as `latin: ri = ri, myong ~ myung (typing slip), only in list: al`. */
pl_str pl_reason_name(const struct pl_name_match *match, struct pl_arena *arena);

#endif
