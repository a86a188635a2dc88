/* Sea links from anywhere: read, or refused with a place; on a small mask of open water they then join and search. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "geo/passage.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* 12 x 6 cells of 30 degrees, all water: docs/format/landmask.md. */
static const unsigned char mask[] = "PLMASK1\n"
                                    "01234567890123456789012345678901"
                                    "\0\1\0\1\0\0\2\x58\xff\xff\xd5\xd0\0\0\x15\x18\0\0\0\x24\0\0\0\x12\0\0\0\x44";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    char file[sizeof mask - 1 + 18 * 5];
    PL_ARENA_AUTO arena;
    const struct pl_sea *sea = NULL;
    struct pl_links links = {0};
    struct pl_passages *p = NULL;
    struct pl_error err = {0};
    struct pl_way way;
    pl_arena_open(&arena, 1 << 22);
    for (size_t i = 0; i < sizeof file; i++) {
        file[i] = i < sizeof mask - 1 ? (char)mask[i] : (char)((i - sizeof mask + 1) % 5 == 4 ? 0xf0 : 0xff);
    }
    if (pl_links_parse(pl_str_make((const char *)data, n), &arena, &links, &err)) {
        return 0;
    }
    if (pl_sea_open(pl_str_make(file, sizeof file), &arena, &sea, &err)) {
        abort(); /* the mask above is sound */
    }
    if (links.n <= 64 && pl_passages_open(sea, &links, &p, &err) == 0) {
        for (size_t i = 0; i < links.n && i < 4; i++) {
            if (pl_passage(p, links.items[i].from, links.items[i].to, PL_PASSAGE_FAR_M, &way, &err) != 0) {
                break; /* no memory */
            }
        }
        pl_passages_close(p);
    }
    return 0;
}
