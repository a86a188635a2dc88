#include "lists/xmlist.h"

#include <stdlib.h>
#include <string.h>

#include "base/ban.h"

pl_str pl_xmlist_local(pl_str name) {
    size_t colon = pl_str_find(name, ':');
    return colon < name.n ? pl_str_sub(name, colon + 1, name.n) : name;
}

pl_str pl_xmlist_path(const struct pl_xmlist *x) {
    return x->entry_depth > 0 && x->depth > x->entry_depth
               ? pl_str_sub(pl_buf_str(&x->path), x->path_at[x->entry_depth + 1] + 1, x->path.n)
               : PL_STR("");
}

/* "idList/id" against a row's path, "*IMONumber" against the last name, a path that ends in a star against all below.
 */
static bool fits(pl_str path, const char *wanted) {
    pl_str w = pl_str_from(wanted);
    if (pl_str_ends(w, PL_STR("/*"))) {
        return pl_str_starts(path, pl_str_sub(w, 0, w.n - 1));
    }
    if (w.n > 0 && w.p[0] == '*') {
        w = pl_str_sub(w, 1, w.n);
        return pl_str_ends(path, w) && (path.n == w.n || path.p[path.n - w.n - 1] == '/');
    }
    return pl_str_eq(path, w);
}

static const struct pl_xmlist_group *group_of(const struct pl_xmlist *x, pl_str path) {
    for (size_t i = 0; i < x->format->n_groups; i++) {
        if (fits(path, x->format->groups[i].path)) {
            return &x->format->groups[i];
        }
    }
    return NULL;
}

/* The last name of a row's path: where a value was read from. */
static const char *tail(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path + (path[0] == '*' ? 1 : 0);
}

static int begin_entry(struct pl_xmlist *x, const struct pl_xml_start *start, struct pl_error *err) {
    pl_arena_close(&x->entry);
    pl_arena_open(&x->entry, PL_XMLIST_ENTRY_MAX);
    memset(&x->e, 0, sizeof x->e);
    memset(x->hold, 0, sizeof x->hold);
    x->e.list = x->pub.list;
    x->e.schema = PL_SCHEMA_LEGAL_ENTITY;
    x->e.offset = start->offset;
    x->e.line = start->line;
    x->entry_depth = x->depth;
    return x->format->begin_entry != NULL ? x->format->begin_entry(x, start, err) : 0;
}

static int begin_in_entry(struct pl_xmlist *x, const struct pl_xml_start *start, struct pl_error *err) {
    const struct pl_xmlist_group *group = group_of(x, pl_xmlist_path(x));
    if (group != NULL && group->n_holds > 0) {
        memset(&x->hold[group->first_hold], 0, group->n_holds * sizeof x->hold[0]);
    }
    return x->format->begin != NULL ? x->format->begin(x, start, err) : 0;
}

static int begin_list(struct pl_xmlist *x, const struct pl_xml_start *start, struct pl_error *err) {
    if (!pl_str_eq(pl_xmlist_local(start->name), pl_str_from(x->format->root))) {
        return pl_fail_at(err, PL_E_FORMAT, start->line, start->offset, "this is no %s: its first element is <%.*s>",
                          x->format->words, (int)start->name.n, start->name.p);
    }
    bool exercise = pl_str_eq(pl_xml_attr(start, "exercise"), PL_STR("true"));
    x->pub.exercise = x->pub.exercise || exercise;
    if (x->format->published == NULL) {
        return 0;
    }
    x->pub.published = pl_str_copy(&x->arena, pl_xml_attr(start, x->format->published));
    return x->pub.published.p == NULL ? pl_fail(err, PL_E_NOMEM, "out of memory") : 0;
}

static int on_start(void *ctx, const struct pl_xml_start *start, struct pl_error *err) {
    struct pl_xmlist *x = ctx;
    pl_str name = pl_xmlist_local(start->name);
    x->leaf = true;
    pl_buf_clear(&x->text);
    if (x->depth++ == 0) {
        return begin_list(x, start, err);
    }
    x->path_at[x->depth] = x->path.n;
    pl_buf_add_str(&x->path, x->depth > 2 ? PL_STR("/") : PL_STR(""));
    pl_buf_add_str(&x->path, name);
    if (pl_buf_failed(&x->path)) {
        return pl_fail_at(err, PL_E_LIMIT, start->line, start->offset, "the names of the open elements are too long");
    }
    if (x->entry_depth > 0) {
        return begin_in_entry(x, start, err);
    }
    pl_str path = pl_buf_str(&x->path);
    bool entry = pl_str_eq(path, pl_str_from(x->format->entry)) || pl_str_eq(path, pl_str_from(x->format->other));
    return entry ? begin_entry(x, start, err) : 0;
}

