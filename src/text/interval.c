#include "text/interval.h"

#include "base/time.h"

#include "base/ban.h"

static bool day_of(int year, int month, int day, int32_t *ret_day) {
    pl_time at = 0;
    if (!pl_time_from_date((struct pl_date){.year = year, .month = month, .day = day}, &at)) {
        return false;
    }
    *ret_day = (int32_t)(at / PL_DAY_US - (at % PL_DAY_US < 0 ? 1 : 0));
    return true;
}

static struct pl_date date_of(int32_t day) { return pl_time_to_date(day * PL_DAY_US); }

/* 0 for a part that is not known. An unknown month leaves the whole year, whatever the day. */
static bool make(int year, int month, int day, struct pl_interval *ret) {
    struct pl_interval made = {.precision = month == 0 ? PL_PRECISION_YEAR : PL_PRECISION_MONTH};
    int next_year = month == 0 || month == 12 ? year + 1 : year;
    int next_month = month == 0 || month == 12 ? 1 : month + 1;
    if (month > 0 && day > 0) {
        made.precision = PL_PRECISION_DAY;
        if (!day_of(year, month, day, &made.first_day)) {
            return false;
        }
        made.last_day = made.first_day;
    } else if (day > 31 || !day_of(year, month > 0 ? month : 1, 1, &made.first_day)) {
        return false;
    } else if (next_year > 9999) {
        made.last_day = made.first_day + (month == 0 ? 364 : 30);
    } else if (day_of(next_year, next_month, 1, &made.last_day)) {
        made.last_day--;
    }
    *ret = made;
    return true;
}

static bool number(pl_str s, size_t most, int *ret) {
    uint64_t v = 0;
    if (s.n == 0 || s.n > most || !pl_str_u64(s, &v)) {
        return false;
    }
    *ret = (int)v;
    return true;
}

static bool is_year(pl_str s, int *ret) { return s.n == 4 && number(s, 4, ret) && *ret > 0; }

/* `Mar`, `March`, `Mar.`; 0 for no month. */
static int month_of(pl_str s) {
    static const char *const NAMES[] = {"january", "february", "march",     "april",   "may",      "june",
                                        "july",    "august",   "september", "october", "november", "december"};
    if (s.n > 3 && s.p[s.n - 1] == '.') {
        s.n--;
    }
    for (int i = 0; i < 12; i++) {
        pl_str name = pl_str_from(NAMES[i]);
        if ((s.n == 3 || s.n == name.n || (i == 8 && s.n == 4)) && pl_str_eq_nocase(s, pl_str_sub(name, 0, s.n))) {
            return i + 1;
        }
    }
    return 0;
}

/* A day or month that may be unknown: 0, 00 or letters. */
static bool part(pl_str s, const char *letters, int *ret) {
    if (pl_str_eq_nocase(s, pl_str_from(letters))) {
        *ret = 0;
        return true;
    }
    return number(s, 2, ret);
}

/* `07/03/1965` with its unknown parts. */
static bool parse_slashes(pl_str s, struct pl_interval *ret) {
    pl_str rest = s;
    pl_str day = pl_str_cut(&rest, '/');
    pl_str month = rest.p != NULL ? pl_str_cut(&rest, '/') : pl_str_make("", 0);
    int d = 0;
    int m = 0;
    int y = 0;
    return rest.p != NULL && part(day, "dd", &d) && part(month, "mm", &m) && is_year(rest, &y) && m <= 12 &&
           make(y, m, d, ret);
}

/* True for `T00:00:00Z`, `Z`, `-04:00` and the like. */
static bool time_may_follow(pl_str rest) {
    char text[64] = "1970-01-02T00:00";
    size_t n = rest.p[0] == 'T' ? 10 : 16;
    pl_time ignored = 0;
    if (rest.n > sizeof text - n) {
        return false;
    }
    memcpy(text + n, rest.p, rest.n);
    return pl_time_parse(pl_str_make(text, n + rest.n), &ignored);
}

/* `1965`, `1965-3`, `1965-03-07`, with a time of day or a zone behind it, which do not count. */
static bool parse_iso(pl_str s, struct pl_interval *ret) {
    if (s.n > 10) {
        if (!time_may_follow(pl_str_sub(s, 10, s.n))) {
            return false;
        }
        s = pl_str_sub(s, 0, 10);
    }
    pl_str rest = s;
    pl_str parts[3] = {{0}};
    size_t n = 0;
    while (rest.p != NULL && n < 3) {
        parts[n++] = pl_str_cut(&rest, '-');
    }
    int v[3] = {0};
    if (rest.p != NULL || !is_year(parts[0], &v[0])) {
        return false;
    }
    for (size_t i = 1; i < n; i++) {
        if (!number(parts[i], 2, &v[i]) || v[i] == 0) {
            return false;
        }
    }
    return make(v[0], v[1], v[2], ret);
}

static pl_str take_word(pl_str *rest) {
    *rest = pl_str_trim(*rest);
    size_t n = pl_str_find(*rest, ' ');
    pl_str word = pl_str_sub(*rest, 0, n);
    *rest = pl_str_trim(pl_str_sub(*rest, n, rest->n));
    return word;
}

/* `7 Mar 1965`, `Mar 1965`. */
static bool parse_words(pl_str s, struct pl_interval *ret) {
    pl_str first = take_word(&s);
    int day = 0;
    int year = 0;
    int month = month_of(first);
    if (month == 0) {
        pl_str second = take_word(&s);
        month = month_of(second);
        if (month == 0 || !number(first, 2, &day) || day == 0) {
            return false;
        }
    }
    return is_year(s, &year) && make(year, month, day, ret);
}

