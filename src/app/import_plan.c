/* What there is to import: files, folders and streams into jobs, the parts of a list together. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/import_in.h"
#include "base/file.h"

#include "base/ban.h"

#define FILES_MAX  ((size_t)1000000)
#define COPY_BYTES 65536

static int add_job(struct pl_import *im, struct pl_import_job job, struct pl_error *err) {
    if (im->n_jobs == im->cap_jobs) {
        size_t cap = im->cap_jobs > 0 ? 2 * im->cap_jobs : 16;
        struct pl_import_job *jobs = im->n_jobs < FILES_MAX ? reallocarray(im->jobs, cap, sizeof *jobs) : NULL;
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
static struct pl_import_job *job_of_list(struct pl_import *im, const struct pl_list_guess *guess, const char *path) {
    for (size_t i = 0; i < im->n_jobs; i++) {
        struct pl_import_job *job = &im->jobs[i];
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

bool pl_import_may_be_list(const struct pl_import *im) {
    return im->options->format == PL_FEED_AUTO && im->options->columns.n == 0;
}

void pl_import_name_list(const struct pl_import *im, struct pl_list_guess *guess) {
    bool own_name = guess->format == PL_LIST_FORMAT_FTM || guess->format == PL_LIST_FORMAT_FTM_DELTA ||
                    guess->format == PL_LIST_FORMAT_TARGETS_CSV || guess->format == PL_LIST_FORMAT_MARITIME_CSV;
    if (own_name && im->options->list.n > 0) {
        guess->list = im->options->list;
    }
}

/* Into a file without a name; where the stream cannot be read, that is the job's error. */
static int copy_stream(struct pl_import *im, const char *path, struct pl_import_job *job, struct pl_error *err) {
    char chunk[COPY_BYTES], name[64];
    size_t n = 0;
    FILE *from = strcmp(path, "-") == 0 ? stdin : fopen(path, "rbe");
    int rc = pl_file_scratch(&job->fd, err);
    if (from == NULL) {
        (void)pl_fail_errno(&job->error, PL_E_INPUT, errno, "cannot open the file");
    }
    while (rc == PL_E_OK && from != NULL && (n = fread(chunk, 1, sizeof chunk, from)) > 0) {
        rc = pl_file_write_all(job->fd, chunk, n, err);
    }
    if (from != NULL && ferror(from)) {
        (void)pl_fail_errno(&job->error, PL_E_INPUT, errno, "cannot read the stream");
    }
    if (from != NULL && from != stdin) {
        fclose(from);
    }
    snprintf(name, sizeof name, "/proc/self/fd/%d", job->fd);
    job->shown = path;
    job->paths[0] = pl_arena_copy(&im->arena, name, strlen(name));
    return rc == PL_E_OK && job->paths[0] == NULL ? pl_fail(err, PL_E_NOMEM, "out of memory") : rc;
}

/* Parts that were named as such join by their list. */
static int plan_part(struct pl_import *im, const struct pl_import_part *part, struct pl_error *err) {
    struct pl_import_job job = {.list = {.format = PL_LIST_FORMAT_OFAC_CSV, .list = part->list, .part = part->part},
                                .named = true,
                                .fd = -1,
                                .by_part = part->part == 0};
    for (size_t i = 0; i < im->n_jobs; i++) {
        struct pl_import_job *have = &im->jobs[i];
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

/* A stream that is to be read twice. A part of an OFAC list is told by its name, which is lost. */
static int plan_stream(struct pl_import *im, const char *path, struct pl_error *err) {
    struct pl_import_job job = {
        .paths = {path}, .named = true, .stream = true, .fd = -1, .list = {.format = PL_LIST_FORMAT_NONE}};
    struct pl_list_guess guess;
    struct pl_error why;
    int rc = im->options->strict ? copy_stream(im, path, &job, err) : PL_E_OK;
    if (rc == PL_E_OK && job.fd >= 0 && pl_import_may_be_list(im) &&
        pl_list_guess(job.paths[0], &im->arena, &guess, &why) == PL_E_OK && guess.format != PL_LIST_FORMAT_OFAC_CSV) {
        pl_import_name_list(im, &guess);
        job.list = guess;
    }
    rc = rc == PL_E_OK ? add_job(im, job, err) : rc;
    if (rc != PL_E_OK) {
        pl_file_close(&job.fd);
    }
    return rc;
}

static int plan_file(struct pl_import *im, const char *path, bool named, struct pl_error *err) {
    struct pl_import_job job = {.paths = {path}, .shown = im->options->called, .named = named, .fd = -1};
    struct pl_error why; /* not a list that can be read: the recording's reader says more */
    if (is_stream(path)) {
        return plan_stream(im, path, err);
    }
    if (!pl_import_may_be_list(im) || pl_list_guess(path, &im->arena, &job.list, &why) != PL_E_OK) {
        job.list = (struct pl_list_guess){.format = PL_LIST_FORMAT_NONE};
        return add_job(im, job, err);
    }
    if (job.list.format != PL_LIST_FORMAT_OFAC_CSV) {
        pl_import_name_list(im, &job.list);
        return add_job(im, job, err);
    }
    struct pl_import_job *parts = job_of_list(im, &job.list, path);
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
static bool is_fetch_note(struct pl_import *im, const char *path) {
    pl_str name = pl_str_from(path);
    pl_str end = PL_STR(".fetch");
    const char *copy = pl_str_ends(name, end) ? pl_arena_copy(&im->arena, path, name.n - end.n) : NULL;
    return copy != NULL && pl_file_exists(copy);
}

/* The main part alone would miss most names: the others lie beside it. A further part that was named without its main
 * part is refused when it is its turn. */
static int plan_siblings(struct pl_import *im, struct pl_error *err) {
    int rc = PL_E_OK;
    for (size_t i = 0; rc == PL_E_OK && i < im->n_jobs; i++) {
        struct pl_import_job *job = &im->jobs[i];
        if (job->list.format == PL_LIST_FORMAT_OFAC_CSV && job->paths[0] != NULL && !job->by_part) {
            rc = pl_list_parts_beside(job->paths[0], job->list.list, &im->arena, job->paths, err);
        }
    }
    return rc;
}

int pl_import_plan(struct pl_import *im, struct pl_error *err) {
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
            struct pl_import_job empty = {
                .paths = {path}, .named = true, .fd = -1, .list = {.format = PL_LIST_FORMAT_NONE}};
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
