/* The space ARABIC: what is left of a name without its vowels, from Arabic letters and from their Latin spellings.
 *
 * Latin spellings of one Arabic name differ in vowels, in doubled letters and in how the article and compounds are
 * joined; its consonants they share, up to the classes below. A long vowel's letter (waw, ya, alif) counts as a vowel
 * but at the beginning of a word, where any vowel is "a", w and y stay. h at the end falls (ta marbuta). Compounds (Abd
 * al-X, Abu X, X al-Din, X Allah) are one part, the article is a particle. */
#include "names/form_in.h"

#include "base/ban.h"

#define MAX_SKELETON 128

/* Arabic, Persian, Urdu and Pashto letters: consonant, or '-' a vowel's letter, 0 nothing. */
static char letter_of(uint32_t c) {
    static const struct {
        uint16_t c;
        char as;
    } letters[] = {{0x621, 0},   {0x622, '-'}, {0x623, '-'}, {0x624, 0},   {0x625, '-'}, {0x626, 0},   {0x627, '-'},
                   {0x628, 'b'}, {0x629, 0},   {0x62A, 't'}, {0x62B, 't'}, {0x62C, 'j'}, {0x62D, 'h'}, {0x62E, 'x'},
                   {0x62F, 'd'}, {0x630, 'z'}, {0x631, 'r'}, {0x632, 'z'}, {0x633, 's'}, {0x634, 'c'}, {0x635, 's'},
                   {0x636, 'd'}, {0x637, 't'}, {0x638, 'z'}, {0x639, '-'}, {0x63A, 'g'}, {0x641, 'f'}, {0x642, 'k'},
                   {0x643, 'k'}, {0x644, 'l'}, {0x645, 'm'}, {0x646, 'n'}, {0x647, 'h'}, {0x648, 'w'}, {0x649, 0},
                   {0x64A, 'y'}, {0x679, 't'}, {0x67C, 't'}, {0x67E, 'b'}, {0x681, 'z'}, {0x685, 's'}, {0x686, 'c'},
                   {0x688, 'd'}, {0x689, 'd'}, {0x691, 'r'}, {0x693, 'r'}, {0x696, 'z'}, {0x698, 'z'}, {0x69A, 'c'},
                   {0x6A4, 'f'}, {0x6A9, 'k'}, {0x6AB, 'k'}, {0x6AF, 'k'}, {0x6BA, 'n'}, {0x6BC, 'n'}, {0x6BE, 0},
                   {0x6C0, 'h'}, {0x6C1, 'h'}, {0x6C2, 'h'}, {0x6C3, 0},   {0x6CC, 'y'}, {0x6CD, 'y'}, {0x6D0, 'y'},
                   {0x6D2, 'y'}, {0x671, '-'}, {0x6C7, 'w'}, {0x6CB, 'w'}, {0x6D5, 'h'}};
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
        if (letters[i].c == c) {
            return letters[i].as;
        }
    }
    return '?';
}

struct skeleton {
    char out[MAX_SKELETON];
    size_t n;
    char heard; /* the consonant before, until a word ends */
};

static void put(struct skeleton *s, char c) {
    if (s->n + 1 < MAX_SKELETON && (s->n == 0 || s->out[s->n - 1] != c)) {
        s->out[s->n++] = c;
    }
}

#define DAD  0x636
#define THEH 0x62B

/* Persians, Afghans and Pakistanis say z for dad and s for theh (Zia, Reza, Usman). */
static bool eastern_differs(const struct pl_cut *cut) {
    for (size_t i = 0; i < cut->n_chars; i++) {
        if (cut->chars[i] == DAD || cut->chars[i] == THEH) {
            return true;
        }
    }
    return false;
}

