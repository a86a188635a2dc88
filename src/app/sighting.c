#include "app/sighting.h"

#include <stdlib.h>

#include "app/detect.h"
#include "app/known_at.h"
#include "app/sighting_in.h"
#include "store/clearance.h"
#include "store/filing.h"
#include "store/seen.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)1 << 30)
#define SHIPS_MAX ((size_t)100000)

/* ---- one observation ---- */

/* False where it has no place, or no time. */
static bool place_of(const struct pl_filing *f, struct pl_sighting *ret) {
    struct pl_sighting s = {.accuracy_m = 0};
    double lat = 0, lon = 0;
    pl_time from = 0, last = 0;
    if (!pl_filing_number(f, "lat", &lat) || !pl_filing_number(f, "lon", &lon) || !pl_pos_from_deg(lon, lat, &s.at) ||
        !pl_filing_when(f, "observed", &s.from, &s.to)) {
        return false;
    }
    if (pl_filing_when(f, "observed_end", &from, &last) && last > s.to) {
        s.to = last;
    }
    (void)pl_filing_number(f, "accuracy_m", &s.accuracy_m);
    *ret = s;
    return true;
}

/* The last report before it, the first after it. */
static void set_ends(struct pl_sighting_ship *ship, const struct pl_sighting *s, const struct pl_sighting_fix *fixes,
                     size_t n) {
    ship->before.at = ship->after.at = PL_TIME_NONE;
    for (size_t i = 0; i < n; i++) {
        ship->before = fixes[i].at <= s->from ? fixes[i] : ship->before;
        ship->after = fixes[i].at >= s->to && ship->after.at == PL_TIME_NONE ? fixes[i] : ship->after;
    }
}

/* Ship by ship; of ships that are not named only those that were there are told. */
static int compare_ships(struct pl_sighting_run *run, const struct pl_sighting *s, struct pl_sighting_facts *facts,
                         struct pl_error *err) {
    struct pl_sighting_fix *fixes = pl_arena_calloc(&run->arena, run->n + 1, sizeof *fixes);
    size_t cap = 0;
    int code = fixes != NULL ? 0 : pl_fail(err, PL_E_NOMEM, "no memory for the ships around a sighting");
    pl_sighting_sort(run);
    for (size_t i = 0, j = 0; code == 0 && i < run->n; i = j) {
        j = pl_sighting_ship_end(run, i, fixes);
        struct pl_sighting_ship ship = {.mmsi = run->reports[i].mmsi,
                                        .answer = pl_sighting_compare(s, fixes, j - i, run->max_kn)};
        facts->heard++;
        if (!facts->named && ship.answer.verdict != PL_SIGHTING_EXPLAINED) {
            continue;
        }
        set_ends(&ship, s, fixes, j - i);
        code = pl_sighting_tie_read(run->c, &run->names, facts->who, ship.mmsi, &run->arena, &ship.tie, err);
        struct pl_sighting_ship *more =
            code == 0 ? pl_arena_more(&run->arena, facts->ships, facts->n_ships, &cap, sizeof *more) : NULL;
        if (more == NULL) {
            return code != 0 ? code : pl_fail(err, PL_E_NOMEM, "no memory for the ships of a sighting");
        }
        facts->ships = more;
        facts->ships[facts->n_ships++] = ship;
    }
    return code;
}

static int ever_heard(struct pl_sighting_run *run, const struct pl_sighting *s, uint64_t *ret, struct pl_error *err) {
    struct pl_map ships;
    pl_map_open(&ships, SHIPS_MAX);
    int code = pl_seen_in_cell(run->c, pl_seen_cell(s->at), &ships, err);
    *ret = ships.n;
    pl_map_close(&ships);
    return code;
}

static int compare(struct pl_sighting_run *run, const struct pl_filing *f, const struct pl_sighting *s,
                   struct pl_error *err) {
    struct pl_sighting_who who;
    struct pl_sighting_silence *silences = NULL;
    uint32_t *mmsi = NULL;
    size_t n = 0, n_silences = 0;
    uint64_t ever = 0;
    run->n = 0;
    int code = pl_sighting_who_read(run->c, &run->names, f, &run->arena, &who, err);
    code = code == 0 ? pl_sighting_who_named(run->c, &who, &run->arena, &mmsi, &n, err) : code;
    for (size_t i = 0; code == 0 && i < n; i++) {
        code = pl_sighting_read_ship(run, s, mmsi[i], err);
    }
    code = code == 0 && n == 0 ? pl_sighting_read_around(run, s, err) : code;
    code = code == 0 ? pl_sighting_read_silences(run, s, mmsi, n, &silences, &n_silences, err) : code;
    struct pl_sighting_facts facts = {.who = &who, .named = n > 0, .n_named = n, .partial = run->partial};
    code = code == 0 ? pl_sighting_odds_find(run, &who, mmsi, n, &facts.odds, &facts.n_odds, err) : code;
    code = code == 0 ? compare_ships(run, s, &facts, err) : code;
    code = code == 0 ? ever_heard(run, s, &ever, err) : code;
    return code == 0 ? pl_sighting_tell(run, f, s, &facts, silences, n_silences, ever, err) : code;
}

