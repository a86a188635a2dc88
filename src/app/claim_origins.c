#include "app/claim_in.h"

#include <stdio.h>
#include <string.h>

#include "app/case_view.h"
#include "evidence/grade.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)1 << 30)
#define TEXT_MAX  ((size_t)1 << 20)

static void write_origins(struct pl_json *json, const struct pl_origin_graph *graph,
                          const struct pl_origin_count *count) {
    pl_json_key(json, "count");
    pl_json_u64(json, count->count);
    pl_json_key(json, "at_most");
    pl_json_u64(json, count->at_most);
    pl_json_key(json, "parties");
    pl_json_u64(json, count->parties);
    pl_json_key(json, "unnamed_parties");
    pl_json_u64(json, count->unnamed_parties);
    pl_json_key(json, "roots");
    pl_json_array(json);
    for (uint32_t i = 0; i < count->count; i++) {
        pl_json_array(json);
        for (uint32_t j = 0; j < count->origins[i].n_roots; j++) {
            pl_json_str(json, graph->items[count->origins[i].roots[j]].id);
        }
        pl_json_array_end(json);
    }
    pl_json_array_end(json);
}

int pl_claim_weigh(struct pl_claim_showing *w, pl_str claim, struct pl_claim_weighed *ret, struct pl_error *err) {
    int code = pl_support_graph(w->s, &claim, 1, &w->arena, &ret->graph, err);
    return code == 0 ? pl_origin_count(&ret->graph, NULL, &w->arena, &ret->count, err) : code;
}

struct why {
    struct pl_claim_showing *w;
    struct pl_json *json;
};

static void on_why(void *ctx, pl_str sentence) {
    struct why *why = ctx;
    if (why->json != NULL) {
        pl_json_str(why->json, sentence);
    } else {
        pl_buf_add_str(why->w->out, PL_STR("           "));
        pl_case_say(why->w->out, sentence);
        pl_buf_add_char(why->w->out, '\n');
    }
}

/* A second origin that a link would join to the first is none. */
static void refuse_unseen(const struct pl_claim_showing *w, struct pl_buf *out, size_t from) {
    if (out->n == from && pl_support_links_withheld(w->s)) {
        pl_buf_add_str(out, PL_STR("no grade 1: whether its origins are independent cannot be told, for links of "
                                   "derivation are withheld from this reader"));
    }
}

/* Why the grade 1 is refused; nothing where it may be given. by: the entry that withdrew the claim, or -1. */
static void refuse_one(const struct pl_grade_basis *basis, int64_t by, struct pl_buf *out) {
    if (by >= 0) {
        pl_buf_add_fmt(out, "no grade may be given: the claim was withdrawn by entry %lld", (long long)by);
    } else {
        pl_grade_one_why(basis, out);
    }
}

int pl_claim_show_origins(struct pl_claim_showing *w, pl_str claim, int64_t by, const struct pl_claim_weighed *weighed,
                          struct pl_error *err) {
    const struct pl_origin_graph *graph = &weighed->graph;
    const struct pl_origin_count *count = &weighed->count;
    struct pl_json json;
    int code = 0;
    struct pl_grade_basis basis = pl_origin_basis(count);
    struct why why = {.w = w, .json = w->json ? &json : NULL};
    if (!w->json) {
        pl_buf_add_fmt(w->out, "  origins  %s%u independent", pl_support_links_withheld(w->s) ? "at most " : "",
                       count->count);
        if (count->at_most > count->count) {
            pl_buf_add_fmt(w->out, " (%u if no suspected copy is one)", count->at_most);
        }
        pl_buf_add_fmt(w->out, ", collected by %u named %s\n", count->parties,
                       count->parties == 1 ? "party" : "parties");
        code = pl_origin_why_not_more(graph, &w->arena, on_why, &why, err);
        pl_buf_add_str(w->out, PL_STR("           "));
        size_t n = w->out->n;
        refuse_one(&basis, by, w->out);
        refuse_unseen(w, w->out, n);
        pl_buf_add_str(w->out, w->out->n > n ? PL_STR("\n") : PL_STR("grade 1 may be given\n"));
        return code;
    }
    pl_claim_begin(w, &json, "origins", claim);
    write_origins(&json, graph, count);
    pl_json_key(&json, "why_not_more");
    pl_json_array(&json);
    code = pl_origin_why_not_more(graph, &w->arena, on_why, &why, err);
    pl_json_array_end(&json);
    PL_BUF_AUTO refused = {0};
    pl_buf_open(&refused, TEXT_MAX);
    refuse_one(&basis, by, &refused);
    refuse_unseen(w, &refused, 0);
    pl_json_key(&json, "grade_1_refused");
    if (refused.n > 0) {
        pl_json_str(&json, pl_buf_str(&refused));
    } else {
        pl_json_null(&json);
    }
    pl_claim_key_bool(&json, "links_withheld", pl_support_links_withheld(w->s));
    pl_claim_end(w, &json);
    return code;
}

/* "I5 (nobody filed whether it rests on it, and its words name State A)" */
static void say_doubt(struct pl_buf *out, const struct pl_support_doubt *doubt, pl_str name) {
    pl_buf_add_str(out, pl_str_from(doubt->why));
    if (doubt->names) {
        pl_buf_add_str(out, name);
    }
}

