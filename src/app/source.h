/* Recordings as the user names them -- files, folders, archives, standard input -- into hearings with their place.
 *
 * Each file is hashed as received (what flows in through a pipe is spooled to an unlinked scratch file first), opened
 * through input/open, and each member goes through a feed of its own. Members are numbered 0, 1, 2 ... in reading
 * order; that number is the `source` of a struct pl_loc. A bad file is reported on stderr, remembered and left behind;
 * the rest is still read. Of each member the first 3 malformed records are shown, then their counts by reason. What is
 * no recording and was not named, but found in a folder, is left aside with a note. Used by scan and by import. Not for
 * use from several threads at once. */
#ifndef PL_APP_SOURCE_H
#define PL_APP_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "ais/feed.h"
#include "base/error.h"
#include "base/pool.h"
#include "base/str.h"
#include "ledger/hash.h"
#include "text/json.h"
#include "track/report.h"

#define PL_SOURCE_MAX_MEMBERS 1000000u

struct pl_source;

/* One member, or the file itself; views live as long as the source. */
struct pl_source_member {
    pl_str path;        /* as named or found; "-" for standard input */
    pl_str member;      /* path in the archive; "" for a plain or merely compressed file */
    pl_hash exhibit;    /* SHA-256 of the file as received; known when the file has been read */
    uint64_t bytes;     /* decoded */
    const char *format; /* pl_feed_format_name: static string; "" unknown */
    struct pl_feed_counts counts;
    uint64_t real; /* hearings from a named station that is no exercise's, or from none and of no exercise's number */
    uint64_t line_first, line_exercise, line_real; /* of the first hearing at all, of an exercise, of such a one; 0 */
};

/* The first malformed record of a member: where, and why. */
typedef void (*pl_source_malformed)(void *ctx, uint32_t source, const struct pl_error *where);

struct pl_source_options {
    int format;     /* enum pl_feed_format */
    pl_str columns; /* see struct pl_feed_options */
    bool day_first;
    unsigned max_part_s;
    pl_time latest;     /* times behind it cannot be; 0: the end of 2100 */
    bool strict;        /* the first malformed record ends the reading */
    bool quiet;         /* no messages on stderr; tests */
    const char *called; /* what a file is called in messages and members; NULL: its path. Not of a folder's files */
    bool beside;        /* the caller found the file in a folder: see pl_source_left_aside */
    bool mark_exercise; /* hearings without a station, under a number of exercises, in a member that is one, are marked
                           as such; without it a hearing is marked by its own station alone */
    pl_source_malformed malformed; /* or NULL; its ctx is the sink's */
    uint32_t max_members;          /* 0: PL_SOURCE_MAX_MEMBERS */
    struct pl_pool *pool;          /* or NULL: reading, hashing and decoding share its threads; nothing else changes */
    void (*progress)(void *ctx, uint64_t done, uint64_t total); /* after each stride, in bytes of the file; or NULL */
    void *progress_ctx;
};

/* A hearing and the number of its member. A code other than 0 stops the reading, which returns it. */
typedef int (*pl_source_sink)(void *ctx, uint32_t source, const struct pl_hearing *hearing, struct pl_error *err);

/* The options and what they point to must outlive the source. NOMEM. */
PL_MUST int pl_source_open(const struct pl_source_options *options, pl_source_sink sink, void *ctx,
                           struct pl_source **ret_source, struct pl_error *err);

/* Reads one argument: a file, "-", or a folder (its files, sorted by bytes, recursively). 0 also when a file was bad:
 * see pl_source_failures. What stops everything: the sink's code, USAGE (columns), NOMEM, IO, LIMIT (more than
 * max_members, or a folder with more files), and under strict the first complaint. */
PL_MUST int pl_source_read(struct pl_source *source, const char *path, struct pl_error *err);

uint32_t pl_source_count(const struct pl_source *source);
const struct pl_source_member *pl_source_member(const struct pl_source *source, uint32_t number);

/* Files and members that could not be read to their end, held nothing, or were of no known format. */
uint64_t pl_source_failures(const struct pl_source *source);

/* Files of a folder that are no recordings: no format, no record. They are no failures. */
uint64_t pl_source_left_aside(const struct pl_source *source);

/* 0, or INPUT where a file that was named gave no record, a named folder holds no file, or a file in a folder could not
 * be opened: what was asked for was not all read, whatever the rest gave. */
PL_MUST int pl_source_complete(const struct pl_source *source, struct pl_error *err);

/* The sum over all members. */
struct pl_feed_counts pl_source_counts(const struct pl_source *source);

/* "rejected":{...} of an object: every reason with its number. */
void pl_source_write_rejected(struct pl_json *json, const struct pl_feed_counts *counts);

/* The i-th format that was met, in order of first appearance ("" unknown), with its members and their sum; false beyond
 * the last. ret_members may be NULL. */
bool pl_source_format(const struct pl_source *source, unsigned i, const char **ret_name, uint64_t *ret_members,
                      struct pl_feed_counts *ret_counts);

/* 0, or why the whole counts as no result: EMPTY where there was no record at all, INPUT where that is because a file
 * could not be read, FORMAT where none or less than half of the records of one format were accepted. */
PL_MUST int pl_source_verdict(const struct pl_source *source, struct pl_error *err);

/* Whether this is a recording of an exercise. A member is one when a hearing in it comes from an EXERCISE- station; it
 * is real when none does, or when a hearing comes from another named station, or from no station but under a number
 * that no exercise sends (pl_mmsi_of_exercise). REFUSED, naming both with their lines, where exercise and real are
 * mixed within or between members. */
PL_MUST int pl_source_exercise(const struct pl_source *source, bool *ret_exercise, struct pl_error *err);

/* The line of the member's first hearing that makes it an exercise's, or real; 0 where none does. */
uint64_t pl_source_exercise_line(const struct pl_source_member *member, bool exercise);

void pl_source_close(struct pl_source *source); /* accepts NULL */

#endif
