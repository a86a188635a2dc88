#include "app/alert_match.h"

#include <string.h>

#include "ledger/hash.h"

#include "base/ban.h"

/* ---- which ---- */

static void add_be64(struct pl_sha256 *sha, uint64_t v) {
    uint8_t b[8];
    for (unsigned i = 0; i < 8; i++) {
        b[i] = (uint8_t)(v >> (56 - 8 * i));
    }
    pl_sha256_add(sha, b, sizeof b);
}

pl_hash pl_alert_event_id(const struct pl_alert_rule *rule, const struct pl_event *e) {
    static const char TAG[] = "plimsoll-alert/v1\n";
    struct pl_sha256 sha;
    const char *type = pl_event_type_name(e->type);
    pl_sha256_start(&sha);
    pl_sha256_add(&sha, TAG, sizeof TAG - 1);
    add_be64(&sha, (uint64_t)rule->seq);
    pl_sha256_add(&sha, type, strlen(type) + 1);
    for (unsigned i = 0; i < e->n_vessels; i++) {
        add_be64(&sha, e->vessels[i].mmsi);
        pl_sha256_add(&sha, e->vessels[i].track.b, PL_HASH_BYTES);
    }
    pl_sha256_add(&sha, e->first_input.b, PL_HASH_BYTES);
    return pl_sha256_digest(&sha);
}

pl_hash pl_alert_event_facts(const struct pl_event *e) {
    struct pl_sha256 sha;
    pl_sha256_start(&sha);
    pl_sha256_add(&sha, e->digest.b, PL_HASH_BYTES);
    add_be64(&sha, (uint64_t)e->start);
    add_be64(&sha, (uint64_t)(e->open ? PL_TIME_NONE : e->end));
    add_be64(&sha, (uint64_t)e->notes.grade);
    pl_sha256_add(&sha, e->notes.explained_by.b, PL_HASH_BYTES);
    for (unsigned i = 0; i < e->notes.n_calls; i++) {
        pl_sha256_add(&sha, e->notes.calls[i].port, strlen(e->notes.calls[i].port) + 1);
        add_be64(&sha, (uint64_t)e->notes.calls[i].verdict);
    }
    return pl_sha256_digest(&sha);
}

/* ---- asked for ---- */

static bool in_box(const struct pl_alert_rule *r, pl_pos pos) {
    int32_t west = r->south_west.lon, east = r->north_east.lon;
    bool lon = west <= east ? pos.lon >= west && pos.lon <= east : pos.lon >= west || pos.lon <= east;
    return lon && pos.lat >= r->south_west.lat && pos.lat <= r->north_east.lat;
}

static bool touches(const struct pl_alert_rule *r, const struct pl_event *e) {
    return !r->has_box || (e->has_pos && in_box(r, e->pos)) || (e->has_start_pos && in_box(r, e->start_pos)) ||
           (e->has_end_pos && in_box(r, e->end_pos));
}

static bool concerns(const uint32_t *mmsi, size_t n_mmsi, const struct pl_event *e) {
    for (unsigned i = 0; i < e->n_vessels; i++) {
        for (size_t k = 0; k < n_mmsi; k++) {
            if (mmsi[k] == e->vessels[i].mmsi) {
                return true;
            }
        }
    }
    return false;
}

bool pl_alert_asks(const struct pl_alert_rule *r, const uint32_t *mmsi, size_t n_mmsi, const struct pl_event *e) {
    bool explained = e->notes.has_explained_by || e->notes.of_feed ||
                     (e->type == PL_EVENT_GAP && e->notes.grade != PL_SILENCE_UNEXPECTED) ||
                     (e->type == PL_EVENT_RENDEZVOUS && e->notes.grade == PL_SILENCE_EXPECTED);
    bool negative = e->type == PL_EVENT_RENDEZVOUS && !e->feasible;
    return !r->lists && !negative && (r->types == 0 || (r->types >> e->type & 1) != 0) && e->hours >= r->min_hours &&
           !(r->surprising && explained) && touches(r, e) && (r->ship.n == 0 || concerns(mmsi, n_mmsi, e));
}

/* ---- in words ---- */

static void add_pos(struct pl_buf *words, pl_pos pos) {
    double lat = pl_pos_lat_deg(pos), lon = pl_pos_lon_deg(pos);
    pl_buf_add_fixed(words, lat < 0 ? -lat : lat, 3);
    pl_buf_add_str(words, lat < 0 ? PL_STR(" S ") : PL_STR(" N "));
    pl_buf_add_fixed(words, lon < 0 ? -lon : lon, 3);
    pl_buf_add_str(words, lon < 0 ? PL_STR(" W") : PL_STR(" E"));
}

/* Where: a port by its name, a silence by both its ends, else the place. */
static void add_place(struct pl_buf *words, const struct pl_event *e) {
    if (e->port[0] != '\0') {
        pl_buf_add_str(words, PL_STR(", "));
        pl_buf_add_str(words, pl_str_from(e->port));
    } else if (e->has_start_pos && e->has_end_pos && !e->open) {
        pl_buf_add_str(words, PL_STR(", "));
        add_pos(words, e->start_pos);
        pl_buf_add_str(words, PL_STR(" to "));
        add_pos(words, e->end_pos);
    } else if (e->has_start_pos || e->has_pos) {
        pl_buf_add_str(words, PL_STR(", "));
        add_pos(words, e->has_start_pos ? e->start_pos : e->pos);
    }
}

/* How surprising a silence is; an explanation stands before it. */
static void add_grade(struct pl_buf *words, const struct pl_event *e) {
    if (e->notes.of_feed || e->notes.has_explained_by) {
        pl_buf_add_str(words, PL_STR(", explained by its surroundings"));
    } else if (e->notes.grade != PL_SILENCE_NONE) {
        pl_buf_add_fmt(words, ", silence %s", pl_event_grade_name(e->notes.grade));
    }
}

pl_str pl_alert_event_words(struct pl_arena *arena, const struct pl_event *e) {
    PL_BUF_AUTO words = {0};
    pl_buf_open(&words, 4096);
    pl_buf_add_str(&words, pl_str_from(pl_event_type_name(e->type)));
    for (unsigned i = 0; i < e->n_vessels; i++) {
        pl_buf_add_fmt(&words, "%s %09u", i > 0 ? " +" : "", e->vessels[i].mmsi);
        if (e->vessels[i].name[0] != '\0') {
            pl_buf_add_char(&words, ' ');
            pl_buf_add_str(&words, pl_str_from(e->vessels[i].name));
        }
    }
    pl_buf_add_str(&words, PL_STR(", from "));
    pl_time_write(&words, e->start - e->start % PL_SECOND_US);
    if (!e->open && e->end != PL_TIME_NONE) {
        pl_buf_add_str(&words, PL_STR(" to "));
        pl_time_write(&words, e->end - e->end % PL_SECOND_US);
    }
    add_place(&words, e);
    add_grade(&words, e);
    return pl_str_copy(arena, pl_buf_str(&words));
}