static void say_left(struct pl_claim_showing *w, const struct pl_support_without *away, uint32_t before,
                     const struct pl_support_left *left) {
    const char *loses = pl_support_loses(before, left->count.count);
    const char *may_lose = pl_support_loses(before, left->at_least);
    pl_buf_add_fmt(w->out, "  without  %.*s ", (int)away->what.n, away->what.p);
    pl_case_say(w->out, away->name);
    pl_buf_add_fmt(w->out, ": %u of %u origins are left%s%s%s\n", left->count.count, before,
                   loses != NULL ? ": it loses its " : "", loses != NULL ? loses : "", loses != NULL ? " origin" : "");
    if (left->at_least < left->count.count) {
        bool may = may_lose != NULL && may_lose != loses;
        pl_buf_add_fmt(w->out, "           %u of them %s undetermined%s%s%s\n", left->count.count - left->at_least,
                       left->count.count - left->at_least == 1 ? "is" : "are", may ? ": it may lose its " : "",
                       may ? may_lose : "", may ? " origin" : "");
    }
    for (size_t i = 0; i < left->n_doubts; i++) {
        PL_BUF_AUTO why = {0};
        pl_buf_open(&why, TEXT_MAX);
        say_doubt(&why, &left->doubts[i], away->called);
        pl_buf_add_str(w->out, PL_STR("           undetermined: "));
        pl_case_say(w->out, left->doubts[i].id);
        pl_buf_add_str(w->out, PL_STR(": "));
        pl_case_say(w->out, pl_buf_str(&why));
        pl_buf_add_char(w->out, '\n');
    }
}

static void write_left(struct pl_json *json, const struct pl_support_without *away, uint32_t before,
                       const struct pl_support_left *left) {
    pl_json_member(json, "what", away->what);
    pl_json_member(json, "name", away->name);
    pl_json_key(json, "before");
    pl_json_u64(json, before);
    pl_json_key(json, "after");
    pl_json_u64(json, left->count.count);
    pl_json_key(json, "at_least");
    pl_json_u64(json, left->at_least);
    pl_json_member_text(json, "loses", pl_support_loses(before, left->count.count));
    pl_json_member_text(json, "may_lose", pl_support_loses(before, left->at_least));
    pl_json_key(json, "undetermined");
    pl_json_array(json);
    for (size_t i = 0; i < left->n_doubts; i++) {
        PL_BUF_AUTO why = {0};
        pl_buf_open(&why, TEXT_MAX);
        say_doubt(&why, &left->doubts[i], away->called);
        pl_json_object(json);
        pl_json_member(json, "id", left->doubts[i].id);
        pl_json_member_text(json, "reason", left->doubts[i].names ? "names" : "common_upstream");
        pl_json_member(json, "why", pl_buf_str(&why));
        pl_json_object_end(json);
    }
    pl_json_array_end(json);
}

int pl_claim_show_without(struct pl_claim_showing *w, pl_str claim, const struct pl_claim_weighed *weighed,
                          const struct pl_support_without *away, struct pl_error *err) {
    struct pl_support_left left;
    struct pl_json json;
    int code = pl_support_what_is_left(w->s, &weighed->graph, away, &w->arena, &left, err);
    if (code == 0 && !w->json) {
        say_left(w, away, weighed->count.count, &left);
    } else if (code == 0) {
        pl_claim_begin(w, &json, "without", claim);
        write_left(&json, away, weighed->count.count, &left);
        pl_claim_key_bool(&json, "links_withheld", pl_support_links_withheld(w->s));
        pl_claim_end(w, &json);
    }
    return code;
}

/* ---- the gate of grade 1 ---- */

/* What counts for an item or observation: all that supports the claims that it supports, else itself. */
static size_t ids_of(const struct pl_support *s, pl_str id, struct pl_arena *arena, pl_str **ret) {
    const struct pl_filing *p = NULL;
    size_t n = 0;
    while (pl_support_about(s, 'P', id, n) != NULL) {
        n++;
    }
    pl_str *ids = pl_arena_calloc(arena, n + 1, sizeof *ids);
    size_t used = 0;
    for (size_t i = 0; ids != NULL && (p = pl_support_about(s, 'P', id, i)) != NULL; i++) {
        pl_str stance = pl_filing_get_value(p, "stance");
        if ((stance.n == 0 || pl_str_eq(stance, PL_STR("for"))) && pl_str_eq(pl_filing_get_value(p, "evidence"), id)) {
            ids[used++] = pl_filing_get_value(p, "claim");
        }
    }
    if (ids != NULL && used == 0) {
        ids[used++] = id;
    }
    *ret = ids;
    return used;
}

int pl_claim_may_be_one(struct pl_case *c, pl_str id, struct pl_error *err) {
    PL_SUPPORT_AUTO *s = NULL;
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO why = {0};
    struct pl_origin_graph graph;
    struct pl_origin_count count;
    pl_str *ids = NULL;
    pl_arena_open(&arena, ARENA_MAX);
    pl_buf_open(&why, TEXT_MAX);
    int code = pl_support_open(c, INT64_MAX, &s, err);
    if (code != 0) {
        return code;
    }
    int64_t by = -1;
    const struct pl_filing *f = pl_support_filing(s, id, &by);
    if (f != NULL && by >= 0) {
        return pl_fail(err, PL_E_REFUSED, "grade 1 is refused: it was withdrawn by entry %lld", (long long)by);
    }
    bool claim = f != NULL && f->kind->letter == 'C';
    size_t n = claim ? 1 : ids_of(s, id, &arena, &ids);
    if (!claim && ids == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to weigh evidence");
    }
    code = pl_support_graph(s, claim ? &id : ids, n, &arena, &graph, err);
    code = code == 0 ? pl_origin_count(&graph, NULL, &arena, &count, err) : code;
    if (code != 0) {
        return code;
    }
    struct pl_grade_basis basis = pl_origin_basis(&count);
    if (pl_grade_one(&basis) == PL_GRADE_REFUSAL_NONE) {
        return 0;
    }
    pl_grade_one_why(&basis, &why);
    return pl_fail(err, PL_E_REFUSED, "grade 1 is refused: %.*s", (int)why.n, why.p);
}
