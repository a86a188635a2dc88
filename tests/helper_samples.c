/* helper_samples DIR: writes photographs for tests/cli/test_helper.sh. */
#include "samples.h"

#include "base/file.h"

int main(int argc, char **argv) {
    char path[4096];
    struct pl_buf b;
    int code = argc == 2 ? 0 : 1;
    pl_buf_open(&b, 1 << 20);
    sample_jpeg(&b, true, 6);
    snprintf(path, sizeof path, "%s/dirty.jpg", argv[1]);
    code = code == 0 ? pl_file_write(path, pl_buf_str(&b), 0600, NULL) : code;
    pl_buf_clear(&b);
    sample_jpeg(&b, false, 1);
    snprintf(path, sizeof path, "%s/clean.jpg", argv[1]);
    code = code == 0 ? pl_file_write(path, pl_buf_str(&b), 0600, NULL) : code;
    pl_buf_clear(&b);
    sample_png(&b, true, SAMPLE_WIDTH, SAMPLE_HEIGHT);
    snprintf(path, sizeof path, "%s/dirty.png", argv[1]);
    code = code == 0 ? pl_file_write(path, pl_buf_str(&b), 0600, NULL) : code;
    pl_buf_close(&b);
    return code;
}