/* A word in Arabic letters, from which the article is already cut. False with a letter of another kind. */
static bool add_arabic(struct skeleton *s, const uint32_t *c, size_t n, bool first, bool eastern) {
    while (n > 0 && (letter_of(c[n - 1]) == 'h' || letter_of(c[n - 1]) == 0)) { /* silent at the end */
        if (letter_of(c[n - 1]) == 'h' && n < 3) {
            break;
        }
        n--;
    }
    size_t seen = 0;
    for (size_t i = 0; i < n; i++) {
        char as = eastern && c[i] == DAD ? 'z' : eastern && c[i] == THEH ? 's' : letter_of(c[i]);
        if (as == '?') {
            return false;
        }
        if (as == '-' && seen == 0 && first) {
            put(s, 'a');
        } else if (as != 0 && as != '-' && ((as != 'w' && as != 'y') || (seen == 0 && first))) {
            put(s, as);
        }
        seen++;
    }
    return true;
}

static char latin_class(pl_str rest, size_t *ret_n) {
    static const struct {
        char spelled[5];
        char as;
    } pairs[] = {{"tch", 'c'}, {"sch", 'c'}, {"dj", 'j'}, {"dh", 'z'}, {"kh", 'x'}, {"gh", 'g'},
                 {"th", 't'},  {"sh", 'c'},  {"ch", 'c'}, {"ph", 'f'}, {"zh", 'z'}, {"ck", 'k'}};
    static const char single[] = "-bkd-fghyjklmnobkrstuvwkyz"; /* by letter; vowels are found before */
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (pairs[i].spelled[0] != rest.p[0]) {
            continue;
        }
        size_t k = strlen(pairs[i].spelled);
        if (rest.n >= k && memcmp(rest.p, pairs[i].spelled, k) == 0) {
            *ret_n = k;
            return pairs[i].as;
        }
    }
    char c = rest.p[0];
    *ret_n = 1;
    return c == 'g' ? 'k' : c == 'v' ? 'f' : c == 'c' ? 'k' : c >= 'a' && c <= 'z' ? single[c - 'a'] : 0;
}

static bool is_vowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u'; }

static bool in(pl_str word, const char *list) { /* words between spaces */
    pl_str all = pl_str_from(list);
    while (all.p != NULL) {
        if (pl_str_eq(pl_str_cut(&all, ' '), word)) {
            return true;
        }
    }
    return false;
}

/* A Latin word; `first`: it begins a part. */
static void add_latin(struct skeleton *s, pl_str word, bool first) {
    if (in(word, "ishaq eshaq ishak ishaaq eshagh")) { /* s and h, not sh */
        word = PL_STR("isahaq");
    }
    if (word.n > 2 && word.p[word.n - 1] == 'h' && is_vowel(word.p[word.n - 2])) {
        word.n--; /* -ah, -eh */
    }
    pl_str rest = word;
    bool begun = !first;
    while (rest.n > 0) {
        size_t k = 1;
        char c = rest.p[0];
        if (is_vowel(c)) {
            if (!begun) {
                put(s, 'a');
            }
        } else {
            char as = latin_class(rest, &k);
            if ((as != 'w' && as != 'y') || !begun) {
                put(s, as);
            }
        }
        begun = true;
        rest = pl_str_sub(rest, k, rest.n);
    }
}

/* A word in Arabic letters as an explanation shows it: letter by letter, short vowels unknown. */
static size_t write_letters(const uint32_t *c, size_t n, char *out, size_t max) {
    static const struct {
        uint16_t c;
        char as[3];
    } letters[] = {{0x622, "a"},  {0x623, "a"},  {0x625, "i"},  {0x627, "a"},  {0x629, "a"},
                   {0x62B, "th"}, {0x62E, "kh"}, {0x630, "dh"}, {0x634, "sh"}, {0x639, "a"},
                   {0x63A, "gh"}, {0x642, "q"},  {0x649, "a"},  {0x67E, "p"},  {0x686, "ch"},
                   {0x698, "zh"}, {0x69A, "sh"}, {0x6AF, "g"},  {0x6C3, "a"},  {0x6D2, "e"}};
    size_t made = 0;
    for (size_t i = 0; i < n && made + 2 <= max; i++) {
        char one[3] = {letter_of(c[i]), 0, 0};
        for (size_t k = 0; k < sizeof letters / sizeof *letters; k++) {
            if (letters[k].c == c[i]) {
                memcpy(one, letters[k].as, sizeof one);
            }
        }
        for (size_t k = 0; one[k] >= 'a' && one[k] <= 'z'; k++) {
            out[made++] = one[k];
        }
    }
    return made;
}

