#include "app/confined.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"
#include "helper/frame.h"

#include "base/ban.h"

#define NAME     "plimsoll-helper"
#define PATH_LEN 4096
#define PIECE    ((size_t)1 << 16)
#define SAY_MAX  (PL_HELPER_OUT_MAX + PL_HELPER_INFO_MAX + 64)

struct talk {
    pid_t pid;
    int to, from;
    struct pl_buf ask, say;
    size_t asked;
    int64_t deadline_us;
    unsigned seconds;
};

/* ---- starting ---- */

static int find_helper(char path[PATH_LEN], struct pl_error *err) {
    const char *given = getenv("PLIMSOLL_HELPER");
    if (given != NULL && given[0] != '\0') {
        if (strlen(given) >= PATH_LEN) {
            return pl_fail(err, PL_E_LIMIT, "PLIMSOLL_HELPER is too long");
        }
        memcpy(path, given, strlen(given) + 1);
        return 0;
    }
    ssize_t n = readlink("/proc/self/exe", path, PATH_LEN - sizeof NAME - 1);
    while (n > 0 && path[n - 1] != '/') {
        n--;
    }
    if (n <= 0) {
        return pl_fail(err, PL_E_IO,
                       "the folder of the program cannot be found: say where " NAME " is in PLIMSOLL_HELPER");
    }
    memcpy(path + n, NAME, sizeof NAME);
    return 0;
}

static int spawn(const char *path, int in, int out, pid_t *ret, struct pl_error *err) {
    char *argv[] = {(char[]){NAME}, NULL}, *env[] = {NULL};
    posix_spawn_file_actions_t actions;
    int code = posix_spawn_file_actions_init(&actions);
    if (code == 0) {
        code = posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
        code = code == 0 ? posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO) : code;
        code = code == 0 ? posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0) : code;
        code = code == 0 ? posix_spawn(ret, path, &actions, NULL, argv, env) : code;
        (void)posix_spawn_file_actions_destroy(&actions);
    }
    if (code == ENOENT) {
        return pl_fail(err, PL_E_IO, "the confined helper is not there: %s", path);
    }
    return code == 0 ? 0 : pl_fail_errno(err, PL_E_IO, code, "%s cannot be started", path);
}

/* Descriptors above 2, so that none of them is closed by its own dup2. */
static int make_pipe(int pipe_fds[2], struct pl_error *err) {
    int raw[2];
    if (pipe2(raw, O_CLOEXEC) != 0) {
        return pl_fail_errno(err, PL_E_IO, errno, "no pipe to the helper");
    }
    pipe_fds[0] = fcntl(raw[0], F_DUPFD_CLOEXEC, 3);
    pipe_fds[1] = fcntl(raw[1], F_DUPFD_CLOEXEC, 3);
    (void)close(raw[0]);
    (void)close(raw[1]);
    return pipe_fds[0] >= 0 && pipe_fds[1] >= 0 ? 0 : pl_fail_errno(err, PL_E_IO, errno, "no pipe to the helper");
}

static int start(struct talk *t, struct pl_error *err) {
    char path[PATH_LEN];
    int to[2] = {-1, -1}, from[2] = {-1, -1};
    int code = find_helper(path, err);
    code = code == 0 ? make_pipe(to, err) : code;
    code = code == 0 ? make_pipe(from, err) : code;
    code = code == 0 ? spawn(path, to[0], from[1], &t->pid, err) : code;
    pl_file_close(&to[0]);
    pl_file_close(&from[1]);
    t->to = to[1];
    t->from = from[0];
    if (code == 0 && (fcntl(t->to, F_SETFL, O_NONBLOCK) != 0 || fcntl(t->from, F_SETFL, O_NONBLOCK) != 0)) {
        code = pl_fail_errno(err, PL_E_IO, errno, "no pipe to the helper");
    }
    return code;
}

/* ---- talking ---- */

static void send_some(struct talk *t) {
    ssize_t n = write(t->to, t->ask.p + t->asked, t->ask.n - t->asked);
    t->asked += n > 0 ? (size_t)n : 0;
    bool gone = n < 0 && errno != EAGAIN && errno != EINTR;
    if (gone || t->asked == t->ask.n) {
        pl_file_close(&t->to);
        t->to = -1;
    }
}

/* *ret_end: it has said all. */
static int take_some(struct talk *t, bool *ret_end, struct pl_error *err) {
    char *p = pl_buf_reserve(&t->say, PIECE);
    if (p == NULL) {
        return pl_fail(err, PL_E_LIMIT, "the helper's answer is too large");
    }
    ssize_t n = read(t->from, p, PIECE);
    if (n < 0 && errno != EAGAIN && errno != EINTR) {
        return pl_fail_errno(err, PL_E_IO, errno, "the helper's answer cannot be read");
    }
    t->say.n += n > 0 ? (size_t)n : 0;
    *ret_end = n == 0;
    return 0;
}

