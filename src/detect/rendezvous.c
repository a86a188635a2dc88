/* Possible meetings with a silent ship: a loiterer, and a ship that was silent meanwhile and could have been there.
 *
 * Nearly every silence of a day lets a ship have been somewhere near some loiterer, so a pair says little by itself. A
 * pair's *detour* is the way from where the silence began to the loiterer and on to where it ended, made longer where
 * the time covers only a part of the loitering. Each loitering and each silence is given its nearest partner, and the
 * pairs are held against accident: the same loiterings, shifted in time, among the silences of the same recording. How
 * many pairs with as small a detour accident would give, over how many there are, is `by_chance`. Ships that were seen
 * together at another time are held against accident among themselves. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "detect/rendezvous_in.h"

#include "base/ban.h"

#define SEARCHES  24  /* ways by sea that are searched for the nearest pairs; beyond, only of what is told */
#define WAY_TIMES 1.5 /* ways by sea are searched to so many times what the speed allows in the whole silence */

void *pl_rendezvous_add(struct list *list, size_t size, struct pl_error *err) {
    if (list->n == list->cap) {
        size_t cap = list->cap == 0 ? 64 : list->cap * 2;
        void *grown = reallocarray(list->p, cap, size);
        if (grown == NULL) {
            (void)pl_fail(err, PL_E_NOMEM, "no memory for possible meetings");
            return NULL;
        }
        list->p = grown;
        list->cap = cap;
    }
    return (char *)list->p + size * list->n++;
}

/* What is kept of the first stage */

static int open_part(struct pl_relate *relate, void **ret_state, struct pl_error *err) {
    (void)relate;
    *ret_state = calloc(1, sizeof(struct rendezvous));
    return *ret_state != NULL ? PL_E_OK : pl_fail(err, PL_E_NOMEM, "no memory for possible meetings");
}

static int add_silence(const struct pl_relate *relate, struct rendezvous *r, const struct pl_event *e,
                       struct pl_error *err) {
    struct silence *s = e->in_port ? NULL : pl_rendezvous_add(&r->silences, sizeof *s, err);
    if (s == NULL) {
        return e->in_port ? PL_E_OK : PL_E_NOMEM;
    }
    double least_kn = pl_relate_rule(relate, PL_RULE_RENDEZVOUS_LEAST_SPEED_KN);
    *s = (struct silence){.who = e->vessels[0], .parent = pl_relate_parent_of(e)};
    s->it = (struct pl_silence){.start = e->start,
                                .end = e->open ? relate->options.until : e->end,
                                .open = e->open,
                                .from = e->start_pos,
                                .to = e->open ? e->start_pos : e->end_pos,
                                .speed_kn = e->top_kn > least_kn ? e->top_kn : least_kn};
    return PL_E_OK;
}

static int add(struct pl_relate *relate, void *state, const struct pl_event *e, struct pl_error *err) {
    struct rendezvous *r = state;
    if (e->type == PL_EVENT_GAP) {
        return add_silence(relate, r, e, err);
    }
    if (e->type == PL_EVENT_TRACK) {
        struct heard *h = pl_rendezvous_add(&r->heards, sizeof *h, err);
        if (h == NULL) {
            return PL_E_NOMEM;
        }
        *h = (struct heard){e->vessels[0].mmsi, e->vessels[0].track, e->start, e->end};
    } else if (e->type == PL_EVENT_ENCOUNTER && e->n_vessels == 2) {
        struct met *m = pl_rendezvous_add(&r->mets, sizeof *m, err);
        if (m == NULL) {
            return PL_E_NOMEM;
        }
        *m = (struct met){e->vessels[0].mmsi, e->vessels[1].mmsi, e->start, e->end};
    } else if (e->type == PL_EVENT_LOITERING) {
        struct loiterer *l = pl_rendezvous_add(&r->loiterers, sizeof *l, err);
        if (l == NULL) {
            return PL_E_NOMEM;
        }
        *l = (struct loiterer){
            .start = e->start, .end = e->end, .pos = e->pos, .who = e->vessels[0], .parent = pl_relate_parent_of(e)};
    }
    return PL_E_OK;
}

