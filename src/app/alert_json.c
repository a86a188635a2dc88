#include "app/alert_json.h"

#include <string.h>

#include "app/case_view.h"
#include "app/known_json.h"
#include "text/json.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)64 << 20)

/* ---- records ---- */

static void add_rule(struct pl_json *json, const struct pl_alert_rule *rule) {
    pl_json_key(json, "rule");
    if (rule == NULL) {
        pl_json_null(json);
        return;
    }
    pl_json_object(json);
    pl_json_key(json, "number");
    pl_json_i64(json, rule->seq);
    pl_json_key(json, "name");
    pl_json_str(json, rule->name);
    pl_json_object_end(json);
}

void pl_alert_json(const struct pl_alert *a, const struct pl_events_view *view, struct pl_buf *out) {
    struct pl_json json;
    char hex[65];
    pl_json_start(&json, out);
    pl_json_record(&json, "alert");
    pl_case_mark(&json, view->exercise);
    pl_hash_hex(a->id, hex);
    pl_json_key(&json, "id");
    pl_json_text(&json, hex);
    pl_json_key(&json, "state");
    pl_json_text(&json, pl_alert_state_word(a->state));
    pl_json_key(&json, "facts_changed");
    pl_json_bool(&json, a->changed);
    add_rule(&json, a->rule);
    pl_json_key(&json, "about");
    pl_json_str(&json, a->about);
    pl_json_key(&json, "at");
    pl_json_time(&json, a->at);
    pl_json_member_or_null(&json, "assigned", a->assigned);
    pl_json_member_or_null(&json, "by", a->by);
    pl_json_member_or_null(&json, "reason", a->reason);
    pl_json_key(&json, "acted_at");
    pl_json_time(&json, a->acted_at);
    pl_json_key(&json, "until");
    pl_json_time(&json, a->until);
    if (a->screening >= 0) {
        pl_json_key(&json, "screening");
        pl_json_i64(&json, a->screening);
        pl_json_key(&json, "new_hits");
        pl_json_u64(&json, a->new_hits);
    }
    pl_json_key(&json, "event");
    if (a->event != NULL) {
        pl_event_json(a->event, &view->style, &json);
    } else {
        pl_json_null(&json);
    }
    pl_json_key(&json, "status");
    pl_json_text(&json, "lead, not a finding");
    pl_json_record_end(&json);
}

void pl_shift_json(const struct pl_shift_entry *e, bool exercise, struct pl_buf *out) {
    struct pl_json json;
    pl_json_start(&json, out);
    pl_json_record(&json, "shift_entry");
    pl_case_mark(&json, exercise);
    pl_json_key(&json, "seq");
    pl_json_i64(&json, e->seq);
    pl_json_key(&json, "at");
    pl_json_time(&json, e->at);
    pl_json_member_or_null(&json, "change", e->change);
    pl_json_member_or_null(&json, "by", e->by);
    pl_json_member_or_null(&json, "alert", e->alert);
    pl_json_member_or_null(&json, "about", e->about);
    pl_json_member_or_null(&json, "text", e->text);
    pl_json_record_end(&json);
}

static void add_area(struct pl_json *json, const struct pl_alert_rule *r) {
    pl_json_key(json, "area");
    if (!r->has_box) {
        pl_json_null(json);
        return;
    }
    const double v[] = {pl_pos_lon_deg(r->south_west), pl_pos_lat_deg(r->south_west), pl_pos_lon_deg(r->north_east),
                        pl_pos_lat_deg(r->north_east)};
    pl_json_array(json);
    for (unsigned i = 0; i < 4; i++) {
        pl_json_fixed(json, v[i], 6);
    }
    pl_json_array_end(json);
}

void pl_alert_rule_json(const struct pl_alert_rule *r, bool exercise, struct pl_buf *out) {
    struct pl_json json;
    pl_json_start(&json, out);
    pl_json_record(&json, "rule");
    pl_case_mark(&json, exercise);
    pl_json_key(&json, "number");
    pl_json_i64(&json, r->seq);
    pl_json_key(&json, "name");
    pl_json_str(&json, r->name);
    pl_json_key(&json, "events");
    pl_json_array(&json);
    for (int i = 0; i < PL_EVENT_TYPE_COUNT; i++) {
        if ((r->types >> i & 1) != 0) {
            pl_json_text(&json, pl_event_type_name(i));
        }
    }
    pl_json_array_end(&json);
    add_area(&json, r);
    pl_json_key(&json, "ship");
    pl_json_str(&json, r->ship);
    pl_json_key(&json, "min_hours");
    pl_json_fixed(&json, r->min_hours, 4);
    pl_json_key(&json, "surprising");
    pl_json_bool(&json, r->surprising);
    pl_json_key(&json, "lists");
    pl_json_bool(&json, r->lists);
    pl_json_key(&json, "by");
    pl_json_str(&json, r->by);
    pl_json_key(&json, "at");
    pl_json_time(&json, r->at);
    pl_json_record_end(&json);
}

