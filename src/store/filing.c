#include "store/filing.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "store/case_in.h"
#include "store/clearance.h"
#include "store/journal.h"
#include "store/object.h"
#include "text/unicode.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)1 << 31)
#define WORDS_MAX ((size_t)16 << 20)
#define KEY_MAX   ((size_t)4096)

/* ---- writing ---- */

struct writer {
    struct pl_case *c;
    sqlite3_stmt *row, *key, *words; /* borrowed */
    struct pl_arena arena;
    struct pl_buf body, text;
    pl_str erased[PL_FILING_FIELDS_MAX]; /* fields of the entry that are gone */
    size_t n_erased;
};

static void close_writer(struct writer *w) {
    pl_kept_give_back(&w->row);
    pl_kept_give_back(&w->key);
    pl_kept_give_back(&w->words);
    pl_arena_close(&w->arena);
    pl_buf_close(&w->body);
    pl_buf_close(&w->text);
}
#define WRITER_AUTO __attribute__((cleanup(close_writer))) struct writer

static int open_writer(struct pl_case *c, struct writer *w, struct pl_error *err) {
    w->c = c;
    pl_arena_open(&w->arena, ARENA_MAX);
    pl_buf_open(&w->body, ARENA_MAX);
    pl_buf_open(&w->text, WORDS_MAX);
    int code = pl_kept_borrow(c, PL_KEPT_ADD_FILING, &w->row, err);
    code = code == 0 ? pl_kept_borrow(c, PL_KEPT_ADD_KEY, &w->key, err) : code;
    return code == 0 ? pl_kept_borrow(c, PL_KEPT_ADD_WORDS, &w->words, err) : code;
}

static bool is_ideographic(uint32_t cp) {
    return (cp >= 0x1100 && cp <= 0x11FF) || (cp >= 0x3040 && cp <= 0x318F) || (cp >= 0x3400 && cp <= 0x9FFF) ||
           (cp >= 0xAC00 && cp <= 0xD7A3) || (cp >= 0xF900 && cp <= 0xFAFF) || (cp >= 0x20000 && cp <= 0x3FFFF);
}

/* Appends text with a space around each character of scripts that write no spaces. */
static void add_words(struct pl_buf *out, pl_str text) {
    for (size_t i = 0; i < text.n;) {
        unsigned char c = (unsigned char)text.p[i];
        size_t n = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
        n = n <= text.n - i ? n : text.n - i;
        uint32_t cp = n == 1 ? c : c & (0xFFu >> (n + 1));
        for (size_t j = 1; j < n; j++) {
            cp = cp << 6 | ((unsigned char)text.p[i + j] & 0x3F);
        }
        bool alone = is_ideographic(cp);
        if (alone) {
            pl_buf_add_char(out, ' ');
        }
        pl_buf_add(out, text.p + i, n);
        if (alone) {
            pl_buf_add_char(out, ' ');
        }
        i += n;
    }
}

static int add_key(struct writer *w, const char *kind, pl_str value, int64_t id, struct pl_error *err) {
    PL_BUF_AUTO key = {0};
    pl_buf_open(&key, KEY_MAX);
    pl_buf_add_fmt(&key, "%s:", kind);
    pl_buf_add_str(&key, value);
    if (value.n == 0 || pl_buf_failed(&key)) {
        return 0; /* too long to be a key */
    }
    pl_db_bind_text(w->key, 1, pl_buf_str(&key));
    pl_db_bind_int(w->key, 2, id);
    return pl_db_run(w->key, err);
}

static int add_folded(struct writer *w, const char *kind, pl_str value, int64_t id, struct pl_error *err) {
    PL_BUF_AUTO folded = {0};
    pl_buf_open(&folded, KEY_MAX);
    return pl_unicode_fold(value, &folded, NULL) == 0 ? add_key(w, kind, pl_buf_str(&folded), id, err) : 0;
}

static int add_references(struct writer *w, pl_str value, int64_t id, struct pl_error *err) {
    int code = 0;
    while (code == 0 && value.p != NULL) {
        pl_str one = pl_str_cut(&value, ' ');
        code = one.n > 0 ? add_key(w, "ref", one, id, err) : 0;
    }
    return code;
}

