#include "app/filing.h"

#include <stdio.h>
#include <string.h>

#include "app/case_view.h"
#include "app/claim.h"
#include "app/import.h"
#include "app/item.h"
#include "app/person.h"
#include "app/pin.h"
#include "evidence/quantity.h"
#include "store/clearance.h"
#include "store/event.h"
#include "store/filing.h"
#include "store/keyring.h"
#include "store/object.h"
#include "text/json.h"

#include "base/ban.h"

/* ---- references ---- */

static int on_event(void *ctx, const struct pl_event *event, struct pl_error *err) {
    (void)ctx;
    (void)event;
    (void)err;
    return 0;
}

struct alias {
    pl_str given;
    char id[PL_FILING_ID_MAX];
    size_t n;
};

static int on_source(void *ctx, const struct pl_filing *f, int64_t by, struct pl_error *err) {
    struct alias *a = ctx;
    (void)by;
    (void)err;
    if (pl_str_eq(pl_filing_get_value(f, "alias"), a->given)) {
        pl_filing_id(f, a->id);
        a->n++;
    }
    return 0;
}

/* A source by the alias that one source alone bears. */
static int source_by_alias(struct pl_case *c, pl_str given, int64_t before, struct pl_arena *arena, pl_str *ret_id,
                           struct pl_error *err) {
    struct pl_filing_query q = PL_FILING_QUERY;
    struct alias a = {.given = given};
    q.letter = 'S';
    q.before = before;
    int code = pl_filing_each(c, &q, on_source, &a, err);
    if (code == 0 && a.n != 1) {
        code = pl_fail(err, a.n == 0 ? PL_E_NOT_FOUND : PL_E_USAGE, "the case has %s called \"%.*s\"",
                       a.n == 0 ? "nothing" : "several sources", (int)(given.n < 80 ? given.n : 80), given.p);
    }
    if (code == 0) {
        *ret_id = pl_str_copy(arena, pl_str_from(a.id));
    }
    return code;
}

int pl_filing_resolve(struct pl_case *c, pl_str given, const char *letters, int64_t before, struct pl_arena *arena,
                      pl_str *ret_id, struct pl_error *err) {
    struct pl_filing f;
    pl_hash event;
    char id[PL_FILING_ID_MAX];
    int64_t by = -1;
    if (strchr(letters, 'E') != NULL && pl_hash_of_hex(given, &event)) {
        int code = pl_store_event_find(c, event, on_event, NULL, err);
        if (code == 0) {
            *ret_id = pl_str_copy(arena, given);
        }
        return code;
    }
    int code = pl_filing_get(c, given, before, arena, &f, &by, err);
    if (code == PL_E_NOT_FOUND && strchr(letters, 'S') != NULL) {
        code = source_by_alias(c, given, before, arena, ret_id, err);
        return code;
    }
    if (code != 0) {
        return code;
    }
    pl_filing_id(&f, id);
    if (strchr(letters, f.kind->letter) == NULL && letters[0] != '*') {
        return pl_fail(err, PL_E_USAGE, "%s is a filing of kind %s, which does not fit here", id, f.kind->kind);
    }
    if (by >= 0) {
        return pl_fail(err, PL_E_USAGE, "%s was withdrawn by journal entry %lld", id, (long long)by);
    }
    *ret_id = pl_str_copy(arena, pl_str_from(id));
    return 0;
}

struct about {
    int64_t seq[PL_ENTRY_PARENTS_MAX];
    size_t n;
};

static void note_about(struct about *about, pl_str id) {
    char letter = 0;
    int64_t seq = 0, row = 0;
    if (!pl_filing_id_parse(id, &letter, &seq, &row)) {
        return; /* an event is no entry */
    }
    for (size_t i = 0; i < about->n; i++) {
        if (about->seq[i] == seq) {
            return;
        }
    }
    if (about->n < PL_ENTRY_PARENTS_MAX) {
        about->seq[about->n++] = seq;
    }
}

