/* How surprising a silence is: how many reports would have been received, had the ship gone on sending.
 *
 * A silence is tried on two kinds of ways: straight on, from its start to its end, and the way that favours innocence
 * most: out at its greatest speed on one of 16 courses, to stay where it is heard least, and straight back to its end.
 * On a way each piece of time brings the rate of its place (reports taken of chances, detect/reception), the lowest of:
 * that of the cell and of each known cell beside it, that of the ship itself before it fell silent, and that of the
 * cell brought down as far as reception thereabouts was worse at that hour than usually. Where too few chances are
 * known, or nobody else was heard thereabouts at the time, the rate is unknown and brings nothing.
 *
 * Long silences of others that went on their way count as chances that were missed, along the straight line; those of
 * the same number do not, so that who is often silent does not excuse itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "detect/reception.h"
#include "detect/relate_in.h"
#include "geo/trig.h"

#include "base/ban.h"

#define COURSES       16
#define STEP_H        (1.0 / 3)
#define STEPS_MAX     96   /* outwards */
#define WAY_STEPS_MAX 60   /* of a straight way */
#define ENOUGH        30.0 /* reports: more say the same */
#define CELLS_MAX     ((size_t)1 << 26)

struct gap {
    pl_hash id;
    uint32_t mmsi;
    pl_hash track;
    pl_time start, end; /* end: of the data where it is open */
    bool open, in_port, class_b;
    pl_pos from, to;
    double hours, top_kn, mean_kn;
    uint32_t own_chances, own_taken;
    uint32_t heard; /* reports without a position meanwhile */
    int grade;
    double expected, chance;
    const char *basis;
    const struct pl_outage *outage; /* it begins or ends with it */
};

/* A track of a number, whole. */
struct track {
    uint32_t mmsi;
    pl_hash ref;
    pl_time first, last;
};

/* It sent without a position (detect/unplaced). */
struct sent {
    uint32_t mmsi, n;
    pl_time from, to;
};

/* What is known of a cell. */
struct known {
    uint64_t chances, taken;
    uint64_t missed; /* by others that were silent */
};

struct silence {
    struct pl_relate *relate;
    const struct pl_reception *reception;
    struct gap *gaps;
    size_t n, cap;
    struct track *tracks; /* by number */
    size_t n_tracks, cap_tracks;
    struct sent *sent; /* by number */
    size_t n_sent, cap_sent;
    struct pl_map by_id;
    struct pl_map cells; /* cell << 1 | class that asks -> place in known */
    struct known *known;
    size_t n_known, cap_known;
    double sample_h, k;
    uint64_t min_chances;
    bool failed;
};

static uint64_t id_key(const pl_hash *id) {
    uint64_t key;
    memcpy(&key, id->b, sizeof key);
    return key;
}

static int silence_open(struct pl_relate *relate, void **ret_state, struct pl_error *err) {
    struct silence *s = calloc(1, sizeof *s);
    if (s == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to grade silences");
    }
    s->relate = relate;
    pl_map_open(&s->by_id, CELLS_MAX);
    pl_map_open(&s->cells, CELLS_MAX);
    s->sample_h = pl_relate_rule(relate, PL_RULE_ENCOUNTER_SAMPLE_S) / 3600;
    s->k = pl_relate_rule(relate, PL_RULE_RECEPTION_PRIOR_CHANCES);
    s->min_chances = (uint64_t)pl_relate_rule(relate, PL_RULE_RECEPTION_MIN_CHANCES);
    *ret_state = s;
    return PL_E_OK;
}

static void silence_close(void *state) {
    struct silence *s = state;
    pl_map_close(&s->by_id);
    pl_map_close(&s->cells);
    free(s->gaps);
    free(s->tracks);
    free(s->sent);
    free(s->known);
    free(s);
}

