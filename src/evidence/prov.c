#include "evidence/prov.h"

#include <stdlib.h>

#include "text/json.h"

#include "base/ban.h"

/* An entity of the document: several absent items may share an id with each other or with an item at hand. */
struct entity {
    const struct pl_origin_item *item;
    uint32_t index;
};

static int by_id(const void *a, const void *b) {
    const struct entity *x = a, *y = b;
    int order = pl_str_cmp(x->item->id, y->item->id);
    order = order != 0 ? order : (int)x->item->absent - (int)y->item->absent;
    return order != 0 ? order : x->index < y->index ? -1 : x->index > y->index;
}

static int by_time(const void *a, const void *b) {
    const struct entity *x = a, *y = b;
    if (x->item->published != y->item->published) {
        return x->item->published < y->item->published ? -1 : 1;
    }
    return by_id(a, b);
}

/* prefix:local, with all but ASCII letters, digits, _ and - as %XX. */
static void name_into(struct pl_buf *name, const char *prefix, pl_str id) {
    static const char HEX[] = "0123456789ABCDEF";
    pl_buf_clear(name);
    pl_buf_add_fmt(name, "%s:", prefix);
    for (size_t i = 0; i < id.n; i++) {
        unsigned char c = (unsigned char)id.p[i];
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-') {
            pl_buf_add_char(name, (char)c);
        } else {
            pl_buf_add_char(name, '%');
            pl_buf_add_char(name, HEX[c >> 4]);
            pl_buf_add_char(name, HEX[c & 15]);
        }
    }
}

struct writer {
    const struct pl_origin_graph *graph;
    struct pl_json json;
    struct pl_buf name; /* scratch */
    struct pl_error *err;
};

static void key_of(struct writer *w, const char *prefix, pl_str id) {
    name_into(&w->name, prefix, id);
    pl_json_key_n(&w->json, w->name.p, w->name.n);
}

static void name_of(struct writer *w, const char *key, const char *prefix, pl_str id) {
    pl_json_key(&w->json, key);
    name_into(&w->name, prefix, id);
    pl_json_str(&w->json, pl_buf_str(&w->name));
}

static void text_of(struct writer *w, const char *key, pl_str text) {
    pl_json_key(&w->json, key);
    pl_json_str(&w->json, text);
}

static void begin(struct writer *w, const char *key) {
    pl_json_key(&w->json, key);
    pl_json_object(&w->json);
}

static void number_key(struct writer *w, const char *prefix, uint32_t n) {
    pl_buf_clear(&w->name);
    pl_buf_add_fmt(&w->name, "_:%s%u", prefix, n);
    pl_json_key_n(&w->json, w->name.p, w->name.n);
    pl_json_object(&w->json);
}

static void qname(struct writer *w, const char *value) {
    pl_json_key(&w->json, "prov:type");
    pl_json_object(&w->json);
    pl_json_key(&w->json, "$");
    pl_json_text(&w->json, value);
    pl_json_key(&w->json, "type");
    pl_json_text(&w->json, "xsd:QName");
    pl_json_object_end(&w->json);
}

static void write_entities(struct writer *w, const struct entity *entities, uint32_t n,
                           const struct pl_origin_link *const *links, uint32_t n_links) {
    begin(w, "entity");
    for (uint32_t i = 0; i < n; i++) {
        key_of(w, "item", entities[i].item->id);
        pl_json_object(&w->json);
        text_of(w, "prov:label", entities[i].item->id);
        if (entities[i].item->published != PL_TIME_NONE) {
            pl_json_key(&w->json, "plimsoll:published");
            pl_json_time(&w->json, entities[i].item->published);
        }
        if (entities[i].item->absent) {
            text_of(w, "plimsoll:status", PL_STR("not at hand"));
        }
        pl_json_object_end(&w->json);
    }
    for (uint32_t i = 0, upstream = 0; i < n_links; i++) {
        if (pl_link_kind_class(links[i]->kind) == PL_LINK_CLASS_UPSTREAM) {
            pl_buf_clear(&w->name);
            pl_buf_add_fmt(&w->name, "upstream:%u", ++upstream);
            pl_json_key_n(&w->json, w->name.p, w->name.n);
            pl_json_object(&w->json);
            text_of(w, "prov:label", pl_str_from(pl_link_kind_name(links[i]->kind)));
            pl_json_object_end(&w->json);
        }
    }
    pl_json_object_end(&w->json);
}

