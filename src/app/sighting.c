#include "app/sighting.h"

#include <stdlib.h>
#include <string.h>

#include "app/case_view.h"
#include "app/detect.h"
#include "app/events.h"
#include "app/on_time.h"
#include "evidence/sighting.h"
#include "store/event.h"
#include "store/filing.h"
#include "store/seen.h"
#include "text/json.h"

#include "base/ban.h"

#define ARENA_MAX   ((size_t)1 << 30)
#define AROUND_US   (12 * PL_HOUR_US) /* a named ship's reports so long before and after */
#define NEAR_US     (2 * PL_HOUR_US)  /* any ship's */
#define SHIPS_MAX   ((size_t)100000)
#define FIXES_MAX   ((size_t)20000000)
#define BOX_SLACK_M 20000.0 /* how far off a ship may be heard and still pass the place */

struct ship_fix {
    uint32_t mmsi;
    struct pl_sighting_fix fix;
};

struct checking {
    const struct pl_sighting_check *check;
    struct pl_case *c;
    struct pl_arena arena;
    struct pl_buf *out;
    bool exercise, skip_own;
    const struct pl_rules *rules;
    double max_kn;
    struct ship_fix *fixes; /* malloc'd: of one observation */
    size_t n, cap;
    struct pl_sighting_counts counts;
};

static int on_report(void *ctx, const struct pl_report *report, struct pl_error *err) {
    struct checking *k = ctx;
    if (k->n == k->cap) {
        size_t cap = k->cap > 0 ? 2 * k->cap : 4096;
        struct ship_fix *fixes = cap <= FIXES_MAX ? reallocarray(k->fixes, cap, sizeof *fixes) : NULL;
        if (fixes == NULL) {
            return pl_fail(err, PL_E_LIMIT, "too many reports around a sighting");
        }
        k->fixes = fixes;
        k->cap = cap;
    }
    k->fixes[k->n++] = (struct ship_fix){.mmsi = report->mmsi, .fix = {.at = report->at, .pos = report->pos}};
    return 0;
}

static int by_ship(const void *a, const void *b) {
    const struct ship_fix *x = a, *y = b;
    int order = (x->mmsi > y->mmsi) - (x->mmsi < y->mmsi);
    return order != 0 ? order : (x->fix.at > y->fix.at) - (x->fix.at < y->fix.at);
}

/* ---- whom it names ---- */

enum whose {
    NOBODY, /* no number: any ship explains it */
    SHIP,   /* a number that ships said */
    UNSAID  /* a number that no ship of the case ever said: no other ship explains it */
};

/* What a filing calls the numbers of a ship, the last as it was read off the hull. */
static const char *const NUMBERS[] = {"mmsi", "imo", "seen_imo"};

static enum whose whose_of(const struct pl_filing *f, size_t n) {
    bool number = false;
    for (size_t i = 0; i < sizeof NUMBERS / sizeof NUMBERS[0]; i++) {
        number = number || pl_filing_get_value(f, NUMBERS[i]).n > 0;
    }
    return n > 0 ? SHIP : number ? UNSAID : NOBODY;
}

static int named(struct checking *k, const struct pl_filing *f, uint32_t **ret, size_t *ret_n, struct pl_error *err) {
    *ret_n = 0;
    for (size_t i = 0; i < sizeof NUMBERS / sizeof NUMBERS[0]; i++) {
        pl_str number = pl_filing_get_value(f, NUMBERS[i]);
        uint32_t imo = 0;
        struct pl_error ignored = {0};
        pl_str text = number.n > 0 ? pl_str_copy(&k->arena, number) : (pl_str){0};
        int code = text.p != NULL ? pl_events_vessel(k->c, text.p, &k->arena, ret, ret_n, &imo, &ignored) : 0;
        if (code != 0 && code != PL_E_USAGE) {
            return pl_fail(err, (enum pl_code)code, "%s", ignored.msg);
        }
        if (code == 0 && *ret_n > 0) {
            return 0;
        }
    }
    return 0;
}

/* ---- reading what ships said ---- */

