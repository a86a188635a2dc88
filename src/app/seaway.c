#include "app/seaway.h"

#include <stdlib.h>
#include <string.h>

#include "app/facts.h"
#include "base/file.h"
#include "ledger/hash.h"

#include "base/ban.h"

#define MEMORY_MAX ((size_t)64 << 20)
#define LINKS_MAX  ((size_t)16 << 20)

static int read_links(struct pl_seaway *way, const char *path, struct pl_error *err) {
    pl_str csv = pl_facts_sea_links();
    int code = 0;
    if (path != NULL && strcmp(path, "none") == 0) {
        csv = PL_STR("");
    } else if (path != NULL) {
        code = pl_file_read(path, LINKS_MAX, &way->links_file, err);
        csv = pl_buf_str(&way->links_file);
    }
    pl_hash_hex(pl_sha256_of(csv.p, csv.n), way->links_hash);
    const bool none = csv.n == 0 && (path == NULL || strcmp(path, "none") == 0);
    return code != 0 || none ? code : pl_links_parse(csv, &way->arena, &way->links, err);
}

int pl_seaway_open(const char *coast, const char *links, struct pl_seaway **ret_way, const char **ret_file,
                   struct pl_error *err) {
    const char *file = coast;
    struct pl_seaway *way = calloc(1, sizeof *way);
    if (way == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the land mask");
    }
    pl_arena_open(&way->arena, MEMORY_MAX);
    pl_buf_open(&way->coast_file, (size_t)1 << 30);
    pl_buf_open(&way->links_file, LINKS_MAX);
    int code = pl_facts_sea(coast, &way->coast_file, &way->arena, &way->sea, err);
    if (code == 0) {
        file = links;
        code = read_links(way, links, err);
    }
    code = code == 0 ? pl_passages_open(way->sea, &way->links, &way->passages, err) : code;
    if (code != 0) {
        pl_seaway_close(way);
        if (ret_file != NULL) {
            *ret_file = file;
        }
        return code;
    }
    *ret_way = way;
    return 0;
}

void pl_seaway_close(struct pl_seaway *way) {
    if (way != NULL) {
        pl_passages_close(way->passages);
        pl_buf_close(&way->coast_file);
        pl_buf_close(&way->links_file);
        pl_arena_close(&way->arena);
        free(way);
    }
}
