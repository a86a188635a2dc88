/* Every ship that was heard about an observation, named or not, the nearest first. */
#include <stdlib.h>

#include "app/sighting_in.h"
#include "store/seen.h"

#include "base/ban.h"

struct around {
    uint32_t mmsi;
    struct pl_sighting_answer answer;
    struct pl_sighting_fix fix; /* the nearest in time */
};

static int by_distance(const void *a, const void *b) {
    const struct around *x = a, *y = b;
    bool known_x = x->answer.distance_m >= 0, known_y = y->answer.distance_m >= 0;
    if (known_x != known_y) {
        return known_x ? -1 : 1;
    }
    int order = (x->answer.distance_m > y->answer.distance_m) - (x->answer.distance_m < y->answer.distance_m);
    return order != 0 ? order : (x->mmsi > y->mmsi) - (x->mmsi < y->mmsi);
}

/* How long before or after the sighting. */
static pl_time apart(const struct pl_sighting *s, pl_time at) {
    return at < s->from ? s->from - at : at > s->to ? at - s->to : 0;
}

static size_t gather(struct pl_sighting_run *run, const struct pl_sighting *s, struct pl_sighting_fix *fixes,
                     struct around *all) {
    size_t n = 0;
    for (size_t i = 0, j = 0; i < run->n; i = j) {
        struct around *a = &all[n++];
        j = pl_sighting_ship_end(run, i, fixes);
        for (size_t k = 0; k < j - i; k++) {
            a->fix = k == 0 || apart(s, fixes[k].at) < apart(s, a->fix.at) ? fixes[k] : a->fix;
        }
        a->mmsi = run->reports[i].mmsi;
        a->answer = pl_sighting_compare(s, fixes, j - i, run->max_kn);
    }
    return n;
}

/* The name that it said most often. */
struct naming {
    struct pl_arena *arena;
    pl_str name;
    uint64_t n;
};

static int on_name(void *ctx, const struct pl_seen_identity *identity, struct pl_error *err) {
    struct naming *g = ctx;
    (void)err;
    if (pl_str_eq(identity->field, PL_STR("name")) && identity->n > g->n) {
        g->name = pl_str_copy(g->arena, identity->value);
        g->n = identity->n;
    }
    return 0;
}

static int tell_one(struct pl_sighting_run *run, const struct around *a, struct pl_json *json, struct pl_error *err) {
    struct naming naming = {.arena = &run->arena, .name = {NULL, 0}};
    int code = pl_seen_identities(run->c, a->mmsi, on_name, &naming, err);
    if (code != 0) {
        return code;
    }
    pl_json_object(json);
    pl_json_key(json, "mmsi");
    pl_json_u64(json, a->mmsi);
    pl_json_member_or_null(json, "name", naming.name);
    pl_json_member_text(json, "verdict", pl_sighting_verdict_name(a->answer.verdict));
    pl_json_key(json, "distance_m");
    if (a->answer.distance_m >= 0) {
        pl_json_fixed(json, a->answer.distance_m, 1);
    } else {
        pl_json_null(json);
    }
    pl_json_key(json, "at");
    pl_json_time(json, a->fix.at);
    pl_json_key(json, "lat");
    pl_json_fixed(json, pl_pos_lat_deg(a->fix.pos), 6);
    pl_json_key(json, "lon");
    pl_json_fixed(json, pl_pos_lon_deg(a->fix.pos), 6);
    pl_json_object_end(json);
    return 0;
}

static void tell_place(const struct pl_sighting *s, struct pl_json *json) {
    pl_json_key(json, "lat");
    pl_json_fixed(json, pl_pos_lat_deg(s->at), 6);
    pl_json_key(json, "lon");
    pl_json_fixed(json, pl_pos_lon_deg(s->at), 6);
    pl_json_key(json, "accuracy_m");
    pl_json_fixed(json, s->accuracy_m, 0);
    pl_json_key(json, "from");
    pl_json_time(json, s->from);
    pl_json_key(json, "to");
    pl_json_time(json, s->to);
}

int pl_sighting_tell_around(struct pl_sighting_run *run, const struct pl_sighting *s, struct pl_json *json,
                            struct pl_error *err) {
    run->n = 0;
    int code = pl_sighting_read_around(run, s, err);
    pl_sighting_sort(run);
    struct around *all = pl_arena_calloc(&run->arena, run->n + 1, sizeof *all);
    struct pl_sighting_fix *fixes = pl_arena_calloc(&run->arena, run->n + 1, sizeof *fixes);
    if (code == 0 && (all == NULL || fixes == NULL)) {
        code = pl_fail(err, PL_E_NOMEM, "no memory for the ships around a sighting");
    }
    if (code != 0) {
        return code;
    }
    size_t n = gather(run, s, fixes, all);
    if (n > 1) {
        qsort(all, n, sizeof *all, by_distance);
    }
    tell_place(s, json);
    pl_json_key(json, "around_ships");
    pl_json_u64(json, n);
    pl_json_key(json, "around");
    pl_json_array(json);
    for (size_t i = 0; code == 0 && i < n && i < PL_SIGHTING_AROUND_MAX; i++) {
        code = tell_one(run, &all[i], json, err);
    }
    pl_json_array_end(json);
    return code;
}
