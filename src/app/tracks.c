#include "app/tracks.h"

#include <stdlib.h>
#include <string.h>

#include "app/events.h"
#include "app/on_time.h"
#include "app/tracks_in.h"
#include "app/vessel_follow.h"
#include "detect/ship.h"
#include "store/archive.h"
#include "store/event.h"
#include "store/seen.h"
#include "store/snapshot.h"

#include "base/ban.h"

#define FACTS_MAX   ((size_t)1 << 28)
#define CELLS_MAX   400  /* of a box: one larger is not looked up cell by cell */
#define PAUSE_M     1e7f /* the rank of a pause's ends: before all shapes, behind what stays */
#define LAT_MAX_DEG 85.0 /* where Web Mercator maps end */

void *pl_tracks_grow(void *list, size_t *cap, size_t n, size_t size, struct pl_error *err) {
    if (n < *cap) {
        return list;
    }
    size_t more = *cap > 0 ? 2 * *cap : 64;
    void *grown = reallocarray(list, more, size);
    if (grown == NULL) {
        (void)pl_fail(err, PL_E_NOMEM, "no memory for tracks");
        return NULL;
    }
    *cap = more;
    return grown;
}

/* ---- what the case knows of hulls and events ---- */

static int add_edge(struct pl_tracks_work *w, uint32_t mmsi, pl_time at, struct pl_error *err) {
    if (at == PL_TIME_NONE || at < w->from || at > w->to) {
        return PL_E_OK;
    }
    at -= w->coarse ? at % PL_SECOND_US : 0; /* as kept trails have them */
    struct pl_tracks_edge *edges = pl_tracks_grow(w->edges, &w->cap_edges, w->n_edges, sizeof *edges, err);
    if (edges == NULL) {
        return PL_E_NOMEM;
    }
    w->edges = edges;
    w->edges[w->n_edges++] = (struct pl_tracks_edge){mmsi, at};
    return PL_E_OK;
}

static int add_hull(struct pl_tracks_work *w, const struct pl_event *e, struct pl_error *err) {
    struct pl_tracks_hull *hulls = pl_tracks_grow(w->hulls, &w->cap_hulls, w->n_hulls, sizeof *hulls, err);
    if (hulls == NULL) {
        return PL_E_NOMEM;
    }
    w->hulls = hulls;
    struct pl_tracks_hull *h = &w->hulls[w->n_hulls++];
    *h = (struct pl_tracks_hull){
        .mmsi = e->vessels[0].mmsi, .start = e->start, .end = e->end, .ref = e->vessels[0].track};
    memcpy(h->name, e->vessels[0].name, sizeof h->name);
    return PL_E_OK;
}

static int on_event(void *ctx, const struct pl_event *e, struct pl_error *err) {
    struct pl_tracks_work *w = ctx;
    bool is_new = false;
    int rc = PL_E_OK;
    if (e->type == PL_EVENT_TRACK) {
        return add_hull(w, e, err);
    }
    bool stays = !w->coarse || e->type == PL_EVENT_GAP; /* the ends of all would leave room for nothing else */
    rc = w->coarse ? pl_tracks_keep_ends(w, e, err) : rc;
    for (unsigned i = 0; rc == PL_E_OK && i < e->n_vessels && pl_event_type_shown(e->type); i++) {
        rc = stays ? add_edge(w, e->vessels[i].mmsi, e->start, err) : rc;
        rc = rc == PL_E_OK && stays ? add_edge(w, e->vessels[i].mmsi, e->end, err) : rc;
        bool tangles = e->type == PL_EVENT_POSITION_JUMP || e->type == PL_EVENT_IDENTITY_CONFLICT;
        if (rc == PL_E_OK && tangles && pl_map_put(&w->tangled, e->vessels[i].mmsi, &is_new) == NULL) {
            rc = pl_fail(err, PL_E_NOMEM, "no memory for tracks");
        }
    }
    return rc;
}

static int by_hull(const void *pa, const void *pb) {
    const struct pl_tracks_hull *a = pa, *b = pb;
    if (a->mmsi != b->mmsi) {
        return a->mmsi < b->mmsi ? -1 : 1;
    }
    return a->start != b->start ? (a->start < b->start ? -1 : 1) : pl_hash_cmp(a->ref, b->ref);
}

static int by_edge(const void *pa, const void *pb) {
    const struct pl_tracks_edge *a = pa, *b = pb;
    if (a->mmsi != b->mmsi) {
        return a->mmsi < b->mmsi ? -1 : 1;
    }
    return (a->at > b->at) - (a->at < b->at);
}

