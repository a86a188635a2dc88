/* identity_change_candidate: one track ends, that of another number begins within reach, and what they say of the hull
 * agrees. The rules and the method: docs/rules.md, "identity_change". */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "detect/fold.h"
#include "detect/relate_in.h"

#include "base/ban.h"

#define SHARED 64 /* a number with more tracks is no ship's */
#define KEEP   8  /* partners remembered for one end */

#define LENGTHS (2 * 65535 + 1) /* to bow and to stern */

/* Thresholds, for the rules file. */
#define ABSENT_HOURS 1.0  /* that the recording goes on without a track before it began or after it ended */
#define TYPES_DIFFER 10.0 /* ships of unlike type: so many times the chance, where length and beam alone tie them */

/* How what two tracks say of their hull agrees, from the weakest. */
enum tie { TIE_NONE, TIE_NEAR, TIE_SIZE, TIE_POINT, TIE_NAMED, TIE_IMO };

/* How rarely two unlike ships agree so, before the ships of the data have shown it. */
static const double TIE_PRIOR[] = {1, 1.0 / 150, 1.0 / 400, 1.0 / 1000, 1e-6, 1e-7};

static const char *const TIE_WORDS[] = {
    "",
    "dimensions nearly agree",
    "length and beam agree",
    "dimensions and reference point agree",
    "name and call sign agree",
    "both say one IMO number",
};

struct life {
    struct pl_event_vessel who;
    pl_time start, end;
    pl_pos start_pos, end_pos;
    pl_hash prior;
    bool has_prior, several; /* several: more than one report */
    bool ended, begun;       /* did not come back; did not go on from an earlier track of its number */
    pl_time silence;         /* the longest that it came back from */
    pl_time on_air;          /* and of what the recording heard meanwhile, the most */
    struct pl_relate_parent parent;
};

struct pair {
    uint32_t a, b; /* places in lives: who ended, who began */
    uint8_t tie;   /* enum tie; NONE: dropped */
    double cost;   /* room in time and place that an accident has, times its likelihood */
};

/* A silence that a track came back from. */
struct silence {
    uint32_t mmsi;
    pl_hash track;
    pl_time from, to;
    pl_pos from_pos, to_pos;
};

/* An impossible step of a number. */
struct jump {
    uint32_t mmsi;
    pl_time from, to;
};

/* The first track of a pair, when it ended, and the other's number. */
struct told {
    pl_hash from;
    uint32_t to_mmsi;
    pl_time at;
};

struct change {
    struct life *lives;
    uint32_t n, cap;
    struct silence *silences;
    uint32_t n_silences, cap_silences;
    struct jump *jumps;
    uint32_t n_jumps, cap_jumps;
    struct told *told;
    uint32_t n_told, cap_told;
    struct pair *pairs;
    uint32_t n_pairs, cap_pairs;
    uint32_t *sized;                 /* places of lives that say a size, by length, then in their order */
    uint32_t of_length[LENGTHS + 1]; /* where each length begins in it */
    uint32_t n_numbers, n_sized;     /* numbers; those of which some life says a size */
    uint32_t *begun, *ended;         /* places of lives that began, by start; that ended, by end */
    uint32_t n_begun, n_ended;
    uint32_t *numbers; /* scratch: room for one of each life */
};

/* Room for one more, or NULL. */
static void *more(void *list, uint32_t n, uint32_t *cap, size_t size) {
    if (n < *cap) {
        return list;
    }
    uint32_t want = *cap == 0 ? 64 : *cap * 2;
    void *grown = reallocarray(list, want, size);
    *cap = grown != NULL ? want : *cap;
    return grown;
}

static int no_memory(struct pl_error *err) { return pl_fail(err, PL_E_NOMEM, "no memory to follow identities"); }

static int open_part(struct pl_relate *relate, void **ret_state, struct pl_error *err) {
    (void)relate;
    *ret_state = calloc(1, sizeof(struct change));
    return *ret_state == NULL ? no_memory(err) : PL_E_OK;
}

static void close_part(void *state) {
    struct change *c = state;
    free(c->lives);
    free(c->silences);
    free(c->jumps);
    free(c->told);
    free(c->pairs);
    free(c->sized);
    free(c->begun);
    free(c->ended);
    free(c->numbers);
    free(c);
}

/* Taking in */

static int add_life(struct change *c, const struct pl_event *e, struct pl_error *err) {
    struct life *lives = more(c->lives, c->n, &c->cap, sizeof *lives);
    if (lives == NULL) {
        return no_memory(err);
    }
    c->lives = lives;
    lives[c->n++] = (struct life){.who = e->vessels[0],
                                  .start = e->start,
                                  .end = e->end,
                                  .start_pos = e->start_pos,
                                  .end_pos = e->end_pos,
                                  .prior = e->ambiguous_with,
                                  .has_prior = e->has_ambiguous_with,
                                  .several = e->n_inputs > 1,
                                  .parent = pl_relate_parent_of(e)};
    return PL_E_OK;
}

