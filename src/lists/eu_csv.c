#include "lists/eu_csv.h"

#include "lists/eu.h"
#include "lists/remark.h"
#include "lists/script.h"
#include "text/csv.h"

#include "base/ban.h"

enum column {
    E_LOGICAL_ID,
    E_REFERENCE,
    E_SUBJECT_TYPE,
    E_WHOLE_NAME,
    E_REQUIRED,
    E_GENERATED = E_REQUIRED,
    E_UN_ID,
    E_DESIGNATED,
    E_DELISTED,
    E_DETAILS,
    E_REMARK,
    E_CLASSIFICATION,
    E_REGULATION_TITLE, /* and its date behind it */
    E_REGULATION_DATE,
    E_PROGRAMME,
    E_FIRST_NAME,
    E_MIDDLE_NAME,
    E_LAST_NAME,
    E_NAME_LANGUAGE,
    E_NAME_STRONG,
    E_NAME_REMARK,
    E_GENDER,
    E_TITLE,
    E_FUNCTION,
    E_STREET, /* to the country's words, in the order in which an address is joined */
    E_PO_BOX,
    E_ZIP,
    E_CITY,
    E_PLACE,
    E_REGION,
    E_COUNTRY_WORDS,
    E_COUNTRY,
    E_ADDRESS_REMARK,
    E_CONTACT,
    E_BIRTH_DATE,
    E_BIRTH_DAY,
    E_BIRTH_MONTH,
    E_BIRTH_YEAR,
    E_YEAR_FROM,
    E_YEAR_TO,
    E_CIRCA,
    E_CALENDAR,
    E_BIRTH_ZIP,
    E_BIRTH_CITY,
    E_BIRTH_PLACE,
    E_BIRTH_REGION,
    E_BIRTH_COUNTRY_WORDS,
    E_BIRTH_COUNTRY,
    E_BIRTH_REMARK,
    E_NUMBER,
    E_LATIN_NUMBER,
    E_ID_TYPE,
    E_ID_WORDS,
    E_KNOWN_FALSE,
    E_ID_REMARK,
    E_CITIZENSHIP,
    E_CITIZENSHIP_REMARK,
    E_COUNT
};