static int read_ship(struct checking *k, const struct pl_sighting *s, uint32_t mmsi, struct pl_error *err) {
    struct pl_archive_query q = {
        .mmsi = mmsi, .from = s->from - AROUND_US, .to = s->to + AROUND_US, .skip_own = k->skip_own};
    return pl_on_time_read(k->c, k->rules, &q, on_report, k, err);
}

static int read_around(struct checking *k, const struct pl_sighting *s, struct pl_error *err) {
    double reach_m = s->accuracy_m + BOX_SLACK_M;
    pl_pos west = pl_sphere_move(s->at, 270, reach_m), east = pl_sphere_move(s->at, 90, reach_m);
    pl_pos south = pl_sphere_move(s->at, 180, reach_m), north = pl_sphere_move(s->at, 0, reach_m);
    struct pl_archive_query q = {.from = s->from - NEAR_US,
                                 .to = s->to + NEAR_US,
                                 .skip_own = k->skip_own,
                                 .has_box = true,
                                 .south_west = {.lon = west.lon, .lat = south.lat},
                                 .north_east = {.lon = east.lon, .lat = north.lat}};
    return pl_on_time_read(k->c, k->rules, &q, on_report, k, err);
}

/* ---- the ship's own silences ---- */

struct silence {
    pl_hash id;
    uint32_t mmsi;
    pl_time start, end;               /* PL_TIME_NONE: it goes on */
    struct pl_sighting_answer answer; /* between its two ends alone */
};

struct silences {
    struct checking *k;
    const struct pl_sighting *s;
    uint32_t mmsi;
    struct silence *all;
    size_t n, cap;
};

/* Its two ends belong to what the ship said, however long before and after that was. */
static int on_gap(void *ctx, const struct pl_event *e, struct pl_error *err) {
    struct silences *x = ctx;
    struct pl_sighting_fix ends[2];
    size_t n = 0;
    int code = 0;
    if (!e->has_start_pos || e->start > x->s->to || (!e->open && e->end < x->s->from)) {
        return 0;
    }
    ends[n++] = (struct pl_sighting_fix){.at = e->start, .pos = e->start_pos};
    if (!e->open && e->has_end_pos) {
        ends[n++] = (struct pl_sighting_fix){.at = e->end, .pos = e->end_pos};
    }
    for (size_t i = 0; code == 0 && i < n; i++) {
        const struct pl_report report = {.mmsi = x->mmsi, .at = ends[i].at, .pos = ends[i].pos, .has_position = true};
        code = on_report(x->k, &report, err);
    }
    struct silence *all = pl_arena_more(&x->k->arena, x->all, x->n, &x->cap, sizeof *all);
    if (all == NULL) {
        return pl_fail(err, PL_E_LIMIT, "too many silences around a sighting");
    }
    x->all = all;
    x->all[x->n++] = (struct silence){.id = e->id,
                                      .mmsi = x->mmsi,
                                      .start = e->start,
                                      .end = e->open ? PL_TIME_NONE : e->end,
                                      .answer = pl_sighting_compare(x->s, ends, n, x->k->max_kn)};
    return code;
}

/* Silences of the ships that are named, during the sighting. */
static int read_silences(struct checking *k, const struct pl_sighting *s, const uint32_t *mmsi, size_t n,
                         struct silences *ret, struct pl_error *err) {
    *ret = (struct silences){.k = k, .s = s};
    int code = 0;
    for (size_t i = 0; code == 0 && i < n; i++) {
        struct pl_store_event_query q = {.type = PL_EVENT_GAP, .mmsi = mmsi[i], .from = s->from, .to = s->to};
        ret->mmsi = mmsi[i];
        code = pl_store_events(k->c, &q, on_gap, ret, err);
    }
    return code;
}

/* Could it have come from where it was last heard, and to where it was heard again? Straight lines: a way by sea is
 * longer, so that "no" is sure and "yes" is not. */
static const char *consistent(const struct silence *g) {
    return g->answer.verdict == PL_SIGHTING_CONTRADICTED ? "no" : "yes";
}

