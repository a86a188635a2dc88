/* The names of a party: put together from the parts that the file holds, each with its kind and its script. */
#include "lists/ofac_resolve_in.h"
#include "lists/script.h"

#include "base/ban.h"

/* The groups of the parts of names, which stand behind these; of one number the first counts. */
int pl_ofac_find_groups(struct making *m, struct pl_error *err) {
    pl_str rest = m->items;
    struct pl_held_item item;
    pl_map_close(&m->groups);
    pl_map_open(&m->groups, PL_HELD_MAX_TABLE);
    while (pl_held_take(&rest, &item)) {
        uint64_t *type = item.tag == PL_HELD_GROUP ? pl_map_put(&m->groups, item.a, NULL) : NULL;
        if (type != NULL) {
            *type = *type > 0 ? *type : (uint64_t)item.b + 1;
        } else if (item.tag == PL_HELD_GROUP) {
            return pl_fail_at(err, PL_E_LIMIT, m->e.line, m->e.offset, "too many groups of name parts");
        }
    }
    return 0;
}

/* The type of a name's part: NULL where the number leads nowhere. */
static const struct pl_held_ref *part_type(struct making *m, uint32_t group) {
    const uint64_t *type = group != PL_HELD_NONE ? pl_map_get(&m->groups, group) : NULL;
    m->pub->dangling += type == NULL && group != PL_HELD_NONE ? 1 : 0;
    return type != NULL ? pl_ofac_ref_of(m, PL_HELD_NAME_PART_TYPE, (uint32_t)(*type - 1)) : NULL;
}

/* One documented name: its parts put together, and how. */
struct name {
    struct pl_buf last, rest;
    pl_str script;
    bool acronym;
};

static void add_word(struct pl_buf *buf, pl_str word) {
    pl_buf_add_str(buf, buf->n > 0 ? PL_STR(" ") : PL_STR(""));
    pl_buf_add_str(buf, word);
}

/* "MERU, Tavo" in Latin as the list prints it, family name first without a comma in the scripts of the East, given name
 * first in the others. */
static void whole_name(const struct name *name, struct pl_buf *whole) {
    static const pl_str EAST[] = {PL_STR("Hang"), PL_STR("Kore"), PL_STR("Hani"),
                                  PL_STR("Hans"), PL_STR("Hant"), PL_STR("Jpan")};
    bool both = name->last.n > 0 && name->rest.n > 0;
    bool latin = name->script.n == 0 || pl_str_eq(name->script, PL_STR("Latn"));
    bool family_first = latin;
    for (size_t i = 0; i < sizeof EAST / sizeof EAST[0]; i++) {
        family_first = family_first || pl_str_eq(name->script, EAST[i]);
    }
    pl_buf_add_str(whole, pl_buf_str(family_first ? &name->last : &name->rest));
    pl_buf_add_str(whole, both && latin ? PL_STR(", ") : both ? PL_STR(" ") : PL_STR(""));
    pl_buf_add_str(whole, pl_buf_str(family_first ? &name->rest : &name->last));
}

/* What a name is: of the alias "Name" the Latin form is the name, another script's its original form. */
static int kind_of_name(struct making *m, const struct pl_held_item *alias, bool primary, const struct name *name) {
    pl_str type = pl_ofac_text_of(m, PL_HELD_ALIAS_TYPE, alias->a);
    bool latin = name->script.n == 0 || pl_str_eq(name->script, PL_STR("Latn"));
    if (alias->c) {
        return PL_PROP_WEAK_ALIAS;
    }
    if (alias->b && primary) {
        return latin ? PL_PROP_NAME : PL_PROP_ORIGINAL_NAME;
    }
    if (name->acronym) {
        return PL_PROP_ABBREVIATION;
    }
    return pl_str_eq_nocase(type, PL_STR("F.K.A.")) ? PL_PROP_PREVIOUS_NAME : PL_PROP_ALIAS;
}

