/* Positions and distances on a sphere of radius 6,371,008.8 m (the mean of WGS84).
 *
 * A position is a pair of integers in AIS units, 1/600,000 degree, so that equal means equal and 180 degrees wraps by
 * integer arithmetic. Longitude is kept in [-108,000,000, 108,000,000). The sphere differs from the ellipsoid by at
 * most 0.6 per cent. All functions are pure, use only + - * / sqrt and geo/trig, and give the same bits everywhere. */
#ifndef PL_GEO_SPHERE_H
#define PL_GEO_SPHERE_H

#include <stdbool.h>
#include <stdint.h>

#define PL_POS_UNIT       600000    /* units in a degree */
#define PL_LON_HALF       108000000 /* 180 degrees */
#define PL_LAT_MAX        54000000  /* 90 degrees */
#define PL_EARTH_RADIUS_M 6371008.8
#define PL_NM_M           1852.0
#define PL_KN_MS          (1852.0 / 3600.0)

typedef struct {
    int32_t lon; /* 1/600,000 degree, east positive */
    int32_t lat; /* 1/600,000 degree, north positive */
} pl_pos;

/* Nearest unit; longitude wrapped into range. False where |lat| > 90 or |lon| > 180 or either is not a number. */
bool pl_pos_from_deg(double lon_deg, double lat_deg, pl_pos *ret);
double pl_pos_lon_deg(pl_pos pos);
double pl_pos_lat_deg(pl_pos pos);

/* lon wrapped into [-PL_LON_HALF, PL_LON_HALF). */
int32_t pl_lon_wrap(int64_t lon);

/* East-west difference b - a the short way, in [-PL_LON_HALF, PL_LON_HALF). */
int32_t pl_lon_diff(int32_t a, int32_t b);

/* Great-circle distance in metres (haversine); relative error < 1e-12 of the sphere's. */
double pl_sphere_distance_m(pl_pos a, pl_pos b);

/* A lower bound that needs no trigonometry beyond one cosine table look-up: true only if a and b are certainly
 * farther apart than max_m. For rejecting pairs quickly. */
bool pl_sphere_beyond(pl_pos a, pl_pos b, double max_m);

/* Initial course from a to b, [0, 360) degrees true; 0 when they coincide. */
double pl_sphere_course_deg(pl_pos a, pl_pos b);

/* The point reached from `from` after distance_m on the great circle that starts on course_deg. */
pl_pos pl_sphere_move(pl_pos from, double course_deg, double distance_m);

/* The point at fraction f in [0,1] of the way from a to b, linear in the units, the short way round; for neighbours
 * a few miles apart. */
pl_pos pl_sphere_between(pl_pos a, pl_pos b, double f);

#endif
