#include "app/subject.h"

#include <string.h>

#include "names/ready.h"
#include "names/second_name.h"

#include "base/ban.h"

int pl_subject_kind(int schema) {
    switch (schema) {
    case PL_SCHEMA_PERSON:
        return PL_NAME_PERSON;
    case PL_SCHEMA_COMPANY:
    case PL_SCHEMA_ORGANIZATION:
    case PL_SCHEMA_PUBLIC_BODY:
        return PL_NAME_ORGANIZATION;
    case PL_SCHEMA_VESSEL:
        return PL_NAME_VESSEL;
    default:
        return PL_NAME_ANY;
    }
}

struct making {
    struct pl_romaniser *romaniser;
    const struct pl_countries *countries;
    const struct pl_entity *entity;
    struct pl_arena *arena;
    struct pl_arena *scratch; /* where forms are made that are kept small; or NULL */
    struct pl_vocabulary *vocabulary;
    struct pl_subject *subject;
    struct pl_subject_left left;
    struct pl_error *err;
};

static int no_memory(struct making *m) { return pl_fail(m->err, PL_E_NOMEM, "out of memory"); }

/* Whether the same text stands there already, and at least as strong: then the other adds nothing. */
static bool stands(const struct making *m, pl_str text, bool weak) {
    for (size_t i = 0; i < m->subject->n_names; i++) {
        const struct pl_subject_name *name = &m->subject->names[i];
        if (pl_str_eq(name->form.source, text) && (weak || !name->weak)) {
            return true;
        }
    }
    return false;
}

static int ready_name(struct making *m, struct pl_subject_name *name) {
    return m->scratch != NULL ? pl_ready_keep(&name->form, m->vocabulary, m->arena, &name->form, &name->ready, m->err)
                              : pl_ready_make(&name->form, m->arena, &name->ready, m->err);
}

/* Without a scratch arena what is made stays where it is. */
static void empty_scratch(struct making *m, struct pl_arena_mark mark) {
    if (m->scratch != NULL) {
        pl_arena_rewind(m->scratch, mark);
    }
}

static int add_name(struct making *m, const struct pl_value *value, pl_str text, bool weak, uint32_t tag) {
    struct pl_error err = {0};
    if (stands(m, text, weak)) {
        return 0;
    }
    if (m->subject->n_names >= PL_SUBJECT_MAX_NAMES) {
        m->left.names++;
        return 0;
    }
    struct pl_subject_name *name = &m->subject->names[m->subject->n_names];
    struct pl_arena *arena = m->scratch != NULL ? m->scratch : m->arena;
    const struct pl_arena_mark mark = pl_arena_mark(arena);
    int code = pl_form_make(m->romaniser, text, m->subject->kind, value != NULL ? value->lang : PL_STR(""),
                            value != NULL ? value->script : PL_STR(""), arena, &name->form, &err);
    if (code == PL_E_LIMIT) {
        m->left.names++;
        empty_scratch(m, mark);
        return 0;
    }
    if (code != 0) {
        if (m->err != NULL) {
            *m->err = err;
        }
        return code;
    }
    code = ready_name(m, name);
    empty_scratch(m, mark);
    if (code != 0) {
        return code;
    }
    name->weak = weak;
    name->tag = tag;
    m->subject->n_names++;
    return 0;
}

/* Whether one of n pieces names a state: "X Foundation (Kenya)" is another than "X Foundation (Pakistan)". */
static int names_state(const struct making *m, const pl_str *pieces, size_t n, bool *ret_state) {
    *ret_state = false;
    for (size_t i = 0; i < n && m->countries != NULL && !*ret_state; i++) {
        pl_str found = {0};
        int code = pl_countries_find(m->countries, pieces[i], &found, m->err);
        if (code != 0) {
            return code;
        }
        *ret_state = found.n > 0;
    }
    return 0;
}

/* The names that one value holds besides the whole: "X (Y)", "X a.k.a. Y". They count by their exact form; of what is
 * asked, a name of several words that is said to be one counts as any other. */
