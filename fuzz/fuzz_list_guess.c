/* What a list is, by any bytes and any name (before the first NUL); what is told opens and reads. */
#include <stdint.h>
#include <stdlib.h>

#include "lists/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int on_entity(void *ctx, const struct pl_entity *entity, struct pl_error *err) {
    (void)err;
    *(uint64_t *)ctx += entity->n_values;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    pl_str rest = pl_str_make((const char *)data, size);
    pl_str name = pl_str_cut(&rest, '\0');
    pl_str text = rest.p != NULL ? rest : PL_STR("");
    struct pl_list_guess guess = pl_list_guess_head(text, name);
    struct pl_list_reader_options options = {.format = guess.format, .list = guess.list};
    struct pl_list_reader *reader = NULL;
    struct pl_publication pub;
    uint64_t sum = 0;
    if (guess.format == PL_LIST_FORMAT_NONE) {
        return 0;
    }
    if (pl_list_reader_open(&options, on_entity, &sum, &reader, NULL) != 0) {
        abort();
    }
    int code = pl_list_reader_push(reader, guess.part, text.p, text.n, NULL);
    int end = pl_list_reader_finish(reader, &pub, NULL);
    if (code != 0 && end != code) {
        abort();
    }
    pl_list_reader_close(reader);
    return 0;
}
