#include "lists/csl.h"

#include "lists/ofac_xml.h"

#include "base/ban.h"

enum column {
    C_ID,
    C_SOURCE,
    C_NAME,
    C_TYPE,
    C_ALT_NAMES,
    C_IDS,
    C_REQUIRED,
    C_ENTITY_NUMBER = C_REQUIRED,
    C_PROGRAMS,
    C_TITLE,
    C_ADDRESSES,
    C_NOTICE,
    C_START_DATE,
    C_END_DATE,
    C_STANDARD_ORDER,
    C_LICENSE_REQUIREMENT,
    C_LICENSE_POLICY,
    C_CALL_SIGN,
    C_VESSEL_TYPE,
    C_GROSS_TONNAGE,
    C_GROSS_REGISTERED,
    C_VESSEL_FLAG,
    C_VESSEL_OWNER,
    C_REMARKS,
    C_LIST_URL,
    C_CITIZENSHIPS,
    C_BIRTH_DATES,
    C_NATIONALITIES,
    C_BIRTH_PLACES,
    C_SOURCE_URL,
    C_COUNT
};

static const struct pl_rows_column COLUMNS[C_COUNT] = {
    [C_ID] = {"_id", NULL},
    [C_SOURCE] = {"source", NULL},
    [C_NAME] = {"name", NULL},
    [C_TYPE] = {"type", NULL},
    [C_ALT_NAMES] = {"alt_names", NULL},
    [C_IDS] = {"ids", NULL},
    [C_ENTITY_NUMBER] = {"entity_number", NULL},
    [C_PROGRAMS] = {"programs", NULL},
    [C_TITLE] = {"title", NULL},
    [C_ADDRESSES] = {"addresses", NULL},
    [C_NOTICE] = {"federal_register_notice", NULL},
    [C_START_DATE] = {"start_date", NULL},
    [C_END_DATE] = {"end_date", NULL},
    [C_STANDARD_ORDER] = {"standard_order", NULL},
    [C_LICENSE_REQUIREMENT] = {"license_requirement", NULL},
    [C_LICENSE_POLICY] = {"license_policy", NULL},
    [C_CALL_SIGN] = {"call_sign", NULL},
    [C_VESSEL_TYPE] = {"vessel_type", NULL},
    [C_GROSS_TONNAGE] = {"gross_tonnage", NULL},
    [C_GROSS_REGISTERED] = {"gross_registered_tonnage", NULL},
    [C_VESSEL_FLAG] = {"vessel_flag", NULL},
    [C_VESSEL_OWNER] = {"vessel_owner", NULL},
    [C_REMARKS] = {"remarks", NULL},
    [C_LIST_URL] = {"source_list_url", NULL},
    [C_CITIZENSHIPS] = {"citizenships", NULL},
    [C_BIRTH_DATES] = {"dates_of_birth", NULL},
    [C_NATIONALITIES] = {"nationalities", NULL},
    [C_BIRTH_PLACES] = {"places_of_birth", NULL},
    [C_SOURCE_URL] = {"source_information_url", NULL},
};

static const struct pl_rows_map MAP[] = {
    {C_NAME, PL_PROP_NAME, PL_ROWS_WHOLE},
    {C_ALT_NAMES, PL_PROP_ALIAS, PL_ROWS_SEMICOLON},
    {C_SOURCE, PL_PROP_DATASET, PL_ROWS_WHOLE},
    {C_PROGRAMS, PL_PROP_PROGRAM, PL_ROWS_SEMICOLON},
    {C_TITLE, PL_PROP_TITLE, PL_ROWS_WHOLE},
    {C_NOTICE, PL_PROP_LEGAL_BASIS, PL_ROWS_SEMICOLON},
    {C_START_DATE, PL_PROP_LISTING_DATE, PL_ROWS_WHOLE},
    {C_END_DATE, PL_PROP_END_DATE, PL_ROWS_WHOLE},
    {C_LICENSE_REQUIREMENT, PL_PROP_PROVISION, PL_ROWS_WHOLE},
    {C_LICENSE_POLICY, PL_PROP_PROVISION, PL_ROWS_WHOLE},
    {C_CALL_SIGN, PL_PROP_CALL_SIGN, PL_ROWS_WHOLE},
    {C_VESSEL_TYPE, PL_PROP_TYPE, PL_ROWS_WHOLE},
    {C_GROSS_TONNAGE, PL_PROP_TONNAGE, PL_ROWS_WHOLE},
    {C_GROSS_REGISTERED, PL_PROP_GROSS_TONNAGE, PL_ROWS_WHOLE},
    {C_VESSEL_FLAG, PL_PROP_FLAG, PL_ROWS_WHOLE},
    {C_VESSEL_OWNER, PL_PROP_OWNER, PL_ROWS_WHOLE},
    {C_REMARKS, PL_PROP_NOTES, PL_ROWS_WHOLE},
    {C_CITIZENSHIPS, PL_PROP_NATIONALITY, PL_ROWS_SEMICOLON},
    {C_NATIONALITIES, PL_PROP_NATIONALITY, PL_ROWS_SEMICOLON},
    {C_BIRTH_DATES, PL_PROP_BIRTH_DATE, PL_ROWS_SEMICOLON},
    {C_BIRTH_PLACES, PL_PROP_BIRTH_PLACE, PL_ROWS_SEMICOLON},
};