/* What a word does in a compound. */
enum role { ROLE_WORD, ROLE_ARTICLE, ROLE_ABD, ROLE_ABU, ROLE_DIN, ROLE_ALLAH, ROLE_SON };

static enum role latin_role(pl_str w) {
    if (w.n > 6 || w.n < 2 || strchr("abdeiou", w.p[0]) == NULL) {
        return ROLE_WORD;
    }
    return in(w, "al el ul il")                                                       ? ROLE_ARTICLE
           : in(w, "abd abdul abdel abdal abdur abdol abdu abdus abdoul abdil abdar") ? ROLE_ABD
           : in(w, "abu abou abo aboul abul abi abol")                                ? ROLE_ABU
           : in(w, "din deen dine dein eddin eddine uddin addin aldin eldin oddin")   ? ROLE_DIN
           : in(w, "allah ullah ollah")                                               ? ROLE_ALLAH
           : in(w, "bin ibn ben bint binti bn")                                       ? ROLE_SON
                                                                                      : ROLE_WORD;
}

static bool is(const uint32_t *c, size_t n, const uint16_t *text) {
    size_t i = 0;
    while (i < n && text[i] != 0 && c[i] == text[i]) {
        i++;
    }
    return i == n && text[i] == 0;
}

static enum role arabic_role(const uint32_t *c, size_t n) {
    return is(c, n, u"\u0639\u0628\u062F") ? ROLE_ABD
           : is(c, n, u"\u0623\u0628\u0648") || is(c, n, u"\u0627\u0628\u0648") || is(c, n, u"\u0623\u0628\u064A") ||
                   is(c, n, u"\u0627\u0628\u064A")
               ? ROLE_ABU
           : is(c, n, u"\u0627\u0644\u062F\u064A\u0646") || is(c, n, u"\u0627\u0644\u062F\u06CC\u0646") ? ROLE_DIN
           : is(c, n, u"\u0627\u0644\u0644\u0647") || is(c, n, u"\u0627\u0644\u0644\u06C1")             ? ROLE_ALLAH
           : is(c, n, u"\u0628\u0646") || is(c, n, u"\u0627\u0628\u0646") || is(c, n, u"\u0628\u0646\u062A")
               ? ROLE_SON
               : ROLE_WORD;
}

/* The article before an Arabic word (al-, wal-, lil-): its letters, where enough is left and the word is none that
 * begins so. */
static size_t article(const uint32_t *c, size_t n) {
    if (n >= 6 && c[0] == 0x648 && c[1] == 0x627 && c[2] == 0x644) {
        return 3;
    }
    if (n >= 5 && c[0] == 0x644 && c[1] == 0x644) {
        return 2;
    }
    bool name = is(c, n, u"\u0627\u0644\u064A\u0627\u0633") || is(c, n, u"\u0627\u0644\u0647\u0627\u0645") ||
                is(c, n, u"\u0627\u0644\u0628\u0631\u062A") ||
                is(c, n, u"\u0627\u0644\u0643\u0633\u0646\u062F\u0631") || is(c, n, u"\u0627\u0644\u0641\u062A");
    return n >= 4 && c[0] == 0x627 && c[1] == 0x644 && !name ? 2 : 0;
}

/* In, and, of: what Latin names have as particles. */
static const char *small_word(const uint32_t *c, size_t n) {
    return is(c, n, u"\u0641\u064A") || is(c, n, u"\u0641\u06CC") ? "in"
           : is(c, n, u"\u0648") || is(c, n, u"\u0627\u0648")     ? "and"
           : is(c, n, u"\u0645\u0646") || is(c, n, u"\u062F")     ? "of"
                                                                  : NULL;
}

/* Abd al-X written as one word. */
static bool is_joined_abd(const uint32_t *c, size_t n) { return n > 5 && is(c, 5, u"\u0639\u0628\u062F\u0627\u0644"); }

