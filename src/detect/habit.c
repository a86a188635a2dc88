/* What is said of a meeting in the open beside the other events of its ships: who was there first and who stayed, who
 * else lay there, whether one of them was silent before or after, and whether ships of that kind do so in their work.
 * And of a draught change: what happened between the two reports. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "detect/fold.h"
#include "detect/relate_in.h"

#include "base/ban.h"

#define PARTNERS_MAX 64

/* An event of a ship, as far as other events ask for it. */
struct spell {
    uint32_t mmsi, other; /* other: whom it met; else 0 */
    int type;
    bool open;
    pl_time start, end;
    pl_pos pos;
    char port[32];
};

struct habit {
    struct spell *spells; /* by (mmsi, start, ...) once sorted */
    size_t n, cap;
    double near_m, barge_m;
    pl_time grace, beside, before;
};

static int open_part(struct pl_relate *relate, void **ret_state, struct pl_error *err) {
    struct habit *h = calloc(1, sizeof *h);
    if (h == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the habits of ships");
    }
    h->near_m = pl_relate_rule(relate, PL_RULE_HABIT_PLACE_M);
    h->barge_m = pl_relate_rule(relate, PL_RULE_HABIT_BARGE_MOST_M);
    h->grace = (pl_time)(pl_relate_rule(relate, PL_RULE_HABIT_GRACE_MINUTES) * (double)PL_MINUTE_US);
    h->beside = (pl_time)(pl_relate_rule(relate, PL_RULE_HABIT_BESIDE_HOURS) * (double)PL_HOUR_US);
    h->before = (pl_time)(pl_relate_rule(relate, PL_RULE_DRAUGHT_CHANGE_BEFORE_HOURS) * (double)PL_HOUR_US);
    *ret_state = h;
    return PL_E_OK;
}

static int add_spell(const struct pl_relate *relate, struct habit *h, const struct pl_event *e, unsigned v,
                     struct pl_error *err) {
    if (h->n == h->cap) {
        size_t cap = h->cap == 0 ? 64 : h->cap * 2;
        struct spell *grown = reallocarray(h->spells, cap, sizeof *grown);
        if (grown == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory for the habits of ships");
        }
        h->spells = grown;
        h->cap = cap;
    }
    struct spell *s = &h->spells[h->n++];
    *s = (struct spell){.mmsi = e->vessels[v].mmsi,
                        .other = e->n_vessels == 2 ? e->vessels[1 - v].mmsi : 0,
                        .type = e->type,
                        .open = e->open,
                        .start = e->start,
                        .end = e->open ? relate->options.until : e->end,
                        .pos = e->pos};
    if (e->type == PL_EVENT_PORT_VISIT) {
        snprintf(s->port, sizeof s->port, "%.31s", e->port);
    }
    return PL_E_OK;
}

static int add(struct pl_relate *relate, void *state, const struct pl_event *e, struct pl_error *err) {
    bool counts = e->type == PL_EVENT_ENCOUNTER || e->type == PL_EVENT_LOITERING || e->type == PL_EVENT_GAP ||
                  (e->type == PL_EVENT_PORT_VISIT && e->confidence > 1);
    int rc = PL_E_OK;
    for (unsigned v = 0; counts && rc == PL_E_OK && v < e->n_vessels; v++) {
        rc = add_spell(relate, state, e, v, err);
    }
    return rc;
}

static int spell_cmp(const void *pa, const void *pb) {
    const struct spell *x = pa, *y = pb;
    if (x->mmsi != y->mmsi) {
        return x->mmsi < y->mmsi ? -1 : 1;
    }
    if (x->start != y->start) {
        return x->start < y->start ? -1 : 1;
    }
    if (x->type != y->type) {
        return x->type < y->type ? -1 : 1;
    }
    if (x->end != y->end) {
        return x->end < y->end ? -1 : 1;
    }
    return (x->other > y->other) - (x->other < y->other);
}

static int run(struct pl_relate *relate, void *state, struct pl_error *err) {
    struct habit *h = state;
    (void)relate;
    (void)err;
    if (h->n > 1) {
        qsort(h->spells, h->n, sizeof *h->spells, spell_cmp);
    }
    return PL_E_OK;
}

/* All of one ship. */
static const struct spell *spells_of(const struct habit *h, uint32_t mmsi, size_t *ret_n) {
    size_t low = 0, high = h->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (h->spells[mid].mmsi < mmsi) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    size_t end = low;
    while (end < h->n && h->spells[end].mmsi == mmsi) {
        end++;
    }
    *ret_n = end - low;
    return h->n > 0 ? h->spells + low : NULL;
}

