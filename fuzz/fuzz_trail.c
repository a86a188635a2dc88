/* Any bytes as the trails of six hours: what is read is on the Earth and rises in time; packed again, no track has
 * more. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "detect/trail.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int on_trail(void *ctx, uint32_t mmsi, uint64_t track, const struct pl_trail_point *points, size_t n,
                    struct pl_error *err) {
    struct pl_track_name name = {.mmsi = mmsi};
    for (int i = 0; i < 8; i++) {
        name.ref.b[i] = (unsigned char)(track >> (56 - 8 * i));
    }
    for (size_t i = 0; i < n; i++) {
        pl_pos p = points[i].pos;
        bool wrong = p.lon < -PL_LON_HALF || p.lon > PL_LON_HALF || p.lat < -PL_LAT_MAX || p.lat > PL_LAT_MAX;
        if (wrong || (i > 0 && points[i].at < points[i - 1].at)) {
            abort();
        }
        if (ctx != NULL && pl_trail_add(ctx, &name, points[i].at, p, err) != PL_E_OK) {
            return PL_E_NOMEM;
        }
    }
    return PL_E_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct pl_trail *trail = NULL;
    struct pl_error err;
    PL_BUF_AUTO body;
    pl_buf_open(&body, (size_t)1 << 26);
    if (pl_trail_open(&trail, &err) != PL_E_OK) {
        return 0;
    }
    if (pl_trail_unpack(pl_str_make((const char *)data, size), on_trail, trail, &err) == PL_E_OK) {
        pl_trail_pack(trail, &body);
        if (pl_trail_unpack(pl_buf_str(&body), on_trail, NULL, &err) != PL_E_OK) {
            abort();
        }
    }
    pl_trail_close(trail);
    return 0;
}
