/* Voyages and anchorages as JSON Lines, CSV and GeoJSON: one way of writing for the commands and for the API. Appends
 * to buffers; the caller checks them. */
#ifndef PL_APP_VOYAGES_JSON_H
#define PL_APP_VOYAGES_JSON_H

#include "app/voyages.h"
#include "base/buf.h"

/* A line each, then a summary. */
void pl_voyages_json(const struct pl_voyage *list, size_t n, const struct pl_events_view *view, struct pl_buf *out);
void pl_anchorages_json(const struct pl_anchorage *list, size_t n, const struct pl_events_view *view,
                        struct pl_buf *out);

/* A FeatureCollection of points, each with what its line says. */
void pl_anchorages_geojson(const struct pl_anchorage *list, size_t n, const struct pl_events_view *view,
                           struct pl_buf *out);

#endif