/* How many different ships it met, counted up to most. */
static unsigned partners_of(const struct habit *h, uint32_t mmsi, unsigned most) {
    uint32_t seen[PARTNERS_MAX];
    unsigned n = 0;
    size_t n_spells;
    const struct spell *s = spells_of(h, mmsi, &n_spells);
    for (size_t i = 0; i < n_spells && n < most && n < PARTNERS_MAX; i++) {
        bool fresh = s[i].type == PL_EVENT_ENCOUNTER;
        for (unsigned k = 0; fresh && k < n; k++) {
            fresh = seen[k] != s[i].other;
        }
        if (fresh) {
            seen[n++] = s[i].other;
        }
    }
    return n;
}

/* Types of ITU-R M.1371, table 53, whose work it is to lie beside others. */
static int habit_of_type(unsigned shiptype) {
    switch (shiptype) {
    case 31:
    case 32:
    case 52:
        return PL_HABIT_TUG;
    case 50:
        return PL_HABIT_PILOT;
    case 51:
        return PL_HABIT_RESCUE;
    case 35:
    case 55:
        return PL_HABIT_AUTHORITY;
    case 53:
    case 54:
        return PL_HABIT_TENDER;
    default:
        return PL_HABIT_NONE;
    }
}

static bool is_barge(const struct habit *h, const struct pl_event_vessel *v) {
    unsigned length_m = (unsigned)v->dim[0] + v->dim[1];
    return v->shiptype >= 80 && v->shiptype <= 89 && length_m > 0 && length_m <= h->barge_m;
}

static int habit_of(const struct pl_relate *relate, const struct habit *h, const struct pl_event *e) {
    const unsigned many = (unsigned)pl_relate_rule(relate, PL_RULE_ENCOUNTER_SERVICE_PARTNERS);
    int habit = PL_HABIT_NONE;
    for (unsigned v = 0; v < e->n_vessels && habit == PL_HABIT_NONE; v++) {
        habit = habit_of_type(e->vessels[v].shiptype);
    }
    if (habit == PL_HABIT_NONE && e->vessels[0].shiptype == 30 && e->vessels[1].shiptype == 30) {
        habit = PL_HABIT_FISHING;
    }
    for (unsigned v = 0; v < e->n_vessels && habit == PL_HABIT_NONE; v++) {
        if (partners_of(h, e->vessels[v].mmsi, many) >= many) {
            habit = is_barge(h, &e->vessels[v]) ? PL_HABIT_BUNKER : PL_HABIT_SERVICE;
        }
    }
    return habit;
}

/* Who lay at the place before, and who after. */
static void find_phases(const struct habit *h, const struct pl_event *e, struct pl_event_phases *phases) {
    for (unsigned v = 0; v < e->n_vessels; v++) {
        size_t n;
        const struct spell *s = spells_of(h, e->vessels[v].mmsi, &n);
        for (size_t i = 0; i < n; i++) {
            if (s[i].type != PL_EVENT_LOITERING || s[i].end < e->start || s[i].start > e->end ||
                pl_sphere_distance_m(s[i].pos, e->pos) > h->near_m) {
                continue;
            }
            phases->known = true;
            double before_h = pl_hours(s[i].start, e->start), after_h = pl_hours(e->end, s[i].end);
            if (e->start - s[i].start > h->grace && before_h > phases->before_h) {
                phases->before_h = before_h;
                phases->waited = e->vessels[v].mmsi;
            }
            if (s[i].end - e->end > h->grace && after_h > phases->after_h) {
                phases->after_h = after_h;
                phases->stayed = e->vessels[v].mmsi;
            }
        }
    }
}

/* Ships that met one of the two at the same time and place. */
static void find_others(const struct habit *h, const struct pl_event *e, struct pl_event_notes *notes) {
    for (unsigned v = 0; v < e->n_vessels; v++) {
        size_t n;
        const struct spell *s = spells_of(h, e->vessels[v].mmsi, &n);
        for (size_t i = 0; i < n; i++) {
            bool beside = s[i].type == PL_EVENT_ENCOUNTER && s[i].other != e->vessels[1 - v].mmsi &&
                          s[i].start < e->end && s[i].end > e->start &&
                          pl_sphere_distance_m(s[i].pos, e->pos) <= h->near_m;
            for (unsigned k = 0; beside && k < notes->n_with && k < PL_EVENT_WITH; k++) {
                beside = notes->with[k] != s[i].other;
            }
            if (beside && notes->n_with < PL_EVENT_WITH) {
                notes->with[notes->n_with++] = s[i].other;
            }
        }
    }
    for (unsigned i = 1; i < notes->n_with; i++) { /* in the order of their numbers */
        for (unsigned k = i; k > 0 && notes->with[k - 1] > notes->with[k]; k--) {
            uint32_t other = notes->with[k];
            notes->with[k] = notes->with[k - 1];
            notes->with[k - 1] = other;
        }
    }
}

