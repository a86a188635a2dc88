#include "detect/relate.h"

#include <stdlib.h>
#include <string.h>

#include "detect/fold.h"
#include "detect/relate_in.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)1 << 32)

static const struct pl_relate_part *const PARTS[] = {
    &pl_relate_interference, &pl_relate_change, &pl_relate_rendezvous, &pl_relate_silence, &pl_relate_call,
    &pl_relate_anchorage,    &pl_relate_habit,  &pl_relate_arrival,    &pl_relate_too_far,
};
enum { N_PARTS = sizeof PARTS / sizeof PARTS[0] };

int pl_relate_open(const struct pl_relate_options *options, struct pl_relate **ret_relate, struct pl_error *err) {
    struct pl_relate *r = calloc(1, sizeof *r);
    if (r == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to relate events");
    }
    r->options = *options;
    pl_arena_open(&r->arena, ARENA_MAX);
    r->states = pl_arena_calloc(&r->arena, N_PARTS, sizeof *r->states);
    int rc = r->states == NULL ? pl_fail(err, PL_E_NOMEM, "no memory to relate events") : PL_E_OK;
    for (unsigned i = 0; rc == PL_E_OK && i < N_PARTS; i++) {
        rc = PARTS[i]->open != NULL ? PARTS[i]->open(r, &r->states[i], err) : PL_E_OK;
    }
    if (rc != PL_E_OK) {
        pl_relate_close(r);
        return rc;
    }
    *ret_relate = r;
    return PL_E_OK;
}

void pl_relate_give(struct pl_relate *r, const struct pl_passages *passages) { r->options.passages = passages; }

int pl_relate_add(struct pl_relate *r, const struct pl_event *event, struct pl_error *err) {
    int rc = pl_on_air_add(&r->on_air, event, err);
    for (unsigned i = 0; rc == PL_E_OK && i < N_PARTS; i++) {
        rc = PARTS[i]->add != NULL ? PARTS[i]->add(r, r->states[i], event, err) : PL_E_OK;
    }
    return rc;
}

int pl_relate_run(struct pl_relate *r, pl_event_sink sink, void *ctx, struct pl_error *err) {
    int rc = pl_on_air_seal(&r->on_air, err);
    r->sink = sink;
    r->ctx = ctx;
    for (unsigned i = 0; rc == PL_E_OK && i < N_PARTS; i++) {
        rc = PARTS[i]->run != NULL ? PARTS[i]->run(r, r->states[i], err) : PL_E_OK;
    }
    r->sink = NULL;
    return rc;
}

int pl_relate_note(struct pl_relate *r, struct pl_event *event, struct pl_error *err) {
    int rc = PL_E_OK;
    event->notes = (struct pl_event_notes){.expected = -1, .chance = -1};
    for (unsigned i = 0; rc == PL_E_OK && i < N_PARTS; i++) {
        rc = PARTS[i]->note != NULL ? PARTS[i]->note(r, r->states[i], event, err) : PL_E_OK;
    }
    return rc;
}

void pl_relate_close(struct pl_relate *r) {
    if (r == NULL) {
        return;
    }
    for (unsigned i = 0; r->states != NULL && i < N_PARTS; i++) {
        if (PARTS[i]->close != NULL && r->states[i] != NULL) {
            PARTS[i]->close(r->states[i]);
        }
    }
    pl_on_air_close(&r->on_air);
    pl_arena_close(&r->arena);
    free(r);
}

void pl_relate_say(struct pl_event *event, const char *part) {
    char *remark = event->notes.remark;
    const size_t room = sizeof event->notes.remark;
    const size_t have = strnlen(remark, room), n = strlen(part);
    if (have + n + 3 <= room) {
        memcpy(remark + have, "; ", 2);
        memcpy(remark + have + (have > 0 ? 2 : 0), part, n + 1);
    }
}

/* Telling */

struct pl_relate_parent pl_relate_parent_of(const struct pl_event *e) {
    struct pl_relate_parent p = {.start = e->start,
                                 .type = e->type,
                                 .id = e->id,
                                 .digest = e->digest,
                                 .first_input = e->first_input,
                                 .inputs_from = e->inputs_from,
                                 .inputs_to = e->inputs_to,
                                 .n_inputs = e->n_inputs};
    for (unsigned i = 0; i < e->n_evidence; i++) {
        if (i < 2 || i + 2 >= e->n_evidence) {
            p.evidence_mmsi[p.n_evidence] = e->evidence_mmsi[i];
            p.evidence[p.n_evidence++] = e->evidence[i];
        }
    }
    return p;
}

