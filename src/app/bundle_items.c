/* The files of items in a bundle: which may leave, in which form, and what the log's key signs about each. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/bundle_in.h"
#include "app/disclose.h"
#include "app/item.h"
#include "ledger/note.h"
#include "ledger/released.h"
#include "store/journal.h"
#include "store/keys.h"

#include "base/ban.h"

/* ---- which stay ---- */

/* The items of a protected source, of somebody who did not agree that everybody may have it, and what was made of
 * these; a redaction was made to leave. */
struct staying {
    const struct pl_bundling *m;
    bool *stays; /* by journal entry */
    bool changed;
};

static void stay(struct staying *s, pl_str id) {
    const struct pl_filing *f = pl_support_filing(s->m->support, id, NULL);
    if (f != NULL && f->seq >= 0 && (uint64_t)f->seq < s->m->size && !s->stays[f->seq]) {
        s->stays[f->seq] = s->changed = true;
    }
}

static void note_observation(struct staying *s, const struct pl_filing *f) {
    pl_str rest = pl_filing_get_value(f, "attachments");
    if (pl_disclose_consents(f) && !pl_disclose_protected(s->m->support, f)) {
        return;
    }
    s->stays[f->seq] = true;
    while (rest.p != NULL) {
        stay(s, pl_str_cut(&rest, ' '));
    }
}

static void note_all(struct staying *s) {
    static const char LETTERS[] = "IO";
    for (uint64_t seq = 0; seq < s->m->size; seq++) {
        for (const char *letter = LETTERS; *letter != '\0'; letter++) {
            struct pl_filing of = {.kind = pl_filing_kind_by_letter(*letter), .seq = (int64_t)seq};
            char id[PL_FILING_ID_MAX];
            pl_filing_id(&of, id);
            const struct pl_filing *f = pl_support_filing(s->m->support, pl_str_from(id), NULL);
            if (f != NULL && *letter == 'O') {
                note_observation(s, f);
            } else if (f != NULL && pl_disclose_protected(s->m->support, f)) {
                s->stays[seq] = true;
            }
        }
    }
    do {
        const struct pl_filing *d = NULL;
        s->changed = false;
        for (size_t i = 0; (d = pl_support_nth(s->m->support, 'D', i)) != NULL; i++) {
            const struct pl_filing *parent = pl_support_filing(s->m->support, pl_filing_get_value(d, "parent"), NULL);
            bool hidden =
                parent != NULL && parent->seq >= 0 && (uint64_t)parent->seq < s->m->size && s->stays[parent->seq];
            if (hidden && !pl_str_eq(pl_filing_get_value(d, "as"), PL_STR("redaction"))) {
                stay(s, pl_filing_get_value(d, "child"));
            }
        }
    } while (s->changed);
}

/* What stands for the original of a redaction, or {NULL,0}. */
static pl_str redaction_of(const struct pl_bundling *m, pl_str id) {
    const struct pl_filing *d = NULL;
    for (size_t i = 0; (d = pl_support_about(m->support, 'D', id, i)) != NULL; i++) {
        if (pl_str_eq(pl_filing_get_value(d, "as"), PL_STR("redaction")) &&
            pl_str_eq(pl_filing_get_value(d, "parent"), id)) {
            return pl_filing_get_value(d, "child");
        }
    }
    return (pl_str){0};
}

/* ---- what is said ---- */

struct telling {
    struct pl_bundling *m;
    struct pl_case_keys keys;
    const bool *stays;
    struct pl_bundle_item *items; /* room for all */
};

/* {NULL,0} where nothing but the file itself speaks against it. */
static pl_str why_not(struct telling *t, const struct pl_filing *f, int64_t withdrawn) {
    char id[PL_FILING_ID_MAX];
    struct pl_buf words = {0};
    pl_filing_id(f, id);
    pl_str redaction = redaction_of(t->m, pl_str_from(id));
    if (withdrawn >= 0) {
        return PL_STR("the item was withdrawn");
    }
    if (t->stays[f->seq]) {
        return PL_STR("to protect who it is from");
    }
    if (redaction.p == NULL) {
        return (pl_str){0};
    }
    pl_buf_open(&words, 256);
    pl_buf_add_fmt(&words, "its redaction %.*s stands for it", (int)(redaction.n < 80 ? redaction.n : 80), redaction.p);
    pl_str copy = pl_str_copy(&t->m->arena, pl_buf_str(&words));
    pl_buf_close(&words);
    return copy;
}