static const struct pl_rows_column COLUMNS[E_COUNT] = {
    [E_LOGICAL_ID] = {"Entity_LogicalId", NULL},
    [E_REFERENCE] = {"Entity_EU_ReferenceNumber", NULL},
    [E_SUBJECT_TYPE] = {"Entity_SubjectType", NULL},
    [E_WHOLE_NAME] = {"NameAlias_WholeName", NULL},
    [E_GENERATED] = {"fileGenerationDate", NULL},
    [E_UN_ID] = {"Entity_UnitedNationId", NULL},
    [E_DESIGNATED] = {"Entity_DesignationDate", NULL},
    [E_DELISTED] = {"Entity_DelistingDate", NULL},
    [E_DETAILS] = {"Entity_DesignationDetails", NULL},
    [E_REMARK] = {"Entity_Remark", NULL},
    [E_CLASSIFICATION] = {"Entity_SubjectType_ClassificationCode", NULL},
    [E_REGULATION_TITLE] = {"Entity_Regulation_NumberTitle", NULL},
    [E_REGULATION_DATE] = {"Entity_Regulation_PublicationDate", NULL},
    [E_PROGRAMME] = {"Entity_Regulation_Programme", NULL},
    [E_FIRST_NAME] = {"NameAlias_FirstName", NULL},
    [E_MIDDLE_NAME] = {"NameAlias_MiddleName", NULL},
    [E_LAST_NAME] = {"NameAlias_LastName", NULL},
    [E_NAME_LANGUAGE] = {"NameAlias_NameLanguage", NULL},
    [E_NAME_STRONG] = {"NameAlias_Strong", NULL},
    [E_NAME_REMARK] = {"NameAlias_Remark", NULL},
    [E_GENDER] = {"NameAlias_Gender", NULL},
    [E_TITLE] = {"NameAlias_Title", NULL},
    [E_FUNCTION] = {"NameAlias_Function", NULL},
    [E_STREET] = {"Address_Street", NULL},
    [E_PO_BOX] = {"Address_PoBox", NULL},
    [E_ZIP] = {"Address_ZipCode", NULL},
    [E_CITY] = {"Address_City", NULL},
    [E_PLACE] = {"Address_Place", NULL},
    [E_REGION] = {"Address_Region", NULL},
    [E_COUNTRY_WORDS] = {"Address_CountryDescription", NULL},
    [E_COUNTRY] = {"Address_CountryIso2Code", NULL},
    [E_ADDRESS_REMARK] = {"Address_Remark", NULL},
    [E_CONTACT] = {"Address_ContactInfo", NULL},
    [E_BIRTH_DATE] = {"BirthDate_BirthDate", NULL},
    [E_BIRTH_DAY] = {"BirthDate_Day", "birthdatedayofmonth"},
    [E_BIRTH_MONTH] = {"BirthDate_Month", "birthdatemonthofyear"},
    [E_BIRTH_YEAR] = {"BirthDate_Year", NULL},
    [E_YEAR_FROM] = {"BirthDate_YearRangeFrom", NULL},
    [E_YEAR_TO] = {"BirthDate_YearRangeTo", NULL},
    [E_CIRCA] = {"BirthDate_Circa", NULL},
    [E_CALENDAR] = {"BirthDate_CalendarType", NULL},
    [E_BIRTH_ZIP] = {"BirthDate_ZipCode", NULL},
    [E_BIRTH_CITY] = {"BirthDate_City", NULL},
    [E_BIRTH_PLACE] = {"BirthDate_Place", NULL},
    [E_BIRTH_REGION] = {"BirthDate_Region", NULL},
    [E_BIRTH_COUNTRY_WORDS] = {"BirthDate_CountryDescription", NULL},
    [E_BIRTH_COUNTRY] = {"BirthDate_CountryIso2Code", NULL},
    [E_BIRTH_REMARK] = {"BirthDate_Remark", NULL},
    [E_NUMBER] = {"Identification_Number", NULL},
    [E_LATIN_NUMBER] = {"Identification_LatinNumber", NULL},
    [E_ID_TYPE] = {"Identification_TypeCode", "identificationidentificationtypecode"},
    [E_ID_WORDS] = {"Identification_TypeDescription", "identificationidentificationtypedescription"},
    [E_KNOWN_FALSE] = {"Identification_KnownFalse", NULL},
    [E_ID_REMARK] = {"Identification_Remark", NULL},
    [E_CITIZENSHIP] = {"Citizenship_CountryIso2Code", NULL},
    [E_CITIZENSHIP_REMARK] = {"Citizenship_Remark", NULL},
};

static const struct pl_rows_map MAP[] = {
    {E_UN_ID, PL_PROP_UN_REFERENCE, PL_ROWS_WHOLE}, {E_DESIGNATED, PL_PROP_LISTING_DATE, PL_ROWS_WHOLE},
    {E_DELISTED, PL_PROP_END_DATE, PL_ROWS_WHOLE},  {E_PROGRAMME, PL_PROP_PROGRAM, PL_ROWS_WHOLE},
    {E_TITLE, PL_PROP_TITLE, PL_ROWS_WHOLE},        {E_FUNCTION, PL_PROP_POSITION, PL_ROWS_WHOLE},
    {E_DETAILS, PL_PROP_NOTES, PL_ROWS_WHOLE},      {E_REMARK, PL_PROP_NOTES, PL_ROWS_WHOLE},
    {E_NAME_REMARK, PL_PROP_NOTES, PL_ROWS_WHOLE},  {E_ADDRESS_REMARK, PL_PROP_NOTES, PL_ROWS_WHOLE},
    {E_CONTACT, PL_PROP_NOTES, PL_ROWS_WHOLE},      {E_BIRTH_REMARK, PL_PROP_NOTES, PL_ROWS_WHOLE},
    {E_ID_REMARK, PL_PROP_NOTES, PL_ROWS_WHOLE},    {E_CITIZENSHIP_REMARK, PL_PROP_NOTES, PL_ROWS_WHOLE},
};

