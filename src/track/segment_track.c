/* One report and the tracks of one explanation: which of them could have sent it, at what cost, and what the one that
 * did learns from it. */
#include "ais/message.h"
#include "geo/trig.h"
#include "track/segment_in.h"

#include "base/ban.h"

#define NM_PER_UNIT          (60.0 / PL_POS_UNIT)
#define ANCHOR_US            (3 * PL_MINUTE_US)
#define UNKNOWN_DRIFT_FACTOR 2.0 /* a track of unknown velocity goes wrong faster */
#define LEAST_DRIFT_KN       0.8
#define MOST_DRIFT_KN        8.0
#define DRIFT_STEPS          16.0 /* in a knot: coarse, so that two histories meet again */
#define STAY_NATS            1.0  /* a moving hull stopped dead */
#define SINGLE_NATS          6.0  /* a track of one report may be an error, not a hull */
#define SILENT_NATS          10.0 /* the only reachable track, after a silence */
#define REPORTS_OF_A_HULL    3    /* before a track counts as evidence that the number is shared */
#define LONE_US              (12 * PL_HOUR_US)

struct offset {
    double east_nm, north_nm;
};

static struct offset offset_nm(pl_pos a, pl_pos b, double cos_lat) {
    return (struct offset){(double)pl_lon_diff(a.lon, b.lon) * NM_PER_UNIT * cos_lat,
                           ((double)b.lat - (double)a.lat) * NM_PER_UNIT};
}

static double hours_between(pl_time a, pl_time b) { return (double)(b - a) / (double)PL_HOUR_US; }

double pl_segment_cos_lat(pl_pos pos) { return pl_cos(pl_pos_lat_deg(pos) * (PL_PI / 180.0)); }

static bool reachable(const struct pl_segment_track *t, const struct pl_segment_fix *fix, double speed_kn,
                      const struct pl_segment_params *p, double hours, double plain_nm) {
    double reach_nm = speed_kn * hours + p->reach_slack_m / PL_NM_M;
    if (plain_nm < 60.0) {
        return plain_nm <= reach_nm;
    }
    return pl_sphere_distance_m(t->pos, fix->pos) / PL_NM_M <= reach_nm;
}

/* How far the fix lies from where the track should be. */
static double miss_nm(const struct pl_segment_track *t, struct offset d, double hours, bool *ret_stayed) {
    double stay = vector_length(d.east_nm, d.north_nm);
    *ret_stayed = false;
    if (t->has_velocity) {
        double miss = vector_length(d.east_nm - t->east_kn * hours, d.north_nm - t->north_kn * hours);
        *ret_stayed = stay < miss;
        return stay < miss ? stay : miss;
    }
    if (t->trust < 0 || t->sog_dkn == PL_AIS_NONE || t->cog_ddeg == PL_AIS_NONE || t->sog_dkn <= 0) {
        return stay;
    }
    double run = (double)t->sog_dkn / 10.0 * hours;
    double course = (double)t->cog_ddeg / 10.0 * (PL_PI / 180.0);
    double miss = vector_length(d.east_nm - run * pl_sin(course), d.north_nm - run * pl_cos(course));
    return stay < miss ? stay : miss;
}

/* Minus log likelihood of the fix given the track, up to a constant: wide tails, density in nm. */
static double cost_of(const struct pl_segment_track *t, struct offset d, double hours,
                      const struct pl_segment_params *p, bool alone) {
    bool stayed;
    double miss = miss_nm(t, d, hours, &stayed);
    double drift = t->has_velocity ? t->drift_kn : p->drift_sigma_kn * UNKNOWN_DRIFT_FACTOR;
    double sigma = p->fix_sigma_nm + drift * hours;
    double cost = 2.0 * pl_log(sigma + miss * miss / (2.0 * sigma));
    if (stayed) {
        cost += STAY_NATS;
    }
    return t->n == 1 && !alone ? cost + SINGLE_NATS : cost;
}

static double cost_of_new(const struct pl_segment_track *tracks, uint32_t n, const struct pl_segment_params *p) {
    uint32_t hulls = 0;
    for (uint32_t i = 0; i < n; i++) {
        hulls += tracks[i].n >= REPORTS_OF_A_HULL;
    }
    return hulls >= 2 ? p->more_hull_nats : p->new_hull_nats;
}

