#include "app/reach_sea.h"

#include <stdlib.h>

#include "text/json.h"

#include "base/ban.h"

struct box {
    int32_t west, south, east, north;
};

/* The rectangles that end at the last row, and those of the row that is being read; both west to east. */
struct drawing {
    struct pl_json json;
    struct box *open, *row;
    size_t n_open, n_row, max;
};

static void corner(struct pl_json *json, int32_t lon, int32_t lat) {
    pl_json_array(json);
    pl_json_fixed(json, lon / (double)PL_POS_UNIT, 6);
    pl_json_fixed(json, lat / (double)PL_POS_UNIT, 6);
    pl_json_array_end(json);
}

static void draw(struct drawing *d, const struct box *box) { /* counter-clockwise */
    pl_json_array(&d->json);
    pl_json_array(&d->json);
    corner(&d->json, box->west, box->south);
    corner(&d->json, box->east, box->south);
    corner(&d->json, box->east, box->north);
    corner(&d->json, box->west, box->north);
    corner(&d->json, box->west, box->south);
    pl_json_array_end(&d->json);
    pl_json_array_end(&d->json);
}

/* The row is complete: what goes on below grows, the rest is drawn. */
static void end_row(struct drawing *d) {
    size_t k = 0;
    for (size_t i = 0; i < d->n_open; i++) {
        const struct box *old = &d->open[i];
        while (k < d->n_row && d->row[k].west < old->west) {
            k++;
        }
        if (k < d->n_row && d->row[k].west == old->west && d->row[k].east == old->east &&
            d->row[k].north == old->south) {
            d->row[k].north = old->north;
        } else {
            draw(d, old);
        }
    }
    struct box *old = d->open;
    d->open = d->row;
    d->row = old;
    d->n_open = d->n_row;
    d->n_row = 0;
}

static int add(void *ctx, int32_t west, int32_t south, int32_t east, int32_t north, struct pl_error *err) {
    struct drawing *d = ctx;
    if (d->n_row > 0 && (d->row[0].south != south || west <= d->row[d->n_row - 1].west)) {
        end_row(d);
    }
    if (d->n_row == d->max) {
        const size_t more = d->max ? 2 * d->max : 1024;
        struct box *row = realloc(d->row, more * sizeof *row);
        d->row = row != NULL ? row : d->row;
        struct box *open = realloc(d->open, more * sizeof *open);
        d->open = open != NULL ? open : d->open;
        if (row == NULL || open == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory for the reachable sea");
        }
        d->max = more;
    }
    d->row[d->n_row++] = (struct box){west, south, east, north};
    return pl_buf_failed(d->json.buf) ? pl_fail(err, PL_E_LIMIT, "the reachable sea is too large to be drawn") : 0;
}

static void feature(struct pl_json *json, const char *what) {
    pl_json_object(json);
    pl_json_key(json, "type");
    pl_json_text(json, "Feature");
    pl_json_key(json, "properties");
    pl_json_object(json);
    pl_json_key(json, "what");
    pl_json_text(json, what);
    pl_json_object_end(json);
    pl_json_key(json, "geometry");
    pl_json_object(json);
    pl_json_key(json, "type");
}

static void feature_end(struct pl_json *json) {
    pl_json_object_end(json);
    pl_json_object_end(json);
}

static void point(struct pl_json *json, const char *what, pl_pos pos) {
    feature(json, what);
    pl_json_text(json, "Point");
    pl_json_key(json, "coordinates");
    corner(json, pos.lon, pos.lat);
    feature_end(json);
}

int pl_reach_sea(const struct pl_prism *prism, const struct pl_prism_ask *ask, struct pl_buf *out,
                 struct pl_error *err) {
    struct drawing d = {.n_open = 0};
    struct pl_json *json = &d.json;
    pl_json_start(json, out);
    pl_json_object(json);
    pl_json_key(json, "type");
    pl_json_text(json, "FeatureCollection");
    pl_json_key(json, "features");
    pl_json_array(json);
    feature(json, "reachable sea");
    pl_json_text(json, "MultiPolygon");
    pl_json_key(json, "coordinates");
    pl_json_array(json);
    int code = pl_prism_rows(prism, add, &d, err);
    end_row(&d);
    end_row(&d); /* draws what is left */
    free(d.open);
    free(d.row);
    pl_json_array_end(json);
    feature_end(json);
    point(json, "from", ask->from);
    if (!ask->open) {
        point(json, "to", ask->to);
    }
    pl_json_array_end(json);
    pl_json_object_end(json);
    pl_buf_add_char(out, '\n');
    if (code == 0 && pl_buf_failed(out)) {
        code = pl_fail(err, PL_E_LIMIT, "the reachable sea is too large to be drawn");
    }
    return code;
}
