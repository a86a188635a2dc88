#include "base/time.h"

#include <time.h>

#include "base/ban.h"

#define YEAR_1_US     (INT64_C(-719162) * PL_DAY_US)
#define YEAR_10000_US (INT64_C(2932897) * PL_DAY_US)

/* Days from 1970-01-01: the year is counted from March, so that the leap day is the last of its year. */
static int64_t days_from_civil(int year, int month, int day) {
    int64_t y = month > 2 ? year : year - 1;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

static int days_in_month(int year, int month) {
    static const int DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : DAYS[month - 1];
}

bool pl_time_from_date(struct pl_date d, pl_time *ret) {
    if (d.year < 1 || d.year > 9999 || d.month < 1 || d.month > 12 || d.day < 1 ||
        d.day > days_in_month(d.year, d.month)) {
        return false;
    }
    if (d.hour < 0 || d.hour > 23 || d.minute < 0 || d.minute > 59 || d.second < 0 || d.second > 59 || d.micro < 0 ||
        d.micro > 999999) {
        return false;
    }
    *ret = days_from_civil(d.year, d.month, d.day) * PL_DAY_US + d.hour * PL_HOUR_US + d.minute * PL_MINUTE_US +
           d.second * PL_SECOND_US + d.micro;
    return true;
}

struct pl_date pl_time_to_date(pl_time at) {
    int64_t days = at / PL_DAY_US;
    int64_t rest = at % PL_DAY_US;
    if (rest < 0) {
        rest += PL_DAY_US;
        days--;
    }
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t day_of_era = z - era * 146097;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t mp = (5 * day_of_year + 2) / 153;
    struct pl_date d = {
        .day = (int)(day_of_year - (153 * mp + 2) / 5 + 1),
        .month = (int)(mp < 10 ? mp + 3 : mp - 9),
        .hour = (int)(rest / PL_HOUR_US),
        .minute = (int)(rest / PL_MINUTE_US % 60),
        .second = (int)(rest / PL_SECOND_US % 60),
        .micro = (int)(rest % PL_SECOND_US),
    };
    d.year = (int)(year_of_era + era * 400 + (d.month <= 2 ? 1 : 0));
    return d;
}

/* Takes exactly `digits` digits off the front. */
static bool take_digits(pl_str *s, size_t digits, int *ret) {
    int v = 0;
    if (s->n < digits) {
        return false;
    }
    for (size_t i = 0; i < digits; i++) {
        unsigned digit = (unsigned)(unsigned char)s->p[i] - '0';
        if (digit > 9) {
            return false;
        }
        v = v * 10 + (int)digit;
    }
    *s = pl_str_sub(*s, digits, s->n);
    *ret = v;
    return true;
}

static bool take_char(pl_str *s, char c) {
    if (s->n == 0 || s->p[0] != c) {
        return false;
    }
    *s = pl_str_sub(*s, 1, s->n);
    return true;
}

static bool take_fraction(pl_str *s, int *ret_micro) {
    int micro = 0;
    size_t n = 0;
    for (; n < s->n && s->p[n] >= '0' && s->p[n] <= '9'; n++) {
        if (n < 6) {
            micro = micro * 10 + (s->p[n] - '0');
        }
    }
    for (size_t i = n; i < 6; i++) {
        micro *= 10;
    }
    *s = pl_str_sub(*s, n, s->n);
    *ret_micro = micro;
    return n > 0;
}

static bool take_clock(pl_str *s, struct pl_date *d) {
    if (!take_digits(s, 2, &d->hour) || !take_char(s, ':') || !take_digits(s, 2, &d->minute)) {
        return false;
    }
    if (take_char(s, ':') && !take_digits(s, 2, &d->second)) {
        return false;
    }
    return !take_char(s, '.') || take_fraction(s, &d->micro);
}

/* Z, nothing, or +hh:mm / -hhmm. */
static bool take_zone(pl_str *s, int64_t *ret_offset_us) {
    *ret_offset_us = 0;
    if (s->n == 0 || take_char(s, 'Z')) {
        return s->n == 0;
    }
    bool east = s->p[0] == '+';
    if (!take_char(s, '+') && !take_char(s, '-')) {
        return false;
    }
    int hours = 0;
    int minutes = 0;
    if (!take_digits(s, 2, &hours)) {
        return false;
    }
    take_char(s, ':');
    if (s->n > 0 && !take_digits(s, 2, &minutes)) {
        return false;
    }
    if (hours > 14 || minutes > 59) {
        return false;
    }
    *ret_offset_us = (east ? 1 : -1) * (hours * PL_HOUR_US + minutes * PL_MINUTE_US);
    return s->n == 0;
}

bool pl_time_parse(pl_str text, pl_time *ret) {
    struct pl_date d = {0};
    pl_str s = text;
    int64_t offset_us = 0;
    pl_time at = 0;
    if (!take_digits(&s, 4, &d.year) || !take_char(&s, '-') || !take_digits(&s, 2, &d.month) || !take_char(&s, '-') ||
        !take_digits(&s, 2, &d.day)) {
        return false;
    }
    if (s.n > 0 && ((!take_char(&s, 'T') && !take_char(&s, ' ')) || !take_clock(&s, &d))) {
        return false;
    }
    if (!take_zone(&s, &offset_us) || !pl_time_from_date(d, &at)) {
        return false;
    }
    at -= offset_us;
    if (at < YEAR_1_US || at >= YEAR_10000_US) {
        return false;
    }
    *ret = at;
    return true;
}

static void put2(char *p, int v) {
    p[0] = (char)('0' + v / 10 % 10);
    p[1] = (char)('0' + v % 10);
}

void pl_time_write(struct pl_buf *buf, pl_time at) {
    if (at < YEAR_1_US || at >= YEAR_10000_US) { /* PL_TIME_NONE is among them */
        return;
    }
    struct pl_date d = pl_time_to_date(at);
    char text[20] = "0000-00-00T00:00:00";
    put2(text, d.year / 100);
    put2(text + 2, d.year % 100);
    put2(text + 5, d.month);
    put2(text + 8, d.day);
    put2(text + 11, d.hour);
    put2(text + 14, d.minute);
    put2(text + 17, d.second);
    pl_buf_add(buf, text, 19);
    if (d.micro > 0) {
        char fraction[7] = {'.'};
        int rest = d.micro;
        size_t n = 7;
        for (size_t i = 6; i > 0; i--) {
            fraction[i] = (char)('0' + rest % 10);
            rest /= 10;
        }
        while (fraction[n - 1] == '0') {
            n--;
        }
        pl_buf_add(buf, fraction, n);
    }
    pl_buf_add_char(buf, 'Z');
}

pl_time pl_time_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (pl_time)now.tv_sec * PL_SECOND_US + now.tv_nsec / 1000;
}

int64_t pl_time_monotonic_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * PL_SECOND_US + now.tv_nsec / 1000;
}
