/* The part of the second stage that tells ships which a station heard say to be where it cannot hear (earshot.h): a
 * synthetic_track of kind range. It rests on the track that reported from there, and on the jumps there and back. Where
 * the first stage found most of it too smooth or a copy, that event says so beside its own sign: one false track, one
 * lead. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "detect/earshot.h"
#include "detect/fold.h"
#include "detect/relate_in.h"

#include "base/ban.h"

#define NAME_SHOWN 24 /* bytes of the name of a station in `why` */

enum { TRACK, THERE, BACK, BASES };

/* What a claim may rest on. */
struct base {
    bool has;
    double near_m; /* of a report of it to the place */
    struct pl_event_vessel vessel;
    struct pl_relate_parent parent;
};

struct claim {
    struct pl_far_hearing far;
    struct base bases[BASES];
    bool told, beside; /* as an event, or beside one of the first stage */
    pl_hash id;        /* of that event */
};

struct too_far {
    struct claim *claims; /* by MMSI, start */
    size_t n;
};

static int open_part(struct pl_relate *relate, void **ret_state, struct pl_error *err) {
    const struct pl_stations *stations = relate->options.stations;
    struct pl_far_hearing *list = NULL;
    struct too_far *t = pl_arena_calloc(&relate->arena, 1, sizeof *t);
    int rc = PL_E_OK;
    if (t != NULL && stations != NULL) {
        rc = pl_earshot_find(stations, relate->options.rules, &list, &t->n, err);
        t->claims = rc == PL_E_OK && t->n > 0 ? pl_arena_calloc(&relate->arena, t->n, sizeof *t->claims) : NULL;
    }
    if (rc == PL_E_OK && (t == NULL || (t->n > 0 && t->claims == NULL))) {
        rc = pl_fail(err, PL_E_NOMEM, "no memory for what stations cannot hear");
    }
    for (size_t i = 0; rc == PL_E_OK && i < t->n; i++) {
        t->claims[i].far = list[i];
    }
    free(list);
    *ret_state = t;
    return rc;
}

/* Of several the one that is nearest to the place. */
static void take(struct claim *c, int which, const struct pl_event *e, double near_m) {
    struct base *base = &c->bases[which];
    if (near_m < c->far.off_m / 2 && (!base->has || near_m < base->near_m)) {
        *base = (struct base){true, near_m, e->vessels[0], pl_relate_parent_of(e)};
    }
}

/* A false track that another sign shows. */
static void take_false(struct claim *c, const struct pl_event *e) {
    pl_time from = e->start > c->far.start ? e->start : c->far.start, to = e->end < c->far.end ? e->end : c->far.end;
    if (e->end != PL_TIME_NONE && 2 * (to - from) >= c->far.end - c->far.start && !c->beside) {
        c->beside = true;
        c->id = e->id;
    }
}

static int add(struct pl_relate *relate, void *state, const struct pl_event *e, struct pl_error *err) {
    struct too_far *t = state;
    (void)relate;
    (void)err;
    if (e->type != PL_EVENT_TRACK && e->type != PL_EVENT_POSITION_JUMP && e->type != PL_EVENT_SYNTHETIC_TRACK) {
        return PL_E_OK;
    }
    for (size_t i = 0; i < t->n; i++) {
        struct claim *c = &t->claims[i];
        const struct pl_far_hearing *f = &c->far;
        if (f->mmsi != e->vessels[0].mmsi || e->start > f->end || e->end < f->start) {
            continue;
        }
        if (e->type == PL_EVENT_SYNTHETIC_TRACK) {
            take_false(c, e);
            continue;
        }
        double from_m = pl_sphere_distance_m(e->start_pos, f->pos), to_m = pl_sphere_distance_m(e->end_pos, f->pos);
        if (e->type == PL_EVENT_TRACK) {
            take(c, TRACK, e, from_m < to_m ? from_m : to_m);
        } else {
            take(c, to_m < from_m ? THERE : BACK, e, to_m < from_m ? to_m : from_m);
        }
    }
    return PL_E_OK;
}