static int by_text(const void *a, const void *b) { return pl_str_cmp(*(const pl_str *)a, *(const pl_str *)b); }

static int write_agents(struct writer *w) {
    const struct pl_origin_graph *g = w->graph;
    pl_str *parties = calloc((size_t)g->n_sources + 1, sizeof *parties);
    uint32_t n = 0;
    if (parties == NULL) {
        return pl_fail(w->err, PL_E_NOMEM, "no memory for PROV");
    }
    begin(w, "agent");
    for (uint32_t i = 0; i < g->n_sources; i++) {
        key_of(w, "source", g->sources[i].id);
        pl_json_object(&w->json);
        text_of(w, "prov:label", g->sources[i].id);
        pl_json_object_end(&w->json);
        if (g->sources[i].party.n > 0) {
            parties[n++] = g->sources[i].party;
        }
    }
    qsort(parties, n, sizeof *parties, by_text);
    for (uint32_t i = 0; i < n; i++) {
        if (i == 0 || !pl_str_eq(parties[i], parties[i - 1])) {
            key_of(w, "party", parties[i]);
            pl_json_object(&w->json);
            text_of(w, "prov:label", parties[i]);
            pl_json_object_end(&w->json);
        }
    }
    pl_json_object_end(&w->json);
    free(parties);
    begin(w, "actedOnBehalfOf");
    for (uint32_t i = 0, k = 0; i < g->n_sources; i++) {
        if (g->sources[i].party.n > 0) {
            number_key(w, "o", ++k);
            name_of(w, "prov:delegate", "source", g->sources[i].id);
            name_of(w, "prov:responsible", "party", g->sources[i].party);
            pl_json_object_end(&w->json);
        }
    }
    pl_json_object_end(&w->json);
    return 0;
}

static void write_attributions(struct writer *w, const struct entity *entities, uint32_t n) {
    begin(w, "wasAttributedTo");
    for (uint32_t i = 0, k = 0; i < n; i++) {
        if (entities[i].item->source != PL_ORIGIN_NONE) {
            number_key(w, "a", ++k);
            name_of(w, "prov:entity", "item", entities[i].item->id);
            name_of(w, "prov:agent", "source", w->graph->sources[entities[i].item->source].id);
            pl_json_object_end(&w->json);
        }
    }
    pl_json_object_end(&w->json);
}

static void write_derivation(struct writer *w, uint32_t number, const struct pl_origin_link *link, pl_str child,
                             uint32_t upstream) {
    static const char *const TYPES[PL_LINK_KIND_COUNT] = {[PL_LINK_PRIMARY] = "prov:PrimarySource",
                                                          [PL_LINK_QUOTATION] = "prov:Quotation",
                                                          [PL_LINK_REVISION] = "prov:Revision"};
    number_key(w, "d", number);
    name_of(w, "prov:generatedEntity", "item", child);
    if (upstream > 0) {
        pl_json_key(&w->json, "prov:usedEntity");
        pl_buf_clear(&w->name);
        pl_buf_add_fmt(&w->name, "upstream:%u", upstream);
        pl_json_str(&w->json, pl_buf_str(&w->name));
    } else {
        name_of(w, "prov:usedEntity", "item", w->graph->items[link->parent].id);
    }
    if (TYPES[link->kind] != NULL) {
        qname(w, TYPES[link->kind]);
    }
    text_of(w, "plimsoll:link", pl_str_from(pl_link_kind_name(link->kind)));
    if (link->kind == PL_LINK_COPY_SUSPECTED) {
        text_of(w, "plimsoll:status", PL_STR("suspected"));
    }
    if (link->why.n > 0) {
        text_of(w, "plimsoll:why", link->why);
    }
    pl_json_object_end(&w->json);
}