/* A part in the making: a compound may take several words. */
struct part {
    struct skeleton s;
    char text[MAX_SKELETON * 2];
    size_t n_text;
    const struct pl_word *word;
    bool open;
    bool eastern;
};

static void flush(struct pl_maker *maker, struct part *part) {
    if (part->open) {
        pl_str key = pl_str_make(part->s.out, part->s.n);
        pl_pen_part(maker, PL_PART_WORD, part->n_text > 0 ? pl_str_make(part->text, part->n_text) : key, key,
                    part->word);
    }
    part->open = false;
    part->s.n = 0;
    part->n_text = 0;
}

static void add_text(struct part *part, pl_str text) {
    size_t n = part->n_text + text.n > sizeof part->text ? sizeof part->text - part->n_text : text.n;
    memcpy(part->text + part->n_text, text.p, n);
    part->n_text += n;
}

/* The l of the article behind abd-, abu- within one word: Abdelrahman is Abd al-Rahman; before a letter that takes its
 * sound (Abdurrahman) the two are one anyway. */
static pl_str compound_tail(struct skeleton *s, pl_str latin) {
    bool el = latin.n >= 6 && latin.p[0] == 'e' && latin.p[1] == 'l' && !is_vowel(latin.p[2]);
    bool al = latin.n >= 7 && latin.p[0] == 'a' && latin.p[1] == 'l' && !is_vowel(latin.p[2]);
    if (el || al) { /* the article in front, as in Elsayed, Alharbi */
        return pl_str_sub(latin, 2, latin.n);
    }
    bool abd = latin.n > 6 && pl_str_starts(latin, PL_STR("abd")) && is_vowel(latin.p[3]);
    if (!abd) {
        return latin;
    }
    put(s, 'a');
    put(s, 'b');
    put(s, 'd');
    size_t at = 4;
    while (at < latin.n && is_vowel(latin.p[at])) {
        at++;
    }
    at += at + 1 < latin.n && latin.p[at] == 'l' && !is_vowel(latin.p[at + 1]) ? 1 : 0;
    return pl_str_sub(latin, at, latin.n);
}

/* "Mohd", "Md": the name that is shortened most. */
static bool shortened(pl_str latin) { return in(latin, "mohd md muhd mohmd mhd"); }

static void add_word(struct pl_maker *maker, struct part *part, const struct pl_word *w, bool *joins) {
    bool latin = w->latin.n > 0;
    enum role role = latin ? latin_role(w->latin) : arabic_role(w->c, w->n);
    bool more = *joins; /* the word before wants this one */
    bool tail = (role == ROLE_DIN || role == ROLE_ALLAH) && part->open;
    bool sun = latin && w->latin.n <= 3 && (more || w->cls == PL_PART_PARTICLE) &&
               in(w->latin, "ar as ash ad an at az ur us ud");
    if ((role == ROLE_ARTICLE || sun) && w->gap != PL_GAP_COMMA && w + 1 < maker->cut->words + maker->cut->n) {
        return; /* the next word goes on as it would without */
    }
    const char *small = latin ? NULL : small_word(w->c, w->n);
    if (small != NULL && !more) {
        flush(maker, part);
        pl_pen_part_kept(maker, PL_PART_PARTICLE, pl_str_from(small), pl_str_from(small), w);
        return;
    }
    if (role == ROLE_SON && !more) {
        flush(maker, part);
        pl_pen_part_kept(maker, PL_PART_PARTICLE, PL_STR("bin"), PL_STR("bn"), w);
        return;
    }
    if (!more && !tail) {
        flush(maker, part);
    }
    bool first = !part->open;
    size_t cut = latin ? 0 : article(w->c, w->n);
    if (first) {
        part->word = w;
    }
    part->open = true;
    if (latin) {
        pl_str text = role == ROLE_ABD      ? PL_STR("abd")
                      : role == ROLE_ABU    ? PL_STR("abu")
                      : role == ROLE_DIN    ? PL_STR("din")
                      : role == ROLE_ALLAH  ? PL_STR("lah")
                      : shortened(w->latin) ? PL_STR("muhammad")
                                            : w->latin;
        pl_str rest = role == ROLE_WORD ? compound_tail(&part->s, text) : text;
        add_latin(&part->s, rest, first && rest.p == text.p);
        add_text(part, w->latin);
    } else {
        char shown[MAX_SKELETON];
        add_text(part, pl_str_make(shown, write_letters(w->c + cut, w->n - cut, shown, sizeof shown)));
        if (role == ROLE_ALLAH) {
            put(&part->s, 'l');
        } else if (is_joined_abd(w->c, w->n)) {
            (void)add_arabic(&part->s, w->c, 3, first, false);
            if (is(w->c + 5, w->n - 5, u"\u0644\u0647")) {
                put(&part->s, 'l');
            } else {
                maker->full = !add_arabic(&part->s, w->c + 5, w->n - 5, false, part->eastern) || maker->full;
            }
        } else if (!add_arabic(&part->s, w->c + cut, w->n - cut, first, part->eastern)) {
            maker->full = true;
        }
    }
    *joins = (role == ROLE_ABD || role == ROLE_ABU);
}

