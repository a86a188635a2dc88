#include "base/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "base/file.h"

#include "base/ban.h"

void pl_secret_wipe(struct pl_buf *secret) {
    if (secret->p != NULL) {
        explicit_bzero(secret->p, secret->cap);
    }
    pl_buf_close(secret);
}

/* Up to the line end. */
static int keep_line(struct pl_buf *out, const char *text, size_t n, struct pl_error *err) {
    const char *end = memchr(text, '\n', n);
    n = end != NULL ? (size_t)(end - text) : n;
    pl_buf_add(out, text, n);
    return n > 0 && !pl_buf_failed(out) ? PL_E_OK : pl_fail(err, PL_E_EMPTY, "the passphrase is empty or too long");
}

static int read_file(const char *file, struct pl_buf *out, struct pl_error *err) {
    struct stat st;
    PL_SECRET_AUTO text = {0};
    if (stat(file, &st) != 0) {
        return pl_fail_errno(err, PL_E_NOT_FOUND, errno, "%s cannot be read", file);
    }
    if ((st.st_mode & 077) != 0) {
        return pl_fail(err, PL_E_REFUSED, "%s may be read by others; say `chmod 600` first", file);
    }
    pl_buf_open(&text, PL_SECRET_MAX + 1);
    int code = pl_file_read(file, PL_SECRET_MAX, &text, err);
    return code == PL_E_OK ? keep_line(out, text.p != NULL ? text.p : "", text.n, err) : code;
}

/* Signals that end or stop the program wait until the terminal shows again what is typed; then they do what they
 * always do. No handler, and nothing that a handler could see (ADR 0005). */
static void hold_signals(sigset_t *held, sigset_t *was) {
    static const int ENDING[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
    sigemptyset(held);
    for (size_t i = 0; i < sizeof ENDING / sizeof *ENDING; i++) {
        sigaddset(held, ENDING[i]);
    }
    (void)pthread_sigmask(SIG_BLOCK, held, was);
}

/* A line of the terminal, or nothing where a held signal came first. */
static ssize_t read_line(int fd, const sigset_t *held, char *line, size_t n) {
    PL_FD_AUTO signals = signalfd(-1, held, SFD_CLOEXEC);
    struct pollfd from[] = {{.fd = fd, .events = POLLIN}, {.fd = signals, .events = POLLIN}};
    int ready = signals >= 0 ? poll(from, 2, -1) : -1;
    return ready > 0 && from[1].revents == 0 ? read(fd, line, n) : 0;
}

static int ask(const char *prompt, struct pl_buf *out, struct pl_error *err) {
    struct termios was, quiet, is;
    sigset_t held, before;
    char line[PL_SECRET_MAX + 1];
    PL_FD_AUTO fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (fd < 0 || tcgetattr(fd, &was) != 0) {
        return pl_fail(err, PL_E_NOT_FOUND,
                       "there is no terminal to ask for the passphrase; name a file with it in "
                       "$PLIMSOLL_PASSPHRASE_FILE");
    }
    quiet = was;
    quiet.c_lflag &= ~(tcflag_t)ECHO;
    hold_signals(&held, &before);
    ssize_t n = 0;
    int code = tcsetattr(fd, TCSAFLUSH, &quiet) == 0 && tcgetattr(fd, &is) == 0 && (is.c_lflag & ECHO) == 0
                   ? PL_E_OK
                   : pl_fail(err, PL_E_IO,
                             "the terminal would show what is typed; name a file with it in "
                             "$PLIMSOLL_PASSPHRASE_FILE");
    code = code == PL_E_OK ? pl_file_write_all(fd, prompt, strlen(prompt), err) : code;
    n = code == PL_E_OK ? read_line(fd, &held, line, sizeof line) : 0;
    if (tcsetattr(fd, TCSAFLUSH, &was) != 0 && code == PL_E_OK) {
        code = pl_fail_errno(err, PL_E_IO, errno, "the terminal cannot be set back; say `stty echo`");
    }
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL); /* a signal that was held ends the program here */
    code = code == PL_E_OK ? pl_file_write_all(fd, "\n", 1, err) : code;
    code = code == PL_E_OK ? keep_line(out, line, n > 0 ? (size_t)n : 0, err) : code;
    explicit_bzero(line, sizeof line);
    return code;
}

int pl_secret_read(const char *file, const char *prompt, struct pl_buf *out, struct pl_error *err) {
    pl_buf_open(out, PL_SECRET_MAX);
    return file != NULL && file[0] != '\0' ? read_file(file, out, err) : ask(prompt, out, err);
}
