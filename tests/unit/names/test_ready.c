/* What is kept of a form is the form: every text, key and class, without the arena in which it was made, for all names
 * of one vocabulary. The expectation is the same name read once more. */
#include "names/ready.h"
#include "names/vocabulary.h"

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
    "Ri Myong Hun", /* once more: its parts are there */
    "An Unendinglylongwordofmorethansixtyfourletterswhichiskeptwholebutcomparedasitsbeginning",
};

/* The form as it is kept has its texts and no readings. */
static void same_form(const struct pl_form *a, const struct pl_form *b) {
    assert_true(pl_str_eq(a->fold, b->fold));
    assert_true(pl_str_eq(a->source, b->source));
    assert_string_equal(a->script, b->script);
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->n, 0);
}

static void same_part(const struct pl_ready_part *a, const struct pl_ready_part *b, const struct pl_part *part) {
    assert_int_equal(a->n, b->n);
    assert_memory_equal(a->key, b->key, a->n);
    assert_int_equal(a->hash, b->hash);
    assert_int_equal(a->letters, b->letters);
    assert_int_equal(a->near, b->near);
    assert_int_equal(a->number, b->number);
    assert_int_equal(a->plain, b->plain);
    assert_int_equal(a->common, b->common);
    assert_int_equal(a->cls, b->cls);
    assert_true(a->weight >= b->weight && a->weight <= b->weight);
    assert_true(pl_str_eq(pl_ready_text(a), part->text) && pl_str_eq(pl_ready_text(b), part->text));
    assert_true(pl_str_eq(pl_str_make(a->key, a->key_n), part->key)); /* in full, however long */
}

/* a: opened in the spaces asked for; b: made of the form. */
static void same_ready(const struct pl_ready *a, const struct pl_ready *b, uint32_t spaces,
                       const struct pl_form *form) {
    size_t at = 0;
    assert_true(a->order == b->order && a->fold == b->fold);
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->spaces, b->spaces);
    assert_int_equal(a->native, b->native);
    assert_memory_equal(a->script, b->script, sizeof a->script);
    for (size_t i = 0; i < b->n; i++) {
        const struct pl_ready_reading *q = &b->readings[i];
        if (!(spaces >> q->space & 1u)) {
            continue;
        }
        const struct pl_ready_reading *p = &a->readings[at++];
        assert_string_equal(p->system, q->system);
        assert_int_equal(p->space, q->space);
        assert_int_equal(p->native, q->native);
        assert_int_equal(p->family, q->family);
        assert_int_equal(p->length, q->length);
        assert_int_equal(p->joinable, q->joinable);
        assert_int_equal(p->letters, q->letters);
        assert_int_equal(p->near, q->near);
        assert_int_equal(p->n, q->n);
        for (size_t k = 0; k < p->n; k++) {
            same_part(&p->parts[k], &q->parts[k], &form->readings[i].parts[k]);
        }
    }
    assert_int_equal(a->n, at);
}

static void kept(void **state) {
    struct pl_romaniser *romaniser = NULL;
    struct pl_vocabulary *vocabulary = NULL;
    struct pl_form forms[sizeof NAMES / sizeof *NAMES];
    const struct pl_ready *ready[sizeof NAMES / sizeof *NAMES];
    PL_ARENA_AUTO arena;
    (void)state;
    pl_arena_open(&arena, 1 << 22);
    assert_int_equal(pl_romaniser_open(&romaniser, NULL), 0);
    assert_int_equal(pl_vocabulary_open(&vocabulary, NULL), 0);
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        struct pl_arena scratch;
        struct pl_form form;
        pl_arena_open(&scratch, 1 << 22);
        assert_int_equal(
            pl_form_make(romaniser, pl_str_from(NAMES[i]), PL_NAME_ANY, PL_STR(""), PL_STR(""), &scratch, &form, NULL),
            0);
        assert_int_equal(pl_ready_keep(&form, vocabulary, &arena, &forms[i], &ready[i], NULL), 0);
        pl_arena_close(&scratch); /* nothing of it is needed any more */
    }
    pl_vocabulary_seal(vocabulary);
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        static struct pl_ready_room room;
        PL_ARENA_AUTO other;
        struct pl_form again;
        const struct pl_ready *ready_again = NULL;
        pl_arena_open(&other, 1 << 22);
        assert_int_equal(
            pl_form_make(romaniser, pl_str_from(NAMES[i]), PL_NAME_ANY, PL_STR(""), PL_STR(""), &other, &again, NULL),
            0);
        assert_int_equal(pl_ready_make(&again, &other, &ready_again, NULL), 0);
        same_form(&forms[i], &again);
        const uint32_t asked[] = {UINT32_MAX, 1u << PL_SPACE_LATIN, 1u << PL_SPACE_KOREAN, 1u << PL_SPACE_ARABIC, 0};
        for (size_t k = 0; k < sizeof asked / sizeof *asked; k++) {
            memset(&room, 0xA5, sizeof room);
            same_ready(pl_ready_open(ready[i], asked[k], &room), ready_again, asked[k], &again);
        }
        assert_ptr_equal(pl_ready_open(ready_again, 0, &room), ready_again); /* not kept: as it stands */
    }
    pl_vocabulary_close(vocabulary);
    pl_romaniser_close(romaniser);
}

static void no_room(void **state) {
    struct pl_romaniser *romaniser = NULL;
    struct pl_vocabulary *vocabulary = NULL;
    PL_ARENA_AUTO scratch;
    struct pl_form form;
    struct pl_form copy = {.kind = 77};
    const struct pl_ready *ready = NULL;
    (void)state;
    pl_arena_open(&scratch, 1 << 22);
    assert_int_equal(pl_romaniser_open(&romaniser, NULL), 0);
    assert_int_equal(pl_vocabulary_open(&vocabulary, NULL), 0);
    assert_int_equal(
        pl_form_make(romaniser, pl_str_from(NAMES[0]), PL_NAME_ANY, PL_STR(""), PL_STR(""), &scratch, &form, NULL), 0);
    PL_ARENA_AUTO whole;
    pl_arena_open(&whole, 1 << 22);
    assert_int_equal(pl_ready_keep(&form, vocabulary, &whole, &copy, &ready, NULL), 0);
    const size_t need = whole.used_bytes;
    for (size_t less = 0; less < 2; less++) {
        PL_ARENA_AUTO arena;
        pl_arena_open(&arena, need - less);
        copy.kind = 77;
        assert_int_equal(pl_ready_keep(&form, vocabulary, &arena, &copy, &ready, NULL), less ? PL_E_NOMEM : 0);
        assert_int_equal(copy.kind == 77, less); /* untouched on failure */
    }
    pl_vocabulary_close(vocabulary);
    pl_romaniser_close(romaniser);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(kept), cmocka_unit_test(no_room)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
