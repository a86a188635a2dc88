#include "lists/entity.h"

#include <string.h>

#include "base/ban.h"

static const char *const SCHEMA_NAMES[] = {
#define PL_SCHEMA_NAME(name, text) text,
    PL_SCHEMATA(PL_SCHEMA_NAME)
#undef PL_SCHEMA_NAME
};

static const char *const PROP_NAMES[] = {
#define PL_PROP_NAME(name, text) text,
    PL_PROPS(PL_PROP_NAME)
#undef PL_PROP_NAME
};

const char *pl_schema_name(int schema) {
    return schema >= 0 && schema < (int)PL_SCHEMA_COUNT ? SCHEMA_NAMES[schema] : "Thing";
}

const char *pl_prop_name(int prop) { return prop >= 0 && prop < (int)PL_PROP_COUNT ? PROP_NAMES[prop] : "notes"; }

bool pl_prop_is_name(int prop) { return prop >= PL_PROP_NAME && prop <= PL_PROP_ABBREVIATION; }

bool pl_prop_is_weak(int prop) { return prop == PL_PROP_WEAK_ALIAS || prop == PL_PROP_ABBREVIATION; }

int pl_schema_of(pl_str name) {
    for (int i = 0; i < (int)PL_SCHEMA_COUNT; i++) {
        if (pl_str_eq(name, pl_str_from(SCHEMA_NAMES[i]))) {
            return i;
        }
    }
    return -1;
}

int pl_prop_of(pl_str name) {
    for (int i = 0; i < (int)PL_PROP_COUNT; i++) {
        if (pl_str_eq(name, pl_str_from(PROP_NAMES[i]))) {
            return i;
        }
    }
    return -1;
}

bool pl_schema_is_edge(int schema) { return schema >= PL_SCHEMA_SANCTION && schema <= PL_SCHEMA_UNKNOWN_LINK; }

static bool has_value(const struct pl_entity *entity, int prop, pl_str text, pl_str lang, pl_str script) {
    for (size_t i = 0; i < entity->n_values; i++) {
        const struct pl_value *v = &entity->values[i];
        if (v->prop == prop && pl_str_eq(v->text, text) && pl_str_eq(v->lang, lang) && pl_str_eq(v->script, script)) {
            return true;
        }
    }
    return false;
}

