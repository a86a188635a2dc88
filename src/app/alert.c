#include "app/alert.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/alert_match.h"
#include "app/case_view.h"
#include "app/known_at.h"
#include "app/screening.h"
#include "base/map.h"
#include "text/plural.h"

#include "base/ban.h"

/* A type that this program does not know: the rule asks for nothing by it, never for everything. */
#define TYPE_UNKNOWN (1u << 31)

#define RULES_MAX  1024
#define ALERTS_MAX ((size_t)1000000)

const char *pl_alert_state_word(int state) {
    static const char *const WORDS[PL_ALERT_STATES] = {"new", "acknowledged", "snoozed", "dismissed", "gone"};
    return state >= 0 && state < PL_ALERT_STATES ? WORDS[state] : "unknown";
}

/* What persons did with one alert, last words count. */
struct dealt {
    pl_hash id, facts; /* as they were when the last of these was done */
    bool acknowledged, dismissed;
    pl_time until, at;
    pl_str assigned, by, reason, about;
};

struct fold {
    struct pl_alerts *out;
    struct pl_arena *arena;
    struct pl_alert_rule *rules; /* also ended ones: seq -1 */
    size_t n_rules;
    struct dealt *dealt; /* in the order in which each was first dealt with */
    size_t n_dealt, cap_dealt;
    struct pl_strmap places; /* an alert's id -> its place in dealt */
    uint32_t **mmsi;         /* of a rule's ship */
    size_t *n_mmsi;
    size_t cap_list;
};

/* ---- folding acts ---- */

static bool read_hash(pl_str bytes, pl_hash *ret) {
    if (bytes.n != PL_HASH_BYTES) {
        return false;
    }
    memcpy(ret->b, bytes.p, PL_HASH_BYTES);
    return true;
}

static uint32_t read_types(pl_str text) {
    uint32_t types = 0;
    while (text.n > 0) {
        int type = pl_event_type_of(pl_str_cut(&text, ','));
        types |= type >= 0 ? 1u << type : TYPE_UNKNOWN;
    }
    return types;
}

static int set_rule(struct fold *f, const struct pl_act *act, struct pl_error *err) {
    pl_str area = pl_act_text(act, "area"), hours = pl_act_text(act, "min_hours");
    if (f->n_rules == RULES_MAX) {
        return pl_fail(err, PL_E_LIMIT, "more than %d rules of watching", RULES_MAX);
    }
    struct pl_alert_rule r = {.seq = act->seq,
                              .at = act->at,
                              .name = pl_str_copy(f->arena, pl_act_text(act, "name")),
                              .by = pl_str_copy(f->arena, pl_act_text(act, "by")),
                              .ship = pl_str_copy(f->arena, pl_act_text(act, "ship")),
                              .types = read_types(pl_act_text(act, "types")),
                              .surprising = pl_act_text(act, "surprising").n > 0,
                              .lists = pl_act_text(act, "lists").n > 0};
    if ((area.n > 0 && !pl_alert_area_read(area, &r)) || (hours.n > 0 && !pl_str_double(hours, &r.min_hours))) {
        return pl_fail(err, PL_E_STORE, "journal entry %lld is damaged", (long long)act->seq);
    }
    f->rules[f->n_rules++] = r;
    return 0;
}

static void end_rule(struct fold *f, int64_t seq) {
    for (size_t i = 0; i < f->n_rules; i++) {
        if (f->rules[i].seq == seq) {
            memmove(&f->rules[i], &f->rules[i + 1], (f->n_rules - i - 1) * sizeof *f->rules);
            f->n_rules--;
            return;
        }
    }
}

/* What was done with that alert so far. */
static struct dealt *dealt_of(struct fold *f, const pl_hash *id, struct pl_error *err) {
    bool fresh = false;
    uint64_t *at = pl_strmap_put(&f->places, pl_str_make((const char *)id->b, PL_HASH_BYTES), &fresh);
    if (at != NULL && !fresh) {
        return &f->dealt[*at];
    }
    if (at == NULL || f->n_dealt == f->cap_dealt) {
        size_t cap = f->cap_dealt == 0 ? 64 : 2 * f->cap_dealt;
        struct dealt *grown = at != NULL ? pl_arena_calloc(f->arena, cap, sizeof *grown) : NULL;
        if (grown == NULL) {
            (void)pl_fail(err, PL_E_NOMEM, "no memory for alerts");
            return NULL;
        }
        if (f->n_dealt > 0) {
            memcpy(grown, f->dealt, f->n_dealt * sizeof *grown);
        }
        f->dealt = grown;
        f->cap_dealt = cap;
    }
    *at = f->n_dealt;
    struct dealt *d = &f->dealt[f->n_dealt++];
    *d = (struct dealt){.id = *id, .until = PL_TIME_NONE};
    return d;
}

