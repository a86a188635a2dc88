#include "app/vessel_heard.h"

#include <stdio.h>
#include <string.h>

#include "store/hearing.h"

#include "base/ban.h"

#define QUARTER_US (15 * 60 * PL_SECOND_US)
#define HALF       (PL_QUARTERS_A_DAY / 2)

struct reading {
    struct pl_arena *arena;
    struct pl_heard_by *by;
    size_t n, cap;
    struct pl_vessel_heard *out;
};

/* ---- reading ---- */

static int on_hearing(void *ctx, const struct pl_hearing *h, struct pl_error *err) {
    struct reading *r = ctx;
    if (r->n == r->cap) {
        size_t cap = r->cap > 0 ? 2 * r->cap : 64;
        struct pl_heard_by *more = pl_arena_calloc(r->arena, cap, sizeof *more);
        if (more == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory for when a ship was heard");
        }
        if (r->n > 0) {
            memcpy(more, r->by, r->n * sizeof *more);
        }
        r->by = more;
        r->cap = cap;
    }
    bool again = r->n > 0 && pl_str_eq(r->by[r->n - 1].station, h->station);
    r->by[r->n] = (struct pl_heard_by){.seq = h->seq,
                                       .day = h->day,
                                       .station = again ? r->by[r->n - 1].station : pl_str_copy(r->arena, h->station),
                                       .bits = {h->am, h->pm}};
    r->n++;
    return 0;
}

static bool has(const uint64_t bits[2], int64_t quarter) { return (bits[quarter / HALF] >> (quarter % HALF) & 1) != 0; }

static uint64_t count_bits(const uint64_t bits[2]) {
    return (uint64_t)__builtin_popcountll(bits[0]) + (uint64_t)__builtin_popcountll(bits[1]);
}

static int64_t first_bit(const uint64_t bits[2]) {
    return bits[0] != 0 ? __builtin_ctzll(bits[0]) : bits[1] != 0 ? HALF + __builtin_ctzll(bits[1]) : 0;
}

static int64_t last_bit(const uint64_t bits[2]) {
    return bits[1] != 0 ? HALF + 63 - __builtin_clzll(bits[1]) : bits[0] != 0 ? 63 - __builtin_clzll(bits[0]) : 0;
}

/* The ends, and the days between them. */
static int set_days(struct reading *r, struct pl_error *err) {
    struct pl_vessel_heard *out = r->out;
    int64_t first_day = r->by[0].day, last_day = r->by[r->n - 1].day;
    out->first = INT64_MAX;
    out->last = INT64_MIN;
    for (size_t i = 0; i < r->n; i++) {
        int64_t at = r->by[i].day * PL_QUARTERS_A_DAY;
        int64_t from = at + first_bit(r->by[i].bits), to = at + last_bit(r->by[i].bits);
        out->first = from < out->first ? from : out->first;
        out->last = to > out->last ? to : out->last;
    }
    out->quarters = (uint64_t)(out->last - out->first + 1);
    if (last_day - first_day >= 40000) {
        return 0; /* a clock gone wrong: nothing is told of days and hours */
    }
    out->n_days = (size_t)(last_day - first_day + 1);
    out->days = pl_arena_calloc(r->arena, out->n_days, sizeof *out->days);
    if (out->days == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for when a ship was heard");
    }
    for (size_t i = 0; i < out->n_days; i++) {
        out->days[i] = (struct pl_heard_day){.day = first_day + (int64_t)i, .deaf = {~0ULL >> 16, ~0ULL >> 16}};
    }
    for (size_t i = 0; i < r->n; i++) {
        struct pl_heard_day *day = &out->days[r->by[i].day - first_day];
        day->heard[0] |= r->by[i].bits[0];
        day->heard[1] |= r->by[i].bits[1];
    }
    return 0;
}

static int on_quarter(void *ctx, int64_t quarter, struct pl_error *err) {
    struct reading *r = ctx;
    int64_t day = quarter / PL_QUARTERS_A_DAY - r->out->days[0].day, q = quarter % PL_QUARTERS_A_DAY;
    (void)err;
    if (day >= 0 && (size_t)day < r->out->n_days) {
        r->out->days[day].deaf[q / HALF] &= ~(1ULL << (q % HALF));
    }
    return 0;
}

