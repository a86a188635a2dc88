#include "store/clearance.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "detect/event.h"
#include "ledger/entry.h"
#include "store/case_in.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)16 << 20)

size_t pl_marking_rank(pl_str marking) {
    static const char *const WORDS[] = {
#define PL_MARKING_WORD(word) word,
        PL_MARKINGS(PL_MARKING_WORD)
#undef PL_MARKING_WORD
    };
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        if (pl_str_eq(marking, pl_str_from(WORDS[i]))) {
            return i;
        }
    }
    return 0;
}

bool pl_marking_is(pl_str marking) { return pl_marking_rank(marking) > 0 || pl_str_eq(marking, PL_STR("TLP:RED")); }

const char *pl_case_view_name(struct pl_arena *arena, const char *dir, pl_str up_to) {
    if (up_to.n == 0) {
        return dir;
    }
    size_t n = strlen(dir), mark = sizeof PL_CASE_UP_TO - 1;
    char *name = pl_arena_alloc(arena, n + mark + up_to.n + 1);
    if (name != NULL) {
        memcpy(name, dir, n);
        memcpy(name + n, PL_CASE_UP_TO, mark);
        memcpy(name + n + mark, up_to.p, up_to.n);
        name[n + mark + up_to.n] = '\0';
    }
    return name;
}

bool pl_case_keeps_back(const struct pl_case *c, pl_str marking) {
    pl_str up_to = pl_case_limited(c);
    return up_to.n > 0 && pl_marking_rank(marking) < pl_marking_rank(up_to);
}

pl_str pl_case_limited(const struct pl_case *c) { return pl_str_from(c->up_to); }

/* ---- what is left out ---- */

enum hiding { SHOWN, WHY_HIDDEN, HIDDEN };

/* What holds the case together is seen by everybody. */
static enum hiding hiding_of(const struct pl_entry *entry, size_t clearance) {
    static const char *const OPEN[] = {"case", "delegation", "revocation", "rules", "requirement"};
    if (pl_marking_rank(entry->marking) >= clearance) {
        return SHOWN;
    }
    for (size_t i = 0; i < sizeof OPEN / sizeof OPEN[0]; i++) {
        if (pl_str_eq(entry->kind, pl_str_from(OPEN[i]))) {
            return SHOWN;
        }
    }
    return pl_str_eq(entry->kind, PL_STR("withdrawal")) ? WHY_HIDDEN : HIDDEN;
}

static int note_entries(struct pl_case *c, size_t clearance, struct pl_error *err) {
    PL_STMT_AUTO *read = NULL;
    PL_STMT_AUTO *write = NULL;
    PL_ARENA_AUTO arena;
    bool row = true;
    pl_arena_open(&arena, ARENA_MAX);
    int rc = pl_db_prepare(c->db, "SELECT seq, entry FROM main.journal ORDER BY seq", &read, err);
    rc = rc == PL_E_OK ? pl_db_prepare(c->db, "INSERT INTO temp.hidden (seq, whole) VALUES (?1, ?2)", &write, err) : rc;
    while (rc == PL_E_OK && (rc = pl_db_step(read, &row, err)) == PL_E_OK && row) {
        struct pl_arena_mark mark = pl_arena_mark(&arena);
        struct pl_entry entry = {.marking = PL_STR("")};
        enum hiding hiding = HIDDEN; /* what cannot be read is shown to nobody */
        if (pl_entry_read(pl_db_col(read, 1), &arena, &entry, NULL) == PL_E_OK) {
            hiding = hiding_of(&entry, clearance);
        }
        if (hiding != SHOWN) {
            pl_db_bind_int(write, 1, sqlite3_column_int64(read, 0));
            pl_db_bind_int(write, 2, hiding == HIDDEN);
            rc = pl_db_run(write, err);
        }
        pl_arena_rewind(&arena, mark);
    }
    return rc;
}

/* A table of main by its own name, less what is left out. A name without a schema means temp's first, so this stands
 * before every question of store/. */
static const char *const VIEWS[] = {
    ("CREATE TEMP VIEW payload AS SELECT * FROM main.payload AS p WHERE NOT EXISTS (SELECT 1 FROM temp.hidden AS h "
     "WHERE "
     "h.seq = p.seq AND (h.whole OR p.field = 'text'))"),
    "CREATE TEMP VIEW act AS SELECT * FROM main.act WHERE seq NOT IN (SELECT seq FROM temp.hidden WHERE whole)",
    "CREATE TEMP VIEW event AS SELECT * FROM main.event WHERE id NOT IN (SELECT id FROM temp.hidden_event)",
    ("CREATE TEMP VIEW event_vessel AS SELECT * FROM main.event_vessel WHERE event NOT IN (SELECT id FROM "
     "temp.hidden_event)"),
    "CREATE TEMP VIEW event_note AS SELECT * FROM main.event_note WHERE NOT EXISTS (SELECT 1 FROM temp.hidden_ship)",
};

/* Tables whose rows came with one entry. */
static const char *const BY_SEQ[] = {"exhibit",      "exhibit_count", "reception",     "identity",
                                     "ship",         "presence",      "filing",        "list_publication",
                                     "list_holds",   "station_ship",  "station_clock", "station_quarter",
                                     "station_place"};

