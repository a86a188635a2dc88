/* Acts of persons in a case: one signed journal entry each, found again by store/act. */
#ifndef PL_APP_ACT_H
#define PL_APP_ACT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "store/act.h"
#include "store/case.h"
#include "store/journal.h"
#include "store/keys.h"

#define PL_ACT_FIELDS 80

/* A case that is open for writing, and who acts. */
struct pl_acting {
    struct pl_case *c;
    struct pl_case_keys keys;
    pl_time now;
    struct pl_arena arena;
    pl_str person; /* who holds the key that signs; the case's person where no delegation says */
    bool grouped;  /* the caller began a transaction for several entries, and commits it */
};

/* command names the writer to others. BUSY, REFUSED (a restored backup), NOT_FOUND, IO, STORE. */
PL_MUST int pl_acting_open(const char *dir, const char *command, pl_time now, struct pl_acting *ret,
                           struct pl_error *err);
/* The same for a case that is open and keys that were read: fills in acting->person. */
PL_MUST int pl_acting_person(struct pl_acting *acting, struct pl_error *err);
void pl_acting_close(struct pl_acting *acting); /* accepts one that is all zero */
#define PL_ACTING_AUTO __attribute__((cleanup(pl_acting_close))) struct pl_acting

/* Fields of an entry while they are put together. */
struct pl_act_fields {
    struct pl_journal_field f[PL_ACT_FIELDS];
    size_t n;
    struct pl_arena *arena;
    pl_str marking;       /* "" : PL_MARKING_UNSET */
    const int64_t *about; /* entries that this one is about: its parents; may be NULL */
    size_t n_about;
};

/* An empty value is left out. name must be static; the value must live until the entry is written. */
void pl_act_add_text(struct pl_act_fields *fields, const char *name, pl_str value);
void pl_act_add_number(struct pl_act_fields *fields, const char *name, int64_t value);
void pl_act_add_hash(struct pl_act_fields *fields, const char *name, const pl_hash *hash);

/* One transaction (or part of the caller's, acting->grouped): the entry and its row. *ret_seq is its place. */
PL_MUST int pl_acting_write(struct pl_acting *acting, const char *kind, struct pl_act_fields *fields, int64_t *ret_seq,
                            struct pl_error *err);

/* Reading: a number, or `missing`. */
int64_t pl_act_number(const struct pl_act *act, const char *field, int64_t missing);

#endif
