/* The UN list reader over any bytes: whole and in cuts of 7 bytes it must answer the same. */
#include <stdint.h>
#include <stdlib.h>

#include "lists/keys.h"
#include "lists/un.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int on_key(void *ctx, int kind, pl_str key, const struct pl_value *value, struct pl_error *err) {
    (void)value;
    (void)err;
    *(uint64_t *)ctx += (uint64_t)kind + key.n;
    return 0;
}

static int on_entity(void *ctx, const struct pl_entity *entity, struct pl_error *err) {
    uint64_t *sum = ctx;
    *sum = *sum * 31 + entity->n_values;
    return pl_entity_keys(entity, on_key, ctx, err);
}

static int run(const uint8_t *data, size_t size, size_t step, uint64_t *sum) {
    struct pl_un *un = NULL;
    struct pl_publication pub;
    int code = pl_un_open(on_entity, sum, &un, NULL);
    for (size_t at = 0; code == 0 && at < size; at += step) {
        code = pl_un_push(un, data + at, size - at < step ? size - at : step, NULL);
    }
    code = code == 0 ? pl_un_finish(un, &pub, NULL) : code;
    pl_un_close(un);
    return code;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    uint64_t whole = 0;
    uint64_t cut = 0;
    int a = run(data, size, size > 0 ? size : 1, &whole);
    int b = run(data, size, 7, &cut);
    if (a != b || (a == 0 && whole != cut)) {
        abort();
    }
    return 0;
}