/* Takes `circa` and its like off the front. */
static bool take_circa(pl_str *s) {
    static const char *const CIRCA[] = {"circa", "c.", "ca.", "about", "approximately"};
    pl_str rest = *s;
    pl_str word = take_word(&rest);
    bool circa = false;
    for (size_t i = 0; i < sizeof CIRCA / sizeof *CIRCA; i++) {
        circa = circa || pl_str_eq_nocase(word, pl_str_from(CIRCA[i]));
    }
    *s = circa ? rest : *s;
    return circa;
}

static bool parse_one(pl_str s, struct pl_interval *ret) {
    bool circa = take_circa(&s);
    struct pl_interval made = {0};
    if (!parse_iso(s, &made) && !parse_slashes(s, &made) && !parse_words(s, &made)) {
        return false;
    }
    made.circa = circa;
    *ret = made;
    return true;
}

bool pl_interval_join(struct pl_interval a, struct pl_interval b, struct pl_interval *ret_interval) {
    if (a.first_day > b.last_day) {
        return false;
    }
    *ret_interval = (struct pl_interval){
        .first_day = a.first_day,
        .last_day = b.last_day,
        .precision = PL_PRECISION_RANGE,
        .circa = a.circa || b.circa,
    };
    return true;
}

/* Where the sign stands between two dates of ISO 8601, as in 2024-03-01/2024-03-09; s.n where it is no such range. */
static size_t iso_range(pl_str s) {
    size_t cut = pl_str_find_str(s, PL_STR("/"));
    return cut >= 4 && cut + 5 <= s.n && s.p[3] >= '0' && s.p[3] <= '9' && s.p[cut + 4] >= '0' && s.p[cut + 4] <= '9'
               ? cut
               : s.n;
}

static bool parse_range(pl_str s, struct pl_interval *ret) {
    struct pl_interval a = {0};
    struct pl_interval b = {0};
    size_t cut = 0;
    size_t width = 4;
    bool circa = take_circa(&s);
    if (s.n > 8 && pl_str_eq_nocase(pl_str_sub(s, 0, 8), PL_STR("between "))) {
        s = pl_str_sub(s, 8, s.n);
        cut = pl_str_find_str(s, PL_STR(" and "));
        width = 5;
    } else if (s.n == 9 && s.p[4] == '-') {
        cut = 4;
        width = 1;
    } else if (iso_range(s) < s.n) {
        cut = iso_range(s);
        width = 1;
    } else {
        cut = pl_str_find_str(s, PL_STR(" to "));
    }
    if (cut >= s.n || !parse_one(pl_str_trim(pl_str_sub(s, 0, cut)), &a) ||
        !parse_one(pl_str_trim(pl_str_sub(s, cut + width, s.n)), &b)) {
        return false;
    }
    a.circa = a.circa || circa;
    return pl_interval_join(a, b, ret);
}

bool pl_interval_parse(pl_str text, struct pl_interval *ret_interval) {
    pl_str s = pl_str_trim(text);
    if (s.n > 1 && s.p[s.n - 1] == '.') {
        s = pl_str_trim(pl_str_sub(s, 0, s.n - 1));
    }
    return s.n > 0 && s.n <= 64 && (parse_one(s, ret_interval) || parse_range(s, ret_interval));
}

/* The same day so many years later (29 February becomes the 28th), as far as the calendar goes. */
static int32_t shift_years(int32_t day, int years) {
    struct pl_date date = date_of(day);
    int32_t shifted = day;
    date.year = date.year + years < 1 ? 1 : date.year + years > 9999 ? 9999 : date.year + years;
    if (!day_of(date.year, date.month, date.day, &shifted)) {
        (void)day_of(date.year, date.month, 28, &shifted);
    }
    return shifted;
}

static struct pl_interval widened(struct pl_interval interval) {
    if (interval.circa) {
        interval.first_day = shift_years(interval.first_day, -PL_INTERVAL_CIRCA_YEARS);
        interval.last_day = shift_years(interval.last_day, PL_INTERVAL_CIRCA_YEARS);
    }
    return interval;
}

bool pl_interval_overlap(struct pl_interval a, struct pl_interval b) {
    a = widened(a);
    b = widened(b);
    return a.first_day <= b.last_day && b.first_day <= a.last_day;
}

bool pl_interval_flipped(struct pl_interval a, struct pl_interval b) {
    if (a.precision != PL_PRECISION_DAY || b.precision != PL_PRECISION_DAY || a.first_day == b.first_day) {
        return false;
    }
    struct pl_date x = date_of(a.first_day);
    struct pl_date y = date_of(b.first_day);
    return x.year == y.year && x.month == y.day && x.day == y.month;
}

static void write_day(struct pl_buf *buf, int32_t day, size_t n) {
    struct pl_buf full;
    pl_buf_open(&full, 64);
    pl_time_write(&full, day * PL_DAY_US);
    pl_buf_add_str(buf, pl_str_sub(pl_buf_str(&full), 0, n));
    pl_buf_close(&full);
}

void pl_interval_write(struct pl_buf *buf, struct pl_interval interval) {
    static const size_t LENGTHS[] = {
        [PL_PRECISION_DAY] = 10, [PL_PRECISION_MONTH] = 7, [PL_PRECISION_YEAR] = 4, [PL_PRECISION_RANGE] = 10};
    if (interval.circa) {
        pl_buf_add_str(buf, PL_STR("circa "));
    }
    write_day(buf, interval.first_day, LENGTHS[interval.precision]);
    if (interval.precision == PL_PRECISION_RANGE) {
        pl_buf_add_char(buf, '/');
        write_day(buf, interval.last_day, 10);
    }
}
