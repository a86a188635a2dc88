/* Inside of the encounters: shared by encounter.c (who is near whom, slot by slot), encounter_run.c (one run of a pair)
 * and encounter_state.c (saving and loading). */
#ifndef PL_DETECT_ENCOUNTER_IN_H
#define PL_DETECT_ENCOUNTER_IN_H

#include "base/arena.h"
#include "base/map.h"
#include "detect/encounter.h"
#include "geo/cell.h"

#define TRACKS_MAX (1u << 24)
#define PAIRS_MAX  (1u << 24)
#define SPEEDS_MAX (1u << 20) /* slots of one run that enter its median */
#define SLOTS_MAX  4096

/* A fix kept; what only its evidence needs stands in the track's bytes (encounter_fix.c). Some four hours of them are
 * what encounters cost a ship. */
struct kept {
    pl_time at;
    pl_pos pos;
    uint32_t offset; /* in bytes */
    uint16_t n;      /* of the record */
    int16_t sog_dkn; /* tenths of a knot, as ships send them; -1 none */
};

struct one {
    bool used;
    struct pl_track_name name;
    uint64_t key; /* in the index */
    struct kept *fixes;
    uint32_t first, n, cap; /* fixes[first .. first + n) are live */
    char *bytes;
    uint32_t n_bytes, cap_bytes;
    pl_pos port_pos; /* where near_port was found out */
    bool port_known, near_port;
    int64_t sampled; /* the newest slot in which it has a place; INT64_MIN none */
    uint32_t runs;   /* open pairs that it is of */
};

struct sample {
    pl_pos pos;
    float speed_kn;
    uint32_t track;
    uint32_t next; /* in the same chain, + 1 */
};

/* Cells share the chains of `heads` by a hash: who finds a sample there asks for its cell. */
struct slot {
    struct sample *samples;
    uint32_t n, cap;
    uint32_t *heads;  /* newest sample + 1; 0 none */
    uint32_t n_heads; /* a power of two, or 0 */
};

struct pair {
    uint32_t track[2]; /* the lesser name first */
    int64_t last;      /* slot */
    uint32_t slots;
    pl_time start, end, added;
    pl_pos start_pos, end_pos;
    double least_m, lat_sum, lon_sum;
    float *speeds;
    uint32_t n_speeds, cap_speeds;
    struct pl_basis basis;
};

struct pl_encounters {
    struct pl_detect *detect;
    struct pl_arena arena;
    const struct pl_cells *cells;
    double max_m;
    pl_time slot_us, hole_us;
    struct one *tracks;
    uint32_t n_tracks, cap_tracks; /* places; some unused */
    uint32_t *unused;
    uint32_t n_unused;
    struct pl_map index; /* key -> place */
    struct slot *ring;   /* slot k lives at k % n_ring */
    uint32_t n_ring;
    int64_t oldest, next; /* slots oldest .. next - 1 are open; equal: none */
    struct pair *pairs;
    uint32_t n_pairs, cap_pairs;
    struct pl_map pair_index;
};

static inline struct slot *slot_at(const struct pl_encounters *e, int64_t k) {
    return &e->ring[(uint64_t)k % e->n_ring];
}

static inline pl_time slot_time(const struct pl_encounters *e, int64_t k) { return k * e->slot_us; }

/* Knots, or -1. */
static inline double kept_sog_kn(const struct kept *k) { return k->sog_dkn < 0 ? -1.0 : (double)k->sog_dkn / 10.0; }

static inline const struct kept *kept_at(const struct one *t, uint32_t i) { return &t->fixes[t->first + i]; }

static inline pl_pos kept_between(const struct kept *a, const struct kept *b, pl_time at) {
    if (b->at == a->at) {
        return b->pos;
    }
    return pl_sphere_between(a->pos, b->pos, (double)(at - a->at) / (double)(b->at - a->at));
}

static inline uint64_t pair_key(uint32_t a, uint32_t b) { return (uint64_t)a << 32 | b; }

/* By MMSI, then reference. */
int pl_encounters_name_cmp(const struct pl_track_name *a, const struct pl_track_name *b);
/* Keeps a fix at the end of a track's; false without memory, and for a record that is not of this ship and time. */
bool pl_encounters_keep(struct one *t, const struct pl_fix *fix);
/* The fix as it was given, its record in room. */
struct pl_fix pl_encounters_fix(const struct one *t, const struct kept *k, char room[PL_RECORD_MAX]);
/* Forgets fixes before a time, but for the last of them: places are interpolated from it. */
void pl_encounters_prune(struct one *t, pl_time before);
/* Puts a track's place into a slot of its (or an older one); false without memory. */
bool pl_encounters_put_sample(struct pl_encounters *e, int64_t k, const struct sample *sample, pl_cell cell);
/* A new pair of two track places (the lesser name first), or NULL; a speed more; both remember a lack of memory. */
struct pair *pl_encounters_new_pair(struct pl_encounters *e, uint32_t a, uint32_t b);
void pl_encounters_add_speed(struct pl_encounters *e, struct pair *p, double speed_kn);
/* The pair is together at slot k: the first of a run, or one more of it. */
void pl_encounters_start_run(const struct pl_encounters *e, struct pair *p, int64_t k);
void pl_encounters_go_on(const struct pl_encounters *e, struct pair *p, int64_t k);
/* The run is over: its event, where it is one. */
void pl_encounters_report_run(struct pl_encounters *e, struct pair *p);
/* The place of a track, made when missing; UINT32_MAX without memory. */
uint32_t pl_encounters_track(struct pl_encounters *e, const struct pl_track_name *name);

#endif
