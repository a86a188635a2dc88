#include "app/check.h"

#include <stdio.h>
#include <string.h>

#include "app/detect.h"
#include "app/intake.h"
#include "app/log_head.h"
#include "app/rebuild.h"
#include "base/log.h"
#include "store/clearance.h"
#include "store/act.h"
#include "store/archive.h"
#include "store/event.h"
#include "store/exhibit.h"
#include "store/heard.h"
#include "store/journal.h"
#include "store/scratch.h"
#include "store/snapshot.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)1 << 31)

struct check {
    struct pl_case *c;
    struct pl_arena arena;
    pl_check_sink sink;
    void *ctx;
    int64_t *superseded; /* imports from which nothing is derived any longer */
    size_t n_superseded;
    struct pl_check_done done;
};

static int report(struct check *k, const char *part, const char *where, const char *why, struct pl_error *err) {
    struct pl_check_fault fault = {.part = part};
    pl_log_safe(pl_str_from(where), fault.where, sizeof fault.where);
    pl_log_safe(pl_str_from(why), fault.why, sizeof fault.why);
    k->done.faults++;
    return k->sink(k->ctx, &fault, err);
}

static int note(struct check *k, const char *where, const char *why, struct pl_error *err) {
    struct pl_check_fault fault = {.part = "note"};
    pl_log_safe(pl_str_from(where), fault.where, sizeof fault.where);
    pl_log_safe(pl_str_from(why), fault.why, sizeof fault.why);
    k->done.notes++;
    return k->sink(k->ctx, &fault, err);
}

static int report_entry(struct check *k, const char *part, int64_t seq, const char *name, const char *why,
                        struct pl_error *err) {
    char where[160];
    snprintf(where, sizeof where, "journal entry %lld%s%.100s", (long long)seq, name[0] != '\0' ? ": " : "", name);
    return report(k, part, where, why, err);
}

static int on_journal(void *ctx, int64_t seq, const char *why, struct pl_error *err) {
    return seq < 0 ? report(ctx, "journal", "the journal", why, err) : report_entry(ctx, "journal", seq, "", why, err);
}

/* ---- exhibits ---- */

static int check_objects(struct check *k, int64_t seq, const struct pl_intake *intake, bool *ret_sound,
                         struct pl_error *err) {
    int rc = PL_E_OK;
    *ret_sound = true;
    for (size_t i = 0; rc == PL_E_OK && i < PL_INTAKE_PARTS; i++) {
        const struct pl_intake_part *part = &intake->parts[i];
        const char *why = NULL;
        char name[128];
        if (!part->given) {
            continue;
        }
        k->done.objects++;
        rc = pl_object_check(k->c, &part->object.sha256, part->object.bytes, &why, err);
        if (rc == PL_E_OK && why != NULL) {
            snprintf(name, sizeof name, "%.*s", (int)(part->name.n > 100 ? 100 : part->name.n), part->name.p);
            *ret_sound = false;
            rc = report_entry(k, "object", seq, name, why, err);
        }
    }
    return rc;
}

