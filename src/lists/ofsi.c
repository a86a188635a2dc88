#include "lists/ofsi.h"

#include "lists/uk_csv.h"

#include "base/ban.h"

enum column {
    O_GROUP_ID,
    O_NAME1,
    O_NAME2,
    O_NAME3,
    O_NAME4,
    O_NAME5,
    O_NAME6,
    O_GROUP_TYPE,
    O_ALIAS_TYPE,
    O_REGIME,
    O_REQUIRED,
    O_QUALITY = O_REQUIRED,
    O_TITLE,
    O_ORIGINAL, /* script and language behind it */
    O_SCRIPT,
    O_LANGUAGE,
    O_DOB,
    O_TOWN_OF_BIRTH,
    O_COUNTRY_OF_BIRTH,
    O_NATIONALITY,
    O_PASSPORT,
    O_PASSPORT_NOTES,
    O_NATIONAL_ID,
    O_NATIONAL_ID_NOTES,
    O_POSITION,
    O_ADDRESS1, /* six lines, postal code and country */
    O_ADDRESS2,
    O_ADDRESS3,
    O_ADDRESS4,
    O_ADDRESS5,
    O_ADDRESS6,
    O_POST_CODE,
    O_COUNTRY,
    O_OTHER,
    O_LISTED_ON,
    O_DESIGNATED,
    O_UPDATED,
    O_COUNT
};

static const struct pl_rows_column COLUMNS[O_COUNT] = {
    [O_GROUP_ID] = {"Group ID", NULL},
    [O_NAME1] = {"Name 1", NULL},
    [O_NAME2] = {"Name 2", NULL},
    [O_NAME3] = {"Name 3", NULL},
    [O_NAME4] = {"Name 4", NULL},
    [O_NAME5] = {"Name 5", NULL},
    [O_NAME6] = {"Name 6", NULL},
    [O_GROUP_TYPE] = {"Group Type", NULL},
    [O_ALIAS_TYPE] = {"Alias Type", NULL},
    [O_REGIME] = {"Regime", NULL},
    [O_QUALITY] = {"Alias Quality", NULL},
    [O_TITLE] = {"Title", NULL},
    [O_ORIGINAL] = {"Name Non-Latin Script", NULL},
    [O_SCRIPT] = {"Non-Latin Script Type", NULL},
    [O_LANGUAGE] = {"Non-Latin Script Language", NULL},
    [O_DOB] = {"DOB", NULL},
    [O_TOWN_OF_BIRTH] = {"Town of Birth", NULL},
    [O_COUNTRY_OF_BIRTH] = {"Country of Birth", NULL},
    [O_NATIONALITY] = {"Nationality", NULL},
    [O_PASSPORT] = {"Passport Number", NULL},
    [O_PASSPORT_NOTES] = {"Passport Details", NULL},
    [O_NATIONAL_ID] = {"National Identification Number", "ninumber"},
    [O_NATIONAL_ID_NOTES] = {"NI Details", "nationalidentificationdetails"},
    [O_POSITION] = {"Position", NULL},
    [O_ADDRESS1] = {"Address 1", NULL},
    [O_ADDRESS2] = {"Address 2", NULL},
    [O_ADDRESS3] = {"Address 3", NULL},
    [O_ADDRESS4] = {"Address 4", NULL},
    [O_ADDRESS5] = {"Address 5", NULL},
    [O_ADDRESS6] = {"Address 6", NULL},
    [O_POST_CODE] = {"Post/Zip Code", NULL},
    [O_COUNTRY] = {"Country", NULL},
    [O_OTHER] = {"Other Information", NULL},
    [O_LISTED_ON] = {"Listed On", NULL},
    [O_DESIGNATED] = {"UK Sanctions List Date Designated", NULL},
    [O_UPDATED] = {"Last Updated", NULL},
};

