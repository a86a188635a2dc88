/* Numbers in names: words, Roman and Chinese numerals. A hull number that differs is another hull. */
#include "names/form_in.h"

#include "base/ban.h"

static const char *const words[] = {"zero",     "one",     "two",     "three",     "four",     "five",     "six",
                                    "seven",    "eight",   "nine",    "ten",       "eleven",   "twelve",   "thirteen",
                                    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"};
static const char *const ordinals[] = {
    "",           "first",     "second",    "third",       "fourth",     "fifth",      "sixth",
    "seventh",    "eighth",    "ninth",     "tenth",       "eleventh",   "twelfth",    "thirteenth",
    "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"};
static const char *const roman[] = {"",   "i",   "ii",   "iii", "iv", "v",   "vi",   "vii",   "viii", "ix", "x",
                                    "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii", "xix",  "xx"};

static bool find(const char *const *table, size_t first, pl_str latin, uint32_t *ret_value) {
    for (size_t i = first; i <= 20; i++) {
        if (latin.p[0] == table[i][0] && pl_str_eq(latin, pl_str_from(table[i]))) {
            *ret_value = (uint32_t)i;
            return true;
        }
    }
    return false;
}

bool pl_number_word(pl_str latin, uint32_t *ret_value) {
    if (latin.n < 3 || memchr("efnostz", latin.p[0], 7) == NULL) {
        return false;
    }
    return find(words, 0, latin, ret_value) || find(ordinals, 1, latin, ret_value);
}

bool pl_number_roman(pl_str latin, uint32_t *ret_value) {
    return latin.n > 0 && latin.n <= 5 && find(roman, 1, latin, ret_value);
}

static int digit_of(uint32_t c) {
    static const uint32_t han[10] = {0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D};
    static const uint32_t hangul[10] = {0xC601, 0xC77C, 0xC774, 0xC0BC, 0xC0AC, 0xC624, 0xC721, 0xCE60, 0xD314, 0xAD6C};
    for (int i = 0; i < 10; i++) {
        if (c == han[i] || c == hangul[i]) {
            return i;
        }
    }
    return -1;
}

static uint32_t unit_of(uint32_t c) { return c == 0x5341 || c == 0xC2ED ? 10 : c == 0x767E || c == 0xBC31 ? 100 : 0; }

bool pl_number_cjk(const uint32_t *c, size_t n, uint32_t *ret_value) {
    uint32_t sum = 0;
    uint32_t here = 0;
    if (n == 0 || n > 5) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        int digit = digit_of(c[i]);
        uint32_t unit = unit_of(c[i]);
        if (digit >= 0) {
            here = here * 10 + (uint32_t)digit;
        } else if (unit > 0) {
            sum += (here > 0 ? here : 1) * unit;
            here = 0;
        } else {
            return false;
        }
    }
    *ret_value = sum + here;
    return true;
}