static int on_text(void *ctx, pl_str text, struct pl_error *err) {
    struct pl_xmlist *x = ctx;
    if (!x->leaf || x->depth < 2) {
        return 0;
    }
    pl_buf_add_str(&x->text, text);
    return pl_buf_failed(&x->text) ? pl_fail_at(err, PL_E_LIMIT, x->e.line, x->e.offset, "a text of more than 1 MiB")
                                   : 0;
}

int pl_xmlist_add(struct pl_xmlist *x, int prop, pl_str text, const char *from, struct pl_error *err) {
    return pl_entity_add(&x->e, &x->entry, prop, text, from, err);
}

int pl_xmlist_add_checked(struct pl_xmlist *x, int prop, pl_str text, bool valid, const char *from,
                          struct pl_error *err) {
    return pl_entity_add_checked(&x->e, &x->entry, prop, text, valid, from, err);
}

int pl_xmlist_add_split(struct pl_xmlist *x, int prop, pl_str text, char split, const char *from,
                        struct pl_error *err) {
    if (split == '\0') {
        return pl_xmlist_add(x, prop, text, from, err);
    }
    int code = 0;
    while (text.p != NULL && code == 0) {
        code = pl_xmlist_add(x, prop, pl_str_cut(&text, split), from, err);
    }
    return code;
}

pl_str pl_xmlist_joined(struct pl_xmlist *x, const pl_str *parts, size_t n, const char *sep) {
    PL_BUF_AUTO text;
    pl_buf_open(&text, PL_XMLIST_HOLDS * PL_XMLIST_TEXT_MAX);
    for (size_t i = 0; i < n; i++) {
        pl_str part = pl_str_trim(parts[i]);
        if (part.n > 0 && !pl_str_eq(part, PL_STR("-"))) {
            pl_buf_add_str(&text, text.n > 0 ? pl_str_from(sep) : PL_STR(""));
            pl_buf_add_str(&text, part);
        }
    }
    return pl_str_copy(&x->entry, pl_buf_str(&text));
}

int pl_xmlist_add_joined(struct pl_xmlist *x, int prop, const pl_str *parts, size_t n, const char *sep,
                         const char *from, struct pl_error *err) {
    pl_str text = pl_xmlist_joined(x, parts, n, sep);
    return text.p == NULL ? pl_fail(err, PL_E_NOMEM, "out of memory") : pl_xmlist_add(x, prop, text, from, err);
}

pl_str pl_xmlist_month_first(struct pl_arena *arena, pl_str text) {
    text = pl_str_trim(text);
    pl_str year = text;
    pl_str month = pl_str_cut(&year, '/');
    pl_str day = year.p != NULL ? pl_str_cut(&year, '/') : PL_STR("");
    uint64_t number = 0;
    bool good = year.p != NULL && year.n == 4 && month.n > 0 && month.n <= 2 && day.n > 0 && day.n <= 2 &&
                pl_str_u64(year, &number) && pl_str_u64(month, &number) && pl_str_u64(day, &number);
    char iso[11] = "0000-00-00";
    if (good) {
        memcpy(iso, year.p, 4);
        memcpy(iso + 7 - month.n, month.p, month.n);
        memcpy(iso + 10 - day.n, day.p, day.n);
    }
    return pl_str_copy(arena, good ? pl_str_make(iso, 10) : text);
}

static int end_leaf(struct pl_xmlist *x, pl_str path, struct pl_error *err) {
    pl_str text = pl_str_trim(pl_buf_str(&x->text));
    if (text.n == 0) {
        return 0;
    }
    for (size_t i = 0; i < x->format->n_leaves; i++) {
        const struct pl_xmlist_leaf *leaf = &x->format->leaves[i];
        if (!fits(path, leaf->path)) {
            continue;
        }
        if (leaf->action == PL_XMLIST_IGNORE) {
            return 0;
        }
        if (leaf->action == PL_XMLIST_VALUE) {
            return pl_xmlist_add_split(x, leaf->what, text, x->format->split, tail(leaf->path), err);
        }
        pl_str copy =
            leaf->action == PL_XMLIST_DATE ? pl_xmlist_month_first(&x->entry, text) : pl_str_copy(&x->entry, text);
        if (copy.p == NULL) {
            return pl_fail(err, PL_E_NOMEM, "out of memory");
        }
        if (leaf->action == PL_XMLIST_DATE) {
            return pl_xmlist_add(x, leaf->what, copy, tail(leaf->path), err);
        }
        *(leaf->action == PL_XMLIST_ID ? &x->e.id : &x->hold[leaf->what]) = copy;
        return 0;
    }
    x->pub.unread++;
    return 0;
}