/* Each loitering and each silence has one partner: the nearest, as far as both are free. A silence may hold several
 * loiterings only one after the other, which is not asked for: a ship that does that makes a new detour. */

static int order_cmp(const void *pa, const void *pb, void *ctx) {
    const struct rendezvous *r = ctx;
    return pl_rendezvous_pair_cmp(pair_at(r, *(const uint32_t *)pa), pair_at(r, *(const uint32_t *)pb));
}

/* The way by sea between two places; straight where the sea is open or nothing is known of it. */
static int sea_way(const struct pl_relate *relate, struct rendezvous *r, pl_pos a, pl_pos b, double straight_m,
                   double limit_m, struct pl_way *ret, struct pl_error *err) {
    const struct pl_passages *passages = relate->options.passages;
    *ret = (struct pl_way){.state = PL_WAY_FOUND, .sea_m = straight_m};
    if (passages == NULL || pl_sea_clear(pl_passages_sea(passages), a, b)) {
        return PL_E_OK;
    }
    r->searches++;
    return pl_passage(passages, a, b, limit_m, ret, err);
}

/* Could it by sea? The benefit of the distances' error is with "could". */
static int ask_sea(const struct pl_relate *relate, struct rendezvous *r, struct pair *pair, struct pl_error *err) {
    const struct silence *s = silence_at(r, pair->g);
    const struct loiterer *l = loiterer_at(r, pair->l);
    const double min_h = pl_relate_rule(relate, PL_RULE_RENDEZVOUS_MIN_HOURS);
    const double limit_m = WAY_TIMES * s->it.speed_kn * PL_NM_M * pl_hours(s->it.start, s->it.end);
    struct pl_way in, out;
    int rc = sea_way(relate, r, s->it.from, l->pos, pair->in_m, limit_m, &in, err);
    out = in;
    if (rc == PL_E_OK && !s->it.open) {
        rc = sea_way(relate, r, l->pos, s->it.to, pair->out_m, limit_m, &out, err);
    }
    if (rc != PL_E_OK) {
        return rc;
    }
    if (in.state == PL_WAY_UNKNOWN || out.state == PL_WAY_UNKNOWN) {
        pair->sea = SEA_UNKNOWN;
        return PL_E_OK;
    }
    if (in.state == PL_WAY_NONE || out.state == PL_WAY_NONE) {
        pair->sea = SEA_COULD_NOT;
        pair->at = (struct pl_meeting){.cover_h = -1, .needs_kn = -1};
        return PL_E_OK;
    }
    struct pl_meeting best = pl_meeting_of(&s->it, l->start, l->end, farther(in.sea_m - in.error_m, 0),
                                           farther(out.sea_m - out.error_m, 0), min_h);
    pair->at = pl_meeting_of(&s->it, l->start, l->end, in.sea_m, out.sea_m, min_h);
    pair->sea = best.cover_h >= min_h ? SEA_COULD : SEA_COULD_NOT;
    if (in.state == PL_WAY_BEYOND || out.state == PL_WAY_BEYOND) {
        pair->sea = SEA_COULD_NOT;
        pair->at.needs_kn = -1;
    }
    return PL_E_OK;
}