static int add_keys(struct writer *w, const struct pl_filing *f, int64_t id, struct pl_error *err) {
    static const char *const NAMES[][2] = {{"imo", "imo"},           {"who_imo", "imo"},       {"mmsi", "mmsi"},
                                           {"callsign", "callsign"}, {"subject", "name"},      {"who", "name"},
                                           {"seen_name", "name"},    {"counterparty", "name"}, {"alias", "name"}};
    int code = 0;
    for (size_t i = 0; code == 0 && i < sizeof NAMES / sizeof NAMES[0]; i++) {
        pl_str value = pl_filing_get_value(f, NAMES[i][0]);
        code = value.n > 0 ? add_folded(w, NAMES[i][1], value, id, err) : 0;
    }
    for (size_t i = 0; code == 0 && i < f->n; i++) {
        const struct pl_filing_field *field = pl_filing_field_of(f->kind, f->values[i].name);
        if (field != NULL && (field->type == PL_FILING_REF || field->type == PL_FILING_REFS)) {
            code = add_references(w, f->values[i].value, id, err);
        }
    }
    for (size_t i = 0; code == 0 && i < w->n_erased; i++) {
        code = add_key(w, "erased", w->erased[i], id, err);
    }
    return code;
}

static int add_text(struct writer *w, const struct pl_filing *f, int64_t id, struct pl_error *err) {
    pl_buf_clear(&w->text);
    for (size_t i = 0; i < f->n; i++) {
        const struct pl_filing_field *field = pl_filing_field_of(f->kind, f->values[i].name);
        if (field != NULL && (field->type == PL_FILING_TEXT || field->type == PL_FILING_QUANTITY)) {
            add_words(&w->text, f->values[i].value);
            pl_buf_add_char(&w->text, '\n');
        }
    }
    if (pl_buf_failed(&w->text)) {
        return pl_fail(err, PL_E_LIMIT, "a filing has more words than can be searched");
    }
    pl_db_bind_int(w->words, 1, id);
    pl_db_bind_text(w->words, 2, pl_buf_str(&w->text));
    return pl_db_run(w->words, err);
}

static void bind_degrees(sqlite3_stmt *stmt, int i, const struct pl_filing *f, const char *name) {
    double v = 0;
    if (pl_filing_number(f, name, &v)) {
        pl_db_bind_int(stmt, i, (int64_t)(v * 1e6 + (v < 0 ? -0.5 : 0.5)));
    } else {
        sqlite3_bind_null(stmt, i);
    }
}

/* From the start of what it says to its end: the first pair of fields that is there. */
static void bind_times(sqlite3_stmt *stmt, const struct pl_filing *f) {
    static const char *const PAIRS[][2] = {
        {"observed", "observed_end"}, {"start", "end"}, {"when", NULL}, {"published", NULL}, {"received", NULL}};
    pl_time from = 0, to = 0, last = 0, ignored = 0;
    for (size_t i = 0; i < sizeof PAIRS / sizeof PAIRS[0]; i++) {
        if (pl_filing_when(f, PAIRS[i][0], &from, &to)) {
            bool ended = PAIRS[i][1] != NULL && pl_filing_when(f, PAIRS[i][1], &ignored, &last);
            pl_db_bind_int(stmt, 6, from);
            pl_db_bind_int(stmt, 7, ended && last > to ? last : to);
            return;
        }
    }
    sqlite3_bind_null(stmt, 6);
    sqlite3_bind_null(stmt, 7);
}

static int add_filing(struct writer *w, const struct pl_filing *f, struct pl_error *err) {
    pl_buf_clear(&w->body);
    pl_filing_write(f, &w->body);
    if (pl_buf_failed(&w->body)) {
        return pl_fail(err, PL_E_LIMIT, "a filing is too large");
    }
    pl_db_bind_int(w->row, 1, f->seq);
    pl_db_bind_int(w->row, 2, f->row);
    pl_db_bind_text(w->row, 3, pl_str_from(f->kind->kind));
    pl_db_bind_int(w->row, 4, f->at);
    pl_db_bind_text(w->row, 5, pl_filing_get_value(f, "label"));
    bind_times(w->row, f);
    bind_degrees(w->row, 8, f, "lat");
    bind_degrees(w->row, 9, f, "lon");
    pl_db_bind_blob(w->row, 10, w->body.p, w->body.n);
    int code = pl_db_run(w->row, err);
    int64_t id = sqlite3_last_insert_rowid(w->c->db);
    code = code == 0 ? add_keys(w, f, id, err) : code;
    return code == 0 ? add_text(w, f, id, err) : code;
}

