#include "lists/un.h"

#include "lists/remark.h"

#include "base/ban.h"

/* Fields of a group (one alias, address, date, place or document) that make sense only together. */
enum hold {
    HOLD_NAME1, /* .. NAME4: of the entry, until it ends */
    HOLD_COMMENTS = HOLD_NAME1 + 4,
    HOLD_GROUP, /* the rest is emptied when a group begins */
    HOLD_QUALITY = HOLD_GROUP,
    HOLD_ALIAS,
    HOLD_STREET, /* .. COUNTRY: the parts of a place, in the order in which they are joined */
    HOLD_CITY,
    HOLD_STATE,
    HOLD_ZIP,
    HOLD_COUNTRY,
    HOLD_DATE_TYPE,
    HOLD_DATE,
    HOLD_YEAR,
    HOLD_FROM_YEAR,
    HOLD_TO_YEAR,
    HOLD_DOCUMENT,
    HOLD_DOCUMENT2,
    HOLD_NUMBER,
    HOLD_ISSUED, /* .. NOTE: what is said of a document beside its number */
    HOLD_ISSUED_IN,
    HOLD_NOTE,
    HOLD_ALL
};
_Static_assert(HOLD_ALL <= PL_XMLIST_HOLDS, "too many holds");

static const struct pl_xmlist_leaf LEAVES[] = {
    {"DATAID", PL_XMLIST_ID, 0},
    {"VERSIONNUM", PL_XMLIST_IGNORE, 0},
    {"SORT_KEY", PL_XMLIST_IGNORE, 0},
    {"SORT_KEY_LAST_MOD", PL_XMLIST_IGNORE, 0},
    {"LIST_TYPE/VALUE", PL_XMLIST_IGNORE, 0}, /* always "UN List" */
    {"FIRST_NAME", PL_XMLIST_HOLD, HOLD_NAME1},
    {"SECOND_NAME", PL_XMLIST_HOLD, HOLD_NAME1 + 1},
    {"THIRD_NAME", PL_XMLIST_HOLD, HOLD_NAME1 + 2},
    {"FOURTH_NAME", PL_XMLIST_HOLD, HOLD_NAME1 + 3},
    {"UN_LIST_TYPE", PL_XMLIST_VALUE, PL_PROP_PROGRAM},
    {"LISTED_ON", PL_XMLIST_VALUE, PL_PROP_LISTING_DATE},
    {"DELISTED_ON", PL_XMLIST_VALUE, PL_PROP_END_DATE},
    {"NAME_ORIGINAL_SCRIPT", PL_XMLIST_VALUE, PL_PROP_ORIGINAL_NAME},
    {"GENDER", PL_XMLIST_VALUE, PL_PROP_GENDER},
    {"SUBMITTED_BY", PL_XMLIST_VALUE, PL_PROP_AUTHORITY},
    {"SUBMITTED_ON", PL_XMLIST_IGNORE, 0},
    {"COMMENTS1", PL_XMLIST_HOLD, HOLD_COMMENTS},
    {"NATIONALITY2", PL_XMLIST_VALUE, PL_PROP_NATIONALITY},
    {"TITLE/VALUE", PL_XMLIST_VALUE, PL_PROP_TITLE},
    {"DESIGNATION/VALUE", PL_XMLIST_VALUE, PL_PROP_POSITION},
    {"NATIONALITY/VALUE", PL_XMLIST_VALUE, PL_PROP_NATIONALITY},
    {"LAST_DAY_UPDATED/VALUE", PL_XMLIST_VALUE, PL_PROP_MODIFIED},
    {"*QUALITY", PL_XMLIST_HOLD, HOLD_QUALITY},
    {"*ALIAS_NAME", PL_XMLIST_HOLD, HOLD_ALIAS},
    {"*STREET", PL_XMLIST_HOLD, HOLD_STREET},
    {"*CITY", PL_XMLIST_HOLD, HOLD_CITY},
    {"*STATE_PROVINCE", PL_XMLIST_HOLD, HOLD_STATE},
    {"*ZIP_CODE", PL_XMLIST_HOLD, HOLD_ZIP},
    {"*COUNTRY", PL_XMLIST_HOLD, HOLD_COUNTRY},
    {"*CITY_OF_BIRTH", PL_XMLIST_HOLD, HOLD_CITY},
    {"*COUNTRY_OF_BIRTH", PL_XMLIST_HOLD, HOLD_COUNTRY},
    {"*TYPE_OF_DATE", PL_XMLIST_HOLD, HOLD_DATE_TYPE},
    {"*DATE_OF_BIRTH", PL_XMLIST_HOLD, HOLD_DATE}, /* of an alias */
    {"*DATE", PL_XMLIST_HOLD, HOLD_DATE},
    {"*YEAR", PL_XMLIST_HOLD, HOLD_YEAR},
    {"*FROM_YEAR", PL_XMLIST_HOLD, HOLD_FROM_YEAR},
    {"*TO_YEAR", PL_XMLIST_HOLD, HOLD_TO_YEAR},
    {"*TYPE_OF_DOCUMENT", PL_XMLIST_HOLD, HOLD_DOCUMENT},
    {"*TYPE_OF_DOCUMENT2", PL_XMLIST_HOLD, HOLD_DOCUMENT2},
    {"*NUMBER", PL_XMLIST_HOLD, HOLD_NUMBER},
    {"*ISSUING_COUNTRY", PL_XMLIST_HOLD, HOLD_COUNTRY},
    {"*DATE_OF_ISSUE", PL_XMLIST_HOLD, HOLD_ISSUED},
    {"*CITY_OF_ISSUE", PL_XMLIST_HOLD, HOLD_CITY},
    {"*COUNTRY_OF_ISSUE", PL_XMLIST_HOLD, HOLD_ISSUED_IN},
    {"*NOTE", PL_XMLIST_HOLD, HOLD_NOTE},
};

