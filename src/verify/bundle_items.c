/* The files of items in a bundle: each with what the log's key signed about it (docs/format/bundle.md, items). */
#include <inttypes.h>

#include "ledger/note.h"
#include "ledger/released.h"
#include "verify/bundle_in.h"

#include "base/ban.h"

static const pl_hash *commitment_of(const struct pl_verify_bundle *v, uint64_t seq) {
    const struct pl_bundle_entry *at = pl_bundle_entry_of(v->b, seq);
    const struct pl_entry *e = at != NULL ? &v->parsed[at - v->b->entries] : NULL;
    for (size_t i = 0; e != NULL && pl_verify_kind_is(e, "item") && i < e->n_fields; i++) {
        if (pl_str_eq(e->fields[i].name, PL_STR("sha256"))) {
            return &e->fields[i].commitment;
        }
    }
    return NULL;
}

/* {NULL,0}, or what is wrong with the statement. */
static pl_str note_fault(const struct pl_verify_bundle *v, const struct pl_bundle_item *item, struct pl_released *r) {
    struct pl_note note;
    const pl_hash *commitment = commitment_of(v, item->seq);
    if (pl_note_read(item->note, &note, NULL) != PL_E_OK || pl_released_read(note.text, r, NULL) != PL_E_OK ||
        note.n != 1) {
        return PL_STR("what is said of its file is malformed");
    }
    if (pl_note_verify(&note, v->checkpoint.origin, &v->parsed[0].participant) != PL_NOTE_GOOD) {
        return PL_STR("the log's key did not sign what is said of its file");
    }
    if (!pl_str_eq(r->origin, v->checkpoint.origin) || r->seq != item->seq || commitment == NULL ||
        pl_hash_cmp(*commitment, r->commitment) != 0) {
        return PL_STR("what is said is of another item's file");
    }
    return (pl_str){0};
}

static pl_str file_fault(const struct pl_verify_bundle *v, const struct pl_bundle_item *item,
                         const struct pl_released *r) {
    pl_hash is = pl_sha256_of(item->file.p, item->file.n);
    pl_str original = pl_verify_value(v, item->seq, "sha256");
    if (item->has_file != (r->as != PL_RELEASED_WITHHELD)) {
        return item->has_file ? PL_STR("its file is here, and is said to be withheld")
                              : PL_STR("its file is not here, and is said to be");
    }
    if (item->has_file && pl_hash_cmp(is, r->sha256) != 0) {
        return PL_STR("its file is not the one that was signed for");
    }
    if (r->as == PL_RELEASED_TEXT && !pl_str_eq(original, pl_str_make((const char *)is.b, sizeof is.b))) {
        return PL_STR("its file is said to be as it was kept, and its entry does not show that hash");
    }
    return (pl_str){0};
}

static pl_str say(const struct pl_verify_bundle *v, const struct pl_released *r) {
    char hex[65], commitment[65];
    pl_hash_hex(r->sha256, hex);
    pl_hash_hex(r->commitment, commitment);
    if (r->as == PL_RELEASED_TEXT) {
        return pl_verify_words(v->arena, "its file is here as its entry was signed for it, sha256:%s", hex);
    }
    if (r->as == PL_RELEASED_WITHHELD) {
        return pl_verify_words(v->arena, "withheld: %.*s; of its file only the commitment %s is here", (int)r->words.n,
                               r->words.p, commitment);
    }
    return pl_verify_words(v->arena,
                           "a stripped form of its file is here, sha256:%s (%.*s); left behind: %.*s. The original is "
                           "the commitment %s; that nothing else was changed rests on the log's key",
                           hex, (int)r->media.n, r->media.p, (int)r->words.n, r->words.p, commitment);
}

int pl_verify_items(struct pl_verify_bundle *v, struct pl_error *err) {
    int rc = PL_E_OK;
    for (size_t i = 0; rc == PL_E_OK && i < v->b->n_items; i++) {
        const struct pl_bundle_item *item = &v->b->items[i];
        struct pl_released r = {.seq = 0};
        pl_str fault = note_fault(v, item, &r);
        fault = fault.p == NULL ? file_fault(v, item, &r) : fault;
        rc = pl_verify_part_add(v, pl_verify_words(v->arena, "file of item I%" PRIu64, item->seq),
                                fault.p == NULL ? PL_VERIFY_HOLDS : PL_VERIFY_FAILS,
                                fault.p == NULL ? say(v, &r) : fault, err);
    }
    return rc;
}
