#include "evidence/basis.h"

#include <string.h>

#include "base/ban.h"

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool in_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || (unsigned char)c >= 0x80;
}

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c; }

bool pl_basis_has(pl_str text, pl_str phrase) {
    for (size_t i = 0; phrase.n > 0 && i + phrase.n <= text.n; i++) {
        if (lower(text.p[i]) != lower(phrase.p[0])) {
            continue;
        }
        bool starts = i == 0 || !in_word(text.p[i - 1]) || !in_word(phrase.p[0]);
        bool ends = i + phrase.n == text.n || !in_word(text.p[i + phrase.n]) || !in_word(phrase.p[phrase.n - 1]);
        if (starts && ends && pl_str_eq_nocase(pl_str_sub(text, i, phrase.n), phrase)) {
            return true;
        }
    }
    return false;
}

static bool has_any(pl_str text, const char *const *phrases, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (pl_basis_has(text, pl_str_from(phrases[i]))) {
            return true;
        }
    }
    return false;
}
#define HAS_ANY(text, table) has_any(text, table, sizeof table / sizeof table[0])

/* True where some word of text begins with one of the stems. */
static bool has_stem(pl_str text, const char *const *stems, size_t n) {
    for (size_t i = 0; i < text.n; i++) {
        if (i > 0 && in_word(text.p[i - 1])) {
            continue;
        }
        for (size_t k = 0; k < n; k++) {
            pl_str stem = pl_str_from(stems[k]);
            if (pl_str_eq_nocase(pl_str_sub(text, i, stem.n), stem)) {
                return true;
            }
        }
    }
    return false;
}

static const char *const UNSTATED[] = {"not stated",  "unstated",  "not given",   "not specified",
                                       "unspecified", "unknown",   "undisclosed", "not disclosed",
                                       "unnamed",     "anonymous", "no source",   "no basis"};
static const char *const CLOSED[] = {"closed briefing",     "closed session", "closed hearing", "closed-door",
                                     "behind closed doors", "claimed",        "classified",     "secret",
                                     "confidential",        "not public"};
static const char *const CONVERTED[] = {"conversion", "converted",    "convert",      "computed",
                                        "calculated", "calculation",  "derived",      "tally",
                                        "multiplied", "extrapolated", "extrapolation"};
static const char *const METHODS[] = {
    "imag",   "satellit",  "photo",  "picture", "video",    "interview", "witness",    "custom",
    "regist", "document",  "report", "record",  "ais",      "track",     "inspect",    "seiz",
    "board",  "debris",    "wreck",  "release", "briefing", "statement", "conver",     "capacit",
    "data",   "intercept", "sampl",  "invoice", "manifest", "ledger",    "blockchain", "survey",
    "count",  "tally",     "measur", "analys",  "radar",    "patrol",    "sighting",   "log"};

/* ---- counts ---- */

/* Up to three words behind a number that name a unit of the table; else one word as it is. */
static size_t unit_at(pl_str rest, struct pl_unit *ret) {
    static const char *const NO_UNIT[] = {"of", "in",    "since", "at",   "by", "to", "and",  "or",  "from", "for",
                                          "x",  "times", "plus",  "more", "on", "as", "with", "per", "the",  "than"};
    size_t lead = rest.n > 0 && rest.p[0] == ' ' ? 1 : 0;
    size_t best = 0, first = 0, at = lead;
    struct pl_unit unit;
    if (rest.n > lead && rest.p[lead] == '%') {
        (void)pl_unit_parse(PL_STR("%"), ret);
        return lead + 1;
    }
    for (int words = 0; words < 3; words++) {
        size_t from = at;
        while (at < rest.n && (in_word(rest.p[at]) || (rest.p[at] == '-' && at > from) || rest.p[at] == '/')) {
            at++;
        }
        if (at == from) {
            break;
        }
        first = words == 0 ? at : first;
        if (pl_unit_parse(pl_str_sub(rest, lead, at - lead), &unit) && unit.kind != PL_UNIT_OTHER) {
            best = at;
            *ret = unit;
        }
        if (at >= rest.n || rest.p[at] != ' ') {
            break;
        }
        at++;
    }
    if (best > 0 || first == 0) {
        return best;
    }
    pl_str word = pl_str_sub(rest, lead, first - lead);
    bool none = is_digit(word.p[0]);
    for (size_t i = 0; i < sizeof NO_UNIT / sizeof NO_UNIT[0]; i++) {
        none = none || pl_str_eq_nocase(word, pl_str_from(NO_UNIT[i]));
    }
    return !none && pl_unit_parse(word, ret) ? first : 0;
}

/* A number that is one: no part of a word ("C006", "U-2"), of a date ("2023-09"), of a fraction ("1/3"). */
static bool number_starts(pl_str text, size_t at) {
    if (!is_digit(text.p[at])) {
        return false;
    }
    if (at > 0 && (in_word(text.p[at - 1]) || strchr("-/.,", text.p[at - 1]) != NULL)) {
        return at > 1 && text.p[at - 1] == ',' && !is_digit(text.p[at - 2]);
    }
    return true;
}

