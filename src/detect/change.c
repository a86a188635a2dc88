/* identity_change_candidate: one track ends, that of another number begins within reach, and what they say of the hull
 * agrees. The rules and the method: docs/rules.md, "identity_change". */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "detect/change_in.h"

#include "base/ban.h"

/* Threshold, for the rules file. */
#define TYPES_DIFFER 10.0 /* ships of unlike type: so many times the chance, where length and beam alone tie them */

static const char *const TIE_WORDS[] = {
    "",
    "dimensions nearly agree",
    "length and beam agree",
    "dimensions and reference point agree",
    "name and call sign agree",
    "both say one IMO number",
};

void *pl_change_more(void *list, uint32_t n, uint32_t *cap, size_t size) {
    if (n < *cap) {
        return list;
    }
    uint32_t want = *cap == 0 ? 64 : *cap * 2;
    void *grown = reallocarray(list, want, size);
    *cap = grown != NULL ? want : *cap;
    return grown;
}

int pl_change_no_memory(struct pl_error *err) { return pl_fail(err, PL_E_NOMEM, "no memory to follow identities"); }

static int open_part(struct pl_relate *relate, void **ret_state, struct pl_error *err) {
    (void)relate;
    *ret_state = calloc(1, sizeof(struct change));
    return *ret_state == NULL ? pl_change_no_memory(err) : PL_E_OK;
}

static void close_part(void *state) {
    struct change *c = state;
    free(c->lives);
    free(c->silences);
    free(c->jumps);
    free(c->told);
    free(c->pairs);
    free(c->sized);
    free(c->begun);
    free(c->ended);
    free(c->numbers);
    free(c);
}

/* Taking in */

static int add_life(struct change *c, const struct pl_event *e, struct pl_error *err) {
    struct life *lives = pl_change_more(c->lives, c->n, &c->cap, sizeof *lives);
    if (lives == NULL) {
        return pl_change_no_memory(err);
    }
    c->lives = lives;
    lives[c->n++] = (struct life){.who = e->vessels[0],
                                  .start = e->start,
                                  .end = e->end,
                                  .start_pos = e->start_pos,
                                  .end_pos = e->end_pos,
                                  .prior = e->ambiguous_with,
                                  .has_prior = e->has_ambiguous_with,
                                  .several = e->n_inputs > 1,
                                  .parent = pl_relate_parent_of(e)};
    return PL_E_OK;
}

static int add_silence(struct change *c, const struct pl_event *e, struct pl_error *err) {
    struct silence *silences = pl_change_more(c->silences, c->n_silences, &c->cap_silences, sizeof *silences);
    if (silences == NULL) {
        return pl_change_no_memory(err);
    }
    c->silences = silences;
    silences[c->n_silences++] = (struct silence){.mmsi = e->vessels[0].mmsi,
                                                 .track = e->vessels[0].track,
                                                 .from = e->start,
                                                 .to = e->end,
                                                 .from_pos = e->start_pos,
                                                 .to_pos = e->end_pos};
    return PL_E_OK;
}

static int add_jump(struct change *c, const struct pl_event *e, struct pl_error *err) {
    struct jump *jumps = pl_change_more(c->jumps, c->n_jumps, &c->cap_jumps, sizeof *jumps);
    if (jumps == NULL) {
        return pl_change_no_memory(err);
    }
    c->jumps = jumps;
    jumps[c->n_jumps++] = (struct jump){e->vessels[0].mmsi, e->start, e->end};
    return PL_E_OK;
}

static int add_event(struct pl_relate *relate, void *state, const struct pl_event *e, struct pl_error *err) {
    (void)relate;
    if (e->type == PL_EVENT_TRACK) {
        return add_life(state, e, err);
    }
    if (e->type == PL_EVENT_POSITION_JUMP) {
        return add_jump(state, e, err);
    }
    return e->type == PL_EVENT_GAP && !e->open ? add_silence(state, e, err) : PL_E_OK;
}

