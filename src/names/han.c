/* Names in Han characters: read as Korean (every kHangul reading) and as Chinese (pinyin, Wade-Giles, Cantonese). */
#include "names/form_in.h"

#include "base/ban.h"

#define MAX_HAN      40
#define MAX_VARIANTS 8
#define SYLLABLE     8      /* letters of a syllable, at most 7 */
#define HAN_KIM      0x91D1 /* as a family name always Kim */
#define HANGUL_KIM   0xAE40

/* Chinese family names of two characters, traditional and simplified. */
static const uint16_t doubles[][2] = {
    {0x6B27, 0x9633}, {0x6B50, 0x967D}, {0x53F8, 0x9A6C}, {0x53F8, 0x99AC}, {0x8BF8, 0x845B}, {0x8AF8, 0x845B},
    {0x4E0A, 0x5B98}, {0x53F8, 0x5F92}, {0x4E1C, 0x65B9}, {0x6771, 0x65B9}, {0x72EC, 0x5B64}, {0x7368, 0x5B64},
    {0x5357, 0x5BAB}, {0x5357, 0x5BAE}, {0x590F, 0x4FAF}, {0x5C09, 0x8FDF}, {0x5C09, 0x9072}, {0x516C, 0x5B59},
    {0x516C, 0x5B6B}, {0x6155, 0x5BB9}, {0x957F, 0x5B59}, {0x9577, 0x5B6B}, {0x5B87, 0x6587}, {0x4EE4, 0x72D0},
    {0x8F69, 0x8F95}, {0x8ED2, 0x8F45}, {0x7687, 0x752B}, {0x95FB, 0x4EBA}, {0x805E, 0x4EBA}, {0x6FB9, 0x53F0},
    {0x7AEF, 0x6728}, {0x767E, 0x91CC}, {0x547C, 0x5EF6}, {0x6B27, 0x967D}};

static bool is_double(const uint32_t *c) {
    for (size_t i = 0; i < sizeof doubles / sizeof *doubles; i++) {
        if (doubles[i][0] == c[0] && doubles[i][1] == c[1]) {
            return true;
        }
    }
    return false;
}

typedef bool sound_fn(uint32_t c, char out[SYLLABLE + 1]);

static bool pinyin(uint32_t c, char out[SYLLABLE + 1]) {
    const char *sound = pl_han_pinyin(c);
    size_t n = strlen(sound);
    for (size_t i = 0; i <= n; i++) {
        out[i] = sound[i] == 'v' ? 'u' : sound[i];
    }
    return n > 0;
}

struct change {
    const char *from, *to;
};

static bool swap_start(const struct change *table, size_t n, const char **from, char *out, size_t *made) {
    for (size_t i = 0; i < n; i++) {
        size_t k = strlen(table[i].from);
        if (strncmp(*from, table[i].from, k) == 0) {
            size_t m = strlen(table[i].to);
            memcpy(out + *made, table[i].to, m);
            *made += m;
            *from += k;
            return true;
        }
    }
    return false;
}

/* The final `from` (whole) as the table has it, or as it is. */
static void swap_final(const struct change *table, size_t n, const char *from, char *out, size_t *made) {
    const char *to = from;
    for (size_t i = 0; i < n; i++) {
        if (strcmp(from, table[i].from) == 0) {
            to = table[i].to;
            break;
        }
    }
    size_t m = strlen(to);
    m = *made + m > SYLLABLE ? SYLLABLE - *made : m;
    memcpy(out + *made, to, m);
    *made += m;
}

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* Wade-Giles without apostrophes and marks, from pinyin. */
static bool wade_giles(uint32_t c, char out[SYLLABLE + 1]) {
    static const struct change whole[] = {{"zi", "tzu"},    {"ci", "tzu"},   {"si", "ssu"},   {"ge", "ko"},
                                          {"ke", "ko"},     {"he", "ho"},    {"er", "erh"},   {"yi", "i"},
                                          {"you", "yu"},    {"yan", "yen"},  {"ye", "yeh"},   {"yue", "yueh"},
                                          {"yong", "yung"}, {"gui", "kuei"}, {"kui", "kuei"}, {"guo", "kuo"},
                                          {"kuo", "kuo"},   {"huo", "huo"},  {"shuo", "shuo"}};
    static const struct change initials[] = {{"zhi", "chih"}, {"chi", "chih"}, {"shi", "shih"}, {"ri", "jih"},
                                             {"zh", "ch"},    {"ch", "ch"},    {"sh", "sh"},    {"b", "p"},
                                             {"d", "t"},      {"g", "k"},      {"j", "ch"},     {"q", "ch"},
                                             {"x", "hs"},     {"r", "j"},      {"z", "ts"},     {"c", "ts"}};
    static const struct change finals[] = {{"ong", "ung"}, {"ian", "ien"}, {"ie", "ieh"}, {"iong", "iung"},
                                           {"ue", "ueh"},  {"ve", "ueh"},  {"uo", "o"},   {"v", "u"}};
    const char *from = pl_han_pinyin(c);
    size_t made = 0;
    if (*from == 0) {
        return false;
    }
    for (size_t i = 0; i < COUNT(whole); i++) {
        if (strcmp(from, whole[i].from) == 0) {
            memcpy(out, whole[i].to, strlen(whole[i].to) + 1);
            return true;
        }
    }
    if (!swap_start(initials, COUNT(initials), &from, out, &made) && strchr("mfnlhkptswy", *from) != NULL) {
        out[made++] = *from++;
    }
    swap_final(finals, COUNT(finals), from, out, &made);
    out[made] = 0;
    return true;
}