static void tell_silence(struct checking *k, struct pl_json *json, const struct silence *g) {
    char hex[65];
    pl_hash_hex(g->id, hex);
    if (!k->check->json) {
        pl_buf_add_fmt(k->out, "         silence of %u since ", g->mmsi);
        pl_time_write(k->out, g->start);
        if (g->end != PL_TIME_NONE) {
            pl_buf_add_str(k->out, PL_STR(" until "));
            pl_time_write(k->out, g->end);
        }
        if (g->answer.needs_kn < 0) {
            pl_buf_add_str(k->out, PL_STR(": not consistent with it at any speed"));
        } else {
            pl_buf_add_fmt(k->out, ": %s with it (needs ", *consistent(g) == 'y' ? "consistent" : "not consistent");
            pl_buf_add_fixed(k->out, g->answer.needs_kn, 1);
            pl_buf_add_str(k->out, PL_STR(" kn in straight lines)"));
        }
        pl_buf_add_fmt(k->out, ", event %.12s\n", hex);
        return;
    }
    pl_json_object(json);
    pl_json_member_text(json, "event", hex);
    pl_json_key(json, "mmsi");
    pl_json_u64(json, g->mmsi);
    pl_json_key(json, "start");
    pl_json_time(json, g->start);
    pl_json_key(json, "end");
    pl_json_time(json, g->end);
    pl_json_member_text(json, "consistent", consistent(g));
    pl_json_key(json, "needs_kn");
    if (g->answer.needs_kn >= 0) {
        pl_json_fixed(json, g->answer.needs_kn, 1);
    } else {
        pl_json_null(json);
    }
    pl_json_object_end(json);
}

/* ---- telling ---- */

static const char *const VERDICTS[] = {"explained", "contradicted", "possible", "silent"};

struct told {
    bool explained, possible, silent;
    uint64_t contradicted;
    uint64_t heard; /* ships */
};

static void tell_ship(struct checking *k, struct pl_json *json, uint32_t mmsi, const struct pl_sighting_answer *a) {
    if (!k->check->json) {
        pl_buf_add_fmt(k->out, "         %u %s", mmsi, VERDICTS[a->verdict]);
        if (a->distance_m >= 0) {
            pl_buf_add_str(k->out, PL_STR(", nearest "));
            pl_buf_add_fixed(k->out, a->distance_m, 0);
            pl_buf_add_str(k->out, PL_STR(" m"));
        }
        if (a->verdict == PL_SIGHTING_CONTRADICTED && a->needs_kn > 0) {
            pl_buf_add_str(k->out, PL_STR(", it would have needed "));
            pl_buf_add_fixed(k->out, a->needs_kn, 1);
            pl_buf_add_str(k->out, PL_STR(" kn"));
        }
        pl_buf_add_char(k->out, '\n');
        return;
    }
    pl_json_object(json);
    pl_json_key(json, "mmsi");
    pl_json_u64(json, mmsi);
    pl_json_key(json, "verdict");
    pl_json_text(json, VERDICTS[a->verdict]);
    pl_json_key(json, "distance_m");
    if (a->distance_m >= 0) {
        pl_json_fixed(json, a->distance_m, 1);
    } else {
        pl_json_null(json);
    }
    pl_json_key(json, "needs_kn");
    if (a->needs_kn >= 0) {
        pl_json_fixed(json, a->needs_kn, 1);
    } else {
        pl_json_null(json);
    }
    pl_json_object_end(json);
}

/* Ship by ship; of ships that are not named only those that were there are told. */
static void compare_ships(struct checking *k, const struct pl_sighting *s, bool is_named, struct pl_json *json,
                          struct told *told) {
    struct pl_sighting_fix *fixes = pl_arena_calloc(&k->arena, k->n + 1, sizeof *fixes);
    if (k->n > 1) {
        qsort(k->fixes, k->n, sizeof *k->fixes, by_ship);
    }
    for (size_t i = 0, j = 0; fixes != NULL && i < k->n; i = j) {
        for (j = i; j < k->n && k->fixes[j].mmsi == k->fixes[i].mmsi; j++) {
            fixes[j - i] = k->fixes[j].fix;
        }
        struct pl_sighting_answer a = pl_sighting_compare(s, fixes, j - i, k->max_kn);
        told->heard++;
        told->explained = told->explained || a.verdict == PL_SIGHTING_EXPLAINED;
        told->contradicted += a.verdict == PL_SIGHTING_CONTRADICTED;
        told->silent = told->silent || a.verdict == PL_SIGHTING_SILENT;
        told->possible = told->possible || a.verdict == PL_SIGHTING_POSSIBLE;
        if (is_named || a.verdict == PL_SIGHTING_EXPLAINED) {
            tell_ship(k, json, k->fixes[i].mmsi, &a);
        }
    }
}