/* ---- from the journal ---- */

/* The fields of a payload as a filing; hashes as hex. Fields that are no field of the kind (how a table was read) and
 * erased ones are left out; the names of the latter are noted. */
static int of_payload(struct writer *w, const struct pl_journal_field *fields, size_t n, struct pl_filing *f,
                      struct pl_error *err) {
    struct pl_arena *arena = &w->arena;
    f->values = pl_arena_calloc(arena, n + 1, sizeof *f->values);
    f->n = 0;
    for (size_t i = 0; f->values != NULL && i < n && f->n < PL_FILING_FIELDS_MAX; i++) {
        const struct pl_filing_field *field = pl_filing_field_of(f->kind, fields[i].name);
        if (field == NULL || fields[i].erased) {
            if (field != NULL && w->n_erased < PL_FILING_FIELDS_MAX) {
                w->erased[w->n_erased++] = fields[i].name;
            }
            continue;
        }
        pl_str value = fields[i].value;
        if (field->type == PL_FILING_HASH && value.n == PL_HASH_BYTES) {
            char hex[65];
            pl_hash hash;
            memcpy(hash.b, value.p, PL_HASH_BYTES);
            pl_hash_hex(hash, hex);
            value = pl_str_copy(arena, pl_str_from(hex));
        }
        f->values[f->n++] = (struct pl_filing_value){.name = fields[i].name, .value = value};
    }
    return f->values != NULL && !pl_arena_failed(arena) ? 0 : pl_fail(err, PL_E_NOMEM, "no memory for a filing");
}

static int derive_rows(struct writer *w, struct pl_filing *f, pl_str rows, struct pl_error *err) {
    int code = 0;
    while (code == 0 && rows.n > 0) {
        struct pl_arena_mark mark = pl_arena_mark(&w->arena);
        uint32_t n = rows.n >= 4 ? pl_be32(rows.p) : 0;
        if (rows.n < 4 || n > rows.n - 4 || f->row == PL_FILING_ROWS_MAX) {
            return pl_fail(err, PL_E_STORE, "journal entry %lld: its rows end in the middle", (long long)f->seq);
        }
        f->row++;
        code = pl_filing_read(pl_str_make(rows.p + 4, n), &w->arena, f, err);
        code = code == 0 ? add_filing(w, f, err) : code;
        rows = pl_str_make(rows.p + 4 + n, rows.n - 4 - n);
        pl_arena_rewind(&w->arena, mark);
    }
    return code;
}

static int derive_table(struct writer *w, struct pl_filing *f, pl_str hash, struct pl_error *err) {
    char path[PL_OBJECT_PATH_MAX];
    PL_BUF_AUTO bytes = {0};
    pl_hash sha256;
    pl_buf_open(&bytes, ARENA_MAX);
    if (hash.n != PL_HASH_BYTES) {
        return pl_fail(err, PL_E_STORE, "journal entry %lld: its rows are named by no hash", (long long)f->seq);
    }
    memcpy(sha256.b, hash.p, PL_HASH_BYTES);
    int code = pl_object_path(w->c, &sha256, path, err);
    code = code == 0 ? pl_file_read(path, ARENA_MAX, &bytes, err) : code;
    return code == 0 ? derive_rows(w, f, pl_buf_str(&bytes), err) : code;
}

