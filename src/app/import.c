#include "app/import.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/source.h"
#include "base/file.h"
#include "store/keys.h"

#include "base/ban.h"

#define FILES_MAX ((size_t)1000000)
#define ARENA_MAX ((size_t)1 << 31)
#define WATCH_MAX ((size_t)1 << 30)

const char *const pl_import_markings[] = {"TLP:RED", "TLP:AMBER+STRICT", "TLP:AMBER", "TLP:GREEN", "TLP:CLEAR", NULL};

/* One exhibit to be: a recording, or a list with its parts. */
struct job {
    struct pl_list_guess list;
    const char *paths[PL_INTAKE_PARTS];
    bool stream;           /* standard input or a pipe: can be read once */
    bool named;            /* on the command line, not found in a folder */
    bool by_part;          /* its main part was named as such: what lies beside it is not looked at */
    struct pl_error error; /* code != 0: there is nothing to look at */
};

struct import {
    const struct pl_import_options *options;
    struct pl_case *c;
    struct pl_case_keys keys;
    struct pl_rules rules;
    struct pl_arena arena; /* jobs and paths */
    struct job *jobs;
    size_t n_jobs, cap_jobs;
    pl_import_sink sink;
    void *ctx;
    struct pl_import_done done;
};

/* ---- what there is to do ---- */

static int add_job(struct import *im, struct job job, struct pl_error *err) {
    if (im->n_jobs == im->cap_jobs) {
        size_t cap = im->cap_jobs > 0 ? 2 * im->cap_jobs : 16;
        struct job *jobs = im->n_jobs < FILES_MAX ? reallocarray(im->jobs, cap, sizeof *jobs) : NULL;
        if (jobs == NULL) {
            return pl_fail(err, PL_E_LIMIT, "at most 1,000,000 files at a time");
        }
        im->jobs = jobs;
        im->cap_jobs = cap;
    }
    im->jobs[im->n_jobs++] = job;
    return PL_E_OK;
}

static size_t folder_length(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash != NULL ? (size_t)(slash - path) + 1 : 0;
}

static bool same_folder(const char *a, const char *b) {
    size_t n = folder_length(a);
    return n == folder_length(b) && memcmp(a, b, n) == 0;
}

/* A part of a list joins the parts of the same list in the same folder. */
static struct job *job_of_list(struct import *im, const struct pl_list_guess *guess, const char *path) {
    for (size_t i = 0; i < im->n_jobs; i++) {
        struct job *job = &im->jobs[i];
        if (job->list.format != PL_LIST_FORMAT_OFAC_CSV || !pl_str_eq(job->list.list, guess->list) ||
            job->paths[guess->part] != NULL) {
            continue;
        }
        for (size_t k = 0; k < PL_INTAKE_PARTS; k++) {
            if (job->paths[k] != NULL && same_folder(job->paths[k], path)) {
                return job;
            }
        }
    }
    return NULL;
}

static bool is_stream(const char *path) {
    struct stat st;
    return strcmp(path, "-") == 0 || (stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode));
}

static bool may_be_list(const struct import *im) {
    return im->options->format == PL_FEED_AUTO && im->options->columns.n == 0;
}

/* The name that a person gives counts where the format does not say which list it is. */
static void name_list(const struct import *im, struct pl_list_guess *guess) {
    bool own_name = guess->format == PL_LIST_FORMAT_FTM || guess->format == PL_LIST_FORMAT_FTM_DELTA ||
                    guess->format == PL_LIST_FORMAT_TARGETS_CSV || guess->format == PL_LIST_FORMAT_MARITIME_CSV;
    if (own_name && im->options->list.n > 0) {
        guess->list = im->options->list;
    }
}

/* Parts that were named as such join by their list. */
static int plan_part(struct import *im, const struct pl_import_part *part, struct pl_error *err) {
    struct job job = {.list = {.format = PL_LIST_FORMAT_OFAC_CSV, .list = part->list, .part = part->part},
                      .named = true,
                      .by_part = part->part == 0};
    for (size_t i = 0; i < im->n_jobs; i++) {
        struct job *have = &im->jobs[i];
        if (have->list.format == PL_LIST_FORMAT_OFAC_CSV && pl_str_eq(have->list.list, part->list)) {
            if (have->paths[part->part] != NULL) {
                return pl_fail(err, PL_E_USAGE, "one part of the list %.20s is given twice: %.80s and %.80s",
                               part->list.p, have->paths[part->part], part->path);
            }
            have->paths[part->part] = part->path;
            have->by_part |= part->part == 0;
            return PL_E_OK;
        }
    }
    job.paths[part->part] = part->path;
    return add_job(im, job, err);
}

