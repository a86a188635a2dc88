#include "app/support.h"

#include <stdlib.h>
#include <string.h>

#include "app/support_in.h"
#include "store/clearance.h"
#include "store/exhibit.h"
#include "store/filing.h"
#include "text/json.h"

#include "base/ban.h"

#define ABOUT_MAX ((size_t)16000000)

/* ---- reading ---- */

static int on_filing(void *ctx, const struct pl_filing *f, int64_t by, struct pl_error *err) {
    struct pl_support *s = ctx;
    PL_BUF_AUTO bytes = {0};
    if (s->n == s->cap) {
        size_t cap = s->cap > 0 ? 2 * s->cap : 256;
        struct pl_support_kept *kept = cap <= PL_SUPPORT_FILINGS_MAX ? reallocarray(s->kept, cap, sizeof *kept) : NULL;
        if (kept == NULL) {
            return pl_fail(err, PL_E_LIMIT, "the case has more filings than can be weighed at once");
        }
        s->kept = kept;
        s->cap = cap;
    }
    struct pl_support_kept *k = &s->kept[s->n];
    *k = (struct pl_support_kept){.filing = *f, .withdrawn = by};
    pl_buf_open(&bytes, PL_SUPPORT_ARENA_MAX);
    pl_filing_write(f, &bytes);
    int code = pl_filing_read(pl_str_copy(&s->arena, pl_buf_str(&bytes)), &s->arena, &k->filing, err);
    if (code != 0) {
        return code;
    }
    pl_filing_id(f, k->id);
    s->n++;
    uint64_t *at = pl_strmap_put(&s->by_id, pl_str_from(k->id), NULL);
    if (at != NULL) {
        *at = s->n; /* the next put may move it */
    }
    pl_str label = pl_filing_get_value(f, "label");
    uint64_t *named = label.n > 0 ? pl_strmap_put(&s->by_id, label, NULL) : NULL;
    if (at == NULL || (label.n > 0 && named == NULL)) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the filings of the case");
    }
    if (named != NULL && (by < 0 || *named == 0 || s->kept[*named - 1].withdrawn >= 0)) {
        *named = s->n; /* the last that stands, else the last */
    }
    return 0;
}

const struct pl_support_kept *pl_support_kept_of(const struct pl_support *s, pl_str id) {
    const uint64_t *at = pl_strmap_get(&s->by_id, id);
    return at != NULL && *at > 0 ? &s->kept[*at - 1] : NULL;
}

const struct pl_filing *pl_support_filing(const struct pl_support *s, pl_str id, int64_t *ret_withdrawn) {
    const struct pl_support_kept *k = pl_support_kept_of(s, id);
    if (k != NULL && ret_withdrawn != NULL) {
        *ret_withdrawn = k->withdrawn;
    }
    return k != NULL ? &k->filing : NULL;
}

/* ---- what is about what ---- */

/* Notes the newest filing under a key; one that refers to a thing twice stands there once. */
static bool note(struct pl_support_index *x, pl_str key, size_t filing) {
    bool fresh = false;
    uint64_t *group = pl_strmap_put(&x->groups, key, &fresh);
    if (group == NULL) {
        return false;
    }
    *group = fresh ? x->groups.n - 1 : *group;
    uint64_t pair = *group << 32 | filing;
    for (size_t i = x->n; i > 0 && (uint32_t)x->pairs[i - 1] == filing; i--) {
        if (x->pairs[i - 1] == pair) {
            return true;
        }
    }
    if (x->n == x->cap) {
        size_t cap = x->cap > 0 ? 2 * x->cap : 1024;
        uint64_t *pairs = cap <= ABOUT_MAX ? reallocarray(x->pairs, cap, sizeof *pairs) : NULL;
        if (pairs == NULL) {
            return false;
        }
        x->pairs = pairs;
        x->cap = cap;
    }
    x->pairs[x->n++] = pair;
    return true;
}

