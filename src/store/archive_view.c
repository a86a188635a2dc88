/* What a reader of the archive keeps between questions: which files and batches count, files opened, statements
 * prepared, the codec. Without it a question about one ship's day is mostly opening and closing. */
#include "store/archive_view.h"

#include <stdlib.h>

#include "base/ban.h"

#define FILES_OPEN 8

static const char *const SQL[PL_ARCHIVE_QUERIES] = {
    [PL_ARCHIVE_ALL] = "SELECT id, batch, from_us, bytes FROM block WHERE from_us >= ?1 AND from_us < ?2 AND "
                       "to_us >= ?3 AND batch <= ?4 ORDER BY from_us, id",
    [PL_ARCHIVE_SHIP] = "SELECT id, batch, from_us, bytes FROM block WHERE mmsi = ?5 AND from_us >= ?1 AND "
                        "from_us < ?2 AND to_us >= ?3 AND batch <= ?4 ORDER BY from_us, id",
    [PL_ARCHIVE_BOX] =
        "SELECT b.id, b.batch, b.from_us, b.bytes FROM block_box AS x CROSS JOIN block AS b ON b.id = x.id "
        "WHERE x.lat0 <= ?9 AND x.lat1 >= ?7 AND x.sec0 <= ?11 AND x.sec1 >= ?10 AND "
        "((?6 <= ?8 AND x.lon0 <= ?8 AND x.lon1 >= ?6) OR (?6 > ?8 AND (x.lon1 >= ?6 OR x.lon0 <= ?8))) AND "
        "(?5 = 0 OR b.mmsi = ?5) AND b.from_us >= ?1 AND b.from_us < ?2 AND b.to_us >= ?3 AND b.batch <= ?4 "
        "ORDER BY b.from_us, b.id",
};

static void close_file(struct pl_archive_view_file *f) {
    for (size_t i = 0; i < PL_ARCHIVE_QUERIES; i++) {
        pl_db_finalize(&f->stmts[i]);
    }
    pl_db_close(&f->db);
}

void pl_archive_view_close(struct pl_archive_view *v) {
    if (v == NULL) {
        return;
    }
    for (size_t i = 0; i < v->n; i++) {
        close_file(&v->files[i]);
    }
    pl_db_finalize(&v->version);
    pl_block_codec_close(v->codec);
    free(v->files);
    free(v->own);
    free(v);
}

/* ---- what counts ---- */

static int read_stamp(struct pl_case *c, struct pl_archive_view *v, struct pl_archive_stamp *ret,
                      struct pl_error *err) {
    bool row = false;
    int rc = v->version == NULL ? pl_db_prepare(c->db, "PRAGMA data_version", &v->version, err) : PL_E_OK;
    if (rc == PL_E_OK) {
        rc = pl_db_step(v->version, &row, err);
    }
    if (rc == PL_E_OK) {
        *ret = (struct pl_archive_stamp){.others = row ? sqlite3_column_int64(v->version, 0) : 0,
                                         .ours = sqlite3_total_changes(c->db),
                                         .rollbacks = c->rollbacks,
                                         .generation = c->generation};
        sqlite3_reset(v->version);
    }
    return rc;
}

static bool same_stamp(const struct pl_archive_stamp *a, const struct pl_archive_stamp *b) {
    return a->others == b->others && a->ours == b->ours && a->rollbacks == b->rollbacks &&
           a->generation == b->generation;
}

/* The file of this month and generation that is open already, or none. */
static struct pl_archive_view_file take_open(struct pl_archive_view *v, const struct pl_archive_month *m) {
    struct pl_archive_view_file none = {.at = *m};
    for (size_t i = 0; i < v->n; i++) {
        struct pl_archive_view_file *f = &v->files[i];
        if (f->at.month == m->month && f->at.generation == m->generation) {
            struct pl_archive_view_file taken = *f;
            *f = (struct pl_archive_view_file){.at = f->at};
            return taken;
        }
    }
    return none;
}

