#include "app/screening_review.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "text/json.h"

#include "base/ban.h"

#define PAIRS_MAX  ((size_t)1 << 22)
#define ANSWER_MAX ((size_t)2 << 30)
#define ROW_MAX    ((size_t)64 << 20)

static const char *const STATES[] = {
#define PL_REVIEW_NAME(name, text, words) text,
    PL_REVIEW_STATES(PL_REVIEW_NAME)
#undef PL_REVIEW_NAME
};

const char *pl_review_state_name(int state) { return STATES[state]; }

struct reading {
    const struct pl_case_view *view;
    struct pl_arena *arena;
    pl_time from, to;
    struct pl_decisions decisions;
    struct pl_list_row *newest;
    size_t n_newest;
    struct pl_strmap pairs; /* party, list, entity -> index */
    struct pl_review_pair *p;
    pl_hash *parties; /* beside p */
    size_t n, cap;
    /* the screening being read */
    const struct pl_screening *s;
    struct pl_strmap rows; /* id -> index of hash */
    pl_hash *hashes;
    size_t n_hashes, cap_hashes;
};

/* ---- parties ---- */

static int on_party(void *ctx, pl_str id, pl_str query, const struct pl_entity *party, struct pl_error *err) {
    struct reading *r = ctx;
    (void)query;
    if (r->n_hashes == r->cap_hashes) {
        size_t cap = r->cap_hashes > 0 ? 2 * r->cap_hashes : 256;
        pl_hash *hashes = reallocarray(r->hashes, cap, sizeof *hashes);
        if (hashes == NULL) {
            return pl_fail(err, PL_E_NOMEM, "out of memory");
        }
        r->hashes = hashes;
        r->cap_hashes = cap;
    }
    uint64_t *at = pl_strmap_put(&r->rows, id, NULL);
    if (at == NULL) {
        return pl_fail(err, PL_E_LIMIT, "a batch with too many rows");
    }
    *at = r->n_hashes;
    return pl_decision_party(party, &r->hashes[r->n_hashes++], err);
}

/* ---- pairs ---- */

static pl_str member(const struct pl_jval *object, const char *key) {
    const struct pl_jval *v = pl_jval_get(object, key);
    return v != NULL && v->kind == PL_JVAL_STR ? v->str : (pl_str){0};
}

static int grow(struct reading *r, struct pl_error *err) {
    size_t cap = r->cap > 0 ? 2 * r->cap : 256;
    struct pl_review_pair *p = r->n < PAIRS_MAX ? reallocarray(r->p, cap, sizeof *p) : NULL;
    r->p = p != NULL ? p : r->p;
    pl_hash *parties = p != NULL ? reallocarray(r->parties, cap, sizeof *parties) : NULL;
    r->parties = parties != NULL ? parties : r->parties;
    r->cap = parties != NULL ? cap : r->cap;
    return parties != NULL ? 0 : pl_fail(err, PL_E_LIMIT, "too many candidates were kept to review at a time");
}

/* The place of a pair, and whether it is new. */
static int place_of(struct reading *r, const pl_hash *party, pl_str list, pl_str entity, bool *ret_fresh, size_t *ret,
                    struct pl_error *err) {
    PL_BUF_AUTO key;
    bool fresh = false;
    pl_buf_open(&key, (size_t)1 << 20);
    pl_buf_add(&key, party->b, PL_HASH_BYTES);
    pl_buf_add_str(&key, list);
    pl_buf_add_char(&key, '\0');
    pl_buf_add_str(&key, entity);
    uint64_t *at = pl_strmap_put(&r->pairs, pl_buf_str(&key), &fresh);
    if (at == NULL) {
        return pl_fail(err, PL_E_LIMIT, "too many candidates were kept to review at a time");
    }
    int code = fresh && r->n == r->cap ? grow(r, err) : 0;
    if (code != 0) {
        return code;
    }
    if (fresh) {
        *at = r->n;
        r->parties[r->n++] = *party;
    }
    *ret_fresh = fresh;
    *ret = (size_t)*at;
    return 0;
}

static int add_pair(struct reading *r, const struct pl_jval *line, pl_str row, double score, struct pl_error *err) {
    bool fresh = false;
    size_t at = 0;
    const uint64_t *hash = pl_strmap_get(&r->rows, row);
    pl_str list = member(line, "list"), entity = member(line, "entity");
    if (hash == NULL) {
        return 0; /* a row that could not be read has no candidates */
    }
    int code = place_of(r, &r->hashes[*hash], list, entity, &fresh, &at, err);
    if (code == 0 && fresh) {
        r->p[at] = (struct pl_review_pair){.screening = r->s->seq,
                                           .row = pl_str_copy(r->arena, row),
                                           .since = r->s->at,
                                           .query = pl_str_copy(r->arena, member(line, "query")),
                                           .list = pl_str_copy(r->arena, list),
                                           .entity = pl_str_copy(r->arena, entity),
                                           .reference = pl_str_copy(r->arena, member(line, "reference")),
                                           .caption = pl_str_copy(r->arena, member(line, "caption")),
                                           .score = score};
    }
    if (code == 0) {
        r->p[at].shown++;
    }
    return code;
}