int pl_filing_derive(struct pl_case *c, int64_t seq, pl_str kind, pl_time at, struct pl_error *err) {
    WRITER_AUTO w = {0};
    struct pl_journal_field *fields = NULL;
    struct pl_filing f = {.kind = pl_filing_kind_of(kind), .seq = seq, .at = at};
    size_t n = 0;
    if (f.kind == NULL) {
        return pl_fail(err, PL_E_STORE, "journal entry %lld is no filing", (long long)seq);
    }
    int code = open_writer(c, &w, err);
    code = code == 0 ? pl_journal_payload(c, seq, &w.arena, &fields, &n, err) : code;
    if (code != 0) {
        return code;
    }
    const struct pl_journal_field *table = pl_journal_field_named(fields, n, "sha256.filings");
    if (table != NULL && table->torn) {
        return pl_fail(err, PL_E_STORE, "journal entry %lld: what names its rows is damaged", (long long)seq);
    }
    if (table != NULL && table->erased) {
        return 0; /* its rows are gone */
    }
    if (table != NULL) {
        return derive_table(&w, &f, table->value, err);
    }
    code = of_payload(&w, fields, n, &f, err);
    return code == 0 ? add_filing(&w, &f, err) : code;
}

int pl_filing_withdraw(struct pl_case *c, int64_t seq, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    PL_STMT_AUTO *stmt = NULL;
    struct pl_journal_field *fields = NULL;
    size_t n = 0;
    int64_t entry = -1, row = 0;
    pl_arena_open(&arena, ARENA_MAX);
    int code = pl_journal_payload(c, seq, &arena, &fields, &n, err);
    const struct pl_journal_field *of = code == 0 ? pl_journal_field_of(fields, n, "entry") : NULL;
    const struct pl_journal_field *at_row = code == 0 ? pl_journal_field_named(fields, n, "row") : NULL;
    if (code != 0 || of == NULL || !pl_str_i64(of->value, &entry)) {
        return code; /* an erased one withdraws nothing that can be told */
    }
    if (at_row != NULL && (at_row->erased || !pl_str_i64(at_row->value, &row))) {
        return pl_fail(err, PL_E_STORE, "journal entry %lld withdraws a row that is no number", (long long)seq);
    }
    code = pl_db_prepare(c->db, "INSERT OR IGNORE INTO withdrawn (seq, row, by_seq) VALUES (?1, ?2, ?3)", &stmt, err);
    if (code == 0) {
        pl_db_bind_int(stmt, 1, entry);
        pl_db_bind_int(stmt, 2, row);
        pl_db_bind_int(stmt, 3, seq);
        code = pl_db_run(stmt, err);
    }
    return code;
}

/* ---- reading ---- */

#define WITHDRAWN                                                                                                      \
    "coalesce((SELECT min(w.by_seq) FROM withdrawn AS w WHERE w.seq = f.seq AND (w.row = 0 OR w.row = f.row) AND "     \
    "w.by_seq < ?2), -1)"
#define COLUMNS "SELECT f.seq, f.row, f.kind, f.at_us, f.body, " WITHDRAWN " AS gone FROM filing AS f WHERE "
#define CONDITIONS                                                                                                     \
    "f.seq < ?2 AND (?1 = '' OR f.kind = ?1) AND (?3 < 0 OR f.seq = ?3) AND (?4 < 0 OR f.row = ?4) AND (?5 = '' OR "   \
    "f.label = ?5) AND (?6 = '' OR f.id IN (SELECT filing FROM filing_key WHERE key = ?6)) AND (?7 = '' OR f.id IN "   \
    "(SELECT rowid FROM filing_text WHERE filing_text MATCH ?7)) AND (?8 IS NULL OR f.to_us >= ?8) AND (?9 IS NULL "   \
    "OR "                                                                                                              \
    "f.from_us <= ?9) AND (?10 OR gone < 0) ORDER BY f.seq, f.row"

/* The condition that an index serves stands first. */
static const char *statement_of(const struct pl_filing_query *q) {
    if (q->seq >= 0 && q->row >= 0) {
        return COLUMNS "f.seq = ?3 AND f.row = ?4 AND " CONDITIONS;
    }
    if (q->seq >= 0) {
        return COLUMNS "f.seq = ?3 AND " CONDITIONS;
    }
    if (q->key.n > 0) {
        return COLUMNS "f.id IN (SELECT filing FROM filing_key WHERE key = ?6) AND " CONDITIONS;
    }
    if (q->words.n > 0) {
        return COLUMNS "f.id IN (SELECT rowid FROM filing_text WHERE filing_text MATCH ?7) AND " CONDITIONS;
    }
    if (q->label.n > 0) {
        return COLUMNS "f.label = ?5 AND f.label <> '' AND " CONDITIONS;
    }
    return q->letter != 0 ? COLUMNS "f.kind = ?1 AND " CONDITIONS : COLUMNS CONDITIONS;
}

