/* Runs a case file through the pipeline. Lines of a case:
 *   # comment
 *   rule SECTION.KEY VALUE
 *   port ID LAT LON UNCERTAINTY_M
 *   at TIME MMSI LAT LON SOG|- COG|- [IMO NAME CALLSIGN [TYPE BOW STERN PORT STARBOARD]]
 *                                                                one report (LAT - : without position); - : not said
 *   run TIME MMSI COUNT EVERY_S LAT LON COURSE SPEED_KN SOG|-|=  COUNT reports of a hull on a straight course;
 *                                                                SOG = is the true speed, else as given
 *   go TIME MMSI COUNT EVERY_S COURSE SPEED_KN SOG|-|=           as run, from where the last run or go of that number
 *                                                                was when it ended
 *   unplaced TIME MMSI N STEP_S                                  N position reports whose position is not available
 *   draught TIME MMSI DM                                         a static report that says a draught of DM decimetres
 *   bound TIME MMSI MM-DDThh:mm|- TEXT                           message 5: bound for TEXT (_ is a space), there then
 *   ring TIME MMSI COUNT EVERY_S LAT LON RADIUS_M SPEED_KN SOG|-|=  COUNT reports clockwise round a centre, from north
 *   again TIME MMSI FROM UNTIL                                   its positions in [FROM, UNTIL) once more from TIME on
 *   mask WEST NORTH COLS ROWS MINUTES                            a land mask of one grid, all of it sea
 *   land SOUTH WEST NORTH EAST                                   its cells with their centre in that box are land
 *   jitter METRES                                                seeded error of later run positions
 *   station NAME|-                                               who hears the reports of the lines below; - nobody
 * said related                                                      the second stage runs too Reports are sorted by
 * (time, record) before they are pushed. */
#ifndef TEST_DETECT_HARNESS_H
#define TEST_DETECT_HARNESS_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/pool.h"
#include "base/time.h"
#include "detect/pipeline.h"
#include "detect/relate.h"
#include "detect/station.h"
#include "geo/passage.h"
#include "geo/trig.h"

struct h_place {
    uint32_t mmsi;
    pl_pos pos;
    double lat, lon;
};

struct h_case {
    struct pl_arena arena;
    struct pl_rules rules;
    const struct pl_ports *ports;
    const struct pl_sea *sea;
    struct pl_buf mask;
    struct pl_buf ports_csv;
    struct pl_buf bytes;
    size_t *offsets;
    size_t *lengths;
    size_t n, cap;
    struct h_place places[256];
    unsigned n_places;
    double jitter_m;
    uint64_t seed;
    bool related;
    struct pl_stations *stations; /* NULL: no line named one */
    uint32_t station;
    bool judged;
};

struct h_lines {
    char **list;
    size_t n, cap;
};

