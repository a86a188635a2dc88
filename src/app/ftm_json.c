#include "app/ftm_json.h"

#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "text/interval.h"

#include "base/ban.h"

/* ---- schemata ---- */

static const struct {
    int schema;
    const char *is; /* itself and all above it */
} DESCENT[] = {
    {PL_SCHEMA_LEGAL_ENTITY, "LegalEntity|Thing"},
    {PL_SCHEMA_PERSON, "Person|LegalEntity|Thing"},
    {PL_SCHEMA_ORGANIZATION, "Organization|LegalEntity|Thing"},
    {PL_SCHEMA_COMPANY, "Company|Organization|LegalEntity|Asset|Value|Thing"},
    {PL_SCHEMA_PUBLIC_BODY, "PublicBody|Organization|LegalEntity|Thing"},
    {PL_SCHEMA_VESSEL, "Vessel|Vehicle|Asset|Value|Thing"},
    {PL_SCHEMA_AIRPLANE, "Airplane|Vehicle|Asset|Value|Thing"},
    {PL_SCHEMA_VEHICLE, "Vehicle|Asset|Value|Thing"},
    {PL_SCHEMA_ASSET, "Asset|Value|Thing"},
    {PL_SCHEMA_CRYPTO_WALLET, "CryptoWallet|Value|Thing"},
    {PL_SCHEMA_SECURITY, "Security|Asset|Value|Thing"},
    {PL_SCHEMA_SANCTION, "Sanction|Interval"},
    {PL_SCHEMA_ADDRESS, "Address|Thing"},
    {PL_SCHEMA_PASSPORT, "Passport|Identification|Interval"},
    {PL_SCHEMA_IDENTIFICATION, "Identification|Interval"},
    {PL_SCHEMA_OWNERSHIP, "Ownership|Interest|Interval"},
    {PL_SCHEMA_DIRECTORSHIP, "Directorship|Interest|Interval"},
    {PL_SCHEMA_FAMILY, "Family|Interval"},
    {PL_SCHEMA_ASSOCIATE, "Associate|Interval"},
    {PL_SCHEMA_REPRESENTATION, "Representation|Interest|Interval"},
    {PL_SCHEMA_MEMBERSHIP, "Membership|Interest|Interval"},
    {PL_SCHEMA_EMPLOYMENT, "Employment|Interest|Interval"},
    {PL_SCHEMA_SUCCESSION, "Succession|Interval"},
    {PL_SCHEMA_OCCUPANCY, "Occupancy|Interval"},
    {PL_SCHEMA_UNKNOWN_LINK, "UnknownLink|Interest|Interval"},
    {PL_SCHEMA_OTHER, "Thing"},
};

bool pl_ftm_is_a(int schema, pl_str name) {
    for (size_t i = 0; i < sizeof DESCENT / sizeof DESCENT[0]; i++) {
        if (DESCENT[i].schema != schema) {
            continue;
        }
        for (pl_str rest = pl_str_from(DESCENT[i].is); rest.p != NULL;) {
            if (pl_str_eq(pl_str_cut(&rest, '|'), name)) {
                return true;
            }
        }
    }
    return false;
}

bool pl_ftm_may_match(int schema, pl_str name) {
    int asked = pl_schema_of(name);
    return schema == (int)PL_SCHEMA_OTHER || pl_ftm_is_a(schema, name) ||
           (asked >= 0 && pl_ftm_is_a(asked, pl_str_from(pl_schema_name(schema))));
}

/* ---- references the other way ---- */