/* Every word quoted, so that none is an operator of FTS5; what stands in quotes stays a phrase. */
static void match_text(pl_str words, bool unfinished, struct pl_buf *out) {
    PL_BUF_AUTO cut = {0};
    bool quoted = false, open = false;
    pl_buf_open(&cut, WORDS_MAX);
    for (size_t i = 0; i < words.n; i++) {
        char c = words.p[i];
        if (c == '"') {
            quoted = !quoted;
        }
        bool gap = c == '"' || (!quoted && (c == ' ' || c == '\t' || c == '\n'));
        if (gap == open) {
            pl_buf_add_str(&cut, gap ? PL_STR("\" ") : PL_STR("\""));
            open = !gap;
        }
        if (!gap) {
            pl_buf_add_char(&cut, c);
        }
    }
    pl_buf_add_str(&cut, open ? PL_STR("\"") : PL_STR(""));
    pl_buf_add_str(&cut, open && unfinished ? PL_STR("*") : PL_STR(""));
    add_words(out, pl_buf_str(&cut));
}

static void bind_time(sqlite3_stmt *stmt, int i, pl_time at) {
    if (at == PL_TIME_NONE) {
        sqlite3_bind_null(stmt, i);
    } else {
        pl_db_bind_int(stmt, i, at);
    }
}

static int of_row(sqlite3_stmt *stmt, struct pl_arena *arena, struct pl_filing *f, struct pl_error *err) {
    pl_str kind = pl_db_col(stmt, 2);
    *f = (struct pl_filing){.kind = pl_filing_kind_of(kind),
                            .seq = sqlite3_column_int64(stmt, 0),
                            .row = sqlite3_column_int64(stmt, 1),
                            .at = sqlite3_column_int64(stmt, 3)};
    if (f->kind == NULL) {
        return pl_fail(err, PL_E_STORE, "the case has a filing of a kind that this program does not know; rebuild it");
    }
    return pl_filing_read(pl_str_copy(arena, pl_db_col(stmt, 4)), arena, f, err);
}

int pl_filing_each(struct pl_case *c, const struct pl_filing_query *q, pl_filing_sink sink, void *ctx,
                   struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO match = {0};
    const struct pl_filing_kind *kind = pl_filing_kind_by_letter(q->letter);
    bool more = true;
    pl_arena_open(&arena, ARENA_MAX);
    pl_buf_open(&match, WORDS_MAX);
    match_text(q->words, q->unfinished, &match);
    if (q->words.n > 0 && match.n == 0) {
        return pl_fail(err, PL_E_USAGE, "there is no word to search for");
    }
    int code = pl_db_prepare(c->db, statement_of(q), &stmt, err);
    if (code == 0) {
        pl_db_bind_text(stmt, 1, pl_str_from(kind != NULL ? kind->kind : ""));
        pl_db_bind_int(stmt, 2, q->before);
        pl_db_bind_int(stmt, 3, q->seq);
        pl_db_bind_int(stmt, 4, q->row);
        pl_db_bind_text(stmt, 5, q->label.p != NULL ? q->label : PL_STR(""));
        pl_db_bind_text(stmt, 6, q->key.p != NULL ? q->key : PL_STR(""));
        pl_db_bind_text(stmt, 7, match.n > 0 ? pl_buf_str(&match) : PL_STR(""));
        bind_time(stmt, 8, q->from);
        bind_time(stmt, 9, q->to);
        pl_db_bind_int(stmt, 10, q->withdrawn);
    }
    while (code == 0 && (code = pl_db_step(stmt, &more, err)) == 0 && more) {
        struct pl_arena_mark mark = pl_arena_mark(&arena);
        struct pl_filing f;
        code = of_row(stmt, &arena, &f, err);
        code = code == 0 ? sink(ctx, &f, sqlite3_column_int64(stmt, 5), err) : code;
        pl_arena_rewind(&arena, mark);
    }
    return code;
}

struct getting {
    struct pl_arena *arena;
    struct pl_filing filing;
    int64_t withdrawn;
    bool found;
};

