/* Numbers as texts have them, and as people read them. */
#include "evidence/quantity_in.h"

#include <string.h>

#include "base/ban.h"

static const struct {
    const char *text;
    double scale;
} SCALES[] = {
    {"thousand", 1e3}, {"thousands", 1e3}, {"million", 1e6}, {"millions", 1e6},  {"mn", 1e6},         {"mln", 1e6},
    {"billion", 1e9},  {"billions", 1e9},  {"bn", 1e9},      {"trillion", 1e12}, {"trillions", 1e12}, {"tn", 1e12},
};

bool pl_quantity_starts(pl_str text, pl_str prefix) {
    return text.n >= prefix.n && pl_str_eq_nocase(pl_str_sub(text, 0, prefix.n), prefix);
}

bool pl_quantity_starts_words(pl_str text, const char *prefix) {
    pl_str p = pl_str_from(prefix);
    if (!pl_quantity_starts(text, p)) {
        return false;
    }
    bool wordy = pl_quantity_letter(p.p[p.n - 1]);
    return text.n == p.n || !wordy || !pl_quantity_letter(text.p[p.n]);
}

/* ---- numbers ---- */

/* Digits in threes behind a comma or space: the bytes of one more group, or 0. */
static size_t group_at(pl_str text, char separator) {
    if (text.n < 4 || text.p[0] != separator || !pl_quantity_digit(text.p[1]) || !pl_quantity_digit(text.p[2]) ||
        !pl_quantity_digit(text.p[3])) {
        return 0;
    }
    return text.n > 4 && pl_quantity_digit(text.p[4]) ? 0 : 4;
}

size_t pl_quantity_scale(pl_str text, double *ret_scale) {
    size_t space = text.n > 0 && text.p[0] == ' ' ? 1 : 0;
    pl_str word = pl_str_sub(text, space, text.n);
    for (size_t i = 0; i < sizeof SCALES / sizeof SCALES[0]; i++) {
        if (pl_quantity_starts_words(word, SCALES[i].text)) {
            *ret_scale = SCALES[i].scale;
            return space + strlen(SCALES[i].text);
        }
    }
    if (space == 0 && word.n > 0 && (word.p[0] == 'm' || word.p[0] == 'M') &&
        (word.n == 1 || !pl_quantity_letter(word.p[1]))) {
        *ret_scale = 1e6;
        return 1;
    }
    return 0;
}

size_t pl_number_parse(pl_str text, double *ret_value) {
    size_t at = 0, digits = 0, decimals = 0;
    double value = 0, scale = 1;
    while (at < text.n && pl_quantity_digit(text.p[at])) {
        value = value * 10 + (text.p[at++] - '0');
        digits++;
    }
    if (digits == 0) {
        return 0;
    }
    for (size_t group; digits <= 3 || at > digits; at += group) {
        pl_str rest = pl_str_sub(text, at, text.n);
        char separator = at > digits ? text.p[at - 4] : rest.n > 0 && rest.p[0] == ' ' ? ' ' : ',';
        group = group_at(rest, separator);
        if (group == 0) {
            break;
        }
        for (size_t i = 1; i < 4; i++) {
            value = value * 10 + (rest.p[i] - '0');
        }
        digits += 3;
        if (digits > 15) {
            return 0;
        }
    }
    if (at + 1 < text.n && text.p[at] == '.' && pl_quantity_digit(text.p[at + 1])) {
        for (at++; at < text.n && pl_quantity_digit(text.p[at]); at++) {
            value = value * 10 + (text.p[at] - '0');
            decimals++;
        }
    }
    if (digits + decimals > 15 || decimals > 6) {
        return 0;
    }
    for (size_t i = 0; i < decimals; i++) {
        scale *= 10;
    }
    double times = 1;
    at += pl_quantity_scale(pl_str_sub(text, at, text.n), &times);
    value = times >= scale ? value * (times / scale) : value / (scale / times);
    if (!(value < PL_QUANTITY_MAX)) {
        return 0;
    }
    *ret_value = value;
    return at;
}

double pl_number_digit(double value) {
    double digit = 1;
    if (!(value > 0) || value >= PL_QUANTITY_MAX) {
        return 0;
    }
    uint64_t whole = (uint64_t)value;
    if ((double)whole < value) { /* decimals: at most six count */
        if (value >= 1e9) {
            return 1;
        }
        whole = (uint64_t)(value * 1e6 + 0.5);
        digit = 1e-6;
        for (; whole > 0 && whole % 10 == 0; whole /= 10) {
            digit *= 10;
        }
        return digit;
    }
    for (; whole > 0 && whole % 10 == 0; whole /= 10) {
        digit *= 10;
    }
    return digit;
}

void pl_number_write(struct pl_buf *buf, double value, unsigned decimals) {
    static const double TENS[] = {1, 10, 100, 1e3, 1e4, 1e5, 1e6};
    decimals = decimals > 6 ? 6 : decimals;
    if (!(value >= 0) || value >= 1e18) {
        pl_buf_add_str(buf, PL_STR("?"));
        return;
    }
    while (decimals > 0 && value * TENS[decimals] >= 9e15) {
        decimals--;
    }
    uint64_t scaled = (uint64_t)(value * TENS[decimals] + 0.5);
    uint64_t ten = (uint64_t)TENS[decimals];
    uint64_t whole = scaled / ten, rest = scaled % ten;
    char digits[32];
    size_t n = (size_t)(pl_put_u64(digits, whole) - digits);
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0) {
            pl_buf_add_char(buf, ',');
        }
        pl_buf_add_char(buf, digits[i]);
    }
    if (rest > 0) {
        pl_buf_add_char(buf, '.');
        for (uint64_t place = ten / 10; rest > 0 && place > 0; place /= 10) {
            pl_buf_add_char(buf, (char)('0' + rest / place));
            rest %= place;
        }
    }
}