static const struct pl_rows_map MAP[] = {
    {O_TITLE, PL_PROP_TITLE, PL_ROWS_WHOLE},
    {O_DOB, PL_PROP_BIRTH_DATE, PL_ROWS_WHOLE},
    {O_PASSPORT_NOTES, PL_PROP_NOTES, PL_ROWS_WHOLE},
    {O_NATIONAL_ID_NOTES, PL_PROP_NOTES, PL_ROWS_WHOLE},
    {O_REGIME, PL_PROP_PROGRAM, PL_ROWS_WHOLE},
    {O_OTHER, PL_PROP_NOTES, PL_ROWS_WHOLE},
    {O_LISTED_ON, PL_PROP_LISTING_DATE, PL_ROWS_WHOLE},
    {O_DESIGNATED, PL_PROP_START_DATE, PL_ROWS_WHOLE},
    {O_UPDATED, PL_PROP_MODIFIED, PL_ROWS_WHOLE},
};

/* Cells that number their values. */
static const struct {
    int column;
    int prop;
} NUMBERED[] = {
    {O_NATIONALITY, PL_PROP_NATIONALITY},
    {O_PASSPORT, PL_PROP_PASSPORT},
    {O_NATIONAL_ID, PL_PROP_ID_NUMBER},
    {O_POSITION, PL_PROP_POSITION},
};

/* Where the mark "(k)" stands, k of one digit; text.n where it does not. */
static size_t mark_at(pl_str text, unsigned k) {
    char mark[3] = {'(', (char)('0' + k), ')'};
    return pl_str_find_str(text, pl_str_make(mark, sizeof mark));
}

static int add_numbered(struct pl_rows *rows, struct pl_entity *e, pl_str text, int column, int prop,
                        struct pl_error *err) {
    int code = 0;
    unsigned k = 1;
    if (mark_at(text, 1) != 0) {
        return pl_rows_add(rows, e, prop, text, column, err);
    }
    while (code == 0 && text.n > 0) {
        text = pl_str_sub(text, 3, text.n);
        size_t end = k < 9 ? mark_at(text, ++k) : text.n;
        code = pl_rows_add(rows, e, prop, pl_str_sub(text, 0, end), column, err);
        text = pl_str_sub(text, end, text.n);
    }
    return code;
}

/* "(UN Ref):QDi.263." and "UN Ref IRi.018." and "(UK Sanctions List Ref):AQD0183". */
static int add_references(struct pl_rows *rows, struct pl_entity *e, pl_str text, struct pl_error *err) {
    static const struct {
        const char *word;
        int prop;
    } WORDS[] = {{"UN Ref", PL_PROP_UN_REFERENCE}, {"UK Sanctions List Ref", PL_PROP_OTHER_REFERENCE}};
    int code = 0;
    for (size_t w = 0; w < sizeof WORDS / sizeof WORDS[0] && code == 0; w++) {
        pl_str word = pl_str_from(WORDS[w].word);
        size_t at = pl_str_find_str(text, word) + word.n;
        while (at < text.n && (text.p[at] == ')' || text.p[at] == ':' || text.p[at] == ' ')) {
            at++;
        }
        size_t n = 0;
        while (at + n < text.n &&
               ((text.p[at + n] >= '0' && text.p[at + n] <= '9') || (text.p[at + n] >= 'A' && text.p[at + n] <= 'Z') ||
                (text.p[at + n] >= 'a' && text.p[at + n] <= 'z') || text.p[at + n] == '.')) {
            n++;
        }
        while (n > 0 && text.p[at + n - 1] == '.') {
            n--;
        }
        bool digits = n >= 4 && text.p[at + n - 1] >= '0' && text.p[at + n - 1] <= '9';
        code = digits ? pl_rows_add(rows, e, WORDS[w].prop, pl_str_sub(text, at, n), O_OTHER, err) : 0;
    }
    return code;
}

/* Marks in Other Information, as "(Gender):Male (Phone number):1 (Website):meru.invalid". */
static const struct {
    const char *mark;
    int prop;
} MARKS[] = {
    {"(Gender):", PL_PROP_GENDER},
    {"(Phone number):", PL_PROP_PHONE},
    {"(Email address):", PL_PROP_EMAIL},
    {"(Website):", PL_PROP_WEBSITE},
    {"(Business Reg No):", PL_PROP_REGISTRATION},
    {"(Parent company):", PL_PROP_PARENT},
    {"(Subsidiaries):", PL_PROP_SUBSIDIARY},
    {"(Type of entity):", PL_PROP_SECTOR},
    {"(Type of ship):", PL_PROP_TYPE},
    {"(Tonnage of ship):", PL_PROP_TONNAGE},
    {"(Length of ship):", PL_PROP_LENGTH},
};