/* The first life that began after a time; the first that ended at a time or after it. */
static uint32_t first_begun(const struct change *c, pl_time after) {
    uint32_t lo = 0, hi = c->n_begun;
    while (lo < hi) {
        const uint32_t mid = lo + (hi - lo) / 2;
        if (c->lives[c->begun[mid]].start <= after) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo;
}

static uint32_t first_ended(const struct change *c, pl_time at) {
    uint32_t lo = 0, hi = c->n_ended;
    while (lo < hi) {
        const uint32_t mid = lo + (hi - lo) / 2;
        if (c->lives[c->ended[mid]].end < at) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo;
}

/* Tracks of other numbers that began near a's end soon after it, or ended near b's beginning soon before it: whichever
 * are more. Each might as well have been the partner, had its measures been the same; what began when the partner was
 * over, or ended before it began, might not. */
static unsigned others_near(const struct pl_relate *relate, const struct change *c, const struct life *a,
                            const struct life *b) {
    const pl_time least = (pl_time)(pl_relate_rule(relate, PL_RULE_IDENTITY_CHANGE_NEAR_HOURS) * (double)PL_HOUR_US);
    const double near_m = pl_relate_rule(relate, PL_RULE_IDENTITY_CHANGE_NEAR_NM) * PL_NM_M;
    pl_time span = b->start - a->end > least ? b->start - a->end : least;
    double metres = pl_sphere_distance_m(a->end_pos, b->start_pos);
    metres = metres > near_m ? metres : near_m;
    unsigned began = 0, ended = 0;
    for (uint32_t i = first_begun(c, a->end); i < c->n_begun; i++) {
        const struct life *l = &c->lives[c->begun[i]];
        if (l->start > a->end + span || l->start > b->end) {
            break;
        }
        began += l->who.mmsi != a->who.mmsi && l->who.mmsi != b->who.mmsi &&
                 pl_sphere_distance_m(a->end_pos, l->start_pos) <= metres;
    }
    for (uint32_t i = first_ended(c, b->start - span > a->start ? b->start - span : a->start); i < c->n_ended; i++) {
        const struct life *l = &c->lives[c->ended[i]];
        if (l->end >= b->start) {
            break;
        }
        ended += l->who.mmsi != a->who.mmsi && l->who.mmsi != b->who.mmsi &&
                 pl_sphere_distance_m(b->start_pos, l->end_pos) <= metres;
    }
    return began > ended ? began : ended;
}

/* The way by sea where it can be said, else the great circle: *ret_kn. False where it is too long. */
static int speed_needed(const struct pl_relate *relate, const struct life *a, const struct life *b, double *ret_kn,
                        bool *ret_by_sea, bool *ret_near_enough, struct pl_error *err) {
    double hours = pl_hours(a->end, b->start), most_kn = pl_relate_rule(relate, PL_RULE_IDENTITY_CHANGE_MAX_SPEED_KN);
    double slack_m = pl_relate_rule(relate, PL_RULE_TRACK_REACH_SLACK_M);
    double metres = pl_sphere_distance_m(a->end_pos, b->start_pos), reach_m = most_kn * hours * PL_NM_M + slack_m;
    struct pl_way way = {.state = PL_WAY_UNKNOWN};
    if (relate->options.passages != NULL && metres > slack_m) {
        int rc = pl_passage(relate->options.passages, a->end_pos, b->start_pos, 1.1 * reach_m + slack_m, &way, err);
        if (rc != PL_E_OK) {
            return rc;
        }
    }
    *ret_by_sea = way.state == PL_WAY_FOUND;
    *ret_near_enough = way.state == PL_WAY_UNKNOWN || (way.state == PL_WAY_FOUND && way.sea_m - way.error_m <= reach_m);
    *ret_kn = (way.state == PL_WAY_FOUND ? way.sea_m : metres) / PL_NM_M / hours;
    return PL_E_OK;
}

/* Telling */

/* Cargo ships, tankers, fishing boats ... as far as both say. */
static bool types_differ(const struct life *a, const struct life *b) {
    return a->who.shiptype != 0 && b->who.shiptype != 0 && a->who.shiptype / 10 != b->who.shiptype / 10;
}

static void say_why(struct pl_event *e, const struct life *a, const struct life *b, enum tie tie, unsigned others) {
    int n = 0;
    if (tie == TIE_IMO) {
        n = snprintf(e->why, sizeof e->why, "%s, %07u", TIE_WORDS[tie], a->who.imo);
    } else if (tie == TIE_NAMED || tie == TIE_NEAR) {
        n = snprintf(e->why, sizeof e->why, "%s", TIE_WORDS[tie]);
    } else {
        n = snprintf(e->why, sizeof e->why, "%s, %u x %u m", TIE_WORDS[tie], pl_change_length_m(&a->who),
                     pl_change_beam_m(&a->who));
    }
    bool type = types_differ(a, b);
    if (n > 0 && (size_t)n < sizeof e->why) {
        snprintf(e->why + n, sizeof e->why - (size_t)n, "%s; of others there then: %u", type ? ", types differ" : "",
                 others);
    }
}

static int note_told(struct change *c, const struct life *a, const struct life *b, struct pl_error *err) {
    struct told *told = pl_change_more(c->told, c->n_told, &c->cap_told, sizeof *told);
    if (told == NULL) {
        return pl_change_no_memory(err);
    }
    c->told = told;
    told[c->n_told++] = (struct told){a->who.track, b->who.mmsi, a->end};
    return PL_E_OK;
}

static int judge_pair(struct pl_relate *relate, struct change *c, const struct pair *p, struct pl_error *err) {
    const struct life *a = &c->lives[p->a], *b = &c->lives[p->b];
    unsigned others = others_near(relate, c, a, b);
    double chance = (others + 0.5) * pl_change_share_of(relate, c, a, b, p->tie), kn = 0;
    bool by_sea = false, near_enough = false;
    chance *= p->tie <= TIE_SIZE && types_differ(a, b) ? TYPES_DIFFER : 1;
    if (chance > pl_relate_rule(relate, PL_RULE_IDENTITY_CHANGE_MAX_BY_CHANCE)) {
        return PL_E_OK;
    }
    int rc = speed_needed(relate, a, b, &kn, &by_sea, &near_enough, err);
    if (rc != PL_E_OK || !near_enough) {
        return rc;
    }
    struct pl_event e = {.type = PL_EVENT_IDENTITY_CHANGE,
                         .n_vessels = 2,
                         .vessels = {a->who, b->who},
                         .start = a->end,
                         .end = b->start,
                         .hours = pl_hours(a->end, b->start),
                         .pos = a->end_pos,
                         .start_pos = a->end_pos,
                         .end_pos = b->start_pos,
                         .has_pos = true,
                         .has_start_pos = true,
                         .has_end_pos = true,
                         .distance_m = pl_sphere_distance_m(a->end_pos, b->start_pos),
                         .needs_kn = kn,
                         .by_chance = chance,
                         .top_kn = -1,
                         .port_distance_m = -1};
    struct pl_relate_parent parents[2] = {a->parent, b->parent};
    say_why(&e, a, b, p->tie, others);
    rc = note_told(c, a, b, err);
    return rc == PL_E_OK ? pl_relate_tell(relate, &e, parents, 2, PL_STR(""), err) : rc;
}

static int told_cmp(const void *pa, const void *pb) {
    const struct told *a = pa, *b = pb;
    return pl_hash_cmp(a->from, b->from);
}

static int run_part(struct pl_relate *relate, void *state, struct pl_error *err) {
    struct change *c = state;
    pl_change_judge_lives(relate, c);
    int rc = pl_change_index_lives(c, err);
    rc = rc == PL_E_OK ? pl_change_find_pairs(relate, c, err) : rc;
    if (rc == PL_E_OK) {
        pl_change_drop_rivalled(relate, c);
    }
    for (uint32_t i = 0; rc == PL_E_OK && i < c->n_pairs; i++) {
        rc = c->pairs[i].tie == TIE_NONE ? PL_E_OK : judge_pair(relate, c, &c->pairs[i], err);
    }
    if (c->n_told > 1) {
        qsort(c->told, c->n_told, sizeof *c->told, told_cmp);
    }
    return rc;
}

/* The silence, or the jump, with which the first of a pair ended. */
static int note(struct pl_relate *relate, void *state, struct pl_event *e, struct pl_error *err) {
    const struct change *c = state;
    (void)relate;
    (void)err;
    bool ends = (e->type == PL_EVENT_GAP && e->open) || e->type == PL_EVENT_POSITION_JUMP;
    if (!ends || e->notes.remark[0] != '\0' || c->n_told == 0) {
        return PL_E_OK;
    }
    struct told key = {.from = e->vessels[0].track};
    const struct told *told = bsearch(&key, c->told, c->n_told, sizeof *c->told, told_cmp);
    if (told != NULL && told->at == e->start) {
        snprintf(e->notes.remark, sizeof e->notes.remark, "%s may have gone on as %09u: see identity_change_candidate",
                 e->type == PL_EVENT_GAP ? "the ship" : "the number went elsewhere; the ship", told->to_mmsi);
    }
    return PL_E_OK;
}

const struct pl_relate_part pl_relate_change = {
    .name = "change", .open = open_part, .add = add_event, .run = run_part, .note = note, .close = close_part};
