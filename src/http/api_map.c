/* What lies below the page's map: tiles of the archive that the server was given. */
#include "app/basemap.h"
#include "http/route.h"
#include "http/site.h"

#include "base/ban.h"

static bool number_of(const struct pl_call *call, const char *name, uint32_t *ret) {
    uint64_t v = 0;
    if (!pl_str_u64(pl_call_path(call, name), &v) || v > UINT32_MAX) {
        return false;
    }
    *ret = (uint32_t)v;
    return true;
}

/* No tile is no error: archives leave out what holds nothing. */
static int tile(struct pl_call *call, struct pl_error *err) {
    uint32_t zoom, x, y;
    const char *media = NULL;
    if (!number_of(call, "z", &zoom) || !number_of(call, "x", &x) || !number_of(call, "y", &y)) {
        return pl_fail(err, PL_E_USAGE, "a tile's address is /tiles/ZOOM/X/Y, three numbers");
    }
    int rc = pl_basemap_tile(pl_site_options(call->site)->map, zoom, x, y, &call->answer->body, &media, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    call->answer->status = media != NULL ? 200 : 204;
    call->answer->type = media;
    return PL_E_OK;
}

/* clang-format off */
const struct pl_route pl_routes_map[] = {
    {.method = "GET", .path = "/tiles/{z}/{x}/{y}", .name = "tile_get",
     .text = "A tile of the map archive that the server was given (serve --tiles FILE), of the type that the archive says; 204 "
             "where it holds none, 404 where there is no archive.",
     .type = "*/*", .also = "204 422", .role = PL_ROLE_READER, .run = tile},
    {.path = NULL},
};
/* clang-format on */
