/* Where a live feed comes from, and the thread that brings its bytes into the spool.
 *
 *   tcp://HOST:PORT     connects, and again with growing pauses (1 s to 60 s) when it breaks
 *   gpsd://HOST[:PORT]  the same, and asks a gpsd for sentences and JSON (also tcp://HOST:2947)
 *   udp://[HOST]:PORT   takes datagrams; a datagram's text ends with it
 *   -                   standard input, to its end
 *   PATH                a file, from where it was left; followed while it grows, unless until_eof; or a FIFO
 *
 * What arrives now (all but a file, and nothing under replay) gets the time of reception before each message that
 * carries none (ais/stamp). Bytes go to the spool in whole lines, at most 64 KiB or one second at a time, and are
 * synced before they are published: only what pl_live_source_wait has told is there to be read. Bounded: of a tcp
 * connection, a pipe or a file no more is read while the spool is ahead of its reader by max_ahead; of udp datagrams
 * are then dropped and counted, as are those that the system dropped. While a tcp source is down, or silent for stall,
 * that is an outage, with its times and its reason. */
#ifndef PL_APP_LIVE_SOURCE_H
#define PL_APP_LIVE_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "store/spool.h"

enum pl_live_kind { PL_LIVE_TCP, PL_LIVE_GPSD, PL_LIVE_UDP, PL_LIVE_PIPE, PL_LIVE_FILE };

/* A source as the user names it. */
struct pl_live_address {
    enum pl_live_kind kind;
    char host[256];
    char port[16];
    char path[4096];             /* of a file; "-" */
    char feed[PL_LIVE_NAME_MAX]; /* a name made from it, unless one is given */
};

/* USAGE for what is no source; LIMIT for a path that is too long. */
PL_MUST int pl_live_address_read(const char *text, struct pl_live_address *ret, struct pl_error *err);

/* Nothing came, or nothing could be taken, from `from` to `until`. */
struct pl_live_outage {
    pl_time from, until; /* until PL_TIME_NONE: it goes on */
    uint64_t dropped;    /* datagrams that came and were lost */
    char why[120];       /* in words */
    char kind[16];       /* down, stall, dropped, not_running */
};

struct pl_live_source_options {
    bool replay;        /* the times are those of the data: nothing is stamped */
    bool until_eof;     /* a file is read to its present end */
    unsigned stall_s;   /* of silence until it is said; 0: never */
    uint64_t max_ahead; /* bytes */
};

struct pl_live_source;

/* Begins behind stream offset `end`: of a file that byte is read first. last: when the last byte came before; of a
 * network source the time since is an outage. INPUT where a file cannot be opened or is shorter than what was read of
 * it; NOMEM. The spool belongs to the thread until the close. */
PL_MUST int pl_live_source_start(const struct pl_live_address *address, const struct pl_live_source_options *options,
                                 struct pl_spool *spool, uint64_t end, pl_time last, struct pl_live_source **ret_source,
                                 struct pl_error *err);

struct pl_live_state {
    uint64_t end;     /* of what was synced */
    bool ended;       /* nothing will follow */
    pl_time last_at;  /* when a byte came last; PL_TIME_NONE never in this run */
    uint64_t dropped; /* datagrams, in this run */
    bool connected;
};

/* Waits until there is something behind `read`, an outage to be told, or timeout_ms have passed; says how far the
 * reader has come. IO where the spool failed, INPUT where the source did for good. */
PL_MUST int pl_live_source_wait(struct pl_live_source *source, uint64_t read, unsigned timeout_ms,
                                struct pl_live_state *ret_state, struct pl_error *err);

/* The next outage that has not been told; false: none. */
bool pl_live_source_outage(struct pl_live_source *source, struct pl_live_outage *ret_outage);

/* Stops the thread; what it holds of whole lines goes to the spool. Accepts NULL. */
void pl_live_source_close(struct pl_live_source *source);

#endif
