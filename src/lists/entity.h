/* An entry of a sanctions list, in the terms of FollowTheMoney: a schema and properties, each as the list says it.
 *
 * Nothing is corrected or merged: two spellings are two values, a number with a wrong check digit is kept and marked.
 * All strings live in the arena the builder was given. Dates are texts as written here; text/interval reads them. */
#ifndef PL_LISTS_ENTITY_H
#define PL_LISTS_ENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"

/* FollowTheMoney schemata used. */
#define PL_SCHEMATA(X)                                                                                                 \
    X(LEGAL_ENTITY, "LegalEntity")                                                                                     \
    X(PERSON, "Person")                                                                                                \
    X(ORGANIZATION, "Organization")                                                                                    \
    X(VESSEL, "Vessel")                                                                                                \
    X(AIRPLANE, "Airplane")

enum pl_schema {
#define PL_SCHEMA_ENUM(name, text) PL_SCHEMA_##name,
    PL_SCHEMATA(PL_SCHEMA_ENUM)
#undef PL_SCHEMA_ENUM
        PL_SCHEMA_COUNT
};

/* enum name, FollowTheMoney property. An IMO number of a company is another kind of number than a ship's, with another
 * check digit; FollowTheMoney calls both imoNumber, so the kinds are kept apart here. RELATED_IMO is a ship's number in
 * the text of an entry that is not that ship. */
#define PL_PROPS(X)                                                                                                    \
    X(NAME, "name")                                                                                                    \
    X(ALIAS, "alias")                                                                                                  \
    X(WEAK_ALIAS, "weakAlias")                                                                                         \
    X(PREVIOUS_NAME, "previousName")                                                                                   \
    X(ORIGINAL_NAME, "originalName")                                                                                   \
    X(IMO, "imoNumber")                                                                                                \
    X(IMO_COMPANY, "imoCompanyNumber")                                                                                 \
    X(RELATED_IMO, "relatedImoNumber")                                                                                 \
    X(MMSI, "mmsi")                                                                                                    \
    X(CALL_SIGN, "callSign")                                                                                           \
    X(FLAG, "flag")                                                                                                    \
    X(PAST_FLAG, "pastFlags")                                                                                          \
    X(TYPE, "type")                                                                                                    \
    X(TONNAGE, "tonnage")                                                                                              \
    X(GROSS_TONNAGE, "grossRegisteredTonnage")                                                                         \
    X(OWNER, "owner")                                                                                                  \
    X(BIRTH_DATE, "birthDate")                                                                                         \
    X(BIRTH_PLACE, "birthPlace")                                                                                       \
    X(NATIONALITY, "nationality")                                                                                      \
    X(COUNTRY, "country")                                                                                              \
    X(ADDRESS, "address")                                                                                              \
    X(GENDER, "gender")                                                                                                \
    X(TITLE, "title")                                                                                                  \
    X(POSITION, "position")                                                                                            \
    X(PASSPORT, "passportNumber")                                                                                      \
    X(ID_NUMBER, "idNumber")                                                                                           \
    X(REGISTRATION, "registrationNumber")                                                                              \
    X(EMAIL, "email")                                                                                                  \
    X(WEBSITE, "website")                                                                                              \
    X(PHONE, "phone")                                                                                                  \
    X(WALLET, "publicKey")                                                                                             \
    X(LINKED_TO, "associates")                                                                                         \
    X(PROGRAM, "programId")                                                                                            \
    X(LISTING_DATE, "listingDate")                                                                                     \
    X(MODIFIED, "modifiedAt")                                                                                          \
    X(NOTES, "notes")

enum pl_prop {
#define PL_PROP_ENUM(name, text) PL_PROP_##name,
    PL_PROPS(PL_PROP_ENUM)
#undef PL_PROP_ENUM
        PL_PROP_COUNT
};

#define PL_ENTITY_MAX_VALUES 4096

struct pl_value {
    int prop;         /* enum pl_prop */
    pl_str text;      /* trimmed, UTF-8 */
    const char *from; /* the field it was read from, such as "COMMENTS1" or "Remarks"; static */
    bool valid;       /* identifiers: the check digit or shape is right; true for everything else */
};

struct pl_entity {
    pl_str list;      /* "un-sc", "ofac-sdn", "ofac-cons" */
    pl_str id;        /* stable within the list: DATAID, ent_num */
    pl_str reference; /* what the list prints, trimmed: KPi.001; the ent_num where there is none */
    int schema;       /* enum pl_schema */
    pl_str caption;   /* the primary name */
    struct pl_value *values;
    size_t n_values;
    size_t cap_values;
    uint64_t offset; /* of the entry in its file */
    uint32_t length; /* bytes */
    uint64_t line;
};

/* Appends a value; empty text is ignored, an exact repeat of (prop, text) too. LIMIT, NOMEM. */
PL_MUST int pl_entity_add(struct pl_entity *entity, struct pl_arena *arena, int prop, pl_str text, const char *from,
                          struct pl_error *err);

/* The first value of a property, or {NULL,0}. */
pl_str pl_entity_get(const struct pl_entity *entity, int prop);

const char *pl_schema_name(int schema);
const char *pl_prop_name(int prop);

/* True for NAME, ALIAS, WEAK_ALIAS, PREVIOUS_NAME, ORIGINAL_NAME. */
bool pl_prop_is_name(int prop);

/* Canonical bytes of an entity (docs/format/entity.md): equal entries give equal bytes; the base of its hash. */
void pl_entity_write(const struct pl_entity *entity, struct pl_buf *bytes);

/* What a list file is, and what was read from it. */
struct pl_publication {
    pl_str list;      /* "un-sc" ... */
    pl_str published; /* the date the file itself carries, as written; "" where it carries none */
    bool exercise;    /* an invented list */
    uint64_t entries; /* given to the sink */
    uint64_t rejected;
    uint64_t names, vessels, identifiers, invalid_identifiers;
};

/* Adds an entry to the publication's counts. */
void pl_publication_count(struct pl_publication *publication, const struct pl_entity *entity);

/* Called for each entry; the entity lives until the call returns. A code other than 0 stops the reader. */
typedef int (*pl_entity_sink)(void *ctx, const struct pl_entity *entity, struct pl_error *err);

#endif
