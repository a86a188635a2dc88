/* The rules: the file and the table agree, overrides change what they name and nothing else, every refusal. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/file.h"
#include "detect/rules.h"

#include "base/ban.h"

static void test_file(void **state) {
    (void)state;
    struct pl_rules file, table;
    struct pl_error err;
    PL_BUF_AUTO text;
    PL_BUF_AUTO written;
    pl_buf_open(&text, 1u << 20);
    pl_buf_open(&written, 1u << 20);
    assert_int_equal(pl_file_read("data/rules.json", 1u << 20, &text, &err), 0);
    assert_true(pl_rules_profile("default", &table));
    assert_int_equal(pl_rules_parse(pl_buf_str(&text), &file, &err), 0);
    assert_memory_equal(&file.hash, &table.hash, sizeof file.hash);
    pl_rules_write(&table, &written);
    assert_true(pl_str_eq(pl_buf_str(&text), pl_buf_str(&written)));
}

/* Values of docs/rules.md, retyped. */
static void test_defaults(void **state) {
    (void)state;
    static const struct {
        enum pl_rule_key key;
        double value;
        const char *comparison;
    } want[] = {
        {PL_RULE_DEDUPE_WINDOW_S, 10, "<="},
        {PL_RULE_ASSEMBLE_MAX_PART_S, 5, "<="},
        {PL_RULE_GAP_MIN_HOURS, 12, ">"},
        {PL_RULE_ENCOUNTER_MAX_DISTANCE_M, 500, "<="},
        {PL_RULE_ENCOUNTER_MAX_SPEED_KN, 2, "<"},
        {PL_RULE_ENCOUNTER_MIN_HOURS, 2, ">="},
        {PL_RULE_ENCOUNTER_MIN_PORT_DISTANCE_M, 10000, ">"},
        {PL_RULE_LOITERING_MAX_SPEED_KN, 2, "<"},
        {PL_RULE_LOITERING_MIN_HOURS, 4, ">="},
        {PL_RULE_LOITERING_MIN_PORT_DISTANCE_M, 10000, ">"},
        {PL_RULE_PORT_VISIT_IN_M, 3000, "<="},
        {PL_RULE_PORT_VISIT_OUT_M, 4000, ">="},
        {PL_RULE_PORT_VISIT_STOP_KN, 0.2, "<="},
        {PL_RULE_PORT_VISIT_START_KN, 0.5, ">="},
        {PL_RULE_PORT_VISIT_GAP_HOURS, 4, ">="},
    };
    struct pl_rules rules;
    assert_true(pl_rules_profile("default", &rules));
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
        assert_true(rules.v[want[i].key] >= want[i].value && rules.v[want[i].key] <= want[i].value);
        assert_string_equal(pl_rules_row(want[i].key)->comparison, want[i].comparison);
    }
    assert_null(pl_rules_row(PL_RULE_COUNT));
    for (unsigned i = 0; i < PL_RULE_COUNT; i++) {
        const struct pl_rule_row *row = pl_rules_row(i);
        assert_true(row->value >= row->least && row->value <= row->most);
        assert_true(row->sensitive >= row->least && row->sensitive <= row->most);
        assert_true(row->strict >= row->least && row->strict <= row->most);
    }
}

static void test_override(void **state) {
    (void)state;
    struct pl_rules rules, before;
    struct pl_error err;
    assert_true(pl_rules_profile("default", &rules));
    before = rules;
    assert_int_equal(pl_rules_override(&rules, PL_STR("{\"gap\":{\"min_hours\":6}}"), &err), 0);
    for (unsigned i = 0; i < PL_RULE_COUNT; i++) {
        double want = i == PL_RULE_GAP_MIN_HOURS ? 6 : before.v[i];
        assert_true(rules.v[i] >= want && rules.v[i] <= want);
    }
    assert_memory_not_equal(&rules.hash, &before.hash, sizeof rules.hash);
    assert_int_equal(pl_rules_override(&rules, PL_STR("{\"gap.min_hours\":12}"), &err), 0);
    assert_memory_equal(&rules.hash, &before.hash, sizeof rules.hash);
    /* a profile gives way to named keys, wherever it stands */
    struct pl_rules sensitive;
    assert_true(pl_rules_profile("sensitive", &sensitive));
    assert_int_equal(pl_rules_override(&rules, PL_STR("{\"gap\":{\"min_hours\":7},\"profile\":\"sensitive\"}"), &err),
                     0);
    assert_true(rules.v[PL_RULE_GAP_MIN_HOURS] > 6.9);
    assert_true(rules.v[PL_RULE_ENCOUNTER_MIN_HOURS] <= sensitive.v[PL_RULE_ENCOUNTER_MIN_HOURS]);
}

