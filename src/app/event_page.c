#include "app/event_page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "store/event_walk.h"
#include "store/seen.h"

#include "base/ban.h"

#define SHIPS_MAX ((size_t)1 << 24)
#define STOP      (-1) /* the page is full */
#define HOUR_US   3600e6
#define HEADS_MAX 10000 /* events of a page that are found by their heads */

static const char *const order_words[PL_EVENTS_ORDER_COUNT] = {
#define ORDER_WORD(name, word) word,
    PL_EVENTS_ORDERS(ORDER_WORD)
#undef ORDER_WORD
};

int pl_events_order_of(pl_str word) {
    int order = PL_EVENTS_ORDER_COUNT - 1;
    while (order >= 0 && !pl_str_eq(word, pl_str_from(order_words[order]))) {
        order--;
    }
    return order;
}

int pl_events_types(pl_str text, unsigned *ret_types, struct pl_error *err) {
    unsigned types = 0;
    while (text.p != NULL) {
        pl_str name = pl_str_trim(pl_str_cut(&text, ','));
        int type = pl_event_type_of(name);
        if (type < 0) {
            return pl_fail(err, PL_E_USAGE, "there is no event type \"%.*s\"", (int)(name.n < 40 ? name.n : 40),
                           name.n > 0 ? name.p : "");
        }
        types |= 1U << (unsigned)type;
    }
    *ret_types = types;
    return PL_E_OK;
}

int pl_events_box(pl_str text, struct pl_events_ask *ask, struct pl_error *err) {
    double v[4];
    size_t n = 0;
    while (text.p != NULL && n < 4) {
        if (!pl_str_double(pl_str_trim(pl_str_cut(&text, ',')), &v[n++])) {
            n = 5;
        }
    }
    bool ok = n == 4 && text.p == NULL && pl_pos_from_deg(v[0], v[1], &ask->south_west) &&
              pl_pos_from_deg(v[2], v[3], &ask->north_east) && ask->south_west.lat <= ask->north_east.lat;
    if (ok && !(v[2] < 180.0)) {
        ask->north_east.lon = PL_LON_HALF;
    }
    ask->has_box = ok;
    return ok ? PL_E_OK : pl_fail(err, PL_E_USAGE, "a box is west,south,east,north in degrees");
}

/* ---- where a page begins ---- */

/* What an event sorts by; of two orders the first is 0 by start. */
struct place {
    int64_t duration_us;
    pl_time start;
    int type;
    pl_hash id;
};

static bool by_duration(const struct pl_events_ask *ask) { return ask->order >= PL_EVENTS_BY_DURATION; }

static bool is_back(const struct pl_events_ask *ask) {
    return ask->order == PL_EVENTS_BY_START_BACK || ask->order == PL_EVENTS_BY_DURATION_BACK;
}

static struct place place_of(const struct pl_events_ask *ask, const struct pl_event *e) {
    return (struct place){by_duration(ask) ? (int64_t)(e->hours * HOUR_US) : 0, e->start, e->type, e->id};
}

/* "<order>.<duration>.<start>.<type>.<id>" */
static int read_cursor(const struct pl_events_ask *ask, struct place *ret, struct pl_error *err) {
    pl_str rest = pl_str_from(ask->after);
    pl_str order = pl_str_cut(&rest, '.'), duration = pl_str_cut(&rest, '.'), start = pl_str_cut(&rest, '.');
    pl_str type = pl_str_cut(&rest, '.');
    int64_t number;
    if (!pl_str_i64(order, &number) || number != ask->order || !pl_str_i64(duration, &ret->duration_us) ||
        !pl_str_i64(start, &ret->start) || (ret->type = pl_event_type_of(type)) < 0 ||
        !pl_hash_of_hex(rest, &ret->id)) {
        return pl_fail(err, PL_E_USAGE, "this cursor was not given by an answer to this question");
    }
    return PL_E_OK;
}