static int add_part(struct making *m, const struct pl_held_ref *type, pl_str text, struct pl_error *err) {
    static const struct {
        const char *type;
        int prop;
    } PARTS[] = {{"Last Name", PL_PROP_LAST_NAME},
                 {"First Name", PL_PROP_FIRST_NAME},
                 {"Middle Name", PL_PROP_MIDDLE_NAME},
                 {"Patronymic", PL_PROP_FATHER_NAME}};
    for (size_t i = 0; type != NULL && i < sizeof PARTS / sizeof PARTS[0]; i++) {
        if (pl_str_eq_nocase(type->text, pl_str_from(PARTS[i].type))) {
            return pl_entity_add(&m->e, &m->arena, PARTS[i].prop, text, "NamePartValue", err);
        }
    }
    return 0;
}

/* The parts of the name that begins at *rest, which is left behind them; of a primary Latin name they are also kept
 * by themselves. */
static int take_parts(struct making *m, pl_str *rest, bool primary, struct name *name, struct pl_error *err) {
    struct pl_held_item item;
    pl_str next = *rest;
    int code = 0;
    for (unsigned n = 0; code == 0 && pl_held_take(&next, &item) && item.tag == PL_HELD_PART; n++) {
        *rest = next;
        const struct pl_held_ref *type = part_type(m, item.a);
        const struct pl_held_ref *script = pl_ofac_ref_of(m, PL_HELD_SCRIPT, item.b);
        if (n == 0 && script != NULL) {
            name->script = pl_script_code(script->more.n > 0 ? script->more : script->text);
            name->script = name->script.n > 0 ? name->script : pl_script_code(script->text);
            m->pub->unread += name->script.n == 0 ? 1 : 0;
        }
        name->acronym = n == 0 && item.c;
        bool last = type != NULL && pl_str_eq_nocase(type->text, PL_STR("Last Name"));
        add_word(last ? &name->last : &name->rest, item.text);
        bool latin = pl_str_eq(name->script, PL_STR("Latn"));
        code = primary && latin && m->e.schema == PL_SCHEMA_PERSON ? add_part(m, type, item.text, err) : 0;
    }
    return code;
}

static int add_name(struct making *m, pl_str *rest, const struct pl_held_item *alias, bool primary,
                    struct pl_error *err) {
    struct name name = {.script = PL_STR("")};
    PL_BUF_AUTO whole;
    pl_buf_open(&whole, TEXT_MAX);
    pl_buf_open(&name.last, TEXT_MAX);
    pl_buf_open(&name.rest, TEXT_MAX);
    int code = take_parts(m, rest, primary && alias->b && m->e.caption.n == 0, &name, err);
    whole_name(&name, &whole);
    int prop = kind_of_name(m, alias, primary, &name);
    size_t before = m->e.n_values;
    code = code == 0 ? pl_entity_add_name(&m->e, &m->arena, prop, pl_buf_str(&whole), PL_STR(""), name.script,
                                          "DocumentedName", err)
                     : code;
    if (code == 0 && m->e.n_values > before && prop == PL_PROP_NAME && m->e.caption.n == 0) {
        m->e.caption = m->e.values[before].text;
    }
    pl_buf_close(&name.last);
    pl_buf_close(&name.rest);
    return code;
}

int pl_ofac_add_names(struct making *m, struct pl_error *err) {
    pl_str rest = m->items;
    struct pl_held_item item;
    struct pl_held_item alias = {0};
    bool primary = false;
    int code = 0;
    while (code == 0 && pl_held_take(&rest, &item)) {
        if (item.tag == PL_HELD_IDENTITY) {
            primary = item.b != 0;
        } else if (item.tag == PL_HELD_ALIAS) {
            alias = item;
        } else if (item.tag == PL_HELD_NAME) {
            code = add_name(m, &rest, &alias, primary, err);
        }
    }
    for (int prop = PL_PROP_NAME; prop <= PL_PROP_ABBREVIATION && m->e.caption.n == 0; prop++) {
        m->e.caption = pl_entity_get(&m->e, prop);
    }
    return code;
}
