#include "app/coverage.h"

#include <stdlib.h>

#include "app/coverage_in.h"
#include "app/detect.h"
#include "base/map.h"
#include "text/json.h"

#include "base/ban.h"

#define FACTS_MAX    ((size_t)1 << 28)
#define STATIONS_MAX ((size_t)1 << 24)

/* ---- reading ---- */

struct row {
    int64_t hour;
    uint32_t station;
    uint64_t here;
};

struct work {
    const struct pl_coverage_query *query;
    struct row *rows;
    size_t n, cap;
    struct pl_map hears; /* stations that ever heard the area */
    struct pl_coverage *out;
};

static int on_station(void *ctx, int64_t hour, uint32_t station, uint64_t here, uint64_t anywhere,
                      struct pl_error *err) {
    struct work *w = ctx;
    bool is_new;
    if (anywhere == 0) {
        return PL_E_OK;
    }
    if (w->n == w->cap) {
        size_t cap = w->cap > 0 ? 2 * w->cap : 1024;
        struct row *rows = reallocarray(w->rows, cap, sizeof *rows);
        if (rows == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory for what was heard");
        }
        w->rows = rows;
        w->cap = cap;
    }
    if (here > 0 && pl_map_put(&w->hears, (uint64_t)station + 1, &is_new) == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for what was heard");
    }
    w->rows[w->n++] = (struct row){hour, station, here};
    return PL_E_OK;
}

static int on_chance(void *ctx, uint32_t cell, int64_t hour, uint32_t chances, uint32_t taken, struct pl_error *err) {
    struct pl_coverage *out = ctx;
    (void)cell;
    (void)err;
    if (hour >= out->first && hour - out->first < (int64_t)out->n) {
        out->hours[hour - out->first].chances += chances;
        out->hours[hour - out->first].taken += taken;
    }
    return PL_E_OK;
}

static void count_stations(const struct work *w) {
    struct pl_coverage *out = w->out;
    for (size_t i = 0; i < w->n; i++) {
        const struct row *row = &w->rows[i];
        if (row->hour < out->first || row->hour - out->first >= (int64_t)out->n) {
            continue;
        }
        struct pl_coverage_hour *hour = &out->hours[row->hour - out->first];
        hour->reports += row->here;
        hour->stations += row->here > 0;
        hour->listening += pl_map_get(&w->hears, (uint64_t)row->station + 1) != NULL;
    }
}

static int64_t floor_hour(pl_time at) { return at >= 0 ? at / PL_HOUR_US : -((-at + PL_HOUR_US - 1) / PL_HOUR_US); }

int pl_coverage_span(const struct pl_coverage_query *q, bool known, int64_t *first, int64_t *last, bool *ret_any,
                     struct pl_error *err) {
    int64_t from = q->from != PL_TIME_NONE ? floor_hour(q->from) : *first;
    int64_t to = q->to != PL_TIME_NONE ? floor_hour(q->to) : *last;
    *ret_any = (known || (q->from != PL_TIME_NONE && q->to != PL_TIME_NONE)) && to >= from;
    *first = from;
    *last = to;
    return *ret_any && to - from >= (int64_t)PL_COVERAGE_MOST
               ? pl_fail(err, PL_E_LIMIT, "more than a hundred years were asked for")
               : PL_E_OK;
}

static unsigned step_for(size_t hours) {
    static const unsigned STEPS[] = {1, 3, 6, 12, 24, 48, 7 * 24, 30 * 24};
    size_t i = 0;
    while (i + 1 < sizeof STEPS / sizeof *STEPS && hours > (size_t)STEPS[i] * PL_COVERAGE_STEPS) {
        i++;
    }
    return STEPS[i];
}

/* Whole steps that hold the time that was asked for; hours since 1970 begin them. */
static int lay_out(struct work *w, struct pl_error *err) {
    const struct pl_coverage_query *q = w->query;
    struct pl_coverage *out = w->out;
    bool any = false;
    int64_t first = w->n > 0 ? w->rows[0].hour : 0, last = w->n > 0 ? w->rows[w->n - 1].hour : -1;
    int rc = pl_coverage_span(q, w->n > 0, &first, &last, &any, err);
    if (rc != PL_E_OK || !any) {
        return rc;
    }
    out->step_h = q->step_h > 0 ? q->step_h : step_for((size_t)(last - first + 1));
    int64_t step = out->step_h;
    out->first = first >= 0 ? first / step * step : first;
    size_t n = (size_t)((last - out->first) / step + 1) * out->step_h;
    out->hours = calloc(n, sizeof *out->hours);
    if (out->hours == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for what was heard");
    }
    out->n = n;
    return PL_E_OK;
}

