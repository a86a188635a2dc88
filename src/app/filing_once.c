#include "app/filing_once.h"

#include <stdio.h>
#include <string.h>

#include "app/act.h"
#include "app/filing.h"
#include "app/intake.h"
#include "store/filing.h"

#include "base/ban.h"

static bool has_value(const struct pl_filing *f, const struct pl_filing_value *wanted) {
    for (size_t i = 0; i < f->n; i++) {
        if (pl_str_eq(f->values[i].name, wanted->name)) {
            return pl_str_eq(f->values[i].value, wanted->value);
        }
    }
    return false;
}

bool pl_filing_same(const struct pl_filing *a, const struct pl_filing *b) {
    bool same = a->kind == b->kind && a->n == b->n;
    for (size_t i = 0; same && i < a->n; i++) {
        same = has_value(b, &a->values[i]);
    }
    return same;
}

int pl_filing_wanted(struct pl_acting *acting, const struct pl_filing *filing, struct pl_filing *ret,
                     struct pl_error *err) {
    struct pl_filing bare = *filing;
    struct pl_filing_value label = {.value = {NULL, 0}};
    bare.values = pl_arena_calloc(&acting->arena, filing->n + 1, sizeof *bare.values);
    if (bare.values == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a filing");
    }
    bare.n = 0;
    for (size_t i = 0; i < filing->n; i++) {
        if (pl_str_eq(filing->values[i].name, PL_STR("label")) && filing->values[i].value.n > 0) {
            label = filing->values[i];
        } else {
            bare.values[bare.n++] = filing->values[i];
        }
    }
    struct pl_filing kept;
    int code = pl_filing_as_kept(acting, &bare, &kept, err);
    struct pl_filing_value *values = code == 0 ? pl_arena_calloc(&acting->arena, kept.n + 1, sizeof *values) : NULL;
    if (values == NULL) {
        return code != 0 ? code : pl_fail(err, PL_E_NOMEM, "no memory for a filing");
    }
    memcpy(values, kept.values, kept.n * sizeof *values);
    kept.values = values;
    if (label.value.n > 0) {
        kept.values[kept.n++] = label;
    }
    *ret = kept;
    return 0;
}

/* Does this entry say the same, and stand? */
static int look(struct pl_acting *acting, const struct pl_filing *wanted, pl_str marking, int64_t seq,
                struct pl_filing *ret, bool *ret_same, struct pl_error *err) {
    struct pl_entry entry;
    struct pl_filing f;
    pl_str bytes;
    char id[PL_FILING_ID_MAX];
    int64_t by = -1;
    *ret_same = false;
    int code = pl_journal_read(acting->c, seq, &acting->arena, &entry, &bytes, err);
    if (code != 0 || !pl_str_eq(entry.kind, pl_str_from(wanted->kind->kind)) || !pl_str_eq(entry.marking, marking) ||
        memcmp(&entry.signer, &acting->keys.person.public, sizeof entry.signer) != 0) { /* no secret */
        return code;
    }
    struct pl_filing at = {.kind = wanted->kind, .seq = seq};
    struct pl_error none = {0};
    pl_filing_id(&at, id);
    code = pl_filing_get(acting->c, pl_str_from(id), INT64_MAX, &acting->arena, &f, &by, &none);
    if (code != 0) { /* a table, or erased */
        return code == PL_E_NOT_FOUND ? 0 : pl_fail(err, (enum pl_code)code, "%s", none.msg);
    }
    if (by < 0 && pl_filing_same(&f, wanted)) {
        *ret = f;
        *ret_same = true;
    }
    return 0;
}

int pl_filing_once(const char *dir, pl_time now, const struct pl_filing *filing, pl_str marking, struct pl_buf *json,
                   struct pl_filed_once *ret, struct pl_error *err) {
    PL_ACTING_AUTO acting = {0};
    struct pl_filing f = *filing, wanted;
    enum pl_case_exercise exercise = PL_CASE_UNDECIDED;
    uint64_t journal = 0;
    bool known = false;
    pl_str marked = marking.n > 0 ? marking : PL_STR(PL_MARKING_UNSET);
    int code = pl_filing_may_be_new(filing, marking, NULL, err);
    code = code == 0 ? pl_acting_open(dir, f.kind->kind, now, &acting, err) : code;
    code = code == 0 ? pl_case_exercise(acting.c, &exercise, err) : code;
    code = code == 0 ? pl_filing_wanted(&acting, filing, &wanted, err) : code;
    code = code == 0 ? pl_journal_count(acting.c, &journal, err) : code;
    int64_t size = (int64_t)journal, last = size > PL_FILING_ONCE_BACK ? size - PL_FILING_ONCE_BACK : 0;
    for (int64_t seq = size - 1; code == 0 && !known && seq >= last; seq--) {
        code = look(&acting, &wanted, marked, seq, &f, &known, err);
    }
    if (code == 0 && !known) {
        code = pl_filing_put(&acting, &f, marking, err);
        journal = (uint64_t)f.seq + 1;
    }
    if (code == 0) {
        pl_filing_id(&f, ret->id);
        ret->known = known;
        pl_filing_filed_json(&f, known ? 0 : 1, journal, exercise == PL_CASE_EXERCISE, json);
    }
    return code;
}
