#include "exercise/list.h"

#include "exercise/name.h"

#include "base/ban.h"

/* Names here are invented syllables without markup characters. */
static void element(struct pl_buf *out, const char *name, const char *value) {
    if (*value) {
        pl_buf_add_fmt(out, "<%s>%s</%s>", name, value, name);
    } else {
        pl_buf_add_fmt(out, "<%s/>", name);
    }
}

static void date(struct pl_buf *out, const char *name, pl_time at) {
    struct pl_date d = pl_time_to_date(at);
    pl_buf_add_fmt(out, "<%s>%04d-%02d-%02d</%s>", name, d.year, d.month, d.day, name);
}

static void alias(struct pl_buf *out, const char *kind, const char *quality, const char *name) {
    pl_buf_add_fmt(out, "<%s>", kind);
    element(out, "QUALITY", quality);
    element(out, "ALIAS_NAME", name);
    pl_buf_add_fmt(out, "</%s>", kind);
}

static void person(const struct pl_world *world, struct pl_rand *rand, unsigned i, struct pl_buf *out) {
    char name[32];
    char other[32];
    pl_name_person(rand, name);
    pl_name_person(rand, other);
    unsigned year = 50 + pl_rand_below(rand, 30); /* one draw a statement: the order of arguments is not defined */
    unsigned month = 1 + pl_rand_below(rand, 12);
    unsigned day = 1 + pl_rand_below(rand, 28);
    size_t cut = pl_str_find(pl_str_from(name), ' ');
    pl_buf_add_fmt(out, "    <INDIVIDUAL><DATAID>%u</DATAID><VERSIONNUM>1</VERSIONNUM>", 9900000 + i);
    pl_buf_add_fmt(out, "<FIRST_NAME>%.*s</FIRST_NAME>", (int)cut, name);
    element(out, "SECOND_NAME", name[cut] ? name + cut + 1 : "");
    element(out, "THIRD_NAME", "");
    element(out, "UN_LIST_TYPE", "EXERCISE");
    pl_buf_add_fmt(out, "<REFERENCE_NUMBER>EXi.%03u%s</REFERENCE_NUMBER>", i + 1, i == 1 ? " " : "");
    date(out, "LISTED_ON", world->params.start - (pl_time)(400 + 70 * i) * PL_DAY_US);
    pl_buf_add_fmt(out, "<COMMENTS1>Invented for an exercise. Director of %s.</COMMENTS1>", world->listed[i].owner);
    pl_buf_add_str(out, PL_STR("<NATIONALITY><VALUE>Invented</VALUE></NATIONALITY><LIST_TYPE><VALUE>UN List</VALUE>"
                               "</LIST_TYPE><LAST_DAY_UPDATED><VALUE/></LAST_DAY_UPDATED>"));
    alias(out, "INDIVIDUAL_ALIAS", i == 2 ? "Low" : "Good", other);
    pl_buf_add_fmt(out,
                   "<INDIVIDUAL_ADDRESS><COUNTRY/></INDIVIDUAL_ADDRESS><INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT"
                   "</TYPE_OF_DATE><DATE>19%02u-%02u-%02u</DATE></INDIVIDUAL_DATE_OF_BIRTH><INDIVIDUAL_PLACE_OF_BIRTH/>"
                   "<INDIVIDUAL_DOCUMENT/><SORT_KEY/><SORT_KEY_LAST_MOD/></INDIVIDUAL>\n",
                   year, month, day);
}

static void firm(const struct pl_world *world, unsigned i, struct pl_buf *out) {
    const struct pl_listed *l = &world->listed[i];
    pl_buf_add_fmt(out, "    <ENTITY><DATAID>%u</DATAID><VERSIONNUM>1</VERSIONNUM>", 9900100 + i);
    pl_buf_add_fmt(out, "<FIRST_NAME>%s%s</FIRST_NAME>", i % 2 ? l->owner : l->ship, i % 2 ? " SHIPPING" : "");
    element(out, "UN_LIST_TYPE", "EXERCISE");
    element(out, "REFERENCE_NUMBER", l->reference);
    date(out, "LISTED_ON", world->params.start - (pl_time)(300 + 90 * i) * PL_DAY_US);
    pl_buf_add_str(out, PL_STR("<COMMENTS1>Invented for an exercise. "));
    if (i % 2) {
        pl_buf_add_fmt(out, "Owner of the vessel %s. IMO Number: %u.", l->ship, l->imo);
    } else {
        pl_buf_add_fmt(out, "Vessel. IMO %u. MMSI %u. Call sign: %s.", l->imo, l->mmsi, l->callsign);
    }
    pl_buf_add_str(out, PL_STR("</COMMENTS1><LIST_TYPE><VALUE>UN List</VALUE></LIST_TYPE><LAST_DAY_UPDATED><VALUE/>"
                               "</LAST_DAY_UPDATED>"));
    alias(out, "ENTITY_ALIAS", "a.k.a.", l->alias);
    pl_buf_add_str(out, PL_STR("<ENTITY_ADDRESS/><SORT_KEY/><SORT_KEY_LAST_MOD/></ENTITY>\n"));
}

void pl_list_write(const struct pl_world *world, struct pl_buf *out) {
    struct pl_rand rand;
    pl_rand_open(&rand, world->params.seed, 13);
    pl_buf_add_str(out,
                   PL_STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- EXERCISE: every name and number here is "
                          "invented -->\n<CONSOLIDATED_LIST exercise=\"true\" dateGenerated=\""));
    pl_time_write(out, world->params.start - 30 * PL_DAY_US);
    pl_buf_add_str(out, PL_STR("\">\n  <INDIVIDUALS>\n"));
    for (unsigned i = 0; i < PL_WORLD_PERSONS; i++) {
        person(world, &rand, i, out);
    }
    pl_buf_add_str(out, PL_STR("  </INDIVIDUALS>\n  <ENTITIES>\n"));
    for (unsigned i = 0; i < PL_WORLD_LISTED; i++) {
        firm(world, i, out);
    }
    pl_buf_add_str(out, PL_STR("  </ENTITIES>\n</CONSOLIDATED_LIST>\n"));
}
