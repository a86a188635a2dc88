#include "detect/encounter.h"

#include <stdlib.h>
#include <string.h>

#include "detect/encounter_in.h"

#include "base/ban.h"

static void wire_track(struct one *t, struct pl_wire *w) {
    uint32_t n = t->n;
    pl_wire_u32(w, &t->name.mmsi);
    pl_wire_hash(w, &t->name.ref);
    pl_wire_count(w, &n, 1u << 20);
    for (uint32_t i = 0; i < n && !w->failed; i++) {
        struct pl_held held = {0};
        if (!pl_wire_reading(w)) {
            char room[PL_RECORD_MAX];
            struct pl_fix fix = pl_encounters_fix(t, kept_at(t, i), room);
            held = (struct pl_held){.at = fix.at, .pos = fix.pos, .sog_kn = fix.sog_kn, .src = fix.src};
            held.n = (uint16_t)fix.record.n;
            held.p = room;
            pl_held_wire(&held, w);
            continue;
        }
        pl_held_wire(&held, w);
        struct pl_fix fix = pl_held_fix(&held);
        bool order = t->n == 0 || kept_at(t, t->n - 1)->at <= held.at;
        if (held.n == 0 || w->failed || !order || !pl_encounters_keep(t, &fix)) {
            w->failed = true;
        }
        pl_held_free(&held);
    }
}

static const struct pl_encounters *sorting(const void *ctx) { return ctx; }

static int place_cmp(const void *a, const void *b, void *ctx) {
    const struct pl_encounters *e = sorting(ctx);
    uint32_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return pl_encounters_name_cmp(&e->tracks[x].name, &e->tracks[y].name);
}

static int pair_cmp(const void *a, const void *b, void *ctx) {
    const struct pl_encounters *e = sorting(ctx);
    const struct pair *x = a;
    const struct pair *y = b;
    for (unsigned v = 0; v < 2; v++) {
        int by_name = pl_encounters_name_cmp(&e->tracks[x->track[v]].name, &e->tracks[y->track[v]].name);
        if (by_name != 0) {
            return by_name;
        }
    }
    return 0;
}

static int sample_cmp(const void *a, const void *b, void *ctx) {
    const uint32_t *rank = ctx;
    const struct sample *x = a;
    const struct sample *y = b;
    return (rank[x->track] > rank[y->track]) - (rank[x->track] < rank[y->track]);
}

static void wire_pair(const struct pl_encounters *e, struct pair *p, struct pl_wire *w, const uint32_t *rank) {
    for (unsigned v = 0; v < 2; v++) {
        uint32_t track = pl_wire_reading(w) ? 0 : rank[p->track[v]];
        pl_wire_u32(w, &track);
        if (pl_wire_reading(w)) {
            w->failed = w->failed || track >= e->n_tracks;
            p->track[v] = w->failed ? 0 : track;
        }
    }
    uint64_t last = (uint64_t)p->last;
    pl_wire_u64(w, &last);
    p->last = (int64_t)last;
    pl_wire_u32(w, &p->slots);
    pl_wire_time(w, &p->start);
    pl_wire_time(w, &p->end);
    pl_wire_time(w, &p->added);
    pl_wire_pos(w, &p->start_pos);
    pl_wire_pos(w, &p->end_pos);
    pl_wire_f64(w, &p->least_m);
    pl_wire_f64(w, &p->lat_sum);
    pl_wire_f64(w, &p->lon_sum);
    pl_basis_wire(&p->basis, w);
    if (pl_wire_reading(w)) {
        double most = (double)p->slots * (double)PL_LON_HALF;
        if (p->slots == 0 || p->lat_sum > most || -p->lat_sum > most || p->lon_sum > most || -p->lon_sum > most ||
            p->last < e->oldest - 1 || p->last >= e->next || p->start == PL_TIME_NONE || p->added == PL_TIME_NONE ||
            p->track[0] == p->track[1]) {
            w->failed = true;
        }
    }
}

/* A speed that is saved and read. Speeds of one run enter a median, so their order is of no matter. */
static void wire_speeds(struct pl_encounters *e, struct pair *p, struct pl_wire *w) {
    uint32_t n = p->n_speeds;
    pl_wire_count(w, &n, SPEEDS_MAX);
    for (uint32_t i = 0; i < n && !w->failed; i++) {
        double speed = pl_wire_reading(w) ? 0 : (double)p->speeds[i];
        pl_wire_f64(w, &speed);
        if (pl_wire_reading(w)) {
            if (!(speed >= 0 && speed < 1e9)) {
                w->failed = true;
                return;
            }
            pl_encounters_add_speed(e, p, speed);
        }
    }
}

