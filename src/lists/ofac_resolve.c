#include "lists/ofac_resolve_in.h"
#include "lists/ofac_xml.h"
#include "lists/remark.h"

#include "base/ban.h"

#define ENTRY_BYTES ((size_t)64 << 20)

const struct pl_held_ref *pl_ofac_ref_of(struct making *m, int kind, uint32_t id) {
    const struct pl_held_ref *ref = pl_held_ref_of(m->held, kind, id);
    m->pub->dangling += ref == NULL && id != PL_HELD_NONE ? 1 : 0;
    return ref;
}

pl_str pl_ofac_text_of(struct making *m, int kind, uint32_t id) {
    const struct pl_held_ref *ref = pl_ofac_ref_of(m, kind, id);
    return ref != NULL ? ref->text : PL_STR("");
}

static const struct pl_held_record *record_of(const struct pl_map *map, uint32_t id) {
    const uint64_t *at = id != PL_HELD_NONE ? pl_map_get(map, id) : NULL;
    return at != NULL ? (const struct pl_held_record *)(uintptr_t)*at : NULL;
}

static bool has_word(pl_str text, const char *word) { return pl_str_find_nocase(text, pl_str_from(word)) < text.n; }

static int add(struct making *m, int prop, pl_str text, const char *from, struct pl_error *err) {
    return pl_entity_add(&m->e, &m->arena, prop, text, from, err);
}

static int schema_of(struct making *m, uint32_t sub_type) {
    const struct pl_held_ref *sub = pl_ofac_ref_of(m, PL_HELD_PARTY_SUB_TYPE, sub_type);
    if (sub == NULL) {
        return PL_SCHEMA_LEGAL_ENTITY;
    }
    if (pl_str_eq_nocase(sub->text, PL_STR("Vessel"))) {
        return PL_SCHEMA_VESSEL;
    }
    if (pl_str_eq_nocase(sub->text, PL_STR("Aircraft"))) {
        return PL_SCHEMA_AIRPLANE;
    }
    return pl_str_eq_nocase(pl_ofac_text_of(m, PL_HELD_PARTY_TYPE, sub->of), PL_STR("Individual"))
               ? PL_SCHEMA_PERSON
               : PL_SCHEMA_LEGAL_ENTITY;
}

/* A place as text, and the state it lies in: by its country, else by its area. */
static void place_text(struct making *m, const struct pl_held_record *place, struct pl_buf *text, pl_str *ret_state) {
    pl_str rest = place->items;
    struct pl_held_item item;
    pl_str area = PL_STR("");
    pl_str state = PL_STR("");
    while (pl_held_take(&rest, &item)) {
        if (item.tag == PL_HELD_AREA) {
            const struct pl_held_ref *ref = pl_ofac_ref_of(m, PL_HELD_AREA_CODE, item.a);
            area = ref == NULL ? PL_STR("") : ref->more.n > 0 ? ref->more : ref->text;
        } else if (item.tag == PL_HELD_STATE) {
            state = pl_ofac_text_of(m, PL_HELD_COUNTRY, item.a);
        } else if (item.tag == PL_HELD_LINE && item.text.n > 0) {
            pl_buf_add_str(text, text->n > 0 ? PL_STR(", ") : PL_STR(""));
            pl_buf_add_str(text, item.text);
        }
    }
    *ret_state = state.n > 0 ? state : area;
    if (ret_state->n > 0) {
        pl_buf_add_str(text, text->n > 0 ? PL_STR(", ") : PL_STR(""));
        pl_buf_add_str(text, *ret_state);
    }
}

/* A country, where the property is one, else the whole place. */
static int add_place(struct making *m, pl_str type, uint32_t id, struct pl_error *err) {
    const struct pl_held_record *place = record_of(&m->held->locations, id);
    if (place == NULL) {
        m->pub->dangling += id != PL_HELD_NONE ? 1 : 0;
        return 0;
    }
    PL_BUF_AUTO text;
    pl_buf_open(&text, TEXT_MAX);
    pl_str state;
    place_text(m, place, &text, &state);
    int prop = pl_ofac_prop_of(type);
    int code = pl_ofac_add_id(&m->e, &m->arena, type, pl_buf_str(&text), "VersionLocation", m->pub->exercise, err);
    if (code == 0 && state.n > 0 && (prop == PL_PROP_ADDRESS || prop == PL_PROP_BIRTH_PLACE)) {
        code = add(m, prop == PL_PROP_ADDRESS ? PL_PROP_COUNTRY : PL_PROP_BIRTH_COUNTRY, state, "Location", err);
    }
    return code;
}

