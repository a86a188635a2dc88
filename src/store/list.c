#include "store/list.h"

#include <stdlib.h>

#include "store/case_in.h"

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

int pl_list_newest(struct pl_case *c, struct pl_arena *arena, struct pl_list_row **ret_rows, size_t *ret_n,
                   struct pl_error *err) {
    static const char SQL[] =
        "SELECT p.seq, p.list, p.published, p.entries, p.vessels, e.sha256, p.rejected FROM list_publication p "
        "JOIN exhibit e ON e.seq = p.seq WHERE p.seq = (SELECT q.seq FROM list_publication q "
        "WHERE q.list = p.list ORDER BY q.published DESC, q.seq DESC LIMIT 1) ORDER BY p.list";
    enum { MAX_LISTS = 64 };
    PL_STMT_AUTO *stmt = NULL;
    struct pl_list_row *rows = pl_arena_calloc(arena, MAX_LISTS, sizeof *rows);
    size_t n = 0;
    bool more = true;
    int code = rows != NULL ? pl_db_prepare(c->db, SQL, &stmt, err) : pl_fail(err, PL_E_NOMEM, "out of memory");
    while (code == 0 && more) {
        code = pl_db_step(stmt, &more, err);
        if (code != 0 || !more || n == MAX_LISTS) {
            break;
        }
        struct pl_list_row *row = &rows[n++];
        row->seq = sqlite3_column_int64(stmt, 0);
        row->list = pl_str_copy(arena, pl_db_col(stmt, 1));
        row->published = pl_str_copy(arena, pl_db_col(stmt, 2));
        row->entries = (uint64_t)sqlite3_column_int64(stmt, 3);
        row->vessels = (uint64_t)sqlite3_column_int64(stmt, 4);
        row->rejected = (uint64_t)sqlite3_column_int64(stmt, 6);
        if (!pl_db_col_hash(stmt, 5, &row->sha256)) {
            code = pl_fail(err, PL_E_STORE, "the exhibit of a list has no hash; run `plimsoll check`");
        }
    }
    if (code == 0) {
        *ret_rows = rows;
        *ret_n = n;
    }
    return code;
}

struct pl_list_asker {
    sqlite3_stmt *find;
};

void pl_list_asker_close(struct pl_list_asker *asker) {
    if (asker != NULL) {
        pl_db_finalize(&asker->find);
        free(asker);
    }
}

int pl_list_asker_open(struct pl_case *c, struct pl_list_asker **ret_asker, struct pl_error *err) {
    static const char SQL[] =
        "SELECT p.list, p.published, e.reference, e.schema, e.caption, k.value, k.field, e.id FROM list_key k "
        "JOIN list_entity e ON e.id = k.entity JOIN list_publication p ON p.seq = e.seq "
        "WHERE k.kind = ?1 AND k.key = ?2 AND p.seq = (SELECT q.seq FROM list_publication q WHERE q.list = p.list "
        "ORDER BY q.published DESC, q.seq DESC LIMIT 1) ORDER BY p.list, e.reference, k.value";
    struct pl_list_asker *asker = calloc(1, sizeof *asker);
    if (asker == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    int code = pl_db_prepare(c->db, SQL, &asker->find, err);
    if (code != 0) {
        pl_list_asker_close(asker);
        return code;
    }
    *ret_asker = asker;
    return 0;
}

int pl_list_find(struct pl_list_asker *asker, int kind, pl_str key, pl_list_hit_sink sink, void *ctx,
                 struct pl_error *err) {
    sqlite3_stmt *stmt = asker->find;
    bool more = true;
    int code = 0;
    pl_db_bind_int(stmt, 1, kind);
    pl_db_bind_text(stmt, 2, key);
    while (code == 0) {
        code = pl_db_step(stmt, &more, err);
        if (code != 0 || !more) {
            break;
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
