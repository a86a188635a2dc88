#include "helper/confine.h"

#include <errno.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "helper/frame.h"

#include "base/ban.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

static int limit(enum __rlimit_resource what, rlim_t most) {
    struct rlimit r = {.rlim_cur = most, .rlim_max = most};
    return setrlimit(what, &r);
}

static int set_limits(struct pl_error *err) {
    int bad = limit(RLIMIT_CORE, 0) | limit(RLIMIT_FSIZE, 0) | limit(RLIMIT_NOFILE, 0) | limit(RLIMIT_NPROC, 0) |
              limit(RLIMIT_CPU, PL_HELPER_CPU_SECONDS) | (SANITIZED ? 0 : limit(RLIMIT_AS, PL_HELPER_MEMORY_MAX));
    bad |= prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    return bad == 0 ? 0 : pl_fail_errno(err, PL_E_REFUSED, errno, "the helper cannot be limited");
}

/* libseccomp takes its rules as int and returns 0 or -errno. */
static int allow_memory(scmp_filter_ctx filter) {
    const scmp_datum_t x = PROT_EXEC;
    int bad = 0;
    bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(brk), 0);
    bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(munmap), 0);
    bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mremap), 0);
    bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(madvise), 0);
    bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, x, 0));
    bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, SCMP_A2(SCMP_CMP_MASKED_EQ, x, 0),
                            SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS));
    return bad;
}

static int allow_rest(scmp_filter_ctx filter) {
    int bad = 0;
    bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(read), 1, SCMP_A0(SCMP_CMP_EQ, STDIN_FILENO, 0));
    bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, SCMP_A0(SCMP_CMP_EQ, STDOUT_FILENO, 0));
    bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(getrandom), 0);
    bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(exit), 0);
    bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(exit_group), 0);
    if (SANITIZED) { /* its runtime looks at its stack before a function that does not return */
        bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(sigaltstack), 0);
    }
    return bad;
}

int pl_confine(struct pl_error *err) {
    int code = set_limits(err);
    scmp_filter_ctx filter = code == 0 ? seccomp_init(SCMP_ACT_KILL_PROCESS) : NULL;
    if (code == 0 &&
        (filter == NULL || allow_memory(filter) != 0 || allow_rest(filter) != 0 || seccomp_load(filter) != 0)) {
        code = pl_fail(err, PL_E_REFUSED, "the system does not confine the helper (seccomp)");
    }
    if (code != 0) {
        seccomp_release(filter);
        return code; /* a filter that is loaded is kept: to free it is no use */
    }
    return 0;
}
