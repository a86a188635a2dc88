#include "app/alert_deliver.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/alert_json.h"
#include "base/file.h"
#include "base/map.h"

#include "base/ban.h"

#define DELIVERED_MAX ((uint64_t)1 << 30)
#define LINE_BYTES    (64 + 1 + 64 + 1 + 16 + 1)

/* ---- to a program ---- */

static int start(char *const argv[], int standard_input, pid_t *ret_pid) {
    char *env[] = {(char[]){"PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"}, (char[]){"LC_ALL=C.UTF-8"}, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int code = posix_spawn_file_actions_init(&actions);
    if (code != 0) {
        return code;
    }
    code = posix_spawnattr_init(&attributes);
    if (code == 0) {
        code = posix_spawn_file_actions_adddup2(&actions, standard_input, STDIN_FILENO);
        code = code == 0 ? posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP) : code; /* ended as a whole */
        code = code == 0 ? posix_spawnp(ret_pid, argv[0], &actions, &attributes, argv, env) : code;
        (void)posix_spawnattr_destroy(&attributes);
    }
    (void)posix_spawn_file_actions_destroy(&actions);
    return code;
}

/* Writes what the program is willing to read; false once the time is over. */
static bool write_until(int fd, pl_str text, int64_t end_us) {
    while (text.n > 0) {
        int64_t left = end_us - pl_time_monotonic_us();
        struct pollfd wait = {.fd = fd, .events = POLLOUT};
        if (left <= 0) {
            return false;
        }
        if (poll(&wait, 1, (int)(left / 1000) + 1) <= 0) {
            continue;
        }
        ssize_t n = write(fd, text.p, text.n);
        if (n < 0 && errno != EINTR && errno != EAGAIN) {
            return true; /* it may not want to read */
        }
        text = n > 0 ? pl_str_sub(text, (size_t)n, text.n) : text;
    }
    return true;
}

/* False once the time is over: then the program and what it started are ended. */
static bool wait_until(pid_t pid, int64_t end_us, int *ret_status) {
    for (;;) {
        pid_t got = waitpid(pid, ret_status, WNOHANG);
        if (got == pid || (got < 0 && errno != EINTR)) {
            return true;
        }
        if (pl_time_monotonic_us() >= end_us) {
            (void)kill(-pid, SIGKILL);
            while (waitpid(pid, ret_status, 0) < 0 && errno == EINTR) {
            }
            return false;
        }
        (void)poll(NULL, 0, 10);
    }
}

