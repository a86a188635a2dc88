#include "geo/sphere.h"

#include <math.h>

#include "geo/trig.h"

#include "base/ban.h"

#define RAD_PER_UNIT (PL_PI / 180.0 / PL_POS_UNIT)
#define LON_FULL     (2 * (int64_t)PL_LON_HALF)

bool pl_pos_from_deg(double lon_deg, double lat_deg, pl_pos *ret) {
    if (!(fabs(lon_deg) <= 180.0) || !(fabs(lat_deg) <= 90.0)) {
        return false;
    }
    const double lon = lon_deg * PL_POS_UNIT;
    const double lat = lat_deg * PL_POS_UNIT;
    ret->lon = pl_lon_wrap((int64_t)(lon + copysign(0.5, lon)));
    ret->lat = (int32_t)(lat + copysign(0.5, lat));
    return true;
}

double pl_pos_lon_deg(pl_pos pos) { return (double)pos.lon / PL_POS_UNIT; }
double pl_pos_lat_deg(pl_pos pos) { return (double)pos.lat / PL_POS_UNIT; }

int32_t pl_lon_wrap(int64_t lon) {
    if (lon >= -PL_LON_HALF && lon < PL_LON_HALF) {
        return (int32_t)lon;
    }
    lon = (lon % LON_FULL + LON_FULL) % LON_FULL; /* 0 to full; two steps: no sum that could overflow */
    return (int32_t)(lon >= PL_LON_HALF ? lon - LON_FULL : lon);
}

int32_t pl_lon_diff(int32_t a, int32_t b) { return pl_lon_wrap((int64_t)b - a); }

/* cos of a latitude; near the poles as the sine of what is left to 90 degrees, which is exact in units. */
static inline double cos_lat(int32_t lat) {
    const int32_t size = lat < 0 ? -lat : lat;
    return size > PL_LAT_MAX / 2 ? pl_sin((PL_LAT_MAX - size) * RAD_PER_UNIT) : pl_cos(size * RAD_PER_UNIT);
}

static inline double sin_lat(int32_t lat) { return pl_sin(lat * RAD_PER_UNIT); }

/* sin^2 of half of `units`, |units| <= 180 degrees; from 90 degrees on as cos^2 of half of the rest. */
static inline double sin2_half(int32_t units) {
    const int32_t size = units < 0 ? -units : units;
    const double s =
        size > PL_LON_HALF / 2 ? pl_cos((PL_LON_HALF - size) * (RAD_PER_UNIT / 2)) : pl_sin(size * (RAD_PER_UNIT / 2));
    return s * s;
}

static inline double haversine(pl_pos a, pl_pos b) {
    const double east = sin2_half(pl_lon_diff(a.lon, b.lon));
    const double north = sin2_half(b.lat - a.lat);
    return east > 0 ? north + cos_lat(a.lat) * cos_lat(b.lat) * east : north;
}

double pl_sphere_distance_m(pl_pos a, pl_pos b) {
    const double h = haversine(a, b);
    if (h <= 0.5) {
        return 2 * PL_EARTH_RADIUS_M * pl_asin(sqrt(h));
    }
    /* Beyond a quarter of the way round, measured from the far side: near it 1 - h would lose every digit. */
    const pl_pos antipode = {.lon = pl_lon_wrap((int64_t)b.lon + PL_LON_HALF), .lat = -b.lat};
    return PL_EARTH_RADIUS_M * (PL_PI - 2 * pl_asin(sqrt(haversine(a, antipode))));
}

/* cos of 0, 1, ... 90 degrees, rounded down with at least 1e-6 to spare. */
static const double cos_floor[91] = {
    0.999999, 0.999846, 0.999389, 0.998628, 0.997563, 0.996193, 0.994520, 0.992545, 0.990267, 0.987687, 0.984806,
    0.981626, 0.978146, 0.974369, 0.970294, 0.965924, 0.961260, 0.956303, 0.951055, 0.945517, 0.939691, 0.933579,
    0.927182, 0.920503, 0.913544, 0.906306, 0.898793, 0.891005, 0.882946, 0.874618, 0.866024, 0.857166, 0.848047,
    0.838669, 0.829036, 0.819151, 0.809015, 0.798634, 0.788009, 0.777144, 0.766043, 0.754708, 0.743143, 0.731352,
    0.719338, 0.707105, 0.694657, 0.681997, 0.669129, 0.656058, 0.642786, 0.629319, 0.615660, 0.601814, 0.587784,
    0.573575, 0.559191, 0.544638, 0.529918, 0.515037, 0.499999, 0.484808, 0.469470, 0.453989, 0.438370, 0.422617,
    0.406735, 0.390730, 0.374605, 0.358366, 0.342019, 0.325567, 0.309015, 0.292370, 0.275636, 0.258818, 0.241920,
    0.224950, 0.207910, 0.190807, 0.173647, 0.156433, 0.139172, 0.121868, 0.104527, 0.087154, 0.069755, 0.052334,
    0.034898, 0.017451, 0.000000};

