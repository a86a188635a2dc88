/* The audit over tables of invented claims: tests/data/audit/<name>.csv with <name>.want, which was written by hand
 * before the program was asked: every finding (kind, then its claims in the order of the table), and behind ~ what its
 * arithmetic must hold. No finding may be missing and none may be there beside; each table has the near miss of what it
 * is about. `reach` in a name: dated places are tested by the stand-in below, 10 kn over a great circle, nothing beyond
 * 80 degrees north.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "app/audit.h"
#include "app/facts.h"
#include "base/file.h"
#include "geo/sphere.h"

static int ten_knots(void *ctx, const struct pl_dated_place *from, const struct pl_dated_place *to,
                     struct pl_reachable_answer *ret, struct pl_error *err) {
    int *asked = ctx;
    (void)err;
    ++*asked;
    double hours = (to->last_day - from->first_day + 1) * 24.0;
    pl_pos a = {0}, b = {0};
    assert_true(pl_pos_from_deg(from->lon_deg, from->lat_deg, &a) && pl_pos_from_deg(to->lon_deg, to->lat_deg, &b));
    double nm = pl_sphere_distance_m(a, b) / PL_NM_M;
    ret->needs_kn = nm / hours;
    ret->reachable = from->lat_deg > 80 || to->lat_deg > 80 ? PL_REACHABLE_UNKNOWN
                     : ret->needs_kn > 10                   ? PL_REACHABLE_NO
                                                            : PL_REACHABLE_YES;
    return 0;
}

static void write_finding(const struct pl_claim_table *table, const struct pl_finding *f, struct pl_buf *out) {
    pl_buf_clear(out);
    pl_buf_add_str(out, pl_str_from(pl_finding_word(f->kind)));
    for (uint32_t i = 0; i < f->n; i++) {
        pl_buf_add_char(out, ' ');
        pl_buf_add_str(out, table->rows[f->claims[i]].id);
    }
}

/* Finds the wanted line's finding, marks it; what is wrong is printed. */
static bool is_there(const struct pl_claim_table *table, const struct pl_findings *findings, pl_str line, bool *seen) {
    PL_BUF_AUTO text;
    pl_buf_open(&text, 1 << 16);
    size_t tilde = pl_str_find_str(line, PL_STR(" ~ "));
    pl_str head = pl_str_trim(pl_str_sub(line, 0, tilde));
    pl_str sum = tilde < line.n ? pl_str_trim(pl_str_sub(line, tilde + 3, line.n)) : PL_STR("");
    for (uint32_t i = 0; i < findings->n; i++) {
        write_finding(table, &findings->items[i], &text);
        if (pl_str_eq(pl_buf_str(&text), head)) {
            seen[i] = true;
            pl_str got = findings->items[i].arithmetic;
            if (sum.n > 0 && pl_str_find_str(got, sum) == got.n) {
                print_message("  %.*s: \"%.*s\" is not in \"%.*s\"\n", (int)head.n, head.p, (int)sum.n, sum.p,
                              (int)got.n, got.p);
                return false;
            }
            return findings->items[i].why.n > 0;
        }
    }
    print_message("  missing: %.*s\n", (int)head.n, head.p);
    return false;
}

static bool run_case(pl_str csv, pl_str want, bool reach) {
    PL_ARENA_AUTO arena;
    struct pl_claim_table table = {0};
    struct pl_findings findings = {0};
    struct pl_error err = {0};
    bool seen[512] = {false}, good = true;
    int asked = 0;
    pl_arena_open(&arena, (size_t)64 << 20);
    int code = pl_audit_bytes(csv, pl_facts_caps(), reach ? ten_knots : NULL, &asked, &arena, &table, &findings, &err);
    if (code != 0 || findings.n > 512 || (reach && asked == 0)) {
        print_message("  %s (line %llu)\n", err.msg, (unsigned long long)err.line);
        return false;
    }
    while (want.p != NULL) {
        pl_str line = pl_str_trim(pl_str_cut(&want, '\n'));
        if (line.n > 0 && line.p[0] != '#') {
            good = is_there(&table, &findings, line, seen) && good;
        }
    }
    PL_BUF_AUTO text;
    pl_buf_open(&text, 1 << 16);
    for (uint32_t i = 0; i < findings.n; i++) {
        if (!seen[i]) {
            write_finding(&table, &findings.items[i], &text);
            print_message("  not wanted: %.*s: %.*s\n", (int)text.n, text.p, (int)findings.items[i].why.n,
                          findings.items[i].why.p);
            good = false;
        }
    }
    return good;
}

