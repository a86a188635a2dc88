#include "store/list.h"

#include <stdlib.h>
#include <string.h>

#include "store/case_in.h"

#include "base/ban.h"

#define ENTRY_MAX ((size_t)256 << 20)

/* What an older program derived is no answer. */
static int refuse_stale(struct pl_case *c, struct pl_error *err) {
    int64_t stale = 0;
    int code = pl_db_int(c->db, "SELECT 1 FROM case_state WHERE key = 'lists' AND value = 'stale'", 0, &stale, err);
    return code == 0 && stale != 0
               ? pl_fail(err, PL_E_VERSION,
                         "the lists of this case were read by an older program; run `plimsoll rebuild` once")
               : code;
}

/* ---- publications ---- */

#define ROW                                                                                                            \
    "SELECT p.seq, p.list, p.format, p.published, p.day, p.entries, p.rejected, p.names, p.vessels, p.identifiers, "   \
    "p.invalid, p.edges, p.dangling, p.unread, p.base, p.before, b.published, p.added, p.changed, p.removed, f.value " \
    "FROM list_publication p JOIN payload f ON f.seq = p.seq AND f.field = 'sha256' "                                  \
    "LEFT JOIN list_publication b ON b.seq = p.before "

static int64_t seq_of(sqlite3_stmt *stmt, int i) {
    return sqlite3_column_type(stmt, i) == SQLITE_NULL ? -1 : sqlite3_column_int64(stmt, i);
}

static int read_row(sqlite3_stmt *stmt, struct pl_arena *arena, struct pl_list_row *ret, struct pl_error *err) {
    struct pl_list_row row = {.seq = sqlite3_column_int64(stmt, 0),
                              .list = pl_str_copy(arena, pl_db_col(stmt, 1)),
                              .format = pl_str_copy(arena, pl_db_col(stmt, 2)),
                              .published = pl_str_copy(arena, pl_db_col(stmt, 3)),
                              .day = (int32_t)sqlite3_column_int64(stmt, 4),
                              .base = seq_of(stmt, 14)};
    uint64_t *const counts[] = {&row.entries, &row.rejected, &row.names,    &row.vessels, &row.identifiers,
                                &row.invalid, &row.edges,    &row.dangling, &row.unread};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        *counts[i] = (uint64_t)sqlite3_column_int64(stmt, 5 + (int)i);
    }
    row.changes = (struct pl_list_changes){.before = seq_of(stmt, 15),
                                           .published = pl_str_copy(arena, pl_db_col(stmt, 16)),
                                           .added = (uint64_t)sqlite3_column_int64(stmt, 17),
                                           .changed = (uint64_t)sqlite3_column_int64(stmt, 18),
                                           .removed = (uint64_t)sqlite3_column_int64(stmt, 19)};
    if (!pl_db_col_hash(stmt, 20, &row.sha256)) {
        return pl_fail(err, PL_E_STORE, "the exhibit of a list has no hash; run `plimsoll check`");
    }
    if (row.list.p == NULL || row.format.p == NULL || row.published.p == NULL || row.changes.published.p == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    *ret = row;
    return 0;
}

/* sql gives whole rows; ?1 is list, ?2 is before. */
static int read_rows(struct pl_case *c, const char *sql, pl_str list, int64_t before, struct pl_arena *arena,
                     struct pl_list_row **ret_rows, size_t *ret_n, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    struct pl_list_row *rows = NULL;
    size_t n = 0, cap = 0;
    bool more = true;
    int code = refuse_stale(c, err);
    code = code == 0 ? pl_db_prepare(c->db, sql, &stmt, err) : code;
    if (code == 0) {
        pl_db_bind_text(stmt, 1, list);
        pl_db_bind_int(stmt, 2, before);
    }
    while (code == 0 && (code = pl_db_step(stmt, &more, err)) == 0 && more) {
        if (n == cap) {
            struct pl_list_row *old = rows;
            cap = cap > 0 ? 2 * cap : 16;
            rows = pl_arena_calloc(arena, cap, sizeof *rows);
            if (rows == NULL) {
                return pl_fail(err, PL_E_NOMEM, "out of memory");
            }
            if (n > 0) {
                memcpy(rows, old, n * sizeof *rows);
            }
        }
        code = read_row(stmt, arena, &rows[n], err);
        n++;
    }
    if (code == 0) {
        *ret_rows = rows;
        *ret_n = n;
    }
    return code;
}

