/* Where ships said themselves to be, as detection takes it: the archive's reports with a place (track/report), each
 * transmission once (track/dedupe), and without the copies that a late station sends (detect/late). What is drawn or
 * judged beside events is read here, so that no ship is where a wrong clock puts it.
 *
 * Not all that detection knows: what is late is told from the PL_LATE_US before the query, and of a box from what was
 * said in PL_ON_TIME_ASIDE_M around it, for a ship may have left it since. */
#ifndef PL_APP_ON_TIME_H
#define PL_APP_ON_TIME_H

#include "base/error.h"
#include "detect/rules.h"
#include "store/archive.h"

#define PL_ON_TIME_ASIDE_M   40000.0           /* an hour at 21 kn */
#define PL_ON_TIME_SHIPS_MAX ((size_t)1 << 24) /* of one reading: LIMIT beyond */

/* As pl_archive_read, but in the reports given and the time that is read. */
PL_MUST int pl_on_time_read(struct pl_case *c, const struct pl_rules *rules, const struct pl_archive_query *query,
                            pl_archive_sink sink, void *ctx, struct pl_error *err);

#endif