static int commitment_of(struct telling *t, uint64_t seq, bool *ret_found, pl_hash *ret, struct pl_error *err) {
    struct pl_entry e;
    pl_str bytes;
    int code = pl_journal_read(t->m->c, (int64_t)seq, &t->m->arena, &e, &bytes, err);
    *ret_found = false;
    for (size_t i = 0; code == PL_E_OK && i < e.n_fields; i++) {
        if (pl_str_eq(e.fields[i].name, PL_STR("sha256"))) {
            *ret = e.fields[i].commitment;
            *ret_found = !pl_bundling_is_above(t->m, e.marking);
        }
    }
    return code;
}

/* One line, without the word that the statement has itself, and no longer than a statement takes. */
static pl_str one_line(pl_str words, struct pl_arena *arena) {
    if (pl_str_starts(words, PL_STR("withheld: "))) {
        words = pl_str_sub(words, 10, words.n);
    }
    pl_str line = pl_str_copy(arena, pl_str_make(words.p, words.n < 8192 ? words.n : 8192));
    char *p = pl_arena_alloc(arena, line.n + 1);
    for (size_t i = 0; p != NULL && i < line.n; i++) {
        p[i] = (unsigned char)line.p[i] < 0x20 || line.p[i] == 0x7F ? ' ' : line.p[i];
    }
    return p != NULL ? pl_str_make(p, line.n) : line;
}

static int sign(struct telling *t, const struct pl_released *r, pl_str file, struct pl_error *err) {
    PL_BUF_AUTO text = {0};
    PL_BUF_AUTO note = {0};
    struct pl_bundling *m = t->m;
    pl_buf_open(&text, PL_RELEASED_TEXT_MAX);
    pl_buf_open(&note, PL_NOTE_MAX);
    int code = pl_released_write(r, &text, err);
    code = code == PL_E_OK ? pl_note_sign(pl_buf_str(&text), r->origin, &t->keys.participant, &note, err) : code;
    if (code != PL_E_OK) {
        return code;
    }
    struct pl_bundle_item *item = &t->items[m->n_items++];
    *item = (struct pl_bundle_item){.seq = r->seq,
                                    .note = pl_str_copy(&m->arena, pl_buf_str(&note)),
                                    .has_file = file.n > 0,
                                    .file = pl_str_copy(&m->arena, file)};
    m->made.files += file.n > 0 ? 1 : 0;
    m->made.files_withheld += file.n > 0 ? 0 : 1;
    return pl_arena_failed(&m->arena) ? pl_fail(err, PL_E_NOMEM, "no memory for a bundle") : PL_E_OK;
}

static int tell(struct telling *t, const struct pl_filing *f, int64_t withdrawn, struct pl_error *err) {
    struct pl_bundling *m = t->m;
    struct pl_released r = {.origin = m->checkpoint.origin, .seq = (uint64_t)f->seq, .as = PL_RELEASED_WITHHELD};
    struct pl_release release = {.stripped = false};
    bool found = false, text = false;
    int code = commitment_of(t, r.seq, &found, &r.commitment, err);
    if (code != PL_E_OK || !found) {
        return code;
    }
    r.words = why_not(t, f, withdrawn);
    if (r.words.p == NULL) {
        code = pl_item_leave(m->c, f, &m->arena, &text, &release, err);
        r.words = text ? PL_STR("") : one_line(release.words, &m->arena);
    }
    if (code == PL_E_OK && (text || release.stripped)) {
        r.as = text ? PL_RELEASED_TEXT : PL_RELEASED_STRIPPED;
        r.sha256 = pl_sha256_of(release.bytes.p, release.bytes.n);
        r.media = text ? PL_STR("") : pl_str_from(release.media);
        m->as_is[f->seq] = text;
    }
    code = code == PL_E_OK ? sign(t, &r, pl_buf_str(&release.bytes), err) : code;
    pl_release_close(&release);
    return code;
}

