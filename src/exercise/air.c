#include "exercise/air.h"

#include <stdlib.h>
#include <string.h>

#include "exercise/line.h"
#include "exercise/receiver.h"

#include "base/ban.h"

#define BLOCK_US      PL_HOUR_US
#define MAX_SEEN      (UINT64_C(1) << 31)
#define MAX_WAITING   (UINT64_C(1) << 31)
#define STATIC_EVERY  5 /* position reports */
#define BASE_EVERY_US (10 * PL_MINUTE_US)

/* A line that is on its way. */
struct waiting {
    pl_time arrival;
    uint64_t order; /* breaks ties */
    pl_time at;     /* of transmission */
    uint64_t id;
    uint16_t station;
    uint8_t part, parts;
    char channel;
    uint8_t n, fill; /* payload characters of this part */
    char payload[62];
};

struct sender {
    struct pl_rand rand;
    struct pl_cursor cursor;
    pl_time next;
    uint64_t n_sent;
};

struct run {
    struct pl_air *air;
    const struct pl_world *world;
    struct sender *senders;
    struct pl_line_station *memories;
    struct pl_rand *wires; /* one stream per station */
    pl_time *next_base;
    struct pl_buf waiting; /* of struct waiting */
    struct pl_buf line;
    uint64_t next_id, next_order;
    pl_air_sink sink;
    void *ctx;
};

static int by_arrival(const void *a, const void *b) {
    const struct waiting *x = a;
    const struct waiting *y = b;
    if (x->arrival != y->arrival) {
        return x->arrival < y->arrival ? -1 : 1;
    }
    return x->order < y->order ? -1 : x->order > y->order;
}

/* Puts one transmission on the wire of a station, in parts of at most 60 characters, some of them lost or late. */
static void put_on_wire(struct run *run, size_t station, pl_time at, uint64_t id, char channel,
                        const struct pl_bits *bits) {
    struct pl_rand *wire = &run->wires[station];
    const struct pl_station *s = &run->world->stations[station];
    char chars[128];
    PL_BUF_AUTO armour;
    pl_buf_open(&armour, sizeof chars);
    unsigned fill = pl_encode_armour(bits, &armour);
    unsigned parts = (unsigned)(armour.n + 59) / 60;
    pl_time arrival = at + s->delay_us / 2 + (pl_time)(pl_rand_unit(wire) * (double)s->delay_us);
    if (pl_rand_chance(wire, 0.003)) {
        arrival += (pl_time)pl_rand_range(wire, 5, 60) * PL_SECOND_US;
    }
    for (unsigned part = 1; part <= parts; part++) {
        if (parts > 1 && pl_rand_chance(wire, 0.008)) {
            run->air->counts.lost_parts++;
            continue;
        }
        pl_str piece = pl_str_sub(pl_buf_str(&armour), (size_t)(part - 1) * 60, 60);
        struct waiting w = {.arrival = arrival,
                            .order = run->next_order++,
                            .at = at,
                            .id = id,
                            .station = (uint16_t)station,
                            .part = (uint8_t)part,
                            .parts = (uint8_t)parts,
                            .channel = channel,
                            .n = (uint8_t)piece.n,
                            .fill = (uint8_t)(part == parts ? fill : 0)};
        memcpy(w.payload, piece.p, piece.n);
        pl_buf_add(&run->waiting, &w, sizeof w);
        arrival += (pl_time)(pl_rand_unit(wire) * 300) * 1000;
    }
}

/* Sends bits from a hull at `place`; returns how many stations received it. `long_range` replaces them for satellites
 * (NULL: the same). */
static unsigned transmit(struct run *run, struct sender *sender, pl_time at, pl_pos place, const struct pl_ship *ship,
                         bool class_b, const struct pl_bits *bits, const struct pl_bits *long_range) {
    unsigned heard = 0;
    uint64_t id = ++run->next_id;
    char channel = sender->n_sent % 2 ? 'B' : 'A';
    for (size_t i = 0; i < run->world->n_stations; i++) {
        double chance = pl_receiver_chance(run->world, i, place, ship->weak, class_b, at);
        if (chance > 0 && pl_rand_chance(&sender->rand, chance)) {
            bool far = run->world->stations[i].satellite && long_range;
            put_on_wire(run, i, at, far ? ++run->next_id : id, channel, far ? long_range : bits);
            heard++;
        }
    }
    return heard;
}

static int32_t nearest(double v) { return (int32_t)(v < 0 ? v - 0.5 : v + 0.5); }

