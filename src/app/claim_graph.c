#include "app/claim_graph.h"

#include "app/case_view.h"
#include "app/support.h"
#include "text/json.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)1 << 30)

struct drawing {
    const struct pl_support *s;
    struct pl_arena arena;
    struct pl_origin_graph graph;
    struct pl_origin_count count;
    uint32_t *origin; /* of each item; PL_ORIGIN_NONE */
    bool *root, *circular;
    const struct pl_filing *claim;
    char id[PL_FILING_ID_MAX];
    struct pl_json json;
};

static void put(struct pl_json *json, const char *key, pl_str value) {
    pl_json_key(json, key);
    if (value.n > 0) {
        pl_json_str(json, value);
    } else {
        pl_json_null(json);
    }
}

static void put_bool(struct pl_json *json, const char *key, bool value) {
    pl_json_key(json, key);
    pl_json_bool(json, value);
}

/* ---- which origin ---- */

static int find_origins(struct drawing *d, struct pl_error *err) {
    uint32_t n = d->graph.n_items;
    d->origin = pl_arena_calloc(&d->arena, n + 1, sizeof *d->origin);
    d->root = pl_arena_calloc(&d->arena, n + 1, sizeof *d->root);
    d->circular = pl_arena_calloc(&d->arena, n + 1, sizeof *d->circular);
    if (d->origin == NULL || d->root == NULL || d->circular == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to draw evidence");
    }
    for (uint32_t i = 0; i < n; i++) {
        d->origin[i] = PL_ORIGIN_NONE;
    }
    for (uint32_t o = 0; o < d->count.count; o++) {
        const struct pl_origin *origin = &d->count.origins[o];
        for (uint32_t k = 0; k < origin->n_items; k++) {
            d->origin[origin->items[k]] = o;
        }
        for (uint32_t k = 0; k < origin->n_roots; k++) {
            d->root[origin->roots[k]] = true;
            d->circular[origin->roots[k]] = origin->circular;
        }
    }
    return PL_E_OK;
}

static uint32_t item_of(const struct drawing *d, pl_str id) {
    for (uint32_t i = 0; i < d->graph.n_items; i++) {
        if (pl_str_eq(d->graph.items[i].id, id)) {
            return i;
        }
    }
    return PL_ORIGIN_NONE;
}

/* ---- nodes ---- */

static void write_grade(struct drawing *d, const char *key, const struct pl_filing *grade, const char *field) {
    pl_json_key(&d->json, key);
    if (grade == NULL) {
        pl_json_null(&d->json);
        return;
    }
    pl_json_object(&d->json);
    put(&d->json, "grade", pl_filing_get_value(grade, field));
    put(&d->json, "by", pl_filing_get_value(grade, "by"));
    put(&d->json, "basis", pl_filing_get_value(grade, "basis"));
    pl_json_object_end(&d->json);
}

static pl_str kind_of(const struct pl_support_node *node) {
    return node->filing != NULL ? pl_str_from(node->filing->kind->kind) : PL_STR("event");
}

static void write_node(struct drawing *d, pl_str id, uint32_t item) {
    const struct pl_support_node *node = pl_support_node_of(d->s, id);
    pl_str source = node != NULL && node->filing != NULL ? pl_filing_get_value(node->filing, "source") : (pl_str){0};
    bool known = item != PL_ORIGIN_NONE && d->origin[item] != PL_ORIGIN_NONE;
    pl_json_object(&d->json);
    put(&d->json, "id", id);
    put(&d->json, "kind", node != NULL ? kind_of(node) : PL_STR("absent"));
    put(&d->json, "title", node != NULL ? node->title : (pl_str){0});
    put(&d->json, "source", node != NULL ? node->source_name : (pl_str){0});
    put(&d->json, "party", node != NULL ? node->party : (pl_str){0});
    write_grade(d, "reliability", pl_support_grade(d->s, source, 'R'), "reliability");
    write_grade(d, "credibility", pl_support_grade(d->s, id, 'C'), "credibility");
    put_bool(&d->json, "withdrawn", node != NULL && node->withdrawn);
    put_bool(&d->json, "erased", node == NULL || node->erased);
    pl_json_key(&d->json, "origin");
    if (known) {
        pl_json_u64(&d->json, d->origin[item]);
    } else {
        pl_json_null(&d->json);
    }
    put_bool(&d->json, "root", known && d->root[item]);
    put_bool(&d->json, "circular", known && d->circular[item]);
    pl_json_object_end(&d->json);
}

