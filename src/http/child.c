#include "http/child.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"
#include "text/uri.h"

#include "base/ban.h"

#define HEAD_MAX 16384

extern char **environ;

/* The target as it was asked, from its decoded parts. */
static void add_target(const struct pl_request *req, struct pl_buf *out) {
    pl_str rest = pl_str_sub(req->whole, 1, req->whole.n);
    while (rest.p != NULL) {
        pl_buf_add_char(out, '/');
        pl_uri_encode(pl_str_cut(&rest, '/'), out);
    }
    for (size_t i = 0; i < req->n_query; i++) {
        pl_buf_add_char(out, i == 0 ? '?' : '&');
        pl_uri_encode(req->query[i].name, out);
        pl_buf_add_char(out, '=');
        pl_uri_encode(req->query[i].value, out);
    }
    pl_buf_add_char(out, '\0');
}

static int start(char *const argv[], int in, int out, pid_t *ret, struct pl_error *err) {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attr;
    sigset_t none;
    sigemptyset(&none);
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attr);
    int rc = posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
    rc = rc == 0 ? posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO) : rc;
    rc = rc == 0 ? posix_spawnattr_setsigmask(&attr, &none) : rc;
    rc = rc == 0 ? posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID) : rc;
    rc = rc == 0 ? posix_spawn(ret, argv[0], &files, &attr, argv, environ) : rc;
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attr);
    return rc == 0 ? PL_E_OK : pl_fail_errno(err, PL_E_IO, rc, "no process could be started for this write");
}

static void end(pid_t pid) {
    kill(pid, SIGKILL);
    (void)waitpid(pid, NULL, 0);
}

static int wait_for(pid_t pid, unsigned seconds, const atomic_bool *ending, struct pl_error *err) {
    const struct timespec brief = {.tv_nsec = 2000000}, nap = {.tv_nsec = 50000000};
    int64_t begun = pl_time_monotonic_us(), until = begun + seconds * PL_SECOND_US, grace = INT64_MAX;
    for (;;) {
        pid_t got = waitpid(pid, NULL, WNOHANG);
        if (got == pid) {
            return PL_E_OK;
        }
        if (got < 0 && errno != EINTR) {
            return pl_fail_errno(err, PL_E_IO, errno, "the process of this write is gone");
        }
        int64_t now = pl_time_monotonic_us();
        if (grace == INT64_MAX && ending != NULL && atomic_load(ending)) {
            grace = now + PL_CHILD_GRACE_MS * (PL_SECOND_US / 1000);
        }
        if (now > until || now > grace) {
            end(pid);
            return now > until ? pl_fail(err, PL_E_BUSY, "this write took longer than %u s and was ended", seconds)
                               : pl_fail(err, PL_E_INTERRUPTED,
                                         "the server ends before this write said that it was done: the log tells "
                                         "what it kept; then do it again");
        }
        nanosleep(now - begun < PL_SECOND_US ? &brief : &nap, NULL);
    }
}

/* How long a write may take. */
static unsigned seconds_of(const struct pl_child *child, const struct pl_request *req) {
    pl_str values[PL_PATH_VALUES];
    bool other = false;
    const struct pl_route *route = pl_route_find(req, values, &other);
    return route != NULL && route->lasting ? PL_CHILD_LASTING_SECONDS
           : child->seconds > 0            ? child->seconds
                                           : PL_CHILD_SECONDS;
}

/* ---- its answer ---- */

static const char *type_of(pl_str type) {
    for (int at = 0; at < PL_FORM_COUNT; at++) {
        const char *known = pl_form_type(1 << at);
        if (pl_str_eq(type, pl_str_from(known))) {
            return known;
        }
    }
    return pl_str_eq(type, PL_STR("application/problem+json")) ? "application/problem+json"
                                                               : "application/octet-stream";
}

static void take_field(struct pl_answer *answer, pl_str name, pl_str value) {
    static const char *const NAMES[] = {"ETag",          "Location",         "Content-Disposition",
                                        "Cache-Control", "X-Plimsoll-Entry", "Retry-After"};
    uint64_t status;
    if (pl_str_eq(name, PL_STR("Status")) && pl_str_u64(value, &status) && status >= 200 && status <= 599) {
        answer->status = (int)status;
    } else if (pl_str_eq(name, PL_STR("Content-Type"))) {
        answer->type = type_of(value);
    }
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        if (pl_str_eq(name, pl_str_from(NAMES[i]))) {
            pl_answer_header(answer, NAMES[i], value);
        }
    }
}

