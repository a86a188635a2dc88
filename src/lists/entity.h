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
    X(COMPANY, "Company")                                                                                              \
    X(PUBLIC_BODY, "PublicBody")                                                                                       \
    X(VESSEL, "Vessel")                                                                                                \
    X(AIRPLANE, "Airplane")                                                                                            \
    X(VEHICLE, "Vehicle")                                                                                              \
    X(ASSET, "Asset")                                                                                                  \
    X(CRYPTO_WALLET, "CryptoWallet")                                                                                   \
    X(SECURITY, "Security")                                                                                            \
    X(SANCTION, "Sanction")                                                                                            \
    X(ADDRESS, "Address")                                                                                              \
    X(PASSPORT, "Passport")                                                                                            \
    X(IDENTIFICATION, "Identification")                                                                                \
    X(OWNERSHIP, "Ownership")                                                                                          \
    X(DIRECTORSHIP, "Directorship")                                                                                    \
    X(FAMILY, "Family")                                                                                                \
    X(ASSOCIATE, "Associate")                                                                                          \
    X(REPRESENTATION, "Representation")                                                                                \
    X(MEMBERSHIP, "Membership")                                                                                        \
    X(EMPLOYMENT, "Employment")                                                                                        \
    X(SUCCESSION, "Succession")                                                                                        \
    X(OCCUPANCY, "Occupancy")                                                                                          \
    X(UNKNOWN_LINK, "UnknownLink")                                                                                     \
    X(OTHER, "Thing")

enum pl_schema {
#define PL_SCHEMA_ENUM(name, text) PL_SCHEMA_##name,
    PL_SCHEMATA(PL_SCHEMA_ENUM)
#undef PL_SCHEMA_ENUM
        PL_SCHEMA_COUNT
};

/* enum name, FollowTheMoney property. An IMO number of a company is another kind of number than a ship's, with another
 * check digit; FollowTheMoney calls both imoNumber, so the kinds are kept apart here. RELATED_IMO is a ship's number in
 * the text of an entry that is not that ship. REFERENT (other ids of the same thing), DATASET, FIRST_SEEN, LAST_CHANGE
 * and TARGET ("true", "false") stand beside the properties of a FollowTheMoney entity. */
