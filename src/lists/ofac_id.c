#include "lists/number.h"
#include "lists/ofac_xml.h"

#include "base/ban.h"

/* OFAC's words for identifiers and features, longest first among those that share a beginning. `whole`: not only the
 * beginning. */
static const struct {
    const char *word;
    int prop;
    bool whole;
} KINDS[] = {
    {"Vessel Registration Identification", PL_PROP_IMO, true},
    {"Vessel Registration Number", PL_PROP_IMO, true},
    {"Other Vessel Registration", PL_PROP_IMO, false},
    {"MMSI", PL_PROP_MMSI, true},
    {"Vessel Call Sign", PL_PROP_CALL_SIGN, true},
    {"Other Vessel Call Sign", PL_PROP_CALL_SIGN, true},
    {"VESSEL TYPE", PL_PROP_TYPE, true},
    {"Other Vessel Type", PL_PROP_TYPE, true},
    {"Vessel Flag", PL_PROP_FLAG, true},
    {"Other Vessel Flag", PL_PROP_FLAG, true},
    {"Former Vessel Flag", PL_PROP_PAST_FLAG, true},
    {"Vessel Owner", PL_PROP_OWNER, true},
    {"Vessel Tonnage", PL_PROP_TONNAGE, true},
    {"Vessel Gross Registered Tonnage", PL_PROP_GROSS_TONNAGE, true},
    {"Vessel Gross Tonnage", PL_PROP_GROSS_TONNAGE, true},
    {"Vessel Year of Build", PL_PROP_BUILD_DATE, true},
    {"Birthdate", PL_PROP_BIRTH_DATE, true},
    {"Place of Birth", PL_PROP_BIRTH_PLACE, true},
    {"Nationality Country", PL_PROP_NATIONALITY, true},
    {"Citizenship Country", PL_PROP_NATIONALITY, true},
    {"Nationality of Registration", PL_PROP_JURISDICTION, true},
    {"Location", PL_PROP_ADDRESS, true},
    {"Title", PL_PROP_TITLE, true},
    {"Gender", PL_PROP_GENDER, true},
    {"Organization Established Date", PL_PROP_INCORPORATION_DATE, true},
    {"Organization Type", PL_PROP_SECTOR, false},
    {"Aircraft Model", PL_PROP_MODEL, true},
    {"Aircraft Operator", PL_PROP_OPERATOR, true},
    {"Aircraft Manufacture Date", PL_PROP_BUILD_DATE, true},
    {"Aircraft Tail Number", PL_PROP_REGISTRATION, true},
    {"Previous Aircraft Tail Number", PL_PROP_REGISTRATION, true},
    {"Aircraft Construction Number", PL_PROP_SERIAL_NUMBER, false},
    {"Aircraft Manufacturer's Serial Number", PL_PROP_SERIAL_NUMBER, false},
    {"Aircraft Mode S Transponder Code", PL_PROP_ICAO_CODE, true},
    {"Digital Currency Address", PL_PROP_WALLET, false},
    {"Email Address", PL_PROP_EMAIL, true},
    {"Website", PL_PROP_WEBSITE, true},
    {"Phone Number", PL_PROP_PHONE, true},
    {"Fax", PL_PROP_NOTES, false},
    {"Passport", PL_PROP_PASSPORT, true},
    {"SWIFT/BIC", PL_PROP_SWIFT, true},
    {"Legal Entity Number", PL_PROP_REGISTRATION, true},
    {"LEI", PL_PROP_LEI, true},
    {"ISIN", PL_PROP_ISIN, true},
    {"Target Debt ISIN", PL_PROP_ISIN, false},
    {"Equity Ticker", PL_PROP_NOTES, false},
    {"Additional Sanctions Information", PL_PROP_NOTES, false},
    {"Secondary sanctions risk", PL_PROP_NOTES, false},
    {"Executive Order", PL_PROP_NOTES, false},
    {"CAATSA Section", PL_PROP_NOTES, false},
    {"Transactions Prohibited", PL_PROP_NOTES, false},
    {"Listing Date", PL_PROP_NOTES, false},
    {"Effective Date", PL_PROP_NOTES, false},
    {"Purchase/Sales", PL_PROP_NOTES, false},
    {"PEESA Information", PL_PROP_NOTES, false},
    {"IFCA Determination", PL_PROP_NOTES, false},
    {"HIFPAA Information", PL_PROP_NOTES, false},
    {"Tax ID No.", PL_PROP_TAX_NUMBER, true},
    {"Government Gazette Number", PL_PROP_REGISTRATION, true},
    {"Registration ID", PL_PROP_REGISTRATION, true},
    {"Registration Number", PL_PROP_REGISTRATION, true},
    {"Business Registration", PL_PROP_REGISTRATION, false},
    {"Commercial Registry Number", PL_PROP_REGISTRATION, true},
    {"Company Number", PL_PROP_REGISTRATION, true},
    {"Company ID", PL_PROP_REGISTRATION, false},
    {"Business Number", PL_PROP_REGISTRATION, false},
    {"Trade License", PL_PROP_REGISTRATION, false},
    {"Matricula Mercantil", PL_PROP_REGISTRATION, false},
    {"Chamber of Commerce Number", PL_PROP_REGISTRATION, false},
    {"Unified Social Credit Code", PL_PROP_REGISTRATION, false},
    {"Vessel Manufacturer's Serial Number", PL_PROP_SERIAL_NUMBER, false},
};

