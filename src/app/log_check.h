/* `log check`: are proofs of any RFC 6962 log right, and where does a tile lie? Needs no case and touches no file.
 *
 * Each line of the text is a JSON object of the kind "inclusion", "consistency" or "tile_path" (DESIGN's contract,
 * docs/format/proof.md). */
#ifndef PL_APP_LOG_CHECK_H
#define PL_APP_LOG_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"
#include "ledger/tile.h"
#include "text/json.h"

struct pl_log_answer {
    uint64_t line;
    const struct pl_jval *id; /* as given; NULL where there is none */
    bool is_path;
    char path[PL_TILE_PATH_MAX]; /* where is_path */
    bool valid;                  /* else */
    const char *why;             /* else; static */
};

/* The answer lives until it returns. */
typedef int (*pl_log_answer_sink)(void *ctx, const struct pl_log_answer *answer, struct pl_error *err);

struct pl_log_checked {
    uint64_t valid, invalid, paths;
    uint64_t rejected;              /* lines that are no JSON */
    struct pl_error first_rejected; /* with its line and byte */
};

/* Answers every line; blank ones are skipped. What a line asks for wrongly (a number out of range, a hash that is not
 * 32 bytes, no kind or an unknown one, no object) is not valid. A line that is no JSON is counted and gets no answer. A
 * summary line of this program's own output is passed over. EMPTY where no line is answered. */
PL_MUST int pl_log_check(pl_str text, pl_log_answer_sink sink, void *ctx, struct pl_log_checked *ret,
                         struct pl_error *err);

#endif
