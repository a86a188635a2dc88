/* Ports and anchorages: where a ship may lie still without remark.
 *
 * A port is a point with an uncertainty; how near counts as "in port" is a rule, widened by the uncertainty. The set is
 * read once from CSV and is const after, so threads may share it. Source: data/ports.csv (see data/SOURCES.md). */
#ifndef PL_GEO_PORT_H
#define PL_GEO_PORT_H

#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "geo/sphere.h"

struct pl_port {
    pl_str id; /* stable, such as KP-NAMPO */
    pl_str name;
    pl_str country; /* ISO 3166 alpha-2, or "" */
    pl_str kind;    /* port | anchorage | "" */
    pl_str also;    /* UN/LOCODE and other names, joined by |, or "" */
    pl_pos pos;
    double uncertainty_m;
};

struct pl_ports;

/* Reads a CSV with a header: id, name, country, kind, lat, lon, uncertainty_m, also (only lat and lon are required; the
 * aliases and the separators in docs/format/ports.md are accepted; a missing id is the name, else the line number).
 * FORMAT with line and byte, EMPTY without rows, LIMIT beyond 1,000,000 rows. All memory from the arena (1.5 MiB for
 * the index, and what the rows need), which must outlive the set. */
PL_MUST int pl_ports_parse(pl_str csv, struct pl_arena *arena, const struct pl_ports **ret_ports, struct pl_error *err);

size_t pl_ports_count(const struct pl_ports *ports);
const struct pl_port *pl_ports_at(const struct pl_ports *ports, size_t i);

/* The nearest port whose distance minus its uncertainty is <= within_m, or NULL; *ret_distance_m (may be NULL) is
 * the plain distance. Ties go to the lower index. ports may be NULL (no ports at all). Indexed up to
 * PL_PORTS_NEAR_MAX_M; beyond it every port is looked at. */
#define PL_PORTS_NEAR_MAX_M 50000.0
const struct pl_port *pl_ports_nearest(const struct pl_ports *ports, pl_pos pos, double within_m,
                                       double *ret_distance_m);

#endif
