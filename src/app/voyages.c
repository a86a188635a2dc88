#include "app/voyages.h"

#include <stdlib.h>
#include <string.h>

#include "app/case_rules.h"
#include "app/case_view.h"

#include "base/ban.h"

struct gathering {
    struct pl_voyages *voyages;
    const struct pl_rules *rules;
    struct pl_stay *stays;
    size_t n_stays, cap_stays;
};

static int on_event(void *ctx, const struct pl_events_view *view, const struct pl_event *event, struct pl_error *err) {
    struct gathering *g = ctx;
    (void)view;
    return pl_voyages_add(g->voyages, event, err);
}

int pl_voyages_read(const char *case_dir, pl_time known_at, const char *vessel, pl_time from, pl_time to,
                    struct pl_arena *arena, struct pl_voyage **ret_list, size_t *ret_n, struct pl_events_view *ret_view,
                    struct pl_error *err) {
    const struct pl_store_event_query all = {.type = -1, .from = PL_TIME_NONE, .to = PL_TIME_NONE, .said = true};
    struct gathering g = {0};
    struct pl_voyage *list = NULL;
    size_t n = 0, kept = 0;
    int rc = pl_voyages_open(arena, &g.voyages, err);
    rc = rc == PL_E_OK ? pl_events_run(case_dir, known_at, &all, vessel, arena, on_event, &g, ret_view, err) : rc;
    rc = rc == PL_E_OK ? pl_voyages_end(g.voyages, &list, &n, err) : rc;
    for (size_t i = 0; i < n; i++) {
        bool after = to != PL_TIME_NONE && list[i].start != PL_TIME_NONE && list[i].start > to;
        bool before = from != PL_TIME_NONE && list[i].end != PL_TIME_NONE && list[i].end < from;
        if (!after && !before) {
            list[kept++] = list[i];
        }
    }
    *ret_list = list;
    *ret_n = kept;
    return rc;
}

static int on_stay(void *ctx, const struct pl_events_view *view, const struct pl_event *event, struct pl_error *err) {
    struct gathering *g = ctx;
    struct pl_stay stay;
    (void)view;
    if (!pl_stay_of(g->rules, event, &stay)) {
        return PL_E_OK;
    }
    if (g->n_stays == g->cap_stays) {
        size_t cap = g->cap_stays == 0 ? 64 : 2 * g->cap_stays;
        struct pl_stay *grown = reallocarray(g->stays, cap, sizeof *grown);
        if (grown == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory to learn anchorages");
        }
        g->stays = grown;
        g->cap_stays = cap;
    }
    g->stays[g->n_stays++] = stay;
    return PL_E_OK;
}

int pl_anchorages_read(const char *case_dir, pl_time known_at, struct pl_arena *arena, struct pl_anchorage **ret_list,
                       size_t *ret_n, struct pl_events_view *ret_view, struct pl_error *err) {
    const struct pl_store_event_query query = {.type = PL_EVENT_LOITERING, .from = PL_TIME_NONE, .to = PL_TIME_NONE};
    PL_CASE_VIEW_AUTO view = {0};
    struct pl_case_rules rules;
    struct gathering g = {.rules = &rules.rules};
    int rc = pl_case_view_open(case_dir, known_at, &view, err);
    rc = rc == PL_E_OK ? pl_case_rules_read(view.c, view.before, &rules, err) : rc;
    rc = rc == PL_E_OK ? pl_events_run(case_dir, known_at, &query, "", arena, on_stay, &g, ret_view, err) : rc;
    rc = rc == PL_E_OK ? pl_anchorages_find(&rules.rules, g.stays, g.n_stays, arena, ret_list, ret_n, err) : rc;
    free(g.stays);
    return rc;
}