static int heard_there(struct checking *k, const struct pl_sighting *s, uint64_t *ret, struct pl_error *err) {
    struct pl_map ships;
    pl_map_open(&ships, SHIPS_MAX);
    int code = pl_seen_in_cell(k->c, pl_seen_cell(s->at), &ships, err);
    *ret = ships.n;
    pl_map_close(&ships);
    return code;
}

/* ---- who was around ---- */

struct around {
    uint32_t mmsi;
    struct pl_sighting_answer answer;
    struct pl_sighting_fix fix; /* the nearest in time */
};

static int by_distance(const void *a, const void *b) {
    const struct around *x = a, *y = b;
    bool known_x = x->answer.distance_m >= 0, known_y = y->answer.distance_m >= 0;
    if (known_x != known_y) {
        return known_x ? -1 : 1;
    }
    int order = (x->answer.distance_m > y->answer.distance_m) - (x->answer.distance_m < y->answer.distance_m);
    return order != 0 ? order : (x->mmsi > y->mmsi) - (x->mmsi < y->mmsi);
}

/* How long before or after the sighting. */
static pl_time apart(const struct pl_sighting *s, pl_time at) {
    return at < s->from ? s->from - at : at > s->to ? at - s->to : 0;
}

static size_t gather(struct checking *k, const struct pl_sighting *s, struct around *all) {
    struct pl_sighting_fix *fixes = pl_arena_calloc(&k->arena, k->n + 1, sizeof *fixes);
    size_t n = 0;
    for (size_t i = 0, j = 0; fixes != NULL && i < k->n; i = j) {
        struct around *a = &all[n++];
        for (j = i; j < k->n && k->fixes[j].mmsi == k->fixes[i].mmsi; j++) {
            fixes[j - i] = k->fixes[j].fix;
            a->fix = j == i || apart(s, fixes[j - i].at) < apart(s, a->fix.at) ? fixes[j - i] : a->fix;
        }
        a->mmsi = k->fixes[i].mmsi;
        a->answer = pl_sighting_compare(s, fixes, j - i, k->max_kn);
    }
    return n;
}

/* The name that it said most often. */
struct naming {
    struct pl_arena *arena;
    pl_str name;
    uint64_t n;
};

static int on_name(void *ctx, const struct pl_seen_identity *identity, struct pl_error *err) {
    struct naming *g = ctx;
    (void)err;
    if (pl_str_eq(identity->field, PL_STR("name")) && identity->n > g->n) {
        g->name = pl_str_copy(g->arena, identity->value);
        g->n = identity->n;
    }
    return 0;
}

static int tell_around(struct checking *k, const struct around *a, struct pl_json *json, struct pl_error *err) {
    struct naming naming = {.arena = &k->arena, .name = {NULL, 0}};
    int code = pl_seen_identities(k->c, a->mmsi, on_name, &naming, err);
    if (code != 0) {
        return code;
    }
    pl_json_object(json);
    pl_json_key(json, "mmsi");
    pl_json_u64(json, a->mmsi);
    pl_json_key(json, "name");
    if (naming.name.n > 0) {
        pl_json_str(json, naming.name);
    } else {
        pl_json_null(json);
    }
    pl_json_key(json, "verdict");
    pl_json_text(json, VERDICTS[a->answer.verdict]);
    pl_json_key(json, "distance_m");
    if (a->answer.distance_m >= 0) {
        pl_json_fixed(json, a->answer.distance_m, 1);
    } else {
        pl_json_null(json);
    }
    pl_json_key(json, "at");
    pl_json_time(json, a->fix.at);
    pl_json_key(json, "lat");
    pl_json_fixed(json, pl_pos_lat_deg(a->fix.pos), 6);
    pl_json_key(json, "lon");
    pl_json_fixed(json, pl_pos_lon_deg(a->fix.pos), 6);
    pl_json_object_end(json);
    return 0;
}