static int add_track(struct silence *s, const struct pl_event *e, struct pl_error *err) {
    if (s->n_tracks == s->cap_tracks) {
        size_t cap = s->cap_tracks == 0 ? 256 : s->cap_tracks * 2;
        struct track *grown = reallocarray(s->tracks, cap, sizeof *grown);
        if (grown == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory to grade silences");
        }
        s->tracks = grown;
        s->cap_tracks = cap;
    }
    s->tracks[s->n_tracks++] = (struct track){e->vessels[0].mmsi, e->vessels[0].track, e->start, e->end};
    return PL_E_OK;
}

static int add_sent(struct silence *s, const struct pl_event *e, struct pl_error *err) {
    if (s->n_sent == s->cap_sent) {
        size_t cap = s->cap_sent == 0 ? 64 : s->cap_sent * 2;
        struct sent *grown = reallocarray(s->sent, cap, sizeof *grown);
        if (grown == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory to grade silences");
        }
        s->sent = grown;
        s->cap_sent = cap;
    }
    s->sent[s->n_sent++] = (struct sent){e->vessels[0].mmsi, e->own_chances, e->start, e->end};
    return PL_E_OK;
}

static int silence_add(struct pl_relate *relate, void *state, const struct pl_event *e, struct pl_error *err) {
    struct silence *s = state;
    if (e->type == PL_EVENT_TRACK) {
        return add_track(s, e, err);
    }
    if (e->type == PL_EVENT_UNPLACED) {
        return add_sent(s, e, err);
    }
    if (e->type != PL_EVENT_GAP || !e->has_start_pos) {
        return PL_E_OK;
    }
    if (s->n == s->cap) {
        size_t cap = s->cap == 0 ? 64 : s->cap * 2;
        struct gap *grown = reallocarray(s->gaps, cap, sizeof *grown);
        if (grown == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory to grade silences");
        }
        s->gaps = grown;
        s->cap = cap;
    }
    s->gaps[s->n++] = (struct gap){.id = e->id,
                                   .mmsi = e->vessels[0].mmsi,
                                   .track = e->vessels[0].track,
                                   .start = e->start,
                                   .end = e->open ? relate->options.until : e->end,
                                   .open = e->open,
                                   .in_port = e->in_port,
                                   .class_b = e->class_b,
                                   .from = e->start_pos,
                                   .to = e->open ? e->start_pos : e->end_pos,
                                   .hours = e->hours,
                                   .top_kn = e->top_kn,
                                   .mean_kn = e->open ? 0 : e->speed_kn,
                                   .own_chances = e->own_chances,
                                   .own_taken = e->own_taken,
                                   .expected = -1,
                                   .chance = -1};
    return PL_E_OK;
}

/* Cells */

static struct known *known_of(struct silence *s, uint32_t cell, bool class_b) {
    bool made = false;
    uint64_t *at = pl_map_put(&s->cells, (uint64_t)cell << 1 | class_b, &made);
    if (at == NULL) {
        s->failed = true;
        return NULL;
    }
    if (made) {
        if (s->n_known == s->cap_known) {
            size_t cap = s->cap_known == 0 ? 1024 : s->cap_known * 2;
            struct known *grown = reallocarray(s->known, cap, sizeof *grown);
            if (grown == NULL) {
                pl_map_remove(&s->cells, (uint64_t)cell << 1 | class_b);
                s->failed = true;
                return NULL;
            }
            s->known = grown;
            s->cap_known = cap;
        }
        *at = s->n_known++;
        struct pl_reception_count all = pl_reception_ask(s->reception, cell, class_b, 0, INT64_MAX);
        s->known[*at] = (struct known){all.chances, all.taken, 0};
    }
    return &s->known[*at];
}

/* Where one was on the straight way, at a share of its time. */
static pl_pos on_way(pl_pos from, pl_pos to, double share) { return pl_sphere_between(from, to, share); }

