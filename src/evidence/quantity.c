#include "evidence/quantity.h"

#include <string.h>

#include "evidence/quantity_in.h"

#include "base/ban.h"

struct word {
    const char *text;
    int value;
};

/* Longer ones before those that they begin with. */
static const struct word BOUNDS[] = {
    {"no more than", PL_BOUND_UP_TO},
    {"not more than", PL_BOUND_UP_TO},
    {"no fewer than", PL_BOUND_AT_LEAST},
    {"not fewer than", PL_BOUND_AT_LEAST},
    {"no less than", PL_BOUND_AT_LEAST},
    {"not less than", PL_BOUND_AT_LEAST},
    {"more than", PL_BOUND_MORE_THAN},
    {"greater than", PL_BOUND_MORE_THAN},
    {"in excess of", PL_BOUND_MORE_THAN},
    {"upwards of", PL_BOUND_MORE_THAN},
    {"upward of", PL_BOUND_MORE_THAN},
    {"well over", PL_BOUND_MORE_THAN},
    {"at least", PL_BOUND_AT_LEAST},
    {"at most", PL_BOUND_UP_TO},
    {"up to", PL_BOUND_UP_TO},
    {"as many as", PL_BOUND_UP_TO},
    {"as much as", PL_BOUND_UP_TO},
    {"less than", PL_BOUND_LESS_THAN},
    {"fewer than", PL_BOUND_LESS_THAN},
    {"about", PL_BOUND_ABOUT},
    {"around", PL_BOUND_ABOUT},
    {"approximately", PL_BOUND_ABOUT},
    {"approx.", PL_BOUND_ABOUT},
    {"approx", PL_BOUND_ABOUT},
    {"roughly", PL_BOUND_ABOUT},
    {"some", PL_BOUND_ABOUT},
    {"circa", PL_BOUND_ABOUT},
    {"ca.", PL_BOUND_ABOUT},
    {"nearly", PL_BOUND_ABOUT},
    {"almost", PL_BOUND_ABOUT},
    {"close to", PL_BOUND_ABOUT},
    {"an estimated", PL_BOUND_ABOUT},
    {"estimated", PL_BOUND_ABOUT},
    {"exactly", PL_BOUND_EXACTLY},
    {"precisely", PL_BOUND_EXACTLY},
    {"over", PL_BOUND_MORE_THAN},
    {"above", PL_BOUND_MORE_THAN},
    {"exceeding", PL_BOUND_MORE_THAN},
    {"exceeds", PL_BOUND_MORE_THAN},
    {"beyond", PL_BOUND_MORE_THAN},
    {"under", PL_BOUND_LESS_THAN},
    {"below", PL_BOUND_LESS_THAN},
    {"minimum of", PL_BOUND_AT_LEAST},
    {"minimum", PL_BOUND_AT_LEAST},
    {"maximum of", PL_BOUND_UP_TO},
    {"maximum", PL_BOUND_UP_TO},
    {"or more", PL_BOUND_AT_LEAST},
    {"and more", PL_BOUND_AT_LEAST},
    {"or less", PL_BOUND_UP_TO},
    {"or fewer", PL_BOUND_UP_TO},
    {"between", PL_BOUND_BETWEEN},
    {">=", PL_BOUND_AT_LEAST},
    {"<=", PL_BOUND_UP_TO},
    {">", PL_BOUND_MORE_THAN},
    {"<", PL_BOUND_LESS_THAN},
    {"~", PL_BOUND_ABOUT},
    {"\xE2\x89\xA5", PL_BOUND_AT_LEAST},
    {"\xE2\x89\xA4", PL_BOUND_UP_TO},
    {"\xE2\x89\x88", PL_BOUND_ABOUT},
};

static const char *const CONDITIONS[] = {"if", "assuming", "provided", "supposing", "in case", "given that", "only if"};

/* ---- qualifiers ---- */

static bool is_condition(pl_str text) {
    for (size_t i = 0; i < sizeof CONDITIONS / sizeof CONDITIONS[0]; i++) {
        if (pl_quantity_starts_words(text, CONDITIONS[i])) {
            return true;
        }
    }
    return false;
}

/* The bound that text begins with; the bytes it took, 0 none. */
static size_t bound_at(pl_str text, int *ret_bound) {
    for (size_t i = 0; i < sizeof BOUNDS / sizeof BOUNDS[0]; i++) {
        if (pl_quantity_starts_words(text, BOUNDS[i].text)) {
            *ret_bound = BOUNDS[i].value;
            return strlen(BOUNDS[i].text);
        }
    }
    return 0;
}

static bool one_sided(int bound) { return bound != PL_BOUND_STATED && bound != PL_BOUND_ABOUT; }