static bool note_filing(struct pl_support_index *x, const struct pl_filing *f, size_t filing) {
    char key[PL_FILING_ID_MAX + 64] = {f->kind->letter};
    bool ok = note(x, pl_str_make(key, 1), filing);
    key[1] = ':';
    for (size_t i = 0; ok && i < f->n; i++) {
        const struct pl_filing_field *field = pl_filing_field_of(f->kind, f->values[i].name);
        pl_str rest = f->values[i].value;
        if (field == NULL || (field->type != PL_FILING_REF && field->type != PL_FILING_REFS)) {
            continue;
        }
        while (ok && rest.p != NULL) {
            pl_str id = pl_str_cut(&rest, ' ');
            if (id.n > 0 && id.n + 2 <= sizeof key) { /* longer is no id */
                memcpy(key + 2, id.p, id.n);
                ok = note(x, pl_str_make(key, id.n + 2), filing);
            }
        }
    }
    return ok;
}

static int make_about(struct pl_support *s, struct pl_error *err) {
    struct pl_support_index *x = &s->about;
    bool ok = true;
    for (size_t i = 0; ok && i < s->n; i++) {
        ok = s->kept[i].withdrawn >= 0 || note_filing(x, &s->kept[i].filing, i);
    }
    x->first = ok ? pl_arena_calloc(&s->arena, x->groups.n + 2, sizeof *x->first) : NULL;
    x->at = ok ? pl_arena_calloc(&s->arena, x->n + 1, sizeof *x->at) : NULL;
    if (x->first == NULL || x->at == NULL) {
        return pl_fail(err, PL_E_LIMIT, "the filings of the case refer to more than can be weighed at once");
    }
    for (size_t i = 0; i < x->n; i++) {
        x->first[(x->pairs[i] >> 32) + 2]++;
    }
    for (size_t g = 0; g < x->groups.n; g++) {
        x->first[g + 2] += x->first[g + 1];
    }
    for (size_t i = 0; i < x->n; i++) {
        x->at[x->first[(x->pairs[i] >> 32) + 1]++] = (uint32_t)x->pairs[i];
    }
    free(x->pairs);
    x->pairs = NULL;
    return 0;
}

static const struct pl_filing *in_group(const struct pl_support *s, pl_str key, size_t i) {
    const uint64_t *at = pl_strmap_get(&s->about.groups, key);
    size_t group = at != NULL ? (size_t)*at : 0;
    if (at == NULL || i >= s->about.first[group + 1] - s->about.first[group]) {
        return NULL;
    }
    return &s->kept[s->about.at[s->about.first[group] + i]].filing;
}

const struct pl_filing *pl_support_nth(const struct pl_support *s, char letter, size_t i) {
    return in_group(s, pl_str_make(&letter, 1), i);
}

const struct pl_filing *pl_support_about(const struct pl_support *s, char letter, pl_str id, size_t i) {
    char key[PL_FILING_ID_MAX + 64] = {letter, ':'};
    if (id.n == 0 || id.n + 2 > sizeof key) {
        return NULL;
    }
    memcpy(key + 2, id.p, id.n);
    return in_group(s, pl_str_make(key, id.n + 2), i);
}

const struct pl_filing *pl_support_grade(const struct pl_support *s, pl_str id, char axis) {
    const struct pl_filing *last = NULL, *grade = NULL;
    for (size_t i = 0; (grade = pl_support_about(s, 'G', id, i)) != NULL; i++) {
        if (pl_filing_get_value(grade, axis == 'R' ? "reliability" : "credibility").n > 0) {
            last = grade;
        }
    }
    return last;
}

/* ---- nodes ---- */

static struct pl_support_node *add_node(struct pl_support *s, pl_str id) {
    uint64_t *at = pl_strmap_put(&s->node_of, id, NULL);
    if (at == NULL) {
        return NULL;
    }
    *at = s->n_nodes + 1;
    struct pl_support_node *node = &s->nodes[s->n_nodes++];
    *node = (struct pl_support_node){.id = pl_str_copy(&s->arena, id)};
    return node;
}