/* Where the two capitals of a country begin that stand behind the last comma, or alone; text.n where there are none. */
static size_t country_at(pl_str text) {
    bool capitals = text.n >= 2 && text.p[text.n - 1] >= 'A' && text.p[text.n - 1] <= 'Z' &&
                    text.p[text.n - 2] >= 'A' && text.p[text.n - 2] <= 'Z';
    bool alone = text.n == 2 || (text.n > 3 && pl_str_eq(pl_str_sub(text, text.n - 4, 2), PL_STR(", ")));
    return capitals && alone ? text.n - 2 : text.n;
}

static int add_addresses(struct pl_rows *rows, struct pl_entity *e, pl_str rest, struct pl_error *err) {
    pl_str address;
    int code = 0;
    while (code == 0 && pl_rows_next(rows, &rest, PL_ROWS_SEMICOLON, &address)) {
        pl_str country = pl_str_sub(address, country_at(address), 2);
        code = pl_rows_add(rows, e, PL_PROP_ADDRESS, address, C_ADDRESSES, err);
        code = code == 0 ? pl_rows_add(rows, e, PL_PROP_COUNTRY, country, C_ADDRESSES, err) : code;
    }
    return code;
}

/* "Passport, 836238033, KP" as "836238033 (KP)". */
static int add_id(struct pl_rows *rows, struct pl_entity *e, pl_str text, struct pl_error *err) {
    size_t comma = pl_str_find(text, ',');
    pl_str kind = pl_str_trim(pl_str_sub(text, 0, comma));
    pl_str value = pl_str_trim(pl_str_sub(text, comma + 1, text.n));
    size_t at = country_at(value);
    PL_BUF_AUTO number;
    pl_buf_open(&number, value.n + 16);
    if (value.n == 0) {
        return pl_rows_add(rows, e, PL_PROP_NOTES, kind, C_IDS, err);
    }
    if (at >= 2 && at < value.n) {
        pl_buf_add_str(&number, pl_str_sub(value, 0, at - 2));
        pl_buf_add_str(&number, PL_STR(" ("));
        pl_buf_add_str(&number, pl_str_sub(value, at, 2));
        pl_buf_add_char(&number, ')');
        value = pl_buf_str(&number);
    }
    return pl_ofac_add_id(e, pl_rows_arena(rows), kind, value, "ids", pl_rows_exercise(rows), err);
}

static int csl_row(struct pl_rows *rows, const struct pl_rows_row *row, struct pl_error *err) {
    pl_str id = row->cells[C_ID];
    struct pl_entity *e = NULL;
    if (id.n == 0 || row->cells[C_NAME].n == 0) {
        return 0;
    }
    int code =
        pl_rows_entity(rows, row, id, row->cells[C_ENTITY_NUMBER], pl_ofac_schema_of(row->cells[C_TYPE]), &e, err);
    code = code == 0 ? pl_rows_add_map(rows, e, row, MAP, sizeof MAP / sizeof MAP[0], err) : code;
    code = code == 0 ? add_addresses(rows, e, row->cells[C_ADDRESSES], err) : code;
    pl_str rest = row->cells[C_IDS];
    pl_str text;
    while (code == 0 && pl_rows_next(rows, &rest, PL_ROWS_SEMICOLON, &text)) {
        code = text.n > 0 ? add_id(rows, e, text, err) : 0;
    }
    return code;
}

const struct pl_rows_format pl_csl_format = {
    .words = "US Consolidated Screening List",
    .list = "us-csl",
    .columns = COLUMNS,
    .n_columns = C_COUNT,
    .telling = true,
    .n_required = C_REQUIRED,
    .sep = ',',
    .row = csl_row,
    .end = pl_rows_prose,
};
