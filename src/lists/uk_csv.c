#include "lists/uk_csv.h"

#include "lists/script.h"

#include "base/ban.h"

enum column {
    U_ID,
    U_NAME1,
    U_NAME2,
    U_NAME3,
    U_NAME4,
    U_NAME5,
    U_NAME6,
    U_NAME_TYPE,
    U_REGIME,
    U_KIND,
    U_REQUIRED,
    U_STRENGTH = U_REQUIRED,
    U_UPDATED,
    U_DESIGNATED,
    U_GROUP_ID,
    U_UN_REFERENCE,
    U_TITLE,
    U_ORIGINAL, /* script and language behind it */
    U_SCRIPT,
    U_LANGUAGE,
    U_SOURCE,
    U_IMPOSED,
    U_OTHER,
    U_REASONS,
    U_LINE1, /* six lines, postal code and country */
    U_LINE2,
    U_LINE3,
    U_LINE4,
    U_LINE5,
    U_LINE6,
    U_POSTAL_CODE,
    U_COUNTRY,
    U_PHONE,
    U_WEBSITE,
    U_EMAIL,
    U_DOB,
    U_DEATH,
    U_TOWN_OF_BIRTH,
    U_COUNTRY_OF_BIRTH,
    U_NATIONALITY,
    U_NATIONAL_ID,
    U_NATIONAL_ID_NOTES,
    U_PASSPORT,
    U_PASSPORT_NOTES,
    U_POSITION,
    U_GENDER,
    U_TYPE_OF_ENTITY,
    U_SUBSIDIARIES,
    U_PARENT,
    U_REGISTRATION,
    U_IMO,
    U_OWNER,
    U_PAST_OWNER,
    U_FLAG,
    U_PAST_FLAGS,
    U_TYPE_OF_SHIP,
    U_TONNAGE,
    U_LENGTH,
    U_YEAR_BUILT,
    U_HIN,
    U_COUNT
};