/* A long silence in which the ship went on its way: chances that were missed along the line, or (sign -1) not. */
static void count_missed(struct silence *s, const struct gap *g, int sign) {
    bool went = !g->open && !g->in_port && g->mean_kn >= pl_relate_rule(s->relate, PL_RULE_RECEPTION_WENT_ON_KN) &&
                g->mean_kn <= pl_relate_rule(s->relate, PL_RULE_RECEPTION_WENT_ON_MOST_KN) &&
                g->hours <= pl_relate_rule(s->relate, PL_RULE_RECEPTION_WENT_ON_HOURS);
    if (!went || g->hours <= pl_relate_rule(s->relate, PL_RULE_RECEPTION_MAX_HOLE_HOURS)) {
        return; /* the first stage counted shorter ones */
    }
    unsigned n = (unsigned)(g->hours / STEP_H);
    uint64_t each = (uint64_t)(STEP_H / s->sample_h);
    for (unsigned i = 0; i < n; i++) {
        uint32_t cell = pl_reception_cell(on_way(g->from, g->to, (i + 0.5) / n));
        for (unsigned b = g->class_b; b < 2; b++) { /* where class A is not heard, class B is not either */
            struct known *k = known_of(s, cell, b == 1);
            if (k != NULL) {
                k->missed = sign > 0 ? k->missed + each : k->missed - each;
            }
        }
    }
}

static bool rate_of_cell(struct silence *s, uint32_t cell, bool class_b, double *ret) {
    const struct known *k = known_of(s, cell, class_b);
    if (k == NULL || k->chances + k->missed < s->min_chances) {
        return false;
    }
    *ret = (double)k->taken / (double)(k->chances + k->missed);
    return true;
}

/* The share of chances that are taken at a place and hour; false where it is unknown. */
static bool rate_at(struct silence *s, const struct gap *g, pl_pos pos, int64_t hour, double *ret) {
    uint32_t cell = pl_reception_cell(pos);
    int64_t first = g->start / PL_HOUR_US + 1, last = (g->end - 1) / PL_HOUR_US - (g->open ? 0 : 1);
    int64_t from = hour - 2 < first ? first : hour - 2, to = hour + 2 > last ? last : hour + 2;
    double rate;
    if (!rate_of_cell(s, cell, g->class_b, &rate)) {
        return false;
    }
    double usual = rate, least = rate;
    for (int i = 0; i < 9; i++) {
        double beside;
        if (i != 4 && rate_of_cell(s, pl_reception_beside(cell, i % 3 - 1, i / 3 - 1), g->class_b, &beside)) {
            least = beside < least ? beside : least;
        }
    }
    struct pl_reception_count now = pl_reception_around(s->reception, pos, g->class_b, from, to);
    if (now.chances == 0) {
        return false;
    }
    struct pl_reception_count always = pl_reception_around(s->reception, pos, g->class_b, 0, INT64_MAX);
    double mean = (double)always.taken / (double)always.chances;
    double then = ((double)now.taken + s->k * mean) / ((double)now.chances + s->k);
    rate = then < mean ? usual * then / mean : usual;
    rate = least < rate ? least : rate;
    if (g->own_chances >= pl_relate_rule(s->relate, PL_RULE_RECEPTION_OWN_CHANCES)) {
        double own = (double)g->own_taken / (double)g->own_chances;
        rate = own < rate ? own : rate;
    }
    *ret = rate;
    return true;
}

struct sum {
    double reports;
    double known_h, hours;
};

/* A stretch of a way. */
static void add_stretch(struct silence *s, const struct gap *g, pl_pos pos, double from_h, double hours,
                        struct sum *sum) {
    double rate;
    int64_t hour = (g->start + (pl_time)((from_h + hours / 2) * 3600e6)) / PL_HOUR_US;
    sum->hours += hours;
    if (rate_at(s, g, pos, hour, &rate)) {
        sum->known_h += hours;
        sum->reports += rate * hours / s->sample_h;
    }
}

static void add_way(struct silence *s, const struct gap *g, pl_pos from, pl_pos to, double from_h, double hours,
                    double most, struct sum *sum) {
    unsigned n = (unsigned)(hours / STEP_H) + 1;
    n = n > WAY_STEPS_MAX ? WAY_STEPS_MAX : n;
    for (unsigned i = 0; i < n && sum->reports < most; i++) {
        add_stretch(s, g, on_way(from, to, (i + 0.5) / n), from_h + hours * i / n, hours / n, sum);
    }
}

