/* The commands: one const struct per file, cmd_<verb>.c, listed in cmd/table.c.
 *
 * A command is data: its options and arguments generate --help, the man page, shell completion and
 * docs/reference/cli.md (tools and a test keep them equal). run() parses nothing itself: it reads the parsed values,
 * calls one app verb and renders. */
#ifndef PL_CMD_CMD_H
#define PL_CMD_CMD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"

enum pl_opt_kind { PL_OPT_FLAG, PL_OPT_TEXT, PL_OPT_INT, PL_OPT_NUMBER, PL_OPT_TIME };

struct pl_opt {
    const char *name;  /* "json": --json */
    int kind;          /* enum pl_opt_kind */
    const char *value; /* what --help calls the value: "FILE"; NULL for a flag */
    const char *text;  /* one line */
    bool repeat;       /* may be given several times */
    const char *def;   /* the default as text, or NULL */
    int64_t min, max;  /* for INT */
};

struct pl_arg {
    const char *name; /* "FILE" */
    const char *text;
    unsigned min, max; /* how many; max 0 = any number */
};

struct pl_args;

struct pl_cmd {
    const char *name;         /* "decode", or two words: "log check" */
    const char *summary;      /* one line, lower case, no full stop */
    const char *text;         /* paragraphs for the manual; NULL none */
    const struct pl_opt *opts; /* ended by a NULL name */
    const struct pl_arg *args; /* ended by a NULL name */
    const char *const *examples; /* "command line", "what it does" pairs, ended by NULL */
    bool needs_case;          /* -C applies */
    int (*run)(const struct pl_args *args);  /* the exit status */
};

/* The parsed command line. Options that were not given: false, NULL, the default. */
bool pl_args_flag(const struct pl_args *args, const char *opt);
const char *pl_args_text(const struct pl_args *args, const char *opt);
int64_t pl_args_int(const struct pl_args *args, const char *opt, int64_t missing);
double pl_args_number(const struct pl_args *args, const char *opt, double missing);
int64_t pl_args_time(const struct pl_args *args, const char *opt); /* pl_time; PL_TIME_NONE when missing */
size_t pl_args_count(const struct pl_args *args, const char *opt);  /* of a repeatable option */
const char *pl_args_nth(const struct pl_args *args, const char *opt, size_t i);
size_t pl_args_n(const struct pl_args *args); /* positional */
const char *pl_args_at(const struct pl_args *args, size_t i);
const char *pl_args_case(const struct pl_args *args); /* -C DIR, else $PLIMSOLL_CASE, else "." */

/* Reports err on stderr and gives the exit status of its code. */
int pl_cmd_fail(const char *file, const struct pl_error *err);

/* All commands, in the order of the manual, ended by NULL. */
extern const struct pl_cmd *const pl_cmd_table[];

#endif
