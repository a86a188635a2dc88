/* Readings of tests/data/evidence/readings.txt, wording, ceilings, and texts of any bytes. */
#include "evidence/reading.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "base/file.h"
#include "base/time.h"

static void write_reading(const struct pl_reading *r, struct pl_buf *out) {
    for (uint32_t i = 0; i < r->n_values; i++) {
        const struct pl_reading_value *v = &r->values[i];
        pl_buf_add_fmt(out, "value %.*s %lld %lld %lld %s\n", v->name.n > 0 ? (int)v->name.n : 1,
                       v->name.n > 0 ? v->name.p : "-", (long long)v->micro, (long long)v->step, (long long)v->coarse,
                       v->hedged ? "hedged" : "bare");
    }
    if (r->day != INT32_MIN) {
        PL_BUF_AUTO day;
        pl_buf_open(&day, 64);
        pl_time_write(&day, r->day * PL_DAY_US);
        pl_buf_add_fmt(out, "day %.10s\n", day.p);
    }
    if (r->clock == PL_READING_MINUTE) {
        pl_buf_add_fmt(out, "minute %02d:%02d\n", r->from_min / 60, r->from_min % 60);
    } else if (r->clock == PL_READING_PART) {
        pl_buf_add_fmt(out, "part %d %d\n", r->from_min, r->to_min);
    }
}

static void texts(void **unused) {
    (void)unused;
    PL_BUF_AUTO file, want, got;
    PL_ARENA_AUTO arena;
    pl_str text = {NULL, 0};
    unsigned n = 0;
    pl_arena_open(&arena, 1 << 24);
    pl_buf_open(&file, 1 << 20);
    pl_buf_open(&want, 1 << 20);
    pl_buf_open(&got, 1 << 20);
    assert_int_equal(pl_file_read("tests/data/evidence/readings.txt", 1 << 20, &file, NULL), 0);
    pl_buf_add_str(&file, PL_STR("\ntext"));
    for (pl_str rest = pl_buf_str(&file); rest.p;) {
        pl_str line = pl_str_trim(pl_str_cut(&rest, '\n'));
        if (!pl_str_starts(line, PL_STR("text"))) {
            if (line.n > 0 && line.p[0] != '#') {
                pl_buf_add_str(&want, line);
                pl_buf_add_char(&want, '\n');
            }
            continue;
        }
        if (text.p != NULL) {
            struct pl_reading r;
            pl_buf_clear(&got);
            assert_int_equal(pl_reading_read(text, &arena, &r, NULL), 0);
            write_reading(&r, &got);
            if (!pl_str_eq(pl_buf_str(&got), pl_buf_str(&want))) {
                fail_msg("%.*s\nis read as\n%.*snot\n%.*s", (int)text.n, text.p, (int)got.n, got.p, (int)want.n,
                         want.p);
            }
            n++;
        }
        pl_buf_clear(&want);
        text = pl_str_trim(pl_str_sub(line, 4, line.n));
        text = text.p == NULL ? PL_STR("") : text;
    }
    assert_int_equal(n, 19);
}

static uint64_t wording(const char *text, struct pl_arena *arena) {
    struct pl_reading r;
    assert_int_equal(pl_reading_read(pl_str_from(text), arena, &r, NULL), 0);
    return r.wording;
}

static void same_words(void **unused) {
    (void)unused;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 1 << 20);
    uint64_t one = wording("The Red Maple, 156.1 m long, lay at Tern Bay with 223 containers.", &arena);
    /* other values, other names, hedged: the same words */
    assert_true(one == wording("The Blue Crane, about 90 m long, lay at Cape Lin with some 40 containers.", &arena));
    assert_true(one != wording("The Red Maple, 156.1 m long, was at Tern Bay with 223 containers.", &arena));
    assert_true(one != wording("The Red Maple, 156.1 m long, lay at Tern Bay with containers.", &arena));
}

static void ceilings(void **unused) {
    (void)unused;
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO text;
    struct pl_reading r;
    pl_arena_open(&arena, 1 << 28);
    pl_buf_open(&text, 1 << 20);
    for (unsigned i = 1; i <= PL_READING_MAX_VALUES + 1; i++) {
        pl_buf_add_str(&text, PL_STR("5 t, "));
        assert_int_equal(pl_reading_read(pl_buf_str(&text), &arena, &r, NULL), 0);
        assert_int_equal(r.n_values, i < PL_READING_MAX_VALUES ? i : PL_READING_MAX_VALUES);
    }
    for (int more = -1; more <= 1; more++) { /* the number ends at, and one before, the last byte that is read */
        pl_buf_clear(&text);
        for (size_t i = 0; i < PL_READING_MAX_BYTES - 2 - (size_t)(1 + more) + (size_t)(2 * (1 + more)); i++) {
            pl_buf_add_char(&text, '.');
        }
        pl_buf_add_str(&text, PL_STR("42"));
        assert_int_equal(pl_reading_read(pl_buf_str(&text), &arena, &r, NULL), 0);
        assert_int_equal(r.n_values, more < 1);
        if (more < 1) {
            assert_int_equal(r.values[0].micro, more == -1 ? 42000000 : 4000000);
        }
    }
    struct pl_arena small;
    for (size_t max = 0; max < 4000; max += 64) {
        pl_arena_open(&small, max);
        int code = pl_reading_read(PL_STR("61 containers, 167.6 m"), &small, &r, NULL);
        assert_true(code == 0 || code == PL_E_NOMEM);
        pl_arena_close(&small);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(texts), cmocka_unit_test(same_words),
                                       cmocka_unit_test(ceilings)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