static int add_silence(struct change *c, const struct pl_event *e, struct pl_error *err) {
    struct silence *silences = more(c->silences, c->n_silences, &c->cap_silences, sizeof *silences);
    if (silences == NULL) {
        return no_memory(err);
    }
    c->silences = silences;
    silences[c->n_silences++] = (struct silence){.mmsi = e->vessels[0].mmsi,
                                                 .track = e->vessels[0].track,
                                                 .from = e->start,
                                                 .to = e->end,
                                                 .from_pos = e->start_pos,
                                                 .to_pos = e->end_pos};
    return PL_E_OK;
}

static int add_jump(struct change *c, const struct pl_event *e, struct pl_error *err) {
    struct jump *jumps = more(c->jumps, c->n_jumps, &c->cap_jumps, sizeof *jumps);
    if (jumps == NULL) {
        return no_memory(err);
    }
    c->jumps = jumps;
    jumps[c->n_jumps++] = (struct jump){e->vessels[0].mmsi, e->start, e->end};
    return PL_E_OK;
}

static int add_event(struct pl_relate *relate, void *state, const struct pl_event *e, struct pl_error *err) {
    (void)relate;
    if (e->type == PL_EVENT_TRACK) {
        return add_life(state, e, err);
    }
    if (e->type == PL_EVENT_POSITION_JUMP) {
        return add_jump(state, e, err);
    }
    return e->type == PL_EVENT_GAP && !e->open ? add_silence(state, e, err) : PL_E_OK;
}

/* Who ended, who began */

static int life_cmp(const void *pa, const void *pb) {
    const struct life *a = pa, *b = pb;
    if (a->who.mmsi != b->who.mmsi) {
        return a->who.mmsi < b->who.mmsi ? -1 : 1;
    }
    if (a->start != b->start) {
        return a->start < b->start ? -1 : 1;
    }
    return pl_hash_cmp(a->who.track, b->who.track);
}

static int silence_cmp(const void *pa, const void *pb) {
    const struct silence *a = pa, *b = pb;
    int track = pl_hash_cmp(a->track, b->track);
    if (a->mmsi != b->mmsi) {
        return a->mmsi < b->mmsi ? -1 : 1;
    }
    return track != 0 ? track : (a->from > b->from) - (a->from < b->from);
}

static bool within(const struct pl_relate *relate, double speed_kn, pl_pos from, pl_time from_at, pl_pos to,
                   pl_time to_at) {
    double reach_m = speed_kn * PL_NM_M * pl_hours(from_at, to_at);
    return pl_sphere_distance_m(from, to) <= reach_m + pl_relate_rule(relate, PL_RULE_TRACK_REACH_SLACK_M);
}

/* True where `late`, of the same number, may be `early` going on. */
static bool may_go_on(const struct pl_relate *relate, const struct life *early, const struct life *late) {
    if (late->start <= early->end) {
        return false;
    }
    return (late->has_prior && pl_hash_cmp(late->prior, early->who.track) == 0) ||
           within(relate, pl_relate_rule(relate, PL_RULE_TRACK_MAX_SPEED_KN), early->end_pos, early->end,
                  late->start_pos, late->start);
}

/* Of the tracks of one number (at first .. first + n), but for those that lie within the time of another one (a false
 * position, or a number that many use): each that ended and did not go on as a later one, and each that
 * began and did not go on from an earlier one. A later track that goes on from another is no return of this one. */
static void judge_number(const struct pl_relate *relate, struct life *first, uint32_t n) {
    double least_hours = pl_relate_rule(relate, PL_RULE_IDENTITY_CHANGE_MIN_TRACK_HOURS);
    const struct pl_on_air *heard = &relate->on_air;
    for (uint32_t i = 0; i < n; i++) {
        pl_time lived = pl_on_air_between(heard, first[i].start, first[i].end);
        pl_time before = pl_on_air_between(heard, INT64_MIN / 2, first[i].start);
        pl_time absent = pl_on_air_between(heard, first[i].end, relate->options.until);
        bool stands = first[i].several && n <= SHARED && pl_hours(0, lived) >= least_hours;
        for (uint32_t k = 0; stands && k < n; k++) {
            stands = k == i || first[k].start >= first[i].start || first[k].end < first[i].end;
        }
        first[i].begun = stands && pl_hours(0, before) >= ABSENT_HOURS;
        first[i].ended = stands && relate->options.until - first[i].end > first[i].silence &&
                         absent > first[i].on_air && pl_hours(0, absent) >= ABSENT_HOURS;
    }
    for (uint32_t early = 0; n <= SHARED && early < n; early++) {
        for (uint32_t late = early + 1; late < n; late++) {
            if (!may_go_on(relate, &first[early], &first[late])) {
                continue;
            }
            bool of_another = false, as_another = false;
            for (uint32_t k = 0; k < n; k++) {
                const struct life *other = &first[k];
                if (k == early || k == late) {
                    continue;
                }
                of_another = of_another || (other->end > first[early].end && other->start < first[late].start &&
                                            may_go_on(relate, other, &first[late]));
                as_another = as_another || (other->start > first[early].end && other->start < first[late].start &&
                                            may_go_on(relate, &first[early], other));
            }
            first[early].ended = first[early].ended && of_another;
            first[late].begun = first[late].begun && as_another;
        }
    }
}

static int jump_cmp(const void *pa, const void *pb) {
    const struct jump *a = pa, *b = pb;
    return (a->mmsi > b->mmsi) - (a->mmsi < b->mmsi);
}