/* The roots of the object, of the member table and of the signed entry are one. */
static int check_members(struct check *k, int64_t seq, const struct pl_intake *intake, pl_str signed_members,
                         struct pl_error *err) {
    struct pl_intake_found found = {0};
    struct pl_exhibit_member *rows = NULL;
    size_t n = 0;
    pl_str is = {0};
    int rc = pl_intake_all_roots(k->c, intake, &k->arena, &found.members, &found.n_members, err);
    if (rc == PL_E_OK) {
        rc = pl_intake_members(&found, &k->arena, &is, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_exhibit_members(k->c, seq, &k->arena, &rows, &n, err);
    }
    if (rc != PL_E_OK) {
        return rc;
    }
    k->done.members += n;
    if (!pl_str_eq(is, signed_members)) {
        return report_entry(k, "member", seq, "", "the chunk roots are not those that were signed", err);
    }
    if (pl_intake_is_superseded(k->superseded, k->n_superseded, seq)) {
        return PL_E_OK; /* it has no rows: a later reading of the same bytes counts */
    }
    bool same = n == found.n_members;
    for (size_t i = 0; same && i < n; i++) {
        same = rows[i].bytes == found.members[i].bytes && pl_str_eq(rows[i].name, found.members[i].name) &&
               pl_hash_cmp(rows[i].root, found.members[i].root) == 0;
    }
    return same ? PL_E_OK : report_entry(k, "table", seq, "", "the table of members does not say what was signed", err);
}

static int check_row(struct check *k, int64_t seq, const struct pl_intake *intake, struct pl_error *err) {
    struct pl_exhibit x;
    bool found = false;
    int rc = pl_exhibit_find(k->c, &intake->parts[0].object.sha256, &k->arena, &found, &x, err);
    if (rc == PL_E_OK && found && x.seq != seq && intake->list.format == PL_LIST_FORMAT_OFAC_CSV) {
        pl_hash all = pl_intake_parts_hash(intake); /* an earlier list has the same main part */
        rc = pl_exhibit_find(k->c, &all, &k->arena, &found, &x, err);
    }
    if (rc != PL_E_OK) {
        return rc;
    }
    bool same = found && x.seq == seq && x.bytes == intake->parts[0].object.bytes &&
                pl_str_eq(x.kind, pl_intake_kind(intake)) && pl_str_eq(x.source, intake->source) &&
                pl_str_eq(x.collector, intake->collector) && x.received == intake->received &&
                pl_str_eq(x.marking, intake->marking);
    return same ? PL_E_OK
                : report_entry(k, "table", seq, "", "the row of the exhibit does not say what was signed", err);
}

static int check_exhibit(struct check *k, int64_t seq, const struct pl_entry *entry, struct pl_error *err) {
    struct pl_journal_field *fields = NULL;
    struct pl_intake intake;
    size_t n = 0;
    bool sound = false;
    int rc = pl_journal_payload(k->c, seq, &k->arena, &fields, &n, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    const struct pl_journal_field *exhibit = pl_journal_field_named(fields, n, "sha256");
    if (exhibit != NULL && exhibit->erased && !exhibit->torn) {
        return PL_E_OK; /* whether an entry says so, the check of the journal tells */
    }
    if (pl_intake_from_fields(fields, n, entry->at, entry->marking, &intake, NULL) != PL_E_OK) {
        return report_entry(k, "journal", seq, "", "its payload is damaged or erased", err);
    }
    const struct pl_journal_field *members = pl_journal_field_of(fields, n, "members");
    rc = check_objects(k, seq, &intake, &sound, err);
    if (rc == PL_E_OK && sound) {
        rc = check_members(k, seq, &intake, members != NULL ? members->value : (pl_str){0}, err);
    }
    if (pl_intake_is_superseded(k->superseded, k->n_superseded, seq)) {
        return rc;
    }
    return rc == PL_E_OK ? check_row(k, seq, &intake, err) : rc;
}

/* The rows and the answer of a kept batch are objects. */
static int check_act(struct check *k, int64_t seq, struct pl_error *err) {
    static const char *const NAMES[][3] = {{"sha256", "bytes", "answer"}, {"sha256.rows", "bytes.rows", "rows"}};
    struct pl_journal_field *fields = NULL;
    size_t n = 0;
    int rc = pl_journal_payload(k->c, seq, &k->arena, &fields, &n, err);
    for (size_t i = 0; rc == PL_E_OK && i < sizeof NAMES / sizeof NAMES[0]; i++) {
        const struct pl_journal_field *hash = pl_journal_field_of(fields, n, NAMES[i][0]);
        const struct pl_journal_field *bytes = pl_journal_field_of(fields, n, NAMES[i][1]);
        struct pl_object object;
        const char *why = NULL;
        if (hash == NULL && bytes == NULL) {
            continue;
        }
        if (hash == NULL || hash->value.n != PL_HASH_BYTES || bytes == NULL ||
            !pl_str_u64(bytes->value, &object.bytes)) {
            rc = report_entry(k, "journal", seq, NAMES[i][2], "the object is not named by its hash and its bytes", err);
            continue;
        }
        memcpy(object.sha256.b, hash->value.p, PL_HASH_BYTES);
        k->done.objects++;
        rc = pl_object_check(k->c, &object.sha256, object.bytes, &why, err);
        if (rc == PL_E_OK && why != NULL) {
            rc = report_entry(k, "object", seq, NAMES[i][2], why, err);
        }
    }
    return rc;
}

static int check_exhibits(struct check *k, struct pl_error *err) {
    int rc = pl_journal_count(k->c, &k->done.entries, err);
    rc = rc == PL_E_OK ? pl_intake_superseded(k->c, &k->arena, &k->superseded, &k->n_superseded, err) : rc;
    for (int64_t seq = 0; rc == PL_E_OK && seq < (int64_t)k->done.entries; seq++) {
        struct pl_arena_mark mark = pl_arena_mark(&k->arena);
        struct pl_entry entry;
        pl_str bytes;
        rc = pl_journal_read(k->c, seq, &k->arena, &entry, &bytes, err);
        if (rc == PL_E_NOT_FOUND || rc == PL_E_FORMAT) {
            rc = PL_E_OK; /* the journal's own check said so */
        } else if (rc == PL_E_OK &&
                   (pl_str_eq(entry.kind, PL_STR("import")) || pl_str_eq(entry.kind, PL_STR("list")))) {
            rc = check_exhibit(k, seq, &entry, err);
        } else if (rc == PL_E_OK && pl_act_is(entry.kind)) {
            rc = check_act(k, seq, err);
        }
        pl_arena_rewind(&k->arena, mark);
    }
    return rc;
}

/* ---- derived ---- */

static int on_block(void *ctx, const char *file, int64_t block, const char *why, struct pl_error *err) {
    char where[160];
    if (block < 0) {
        snprintf(where, sizeof where, "%s", file);
    } else {
        snprintf(where, sizeof where, "%s, block %lld", file, (long long)block);
    }
    return report(ctx, "positions", where, why, err);
}

static int on_event(void *ctx, pl_hash id, const char *why, struct pl_error *err) {
    char hex[65];
    pl_hash_hex(id, hex);
    return report(ctx, "event", hex, why, err);
}

static int on_snapshot(void *ctx, pl_time at, const char *why, struct pl_error *err) {
    PL_BUF_AUTO text;
    pl_buf_open(&text, 64);
    pl_time_write(&text, at);
    pl_buf_add_char(&text, '\0');
    return report(ctx, "state", text.p != NULL ? text.p : "", why, err);
}

static int check_case_db(struct check *k, struct pl_error *err) {
    pl_str says = {0};
    int rc = pl_case_check_db(k->c, &k->arena, &says, err);
    if (rc == PL_E_OK && says.n > 0) {
        char why[200];
        snprintf(why, sizeof why, "%.*s", (int)(says.n > 190 ? 190 : says.n), says.p);
        rc = report(k, "case.db", "case.db", why, err);
    }
    return rc;
}

/* Every exhibit of the tables stands in the journal, and no other. */
static int on_exhibit(void *ctx, const struct pl_exhibit *x, struct pl_error *err) {
    struct check *k = ctx;
    if (x->seq >= 0 && x->seq < (int64_t)k->done.entries) {
        return PL_E_OK;
    }
    return report_entry(k, "table", x->seq, "", "there is an exhibit that no entry signs", err);
}

static int check_state(struct check *k, struct pl_error *err) {
    pl_str why = {0};
    struct pl_dirty *dirty = NULL;
    size_t n = 0;
    enum pl_case_exercise exercise = PL_CASE_UNDECIDED;
    int rc = pl_case_state(k->c, "read_only", &k->arena, &why, err);
    if (rc == PL_E_OK) {
        rc = pl_dirty_read(k->c, &k->arena, &dirty, &n, err);
    }
    if (rc == PL_E_OK) {
        struct pl_error why_not = {0};
        rc = pl_case_exercise(k->c, &exercise, &why_not);
        if (rc == PL_E_STORE) {
            rc = report(k, "journal", "exercise", why_not.msg, err);
        } else if (rc != PL_E_OK && err != NULL) {
            *err = why_not;
        }
    }
    snprintf(k->done.read_only, sizeof k->done.read_only, "%.*s", (int)(why.n > 310 ? 310 : why.n),
             why.p != NULL ? why.p : "");
    k->done.unseen = n > 0;
    k->done.exercise = exercise == PL_CASE_EXERCISE;
    return rc;
}

static int on_stray(void *ctx, const char *name, struct pl_error *err) {
    return note(ctx, name, "nothing in the case names this file; it is not read", err);
}

static int check_strays(struct check *k, struct pl_error *err) {
    int rc = pl_object_strays(k->c, on_stray, k, err);
    return rc == PL_E_OK ? pl_archive_strays(k->c, on_stray, k, err) : rc;
}

/* The journal beside the newest checkpoint signed for it; what to note elsewhere. */
static int check_head(struct check *k, struct pl_error *err) {
    struct pl_journal_head head = {0};
    const char *why = NULL;
    int rc = pl_log_head_check(k->c, &k->arena, &why, err);
    if (rc == PL_E_OK && why != NULL && k->done.entries > 0) {
        rc = report(k, "journal", "checkpoint", why, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_journal_head(k->c, &head, err);
    }
    if (rc == PL_E_OK && head.size > 0) {
        pl_hash_hex(head.leaf, k->done.last_leaf);
    }
    return rc;
}

/* ---- derived anew ---- */

static int on_difference(void *ctx, const char *table, const char *where, const char *why, struct pl_error *err) {
    return report(ctx, table, where, why, err);
}

/* What a migration leaves in place of the basis of detection: schema/007.sql. */
static const pl_str OLDER = {"schema ", sizeof "schema " - 1};

/* Whether detection ran with what this program would use; kept states of another basis are no short cut for anyone. */
static int same_basis(struct check *k, struct pl_case *made, enum pl_compare *ret_what, struct pl_error *err) {
    pl_str is = {0}, now = {0};
    int rc = pl_case_state(k->c, "detected", &k->arena, &is, err);
    if (rc == PL_E_OK) {
        rc = pl_case_state(made, "detected", &k->arena, &now, err);
    }
    if (rc != PL_E_OK) {
        return rc;
    }
    if (is.n == 0 || pl_str_eq(is, now)) {
        *ret_what = PL_COMPARE_ALL;
        return PL_E_OK;
    }
    bool older = is.n > OLDER.n && memcmp(is.p, OLDER.p, OLDER.n) == 0;
    *ret_what = older ? PL_COMPARE_IMPORTED : PL_COMPARE_BUT_STATES;
    return note(k, "detection",
                older
                    ? "events were derived by an older version, and so not compared with those derived anew; `rebuild` "
                      "makes them with this program"
                    : "it ran with another version, rules or facts: events may differ from those derived anew, and "
                      "kept states were not compared; `rebuild` makes them with this program",
                err);
}

static int compare(struct check *k, struct pl_case *made, struct pl_error *err) {
    enum pl_compare what = PL_COMPARE_ALL;
    int rc = same_basis(k, made, &what, err);
    if (rc == PL_E_OK) {
        rc = pl_case_compare(k->c, made, what, on_difference, k, &k->done.rows, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_archive_compare(k->c, made, on_difference, k, &k->done.blocks, err);
    }
    k->done.derived = rc == PL_E_OK;
    return rc;
}

static int make_anew(struct check *k, struct pl_case *made, int64_t unseen_from, bool *ret_older,
                     struct pl_error *err) {
    struct pl_rebuild_done done;
    int rc = pl_case_begin(made, err);
    if (rc == PL_E_OK) {
        rc = pl_heard_as_in(made, k->c, ret_older, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_rebuild_into(made, unseen_from, &done, err);
    }
    return rc == PL_E_OK ? pl_case_commit(made, err) : rc;
}

/* The system failed, not the case. */
static bool is_ours(int rc) { return rc == PL_E_IO || rc == PL_E_NOMEM || rc == PL_E_BUSY; }

static int check_derived(struct check *k, struct pl_error *err) {
    int64_t unseen_from = INT64_MAX;
    bool older = false;
    struct pl_error why = {0};
    struct pl_case *made = NULL;
    int rc = pl_dirty_first(k->c, &unseen_from, err);
    if (rc == PL_E_OK) {
        rc = pl_case_scratch(k->c, UINT64_MAX, PL_SCRATCH_CHECK, &made, err);
    }
    if (rc != PL_E_OK) {
        return rc;
    }
    rc = make_anew(k, made, unseen_from, &older, &why);
    if (rc == PL_E_OK) {
        rc = older ? note(k, "stations",
                          "some imports were read by an older version, which did not count all that "
                          "stations heard: until `rebuild` does, nothing is told of how far they hear",
                          err)
                   : PL_E_OK;
        rc = rc == PL_E_OK ? compare(k, made, err) : rc;
    } else if (is_ours(rc) || rc == PL_E_INTERRUPTED) {
        if (err != NULL) {
            *err = why;
        }
    } else if (k->done.faults > 0) {
        rc = note(k, "derived rows", "could not be derived anew, and so not compared, because of what is wrong above",
                  err);
    } else {
        rc = report(k, "derived", "the journal", why.msg, err);
    }
    pl_case_close(made);
    return rc;
}

static int check_all(struct check *k, bool quick, struct pl_error *err) {
    int rc = check_case_db(k, err);
    if (rc == PL_E_OK) {
        rc = pl_journal_check(k->c, on_journal, k, err);
    }
    if (rc == PL_E_OK) {
        rc = check_exhibits(k, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_exhibit_each(k->c, on_exhibit, k, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_archive_check(k->c, on_block, k, &k->done.reports, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_store_events_check(k->c, on_event, k, &k->done.events, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_snapshot_check(k->c, on_snapshot, k, err);
    }
    if (rc == PL_E_OK) {
        rc = check_state(k, err);
    }
    if (rc == PL_E_OK) {
        rc = check_head(k, err);
    }
    if (rc == PL_E_OK && !quick) {
        rc = check_derived(k, err);
    }
    return rc == PL_E_OK ? check_strays(k, err) : rc;
}

int pl_check_run(const char *case_dir, const struct pl_check_options *options, pl_check_sink sink, void *ctx,
                 struct pl_check_done *ret, struct pl_error *err) {
    struct check k = {.sink = sink, .ctx = ctx};
    struct pl_error why;
    pl_arena_open(&k.arena, ARENA_MAX);
    int rc = pl_case_open(case_dir, PL_CASE_READ, NULL, &k.c, err);
    rc = rc == PL_E_OK ? pl_case_is_whole(k.c, err) : rc;
    if (rc == PL_E_OK) {
        rc = pl_case_begin_read(k.c, err);
    }
    if (rc == PL_E_OK) {
        rc = check_all(&k, options->quick, &why);
        if (rc == PL_E_STORE) { /* damage so deep that reading ends: that is an answer */
            rc = report(&k, "case.db", "case.db", why.msg, err);
        } else if (rc != PL_E_OK && err != NULL) {
            *err = why;
        }
    }
    pl_case_close(k.c);
    pl_arena_close(&k.arena);
    if (rc == PL_E_OK) {
        *ret = k.done;
    }
    return rc;
}
