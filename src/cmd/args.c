#include "cmd/args.h"

#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "base/time.h"
#include "cmd/cmd.h"

#include "base/ban.h"

struct given {
    const struct pl_opt *opt;
    const char *value; /* NULL for a flag */
};

struct pl_args {
    const struct pl_cmd *cmd;
    const char *case_dir; /* NULL: not given */
    const char *person;   /* NULL: not given */
    struct given *given;
    size_t n_given;
    const char **words; /* positional */
    size_t n_words;
};

/* ---- names that are nearly right ---- */

#define NAME_MAX_BYTES 40

/* Insertions, deletions, replacements and swaps of neighbours between two short names; 99 for long ones. */
static unsigned edit_distance(const char *a, const char *b) {
    size_t n = strlen(a);
    size_t m = strlen(b);
    unsigned row[3][NAME_MAX_BYTES + 1];
    if (n > NAME_MAX_BYTES || m > NAME_MAX_BYTES) {
        return 99;
    }
    for (size_t j = 0; j <= m; j++) {
        row[0][j] = (unsigned)j;
    }
    for (size_t i = 1; i <= n; i++) {
        unsigned *now = row[i % 3];
        const unsigned *before = row[(i - 1) % 3];
        now[0] = (unsigned)i;
        for (size_t j = 1; j <= m; j++) {
            unsigned best = before[j - 1] + (a[i - 1] != b[j - 1]);
            best = before[j] + 1 < best ? before[j] + 1 : best;
            best = now[j - 1] + 1 < best ? now[j - 1] + 1 : best;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && row[(i - 2) % 3][j - 2] + 1 < best) {
                best = row[(i - 2) % 3][j - 2] + 1;
            }
            now[j] = best;
        }
    }
    return row[n % 3][m];
}

/* 0 is the best; 99 when name is no plausible reading of word. A name that begins with the word counts as near. */
static unsigned nearness(const char *word, const char *name) {
    size_t n = strlen(word);
    if (n >= 2 && strncmp(word, name, n) == 0) {
        return 1;
    }
    unsigned limit = n <= 3 ? 1 : n <= 7 ? 2 : 3;
    unsigned d = edit_distance(word, name);
    return d <= limit ? d : 99;
}

void pl_args_suggest_command(const char *word, char *out, size_t cap) {
    const char *best = NULL;
    unsigned best_d = 99;
    for (const struct pl_cmd *const *c = pl_cmd_table; *c != NULL; c++) {
        unsigned d = nearness(word, (*c)->name);
        if (d < best_d) {
            best = (*c)->name;
            best_d = d;
        }
    }
    out[0] = '\0';
    if (best != NULL) {
        snprintf(out, cap, "; did you mean \"%s\"?", best);
    }
}

static void suggest_option(const struct pl_cmd *cmd, const char *word, char *out, size_t cap) {
    const char *best = NULL;
    unsigned best_d = 99;
    for (const struct pl_opt *o = cmd->opts; o != NULL && o->name != NULL; o++) {
        unsigned d = nearness(word, o->name);
        if (d < best_d) {
            best = o->name;
            best_d = d;
        }
    }
    out[0] = '\0';
    if (best != NULL) {
        snprintf(out, cap, "; did you mean --%s?", best);
    }
}

/* ---- finding ---- */

const struct pl_cmd *pl_args_command(const char *first, const char *second, size_t *ret_used) {
    size_t n = strlen(first);
    const struct pl_cmd *one = NULL; /* "list" gives way to "list diff" */
    for (const struct pl_cmd *const *c = pl_cmd_table; *c != NULL; c++) {
        const char *name = (*c)->name;
        one = strcmp(first, name) == 0 ? *c : one;
        if (second != NULL && strncmp(first, name, n) == 0 && name[n] == ' ' && strcmp(second, name + n + 1) == 0) {
            *ret_used = 2;
            return *c;
        }
    }
    if (one != NULL) {
        *ret_used = 1;
    }
    return one;
}