/* One part of a qualifier: every bound in it, one-sided ones before "about", and what begins as a condition. */
static void qualify_part(pl_str part, struct pl_quantity *q) {
    for (size_t i = 0; i < part.n; i++) {
        int bound = PL_BOUND_STATED;
        bool starts = i == 0 || pl_quantity_space(part.p[i - 1]);
        pl_str rest = pl_str_sub(part, i, part.n);
        if (starts && q->condition.n == 0 && is_condition(rest)) {
            q->condition = rest;
            return;
        }
        size_t taken = starts ? bound_at(rest, &bound) : 0;
        if (taken > 0) {
            if (!one_sided(q->bound)) {
                q->bound = bound;
            }
            i += taken - 1;
        }
    }
}

void pl_quantity_qualify(pl_str qualifier, struct pl_quantity *io_quantity) {
    pl_str rest = qualifier;
    while (rest.p != NULL) {
        pl_str part = pl_str_trim(pl_str_cut(&rest, ','));
        if (io_quantity->condition.n > 0 && part.n > 0 && !is_condition(part)) {
            int bound = PL_BOUND_STATED;
            if (bound_at(part, &bound) == 0) { /* the condition goes on behind its comma */
                io_quantity->condition.n = (size_t)(part.p + part.n - io_quantity->condition.p);
                continue;
            }
        }
        qualify_part(part, io_quantity);
    }
}

/* ---- whole quantities ---- */

struct scan {
    pl_str rest;
    pl_str whole;
};

static void skip(struct scan *s, size_t n) { s->rest = pl_str_trim(pl_str_sub(s->rest, n, s->rest.n)); }

static bool take_word(struct scan *s, const char *word) {
    if (!pl_quantity_starts_words(s->rest, word)) {
        return false;
    }
    skip(s, strlen(word));
    return true;
}

static bool one_date(pl_str text, struct pl_interval *ret) {
    text = pl_str_trim(text);
    if (text.n != 4 && text.n != 7 && text.n != 10) {
        return false;
    }
    for (size_t i = 0; i < text.n; i++) {
        if (i == 4 || i == 7 ? text.p[i] != '-' : !pl_quantity_digit(text.p[i])) {
            return false;
        }
    }
    return pl_interval_parse(text, ret);
}

/* "2019", "in 2019", "2023-09 to 2025-03", "since 2023-09", "by 2024-06-14" */
static bool read_period(pl_str text, struct pl_period *ret) {
    struct scan s = {pl_str_trim(text), text};
    struct pl_period p = {0};
    if (take_word(&s, "since")) {
        p.has_start = one_date(s.rest, &p.start);
        *ret = p;
        return p.has_start;
    }
    if (take_word(&s, "by") || take_word(&s, "until") || take_word(&s, "to")) {
        p.has_end = one_date(s.rest, &p.end);
        *ret = p;
        return p.has_end;
    }
    (void)(take_word(&s, "in") || take_word(&s, "from") || take_word(&s, "on"));
    size_t to = pl_str_find_str(s.rest, PL_STR(" to "));
    if (to < s.rest.n) {
        p.has_start = one_date(pl_str_sub(s.rest, 0, to), &p.start);
        p.has_end = one_date(pl_str_sub(s.rest, to + 4, s.rest.n), &p.end);
        *ret = p;
        return p.has_start && p.has_end && p.end.last_day >= p.start.first_day;
    }
    p.has_start = p.has_end = one_date(s.rest, &p.start);
    p.end = p.start;
    *ret = p;
    return p.has_start;
}

/* "at 7.9 bbl/t" */
static bool read_factor(pl_str text, struct pl_quantity *q) {
    double value = 0;
    size_t taken = pl_number_parse(text, &value);
    struct pl_unit unit;
    if (taken == 0 || value <= 0 || q->factor > 0 || !pl_unit_parse(pl_str_sub(text, taken, text.n), &unit) ||
        unit.per.n == 0) {
        return false;
    }
    q->factor = value;
    q->factor_unit = unit;
    return true;
}

/* A part behind a comma: a factor, a condition, a period. */
static bool read_part(pl_str part, struct pl_quantity *q) {
    struct pl_period period;
    struct scan s = {pl_str_trim(part), part};
    if (s.rest.n == 0) {
        return false;
    }
    if (is_condition(s.rest)) {
        if (q->condition.n > 0) {
            return false;
        }
        q->condition = s.rest;
        return true;
    }
    if (pl_quantity_starts_words(s.rest, "at") && s.rest.n > 3 && pl_quantity_digit(s.rest.p[3])) {
        skip(&s, 2);
        return read_factor(s.rest, q);
    }
    if (read_period(s.rest, &period)) {
        if (q->period.has_start || q->period.has_end) {
            return false;
        }
        q->period = period;
        return true;
    }
    return false;
}

