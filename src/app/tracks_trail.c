/* Tracks of a case that is too large to be read for them: from what detection kept of each track (detect/trail), with
 * the ends of events put in, and the reports of a small box. */
#include <stdlib.h>
#include <string.h>

#include "app/on_time.h"
#include "app/tracks_in.h"
#include "detect/ship.h"
#include "detect/trail.h"
#include "store/clearance.h"
#include "store/seen.h"
#include "store/trail_slot.h"

#include "base/ban.h"

#define BYTES_A_POINT 8
#define PUT_IN        64 /* a mark of a point: beside those of the kept trails */

static int64_t width_deg(const struct pl_tracks_query *q) {
    int64_t wide = q->north_east.lon - (int64_t)q->south_west.lon;
    return (wide < 0 ? wide + 2 * (int64_t)PL_LON_HALF : wide) / PL_POS_UNIT + 2;
}

/* How much of a ship's time the window holds, 0 to 1. */
static double share_of(const struct pl_tracks_work *w, const struct pl_tracks_ship *ship) {
    pl_time from = ship->first > w->from ? ship->first : w->from, to = ship->last < w->to ? ship->last : w->to;
    return ship->last > ship->first ? (double)(to - from) / (double)(ship->last - ship->first) : 1;
}

int pl_tracks_choose(struct pl_tracks_work *w, struct pl_error *err) {
    double reports = 0;
    uint64_t bytes = 0;
    for (size_t i = 0; i < w->n_ships; i++) {
        reports += (double)w->ships[i].positions * share_of(w, &w->ships[i]);
    }
    uint64_t reads = w->query->reads > 0 ? w->query->reads : PL_TRACKS_READ;
    if (reports < (double)reads || w->out->unseen || pl_case_limited(w->c).n > 0) {
        return PL_E_OK;
    }
    int rc = pl_trail_slot_bytes(w->c, &bytes, err);
    if (rc == PL_E_OK && bytes > 0) {
        double points = (double)bytes / BYTES_A_POINT;
        w->coarse = w->out->coarse = true;
        w->share = points > PL_TRACKS_HELD ? PL_TRACKS_HELD / points : 1;
    }
    return rc;
}

static int add_end(struct pl_tracks_work *w, const struct pl_event_vessel *v, pl_time at, pl_pos pos,
                   struct pl_error *err) {
    if (at < w->from || at > w->to) {
        return PL_E_OK;
    }
    struct pl_tracks_end *ends = pl_tracks_grow(w->ends, &w->cap_ends, w->n_ends, sizeof *ends, err);
    if (ends == NULL) {
        return PL_E_NOMEM;
    }
    w->ends = ends;
    w->ends[w->n_ends++] = (struct pl_tracks_end){v->mmsi, pl_trail_track(v->track), at - at % PL_SECOND_US, pos};
    return PL_E_OK;
}

int pl_tracks_keep_ends(struct pl_tracks_work *w, const struct pl_event *e, struct pl_error *err) {
    bool own = e->type == PL_EVENT_GAP || e->type == PL_EVENT_PORT_VISIT || e->type == PL_EVENT_LOITERING;
    int rc = PL_E_OK;
    if (!own || !e->vessels[0].has_track) {
        return rc;
    }
    if (e->has_start_pos) {
        rc = add_end(w, &e->vessels[0], e->start, e->start_pos, err);
    }
    if (rc == PL_E_OK && e->has_end_pos && e->end != PL_TIME_NONE) {
        rc = add_end(w, &e->vessels[0], e->end, e->end_pos, err);
    }
    return rc;
}

/* ---- lines ---- */

struct coarse {
    struct pl_tracks_work *w;
    struct pl_map hulls; /* track -> place of its hull */
    struct pl_map lines; /* track -> place of its line */
    struct pl_map ships; /* numbers that are wanted -> place + 1 of their first hull, 0 none */
};

static struct pl_track_line *line_of(struct coarse *k, uint32_t mmsi, uint64_t track, struct pl_error *err) {
    struct pl_tracks *out = k->w->out;
    bool made = false;
    uint64_t *place = pl_map_put(&k->lines, track, &made);
    if (place == NULL) {
        (void)pl_fail(err, PL_E_NOMEM, "no memory for tracks");
        return NULL;
    }
    if (!made) {
        return &out->lines[*place];
    }
    *place = out->n;
    struct pl_track_line *lines = pl_tracks_grow(out->lines, &out->cap, out->n, sizeof *lines, err);
    if (lines == NULL) {
        return NULL;
    }
    out->lines = lines;
    struct pl_track_line *line = &out->lines[out->n++];
    *line = (struct pl_track_line){.mmsi = mmsi, .named = true};
    for (int i = 0; i < 8; i++) { /* all of a reference that is told */
        line->ref.b[i] = (unsigned char)(track >> (56 - 8 * i));
    }
    const uint64_t *hull = pl_map_get(&k->hulls, track);
    if (hull != NULL) {
        line->ref = k->w->hulls[*hull].ref;
        memcpy(line->name, k->w->hulls[*hull].name, sizeof line->name);
    }
    return line;
}

