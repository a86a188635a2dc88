#include "app/vessel_hull.h"

#include <stdio.h>
#include <string.h>

#include "app/events.h"
#include "evidence/filing.h"
#include "evidence/quantity.h"
#include "store/archive.h"
#include "store/filing.h"
#include "store/list.h"
#include "store/seen.h"

#include "base/ban.h"

#define SAID_MAX   ((size_t)1024) /* assertions of one number */
#define STATED_MAX ((size_t)64)   /* statements about one IMO number */
#define ROUNDED_M  1.0            /* AIS says whole metres */

bool pl_hull_year(pl_str text, int *ret_year) {
    int year = 0;
    text = pl_str_trim(text);
    for (size_t i = 0; i < 4; i++) {
        if (i >= text.n || text.p[i] < '0' || text.p[i] > '9') {
            return false;
        }
        year = year * 10 + (text.p[i] - '0');
    }
    *ret_year = year;
    return year >= 1850 && year <= 2100 && (text.n == 4 || text.p[4] < '0' || text.p[4] > '9');
}

bool pl_hull_metres(pl_str text, double *ret_m) {
    static const char *const UNITS[] = {"metres", "meters", "m", NULL};
    text = pl_str_trim(text);
    for (const char *const *unit = UNITS; *unit != NULL; unit++) {
        size_t n = strlen(*unit);
        if (text.n > n && pl_str_eq_nocase(pl_str_sub(text, text.n - n, n), pl_str_from(*unit))) {
            text = pl_str_trim(pl_str_sub(text, 0, text.n - n));
            break;
        }
    }
    return text.n > 0 && pl_number_parse(text, ret_m) == text.n && *ret_m > 0 && *ret_m <= 600;
}

/* ---- what is stated ---- */

struct stated {
    int year;                /* 0: not stated */
    double length_m, beam_m; /* 0: not stated */
    char who[160];           /* "un-sc TTe.001", "registry row O12.3" */
};

struct said {
    bool size;
    uint32_t imo;
    unsigned length_m, beam_m;
    pl_time first, last;
};

struct hull {
    struct pl_case *c;
    const struct pl_identity_asked *asked;
    int64_t before;
    struct pl_arena *arena;
    pl_identity_remark_sink sink;
    void *ctx;
    struct pl_list_asker *asker;
    uint32_t mmsi, imo; /* that is looked at */
    struct said said[SAID_MAX];
    size_t n_said;
    struct stated stated[STATED_MAX];
    size_t n_stated;
    int64_t listed[STATED_MAX];
    size_t n_listed;
    pl_time earliest; /* first time that any number said the IMO number */
    pl_time heard;    /* first time that the number was heard at all */
    pl_time begins;   /* of the case's reports */
};

static void state(struct hull *h, const struct stated *s) {
    if (h->n_stated < STATED_MAX && (s->year != 0 || s->length_m > 0)) {
        h->stated[h->n_stated++] = *s;
    }
}

static int on_filing(void *ctx, const struct pl_filing *f, int64_t by, struct pl_error *err) {
    struct hull *h = ctx;
    struct stated s = {0};
    char id[PL_FILING_ID_MAX];
    (void)by;
    (void)err;
    if (!pl_str_eq(pl_filing_get_value(f, "as"), PL_STR("registry"))) {
        return 0;
    }
    s.year = pl_hull_year(pl_filing_get_value(f, "built"), &s.year) ? s.year : 0;
    s.length_m = pl_hull_metres(pl_filing_get_value(f, "length"), &s.length_m) ? s.length_m : 0;
    s.beam_m = pl_hull_metres(pl_filing_get_value(f, "beam"), &s.beam_m) ? s.beam_m : 0;
    pl_filing_id(f, id);
    snprintf(s.who, sizeof s.who, "registry row %s", id);
    state(h, &s);
    return 0;
}

static int on_hit(void *ctx, const struct pl_list_hit *hit, struct pl_error *err) {
    struct hull *h = ctx;
    (void)err;
    for (size_t i = 0; i < h->n_listed; i++) {
        if (h->listed[i] == hit->entity) {
            return 0;
        }
    }
    if (h->n_listed < STATED_MAX) {
        h->listed[h->n_listed++] = hit->entity;
    }
    return 0;
}

/* The one value of a property; empty where there are several. */
static pl_str only(const struct pl_entity *e, int prop) {
    pl_str value = {0};
    unsigned n = 0;
    for (size_t i = 0; i < e->n_values; i++) {
        if (e->values[i].prop == prop) {
            value = e->values[i].text;
            n++;
        }
    }
    return n == 1 ? value : (pl_str){0};
}

