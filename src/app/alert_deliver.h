/* Giving alerts out: to a file, a program or by mail, each once.
 *
 * Where to is said on the command line, never read from the case: a case that somebody else wrote must not start
 * programs. What was delivered stands in DIR/alerts/delivered, a line each (id, facts, target's hash), synced behind
 * the delivery: a crash between the two delivers again rather than never. */
#ifndef PL_APP_ALERT_DELIVER_H
#define PL_APP_ALERT_DELIVER_H

#include "app/alert.h"

enum pl_deliver_kind {
    PL_DELIVER_FILE,    /* a JSON line is appended to the file, and synced */
    PL_DELIVER_COMMAND, /* the program (no shell) is run for each with the JSON line on its standard input */
    PL_DELIVER_MAIL     /* `sendmail -t` gets a message to the address */
};

struct pl_deliver {
    const char *dir; /* of the case */
    int kind;        /* enum pl_deliver_kind */
    const char *target;
    int64_t rule;     /* only alerts of this rule; -1 any */
    unsigned seconds; /* so long a program may take for one alert; 0: PL_DELIVER_SECONDS */
};
#define PL_DELIVER_SECONDS 60

/* New alerts that this target did not have yet. USAGE for an address with control characters or without @; IO where the
 * file cannot be written, or the program fails or takes too long (then it is ended): what was delivered before stays
 * delivered. */
PL_MUST int pl_alerts_deliver(const struct pl_alerts *alerts, const struct pl_deliver *deliver, uint64_t *ret_n,
                              struct pl_error *err);

#endif
