#include "app/disclose_scope.h"

#include <string.h>

#include "app/import.h"
#include "app/pin.h"
#include "store/exhibit.h"
#include "store/seen.h"
#include "text/json.h"

#include "base/ban.h"

/* "4", "E4", "Q4". */
static bool entry_of(pl_str name, uint64_t *ret) {
    bool letter = name.n > 1 && (name.p[0] == 'E' || name.p[0] == 'Q');
    return pl_str_u64(letter ? pl_str_sub(name, 1, name.n) : name, ret);
}

size_t pl_disclose_rank(pl_str marking) {
    size_t i = 0;
    while (pl_import_markings[i] != NULL && !pl_str_eq(marking, pl_str_from(pl_import_markings[i]))) {
        i++;
    }
    return pl_import_markings[i] != NULL ? i : 0;
}

bool pl_disclose_is_marking(pl_str marking) {
    return pl_disclose_rank(marking) > 0 || pl_str_eq(marking, pl_str_from(pl_import_markings[0]));
}

int pl_disclose_scope_check(const struct pl_disclose_scope *scope, const struct pl_support *support, uint64_t size,
                            struct pl_error *err) {
    if (scope->up_to.n > 0 && !pl_disclose_is_marking(scope->up_to)) {
        return pl_fail(err, PL_E_USAGE, "there is no marking \"%.*s\"",
                       (int)(scope->up_to.n < 40 ? scope->up_to.n : 40), scope->up_to.p);
    }
    for (size_t i = 0; i < scope->n_withhold; i++) {
        pl_str id = scope->withhold[i];
        uint64_t seq = 0;
        if (!(entry_of(id, &seq) && seq < size) && pl_support_filing(support, id, NULL) == NULL) {
            return pl_fail(err, PL_E_NOT_FOUND, "the case has nothing called \"%.*s\" to withhold",
                           (int)(id.n < 80 ? id.n : 80), id.p);
        }
    }
    return PL_E_OK;
}

bool pl_disclose_withholds(const struct pl_disclose_scope *scope, const struct pl_support *support, pl_str id) {
    for (size_t i = 0; i < scope->n_withhold; i++) {
        const struct pl_filing *f = pl_support_filing(support, scope->withhold[i], NULL);
        char is[PL_FILING_ID_MAX] = "";
        if (f != NULL) {
            pl_filing_id(f, is);
        }
        if (pl_str_eq(scope->withhold[i], id) || pl_str_eq(pl_str_from(is), id)) {
            return true;
        }
    }
    return false;
}

bool pl_disclose_withholds_entry(const struct pl_disclose_scope *scope, uint64_t seq) {
    for (size_t i = 0; i < scope->n_withhold; i++) {
        uint64_t named = 0;
        if (entry_of(scope->withhold[i], &named) && named == seq) {
            return true;
        }
    }
    return false;
}

bool pl_disclose_is_above(const struct pl_disclose_scope *scope, pl_str marking) {
    return scope->up_to.n > 0 && pl_disclose_rank(marking) < pl_disclose_rank(scope->up_to);
}

/* ---- recordings ---- */

struct keeping {
    struct pl_case *c;
    const struct pl_disclose_scope *scope;
    struct pl_arena *arena;
    uint64_t size;
    bool *seq;
    pl_str *commitments;
    size_t n, cap;
};

static int on_exhibit(void *ctx, const struct pl_exhibit *x, struct pl_error *err) {
    struct keeping *k = ctx;
    pl_hash commitment;
    char text[11 + 65] = "commitment:";
    bool kept = pl_disclose_withholds_entry(k->scope, (uint64_t)x->seq) || pl_disclose_is_above(k->scope, x->marking);
    if (!pl_str_eq(x->kind, PL_STR("ais")) || (uint64_t)x->seq >= k->size || !kept) {
        return PL_E_OK;
    }
    k->seq[x->seq] = true;
    int code = pl_pin_commitment(k->c, x->seq, k->arena, &commitment, err);
    if (code != PL_E_OK) { /* STORE: erased, no event rests on it any more; else it must not be taken for that */
        return code == PL_E_STORE ? PL_E_OK : code;
    }
    if (k->n == k->cap) {
        size_t cap = k->cap > 0 ? 2 * k->cap : 64;
        pl_str *more = pl_arena_calloc(k->arena, cap, sizeof *more);
        if (more == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory to keep recordings back");
        }
        if (k->n > 0) {
            memcpy(more, k->commitments, k->n * sizeof *more);
        }
        k->commitments = more;
        k->cap = cap;
    }
    pl_hash_hex(commitment, text + 11);
    k->commitments[k->n++] = pl_str_copy(k->arena, pl_str_from(text));
    return PL_E_OK;
}

