/* What is kept of a form is the form: every text, key and class, without the arena in which it was made. The
 * expectation is the same name read once more. */
#include "names/ready.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static const char *const NAMES[] = {
    "Ri Myong Hun",
    "리명훈",
    "李明勳",
    "Мухаммед Абдулла",
    "محمد عبد الله",
    "Zu Zag Bong 5",
    "Daedong Credit Bank (DCB) Co., Ltd.",
    "a",
    "",
    "...",
    "大同江海運有限公司",
};

static void same_text(pl_str a, pl_str b) { assert_true(pl_str_eq(a, b)); }

static void same_form(const struct pl_form *a, const struct pl_form *b) {
    same_text(a->fold, b->fold);
    same_text(a->source, b->source);
    assert_string_equal(a->script, b->script);
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->n, b->n);
    for (size_t i = 0; i < a->n; i++) {
        assert_int_equal(a->readings[i].space, b->readings[i].space);
        assert_string_equal(a->readings[i].system, b->readings[i].system);
        assert_int_equal(a->readings[i].native, b->readings[i].native);
        assert_int_equal(a->readings[i].n, b->readings[i].n);
        for (size_t k = 0; k < a->readings[i].n; k++) {
            const struct pl_part *p = &a->readings[i].parts[k];
            const struct pl_part *q = &b->readings[i].parts[k];
            same_text(p->text, q->text);
            same_text(p->key, q->key);
            assert_int_equal(p->cls, q->cls);
            assert_int_equal(p->number, q->number);
            assert_int_equal(p->at, q->at);
            assert_int_equal(p->n, q->n);
        }
    }
}

static void same_ready(const struct pl_ready *a, const struct pl_ready *b) {
    assert_true(a->order == b->order && a->fold == b->fold);
    assert_int_equal(a->n, b->n);
    assert_int_equal(a->spaces, b->spaces);
    for (size_t i = 0; i < a->n; i++) {
        const struct pl_ready_reading *p = &a->readings[i];
        const struct pl_ready_reading *q = &b->readings[i];
        assert_int_equal(p->length, q->length);
        assert_int_equal(p->letters, q->letters);
        assert_int_equal(p->n, q->n);
        for (size_t k = 0; k < p->n; k++) {
            assert_memory_equal(p->parts[k].key, q->parts[k].key, p->parts[k].n);
            assert_int_equal(p->parts[k].hash, q->parts[k].hash);
            assert_int_equal(p->parts[k].plain, q->parts[k].plain);
            assert_int_equal(p->parts[k].common, q->parts[k].common);
            same_text(p->reading->parts[k].text, q->reading->parts[k].text);
        }
    }
}

static void kept(void **state) {
    struct pl_romaniser *romaniser = NULL;
    (void)state;
    assert_int_equal(pl_romaniser_open(&romaniser, NULL), 0);
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        const pl_str name = pl_str_from(NAMES[i]);
        struct pl_arena scratch;
        PL_ARENA_AUTO arena;
        PL_ARENA_AUTO other;
        struct pl_form form, again;
        const struct pl_ready *ready = NULL;
        const struct pl_ready *ready_again = NULL;
        pl_arena_open(&scratch, 1 << 22);
        pl_arena_open(&arena, 1 << 22);
        pl_arena_open(&other, 1 << 22);
        assert_int_equal(pl_form_make(romaniser, name, PL_NAME_ANY, PL_STR(""), PL_STR(""), &scratch, &form, NULL), 0);
        assert_int_equal(pl_ready_keep(&form, &scratch, &arena, &form, &ready, NULL), 0);
        pl_arena_close(&scratch); /* nothing of it is needed any more */
        assert_int_equal(pl_form_make(romaniser, name, PL_NAME_ANY, PL_STR(""), PL_STR(""), &other, &again, NULL), 0);
        const size_t made = other.used_bytes;
        assert_int_equal(pl_ready_make(&again, &other, &ready_again, NULL), 0);
        same_form(&form, &again);
        same_ready(ready, ready_again);
        assert_true(arena.used_bytes <= made + (other.used_bytes - made));
    }
    pl_romaniser_close(romaniser);
}

static void no_room(void **state) {
    struct pl_romaniser *romaniser = NULL;
    PL_ARENA_AUTO scratch;
    struct pl_form form;
    struct pl_form copy = {.kind = 77};
    const struct pl_ready *ready = NULL;
    (void)state;
    pl_arena_open(&scratch, 1 << 22);
    assert_int_equal(pl_romaniser_open(&romaniser, NULL), 0);
    assert_int_equal(
        pl_form_make(romaniser, pl_str_from(NAMES[0]), PL_NAME_ANY, PL_STR(""), PL_STR(""), &scratch, &form, NULL), 0);
    PL_ARENA_AUTO whole;
    pl_arena_open(&whole, 1 << 22);
    assert_int_equal(pl_ready_keep(&form, &scratch, &whole, &copy, &ready, NULL), 0);
    const size_t need = whole.used_bytes;
    for (size_t less = 0; less < 2; less++) {
        PL_ARENA_AUTO arena;
        pl_arena_open(&arena, need - less);
        copy.kind = 77;
        assert_int_equal(pl_ready_keep(&form, &scratch, &arena, &copy, &ready, NULL), less ? PL_E_NOMEM : 0);
        assert_int_equal(copy.kind == 77, less); /* untouched on failure */
    }
    struct pl_arena full;
    pl_arena_open(&full, 8);
    assert_int_equal(pl_ready_keep(&form, &full, &whole, &copy, &ready, NULL), PL_E_NOMEM);
    pl_arena_close(&full);
    pl_romaniser_close(romaniser);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(kept), cmocka_unit_test(no_room)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
