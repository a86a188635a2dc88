#include "app/alert.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/case_view.h"
#include "app/known_at.h"
#include "app/screening.h"

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
    struct dealt *dealt;
    size_t n_dealt, cap_dealt;
    uint32_t **mmsi; /* of a rule's ship */
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

static bool read_box(pl_str text, struct pl_alert_rule *r) {
    double v[4];
    size_t n = 0;
    while (text.p != NULL && n < 4) {
        if (!pl_str_double(pl_str_trim(pl_str_cut(&text, ',')), &v[n++])) {
            return false;
        }
    }
    r->has_box = n == 4 && text.p == NULL && pl_pos_from_deg(v[0], v[1], &r->south_west) &&
                 pl_pos_from_deg(v[2], v[3], &r->north_east) && r->south_west.lat <= r->north_east.lat;
    return r->has_box;
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
    if ((area.n > 0 && !read_box(area, &r)) || (hours.n > 0 && !pl_str_double(hours, &r.min_hours))) {
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

static struct dealt *dealt_of(struct fold *f, const pl_hash *id, struct pl_error *err) {
    for (size_t i = 0; i < f->n_dealt; i++) {
        if (pl_hash_cmp(f->dealt[i].id, *id) == 0) {
            return &f->dealt[i];
        }
    }
    if (f->n_dealt == f->cap_dealt) {
        size_t cap = f->cap_dealt == 0 ? 64 : 2 * f->cap_dealt;
        struct dealt *grown = pl_arena_calloc(f->arena, cap, sizeof *grown);
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

static void add_be64(struct pl_sha256 *sha, uint64_t v) {
    uint8_t b[8];
    for (unsigned i = 0; i < 8; i++) {
        b[i] = (uint8_t)(v >> (56 - 8 * i));
    }
    pl_sha256_add(sha, b, sizeof b);
}

static pl_hash id_of_event(const struct pl_alert_rule *rule, const struct pl_event *e) {
    static const char TAG[] = "plimsoll-alert/v1\n";
    struct pl_sha256 sha;
    const char *type = pl_event_type_name(e->type);
    pl_sha256_start(&sha);
    pl_sha256_add(&sha, TAG, sizeof TAG - 1);
    add_be64(&sha, (uint64_t)rule->seq);
    pl_sha256_add(&sha, type, strlen(type) + 1);
    for (unsigned i = 0; i < e->n_vessels; i++) {
        add_be64(&sha, e->vessels[i].mmsi);
        pl_sha256_add(&sha, e->vessels[i].track.b, PL_HASH_BYTES);
    }
    pl_sha256_add(&sha, e->first_input.b, PL_HASH_BYTES);
    return pl_sha256_digest(&sha);
}

static pl_hash facts_of_event(const struct pl_event *e) {
    struct pl_sha256 sha;
    pl_sha256_start(&sha);
    pl_sha256_add(&sha, e->digest.b, PL_HASH_BYTES);
    add_be64(&sha, (uint64_t)e->start);
    add_be64(&sha, (uint64_t)(e->open ? PL_TIME_NONE : e->end));
    add_be64(&sha, (uint64_t)e->notes.grade);
    pl_sha256_add(&sha, e->notes.explained_by.b, PL_HASH_BYTES);
    for (unsigned i = 0; i < e->notes.n_calls; i++) {
        pl_sha256_add(&sha, e->notes.calls[i].port, strlen(e->notes.calls[i].port) + 1);
        add_be64(&sha, (uint64_t)e->notes.calls[i].verdict);
    }
    return pl_sha256_digest(&sha);
}

static pl_str words_of_event(struct pl_arena *arena, const struct pl_event *e) {
    PL_BUF_AUTO words = {0};
    pl_buf_open(&words, 4096);
    pl_buf_add_str(&words, pl_str_from(pl_event_type_name(e->type)));
    for (unsigned i = 0; i < e->n_vessels; i++) {
        pl_buf_add_fmt(&words, "%s %09u", i > 0 ? " +" : "", e->vessels[i].mmsi);
        if (e->vessels[i].name[0] != '\0') {
            pl_buf_add_char(&words, ' ');
            pl_buf_add_str(&words, pl_str_from(e->vessels[i].name));
        }
    }
    pl_buf_add_str(&words, PL_STR(", from "));
    pl_time_write(&words, e->start - e->start % PL_SECOND_US);
    if (!e->open && e->end != PL_TIME_NONE) {
        pl_buf_add_str(&words, PL_STR(" to "));
        pl_time_write(&words, e->end - e->end % PL_SECOND_US);
    }
    return pl_str_copy(arena, pl_buf_str(&words));
}

static bool in_box(const struct pl_alert_rule *r, pl_pos pos) {
    int32_t west = r->south_west.lon, east = r->north_east.lon;
    bool lon = west <= east ? pos.lon >= west && pos.lon <= east : pos.lon >= west || pos.lon <= east;
    return lon && pos.lat >= r->south_west.lat && pos.lat <= r->north_east.lat;
}

static bool touches(const struct pl_alert_rule *r, const struct pl_event *e) {
    return !r->has_box || (e->has_pos && in_box(r, e->pos)) || (e->has_start_pos && in_box(r, e->start_pos)) ||
           (e->has_end_pos && in_box(r, e->end_pos));
}

static bool concerns(const struct fold *f, size_t rule, const struct pl_event *e) {
    if (f->rules[rule].ship.n == 0) {
        return true;
    }
    for (unsigned i = 0; i < e->n_vessels; i++) {
        for (size_t k = 0; k < f->n_mmsi[rule]; k++) {
            if (f->mmsi[rule][k] == e->vessels[i].mmsi) {
                return true;
            }
        }
    }
    return false;
}

static bool asks_for(const struct fold *f, size_t rule, const struct pl_event *e) {
    const struct pl_alert_rule *r = &f->rules[rule];
    bool explained = e->notes.has_explained_by || e->notes.of_feed ||
                     (e->type == PL_EVENT_GAP && e->notes.grade != PL_SILENCE_UNEXPECTED) ||
                     (e->type == PL_EVENT_RENDEZVOUS && e->notes.grade == PL_SILENCE_EXPECTED);
    bool negative = e->type == PL_EVENT_RENDEZVOUS && !e->feasible;
    return !r->lists && !negative && (r->types == 0 || (r->types >> e->type & 1) != 0) && e->hours >= r->min_hours &&
           !(r->surprising && explained) && touches(r, e) && concerns(f, rule, e);
}

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
        if (!asks_for(f, i, event)) {
            continue;
        }
        struct pl_alert *a = new_alert(f, err);
        kept = kept != NULL || a == NULL ? kept : pl_arena_calloc(f->arena, 1, sizeof *kept);
        if (a == NULL || kept == NULL) {
            return a == NULL ? PL_E_LIMIT : pl_fail(err, PL_E_NOMEM, "no memory for alerts");
        }
        *kept = *event;
        a->id = id_of_event(&f->rules[i], event);
        a->facts = facts_of_event(event);
        a->rule = &f->rules[i];
        a->event = kept;
        a->at = event->start;
        a->about = words_of_event(f->arena, event);
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
        n = snprintf(about, sizeof about, "watch list: %llu new hits (journal entry %lld)",
                     (unsigned long long)s.new_hits, (long long)act->seq);
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

static int by_hash(const void *a, const void *b) {
    const struct dealt *x = a, *y = b;
    return pl_hash_cmp(x->id, y->id);
}

/* What was done is applied; what no longer has an event is told as gone, unless it was set aside before. */
static int settle(struct fold *f, pl_time now, struct pl_error *err) {
    size_t n = f->out->n;
    bool *met = pl_arena_calloc(f->arena, f->n_dealt + 1, sizeof *met);
    if (met == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for alerts");
    }
    if (f->n_dealt > 1) {
        qsort(f->dealt, f->n_dealt, sizeof *f->dealt, by_hash);
    }
    for (size_t i = 0; i < n && f->n_dealt > 0; i++) {
        struct dealt key = {.id = f->out->list[i].id};
        const struct dealt *d = bsearch(&key, f->dealt, f->n_dealt, sizeof *f->dealt, by_hash);
        if (d != NULL) {
            apply(&f->out->list[i], d, now);
            met[d - f->dealt] = true;
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

int pl_alerts_read(const char *dir, pl_time known_at, pl_time now, struct pl_arena *arena, struct pl_alerts *ret,
                   struct pl_error *err) {
    static const struct pl_store_event_query ALL = {.type = -1, .from = PL_TIME_NONE, .to = PL_TIME_NONE};
    PL_CASE_VIEW_AUTO view = {0};
    PL_KNOWN_AT_AUTO known = {0};
    struct pl_alerts alerts = {0};
    struct fold f = {.out = &alerts, .arena = arena};
    f.rules = pl_arena_calloc(arena, RULES_MAX, sizeof *f.rules);
    int code = f.rules == NULL ? pl_fail(err, PL_E_NOMEM, "no memory for alerts") : 0;
    code = code == 0 ? pl_case_view_open(dir, known_at, &view, err) : code;
    code = code == 0 ? pl_act_each(view.c, PL_STR("alert"), view.before, on_act, &f, err) : code;
    code = code == 0 ? pl_known_at_open(dir, known_at, &known, err) : code;
    code = code == 0 ? resolve_ships(&f, known.c, err) : code;
    code = code == 0 ? pl_events_read(&known, &ALL, "", arena, on_event, &f, &alerts.view, err) : code;
    code = code == 0 ? pl_act_each(view.c, PL_STR("screening"), view.before, on_screening, &f, err) : code;
    code = code == 0 ? settle(&f, now, err) : code;
    alerts.rules = f.rules;
    alerts.n_rules = f.n_rules;
    *ret = alerts;
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

/* ---- acts ---- */

static pl_str copy_fmt(struct pl_arena *arena, const struct pl_buf *buf) { return pl_str_copy(arena, pl_buf_str(buf)); }

int pl_alert_rule_set(struct pl_acting *acting, const struct pl_alert_rule *rule, int64_t *ret_seq,
                      struct pl_error *err) {
    struct pl_act_fields fields = {.arena = &acting->arena};
    PL_BUF_AUTO types = {0};
    PL_BUF_AUTO area = {0};
    PL_BUF_AUTO hours = {0};
    pl_buf_open(&types, 4096);
    pl_buf_open(&area, 256);
    pl_buf_open(&hours, 64);
    for (int i = 0; i < PL_EVENT_TYPE_COUNT; i++) {
        if ((rule->types >> i & 1) != 0) {
            pl_buf_add_fmt(&types, "%s%s", types.n > 0 ? "," : "", pl_event_type_name(i));
        }
    }
    if (rule->has_box) {
        const double v[] = {pl_pos_lon_deg(rule->south_west), pl_pos_lat_deg(rule->south_west),
                            pl_pos_lon_deg(rule->north_east), pl_pos_lat_deg(rule->north_east)};
        for (unsigned i = 0; i < 4; i++) {
            pl_buf_add_str(&area, i > 0 ? PL_STR(",") : PL_STR(""));
            pl_buf_add_fixed(&area, v[i], 6);
        }
    }
    if (rule->min_hours > 0) {
        pl_buf_add_fixed(&hours, rule->min_hours, 4);
    }
    pl_act_add_text(&fields, "change", PL_STR("rule"));
    pl_act_add_text(&fields, "name", rule->name);
    pl_act_add_text(&fields, "types", copy_fmt(&acting->arena, &types));
    pl_act_add_text(&fields, "area", copy_fmt(&acting->arena, &area));
    pl_act_add_text(&fields, "ship", rule->ship);
    pl_act_add_text(&fields, "min_hours", copy_fmt(&acting->arena, &hours));
    pl_act_add_text(&fields, "surprising", rule->surprising ? PL_STR("yes") : PL_STR(""));
    pl_act_add_text(&fields, "lists", rule->lists ? PL_STR("yes") : PL_STR(""));
    pl_act_add_text(&fields, "by", acting->person);
    return pl_acting_write(acting, "alert", &fields, ret_seq, err);
}

int pl_alert_rule_end(struct pl_acting *acting, int64_t rule, pl_str reason, int64_t *ret_seq, struct pl_error *err) {
    struct pl_act_fields fields = {.arena = &acting->arena};
    struct pl_alerts none = {0};
    struct fold f = {.out = &none, .arena = &acting->arena};
    bool stands = false;
    f.rules = pl_arena_calloc(&acting->arena, RULES_MAX, sizeof *f.rules);
    int code = f.rules == NULL ? pl_fail(err, PL_E_NOMEM, "no memory for alerts")
                               : pl_act_each(acting->c, PL_STR("alert"), INT64_MAX, on_act, &f, err);
    for (size_t i = 0; code == 0 && i < f.n_rules; i++) {
        stands |= f.rules[i].seq == rule;
    }
    if (code == 0 && !stands) {
        code = pl_fail(err, PL_E_NOT_FOUND, "no rule of watching %lld stands", (long long)rule);
    }
    pl_act_add_text(&fields, "change", PL_STR("rule-end"));
    pl_act_add_number(&fields, "rule", rule);
    pl_act_add_text(&fields, "reason", reason);
    pl_act_add_text(&fields, "by", acting->person);
    return code == 0 ? pl_acting_write(acting, "alert", &fields, ret_seq, err) : code;
}

int pl_alert_act(struct pl_acting *acting, const struct pl_alert *alert, const struct pl_alert_act *act,
                 int64_t *ret_seq, struct pl_error *err) {
    struct pl_act_fields fields = {.arena = &acting->arena};
    if (strcmp(act->change, "dismiss") == 0 && act->reason.n == 0) {
        return pl_fail(err, PL_E_USAGE, "an alert is dismissed with a reason");
    }
    pl_act_add_text(&fields, "change", pl_str_from(act->change));
    pl_act_add_hash(&fields, "alert", &alert->id);
    pl_act_add_hash(&fields, "facts", &alert->facts);
    pl_act_add_text(&fields, "about", alert->about);
    pl_act_add_text(&fields, "to", act->to);
    pl_act_add_text(&fields, "reason", act->reason);
    if (act->until != PL_TIME_NONE) {
        pl_act_add_number(&fields, "until_us", act->until);
    }
    pl_act_add_text(&fields, "by", acting->person);
    return pl_acting_write(acting, "alert", &fields, ret_seq, err);
}

int pl_shift_note(struct pl_acting *acting, pl_str text, int64_t *ret_seq, struct pl_error *err) {
    struct pl_act_fields fields = {.arena = &acting->arena};
    if (pl_str_trim(text).n == 0) {
        return pl_fail(err, PL_E_USAGE, "a note without words");
    }
    pl_act_add_text(&fields, "change", PL_STR("note"));
    pl_act_add_text(&fields, "text", text);
    pl_act_add_text(&fields, "by", acting->person);
    return pl_acting_write(acting, "alert", &fields, ret_seq, err);
}

/* ---- the shift log ---- */

struct shift {
    pl_time from, to;
    pl_shift_sink sink;
    void *ctx;
};

static int on_shift(void *ctx, const struct pl_act *act, struct pl_error *err) {
    const struct shift *s = ctx;
    char hex[65] = "";
    pl_hash id;
    PL_BUF_AUTO text = {0};
    if ((s->from != PL_TIME_NONE && act->at < s->from) || (s->to != PL_TIME_NONE && act->at >= s->to)) {
        return 0;
    }
    if (read_hash(pl_act_text(act, "alert"), &id)) {
        pl_hash_hex(id, hex);
    }
    int64_t until = pl_act_number(act, "until_us", PL_TIME_NONE);
    pl_buf_open(&text, (size_t)1 << 20);
    if (until != PL_TIME_NONE) {
        pl_buf_add_str(&text, PL_STR("until "));
        pl_time_write(&text, until);
    } else if (pl_act_text(act, "to").n > 0) {
        pl_buf_add_str(&text, PL_STR("to "));
        pl_buf_add_str(&text, pl_act_text(act, "to"));
    } else {
        pl_buf_add_str(&text, pl_act_text(act, "reason").n > 0 ? pl_act_text(act, "reason") : pl_act_text(act, "text"));
    }
    pl_str name = pl_act_text(act, "name"), about = pl_act_text(act, "about");
    const struct pl_shift_entry entry = {.seq = act->seq,
                                         .at = act->at,
                                         .change = pl_act_text(act, "change"),
                                         .by = pl_act_text(act, "by"),
                                         .about = about.n > 0 ? about : name,
                                         .text = pl_buf_str(&text),
                                         .alert = pl_str_from(hex)};
    return s->sink(s->ctx, &entry, err);
}

int pl_shift_each(struct pl_case *c, int64_t before, pl_time from, pl_time to, pl_shift_sink sink, void *ctx,
                  struct pl_error *err) {
    struct shift s = {from, to, sink, ctx};
    return pl_act_each(c, PL_STR("alert"), before, on_shift, &s, err);
}
