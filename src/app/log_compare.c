#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/log_entries.h"
#include "app/log_head.h"
#include "app/tile_files.h"
#include "base/file.h"
#include "ledger/policy.h"
#include "store/journal.h"

#include "base/ban.h"

/* Two checkpoints side by side, the older first. */
struct pair {
    const struct pl_log_comparison *how;
    struct pl_arena *arena;
    pl_str bytes[2];
    struct pl_note notes[2];
    struct pl_checkpoint is[2];
    bool holds[2];
    struct pl_log_compared *ret;
};

static const char *const WHICH[] = {"OLD", "NEW"};

static int read_pair(struct pair *p, struct pl_error *err) {
    for (int i = 0; i < 2; i++) {
        struct pl_error why = {0};
        int rc = pl_note_read(p->bytes[i], &p->notes[i], &why);
        if (rc == PL_E_OK) {
            rc = pl_checkpoint_read(p->notes[i].text, &p->is[i], &why);
        }
        if (rc != PL_E_OK) {
            return pl_fail_at(err, (enum pl_code)rc, why.line, why.offset, "%s: %s", WHICH[i], why.msg);
        }
        p->ret->sizes[i] = p->is[i].size;
        p->ret->roots[i] = p->is[i].root;
    }
    if (!pl_str_eq(p->is[0].origin, p->is[1].origin)) {
        return pl_fail(err, PL_E_USAGE, "OLD and NEW are of two logs: %.*s and %.*s", (int)p->is[0].origin.n,
                       p->is[0].origin.p, (int)p->is[1].origin.n, p->is[1].origin.p);
    }
    if (p->is[0].size > p->is[1].size) {
        return pl_fail(err, PL_E_USAGE, "OLD holds more entries than NEW; give them the other way round");
    }
    p->ret->origin = pl_str_copy(p->arena, p->is[0].origin);
    return PL_E_OK;
}

/* Each must be its log's own word: a checkpoint that anyone could have made is evidence of nothing. */
static int check_signatures(const struct pair *p, struct pl_error *err) {
    struct pl_policy policy;
    PL_BUF_AUTO text;
    pl_buf_open(&text, PL_POLICY_MAX);
    int rc = PL_E_OK;
    if (p->how->policy != NULL) {
        rc = pl_file_read(p->how->policy, PL_POLICY_MAX, &text, err);
        if (rc == PL_E_OK) {
            rc = pl_policy_read(pl_buf_str(&text), p->arena, &policy, err);
        }
    } else if (pl_policy_of_origin(p->is[0].origin, p->arena, &policy, err) != PL_E_OK) {
        rc = pl_fail(err, PL_E_CHECK, "nothing says which key is that of %.*s: give a policy with --policy",
                     (int)p->is[0].origin.n, p->is[0].origin.p);
    }
    for (int i = 0; rc == PL_E_OK && i < 2; i++) {
        struct pl_policy_verdict v = pl_policy_judge(&policy, &p->notes[i], &p->is[i]);
        if (v.answer != PL_POLICY_HOLDS && v.answer != PL_POLICY_SHORT) { /* the log's word needs no witness */
            rc = pl_fail(err, PL_E_CHECK, "%s: %s", WHICH[i], pl_policy_answer_text(v.answer));
        }
    }
    return rc;
}

/* ---- what the log itself holds ---- */

static int compare_from(struct pair *p, const struct pl_merkle_reader *reader, struct pl_error *err) {
    pl_hash root;
    int rc = PL_E_OK;
    for (int i = 0; rc == PL_E_OK && i < 2; i++) {
        rc = pl_merkle_root_from(reader, p->is[i].size, &root, err);
        p->holds[i] = rc == PL_E_OK && pl_hash_cmp(root, p->is[i].root) == 0;
    }
    if (rc == PL_E_OK && p->holds[0] && p->holds[1] && p->is[0].size > 0) {
        rc = pl_merkle_consistency_from(reader, p->is[0].size, p->is[1].size, p->ret->proof, &p->ret->n_proof, err);
    }
    return rc;
}

static int compare_by_tiles(struct pair *p, struct pl_error *err) {
    char *folder = strdup(p->how->tiles);
    struct pl_tile_reader *tiles = calloc(1, sizeof *tiles);
    int rc = folder != NULL && tiles != NULL ? PL_E_OK : pl_fail(err, PL_E_NOMEM, "no memory to read tiles");
    if (rc == PL_E_OK) {
        tiles->read = pl_tile_files_read;
        tiles->ctx = folder;
        tiles->size = p->is[1].size;
        struct pl_merkle_reader reader = pl_tile_merkle(tiles);
        rc = compare_from(p, &reader, err);
    }
    if (rc == PL_E_OK && !p->holds[1]) { /* they prove nothing about a log that they are not of */
        rc = pl_fail(err, PL_E_CHECK, "the tiles of %s are not those of NEW", p->how->tiles);
    }
    free(tiles);
    free(folder);
    return rc;
}

