#include "app/rebuild.h"

#include "app/intake.h"
#include "store/act.h"
#include "store/journal.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)1 << 31)

static int check_parts(struct pl_case *c, int64_t seq, const struct pl_intake *intake, struct pl_error *err) {
    for (size_t i = 0; i < PL_INTAKE_PARTS; i++) {
        const struct pl_intake_part *part = &intake->parts[i];
        const char *why = NULL;
        int rc = part->given ? pl_object_check(c, &part->object.sha256, part->object.bytes, &why, err) : PL_E_OK;
        if (rc != PL_E_OK) {
            return rc;
        }
        if (why != NULL) {
            return pl_fail(err, PL_E_STORE, "journal entry %lld: %s: %.80s", (long long)seq, why,
                           part->name.p != NULL ? part->name.p : "");
        }
    }
    return PL_E_OK;
}

static int check_members(int64_t seq, const struct pl_intake_found *found, const struct pl_journal_field *fields,
                         size_t n, struct pl_arena *arena, struct pl_error *err) {
    const struct pl_journal_field *was = pl_journal_field_of(fields, n, "members");
    pl_str is = {0};
    int rc = pl_intake_members(found, arena, &is, err);
    if (rc == PL_E_OK && (was == NULL ? is.n > 0 : !pl_str_eq(was->value, is))) {
        rc = pl_fail(err, PL_E_STORE, "journal entry %lld: the exhibit has other members or roots than were signed",
                     (long long)seq);
    }
    return rc;
}

/* An exhibit that was erased: nothing can be derived from it, and its entry says no more what it was. */
static bool was_erased(const struct pl_journal_field *fields, size_t n) {
    const struct pl_journal_field *exhibit = pl_journal_field_named(fields, n, "sha256");
    return exhibit != NULL && exhibit->erased && !exhibit->torn;
}

static int derive(struct pl_case *c, int64_t seq, const struct pl_entry *entry, const struct pl_rules *rules,
                  struct pl_arena *arena, struct pl_rebuild_done *done, struct pl_error *err) {
    struct pl_journal_field *fields = NULL;
    struct pl_intake intake;
    struct pl_intake_found found;
    size_t n = 0;
    int rc = pl_journal_payload(c, seq, arena, &fields, &n, err);
    if (rc == PL_E_OK && was_erased(fields, n)) {
        return PL_E_OK;
    }
    if (rc == PL_E_OK) {
        rc = pl_intake_from_fields(fields, n, entry->at, entry->marking, &intake, err);
    }
    if (rc == PL_E_OK) {
        rc = check_parts(c, seq, &intake, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_intake_read(c, seq, &intake, rules, NULL, arena, &found, err);
    }
    if (rc == PL_E_OK) {
        rc = check_members(seq, &found, fields, n, arena, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_intake_store(c, seq, &intake, &found, err);
    }
    if (rc == PL_E_OK) {
        done->exhibits++;
        done->reports += found.written.reports;
    }
    return rc;
}

/* Imports from which nothing is derived. */
struct left_out {
    int64_t without; /* or -1 */
    int64_t *superseded;
    size_t n;
};

static bool is_left_out(const struct left_out *out, int64_t seq) {
    return seq == out->without || pl_intake_is_superseded(out->superseded, out->n, seq);
}

/* Entries of from <= seq < to. */
static int derive_some(struct pl_case *c, int64_t from, int64_t to, const struct left_out *out, struct pl_arena *arena,
                       struct pl_rebuild_done *done, struct pl_error *err) {
    struct pl_detect_facts facts;
    int rc = pl_detect_facts_read(c, arena, &facts, err);
    for (int64_t seq = from; rc == PL_E_OK && seq < to; seq++) {
        struct pl_arena_mark mark = pl_arena_mark(arena);
        struct pl_entry entry;
        pl_str bytes;
        rc = pl_journal_read(c, seq, arena, &entry, &bytes, err);
        if (rc == PL_E_OK && (pl_str_eq(entry.kind, PL_STR("import")) || pl_str_eq(entry.kind, PL_STR("list")))) {
            rc = is_left_out(out, seq) ? PL_E_OK : derive(c, seq, &entry, &facts.rules, arena, done, err);
        } else if (rc == PL_E_OK && pl_act_is(entry.kind)) {
            rc = pl_act_add(c, seq, entry.kind, entry.at, err);
        }
        pl_arena_rewind(arena, mark);
    }
    return rc;
}

static int derive_all(struct pl_case *c, int64_t unseen_from, int64_t without, struct pl_rebuild_done *ret,
                      struct pl_error *err) {
    PL_ARENA_AUTO arena;
    struct left_out out = {.without = without};
    struct pl_rebuild_done done = {0};
    uint64_t n = 0;
    pl_arena_open(&arena, ARENA_MAX);
    int rc = pl_journal_count(c, &n, err);
    int64_t size = (int64_t)n, seen = unseen_from < size ? unseen_from : size;
    if (rc == PL_E_OK) {
        rc = pl_intake_superseded(c, &arena, &out.superseded, &out.n, err);
    }
    if (rc == PL_E_OK) {
        rc = derive_some(c, 0, seen, &out, &arena, &done, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_case_set_state(c, "detected", (pl_str){0}, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_detect_within(c, &done.detection, err);
    }
    if (rc == PL_E_OK) {
        rc = derive_some(c, seen, size, &out, &arena, &done, err);
    }
    if (rc == PL_E_OK) {
        *ret = done;
    }
    return rc;
}

int pl_rebuild_into(struct pl_case *c, int64_t unseen_from, struct pl_rebuild_done *ret, struct pl_error *err) {
    return derive_all(c, unseen_from, -1, ret, err);
}

int pl_rebuild_within(struct pl_case *c, int64_t without, struct pl_rebuild_done *ret, struct pl_error *err) {
    int rc = pl_case_clear_derived(c, err);
    return rc == PL_E_OK ? derive_all(c, INT64_MAX, without, ret, err) : rc;
}

int pl_rebuild_run(const char *case_dir, struct pl_rebuild_done *ret, struct pl_error *err) {
    struct pl_rebuild_done done = {0};
    struct pl_case *c = NULL;
    int rc = pl_case_open(case_dir, PL_CASE_WRITE, "plimsoll rebuild", &c, err);
    if (rc == PL_E_OK) {
        rc = pl_case_begin(c, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_rebuild_within(c, -1, &done, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_case_commit(c, err);
    }
    if (c != NULL) {
        pl_case_rollback(c);
        struct pl_error swept; /* old or unfinished position files; what stays goes at the next opening */
        int swept_rc = pl_case_sweep(c, rc == PL_E_OK ? err : &swept);
        rc = rc == PL_E_OK ? swept_rc : rc;
    }
    pl_case_close(c);
    if (rc == PL_E_OK) {
        *ret = done;
    }
    return rc;
}
