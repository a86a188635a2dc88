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