static bool is_true(pl_str cell) { return pl_str_eq_nocase(cell, PL_STR("true")) || pl_str_eq(cell, PL_STR("1")); }

static bool is_false(pl_str cell) { return pl_str_eq_nocase(cell, PL_STR("false")) || pl_str_eq(cell, PL_STR("0")); }

static bool has_name(const struct pl_entity *e, pl_str name) {
    for (size_t i = 0; i < e->n_values; i++) {
        if (pl_prop_is_name(e->values[i].prop) && pl_str_eq(e->values[i].text, name)) {
            return true;
        }
    }
    return false;
}

static int add_name(struct pl_rows *rows, struct pl_entity *e, const struct pl_rows_row *row, struct pl_error *err) {
    static const int PARTS[] = {PL_PROP_FIRST_NAME, PL_PROP_MIDDLE_NAME, PL_PROP_LAST_NAME};
    pl_str whole = row->cells[E_WHOLE_NAME];
    whole = whole.n > 0 ? whole : pl_rows_join(rows, &row->cells[E_FIRST_NAME], 3, " ");
    if (whole.p == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    if (whole.n == 0 || has_name(e, whole)) {
        return 0;
    }
    char buf[4];
    pl_str lang = pl_language_code(row->cells[E_NAME_LANGUAGE], buf);
    bool weak = is_false(row->cells[E_NAME_STRONG]) || pl_eu_weak(row->cells[E_NAME_REMARK]);
    bool primary = !weak && pl_entity_get(e, PL_PROP_NAME).p == NULL;
    int prop = primary ? PL_PROP_NAME : weak ? PL_PROP_WEAK_ALIAS : PL_PROP_ALIAS;
    int code =
        pl_entity_add_name(e, pl_rows_arena(rows), prop, whole, lang, PL_STR(""), COLUMNS[E_WHOLE_NAME].name, err);
    for (int i = 0; i < 3 && code == 0 && primary; i++) {
        code = pl_rows_add(rows, e, PARTS[i], row->cells[E_FIRST_NAME + i], E_FIRST_NAME + i, err);
    }
    bool known = !pl_str_eq(row->cells[E_GENDER], PL_STR("?"));
    return code == 0 && known ? pl_rows_add(rows, e, PL_PROP_GENDER, row->cells[E_GENDER], E_GENDER, err) : code;
}

/* The columns of a place, its country's words where the country is known, and the country's code. */
static int add_place(struct pl_rows *rows, struct pl_entity *e, const struct pl_rows_row *row, int first, int words,
                     int prop, int country_prop, struct pl_error *err) {
    pl_str country = pl_eu_country(row->cells[words + 1]);
    size_t n = (size_t)(words - first) + (country.n > 0 ? 1 : 0);
    pl_str place = pl_rows_join(rows, &row->cells[first], n, ", ");
    if (place.p == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    int code = pl_rows_add(rows, e, prop, place, first, err);
    return code == 0 ? pl_rows_add(rows, e, country_prop, country, words + 1, err) : code;
}

static int add_birth_date(struct pl_rows *rows, struct pl_entity *e, const struct pl_rows_row *row,
                          struct pl_error *err) {
    const pl_str *c = row->cells;
    struct pl_eu_birth birth = {.date = c[E_BIRTH_DATE],
                                .day = c[E_BIRTH_DAY],
                                .month = c[E_BIRTH_MONTH],
                                .year = c[E_BIRTH_YEAR],
                                .year_from = c[E_YEAR_FROM],
                                .year_to = c[E_YEAR_TO],
                                .calendar = c[E_CALENDAR],
                                .circa = is_true(c[E_CIRCA])};
    PL_BUF_AUTO text;
    pl_buf_open(&text, 2 * PL_CSV_MAX_BYTES);
    pl_eu_birth_date(&birth, &text);
    return pl_rows_add(rows, e, PL_PROP_BIRTH_DATE, pl_buf_str(&text), E_BIRTH_DATE, err);
}

/* Ships stand in this list by their IMO number in an identification, as "IMO 9074729" or with such a type. */
static int add_identification(struct pl_rows *rows, struct pl_entity *e, const struct pl_rows_row *row,
                              struct pl_error *err) {
    pl_str parts[] = {row->cells[E_ID_WORDS], row->cells[E_NUMBER]};
    pl_str text = pl_rows_join(rows, parts, row->cells[E_NUMBER].n > 0 ? 2 : 0, " ");
    if (text.p == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    size_t before = e->n_values;
    int code = pl_remark_numbers(e, pl_rows_arena(rows), text, COLUMNS[E_NUMBER].name, pl_rows_exercise(rows), err);
    int prop = pl_eu_document(row->cells[E_ID_TYPE], row->cells[E_ID_WORDS]);
    bool of_ship = e->n_values > before;
    for (int i = 0; i < 2 && code == 0 && !of_ship; i++) {
        code = pl_rows_add(rows, e, prop, row->cells[E_NUMBER + i], E_NUMBER + i, err);
    }
    for (size_t i = before; i < e->n_values && is_true(row->cells[E_KNOWN_FALSE]); i++) {
        e->values[i].valid = false;
    }
    return code;
}

static int eu_row(struct pl_rows *rows, const struct pl_rows_row *row, struct pl_error *err) {
    struct pl_entity *e = NULL;
    const pl_str *c = row->cells;
    if (c[E_LOGICAL_ID].n == 0) {
        return 0;
    }
    int schema = pl_eu_schema(c[E_SUBJECT_TYPE], c[E_CLASSIFICATION]);
    int code = pl_rows_published(rows, c[E_GENERATED], err);
    code = code == 0 ? pl_rows_entity(rows, row, c[E_LOGICAL_ID], c[E_REFERENCE], schema, &e, err) : code;
    if (code == 0 && e->schema == PL_SCHEMA_LEGAL_ENTITY && pl_remark_says_vessel(c[E_REMARK])) {
        e->schema = PL_SCHEMA_VESSEL; /* every row of the entity has this remark: known before any number is read */
    }
    code = code == 0 ? add_name(rows, e, row, err) : code;
    code = code == 0 ? pl_rows_add_map(rows, e, row, MAP, sizeof MAP / sizeof MAP[0], err) : code;
    if (code == 0 && c[E_REGULATION_TITLE].n > 0) {
        pl_str basis = pl_rows_join(rows, &c[E_REGULATION_TITLE], 2, " of ");
        code = pl_rows_add(rows, e, PL_PROP_LEGAL_BASIS, basis, E_REGULATION_TITLE, err);
    }
    code = code == 0 ? add_place(rows, e, row, E_STREET, E_COUNTRY_WORDS, PL_PROP_ADDRESS, PL_PROP_COUNTRY, err) : code;
    code = code == 0 ? add_birth_date(rows, e, row, err) : code;
    code = code == 0 ? add_place(rows, e, row, E_BIRTH_ZIP, E_BIRTH_COUNTRY_WORDS, PL_PROP_BIRTH_PLACE,
                                 PL_PROP_BIRTH_COUNTRY, err)
                     : code;
    code = code == 0 ? add_identification(rows, e, row, err) : code;
    return code == 0 ? pl_rows_add(rows, e, PL_PROP_NATIONALITY, pl_eu_country(c[E_CITIZENSHIP]), E_CITIZENSHIP, err)
                     : code;
}

const struct pl_rows_format pl_eu_csv_format = {
    .words = "EU financial sanctions file",
    .list = "eu-fsf",
    .columns = COLUMNS,
    .n_columns = E_COUNT,
    .telling = true,
    .n_required = E_REQUIRED,
    .joined = true,
    .sep = ';',
    .row = eu_row,
    .end = pl_rows_prose,
};