static void write_cursor(const struct pl_events_ask *ask, const struct place *p, char out[PL_EVENTS_CURSOR_MAX]) {
    char hex[65];
    pl_hash_hex(p->id, hex);
    snprintf(out, PL_EVENTS_CURSOR_MAX, "%d.%lld.%lld.%s.%s", ask->order, (long long)p->duration_us,
             (long long)p->start, pl_event_type_name(p->type), hex);
}

static int place_cmp(const struct place *a, const struct place *b) {
    if (a->duration_us != b->duration_us) {
        return a->duration_us < b->duration_us ? -1 : 1;
    }
    if (a->start != b->start) {
        return a->start < b->start ? -1 : 1;
    }
    int order = strcmp(pl_event_type_name(a->type), pl_event_type_name(b->type));
    return order != 0 ? order : pl_hash_cmp(a->id, b->id);
}

/* ---- the page ---- */

struct found {
    struct place place;
    struct pl_event event;
};

struct page {
    const struct pl_events_ask *ask;
    struct pl_events_view *view;
    pl_events_sink sink;
    void *ctx;
    struct pl_map ships; /* that `find` finds */
    bool has_after, more;
    struct place after, last;
    struct found *found; /* where all have to be read first */
    size_t n, cap;
    struct place *best; /* the first behind `after`, one more than a page shows; a heap, the last of them on top */
    size_t n_best;
};

static bool passes(const struct page *p, const struct pl_event *e) {
    const struct pl_events_ask *ask = p->ask;
    bool named = ask->find == NULL || ask->find[0] == '\0';
    for (unsigned i = 0; !named && i < e->n_vessels; i++) {
        named = pl_map_get(&p->ships, e->vessels[i].mmsi) != NULL;
    }
    return named && (ask->types == 0 || (ask->types >> e->type & 1) != 0) &&
           (ask->grade == PL_SILENCE_NONE || e->notes.grade == ask->grade) &&
           (ask->area == NULL || (e->has_pos && pl_area_holds(ask->area, e->pos)));
}

static int give(struct page *p, const struct pl_event *e, struct pl_error *err) {
    if (p->ask->limit > 0 && p->view->shown == p->ask->limit) {
        p->more = true;
        return STOP;
    }
    p->view->shown++;
    p->last = place_of(p->ask, e);
    return p->sink(p->ctx, p->view, e, err);
}

static int on_walked(void *ctx, const struct pl_event *e, struct pl_error *err) {
    struct page *p = ctx;
    return passes(p, e) ? give(p, e, err) : PL_E_OK;
}

static int on_gathered(void *ctx, const struct pl_event *e, struct pl_error *err) {
    struct page *p = ctx;
    if (!passes(p, e)) {
        return PL_E_OK;
    }
    if (p->n == p->cap) {
        size_t cap = p->cap > 0 ? 2 * p->cap : 64;
        struct found *found = reallocarray(p->found, cap, sizeof *found);
        if (found == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory to read events");
        }
        p->found = found;
        p->cap = cap;
    }
    p->found[p->n++] = (struct found){place_of(p->ask, e), *e};
    return PL_E_OK;
}

static int by_place(const void *a, const void *b) {
    return place_cmp(&((const struct found *)a)->place, &((const struct found *)b)->place);
}

/* Of all that were read: in order, each once, from where the page before ended. */
static int give_found(struct page *p, struct pl_error *err) {
    int rc = PL_E_OK;
    if (p->n > 1) {
        qsort(p->found, p->n, sizeof *p->found, by_place);
    }
    for (size_t i = 0; rc == PL_E_OK && i < p->n; i++) {
        size_t at = is_back(p->ask) ? p->n - 1 - i : i;
        const struct place *place = &p->found[at].place;
        bool again = at > 0 && place_cmp(&p->found[at - 1].place, place) == 0;
        int behind = p->has_after ? place_cmp(place, &p->after) * (is_back(p->ask) ? -1 : 1) : 1;
        rc = !again && behind > 0 ? give(p, &p->found[at].event, err) : PL_E_OK;
    }
    return rc;
}

/* ---- the longest, or the shortest ---- */

