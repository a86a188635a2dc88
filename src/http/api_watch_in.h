/* What the files of the area watch share: handlers that api_watch.c lists. */
#ifndef PL_HTTP_API_WATCH_IN_H
#define PL_HTTP_API_WATCH_IN_H

#include <stdbool.h>

#include "app/tracks.h"
#include "base/error.h"
#include "geo/sphere.h"
#include "http/route.h"

#define PL_WATCH_BYTES_MAX ((size_t)128 << 20) /* of an answer */

/* ?box=W,S,E,N; false: not given. */
bool pl_watch_box(const struct pl_call *call, pl_pos *ret_south_west, pl_pos *ret_north_east);

/* JSON Lines as the answer; LIMIT where they passed their ceiling. */
PL_MUST int pl_watch_answer(struct pl_call *call, const struct pl_buf *lines, struct pl_error *err);

PL_MUST int pl_watch_events(struct pl_call *call, struct pl_error *err);
PL_MUST int pl_watch_tracks(struct pl_call *call, struct pl_error *err);
PL_MUST int pl_watch_coverage(struct pl_call *call, struct pl_error *err);
PL_MUST int pl_watch_event(struct pl_call *call, struct pl_error *err);
PL_MUST int pl_watch_event_reach(struct pl_call *call, struct pl_error *err);
PL_MUST int pl_watch_reach(struct pl_call *call, struct pl_error *err);
PL_MUST int pl_watch_ports(struct pl_call *call, struct pl_error *err);

#endif