static bool number_ends(pl_str text, size_t at) {
    if (at >= text.n) {
        return true;
    }
    bool joined = text.p[at] == '-' || text.p[at] == '/';
    return !joined || at + 1 >= text.n || !is_digit(text.p[at + 1]);
}

static void read_counts(pl_str text, struct pl_basis *b) {
    size_t at = 0;
    while (at < text.n && b->n < PL_BASIS_MAX_COUNTS) {
        struct pl_quantity q = {.has_value = true, .bound = PL_BOUND_STATED};
        size_t taken = number_starts(text, at) ? pl_number_parse(pl_str_sub(text, at, text.n), &q.value) : 0;
        if (taken == 0 || !number_ends(text, at + taken)) {
            while (at < text.n && (in_word(text.p[at]) || (taken > 0 && (text.p[at] == '-' || text.p[at] == '/')))) {
                at++;
            }
            at++;
            continue;
        }
        at += taken;
        q.value_max = q.value;
        if (at < text.n && text.p[at] == '+') {
            q.bound = PL_BOUND_AT_LEAST;
            at++;
        }
        at += unit_at(pl_str_sub(text, at, text.n), &q.unit);
        b->counts[b->n++] = q;
    }
}

/* ---- words ---- */

/* Up to 24 bytes behind a number that a fraction stands in front of "capacity", "laden", "loaded", "full". */
static double load_of(pl_str text, const struct pl_basis *b) {
    static const struct {
        const char *phrase;
        double load;
    } SHARES[] = {{"one third", 1.0 / 3}, {"a third", 1.0 / 3}, {"1/3", 1.0 / 3},   {"two thirds", 2.0 / 3},
                  {"2/3", 2.0 / 3},       {"one half", 0.5},    {"half", 0.5},      {"1/2", 0.5},
                  {"one quarter", 0.25},  {"a quarter", 0.25},  {"1/4", 0.25},      {"three quarters", 0.75},
                  {"3/4", 0.75},          {"fully loaded", 1},  {"fully laden", 1}, {"full capacity", 1},
                  {"full load", 1}};
    static const char *const OF[] = {"capacity", "loaded", "laden", "load", "full", "fully loaded"};
    if (!HAS_ANY(text, OF)) {
        return 0;
    }
    for (size_t i = 0; i < sizeof SHARES / sizeof SHARES[0]; i++) {
        if (pl_basis_has(text, pl_str_from(SHARES[i].phrase))) {
            return SHARES[i].load;
        }
    }
    for (uint32_t i = 0; i < b->n; i++) {
        if (b->counts[i].unit.kind == PL_UNIT_SHARE && b->counts[i].value > 0) {
            return b->counts[i].value / 100;
        }
    }
    return 0;
}

static void drop_shares(struct pl_basis *b) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < b->n; i++) {
        if (b->counts[i].unit.kind != PL_UNIT_SHARE) {
            b->counts[kept++] = b->counts[i];
        }
    }
    b->n = kept;
}

bool pl_basis_multiplies(pl_str text) {
    static const char *const WORDS[] = {"x", "\xC3\x97", "*", "times", "multiplied by"};
    return HAS_ANY(text, WORDS);
}

bool pl_basis_adds_up(pl_str text) {
    static const char *const WORDS[] = {" + ", "plus", "sum of", "added to"};
    return HAS_ANY(text, WORDS);
}

void pl_basis_read(pl_str text, struct pl_basis *ret_basis) {
    static const char *const ADDS[] = {"adds", "adding", "added", "up from", "more than the report", "in addition to"};
    struct pl_basis b = {0};
    text = pl_str_trim(text);
    read_counts(text, &b);
    b.load = load_of(text, &b);
    drop_shares(&b);
    b.product = b.n >= 2 && pl_basis_multiplies(text);
    b.adds = b.n >= 1 && HAS_ANY(text, ADDS);
    b.sum = b.n >= 2 && !b.product && !b.adds && pl_basis_adds_up(text);
    b.converted = HAS_ANY(text, CONVERTED) || b.product || b.sum || b.adds || b.load > 0;
    b.unstated = text.n == 0 || pl_str_eq_nocase(text, PL_STR("none")) || pl_str_eq_nocase(text, PL_STR("n/a")) ||
                 pl_str_eq(text, PL_STR("-")) || pl_str_eq(text, PL_STR("?")) || HAS_ANY(text, UNSTATED);
    b.closed = HAS_ANY(text, CLOSED);
    b.no_method = !b.unstated && b.n == 0 && !pl_basis_multiplies(text) && !pl_basis_adds_up(text) &&
                  !has_stem(text, METHODS, sizeof METHODS / sizeof METHODS[0]);
    *ret_basis = b;
}