/* Ids in place of labels in one field. */
static int resolve_field(struct pl_acting *acting, const struct pl_filing_field *field, struct pl_filing_value *value,
                         struct about *about, struct pl_error *err) {
    struct pl_buf ids = {0};
    pl_str rest = value->value;
    int code = 0;
    pl_buf_open(&ids, PL_FILING_VALUE_MAX);
    while (code == 0 && rest.p != NULL) {
        pl_str one = field->type == PL_FILING_REFS ? pl_str_cut(&rest, ' ') : pl_str_trim(rest), id = {0};
        rest = field->type == PL_FILING_REFS ? rest : (pl_str){0};
        if (one.n == 0) {
            continue;
        }
        struct pl_error why = {0};
        code = pl_filing_resolve(acting->c, one, field->words, INT64_MAX, &acting->arena, &id, &why);
        if (code != 0) {
            code =
                pl_fail(err, code == PL_E_NOT_FOUND ? PL_E_USAGE : (enum pl_code)code, "%s: %s", field->name, why.msg);
        } else {
            note_about(about, id);
            pl_buf_add_str(&ids, ids.n > 0 ? PL_STR(" ") : PL_STR(""));
            pl_buf_add_str(&ids, id);
        }
    }
    value->value = code == 0 ? pl_str_copy(&acting->arena, pl_buf_str(&ids)) : value->value;
    pl_buf_close(&ids);
    return code;
}

static int resolve(struct pl_acting *acting, struct pl_filing *f, struct about *about, struct pl_error *err) {
    int code = 0;
    for (size_t i = 0; code == 0 && i < f->n; i++) {
        const struct pl_filing_field *field = pl_filing_field_of(f->kind, f->values[i].name);
        if (field != NULL && (field->type == PL_FILING_REF || field->type == PL_FILING_REFS)) {
            code = resolve_field(acting, field, &f->values[i], about, err);
        }
    }
    return code;
}

/* ---- writing ---- */

static int check_label(struct pl_acting *acting, const struct pl_filing *f, struct pl_error *err) {
    pl_str label = pl_filing_get_value(f, "label");
    struct pl_filing other;
    int64_t by = -1;
    if (label.n == 0) {
        return 0;
    }
    struct pl_error none = {0};
    int code = pl_filing_get(acting->c, label, INT64_MAX, &acting->arena, &other, &by, &none);
    if (code == 0 && by < 0) {
        char id[PL_FILING_ID_MAX];
        pl_filing_id(&other, id);
        return pl_fail(err, PL_E_USAGE, "label: \"%.*s\" belongs to %s", (int)label.n, label.p, id);
    }
    if (code != 0 && code != PL_E_NOT_FOUND) {
        return pl_fail(err, (enum pl_code)code, "%s", none.msg);
    }
    return 0;
}

/* A copy of the values with room for those that are added here. */
static int make_room(struct pl_acting *acting, struct pl_filing *f, struct pl_error *err) {
    struct pl_filing_value *values = pl_arena_calloc(&acting->arena, f->n + 4, sizeof *values);
    if (values == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a filing");
    }
    if (f->n > 0) {
        memcpy(values, f->values, f->n * sizeof *values);
    }
    f->values = values;
    if (pl_filing_get_value(f, "by").n == 0) {
        f->values[f->n++] = (struct pl_filing_value){.name = PL_STR("by"), .value = acting->person};
    }
    return 0;
}

static void add_field(struct pl_act_fields *fields, const struct pl_filing *f, const struct pl_filing_value *v) {
    const struct pl_filing_field *field = pl_filing_field_of(f->kind, v->name);
    pl_hash hash;
    if (field->type == PL_FILING_HASH && pl_hash_of_hex(v->value, &hash)) {
        pl_act_add_hash(fields, field->name, &hash);
    } else {
        pl_act_add_text(fields, field->name, v->value);
    }
}

/* An event that is cited is kept as it is now: a rebuild may conclude otherwise. */
static int pin_event(struct pl_acting *acting, struct pl_filing *f, struct pl_error *err) {
    pl_hash id;
    pl_str pinned, facts;
    if (f->kind->letter != 'P' || !pl_hash_of_hex(pl_filing_get_value(f, "evidence"), &id)) {
        return 0;
    }
    int code = pl_pin_event(acting->c, id, &acting->arena, &pinned, &facts, err);
    if (code == 0) {
        f->values[f->n++] = (struct pl_filing_value){.name = PL_STR("pinned"), .value = pinned};
        f->values[f->n++] = (struct pl_filing_value){.name = PL_STR("facts"), .value = facts};
    }
    return code;
}

