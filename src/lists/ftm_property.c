#include "lists/ftm_property.h"

#include "lists/entity.h"

#include "base/ban.h"

/* FollowTheMoney's properties that are read, sorted as bytes; src/lists/entity.h has what they are here. */
static const struct {
    const char *name;
    int prop;
} PROPERTIES[] = {
    {"abbreviation", PL_PROP_ABBREVIATION},
    {"address", PL_PROP_ADDRESS},
    {"addressEntity", PL_PROP_ADDRESS_ENTITY},
    {"agent", PL_PROP_AGENT},
    {"alias", PL_PROP_ALIAS},
    {"asset", PL_PROP_EDGE_ASSET},
    {"associate", PL_PROP_EDGE_ASSOCIATE},
    {"authority", PL_PROP_AUTHORITY},
    {"authorityId", PL_PROP_OTHER_REFERENCE},
    {"birthCountry", PL_PROP_BIRTH_COUNTRY},
    {"birthDate", PL_PROP_BIRTH_DATE},
    {"birthPlace", PL_PROP_BIRTH_PLACE},
    {"buildDate", PL_PROP_BUILD_DATE},
    {"cageCode", PL_PROP_ID_NUMBER},
    {"callSign", PL_PROP_CALL_SIGN},
    {"citizenship", PL_PROP_NATIONALITY},
    {"client", PL_PROP_CLIENT},
    {"country", PL_PROP_COUNTRY},
    {"date", PL_PROP_START_DATE},
    {"deadweightTonnage", PL_PROP_DEADWEIGHT},
    {"deathDate", PL_PROP_DEATH_DATE},
    {"director", PL_PROP_DIRECTOR},
    {"dunsCode", PL_PROP_ID_NUMBER},
    {"email", PL_PROP_EMAIL},
    {"employee", PL_PROP_EMPLOYEE},
    {"employer", PL_PROP_EMPLOYER},
    {"endDate", PL_PROP_END_DATE},
    {"entity", PL_PROP_EDGE_ENTITY},
    {"fatherName", PL_PROP_FATHER_NAME},
    {"firstName", PL_PROP_FIRST_NAME},
    {"flag", PL_PROP_FLAG},
    {"full", PL_PROP_ADDRESS},
    {"gender", PL_PROP_GENDER},
    {"grossRegisteredTonnage", PL_PROP_GROSS_TONNAGE},
    {"holder", PL_PROP_HOLDER},
    {"icaoCode", PL_PROP_ICAO_CODE},
    {"idNumber", PL_PROP_ID_NUMBER},
    {"imoNumber", PL_PROP_IMO},
    {"incorporationDate", PL_PROP_INCORPORATION_DATE},
    {"innCode", PL_PROP_INN},
    {"isin", PL_PROP_ISIN},
    {"jurisdiction", PL_PROP_JURISDICTION},
    {"lastName", PL_PROP_LAST_NAME},
    {"legalBasis", PL_PROP_LEGAL_BASIS},
    {"leiCode", PL_PROP_LEI},
    {"listingDate", PL_PROP_LISTING_DATE},
    {"mainCountry", PL_PROP_COUNTRY},
    {"member", PL_PROP_MEMBER},
    {"middleName", PL_PROP_MIDDLE_NAME},
    {"mmsi", PL_PROP_MMSI},
    {"model", PL_PROP_MODEL},
    {"modifiedAt", PL_PROP_MODIFIED},
    {"name", PL_PROP_NAME},
    {"nationality", PL_PROP_NATIONALITY},
    {"notes", PL_PROP_NOTES},
    {"number", PL_PROP_ID_NUMBER},
    {"object", PL_PROP_OBJECT},
    {"ogrnCode", PL_PROP_OGRN},
    {"okpoCode", PL_PROP_ID_NUMBER},
    {"operator", PL_PROP_OPERATOR},
    {"organization", PL_PROP_EDGE_ORGANIZATION},
    {"owner", PL_PROP_OWNER},
    {"parent", PL_PROP_PARENT},
    {"passportNumber", PL_PROP_PASSPORT},
    {"pastFlags", PL_PROP_PAST_FLAG},
    {"pastNames", PL_PROP_PREVIOUS_NAME},
    {"percentage", PL_PROP_PERCENTAGE},
    {"person", PL_PROP_EDGE_PERSON},
    {"phone", PL_PROP_PHONE},
    {"position", PL_PROP_POSITION},
    {"predecessor", PL_PROP_PREDECESSOR},
    {"previousName", PL_PROP_PREVIOUS_NAME},
    {"program", PL_PROP_PROGRAM},
    {"programId", PL_PROP_PROGRAM},
    {"provisions", PL_PROP_PROVISION},
    {"publicKey", PL_PROP_WALLET},
    {"reason", PL_PROP_REASON},
    {"registrationNumber", PL_PROP_REGISTRATION},
    {"relationship", PL_PROP_RELATIONSHIP},
    {"relative", PL_PROP_RELATIVE},
    {"role", PL_PROP_ROLE},
    {"secondName", PL_PROP_SECOND_NAME},
    {"sector", PL_PROP_SECTOR},
    {"serialNumber", PL_PROP_SERIAL_NUMBER},
    {"sharesCount", PL_PROP_SHARES},
    {"socialSecurityNumber", PL_PROP_ID_NUMBER},
    {"startDate", PL_PROP_START_DATE},
    {"status", PL_PROP_STATUS},
    {"subject", PL_PROP_SUBJECT},
    {"subsidiaries", PL_PROP_SUBSIDIARY},
    {"successor", PL_PROP_SUCCESSOR},
    {"summary", PL_PROP_SUMMARY},
    {"swiftBic", PL_PROP_SWIFT},
    {"taxNumber", PL_PROP_TAX_NUMBER},
    {"title", PL_PROP_TITLE},
    {"tonnage", PL_PROP_TONNAGE},
    {"topics", PL_PROP_TOPICS},
    {"type", PL_PROP_TYPE},
    {"uniqueEntityId", PL_PROP_UEI},
    {"unscId", PL_PROP_UN_REFERENCE},
    {"vatCode", PL_PROP_TAX_NUMBER},
    {"weakAlias", PL_PROP_WEAK_ALIAS},
    {"website", PL_PROP_WEBSITE},
};

const char *pl_ftm_property(pl_str name, int schema, int *ret_prop) {
    size_t low = 0;
    size_t high = sizeof PROPERTIES / sizeof PROPERTIES[0];
    while (low < high) {
        size_t mid = (low + high) / 2;
        int order = pl_str_cmp(name, pl_str_from(PROPERTIES[mid].name));
        if (order == 0) {
            int prop = PROPERTIES[mid].prop;
            if (prop == PL_PROP_OWNER && schema == PL_SCHEMA_OWNERSHIP) {
                prop = PL_PROP_EDGE_OWNER;
            }
            if (prop == PL_PROP_ID_NUMBER && schema == PL_SCHEMA_PASSPORT && pl_str_eq(name, PL_STR("number"))) {
                prop = PL_PROP_PASSPORT;
            }
            *ret_prop = prop;
            return PROPERTIES[mid].name;
        }
        if (order < 0) {
            high = mid;
        } else {
            low = mid + 1;
        }
    }
    return NULL;
}
