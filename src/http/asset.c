#include "http/asset.h"

#include "base/ban.h"

const struct pl_asset *pl_asset_find(pl_str path) {
    for (size_t i = 0; i < pl_assets_n; i++) {
        if (pl_str_eq(path, pl_str_from(pl_assets[i].path))) {
            return &pl_assets[i];
        }
    }
    return NULL;
}