static void add_stay(struct silence *s, const struct gap *g, pl_pos pos, double from_h, double hours, double most,
                     struct sum *sum) {
    enum { N = 6 };
    for (unsigned i = 0; i < N && sum->reports < most; i++) {
        add_stretch(s, g, pos, from_h + hours * i / N, hours / N, sum);
    }
}

/* Out on a course, to stay at the best place, and back: *best is lowered where that brings fewer reports. */
static void try_course(struct silence *s, const struct gap *g, double course_deg, double kn, struct sum *best) {
    struct sum out = {0};
    pl_pos pos = g->from;
    for (unsigned i = 0; i < STEPS_MAX; i++) {
        double out_h = i * STEP_H;
        double back_h = g->open ? 0 : pl_sphere_distance_m(pos, g->to) / PL_NM_M / kn;
        double stay_h = g->hours - out_h - back_h;
        if (stay_h < 0 && i > 0) {
            return;
        }
        struct sum way = out;
        add_stay(s, g, pos, out_h, stay_h > 0 ? stay_h : 0, best->reports, &way);
        if (!g->open && way.reports < best->reports) {
            add_way(s, g, pos, g->to, g->hours - back_h, back_h, best->reports, &way);
        }
        if (way.reports < best->reports) {
            *best = way;
        }
        pl_pos next = pl_sphere_move(g->from, course_deg, (i + 1) * STEP_H * kn * PL_NM_M);
        add_stretch(s, g, on_way(pos, next, 0.5), out_h, STEP_H, &out);
        if (out.reports >= best->reports) {
            return;
        }
        pos = next;
    }
}

static int track_cmp(const void *a, const void *b) {
    const struct track *x = a, *y = b;
    return (x->mmsi > y->mmsi) - (x->mmsi < y->mmsi);
}

/* Another track of the number goes on during the silence: whatever it is, the number was on the air. */
static bool heard_elsewhere(const struct silence *s, const struct gap *g) {
    size_t low = 0, high = s->n_tracks;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (s->tracks[mid].mmsi < g->mmsi) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    for (; low < s->n_tracks && s->tracks[low].mmsi == g->mmsi; low++) {
        const struct track *t = &s->tracks[low];
        if (t->first < g->end && t->last > g->start && pl_hash_cmp(t->ref, g->track) != 0) {
            return true;
        }
    }
    return false;
}

static int sent_cmp(const void *a, const void *b) {
    const struct sent *x = a, *y = b;
    return (x->mmsi > y->mmsi) - (x->mmsi < y->mmsi);
}

/* It sent on during the silence, without a position: how many reports were heard. */
static uint32_t heard_unplaced(const struct silence *s, const struct gap *g) {
    const struct sent key = {.mmsi = g->mmsi};
    size_t low = 0, high = s->n_sent;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        bool before = sent_cmp(&s->sent[mid], &key) < 0;
        low = before ? mid + 1 : low;
        high = before ? high : mid;
    }
    uint64_t n = 0;
    for (; low < s->n_sent && s->sent[low].mmsi == g->mmsi; low++) {
        const struct sent *t = &s->sent[low];
        n += t->from >= g->start && t->to <= g->end ? t->n : 0;
    }
    return n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
}

static double chance_of(double reports) { return 1 - pl_exp(-reports); }

/* An outage of a station that heard the ship explains that its silence begins or ends, whatever others heard. */
static void excuse(struct silence *s, struct gap *g) {
    const struct pl_stations *stations = s->relate->options.stations;
    if (stations == NULL) {
        return;
    }
    g->outage = pl_stations_outage_at(stations, g->mmsi, g->start, false);
    if (g->outage == NULL && !g->open) {
        g->outage = pl_stations_outage_at(stations, g->mmsi, g->end, true);
    }
    if (g->outage != NULL) {
        g->grade = PL_SILENCE_EXPECTED;
        g->basis = g->outage->whole ? "the whole feed was out as it began or ended: no doing of the ship"
                                    : "a station that heard it was out as it began or ended: no doing of the ship";
    }
}

