/* The commands: one const struct per file, cmd_<verb>.c, listed in cmd/table.c.
 *
 * A command is data: its options and arguments generate --help, the man page, shell completion and
 * docs/reference/cli.md (a test keeps them equal). run() parses nothing itself: it reads the parsed values, which have
 * been checked against the table, calls one app verb and renders.
 *
 * To add a command: define `const struct pl_cmd pl_cmd_<verb> = {...};` in cmd_<verb>.c and add its line to the list
 * in cmd/table.c. All strings of the table are static. run() is called once, in the only thread; results go to stdout
 * through stdio, messages to stderr through base/log.h. main flushes stdout at the end and turns a failed write into
 * exit status 4; a long command asks pl_cmd_output_failed() now and then and stops early. SIGPIPE is ignored; SIGINT
 * ends the process at once with status 130 (docs/adr/0005). */
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
    unsigned min, max; /* how many; max 0 = any number. The counts of all arguments of a command are added */
};

struct pl_args;

struct pl_cmd {
    const char *name;                       /* "decode", or two words: "log check" */
    const char *summary;                    /* one line, lower case, no full stop */
    const char *text;                       /* paragraphs for the manual; NULL none */
    const struct pl_opt *opts;              /* ended by a NULL name */
    const struct pl_arg *args;              /* ended by a NULL name */
    const char *const *examples;            /* "command line", "what it does" pairs, ended by NULL */
    const char *records;                    /* for PL_CMD_CSV (cmd/csv.h); NULL: it has no such option */
    bool needs_case;                        /* -C applies */
    int (*run)(const struct pl_args *args); /* the exit status */
};

/* The option --csv of a command that prints a table and has --json: cmd/csv.h makes the one of the other, run() sees
 * --json alone. */
#define PL_CMD_CSV                                                                                                     \
    { .name = "csv", .text = "CSV with a header: the records of --json" }

/* The parsed command line. Strings live as long as argv. An option that was not given: false; else its `def`; and
 * without a `def` NULL or `missing`. Asking for an option that the command's table lacks is a bug and aborts. */
bool pl_args_flag(const struct pl_args *args, const char *opt);
const char *pl_args_text(const struct pl_args *args, const char *opt);
int64_t pl_args_int(const struct pl_args *args, const char *opt, int64_t missing);
double pl_args_number(const struct pl_args *args, const char *opt, double missing);
int64_t pl_args_time(const struct pl_args *args, const char *opt); /* pl_time; PL_TIME_NONE when missing */
size_t pl_args_count(const struct pl_args *args, const char *opt); /* of a repeatable option */
const char *pl_args_nth(const struct pl_args *args, const char *opt, size_t i);
size_t pl_args_n(const struct pl_args *args); /* positional */
const char *pl_args_at(const struct pl_args *args, size_t i);
const char *pl_args_case(const struct pl_args *args); /* -C DIR, else $PLIMSOLL_CASE, else "." */

/* Reports err on stderr and gives the exit status of its code. file may be NULL. Where the output failed because its
 * reader has gone, that is said instead, and the status is 4. */
int pl_cmd_fail(const char *file, const struct pl_error *err);

/* A usage error that the table cannot express, such as two options that exclude each other: prints
 * `plimsoll: COMMAND: MESSAGE` and where to read more. Returns 2. */
int pl_cmd_usage(const struct pl_args *args, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* True when whoever read stdout through a pipe or socket has gone. */
bool pl_cmd_reader_gone(void);

/* True once a write to stdout failed (the reader went away, the disk is full): there is no use in going on. */
bool pl_cmd_output_failed(void);

/* All commands, in the order of the manual, ended by NULL. */
extern const struct pl_cmd *const pl_cmd_table[];

#endif
