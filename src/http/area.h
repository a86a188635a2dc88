/* The areas of the API: each is api_<area>.c (`const struct pl_route pl_routes_<area>[]`, ended by a NULL path) and
 * schema/<area>.json. The order is that of the documentation. */
#ifndef PL_HTTP_AREA_H
#define PL_HTTP_AREA_H

/* clang-format off */
#define PL_API_AREAS(X)                                                                                                \
    X(case) X(session) X(watch) X(vessel) X(evidence) X(work) X(map) X(observe) X(screen) X(report) X(yente)
/* clang-format on */

#endif