static int make_views(struct pl_case *c, struct pl_error *err) {
    int rc = PL_E_OK;
    for (size_t i = 0; rc == PL_E_OK && i < sizeof VIEWS / sizeof VIEWS[0]; i++) {
        rc = pl_db_exec(c->db, VIEWS[i], err);
    }
    for (size_t i = 0; rc == PL_E_OK && i < sizeof BY_SEQ / sizeof BY_SEQ[0]; i++) {
        char sql[256];
        snprintf(sql, sizeof sql,
                 "CREATE TEMP VIEW %s AS SELECT * FROM main.%s WHERE seq NOT IN (SELECT seq FROM temp.hidden)",
                 BY_SEQ[i], BY_SEQ[i]); /* a name from the table above */
        rc = pl_db_exec(c->db, sql, err);
    }
    return rc;
}

/* Members of exhibits that are left out: by number, for the places of reports in the archive. */
static int note_members(struct pl_case *c, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    bool row = true;
    int64_t most = 0;
    int rc =
        pl_db_int(c->db, "SELECT max(id) FROM main.member WHERE seq IN (SELECT seq FROM temp.hidden)", 0, &most, err);
    if (rc != PL_E_OK || most <= 0) {
        return rc;
    }
    c->hidden_members = calloc((size_t)most + 1, 1);
    if (c->hidden_members == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to leave recordings out");
    }
    c->n_hidden_members = (size_t)most + 1;
    rc = pl_db_prepare(c->db, "SELECT id FROM main.member WHERE seq IN (SELECT seq FROM temp.hidden)", &stmt, err);
    while (rc == PL_E_OK && (rc = pl_db_step(stmt, &row, err)) == PL_E_OK && row) {
        int64_t id = sqlite3_column_int64(stmt, 0);
        if (id >= 0 && id <= most) {
            c->hidden_members[id] = 1;
        }
    }
    return rc;
}

/* What stations could not hear names a station and tells its reach, learned from all that it heard: like event_note, it
 * rests on every recording, whichever heard the ship. */
static int note_tracks(struct pl_case *c, struct pl_error *err) {
    PL_STMT_AUTO *stmt = NULL;
    int rc = pl_db_prepare(c->db,
                           "INSERT OR IGNORE INTO temp.hidden_event SELECT id FROM main.event WHERE type = ?1 AND tail "
                           "= 2 AND EXISTS (SELECT 1 FROM temp.hidden_ship)",
                           &stmt, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_db_bind_int(stmt, 1, PL_EVENT_SYNTHETIC_TRACK);
    return pl_db_run(stmt, err);
}

int pl_case_limit(struct pl_case *c, pl_str up_to, struct pl_error *err) {
    /* Which ships a left out recording heard, and when: an event of theirs in that time could rest on it. */
    static const char SHIPS[] =
        "INSERT INTO temp.hidden_ship SELECT mmsi, first_us, last_us FROM main.ship WHERE seq IN (SELECT seq FROM "
        "temp.hidden);"
        "INSERT OR IGNORE INTO temp.hidden_event SELECT e.id FROM temp.hidden_ship AS s CROSS JOIN main.event_vessel "
        "AS "
        "v ON v.mmsi = s.mmsi CROSS JOIN main.event AS e ON e.id = v.event AND e.tail = v.tail AND e.emitted = "
        "v.emitted WHERE s.first_us <= e.end_us AND s.last_us >= e.start_us";
    if (up_to.n == 0 || up_to.n >= sizeof c->up_to) {
        return up_to.n == 0 ? PL_E_OK : pl_fail(err, PL_E_USAGE, "there is no such marking");
    }
    memcpy(c->up_to, up_to.p, up_to.n);
    c->up_to[up_to.n] = '\0';
    size_t clearance = pl_marking_is(up_to) ? pl_marking_rank(up_to) : pl_marking_rank(PL_STR("TLP:CLEAR"));
    int rc = pl_db_exec(c->db,
                        "BEGIN; CREATE TEMP TABLE hidden (seq INTEGER PRIMARY KEY, whole INTEGER NOT NULL);"
                        "CREATE TEMP TABLE hidden_ship (mmsi INTEGER, first_us INTEGER, last_us INTEGER);"
                        "CREATE TEMP TABLE hidden_event (id BLOB PRIMARY KEY) WITHOUT ROWID",
                        err);
    c->steady = rc == PL_E_OK;
    rc = rc == PL_E_OK ? note_entries(c, clearance, err) : rc;
    rc = rc == PL_E_OK ? pl_db_exec(c->db, SHIPS, err) : rc;
    rc = rc == PL_E_OK ? note_tracks(c, err) : rc;
    rc = rc == PL_E_OK ? note_members(c, err) : rc;
    return rc == PL_E_OK ? make_views(c, err) : rc;
}

int pl_case_withholds(const struct pl_case *c, bool *ret, struct pl_error *err) {
    int64_t any = 0;
    int rc =
        c->up_to[0] == '\0' ? PL_E_OK : pl_db_int(c->db, "SELECT EXISTS (SELECT 1 FROM temp.hidden)", 0, &any, err);
    if (rc == PL_E_OK) {
        *ret = any != 0;
    }
    return rc;
}

int pl_case_is_whole(const struct pl_case *c, struct pl_error *err) {
    return c->up_to[0] == '\0'
               ? PL_E_OK
               : pl_fail(err, PL_E_REFUSED, "this needs the whole case, not what somebody may see of it");
}
