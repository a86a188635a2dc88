/* tracks: where ships went, thinned for drawing.
 *
 * A track is one hull under one number as detection told them apart (its hidden events of type track); reports that no
 * detection has seen, or that a limited reader cannot see the track of, stand under the bare number. Numbers with
 * several hulls at once, or with positions that cannot be true, go through detection's own segmenter again
 * (app/vessel_follow), so that no line is drawn from one hull to another.
 *
 * Thinned to at most `most` points over all tracks by geo/thin, one cut for all. Never dropped: the ends of each track,
 * of each event of its ship, and what holds the drawing between them; where these alone are more than `most`, all of
 * them are given. The ends of other pauses beyond PL_TRACKS_PAUSE_US go last.
 *
 * Where more than about PL_TRACKS_READ reports would have to be read, trails that detection kept (detect/trail) are
 * drawn instead, `coarse`: the ends of silences, port visits and loitering are put into them, and those of silences
 * never dropped; of a box that holds fewer than PL_TRACKS_BOX reports, those are read, but not of numbers with
 * several hulls at once. A limited reader, and who asks before detection has seen all, waits for the reports: ranked
 * piece by piece, so memory stays below about 100 MB; each report of the window is read once. */
#ifndef PL_APP_TRACKS_H
#define PL_APP_TRACKS_H

#include <stdbool.h>
#include <stdint.h>

#include "app/known_at.h"
#include "ais/message.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"
#include "geo/sphere.h"
#include "geo/thin.h"
#include "ledger/hash.h"

#define PL_TRACKS_MOST     100000
#define PL_TRACKS_PAUSE_US (2 * PL_HOUR_US)
#define PL_TRACKS_HELD     2000000 /* points in memory; more are ranked by the piece */
#define PL_TRACKS_READ     400000
#define PL_TRACKS_BOX      1000000

struct pl_tracks_query {
    pl_time from, to;              /* both included; PL_TIME_NONE: no limit */
    bool has_box;                  /* tracks with a point in it, points beyond it coarser */
    pl_pos south_west, north_east; /* west > east crosses 180 degrees */
    const char *vessel;            /* MMSI or IMO number; NULL or "" any */
    double zoom;                   /* of a Web Mercator map: what half a pixel hides is left out; < 0: not said */
    size_t most;                   /* points; 0: PL_TRACKS_MOST */
    uint64_t reads;                /* reports, beyond which kept trails are drawn; 0: PL_TRACKS_READ */
};

#define PL_TRACKS_PAUSED 128 /* a mark of a point: the ship was not heard for PL_TRACKS_PAUSE_US before it */

struct pl_track_line {
    uint32_t mmsi;
    bool named;                 /* false: no detection has told hulls apart here */
    pl_hash ref;                /* where named */
    char name[PL_AIS_NAME_MAX]; /* as this hull said it last; "" none */
    struct pl_thin_point *points;
    size_t n, cap, thinned; /* kept; room; of n, those that were thinned while reading */
    uint64_t read;          /* reports */
};

struct pl_tracks {
    struct pl_track_line *lines; /* by number, then start; only those with points */
    size_t n, cap;
    uint64_t reports, points; /* read; kept */
    float cut_m;              /* below which a point was left out; < 0: none was */
    bool exercise, unseen;    /* as in app/events */
    bool coarse;              /* read from kept trails: `reports` are their points */
    struct pl_knowledge known;
};

/* USAGE for a vessel that is neither MMSI nor IMO number; NOT_FOUND without a case, STORE, NOMEM. Free with
 * pl_tracks_close. */
PL_MUST int pl_tracks_read(const char *case_dir, pl_time known_at, const struct pl_tracks_query *query,
                           struct pl_tracks *ret, struct pl_error *err);
void pl_tracks_close(struct pl_tracks *tracks); /* accepts one that is all zero */

/* JSON Lines: a track each, {type, track, mmsi, name, start, n, t, lat, lon, breaks}, and the summary. Columns hold
 * differences: t in whole seconds from start, lat and lon in 1/100,000 degree (the first from 0), lon the short way
 * round; breaks: places of points before which the ship was not heard for PL_TRACKS_PAUSE_US, where a line must not be
 * drawn through. */
void pl_tracks_json(const struct pl_tracks *tracks, struct pl_buf *out);

/* GeoJSON (RFC 7946): a feature a track, a MultiLineString in [lon, lat] with its number, name, first and last time;
 * its lines end at breaks and at 180 degrees. A point alone is a line from it to itself. */
void pl_tracks_geojson(const struct pl_tracks *tracks, struct pl_buf *out);

#endif