static int add_detail(struct making *m, pl_str type, const struct pl_held_item *item, struct pl_error *err) {
    pl_str text = item->text.n > 0 ? item->text : pl_ofac_text_of(m, PL_HELD_DETAIL, item->a);
    return text.n == 0 ? 0 : pl_ofac_add_id(&m->e, &m->arena, type, text, "VersionDetail", m->pub->exercise, err);
}

static int add_feature_item(struct making *m, pl_str type, const struct pl_held_item *item, struct pl_error *err) {
    switch (item->tag) {
    case PL_HELD_VALUE:
        return add_detail(m, type, item, err);
    case PL_HELD_PLACE:
        return add_place(m, type, item->a, err);
    case PL_HELD_DATE:
        return pl_ofac_add_id(&m->e, &m->arena, type, item->text, "DatePeriod", m->pub->exercise, err);
    case PL_HELD_NOTE:
        return add(m, PL_PROP_NOTES, item->text, "Comment", err);
    default:
        return 0;
    }
}

/* A comment before the first feature is the party's, in the form of OFAC's remarks. */
static int add_features(struct making *m, struct pl_error *err) {
    pl_str rest = m->items;
    struct pl_held_item item;
    pl_str type = PL_STR("");
    bool feature = false;
    int code = 0;
    while (code == 0 && pl_held_take(&rest, &item)) {
        if (item.tag == PL_HELD_FEATURE) {
            type = pl_ofac_text_of(m, PL_HELD_FEATURE_TYPE, item.a);
            feature = true;
        } else if (feature) {
            code = add_feature_item(m, type, &item, err);
        } else if (item.tag == PL_HELD_NOTE) {
            code = pl_remark_ofac(&m->e, &m->arena, item.text, m->pub->exercise, err);
        }
    }
    return code;
}

/* Who issued a document, and when, is a note beside its number. */
static int add_document(struct making *m, const struct pl_held_record *document, struct pl_error *err) {
    PL_BUF_AUTO note;
    pl_buf_open(&note, TEXT_MAX);
    pl_str type = pl_ofac_text_of(m, PL_HELD_DOCUMENT_TYPE, document->type);
    pl_str validity = pl_ofac_text_of(m, PL_HELD_VALIDITY, document->flag);
    pl_str number = PL_STR("");
    pl_str rest = document->items;
    struct pl_held_item item;
    while (pl_held_take(&rest, &item)) {
        number = item.tag == PL_HELD_NUMBER ? item.text : number;
        pl_str lead = item.tag == PL_HELD_DATE ? pl_ofac_text_of(m, PL_HELD_DOCUMENT_DATE_TYPE, item.a) : PL_STR("");
        pl_str text = item.tag == PL_HELD_ISSUER && item.text.n == 0 ? pl_ofac_text_of(m, PL_HELD_COUNTRY, item.a)
                      : item.tag == PL_HELD_NUMBER                   ? PL_STR("")
                                                                     : item.text;
        if (text.n > 0) {
            pl_buf_add_str(&note, PL_STR(", "));
            pl_buf_add_str(&note, lead);
            pl_buf_add_str(&note, lead.n > 0 ? PL_STR(" ") : PL_STR(""));
            pl_buf_add_str(&note, text);
        }
    }
    size_t before = m->e.n_values;
    int code =
        number.n == 0 ? 0 : pl_ofac_add_id(&m->e, &m->arena, type, number, "IDRegDocument", m->pub->exercise, err);
    if (code == 0 && m->e.n_values > before && (has_word(validity, "fraud") || has_word(validity, "false"))) {
        m->e.values[before].valid = false;
    }
    if (code != 0 || note.n == 0) {
        return code;
    }
    PL_BUF_AUTO text;
    pl_buf_open(&text, TEXT_MAX);
    pl_buf_add_str(&text, type);
    pl_buf_add_char(&text, ' ');
    pl_buf_add_str(&text, number);
    pl_buf_add_str(&text, pl_buf_str(&note));
    return add(m, PL_PROP_NOTES, pl_buf_str(&text), "IDRegDocument", err);
}

