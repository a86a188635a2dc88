#include "app/import.h"

#include <stdlib.h>
#include <string.h>

#include "app/import_in.h"
#include "app/rebuild.h"
#include "app/requirement.h"
#include "app/source.h"
#include "base/file.h"
#include "base/log.h"
#include "store/clearance.h"
#include "store/running.h"

#include "base/ban.h"

#define WATCH_MAX ((size_t)1 << 30)

const char *const pl_import_markings[] = {
#define PL_IMPORT_MARKING(word) word,
    PL_MARKINGS(PL_IMPORT_MARKING)
#undef PL_IMPORT_MARKING
        NULL};

pl_str pl_import_base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return pl_str_from(slash != NULL ? slash + 1 : path);
}

/* ---- one exhibit ---- */

/* What came through a pipe is looked at where it is kept. A part of an OFAC list is told by its name, which is lost. */
static int guess_stream(struct pl_import *im, const struct pl_intake_part *part, struct pl_intake *intake,
                        struct pl_error *err) {
    char path[PL_OBJECT_PATH_MAX];
    struct pl_list_guess guess;
    struct pl_error why;
    int rc = pl_object_path(im->c, &part->object.sha256, path, err);
    if (rc == PL_E_OK && pl_list_guess(path, &im->arena, &guess, &why) == PL_E_OK &&
        guess.format != PL_LIST_FORMAT_OFAC_CSV) {
        pl_import_name_list(im, &guess);
        intake->list = guess;
    }
    return rc;
}

static int keep_objects(struct pl_import *im, const struct pl_import_job *job, struct pl_intake *intake,
                        struct pl_error *err) {
    for (size_t i = 0; i < PL_INTAKE_PARTS; i++) {
        struct pl_intake_part *part = &intake->parts[i];
        if (job->paths[i] == NULL) {
            continue;
        }
        int rc = pl_object_put(im->c, job->paths[i], &part->object, err);
        if (rc != PL_E_OK) {
            return rc;
        }
        part->given = true;
        const char *called = job->shown != NULL ? job->shown : job->paths[i];
        part->name = strcmp(called, "-") == 0 ? PL_STR("stdin") : pl_import_base_name(called);
        if (job->stream && job->fd < 0 && pl_import_may_be_list(im)) {
            rc = guess_stream(im, part, intake, err);
        }
        if (rc != PL_E_OK) {
            return rc;
        }
    }
    return intake->parts[0].given ? PL_E_OK
                                  : pl_fail(err, PL_E_USAGE,
                                            "the main part of the list is missing: import SDN.CSV or "
                                            "CONS_PRIM.CSV, and the parts beside it come with it");
}