static bool has_letter(pl_str text) {
    for (size_t i = 0; i < text.n; i++) {
        if (pl_quantity_letter(text.p[i]) || text.p[i] == '%' || text.p[i] == '$') {
            return true;
        }
    }
    return false;
}

/* The unit, up to what belongs to another part: " if ", " at 7.9", " in 2019", " since ", " by 2024", " from 2023". */
static size_t unit_end(pl_str text) {
    static const char *const ENDS[] = {" if ", " assuming ", " provided ", " since ", " at ", " in ",
                                       " by ", " from ",     " until ",    " on ",    " to "};
    for (size_t i = 0; i < text.n; i++) {
        for (size_t k = 0; k < sizeof ENDS / sizeof ENDS[0]; k++) {
            pl_str end = pl_str_from(ENDS[k]);
            pl_str rest = pl_str_sub(text, i, text.n);
            if (pl_quantity_starts(rest, end) && (k < 4 || (rest.n > end.n && pl_quantity_digit(rest.p[end.n])))) {
                return i;
            }
        }
    }
    return text.n;
}

/* Number, and where there is one the second of a range. */
static bool read_numbers(struct scan *s, struct pl_quantity *q) {
    double second = 0, times = 1;
    size_t taken = pl_number_parse(s->rest, &q->value);
    if (taken == 0) {
        return false;
    }
    bool scaled = has_letter(pl_str_sub(s->rest, 0, taken));
    skip(s, taken);
    q->has_value = true;
    q->value_max = q->value;
    if (s->rest.n > 0 && s->rest.p[0] == '+') {
        q->bound = PL_BOUND_AT_LEAST;
        skip(s, 1);
        return true;
    }
    size_t dash = 0;
    if (q->bound == PL_BOUND_BETWEEN) {
        dash = pl_quantity_starts_words(s->rest, "and") ? 3 : 0;
    } else {
        dash = pl_quantity_starts_words(s->rest, "to") && s->rest.n > 3 && pl_quantity_digit(s->rest.p[3]) ? 2
               : s->rest.n > 1 && s->rest.p[0] == '-' && pl_quantity_digit(s->rest.p[1])                   ? 1
               : pl_quantity_starts(s->rest, PL_STR("\xE2\x80\x93"))                                       ? 3
                                                                                                           : 0;
    }
    if (dash == 0) {
        return q->bound != PL_BOUND_BETWEEN;
    }
    skip(s, dash);
    taken = pl_number_parse(s->rest, &second);
    if (taken == 0) {
        return false;
    }
    pl_str number = pl_str_sub(s->rest, 0, taken);
    for (size_t i = 0; !scaled && i < number.n; i++) { /* "4 to 6 million": the scale belongs to both */
        if (pl_quantity_letter(number.p[i])) {
            (void)pl_quantity_scale(pl_str_sub(number, i, number.n), &times);
            break;
        }
    }
    skip(s, taken);
    q->value = q->value * times;
    q->value_max = second;
    q->bound = q->bound == PL_BOUND_STATED ? PL_BOUND_BETWEEN : q->bound;
    return q->value < PL_QUANTITY_MAX && second >= q->value;
}

static bool read_prefix(struct scan *s, struct pl_quantity *q) {
    size_t colon = pl_str_find(s->rest, ':');
    if (colon < s->rest.n) {
        if (!read_period(pl_str_sub(s->rest, 0, colon), &q->period)) {
            return false;
        }
        skip(s, colon + 1);
    }
    for (int bound = 0;;) {
        size_t taken = bound_at(s->rest, &bound);
        if (taken == 0) {
            break;
        }
        q->bound = one_sided(q->bound) ? q->bound : bound;
        skip(s, taken);
    }
    if (pl_quantity_starts(s->rest, PL_STR("US$")) || pl_quantity_starts(s->rest, PL_STR("USD "))) {
        skip(s, 3);
        (void)pl_unit_parse(PL_STR("USD"), &q->unit);
    } else if (s->rest.n > 0 && s->rest.p[0] == '$') {
        skip(s, 1);
        (void)pl_unit_parse(PL_STR("USD"), &q->unit);
    }
    return true;
}

