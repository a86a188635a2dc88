#include "lists/ofac_period.h"

#include <string.h>

#include "lists/ofac_held.h"

#include "base/ban.h"

static bool given(const struct pl_ofac_day *d) { return d->year > 0; }

static void write_day(struct pl_buf *text, const struct pl_ofac_day *d) {
    pl_buf_add_fmt(text, "%04u", d->year);
    if (d->month > 0) {
        pl_buf_add_fmt(text, "-%02u", d->month);
    }
    if (d->month > 0 && d->day > 0) {
        pl_buf_add_fmt(text, "-%02u", d->day);
    }
}

static uint32_t last_of_month(uint32_t year, uint32_t month) {
    static const unsigned char DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month < 1 || month > 12 ? 0 : month == 2 && leap ? 29 : DAYS[month - 1];
}

/* A period from the first day of a month or year to the last of one means these, not their days. */
static void shorten(struct pl_ofac_day *a, struct pl_ofac_day *b) {
    if (a->day == 1 && b->day > 0 && b->day == last_of_month(b->year, b->month)) {
        a->day = b->day = 0;
        if (a->month == 1 && b->month == 12) {
            a->month = b->month = 0;
        }
    }
}

void pl_ofac_period_write(const struct pl_ofac_period *period, struct pl_buf *text) {
    const struct pl_ofac_day *p = period->days;
    struct pl_ofac_day a = given(&p[0]) ? p[0] : p[1];
    struct pl_ofac_day b = given(&p[3]) ? p[3] : given(&p[2]) ? p[2] : given(&p[1]) ? p[1] : a;
    a = given(&a) ? a : b;
    if (!given(&a)) {
        return;
    }
    bool one = memcmp(&a, &b, sizeof a) == 0;
    if (!one) {
        shorten(&a, &b);
        one = memcmp(&a, &b, sizeof a) == 0;
    }
    pl_buf_add_str(text, period->circa ? PL_STR("circa ") : PL_STR(""));
    write_day(text, &a);
    if (!one) {
        pl_buf_add_str(text, PL_STR(" to "));
        write_day(text, &b);
    }
    if (period->calendar != PL_HELD_NONE && period->calendar != 1) {
        pl_buf_add_fmt(text, " (calendar %u)", period->calendar);
    }
}
