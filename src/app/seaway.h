/* The sea to search: the land mask (shipped, or --coast FILE), the sea links (shipped data/sea_links.csv, --links FILE,
 * or none) and the squares of water made of them (geo/passage). Opening takes a quarter of a second and 100 MB: once a
 * command. Const after opening; threads may share it. */
#ifndef PL_APP_SEAWAY_H
#define PL_APP_SEAWAY_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "geo/passage.h"

struct pl_seaway {
    const struct pl_sea *sea;
    struct pl_links links;
    struct pl_passages *passages;
    char links_hash[65]; /* SHA-256 of the links' bytes, hex; of nothing where there are none */
    struct pl_buf coast_file, links_file;
    struct pl_arena arena;
};

/* coast NULL: the shipped mask. links NULL: the shipped links; "none": none; else a file. *ret_file (may be NULL) is
 * the file that an error is about, or NULL. INPUT, FORMAT (also a mask whose hash does not agree with its bytes),
 * VERSION, LIMIT, NOMEM; NOT_FOUND where the program was built without a mask. */
PL_MUST int pl_seaway_open(const char *coast, const char *links, struct pl_seaway **ret_way, const char **ret_file,
                           struct pl_error *err);
void pl_seaway_close(struct pl_seaway *way); /* accepts NULL */

#endif