static bool outside(const struct reading *r, pl_time at) {
    return (r->from != PL_TIME_NONE && at < r->from) || (r->to != PL_TIME_NONE && at >= r->to);
}

/* Pairs that a person decided about without a screening that showed them. */
static int add_decided(struct reading *r, struct pl_error *err) {
    int code = 0;
    for (size_t i = 0; code == 0 && i < r->decisions.n; i++) {
        const struct pl_decision *d = &r->decisions.d[i];
        bool fresh = false;
        size_t at = 0;
        if (d->withdrawn || outside(r, d->at)) {
            continue;
        }
        code = place_of(r, &d->party, d->list, d->entity, &fresh, &at, err);
        if (code == 0 && fresh) {
            r->p[at] = (struct pl_review_pair){.screening = d->screening,
                                               .since = d->at,
                                               .query = d->query,
                                               .list = d->list,
                                               .entity = d->entity,
                                               .reference = d->reference,
                                               .caption = d->caption,
                                               .score = d->score};
        }
    }
    return code;
}

static int read_answer(struct reading *r, struct pl_error *err) {
    PL_BUF_AUTO answer;
    PL_ARENA_AUTO scratch;
    double least = r->s->threshold > 0 ? r->s->threshold : PL_MATCH_THRESHOLD;
    pl_buf_open(&answer, ANSWER_MAX);
    pl_arena_open(&scratch, ROW_MAX);
    int code = pl_screening_answer(r->view->c, r->s, &answer, err);
    pl_str rest = pl_buf_str(&answer);
    while (code == 0 && rest.p != NULL && rest.n > 0) {
        pl_str text = pl_str_cut(&rest, '\n');
        const struct pl_jval *line = NULL;
        if (!pl_str_starts(text, PL_STR("{\"type\":\"candidate\"")) &&
            !pl_str_starts(text, PL_STR("{\"type\":\"watch\",\"change\":\"new_hit\""))) {
            continue;
        }
        struct pl_arena_mark mark = pl_arena_mark(&scratch);
        code = pl_json_read(text, &scratch, &line, err);
        const struct pl_jval *score = code == 0 ? pl_jval_get(line, "score") : NULL;
        bool scored = score != NULL && (score->kind == PL_JVAL_REAL || score->kind == PL_JVAL_INT);
        if (scored && score->real >= least) {
            code = add_pair(r, line, member(line, "query_id"), score->real, err);
        }
        pl_arena_rewind(&scratch, mark);
    }
    return code;
}

static int on_screening(void *ctx, const struct pl_act *act, struct pl_error *err) {
    struct reading *r = ctx;
    PL_ARENA_AUTO arena = {0};
    struct pl_screening s;
    if (outside(r, act->at)) {
        return 0;
    }
    pl_arena_open(&arena, (size_t)2 << 30);
    int code = pl_screening_of(act, &arena, &s, err);
    if (code != 0 || s.no_question || s.no_answer) { /* of what was erased nothing waits for a judgement */
        return code;
    }
    r->s = &s;
    r->n_hashes = 0;
    pl_strmap_open(&r->rows, PAIRS_MAX, (size_t)1 << 30);
    code = pl_screening_parties(r->view->c, &s, r->view->exercise, &arena, on_party, r, err);
    code = code == 0 ? read_answer(r, err) : code;
    pl_strmap_close(&r->rows);
    return code;
}

/* ---- states ---- */

/* The content that the newest copy of its list has; false: it has the entry no longer. */
static int newest_content(struct reading *r, const struct pl_review_pair *p, bool *ret_there, pl_hash *ret_hash,
                          struct pl_error *err) {
    PL_ARENA_AUTO arena;
    struct pl_list_version *versions = NULL;
    struct pl_list_entry entry;
    int64_t seq = -1, row = -1;
    size_t n = 0;
    pl_arena_open(&arena, ROW_MAX);
    for (size_t i = 0; i < r->n_newest; i++) {
        seq = pl_str_eq(r->newest[i].list, p->list) ? r->newest[i].seq : seq;
    }
    int code = pl_list_versions(r->view->c, p->list, p->entity, r->view->before, &arena, &versions, &n, err);
    for (size_t i = 0; code == 0 && i < n; i++) {
        for (size_t k = 0; k < versions[i].n_seqs && pl_str_eq(versions[i].id, p->entity); k++) {
            row = versions[i].seqs[k] == seq ? versions[i].row : row;
        }
    }
    *ret_there = row >= 0;
    code = code == 0 && row >= 0 ? pl_list_entry_read(r->view->c, row, &arena, &entry, err) : code;
    if (code == 0 && row >= 0) {
        *ret_hash = entry.hash;
    }
    return code;
}