static int make_intake(struct pl_import *im, const struct pl_import_job *job, struct pl_intake *ret,
                       struct pl_error *err) {
    const struct pl_import_options *o = im->options;
    struct pl_journal_head head;
    int rc = pl_journal_head(im->c, &head, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    *ret = (struct pl_intake){.list = job->list,
                              .source = o->source,
                              .collector = o->collector,
                              .marking = o->marking.n > 0 ? o->marking : PL_STR(PL_MARKING_UNSET),
                              .received = o->received,
                              .format = o->format,
                              .columns = o->columns,
                              .day_first = o->day_first,
                              .date = o->date,
                              .strict = o->strict,
                              .pool = im->pool,
                              .beside = !job->named,
                              .called = pl_import_job_name(job),
                              .at = head.at > o->now ? head.at : o->now};
    rc = pl_case_random(ret->secret, sizeof ret->secret, err);
    return rc == PL_E_OK ? keep_objects(im, job, ret, err) : rc;
}

/* Reads, signs, writes: inside a transaction that the caller commits or rolls back. */
static int take_in(struct pl_import *im, const struct pl_intake *intake, const char *shown, struct pl_arena *arena,
                   struct pl_import_file *file, struct pl_error *err) {
    struct pl_journal_field fields[PL_INTAKE_FIELDS];
    uint64_t size = 0;
    size_t n = 0;
    int64_t seq = -1;
    int rc = pl_journal_count(im->c, &size, err);
    if (rc == PL_E_OK) {
        rc = pl_intake_read(im->c, (int64_t)size, intake, &im->rules, shown, arena, &file->found, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_intake_fields(intake, &file->found, arena, fields, &n, err);
    }
    if (rc == PL_E_OK) {
        pl_str kind = intake->list.format == PL_LIST_FORMAT_NONE ? PL_STR("import") : PL_STR("list");
        rc = pl_journal_append(im->c, &im->keys, intake->at, kind, intake->marking, fields, n, &seq, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_intake_store(im->c, seq, intake, &file->found, err);
    }
    file->seq = seq;
    return rc;
}

static int import_new(struct pl_import *im, const struct pl_import_job *job, struct pl_intake *intake,
                      struct pl_arena *arena, struct pl_import_file *file, struct pl_error *err) {
    int rc = pl_case_begin(im->c, err);
    if (rc == PL_E_OK) {
        rc = take_in(im, intake, job->stream ? "-" : job->paths[0], arena, file, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_case_commit(im->c, err);
    }
    pl_case_rollback(im->c);
    return rc;
}

/* A failure of this file and no other. */
static bool passes(int rc) {
    return rc == PL_E_FORMAT || rc == PL_E_EMPTY || rc == PL_E_LIMIT || rc == PL_E_INPUT || rc == PL_E_REFUSED ||
           rc == PL_E_USAGE || rc == PL_E_NOT_FOUND;
}

/* What was signed when these bytes came. */
static int read_first(struct pl_import *im, int64_t seq, struct pl_arena *arena, struct pl_intake *ret,
                      struct pl_error *err) {
    struct pl_journal_field *fields = NULL;
    struct pl_entry entry;
    pl_str bytes;
    size_t n = 0;
    int rc = pl_journal_read(im->c, seq, arena, &entry, &bytes, err);
    if (rc == PL_E_OK) {
        rc = pl_journal_payload(im->c, seq, arena, &fields, &n, err);
    }
    return rc == PL_E_OK ? pl_intake_from_fields(fields, n, entry.at, entry.marking, ret, err) : rc;
}

/* Whether the case has these bytes; of a list in parts, every one of them and no other. *ret_first: as they were
 * signed. */
static int find_known(struct pl_import *im, const struct pl_intake *intake, struct pl_arena *arena, bool *ret_known,
                      struct pl_exhibit *known, struct pl_intake *ret_first, struct pl_error *err) {
    int rc = pl_exhibit_find(im->c, &intake->parts[0].object.sha256, arena, ret_known, known, err);
    if (rc != PL_E_OK || !*ret_known) {
        return rc;
    }
    rc = read_first(im, known->seq, arena, ret_first, err);
    if (rc == PL_E_OK && intake->list.format == PL_LIST_FORMAT_OFAC_CSV && !pl_intake_same_parts(ret_first, intake)) {
        pl_hash all = pl_intake_parts_hash(intake);
        rc = pl_exhibit_find(im->c, &all, arena, ret_known, known, err);
        rc = rc == PL_E_OK && *ret_known ? read_first(im, known->seq, arena, ret_first, err) : rc;
    }
    return rc;
}

/* ---- other options than before ---- */

/* Saying what was found anyway changes nothing. */
static bool other_format(const struct pl_intake *now, const struct pl_intake *first, const struct pl_exhibit *known) {
    int found = pl_str_eq(known->format, PL_STR("nmea"))       ? (int)PL_FEED_NMEA
                : pl_str_starts(known->format, PL_STR("json")) ? (int)PL_FEED_JSON
                                                               : (int)PL_FEED_CSV;
    int was = first->format != PL_FEED_AUTO ? first->format : found;
    return now->format != PL_FEED_AUTO && now->format != was;
}

/* Options that decide how a recording is read. Without `again` only those that were given count; with it, all. */
static bool is_read_otherwise(const struct pl_intake *now, const struct pl_intake *first,
                              const struct pl_exhibit *known, bool again) {
    bool columns = !pl_str_eq(now->columns, first->columns), day = now->day_first != first->day_first;
    return other_format(now, first, known) || (columns && (again || now->columns.n > 0)) ||
           (day && (again || now->day_first)) ||
           (again && now->format == PL_FEED_AUTO && first->format != PL_FEED_AUTO);
}

static int refuse_other_options(const struct pl_intake *first, const struct pl_exhibit *known, struct pl_error *err) {
    pl_str columns = first->columns;
    return pl_fail(err, PL_E_USAGE,
                   "is in the case already (journal entry %lld), read with other options: %s%.*s, %s; nothing changed. "
                   "`import --again` reads it anew as said now",
                   (long long)known->seq, columns.n > 0 ? "--columns " : "no --columns",
                   (int)(columns.n < 100 ? columns.n : 100), columns.n > 0 ? columns.p : "",
                   first->day_first ? "--day-first" : "no --day-first");
}

/* The reading before goes, the new one comes, or nothing happens. */
static int import_again(struct pl_import *im, const struct pl_import_job *job, struct pl_intake *intake,
                        const struct pl_intake *first, const struct pl_exhibit *known, struct pl_arena *arena,
                        struct pl_import_file *file, struct pl_error *err) {
    struct pl_rebuild_done done;
    const struct pl_import_options *o = im->options;
    intake->supersedes = known->seq;
    intake->source = o->source.n > 0 ? o->source : first->source;
    intake->collector = o->collector.n > 0 ? o->collector : first->collector;
    intake->marking = o->marking.n > 0 ? o->marking : first->marking;
    intake->received = o->received != PL_TIME_NONE ? o->received : first->received;
    memcpy(intake->secret, first->secret, sizeof intake->secret); /* the same bytes: who names a chunk finds it */
    int rc = pl_case_begin(im->c, err);
    if (rc == PL_E_OK) {
        rc = pl_rebuild_within(im->c, known->seq, &done, err);
    }
    if (rc == PL_E_OK) {
        rc = take_in(im, intake, job->stream ? "-" : job->paths[0], arena, file, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_case_commit(im->c, err);
    }
    pl_case_rollback(im->c);
    file->supersedes = rc == PL_E_OK ? known->seq : 0;
    return rc == PL_E_OK ? pl_case_sweep(im->c, err) : rc;
}

/* The bytes are in the case: known, refused, or read anew. */
static int import_known(struct pl_import *im, const struct pl_import_job *job, struct pl_intake *intake,
                        const struct pl_intake *first, const struct pl_exhibit *known, struct pl_arena *arena,
                        struct pl_import_file *file, struct pl_error *err) {
    bool again = im->options->again;
    bool recording = intake->list.format == PL_LIST_FORMAT_NONE && first->list.format == PL_LIST_FORMAT_NONE;
    if (recording && is_read_otherwise(intake, first, known, again)) {
        return again ? import_again(im, job, intake, first, known, arena, file, err)
                     : refuse_other_options(first, known, err);
    }
    file->status = PL_IMPORT_KNOWN;
    file->seq = known->seq;
    bool other_day = intake->date.n > 0 && first->date.n > 0 && !pl_str_eq(intake->date, first->date);
    file->other_day = !recording && other_day ? first->date : PL_STR("");
    return PL_E_OK;
}

static int import_job(struct pl_import *im, const struct pl_import_job *job, struct pl_import_file *file,
                      struct pl_arena *arena, struct pl_error *err) {
    struct pl_intake intake = {0}, first = {0};
    struct pl_exhibit known;
    bool is_known = false;
    if (job->error.code != PL_E_OK) {
        if (err != NULL) {
            *err = job->error;
        }
        return job->error.code;
    }
    int rc = make_intake(im, job, &intake, err);
    if (rc == PL_E_OK) {
        file->object = intake.parts[0].object;
        rc = find_known(im, &intake, arena, &is_known, &known, &first, err);
    }
    if (rc == PL_E_OK && is_known) {
        rc = import_known(im, job, &intake, &first, &known, arena, file, err);
    } else if (rc == PL_E_OK) {
        rc = import_new(im, job, &intake, arena, file, err);
    }
    explicit_bzero(intake.secret, sizeof intake.secret);
    explicit_bzero(first.secret, sizeof first.secret);
    return rc;
}

const char *pl_import_job_name(const struct pl_import_job *job) {
    if (job->shown != NULL) {
        return job->shown;
    }
    for (size_t i = 0; i < PL_INTAKE_PARTS; i++) {
        if (job->paths[i] != NULL) {
            return job->paths[i];
        }
    }
    return "";
}

int pl_import_tell(struct pl_import *im, const struct pl_import_file *file, struct pl_error *err) {
    im->done.files++;
    im->done.imported += file->status == PL_IMPORT_NEW;
    im->done.known += file->status == PL_IMPORT_KNOWN;
    im->done.failed += file->status == PL_IMPORT_FAILED;
    im->done.left += file->status == PL_IMPORT_LEFT;
    im->done.reports += file->status == PL_IMPORT_NEW ? file->found.written.reports : 0;
    return im->sink(im->ctx, file, err);
}

static int run_job(struct pl_import *im, const struct pl_import_job *job, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    struct pl_import_file file = {.path = pl_str_from(pl_import_job_name(job)), .status = PL_IMPORT_NEW, .seq = -1};
    pl_arena_open(&arena, PL_IMPORT_ARENA);
    int rc = import_job(im, job, &file, &arena, &file.error);
    if (rc != PL_E_OK) {
        if (!passes(rc)) {
            if (err != NULL) {
                *err = file.error;
            }
            return rc;
        }
        bool is_nothing = rc == PL_E_EMPTY && job->list.format == PL_LIST_FORMAT_NONE;
        file.status = is_nothing && !job->named ? PL_IMPORT_LEFT : PL_IMPORT_FAILED;
        file.seq = -1;
        rc = pl_case_sweep(im->c, err); /* what it left behind; where that stays, the person must know */
        if (rc != PL_E_OK) {
            return rc;
        }
    }
    return pl_import_tell(im, &file, err);
}

/* What the case follows, against each list that came; also one that an interrupted import left unscreened. */
static int screen_watch_list(struct pl_import *im, struct pl_error *err) {
    struct pl_acting acting = {.c = im->c, .keys = im->keys, .now = im->options->now};
    PL_BUF_AUTO lines;
    pl_buf_open(&lines, WATCH_MAX);
    pl_arena_open(&acting.arena, PL_IMPORT_ARENA);
    int rc = pl_acting_person(&acting, err);
    if (rc == PL_E_OK) {
        rc = pl_watch_catch_up(&acting, &lines, &im->done.watch, err);
    }
    if (rc == PL_E_OK && im->done.watch.items > 0) {
        struct pl_requirement_day today = {.day = (int32_t)(acting.now / PL_DAY_US)};
        pl_str why = {0};
        rc = pl_requirements_lacking(im->c, INT64_MAX, today, &acting.arena, &why, err);
        pl_log_safe(why, im->done.watch_lacking, sizeof im->done.watch_lacking);
    }
    if (rc == PL_E_VERSION) {
        rc = PL_E_OK; /* lists that an older program derived: nothing is asked of them until a rebuild */
    }
    if (rc == PL_E_OK && lines.n > 0 && im->options->watch != NULL) {
        rc = im->options->watch(im->ctx, pl_buf_str(&lines), err);
    }
    pl_case_keys_wipe(&acting.keys);
    pl_arena_close(&acting.arena);
    return rc;
}

static int run_all(struct pl_import *im, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    struct pl_detect_facts facts;
    pl_arena_open(&arena, PL_IMPORT_ARENA);
    int rc = pl_detect_facts_read(im->c, &arena, &facts, err);
    if (rc == PL_E_OK) {
        im->rules = facts.rules;
        rc = pl_case_keys_read(im->c, &im->keys, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_import_plan(im, err);
    }
    bool strict = im->options->strict;
    if (rc == PL_E_OK && strict) {
        rc = pl_import_vet(im, err);
    }
    for (size_t i = 0; rc == PL_E_OK && i < im->n_jobs && (!strict || im->done.failed == 0); i++) {
        rc = run_job(im, &im->jobs[i], err);
    }
    if (rc == PL_E_OK) {
        rc = screen_watch_list(im, err);
    }
    if (rc == PL_E_OK && !im->options->no_detect) {
        pl_running_note(im->c, "detecting", PL_STR(""), 0, 0, im->options->now);
        rc = pl_detect_run(im->c, &im->done.detection, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_journal_count(im->c, &im->done.journal, err);
    }
    enum pl_case_exercise exercise = PL_CASE_UNDECIDED;
    if (rc == PL_E_OK) {
        rc = pl_case_exercise(im->c, &exercise, err);
    }
    im->done.exercise = exercise == PL_CASE_EXERCISE;
    pl_running_clear(im->c);
    return rc;
}

int pl_import_run(const char *case_dir, const struct pl_import_options *options, pl_import_sink sink, void *ctx,
                  struct pl_import_done *ret, struct pl_error *err) {
    struct pl_import im = {.options = options, .sink = sink, .ctx = ctx};
    pl_arena_open(&im.arena, PL_IMPORT_ARENA);
    int rc = pl_case_open(case_dir, PL_CASE_WRITE,
                          options->no_detect ? "plimsoll import --no-detect" : "plimsoll import", &im.c, err);
    if (rc == PL_E_OK && options->threads > 1) {
        rc = pl_pool_open(options->threads, &im.pool, err);
    }
    if (rc == PL_E_OK) {
        rc = run_all(&im, err);
    }
    if (rc == PL_E_OK) {
        *ret = im.done;
    }
    pl_case_close(im.c);
    pl_case_keys_wipe(&im.keys);
    pl_pool_close(im.pool);
    for (size_t i = 0; i < im.n_jobs; i++) {
        pl_file_close(&im.jobs[i].fd);
    }
    pl_arena_close(&im.arena);
    free(im.jobs);
    return rc;
}