int pl_list_publications(struct pl_case *c, pl_str list, int64_t before, struct pl_arena *arena,
                         struct pl_list_row **ret_rows, size_t *ret_n, struct pl_error *err) {
    return read_rows(c, ROW "WHERE (?1 = '' OR p.list = ?1) AND p.seq < ?2 ORDER BY p.list, p.day, p.seq", list, before,
                     arena, ret_rows, ret_n, err);
}

int pl_list_newest(struct pl_case *c, int64_t before, struct pl_arena *arena, struct pl_list_row **ret_rows,
                   size_t *ret_n, struct pl_error *err) {
    return read_rows(c,
                     ROW "WHERE ?1 = '' AND p.seq < ?2 AND NOT EXISTS (SELECT 1 FROM list_publication n WHERE n.list = "
                         "p.list AND n.seq < ?2 AND (n.day, n.seq) > (p.day, p.seq)) ORDER BY p.list",
                     PL_STR(""), before, arena, ret_rows, ret_n, err);
}

/* ---- entries ---- */

/* One copy of each name, for as long as the case is open: an entity's `from` outlives the entity. NULL without memory.
 */
static const char *field_name(struct pl_case *c, pl_str name) {
    if (!c->has_fields) {
        pl_strmap_open(&c->fields, (size_t)1 << 20, (size_t)64 << 20);
        c->has_fields = true;
    }
    size_t at = pl_strmap_intern(&c->fields, name);
    return at != SIZE_MAX ? c->fields.entries[at].key.p : NULL;
}

/* Columns from `at` on: id, hash, body, fields. Texts are in the arena. */
static int read_entry(struct pl_case *c, sqlite3_stmt *stmt, int at, struct pl_arena *arena, struct pl_list_entry *ret,
                      struct pl_error *err) {
    struct pl_list_entry e = {.row = sqlite3_column_int64(stmt, at)};
    pl_str body = pl_str_copy(arena, pl_db_col(stmt, at + 2));
    pl_str fields = pl_str_copy(arena, pl_db_col(stmt, at + 3));
    if (body.p == NULL || fields.p == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to read an entry of a list");
    }
    int code = pl_entity_read(body, arena, &e.entity, err);
    if (code != 0 || !pl_db_col_hash(stmt, at + 1, &e.hash)) {
        return code == PL_E_NOMEM ? code
                                  : pl_fail(err, PL_E_STORE, "a kept list entry is damaged; run `plimsoll check`");
    }
    for (size_t i = 0; i < e.entity.n_values; i++) {
        pl_str field = pl_str_cut(&fields, '\n');
        const char *from = field_name(c, field.n > 0 ? field : PL_STR(""));
        if (from == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory to read an entry of a list");
        }
        e.entity.values[i].from = from;
    }
    *ret = e;
    return 0;
}

int pl_list_entries(struct pl_case *c, int64_t seq, pl_list_entry_sink sink, void *ctx, struct pl_error *err) {
    static const char SQL[] = "SELECT h.source, h.offset, h.length, e.id, e.hash, e.body, e.fields FROM list_holds h "
                              "JOIN list_entity e ON e.id = h.entity WHERE h.seq = ?1 ORDER BY h.place";
    PL_STMT_AUTO *stmt = NULL;
    PL_ARENA_AUTO arena;
    bool more = true;
    pl_arena_open(&arena, ENTRY_MAX);
    int code = refuse_stale(c, err);
    code = code == 0 ? pl_db_prepare(c->db, SQL, &stmt, err) : code;
    if (code == 0) {
        pl_db_bind_int(stmt, 1, seq);
    }
    while (code == 0 && (code = pl_db_step(stmt, &more, err)) == 0 && more) {
        struct pl_arena_mark mark = pl_arena_mark(&arena);
        struct pl_list_entry entry;
        code = read_entry(c, stmt, 3, &arena, &entry, err);
        if (code == 0) {
            entry.source = sqlite3_column_int64(stmt, 0);
            entry.entity.offset = (uint64_t)sqlite3_column_int64(stmt, 1);
            entry.entity.length = (uint32_t)sqlite3_column_int64(stmt, 2);
            code = sink(ctx, &entry, err);
        }
        pl_arena_rewind(&arena, mark);
    }
    return code;
}