static int plan_file(struct import *im, const char *path, bool named, struct pl_error *err) {
    struct job job = {.paths = {path}, .named = named, .stream = is_stream(path)};
    struct pl_error why; /* not a list that can be read: the recording's reader says more */
    if (job.stream || !may_be_list(im) || pl_list_guess(path, &im->arena, &job.list, &why) != PL_E_OK) {
        job.list = (struct pl_list_guess){.format = PL_LIST_FORMAT_NONE};
        return add_job(im, job, err);
    }
    if (job.list.format != PL_LIST_FORMAT_OFAC_CSV) {
        name_list(im, &job.list);
        return add_job(im, job, err);
    }
    struct job *parts = job_of_list(im, &job.list, path);
    if (parts != NULL) {
        parts->paths[job.list.part] = path;
        parts->named |= named;
        return PL_E_OK;
    }
    memset(job.paths, 0, sizeof job.paths);
    job.paths[job.list.part] = path;
    return add_job(im, job, err);
}

/* What `fetch` writes beside each copy is no file that anybody published. */
static bool is_fetch_note(struct import *im, const char *path) {
    pl_str name = pl_str_from(path);
    pl_str end = PL_STR(".fetch");
    const char *copy = pl_str_ends(name, end) ? pl_arena_copy(&im->arena, path, name.n - end.n) : NULL;
    return copy != NULL && pl_file_exists(copy);
}

/* The main part alone would miss most names: the others lie beside it. A further part that was named without its main
 * part is refused when it is its turn. */
static int plan_siblings(struct import *im, struct pl_error *err) {
    int rc = PL_E_OK;
    for (size_t i = 0; rc == PL_E_OK && i < im->n_jobs; i++) {
        struct job *job = &im->jobs[i];
        if (job->list.format == PL_LIST_FORMAT_OFAC_CSV && job->paths[0] != NULL && !job->by_part) {
            rc = pl_list_parts_beside(job->paths[0], job->list.list, &im->arena, job->paths, err);
        }
    }
    return rc;
}

static int plan(struct import *im, struct pl_error *err) {
    int rc = PL_E_OK;
    for (size_t i = 0; rc == PL_E_OK && i < im->options->n_paths; i++) {
        const char *path = im->options->paths[i];
        struct stat st;
        const char **paths = NULL;
        size_t n = 0;
        if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode)) {
            rc = plan_file(im, path, true, err);
            continue;
        }
        rc = pl_file_list(path, FILES_MAX, &im->arena, &paths, &n, err);
        if (rc == PL_E_OK && n == 0) {
            struct job empty = {.paths = {path}, .named = true, .list = {.format = PL_LIST_FORMAT_NONE}};
            (void)pl_fail(&empty.error, PL_E_EMPTY, "the folder holds no file");
            rc = add_job(im, empty, err);
        }
        for (size_t k = 0; rc == PL_E_OK && k < n; k++) {
            rc = is_fetch_note(im, paths[k]) ? 0 : plan_file(im, paths[k], false, err);
        }
    }
    for (size_t i = 0; rc == PL_E_OK && i < im->options->n_parts; i++) {
        rc = plan_part(im, &im->options->parts[i], err);
    }
    return rc == PL_E_OK ? plan_siblings(im, err) : rc;
}

/* ---- one exhibit ---- */

static pl_str base_name(const char *path) { return pl_str_from(path + folder_length(path)); }

/* What came through a pipe is looked at where it is kept. A part of an OFAC list is told by its name, which is lost. */
static int guess_stream(struct import *im, const struct pl_intake_part *part, struct pl_intake *intake,
                        struct pl_error *err) {
    char path[PL_OBJECT_PATH_MAX];
    struct pl_list_guess guess;
    struct pl_error why;
    int rc = pl_object_path(im->c, &part->object.sha256, path, err);
    if (rc == PL_E_OK && pl_list_guess(path, &im->arena, &guess, &why) == PL_E_OK &&
        guess.format != PL_LIST_FORMAT_OFAC_CSV) {
        name_list(im, &guess);
        intake->list = guess;
    }
    return rc;
}

