#include "store/event_walk.h"

#include <string.h>

#include "store/case_in.h"

#include "base/ban.h"

/* The events of one type, at the next one. */
struct lane {
    int type;
    sqlite3_stmt *stmt;
    pl_time start;
    pl_hash id;
    bool over;
};

struct lanes {
    struct lane list[PL_EVENT_TYPE_COUNT];
    size_t n;
};

static void close_lanes(struct lanes *lanes) {
    for (size_t i = 0; i < lanes->n; i++) {
        sqlite3_finalize(lanes->list[i].stmt);
    }
}

static int prepare(struct pl_case *c, bool backwards, bool heads, sqlite3_stmt **ret, struct pl_error *err) {
#define COLUMNS "SELECT e.start_us, e.id, e.body, n.body FROM event AS e LEFT JOIN event_note AS n ON n.id = e.id "
#define HEADS   "SELECT e.start_us, e.id, e.body FROM event AS e "
#define FILTER                                                                                                         \
    "AND e.end_us >= ?4 AND e.start_us <= ?5 AND (?6 = 0 OR (e.lat BETWEEN ?7 AND ?8 AND CASE WHEN ?9 <= ?10 THEN "    \
    "e.lon BETWEEN ?9 AND ?10 ELSE e.lon >= ?9 OR e.lon <= ?10 END)) "
    static const char FORWARDS[] =
        COLUMNS "WHERE e.type = ?1 AND (e.start_us, e.id) > (?2, ?3) " FILTER "ORDER BY e.start_us, e.id";
    static const char BACKWARDS[] =
        COLUMNS "WHERE e.type = ?1 AND (e.start_us, e.id) < (?2, ?3) " FILTER "ORDER BY e.start_us DESC, e.id DESC";
    static const char ALL_HEADS[] =
        HEADS "WHERE e.type = ?1 AND (e.start_us, e.id) > (?2, ?3) " FILTER "ORDER BY e.start_us, e.id";
    return pl_db_prepare(c->db, backwards ? BACKWARDS : heads ? ALL_HEADS : FORWARDS, ret, err);
#undef COLUMNS
#undef HEADS
#undef FILTER
}

static int by_name(int a, int b) { return strcmp(pl_event_type_name(a), pl_event_type_name(b)); }

/* Where a type goes on: behind the place, of which the name of the type is a part. */
static void bind_place(sqlite3_stmt *stmt, const struct pl_event_walk *walk, int type) {
    static const unsigned char LAST[PL_HASH_BYTES + 1] = {[0 ... PL_HASH_BYTES] = 0xff}; /* behind every id */
    int order = walk->has_after ? by_name(type, walk->after.type) : 0;
    if (!walk->has_after) {
        pl_db_bind_int(stmt, 2, walk->backwards ? INT64_MAX : INT64_MIN);
    } else {
        pl_db_bind_int(stmt, 2, walk->after.start);
    }
    if (order == 0 && walk->has_after) {
        pl_db_bind_hash(stmt, 3, &walk->after.id);
    } else if (order < 0 || !walk->has_after) {
        pl_db_bind_blob(stmt, 3, LAST, sizeof LAST);
    } else {
        pl_db_bind_blob(stmt, 3, "", 0);
    }
}

static int next(struct lane *lane, struct pl_error *err) {
    bool row = false;
    int rc = pl_db_step(lane->stmt, &row, err);
    lane->over = !row;
    if (rc == PL_E_OK && row) {
        lane->start = sqlite3_column_int64(lane->stmt, 0);
        if (!pl_db_col_hash(lane->stmt, 1, &lane->id)) {
            return pl_fail(err, PL_E_STORE, "an event without an id; run `plimsoll rebuild`");
        }
    }
    return rc;
}

static int open_lane(struct pl_case *c, const struct pl_event_walk *walk, int type, struct lanes *lanes,
                     struct pl_error *err) {
    struct lane *lane = &lanes->list[lanes->n];
    *lane = (struct lane){.type = type};
    int rc = prepare(c, walk->backwards, walk->heads, &lane->stmt, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    lanes->n++;
    pl_db_bind_int(lane->stmt, 1, type);
    bind_place(lane->stmt, walk, type);
    pl_db_bind_int(lane->stmt, 4, walk->from != PL_TIME_NONE ? walk->from : INT64_MIN);
    pl_db_bind_int(lane->stmt, 5, walk->to != PL_TIME_NONE ? walk->to : INT64_MAX);
    pl_db_bind_int(lane->stmt, 6, walk->has_box);
    pl_db_bind_int(lane->stmt, 7, walk->south_west.lat);
    pl_db_bind_int(lane->stmt, 8, walk->north_east.lat);
    pl_db_bind_int(lane->stmt, 9, walk->south_west.lon);
    pl_db_bind_int(lane->stmt, 10, walk->north_east.lon);
    return next(lane, err);
}

static int lane_cmp(const struct lane *a, const struct lane *b) {
    if (a->start != b->start) {
        return a->start < b->start ? -1 : 1;
    }
    int order = by_name(a->type, b->type);
    return order != 0 ? order : pl_hash_cmp(a->id, b->id);
}

/* Whose turn it is; NULL: nobody's. */
static struct lane *first(struct lanes *lanes, bool backwards) {
    struct lane *best = NULL;
    for (size_t i = 0; i < lanes->n; i++) {
        struct lane *lane = &lanes->list[i];
        int order = lane->over ? 1 : best == NULL ? -1 : lane_cmp(lane, best) * (backwards ? -1 : 1);
        best = order < 0 ? lane : best;
    }
    return best;
}

static int give(const struct lane *lane, bool head, pl_event_sink sink, void *ctx, struct pl_error *err) {
    struct pl_event e;
    if (head) {
        int rc = pl_store_event_read_head(pl_db_col(lane->stmt, 2), &e, err);
        return rc == PL_E_OK ? sink(ctx, &e, err) : rc;
    }
    pl_str notes = pl_db_col(lane->stmt, 3);
    int rc = pl_store_event_read(pl_db_col(lane->stmt, 2), &e, err);
    rc = rc == PL_E_OK && notes.n > 0 ? pl_store_event_read_notes(notes, &e.notes, err) : rc;
    return rc == PL_E_OK ? sink(ctx, &e, err) : rc;
}

int pl_store_events_walk(struct pl_case *c, const struct pl_event_walk *walk, pl_event_sink sink, void *ctx,
                         struct pl_error *err) {
    struct lanes lanes = {.n = 0};
    struct lane last = {.over = true}, *turn;
    int rc = PL_E_OK;
    for (int type = 0; rc == PL_E_OK && type < (int)PL_EVENT_TYPE_COUNT; type++) {
        if (pl_event_type_shown(type) && (walk->types == 0 || (walk->types >> type & 1) != 0)) {
            rc = open_lane(c, walk, type, &lanes, err);
        }
    }
    while (rc == PL_E_OK && (turn = first(&lanes, walk->backwards)) != NULL) {
        bool again = !last.over && lane_cmp(&last, turn) == 0; /* said at two places of the stream */
        last = *turn;
        rc = again ? PL_E_OK : give(turn, walk->heads, sink, ctx, err);
        rc = rc == PL_E_OK ? next(turn, err) : rc;
    }
    close_lanes(&lanes);
    return rc;
}
