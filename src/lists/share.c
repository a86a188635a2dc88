#include "lists/share.h"

#include "base/ban.h"

/* A percentage at the start of *rest, in ppm; what follows it (a per cent sign, spaces) is taken too. */
static bool take_percent(pl_str *rest, uint32_t *ret_ppm) {
    size_t n = 0;
    double percent = 0;
    while (n < rest->n && ((rest->p[n] >= '0' && rest->p[n] <= '9') || rest->p[n] == '.')) {
        n++;
    }
    if (n == 0 || !pl_str_double(pl_str_sub(*rest, 0, n), &percent) || percent < 0 || percent > 100) {
        return false;
    }
    *ret_ppm = (uint32_t)(percent * 10000 + 0.5);
    *rest = pl_str_trim(pl_str_sub(*rest, n, rest->n));
    static const char *const SIGNS[] = {"%", "percent", "per cent"};
    for (size_t i = 0; i < sizeof SIGNS / sizeof SIGNS[0]; i++) {
        pl_str sign = pl_str_from(SIGNS[i]);
        if (pl_str_eq_nocase(pl_str_sub(*rest, 0, sign.n), sign)) {
            *rest = pl_str_trim(pl_str_sub(*rest, sign.n, rest->n));
            break;
        }
    }
    return true;
}

/* Words before or behind a number, and what they make of it: the least (+1), the most (-1), or the other end of a range
 * (0). */
static const struct {
    const char *word;
    bool before;
    int side;
} BOUNDS[] = {
    {"more than", true, 1},
    {"over", true, 1},
    {"at least", true, 1},
    {">=", true, 1},
    {">", true, 1},
    {"minimum", true, 1},
    {"up to", true, -1},
    {"less than", true, -1},
    {"at most", true, -1},
    {"<=", true, -1},
    {"<", true, -1},
    {"under", true, -1},
    {"or more", false, 1},
    {"and more", false, 1},
    {"+", false, 1},
    {"or less", false, -1},
    {"to", false, 0},
    {"-", false, 0},
    {"\xe2\x80\x93", false, 0},
};

/* Takes such a word off *rest; its side in *ret_side. */
static bool take_bound(pl_str *rest, bool before, int *ret_side) {
    for (size_t i = 0; i < sizeof BOUNDS / sizeof BOUNDS[0]; i++) {
        pl_str word = pl_str_from(BOUNDS[i].word);
        if (BOUNDS[i].before == before && pl_str_eq_nocase(pl_str_sub(*rest, 0, word.n), word)) {
            *rest = pl_str_trim(pl_str_sub(*rest, word.n, rest->n));
            *ret_side = BOUNDS[i].side;
            return true;
        }
    }
    return false;
}

static bool parse_share(pl_str rest, uint32_t *lo, uint32_t *hi) {
    int side = 0;
    rest = pl_str_trim(rest);
    bool bound = take_bound(&rest, true, &side);
    if (!take_percent(&rest, lo)) {
        return false;
    }
    *hi = *lo;
    if (!bound && rest.n > 0) {
        bound = take_bound(&rest, false, &side);
        if (bound && side == 0) {
            return take_percent(&rest, hi) && rest.n == 0 && *lo <= *hi;
        }
    }
    *hi = bound && side > 0 ? PL_PPM_ALL : *hi;
    *lo = bound && side < 0 ? 0 : *lo;
    return rest.n == 0;
}

bool pl_share_parse(pl_str text, uint32_t *ret_lo_ppm, uint32_t *ret_hi_ppm) {
    uint32_t lo = 0;
    uint32_t hi = 0;
    bool known = parse_share(text, &lo, &hi);
    *ret_lo_ppm = known ? lo : 0;
    *ret_hi_ppm = known ? hi : PL_PPM_ALL;
    return known;
}
