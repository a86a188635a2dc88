/* `log tree`: the Merkle tree over the lines of a file, and its tiles as static files. Needs no case. */
#ifndef PL_APP_LOG_TREE_H
#define PL_APP_LOG_TREE_H

#include <stdint.h>

#include "base/error.h"
#include "ledger/hash.h"

#define PL_LOG_TREE_FILE_MAX ((uint64_t)8 << 30) /* bytes of the file */

struct pl_log_tree {
    uint64_t size; /* of the tree */
    pl_hash root;
    uint64_t entries; /* lines of the file */
    uint64_t files;   /* written */
};

/* The tree of the first `size` lines of the file (-1: all of them); out_dir NULL writes nothing. An entry is a line
 * without its line end; behind the last line end there is one more only where bytes follow. USAGE where the file has
 * fewer lines, LIMIT beyond PL_TILE_ENTRY_MAX bytes a line or PL_LOG_TREE_FILE_MAX; INPUT; CHECK where out_dir holds
 * full tiles of another log; IO, NOMEM. */
PL_MUST int pl_log_tree(const char *path, int64_t size, const char *out_dir, struct pl_log_tree *ret,
                        struct pl_error *err);

#endif