static bool jumped(const struct change *c, uint32_t mmsi, pl_time at, bool away) {
    uint32_t lo = 0, hi = c->n_jumps;
    while (lo < hi) {
        const uint32_t mid = lo + (hi - lo) / 2;
        if (c->jumps[mid].mmsi < mmsi) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    for (; lo < c->n_jumps && c->jumps[lo].mmsi == mmsi; lo++) {
        if ((away ? c->jumps[lo].from : c->jumps[lo].to) == at) {
            return true;
        }
    }
    return false;
}

/* A silence that begins when the number jumps elsewhere may hold the end of a ship: what is heard under that track
 * again, from not too far off, may be the other ship under a false position, or a ship that took the number over. The
 * shorter side of it counts as false; a ship that comes back to stay has come back. */
static void cut_at_jump(const struct change *c, struct life *life, const struct silence *s) {
    pl_time before = s->from - life->start, silent = s->to - s->from, after = life->end - s->to;
    bool early = before < silent && before < after, late = after < silent;
    if (before < 0 || after < 0 || !(early || late) || !jumped(c, s->mmsi, s->from, true)) {
        return;
    }
    if (early) {
        life->start = s->to;
        life->start_pos = s->to_pos;
        life->silence = life->on_air = 0;
    } else if (jumped(c, s->mmsi, s->to, false)) {
        life->end = s->from;
        life->end_pos = s->from_pos;
    }
}

/* The silences of each track: it may come back once more from one as long. */
static void take_silences(const struct pl_relate *relate, struct change *c) {
    if (c->n_silences > 1) {
        qsort(c->silences, c->n_silences, sizeof *c->silences, silence_cmp);
    }
    if (c->n_jumps > 1) {
        qsort(c->jumps, c->n_jumps, sizeof *c->jumps, jump_cmp);
    }
    for (uint32_t i = 0; i < c->n; i++) {
        struct life *life = &c->lives[i];
        struct silence key = {.mmsi = life->who.mmsi, .track = life->who.track, .from = INT64_MIN};
        uint32_t lo = 0, hi = c->n_silences;
        while (lo < hi) {
            uint32_t mid = lo + (hi - lo) / 2;
            if (silence_cmp(&c->silences[mid], &key) < 0) {
                lo = mid + 1;
            } else {
                hi = mid;
            }
        }
        for (; lo < c->n_silences && c->silences[lo].mmsi == key.mmsi &&
               pl_hash_cmp(c->silences[lo].track, key.track) == 0;
             lo++) {
            const struct silence *s = &c->silences[lo];
            cut_at_jump(c, life, s);
            if (s->from >= life->start && s->to <= life->end) {
                pl_time silent = s->to - s->from, heard = pl_on_air_between(&relate->on_air, s->from, s->to);
                life->silence = silent > life->silence ? silent : life->silence;
                life->on_air = heard > life->on_air ? heard : life->on_air;
            }
        }
    }
}

static void judge_lives(const struct pl_relate *relate, struct change *c) {
    if (c->n > 1) {
        qsort(c->lives, c->n, sizeof *c->lives, life_cmp);
    }
    take_silences(relate, c);
    for (uint32_t i = 0, n; i < c->n; i += n) {
        for (n = 1; i + n < c->n && c->lives[i + n].who.mmsi == c->lives[i].who.mmsi; n++) {
        }
        judge_number(relate, &c->lives[i], n);
    }
}

/* Agreement */

static unsigned length_m(const struct pl_event_vessel *v) { return (unsigned)v->dim[0] + v->dim[1]; }
static unsigned beam_m(const struct pl_event_vessel *v) { return (unsigned)v->dim[2] + v->dim[3]; }
static bool has_size(const struct pl_event_vessel *v) { return length_m(v) > 0 && beam_m(v) > 0; }
/* Bow and port 0: a length and a beam without a reference point (ITU-R M.1371). */
static bool has_point(const struct pl_event_vessel *v) { return v->dim[0] != 0 || v->dim[2] != 0; }

static double apart(unsigned a, unsigned b) { return a > b ? a - b : b - a; }

static enum tie size_tie(const struct pl_event_vessel *a, const struct pl_event_vessel *b, double tolerance_m) {
    if (!has_size(a) || !has_size(b) || apart(length_m(a), length_m(b)) > tolerance_m ||
        apart(beam_m(a), beam_m(b)) > tolerance_m) {
        return TIE_NONE;
    }
    if (has_point(a) && memcmp(a->dim, b->dim, sizeof a->dim) == 0) {
        return TIE_POINT;
    }
    return length_m(a) == length_m(b) && beam_m(a) == beam_m(b) ? TIE_SIZE : TIE_NEAR;
}

static enum tie tie_of(const struct pl_event_vessel *a, const struct pl_event_vessel *b, double tolerance_m) {
    enum tie size = size_tie(a, b, tolerance_m);
    if (size == TIE_NONE && has_size(a) && has_size(b)) {
        return TIE_NONE; /* whatever else agrees, this speaks against it */
    }
    if (a->imo != 0 && a->imo == b->imo) {
        return TIE_IMO;
    }
    bool named = a->name[0] != '\0' && strcmp(a->name, b->name) == 0 && a->callsign[0] != '\0' &&
                 strcmp(a->callsign, b->callsign) == 0;
    return named ? TIE_NAMED : size;
}

/* How many numbers beside the two there are of which some life says as much as the tie asks for, and how many of these
 * agree with `a` as well. Names and IMO numbers are looked for in all lives, sizes in those of like length. */
struct others {
    const struct pl_relate *relate;
    const struct change *c;
    const struct life *a, *b;
    enum tie tie;
};

static bool counts(const struct others *o, const struct pl_event_vessel *v) {
    const double tolerance_m = pl_relate_rule(o->relate, PL_RULE_IDENTITY_CHANGE_DIM_TOLERANCE_M);
    return v->mmsi != o->a->who.mmsi && v->mmsi != o->b->who.mmsi && (o->tie > TIE_POINT || has_size(v)) &&
           tie_of(&o->a->who, v, tolerance_m) >= o->tie;
}

static bool number_says_size(const struct change *c, const struct life *life) {
    const struct life *first = life, *end = c->lives + c->n;
    while (first > c->lives && first[-1].who.mmsi == life->who.mmsi) {
        first--;
    }
    for (; first < end && first->who.mmsi == life->who.mmsi; first++) {
        if (has_size(&first->who)) {
            return true;
        }
    }
    return false;
}

static uint32_t count_known(const struct others *o) {
    const bool any = o->tie > TIE_POINT;
    uint32_t known = any ? o->c->n_numbers : o->c->n_sized;
    known -= any || number_says_size(o->c, o->a);
    return known - (o->a->who.mmsi != o->b->who.mmsi && (any || number_says_size(o->c, o->b)));
}

static int number_cmp(const void *pa, const void *pb) {
    const uint32_t *a = pa, *b = pb;
    return (*a > *b) - (*a < *b);
}

static uint32_t count_agreeing(const struct others *o) {
    const struct change *c = o->c;
    const double tolerance_m = pl_relate_rule(o->relate, PL_RULE_IDENTITY_CHANGE_DIM_TOLERANCE_M);
    const unsigned length = length_m(&o->a->who), by = tolerance_m > LENGTHS ? LENGTHS : (unsigned)tolerance_m;
    const unsigned most = length + by + 1 > LENGTHS ? LENGTHS : length + by + 1;
    uint32_t n = 0, agree = 0;
    if (o->tie > TIE_POINT) {
        for (uint32_t i = 0; i < c->n; i++) {
            o->c->numbers[n] = c->lives[i].who.mmsi;
            n += counts(o, &c->lives[i].who);
        }
    } else {
        for (uint32_t i = c->of_length[length > by ? length - by : 0]; i < c->of_length[most]; i++) {
            o->c->numbers[n] = c->lives[c->sized[i]].who.mmsi;
            n += counts(o, &c->lives[c->sized[i]].who);
        }
        qsort(c->numbers, n, sizeof *c->numbers, number_cmp);
    }
    for (uint32_t i = 0; i < n; i++) {
        agree += i == 0 || o->c->numbers[i] != o->c->numbers[i - 1];
    }
    return agree;
}

/* The share of other ships that agree with one as well as its partner does. */
static double share_of(const struct pl_relate *relate, const struct change *c, const struct life *a,
                       const struct life *b, enum tie tie) {
    const double prior = pl_relate_rule(relate, PL_RULE_IDENTITY_CHANGE_PRIOR_SHIPS);
    const struct others o = {relate, c, a, b, tie};
    const uint32_t known = count_known(&o), agree = count_agreeing(&o);
    if (tie == TIE_IMO && agree > pl_relate_rule(relate, PL_RULE_IDENTITY_CHANGE_TIED_MOST)) {
        return 1;
    }
    return (agree + prior * TIE_PRIOR[tie]) / (known + prior);
}

static int by_start(const void *pa, const void *pb, void *ctx) {
    const struct life *lives = ctx, *a = &lives[*(const uint32_t *)pa], *b = &lives[*(const uint32_t *)pb];
    return (a->start > b->start) - (a->start < b->start);
}

static int by_end(const void *pa, const void *pb, void *ctx) {
    const struct life *lives = ctx, *a = &lives[*(const uint32_t *)pa], *b = &lives[*(const uint32_t *)pb];
    return (a->end > b->end) - (a->end < b->end);
}

static void index_lengths(struct change *c) {
    bool says = false;
    for (uint32_t i = 0; i < c->n; i++) {
        const bool is_new = i == 0 || c->lives[i].who.mmsi != c->lives[i - 1].who.mmsi;
        const bool sized = has_size(&c->lives[i].who);
        says = says && !is_new;
        c->n_numbers += is_new;
        c->n_sized += sized && !says;
        says = says || sized;
        if (sized) {
            c->of_length[length_m(&c->lives[i].who)]++;
        }
    }
    for (uint32_t l = 0, at = 0; l <= LENGTHS; l++) {
        const uint32_t n = c->of_length[l];
        c->of_length[l] = at;
        at += n;
    }
    for (uint32_t i = 0; i < c->n; i++) {
        if (has_size(&c->lives[i].who)) {
            c->sized[c->of_length[length_m(&c->lives[i].who)]++] = i;
        }
    }
    for (uint32_t l = LENGTHS; l > 0; l--) { /* each begins where the one before it has ended */
        c->of_length[l] = c->of_length[l - 1];
    }
    c->of_length[0] = 0;
}

/* After the lives were judged: what is asked about a pair is looked up, not read from all of them. */
static int index_lives(struct change *c, struct pl_error *err) {
    c->sized = calloc((size_t)c->n + 1, sizeof *c->sized);
    c->begun = calloc((size_t)c->n + 1, sizeof *c->begun);
    c->ended = calloc((size_t)c->n + 1, sizeof *c->ended);
    c->numbers = calloc((size_t)c->n + 1, sizeof *c->numbers);
    if (c->sized == NULL || c->begun == NULL || c->ended == NULL || c->numbers == NULL) {
        return no_memory(err);
    }
    index_lengths(c);
    for (uint32_t i = 0; i < c->n; i++) {
        c->begun[c->n_begun] = c->ended[c->n_ended] = i;
        c->n_begun += c->lives[i].begun;
        c->n_ended += c->lives[i].ended;
    }
    if (c->n_begun > 1) {
        qsort_r(c->begun, c->n_begun, sizeof *c->begun, by_start, c->lives);
    }
    if (c->n_ended > 1) {
        qsort_r(c->ended, c->n_ended, sizeof *c->ended, by_end, c->lives);
    }
    return PL_E_OK;
}

/* Pairs */

static double most_hours(const struct pl_relate *relate, enum tie tie) {
    return pl_relate_rule(relate,
                          tie >= TIE_NAMED ? PL_RULE_IDENTITY_CHANGE_NAMED_HOURS : PL_RULE_IDENTITY_CHANGE_MAX_HOURS);
}

/* Where it is a possible pair: keeps it among the best of a. */
static void consider(const struct pl_relate *relate, const struct change *c, uint32_t a, uint32_t b, struct pair *best,
                     unsigned *n_best) {
    const struct life *from = &c->lives[a], *to = &c->lives[b];
    double tolerance_m = pl_relate_rule(relate, PL_RULE_IDENTITY_CHANGE_DIM_TOLERANCE_M);
    double hours = pl_hours(from->end, to->start);
    enum tie tie = from->who.mmsi == to->who.mmsi ? TIE_NONE : tie_of(&from->who, &to->who, tolerance_m);
    if (tie == TIE_NONE || hours <= 0 || hours > most_hours(relate, tie) ||
        !within(relate, pl_relate_rule(relate, PL_RULE_IDENTITY_CHANGE_MAX_SPEED_KN), from->end_pos, from->end,
                to->start_pos, to->start)) {
        return;
    }
    double nm = pl_sphere_distance_m(from->end_pos, to->start_pos) / PL_NM_M;
    struct pair pair = {a, b, (uint8_t)tie, (hours + 0.5) * (nm + 5) * (nm + 5) * TIE_PRIOR[tie]};
    unsigned at = *n_best;
    for (unsigned i = 0; i < *n_best; i++) {
        if (best[i].b == b) {
            return;
        }
    }
    while (at > 0 && best[at - 1].cost > pair.cost) {
        at--;
    }
    if (at == KEEP) {
        return;
    }
    unsigned n = *n_best < KEEP ? *n_best : KEEP - 1;
    memmove(&best[at + 1], &best[at], (n - at) * sizeof *best);
    best[at] = pair;
    *n_best = n + 1;
}

/* Places of lives that began, in an order that brings those which may agree together. */
struct order {
    const struct life *lives;
    uint32_t *list;
    uint32_t n;
};

static int begin_cmp(const struct life *a, const struct life *b) {
    if (a->start != b->start) {
        return a->start < b->start ? -1 : 1;
    }
    return life_cmp(a, b);
}

static int by_size(const void *pa, const void *pb, void *ctx) {
    const struct life *lives = ctx;
    const struct life *a = &lives[*(const uint32_t *)pa], *b = &lives[*(const uint32_t *)pb];
    unsigned la = length_m(&a->who), lb = length_m(&b->who);
    return la != lb ? (la < lb ? -1 : 1) : begin_cmp(a, b);
}

static int by_imo(const void *pa, const void *pb, void *ctx) {
    const struct life *lives = ctx;
    const struct life *a = &lives[*(const uint32_t *)pa], *b = &lives[*(const uint32_t *)pb];
    return a->who.imo != b->who.imo ? (a->who.imo < b->who.imo ? -1 : 1) : begin_cmp(a, b);
}

static int by_name(const void *pa, const void *pb, void *ctx) {
    const struct life *lives = ctx;
    const struct life *a = &lives[*(const uint32_t *)pa], *b = &lives[*(const uint32_t *)pb];
    int name = strcmp(a->who.name, b->who.name);
    name = name != 0 ? name : strcmp(a->who.callsign, b->who.callsign);
    return name != 0 ? name : begin_cmp(a, b);
}

static int order_by(struct order *o, const struct change *c, int (*cmp)(const void *, const void *, void *),
                    struct pl_error *err) {
    *o = (struct order){.lives = c->lives, .list = calloc((size_t)c->n + 1, sizeof *o->list)};
    if (o->list == NULL) {
        return no_memory(err);
    }
    for (uint32_t i = 0; i < c->n; i++) {
        if (c->lives[i].begun) {
            o->list[o->n++] = i;
        }
    }
    if (o->n > 1) {
        qsort_r(o->list, o->n, sizeof *o->list, cmp, c->lives);
    }
    return PL_E_OK;
}

/* The first in the order that is not before the key (a place in lives is the key's memory). */
static uint32_t lower(const struct order *o, const struct life *key,
                      bool (*before)(const struct life *, const struct life *)) {
    uint32_t lo = 0, hi = o->n;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (before(&o->lives[o->list[mid]], key)) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo;
}

/* key: a life whose `end` is the least start asked for. */
static bool size_before(const struct life *a, const struct life *key) {
    unsigned la = length_m(&a->who), lk = length_m(&key->who);
    return la != lk ? la < lk : a->start <= key->end;
}
static bool imo_before(const struct life *a, const struct life *key) {
    return a->who.imo != key->who.imo ? a->who.imo < key->who.imo : a->start <= key->end;
}
static bool name_before(const struct life *a, const struct life *key) {
    int name = strcmp(a->who.name, key->who.name);
    name = name != 0 ? name : strcmp(a->who.callsign, key->who.callsign);
    return name != 0 ? name < 0 : a->start <= key->end;
}

struct orders {
    struct order size, imo, name;
};

static void partners(const struct pl_relate *relate, const struct change *c, const struct orders *o, uint32_t a,
                     struct pair *best, unsigned *n_best) {
    const struct life *life = &c->lives[a];
    double tolerance_m = pl_relate_rule(relate, PL_RULE_IDENTITY_CHANGE_DIM_TOLERANCE_M);
    double hours = most_hours(relate, TIE_NEAR);
    if (has_size(&life->who)) {
        struct life key = *life;
        unsigned length = length_m(&life->who), least = length > tolerance_m ? length - (unsigned)tolerance_m : 1;
        for (unsigned l = least; l <= length + tolerance_m; l++) {
            key.who.dim[0] = (uint16_t)l;
            key.who.dim[1] = 0;
            for (uint32_t i = lower(&o->size, &key, size_before); i < o->size.n; i++) {
                const struct life *b = &c->lives[o->size.list[i]];
                if (length_m(&b->who) != l || pl_hours(life->end, b->start) > hours) {
                    break;
                }
                consider(relate, c, a, o->size.list[i], best, n_best);
            }
        }
    }
    if (life->who.imo != 0) {
        for (uint32_t i = lower(&o->imo, life, imo_before); i < o->imo.n; i++) {
            if (c->lives[o->imo.list[i]].who.imo != life->who.imo) {
                break;
            }
            consider(relate, c, a, o->imo.list[i], best, n_best);
        }
    }
    if (life->who.name[0] != '\0' && life->who.callsign[0] != '\0') {
        for (uint32_t i = lower(&o->name, life, name_before); i < o->name.n; i++) {
            const struct pl_event_vessel *b = &c->lives[o->name.list[i]].who;
            if (strcmp(b->name, life->who.name) != 0 || strcmp(b->callsign, life->who.callsign) != 0) {
                break;
            }
            consider(relate, c, a, o->name.list[i], best, n_best);
        }
    }
}

static int find_pairs(const struct pl_relate *relate, struct change *c, struct pl_error *err) {
    struct orders o = {0};
    int rc = order_by(&o.size, c, by_size, err);
    rc = rc == PL_E_OK ? order_by(&o.imo, c, by_imo, err) : rc;
    rc = rc == PL_E_OK ? order_by(&o.name, c, by_name, err) : rc;
    for (uint32_t a = 0; rc == PL_E_OK && a < c->n; a++) {
        struct pair best[KEEP];
        unsigned n_best = 0;
        if (c->lives[a].ended) {
            partners(relate, c, &o, a, best, &n_best);
        }
        for (unsigned i = 0; rc == PL_E_OK && i < n_best; i++) {
            struct pair *pairs = more(c->pairs, c->n_pairs, &c->cap_pairs, sizeof *pairs);
            if (pairs == NULL) {
                rc = no_memory(err);
                break;
            }
            c->pairs = pairs;
            pairs[c->n_pairs++] = best[i];
        }
    }
    free(o.size.list);
    free(o.imo.list);
    free(o.name.list);
    return rc;
}

/* Another pair of the same end that is about as good. One that begins when the partner was over, or ended before it
 * began, is another change of the same ship. */
static bool rivals(const struct change *c, const struct pair *p, const struct pair *other, double ratio) {
    if (other->cost >= ratio * p->cost) {
        return false;
    }
    if (other->a == p->a && other->b != p->b) {
        return c->lives[other->b].start <= c->lives[p->b].end;
    }
    if (other->b == p->b && other->a != p->a) {
        return c->lives[other->a].end >= c->lives[p->a].start;
    }
    return false;
}

static int by_a(const void *pa, const void *pb) {
    const struct pair *x = pa, *y = pb;
    return x->a != y->a ? (x->a < y->a ? -1 : 1) : (x->b > y->b) - (x->b < y->b);
}
static int by_b(const void *pa, const void *pb) {
    const struct pair *x = pa, *y = pb;
    return x->b != y->b ? (x->b < y->b ? -1 : 1) : (x->a > y->a) - (x->a < y->a);
}

/* Marks (tie 0) the pairs that have a rival among those beside them. */
static void drop_rivalled(const struct pl_relate *relate, struct change *c) {
    double ratio = pl_relate_rule(relate, PL_RULE_IDENTITY_CHANGE_RIVAL_RATIO);
    int (*const orders[])(const void *, const void *) = {by_a, by_b};
    for (unsigned o = 0; o < 2 && c->n_pairs > 1; o++) {
        qsort(c->pairs, c->n_pairs, sizeof *c->pairs, orders[o]);
        for (uint32_t i = 0, n; i < c->n_pairs; i += n) {
            for (n = 1; i + n < c->n_pairs &&
                        (o == 0 ? c->pairs[i + n].a == c->pairs[i].a : c->pairs[i + n].b == c->pairs[i].b);
                 n++) {
            }
            for (uint32_t k = i; k < i + n; k++) {
                for (uint32_t l = i; l < i + n; l++) {
                    if (rivals(c, &c->pairs[k], &c->pairs[l], ratio)) {
                        c->pairs[k].tie = TIE_NONE;
                    }
                }
            }
        }
    }
}

/* The first life that began after a time; the first that ended at a time or after it. */
static uint32_t first_begun(const struct change *c, pl_time after) {
    uint32_t lo = 0, hi = c->n_begun;
    while (lo < hi) {
        const uint32_t mid = lo + (hi - lo) / 2;
        if (c->lives[c->begun[mid]].start <= after) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo;
}

static uint32_t first_ended(const struct change *c, pl_time at) {
    uint32_t lo = 0, hi = c->n_ended;
    while (lo < hi) {
        const uint32_t mid = lo + (hi - lo) / 2;
        if (c->lives[c->ended[mid]].end < at) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo;
}

/* Tracks of other numbers that began near a's end soon after it, or ended near b's beginning soon before it: whichever
 * are more. Each might as well have been the partner, had its measures been the same; what began when the partner was
 * over, or ended before it began, might not. */
static unsigned others_near(const struct pl_relate *relate, const struct change *c, const struct life *a,
                            const struct life *b) {
    const pl_time least = (pl_time)(pl_relate_rule(relate, PL_RULE_IDENTITY_CHANGE_NEAR_HOURS) * (double)PL_HOUR_US);
    const double near_m = pl_relate_rule(relate, PL_RULE_IDENTITY_CHANGE_NEAR_NM) * PL_NM_M;
    pl_time span = b->start - a->end > least ? b->start - a->end : least;
    double metres = pl_sphere_distance_m(a->end_pos, b->start_pos);
    metres = metres > near_m ? metres : near_m;
    unsigned began = 0, ended = 0;
    for (uint32_t i = first_begun(c, a->end); i < c->n_begun; i++) {
        const struct life *l = &c->lives[c->begun[i]];
        if (l->start > a->end + span || l->start > b->end) {
            break;
        }
        began += l->who.mmsi != a->who.mmsi && l->who.mmsi != b->who.mmsi &&
                 pl_sphere_distance_m(a->end_pos, l->start_pos) <= metres;
    }
    for (uint32_t i = first_ended(c, b->start - span > a->start ? b->start - span : a->start); i < c->n_ended; i++) {
        const struct life *l = &c->lives[c->ended[i]];
        if (l->end >= b->start) {
            break;
        }
        ended += l->who.mmsi != a->who.mmsi && l->who.mmsi != b->who.mmsi &&
                 pl_sphere_distance_m(b->start_pos, l->end_pos) <= metres;
    }
    return began > ended ? began : ended;
}

/* The way by sea where it can be said, else the great circle: *ret_kn. False where it is too long. */
static int speed_needed(const struct pl_relate *relate, const struct life *a, const struct life *b, double *ret_kn,
                        bool *ret_by_sea, bool *ret_near_enough, struct pl_error *err) {
    double hours = pl_hours(a->end, b->start), most_kn = pl_relate_rule(relate, PL_RULE_IDENTITY_CHANGE_MAX_SPEED_KN);
    double slack_m = pl_relate_rule(relate, PL_RULE_TRACK_REACH_SLACK_M);
    double metres = pl_sphere_distance_m(a->end_pos, b->start_pos), reach_m = most_kn * hours * PL_NM_M + slack_m;
    struct pl_way way = {.state = PL_WAY_UNKNOWN};
    if (relate->options.passages != NULL && metres > slack_m) {
        int rc = pl_passage(relate->options.passages, a->end_pos, b->start_pos, 1.1 * reach_m + slack_m, &way, err);
        if (rc != PL_E_OK) {
            return rc;
        }
    }
    *ret_by_sea = way.state == PL_WAY_FOUND;
    *ret_near_enough = way.state == PL_WAY_UNKNOWN || (way.state == PL_WAY_FOUND && way.sea_m - way.error_m <= reach_m);
    *ret_kn = (way.state == PL_WAY_FOUND ? way.sea_m : metres) / PL_NM_M / hours;
    return PL_E_OK;
}

/* Telling */

/* Cargo ships, tankers, fishing boats ... as far as both say. */
static bool types_differ(const struct life *a, const struct life *b) {
    return a->who.shiptype != 0 && b->who.shiptype != 0 && a->who.shiptype / 10 != b->who.shiptype / 10;
}

static void say_why(struct pl_event *e, const struct life *a, const struct life *b, enum tie tie, unsigned others) {
    int n = 0;
    if (tie == TIE_IMO) {
        n = snprintf(e->why, sizeof e->why, "%s, %07u", TIE_WORDS[tie], a->who.imo);
    } else if (tie == TIE_NAMED || tie == TIE_NEAR) {
        n = snprintf(e->why, sizeof e->why, "%s", TIE_WORDS[tie]);
    } else {
        n = snprintf(e->why, sizeof e->why, "%s, %u x %u m", TIE_WORDS[tie], length_m(&a->who), beam_m(&a->who));
    }
    bool type = types_differ(a, b);
    if (n > 0 && (size_t)n < sizeof e->why) {
        snprintf(e->why + n, sizeof e->why - (size_t)n, "%s; of others there then: %u", type ? ", types differ" : "",
                 others);
    }
}

static int note_told(struct change *c, const struct life *a, const struct life *b, struct pl_error *err) {
    struct told *told = more(c->told, c->n_told, &c->cap_told, sizeof *told);
    if (told == NULL) {
        return no_memory(err);
    }
    c->told = told;
    told[c->n_told++] = (struct told){a->who.track, b->who.mmsi, a->end};
    return PL_E_OK;
}

static int judge_pair(struct pl_relate *relate, struct change *c, const struct pair *p, struct pl_error *err) {
    const struct life *a = &c->lives[p->a], *b = &c->lives[p->b];
    unsigned others = others_near(relate, c, a, b);
    double chance = (others + 0.5) * share_of(relate, c, a, b, p->tie), kn = 0;
    bool by_sea = false, near_enough = false;
    chance *= p->tie <= TIE_SIZE && types_differ(a, b) ? TYPES_DIFFER : 1;
    if (chance > pl_relate_rule(relate, PL_RULE_IDENTITY_CHANGE_MAX_BY_CHANCE)) {
        return PL_E_OK;
    }
    int rc = speed_needed(relate, a, b, &kn, &by_sea, &near_enough, err);
    if (rc != PL_E_OK || !near_enough) {
        return rc;
    }
    struct pl_event e = {.type = PL_EVENT_IDENTITY_CHANGE,
                         .n_vessels = 2,
                         .vessels = {a->who, b->who},
                         .start = a->end,
                         .end = b->start,
                         .hours = pl_hours(a->end, b->start),
                         .pos = a->end_pos,
                         .start_pos = a->end_pos,
                         .end_pos = b->start_pos,
                         .has_pos = true,
                         .has_start_pos = true,
                         .has_end_pos = true,
                         .distance_m = pl_sphere_distance_m(a->end_pos, b->start_pos),
                         .needs_kn = kn,
                         .by_chance = chance,
                         .top_kn = -1,
                         .port_distance_m = -1};
    struct pl_relate_parent parents[2] = {a->parent, b->parent};
    say_why(&e, a, b, p->tie, others);
    rc = note_told(c, a, b, err);
    return rc == PL_E_OK ? pl_relate_tell(relate, &e, parents, 2, PL_STR(""), err) : rc;
}

static int told_cmp(const void *pa, const void *pb) {
    const struct told *a = pa, *b = pb;
    return pl_hash_cmp(a->from, b->from);
}

static int run_part(struct pl_relate *relate, void *state, struct pl_error *err) {
    struct change *c = state;
    judge_lives(relate, c);
    int rc = index_lives(c, err);
    rc = rc == PL_E_OK ? find_pairs(relate, c, err) : rc;
    if (rc == PL_E_OK) {
        drop_rivalled(relate, c);
    }
    for (uint32_t i = 0; rc == PL_E_OK && i < c->n_pairs; i++) {
        rc = c->pairs[i].tie == TIE_NONE ? PL_E_OK : judge_pair(relate, c, &c->pairs[i], err);
    }
    if (c->n_told > 1) {
        qsort(c->told, c->n_told, sizeof *c->told, told_cmp);
    }
    return rc;
}

/* The silence, or the jump, with which the first of a pair ended. */
static int note(struct pl_relate *relate, void *state, struct pl_event *e, struct pl_error *err) {
    const struct change *c = state;
    (void)relate;
    (void)err;
    bool ends = (e->type == PL_EVENT_GAP && e->open) || e->type == PL_EVENT_POSITION_JUMP;
    if (!ends || e->notes.remark[0] != '\0' || c->n_told == 0) {
        return PL_E_OK;
    }
    struct told key = {.from = e->vessels[0].track};
    const struct told *told = bsearch(&key, c->told, c->n_told, sizeof *c->told, told_cmp);
    if (told != NULL && told->at == e->start) {
        snprintf(e->notes.remark, sizeof e->notes.remark, "%s may have gone on as %09u: see identity_change_candidate",
                 e->type == PL_EVENT_GAP ? "the ship" : "the number went elsewhere; the ship", told->to_mmsi);
    }
    return PL_E_OK;
}

const struct pl_relate_part pl_relate_change = {
    .name = "change", .open = open_part, .add = add_event, .run = run_part, .note = note, .close = close_part};