static int read_listed(struct hull *h, int64_t row, struct pl_error *err) {
    struct pl_list_entry entry;
    struct stated s = {0};
    uint32_t imos[2];
    size_t n = 0;
    int rc = pl_list_imos(h->c, row, imos, 2, &n, err);
    if (rc != 0 || n != 1 || imos[0] != h->imo) {
        return rc;
    }
    rc = pl_list_entry_read(h->c, row, h->arena, &entry, err);
    if (rc != 0) {
        return rc;
    }
    s.year = pl_hull_year(only(&entry.entity, PL_PROP_BUILD_DATE), &s.year) ? s.year : 0;
    s.length_m = pl_hull_metres(only(&entry.entity, PL_PROP_LENGTH), &s.length_m) ? s.length_m : 0;
    pl_str list = pl_str_sub(entry.entity.list, 0, 60), reference = pl_str_sub(entry.entity.reference, 0, 60);
    snprintf(s.who, sizeof s.who, "%.*s %.*s", (int)list.n, list.p, (int)reference.n, reference.p);
    state(h, &s);
    return 0;
}

static int gather_stated(struct hull *h, struct pl_error *err) {
    char key[32];
    struct pl_filing_query q = PL_FILING_QUERY;
    snprintf(key, sizeof key, "imo:%07u", h->imo);
    q.letter = 'O';
    q.key = pl_str_from(key);
    q.before = h->before;
    h->n_stated = h->n_listed = 0;
    int rc = pl_list_find(h->asker, PL_KEY_IMO, pl_str_from(key + 4), on_hit, h, err);
    for (size_t i = 0; rc == 0 && i < h->n_listed; i++) {
        rc = read_listed(h, h->listed[i], err);
    }
    return rc == 0 ? pl_filing_each(h->c, &q, on_filing, h, err) : rc;
}

/* ---- what was heard ---- */

static int on_said(void *ctx, const struct pl_seen_identity *s, struct pl_error *err) {
    struct hull *h = ctx;
    struct said said = {.first = s->first, .last = s->last};
    uint64_t imo = 0;
    (void)err;
    said.size = pl_str_eq(s->field, PL_STR("dimensions")) && pl_identity_size(s->value, &said.length_m, &said.beam_m);
    bool is_imo = pl_str_eq(s->field, PL_STR("imo")) && pl_str_u64(s->value, &imo) && imo < 10000000;
    said.imo = is_imo ? (uint32_t)imo : 0;
    if ((said.size || is_imo) && h->n_said < SAID_MAX) {
        h->said[h->n_said++] = said;
    }
    return 0;
}

static int on_other(void *ctx, const struct pl_seen_identity *s, struct pl_error *err) {
    struct hull *h = ctx;
    uint64_t imo = 0;
    (void)err;
    if (pl_str_eq(s->field, PL_STR("imo")) && pl_str_u64(s->value, &imo) && imo == h->imo && s->first < h->earliest) {
        h->earliest = s->first;
    }
    return 0;
}

static int on_ship(void *ctx, const struct pl_seen_ship *ship, struct pl_error *err) {
    struct hull *h = ctx;
    (void)err;
    h->heard = ship->mmsi == h->mmsi ? ship->first : h->heard;
    return 0;
}

/* When any number of the case said it first. */
static int look_earliest(struct hull *h, struct pl_error *err) {
    char text[16];
    uint32_t *mmsi = NULL, imo = 0;
    size_t n = 0;
    h->earliest = INT64_MAX;
    snprintf(text, sizeof text, "IMO %07u", h->imo);
    int rc = pl_events_vessel(h->c, text, h->arena, &mmsi, &n, &imo, err);
    for (size_t i = 0; rc == 0 && i < n; i++) {
        rc = pl_seen_identities(h->c, mmsi[i], on_other, h, err);
    }
    return rc;
}

/* ---- telling ---- */

static int tell(struct hull *h, int kind, pl_time from, pl_time to, const char *text, struct pl_error *err) {
    struct pl_identity_remark r = {kind, h->mmsi, 0, from, to, pl_arena_copy(h->arena, text, strlen(text) + 1)};
    if (r.text == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for what a ship's identifiers show");
    }
    return h->sink(h->ctx, &r, err);
}