static bool is_before(const struct page *p, const struct place *a, const struct place *b) {
    return place_cmp(a, b) * (is_back(p->ask) ? -1 : 1) < 0;
}

static void sink_down(const struct page *p, size_t at) {
    struct place one = p->best[at];
    for (size_t child = 2 * at + 1; child < p->n_best; child = 2 * at + 1) {
        child += child + 1 < p->n_best && is_before(p, &p->best[child], &p->best[child + 1]);
        if (!is_before(p, &one, &p->best[child])) {
            break;
        }
        p->best[at] = p->best[child];
        at = child;
    }
    p->best[at] = one;
}

/* With the head of each event: only the places of those that a page may show are kept. */
static int on_head(void *ctx, const struct pl_event *e, struct pl_error *err) {
    struct page *p = ctx;
    struct place place = place_of(p->ask, e);
    size_t most = (size_t)p->ask->limit + 1;
    (void)err;
    if (!passes(p, e) || (p->has_after && !is_before(p, &p->after, &place))) {
        return PL_E_OK;
    }
    if (p->n_best < most) {
        p->best[p->n_best++] = place;
        for (size_t at = p->n_best == most ? most / 2 : 0; at-- > 0;) {
            sink_down(p, at);
        }
    } else if (is_before(p, &place, &p->best[0])) {
        p->best[0] = place;
        sink_down(p, 0);
    }
    return PL_E_OK;
}

static int by_place_only(const void *a, const void *b) { return place_cmp(a, b); }

static int on_found_again(void *ctx, const struct pl_event *e, struct pl_error *err) { return give(ctx, e, err); }

static int give_best(struct pl_case *c, struct page *p, struct pl_error *err) {
    int rc = PL_E_OK;
    if (p->n_best > 1) {
        qsort(p->best, p->n_best, sizeof *p->best, by_place_only);
    }
    for (size_t i = 0; rc == PL_E_OK && i < p->n_best; i++) {
        size_t at = is_back(p->ask) ? p->n_best - 1 - i : i;
        rc = pl_store_event_find(c, p->best[at].id, on_found_again, p, err);
    }
    return rc;
}

/* Of a page of few events the many others are read no further than needed; a grade stands in the notes. */
static bool reads_heads(const struct pl_events_ask *ask) {
    return by_duration(ask) && ask->limit > 0 && ask->limit <= HEADS_MAX && ask->grade == PL_SILENCE_NONE;
}

static int of_heads(struct pl_case *c, struct pl_event_walk *walk, struct page *p, struct pl_error *err) {
    p->best = calloc((size_t)p->ask->limit + 1, sizeof *p->best);
    if (p->best == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to read events");
    }
    walk->heads = true;
    int rc = pl_store_events_walk(c, walk, on_head, p, err);
    return rc == PL_E_OK ? give_best(c, p, err) : rc;
}

/* ---- who ---- */

static int on_ship(void *ctx, const struct pl_seen_ship *ship, struct pl_error *err) {
    struct page *p = ctx;
    return pl_map_put(&p->ships, ship->mmsi, NULL) != NULL
               ? PL_E_OK
               : pl_fail(err, PL_E_LIMIT, "too many ships are called so: say more of it");
}

static int find_ships(struct pl_case *c, struct page *p, struct pl_error *err) {
    if (p->ask->find == NULL || p->ask->find[0] == '\0') {
        return PL_E_OK;
    }
    return pl_seen_find(c, pl_str_trim(pl_str_from(p->ask->find)), 0, SHIPS_MAX, on_ship, p, err);
}

/* ---- the whole ---- */

static int of_ships(struct pl_case *c, struct page *p, struct pl_arena *arena, struct pl_error *err) {
    const struct pl_events_ask *ask = p->ask;
    struct pl_store_event_query q = {.type = -1,
                                     .from = ask->from,
                                     .to = ask->to,
                                     .has_box = ask->has_box,
                                     .south_west = ask->south_west,
                                     .north_east = ask->north_east};
    uint32_t *mmsi = NULL, imo = 0;
    size_t n = 0;
    int rc = pl_events_vessel(c, ask->vessel, arena, &mmsi, &n, &imo, err);
    for (size_t i = 0; rc == PL_E_OK && i < n; i++) {
        q.mmsi = mmsi[i];
        rc = pl_store_events(c, &q, on_gathered, p, err);
    }
    return rc == PL_E_OK ? give_found(p, err) : rc;
}

