/* What a watch has told beside what the case concludes: what is missing is told, what it does not bear out is
 * superseded. */
#include "app/live_told_in.h"
#include "store/event.h"

#include "base/ban.h"

struct sweep {
    struct pl_live_told *t;
    const struct pl_event_style *style;
    pl_time horizon;
};

static int on_known(void *ctx, const struct pl_event *event, struct pl_error *err) {
    struct sweep *s = ctx;
    struct entry e;
    struct pl_buf *line = &s->t->line;
    int rc = pl_live_told_entry(s->t, event, s->style, &e, err);
    if (rc != PL_E_OK || pl_live_told_find(s->t, event->id) != NULL) {
        return rc;
    }
    e.baseline = true;
    pl_buf_clear(line);
    pl_live_told_write(line, &e);
    rc = pl_live_told_add(s->t, &e, err);
    return rc == PL_E_OK ? pl_told_add(s->t->log, 'B', pl_buf_str(line), err) : rc;
}

int pl_live_told_baseline(struct pl_live_told *told, struct pl_case *c, const struct pl_event_style *style,
                          struct pl_error *err) {
    struct sweep s = {.t = told, .style = style};
    if (told->has_baseline) {
        return PL_E_OK;
    }
    int rc = pl_store_events(c, NULL, on_known, &s, err);
    rc = rc == PL_E_OK ? pl_told_add(told->log, 'N', PL_STR("followed"), err) : rc;
    rc = rc == PL_E_OK ? pl_told_commit(told->log, true, err) : rc;
    told->has_baseline = rc == PL_E_OK;
    return rc;
}

/* An event of the second stage is told when all that it rests on was. */
static bool parents_told(struct pl_live_told *t, const struct pl_event *event) {
    for (unsigned i = 0; i < event->n_parents; i++) {
        const struct entry *e = pl_live_told_find(t, event->parents[i]);
        if (e == NULL || e->gone) {
            return false;
        }
    }
    return true;
}

static int on_concluded(void *ctx, const struct pl_event *event, struct pl_error *err) {
    struct sweep *s = ctx;
    if (!pl_event_type_shown(event->type)) {
        return PL_E_OK;
    }
    bool all = s->horizon == INT64_MAX;
    bool due = all || (event->n_parents > 0 ? parents_told(s->t, event) : event->emitted_at < s->horizon);
    if (!due) {
        struct entry *e = pl_live_told_find(s->t, event->id);
        if (e != NULL) {
            e->met = true; /* not to be judged yet */
        }
        return PL_E_OK;
    }
    int rc = pl_live_told_take(s->t, event, s->style, true, err);
    return rc == PL_E_OK ? pl_live_told_deliver_some(s->t, err) : rc;
}

/* Two passes: an event of the second stage may stand before what it rests on. */
static int conclude(struct sweep *s, struct pl_case *c, struct pl_error *err) {
    int rc = pl_store_events(c, NULL, on_concluded, s, err);
    return rc == PL_E_OK && s->horizon != INT64_MAX ? pl_store_events(c, NULL, on_concluded, s, err) : rc;
}

/* What stands in its place: told just now, of the same type and ship, with the nearest start. */
static const struct entry *replacement(const struct pl_live_told *t, const struct entry *old) {
    const struct entry *best = NULL;
    uint64_t least = UINT64_MAX;
    for (size_t i = 0; i < t->n; i++) {
        const struct entry *e = &t->entries[i];
        bool ship = e->mmsi[0] == old->mmsi[0] || e->mmsi[1] == old->mmsi[0] ||
                    (old->mmsi[1] != 0 && (e->mmsi[0] == old->mmsi[1] || e->mmsi[1] == old->mmsi[1]));
        uint64_t apart = e->start > old->start ? (uint64_t)e->start - (uint64_t)old->start
                                               : (uint64_t)old->start - (uint64_t)e->start;
        if (e->fresh && e != old && e->type == old->type && ship && apart < least) {
            least = apart;
            best = e;
        }
    }
    return best;
}

int pl_live_told_reconcile(struct pl_live_told *told, struct pl_case *c, pl_time horizon,
                           const struct pl_event_style *style, struct pl_error *err) {
    struct sweep s = {.t = told, .style = style, .horizon = horizon};
    for (size_t i = 0; i < told->n; i++) {
        told->entries[i].met = told->entries[i].fresh = false;
    }
    int rc = conclude(&s, c, err);
    for (size_t i = 0; rc == PL_E_OK && i < told->n; i++) {
        struct entry *e = &told->entries[i];
        if (e->met || e->gone || (!e->related && e->emitted >= horizon && horizon != INT64_MAX)) {
            continue;
        }
        const struct entry *by = replacement(told, e);
        e->gone = true;
        if (!e->baseline) {
            rc = pl_live_told_superseded(told, e->id, by != NULL ? &by->id : NULL, "later reports do not bear it out",
                                         style->exercise, err);
        }
    }
    return rc == PL_E_OK ? pl_live_told_deliver(told, err) : rc;
}
