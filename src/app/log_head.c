#include "app/log_head.h"

#include <string.h>

#include "ledger/note.h"
#include "store/journal.h"
#include "store/keys.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)1 << 26)
#define KEPT      "checkpoint" /* the state that holds the newest note */

/* A log: its case, its name and its key. */
struct head {
    struct pl_case *c;
    struct pl_arena arena;
    pl_public_key key;
    pl_str origin;
    uint64_t size;             /* entries of the journal */
    bool has_kept;             /* a checkpoint was signed before */
    struct pl_checkpoint kept; /* the newest of them */
    struct pl_note note;       /* as it is kept */
};

static int read_origin(struct head *h, struct pl_error *err) {
    struct pl_entry first;
    struct pl_buf origin;
    pl_str bytes;
    int rc = pl_journal_count(h->c, &h->size, err);
    if (rc == PL_E_OK && h->size == 0) {
        rc = pl_fail(err, PL_E_STORE, "the journal is empty; run `plimsoll check`");
    }
    if (rc == PL_E_OK) {
        rc = pl_journal_read(h->c, 0, &h->arena, &first, &bytes, err);
    }
    if (rc != PL_E_OK) {
        return rc;
    }
    h->key = first.participant;
    pl_buf_open(&origin, PL_CHECKPOINT_ORIGIN_MAX);
    pl_checkpoint_origin(&h->key, &origin);
    h->origin = pl_str_copy(&h->arena, pl_buf_str(&origin));
    pl_buf_close(&origin);
    return h->origin.n > 0 ? PL_E_OK : pl_fail(err, PL_E_NOMEM, "no memory to name the log");
}

static int read_kept(struct head *h, struct pl_error *err) {
    pl_str bytes = {0};
    int rc = pl_case_state(h->c, KEPT, &h->arena, &bytes, err);
    if (rc != PL_E_OK || bytes.n == 0) {
        return rc;
    }
    h->has_kept = true;
    if (pl_note_read(bytes, &h->note, NULL) != PL_E_OK || pl_checkpoint_read(h->note.text, &h->kept, NULL) != PL_E_OK ||
        pl_note_verify(&h->note, h->origin, &h->key) != PL_NOTE_GOOD || !pl_str_eq(h->kept.origin, h->origin)) {
        return pl_fail(err, PL_E_STORE, "the checkpoint that the case keeps is damaged; restore a backup");
    }
    return PL_E_OK;
}

static int open_head(struct head *h, struct pl_error *err) {
    int rc = read_origin(h, err);
    return rc == PL_E_OK ? read_kept(h, err) : rc;
}

int pl_log_head_newest(struct pl_case *c, struct pl_arena *arena, struct pl_log_newest *ret, struct pl_error *err) {
    struct head h = {.c = c};
    struct pl_log_newest newest = {.journal = 0};
    pl_arena_open(&h.arena, ARENA_MAX);
    int rc = open_head(&h, err);
    if (rc == PL_E_OK) {
        newest = (struct pl_log_newest){
            .key = h.key, .origin = pl_str_copy(arena, h.origin), .journal = h.size, .has_checkpoint = h.has_kept};
    }
    if (rc == PL_E_OK && h.has_kept) {
        rc = pl_case_state(c, KEPT, arena, &newest.note, err);
        newest.checkpoint = h.kept;
        newest.checkpoint.origin = newest.origin;
        newest.checkpoint.extension = PL_STR("");
    }
    pl_arena_close(&h.arena);
    if (rc == PL_E_OK && newest.origin.p == NULL) {
        rc = pl_fail(err, PL_E_NOMEM, "no memory to name the log");
    }
    if (rc == PL_E_OK) {
        *ret = newest;
    }
    return rc;
}

/* The journal beside a checkpoint of it: STORE where it has fewer entries, or others. */
static int compare(struct head *h, const struct pl_checkpoint *with, struct pl_error *err) {
    pl_hash root;
    if (with->size > h->size) {
        return pl_fail(err, PL_E_STORE,
                       "the checkpoint holds %llu entries and this journal only %llu: entries are missing at its end; "
                       "a newer copy must have them",
                       (unsigned long long)with->size, (unsigned long long)h->size);
    }
    int rc = pl_journal_root(h->c, with->size, &root, err);
    if (rc == PL_E_OK && pl_hash_cmp(root, with->root) != 0) {
        rc = pl_fail(err, PL_E_STORE,
                     "the first %llu entries of this journal are not those of the checkpoint: one of the two is "
                     "another log's, or was changed",
                     (unsigned long long)with->size);
    }
    return rc;
}