static int read_files(struct pl_case *c, struct pl_archive_view *v, struct pl_error *err) {
    int64_t *months = NULL;
    size_t n = 0;
    int rc = pl_archive_months(c, &months, &n, err);
    struct pl_archive_view_file *files = rc == PL_E_OK ? calloc(n + 1, sizeof *files) : NULL;
    if (rc == PL_E_OK && files == NULL) {
        rc = pl_fail(err, PL_E_NOMEM, "no memory to read the archive");
    }
    for (size_t i = 0; rc == PL_E_OK && i < n; i++) {
        rc = pl_archive_month_read(c, months[i], &files[i].at, err);
    }
    free(months);
    if (rc != PL_E_OK) {
        free(files);
        return rc;
    }
    for (size_t i = 0; i < n; i++) {
        files[i] = take_open(v, &files[i].at);
    }
    for (size_t i = 0; i < v->n; i++) {
        close_file(&v->files[i]);
    }
    free(v->files);
    v->files = files;
    v->n = n;
    return PL_E_OK;
}

static int refresh(struct pl_case *c, struct pl_archive_view *v, struct pl_error *err) {
    struct pl_archive_stamp now;
    int rc = read_stamp(c, v, &now, err);
    if (rc != PL_E_OK || (v->filled && same_stamp(&now, &v->stamp))) {
        return rc;
    }
    v->filled = false;
    free(v->own);
    v->own = NULL;
    v->n_own = 0;
    rc = pl_archive_last_batch(c, &v->last_batch, err);
    if (rc == PL_E_OK) {
        rc = read_files(c, v, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_archive_own_batches(c, &v->own, &v->n_own, err);
    }
    if (rc == PL_E_OK) {
        v->stamp = now;
        v->filled = true;
    }
    return rc;
}

int pl_archive_view_borrow(struct pl_case *c, struct pl_archive_view **ret, struct pl_error *err) {
    bool kept = c->view != NULL && !c->view->busy;
    struct pl_archive_view *v = kept ? c->view : calloc(1, sizeof *v);
    if (v == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to read the archive");
    }
    int rc = v->codec == NULL ? pl_block_codec_open(&v->codec, err) : PL_E_OK;
    if (rc == PL_E_OK) {
        rc = refresh(c, v, err);
    }
    if (rc != PL_E_OK) {
        if (!kept) {
            pl_archive_view_close(v);
        }
        return rc;
    }
    if (c->view == NULL) {
        c->view = v;
    }
    v->busy = true;
    *ret = v;
    return PL_E_OK;
}

void pl_archive_view_give_back(struct pl_case *c, struct pl_archive_view *v) {
    if (v != NULL) {
        v->busy = false;
        if (v != c->view) { /* a question within an answer */
            pl_archive_view_close(v);
        }
    }
}

/* ---- files ---- */

static void close_oldest(struct pl_archive_view *v) {
    struct pl_archive_view_file *oldest = NULL;
    size_t n = 0;
    for (size_t i = 0; i < v->n; i++) {
        if (v->files[i].db != NULL) {
            n++;
            oldest = oldest == NULL || v->files[i].used < oldest->used ? &v->files[i] : oldest;
        }
    }
    if (oldest != NULL && n >= FILES_OPEN) {
        close_file(oldest);
    }
}

int pl_archive_view_ask(struct pl_case *c, struct pl_archive_view *v, size_t i, enum pl_archive_queries query,
                        sqlite3_stmt **ret, struct pl_error *err) {
    struct pl_archive_view_file *f = &v->files[i];
    int rc = PL_E_OK;
    if (f->db == NULL) {
        close_oldest(v);
        rc = pl_archive_open_generation(c, f->at.month, f->at.generation, false, &f->db, err);
    }
    if (rc == PL_E_OK && f->stmts[query] == NULL) {
        rc = pl_db_prepare(f->db, SQL[query], &f->stmts[query], err);
    }
    if (rc == PL_E_OK) {
        f->used = ++v->uses;
        *ret = f->stmts[query];
    }
    return rc;
}

void pl_archive_view_done(struct pl_archive_view *v, size_t i, enum pl_archive_queries query, bool well) {
    if (!well) { /* nothing is kept of a file that gave an error */
        close_file(&v->files[i]);
    } else if (v->files[i].stmts[query] != NULL) {
        sqlite3_reset(v->files[i].stmts[query]);
    }
}
