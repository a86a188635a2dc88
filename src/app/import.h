/* import: received files into a case, each kept as an exhibit, signed into the journal, read into rows; then detection.
 *
 * Each exhibit (a recording; a list with its parts) is one act and one commit: after a crash the case holds it wholly
 * or not at all, and importing again completes the rest. The same bytes twice change nothing. What a file is
 * (recording, UN list, OFAC list) is found by its content. */
#ifndef PL_APP_IMPORT_H
#define PL_APP_IMPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "app/detect.h"
#include "app/intake.h"
#include "app/watch.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"

/* A file that is said to be a part of an OFAC list, whatever it is called. */
struct pl_import_part {
    pl_str list; /* ofac-sdn or ofac-cons */
    int part;    /* enum pl_ofac_part */
    const char *path;
};

struct pl_import_options {
    const char *const *paths; /* files, folders, "-" */
    size_t n_paths;
    const char *called; /* of a single path that is a copy: what it is called; or NULL */
    const struct pl_import_part *parts;
    size_t n_parts;
    pl_str list;              /* the name of lists that carry none; "" */
    pl_str source, collector; /* "" : not said */
    pl_str marking;           /* "" : PL_MARKING_UNSET */
    pl_time received;         /* or PL_TIME_NONE */
    int format;               /* enum pl_feed_format */
    pl_str columns;
    bool day_first;
    pl_str date;      /* publication date of lists that carry none */
    bool strict;      /* a malformed record of any file stops everything before anything is taken in */
    bool again;       /* a recording that is known, and was read with other options, is read anew */
    unsigned threads; /* reading; never changes a byte. 0 and 1: none */
    bool no_detect;   /* leave what is new unseen; the next import without this, or `rebuild`, sees it */
    pl_time now;
    int (*watch)(void *ctx, pl_str lines, struct pl_error *err); /* hits on the watch list, as JSON lines; or NULL */
};

/* LEFT: found in a folder, and neither recording nor list. */
enum pl_import_status { PL_IMPORT_NEW, PL_IMPORT_KNOWN, PL_IMPORT_FAILED, PL_IMPORT_LEFT };

struct pl_import_file {
    pl_str path;        /* as named; of a list, its primary part */
    int status;         /* enum pl_import_status */
    int64_t seq;        /* journal entry; -1 when it failed */
    int64_t supersedes; /* the entry whose reading it replaces; 0: none (entry 0 is no import) */
    pl_str
        other_day; /* PL_IMPORT_KNOWN, of a list: the day that was given when it came, where another is given now; "" */
    struct pl_object object;
    struct pl_intake_found found; /* PL_IMPORT_NEW only */
    struct pl_error error;        /* PL_IMPORT_FAILED and PL_IMPORT_LEFT */
};
typedef int (*pl_import_sink)(void *ctx, const struct pl_import_file *file, struct pl_error *err);

struct pl_import_done {
    uint64_t files, imported, known, failed, left;
    uint64_t reports; /* distinct, of new exhibits */
    bool exercise;
    struct pl_detect_counts detection;
    uint64_t journal;             /* entries now */
    struct pl_watch_counts watch; /* the watch list against what changed (app/watch) */
    char watch_lacking[512];      /* where something is followed: why no new hit does not mean that there is none; "" */
};

/* Under strict every file is read first, what comes through a pipe from a copy; where one has a malformed record (or a
 * list a rejected one), each such file, and each such member of an archive, goes to the sink as refused and nothing is
 * imported.
 *
 * Bytes that are in the case already change nothing. Where options were given that a recording was not read with
 * (format, columns, day_first) it is refused with USAGE; with `again` it is read anew, in one act: the new entry names
 * the one that it supersedes, and everything derived is derived anew without that one (which takes as long as a
 * rebuild). What the new import does not say of source, collector, receipt and marking is taken over. A list's day is
 * no such option: it stands.
 *
 * Imports everything it can; a file that is refused goes to the sink with its error, the others go on; so does a folder
 * that holds no file, as a refused file of that name. Only what stops
 * everything is returned: NOT_FOUND, BUSY, REFUSED (a restored backup), IO, STORE, NOMEM, USAGE, the sink's code. */
PL_MUST int pl_import_run(const char *case_dir, const struct pl_import_options *options, pl_import_sink sink, void *ctx,
                          struct pl_import_done *ret, struct pl_error *err);

/* The markings that may be given, most restrictive first, ended by NULL. */
extern const char *const pl_import_markings[];

#endif