/* The sighting's own place and time, and every ship that was heard about it then, the nearest first. */
static int tell_more(struct checking *k, const struct pl_sighting *s, struct pl_json *json, struct pl_error *err) {
    k->n = 0;
    int code = read_around(k, s, err);
    if (code == 0 && k->n > 1) {
        qsort(k->fixes, k->n, sizeof *k->fixes, by_ship);
    }
    struct around *all = pl_arena_calloc(&k->arena, k->n + 1, sizeof *all);
    if (code == 0 && all == NULL) {
        code = pl_fail(err, PL_E_NOMEM, "no memory for the ships around a sighting");
    }
    if (code != 0) {
        return code;
    }
    size_t n = gather(k, s, all);
    if (n > 1) {
        qsort(all, n, sizeof *all, by_distance);
    }
    pl_json_key(json, "lat");
    pl_json_fixed(json, pl_pos_lat_deg(s->at), 6);
    pl_json_key(json, "lon");
    pl_json_fixed(json, pl_pos_lon_deg(s->at), 6);
    pl_json_key(json, "accuracy_m");
    pl_json_fixed(json, s->accuracy_m, 0);
    pl_json_key(json, "from");
    pl_json_time(json, s->from);
    pl_json_key(json, "to");
    pl_json_time(json, s->to);
    pl_json_key(json, "around_ships");
    pl_json_u64(json, n);
    pl_json_key(json, "around");
    pl_json_array(json);
    for (size_t i = 0; code == 0 && i < n && i < PL_SIGHTING_AROUND_MAX; i++) {
        code = tell_around(k, &all[i], json, err);
    }
    pl_json_array_end(json);
    return code;
}

/* Why a verdict is what it is: a key that does not change, and the words. */
struct because {
    const char *verdict, *key, *words;
};

static struct because verdict_of(const struct told *t, enum whose whose, size_t n_named) {
    static const struct because THERE = {"explained", "ship_there", "the ship said itself to be there"},
                                ANY_THERE = {"explained", "any_there", "a ship said itself to be there"};
    static const struct because
        UNSAID_THERE = {"undetermined", "unsaid_there",
                        "a ship was there, and no ship of the case ever said the number that was seen: needs what ties "
                        "the number to that ship"},
        UNSAID_NOBODY = {"undetermined", "unsaid_nobody",
                         "no ship of the case ever said the number that was seen, and nobody was heard around that "
                         "time: needs reception there, or the number that the ship sends"},
        UNSAID_ELSEWHERE = {"unexplained", "unsaid",
                            "no ship of the case ever said the number that was seen, and of the ships that were heard "
                            "around that time none was there"},
        NUMBERS_ELSEWHERE = {"contradicted", "numbers_elsewhere", "each number of the ship was used elsewhere then"},
        ELSEWHERE = {"contradicted", "elsewhere", "the ship said itself to be elsewhere then"},
        UNHEARD = {"undetermined", "ship_unheard",
                   "the ship was not heard around that time: reception there must be known to say more"},
        NOBODY_HEARD = {"undetermined", "nobody_heard",
                        "nobody was heard around that time: reception there must be known to say more"},
        NONE = {"unexplained", "none_there", "ships were heard around that time, and none of them there"},
        SILENT = {"unexplained", "silent", "the ship was heard before or after, and silent then: it could have come"},
        COULD = {"unexplained", "could_come", "the ship was heard around that time, and not there: it could have come"};
    if (whose == UNSAID) {
        return t->explained ? UNSAID_THERE : t->heard == 0 ? UNSAID_NOBODY : UNSAID_ELSEWHERE;
    }
    bool is_named = whose == SHIP;
    if (t->explained) {
        return is_named ? THERE : ANY_THERE;
    }
    if (is_named && t->contradicted == n_named) {
        return n_named > 1 ? NUMBERS_ELSEWHERE : ELSEWHERE;
    }
    if (t->heard == 0) {
        return is_named ? UNHEARD : NOBODY_HEARD;
    }
    return !is_named ? NONE : t->silent && !t->possible ? SILENT : COULD;
}

