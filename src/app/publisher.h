/* Where lists are published, and a folder of the newest copies.
 *
 * The table is data/publishers.csv (list, file, url), replaceable by a file of the same form. A copy lies in the folder
 * under its file name; beside it NAME.fetch says from where and when it came, its SHA-256 and what the publisher wrote
 * to ask for changes only. A copy is replaced whole or not at all, and an interrupt leaves no half of one behind where
 * the file system has files without names. Nothing is read into a case here: `import` does
 * that, and shows what the bytes are. */
#ifndef PL_APP_PUBLISHER_H
#define PL_APP_PUBLISHER_H

#include "base/error.h"
#include "base/time.h"
#include "ledger/hash.h"
#include "net/fetch.h"

#define PL_PUBLISHER_MAX_BYTES ((uint64_t)1 << 30) /* of a list, unless said otherwise */

struct pl_publisher_options {
    const char *const *lists; /* "un", "ofac", "eu", "uk": first column of the table */
    size_t n_lists;
    const char *dir;    /* made where it does not exist (its parents are not) */
    const char *table;  /* NULL: the shipped one */
    uint64_t max_bytes; /* 0: PL_PUBLISHER_MAX_BYTES */
    const char *ca_file;
    bool allow_private;
    pl_time now;
};

/* One file of a list. */
struct pl_publisher_copy {
    pl_str list, url;
    const char *path;
    int status; /* enum pl_fetch_status; -1: it failed */
    uint64_t bytes;
    pl_hash sha256;
    struct pl_error error; /* where it failed */
};
typedef int (*pl_publisher_sink)(void *ctx, const struct pl_publisher_copy *copy, struct pl_error *err);

struct pl_publisher_done {
    uint64_t fetched, unchanged, failed;
};

/* Fetches every file of the lists named; a file that fails goes to the sink with its error and leaves the copy at hand
 * as it was, the others go on. USAGE for a list that the table lacks; FORMAT for the table, with its line; IO; the
 * sink's code. */
PL_MUST int pl_publisher_fetch(const struct pl_publisher_options *options, pl_publisher_sink sink, void *ctx,
                               struct pl_publisher_done *ret, struct pl_error *err);

#endif