int pl_list_entry_read(struct pl_case *c, int64_t row, struct pl_arena *arena, struct pl_list_entry *ret,
                       struct pl_error *err) {
    static const char SQL[] = "SELECT e.id, e.hash, e.body, e.fields, h.source, h.offset, h.length FROM list_entity e "
                              "JOIN list_holds h ON h.entity = e.id WHERE e.id = ?1 ORDER BY h.seq LIMIT 1";
    PL_STMT_AUTO *stmt = NULL;
    struct pl_list_entry entry;
    bool found = false;
    int code = refuse_stale(c, err);
    code = code == 0 ? pl_db_prepare(c->db, SQL, &stmt, err) : code;
    if (code == 0) {
        pl_db_bind_int(stmt, 1, row);
        code = pl_db_step(stmt, &found, err);
    }
    if (code == 0 && !found) {
        code = pl_fail(err, PL_E_NOT_FOUND, "there is no such entry of a list");
    }
    code = code == 0 ? read_entry(c, stmt, 0, arena, &entry, err) : code;
    if (code == 0) {
        entry.source = sqlite3_column_int64(stmt, 4);
        entry.entity.offset = (uint64_t)sqlite3_column_int64(stmt, 5);
        entry.entity.length = (uint32_t)sqlite3_column_int64(stmt, 6);
        *ret = entry;
    }
    return code;
}

int pl_list_row_of(struct pl_case *c, const pl_hash *hash, int64_t *ret, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool found = false;
    int code = pl_db_prepare(c->db, "SELECT id FROM list_entity WHERE hash = ?1", &stmt, err);
    if (code == 0) {
        pl_db_bind_hash(stmt, 1, hash);
        code = pl_db_step(stmt, &found, err);
    }
    if (code == 0) {
        *ret = found ? sqlite3_column_int64(stmt, 0) : -1;
    }
    return code;
}

/* ---- versions ---- */

