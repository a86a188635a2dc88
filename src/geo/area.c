#include "geo/area.h"

#include "base/ban.h"

/* East of the first corner, going on from corner to corner: no jump at 180 degrees. */
static int64_t unrolled(const struct pl_area *area, size_t i, int64_t before) {
    return i == 0 ? 0 : before + pl_lon_diff(area->corners[i - 1].lon, area->corners[i].lon);
}

static void span(const struct pl_area *area, int64_t *ret_west, int64_t *ret_east) {
    int64_t x = 0, west = 0, east = 0;
    for (size_t i = 0; i < area->n; i++) {
        x = unrolled(area, i, x);
        west = x < west ? x : west;
        east = x > east ? x : east;
    }
    *ret_west = west;
    *ret_east = east;
}

int pl_area_read(pl_str text, struct pl_area *ret, struct pl_error *err) {
    size_t n = 0;
    while (text.p != NULL) {
        double lon = 0, lat = 0;
        pl_str first = pl_str_trim(pl_str_cut(&text, ','));
        pl_str second = text.p != NULL ? pl_str_trim(pl_str_cut(&text, ',')) : PL_STR("");
        if (n == PL_AREA_CORNERS) {
            return pl_fail(err, PL_E_USAGE, "an area has at most %d corners", PL_AREA_CORNERS);
        }
        if (!pl_str_double(first, &lon) || !pl_str_double(second, &lat) ||
            !pl_pos_from_deg(lon, lat, &ret->corners[n])) {
            return pl_fail(err, PL_E_USAGE, "an area is lon,lat,lon,lat,... in degrees");
        }
        n++;
    }
    if (n > 1 && ret->corners[0].lon == ret->corners[n - 1].lon && ret->corners[0].lat == ret->corners[n - 1].lat) {
        n--;
    }
    if (n < 3) {
        return pl_fail(err, PL_E_USAGE, "an area has three corners at least: lon,lat,lon,lat,lon,lat");
    }
    ret->n = n;
    int64_t west, east;
    span(ret, &west, &east);
    return east - west < PL_LON_HALF ? PL_E_OK : pl_fail(err, PL_E_USAGE, "an area is less than 180 degrees wide");
}

bool pl_area_holds(const struct pl_area *area, pl_pos pos) {
    bool inside = false;
    int64_t x = 0;
    if (area->n == 0) {
        return false;
    }
    int64_t at = pl_lon_diff(area->corners[0].lon, pos.lon); /* less than half round wide: no other way round it */
    for (size_t i = 0; i < area->n; i++) {
        int64_t x0 = unrolled(area, i, x), y0 = area->corners[i].lat;
        int64_t x1 = i + 1 < area->n ? unrolled(area, i + 1, x0) : 0, y1 = area->corners[(i + 1) % area->n].lat;
        x = x0;
        if ((y0 > pos.lat) != (y1 > pos.lat)) { /* crosses the line to the east, seen from y0 to y1 */
            int64_t side = (at - x0) * (y1 - y0) - (x1 - x0) * (pos.lat - y0);
            inside = inside != (y1 > y0 ? side < 0 : side > 0);
        }
    }
    return inside;
}

void pl_area_box(const struct pl_area *area, pl_pos *ret_south_west, pl_pos *ret_north_east) {
    int64_t west, east;
    int32_t south = area->corners[0].lat, north = south;
    span(area, &west, &east);
    for (size_t i = 0; i < area->n; i++) {
        south = area->corners[i].lat < south ? area->corners[i].lat : south;
        north = area->corners[i].lat > north ? area->corners[i].lat : north;
    }
    *ret_south_west = (pl_pos){pl_lon_wrap(area->corners[0].lon + west), south};
    *ret_north_east = (pl_pos){pl_lon_wrap(area->corners[0].lon + east), north};
}
