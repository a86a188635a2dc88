#include "app/lead_build.h"

#include <stdio.h>
#include <stdlib.h>

#include "app/lead_context.h"

#include "base/ban.h"

static int on_own_identity(void *ctx, const struct pl_seen_identity *said, struct pl_error *err) {
    bool asked = pl_str_eq(said->field, PL_STR("imo")) || pl_str_eq(said->field, PL_STR("name")) ||
                 pl_str_eq(said->field, PL_STR("callsign"));
    return asked ? pl_lead_link_identity(ctx, said, err) : 0;
}

static int link_ship(struct pl_lead_builder *b, uint32_t mmsi, struct pl_error *err) {
    struct pl_seen_ship ship;
    int code = pl_seen_ship(b->c, mmsi, &ship, err);
    code = code == 0 && ship.reports > 0 ? pl_lead_link_ship(b, &ship, err) : code;
    return code == 0 && ship.reports > 0 ? pl_seen_identities(b->c, mmsi, on_own_identity, b, err) : code;
}

static bool among(const struct pl_leads_of *ask, uint32_t mmsi) {
    for (size_t i = 0; i < ask->n_mmsi; i++) {
        if (ask->mmsi[i] == mmsi) {
            return true;
        }
    }
    return false;
}

/* The ships, and whom they met: each once. */
static int link_all(struct pl_lead_builder *b, const struct pl_leads_of *ask, struct pl_error *err) {
    struct pl_map done;
    int code = 0;
    pl_map_open(&done, PL_LEAD_SHIPS_MAX);
    for (size_t i = 0; code == 0 && i < ask->n_mmsi; i++) {
        code = pl_map_put(&done, ask->mmsi[i], NULL) != NULL ? link_ship(b, ask->mmsi[i], err)
                                                             : pl_fail(err, PL_E_LIMIT, "too many ships");
    }
    for (size_t i = 0; code == 0 && i < ask->n_events; i++) {
        for (unsigned v = 0; code == 0 && v < ask->events[i]->n_vessels; v++) {
            bool fresh = false, met = ask->events[i]->type == PL_EVENT_ENCOUNTER;
            if (met && pl_map_put(&done, ask->events[i]->vessels[v].mmsi, &fresh) == NULL) {
                code = pl_fail(err, PL_E_LIMIT, "too many ships");
            } else if (fresh) {
                code = link_ship(b, ask->events[i]->vessels[v].mmsi, err);
            }
        }
    }
    pl_map_close(&done);
    return code;
}

static int count_number(void *ctx, uint32_t mmsi, struct pl_error *err) {
    uint64_t *n = ctx;
    (void)mmsi;
    (void)err;
    *n += 1;
    return 0;
}

static int on_said_last(void *ctx, const struct pl_seen_identity *said, struct pl_error *err) {
    bool asked = pl_str_eq(said->field, PL_STR("imo")) || pl_str_eq(said->field, PL_STR("name")) ||
                 pl_str_eq(said->field, PL_STR("callsign"));
    return asked ? pl_lead_last_said(ctx, said, err) : 0;
}

static int finish_ship(struct pl_lead_builder *b, struct pl_lead_said *last, struct pl_lead *lead,
                       struct pl_error *err) {
    char imo[16];
    int code = pl_seen_identities(b->c, lead->mmsi, on_said_last, last, err);
    uint64_t sharers = 0, *at = lead->imo != 0 ? pl_map_put(&last->imo_ships, lead->imo, NULL) : NULL;
    snprintf(imo, sizeof imo, "%u", lead->imo);
    code = code == 0 && at != NULL ? pl_seen_imo(b->c, pl_str_from(imo), count_number, &sharers, err) : code;
    if (at != NULL) {
        *at = sharers;
    }
    code = code == 0 ? pl_lead_add_against(b, lead, &last->imo_ships, err) : code;
    code = code == 0 ? pl_lead_add_habits(b, lead, err) : code;
    return code == 0 ? pl_lead_context_innocent(b->arena, lead, err) : code;
}

static int by_mmsi(const void *pa, const void *pb) {
    const struct pl_lead *a = pa, *b = pb;
    return (a->mmsi > b->mmsi) - (a->mmsi < b->mmsi);
}

static int finish_ships(struct pl_lead_builder *b, const struct pl_leads_of *ask, struct pl_error *err) {
    struct pl_lead_said last = {.b = b};
    size_t kept = 0;
    int code = 0;
    pl_map_open(&last.imo_ships, PL_LEAD_SHIPS_MAX);
    pl_map_open(&last.when, PL_LEAD_SHIPS_MAX);
    for (size_t i = 0; code == 0 && i < b->n; i++) {
        pl_lead_settle(&b->leads[i]);
        code = pl_lead_add_rulings(b, &b->leads[i], err);
    }
    code = code == 0 ? pl_lead_add_partners(b, err) : code;
    for (size_t i = 0; code == 0 && i < b->n; i++) {
        pl_lead_settle(&b->leads[i]);
        if (among(ask, b->leads[i].mmsi)) {
            code = finish_ship(b, &last, &b->leads[i], err);
        }
    }
    for (size_t i = 0; i < b->n; i++) {
        if (among(ask, b->leads[i].mmsi)) {
            b->leads[kept++] = b->leads[i];
        }
    }
    b->n = kept;
    pl_map_close(&last.imo_ships);
    pl_map_close(&last.when);
    if (kept > 1) {
        qsort(b->leads, kept, sizeof *b->leads, by_mmsi);
    }
    return code;
}

int pl_leads_of(const struct pl_leads_of *ask, struct pl_arena *arena, struct pl_lead **ret_leads, size_t *ret_n,
                struct pl_error *err) {
    struct pl_leads out = {.exercise = ask->exercise, .first = PL_TIME_NONE, .last = PL_TIME_NONE};
    struct pl_lead_builder b = {.c = ask->c,
                                .arena = arena,
                                .out = &out,
                                .all = true,
                                .names = ask->names,
                                .events = ask->events,
                                .n_events = ask->n_events};
    pl_map_open(&b.index, PL_LEAD_SHIPS_MAX);
    int code = pl_list_asker_open(ask->c, &b.asker, err);
    code = code == 0 ? link_all(&b, ask, err) : code;
    code = code == 0 ? finish_ships(&b, ask, err) : code;
    pl_list_asker_close(b.asker);
    pl_map_close(&b.index);
    if (code == 0) {
        *ret_leads = b.leads;
        *ret_n = b.n;
    }
    return code;
}
