/* A report: one message or row as content, with where it was read. What everything downstream is computed from.
 *
 * The *canonical record* is the content, never the place: time, MMSI and payload in a byte-exact form
 * (docs/format/record.md), so that a recording cut anywhere, in any order, gives the same records. It begins with time
 * and MMSI big-endian, so comparing records as bytes orders by (time, mmsi, payload).
 *   time_us u64 | mmsi u32 | kind u8 | payload
 *   kind 1: n_bits u16, then the payload bits, zero padded to bytes (AIS)
 *   kind 2: fields of a table row, ascending tag u8, each in the form docs/format/record.md gives
 * Everything else in struct pl_report is read back from the record, so an archive needs to keep only that. */
#ifndef PL_TRACK_REPORT_H
#define PL_TRACK_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "ais/feed.h"
#include "ais/message.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "geo/sphere.h"
#include "ledger/hash.h"

#define PL_RECORD_MAX 1024 /* bytes */

/* Only instants from 1990-01-01 up to, not including, 2100-01-01 have records: anything else is a broken clock. */
#define PL_RECORD_TIME_FIRST (INT64_C(631152000) * PL_SECOND_US)
#define PL_RECORD_TIME_END   (INT64_C(4102444800) * PL_SECOND_US)

/* A place in the evidence: never part of an id or a digest. */
struct pl_loc {
    uint32_t source; /* which member of which exhibit: the caller's numbering */
    uint32_t length; /* bytes */
    uint64_t offset; /* bytes in the decoded member */
};

struct pl_report {
    pl_time at; /* never PL_TIME_NONE */
    uint32_t mmsi;
    uint8_t msg; /* 0 where a row has none */
    bool has_position;
    bool has_static; /* pl_report_static may give name, IMO, ...; false is certain, true is not */
    bool class_b;
    pl_pos pos;          /* valid when has_position */
    int16_t sog_dkn;     /* 0.1 kn or PL_AIS_NONE */
    int16_t cog_ddeg;    /* 0.1 degree or PL_AIS_NONE */
    int16_t heading_deg; /* or PL_AIS_NONE */
    int16_t status;      /* or PL_AIS_NONE */
    struct pl_loc src;
    uint32_t station; /* the caller's numbering; 0 none */
    pl_str record;    /* the canonical record; lives as long as its giver says */
};

/* True for an instant that a record can carry; false for PL_TIME_NONE. */
bool pl_record_time_ok(pl_time at);

/* Appends the canonical record of a hearing. USAGE where pl_record_time_ok(at) is false, LIMIT beyond PL_RECORD_MAX,
 * NOMEM beyond the buffer's ceiling; a failure appends nothing. The station, own and exercise marks do not enter. */
PL_MUST int pl_record_write(const struct pl_hearing *hearing, struct pl_buf *record, struct pl_error *err);

/* Reads a record back; src and station are left zero, record is borrowed. FORMAT for bytes that no pl_record_write
 * made. */
PL_MUST int pl_report_read(pl_str record, struct pl_report *ret, struct pl_error *err);

/* Name, call sign, IMO, type, dimensions as this report says them; false when it says none. Text that is too long is
 * cut at a character. A row's length and width without a reference point stand in to_stern_m and to_starboard_m, as
 * ITU-R M.1371 has it. */
bool pl_report_static(const struct pl_report *report, struct pl_ais_static *ret);

/* It has a position that a ship can be at. 0 N 0 E to the last digit is none: receivers without a fix send it, and the
 * point is a spot of 0.2 m in the Gulf of Guinea. The record keeps it as it was said. */
bool pl_report_placed(const struct pl_report *report);

/* (time, record): the order of everything. */
int pl_report_cmp(const struct pl_report *a, const struct pl_report *b);

/* SHA-256("plimsoll-report/v1" || record). */
pl_hash pl_report_reference(const struct pl_report *report);

/* True for a message or row of class B; of a record that pl_record_write made. */
bool pl_record_class_b(pl_str record);

/* The payload (what is the same when two stations hear one transmission): the record behind its time. */
pl_str pl_record_payload(pl_str record);

#endif
