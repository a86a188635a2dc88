/* Runs a fuzz target over the files of a corpus folder, without clang. */
#include <stdint.h>
#include <stdio.h>

#include "base/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int main(int argc, char **argv) {
    struct pl_arena arena;
    struct pl_buf bytes;
    struct pl_error err = {0};
    size_t total = 0;
    pl_arena_open(&arena, 64 << 20);
    pl_buf_open(&bytes, 64 << 20);
    for (int i = 1; i < argc; i++) {
        const char **paths = NULL;
        size_t n = 0;
        if (pl_file_list(argv[i], 100000, &arena, &paths, &n, &err) != 0) {
            fprintf(stderr, "%s\n", err.msg);
            return 1;
        }
        for (size_t k = 0; k < n; k++) {
            if (pl_file_read(paths[k], 64 << 20, &bytes, &err) != 0) {
                fprintf(stderr, "%s\n", err.msg);
                return 1;
            }
            LLVMFuzzerTestOneInput((const uint8_t *)pl_buf_str(&bytes).p, bytes.n);
            total++;
        }
    }
    printf("%zu inputs replayed\n", total);
    pl_buf_close(&bytes);
    pl_arena_close(&arena);
    return total > 0 ? 0 : 1;
}
