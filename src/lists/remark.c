#include "lists/remark.h"

#include <string.h>

#include "lists/number.h"
#include "lists/ofac_xml.h"
#include "names/identifier.h"

#include "base/ban.h"

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* Advances *at to the next run of exactly `digits` digits that starts within `reach` bytes and is not part of a longer
 * number; letters are allowed on the way only as one of the words that introduce a number. */
static bool number_after(pl_str text, size_t *at, size_t digits, size_t reach, uint32_t *ret) {
    size_t end = *at + reach < text.n ? *at + reach : text.n;
    for (size_t i = *at; i < end; i++) {
        if (!is_digit(text.p[i])) {
            continue;
        }
        size_t n = 0;
        while (i + n < text.n && is_digit(text.p[i + n])) {
            n++;
        }
        uint64_t value = 0;
        if (n != digits || !pl_str_u64(pl_str_sub(text, i, n), &value)) {
            return false;
        }
        *at = i + n;
        *ret = (uint32_t)value;
        return true;
    }
    return false;
}

/* Between the word and its number only these may stand: so that "IMO resolution 1234567" is not read as a number. */
static bool only_introduces(pl_str between) {
    static const pl_str WORDS[] = {PL_STR("number"), PL_STR("no"),   PL_STR("nr"),      PL_STR("numbers"),
                                   PL_STR("nos"),    PL_STR("ship"), PL_STR("company"), PL_STR("is"),
                                   PL_STR("are"),    PL_STR("imo"),  PL_STR("mmsi")};
    size_t i = 0;
    while (i < between.n) {
        if (!is_letter(between.p[i])) {
            i++;
            continue;
        }
        size_t n = 0;
        while (i + n < between.n && is_letter(between.p[i + n])) {
            n++;
        }
        bool known = false;
        for (size_t w = 0; w < sizeof WORDS / sizeof WORDS[0]; w++) {
            known = known || pl_str_eq_nocase(pl_str_sub(between, i, n), WORDS[w]);
        }
        if (!known) {
            return false;
        }
        i += n;
    }
    return true;
}

/* What kind of IMO number this is. A vessel's own entry holds its own number; elsewhere the check digit decides between
 * a company's number and a ship that the text merely names. The same digits can satisfy both: then an entry that is no
 * vessel keeps it as a company's, because calling a ship listed is the graver mistake. */
static int imo_kind(const struct pl_entity *entity, uint32_t imo, bool exercise) {
    if (entity->schema == PL_SCHEMA_VESSEL) {
        return PL_PROP_IMO;
    }
    if (pl_imo_company_valid(imo)) {
        return PL_PROP_IMO_COMPANY;
    }
    return pl_imo_valid(imo, exercise) ? PL_PROP_RELATED_IMO : PL_PROP_IMO_COMPANY;
}

static bool imo_is_valid(int prop, uint32_t imo, bool exercise) {
    return prop == PL_PROP_IMO_COMPANY ? pl_imo_company_valid(imo) : pl_imo_valid(imo, exercise);
}

static bool word_at(pl_str text, size_t at, pl_str word) {
    if (!pl_str_eq(pl_str_sub(text, at, word.n), word)) {
        return false;
    }
    bool left = at == 0 || !is_letter(text.p[at - 1]);
    bool right = at + word.n >= text.n || !is_letter(text.p[at + word.n]);
    return left && right;
}

/* "Call sign: HMCQ5", letters and digits with at least one of each kind that call signs have; 3 to 7 of them. */
static int add_call_sign(struct pl_entity *entity, struct pl_arena *arena, pl_str rest, const char *from,
                         struct pl_error *err) {
    size_t i = 0;
    while (i < rest.n && (rest.p[i] == ':' || rest.p[i] == ' ')) {
        i++;
    }
    size_t n = 0;
    while (i + n < rest.n && (is_digit(rest.p[i + n]) || (rest.p[i + n] >= 'A' && rest.p[i + n] <= 'Z'))) {
        n++;
    }
    bool ends = i + n >= rest.n || !is_letter(rest.p[i + n]);
    return n >= 3 && n <= 7 && ends ? pl_entity_add(entity, arena, PL_PROP_CALL_SIGN, pl_str_sub(rest, i, n), from, err)
                                    : 0;
}

static bool call_sign_at(pl_str text, size_t at) {
    return at + 9 < text.n && pl_str_eq_nocase(pl_str_sub(text, at, 9), PL_STR("call sign")) &&
           (at == 0 || !is_letter(text.p[at - 1])) && (text.p[at + 9] == ':' || text.p[at + 9] == ' ');
}

