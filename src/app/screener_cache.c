#include "app/screener_cache.h"

#include <stdlib.h>

#include "app/clearance.h"
#include "app/facts.h"
#include "base/thread.h"
#include "store/changed.h"

#include "base/ban.h"

#define KEPT_MAX  8  /* states */
#define IDLE_MAX  64 /* askers of a screener that wait for the next question */
#define ARENA_MAX ((size_t)1 << 30)

/* A screener over certain publications: shared by the states that have no others. */
struct base {
    unsigned refs;
    struct pl_arena arena;
    pl_str publications; /* which, as text */
    int32_t today;
    struct pl_case_screener *lists;
    struct pl_entity_graph *graph; /* NULL: of a day */
    struct pl_screen_asker *idle[IDLE_MAX];
    size_t n_idle;
};

/* What counts at one version of the case. */
struct state {
    unsigned refs; /* one is the cache's */
    struct pl_arena arena;
    struct base *base;
    pl_str view, list; /* the wish */
    bool has_as_of;
    int32_t as_of, today;
    int64_t version;
    int64_t journal;
    bool exercise;
    const struct pl_countries *countries;
    struct pl_requirements requirements;
    struct pl_decisions decisions;
    pl_str lacking;
    uint64_t used;
};

struct pl_screener_cache {
    const char *dir;
    struct pl_gate *gate; /* over all that follows */
    struct pl_case *c;    /* is asked whether somebody committed */
    struct state *states[KEPT_MAX];
    size_t n;
    uint64_t uses;
};