static int compare_by_journal(struct pair *p, struct pl_case *c, struct pl_error *err) {
    struct pl_log_newest newest;
    struct pl_merkle_reader reader = pl_journal_merkle(c);
    int rc = pl_case_begin_read(c, err);
    if (rc == PL_E_OK) {
        rc = pl_log_head_newest(c, p->arena, &newest, err);
    }
    if (rc != PL_E_OK) {
        return rc;
    }
    if (!pl_str_eq(newest.origin, p->is[0].origin)) {
        return pl_fail(err, PL_E_CHECK, "they are of another log than this case's: give its tiles with --tiles");
    }
    if (newest.journal < p->is[1].size) {
        return pl_fail(err, PL_E_CHECK, "NEW holds %llu entries and this journal only %llu: a newer copy can tell",
                       (unsigned long long)p->is[1].size, (unsigned long long)newest.journal);
    }
    rc = compare_from(p, &reader, err);
    return rc;
}

/* ---- a fork ---- */

/* Sixteen hex digits that name a note. */
static void name_of(pl_str note, char out[65]) {
    pl_hash_hex(pl_sha256_of(note.p, note.n), out);
    out[16] = '\0';
}

static int export_notes(struct pair *p, struct pl_error *err) {
    int rc = pl_file_make_dir(p->how->export, 0777, err);
    for (int i = 0; rc == PL_E_OK && i < 2; i++) {
        char hex[65], file[128];
        name_of(p->bytes[i], hex);
        snprintf(file, sizeof file, "fork-%llu-%s.checkpoint", (unsigned long long)p->is[i].size, hex);
        const char *path = pl_file_join(p->arena, p->how->export, file);
        rc = path != NULL ? pl_file_write(path, p->bytes[i], 0644, err)
                          : pl_fail(err, PL_E_NOMEM, "no memory for a file name");
        p->ret->exported[i] = pl_str_from(path);
    }
    return rc;
}

static int keep_notes(const struct pair *p, const char *case_dir, struct pl_error *err) {
    struct pl_case *c = NULL;
    int rc = pl_case_open(case_dir, PL_CASE_WRITE, "plimsoll log consistency", &c, err);
    if (rc == PL_E_OK) {
        rc = pl_case_begin(c, err);
    }
    for (int i = 0; rc == PL_E_OK && i < 2; i++) {
        char hex[65], key[96];
        name_of(p->bytes[i], hex);
        snprintf(key, sizeof key, "fork:%s", hex);
        rc = pl_case_set_state(c, key, p->bytes[i], err);
    }
    if (rc == PL_E_OK) {
        rc = pl_case_commit(c, err);
    }
    pl_case_close(c);
    return rc;
}

static pl_str why_of(const struct pair *p) {
    if (p->is[0].size == p->is[1].size) {
        return PL_STR("the log has forked: it signed two roots for one size");
    }
    return p->holds[0]   ? PL_STR("the log has forked: it holds OLD, and signed a NEW that it does not hold")
           : p->holds[1] ? PL_STR("the log has forked: it holds NEW, which does not begin with OLD")
                         : PL_STR("the log has forked: it signed OLD and NEW and holds neither");
}

/* ---- together ---- */

static int compare(struct pair *p, const char *case_dir, struct pl_error *err) {
    bool same_size = p->is[0].size == p->is[1].size;
    bool same = same_size && pl_hash_cmp(p->is[0].root, p->is[1].root) == 0;
    int rc = PL_E_OK;
    if (same || (p->is[0].size == 0 && pl_hash_cmp(p->is[0].root, pl_merkle_root_of(NULL, 0)) == 0)) {
        p->ret->why = same ? PL_STR("the same tree") : PL_STR("OLD is the empty log, with which every log begins");
        return PL_E_OK;
    }
    if (!same_size && p->how->tiles != NULL) {
        rc = compare_by_tiles(p, err);
    } else if (!same_size) {
        struct pl_case *c = NULL;
        rc = pl_case_open(case_dir, PL_CASE_READ, NULL, &c, err);
        rc = rc == PL_E_OK ? compare_by_journal(p, c, err) : rc;
        pl_case_close(c);
    }
    if (rc != PL_E_OK) {
        return rc;
    }
    p->ret->fork = same_size || !p->holds[0] || !p->holds[1];
    if (!p->ret->fork) {
        p->ret->why = PL_STR("the log of OLD begins that of NEW");
        return PL_E_OK;
    }
    p->ret->why = why_of(p);
    rc = export_notes(p, err);
    struct pl_error why = {0};
    if (rc == PL_E_OK && keep_notes(p, case_dir, &why) != PL_E_OK) {
        p->ret->not_kept = pl_str_copy(p->arena, pl_str_from(why.msg)); /* they are safe as files */
    }
    return rc;
}

int pl_log_compare(const char *case_dir, pl_str old_note, pl_str new_note, const struct pl_log_comparison *how,
                   struct pl_arena *arena, struct pl_log_compared *ret, struct pl_error *err) {
    struct pl_log_compared compared = {.fork = false};
    struct pair *p = pl_arena_calloc(arena, 1, sizeof *p);
    if (p == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to compare checkpoints");
    }
    *p = (struct pair){.how = how, .arena = arena, .bytes = {old_note, new_note}, .ret = &compared};
    int rc = read_pair(p, err);
    if (rc == PL_E_OK) {
        rc = check_signatures(p, err);
    }
    if (rc == PL_E_OK) {
        rc = compare(p, case_dir, err);
    }
    if (rc == PL_E_OK) {
        *ret = compared;
    }
    return rc;
}