static int keep(void *ctx, const struct pl_filing *f, int64_t by, struct pl_error *err) {
    struct getting *g = ctx;
    if (g->found && by >= 0 && g->withdrawn < 0) {
        return 0; /* what stands comes before what was withdrawn */
    }
    PL_BUF_AUTO bytes = {0};
    pl_buf_open(&bytes, ARENA_MAX);
    pl_filing_write(f, &bytes);
    g->filing = *f;
    g->withdrawn = by;
    g->found = true;
    return pl_filing_read(pl_str_copy(g->arena, pl_buf_str(&bytes)), g->arena, &g->filing, err);
}

int pl_filing_get(struct pl_case *c, pl_str id, int64_t before, struct pl_arena *arena, struct pl_filing *ret_filing,
                  int64_t *ret_withdrawn, struct pl_error *err) {
    struct pl_filing_query q = PL_FILING_QUERY;
    struct getting g = {.arena = arena};
    q.before = before;
    q.withdrawn = true;
    if (pl_filing_id_parse(id, &q.letter, &q.seq, &q.row)) {
        q.label = PL_STR("");
    } else {
        q.seq = q.row = -1;
        q.label = id;
    }
    int code = id.n > 0 ? pl_filing_each(c, &q, keep, &g, err) : 0;
    if (code == 0 && !g.found) {
        return pl_fail(err, PL_E_NOT_FOUND, "the case has nothing called \"%.*s\"", (int)(id.n < 80 ? id.n : 80),
                       id.p != NULL ? id.p : "");
    }
    if (code == 0) {
        *ret_filing = g.filing;
        if (ret_withdrawn != NULL) {
            *ret_withdrawn = g.withdrawn;
        }
    }
    return code;
}

static int count_row(void *ctx, const struct pl_filing *f, int64_t by, struct pl_error *err) {
    (void)by;
    (void)err;
    *(int64_t *)ctx += f->row > 0;
    return 0;
}

int pl_filing_table(struct pl_case *c, pl_str id, int64_t before, int64_t *ret_seq, int64_t *ret_rows,
                    int64_t *ret_withdrawn, struct pl_error *err) {
    struct pl_filing_query q = PL_FILING_QUERY;
    int64_t rows = 0, row = -1;
    q.before = before;
    q.withdrawn = true;
    bool is = pl_filing_id_parse(id, &q.letter, &q.seq, &row) && row == 0;
    int code = is ? pl_filing_each(c, &q, count_row, &rows, err) : 0;
    if (code == 0 && rows == 0) {
        return pl_fail(err, PL_E_NOT_FOUND, "the case has no table \"%.*s\"", (int)(id.n < 80 ? id.n : 80),
                       id.n > 0 ? id.p : "");
    }
    int64_t by = -1;
    code = code == 0 ? pl_filing_withdrawn(c, q.seq, 0, before, &by, err) : code;
    if (code == 0) {
        *ret_seq = q.seq;
        *ret_rows = rows;
        *ret_withdrawn = by;
    }
    return code;
}

int pl_filing_unseen(struct pl_case *c, pl_str id, int64_t before, struct pl_filing_counts *ret, struct pl_error *err) {
    static const char COUNT[] =
        "SELECT f.kind, count(*) FROM main.filing_key AS k JOIN main.filing AS f ON f.id = k.filing JOIN temp.hidden "
        "AS "
        "h ON h.seq = f.seq WHERE k.key = ?1 AND f.seq < ?2 AND " WITHDRAWN " < 0 GROUP BY f.kind";
    PL_STMT_AUTO *stmt = NULL;
    PL_BUF_AUTO key = {0};
    struct pl_filing_counts counts = {.n = {0}};
    bool more = true;
    int code = 0;
    if (pl_case_limited(c).n > 0 && id.n > 0) {
        pl_buf_open(&key, KEY_MAX);
        pl_buf_add_str(&key, PL_STR("ref:"));
        pl_buf_add_str(&key, id);
        code = pl_buf_failed(&key) ? 0 : pl_db_prepare(c->db, COUNT, &stmt, err);
    }
    if (stmt != NULL) {
        pl_db_bind_text(stmt, 1, pl_buf_str(&key));
        pl_db_bind_int(stmt, 2, before);
    }
    while (stmt != NULL && code == 0 && (code = pl_db_step(stmt, &more, err)) == 0 && more) {
        const struct pl_filing_kind *kind = pl_filing_kind_of(pl_db_col(stmt, 0));
        if (kind != NULL) {
            counts.n[kind->letter - 'A'] += (uint64_t)sqlite3_column_int64(stmt, 1);
        }
    }
    if (code == 0) {
        *ret = counts;
    }
    return code;
}