/* As the archive has it: by the decimal text of seq. */
static int by_name(const void *a, const void *b) {
    const struct pl_bundle_item *x = a, *y = b;
    char names[2][24];
    snprintf(names[0], sizeof names[0], "%llu/", (unsigned long long)x->seq);
    snprintf(names[1], sizeof names[1], "%llu/", (unsigned long long)y->seq);
    return strcmp(names[0], names[1]);
}

static const struct pl_filing *item_at(const struct pl_bundling *m, uint64_t seq, int64_t *ret_withdrawn) {
    struct pl_filing of = {.kind = pl_filing_kind_by_letter('I'), .seq = (int64_t)seq};
    char id[PL_FILING_ID_MAX];
    pl_filing_id(&of, id);
    const struct pl_filing *f =
        m->chosen[seq] && !m->closed[seq] ? pl_support_filing(m->support, pl_str_from(id), ret_withdrawn) : NULL;
    return f != NULL && f->kind->letter == 'I' && pl_filing_get_value(f, "sha256").n > 0 ? f : NULL;
}

static int tell_all(struct telling *t, struct pl_error *err) {
    struct pl_bundling *m = t->m;
    int code = PL_E_OK;
    for (uint64_t seq = 0; code == PL_E_OK && seq < m->size; seq++) {
        int64_t withdrawn = -1;
        const struct pl_filing *f = item_at(m, seq, &withdrawn);
        code = f != NULL ? tell(t, f, withdrawn, err) : PL_E_OK;
    }
    if (m->n_items > 1) {
        qsort(t->items, m->n_items, sizeof *t->items, by_name);
    }
    m->items = t->items;
    return code;
}

/* NOT_FOUND in a copy without keys. */
static int open_keys(struct telling *t, struct pl_error *err) {
    PL_BUF_AUTO origin = {0};
    pl_buf_open(&origin, PL_CHECKPOINT_ORIGIN_MAX + 1);
    int code = pl_case_keys_read(t->m->c, &t->keys, err);
    if (code == PL_E_OK) {
        pl_checkpoint_origin(&t->keys.participant.public, &origin);
        code = pl_str_eq(pl_buf_str(&origin), t->m->checkpoint.origin)
                   ? PL_E_OK
                   : pl_fail(err, PL_E_STORE, "the participant's key in keys/ is not that of the journal");
    }
    return code;
}

int pl_bundling_items(struct pl_bundling *m, struct pl_error *err) {
    struct telling t = {.m = m};
    struct pl_error why = {0};
    uint64_t n = 0;
    int64_t withdrawn = -1;
    for (uint64_t seq = 0; seq < m->size; seq++) {
        n += item_at(m, seq, &withdrawn) != NULL;
    }
    if (n == 0 || m->plan->files == PL_BUNDLE_FILES_NONE) {
        return PL_E_OK;
    }
    struct staying s = {.m = m, .stays = pl_arena_calloc(&m->arena, (size_t)m->size, sizeof *s.stays)};
    t.items = pl_arena_calloc(&m->arena, (size_t)n, sizeof *t.items);
    if (s.stays == NULL || t.items == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a bundle");
    }
    int code = open_keys(&t, &why);
    if (code == PL_E_NOT_FOUND) {
        m->made.files_unsaid = n; /* nothing can be signed here */
        return PL_E_OK;
    }
    if (code != PL_E_OK) {
        pl_case_keys_wipe(&t.keys);
        return pl_fail(err, (enum pl_code)code, "%s", why.msg);
    }
    note_all(&s);
    t.stays = s.stays;
    code = tell_all(&t, err);
    pl_case_keys_wipe(&t.keys);
    return code;
}