#define PL_PROPS(X)                                                                                                    \
    X(NAME, "name")                                                                                                    \
    X(ALIAS, "alias")                                                                                                  \
    X(WEAK_ALIAS, "weakAlias")                                                                                         \
    X(PREVIOUS_NAME, "previousName")                                                                                   \
    X(ORIGINAL_NAME, "originalName")                                                                                   \
    X(ABBREVIATION, "abbreviation")                                                                                    \
    X(FIRST_NAME, "firstName")                                                                                         \
    X(SECOND_NAME, "secondName")                                                                                       \
    X(MIDDLE_NAME, "middleName")                                                                                       \
    X(FATHER_NAME, "fatherName")                                                                                       \
    X(LAST_NAME, "lastName")                                                                                           \
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
    X(DEADWEIGHT, "deadweightTonnage")                                                                                 \
    X(LENGTH, "length")                                                                                                \
    X(BUILD_DATE, "buildDate")                                                                                         \
    X(OWNER, "owner")                                                                                                  \
    X(PAST_OWNER, "pastOwner")                                                                                         \
    X(OPERATOR, "operator")                                                                                            \
    X(PAST_OPERATOR, "pastOperator")                                                                                   \
    X(PARENT, "parent")                                                                                                \
    X(SUBSIDIARY, "subsidiaries")                                                                                      \
    X(MODEL, "model")                                                                                                  \
    X(BIRTH_DATE, "birthDate")                                                                                         \
    X(BIRTH_PLACE, "birthPlace")                                                                                       \
    X(BIRTH_COUNTRY, "birthCountry")                                                                                   \
    X(DEATH_DATE, "deathDate")                                                                                         \
    X(NATIONALITY, "nationality")                                                                                      \
    X(COUNTRY, "country")                                                                                              \
    X(ADDRESS, "address")                                                                                              \
    X(GENDER, "gender")                                                                                                \
    X(TITLE, "title")                                                                                                  \
    X(POSITION, "position")                                                                                            \
    X(PASSPORT, "passportNumber")                                                                                      \
    X(ID_NUMBER, "idNumber")                                                                                           \
    X(REGISTRATION, "registrationNumber")                                                                              \
    X(TAX_NUMBER, "taxNumber")                                                                                         \
    X(LEI, "leiCode")                                                                                                  \
    X(SWIFT, "swiftBic")                                                                                               \
    X(OGRN, "ogrnCode")                                                                                                \
    X(INN, "innCode")                                                                                                  \
    X(ISIN, "isin")                                                                                                    \
    X(UEI, "uniqueEntityId")                                                                                           \
    X(SERIAL_NUMBER, "serialNumber")                                                                                   \
    X(ICAO_CODE, "icaoCode")                                                                                           \
    X(EMAIL, "email")                                                                                                  \
    X(WEBSITE, "website")                                                                                              \
    X(PHONE, "phone")                                                                                                  \
    X(WALLET, "publicKey")                                                                                             \
    X(LINKED_TO, "associates")                                                                                         \
    X(PROGRAM, "programId")                                                                                            \
    X(LEGAL_BASIS, "legalBasis")                                                                                       \
    X(PROVISION, "provisions")                                                                                         \
    X(AUTHORITY, "authority")                                                                                          \
    X(REASON, "reason")                                                                                                \
    X(UN_REFERENCE, "unscId")                                                                                          \
    X(OTHER_REFERENCE, "authorityId")                                                                                  \
    X(LISTING_DATE, "listingDate")                                                                                     \
    X(END_DATE, "endDate")                                                                                             \
    X(START_DATE, "startDate")                                                                                         \
    X(MODIFIED, "modifiedAt")                                                                                          \
    X(SUMMARY, "summary")                                                                                              \
    X(TOPICS, "topics")                                                                                                \
    X(JURISDICTION, "jurisdiction")                                                                                    \
    X(INCORPORATION_DATE, "incorporationDate")                                                                         \
    X(SECTOR, "sector")                                                                                                \
    X(EDGE_ENTITY, "entity")                                                                                           \
    X(EDGE_OWNER, "ownershipOwner")                                                                                    \
    X(EDGE_ASSET, "asset")                                                                                             \
    X(PERCENTAGE, "percentage")                                                                                        \
    X(SHARES, "sharesCount")                                                                                           \
    X(DIRECTOR, "director")                                                                                            \
    X(EDGE_ORGANIZATION, "organization")                                                                               \
    X(EDGE_PERSON, "person")                                                                                           \
    X(RELATIVE, "relative")                                                                                            \
    X(EDGE_ASSOCIATE, "associate")                                                                                     \
    X(AGENT, "agent")                                                                                                  \
    X(CLIENT, "client")                                                                                                \
    X(MEMBER, "member")                                                                                                \
    X(EMPLOYER, "employer")                                                                                            \
    X(EMPLOYEE, "employee")                                                                                            \
    X(PREDECESSOR, "predecessor")                                                                                      \
    X(SUCCESSOR, "successor")                                                                                          \
    X(SUBJECT, "subject")                                                                                              \
    X(OBJECT, "object")                                                                                                \
    X(HOLDER, "holder")                                                                                                \
    X(RELATIONSHIP, "relationship")                                                                                    \
    X(ROLE, "role")                                                                                                    \
    X(STATUS, "status")                                                                                                \
    X(ADDRESS_ENTITY, "addressEntity")                                                                                 \
    X(REFERENT, "referents")                                                                                           \
    X(DATASET, "datasets")                                                                                             \
    X(FIRST_SEEN, "firstSeen")                                                                                         \
    X(LAST_CHANGE, "lastChange")                                                                                       \
    X(TARGET, "target")                                                                                                \
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
    pl_str lang;      /* of a name: ISO 639 as the list says it ("ko", "ara"), or "" */
    pl_str script;    /* of a name: ISO 15924 as the list says it ("Hang"), or "": never guessed here */
    const char *from; /* the field it was read from, such as "COMMENTS1" or "Remarks"; static */
    bool valid;       /* identifiers: the check digit or shape is right; true for everything else */
};

/* What a record of a delta does; a whole list's entries are PL_ENTITY_HAS. */
enum pl_entity_op { PL_ENTITY_HAS, PL_ENTITY_ADD, PL_ENTITY_MOD, PL_ENTITY_DEL };

struct pl_entity {
    pl_str list;      /* "un-sc", "ofac-sdn", "ofac-cons" */
    pl_str id;        /* stable within the list: DATAID, ent_num */
    pl_str reference; /* what the list prints, trimmed: KPi.001; the ent_num where there is none */
    int schema;       /* enum pl_schema */
    int op;           /* enum pl_entity_op; DEL has an id and nothing else */
    pl_str caption;   /* the primary name */
    struct pl_value *values;
    size_t n_values;
    size_t cap_values;
    uint64_t offset; /* of the entry in its file */
    uint32_t length; /* bytes */
    uint64_t line;
};

