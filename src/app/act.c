#include "app/act.h"

#include <stdio.h>

#include "app/intake.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)2 << 30)

int pl_acting_person(struct pl_acting *a, struct pl_error *err) {
    struct pl_journal_field *fields = NULL;
    size_t n = 0;
    int code = pl_journal_payload(a->c, 0, &a->arena, &fields, &n, err);
    const struct pl_journal_field *name = code == 0 ? pl_journal_field_of(fields, n, "participant") : NULL;
    a->person = name != NULL ? name->value : PL_STR("");
    code = code == 0 ? pl_journal_payload(a->c, 1, &a->arena, &fields, &n, err) : code;
    name = code == 0 ? pl_journal_field_of(fields, n, "person") : NULL;
    a->person = name != NULL ? name->value : a->person;
    pl_str holder = {0};
    code = code == 0 ? pl_journal_person(a->c, &a->keys.person.public, &a->arena, &holder, err) : code;
    a->person = holder.n > 0 ? holder : a->person;
    return code;
}

int pl_acting_open(const char *dir, const char *command, pl_time now, struct pl_acting *ret, struct pl_error *err) {
    struct pl_acting a = {.now = now};
    pl_arena_open(&a.arena, ARENA_MAX);
    int code = pl_case_open(dir, PL_CASE_WRITE, command, &a.c, err);
    code = code == 0 ? pl_case_keys_read(a.c, &a.keys, err) : code;
    code = code == 0 ? pl_acting_person(&a, err) : code;
    if (code != 0) {
        pl_acting_close(&a);
        return code;
    }
    *ret = a;
    return 0;
}

void pl_acting_close(struct pl_acting *acting) {
    pl_case_close(acting->c);
    acting->c = NULL;
    pl_case_keys_wipe(&acting->keys);
    pl_arena_close(&acting->arena);
}

void pl_act_add_text(struct pl_act_fields *fields, const char *name, pl_str value) {
    if (value.n > 0 && fields->n < PL_ACT_FIELDS) {
        fields->f[fields->n++] = (struct pl_journal_field){.name = pl_str_from(name), .value = value};
    }
}

void pl_act_add_number(struct pl_act_fields *fields, const char *name, int64_t value) {
    char text[32];
    int n = snprintf(text, sizeof text, "%lld", (long long)value);
    pl_act_add_text(fields, name, pl_str_copy(fields->arena, pl_str_make(text, (size_t)n)));
}

void pl_act_add_hash(struct pl_act_fields *fields, const char *name, const pl_hash *hash) {
    pl_act_add_text(fields, name, pl_str_copy(fields->arena, pl_str_make((const char *)hash->b, PL_HASH_BYTES)));
}

int pl_acting_write(struct pl_acting *a, const char *kind, struct pl_act_fields *fields, int64_t *ret_seq,
                    struct pl_error *err) {
    struct pl_journal_head head;
    int64_t seq = -1;
    if (pl_arena_failed(fields->arena)) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a journal entry");
    }
    int code = a->grouped ? 0 : pl_case_begin(a->c, err);
    pl_str marking = fields->marking.n > 0 ? fields->marking : PL_STR(PL_MARKING_UNSET);
    code = code == 0 ? pl_journal_append_about(a->c, &a->keys, a->now, pl_str_from(kind), marking, fields->about,
                                               fields->n_about, fields->f, fields->n, &seq, err)
                     : code;
    code = code == 0 ? pl_journal_head(a->c, &head, err) : code; /* its time: never before the entry before */
    code = code == 0 ? pl_act_add(a->c, seq, pl_str_from(kind), head.at, err) : code;
    if (!a->grouped) {
        code = code == 0 ? pl_case_commit(a->c, err) : code;
        pl_case_rollback(a->c);
    }
    if (code == 0) {
        *ret_seq = seq;
    }
    return code;
}

int64_t pl_act_number(const struct pl_act *act, const char *field, int64_t missing) {
    int64_t value = missing;
    return pl_str_i64(pl_act_text(act, field), &value) ? value : missing;
}