static void say_habit(struct pl_event *e) {
    static const char *const SAYS[PL_HABIT_COUNT] = {
        [PL_HABIT_TUG] = "a tug: towing and help are its work",
        [PL_HABIT_PILOT] = "a pilot boat: boarding ships is its work",
        [PL_HABIT_RESCUE] = "a rescue ship: lying beside others is its work",
        [PL_HABIT_AUTHORITY] = "a ship of an authority: lying beside others is its work",
        [PL_HABIT_TENDER] = "a tender or a ship against pollution: lying beside others is its work",
        [PL_HABIT_FISHING] = "two fishing ships: fleets fish and lie together",
        [PL_HABIT_BUNKER] = "a small tanker that meets many ships, as bunker barges do",
        [PL_HABIT_SERVICE] = "a ship that meets many others, as service vessels do",
    };
    if (e->notes.habit > PL_HABIT_NONE && e->notes.habit < PL_HABIT_COUNT) {
        pl_relate_say(e, SAYS[e->notes.habit]);
    }
}

static void say_silences(const struct habit *h, struct pl_event *e) {
    for (unsigned v = 0; v < e->n_vessels; v++) {
        size_t n;
        const struct spell *s = spells_of(h, e->vessels[v].mmsi, &n);
        for (size_t i = 0; i < n; i++) {
            char part[80];
            if (s[i].type != PL_EVENT_GAP) {
                continue;
            }
            double hours = pl_hours(s[i].start, s[i].end);
            if (s[i].start >= e->end && s[i].start - e->end <= h->beside) {
                snprintf(part, sizeof part, "%u was silent for %.1f h after it", s[i].mmsi, hours);
                pl_relate_say(e, part);
            } else if (!s[i].open && s[i].end <= e->start && e->start - s[i].end <= h->beside) {
                snprintf(part, sizeof part, "%u was silent for %.1f h before it", s[i].mmsi, hours);
                pl_relate_say(e, part);
            }
        }
    }
}

static void note_encounter(const struct pl_relate *relate, const struct habit *h, struct pl_event *e) {
    char part[120];
    e->notes.habit = habit_of(relate, h, e);
    find_phases(h, e, &e->notes.phases);
    find_others(h, e, &e->notes);
    say_habit(e);
    if (e->notes.phases.waited != 0) {
        snprintf(part, sizeof part, "%u waited there %.1f h, the other came", e->notes.phases.waited,
                 e->notes.phases.before_h);
        pl_relate_say(e, part);
    }
    if (e->notes.phases.stayed != 0) {
        snprintf(part, sizeof part, "%u stayed %.1f h, the other left", e->notes.phases.stayed,
                 e->notes.phases.after_h);
        pl_relate_say(e, part);
    }
    if (e->notes.n_with > 0) {
        snprintf(part, sizeof part, "%u other ship%s lay there", e->notes.n_with, e->notes.n_with > 1 ? "s" : "");
        pl_relate_say(e, part);
    }
    say_silences(h, e);
}

/* What may have changed the draught: a meeting, a silence, a port. */
static void note_draught(const struct habit *h, struct pl_event *e) {
    size_t n;
    const struct spell *s = spells_of(h, e->vessels[0].mmsi, &n);
    for (size_t i = 0; i < n; i++) {
        char part[120];
        bool during = s[i].end > e->start - h->before && s[i].start < e->end;
        if (!during) {
            continue;
        }
        if (s[i].type == PL_EVENT_ENCOUNTER) {
            snprintf(part, sizeof part, "met %u for %.1f h", s[i].other, pl_hours(s[i].start, s[i].end));
            pl_relate_say(e, part);
        } else if (s[i].type == PL_EVENT_GAP) {
            snprintf(part, sizeof part, "was silent for %.1f h", pl_hours(s[i].start, s[i].end));
            pl_relate_say(e, part);
        } else if (s[i].type == PL_EVENT_PORT_VISIT) {
            snprintf(part, sizeof part, "was in %s", s[i].port);
            pl_relate_say(e, part);
        }
    }
}

static int note(struct pl_relate *relate, void *state, struct pl_event *e, struct pl_error *err) {
    (void)err;
    if (e->type == PL_EVENT_ENCOUNTER && e->n_vessels == 2) {
        note_encounter(relate, state, e);
    } else if (e->type == PL_EVENT_DRAUGHT_CHANGE) {
        note_draught(state, e);
    }
    return PL_E_OK;
}

static void close_part(void *state) {
    struct habit *h = state;
    free(h->spells);
    free(h);
}

const struct pl_relate_part pl_relate_habit = {
    .name = "habit", .open = open_part, .add = add, .run = run, .note = note, .close = close_part};