/* Appends a value; empty text is ignored, an exact repeat of (prop, text, lang, script) too. LIMIT, NOMEM. */
PL_MUST int pl_entity_add(struct pl_entity *entity, struct pl_arena *arena, int prop, pl_str text, const char *from,
                          struct pl_error *err);

/* The same for an identifier with the verdict on its shape. */
PL_MUST int pl_entity_add_checked(struct pl_entity *entity, struct pl_arena *arena, int prop, pl_str text, bool valid,
                                  const char *from, struct pl_error *err);

/* The same for a name whose language or script the list says (either may be ""). */
PL_MUST int pl_entity_add_name(struct pl_entity *entity, struct pl_arena *arena, int prop, pl_str text, pl_str lang,
                               pl_str script, const char *from, struct pl_error *err);

/* The first value of a property, or {NULL,0}. */
pl_str pl_entity_get(const struct pl_entity *entity, int prop);

const char *pl_schema_name(int schema);
const char *pl_prop_name(int prop);

/* True for whole names: NAME, ALIAS, WEAK_ALIAS, PREVIOUS_NAME, ORIGINAL_NAME, ABBREVIATION. Parts of names (FIRST_NAME
 * ... LAST_NAME) are no names of their own. */
bool pl_prop_is_name(int prop);

/* True for names that match by their exact form only: WEAK_ALIAS, ABBREVIATION. */
bool pl_prop_is_weak(int prop);

/* The enum of a FollowTheMoney name, or -1. */
int pl_schema_of(pl_str name);
int pl_prop_of(pl_str name);

/* True for schemata that stand between entities (Ownership, Sanction, Address ...): they are never screened against. */
bool pl_schema_is_edge(int schema);

/* True for the ids of other entities of the same file: the ends of edges (EDGE_ENTITY ... HOLDER), ADDRESS_ENTITY. */
bool pl_prop_is_reference(int prop);

/* True for numbers and addresses that name one thing: IMO ... CALL_SIGN, PASSPORT ... WALLET. */
bool pl_prop_is_identifier(int prop);

/* Canonical bytes of an entity (docs/format/entity.md): equal entries give equal bytes; the base of its hash. */
void pl_entity_write(const struct pl_entity *entity, struct pl_buf *bytes);

/* Reads what pl_entity_write wrote: texts are views of bytes, the values are in the arena; `from` is "", the place in
 * the file 0, op HAS. FORMAT for anything else, NOMEM. */
PL_MUST int pl_entity_read(pl_str bytes, struct pl_arena *arena, struct pl_entity *ret_entity, struct pl_error *err);

/* Where a record stands that could not be taken, and what it lacks. */
struct pl_rejection {
    uint64_t line, offset;
    int part;        /* of a list in several files, else 0 */
    const char *why; /* half a sentence, static; NULL: there is none */
};

/* What a list file is, and what was read from it. */
struct pl_publication {
    pl_str list;      /* "un-sc" ... */
    pl_str published; /* the date the file itself carries, as written; "" where it carries none */
    bool exercise;    /* an invented list */
    uint64_t entries; /* given to the sink */
    uint64_t rejected;
    struct pl_rejection first_rejected;
    uint64_t names, vessels, identifiers, invalid_identifiers;
    uint64_t edges;    /* of entries: Ownership, Sanction, Address and the like */
    uint64_t dangling; /* references to ids that the file does not hold */
    uint64_t unread;   /* values of kinds that this program does not read */
};

/* Adds an entry to the publication's counts. */
void pl_publication_count(struct pl_publication *publication, const struct pl_entity *entity);

/* Counts a record as rejected and keeps the place of the first. */
void pl_publication_reject(struct pl_publication *publication, struct pl_rejection rejection);

/* FORMAT at the first rejected record, with the counts: what a finish says where more were rejected than accepted.
 * records: "rows", "entries". */
PL_MUST int pl_publication_refuse(const struct pl_publication *publication, const char *words, const char *records,
                                  uint64_t accepted, struct pl_error *err);

/* Called for each entry; the entity lives until the call returns. A code other than 0 stops the reader. */
typedef int (*pl_entity_sink)(void *ctx, const struct pl_entity *entity, struct pl_error *err);

#endif