static int read_answer(int fd, struct pl_answer *answer, struct pl_error *err) {
    struct stat st;
    if (fstat(fd, &st) != 0 || st.st_size <= 0) {
        return pl_fail(err, PL_E_IO, "the process of this write said nothing; nothing may have been written");
    }
    size_t n = (size_t)st.st_size;
    PL_BUF_AUTO all;
    pl_buf_open(&all, PL_ANSWER_MAX + HEAD_MAX);
    char *p = pl_buf_reserve(&all, n);
    for (size_t at = 0; p != NULL && at < n;) {
        ssize_t got = pread(fd, p + at, n - at, (off_t)at);
        if (got <= 0) {
            p = NULL;
        } else {
            at += (size_t)got;
            all.n = at;
        }
    }
    if (p == NULL) {
        return pl_fail(err, PL_E_IO, "the answer of this write cannot be read");
    }
    pl_str rest = pl_buf_str(&all);
    answer->status = 0;
    while (rest.p != NULL) {
        pl_str line = pl_str_cut(&rest, '\n');
        if (line.n == 0) {
            break;
        }
        pl_str name = pl_str_cut(&line, ':');
        take_field(answer, name, pl_str_trim(line));
    }
    if (answer->status == 0) {
        return pl_fail(err, PL_E_IO, "the process of this write gave no status");
    }
    if (rest.p != NULL) {
        pl_buf_add_str(&answer->body, rest);
    }
    return PL_E_OK;
}

int pl_child_write(void *ctx, const struct pl_request *req, const struct pl_viewer *viewer, struct pl_answer *answer,
                   struct pl_error *err) {
    const struct pl_child *child = ctx;
    PL_FD_AUTO in = -1;
    PL_FD_AUTO out = -1;
    PL_BUF_AUTO words;
    pid_t pid = -1;
    pl_buf_open(&words, 1 << 17);
    pl_str type = pl_request_header(req, "Content-Type"), person = viewer->person;
    person = person.n == 0 && child->person != NULL ? pl_str_from(child->person) : person;
    size_t at_person = words.n;
    pl_buf_add_str(&words, person);
    pl_buf_add_char(&words, '\0');
    size_t at_method = words.n;
    pl_buf_add_str(&words, req->method);
    pl_buf_add_char(&words, '\0');
    size_t at_type = words.n;
    pl_buf_add_str(&words, type.p != NULL ? type : PL_STR("application/octet-stream"));
    pl_buf_add_char(&words, '\0');
    size_t at_clearance = words.n;
    pl_buf_add_str(&words, viewer->clearance);
    pl_buf_add_char(&words, '\0');
    size_t at_target = words.n;
    add_target(req, &words);
    if (pl_buf_failed(&words)) {
        return pl_fail(err, PL_E_NOMEM, "no memory to start a write");
    }
    union { /* posix_spawn takes words that it promises not to change */
        const char *given[24];
        char *argv[24];
    } w = {.given = {child->program, "-C", child->case_dir}};
    size_t n = 3;
    if (person.n > 0) {
        w.given[n++] = "--as";
        w.given[n++] = words.p + at_person;
    }
    w.given[n++] = "get";
    if (viewer->accounts) { /* nothing is said in the name of another than who signed in */
        w.given[n++] = "--person";
        w.given[n++] = words.p + at_person;
    }
    if (viewer->clearance.n > 0) { /* nor is more told, or judged, than they may see */
        w.given[n++] = "--clearance";
        w.given[n++] = words.p + at_clearance;
    }
    const char *const tail[] = {"--method",       words.p + at_method, "--head", "--data",           "-",
                                "--content-type", words.p + at_type,   "--",     words.p + at_target};
    for (size_t i = 0; i < sizeof tail / sizeof tail[0]; i++) {
        w.given[n++] = tail[i];
    }
    int rc = pl_file_scratch(&in, err);
    rc = rc == PL_E_OK ? pl_file_scratch(&out, err) : rc;
    rc = rc == PL_E_OK ? pl_file_write_all(in, req->body.p, req->body.n, err) : rc;
    if (rc == PL_E_OK && lseek(in, 0, SEEK_SET) != 0) {
        rc = pl_fail_errno(err, PL_E_IO, errno, "the body of this write cannot be read again");
    }
    rc = rc == PL_E_OK ? start(w.argv, in, out, &pid, err) : rc;
    rc = rc == PL_E_OK ? wait_for(pid, seconds_of(child, req), child->ending, err) : rc;
    return rc == PL_E_OK ? read_answer(out, answer, err) : rc;
}
