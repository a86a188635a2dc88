#include "detect/trail.h"

#include <stdlib.h>

#include "base/map.h"
#include "geo/thin.h"

#include "base/ban.h"

#define PACKED_MAX PL_TRAIL_HELD
#define PAUSED     128 /* a mark of a point */

struct trail_track {
    uint32_t mmsi;
    uint64_t track;
    struct pl_thin_point *points;
    uint32_t n, cap;
};

struct pl_trail {
    struct pl_map index; /* track -> place; of two numbers that share one, the second is left out */
    struct trail_track *tracks;
    size_t n, cap, max;
};

uint64_t pl_trail_track(pl_hash ref) { return pl_be64((const char *)ref.b); }

void pl_trail_limit(struct pl_trail *trail, size_t max_tracks) {
    trail->max = max_tracks;
    pl_map_open(&trail->index, max_tracks);
}

int pl_trail_open(struct pl_trail **ret, struct pl_error *err) {
    struct pl_trail *trail = calloc(1, sizeof *trail);
    if (trail == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the trails of ships");
    }
    pl_trail_limit(trail, PL_TRAIL_TRACKS_MAX);
    *ret = trail;
    return PL_E_OK;
}

static void forget(struct pl_trail *trail) {
    for (size_t i = 0; i < trail->n; i++) {
        free(trail->tracks[i].points);
    }
    trail->n = 0;
    pl_map_close(&trail->index);
    pl_map_open(&trail->index, trail->max);
}

void pl_trail_close(struct pl_trail *trail) {
    if (trail != NULL) {
        forget(trail);
        pl_map_close(&trail->index);
        free(trail->tracks);
        free(trail);
    }
}

/* Leaves at most `most` of a track's points, the ends among them. */
static void thin(struct trail_track *t, size_t most) {
    float ranks[PL_TRAIL_HELD];
    uint32_t kept = 0;
    pl_thin_rank(t->points, t->n);
    for (uint32_t i = 0; i < t->n; i++) {
        ranks[i] = t->points[i].rank_m;
    }
    float cut_m = pl_thin_cut(ranks, t->n, most, (float)PL_TRAIL_OFF_M);
    for (uint32_t i = 0; i < t->n; i++) {
        if (t->points[i].rank_m > cut_m) {
            t->points[kept++] = t->points[i];
        }
    }
    t->n = kept;
}

static struct trail_track *track_of(struct pl_trail *trail, const struct pl_track_name *name) {
    bool made = false;
    uint64_t key = pl_trail_track(name->ref), *place = pl_map_put(&trail->index, key, &made);
    if (place == NULL) {
        return NULL;
    }
    if (!made) {
        return &trail->tracks[*place];
    }
    if (trail->n == trail->cap) {
        size_t cap = trail->cap > 0 ? 2 * trail->cap : 64;
        struct trail_track *grown = reallocarray(trail->tracks, cap, sizeof *grown);
        if (grown == NULL) {
            (void)pl_map_remove(&trail->index, key);
            return NULL;
        }
        trail->tracks = grown;
        trail->cap = cap;
    }
    *place = trail->n;
    trail->tracks[trail->n] = (struct trail_track){.mmsi = name->mmsi, .track = key};
    return &trail->tracks[trail->n++];
}

int pl_trail_add(struct pl_trail *trail, const struct pl_track_name *track, pl_time at, pl_pos pos,
                 struct pl_error *err) {
    struct trail_track *t = track_of(trail, track);
    if (t == NULL) {
        return trail->n >= trail->max ? pl_fail(err, PL_E_LIMIT, "the trails of all ships in six hours are too many")
                                      : pl_fail(err, PL_E_NOMEM, "no memory for the trails of ships");
    }
    at -= ((at % PL_SECOND_US) + PL_SECOND_US) % PL_SECOND_US;
    if (t->mmsi != track->mmsi || (t->n > 0 && at < t->points[t->n - 1].at)) {
        return PL_E_OK;
    }
    if (t->n == PL_TRAIL_HELD) {
        thin(t, PL_TRAIL_HELD / 4);
    }
    if (t->n == t->cap) {
        uint32_t cap = t->cap > 0 ? 2 * t->cap : 16;
        struct pl_thin_point *grown = reallocarray(t->points, cap, sizeof *grown);
        if (grown == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory for the trails of ships");
        }
        t->points = grown;
        t->cap = cap;
    }
    struct pl_thin_point *p = &t->points[t->n++];
    *p = (struct pl_thin_point){.at = at, .pos = pos};
    if (t->n > 1 && at - p[-1].at > PL_TRAIL_PAUSE_US) {
        p->marks = PL_THIN_STAYS | PAUSED;
        p[-1].marks |= PL_THIN_STAYS;
    }
    return PL_E_OK;
}

/* Bytes: of each track the number less the one before, the track (8 bytes), the count, and of each point time (twice,
 * and one more after a pause), longitude and latitude less those before: numbers in groups of 7 bits, the least first,
 * signs in the least bit. */