static int keep_objects(struct import *im, const struct job *job, struct pl_intake *intake, struct pl_error *err) {
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
        part->name = strcmp(job->paths[i], "-") == 0 ? PL_STR("stdin") : base_name(job->paths[i]);
        if (job->stream && may_be_list(im)) {
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

static int make_intake(struct import *im, const struct job *job, struct pl_intake *ret, struct pl_error *err) {
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
                              .beside = !job->named,
                              .at = head.at > o->now ? head.at : o->now};
    rc = pl_case_random(ret->secret, sizeof ret->secret, err);
    return rc == PL_E_OK ? keep_objects(im, job, ret, err) : rc;
}

/* Reads, signs, writes: inside a transaction that the caller commits or rolls back. */
static int take_in(struct import *im, const struct pl_intake *intake, const char *shown, struct pl_arena *arena,
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

static int import_new(struct import *im, const struct job *job, struct pl_intake *intake, struct pl_arena *arena,
                      struct pl_import_file *file, struct pl_error *err) {
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

/* Whether the case has these bytes; of a list in parts, every one of them and no other. */
static int find_known(struct import *im, const struct pl_intake *intake, struct pl_arena *arena, bool *ret_known,
                      struct pl_exhibit *known, struct pl_error *err) {
    struct pl_journal_field *fields = NULL;
    struct pl_intake first;
    struct pl_entry entry;
    pl_str bytes;
    size_t n = 0;
    int rc = pl_exhibit_find(im->c, &intake->parts[0].object.sha256, arena, ret_known, known, err);
    if (rc != PL_E_OK || !*ret_known || intake->list.format != PL_LIST_FORMAT_OFAC_CSV) {
        return rc;
    }
    rc = pl_journal_read(im->c, known->seq, arena, &entry, &bytes, err);
    if (rc == PL_E_OK) {
        rc = pl_journal_payload(im->c, known->seq, arena, &fields, &n, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_intake_from_fields(fields, n, entry.at, entry.marking, &first, err);
    }
    if (rc == PL_E_OK && !pl_intake_same_parts(&first, intake)) {
        pl_hash all = pl_intake_parts_hash(intake);
        rc = pl_exhibit_find(im->c, &all, arena, ret_known, known, err);
    }
    explicit_bzero(first.secret, sizeof first.secret);
    return rc;
}

static int import_job(struct import *im, const struct job *job, struct pl_import_file *file, struct pl_arena *arena,
                      struct pl_error *err) {
    struct pl_intake intake;
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
        rc = find_known(im, &intake, arena, &is_known, &known, err);
    }
    if (rc == PL_E_OK && is_known) {
        file->status = PL_IMPORT_KNOWN;
        file->seq = known.seq;
        return PL_E_OK;
    }
    if (rc == PL_E_OK) {
        rc = import_new(im, job, &intake, arena, file, err);
    }
    explicit_bzero(intake.secret, sizeof intake.secret);
    return rc;
}

static const char *shown_path(const struct job *job) {
    for (size_t i = 0; i < PL_INTAKE_PARTS; i++) {
        if (job->paths[i] != NULL) {
            return job->paths[i];
        }
    }
    return "";
}

static int tell(struct import *im, const struct pl_import_file *file, struct pl_error *err) {
    im->done.files++;
    im->done.imported += file->status == PL_IMPORT_NEW;
    im->done.known += file->status == PL_IMPORT_KNOWN;
    im->done.failed += file->status == PL_IMPORT_FAILED;
    im->done.left += file->status == PL_IMPORT_LEFT;
    im->done.reports += file->status == PL_IMPORT_NEW ? file->found.written.reports : 0;
    return im->sink(im->ctx, file, err);
}

static int run_job(struct import *im, const struct job *job, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    struct pl_import_file file = {.path = pl_str_from(shown_path(job)), .status = PL_IMPORT_NEW, .seq = -1};
    pl_arena_open(&arena, ARENA_MAX);
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
    return tell(im, &file, err);
}

/* ---- strict: every file is read before one is taken in ---- */

static int on_hearing(void *ctx, uint32_t source, const struct pl_hearing *hearing, struct pl_error *err) {
    (void)ctx;
    (void)source;
    (void)hearing;
    (void)err;
    return PL_E_OK;
}

static int vet_recording(const struct import *im, const char *path, struct pl_error *err) {
    const struct pl_import_options *o = im->options;
    struct pl_source_options options = {.format = o->format,
                                        .columns = o->columns,
                                        .day_first = o->day_first,
                                        .max_part_s = (unsigned)im->rules.v[PL_RULE_ASSEMBLE_MAX_PART_S],
                                        .latest = o->now + PL_DAY_US,
                                        .strict = true,
                                        .quiet = true};
    struct pl_source *source = NULL;
    int rc = pl_source_open(&options, on_hearing, NULL, &source, err);
    if (rc == PL_E_OK) {
        rc = pl_source_read(source, path, err);
    }
    pl_source_close(source);
    return rc;
}

static int vet_list(const struct import *im, const struct job *job, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    struct pl_publication publication;
    struct pl_book *book = NULL;
    struct pl_list_input input = {
        .format = job->list.format, .list = job->list.list, .date = im->options->date, .at = im->options->now};
    pl_arena_open(&arena, ARENA_MAX);
    for (size_t i = 0; i < PL_INTAKE_PARTS; i++) {
        input.paths[i] = job->paths[i];
        input.files[i] = job->paths[i] != NULL ? base_name(job->paths[i]).p : NULL;
    }
    int rc = pl_list_book(&input, &arena, &book, &publication, err);
    pl_book_close(book);
    return rc == PL_E_OK ? pl_list_strict(&publication, err) : rc;
}

static int vet_job(const struct import *im, const struct job *job, struct pl_error *err) {
    if (job->stream || job->error.code != PL_E_OK || job->list.format == PL_LIST_FORMAT_FTM_DELTA) {
        return PL_E_OK; /* a delta changes what the case holds: told when it is taken in */
    }
    return job->list.format == PL_LIST_FORMAT_NONE ? vet_recording(im, job->paths[0], err) : vet_list(im, job, err);
}

static int vet(struct import *im, struct pl_error *err) {
    int rc = PL_E_OK;
    for (size_t i = 0; rc == PL_E_OK && im->done.failed == 0 && i < im->n_jobs; i++) {
        struct pl_import_file file = {
            .path = pl_str_from(shown_path(&im->jobs[i])), .status = PL_IMPORT_FAILED, .seq = -1};
        rc = vet_job(im, &im->jobs[i], &file.error);
        if (rc == PL_E_FORMAT) {
            rc = tell(im, &file, err);
        } else if (passes(rc)) {
            rc = PL_E_OK; /* no malformed record: said when it is its turn */
        } else if (rc != PL_E_OK && err != NULL) {
            *err = file.error;
        }
    }
    return rc;
}

/* What the case follows, against each list that came; also one that an interrupted import left unscreened. */
static int screen_watch_list(struct import *im, struct pl_error *err) {
    struct pl_acting acting = {.c = im->c, .keys = im->keys, .now = im->options->now};
    PL_BUF_AUTO lines;
    pl_buf_open(&lines, WATCH_MAX);
    pl_arena_open(&acting.arena, ARENA_MAX);
    int rc = pl_acting_person(&acting, err);
    if (rc == PL_E_OK) {
        rc = pl_watch_catch_up(&acting, &lines, &im->done.watch, err);
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

static int run_all(struct import *im, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    struct pl_detect_facts facts;
    pl_arena_open(&arena, ARENA_MAX);
    int rc = pl_detect_facts_read(im->c, &arena, &facts, err);
    if (rc == PL_E_OK) {
        im->rules = facts.rules;
        rc = pl_case_keys_read(im->c, &im->keys, err);
    }
    if (rc == PL_E_OK) {
        rc = plan(im, err);
    }
    bool strict = im->options->strict;
    if (rc == PL_E_OK && strict) {
        rc = vet(im, err);
    }
    for (size_t i = 0; rc == PL_E_OK && i < im->n_jobs && (!strict || im->done.failed == 0); i++) {
        rc = run_job(im, &im->jobs[i], err);
    }
    if (rc == PL_E_OK) {
        rc = screen_watch_list(im, err);
    }
    if (rc == PL_E_OK && !im->options->no_detect) {
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
    return rc;
}

int pl_import_run(const char *case_dir, const struct pl_import_options *options, pl_import_sink sink, void *ctx,
                  struct pl_import_done *ret, struct pl_error *err) {
    struct import im = {.options = options, .sink = sink, .ctx = ctx};
    pl_arena_open(&im.arena, ARENA_MAX);
    int rc = pl_case_open(case_dir, PL_CASE_WRITE, "plimsoll import", &im.c, err);
    if (rc == PL_E_OK) {
        rc = run_all(&im, err);
    }
    if (rc == PL_E_OK) {
        *ret = im.done;
    }
    pl_case_close(im.c);
    pl_case_keys_wipe(&im.keys);
    pl_arena_close(&im.arena);
    free(im.jobs);
    return rc;
}
