/* What persons do with alerts and rules: one signed entry each, and the shift log that they make. */
#include "app/alert.h"

#include <string.h>

#include "base/time.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)1 << 32)

bool pl_alert_area_read(pl_str text, struct pl_alert_rule *r) {
    double v[4];
    size_t n = 0;
    while (text.p != NULL && n < 4) {
        if (!pl_str_double(pl_str_trim(pl_str_cut(&text, ',')), &v[n++])) {
            return false;
        }
    }
    r->has_box = n == 4 && text.p == NULL && pl_pos_from_deg(v[0], v[1], &r->south_west) &&
                 pl_pos_from_deg(v[2], v[3], &r->north_east) && r->south_west.lat <= r->north_east.lat;
    if (r->has_box && !(v[2] < 180.0)) {
        r->north_east.lon = PL_LON_HALF;
    }
    return r->has_box;
}

int pl_alert_rule_check(const struct pl_alert_rule *rule, struct pl_error *err) {
    if (pl_str_trim(rule->name).n == 0) {
        return pl_fail(err, PL_E_USAGE, "a rule needs a name");
    }
    if (!(rule->min_hours >= 0 && rule->min_hours <= 1e6)) {
        return pl_fail(err, PL_E_USAGE, "the least length is a number of hours");
    }
    if (rule->lists &&
        (rule->types != 0 || rule->has_box || rule->ship.n > 0 || rule->surprising || rule->min_hours > 0)) {
        return pl_fail(err, PL_E_USAGE, "what asks for changes of lists asks for nothing else");
    }
    if (rule->ship.n > 0) { /* what is no number of a ship is refused now, not each time */
        uint64_t number = 0;
        pl_str digits = pl_str_starts(rule->ship, PL_STR("IMO")) ? pl_str_trim(pl_str_sub(rule->ship, 3, rule->ship.n))
                                                                 : rule->ship;
        if (!pl_str_u64(digits, &number) || (digits.n != 7 && digits.n != 9)) {
            return pl_fail(err, PL_E_USAGE, "a ship is named by an MMSI of nine digits or an IMO number of seven");
        }
    }
    return PL_E_OK;
}

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
    struct pl_alert_rule *rules = NULL;
    size_t n = 0;
    bool stands = false;
    int code = pl_alert_rules_read(acting->c, INT64_MAX, &acting->arena, &rules, &n, err);
    for (size_t i = 0; code == 0 && i < n; i++) {
        stands |= rules[i].seq == rule;
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

static int check_act(const struct pl_alert_act *act, pl_time now, struct pl_error *err) {
    static const char *const CHANGES[] = {"acknowledge", "assign", "snooze", "dismiss", "reopen"};
    bool known = false;
    for (size_t i = 0; i < sizeof CHANGES / sizeof CHANGES[0]; i++) {
        known |= strcmp(act->change, CHANGES[i]) == 0;
    }
    if (!known) {
        return pl_fail(err, PL_E_NOT_FOUND, "an alert is acknowledged, assigned, snoozed, dismissed or reopened");
    }
    if (strcmp(act->change, "dismiss") == 0 && act->reason.n == 0) {
        return pl_fail(err, PL_E_USAGE, "an alert is dismissed with a reason");
    }
    if (strcmp(act->change, "assign") == 0 && act->to.n == 0) {
        return pl_fail(err, PL_E_USAGE, "an alert is assigned to a person");
    }
    if (strcmp(act->change, "snooze") == 0 && (act->until == PL_TIME_NONE || act->until <= now)) {
        return pl_fail(err, PL_E_USAGE, "an alert is snoozed until a time to come, such as 2030-01-31T06:00Z");
    }
    return PL_E_OK;
}

int pl_alert_act(struct pl_acting *acting, const struct pl_alert *alert, const struct pl_alert_act *act,
                 int64_t *ret_seq, struct pl_error *err) {
    struct pl_act_fields fields = {.arena = &acting->arena};
    int code = check_act(act, acting->now, err);
    if (code != 0) {
        return code;
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

int pl_alert_deal(const char *dir, pl_time now, const char *id, const struct pl_alert_act *act, int64_t *ret_seq,
                  struct pl_error *err) {
    struct pl_alerts alerts = {0};
    const struct pl_alert *alert = NULL;
    PL_ACTING_AUTO acting = {0};
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, ARENA_MAX);
    int code = check_act(act, now, err);
    code = code == 0 ? pl_alerts_read(dir, PL_TIME_NONE, now, &arena, &alerts, err) : code;
    code = code == 0 ? pl_alert_find(&alerts, id, &alert, err) : code;
    code = code == 0 ? pl_acting_open(dir, "plimsoll alert", now, &acting, err) : code;
    return code == 0 ? pl_alert_act(&acting, alert, act, ret_seq, err) : code;
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
    pl_str of = pl_act_text(act, "alert");
    pl_hash id;
    PL_BUF_AUTO text = {0};
    if ((s->from != PL_TIME_NONE && act->at < s->from) || (s->to != PL_TIME_NONE && act->at >= s->to)) {
        return 0;
    }
    if (of.n == PL_HASH_BYTES) {
        memcpy(id.b, of.p, PL_HASH_BYTES);
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
