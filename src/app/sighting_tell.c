/* One observation beside AIS, as JSON, as a feature of a map or for people. */
#include <string.h>

#include "app/sighting_in.h"

#include "base/ban.h"

const char *pl_sighting_verdict_name(int verdict) {
    static const char *const NAMES[] = {"explained", "contradicted", "possible", "silent"};
    return NAMES[verdict];
}

static void json_fixed(struct pl_json *json, const char *key, double value, unsigned digits) {
    pl_json_key(json, key);
    if (value >= 0) {
        pl_json_fixed(json, value, digits);
    } else {
        pl_json_null(json);
    }
}

static void json_mmsi(struct pl_json *json, uint32_t mmsi) {
    pl_json_key(json, "mmsi");
    if (mmsi > 0) {
        pl_json_u64(json, mmsi);
    } else {
        pl_json_null(json);
    }
}

/* ---- silences ---- */

/* Could it have come from where it was last heard, and to where it was heard again? Straight lines: a way by sea is
 * longer, so that "no" is sure and "yes" is not. */
static const char *consistent(const struct pl_sighting_silence *g) {
    return g->answer.verdict == PL_SIGHTING_CONTRADICTED ? "no" : "yes";
}

static void silence_json(struct pl_json *json, const struct pl_sighting_silence *g) {
    char hex[65];
    pl_hash_hex(g->id, hex);
    pl_json_object(json);
    pl_json_member_text(json, "event", hex);
    json_mmsi(json, g->mmsi);
    pl_json_key(json, "start");
    pl_json_time(json, g->start);
    pl_json_key(json, "end");
    pl_json_time(json, g->end);
    pl_json_member_text(json, "consistent", consistent(g));
    json_fixed(json, "needs_kn", g->answer.needs_kn, 1);
    pl_json_object_end(json);
}

static void silence_text(struct pl_buf *out, const struct pl_sighting_silence *g) {
    char hex[65];
    pl_hash_hex(g->id, hex);
    pl_buf_add_fmt(out, "         silence of %u since ", g->mmsi);
    pl_time_write(out, g->start);
    if (g->end != PL_TIME_NONE) {
        pl_buf_add_str(out, PL_STR(" until "));
        pl_time_write(out, g->end);
    }
    if (g->answer.needs_kn < 0) {
        pl_buf_add_str(out, PL_STR(": not consistent with it at any speed"));
    } else {
        pl_buf_add_fmt(out, ": %s with it (needs ", *consistent(g) == 'y' ? "consistent" : "not consistent");
        pl_buf_add_fixed(out, g->answer.needs_kn, 1);
        pl_buf_add_str(out, PL_STR(" kn in straight lines)"));
    }
    pl_buf_add_fmt(out, ", event %.12s\n", hex);
}

/* ---- ships ---- */

static void fix_json(struct pl_json *json, const char *key, const struct pl_sighting *s,
                     const struct pl_sighting_fix *fix) {
    pl_json_key(json, key);
    if (fix->at == PL_TIME_NONE) {
        pl_json_null(json);
        return;
    }
    pl_json_object(json);
    pl_json_key(json, "at");
    pl_json_time(json, fix->at);
    pl_json_key(json, "lat");
    pl_json_fixed(json, pl_pos_lat_deg(fix->pos), 6);
    pl_json_key(json, "lon");
    pl_json_fixed(json, pl_pos_lon_deg(fix->pos), 6);
    json_fixed(json, "distance_m", pl_sphere_distance_m(fix->pos, s->at), 1);
    pl_json_object_end(json);
}

static void ties_json(struct pl_json *json, const struct pl_sighting_tie *tie) {
    pl_json_key(json, "ties");
    pl_json_array(json);
    for (int i = 0; i < PL_TIE_FIELD_COUNT; i++) {
        if (tie->of[i] == PL_TIE_NOT_GIVEN) {
            continue;
        }
        pl_json_object(json);
        pl_json_member_text(json, "field", pl_tie_field_name(i));
        pl_json_member_text(json, "tie", pl_tie_name(tie->of[i]));
        pl_json_member_or_null(json, "said", tie->said[i]);
        pl_json_object_end(json);
    }
    pl_json_array_end(json);
}

static void ship_json(struct pl_json *json, const struct pl_sighting *s, const struct pl_sighting_ship *ship) {
    pl_json_object(json);
    json_mmsi(json, ship->mmsi);
    pl_json_member_text(json, "verdict", pl_sighting_verdict_name(ship->answer.verdict));
    json_fixed(json, "distance_m", ship->answer.distance_m, 1);
    json_fixed(json, "needs_kn", ship->answer.needs_kn, 1);
    fix_json(json, "before", s, &ship->before);
    fix_json(json, "after", s, &ship->after);
    ties_json(json, &ship->tie);
    pl_json_object_end(json);
}

static const char *word_of(const char *field) {
    return strcmp(field, "callsign") == 0   ? "call sign"
           : strcmp(field, "imo") == 0      ? "IMO number"
           : strcmp(field, "seen_imo") == 0 ? "IMO number as read"
           : strcmp(field, "mmsi") == 0     ? "MMSI"
                                            : field;
}

