#include "detect/hull.h"

#include <stdlib.h>
#include <string.h>

#include "base/ban.h"

#define LEG_US      (20 * PL_MINUTE_US)
#define LEG_MOST_US (2 * PL_HOUR_US)

#define HULLS_MAX 1024 /* live tracks, and those that reports may yet join while they wait */

struct pl_hull *pl_hulls_find(const struct pl_hulls *hulls, uint32_t id) {
    for (uint32_t i = 0; i < hulls->n; i++) {
        if (hulls->list[i].id == id) {
            return &hulls->list[i];
        }
    }
    return NULL;
}

struct pl_hull *pl_hulls_add(struct pl_hulls *hulls, struct pl_detect *detect) {
    if (hulls->n == hulls->cap) {
        uint32_t cap = hulls->cap == 0 ? 1 : hulls->cap * 2;
        struct pl_hull *list = cap > HULLS_MAX ? NULL : realloc(hulls->list, cap * sizeof *list);
        if (!list) {
            detect->failed = true;
            return NULL;
        }
        hulls->list = list;
        hulls->cap = cap;
    }
    struct pl_hull *hull = &hulls->list[hulls->n++];
    *hull = (struct pl_hull){.sampled = PL_TIME_NONE, .pace = {.at = PL_TIME_NONE, .top_kn = -1}};
    return hull;
}

void pl_pace_fold(struct pl_pace *pace, const struct pl_fix *fix) {
    if (pace->at != PL_TIME_NONE && fix->at / LEG_US == pace->at / LEG_US) {
        return;
    }
    pl_time took = pace->at == PL_TIME_NONE ? 0 : fix->at - pace->at;
    if (took >= LEG_US / 2 && took <= LEG_MOST_US) {
        double kn = pl_sphere_distance_m(pace->pos, fix->pos) / PL_NM_M / pl_hours(pace->at, fix->at);
        double whole = (double)(int)kn + 1; /* so that a report more or less seldom makes another top speed */
        pace->top_kn = whole > pace->top_kn ? whole : pace->top_kn;
    }
    pace->at = fix->at;
    pace->pos = fix->pos;
}

void pl_own_heard_fold(struct pl_own_heard *own, pl_time at, uint32_t chances, uint32_t taken) {
    uint32_t span = (uint32_t)(at / PL_OWN_HEARD_US);
    if (span != own->span) {
        bool next = span == own->span + 1;
        own->chances_before = next ? own->chances : 0;
        own->taken_before = next ? own->taken : 0;
        own->chances = own->taken = 0;
        own->span = span;
    }
    own->chances += chances;
    own->taken += taken;
}

static void free_hull(struct pl_hull *hull) {
    pl_held_free(&hull->first);
    pl_held_free(&hull->last);
    pl_held_free(&hull->before);
    pl_held_free(&hull->back);
    pl_loiter_free(&hull->loiter);
    pl_land_free(&hull->land);
    pl_smooth_free(&hull->smooth);
    pl_copy_free(&hull->copy);
}

void pl_hulls_remove(struct pl_hulls *hulls, uint32_t place) {
    free_hull(&hulls->list[place]);
    hulls->n--;
    memmove(&hulls->list[place], &hulls->list[place + 1], (hulls->n - place) * sizeof *hulls->list);
}

void pl_hulls_free(struct pl_hulls *hulls) {
    for (uint32_t i = 0; i < hulls->n; i++) {
        free_hull(&hulls->list[i]);
    }
    free(hulls->list);
    *hulls = (struct pl_hulls){0};
}

bool pl_said_size(const struct pl_said *said) {
    return (said->dim[0] | said->dim[1] | said->dim[2] | said->dim[3]) != 0;
}

static void wire_text(struct pl_wire *w, char *text, size_t n) {
    uint32_t length = (uint32_t)strnlen(text, n - 1);
    pl_wire_count(w, &length, (uint32_t)n - 1);
    pl_wire_bytes(w, text, length);
}

void pl_said_wire(struct pl_said *said, struct pl_wire *w) {
    pl_wire_u32(w, &said->imo);
    wire_text(w, said->name, sizeof said->name);
    wire_text(w, said->callsign, sizeof said->callsign);
    pl_wire_u8(w, &said->shiptype);
    for (unsigned i = 0; i < 4; i++) {
        pl_wire_u16(w, &said->dim[i]);
    }
}

static void wire_hull(struct pl_hull *h, struct pl_detect *detect, struct pl_wire *w) {
    pl_wire_u32(w, &h->id);
    pl_wire_u32(w, &h->n);
    pl_wire_u32(w, &h->name.mmsi);
    pl_wire_hash(w, &h->name.ref);
    pl_held_wire(&h->first, w);
    pl_held_wire(&h->last, w);
    pl_said_wire(&h->said, w);
    pl_wire_u8(w, &h->verdict);
    pl_wire_bool(w, &h->has_parent);
    pl_wire_u32(w, &h->parent);
    if (h->verdict == PL_HULL_NEW) { /* later nothing of this matters */
        pl_wire_bool(w, &h->within_reach);
        pl_wire_bool(w, &h->returned);
        pl_wire_bool(w, &h->onward);
        pl_held_wire(&h->before, w);
        if (h->returned) {
            pl_held_wire(&h->back, w);
        }
    }
    pl_wire_bool(w, &h->has_next);
    pl_wire_hash(w, &h->next);
    pl_wire_bool(w, &h->has_prior);
    pl_wire_hash(w, &h->prior);
    pl_wire_time(w, &h->pace.at);
    pl_wire_pos(w, &h->pace.pos);
    pl_wire_f64(w, &h->pace.top_kn);
    pl_wire_u32(w, &h->own.span);
    pl_wire_u32(w, &h->own.chances);
    pl_wire_u32(w, &h->own.taken);
    pl_wire_u32(w, &h->own.chances_before);
    pl_wire_u32(w, &h->own.taken_before);
    pl_wire_time(w, &h->sampled);
    pl_loiter_wire(&h->loiter, w);
    pl_port_wire(&h->port, detect, w);
    pl_land_wire(&h->land, w);
    pl_smooth_wire(&h->smooth, w);
    pl_copy_wire(&h->copy, w);
    if (pl_wire_reading(w)) {
        bool whole = h->first.n > 0 && h->last.n > 0 && h->loiter.anchor.n > 0;
        bool fresh = h->verdict == PL_HULL_NEW;
        whole = whole && (!fresh || h->before.n > 0) && (!fresh || !h->returned || h->back.n > 0);
        if (!whole || h->verdict >= PL_HULL_VERDICTS || (h->verdict == PL_HULL_NEW && !h->has_parent)) {
            w->failed = true;
        }
    }
}

void pl_hulls_wire(struct pl_hulls *hulls, struct pl_detect *detect, struct pl_wire *w) {
    uint32_t n = hulls->n;
    pl_wire_count(w, &n, HULLS_MAX);
    for (uint32_t i = 0; i < n && !w->failed; i++) {
        if (pl_wire_reading(w) && !pl_hulls_add(hulls, detect)) {
            w->failed = true;
            return;
        }
        wire_hull(&hulls->list[i], detect, w);
    }
}
