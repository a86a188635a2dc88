/* --csv of the commands whose table has `records` (cmd/cmd.h): what --json prints, as a table.
 *
 * The command runs as with --json, its standard output in a file without a name; then its records stand there as CSV:
 * the columns are the members of all records in the order in which they first occur, as in the API's answers, without
 * the summary; before them `type`, where the command's records are of more than one (pl_answer_csv). Where there is no
 * record, `records` says the columns: the name of the API's answer, or the columns themselves with commas between. At
 * most PL_ANSWER_MAX bytes (http/answer.h). Standard output is taken back whatever happens but the end of the process.
 */
#ifndef PL_CMD_CSV_H
#define PL_CMD_CSV_H

struct pl_cmd;
struct pl_args;

/* Runs the command, as its own run() where no --csv of this kind was asked for. The exit status: the command's; of what
 * failed in the making of the table where the command itself did not. Both --json and --csv: a usage error. */
int pl_cmd_run(const struct pl_cmd *cmd, const struct pl_args *args);

#endif
