/* Claims over a large case: 100,000 observations in a table, 2,000 claims with three supports each, and a claim shown
 * (filings read, origins counted, what contradicts it), one of them and all.
 *
 * Invented filings from a fixed seed: 5,000 ships, one source, 20,000 upstreams. Every answer is folded into the
 * printed checksum. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/claim.h"
#include "app/filing.h"
#include "app/init.h"
#include "app/observe_table.h"

#define ROWS   100000
#define CLAIMS 2000
#define NOW    INT64_C(1790000000000000)

static uint64_t checksum;

static void must(int code, const struct pl_error *err) {
    if (code != 0) {
        fprintf(stderr, "bench_claims: %s\n", err->msg);
        exit(1);
    }
}

static void write_table(const char *path) {
    FILE *file = fopen(path, "we");
    if (file == NULL) {
        exit(1);
    }
    fprintf(file, "Ship,Date,Lat,Lon,Pass,Containers\n");
    for (unsigned i = 0; i < ROWS; i++) {
        fprintf(file, "SHIP %u,2024-%02u-%02u,%u.5,%u.25,pass %u,%u\n", i % 5000, 1 + i % 12, 1 + i % 28, i % 80,
                i % 170, i % 20000, i % 90);
    }
    fclose(file);
}

static void file_one(struct pl_acting *acting, char letter, const char *const *pairs) {
    struct pl_filing_value values[PL_FILING_FIELDS_MAX];
    struct pl_filing f = {.kind = pl_filing_kind_by_letter(letter), .seq = -1, .values = values};
    struct pl_error err = {0};
    struct pl_arena_mark mark = pl_arena_mark(&acting->arena);
    for (; pairs[2 * f.n] != NULL;) {
        values[f.n] = (struct pl_filing_value){pl_str_from(pairs[2 * f.n]), pl_str_from(pairs[2 * f.n + 1])};
        f.n++;
    }
    must(pl_filing_put(acting, &f, (pl_str){0}, &err), &err);
    pl_arena_rewind(&acting->arena, mark);
}

static void file_claims(const char *dir) {
    PL_ACTING_AUTO acting = {0};
    struct pl_error err = {0};
    must(pl_acting_open(dir, "bench", NOW, &acting, &err), &err);
    for (unsigned i = 0; i < CLAIMS; i++) {
        char label[32], topic[32], quantity[64], evidence[32];
        snprintf(label, sizeof label, "claim-%u", i);
        snprintf(topic, sizeof topic, "shipped in case %u", i % 400);
        snprintf(quantity, sizeof quantity, "%u containers", 10 + i % 7);
        file_one(&acting, 'C',
                 (const char *const[]){"who", "X", "topic", topic, "quantity", quantity, "start", "2024-01", "end",
                                       "2024-03", "label", label, NULL});
        for (unsigned j = 0; j < 3; j++) {
            snprintf(evidence, sizeof evidence, "O3.%u", 1 + (i * 37 + j * 101) % ROWS);
            file_one(&acting, 'P', (const char *const[]){"claim", label, "evidence", evidence, NULL});
        }
    }
}

static void show(const char *name, const char *dir, const char *id) {
    struct pl_error err = {0};
    PL_BUF_AUTO out = {0};
    struct pl_claim_show ask = {.dir = dir, .known_at = PL_TIME_NONE, .id = pl_str_from(id), .json = true};
    pl_buf_open(&out, (size_t)1 << 30);
    int64_t start = pl_time_monotonic_us();
    clock_t cpu = clock();
    must(pl_claim_show(&ask, &out, &err), &err);
    double wall = (double)(pl_time_monotonic_us() - start) / 1000;
    for (size_t i = 0; i < out.n; i++) {
        checksum = checksum * 31 + (unsigned char)out.p[i];
    }
    printf("%-28s %8.1f ms  processor %8.1f ms\n", name, wall, (double)(clock() - cpu) / CLOCKS_PER_SEC * 1000);
}

int main(void) {
    char root[] = "/tmp/plimsoll-bench.XXXXXX", dir[64], table[64], command[96];
    struct pl_error err = {0};
    struct pl_init_done made;
    struct pl_init_options options = {.participant = PL_STR("T"), .now = NOW};
    struct pl_observe_tabled done;
    PL_BUF_AUTO out = {0};
    pl_buf_open(&out, (size_t)1 << 20);
    if (mkdtemp(root) == NULL) {
        return 1;
    }
    snprintf(dir, sizeof dir, "%s/case", root);
    snprintf(table, sizeof table, "%s/table.csv", root);
    write_table(table);
    must(pl_init_run(dir, &options, &made, &err), &err);
    {
        PL_ACTING_AUTO acting = {0};
        must(pl_acting_open(dir, "bench", NOW, &acting, &err), &err);
        file_one(&acting, 'S',
                 (const char *const[]){"alias", "S", "kind", "sensor", "party", "P", "label", "source", NULL});
    }
    struct pl_observe_table ask = {.dir = dir,
                                   .path = table,
                                   .as = PL_STR("image-count"),
                                   .columns = PL_STR("subject=Ship,observed=Date,lat=Lat,lon=Lon,upstream=Pass,"
                                                     "quantity=Containers"),
                                   .source = PL_STR("source"),
                                   .received = PL_TIME_NONE,
                                   .now = NOW};
    int64_t start = pl_time_monotonic_us();
    must(pl_observe_table_run(&ask, NULL, NULL, &out, &done, &err), &err);
    printf("%-28s %8.1f ms\n", "table of 100,000 rows", (double)(pl_time_monotonic_us() - start) / 1000);
    start = pl_time_monotonic_us();
    file_claims(dir);
    printf("%-28s %8.1f ms\n", "8,000 filings one by one", (double)(pl_time_monotonic_us() - start) / 1000);
    show("claim show, one", dir, "claim-7");
    show("claim show, all 2,000", dir, "");
    snprintf(command, sizeof command, "rm -rf '%s'", root);
    printf("checksum %016llx\n", (unsigned long long)checksum);
    return system(command) == 0 ? 0 : 1;
}