static const struct pl_filing *source_of(const struct pl_support *s, const struct pl_filing *f) {
    const struct pl_support_kept *k = pl_support_kept_of(s, pl_filing_get_value(f, "source"));
    return k != NULL ? &k->filing : NULL;
}

static pl_str first_of(const struct pl_filing *f, const char *const *names) {
    for (; *names != NULL; names++) {
        pl_str value = pl_filing_get_value(f, *names);
        if (value.n > 0) {
            return value;
        }
    }
    return (pl_str){0};
}

static void fill_node(const struct pl_support *s, const struct pl_support_kept *k, struct pl_support_node *node) {
    static const char *const TITLES[] = {"title", "subject", "seen_name", "who", "did", "what", "place", "as", NULL};
    node->filing = &k->filing;
    node->withdrawn = k->withdrawn >= 0;
    node->erased = k->erased;
    node->title = first_of(&k->filing, TITLES);
    node->source = source_of(s, &k->filing);
    node->party = pl_filing_get_value(&k->filing, "collector");
    node->upstream = pl_filing_get_value(&k->filing, "upstream");
    if (node->source != NULL) {
        const struct pl_support_kept *source = pl_support_kept_of(s, pl_filing_get_value(&k->filing, "source"));
        node->erased = node->erased || source->erased;
        node->source_name = pl_filing_get_value(node->source, "alias");
        node->party = node->party.n > 0 ? node->party : pl_filing_get_value(node->source, "party");
        node->upstream = node->upstream.n > 0 ? node->upstream : pl_filing_get_value(node->source, "upstream");
    }
}

/* Source and collector of the exhibits that an event rests on, by the chunk roots of their members: of the first that
 * says any. */
static int fill_event(struct pl_case *c, struct pl_support *s, struct pl_support_node *node, struct pl_error *err) {
    const struct pl_jval *event = NULL;
    struct pl_error ignored = {0};
    if (node->pinned.n == 0 || pl_json_read(node->pinned, &s->arena, &event, &ignored) != 0) {
        return 0;
    }
    const struct pl_jval *type = pl_jval_get(event, "type"), *evidence = pl_jval_get(event, "evidence");
    node->title = type != NULL && type->kind == PL_JVAL_STR ? type->str : PL_STR("event");
    int code = 0;
    for (size_t i = 0; code == 0 && evidence != NULL && evidence->kind == PL_JVAL_ARRAY && i < evidence->n; i++) {
        const struct pl_jval *root = pl_jval_get(&evidence->items[i], "root");
        struct pl_exhibit x;
        pl_hash hash;
        bool found = false;
        if (root == NULL || root->kind != PL_JVAL_STR || !pl_hash_of_hex(root->str, &hash)) {
            continue;
        }
        code = pl_exhibit_of_root(c, &hash, &s->arena, &found, &x, err);
        if (code == 0 && found) {
            node->source_name = node->source_name.n > 0 ? node->source_name : x.source;
            node->party = node->party.n > 0 ? node->party : x.collector;
        }
        s->links_withheld = s->links_withheld || (!found && pl_case_limited(c).n > 0);
    }
    return code;
}

static int make_nodes(struct pl_case *c, struct pl_support *s, struct pl_error *err) {
    s->nodes = pl_arena_calloc(&s->arena, 2 * s->n + 1, sizeof *s->nodes);
    if (s->nodes == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the evidence of the case");
    }
    int code = 0;
    for (size_t i = 0; code == 0 && i < s->n; i++) {
        const struct pl_support_kept *k = &s->kept[i];
        struct pl_support_node *node = NULL;
        if (strchr("IOC", k->filing.kind->letter) != NULL) {
            node = add_node(s, pl_str_from(k->id));
            if (node != NULL) {
                fill_node(s, k, node);
            }
        } else if (k->filing.kind->letter == 'P') {
            pl_str id = pl_filing_get_value(&k->filing, "evidence");
            pl_hash hash;
            if (!pl_hash_of_hex(id, &hash) || pl_strmap_get(&s->node_of, id) != NULL) {
                continue;
            }
            node = add_node(s, id);
            if (node != NULL) {
                node->pinned = pl_filing_get_value(&k->filing, "pinned");
                code = fill_event(c, s, node, err);
            }
        } else {
            continue;
        }
        if (code == 0 && node == NULL) {
            code = pl_fail(err, PL_E_NOMEM, "no memory for the evidence of the case");
        }
    }
    return code;
}

