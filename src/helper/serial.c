#include "helper/serial.h"

#include "base/time.h"

#include "base/ban.h"

#define DAY_MS      INT64_C(86400000)
#define LAST_DAY    INT64_C(2958465)  /* 9999-12-31 in the 1900 system */
#define EPOCH_1900  (-INT64_C(25569)) /* 1899-12-30 in days of Unix time: true from 1900-03-01 on */
#define EPOCH_1904  (-INT64_C(24107)) /* 1904-01-01 */
#define LEAP_SERIAL INT64_C(60)

enum pl_serial_kind pl_serial_of_id(unsigned id) {
    if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 58)) {
        return PL_SERIAL_DATE;
    }
    if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id == 45 || id == 47) {
        return PL_SERIAL_TIME;
    }
    return id == 22 ? PL_SERIAL_INSTANT : id == 46 ? PL_SERIAL_SPAN : PL_SERIAL_NUMBER;
}

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c; }

struct seen {
    bool date, month, clock, span;
};

/* [h], [mm]: elapsed; [Red], [$-409], [>5]: not. Returns the bytes up to and with the bracket's end. */
static size_t skip_bracket(pl_str code, struct seen *seen) {
    size_t end = pl_str_find(code, ']');
    bool span = end > 1 && end < code.n;
    for (size_t i = 1; span && i < end; i++) {
        char c = lower(code.p[i]);
        span = c == lower(code.p[1]) && (c == 'h' || c == 'm' || c == 's');
    }
    seen->span = seen->span || span;
    return end < code.n ? end + 1 : code.n;
}

/* One thing of a format at `code`: how many bytes it has; 0 at the end of the first section. */
static size_t take(pl_str code, struct seen *seen) {
    switch (lower(code.p[0])) {
    case ';':
        return 0;
    case '"': {
        size_t end = pl_str_find(pl_str_sub(code, 1, code.n), '"');
        return end + 2 < code.n ? end + 2 : code.n;
    }
    case '\\':
    case '_':
    case '*':
        return code.n > 1 ? 2 : 1;
    case '[':
        return skip_bracket(code, seen);
    case 'a':
        if (pl_str_eq_nocase(pl_str_sub(code, 0, 5), PL_STR("AM/PM"))) {
            return 5;
        }
        return pl_str_eq_nocase(pl_str_sub(code, 0, 3), PL_STR("A/P")) ? 3 : 1;
    case 'y':
    case 'd':
        seen->date = true;
        return 1;
    case 'm':
        seen->month = true;
        return 1;
    case 'h':
    case 's':
        seen->clock = true;
        return 1;
    default:
        return 1;
    }
}

enum pl_serial_kind pl_serial_of_code(pl_str code) {
    struct seen seen = {.date = false};
    size_t n = 1;
    if (pl_str_eq_nocase(code, PL_STR("General"))) {
        return PL_SERIAL_NUMBER;
    }
    for (size_t at = 0; at < code.n && n > 0; at += n) {
        n = take(pl_str_sub(code, at, code.n), &seen);
    }
    if (seen.span) {
        return PL_SERIAL_SPAN;
    }
    if (seen.clock) { /* mm beside h or s is minutes */
        return seen.date ? PL_SERIAL_INSTANT : PL_SERIAL_TIME;
    }
    return seen.date || seen.month ? PL_SERIAL_DATE : PL_SERIAL_NUMBER;
}

static void write_clock(int64_t ms, struct pl_buf *out) {
    pl_buf_add_fmt(out, "%02d:%02d:%02d", (int)(ms / 3600000), (int)(ms / 60000 % 60), (int)(ms / 1000 % 60));
    if (ms % 1000 != 0) {
        pl_buf_add_fmt(out, ".%03d", (int)(ms % 1000));
    }
}

static void write_span(int64_t ms, struct pl_buf *out) {
    pl_buf_add_str(out, PL_STR("PT"));
    if (ms >= 3600000) {
        pl_buf_add_fmt(out, "%lldH", (long long)(ms / 3600000));
    }
    if (ms / 60000 % 60 > 0) {
        pl_buf_add_fmt(out, "%dM", (int)(ms / 60000 % 60));
    }
    if (ms % 60000 != 0 || ms == 0) {
        pl_buf_add_fmt(out, "%d", (int)(ms / 1000 % 60));
        if (ms % 1000 != 0) {
            pl_buf_add_fmt(out, ".%03d", (int)(ms % 1000));
        }
        pl_buf_add_char(out, 'S');
    }
}

bool pl_serial_write(double days, enum pl_serial_kind kind, bool since_1904, struct pl_buf *out) {
    if (kind == PL_SERIAL_NUMBER || !(days >= 0 && days < (double)LAST_DAY + 1)) {
        return false;
    }
    int64_t ms = (int64_t)(days * (double)DAY_MS + 0.5);
    int64_t day = ms / DAY_MS;
    ms %= DAY_MS;
    if (kind == PL_SERIAL_SPAN) {
        write_span(day * DAY_MS + ms, out);
        return true;
    }
    if (kind == PL_SERIAL_TIME && day == 0) {
        write_clock(ms, out);
        return true;
    }
    if (!since_1904 && (day == 0 || day == LEAP_SERIAL)) {
        return false;
    }
    int64_t unix_day = since_1904 ? EPOCH_1904 + day : EPOCH_1900 + day + (day < LEAP_SERIAL ? 1 : 0);
    struct pl_date date = pl_time_to_date(unix_day * PL_DAY_US);
    if (date.year > 9999) {
        return false;
    }
    pl_buf_add_fmt(out, "%04d-%02d-%02d", date.year, date.month, date.day);
    if (kind != PL_SERIAL_DATE || ms != 0) {
        pl_buf_add_char(out, 'T');
        write_clock(ms, out);
    }
    return true;
}