static const struct {
    int schema, prop;
    const char *name;
} REVERSE[] = {
    {PL_SCHEMA_SANCTION, PL_PROP_EDGE_ENTITY, "sanctions"},
    {PL_SCHEMA_OWNERSHIP, PL_PROP_EDGE_OWNER, "ownershipOwner"},
    {PL_SCHEMA_OWNERSHIP, PL_PROP_EDGE_ASSET, "ownershipAsset"},
    {PL_SCHEMA_DIRECTORSHIP, PL_PROP_DIRECTOR, "directorshipDirector"},
    {PL_SCHEMA_DIRECTORSHIP, PL_PROP_EDGE_ORGANIZATION, "directorshipOrganization"},
    {PL_SCHEMA_FAMILY, PL_PROP_EDGE_PERSON, "familyPerson"},
    {PL_SCHEMA_FAMILY, PL_PROP_RELATIVE, "familyRelative"},
    {PL_SCHEMA_ASSOCIATE, PL_PROP_EDGE_PERSON, "associates"},
    {PL_SCHEMA_ASSOCIATE, PL_PROP_EDGE_ASSOCIATE, "associations"},
    {PL_SCHEMA_REPRESENTATION, PL_PROP_AGENT, "agencyClient"},
    {PL_SCHEMA_REPRESENTATION, PL_PROP_CLIENT, "agentRepresentation"},
    {PL_SCHEMA_MEMBERSHIP, PL_PROP_MEMBER, "membershipMember"},
    {PL_SCHEMA_MEMBERSHIP, PL_PROP_EDGE_ORGANIZATION, "membershipOrganization"},
    {PL_SCHEMA_EMPLOYMENT, PL_PROP_EMPLOYER, "employees"},
    {PL_SCHEMA_EMPLOYMENT, PL_PROP_EMPLOYEE, "employers"},
    {PL_SCHEMA_SUCCESSION, PL_PROP_PREDECESSOR, "successors"},
    {PL_SCHEMA_SUCCESSION, PL_PROP_SUCCESSOR, "predecessors"},
    {PL_SCHEMA_OCCUPANCY, PL_PROP_HOLDER, "positionOccupancies"},
    {PL_SCHEMA_UNKNOWN_LINK, PL_PROP_SUBJECT, "unknownLinkTo"},
    {PL_SCHEMA_UNKNOWN_LINK, PL_PROP_OBJECT, "unknownLinkFrom"},
    {PL_SCHEMA_PASSPORT, PL_PROP_HOLDER, "passportEntity"},
    {PL_SCHEMA_IDENTIFICATION, PL_PROP_HOLDER, "identificationEntity"},
};

const char *const pl_ftm_reverse_names[] = {"sanctions",
                                            "ownershipOwner",
                                            "ownershipAsset",
                                            "directorshipDirector",
                                            "directorshipOrganization",
                                            "familyPerson",
                                            "familyRelative",
                                            "associates",
                                            "associations",
                                            "agencyClient",
                                            "agentRepresentation",
                                            "membershipMember",
                                            "membershipOrganization",
                                            "employees",
                                            "employers",
                                            "successors",
                                            "predecessors",
                                            "positionOccupancies",
                                            "unknownLinkTo",
                                            "unknownLinkFrom",
                                            "passportEntity",
                                            "identificationEntity",
                                            "addressEntity",
                                            NULL};

const char *pl_ftm_reverse(int schema, int prop) {
    for (size_t i = 0; i < sizeof REVERSE / sizeof REVERSE[0]; i++) {
        if (REVERSE[i].schema == schema && REVERSE[i].prop == prop) {
            return REVERSE[i].name;
        }
    }
    return NULL;
}

/* ---- what a value is there ---- */

enum place { IN_PROPERTY, IN_STATE, IN_DATE, IN_GENDER, IN_SANCTION, IN_SANCTION_DATE, BESIDE, NOWHERE };

