/* Lists as `screen --list FILE[@DATE]` names them, into copies for a screener, without a case.
 *
 * Each file is told by its content, compressed or not (of an archive the first member is read). Several files of one
 * list are publications of it. The parts of OFAC's CSV (SDN.CSV, ALT.CSV, ADD.CSV, SDN_COMMENTS.CSV; CONS_...) are
 * joined by folder and list; parts that were not named are taken from the same folder where they lie there. A list that
 * does not say which it is (FollowTheMoney, OpenSanctions' CSV) is called by its file, without a day at the end of that
 * name; several such files whose entities all name one dataset, each with another day, are publications of that
 * dataset. A FollowTheMoney delta changes the copy of its list that was named before it (the last one, where the
 * delta's name does not tell its list). A file is hashed as received. */
#ifndef PL_APP_SCREEN_LISTS_H
#define PL_APP_SCREEN_LISTS_H

#include <stdbool.h>
#include <stddef.h>

#include "app/screen.h"
#include "base/error.h"
#include "base/str.h"

struct pl_screen_lists;
struct pl_pool;

/* Reads all. DATE (YYYY-MM-DD, behind the last @; a file whose whole name exists comes first) is the publication day
 * where the file carries none; a DATE behind a file that carries one is ignored with a note. exercise is set where the
 * lists are an exercise's. FORMAT with line and byte (the file is named in the message), INPUT, EMPTY, LIMIT, NOMEM;
 * USAGE for a bad DATE, a file that is no list, a part without its main part or without names, exercise and real lists
 * in one. pool: FollowTheMoney lines are read on its threads; may be NULL, and is not kept. */
PL_MUST int pl_screen_lists_read(const char *const *args, size_t n, struct pl_pool *pool,
                                 struct pl_screen_lists **ret_lists, struct pl_error *err);

const struct pl_screen_copy *pl_screen_lists_copies(const struct pl_screen_lists *lists, size_t *ret_n);
bool pl_screen_lists_exercise(const struct pl_screen_lists *lists);

void pl_screen_lists_close(struct pl_screen_lists *lists); /* accepts NULL */

#endif
