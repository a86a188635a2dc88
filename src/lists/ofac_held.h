/* What lists/ofac_advanced keeps until the end of the file: tables by number and compact records of items.
 *
 * A record is a run of items, each a tag, three numbers and a text; what the numbers are stands at the tag. Owned by
 * its arena. ofac_advanced.c fills it, ofac_resolve.c makes
 * entities of it; not for other callers. */
#ifndef PL_LISTS_OFAC_HELD_H
#define PL_LISTS_OFAC_HELD_H

#include "base/map.h"
#include "lists/entity.h"

#define PL_HELD_NONE      UINT32_MAX        /* no number given */
#define PL_HELD_MAX_TABLE ((size_t)4 << 20) /* things that any table may hold */

/* enum name, its element below ReferenceValueSets */
#define PL_HELD_REFS(X)                                                                                                \
    X(ALIAS_TYPE, "AliasType")                                                                                         \
    X(AREA_CODE, "AreaCode")                                                                                           \
    X(COUNTRY, "Country")                                                                                              \
    X(DETAIL, "DetailReference")                                                                                       \
    X(EVENT_TYPE, "EntryEventType")                                                                                    \
    X(FEATURE_TYPE, "FeatureType")                                                                                     \
    X(DOCUMENT_TYPE, "IDRegDocType")                                                                                   \
    X(DOCUMENT_DATE_TYPE, "IDRegDocDateType")                                                                          \
    X(LEGAL_BASIS, "LegalBasis")                                                                                       \
    X(LIST, "List")                                                                                                    \
    X(NAME_PART_TYPE, "NamePartType")                                                                                  \
    X(PARTY_SUB_TYPE, "PartySubType")                                                                                  \
    X(PARTY_TYPE, "PartyType")                                                                                         \
    X(RELATION_TYPE, "RelationType")                                                                                   \
    X(SANCTIONS_TYPE, "SanctionsType")                                                                                 \
    X(SCRIPT, "Script")                                                                                                \
    X(VALIDITY, "Validity")

enum pl_held_kind {
#define PL_HELD_REF_ENUM(name, element) PL_HELD_##name,
    PL_HELD_REFS(PL_HELD_REF_ENUM)
#undef PL_HELD_REF_ENUM
        PL_HELD_KIND_COUNT
};

/* A reference value. more: AreaCode's Description, Script's ScriptCode, LegalBasis's short reference; of:
 * PartySubType's PartyTypeID. */
struct pl_held_ref {
    pl_str text;
    pl_str more;
    uint32_t of;
};

enum pl_held_tag {
    PL_HELD_PROFILE,  /* a: ID, b: PartySubTypeID */
    PL_HELD_IDENTITY, /* a: ID, b: primary */
    PL_HELD_ALIAS,    /* a: AliasTypeID, b: primary, c: low quality */
    PL_HELD_NAME,     /* a documented name begins */
    PL_HELD_PART,     /* a: NamePartGroupID, b: ScriptID, c: acronym; text */
    PL_HELD_GROUP,    /* a: ID, b: NamePartTypeID */
    PL_HELD_FEATURE,  /* a: FeatureTypeID */
    PL_HELD_VERSION,  /* a version of the feature begins */
    PL_HELD_VALUE,    /* a: DetailReferenceID; text */
    PL_HELD_PLACE,    /* a: LocationID */
    PL_HELD_DATE,     /* of a version, a document (a: IDRegDocDateTypeID) or a relationship; text: of text/interval */
    PL_HELD_NOTE,     /* text: a comment */
    PL_HELD_AREA,     /* of a location; a: AreaCodeID */
    PL_HELD_STATE,    /* a: CountryID */
    PL_HELD_LINE,     /* text: a part of a location */
    PL_HELD_EVENT,    /* a: EntryEventTypeID, b: LegalBasisID; text: the day */
    PL_HELD_MEASURE,  /* a: SanctionsTypeID; text: its comment */
    PL_HELD_NUMBER,   /* of a document; text */
    PL_HELD_ISSUER,   /* a: IssuedBy-CountryID; text: IssuingAuthority */
};

struct pl_held_item {
    int tag;
    uint32_t a, b, c;
    pl_str text;
};

/* A record: a party, location, document, relationship or sanctions entry. */
struct pl_held_record {
    struct pl_held_record *next; /* of its table, in file order */
    struct pl_held_record *same; /* the earlier one of the same identity or profile */
    pl_str items;
    uint64_t line, offset;
    uint32_t length;
    uint32_t id;
    uint32_t of, to; /* document: identity; entry: profile; relationship: from and to */
    uint32_t type;   /* document: IDRegDocTypeID; entry: ListID; relationship: RelationTypeID */
    uint32_t flag;   /* relationship: former; document: ValidityID */
};

struct pl_held_table {
    struct pl_held_record *first, *last;
};

struct pl_held {
    struct pl_arena arena;
    struct pl_map refs;       /* kind and number -> struct pl_held_ref */
    struct pl_map locations;  /* number -> record */
    struct pl_map documents;  /* identity -> its last record */
    struct pl_map entries;    /* profile -> its last record */
    struct pl_map identities; /* those that stand in the file */
    struct pl_map profiles;   /* likewise; value: enum pl_schema + 1 once resolved */
    struct pl_held_table parties, document_list, entry_list, relationships;
};

void pl_held_open(struct pl_held *held);
void pl_held_close(struct pl_held *held);

void pl_held_put(struct pl_buf *record, int tag, uint32_t a, uint32_t b, uint32_t c, pl_str text);

/* Takes the next item off a record; false at its end. */
bool pl_held_take(pl_str *rest, struct pl_held_item *ret_item);

/* The value of a reference, or NULL. */
const struct pl_held_ref *pl_held_ref_of(const struct pl_held *held, int kind, uint32_t id);

/* Gives all that is held to the sink. */
PL_MUST int pl_held_resolve(struct pl_held *held, struct pl_publication *pub, pl_entity_sink sink, void *ctx,
                            struct pl_error *err);

#endif