bool pl_support_node_at(const struct pl_support *s, pl_str id, uint64_t *ret) {
    const uint64_t *at = pl_strmap_get(&s->node_of, id);
    if (at != NULL && *at > 0) {
        *ret = *at - 1;
    }
    return at != NULL && *at > 0;
}

static int make_items(struct pl_support *s, struct pl_error *err) {
    s->sources = pl_arena_calloc(&s->arena, s->n_nodes + 1, sizeof *s->sources);
    s->items = pl_arena_calloc(&s->arena, s->n_nodes + 1, sizeof *s->items);
    if (s->sources == NULL || s->items == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the evidence of the case");
    }
    for (size_t i = 0; i < s->n_nodes; i++) {
        const struct pl_support_node *node = &s->nodes[i];
        pl_time to = 0;
        s->sources[i] = (struct pl_origin_source){.id = node->source_name, .party = node->party};
        s->items[i] = (struct pl_origin_item){.id = node->id,
                                              .source = (uint32_t)i,
                                              .published = PL_TIME_NONE,
                                              .fallen = node->withdrawn || node->erased};
        if (node->filing != NULL) {
            (void)(pl_filing_when(node->filing, "observed", &s->items[i].published, &to) ||
                   pl_filing_when(node->filing, "published", &s->items[i].published, &to));
        }
    }
    return 0;
}

static int on_erased(void *ctx, const struct pl_filing *f, int64_t by, struct pl_error *err) {
    struct pl_support *s = ctx;
    char id[PL_FILING_ID_MAX];
    (void)by;
    (void)err;
    pl_filing_id(f, id);
    const uint64_t *at = pl_strmap_get(&s->by_id, pl_str_from(id));
    if (at != NULL && *at > 0) {
        s->kept[*at - 1].erased = true;
    }
    return 0;
}

/* Without what says where evidence is from, it could pass for an origin of its own. */
static int note_erased(struct pl_case *c, struct pl_support *s, int64_t before, struct pl_error *err) {
    static const char *const KEYS[] = {"erased:source", "erased:upstream", "erased:alias", "erased:as", "erased:title"};
    struct pl_filing_query q = PL_FILING_QUERY;
    int code = 0;
    q.before = before;
    q.withdrawn = true;
    for (size_t i = 0; code == 0 && i < sizeof KEYS / sizeof KEYS[0]; i++) {
        q.key = pl_str_from(KEYS[i]);
        code = pl_filing_each(c, &q, on_erased, s, err);
    }
    return code;
}

static int on_unseen_link(void *ctx, const struct pl_filing *f, int64_t by, struct pl_error *err) {
    (void)f;
    (void)by;
    (void)err;
    *(bool *)ctx = true;
    return 0;
}

/* What is named and not there is left out. */
static bool lacks(const struct pl_support *s, pl_str id) {
    uint64_t node = 0;
    return id.n > 0 && pl_support_kept_of(s, id) == NULL && !pl_support_node_at(s, id, &node);
}

/* Is it left out, or not there at all? */
static int note_withheld(struct pl_case *c, struct pl_support *s, pl_str id, int64_t before, struct pl_error *err) {
    bool fresh = false, is = false;
    uint64_t *withheld = lacks(s, id) ? pl_strmap_put(&s->withheld, id, &fresh) : NULL;
    if (withheld == NULL || !fresh) {
        return withheld == NULL && lacks(s, id) ? pl_fail(err, PL_E_NOMEM, "no memory for the filings of the case") : 0;
    }
    *withheld = 0;
    int code = pl_filing_is_unseen(c, id, before, &is, err);
    *withheld = code == 0 && is;
    return code;
}

