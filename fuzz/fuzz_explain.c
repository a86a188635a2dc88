/* Two names of any bytes, a line each, laid side by side: no crash, JSON that is read back, places inside the names,
 * and runs of letters that put together are both texts again. The first byte chooses the kind; names with a NUL are
 * left out, which no JSON that is read here may hold. */
#include <stdlib.h>
#include <string.h>

#include "app/explain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_part(const struct pl_explain_part *part, const struct pl_form *form) {
    if (part->known &&
        (part->from > part->to || part->to > form->source.n || part->text.n == 0 || part->text.p < form->source.p ||
         part->text.p + part->text.n > form->source.p + form->source.n)) {
        abort();
    }
}

/* What is only on the other side adds nothing to this one. */
static void check_runs(const struct pl_explain_pair *pair) {
    size_t a = 0, b = 0;
    for (size_t i = 0; i < pair->n_runs; i++) {
        const struct pl_explain_run *run = &pair->runs[i];
        if ((run->how == PL_EXPLAIN_SAME && !pl_str_eq(run->a, run->b)) ||
            (run->how == PL_EXPLAIN_ONLY_A && run->b.n > 0) || (run->how == PL_EXPLAIN_ONLY_B && run->a.n > 0) ||
            !pl_str_eq(run->a, pl_str_sub(pair->a.romanised, a, run->a.n)) ||
            !pl_str_eq(run->b, pl_str_sub(pair->b.romanised, b, run->b.n))) {
            abort();
        }
        a += run->a.n;
        b += run->b.n;
    }
    if (a != pair->a.romanised.n || b != pair->b.romanised.n) {
        abort();
    }
}

static void check(const struct pl_explanation *x, struct pl_arena *arena) {
    struct pl_subject_match match = {.score = 0.5};
    const struct pl_jval *read = NULL;
    struct pl_json json;
    PL_BUF_AUTO text;
    for (size_t i = 0; i < x->n; i++) {
        check_part(&x->pairs[i].a, x->a);
        check_part(&x->pairs[i].b, x->b);
        check_runs(&x->pairs[i]);
    }
    pl_buf_open(&text, (size_t)1 << 24);
    pl_json_start(&json, &text);
    pl_explain_json(x, &match, &json);
    if (pl_buf_failed(&text) || pl_json_read(pl_buf_str(&text), arena, &read, NULL) != 0) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct pl_romaniser *romaniser; /* opening is dear; its state does not show */
    struct pl_form forms[2];
    struct pl_name_match match;
    struct pl_explanation x;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, (size_t)1 << 28);
    if (size < 2 || memchr(data, 0, size) != NULL || (romaniser == NULL && pl_romaniser_open(&romaniser, NULL) != 0)) {
        return 0;
    }
    const char *bytes = (const char *)data + 1;
    const char *end = memchr(bytes, '\n', size - 1);
    size_t n = end != NULL ? (size_t)(end - bytes) : size - 1;
    const pl_str names[2] = {pl_str_make(bytes, n),
                             end != NULL ? pl_str_make(end + 1, size - n - 2) : pl_str_make(bytes, n)};
    for (int i = 0; i < 2; i++) {
        if (pl_form_make(romaniser, names[i], data[0] % PL_NAME_KINDS, PL_STR(""), PL_STR(""), &arena, &forms[i],
                         NULL) != 0) {
            return 0;
        }
    }
    if (pl_match_names(&forms[0], &forms[1], &arena, &match, NULL) == 0 &&
        pl_explain_names(&forms[0], &forms[1], &match, &arena, &x, NULL) == 0) {
        check(&x, &arena);
    }
    return 0;
}
