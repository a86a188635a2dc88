/* What the parts of import share: import_plan.c, import_vet.c, import.c. */
#ifndef PL_APP_IMPORT_IN_H
#define PL_APP_IMPORT_IN_H

#include "app/import.h"
#include "base/pool.h"
#include "store/keys.h"

#define PL_IMPORT_ARENA ((size_t)1 << 31)

/* One exhibit to be: a recording, or a list with its parts. */
struct pl_import_job {
    struct pl_list_guess list;
    const char *paths[PL_INTAKE_PARTS];
    const char *shown;     /* what it is called where paths[0] is a copy; else NULL */
    bool stream;           /* standard input or a pipe: can be read once */
    int fd;                /* under strict: the copy of a stream, kept open; else -1 */
    bool named;            /* on the command line, not found in a folder */
    bool by_part;          /* its main part was named as such: what lies beside it is not looked at */
    struct pl_error error; /* code != 0: there is nothing to look at */
};

struct pl_import {
    const struct pl_import_options *options;
    struct pl_case *c;
    struct pl_case_keys keys;
    struct pl_rules rules;
    struct pl_arena arena; /* jobs and paths */
    struct pl_pool *pool;  /* or NULL */
    struct pl_import_job *jobs;
    size_t n_jobs, cap_jobs;
    pl_import_sink sink;
    void *ctx;
    struct pl_import_done done;
};

/* What there is to do, in the order in which it was named: lists in parts joined; under strict what comes through a
 * pipe copied, so that it can be read twice. USAGE, INPUT, LIMIT, IO, NOMEM. */
PL_MUST int pl_import_plan(struct pl_import *im, struct pl_error *err);

/* Under strict: each file, and each member of an archive, that has a malformed record goes to the sink as refused. */
PL_MUST int pl_import_vet(struct pl_import *im, struct pl_error *err);

/* Counts a file and gives it to the sink. */
PL_MUST int pl_import_tell(struct pl_import *im, const struct pl_import_file *file, struct pl_error *err);

const char *pl_import_job_name(const struct pl_import_job *job); /* for messages */
pl_str pl_import_base_name(const char *path);                    /* without its folder */

/* Whether content may say that it is a list: nobody said how to read it as a recording. */
bool pl_import_may_be_list(const struct pl_import *im);

/* The name that a person gives counts where the format does not say which list it is. */
void pl_import_name_list(const struct pl_import *im, struct pl_list_guess *guess);

#endif