/* Of lists that are not FollowTheMoney's: everything else is a property of the name that it has here. */
static const struct {
    int prop;
    enum place place;
    const char *name;
} PLACES[] = {
    {PL_PROP_ORIGINAL_NAME, IN_PROPERTY, "alias"},
    {PL_PROP_IMO_COMPANY, IN_PROPERTY, "imoNumber"},
    {PL_PROP_FLAG, IN_STATE, "flag"},
    {PL_PROP_PAST_FLAG, IN_STATE, "pastFlags"},
    {PL_PROP_NATIONALITY, IN_STATE, "nationality"},
    {PL_PROP_COUNTRY, IN_STATE, "country"},
    {PL_PROP_JURISDICTION, IN_STATE, "jurisdiction"},
    {PL_PROP_BIRTH_COUNTRY, IN_STATE, "birthCountry"},
    {PL_PROP_BIRTH_DATE, IN_DATE, "birthDate"},
    {PL_PROP_DEATH_DATE, IN_DATE, "deathDate"},
    {PL_PROP_BUILD_DATE, IN_DATE, "buildDate"},
    {PL_PROP_INCORPORATION_DATE, IN_DATE, "incorporationDate"},
    {PL_PROP_MODIFIED, IN_DATE, "modifiedAt"},
    {PL_PROP_GENDER, IN_GENDER, "gender"},
    {PL_PROP_PROGRAM, IN_SANCTION, "program"},
    {PL_PROP_PROVISION, IN_SANCTION, "provisions"},
    {PL_PROP_AUTHORITY, IN_SANCTION, "authority"},
    {PL_PROP_REASON, IN_SANCTION, "reason"},
    {PL_PROP_UN_REFERENCE, IN_SANCTION, "unscId"},
    {PL_PROP_OTHER_REFERENCE, IN_SANCTION, "authorityId"},
    {PL_PROP_LISTING_DATE, IN_SANCTION_DATE, "listingDate"},
    {PL_PROP_START_DATE, IN_SANCTION_DATE, "startDate"},
    {PL_PROP_END_DATE, IN_SANCTION_DATE, "endDate"},
    {PL_PROP_RELATED_IMO, BESIDE, "relatedImoNumber"},
    {PL_PROP_LENGTH, BESIDE, "length"},
    {PL_PROP_OWNER, BESIDE, "owner"},
    {PL_PROP_PAST_OWNER, BESIDE, "pastOwner"},
    {PL_PROP_OPERATOR, BESIDE, "operator"},
    {PL_PROP_PAST_OPERATOR, BESIDE, "pastOperator"},
    {PL_PROP_PARENT, BESIDE, "parent"},
    {PL_PROP_SUBSIDIARY, BESIDE, "subsidiaries"},
    {PL_PROP_LINKED_TO, BESIDE, "associates"},
    {PL_PROP_LEGAL_BASIS, BESIDE, "legalBasis"},
    {PL_PROP_REFERENT, NOWHERE, NULL},
    {PL_PROP_DATASET, NOWHERE, NULL},
    {PL_PROP_FIRST_SEEN, NOWHERE, NULL},
    {PL_PROP_LAST_CHANGE, NOWHERE, NULL},
    {PL_PROP_TARGET, NOWHERE, NULL},
};

/* A value where FollowTheMoney has it. */
struct told {
    enum place place; /* IN_PROPERTY, IN_SANCTION, BESIDE or NOWHERE */
    const char *name;
    pl_str text;
};

#define DATES_MAX 64

/* Dates that were written anew, of one entity. */
struct dates {
    char text[DATES_MAX][16];
    size_t n;
};

/* A day, a month or a year as FollowTheMoney writes them; p NULL for what is none of these (about a year, a range). */
static pl_str date_of(struct dates *dates, pl_str text) {
    static const size_t LENGTHS[] = {[PL_PRECISION_DAY] = 10, [PL_PRECISION_MONTH] = 7, [PL_PRECISION_YEAR] = 4};
    struct pl_interval date;
    if (!pl_interval_parse(text, &date) || date.circa || date.precision == PL_PRECISION_RANGE ||
        dates->n == DATES_MAX) {
        return (pl_str){NULL, 0};
    }
    PL_BUF_AUTO iso;
    pl_buf_open(&iso, 64);
    pl_time_write(&iso, (pl_time)date.first_day * PL_DAY_US);
    char *made = dates->text[dates->n++];
    snprintf(made, sizeof dates->text[0], "%.*s", (int)LENGTHS[date.precision], iso.p != NULL ? iso.p : "");
    return pl_str_from(made);
}

