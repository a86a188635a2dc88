#ifdef PL_HELPER_TRIAL
#include "helper/trial.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "helper/frame.h"

#include "base/ban.h"

static void try_open(struct pl_buf *bytes) {
    (void)bytes;
    (void)!open("/etc/hostname", O_RDONLY);
}

static void try_socket(struct pl_buf *bytes) {
    (void)bytes;
    (void)!socket(AF_INET, SOCK_STREAM, 0);
}

static void try_fork(struct pl_buf *bytes) {
    (void)bytes;
    if (fork() == 0) {
        _exit(0);
    }
}

static void try_exec(struct pl_buf *bytes) {
    char *argv[] = {(char[]){"true"}, NULL}, *env[] = {NULL};
    (void)bytes;
    (void)!execve("/bin/true", argv, env);
}

static void try_kill(struct pl_buf *bytes) {
    (void)bytes;
    (void)!kill(1, 0);
}

static void try_code(struct pl_buf *bytes) {
    (void)bytes;
    (void)!mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void try_file(struct pl_buf *bytes) {
    (void)bytes;
    (void)!write(STDERR_FILENO, "x", 1);
}

static void try_memory(struct pl_buf *bytes) {
    size_t mib = 0;
    for (char *p = malloc(1 << 20); p != NULL && mib < 8192; p = malloc(1 << 20), mib++) {
        memset(p, 1, 4096);
    }
    pl_buf_add_u64(bytes, mib);
    pl_buf_add_char(bytes, ' ');
}

static void try_spin(struct pl_buf *bytes) {
    for (volatile unsigned i = 0;; i++) {
        (void)bytes;
    }
}

static void try_flood(struct pl_buf *bytes) {
    (void)bytes;
    char piece[65536] = PL_HELPER_SAY;
    while (write(STDOUT_FILENO, piece, sizeof piece) > 0) {
    }
    _exit(0);
}

static void try_silent(struct pl_buf *bytes) {
    (void)bytes;
    _exit(0);
}

static void try_half(struct pl_buf *bytes) {
    (void)bytes;
    (void)!write(STDOUT_FILENO, PL_HELPER_SAY "\0\0\0\0\0\0", sizeof PL_HELPER_SAY + 5);
    _exit(0);
}

static void try_environment(struct pl_buf *bytes) {
    for (char **e = environ; e != NULL && *e != NULL; e++) {
        pl_buf_add_str(bytes, pl_str_from(*e));
        pl_buf_add_char(bytes, '\n');
    }
}

static const struct {
    const char *verb;
    void (*run)(struct pl_buf *bytes);
} TRIALS[] = {
    {"trial-open", try_open},
    {"trial-socket", try_socket},
    {"trial-fork", try_fork},
    {"trial-exec", try_exec},
    {"trial-kill", try_kill},
    {"trial-code", try_code},
    {"trial-file", try_file},
    {"trial-memory", try_memory},
    {"trial-spin", try_spin},
    {"trial-flood", try_flood},
    {"trial-silent", try_silent},
    {"trial-half", try_half},
    {"trial-environment", try_environment},
};

int pl_trial(const struct pl_request *request, struct pl_buf *bytes, struct pl_error *err) {
    for (size_t i = 0; i < sizeof TRIALS / sizeof *TRIALS; i++) {
        if (pl_str_eq(request->verb, pl_str_from(TRIALS[i].verb))) {
            TRIALS[i].run(bytes);
            pl_buf_add_str(bytes, PL_STR("alive"));
            return 0;
        }
    }
    return pl_fail(err, PL_E_USAGE, "there is no such trial");
}
#endif