static int choose(struct pl_relate *relate, struct rendezvous *r, uint32_t *order, size_t n, size_t *ret_chosen,
                  struct pl_error *err) {
    size_t chosen = 0;
    bool *busy = pl_arena_calloc(&relate->arena, r->loiterers.n + 1, sizeof *busy);
    if (busy == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for possible meetings");
    }
    for (size_t i = 0; i < n; i++) {
        struct pair *pair = pair_at(r, order[i]);
        struct silence *s = silence_at(r, pair->g);
        if (busy[pair->l] || s->taken) {
            continue;
        }
        if (r->searches < SEARCHES / 2) {
            int rc = ask_sea(relate, r, pair, err);
            if (rc != PL_E_OK) {
                return rc;
            }
        }
        if (pair->sea == SEA_COULD_NOT) {
            continue;
        }
        pair->chosen = busy[pair->l] = s->taken = true;
        order[chosen++] = order[i];
    }
    *ret_chosen = chosen;
    return PL_E_OK;
}

/* Telling */

static int tell(struct pl_relate *relate, struct rendezvous *r, struct pair *pair, bool feasible,
                struct pl_error *err) {
    const struct loiterer *l = loiterer_at(r, pair->l);
    const struct silence *s = silence_at(r, pair->g);
    struct pl_relate_parent parents[2] = {l->parent, s->parent};
    struct pl_event e = pl_event_about(PL_EVENT_RENDEZVOUS, NULL, 0);
    pair->told = true;
    e.n_vessels = 2;
    e.vessels[0] = l->who;
    e.vessels[1] = s->who;
    e.start = l->start > s->it.start ? l->start : s->it.start;
    e.end = l->end < s->it.end ? l->end : s->it.end;
    e.hours = pl_hours(e.start, e.end);
    e.pos = l->pos;
    e.has_pos = true;
    e.loiterer = l->who.mmsi;
    e.silent = s->who.mmsi;
    e.feasible = feasible;
    e.needs_kn = pair->at.needs_kn;
    e.cover_h = pair->at.cover_h > 0 ? pair->at.cover_h : 0;
    e.by_chance = feasible ? pair->by_chance : -1;
    const char *sea = relate->options.passages == NULL || pair->sea == SEA_UNKNOWN ? ", in a straight line" : "";
    if (feasible) {
        snprintf(e.why, sizeof e.why, "could have been there%s%s", sea,
                 pair->known ? "; the two met in the open at another time" : "");
    } else if (pair->sea == SEA_COULD_NOT) {
        snprintf(e.why, sizeof e.why, "a straight line would allow it, the way by sea does not, at %.0f kn",
                 s->it.speed_kn);
    } else {
        snprintf(e.why, sizeof e.why, "the time does not allow it, even in a straight line, at %.0f kn",
                 s->it.speed_kn);
    }
    char extra[2 * PL_HASH_BYTES];
    memcpy(extra, l->parent.first_input.b, PL_HASH_BYTES);
    memcpy(extra + PL_HASH_BYTES, s->parent.first_input.b, PL_HASH_BYTES);
    int rc = pl_relate_tell(relate, &e, parents, 2, pl_str_make(extra, sizeof extra), err);
    if (rc == PL_E_OK && feasible && l->could > 1) {
        struct remark *remark = pl_rendezvous_add(&r->remarks, sizeof *remark, err);
        if (remark == NULL) {
            return PL_E_NOMEM;
        }
        *remark = (struct remark){e.id, l->could};
    }
    return rc;
}

static int tell_chosen(struct pl_relate *relate, struct rendezvous *r, const uint32_t *chosen, size_t n,
                       struct pl_error *err) {
    int rc = PL_E_OK;
    for (size_t i = 0; rc == PL_E_OK && i < n; i++) {
        struct pair *pair = pair_at(r, chosen[i]);
        if (pl_rendezvous_strong(relate, pair)) {
            rc = pair->sea == SEA_UNASKED ? ask_sea(relate, r, pair, err) : PL_E_OK;
            rc = rc == PL_E_OK && pair->sea != SEA_COULD_NOT ? tell(relate, r, pair, true, err) : rc;
        }
    }
    return rc;
}