/* The hulls of a number that is read from the archive within the box; *ret_n 0: none, or no time tells them apart. */
static const struct pl_tracks_hull *hulls_of(const struct coarse *k, uint32_t mmsi, size_t *ret_n) {
    const struct pl_tracks_work *w = k->w;
    const uint64_t *first = pl_map_get(&k->ships, mmsi);
    size_t n = 0;
    if (first == NULL || *first == 0) {
        *ret_n = 0;
        return NULL;
    }
    const struct pl_tracks_hull *hulls = &w->hulls[*first - 1];
    while (*first - 1 + n < w->n_hulls && hulls[n].mmsi == mmsi) {
        n++;
    }
    *ret_n = pl_tracks_tangled(w, mmsi, hulls, n) ? 0 : n;
    return hulls;
}

static int on_trail(void *ctx, uint32_t mmsi, uint64_t track, const struct pl_trail_point *points, size_t n,
                    struct pl_error *err) {
    struct coarse *k = ctx;
    struct pl_tracks_work *w = k->w;
    if (pl_map_get(&k->ships, mmsi) == NULL || points[n - 1].at < w->from || points[0].at > w->to) {
        return PL_E_OK;
    }
    struct pl_track_line *line = line_of(k, mmsi, track, err);
    int rc = line != NULL ? PL_E_OK : PL_E_NOMEM;
    for (size_t i = 0; rc == PL_E_OK && i < n; i++) {
        bool late = line->n > 0 && points[i].at < line->points[line->n - 1].at;
        if (late || points[i].at < w->from || points[i].at > w->to) {
            continue;
        }
        uint64_t before = line->n;
        rc = pl_tracks_add(w, line, points[i].at, points[i].pos, err);
        if (rc == PL_E_OK && i > 0 && line->n == before + 1) { /* thinned points lie far apart where nothing paused */
            uint8_t *marks = &line->points[line->n - 1].marks;
            *marks = (uint8_t)((*marks & ~PL_TRACKS_PAUSED) | (points[i].paused ? PL_TRACKS_PAUSED : 0));
        }
    }
    return rc;
}

/* ---- the box ---- */

static int count_box(struct pl_tracks_work *w, uint64_t *ret, struct pl_error *err) {
    const struct pl_tracks_query *q = w->query;
    int64_t wide = width_deg(q), high = (q->north_east.lat - (int64_t)q->south_west.lat) / PL_POS_UNIT + 2;
    uint64_t all = 0, n = 0;
    int rc = PL_E_OK;
    for (int64_t i = 0; rc == PL_E_OK && i < wide * high && all < PL_TRACKS_BOX; i++) {
        int64_t lat = q->south_west.lat + i / wide * PL_POS_UNIT;
        pl_pos pos = {.lon = pl_lon_wrap(q->south_west.lon + i % wide * PL_POS_UNIT),
                      .lat = (int32_t)(lat < PL_LAT_MAX ? lat : PL_LAT_MAX)};
        rc = pl_seen_count_in_cell(w->c, pl_seen_cell(pos), &n, err);
        all += n;
    }
    *ret = all;
    return rc;
}

static int put_in(struct coarse *k, struct pl_track_line *line, pl_time at, pl_pos pos, struct pl_error *err) {
    int rc = pl_tracks_add(k->w, line, at, pos, err);
    if (rc == PL_E_OK) {
        uint8_t *marks = &line->points[line->n - 1].marks;
        *marks = (uint8_t)((*marks & ~PL_TRACKS_PAUSED) | PUT_IN);
    }
    return rc;
}

static int on_report(void *ctx, const struct pl_report *report, struct pl_error *err) {
    struct coarse *k = ctx;
    size_t n = 0;
    const struct pl_tracks_hull *hulls = hulls_of(k, report->mmsi, &n), *own = NULL;
    for (size_t i = 0; own == NULL && i < n; i++) {
        own = report->at >= hulls[i].start && report->at <= hulls[i].end ? &hulls[i] : NULL;
    }
    if (own == NULL || !pl_ship_report(report)) {
        return PL_E_OK;
    }
    struct pl_track_line *line = line_of(k, report->mmsi, pl_trail_track(own->ref), err);
    return line != NULL ? put_in(k, line, report->at, report->pos, err) : PL_E_NOMEM;
}

