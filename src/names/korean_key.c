/* The Korean phonemic key: where the Latin spellings of one Korean name, and its Hangul, meet.
 *
 * A word is taken apart into consonants and vowels, whichever romanisation wrote it, and put together again from few
 * letters: k (k g kk kh), t, p, c (ch j jj tch z), s, h, l (r l), m, n, g (ng), and the vowels a, e (e ae oe we wae
 * ai), i (i ui wi ee), o (o ŏ eo u ŭ eu oo ou), with y and w before them. Sounds that meet are assimilated as the
 * standard pronunciation says, so that syllables written apart and words written as they sound agree; the initial r and
 * n that the South drops are dropped, and a lasting r is n at the beginning. docs/names.md has the table with its
 * sources. */
#include "names/form_in.h"

#include "base/ban.h"

struct sound {
    char spelled[5];
    char is[3];
};

/* Longest first within a first letter. "-": no Korean word is spelled so. */
static const struct sound consonants[] = {
    {"bb", "p"},  {"b", "p"},  {"tsch", "c"}, {"tch", "c"}, {"tts", "c"}, {"ts", "c"}, {"tj", "c"}, {"tt", "t"},
    {"th", "t"},  {"t", "t"},  {"ch", "c"},   {"ck", "k"},  {"dj", "c"},  {"dz", "c"}, {"dd", "t"}, {"dh", "t"},
    {"d", "t"},   {"gg", "k"}, {"gh", "k"},   {"gk", "k"},  {"g", "k"},   {"h", "h"},  {"jj", "c"}, {"j", "c"},
    {"kk", "k"},  {"kh", "k"}, {"k", "k"},    {"ll", "l"},  {"lh", "lh"}, {"l", "l"},  {"mm", "m"}, {"m", "m"},
    {"ng", "g"},  {"nn", "n"}, {"n", "n"},    {"pp", "p"},  {"ph", "p"},  {"p", "p"},  {"rr", "l"}, {"r", "l"},
    {"ssh", "s"}, {"ss", "s"}, {"sh", "s"},   {"s", "s"},   {"zh", "c"},  {"z", "c"}};

static const struct sound vowels[] = {
    {"aa", "a"},   {"ae", "E"},   {"ai", "E"},  {"ay", "E"},  {"a", "a"},   {"eui", "i"}, {"euy", "i"},   {"eou", "o"},
    {"eo", "o"},   {"eu", "o"},   {"ee", "i"},  {"ei", "E"},  {"ey", "E"},  {"e", "e"},   {"ie", "i"},    {"ii", "i"},
    {"i", "i"},    {"oe", "E"},   {"oi", "E"},  {"oy", "E"},  {"oo", "o"},  {"ou", "o"},  {"o", "o"},     {"uei", "i"},
    {"ui", "i"},   {"uy", "i"},   {"uu", "o"},  {"u", "o"},   {"wae", "E"}, {"wa", "wa"}, {"weo", "wo"},  {"wee", "i"},
    {"we", "E"},   {"wi", "i"},   {"woo", "o"}, {"wou", "o"}, {"wo", "wo"}, {"wu", "o"},  {"yeou", "yo"}, {"yeo", "yo"},
    {"yae", "ye"}, {"yai", "ye"}, {"yee", "i"}, {"ye", "ye"}, {"ya", "ya"}, {"yi", "i"},  {"yoo", "yo"},  {"you", "yo"},
    {"yo", "yo"},  {"yuu", "yo"}, {"yu", "yo"}, {"y", "i"}};

static const struct sound *find(const struct sound *table, size_t n, pl_str rest) {
    const struct sound *best = NULL;
    size_t longest = 0;
    for (size_t i = 0; i < n; i++) {
        const char *spelled = table[i].spelled;
        if (spelled[0] != rest.p[0]) {
            continue;
        }
        size_t k = strlen(spelled);
        if (k > longest && k <= rest.n && memcmp(spelled, rest.p, k) == 0) {
            best = &table[i];
            longest = k;
        }
    }
    return best;
}