static const struct pl_rows_column COLUMNS[U_COUNT] = {
    [U_ID] = {"Unique ID", NULL},
    [U_NAME1] = {"Name 1", NULL},
    [U_NAME2] = {"Name 2", NULL},
    [U_NAME3] = {"Name 3", NULL},
    [U_NAME4] = {"Name 4", NULL},
    [U_NAME5] = {"Name 5", NULL},
    [U_NAME6] = {"Name 6", NULL},
    [U_NAME_TYPE] = {"Name type", NULL},
    [U_REGIME] = {"Regime Name", "regime"},
    [U_KIND] = {"Designation Type", "individualentityship"},
    [U_STRENGTH] = {"Alias strength", NULL},
    [U_UPDATED] = {"Last Updated", NULL},
    [U_DESIGNATED] = {"Date Designated", NULL},
    [U_GROUP_ID] = {"OFSI Group ID", NULL},
    [U_UN_REFERENCE] = {"UN Reference Number", "unreferencenum"},
    [U_TITLE] = {"Title", NULL},
    [U_ORIGINAL] = {"Name non-latin script", NULL},
    [U_SCRIPT] = {"Non-latin script type", NULL},
    [U_LANGUAGE] = {"Non-latin script language", NULL},
    [U_SOURCE] = {"Designation source", NULL},
    [U_IMPOSED] = {"Sanctions Imposed", NULL},
    [U_OTHER] = {"Other Information", NULL},
    [U_REASONS] = {"UK Statement of Reasons", NULL},
    [U_LINE1] = {"Address Line 1", NULL},
    [U_LINE2] = {"Address Line 2", NULL},
    [U_LINE3] = {"Address Line 3", NULL},
    [U_LINE4] = {"Address Line 4", NULL},
    [U_LINE5] = {"Address Line 5", NULL},
    [U_LINE6] = {"Address Line 6", NULL},
    [U_POSTAL_CODE] = {"Address Postal Code", NULL},
    [U_COUNTRY] = {"Address Country", NULL},
    [U_PHONE] = {"Phone number", "phonenumbers"},
    [U_WEBSITE] = {"Website", "websites"},
    [U_EMAIL] = {"Email address", "emailaddresses"},
    [U_DOB] = {"D.O.B", "dateofbirth|dobs"},
    [U_DEATH] = {"Date of death", "dod"},
    [U_TOWN_OF_BIRTH] = {"Town of birth", NULL},
    [U_COUNTRY_OF_BIRTH] = {"Country of birth", NULL},
    [U_NATIONALITY] = {"Nationality(/ies)", "nationality|nationalities"},
    [U_NATIONAL_ID] = {"National Identifier number", NULL},
    [U_NATIONAL_ID_NOTES] = {"National Identifier additional information", NULL},
    [U_PASSPORT] = {"Passport number", NULL},
    [U_PASSPORT_NOTES] = {"Passport additional information", NULL},
    [U_POSITION] = {"Position", "positions"},
    [U_GENDER] = {"Gender", NULL},
    [U_TYPE_OF_ENTITY] = {"Type of entity", "typeofentities"},
    [U_SUBSIDIARIES] = {"Subsidiaries", "subsidiary"},
    [U_PARENT] = {"Parent company", "parentcompanies"},
    [U_REGISTRATION] = {"Business registration number (s)", "businessregistrationnumber"},
    [U_IMO] = {"IMO number", "imonumbers"},
    [U_OWNER] = {"Current owner/operator (s)", "currentowneroperator"},
    [U_PAST_OWNER] = {"Previous owner/operator (s)", "previousowneroperator"},
    [U_FLAG] = {"Current believed flag of ship", "currentbelievedflagofships"},
    [U_PAST_FLAGS] = {"Previous flags", "previousflag"},
    [U_TYPE_OF_SHIP] = {"Type of ship", NULL},
    [U_TONNAGE] = {"Tonnage of ship", NULL},
    [U_LENGTH] = {"Length of ship", NULL},
    [U_YEAR_BUILT] = {"Year Built", NULL},
    [U_HIN] = {"Hull identification number (HIN)", "hullidentificationnumber"},
};

