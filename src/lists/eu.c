#include "lists/eu.h"

#include "lists/remark.h"
#include "lists/script.h"

#include "base/ban.h"

/* Attributes of the open element; no two of the elements that use them nest. */
enum hold {
    HOLD_FIRST,
    HOLD_MIDDLE,
    HOLD_LAST,
    HOLD_WHOLE,
    HOLD_LANGUAGE,
    HOLD_STRONG,
    HOLD_DATE = 0,
    HOLD_CIRCA,
    HOLD_CALENDAR,
    HOLD_DAY,
    HOLD_MONTH,
    HOLD_YEAR,
    HOLD_YEAR_FROM,
    HOLD_YEAR_TO,
    HOLD_STREET, /* .. COUNTRY: the parts of a place, in the order in which they are joined */
    HOLD_PO_BOX,
    HOLD_ZIP,
    HOLD_CITY,
    HOLD_PLACE,
    HOLD_REGION,
    HOLD_COUNTRY,
    HOLD_COUNTRY_CODE,
    HOLD_NUMBER = 0,
    HOLD_LATIN_NUMBER,
    HOLD_TYPE,
    HOLD_TYPE_WORDS,
    HOLD_FALSE,
    HOLD_TITLE = 0,
    HOLD_PUBLISHED,
    HOLD_KEY = 0,
    HOLD_VALUE,
    HOLD_REMARK = HOLD_COUNTRY_CODE + 1,
    HOLD_ALL,
};
_Static_assert(HOLD_ALL <= PL_XMLIST_HOLDS, "too many holds");

enum { IGNORE = -1, AS_VALUE = -2 };

/* What an attribute is: kept for the end of its element, a value at once, or of no use here. */
static const struct {
    const char *element;
    const char *attr;
    int hold; /* enum hold, IGNORE or AS_VALUE */
    int prop;
} ATTRS[] = {
    {"regulation", "numberTitle", HOLD_TITLE, 0},
    {"regulation", "publicationDate", HOLD_PUBLISHED, 0},
    {"regulation", "programme", AS_VALUE, PL_PROP_PROGRAM},
    {"regulation", "regulationType", IGNORE, 0},
    {"regulation", "organisationType", IGNORE, 0},
    {"regulation", "entryIntoForceDate", IGNORE, 0},
    {"subjectType", "code", IGNORE, 0}, /* says classificationCode again */
    {"nameAlias", "firstName", HOLD_FIRST, 0},
    {"nameAlias", "middleName", HOLD_MIDDLE, 0},
    {"nameAlias", "lastName", HOLD_LAST, 0},
    {"nameAlias", "wholeName", HOLD_WHOLE, 0},
    {"nameAlias", "nameLanguage", HOLD_LANGUAGE, 0},
    {"nameAlias", "strong", HOLD_STRONG, 0},
    {"nameAlias", "function", AS_VALUE, PL_PROP_POSITION},
    {"nameAlias", "gender", AS_VALUE, PL_PROP_GENDER},
    {"nameAlias", "title", AS_VALUE, PL_PROP_TITLE},
    {"citizenship", "countryIso2Code", HOLD_COUNTRY_CODE, 0},
    {"citizenship", "countryDescription", IGNORE, 0},
    {"birthdate", "birthdate", HOLD_DATE, 0},
    {"birthdate", "circa", HOLD_CIRCA, 0},
    {"birthdate", "calendarType", HOLD_CALENDAR, 0},
    {"birthdate", "dayOfMonth", HOLD_DAY, 0},
    {"birthdate", "monthOfYear", HOLD_MONTH, 0},
    {"birthdate", "year", HOLD_YEAR, 0},
    {"birthdate", "yearRangeFrom", HOLD_YEAR_FROM, 0},
    {"birthdate", "yearRangeTo", HOLD_YEAR_TO, 0},
    {"birthdate", "city", HOLD_CITY, 0},
    {"birthdate", "zipCode", HOLD_ZIP, 0},
    {"birthdate", "region", HOLD_REGION, 0},
    {"birthdate", "place", HOLD_PLACE, 0},
    {"birthdate", "countryDescription", HOLD_COUNTRY, 0},
    {"birthdate", "countryIso2Code", HOLD_COUNTRY_CODE, 0},
    {"address", "street", HOLD_STREET, 0},
    {"address", "poBox", HOLD_PO_BOX, 0},
    {"address", "zipCode", HOLD_ZIP, 0},
    {"address", "city", HOLD_CITY, 0},
    {"address", "place", HOLD_PLACE, 0},
    {"address", "region", HOLD_REGION, 0},
    {"address", "countryDescription", HOLD_COUNTRY, 0},
    {"address", "countryIso2Code", HOLD_COUNTRY_CODE, 0},
    {"address", "asAtListingTime", IGNORE, 0},
    {"address/contactInfo", "key", HOLD_KEY, 0},
    {"address/contactInfo", "value", HOLD_VALUE, 0},
    {"identification", "number", HOLD_NUMBER, 0},
    {"identification", "latinNumber", HOLD_LATIN_NUMBER, 0},
    {"identification", "identificationTypeCode", HOLD_TYPE, 0},
    {"identification", "identificationTypeDescription", HOLD_TYPE_WORDS, 0},
    {"identification", "knownFalse", HOLD_FALSE, 0},
    {"identification", "diplomatic", IGNORE, 0},
    {"identification", "knownExpired", IGNORE, 0},
    {"identification", "reportedLost", IGNORE, 0},
    {"identification", "revokedByIssuer", IGNORE, 0},
    {"identification", "countryIso2Code", IGNORE, 0},
    {"identification", "countryDescription", IGNORE, 0},
    {"additionalInformation", "key", HOLD_KEY, 0},
    {"additionalInformation", "value", HOLD_VALUE, 0},
    {"", "euReferenceNumber", IGNORE, 0}, /* read by begin_entry */
    {"", "designationDate", AS_VALUE, PL_PROP_LISTING_DATE},
    {"", "delistingDate", AS_VALUE, PL_PROP_END_DATE},
    {"", "designationDetails", AS_VALUE, PL_PROP_NOTES},
    {"", "unitedNationId", AS_VALUE, PL_PROP_UN_REFERENCE},
};

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

static bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }

static pl_str last_word(pl_str text) {
    while (text.n > 0 && !is_letter(text.p[text.n - 1])) {
        text.n--;
    }
    size_t n = 0;
    while (n < text.n && is_letter(text.p[text.n - n - 1])) {
        n++;
    }
    return pl_str_sub(text, text.n - n, n);
}

bool pl_eu_weak(pl_str remark) {
    static const char *const WEAK[] = {"low", "lo", "lw", "ow", "loow", "lowe", "weak", "poor"};
    for (size_t i = 1; i + 2 <= remark.n; i++) {
        if (is_letter(remark.p[i - 1]) || lower(remark.p[i]) != 'q' || lower(remark.p[i + 1]) != 'u') {
            continue;
        }
        pl_str word = last_word(pl_str_sub(remark, 0, i));
        for (size_t w = 0; w < sizeof WEAK / sizeof WEAK[0]; w++) {
            if (pl_str_eq_nocase(word, pl_str_from(WEAK[w]))) {
                return true;
            }
        }
    }
    return false;
}

pl_str pl_eu_country(pl_str code) {
    code = pl_str_trim(code);
    if (pl_str_eq(code, PL_STR("00"))) {
        return PL_STR("");
    }
    return pl_str_eq(code, PL_STR("CS")) ? PL_STR("RS") : code;
}

int pl_eu_schema(pl_str type, pl_str classification) {
    type = pl_str_trim(type);
    if (pl_str_eq_nocase(type, PL_STR("P")) || pl_str_eq_nocase(type, PL_STR("person")) ||
        pl_str_eq(pl_str_trim(classification), PL_STR("P"))) {
        return PL_SCHEMA_PERSON;
    }
    bool vessel = pl_str_eq_nocase(type, PL_STR("vessel")) || pl_str_eq_nocase(type, PL_STR("ship"));
    return vessel ? PL_SCHEMA_VESSEL : PL_SCHEMA_LEGAL_ENTITY;
}

static int add_country(struct pl_xmlist *x, int prop, const char *from, struct pl_error *err) {
    return pl_xmlist_add(x, prop, pl_eu_country(x->hold[HOLD_COUNTRY_CODE]), from, err);
}

static int end_regulation(struct pl_xmlist *x, struct pl_error *err) {
    return pl_xmlist_add_joined(x, PL_PROP_LEGAL_BASIS, &x->hold[HOLD_TITLE], 2, " of ", "regulation", err);
}

static int add_parts(struct pl_xmlist *x, struct pl_error *err) {
    static const int PROPS[] = {PL_PROP_FIRST_NAME, PL_PROP_MIDDLE_NAME, PL_PROP_LAST_NAME};
    int code = 0;
    for (int i = 0; i < 3 && code == 0; i++) {
        code = pl_xmlist_add(x, PROPS[i], x->hold[HOLD_FIRST + i], "nameAlias", err);
    }
    return code;
}