static int of_all(struct pl_case *c, struct page *p, struct pl_error *err) {
    const struct pl_events_ask *ask = p->ask;
    struct pl_event_walk walk = {.types = ask->types,
                                 .from = ask->from,
                                 .to = ask->to,
                                 .has_box = ask->has_box,
                                 .south_west = ask->south_west,
                                 .north_east = ask->north_east};
    if (ask->area != NULL && !ask->has_box) {
        walk.has_box = true;
        pl_area_box(ask->area, &walk.south_west, &walk.north_east);
    }
    if (reads_heads(ask)) {
        return of_heads(c, &walk, p, err);
    }
    if (by_duration(ask)) {
        int rc = pl_store_events_walk(c, &walk, on_gathered, p, err);
        return rc == PL_E_OK ? give_found(p, err) : rc;
    }
    walk.backwards = is_back(ask);
    walk.has_after = p->has_after;
    walk.after = (struct pl_event_place_in_order){p->after.start, p->after.type, p->after.id};
    return pl_store_events_walk(c, &walk, on_walked, p, err);
}

static int read_page(const struct pl_known_at *known, struct page *p, struct pl_arena *arena, struct pl_error *err) {
    bool of_one = p->ask->vessel != NULL && p->ask->vessel[0] != '\0';
    int rc = pl_events_view_read(known, arena, p->view, err);
    rc = rc == PL_E_OK ? find_ships(known->c, p, err) : rc;
    if (rc == PL_E_OK) {
        rc = of_one ? of_ships(known->c, p, arena, err) : of_all(known->c, p, err);
    }
    return rc;
}

int pl_events_page(const char *case_dir, pl_time known_at, const struct pl_events_ask *ask, struct pl_arena *arena,
                   pl_events_sink sink, void *ctx, struct pl_events_view *ret, char ret_next[PL_EVENTS_CURSOR_MAX],
                   struct pl_error *err) {
    struct pl_events_view view;
    struct page p = {.ask = ask, .view = &view, .sink = sink, .ctx = ctx, .has_after = ask->after != NULL};
    PL_KNOWN_AT_AUTO known = {0};
    int rc = p.has_after ? read_cursor(ask, &p.after, err) : PL_E_OK;
    rc = rc == PL_E_OK ? pl_known_at_open(case_dir, known_at, &known, err) : rc;
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_map_open(&p.ships, SHIPS_MAX);
    rc = read_page(&known, &p, arena, err);
    pl_map_close(&p.ships);
    free(p.found);
    free(p.best);
    if (rc != PL_E_OK && !(rc == STOP && p.more)) {
        return rc;
    }
    ret_next[0] = '\0';
    if (p.more) {
        write_cursor(ask, &p.last, ret_next);
    }
    *ret = view;
    return PL_E_OK;
}

void pl_events_summary(const struct pl_events_view *view, struct pl_json *json) {
    pl_json_key(json, "results");
    pl_json_u64(json, view->shown);
    pl_json_key(json, "known_at");
    pl_json_time(json, view->known.at);
    pl_json_key(json, "journal");
    pl_json_u64(json, view->known.size);
    pl_json_key(json, "seq");
    if (view->known.size > 0) {
        pl_json_u64(json, view->known.size - 1);
    } else {
        pl_json_null(json);
    }
    pl_json_key(json, "rules");
    pl_json_text(json, view->style.rules_hash);
    pl_json_key(json, "detected");
    pl_json_bool(json, !view->unseen);
    pl_undetected_json(&view->undetected, json);
    if (view->exercise) {
        pl_json_key(json, "exercise");
        pl_json_bool(json, true);
    }
}