/* What the ship's own instruments say: a few metres and tenths of a knot beside the truth. */
static struct pl_movement measure(struct sender *sender, const struct pl_ship *ship, const struct pl_falsehood *lie,
                                  pl_time at, bool class_b, pl_pos *ret_place) {
    struct pl_fix fix = pl_ship_fix(ship, at, &sender->cursor);
    struct pl_rand *rand = &sender->rand;
    struct pl_movement m = {.status = pl_duty_status(fix.duty), .second = (int32_t)(at / PL_SECOND_US % 60)};
    m.turn = !class_b && fix.speed_kn > 1 ? nearest(pl_rand_normal(rand)) : 0;
    m.accurate = pl_rand_chance(rand, 0.7);
    *ret_place = fix.pos;
    double speed = fix.speed_kn;
    double course = fix.course_deg;
    if (lie) {
        m.pos = pl_falsehood_place(lie, at, &course);
        speed = lie->speed_kn;
        m.status = 0;
    } else {
        m.pos.lon = fix.pos.lon + nearest(30 * pl_rand_normal(rand)); /* about 5 m */
        m.pos.lat = fix.pos.lat + nearest(25 * pl_rand_normal(rand));
        speed = speed + 0.08 * pl_rand_normal(rand);
        speed = fix.duty == PL_DUTY_BERTH || speed < 0 ? 0 : speed;
        course += (speed < 0.5 ? 40 : 1.5) * pl_rand_normal(rand);
    }
    course = course < 0 ? course + 360 : course >= 360 ? course - 360 : course;
    m.sog_dkn = nearest(speed * 10);
    m.cog_ddeg = nearest(course * 10) % 3600;
    m.heading_deg = class_b ? 511 : nearest(course) % 360;
    if (ship->placeholders) {
        m.sog_dkn = 1023;
        m.cog_ddeg = 3600;
        m.heading_deg = 511;
    }
    return m;
}

static void remember(struct run *run, int index, pl_time at, const struct pl_falsehood *lie, pl_pos sent,
                     unsigned alias) {
    struct pl_heard_ship *h = &run->air->ships[index];
    int64_t packed = at * 8 + (lie ? 4 : 0) + (alias < 3 ? alias : 3);
    pl_buf_add(&h->seen, &packed, sizeof packed);
    bool interference = lie && lie->interference;
    if (h->last_at != PL_TIME_NONE && h->last_lie != (lie != NULL)) {
        struct pl_leap leap = {index, h->last_at, at, h->last_pos, sent, interference || h->last_interference};
        pl_buf_add(&run->air->leaps, &leap, sizeof leap);
    }
    h->last_at = at;
    h->last_pos = sent;
    h->last_lie = lie != NULL;
    h->last_interference = interference;
    run->air->counts.positions++;
}

static void send_static(struct run *run, int index, struct sender *sender, pl_time at, pl_pos place) {
    const struct pl_ship *ship = &run->world->ships[index];
    const struct pl_identity *who = pl_ship_identity(ship, at);
    struct pl_bits bits;
    unsigned heard = 0;
    if (who->class_b) {
        pl_encode_static_b(&bits, who, 0);
        heard += transmit(run, sender, at, place, ship, true, &bits, NULL);
        pl_encode_static_b(&bits, who, 1);
        heard += transmit(run, sender, at + 400000, place, ship, true, &bits, NULL);
    } else {
        struct pl_date eta = pl_time_to_date(at - at % PL_DAY_US + 2 * PL_DAY_US);
        eta.hour = index % 24;
        pl_encode_static_a(&bits, who, eta);
        heard += transmit(run, sender, at, place, ship, false, &bits, NULL);
    }
    if (heard) {
        struct pl_heard_ship *h = &run->air->ships[index];
        h->first_static = h->first_static == PL_TIME_NONE ? at : h->first_static;
        h->last_static = at;
        run->air->counts.statics++;
    }
}

static unsigned alias_of(const struct pl_ship *ship, const struct pl_identity *who) {
    for (unsigned i = 0; i < ship->n_aliases; i++) {
        if (&ship->aliases[i].who == who) {
            return i;
        }
    }
    return 0;
}

