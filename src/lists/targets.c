#include "lists/targets.h"

#include "names/identifier.h"

#include "base/ban.h"

enum target_column {
    T_ID,
    T_SCHEMA,
    T_NAME,
    T_ALIASES,
    T_COUNTRIES,
    T_IDENTIFIERS,
    T_DATASET,
    T_REQUIRED,
    T_BIRTH_DATE = T_REQUIRED,
    T_ADDRESSES,
    T_SANCTIONS,
    T_PHONES,
    T_EMAILS,
    T_PROGRAM_IDS,
    T_FIRST_SEEN,
    T_LAST_CHANGE,
    T_LAST_SEEN,
    T_COUNT
};

static const struct pl_rows_column TARGET_COLUMNS[T_COUNT] = {
    [T_ID] = {"id", NULL},
    [T_SCHEMA] = {"schema", NULL},
    [T_NAME] = {"name", NULL},
    [T_ALIASES] = {"aliases", NULL},
    [T_COUNTRIES] = {"countries", NULL},
    [T_IDENTIFIERS] = {"identifiers", NULL},
    [T_DATASET] = {"dataset", "datasets"},
    [T_BIRTH_DATE] = {"birth_date", NULL},
    [T_ADDRESSES] = {"addresses", NULL},
    [T_SANCTIONS] = {"sanctions", NULL},
    [T_PHONES] = {"phones", NULL},
    [T_EMAILS] = {"emails", NULL},
    [T_PROGRAM_IDS] = {"program_ids", NULL},
    [T_FIRST_SEEN] = {"first_seen", NULL},
    [T_LAST_CHANGE] = {"last_change", NULL},
    [T_LAST_SEEN] = {"last_seen", NULL},
};

static const struct pl_rows_map TARGET_MAP[] = {
    {T_NAME, PL_PROP_NAME, PL_ROWS_WHOLE},
    {T_ALIASES, PL_PROP_ALIAS, PL_ROWS_CSV},
    {T_BIRTH_DATE, PL_PROP_BIRTH_DATE, PL_ROWS_CSV},
    {T_COUNTRIES, PL_PROP_COUNTRY, PL_ROWS_CSV},
    {T_ADDRESSES, PL_PROP_ADDRESS, PL_ROWS_CSV},
    {T_SANCTIONS, PL_PROP_NOTES, PL_ROWS_CSV},
    {T_PHONES, PL_PROP_PHONE, PL_ROWS_CSV},
    {T_EMAILS, PL_PROP_EMAIL, PL_ROWS_CSV},
    {T_PROGRAM_IDS, PL_PROP_PROGRAM, PL_ROWS_CSV},
    {T_DATASET, PL_PROP_DATASET, PL_ROWS_CSV},
    {T_FIRST_SEEN, PL_PROP_FIRST_SEEN, PL_ROWS_WHOLE},
    {T_LAST_CHANGE, PL_PROP_LAST_CHANGE, PL_ROWS_WHOLE},
};

static int add_identifiers(struct pl_rows *rows, struct pl_entity *e, pl_str rest, struct pl_error *err) {
    pl_str text;
    int code = 0;
    while (code == 0 && pl_rows_next(rows, &rest, PL_ROWS_CSV, &text)) {
        uint32_t imo = 0;
        bool number = pl_imo_parse(text, &imo);
        bool said = number && text.n > 7;
        bool ship = number && e->schema == PL_SCHEMA_VESSEL && pl_imo_valid(imo, pl_rows_exercise(rows));
        bool wallet = e->schema == PL_SCHEMA_CRYPTO_WALLET;
        int prop = said || ship ? PL_PROP_IMO : wallet ? PL_PROP_WALLET : PL_PROP_ID_NUMBER;
        code = pl_rows_add(rows, e, prop, text, T_IDENTIFIERS, err);
    }
    return code;
}

/* An unknown schema is kept as Thing, with its name as its type. */
static int begin(struct pl_rows *rows, const struct pl_rows_row *row, pl_str id, pl_str schema, int known, int column,
                 struct pl_entity **ret_entity, struct pl_error *err) {
    int code = pl_rows_entity(rows, row, id, PL_STR(""), known >= 0 ? known : (int)PL_SCHEMA_OTHER, ret_entity, err);
    if (code == 0 && known < 0) {
        pl_rows_unread(rows, 1);
        code = pl_rows_add(rows, *ret_entity, PL_PROP_TYPE, schema, column, err);
    }
    return code;
}

