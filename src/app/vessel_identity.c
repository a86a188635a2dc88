#include "app/vessel_identity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/events.h"
#include "app/on_time.h"
#include "base/map.h"
#include "store/seen.h"

#include "base/ban.h"

#define GROUP_MAX ((size_t)64)   /* numbers looked at beside each other */
#define SAID_MAX  ((size_t)4096) /* assertions of them */

static const struct {
    const char *name, *innocent;
} KINDS[] = {
#define PL_IDENTITY_REMARK_ROW(name, json, innocent) {json, innocent},
    PL_IDENTITY_REMARKS(PL_IDENTITY_REMARK_ROW)
#undef PL_IDENTITY_REMARK_ROW
};

const char *pl_identity_remark_name(int kind) {
    return kind >= 0 && kind < PL_IDENTITY_REMARK_COUNT ? KINDS[kind].name : "";
}
const char *pl_identity_remark_innocent(int kind) {
    return kind >= 0 && kind < PL_IDENTITY_REMARK_COUNT ? KINDS[kind].innocent : "";
}

/* ---- what was said ---- */

enum field { FIELD_IMO, FIELD_SIZE, FIELD_OTHER };

struct said {
    uint32_t mmsi;
    int field;
    uint32_t imo;
    unsigned length_m, beam_m;
    pl_time first, last;
};

struct group {
    struct pl_case *c;
    const struct pl_identity_asked *asked;
    struct pl_arena *arena;
    pl_identity_remark_sink sink;
    void *ctx;
    uint32_t mmsi[GROUP_MAX];
    size_t n;
    struct said *said;
    size_t n_said;
};

bool pl_identity_size(pl_str value, unsigned *ret_length, unsigned *ret_beam) {
    uint64_t m[4];
    pl_str rest = value;
    for (unsigned i = 0; i < 4; i++) {
        pl_str part = pl_str_cut(&rest, ',');
        if (!pl_str_u64(part, &m[i]) || m[i] > 1022) {
            return false;
        }
    }
    *ret_length = (unsigned)(m[0] + m[1]);
    *ret_beam = (unsigned)(m[2] + m[3]);
    return *ret_length > 0 && *ret_beam > 0;
}

static int on_said(void *ctx, const struct pl_seen_identity *s, struct pl_error *err) {
    struct group *g = ctx;
    struct said said = {.mmsi = s->mmsi, .field = FIELD_OTHER, .first = s->first, .last = s->last};
    uint64_t imo = 0;
    (void)err;
    if (pl_str_eq(s->field, PL_STR("imo")) && pl_str_u64(s->value, &imo) && imo < 10000000) {
        said.field = FIELD_IMO;
        said.imo = (uint32_t)imo;
    } else if (pl_str_eq(s->field, PL_STR("dimensions")) && pl_identity_size(s->value, &said.length_m, &said.beam_m)) {
        said.field = FIELD_SIZE;
    }
    if (said.field != FIELD_OTHER && g->n_said < SAID_MAX) {
        g->said[g->n_said++] = said;
    }
    return 0;
}

static bool in_group(const struct group *g, uint32_t mmsi) {
    for (size_t i = 0; i < g->n; i++) {
        if (g->mmsi[i] == mmsi) {
            return true;
        }
    }
    return false;
}

static int add_number(struct group *g, uint32_t mmsi, struct pl_error *err) {
    if (g->n == GROUP_MAX || in_group(g, mmsi)) {
        return 0;
    }
    g->mmsi[g->n++] = mmsi;
    return pl_seen_identities(g->c, mmsi, on_said, g, err);
}

/* The numbers asked for, and all that said one of their valid IMO numbers. */
static int gather(struct group *g, struct pl_error *err) {
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < g->asked->n_mmsi; i++) {
        rc = add_number(g, g->asked->mmsi[i], err);
    }
    for (size_t i = 0, n = g->n_said; rc == 0 && i < n; i++) {
        char text[16];
        uint32_t *others = NULL, imo = 0;
        size_t n_others = 0;
        if (g->said[i].field != FIELD_IMO || !pl_imo_valid(g->said[i].imo, g->asked->exercise)) {
            continue;
        }
        snprintf(text, sizeof text, "IMO %07u", g->said[i].imo);
        rc = pl_events_vessel(g->c, text, g->arena, &others, &n_others, &imo, err);
        for (size_t k = 0; rc == 0 && k < n_others; k++) {
            rc = add_number(g, others[k], err);
        }
    }
    return rc;
}

static int tell(struct group *g, int kind, uint32_t mmsi, uint32_t other, pl_time from, pl_time to, const char *text,
                struct pl_error *err) {
    struct pl_identity_remark r = {kind, mmsi, other, from, to, pl_arena_copy(g->arena, text, strlen(text) + 1)};
    if (r.text == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for what a ship's identifiers show");
    }
    return g->sink(g->ctx, &r, err);
}

