/* Identity changes: which tracks of a number ended or began, rather than fell silent for a while. */
#include <stdlib.h>

#include "detect/change_in.h"

#include "base/ban.h"

#define SHARED 64 /* a number with more tracks is no ship's */

/* Threshold, for the rules file. */
#define ABSENT_HOURS 1.0 /* that the recording goes on without a track before it began or after it ended */

int pl_change_life_cmp(const void *pa, const void *pb) {
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

bool pl_change_within(const struct pl_relate *relate, double speed_kn, pl_pos from, pl_time from_at, pl_pos to,
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
           pl_change_within(relate, pl_relate_rule(relate, PL_RULE_TRACK_MAX_SPEED_KN), early->end_pos, early->end,
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

void pl_change_judge_lives(const struct pl_relate *relate, struct change *c) {
    if (c->n > 1) {
        qsort(c->lives, c->n, sizeof *c->lives, pl_change_life_cmp);
    }
    take_silences(relate, c);
    for (uint32_t i = 0, n; i < c->n; i += n) {
        for (n = 1; i + n < c->n && c->lives[i + n].who.mmsi == c->lives[i].who.mmsi; n++) {
        }
        judge_number(relate, &c->lives[i], n);
    }
}