int pl_disclose_kept_read(struct pl_case *c, const struct pl_disclose_scope *scope, uint64_t size,
                          struct pl_arena *arena, struct pl_disclose_kept *ret, struct pl_error *err) {
    struct keeping k = {.c = c, .scope = scope, .arena = arena, .size = size};
    int code = PL_E_OK;
    if (scope->n_withhold > 0 || scope->up_to.n > 0) {
        k.seq = pl_arena_calloc(arena, (size_t)size + 1, sizeof *k.seq);
        code = k.seq != NULL ? pl_exhibit_each(c, on_exhibit, &k, err)
                             : pl_fail(err, PL_E_NOMEM, "no memory to keep recordings back");
    }
    if (code == PL_E_OK) {
        *ret = (struct pl_disclose_kept){c, k.seq, size, k.commitments, k.n};
    }
    return code;
}

/* ---- events ---- */

struct hearing {
    const struct pl_disclose_kept *kept;
    bool open; /* in a recording that is not kept back */
};

static int on_import(void *ctx, int64_t seq, struct pl_error *err) {
    struct hearing *h = ctx;
    (void)err;
    h->open = h->open || seq < 0 || (uint64_t)seq >= h->kept->size || !h->kept->seq[seq];
    return PL_E_OK;
}

static bool is_kept_evidence(const struct pl_disclose_kept *kept, const struct pl_jval *one) {
    const struct pl_jval *exhibit = pl_jval_get(one, "exhibit");
    for (size_t k = 0; k < kept->n; k++) {
        if (exhibit == NULL || exhibit->kind != PL_JVAL_STR || pl_str_eq(exhibit->str, kept->commitments[k])) {
            return true;
        }
    }
    return false;
}

int pl_disclose_is_kept_event(const struct pl_disclose_kept *kept, pl_str pinned, struct pl_arena *arena, bool *ret,
                              struct pl_error *err) {
    const struct pl_jval *event = NULL;
    *ret = false;
    if (kept->n == 0 || pinned.n == 0) {
        return PL_E_OK;
    }
    *ret = true;
    if (pl_json_read(pinned, arena, &event, NULL) != PL_E_OK) {
        return PL_E_OK;
    }
    const struct pl_jval *evidence = pl_jval_get(event, "evidence"), *vessels = pl_jval_get(event, "vessels");
    if (evidence == NULL || evidence->kind != PL_JVAL_ARRAY || vessels == NULL || vessels->kind != PL_JVAL_ARRAY) {
        return PL_E_OK;
    }
    bool all = true, hidden = false;
    for (size_t i = 0; i < evidence->n; i++) {
        all = all && is_kept_evidence(kept, &evidence->items[i]);
    }
    int code = PL_E_OK;
    for (size_t i = 0; code == PL_E_OK && !all && i < vessels->n; i++) {
        const struct pl_jval *mmsi = pl_jval_get(&vessels->items[i], "mmsi");
        struct hearing h = {.kept = kept};
        bool number = mmsi != NULL && mmsi->kind == PL_JVAL_INT && mmsi->integer > 0 && mmsi->integer < 1000000000;
        code = number ? pl_seen_imports(kept->c, (uint32_t)mmsi->integer, on_import, &h, err) : PL_E_OK;
        hidden = hidden || !h.open;
    }
    *ret = all || hidden;
    return code;
}