/* ---- the whole ---- */

static int by_end(const void *pa, const void *pb) {
    const struct pl_tracks_end *a = pa, *b = pb;
    if (a->track != b->track) {
        return a->track < b->track ? -1 : 1;
    }
    return (a->at > b->at) - (a->at < b->at);
}

static int by_time(const void *pa, const void *pb) {
    const struct pl_thin_point *a = pa, *b = pb;
    if (a->at != b->at) {
        return a->at < b->at ? -1 : 1;
    }
    return a->pos.lon != b->pos.lon ? (a->pos.lon < b->pos.lon ? -1 : 1)
                                    : (a->pos.lat > b->pos.lat) - (a->pos.lat < b->pos.lat);
}

/* Points were put in before one that followed a pause: the pause is where more than that lies between. */
static void mend_pauses(struct pl_track_line *line) {
    bool pausing = false;
    for (size_t i = line->n; i-- > 1;) {
        struct pl_thin_point *p = &line->points[i];
        bool was = pausing || (p->marks & PL_TRACKS_PAUSED) != 0;
        bool is = was && p->at - p[-1].at > PL_TRACKS_PAUSE_US;
        p->marks = (uint8_t)((p->marks & ~PL_TRACKS_PAUSED) | (is ? PL_TRACKS_PAUSED : 0));
        pausing = was && !is && (p[-1].marks & PUT_IN) != 0;
    }
}

static int put_ends(struct coarse *k, struct pl_error *err) {
    struct pl_tracks_work *w = k->w;
    if (w->n_ends > 1) {
        qsort(w->ends, w->n_ends, sizeof *w->ends, by_end);
    }
    int rc = PL_E_OK;
    for (size_t i = 0; rc == PL_E_OK && i < w->n_ends; i++) {
        const struct pl_tracks_end *e = &w->ends[i];
        const uint64_t *place = pl_map_get(&k->lines, e->track);
        if (place != NULL && (i == 0 || by_end(e, &e[-1]) != 0)) {
            rc = put_in(k, &w->out->lines[*place], e->at, e->pos, err);
        }
    }
    for (size_t i = 0; rc == PL_E_OK && i < w->out->n; i++) {
        struct pl_track_line *line = &w->out->lines[i];
        if (line->n > 1) {
            qsort(line->points, line->n, sizeof *line->points, by_time);
            mend_pauses(line);
        }
    }
    return rc;
}

static int open_maps(struct coarse *k, struct pl_error *err) {
    struct pl_tracks_work *w = k->w;
    bool ok = true;
    for (size_t i = 0; ok && i < w->n_ships; i++) {
        ok = pl_map_put(&k->ships, w->ships[i].mmsi, NULL) != NULL;
    }
    for (size_t i = 0; ok && i < w->n_hulls; i++) {
        uint64_t *first = pl_map_get(&k->ships, w->hulls[i].mmsi);
        uint64_t *hull = pl_map_put(&k->hulls, pl_trail_track(w->hulls[i].ref), NULL);
        ok = hull != NULL;
        if (ok) {
            *hull = i;
        }
        if (first != NULL && *first == 0) {
            *first = i + 1;
        }
    }
    return ok ? PL_E_OK : pl_fail(err, PL_E_NOMEM, "no memory for tracks");
}

int pl_tracks_read_trails(struct pl_tracks_work *w, struct pl_error *err) {
    struct coarse k = {.w = w};
    uint64_t reports = PL_TRACKS_BOX;
    pl_map_open(&k.hulls, PL_TRACKS_SHIPS_MAX);
    pl_map_open(&k.lines, PL_TRACKS_SHIPS_MAX);
    pl_map_open(&k.ships, PL_TRACKS_SHIPS_MAX);
    int rc = open_maps(&k, err);
    if (rc == PL_E_OK && w->has_here) {
        rc = count_box(w, &reports, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_trail_slot_each(w->c, w->from, on_trail, &k, err);
    }
    w->share = 1;
    if (rc == PL_E_OK && reports < PL_TRACKS_BOX) {
        const struct pl_archive_query query = {.from = w->from,
                                               .to = w->to < INT64_MAX ? w->to + 1 : INT64_MAX,
                                               .skip_own = w->facts->skip_own,
                                               .has_box = true,
                                               .south_west = w->query->south_west,
                                               .north_east = w->query->north_east};
        rc = pl_on_time_read(w->c, &w->facts->rules, &query, on_report, &k, err);
    }
    rc = rc == PL_E_OK ? put_ends(&k, err) : rc;
    pl_map_close(&k.hulls);
    pl_map_close(&k.lines);
    pl_map_close(&k.ships);
    return rc;
}