static void ties_text(struct pl_buf *out, const struct pl_sighting_tie *tie) {
    for (int i = PL_TIE_IMO; i < PL_TIE_FIELD_COUNT; i++) {
        const char *word = word_of(pl_tie_field_name(i));
        pl_str said = pl_str_sub(tie->said[i], 0, 60);
        if (tie->of[i] == PL_TIE_SAME) {
            pl_buf_add_fmt(out, ", says the same %s", word);
        } else if (tie->of[i] == PL_TIE_OTHER) {
            pl_buf_add_fmt(out, ", says another %s: %.*s", word, (int)said.n, said.p);
        } else if (tie->of[i] == PL_TIE_UNTOLD && said.n > 0) {
            pl_buf_add_fmt(out, ", says as %s: %.*s", word, (int)said.n, said.p);
        } else if (tie->of[i] == PL_TIE_UNTOLD) {
            pl_buf_add_fmt(out, ", says no %s", word);
        }
    }
}

static void fix_text(struct pl_buf *out, const char *word, const struct pl_sighting *s,
                     const struct pl_sighting_fix *fix) {
    if (fix->at != PL_TIME_NONE) {
        pl_buf_add_fmt(out, ", %s ", word);
        pl_time_write(out, fix->at);
        pl_buf_add_char(out, ' ');
        pl_buf_add_fixed(out, pl_sphere_distance_m(fix->pos, s->at) / PL_NM_M, 1);
        pl_buf_add_str(out, PL_STR(" nm off"));
    }
}

static void ship_text(struct pl_buf *out, const struct pl_sighting *s, const struct pl_sighting_ship *ship) {
    const struct pl_sighting_answer *a = &ship->answer;
    pl_buf_add_fmt(out, "         %u %s", ship->mmsi, pl_sighting_verdict_name(a->verdict));
    if (a->distance_m >= 0) {
        pl_buf_add_str(out, PL_STR(", nearest "));
        pl_buf_add_fixed(out, a->distance_m, 0);
        pl_buf_add_str(out, PL_STR(" m"));
    } else {
        pl_buf_add_str(out, a->verdict == PL_SIGHTING_SILENT ? PL_STR(" then") : PL_STR(", silent then"));
        fix_text(out, "last heard", s, &ship->before);
        fix_text(out, "next heard", s, &ship->after);
    }
    if (a->verdict != PL_SIGHTING_EXPLAINED && a->needs_kn > 0) {
        pl_buf_add_str(out, PL_STR(", it would have needed "));
        pl_buf_add_fixed(out, a->needs_kn, 1);
        pl_buf_add_str(out, PL_STR(" kn in straight lines"));
    }
    ties_text(out, &ship->tie);
    pl_buf_add_char(out, '\n');
}

/* ---- contradictions within it ---- */

static void odds_json(struct pl_json *json, const struct pl_sighting_odds *o) {
    pl_json_object(json);
    pl_json_member_text(json, "field", o->field);
    pl_json_key(json, "given");
    pl_json_str(json, o->given);
    pl_json_member_or_null(json, "said", o->said);
    json_mmsi(json, o->mmsi);
    pl_json_object_end(json);
}

static void odds_text(struct pl_buf *out, const struct pl_sighting_odds *o) {
    pl_str given = pl_str_sub(o->given, 0, 60), said = pl_str_sub(o->said, 0, 60);
    pl_buf_add_fmt(out, "         at odds: %s %.*s, but ",
                   word_of(strcmp(o->field, "seen_imo") == 0 ? "imo" : o->field), (int)given.n, given.p);
    if (o->mmsi == 0) {
        pl_buf_add_fmt(out, "%s %.*s\n", word_of(o->field), (int)said.n, said.p);
    } else if (said.n == 0) {
        pl_buf_add_fmt(out, "its other number is said by MMSI %u\n", o->mmsi);
    } else {
        pl_buf_add_fmt(out, "%u says %.*s\n", o->mmsi, (int)said.n, said.p);
    }
}

/* ---- the whole ---- */

static void tell_people(struct pl_sighting_run *run, const char *id, const struct pl_sighting *s,
                        const struct pl_sighting_facts *f, const struct pl_sighting_because *because,
                        const struct pl_sighting_silence *silences, size_t n_silences, uint64_t ever) {
    pl_buf_add_fmt(run->out, "%s\n", id);
    for (size_t i = 0; i < f->n_odds; i++) {
        odds_text(run->out, &f->odds[i]);
    }
    for (size_t i = 0; i < f->n_ships; i++) {
        ship_text(run->out, s, &f->ships[i]);
    }
    for (size_t i = 0; i < n_silences; i++) {
        silence_text(run->out, &silences[i]);
    }
    pl_buf_add_fmt(run->out, "         %s: %s (%llu ship%s ever heard in that degree)\n", because->verdict,
                   because->words, (unsigned long long)ever, ever == 1 ? " was" : "s were");
}

