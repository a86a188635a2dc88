/* The command line against the table: finds the command, checks every option and argument, says what is wrong.
 *
 * Used by main.c and manual.c only; commands see the result through cmd.h. No abbreviations: an option is its whole
 * name, `--name VALUE` or `--name=VALUE`; `--` ends the options; `-` and a negative number are arguments. */
#ifndef PL_CMD_ARGS_H
#define PL_CMD_ARGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct pl_cmd;
struct pl_args;

/* The command that first (or first and second, which may be NULL) names, and how many words that took; NULL when there
 * is none. */
const struct pl_cmd *pl_args_command(const char *first, const char *second, size_t *ret_used);

/* True where some two-word command begins with word ("log"). */
bool pl_args_is_group(const char *word);

/* Writes `; did you mean "X"?` about the nearest command name into out, or the empty string. */
void pl_args_suggest_command(const char *word, char *out, size_t cap);

/* Parses what stands behind the command's name. case_dir: from a global -C, or NULL. On success *ret_args is to be
 * given back with pl_args_free; it is NULL (and 0 is returned) when --help or -h was asked for. USAGE, NOMEM. */
PL_MUST int pl_args_parse(const struct pl_cmd *cmd, const char *const *words, size_t n, const char *case_dir,
                          struct pl_args **ret_args, struct pl_error *err);

/* What --as behind the command says, or NULL; where the command has an --as of its own, that is another thing, and the
 * person stands before it. */
const char *pl_args_person(const struct pl_args *args);

/* The command that was parsed. */
const struct pl_cmd *pl_args_cmd(const struct pl_args *args);

/* Accepts NULL. */
void pl_args_free(struct pl_args *args);

#endif
