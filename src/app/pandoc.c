#include "app/pandoc.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"

#include "base/ban.h"

static int run(const char *input, const char *output, int *ret_status, struct pl_error *err) {
    char *argv[] = {(char[]){"pandoc"},
                    (char[]){"--quiet"},
                    (char[]){"-f"},
                    (char[]){"json"},
                    (char[]){"-t"},
                    (char[]){"docx"},
                    (char[]){"-o"},
                    NULL,
                    NULL,
                    NULL};
    char *env[] = {(char[]){"PATH=/usr/local/bin:/usr/bin:/bin"}, (char[]){"LC_ALL=C.UTF-8"},
                   (char[]){"SOURCE_DATE_EPOCH=0"}, NULL};
    pid_t pid = 0;
    int status = 0;
    argv[7] = strdup(output);
    argv[8] = strdup(input);
    int code = argv[7] != NULL && argv[8] != NULL ? 0 : ENOMEM;
    code = code == 0 ? posix_spawnp(&pid, "pandoc", NULL, NULL, argv, env) : code;
    while (code == 0 && waitpid(pid, &status, 0) < 0) {
        code = errno == EINTR ? 0 : errno;
    }
    free(argv[7]);
    free(argv[8]);
    if (code != 0 && code != ENOENT) {
        return pl_fail_errno(err, PL_E_IO, code, "pandoc cannot be started");
    }
    *ret_status = code == ENOENT || (WIFEXITED(status) && WEXITSTATUS(status) == 127) ? 127
                  : WIFEXITED(status)                                                 ? WEXITSTATUS(status)
                                                                                      : 1;
    return 0;
}

int pl_pandoc_docx(const char *dir, const char *name, pl_str tree, bool *ret_made, struct pl_error *err) {
    char input[4096], output[4096];
    int status = 0;
    if (snprintf(input, sizeof input, "%s/.%s.json", dir, name) >= (int)sizeof input ||
        snprintf(output, sizeof output, "%s/%s", dir, name) >= (int)sizeof output) {
        return pl_fail(err, PL_E_LIMIT, "%s: the path is too long", dir);
    }
    int code = pl_file_write(input, tree, 0600, err);
    code = code == 0 ? run(input, output, &status, err) : code;
    (void)unlink(input);
    if (code == 0 && status != 0 && status != 127) {
        return pl_fail(err, PL_E_IO, "pandoc ended with status %d; %s is not written", status, name);
    }
    if (code == 0 && status == 0 && chmod(output, 0600) != 0) {
        code = pl_fail_errno(err, PL_E_IO, errno, "%s cannot be closed to others", output);
    }
    if (code == 0) {
        *ret_made = status == 0;
    }
    return code;
}
