/* The log: signed entries appended to a case in batches and one by one, beside bare SQLite commits on the same disk in
 * the same run; proofs of any entry of ten million from tiles; what a verifier does for each entry.
 *
 * Bare SQLite: the same bytes into a table of the same form, WAL and synchronous=FULL, one row a commit; no signature,
 * no salt, no reading back. Tiles lie in memory as a web cache or the page cache would hold them, and once in files. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/tile_files.h"
#include "base/time.h"
#include "ledger/note.h"
#include "ledger/tile.h"
#include "store/journal.h"

#define N_BATCH   20000
#define N_SINGLE  300
#define N_LEAVES  10000000
#define N_PROOFS  20000
#define N_VERIFY  5000
#define N_PAYLOAD 3
#define DIR       1024 /* bytes of the scratch folder's path */
#define PATH      2048

static uint64_t checksum;
static uint64_t seed = 20261123;

static uint64_t next_random(void) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

static void must(int rc, const struct pl_error *err) {
    if (rc != 0) {
        fprintf(stderr, "bench_ledger: %s\n", err->msg);
        exit(1);
    }
}

/* By the clock, and of the processor: where other programs have the machine too, the second says what it costs. */
struct timer {
    int64_t wall_us;
    clock_t cpu;
};

static struct timer start_timer(void) { return (struct timer){pl_time_monotonic_us(), clock()}; }

static void report(const char *name, uint64_t n, struct timer t) {
    double wall = (double)(pl_time_monotonic_us() - t.wall_us) * 1000 / (double)n;
    double cpu = (double)(clock() - t.cpu) / CLOCKS_PER_SEC * 1e9 / (double)n;
    printf("%-36s %10llu  %10.0f ns/op  %10.0f /s  processor %10.0f ns/op\n", name, (unsigned long long)n, wall,
           1e9 / wall, cpu);
}

static double report_us(const char *name, uint64_t n, int64_t us) {
    double ns = (double)us * 1000 / (double)n;
    printf("%-36s %10llu  %10.0f ns/op  %10.0f /s\n", name, (unsigned long long)n, ns, 1e9 / ns);
    return ns;
}

/* ---- appending ---- */

static void append(struct pl_case *c, const struct pl_case_keys *keys, uint64_t i) {
    char values[N_PAYLOAD][64];
    struct pl_journal_field fields[N_PAYLOAD] = {
        {.name = PL_STR("subject")}, {.name = PL_STR("place")}, {.name = PL_STR("method")}};
    struct pl_error err = {0};
    int64_t seq = 0;
    for (size_t k = 0; k < N_PAYLOAD; k++) {
        int n = snprintf(values[k], sizeof values[k], "value %zu of entry %llu", k, (unsigned long long)i);
        fields[k].value = pl_str_make(values[k], (size_t)n);
    }
    must(pl_journal_append(c, keys, (pl_time)(i + 10) * 1000, PL_STR("observation"), PL_STR("TLP:RED"), fields,
                           N_PAYLOAD, &seq, &err),
         &err);
    checksum += (uint64_t)seq;
}

static struct pl_case *make_case(const char *dir, struct pl_case_keys *keys) {
    struct pl_error err = {0};
    struct pl_case *c = NULL;
    int64_t seq = 0;
    must(pl_case_create(dir, &c, &err), &err);
    must(pl_case_keys_make(c, keys, &err), &err);
    struct pl_journal_field opening[] = {{.name = PL_STR("participant"), .value = PL_STR("Bench")}};
    must(pl_case_begin(c, &err), &err);
    must(pl_journal_append(c, keys, 1000, PL_STR("case"), PL_STR("TLP:RED"), opening, 1, &seq, &err), &err);
    must(pl_case_commit(c, &err), &err);
    must(pl_case_publish(c, &err), &err);
    pl_case_close(c);
    must(pl_case_open(dir, PL_CASE_WRITE, "bench", &c, &err), &err);
    return c;
}