/* The first strong name is the primary one; the rest are aliases, also in other languages. */
static int end_name(struct pl_xmlist *x, struct pl_error *err) {
    pl_str whole = pl_str_trim(x->hold[HOLD_WHOLE]);
    whole = whole.n > 0 ? pl_str_copy(&x->entry, whole) : pl_xmlist_joined(x, &x->hold[HOLD_FIRST], 3, " ");
    if (whole.p == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    char buf[4];
    pl_str lang = pl_language_code(x->hold[HOLD_LANGUAGE], buf);
    bool weak = pl_str_eq(x->hold[HOLD_STRONG], PL_STR("false")) || pl_eu_weak(x->hold[HOLD_REMARK]);
    int prop = weak ? PL_PROP_WEAK_ALIAS : PL_PROP_ALIAS;
    int code = 0;
    if (!weak && x->e.caption.n == 0 && whole.n > 0) {
        prop = PL_PROP_NAME;
        x->e.caption = whole;
        code = add_parts(x, err);
    }
    return code == 0 ? pl_entity_add_name(&x->e, &x->entry, prop, whole, lang, PL_STR(""), "nameAlias", err) : code;
}

static int end_citizenship(struct pl_xmlist *x, struct pl_error *err) {
    return add_country(x, PL_PROP_NATIONALITY, "citizenship", err);
}

/* Two digits, so that text/interval reads "1965-03". */
static void add_two(struct pl_buf *text, pl_str digits) {
    pl_buf_add_str(text, digits.n == 1 ? PL_STR("-0") : PL_STR("-"));
    pl_buf_add_str(text, digits);
}

static void write_day(const struct pl_eu_birth *birth, struct pl_buf *text) {
    if (birth->date.n > 0) {
        pl_buf_add_str(text, birth->date);
    } else if (birth->year_from.n > 0) {
        pl_buf_add_str(text, birth->year_from);
        pl_buf_add_str(text, birth->year_to.n > 0 ? PL_STR(" to ") : PL_STR(""));
        pl_buf_add_str(text, birth->year_to);
    } else if (birth->year.n > 0) {
        pl_buf_add_str(text, birth->year);
        if (birth->month.n > 0) {
            add_two(text, birth->month);
        }
        if (birth->month.n > 0 && birth->day.n > 0) {
            add_two(text, birth->day);
        }
    }
}

void pl_eu_birth_date(const struct pl_eu_birth *birth, struct pl_buf *text) {
    pl_buf_add_str(text, birth->circa ? PL_STR("circa ") : PL_STR(""));
    size_t before = text->n;
    write_day(birth, text);
    if (text->n == before) {
        pl_buf_clear(text);
    } else if (birth->calendar.n > 0 && !pl_str_eq_nocase(birth->calendar, PL_STR("GREGORIAN"))) {
        pl_buf_add_str(text, PL_STR(" ("));
        pl_buf_add_str(text, birth->calendar);
        pl_buf_add_char(text, ')');
    }
}

static int end_birthdate(struct pl_xmlist *x, struct pl_error *err) {
    const pl_str *h = x->hold;
    struct pl_eu_birth birth = {.date = h[HOLD_DATE],
                                .day = h[HOLD_DAY],
                                .month = h[HOLD_MONTH],
                                .year = h[HOLD_YEAR],
                                .year_from = h[HOLD_YEAR_FROM],
                                .year_to = h[HOLD_YEAR_TO],
                                .calendar = h[HOLD_CALENDAR],
                                .circa = pl_str_eq(h[HOLD_CIRCA], PL_STR("true"))};
    PL_BUF_AUTO text;
    pl_buf_open(&text, 8 * PL_XMLIST_TEXT_MAX);
    pl_eu_birth_date(&birth, &text);
    int code = pl_xmlist_add(x, PL_PROP_BIRTH_DATE, pl_buf_str(&text), "birthdate", err);
    bool unknown = pl_eu_country(x->hold[HOLD_COUNTRY_CODE]).n == 0;
    size_t n = HOLD_COUNTRY - HOLD_STREET + (unknown ? 0 : 1);
    code = code == 0 ? pl_xmlist_add_joined(x, PL_PROP_BIRTH_PLACE, &x->hold[HOLD_STREET], n, ", ", "birthdate", err)
                     : code;
    return code == 0 ? add_country(x, PL_PROP_BIRTH_COUNTRY, "birthdate", err) : code;
}

static int end_address(struct pl_xmlist *x, struct pl_error *err) {
    bool unknown = pl_eu_country(x->hold[HOLD_COUNTRY_CODE]).n == 0;
    size_t n = HOLD_COUNTRY - HOLD_STREET + (unknown ? 0 : 1);
    int code = pl_xmlist_add_joined(x, PL_PROP_ADDRESS, &x->hold[HOLD_STREET], n, ", ", "address", err);
    return code == 0 ? add_country(x, PL_PROP_COUNTRY, "address", err) : code;
}

static bool has(pl_str text, const char *word) { return pl_str_find_nocase(text, pl_str_from(word)) < text.n; }

int pl_eu_document(pl_str code, pl_str words) {
    static const struct {
        const char *word;
        int prop;
    } KINDS[] = {
        {"passport", PL_PROP_PASSPORT},
        {"fiscal", PL_PROP_TAX_NUMBER},
        {"tax", PL_PROP_TAX_NUMBER},
        {"swift", PL_PROP_SWIFT},
        {"bic", PL_PROP_SWIFT},
        {"regnumber", PL_PROP_REGISTRATION},
        {"registration", PL_PROP_REGISTRATION},
    };
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        if (has(code, KINDS[i].word) || has(words, KINDS[i].word)) {
            return KINDS[i].prop;
        }
    }
    return PL_PROP_ID_NUMBER;
}