static int end_reference(struct pl_xmlist *x, struct pl_error *err) {
    x->e.reference = pl_str_copy(&x->entry, pl_str_trim(pl_buf_str(&x->text)));
    return x->e.reference.p == NULL ? pl_fail(err, PL_E_NOMEM, "out of memory") : 0;
}

static int add_note(struct pl_xmlist *x, const char *from, struct pl_error *err) {
    return pl_xmlist_add(x, PL_PROP_NOTES, x->hold[HOLD_NOTE], from, err);
}

static int end_address(struct pl_xmlist *x, struct pl_error *err) {
    int code = pl_xmlist_add_joined(x, PL_PROP_ADDRESS, &x->hold[HOLD_STREET], 5, ", ", "ADDRESS", err);
    code = code == 0 ? pl_xmlist_add(x, PL_PROP_COUNTRY, x->hold[HOLD_COUNTRY], "ADDRESS", err) : code;
    return code == 0 ? add_note(x, "ADDRESS", err) : code;
}

static int add_birth_place(struct pl_xmlist *x, const char *from, struct pl_error *err) {
    int code = pl_xmlist_add_joined(x, PL_PROP_BIRTH_PLACE, &x->hold[HOLD_STREET], 5, ", ", from, err);
    return code == 0 ? pl_xmlist_add(x, PL_PROP_BIRTH_COUNTRY, x->hold[HOLD_COUNTRY], from, err) : code;
}

static int end_birth_place(struct pl_xmlist *x, struct pl_error *err) {
    int code = add_birth_place(x, "PLACE_OF_BIRTH", err);
    return code == 0 ? add_note(x, "PLACE_OF_BIRTH", err) : code;
}

static int kind_of_alias(pl_str quality) {
    quality = pl_str_trim(quality);
    if (pl_str_eq_nocase(quality, PL_STR("Low"))) {
        return PL_PROP_WEAK_ALIAS;
    }
    return pl_str_eq_nocase(quality, PL_STR("f.k.a.")) ? PL_PROP_PREVIOUS_NAME : PL_PROP_ALIAS;
}

