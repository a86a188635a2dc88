#include "evidence/quantity.h"

#include <string.h>

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

struct unit_row {
    const char *text; /* folded, as it may be written */
    const char *name;
    int kind;
    double scale;
};

#define BARREL_L 158.987294928 /* 42 US gallons of 3.785411784 l */

static const struct unit_row UNITS[] = {
    {"container", "containers", PL_UNIT_COUNT, 1},
    {"containers", "containers", PL_UNIT_COUNT, 1},
    {"shipping containers", "containers", PL_UNIT_COUNT, 1},
    {"teu", "TEU", PL_UNIT_COUNT, 1},
    {"teus", "TEU", PL_UNIT_COUNT, 1},
    {"round", "rounds", PL_UNIT_COUNT, 1},
    {"rounds", "rounds", PL_UNIT_COUNT, 1},
    {"shell", "rounds", PL_UNIT_COUNT, 1},
    {"shells", "rounds", PL_UNIT_COUNT, 1},
    {"artillery shells", "rounds", PL_UNIT_COUNT, 1},
    {"artillery rounds", "rounds", PL_UNIT_COUNT, 1},
    {"projectiles", "rounds", PL_UNIT_COUNT, 1},
    {"voyage", "voyages", PL_UNIT_COUNT, 1},
    {"voyages", "voyages", PL_UNIT_COUNT, 1},
    {"trip", "voyages", PL_UNIT_COUNT, 1},
    {"trips", "voyages", PL_UNIT_COUNT, 1},
    {"sailings", "voyages", PL_UNIT_COUNT, 1},
    {"call", "calls", PL_UNIT_COUNT, 1},
    {"calls", "calls", PL_UNIT_COUNT, 1},
    {"port calls", "calls", PL_UNIT_COUNT, 1},
    {"tanker calls", "calls", PL_UNIT_COUNT, 1},
    {"delivery", "deliveries", PL_UNIT_COUNT, 1},
    {"deliveries", "deliveries", PL_UNIT_COUNT, 1},
    {"shipment", "shipments", PL_UNIT_COUNT, 1},
    {"shipments", "shipments", PL_UNIT_COUNT, 1},
    {"transfers", "transfers", PL_UNIT_COUNT, 1},
    {"ship-to-ship transfers", "transfers", PL_UNIT_COUNT, 1},
    {"deployment", "deployments", PL_UNIT_COUNT, 1},
    {"deployments", "deployments", PL_UNIT_COUNT, 1},
    {"missile", "missiles", PL_UNIT_COUNT, 1},
    {"missiles", "missiles", PL_UNIT_COUNT, 1},
    {"rocket", "rockets", PL_UNIT_COUNT, 1},
    {"rockets", "rockets", PL_UNIT_COUNT, 1},
    {"vehicle", "vehicles", PL_UNIT_COUNT, 1},
    {"vehicles", "vehicles", PL_UNIT_COUNT, 1},
    {"wagons", "wagons", PL_UNIT_COUNT, 1},
    {"rail cars", "wagons", PL_UNIT_COUNT, 1},
    {"railcars", "wagons", PL_UNIT_COUNT, 1},
    {"trains", "trains", PL_UNIT_COUNT, 1},
    {"flights", "flights", PL_UNIT_COUNT, 1},
    {"troops", "troops", PL_UNIT_PERSON, 1},
    {"soldiers", "troops", PL_UNIT_PERSON, 1},
    {"workers", "workers", PL_UNIT_PERSON, 1},
    {"labourers", "workers", PL_UNIT_PERSON, 1},
    {"laborers", "workers", PL_UNIT_PERSON, 1},
    {"people", "people", PL_UNIT_PERSON, 1},
    {"persons", "people", PL_UNIT_PERSON, 1},
    {"personnel", "people", PL_UNIT_PERSON, 1},
    {"g", "g", PL_UNIT_MASS, 0.001},
    {"kg", "kg", PL_UNIT_MASS, 1},
    {"kilograms", "kg", PL_UNIT_MASS, 1},
    {"t", "t", PL_UNIT_MASS, 1000},
    {"tonne", "t", PL_UNIT_MASS, 1000},
    {"tonnes", "t", PL_UNIT_MASS, 1000},
    {"ton", "t", PL_UNIT_MASS, 1000},
    {"tons", "t", PL_UNIT_MASS, 1000},
    {"mt", "t", PL_UNIT_MASS, 1000},
    {"metric ton", "t", PL_UNIT_MASS, 1000},
    {"metric tons", "t", PL_UNIT_MASS, 1000},
    {"metric tonnes", "t", PL_UNIT_MASS, 1000},
    {"kt", "kt", PL_UNIT_MASS, 1e6},
    {"kilotons", "kt", PL_UNIT_MASS, 1e6},
    {"long tons", "long tons", PL_UNIT_MASS, 1016.0469088},
    {"short tons", "short tons", PL_UNIT_MASS, 907.18474},
    {"lb", "lb", PL_UNIT_MASS, 0.45359237},
    {"bbl", "barrels", PL_UNIT_VOLUME, 1},
    {"bbls", "barrels", PL_UNIT_VOLUME, 1},
    {"barrel", "barrels", PL_UNIT_VOLUME, 1},
    {"barrels", "barrels", PL_UNIT_VOLUME, 1},
    {"l", "l", PL_UNIT_VOLUME, 1 / BARREL_L},
    {"litres", "l", PL_UNIT_VOLUME, 1 / BARREL_L},
    {"liters", "l", PL_UNIT_VOLUME, 1 / BARREL_L},
    {"m3", "m3", PL_UNIT_VOLUME, 1000 / BARREL_L},
    {"cubic metres", "m3", PL_UNIT_VOLUME, 1000 / BARREL_L},
    {"cubic meters", "m3", PL_UNIT_VOLUME, 1000 / BARREL_L},
    {"gallons", "gallons", PL_UNIT_VOLUME, 1.0 / 42},
    {"usd", "USD", PL_UNIT_MONEY, 1},
    {"us$", "USD", PL_UNIT_MONEY, 1},
    {"$", "USD", PL_UNIT_MONEY, 1},
    {"dollar", "USD", PL_UNIT_MONEY, 1},
    {"dollars", "USD", PL_UNIT_MONEY, 1},
    {"us dollars", "USD", PL_UNIT_MONEY, 1},
    {"krw", "KRW", PL_UNIT_MONEY, 1},
    {"won", "KRW", PL_UNIT_MONEY, 1},
    {"eur", "EUR", PL_UNIT_MONEY, 1},
    {"euro", "EUR", PL_UNIT_MONEY, 1},
    {"euros", "EUR", PL_UNIT_MONEY, 1},
    {"jpy", "JPY", PL_UNIT_MONEY, 1},
    {"yen", "JPY", PL_UNIT_MONEY, 1},
    {"cny", "CNY", PL_UNIT_MONEY, 1},
    {"yuan", "CNY", PL_UNIT_MONEY, 1},
    {"rub", "RUB", PL_UNIT_MONEY, 1},
    {"roubles", "RUB", PL_UNIT_MONEY, 1},
    {"rubles", "RUB", PL_UNIT_MONEY, 1},
    {"%", "%", PL_UNIT_SHARE, 1},
    {"percent", "%", PL_UNIT_SHARE, 1},
    {"per cent", "%", PL_UNIT_SHARE, 1},
    {"date", "date", PL_UNIT_DATE, 1},
};