bool pl_sphere_beyond(pl_pos a, pl_pos b, double max_m) {
    const int32_t north = a.lat < b.lat ? b.lat - a.lat : a.lat - b.lat;
    const double limit = max_m * ((1.0 + 1e-9) / PL_EARTH_RADIUS_M); /* radians; the slack covers all rounding */
    if (north * RAD_PER_UNIT > limit) {
        return true;
    }
    /* d >= 2 sin(d/2) >= 2 cos(lat) sin(x), x half the difference of longitude, lat the higher of the two latitudes;
     * and sin x >= x - x^3/6. */
    const int32_t size_a = a.lat < 0 ? -a.lat : a.lat;
    const int32_t size_b = b.lat < 0 ? -b.lat : b.lat;
    const int32_t high = size_a > size_b ? size_a : size_b;
    int32_t east = a.lon < b.lon ? b.lon - a.lon : a.lon - b.lon;
    if (east > PL_LON_HALF) {
        east = 2 * PL_LON_HALF - east;
    }
    const double x = east * (RAD_PER_UNIT / 2);
    return 2 * cos_floor[(high + PL_POS_UNIT - 1) / PL_POS_UNIT] * (x - x * x * x * (1.0 / 6.0)) > limit;
}

double pl_sphere_course_deg(pl_pos a, pl_pos b) {
    const int32_t east = pl_lon_diff(a.lon, b.lon);
    if (east == 0 && a.lat == b.lat) {
        return 0;
    }
    /* cos a sin b - sin a cos b cos east, written so that near points do not cancel. */
    const double x = pl_sin((b.lat - a.lat) * RAD_PER_UNIT) + 2 * sin_lat(a.lat) * cos_lat(b.lat) * sin2_half(east);
    const double y = pl_sin(east * RAD_PER_UNIT) * cos_lat(b.lat);
    const double course = pl_atan2(y, x) * (180.0 / PL_PI);
    if (course >= 0) {
        return course;
    }
    return course + 360 < 360 ? course + 360 : 0;
}

static inline int64_t to_units(double rad) {
    const double units = rad / RAD_PER_UNIT;
    return (int64_t)(units + copysign(0.5, units));
}

pl_pos pl_sphere_move(pl_pos from, double course_deg, double distance_m) {
    const double turn = course_deg * (PL_PI / 180.0);
    const double way = distance_m / PL_EARTH_RADIUS_M;
    const double sin_way = pl_sin(way);
    const double cos_way = pl_cos(way);
    const double along = sin_way * pl_cos(turn); /* towards north */
    const double z = sin_lat(from.lat) * cos_way + cos_lat(from.lat) * along;
    const double x = cos_lat(from.lat) * cos_way - sin_lat(from.lat) * along; /* in the start's meridian */
    const double y = sin_way * pl_sin(turn);
    const double lat = pl_atan2(z, sqrt(x * x + y * y));
    const double lon = pl_atan2(y, x);
    if (!(lat == lat) || !(lon == lon)) {
        return from; /* a course or distance that is no number, or beyond 1e5 radians */
    }
    return (pl_pos){.lon = pl_lon_wrap(from.lon + to_units(lon)), .lat = (int32_t)to_units(lat)};
}

pl_pos pl_sphere_between(pl_pos a, pl_pos b, double f) {
    if (!(f > 0)) {
        return a;
    }
    if (f >= 1) {
        return b;
    }
    const double east = f * pl_lon_diff(a.lon, b.lon);
    const double north = f * (b.lat - a.lat);
    return (pl_pos){.lon = pl_lon_wrap(a.lon + (int64_t)(east + copysign(0.5, east))),
                    .lat = a.lat + (int32_t)(north + copysign(0.5, north))};
}