static int deal(struct fold *f, const struct pl_act *act, pl_str change, struct pl_error *err) {
    pl_hash id, facts;
    if (!read_hash(pl_act_text(act, "alert"), &id) || !read_hash(pl_act_text(act, "facts"), &facts)) {
        return pl_fail(err, PL_E_STORE, "journal entry %lld is damaged", (long long)act->seq);
    }
    struct dealt *d = dealt_of(f, &id, err);
    if (d == NULL) {
        return PL_E_NOMEM;
    }
    d->facts = facts;
    d->at = act->at;
    d->by = pl_str_copy(f->arena, pl_act_text(act, "by"));
    d->about = pl_str_copy(f->arena, pl_act_text(act, "about"));
    d->reason = (pl_str){0};
    if (pl_str_eq(change, PL_STR("assign"))) {
        d->assigned = pl_str_copy(f->arena, pl_act_text(act, "to"));
        d->acknowledged = true;
    } else if (pl_str_eq(change, PL_STR("snooze"))) {
        d->until = pl_act_number(act, "until_us", PL_TIME_NONE);
    } else if (pl_str_eq(change, PL_STR("dismiss"))) {
        d->dismissed = true;
        d->reason = pl_str_copy(f->arena, pl_act_text(act, "reason"));
    } else if (pl_str_eq(change, PL_STR("reopen"))) {
        *d = (struct dealt){
            .id = id, .facts = facts, .until = PL_TIME_NONE, .at = act->at, .by = d->by, .about = d->about};
    } else {
        d->acknowledged = true;
    }
    return 0;
}

static int on_act(void *ctx, const struct pl_act *act, struct pl_error *err) {
    struct fold *f = ctx;
    pl_str change = pl_act_text(act, "change");
    if (pl_str_eq(change, PL_STR("rule"))) {
        return set_rule(f, act, err);
    }
    if (pl_str_eq(change, PL_STR("rule-end"))) {
        end_rule(f, pl_act_number(act, "rule", -1));
        return 0;
    }
    return pl_str_eq(change, PL_STR("note")) ? 0 : deal(f, act, change, err);
}

/* ---- alerts ---- */

static struct pl_alert *new_alert(struct fold *f, struct pl_error *err) {
    struct pl_alerts *out = f->out;
    if (out->n == ALERTS_MAX) {
        (void)pl_fail(err, PL_E_LIMIT, "more than %zu alerts: the rules of watching are too wide", ALERTS_MAX);
        return NULL;
    }
    if (out->n == f->cap_list) {
        size_t cap = f->cap_list == 0 ? 256 : 2 * f->cap_list;
        struct pl_alert *grown = pl_arena_calloc(f->arena, cap, sizeof *grown);
        if (grown == NULL) {
            (void)pl_fail(err, PL_E_NOMEM, "no memory for alerts");
            return NULL;
        }
        if (out->n > 0) {
            memcpy(grown, out->list, out->n * sizeof *grown);
        }
        out->list = grown;
        f->cap_list = cap;
    }
    struct pl_alert *a = &out->list[out->n++];
    *a = (struct pl_alert){.screening = -1, .acted_at = PL_TIME_NONE, .until = PL_TIME_NONE};
    return a;
}

static int on_event(void *ctx, const struct pl_events_view *view, const struct pl_event *event, struct pl_error *err) {
    struct fold *f = ctx;
    struct pl_event *kept = NULL;
    (void)view;
    for (size_t i = 0; i < f->n_rules; i++) {
        if (!pl_alert_asks(&f->rules[i], f->mmsi[i], f->n_mmsi[i], event)) {
            continue;
        }
        struct pl_alert *a = new_alert(f, err);
        kept = kept != NULL || a == NULL ? kept : pl_arena_calloc(f->arena, 1, sizeof *kept);
        if (a == NULL || kept == NULL) {
            return a == NULL ? PL_E_LIMIT : pl_fail(err, PL_E_NOMEM, "no memory for alerts");
        }
        *kept = *event;
        a->id = pl_alert_event_id(&f->rules[i], event);
        a->facts = pl_alert_event_facts(event);
        a->rule = &f->rules[i];
        a->event = kept;
        a->at = event->start;
        a->about = pl_alert_event_words(f->arena, event);
    }
    return 0;
}

