#include "base/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
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

static int ask(const char *prompt, struct pl_buf *out, struct pl_error *err) {
    struct termios was, quiet;
    char line[PL_SECRET_MAX + 1];
    PL_FD_AUTO fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (fd < 0 || tcgetattr(fd, &was) != 0) {
        return pl_fail(err, PL_E_NOT_FOUND,
                       "there is no terminal to ask for the passphrase; name a file with it in "
                       "$PLIMSOLL_PASSPHRASE_FILE");
    }
    quiet = was;
    quiet.c_lflag &= ~(tcflag_t)ECHO;
    (void)tcsetattr(fd, TCSAFLUSH, &quiet);
    int code = pl_file_write_all(fd, prompt, strlen(prompt), err);
    ssize_t n = code == PL_E_OK ? read(fd, line, sizeof line) : 0;
    (void)tcsetattr(fd, TCSAFLUSH, &was);
    code = code == PL_E_OK ? pl_file_write_all(fd, "\n", 1, err) : code;
    code = code == PL_E_OK ? keep_line(out, line, n > 0 ? (size_t)n : 0, err) : code;
    explicit_bzero(line, sizeof line);
    return code;
}

int pl_secret_read(const char *file, const char *prompt, struct pl_buf *out, struct pl_error *err) {
    pl_buf_open(out, PL_SECRET_MAX);
    return file != NULL && file[0] != '\0' ? read_file(file, out, err) : ask(prompt, out, err);
}