static pl_str gender_of(pl_str text) {
    char first = text.n > 0 ? text.p[0] : '\0';
    return first == 'm' || first == 'M'   ? PL_STR("male")
           : first == 'f' || first == 'F' ? PL_STR("female")
                                          : (pl_str){NULL, 0};
}

static pl_str state_of(const struct pl_ftm_writer *w, pl_str text) {
    pl_str code = {NULL, 0};
    struct pl_error err;
    if (w->countries == NULL || pl_countries_find(w->countries, text, &code, &err) != 0 || code.n == 0) {
        return (pl_str){NULL, 0};
    }
    return code;
}

static struct told tell_own(const struct pl_value *value) {
    bool top = value->prop == (int)PL_PROP_REFERENT || value->prop == (int)PL_PROP_DATASET ||
               value->prop == (int)PL_PROP_FIRST_SEEN || value->prop == (int)PL_PROP_LAST_CHANGE ||
               value->prop == (int)PL_PROP_TARGET;
    bool schema = value->prop == (int)PL_PROP_TYPE && strcmp(value->from, "schema") == 0;
    return (struct told){top || schema ? NOWHERE : IN_PROPERTY, value->from, value->text};
}

static struct told tell(const struct pl_ftm_writer *w, const struct pl_entity_node *node, const struct pl_value *value,
                        struct dates *dates) {
    struct told told = {IN_PROPERTY, pl_prop_name(value->prop), value->text};
    enum place place = IN_PROPERTY;
    if (node->ftm) {
        return tell_own(value);
    }
    for (size_t i = 0; i < sizeof PLACES / sizeof PLACES[0]; i++) {
        if (PLACES[i].prop == value->prop) {
            place = PLACES[i].place;
            told.name = PLACES[i].name;
            break;
        }
    }
    pl_str made = value->text;
    if (place == IN_STATE) {
        made = state_of(w, value->text);
    } else if (place == IN_GENDER) {
        made = gender_of(value->text);
    } else if (place == IN_DATE || place == IN_SANCTION_DATE) {
        made = date_of(dates, value->text);
    } else if (!value->valid) { /* a number with a wrong check digit is nobody's */
        made.p = NULL;
    }
    told.place = made.p == NULL              ? BESIDE
                 : place == IN_SANCTION_DATE ? IN_SANCTION
                 : place > IN_SANCTION       ? place
                 : place == IN_SANCTION      ? IN_SANCTION
                                             : IN_PROPERTY;
    told.text = made.p == NULL ? value->text : made;
    return told;
}

/* ---- properties ---- */

struct values {
    const struct pl_entity_node *node;
    struct told told[PL_ENTITY_MAX_VALUES];
    size_t n;
    struct dates dates;
};

static void tell_all(const struct pl_ftm_writer *w, const struct pl_entity_node *node, struct values *v) {
    const struct pl_entity *e = &node->entry->entity;
    v->node = node;
    v->n = v->dates.n = 0;
    for (size_t i = 0; i < e->n_values && v->n < PL_ENTITY_MAX_VALUES; i++) {
        struct told told = tell(w, node, &e->values[i], &v->dates);
        if (told.place != NOWHERE) {
            v->told[v->n++] = told;
        }
    }
}

/* Every property of that place, each once: "name":[texts]. References to be shown whole are left to the caller. */
static void write_texts(const struct pl_ftm_writer *w, struct values *v, enum place place) {
    for (size_t i = 0; i < v->n; i++) {
        const char *name = v->told[i].name;
        if (v->told[i].place != place || name == NULL) {
            continue;
        }
        pl_json_key_n(w->json, name, strlen(name));
        pl_json_array(w->json);
        for (size_t k = i; k < v->n; k++) {
            if (v->told[k].place == place && v->told[k].name != NULL &&
                (v->told[k].name == name || strcmp(v->told[k].name, name) == 0)) {
                pl_json_str(w->json, v->told[k].text);
                v->told[k].name = k == i ? name : NULL;
            }
        }
        v->told[i].name = NULL;
        pl_json_array_end(w->json);
    }
}

