#include "detect/encounter.h"

#include <stdlib.h>
#include <string.h>

#include "detect/encounter_in.h"

#include "base/ban.h"

#define LATE_US       (2 * PL_HOUR_US) /* a fix may come so long after its time */
#define CELLS_LEAST_M 500.0

static int64_t slot_of(const struct pl_encounters *e, pl_time at) {
    int64_t k = at / e->slot_us;
    return at % e->slot_us < 0 ? k - 1 : k;
}

int pl_encounters_open(struct pl_detect *detect, struct pl_encounters **ret, struct pl_error *err) {
    struct pl_encounters *e = calloc(1, sizeof *e);
    if (!e) {
        return pl_fail(err, PL_E_NOMEM, "no memory for encounters");
    }
    e->detect = detect;
    pl_arena_open(&e->arena, 64u << 20);
    e->max_m = pl_rule(detect, PL_RULE_ENCOUNTER_MAX_DISTANCE_M);
    e->slot_us = pl_rule_minutes_us(detect, PL_RULE_ENCOUNTER_SLOT_MINUTES);
    e->hole_us = pl_rule_hours_us(detect, PL_RULE_ENCOUNTER_MAX_HOLE_HOURS);
    e->n_ring = (uint32_t)((e->hole_us + LATE_US) / e->slot_us) + 4;
    pl_map_open(&e->index, TRACKS_MAX);
    pl_map_open(&e->pair_index, PAIRS_MAX);
    e->ring = e->n_ring <= SLOTS_MAX ? calloc(e->n_ring, sizeof *e->ring) : NULL;
    int rc = e->ring ? pl_cells_open(e->max_m < CELLS_LEAST_M ? CELLS_LEAST_M : e->max_m, &e->arena, &e->cells, err)
                     : pl_fail(err, PL_E_NOMEM, "no memory for encounters");
    if (rc) {
        pl_encounters_close(e);
        return rc;
    }
    *ret = e;
    return 0;
}

void pl_encounters_close(struct pl_encounters *e) {
    if (!e) {
        return;
    }
    for (uint32_t i = 0; i < e->n_tracks; i++) {
        free(e->tracks[i].fixes);
        free(e->tracks[i].bytes);
    }
    for (uint32_t i = 0; e->ring && i < e->n_ring; i++) {
        free(e->ring[i].samples);
        free(e->ring[i].heads);
    }
    for (uint32_t i = 0; i < e->n_pairs; i++) {
        free(e->pairs[i].speeds);
    }
    free(e->tracks);
    free(e->unused);
    free(e->ring);
    free(e->pairs);
    pl_map_close(&e->index);
    pl_map_close(&e->pair_index);
    pl_arena_close(&e->arena);
    free(e);
}

static void drop_pair(struct pl_encounters *e, uint32_t place) {
    struct pair *p = &e->pairs[place];
    e->tracks[p->track[0]].runs--;
    e->tracks[p->track[1]].runs--;
    free(p->speeds);
    pl_map_remove(&e->pair_index, pair_key(p->track[0], p->track[1]));
    *p = e->pairs[--e->n_pairs];
    if (place < e->n_pairs) {
        uint64_t *at = pl_map_get(&e->pair_index, pair_key(p->track[0], p->track[1]));
        if (at) {
            *at = place;
        }
    }
}

struct pair *pl_encounters_new_pair(struct pl_encounters *e, uint32_t a, uint32_t b) {
    if (e->n_pairs == e->cap_pairs) {
        uint32_t cap = e->cap_pairs == 0 ? 64 : e->cap_pairs * 2;
        struct pair *grown = cap > PAIRS_MAX ? NULL : realloc(e->pairs, cap * sizeof *grown);
        if (!grown) {
            e->detect->failed = true;
            return NULL;
        }
        e->pairs = grown;
        e->cap_pairs = cap;
    }
    uint64_t *at = pl_map_put(&e->pair_index, pair_key(a, b), NULL);
    if (!at) {
        e->detect->failed = true;
        return NULL;
    }
    *at = e->n_pairs;
    struct pair *p = &e->pairs[e->n_pairs++];
    *p = (struct pair){.track = {a, b}, .end = PL_TIME_NONE, .least_m = 1e9};
    pl_basis_start(&p->basis);
    e->tracks[a].runs++;
    e->tracks[b].runs++;
    return p;
}