/* Whoever has a key reviews with it: nobody else speaks for them. */
static int check_reviewer(struct pl_acting *acting, const struct pl_filing *f, struct pl_error *err) {
    struct pl_keyring_key *keys = NULL;
    size_t n = 0;
    pl_str by = pl_filing_get_value(f, "by");
    if (pl_person_same(by, acting->person)) {
        return 0;
    }
    int code = pl_keyring_read(acting->c, &acting->arena, &keys, &n, err);
    for (size_t i = 0; code == 0 && i < n; i++) {
        if (pl_person_same(keys[i].person, by)) {
            code = pl_fail(err, PL_E_REFUSED, "\"%.*s\" has a key, and reviews with it: --as \"%.*s\"",
                           (int)keys[i].person.n, keys[i].person.p, (int)keys[i].person.n, keys[i].person.p);
        }
    }
    return code;
}

/* What the rules of a case forbid. */
static int check_rules(struct pl_acting *acting, const struct pl_filing *f, struct pl_error *err) {
    if (f->kind->letter == 'P' && (pl_filing_get_value(f, "pinned").n > 0 || pl_filing_get_value(f, "facts").n > 0)) {
        return pl_fail(err, PL_E_USAGE, "pinned and facts are written by the program");
    }
    if ((f->kind->letter == 'P' && pl_str_eq(pl_filing_get_value(f, "claim"), pl_filing_get_value(f, "evidence"))) ||
        (f->kind->letter == 'D' && pl_str_eq(pl_filing_get_value(f, "child"), pl_filing_get_value(f, "parent")))) {
        return pl_fail(err, PL_E_USAGE, "nothing rests on itself");
    }
    if (f->kind->letter != 'G') {
        return f->kind->letter == 'V' ? check_reviewer(acting, f, err) : 0;
    }
    pl_str about = pl_filing_get_value(f, "about");
    bool source = about.n > 0 && about.p[0] == 'S';
    if (source != (pl_filing_get_value(f, "reliability").n > 0)) {
        return pl_fail(err, PL_E_USAGE, "a source has a reliability (A to F), information a credibility (1 to 6)");
    }
    return pl_str_eq(pl_filing_get_value(f, "credibility"), PL_STR("1")) ? pl_claim_may_be_one(acting->c, about, err)
                                                                         : 0;
}

/* All that is checked before anything is written; ids in place of labels, and what the program adds. */
static int prepare(struct pl_acting *acting, struct pl_filing *f, struct about *about, struct pl_error *err) {
    int code = make_room(acting, f, err);
    code = code == 0 ? pl_filing_check(f, &acting->arena, err) : code;
    code = code == 0 ? check_label(acting, f, err) : code;
    code = code == 0 ? resolve(acting, f, about, err) : code;
    code = code == 0 ? check_rules(acting, f, err) : code;
    return code == 0 ? pin_event(acting, f, err) : code;
}

int pl_filing_put(struct pl_acting *acting, struct pl_filing *filing, pl_str marking, struct pl_error *err) {
    struct about about = {.n = 0};
    struct pl_filing f = *filing;
    int code = prepare(acting, &f, &about, err);
    if (code != 0) {
        return code;
    }
    struct pl_act_fields fields = {.arena = &acting->arena, .marking = marking, .about = about.seq, .n_about = about.n};
    for (size_t i = 0; i < f.n; i++) {
        add_field(&fields, &f, &f.values[i]);
    }
    code = pl_acting_write(acting, f.kind->kind, &fields, &f.seq, err);
    if (code == 0) {
        f.row = 0;
        f.at = acting->now;
        *filing = f;
    }
    return code;
}

bool pl_filing_is_marking(pl_str marking) {
    for (const char *const *m = pl_import_markings; *m != NULL; m++) {
        if (pl_str_eq(marking, pl_str_from(*m))) {
            return true;
        }
    }
    return marking.n == 0;
}