static const struct {
    const char *text;
    double scale;
} SCALES[] = {{"thousand", 1e3},   {"thousands", 1e3}, {"million", 1e6},  {"millions", 1e6}, {"mn", 1e6},
              {"mln", 1e6},        {"billion", 1e9},   {"billions", 1e9}, {"bn", 1e9},       {"trillion", 1e12},
              {"trillions", 1e12}, {"tn", 1e12},       {"'000", 1e3}};

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c; }

static bool starts_nocase(pl_str text, pl_str prefix) {
    return text.n >= prefix.n && pl_str_eq_nocase(pl_str_sub(text, 0, prefix.n), prefix);
}

/* prefix as whole words at the start of text */
static bool starts_words(pl_str text, const char *prefix) {
    pl_str p = pl_str_from(prefix);
    if (!starts_nocase(text, p)) {
        return false;
    }
    bool wordy = is_letter(p.p[p.n - 1]);
    return text.n == p.n || !wordy || !is_letter(text.p[p.n]);
}

/* ---- numbers ---- */

/* Digits in threes behind a comma or space: the bytes of one more group, or 0. */
static size_t group_at(pl_str text, char separator) {
    if (text.n < 4 || text.p[0] != separator || !is_digit(text.p[1]) || !is_digit(text.p[2]) || !is_digit(text.p[3])) {
        return 0;
    }
    return text.n > 4 && is_digit(text.p[4]) ? 0 : 4;
}

