#include "app/known_at.h"

#include "app/rebuild.h"
#include "store/clearance.h"
#include "store/journal.h"
#include "store/scratch.h"
#include "store/snapshot.h"

#include "base/ban.h"

static int begins(struct pl_case *c, pl_time *ret, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    struct pl_entry entry;
    pl_str bytes;
    pl_arena_open(&arena, (size_t)1 << 20);
    int rc = pl_journal_read(c, 0, &arena, &entry, &bytes, err);
    if (rc == PL_E_OK) {
        *ret = entry.at;
    }
    return rc;
}

int pl_known_at_read(struct pl_case *c, pl_time at, struct pl_knowledge *ret, struct pl_error *err) {
    struct pl_journal_head head;
    struct pl_knowledge k = {.asked = at != PL_TIME_NONE, .at = at, .begins = PL_TIME_NONE};
    int rc = pl_journal_head(c, &head, err);
    if (rc != PL_E_OK || head.size == 0) {
        *ret = k;
        return rc;
    }
    k.size = head.size;
    if (k.asked) {
        rc = pl_journal_known_at(c, at, &k.size, err);
    } else {
        k.at = head.at;
    }
    k.later = head.size - k.size;
    if (rc == PL_E_OK) {
        rc = begins(c, &k.begins, err);
    }
    *ret = k;
    return rc;
}

static int at_size(struct pl_case *c, uint64_t size, struct pl_knowledge *k, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    struct pl_entry entry;
    pl_str bytes;
    pl_arena_open(&arena, (size_t)1 << 20);
    int rc = pl_known_at_read(c, PL_TIME_NONE, k, err);
    if (rc != PL_E_OK || size == UINT64_MAX || size == k->size) {
        return rc;
    }
    if (size > k->size) {
        return pl_fail(err, PL_E_USAGE, "the log has %llu entries, not %llu", (unsigned long long)k->size,
                       (unsigned long long)size);
    }
    if (size == 0) {
        return pl_known_at_read(c, k->begins - 1, k, err);
    }
    rc = pl_journal_read(c, (int64_t)size - 1, &arena, &entry, &bytes, err);
    rc = rc == PL_E_OK ? pl_known_at_read(c, entry.at, k, err) : rc;
    if (rc == PL_E_OK && k->size != size) {
        return pl_fail(err, PL_E_USAGE, "no time tells entry %llu from the one before it: ask for %llu entries",
                       (unsigned long long)size, (unsigned long long)k->size);
    }
    return rc;
}

int pl_known_at_size(const char *dir, uint64_t size, struct pl_knowledge *ret, struct pl_error *err) {
    struct pl_case *c = NULL;
    struct pl_knowledge k;
    int rc = pl_case_open(dir, PL_CASE_READ, NULL, &c, err);
    rc = rc == PL_E_OK ? pl_case_begin_read(c, err) : rc;
    rc = rc == PL_E_OK ? at_size(c, size, &k, err) : rc;
    pl_case_close(c);
    if (rc == PL_E_OK) {
        *ret = k;
    }
    return rc;
}

static int derive(struct pl_case *made, int64_t unseen_from, struct pl_error *err) {
    struct pl_rebuild_done done;
    int rc = pl_case_begin(made, err);
    if (rc == PL_E_OK) {
        rc = pl_rebuild_into(made, unseen_from, &done, err);
    }
    return rc == PL_E_OK ? pl_case_commit(made, err) : rc;
}

/* Somebody keeps it (app/past_keep), and it is what is asked for. */
static bool was_derived(struct pl_known_at *k, const char *name) {
    char folder[PATH_MAX];
    struct pl_journal_head head = {.size = 0};
    struct pl_error err;
    if (!pl_case_past_of(name, folder) || pl_case_open_past(k->whole, folder, &k->c, &err) != PL_E_OK) {
        return false;
    }
    if (pl_case_begin_read(k->c, &err) != PL_E_OK || pl_journal_head(k->c, &head, &err) != PL_E_OK ||
        head.size != k->known.size) {
        pl_case_close(k->c);
        k->c = NULL;
        return false;
    }
    return true;
}

/* What detection has not seen to this day it did not know then. */
static int go_back(struct pl_known_at *k, const char *name, struct pl_error *err) {
    int64_t unseen_from = INT64_MAX;
    k->whole = k->c;
    k->c = NULL;
    if (was_derived(k, name)) {
        return PL_E_OK;
    }
    int rc = pl_dirty_first(k->whole, &unseen_from, err);
    if (rc == PL_E_OK) {
        rc = pl_case_scratch(k->whole, k->known.size, PL_SCRATCH_KNOWN_AT, &k->c, err);
    }
    if (rc == PL_E_OK) {
        rc = derive(k->c, unseen_from, err);
    }
    if (rc == PL_E_OK) { /* whoever may not see all of the case does not see all of its past */
        rc = pl_case_limit(k->c, pl_case_limited(k->whole), err);
    }
    return rc == PL_E_OK ? pl_case_begin_read(k->c, err) : rc;
}

int pl_known_at_open(const char *dir, pl_time at, struct pl_known_at *ret, struct pl_error *err) {
    struct pl_known_at k = {.known.size = 0};
    int rc = pl_case_open(dir, PL_CASE_READ, NULL, &k.c, err);
    if (rc == PL_E_OK) {
        rc = pl_case_begin_read(k.c, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_known_at_read(k.c, at, &k.known, err);
    }
    if (rc == PL_E_OK && k.known.later > 0) {
        rc = go_back(&k, dir, err);
    }
    if (rc != PL_E_OK) {
        pl_known_at_close(&k);
        return rc;
    }
    *ret = k;
    return PL_E_OK;
}

void pl_known_at_close(struct pl_known_at *known) {
    pl_case_close(known->c); /* the scratch case reads the objects of the whole one */
    pl_case_close(known->whole);
    known->c = known->whole = NULL;
}