static int on_screening(void *ctx, const struct pl_act *act, struct pl_error *err) {
    struct fold *f = ctx;
    struct pl_screening s;
    if (!pl_str_eq(pl_act_text(act, "purpose"), PL_STR("watch"))) {
        return 0;
    }
    int code = pl_screening_of(act, f->arena, &s, err);
    for (size_t i = 0; code == 0 && s.new_hits > 0 && i < f->n_rules; i++) {
        if (!f->rules[i].lists || act->at < f->rules[i].at) {
            continue;
        }
        char id[64], about[128];
        struct pl_alert *a = new_alert(f, err);
        if (a == NULL) {
            return PL_E_LIMIT;
        }
        int n =
            snprintf(id, sizeof id, "plimsoll-alert/v1\n%lld/%lld", (long long)f->rules[i].seq, (long long)act->seq);
        a->id = a->facts = pl_sha256_of(id, (size_t)n);
        a->rule = &f->rules[i];
        a->at = act->at;
        a->screening = act->seq;
        a->new_hits = s.new_hits;
        n = snprintf(about, sizeof about, "watch list: %llu new %s (journal entry %lld)",
                     (unsigned long long)s.new_hits, pl_plural(s.new_hits, "hit", "hits"), (long long)act->seq);
        a->about = pl_str_copy(f->arena, pl_str_make(about, (size_t)n));
    }
    return code;
}

static void apply(struct pl_alert *a, const struct dealt *d, pl_time now) {
    bool same = pl_hash_cmp(a->facts, d->facts) == 0;
    a->by = d->by;
    a->acted_at = d->at;
    a->assigned = d->assigned;
    a->changed = !same;
    if (d->dismissed && same) {
        a->state = PL_ALERT_DISMISSED;
        a->reason = d->reason;
    } else if (d->until != PL_TIME_NONE && now < d->until) {
        a->state = PL_ALERT_SNOOZED;
        a->until = d->until;
    } else if (d->acknowledged && same) {
        a->state = PL_ALERT_ACKNOWLEDGED;
    }
}

static int alert_cmp(const void *a, const void *b) {
    const struct pl_alert *x = a, *y = b;
    if (x->at != y->at) {
        return x->at < y->at ? -1 : 1;
    }
    return pl_hash_cmp(x->id, y->id);
}

/* What was done is applied; what no longer has an event is told as gone, unless it was set aside before. */
static int settle(struct fold *f, pl_time now, struct pl_error *err) {
    size_t n = f->out->n;
    bool *met = pl_arena_calloc(f->arena, f->n_dealt + 1, sizeof *met);
    if (met == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for alerts");
    }
    for (size_t i = 0; i < n && f->n_dealt > 0; i++) {
        const pl_hash *id = &f->out->list[i].id;
        const uint64_t *is = pl_strmap_get(&f->places, pl_str_make((const char *)id->b, PL_HASH_BYTES));
        if (is != NULL) {
            size_t at = (size_t)*is;
            apply(&f->out->list[i], &f->dealt[at], now);
            met[at] = true;
        }
    }
    for (size_t i = 0; i < f->n_dealt; i++) {
        const struct dealt *d = &f->dealt[i];
        struct pl_alert *a = met[i] ? NULL : new_alert(f, err);
        if (!met[i] && a == NULL) {
            return PL_E_NOMEM;
        }
        if (a != NULL) {
            *a = (struct pl_alert){.id = d->id,
                                   .facts = d->facts,
                                   .screening = -1,
                                   .about = d->about,
                                   .at = d->at,
                                   .state = PL_ALERT_GONE,
                                   .assigned = d->assigned,
                                   .by = d->by,
                                   .reason = d->reason,
                                   .acted_at = d->at,
                                   .until = PL_TIME_NONE};
        }
    }
    if (f->out->n > 1) {
        qsort(f->out->list, f->out->n, sizeof *f->out->list, alert_cmp);
    }
    return 0;
}