/* ---- flags ---- */

struct flown {
    uint32_t mmsi;
    pl_time first, last;
    const char *flag;
};

static int by_first(const void *pa, const void *pb) {
    const struct flown *a = pa, *b = pb;
    return a->first != b->first ? (a->first < b->first ? -1 : 1) : (a->mmsi > b->mmsi) - (a->mmsi < b->mmsi);
}

struct spans {
    struct flown *list;
    size_t n;
};

/* The most flags within the period, from the first of them. */
static int tell_flags(struct group *g, struct pl_error *err) {
    struct flown flown[GROUP_MAX];
    struct spans spans = {flown, 0};
    for (size_t i = 0; i < g->n; i++) {
        const char *flag = g->asked->mids != NULL ? pl_mmsi_country(g->asked->mids, g->mmsi[i]) : NULL;
        if (flag != NULL) {
            flown[spans.n++] = (struct flown){.mmsi = g->mmsi[i], .flag = flag};
        }
    }
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < spans.n; i++) {
        struct pl_seen_ship ship;
        rc = pl_seen_ship(g->c, flown[i].mmsi, &ship, err);
        if (rc == 0 && ship.reports > 0) {
            flown[i].first = ship.first;
            flown[i].last = ship.last;
        }
    }
    if (spans.n > 1) {
        qsort(flown, spans.n, sizeof *flown, by_first);
    }
    for (size_t i = 0; rc == 0 && i < spans.n; i++) {
        char text[64];
        snprintf(text, sizeof text, "%s, by the country digits of %09u", flown[i].flag, flown[i].mmsi);
        rc = tell(g, PL_IDENTITY_FLAG, flown[i].mmsi, 0, flown[i].first, flown[i].last, text, err);
    }
    pl_time period = (pl_time)(g->asked->rules->v[PL_RULE_IDENTITY_HISTORY_FLAG_DAYS] * 24) * PL_HOUR_US;
    for (size_t i = 0; rc == 0 && i < spans.n; i++) {
        unsigned flags = 0;
        size_t last = i;
        for (size_t k = i; k < spans.n && flown[k].first - flown[i].first <= period; k++) {
            bool fresh = true;
            for (size_t l = i; l < k; l++) {
                fresh = fresh && strcmp(flown[l].flag, flown[k].flag) != 0;
            }
            flags += fresh;
            last = fresh ? k : last;
        }
        if (flags >= g->asked->rules->v[PL_RULE_IDENTITY_HISTORY_MIN_FLAGS]) {
            char text[128];
            snprintf(text, sizeof text, "numbers of %u states under one IMO number, from %s to %s", flags,
                     flown[i].flag, flown[last].flag);
            return tell(g, PL_IDENTITY_FLAG_HOPPING, flown[i].mmsi, flown[last].mmsi, flown[i].first, flown[last].first,
                        text, err);
        }
    }
    return rc;
}

/* ---- one IMO number, two hulls ---- */

/* One place for each hour of the clock. */
struct hourly {
    struct pl_map *places;
    double apart_m;
    pl_time at;
    bool second;
};

static int on_place(void *ctx, const struct pl_report *r, struct pl_error *err) {
    struct hourly *h = ctx;
    bool fresh = false;
    uint64_t packed = (uint64_t)(uint32_t)r->pos.lat << 32 | (uint32_t)r->pos.lon;
    if (!h->second) {
        uint64_t *at = pl_map_put(h->places, (uint64_t)(r->at / PL_HOUR_US), &fresh);
        if (at == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory for where a ship was");
        }
        *at = fresh ? packed : *at;
        return 0;
    }
    uint64_t *at = pl_map_get(h->places, (uint64_t)(r->at / PL_HOUR_US));
    if (at != NULL) {
        pl_pos pos = {.lat = (int32_t)(uint32_t)(*at >> 32), .lon = (int32_t)(uint32_t)*at};
        double metres = pl_sphere_distance_m(pos, r->pos);
        if (metres > h->apart_m) {
            h->apart_m = metres;
            h->at = r->at;
        }
    }
    return 0;
}