static void tell_members(const struct pl_sighting *s, const struct pl_sighting_facts *f,
                         const struct pl_sighting_because *because, const struct pl_sighting_silence *silences,
                         size_t n_silences, uint64_t ever, struct pl_json *json) {
    pl_json_key(json, "ships");
    pl_json_array(json);
    for (size_t i = 0; i < f->n_ships; i++) {
        ship_json(json, s, &f->ships[i]);
    }
    pl_json_array_end(json);
    pl_json_key(json, "odds");
    pl_json_array(json);
    for (size_t i = 0; i < f->n_odds; i++) {
        odds_json(json, &f->odds[i]);
    }
    pl_json_array_end(json);
    pl_json_key(json, "silences");
    pl_json_array(json);
    for (size_t i = 0; i < n_silences; i++) {
        silence_json(json, &silences[i]);
    }
    pl_json_array_end(json);
    pl_json_member_text(json, "verdict", because->verdict);
    pl_json_key(json, "heard");
    pl_json_u64(json, ever);
    pl_json_member_text(json, "why", because->words);
    pl_json_member_text(json, "why_key", because->key);
}

static void tell_exercise(const struct pl_sighting_run *run, struct pl_json *json) {
    if (run->exercise) {
        pl_json_key(json, "exercise");
        pl_json_bool(json, true);
    }
}

static int tell_json(struct pl_sighting_run *run, const char *id, const struct pl_sighting *s,
                     const struct pl_sighting_facts *f, const struct pl_sighting_because *because,
                     const struct pl_sighting_silence *silences, size_t n_silences, uint64_t ever,
                     struct pl_error *err) {
    struct pl_json json;
    pl_json_start(&json, run->out);
    pl_json_object(&json);
    pl_json_member_text(&json, "type", "sighting");
    pl_json_member_text(&json, "id", id);
    tell_members(s, f, because, silences, n_silences, ever, &json);
    int code = run->check->id.n > 0 ? pl_sighting_tell_around(run, s, &json, err) : 0;
    tell_exercise(run, &json);
    pl_json_object_end(&json);
    pl_json_line_end(&json);
    return code;
}

/* A point; how far off it may be and how long it was seen stand beside it. */
static void tell_feature(struct pl_sighting_run *run, const char *id, const struct pl_sighting *s,
                         const struct pl_sighting_facts *f, const struct pl_sighting_because *because,
                         const struct pl_sighting_silence *silences, size_t n_silences, uint64_t ever) {
    struct pl_json json;
    pl_buf_add_str(run->out, run->counts.compared > 1 ? PL_STR(",\n") : PL_STR("\n"));
    pl_json_start(&json, run->out);
    pl_json_object(&json);
    pl_json_member_text(&json, "type", "Feature");
    pl_json_member_text(&json, "id", id);
    pl_json_key(&json, "geometry");
    pl_json_object(&json);
    pl_json_member_text(&json, "type", "Point");
    pl_json_key(&json, "coordinates");
    pl_json_array(&json);
    pl_json_fixed(&json, pl_pos_lon_deg(s->at), 6);
    pl_json_fixed(&json, pl_pos_lat_deg(s->at), 6);
    pl_json_array_end(&json);
    pl_json_object_end(&json);
    pl_json_key(&json, "properties");
    pl_json_object(&json);
    pl_json_member_text(&json, "type", "sighting");
    pl_json_member_text(&json, "id", id);
    json_fixed(&json, "accuracy_m", s->accuracy_m > 0 ? s->accuracy_m : -1, 0);
    pl_json_key(&json, "from");
    pl_json_time(&json, s->from);
    pl_json_key(&json, "to");
    pl_json_time(&json, s->to);
    tell_members(s, f, because, silences, n_silences, ever, &json);
    pl_json_member_text(&json, "status", "lead, not a finding");
    tell_exercise(run, &json);
    pl_json_object_end(&json);
    pl_json_object_end(&json);
}

int pl_sighting_tell(struct pl_sighting_run *run, const struct pl_filing *filing, const struct pl_sighting *s,
                     const struct pl_sighting_facts *facts, const struct pl_sighting_silence *silences,
                     size_t n_silences, uint64_t ever, struct pl_error *err) {
    char id[PL_FILING_ID_MAX];
    const struct pl_sighting_because because = pl_sighting_judge(facts);
    struct pl_sighting_counts *c = &run->counts;
    pl_filing_id(filing, id);
    c->compared++;
    c->explained += strcmp(because.verdict, "explained") == 0;
    c->unexplained += strcmp(because.verdict, "unexplained") == 0;
    c->contradicted += strcmp(because.verdict, "contradicted") == 0;
    c->undetermined += strcmp(because.verdict, "undetermined") == 0;
    if (run->check->geojson) {
        tell_feature(run, id, s, facts, &because, silences, n_silences, ever);
        return 0;
    }
    if (run->check->json) {
        return tell_json(run, id, s, facts, &because, silences, n_silences, ever, err);
    }
    tell_people(run, id, s, facts, &because, silences, n_silences, ever);
    return 0;
}