/* One ALIAS_NAME may hold several names, parted by "; ". What an alias says of birth is the list's word too. */
static int end_alias(struct pl_xmlist *x, struct pl_error *err) {
    int prop = kind_of_alias(x->hold[HOLD_QUALITY]);
    pl_str rest = x->hold[HOLD_ALIAS];
    int code = 0;
    while (rest.n > 0 && code == 0) {
        size_t at = pl_str_find_str(rest, PL_STR("; "));
        code = pl_xmlist_add(x, prop, pl_str_sub(rest, 0, at), "ALIAS_NAME", err);
        rest = pl_str_sub(rest, at + 2, rest.n);
    }
    code = code == 0 ? pl_xmlist_add(x, PL_PROP_BIRTH_DATE, x->hold[HOLD_DATE], "ALIAS", err) : code;
    code = code == 0 ? add_birth_place(x, "ALIAS", err) : code;
    return code == 0 ? add_note(x, "ALIAS", err) : code;
}

static int end_birth_date(struct pl_xmlist *x, struct pl_error *err) {
    PL_BUF_AUTO text;
    pl_buf_open(&text, 3 * PL_XMLIST_TEXT_MAX);
    pl_str type = pl_str_trim(x->hold[HOLD_DATE_TYPE]);
    pl_str date = x->hold[HOLD_DATE];
    pl_str year = x->hold[HOLD_YEAR];
    pl_str from = x->hold[HOLD_FROM_YEAR];
    if (pl_str_eq_nocase(type, PL_STR("BETWEEN")) && from.n > 0) {
        pl_buf_add_str(&text, from);
        pl_buf_add_str(&text, x->hold[HOLD_TO_YEAR].n > 0 ? PL_STR(" to ") : PL_STR(""));
        pl_buf_add_str(&text, x->hold[HOLD_TO_YEAR]);
    } else if (date.n > 0 || year.n > 0) {
        pl_buf_add_str(&text, pl_str_eq_nocase(type, PL_STR("APPROXIMATELY")) ? PL_STR("circa ") : PL_STR(""));
        pl_buf_add_str(&text, date.n > 0 ? date : year);
    }
    bool unused =
        text.n == 0 && (from.n > 0 || x->hold[HOLD_TO_YEAR].n > 0); /* years without BETWEEN, or an end alone */
    x->pub.unread += unused ? 1 : 0;
    int code = pl_xmlist_add(x, PL_PROP_BIRTH_DATE, pl_buf_str(&text), "DATE_OF_BIRTH", err);
    return code == 0 ? add_note(x, "DATE_OF_BIRTH", err) : code;
}

/* "Passport", "Numéro de passeport", "Número de pasaporte". */
static bool is_passport(pl_str type) {
    static const pl_str WORDS[] = {PL_STR("assport"), PL_STR("asseport"), PL_STR("asaporte")};
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        if (pl_str_find_str(type, WORDS[i]) < type.n) {
            return true;
        }
    }
    return false;
}

/* Who issued a document, when and where is a note: the number alone is compared. */
static int end_document(struct pl_xmlist *x, struct pl_error *err) {
    bool passport = is_passport(x->hold[HOLD_DOCUMENT]) || is_passport(x->hold[HOLD_DOCUMENT2]);
    int code = pl_xmlist_add(x, passport ? PL_PROP_PASSPORT : PL_PROP_ID_NUMBER, x->hold[HOLD_NUMBER], "DOCUMENT", err);
    pl_str parts[] = {x->hold[HOLD_NUMBER], x->hold[HOLD_DOCUMENT2], x->hold[HOLD_COUNTRY], x->hold[HOLD_ISSUED],
                      x->hold[HOLD_CITY],   x->hold[HOLD_ISSUED_IN], x->hold[HOLD_NOTE]};
    bool more = false;
    for (size_t i = 1; i < 7; i++) {
        more = more || parts[i].n > 0;
    }
    return code == 0 && more ? pl_xmlist_add_joined(x, PL_PROP_NOTES, parts, 7, ", ", "DOCUMENT", err) : code;
}

