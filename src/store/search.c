#include "store/search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lists/keys.h"
#include "store/case_in.h"
#include "text/unicode.h"

#include "base/ban.h"

#define FOLD_MAX   ((size_t)1 << 20)
#define HITS_MAX   ((size_t)1 << 28) /* bytes of values that are found */
#define LEAP_AFTER 8                 /* rows of one value and ship: a leap costs what reading as many does */

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

/* One value of one ship that holds the words. */
struct hit {
    uint32_t mmsi;
    int field; /* place in FIELDS */
    pl_str value;
    pl_time last;
};

struct hits {
    struct pl_arena arena;
    struct hit *list;
    size_t n, cap;
};

static const char *const FIELDS[] = {"name", "imo", "destination", "callsign"}; /* in the order they are given in */

static int by_ship(const void *a, const void *b) {
    const struct hit *x = a, *y = b;
    int order = x->mmsi != y->mmsi ? (x->mmsi < y->mmsi ? -1 : 1) : x->field - y->field;
    order = order == 0 && x->last != y->last ? (x->last > y->last ? -1 : 1) : order;
    return order != 0 ? order : pl_str_cmp(x->value, y->value);
}

static int add_hit(struct hits *hits, const struct hit *hit, struct pl_error *err) {
    if (hits->n == hits->cap) {
        size_t cap = hits->cap > 0 ? 2 * hits->cap : 64;
        struct hit *list = reallocarray(hits->list, cap, sizeof *list);
        if (list == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory to search");
        }
        hits->list = list;
        hits->cap = cap;
    }
    hits->list[hits->n] = *hit;
    hits->list[hits->n].value = pl_str_copy(&hits->arena, hit->value);
    return hits->list[hits->n++].value.p != NULL ? PL_E_OK : pl_fail(err, PL_E_NOMEM, "no memory to search");
}

/* When the ship last said so before `before`; nothing is added where that is never. */
static int add_said(struct pl_case *c, struct hits *hits, struct hit *hit, int64_t before, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool more = false;
    int rc =
        pl_db_prepare(c->db,
                      "SELECT max(last_us) FROM identity WHERE mmsi = ?1 AND field = ?2 AND value = ?3 AND seq < ?4 "
                      "HAVING count(*) > 0",
                      &stmt, err);
    if (rc == PL_E_OK) {
        pl_db_bind_int(stmt, 1, hit->mmsi);
        pl_db_bind_text(stmt, 2, pl_str_from(FIELDS[hit->field]));
        pl_db_bind_text(stmt, 3, hit->value);
        pl_db_bind_int(stmt, 4, before);
        rc = pl_db_step(stmt, &more, err);
    }
    if (rc == PL_E_OK && more) {
        hit->last = sqlite3_column_int64(stmt, 0);
        rc = add_hit(hits, hit, err);
    }
    return rc;
}

/* The values of a field in the order of the index. A value stands there once for each import: after a few of one value
 * and ship the rest is leapt over. */
static int by_value(struct pl_case *c, const struct pl_search_words *words, int field, int64_t before,
                    struct hits *hits, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    PL_BUF_AUTO value = {0};
    PL_BUF_AUTO from = {0}; /* is bound: it changes only while nothing is asked */
    struct hit at = {.field = field};
    bool more = true, holds = false, begun = false;
    unsigned same = 0;
    pl_buf_open(&value, FOLD_MAX);
    pl_buf_open(&from, FOLD_MAX);
    int rc = pl_db_prepare(
        c->db, "SELECT value, mmsi FROM identity WHERE field = ?1 AND (value, mmsi) > (?2, ?3) ORDER BY value, mmsi",
        &stmt, err);
    if (rc == PL_E_OK) {
        pl_db_bind_text(stmt, 1, pl_str_from(FIELDS[field]));
        pl_db_bind_text(stmt, 2, PL_STR(""));
        pl_db_bind_int(stmt, 3, -1);
    }
    while (rc == PL_E_OK && (rc = pl_db_step(stmt, &more, err)) == PL_E_OK && more) {
        pl_str now = pl_db_col(stmt, 0);
        uint32_t mmsi = (uint32_t)sqlite3_column_int64(stmt, 1);
        bool known = begun && pl_str_eq(now, pl_buf_str(&value));
        if (known && mmsi == at.mmsi) {
            if (++same == LEAP_AFTER) {
                sqlite3_reset(stmt);
                pl_buf_clear(&from);
                pl_buf_add_str(&from, pl_buf_str(&value));
                pl_db_bind_text(stmt, 2, pl_buf_str(&from));
                pl_db_bind_int(stmt, 3, mmsi);
            }
            continue;
        }
        if (!known) {
            pl_buf_clear(&value);
            pl_buf_add_str(&value, now);
            holds = pl_search_holds(words, now);
        }
        begun = true;
        same = 0;
        at.mmsi = mmsi;
        at.value = pl_buf_str(&value);
        rc = pl_buf_failed(&value) || pl_buf_failed(&from) ? pl_fail(err, PL_E_NOMEM, "no memory to search")
             : holds                                       ? add_said(c, hits, &at, before, err)
                                                           : PL_E_OK;
    }
    return rc;
}

int pl_search_ships(struct pl_case *c, const struct pl_search_words *words, int64_t before, pl_search_ship_sink sink,
                    void *ctx, struct pl_error *err) {
    struct hits hits = {.n = 0};
    pl_arena_open(&hits.arena, HITS_MAX);
    int rc = by_number(c, words->upper, before, sink, ctx, err);
    for (int field = 0; rc == PL_E_OK && words->n > 0 && field < (int)(sizeof FIELDS / sizeof FIELDS[0]); field++) {
        rc = by_value(c, words, field, before, &hits, err);
    }
    if (rc == PL_E_OK && hits.n > 1) {
        qsort(hits.list, hits.n, sizeof *hits.list, by_ship);
    }
    for (size_t i = 0; rc == PL_E_OK && i < hits.n; i++) {
        const struct hit *hit = &hits.list[i];
        struct pl_search_ship ship = {
            .mmsi = hit->mmsi, .field = pl_str_from(FIELDS[hit->field]), .value = hit->value, .last = hit->last};
        rc = sink(ctx, &ship, err);
    }
    free(hits.list);
    pl_arena_close(&hits.arena);
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
