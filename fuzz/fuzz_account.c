/* Files of sources, items and links, split at NUL bytes: any bytes give an account or an error; what is accepted can be
 * counted, suspected copies never raise the count, and the order of the lines of a file does not matter. */
#include <stdlib.h>
#include <string.h>

#include "evidence/account.h"
#include "evidence/prov.h"
#include "base/ban.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool good) {
    if (!good) {
        abort();
    }
}

/* The lines of a file, last first. */
static void turn(pl_str bytes, struct pl_buf *out) {
    pl_buf_clear(out);
    while (bytes.n > 0) {
        size_t from = bytes.n;
        while (from > 0 && bytes.p[from - 1] != '\n') {
            from--;
        }
        pl_buf_add_str(out, pl_str_sub(bytes, from, bytes.n - from));
        pl_buf_add_char(out, '\n');
        bytes.n = from > 0 ? from - 1 : 0;
    }
}

/* The sum over the whole graph: events are not told apart, which counts the same. */
static int count(const pl_str files[3], struct pl_origin_count *ret) {
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO prov;
    const struct pl_account *a;
    const struct pl_origin_link *suspected;
    uint32_t n;
    pl_arena_open(&arena, (size_t)1 << 28);
    pl_buf_open(&prov, (size_t)1 << 26);
    int code = pl_account_read(files[0], files[1], files[2], NULL, NULL, &arena, &a, NULL);
    if (code != 0) {
        return code;
    }
    check(a->event_first[a->n_events] == a->graph.n_items);
    check(pl_copying_suspect(a->items, a->graph.n_items, NULL, &arena, &suspected, &n, NULL) == 0);
    struct pl_origin_link *links = pl_arena_calloc(&arena, (size_t)a->graph.n_links + n + 1, sizeof *links);
    check(links != NULL);
    if (a->graph.n_links > 0) {
        memcpy(links, a->graph.links, a->graph.n_links * sizeof *links);
    }
    if (n > 0) {
        memcpy(links + a->graph.n_links, suspected, n * sizeof *links);
    }
    struct pl_origin_graph g = a->graph;
    g.links = links;
    g.n_links += n;
    check(pl_origin_count(&g, NULL, &arena, ret, NULL) == 0);
    check(ret->count <= ret->at_most && ret->at_most <= g.n_items && ret->unsupported == 0);
    check(ret->count > 0);
    check(pl_prov_write(&g, &prov, NULL) == 0);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    PL_BUF_AUTO sources, items, links;
    struct pl_origin_count one, two;
    pl_str rest = pl_str_make((const char *)data, size), files[3] = {PL_STR(""), PL_STR(""), PL_STR("")}, turned[3];
    if (size > 20000) {
        return 0;
    }
    for (int i = 0; i < 3 && rest.p != NULL; i++) {
        files[i] = i < 2 ? pl_str_cut(&rest, '\0') : rest;
    }
    pl_buf_open(&sources, 1 << 20);
    pl_buf_open(&items, 1 << 20);
    pl_buf_open(&links, 1 << 20);
    turn(files[0], &sources);
    turn(files[1], &items);
    turn(files[2], &links);
    turned[0] = pl_buf_str(&sources);
    turned[1] = pl_buf_str(&items);
    turned[2] = pl_buf_str(&links);
    int code = count(files, &one);
    check(count(turned, &two) == code);
    check(code != 0 || (one.count == two.count && one.at_most == two.at_most && one.parties == two.parties));
    return 0;
}