static const struct pl_xmlist_group GROUPS[] = {
    {"REFERENCE_NUMBER", end_reference, 0, 0},
    {"INDIVIDUAL_ALIAS", end_alias, HOLD_GROUP, HOLD_ALL - HOLD_GROUP},
    {"ENTITY_ALIAS", end_alias, HOLD_GROUP, HOLD_ALL - HOLD_GROUP},
    {"INDIVIDUAL_ADDRESS", end_address, HOLD_GROUP, HOLD_ALL - HOLD_GROUP},
    {"ENTITY_ADDRESS", end_address, HOLD_GROUP, HOLD_ALL - HOLD_GROUP},
    {"INDIVIDUAL_PLACE_OF_BIRTH", end_birth_place, HOLD_GROUP, HOLD_ALL - HOLD_GROUP},
    {"INDIVIDUAL_DATE_OF_BIRTH", end_birth_date, HOLD_GROUP, HOLD_ALL - HOLD_GROUP},
    {"INDIVIDUAL_DOCUMENT", end_document, HOLD_GROUP, HOLD_ALL - HOLD_GROUP},
};

/* Of a person only: an entity's FIRST_NAME is its whole name. */
static int add_parts(struct pl_xmlist *x, struct pl_error *err) {
    static const int PROPS[] = {PL_PROP_FIRST_NAME, PL_PROP_SECOND_NAME, PL_PROP_MIDDLE_NAME, PL_PROP_LAST_NAME};
    static const char *const FROM[] = {"FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"};
    int code = 0;
    for (int i = 0; i < 4 && code == 0; i++) {
        code = pl_xmlist_add(x, PROPS[i], x->hold[HOLD_NAME1 + i], FROM[i], err);
    }
    return code;
}

static int begin_entry(struct pl_xmlist *x, const struct pl_xml_start *start, struct pl_error *err) {
    (void)err;
    bool person = pl_str_eq(pl_xmlist_local(start->name), PL_STR("INDIVIDUAL"));
    x->e.schema = person ? PL_SCHEMA_PERSON : PL_SCHEMA_LEGAL_ENTITY;
    return 0;
}

static int end_entry(struct pl_xmlist *x, struct pl_error *err) {
    struct pl_entity *e = &x->e;
    pl_str comments = x->hold[HOLD_COMMENTS];
    if (e->schema == PL_SCHEMA_LEGAL_ENTITY && pl_remark_says_vessel(comments)) {
        e->schema = PL_SCHEMA_VESSEL;
    }
    e->caption = pl_xmlist_joined(x, &x->hold[HOLD_NAME1], 4, " ");
    if (e->caption.p == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    int code = pl_xmlist_add(x, PL_PROP_NAME, e->caption, "NAME", err);
    code = code == 0 && e->schema == PL_SCHEMA_PERSON ? add_parts(x, err) : code;
    code = code == 0 ? pl_xmlist_add(x, PL_PROP_NOTES, comments, "COMMENTS1", err) : code;
    return code == 0 ? pl_remark_prose(e, &x->entry, x->pub.exercise, err) : code;
}

const struct pl_xmlist_format pl_un_format = {
    .root = "CONSOLIDATED_LIST",
    .list = "un-sc",
    .words = "UN Consolidated List",
    .lacks = "has no DATAID or no name",
    .published = "dateGenerated",
    .entry = "INDIVIDUALS/INDIVIDUAL",
    .other = "ENTITIES/ENTITY",
    .leaves = LEAVES,
    .n_leaves = sizeof LEAVES / sizeof LEAVES[0],
    .groups = GROUPS,
    .n_groups = sizeof GROUPS / sizeof GROUPS[0],
    .begin_entry = begin_entry,
    .end_entry = end_entry,
};
