/* import --strict: every file is read before one is taken in, and everything malformed is named. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/import_in.h"
#include "app/source.h"

#include "base/ban.h"

/* The first malformed record of each member. */
struct offence {
    uint32_t member;
    struct pl_error where;
};

struct offences {
    struct offence *all;
    size_t n, cap;
    bool failed;
};

static int on_hearing(void *ctx, uint32_t source, const struct pl_hearing *hearing, struct pl_error *err) {
    (void)ctx;
    (void)source;
    (void)hearing;
    (void)err;
    return PL_E_OK;
}

static void on_malformed(void *ctx, uint32_t source, const struct pl_error *where) {
    struct offences *o = ctx;
    if (o->n == o->cap) {
        size_t cap = o->cap > 0 ? 2 * o->cap : 16;
        struct offence *all = reallocarray(o->all, cap, sizeof *all);
        if (all == NULL) {
            o->failed = true;
            return;
        }
        o->all = all;
        o->cap = cap;
    }
    o->all[o->n++] = (struct offence){.member = source, .where = *where};
}

static uint64_t rejected_of(const struct pl_source_member *member) {
    uint64_t n = 0;
    for (int i = 0; i < PL_AIS_REJECT_COUNT; i++) {
        n += member->counts.rejected[i];
    }
    return n;
}

/* `ARCHIVE!MEMBER`, in the arena; "" without memory. */
static pl_str member_path(struct pl_import *im, const char *path, const struct pl_source_member *member) {
    PL_BUF_AUTO text;
    pl_buf_open(&text, (size_t)1 << 20);
    pl_buf_add_str(&text, pl_str_from(path));
    if (member->member.n > 0) {
        pl_buf_add_char(&text, '!');
        pl_buf_add_str(&text, member->member);
    }
    pl_str copy = pl_str_copy(&im->arena, pl_buf_str(&text));
    return copy.p != NULL ? copy : pl_str_from(path);
}

static int tell_offences(struct pl_import *im, const struct pl_import_job *job, const struct pl_source *source,
                         const struct offences *offences, struct pl_error *err) {
    int rc = offences->failed ? pl_fail(err, PL_E_NOMEM, "out of memory") : PL_E_OK;
    for (size_t i = 0; rc == PL_E_OK && i < offences->n; i++) {
        const struct pl_source_member *member = pl_source_member(source, offences->all[i].member);
        const struct pl_error *where = &offences->all[i].where;
        struct pl_import_file file = {
            .path = member_path(im, pl_import_job_name(job), member), .status = PL_IMPORT_FAILED, .seq = -1};
        uint64_t n = rejected_of(member);
        if (n > 1) {
            (void)pl_fail_at(&file.error, PL_E_FORMAT, where->line, where->offset,
                             "%llu malformed records; the first: %s", (unsigned long long)n, where->msg);
        } else {
            file.error = *where;
            file.error.code = PL_E_FORMAT;
        }
        rc = pl_import_tell(im, &file, err);
    }
    return rc;
}

/* What cannot be read at all is said when it is its turn: it has no malformed record. */
static bool is_for_later(int rc) {
    return rc == PL_E_FORMAT || rc == PL_E_EMPTY || rc == PL_E_LIMIT || rc == PL_E_INPUT || rc == PL_E_REFUSED ||
           rc == PL_E_USAGE || rc == PL_E_NOT_FOUND;
}

static int vet_recording(struct pl_import *im, const struct pl_import_job *job, struct pl_error *err) {
    const struct pl_import_options *o = im->options;
    struct pl_source_options options = {.format = o->format,
                                        .columns = o->columns,
                                        .day_first = o->day_first,
                                        .max_part_s = (unsigned)im->rules.v[PL_RULE_ASSEMBLE_MAX_PART_S],
                                        .latest = o->now + PL_DAY_US,
                                        .malformed = on_malformed,
                                        .pool = im->pool,
                                        .quiet = true};
    struct offences offences = {0};
    struct pl_source *source = NULL;
    struct pl_error why;
    int rc = pl_source_open(&options, on_hearing, &offences, &source, &why);
    rc = rc == PL_E_OK ? pl_source_read(source, job->paths[0], &why) : rc;
    if (rc == PL_E_OK || is_for_later(rc)) {
        rc = source != NULL ? tell_offences(im, job, source, &offences, err) : PL_E_OK;
    } else if (err != NULL) {
        *err = why;
    }
    pl_source_close(source);
    free(offences.all);
    return rc;
}

static int vet_list(struct pl_import *im, const struct pl_import_job *job, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    struct pl_publication publication;
    struct pl_list_input input = {.format = job->list.format,
                                  .list = job->list.list,
                                  .date = im->options->date,
                                  .pool = im->pool,
                                  .at = im->options->now};
    struct pl_import_file file = {.path = pl_str_from(pl_import_job_name(job)), .status = PL_IMPORT_FAILED, .seq = -1};
    pl_arena_open(&arena, PL_IMPORT_ARENA);
    for (size_t i = 0; i < PL_INTAKE_PARTS; i++) {
        input.paths[i] = job->paths[i];
        const char *called = job->shown != NULL ? job->shown : job->paths[i]; /* of one file alone */
        input.files[i] = job->paths[i] != NULL ? pl_import_base_name(called).p : NULL;
    }
    int rc = pl_list_look(&input, &arena, &publication, &file.error);
    rc = rc == PL_E_OK ? pl_list_strict(&publication, &file.error) : rc;
    if (rc == PL_E_FORMAT) {
        return pl_import_tell(im, &file, err);
    }
    if (rc != PL_E_OK && !is_for_later(rc) && err != NULL) {
        *err = file.error;
    }
    return is_for_later(rc) ? PL_E_OK : rc;
}

int pl_import_vet(struct pl_import *im, struct pl_error *err) {
    int rc = PL_E_OK;
    for (size_t i = 0; rc == PL_E_OK && i < im->n_jobs; i++) {
        const struct pl_import_job *job = &im->jobs[i];
        if (job->error.code == PL_E_OK) {
            rc = job->list.format == PL_LIST_FORMAT_NONE ? vet_recording(im, job, err) : vet_list(im, job, err);
        }
    }
    return rc;
}
