#include "app/on_time.h"

#include <stdlib.h>

#include "base/map.h"
#include "detect/late.h"
#include "detect/ship.h"
#include "geo/trig.h"
#include "track/dedupe.h"

#include "base/ban.h"

struct reading {
    const struct pl_archive_query *query; /* as asked */
    pl_archive_sink sink;
    void *ctx;
    struct pl_detect detect; /* for its `failed` */
    struct pl_dedupe *dedupe;
    struct pl_map places; /* number -> place in ships */
    struct pl_late *ships;
    size_t n, cap;
};

static int late_of(struct reading *r, uint32_t mmsi, struct pl_late **ret, struct pl_error *err) {
    bool made = false;
    uint64_t *place = pl_map_put(&r->places, mmsi, &made);
    if (place == NULL) {
        bool full = r->n >= PL_ON_TIME_SHIPS_MAX;
        return full ? pl_fail(err, PL_E_LIMIT, "the reports of too many ships are asked for at once")
                    : pl_fail(err, PL_E_NOMEM, "no memory to read where ships were");
    }
    if (!made) {
        *ret = &r->ships[*place];
        return PL_E_OK;
    }
    if (r->n == r->cap) {
        size_t cap = r->cap > 0 ? 2 * r->cap : 1;
        struct pl_late *grown = reallocarray(r->ships, cap, sizeof *grown);
        if (grown == NULL) {
            (void)pl_map_remove(&r->places, mmsi);
            return pl_fail(err, PL_E_NOMEM, "no memory to read where ships were");
        }
        r->ships = grown;
        r->cap = cap;
    }
    *place = r->n;
    r->ships[r->n] = (struct pl_late){.n = 0};
    *ret = &r->ships[r->n++];
    return PL_E_OK;
}

static bool asked_for(const struct pl_archive_query *q, const struct pl_report *report) {
    if (report->at < q->from) {
        return false;
    }
    if (!q->has_box) {
        return true;
    }
    pl_pos sw = q->south_west, ne = q->north_east, at = report->pos;
    bool within = sw.lon <= ne.lon ? at.lon >= sw.lon && at.lon <= ne.lon : at.lon >= sw.lon || at.lon <= ne.lon;
    return within && at.lat >= sw.lat && at.lat <= ne.lat;
}

static int on_report(void *ctx, const struct pl_report *report, struct pl_error *err) {
    struct reading *r = ctx;
    bool duplicate = false;
    if (!pl_report_placed(report)) {
        return PL_E_OK;
    }
    int rc = pl_dedupe_push(r->dedupe, report, &duplicate, err);
    if (rc != PL_E_OK || duplicate) {
        return rc;
    }
    if (pl_ship_report(report)) {
        struct pl_late *late = NULL;
        rc = late_of(r, report->mmsi, &late, err);
        if (rc != PL_E_OK || pl_late_fold(late, &r->detect, report)) {
            return rc;
        }
        if (r->detect.failed) {
            return pl_fail(err, PL_E_NOMEM, "no memory to read where ships were");
        }
    }
    return asked_for(r->query, report) ? r->sink(r->ctx, report, err) : PL_E_OK;
}

/* The box with PL_ON_TIME_ASIDE_M around it. */
static void widen(struct pl_archive_query *q) {
    int64_t south = q->south_west.lat, north = q->north_east.lat;
    int64_t aside = (int64_t)(PL_ON_TIME_ASIDE_M / PL_NM_M / 60.0 * PL_POS_UNIT);
    south = south - aside > -PL_LAT_MAX ? south - aside : -PL_LAT_MAX;
    north = north + aside < PL_LAT_MAX ? north + aside : PL_LAT_MAX;
    int64_t farthest = -south > north ? -south : north;
    double narrow = pl_cos((double)farthest / PL_POS_UNIT * (PL_PI / 180.0));
    int64_t wide = q->north_east.lon - (int64_t)q->south_west.lon;
    int64_t around = 2 * (int64_t)PL_LON_HALF;
    int64_t beside = narrow * (double)around > (double)aside ? (int64_t)((double)aside / narrow) : around;
    wide += (wide < 0 ? around : 0) + 2 * beside;
    bool all = wide >= around;
    q->south_west =
        (pl_pos){.lon = all ? -PL_LON_HALF : pl_lon_wrap(q->south_west.lon - beside), .lat = (int32_t)south};
    q->north_east = (pl_pos){.lon = all ? PL_LON_HALF : pl_lon_wrap(q->north_east.lon + beside), .lat = (int32_t)north};
}

int pl_on_time_read(struct pl_case *c, const struct pl_rules *rules, const struct pl_archive_query *query,
                    pl_archive_sink sink, void *ctx, struct pl_error *err) {
    struct reading r = {.query = query, .sink = sink, .ctx = ctx, .detect.rules = rules};
    struct pl_archive_query wide = *query;
    wide.from = query->from > INT64_MIN + PL_LATE_US ? query->from - PL_LATE_US : INT64_MIN;
    if (wide.has_box) {
        widen(&wide);
    }
    pl_map_open(&r.places, PL_ON_TIME_SHIPS_MAX);
    int rc = pl_dedupe_open((int64_t)(pl_rule(&r.detect, PL_RULE_DEDUPE_WINDOW_S) * 1e6), &r.dedupe, err);
    rc = rc == PL_E_OK ? pl_archive_read(c, &wide, on_report, &r, NULL, err) : rc;
    for (size_t i = 0; i < r.n; i++) {
        pl_late_free(&r.ships[i]);
    }
    free(r.ships);
    pl_map_close(&r.places);
    pl_dedupe_close(r.dedupe);
    return rc;
}