void pl_encounters_add_speed(struct pl_encounters *e, struct pair *p, double speed_kn) {
    if (p->n_speeds == p->cap_speeds) {
        uint32_t cap = p->cap_speeds == 0 ? 32 : p->cap_speeds * 2;
        float *grown = cap > SPEEDS_MAX ? NULL : realloc(p->speeds, cap * sizeof *grown);
        if (!grown) {
            e->detect->failed = e->detect->failed || cap <= SPEEDS_MAX;
            return;
        }
        p->speeds = grown;
        p->cap_speeds = cap;
    }
    p->speeds[p->n_speeds++] = (float)speed_kn;
}

int pl_encounters_name_cmp(const struct pl_track_name *a, const struct pl_track_name *b) {
    if (a->mmsi != b->mmsi) {
        return a->mmsi < b->mmsi ? -1 : 1;
    }
    return pl_hash_cmp(a->ref, b->ref);
}

/* Two tracks were together at slot k. */
static void meet(struct pl_encounters *e, int64_t k, const struct sample *x, const struct sample *y, double metres) {
    if (pl_encounters_name_cmp(&e->tracks[x->track].name, &e->tracks[y->track].name) > 0) {
        const struct sample *z = x;
        x = y;
        y = z;
    }
    uint64_t *at = pl_map_get(&e->pair_index, pair_key(x->track, y->track));
    struct pair *p = at ? &e->pairs[*at] : NULL;
    if (p && p->last < k - 1) {
        pl_encounters_report_run(e, p);
        drop_pair(e, (uint32_t)*at);
        p = NULL;
    }
    if (!p) {
        p = pl_encounters_new_pair(e, x->track, y->track);
        if (!p) {
            return;
        }
        p->start_pos = x->pos;
        pl_encounters_start_run(e, p, k);
    }
    p->slots++;
    p->least_m = metres < p->least_m ? metres : p->least_m;
    pl_pos middle = pl_sphere_between(x->pos, y->pos, 0.5);
    p->lat_sum += middle.lat;
    p->lon_sum += pl_lon_diff(p->start_pos.lon, middle.lon);
    pl_encounters_add_speed(e, p, (double)x->speed_kn);
    pl_encounters_add_speed(e, p, (double)y->speed_kn);
    pl_encounters_go_on(e, p, k);
}

static bool near_port(struct pl_encounters *e, struct one *t, pl_pos pos) {
    if (!t->port_known || pl_sphere_distance_m(t->port_pos, pos) > 20.0) {
        t->near_port = pl_near_port(e->detect, pos, pl_rule(e->detect, PL_RULE_ENCOUNTER_MIN_PORT_DISTANCE_M), NULL);
        t->port_known = true;
        t->port_pos = pos;
    }
    return t->near_port;
}

static uint32_t *chain_of(const struct slot *slot, pl_cell cell) {
    uint64_t h = cell * UINT64_C(0x9e3779b97f4a7c15);
    return &slot->heads[(h ^ h >> 32) & (slot->n_heads - 1)];
}

static void look_around(struct pl_encounters *e, int64_t k, const struct sample *self, pl_cell cell) {
    const struct slot *slot = slot_at(e, k);
    pl_cell around[PL_CELLS_AROUND_MAX];
    unsigned n = slot->n_heads > 0 ? pl_cells_around(e->cells, cell, around) : 0;
    for (unsigned c = 0; c < n; c++) {
        for (uint32_t i = *chain_of(slot, around[c]); i > 0; i = slot->samples[i - 1].next) {
            const struct sample *other = &slot->samples[i - 1];
            if (e->tracks[other->track].name.mmsi == e->tracks[self->track].name.mmsi ||
                pl_sphere_beyond(self->pos, other->pos, e->max_m)) {
                continue;
            }
            double metres = pl_sphere_distance_m(self->pos, other->pos);
            if (metres <= e->max_m && pl_cells_of(e->cells, other->pos) == around[c]) {
                meet(e, k, self, other, metres);
            }
        }
    }
}