/* A remark stands before the numbers whose kind it decides. */
static void decide_vessel(struct pl_entity *e) {
    for (size_t i = 0; i < e->n_values && e->schema == PL_SCHEMA_LEGAL_ENTITY; i++) {
        if (e->values[i].prop == PL_PROP_NOTES && pl_remark_says_vessel(e->values[i].text)) {
            e->schema = PL_SCHEMA_VESSEL;
        }
    }
}

/* Ships stand in this list by their IMO number in an identification, as "IMO 9074729" or with such a type. */
static int end_identification(struct pl_xmlist *x, struct pl_error *err) {
    pl_str parts[] = {x->hold[HOLD_TYPE_WORDS], x->hold[HOLD_NUMBER]};
    pl_str text = pl_xmlist_joined(x, parts, 2, " ");
    if (text.p == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    decide_vessel(&x->e);
    size_t before = x->e.n_values;
    int code = pl_remark_numbers(&x->e, &x->entry, text, "identification", x->pub.exercise, err);
    if (code == 0 && x->e.n_values == before) {
        int prop = pl_eu_document(x->hold[HOLD_TYPE], x->hold[HOLD_TYPE_WORDS]);
        code = pl_xmlist_add(x, prop, x->hold[HOLD_NUMBER], "identification", err);
        code = code == 0 ? pl_xmlist_add(x, prop, x->hold[HOLD_LATIN_NUMBER], "identification", err) : code;
    }
    for (size_t i = before; i < x->e.n_values && pl_str_eq(x->hold[HOLD_FALSE], PL_STR("true")); i++) {
        x->e.values[i].valid = false;
    }
    return code;
}

static int add_pair(struct pl_xmlist *x, struct pl_error *err) {
    return pl_xmlist_add_joined(x, PL_PROP_NOTES, &x->hold[HOLD_KEY], 2, ": ", "additionalInformation", err);
}

static int end_contact(struct pl_xmlist *x, struct pl_error *err) {
    static const struct {
        const char *word;
        int prop;
    } KINDS[] = {
        {"mail", PL_PROP_EMAIL}, {"web", PL_PROP_WEBSITE}, {"phone", PL_PROP_PHONE}, {"mobile", PL_PROP_PHONE}};
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        if (has(x->hold[HOLD_KEY], KINDS[i].word)) {
            return pl_xmlist_add(x, KINDS[i].prop, x->hold[HOLD_VALUE], "contactInfo", err);
        }
    }
    return add_pair(x, err);
}

static int end_additional(struct pl_xmlist *x, struct pl_error *err) { return add_pair(x, err); }

