/* pandoc's tree of a report, judged by pandoc itself: it must take it, make a DOCX of it, and say the same words as the
 * page. Skipped where pandoc is not installed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "report/pandoc.h"
#include "report_facts.h"

static void write_tree(struct pl_arena *arena, struct pl_buf *out) {
    struct facts_reader reader = {arena, 0};
    struct pl_error err = {0};
    struct pl_report_facts facts;
    const struct pl_report_doc *doc = NULL;
    const struct pl_report_check *check = NULL;
    facts_read(facts_file(&reader, PL_STR("exercise.facts.json")), arena, &facts);
    assert_int_equal(pl_report_parse(facts_file(&reader, PL_STR("exercise.md")), arena, &doc, &err), 0);
    assert_int_equal(pl_report_check_run(doc, &facts, arena, &check, &err), 0);
    assert_int_equal(pl_report_pandoc(doc, &facts, check, arena, out, &err), 0);
}

/* Runs pandoc on the tree; what it prints goes to out. */
static int run(const char *folder, const char *options, struct pl_buf *out) {
    char command[600];
    char path[300];
    struct pl_error err = {0};
    snprintf(command, sizeof command, "cd %s && pandoc --quiet -f json %s tree.json > out 2>err", folder, options);
    int status = system(command);
    snprintf(path, sizeof path, "%s/out", folder);
    assert_int_equal(pl_file_read(path, 8 << 20, out, &err), 0);
    return status;
}

static void pandoc_takes_it(void **state) {
    static const char *const WORDS[] = {"Finding meeting.",
                                        "lay within 500 metres",
                                        "lead, not a finding.",
                                        "self-check: not proof.",
                                        "a dissent exists and is withheld",
                                        "evidence shown to the accused",
                                        "<script>alert(1)</script>",
                                        "187,500",
                                        "The draught that MV EXAMPLE HERON sent",
                                        "EXAMPLE HERRON"};
    char folder[] = "/tmp/plimsoll-pandoc-XXXXXX";
    char path[300];
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO tree = {.max_bytes = 8 << 20};
    PL_BUF_AUTO plain = {.max_bytes = 8 << 20};
    PL_BUF_AUTO docx = {.max_bytes = 8 << 20};
    (void)state;
    pl_arena_open(&arena, 256 << 20);
    assert_non_null(mkdtemp(folder));
    write_tree(&arena, &tree);
    snprintf(path, sizeof path, "%s/tree.json", folder);
    FILE *f = fopen(path, "we");
    assert_non_null(f);
    assert_int_equal(fwrite(tree.p, 1, tree.n, f), tree.n);
    fclose(f);
    assert_int_equal(run(folder, "-t plain --wrap=none", &plain), 0);
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        if (pl_str_find_str(pl_buf_str(&plain), pl_str_from(WORDS[i])) == plain.n) {
            fail_msg("pandoc's text lacks %s", WORDS[i]);
        }
    }
    assert_int_equal(run(folder, "-t docx -o -", &docx), 0);
    assert_true(docx.n > 10000 && memcmp(docx.p, "PK\x03\x04", 4) == 0);
    snprintf(path, sizeof path, "rm -r %s", folder);
    assert_int_equal(system(path), 0);
}

static void the_same_bytes(void **state) {
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO first = {.max_bytes = 8 << 20};
    PL_BUF_AUTO second = {.max_bytes = 8 << 20};
    (void)state;
    pl_arena_open(&arena, 256 << 20);
    write_tree(&arena, &first);
    write_tree(&arena, &second);
    assert_true(pl_str_eq(pl_buf_str(&first), pl_buf_str(&second)));
    const struct pl_jval *value = NULL;
    struct pl_error err = {0};
    assert_int_equal(pl_json_read(pl_buf_str(&first), &arena, &value, &err), 0);
    PL_BUF_AUTO small = {.max_bytes = first.n - 1};
    struct facts_reader reader = {&arena, 0};
    struct pl_report_facts facts = {0};
    const struct pl_report_doc *doc = NULL;
    const struct pl_report_check *check = NULL;
    facts_read(facts_file(&reader, PL_STR("exercise.facts.json")), &arena, &facts);
    assert_int_equal(pl_report_parse(facts_file(&reader, PL_STR("exercise.md")), &arena, &doc, &err), 0);
    assert_int_equal(pl_report_check_run(doc, &facts, &arena, &check, &err), 0);
    assert_int_equal(pl_report_pandoc(doc, &facts, check, &arena, &small, &err), PL_E_LIMIT);
}

int main(void) {
    if (system("command -v pandoc >/dev/null 2>&1") != 0) {
        printf("skipped: pandoc is not installed\n");
        return 77;
    }
    const struct CMUnitTest tests[] = {cmocka_unit_test(pandoc_takes_it), cmocka_unit_test(the_same_bytes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