/* Behind "numbers: 9074729": the next of them, which only a comma, a slash, "and" or "or" may part from it. */
static bool next_number(pl_str text, size_t *at, size_t digits, uint32_t *ret) {
    static const pl_str BETWEEN[] = {PL_STR(", and "), PL_STR(", "), PL_STR(" and "), PL_STR(" or "), PL_STR("/")};
    for (size_t i = 0; i < sizeof BETWEEN / sizeof BETWEEN[0]; i++) {
        size_t start = *at + BETWEEN[i].n;
        if (pl_str_eq(pl_str_sub(text, *at, BETWEEN[i].n), BETWEEN[i]) && number_after(text, &start, digits, 1, ret)) {
            *at = start;
            return true;
        }
    }
    return false;
}

int pl_remark_numbers(struct pl_entity *entity, struct pl_arena *arena, pl_str text, const char *from, bool exercise,
                      struct pl_error *err) {
    size_t i = 0;
    while (i < text.n) {
        bool imo = word_at(text, i, PL_STR("IMO"));
        bool mmsi = word_at(text, i, PL_STR("MMSI"));
        if (entity->schema == PL_SCHEMA_VESSEL && call_sign_at(text, i)) {
            int code = add_call_sign(entity, arena, pl_str_sub(text, i + 9, text.n), from, err);
            if (code != 0) {
                return code;
            }
        }
        if (!imo && !mmsi) {
            i++;
            continue;
        }
        size_t start = i + (imo ? 3 : 4);
        size_t at = start;
        size_t digits = imo ? 7 : 9;
        uint32_t value = 0;
        i = start;
        if (!number_after(text, &at, digits, 24, &value) ||
            !only_introduces(pl_str_sub(text, start, at - digits - start))) {
            continue;
        }
        pl_str lead = pl_str_sub(text, start, at - digits - start);
        bool several =
            pl_str_find_nocase(lead, PL_STR("numbers")) < lead.n || pl_str_find_nocase(lead, PL_STR("nos")) < lead.n;
        do {
            int prop = imo ? imo_kind(entity, value, exercise) : PL_PROP_MMSI;
            bool valid = imo ? imo_is_valid(prop, value, exercise) : true;
            pl_str number = pl_str_sub(text, at - digits, digits);
            int code = pl_entity_add_checked(entity, arena, prop, number, valid, from, err);
            if (code != 0) {
                return code;
            }
        } while (several && next_number(text, &at, digits, &value));
        i = at;
    }
    return 0;
}

/* How a part of Remarks begins, and what it is. Longest first among those that share a beginning. */
static const struct {
    const char *lead;
    int prop;
} LEADS[] = {
    {"Former Vessel Flag ", PL_PROP_PAST_FLAG},
    {"Other Vessel Flag ", PL_PROP_FLAG},
    {"Vessel Flag ", PL_PROP_FLAG},
    {"Vessel Call Sign ", PL_PROP_CALL_SIGN},
    {"Other Vessel Call Sign ", PL_PROP_CALL_SIGN},
    {"Vessel Type ", PL_PROP_TYPE},
    {"Other Vessel Type ", PL_PROP_TYPE},
    {"Vessel Owner ", PL_PROP_OWNER},
    {"MMSI ", PL_PROP_MMSI},
    {"DOB ", PL_PROP_BIRTH_DATE},
    {"POB ", PL_PROP_BIRTH_PLACE},
    {"nationality ", PL_PROP_NATIONALITY},
    {"citizen ", PL_PROP_NATIONALITY},
    {"Gender ", PL_PROP_GENDER},
    {"Passport ", PL_PROP_PASSPORT},
    {"National ID No. ", PL_PROP_ID_NUMBER},
    {"Identification Number ", PL_PROP_ID_NUMBER},
    {"Cedula No. ", PL_PROP_ID_NUMBER},
    {"Tax ID No. ", PL_PROP_TAX_NUMBER},
    {"V.A.T. Number ", PL_PROP_TAX_NUMBER},
    {"US FEIN ", PL_PROP_TAX_NUMBER},
    {"NIT # ", PL_PROP_ID_NUMBER},
    {"R.F.C. ", PL_PROP_ID_NUMBER},
    {"C.U.R.P. ", PL_PROP_ID_NUMBER},
    {"RUC # ", PL_PROP_ID_NUMBER},
    {"SSN ", PL_PROP_ID_NUMBER},
    {"RFC ", PL_PROP_ID_NUMBER},
    {"RTN ", PL_PROP_ID_NUMBER},
    {"I.F.E. ", PL_PROP_ID_NUMBER},
    {"D.N.I. ", PL_PROP_ID_NUMBER},
    {"C.U.I. ", PL_PROP_ID_NUMBER},
    {"C.U.I.P. ", PL_PROP_ID_NUMBER},
    {"BIK (RU) ", PL_PROP_ID_NUMBER},
    {"Numero de Identidad ", PL_PROP_ID_NUMBER},
    {"Credencial electoral ", PL_PROP_ID_NUMBER},
    {"Cartilla de Servicio Militar Nacional ", PL_PROP_ID_NUMBER},
    {"Chinese Commercial Code ", PL_PROP_NOTES}, /* spells a name, identifies nobody */
    {"Registration ID ", PL_PROP_REGISTRATION},
    {"Registration Number ", PL_PROP_REGISTRATION},
    {"Commercial Registry Number ", PL_PROP_REGISTRATION},
    {"Company Number ", PL_PROP_REGISTRATION},
    {"Email Address ", PL_PROP_EMAIL},
    {"Website ", PL_PROP_WEBSITE},
    {"Phone Number ", PL_PROP_PHONE},
    {"Phone No. ", PL_PROP_PHONE},
    {"Telephone No. ", PL_PROP_PHONE},
    {"Telephone: ", PL_PROP_PHONE},
    {"Telephone ", PL_PROP_PHONE},
    {"Aircraft Operator ", PL_PROP_OPERATOR},
    {"Aircraft Model ", PL_PROP_MODEL},
    {"Aircraft Manufacture Date ", PL_PROP_BUILD_DATE},
    {"Organization Established Date ", PL_PROP_INCORPORATION_DATE},
    {"Organization Type: ", PL_PROP_SECTOR},
    {"Nationality of Registration ", PL_PROP_JURISDICTION},
    {"Digital Currency Address - ", PL_PROP_WALLET},
    {"Linked To: ", PL_PROP_LINKED_TO},
};

