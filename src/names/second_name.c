#include "names/second_name.h"

#include "base/ban.h"

#define EDGE " \t\r\n,;:\"'()[]"

struct pieces {
    pl_str *list;
    size_t n;
};

static bool is_edge(char c) { return c != 0 && strchr(EDGE, c) != NULL; }

static pl_str trim(pl_str s) {
    while (s.n > 0 && is_edge(s.p[0])) {
        s = pl_str_sub(s, 1, s.n);
    }
    while (s.n > 0 && is_edge(s.p[s.n - 1])) {
        s.n--;
    }
    return s;
}

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80; }

static size_t letters_of(pl_str s) {
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        n += is_letter(s.p[i]);
    }
    return n;
}

bool pl_second_name_is_long(pl_str name) {
    size_t words = 0;
    while (name.p != NULL) {
        words += letters_of(pl_str_cut(&name, ' ')) >= 2;
    }
    return words >= 2;
}

/* In brackets behind a name, but no name. */
static bool is_remark(pl_str s) {
    static const char *const remarks[] = {
        "deceased", "dead",    "alive",   "male",   "female",     "junior", "senior",   "jr",     "sr",
        "unknown",  "pvt",     "private", "public", "limited",    "ltd",    "llc",      "branch", "holding",
        "group",    "company", "vessel",  "tanker", "cargo",      "ship",   "phonetic", "hk",     "uk",
        "uae",      "dprk",    "prc",     "usa",    "individual", "entity", "hong kong"};
    for (size_t i = 0; i < sizeof remarks / sizeof *remarks; i++) {
        if (pl_str_eq_nocase(s, pl_str_from(remarks[i]))) {
            return true;
        }
    }
    return false;
}

static void add(struct pieces *p, pl_str piece) {
    piece = trim(piece);
    if (letters_of(piece) < 2 || is_remark(piece)) {
        return;
    }
    for (size_t i = 0; i < p->n; i++) {
        if (pl_str_eq_nocase(p->list[i], piece)) {
            return;
        }
    }
    if (p->n < PL_SECOND_NAMES_MAX) {
        p->list[p->n++] = piece;
    }
}

/* The length of a sign of another name that begins rest; 0: none. */
static size_t sign_at(pl_str rest) {
    static const char *const signs[] = {
        "a.k.a.",       "a.k.a", "aka",      "a/k/a", "f.k.a.", "f.k.a", "fka",           "f/k/a",
        "n.k.a.",       "n.k.a", "nka",      "n/k/a", "d.b.a.", "d/b/a", "also known as", "formerly known as",
        "now known as", "alias", "formerly", "ex"};
    size_t longest = 0;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t k = strlen(signs[i]);
        if (k > longest && k < rest.n && is_edge(rest.p[k]) &&
            pl_str_eq_nocase(pl_str_sub(rest, 0, k), pl_str_from(signs[i]))) {
            longest = k;
        }
    }
    return longest;
}

/* Words that a name may also have: "ex", "alias", "formerly"; "Aka" unless in small letters. */
static bool may_be_a_word(pl_str sign) {
    static const char *const words[] = {"ex", "alias", "formerly"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (pl_str_eq_nocase(sign, pl_str_from(words[i]))) {
            return true;
        }
    }
    return sign.n == 3 && (sign.p[0] < 'a' || sign.p[1] < 'a');
}

/* A sign stands behind a space or bracket; one that may be a word of the name behind a bracket only. */
static size_t sign_behind(pl_str text, size_t at) {
    size_t k = at > 0 && is_edge(text.p[at - 1]) ? sign_at(pl_str_sub(text, at, text.n)) : 0;
    bool bracket = k > 0 && (text.p[at - 1] == '(' || text.p[at - 1] == '[');
    return k > 0 && !bracket && may_be_a_word(pl_str_sub(text, at, k)) ? 0 : k;
}

static bool is_slash(pl_str text, size_t at) {
    return text.p[at] == '/' && at > 0 && at + 1 < text.n && text.p[at - 1] == ' ' && text.p[at + 1] == ' ';
}

/* A bracket that ends the text, or behind which only other brackets stand. */
static bool is_last_bracket(pl_str text, size_t at) {
    bool inside = true;
    for (size_t i = at + 1; i < text.n; i++) {
        char c = text.p[i];
        if (c == '(' || c == '[') {
            inside = true;
        } else if (c == ')' || c == ']') {
            inside = false;
        } else if (!inside && is_letter(c)) {
            return false;
        }
    }
    return !inside;
}

size_t pl_second_names(pl_str text, pl_str ret[PL_SECOND_NAMES_MAX], bool *ret_told) {
    struct pieces p = {.list = ret};
    size_t from = 0;
    bool signed_before = false; /* behind a sign, a semicolon parts names too */
    bool any = false;
    *ret_told = true;
    for (size_t at = 0; at < text.n; at++) {
        char c = text.p[at];
        size_t sign = sign_behind(text, at);
        bool bracket = (c == '(' || c == '[') && letters_of(pl_str_sub(text, 0, at)) > 0 && is_last_bracket(text, at);
        if (sign == 0 && !bracket && !is_slash(text, at) && !(signed_before && c == ';')) {
            continue;
        }
        add(&p, pl_str_sub(text, from, at - from));
        any = true;
        *ret_told = *ret_told && (sign > 0 || c == ';' || (bracket && sign_behind(text, at + 1) > 0));
        signed_before = signed_before || sign > 0;
        from = at + (sign > 0 ? sign : 1);
        at = from - 1;
    }
    if (!any) {
        return 0;
    }
    add(&p, pl_str_sub(text, from, text.n));
    return p.n == 1 && pl_str_eq(p.list[0], text) ? 0 : p.n;
}
