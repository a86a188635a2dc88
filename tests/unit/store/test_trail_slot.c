/* Trails kept slot by slot: what is put takes the place of what was there, an empty body too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fresh_case.h"
#include "store/trail_slot.h"

#define SLOT (INT64_C(80000) * PL_TRAIL_SLOT_US)

static void put(struct fresh *f, bool tail, const char *bytes) {
    struct pl_error err = {0};
    PL_BUF_AUTO body;
    pl_buf_open(&body, 64);
    pl_buf_add_str(&body, pl_str_make(bytes, strlen(bytes)));
    fresh_must(pl_case_begin(f->c, &err), &err);
    fresh_must(pl_trail_slot_put(f->c, SLOT, tail, &body, &err), &err);
    fresh_must(pl_case_commit(f->c, &err), &err);
}

static uint64_t bytes_of(struct fresh *f) {
    struct pl_error err = {0};
    uint64_t n = 0;
    fresh_must(pl_trail_slot_bytes(f->c, &n, &err), &err);
    return n;
}

static void test_in_place(void **state) {
    struct fresh f;
    (void)state;
    fresh_open(&f);
    put(&f, false, "abcde");
    put(&f, true, "xy");
    assert_int_equal(bytes_of(&f), 7);
    put(&f, false, "abc");
    assert_int_equal(bytes_of(&f), 5);
    put(&f, false, "");
    assert_int_equal(bytes_of(&f), 2); /* the tail of the same time stays */
    put(&f, true, "");
    assert_int_equal(bytes_of(&f), 0);
    fresh_close(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_in_place)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