/* What follows `from`, up to the closing quote that ends the part. */
static pl_str between_quotes(pl_str part) {
    size_t open = pl_str_find(part, '\'');
    pl_str rest = pl_str_sub(part, open + 1, part.n);
    while (rest.n > 0 && (rest.p[rest.n - 1] == '.' || rest.p[rest.n - 1] == ' ')) {
        rest.n--;
    }
    if (rest.n > 0 && rest.p[rest.n - 1] == '\'') {
        rest.n--;
    }
    return rest;
}

/* OFAC marks weak aliases by quotes in Remarks: a.k.a. 'X', or n.k.a. 'X' for what it is called now. A former name is a
 * name all the same. */
static int quoted_name(pl_str part) {
    if (pl_str_starts(part, PL_STR("a.k.a. '")) || pl_str_starts(part, PL_STR("n.k.a. '"))) {
        return PL_PROP_WEAK_ALIAS;
    }
    return pl_str_starts(part, PL_STR("f.k.a. '")) ? (int)PL_PROP_PREVIOUS_NAME : -1;
}

/* Parts repeat with "alt. " before them; the last ends with a full stop that is not its own. */
static pl_str part_text(pl_str part, bool last) {
    part = pl_str_trim(part);
    if (pl_str_starts(part, PL_STR("alt. "))) {
        part = pl_str_sub(part, 5, part.n);
    }
    if (last && part.n > 0 && part.p[part.n - 1] == '.') {
        part.n--;
    }
    if (pl_str_starts(part, PL_STR("(Linked To: ")) && pl_str_find(part, ')') == part.n - 1) {
        part = pl_str_sub(part, 1, part.n - 2);
    }
    return part;
}

/* "XBT 12cb...": the currency stands before the address. */
static pl_str wallet_address(pl_str value) { return pl_str_trim(pl_str_sub(value, pl_str_find(value, ' '), value.n)); }

/* "(MSN) 550": brackets behind a kind explain it, unless they hold a number. */
static pl_str behind_brackets(pl_str value) {
    size_t end = pl_str_find(value, ')');
    bool explains = value.n > 0 && value.p[0] == '(' && end < value.n;
    for (size_t i = 0; i < end && explains; i++) {
        explains = !is_digit(value.p[i]);
    }
    return explains ? pl_str_trim(pl_str_sub(value, end + 1, value.n)) : value;
}

static bool has_digit(pl_str text) {
    for (size_t i = 0; i < text.n; i++) {
        if (is_digit(text.p[i])) {
            return true;
        }
    }
    return false;
}

