#include "ais/table_time.h"

#include "ais/sentence.h"

#include "base/ban.h"

/* One or two digits off the front. */
static bool take_short(pl_str *s, int *ret) {
    int v = 0;
    size_t n = 0;
    while (n < 2 && n < s->n && s->p[n] >= '0' && s->p[n] <= '9') {
        v = v * 10 + (s->p[n] - '0');
        n++;
    }
    *s = pl_str_sub(*s, n, s->n);
    *ret = v;
    return n > 0;
}

static bool take_digits(pl_str *s, size_t digits, int *ret) {
    uint64_t v = 0;
    if (s->n < digits || !pl_str_u64(pl_str_sub(*s, 0, digits), &v)) {
        return false;
    }
    *s = pl_str_sub(*s, digits, s->n);
    *ret = (int)v;
    return true;
}

static bool take_char(pl_str *s, char c) {
    if (s->n == 0 || s->p[0] != c) {
        return false;
    }
    *s = pl_str_sub(*s, 1, s->n);
    return true;
}

/* hh:mm[:ss[.fraction]][Z], to the end. */
static bool take_clock(pl_str s, struct pl_date *d) {
    if (!take_short(&s, &d->hour) || !take_char(&s, ':') || !take_digits(&s, 2, &d->minute)) {
        return false;
    }
    if (take_char(&s, ':') && !take_digits(&s, 2, &d->second)) {
        return false;
    }
    if (take_char(&s, '.')) {
        int unit = 100000;
        while (s.n > 0 && s.p[0] >= '0' && s.p[0] <= '9') {
            d->micro += (s.p[0] - '0') * unit;
            unit /= 10;
            s = pl_str_sub(s, 1, s.n);
        }
    }
    (void)take_char(&s, 'Z');
    return s.n == 0;
}

/* 20210701_185151 */
static bool compact_time(pl_str s, pl_time *ret) {
    struct pl_date d = {0};
    return s.n == 15 && take_digits(&s, 4, &d.year) && take_digits(&s, 2, &d.month) && take_digits(&s, 2, &d.day) &&
           take_char(&s, '_') && take_digits(&s, 2, &d.hour) && take_digits(&s, 2, &d.minute) &&
           take_digits(&s, 2, &d.second) && pl_time_from_date(d, ret);
}

/* 1635731889 or 1635731889.25 */
static bool unix_time(pl_str s, pl_time *ret) {
    size_t dot = pl_str_find(s, '.');
    pl_time at = 0;
    if (!pl_tags_unix(pl_str_sub(s, 0, dot), &at)) {
        return false;
    }
    if (dot < s.n) {
        uint64_t micro = 0;
        pl_str fraction = pl_str_sub(s, dot + 1, 6);
        pl_str rest = pl_str_sub(s, dot + 7, s.n);
        uint64_t ignored = 0;
        if (dot > 11 || !pl_str_u64(fraction, &micro) || (rest.n > 0 && rest.n < 19 && !pl_str_u64(rest, &ignored))) {
            return false;
        }
        for (size_t i = fraction.n; i < 6; i++) {
            micro *= 10;
        }
        at += (pl_time)micro;
    }
    *ret = at;
    return true;
}

/* d/m/y or m/d/y, or y/m/d, with / . or - between; then a clock. */
static const char *slashed_time(pl_str s, bool day_first, pl_time *ret) {
    static const char NO[] = "the time is in no known form";
    struct pl_date d = {0};
    int first = 0;
    int second = 0;
    pl_str year_first = s;
    char sep = s.n > 4 ? s.p[4] : '\0';
    if ((sep == '/' || sep == '.') && take_digits(&year_first, 4, &d.year)) {
        s = pl_str_sub(year_first, 1, year_first.n);
        if (!take_short(&s, &d.month) || !take_char(&s, sep) || !take_short(&s, &d.day)) {
            return NO;
        }
    } else {
        if (!take_short(&s, &first) || s.n == 0 || (s.p[0] != '/' && s.p[0] != '.' && s.p[0] != '-')) {
            return NO;
        }
        sep = s.p[0];
        if (!take_char(&s, sep) || !take_short(&s, &second) || !take_char(&s, sep) || !take_digits(&s, 4, &d.year)) {
            return NO;
        }
        if (!day_first && first <= 12 && second <= 12 && first != second) {
            return "the date may be day first or month first: --day-first settles it";
        }
        bool swap = day_first || first > 12;
        d.day = swap ? first : second;
        d.month = swap ? second : first;
    }
    if (s.n > 0 && ((!take_char(&s, ' ') && !take_char(&s, 'T')) || !take_clock(s, &d))) {
        return NO;
    }
    return pl_time_from_date(d, ret) ? NULL : "there is no such date or time";
}

const char *pl_table_time(pl_str text, bool day_first, pl_time *ret) {
    if (pl_str_ends(text, PL_STR(" UTC"))) {
        text.n -= 4;
    }
    if (pl_time_parse(text, ret) || compact_time(text, ret) || unix_time(text, ret)) {
        return NULL;
    }
    return slashed_time(text, day_first, ret);
}
