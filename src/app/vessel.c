#include "app/vessel.h"

#include <stdlib.h>
#include <string.h>

#include "app/detect.h"
#include "app/vessel_change.h"
#include "app/vessel_follow.h"
#include "app/vessel_hull.h"

#include "base/ban.h"

/* ---- tracks: the ship's own reports through the same segmenter as detection ---- */

struct tracks {
    struct pl_vessel_track *list;
    size_t n, cap;
    struct pl_vessel_changes changes;
    uint64_t reports;
};

static int on_fix(void *ctx, const struct pl_track_name *name, const struct pl_fix *fix, struct pl_error *err) {
    struct tracks *t = ctx;
    for (size_t i = t->n; i > 0; i--) {
        struct pl_vessel_track *track = &t->list[i - 1];
        if (pl_hash_cmp(track->ref, name->ref) == 0) {
            track->last = fix->at;
            track->last_pos = fix->pos;
            track->reports++;
            return PL_E_OK;
        }
    }
    if (t->n == t->cap) {
        size_t cap = t->cap > 0 ? 2 * t->cap : 16;
        struct pl_vessel_track *list = reallocarray(t->list, cap, sizeof *list);
        if (list == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory to follow a ship");
        }
        t->list = list;
        t->cap = cap;
    }
    t->list[t->n++] = (struct pl_vessel_track){.mmsi = name->mmsi,
                                               .ref = name->ref,
                                               .first = fix->at,
                                               .last = fix->at,
                                               .first_pos = fix->pos,
                                               .last_pos = fix->pos,
                                               .reports = 1};
    return PL_E_OK;
}

static int on_report(void *ctx, const struct pl_report *report, struct pl_error *err) {
    struct tracks *t = ctx;
    return pl_vessel_changes_add(&t->changes, report, err);
}

static int in_order(const void *pa, const void *pb) {
    const struct pl_vessel_track *a = pa, *b = pb;
    if (a->first != b->first) {
        return a->first < b->first ? -1 : 1;
    }
    return pl_hash_cmp(a->ref, b->ref);
}

/* What it said and when it was heard, to be held against papers. */
struct said {
    struct pl_arena *arena;
    struct pl_vessel_said *list;
    size_t n, cap;
};

static int note_said(struct said *s, struct pl_vessel_said said, struct pl_error *err) {
    if (s->n == s->cap) {
        size_t cap = s->cap > 0 ? 2 * s->cap : 64;
        struct pl_vessel_said *list = reallocarray(s->list, cap, sizeof *list);
        if (list == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory for what a ship said");
        }
        s->list = list;
        s->cap = cap;
    }
    said.field = pl_str_copy(s->arena, said.field);
    said.value = pl_str_copy(s->arena, said.value);
    s->list[s->n++] = said;
    return pl_arena_failed(s->arena) ? pl_fail(err, PL_E_NOMEM, "no memory for what a ship said") : PL_E_OK;
}

static int read_tracks(struct pl_case *c, const struct pl_detect_facts *facts, uint32_t mmsi, struct tracks *t,
                       struct pl_error *err) {
    struct pl_follow_sinks sinks = {on_fix, on_report, t};
    int rc = pl_vessel_follow(c, facts, mmsi, &sinks, &t->reports, err);
    if (t->n > 1) {
        qsort(t->list, t->n, sizeof *t->list, in_order);
    }
    return rc;
}

static int give_tracks(const struct tracks *t, const struct pl_vessel_sinks *sinks, struct said *said,
                       struct pl_vessel_done *done, struct pl_error *err) {
    int rc = PL_E_OK;
    for (size_t i = 0; rc == PL_E_OK && i < t->n; i++) {
        struct pl_vessel_said heard = {.mmsi = t->list[i].mmsi, .first = t->list[i].first, .last = t->list[i].last};
        rc = sinks->track(sinks->ctx, &t->list[i], err);
        rc = rc == PL_E_OK ? note_said(said, heard, err) : rc;
    }
    done->tracks += t->n;
    done->reports += t->reports;
    return rc;
}

/* ---- the whole ---- */

struct counted {
    const struct pl_vessel_sinks *sinks;
    struct said *said;
    struct pl_vessel_done *done;
};

static int on_assertion(void *ctx, const struct pl_assertion *a, struct pl_error *err) {
    struct counted *k = ctx;
    struct pl_vessel_said said = {
        .mmsi = a->mmsi, .field = a->field, .value = a->value, .first = a->first, .last = a->last};
    k->done->assertions++;
    int rc = k->sinks->assertion(k->sinks->ctx, a, err);
    return rc == PL_E_OK ? note_said(k->said, said, err) : rc;
}

