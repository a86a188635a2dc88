#include "store/search.h"

#include <stdio.h>
#include <string.h>

#include "lists/keys.h"
#include "store/case_in.h"
#include "text/unicode.h"

#include "base/ban.h"

#define FOLD_MAX ((size_t)1 << 20)

static bool occurs(pl_str word, pl_str text) {
    return word.n > 0 && text.n > 0 && memmem(text.p, text.n, word.p, word.n) != NULL;
}

bool pl_search_holds(const struct pl_search_words *words, pl_str value) {
    PL_BUF_AUTO folded = {0};
    pl_buf_open(&folded, FOLD_MAX);
    if (words->n == 0 || pl_unicode_fold(value, &folded, NULL) != PL_E_OK) {
        return false;
    }
    for (size_t i = 0; i < words->n; i++) {
        if (!occurs(words->folded[i], pl_buf_str(&folded))) {
            return false;
        }
    }
    return true;
}

/* ---- ships ---- */

static int by_number(struct pl_case *c, pl_str digits, int64_t before, pl_search_ship_sink sink, void *ctx,
                     struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool more = true;
    uint64_t number = 0, scale = 1;
    if (digits.n < 4 || digits.n > 9 || !pl_str_u64(digits, &number)) {
        return PL_E_OK;
    }
    for (size_t i = digits.n; i < 9; i++) {
        scale *= 10;
    }
    int rc = pl_db_prepare(c->db,
                           "SELECT mmsi, max(last_us) FROM ship WHERE mmsi >= ?1 AND mmsi < ?2 AND seq < ?3 GROUP BY "
                           "mmsi ORDER BY mmsi",
                           &stmt, err);
    if (rc == PL_E_OK) {
        pl_db_bind_int(stmt, 1, (int64_t)(number * scale));
        pl_db_bind_int(stmt, 2, (int64_t)((number + 1) * scale));
        pl_db_bind_int(stmt, 3, before);
    }
    while (rc == PL_E_OK && (rc = pl_db_step(stmt, &more, err)) == PL_E_OK && more) {
        char value[16];
        struct pl_search_ship ship = {.mmsi = (uint32_t)sqlite3_column_int64(stmt, 0),
                                      .field = PL_STR("mmsi"),
                                      .last = sqlite3_column_int64(stmt, 1)};
        snprintf(value, sizeof value, "%09u", ship.mmsi);
        ship.value = pl_str_from(value);
        rc = sink(ctx, &ship, err);
    }
    return rc;
}

int pl_search_ships(struct pl_case *c, const struct pl_search_words *words, int64_t before, pl_search_ship_sink sink,
                    void *ctx, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool more = true;
    int rc = by_number(c, words->upper, before, sink, ctx, err);
    rc = rc == PL_E_OK ? pl_db_prepare(c->db,
                                       "SELECT mmsi, field, value, max(last_us) FROM identity WHERE field IN ('name', "
                                       "'imo', 'callsign', 'destination') AND seq < ?1 GROUP BY mmsi, field, value "
                                       "ORDER BY mmsi, field DESC, 4 DESC",
                                       &stmt, err)
                       : rc;
    if (rc == PL_E_OK) {
        pl_db_bind_int(stmt, 1, before);
    }
    while (rc == PL_E_OK && (rc = pl_db_step(stmt, &more, err)) == PL_E_OK && more) {
        struct pl_search_ship ship = {.mmsi = (uint32_t)sqlite3_column_int64(stmt, 0),
                                      .field = pl_db_col(stmt, 1),
                                      .value = pl_db_col(stmt, 2),
                                      .last = sqlite3_column_int64(stmt, 3)};
        if (pl_search_holds(words, ship.value)) {
            rc = sink(ctx, &ship, err);
        }
    }
    return rc;
}

int pl_search_ship_name(struct pl_case *c, uint32_t mmsi, int64_t before, char *out, size_t cap, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool more = false;
    int rc = pl_db_prepare(c->db,
                           "SELECT value FROM identity WHERE mmsi = ?1 AND field = 'name' AND seq < ?2 ORDER BY "
                           "last_us DESC, value LIMIT 1",
                           &stmt, err);
    out[0] = '\0';
    if (rc == PL_E_OK) {
        pl_db_bind_int(stmt, 1, mmsi);
        pl_db_bind_int(stmt, 2, before);
        rc = pl_db_step(stmt, &more, err);
    }
    if (rc == PL_E_OK && more) {
        pl_str name = pl_db_col(stmt, 0);
        snprintf(out, cap, "%.*s", (int)(name.n < 255 ? name.n : 255), name.p);
    }
    return rc;
}

/* ---- lists ---- */

#define ENTRY                                                                                                          \
    "SELECT e.list, e.entity, e.reference, e.schema, e.caption, min(k.value) FROM list_key AS k JOIN list_entity AS "  \
    "e ON e.id = k.entity WHERE "
#define HELD                                                                                                           \
    " AND EXISTS (SELECT 1 FROM list_holds AS h WHERE h.entity = e.id AND h.seq < ?1) GROUP BY e.list, e.entity "      \
    "ORDER "                                                                                                           \
    "BY e.list, e.entity LIMIT ?2"

