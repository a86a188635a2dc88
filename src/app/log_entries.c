#include "app/log_entries.h"

#include <string.h>

#include "app/log_head.h"
#include "app/tile_files.h"
#include "ledger/proof.h"
#include "store/clearance.h"
#include "store/journal.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)1 << 26)

/* ---- log ---- */

struct listing {
    struct pl_case *c;
    struct pl_arena arena;
    pl_log_row_sink sink;
    void *ctx;
};

static int on_entry(void *ctx, int64_t seq, pl_str bytes, struct pl_error *err) {
    struct listing *l = ctx;
    struct pl_entry entry;
    struct pl_arena_mark mark = pl_arena_mark(&l->arena);
    int rc = pl_entry_read(bytes, &l->arena, &entry, err);
    if (rc == PL_E_OK) {
        struct pl_log_row row = {.seq = (uint64_t)seq,
                                 .leaf = pl_entry_leaf(bytes),
                                 .entry = &entry,
                                 .by_participant = pl_public_key_eq(&entry.signer, &entry.participant),
                                 .kept = pl_case_keeps_back(l->c, entry.marking)};
        rc = l->sink(l->ctx, &row, err);
    } else {
        rc = pl_fail(err, PL_E_STORE, "journal entry %lld is damaged; run `plimsoll check`", (long long)seq);
    }
    pl_arena_rewind(&l->arena, mark);
    return rc;
}

int pl_log_list(const char *case_dir, uint64_t from, pl_time known_at, pl_log_row_sink sink, void *ctx,
                uint64_t *ret_size, struct pl_error *err) {
    struct listing l = {.sink = sink, .ctx = ctx};
    struct pl_case *c = NULL;
    uint64_t size = 0;
    pl_arena_open(&l.arena, ARENA_MAX);
    int rc = pl_case_open(case_dir, PL_CASE_READ, NULL, &c, err);
    if (rc == PL_E_OK) {
        rc = pl_case_begin_read(c, err);
    }
    if (rc == PL_E_OK) {
        rc = known_at == PL_TIME_NONE ? pl_journal_count(c, &size, err) : pl_journal_known_at(c, known_at, &size, err);
    }
    l.c = c;
    if (rc == PL_E_OK && from < size) {
        rc = pl_journal_each(c, from, size, on_entry, &l, err);
    }
    if (rc == PL_E_OK) {
        *ret_size = size;
    }
    pl_case_close(c);
    pl_arena_close(&l.arena);
    return rc;
}

/* ---- the newest checkpoint ---- */

