/* plimsoll-verify: says of proofs, checkpoints and bundles what holds. Static; opens the files it is given and nothing
 * else, no socket above all. `plimsoll verify` is the same. */
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "base/log.h"
#include "base/str.h"
#include "text/json.h"
#include "verify/run.h"

#include "base/ban.h"

static const char HELP[] =
    "usage: plimsoll-verify FILE... [--policy FILE | --trust FINGERPRINT] [--entry FILE]\n"
    "                       [--checkpoint FILE [--consistency FILE]] [--json]\n"
    "\n"
    "Says of each FILE, a tlog-proof, a signed checkpoint or a bundle, what holds and what does not. Needs no "
    "network,\n"
    "no database and no other file.\n"
    "\n"
    "  --policy FILE        whose signatures count, and how many witnesses (docs/format/policy.md)\n"
    "  --trust FINGERPRINT  trust the policy that comes along if this is its fingerprint\n"
    "  --entry FILE         the exact bytes of the entry that a tlog-proof is about\n"
    "  --checkpoint FILE    a newer checkpoint of the same log, or a newer bundle\n"
    "  --consistency FILE   a proof that the one checkpoint goes on from the other (plimsoll log consistency)\n"
    "  --json               JSON Lines, the last a summary\n"
    "  --version            the version of this program\n"
    "\n"
    "Status: 0 all hold, 1 something does not or is not decided, 2 usage, 3 a file is malformed or cannot be\n"
    "read, 4 the system failed.\n";

static int usage(const char *what, const char *word) {
    pl_log_note("%s%s", what, word);
    fputs("see: plimsoll-verify --help\n", stderr);
    return 2;
}

/* Where the value of an option goes; NULL for a word that is none of these. */
static const char **place_of(struct pl_verify_line *line, pl_str name) {
    const struct {
        const char *name;
        const char **place;
    } options[] = {{"--policy", &line->policy},
                   {"--trust", &line->trust},
                   {"--entry", &line->entry},
                   {"--checkpoint", &line->checkpoint},
                   {"--consistency", &line->consistency}};
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        if (pl_str_eq(name, pl_str_from(options[i].name))) {
            return options[i].place;
        }
    }
    return NULL;
}

/* Sorts the words: files to the front of argv. 0, or the status of a usage error. */
static int read_words(int argc, char **argv, struct pl_verify_line *line) {
    bool only_files = false;
    int n = 0;
    for (int i = 1; i < argc; i++) {
        pl_str rest = pl_str_from(argv[i]), name = pl_str_cut(&rest, '=');
        const char **place = only_files ? NULL : place_of(line, name);
        if (only_files || argv[i][0] != '-' || argv[i][1] == '\0') {
            argv[n++] = argv[i];
        } else if (strcmp(argv[i], "--") == 0) {
            only_files = true;
        } else if (strcmp(argv[i], "--json") == 0) {
            line->json = true;
        } else if (place == NULL) {
            return usage("there is no option ", argv[i]);
        } else if (*place != NULL) {
            return usage("given twice: ", argv[i]);
        } else if (rest.p == NULL && i + 1 == argc) {
            return usage("a value is missing behind ", argv[i]);
        } else {
            *place = rest.p != NULL ? rest.p : argv[++i];
        }
    }
    line->n = (size_t)n;
    return n > 0 ? 0 : usage("there is nothing to verify", "");
}

int main(int argc, char **argv) {
    struct pl_verify_line line = {.files = (const char *const *)argv};
    struct pl_error err = {0};
    int status = 0;
    for (int i = 1; i < argc; i++) {
        bool help = strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0;
        if (help || strcmp(argv[i], "--version") == 0) {
            fputs(help ? HELP : "plimsoll-verify " PL_VERSION "\n", stdout);
            return fflush(stdout) == 0 ? 0 : 4;
        }
    }
    size_t seed = 0;
    pl_json_seed(getrandom(&seed, sizeof seed, GRND_NONBLOCK) == (ssize_t)sizeof seed ? seed : 1); /* opens no file */
    status = read_words(argc, argv, &line);
    if (status != 0) {
        return status;
    }
    int rc = pl_verify_run(&line, stdout, &status, &err);
    if (rc == PL_E_OK && fflush(stdout) != 0) {
        rc = pl_fail(&err, PL_E_IO, "the output cannot be written");
    }
    if (rc != PL_E_OK) {
        pl_log_error(NULL, &err);
        status = pl_code_exit_status(rc);
    }
    return status;
}
