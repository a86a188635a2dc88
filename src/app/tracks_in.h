/* How tracks are read; private to app/tracks. */
#ifndef PL_APP_TRACKS_IN_H
#define PL_APP_TRACKS_IN_H

#include "app/detect.h"
#include "app/tracks.h"
#include "base/map.h"
#include "store/case.h"

#define PL_TRACKS_SHIPS_MAX ((size_t)1 << 24)

/* A hull that detection knows. */
struct pl_tracks_hull {
    uint32_t mmsi;
    pl_time start, end;
    pl_hash ref;
    char name[PL_AIS_NAME_MAX];
};

/* A time at which an event of a ship begins or ends. */
struct pl_tracks_edge {
    uint32_t mmsi;
    pl_time at;
};

/* Where an event of one track begins or ends. */
struct pl_tracks_end {
    uint32_t mmsi;
    uint64_t track;
    pl_time at;
    pl_pos pos;
};

struct pl_tracks_ship {
    uint32_t mmsi;
    uint64_t positions;
    pl_time first, last;
};

struct pl_tracks_work {
    struct pl_case *c;
    const struct pl_tracks_query *query;
    const struct pl_detect_facts *facts;
    pl_time from, to; /* both included */
    struct pl_tracks *out;
    struct pl_tracks_hull *hulls;
    struct pl_tracks_edge *edges;
    struct pl_tracks_ship *ships;
    size_t n_hulls, cap_hulls, n_edges, cap_edges, n_ships, cap_ships;
    struct pl_map tangled; /* numbers with positions that cannot be true: detection's segmenter has to be asked */
    struct pl_map here;    /* numbers that were seen in the box, where has_here */
    bool has_here;
    bool coarse;                /* from the trails that detection kept (app/tracks_trail.c) */
    struct pl_tracks_end *ends; /* of events, where coarse */
    size_t n_ends, cap_ends;
    double share; /* of a piece that is kept while reading; 1: all */
    /* the ship that is being read */
    const struct pl_tracks_hull *own;
    size_t next_hull, n_own, first_line;
};

/* Room for one more of n; NULL without memory. */
void *pl_tracks_grow(void *list, size_t *cap, size_t n, size_t size, struct pl_error *err);

/* The next position of a line. */
PL_MUST int pl_tracks_add(struct pl_tracks_work *w, struct pl_track_line *line, pl_time at, pl_pos pos,
                          struct pl_error *err);

/* Whether no time tells the hulls of a number apart; they ascend. */
bool pl_tracks_tangled(const struct pl_tracks_work *w, uint32_t mmsi, const struct pl_tracks_hull *hulls, size_t n);

/* Sets w->coarse: whether the reports of the ships are too many, and their trails are known. */
PL_MUST int pl_tracks_choose(struct pl_tracks_work *w, struct pl_error *err);

/* Where coarse: begins and ends of an event of one ship whose place is that of the ship. */
PL_MUST int pl_tracks_keep_ends(struct pl_tracks_work *w, const struct pl_event *e, struct pl_error *err);

/* The lines of all ships from the trails that detection kept, with the reports of a small box beside them. */
PL_MUST int pl_tracks_read_trails(struct pl_tracks_work *w, struct pl_error *err);

#endif
