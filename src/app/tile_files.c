#include "app/tile_files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"

#include "base/ban.h"

#define PART "part" /* behind the name of a file that is not whole yet */

struct pl_tile_files {
    const char *dir; /* NULL: nothing is written */
    uint64_t written;
    struct pl_tile_tree tree;
    struct pl_merkle root;
    struct pl_buf bundle; /* entries behind the last full bundle */
    char made[PATH_MAX];  /* the folder that was made last */
    struct pl_buf there;  /* a file that was there already */
};

/* ---- files ---- */

/* Makes the folders on the way to path, below dir. */
static int make_way(struct pl_tile_files *f, const char *path, struct pl_error *err) {
    char way[PATH_MAX];
    size_t n = strlen(path);
    while (n > 0 && path[n - 1] != '/') {
        n--;
    }
    if (n >= sizeof way || (strncmp(f->made, path, n) == 0 && f->made[n] == '\0')) {
        return PL_E_OK;
    }
    for (size_t i = strlen(f->dir) + 1; i < n; i++) {
        if (path[i] == '/') {
            memcpy(way, path, i);
            way[i] = '\0';
            int rc = pl_file_make_dir(way, 0755, err);
            if (rc != PL_E_OK) {
                return rc;
            }
        }
    }
    memcpy(f->made, path, n);
    f->made[n] = '\0';
    return PL_E_OK;
}

static int write_whole(const char *path, pl_str bytes, struct pl_error *err) {
    char part[PATH_MAX];
    int n = snprintf(part, sizeof part, "%s." PART, path);
    if (n < 0 || (size_t)n >= sizeof part) {
        return pl_fail(err, PL_E_IO, "the path of the folder is too long");
    }
    PL_FD_AUTO fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0) {
        return pl_fail_errno(err, PL_E_IO, errno, "%s", part);
    }
    int rc = pl_file_write_all(fd, bytes.p, bytes.n, err);
    if (rc == PL_E_OK && rename(part, path) != 0) {
        rc = pl_fail_errno(err, PL_E_IO, errno, "%s", path);
    }
    if (rc != PL_E_OK) {
        unlink(part);
    }
    return rc;
}

/* A full tile that is there already must be the same; everything else is written anew. */
static int put(struct pl_tile_files *f, const char *name, pl_str bytes, bool full, struct pl_error *err) {
    char path[PATH_MAX];
    if (f->dir == NULL) {
        return PL_E_OK;
    }
    int n = snprintf(path, sizeof path, "%s/%s", f->dir, name);
    if (n < 0 || (size_t)n >= sizeof path) {
        return pl_fail(err, PL_E_IO, "the path of the folder is too long");
    }
    if (full && pl_file_exists(path)) {
        int rc = pl_file_read(path, PL_TILE_BUNDLE_MAX, &f->there, err);
        if (rc == PL_E_OK && !pl_str_eq(pl_buf_str(&f->there), bytes)) {
            rc = pl_fail(err, PL_E_CHECK, "%s is there already with other bytes: the folder is of another log", path);
        }
        return rc;
    }
    int rc = make_way(f, path, err);
    if (rc == PL_E_OK) {
        rc = write_whole(path, bytes, err);
    }
    f->written += rc == PL_E_OK;
    return rc;
}

static int put_tile(void *ctx, struct pl_tile tile, pl_str bytes, struct pl_error *err) {
    char name[PL_TILE_PATH_MAX];
    int rc = pl_tile_path(tile, name, err);
    return rc == PL_E_OK ? put(ctx, name, bytes, tile.width == PL_TILE_WIDTH, err) : rc;
}

/* ---- the log ---- */

int pl_tile_files_open(const char *dir, struct pl_tile_files **ret, struct pl_error *err) {
    struct pl_tile_files *f = calloc(1, sizeof *f);
    if (f == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the tiles of a log");
    }
    f->dir = dir;
    f->tree.sink = put_tile;
    f->tree.ctx = f;
    pl_buf_open(&f->bundle, PL_TILE_BUNDLE_MAX);
    pl_buf_open(&f->there, PL_TILE_BUNDLE_MAX);
    int rc = dir != NULL ? pl_file_make_dir(dir, 0755, err) : PL_E_OK;
    if (rc != PL_E_OK) {
        pl_tile_files_close(f);
        return rc;
    }
    *ret = f;
    return PL_E_OK;
}