/* One of several kinds of commits; they take turns, so that a disk that is busy is busy for all. */
static int64_t timed_append(struct pl_case *c, const struct pl_case_keys *keys, uint64_t i) {
    struct pl_error err = {0};
    int64_t start = pl_time_monotonic_us();
    must(pl_case_begin(c, &err), &err);
    append(c, keys, i);
    must(pl_case_commit(c, &err), &err);
    return pl_time_monotonic_us() - start;
}

static sqlite3 *open_bare(const char *path) {
    sqlite3 *db = NULL;
    if (sqlite3_open(path, &db) != SQLITE_OK ||
        sqlite3_exec(db,
                     "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE journal (seq INTEGER PRIMARY KEY, "
                     "entry BLOB NOT NULL, leaf BLOB NOT NULL) STRICT",
                     NULL, NULL, NULL) != SQLITE_OK) {
        fprintf(stderr, "bench_ledger: SQLite: %s\n", sqlite3_errmsg(db));
        exit(1);
    }
    return db;
}

static int64_t timed_bare(sqlite3 *db, sqlite3_stmt *insert, uint64_t i) {
    static const char ENTRY[600] = "an entry";
    int64_t start = pl_time_monotonic_us();
    sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    sqlite3_bind_int64(insert, 1, (int64_t)i);
    sqlite3_bind_blob(insert, 2, ENTRY, sizeof ENTRY, SQLITE_STATIC);
    sqlite3_bind_blob(insert, 3, ENTRY, 32, SQLITE_STATIC);
    int rc = sqlite3_step(insert);
    sqlite3_reset(insert);
    if (rc != SQLITE_DONE || sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK) {
        fprintf(stderr, "bench_ledger: SQLite: %s\n", sqlite3_errmsg(db));
        exit(1);
    }
    return pl_time_monotonic_us() - start;
}

static void bench_append(const char *dir) {
    char path[PATH], bare[PATH];
    struct pl_error err = {0};
    struct pl_case_keys keys;
    sqlite3_stmt *insert = NULL;
    snprintf(path, sizeof path, "%s/case", dir);
    snprintf(bare, sizeof bare, "%s/bare.db", dir);
    struct pl_case *c = make_case(path, &keys);
    struct timer start = start_timer();
    must(pl_case_begin(c, &err), &err);
    for (uint64_t i = 0; i < N_BATCH; i++) {
        append(c, &keys, i);
    }
    must(pl_case_commit(c, &err), &err);
    report("append, 20,000 in one commit", N_BATCH, start);
    sqlite3 *db = open_bare(bare);
    sqlite3_prepare_v2(db, "INSERT INTO journal (seq, entry, leaf) VALUES (?, ?, ?)", -1, &insert, NULL);
    int64_t ours = 0, theirs = 0;
    for (uint64_t i = 0; i < N_SINGLE; i++) {
        theirs += timed_bare(db, insert, i);
        ours += timed_append(c, &keys, N_BATCH + i);
    }
    double a = report_us("append, one by one", N_SINGLE, ours);
    double b = report_us("bare SQLite FULL, one by one", N_SINGLE, theirs);
    printf("one by one beside bare SQLite: %.2f of its rate\n", b / a);
    sqlite3_finalize(insert);
    sqlite3_close(db);
    pl_case_keys_wipe(&keys);
    pl_case_close(c);
}

/* ---- proofs ---- */

/* All tiles of a tree, level by level, one behind the other. */
struct shelf {
    pl_hash *level[PL_TILE_LEVELS];
    uint64_t n[PL_TILE_LEVELS];
};

static int keep(void *ctx, struct pl_tile tile, pl_str bytes, struct pl_error *err) {
    struct shelf *s = ctx;
    (void)err;
    memcpy(s->level[tile.level] + tile.index * PL_TILE_WIDTH, bytes.p, bytes.n);
    return 0;
}

static int fetch(void *ctx, struct pl_tile tile, pl_hash out[PL_TILE_WIDTH], struct pl_error *err) {
    const struct shelf *s = ctx;
    (void)err;
    memcpy(out, s->level[tile.level] + tile.index * PL_TILE_WIDTH, tile.width * sizeof *out);
    return 0;
}

