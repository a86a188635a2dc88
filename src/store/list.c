#include "store/list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/case_in.h"
#include "store/journal.h"

#include "base/ban.h"

struct pl_list_writer {
    struct pl_case *c;
    int64_t seq;
    sqlite3_stmt *entity;
    sqlite3_stmt *key;
    struct pl_buf body;
};

void pl_list_drop(struct pl_list_writer *writer) {
    if (writer == NULL) {
        return;
    }
    pl_db_finalize(&writer->entity);
    pl_db_finalize(&writer->key);
    pl_buf_close(&writer->body);
    free(writer);
}

int pl_list_begin(struct pl_case *c, int64_t seq, struct pl_list_writer **ret_writer, struct pl_error *err) {
    struct pl_list_writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    writer->c = c;
    writer->seq = seq;
    pl_buf_open(&writer->body, 64 << 20);
    int code = pl_db_prepare(c->db,
                             "INSERT INTO list_entity (seq, entity, reference, schema, caption, offset, length, body) "
                             "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                             &writer->entity, err);
    if (code == 0) {
        code = pl_db_prepare(c->db,
                             "INSERT OR IGNORE INTO list_key (kind, key, entity, value, field) "
                             "VALUES (?1, ?2, ?3, ?4, ?5)",
                             &writer->key, err);
    }
    if (code != 0) {
        pl_list_drop(writer);
        return code;
    }
    *ret_writer = writer;
    return 0;
}

static int add_key(void *ctx, int kind, pl_str key, const struct pl_value *value, struct pl_error *err) {
    struct pl_list_writer *writer = ctx;
    pl_db_bind_int(writer->key, 1, kind);
    pl_db_bind_text(writer->key, 2, key);
    pl_db_bind_int(writer->key, 3, sqlite3_last_insert_rowid(writer->c->db));
    pl_db_bind_text(writer->key, 4, value->text);
    pl_db_bind_text(writer->key, 5, pl_str_from(value->from));
    return pl_db_run(writer->key, err);
}

int pl_list_add(struct pl_list_writer *writer, const struct pl_entity *entity, struct pl_error *err) {
    pl_buf_clear(&writer->body);
    pl_entity_write(entity, &writer->body);
    if (pl_buf_failed(&writer->body)) {
        return pl_fail(err, PL_E_LIMIT, "entry %.*s is too large", (int)entity->id.n, entity->id.p);
    }
    pl_db_bind_int(writer->entity, 1, writer->seq);
    pl_db_bind_text(writer->entity, 2, entity->id);
    pl_db_bind_text(writer->entity, 3, entity->reference);
    pl_db_bind_text(writer->entity, 4, pl_str_from(pl_schema_name(entity->schema)));
    pl_db_bind_text(writer->entity, 5, entity->caption);
    pl_db_bind_int(writer->entity, 6, (int64_t)entity->offset);
    pl_db_bind_int(writer->entity, 7, entity->length);
    pl_db_bind_blob(writer->entity, 8, writer->body.p, writer->body.n);
    int code = pl_db_run(writer->entity, err);
    return code == 0 ? pl_entity_keys(entity, add_key, writer, err) : code;
}

int pl_list_end(struct pl_list_writer *writer, const struct pl_publication *publication, pl_str published,
                struct pl_error *err) {
    sqlite3_stmt *stmt = NULL;
    int code = pl_db_prepare(writer->c->db,
                             "INSERT INTO list_publication (seq, list, published, entries, rejected, names, vessels, "
                             "identifiers, invalid) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                             &stmt, err);
    if (code == 0) {
        pl_db_bind_int(stmt, 1, writer->seq);
        pl_db_bind_text(stmt, 2, publication->list);
        pl_db_bind_text(stmt, 3, published);
        pl_db_bind_int(stmt, 4, (int64_t)publication->entries);
        pl_db_bind_int(stmt, 5, (int64_t)publication->rejected);
        pl_db_bind_int(stmt, 6, (int64_t)publication->names);
        pl_db_bind_int(stmt, 7, (int64_t)publication->vessels);
        pl_db_bind_int(stmt, 8, (int64_t)publication->identifiers);
        pl_db_bind_int(stmt, 9, (int64_t)publication->invalid_identifiers);
        code = pl_db_run(stmt, err);
    }
    pl_db_finalize(&stmt);
    pl_list_drop(writer);
    return code;
}

/* ---- which publication counts ---- */

#define LISTS_MAX 64

struct newest {
    int64_t seq;
    pl_str list;
    char day[16]; /* YYYY-MM-DD */
};

/* The UTC day on which the journal says that entry seq was made: a rebuild finds the same. */
static int import_day(struct pl_case *c, int64_t seq, char day[16], struct pl_error *err) {
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO text;
    struct pl_entry entry;
    pl_str bytes;
    pl_arena_open(&arena, 16 << 20);
    pl_buf_open(&text, 64);
    int code = pl_journal_read(c, seq, &arena, &entry, &bytes, err);
    if (code == 0) {
        pl_time_write(&text, entry.at);
        snprintf(day, 16, "%.10s", text.p);
    }
    return code;
}

/* A later publication day counts, and of one day the later import. An undated copy stands at its day of import. */
static int read_newest(struct pl_case *c, struct pl_arena *arena, struct newest newest[LISTS_MAX], size_t *ret_n,
                       struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    size_t n = 0;
    bool more = true;
    int code = pl_db_prepare(c->db, "SELECT seq, list, published FROM list_publication ORDER BY list, seq", &stmt, err);
    while (code == 0 && (code = pl_db_step(stmt, &more, err)) == 0 && more) {
        struct newest row = {.seq = sqlite3_column_int64(stmt, 0), .list = pl_str_copy(arena, pl_db_col(stmt, 1))};
        pl_str published = pl_db_col(stmt, 2);
        if (published.n > 0) {
            snprintf(row.day, sizeof row.day, "%.*s", (int)published.n, published.p);
        } else {
            code = import_day(c, row.seq, row.day, err);
        }
        bool same = n > 0 && pl_str_eq(newest[n - 1].list, row.list);
        if (code == 0 && !same && n == LISTS_MAX) {
            code = pl_fail(err, PL_E_LIMIT, "a case has at most %d different lists", LISTS_MAX);
        } else if (code == 0 && !same) {
            newest[n++] = row;
        } else if (code == 0 && strcmp(row.day, newest[n - 1].day) >= 0) {
            newest[n - 1] = row;
        }
    }
    *ret_n = n;
    return code;
}

static int read_row(sqlite3_stmt *stmt, int64_t seq, struct pl_arena *arena, struct pl_list_row *row,
                    struct pl_error *err) {
    bool found = false;
    pl_db_bind_int(stmt, 1, seq);
    int code = pl_db_step(stmt, &found, err);
    if (code == 0 && (!found || !pl_db_col_hash(stmt, 5, &row->sha256))) {
        code = pl_fail(err, PL_E_STORE, "the exhibit of a list has no hash; run `plimsoll check`");
    }
    if (code == 0) {
        row->seq = sqlite3_column_int64(stmt, 0);
        row->list = pl_str_copy(arena, pl_db_col(stmt, 1));
        row->published = pl_str_copy(arena, pl_db_col(stmt, 2));
        row->entries = (uint64_t)sqlite3_column_int64(stmt, 3);
        row->vessels = (uint64_t)sqlite3_column_int64(stmt, 4);
        row->rejected = (uint64_t)sqlite3_column_int64(stmt, 6);
    }
    sqlite3_reset(stmt);
    return code;
}

int pl_list_newest(struct pl_case *c, struct pl_arena *arena, struct pl_list_row **ret_rows, size_t *ret_n,
                   struct pl_error *err) {
    static const char SQL[] = "SELECT p.seq, p.list, p.published, p.entries, p.vessels, f.value, p.rejected "
                              "FROM list_publication p JOIN payload f ON f.seq = p.seq AND f.field = 'sha256' "
                              "WHERE p.seq = ?1";
    struct newest newest[LISTS_MAX];
    PL_STMT_AUTO *stmt = NULL;
    size_t n = 0;
    struct pl_list_row *rows = pl_arena_calloc(arena, LISTS_MAX, sizeof *rows);
    int code = rows != NULL ? read_newest(c, arena, newest, &n, err) : pl_fail(err, PL_E_NOMEM, "out of memory");
    code = code == 0 ? pl_db_prepare(c->db, SQL, &stmt, err) : code;
    for (size_t i = 0; code == 0 && i < n; i++) {
        code = read_row(stmt, newest[i].seq, arena, &rows[i], err);
    }
    if (code == 0) {
        *ret_rows = rows;
        *ret_n = n;
    }
    return code;
}

struct pl_list_asker {
    struct pl_case *c;
    sqlite3_stmt *find;
    int64_t seqs[LISTS_MAX]; /* the newest publications */
    size_t n;
    bool ready; /* seqs are read: at the first question, inside the asker's view of the case */
};

void pl_list_asker_close(struct pl_list_asker *asker) {
    if (asker != NULL) {
        pl_db_finalize(&asker->find);
        free(asker);
    }
}

int pl_list_asker_open(struct pl_case *c, struct pl_list_asker **ret_asker, struct pl_error *err) {
    static const char SQL[] =
        "SELECT p.list, p.published, e.reference, e.schema, e.caption, k.value, k.field, e.id, p.seq FROM list_key k "
        "JOIN list_entity e ON e.id = k.entity JOIN list_publication p ON p.seq = e.seq "
        "WHERE k.kind = ?1 AND k.key = ?2 ORDER BY p.list, e.reference, k.value";
    struct pl_list_asker *asker = calloc(1, sizeof *asker);
    if (asker == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    asker->c = c;
    int code = pl_db_prepare(c->db, SQL, &asker->find, err);
    if (code != 0) {
        pl_list_asker_close(asker);
        return code;
    }
    *ret_asker = asker;
    return 0;
}

static int settle_newest(struct pl_list_asker *asker, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    struct newest newest[LISTS_MAX];
    size_t n = 0;
    pl_arena_open(&arena, 16 << 20);
    int code = read_newest(asker->c, &arena, newest, &n, err);
    for (size_t i = 0; code == 0 && i < n; i++) {
        asker->seqs[i] = newest[i].seq;
    }
    asker->n = n;
    asker->ready = code == 0;
    return code;
}

static bool counts(const struct pl_list_asker *asker, int64_t seq) {
    for (size_t i = 0; i < asker->n; i++) {
        if (asker->seqs[i] == seq) {
            return true;
        }
    }
    return false;
}

int pl_list_find(struct pl_list_asker *asker, int kind, pl_str key, pl_list_hit_sink sink, void *ctx,
                 struct pl_error *err) {
    sqlite3_stmt *stmt = asker->find;
    bool more = true;
    int code = asker->ready ? 0 : settle_newest(asker, err);
    pl_db_bind_int(stmt, 1, kind);
    pl_db_bind_text(stmt, 2, key);
    while (code == 0) {
        code = pl_db_step(stmt, &more, err);
        if (code != 0 || !more) {
            break;
        }
        if (!counts(asker, sqlite3_column_int64(stmt, 8))) {
            continue;
        }
        struct pl_list_hit hit = {.kind = kind,
                                  .list = pl_db_col(stmt, 0),
                                  .published = pl_db_col(stmt, 1),
                                  .reference = pl_db_col(stmt, 2),
                                  .schema = pl_db_col(stmt, 3),
                                  .caption = pl_db_col(stmt, 4),
                                  .value = pl_db_col(stmt, 5),
                                  .field = pl_db_col(stmt, 6),
                                  .entity = sqlite3_column_int64(stmt, 7)};
        code = sink(ctx, &hit, err);
    }
    sqlite3_reset(stmt);
    return code;
}

int pl_list_imos(struct pl_case *c, int64_t entity, uint32_t *imos, size_t max, size_t *ret_n, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    size_t n = 0;
    bool more = true;
    int code =
        pl_db_prepare(c->db, "SELECT key FROM list_key WHERE entity = ?1 AND kind = ?2 ORDER BY key", &stmt, err);
    if (code == 0) {
        pl_db_bind_int(stmt, 1, entity);
        pl_db_bind_int(stmt, 2, PL_KEY_IMO);
    }
    while (code == 0 && n < max) {
        uint64_t imo = 0;
        code = pl_db_step(stmt, &more, err);
        if (code != 0 || !more) {
            break;
        }
        if (pl_str_u64(pl_db_col(stmt, 0), &imo)) {
            imos[n++] = (uint32_t)imo;
        }
    }
    if (code == 0) {
        *ret_n = n;
    }
    return code;
}
