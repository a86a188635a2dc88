/* What a writer of a case is at, for those who look on: CASE/running, a line that says stage, bytes and file.
 *
 * A courtesy: writing never fails, and nothing rests on it. It counts while its process holds the case's lock; what a
 * crash left is not shown. */
#ifndef PL_STORE_RUNNING_H
#define PL_STORE_RUNNING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "store/case.h"

struct pl_running {
    char holder[160];     /* who holds the lock: "pid 12, plimsoll import"; escaped; "" nobody */
    bool known;           /* the rest is what that process said */
    char stage[24];       /* reading, detecting */
    char name[256];       /* of the file, escaped */
    uint64_t done, total; /* bytes; total 0: not known */
    pl_time started;      /* of this stage */
};

/* At most twice a second, but for a new stage or file (done 0). now: a clock that the caller read. */
void pl_running_note(const struct pl_case *c, const char *stage, pl_str name, uint64_t done, uint64_t total,
                     pl_time started);
void pl_running_clear(const struct pl_case *c);

/* Nobody at work is no error: holder "". dir: the folder itself, no view of it. LIMIT for a path that is too long. */
PL_MUST int pl_running_read(const char *dir, struct pl_running *ret, struct pl_error *err);

/* Does anybody hold the lock of that file? It is looked at and never taken, not for a moment: nobody is refused by that
 * (see pl_lock_show). False where there is no such file. */
bool pl_lock_is_held(const char *path);

/* For whoever has locked a file with flock: makes that seen by pl_lock_is_held, as long as the descriptor is open. An
 * flock cannot be asked for, so a lock of open file description (fcntl_locking(2)) goes with it. */
void pl_lock_show(int fd);

#endif
