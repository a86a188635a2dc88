/* From an exhibit to rows: the one way in which a received file becomes derived data, for import and for rebuild.
 *
 * An intake says what the exhibit is and how to read it. Import makes one from the command line, signs its fields into
 * the journal and derives; a rebuild reads the same fields back from the payload and derives again: same input, same
 * rows. Everything happens inside the caller's transaction of the case; on failure the caller rolls back. */
#ifndef PL_APP_INTAKE_H
#define PL_APP_INTAKE_H

#include <stdbool.h>
#include <stdint.h>

#include "ais/feed.h"
#include "app/list.h"
#include "base/arena.h"
#include "base/error.h"
#include "base/pool.h"
#include "base/str.h"
#include "base/time.h"
#include "detect/rules.h"
#include "ledger/hash.h"
#include "store/archive.h"
#include "store/case.h"
#include "store/exhibit.h"
#include "store/journal.h"
#include "store/object.h"

#define PL_INTAKE_PARTS  PL_LIST_MAX_PARTS
#define PL_INTAKE_SECRET 32
#define PL_INTAKE_FIELDS 32        /* journal fields at most */
#define PL_MARKING_UNSET "TLP:RED" /* the most restrictive */

struct pl_intake_part {
    bool given;
    pl_str name; /* of the file, without its folder */
    struct pl_object object;
};

struct pl_intake {
    struct pl_list_guess list;                    /* format PL_LIST_FORMAT_NONE: an AIS recording */
    pl_str kind;                                  /* as signed by an older program; "" : pl_intake_kind tells */
    bool main_only;                               /* signed before every part had its chunk roots */
    struct pl_intake_part parts[PL_INTAKE_PARTS]; /* recordings and most lists: parts[0] alone */
    pl_str source, collector, marking;
    pl_time received; /* or PL_TIME_NONE */
    int format;       /* enum pl_feed_format */
    pl_str columns;
    bool day_first;
    pl_str date;                      /* of a list that carries none */
    uint8_t secret[PL_INTAKE_SECRET]; /* of the chunk salts */
    bool strict;                      /* FORMAT for the first malformed record; not signed */
    int64_t supersedes;               /* of a recording: the entry whose reading this one replaces; 0: none */
    struct pl_pool *pool;             /* or NULL; not signed */
    const char *called;               /* what messages call the file that shown names; NULL: that; not signed */
    bool beside;                      /* found in a folder, not named; only for messages, not signed */
    pl_time at; /* when it was received into the case: reports later than a day behind it cannot be */
};

/* What reading found. */
struct pl_intake_found {
    pl_str kind; /* pl_intake_kind */
    bool exercise;
    uint64_t exercise_line; /* of a recording: where its first member that says so says that it is one, or real; 0 */
    bool own;               /* own-ship sentences only */
    pl_str format;
    struct pl_feed_counts counts;
    uint64_t bad_time, too_long, failures;
    struct pl_exhibit_member *members;
    size_t n_members;
    struct pl_archive_written written;
    struct pl_list_loaded list; /* lists */
};

/* "ais" or the name of the list's format ("un-xml"); "un" or "ofac" where an older program signed that. */
pl_str pl_intake_kind(const struct pl_intake *intake);

/* Equal in every part, and in which parts there are. */
bool pl_intake_same_parts(const struct pl_intake *a, const struct pl_intake *b);

/* What a list in parts goes by where its main part is an exhibit already: SHA-256 of, for each part that was given, its
 * number as one byte and its SHA-256. */
pl_hash pl_intake_parts_hash(const struct pl_intake *intake);

/* Reads the exhibit under journal entry seq and writes every row but the exhibit's own. shown names the file in
 * messages (NULL: say nothing); path is what is read (NULL: the object). FORMAT, EMPTY, INPUT for what is no recording
 * or list, REFUSED where exercise and real would mix, USAGE for a missing part of a list. found lives in the arena. */
PL_MUST int pl_intake_read(struct pl_case *c, int64_t seq, const struct pl_intake *intake, const struct pl_rules *rules,
                           const char *shown, struct pl_arena *arena, struct pl_intake_found *ret_found,
                           struct pl_error *err);

/* Writes the exhibit's row, its members and counts. The row bears the hash of the file, of a list in parts that of its
 * main part; where an earlier exhibit has the same main part, the hash of all parts. */
PL_MUST int pl_intake_store(struct pl_case *c, int64_t seq, const struct pl_intake *intake,
                            const struct pl_intake_found *found, struct pl_error *err);

/* The fields that stand in the journal (docs/format/entry.md); values in the arena. */
PL_MUST int pl_intake_fields(const struct pl_intake *intake, const struct pl_intake_found *found,
                             struct pl_arena *arena, struct pl_journal_field fields[PL_INTAKE_FIELDS], size_t *ret_n,
                             struct pl_error *err);

/* The way back, from a payload. STORE for one that no import wrote. */
PL_MUST int pl_intake_from_fields(const struct pl_journal_field *fields, size_t n, pl_time at, pl_str marking,
                                  struct pl_intake *ret_intake, struct pl_error *err);

/* The entries whose reading a later one replaces, ascending, in the arena: nothing is derived from them. NOMEM, STORE.
 */
PL_MUST int pl_intake_superseded(struct pl_case *c, struct pl_arena *arena, int64_t **ret, size_t *ret_n,
                                 struct pl_error *err);
bool pl_intake_is_superseded(const int64_t *superseded, size_t n, int64_t seq);

/* The field `members`: the members with their roots, as it stands in the journal. */
PL_MUST int pl_intake_members(const struct pl_intake_found *found, struct pl_arena *arena, pl_str *ret,
                              struct pl_error *err);

/* The members of an object with their chunk roots (docs/format/chunk.md), ids not set. A broken archive gives the
 * members before the break. */
PL_MUST int pl_intake_roots(const char *path, const uint8_t secret[PL_INTAKE_SECRET], struct pl_arena *arena,
                            struct pl_exhibit_member **ret_members, size_t *ret_n, struct pl_error *err);

/* The same of every part of an intake in the case, in the order of the parts. Members of a further part are called
 * `part.N`, or `part.N!NAME` in an archive: no two members of an intake have one name, so no two chunks one salt. */
PL_MUST int pl_intake_all_roots(struct pl_case *c, const struct pl_intake *intake, struct pl_arena *arena,
                                struct pl_exhibit_member **ret_members, size_t *ret_n, struct pl_error *err);

#endif