static int on_observation(void *ctx, const struct pl_filing *f, int64_t by, struct pl_error *err) {
    struct pl_sighting_run *run = ctx;
    struct pl_sighting s;
    (void)by;
    run->counts.observations++;
    if (!place_of(f, &s)) {
        return 0;
    }
    struct pl_arena_mark mark = pl_arena_mark(&run->arena);
    int code = compare(run, f, &s, err);
    pl_arena_rewind(&run->arena, mark);
    return code;
}

/* ---- all ---- */

static void end_text(struct pl_sighting_run *run) {
    const struct pl_sighting_counts *c = &run->counts;
    pl_buf_add_fmt(run->out,
                   "%llu observation%s, %llu with place and time: %llu explained, %llu unexplained, %llu "
                   "contradicted, %llu undetermined%s\n",
                   (unsigned long long)c->observations, c->observations == 1 ? "" : "s",
                   (unsigned long long)c->compared, (unsigned long long)c->explained,
                   (unsigned long long)c->unexplained, (unsigned long long)c->contradicted,
                   (unsigned long long)c->undetermined, run->exercise ? " EXERCISE" : "");
}

static void end_members(const struct pl_sighting_run *run, const struct pl_knowledge *known, struct pl_json *json) {
    const struct pl_sighting_counts *c = &run->counts;
    const struct {
        const char *key;
        uint64_t n;
    } COUNTS[] = {{"observations", c->observations}, {"compared", c->compared},
                  {"explained", c->explained},       {"unexplained", c->unexplained},
                  {"contradicted", c->contradicted}, {"undetermined", c->undetermined},
                  {"journal", known->size}};
    for (size_t i = 0; i < sizeof COUNTS / sizeof COUNTS[0]; i++) {
        pl_json_key(json, COUNTS[i].key);
        pl_json_u64(json, COUNTS[i].n);
    }
    if (run->exercise) {
        pl_json_key(json, "exercise");
        pl_json_bool(json, true);
    }
}

static void end(struct pl_sighting_run *run, const struct pl_knowledge *known) {
    struct pl_json json;
    if (!run->check->json && !run->check->geojson) {
        end_text(run);
        return;
    }
    if (run->check->geojson) {
        pl_buf_add_str(run->out, PL_STR("\n],\"summary\":"));
    }
    pl_json_start(&json, run->out);
    pl_json_object(&json);
    if (!run->check->geojson) {
        pl_json_member_text(&json, "type", "summary");
    }
    end_members(run, known, &json);
    pl_json_object_end(&json);
    if (run->check->geojson) {
        pl_buf_add_char(run->out, '}');
    }
    pl_buf_add_char(run->out, '\n');
}

static int check_all(struct pl_sighting_run *run, const struct pl_knowledge *known, struct pl_error *err) {
    struct pl_detect_facts facts;
    struct pl_filing one;
    struct pl_filing_query q = PL_FILING_QUERY;
    int code = pl_detect_facts_read(run->c, &run->arena, &facts, err);
    code = code == 0 ? pl_case_withholds(run->c, &run->partial, err) : code;
    run->exercise = facts.exercise;
    run->skip_own = facts.skip_own;
    run->rules = &facts.rules;
    run->max_kn = facts.rules.v[PL_RULE_TRACK_MAX_SPEED_KN];
    if (code == 0 && run->check->id.n > 0) {
        code = pl_filing_get(run->c, run->check->id, (int64_t)known->size, &run->arena, &one, NULL, err);
        if (code == 0 && one.kind->letter != 'O') {
            code = pl_fail(err, PL_E_NOT_FOUND, "that is no observation but a %s", one.kind->kind);
        }
        code = code == 0 ? on_observation(run, &one, -1, err) : code;
    } else if (code == 0) {
        q.letter = 'O';
        q.before = (int64_t)known->size;
        code = pl_filing_each(run->c, &q, on_observation, run, err);
    }
    return code;
}

int pl_sighting_check_run(const struct pl_sighting_check *check, struct pl_buf *out, struct pl_sighting_counts *ret,
                          struct pl_error *err) {
    PL_KNOWN_AT_AUTO known = {0};
    struct pl_sighting_run run = {.check = check, .out = out};
    pl_arena_open(&run.arena, ARENA_MAX);
    int code = pl_known_at_open(check->dir, check->known_at, &known, err);
    run.c = known.c;
    if (check->geojson) {
        pl_buf_add_str(out, PL_STR("{\"type\":\"FeatureCollection\",\"features\":["));
    }
    code = code == 0 ? check_all(&run, &known.known, err) : code;
    if (code == 0) {
        end(&run, &known.known);
        *ret = run.counts;
    }
    free(run.reports);
    pl_sighting_names_close(&run.names);
    pl_arena_close(&run.arena);
    return code;
}