/* Runs a program with `text` on its standard input, for so many seconds at most. */
static int feed(char *const argv[], pl_str text, unsigned seconds, struct pl_error *err) {
    int64_t end_us = pl_time_monotonic_us() + (int64_t)seconds * PL_SECOND_US;
    int ends[2], status = 0;
    pid_t pid = 0;
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return pl_fail_errno(err, PL_E_IO, errno, "%s cannot be started", argv[0]);
    }
    int code = start(argv, ends[0], &pid);
    (void)close(ends[0]);
    if (code != 0) {
        (void)close(ends[1]);
        return pl_fail_errno(err, PL_E_IO, code, "%s cannot be started", argv[0]);
    }
    (void)fcntl(ends[1], F_SETFL, O_NONBLOCK);
    bool in_time = write_until(ends[1], text, end_us);
    (void)close(ends[1]);
    in_time = wait_until(pid, in_time ? end_us : 0, &status) && in_time;
    if (!in_time) {
        return pl_fail(err, PL_E_IO, "%s did not end within %u s, and was ended", argv[0], seconds);
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? PL_E_OK
                                                         : pl_fail(err, PL_E_IO, "%s ended with status %d", argv[0],
                                                                   WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

/* Header lines hold no foreign text but numbers: names stand in the body, escaped as JSON. */
static void write_mail(const struct pl_alert *a, pl_str line, const char *address, bool exercise, struct pl_buf *out) {
    char hex[65];
    pl_hash_hex(a->id, hex);
    pl_buf_add_fmt(out, "To: %s\nSubject: %sPlimsoll alert %.8s\nContent-Type: text/plain; charset=utf-8\n\n", address,
                   exercise ? "EXERCISE: " : "", hex);
    pl_buf_add_str(out, PL_STR("A lead, not a finding.\n\n"));
    pl_buf_add_str(out, line);
}

static bool address_ok(const char *address) {
    bool at = false;
    for (const char *p = address; *p != '\0'; p++) {
        bool odd = (unsigned char)*p <= ' ' || (unsigned char)*p >= 0x7f || strchr(",;<>\"()", *p) != NULL;
        if (odd || (*p == '-' && p == address)) {
            return false;
        }
        at |= *p == '@' && p > address && p[1] != '\0';
    }
    return at;
}

static int append(const char *path, pl_str text, struct pl_error *err) {
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        return pl_fail_errno(err, PL_E_IO, errno, "%s cannot be written", path);
    }
    int code = pl_file_write_all(fd, text.p, text.n, err);
    if (code == 0 && fsync(fd) != 0) {
        code = pl_fail_errno(err, PL_E_IO, errno, "%s cannot be synced", path);
    }
    (void)close(fd);
    return code;
}

static int give(const struct pl_alert *a, const struct pl_events_view *view, const struct pl_deliver *d,
                struct pl_error *err) {
    PL_BUF_AUTO line = {0};
    PL_BUF_AUTO mail = {0};
    pl_buf_open(&line, (size_t)1 << 20);
    pl_buf_open(&mail, (size_t)2 << 20);
    pl_alert_json(a, view, &line);
    if (d->kind == PL_DELIVER_MAIL) {
        write_mail(a, pl_buf_str(&line), d->target, view->exercise, &mail);
    }
    if (pl_buf_failed(&line) || pl_buf_failed(&mail)) {
        return pl_fail(err, PL_E_NOMEM, "no memory to deliver an alert");
    }
    if (d->kind == PL_DELIVER_FILE) {
        return append(d->target, pl_buf_str(&line), err);
    }
    char *program = strdup(d->kind == PL_DELIVER_MAIL ? "sendmail" : d->target);
    char option[] = "-t";
    char *argv[] = {program, d->kind == PL_DELIVER_MAIL ? option : NULL, NULL};
    int code = program == NULL ? pl_fail(err, PL_E_NOMEM, "no memory to deliver an alert")
                               : feed(argv, d->kind == PL_DELIVER_MAIL ? pl_buf_str(&mail) : pl_buf_str(&line),
                                      d->seconds > 0 ? d->seconds : PL_DELIVER_SECONDS, err);
    free(program);
    return code;
}

/* ---- each once ---- */

static void mark_of(const struct pl_alert *a, const struct pl_deliver *d, char out[LINE_BYTES + 1]) {
    char id[65], facts[65], to[65], kind[2] = {(char)('0' + d->kind), '\0'};
    struct pl_sha256 sha;
    pl_sha256_start(&sha);
    pl_sha256_add(&sha, kind, 1);
    pl_sha256_add(&sha, d->target, strlen(d->target));
    pl_hash_hex(a->id, id);
    pl_hash_hex(a->facts, facts);
    pl_hash_hex(pl_sha256_digest(&sha), to);
    snprintf(out, LINE_BYTES + 1, "%s %s %.16s\n", id, facts, to);
}

/* The lines that were delivered, for looking up. */
static int read_marks(const char *path, struct pl_strmap *marks, struct pl_error *err) {
    PL_BUF_AUTO delivered = {0};
    pl_buf_open(&delivered, DELIVERED_MAX);
    pl_strmap_open(marks, DELIVERED_MAX / LINE_BYTES, DELIVERED_MAX * 2);
    int code = access(path, F_OK) == 0 ? pl_file_read(path, DELIVERED_MAX, &delivered, err) : PL_E_OK;
    for (pl_str rest = pl_buf_str(&delivered); code == 0 && rest.n > 0;) {
        pl_str line = pl_str_cut(&rest, '\n');
        if (line.n == LINE_BYTES - 1 && pl_strmap_put(marks, line, NULL) == NULL) {
            code = pl_fail(err, PL_E_NOMEM, "no memory for what was delivered");
        }
    }
    return code;
}

static int deliver_new(const struct pl_alerts *alerts, const struct pl_deliver *d, const char *path,
                       const struct pl_strmap *marks, uint64_t *io_n, struct pl_error *err) {
    int code = PL_E_OK;
    for (size_t i = 0; code == 0 && i < alerts->n; i++) {
        const struct pl_alert *a = &alerts->list[i];
        char mark[LINE_BYTES + 1];
        mark_of(a, d, mark);
        bool due = a->state == PL_ALERT_NEW && a->rule != NULL && (d->rule < 0 || a->rule->seq == d->rule);
        if (!due || pl_strmap_get(marks, pl_str_make(mark, LINE_BYTES - 1)) != NULL) {
            continue;
        }
        code = give(a, &alerts->view, d, err);
        code = code == 0 ? append(path, pl_str_from(mark), err) : code;
        *io_n += code == 0;
    }
    return code;
}

int pl_alerts_deliver(const struct pl_alerts *alerts, const struct pl_deliver *d, uint64_t *ret_n,
                      struct pl_error *err) {
    char folder[4096], path[4096];
    struct pl_strmap marks;
    *ret_n = 0;
    if (d->kind == PL_DELIVER_MAIL && !address_ok(d->target)) {
        return pl_fail(err, PL_E_USAGE, "this is no mail address");
    }
    if (snprintf(folder, sizeof folder, "%s/alerts", d->dir) >= (int)sizeof folder ||
        snprintf(path, sizeof path, "%s/delivered", folder) >= (int)sizeof path) {
        return pl_fail(err, PL_E_LIMIT, "the path of the case is too long");
    }
    int code = access(folder, F_OK) == 0 ? 0 : pl_file_make_dir(folder, 0700, err);
    if (code != 0) {
        return code;
    }
    code = read_marks(path, &marks, err);
    code = code == 0 ? deliver_new(alerts, d, path, &marks, ret_n, err) : code;
    pl_strmap_close(&marks);
    return code;
}