bool pl_args_is_group(const char *word) {
    size_t n = strlen(word);
    for (const struct pl_cmd *const *c = pl_cmd_table; *c != NULL; c++) {
        if (strncmp((*c)->name, word, n) == 0 && (*c)->name[n] == ' ') {
            return true;
        }
    }
    return false;
}

static const struct pl_opt *find_option(const struct pl_cmd *cmd, const char *name, size_t n) {
    for (const struct pl_opt *o = cmd->opts; o != NULL && o->name != NULL; o++) {
        if (strlen(o->name) == n && memcmp(o->name, name, n) == 0) {
            return o;
        }
    }
    return NULL;
}

/* ---- parsing ---- */

static int check_value(const struct pl_opt *opt, const char *value, struct pl_error *err) {
    pl_str s = pl_str_from(value);
    int64_t i = 0;
    double d = 0;
    pl_time at = 0;
    switch (opt->kind) {
    case PL_OPT_INT:
        if (!pl_str_i64(s, &i)) {
            return pl_fail(err, PL_E_USAGE, "--%s takes a whole number, not \"%s\"", opt->name, value);
        }
        if (opt->min < opt->max && (i < opt->min || i > opt->max)) {
            return pl_fail(err, PL_E_USAGE, "--%s takes a number from %lld to %lld, not %lld", opt->name,
                           (long long)opt->min, (long long)opt->max, (long long)i);
        }
        return 0;
    case PL_OPT_NUMBER:
        if (!pl_str_double(s, &d)) {
            return pl_fail(err, PL_E_USAGE, "--%s takes a number such as 12.5, not \"%s\"", opt->name, value);
        }
        return 0;
    case PL_OPT_TIME:
        if (!pl_time_parse(s, &at)) {
            return pl_fail(err, PL_E_USAGE, "--%s takes a time such as 2024-03-01 or 2024-03-01T02:00:05Z, not \"%s\"",
                           opt->name, value);
        }
        return 0;
    default:
        return 0;
    }
}

/* One word that begins with "--". Takes the next word as its value where it needs one; *at is moved behind it. */
static int take_option(struct pl_args *args, const char *const *words, size_t n, size_t *at, struct pl_error *err) {
    const char *name = words[*at] + 2;
    const char *equals = strchr(name, '=');
    size_t len = equals != NULL ? (size_t)(equals - name) : strlen(name);
    const struct pl_opt *opt = find_option(args->cmd, name, len);
    if (opt == NULL) {
        char word[NAME_MAX_BYTES + 1];
        char hint[NAME_MAX_BYTES + 40];
        snprintf(word, sizeof word, "%.*s", (int)(len < NAME_MAX_BYTES ? len : NAME_MAX_BYTES), name);
        suggest_option(args->cmd, word, hint, sizeof hint);
        return pl_fail(err, PL_E_USAGE, "unknown option --%s%s", word, hint);
    }
    for (size_t i = 0; i < args->n_given && !opt->repeat; i++) {
        if (args->given[i].opt == opt) {
            return pl_fail(err, PL_E_USAGE, "--%s is given twice", opt->name);
        }
    }
    const char *value = NULL;
    if (opt->kind == PL_OPT_FLAG) {
        if (equals != NULL) {
            return pl_fail(err, PL_E_USAGE, "--%s takes no value", opt->name);
        }
    } else if (equals != NULL) {
        value = equals + 1;
    } else if (*at + 1 < n && !(strncmp(words[*at + 1], "--", 2) == 0)) {
        value = words[++*at];
    } else {
        return pl_fail(err, PL_E_USAGE, "--%s needs a value: --%s %s", opt->name, opt->name, opt->value);
    }
    if (value != NULL && check_value(opt, value, err) != 0) {
        return PL_E_USAGE;
    }
    args->given[args->n_given++] = (struct given){opt, value};
    ++*at;
    return 0;
}

