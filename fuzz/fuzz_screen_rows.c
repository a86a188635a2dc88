/* Batches, pairs and entities, and the comparison of what they hold: any bytes give rows or a fault, each score is in
 * [0,1] or -1, and two names score the same both ways. The first byte chooses the kind of file. */
#include <stdlib.h>
#include <string.h>

#include "app/facts.h"
#include "app/screen_rows.h"
#include "base/ban.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct compared {
    struct pl_romaniser *romaniser;
    const struct pl_countries *countries;
    unsigned rows;
};

static void check(bool good) {
    if (!good) {
        abort();
    }
}

static double compare(const struct compared *c, const struct pl_entity *a, const struct pl_entity *b) {
    PL_ARENA_AUTO arena;
    struct pl_subject_match match;
    pl_arena_open(&arena, (size_t)1 << 28);
    check(pl_screen_compare(c->romaniser, c->countries, a, b, &arena, &match, NULL) == 0);
    check((match.score >= 0 && match.score <= 1) || (match.score < 0 && match.score > -2 && !match.match));
    return match.score;
}

static int on_row(void *ctx, const struct pl_screen_row *row, struct pl_error *err) {
    struct compared *c = ctx;
    (void)err;
    check(row->fault.n > 0 || row->id.p != NULL);
    if (row->fault.n > 0 || c->rows++ >= 4) {
        return 0;
    }
    if (row->b.n_values == 0) {
        (void)compare(c, &row->a, &row->a);
        return 0;
    }
    double there = compare(c, &row->a, &row->b);
    double back = compare(c, &row->b, &row->a);
    check(row->a.n_values > 1 || row->b.n_values > 1 || !(there < back || there > back));
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    PL_ARENA_AUTO arena;
    struct compared c = {0};
    struct pl_screen_rows_counts counts;
    pl_arena_open(&arena, (size_t)1 << 28);
    if (size == 0 || size > 20000) {
        return 0;
    }
    check(pl_romaniser_open(&c.romaniser, NULL) == 0);
    check(pl_countries_parse(pl_facts_countries(), &arena, &c.countries, NULL) == 0);
    int code = pl_screen_rows_bytes(data[0] % 3, pl_str_make((const char *)data + 1, size - 1), "fuzz", false,
                                    c.countries, &arena, on_row, &c, &counts, NULL);
    check(code != 0 || counts.rows > 0);
    check(counts.faulty <= counts.rows);
    pl_romaniser_close(c.romaniser);
    return 0;
}