static void tables_give_what_was_worked_out(void **state) {
    (void)state;
    PL_ARENA_AUTO arena;
    const char **paths = NULL;
    size_t n = 0, cases = 0, failed = 0;
    pl_arena_open(&arena, (size_t)16 << 20);
    assert_int_equal(pl_file_list("tests/data/audit", 1000, &arena, &paths, &n, NULL), 0);
    for (size_t i = 0; i < n; i++) {
        pl_str path = pl_str_from(paths[i]);
        if (!pl_str_ends(path, PL_STR(".csv"))) {
            continue;
        }
        char want_path[512];
        PL_BUF_AUTO csv;
        PL_BUF_AUTO want;
        pl_buf_open(&csv, 1 << 20);
        pl_buf_open(&want, 1 << 20);
        snprintf(want_path, sizeof want_path, "%.*s.want", (int)(path.n - 4), path.p);
        assert_int_equal(pl_file_read(paths[i], 1 << 20, &csv, NULL), 0);
        assert_int_equal(pl_file_read(want_path, 1 << 20, &want, NULL), 0);
        bool reach = pl_str_find_str(path, PL_STR("reach")) < path.n;
        if (!run_case(pl_buf_str(&csv), pl_buf_str(&want), reach)) {
            print_message("%s\n", paths[i]);
            failed++;
        }
        cases++;
    }
    assert_true(cases >= 14);
    assert_int_equal(failed, 0);
}

/* The order of the rows changes which claim is called first, never what is found. */
static void order_of_rows_does_not_matter(void **state) {
    (void)state;
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO file;
    PL_BUF_AUTO turned;
    pl_arena_open(&arena, (size_t)64 << 20);
    pl_buf_open(&file, 1 << 20);
    pl_buf_open(&turned, 1 << 20);
    assert_int_equal(pl_file_read("tests/data/audit/arithmetic.csv", 1 << 20, &file, NULL), 0);
    pl_str rest = pl_buf_str(&file), lines[64];
    size_t n = 0;
    while (rest.p != NULL && n < 64) {
        pl_str line = pl_str_cut(&rest, '\n');
        if (line.n > 0) {
            lines[n++] = line;
        }
    }
    for (size_t i = 0; i < n; i++) {
        pl_buf_add_str(&turned, lines[i == 0 ? 0 : n - i]);
        pl_buf_add_char(&turned, '\n');
    }
    struct pl_claim_table a = {0}, b = {0};
    struct pl_findings x = {0}, y = {0};
    assert_int_equal(pl_audit_bytes(pl_buf_str(&file), pl_facts_caps(), NULL, NULL, &arena, &a, &x, NULL), 0);
    assert_int_equal(pl_audit_bytes(pl_buf_str(&turned), pl_facts_caps(), NULL, NULL, &arena, &b, &y, NULL), 0);
    assert_int_equal(x.n, y.n);
    for (int kind = 0; kind < PL_FINDING_COUNT; kind++) {
        int difference = 0;
        for (uint32_t i = 0; i < x.n; i++) {
            difference += (x.items[i].kind == kind) - (y.items[i].kind == kind);
        }
        assert_int_equal(difference, 0);
    }
}

static const char HEAD[] = "claim_id,date,claimant,topic,quantity,unit,qualifier,period_start,period_end,basis\n";

static int audit(const char *rows, uint32_t *ret_n) {
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO csv;
    struct pl_claim_table table = {0};
    struct pl_findings findings = {0};
    pl_arena_open(&arena, (size_t)64 << 20);
    pl_buf_open(&csv, 1 << 20);
    pl_buf_add_fmt(&csv, "%s%s", HEAD, rows);
    int code = pl_audit_bytes(pl_buf_str(&csv), pl_facts_caps(), NULL, NULL, &arena, &table, &findings, NULL);
    *ret_n = table.n;
    return code;
}

static void bad_tables_are_refused(void **state) {
    (void)state;
    uint32_t n = 0;
    assert_int_equal(audit("", &n), PL_E_EMPTY);
    assert_int_equal(audit("A,2024-01-01,Who,ore,5,t,,2024,2024,port records\n", &n), 0);
    assert_int_equal(n, 1);
    /* half malformed: still a table; more than half: none */
    assert_int_equal(audit("A,2024-01-01,Who,ore,5,t,,2024,2024,port records\nA,2024-01-01,Who,ore,5,t,,,,x\n", &n), 0);
    assert_int_equal(n, 1);
    assert_int_equal(
        audit("A,2024-01-01,Who,ore,5,t,,2024,2024,port records\nB,,Who,ore,5,t,,,,x\nC,2024-02-30,W,o,5,t,,,,x\n", &n),
        PL_E_FORMAT);
    assert_int_equal(audit("A,2024-01-01,\"Who,ore,5,t\n", &n), PL_E_FORMAT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_give_what_was_worked_out),
        cmocka_unit_test(order_of_rows_does_not_matter),
        cmocka_unit_test(bad_tables_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