/* The usual spelling of Hong Kong's government, from Jyutping. */
static bool cantonese(uint32_t c, char out[SYLLABLE + 1]) {
    static const struct change whole[] = {
        {"can", "chan"}, {"wong", "wong"}, {"jip", "yip"}, {"lei", "lee"}, {"ho", "ho"}};
    static const struct change initials[] = {{"gw", "kw"}, {"kw", "kw"}, {"ng", "ng"}, {"b", "p"},    {"d", "t"},
                                             {"g", "k"},   {"z", "ch"},  {"c", "ch"},  {"jyu", "yu"}, {"j", "y"}};
    static const struct change finals[] = {
        {"oeng", "eung"}, {"oek", "euk"}, {"eoi", "ui"}, {"eon", "un"},  {"eot", "ut"},   {"aa", "a"},
        {"aai", "ai"},    {"aau", "au"},  {"aam", "am"}, {"aan", "an"},  {"aang", "ang"}, {"aap", "ap"},
        {"aat", "at"},    {"aak", "ak"},  {"yu", "u"},   {"yun", "uen"}, {"yut", "uet"},  {"oe", "eu"}};
    const char *from = pl_han_jyutping(c);
    size_t made = 0;
    if (*from == 0) {
        return false;
    }
    for (size_t i = 0; i < COUNT(whole); i++) {
        if (strcmp(from, whole[i].from) == 0) {
            memcpy(out, whole[i].to, strlen(whole[i].to) + 1);
            return true;
        }
    }
    if (!swap_start(initials, COUNT(initials), &from, out, &made) && strchr("pmftnlkhsw", *from) != NULL) {
        out[made++] = *from++;
    }
    swap_final(finals, COUNT(finals), from, out, &made);
    out[made] = 0;
    return true;
}

/* n characters as one part. */
static void put_sounds(struct pl_maker *maker, const uint32_t *c, size_t n, sound_fn *sound,
                       const struct pl_word *word) {
    char text[MAX_HAN * (SYLLABLE + 1) + 1];
    size_t made = 0;
    if (n == 0) {
        return;
    }
    for (size_t i = 0; i < n; i++) {
        char syllable[2 * SYLLABLE + 1];
        if (n > MAX_HAN || !sound(c[i], syllable)) {
            maker->full = true;
            return;
        }
        size_t k = strlen(syllable);
        memcpy(text + made, syllable, k);
        made += k;
    }
    pl_str copy = pl_str_copy(maker->arena, pl_str_make(text, made));
    pl_pen_part_kept(maker, PL_PART_WORD, copy, copy, word);
}

static void put_terms(struct pl_maker *maker, const struct pl_word *word, sound_fn *sound) {
    size_t from = 0;
    for (size_t at = 0; at < word->n;) {
        pl_str english;
        size_t taken = pl_term_at(word->c + at, word->n - at, &english);
        if (taken == 0) {
            at++;
            continue;
        }
        put_sounds(maker, word->c + from, at - from, sound, word);
        while (english.p != NULL) {
            pl_str piece = pl_str_cut(&english, ' ');
            pl_pen_part_kept(maker, PL_PART_WORD, piece, piece, word);
        }
        at += taken;
        from = at;
    }
    put_sounds(maker, word->c + from, word->n - from, sound, word);
}

/* Family and given name of a word of Han characters: how many are the family name, 0 where it is no person's. */
static size_t family_of(const struct pl_maker *maker, const struct pl_word *w) {
    size_t han = 0;
    for (size_t i = 0; i < maker->cut->n; i++) {
        han += maker->cut->words[i].script == PL_WRITTEN_HAN && maker->cut->words[i].cls == PL_PART_WORD;
    }
    if (han != 1 || w->n < 2 || w->n > 4 || maker->kind == PL_NAME_VESSEL || maker->kind == PL_NAME_ORGANIZATION) {
        return 0;
    }
    return w->n > 2 && is_double(w->c) ? 2 : w->n == 4 ? 0 : 1;
}