static pl_hash leaf_of(uint64_t i) {
    char entry[32];
    int n = snprintf(entry, sizeof entry, "entry %llu", (unsigned long long)i);
    return pl_tile_leaf(pl_str_make(entry, (size_t)n));
}

/* Proofs of random entries, each with a reader that holds nothing yet. */
static void prove(const char *name, pl_tile_read read, void *ctx, uint64_t n_proofs, pl_hash root) {
    struct pl_tile_reader *reader = malloc(sizeof *reader);
    struct pl_error err = {0};
    uint64_t tiles = 0, most = 0;
    struct timer start = start_timer();
    for (uint64_t i = 0; i < n_proofs; i++) {
        pl_hash path[PL_MERKLE_PATH_MAX];
        size_t n = 0;
        uint64_t at = (next_random() >> 11) % N_LEAVES;
        memset(reader, 0, sizeof *reader);
        reader->read = read;
        reader->ctx = ctx;
        reader->size = N_LEAVES;
        struct pl_merkle_reader m = pl_tile_merkle(reader);
        must(pl_merkle_path_from(&m, N_LEAVES, at, path, &n, &err), &err);
        tiles += reader->n_read;
        most = reader->n_read > most ? reader->n_read : most;
        if (i % 97 == 0 && !pl_merkle_check(leaf_of(at), at, N_LEAVES, path, n, root)) {
            fprintf(stderr, "bench_ledger: a proof does not hold\n");
            exit(1);
        }
        checksum += path[0].b[0];
    }
    report(name, n_proofs, start);
    printf("tiles read for a proof: %.1f, at most %llu\n", (double)tiles / (double)n_proofs, (unsigned long long)most);
    free(reader);
}

static int write_tile(void *ctx, struct pl_tile tile, const pl_hash *hashes) {
    char path[2 * PATH], name[PL_TILE_PATH_MAX];
    struct pl_error err = {0};
    must(pl_tile_path(tile, name, &err), &err);
    snprintf(path, sizeof path, "mkdir -p '%.900s/site/%s' && rmdir '%.900s/site/%s'", (const char *)ctx, name,
             (const char *)ctx, name);
    if (system(path) != 0) {
        return 1;
    }
    snprintf(path, sizeof path, "%.900s/site/%s", (const char *)ctx, name);
    FILE *f = fopen(path, "wb");
    if (f == NULL || fwrite(hashes, PL_HASH_BYTES, tile.width, f) != tile.width) {
        return 1;
    }
    return fclose(f);
}

/* The tiles of one path, in files: what a log that serves static files reads. */
static void prove_from_files(struct shelf *s, char *dir) {
    char site[PATH];
    uint64_t at = N_LEAVES / 3;
    struct pl_tile_reader *reader = calloc(1, sizeof *reader);
    struct pl_error err = {0};
    snprintf(site, sizeof site, "%s/site", dir);
    for (int level = 0; level < 4; level++) {
        uint64_t hashes = pl_tile_hashes(N_LEAVES, level), last = hashes > 0 ? (hashes - 1) / PL_TILE_WIDTH : 0;
        uint64_t own = (at >> (8 * level)) / PL_TILE_WIDTH;
        for (int k = 0; hashes > 0 && k < (own == last ? 1 : 2); k++) {
            struct pl_tile tile = {level, k == 0 ? own : last, pl_tile_width(N_LEAVES, level, k == 0 ? own : last)};
            if (tile.width > 0 && write_tile(dir, tile, s->level[level] + tile.index * PL_TILE_WIDTH) != 0) {
                fprintf(stderr, "bench_ledger: no tiles in %s\n", site);
                exit(1);
            }
        }
    }
    struct timer start = start_timer();
    for (int i = 0; i < 2000; i++) {
        pl_hash path[PL_MERKLE_PATH_MAX];
        size_t n = 0;
        memset(reader, 0, sizeof *reader);
        reader->read = pl_tile_files_read;
        reader->ctx = site;
        reader->size = N_LEAVES;
        struct pl_merkle_reader m = pl_tile_merkle(reader);
        must(pl_merkle_path_from(&m, N_LEAVES, at, path, &n, &err), &err);
        checksum += path[n - 1].b[0];
    }
    report("proof of 10 million, tiles in files", 2000, start);
    free(reader);
}

