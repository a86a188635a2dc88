/* What else a list says of a party and another: edges and values that count in no share. */
#include <string.h>

#include "app/owners_in.h"

#include "base/ban.h"

/* The two ends of an edge. */
static const struct {
    int schema, a, b;
} ENDS[] = {
    {PL_SCHEMA_OWNERSHIP, PL_PROP_EDGE_OWNER, PL_PROP_EDGE_ASSET},
    {PL_SCHEMA_DIRECTORSHIP, PL_PROP_DIRECTOR, PL_PROP_EDGE_ORGANIZATION},
    {PL_SCHEMA_FAMILY, PL_PROP_EDGE_PERSON, PL_PROP_RELATIVE},
    {PL_SCHEMA_ASSOCIATE, PL_PROP_EDGE_PERSON, PL_PROP_EDGE_ASSOCIATE},
    {PL_SCHEMA_REPRESENTATION, PL_PROP_AGENT, PL_PROP_CLIENT},
    {PL_SCHEMA_MEMBERSHIP, PL_PROP_MEMBER, PL_PROP_EDGE_ORGANIZATION},
    {PL_SCHEMA_EMPLOYMENT, PL_PROP_EMPLOYEE, PL_PROP_EMPLOYER},
    {PL_SCHEMA_SUCCESSION, PL_PROP_PREDECESSOR, PL_PROP_SUCCESSOR},
    {PL_SCHEMA_UNKNOWN_LINK, PL_PROP_SUBJECT, PL_PROP_OBJECT},
};

/* Values of an entry that name another party. */
static const int NAMED_LINKS[] = {PL_PROP_OPERATOR, PL_PROP_PAST_OPERATOR, PL_PROP_PAST_OWNER,
                                  PL_PROP_PARENT,   PL_PROP_SUBSIDIARY,    PL_PROP_LINKED_TO};

struct links {
    const struct pl_owners *owners;
    const struct pl_owners_party *party;
    struct pl_arena *arena;
    struct pl_owners_link *all;
    size_t n, cap;
};

static int add_link(struct links *l, const struct pl_owners_link *link, struct pl_error *err) {
    if (l->n == PL_OWNERS_MAX_LINKS) {
        return pl_fail(err, PL_E_LIMIT, "the party has more than %u links", PL_OWNERS_MAX_LINKS);
    }
    if (l->n == l->cap) {
        size_t cap = l->cap > 0 ? l->cap * 2 : 16;
        struct pl_owners_link *all = pl_arena_calloc(l->arena, cap, sizeof *all);
        if (all == NULL) {
            return pl_fail(err, PL_E_NOMEM, "out of memory");
        }
        if (l->n > 0) {
            memcpy(all, l->all, l->n * sizeof *all);
        }
        l->all = all;
        l->cap = cap;
    }
    l->all[l->n++] = *link;
    return 0;
}

static int add_value_links(struct links *l, struct pl_error *err) {
    const struct pl_entity *e = &l->party->entry->entity;
    pl_str source = pl_owners_key(l->arena, l->party->copy->list, e->id);
    int code = source.p != NULL ? 0 : pl_fail(err, PL_E_NOMEM, "out of memory");
    for (size_t i = 0; code == 0 && i < e->n_values; i++) {
        bool is_link = false;
        for (size_t k = 0; k < sizeof NAMED_LINKS / sizeof NAMED_LINKS[0]; k++) {
            is_link |= e->values[i].prop == NAMED_LINKS[k];
        }
        struct pl_owners_link link = {.relation = pl_str_from(pl_prop_name(e->values[i].prop)),
                                      .other = e->values[i].text,
                                      .source = source,
                                      .named = true,
                                      .other_listed = PL_MAYBE_UNKNOWN};
        code = is_link ? add_link(l, &link, err) : 0;
    }
    return code;
}

/* The role, relationship or position that an edge says, the first of them. */
static pl_str words_of(const struct pl_entity *edge) {
    static const int PROPS[] = {PL_PROP_ROLE, PL_PROP_RELATIONSHIP, PL_PROP_POSITION, PL_PROP_PERCENTAGE};
    pl_str words = PL_STR("");
    for (size_t i = 0; words.n == 0 && i < sizeof PROPS / sizeof PROPS[0]; i++) {
        words = pl_entity_get(edge, PROPS[i]);
    }
    return words.p != NULL ? words : PL_STR("");
}

static pl_str text_of(const struct pl_entity *edge, int prop) {
    pl_str text = pl_entity_get(edge, prop);
    return text.p != NULL ? text : PL_STR("");
}

/* Each other end of an edge that has the party at its end `mine`. */
static int add_ends(struct links *l, const struct pl_entity *edge, int mine, int theirs, struct pl_error *err) {
    pl_str id = l->party->entry->entity.id;
    bool ours = false;
    for (size_t i = 0; i < edge->n_values; i++) {
        ours |= edge->values[i].prop == mine && pl_str_eq(edge->values[i].text, id);
    }
    int code = 0;
    for (size_t i = 0; ours && code == 0 && i < edge->n_values; i++) {
        if (edge->values[i].prop != theirs || pl_str_eq(edge->values[i].text, id)) {
            continue;
        }
        struct pl_owners_link link = {.relation = pl_str_from(pl_schema_name(edge->schema)),
                                      .other = pl_owners_key(l->arena, l->party->copy->list, edge->values[i].text),
                                      .other_role = pl_str_from(pl_prop_name(theirs)),
                                      .words = words_of(edge),
                                      .start = text_of(edge, PL_PROP_START_DATE),
                                      .end = text_of(edge, PL_PROP_END_DATE),
                                      .status = text_of(edge, PL_PROP_STATUS),
                                      .source = pl_owners_key(l->arena, l->party->copy->list, edge->id)};
        if (link.other.p == NULL || link.source.p == NULL) {
            return pl_fail(err, PL_E_NOMEM, "out of memory");
        }
        const struct pl_owners_party *other = pl_owners_party_of(l->owners, link.other);
        link.other_listed = other != NULL ? other->listed : PL_MAYBE_UNKNOWN;
        code = add_link(l, &link, err);
    }
    return code;
}

static int add_edge_links(struct links *l, const struct pl_entity *edge, struct pl_error *err) {
    int code = 0;
    for (size_t k = 0; code == 0 && k < sizeof ENDS / sizeof ENDS[0]; k++) {
        if (ENDS[k].schema != edge->schema) {
            continue;
        }
        code = add_ends(l, edge, ENDS[k].a, ENDS[k].b, err);
        if (code == 0 &&
            (edge->schema != PL_SCHEMA_OWNERSHIP || pl_owners_is_former(edge))) { /* owners of now are stakes */
            code = add_ends(l, edge, ENDS[k].b, ENDS[k].a, err);
        }
    }
    return code;
}

int pl_owners_links(const struct pl_owners *owners, pl_str party, struct pl_arena *arena, struct pl_owners_link **ret,
                    size_t *ret_n, struct pl_error *err) {
    struct links l = {.owners = owners, .party = pl_owners_party_of(owners, party), .arena = arena};
    if (l.party == NULL || l.party->entry == NULL) { /* a name: nothing points to it */
        *ret_n = 0;
        return 0;
    }
    int code = add_value_links(&l, err);
    for (size_t i = 0; code == 0 && i < pl_book_n(l.party->copy->book); i++) {
        code = add_edge_links(&l, &pl_book_at(l.party->copy->book, i)->entity, err);
    }
    if (code == 0) {
        *ret = l.all;
        *ret_n = l.n;
    }
    return code;
}