/* Keeps a file, and says so in the filing. */
static int keep_file(struct pl_acting *acting, struct pl_filing *f, const char *path, struct pl_error *err) {
    struct pl_object object;
    char hex[65], bytes[32];
    struct pl_filing_value *values = pl_arena_calloc(&acting->arena, f->n + 3 + PL_ITEM_FIELDS, sizeof *values);
    int code = values != NULL ? pl_object_put_most(acting->c, path, PL_ITEM_MAX, &object, err)
                              : pl_fail(err, PL_E_NOMEM, "no memory for a filing");
    if (code != 0) {
        return code;
    }
    const char *slash = strrchr(path, '/');
    memcpy(values, f->values, f->n * sizeof *values);
    f->values = values;
    pl_hash_hex(object.sha256, hex);
    snprintf(bytes, sizeof bytes, "%llu", (unsigned long long)object.bytes);
    f->values[f->n++] = (struct pl_filing_value){PL_STR("sha256"), pl_str_copy(&acting->arena, pl_str_from(hex))};
    f->values[f->n++] = (struct pl_filing_value){PL_STR("bytes"), pl_str_copy(&acting->arena, pl_str_from(bytes))};
    if (pl_filing_field_of(f->kind, PL_STR("name")) != NULL && pl_filing_get_value(f, "name").n == 0) {
        pl_str name = pl_str_from(slash != NULL ? slash + 1 : path);
        f->values[f->n++] = (struct pl_filing_value){PL_STR("name"), pl_str_copy(&acting->arena, name)};
    }
    return f->kind->letter == 'I' ? pl_item_examine(acting->c, &object, &acting->arena, f, err) : 0;
}

void pl_filing_filed_json(const struct pl_filing *f, uint64_t filed, uint64_t journal, bool exercise,
                          struct pl_buf *out) {
    struct pl_json json;
    const struct pl_filing_standing fresh = {.status = f->kind->letter == 'F' ? "lead, not a finding" : NULL};
    pl_filing_json(f, &fresh, -1, exercise, out);
    pl_buf_add_char(out, '\n');
    pl_json_start(&json, out);
    pl_json_record(&json, "summary");
    pl_json_key(&json, "filed");
    pl_json_u64(&json, filed);
    pl_json_key(&json, "journal");
    pl_json_u64(&json, journal);
    if (exercise) {
        pl_json_key(&json, "exercise");
        pl_json_bool(&json, true);
    }
    pl_json_record_end(&json);
}

int pl_filing_as_kept(struct pl_acting *acting, const struct pl_filing *f, struct pl_filing *ret,
                      struct pl_error *err) {
    static const char NO_HASH[] = "0000000000000000000000000000000000000000000000000000000000000000";
    struct about about = {.n = 0};
    struct pl_filing rehearsal = *f;
    rehearsal.values = pl_arena_calloc(&acting->arena, f->n + 1, sizeof *rehearsal.values);
    if (rehearsal.values == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a filing");
    }
    if (f->n > 0) {
        memcpy(rehearsal.values, f->values, f->n * sizeof *f->values);
    }
    if (pl_filing_field_of(f->kind, PL_STR("sha256")) != NULL && pl_filing_get_value(f, "sha256").n == 0) {
        rehearsal.values[rehearsal.n++] = (struct pl_filing_value){PL_STR("sha256"), pl_str_from(NO_HASH)};
    }
    int code = prepare(acting, &rehearsal, &about, err);
    if (code == 0) {
        *ret = rehearsal;
    }
    return code;
}

int pl_filing_rehearse(struct pl_acting *acting, const struct pl_filing *f, struct pl_error *err) {
    struct pl_filing kept;
    return pl_filing_as_kept(acting, f, &kept, err);
}

int pl_filing_may_be_new(const struct pl_filing *filing, pl_str marking, const char *path, struct pl_error *err) {
    if (!pl_filing_is_marking(marking)) {
        return pl_fail(err, PL_E_USAGE, "marking: there is none such as \"%.*s\"",
                       (int)(marking.n < 40 ? marking.n : 40), marking.p);
    }
    if (path == NULL && (pl_filing_get_value(filing, "sha256").n > 0 || pl_filing_get_value(filing, "bytes").n > 0)) {
        return pl_fail(err, PL_E_USAGE, "sha256 and bytes are those of a file that is kept: name the file");
    }
    return pl_item_check(filing, err);
}

