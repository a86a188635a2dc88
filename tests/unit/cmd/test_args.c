/* The parsing of command lines against a table of this test's own. Expected messages and values by hand from cmd/cmd.h.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/time.h"
#include "cmd/args.h"
#include "cmd/cmd.h"
#include "cmd/manual.h"

static int run_nothing(const struct pl_args *args) {
    (void)args;
    return 0;
}

static const struct pl_cmd SAIL = {
    .name = "sail",
    .summary = "a test command",
    .opts =
        (const struct pl_opt[]){
            {.name = "json", .kind = PL_OPT_FLAG, .text = "a flag"},
            {.name = "rules", .kind = PL_OPT_TEXT, .value = "FILE", .text = "a text"},
            {.name = "speed", .kind = PL_OPT_INT, .value = "N", .text = "a number", .def = "7", .min = -2, .max = 10},
            {.name = "any", .kind = PL_OPT_INT, .value = "N", .text = "no limits"},
            {.name = "ratio", .kind = PL_OPT_NUMBER, .value = "X", .text = "a fraction"},
            {.name = "since", .kind = PL_OPT_TIME, .value = "TIME", .text = "a time"},
            {.name = "ship", .kind = PL_OPT_TEXT, .value = "MMSI", .text = "many", .repeat = true},
            {.name = NULL}},
    .args = (const struct pl_arg[]){{"FROM", "one", 1, 1}, {"TO", "more", 1, 2}, {.name = NULL}},
    .run = run_nothing,
};
static const struct pl_cmd LOG_CHECK = {
    .name = "log check",
    .summary = "two words",
    .text = ".dots and \\ and |pipes|\n\nsecond paragraph",
    .args = (const struct pl_arg[]){{"FILE", "files", 1, 0}, {.name = NULL}},
    .needs_case = true,
    .examples = (const char *const[]){"plimsoll log check x", "look", NULL},
    .run = run_nothing,
};
static const struct pl_cmd BARE = {.name = "bare", .summary = "nothing at all", .run = run_nothing};
const struct pl_cmd *const pl_cmd_table[] = {&SAIL, &LOG_CHECK, &BARE, NULL};

#define PARSE(cmd, ...) parse(cmd, (const char *const[]){__VA_ARGS__, NULL})

static struct pl_error err;

static struct pl_args *parse(const struct pl_cmd *cmd, const char *const *words) {
    struct pl_args *args = NULL;
    size_t n = 0;
    while (words[n] != NULL) {
        n++;
    }
    memset(&err, 0, sizeof err);
    if (pl_args_parse(cmd, words, n, NULL, &args, &err) != 0) {
        assert_null(args);
        assert_int_equal(err.code, PL_E_USAGE);
        return NULL;
    }
    return args;
}

static void refuses(const char *message, const struct pl_cmd *cmd, const char *const *words) {
    assert_null(parse(cmd, words));
    assert_string_equal(err.msg, message);
}
#define REFUSES(message, cmd, ...) refuses(message, cmd, (const char *const[]){__VA_ARGS__, NULL})

static void reads_every_kind(void **state) {
    (void)state;
    struct pl_args *a = PARSE(&SAIL, "--json", "--rules=a=b", "A", "--speed", "-2", "--ratio=-1.5", "--since",
                              "2024-03-01T02:00Z", "--ship", "1", "--ship=2", "B");
    assert_non_null(a);
    assert_true(pl_args_flag(a, "json"));
    assert_string_equal(pl_args_text(a, "rules"), "a=b");
    assert_int_equal(pl_args_int(a, "speed", 99), -2);
    assert_true(pl_args_number(a, "ratio", 0) < -1.49 && pl_args_number(a, "ratio", 0) > -1.51);
    assert_int_equal(pl_args_time(a, "since"), INT64_C(1709258400) * PL_SECOND_US);
    assert_int_equal(pl_args_count(a, "ship"), 2);
    assert_string_equal(pl_args_nth(a, "ship", 0), "1");
    assert_string_equal(pl_args_nth(a, "ship", 1), "2");
    assert_null(pl_args_nth(a, "ship", 2));
    assert_int_equal(pl_args_n(a), 2);
    assert_string_equal(pl_args_at(a, 0), "A");
    assert_string_equal(pl_args_at(a, 1), "B");
    assert_null(pl_args_at(a, 2));
    assert_ptr_equal(pl_args_cmd(a), &SAIL);
    pl_args_free(a);
}

static void gives_defaults(void **state) {
    (void)state;
    struct pl_args *a = PARSE(&SAIL, "A", "B");
    assert_non_null(a);
    assert_false(pl_args_flag(a, "json"));
    assert_null(pl_args_text(a, "rules"));
    assert_int_equal(pl_args_int(a, "speed", 99), 7);
    assert_int_equal(pl_args_int(a, "any", 99), 99);
    assert_true(pl_args_number(a, "ratio", 0.25) > 0.24);
    assert_true(pl_args_time(a, "since") == PL_TIME_NONE);
    assert_int_equal(pl_args_count(a, "ship"), 0);
    pl_args_free(a);
    pl_args_free(NULL);
}

static void keeps_to_ranges(void **state) {
    (void)state;
    REFUSES("--speed takes a number from -2 to 10, not -3", &SAIL, "A", "B", "--speed=-3");
    REFUSES("--speed takes a number from -2 to 10, not 11", &SAIL, "A", "B", "--speed=11");
    for (int edge = 0; edge < 2; edge++) {
        struct pl_args *a = PARSE(&SAIL, "A", "B", edge ? "--speed=10" : "--speed=-2");
        assert_non_null(a);
        assert_int_equal(pl_args_int(a, "speed", 0), edge ? 10 : -2);
        pl_args_free(a);
    }
    REFUSES("--speed takes a whole number, not \"2.5\"", &SAIL, "A", "B", "--speed=2.5");
    REFUSES("--any takes a whole number, not \"9223372036854775808\"", &SAIL, "A", "B", "--any=9223372036854775808");
    REFUSES("--any takes a whole number, not \"\"", &SAIL, "A", "B", "--any=");
    REFUSES("--ratio takes a number such as 12.5, not \"nan\"", &SAIL, "A", "B", "--ratio=nan");
    REFUSES("--since takes a time such as 2024-03-01 or 2024-03-01T02:00:05Z, not \"2024-02-30\"", &SAIL, "A", "B",
            "--since=2024-02-30");
}

static void refuses_wrong_words(void **state) {
    (void)state;
    REFUSES("unknown option --jsno; did you mean --json?", &SAIL, "--jsno");
    REFUSES("unknown option --js; did you mean --json?", &SAIL, "--js");
    REFUSES("unknown option --zzzzzzzz", &SAIL, "--zzzzzzzz=4");
    REFUSES("unknown option --", &SAIL, "--=4");
    REFUSES("--json takes no value", &SAIL, "--json=");
    REFUSES("--rules needs a value: --rules FILE", &SAIL, "A", "B", "--rules");
    REFUSES("--rules needs a value: --rules FILE", &SAIL, "--rules", "--json", "A", "B");
    REFUSES("--rules is given twice", &SAIL, "--rules=a", "--rules=b");
    REFUSES("FROM is missing", &SAIL, "--json");
    REFUSES("TO is missing", &SAIL, "A");
    REFUSES("one argument too many: \"4\"", &SAIL, "1", "2", "3", "4");
    REFUSES("takes no arguments, but \"x\" is given", &BARE, "x");
    REFUSES("-C needs the folder of a case: -C DIR", &BARE, "-C");
    REFUSES("unknown option -j; options are whole words, such as --help", &SAIL, "-j");
}

static void tells_options_from_arguments(void **state) {
    (void)state;
    struct pl_args *a = PARSE(&SAIL, "-", "-33.5,151", "--", "--json");
    assert_non_null(a);
    assert_int_equal(pl_args_n(a), 3);
    assert_string_equal(pl_args_at(a, 0), "-");
    assert_string_equal(pl_args_at(a, 1), "-33.5,151");
    assert_string_equal(pl_args_at(a, 2), "--json");
    assert_false(pl_args_flag(a, "json"));
    pl_args_free(a);
    const char *many[40];
    for (size_t i = 0; i < 39; i++) {
        many[i] = "x";
    }
    many[39] = NULL;
    a = parse(&LOG_CHECK, many);
    assert_non_null(a);
    assert_int_equal(pl_args_n(a), 39);
    pl_args_free(a);
}

static void asks_for_help(void **state) {
    (void)state;
    assert_null(PARSE(&SAIL, "A", "-h"));
    assert_int_equal(err.code, 0);
    assert_null(PARSE(&SAIL, "--help"));
    assert_int_equal(err.code, 0);
}

static void finds_commands(void **state) {
    (void)state;
    size_t used = 0;
    assert_ptr_equal(pl_args_command("sail", "x", &used), &SAIL);
    assert_int_equal(used, 1);
    assert_ptr_equal(pl_args_command("log", "check", &used), &LOG_CHECK);
    assert_int_equal(used, 2);
    assert_null(pl_args_command("log", NULL, &used));
    assert_null(pl_args_command("log", "chec", &used));
    assert_null(pl_args_command("lo", "check", &used));
    assert_null(pl_args_command("sai", NULL, &used));
    assert_true(pl_args_is_group("log"));
    assert_false(pl_args_is_group("lo"));
    assert_false(pl_args_is_group("sail"));
    char hint[64];
    pl_args_suggest_command("asil", hint, sizeof hint);
    assert_string_equal(hint, "; did you mean \"sail\"?");
    pl_args_suggest_command("zzzz", hint, sizeof hint);
    assert_string_equal(hint, "");
    pl_args_suggest_command("a word that is far longer than any name of a command can ever be", hint, sizeof hint);
    assert_string_equal(hint, "");
}

static void chooses_the_case(void **state) {
    (void)state;
    struct pl_args *a = NULL;
    unsetenv("PLIMSOLL_CASE");
    assert_int_equal(pl_args_parse(&BARE, NULL, 0, NULL, &a, NULL), 0);
    assert_string_equal(pl_args_case(a), ".");
    setenv("PLIMSOLL_CASE", "from-env", 1);
    assert_string_equal(pl_args_case(a), "from-env");
    pl_args_free(a);
    assert_int_equal(pl_args_parse(&BARE, NULL, 0, "from-c", &a, NULL), 0);
    assert_string_equal(pl_args_case(a), "from-c");
    pl_args_free(a);
    a = PARSE(&BARE, "-C", "later");
    assert_string_equal(pl_args_case(a), "later");
    pl_args_free(a);
    unsetenv("PLIMSOLL_CASE");
}

static void contains(void (*print)(FILE *), const char *const *wanted) {
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    assert_non_null(out);
    print(out);
    fclose(out);
    for (; *wanted != NULL; wanted++) {
        if (strstr(text, *wanted) == NULL) {
            fail_msg("\"%s\" is not in:\n%s", *wanted, text);
        }
    }
    free(text);
}

static void print_sail(FILE *out) { pl_manual_command(out, &SAIL); }
static void print_log(FILE *out) { pl_manual_group(out, "log"); }

static void writes_the_manual(void **state) {
    (void)state;
    contains(print_sail, (const char *const[]){"usage: plimsoll sail [options] FROM TO...\n",
                                               "  --speed N                 a number, -2 to 10 (default 7)\n",
                                               "  --ship MMSI               many; may be repeated\n",
                                               "  --any N                   no limits\n", NULL});
    contains(print_log, (const char *const[]){"  log check                 two words\n", NULL});
    contains(pl_manual_overview, (const char *const[]){"  bare                      nothing at all\n", NULL});
    contains(pl_manual_roff,
             (const char *const[]){".SS log check\n", "\\&.dots and \\e and |pipes|\n.PP\nsecond", NULL});
    contains(pl_manual_markdown,
             (const char *const[]){"## plimsoll log check\n", "    plimsoll [-C DIR] log check FILE...\n",
                                   ".dots and \\\\ and \\|pipes\\|", NULL});
    contains(pl_manual_bash,
             (const char *const[]){"compgen -W 'sail log bare -C", "'log check '*) opts='--help'", NULL});
    contains(pl_manual_errors, (const char *const[]){"| USAGE | the request is not understood | 2 | 400 |\n", NULL});
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_kind),  cmocka_unit_test(gives_defaults),
        cmocka_unit_test(keeps_to_ranges),   cmocka_unit_test(refuses_wrong_words),
        cmocka_unit_test(finds_commands),    cmocka_unit_test(tells_options_from_arguments),
        cmocka_unit_test(asks_for_help),     cmocka_unit_test(chooses_the_case),
        cmocka_unit_test(writes_the_manual),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