/* Whether anybody was heard matters only where the ship was not. */
static int ask_deaf(struct reading *r, struct pl_case *c, struct pl_error *err) {
    const struct pl_vessel_heard *out = r->out;
    size_t n = 0;
    bool open = false;
    struct pl_quarters *spans = pl_arena_calloc(r->arena, (size_t)out->quarters / 2 + 1, sizeof *spans);
    if (spans == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for when a ship was heard");
    }
    for (size_t i = 0; i < out->n_days; i++) {
        struct pl_heard_day *day = &out->days[i];
        for (int64_t q = 0; q < PL_QUARTERS_A_DAY; q++) {
            int64_t at = day->day * PL_QUARTERS_A_DAY + q;
            bool unheard = at >= out->first && at <= out->last && !has(day->heard, q);
            if (unheard && !open) {
                spans[n++] = (struct pl_quarters){at, at};
            } else if (unheard) {
                spans[n - 1].to = at;
            } else {
                day->deaf[q / HALF] &= ~(1ULL << (q % HALF)); /* and nothing is said of the time before and after */
            }
            open = unheard;
        }
    }
    return pl_hearing_quarters(c, spans, n, on_quarter, r, err);
}

static void sum(struct pl_vessel_heard *out) {
    for (size_t i = 0; i < out->n_days; i++) {
        out->heard += count_bits(out->days[i].heard);
        out->deaf += count_bits(out->days[i].deaf);
    }
}

/* Few stations hear one ship. */
static int add_stations(struct reading *r, struct pl_error *err) {
    struct pl_vessel_heard *out = r->out;
    size_t cap = 0;
    for (size_t i = 0; i < r->n; i++) {
        const struct pl_heard_by *by = &r->by[i];
        size_t at = 0;
        while (at < out->n_stations && pl_str_cmp(out->stations[at].name, by->station) < 0) {
            at++;
        }
        if (at == out->n_stations || !pl_str_eq(out->stations[at].name, by->station)) {
            if (out->n_stations == cap) {
                cap = cap > 0 ? 2 * cap : 16;
                struct pl_heard_station *more = pl_arena_calloc(r->arena, cap, sizeof *more);
                if (more == NULL) {
                    return pl_fail(err, PL_E_NOMEM, "no memory for when a ship was heard");
                }
                if (out->n_stations > 0) {
                    memcpy(more, out->stations, out->n_stations * sizeof *more);
                }
                out->stations = more;
            }
            memmove(&out->stations[at + 1], &out->stations[at], (out->n_stations - at) * sizeof *out->stations);
            out->stations[at] =
                (struct pl_heard_station){.name = by->station, .first_day = by->day, .last_day = by->day};
            out->n_stations++;
        }
        struct pl_heard_station *s = &out->stations[at];
        s->last_day = by->day > s->last_day ? by->day : s->last_day;
        s->quarters += count_bits(by->bits);
    }
    return 0;
}

int pl_vessel_heard_read(struct pl_case *c, uint32_t mmsi, bool skip_own, struct pl_arena *arena,
                         struct pl_vessel_heard *ret, struct pl_error *err) {
    struct pl_vessel_heard out = {.mmsi = mmsi, .first = 0, .last = -1};
    struct reading r = {.arena = arena, .out = &out};
    int rc = pl_hearings(c, mmsi, skip_own, on_hearing, &r, err);
    if (rc == 0 && r.n > 0) {
        rc = set_days(&r, err);
        rc = rc == 0 && out.n_days > 0 ? ask_deaf(&r, c, err) : rc;
        sum(&out);
        rc = rc == 0 ? add_stations(&r, err) : rc;
        out.by = r.by;
        out.n_by = r.n;
    }
    if (rc == 0) {
        *ret = out;
    }
    return rc;
}

/* ---- telling ---- */

static void write_name(struct pl_json *json, pl_str name) {
    if (name.n > 0) {
        pl_json_str(json, name);
    } else {
        pl_json_null(json);
    }
}