/* What a page, a table and a log can show of a name as received. */
static void safe_name(pl_str name, char *out, size_t room) {
    size_t n = name.n < room - 1 ? name.n : room - 1;
    for (size_t i = 0; i < n; i++) {
        out[i] = name.p[i];
        if (name.p[i] < ' ' || name.p[i] > '~') {
            out[i] = '?';
        }
    }
    out[n] = '\0';
}

static long whole_nm(double m) { return (long)(m / PL_NM_M + 0.5); }

static void describe(const struct pl_relate *relate, const struct pl_far_hearing *f, char *out, size_t room) {
    char name[NAME_SHOWN + 1];
    safe_name(pl_stations_name(relate->options.stations, f->station), name, sizeof name);
    (void)snprintf(out, room, "received by %s, which hears ships up to %ld nm off, from %ld nm", name,
                   whole_nm(f->reach_m), whole_nm(f->off_m));
}

static int run(struct pl_relate *relate, void *state, struct pl_error *err) {
    struct too_far *t = state;
    int rc = PL_E_OK;
    for (size_t i = 0; rc == PL_E_OK && i < t->n; i++) {
        struct claim *c = &t->claims[i];
        const struct pl_far_hearing *f = &c->far;
        struct pl_event event = {.type = PL_EVENT_SYNTHETIC_TRACK,
                                 .n_vessels = 1,
                                 .kind = "range",
                                 .start = f->start,
                                 .end = f->end,
                                 .hours = pl_hours(f->start, f->end),
                                 .pos = f->pos,
                                 .has_pos = true,
                                 .distance_m = f->off_m,
                                 .radius_m = f->reach_m,
                                 .top_kn = -1,
                                 .needs_kn = -1,
                                 .by_chance = -1};
        struct pl_relate_parent parents[BASES];
        size_t n = 0;
        for (int k = BASES; k > 0; k--) {
            if (c->bases[k - 1].has) {
                event.vessels[0] = c->bases[k - 1].vessel;
                parents[n++] = c->bases[k - 1].parent;
            }
        }
        if (n == 0 || c->beside) {
            continue;
        }
        safe_name(pl_stations_name(relate->options.stations, f->station), event.value, sizeof event.value);
        describe(relate, f, event.why, sizeof event.why);
        PL_BUF_AUTO extra;
        pl_buf_open(&extra, 128);
        pl_buf_add_str(&extra, PL_STR("range"));
        pl_buf_add_i64(&extra, f->start);
        rc = pl_relate_tell(relate, &event, parents, n, pl_buf_str(&extra), err);
        c->id = event.id;
        c->told = true;
    }
    return rc;
}

static void say_first(struct pl_event *e, const char *part) {
    char others[sizeof e->notes.remark];
    memcpy(others, e->notes.remark, sizeof others);
    e->notes.remark[0] = '\0';
    pl_relate_say(e, part);
    if (others[0] != '\0') {
        pl_relate_say(e, others);
    }
}

/* What does not fit is left out: so what speaks against it comes first, what others said of the event next. */
static int note(struct pl_relate *relate, void *state, struct pl_event *e, struct pl_error *err) {
    const struct too_far *t = state;
    char text[sizeof e->notes.remark];
    bool said = false;
    (void)err;
    for (size_t i = 0; e->type == PL_EVENT_SYNTHETIC_TRACK && i < t->n; i++) {
        const struct claim *c = &t->claims[i];
        if ((!c->told && !c->beside) || pl_hash_cmp(c->id, e->id) != 0) {
            continue;
        }
        if (!said) {
            say_first(e, "a relay, receivers that share a name, or a duct with no other ship in it look alike");
            said = true;
        }
        if (c->beside) {
            describe(relate, &c->far, text, sizeof text);
            pl_relate_say(e, text);
        }
        (void)snprintf(text, sizeof text, "%u other ships heard inside meanwhile, none out there", c->far.inside);
        pl_relate_say(e, text);
        if (c->far.more_stations > 0) {
            (void)snprintf(text, sizeof text, "so heard by %u more", c->far.more_stations);
            pl_relate_say(e, text);
        }
    }
    return PL_E_OK;
}

const struct pl_relate_part pl_relate_too_far = {
    .name = "too_far", .open = open_part, .add = add, .run = run, .note = note};
