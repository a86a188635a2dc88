/* A quantity as somebody stated it: a number that keeps its bound, unit, factor, condition and period.
 *
 * "more than 5,000 containers", "about 1.6 million rounds", "53,000 t at 7.9 bbl/t", "3 million rounds per year, if all
 * 152 mm". Nothing is converted away: the stated number and unit stay; a conversion factor is part of the value and
 * without one quantities of different units do not compare. What a number leaves open is an interval
 * (pl_quantity_range, rules there). A unit that the table does not know is kept as it is written, one of a kind with
 * itself only. Numbers are decimal, >= 0 and below 1e15; texts are views into what was parsed. Pure, no allocation. */
#ifndef PL_EVIDENCE_QUANTITY_H
#define PL_EVIDENCE_QUANTITY_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"
#include "text/interval.h"

#define PL_QUANTITY_MAX       1e15 /* numbers from here on are refused */
#define PL_QUANTITY_MAX_BYTES 1024 /* of a text to be parsed; longer is refused */

/* name, how it is written before the number */
#define PL_BOUNDS(X)                                                                                                   \
    X(STATED, "")                                                                                                      \
    X(EXACTLY, "exactly ")                                                                                             \
    X(ABOUT, "about ")                                                                                                 \
    X(MORE_THAN, "more than ")                                                                                         \
    X(AT_LEAST, "at least ")                                                                                           \
    X(LESS_THAN, "less than ")                                                                                         \
    X(UP_TO, "up to ")                                                                                                 \
    X(BETWEEN, "between ")
enum pl_bound {
#define PL_BOUND_ENUM(name, text) PL_BOUND_##name,
    PL_BOUNDS(PL_BOUND_ENUM)
#undef PL_BOUND_ENUM
        PL_BOUND_COUNT
};

/* What kind of thing a unit counts; only units of one kind are ever compared, and COUNT ones only by the same name. */
enum pl_unit_kind {
    PL_UNIT_OTHER,  /* not in the table: kept as written */
    PL_UNIT_COUNT,  /* containers, rounds, voyages ...: adds up over time */
    PL_UNIT_PERSON, /* troops, workers: a stock, does not add up */
    PL_UNIT_MASS,   /* base unit kg */
    PL_UNIT_VOLUME, /* base unit barrel */
    PL_UNIT_MONEY,  /* by currency */
    PL_UNIT_SHARE,  /* per cent */
    PL_UNIT_DATE    /* the value is the period itself */
};

struct pl_unit {
    int kind;       /* enum pl_unit_kind */
    pl_str name;    /* the table's (static): "barrels", "rounds"; for OTHER as written */
    pl_str written; /* as it was written: "thousand metric tons", "shells per year" */
    double scale;   /* how many base units one is: 1000 for a tonne, 1 for containers, 1e6 for million rounds */
    pl_str per;     /* of a rate: "year", "containers", "t", by the table where it is there; else empty */
};

/* From the first day of start to the last of end, each as precisely as it was said. */
struct pl_period {
    bool has_start, has_end;
    struct pl_interval start, end;
};

struct pl_quantity {
    bool has_value;   /* false: no number was given */
    double value;     /* in `unit` */
    double value_max; /* of a range; else equal to value */
    int bound;        /* enum pl_bound */
    struct pl_unit unit;
    double factor; /* stated conversion, such as 7.9 (bbl/t); 0 none */
    struct pl_unit factor_unit;
    pl_str condition; /* "if all 152 mm"; empty none */
    struct pl_period period;
};

/* One number: digits, grouped by commas or spaces in threes or not at all, with a decimal point, and one of thousand,
 * million (m, mn), billion (bn), trillion behind it; at most 15 digits, six of them decimals. Returns the bytes it took
 * from the start of text, 0 where none begins there. */
size_t pl_number_parse(pl_str text, double *ret_value);

/* What the last digit of value that is not 0 is worth: 1000 for 13,000, 0.1 for 2.5; 0 for 0. */
double pl_number_digit(double value);

/* A unit by its name: `t`, `tonnes`, `metric tons`, `rounds per year`, `bbl/t`. Scale words before it (`thousand
 * barrels`) go into the scale. Unknown names are kept; false only for an empty one. */
bool pl_unit_parse(pl_str text, struct pl_unit *ret_unit);

/* True where the measure of a rate is a time: year, month, week, day. */
bool pl_unit_timed(const struct pl_unit *unit);

/* True where amounts add up over time: counts, masses, volumes, money; no rates. */
bool pl_unit_adds(const struct pl_unit *unit);

/* True where both count the same thing in units that convert exactly (t and kg; rounds and shells), rates by the same
 * measure. TEU and containers are not the same. */
bool pl_unit_same(const struct pl_unit *a, const struct pl_unit *b);

/* The words of a qualifier: the bound, and behind a comma (or alone) a condition: "more than, if all 152mm". Words that
 * are neither bound nor condition are ignored. */
void pl_quantity_qualify(pl_str qualifier, struct pl_quantity *io_quantity);

/* A whole quantity from text, in the forms shown above; also "4-6 million rounds", "between 4 and 6 million rounds",
 * "5,000+ containers", "2023-09 to 2025-03: 64 voyages", "..., 2019". False where there is no number, where the number
 * is negative or too large, or where something is left that is none of these parts. */
bool pl_quantity_parse(pl_str text, struct pl_quantity *ret_quantity);

/* Canonical text, which pl_quantity_parse reads as the same quantity, and which is written again as it is. */
void pl_quantity_write(struct pl_buf *buf, const struct pl_quantity *quantity);

/* A number for people: 2,000,000; 447.8; at most `decimals` (0 to 6) places, none where it is whole. */
void pl_number_write(struct pl_buf *buf, double value, unsigned decimals);

/* What values a quantity leaves open, in its own unit; high is HUGE (PL_QUANTITY_OPEN) where there is no upper end.
 *
 *   stated    half of the worth of its last digit that is not 0 on each side, at most 5 % of the value
 *   exactly   the value alone
 *   about     the worth of that digit (of 5 where the digit is a 5), at least 1 % and at most 10 %
 *   more than, at least   from the value on;  less than, up to   from 0 to the value;  between   the two ends
 *
 * strict_low, strict_high: the end itself is excluded. */
#define PL_QUANTITY_OPEN 1e300
struct pl_range {
    double low, high;
    bool strict_low, strict_high;
};
struct pl_range pl_quantity_range(const struct pl_quantity *quantity);

/* The same in base units of the unit. */
struct pl_range pl_quantity_base(const struct pl_quantity *quantity);

/* Times a factor > 0; the sum; both keep open ends open. */
struct pl_range pl_range_times(struct pl_range range, double factor);
struct pl_range pl_range_plus(struct pl_range a, struct pl_range b);

/* True where no value lies in both. */
bool pl_range_apart(struct pl_range a, struct pl_range b);

/* True where every value of a is above every value of b. */
bool pl_range_above(struct pl_range a, struct pl_range b);

#endif