/* "12345", "X-123-B", or such behind a short series in capitals: "AK 1234567". */
static bool begins_number(pl_str text) {
    pl_str word = pl_str_cut(&text, ' ');
    bool series = word.n >= 1 && word.n <= 4 && text.p != NULL;
    for (size_t i = 0; i < word.n && series; i++) {
        series = word.p[i] >= 'A' && word.p[i] <= 'Z';
    }
    return has_digit(word) || (series && has_digit(pl_str_cut(&text, ' ')));
}

/* Any other "Kind of Number 123 (Country)": where what stands before a number is a kind of identifier or date. Prose,
 * which begins in lower case or is long, is left alone. */
static bool is_numbered(pl_str part, pl_str *ret_kind, pl_str *ret_value) {
    if (part.n > 120 || part.p[0] < 'A' || part.p[0] > 'Z') {
        return false;
    }
    for (size_t i = 1; i < part.n; i++) {
        pl_str kind = pl_str_sub(part, 0, i);
        pl_str value = behind_brackets(pl_str_trim(pl_str_sub(part, i, part.n)));
        int prop = part.p[i] == ' ' && begins_number(value) ? pl_ofac_prop_of(kind) : (int)PL_PROP_NOTES;
        if (prop != PL_PROP_NOTES && prop != PL_PROP_ADDRESS) {
            *ret_kind = kind;
            *ret_value = value;
            return true;
        }
    }
    return false;
}

/* A number that is called IMO in any kind of number is a ship's or a company's by the entry and the check digit. */
static int add_part(struct pl_entity *entity, struct pl_arena *arena, pl_str part, bool exercise,
                    struct pl_error *err) {
    static const char FROM[] = "Remarks";
    pl_str kind;
    pl_str number_text;
    int name = quoted_name(part);
    if (name >= 0) {
        return pl_entity_add(entity, arena, name, between_quotes(part), FROM, err);
    }
    for (size_t i = 0; i < sizeof LEADS / sizeof LEADS[0]; i++) {
        pl_str lead = pl_str_from(LEADS[i].lead);
        if (!pl_str_starts(part, lead)) {
            continue;
        }
        pl_str value = pl_str_trim(pl_str_sub(part, lead.n, part.n));
        int prop = LEADS[i].prop;
        if (prop == PL_PROP_MMSI) {
            return pl_number_add_mmsi(entity, arena, value, FROM, err);
        }
        if (pl_str_starts(value, PL_STR("IMO "))) {
            return pl_number_add_imo(entity, arena, value, FROM, exercise, err);
        }
        value = prop == PL_PROP_WALLET ? wallet_address(value) : prop == PL_PROP_NOTES ? part : value;
        return pl_entity_add(entity, arena, prop, value, FROM, err);
    }
    if (is_numbered(part, &kind, &number_text)) {
        return pl_ofac_add_id(entity, arena, kind, number_text, FROM, exercise, err);
    }
    return pl_entity_add(entity, arena, PL_PROP_NOTES, part, FROM, err);
}

int pl_remark_ofac(struct pl_entity *entity, struct pl_arena *arena, pl_str text, bool exercise, struct pl_error *err) {
    while (text.n > 0) {
        size_t at = pl_str_find_str(text, PL_STR("; "));
        pl_str part = part_text(pl_str_sub(text, 0, at), at == text.n);
        text = pl_str_sub(text, at + 2, text.n);
        int code = part.n > 0 ? add_part(entity, arena, part, exercise, err) : 0;
        if (code != 0) {
            return code;
        }
    }
    return pl_remark_prose(entity, arena, exercise, err);
}

/* A sentence of the comment that is nothing but the word: "Vessel." or "Vessel: IMO ...". A company's comment that
 * speaks of ships ("Ship manager of ...") must never make the company a ship. */
bool pl_remark_says_vessel(pl_str text) {
    static const pl_str WORDS[] = {PL_STR("vessel"), PL_STR("ship"),       PL_STR("motor vessel"),
                                   PL_STR("tanker"), PL_STR("cargo ship"), PL_STR("bulk carrier")};
    pl_str rest = text;
    while (rest.n > 0) {
        for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
            size_t n = WORDS[i].n;
            bool word = rest.n > n && pl_str_eq_nocase(pl_str_sub(rest, 0, n), WORDS[i]);
            if (word && (rest.p[n] == '.' || rest.p[n] == ':' || rest.p[n] == ',' || rest.p[n] == ';')) {
                return true;
            }
        }
        size_t stop = pl_str_find_str(rest, PL_STR(". "));
        rest = pl_str_trim(pl_str_sub(rest, stop + 2, rest.n));
    }
    return false;
}

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/* A token without the brackets, quotes and stops around it. */
static pl_str bare(pl_str token) {
    while (token.n > 0 && memchr("([{<\"',;:", token.p[0], 9) != NULL) {
        token = pl_str_sub(token, 1, token.n);
    }
    while (token.n > 0 && memchr(")]}>\"',;:.", token.p[token.n - 1], 10) != NULL) {
        token.n--;
    }
    return token;
}

