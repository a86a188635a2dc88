/* An entry of the log as JSON, as `log --json` and the API give it: what kind of act, when, who signed it; never its
 * words, for an entry holds commitments alone. */
#ifndef PL_APP_LOG_JSON_H
#define PL_APP_LOG_JSON_H

#include "app/log_entries.h"
#include "base/buf.h"

void pl_log_row_json(const struct pl_log_row *row, struct pl_buf *out);                        /* one line */
void pl_log_proved_json(uint64_t seq, const struct pl_log_proved *proved, struct pl_buf *out); /* one line */

#endif