/* A remark of any element is a note, and of a name tells whether it is weak. */
static int end_remark(struct pl_xmlist *x, struct pl_error *err) {
    pl_str text = pl_str_copy(&x->entry, pl_str_trim(pl_buf_str(&x->text)));
    if (text.p == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    pl_str parts[] = {x->hold[HOLD_REMARK], text};
    x->hold[HOLD_REMARK] = pl_xmlist_joined(x, parts, 2, "; ");
    return pl_xmlist_add(x, PL_PROP_NOTES, text, "remark", err);
}

static const struct pl_xmlist_leaf LEAVES[] = {
    {"*publicationUrl", PL_XMLIST_IGNORE, 0},
};

static const struct pl_xmlist_group GROUPS[] = {
    {"regulation", end_regulation, 0, HOLD_ALL},
    {"nameAlias", end_name, 0, HOLD_ALL},
    {"citizenship", end_citizenship, 0, HOLD_ALL},
    {"birthdate", end_birthdate, 0, HOLD_ALL},
    {"address", end_address, 0, HOLD_ALL},
    {"identification", end_identification, 0, HOLD_ALL},
    {"address/contactInfo", end_contact, HOLD_KEY, 2}, /* beside the address's own, from HOLD_STREET on */
    {"additionalInformation", end_additional, 0, HOLD_ALL},
    {"*remark", end_remark, 0, 0},
};

/* Summaries of the acts that brought each detail repeat what regulation says; ids are of use to the list only. */
static bool of_no_use(pl_str path, pl_str attr) {
    return pl_str_ends(path, PL_STR("regulationSummary")) || pl_str_ends(path, PL_STR("corrigendum")) ||
           pl_str_eq(attr, PL_STR("logicalId")) || pl_str_eq(attr, PL_STR("regulationLanguage")) ||
           pl_str_starts(attr, PL_STR("xmlns"));
}

static int take_attr(struct pl_xmlist *x, pl_str path, pl_str attr, pl_str value, struct pl_error *err) {
    for (size_t i = 0; i < sizeof ATTRS / sizeof ATTRS[0]; i++) {
        if (!pl_str_eq(path, pl_str_from(ATTRS[i].element)) || !pl_str_eq(attr, pl_str_from(ATTRS[i].attr))) {
            continue;
        }
        if (ATTRS[i].hold == AS_VALUE && pl_str_eq(value, PL_STR("?"))) {
            return 0; /* a gender that is not known */
        }
        if (ATTRS[i].hold == AS_VALUE) {
            return pl_xmlist_add(x, ATTRS[i].prop, value, ATTRS[i].attr, err);
        }
        if (ATTRS[i].hold >= 0) {
            pl_str copy = pl_str_copy(&x->entry, value);
            x->hold[ATTRS[i].hold] = copy;
            return copy.p == NULL ? pl_fail(err, PL_E_NOMEM, "out of memory") : 0;
        }
        return 0;
    }
    x->pub.unread++;
    return 0;
}

static int take_attrs(struct pl_xmlist *x, const struct pl_xml_start *start, struct pl_error *err) {
    pl_str path = pl_xmlist_path(x);
    int code = 0;
    for (size_t i = 0; start->attrs[i] != NULL && code == 0; i += 2) {
        pl_str attr = pl_str_from(start->attrs[i]);
        pl_str value = pl_str_trim(pl_str_from(start->attrs[i + 1]));
        code = value.n == 0 || of_no_use(path, attr) ? 0 : take_attr(x, path, attr, value, err);
    }
    return code;
}

static int begin(struct pl_xmlist *x, const struct pl_xml_start *start, struct pl_error *err) {
    if (pl_str_eq(pl_xmlist_path(x), PL_STR("subjectType"))) {
        x->e.schema = pl_eu_schema(pl_xml_attr(start, "code"), pl_xml_attr(start, "classificationCode"));
        return 0;
    }
    return take_attrs(x, start, err);
}

static int begin_entry(struct pl_xmlist *x, const struct pl_xml_start *start, struct pl_error *err) {
    x->e.id = pl_str_copy(&x->entry, pl_str_trim(pl_xml_attr(start, "logicalId")));
    x->e.reference = pl_str_copy(&x->entry, pl_str_trim(pl_xml_attr(start, "euReferenceNumber")));
    if (x->e.id.p == NULL || x->e.reference.p == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    return take_attrs(x, start, err);
}

/* Where all names are weak the first of them is the caption: the entry is listed all the same. */
static int end_entry(struct pl_xmlist *x, struct pl_error *err) {
    struct pl_entity *e = &x->e;
    e->caption = e->caption.n > 0 ? e->caption : pl_entity_get(e, PL_PROP_WEAK_ALIAS);
    decide_vessel(e);
    return pl_remark_prose(e, &x->entry, x->pub.exercise, err);
}

const struct pl_xmlist_format pl_eu_format = {
    .root = "export",
    .list = "eu-fsf",
    .words = "EU financial sanctions file",
    .lacks = "has no logicalId or no name",
    .published = "generationDate",
    .entry = "sanctionEntity",
    .leaves = LEAVES,
    .n_leaves = sizeof LEAVES / sizeof LEAVES[0],
    .groups = GROUPS,
    .n_groups = sizeof GROUPS / sizeof GROUPS[0],
    .begin_entry = begin_entry,
    .begin = begin,
    .end_entry = end_entry,
};