/* Opens the case as it stands and finds its newest checkpoint. */
static int open_newest(const char *case_dir, struct pl_arena *arena, struct pl_case **ret_case,
                       struct pl_log_newest *ret, struct pl_error *err) {
    struct pl_case *c = NULL;
    int rc = pl_case_open(case_dir, PL_CASE_READ, NULL, &c, err);
    if (rc == PL_E_OK) {
        rc = pl_case_begin_read(c, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_log_head_newest(c, arena, ret, err);
    }
    if (rc == PL_E_OK && !ret->has_checkpoint) {
        rc = pl_fail(err, PL_E_NOT_FOUND, "the log has no checkpoint yet; run `plimsoll log checkpoint`");
    }
    if (rc == PL_E_OK && ret->checkpoint.size > ret->journal) {
        rc =
            pl_fail(err, PL_E_STORE, "the journal lost entries that its newest checkpoint holds; run `plimsoll check`");
    }
    if (rc != PL_E_OK) {
        pl_case_close(c);
        return rc;
    }
    *ret_case = c;
    return PL_E_OK;
}

static int not_the_checkpoints(struct pl_error *err) {
    return pl_fail(err, PL_E_STORE,
                   "the entries of the journal are not those of its newest checkpoint; run `plimsoll check`");
}

/* ---- log prove ---- */

static int prove(struct pl_case *c, const struct pl_log_newest *newest, uint64_t seq, struct pl_arena *arena,
                 struct pl_log_proved *ret, struct pl_error *err) {
    struct pl_merkle_reader reader = pl_journal_merkle(c);
    struct pl_proof proof = {.index = seq, .note_bytes = newest->note, .checkpoint = newest->checkpoint};
    struct pl_entry entry;
    PL_BUF_AUTO text;
    pl_buf_open(&text, PL_PROOF_MAX);
    int rc = pl_journal_read(c, (int64_t)seq, arena, &entry, &ret->entry, err);
    if (rc == PL_E_OK) {
        rc = pl_merkle_path_from(&reader, newest->checkpoint.size, seq, proof.path, &proof.n_path, err);
    }
    if (rc != PL_E_OK) {
        return rc;
    }
    ret->leaf = pl_entry_leaf(ret->entry);
    ret->size = newest->checkpoint.size;
    if (!pl_proof_check(&proof, ret->leaf)) {
        return not_the_checkpoints(err);
    }
    if (pl_case_keeps_back(c, entry.marking)) {
        ret->entry = (pl_str){0};
    }
    pl_proof_write(&proof, &text);
    ret->proof = pl_buf_failed(&text) ? (pl_str){0} : pl_str_copy(arena, pl_buf_str(&text));
    return ret->proof.p != NULL ? PL_E_OK : pl_fail(err, PL_E_NOMEM, "no memory for a proof");
}

int pl_log_prove(const char *case_dir, uint64_t seq, struct pl_arena *arena, struct pl_log_proved *ret,
                 struct pl_error *err) {
    struct pl_log_newest newest;
    struct pl_log_proved proved;
    struct pl_case *c = NULL;
    int rc = open_newest(case_dir, arena, &c, &newest, err);
    if (rc == PL_E_OK && seq >= newest.checkpoint.size) {
        rc = pl_fail(err, PL_E_NOT_FOUND, "the newest checkpoint holds %llu entries and not entry %llu%s",
                     (unsigned long long)newest.checkpoint.size, (unsigned long long)seq,
                     seq < newest.journal ? "; run `plimsoll log checkpoint`" : ", nor does the journal");
    }
    if (rc == PL_E_OK) {
        rc = prove(c, &newest, seq, arena, &proved, err);
    }
    if (rc == PL_E_OK) {
        *ret = proved;
    }
    pl_case_close(c);
    return rc;
}

/* ---- log tiles ---- */

static int add_entry(void *ctx, int64_t seq, pl_str bytes, struct pl_error *err) {
    (void)seq;
    return pl_tile_files_add(ctx, bytes, err);
}

static int serve(struct pl_case *c, const struct pl_log_newest *newest, struct pl_tile_files *files,
                 struct pl_log_served *ret, struct pl_error *err) {
    int rc = pl_journal_each(c, 0, newest->checkpoint.size, add_entry, files, err);
    if (rc == PL_E_OK) {
        rc = pl_tile_files_end(files, &ret->size, &ret->root, &ret->files, err);
    }
    if (rc == PL_E_OK && pl_hash_cmp(ret->root, newest->checkpoint.root) != 0) {
        rc = not_the_checkpoints(err);
    }
    if (rc == PL_E_OK) {
        rc = pl_tile_files_checkpoint(files, newest->note, err);
        ret->files++;
    }
    return rc;
}

int pl_log_serve(const char *case_dir, const char *out_dir, struct pl_log_served *ret, struct pl_error *err) {
    struct pl_log_newest newest;
    struct pl_log_served served;
    struct pl_tile_files *files = NULL;
    struct pl_case *c = NULL;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, ARENA_MAX);
    int rc = open_newest(case_dir, &arena, &c, &newest, err);
    rc = rc == PL_E_OK ? pl_case_is_whole(c, err) : rc; /* entries say who signed them */
    if (rc == PL_E_OK) {
        rc = pl_tile_files_open(out_dir, &files, err);
    }
    if (rc == PL_E_OK) {
        rc = serve(c, &newest, files, &served, err);
    }
    if (rc == PL_E_OK) {
        *ret = served;
    }
    pl_tile_files_close(files);
    pl_case_close(c);
    return rc;
}
