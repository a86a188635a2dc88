/* The inside of struct pl_case, for the files of store/ only. */
#ifndef PL_STORE_CASE_IN_H
#define PL_STORE_CASE_IN_H

#include <limits.h>

#include "base/map.h"
#include "store/case.h"
#include "store/clearance.h"
#include "store/db.h"
#include "store/journal.h"

/* Statements that are prepared once for a case that is open (store/kept.c). */
enum pl_kept {
    PL_KEPT_HEAD,
    PL_KEPT_ADD_ENTRY,
    PL_KEPT_ADD_PAYLOAD,
    PL_KEPT_BACK_ENTRY,
    PL_KEPT_BACK_PAYLOAD,
    PL_KEPT_ADD_ACT,
    PL_KEPT_ADD_FILING,
    PL_KEPT_ADD_KEY,
    PL_KEPT_ADD_WORDS,
    PL_KEPT_COUNT
};

struct pl_archive_view;

struct pl_case {
    char dir[PATH_MAX];
    sqlite3 *db;
    int lock_fd; /* -1: not the writer */
    bool writing;
    bool in_tx;
    int64_t generation; /* of positions/, as of the last begin */
    int64_t rollbacks;
    struct pl_archive_view *view; /* kept open for readers of the archive; or NULL */
    bool scratch;                 /* made by pl_case_scratch: closing removes the folder */
    struct pl_case *objects_of;   /* whose objects it reads; NULL: its own */
    struct pl_strmap fields;      /* names of fields of list entries: they live as long as the case is open */
    bool has_fields;
    bool has_head;                     /* in this transaction an entry was appended: ... */
    struct pl_journal_head head;       /* ... the journal's head then */
    sqlite3_stmt *kept[PL_KEPT_COUNT]; /* or NULL */
    char up_to[64];                    /* what a reader is cleared for; "" : everything */
    bool steady;                       /* a view that began at the opening */
    uint8_t *hidden_members;           /* by number: 1 where its exhibit is left out; or NULL */
    size_t n_hidden_members;
};

/* KEPT_STATE: of detection, too; equal where their digests are. */
enum pl_derived_by { PL_BY_IMPORT, PL_BY_DETECTION, PL_KEPT_STATE };

/* Every derived table of case.db and its key order, ended by a NULL table. Positions' digests stand in batch. */
struct pl_case_derived {
    const char *table;
    const char *order;
    enum pl_derived_by by;
};
extern const struct pl_case_derived pl_case_derived[];

/* heard.c: the first import that counted what the key names ("stations", "places"); 0 where every one did. STORE. */
PL_MUST int pl_heard_first_counted(struct pl_case *c, const char *key, int64_t *ret_seq, struct pl_error *err);

/* Removes the folder of a scratch case, as far as it can. */
void pl_scratch_remove(const char *dir);

/* Borrows a kept statement; it is to be given back reset, for it would hold the transaction open. */
PL_MUST int pl_kept_borrow(struct pl_case *c, enum pl_kept which, sqlite3_stmt **ret, struct pl_error *err);
void pl_kept_give_back(sqlite3_stmt **stmt);
#define PL_KEPT_AUTO __attribute__((cleanup(pl_kept_give_back))) sqlite3_stmt

/* dir/name into out (PATH_MAX bytes); LIMIT when it does not fit. */
PL_MUST int pl_case_path(const struct pl_case *c, const char *name, char *out, struct pl_error *err);

/* The writer's lock. BUSY naming the holder after 5 s. */
PL_MUST int pl_lock_take(const char *dir, const char *command, int *ret_fd, struct pl_error *err);
void pl_lock_free(int *fd);

/* Brings case.db from its version to PL_CASE_SCHEMA in one transaction. */
PL_MUST int pl_schema_make(sqlite3 *db, struct pl_error *err);
PL_MUST int pl_schema_version(sqlite3 *db, int64_t *ret_version, struct pl_error *err);
PL_MUST int pl_schema_make_positions(sqlite3 *db, struct pl_error *err);

void pl_archive_view_close(struct pl_archive_view *view); /* accepts NULL */

/* A generation that no file of positions/ has had. */
PL_MUST int pl_archive_next_generation(struct pl_case *c, int64_t *ret, struct pl_error *err);
PL_MUST int pl_archive_sweep(struct pl_case *c, struct pl_error *err);
PL_MUST int pl_object_sweep(struct pl_case *c, struct pl_error *err);

#endif