/* Gives the records of one identity or profile in file order; the chain runs backwards. */
static int each(struct making *m, const struct pl_held_record *last,
                int (*take)(struct making *m, const struct pl_held_record *record, struct pl_error *err),
                struct pl_error *err) {
    size_t n = 0;
    for (const struct pl_held_record *r = last; r != NULL; r = r->same) {
        n++;
    }
    const struct pl_held_record **records = pl_arena_calloc(&m->arena, n, sizeof(struct pl_held_record *));
    if (records == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    size_t at = n;
    for (const struct pl_held_record *r = last; r != NULL; r = r->same) {
        records[--at] = r;
    }
    int code = 0;
    for (size_t i = 0; i < n && code == 0; i++) {
        code = take(m, records[i], err);
    }
    return code;
}

static int add_documents(struct making *m, struct pl_error *err) {
    pl_str rest = m->items;
    struct pl_held_item item;
    int code = 0;
    while (code == 0 && pl_held_take(&rest, &item)) {
        const struct pl_held_record *last =
            item.tag == PL_HELD_IDENTITY ? record_of(&m->held->documents, item.a) : NULL;
        code = last != NULL ? each(m, last, add_document, err) : 0;
    }
    return code;
}

static pl_str list_of(pl_str list) {
    return list.n == 0                                ? PL_STR("")
           : pl_str_starts(list, PL_STR("SDN"))       ? PL_STR("ofac-sdn")
           : pl_str_starts(list, PL_STR("Specially")) ? PL_STR("ofac-sdn")
                                                      : PL_STR("ofac-cons");
}

static int add_event(struct making *m, const struct pl_held_item *item, struct pl_error *err) {
    pl_str type = pl_ofac_text_of(m, PL_HELD_EVENT_TYPE, item->a);
    const struct pl_held_ref *basis = pl_ofac_ref_of(m, PL_HELD_LEGAL_BASIS, item->b);
    int prop = PL_PROP_MODIFIED;
    if (pl_str_eq_nocase(type, PL_STR("Created"))) {
        prop = PL_PROP_LISTING_DATE;
    } else if (has_word(type, "remov") || has_word(type, "delist")) {
        prop = PL_PROP_END_DATE;
    }
    int code = add(m, prop, item->text, "EntryEvent", err);
    return code == 0 && basis != NULL
               ? add(m, PL_PROP_LEGAL_BASIS, basis->text.n > 0 ? basis->text : basis->more, "LegalBasis", err)
               : code;
}

static int add_measure(struct making *m, const struct pl_held_item *item, struct pl_error *err) {
    pl_str type = pl_ofac_text_of(m, PL_HELD_SANCTIONS_TYPE, item->a);
    if (pl_str_eq_nocase(type, PL_STR("Program"))) {
        return add(m, PL_PROP_PROGRAM, item->text, "SanctionsMeasure", err);
    }
    int code = add(m, PL_PROP_PROVISION, type, "SanctionsMeasure", err);
    return code == 0 ? add(m, PL_PROP_NOTES, item->text, "SanctionsMeasure", err) : code;
}

static int add_entry(struct making *m, const struct pl_held_record *entry, struct pl_error *err) {
    pl_str rest = entry->items;
    struct pl_held_item item;
    pl_str name = pl_ofac_text_of(m, PL_HELD_LIST, entry->type);
    pl_str list = list_of(name);
    m->e.list = list.n > 0 ? list : m->e.list;
    int code = pl_str_starts(name, PL_STR("SDN")) ? 0 : add(m, PL_PROP_NOTES, name, "List", err);
    while (code == 0 && pl_held_take(&rest, &item)) {
        if (item.tag == PL_HELD_EVENT) {
            code = add_event(m, &item, err);
        } else if (item.tag == PL_HELD_MEASURE) {
            code = add_measure(m, &item, err);
        } else if (item.tag == PL_HELD_NOTE) {
            code = add(m, PL_PROP_NOTES, item.text, "Comment", err);
        }
    }
    return code;
}

static int id_text(struct making *m, const char *lead, uint32_t id, pl_str *ret, struct pl_error *err) {
    PL_BUF_AUTO text;
    pl_buf_open(&text, 64);
    pl_buf_add_str(&text, pl_str_from(lead));
    pl_buf_add_u64(&text, id);
    *ret = pl_str_copy(&m->arena, pl_buf_str(&text));
    return ret->p == NULL ? pl_fail(err, PL_E_NOMEM, "out of memory") : 0;
}

static void begin_entity(struct making *m, const struct pl_held_record *record) {
    pl_arena_close(&m->arena);
    pl_arena_open(&m->arena, ENTRY_BYTES);
    m->e = (struct pl_entity){
        .list = m->pub->list, .line = record->line, .offset = record->offset, .length = record->length};
}

static int give(struct making *m, struct pl_error *err) {
    pl_publication_count(m->pub, &m->e);
    return m->sink(m->ctx, &m->e, err);
}

/* A party that no sanctions entry names is given all the same, and says so: this file does not tell since when or why
 * it is listed. */
static int add_sanctions(struct making *m, uint32_t profile, struct pl_error *err) {
    const struct pl_held_record *last = record_of(&m->held->entries, profile);
    if (last != NULL) {
        return each(m, last, add_entry, err);
    }
    m->pub->dangling++;
    return add(m, PL_PROP_STATUS, PL_STR("no sanctions entry names this party"), "SanctionsEntries", err);
}

static int resolve_profile(struct making *m, const struct pl_held_record *party, const struct pl_held_item *profile,
                           pl_str items, struct pl_error *err) {
    begin_entity(m, party);
    m->items = items;
    m->e.schema = schema_of(m, profile->b);
    int code = profile->a != PL_HELD_NONE ? id_text(m, "", profile->a, &m->e.id, err) : 0;
    m->e.reference = m->e.id;
    code = code == 0 ? pl_ofac_find_groups(m, err) : code;
    code = code == 0 ? pl_ofac_add_names(m, err) : code;
    if (code == 0 && (m->e.id.n == 0 || m->e.caption.n == 0)) {
        pl_publication_reject(m->pub, (struct pl_rejection){party->line, party->offset, 0, "has no ID or no name"});
        return 0;
    }
    uint64_t *known = pl_map_get(&m->held->profiles, profile->a);
    if (known != NULL) {
        *known = (uint64_t)m->e.schema + 1;
    }
    code = code == 0 ? add_features(m, err) : code;
    code = code == 0 ? add_documents(m, err) : code;
    code = code == 0 ? add_sanctions(m, profile->a, err) : code;
    return code == 0 ? give(m, err) : code;
}

/* A party may have several profiles: each is an entry. What stands before the first belongs to it. */
static int resolve_party(struct making *m, const struct pl_held_record *party, struct pl_error *err) {
    pl_str rest = party->items;
    struct pl_held_item item;
    struct pl_held_item profile = {.a = PL_HELD_NONE, .b = PL_HELD_NONE};
    bool open = false;
    size_t from = 0;
    int code = 0;
    while (code == 0 && rest.n > 0) {
        size_t at = party->items.n - rest.n;
        if (!pl_held_take(&rest, &item)) {
            break;
        }
        if (item.tag != PL_HELD_PROFILE) {
            continue;
        }
        if (open) {
            code = resolve_profile(m, party, &profile, pl_str_sub(party->items, from, at - from), err);
            from = at;
        }
        profile = item;
        open = true;
    }
    return code == 0 ? resolve_profile(m, party, &profile, pl_str_sub(party->items, from, party->items.n), err) : code;
}

/* OFAC's words for relations: which edge, and which end is From. */
static const struct {
    const char *words;
    int schema;
    int from, to;
} RELATIONS[] = {
    {"Owned or Controlled By", PL_SCHEMA_OWNERSHIP, PL_PROP_EDGE_ASSET, PL_PROP_EDGE_OWNER},
    {"Owns, controls, or operates", PL_SCHEMA_OWNERSHIP, PL_PROP_EDGE_OWNER, PL_PROP_EDGE_ASSET},
    {"Family member of", PL_SCHEMA_FAMILY, PL_PROP_EDGE_PERSON, PL_PROP_RELATIVE},
    {"Associate Of", PL_SCHEMA_ASSOCIATE, PL_PROP_EDGE_PERSON, PL_PROP_EDGE_ASSOCIATE},
    {"Leader or official of", PL_SCHEMA_DIRECTORSHIP, PL_PROP_DIRECTOR, PL_PROP_EDGE_ORGANIZATION},
    {"Principal Executive Officer", PL_SCHEMA_DIRECTORSHIP, PL_PROP_DIRECTOR, PL_PROP_EDGE_ORGANIZATION},
    {"Acting for or on behalf of", PL_SCHEMA_REPRESENTATION, PL_PROP_AGENT, PL_PROP_CLIENT},
};

static void kind_of_relation(struct making *m, pl_str words, bool persons, int *ret_from, int *ret_to) {
    m->e.schema = PL_SCHEMA_UNKNOWN_LINK;
    *ret_from = PL_PROP_SUBJECT;
    *ret_to = PL_PROP_OBJECT;
    for (size_t i = 0; i < sizeof RELATIONS / sizeof RELATIONS[0]; i++) {
        bool of_persons = RELATIONS[i].schema == PL_SCHEMA_FAMILY || RELATIONS[i].schema == PL_SCHEMA_ASSOCIATE;
        if (pl_str_eq_nocase(words, pl_str_from(RELATIONS[i].words)) && (persons || !of_persons)) {
            m->e.schema = RELATIONS[i].schema;
            *ret_from = RELATIONS[i].from;
            *ret_to = RELATIONS[i].to;
        }
    }
}

static int add_ends(struct making *m, const struct pl_held_record *r, int from, int to, struct pl_error *err) {
    pl_str a;
    pl_str b;
    int code = id_text(m, "", r->of, &a, err);
    code = code == 0 ? id_text(m, "", r->to, &b, err) : code;
    code = code == 0 ? add(m, from, a, "From-ProfileID", err) : code;
    return code == 0 ? add(m, to, b, "To-ProfileID", err) : code;
}

static int resolve_relationship(struct making *m, const struct pl_held_record *r, struct pl_error *err) {
    const uint64_t *from = r->of != PL_HELD_NONE ? pl_map_get(&m->held->profiles, r->of) : NULL;
    const uint64_t *to = r->to != PL_HELD_NONE ? pl_map_get(&m->held->profiles, r->to) : NULL;
    if (from == NULL || to == NULL) {
        m->pub->dangling++;
        return 0;
    }
    begin_entity(m, r);
    pl_str words = pl_ofac_text_of(m, PL_HELD_RELATION_TYPE, r->type);
    bool persons = *from == PL_SCHEMA_PERSON + 1 && *to == PL_SCHEMA_PERSON + 1;
    int from_prop = 0;
    int to_prop = 0;
    kind_of_relation(m, words, persons, &from_prop, &to_prop);
    int code = id_text(m, "relationship-", r->id, &m->e.id, err);
    m->e.reference = m->e.id;
    code = code == 0 ? add_ends(m, r, from_prop, to_prop, err) : code;
    code = code == 0 ? add(m, PL_PROP_ROLE, words, "RelationTypeID", err) : code;
    code = code == 0 && r->flag == 1 ? add(m, PL_PROP_STATUS, PL_STR("former"), "Former", err) : code;
    pl_str rest = r->items;
    struct pl_held_item item;
    while (code == 0 && pl_held_take(&rest, &item)) {
        int prop = item.tag == PL_HELD_DATE ? PL_PROP_START_DATE : PL_PROP_NOTES;
        code = add(m, prop, item.text, item.tag == PL_HELD_DATE ? "DatePeriod" : "Comment", err);
    }
    return code == 0 ? give(m, err) : code;
}

/* Of more entries than not: the list is theirs. */
static pl_str list_of_most(const struct pl_held *held) {
    size_t sdn = 0;
    size_t cons = 0;
    for (const struct pl_held_record *r = held->entry_list.first; r != NULL; r = r->next) {
        const struct pl_held_ref *ref = pl_held_ref_of(held, PL_HELD_LIST, r->type);
        pl_str list = ref != NULL ? list_of(ref->text) : PL_STR("");
        sdn += pl_str_eq(list, PL_STR("ofac-sdn")) ? 1 : 0;
        cons += pl_str_eq(list, PL_STR("ofac-cons")) ? 1 : 0;
    }
    return cons > sdn ? PL_STR("ofac-cons") : PL_STR("ofac-sdn");
}

/* Documents of no identity and entries of no profile lead nowhere. */
static uint64_t lost(const struct pl_held *held) {
    uint64_t n = 0;
    for (const struct pl_held_record *r = held->document_list.first; r != NULL; r = r->next) {
        n += r->of == PL_HELD_NONE || pl_map_get(&held->identities, r->of) == NULL ? 1 : 0;
    }
    for (const struct pl_held_record *r = held->entry_list.first; r != NULL; r = r->next) {
        n += r->of == PL_HELD_NONE || pl_map_get(&held->profiles, r->of) == NULL ? 1 : 0;
    }
    return n;
}

int pl_held_resolve(struct pl_held *held, struct pl_publication *pub, pl_entity_sink sink, void *ctx,
                    struct pl_error *err) {
    struct making m = {.held = held, .pub = pub, .sink = sink, .ctx = ctx};
    pl_arena_open(&m.arena, ENTRY_BYTES);
    pl_map_open(&m.groups, PL_HELD_MAX_TABLE);
    pub->list = list_of_most(held);
    pub->dangling += lost(held);
    int code = 0;
    for (const struct pl_held_record *r = held->parties.first; r != NULL && code == 0; r = r->next) {
        code = resolve_party(&m, r, err);
    }
    for (const struct pl_held_record *r = held->relationships.first; r != NULL && code == 0; r = r->next) {
        code = resolve_relationship(&m, r, err);
    }
    pl_arena_close(&m.arena);
    pl_map_close(&m.groups);
    return code;
}