static inline uint64_t h_random(uint64_t *seed) {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static inline void h_open(struct h_case *c) {
    memset(c, 0, sizeof *c);
    pl_arena_open(&c->arena, 64u << 20);
    pl_buf_open(&c->bytes, 1u << 30);
    pl_buf_open(&c->ports_csv, 1u << 20);
    pl_rules_profile("default", &c->rules);
    c->seed = 88172645463325252u;
    pl_buf_open(&c->mask, 1u << 24);
    /* The tracks of most plans are exact, as no ship's are: a case about that sets the rule back. */
    c->rules.v[PL_RULE_SYNTHETIC_TRACK_LINE_MIN_HOURS] = 8760;
}

static inline void h_close(struct h_case *c) {
    pl_arena_close(&c->arena);
    pl_buf_close(&c->bytes);
    pl_buf_close(&c->ports_csv);
    pl_buf_close(&c->mask);
    free(c->offsets);
    free(c->lengths);
    pl_stations_close(c->stations);
}

static inline void h_add(struct h_case *c, const struct pl_hearing *hearing) {
    struct pl_error err;
    if (c->n == c->cap) {
        c->cap = c->cap ? c->cap * 2 : 256;
        c->offsets = realloc(c->offsets, c->cap * sizeof *c->offsets);
        c->lengths = realloc(c->lengths, c->cap * sizeof *c->lengths);
    }
    c->offsets[c->n] = c->bytes.n;
    if (pl_record_write(hearing, &c->bytes, &err)) {
        fail_msg("%s", err.msg);
    }
    c->lengths[c->n] = c->bytes.n - c->offsets[c->n];
    if (c->stations != NULL) {
        pl_str record = pl_str_make(c->bytes.p + c->offsets[c->n], c->lengths[c->n]);
        assert_int_equal(pl_stations_hear(c->stations, c->station, record, &err), 0);
    }
    c->n++;
}

static inline void h_station(struct h_case *c, const char *name) {
    struct pl_error err;
    if (c->stations == NULL) {
        assert_int_equal(pl_stations_open(&c->stations, &err), 0);
    }
    assert_int_equal(
        pl_stations_id(c->stations, strcmp(name, "-") == 0 ? PL_STR("") : pl_str_from(name), &c->station, &err), 0);
}

/* sog_dkn and cog_ddeg may be PL_AIS_NONE. */
static inline void h_report(struct h_case *c, pl_time at, uint32_t mmsi, double lat, double lon, int sog_dkn,
                            int cog_ddeg) {
    struct pl_ais_row row = {0};
    pl_pos pos;
    struct pl_hearing h = {.at = at, .mmsi = mmsi, .row = &row, .msg = 1};
    assert_true(pl_pos_from_deg(lon, lat, &pos));
    row.has = PL_ROW_POSITION;
    row.lon = pos.lon;
    row.lat = pos.lat;
    row.lon_deg = lon;
    row.lat_deg = lat;
    if (sog_dkn != PL_AIS_NONE) {
        row.has |= PL_ROW_SOG;
        row.sog_dkn = (int16_t)sog_dkn;
    }
    if (cog_ddeg != PL_AIS_NONE) {
        row.has |= PL_ROW_COG;
        row.cog_ddeg = (int16_t)cog_ddeg;
    }
    h_add(c, &h);
}

static inline struct h_place *h_place_of(struct h_case *c, uint32_t mmsi) {
    for (unsigned i = 0; i < c->n_places; i++) {
        if (c->places[i].mmsi == mmsi) {
            return &c->places[i];
        }
    }
    assert_true(c->n_places < sizeof c->places / sizeof c->places[0]);
    c->places[c->n_places].mmsi = mmsi;
    return &c->places[c->n_places++];
}

static inline void h_run(struct h_case *c, pl_time at, uint32_t mmsi, unsigned count, double every_s, pl_pos from,
                         double course, double speed_kn, const char *sog) {
    struct h_place *place = h_place_of(c, mmsi);
    for (unsigned i = 0; i < count; i++) {
        double hours = every_s * i / 3600.0;
        pl_pos pos = pl_sphere_move(from, course, speed_kn * hours * PL_NM_M);
        place->pos = pos;
        if (c->jitter_m > 0) {
            pos = pl_sphere_move(pos, (double)(h_random(&c->seed) % 360),
                                 c->jitter_m * (double)(h_random(&c->seed) % 1000) / 1000);
        }
        int dkn = sog[0] == '-'   ? PL_AIS_NONE
                  : sog[0] == '=' ? (int)(speed_kn * 10 + 0.5)
                                  : (int)(strtod(sog, NULL) * 10 + 0.5);
        h_report(c, at + (pl_time)(every_s * 1e6) * i, mmsi, pl_pos_lat_deg(pos), pl_pos_lon_deg(pos), dkn,
                 sog[0] == '-'   ? PL_AIS_NONE
                 : sog[0] == '=' ? (int)(course * 10)
                                 : 0);
    }
}

static inline void h_ring(struct h_case *c, pl_time at, uint32_t mmsi, unsigned count, double every_s, pl_pos centre,
                          double radius_m, double speed_kn, const char *sog) {
    for (unsigned i = 0; i < count; i++) {
        double bearing = speed_kn * every_s * i / 3600.0 * PL_NM_M / radius_m * (180.0 / PL_PI);
        bearing -= 360.0 * (double)(int64_t)(bearing / 360.0);
        pl_pos pos = pl_sphere_move(centre, bearing, radius_m);
        if (c->jitter_m > 0) {
            pos = pl_sphere_move(pos, (double)(h_random(&c->seed) % 360),
                                 c->jitter_m * (double)(h_random(&c->seed) % 1000) / 1000);
        }
        int dkn = sog[0] == '-' ? PL_AIS_NONE : (int)((sog[0] == '=' ? speed_kn : strtod(sog, NULL)) * 10 + 0.5);
        h_report(c, at + (pl_time)(every_s * 1e6) * i, mmsi, pl_pos_lat_deg(pos), pl_pos_lon_deg(pos), dkn,
                 PL_AIS_NONE);
    }
}

static inline void h_again(struct h_case *c, pl_time at, uint32_t mmsi, pl_time from, pl_time until) {
    struct pl_error err;
    size_t n = c->n;
    for (size_t i = 0; i < n; i++) {
        struct pl_report r;
        assert_int_equal(pl_report_read(pl_str_make(c->bytes.p + c->offsets[i], c->lengths[i]), &r, &err), 0);
        if (r.mmsi == mmsi && r.has_position && r.at >= from && r.at < until) {
            h_report(c, at + r.at - from, mmsi, pl_pos_lat_deg(r.pos), pl_pos_lon_deg(r.pos), r.sog_dkn, r.cog_ddeg);
        }
    }
}

static inline void h_be32(struct pl_buf *b, int32_t v) {
    for (int shift = 24; shift >= 0; shift -= 8) {
        pl_buf_add_char(b, (char)((uint32_t)v >> shift & 255));
    }
}

#define H_MASK_HEAD 68 /* bytes before the rows of the only grid (docs/format/landmask.md) */

static inline void h_mask(struct h_case *c, char **w) {
    int32_t cols = (int32_t)strtol(w[3], NULL, 10), rows = (int32_t)strtol(w[4], NULL, 10);
    pl_buf_add(&c->mask, "PLMASK1\n", 8);
    for (int i = 0; i < 8; i++) {
        h_be32(&c->mask, 0); /* nobody checks the hash here */
    }
    h_be32(&c->mask, 1 << 16 | 1);
    h_be32(&c->mask, (int32_t)strtol(w[5], NULL, 10));
    h_be32(&c->mask, (int32_t)(strtod(w[1], NULL) * 60));
    h_be32(&c->mask, (int32_t)(strtod(w[2], NULL) * 60));
    h_be32(&c->mask, cols);
    h_be32(&c->mask, rows);
    h_be32(&c->mask, H_MASK_HEAD);
    for (int32_t i = 0; i < (cols + 7) / 8 * rows; i++) {
        pl_buf_add_char(&c->mask, (char)255);
    }
}

static inline int32_t h_mask_field(const struct h_case *c, unsigned i) {
    return (int32_t)pl_be32(c->mask.p + 44 + 4 * i);
}

static inline void h_land(struct h_case *c, char **w) {
    double minutes = h_mask_field(c, 0);
    int32_t cols = h_mask_field(c, 3), rows = h_mask_field(c, 4);
    for (int32_t row = 0; row < rows; row++) {
        for (int32_t col = 0; col < cols; col++) {
            double lat = (h_mask_field(c, 2) - (row + 0.5) * minutes) / 60;
            double lon = (h_mask_field(c, 1) + (col + 0.5) * minutes) / 60;
            if (lat > strtod(w[1], NULL) && lon > strtod(w[2], NULL) && lat < strtod(w[3], NULL) &&
                lon < strtod(w[4], NULL)) {
                c->mask.p[H_MASK_HEAD + row * ((cols + 7) / 8) + col / 8] &= (char)~(128 >> col % 8);
            }
        }
    }
}

static inline pl_time h_time(const char *text) {
    pl_time at;
    if (!pl_time_parse(pl_str_from(text), &at)) {
        fail_msg("bad time %s", text);
    }
    return at;
}

static inline void h_at(struct h_case *c, char **w, int n) {
    if (w[3][0] != '-' || w[3][1] != '\0') {
        h_report(c, h_time(w[1]), (uint32_t)strtoul(w[2], NULL, 10), strtod(w[3], NULL), strtod(w[4], NULL),
                 w[5][0] == '-' ? PL_AIS_NONE : (int)(strtod(w[5], NULL) * 10 + 0.5),
                 w[6][0] == '-' ? PL_AIS_NONE : (int)(strtod(w[6], NULL) * 10 + 0.5));
        return;
    }
    struct pl_ais_row row = {0};
    struct pl_hearing h = {.at = h_time(w[1]), .mmsi = (uint32_t)strtoul(w[2], NULL, 10), .row = &row, .msg = 5};
    if (n > 7) {
        row.imo = (uint32_t)strtoul(w[7], NULL, 10);
        row.has |= row.imo ? PL_ROW_IMO : 0;
    }
    if (n > 8 && w[8][0] != '-') {
        row.name = pl_str_from(w[8]);
        row.has |= PL_ROW_NAME;
    }
    if (n > 9 && w[9][0] != '-') {
        row.callsign = pl_str_from(w[9]);
        row.has |= PL_ROW_CALLSIGN;
    }
    if (n > 10 && w[10][0] != '-') {
        row.shiptype = (uint8_t)strtoul(w[10], NULL, 10);
        row.has |= PL_ROW_SHIPTYPE;
    }
    if (n > 14) {
        row.to_bow_m = (uint16_t)strtoul(w[11], NULL, 10);
        row.to_stern_m = (uint16_t)strtoul(w[12], NULL, 10);
        row.to_port_m = (uint16_t)strtoul(w[13], NULL, 10);
        row.to_starboard_m = (uint16_t)strtoul(w[14], NULL, 10);
        row.has |= PL_ROW_DIM;
    }
    h_add(c, &h);
}

static inline void h_bits(unsigned char *bits, unsigned at, unsigned value, unsigned n) {
    for (unsigned i = 0; i < n; i++) {
        if (value >> (n - 1 - i) & 1) {
            bits[(at + i) / 8] |= (unsigned char)(128 >> (at + i) % 8);
        }
    }
}

/* ITU-R M.1371 message 5 that says nothing else. */
static inline void h_bound(struct h_case *c, char **w) {
    unsigned char bits[53] = {0};
    struct pl_hearing hearing = {
        .at = h_time(w[1]), .mmsi = (uint32_t)strtoul(w[2], NULL, 10), .msg = 5, .bits = bits, .n_bits = 424};
    h_bits(bits, 0, 5, 6);
    h_bits(bits, 8, hearing.mmsi, 30);
    bool eta = w[3][0] != '-';
    h_bits(bits, 274, eta ? (unsigned)strtoul(w[3], NULL, 10) : 0, 4);
    h_bits(bits, 278, eta ? (unsigned)strtoul(w[3] + 3, NULL, 10) : 0, 5);
    h_bits(bits, 283, eta ? (unsigned)strtoul(w[3] + 6, NULL, 10) : 24, 5);
    h_bits(bits, 288, eta ? (unsigned)strtoul(w[3] + 9, NULL, 10) : 60, 6);
    for (unsigned i = 0; i < 20 && w[4][i] != '\0'; i++) {
        h_bits(bits, 302 + 6 * i, w[4][i] == '_' ? 32 : (unsigned)w[4][i] & 63, 6);
    }
    h_add(c, &hearing);
}

static inline void h_line(struct h_case *c, char *line) {
    char *w[16];
    int n = 0;
    struct pl_error err;
    for (char *p = line; *p && n < 16;) {
        while (*p == ' ' || *p == '\n') {
            *p++ = '\0';
        }
        if (*p) {
            w[n++] = p;
        }
        while (*p && *p != ' ' && *p != '\n') {
            p++;
        }
    }
    if (n == 0 || w[0][0] == '#') {
        return;
    }
    if (strcmp(w[0], "rule") == 0) {
        char json[128];
        snprintf(json, sizeof json, "{\"%s\":%s}", w[1], w[2]);
        if (pl_rules_override(&c->rules, pl_str_from(json), &err)) {
            fail_msg("%s", err.msg);
        }
    } else if (strcmp(w[0], "port") == 0) {
        pl_buf_add_fmt(&c->ports_csv, "%s,%s,%s,%s\n", w[1], w[2], w[3], w[4]);
    } else if (strcmp(w[0], "at") == 0) {
        h_at(c, w, n);
    } else if (strcmp(w[0], "run") == 0) {
        pl_pos from;
        assert_true(pl_pos_from_deg(strtod(w[6], NULL), strtod(w[5], NULL), &from));
        h_run(c, h_time(w[1]), (uint32_t)strtoul(w[2], NULL, 10), (unsigned)strtoul(w[3], NULL, 10), strtod(w[4], NULL),
              from, strtod(w[7], NULL), strtod(w[8], NULL), w[9]);
    } else if (strcmp(w[0], "go") == 0) {
        uint32_t mmsi = (uint32_t)strtoul(w[2], NULL, 10);
        h_run(c, h_time(w[1]), mmsi, (unsigned)strtoul(w[3], NULL, 10), strtod(w[4], NULL), h_place_of(c, mmsi)->pos,
              strtod(w[5], NULL), strtod(w[6], NULL), w[7]);
    } else if (strcmp(w[0], "draught") == 0) {
        struct pl_ais_row row = {.has = PL_ROW_DRAUGHT, .draught_dm = (uint16_t)strtoul(w[3], NULL, 10)};
        struct pl_hearing hearing = {
            .at = h_time(w[1]), .mmsi = (uint32_t)strtoul(w[2], NULL, 10), .row = &row, .msg = 5};
        h_add(c, &hearing);
    } else if (strcmp(w[0], "unplaced") == 0) {
        for (unsigned long i = 0; i < strtoul(w[3], NULL, 10); i++) {
            pl_time at = h_time(w[1]) + (pl_time)i * (pl_time)strtoul(w[4], NULL, 10) * PL_SECOND_US;
            struct pl_ais_row row = {.has = PL_ROW_HEADING, .heading_deg = 90};
            struct pl_hearing hearing = {.at = at, .mmsi = (uint32_t)strtoul(w[2], NULL, 10), .row = &row, .msg = 1};
            h_add(c, &hearing);
        }
    } else if (strcmp(w[0], "bound") == 0) {
        h_bound(c, w);
    } else if (strcmp(w[0], "ring") == 0) {
        pl_pos centre;
        assert_true(pl_pos_from_deg(strtod(w[6], NULL), strtod(w[5], NULL), &centre));
        h_ring(c, h_time(w[1]), (uint32_t)strtoul(w[2], NULL, 10), (unsigned)strtoul(w[3], NULL, 10),
               strtod(w[4], NULL), centre, strtod(w[7], NULL), strtod(w[8], NULL), w[9]);
    } else if (strcmp(w[0], "again") == 0) {
        h_again(c, h_time(w[1]), (uint32_t)strtoul(w[2], NULL, 10), h_time(w[3]), h_time(w[4]));
    } else if (strcmp(w[0], "mask") == 0) {
        h_mask(c, w);
    } else if (strcmp(w[0], "land") == 0) {
        h_land(c, w);
    } else if (strcmp(w[0], "jitter") == 0) {
        c->jitter_m = strtod(w[1], NULL);
    } else if (strcmp(w[0], "station") == 0) {
        h_station(c, w[1]);
    } else if (strcmp(w[0], "related") == 0) {
        c->related = true;
    } else {
        fail_msg("unknown line %s", w[0]);
    }
}

static inline int h_order(const void *a, const void *b, void *ctx) {
    struct h_case *c = ctx;
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return pl_str_cmp(pl_str_make(c->bytes.p + c->offsets[x], c->lengths[x]),
                      pl_str_make(c->bytes.p + c->offsets[y], c->lengths[y]));
}

static inline void h_sort(struct h_case *c) {
    struct pl_error err;
    size_t *order = calloc(c->n + 1, sizeof *order);
    size_t *offsets = calloc(c->n + 1, sizeof *order);
    size_t *lengths = calloc(c->n + 1, sizeof *order);
    for (size_t i = 0; i < c->n; i++) {
        order[i] = i;
    }
    qsort_r(order, c->n, sizeof *order, h_order, c);
    for (size_t i = 0; i < c->n; i++) {
        offsets[i] = c->offsets[order[i]];
        lengths[i] = c->lengths[order[i]];
    }
    free(order);
    free(c->offsets);
    free(c->lengths);
    c->offsets = offsets;
    c->lengths = lengths;
    c->cap = c->n + 1;
    if (c->mask.n > 0 && !c->sea && pl_sea_open(pl_buf_str(&c->mask), &c->arena, &c->sea, &err)) {
        fail_msg("%s", err.msg);
    }
    if (c->ports_csv.n > 0 && !c->ports) {
        PL_BUF_AUTO csv;
        pl_buf_open(&csv, 1u << 20);
        pl_buf_add_fmt(&csv, "id,lat,lon,uncertainty_m\n");
        pl_buf_add(&csv, c->ports_csv.p, c->ports_csv.n);
        pl_str kept = pl_str_copy(&c->arena, pl_buf_str(&csv));
        if (pl_ports_parse(kept, &c->arena, &c->ports, &err)) {
            fail_msg("%s", err.msg);
        }
    }
}

static inline void h_read(struct h_case *c, const char *path) {
    h_open(c);
    FILE *f = fopen(path, "re");
    if (!f) {
        fail_msg("cannot open %s", path);
    }
    char line[512];
    while (fgets(line, sizeof line, f)) {
        h_line(c, line);
    }
    fclose(f);
    h_sort(c);
}

static inline void h_add_line(struct h_lines *lines, const char *text) {
    if (lines->n == lines->cap) {
        lines->cap = lines->cap ? lines->cap * 2 : 64;
        lines->list = realloc(lines->list, lines->cap * sizeof *lines->list);
    }
    lines->list[lines->n++] = strdup(text);
}

static inline void h_free_lines(struct h_lines *lines) {
    for (size_t i = 0; i < lines->n; i++) {
        free(lines->list[i]);
    }
    free(lines->list);
    memset(lines, 0, sizeof *lines);
}

static inline int h_line_cmp(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

struct h_sink {
    struct h_lines *lines;
    bool full; /* with ids, digests and every field: for comparing runs */
};

static inline void h_put_time(struct pl_buf *b, pl_time at) {
    if (at == PL_TIME_NONE) {
        pl_buf_add_char(b, '-');
    } else {
        pl_time_write(b, at);
    }
}

/* What the second stage says of a meeting. */
static inline void h_meeting(struct pl_buf *b, const struct pl_event *e) {
    const struct pl_event_notes *notes = &e->notes;
    if (notes->habit != PL_HABIT_NONE) {
        pl_buf_add_fmt(b, " %s", pl_event_habit_name(notes->habit));
    }
    if (notes->phases.known) {
        pl_buf_add_fmt(b, " waited=%u,", notes->phases.waited);
        pl_buf_add_fixed(b, notes->phases.before_h, 1);
        pl_buf_add_fmt(b, " stayed=%u,", notes->phases.stayed);
        pl_buf_add_fixed(b, notes->phases.after_h, 1);
    }
    for (unsigned i = 0; i < notes->n_with; i++) {
        pl_buf_add_fmt(b, " with=%u", notes->with[i]);
    }
}

/* What the second stage says of where it was bound. */
static inline void h_destination(struct pl_buf *b, const struct pl_event *e) {
    const struct pl_event_bound *bound = &e->notes.bound;
    if (bound->verdict == PL_ARRIVAL_NONE) {
        return;
    }
    pl_buf_add_fmt(b, " %s=%s(%s)", pl_event_arrival_name(bound->verdict), bound->said, bound->port);
    if (bound->has_eta) {
        pl_buf_add_fmt(b, " off=");
        pl_buf_add_fixed(b, bound->eta_off_h, 2);
    }
    if (e->notes.remark[0] != '\0') {
        pl_buf_add_fmt(b, ": %s", e->notes.remark);
    }
}

/* TYPE START END VESSELS [particulars] */
static inline int h_event(void *ctx, const struct pl_event *e, struct pl_error *err) {
    (void)err;
    struct h_sink *s = ctx;
    if (!s->full && !pl_event_type_shown(e->type) && e->notes.bound.verdict != PL_ARRIVAL_AWAY) {
        return 0;
    }
    PL_BUF_AUTO b;
    pl_buf_open(&b, 1u << 16);
    h_put_time(&b, e->start);
    pl_buf_add_fmt(&b, " %s ", pl_event_type_name(e->type));
    h_put_time(&b, e->end);
    for (unsigned v = 0; v < e->n_vessels; v++) {
        pl_buf_add_fmt(&b, "%c%u", v ? '+' : ' ', e->vessels[v].mmsi);
    }
    pl_buf_add_fmt(&b, " h=");
    pl_buf_add_fixed(&b, e->hours, 2);
    switch ((enum pl_event_type)e->type) {
    case PL_EVENT_GAP:
        pl_buf_add_fmt(&b, " open=%d in_port=%d amb=%d", e->open, e->in_port, e->has_ambiguous_with);
        break;
    case PL_EVENT_PORT_VISIT:
        pl_buf_add_fmt(&b, " %s open=%d confidence=%d gap=%d", e->port, e->open, e->confidence, e->has_gap);
        h_destination(&b, e);
        break;
    case PL_EVENT_POSITION_JUMP:
        pl_buf_add_fmt(&b, " kn=");
        pl_buf_add_fixed(&b, e->implied_kn, 0);
        break;
    case PL_EVENT_IDENTIFIER_INVALID:
        pl_buf_add_fmt(&b, " %s=%s said=%u/%s/%s", e->field, e->value, e->vessels[0].imo, e->vessels[0].name,
                       e->vessels[0].callsign);
        break;
    case PL_EVENT_LOITERING:
        pl_buf_add_fmt(&b, " kn=");
        pl_buf_add_fixed(&b, e->speed_kn, 1);
        break;
    case PL_EVENT_SYNTHETIC_TRACK:
        pl_buf_add_fmt(&b, " %s", e->kind);
        if (e->radius_m > 0) {
            pl_buf_add_fmt(&b, " km=");
            pl_buf_add_fixed(&b, e->radius_m / 1000, 1);
        }
        if (strcmp(e->kind, "range") == 0) {
            pl_buf_add_fmt(&b, " of %s off=", e->value);
            pl_buf_add_fixed(&b, e->distance_m / 1000, 0);
        }
        if (strstr(e->notes.remark, "heard inside") != NULL) {
            pl_buf_add_fmt(&b, ": %s", e->notes.remark);
        }
        break;
    case PL_EVENT_DRAUGHT_CHANGE:
        pl_buf_add_fmt(&b, " dm=%d to %d: %s", e->draught_from_dm, e->draught_to_dm, e->why);
        if (e->notes.remark[0] != '\0') {
            pl_buf_add_fmt(&b, " (%s)", e->notes.remark);
        }
        break;
    case PL_EVENT_IDENTITY_CHANGE:
        pl_buf_add_fmt(&b, " nm=");
        pl_buf_add_fixed(&b, e->distance_m / PL_NM_M, 1);
        pl_buf_add_fmt(&b, " kn=");
        pl_buf_add_fixed(&b, e->needs_kn, 1);
        break;
    case PL_EVENT_ENCOUNTER:
        h_meeting(&b, e);
        break;
    case PL_EVENT_RENDEZVOUS:
        pl_buf_add_fmt(&b, " silent=%u feasible=%d cover=", e->silent, e->feasible);
        pl_buf_add_fixed(&b, e->cover_h, 1);
        pl_buf_add_fmt(&b, " kn=");
        pl_buf_add_fixed(&b, e->needs_kn, 1);
        pl_buf_add_fmt(&b, " chance=");
        pl_buf_add_fixed(&b, e->by_chance, 2);
        pl_buf_add_fmt(&b, " %s", e->why);
        break;
    case PL_EVENT_INTERFERENCE:
        pl_buf_add_fmt(&b, " ships=%u", e->n_ships);
        break;
    case PL_EVENT_IDENTITY_CONFLICT:
    case PL_EVENT_POSITION_ON_LAND:
    case PL_EVENT_BOUND:
        h_destination(&b, e);
        break;
    case PL_EVENT_TRACK:
    case PL_EVENT_UNPLACED:
    case PL_EVENT_TYPE_COUNT:
        break;
    }
    if (e->notes.has_explained_by) {
        pl_buf_add_fmt(&b, " explained");
    }
    if (e->notes.of_feed) {
        pl_buf_add_fmt(&b, " of_feed");
    }
    if (s->full) {
        pl_buf_add_char(&b, ' ');
        pl_buf_add_hex(&b, e->id.b, 32);
        pl_buf_add_char(&b, ' ');
        pl_buf_add_hex(&b, e->digest.b, 32);
        pl_buf_add_fmt(&b, " n=%llu", (unsigned long long)e->n_inputs);
        for (unsigned v = 0; v < e->n_vessels; v++) {
            pl_buf_add_fmt(&b, " %u/%s/%s/", e->vessels[v].imo, e->vessels[v].name, e->vessels[v].callsign);
            pl_buf_add_hex(&b, e->vessels[v].track.b, 8);
        }
        pl_buf_add_fmt(&b, " %d,%d %d,%d %d,%d ", e->pos.lat, e->pos.lon, e->start_pos.lat, e->start_pos.lon,
                       e->end_pos.lat, e->end_pos.lon);
        pl_buf_add_fixed(&b, e->distance_m, 6);
        pl_buf_add_char(&b, ' ');
        pl_buf_add_fixed(&b, e->speed_kn, 6);
        for (unsigned i = 0; i < e->n_evidence; i++) {
            pl_buf_add_fmt(&b, " %u@%llu", e->evidence_mmsi[i], (unsigned long long)e->evidence[i].offset);
        }
    }
    pl_buf_add_char(&b, '\0');
    h_add_line(s->lines, b.p);
    return 0;
}

/* What the first stage found, for the second. */
struct h_found {
    struct pl_event *list;
    size_t n, cap;
};

static inline int h_find(void *ctx, const struct pl_event *e, struct pl_error *err) {
    (void)err;
    struct h_found *f = ctx;
    if (f->n == f->cap) {
        f->cap = f->cap ? f->cap * 2 : 64;
        f->list = realloc(f->list, f->cap * sizeof *f->list);
    }
    f->list[f->n++] = *e;
    return 0;
}

static inline int h_found_cmp(const void *a, const void *b) { return pl_event_cmp(a, b); }

static inline void h_relate(struct h_case *c, struct h_found *found, struct h_sink *sink) {
    struct pl_error err = {0};
    struct pl_relate_options options = {.rules = &c->rules, .ports = c->ports, .stations = c->stations};
    if (c->stations != NULL && !c->judged) {
        assert_int_equal(pl_stations_judge(c->stations, &c->rules, &err), 0);
        c->judged = true;
    }
    struct pl_relate *relate = NULL;
    struct h_found told = {0};
    assert_true(c->n > 0);
    struct pl_report last;
    assert_int_equal(pl_report_read(pl_str_make(c->bytes.p + c->offsets[c->n - 1], c->lengths[c->n - 1]), &last, &err),
                     0);
    options.until = last.at;
    struct pl_passages *ways = NULL;
    assert_int_equal(pl_relate_open(&options, &relate, &err), 0);
    if (c->sea != NULL) {
        assert_int_equal(pl_passages_open(c->sea, NULL, &ways, &err), 0);
        pl_relate_give(relate, ways);
    }
    if (found->n > 1) {
        qsort(found->list, found->n, sizeof *found->list, h_found_cmp);
    }
    for (size_t i = 0; i < found->n; i++) {
        assert_int_equal(pl_relate_add(relate, &found->list[i], &err), 0);
        assert_int_equal(h_find(&told, &found->list[i], &err), 0);
    }
    assert_int_equal(pl_relate_run(relate, h_find, &told, &err), 0);
    for (size_t i = 0; i < told.n; i++) {
        assert_int_equal(pl_relate_note(relate, &told.list[i], &err), 0);
        assert_int_equal(h_event(sink, &told.list[i], &err), 0);
    }
    pl_relate_close(relate);
    pl_passages_close(ways);
    free(told.list);
}

/* Ends by spending the pipeline, or on a copy of its state. Reloads the state before each report number in `cuts` (a
 * bit a report modulo 64; 0: never). */
static inline void h_play_to(struct h_case *c, struct h_lines *lines, bool full, unsigned threads, uint64_t cut_every,
                             bool spend) {
    struct pl_error err = {0};
    struct pl_pool *pool = NULL;
    struct h_sink sink = {lines, full};
    struct h_found found = {0};
    pl_event_sink to = c->related ? h_find : h_event;
    void *ctx = c->related ? (void *)&found : (void *)&sink;
    if (threads > 0) {
        assert_int_equal(pl_pool_open(threads, &pool, &err), 0);
    }
    struct pl_pipeline_options options = {.rules = &c->rules, .ports = c->ports, .sea = c->sea, .pool = pool};
    struct pl_pipeline *p = NULL;
    assert_int_equal(pl_pipeline_open(&options, to, ctx, &p, &err), 0);
    for (size_t i = 0; i < c->n; i++) {
        if (cut_every > 0 && i > 0 && i % cut_every == 0) {
            struct pl_buf state, again;
            pl_buf_open(&state, 1u << 30);
            pl_buf_open(&again, 1u << 30);
            if (pl_pipeline_save(p, &state, &err)) {
                fail_msg("save: %s", err.msg);
            }
            pl_pipeline_close(p);
            p = NULL;
            assert_int_equal(pl_pipeline_open(&options, to, ctx, &p, &err), 0);
            if (pl_pipeline_load(p, pl_buf_str(&state), &err)) {
                fail_msg("load: %s", err.msg);
            }
            assert_int_equal(pl_pipeline_save(p, &again, &err), 0);
            assert_int_equal(again.n, state.n);
            assert_memory_equal(again.p, state.p, state.n);
            pl_buf_close(&state);
            pl_buf_close(&again);
        }
        struct pl_report report;
        if (pl_report_read(pl_str_make(c->bytes.p + c->offsets[i], c->lengths[i]), &report, &err)) {
            fail_msg("%s", err.msg);
        }
        report.src = (struct pl_loc){1, (uint32_t)c->lengths[i], c->offsets[i]};
        if (pl_pipeline_push(p, &report, &err)) {
            fail_msg("push: %s", err.msg);
        }
    }
    if (spend ? pl_pipeline_end(p, &err) : pl_pipeline_finish(p, to, ctx, &err)) {
        fail_msg("finish: %s", err.msg);
    }
    pl_pipeline_close(p);
    pl_pool_close(pool);
    if (c->related) {
        h_relate(c, &found, &sink);
    }
    free(found.list);
    if (lines->n > 1) {
        qsort(lines->list, lines->n, sizeof *lines->list, h_line_cmp);
    }
}

static inline void h_play(struct h_case *c, struct h_lines *lines, bool full, unsigned threads, uint64_t cut_every) {
    h_play_to(c, lines, full, threads, cut_every, false);
}

static inline void h_same(const struct h_lines *a, const struct h_lines *b, const char *what) {
    for (size_t i = 0; i < a->n && i < b->n; i++) {
        if (strcmp(a->list[i], b->list[i]) != 0) {
            fail_msg("%s: line %zu\n  %s\n  %s", what, i, a->list[i], b->list[i]);
        }
    }
    if (a->n != b->n) {
        fail_msg("%s: %zu and %zu events; first extra: %s", what, a->n, b->n,
                 a->n > b->n ? a->list[b->n] : b->list[a->n]);
    }
}

#endif