static void write_claim_node(struct drawing *d) {
    pl_str who = pl_filing_get_value(d->claim, "who"), did = pl_filing_get_value(d->claim, "did");
    PL_BUF_AUTO title = {0};
    pl_buf_open(&title, 4096);
    pl_buf_add_str(&title, who);
    pl_buf_add_str(&title, who.n > 0 && did.n > 0 ? PL_STR(" ") : PL_STR(""));
    pl_buf_add_str(&title, did);
    pl_json_object(&d->json);
    put(&d->json, "id", pl_str_from(d->id));
    put(&d->json, "kind", PL_STR("claim"));
    put(&d->json, "title", pl_buf_str(&title));
    put(&d->json, "source", (pl_str){0});
    put(&d->json, "party", (pl_str){0});
    write_grade(d, "reliability", NULL, "reliability");
    write_grade(d, "credibility", pl_support_grade(d->s, pl_str_from(d->id), 'C'), "credibility");
    put_bool(&d->json, "withdrawn", false);
    put_bool(&d->json, "erased", false);
    pl_json_key(&d->json, "origin");
    pl_json_null(&d->json);
    put_bool(&d->json, "root", false);
    put_bool(&d->json, "circular", false);
    pl_json_object_end(&d->json);
}

/* Evidence that does not speak for the claim is in no graph of origins: once each. */
static void write_others(struct drawing *d) {
    const struct pl_filing *p = NULL, *before = NULL;
    pl_str claim = pl_str_from(d->id);
    for (size_t i = 0; (p = pl_support_about(d->s, 'P', claim, i)) != NULL; i++) {
        pl_str evidence = pl_filing_get_value(p, "evidence");
        bool met = item_of(d, evidence) != PL_ORIGIN_NONE || !pl_str_eq(pl_filing_get_value(p, "claim"), claim);
        for (size_t k = 0; !met && k < i && (before = pl_support_about(d->s, 'P', claim, k)) != NULL; k++) {
            met = pl_str_eq(pl_filing_get_value(before, "evidence"), evidence);
        }
        if (!met) {
            write_node(d, evidence, PL_ORIGIN_NONE);
        }
    }
}

/* ---- edges ---- */

static void write_edge(struct drawing *d, pl_str from, pl_str to, const char *kind, const char *class_,
                       const char *words) {
    pl_json_object(&d->json);
    put(&d->json, "from", from);
    put(&d->json, "to", to);
    pl_json_key(&d->json, "kind");
    pl_json_text(&d->json, kind);
    pl_json_key(&d->json, "class");
    pl_json_text(&d->json, class_);
    pl_json_key(&d->json, "words");
    pl_json_text(&d->json, words);
}

static void write_supports(struct drawing *d, pl_str claim) {
    const struct pl_filing *p = NULL;
    char id[PL_FILING_ID_MAX];
    for (size_t i = 0; (p = pl_support_about(d->s, 'P', claim, i)) != NULL; i++) {
        pl_str stance = pl_filing_get_value(p, "stance");
        if (!pl_str_eq(pl_filing_get_value(p, "claim"), claim)) {
            continue;
        }
        stance = stance.n > 0 ? stance : PL_STR("for");
        bool is_for = pl_str_eq(stance, PL_STR("for")), against = pl_str_eq(stance, PL_STR("against"));
        pl_filing_id(p, id);
        write_edge(d, claim, pl_filing_get_value(p, "evidence"), "support", "support",
                   is_for    ? "rests on"
                   : against ? "is contradicted by"
                             : "is touched by");
        put(&d->json, "stance", stance);
        put(&d->json, "filing", pl_str_from(id));
        put(&d->json, "why", pl_filing_get_value(p, "passage"));
        put_bool(&d->json, "circular", false);
        pl_json_object_end(&d->json);
    }
}

