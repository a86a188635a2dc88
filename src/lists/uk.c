#include "lists/uk.h"

#include <string.h>

#include "lists/number.h"
#include "lists/remark.h"
#include "lists/script.h"
#include "lists/uk_csv.h"

#include "base/ban.h"

/* Fields of a group that make sense only together. */
enum hold {
    HOLD_NAME1, /* .. NAME6 */
    HOLD_NAME6 = HOLD_NAME1 + 5,
    HOLD_NAME_TYPE,
    HOLD_STRENGTH,
    HOLD_ORIGINAL,
    HOLD_SCRIPT,
    HOLD_LANGUAGE,
    HOLD_LINE1, /* .. LINE6, postal code, country */
    HOLD_COUNTRY = HOLD_LINE1 + 7,
    HOLD_TOWN,
    HOLD_BIRTH_COUNTRY,
    HOLD_KIND,    /* IndividualEntityShip */
    HOLD_PRIMARY, /* .. + 5: Name1 to Name6 of the first primary name, until the entry ends */
    HOLD_ALL = HOLD_PRIMARY + 6
};
_Static_assert(HOLD_ALL <= PL_XMLIST_HOLDS, "too many holds");

static const struct pl_xmlist_leaf LEAVES[] = {
    {"*UniqueID", PL_XMLIST_ID, 0},
    {"*LastUpdated", PL_XMLIST_VALUE, PL_PROP_MODIFIED},
    {"*DateDesignated", PL_XMLIST_VALUE, PL_PROP_LISTING_DATE},
    {"*OFSIGroupID", PL_XMLIST_VALUE, PL_PROP_OTHER_REFERENCE},
    {"*UNReferenceNumber", PL_XMLIST_VALUE, PL_PROP_UN_REFERENCE},
    {"*Name1", PL_XMLIST_HOLD, HOLD_NAME1},
    {"*Name2", PL_XMLIST_HOLD, HOLD_NAME1 + 1},
    {"*Name3", PL_XMLIST_HOLD, HOLD_NAME1 + 2},
    {"*Name4", PL_XMLIST_HOLD, HOLD_NAME1 + 3},
    {"*Name5", PL_XMLIST_HOLD, HOLD_NAME1 + 4},
    {"*Name6", PL_XMLIST_HOLD, HOLD_NAME6},
    {"*NameType", PL_XMLIST_HOLD, HOLD_NAME_TYPE},
    {"*AliasStrength", PL_XMLIST_HOLD, HOLD_STRENGTH},
    {"*NameNonLatinScript", PL_XMLIST_HOLD, HOLD_ORIGINAL},
    {"*NonLatinScriptType", PL_XMLIST_HOLD, HOLD_SCRIPT},
    {"*NonLatinScriptLanguage", PL_XMLIST_HOLD, HOLD_LANGUAGE},
    {"*Title", PL_XMLIST_VALUE, PL_PROP_TITLE},
    {"*RegimeName", PL_XMLIST_VALUE, PL_PROP_PROGRAM},
    {"*IndividualEntityShip", PL_XMLIST_HOLD, HOLD_KIND},
    {"*DesignationSource", PL_XMLIST_VALUE, PL_PROP_AUTHORITY},
    {"*SanctionsImposed", PL_XMLIST_VALUE, PL_PROP_PROVISION},
    {"SanctionsImposedIndicators/*", PL_XMLIST_IGNORE, 0}, /* says SanctionsImposed again */
    {"*UKStatementofReasons", PL_XMLIST_VALUE, PL_PROP_REASON},
    {"*AddressLine1", PL_XMLIST_HOLD, HOLD_LINE1},
    {"*AddressLine2", PL_XMLIST_HOLD, HOLD_LINE1 + 1},
    {"*AddressLine3", PL_XMLIST_HOLD, HOLD_LINE1 + 2},
    {"*AddressLine4", PL_XMLIST_HOLD, HOLD_LINE1 + 3},
    {"*AddressLine5", PL_XMLIST_HOLD, HOLD_LINE1 + 4},
    {"*AddressLine6", PL_XMLIST_HOLD, HOLD_LINE1 + 5},
    {"*AddressPostalCode", PL_XMLIST_HOLD, HOLD_LINE1 + 6},
    {"*AddressCountry", PL_XMLIST_HOLD, HOLD_COUNTRY},
    {"*PhoneNumber", PL_XMLIST_VALUE, PL_PROP_PHONE},
    {"*EmailAddress", PL_XMLIST_VALUE, PL_PROP_EMAIL},
    {"*Website", PL_XMLIST_VALUE, PL_PROP_WEBSITE},
    {"*DOB", PL_XMLIST_VALUE, PL_PROP_BIRTH_DATE},
    {"*DateOfDeath", PL_XMLIST_VALUE, PL_PROP_DEATH_DATE},
    {"*Nationality", PL_XMLIST_VALUE, PL_PROP_NATIONALITY},
    {"*Gender", PL_XMLIST_VALUE, PL_PROP_GENDER},
    {"*Position", PL_XMLIST_VALUE, PL_PROP_POSITION},
    {"*PassportNumber", PL_XMLIST_VALUE, PL_PROP_PASSPORT},
    {"*PassportAdditionalInformation", PL_XMLIST_VALUE, PL_PROP_NOTES},
    {"*NationalIdentifierNumber", PL_XMLIST_VALUE, PL_PROP_ID_NUMBER},
    {"*NationalIdentifierAdditionalInformation", PL_XMLIST_VALUE, PL_PROP_NOTES},
    {"*TownOfBirth", PL_XMLIST_HOLD, HOLD_TOWN},
    {"*CountryOfBirth", PL_XMLIST_HOLD, HOLD_BIRTH_COUNTRY},
    {"*TypeOfEntity", PL_XMLIST_VALUE, PL_PROP_SECTOR},
    {"*BusinessRegistrationNumber", PL_XMLIST_VALUE, PL_PROP_REGISTRATION},
    {"*ParentCompany", PL_XMLIST_VALUE, PL_PROP_PARENT},
    {"*Subsidiary", PL_XMLIST_VALUE, PL_PROP_SUBSIDIARY},
    {"*CurrentOwnerOperator", PL_XMLIST_VALUE, PL_PROP_OWNER},
    {"*PreviousOwnerOperator", PL_XMLIST_VALUE, PL_PROP_PAST_OWNER},
    {"*CurrentBelievedFlagOfShip", PL_XMLIST_VALUE, PL_PROP_FLAG},
    {"*PreviousFlag", PL_XMLIST_VALUE, PL_PROP_PAST_FLAG},
    {"*TypeOfShip", PL_XMLIST_VALUE, PL_PROP_TYPE},
    {"*TonnageOfShip", PL_XMLIST_VALUE, PL_PROP_TONNAGE},
    {"*LengthOfShip", PL_XMLIST_VALUE, PL_PROP_LENGTH},
    {"*YearBuilt", PL_XMLIST_VALUE, PL_PROP_BUILD_DATE},
    {"*HullIdentificationNumber", PL_XMLIST_VALUE, PL_PROP_SERIAL_NUMBER},
};

