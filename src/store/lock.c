/* One writer: an flock on DIR/lock, which names its holder for those who wait. */
#include "store/case_in.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "store/running.h"

#include "base/ban.h"

#define WAIT_STEPS 50 /* of 100 ms */

static int refuse_busy(int fd, struct pl_error *err) {
    char raw[128], holder[160];
    ssize_t n = pread(fd, raw, sizeof raw - 1, 0);
    pl_log_safe(pl_str_trim(pl_str_make(raw, n > 0 ? (size_t)n : 0)), holder, sizeof holder);
    return pl_fail(err, PL_E_BUSY, "another program is writing to this case (%s); try again when it is done",
                   holder[0] != '\0' ? holder : "unknown");
}

static void pause_100ms(void) {
    struct timespec wait = {.tv_sec = 0, .tv_nsec = 100000000};
    nanosleep(&wait, NULL);
}

int pl_lock_take(const char *dir, const char *command, int *ret_fd, struct pl_error *err) {
    char path[PATH_MAX], holder[128];
    if (snprintf(path, sizeof path, "%s/lock", dir) >= (int)sizeof path) {
        return pl_fail(err, PL_E_LIMIT, "the path of the case is too long");
    }
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        return pl_fail_errno(err, PL_E_IO, errno, "the case cannot be written: %s", path);
    }
    for (int i = 0; flock(fd, LOCK_EX | LOCK_NB) != 0; i++) {
        int why = errno;
        if (why != EWOULDBLOCK && why != EINTR) {
            pl_file_close(&fd);
            return pl_fail_errno(err, PL_E_IO, why, "%s cannot be locked", path);
        }
        if (i >= WAIT_STEPS) {
            int rc = refuse_busy(fd, err);
            pl_file_close(&fd);
            return rc;
        }
        pause_100ms();
    }
    pl_lock_show(fd);
    /* Who holds it is a courtesy: a full disk must not keep anyone from the lock. */
    int n = snprintf(holder, sizeof holder, "pid %ld, %s\n", (long)getpid(), command != NULL ? command : "plimsoll");
    if (ftruncate(fd, 0) != 0 || pwrite(fd, holder, strnlen(holder, sizeof holder - 1), 0) != n) {
        errno = 0;
    }
    *ret_fd = fd;
    return PL_E_OK;
}

void pl_lock_free(int *fd) {
    if (*fd >= 0) {
        if (ftruncate(*fd, 0) != 0) {
            errno = 0;
        }
        pl_file_close(fd); /* and with it the lock */
        *fd = -1;
    }
}