/* ---- lists ---- */

bool pl_alert_wished(const struct pl_alert *a, const struct pl_alert_wish *wish) {
    bool state = strcmp(wish->state, "all") == 0 || strcmp(wish->state, pl_alert_state_word(a->state)) == 0 ||
                 (strcmp(wish->state, "open") == 0 && (a->state == PL_ALERT_NEW || a->state == PL_ALERT_ACKNOWLEDGED));
    return state && (wish->assigned.n == 0 || pl_str_eq(wish->assigned, a->assigned)) &&
           (wish->rule < 0 || (a->rule != NULL && a->rule->seq == wish->rule));
}

static bool state_is(const char *word) {
    bool is = strcmp(word, "open") == 0 || strcmp(word, "all") == 0;
    for (int i = 0; i < PL_ALERT_STATES; i++) {
        is |= strcmp(word, pl_alert_state_word(i)) == 0;
    }
    return is;
}

int pl_alerts_json(const struct pl_alerts *alerts, const struct pl_alert_wish *wish, struct pl_buf *out,
                   struct pl_error *err) {
    struct pl_json json;
    uint64_t shown = 0, counts[PL_ALERT_STATES] = {0};
    if (!state_is(wish->state)) {
        return pl_fail(err, PL_E_USAGE, "the state of an alert is new, acknowledged, snoozed, dismissed or gone");
    }
    for (size_t i = 0; i < alerts->n; i++) {
        counts[alerts->list[i].state]++;
        if (pl_alert_wished(&alerts->list[i], wish)) {
            shown++;
            pl_alert_json(&alerts->list[i], &alerts->view, out);
        }
    }
    pl_json_start(&json, out);
    pl_json_record(&json, "summary");
    pl_case_mark(&json, alerts->view.exercise);
    pl_json_key(&json, "results");
    pl_json_u64(&json, shown);
    for (int i = 0; i < PL_ALERT_STATES; i++) {
        const char *word = pl_alert_state_word(i);
        pl_json_key(&json, word);
        pl_json_u64(&json, counts[i]);
    }
    pl_json_key(&json, "rules");
    pl_json_u64(&json, alerts->n_rules);
    pl_json_key(&json, "lead");
    pl_json_text(&json, "lead, not a finding");
    pl_known_json(&json, &alerts->view.known);
    pl_json_record_end(&json);
    return PL_E_OK;
}

static void end(struct pl_buf *out, uint64_t n, const struct pl_case_view *view) {
    struct pl_json json;
    pl_json_start(&json, out);
    pl_json_record(&json, "summary");
    pl_case_mark(&json, view->exercise);
    pl_json_key(&json, "results");
    pl_json_u64(&json, n);
    pl_known_json(&json, &view->known);
    pl_json_record_end(&json);
}

int pl_alert_rules_json(const char *dir, pl_time known_at, struct pl_buf *out, struct pl_error *err) {
    PL_CASE_VIEW_AUTO view = {0};
    PL_ARENA_AUTO arena;
    struct pl_alert_rule *rules = NULL;
    size_t n = 0;
    pl_arena_open(&arena, ARENA_MAX);
    int code = pl_case_view_open(dir, known_at, &view, err);
    code = code == 0 ? pl_alert_rules_read(view.c, view.before, &arena, &rules, &n, err) : code;
    if (code != 0) {
        return code;
    }
    for (size_t i = 0; i < n; i++) {
        pl_alert_rule_json(&rules[i], view.exercise, out);
    }
    end(out, n, &view);
    return PL_E_OK;
}

struct listing {
    struct pl_buf *out;
    bool exercise;
    uint64_t n;
};

static int on_entry(void *ctx, const struct pl_shift_entry *e, struct pl_error *err) {
    struct listing *l = ctx;
    (void)err;
    l->n++;
    pl_shift_json(e, l->exercise, l->out);
    return PL_E_OK;
}

int pl_shift_lines(const char *dir, pl_time known_at, pl_time from, pl_time to, struct pl_buf *out,
                   struct pl_error *err) {
    PL_CASE_VIEW_AUTO view = {0};
    struct listing l = {.out = out};
    int code = pl_case_view_open(dir, known_at, &view, err);
    l.exercise = view.exercise;
    code = code == 0 ? pl_shift_each(view.c, view.before, from, to, on_entry, &l, err) : code;
    if (code == 0) {
        end(out, l.n, &view);
    }
    return code;
}