static int end_name(struct pl_xmlist *x, struct pl_error *err) {
    int prop = pl_uk_csv_kind_of_name(x->hold[HOLD_NAME_TYPE], x->hold[HOLD_STRENGTH]);
    pl_str whole = pl_xmlist_joined(x, &x->hold[HOLD_NAME1], 6, " ");
    if (whole.p == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    if (prop == PL_PROP_NAME && x->e.caption.n == 0) {
        x->e.caption = whole;
        memcpy(&x->hold[HOLD_PRIMARY], &x->hold[HOLD_NAME1], 6 * sizeof x->hold[0]);
    }
    return pl_xmlist_add(x, prop, whole, "Name", err);
}

static int end_original(struct pl_xmlist *x, struct pl_error *err) {
    char buf[4];
    pl_str script = pl_script_code(x->hold[HOLD_SCRIPT]);
    pl_str lang = pl_language_code(x->hold[HOLD_LANGUAGE], buf);
    x->pub.unread += script.n == 0 && x->hold[HOLD_SCRIPT].n > 0 ? 1U : 0U;
    x->pub.unread += lang.n == 0 && x->hold[HOLD_LANGUAGE].n > 0 ? 1U : 0U;
    return pl_entity_add_name(&x->e, &x->entry, PL_PROP_ORIGINAL_NAME, x->hold[HOLD_ORIGINAL], lang, script,
                              "NameNonLatinScript", err);
}

static int end_address(struct pl_xmlist *x, struct pl_error *err) {
    int code = pl_xmlist_add_joined(x, PL_PROP_ADDRESS, &x->hold[HOLD_LINE1], 8, ", ", "Address", err);
    return code == 0 ? pl_xmlist_add(x, PL_PROP_COUNTRY, x->hold[HOLD_COUNTRY], "AddressCountry", err) : code;
}

static int end_birth_place(struct pl_xmlist *x, struct pl_error *err) {
    int code = pl_xmlist_add_joined(x, PL_PROP_BIRTH_PLACE, &x->hold[HOLD_TOWN], 2, ", ", "BirthDetails", err);
    return code == 0 ? pl_xmlist_add(x, PL_PROP_BIRTH_COUNTRY, x->hold[HOLD_BIRTH_COUNTRY], "CountryOfBirth", err)
                     : code;
}

static int end_imo(struct pl_xmlist *x, struct pl_error *err) {
    pl_str rest = pl_str_trim(pl_buf_str(&x->text));
    int code = 0;
    x->e.schema = pl_uk_csv_schema(x->hold[HOLD_KIND]); /* tells the kind of number; the element stands before it */
    while (rest.p != NULL && code == 0) {
        code = pl_number_add_imo(&x->e, &x->entry, pl_str_cut(&rest, '|'), "IMONumber", x->pub.exercise, err);
    }
    return code;
}

static int end_other_information(struct pl_xmlist *x, struct pl_error *err) {
    return pl_xmlist_add(x, PL_PROP_NOTES, pl_buf_str(&x->text), "OtherInformation", err);
}

static const struct pl_xmlist_group GROUPS[] = {
    {"*Name", end_name, HOLD_NAME1, 8},
    {"*NonLatinName", end_original, HOLD_ORIGINAL, 3},
    {"*Address", end_address, HOLD_LINE1, 8},
    {"*Location", end_birth_place, HOLD_TOWN, 2},
    {"*IMONumber", end_imo, 0, 0},
    {"*OtherInformation", end_other_information, 0, 0},
};

/* Of a person only: elsewhere Name6 is the whole name. */
static int add_parts(struct pl_xmlist *x, struct pl_error *err) {
    static const int PROPS[] = {PL_PROP_FIRST_NAME,  PL_PROP_SECOND_NAME, PL_PROP_MIDDLE_NAME,
                                PL_PROP_MIDDLE_NAME, PL_PROP_MIDDLE_NAME, PL_PROP_LAST_NAME};
    int code = 0;
    for (size_t i = 0; i < 6 && code == 0 && x->hold[HOLD_PRIMARY].n > 0; i++) {
        code = pl_xmlist_add(x, PROPS[i], x->hold[HOLD_PRIMARY + i], "Name", err);
    }
    return code;
}

static int end_entry(struct pl_xmlist *x, struct pl_error *err) {
    x->e.schema = pl_uk_csv_schema(x->hold[HOLD_KIND]);
    for (int prop = PL_PROP_NAME; prop <= PL_PROP_ORIGINAL_NAME && x->e.caption.n == 0; prop++) {
        x->e.caption = pl_entity_get(&x->e, prop);
    }
    int code = x->e.schema == PL_SCHEMA_PERSON ? add_parts(x, err) : 0;
    return code == 0 ? pl_remark_prose(&x->e, &x->entry, x->pub.exercise, err) : code;
}

/* The file's day comes first: 10/09/2026 is the tenth of September. */
static bool outside(struct pl_xmlist *x, pl_str path, pl_str text) {
    if (!pl_str_eq(path, PL_STR("DateGenerated"))) {
        return false;
    }
    pl_str rest = text;
    pl_str day = pl_str_cut(&rest, '/');
    pl_str month = rest.p != NULL ? pl_str_cut(&rest, '/') : PL_STR("");
    PL_BUF_AUTO swapped;
    pl_buf_open(&swapped, PL_XMLIST_TEXT_MAX + 16);
    pl_buf_add_str(&swapped, rest.p != NULL ? month : text);
    if (rest.p != NULL) {
        pl_buf_add_char(&swapped, '/');
        pl_buf_add_str(&swapped, day);
        pl_buf_add_char(&swapped, '/');
        pl_buf_add_str(&swapped, rest);
    }
    pl_str iso = pl_xmlist_month_first(&x->arena, pl_buf_str(&swapped));
    bool read = rest.p != NULL && iso.n == 10 && iso.p[4] == '-';
    x->pub.published = read ? iso : pl_str_copy(&x->arena, text);
    return true;
}

const struct pl_xmlist_format pl_uk_format = {
    .root = "Designations",
    .list = "uk-sl",
    .words = "UK Sanctions List",
    .lacks = "has no UniqueID or no name",
    .entry = "Designation",
    .leaves = LEAVES,
    .n_leaves = sizeof LEAVES / sizeof LEAVES[0],
    .groups = GROUPS,
    .n_groups = sizeof GROUPS / sizeof GROUPS[0],
    .split = '|',
    .end_entry = end_entry,
    .outside = outside,
};
