#include "detect/profile.h"

#include <string.h>

#include "base/ban.h"

void pl_profiles_beside(const struct pl_rules *now, struct pl_profiles *ret) {
    static const char *const NAMES[PL_PROFILES] = {"default", "sensitive", "strict"};
    *ret = (struct pl_profiles){.now = *now};
    for (unsigned i = 0; i < PL_PROFILES; i++) {
        struct pl_rules rules;
        if (pl_rules_profile(NAMES[i], &rules) && pl_hash_cmp(rules.hash, now->hash) != 0) {
            ret->names[ret->n] = NAMES[i];
            ret->rules[ret->n++] = rules;
        }
    }
}

/* What an event says of itself, in the unit of the threshold. */
enum measure { HOURS, SPEED_KN, LEAST_M, PORT_M };

static const struct {
    int type;
    enum pl_rule_key key;
    enum measure measure;
} MEASURED[] = {
    {PL_EVENT_GAP, PL_RULE_GAP_MIN_HOURS, HOURS},
    {PL_EVENT_ENCOUNTER, PL_RULE_ENCOUNTER_MAX_DISTANCE_M, LEAST_M},
    {PL_EVENT_ENCOUNTER, PL_RULE_ENCOUNTER_MAX_SPEED_KN, SPEED_KN},
    {PL_EVENT_ENCOUNTER, PL_RULE_ENCOUNTER_MIN_HOURS, HOURS},
    {PL_EVENT_ENCOUNTER, PL_RULE_ENCOUNTER_MIN_PORT_DISTANCE_M, PORT_M},
    {PL_EVENT_LOITERING, PL_RULE_LOITERING_MAX_SPEED_KN, SPEED_KN},
    {PL_EVENT_LOITERING, PL_RULE_LOITERING_MIN_HOURS, HOURS},
    {PL_EVENT_LOITERING, PL_RULE_LOITERING_MIN_PORT_DISTANCE_M, PORT_M},
};
enum { N_MEASURED = sizeof MEASURED / sizeof MEASURED[0] };

/* False where the event does not say it: no port within 500 km is as far as one can be. */
static bool measured(const struct pl_event *e, enum measure what, double *ret) {
    switch (what) {
    case HOURS:
        *ret = e->hours;
        return true;
    case SPEED_KN:
        *ret = e->speed_kn;
        return true;
    case LEAST_M:
        *ret = e->distance_m;
        return true;
    case PORT_M:
        *ret = e->port_distance_m;
        return e->port_distance_m >= 0;
    }
    return false;
}

static bool passes(double value, const char *comparison, double limit) {
    if (strcmp(comparison, ">") == 0) {
        return value > limit;
    }
    if (strcmp(comparison, ">=") == 0) {
        return value >= limit;
    }
    return strcmp(comparison, "<") == 0 ? value < limit : value <= limit;
}

static void name(struct pl_buf *words, const struct pl_rule_row *row, double limit) {
    pl_buf_add_fmt(words, "%s.%s %s ", row->section, row->key, row->comparison);
    pl_buf_add_fixed(words, limit, limit == (double)(int64_t)limit ? 0 : 2);
}

/* Thresholds of a synthetic track that begin with the name of a kind decide that kind alone, the others none of those.
 */
static bool concerns(const struct pl_event *event, const struct pl_rule_row *row) {
    static const char *const KINDS[] = {"copy", "range"};
    if (strcmp(row->section, pl_event_type_rule(event->type)) != 0) {
        return false;
    }
    if (event->type != PL_EVENT_SYNTHETIC_TRACK) {
        return true;
    }
    bool other = true;
    for (unsigned i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        size_t n = strlen(KINDS[i]);
        bool of_kind = strncmp(row->key, KINDS[i], n) == 0 && row->key[n] == '_';
        if (strcmp(event->kind, KINDS[i]) == 0) {
            return of_kind;
        }
        other = other && !of_kind;
    }
    return other;
}

/* The row of MEASURED for a threshold of this type, or -1. */
static int measure_of(int type, unsigned key) {
    for (int i = 0; i < N_MEASURED; i++) {
        if (MEASURED[i].type == type && MEASURED[i].key == key) {
            return i;
        }
    }
    return -1;
}

/* Wider or equal: everything that passed still does. The least distance says nothing of the others, so that a narrower
 * limit which it passes decides nothing. */
static enum pl_profile_answer judge(const struct pl_event *event, const struct pl_rule_row *row, int at, double limit,
                                    double limit_now, struct pl_buf *words) {
    double value = 0;
    bool less = row->comparison[0] == '<';
    bool wider = less ? limit >= limit_now : limit <= limit_now;
    if (at < 0) {
        pl_buf_add_str(words, PL_STR("undetermined without detecting again: "));
        name(words, row, limit);
        return PL_PROFILE_UNDETERMINED;
    }
    if (!measured(event, MEASURED[at].measure, &value) || wider) {
        return PL_PROFILE_REPORTED;
    }
    if (!passes(value, row->comparison, limit)) {
        pl_buf_add_str(words, PL_STR("not reported: "));
        name(words, row, limit);
        pl_buf_add_str(words, PL_STR(", here "));
        pl_buf_add_fixed(words, value, 2);
        return PL_PROFILE_NOT_REPORTED;
    }
    if (MEASURED[at].measure == LEAST_M) {
        pl_buf_add_str(words, PL_STR("undetermined without detecting again: "));
        name(words, row, limit);
        return PL_PROFILE_UNDETERMINED;
    }
    return PL_PROFILE_REPORTED;
}

enum pl_profile_answer pl_profile_says(const struct pl_profiles *profiles, unsigned i, const struct pl_event *event,
                                       struct pl_buf *words) {
    enum pl_profile_answer answer = PL_PROFILE_SAME;
    PL_BUF_AUTO open = {0};
    pl_buf_open(&open, 4096);
    for (unsigned key = 0; key < PL_RULE_COUNT; key++) {
        const struct pl_rule_row *row = pl_rules_row(key);
        double limit = profiles->rules[i].v[key], limit_now = profiles->now.v[key];
        if (limit == limit_now || !concerns(event, row)) {
            continue;
        }
        bool decides = row->comparison[0] == '<' || row->comparison[0] == '>';
        PL_BUF_AUTO here = {0};
        pl_buf_open(&here, 4096);
        enum pl_profile_answer one =
            decides ? judge(event, row, measure_of(event->type, key), limit, limit_now, &here) : PL_PROFILE_REPORTED;
        if (one == PL_PROFILE_NOT_REPORTED) {
            pl_buf_add_str(words, pl_buf_str(&here));
            return one;
        }
        if (one == PL_PROFILE_UNDETERMINED && answer != PL_PROFILE_UNDETERMINED) {
            pl_buf_add_str(&open, pl_buf_str(&here));
        }
        answer = answer == PL_PROFILE_UNDETERMINED ? answer : one;
    }
    if (answer == PL_PROFILE_UNDETERMINED) {
        pl_buf_add_str(words, pl_buf_str(&open));
    } else {
        pl_buf_add_str(words, answer == PL_PROFILE_SAME ? PL_STR("the same") : PL_STR("reported"));
    }
    return answer;
}
