/* What writer and readers of the archive share: names of files, months, the sweep. */
#include "store/archive.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "store/archive_in.h"

#include "base/ban.h"

#define SECOND_2000 INT64_C(946684800)

int64_t pl_archive_month(pl_time at) {
    struct pl_date d = pl_time_to_date(at);
    return (int64_t)(d.year - 1970) * 12 + d.month - 1;
}

int32_t pl_archive_second(pl_time at) {
    int64_t s = at / PL_SECOND_US - (at % PL_SECOND_US < 0) - SECOND_2000;
    return (int32_t)(s < INT32_MIN ? INT32_MIN : s > INT32_MAX ? INT32_MAX : s);
}

void pl_archive_name(int64_t month, int64_t generation, char out[PL_ARCHIVE_NAME_MAX]) {
    int year = (int)(1970 + (month >= 0 ? month / 12 : -((11 - month) / 12)));
    int in_year = (int)(month - (int64_t)(year - 1970) * 12) + 1;
    if (generation == 0) {
        snprintf(out, PL_ARCHIVE_NAME_MAX, "positions/%04d-%02d.db", year, in_year);
    } else {
        snprintf(out, PL_ARCHIVE_NAME_MAX, "positions/%04d-%02d.g%lld.db", year, in_year, (long long)generation);
    }
}

/* GENERATION UPTO BLOCKS REPORTS DIGEST, as pl_archive_compact notes it. */
static bool parse_merged(pl_str value, struct pl_archive_month *m) {
    uint64_t v[4] = {0};
    for (int i = 0; i < 4; i++) {
        if (!pl_str_u64(pl_str_cut(&value, ' '), &v[i]) || v[i] > INT64_MAX) {
            return false;
        }
    }
    m->generation = (int64_t)v[0];
    m->merged = (int64_t)v[1];
    m->blocks = (int64_t)v[2];
    m->reports = (int64_t)v[3];
    return pl_hash_of_hex(value, &m->digest);
}

int pl_archive_month_read(struct pl_case *c, int64_t month, struct pl_archive_month *ret, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    struct pl_archive_month m = {.month = month, .generation = c->generation, .merged = -1};
    bool row = false;
    int rc = pl_db_prepare(c->db, "SELECT value FROM case_state WHERE key='merged:' || ?", &stmt, err);
    if (rc == PL_E_OK) {
        pl_db_bind_int(stmt, 1, month);
        rc = pl_db_step(stmt, &row, err);
    }
    if (rc == PL_E_OK && row && !parse_merged(pl_db_col(stmt, 0), &m)) {
        rc =
            pl_fail(err, PL_E_STORE, "case.db does not say where the positions of a month are; run `plimsoll rebuild`");
    }
    if (rc == PL_E_OK) {
        *ret = m;
    }
    return rc;
}

int pl_archive_next_generation(struct pl_case *c, int64_t *ret, struct pl_error *err) {
    int64_t newest = 0;
    int rc = pl_db_int(
        c->db, "SELECT max(CAST(value AS INTEGER)) FROM case_state WHERE key='generation' OR key GLOB 'merged:*'", 0,
        &newest, err);
    if (rc == PL_E_OK) {
        *ret = (newest > c->generation ? newest : c->generation) + 1;
    }
    return rc;
}

int pl_archive_open(struct pl_case *c, int64_t month, bool create, sqlite3 **ret_db, struct pl_error *err) {
    struct pl_archive_month m;
    int rc = pl_archive_month_read(c, month, &m, err);
    return rc == PL_E_OK ? pl_archive_open_generation(c, month, m.generation, create, ret_db, err) : rc;
}

