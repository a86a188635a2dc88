/* The progress line on a pseudo-terminal: not before half a second, then bytes of the total, rate and time left, and
 * wiped at the end; through a pipe nothing at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"
#include "base/time.h"

/* Runs a reading of 10 MB with stderr at fd: half of it at once, the same again 0.6 s later. False where a busy machine
 * was too late to tell early from late. */
static bool read_half(int fd) {
    struct pl_progress progress;
    int64_t start = pl_time_monotonic_us(), early, last;
    int was = dup(STDERR_FILENO);
    assert_true(was >= 0);
    assert_true(dup2(fd, STDERR_FILENO) >= 0);
    pl_progress_start(&progress, "reading", 10000000);
    pl_progress_show(&progress, 5000000);
    usleep(300000);
    pl_progress_show(&progress, 5000000);
    early = pl_time_monotonic_us() - start;
    assert_true(write(fd, "|", 1) == 1); /* what stands before it came too early */
    usleep(300000);
    start = pl_time_monotonic_us();
    pl_progress_show(&progress, 5000000);
    pl_progress_show(&progress, 5000000); /* too soon after the last: not shown again */
    last = pl_time_monotonic_us() - start;
    pl_progress_end(&progress);
    fflush(stderr);
    assert_true(dup2(was, STDERR_FILENO) >= 0);
    close(was);
    return early < 450000 && last < 90000;
}

/* What came through the terminal, until its line was wiped. */
static void read_terminal(int master, char *text, size_t cap) {
    size_t n = 0;
    struct pollfd ready = {.fd = master, .events = POLLIN};
    while (n + 1 < cap && poll(&ready, 1, 1000) > 0) {
        ssize_t got = read(master, text + n, cap - 1 - n);
        assert_true(got > 0);
        n += (size_t)got;
        text[n] = '\0';
        if (strstr(text, "\r\033[K") != NULL) {
            return;
        }
    }
}

/* cmocka calls a program with a skipped test passed; ctest lists it by name only by the status 77. */
enum { SKIPPED = 77 };
static int leave(int failed, const bool *skipped) { return failed == 0 && *skipped ? SKIPPED : failed; }

static void on_a_terminal(void **state) {
    char text[512] = {0};
    double rate = 0, left = 0;
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0) {
        puts("no pseudo-terminal here");
        *(bool *)*state = true;
        skip();
    }
    int slave = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
    assert_true(slave >= 0);
    bool in_time = false;
    for (int i = 0; i < 10 && !in_time; i++) {
        in_time = read_half(slave);
        read_terminal(master, text, sizeof text);
    }
    if (!in_time) {
        puts("the machine is too busy to tell half a second");
        *(bool *)*state = true;
        skip();
    }
    assert_int_equal(text[0], '|');
    assert_memory_equal(text + 1, "\rreading: 5.0 of 10.0 MB, ", 26);
    assert_int_equal(sscanf(text + 27, "%lf MB/s, %lf s left", &rate, &left), 2);
    assert_true(rate > 0.1 && rate < 8.4); /* 5 MB in 0.6 s or, on a busy machine, more */
    assert_true(left >= 0 && left < 60);
    const char *rest = strstr(text, "s left");
    assert_non_null(rest);
    assert_string_equal(rest, "s left \033[K\r\033[K"); /* one line, wiped */
    close(slave);
    close(master);
}

static void through_a_pipe(void **state) {
    (void)state;
    int ends[2];
    char text[16];
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    (void)read_half(ends[1]);
    close(ends[1]);
    assert_int_equal(read(ends[0], text, sizeof text), 1);
    close(ends[0]);
}

int main(void) {
    bool skipped = false;
    const struct CMUnitTest tests[] = {cmocka_unit_test_prestate(on_a_terminal, &skipped),
                                       cmocka_unit_test(through_a_pipe)};
    return leave(cmocka_run_group_tests(tests, NULL, NULL), &skipped);
}
