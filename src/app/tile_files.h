/* A folder of static files as a log serves them (C2SP tlog-tiles): hash tiles, entry bundles, the checkpoint.
 *
 * A full tile never changes: where one is there already with other bytes, it is of another log, and nothing more is
 * written. Files take their place whole; they are not synced one by one, because they can be made again at any time. */
#ifndef PL_APP_TILE_FILES_H
#define PL_APP_TILE_FILES_H

#include <stdint.h>

#include "base/error.h"
#include "base/str.h"
#include "ledger/hash.h"
#include "ledger/tile.h"

struct pl_tile_files;

/* Makes the folder where it is missing. dir NULL writes nothing and only computes. IO, NOMEM. */
PL_MUST int pl_tile_files_open(const char *dir, struct pl_tile_files **ret, struct pl_error *err);

/* The next entry of the log. LIMIT beyond PL_TILE_ENTRY_MAX bytes, CHECK for a folder of another log, IO. */
PL_MUST int pl_tile_files_add(struct pl_tile_files *files, pl_str entry, struct pl_error *err);

/* Writes the partial tiles; tells size and root of what was added, and how many files were written. */
PL_MUST int pl_tile_files_end(struct pl_tile_files *files, uint64_t *ret_size, pl_hash *ret_root, uint64_t *ret_files,
                              struct pl_error *err);

/* Writes `checkpoint`, after everything that it speaks of. */
PL_MUST int pl_tile_files_checkpoint(struct pl_tile_files *files, pl_str note, struct pl_error *err);

/* Accepts NULL. */
void pl_tile_files_close(struct pl_tile_files *files);

/* A tile out of such a folder (a pl_tile_read; ctx: char *, the folder); where a partial tile is gone, the beginning of
 * the full one. INPUT, FORMAT. */
PL_MUST int pl_tile_files_read(void *ctx, struct pl_tile tile, pl_hash out[PL_TILE_WIDTH], struct pl_error *err);

#endif