static void put(struct pl_buf *out, uint64_t v) {
    for (; v >= 0x80; v >>= 7) {
        pl_buf_add_char(out, (char)(v | 0x80));
    }
    pl_buf_add_char(out, (char)v);
}

static void put_signed(struct pl_buf *out, int64_t v) { put(out, (uint64_t)v << 1 ^ (uint64_t)(v >> 63)); }

static int by_track(const void *pa, const void *pb) {
    const struct trail_track *a = pa, *b = pb;
    if (a->mmsi != b->mmsi) {
        return a->mmsi < b->mmsi ? -1 : 1;
    }
    return (a->track > b->track) - (a->track < b->track);
}

void pl_trail_pack(struct pl_trail *trail, struct pl_buf *out) {
    uint32_t mmsi = 0;
    if (trail->n > 1) {
        qsort(trail->tracks, trail->n, sizeof *trail->tracks, by_track);
    }
    for (size_t i = 0; i < trail->n; i++) {
        struct trail_track *t = &trail->tracks[i];
        struct pl_trail_point last = {.at = 0};
        char track[8];
        thin(t, PL_TRAIL_POINTS);
        for (int k = 0; k < 8; k++) {
            track[k] = (char)(t->track >> (56 - 8 * k));
        }
        put(out, t->mmsi - mmsi);
        pl_buf_add(out, track, sizeof track);
        put(out, t->n);
        for (uint32_t k = 0; k < t->n; k++) {
            const struct pl_thin_point *p = &t->points[k];
            put_signed(out, (p->at - last.at) / PL_SECOND_US * 2 + ((p->marks & PAUSED) != 0));
            put_signed(out, (int64_t)p->pos.lon - last.pos.lon);
            put_signed(out, (int64_t)p->pos.lat - last.pos.lat);
            last = (struct pl_trail_point){.at = p->at, .pos = p->pos};
        }
        mmsi = t->mmsi;
    }
    forget(trail);
}

static bool get(pl_str *bytes, uint64_t max, uint64_t *ret) {
    uint64_t v = 0;
    for (unsigned shift = 0; bytes->n > 0 && shift < 63; shift += 7) {
        unsigned char c = (unsigned char)bytes->p[0];
        *bytes = pl_str_sub(*bytes, 1, bytes->n);
        v |= (uint64_t)(c & 0x7f) << shift;
        if (c < 0x80) {
            *ret = v;
            return v <= max;
        }
    }
    return false;
}

static bool get_signed(pl_str *bytes, int64_t max, int64_t *ret) {
    uint64_t coded = 0;
    if (!get(bytes, 2 * (uint64_t)max + 1, &coded)) {
        return false;
    }
    *ret = (int64_t)(coded >> 1) ^ -(int64_t)(coded & 1);
    return true;
}

/* *v goes on by what is read; within -max..max. */
static bool get_step(pl_str *bytes, int64_t max, int64_t *v) {
    int64_t step = 0;
    if (!get_signed(bytes, 2 * max, &step)) {
        return false;
    }
    *v += step;
    return *v >= -max && *v <= max;
}

static int read_points(pl_str *bytes, struct pl_trail_point *points, size_t n) {
    static const int64_t SECONDS_MAX = (int64_t)1 << 40;
    int64_t second = 0, lon = 0, lat = 0;
    for (size_t i = 0; i < n; i++) {
        int64_t twice = 0;
        if (!get_signed(bytes, 4 * SECONDS_MAX, &twice) || !get_step(bytes, PL_LON_HALF, &lon) ||
            !get_step(bytes, PL_LAT_MAX, &lat) || (i > 0 && twice < 0)) {
            return PL_E_FORMAT;
        }
        second += twice >> 1;
        if (second < -SECONDS_MAX || second > SECONDS_MAX) {
            return PL_E_FORMAT;
        }
        points[i] = (struct pl_trail_point){
            .at = second * PL_SECOND_US, .pos = {.lon = (int32_t)lon, .lat = (int32_t)lat}, .paused = (twice & 1) != 0};
    }
    return PL_E_OK;
}

int pl_trail_unpack(pl_str bytes, pl_trail_sink sink, void *ctx, struct pl_error *err) {
    struct pl_trail_point points[PACKED_MAX];
    uint64_t mmsi = 0;
    while (bytes.n > 0) {
        uint64_t step, track = 0, n = 0;
        bool ok = get(&bytes, UINT32_MAX - mmsi, &step) && bytes.n >= 8;
        if (ok) {
            track = pl_be64(bytes.p);
            bytes = pl_str_sub(bytes, 8, bytes.n);
            ok = get(&bytes, PACKED_MAX, &n) && n > 0 && read_points(&bytes, points, (size_t)n) == PL_E_OK;
        }
        if (!ok) {
            return pl_fail(err, PL_E_FORMAT, "damaged trails of ships; run `plimsoll rebuild`");
        }
        mmsi += step;
        int rc = sink(ctx, (uint32_t)mmsi, track, points, (size_t)n, err);
        if (rc != PL_E_OK) {
            return rc;
        }
    }
    return PL_E_OK;
}