/* Without what joins them, copies could pass for origins of their own. */
static int note_unseen(struct pl_case *c, struct pl_support *s, int64_t before, struct pl_error *err) {
    s->limited = pl_case_limited(c).n > 0;
    if (!s->limited) {
        return 0;
    }
    int code = 0;
    for (size_t i = 0; code == 0 && i < s->n; i++) {
        const struct pl_filing *f = &s->kept[i].filing;
        bool link = s->kept[i].withdrawn < 0 && f->kind->letter == 'D';
        bool lost = link ? lacks(s, pl_filing_get_value(f, "child")) || lacks(s, pl_filing_get_value(f, "parent"))
                         : strchr("IOC", f->kind->letter) != NULL && lacks(s, pl_filing_get_value(f, "source"));
        s->links_withheld = s->links_withheld || lost;
        code = note_withheld(c, s, pl_filing_get_value(f, "source"), before, err);
        code = code == 0 ? note_withheld(c, s, pl_filing_get_value(f, "evidence"), before, err) : code;
    }
    return code == 0 ? pl_filing_each_unseen(c, 'D', before, on_unseen_link, &s->links_withheld, err) : code;
}

bool pl_support_links_withheld(const struct pl_support *s) { return s->links_withheld; }

bool pl_support_withheld(const struct pl_support *s, pl_str id) {
    const uint64_t *withheld = id.n > 0 ? pl_strmap_get(&s->withheld, id) : NULL;
    return withheld != NULL && *withheld > 0;
}

int pl_support_open(struct pl_case *c, int64_t before, struct pl_support **ret_support, struct pl_error *err) {
    struct pl_filing_query q = PL_FILING_QUERY;
    struct pl_support *s = calloc(1, sizeof *s);
    if (s == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the filings of the case");
    }
    pl_arena_open(&s->arena, PL_SUPPORT_ARENA_MAX);
    pl_strmap_open(&s->by_id, 2 * PL_SUPPORT_FILINGS_MAX, PL_SUPPORT_ARENA_MAX);
    pl_strmap_open(&s->node_of, 2 * PL_SUPPORT_FILINGS_MAX, PL_SUPPORT_ARENA_MAX);
    pl_strmap_open(&s->withheld, 2 * PL_SUPPORT_FILINGS_MAX, PL_SUPPORT_ARENA_MAX);
    pl_strmap_open(&s->about.groups, ABOUT_MAX, PL_SUPPORT_ARENA_MAX);
    q.before = before;
    q.withdrawn = true;
    int code = pl_filing_each(c, &q, on_filing, s, err);
    code = code == 0 ? note_erased(c, s, before, err) : code;
    code = code == 0 ? make_about(s, err) : code;
    code = code == 0 ? make_nodes(c, s, err) : code;
    code = code == 0 ? note_unseen(c, s, before, err) : code;
    code = code == 0 ? pl_support_relate(s, err) : code;
    code = code == 0 ? make_items(s, err) : code;
    if (code == 0 && pl_arena_failed(&s->arena)) {
        code = pl_fail(err, PL_E_NOMEM, "no memory for the filings of the case");
    }
    if (code != 0) {
        pl_support_close(s);
        return code;
    }
    *ret_support = s;
    return 0;
}

void pl_support_close(struct pl_support *s) {
    if (s != NULL) {
        pl_arena_close(&s->arena);
        pl_strmap_close(&s->by_id);
        pl_strmap_close(&s->node_of);
        pl_strmap_close(&s->withheld);
        pl_strmap_close(&s->about.groups);
        free(s->about.pairs);
        free(s->members);
        free(s->kept);
        free(s->links);
        free(s);
    }
}

const struct pl_support_node *pl_support_node_of(const struct pl_support *s, pl_str id) {
    uint64_t node = 0;
    const struct pl_support_kept *k = pl_support_kept_of(s, id);
    return pl_support_node_at(s, k != NULL ? pl_str_from(k->id) : id, &node) ? &s->nodes[node] : NULL;
}

const struct pl_support_node *pl_support_node(const struct pl_support *s, uint32_t node) {
    return node < s->n_nodes ? &s->nodes[node] : NULL;
}