static int settle(struct reading *r, size_t i, struct pl_error *err) {
    static const int OF_LACK[PL_LACK_COUNT] = {[PL_LACK_CHANGED] = PL_REVIEW_CHANGED,
                                               [PL_LACK_EXPIRED] = PL_REVIEW_EXPIRED,
                                               [PL_LACK_UNSURE] = PL_REVIEW_UNSURE,
                                               [PL_LACK_SECOND] = PL_REVIEW_SECOND};
    struct pl_review_pair *p = &r->p[i];
    const struct pl_decision *d = NULL;
    struct pl_screen_ruling ruling;
    pl_hash content;
    bool there = false;
    memset(&content, 0, sizeof content);
    int code = newest_content(r, p, &there, &content, err);
    if (code != 0) {
        return code;
    }
    if (!pl_decisions_ruling(&r->decisions, &r->parties[i], p->list, p->entity, &content, &ruling, &d)) {
        p->state = there ? PL_REVIEW_OPEN : PL_REVIEW_GONE;
        return 0;
    }
    if (!there) { /* what was decided about its last content stays decided */
        (void)pl_decisions_ruling(&r->decisions, &r->parties[i], p->list, p->entity, &d->entry, &ruling, &d);
    }
    p->has_ruling = true;
    p->ruling = ruling;
    p->decided = d->at;
    p->state = !ruling.stands                      ? OF_LACK[pl_decision_lack(&ruling)]
               : d->verdict == PL_DECIDED_NO_MATCH ? PL_REVIEW_CLEARED
                                                   : PL_REVIEW_CONFIRMED;
    return 0;
}

static int by_since(const void *pa, const void *pb) {
    const struct pl_review_pair *a = pa, *b = pb;
    int order = a->since != b->since ? (a->since < b->since ? -1 : 1) : 0;
    order = order != 0 ? order : (a->screening > b->screening) - (a->screening < b->screening);
    order = order != 0 ? order : pl_str_cmp(a->row, b->row);
    order = order != 0 ? order : pl_str_cmp(a->list, b->list);
    return order != 0 ? order : pl_str_cmp(a->entity, b->entity);
}

static int finish(struct reading *r, struct pl_review *ret, struct pl_error *err) {
    struct pl_review out = {.n = r->n};
    int code = 0;
    for (size_t i = 0; code == 0 && i < r->n; i++) {
        code = settle(r, i, err);
        out.waiting += r->p[i].state <= PL_REVIEW_CHANGED;
    }
    out.pairs = pl_arena_calloc(r->arena, r->n + 1, sizeof *out.pairs);
    if (code == 0 && out.pairs == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    if (code == 0 && r->n > 0) {
        memcpy(out.pairs, r->p, r->n * sizeof *out.pairs);
        qsort(out.pairs, r->n, sizeof *out.pairs, by_since);
    }
    if (code == 0) {
        *ret = out;
    }
    return code;
}

int pl_review_read(const struct pl_case_view *view, pl_time from, pl_time to, pl_time now, struct pl_arena *arena,
                   struct pl_review *ret, struct pl_error *err) {
    struct reading r = {.view = view, .arena = arena, .from = from, .to = to};
    struct pl_requirements requirements;
    pl_strmap_open(&r.pairs, PAIRS_MAX, (size_t)1 << 31);
    int code = pl_requirements_read(view->c, view->before, arena, &requirements, err);
    code = code == 0 ? pl_decisions_read(view->c, view->before, requirements.second_reviewer,
                                         (int32_t)(now / PL_DAY_US), arena, &r.decisions, err)
                     : code;
    code = code == 0 ? pl_list_newest(view->c, view->before, arena, &r.newest, &r.n_newest, err) : code;
    code = code == 0 ? pl_act_each(view->c, PL_STR("screening"), view->before, on_screening, &r, err) : code;
    code = code == 0 ? add_decided(&r, err) : code;
    code = code == 0 ? finish(&r, ret, err) : code;
    pl_strmap_close(&r.pairs);
    free(r.p);
    free(r.parties);
    free(r.hashes);
    return code;
}