static const struct pl_rows_map MAP[] = {
    {U_UPDATED, PL_PROP_MODIFIED, PL_ROWS_WHOLE},
    {U_DESIGNATED, PL_PROP_LISTING_DATE, PL_ROWS_WHOLE},
    {U_GROUP_ID, PL_PROP_OTHER_REFERENCE, PL_ROWS_BAR},
    {U_UN_REFERENCE, PL_PROP_UN_REFERENCE, PL_ROWS_BAR},
    {U_TITLE, PL_PROP_TITLE, PL_ROWS_BAR},
    {U_REGIME, PL_PROP_PROGRAM, PL_ROWS_BAR},
    {U_SOURCE, PL_PROP_AUTHORITY, PL_ROWS_BAR},
    {U_IMPOSED, PL_PROP_PROVISION, PL_ROWS_BAR},
    {U_OTHER, PL_PROP_NOTES, PL_ROWS_WHOLE},
    {U_REASONS, PL_PROP_REASON, PL_ROWS_WHOLE},
    {U_PHONE, PL_PROP_PHONE, PL_ROWS_BAR},
    {U_WEBSITE, PL_PROP_WEBSITE, PL_ROWS_BAR},
    {U_EMAIL, PL_PROP_EMAIL, PL_ROWS_BAR},
    {U_DOB, PL_PROP_BIRTH_DATE, PL_ROWS_BAR},
    {U_DEATH, PL_PROP_DEATH_DATE, PL_ROWS_BAR},
    {U_NATIONALITY, PL_PROP_NATIONALITY, PL_ROWS_BAR},
    {U_NATIONAL_ID, PL_PROP_ID_NUMBER, PL_ROWS_BAR},
    {U_NATIONAL_ID_NOTES, PL_PROP_NOTES, PL_ROWS_BAR},
    {U_PASSPORT, PL_PROP_PASSPORT, PL_ROWS_BAR},
    {U_PASSPORT_NOTES, PL_PROP_NOTES, PL_ROWS_BAR},
    {U_POSITION, PL_PROP_POSITION, PL_ROWS_BAR},
    {U_GENDER, PL_PROP_GENDER, PL_ROWS_BAR},
    {U_TYPE_OF_ENTITY, PL_PROP_SECTOR, PL_ROWS_BAR},
    {U_SUBSIDIARIES, PL_PROP_SUBSIDIARY, PL_ROWS_BAR},
    {U_PARENT, PL_PROP_PARENT, PL_ROWS_BAR},
    {U_REGISTRATION, PL_PROP_REGISTRATION, PL_ROWS_BAR},
    {U_IMO, PL_PROP_IMO, PL_ROWS_BAR},
    {U_OWNER, PL_PROP_OWNER, PL_ROWS_BAR},
    {U_PAST_OWNER, PL_PROP_PAST_OWNER, PL_ROWS_BAR},
    {U_FLAG, PL_PROP_FLAG, PL_ROWS_BAR},
    {U_PAST_FLAGS, PL_PROP_PAST_FLAG, PL_ROWS_BAR},
    {U_TYPE_OF_SHIP, PL_PROP_TYPE, PL_ROWS_BAR},
    {U_TONNAGE, PL_PROP_TONNAGE, PL_ROWS_BAR},
    {U_LENGTH, PL_PROP_LENGTH, PL_ROWS_BAR},
    {U_YEAR_BUILT, PL_PROP_BUILD_DATE, PL_ROWS_BAR},
    {U_HIN, PL_PROP_SERIAL_NUMBER, PL_ROWS_BAR},
};

static bool says(pl_str text, const char *word) { return pl_str_find_nocase(text, pl_str_from(word)) < text.n; }

int pl_uk_csv_kind_of_name(pl_str type, pl_str strength) {
    if (says(strength, "low")) {
        return PL_PROP_WEAK_ALIAS;
    }
    if (pl_str_eq_nocase(type, PL_STR("Primary Name")) || pl_str_eq_nocase(type, PL_STR("Prime Alias"))) {
        return PL_PROP_NAME;
    }
    bool former = says(type, "former") || says(type, "previous") || says(type, "FKA");
    return former ? PL_PROP_PREVIOUS_NAME : PL_PROP_ALIAS;
}

int pl_uk_csv_schema(pl_str type) {
    if (pl_str_eq_nocase(type, PL_STR("Individual"))) {
        return PL_SCHEMA_PERSON;
    }
    bool ship = pl_str_eq_nocase(type, PL_STR("Ship")) || pl_str_eq_nocase(type, PL_STR("Vessel"));
    return ship ? PL_SCHEMA_VESSEL : PL_SCHEMA_LEGAL_ENTITY;
}

/* Elsewhere than with a person Name 6 is the whole name. Further primary names give no parts: whose they are would not
 * be known. */
static int add_parts(struct pl_rows *rows, struct pl_entity *entity, const struct pl_rows_row *row, int first,
                     struct pl_error *err) {
    static const int PROPS[] = {PL_PROP_FIRST_NAME,  PL_PROP_SECOND_NAME, PL_PROP_MIDDLE_NAME,
                                PL_PROP_MIDDLE_NAME, PL_PROP_MIDDLE_NAME, PL_PROP_LAST_NAME};
    int code = 0;
    for (int i = 0; i < 6 && code == 0; i++) {
        code = pl_rows_add(rows, entity, PROPS[i], row->cells[first + i], first + i, err);
    }
    return code;
}