static int end_entry(struct pl_xmlist *x, const struct pl_xml_end *end, struct pl_error *err) {
    struct pl_entity *e = &x->e;
    e->length = end->offset > e->offset ? (uint32_t)(end->offset - e->offset) : 0;
    int code = x->format->end_entry != NULL ? x->format->end_entry(x, err) : 0;
    x->entry_depth = 0;
    if (code != 0) {
        return code;
    }
    if (e->id.n == 0 || e->caption.n == 0) {
        pl_publication_reject(&x->pub, (struct pl_rejection){e->line, e->offset, 0, x->format->lacks});
        return 0;
    }
    e->reference = e->reference.n > 0 ? e->reference : e->id;
    pl_publication_count(&x->pub, e);
    return x->sink(x->ctx, e, err);
}

static int on_end(void *ctx, const struct pl_xml_end *end, struct pl_error *err) {
    struct pl_xmlist *x = ctx;
    int code = 0;
    if (x->entry_depth > 0 && x->depth == x->entry_depth) {
        code = end_entry(x, end, err);
    } else if (x->entry_depth > 0) {
        pl_str path = pl_xmlist_path(x);
        const struct pl_xmlist_group *group = group_of(x, path);
        code = x->leaf && group == NULL ? end_leaf(x, path, err) : 0;
        code = code == 0 && group != NULL ? group->end(x, err) : code;
    } else if (x->depth > 1 && x->leaf && x->format->outside != NULL) {
        pl_str text = pl_str_trim(pl_buf_str(&x->text));
        bool known = text.n == 0 || x->format->outside(x, pl_buf_str(&x->path), text);
        x->pub.unread += known ? 0 : 1;
    }
    x->path.n = x->depth > 1 ? x->path_at[x->depth] : 0;
    x->leaf = false;
    pl_buf_clear(&x->text);
    x->depth--;
    return code;
}

int pl_xmlist_open(const struct pl_xmlist_format *format, const struct pl_xmlist_options *options, pl_entity_sink sink,
                   void *ctx, struct pl_xmlist **ret_xmlist, struct pl_error *err) {
    struct pl_xmlist *x = calloc(1, sizeof *x);
    if (x == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    x->format = format;
    x->sink = sink;
    x->ctx = ctx;
    x->pub.list = options->list.n > 0 ? options->list : pl_str_from(format->list);
    x->pub.exercise = options->exercise;
    pl_arena_open(&x->arena, PL_XMLIST_STRING_MAX);
    pl_arena_open(&x->entry, PL_XMLIST_ENTRY_MAX);
    pl_buf_open(&x->text, PL_XMLIST_TEXT_MAX);
    pl_buf_open(&x->path, PL_XML_MAX_DEPTH * (PL_XML_MAX_NAME + 1));
    struct pl_xml_handler handler = {.start = on_start, .text = on_text, .end = on_end, .ctx = x};
    int code = pl_xml_open(&handler, &x->xml, err);
    if (code != 0) {
        pl_xmlist_close(x);
        return code;
    }
    *ret_xmlist = x;
    return 0;
}

int pl_xmlist_push(struct pl_xmlist *x, const void *bytes, size_t n, struct pl_error *err) {
    return pl_xml_push(x->xml, bytes, n, err);
}

int pl_xmlist_finish(struct pl_xmlist *x, struct pl_publication *ret_publication, struct pl_error *err) {
    int code = pl_xml_finish(x->xml, err);
    if (code == 0 && x->pub.rejected > x->pub.entries) {
        code = pl_publication_refuse(&x->pub, x->format->words, "entries", x->pub.entries, err);
    }
    if (code == 0 && x->pub.entries == 0) {
        code = pl_fail(err, PL_E_EMPTY, "the list holds no entry");
    }
    if (code == 0) {
        *ret_publication = x->pub;
    }
    return code;
}

void pl_xmlist_close(struct pl_xmlist *x) {
    if (x == NULL) {
        return;
    }
    pl_xml_close(x->xml);
    pl_buf_close(&x->text);
    pl_buf_close(&x->path);
    pl_arena_close(&x->entry);
    pl_arena_close(&x->arena);
    free(x);
}