static void grade(struct silence *s, struct gap *g) {
    double unexpected = pl_relate_rule(s->relate, PL_RULE_RECEPTION_UNEXPECTED_CHANCE);
    double expected = pl_relate_rule(s->relate, PL_RULE_RECEPTION_EXPECTED_CHANCE);
    double escape_kn = pl_relate_rule(s->relate, PL_RULE_RECEPTION_ESCAPE_KN);
    double kn = g->top_kn > escape_kn ? g->top_kn : escape_kn;
    struct sum straight = {0}, best;
    if (g->open || g->in_port) {
        add_stay(s, g, g->from, 0, g->hours, ENOUGH, &straight);
    } else {
        add_way(s, g, g->from, g->to, 0, g->hours, ENOUGH, &straight);
    }
    best = straight;
    for (unsigned c = 0; c < COURSES && chance_of(best.reports) > expected; c++) {
        try_course(s, g, c * 360.0 / COURSES, kn, &best);
    }
    bool elsewhere = heard_elsewhere(s, g);
    bool known = straight.known_h > 0 && 2 * straight.known_h >= straight.hours;
    g->heard = heard_unplaced(s, g);
    g->expected = best.reports;
    g->chance = chance_of(best.reports);
    if (elsewhere && g->chance > expected) {
        g->grade = PL_SILENCE_UNKNOWN;
        g->basis = "no silence of the transmitter: the number was heard on another track meanwhile";
    } else if (g->heard > 0 && g->chance > expected) {
        g->grade = PL_SILENCE_UNKNOWN;
        g->basis = "no silence of the transmitter: it was heard meanwhile, without a position";
    } else if (g->chance >= unexpected) {
        g->grade = PL_SILENCE_UNEXPECTED;
        g->basis = "others were heard there meanwhile, and so would this ship, even had it sailed off";
    } else if (known && chance_of(straight.reports) <= expected) {
        g->grade = PL_SILENCE_EXPECTED;
        g->basis = "reception there explains it: on its way others were hardly heard, or not at that time";
    } else if (g->chance <= expected && 2 * best.known_h >= best.hours) {
        g->grade = PL_SILENCE_EXPECTED;
        g->basis = "reception may explain it: it could have sailed where others are hardly heard";
    } else {
        g->grade = PL_SILENCE_UNKNOWN;
        if (chance_of(straight.reports) > expected) {
            g->basis = "it would have been heard on the straight way, but may have sailed out of reception";
        } else if (straight.known_h > 0) {
            g->basis = "undetermined: nobody else was heard on most of its way at the time";
        } else {
            g->basis = "undetermined: nobody else was heard there at the time";
            g->expected = g->chance = -1;
        }
    }
}

/* All */

static int gap_cmp(const void *a, const void *b) {
    const struct gap *x = a, *y = b;
    if (x->mmsi != y->mmsi) {
        return x->mmsi < y->mmsi ? -1 : 1;
    }
    if (x->start != y->start) {
        return x->start < y->start ? -1 : 1;
    }
    return pl_hash_cmp(x->id, y->id);
}

static int silence_run(struct pl_relate *relate, void *state, struct pl_error *err) {
    struct silence *s = state;
    s->reception = relate->options.reception;
    if (s->reception == NULL || s->n == 0) {
        return PL_E_OK;
    }
    qsort(s->gaps, s->n, sizeof *s->gaps, gap_cmp);
    if (s->n_tracks > 1) {
        qsort(s->tracks, s->n_tracks, sizeof *s->tracks, track_cmp);
    }
    if (s->n_sent > 1) {
        qsort(s->sent, s->n_sent, sizeof *s->sent, sent_cmp);
    }
    for (size_t i = 0; i < s->n; i++) {
        uint64_t *at = pl_map_put(&s->by_id, id_key(&s->gaps[i].id), NULL);
        s->failed |= at == NULL;
        if (at != NULL) {
            *at = i;
        }
        count_missed(s, &s->gaps[i], 1);
    }
    for (size_t i = 0, end; i < s->n && !s->failed; i = end) {
        for (end = i; end < s->n && s->gaps[end].mmsi == s->gaps[i].mmsi; end++) {
            count_missed(s, &s->gaps[end], -1);
        }
        for (size_t k = i; k < end; k++) {
            grade(s, &s->gaps[k]);
            excuse(s, &s->gaps[k]);
        }
        for (size_t k = i; k < end; k++) {
            count_missed(s, &s->gaps[k], 1);
        }
    }
    return s->failed ? pl_fail(err, PL_E_NOMEM, "no memory to grade silences") : PL_E_OK;
}

