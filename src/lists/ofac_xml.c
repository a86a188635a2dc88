#include "lists/ofac_xml.h"

#include "lists/remark.h"

#include "base/ban.h"

enum hold {
    HOLD_LAST, /* of the entry, until it ends */
    HOLD_FIRST,
    HOLD_KIND,
    HOLD_REMARKS,
    HOLD_AKA_LAST,
    HOLD_AKA_FIRST,
    HOLD_AKA_TYPE,
    HOLD_AKA_CATEGORY,
    HOLD_ID_TYPE,
    HOLD_ID_NUMBER,
    HOLD_ID_COUNTRY,
    HOLD_ID_ISSUED,
    HOLD_ID_EXPIRES,
    HOLD_LINE1, /* .. COUNTRY */
    HOLD_COUNTRY = HOLD_LINE1 + 6,
    HOLD_ALL
};
_Static_assert(HOLD_ALL <= PL_XMLIST_HOLDS, "too many holds");

static const struct pl_xmlist_leaf LEAVES[] = {
    {"uid", PL_XMLIST_ID, 0},
    {"*uid", PL_XMLIST_IGNORE, 0},
    {"*mainEntry", PL_XMLIST_IGNORE, 0},
    {"firstName", PL_XMLIST_HOLD, HOLD_FIRST},
    {"lastName", PL_XMLIST_HOLD, HOLD_LAST},
    {"title", PL_XMLIST_VALUE, PL_PROP_TITLE},
    {"sdnType", PL_XMLIST_HOLD, HOLD_KIND},
    {"remarks", PL_XMLIST_HOLD, HOLD_REMARKS},
    {"programList/program", PL_XMLIST_VALUE, PL_PROP_PROGRAM},
    {"idList/id/idType", PL_XMLIST_HOLD, HOLD_ID_TYPE},
    {"idList/id/idNumber", PL_XMLIST_HOLD, HOLD_ID_NUMBER},
    {"idList/id/idCountry", PL_XMLIST_HOLD, HOLD_ID_COUNTRY},
    {"idList/id/issueDate", PL_XMLIST_HOLD, HOLD_ID_ISSUED},
    {"idList/id/expirationDate", PL_XMLIST_HOLD, HOLD_ID_EXPIRES},
    {"akaList/aka/type", PL_XMLIST_HOLD, HOLD_AKA_TYPE},
    {"akaList/aka/category", PL_XMLIST_HOLD, HOLD_AKA_CATEGORY},
    {"akaList/aka/lastName", PL_XMLIST_HOLD, HOLD_AKA_LAST},
    {"akaList/aka/firstName", PL_XMLIST_HOLD, HOLD_AKA_FIRST},
    {"addressList/address/address1", PL_XMLIST_HOLD, HOLD_LINE1},
    {"addressList/address/address2", PL_XMLIST_HOLD, HOLD_LINE1 + 1},
    {"addressList/address/address3", PL_XMLIST_HOLD, HOLD_LINE1 + 2},
    {"addressList/address/city", PL_XMLIST_HOLD, HOLD_LINE1 + 3},
    {"addressList/address/stateOrProvince", PL_XMLIST_HOLD, HOLD_LINE1 + 4},
    {"addressList/address/postalCode", PL_XMLIST_HOLD, HOLD_LINE1 + 5},
    {"addressList/address/country", PL_XMLIST_HOLD, HOLD_COUNTRY},
    {"nationalityList/nationality/country", PL_XMLIST_VALUE, PL_PROP_NATIONALITY},
    {"citizenshipList/citizenship/country", PL_XMLIST_VALUE, PL_PROP_NATIONALITY},
    {"dateOfBirthList/dateOfBirthItem/dateOfBirth", PL_XMLIST_VALUE, PL_PROP_BIRTH_DATE},
    {"placeOfBirthList/placeOfBirthItem/placeOfBirth", PL_XMLIST_VALUE, PL_PROP_BIRTH_PLACE},
    {"vesselInfo/callSign", PL_XMLIST_VALUE, PL_PROP_CALL_SIGN},
    {"vesselInfo/vesselType", PL_XMLIST_VALUE, PL_PROP_TYPE},
    {"vesselInfo/vesselFlag", PL_XMLIST_VALUE, PL_PROP_FLAG},
    {"vesselInfo/vesselOwner", PL_XMLIST_VALUE, PL_PROP_OWNER},
    {"vesselInfo/tonnage", PL_XMLIST_VALUE, PL_PROP_TONNAGE},
    {"vesselInfo/grossRegisteredTonnage", PL_XMLIST_VALUE, PL_PROP_GROSS_TONNAGE},
};

/* "MERU, Tavo", as the list prints names. */
static int end_aka(struct pl_xmlist *x, struct pl_error *err) {
    int prop = PL_PROP_ALIAS;
    if (pl_str_eq_nocase(x->hold[HOLD_AKA_CATEGORY], PL_STR("weak"))) {
        prop = PL_PROP_WEAK_ALIAS;
    } else if (pl_str_eq_nocase(x->hold[HOLD_AKA_TYPE], PL_STR("f.k.a."))) {
        prop = PL_PROP_PREVIOUS_NAME;
    }
    return pl_xmlist_add_joined(x, prop, &x->hold[HOLD_AKA_LAST], 2, ", ", "aka", err);
}

