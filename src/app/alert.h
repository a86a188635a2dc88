/* Alerts: what the rules of watching ask to be told of, and what became of it.
 *
 * A rule names an area, a ship, types of event, a least length, or changes of lists. An alert is a rule and an event
 * (or a run over the watch list that found something new). Both are folded from the journal each time (kind `alert`):
 * nothing is kept but what persons did: set and end rules, acknowledge, assign, snooze, dismiss with a reason, reopen,
 * notes of a shift. An alert's id follows from its rule and from the event's ships, tracks and first input, so that it
 * outlives other thresholds; its *facts* (digest, end, grade, what explains it, possible calls) follow from the rest. A
 * dismissed alert stays dismissed until its facts change, and says then that they did. */
#ifndef PL_APP_ALERT_H
#define PL_APP_ALERT_H

#include "app/act.h"
#include "app/events.h"
#include "base/arena.h"
#include "detect/event.h"

struct pl_alert_rule {
    int64_t seq; /* of its entry: its number */
    pl_time at;
    pl_str name, by;
    uint32_t types; /* bit 1 << enum pl_event_type; 0: every type */
    bool has_box;
    pl_pos south_west, north_east; /* west > east crosses 180 degrees */
    pl_str ship;                   /* MMSI or IMO number; "" any */
    double min_hours;              /* of the event; 0 any */
    bool surprising;               /* of silences only those that reception does not explain */
    bool lists;                    /* new hits of the watch list, instead of events */
};

enum pl_alert_state {
    PL_ALERT_NEW,          /* nobody has looked at it, or its facts changed since */
    PL_ALERT_ACKNOWLEDGED, /* somebody looks at it */
    PL_ALERT_SNOOZED,      /* until a time */
    PL_ALERT_DISMISSED,    /* with a reason */
    PL_ALERT_GONE,         /* somebody dealt with it, and its event no longer stands */
    PL_ALERT_STATES
};
const char *pl_alert_state_word(int state);

struct pl_alert {
    pl_hash id, facts;
    const struct pl_alert_rule *rule; /* NULL: its rule was ended (GONE) */
    const struct pl_event *event;     /* NULL: of lists, or GONE */
    int64_t screening;                /* of lists: the kept run; -1 */
    uint64_t new_hits;
    pl_str about; /* in words: type, ships, time */
    pl_time at;   /* when the event begins; of lists, when the run was kept */
    int state;
    bool changed; /* somebody dealt with it when its facts were others */
    pl_str assigned, by, reason;
    pl_time acted_at, until; /* PL_TIME_NONE */
};

struct pl_alerts {
    struct pl_alert_rule *rules; /* that stand, by number */
    size_t n_rules;
    struct pl_alert *list; /* by (at, id) */
    size_t n;
    struct pl_events_view view;
};

/* All alerts as known at known_at (PL_TIME_NONE: all), with snoozes counted to `now`; in the arena. LIMIT beyond a
 * million alerts: the rules are too wide. */
PL_MUST int pl_alerts_read(const char *dir, pl_time known_at, pl_time now, struct pl_arena *arena,
                           struct pl_alerts *ret, struct pl_error *err);

/* The rules that stand among the first `before` entries, by number; in the arena. */
PL_MUST int pl_alert_rules_read(struct pl_case *c, int64_t before, struct pl_arena *arena,
                                struct pl_alert_rule **ret_rules, size_t *ret_n, struct pl_error *err);

/* The one whose id begins so (8 hex digits or more). NOT_FOUND; USAGE where it is none or several. */
PL_MUST int pl_alert_find(const struct pl_alerts *alerts, const char *id, const struct pl_alert **ret_alert,
                          struct pl_error *err);

/* "W,S,E,N" in degrees, west > east crosses 180 degrees, into the rule; false for anything else. */
bool pl_alert_area_read(pl_str text, struct pl_alert_rule *rule);

/* USAGE for a rule without a name, a ship that is no number of one, a length that is none, and `lists` beside anything
 * else. */
PL_MUST int pl_alert_rule_check(const struct pl_alert_rule *rule, struct pl_error *err);

/* Acts. Each is one signed entry. The rule was checked. */
PL_MUST int pl_alert_rule_set(struct pl_acting *acting, const struct pl_alert_rule *rule, int64_t *ret_seq,
                              struct pl_error *err);
/* NOT_FOUND where no such rule stands. */
PL_MUST int pl_alert_rule_end(struct pl_acting *acting, int64_t rule, pl_str reason, int64_t *ret_seq,
                              struct pl_error *err);

struct pl_alert_act {
    const char *change; /* acknowledge, assign, snooze, dismiss, reopen */
    pl_str to;          /* assign: a person */
    pl_time until;      /* snooze; PL_TIME_NONE */
    pl_str reason;      /* dismiss: required */
};
/* NOT_FOUND for another change; USAGE where a reason, a person or a time to come is missing. */
PL_MUST int pl_alert_act(struct pl_acting *acting, const struct pl_alert *alert, const struct pl_alert_act *act,
                         int64_t *ret_seq, struct pl_error *err);
/* The same for a case that is not open, and an alert by its id (pl_alert_find). */
PL_MUST int pl_alert_deal(const char *dir, pl_time now, const char *id, const struct pl_alert_act *act,
                          int64_t *ret_seq, struct pl_error *err);
PL_MUST int pl_shift_note(struct pl_acting *acting, pl_str text, int64_t *ret_seq, struct pl_error *err);

/* What persons did with alerts, rules and notes, in journal order: the shift log. Texts live until the sink returns. */
struct pl_shift_entry {
    int64_t seq;
    pl_time at;
    pl_str change, by, about, text; /* about: rule or alert in words; text: note, reason, to whom, until when */
    pl_str alert;                   /* 64 hex digits, or "" */
};
typedef int (*pl_shift_sink)(void *ctx, const struct pl_shift_entry *entry, struct pl_error *err);
PL_MUST int pl_shift_each(struct pl_case *c, int64_t before, pl_time from, pl_time to, pl_shift_sink sink, void *ctx,
                          struct pl_error *err);

#endif