static void write_links(struct drawing *d) {
    static const char *const CLASSES[] = {"derived", "suspected", "upstream"};
    for (uint32_t i = 0; i < d->graph.n_links; i++) {
        const struct pl_origin_link *link = &d->graph.links[i];
        enum pl_link_class class_ = pl_link_kind_class(link->kind);
        write_edge(d, d->graph.items[link->child].id, d->graph.items[link->parent].id, pl_link_kind_name(link->kind),
                   CLASSES[class_], pl_link_kind_words(link->kind));
        put(&d->json, "stance", (pl_str){0});
        put(&d->json, "filing", (pl_str){0});
        put(&d->json, "why", link->why);
        put_bool(&d->json, "circular",
                 class_ != PL_LINK_CLASS_UPSTREAM && d->circular[link->child] && d->circular[link->parent]);
        pl_json_object_end(&d->json);
    }
}

/* A claim that supports the claim rests on its own evidence. */
static void write_edges(struct drawing *d) {
    write_supports(d, pl_str_from(d->id));
    for (uint32_t i = 0; i < d->graph.n_items; i++) {
        const struct pl_support_node *node = pl_support_node_of(d->s, d->graph.items[i].id);
        if (node != NULL && node->filing != NULL && node->filing->kind->letter == 'C' &&
            !pl_str_eq(d->graph.items[i].id, pl_str_from(d->id))) {
            write_supports(d, d->graph.items[i].id);
        }
    }
    write_links(d);
}

/* ---- all of it ---- */

static void write_graph(struct drawing *d, const struct pl_case_view *view) {
    struct pl_json *json = &d->json;
    pl_json_record(json, "claim_graph");
    put(json, "claim", pl_str_from(d->id));
    pl_json_key(json, "nodes");
    pl_json_array(json);
    if (item_of(d, pl_str_from(d->id)) == PL_ORIGIN_NONE) {
        write_claim_node(d);
    }
    for (uint32_t i = 0; i < d->graph.n_items; i++) {
        write_node(d, d->graph.items[i].id, i);
    }
    write_others(d);
    pl_json_array_end(json);
    pl_json_key(json, "edges");
    pl_json_array(json);
    write_edges(d);
    pl_json_array_end(json);
    pl_json_key(json, "count");
    pl_json_u64(json, d->count.count);
    pl_json_key(json, "at_most");
    pl_json_u64(json, d->count.at_most);
    pl_json_key(json, "parties");
    pl_json_u64(json, d->count.parties);
    pl_json_key(json, "links_withheld");
    pl_json_bool(json, pl_support_links_withheld(d->s));
    pl_json_key(json, "known_at");
    pl_json_time(json, view->known.at);
    pl_json_key(json, "journal");
    pl_json_u64(json, view->known.size);
    pl_case_mark(json, view->exercise);
    pl_json_record_end(json);
}

int pl_claim_graph(const char *dir, pl_time known_at, pl_str id, struct pl_buf *out, struct pl_error *err) {
    PL_CASE_VIEW_AUTO view = {0};
    PL_SUPPORT_AUTO *s = NULL;
    struct drawing d = {0};
    int rc = pl_case_view_open(dir, known_at, &view, err);
    rc = rc == PL_E_OK ? pl_support_open(view.c, view.before, &s, err) : rc;
    if (rc != PL_E_OK) {
        return rc;
    }
    d.s = s;
    d.claim = pl_support_filing(s, id, NULL);
    if (d.claim == NULL || d.claim->kind->letter != 'C') {
        return pl_fail(err, PL_E_NOT_FOUND, "the case has no claim \"%.*s\"", (int)pl_str_sub(id, 0, 80).n, id.p);
    }
    pl_filing_id(d.claim, d.id);
    pl_arena_open(&d.arena, ARENA_MAX);
    pl_json_start(&d.json, out);
    pl_str claim = pl_str_from(d.id);
    rc = pl_support_graph(s, &claim, 1, &d.arena, &d.graph, err);
    rc = rc == PL_E_OK ? pl_origin_count(&d.graph, NULL, &d.arena, &d.count, err) : rc;
    rc = rc == PL_E_OK ? find_origins(&d, err) : rc;
    if (rc == PL_E_OK) {
        write_graph(&d, &view);
    }
    pl_arena_close(&d.arena);
    return rc;
}