/* "5,000 containers or more", "7 or fewer": the bound, cut off with what follows its words kept. */
static void take_suffix(pl_str *io_head, int *io_bound) {
    static const struct word SUFFIXES[] = {{"or more", PL_BOUND_AT_LEAST},
                                           {"and more", PL_BOUND_AT_LEAST},
                                           {"or less", PL_BOUND_UP_TO},
                                           {"or fewer", PL_BOUND_UP_TO}};
    for (size_t i = 0; i < sizeof SUFFIXES / sizeof SUFFIXES[0]; i++) {
        pl_str suffix = pl_str_from(SUFFIXES[i].text);
        size_t from = io_head->n - (io_head->n >= suffix.n ? suffix.n : io_head->n);
        pl_str end = pl_str_sub(*io_head, from, suffix.n);
        if (pl_str_eq_nocase(end, suffix) && (from == 0 || pl_quantity_space(io_head->p[from - 1]))) {
            *io_bound = SUFFIXES[i].value;
            *io_head = pl_str_trim(pl_str_sub(*io_head, 0, from));
            return;
        }
    }
}

bool pl_quantity_parse(pl_str text, struct pl_quantity *ret_quantity) {
    struct pl_quantity q = {0};
    struct scan s = {pl_str_trim(text), text};
    if (text.n > PL_QUANTITY_MAX_BYTES || !read_prefix(&s, &q) || !read_numbers(&s, &q)) {
        return false;
    }
    bool joined = s.rest.p > s.whole.p && !pl_quantity_space(s.rest.p[-1]); /* "5kg": only a unit of the table */
    pl_str rest = s.rest;
    pl_str head = pl_str_trim(pl_str_cut(&rest, ','));
    take_suffix(&head, &q.bound);
    size_t end = unit_end(pl_str_sub(head, 0, head.n));
    if (is_condition(head)) {
        end = 0;
    }
    pl_str unit = pl_str_trim(pl_str_sub(head, 0, end));
    if (unit.n > 0 && (q.unit.name.n > 0 || !has_letter(unit) || pl_str_find(unit, ':') < unit.n ||
                       !pl_unit_parse(unit, &q.unit) || (joined && q.unit.kind == PL_UNIT_OTHER))) {
        return false;
    }
    pl_str tail = pl_str_trim(pl_str_sub(head, end, head.n));
    while (tail.n > 0) { /* "t at 7.9 bbl/t in 2019": each part in turn */
        size_t cut = tail.n > 1 ? 1 + unit_end(pl_str_sub(tail, 1, tail.n)) : tail.n;
        if (is_condition(tail)) {
            cut = tail.n;
        }
        if (!read_part(pl_str_sub(tail, 0, cut), &q)) {
            return false;
        }
        tail = pl_str_trim(pl_str_sub(tail, cut, tail.n));
    }
    while (rest.p != NULL) {
        if (!read_part(pl_str_cut(&rest, ','), &q)) {
            return false;
        }
    }
    *ret_quantity = q;
    return true;
}

static void write_day(struct pl_buf *buf, struct pl_interval day) { pl_interval_write(buf, day); }

void pl_quantity_write(struct pl_buf *buf, const struct pl_quantity *q) {
    static const char *const TEXTS[] = {
#define PL_BOUND_TEXT(name, text) text,
        PL_BOUNDS(PL_BOUND_TEXT)
#undef PL_BOUND_TEXT
    };
    if (!q->has_value) {
        pl_buf_add_str(buf, PL_STR("no number"));
        return;
    }
    pl_buf_add_str(buf, pl_str_from(TEXTS[q->bound < PL_BOUND_COUNT ? q->bound : 0]));
    pl_number_write(buf, q->value, 6);
    if (q->value_max > q->value || q->bound == PL_BOUND_BETWEEN) {
        pl_buf_add_str(buf, q->bound == PL_BOUND_BETWEEN ? PL_STR(" and ") : PL_STR(" to "));
        pl_number_write(buf, q->value_max, 6);
    }
    pl_str unit = q->unit.written.n > 0 ? q->unit.written : q->unit.name;
    if (unit.n > 0) {
        pl_buf_add_char(buf, ' ');
        pl_buf_add_str(buf, unit);
    }
    if (q->factor > 0) {
        pl_buf_add_str(buf, PL_STR(" at "));
        pl_number_write(buf, q->factor, 6);
        pl_buf_add_char(buf, ' ');
        pl_buf_add_str(buf, q->factor_unit.written);
    }
    if (q->condition.n > 0) {
        pl_buf_add_str(buf, PL_STR(", "));
        pl_buf_add_str(buf, q->condition);
    }
    const struct pl_period *p = &q->period;
    if (p->has_start && p->has_end) {
        pl_buf_add_str(buf, PL_STR(", "));
        write_day(buf, p->start);
        if (p->start.first_day != p->end.first_day || p->start.last_day != p->end.last_day) {
            pl_buf_add_str(buf, PL_STR(" to "));
            write_day(buf, p->end);
        }
    } else if (p->has_start || p->has_end) {
        pl_buf_add_str(buf, p->has_start ? PL_STR(", since ") : PL_STR(", by "));
        write_day(buf, p->has_start ? p->start : p->end);
    }
}
