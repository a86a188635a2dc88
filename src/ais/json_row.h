/* One JSON object of a feed into a report, like a row of a table: what it says, in AIS units, values that mean "not
 * available" absent.
 *
 * Two kinds are known. gpsd's class AIS (gpsd_json(5); also as AIS-catcher writes it, with rxtime or rxuxtime), scaled
 * or not as its `scaled` says (absent: scaled); gpsd gives no time. aisstream.io's messages: MessageType, Message with
 * one member of that name, MetaData with MMSI and time_utc; its MetaData.latitude and longitude are a last known place,
 * not this message's, and are not read. An object of gpsd that is no AIS, and a message without `MessageType`, such as
 * an error, is OTHER. Texts live in the arena of the value. Pure. */
#ifndef PL_AIS_JSON_ROW_H
#define PL_AIS_JSON_ROW_H

#include <stdbool.h>

#include "ais/table.h"
#include "base/str.h"
#include "base/time.h"
#include "text/json.h"

enum pl_json_row_kind {
    PL_JSON_ROW_OTHER,     /* no report, and no fault: *ret is untouched */
    PL_JSON_ROW_GPSD,      /* class AIS */
    PL_JSON_ROW_AISSTREAM, /* MessageType */
    PL_JSON_ROW_UNKNOWN,   /* a report of no message type from 1 to 27 */
    PL_JSON_ROW_BAD,       /* *ret_why says what is wrong; a literal */
};

/* Whether a line may be such an object: it begins with { and holds "class" or "MessageType". Cheap; for telling a
 * format. */
bool pl_json_row_likely(pl_str line);

/* Reads an object. latest: times behind it cannot be (PL_TIME_NONE: the end of 2100). channel is "" where none is
 * said. */
enum pl_json_row_kind pl_json_row_read(const struct pl_jval *object, pl_time latest, struct pl_table_row *ret,
                                       pl_str *ret_channel, const char **ret_why);

#endif