static bool is_short_option(const char *word) {
    return word[0] == '-' && word[1] != '\0' && word[1] != '.' && (word[1] < '0' || word[1] > '9');
}

static int check_count(const struct pl_args *args, struct pl_error *err) {
    size_t min = 0;
    size_t max = 0;
    bool any = false;
    const char *wanted = "";
    for (const struct pl_arg *a = args->cmd->args; a != NULL && a->name != NULL; a++) {
        if (args->n_words >= min && args->n_words < min + a->min) {
            wanted = a->name;
        }
        min += a->min;
        max += a->max;
        any = any || a->max == 0;
    }
    if (args->n_words < min) {
        return pl_fail(err, PL_E_USAGE, "%s is missing", wanted);
    }
    if (!any && args->n_words > max) {
        return pl_fail(err, PL_E_USAGE,
                       max == 0 ? "takes no arguments, but \"%s\" is given" : "one argument too many: \"%s\"",
                       args->words[max]);
    }
    return 0;
}

/* `--as` that is not the command's own. */
static bool is_person(const struct pl_cmd *cmd, const char *word) {
    bool as = strcmp(word, "--as") == 0 || strncmp(word, "--as=", 5) == 0;
    return as && cmd->needs_case && find_option(cmd, "as", 2) == NULL;
}

static int take_person(struct pl_args *args, const char *const *words, size_t n, size_t *at, struct pl_error *err) {
    const char *equals = strchr(words[*at], '=');
    const char *value = equals != NULL ? equals + 1 : *at + 1 < n ? words[++*at] : "";
    if (args->person != NULL) {
        return pl_fail(err, PL_E_USAGE, "--as is given twice");
    }
    if (value[0] == '\0' || strncmp(value, "--", 2) == 0) {
        return pl_fail(err, PL_E_USAGE, "--as needs the name of a person who has a key in this case");
    }
    args->person = value;
    ++*at;
    return 0;
}

static int parse_words(struct pl_args *args, const char *const *words, size_t n, bool *ret_help, struct pl_error *err) {
    bool options = true;
    for (size_t at = 0; at < n;) {
        const char *word = words[at];
        if (options && strcmp(word, "--") == 0) {
            options = false;
            at++;
        } else if (options && (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)) {
            *ret_help = true;
            return 0;
        } else if (options && strcmp(word, "-C") == 0) {
            if (at + 1 >= n) {
                return pl_fail(err, PL_E_USAGE, "-C needs the folder of a case: -C DIR");
            }
            args->case_dir = words[at + 1];
            at += 2;
        } else if (options && is_person(args->cmd, word)) {
            int code = take_person(args, words, n, &at, err);
            if (code != 0) {
                return code;
            }
        } else if (options && strncmp(word, "--", 2) == 0) {
            int code = take_option(args, words, n, &at, err);
            if (code != 0) {
                return code;
            }
        } else if (options && is_short_option(word)) {
            return pl_fail(err, PL_E_USAGE, "unknown option %s; options are whole words, such as --help", word);
        } else {
            args->words[args->n_words++] = word;
            at++;
        }
    }
    return check_count(args, err);
}

int pl_args_parse(const struct pl_cmd *cmd, const char *const *words, size_t n, const char *case_dir,
                  struct pl_args **ret_args, struct pl_error *err) {
    struct pl_args *args = calloc(1, sizeof *args);
    bool help = false;
    int code = 0;
    if (args != NULL) {
        args->cmd = cmd;
        args->case_dir = case_dir;
        args->given = calloc(n + 1, sizeof *args->given);
        args->words = calloc(n + 1, sizeof *args->words);
    }
    if (args == NULL || args->given == NULL || args->words == NULL) {
        code = pl_fail(err, PL_E_NOMEM, "no memory for the command line");
    } else {
        code = parse_words(args, words, n, &help, err);
    }
    if (code != 0 || help) {
        pl_args_free(args);
        args = NULL;
    }
    if (code == 0) {
        *ret_args = args;
    }
    return code;
}

