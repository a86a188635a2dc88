#include "app/past_keep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/thread.h"
#include "store/changed.h"

#include "base/ban.h"

struct pl_past {
    struct pl_known_at known; /* its handles keep the folder */
    int64_t version;          /* of the case it was derived from */
    unsigned refs;
    uint64_t used;
    bool stale; /* goes when nobody holds it */
};

struct pl_past_keep {
    const char *dir;
    struct pl_gate *gate; /* over what follows, but for the last two */
    struct pl_case *c;    /* is asked whether somebody committed; or NULL */
    struct pl_past *kept[PL_PAST_KEPT];
    uint64_t uses;
    struct pl_gate *asking; /* over what follows: nobody waits for a past to be told whether somebody committed */
    struct pl_case *asked;  /* or NULL */
};

int pl_past_keep_open(const char *dir, struct pl_past_keep **ret, struct pl_error *err) {
    struct pl_past_keep *keep = calloc(1, sizeof *keep);
    if (keep == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to keep what was known");
    }
    keep->dir = dir;
    int rc = pl_gate_open(&keep->gate, err);
    rc = rc == PL_E_OK ? pl_gate_open(&keep->asking, err) : rc;
    if (rc != PL_E_OK) {
        pl_past_keep_close(keep);
        return rc;
    }
    *ret = keep;
    return PL_E_OK;
}

static void drop(struct pl_past *past) {
    if (past != NULL) {
        pl_known_at_close(&past->known);
        free(past);
    }
}

void pl_past_keep_close(struct pl_past_keep *keep) {
    for (size_t i = 0; keep != NULL && i < PL_PAST_KEPT; i++) {
        drop(keep->kept[i]);
    }
    if (keep != NULL) {
        pl_case_close(keep->c);
        pl_gate_close(keep->gate);
        pl_case_close(keep->asked);
        pl_gate_close(keep->asking);
        free(keep);
    }
}

/* ---- with the gate locked ---- */

static int look(struct pl_past_keep *keep, pl_time at, struct pl_knowledge *known, int64_t *ret_version,
                struct pl_error *err) {
    int rc = keep->c == NULL ? pl_case_open(keep->dir, PL_CASE_READ, NULL, &keep->c, err) : PL_E_OK;
    rc = rc == PL_E_OK ? pl_case_version(keep->c, ret_version, err) : rc;
    return rc == PL_E_OK ? pl_known_at_read(keep->c, at, known, err) : rc;
}

static void forget_older(struct pl_past_keep *keep, int64_t version) {
    for (size_t i = 0; i < PL_PAST_KEPT; i++) {
        struct pl_past *past = keep->kept[i];
        if (past != NULL && past->version != version) {
            past->stale = true;
            keep->kept[i] = NULL;
            if (past->refs == 0) {
                drop(past);
            }
        }
    }
}

/* A place for one more: an empty one, or that of the one used longest ago; SIZE_MAX where all are held. */
static size_t make_room(struct pl_past_keep *keep) {
    size_t oldest = SIZE_MAX;
    for (size_t i = 0; i < PL_PAST_KEPT; i++) {
        const struct pl_past *past = keep->kept[i];
        if (past == NULL) {
            return i;
        }
        if (past->refs == 0 && (oldest == SIZE_MAX || past->used < keep->kept[oldest]->used)) {
            oldest = i;
        }
    }
    if (oldest != SIZE_MAX) {
        drop(keep->kept[oldest]);
        keep->kept[oldest] = NULL;
    }
    return oldest;
}

static int derive(struct pl_past_keep *keep, pl_time at, int64_t version, struct pl_past **ret, struct pl_error *err) {
    size_t room = make_room(keep);
    struct pl_past *past = calloc(1, sizeof *past);
    if (past == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to keep what was known");
    }
    int rc = pl_known_at_open(keep->dir, at, &past->known, err);
    if (rc != PL_E_OK) {
        free(past);
        return rc;
    }
    past->version = version;
    past->stale = room == SIZE_MAX;
    if (!past->stale) {
        keep->kept[room] = past;
    }
    *ret = past;
    return PL_E_OK;
}

static int find(struct pl_past_keep *keep, pl_time at, struct pl_past **ret, struct pl_error *err) {
    struct pl_knowledge known;
    int64_t version = 0;
    struct pl_past *past = NULL;
    int rc = look(keep, at, &known, &version, err);
    if (rc != PL_E_OK || known.later == 0) {
        *ret = NULL;
        return rc;
    }
    forget_older(keep, version);
    for (size_t i = 0; i < PL_PAST_KEPT; i++) {
        past = keep->kept[i] != NULL && keep->kept[i]->known.known.size == known.size ? keep->kept[i] : past;
    }
    rc = past == NULL ? derive(keep, at, version, &past, err) : rc;
    if (past != NULL) {
        past->refs++;
        past->used = ++keep->uses;
        *ret = past;
    }
    return rc;
}

static void let_go(struct pl_past *past) {
    past->refs--;
    if (past->stale && past->refs == 0) {
        drop(past);
    }
}

/* ---- the two ends of a question ---- */

int pl_past_take(struct pl_past_keep *keep, pl_time at, struct pl_arena *arena, const char **ret_name,
                 struct pl_past **ret_past, struct pl_error *err) {
    struct pl_past *past = NULL;
    pl_gate_lock(keep->gate);
    int rc = find(keep, at, &past, err);
    const char *name = keep->dir;
    if (rc == PL_E_OK && past != NULL && past->known.whole != NULL) {
        const char *folder = pl_case_dir(past->known.c);
        size_t n = strlen(keep->dir) + strlen(folder) + sizeof PL_CASE_PAST;
        char *text = pl_arena_alloc(arena, n);
        if (text != NULL) {
            snprintf(text, n, "%s" PL_CASE_PAST "%s", keep->dir, folder);
            name = text;
        } else {
            let_go(past);
            rc = pl_fail(err, PL_E_NOMEM, "no memory for a name");
        }
    }
    pl_gate_unlock(keep->gate);
    if (rc == PL_E_OK) {
        *ret_name = name;
        *ret_past = past;
    }
    return rc;
}

void pl_past_give(struct pl_past_keep *keep, struct pl_past *past) {
    if (past != NULL) {
        pl_gate_lock(keep->gate);
        let_go(past);
        pl_gate_unlock(keep->gate);
    }
}

int64_t pl_past_version(struct pl_past_keep *keep) {
    struct pl_error err;
    int64_t version = -1;
    pl_gate_lock(keep->asking);
    int rc = keep->asked == NULL ? pl_case_open(keep->dir, PL_CASE_READ, NULL, &keep->asked, &err) : PL_E_OK;
    rc = rc == PL_E_OK ? pl_case_version(keep->asked, &version, &err) : rc;
    pl_gate_unlock(keep->asking);
    return rc == PL_E_OK ? version : -1;
}