static bool all_of(pl_str text, const char *extra, bool letters) {
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (!is_digit(c) && !(letters && is_letter(c)) && strchr(extra, c) == NULL) {
            return false;
        }
    }
    return text.n > 0;
}

static bool is_email(pl_str token) {
    size_t at = pl_str_find(token, '@');
    pl_str host = pl_str_sub(token, at + 1, token.n);
    size_t dot = pl_str_find(host, '.');
    return at > 0 && at < token.n && dot > 0 && dot + 2 < host.n && all_of(pl_str_sub(token, 0, at), "._%+-", true) &&
           all_of(host, ".-", true);
}

static bool is_website(pl_str token) {
    return (pl_str_starts(token, PL_STR("http://")) || pl_str_starts(token, PL_STR("https://")) ||
            pl_str_starts(token, PL_STR("www."))) &&
           pl_str_find(token, '.') < token.n;
}

/* Shapes that nothing else has: 0x and 40 hex digits, bc1 and 39 or 59 letters and digits; and, where the words before
 * it speak of money of that kind, 26 to 35 letters and digits that begin as Bitcoin's and Tron's do. */
static bool is_wallet(pl_str token, pl_str before) {
    if (token.n == 42 && pl_str_starts(token, PL_STR("0x"))) {
        return all_of(pl_str_sub(token, 2, 40), "abcdefABCDEF", false);
    }
    if (pl_str_starts(token, PL_STR("bc1")) && (token.n == 42 || token.n == 62)) {
        return all_of(token, "", true);
    }
    static const pl_str WORDS[] = {PL_STR("allet"), PL_STR("itcoin"), PL_STR("urrency"), PL_STR("XBT"),
                                   PL_STR("BTC"),   PL_STR("TRX"),    PL_STR("USDT")};
    bool shape = token.n >= 26 && token.n <= 35 && memchr("13T", token.p[0], 3) != NULL && all_of(token, "", true);
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0] && shape; i++) {
        if (pl_str_find_str(before, WORDS[i]) < before.n) {
            return true;
        }
    }
    return false;
}

/* An address that a text refers to is the party's own only where the words say so: lists cite their notices. */
static bool names_website(pl_str before, pl_str behind) {
    return pl_str_find_str(before, PL_STR("ebsite")) < before.n ||
           pl_str_find_str(before, PL_STR("eb site")) < before.n ||
           pl_str_starts(pl_str_trim(behind), PL_STR("(website)"));
}

int pl_remark_contacts(struct pl_entity *entity, struct pl_arena *arena, pl_str text, const char *from,
                       struct pl_error *err) {
    size_t i = 0;
    while (i < text.n) {
        size_t n = 0;
        while (i + n < text.n && !is_space(text.p[i + n])) {
            n++;
        }
        pl_str token = bare(pl_str_sub(text, i, n));
        size_t reach = i < 32 ? i : 32;
        pl_str before = pl_str_sub(text, i - reach, reach);
        int prop = -1;
        if (token.n > 0 && is_email(token)) {
            prop = PL_PROP_EMAIL;
        } else if (token.n > 0 && is_website(token) && names_website(before, pl_str_sub(text, i + n, 16))) {
            prop = PL_PROP_WEBSITE;
        } else if (token.n > 0 && is_wallet(token, before)) {
            prop = PL_PROP_WALLET;
        }
        int code = prop >= 0 ? pl_entity_add(entity, arena, prop, token, from, err) : 0;
        if (code != 0) {
            return code;
        }
        i += n + 1;
    }
    return 0;
}

int pl_remark_prose(struct pl_entity *entity, struct pl_arena *arena, bool exercise, struct pl_error *err) {
    size_t n = entity->n_values; /* what is added holds no further prose */
    int code = 0;
    for (size_t i = 0; i < n && code == 0; i++) {
        const struct pl_value value = entity->values[i];
        bool prose = value.prop == PL_PROP_NOTES || value.prop == PL_PROP_REASON;
        code = prose ? pl_remark_numbers(entity, arena, value.text, value.from, exercise, err) : 0;
        if (code == 0 && (prose || value.prop == PL_PROP_ADDRESS)) {
            code = pl_remark_contacts(entity, arena, value.text, value.from, err);
        }
    }
    return code;
}