int pl_screener_cache_open(const char *dir, struct pl_screener_cache **ret, struct pl_error *err) {
    struct pl_screener_cache *cache = calloc(1, sizeof *cache);
    if (cache == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    cache->dir = dir;
    int code = pl_gate_open(&cache->gate, err);
    if (code != 0) {
        free(cache);
        return code;
    }
    *ret = cache;
    return 0;
}

/* ---- letting go ---- */

static void drop_base(struct base *base) {
    if (base == NULL || --base->refs > 0) {
        return;
    }
    for (size_t i = 0; i < base->n_idle; i++) {
        pl_screen_asker_close(base->idle[i]);
    }
    pl_entity_graph_close(base->graph);
    pl_case_screener_close(base->lists);
    pl_arena_close(&base->arena);
    free(base);
}

static void drop_state(struct state *state) {
    if (state != NULL && --state->refs == 0) {
        drop_base(state->base);
        pl_arena_close(&state->arena);
        free(state);
    }
}

void pl_screener_cache_close(struct pl_screener_cache *cache) {
    if (cache != NULL) {
        for (size_t i = 0; i < cache->n; i++) {
            drop_state(cache->states[i]);
        }
        pl_case_close(cache->c);
        pl_gate_close(cache->gate);
        free(cache);
    }
}

/* ---- building ---- */

static struct pl_case_screener_options options_of(const struct state *state) {
    return (struct pl_case_screener_options){.before = state->journal,
                                             .has_as_of = state->has_as_of,
                                             .as_of = state->as_of,
                                             .today = state->today,
                                             .exercise = state->exercise,
                                             .list = state->list,
                                             .only = -1,
                                             .threads = 1};
}

static int build_graph(struct base *base, bool has_as_of, struct pl_error *err) {
    const struct pl_screener *screener = pl_case_screener_of(base->lists);
    size_t n = pl_screener_n_searched(screener);
    struct pl_entity_graph_copy *copies = pl_arena_calloc(&base->arena, n + 1, sizeof *copies);
    if (has_as_of) { /* several copies of a list: no entry has one state */
        return 0;
    }
    if (copies == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    for (size_t i = 0; i < n; i++) {
        copies[i].copy = pl_screener_searched(screener, i).copy;
        const struct pl_list_row *row = pl_case_screener_row(base->lists, copies[i].copy);
        copies[i].ftm = row != NULL && pl_str_starts(row->format, PL_STR("ftm"));
    }
    return pl_entity_graph_build(copies, n, &base->graph, err);
}

static int build_base(const struct state *state, pl_str publications, struct pl_case *c, struct base **ret,
                      struct pl_error *err) {
    struct pl_case_screener_options options = options_of(state);
    struct base *base = calloc(1, sizeof *base);
    if (base == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    base->refs = 1;
    base->today = state->today;
    pl_arena_open(&base->arena, ARENA_MAX);
    base->publications = pl_str_copy(&base->arena, publications);
    int code = pl_case_screener_open(c, &options, &base->lists, err);
    code = code == 0 ? build_graph(base, state->has_as_of, err) : code;
    if (code == 0 && base->publications.p == NULL) {
        code = pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    if (code != 0) {
        drop_base(base);
        return code;
    }
    *ret = base;
    return 0;
}

/* The publications that the screener would search: list and entry, a line each. */
static int name_publications(struct pl_case *c, const struct state *state, struct pl_arena *arena, struct pl_buf *out,
                             struct pl_error *err) {
    struct pl_list_row *rows = NULL;
    size_t n = 0;
    int code = state->has_as_of ? pl_list_publications(c, state->list, state->journal, arena, &rows, &n, err)
                                : pl_list_newest(c, state->journal, arena, &rows, &n, err);
    for (size_t i = 0; code == 0 && i < n; i++) {
        if (state->list.n == 0 || pl_str_eq(state->list, rows[i].list)) {
            pl_buf_add_str(out, rows[i].list);
            pl_buf_add_fmt(out, " %lld\n", (long long)rows[i].seq);
        }
    }
    return code;
}

static int settle_lacking(struct state *state, const struct pl_case *c, struct pl_error *err) {
    const struct pl_screener *screener = pl_case_screener_of(state->base->lists);
    struct pl_screen_require *required = state->requirements.lists;
    size_t n = state->requirements.n, kept = 0;
    struct pl_screen_require *mine = pl_arena_calloc(&state->arena, n + 1, sizeof *mine);
    if (mine == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    for (size_t i = 0; i < n; i++) { /* of one list alone its own requirement counts */
        if (state->list.n == 0 || pl_str_eq(state->list, required[i].list)) {
            mine[kept++] = required[i];
        }
    }
    int code = pl_screener_check(screener, mine, kept, &state->arena, &state->lacking, err);
    bool empty = code == 0 && pl_screener_n_searched(screener) == 0;
    if (empty && state->lacking.n == 0 && state->list.n > 0) {
        state->lacking = PL_STR("the case does not hold this list");
    }
    return empty || (code == 0 && state->lacking.n > 0) ? pl_view_lacks_list(c, &state->arena, &state->lacking, err)
                                                        : code;
}

/* before: a state of the same wish, or NULL. */
static int fill_state(struct state *state, const struct state *before, struct pl_error *err) {
    PL_CASE_VIEW_AUTO view = {0};
    PL_BUF_AUTO publications;
    pl_buf_open(&publications, (size_t)1 << 24);
    int code = pl_case_view_open(state->view.p, PL_TIME_NONE, &view, err);
    if (code != 0) {
        return code;
    }
    state->journal = view.before;
    state->exercise = view.exercise;
    code = pl_countries_parse(pl_facts_countries(), &state->arena, &state->countries, err);
    code = code == PL_E_EMPTY ? 0 : code; /* built without the table: states are not compared */
    code = code == 0 ? name_publications(view.c, state, &state->arena, &publications, err) : code;
    code = code == 0 ? pl_requirements_read(view.c, state->journal, &state->arena, &state->requirements, err) : code;
    code = code == 0 ? pl_decisions_read(view.c, state->journal, state->requirements.second_reviewer, state->today,
                                         &state->arena, &state->decisions, err)
                     : code;
    if (code == 0 && before != NULL && before->base->today == state->today &&
        pl_str_eq(before->base->publications, pl_buf_str(&publications))) {
        state->base = before->base;
        state->base->refs++;
    } else if (code == 0) {
        code = build_base(state, pl_buf_str(&publications), view.c, &state->base, err);
    }
    return code == 0 ? settle_lacking(state, view.c, err) : code;
}

static int make_state(const struct pl_screener_wish *wish, int64_t version, const struct state *before,
                      struct state **ret, struct pl_error *err) {
    struct state *state = calloc(1, sizeof *state);
    if (state == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    pl_arena_open(&state->arena, ARENA_MAX);
    state->refs = 1;
    state->view = pl_str_copy(&state->arena, pl_str_from(wish->view));
    state->list = pl_str_copy(&state->arena, wish->list.n > 0 ? wish->list : PL_STR(""));
    state->has_as_of = wish->has_as_of;
    state->as_of = wish->as_of;
    state->today = (int32_t)(wish->now / PL_DAY_US);
    state->version = version;
    int code = fill_state(state, before, err);
    if (code != 0) {
        drop_state(state);
        return code;
    }
    *ret = state;
    return 0;
}

/* ---- taking ---- */

static bool answers(const struct state *state, const struct pl_screener_wish *wish) {
    return pl_str_eq(state->view, pl_str_from(wish->view)) && pl_str_eq(state->list, wish->list) &&
           state->has_as_of == wish->has_as_of && (!wish->has_as_of || state->as_of == wish->as_of);
}

/* The state of this wish, wherever it stands; *ret_at is its place, or the one to be given up. */
static struct state *find(struct pl_screener_cache *cache, const struct pl_screener_wish *wish, size_t *ret_at) {
    size_t oldest = 0;
    for (size_t i = 0; i < cache->n; i++) {
        if (answers(cache->states[i], wish)) {
            *ret_at = i;
            return cache->states[i];
        }
        oldest = cache->states[i]->used < cache->states[oldest]->used ? i : oldest;
    }
    *ret_at = cache->n < KEPT_MAX ? cache->n : oldest;
    return NULL;
}

/* With the gate held. */
static int current(struct pl_screener_cache *cache, const struct pl_screener_wish *wish, struct state **ret,
                   struct pl_error *err) {
    int64_t version = 0;
    size_t at = 0;
    struct state *fresh = NULL;
    int code = cache->c == NULL ? pl_case_open(cache->dir, PL_CASE_READ, NULL, &cache->c, err) : 0;
    code = code == 0 ? pl_case_version(cache->c, &version, err) : code; /* before anything is read */
    if (code != 0) {
        return code;
    }
    struct state *state = find(cache, wish, &at);
    if (state == NULL || state->version != version || state->today != (int32_t)(wish->now / PL_DAY_US)) {
        code = make_state(wish, version, state, &fresh, err);
        if (code != 0) {
            return code;
        }
        if (at < cache->n) {
            drop_state(cache->states[at]);
        } else {
            cache->n++;
        }
        state = cache->states[at] = fresh;
    }
    state->used = ++cache->uses;
    *ret = state;
    return 0;
}

int pl_screener_take(struct pl_screener_cache *cache, const struct pl_screener_wish *wish, struct pl_screener_held *ret,
                     struct pl_error *err) {
    struct state *state = NULL;
    struct pl_screen_asker *asker = NULL;
    pl_gate_lock(cache->gate);
    int code = current(cache, wish, &state, err);
    if (code == 0) {
        state->refs++;
        asker = state->base->n_idle > 0 ? state->base->idle[--state->base->n_idle] : NULL;
    }
    pl_gate_unlock(cache->gate);
    if (code != 0) {
        return code;
    }
    struct pl_screener_held held = {.screener = pl_case_screener_of(state->base->lists),
                                    .lists = state->base->lists,
                                    .countries = state->countries,
                                    .decisions = &state->decisions,
                                    .requirements = &state->requirements,
                                    .graph = state->base->graph,
                                    .lacking = state->lacking,
                                    .journal = state->journal,
                                    .exercise = state->exercise,
                                    .state = state,
                                    .asker = asker};
    code = asker == NULL ? pl_screen_asker_open(held.screener, &held.asker, err) : 0;
    if (code != 0) {
        pl_screener_give(cache, &held);
        return code;
    }
    *ret = held;
    return 0;
}

void pl_screener_give(struct pl_screener_cache *cache, struct pl_screener_held *held) {
    struct state *state = held->state;
    struct pl_screen_asker *spare = held->asker;
    if (state == NULL) {
        return;
    }
    pl_gate_lock(cache->gate);
    if (spare != NULL && state->base->n_idle < IDLE_MAX) {
        state->base->idle[state->base->n_idle++] = spare;
        spare = NULL;
    }
    drop_state(state);
    pl_gate_unlock(cache->gate);
    pl_screen_asker_close(spare);
    *held = (struct pl_screener_held){0};
}