static int talk_on(struct talk *t, bool *ret_end, struct pl_error *err) {
    struct pollfd fds[2] = {{.fd = t->from, .events = POLLIN}, {.fd = t->to, .events = POLLOUT}};
    int64_t left_ms = (t->deadline_us - pl_time_monotonic_us()) / 1000;
    if (left_ms <= 0) {
        return pl_fail(err, PL_E_LIMIT, "the helper took more than %u seconds and was ended", t->seconds);
    }
    if (poll(fds, t->to >= 0 ? 2 : 1, (int)(left_ms < 1000 ? left_ms : 1000)) < 0 && errno != EINTR) {
        return pl_fail_errno(err, PL_E_IO, errno, "the helper cannot be waited for");
    }
    if (t->to >= 0 && (fds[1].revents & (POLLOUT | POLLERR | POLLHUP)) != 0) {
        send_some(t);
    }
    return (fds[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0 ? take_some(t, ret_end, err) : 0;
}

/* How it ended; 0 where it ended well. */
static int judge_end(int status, struct pl_error *err) {
    if (WIFEXITED(status)) {
        int exit_status = WEXITSTATUS(status);
        return exit_status == 0     ? 0
               : exit_status == 127 ? pl_fail(err, PL_E_IO, "the confined helper cannot be started")
                                    : pl_fail(err, PL_E_FORMAT, "the helper ended with status %d", exit_status);
    }
    int signal_number = WTERMSIG(status);
    switch (signal_number) {
    case SIGSYS:
        return pl_fail(err, PL_E_REFUSED, "the kernel stopped the helper: this file made it try what it may not do");
    case SIGXCPU:
    case SIGKILL:
        return pl_fail(err, PL_E_LIMIT, "the helper needed more time or memory for this file than it may have");
    default:
        return pl_fail(err, PL_E_FORMAT, "the helper died of this file (signal %d)", signal_number);
    }
}

static int finish(struct talk *t, int code, struct pl_error *err) {
    int status = 0;
    pl_file_close(&t->to);
    pl_file_close(&t->from);
    if (t->pid <= 0) {
        return code;
    }
    if (code != 0) {
        (void)kill(t->pid, SIGKILL);
    }
    while (waitpid(t->pid, &status, 0) < 0) {
        if (errno != EINTR) {
            return code != 0 ? code : pl_fail_errno(err, PL_E_IO, errno, "the helper cannot be waited for");
        }
    }
    return code != 0 ? code : judge_end(status, err);
}

/* ---- the answer ---- */

static bool cut(pl_str *rest, size_t max, pl_str *ret) {
    size_t n = rest->n >= 4 ? pl_be32(rest->p) : SIZE_MAX;
    if (n > max || rest->n - 4 < n) {
        return false;
    }
    *ret = pl_str_sub(*rest, 4, n);
    *rest = pl_str_sub(*rest, 4 + n, rest->n);
    return true;
}

static int read_answer(pl_str say, struct pl_buf *info, struct pl_buf *bytes, struct pl_error *err) {
    pl_str rest = pl_str_sub(say, sizeof PL_HELPER_SAY - 1, say.n), words, more;
    uint32_t said = rest.n >= 4 ? pl_be32(rest.p) : 0;
    bool whole = pl_str_starts(say, PL_STR(PL_HELPER_SAY)) && rest.n >= 4;
    rest = pl_str_sub(rest, 4, rest.n);
    whole = whole && cut(&rest, PL_HELPER_INFO_MAX, &words) && cut(&rest, PL_HELPER_OUT_MAX, &more) && rest.n == 0;
    if (!whole || said >= PL_E_COUNT) {
        return pl_fail(err, PL_E_FORMAT, "the helper gave no whole answer");
    }
    if (said != 0) {
        return pl_fail(err, (enum pl_code)said, "%.*s", (int)(words.n < 239 ? words.n : 239), words.p);
    }
    pl_buf_add_str(info, words);
    pl_buf_add_str(bytes, more);
    return pl_buf_failed(info) || pl_buf_failed(bytes) ? pl_fail(err, PL_E_NOMEM, "no memory for an answer") : 0;
}

static void write_part(struct pl_buf *ask, pl_str part) {
    pl_buf_add_be32(ask, (uint32_t)part.n);
    pl_buf_add_str(ask, part);
}

int pl_confined_ask(const char *verb, pl_str arg, pl_str bytes, unsigned seconds, struct pl_buf *info,
                    struct pl_buf *ret_bytes, struct pl_error *err) {
    struct talk t = {.to = -1, .from = -1, .seconds = seconds};
    bool end = false;
    pl_buf_open(info, PL_HELPER_INFO_MAX);
    pl_buf_open(ret_bytes, PL_HELPER_OUT_MAX);
    if (bytes.n > PL_HELPER_BYTES_MAX || arg.n > PL_HELPER_ARG_MAX) {
        return pl_fail(err, PL_E_LIMIT, "the file is larger than %zu MiB", PL_HELPER_BYTES_MAX >> 20);
    }
    pl_buf_open(&t.ask, PL_HELPER_BYTES_MAX + (PL_HELPER_ARG_MAX << 1));
    pl_buf_open(&t.say, SAY_MAX + PIECE);
    pl_buf_add_str(&t.ask, PL_STR(PL_HELPER_ASK));
    write_part(&t.ask, pl_str_from(verb));
    write_part(&t.ask, arg);
    write_part(&t.ask, bytes);
    t.deadline_us = pl_time_monotonic_us() + (int64_t)seconds * 1000000;
    int code = pl_buf_failed(&t.ask) ? pl_fail(err, PL_E_NOMEM, "no memory for a request") : start(&t, err);
    while (code == 0 && !end) {
        code = talk_on(&t, &end, err);
    }
    code = finish(&t, code, err);
    code = code == 0 ? read_answer(pl_buf_str(&t.say), info, ret_bytes, err) : code;
    pl_buf_close(&t.ask);
    pl_buf_close(&t.say);
    return code;
}