/* Room for one sample more; chains are made anew when there are two samples to each. */
static bool grow_slot(const struct pl_encounters *e, struct slot *slot) {
    if (slot->n == slot->cap) {
        uint32_t cap = slot->cap + slot->cap / 4 + 16;
        struct sample *grown = cap > TRACKS_MAX ? NULL : realloc(slot->samples, cap * sizeof *grown);
        if (!grown) {
            return false;
        }
        slot->samples = grown;
        slot->cap = cap;
    }
    if (slot->n_heads == 0 || slot->n / 2 == slot->n_heads) {
        uint32_t n_heads = slot->n_heads == 0 ? 16 : slot->n_heads * 2;
        uint32_t *heads = calloc(n_heads, sizeof *heads);
        if (!heads) {
            return false;
        }
        free(slot->heads);
        slot->heads = heads;
        slot->n_heads = n_heads;
        for (uint32_t i = 0; i < slot->n; i++) {
            uint32_t *head = chain_of(slot, pl_cells_of(e->cells, slot->samples[i].pos));
            slot->samples[i].next = *head;
            *head = i + 1;
        }
    }
    return true;
}

bool pl_encounters_put_sample(struct pl_encounters *e, int64_t k, const struct sample *sample, pl_cell cell) {
    struct slot *slot = slot_at(e, k);
    if (!grow_slot(e, slot)) {
        return false;
    }
    uint32_t *head = chain_of(slot, cell);
    slot->samples[slot->n] = *sample;
    slot->samples[slot->n].next = *head;
    *head = ++slot->n;
    struct one *t = &e->tracks[sample->track];
    t->sampled = k > t->sampled ? k : t->sampled;
    return true;
}

static double speed_between(const struct kept *a, const struct kept *b, pl_time at) {
    double from_kn = kept_sog_kn(a);
    double to_kn = kept_sog_kn(b);
    if (from_kn >= 0 && to_kn >= 0) {
        double f = b->at > a->at ? (double)(at - a->at) / (double)(b->at - a->at) : 1.0;
        return from_kn + (to_kn - from_kn) * f;
    }
    if (b->at - a->at >= PL_SECOND_US) {
        return pl_sphere_distance_m(a->pos, b->pos) / PL_NM_M / pl_hours(a->at, b->at);
    }
    return to_kn >= 0 ? to_kn : 0;
}

/* The track's place at slot k, between two of its fixes. */
static void sample_slot(struct pl_encounters *e, uint32_t track, int64_t k, const struct kept *a,
                        const struct kept *b) {
    pl_time tau = slot_time(e, k);
    if (k < e->oldest || k >= e->next) {
        return;
    }
    struct sample sample = {
        .pos = kept_between(a, b, tau), .speed_kn = (float)speed_between(a, b, tau), .track = track};
    if (near_port(e, &e->tracks[track], sample.pos)) {
        return;
    }
    pl_cell cell = pl_cells_of(e->cells, sample.pos);
    look_around(e, k, &sample, cell);
    if (!pl_encounters_put_sample(e, k, &sample, cell)) {
        e->detect->failed = true;
    }
}

static void clear_slot(struct slot *slot) {
    slot->n = slot->n_heads = 0;
    free(slot->heads);
    slot->heads = NULL;
}

static void free_track(struct pl_encounters *e, uint32_t place) {
    struct one *t = &e->tracks[place];
    pl_map_remove(&e->index, t->key);
    free(t->fixes);
    free(t->bytes);
    *t = (struct one){0};
    e->unused[e->n_unused++] = place;
}

/* Slot k can gain nothing more: runs that ended before it are over. */
static void expire(struct pl_encounters *e, int64_t k) {
    for (uint32_t i = 0; i < e->n_pairs;) {
        if (e->pairs[i].last < k) {
            pl_encounters_report_run(e, &e->pairs[i]);
            drop_pair(e, i);
        } else {
            i++;
        }
    }
    clear_slot(slot_at(e, k));
    pl_time before = slot_time(e, k) - e->slot_us;
    for (uint32_t i = 0; i < e->n_tracks; i++) {
        if (e->tracks[i].used) {
            const struct one *t = &e->tracks[i];
            pl_encounters_prune(&e->tracks[i], before);
            if (kept_at(t, t->n - 1)->at < before - e->hole_us) { /* the first may lie before a silence that is over */
                free_track(e, i);
            }
        }
    }
}