static bool is_vowel_letter(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u'; }

static bool begins_vowel(pl_str rest) {
    return rest.n > 0 && (is_vowel_letter(rest.p[0]) || rest.p[0] == 'y' || rest.p[0] == 'w');
}

/* The key's letters one after another, syllable by syllable; assimilated when they meet. */
struct phonemes {
    char out[PL_KOREAN_KEY_MAX];
    size_t n;
    bool full;
};

static void put(struct phonemes *p, char c) {
    if (p->n + 1 >= sizeof p->out) {
        p->full = true;
        return;
    }
    p->out[p->n++] = c;
}

static char last(const struct phonemes *p) { return p->n > 0 ? p->out[p->n - 1] : 0; }

static bool is_vowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o'; }

/* E, in the making, is an e that was spelled with another letter: it does not read together with what follows. */

static char nasal(char stop) { return stop == 'k' ? 'g' : stop == 't' ? 'n' : 'm'; }

/* A consonant that begins a syllable, behind whatever ended the one before. */
static void put_onset(struct phonemes *p, char c) {
    char before = last(p);
    bool stop = before == 'k' || before == 't' || before == 'p';
    if (before == 's' && c != 's') { /* at the end of a syllable it is a stop */
        p->out[p->n - 1] = before = 't';
        stop = true;
    }
    if (c == before || (c == 'h' && (stop || before == 'c'))) {
        return;
    }
    if (c == 'k' && before == 'n') { /* n+g is written as ng is */
        p->out[p->n - 1] = 'g';
        return;
    }
    if (c == 'l' && before == 'n') {
        p->out[p->n - 1] = 'l';
        return;
    }
    if (c == 'n' && before == 'l') {
        return;
    }
    if (c == 'l' && (stop || before == 'm' || before == 'g')) {
        c = 'n';
    }
    if (stop && (c == 'n' || c == 'm')) {
        p->out[p->n - 1] = nasal(before);
        if (p->out[p->n - 1] == c) {
            return;
        }
    }
    put(p, c);
}

/* Two vowels that meet read as the one that their letters spell. */
static void put_vowel(struct phonemes *p, const char *vowel) {
    char before = last(p);
    char c = vowel[0];
    if (vowel[1] == 0 && is_vowel(before)) {
        bool to_e = (before == 'a' && (c == 'e' || c == 'i')) || (before == 'o' && c == 'e') ||
                    (before == 'e' && (c == 'i' || c == 'e'));
        char one = to_e                                           ? 'E'
                   : (before == 'o' && c == 'i')                  ? 'i'
                   : c == 'o' && (before == 'e' || before == 'o') ? 'o'
                   : c == before                                  ? c
                                                                  : 0;
        if (one != 0) {
            p->out[p->n - 1] = one;
            return;
        }
    }
    if (c == 'y' && (before == 'c' || before == 's')) {
        vowel++;
    }
    for (; *vowel != 0; vowel++) {
        put(p, *vowel);
    }
}

/* The initial of a word: r and n before i and y fall silent, another r is n. */
static void soften_initial(struct phonemes *p) {
    char c = p->out[0];
    bool glide = p->n > 1 && (p->out[1] == 'i' || p->out[1] == 'y');
    if ((c == 'l' || c == 'n') && glide) {
        memmove(p->out, p->out + 1, --p->n);
    } else if (c == 'l') {
        p->out[0] = 'n';
    }
    if (p->n > 1 && p->out[0] == 'y' && p->out[1] == 'i') {
        memmove(p->out, p->out + 1, --p->n);
    }
}

static size_t finish(struct phonemes *p, char *out) {
    if (p->full || p->n == 0) {
        return 0;
    }
    for (size_t i = 0; i < p->n; i++) {
        p->out[i] = p->out[i] == 'E' ? 'e' : p->out[i];
    }
    soften_initial(p);
    memcpy(out, p->out, p->n);
    return p->n;
}

/* Consonants from the beginning of rest; at most two sounds. False where Korean has no such sounds. */
static bool take_consonants(pl_str *rest, char sounds[3], size_t *ret_n) {
    size_t n = 0;
    while (rest->n > 0 && !begins_vowel(*rest)) {
        const struct sound *sound = find(consonants, sizeof consonants / sizeof *consonants, *rest);
        if (sound == NULL) {
            return false;
        }
        *rest = pl_str_sub(*rest, strlen(sound->spelled), rest->n);
        for (const char *c = sound->is; *c != 0; c++) {
            if (n == 3) {
                return false;
            }
            sounds[n++] = *c;
        }
    }
    *ret_n = n;
    return true;
}

/* h that only lengthens a vowel (Noh, Ahn, Rhee) is no sound. */
static void drop_h(char sounds[3], size_t *n, bool before_vowel, bool after_vowel) {
    size_t kept = 0;
    for (size_t i = 0; i < *n; i++) {
        bool sounded = i + 1 == *n && before_vowel && !(i > 0 && kept > 0 && sounds[kept - 1] == 'l' && !after_vowel);
        if (sounds[i] != 'h' || sounded) {
            sounds[kept++] = sounds[i];
        }
    }
    *n = kept;
}

static bool is_coda(char c) { return strchr("ktplmngs", c) != NULL; }

/* The consonants between two vowels, or at an end of the word. */
static bool put_cluster(struct phonemes *p, const char *sounds, size_t n, bool first, bool end) {
    if (n == 0) {
        return true;
    }
    if (first || end) {
        bool fits = n == 1 && (first ? sounds[0] != 'g' : is_coda(sounds[0]) || sounds[0] == 'c');
        char c = end && (sounds[0] == 's' || sounds[0] == 'c') ? 't' : sounds[0];
        put(p, c);
        return fits;
    }
    if (n > 2 || (n == 2 && (!is_coda(sounds[0]) || sounds[1] == 'g'))) {
        return false;
    }
    if (n == 2) {
        put(p, sounds[0]);
    } else if (sounds[0] == 'g') {
        put(p, 'g');
        return true;
    }
    put_onset(p, sounds[n - 1]);
    return true;
}

/* The vowel at the beginning of rest; a y before another vowel is that one's: he-yong. */
static const struct sound *find_vowel(pl_str rest) {
    size_t k = 1;
    while (k < rest.n && is_vowel_letter(rest.p[k])) {
        k++;
    }
    bool glide = k + 1 < rest.n && rest.p[0] != 'y' && rest.p[k] == 'y' && is_vowel_letter(rest.p[k + 1]);
    return find(vowels, sizeof vowels / sizeof *vowels, glide ? pl_str_sub(rest, 0, k) : rest);
}

/* Adds a Latin word; false where it is not Korean. */
static bool add_latin(struct phonemes *p, pl_str word, size_t *syllables) {
    bool first = true;
    pl_str rest = word;
    while (rest.n > 0) {
        char sounds[3];
        size_t n = 0;
        if (!take_consonants(&rest, sounds, &n)) {
            return false;
        }
        drop_h(sounds, &n, rest.n > 0, !first);
        if (first && n == 1 && p->n > 0) { /* behind another word of the same part */
            if (sounds[0] == 'g' || rest.n == 0) {
                return false;
            }
            put_onset(p, sounds[0]);
        } else if (!put_cluster(p, sounds, n, first, rest.n == 0)) {
            return false;
        }
        first = false;
        if (rest.n == 0) {
            break;
        }
        const struct sound *vowel = find_vowel(rest);
        if (vowel == NULL) {
            return false;
        }
        put_vowel(p, vowel->is);
        rest = pl_str_sub(rest, strlen(vowel->spelled), rest.n);
        (*syllables)++;
    }
    return *syllables > 0;
}

/* Family names whose usual Latin spelling the rules above would read otherwise. */
static const struct {
    const char *spelled;
    const char *key;
} irregular[] = {{"auh", "o"},     {"back", "pek"},  {"bark", "pak"},   {"chey", "ce"},        {"choi", "ce"},
                 {"chough", "co"}, {"choy", "ce"},   {"chwe", "ce"},    {"ghim", "kim"},       {"hur", "ho"},
                 {"kimm", "kim"},  {"kook", "kok"},  {"leigh", "i"},    {"lew", "yu"},         {"lie", "i"},
                 {"lieu", "yu"},   {"liu", "yu"},    {"lyou", "yu"},    {"paik", "pek"},       {"parc", "pak"},
                 {"park", "pak"},  {"pyun", "pyon"}, {"rie", "i"},      {"shim", "sim"},       {"suhr", "so"},
                 {"sur", "so"},    {"uh", "o"},      {"whang", "hwag"}, {"whangbo", "hwagpo"}, {"ye", "ye"},
                 {"yea", "ye"},    {"yew", "yu"},    {"yim", "im"},     {"youn", "yon"}};

/* The keys of Korea's family names (census of 2015, and the two-syllable ones), sorted; some names share a key. */
static const char *const families[] = {
    "a",   "an",  "ca",   "cag", "ce",     "cekal",  "ci",   "cin",   "co",   "cog",    "con",    "cu",    "cwa",
    "ha",  "hak", "ham",  "han", "he",     "ho",     "hog",  "hu",    "hwa",  "hwag",   "hwagpo", "hyog",  "hyon",
    "i",   "im",  "in",   "ka",  "kag",    "kagcon", "kal",  "kam",   "kan",  "ki",     "kil",    "kim",   "ko",
    "kog", "kok", "kom",  "ku",  "kwak",   "kwon",   "kye",  "kyog",  "kyon", "ma",     "magcol", "man",   "me",
    "meg", "mi",  "min",  "mo",  "mok",    "mon",    "myog", "na",    "nam",  "namkog", "ne",     "no",    "o",
    "og",  "ok",  "okom", "om",  "on",     "pag",    "pak",  "pan",   "pe",   "peg",    "pek",    "pi",    "pil",
    "pin", "po",  "pog",  "pok", "pom",    "pu",     "pyo",  "pyog",  "pyon", "sa",     "sag",    "sakog", "sam",
    "si",  "sim", "sin",  "so",  "sog",    "sok",    "sol",  "somon", "son",  "sono",   "sopog",  "tag",   "tak",
    "tan", "te",  "to",   "tog", "togpag", "toko",   "tu",   "u",     "wag",  "won",    "yag",    "ye",    "yo",
    "yog", "yok", "yol",  "yom", "yon",    "yu"};

/* Those of nine in ten Koreans. */
static const char *const common[] = {"an", "cag", "ce",  "co",  "cog", "con",  "han", "ho",  "hog", "hwag",
                                     "i",  "im",  "kag", "kim", "ko",  "kwon", "mon", "no",  "o",   "pak",
                                     "pe", "pek", "sin", "so",  "sog", "son",  "yag", "yon", "yu"};

static bool listed(const char *const *keys, size_t n, pl_str key) {
    for (size_t i = 0; i < n; i++) {
        if (keys[i][0] == key.p[0] && pl_str_eq(key, pl_str_from(keys[i]))) {
            return true;
        }
    }
    return false;
}

bool pl_korean_is_family(pl_str key) { return listed(families, sizeof families / sizeof *families, key); }

bool pl_korean_is_common_family(pl_str key) { return listed(common, sizeof common / sizeof *common, key); }

/* A name that sounds like one, and vowels of the families that the key's o would merge. */
static size_t family_latin(pl_str latin, char *out, size_t *ret_syllables) {
    for (size_t i = 0; i < sizeof irregular / sizeof *irregular; i++) {
        if (irregular[i].spelled[0] == latin.p[0] && pl_str_eq(latin, pl_str_from(irregular[i].spelled))) {
            size_t n = strlen(irregular[i].key);
            memcpy(out, irregular[i].key, n);
            *ret_syllables = 1;
            return n;
        }
    }
    return 0;
}

/* Gu, Joo, Yoo: a family name in an open u, which stays apart from Ko and Jo. */
static bool is_open_u(pl_str latin) {
    return latin.p[latin.n - 1] == 'u' || pl_str_ends(latin, PL_STR("oo")) || pl_str_ends(latin, PL_STR("ooh"));
}

size_t pl_korean_key_of_latin(pl_str latin, bool family, char *out, size_t *ret_syllables) {
    struct phonemes p = {.n = 0};
    size_t syllables = 0;
    size_t n = 0;
    if (latin.n == 0 || latin.n > PL_KOREAN_KEY_MAX / 2) {
        return 0;
    }
    if (family && (n = family_latin(latin, out, ret_syllables)) > 0) {
        return n;
    }
    for (pl_str rest = latin; rest.p != NULL;) { /* words of one part */
        if (!add_latin(&p, pl_str_cut(&rest, ' '), &syllables)) {
            return 0;
        }
    }
    n = finish(&p, out);
    if (family && syllables == 1 && n > 0 && out[n - 1] == 'o' && is_open_u(latin)) {
        out[n - 1] = 'u';
    }
    *ret_syllables = syllables;
    return n;
}

/* Hangul by its jamo: onset, vowel, coda as the key writes them. */
static const char onset_keys[19] = {'k', 'k', 'n', 't', 't', 'l', 'm', 'p', 'p', 's',
                                    's', 0,   'c', 'c', 'c', 'k', 't', 'p', 'h'};
static const char vowel_keys[21][3] = {"a", "E",  "ya", "ye", "o", "e", "yo", "ye", "o", "wa", "E",
                                       "E", "yo", "o",  "wo", "E", "i", "yo", "o",  "i", "i"};
/* before a consonant or at the end; before a vowel */
static const char coda_alone[28][2] = {"",  "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l",
                                       "p", "l", "m", "p", "p", "t", "t", "g", "t", "t", "k", "t", "p", ""};
static const char coda_joined[28][3] = {"",   "k", "k", "ks", "n",  "nc", "n", "t", "l", "lk", "lm", "lp", "ls", "lt",
                                        "lp", "l", "m", "p",  "ps", "s",  "s", "g", "c", "c",  "k",  "t",  "p",  ""};

#define HANGUL_FIRST 0xAC00u
#define HANGUL_COUNT 11172u
#define JAMO_U       13
#define JAMO_YU      17

static bool add_hangul(struct phonemes *p, const uint32_t *c, size_t n) {
    for (size_t i = 0; i < n; i++) {
        uint32_t s = c[i] - HANGUL_FIRST;
        if (s >= HANGUL_COUNT) {
            return false;
        }
        char onset = onset_keys[s / 588];
        uint32_t coda = s % 28;
        bool vowel_next = i + 1 < n && c[i + 1] - HANGUL_FIRST < HANGUL_COUNT && (c[i + 1] - HANGUL_FIRST) / 588 == 11;
        if (onset != 0) {
            put_onset(p, onset);
        }
        put_vowel(p, vowel_keys[s / 28 % 21]);
        const char *tail = vowel_next ? coda_joined[coda] : coda_alone[coda];
        if (tail[0] != 0) {
            put(p, tail[0]);
        }
        if (tail[0] != 0 && tail[1] != 0) {
            put_onset(p, tail[1]);
        }
    }
    return true;
}

size_t pl_korean_key_of_hangul(const uint32_t *syllables, size_t n, bool family, char *out) {
    struct phonemes p = {.n = 0};
    if (n == 0 || !add_hangul(&p, syllables, n)) {
        return 0;
    }
    if (family && n == 1 && syllables[0] % 28 == HANGUL_FIRST % 28) { /* an open syllable: keep u from o */
        uint32_t vowel = (syllables[0] - HANGUL_FIRST) / 28 % 21;
        if (p.n > 0 && (vowel == JAMO_U || vowel == JAMO_YU)) {
            p.out[p.n - 1] = 'u';
        }
    }
    return finish(&p, out);
}
