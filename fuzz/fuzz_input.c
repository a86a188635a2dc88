/* Archives and compressed bytes: every member is read, at most 8 MiB of each and 64 members; errors have a place. */
#include <stdlib.h>

#include "input/open.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_error(int code, const struct pl_error *err, size_t size) {
    if (err->code != code || err->msg[0] == '\0' || (err->has_offset && err->offset > size)) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct pl_input *input = NULL;
    struct pl_error err = {0};
    if (pl_input_open_bytes(pl_str_make((const char *)data, size), "fuzz", &input, &err) != 0) {
        abort();
    }
    char *buf = malloc(65536);
    for (int members = 0; members < 64; members++) {
        int more = 0;
        struct pl_member member = {0};
        int code = pl_input_next(input, &more, &member, &err);
        if (code != 0) {
            check_error(code, &err, size);
            continue;
        }
        if (!more) {
            break;
        }
        size_t n = 1;
        for (size_t total = 0; n > 0 && total < (8 << 20); total += n) {
            n = 0;
            code = pl_input_read(input, buf, 65536, &n, &err);
            if (code != 0) {
                check_error(code, &err, size);
                break;
            }
        }
    }
    if (pl_input_consumed(input) > size) {
        abort();
    }
    pl_input_close(input);
    free(buf);
    return 0;
}
