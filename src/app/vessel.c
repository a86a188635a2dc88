#include "app/vessel.h"

#include <stdlib.h>
#include <string.h>

#include "app/detect.h"
#include "app/lead_names.h"
#include "app/screener_cache.h"
#include "app/vessel_change.h"
#include "app/vessel_follow.h"
#include "app/vessel_hull.h"
#include "store/event.h"
#include "store/seen.h"

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
    const struct pl_vessel_heard *heard; /* of the number whose assertions are being told */
    const struct pl_event **events;      /* of these ships; in the arena */
    size_t n_events, cap_events;
};

static int on_assertion(void *ctx, const struct pl_assertion *a, struct pl_error *err) {
    struct counted *k = ctx;
    struct pl_vessel_said said = {
        .mmsi = a->mmsi, .field = a->field, .value = a->value, .first = a->first, .last = a->last};
    k->done->assertions++;
    int rc = k->sinks->assertion(k->sinks->ctx, a, k->heard, err);
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

/* ---- its events: read first, since whom it met tells of lists, told last ---- */

static int keep_event(void *ctx, const struct pl_event *event, struct pl_error *err) {
    struct counted *k = ctx;
    if (k->n_events == k->cap_events) {
        size_t cap = k->cap_events > 0 ? 2 * k->cap_events : 64;
        const struct pl_event **more = pl_arena_calloc(k->said->arena, cap, sizeof *more);
        if (more == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory for the events of a ship");
        }
        if (k->n_events > 0) {
            memcpy(more, k->events, k->n_events * sizeof *more);
        }
        k->events = more;
        k->cap_events = cap;
    }
    struct pl_event *copy = pl_arena_alloc(k->said->arena, sizeof *copy);
    if (copy == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the events of a ship");
    }
    *copy = *event;
    k->events[k->n_events++] = copy;
    return PL_E_OK;
}

static int by_printed_order(const void *a, const void *b) {
    const struct pl_event *const *x = a, *const *y = b;
    return pl_event_cmp(*x, *y);
}

/* Those of every number, each once. */
static int read_events(struct pl_case *c, const struct pl_detect_facts *facts, const uint32_t *mmsi, size_t n,
                       struct counted *k, struct pl_error *err) {
    struct pl_store_event_query q = {.type = -1, .from = PL_TIME_NONE, .to = PL_TIME_NONE, .said = true};
    size_t kept = 0;
    int rc = pl_detect_style(c, facts, k->said->arena, &k->done->view.style, err);
    for (size_t i = 0; rc == PL_E_OK && i < n; i++) {
        q.mmsi = mmsi[i];
        rc = pl_store_events(c, &q, keep_event, k, err);
    }
    if (k->n_events > 1) {
        qsort(k->events, k->n_events, sizeof(const struct pl_event *), by_printed_order);
    }
    for (size_t i = 0; i < k->n_events; i++) {
        if (kept == 0 || pl_event_cmp(k->events[kept - 1], k->events[i]) != 0) {
            k->events[kept++] = k->events[i];
        }
    }
    k->n_events = kept;
    return rc;
}

static bool is_said(const struct pl_event *event) {
    return event->type == PL_EVENT_BOUND && event->notes.bound.verdict != PL_ARRIVAL_NONE;
}

static int give_events(struct counted *k, struct pl_error *err) {
    int rc = PL_E_OK;
    for (size_t i = 0; rc == PL_E_OK && i < k->n_events; i++) {
        if (k->events[i]->type != PL_EVENT_BOUND) {
            k->done->events++;
            rc = k->sinks->event(k->sinks->ctx, &k->done->view, k->events[i], err);
        }
    }
    for (size_t i = 0; rc == PL_E_OK && k->sinks->bound != NULL && i < k->n_events; i++) {
        if (is_said(k->events[i])) {
            k->done->destinations++;
            rc = k->sinks->bound(k->sinks->ctx, &k->done->view, k->events[i], err);
        }
    }
    return rc;
}

/* ---- lists ---- */

static int give_links(const struct pl_leads_of *of, struct counted *k, struct pl_error *err) {
    struct pl_lead *leads = NULL;
    size_t n = 0;
    int rc = pl_leads_of(of, k->said->arena, &leads, &n, err);
    for (size_t i = 0; rc == PL_E_OK && i < n; i++) {
        k->done->hits += leads[i].n_links;
        rc = k->sinks->listed(k->sinks->ctx, &leads[i], err);
    }
    return rc;
}

/* Near names by a screener that is kept, where there is one and the question is of today; else by one made for it. */
static int give_lists(const struct pl_known_at *known, const struct pl_vessel_ask *ask, bool exercise,
                      const uint32_t *mmsi, size_t n, struct counted *k, struct pl_error *err) {
    struct pl_leads_of of = {
        .c = known->c, .mmsi = mmsi, .n_mmsi = n, .events = k->events, .n_events = k->n_events, .exercise = exercise};
    struct pl_screener_held held = {0};
    bool kept = ask->screeners != NULL && known->whole == NULL;
    const struct pl_screener_wish wish = {.view = ask->dir, .list = PL_STR(""), .now = ask->now};
    int rc = kept ? pl_screener_take(ask->screeners, &wish, &held, err) : PL_E_OK;
    if (rc == PL_E_OK) {
        rc = kept ? pl_lead_names_borrow(known->c, &held, &of.names, err)
                  : pl_lead_names_open(known->c, (int32_t)(ask->now / PL_DAY_US), exercise, &of.names, err);
    }
    rc = rc == PL_E_OK ? give_links(&of, k, err) : rc;
    pl_lead_names_close(of.names);
    if (kept) {
        pl_screener_give(ask->screeners, &held);
    }
    return rc;
}

/* ---- all of it ---- */

static int give_ships(struct pl_case *c, const struct pl_detect_facts *facts, const uint32_t *mmsi, size_t n,
                      struct counted *k, struct pl_error *err) {
    int rc = PL_E_OK;
    for (size_t i = 0; rc == PL_E_OK && k->sinks->ship != NULL && i < n; i++) {
        struct pl_ship_row row;
        rc = pl_ship_row_read(c, facts->mids, mmsi[i], k->said->arena, &row, err);
        rc = rc == PL_E_OK && row.reports > 0 ? k->sinks->ship(k->sinks->ctx, &row, err) : rc;
    }
    return rc;
}

/* Instead of its tracks: when each number was heard at all. */
static int note_heard(struct pl_case *c, const uint32_t *mmsi, size_t n, struct counted *k, struct pl_error *err) {
    int rc = PL_E_OK;
    for (size_t i = 0; rc == PL_E_OK && i < n; i++) {
        struct pl_seen_ship ship;
        rc = pl_seen_ship(c, mmsi[i], &ship, err);
        if (rc == PL_E_OK && ship.reports > 0) {
            rc = note_said(k->said, (struct pl_vessel_said){.mmsi = mmsi[i], .first = ship.first, .last = ship.last},
                           err);
            k->done->reports += ship.reports;
        }
    }
    return rc;
}

static int give_said(struct pl_case *c, const uint32_t *mmsi, size_t n, const struct pl_vessel_heard *heard,
                     struct counted *k, struct pl_error *err) {
    int rc = PL_E_OK;
    for (size_t i = 0; rc == PL_E_OK && i < n; i++) {
        k->heard = &heard[i];
        rc = pl_assertions(c, mmsi[i], on_assertion, k, err);
    }
    return rc;
}

static int give_remarks(const struct pl_known_at *known, const struct pl_detect_facts *facts, const uint32_t *mmsi,
                        size_t n, struct counted *k, struct pl_error *err) {
    struct pl_identity_asked about = {
        .mmsi = mmsi, .n_mmsi = n, .rules = &facts->rules, .mids = facts->mids, .exercise = facts->exercise};
    if (k->sinks->remark == NULL) {
        return PL_E_OK;
    }
    int rc = pl_identity_remarks(known->c, &about, k->said->arena, on_remark, k, err);
    return rc == PL_E_OK
               ? pl_hull_remarks(known->c, &about, (int64_t)known->known.size, k->said->arena, on_remark, k, err)
               : rc;
}

static int read_heard(struct pl_case *c, const struct pl_detect_facts *facts, const uint32_t *mmsi, size_t n,
                      struct pl_arena *arena, struct pl_vessel_heard **ret, struct pl_error *err) {
    struct pl_vessel_heard *heard = pl_arena_calloc(arena, n > 0 ? n : 1, sizeof *heard);
    int rc = heard != NULL ? PL_E_OK : pl_fail(err, PL_E_NOMEM, "no memory for when a ship was heard");
    for (size_t i = 0; rc == PL_E_OK && i < n; i++) {
        rc = pl_vessel_heard_read(c, mmsi[i], facts->skip_own, arena, &heard[i], err);
    }
    *ret = heard;
    return rc;
}

static int give_heard(const struct pl_vessel_heard *heard, size_t n, struct counted *k, struct pl_error *err) {
    int rc = PL_E_OK;
    for (size_t i = 0; rc == PL_E_OK && k->sinks->heard != NULL && i < n; i++) {
        rc = heard[i].first <= heard[i].last ? k->sinks->heard(k->sinks->ctx, &heard[i], err) : rc;
    }
    return rc;
}

static int give_papers(const struct pl_known_at *known, const struct pl_detect_facts *facts, struct counted *k,
                       struct pl_error *err) {
    struct pl_vessel_asked asked = {.imo = k->done->imo,
                                    .mmsi = k->done->mmsi,
                                    .n_mmsi = k->done->n_mmsi,
                                    .said = k->said->list,
                                    .n_said = k->said->n,
                                    .mids = facts->mids,
                                    .before = (int64_t)known->known.size};
    return k->sinks->paper != NULL ? pl_vessel_papers(known->c, &asked, k->said->arena, on_paper, k, err) : PL_E_OK;
}

static int give_ship(const struct pl_known_at *known, const struct pl_vessel_ask *ask, struct counted *k,
                     struct pl_error *err) {
    struct pl_arena *arena = k->said->arena;
    struct pl_detect_facts facts;
    struct pl_vessel_heard *heard = NULL;
    uint32_t *mmsi = NULL;
    size_t n = 0;
    int rc = pl_events_vessel(known->c, ask->id, arena, &mmsi, &n, &k->done->imo, err);
    if (rc == PL_E_OK) {
        rc = ask->brief ? pl_detect_facts_shown(known->c, arena, &facts, err)
                        : pl_detect_facts_read(known->c, arena, &facts, err);
    }
    if (rc != PL_E_OK) {
        return rc;
    }
    *k->sinks->exercise = facts.exercise;
    k->done->mmsi = mmsi;
    k->done->n_mmsi = n;
    k->done->view.known = known->known;
    k->done->view.exercise = facts.exercise;
    rc = read_events(known->c, &facts, mmsi, n, k, err);
    rc = rc == PL_E_OK ? read_heard(known->c, &facts, mmsi, n, arena, &heard, err) : rc;
    rc = rc == PL_E_OK ? give_ships(known->c, &facts, mmsi, n, k, err) : rc;
    rc = rc == PL_E_OK ? give_said(known->c, mmsi, n, heard, k, err) : rc;
    rc = rc == PL_E_OK ? give_remarks(known, &facts, mmsi, n, k, err) : rc;
    if (rc == PL_E_OK && k->sinks->listed != NULL) {
        rc = give_lists(known, ask, facts.exercise, mmsi, n, k, err);
    }
    if (rc == PL_E_OK) {
        rc = ask->brief ? note_heard(known->c, mmsi, n, k, err) : give_sailed(known->c, &facts, mmsi, n, k, err);
    }
    rc = rc == PL_E_OK ? give_papers(known, &facts, k, err) : rc;
    rc = rc == PL_E_OK ? give_events(k, err) : rc;
    return rc == PL_E_OK ? give_heard(heard, n, k, err) : rc;
}

int pl_vessel_run(const struct pl_vessel_ask *ask, const struct pl_vessel_sinks *sinks, struct pl_arena *arena,
                  struct pl_vessel_done *ret, struct pl_error *err) {
    struct pl_vessel_done done = {0};
    PL_KNOWN_AT_AUTO known = {0};
    int rc = pl_known_at_open(ask->dir, ask->known_at, &known, err);
    if (rc == PL_E_OK) {
        struct said said = {.arena = arena};
        struct counted counted = {.sinks = sinks, .said = &said, .done = &done};
        rc = give_ship(&known, ask, &counted, err);
        free(said.list);
    }
    if (rc == PL_E_OK) {
        *ret = done;
    }
    return rc;
}