/* Where the next mark of any kind, "(Words):", begins; text.n where none does. */
static size_t next_mark(pl_str text) {
    for (size_t i = 0; i < text.n; i++) {
        pl_str rest = pl_str_sub(text, i, 64); /* marks are short */
        size_t close = text.p[i] == '(' ? pl_str_find(rest, ')') : rest.n;
        if (close + 1 < rest.n && rest.p[close + 1] == ':') {
            return i;
        }
    }
    return text.n;
}

static int add_marked(struct pl_rows *rows, struct pl_entity *e, pl_str text, struct pl_error *err) {
    int code = 0;
    for (size_t at = next_mark(text); at < text.n && code == 0; at = next_mark(text)) {
        text = pl_str_sub(text, at, text.n);
        size_t behind = pl_str_find(text, ':') + 1;
        pl_str mark = pl_str_sub(text, 0, behind);
        text = pl_str_sub(text, behind, text.n);
        pl_str value = pl_str_trim(pl_str_sub(text, 0, next_mark(text)));
        for (size_t i = 0; i < sizeof MARKS / sizeof MARKS[0] && code == 0; i++) {
            bool known = pl_str_eq_nocase(mark, pl_str_from(MARKS[i].mark));
            code = known ? pl_rows_add(rows, e, MARKS[i].prop, value, O_OTHER, err) : 0;
        }
    }
    return code;
}

static int ofsi_row(struct pl_rows *rows, const struct pl_rows_row *row, struct pl_error *err) {
    struct pl_entity *e = NULL;
    pl_str id = row->cells[O_GROUP_ID];
    if (id.n == 0) {
        return 0;
    }
    int code = pl_rows_entity(rows, row, id, PL_STR(""), pl_uk_csv_schema(row->cells[O_GROUP_TYPE]), &e, err);
    int kind = pl_uk_csv_kind_of_name(row->cells[O_ALIAS_TYPE], row->cells[O_QUALITY]);
    code = code == 0 ? pl_uk_csv_add_name(rows, e, row, O_NAME1, kind, err) : code;
    code = code == 0 ? pl_uk_csv_add_original(rows, e, row, O_ORIGINAL, err) : code;
    code = code == 0 ? pl_uk_csv_add_place(rows, e, row, O_ADDRESS1, 8, PL_PROP_ADDRESS, err) : code;
    code = code == 0 ? pl_rows_add(rows, e, PL_PROP_COUNTRY, row->cells[O_COUNTRY], O_COUNTRY, err) : code;
    code = code == 0 ? pl_uk_csv_add_place(rows, e, row, O_TOWN_OF_BIRTH, 2, PL_PROP_BIRTH_PLACE, err) : code;
    code = code == 0
               ? pl_rows_add(rows, e, PL_PROP_BIRTH_COUNTRY, row->cells[O_COUNTRY_OF_BIRTH], O_COUNTRY_OF_BIRTH, err)
               : code;
    for (size_t i = 0; i < sizeof NUMBERED / sizeof NUMBERED[0] && code == 0; i++) {
        code = add_numbered(rows, e, row->cells[NUMBERED[i].column], NUMBERED[i].column, NUMBERED[i].prop, err);
    }
    code = code == 0 ? pl_rows_add_map(rows, e, row, MAP, sizeof MAP / sizeof MAP[0], err) : code;
    code = code == 0 ? add_references(rows, e, row->cells[O_OTHER], err) : code;
    return code == 0 ? add_marked(rows, e, row->cells[O_OTHER], err) : code;
}

const struct pl_rows_format pl_ofsi_format = {
    .words = "OFSI ConList",
    .list = "uk-ofsi",
    .columns = COLUMNS,
    .n_columns = O_COUNT,
    .telling = true,
    .n_required = O_REQUIRED,
    .preamble = 1,
    .joined = true,
    .sep = ',',
    .row = ofsi_row,
    .end = pl_rows_prose,
};
