/* JPEG and PNG: walked through, and made anew. A new picture holds nothing but itself: walked through again, no part of
 * it is anything else (a JFIF header aside), and no byte stands behind it. */
#include <stdlib.h>
#include <string.h>

#include "helper/picture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    PL_BUF_AUTO out = {0};
    struct pl_picture picture;
    struct pl_photo again;
    pl_buf_open(&out, 16 << 20);
    if (pl_picture_make(pl_str_make((const char *)data, size), 100000, &out, &picture, NULL) != 0) {
        return 0;
    }
    if (pl_photo_read(pl_buf_str(&out), NULL, &again, NULL) != 0 || !again.is_whole || again.exif.p != NULL ||
        again.width != picture.width || again.height != picture.height || again.n_parts > 1 ||
        (again.n_parts == 1 && strcmp(again.parts[0].what, "JFIF header") != 0)) {
        abort();
    }
    return 0;
}
