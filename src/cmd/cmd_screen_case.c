#include "cmd/cmd_screen_case.h"

#include "base/log.h"

#include "base/ban.h"

#define MAX_REQUIRES 256

int pl_cmd_screen_case(const struct pl_args *args, struct pl_screening_request *request) {
    const char *requires[MAX_REQUIRES];
    struct pl_screening_done done;
    struct pl_error err = {0};
    size_t n = pl_args_count(args, "require");
    int status = pl_cmd_known_at(args, &request->known_at);
    if (status != 0) {
        return status;
    }
    if (n > MAX_REQUIRES) {
        return pl_cmd_usage(args, "more than %d required lists", MAX_REQUIRES);
    }
    for (size_t i = 0; i < n; i++) {
        requires[i] = pl_args_nth(args, "require", i);
    }
    request->requires = requires;
    request->n_requires = n;
    request->by = pl_str_from(pl_args_text(args, "by"));
    request->query = request->question.name.n > 0 ? request->question.name : request->question.imo;
    request->now = pl_time_now();
    int code = pl_screening_run(pl_args_case(args), request, &done, &err);
    if (code != 0) {
        return pl_cmd_fail(code == PL_E_FORMAT || code == PL_E_EMPTY ? request->rows : NULL, &err);
    }
    pl_log_note("kept as journal entry %lld; `screen --replay %lld` asks it again", (long long)done.seq,
                (long long)done.seq);
    return pl_screen_run_hit(&done.counts) && pl_args_flag(args, "fail-on-hit") ? pl_code_exit_status(PL_E_CHECK) : 0;
}

int pl_cmd_screen_replay(const struct pl_args *args, pl_screening_write write) {
    struct pl_error err = {0};
    int64_t seq = -1;
    if (pl_args_n(args) > 0 || pl_args_count(args, "list") > 0) {
        return pl_cmd_usage(args, "--replay takes no question and no list: the entry has them");
    }
    if (!pl_str_i64(pl_str_from(pl_args_text(args, "replay")), &seq) || seq < 0) {
        return pl_cmd_usage(args, "--replay is the number of a journal entry");
    }
    int code =
        pl_screening_replay(pl_args_case(args), seq, (unsigned)pl_args_int(args, "threads", 1), write, NULL, &err);
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}