static bool has_place(const struct values *v, enum place place) {
    for (size_t i = 0; i < v->n; i++) {
        if (v->told[i].place == place) {
            return true;
        }
    }
    return false;
}

static void key_one(struct pl_json *json, const char *key, pl_str text) {
    pl_json_key_n(json, key, strlen(key));
    pl_json_array(json);
    pl_json_str(json, text);
    pl_json_array_end(json);
}

/* ---- beside the properties ---- */

static void write_list(const struct pl_ftm_writer *w, const struct pl_entity_node *node, const char *key, int prop,
                       pl_str first) {
    const struct pl_entity *e = &node->entry->entity;
    pl_json_key_n(w->json, key, strlen(key));
    pl_json_array(w->json);
    if (first.n > 0) {
        pl_json_str(w->json, first);
    }
    for (size_t i = 0; i < e->n_values; i++) {
        if (e->values[i].prop == prop && !pl_str_eq(e->values[i].text, first)) {
            pl_json_str(w->json, e->values[i].text);
        }
    }
    pl_json_array_end(w->json);
}

static void write_or_null(struct pl_json *json, const char *key, pl_str text) {
    pl_json_key_n(json, key, strlen(key));
    if (text.n > 0) {
        pl_json_str(json, text);
    } else {
        pl_json_null(json);
    }
}

/* A schema that this program keeps as Thing stands in the entity's own words. */
static pl_str schema_of(const struct pl_entity_node *node) {
    const struct pl_entity *e = &node->entry->entity;
    for (size_t i = 0; node->ftm && e->schema == (int)PL_SCHEMA_OTHER && i < e->n_values; i++) {
        if (e->values[i].prop == (int)PL_PROP_TYPE && strcmp(e->values[i].from, "schema") == 0) {
            return e->values[i].text;
        }
    }
    return pl_str_from(pl_schema_name(e->schema));
}

static void write_head(const struct pl_ftm_writer *w, const struct pl_entity_node *node) {
    pl_json_member(w->json, "id", node->id);
    pl_json_member(w->json, "caption", node->entry->entity.caption);
    pl_json_member(w->json, "schema", schema_of(node));
}

static void write_tail(const struct pl_ftm_writer *w, const struct pl_entity_node *node) {
    const struct pl_entity *e = &node->entry->entity;
    char seen[32];
    write_list(w, node, "datasets", PL_PROP_DATASET, node->copy->list);
    write_list(w, node, "referents", PL_PROP_REFERENT, PL_STR(""));
    pl_str target = pl_entity_get(e, PL_PROP_TARGET);
    pl_json_key(w->json, "target");
    pl_json_bool(w->json, node->ftm ? pl_str_eq(target, PL_STR("true")) : true);
    write_or_null(w->json, "first_seen", pl_entity_get(e, PL_PROP_FIRST_SEEN));
    snprintf(seen, sizeof seen, "%.10sT00:00:00", node->copy->published.n >= 10 ? node->copy->published.p : "");
    write_or_null(w->json, "last_seen", node->copy->published.n >= 10 ? pl_str_from(seen) : PL_STR(""));
    write_or_null(w->json, "last_change", pl_entity_get(e, PL_PROP_LAST_CHANGE));
    if (w->exercise) {
        pl_json_key(w->json, "exercise");
        pl_json_bool(w->json, true);
    }
}

static void write_beside(const struct pl_ftm_writer *w, struct values *v) {
    if (has_place(v, BESIDE)) {
        pl_json_key(w->json, "beside");
        pl_json_object(w->json);
        write_texts(w, v, BESIDE);
        pl_json_object_end(w->json);
    }
}

/* ---- nested ---- */