/* Identifiers end so, whatever state issues them: "Cedula No.", "RUC #", "National ID No.". */
static bool names_a_number(pl_str type) {
    static const pl_str ENDS[] = {
        PL_STR("#"),        PL_STR("No."),      PL_STR("No"),          PL_STR("Number"),   PL_STR("Code"),
        PL_STR("License"),  PL_STR("ID"),       PL_STR("Permit"),      PL_STR("Card"),     PL_STR("SSN"),
        PL_STR("R.F.C."),   PL_STR("C.U.R.P."), PL_STR("Certificate"), PL_STR("C.U.I.T."), PL_STR("Identification"),
        PL_STR("C.R. No."), PL_STR("C.I.F."),   PL_STR("N.I.E."),      PL_STR("Document"), PL_STR("(NUIT)")};
    for (size_t i = 0; i < sizeof ENDS / sizeof ENDS[0]; i++) {
        if (pl_str_ends(type, ENDS[i])) {
            return true;
        }
    }
    return false;
}

int pl_ofac_prop_of(pl_str type) {
    type = pl_str_trim(type);
    if (pl_str_ends(type, PL_STR(":"))) {
        type = pl_str_trim(pl_str_sub(type, 0, type.n - 1));
    }
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        pl_str word = pl_str_from(KINDS[i].word);
        pl_str begin = pl_str_sub(type, 0, word.n);
        if (pl_str_eq_nocase(KINDS[i].whole ? type : begin, word)) {
            return KINDS[i].prop;
        }
    }
    if (pl_str_ends(type, PL_STR(" Passport"))) { /* of whatever kind: "British National Overseas Passport" */
        return PL_PROP_PASSPORT;
    }
    return names_a_number(type) ? PL_PROP_ID_NUMBER : PL_PROP_NOTES;
}

int pl_ofac_schema_of(pl_str type) {
    static const struct {
        const char *type;
        int schema;
    } TYPES[] = {{"Individual", PL_SCHEMA_PERSON}, {"Vessel", PL_SCHEMA_VESSEL}, {"Aircraft", PL_SCHEMA_AIRPLANE}};
    for (size_t i = 0; i < sizeof TYPES / sizeof TYPES[0]; i++) {
        if (pl_str_eq_nocase(type, pl_str_from(TYPES[i].type))) {
            return TYPES[i].schema;
        }
    }
    return PL_SCHEMA_LEGAL_ENTITY;
}

bool pl_ofac_non_sdn(pl_str programme) {
    static const char *const ONLY[] = {"UKRAINE-EO13662", "NS-PLC",   "CMIC-EO13959", "561-Related", "FSE-IR",
                                       "FSE-SY",          "NS-ISA",   "NS-CMIC",      "NS-MBS",      "SSI",
                                       "561List",         "IRAN-TRA", "CAPTA"};
    for (size_t i = 0; i < sizeof ONLY / sizeof ONLY[0]; i++) {
        if (pl_str_eq_nocase(pl_str_trim(programme), pl_str_from(ONLY[i]))) {
            return true;
        }
    }
    return false;
}

static int add_note(struct pl_entity *entity, struct pl_arena *arena, pl_str type, pl_str value, const char *from,
                    struct pl_error *err) {
    PL_BUF_AUTO text;
    pl_buf_open(&text, (size_t)4 << 20);
    pl_buf_add_str(&text, type);
    pl_buf_add_str(&text, type.n > 0 && value.n > 0 ? PL_STR(" ") : PL_STR(""));
    pl_buf_add_str(&text, value);
    return pl_entity_add(entity, arena, PL_PROP_NOTES, pl_buf_str(&text), from, err);
}

int pl_ofac_add_id(struct pl_entity *entity, struct pl_arena *arena, pl_str type, pl_str value, const char *from,
                   bool exercise, struct pl_error *err) {
    type = pl_str_trim(type);
    value = pl_str_trim(value);
    int prop = pl_ofac_prop_of(type);
    bool imo = pl_str_starts(value, PL_STR("IMO ")) || (prop == PL_PROP_IMO && value.n == 7);
    if (imo && prop != PL_PROP_NOTES) {
        return pl_number_add_imo(entity, arena, value, from, exercise, err);
    }
    if (prop == PL_PROP_IMO) { /* another number of a vessel's registry */
        return pl_entity_add(entity, arena, PL_PROP_REGISTRATION, value, from, err);
    }
    if (prop == PL_PROP_MMSI) {
        return pl_number_add_mmsi(entity, arena, value, from, err);
    }
    return prop == PL_PROP_NOTES ? add_note(entity, arena, type, value, from, err)
                                 : pl_entity_add(entity, arena, prop, value, from, err);
}
