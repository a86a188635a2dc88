/* Between the files of api_screen. */
#ifndef PL_HTTP_API_SCREEN_IN_H
#define PL_HTTP_API_SCREEN_IN_H

#include "http/route.h"

#define PL_SCREEN_QUERIES_MAX 1000                /* of one request */
#define PL_SCREEN_BATCH_BYTES ((uint64_t)8 << 20) /* of a CSV in a request; larger ones: `plimsoll screen --batch` */

extern const struct pl_param pl_screen_ask_params[];
extern const struct pl_param pl_screen_batch_params[];
extern const struct pl_param pl_screen_again_params[];
PL_MUST int pl_api_screen_again(struct pl_call *call, struct pl_error *err);
PL_MUST int pl_api_screen(struct pl_call *call, struct pl_error *err);
PL_MUST int pl_api_screen_batch(struct pl_call *call, struct pl_error *err);

/* The UTC day of a time. */
int32_t pl_api_day(pl_time at);

/* In whose name something is written: the person who is signed in, else whom the body names ("" : the case's own).
 * REFUSED where the two differ. */
PL_MUST int pl_api_person(const struct pl_call *call, pl_str said, pl_str *ret, struct pl_error *err);

/* For what is kept, judged or noted: it is of the whole case (its lists, alerts, tasks, shift) and stands above every
 * other clearance, so whoever is limited would be told of entries that they may not see, and not see what they wrote.
 * REFUSED for them. */
PL_MUST int pl_api_whole(const struct pl_call *call, struct pl_error *err);

#endif
