/* Titles of persons, prefixes of ships' names, and particles. */
#include "names/form_in.h"

#include "base/ban.h"

static const struct pl_lexeme titles[] = {{"adm", "admiral"},
                                          {"admiral", "admiral"},
                                          {"alhaj", "hajji"},
                                          {"alhaji", "hajji"},
                                          {"ayatollah", "ayatollah"},
                                          {"brig", "brigadier"},
                                          {"brigadier", "brigadier"},
                                          {"capt", "captain"},
                                          {"captain", "captain"},
                                          {"cheikh", "sheikh"},
                                          {"cheik", "sheikh"},
                                          {"col", "colonel"},
                                          {"colonel", "colonel"},
                                          {"comrade", "comrade"},
                                          {"dr", "dr"},
                                          {"eng", "engineer"},
                                          {"engineer", "engineer"},
                                          {"gen", "general"},
                                          {"general", "general"},
                                          {"hadji", "hajji"},
                                          {"haji", "hajji"},
                                          {"hajj", "hajji"},
                                          {"hajji", "hajji"},
                                          {"hojatoleslam", "hojatoleslam"},
                                          {"ing", "engineer"},
                                          {"lady", "lady"},
                                          {"lieutenant", "lieutenant"},
                                          {"lord", "lord"},
                                          {"lt", "lieutenant"},
                                          {"maj", "major"},
                                          {"major", "major"},
                                          {"marshal", "marshal"},
                                          {"maulavi", "mawlawi"},
                                          {"maulawi", "mawlawi"},
                                          {"maulvi", "mawlawi"},
                                          {"mawlavi", "mawlawi"},
                                          {"mawlawi", "mawlawi"},
                                          {"mawlvi", "mawlawi"},
                                          {"minister", "minister"},
                                          {"miss", "ms"},
                                          {"mohtarma", "mohtarma"},
                                          {"molla", "mullah"},
                                          {"mr", "mr"},
                                          {"mrs", "mrs"},
                                          {"ms", "ms"},
                                          {"mulla", "mullah"},
                                          {"mullah", "mullah"},
                                          {"president", "president"},
                                          {"prof", "professor"},
                                          {"professor", "professor"},
                                          {"qari", "qari"},
                                          {"sgt", "sergeant"},
                                          {"shaikh", "sheikh"},
                                          {"shaykh", "sheikh"},
                                          {"sheik", "sheikh"},
                                          {"sheikh", "sheikh"},
                                          {"sir", "sir"},
                                          {"ustad", "ustadh"},
                                          {"ustadh", "ustadh"},
                                          {"ustaz", "ustadh"}};

static const struct pl_lexeme prefixes[] = {{"fv", "fv"},   {"hmas", "hms"}, {"hms", "hms"}, {"lng", "lng"},
                                            {"lpg", "lpg"}, {"ms", "mv"},    {"msv", "msv"}, {"mt", "mt"},
                                            {"mts", "mt"},  {"mv", "mv"},    {"my", "my"},   {"rms", "ss"},
                                            {"ss", "ss"},   {"ts", "ts"},    {"tss", "ts"},  {"uss", "uss"}};

/* canonical "1": also at the beginning of a name. */
static const struct pl_lexeme particles[] = {
    {"al", "1"}, {"and", ""},  {"ap", ""},    {"bin", ""}, {"bint", ""}, {"binti", ""}, {"da", ""},  {"das", ""},
    {"de", ""},  {"del", ""},  {"della", ""}, {"den", ""}, {"der", ""},  {"di", ""},    {"dos", ""}, {"du", ""},
    {"e", ""},   {"el", "1"},  {"et", ""},    {"for", ""}, {"ibn", "1"}, {"in", ""},    {"la", "1"}, {"le", ""},
    {"of", ""},  {"the", "1"}, {"und", ""},   {"van", ""}, {"von", "1"}, {"y", ""}};

bool pl_honorific(pl_str latin, pl_str *ret_canonical) {
    return pl_lexeme_is(titles, sizeof titles / sizeof *titles, latin, ret_canonical);
}

bool pl_honorific_ship(pl_str latin, pl_str *ret_canonical) {
    return latin.n <= 4 && pl_lexeme_is(prefixes, sizeof prefixes / sizeof *prefixes, latin, ret_canonical);
}

bool pl_particle(pl_str latin, bool *ret_first) {
    pl_str mark = {0};
    if (latin.n > 5 || !pl_lexeme_is(particles, sizeof particles / sizeof *particles, latin, &mark)) {
        return false;
    }
    *ret_first = mark.n > 0;
    return true;
}

/* clang-format off */
static const struct {
    uint32_t c[9];
    const char *canonical;
} foreign[] = {
    {{0x645, 0x644, 0x627}, "mullah"}, /* ملا */
    {{0x645, 0x648, 0x644, 0x648, 0x64A}, "mawlawi"}, /* مولوي */
    {{0x645, 0x648, 0x644, 0x648, 0x6CC}, "mawlawi"}, /* مولوی */
    {{0x634, 0x64A, 0x62E}, "sheikh"}, /* شيخ */
    {{0x627, 0x644, 0x634, 0x64A, 0x62E}, "sheikh"}, /* الشيخ */
    {{0x634, 0x6CC, 0x62E}, "sheikh"}, /* شیخ */
    {{0x62D, 0x627, 0x62C, 0x64A}, "hajji"}, /* حاجي */
    {{0x62D, 0x627, 0x62C, 0x6CC}, "hajji"}, /* حاجی */
    {{0x627, 0x644, 0x62D, 0x627, 0x62C}, "hajji"}, /* الحاج */
    {{0x62D, 0x627, 0x62C}, "hajji"}, /* حاج */
    {{0x642, 0x627, 0x631, 0x64A}, "qari"}, /* قاري */
    {{0x642, 0x627, 0x631, 0x6CC}, "qari"}, /* قاری */
    {{0x62F, 0x643, 0x62A, 0x648, 0x631}, "dr"}, /* دكتور */
    {{0x627, 0x644, 0x62F, 0x643, 0x62A, 0x648, 0x631}, "dr"}, /* الدكتور */
    {{0x62F, 0x6A9, 0x62A, 0x631}, "dr"}, /* دکتر */
    {{0x62C, 0x646, 0x631, 0x627, 0x644}, "general"}, /* جنرال */
    {{0x433, 0x435, 0x43D, 0x435, 0x440, 0x430, 0x43B}, "general"}, /* генерал */
    {{0x43C, 0x443, 0x43B, 0x43B, 0x430}, "mullah"}, /* мулла */
    {{0x448, 0x435, 0x439, 0x445}, "sheikh"}, /* шейх */
    {{0x434, 0x43E, 0x43A, 0x442, 0x43E, 0x440}, "dr"}, /* доктор */
};
/* clang-format on */

bool pl_honorific_foreign(const uint32_t *c, size_t n, pl_str *ret_canonical) {
    for (size_t i = 0; n > 0 && n < 9 && i < sizeof foreign / sizeof *foreign; i++) {
        if (foreign[i].c[n] == 0 && memcmp(foreign[i].c, c, n * sizeof *c) == 0) {
            *ret_canonical = pl_str_from(foreign[i].canonical);
            return true;
        }
    }
    return false;
}