static size_t scale_at(pl_str text, double *ret_scale) {
    size_t space = text.n > 0 && text.p[0] == ' ' ? 1 : 0;
    pl_str word = pl_str_sub(text, space, text.n);
    for (size_t i = 0; i + 1 < sizeof SCALES / sizeof SCALES[0]; i++) {
        if (starts_words(word, SCALES[i].text)) {
            *ret_scale = SCALES[i].scale;
            return space + strlen(SCALES[i].text);
        }
    }
    if (space == 0 && word.n > 0 && lower(word.p[0]) == 'm' && (word.n == 1 || !is_letter(word.p[1]))) {
        *ret_scale = 1e6;
        return 1;
    }
    return 0;
}

size_t pl_number_parse(pl_str text, double *ret_value) {
    size_t at = 0, digits = 0, decimals = 0;
    double value = 0, scale = 1;
    while (at < text.n && is_digit(text.p[at])) {
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
    if (at + 1 < text.n && text.p[at] == '.' && is_digit(text.p[at + 1])) {
        for (at++; at < text.n && is_digit(text.p[at]); at++) {
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
    at += scale_at(pl_str_sub(text, at, text.n), &times);
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

/* ---- units ---- */

static const struct unit_row *unit_row(pl_str text) {
    for (size_t i = 0; i < sizeof UNITS / sizeof UNITS[0]; i++) {
        if (pl_str_eq_nocase(text, pl_str_from(UNITS[i].text))) {
            return &UNITS[i];
        }
    }
    return NULL;
}

/* "rounds per year", "bbl/t": cuts off the measure */
static pl_str cut_per(pl_str *io_text) {
    for (size_t i = 1; i + 1 < io_text->n; i++) {
        pl_str rest = pl_str_sub(*io_text, i, io_text->n);
        size_t length = rest.p[0] == '/' ? 1 : starts_nocase(rest, PL_STR(" per ")) ? 5 : 0;
        if (length == 1 || (length == 5 && !starts_words(rest, " per cent"))) {
            pl_str per = pl_str_trim(pl_str_sub(rest, length, rest.n));
            *io_text = pl_str_trim(pl_str_sub(*io_text, 0, i));
            return per;
        }
    }
    return PL_STR("");
}

static pl_str measure_name(pl_str per) {
    static const char *const TIMES[][3] = {
        {"year", "annum", "years"}, {"month", "months", NULL}, {"week", "weeks", NULL}, {"day", "days", NULL}};
    for (size_t i = 0; i < sizeof TIMES / sizeof TIMES[0]; i++) {
        for (size_t k = 0; k < 3 && TIMES[i][k] != NULL; k++) {
            if (pl_str_eq_nocase(per, pl_str_from(TIMES[i][k]))) {
                return pl_str_from(TIMES[i][0]);
            }
        }
    }
    const struct unit_row *row = unit_row(per);
    return row != NULL ? pl_str_from(row->name) : per;
}

bool pl_unit_parse(pl_str text, struct pl_unit *ret_unit) {
    text = pl_str_trim(text);
    if (text.n == 0) {
        return false;
    }
    struct pl_unit unit = {.kind = PL_UNIT_OTHER, .written = text, .scale = 1};
    pl_str name = text;
    unit.per = measure_name(cut_per(&name));
    for (size_t i = 0; i < sizeof SCALES / sizeof SCALES[0]; i++) {
        pl_str word = pl_str_from(SCALES[i].text);
        if (starts_nocase(name, word) && name.n > word.n && name.p[word.n] == ' ') {
            unit.scale = SCALES[i].scale;
            name = pl_str_trim(pl_str_sub(name, word.n, name.n));
            break;
        }
    }
    const struct unit_row *row = unit_row(name);
    unit.name = row != NULL ? pl_str_from(row->name) : name;
    if (row != NULL) {
        unit.kind = row->kind;
        unit.scale *= row->scale;
    }
    *ret_unit = unit;
    return true;
}

bool pl_unit_timed(const struct pl_unit *unit) {
    return pl_str_eq(unit->per, PL_STR("year")) || pl_str_eq(unit->per, PL_STR("month")) ||
           pl_str_eq(unit->per, PL_STR("week")) || pl_str_eq(unit->per, PL_STR("day"));
}

bool pl_unit_adds(const struct pl_unit *unit) {
    return unit->per.n == 0 && (unit->kind == PL_UNIT_COUNT || unit->kind == PL_UNIT_MASS ||
                                unit->kind == PL_UNIT_VOLUME || unit->kind == PL_UNIT_MONEY);
}

bool pl_unit_same(const struct pl_unit *a, const struct pl_unit *b) {
    if (a->kind != b->kind || !pl_str_eq_nocase(a->per, b->per)) {
        return false;
    }
    return a->kind == PL_UNIT_MASS || a->kind == PL_UNIT_VOLUME || pl_str_eq_nocase(a->name, b->name);
}

/* ---- qualifiers ---- */

static bool is_condition(pl_str text) {
    for (size_t i = 0; i < sizeof CONDITIONS / sizeof CONDITIONS[0]; i++) {
        if (starts_words(text, CONDITIONS[i])) {
            return true;
        }
    }
    return false;
}

/* The bound that text begins with; the bytes it took, 0 none. */
static size_t bound_at(pl_str text, int *ret_bound) {
    for (size_t i = 0; i < sizeof BOUNDS / sizeof BOUNDS[0]; i++) {
        if (starts_words(text, BOUNDS[i].text)) {
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
        bool starts = i == 0 || is_space(part.p[i - 1]);
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
    if (!starts_words(s->rest, word)) {
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
        if (i == 4 || i == 7 ? text.p[i] != '-' : !is_digit(text.p[i])) {
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
    if (starts_words(s.rest, "at") && s.rest.n > 3 && is_digit(s.rest.p[3])) {
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
        if (is_letter(text.p[i]) || text.p[i] == '%' || text.p[i] == '$') {
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
            if (starts_nocase(rest, end) && (k < 4 || (rest.n > end.n && is_digit(rest.p[end.n])))) {
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
        dash = starts_words(s->rest, "and") ? 3 : 0;
    } else {
        dash = starts_words(s->rest, "to") && s->rest.n > 3 && is_digit(s->rest.p[3]) ? 2
               : s->rest.n > 1 && s->rest.p[0] == '-' && is_digit(s->rest.p[1])       ? 1
               : starts_nocase(s->rest, PL_STR("\xE2\x80\x93"))                       ? 3
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
        if (is_letter(number.p[i])) {
            (void)scale_at(pl_str_sub(number, i, number.n), &times);
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
    if (starts_nocase(s->rest, PL_STR("US$")) || starts_nocase(s->rest, PL_STR("USD "))) {
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
        if (pl_str_eq_nocase(end, suffix) && (from == 0 || is_space(io_head->p[from - 1]))) {
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
    bool joined = s.rest.p > s.whole.p && !is_space(s.rest.p[-1]); /* "5kg": only a unit of the table */
    pl_str rest = s.rest;
    pl_str head = pl_str_trim(pl_str_cut(&rest, ','));
    take_suffix(&head, &q.bound);
    size_t end = unit_end(pl_str_sub(head, 0, head.n));
    if (is_condition(head)) {
        end = 0;
    }
    pl_str unit = pl_str_trim(pl_str_sub(head, 0, end));
    if (unit.n > 0 && (q.unit.name.n > 0 || !has_letter(unit) || !pl_unit_parse(unit, &q.unit) ||
                       (joined && q.unit.kind == PL_UNIT_OTHER))) {
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

/* ---- ranges ---- */

static double least(double a, double b) { return a < b ? a : b; }
static double most(double a, double b) { return a > b ? a : b; }

/* What "about" leaves open on each side. */
static double about_slack(double value) {
    double digit = pl_number_digit(value);
    double last = digit > 0 ? value / digit : 0;
    last -= 10 * (double)(uint64_t)(last / 10);
    if (last > 4.5 && last < 5.5) {
        digit *= 5;
    }
    return least(most(digit, value * 0.01), value * 0.1);
}

struct pl_range pl_quantity_range(const struct pl_quantity *q) {
    double slack = least(pl_number_digit(q->value) / 2, q->value * 0.05);
    double high = q->value_max > q->value ? q->value_max : q->value;
    double high_slack = least(pl_number_digit(high) / 2, high * 0.05);
    bool range = q->value_max > q->value;
    struct pl_range r = {q->value - slack, high + high_slack, false, false};
    if (!q->has_value) {
        return (struct pl_range){0, PL_QUANTITY_OPEN, false, false};
    }
    switch (q->bound) {
    case PL_BOUND_EXACTLY:
    case PL_BOUND_BETWEEN:
        return (struct pl_range){q->value, high, false, false};
    case PL_BOUND_ABOUT:
        return (struct pl_range){q->value - about_slack(q->value), high + about_slack(high), false, false};
    case PL_BOUND_MORE_THAN:
        return (struct pl_range){q->value, range ? high : PL_QUANTITY_OPEN, true, false};
    case PL_BOUND_AT_LEAST:
        return (struct pl_range){q->value, range ? high : PL_QUANTITY_OPEN, false, false};
    case PL_BOUND_LESS_THAN:
        return (struct pl_range){range ? q->value : 0, high, false, true};
    case PL_BOUND_UP_TO:
        return (struct pl_range){range ? q->value : 0, high, false, false};
    default:
        return r;
    }
}

struct pl_range pl_quantity_base(const struct pl_quantity *q) {
    return pl_range_times(pl_quantity_range(q), q->unit.scale > 0 ? q->unit.scale : 1);
}

struct pl_range pl_range_times(struct pl_range r, double factor) {
    r.low *= factor;
    r.high = r.high >= PL_QUANTITY_OPEN ? PL_QUANTITY_OPEN : r.high * factor;
    return r;
}

struct pl_range pl_range_plus(struct pl_range a, struct pl_range b) {
    bool open = a.high >= PL_QUANTITY_OPEN || b.high >= PL_QUANTITY_OPEN;
    return (struct pl_range){a.low + b.low, open ? PL_QUANTITY_OPEN : a.high + b.high, a.strict_low || b.strict_low,
                             a.strict_high || b.strict_high};
}

bool pl_range_above(struct pl_range a, struct pl_range b) {
    double slack = 1e-9 * b.high; /* what rounding of the arithmetic may do */
    return a.strict_low || b.strict_high ? a.low >= b.high - slack && b.high < PL_QUANTITY_OPEN
                                         : a.low > b.high + slack;
}

bool pl_range_apart(struct pl_range a, struct pl_range b) { return pl_range_above(a, b) || pl_range_above(b, a); }