/* What a list says of its listing, as the Sanction that FollowTheMoney has for it. */
static void write_sanction(const struct pl_ftm_writer *w, struct values *v) {
    const struct pl_entity_node *node = v->node;
    PL_BUF_AUTO id;
    pl_buf_open(&id, (size_t)1 << 16);
    pl_buf_add_str(&id, node->id);
    pl_buf_add_str(&id, PL_STR("-sanction"));
    pl_json_object(w->json);
    pl_json_member(w->json, "id", pl_buf_str(&id));
    pl_json_member(w->json, "caption", PL_STR("Sanction"));
    pl_json_member(w->json, "schema", PL_STR("Sanction"));
    pl_json_key(w->json, "properties");
    pl_json_object(w->json);
    key_one(w->json, "entity", node->id);
    key_one(w->json, "recordId", pl_str_trim(node->entry->entity.reference));
    write_texts(w, v, IN_SANCTION);
    pl_json_object_end(w->json);
    write_tail(w, node);
    pl_json_object_end(w->json);
}

/* An entity that stands in a property of `around`; what it refers to is whole too, `around` itself an id. */
static void write_inside(const struct pl_ftm_writer *w, const struct pl_entity_node *node,
                         const struct pl_entity_node *around, bool deeper) {
    struct values v;
    tell_all(w, node, &v);
    pl_json_object(w->json);
    write_head(w, node);
    pl_json_key(w->json, "properties");
    pl_json_object(w->json);
    const struct pl_entity *e = &node->entry->entity;
    for (size_t i = 0; deeper && i < e->n_values && i < v.n; i++) {
        const struct pl_value *value = &e->values[i];
        const struct pl_entity_node *to =
            pl_prop_is_reference(value->prop) ? pl_entity_graph_ref(w->graph, node, value->text) : NULL;
        if (to == NULL || to == around) {
            continue;
        }
        pl_str name = pl_str_from(value->from);
        bool first = true;
        for (size_t k = 0; k < v.n; k++) { /* this property is written here, each of its values */
            if (v.told[k].name == NULL || !pl_str_eq(pl_str_from(v.told[k].name), name)) {
                continue;
            }
            const struct pl_entity_node *other = pl_entity_graph_ref(w->graph, node, v.told[k].text);
            if (first) {
                pl_json_key_n(w->json, name.p, name.n);
                pl_json_array(w->json);
                first = false;
            }
            if (other != NULL && other != around) {
                write_inside(w, other, node, false);
            } else {
                pl_json_str(w->json, v.told[k].text);
            }
            v.told[k].name = NULL;
        }
        if (!first) {
            pl_json_array_end(w->json);
        }
    }
    write_texts(w, &v, IN_PROPERTY);
    pl_json_object_end(w->json);
    write_tail(w, node);
    write_beside(w, &v);
    pl_json_object_end(w->json);
}

/* Whether `from` refers to node in a way that node calls `name`. */
static bool is_called(const struct pl_ftm_writer *w, const struct pl_entity_node *node,
                      const struct pl_entity_node *from, pl_str name) {
    const struct pl_entity *e = &from->entry->entity;
    for (size_t i = 0; i < e->n_values; i++) {
        const char *reverse =
            pl_prop_is_reference(e->values[i].prop) ? pl_ftm_reverse(e->schema, e->values[i].prop) : NULL;
        if (reverse != NULL && pl_str_eq(pl_str_from(reverse), name) &&
            pl_entity_graph_ref(w->graph, from, e->values[i].text) == node) {
            return true;
        }
    }
    return false;
}

static bool in_page(size_t at, size_t from, size_t limit) { return at >= from && at - from < limit; }

/* What this entity itself refers to by a property of that name. */
static size_t write_own(const struct pl_ftm_writer *w, const struct pl_entity_node *node, pl_str name, size_t from,
                        size_t limit) {
    const struct pl_entity *e = &node->entry->entity;
    size_t n = 0;
    for (size_t i = 0; i < e->n_values; i++) {
        const struct pl_value *value = &e->values[i];
        bool called = node->ftm && pl_prop_is_reference(value->prop) && pl_str_eq(pl_str_from(value->from), name);
        const struct pl_entity_node *to = called ? pl_entity_graph_ref(w->graph, node, value->text) : NULL;
        if (to == NULL) {
            continue;
        }
        if (in_page(n++, from, limit)) {
            write_inside(w, to, node, false);
        }
    }
    return n;
}