static int add_second_names(struct making *m, const struct pl_value *value, bool weak, uint32_t tag) {
    pl_str pieces[PL_SECOND_NAMES_MAX];
    bool told = false;
    bool state = false;
    size_t n = pl_second_names(value->text, pieces, &told);
    int code = names_state(m, pieces, n, &state);
    for (size_t i = 0; i < n && code == 0 && !state; i++) {
        bool full = told && !weak && m->scratch == NULL && pl_second_name_is_long(pieces[i]);
        code = add_name(m, value, pieces[i], !full, tag);
    }
    return code;
}

/* The second names of all values, when the whole ones stand: what is a name of its own is no weak one. */
static int add_all_second_names(struct making *m) {
    for (size_t i = 0; i < m->entity->n_values; i++) {
        const struct pl_value *value = &m->entity->values[i];
        int code =
            pl_prop_is_name(value->prop) ? add_second_names(m, value, pl_prop_is_weak(value->prop), (uint32_t)i) : 0;
        if (code != 0) {
            return code;
        }
    }
    return 0;
}

/* Two passes, so that a text that is both a name and a weak alias is a name. */
static int add_names(struct making *m) {
    for (int weak = 0; weak < 2; weak++) {
        for (size_t i = 0; i < m->entity->n_values; i++) {
            const struct pl_value *value = &m->entity->values[i];
            if (pl_prop_is_name(value->prop) && pl_prop_is_weak(value->prop) == (weak != 0)) {
                int code = add_name(m, value, value->text, weak != 0, (uint32_t)i);
                if (code != 0) {
                    return code;
                }
            }
        }
    }
    return 0;
}

/* "First Second Middle Father Last", where the entry gives a name in parts only. */
static int add_joined_name(struct making *m) {
    PL_BUF_AUTO whole;
    pl_buf_open(&whole, 4 * (size_t)PL_FORM_MAX_BYTES);
    for (int prop = PL_PROP_FIRST_NAME; prop <= PL_PROP_LAST_NAME; prop++) {
        pl_str part = pl_entity_get(m->entity, prop);
        if (part.n > 0) {
            if (whole.n > 0) {
                pl_buf_add_char(&whole, ' ');
            }
            pl_buf_add_str(&whole, part);
        }
    }
    if (pl_buf_failed(&whole)) {
        m->left.names++;
        return 0;
    }
    pl_str text = pl_str_copy(m->arena, pl_buf_str(&whole));
    return text.p == NULL ? no_memory(m) : whole.n == 0 ? 0 : add_name(m, NULL, text, false, UINT32_MAX);
}

static bool is_country(int prop) {
    return prop == PL_PROP_NATIONALITY || prop == PL_PROP_COUNTRY || prop == PL_PROP_FLAG ||
           prop == PL_PROP_PAST_FLAG || prop == PL_PROP_JURISDICTION;
}

static int add_country(struct making *m, pl_str text) {
    struct pl_subject *s = m->subject;
    pl_str code = {0};
    if (m->countries == NULL) {
        return 0;
    }
    int status = pl_countries_find(m->countries, text, &code, m->err);
    if (status != 0) {
        return status;
    }
    if (code.n == 0) {
        m->left.countries++;
        return 0;
    }
    for (size_t i = 0; i < s->n_countries; i++) {
        if (pl_str_eq(s->countries[i], code)) {
            return 0;
        }
    }
    if (s->n_countries < PL_SUBJECT_MAX_VALUES) {
        s->countries[s->n_countries++] = code;
    }
    return 0;
}

static char gender_of(pl_str text) {
    if (pl_str_eq_nocase(text, PL_STR("male")) || pl_str_eq_nocase(text, PL_STR("m"))) {
        return 'm';
    }
    return pl_str_eq_nocase(text, PL_STR("female")) || pl_str_eq_nocase(text, PL_STR("f")) ? 'f' : '\0';
}

static int add_value(struct making *m, const struct pl_value *value) {
    struct pl_subject *s = m->subject;
    if (pl_prop_is_identifier(value->prop)) {
        if (s->n_ids < PL_SUBJECT_MAX_VALUES) {
            s->ids[s->n_ids++] = (struct pl_subject_id){pl_prop_name(value->prop), value->text, value->valid};
        }
    } else if (value->prop == PL_PROP_BIRTH_DATE) {
        if (s->n_births >= PL_SUBJECT_MAX_VALUES || !pl_interval_parse(value->text, &s->births[s->n_births])) {
            m->left.dates++;
        } else {
            s->n_births++;
        }
    } else if (is_country(value->prop)) {
        return add_country(m, value->text);
    } else if (value->prop == PL_PROP_GENDER && s->gender == '\0') {
        s->gender = gender_of(value->text);
    }
    return 0;
}

