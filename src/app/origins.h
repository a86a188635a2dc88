/* origins: how many independent origins each event has, from files of sources, items and links (docs/corroboration.md).
 *
 * Reads the files (evidence/account), has copies suspected over all events at once (evidence/copying), counts each
 * event (evidence/origin) and writes: JSON Lines with a summary, CSV, a table, or the whole graph as PROV-JSON.
 * Malformed lines are reported on stderr with file, line and byte, the first 20 of a file one by one. */
#ifndef PL_APP_ORIGINS_H
#define PL_APP_ORIGINS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"

enum pl_origins_form { PL_ORIGINS_TABLE, PL_ORIGINS_JSON, PL_ORIGINS_CSV, PL_ORIGINS_PROV };

struct pl_origins_ask {
    const char *sources, *items; /* files; compressed ones too */
    const char *links;           /* or NULL */
    const char *const *without;  /* item, source or party, also as item:ID, source:ID, party:NAME */
    size_t n_without;
    enum pl_origins_form form;
    bool strict; /* the first malformed line ends it */
};

/* EMPTY, FORMAT (more than half of a file's lines rejected, or strict), NOT_FOUND (--without), LIMIT, INPUT, NOMEM;
 * *ret_file is the file that an error with a line is about, or NULL. */
PL_MUST int pl_origins_run(const struct pl_origins_ask *ask, struct pl_buf *out, const char **ret_file,
                           struct pl_error *err);

#endif