/* Tracks that can go on no more: silent for too long (but never the last to report: a ship may come back after a year,
 * and its silence is one gap), and lone reports that no other joined within half a day, where
 * another track has shown itself to be a hull (they are errors, and would only confuse). */
uint32_t pl_segment_drop_silent(struct pl_segment_track *tracks, uint32_t n, const struct pl_segment_params *p,
                                pl_time now) {
    bool hull = false;
    uint32_t kept = 0;
    pl_time newest = PL_TIME_NONE;
    for (uint32_t i = 0; i < n; i++) {
        hull = hull || tracks[i].n >= REPORTS_OF_A_HULL;
        newest = tracks[i].at > newest ? tracks[i].at : newest;
    }
    for (uint32_t i = 0; i < n; i++) {
        pl_time silence = now - tracks[i].at;
        bool last = tracks[i].at == newest && (!hull || tracks[i].n > 1);
        if (last ||
            silence <= (hull && tracks[i].n == 1 && p->max_silence_us > LONE_US ? LONE_US : p->max_silence_us)) {
            if (kept != i) {
                tracks[kept] = tracks[i];
            }
            kept++;
        }
    }
    return kept;
}

/* All choices of one explanation; returns how many (at most PL_SEGMENT_TRACKS + 1). */
unsigned pl_segment_choices(const struct pl_segment_track *tracks, uint32_t n, const struct pl_segment_fix *fix,
                            const struct pl_segment_params *p, double cos_lat, struct choice *out) {
    unsigned made = 0, fresh = 0, stale = 0, likely_fresh = 0, likely_stale = 0, doubtful = 0;
    struct choice silent = {0};
    bool silent_likely = false;
    for (uint32_t i = 0; i < n; i++) {
        const struct pl_segment_track *t = &tracks[i];
        double hours = hours_between(t->at, fix->at);
        struct offset d = offset_nm(t->pos, fix->pos, cos_lat);
        double plain_nm = vector_length(d.east_nm, d.north_nm);
        if (!reachable(t, fix, p->max_speed_kn, p, hours, plain_nm)) {
            continue;
        }
        bool likely = reachable(t, fix, p->likely_speed_kn, p, hours, plain_nm);
        double cost = cost_of(t, d, hours, p, n == 1);
        if (fix->at - t->at > p->silence_us) {
            if (t->doubtful && stale > doubtful) {
                continue;
            }
            if (!t->doubtful && doubtful > 0) { /* begins anew: what was before is no rival */
                stale = likely_stale = doubtful = 0;
                silent_likely = false;
            }
            doubtful += t->doubtful;
            stale++;
            likely_stale += likely;
            if (stale == 1 || (likely && !silent_likely) || (likely == silent_likely && cost < silent.cost)) {
                silent = (struct choice){.cost = cost, .track = (int32_t)i, .ambiguous = t->id};
                silent_likely = likely;
            }
            continue;
        }
        fresh++;
        likely_fresh += likely;
        out[made++] = (struct choice){.cost = cost, .track = (int32_t)i};
    }
    bool only = (likely_stale == 1 && likely_fresh == 0) || (stale == 1 && fresh == 0);
    if (only) { /* the only reachable one, or the only one at a likely speed: it goes on */
        double cost = silent.cost < SILENT_NATS ? silent.cost : SILENT_NATS;
        made = 0;
        out[made++] = (struct choice){.cost = cost, .track = silent.track};
        return made;
    }
    out[made++] = (struct choice){.cost = n == 0 ? 0.0 : cost_of_new(tracks, n, p),
                                  .track = -1,
                                  .within_reach = fresh + stale > 0,
                                  .has_ambiguous = stale > 0,
                                  .ambiguous = silent.ambiguous};
    return made;
}

static void learn_trust(struct pl_segment_track *t, const struct pl_segment_fix *fix, struct offset d, double hours) {
    if (fix->sog_dkn == PL_AIS_NONE || t->sog_dkn == PL_AIS_NONE || hours < 1.0 / 60 || hours > 0.5) {
        return;
    }
    double moved = vector_length(d.east_nm, d.north_nm) / hours;
    double said = ((double)fix->sog_dkn + (double)t->sog_dkn) / 20.0;
    double slack = 1.0 + 0.25 * moved + 0.03 / hours;
    double off = moved > said ? moved - said : said - moved;
    if (off > slack) {
        t->trust = (int8_t)(t->trust > -TRUST_MAX + 1 ? t->trust - 2 : -TRUST_MAX);
    } else {
        t->trust = (int8_t)(t->trust < TRUST_MAX ? t->trust + 1 : TRUST_MAX);
    }
}

