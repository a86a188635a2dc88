#include "cmd/csv.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "cmd/cmd.h"
#include "http/answer.h"
#include "http/openapi.h"

#include "base/ban.h"

static int write_columns(const char *records, struct pl_arena *arena, struct pl_buf *out, struct pl_error *err) {
    if (strchr(records, ',') == NULL) {
        return pl_openapi_columns(records, arena, out, err);
    }
    pl_buf_add_str(out, pl_str_from(records));
    pl_buf_add_char(out, '\n');
    return 0;
}

static int print_table(const char *records, int fd, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO lines;
    PL_ANSWER_AUTO table;
    char path[64];
    pl_arena_open(&arena, 2 * PL_ANSWER_MAX);
    pl_buf_open(&lines, PL_ANSWER_MAX);
    pl_answer_open(&table);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    int code = pl_file_read(path, PL_ANSWER_MAX, &lines, err);
    if (code == PL_E_LIMIT) {
        return pl_fail(err, PL_E_LIMIT, "the table would be larger than %zu bytes: ask for less, or for --json",
                       PL_ANSWER_MAX);
    }
    bool kinds = false;
    code = code == 0 ? pl_openapi_kinds(records, &arena, &kinds, err) : code;
    code = code == 0 ? pl_answer_csv(&table, pl_buf_str(&lines), pl_buf_str(&lines), kinds, &arena, err) : code;
    code = code == 0 && table.body.n == 0 ? write_columns(records, &arena, &table.body, err) : code;
    if (code == 0 && fwrite(table.body.p, 1, table.body.n, stdout) != table.body.n) {
        code = pl_fail(err, PL_E_IO, "the output cannot be written");
    }
    return code;
}

/* Standard output goes to the file; *ret_own is to be given to give_back. */
static int take_output(int fd, int *ret_own, struct pl_error *err) {
    int own = fflush(stdout) == 0 ? dup(STDOUT_FILENO) : -1;
    if (own < 0 || dup2(fd, STDOUT_FILENO) < 0) {
        int why = errno;
        pl_file_close(&own);
        return pl_fail_errno(err, PL_E_IO, why, "the output cannot be written");
    }
    *ret_own = own;
    return 0;
}

static int give_back(int *own, struct pl_error *err) {
    bool whole = fflush(stdout) == 0 && ferror(stdout) == 0;
    bool back = dup2(*own, STDOUT_FILENO) >= 0;
    pl_file_close(own);
    clearerr(stdout);
    return whole && back ? 0 : pl_fail(err, PL_E_IO, "the output cannot be kept aside for a table");
}

int pl_cmd_run(const struct pl_cmd *cmd, const struct pl_args *args) {
    struct pl_error err = {0};
    PL_FD_AUTO fd = -1;
    int own = -1;
    if (cmd->records == NULL || !pl_args_flag(args, "csv")) {
        return cmd->run(args);
    }
    if (pl_args_count(args, "json") > 0) {
        return pl_cmd_usage(args, "choose one of --json and --csv");
    }
    int code = pl_file_scratch(&fd, &err);
    code = code == 0 ? take_output(fd, &own, &err) : code;
    if (code != 0) {
        return pl_cmd_fail(NULL, &err);
    }
    int status = cmd->run(args);
    code = give_back(&own, &err);
    bool answered = status == 0 || lseek(fd, 0, SEEK_END) > 0; /* a check that found faults prints them, too */
    code = code == 0 && answered ? print_table(cmd->records, fd, &err) : code;
    return code == 0 ? status : pl_cmd_fail(NULL, &err);
}