static int tell_shared(struct group *g, const struct said *a, const struct said *b, struct pl_error *err) {
    pl_time from = a->first > b->first ? a->first : b->first, to = a->last < b->last ? a->last : b->last;
    struct pl_map places;
    struct hourly h = {.places = &places};
    char text[160], when[40];
    if (from > to) {
        return 0;
    }
    pl_map_open(&places, 1u << 20);
    struct pl_archive_query q = {.mmsi = a->mmsi, .from = from - PL_HOUR_US, .to = to + PL_HOUR_US};
    int rc = pl_on_time_read(g->c, g->asked->rules, &q, on_place, &h, err);
    q.mmsi = b->mmsi;
    h.second = true;
    rc = rc == 0 ? pl_on_time_read(g->c, g->asked->rules, &q, on_place, &h, err) : rc;
    pl_map_close(&places);
    /* Within one hour of the clock no hull is in both places, however fast. */
    double beyond_m = g->asked->rules->v[PL_RULE_TRACK_MAX_SPEED_KN] * PL_NM_M;
    if (rc != 0 || h.apart_m <= beyond_m) {
        return rc;
    }
    PL_BUF_AUTO buf;
    pl_buf_open(&buf, 64);
    pl_time_write(&buf, h.at);
    snprintf(when, sizeof when, "%.*s", (int)buf.n, buf.p);
    snprintf(text, sizeof text,
             "IMO %07u is also said by %09u, within one hour of %s %d nm away: two hulls, one number", a->imo, b->mmsi,
             when, (int)(h.apart_m / PL_NM_M));
    return tell(g, PL_IDENTITY_SHARED_IMO, a->mmsi, b->mmsi, from, to, text, err);
}

/* Sizes as unlike as no reading error and no moved antenna makes them. */
static bool unlike(const struct group *g, const struct said *a, const struct said *b) {
    double share = g->asked->rules->v[PL_RULE_IDENTITY_HISTORY_LENGTH_SHARE];
    double longer = a->length_m > b->length_m ? a->length_m : b->length_m;
    double shorter = a->length_m > b->length_m ? b->length_m : a->length_m;
    return longer - shorter > share * longer;
}

static bool said_imo(const struct group *g, uint32_t mmsi, uint32_t imo) {
    for (size_t i = 0; i < g->n_said; i++) {
        if (g->said[i].field == FIELD_IMO && g->said[i].mmsi == mmsi && g->said[i].imo == imo) {
            return true;
        }
    }
    return false;
}

static int tell_sizes(struct group *g, const struct said *imo, struct pl_error *err) {
    const struct said *first = NULL;
    for (size_t i = 0; i < g->n_said; i++) {
        const struct said *s = &g->said[i];
        if (s->field == FIELD_SIZE && said_imo(g, s->mmsi, imo->imo) && (first == NULL || s->first < first->first)) {
            first = s;
        }
    }
    for (size_t i = 0; first != NULL && i < g->n_said; i++) {
        const struct said *s = &g->said[i];
        char text[160];
        if (s->field != FIELD_SIZE || !said_imo(g, s->mmsi, imo->imo) || !unlike(g, first, s)) {
            continue;
        }
        snprintf(text, sizeof text, "under IMO %07u %09u says %u x %u m, %09u said %u x %u m before", imo->imo, s->mmsi,
                 s->length_m, s->beam_m, first->mmsi, first->length_m, first->beam_m);
        int rc = tell(g, PL_IDENTITY_OTHER_DIMENSIONS, s->mmsi, first->mmsi != s->mmsi ? first->mmsi : 0, s->first,
                      s->last, text, err);
        if (rc != 0) {
            return rc;
        }
    }
    return 0;
}

static int tell_imos(struct group *g, struct pl_error *err) {
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < g->n_said; i++) {
        const struct said *a = &g->said[i];
        bool fresh = a->field == FIELD_IMO && pl_imo_valid(a->imo, g->asked->exercise);
        for (size_t k = 0; fresh && rc == 0 && k < g->n_said; k++) {
            const struct said *b = &g->said[k];
            if (b->field == FIELD_IMO && b->imo == a->imo && b->mmsi > a->mmsi) {
                rc = tell_shared(g, a, b, err);
            }
        }
        for (size_t k = 0; fresh && k < i; k++) {
            fresh = g->said[k].field != FIELD_IMO || g->said[k].imo != a->imo;
        }
        rc = fresh && rc == 0 ? tell_sizes(g, a, err) : rc;
    }
    return rc;
}

/* ---- one digit away from a listed ship's ---- */

struct nearness {
    struct pl_case *c;
    struct pl_arena *arena;
    unsigned length_m, beam_m;
    bool has_size, asked;
    struct pl_identity_near near;
    pl_identity_near_sink sink;
    void *ctx;
};

static int on_listed_size(void *ctx, const struct pl_seen_identity *s, struct pl_error *err) {
    struct nearness *n = ctx;
    unsigned length_m = 0, beam_m = 0;
    (void)err;
    if (pl_str_eq(s->field, PL_STR("dimensions")) && pl_identity_size(s->value, &length_m, &beam_m)) {
        n->near.known = n->has_size;
        n->near.same = n->near.same || (n->has_size && length_m == n->length_m && beam_m == n->beam_m);
    }
    return 0;
}

