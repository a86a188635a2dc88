/* Tests by data: tests/data/names/<space>.csv (its README.md says what the columns are). Each file is one test program,
 * so that a space that is lost has a test of its own name. */
#ifndef TESTS_FORM_PAIRS_H
#define TESTS_FORM_PAIRS_H

#include "names/form.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "text/csv.h"

struct pairs {
    struct pl_romaniser *romaniser;
    struct pl_arena arena;
    int space;
    size_t seen, wrong;
    size_t columns;
};

static int kind_of(pl_str text) {
    static const char *const names[PL_NAME_KINDS] = {"any", "person", "organization", "vessel"};
    for (int i = 0; i < PL_NAME_KINDS; i++) {
        if (pl_str_eq(text, pl_str_from(names[i]))) {
            return i;
        }
    }
    fail_msg("unknown kind %.*s", (int)text.n, text.p);
    return 0;
}

static struct pl_form form_of(struct pairs *p, pl_str name, pl_str kind, pl_str lang) {
    struct pl_form form = {0};
    struct pl_error err = {0};
    if (pl_form_make(p->romaniser, name, kind_of(kind), lang, PL_STR(""), &p->arena, &form, &err) != 0) {
        fail_msg("%.*s: %s", (int)name.n, name.p, err.msg);
    }
    return form;
}

/* The keys of both readings' words and numbers as multisets. */
static bool same_words(const struct pl_reading *a, const struct pl_reading *b) {
    bool taken[PL_FORM_MAX_PARTS] = {false};
    size_t left = 0;
    for (size_t j = 0; j < b->n; j++) {
        left += b->parts[j].cls == PL_PART_WORD || b->parts[j].cls == PL_PART_NUMBER;
    }
    for (size_t i = 0; i < a->n; i++) {
        bool found = a->parts[i].cls != PL_PART_WORD && a->parts[i].cls != PL_PART_NUMBER;
        for (size_t j = 0; j < b->n && !found; j++) {
            if (!taken[j] && b->parts[j].cls == a->parts[i].cls && pl_str_eq(a->parts[i].key, b->parts[j].key)) {
                taken[j] = found = true;
                left--;
            }
        }
        if (!found) {
            return false;
        }
    }
    return left == 0;
}

static size_t readings_in(const struct pl_form *form, int space) {
    size_t n = 0;
    for (size_t i = 0; i < form->n; i++) {
        n += form->readings[i].space == space;
    }
    return n;
}

static bool meets(const struct pl_form *a, const struct pl_form *b, int space) {
    for (size_t i = 0; i < a->n; i++) {
        for (size_t j = 0; j < b->n; j++) {
            if (a->readings[i].space == space && b->readings[j].space == space &&
                same_words(&a->readings[i], &b->readings[j])) {
                return true;
            }
        }
    }
    return false;
}

static bool reads(const struct pl_form *form, int space, pl_str system, pl_str text) {
    for (size_t i = 0; i < form->n; i++) {
        char joined[1024];
        size_t n = 0;
        const struct pl_reading *r = &form->readings[i];
        for (size_t k = 0; k < r->n && n + r->parts[k].text.n + 1 < sizeof joined; k++) {
            if (k > 0) {
                joined[n++] = ' ';
            }
            memcpy(joined + n, r->parts[k].text.p, r->parts[k].text.n);
            n += r->parts[k].text.n;
        }
        if (r->space == space && pl_str_eq(pl_str_from(r->system), system) && pl_str_eq(pl_str_make(joined, n), text)) {
            return true;
        }
    }
    return false;
}

static int one_pair(void *ctx, const struct pl_csv_record *record, struct pl_error *err) {
    struct pairs *p = ctx;
    (void)err;
    if (record->line == 1) {
        return 0;
    }
    assert_int_equal(record->n, 6);
    pl_str a = record->fields[0];
    pl_str b = record->fields[1];
    pl_str want = record->fields[4];
    struct pl_form fa = form_of(p, a, record->fields[2], record->fields[3]);
    struct pl_form fb = form_of(p, b, record->fields[2], PL_STR(""));
    size_t na = readings_in(&fa, p->space);
    size_t nb = readings_in(&fb, p->space);
    bool right = pl_str_eq(want, PL_STR("meets"))        ? meets(&fa, &fb, p->space) && meets(&fb, &fa, p->space)
                 : pl_str_eq(want, PL_STR("apart"))      ? na > 0 && nb > 0 && !meets(&fa, &fb, p->space)
                 : pl_str_eq(want, PL_STR("absent"))     ? na == 0
                 : pl_str_starts(want, PL_STR("reads ")) ? reads(&fa, p->space, pl_str_sub(want, 6, want.n), b)
                                                         : false;
    if (!right) {
        printf("line %llu: %.*s | %.*s: not %.*s\n", (unsigned long long)record->line, (int)a.n, a.p, (int)b.n, b.p,
               (int)want.n, want.p);
        p->wrong++;
    }
    p->seen++;
    return 0;
}

static void check_pairs(const char *path, int space, size_t least) {
    struct pairs p = {.space = space};
    struct pl_error err = {0};
    PL_BUF_AUTO file = {.max_bytes = 1 << 20};
    struct pl_csv *csv = NULL;
    assert_int_equal(pl_file_read(path, 1 << 20, &file, &err), 0);
    assert_int_equal(pl_romaniser_open(&p.romaniser, &err), 0);
    pl_arena_open(&p.arena, (size_t)64 << 20);
    assert_int_equal(pl_csv_open(',', one_pair, &p, &csv, &err), 0);
    assert_int_equal(pl_csv_push(csv, file.p, file.n, &err), 0);
    assert_int_equal(pl_csv_finish(csv, &err), 0);
    pl_csv_close(csv);
    pl_arena_close(&p.arena);
    pl_romaniser_close(p.romaniser);
    assert_true(p.seen >= least);
    assert_int_equal(p.wrong, 0);
}

#endif
