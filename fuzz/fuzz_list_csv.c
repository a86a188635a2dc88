/* Every list that is a CSV with a header over any bytes (the first picks the list): whole and in cuts of 7 bytes the
 * answer is the same. */
#include <stdint.h>
#include <stdlib.h>

#include "lists/csl.h"
#include "lists/eu_csv.h"
#include "lists/ofsi.h"
#include "lists/targets.h"
#include "lists/uk_csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int on_entity(void *ctx, const struct pl_entity *entity, struct pl_error *err) {
    uint64_t *sum = ctx;
    (void)err;
    *sum = *sum * 31 + entity->n_values + pl_str_hash(entity->id) + pl_str_hash(entity->caption);
    for (size_t i = 0; i < entity->n_values; i++) {
        *sum = *sum * 31 + pl_str_hash(entity->values[i].text) + (uint64_t)entity->values[i].prop;
    }
    return 0;
}

static int run(const struct pl_rows_format *format, const uint8_t *data, size_t size, size_t step, uint64_t *sum) {
    struct pl_rows_options options = {.exercise = true};
    struct pl_rows *rows = NULL;
    struct pl_publication pub;
    int code = pl_rows_open(format, &options, on_entity, sum, &rows, NULL);
    for (size_t at = 0; code == 0 && at < size; at += step) {
        code = pl_rows_push(rows, data + at, size - at < step ? size - at : step, NULL);
    }
    code = code == 0 ? pl_rows_finish(rows, &pub, NULL) : code;
    pl_rows_close(rows);
    return code;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const struct pl_rows_format *const formats[] = {&pl_targets_format, &pl_maritime_format, &pl_csl_format,
                                                    &pl_eu_csv_format,  &pl_uk_csv_format,   &pl_ofsi_format};
    if (size == 0) {
        return 0;
    }
    const struct pl_rows_format *format = formats[(data[0] - (unsigned)'0') % (sizeof formats / sizeof formats[0])];
    uint64_t whole = 0;
    uint64_t cut = 0;
    (void)pl_rows_guess(format, pl_str_make((const char *)data + 1, size - 1), false);
    (void)pl_rows_guess(format, pl_str_make((const char *)data + 1, size - 1), true);
    int a = run(format, data + 1, size - 1, size, &whole);
    int b = run(format, data + 1, size - 1, 7, &cut);
    if (a != b || whole != cut) {
        abort();
    }
    return 0;
}