int pl_archive_open_generation(struct pl_case *c, int64_t month, int64_t generation, bool create, sqlite3 **ret_db,
                               struct pl_error *err) {
    char name[PL_ARCHIVE_NAME_MAX], path[PATH_MAX], folder[PATH_MAX];
    sqlite3 *db = NULL;
    pl_archive_name(month, generation, name);
    int rc = pl_case_path(c, name, path, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    bool there = pl_file_exists(path);
    if (!there && !create) {
        return pl_fail(err, PL_E_STORE, "%s is missing; `plimsoll rebuild` makes it anew from the exhibits", name);
    }
    rc = pl_db_open(path, SQLITE_OPEN_READWRITE | (create ? SQLITE_OPEN_CREATE : 0), &db, err);
    if (rc == PL_E_OK && c->scratch) {
        rc = pl_db_exec(db, "PRAGMA synchronous=OFF", err);
    }
    if (rc == PL_E_OK && create) {
        rc = pl_schema_make_positions(db, err);
    } else if (rc == PL_E_OK) {
        rc = pl_db_exec(db, "PRAGMA query_only=ON", err);
        if (rc == PL_E_OK) {
            pl_db_only_read(db);
        }
    }
    if (rc == PL_E_OK && !there) {
        rc = pl_case_path(c, "positions", folder, err);
        if (rc == PL_E_OK) {
            rc = pl_file_sync_dir(folder, err);
        }
    }
    if (rc != PL_E_OK) {
        pl_db_close(&db);
        return rc;
    }
    *ret_db = db;
    return PL_E_OK;
}

int pl_archive_months(struct pl_case *c, int64_t **ret_months, size_t *ret_n, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    int64_t n_max = 0;
    size_t n = 0;
    bool row = true;
    int rc = pl_db_int(c->db, "SELECT count(DISTINCT month) FROM batch", 0, &n_max, err);
    if (rc == PL_E_OK) {
        rc = pl_db_prepare(c->db, "SELECT DISTINCT month FROM batch ORDER BY month", &stmt, err);
    }
    if (rc != PL_E_OK) {
        return rc;
    }
    int64_t *months = calloc((size_t)n_max + 1, sizeof *months);
    if (months == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to read the archive");
    }
    while ((rc = pl_db_step(stmt, &row, err)) == PL_E_OK && row && n < (size_t)n_max) {
        months[n++] = sqlite3_column_int64(stmt, 0);
    }
    if (rc != PL_E_OK) {
        free(months);
        return rc;
    }
    *ret_months = months;
    *ret_n = n;
    return PL_E_OK;
}

int pl_archive_last_batch(struct pl_case *c, int64_t *ret, struct pl_error *err) {
    return pl_db_int(c->db, "SELECT max(seq) FROM batch", -1, ret, err);
}

int pl_archive_span(struct pl_case *c, pl_time *ret_first, pl_time *ret_last, struct pl_error *err) {
    int64_t first = PL_TIME_NONE, last = PL_TIME_NONE;
    int rc = pl_db_int(c->db, "SELECT min(first_us) FROM exhibit", PL_TIME_NONE, &first, err);
    if (rc == PL_E_OK) {
        rc = pl_db_int(c->db, "SELECT max(last_us) FROM exhibit", PL_TIME_NONE, &last, err);
    }
    if (rc == PL_E_OK) {
        *ret_first = first;
        *ret_last = last;
    }
    return rc;
}

/* ---- sweep ---- */

/* The generation in a name of positions/, -1 for a file that is none of ours. */
static int64_t generation_of(const char *name) {
    int used = 0;
    uint64_t generation = 0;
    size_t n = strlen(name);
    for (; used < 7; used++) {
        if ((size_t)used >= n || (used == 4 ? name[used] != '-' : name[used] < '0' || name[used] > '9')) {
            return -1;
        }
    }
    pl_str rest = pl_str_make(name + 7, n - 7);
    if (pl_str_starts(rest, PL_STR(".db"))) {
        return 0;
    }
    if (!pl_str_starts(rest, PL_STR(".g"))) {
        return -1;
    }
    rest = pl_str_sub(rest, 2, rest.n);
    pl_str digits = pl_str_cut(&rest, '.');
    return pl_str_u64(digits, &generation) && pl_str_starts(rest, PL_STR("db")) ? (int64_t)generation : -1;
}

static int sweep_blocks(sqlite3 *db, int64_t last, struct pl_error *err) {
    PL_STMT_AUTO *box = NULL;
    PL_STMT_AUTO *block = NULL;
    int64_t newest = -1;
    int rc = pl_db_int(db, "SELECT max(batch) FROM block", -1, &newest, err);
    if (rc != PL_E_OK || newest <= last) {
        return rc;
    }
    rc = pl_db_exec(db, "BEGIN IMMEDIATE", err);
    if (rc == PL_E_OK) {
        rc = pl_db_prepare(db, "DELETE FROM block_box WHERE id IN (SELECT id FROM block WHERE batch > ?)", &box, err);
    }
    if (rc == PL_E_OK) {
        pl_db_bind_int(box, 1, last);
        rc = pl_db_run(box, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_db_prepare(db, "DELETE FROM block WHERE batch > ?", &block, err);
    }
    if (rc == PL_E_OK) {
        pl_db_bind_int(block, 1, last);
        rc = pl_db_run(block, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_db_exec(db, "COMMIT", err);
    }
    if (rc != PL_E_OK) {
        sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    }
    return rc;
}

/* A file of the present generation: its blocks beyond the last committed batch go. A file that no batch names and that
 * cannot be read was never finished: it goes whole. */
static int sweep_file(const char *path, const char *name, bool named, int64_t last, struct pl_error *err) {
    sqlite3 *db = NULL;
    struct pl_error why;
    int64_t version = 0;
    int rc = pl_db_open(path, SQLITE_OPEN_READWRITE, &db, &why);
    if (rc == PL_E_OK) {
        rc = pl_db_int(db, "PRAGMA user_version", 0, &version, &why);
    }
    if (rc == PL_E_OK && version > 0) {
        rc = sweep_blocks(db, last, &why);
    }
    pl_db_close(&db);
    if (rc == PL_E_OK) {
        return PL_E_OK;
    }
    if (rc == PL_E_STORE) {
        /* A damaged file keeps nobody from importing or rebuilding; check and readers name it. */
        if (!named && unlink(path) != 0 && errno != ENOENT) {
            return pl_fail_errno(err, PL_E_IO, errno, "positions/%s cannot be removed", name);
        }
        return PL_E_OK;
    }
    if (err != NULL) {
        *err = why;
    }
    return rc;
}

/* The files that case.db names. */
struct named {
    struct pl_archive_month *months;
    size_t n;
};

static int read_named(struct pl_case *c, struct named *ret, struct pl_error *err) {
    int64_t *months = NULL;
    size_t n = 0;
    int rc = pl_archive_months(c, &months, &n, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    struct named named = {.months = calloc(n + 1, sizeof *named.months), .n = n};
    rc = named.months == NULL ? pl_fail(err, PL_E_NOMEM, "no memory to read the archive") : PL_E_OK;
    for (size_t i = 0; rc == PL_E_OK && i < n; i++) {
        rc = pl_archive_month_read(c, months[i], &named.months[i], err);
    }
    free(months);
    if (rc != PL_E_OK) {
        free(named.months);
        return rc;
    }
    *ret = named;
    return PL_E_OK;
}

static bool is_named(const struct named *named, const char *file) {
    char name[PL_ARCHIVE_NAME_MAX];
    for (size_t i = 0; i < named->n; i++) {
        pl_archive_name(named->months[i].month, named->months[i].generation, name);
        if (strcmp(strchr(name, '/') + 1, file) == 0) {
            return true;
        }
    }
    return false;
}

/* NAME.db of a month, or what SQLite keeps beside it. */
static bool belongs(const struct named *named, const char *file) {
    static const char *const ENDS[] = {"", "-wal", "-shm", "-journal"};
    char name[NAME_MAX + 1];
    for (size_t i = 0; i < sizeof ENDS / sizeof ENDS[0]; i++) {
        size_t n_file = strlen(file), n_end = strlen(ENDS[i]);
        if (n_file > n_end && strcmp(file + n_file - n_end, ENDS[i]) == 0) {
            snprintf(name, sizeof name, "%.*s", (int)(n_file - n_end), file);
            if (is_named(named, name)) {
                return true;
            }
        }
    }
    return false;
}

/* Whether a file is of a month that case.db names, under whatever generation. */
static bool has_month(const struct named *named, const char *file) {
    char name[PL_ARCHIVE_NAME_MAX];
    for (size_t i = 0; i < named->n; i++) {
        pl_archive_name(named->months[i].month, 0, name);
        if (strncmp(strchr(name, '/') + 1, file, 7) == 0) {
            return true;
        }
    }
    return false;
}

/* What stays: the files that case.db names, and those of the present generation of months of which it names none: a
 * writer that was killed may have begun them. */
static int sweep_entry(struct pl_case *c, const char *folder, const char *name, const struct named *named, int64_t last,
                       struct pl_error *err) {
    char path[PATH_MAX];
    int64_t generation = generation_of(name);
    if (generation < 0 || snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path) {
        return PL_E_OK;
    }
    if (!belongs(named, name) && (generation != c->generation || has_month(named, name))) {
        return unlink(path) == 0 || errno == ENOENT
                   ? PL_E_OK
                   : pl_fail_errno(err, PL_E_IO, errno, "positions/%s cannot be removed", name);
    }
    if (!pl_str_ends(pl_str_from(name), PL_STR(".db"))) {
        return PL_E_OK; /* -wal and -shm go with theirs */
    }
    return sweep_file(path, name, is_named(named, name), last, err);
}

int pl_archive_sweep(struct pl_case *c, struct pl_error *err) {
    char folder[PATH_MAX];
    int64_t last = -1;
    struct named named = {0};
    int rc = pl_case_path(c, "positions", folder, err);
    if (rc == PL_E_OK) {
        rc = pl_archive_last_batch(c, &last, err);
    }
    if (rc == PL_E_OK) {
        rc = read_named(c, &named, err);
    }
    if (rc != PL_E_OK) {
        return rc;
    }
    DIR *d = opendir(folder);
    if (d == NULL) {
        free(named.months);
        return pl_fail_errno(err, PL_E_IO, errno, "%s cannot be read", folder);
    }
    for (struct dirent *entry; rc == PL_E_OK && (entry = readdir(d)) != NULL;) {
        rc = sweep_entry(c, folder, entry->d_name, &named, last, err);
    }
    closedir(d);
    free(named.months);
    return rc;
}

/* ---- strays ---- */

int pl_archive_strays(struct pl_case *c, pl_archive_stray stray, void *ctx, struct pl_error *err) {
    char folder[PATH_MAX], name[NAME_MAX + 16];
    struct named named = {0};
    int rc = pl_case_path(c, "positions", folder, err);
    if (rc == PL_E_OK) {
        rc = read_named(c, &named, err);
    }
    DIR *d = rc == PL_E_OK ? opendir(folder) : NULL;
    for (struct dirent *entry; d != NULL && rc == PL_E_OK && (entry = readdir(d)) != NULL;) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 && !belongs(&named, entry->d_name)) {
            snprintf(name, sizeof name, "positions/%s", entry->d_name);
            rc = stray(ctx, name, err);
        }
    }
    if (d != NULL) {
        closedir(d);
    }
    free(named.months);
    return rc;
}
