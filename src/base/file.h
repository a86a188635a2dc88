/* Files and folders, written so that a crash leaves the old or the new, never half.
 *
 * Every descriptor is O_CLOEXEC. Paths are NUL-terminated, as the OS wants them. Not for pure folders. */
#ifndef PL_BASE_FILE_H
#define PL_BASE_FILE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"

/* Reads all of a regular file of at most max_bytes into buf (which is cleared first). INPUT, LIMIT, NOMEM. */
PL_MUST int pl_file_read(const char *path, uint64_t max_bytes, struct pl_buf *buf, struct pl_error *err);

/* Writes a file whole: temporary sibling, write, fsync, rename, fsync of the folder. IO. */
PL_MUST int pl_file_write(const char *path, pl_str bytes, mode_t mode, struct pl_error *err);

/* Writes all n bytes to fd, continuing after short writes and EINTR. IO. */
PL_MUST int pl_file_write_all(int fd, const void *bytes, size_t n, struct pl_error *err);

/* fsync of a folder, so that names made or renamed in it survive. IO. */
PL_MUST int pl_file_sync_dir(const char *path, struct pl_error *err);

/* Makes a folder (and not its parents); an existing one is fine. IO. */
PL_MUST int pl_file_make_dir(const char *path, mode_t mode, struct pl_error *err);

/* The same for a folder that others must not reach: an existing one must be a real folder (no link), belong to this
 * user and have no permission beyond mode. IO. */
PL_MUST int pl_file_make_own_dir(const char *path, mode_t mode, struct pl_error *err);

/* An open, unlinked, 0600 file in $TMPDIR (else /tmp): gone with its descriptor. IO. */
PL_MUST int pl_file_scratch(int *ret_fd, struct pl_error *err);

/* All regular files below path (path itself when it is a file), recursively, sorted by bytes; symbolic links to
 * folders are not followed. At most max_files. INPUT, LIMIT. The paths live in the arena. */
PL_MUST int pl_file_list(const char *path, size_t max_files, struct pl_arena *arena, const char ***ret_paths,
                         size_t *ret_n, struct pl_error *err);

/* The same of one folder alone: nothing below its folders. */
PL_MUST int pl_file_list_flat(const char *path, size_t max_files, struct pl_arena *arena, const char ***ret_paths,
                              size_t *ret_n, struct pl_error *err);

/* dir + "/" + name, NUL-terminated, in the arena. NULL when the arena is full. */
const char *pl_file_join(struct pl_arena *arena, const char *dir, const char *name);

bool pl_file_exists(const char *path);

/* close() for cleanup attributes: ignores -1. */
void pl_file_close(int *fd);
#define PL_FD_AUTO __attribute__((cleanup(pl_file_close))) int

#endif