/* One row of (row, publication), ordered so that equal rows stand together. */
static int add_version(sqlite3_stmt *stmt, struct pl_arena *arena, struct pl_list_version **versions, size_t *n,
                       struct pl_error *err) {
    int64_t row = sqlite3_column_int64(stmt, 0), seq = sqlite3_column_int64(stmt, 4);
    struct pl_list_version *last = *n > 0 ? &(*versions)[*n - 1] : NULL;
    if (last == NULL || last->row != row) {
        struct pl_list_version *more = pl_arena_calloc(arena, *n + 1, sizeof *more);
        if (more == NULL) {
            return pl_fail(err, PL_E_NOMEM, "out of memory");
        }
        if (*n > 0) {
            memcpy(more, *versions, *n * sizeof *more);
        }
        last = &more[(*n)++];
        *last = (struct pl_list_version){.row = row,
                                         .list = pl_str_copy(arena, pl_db_col(stmt, 1)),
                                         .id = pl_str_copy(arena, pl_db_col(stmt, 2)),
                                         .reference = pl_str_copy(arena, pl_db_col(stmt, 3))};
        *versions = more;
    }
    int64_t *seqs = pl_arena_calloc(arena, last->n_seqs + 1, sizeof *seqs);
    if (seqs == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    if (last->n_seqs > 0) {
        memcpy(seqs, last->seqs, last->n_seqs * sizeof *seqs);
    }
    seqs[last->n_seqs++] = seq;
    last->seqs = seqs;
    return 0;
}

int pl_list_versions(struct pl_case *c, pl_str list, pl_str name, int64_t before, struct pl_arena *arena,
                     struct pl_list_version **ret_versions, size_t *ret_n, struct pl_error *err) {
    static const char SQL[] =
        "WITH found AS (SELECT DISTINCT e.id, e.list, e.entity, e.reference, p.seq, p.day FROM list_entity e JOIN "
        "list_holds h ON h.entity = e.id JOIN list_publication p ON p.seq = h.seq WHERE (e.entity = ?2 OR e.reference "
        "= ?2) AND (?1 = '' OR e.list = ?1) AND p.seq < ?3) SELECT f.id, f.list, f.entity, f.reference, f.seq FROM "
        "found f JOIN (SELECT id, min(day) AS day FROM found GROUP BY id) o ON o.id = f.id ORDER BY f.list, f.entity, "
        "o.day, f.id, f.day, f.seq";
    PL_STMT_AUTO *stmt = NULL;
    struct pl_list_version *versions = NULL;
    size_t n = 0;
    bool more = true;
    int code = refuse_stale(c, err);
    code = code == 0 ? pl_db_prepare(c->db, SQL, &stmt, err) : code;
    if (code == 0) {
        pl_db_bind_text(stmt, 1, list);
        pl_db_bind_text(stmt, 2, pl_str_trim(name));
        pl_db_bind_int(stmt, 3, before);
    }
    while (code == 0 && (code = pl_db_step(stmt, &more, err)) == 0 && more) {
        code = add_version(stmt, arena, &versions, &n, err);
    }
    if (code == 0) {
        *ret_versions = versions;
        *ret_n = n;
    }
    return code;
}

/* ---- keys ---- */

struct pl_list_asker {
    struct pl_case *c;
    sqlite3_stmt *find;
    struct pl_arena arena;
    struct pl_list_row *newest;
    size_t n;
    bool ready; /* newest is read: at the first question, inside the asker's view of the case */
};

void pl_list_asker_close(struct pl_list_asker *asker) {
    if (asker != NULL) {
        pl_db_finalize(&asker->find);
        pl_arena_close(&asker->arena);
        free(asker);
    }
}

int pl_list_asker_open(struct pl_case *c, struct pl_list_asker **ret_asker, struct pl_error *err) {
    static const char SQL[] =
        "SELECT DISTINCT p.list, p.published, e.reference, e.schema, e.caption, k.value, k.field, e.id, p.seq FROM "
        "list_key k JOIN list_entity e ON e.id = k.entity JOIN list_holds h ON h.entity = e.id JOIN list_publication p "
        "ON p.seq = h.seq WHERE k.kind = ?1 AND k.key = ?2 ORDER BY p.list, e.reference, k.value";
    struct pl_list_asker *asker = calloc(1, sizeof *asker);
    if (asker == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    asker->c = c;
    pl_arena_open(&asker->arena, (size_t)64 << 20);
    int code = pl_db_prepare(c->db, SQL, &asker->find, err);
    if (code != 0) {
        pl_list_asker_close(asker);
        return code;
    }
    *ret_asker = asker;
    return 0;
}

static bool counts(const struct pl_list_asker *asker, int64_t seq) {
    for (size_t i = 0; i < asker->n; i++) {
        if (asker->newest[i].seq == seq) {
            return true;
        }
    }
    return false;
}

int pl_list_find(struct pl_list_asker *asker, int kind, pl_str key, pl_list_hit_sink sink, void *ctx,
                 struct pl_error *err) {
    sqlite3_stmt *stmt = asker->find;
    bool more = true;
    int code = asker->ready ? 0 : pl_list_newest(asker->c, INT64_MAX, &asker->arena, &asker->newest, &asker->n, err);
    asker->ready = code == 0;
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
    static const char SQL[] = "SELECT key FROM list_key WHERE entity = ?1 AND kind = 0 ORDER BY key";
    _Static_assert(PL_KEY_IMO == 0, "the kind that SQL and the index on entity name");
    PL_STMT_AUTO *stmt = NULL;
    size_t n = 0;
    bool more = true;
    int code = pl_db_prepare(c->db, SQL, &stmt, err);
    if (code == 0) {
        pl_db_bind_int(stmt, 1, entity);
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
