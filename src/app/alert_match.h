/* One rule of watching and one event: does the rule ask for it, which alert is it, and what does it say in words?
 *
 * Nothing is read here: events and rules come in by parameter. For app/alert alone. */
#ifndef PL_APP_ALERT_MATCH_H
#define PL_APP_ALERT_MATCH_H

#include "app/alert.h"

/* mmsi: the numbers of the rule's ship, where it names one. */
bool pl_alert_asks(const struct pl_alert_rule *rule, const uint32_t *mmsi, size_t n_mmsi, const struct pl_event *event);

/* From the rule's number, the event's type, ships, tracks and first input: so it outlives other thresholds. */
pl_hash pl_alert_event_id(const struct pl_alert_rule *rule, const struct pl_event *event);

/* Over what a person who dismissed it knew: digest, times, grade, what explains it, possible calls. */
pl_hash pl_alert_event_facts(const struct pl_event *event);

/* "gap 299000001 NAME, from T to T (20 h), at 36.0200 N 123.0000 E, reception expected: unexpected"; in the arena. */
pl_str pl_alert_event_words(struct pl_arena *arena, const struct pl_event *event);

#endif
