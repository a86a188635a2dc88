/* Publications of lists into case.db: see store/list.h. */
#include <stdlib.h>
#include <string.h>

#include "store/case_in.h"
#include "store/list.h"
#include "store/list_keys.h"

#include "base/ban.h"

#define BODY_MAX ((size_t)64 << 20)

struct pl_list_writer {
    struct pl_case *c;
    int64_t seq, base, place;
    sqlite3_stmt *find, *entity, *holds, *ids, *remove;
    struct pl_list_keys *keys;
    struct pl_buf body, fields;
};

void pl_list_drop(struct pl_list_writer *w) {
    if (w == NULL) {
        return;
    }
    pl_db_finalize(&w->find);
    pl_db_finalize(&w->entity);
    pl_list_keys_close(w->keys);
    pl_db_finalize(&w->holds);
    pl_db_finalize(&w->ids);
    pl_db_finalize(&w->remove);
    pl_buf_close(&w->body);
    pl_buf_close(&w->fields);
    free(w);
}

int pl_list_begin(struct pl_case *c, int64_t seq, struct pl_list_writer **ret_writer, struct pl_error *err) {
    struct pl_list_writer *w = calloc(1, sizeof *w);
    if (w == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    const struct {
        sqlite3_stmt **stmt;
        const char *sql;
    } statements[] = {
        {&w->find, "SELECT id FROM list_entity WHERE hash = ?1"},
        {&w->entity, "INSERT OR IGNORE INTO list_entity (hash, list, entity, reference, schema, caption, body, fields) "
                     "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"},
        {&w->holds, "INSERT INTO list_holds (seq, place, entity, source, offset, length) VALUES (?1, ?2, ?3, ?4, ?5, "
                    "?6)"},
        {&w->ids, "SELECT count(*) FROM list_entity e CROSS JOIN list_holds h ON h.entity = e.id AND h.seq = ?1 "
                  "WHERE e.list = ?2 AND e.entity = ?3"},
        {&w->remove, "DELETE FROM list_holds WHERE seq = ?1 AND place IN (SELECT h.place FROM list_entity e CROSS "
                     "JOIN list_holds h ON h.entity = e.id AND h.seq = ?1 WHERE e.list = ?2 AND e.entity = ?3)"}};
    int code = 0;
    w->c = c;
    w->seq = seq;
    w->base = -1;
    pl_buf_open(&w->body, BODY_MAX);
    pl_buf_open(&w->fields, BODY_MAX);
    for (size_t i = 0; code == 0 && i < sizeof statements / sizeof statements[0]; i++) {
        code = pl_db_prepare(c->db, statements[i].sql, statements[i].stmt, err);
    }
    code = code == 0 ? pl_list_keys_open(c->db, &w->keys, err) : code;
    if (code != 0) {
        pl_list_drop(w);
        return code;
    }
    *ret_writer = w;
    return 0;
}

int pl_list_base(struct pl_list_writer *w, int64_t base, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    PL_STMT_AUTO *last = NULL;
    bool row = false;
    int code = pl_db_prepare(w->c->db,
                             "INSERT INTO list_holds (seq, place, entity, source, offset, length) SELECT ?1, place, "
                             "entity, source, offset, length FROM list_holds WHERE seq = ?2",
                             &stmt, err);
    if (code == 0) {
        pl_db_bind_int(stmt, 1, w->seq);
        pl_db_bind_int(stmt, 2, base);
        code = pl_db_run(stmt, err);
    }
    code = code == 0 ? pl_db_prepare(w->c->db, "SELECT max(place) FROM list_holds WHERE seq = ?1", &last, err) : code;
    if (code == 0) {
        pl_db_bind_int(last, 1, w->seq);
        code = pl_db_step(last, &row, err);
    }
    if (code == 0) {
        bool any = row && sqlite3_column_type(last, 0) != SQLITE_NULL;
        w->place = any ? sqlite3_column_int64(last, 0) + 1 : 0;
        w->base = base;
    }
    return code;
}

struct keys_of {
    struct pl_list_keys *keys;
    int64_t row;
};

static int add_key(void *ctx, int kind, pl_str key, const struct pl_value *value, struct pl_error *err) {
    const struct keys_of *k = ctx;
    return pl_list_keys_add(k->keys, kind, key, k->row, value->text, pl_str_from(value->from), err);
}

/* Where the content is not there yet, its row: *ret_new says which. */
static int add_content(struct pl_list_writer *w, const struct pl_entity *entity, const pl_hash *hash, bool *ret_new,
                       struct pl_error *err) {
    pl_buf_clear(&w->fields);
    for (size_t i = 0; i < entity->n_values; i++) {
        pl_buf_add_str(&w->fields, pl_str_from(entity->values[i].from));
        pl_buf_add_char(&w->fields, '\n');
    }
    if (pl_buf_failed(&w->fields)) {
        return pl_fail(err, PL_E_LIMIT, "entry %.*s is too large", (int)entity->id.n, entity->id.p);
    }
    pl_db_bind_hash(w->entity, 1, hash);
    pl_db_bind_text(w->entity, 2, entity->list);
    pl_db_bind_text(w->entity, 3, entity->id);
    pl_db_bind_text(w->entity, 4, entity->reference);
    pl_db_bind_text(w->entity, 5, pl_str_from(pl_schema_name(entity->schema)));
    pl_db_bind_text(w->entity, 6, entity->caption);
    pl_db_bind_blob(w->entity, 7, w->body.p, w->body.n);
    pl_db_bind_text(w->entity, 8, pl_buf_str(&w->fields));
    int code = pl_db_run(w->entity, err);
    *ret_new = code == 0 && sqlite3_changes(w->c->db) > 0;
    return code;
}

static int find_row(struct pl_list_writer *w, const pl_hash *hash, int64_t *ret_row, struct pl_error *err) {
    bool found = false;
    pl_db_bind_hash(w->find, 1, hash);
    int code = pl_db_step(w->find, &found, err);
    if (code == 0 && found) {
        *ret_row = sqlite3_column_int64(w->find, 0);
    }
    sqlite3_reset(w->find);
    return code != 0 || found ? code : pl_fail(err, PL_E_STORE, "an entry of a list was neither kept nor found");
}

/* Of content that comes for the first time, also the keys. */
static int row_of(struct pl_list_writer *w, const struct pl_entity *entity, int64_t *ret_row, struct pl_error *err) {
    bool is_new = false;
    pl_buf_clear(&w->body);
    pl_entity_write(entity, &w->body);
    if (pl_buf_failed(&w->body)) {
        return pl_fail(err, PL_E_LIMIT, "entry %.*s is too large", (int)entity->id.n, entity->id.p);
    }
    pl_hash hash = pl_sha256_of(w->body.p, w->body.n);
    int code = add_content(w, entity, &hash, &is_new, err);
    if (code != 0 || !is_new) {
        return code != 0 ? code : find_row(w, &hash, ret_row, err);
    }
    struct keys_of k = {w->keys, sqlite3_last_insert_rowid(w->c->db)};
    *ret_row = k.row;
    return pl_schema_is_edge(entity->schema) ? 0 : pl_entity_keys(entity, add_key, &k, err);
}

/* On a delta: takes out what stands under that id. */
static int take_out(struct pl_list_writer *w, const struct pl_entity *entity, bool *ret_known, struct pl_error *err) {
    bool row = false;
    pl_db_bind_int(w->ids, 1, w->seq);
    pl_db_bind_text(w->ids, 2, entity->list);
    pl_db_bind_text(w->ids, 3, entity->id);
    int code = pl_db_step(w->ids, &row, err);
    *ret_known = code == 0 && row && sqlite3_column_int64(w->ids, 0) > 0;
    sqlite3_reset(w->ids);
    if (code != 0 || !*ret_known) {
        return code;
    }
    pl_db_bind_int(w->remove, 1, w->seq);
    pl_db_bind_text(w->remove, 2, entity->list);
    pl_db_bind_text(w->remove, 3, entity->id);
    return pl_db_run(w->remove, err);
}

int pl_list_add(struct pl_list_writer *w, const struct pl_entity *entity, bool *ret_known, struct pl_error *err) {
    bool known = false;
    int64_t row = 0;
    int code = w->base >= 0 ? take_out(w, entity, &known, err) : 0;
    if (code == 0 && ret_known != NULL) {
        *ret_known = known;
    }
    if (code != 0 || entity->op == PL_ENTITY_DEL) {
        return code;
    }
    code = row_of(w, entity, &row, err);
    if (code == 0) {
        pl_db_bind_int(w->holds, 1, w->seq);
        pl_db_bind_int(w->holds, 2, w->place++);
        pl_db_bind_int(w->holds, 3, row);
        pl_db_bind_int(w->holds, 4, w->seq);
        pl_db_bind_int(w->holds, 5, (int64_t)entity->offset);
        pl_db_bind_int(w->holds, 6, entity->length);
        code = pl_db_run(w->holds, err);
    }
    return code;
}

/* ---- the end ---- */

/* The publication of the same list before this day, or of the same day imported earlier; -1 none. */
static int find_before(struct pl_list_writer *w, pl_str list, int32_t day, struct pl_arena *arena,
                       struct pl_list_changes *changes, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool row = false;
    int code = pl_db_prepare(w->c->db,
                             "SELECT seq, published FROM list_publication WHERE list = ?1 AND (day, seq) < (?2, ?3) "
                             "ORDER BY day DESC, seq DESC LIMIT 1",
                             &stmt, err);
    if (code == 0) {
        pl_db_bind_text(stmt, 1, list);
        pl_db_bind_int(stmt, 2, day);
        pl_db_bind_int(stmt, 3, w->seq);
        code = pl_db_step(stmt, &row, err);
    }
    *changes = (struct pl_list_changes){.before = -1};
    if (code == 0 && row) {
        changes->before = sqlite3_column_int64(stmt, 0);
        changes->published = pl_str_copy(arena, pl_db_col(stmt, 1));
    }
    return code;
}

static int count_of(struct pl_case *c, const char *sql, int64_t a, int64_t b, uint64_t *ret, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool row = false;
    int code = pl_db_prepare(c->db, sql, &stmt, err);
    if (code == 0) {
        pl_db_bind_int(stmt, 1, a);
        pl_db_bind_int(stmt, 2, b);
        code = pl_db_step(stmt, &row, err);
    }
    if (code == 0 && row) {
        *ret = (uint64_t)sqlite3_column_int64(stmt, 0);
    }
    return code;
}

/* The same rows are skipped first: they are most. CROSS JOIN: by id first; what one publication holds is searched,
 * never read whole for each id. */
int pl_list_count_changes(struct pl_case *c, int64_t seq, struct pl_list_changes *changes, struct pl_error *err) {
    static const char GONE[] = /* ids that ?1 holds and ?2 lacks */
        "SELECT count(DISTINCT e.entity) FROM list_holds h JOIN list_entity e ON e.id = h.entity WHERE h.seq = ?1 AND "
        "NOT EXISTS (SELECT 1 FROM list_holds s WHERE s.entity = h.entity AND s.seq = ?2) AND NOT EXISTS (SELECT 1 "
        "FROM list_entity o CROSS JOIN list_holds p ON p.entity = o.id AND p.seq = ?2 WHERE o.list = e.list AND "
        "o.entity = e.entity)";
    static const char OTHER[] = /* ids of both with other content */
        "SELECT count(*) FROM (SELECT e.entity FROM list_holds h JOIN list_entity e ON e.id = h.entity WHERE h.seq = "
        "?1 AND NOT EXISTS (SELECT 1 FROM list_holds s WHERE s.entity = h.entity AND s.seq = ?2) AND EXISTS (SELECT 1 "
        "FROM list_entity o CROSS JOIN list_holds p ON p.entity = o.id AND p.seq = ?2 WHERE o.list = e.list AND "
        "o.entity = e.entity) UNION SELECT e.entity FROM list_holds h JOIN list_entity e ON e.id = h.entity WHERE "
        "h.seq = ?2 AND "
        "NOT EXISTS (SELECT 1 FROM list_holds s WHERE s.entity = h.entity AND s.seq = ?1) AND EXISTS (SELECT 1 FROM "
        "list_entity o CROSS JOIN list_holds p ON p.entity = o.id AND p.seq = ?1 WHERE o.list = e.list AND o.entity = "
        "e.entity))";
    if (changes->before < 0) {
        return 0;
    }
    int code = count_of(c, GONE, seq, changes->before, &changes->added, err);
    code = code == 0 ? count_of(c, GONE, changes->before, seq, &changes->removed, err) : code;
    return code == 0 ? count_of(c, OTHER, seq, changes->before, &changes->changed, err) : code;
}

static int count_entry(void *ctx, const struct pl_list_entry *entry, struct pl_error *err) {
    (void)err;
    pl_publication_count(ctx, &entry->entity);
    return 0;
}

/* What a delta makes of its base. */
static int count_anew(struct pl_list_writer *w, struct pl_publication *publication, struct pl_error *err) {
    struct pl_publication whole = {.list = publication->list,
                                   .published = publication->published,
                                   .exercise = publication->exercise,
                                   .rejected = publication->rejected,
                                   .first_rejected = publication->first_rejected,
                                   .dangling = publication->dangling,
                                   .unread = publication->unread};
    int code = pl_list_entries(w->c, w->seq, count_entry, &whole, err);
    if (code == 0) {
        *publication = whole;
    }
    return code;
}

static void bind_seq(sqlite3_stmt *stmt, int i, int64_t seq) {
    if (seq >= 0) {
        pl_db_bind_int(stmt, i, seq);
    }
}

static int add_publication(struct pl_list_writer *w, const struct pl_publication *p, const char *format,
                           pl_str published, int32_t day, const struct pl_list_changes *changes, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    int code = pl_db_prepare(w->c->db,
                             "INSERT INTO list_publication (seq, list, format, published, day, entries, rejected, "
                             "names, vessels, identifiers, invalid, edges, dangling, unread, base, before, added, "
                             "changed, removed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, "
                             "?15, ?16, ?17, ?18, ?19)",
                             &stmt, err);
    if (code != 0) {
        return code;
    }
    const uint64_t counts[] = {p->entries, p->rejected, p->names, p->vessels, p->identifiers, p->invalid_identifiers,
                               p->edges,   p->dangling, p->unread};
    pl_db_bind_int(stmt, 1, w->seq);
    pl_db_bind_text(stmt, 2, p->list);
    pl_db_bind_text(stmt, 3, pl_str_from(format));
    pl_db_bind_text(stmt, 4, published);
    pl_db_bind_int(stmt, 5, day);
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        pl_db_bind_int(stmt, 6 + (int)i, (int64_t)counts[i]);
    }
    bind_seq(stmt, 15, w->base);
    bind_seq(stmt, 16, changes->before);
    pl_db_bind_int(stmt, 17, (int64_t)changes->added);
    pl_db_bind_int(stmt, 18, (int64_t)changes->changed);
    pl_db_bind_int(stmt, 19, (int64_t)changes->removed);
    return pl_db_run(stmt, err);
}

int pl_list_end(struct pl_list_writer *w, struct pl_publication *publication, const char *format, pl_str published,
                int32_t day, struct pl_arena *arena, struct pl_list_changes *ret_changes, struct pl_error *err) {
    struct pl_list_changes changes;
    int code = pl_list_keys_write(w->keys, err);
    code = code == 0 && w->base >= 0 ? count_anew(w, publication, err) : code;
    code = code == 0 ? find_before(w, publication->list, day, arena, &changes, err) : code;
    code = code == 0 ? pl_list_count_changes(w->c, w->seq, &changes, err) : code;
    code = code == 0 ? add_publication(w, publication, format, published, day, &changes, err) : code;
    pl_list_drop(w);
    if (code == 0) {
        *ret_changes = changes;
    }
    return code;
}