/* The English of an Arabic word of trade or office, with or without its article. */
static bool find_term(const struct pl_word *w, pl_str *ret_english) {
    size_t cut = w->latin.n == 0 ? article(w->c, w->n) : 0;
    return w->latin.n == 0 && (pl_term_at(w->c, w->n, ret_english) == w->n ||
                               (cut > 0 && pl_term_at(w->c + cut, w->n - cut, ret_english) == w->n - cut));
}

static bool is_term(const struct pl_word *w) {
    pl_str english;
    return find_term(w, &english);
}

/* Its English words, with the keys that their spelling has. */
static void put_term(struct pl_maker *maker, const struct pl_word *w) {
    pl_str english = {0};
    (void)find_term(w, &english);
    while (english.p != NULL) {
        pl_str piece = pl_str_cut(&english, ' ');
        struct skeleton s;
        s.n = 0;
        add_latin(&s, piece, true);
        pl_pen_part(maker, PL_PART_WORD, piece, pl_str_make(s.out, s.n), w);
    }
}

static bool has_term(const struct pl_cut *cut) {
    for (size_t i = 0; i < cut->n; i++) {
        if (cut->words[i].cls == PL_PART_WORD && is_term(&cut->words[i])) {
            return true;
        }
    }
    return false;
}

static void reading(struct pl_maker *maker, bool native, bool eastern, bool terms) {
    const struct pl_cut *cut = maker->cut;
    struct part part;
    bool joins = false;
    part.open = false;
    part.eastern = eastern;
    part.s.n = 0;
    part.n_text = 0;
    pl_pen_start(maker);
    for (size_t i = 0; i < cut->n; i++) {
        const struct pl_word *w = &cut->words[i];
        bool initial = w->cls == PL_PART_INITIAL && w->latin.n > 0;
        if (terms && w->cls == PL_PART_WORD && is_term(w)) {
            flush(maker, &part);
            put_term(maker, w);
            joins = false;
            continue;
        }
        if ((w->cls == PL_PART_WORD || w->cls == PL_PART_PARTICLE || w->cls == PL_PART_INITIAL) && !initial) {
            add_word(maker, &part, w, &joins);
            continue;
        }
        flush(maker, &part);
        if (initial) {
            pl_pen_part_kept(maker, w->cls, w->latin, w->latin, w);
        } else {
            (void)pl_pen_common(maker, w);
        }
        joins = false;
    }
    flush(maker, &part);
    pl_pen_end(maker, PL_SPACE_ARABIC,
               !native   ? "consonants as spelled"
               : eastern ? "Arabic consonants, eastern"
                         : "Arabic consonants",
               native);
}

void pl_read_arabic(struct pl_maker *maker) {
    bool native = pl_cut_only(maker->cut, PL_WRITTEN_ARABIC);
    if (!native && !pl_cut_only_latin(maker->cut)) {
        return;
    }
    reading(maker, native, false, false);
    if (native && eastern_differs(maker->cut)) {
        reading(maker, native, true, false);
    }
    if (native && maker->kind != PL_NAME_PERSON && has_term(maker->cut)) {
        reading(maker, native, false, true);
    }
}
