/* EXIF blocks: what comes out is in its range, and its JSON reads. */
#include <stdlib.h>

#include "base/time.h"
#include "helper/exif.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    PL_ARENA_AUTO arena = {0};
    PL_BUF_AUTO out = {0};
    struct pl_exif e;
    struct pl_json json;
    const struct pl_jval *value = NULL;
    pl_time at;
    pl_arena_open(&arena, 1 << 20);
    pl_buf_open(&out, 1 << 20);
    if (pl_exif_read(pl_str_make((const char *)data, size), &e, NULL) != 0) {
        return 0;
    }
    if ((e.has_position && !(e.lat_deg >= -90 && e.lat_deg <= 90 && e.lon_deg >= -180 && e.lon_deg <= 180)) ||
        (e.time[0] != '\0' && !pl_time_parse(pl_str_from(e.time), &at)) ||
        (e.gps_time[0] != '\0' && !pl_time_parse(pl_str_from(e.gps_time), &at)) || e.orientation < 0 ||
        e.orientation > 8) {
        abort();
    }
    pl_json_start(&json, &out);
    pl_exif_write(&e, &json);
    if (pl_json_read(pl_buf_str(&out), &arena, &value, NULL) != 0) {
        abort();
    }
    return 0;
}