/* One position report, and now and then the static ones. */
static void send_position(struct run *run, int index, struct sender *sender, pl_time at) {
    const struct pl_ship *ship = &run->world->ships[index];
    const struct pl_identity *who = pl_ship_identity(ship, at);
    const struct pl_falsehood *lie = pl_ship_falsehood(ship, at);
    pl_pos place;
    struct pl_movement move = measure(sender, ship, lie, at, who->class_b, &place);
    struct pl_bits bits;
    struct pl_bits far;
    bool use_far = !who->class_b && pl_rand_chance(&sender->rand, 0.3);
    if (!who->class_b) {
        pl_encode_position_a(&bits, move.turn ? 3 : 1, who->mmsi, &move);
        pl_encode_long_range(&far, who->mmsi, &move);
    } else if (sender->n_sent % 6 == 5) {
        pl_encode_extended_b(&bits, who, &move);
    } else {
        pl_encode_position_b(&bits, who->mmsi, &move);
    }
    unsigned heard = transmit(run, sender, at, place, ship, who->class_b, &bits, use_far ? &far : NULL);
    if (heard) {
        remember(run, index, at, lie, move.pos, alias_of(ship, who));
        run->air->counts.receptions += heard;
    }
    if (sender->n_sent % STATIC_EVERY == (uint64_t)index % STATIC_EVERY) {
        send_static(run, index, sender, at + 2 * PL_SECOND_US + 300000 * (index % 7), place);
    }
    sender->n_sent++;
}

static void advance(struct run *run, int index, pl_time until) {
    const struct pl_ship *ship = &run->world->ships[index];
    struct sender *sender = &run->senders[index];
    double interval_us = run->world->params.interval_s * 1e6;
    while (sender->next < until) {
        pl_time at = sender->next;
        struct pl_cursor cursor = sender->cursor;
        pl_pos place = pl_ship_place(ship, at, &cursor);
        const struct pl_identity *who = pl_ship_identity(ship, at);
        double any = pl_receiver_any(run->world, place, ship->weak, who->class_b, at);
        /* Thinned by the chance of being received, so that what arrives has the mean interval. */
        double thin = any < 0.3 ? 0.3 : any;
        sender->next =
            at + (pl_time)(interval_us * thin * pl_rand_range(&sender->rand, 0.7, 1.3) / 1000.0) * 1000 + 1000;
        if (!pl_ship_is_silent(ship, at)) {
            send_position(run, index, sender, at);
        }
    }
}

static void send_bases(struct run *run, pl_time until) {
    for (size_t i = 0; i < run->world->n_stations; i++) {
        const struct pl_station *s = &run->world->stations[i];
        for (; !s->satellite && run->next_base[i] < until; run->next_base[i] += BASE_EVERY_US) {
            pl_time at = run->next_base[i];
            if (at >= s->down_from && at < s->down_until) {
                continue;
            }
            struct pl_bits bits;
            pl_encode_base(&bits, s->mmsi, s->pos, at);
            put_on_wire(run, i, at, ++run->next_id, 'A', &bits);
            run->air->counts.base_reports++;
        }
    }
}

static int emit(struct run *run, pl_time arrival, struct pl_error *err) {
    pl_str line = pl_buf_str(&run->line);
    run->air->counts.lines++;
    run->air->counts.bytes += line.n;
    int code = run->sink(run->ctx, arrival, line, err);
    return code;
}

static int write_line(struct run *run, const struct waiting *w, struct pl_error *err) {
    struct pl_rand *wire = &run->wires[w->station];
    const struct pl_station *station = &run->world->stations[w->station];
    struct pl_line line = {station, w->at, w->id, w->part, w->parts, w->channel, {w->payload, w->n}, w->fill};
    pl_buf_clear(&run->line);
    pl_line_write(&run->line, &line, &run->memories[w->station]);
    int code = emit(run, w->arrival, err);
    double chance = pl_rand_unit(wire);
    if (!code && chance < 0.002) {
        PL_BUF_AUTO good;
        pl_buf_open(&good, 1024);
        pl_buf_add_str(&good, pl_buf_str(&run->line));
        pl_buf_clear(&run->line);
        pl_line_damage(&run->line, pl_buf_str(&good), wire);
        run->air->counts.damaged++;
        code = emit(run, w->arrival, err);
    } else if (!code && chance < 0.003) {
        pl_buf_clear(&run->line);
        pl_line_garbage(&run->line, station, w->at, wire);
        run->air->counts.garbage++;
        code = emit(run, w->arrival, err);
    }
    return code;
}