static void wire_slots(struct pl_encounters *e, struct pl_wire *w, uint32_t *rank) {
    uint64_t oldest = (uint64_t)e->oldest;
    uint32_t n_slots = (uint32_t)(e->next - e->oldest);
    pl_wire_u64(w, &oldest);
    pl_wire_count(w, &n_slots, e->n_ring);
    if (pl_wire_reading(w)) {
        if ((int64_t)oldest < -1 || oldest > (uint64_t)(INT64_MAX / e->slot_us) - SLOTS_MAX) {
            w->failed = true;
            return;
        }
        e->oldest = (int64_t)oldest;
        e->next = e->oldest + n_slots;
    }
    for (int64_t k = e->oldest; k < e->next && !w->failed; k++) {
        struct slot *slot = slot_at(e, k);
        uint32_t n = slot->n;
        pl_wire_count(w, &n, TRACKS_MAX);
        struct sample *sorted = NULL;
        if (!pl_wire_reading(w) && n > 0) {
            sorted = malloc(n * sizeof *sorted);
            if (!sorted) {
                w->failed = true;
                return;
            }
            memcpy(sorted, slot->samples, n * sizeof *sorted);
            qsort_r(sorted, n, sizeof *sorted, sample_cmp, rank);
        }
        for (uint32_t i = 0; i < n && !w->failed; i++) {
            struct sample s = sorted ? sorted[i] : (struct sample){0};
            uint32_t track = sorted ? rank[s.track] : 0;
            pl_wire_u32(w, &track);
            pl_wire_pos(w, &s.pos);
            double speed_kn = (double)s.speed_kn;
            pl_wire_f64(w, &speed_kn);
            if (pl_wire_reading(w)) {
                s.track = track;
                s.speed_kn = (float)speed_kn;
                if (w->failed || track >= e->n_tracks || !(speed_kn >= 0 && speed_kn < 1e9) ||
                    !pl_encounters_put_sample(e, k, &s, pl_cells_of(e->cells, s.pos))) {
                    w->failed = true;
                }
            }
        }
        free(sorted);
    }
}

static void wire_pairs(struct pl_encounters *e, struct pl_wire *w, const uint32_t *rank) {
    uint32_t n = e->n_pairs;
    pl_wire_count(w, &n, PAIRS_MAX);
    if (!pl_wire_reading(w)) {
        if (n > 1) {
            qsort_r(e->pairs, n, sizeof *e->pairs, pair_cmp, e);
        }
        for (uint32_t i = 0; i < n; i++) {
            uint64_t *at = pl_map_get(&e->pair_index, pair_key(e->pairs[i].track[0], e->pairs[i].track[1]));
            if (at) {
                *at = i;
            }
            wire_pair(e, &e->pairs[i], w, rank);
            wire_speeds(e, &e->pairs[i], w);
        }
        return;
    }
    for (uint32_t i = 0; i < n && !w->failed; i++) {
        struct pair read = {0};
        wire_pair(e, &read, w, rank);
        if (w->failed || pl_map_get(&e->pair_index, pair_key(read.track[0], read.track[1])) ||
            pl_encounters_name_cmp(&e->tracks[read.track[0]].name, &e->tracks[read.track[1]].name) >= 0) {
            w->failed = true;
            return;
        }
        struct pair *p = pl_encounters_new_pair(e, read.track[0], read.track[1]);
        if (!p) {
            w->failed = true;
            return;
        }
        *p = read;
        wire_speeds(e, p, w);
    }
}

/* Tracks are written in the order of their names; rank[place] is the number of each in that order. */
static void write_all(struct pl_encounters *e, struct pl_wire *w) {
    uint32_t *places = calloc((size_t)e->n_tracks + 1, sizeof *places);
    uint32_t *rank = calloc((size_t)e->n_tracks + 1, sizeof *rank);
    if (!places || !rank) {
        e->detect->failed = true;
    } else {
        uint32_t n = 0;
        for (uint32_t i = 0; i < e->n_tracks; i++) {
            if (e->tracks[i].used) {
                places[n++] = i;
            }
        }
        qsort_r(places, n, sizeof *places, place_cmp, e);
        pl_wire_u32(w, &n);
        for (uint32_t i = 0; i < n; i++) {
            rank[places[i]] = i;
            wire_track(&e->tracks[places[i]], w);
        }
        wire_slots(e, w, rank);
        wire_pairs(e, w, rank);
    }
    free(places);
    free(rank);
}

void pl_encounters_wire(struct pl_encounters *e, struct pl_wire *w) {
    if (!pl_wire_reading(w)) {
        write_all(e, w);
        return;
    }
    uint32_t n = 0;
    pl_wire_count(w, &n, TRACKS_MAX);
    for (uint32_t i = 0; i < n && !w->failed; i++) {
        struct one read = {0};
        wire_track(&read, w);
        uint32_t place = w->failed || read.n == 0 ? UINT32_MAX : pl_encounters_track(e, &read.name);
        if (place != i) { /* in order, so each is new */
            free(read.fixes);
            free(read.bytes);
            w->failed = true;
            return;
        }
        read.used = true;
        read.key = e->tracks[place].key;
        read.sampled = INT64_MIN;
        e->tracks[place] = read;
    }
    if (!w->failed) {
        wire_slots(e, w, NULL);
    }
    if (!w->failed) {
        wire_pairs(e, w, NULL);
    }
}
