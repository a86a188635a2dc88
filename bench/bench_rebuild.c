/* Rebuilding a case from its journal: filings, each a signed observation of five values, become rows again. Signatures
 * are not checked here (`check` does). bench_rebuild [ENTRIES]: 100,000 where not said; the goal counts 1,000,000. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/rebuild.h"
#include "base/file.h"
#include "base/time.h"
#include "store/case.h"
#include "store/journal.h"

#define BATCH 20000

static void must(int rc, const struct pl_error *err) {
    if (rc != 0) {
        fprintf(stderr, "bench_rebuild: %s\n", err->msg);
        exit(1);
    }
}

static void append(struct pl_case *c, const struct pl_case_keys *keys, uint64_t i) {
    char subject[64], day[16];
    struct pl_error err = {0};
    int64_t seq = 0;
    snprintf(subject, sizeof subject, "EXERCISE SHIP %llu", (unsigned long long)(i % 5000));
    snprintf(day, sizeof day, "2026-03-%02u", (unsigned)(i % 28) + 1);
    struct pl_journal_field fields[] = {{.name = PL_STR("as"), .value = PL_STR("sighting")},
                                        {.name = PL_STR("subject"), .value = pl_str_from(subject)},
                                        {.name = PL_STR("observed"), .value = pl_str_from(day)},
                                        {.name = PL_STR("place"), .value = PL_STR("off the northern cape")},
                                        {.name = PL_STR("by"), .value = PL_STR("A. Desk")}};
    must(pl_journal_append(c, keys, (pl_time)(i + 10) * 1000, PL_STR("observation"), PL_STR("TLP:RED"), fields, 5, &seq,
                           &err),
         &err);
}

static void make_case(const char *dir, uint64_t n) {
    struct pl_error err = {0};
    struct pl_case *c = NULL;
    struct pl_case_keys keys;
    int64_t seq = 0;
    must(pl_case_create(dir, &c, &err), &err);
    must(pl_case_keys_make(c, &keys, &err), &err);
    struct pl_journal_field opening[] = {{.name = PL_STR("participant"), .value = PL_STR("Bench")}};
    must(pl_case_begin(c, &err), &err);
    must(pl_journal_append(c, &keys, 1000, PL_STR("case"), PL_STR("TLP:RED"), opening, 1, &seq, &err), &err);
    must(pl_case_commit(c, &err), &err);
    must(pl_case_publish(c, &err), &err);
    pl_case_close(c);
    must(pl_case_open(dir, PL_CASE_WRITE, "bench", &c, &err), &err);
    for (uint64_t i = 0; i < n; i += BATCH) {
        must(pl_case_begin(c, &err), &err);
        for (uint64_t k = i; k < i + BATCH && k < n; k++) {
            append(c, &keys, k);
        }
        must(pl_case_commit(c, &err), &err);
    }
    pl_case_close(c);
}

int main(int argc, char **argv) {
    char base[1024], dir[1100];
    const char *tmp = getenv("TMPDIR");
    struct pl_error err = {0};
    struct pl_rebuild_done done;
    uint64_t n = argc > 1 ? strtoull(argv[1], NULL, 10) : 100000;
    snprintf(base, sizeof base, "%s/plimsoll-bench.XXXXXX", tmp != NULL ? tmp : "/tmp");
    if (mkdtemp(base) == NULL) {
        perror("bench_rebuild");
        return 1;
    }
    snprintf(dir, sizeof dir, "%s/case", base);
    make_case(dir, n);
    int64_t from = pl_time_monotonic_us();
    clock_t cpu = clock();
    must(pl_rebuild_run(dir, &done, &err), &err);
    double wall = (double)(pl_time_monotonic_us() - from) / 1e6;
    double used = (double)(clock() - cpu) / CLOCKS_PER_SEC;
    printf("rebuild/entries %10llu  %8.2f s  processor %8.2f s  (1,000,000 at this rate: %.1f s)\n",
           (unsigned long long)n, wall, used, wall * 1e6 / (double)n);
    char command[1200];
    snprintf(command, sizeof command, "rm -rf '%s'", base);
    return system(command) == 0 ? 0 : 1;
}