static int target_row(struct pl_rows *rows, const struct pl_rows_row *row, struct pl_error *err) {
    pl_str schema = row->cells[T_SCHEMA];
    struct pl_entity *e = NULL;
    if (row->cells[T_ID].n == 0 || schema.n == 0) {
        return 0;
    }
    int code = begin(rows, row, row->cells[T_ID], schema, pl_schema_of(schema), T_SCHEMA, &e, err);
    code = code == 0 ? pl_rows_add_map(rows, e, row, TARGET_MAP, sizeof TARGET_MAP / sizeof TARGET_MAP[0], err) : code;
    return code == 0 ? add_identifiers(rows, e, row->cells[T_IDENTIFIERS], err) : code;
}

const struct pl_rows_format pl_targets_format = {
    .words = "OpenSanctions targets.simple.csv",
    .list = "opensanctions",
    .columns = TARGET_COLUMNS,
    .n_columns = T_COUNT,
    .telling = true,
    .n_required = T_REQUIRED,
    .sep = ',',
    .row = target_row,
};

enum maritime_column {
    M_TYPE,
    M_CAPTION,
    M_IMO,
    M_RISK,
    M_ID,
    M_REQUIRED,
    M_COUNTRIES = M_REQUIRED,
    M_FLAG,
    M_MMSI,
    M_URL,
    M_DATASETS,
    M_ALIASES,
    M_COUNT
};

static const struct pl_rows_column MARITIME_COLUMNS[M_COUNT] = {
    [M_TYPE] = {"type", NULL},         [M_CAPTION] = {"caption", NULL}, [M_IMO] = {"imo", NULL},
    [M_RISK] = {"risk", NULL},         [M_ID] = {"id", NULL},           [M_COUNTRIES] = {"countries", NULL},
    [M_FLAG] = {"flag", NULL},         [M_MMSI] = {"mmsi", NULL},       [M_URL] = {"url", NULL},
    [M_DATASETS] = {"datasets", NULL}, [M_ALIASES] = {"aliases", NULL},
};

static const struct pl_rows_map MARITIME_MAP[] = {
    {M_CAPTION, PL_PROP_NAME, PL_ROWS_WHOLE}, {M_ALIASES, PL_PROP_ALIAS, PL_ROWS_CSV},
    {M_IMO, PL_PROP_IMO, PL_ROWS_CSV},        {M_MMSI, PL_PROP_MMSI, PL_ROWS_CSV},
    {M_FLAG, PL_PROP_FLAG, PL_ROWS_CSV},      {M_COUNTRIES, PL_PROP_COUNTRY, PL_ROWS_CSV},
    {M_RISK, PL_PROP_TOPICS, PL_ROWS_CSV},    {M_DATASETS, PL_PROP_DATASET, PL_ROWS_CSV},
};

/* "VESSEL", "ORGANIZATION", or a schema by its own name. */
static int maritime_schema(pl_str type) {
    static const struct {
        const char *type;
        int schema;
    } TYPES[] = {{"vessel", PL_SCHEMA_VESSEL},
                 {"organization", PL_SCHEMA_ORGANIZATION},
                 {"company", PL_SCHEMA_COMPANY},
                 {"legalentity", PL_SCHEMA_LEGAL_ENTITY},
                 {"person", PL_SCHEMA_PERSON}};
    for (size_t i = 0; i < sizeof TYPES / sizeof TYPES[0]; i++) {
        if (pl_str_eq_nocase(type, pl_str_from(TYPES[i].type))) {
            return TYPES[i].schema;
        }
    }
    return pl_schema_of(type);
}

static int maritime_row(struct pl_rows *rows, const struct pl_rows_row *row, struct pl_error *err) {
    pl_str type = row->cells[M_TYPE];
    struct pl_entity *e = NULL;
    if (row->cells[M_ID].n == 0 || type.n == 0) {
        return 0;
    }
    int code = begin(rows, row, row->cells[M_ID], type, maritime_schema(type), M_TYPE, &e, err);
    return code == 0 ? pl_rows_add_map(rows, e, row, MARITIME_MAP, sizeof MARITIME_MAP / sizeof MARITIME_MAP[0], err)
                     : code;
}

const struct pl_rows_format pl_maritime_format = {
    .words = "OpenSanctions maritime.csv",
    .list = "maritime",
    .columns = MARITIME_COLUMNS,
    .n_columns = M_COUNT,
    .n_required = M_REQUIRED,
    .sep = ',',
    .row = maritime_row,
};