static void test_refusals(void **state) {
    (void)state;
    static const struct {
        const char *json;
        int code;
        const char *says;
    } bad[] = {
        {"{\"gap\":{\"min_hour\":6}}", PL_E_USAGE, "gap.min_hour"},
        {"{\"gaps\":{\"min_hours\":6}}", PL_E_USAGE, "gaps.min_hours"},
        {"{\"order\":{\"lateness_s\":60}}", PL_E_USAGE, "order.lateness_s"}, /* steered nothing */
        {"{\"identifier_invalid\":{\"min_reports\":1}}", PL_E_USAGE, "identifier_invalid.min_reports"},
        {"{\"min_hours\":6}", PL_E_USAGE, "min_hours"},
        {"{\"gap\":{\"min_hours\":\"6\"}}", PL_E_USAGE, "must be a number"},
        {"{\"gap\":{\"min_hours\":0}}", PL_E_USAGE, "between"},
        {"{\"gap\":{\"min_hours\":8761}}", PL_E_USAGE, "between"},
        {"{\"gap\":{\"min_hours\":6},\"gap.min_hours\":7}", PL_E_USAGE, "twice"},
        {"{\"gap\":6}", PL_E_USAGE, "gap"},
        {"{\"version\":\"2\"}", PL_E_USAGE, "version"},
        {"{\"version\":1}", PL_E_USAGE, "version"},
        {"{\"profile\":\"loose\"}", PL_E_USAGE, "profile"},
        {"{\"port_visit\":{\"in_m\":5000}}", PL_E_USAGE, "out_m"},
        {"{\"port_visit\":{\"stop_kn\":0.6}}", PL_E_USAGE, "start_kn"},
        {"[1]", PL_E_FORMAT, "object"},
        {"{", PL_E_FORMAT, ""},
        {"", PL_E_FORMAT, ""},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct pl_rules rules, before;
        struct pl_error err = {0};
        assert_true(pl_rules_profile("default", &rules));
        before = rules;
        int code = pl_rules_override(&rules, pl_str_from(bad[i].json), &err);
        if (code != bad[i].code || !strstr(err.msg, bad[i].says)) {
            fail_msg("%s: code %d, %s", bad[i].json, code, err.msg);
        }
        assert_memory_equal(&rules, &before, sizeof rules); /* untouched */
    }
    /* both ends of a range are in it */
    struct pl_rules rules;
    struct pl_error err;
    assert_int_equal(pl_rules_parse(PL_STR("{\"gap\":{\"min_hours\":8760}}"), &rules, &err), 0);
    assert_int_equal(pl_rules_parse(PL_STR("{\"gap\":{\"min_hours\":0.01}}"), &rules, &err), 0);
}

static void test_params(void **state) {
    (void)state;
    struct pl_rules rules;
    PL_BUF_AUTO out;
    pl_buf_open(&out, 4096);
    assert_true(pl_rules_profile("default", &rules));
    assert_false(pl_rules_profile("lenient", &rules));
    pl_rules_params(&rules, "gap", &out);
    assert_true(pl_str_eq(pl_buf_str(&out), PL_STR("{\"min_hours\":12}")));
    pl_buf_clear(&out);
    pl_rules_params(&rules, "nothing", &out);
    assert_true(pl_str_eq(pl_buf_str(&out), PL_STR("{}")));
}

/* docs/rules.md has a row for every key with its default. */
static void test_documented(void **state) {
    (void)state;
    struct pl_error err;
    PL_BUF_AUTO text;
    pl_buf_open(&text, 1u << 20);
    assert_int_equal(pl_file_read("docs/rules.md", 1u << 20, &text, &err), 0);
    for (unsigned i = 0; i < PL_RULE_COUNT; i++) {
        const struct pl_rule_row *row = pl_rules_row(i);
        char cell[128];
        int n =
            snprintf(cell, sizeof cell, "| `%s.%s` | %g | %s |", row->section, row->key, row->value, row->comparison);
        if (pl_str_find_str(pl_buf_str(&text), pl_str_make(cell, (size_t)n)) == text.n) {
            fail_msg("docs/rules.md lacks %s", cell);
        }
    }
}

/* The section of docs/rules.md on what stands in the code. */
static pl_str fixed_constants(struct pl_buf *text) {
    struct pl_error err;
    pl_buf_open(text, 1u << 20);
    assert_int_equal(pl_file_read("docs/rules.md", 1u << 20, text, &err), 0);
    pl_str all = pl_buf_str(text);
    size_t from = pl_str_find_str(all, PL_STR("## Fixed constants")), to = pl_str_find_str(all, PL_STR("## Ids"));
    assert_true(from < to && to < all.n);
    return pl_str_sub(all, from, to - from);
}