static void bench_proofs(char *dir) {
    struct shelf s = {.n = {0}};
    struct pl_merkle whole = {0};
    struct pl_error err = {0};
    struct pl_tile_tree *tree = calloc(1, sizeof *tree);
    for (int level = 0; level < PL_TILE_LEVELS; level++) {
        s.level[level] = calloc(pl_tile_hashes(N_LEAVES, level) + PL_TILE_WIDTH, sizeof(pl_hash));
    }
    tree->sink = keep;
    tree->ctx = &s;
    struct timer start = start_timer();
    for (uint64_t i = 0; i < N_LEAVES; i++) {
        must(pl_tile_tree_add(tree, leaf_of(i), &err), &err);
    }
    must(pl_tile_tree_end(tree, &err), &err);
    report("tiles of 10 million entries", N_LEAVES, start);
    for (uint64_t i = 0; i < N_LEAVES; i++) {
        pl_merkle_add(&whole, s.level[0][i]);
    }
    prove("proof of 10 million, tiles in memory", fetch, &s, N_PROOFS, pl_merkle_root(&whole));
    prove_from_files(&s, dir);
    for (int level = 0; level < PL_TILE_LEVELS; level++) {
        free(s.level[level]);
    }
    free(tree);
}

/* ---- verifying ---- */

static void bench_verify(void) {
    uint8_t bytes[PL_KEY_BYTES] = {7};
    struct pl_key key;
    struct pl_note note;
    struct pl_error err = {0};
    pl_hash leaves[1000], path[PL_MERKLE_PATH_MAX];
    PL_BUF_AUTO text;
    pl_buf_open(&text, PL_NOTE_MAX);
    must(pl_key_from_seed(bytes, &key, &err), &err);
    must(pl_note_sign(PL_STR("bench.example/log\n3\nlPvQ3YNvUDAWkubQ6t5yjuGexSv/8WBu2AfIV11aqhk=\n"),
                      PL_STR("bench.example/log"), &key, &text, &err),
         &err);
    struct timer start = start_timer();
    for (int i = 0; i < N_VERIFY; i++) {
        must(pl_note_read(pl_buf_str(&text), &note, &err), &err);
        checksum += pl_note_verify(&note, PL_STR("bench.example/log"), &key.public) == PL_NOTE_GOOD;
    }
    report("read and verify a note", N_VERIFY, start);
    start = start_timer();
    for (int i = 0; i < N_VERIFY; i++) {
        uint8_t signature[PL_SIGNATURE_BYTES];
        must(pl_key_sign(&key, PL_STR("bench"), pl_buf_str(&text), signature, &err), &err);
        checksum += signature[0];
    }
    report("sign 200 bytes", N_VERIFY, start);
    for (size_t i = 0; i < 1000; i++) {
        leaves[i] = leaf_of(i);
    }
    size_t n = pl_merkle_path(leaves, 1000, 321, path);
    pl_hash root = pl_merkle_root_of(leaves, 1000);
    start = start_timer();
    for (int i = 0; i < 100000; i++) {
        checksum += pl_merkle_check(leaf_of(321), 321, 1000, path, n, root);
    }
    report("check a path of 10 hashes", 100000, start);
}

int main(void) {
    char dir[DIR];
    const char *tmp = getenv("TMPDIR");
    snprintf(dir, sizeof dir, "%s/plimsoll-bench.XXXXXX", tmp != NULL ? tmp : "/tmp");
    if (mkdtemp(dir) == NULL) {
        perror("bench_ledger");
        return 1;
    }
    bench_verify();
    bench_append(dir);
    bench_proofs(dir);
    printf("checksum %llu\n", (unsigned long long)checksum);
    char command[PATH];
    snprintf(command, sizeof command, "rm -rf '%s'", dir);
    return system(command) == 0 ? 0 : 1;
}
