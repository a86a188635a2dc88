/* A write, carried out by a process of its own: `plimsoll get --method M --head --data - PATH`, as a person. So the
 * process that listens never opens the case for writing, and a write that ends badly ends alone.
 *
 * The body goes in, and the answer comes out, through unlinked files of the owner's alone; nothing waits for a pipe.
 * The child has no terminal: a sealed key's passphrase comes from the file that $PLIMSOLL_PASSPHRASE_FILE names, or the
 * write is refused. */
#ifndef PL_HTTP_CHILD_H
#define PL_HTTP_CHILD_H

#include <stdatomic.h>

#include "base/error.h"
#include "http/answer.h"
#include "http/request.h"
#include "http/route.h"

#define PL_CHILD_SECONDS         120             /* then it is ended, and the case is as it was or complete */
#define PL_CHILD_LASTING_SECONDS (7 * 24 * 3600) /* of a route that is `lasting`: an import of a year of recordings */

struct pl_child {
    const char *program; /* its path */
    const char *case_dir;
    const char *person;  /* whose key signs where the viewer names nobody; NULL: the case's own person */
    unsigned seconds;    /* 0: PL_CHILD_SECONDS, for what is not lasting */
    atomic_bool *ending; /* the server ends: so does a write, PL_CHILD_GRACE_MS later. NULL: never */
};
#define PL_CHILD_GRACE_MS 8000

/* ctx is a struct pl_child: what pl_site_options.write takes. BUSY after so long; INTERRUPTED where the server ends;
 * IO.
 */
PL_MUST int pl_child_write(void *ctx, const struct pl_request *req, const struct pl_viewer *viewer,
                           struct pl_answer *answer, struct pl_error *err);

#endif