/* Room for as many of each as the entity has values of that kind. */
static bool make_room(struct making *m) {
    size_t names = 1, ids = 0, births = 0, countries = 0;
    pl_str pieces[PL_SECOND_NAMES_MAX];
    bool told = false;
    for (size_t i = 0; i < m->entity->n_values; i++) {
        int prop = m->entity->values[i].prop;
        names += pl_prop_is_name(prop) ? 1 + pl_second_names(m->entity->values[i].text, pieces, &told) : 0;
        ids += pl_prop_is_identifier(prop) ? 1 : 0;
        births += prop == PL_PROP_BIRTH_DATE ? 1 : 0;
        countries += is_country(prop) ? 1 : 0;
    }
    struct pl_subject *s = m->subject;
    struct pl_arena *arena = m->scratch != NULL ? m->scratch : m->arena;
    s->names = pl_arena_calloc(arena, names, sizeof *s->names);
    s->ids = pl_arena_calloc(arena, ids, sizeof *s->ids);
    s->births = pl_arena_calloc(arena, births, sizeof *s->births);
    s->countries = pl_arena_calloc(arena, countries, sizeof *s->countries);
    return !pl_arena_failed(arena);
}

/* n things of `size` bytes each as a copy in the arena; NULL for none, or without memory. */
static void *keep(struct pl_arena *arena, const void *things, size_t n, size_t size) {
    void *copy = n > 0 ? pl_arena_alloc(arena, n * size) : NULL;
    return copy != NULL ? memcpy(copy, things, n * size) : NULL;
}

/* Of what was made room for in the scratch arena, what is there. */
static bool keep_all(struct making *m) {
    struct pl_subject *s = m->subject;
    s->names = keep(m->arena, s->names, s->n_names, sizeof *s->names);
    s->ids = keep(m->arena, s->ids, s->n_ids, sizeof *s->ids);
    s->births = keep(m->arena, s->births, s->n_births, sizeof *s->births);
    s->countries = keep(m->arena, s->countries, s->n_countries, sizeof *s->countries);
    return !pl_arena_failed(m->arena);
}

int pl_subject_keep(struct pl_romaniser *romaniser, const struct pl_countries *countries,
                    const struct pl_entity *entity, struct pl_arena *scratch, struct pl_vocabulary *vocabulary,
                    struct pl_arena *arena, struct pl_subject *ret_subject, struct pl_subject_left *ret_left,
                    struct pl_error *err) {
    struct pl_subject subject = {.kind = pl_subject_kind(entity->schema)};
    struct making m = {.romaniser = romaniser,
                       .countries = countries,
                       .entity = entity,
                       .arena = arena,
                       .scratch = scratch,
                       .vocabulary = vocabulary,
                       .subject = &subject,
                       .err = err};
    const struct pl_arena_mark mark = pl_arena_mark(scratch != NULL ? scratch : arena);
    if (!make_room(&m)) {
        return no_memory(&m);
    }
    int code = add_names(&m);
    code = code == 0 ? add_all_second_names(&m) : code;
    if (code == 0 && subject.n_names == 0 && m.left.names == 0) {
        code = add_joined_name(&m);
    }
    for (size_t i = 0; code == 0 && i < entity->n_values; i++) {
        code = add_value(&m, &entity->values[i]);
    }
    code = code == 0 && scratch != NULL && !keep_all(&m) ? no_memory(&m) : code;
    empty_scratch(&m, mark);
    if (code != 0) {
        return code;
    }
    *ret_subject = subject;
    if (ret_left != NULL) {
        *ret_left = m.left;
    }
    return 0;
}

int pl_subject_make(struct pl_romaniser *romaniser, const struct pl_countries *countries,
                    const struct pl_entity *entity, struct pl_arena *arena, struct pl_subject *ret_subject,
                    struct pl_subject_left *ret_left, struct pl_error *err) {
    return pl_subject_keep(romaniser, countries, entity, NULL, NULL, arena, ret_subject, ret_left, err);
}