/* What the bearers of the listed number say of their size; asked only where a list has the number, which is rare. */
static int ask_sizes(struct nearness *n, struct pl_error *err) {
    char text[16];
    uint32_t *mmsi = NULL, imo = 0;
    size_t count = 0;
    n->asked = true;
    snprintf(text, sizeof text, "IMO %07u", n->near.listed);
    int rc = pl_events_vessel(n->c, text, n->arena, &mmsi, &count, &imo, err);
    for (size_t i = 0; rc == 0 && i < count; i++) {
        rc = pl_seen_identities(n->c, mmsi[i], on_listed_size, n, err);
    }
    return rc;
}

static int on_listed(void *ctx, const struct pl_list_hit *hit, struct pl_error *err) {
    struct nearness *n = ctx;
    int rc = n->asked ? 0 : ask_sizes(n, err);
    n->near.hit = hit;
    return rc == 0 ? n->sink(n->ctx, &n->near, err) : rc;
}

static int try_number(struct nearness *n, struct pl_list_asker *asker, uint32_t listed, struct pl_error *err) {
    char text[16];
    n->near.listed = listed;
    n->near.known = n->near.same = n->asked = false;
    snprintf(text, sizeof text, "%07u", listed);
    return pl_list_find(asker, PL_KEY_IMO, pl_str_from(text), on_listed, n, err);
}

int pl_identity_near_listed(struct pl_case *c, struct pl_list_asker *asker, uint32_t imo, pl_str dims,
                            struct pl_arena *arena, pl_identity_near_sink sink, void *ctx, struct pl_error *err) {
    struct nearness n = {.c = c, .arena = arena, .near = {.said = imo}, .sink = sink, .ctx = ctx};
    int rc = 0;
    n.has_size = pl_identity_size(dims, &n.length_m, &n.beam_m);
    for (uint32_t place = 1; rc == 0 && place <= 1000000; place *= 10) {
        uint32_t digit = imo / place % 10;
        for (uint32_t other = 0; rc == 0 && other < 10; other++) {
            uint32_t listed = imo - digit * place + other * place;
            if (other != digit && pl_imo_valid(listed, true)) {
                rc = try_number(&n, asker, listed, err);
            }
        }
    }
    return rc;
}

struct near_ctx {
    struct group *g;
    const struct said *said;
};

static int on_near(void *ctx, const struct pl_identity_near *near, struct pl_error *err) {
    struct near_ctx *k = ctx;
    char text[240];
    const char *sizes = near->same    ? "with the same dimensions"
                        : near->known ? "whose dimensions are others"
                                      : "whose dimensions the case does not know: undetermined";
    snprintf(text, sizeof text, "says IMO %07u, one digit from %07u of %.*s %.*s, %s: a near match, never a match",
             near->said, near->listed, (int)near->hit->list.n, near->hit->list.p, (int)near->hit->reference.n,
             near->hit->reference.p, sizes);
    return tell(k->g, PL_IDENTITY_NEAR_LISTED_IMO, k->said->mmsi, 0, k->said->first, k->said->last, text, err);
}

static int tell_near(struct group *g, struct pl_error *err) {
    struct pl_list_asker *asker = NULL;
    int rc = pl_list_asker_open(g->c, &asker, err);
    for (size_t i = 0; rc == 0 && i < g->n_said; i++) {
        struct near_ctx k = {g, &g->said[i]};
        char dims[32] = "";
        bool asked = false;
        for (size_t a = 0; a < g->asked->n_mmsi; a++) {
            asked = asked || g->asked->mmsi[a] == k.said->mmsi;
        }
        if (k.said->field != FIELD_IMO || !asked) {
            continue;
        }
        for (size_t s = 0; s < g->n_said; s++) {
            if (g->said[s].field == FIELD_SIZE && g->said[s].mmsi == k.said->mmsi) {
                snprintf(dims, sizeof dims, "%u,0,%u,0", g->said[s].length_m, g->said[s].beam_m);
            }
        }
        rc = pl_identity_near_listed(g->c, asker, k.said->imo, pl_str_from(dims), g->arena, on_near, &k, err);
    }
    pl_list_asker_close(asker);
    return rc;
}

int pl_identity_remarks(struct pl_case *c, const struct pl_identity_asked *asked, struct pl_arena *arena,
                        pl_identity_remark_sink sink, void *ctx, struct pl_error *err) {
    struct group g = {.c = c, .asked = asked, .arena = arena, .sink = sink, .ctx = ctx};
    g.said = pl_arena_calloc(arena, SAID_MAX, sizeof *g.said);
    if (g.said == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for what a ship's identifiers show");
    }
    int rc = gather(&g, err);
    rc = rc == 0 ? tell_flags(&g, err) : rc;
    rc = rc == 0 ? tell_imos(&g, err) : rc;
    return rc == 0 ? tell_near(&g, err) : rc;
}
