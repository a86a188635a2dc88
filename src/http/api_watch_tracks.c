#include "app/coverage.h"
#include "app/tracks.h"
#include "http/api_watch_in.h"

#include "base/ban.h"

bool pl_watch_box(const struct pl_call *call, pl_pos *ret_south_west, pl_pos *ret_north_east) {
    double box[4];
    if (!pl_call_box(call, "box", box) || !pl_pos_from_deg(box[0], box[1], ret_south_west) ||
        !pl_pos_from_deg(box[2], box[3], ret_north_east)) {
        return false;
    }
    if (!(box[2] < 180.0)) {
        ret_north_east->lon = PL_LON_HALF; /* an eastern edge of 180 is not -180 */
    }
    return true;
}

int pl_watch_answer(struct pl_call *call, const struct pl_buf *lines, struct pl_error *err) {
    if (pl_buf_failed(lines)) {
        return pl_fail(err, PL_E_LIMIT, "the answer is too large: ask for less at a time");
    }
    return pl_call_list(call, pl_buf_str(lines), (pl_str){NULL, 0}, err);
}

int pl_watch_tracks(struct pl_call *call, struct pl_error *err) {
    PL_BUF_AUTO lines = {0};
    struct pl_tracks tracks = {0};
    struct pl_tracks_query q = {.from = pl_call_time(call, "from"),
                                .to = pl_call_time(call, "to"),
                                .vessel = pl_call_cstr(call, "vessel"),
                                .zoom = pl_call_number(call, "zoom", -1),
                                .most = (size_t)pl_call_int(call, "max", PL_TRACKS_MOST)};
    q.has_box = pl_watch_box(call, &q.south_west, &q.north_east);
    if (q.zoom > 30 || (q.zoom < 0 && pl_call_text(call, "zoom").p != NULL)) {
        return pl_fail(err, PL_E_USAGE, "zoom is a number from 0 to 30");
    }
    int rc = pl_tracks_read(pl_call_case(call), call->known_at, &q, &tracks, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_buf_open(&lines, PL_WATCH_BYTES_MAX);
    bool geojson = call->form == PL_FORM_GEOJSON;
    if (geojson) {
        pl_tracks_geojson(&tracks, &lines);
    } else {
        pl_tracks_json(&tracks, &lines);
    }
    pl_tracks_close(&tracks);
    if (geojson && !pl_buf_failed(&lines)) {
        pl_buf_add_str(&call->answer->body, pl_buf_str(&lines));
        return pl_answer_done(call->answer, PL_FORM_GEOJSON, err);
    }
    return pl_watch_answer(call, &lines, err);
}

int pl_watch_coverage(struct pl_call *call, struct pl_error *err) {
    PL_BUF_AUTO lines = {0};
    struct pl_coverage coverage = {0};
    struct pl_coverage_query q = {.from = pl_call_time(call, "from"),
                                  .to = pl_call_time(call, "to"),
                                  .step_h = (unsigned)pl_call_int(call, "step", 0)};
    q.area.has_box = pl_watch_box(call, &q.area.south_west, &q.area.north_east);
    if (call->form == PL_FORM_GEOJSON) {
        int done = pl_coverage_geojson(pl_call_case(call), call->known_at, &q, &call->answer->body, err);
        return done == PL_E_OK ? pl_answer_done(call->answer, PL_FORM_GEOJSON, err) : done;
    }
    int rc = pl_coverage_read(pl_call_case(call), call->known_at, &q, &coverage, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_buf_open(&lines, PL_WATCH_BYTES_MAX);
    pl_coverage_json(&coverage, &lines);
    pl_coverage_close(&coverage);
    return pl_watch_answer(call, &lines, err);
}