static int on_remark(void *ctx, const struct pl_identity_remark *remark, struct pl_error *err) {
    struct counted *k = ctx;
    k->done->remarks++;
    return k->sinks->remark(k->sinks->ctx, remark, err);
}

static int on_paper(void *ctx, const struct pl_vessel_paper *paper, struct pl_error *err) {
    struct counted *k = ctx;
    k->done->papers++;
    k->done->contradictions += paper->n;
    return k->sinks->paper(k->sinks->ctx, paper, err);
}

/* The tracks of every number, after what changed within them. */
static int give_sailed(struct pl_case *c, const struct pl_detect_facts *facts, const uint32_t *mmsi, size_t n,
                       struct counted *k, struct pl_error *err) {
    struct tracks *all = calloc(n > 0 ? n : 1, sizeof *all);
    int rc = all != NULL ? PL_E_OK : pl_fail(err, PL_E_NOMEM, "no memory to follow a ship");
    for (size_t i = 0; rc == PL_E_OK && i < n; i++) {
        rc = read_tracks(c, facts, mmsi[i], &all[i], err);
        if (rc == PL_E_OK && k->sinks->remark != NULL) {
            rc = pl_vessel_changes_tell(&all[i].changes, all[i].list, all[i].n, k->said->arena, on_remark, k, err);
        }
        pl_vessel_changes_free(&all[i].changes);
    }
    for (size_t i = 0; rc == PL_E_OK && i < n; i++) {
        rc = give_tracks(&all[i], k->sinks, k->said, k->done, err);
    }
    for (size_t i = 0; all != NULL && i < n; i++) {
        free(all[i].list);
    }
    free(all);
    return rc;
}

static int give_ship(const struct pl_known_at *known, const char *id, const struct pl_vessel_sinks *sinks,
                     struct said *said, struct pl_vessel_done *done, struct pl_error *err) {
    struct pl_case *c = known->c;
    struct pl_arena *arena = said->arena;
    struct pl_detect_facts facts;
    struct counted counted = {.sinks = sinks, .said = said, .done = done};
    uint32_t *mmsi = NULL;
    size_t n = 0;
    int rc = pl_events_vessel(c, id, arena, &mmsi, &n, &done->imo, err);
    if (rc == PL_E_OK) {
        rc = pl_detect_facts_read(c, arena, &facts, err);
    }
    if (rc == PL_E_OK) {
        *sinks->exercise = facts.exercise;
    }
    for (size_t i = 0; rc == PL_E_OK && i < n; i++) {
        rc = pl_assertions(c, mmsi[i], on_assertion, &counted, err);
    }
    if (rc == PL_E_OK && sinks->remark != NULL) {
        struct pl_identity_asked about = {
            .mmsi = mmsi, .n_mmsi = n, .rules = &facts.rules, .mids = facts.mids, .exercise = facts.exercise};
        rc = pl_identity_remarks(c, &about, arena, on_remark, &counted, err);
        rc = rc == PL_E_OK ? pl_hull_remarks(c, &about, (int64_t)known->known.size, arena, on_remark, &counted, err)
                           : rc;
    }
    rc = rc == PL_E_OK ? give_sailed(c, &facts, mmsi, n, &counted, err) : rc;
    done->mmsi = mmsi;
    done->n_mmsi = n;
    struct pl_vessel_asked asked = {.imo = done->imo,
                                    .mmsi = mmsi,
                                    .n_mmsi = n,
                                    .said = said->list,
                                    .n_said = said->n,
                                    .mids = facts.mids,
                                    .before = (int64_t)known->known.size};
    return rc == PL_E_OK && sinks->paper != NULL ? pl_vessel_papers(c, &asked, arena, on_paper, &counted, err) : rc;
}

int pl_vessel_run(const char *case_dir, pl_time known_at, const char *id, const struct pl_vessel_sinks *sinks,
                  struct pl_arena *arena, struct pl_vessel_done *ret, struct pl_error *err) {
    struct pl_vessel_done done = {0};
    struct pl_store_event_query all = {.type = -1, .from = PL_TIME_NONE, .to = PL_TIME_NONE};
    PL_KNOWN_AT_AUTO known = {0};
    int rc = pl_known_at_open(case_dir, known_at, &known, err);
    if (rc == PL_E_OK) {
        struct said said = {.arena = arena};
        rc = give_ship(&known, id, sinks, &said, &done, err);
        free(said.list);
    }
    if (rc == PL_E_OK) {
        rc = pl_events_read(&known, &all, id, arena, sinks->event, sinks->ctx, &done.view, err);
    }
    if (rc == PL_E_OK) {
        done.events = done.view.shown;
        *ret = done;
    }
    return rc;
}