static bool heard_then(const struct pl_heard_by *by, int64_t from, int64_t to) {
    int64_t at = by->day * PL_QUARTERS_A_DAY;
    for (int64_t q = from > at ? from - at : 0; q < PL_QUARTERS_A_DAY && at + q <= to; q++) {
        if (has(by->bits, q)) {
            return true;
        }
    }
    return false;
}

void pl_vessel_heard_by(const struct pl_vessel_heard *heard, int64_t seq, pl_time from, pl_time to,
                        struct pl_json *json) {
    int64_t first = from / QUARTER_US, last = to / QUARTER_US;
    pl_json_array(json);
    for (size_t s = 0; s < heard->n_stations; s++) {
        const struct pl_heard_station *station = &heard->stations[s];
        bool is = false;
        for (size_t i = 0; i < heard->n_by && !is; i++) {
            const struct pl_heard_by *by = &heard->by[i];
            is = by->seq == seq && by->day >= first / PL_QUARTERS_A_DAY && by->day <= last / PL_QUARTERS_A_DAY &&
                 pl_str_eq(by->station, station->name) && heard_then(by, first, last);
        }
        if (is) {
            write_name(json, station->name);
        }
    }
    pl_json_array_end(json);
}

static void write_quarter(struct pl_json *json, const char *key, int64_t quarter) {
    pl_json_key(json, key);
    pl_json_time(json, quarter * QUARTER_US);
}

static void write_day(struct pl_json *json, const char *key, int64_t day) {
    PL_BUF_AUTO text = {0};
    pl_buf_open(&text, 64);
    pl_time_write(&text, day * PL_DAY_US);
    pl_json_key(json, key);
    pl_json_str(json, pl_str_sub(pl_buf_str(&text), 0, 10));
}

static void write_hours(struct pl_json *json, const char *key, uint64_t quarters) {
    pl_json_key(json, key);
    pl_json_fixed(json, (double)quarters / 4, 2);
}

/* 24 hexadecimal digits: the first quarter of the day is the greatest bit of the first. */
static void write_bits(struct pl_json *json, const char *key, const uint64_t bits[2]) {
    unsigned char bytes[PL_QUARTERS_A_DAY / 8] = {0};
    for (int64_t q = 0; q < PL_QUARTERS_A_DAY; q++) {
        if (has(bits, q)) {
            bytes[q / 8] = (unsigned char)(bytes[q / 8] | 0x80U >> (q % 8));
        }
    }
    pl_json_key(json, key);
    pl_json_hex(json, bytes, sizeof bytes);
}

void pl_vessel_heard_json(const struct pl_vessel_heard *heard, bool exercise, struct pl_json *json) {
    pl_json_record(json, "reception");
    pl_json_key(json, "mmsi");
    pl_json_u64(json, heard->mmsi);
    write_quarter(json, "first", heard->first);
    write_quarter(json, "last", heard->last + 1);
    write_hours(json, "hours", heard->quarters);
    if (heard->n_days > 0) {
        write_hours(json, "heard_hours", heard->heard);
        write_hours(json, "unheard_hours", heard->quarters - heard->heard);
        write_hours(json, "deaf_hours", heard->deaf);
    }
    pl_json_key(json, "stations");
    pl_json_array(json);
    for (size_t i = 0; i < heard->n_stations; i++) {
        const struct pl_heard_station *s = &heard->stations[i];
        pl_json_object(json);
        pl_json_key(json, "station");
        write_name(json, s->name);
        write_day(json, "first_day", s->first_day);
        write_day(json, "last_day", s->last_day);
        write_hours(json, "heard_hours", s->quarters);
        pl_json_object_end(json);
    }
    pl_json_array_end(json);
    pl_json_key(json, "days");
    pl_json_array(json);
    for (size_t i = 0; i < heard->n_days && heard->n_days <= PL_HEARD_DAYS; i++) {
        pl_json_object(json);
        write_day(json, "day", heard->days[i].day);
        write_bits(json, "heard", heard->days[i].heard);
        write_bits(json, "deaf", heard->days[i].deaf);
        pl_json_object_end(json);
    }
    pl_json_array_end(json);
    if (exercise) {
        pl_json_key(json, "exercise");
        pl_json_bool(json, true);
    }
    pl_json_record_end(json);
}