static void count(struct checking *k, const char *verdict) {
    k->counts.compared++;
    k->counts.explained += strcmp(verdict, "explained") == 0;
    k->counts.unexplained += strcmp(verdict, "unexplained") == 0;
    k->counts.contradicted += strcmp(verdict, "contradicted") == 0;
    k->counts.undetermined += strcmp(verdict, "undetermined") == 0;
}

static void tell_people(struct checking *k, const struct pl_sighting *s, const char *id, enum whose whose,
                        size_t n_named, const struct silences *silences, uint64_t heard) {
    struct told told = {.heard = 0};
    pl_buf_add_fmt(k->out, "%s\n", id);
    compare_ships(k, s, whose == SHIP, NULL, &told);
    for (size_t i = 0; i < silences->n; i++) {
        tell_silence(k, NULL, &silences->all[i]);
    }
    struct because because = verdict_of(&told, whose, n_named);
    pl_buf_add_fmt(k->out, "         %s: %s (%llu ships were ever heard in that degree)\n", because.verdict,
                   because.words, (unsigned long long)heard);
    count(k, because.verdict);
}

static int tell_json(struct checking *k, const struct pl_sighting *s, const char *id, enum whose whose, size_t n_named,
                     const struct silences *silences, uint64_t heard, struct pl_error *err) {
    struct told told = {.heard = 0};
    struct pl_json json;
    pl_json_start(&json, k->out);
    pl_json_object(&json);
    pl_json_member_text(&json, "type", "sighting");
    pl_json_member_text(&json, "id", id);
    pl_json_key(&json, "ships");
    pl_json_array(&json);
    compare_ships(k, s, whose == SHIP, &json, &told);
    pl_json_array_end(&json);
    pl_json_key(&json, "silences");
    pl_json_array(&json);
    for (size_t i = 0; i < silences->n; i++) {
        tell_silence(k, &json, &silences->all[i]);
    }
    pl_json_array_end(&json);
    struct because because = verdict_of(&told, whose, n_named);
    pl_json_member_text(&json, "verdict", because.verdict);
    pl_json_key(&json, "heard");
    pl_json_u64(&json, heard);
    pl_json_member_text(&json, "why", because.words);
    pl_json_member_text(&json, "why_key", because.key);
    int code = k->check->id.n > 0 ? tell_more(k, s, &json, err) : 0;
    if (k->exercise) {
        pl_json_key(&json, "exercise");
        pl_json_bool(&json, true);
    }
    pl_json_object_end(&json);
    pl_json_line_end(&json);
    count(k, because.verdict);
    return code;
}

static int tell(struct checking *k, const struct pl_filing *f, const struct pl_sighting *s, size_t n_named,
                const struct silences *silences, struct pl_error *err) {
    char id[PL_FILING_ID_MAX];
    uint64_t heard = 0;
    pl_filing_id(f, id);
    enum whose whose = whose_of(f, n_named);
    int code = heard_there(k, s, &heard, err);
    if (code == 0 && k->check->json) {
        return tell_json(k, s, id, whose, n_named, silences, heard, err);
    }
    if (code == 0) {
        tell_people(k, s, id, whose, n_named, silences, heard);
    }
    return code;
}

/* ---- each observation ---- */

