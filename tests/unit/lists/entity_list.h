/* Collects what a list reader gives, as lines "id|reference|schema|caption|prop=value|..." for comparing: + ~ - before
 * it in a delta; a wrong number has a "!" before the "=", a name whose language or script is said has
 * "{language,script}".
 */
#ifndef PL_TESTS_ENTITY_LIST_H
#define PL_TESTS_ENTITY_LIST_H

#include "base/file.h"
#include "lists/entity.h"

/* ctx: a buffer, or NULL to look at nothing. */
static inline int collect(void *ctx, const struct pl_entity *e, struct pl_error *err) {
    static const char *const OPS[] = {"", "+", "~", "-"};
    struct pl_buf *out = ctx;
    (void)err;
    if (out == NULL) {
        return 0;
    }
    pl_buf_add_fmt(out, "%s%.*s|%.*s|%s|%.*s", OPS[e->op], (int)e->id.n, e->id.p, (int)e->reference.n, e->reference.p,
                   pl_schema_name(e->schema), (int)e->caption.n, e->caption.p);
    for (size_t i = 0; i < e->n_values; i++) {
        const struct pl_value *v = &e->values[i];
        pl_buf_add_fmt(out, "|%s%s", pl_prop_name(v->prop), v->valid ? "" : "!");
        if (v->lang.n > 0 || v->script.n > 0) {
            pl_buf_add_fmt(out, "{%.*s,%.*s}", (int)v->lang.n, v->lang.p, (int)v->script.n, v->script.p);
        }
        pl_buf_add_fmt(out, "=%.*s", (int)v->text.n, v->text.p);
    }
    pl_buf_add_char(out, '\n');
    return 0;
}

static inline void expect_lines(struct pl_buf *got, const char *want) {
    pl_buf_add_char(got, '\0');
    assert_false(pl_buf_failed(got));
    assert_string_equal(got->p, want);
}

#endif