/* Writes what arrived before `until` and keeps the rest. */
static int deliver(struct run *run, pl_time until, struct pl_error *err) {
    if (pl_buf_failed(&run->waiting)) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the lines of one hour of the exercise");
    }
    size_t n = run->waiting.n / sizeof(struct waiting);
    struct waiting *all = (struct waiting *)(void *)run->waiting.p;
    if (n) {
        qsort(all, n, sizeof *all, by_arrival);
    }
    size_t i = 0;
    for (; i < n && all[i].arrival < until; i++) {
        int code = write_line(run, &all[i], err);
        if (code) {
            return code;
        }
    }
    if (i) {
        memmove(all, all + i, (n - i) * sizeof *all);
        run->waiting.n = (n - i) * sizeof *all;
    }
    return PL_E_OK;
}

static int work(struct run *run, struct pl_error *err) {
    const struct pl_world *world = run->world;
    for (pl_time from = world->params.start; from < world->end; from += BLOCK_US) {
        for (int i = 0; i < world->n_ships; i++) {
            advance(run, i, from + BLOCK_US);
        }
        send_bases(run, from + BLOCK_US);
        int code = deliver(run, from + BLOCK_US, err);
        if (code) {
            return code;
        }
    }
    return deliver(run, INT64_MAX, err);
}

static void prepare(struct run *run) {
    const struct pl_world *world = run->world;
    for (int i = 0; i < world->n_ships; i++) {
        struct sender *s = &run->senders[i];
        pl_rand_open(&s->rand, world->params.seed, 2000000 + (uint64_t)i);
        s->next = world->params.start + (pl_time)(pl_rand_unit(&s->rand) * world->params.interval_s * 1000) * 1000;
        pl_buf_open(&run->air->ships[i].seen, MAX_SEEN);
        run->air->ships[i].first_static = PL_TIME_NONE;
        run->air->ships[i].last_static = PL_TIME_NONE;
        run->air->ships[i].last_at = PL_TIME_NONE;
    }
    for (size_t i = 0; i < world->n_stations; i++) {
        pl_rand_open(&run->wires[i], world->params.seed, 3000000 + i);
        run->next_base[i] = world->params.start + (pl_time)i * 17 * PL_SECOND_US;
    }
}

int pl_air_run(const struct pl_world *world, pl_air_sink sink, void *ctx, struct pl_air *air, struct pl_error *err) {
    *air = (struct pl_air){.world = world};
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, (size_t)1 << 30);
    struct run run = {.air = air, .world = world, .sink = sink, .ctx = ctx};
    air->ships = calloc((size_t)world->n_ships, sizeof *air->ships);
    run.senders = pl_arena_calloc(&arena, (size_t)world->n_ships, sizeof *run.senders);
    run.memories = pl_arena_calloc(&arena, world->n_stations, sizeof *run.memories);
    run.wires = pl_arena_calloc(&arena, world->n_stations, sizeof *run.wires);
    run.next_base = pl_arena_calloc(&arena, world->n_stations, sizeof *run.next_base);
    if (!air->ships || pl_arena_failed(&arena)) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the exercise");
    }
    pl_buf_open(&air->leaps, (size_t)1 << 30);
    pl_buf_open(&run.waiting, MAX_WAITING);
    pl_buf_open(&run.line, 4096);
    prepare(&run);
    int code = work(&run, err);
    pl_buf_close(&run.waiting);
    pl_buf_close(&run.line);
    for (int i = 0; !code && i < world->n_ships; i++) {
        if (pl_buf_failed(&air->ships[i].seen)) {
            code = pl_fail(err, PL_E_NOMEM, "no memory for the receptions of the exercise");
        }
    }
    return code;
}

size_t pl_air_seen_count(const struct pl_air *air, int ship) { return air->ships[ship].seen.n / sizeof(int64_t); }

struct pl_seen pl_air_seen(const struct pl_air *air, int ship, size_t i) {
    int64_t packed;
    memcpy(&packed, air->ships[ship].seen.p + i * sizeof packed, sizeof packed);
    return (struct pl_seen){.at = packed >> 3, .lie = (packed & 4) != 0, .alias = (unsigned)(packed & 3)};
}

size_t pl_air_seen_from(const struct pl_air *air, int ship, pl_time at) {
    size_t low = 0;
    size_t high = pl_air_seen_count(air, ship);
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (pl_air_seen(air, ship, mid).at < at) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low;
}

void pl_air_close(struct pl_air *air) {
    for (int i = 0; air->ships && air->world && i < air->world->n_ships; i++) {
        pl_buf_close(&air->ships[i].seen);
    }
    free(air->ships);
    air->ships = NULL;
    pl_buf_close(&air->leaps);
}
