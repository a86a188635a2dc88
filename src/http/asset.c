#include "http/asset.h"

/* The table is made by the build of the page; without it there is the API alone. */
#ifdef PL_ASSET_TABLE
#include PL_ASSET_TABLE
#endif

#include "base/ban.h"

#ifndef PL_ASSET_TABLE
const struct pl_asset pl_assets[1] = {{.path = ""}};
const size_t pl_assets_n = 0;
#endif

const struct pl_asset *pl_asset_find(pl_str path) {
    for (size_t i = 0; i < pl_assets_n; i++) {
        if (pl_str_eq(path, pl_str_from(pl_assets[i].path))) {
            return &pl_assets[i];
        }
    }
    return NULL;
}