static int grow(struct pl_entity *entity, struct pl_arena *arena, struct pl_error *err) {
    size_t cap = entity->cap_values > 0 ? entity->cap_values * 2 : 16;
    struct pl_value *values = pl_arena_calloc(arena, cap, sizeof *values);
    if (values == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    if (entity->n_values > 0) {
        memcpy(values, entity->values, entity->n_values * sizeof *values);
    }
    entity->values = values;
    entity->cap_values = cap;
    return 0;
}

int pl_entity_add(struct pl_entity *entity, struct pl_arena *arena, int prop, pl_str text, const char *from,
                  struct pl_error *err) {
    return pl_entity_add_name(entity, arena, prop, text, PL_STR(""), PL_STR(""), from, err);
}

int pl_entity_add_name(struct pl_entity *entity, struct pl_arena *arena, int prop, pl_str text, pl_str lang,
                       pl_str script, const char *from, struct pl_error *err) {
    text = pl_str_trim(text);
    if (text.n == 0 || has_value(entity, prop, text, lang, script)) {
        return 0;
    }
    if (entity->n_values >= PL_ENTITY_MAX_VALUES) {
        return pl_fail_at(err, PL_E_LIMIT, entity->line, entity->offset, "an entry has more than %d values",
                          PL_ENTITY_MAX_VALUES);
    }
    if (entity->n_values == entity->cap_values) {
        int code = grow(entity, arena, err);
        if (code != 0) {
            return code;
        }
    }
    pl_str copy = pl_str_copy(arena, text);
    if (copy.p == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    struct pl_value value = {.prop = prop, .text = copy, .from = from, .valid = true};
    value.lang = pl_str_copy(arena, lang);
    value.script = pl_str_copy(arena, script);
    if (value.lang.p == NULL || value.script.p == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    entity->values[entity->n_values++] = value;
    return 0;
}

int pl_entity_add_checked(struct pl_entity *entity, struct pl_arena *arena, int prop, pl_str text, bool valid,
                          const char *from, struct pl_error *err) {
    size_t before = entity->n_values;
    int code = pl_entity_add(entity, arena, prop, text, from, err);
    if (code == 0 && entity->n_values > before) {
        entity->values[before].valid = valid;
    }
    return code;
}

pl_str pl_entity_get(const struct pl_entity *entity, int prop) {
    for (size_t i = 0; i < entity->n_values; i++) {
        if (entity->values[i].prop == prop) {
            return entity->values[i].text;
        }
    }
    return pl_str_make(NULL, 0);
}

static const char MARK[] = "plimsoll-entity/v2\n";

static void write_text(struct pl_buf *bytes, pl_str text) {
    pl_buf_add_be32(bytes, (uint32_t)text.n);
    pl_buf_add_str(bytes, text);
}

void pl_entity_write(const struct pl_entity *entity, struct pl_buf *bytes) {
    pl_buf_add_str(bytes, pl_str_from(MARK));
    write_text(bytes, entity->list);
    write_text(bytes, entity->id);
    write_text(bytes, entity->reference);
    write_text(bytes, pl_str_from(pl_schema_name(entity->schema)));
    write_text(bytes, entity->caption);
    pl_buf_add_be32(bytes, (uint32_t)entity->n_values);
    for (size_t i = 0; i < entity->n_values; i++) {
        const struct pl_value *value = &entity->values[i];
        write_text(bytes, pl_str_from(pl_prop_name(value->prop)));
        write_text(bytes, value->text);
        write_text(bytes, value->lang);
        write_text(bytes, value->script);
        pl_buf_add_char(bytes, value->valid ? '\1' : '\0');
    }
}

/* Takes a text from the front of *rest: a view. */
static bool take_text(pl_str *rest, pl_str *ret) {
    if (rest->n < 4 || pl_be32(rest->p) > rest->n - 4) {
        return false;
    }
    *ret = pl_str_sub(*rest, 4, pl_be32(rest->p));
    *rest = pl_str_sub(*rest, 4 + ret->n, rest->n);
    return true;
}

static bool take_value(pl_str *rest, struct pl_value *ret) {
    pl_str name;
    if (!take_text(rest, &name) || !take_text(rest, &ret->text) || !take_text(rest, &ret->lang) ||
        !take_text(rest, &ret->script) || rest->n < 1 || (unsigned char)rest->p[0] > 1) {
        return false;
    }
    ret->prop = pl_prop_of(name);
    ret->valid = rest->p[0] == 1;
    ret->from = "";
    *rest = pl_str_sub(*rest, 1, rest->n);
    return ret->prop >= 0;
}

int pl_entity_read(pl_str bytes, struct pl_arena *arena, struct pl_entity *ret_entity, struct pl_error *err) {
    struct pl_entity e = {0};
    pl_str mark = pl_str_from(MARK);
    pl_str schema = {0};
    pl_str rest = pl_str_sub(bytes, mark.n, bytes.n);
    bool good = pl_str_starts(bytes, mark) && take_text(&rest, &e.list) && take_text(&rest, &e.id) &&
                take_text(&rest, &e.reference) && take_text(&rest, &schema) && take_text(&rest, &e.caption) &&
                rest.n >= 4;
    e.schema = good ? pl_schema_of(schema) : -1;
    if (e.schema < 0 || pl_be32(rest.p) > PL_ENTITY_MAX_VALUES) {
        return pl_fail_at(err, PL_E_FORMAT, 0, bytes.n - rest.n, "no kept list entry (docs/format/entity.md)");
    }
    e.n_values = e.cap_values = pl_be32(rest.p);
    e.values = pl_arena_calloc(arena, e.n_values, sizeof *e.values);
    if (e.values == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    rest = pl_str_sub(rest, 4, rest.n);
    for (size_t i = 0; i < e.n_values; i++) {
        if (!take_value(&rest, &e.values[i])) {
            return pl_fail_at(err, PL_E_FORMAT, 0, bytes.n - rest.n, "no kept list entry: value %zu", i + 1);
        }
    }
    if (rest.n > 0) {
        return pl_fail_at(err, PL_E_FORMAT, 0, bytes.n - rest.n, "bytes behind a kept list entry");
    }
    *ret_entity = e;
    return 0;
}

bool pl_prop_is_reference(int prop) {
    return (prop >= PL_PROP_EDGE_ENTITY && prop <= PL_PROP_HOLDER && prop != PL_PROP_PERCENTAGE &&
            prop != PL_PROP_SHARES) ||
           prop == PL_PROP_ADDRESS_ENTITY;
}

bool pl_prop_is_identifier(int prop) {
    return (prop >= PL_PROP_IMO && prop <= PL_PROP_CALL_SIGN) || (prop >= PL_PROP_PASSPORT && prop <= PL_PROP_WALLET);
}

void pl_publication_count(struct pl_publication *publication, const struct pl_entity *entity) {
    publication->entries++;
    publication->edges += pl_schema_is_edge(entity->schema) ? 1 : 0;
    publication->vessels += entity->schema == PL_SCHEMA_VESSEL ? 1 : 0;
    for (size_t i = 0; i < entity->n_values; i++) {
        const struct pl_value *value = &entity->values[i];
        publication->names += pl_prop_is_name(value->prop) ? 1 : 0;
        publication->identifiers += pl_prop_is_identifier(value->prop) ? 1 : 0;
        publication->invalid_identifiers += pl_prop_is_identifier(value->prop) && !value->valid ? 1 : 0;
    }
}

void pl_publication_reject(struct pl_publication *publication, struct pl_rejection rejection) {
    if (publication->rejected++ == 0) {
        publication->first_rejected = rejection;
    }
}

int pl_publication_refuse(const struct pl_publication *publication, const char *words, const char *records,
                          uint64_t accepted, struct pl_error *err) {
    const struct pl_rejection *first = &publication->first_rejected;
    return pl_fail_at(err, PL_E_FORMAT, first->line, first->offset, "%s: %llu %s rejected, %llu accepted; the first %s",
                      words, (unsigned long long)publication->rejected, records, (unsigned long long)accepted,
                      first->why);
}
