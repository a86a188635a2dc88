#include "lists/script.h"

#include "base/ban.h"

struct word {
    const char *word;
    const char *code;
};

static const struct word SCRIPTS[] = {
    {"Arabic", "Arab"},
    {"Armenian", "Armn"},
    {"Bengali", "Beng"},
    {"Burmese", "Mymr"},
    {"Chinese", "Hani"},
    {"Chinese Simplified", "Hans"},
    {"Simplified Chinese", "Hans"},
    {"Chinese Traditional", "Hant"},
    {"Traditional Chinese", "Hant"},
    {"Cyrillic", "Cyrl"},
    {"Devanagari", "Deva"},
    {"Ethiopic", "Ethi"},
    {"Ge'ez", "Ethi"},
    {"Georgian", "Geor"},
    {"Greek", "Grek"},
    {"Hangul", "Hang"},
    {"Hebrew", "Hebr"},
    {"Japanese", "Jpan"},
    {"Khmer", "Khmr"},
    {"Korean", "Kore"},
    {"Lao", "Laoo"},
    {"Latin", "Latn"},
    {"Persian", "Arab"},
    {"Sinhala", "Sinh"},
    {"Tamil", "Taml"},
    {"Thai", "Thai"},
    {"Urdu", "Arab"},
};

static const struct word LANGUAGES[] = {
    {"Arabic", "ar"},     {"Armenian", "hy"},   {"Belarusian", "be"}, {"Bosnian", "bs"},   {"Burmese", "my"},
    {"Chinese", "zh"},    {"Mandarin", "zh"},   {"Croatian", "hr"},   {"Dari", "prs"},     {"English", "en"},
    {"Farsi", "fa"},      {"French", "fr"},     {"Georgian", "ka"},   {"German", "de"},    {"Greek", "el"},
    {"Hebrew", "he"},     {"Indonesian", "id"}, {"Italian", "it"},    {"Japanese", "ja"},  {"Korean", "ko"},
    {"Macedonian", "mk"}, {"Malay", "ms"},      {"Pashto", "ps"},     {"Persian", "fa"},   {"Portuguese", "pt"},
    {"Russian", "ru"},    {"Serbian", "sr"},    {"Somali", "so"},     {"Spanish", "es"},   {"Swahili", "sw"},
    {"Tajik", "tg"},      {"Thai", "th"},       {"Turkish", "tr"},    {"Ukrainian", "uk"}, {"Urdu", "ur"},
    {"Uzbek", "uz"},      {"Vietnamese", "vi"},
};

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

static bool all_letters(pl_str word) {
    for (size_t i = 0; i < word.n; i++) {
        if (!is_letter(word.p[i])) {
            return false;
        }
    }
    return true;
}

static pl_str find(const struct word *words, size_t n, pl_str word) {
    for (size_t i = 0; i < n; i++) {
        if (pl_str_eq_nocase(word, pl_str_from(words[i].word)) || pl_str_eq_nocase(word, pl_str_from(words[i].code))) {
            return pl_str_from(words[i].code);
        }
    }
    return PL_STR("");
}

pl_str pl_script_code(pl_str word) {
    word = pl_str_trim(word);
    pl_str code = find(SCRIPTS, sizeof SCRIPTS / sizeof SCRIPTS[0], word);
    return code.n == 0 && word.n == 4 && all_letters(word) ? word : code;
}

pl_str pl_language_code(pl_str word, char buf[4]) {
    word = pl_str_trim(word);
    pl_str code = find(LANGUAGES, sizeof LANGUAGES / sizeof LANGUAGES[0], word);
    if (code.n > 0 || word.n < 2 || word.n > 3 || !all_letters(word)) {
        return code;
    }
    for (size_t i = 0; i < word.n; i++) {
        buf[i] = (char)(word.p[i] | 0x20);
    }
    buf[word.n] = '\0';
    return pl_str_make(buf, word.n);
}