/* Of one number, or of all (0). */
static int read_events(struct pl_tracks_work *w, uint32_t mmsi, struct pl_error *err) {
    static const int SECOND[] = {PL_EVENT_IDENTITY_CHANGE, PL_EVENT_INTERFERENCE, PL_EVENT_RENDEZVOUS};
    struct pl_store_event_query q = {
        .type = -1, .mmsi = mmsi, .from = w->query->from, .to = w->query->to, .first_stage = true};
    int rc = pl_store_events(w->c, &q, on_event, w, err);
    q.first_stage = false;
    for (size_t i = 0; rc == PL_E_OK && i < sizeof SECOND / sizeof *SECOND; i++) {
        q.type = SECOND[i];
        rc = pl_store_events(w->c, &q, on_event, w, err);
    }
    return rc;
}

/* ---- which ships ---- */

static int on_ship(void *ctx, const struct pl_seen_ship *ship, struct pl_error *err) {
    struct pl_tracks_work *w = ctx;
    if (ship->positions == 0 || ship->first > w->to || ship->last < w->from ||
        (w->has_here && pl_map_get(&w->here, ship->mmsi) == NULL)) {
        return PL_E_OK;
    }
    struct pl_tracks_ship *ships = pl_tracks_grow(w->ships, &w->cap_ships, w->n_ships, sizeof *ships, err);
    if (ships == NULL) {
        return PL_E_NOMEM;
    }
    w->ships = ships;
    w->ships[w->n_ships++] = (struct pl_tracks_ship){ship->mmsi, ship->positions, ship->first, ship->last};
    return PL_E_OK;
}

/* The ships of the cells that a box touches, unless they are too many to ask one by one. */
static int look_around(struct pl_tracks_work *w, struct pl_error *err) {
    const struct pl_tracks_query *q = w->query;
    int64_t wide = q->north_east.lon - (int64_t)q->south_west.lon;
    wide = (wide < 0 ? wide + 2 * (int64_t)PL_LON_HALF : wide) / PL_POS_UNIT + 2;
    int64_t high = (q->north_east.lat - (int64_t)q->south_west.lat) / PL_POS_UNIT + 2;
    int rc = PL_E_OK;
    w->has_here = q->has_box && wide * high <= CELLS_MAX;
    for (int64_t i = 0; rc == PL_E_OK && w->has_here && i < wide * high; i++) {
        int64_t lat = q->south_west.lat + i / wide * PL_POS_UNIT;
        pl_pos pos = {.lon = pl_lon_wrap(q->south_west.lon + i % wide * PL_POS_UNIT),
                      .lat = (int32_t)(lat < PL_LAT_MAX ? lat : PL_LAT_MAX)};
        rc = pl_seen_in_cell(w->c, pl_seen_cell(pos), &w->here, err);
    }
    return rc;
}

static int find_ships(struct pl_tracks_work *w, const uint32_t *mmsi, size_t n, struct pl_error *err) {
    uint64_t all = 0;
    int rc = look_around(w, err);
    rc = rc == PL_E_OK ? pl_seen_ships(w->c, on_ship, w, err) : rc;
    size_t kept = 0;
    for (size_t i = 0; rc == PL_E_OK && i < w->n_ships; i++) {
        bool wanted = mmsi == NULL;
        for (size_t k = 0; !wanted && k < n; k++) {
            wanted = mmsi[k] == w->ships[i].mmsi;
        }
        if (wanted) {
            w->ships[kept++] = w->ships[i];
            all += w->ships[i].positions;
        }
    }
    w->n_ships = kept;
    w->share = all > PL_TRACKS_HELD ? (double)PL_TRACKS_HELD / (double)all : 1;
    return rc;
}

/* ---- points ---- */

static bool in_box(const struct pl_tracks_query *q, pl_pos pos) {
    int32_t west = q->south_west.lon, east = q->north_east.lon;
    if (pos.lat < q->south_west.lat || pos.lat > q->north_east.lat) {
        return false;
    }
    return west <= east ? pos.lon >= west && pos.lon <= east : pos.lon >= west || pos.lon <= east;
}