const char *pl_args_person(const struct pl_args *args) { return args->person; }

const struct pl_cmd *pl_args_cmd(const struct pl_args *args) { return args->cmd; }

void pl_args_free(struct pl_args *args) {
    if (args != NULL) {
        free(args->given);
        free(args->words);
        free(args);
    }
}

/* ---- asking ---- */

static const struct pl_opt *known(const struct pl_args *args, const char *opt) {
    const struct pl_opt *o = find_option(args->cmd, opt, strlen(opt));
    if (o == NULL) {
        abort(); /* a bug of the command: its table lacks the option */
    }
    return o;
}

size_t pl_args_count(const struct pl_args *args, const char *opt) {
    const struct pl_opt *o = known(args, opt);
    size_t n = 0;
    for (size_t i = 0; i < args->n_given; i++) {
        n += args->given[i].opt == o;
    }
    return n;
}

const char *pl_args_nth(const struct pl_args *args, const char *opt, size_t i) {
    const struct pl_opt *o = known(args, opt);
    for (size_t k = 0; k < args->n_given; k++) {
        if (args->given[k].opt == o && i-- == 0) {
            return args->given[k].value;
        }
    }
    return NULL;
}

bool pl_args_flag(const struct pl_args *args, const char *opt) {
    bool csv_of_it = args->cmd->records != NULL && strcmp(opt, "json") == 0 && pl_args_count(args, "csv") > 0;
    return csv_of_it || pl_args_count(args, opt) > 0;
}

const char *pl_args_text(const struct pl_args *args, const char *opt) {
    const char *value = pl_args_nth(args, opt, 0);
    return value != NULL ? value : known(args, opt)->def;
}

int64_t pl_args_int(const struct pl_args *args, const char *opt, int64_t missing) {
    const char *text = pl_args_text(args, opt);
    int64_t v = missing;
    return text != NULL && pl_str_i64(pl_str_from(text), &v) ? v : missing;
}

double pl_args_number(const struct pl_args *args, const char *opt, double missing) {
    const char *text = pl_args_text(args, opt);
    double v = missing;
    return text != NULL && pl_str_double(pl_str_from(text), &v) ? v : missing;
}

int64_t pl_args_time(const struct pl_args *args, const char *opt) {
    const char *text = pl_args_text(args, opt);
    pl_time v = PL_TIME_NONE;
    return text != NULL && pl_time_parse(pl_str_from(text), &v) ? v : PL_TIME_NONE;
}

size_t pl_args_n(const struct pl_args *args) { return args->n_words; }

const char *pl_args_at(const struct pl_args *args, size_t i) { return i < args->n_words ? args->words[i] : NULL; }

const char *pl_args_case(const struct pl_args *args) {
    const char *env = args->case_dir == NULL ? getenv("PLIMSOLL_CASE") : NULL;
    return args->case_dir != NULL ? args->case_dir : env != NULL && env[0] != '\0' ? env : ".";
}

/* ---- answering ---- */

bool pl_cmd_reader_gone(void) {
    struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};
    return poll(&out, 1, 0) > 0 && (out.revents & (POLLERR | POLLHUP)) != 0;
}

int pl_cmd_fail(const char *file, const struct pl_error *err) {
    if (pl_cmd_output_failed() && pl_cmd_reader_gone()) {
        pl_log_note("the reader closed the pipe: the output is incomplete");
        return pl_code_exit_status(PL_E_IO);
    }
    pl_log_error(file, err);
    return pl_code_exit_status(err->code);
}

int pl_cmd_usage(const struct pl_args *args, const char *fmt, ...) {
    char msg[1024];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(msg, sizeof msg, fmt, ap);
    va_end(ap);
    pl_log_note("%s: %s", args->cmd->name, msg);
    pl_log_note("see: plimsoll help %s", args->cmd->name);
    return pl_code_exit_status(PL_E_USAGE);
}

bool pl_cmd_output_failed(void) { return ferror(stdout) != 0; }