/* ---- signing ---- */

static int sign(struct head *h, const struct pl_case_keys *keys, struct pl_checkpoint *made, struct pl_buf *buf,
                struct pl_error *err) {
    PL_BUF_AUTO text;
    pl_buf_open(&text, PL_LOG_HEAD_NOTE_MAX);
    if (!pl_public_key_eq(&keys->participant.public, &h->key)) {
        return pl_fail(err, PL_E_STORE, "the participant's key in keys/ is not that of the journal");
    }
    pl_checkpoint_write(made, &text);
    return pl_note_sign(pl_buf_str(&text), h->origin, &keys->participant, buf, err);
}

static int sign_new(struct head *h, struct pl_buf *buf, struct pl_checkpoint *ret, struct pl_error *err) {
    PL_CASE_KEYS_AUTO keys = {0};
    struct pl_checkpoint made = {.origin = h->origin, .size = h->size};
    int rc = pl_case_keys_read_participant(h->c, &keys, err);
    if (rc == PL_E_OK) {
        rc = pl_journal_root(h->c, h->size, &made.root, err);
    }
    if (rc == PL_E_OK) {
        rc = sign(h, &keys, &made, buf, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_case_set_state(h->c, KEPT, pl_buf_str(buf), err);
    }
    *ret = made;
    return rc;
}

static int sign_head(struct head *h, struct pl_buf *buf, struct pl_checkpoint *ret, struct pl_error *err) {
    int rc = pl_case_begin(h->c, err);
    if (rc == PL_E_OK) {
        rc = open_head(h, err);
    }
    if (rc == PL_E_OK && h->has_kept) {
        rc = compare(h, &h->kept, err);
    }
    if (rc == PL_E_OK && h->has_kept && h->kept.size == h->size) {
        pl_str bytes = {0};
        rc = pl_case_state(h->c, KEPT, &h->arena, &bytes, err);
        pl_buf_add_str(buf, bytes);
        *ret = h->kept;
    } else if (rc == PL_E_OK) {
        rc = sign_new(h, buf, ret, err);
    }
    return rc == PL_E_OK ? pl_case_commit(h->c, err) : rc;
}

int pl_log_head_sign(const char *case_dir, struct pl_arena *arena, struct pl_buf *buf, struct pl_checkpoint *ret,
                     struct pl_error *err) {
    struct head h = {.size = 0};
    struct pl_checkpoint made;
    pl_arena_open(&h.arena, ARENA_MAX);
    int rc = pl_case_open(case_dir, PL_CASE_WRITE, "plimsoll log checkpoint", &h.c, err);
    if (rc == PL_E_OK) {
        rc = sign_head(&h, buf, &made, err);
    }
    if (rc == PL_E_OK) {
        made.origin = pl_str_copy(arena, made.origin);
        made.extension = PL_STR("");
        *ret = made;
    }
    pl_case_close(h.c);
    pl_arena_close(&h.arena);
    return rc;
}

/* ---- going on in a backup ---- */

static int on_complaint(void *ctx, int64_t seq, const char *why, struct pl_error *err) {
    (void)ctx;
    return pl_fail(err, PL_E_STORE, "journal entry %lld of this copy: %s", (long long)seq, why);
}

/* Is this the newest checkpoint of this log, as far as this copy can tell? */
static int examine(struct head *h, pl_str bytes, struct pl_checkpoint *ret, struct pl_error *err) {
    struct pl_note note;
    struct pl_checkpoint given;
    int rc = pl_note_read(bytes, &note, err);
    if (rc == PL_E_OK) {
        rc = pl_checkpoint_read(note.text, &given, err);
    }
    if (rc != PL_E_OK) {
        return rc;
    }
    if (!pl_str_eq(given.origin, h->origin)) {
        return pl_fail(err, PL_E_CHECK, "it is a checkpoint of another log; this one is %.*s", (int)h->origin.n,
                       h->origin.p);
    }
    enum pl_note_verdict verdict = pl_note_verify(&note, h->origin, &h->key);
    if (verdict != PL_NOTE_GOOD || given.extension.n > 0) {
        return pl_fail(err, PL_E_CHECK, "%s",
                       verdict == PL_NOTE_UNSIGNED ? "the key of this log did not sign the checkpoint"
                                                   : "the signature of the checkpoint does not hold");
    }
    if (h->has_kept && h->kept.size > given.size) {
        return pl_fail(
            err, PL_E_CHECK,
            "it is not the newest: this copy itself keeps a checkpoint of %llu entries; give the newest that "
            "was ever shown",
            (unsigned long long)h->kept.size);
    }
    *ret = given;
    return PL_E_OK;
}

/* Keeps the checkpoint, under this log's signature alone, and lifts the lock. */
static int go_on(struct head *h, struct pl_checkpoint *given, struct pl_error *err) {
    PL_CASE_KEYS_AUTO keys = {0};
    PL_BUF_AUTO note;
    pl_buf_open(&note, PL_LOG_HEAD_NOTE_MAX);
    int rc = pl_case_keys_read_participant(h->c, &keys, err);
    if (rc == PL_E_OK) {
        rc = sign(h, &keys, given, &note, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_case_set_state(h->c, KEPT, pl_buf_str(&note), err);
    }
    return rc == PL_E_OK ? pl_case_set_state(h->c, "read_only", (pl_str){0}, err) : rc;
}

static int resume(struct head *h, pl_str bytes, struct pl_log_resumed *ret, struct pl_error *err) {
    struct pl_checkpoint given = {.size = 0};
    pl_str read_only = {0};
    int rc = pl_case_begin(h->c, err);
    if (rc == PL_E_OK) {
        rc = open_head(h, err);
    }
    if (rc == PL_E_OK) {
        rc = examine(h, bytes, &given, err);
    }
    if (rc == PL_E_OK && h->has_kept) { /* what this copy signed or was shown before must be its own history too */
        rc = compare(h, &h->kept, err);
    }
    if (rc == PL_E_OK) {
        rc = compare(h, &given, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_journal_check(h->c, on_complaint, NULL, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_case_state(h->c, "read_only", &h->arena, &read_only, err);
    }
    *ret = (struct pl_log_resumed){given.size, h->size, read_only.n > 0};
    if (rc == PL_E_OK && read_only.n > 0) {
        rc = go_on(h, &given, err);
    }
    return rc == PL_E_OK ? pl_case_commit(h->c, err) : rc;
}

int pl_log_head_resume(const char *case_dir, pl_str note, struct pl_log_resumed *ret, struct pl_error *err) {
    struct head h = {.size = 0};
    struct pl_log_resumed resumed;
    pl_arena_open(&h.arena, ARENA_MAX);
    int rc = pl_case_open(case_dir, PL_CASE_RESUME, "plimsoll log resume", &h.c, err);
    if (rc == PL_E_OK) {
        rc = resume(&h, note, &resumed, err);
    }
    if (rc == PL_E_OK) {
        *ret = resumed;
    }
    pl_case_close(h.c);
    pl_arena_close(&h.arena);
    return rc;
}

/* ---- check ---- */

int pl_log_head_check(struct pl_case *c, struct pl_arena *arena, const char **ret_why, struct pl_error *err) {
    struct head h = {.c = c};
    struct pl_error why = {0};
    pl_arena_open(&h.arena, ARENA_MAX);
    int rc = open_head(&h, &why);
    if (rc == PL_E_OK && h.has_kept) {
        rc = compare(&h, &h.kept, &why);
    }
    pl_arena_close(&h.arena);
    *ret_why = NULL;
    if (rc == PL_E_STORE) {
        pl_str text = pl_str_copy(arena, pl_str_make(why.msg, strlen(why.msg) + 1));
        *ret_why = text.p;
        return text.p != NULL ? PL_E_OK : pl_fail(err, PL_E_NOMEM, "no memory to check the log");
    }
    if (rc == PL_E_NOT_FOUND || rc == PL_E_FORMAT) {
        return PL_E_OK; /* the journal's own check said so */
    }
    if (rc != PL_E_OK && err != NULL) {
        *err = why;
    }
    return rc;
}