static void write_derivations(struct writer *w, const struct pl_origin_link *const *links, uint32_t n_links) {
    const struct pl_origin_item *items = w->graph->items;
    uint32_t number = 0, upstream = 0;
    begin(w, "wasDerivedFrom");
    for (uint32_t i = 0; i < n_links; i++) {
        bool shared = pl_link_kind_class(links[i]->kind) == PL_LINK_CLASS_UPSTREAM;
        upstream += shared;
        write_derivation(w, ++number, links[i], items[links[i]->child].id, shared ? upstream : 0);
        if (shared) {
            write_derivation(w, ++number, links[i], items[links[i]->parent].id, upstream);
        }
    }
    pl_json_object_end(&w->json);
}

static int by_link(const void *a, const void *b, void *ctx) {
    const struct pl_origin_graph *g = ctx;
    const struct pl_origin_link *x = *(const struct pl_origin_link *const *)a,
                                *y = *(const struct pl_origin_link *const *)b;
    const struct pl_origin_item *xc = &g->items[x->child], *yc = &g->items[y->child];
    if (xc->published != yc->published) {
        return xc->published < yc->published ? -1 : 1;
    }
    int order = pl_str_cmp(xc->id, yc->id);
    order = order != 0 ? order : (int)x->kind - (int)y->kind;
    order = order != 0 ? order : pl_str_cmp(g->items[x->parent].id, g->items[y->parent].id);
    return order != 0 ? order : pl_str_cmp(x->why, y->why);
}

int pl_prov_write(const struct pl_origin_graph *graph, struct pl_buf *out, struct pl_error *err) {
    struct writer w = {.graph = graph, .err = err};
    struct entity *entities = calloc((size_t)graph->n_items + 1, sizeof *entities);
    const struct pl_origin_link **links = calloc((size_t)graph->n_links + 1, sizeof *links);
    uint32_t n = 0;
    int code = entities == NULL || links == NULL ? pl_fail(err, PL_E_NOMEM, "no memory for PROV") : 0;
    for (uint32_t i = 0; code == 0 && i < graph->n_items; i++) {
        entities[i] = (struct entity){&graph->items[i], i};
    }
    for (uint32_t i = 0; code == 0 && i < graph->n_links; i++) {
        links[i] = &graph->links[i];
    }
    if (code == 0) {
        qsort(entities, graph->n_items, sizeof *entities, by_id);
        for (uint32_t i = 0; i < graph->n_items; i++) {
            if (n == 0 || !pl_str_eq(entities[n - 1].item->id, entities[i].item->id)) {
                entities[n++] = entities[i];
            }
        }
        qsort(entities, n, sizeof *entities, by_time);
        qsort_r(links, graph->n_links, sizeof *links, by_link, (void *)(uintptr_t)graph);
        pl_buf_open(&w.name, (size_t)1 << 20);
        pl_json_start(&w.json, out);
        pl_json_object(&w.json);
        begin(&w, "prefix");
        static const char *const PREFIXES[] = {"item", "source", "party", "upstream"};
        text_of(&w, "plimsoll", PL_STR("urn:plimsoll:"));
        for (unsigned i = 0; i < 4; i++) {
            pl_json_key(&w.json, PREFIXES[i]);
            pl_buf_clear(&w.name);
            pl_buf_add_fmt(&w.name, "urn:plimsoll:%s:", PREFIXES[i]);
            pl_json_str(&w.json, pl_buf_str(&w.name));
        }
        pl_json_object_end(&w.json);
        write_entities(&w, entities, n, links, graph->n_links);
        code = write_agents(&w);
        write_attributions(&w, entities, n);
        write_derivations(&w, links, graph->n_links);
        pl_json_object_end(&w.json);
        pl_json_line_end(&w.json);
        pl_buf_close(&w.name);
    }
    free(entities);
    free((void *)links);
    return code;
}