static void learn_velocity(struct pl_segment_track *t, const struct pl_segment_fix *fix,
                           const struct pl_segment_params *p, double cos_lat) {
    if (fix->at - t->at > p->silence_us) {
        t->has_velocity = false;
        t->drift_kn = p->drift_sigma_kn;
    } else {
        bool same_span = fix->at / ANCHOR_US == t->anchor_at / ANCHOR_US;
        if (same_span || fix->at - t->anchor_at < ANCHOR_US / 2) {
            return;
        }
        struct offset d = offset_nm(t->anchor, fix->pos, cos_lat);
        double since = hours_between(t->anchor_at, fix->at);
        if (t->has_velocity) {
            double miss = vector_length(d.east_nm - t->east_kn * since, d.north_nm - t->north_kn * since);
            double seen = 0.7 * t->drift_kn + 0.3 * 1.5 * miss / since;
            seen = seen < LEAST_DRIFT_KN ? LEAST_DRIFT_KN : seen > MOST_DRIFT_KN ? MOST_DRIFT_KN : seen;
            t->drift_kn = (double)(int)(seen * DRIFT_STEPS + 0.5) / DRIFT_STEPS;
        }
        t->east_kn = d.east_nm / since;
        t->north_kn = d.north_nm / since;
        t->has_velocity = true;
    }
    t->anchor = fix->pos;
    t->anchor_at = fix->at;
}

static void extend(struct pl_segment_track *t, const struct pl_segment_fix *fix, const struct pl_segment_params *p,
                   double cos_lat) {
    struct offset d = offset_nm(t->pos, fix->pos, cos_lat);
    double hours = hours_between(t->at, fix->at);
    learn_trust(t, fix, d, hours);
    learn_velocity(t, fix, p, cos_lat);
    t->pos = fix->pos;
    t->at = fix->at;
    t->sog_dkn = fix->sog_dkn;
    t->cog_ddeg = fix->cog_ddeg;
    t->doubtful = false;
    t->n += t->n < REPORTS_OF_A_HULL;
}

static void begin(struct pl_segment_track *t, uint32_t id, const struct pl_segment_fix *fix,
                  const struct pl_segment_params *p) {
    *t = (struct pl_segment_track){.id = id,
                                   .n = 1,
                                   .pos = fix->pos,
                                   .anchor = fix->pos,
                                   .at = fix->at,
                                   .anchor_at = fix->at,
                                   .drift_kn = p->drift_sigma_kn,
                                   .sog_dkn = fix->sog_dkn,
                                   .cog_ddeg = fix->cog_ddeg};
}

static uint32_t longest_silent(const struct pl_segment_track *tracks, uint32_t n) {
    uint32_t oldest = 0;
    for (uint32_t i = 1; i < n; i++) {
        if (tracks[i].at < tracks[oldest].at) {
            oldest = i;
        }
    }
    return oldest;
}

/* Carries a choice out on a list of tracks with room for PL_SEGMENT_TRACKS. */
struct pl_segment_step pl_segment_apply(struct pl_segment_track *tracks, uint32_t *n, uint32_t *next_id,
                                        const struct choice *choice, const struct pl_segment_fix *fix,
                                        const struct pl_segment_params *p, double cos_lat) {
    struct pl_segment_step step = {0};
    struct pl_segment_track *t;
    if (choice->track >= 0) {
        t = &tracks[choice->track];
        extend(t, fix, p, cos_lat);
    } else {
        if (*n == PL_SEGMENT_TRACKS) {
            uint32_t out = longest_silent(tracks, *n);
            (*n)--;
            memmove(&tracks[out], &tracks[out + 1], (*n - out) * sizeof *tracks);
        }
        t = &tracks[(*n)++];
        begin(t, (*next_id)++, fix, p);
        step.born = true;
        step.within_reach = choice->within_reach;
        step.has_ambiguous = choice->has_ambiguous;
        step.ambiguous = choice->ambiguous;
    }
    step.track = t->id;
    step.sog_trusted = t->trust >= 0;
    return step;
}
