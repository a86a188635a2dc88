/* Everything that is generated from the command table and the error codes: help, man page, reference, completion.
 *
 * All of it goes to out through stdio; a failed write stays visible in ferror(out). The output depends on the tables
 * and the version only, never on the terminal. */
#ifndef PL_CMD_MANUAL_H
#define PL_CMD_MANUAL_H

#include <stdio.h>

struct pl_cmd;

/* What `plimsoll help` prints: every command with its summary. */
void pl_manual_overview(FILE *out);

/* What `plimsoll help COMMAND` and `plimsoll COMMAND --help` print. */
void pl_manual_command(FILE *out, const struct pl_cmd *cmd);

/* The commands whose first word is group, with their summaries. */
void pl_manual_group(FILE *out, const char *group);

/* plimsoll(1) in roff (the man macros). */
void pl_manual_roff(FILE *out);

/* docs/reference/cli.md and docs/reference/errors.md. */
void pl_manual_markdown(FILE *out);
void pl_manual_errors(FILE *out);

/* Completion for bash: to be sourced, or put where bash-completion finds it. */
void pl_manual_bash(FILE *out);

#endif