int pl_filing_new(const char *dir, pl_time now, const struct pl_filing *filing, pl_str marking, const char *path,
                  struct pl_buf *json, char ret_id[PL_FILING_ID_MAX], struct pl_error *err) {
    PL_ACTING_AUTO acting = {0};
    struct pl_filing f = *filing;
    enum pl_case_exercise exercise = PL_CASE_UNDECIDED;
    int code = pl_filing_may_be_new(filing, marking, path, err);
    code = code == 0 ? pl_acting_open(dir, f.kind->kind, now, &acting, err) : code;
    code = code == 0 ? pl_case_exercise(acting.c, &exercise, err) : code;
    if (code == 0 && path != NULL) { /* what will be refused leaves no file behind */
        code = pl_filing_rehearse(&acting, &f, err);
        code = code == 0 ? keep_file(&acting, &f, path, err) : code;
    }
    code = code == 0 ? pl_filing_put(&acting, &f, marking, err) : code;
    if (code == 0) {
        pl_filing_id(&f, ret_id);
        if (json != NULL) {
            pl_filing_filed_json(&f, 1, (uint64_t)f.seq + 1, exercise == PL_CASE_EXERCISE, json);
        }
    }
    return code;
}

/* Nobody withdraws what they may not see, but for what they signed. */
static int check_sight(struct pl_acting *acting, pl_str up_to, int64_t seq, pl_str id, struct pl_error *err) {
    struct pl_entry entry;
    pl_str bytes;
    int code = up_to.n > 0 ? pl_journal_read(acting->c, seq, &acting->arena, &entry, &bytes, err) : 0;
    if (code != 0 || up_to.n == 0 || pl_marking_rank(entry.marking) >= pl_marking_rank(up_to) ||
        memcmp(&entry.signer, &acting->keys.person.public, sizeof entry.signer) == 0) { /* no secret */
        return code;
    }
    return pl_fail(err, PL_E_NOT_FOUND, "the case has nothing called \"%.*s\"", (int)pl_str_sub(id, 0, 60).n, id.p);
}

int pl_filing_withdrawal(const char *dir, pl_time now, pl_str id, pl_str by, pl_str text, int64_t *ret_seq,
                         struct pl_error *err) {
    return pl_filing_withdrawal_by(dir, PL_STR(""), now, id, by, text, ret_seq, err);
}

int pl_filing_withdrawal_by(const char *dir, pl_str up_to, pl_time now, pl_str id, pl_str by, pl_str text,
                            int64_t *ret_seq, struct pl_error *err) {
    PL_ACTING_AUTO acting = {0};
    struct pl_filing f;
    int64_t gone = -1;
    int code = pl_acting_open(dir, "withdraw", now, &acting, err);
    code = code == 0 ? pl_filing_get(acting.c, id, INT64_MAX, &acting.arena, &f, &gone, err) : code;
    if (code == PL_E_NOT_FOUND && acting.c != NULL) {
        struct pl_error none = {0};
        int64_t rows = 0;
        f = (struct pl_filing){.row = 0};
        code = pl_filing_table(acting.c, id, INT64_MAX, &f.seq, &rows, &gone, &none) == 0 ? 0 : code;
    }
    code = code == 0 ? check_sight(&acting, up_to, f.seq, id, err) : code;
    if (code == 0 && gone >= 0) {
        code = pl_fail(err, PL_E_USAGE, "it was withdrawn before, by journal entry %lld", (long long)gone);
    }
    if (code != 0) {
        return code;
    }
    struct pl_act_fields fields = {.arena = &acting.arena, .about = &f.seq, .n_about = 1};
    pl_act_add_number(&fields, "entry", f.seq);
    if (f.row > 0) {
        pl_act_add_number(&fields, "row", f.row);
    }
    pl_act_add_text(&fields, "by", by.n > 0 ? by : acting.person);
    pl_act_add_text(&fields, "text", text);
    return pl_acting_write(&acting, "withdrawal", &fields, ret_seq, err);
}