int pl_filing_each_unseen(struct pl_case *c, char letter, int64_t before, pl_filing_sink sink, void *ctx,
                          struct pl_error *err) {
    static const char EACH[] = "SELECT f.seq, f.row, f.kind, f.at_us, f.body FROM main.filing AS f JOIN temp.hidden AS "
                               "h ON h.seq = f.seq WHERE f.kind = ?1 AND f.seq < ?2 AND " WITHDRAWN " < 0";
    PL_STMT_AUTO *stmt = NULL;
    PL_ARENA_AUTO arena;
    const struct pl_filing_kind *kind = pl_filing_kind_by_letter(letter);
    bool more = true;
    pl_arena_open(&arena, ARENA_MAX);
    if (pl_case_limited(c).n == 0 || kind == NULL) {
        return 0;
    }
    int code = pl_db_prepare(c->db, EACH, &stmt, err);
    if (code == 0) {
        pl_db_bind_text(stmt, 1, pl_str_from(kind->kind));
        pl_db_bind_int(stmt, 2, before);
    }
    while (code == 0 && (code = pl_db_step(stmt, &more, err)) == 0 && more) {
        struct pl_arena_mark mark = pl_arena_mark(&arena);
        struct pl_filing f;
        code = of_row(stmt, &arena, &f, err);
        code = code == 0 ? sink(ctx, &f, -1, err) : code;
        pl_arena_rewind(&arena, mark);
    }
    return code;
}

int pl_filing_is_unseen(struct pl_case *c, pl_str id, int64_t before, bool *ret, struct pl_error *err) {
    static const char IS[] =
        "SELECT 1 FROM main.filing AS f JOIN temp.hidden AS h ON h.seq = f.seq WHERE f.seq = ?1 AND "
        "f.row = ?2 AND f.kind = ?3 AND f.seq < ?4";
    PL_STMT_AUTO *stmt = NULL;
    struct pl_filing f = {.seq = -1};
    char letter = 0, is[PL_FILING_ID_MAX];
    bool found = false;
    int code = 0;
    if (pl_case_limited(c).n > 0 && pl_filing_id_parse(id, &letter, &f.seq, &f.row)) {
        f.kind = pl_filing_kind_by_letter(letter);
    }
    if (f.kind != NULL) {
        pl_filing_id(&f, is);
        code = pl_str_eq(id, pl_str_from(is)) ? pl_db_prepare(c->db, IS, &stmt, err) : 0; /* "C007" is no id */
    }
    if (stmt != NULL) {
        pl_db_bind_int(stmt, 1, f.seq);
        pl_db_bind_int(stmt, 2, f.row);
        pl_db_bind_text(stmt, 3, pl_str_from(f.kind->kind));
        pl_db_bind_int(stmt, 4, before);
        code = pl_db_step(stmt, &found, err);
    }
    if (code == 0) {
        *ret = found;
    }
    return code;
}

int pl_filing_withdrawn(struct pl_case *c, int64_t seq, int64_t row, int64_t before, int64_t *ret_by,
                        struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool more = false;
    int code = pl_db_prepare(c->db,
                             "SELECT coalesce(min(by_seq), -1) FROM withdrawn WHERE seq = ?1 AND (row = 0 OR row = ?2) "
                             "AND by_seq < ?3",
                             &stmt, err);
    if (code == 0) {
        pl_db_bind_int(stmt, 1, seq);
        pl_db_bind_int(stmt, 2, row);
        pl_db_bind_int(stmt, 3, before);
        code = pl_db_step(stmt, &more, err);
    }
    if (code == 0) {
        *ret_by = more ? sqlite3_column_int64(stmt, 0) : -1;
    }
    return code;
}