static int on_observation(void *ctx, const struct pl_filing *f, int64_t by, struct pl_error *err) {
    struct checking *k = ctx;
    struct pl_sighting s = {.accuracy_m = 0};
    double lat = 0, lon = 0;
    pl_time from = 0, last = 0;
    uint32_t *mmsi = NULL;
    size_t n = 0;
    (void)by;
    k->counts.observations++;
    if (!pl_filing_number(f, "lat", &lat) || !pl_filing_number(f, "lon", &lon) || !pl_pos_from_deg(lon, lat, &s.at) ||
        !pl_filing_when(f, "observed", &s.from, &s.to)) {
        return 0; /* no place, or no time */
    }
    if (pl_filing_when(f, "observed_end", &from, &last) && last > s.to) {
        s.to = last;
    }
    (void)pl_filing_number(f, "accuracy_m", &s.accuracy_m);
    struct pl_arena_mark mark = pl_arena_mark(&k->arena);
    k->n = 0;
    int code = named(k, f, &mmsi, &n, err);
    for (size_t i = 0; code == 0 && i < n; i++) {
        code = read_ship(k, &s, mmsi[i], err);
    }
    code = code == 0 && n == 0 ? read_around(k, &s, err) : code;
    struct silences silences;
    code = code == 0 ? read_silences(k, &s, mmsi, n, &silences, err) : code;
    code = code == 0 ? tell(k, f, &s, n, &silences, err) : code;
    pl_arena_rewind(&k->arena, mark);
    return code;
}

static void end(struct checking *k, const struct pl_knowledge *known) {
    const struct pl_sighting_counts *c = &k->counts;
    struct pl_json json;
    if (!k->check->json) {
        pl_buf_add_fmt(
            k->out,
            "%llu observations, %llu with place and time: %llu explained, %llu unexplained, %llu contradicted, "
            "%llu undetermined%s\n",
            (unsigned long long)c->observations, (unsigned long long)c->compared, (unsigned long long)c->explained,
            (unsigned long long)c->unexplained, (unsigned long long)c->contradicted,
            (unsigned long long)c->undetermined, k->exercise ? " EXERCISE" : "");
        return;
    }
    pl_json_start(&json, k->out);
    pl_json_object(&json);
    pl_json_key(&json, "type");
    pl_json_text(&json, "summary");
    const struct {
        const char *key;
        uint64_t n;
    } COUNTS[] = {{"observations", c->observations}, {"compared", c->compared},
                  {"explained", c->explained},       {"unexplained", c->unexplained},
                  {"contradicted", c->contradicted}, {"undetermined", c->undetermined},
                  {"journal", known->size}};
    for (size_t i = 0; i < sizeof COUNTS / sizeof COUNTS[0]; i++) {
        pl_json_key(&json, COUNTS[i].key);
        pl_json_u64(&json, COUNTS[i].n);
    }
    if (k->exercise) {
        pl_json_key(&json, "exercise");
        pl_json_bool(&json, true);
    }
    pl_json_object_end(&json);
    pl_json_line_end(&json);
}

static int run(struct checking *k, const struct pl_knowledge *known, struct pl_error *err) {
    struct pl_detect_facts facts;
    struct pl_filing one;
    struct pl_filing_query q = PL_FILING_QUERY;
    int code = pl_detect_facts_read(k->c, &k->arena, &facts, err);
    k->exercise = facts.exercise;
    k->skip_own = facts.skip_own;
    k->rules = &facts.rules;
    k->max_kn = facts.rules.v[PL_RULE_TRACK_MAX_SPEED_KN];
    if (code == 0 && k->check->id.n > 0) {
        code = pl_filing_get(k->c, k->check->id, (int64_t)known->size, &k->arena, &one, NULL, err);
        if (code == 0 && one.kind->letter != 'O') {
            code = pl_fail(err, PL_E_NOT_FOUND, "that is no observation but a %s", one.kind->kind);
        }
        code = code == 0 ? on_observation(k, &one, -1, err) : code;
    } else if (code == 0) {
        q.letter = 'O';
        q.before = (int64_t)known->size;
        code = pl_filing_each(k->c, &q, on_observation, k, err);
    }
    return code;
}

int pl_sighting_check_run(const struct pl_sighting_check *check, struct pl_buf *out, struct pl_sighting_counts *ret,
                          struct pl_error *err) {
    PL_KNOWN_AT_AUTO known = {0};
    struct checking k = {.check = check, .out = out};
    pl_arena_open(&k.arena, ARENA_MAX);
    int code = pl_known_at_open(check->dir, check->known_at, &known, err);
    k.c = known.c;
    code = code == 0 ? run(&k, &known.known, err) : code;
    if (code == 0) {
        end(&k, &known.known);
        *ret = k.counts;
    }
    free(k.fixes);
    pl_arena_close(&k.arena);
    return code;
}