static void advance(struct pl_encounters *e, pl_time now) {
    int64_t first = slot_of(e, now - e->hole_us - LATE_US);
    int64_t next = slot_of(e, now) + 1;
    if (e->next - e->oldest > 0) {
        while (e->oldest < first && e->oldest < e->next) {
            expire(e, e->oldest++);
        }
        if (e->oldest == e->next) { /* a long silence of all: runs that reach its brink, and what is left of tracks */
            expire(e, e->oldest);
            expire(e, first);
        }
    }
    if (e->oldest >= e->next || e->oldest < first) {
        e->oldest = first;
    }
    if (next > e->next) {
        e->next = next;
    }
}

static uint32_t new_track(struct pl_encounters *e) {
    if (e->n_unused > 0) {
        return e->unused[--e->n_unused];
    }
    if (e->n_tracks == e->cap_tracks) {
        uint32_t cap = e->cap_tracks == 0 ? 64 : e->cap_tracks * 2;
        struct one *tracks = cap > TRACKS_MAX ? NULL : realloc(e->tracks, cap * sizeof *tracks);
        if (!tracks) {
            return UINT32_MAX;
        }
        e->tracks = tracks;
        uint32_t *unused = realloc(e->unused, cap * sizeof *unused);
        if (!unused) {
            return UINT32_MAX;
        }
        e->unused = unused;
        e->cap_tracks = cap;
    }
    return e->n_tracks++;
}

/* The place of a track, made when missing; UINT32_MAX without memory. */
uint32_t pl_encounters_track(struct pl_encounters *e, const struct pl_track_name *name) {
    uint64_t key = pl_be64(name->ref.b) ^ name->mmsi;
    for (;; key++) {
        const uint64_t *at = pl_map_get(&e->index, key);
        if (!at) {
            break;
        }
        if (pl_encounters_name_cmp(&e->tracks[*at].name, name) == 0) {
            return (uint32_t)*at;
        }
    }
    uint64_t *at = pl_map_put(&e->index, key, NULL);
    uint32_t place = at ? new_track(e) : UINT32_MAX;
    if (place == UINT32_MAX) {
        return place;
    }
    *at = place;
    e->tracks[place] = (struct one){.used = true, .name = *name, .key = key, .sampled = INT64_MIN};
    return place;
}

/* Near a port it has no places, and nobody can be found beside it: of its fixes a run that begins later needs no more
 * than the last slot's. (Not before its last run was told.) */
static void forget_port(const struct pl_encounters *e, struct one *t, pl_time at) {
    if (t->runs == 0 && t->sampled < e->oldest) {
        pl_encounters_prune(t, slot_time(e, slot_of(e, at)));
    }
}

void pl_encounters_fold(struct pl_encounters *e, const struct pl_track_name *name, const struct pl_fix *fix,
                        pl_time now) {
    advance(e, now);
    if (fix->at < now - LATE_US) {
        return;
    }
    uint32_t place = pl_encounters_track(e, name);
    if (place == UINT32_MAX || !pl_encounters_keep(&e->tracks[place], fix)) {
        e->detect->failed = true;
        return;
    }
    struct one *t = &e->tracks[place];
    struct kept b = *kept_at(t, t->n - 1);
    struct kept a = t->n > 1 ? *kept_at(t, t->n - 2) : b;
    if (t->n == 1 || b.at - a.at > e->hole_us) {
        if (b.at % e->slot_us == 0) {
            sample_slot(e, place, slot_of(e, b.at), &b, &b);
        }
        return;
    }
    for (int64_t k = slot_of(e, a.at) + 1; k <= slot_of(e, b.at); k++) {
        sample_slot(e, place, k, &a, &b);
    }
    forget_port(e, &e->tracks[place], b.at);
}

void pl_encounters_end(struct pl_encounters *e) {
    while (e->n_pairs > 0) {
        pl_encounters_report_run(e, &e->pairs[e->n_pairs - 1]);
        drop_pair(e, e->n_pairs - 1);
    }
}
