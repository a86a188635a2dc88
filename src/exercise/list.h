/* The exercise's own sanctions list: a small invented one in the form of the UN consolidated list.
 *
 * Marked twice: exercise="true" on CONSOLIDATED_LIST, and references EXi.nnn and EXe.nnn that no committee gives. As
 * in the real list ships stand only in the text of COMMENTS1. Pure. */
#ifndef PL_EXERCISE_LIST_H
#define PL_EXERCISE_LIST_H

#include "base/buf.h"
#include "exercise/world.h"

/* list.xml; its publication date is 30 days before the exercise begins. */
void pl_list_write(const struct pl_world *world, struct pl_buf *out);

#endif
