/* Two names, a line each behind a byte that says their kinds: a score in [0,1] or -1, the same both ways, and the same
 * with and without its reasons; then,
 * where the byte says so, the second is put into an index and asked for by the first. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "names/index.h"
#include "names/ready.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static struct pl_romaniser *romaniser; /* opened once: that takes longer than a name */

static void must(bool holds) {
    if (!holds) {
        abort();
    }
}

static bool same(double a, double b) { return a >= b && a <= b; }

static void ask(struct pl_subject_name *a, struct pl_subject_name *b, struct pl_arena *arena) {
    struct pl_subject query = {.kind = a->form.kind, .names = a, .n_names = 1};
    struct pl_subject entry = {.kind = b->form.kind, .names = b, .n_names = 1};
    struct pl_index_builder *builder = NULL;
    struct pl_index *index = NULL;
    struct pl_index_scratch *scratch = NULL;
    struct pl_index_candidate found[2];
    struct pl_subject_match match;
    struct pl_error err;
    must(!pl_index_builder_open(&builder, &err) && !pl_index_builder_add(builder, 0, &entry, &err) &&
         !pl_index_build(builder, &index, &err) && !pl_index_scratch_open(index, &scratch, &err));
    const size_t n = pl_index_ask(index, scratch, &query, found, 2);
    must(n <= 1 && (n == 0 || found[0].entry == 0));
    must(n == 1 || a->form.fold.n == 0 || !pl_str_eq(a->form.fold, b->form.fold)); /* the very name is found */
    must(pl_index_ask(index, scratch, &query, found, 2) == n);
    pl_index_scratch_close(scratch);
    pl_index_close(index);
    must(!pl_match_subjects(&query, &entry, arena, &match, &err));
    must((match.score >= 0 && match.score <= 1) || same(match.score, -1));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    struct pl_error err;
    if (!romaniser && pl_romaniser_open(&romaniser, &err)) {
        return 0;
    }
    if (n < 1) {
        return 0;
    }
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, (size_t)64 << 20);
    pl_str second = pl_str_make((const char *)data + 1, n - 1);
    const pl_str first = pl_str_cut(&second, '\n');
    struct pl_subject_name a = {.weak = (data[0] & 64) != 0};
    struct pl_subject_name b = {.weak = (data[0] & 128) != 0};
    if (pl_form_make(romaniser, first, data[0] % PL_NAME_KINDS, PL_STR(""), PL_STR(""), &arena, &a.form, &err) ||
        pl_form_make(romaniser, second.p ? second : PL_STR(""), data[0] / 4 % PL_NAME_KINDS, PL_STR(""), PL_STR(""),
                     &arena, &b.form, &err)) {
        return 0; /* too long */
    }
    struct pl_name_match there;
    struct pl_name_match back;
    struct pl_name_match explained;
    must(!pl_match_names(&a.form, &b.form, NULL, &there, &err) &&
         !pl_match_names(&b.form, &a.form, NULL, &back, &err) &&
         !pl_match_names(&a.form, &b.form, &arena, &explained, &err));
    must((there.score >= 0 && there.score <= 1) || same(there.score, -1));
    must(same(there.score, back.score) && same(there.score, explained.score));
    must(!there.exact || same(there.score, 1));
    must(!pl_ready_make(&a.form, &arena, &a.ready, &err) && !pl_ready_make(&b.form, &arena, &b.ready, &err));
    if (data[0] & 32) { /* slow: an index has a table of all grams, however few names it holds */
        ask(&a, &b, &arena);
    }
    return 0;
}