/* Who issued a document and when is a note: the number alone is compared. */
static int add_issue(struct pl_xmlist *x, struct pl_error *err) {
    pl_str issued[] = {x->hold[HOLD_ID_ISSUED].n > 0 ? PL_STR("issued") : PL_STR(""), x->hold[HOLD_ID_ISSUED]};
    pl_str expires[] = {x->hold[HOLD_ID_EXPIRES].n > 0 ? PL_STR("expires") : PL_STR(""), x->hold[HOLD_ID_EXPIRES]};
    pl_str number[] = {x->hold[HOLD_ID_TYPE], x->hold[HOLD_ID_NUMBER]};
    pl_str parts[] = {pl_xmlist_joined(x, number, 2, " "), x->hold[HOLD_ID_COUNTRY],
                      pl_xmlist_joined(x, issued, 2, " "), pl_xmlist_joined(x, expires, 2, " ")};
    bool more = parts[1].n > 0 || parts[2].n > 0 || parts[3].n > 0;
    return more ? pl_xmlist_add_joined(x, PL_PROP_NOTES, parts, 4, ", ", "id", err) : 0;
}

static int end_id(struct pl_xmlist *x, struct pl_error *err) {
    x->e.schema = pl_ofac_schema_of(x->hold[HOLD_KIND]); /* tells the kind of an IMO number */
    int code =
        pl_ofac_add_id(&x->e, &x->entry, x->hold[HOLD_ID_TYPE], x->hold[HOLD_ID_NUMBER], "id", x->pub.exercise, err);
    return code == 0 ? add_issue(x, err) : code;
}

static int end_address(struct pl_xmlist *x, struct pl_error *err) {
    int code = pl_xmlist_add_joined(x, PL_PROP_ADDRESS, &x->hold[HOLD_LINE1], 7, ", ", "address", err);
    return code == 0 ? pl_xmlist_add(x, PL_PROP_COUNTRY, x->hold[HOLD_COUNTRY], "address", err) : code;
}

static const struct pl_xmlist_group GROUPS[] = {
    {"akaList/aka", end_aka, HOLD_AKA_LAST, 4},
    {"idList/id", end_id, HOLD_ID_TYPE, 5},
    {"addressList/address", end_address, HOLD_LINE1, 7},
};

/* The first entry's programmes tell the list where the caller did not: all of the non-SDN lists' own. */
static void tell_list(struct pl_xmlist *x) {
    size_t n = 0;
    size_t non_sdn = 0;
    for (size_t i = 0; i < x->e.n_values; i++) {
        n += x->e.values[i].prop == PL_PROP_PROGRAM ? 1 : 0;
        non_sdn += x->e.values[i].prop == PL_PROP_PROGRAM && pl_ofac_non_sdn(x->e.values[i].text) ? 1 : 0;
    }
    x->pub.list = n > 0 && non_sdn == n ? PL_STR("ofac-cons") : PL_STR("ofac-sdn");
}

static int end_entry(struct pl_xmlist *x, struct pl_error *err) {
    struct pl_entity *e = &x->e;
    e->schema = pl_ofac_schema_of(x->hold[HOLD_KIND]);
    e->caption = pl_xmlist_joined(x, &x->hold[HOLD_LAST], 2, ", ");
    if (e->caption.p == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    if (x->pub.list.n == 0) {
        tell_list(x);
    }
    e->list = x->pub.list;
    int code = pl_xmlist_add(x, PL_PROP_NAME, e->caption, "lastName", err);
    bool person = e->schema == PL_SCHEMA_PERSON && x->hold[HOLD_FIRST].n > 0;
    code = code == 0 && person ? pl_xmlist_add(x, PL_PROP_FIRST_NAME, x->hold[HOLD_FIRST], "firstName", err) : code;
    code = code == 0 && person ? pl_xmlist_add(x, PL_PROP_LAST_NAME, x->hold[HOLD_LAST], "lastName", err) : code;
    return code == 0 ? pl_remark_ofac(e, &x->entry, x->hold[HOLD_REMARKS], x->pub.exercise, err) : code;
}

static bool outside(struct pl_xmlist *x, pl_str path, pl_str text) {
    if (pl_str_ends(path, PL_STR("/Publish_Date"))) {
        x->pub.published = pl_xmlist_month_first(&x->arena, text);
        return true;
    }
    return pl_str_ends(path, PL_STR("/Record_Count"));
}

const struct pl_xmlist_format pl_ofac_xml_format = {
    .root = "sdnList",
    .list = "",
    .words = "OFAC list in legacy XML",
    .lacks = "has no uid or no name",
    .entry = "sdnEntry",
    .leaves = LEAVES,
    .n_leaves = sizeof LEAVES / sizeof LEAVES[0],
    .groups = GROUPS,
    .n_groups = sizeof GROUPS / sizeof GROUPS[0],
    .end_entry = end_entry,
    .outside = outside,
};
