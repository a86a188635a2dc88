/* Alerts, rules of watching and the shift log as JSON Lines: one way of writing for the command line, for what is
 * delivered and for the API. Appends to buffers; the caller checks them. */
#ifndef PL_APP_ALERT_JSON_H
#define PL_APP_ALERT_JSON_H

#include "app/alert.h"
#include "base/buf.h"

/* One line of an alert. */
void pl_alert_json(const struct pl_alert *alert, const struct pl_events_view *view, struct pl_buf *out);

/* One line of a rule. */
void pl_alert_rule_json(const struct pl_alert_rule *rule, bool exercise, struct pl_buf *out);

/* One line of the shift log, as `shift log --json` and `handover --json` print it. */
void pl_shift_json(const struct pl_shift_entry *entry, bool exercise, struct pl_buf *out);

/* Which alerts are shown. */
struct pl_alert_wish {
    const char *state; /* a word of pl_alert_state_word; "open": new and acknowledged; "all" */
    pl_str assigned;   /* to that person; "" any */
    int64_t rule;      /* of that rule; -1 any */
};
bool pl_alert_wished(const struct pl_alert *alert, const struct pl_alert_wish *wish);

/* Those that are wished, and a summary that counts all by state. USAGE for a state that is none. */
PL_MUST int pl_alerts_json(const struct pl_alerts *alerts, const struct pl_alert_wish *wish, struct pl_buf *out,
                           struct pl_error *err);

/* Every rule that stands, and a summary. */
PL_MUST int pl_alert_rules_json(const char *dir, pl_time known_at, struct pl_buf *out, struct pl_error *err);

/* The entries of the shift log from a time on and before another (PL_TIME_NONE: any), and a summary. */
PL_MUST int pl_shift_lines(const char *dir, pl_time known_at, pl_time from, pl_time to, struct pl_buf *out,
                           struct pl_error *err);

#endif