static void read_source(const char *file, struct pl_buf *text) {
    char path[300];
    struct pl_error err;
    pl_buf_open(text, 1u << 20);
    (void)snprintf(path, sizeof path, "src/detect/%s", file);
    assert_int_equal(pl_file_read(path, 1u << 20, text, &err), 0);
}

/* The next `#define NAME VALUE` of a text, without the comment behind it. */
static bool next_constant(pl_str *rest, pl_str *ret_name, pl_str *ret_value) {
    while (rest->n > 0) {
        pl_str line = pl_str_cut(rest, '\n');
        if (pl_str_eq(pl_str_cut(&line, ' '), PL_STR("#define"))) {
            *ret_name = pl_str_cut(&line, ' ');
            *ret_value = pl_str_trim(pl_str_sub(line, 0, pl_str_find_str(line, PL_STR("/*"))));
            return true;
        }
    }
    return false;
}

/* Every constant that the section lists has the value that it says. */
static void test_fixed_values(void **state) {
    (void)state;
    PL_BUF_AUTO text;
    pl_str rest = fixed_constants(&text);
    unsigned n = 0;
    while (rest.n > 0) {
        pl_str line = pl_str_cut(&rest, '\n'), cells[7];
        if (!pl_str_starts(line, PL_STR("| `"))) {
            continue;
        }
        for (unsigned i = 0; i < 7; i++) {
            cells[i] = pl_str_cut(&line, '`');
        }
        char file[64];
        (void)snprintf(file, sizeof file, "%.*s", (int)cells[1].n, cells[1].p);
        PL_BUF_AUTO source;
        read_source(file, &source);
        pl_str code = pl_buf_str(&source), name = {0}, value = {0};
        bool same = false;
        while (!same && next_constant(&code, &name, &value)) {
            pl_str bare = value.n > 2 ? pl_str_sub(value, 1, value.n - 2) : value;
            same = pl_str_eq(name, cells[3]) && (pl_str_eq(value, cells[5]) || pl_str_eq(bare, cells[5]));
        }
        if (!same) {
            fail_msg("docs/rules.md: %s %.*s is not %.*s", file, (int)cells[3].n, cells[3].p, (int)cells[5].n,
                     cells[5].p);
        }
        n++;
    }
    assert_true(n > 50);
}

/* And it lists all of src/detect/.c that are numbers, but for limits (_MAX). */
static void test_fixed_complete(void **state) {
    (void)state;
    PL_BUF_AUTO text;
    const pl_str section = fixed_constants(&text);
    DIR *dir = opendir("src/detect");
    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir)) != NULL;) {
        if (!pl_str_ends(pl_str_from(e->d_name), PL_STR(".c"))) {
            continue;
        }
        PL_BUF_AUTO source;
        read_source(e->d_name, &source);
        pl_str code = pl_buf_str(&source), name, value;
        while (next_constant(&code, &name, &value)) {
            bool number = value.n > 0 && strchr("(-0123456789", value.p[0]) != NULL;
            char row[400], size[400];
            (void)snprintf(row, sizeof row, "| `%s` | `%.*s` |", e->d_name, (int)name.n, name.p);
            (void)snprintf(size, sizeof size, " `%s`", e->d_name);
            pl_str limits = pl_str_sub(section, pl_str_find_str(section, PL_STR("Grids, sizes")), section.n);
            limits = pl_str_sub(limits, pl_str_find_str(limits, pl_str_from(size)), limits.n);
            limits = pl_str_sub(limits, 0, pl_str_find(limits, ';'));
            (void)snprintf(size, sizeof size, "`%.*s`", (int)name.n, name.p);
            if (number && !pl_str_ends(name, PL_STR("_MAX")) &&
                pl_str_find_str(section, pl_str_from(row)) == section.n &&
                pl_str_find_str(limits, pl_str_from(size)) == limits.n) {
                fail_msg("docs/rules.md, \"Fixed constants\", lacks %.*s of src/detect/%s", (int)name.n, name.p,
                         e->d_name);
            }
        }
    }
    closedir(dir);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_file),         cmocka_unit_test(test_defaults),       cmocka_unit_test(test_override),
        cmocka_unit_test(test_refusals),     cmocka_unit_test(test_params),         cmocka_unit_test(test_documented),
        cmocka_unit_test(test_fixed_values), cmocka_unit_test(test_fixed_complete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