static int give(sqlite3_stmt *stmt, pl_search_entry_sink sink, void *ctx, struct pl_error *err) {
    bool more = true;
    int rc = PL_E_OK;
    while (rc == PL_E_OK && (rc = pl_db_step(stmt, &more, err)) == PL_E_OK && more) {
        const struct pl_search_entry entry = {.list = pl_db_col(stmt, 0),
                                              .id = pl_db_col(stmt, 1),
                                              .reference = pl_db_col(stmt, 2),
                                              .schema = pl_db_col(stmt, 3),
                                              .caption = pl_db_col(stmt, 4),
                                              .value = pl_db_col(stmt, 5)};
        rc = sink(ctx, &entry, err);
    }
    return rc;
}

/* All words somewhere in a name. */
static int by_words(struct pl_case *c, const struct pl_search_words *words, int64_t before, size_t max,
                    pl_search_entry_sink sink, void *ctx, struct pl_error *err) {
    static const char SQL[] =
        ENTRY "k.kind IN (?3, ?4) AND instr(k.key, ?5) > 0 AND (?6 = '' OR instr(k.key, ?6) > 0) AND (?7 = '' OR "
              "instr(k.key, ?7) > 0) AND (?8 = '' OR instr(k.key, ?8) > 0) AND (?9 = '' OR instr(k.key, ?9) > 0) AND "
              "(?10 = '' OR instr(k.key, ?10) > 0) AND (?11 = '' OR instr(k.key, ?11) > 0) AND (?12 = '' OR "
              "instr(k.key, ?12) > 0)" HELD;
    PL_STMT_AUTO *stmt = NULL;
    int rc = pl_db_prepare(c->db, SQL, &stmt, err);
    if (rc == PL_E_OK) {
        pl_db_bind_int(stmt, 1, before);
        pl_db_bind_int(stmt, 2, (int64_t)max);
        pl_db_bind_int(stmt, 3, PL_KEY_NAME);
        pl_db_bind_int(stmt, 4, PL_KEY_WEAK_NAME);
        for (size_t i = 0; i < PL_SEARCH_WORDS; i++) {
            pl_db_bind_text(stmt, (int)(5 + i), i < words->n ? words->folded[i] : PL_STR(""));
        }
        rc = give(stmt, sink, ctx, err);
    }
    return rc;
}

/* A name that begins with the words, or a number or call sign that is them. */
static int by_beginning(struct pl_case *c, const struct pl_search_words *words, int64_t before, size_t max,
                        bool names_too, pl_search_entry_sink sink, void *ctx, struct pl_error *err) {
    static const char SQL[] = ENTRY "((?7 AND k.kind IN (?3, ?4) AND k.key >= ?5 AND k.key < ?6) OR (k.kind NOT IN "
                                    "(?3, ?4) AND k.key = ?8))" HELD;
    PL_STMT_AUTO *stmt = NULL;
    PL_BUF_AUTO end = {0};
    pl_buf_open(&end, FOLD_MAX);
    pl_buf_add_str(&end, words->whole);
    pl_buf_add_str(&end, PL_STR("\xF4\x8F\xBF\xBF")); /* behind every letter */
    int rc = pl_db_prepare(c->db, SQL, &stmt, err);
    if (rc == PL_E_OK) {
        pl_db_bind_int(stmt, 1, before);
        pl_db_bind_int(stmt, 2, (int64_t)max);
        pl_db_bind_int(stmt, 3, PL_KEY_NAME);
        pl_db_bind_int(stmt, 4, PL_KEY_WEAK_NAME);
        pl_db_bind_text(stmt, 5, words->whole);
        pl_db_bind_text(stmt, 6, pl_buf_str(&end));
        pl_db_bind_int(stmt, 7, names_too);
        pl_db_bind_text(stmt, 8, words->upper);
        rc = give(stmt, sink, ctx, err);
    }
    return rc;
}

/* The list's own id or reference. */
static int by_reference(struct pl_case *c, const struct pl_search_words *words, int64_t before, size_t max,
                        pl_search_entry_sink sink, void *ctx, struct pl_error *err) {
    static const char SQL[] =
        "SELECT e.list, e.entity, e.reference, e.schema, e.caption, e.reference FROM list_entity AS e WHERE "
        "(upper(trim(e.reference)) = ?3 OR upper(e.entity) = ?3)" HELD;
    PL_STMT_AUTO *stmt = NULL;
    int rc = pl_db_prepare(c->db, SQL, &stmt, err);
    if (rc == PL_E_OK) {
        pl_db_bind_int(stmt, 1, before);
        pl_db_bind_int(stmt, 2, (int64_t)max);
        pl_db_bind_text(stmt, 3, words->upper);
        rc = give(stmt, sink, ctx, err);
    }
    return rc;
}

int pl_search_lists(struct pl_case *c, const struct pl_search_words *words, int64_t before, size_t max,
                    pl_search_entry_sink sink, void *ctx, struct pl_error *err) {
    int64_t names = 0;
    if (words->n == 0) {
        return PL_E_OK;
    }
    int rc = pl_db_int(c->db, "SELECT sum(names) FROM list_publication", 0, &names, err);
    bool all = names <= PL_SEARCH_KEYS_MAX;
    rc = rc == PL_E_OK && all ? by_reference(c, words, before, max, sink, ctx, err) : rc;
    rc = rc == PL_E_OK ? by_beginning(c, words, before, max, !all, sink, ctx, err) : rc;
    return rc == PL_E_OK && all ? by_words(c, words, before, max, sink, ctx, err) : rc;
}
