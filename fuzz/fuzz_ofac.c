/* The OFAC reader over any bytes: the input is split at NUL bytes into up to four parts. */
#include <stdint.h>
#include <string.h>

#include "lists/ofac.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int on_entity(void *ctx, const struct pl_entity *entity, struct pl_error *err) {
    (void)err;
    *(uint64_t *)ctx += entity->n_values;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct pl_ofac_set set = {.list = PL_STR("ofac-sdn"), .file = {"prim", "alt", "add", "comments"}};
    struct pl_publication pub;
    struct pl_error err = {0};
    uint64_t sum = 0;
    pl_str rest = pl_str_make((const char *)data, size);
    for (int i = 0; i < PL_OFAC_PARTS && rest.p != NULL; i++) {
        set.bytes[i] = pl_str_cut(&rest, '\0');
    }
    (void)pl_ofac_guess(set.bytes[0]);
    int code = pl_ofac_read(&set, on_entity, &sum, &pub, &err);
    return code == PL_E_OK && sum > UINT64_MAX / 2 ? 1 : 0;
}