static int ask(struct pl_case *c, struct work *w, struct pl_error *err) {
    int rc = pl_coverage_stations(c, &w->query->area, on_station, w, err);
    rc = rc == PL_E_OK ? lay_out(w, err) : rc;
    if (rc == PL_E_OK) {
        count_stations(w);
        rc = pl_coverage_chances(c, &w->query->area, on_chance, w->out, err);
    }
    return rc;
}

int pl_coverage_read(const char *case_dir, pl_time known_at, const struct pl_coverage_query *query,
                     struct pl_coverage *ret, struct pl_error *err) {
    struct pl_coverage out = {.step_h = query->step_h > 0 ? query->step_h : 1};
    struct work w = {.query = query, .out = &out};
    struct pl_detect_facts facts = {0};
    PL_KNOWN_AT_AUTO known = {0};
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, FACTS_MAX);
    pl_map_open(&w.hears, STATIONS_MAX);
    int rc = pl_known_at_open(case_dir, known_at, &known, err);
    rc = rc == PL_E_OK ? pl_detect_facts_read(known.c, &arena, &facts, err) : rc;
    rc = rc == PL_E_OK ? ask(known.c, &w, err) : rc;
    pl_map_close(&w.hears);
    free(w.rows);
    if (rc != PL_E_OK) {
        pl_coverage_close(&out);
        return rc;
    }
    out.exercise = facts.exercise;
    out.chances_known = pl_coverage_knows_chances(known.c);
    out.known = known.known;
    *ret = out;
    return PL_E_OK;
}

void pl_coverage_close(struct pl_coverage *coverage) {
    free(coverage->hours);
    *coverage = (struct pl_coverage){.n = 0};
}

/* ---- writing ---- */

void pl_coverage_member(struct pl_json *json, const char *key, bool known, uint64_t n) {
    pl_json_key(json, key);
    if (known) {
        pl_json_u64(json, n);
    } else {
        pl_json_null(json);
    }
}

/* Somebody listened, and whoever is known to have been there was heard, if anybody was. */
static bool is_listened(const struct pl_coverage *c, const struct pl_coverage_hour *h) {
    return h->reports > 0 || (h->listening > 0 && c->chances_known && h->chances == 0);
}

static void write_step(const struct pl_coverage *c, size_t from, struct pl_json *json) {
    struct pl_coverage_hour sum = {0};
    unsigned listened = 0;
    for (size_t i = from; i < from + c->step_h && i < c->n; i++) {
        const struct pl_coverage_hour *h = &c->hours[i];
        sum.reports += h->reports;
        sum.chances += h->chances;
        sum.taken += h->taken;
        sum.stations = h->stations > sum.stations ? h->stations : sum.stations;
        listened += is_listened(c, h);
    }
    bool heard = sum.reports > 0, silent = !heard && listened == c->step_h;
    const char *unheard = silent ? "silent" : c->chances_known ? "nobody" : "unknown";
    pl_json_record(json, "coverage");
    pl_json_key(json, "start");
    pl_json_time(json, (c->first + (int64_t)from) * PL_HOUR_US);
    pl_json_key(json, "end");
    pl_json_time(json, (c->first + (int64_t)from + c->step_h) * PL_HOUR_US);
    pl_json_key(json, "reports");
    pl_json_u64(json, sum.reports);
    pl_json_key(json, "stations");
    pl_json_u64(json, sum.stations);
    pl_coverage_member(json, "chances", c->chances_known, sum.chances);
    pl_coverage_member(json, "taken", c->chances_known, sum.taken);
    pl_coverage_member(json, "listened_h", c->chances_known, listened);
    pl_json_key(json, "state");
    pl_json_text(json, heard ? "heard" : unheard);
    pl_json_key(json, "heard");
    if (heard || silent) {
        pl_json_bool(json, heard);
    } else {
        pl_json_null(json);
    }
    pl_json_record_end(json);
}

void pl_coverage_json(const struct pl_coverage *coverage, struct pl_buf *out) {
    struct pl_json json;
    pl_json_start(&json, out);
    for (size_t i = 0; i < coverage->n; i += coverage->step_h) {
        write_step(coverage, i, &json);
    }
    pl_json_record(&json, "summary");
    pl_json_key(&json, "results");
    pl_json_u64(&json, coverage->n / coverage->step_h);
    pl_json_key(&json, "step_h");
    pl_json_u64(&json, coverage->step_h);
    pl_json_key(&json, "known_at");
    pl_json_time(&json, coverage->known.at);
    pl_json_key(&json, "journal");
    pl_json_u64(&json, coverage->known.size);
    if (coverage->exercise) {
        pl_json_key(&json, "exercise");
        pl_json_bool(&json, true);
    }
    pl_json_record_end(&json);
}
