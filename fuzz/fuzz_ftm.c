/* FollowTheMoney lines over any bytes (the first tells whether they are a delta): whole and in cuts of 7 bytes the
 * answer is the same; so is that of each line by itself. */
#include <stdint.h>
#include <stdlib.h>

#include "lists/ftm.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int on_entity(void *ctx, const struct pl_entity *entity, struct pl_error *err) {
    uint64_t *sum = ctx;
    (void)err;
    *sum = *sum * 31 + entity->n_values + pl_str_hash(entity->id) + entity->offset + entity->line;
    for (size_t i = 0; i < entity->n_values; i++) {
        *sum = *sum * 31 + pl_str_hash(entity->values[i].text) + (uint64_t)entity->values[i].prop;
    }
    return 0;
}

static int run(const struct pl_ftm_options *options, const uint8_t *data, size_t size, size_t step, uint64_t *sum) {
    struct pl_ftm *ftm = NULL;
    struct pl_publication pub;
    int code = pl_ftm_open(options, on_entity, sum, &ftm, NULL);
    for (size_t at = 0; code == 0 && at < size; at += step) {
        code = pl_ftm_push(ftm, data + at, size - at < step ? size - at : step, NULL);
    }
    code = code == 0 ? pl_ftm_finish(ftm, &pub, NULL) : code;
    pl_ftm_close(ftm);
    return code;
}

static int by_line(const struct pl_ftm_options *options, pl_str text, uint64_t *sum) {
    uint64_t offset = 0;
    int code = 0;
    for (uint64_t line = 1; text.p != NULL && code == 0; line++) {
        pl_str one = pl_str_cut(&text, '\n');
        PL_ARENA_AUTO arena;
        pl_arena_open(&arena, 64 << 20);
        struct pl_ftm_line row;
        if (pl_str_trim(one).n > 0) {
            code = pl_ftm_read_line(options, one, line, offset, &arena, &row, NULL);
            code = code == 0 && !row.rejected ? on_entity(sum, &row.entity, NULL) : code;
        }
        offset += one.n + 1;
    }
    return code;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) {
        return 0;
    }
    struct pl_ftm_options options = {.list = PL_STR("x"), .delta = data[0] == '+'};
    data += data[0] == '+' ? 1 : 0;
    size -= options.delta ? 1 : 0;
    uint64_t whole = 0;
    uint64_t cut = 0;
    uint64_t lines = 0;
    (void)pl_ftm_guess(pl_str_make((const char *)data, size));
    int a = run(&options, data, size, size > 0 ? size : 1, &whole);
    int b = run(&options, data, size, 7, &cut);
    int c = by_line(&options, pl_str_make((const char *)data, size), &lines);
    if (a != b || whole != cut || whole != lines || (a == 0 && c != 0)) {
        abort();
    }
    return 0;
}