static int resolve_ships(struct fold *f, struct pl_case *c, struct pl_error *err) {
    f->mmsi = pl_arena_calloc(f->arena, f->n_rules + 1, sizeof *f->mmsi);
    f->n_mmsi = pl_arena_calloc(f->arena, f->n_rules + 1, sizeof *f->n_mmsi);
    int code = f->mmsi == NULL || f->n_mmsi == NULL ? pl_fail(err, PL_E_NOMEM, "no memory for alerts") : 0;
    for (size_t i = 0; code == 0 && i < f->n_rules; i++) {
        char ship[64];
        uint32_t imo = 0;
        pl_str text = f->rules[i].ship;
        if (text.n > 0 && text.n < sizeof ship) {
            memcpy(ship, text.p, text.n);
            ship[text.n] = '\0';
            code = pl_events_vessel(c, ship, f->arena, &f->mmsi[i], &f->n_mmsi[i], &imo, err);
        }
    }
    return code;
}

static int fold_open(struct fold *f, struct pl_alerts *out, struct pl_arena *arena, struct pl_error *err) {
    *f = (struct fold){.out = out, .arena = arena};
    pl_strmap_open(&f->places, ALERTS_MAX, ALERTS_MAX * 2 * PL_HASH_BYTES);
    f->rules = pl_arena_calloc(arena, RULES_MAX, sizeof *f->rules);
    return f->rules == NULL ? pl_fail(err, PL_E_NOMEM, "no memory for alerts") : PL_E_OK;
}

int pl_alerts_read(const char *dir, pl_time known_at, pl_time now, struct pl_arena *arena, struct pl_alerts *ret,
                   struct pl_error *err) {
    static const struct pl_store_event_query ALL = {.type = -1, .from = PL_TIME_NONE, .to = PL_TIME_NONE};
    PL_CASE_VIEW_AUTO view = {0};
    PL_KNOWN_AT_AUTO known = {0};
    struct pl_alerts alerts = {0};
    struct fold f;
    int code = fold_open(&f, &alerts, arena, err);
    code = code == 0 ? pl_case_view_open(dir, known_at, &view, err) : code;
    code = code == 0 ? pl_act_each(view.c, PL_STR("alert"), view.before, on_act, &f, err) : code;
    code = code == 0 ? pl_known_at_open(dir, known_at, &known, err) : code;
    code = code == 0 ? resolve_ships(&f, known.c, err) : code;
    code = code == 0 ? pl_events_read(&known, &ALL, "", arena, on_event, &f, &alerts.view, err) : code;
    code = code == 0 ? pl_act_each(view.c, PL_STR("screening"), view.before, on_screening, &f, err) : code;
    code = code == 0 ? settle(&f, now, err) : code;
    pl_strmap_close(&f.places);
    alerts.rules = f.rules;
    alerts.n_rules = f.n_rules;
    *ret = alerts;
    return code;
}

int pl_alert_rules_read(struct pl_case *c, int64_t before, struct pl_arena *arena, struct pl_alert_rule **ret_rules,
                        size_t *ret_n, struct pl_error *err) {
    struct pl_alerts none = {0};
    struct fold f;
    int code = fold_open(&f, &none, arena, err);
    code = code == 0 ? pl_act_each(c, PL_STR("alert"), before, on_act, &f, err) : code;
    pl_strmap_close(&f.places);
    *ret_rules = f.rules;
    *ret_n = f.n_rules;
    return code;
}

int pl_alert_find(const struct pl_alerts *alerts, const char *id, const struct pl_alert **ret_alert,
                  struct pl_error *err) {
    size_t n = strlen(id);
    const struct pl_alert *found = NULL;
    if (n < 8 || n > 64 || strspn(id, "0123456789abcdef") != n) {
        return pl_fail(err, PL_E_USAGE, "an alert is named by 8 or more hex digits of its id");
    }
    for (size_t i = 0; i < alerts->n; i++) {
        char hex[65];
        pl_hash_hex(alerts->list[i].id, hex);
        if (strncmp(hex, id, n) != 0) {
            continue;
        }
        if (found != NULL) {
            return pl_fail(err, PL_E_USAGE, "several alerts begin with %s: more digits are needed", id);
        }
        found = &alerts->list[i];
    }
    *ret_alert = found;
    return found != NULL ? 0 : pl_fail(err, PL_E_NOT_FOUND, "the case has no alert %s", id);
}
