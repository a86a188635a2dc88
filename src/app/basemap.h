/* What may lie below the page's own coast: nothing, an archive of tiles on this machine (input/pmtiles), or tiles of
 * another host by its address. Background alone: no analysis reads it.
 *
 * Another host learns from each browser what is looked at. So there is none unless the server is given one, its origin
 * is all that the page may ask beyond its own, and who is limited by a clearance is never given it. Const after
 * opening; threads may share it. */
#ifndef PL_APP_BASEMAP_H
#define PL_APP_BASEMAP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "text/json.h"

#define PL_BASEMAP_ORIGIN_MAX  64  /* bytes of "https://host:port" */
#define PL_BASEMAP_ADDRESS_MAX 500 /* bytes of an address */

struct pl_basemap_options {
    const char *archive; /* a PMTiles file; or NULL */
    const char *address; /* "https://host/{z}/{x}/{y}.png"; or NULL; never both */
    const char *credit;  /* whose map it is, as text; NULL: what the archive says */
    bool tls;            /* the page itself comes by TLS */
};

struct pl_basemap;

/* USAGE for an address that is none: https (or http of this machine, where the page has no TLS), a host of letters,
 * digits, dots and dashes, {z}, {x} and {y} once each behind it, pictures and no vector tiles. LIMIT where it is too
 * long. For an archive what pl_pmtiles_open says, and FORMAT where its metadata are no JSON. */
PL_MUST int pl_basemap_open(const struct pl_basemap_options *options, struct pl_basemap **ret_map,
                            struct pl_error *err);
void pl_basemap_close(struct pl_basemap *map); /* accepts NULL */

/* "https://host" whose pictures the page may load; NULL: nobody's (also where map is NULL). */
const char *pl_basemap_origin(const struct pl_basemap *map);

/* What the page must know, as a JSON object; null where there is no map, or where it is another host's and the reader
 * is limited:
 * {"source":"archive"|"address","tiles":"/tiles/{z}/{x}/{y}","kind":"png","credit":..,"min_zoom":..,"max_zoom":..,
 * "bounds":[W,S,E,N],"origin":null|".."}. kind is "picture" for an address. */
void pl_basemap_json(const struct pl_basemap *map, bool limited, struct pl_json *json);

/* A tile of the archive, unpacked, behind what stands in out; its media type (static). NULL in *ret_media: there is no
 * tile at this place. NOT_FOUND where there is no archive (also map NULL); what pl_pmtiles_tile says. */
PL_MUST int pl_basemap_tile(const struct pl_basemap *map, unsigned zoom, uint32_t x, uint32_t y, struct pl_buf *out,
                            const char **ret_media, struct pl_error *err);

#endif
