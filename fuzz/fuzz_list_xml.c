/* The readers of XML lists over any bytes: the first byte chooses the format (its number modulo five), the rest is the
 * file. Whole and in cuts of 7 bytes it must answer the same, and entities keep through their canonical bytes. */
#include <stdint.h>
#include <stdlib.h>

#include "lists/keys.h"
#include "lists/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const int FORMATS[] = {PL_LIST_FORMAT_UN_XML, PL_LIST_FORMAT_OFAC_XML, PL_LIST_FORMAT_OFAC_ADVANCED,
                              PL_LIST_FORMAT_EU_XML, PL_LIST_FORMAT_UK_XML};

static int on_key(void *ctx, int kind, pl_str key, const struct pl_value *value, struct pl_error *err) {
    (void)value;
    (void)err;
    *(uint64_t *)ctx += (uint64_t)kind + key.n;
    return 0;
}

static int on_entity(void *ctx, const struct pl_entity *entity, struct pl_error *err) {
    uint64_t *sum = ctx;
    PL_BUF_AUTO bytes;
    PL_BUF_AUTO again;
    PL_ARENA_AUTO arena;
    struct pl_entity read;
    pl_buf_open(&bytes, (size_t)64 << 20);
    pl_buf_open(&again, (size_t)64 << 20);
    pl_arena_open(&arena, (size_t)64 << 20);
    pl_entity_write(entity, &bytes);
    if (pl_entity_read(pl_buf_str(&bytes), &arena, &read, err) != 0) {
        abort();
    }
    pl_entity_write(&read, &again);
    if (!pl_str_eq(pl_buf_str(&bytes), pl_buf_str(&again))) {
        abort();
    }
    *sum = *sum * 31 + pl_str_hash(pl_buf_str(&bytes));
    return pl_entity_keys(entity, on_key, ctx, err);
}

static int run(int format, const uint8_t *data, size_t size, size_t step, uint64_t *sum) {
    struct pl_list_reader_options options = {.format = format, .list = PL_STR("")};
    struct pl_list_reader *reader = NULL;
    struct pl_publication pub;
    int code = pl_list_reader_open(&options, on_entity, sum, &reader, NULL);
    for (size_t at = 0; code == 0 && at < size; at += step) {
        code = pl_list_reader_push(reader, 0, data + at, size - at < step ? size - at : step, NULL);
    }
    code = code == 0 ? pl_list_reader_finish(reader, &pub, NULL) : code;
    pl_list_reader_close(reader);
    return code;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 1) {
        return 0;
    }
    int format = FORMATS[data[0] % (sizeof FORMATS / sizeof FORMATS[0])];
    uint64_t whole = 0;
    uint64_t cut = 0;
    int a = run(format, data + 1, size - 1, size, &whole);
    int b = run(format, data + 1, size - 1, 7, &cut);
    if (a != b || (a == 0 && whole != cut)) {
        abort();
    }
    return 0;
}