/* "station X was out from TIME to TIME" */
static void say_outage(const struct silence *s, const struct pl_outage *o, char *out, size_t cap) {
    PL_BUF_AUTO text;
    pl_str name = pl_stations_name(s->relate->options.stations, o->station);
    pl_buf_open(&text, 4096);
    pl_buf_add_str(&text, o->whole ? PL_STR("the whole feed") : PL_STR("station "));
    if (!o->whole) {
        pl_buf_add_str(&text, name.n > 60 ? pl_str_make(name.p, 60) : name);
    }
    pl_buf_add_str(&text, PL_STR(" was out from "));
    pl_time_write(&text, o->start);
    pl_buf_add_str(&text, o->end == PL_TIME_NONE ? PL_STR(" to the end of the data") : PL_STR(" to "));
    pl_time_write(&text, o->end);
    snprintf(out, cap, "%.*s", (int)text.n, text.p);
}

/* The silence that the event is, or that a possible meeting rests on; NULL none. */
static const struct gap *gap_of(const struct silence *s, const struct pl_event *event) {
    const uint64_t *at = event->type == PL_EVENT_GAP ? pl_map_get(&s->by_id, id_key(&event->id)) : NULL;
    for (unsigned i = 0; event->type == PL_EVENT_RENDEZVOUS && at == NULL && i < event->n_parents; i++) {
        at = pl_map_get(&s->by_id, id_key(&event->parents[i]));
    }
    return at != NULL ? &s->gaps[*at] : NULL;
}

static int silence_note(struct pl_relate *relate, void *state, struct pl_event *event, struct pl_error *err) {
    const struct silence *s = state;
    const struct gap *g = gap_of(s, event);
    (void)relate;
    (void)err;
    if (g == NULL) {
        return PL_E_OK;
    }
    event->notes.grade = g->grade;
    event->notes.expected = g->expected;
    event->notes.chance = g->chance;
    snprintf(event->notes.basis, sizeof event->notes.basis, "%s", g->basis != NULL ? g->basis : "");
    if (event->type == PL_EVENT_RENDEZVOUS && g->grade == PL_SILENCE_EXPECTED) {
        pl_relate_say(event, g->outage != NULL ? "an outage of the feed explains the silence itself"
                                               : "reception explains the silence itself");
    } else if (event->type == PL_EVENT_RENDEZVOUS && g->heard > 0) {
        pl_relate_say(event, "the silent ship went on sending, without a position");
    } else if (event->type == PL_EVENT_GAP && g->outage != NULL && event->notes.remark[0] == '\0') {
        say_outage(s, g->outage, event->notes.remark, sizeof event->notes.remark);
    } else if (event->type == PL_EVENT_GAP && g->heard > 0 && event->notes.remark[0] == '\0') {
        (void)snprintf(event->notes.remark, sizeof event->notes.remark,
                       g->heard == 1 ? "it went on sending: %u report without a position was heard meanwhile"
                                     : "it went on sending: %u reports without a position were heard meanwhile",
                       g->heard);
    }
    return PL_E_OK;
}

const struct pl_relate_part pl_relate_silence = {.name = "silence",
                                                 .open = silence_open,
                                                 .add = silence_add,
                                                 .run = silence_run,
                                                 .note = silence_note,
                                                 .close = silence_close};
