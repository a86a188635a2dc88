/* A case on disk: one folder that holds everything that was received, said and concluded.
 *
 *   case.db          SQLite, WAL, synchronous=FULL: journal, payload, and what is derived from them
 *   objects/ab/...   exhibits as received, named by their SHA-256 (store/object)
 *   positions/       reports in compressed blocks, one file a UTC month (store/archive)
 *   keys/            Ed25519 seeds, 0700/0600 (store/keys)
 *   lock             who is writing
 *
 * What is made here is for its owner alone (0600, folders 0700): exhibits may name their sources.
 *
 * case.db is the authority: what no committed row names is invisible, and swept at the next opening for writing. One
 * writer at a time (an advisory lock; a second waits 5 s, then BUSY naming the holder); readers are never kept waiting.
 * Primary are journal, payload and objects; everything else is derived and rebuilt. A handle is for one thread. */
#ifndef PL_STORE_CASE_H
#define PL_STORE_CASE_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

#define PL_CASE_SCHEMA 8

struct pl_case;

enum pl_case_mode {
    PL_CASE_READ,
    PL_CASE_WRITE,
    PL_CASE_RESUME, /* as WRITE, a restored backup too: only to see whether its log may go on */
};

/* Makes the folders and an empty case in dir, which may exist if it is empty or holds an interrupted attempt. It is no
 * case yet: the caller writes its first journal entries, then publishes it. USAGE when dir is a case or holds other
 * things; IO; BUSY. */
PL_MUST int pl_case_create(const char *dir, struct pl_case **ret_case, struct pl_error *err);

/* Makes a created case real: from here on pl_case_open finds it. */
PL_MUST int pl_case_publish(struct pl_case *c, struct pl_error *err);

/* Opens a case; dir may name a view of it ("DIR//up-to=MARKING", store/clearance.h). An older schema is brought up to
 * date first. command names the writer to others (may be NULL for READ). NOT_FOUND where there is no case, VERSION for
 * a newer one, REFUSED to write to a restored backup, BUSY, IO, STORE. */
PL_MUST int pl_case_open(const char *dir, enum pl_case_mode mode, const char *command, struct pl_case **ret_case,
                         struct pl_error *err);

/* A name may also say where its past was derived already: "DIR//past=FOLDER" (before //up-to=). Opening it opens DIR;
 * whoever asks for the past finds the folder here. False: none is said. */
#define PL_CASE_PAST "//past="
bool pl_case_past_of(const char *name, char ret_folder[PATH_MAX]);

/* The scratch case (store/scratch) in a folder, which another handle keeps, for reading, limited as `whole` is, which
 * must stay open for as long. As pl_case_open. */
PL_MUST int pl_case_open_past(struct pl_case *whole, const char *folder, struct pl_case **ret_case,
                              struct pl_error *err);

/* Rolls back what was begun, lets the lock go. Accepts NULL. */
void pl_case_close(struct pl_case *c);

const char *pl_case_dir(const struct pl_case *c);

/* One transaction at a time, writers only. */
PL_MUST int pl_case_begin(struct pl_case *c, struct pl_error *err);
PL_MUST int pl_case_commit(struct pl_case *c, struct pl_error *err);
void pl_case_rollback(struct pl_case *c); /* nothing begun: nothing done */

/* A reader's steady view over several questions, until the close. */
PL_MUST int pl_case_begin_read(struct pl_case *c, struct pl_error *err);

/* Texts about this copy of the case; a missing one is {NULL,0}, copied into the arena. Setting "" removes it. */
PL_MUST int pl_case_state(struct pl_case *c, const char *key, struct pl_arena *arena, pl_str *ret,
                          struct pl_error *err);
PL_MUST int pl_case_set_state(struct pl_case *c, const char *key, pl_str value, struct pl_error *err);

/* What the journal says of the case as a whole. STORE where it says no more, or no longer, that what it holds is an
 * exercise: a mark that was erased makes nothing real. Of the whole case, whoever asks and however far back: it is
 * never withheld (store/clearance.h), and a past (store/scratch.h) is of an exercise where its case is one today. */
enum pl_case_exercise { PL_CASE_UNDECIDED, PL_CASE_REAL, PL_CASE_EXERCISE };
PL_MUST int pl_case_exercise(struct pl_case *c, enum pl_case_exercise *ret, struct pl_error *err);

/* Inside a transaction: removes the rows of every derived table, and moves positions to a new generation, whose files
 * are written beside the old ones until the commit. */
PL_MUST int pl_case_clear_derived(struct pl_case *c, struct pl_error *err);

/* Removes what no committed row names: objects, blocks, files of old generations. Done at opening for writing. */
PL_MUST int pl_case_sweep(struct pl_case *c, struct pl_error *err);

/* SQLite's own check of case.db; the first complaint into *ret (arena), {NULL,0} when sound. */
PL_MUST int pl_case_check_db(struct pl_case *c, struct pl_arena *arena, pl_str *ret, struct pl_error *err);

/* A text of every row of every derived table in case.db, in key order, for comparing two cases: blobs as hex. Skips
 * what may differ between equal cases (the generation of positions/). */
typedef int (*pl_case_dump_sink)(void *ctx, const char *table, pl_str row, struct pl_error *err);
PL_MUST int pl_case_dump(struct pl_case *c, pl_case_dump_sink sink, void *ctx, struct pl_error *err);

#define PL_CASE_AUTO __attribute__((cleanup(pl_case_close_auto))) struct pl_case
static inline void pl_case_close_auto(struct pl_case **c) { pl_case_close(*c); }

#endif