size_t pl_ftm_write_adjacent(const struct pl_ftm_writer *w, const struct pl_entity_node *node, pl_str name, size_t from,
                             size_t limit) {
    const struct pl_entity_node *other = NULL;
    size_t n = write_own(w, node, name, from, limit);
    if (!node->ftm && pl_str_eq(name, PL_STR("sanctions"))) {
        struct values v;
        tell_all(w, node, &v);
        if (in_page(n++, from, limit)) {
            write_sanction(w, &v);
        }
    }
    for (size_t i = 0; (other = pl_entity_graph_referrer(w->graph, node, i)) != NULL; i++) {
        const struct pl_entity_node *before = i > 0 ? pl_entity_graph_referrer(w->graph, node, i - 1) : NULL;
        if (other != before && is_called(w, node, other, name) && in_page(n++, from, limit)) {
            write_inside(w, other, node, true);
        }
    }
    return n;
}

#define NESTED_MAX 200 /* entities of one property; /entities/{id}/adjacent pages through all */

static void write_nested(const struct pl_ftm_writer *w, const struct pl_entity_node *node, struct values *v) {
    for (const char *const *name = pl_ftm_reverse_names; *name != NULL; name++) {
        struct pl_buf nothing = {0};
        struct pl_json counter;
        struct pl_ftm_writer count = *w;
        pl_buf_open(&nothing, 1);
        pl_json_start(&counter, &nothing);
        count.json = &counter;
        if (pl_ftm_write_adjacent(&count, node, pl_str_from(*name), 0, 0) == 0) {
            pl_buf_close(&nothing);
            continue;
        }
        pl_buf_close(&nothing);
        pl_json_key_n(w->json, *name, strlen(*name));
        pl_json_array(w->json);
        (void)pl_ftm_write_adjacent(w, node, pl_str_from(*name), 0, NESTED_MAX);
        pl_json_array_end(w->json);
        for (size_t i = 0; i < v->n; i++) { /* of a property that is shown whole no ids stand beside it */
            if (v->told[i].name != NULL && strcmp(v->told[i].name, *name) == 0) {
                v->told[i].place = NOWHERE;
            }
        }
    }
}

/* Who stands on a sanctions list has FollowTheMoney's topic for that. */
static bool is_untold_target(const struct pl_entity_node *node) {
    return !node->ftm && pl_entity_get(&node->entry->entity, PL_PROP_TOPICS).n == 0;
}

void pl_ftm_write(const struct pl_ftm_writer *w, const struct pl_entity_node *node, bool nested) {
    struct values v;
    tell_all(w, node, &v);
    write_head(w, node);
    pl_json_key(w->json, "properties");
    pl_json_object(w->json);
    if (nested) {
        write_nested(w, node, &v);
    }
    write_texts(w, &v, IN_PROPERTY);
    if (is_untold_target(node)) {
        key_one(w->json, "topics", PL_STR("sanction"));
    }
    pl_json_object_end(w->json);
    write_tail(w, node);
    write_beside(w, &v);
}

size_t pl_ftm_texts(const struct pl_ftm_writer *w, const struct pl_entity_node *node, pl_str name, pl_str *texts,
                    size_t max) {
    const struct pl_entity *e = &node->entry->entity;
    size_t n = 0;
    for (size_t i = 0; i < e->n_values && n < max; i++) {
        struct dates none = {.n = DATES_MAX}; /* texts that are written anew would not outlive the call */
        struct told told = tell(w, node, &e->values[i], &none);
        if (told.place == IN_PROPERTY && pl_str_eq(pl_str_from(told.name), name)) {
            texts[n++] = told.text;
        }
    }
    if (n < max && is_untold_target(node) && pl_str_eq(name, PL_STR("topics"))) {
        texts[n++] = PL_STR("sanction");
    }
    return n;
}