int pl_uk_csv_add_name(struct pl_rows *rows, struct pl_entity *entity, const struct pl_rows_row *row, int first,
                       int prop, struct pl_error *err) {
    pl_str whole = pl_rows_join(rows, &row->cells[first], 6, " ");
    bool fresh = prop == PL_PROP_NAME && pl_entity_get(entity, PL_PROP_NAME).p == NULL;
    if (whole.p == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    int code = pl_rows_add(rows, entity, prop, whole, first, err);
    bool parts = fresh && entity->schema == PL_SCHEMA_PERSON && row->cells[first].n > 0;
    return code == 0 && parts ? add_parts(rows, entity, row, first, err) : code;
}

int pl_uk_csv_add_original(struct pl_rows *rows, struct pl_entity *entity, const struct pl_rows_row *row, int column,
                           struct pl_error *err) {
    char buf[4];
    pl_str type = row->cells[column + 1];
    pl_str words = row->cells[column + 2];
    pl_str script = pl_script_code(type);
    pl_str lang = pl_language_code(words, buf);
    pl_str rest = row->cells[column];
    pl_str name;
    int code = 0;
    pl_rows_unread(rows, (script.n == 0 && type.n > 0 ? 1u : 0u) + (lang.n == 0 && words.n > 0 ? 1u : 0u));
    while (code == 0 && pl_rows_next(rows, &rest, PL_ROWS_BAR, &name)) {
        code = pl_entity_add_name(entity, pl_rows_arena(rows), PL_PROP_ORIGINAL_NAME, name, lang, script,
                                  "Name non-latin script", err);
    }
    return code;
}

int pl_uk_csv_add_place(struct pl_rows *rows, struct pl_entity *entity, const struct pl_rows_row *row, int first,
                        size_t n, int prop, struct pl_error *err) {
    pl_str place = pl_rows_join(rows, &row->cells[first], n, ", ");
    return place.p == NULL ? pl_fail(err, PL_E_NOMEM, "out of memory")
                           : pl_rows_add(rows, entity, prop, place, first, err);
}

static int uk_row(struct pl_rows *rows, const struct pl_rows_row *row, struct pl_error *err) {
    struct pl_entity *e = NULL;
    pl_str id = row->cells[U_ID];
    if (id.n == 0) {
        return 0;
    }
    int code = pl_rows_entity(rows, row, id, PL_STR(""), pl_uk_csv_schema(row->cells[U_KIND]), &e, err);
    int kind = pl_uk_csv_kind_of_name(row->cells[U_NAME_TYPE], row->cells[U_STRENGTH]);
    code = code == 0 ? pl_uk_csv_add_name(rows, e, row, U_NAME1, kind, err) : code;
    code = code == 0 ? pl_uk_csv_add_original(rows, e, row, U_ORIGINAL, err) : code;
    code = code == 0 ? pl_uk_csv_add_place(rows, e, row, U_LINE1, 8, PL_PROP_ADDRESS, err) : code;
    code = code == 0 ? pl_rows_add(rows, e, PL_PROP_COUNTRY, row->cells[U_COUNTRY], U_COUNTRY, err) : code;
    code = code == 0 ? pl_uk_csv_add_place(rows, e, row, U_TOWN_OF_BIRTH, 2, PL_PROP_BIRTH_PLACE, err) : code;
    code = code == 0
               ? pl_rows_add(rows, e, PL_PROP_BIRTH_COUNTRY, row->cells[U_COUNTRY_OF_BIRTH], U_COUNTRY_OF_BIRTH, err)
               : code;
    return code == 0 ? pl_rows_add_map(rows, e, row, MAP, sizeof MAP / sizeof MAP[0], err) : code;
}

const struct pl_rows_format pl_uk_csv_format = {
    .words = "UK Sanctions List",
    .list = "uk-sl",
    .columns = COLUMNS,
    .n_columns = U_COUNT,
    .telling = true,
    .n_required = U_REQUIRED,
    .preamble = 1,
    .joined = true,
    .sep = ',',
    .row = uk_row,
    .end = pl_rows_prose,
};
