#include "detect/event.h"

#include <string.h>

#include "base/ban.h"

static const char *const type_names[PL_EVENT_TYPE_COUNT] = {
#define TYPE_NAME(name, json, rule) json,
    PL_EVENT_TYPES(TYPE_NAME)
#undef TYPE_NAME
};

static const char *const type_rules[PL_EVENT_TYPE_COUNT] = {
#define TYPE_RULE(name, json, rule) rule,
    PL_EVENT_TYPES(TYPE_RULE)
#undef TYPE_RULE
};

const char *pl_event_type_name(int type) {
    return type >= 0 && type < PL_EVENT_TYPE_COUNT ? type_names[type] : "unknown";
}

const char *pl_event_type_rule(int type) {
    return type >= 0 && type < PL_EVENT_TYPE_COUNT ? type_rules[type] : "unknown";
}

bool pl_event_type_shown(int type) { return type >= 0 && type < PL_EVENT_TRACK; }

const char *pl_event_grade_name(int grade) {
    static const char *const names[PL_SILENCE_COUNT] = {
#define GRADE_NAME(name, text) text,
        PL_EVENT_GRADES(GRADE_NAME)
#undef GRADE_NAME
    };
    return grade >= 0 && grade < PL_SILENCE_COUNT ? names[grade] : "";
}

int pl_event_grade_of(pl_str name) {
    for (int grade = PL_SILENCE_NONE + 1; grade < (int)PL_SILENCE_COUNT; grade++) {
        if (pl_str_eq(name, pl_str_from(pl_event_grade_name(grade)))) {
            return grade;
        }
    }
    return -1;
}

const char *pl_event_arrival_name(int verdict) {
    static const char *const names[PL_ARRIVAL_COUNT] = {
#define ARRIVAL_NAME(name, text) text,
        PL_EVENT_ARRIVALS(ARRIVAL_NAME)
#undef ARRIVAL_NAME
    };
    return verdict >= 0 && verdict < PL_ARRIVAL_COUNT ? names[verdict] : "";
}

const char *pl_event_habit_name(int habit) {
    static const char *const names[PL_HABIT_COUNT] = {
#define HABIT_NAME(name, text) text,
        PL_EVENT_HABITS(HABIT_NAME)
#undef HABIT_NAME
    };
    return habit >= 0 && habit < PL_HABIT_COUNT ? names[habit] : "";
}

int pl_event_type_of(pl_str name) {
    for (int i = 0; i < PL_EVENT_TYPE_COUNT; i++) {
        if (pl_event_type_shown(i) && pl_str_eq(name, pl_str_from(type_names[i]))) {
            return i;
        }
    }
    return -1;
}

int pl_event_cmp(const struct pl_event *a, const struct pl_event *b) {
    if (a->start != b->start) {
        return a->start < b->start ? -1 : 1;
    }
    int by_type = a->type == b->type ? 0 : strcmp(pl_event_type_name(a->type), pl_event_type_name(b->type));
    return by_type != 0 ? by_type : pl_hash_cmp(a->id, b->id);
}