/* Of each loitering, the nearest that the sea forbids, and the nearest that the time forbids. */
static int tell_refused(struct pl_relate *relate, struct rendezvous *r, struct loiterer *l, struct pl_error *err) {
    const double answer_m = pl_relate_rule(relate, PL_RULE_RENDEZVOUS_ANSWER_M);
    unsigned room = (unsigned)pl_relate_rule(relate, PL_RULE_RENDEZVOUS_ANSWERS);
    int rc = PL_E_OK;
    for (uint32_t k = 0; rc == PL_E_OK && room > 0 && k < l->n_pairs; k++) {
        struct pair *pair = pair_at(r, l->pairs[k]);
        if (pair->chosen || farther(pair->in_m, pair->out_m) > answer_m) {
            continue;
        }
        if (pair->sea == SEA_UNASKED && r->searches < SEARCHES) {
            rc = ask_sea(relate, r, pair, err);
        }
        if (rc == PL_E_OK && pair->sea == SEA_COULD_NOT) {
            rc = tell(relate, r, pair, false, err);
            room--;
        }
    }
    if (rc == PL_E_OK && l->has_late && pl_relate_rule(relate, PL_RULE_RENDEZVOUS_ANSWERS) >= 1) {
        rc = tell(relate, r, pair_at(r, l->late), false, err);
    }
    return rc;
}

static int run(struct pl_relate *relate, void *state, struct pl_error *err) {
    struct rendezvous *r = state;
    size_t n = 0, chosen = 0;
    if (r->loiterers.n == 0 || r->silences.n == 0) {
        return PL_E_OK;
    }
    int rc = pl_rendezvous_index_mets(r, err);
    if (rc == PL_E_OK) {
        pl_rendezvous_mark_mets(relate, r);
        rc = pl_rendezvous_make_pairs(relate, r, err);
    }
    uint32_t *order = rc == PL_E_OK ? pl_arena_calloc(&relate->arena, r->pairs.n + 1, sizeof *order) : NULL;
    if (order == NULL) {
        return rc != PL_E_OK ? rc : pl_fail(err, PL_E_NOMEM, "no memory for possible meetings");
    }
    for (size_t i = 0; i < r->loiterers.n; i++) {
        const struct loiterer *l = loiterer_at(r, i);
        for (uint32_t k = 0; k < l->n_pairs; k++) {
            order[n++] = l->pairs[k];
        }
    }
    if (n > 1) {
        qsort_r(order, n, sizeof *order, order_cmp, r);
    }
    rc = choose(relate, r, order, n, &chosen, err);
    rc = rc == PL_E_OK ? pl_rendezvous_weigh(relate, r, order, chosen, err) : rc;
    rc = rc == PL_E_OK ? tell_chosen(relate, r, order, chosen, err) : rc;
    for (size_t i = 0; rc == PL_E_OK && i < r->loiterers.n; i++) {
        rc = tell_refused(relate, r, loiterer_at(r, i), err);
    }
    return rc;
}

static int note(struct pl_relate *relate, void *state, struct pl_event *e, struct pl_error *err) {
    const struct rendezvous *r = state;
    (void)relate;
    (void)err;
    for (size_t i = 0; e->type == PL_EVENT_RENDEZVOUS && i < r->remarks.n; i++) {
        const struct remark *remark = (const struct remark *)r->remarks.p + i;
        if (pl_hash_cmp(remark->id, e->id) == 0) {
            char part[120];
            snprintf(part, sizeof part, "%u silent ships could have been there meanwhile; this has the smallest detour",
                     remark->could);
            pl_relate_say(e, part);
        }
    }
    return PL_E_OK;
}

static void close_part(void *state) {
    struct rendezvous *r = state;
    free(r->loiterers.p);
    free(r->silences.p);
    free(r->mets.p);
    free(r->heards.p);
    free(r->pairs.p);
    free(r->remarks.p);
    free(r);
}

const struct pl_relate_part pl_relate_rendezvous = {
    .name = "rendezvous", .open = open_part, .add = add, .run = run, .note = note, .close = close_part};