static void reading(struct pl_maker *maker, sound_fn *sound, const char *system, bool terms, bool person, int space) {
    pl_pen_start(maker);
    for (size_t i = 0; i < maker->cut->n; i++) {
        const struct pl_word *w = &maker->cut->words[i];
        if (pl_pen_common(maker, w)) {
            continue;
        }
        if (w->script != PL_WRITTEN_HAN) {
            pl_pen_part_kept(maker, w->cls, w->latin, w->latin, w);
        } else if (terms) {
            put_terms(maker, w, sound);
        } else {
            size_t family = person ? family_of(maker, w) : 0;
            put_sounds(maker, w->c, family, sound, w);
            put_sounds(maker, w->c + family, w->n - family, sound, w);
        }
    }
    pl_pen_end(maker, space, system, space != PL_SPACE_LATIN);
}

/* As a person's where it may be one, and as one word where it may be none. */
static void chinese(struct pl_maker *maker, sound_fn *sound, const char *system, bool terms, int space) {
    reading(maker, sound, system, terms, true, space);
    if (maker->kind == PL_NAME_ANY && !terms) {
        reading(maker, sound, system, terms, false, space);
    }
}

static bool has_terms(const struct pl_cut *cut) {
    pl_str english;
    for (size_t i = 0; i < cut->n; i++) {
        const struct pl_word *w = &cut->words[i];
        for (size_t at = 0; w->script == PL_WRITTEN_HAN && at < w->n; at++) {
            if (pl_term_at(w->c + at, w->n - at, &english) > 0) {
                return true;
            }
        }
    }
    return false;
}

/* The Korean readings: the first of each character, then with one character read otherwise. */
struct korean {
    uint32_t syllables[MAX_HAN];
    struct pl_hangul_word words[PL_FORM_MAX_PARTS];
    size_t n;
    const uint16_t *ways[MAX_HAN];
    size_t n_han;
};

static bool collect(const struct pl_cut *cut, struct korean *k) {
    for (size_t i = 0; i < cut->n; i++) {
        const struct pl_word *w = &cut->words[i];
        if (w->script != PL_WRITTEN_HAN || w->cls != PL_PART_WORD) {
            k->words[k->n++] = (struct pl_hangul_word){NULL, 0, w};
            continue;
        }
        k->words[k->n++] = (struct pl_hangul_word){k->syllables + k->n_han, w->n, w};
        for (size_t j = 0; j < w->n; j++) {
            const uint16_t *ways = pl_han_hangul(w->c[j]);
            if (ways == NULL || k->n_han == MAX_HAN) {
                return false;
            }
            k->syllables[k->n_han] = j == 0 && w->c[j] == HAN_KIM ? HANGUL_KIM : ways[0];
            k->ways[k->n_han++] = ways;
        }
    }
    return k->n_han > 0;
}

static void korean(struct pl_maker *maker) {
    struct korean k;
    k.n = 0;
    k.n_han = 0;
    if (!collect(maker->cut, &k)) {
        return;
    }
    pl_korean_read_hangul(maker, k.words, k.n, "kHangul");
    size_t variants = 0;
    for (size_t i = 0; i < k.n_han; i++) {
        uint32_t first = k.syllables[i];
        for (const uint16_t *way = k.ways[i]; *way != 0 && variants < MAX_VARIANTS; way++) {
            if (*way != first) {
                k.syllables[i] = *way;
                pl_korean_read_hangul(maker, k.words, k.n, "kHangul, another reading");
                variants++;
            }
        }
        k.syllables[i] = first;
    }
}

void pl_read_han(struct pl_maker *maker) {
    if (!pl_cut_only(maker->cut, PL_WRITTEN_HAN)) {
        return;
    }
    chinese(maker, pinyin, "pinyin", false, PL_SPACE_MANDARIN);
    chinese(maker, wade_giles, "Wade-Giles", false, PL_SPACE_MANDARIN);
    chinese(maker, cantonese, "Cantonese", false, PL_SPACE_MANDARIN);
    chinese(maker, pinyin, "pinyin", false, PL_SPACE_LATIN);
    if (maker->kind != PL_NAME_PERSON && has_terms(maker->cut)) {
        chinese(maker, pinyin, "pinyin, terms in English", true, PL_SPACE_MANDARIN);
        chinese(maker, pinyin, "pinyin, terms in English", true, PL_SPACE_LATIN);
    }
    korean(maker);
}