/* As pl_event_cmp. */
static int parent_cmp(const void *a, const void *b) {
    const struct pl_relate_parent *x = a, *y = b;
    if (x->start != y->start) {
        return x->start < y->start ? -1 : 1;
    }
    int by_type = x->type == y->type ? 0 : strcmp(pl_event_type_name(x->type), pl_event_type_name(y->type));
    return by_type != 0 ? by_type : pl_hash_cmp(x->id, y->id);
}

static int vessel_cmp(const void *a, const void *b) {
    const struct pl_event_vessel *x = a, *y = b;
    if (x->mmsi != y->mmsi) {
        return x->mmsi < y->mmsi ? -1 : 1;
    }
    return pl_hash_cmp(x->track, y->track);
}

static bool has_place(const struct pl_event *event, const struct pl_loc *loc) {
    for (unsigned i = 0; i < event->n_evidence; i++) {
        const struct pl_loc *have = &event->evidence[i];
        if (have->source == loc->source && have->offset == loc->offset && have->length == loc->length) {
            return true;
        }
    }
    return false;
}

static void take_place(struct pl_event *event, const struct pl_relate_parent *p, unsigned nth) {
    bool named = false;
    for (unsigned v = 0; v < event->n_vessels && nth < p->n_evidence; v++) {
        named = named || event->vessels[v].mmsi == p->evidence_mmsi[nth];
    }
    if (named && event->n_evidence < PL_EVENT_EVIDENCE && !has_place(event, &p->evidence[nth])) {
        event->evidence_mmsi[event->n_evidence] = p->evidence_mmsi[nth];
        event->evidence[event->n_evidence++] = p->evidence[nth];
    }
}

/* One place of each vessel that the event names; then the nth place of each parent in turn, so that every parent has
 * one before any has two. */
static void take_evidence(struct pl_event *event, const struct pl_relate_parent *parents, size_t n) {
    event->n_evidence = 0;
    for (unsigned v = 0; v < event->n_vessels; v++) {
        unsigned before = event->n_evidence;
        for (size_t i = 0; i < n && event->n_evidence == before; i++) {
            for (unsigned nth = 0; nth < parents[i].n_evidence && event->n_evidence == before; nth++) {
                if (parents[i].evidence_mmsi[nth] == event->vessels[v].mmsi) {
                    take_place(event, &parents[i], nth);
                }
            }
        }
    }
    for (unsigned nth = 0; nth < 4; nth++) {
        for (size_t i = 0; i < n && event->n_evidence < PL_EVENT_EVIDENCE; i++) {
            take_place(event, &parents[i], nth);
        }
    }
}

int pl_relate_tell(struct pl_relate *r, struct pl_event *event, struct pl_relate_parent *parents, size_t n,
                   pl_str extra, struct pl_error *err) {
    struct pl_sha256 sha;
    pl_sha256_start(&sha);
    qsort(parents, n, sizeof *parents, parent_cmp);
    event->n_inputs = 0;
    event->inputs_from = parents[0].inputs_from;
    event->inputs_to = parents[0].inputs_to;
    event->first_input = parents[0].first_input;
    event->n_parents = 0;
    for (size_t i = 0; i < n; i++) {
        const struct pl_relate_parent *p = &parents[i];
        event->n_inputs += p->n_inputs;
        event->inputs_from = p->inputs_from < event->inputs_from ? p->inputs_from : event->inputs_from;
        event->inputs_to = p->inputs_to > event->inputs_to ? p->inputs_to : event->inputs_to;
        pl_sha256_add(&sha, p->digest.b, sizeof p->digest.b);
        if (event->n_parents < PL_EVENT_PARENTS) {
            event->parents[event->n_parents++] = p->id;
        }
    }
    event->digest = pl_sha256_digest(&sha);
    take_evidence(event, parents, n);
    qsort(event->vessels, event->n_vessels, sizeof event->vessels[0], vessel_cmp);
    event->id = pl_event_id_of(event, r->options.rules, event->first_input, extra);
    event->emitted_at = r->options.until;
    for (unsigned i = 0; i < N_PARTS; i++) {
        int rc = PARTS[i]->found != NULL ? PARTS[i]->found(r, r->states[i], event, err) : PL_E_OK;
        if (rc != PL_E_OK) {
            return rc;
        }
    }
    return r->sink(r->ctx, event, err);
}