static int tell_year(struct hull *h, const struct stated *s, const struct said *imo, struct pl_error *err) {
    pl_time begins = 0, old = 0;
    const struct pl_rules *rules = h->asked->rules;
    int years = (int)rules->v[PL_RULE_IDENTITY_HISTORY_OLD_HULL_YEARS];
    pl_time quiet = (pl_time)(rules->v[PL_RULE_IDENTITY_HISTORY_QUIET_DAYS] * 24) * PL_HOUR_US;
    char text[320];
    if (s->year == 0 || !pl_time_from_date((struct pl_date){.year = s->year, .month = 1, .day = 1}, &begins) ||
        !pl_time_from_date((struct pl_date){.year = s->year + years + 1, .month = 1, .day = 1}, &old)) {
        return 0;
    }
    if (imo->first < begins) {
        snprintf(text, sizeof text, "IMO %07u was heard before the year %d in which %s says that the ship was built",
                 h->imo, s->year, s->who);
        return tell(h, PL_IDENTITY_HEARD_BEFORE_BUILT, imo->first, imo->last, text, err);
    }
    if (h->heard >= old && h->earliest >= h->heard && h->begins != PL_TIME_NONE && h->heard - h->begins >= quiet) {
        snprintf(text, sizeof text,
                 "first heard %d years or more after %d, in which %s says that the ship of IMO %07u was built; no "
                 "other number of the case said it before, and the case has reports from %d days before",
                 years, s->year, s->who, h->imo, (int)((h->heard - h->begins) / PL_DAY_US));
        return tell(h, PL_IDENTITY_NEW_NUMBER_OLD_HULL, h->heard, imo->last, text, err);
    }
    return 0;
}

/* Unlike by more than the rule's share of the longer, whatever was rounded. */
static bool unlike(const struct hull *h, double stated_m, double said_m) {
    double apart = stated_m > said_m ? stated_m - said_m : said_m - stated_m;
    double longer = stated_m > said_m ? stated_m : said_m;
    return stated_m > 0 && apart - ROUNDED_M > h->asked->rules->v[PL_RULE_IDENTITY_HISTORY_LENGTH_SHARE] * longer;
}

static int tell_size(struct hull *h, const struct stated *s, const struct said *imo, struct pl_error *err) {
    int rc = 0;
    for (size_t i = 0; rc == 0 && s->length_m > 0 && i < h->n_said; i++) {
        const struct said *size = &h->said[i];
        char text[320], beam[32] = "";
        bool then = size->size && size->first <= imo->last && size->last >= imo->first;
        if (!then || !(unlike(h, s->length_m, size->length_m) || unlike(h, s->beam_m, size->beam_m))) {
            continue;
        }
        if (s->beam_m > 0) {
            snprintf(beam, sizeof beam, " and %.1f m wide", s->beam_m);
        }
        snprintf(text, sizeof text, "says %u x %u m under IMO %07u, whose ship %s says to be %.1f m long%s",
                 size->length_m, size->beam_m, h->imo, s->who, s->length_m, beam);
        rc = tell(h, PL_IDENTITY_STATED_DIMENSIONS, size->first, size->last, text, err);
    }
    return rc;
}

static int tell_number(struct hull *h, struct pl_error *err) {
    h->n_said = 0;
    h->heard = INT64_MAX;
    int rc = pl_seen_identities(h->c, h->mmsi, on_said, h, err);
    bool looked = false;
    for (size_t i = 0; rc == 0 && i < h->n_said; i++) {
        const struct said *imo = &h->said[i];
        if (imo->size || !pl_imo_valid(imo->imo, h->asked->exercise)) {
            continue;
        }
        h->imo = imo->imo;
        rc = gather_stated(h, err);
        if (rc == 0 && h->n_stated > 0) {
            rc = looked ? 0 : pl_seen_ships(h->c, on_ship, h, err);
            rc = rc == 0 ? look_earliest(h, err) : rc;
            looked = true;
        }
        for (size_t k = 0; rc == 0 && k < h->n_stated; k++) {
            rc = tell_year(h, &h->stated[k], imo, err);
            rc = rc == 0 ? tell_size(h, &h->stated[k], imo, err) : rc;
        }
    }
    return rc;
}

int pl_hull_remarks(struct pl_case *c, const struct pl_identity_asked *asked, int64_t before, struct pl_arena *arena,
                    pl_identity_remark_sink sink, void *ctx, struct pl_error *err) {
    struct hull *h = pl_arena_calloc(arena, 1, sizeof *h);
    pl_time last = PL_TIME_NONE;
    if (h == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for what a ship's identifiers show");
    }
    h->c = c;
    h->asked = asked;
    h->before = before;
    h->arena = arena;
    h->sink = sink;
    h->ctx = ctx;
    int rc = pl_archive_span(c, &h->begins, &last, err);
    rc = rc == 0 ? pl_list_asker_open(c, &h->asker, err) : rc;
    for (size_t i = 0; rc == 0 && i < asked->n_mmsi; i++) {
        h->mmsi = asked->mmsi[i];
        rc = tell_number(h, err);
    }
    pl_list_asker_close(h->asker);
    return rc;
}