/* Writes the bundle of the entries before entry n. */
static int put_bundle(struct pl_tile_files *f, uint64_t n, struct pl_error *err) {
    struct pl_tile tile = {PL_TILE_IS_ENTRIES, (n - 1) / PL_TILE_WIDTH, (unsigned)((n - 1) % PL_TILE_WIDTH) + 1};
    if (pl_buf_failed(&f->bundle)) {
        return pl_fail(err, PL_E_NOMEM, "no memory for an entry bundle");
    }
    return put_tile(f, tile, pl_buf_str(&f->bundle), err);
}

int pl_tile_files_add(struct pl_tile_files *files, pl_str entry, struct pl_error *err) {
    pl_hash leaf = pl_tile_leaf(entry);
    int rc = pl_tile_bundle_add(&files->bundle, entry, err);
    if (rc == PL_E_OK && (files->tree.n + 1) % PL_TILE_WIDTH == 0) {
        rc = put_bundle(files, files->tree.n + 1, err);
        pl_buf_clear(&files->bundle);
    }
    if (rc == PL_E_OK) {
        rc = pl_tile_tree_add(&files->tree, leaf, err);
    }
    if (rc == PL_E_OK) {
        pl_merkle_add(&files->root, leaf);
    }
    return rc;
}

int pl_tile_files_end(struct pl_tile_files *files, uint64_t *ret_size, pl_hash *ret_root, uint64_t *ret_files,
                      struct pl_error *err) {
    int rc = files->bundle.n > 0 ? put_bundle(files, files->tree.n, err) : PL_E_OK;
    if (rc == PL_E_OK) {
        rc = pl_tile_tree_end(&files->tree, err);
    }
    if (rc == PL_E_OK) {
        *ret_size = files->tree.n;
        *ret_root = pl_merkle_root(&files->root);
        *ret_files = files->written;
    }
    return rc;
}

int pl_tile_files_checkpoint(struct pl_tile_files *files, pl_str note, struct pl_error *err) {
    return put(files, "checkpoint", note, false, err);
}

void pl_tile_files_close(struct pl_tile_files *files) {
    if (files != NULL) {
        pl_buf_close(&files->bundle);
        pl_buf_close(&files->there);
        free(files);
    }
}

static int read_tile(const char *dir, struct pl_tile tile, struct pl_buf *bytes, struct pl_error *err) {
    char name[PL_TILE_PATH_MAX], path[PATH_MAX];
    int rc = pl_tile_path(tile, name, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    int n = snprintf(path, sizeof path, "%s/%s", dir, name);
    if (n < 0 || (size_t)n >= sizeof path) {
        return pl_fail(err, PL_E_INPUT, "the path of the folder is too long");
    }
    return pl_file_read(path, (size_t)PL_TILE_WIDTH * PL_HASH_BYTES, bytes, err);
}

int pl_tile_files_read(void *ctx, struct pl_tile tile, pl_hash out[PL_TILE_WIDTH], struct pl_error *err) {
    struct pl_tile full = {tile.level, tile.index, PL_TILE_WIDTH};
    size_t n_bytes = (size_t)tile.width * PL_HASH_BYTES;
    PL_BUF_AUTO bytes;
    pl_buf_open(&bytes, (size_t)PL_TILE_WIDTH * PL_HASH_BYTES);
    int rc = read_tile(ctx, tile, &bytes, err);
    if (rc == PL_E_INPUT && tile.width < PL_TILE_WIDTH && read_tile(ctx, full, &bytes, NULL) == PL_E_OK &&
        bytes.n == (size_t)PL_TILE_WIDTH * PL_HASH_BYTES) {
        rc = PL_E_OK; /* a log may drop a partial tile once the full one is there */
        bytes.n = n_bytes;
    }
    return rc == PL_E_OK ? pl_tile_hashes_read(pl_buf_str(&bytes), tile.width, out, err) : rc;
}