/* Marks, from a point on, those at which an event begins or ends, or between which it does. */
static void mark_edges(const struct pl_tracks_work *w, struct pl_track_line *line, size_t from) {
    struct pl_tracks_edge first = {line->mmsi, from < line->n ? line->points[from].at : 0};
    size_t low = 0, high = w->n_edges;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (by_edge(&w->edges[middle], &first) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (size_t i = from; i < line->n && low < w->n_edges && w->edges[low].mmsi == line->mmsi;) {
        struct pl_thin_point *p = &line->points[i];
        if (p->at < w->edges[low].at) {
            i++;
            continue;
        }
        p->marks |= PL_THIN_STAYS;
        if (p->at > w->edges[low].at && i > from) {
            p[-1].marks |= PL_THIN_STAYS;
        }
        low++;
    }
}

static void rank_from(struct pl_track_line *line, size_t from) {
    struct pl_thin_point *p = line->points + from;
    size_t n = line->n - from;
    pl_thin_rank(p, n);
    for (size_t i = 1; i < n; i++) {
        for (size_t k = i - 1; (p[i].marks & PL_TRACKS_PAUSED) != 0 && k <= i; k++) {
            p[k].rank_m = p[k].rank_m < PAUSE_M ? PAUSE_M : p[k].rank_m;
        }
    }
}

/* Leaves out points from one on that do not pass a cut; a pause before one is a pause before the next. */
static void leave_out(struct pl_track_line *line, size_t from, float cut_m) {
    size_t kept = from;
    uint8_t paused = 0;
    for (size_t i = from; i < line->n; i++) {
        paused |= line->points[i].marks & PL_TRACKS_PAUSED;
        if (line->points[i].rank_m > cut_m) {
            line->points[kept] = line->points[i];
            line->points[kept++].marks |= paused;
            paused = 0;
        }
    }
    line->n = kept;
}

/* A piece is full: only a share of it goes on. */
static void thin_piece(const struct pl_tracks_work *w, struct pl_track_line *line, size_t from) {
    float ranks[PL_THIN_PIECE];
    mark_edges(w, line, from);
    rank_from(line, from);
    size_t n = line->n - from;
    for (size_t i = 0; i < n; i++) {
        ranks[i] = line->points[from + i].rank_m;
    }
    leave_out(line, from, pl_thin_cut(ranks, n, (size_t)((double)n * w->share), -1));
}

int pl_tracks_add(struct pl_tracks_work *w, struct pl_track_line *line, pl_time at, pl_pos pos, struct pl_error *err) {
    struct pl_thin_point *points = pl_tracks_grow(line->points, &line->cap, line->n, sizeof *points, err);
    if (points == NULL) {
        return PL_E_NOMEM;
    }
    line->points = points;
    struct pl_thin_point *p = &line->points[line->n++];
    *p = (struct pl_thin_point){.at = at, .pos = pos};
    if (line->n > 1 && at - p[-1].at > PL_TRACKS_PAUSE_US) {
        p->marks |= PL_TRACKS_PAUSED;
    }
    if (w->query->has_box && !in_box(w->query, pos)) {
        p->marks |= PL_THIN_ASIDE;
    }
    line->read++;
    w->out->reports++;
    if (w->share < 1 && line->n - line->thinned == PL_THIN_PIECE) {
        thin_piece(w, line, line->thinned);
        line->thinned = line->n;
    }
    return PL_E_OK;
}

/* The line of a hull of the ship that is being read; ref NULL: of no known one. */
static struct pl_track_line *line_of(struct pl_tracks_work *w, uint32_t mmsi, const pl_hash *ref,
                                     struct pl_error *err) {
    struct pl_tracks *out = w->out;
    for (size_t i = out->n; i > w->first_line; i--) {
        struct pl_track_line *line = &out->lines[i - 1];
        if (line->named == (ref != NULL) && (ref == NULL || pl_hash_cmp(line->ref, *ref) == 0)) {
            return line;
        }
    }
    struct pl_track_line *lines = pl_tracks_grow(out->lines, &out->cap, out->n, sizeof *lines, err);
    if (lines == NULL) {
        return NULL;
    }
    out->lines = lines;
    struct pl_track_line *line = &out->lines[out->n++];
    *line = (struct pl_track_line){.mmsi = mmsi, .named = ref != NULL};
    for (size_t i = 0; ref != NULL && i < w->n_own; i++) {
        if (pl_hash_cmp(w->own[i].ref, *ref) == 0) {
            memcpy(line->name, w->own[i].name, sizeof line->name);
        }
    }
    line->ref = ref != NULL ? *ref : line->ref;
    return line;
}

static int on_report(void *ctx, const struct pl_report *report, struct pl_error *err) {
    struct pl_tracks_work *w = ctx;
    const pl_hash *ref = NULL;
    if (!pl_ship_report(report)) {
        return PL_E_OK;
    }
    for (size_t i = 0; ref == NULL && i < w->n_own; i++) {
        ref = report->at >= w->own[i].start && report->at <= w->own[i].end ? &w->own[i].ref : NULL;
    }
    struct pl_track_line *line = line_of(w, report->mmsi, ref, err);
    return line != NULL ? pl_tracks_add(w, line, report->at, report->pos, err) : PL_E_NOMEM;
}

static int on_fix(void *ctx, const struct pl_track_name *track, const struct pl_fix *fix, struct pl_error *err) {
    struct pl_tracks_work *w = ctx;
    if (fix->at < w->from || fix->at > w->to) {
        return PL_E_OK;
    }
    struct pl_track_line *line = line_of(w, track->mmsi, &track->ref, err);
    return line != NULL ? pl_tracks_add(w, line, fix->at, fix->pos, err) : PL_E_NOMEM;
}

bool pl_tracks_tangled(const struct pl_tracks_work *w, uint32_t mmsi, const struct pl_tracks_hull *hulls, size_t n) {
    bool tangled = n > 0 && pl_map_get(&w->tangled, mmsi) != NULL;
    for (size_t i = 1; i < n; i++) {
        tangled = tangled || hulls[i].start <= hulls[i - 1].end;
    }
    return tangled;
}

static int read_ship(struct pl_tracks_work *w, uint32_t mmsi, struct pl_error *err) {
    struct pl_archive_query query = {
        .mmsi = mmsi, .from = w->from, .to = w->to < INT64_MAX ? w->to + 1 : INT64_MAX, .skip_own = w->facts->skip_own};
    uint64_t reports;
    while (w->next_hull < w->n_hulls && w->hulls[w->next_hull].mmsi < mmsi) {
        w->next_hull++; /* both ascend */
    }
    w->own = w->hulls + w->next_hull;
    w->n_own = 0;
    while (w->next_hull < w->n_hulls && w->hulls[w->next_hull].mmsi == mmsi) {
        w->next_hull++;
        w->n_own++;
    }
    w->first_line = w->out->n;
    if (pl_tracks_tangled(w, mmsi, w->own, w->n_own)) {
        struct pl_follow_sinks sinks = {.fix = on_fix, .ctx = w};
        return pl_vessel_follow(w->c, w->facts, mmsi, &sinks, &reports, err);
    }
    return pl_on_time_read(w->c, &w->facts->rules, &query, on_report, w, err);
}

/* ---- one cut for all ---- */

static double farthest_lat_deg(const struct pl_tracks_work *w) {
    const struct pl_tracks_query *q = w->query;
    int32_t most = q->has_box ? abs(q->north_east.lat) : 0;
    most = q->has_box && abs(q->south_west.lat) > most ? abs(q->south_west.lat) : most;
    for (size_t i = 0; !q->has_box && i < w->out->n; i++) {
        for (size_t k = 0; k < w->out->lines[i].n; k++) {
            int32_t lat = abs(w->out->lines[i].points[k].pos.lat);
            most = lat > most ? lat : most;
        }
    }
    double deg = (double)most / PL_POS_UNIT;
    return deg < LAT_MAX_DEG ? deg : LAT_MAX_DEG;
}

static bool is_in_view(const struct pl_track_line *line) {
    bool in_view = false;
    for (size_t i = 0; !in_view && i < line->n; i++) {
        in_view = (line->points[i].marks & PL_THIN_ASIDE) == 0;
    }
    return in_view;
}

static int by_line(const void *pa, const void *pb) {
    const struct pl_track_line *a = pa, *b = pb;
    if (a->mmsi != b->mmsi) {
        return a->mmsi < b->mmsi ? -1 : 1;
    }
    pl_time at_a = a->points[0].at, at_b = b->points[0].at;
    return at_a != at_b ? (at_a < at_b ? -1 : 1) : pl_hash_cmp(a->ref, b->ref);
}

/* Tracks that do not come into view go. */
static size_t rank_lines(struct pl_tracks_work *w) {
    struct pl_tracks *out = w->out;
    size_t kept = 0, n = 0;
    for (size_t i = 0; i < out->n; i++) {
        struct pl_track_line line = out->lines[i];
        if (!is_in_view(&line)) {
            free(line.points);
            continue;
        }
        mark_edges(w, &line, 0);
        rank_from(&line, 0);
        n += line.n;
        out->lines[kept++] = line;
    }
    out->n = kept;
    return n;
}

static int thin(struct pl_tracks_work *w, struct pl_error *err) {
    struct pl_tracks *out = w->out;
    size_t n = rank_lines(w), at = 0;
    float *ranks = calloc(n > 0 ? n : 1, sizeof *ranks);
    if (ranks == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for tracks");
    }
    for (size_t i = 0; i < out->n; i++) {
        for (size_t k = 0; k < out->lines[i].n; k++) {
            ranks[at++] = out->lines[i].points[k].rank_m;
        }
    }
    double zoom = w->query->zoom;
    float floor_m = zoom < 0 ? -1 : (float)(pl_thin_pixel_m(zoom, farthest_lat_deg(w)) / 2);
    out->cut_m = pl_thin_cut(ranks, n, w->query->most > 0 ? w->query->most : PL_TRACKS_MOST, floor_m);
    free(ranks);
    for (size_t i = 0; i < out->n; i++) {
        leave_out(&out->lines[i], 0, out->cut_m);
        out->points += out->lines[i].n;
    }
    if (out->n > 1) {
        qsort(out->lines, out->n, sizeof *out->lines, by_line);
    }
    return PL_E_OK;
}

/* ---- the whole ---- */

static int read_all(struct pl_tracks_work *w, const uint32_t *mmsi, size_t n, struct pl_error *err) {
    int rc = find_ships(w, mmsi, n, err);
    if (rc == PL_E_OK && mmsi == NULL) {
        rc = pl_tracks_choose(w, err);
    }
    for (size_t i = 0; rc == PL_E_OK && mmsi != NULL && i < n; i++) {
        rc = read_events(w, mmsi[i], err);
    }
    rc = rc == PL_E_OK && mmsi == NULL ? read_events(w, 0, err) : rc;
    if (w->n_hulls > 1) {
        qsort(w->hulls, w->n_hulls, sizeof *w->hulls, by_hull);
    }
    if (w->n_edges > 1) {
        qsort(w->edges, w->n_edges, sizeof *w->edges, by_edge);
    }
    if (rc == PL_E_OK && w->coarse) {
        return (rc = pl_tracks_read_trails(w, err)) == PL_E_OK ? thin(w, err) : rc;
    }
    for (size_t i = 0; rc == PL_E_OK && i < w->n_ships; i++) {
        rc = read_ship(w, w->ships[i].mmsi, err);
    }
    return rc == PL_E_OK ? thin(w, err) : rc;
}

static int ask(struct pl_known_at *known, const struct pl_tracks_query *query, struct pl_arena *arena,
               struct pl_tracks *out, struct pl_error *err) {
    static const uint32_t NONE = 0;
    struct pl_detect_facts facts;
    uint32_t *mmsi = NULL, imo;
    size_t n = 0;
    uint64_t undetected = 0;
    bool of_one = query->vessel != NULL && query->vessel[0] != '\0';
    int rc = pl_detect_facts_read(known->c, arena, &facts, err);
    rc = rc == PL_E_OK ? pl_dirty_imports(known->c, &undetected, err) : rc;
    rc = rc == PL_E_OK && of_one ? pl_events_vessel(known->c, query->vessel, arena, &mmsi, &n, &imo, err) : rc;
    if (rc != PL_E_OK) {
        return rc;
    }
    out->exercise = facts.exercise;
    out->unseen = undetected > 0;
    out->known = known->known;
    struct pl_tracks_work w = {.c = known->c,
                               .query = query,
                               .facts = &facts,
                               .from = query->from != PL_TIME_NONE ? query->from : INT64_MIN,
                               .to = query->to != PL_TIME_NONE ? query->to : INT64_MAX,
                               .out = out};
    pl_map_open(&w.tangled, PL_TRACKS_SHIPS_MAX);
    pl_map_open(&w.here, PL_TRACKS_SHIPS_MAX);
    rc = read_all(&w, !of_one ? NULL : n > 0 ? mmsi : &NONE, n, err);
    pl_map_close(&w.tangled);
    pl_map_close(&w.here);
    free(w.hulls);
    free(w.edges);
    free(w.ships);
    free(w.ends);
    return rc;
}

int pl_tracks_read(const char *case_dir, pl_time known_at, const struct pl_tracks_query *query, struct pl_tracks *ret,
                   struct pl_error *err) {
    struct pl_tracks out = {.cut_m = -1};
    PL_KNOWN_AT_AUTO known = {0};
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, FACTS_MAX);
    int rc = pl_known_at_open(case_dir, known_at, &known, err);
    rc = rc == PL_E_OK ? ask(&known, query, &arena, &out, err) : rc;
    if (rc != PL_E_OK) {
        pl_tracks_close(&out);
        return rc;
    }
    *ret = out;
    return PL_E_OK;
}

void pl_tracks_close(struct pl_tracks *tracks) {
    for (size_t i = 0; i < tracks->n; i++) {
        free(tracks->lines[i].points);
    }
    free(tracks->lines);
    *tracks = (struct pl_tracks){.n = 0};
}
