/* Filings: what persons put beside AIS, as typed and checked fields.
 *
 * A source, an item, an observation, a claim, a finding and what follows them are each one *filing*: a kind and named
 * values. The table of kinds and fields below is the only place that says what a filing may hold; the journal, the
 * store, the tables that are imported and the command line read it. A filing says what somebody said: a number whose
 * check digit is wrong stays as it is and is marked, nothing is corrected. Byte form: docs/format/filing.md. Pure.
 *
 * An id is the letter of the kind and the journal entry, `C12`; a row of a table that came in as one entry adds its
 * place from 1, `O12.3`. A label is a name that a person gave a filing, unique in its case. */
#ifndef PL_EVIDENCE_FILING_H
#define PL_EVIDENCE_FILING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"

#define PL_FILING_FIELDS_MAX 64
#define PL_FILING_VALUE_MAX  ((size_t)1 << 20) /* bytes of one value */
#define PL_FILING_LABEL_MAX  64
#define PL_FILING_ID_MAX     48 /* bytes of an id with its NUL */

enum pl_filing_type {
    PL_FILING_TEXT,     /* UTF-8, as given */
    PL_FILING_WORD,     /* one of `words` */
    PL_FILING_YES,      /* "yes" or absent */
    PL_FILING_WHEN,     /* an instant (base/time) or an imprecise date (text/interval), normalised */
    PL_FILING_DAY,      /* YYYY-MM-DD */
    PL_FILING_LAT,      /* degrees, -90..90 */
    PL_FILING_LON,      /* degrees, -180..180 */
    PL_FILING_NUMBER,   /* a decimal >= 0 */
    PL_FILING_COUNT,    /* a whole number >= 0 */
    PL_FILING_QUANTITY, /* "more than 5,000 containers": evidence/quantity; kept as given */
    PL_FILING_REF,      /* an id or label of a filing whose kind's letter is in `words` */
    PL_FILING_REFS,     /* several, by spaces */
    PL_FILING_HASH      /* 64 hex digits: an object of the case */
};

struct pl_filing_field {
    const char *name;
    int type; /* enum pl_filing_type */
    bool required;
    const char *words; /* WORD: `a|b|c`; REF, REFS: letters such as "CO", "*" any filing, "E" adds events by id */
    const char *text;  /* one line for help and docs */
};

struct pl_filing_kind {
    const char *kind; /* of the journal entry */
    char letter;
    const char *text;
    const struct pl_filing_field *fields; /* ended by a NULL name; the common ones follow for every kind */
};

/* Every kind, ended by a NULL name, and the fields that each has beside its own: label, by, text. */
extern const struct pl_filing_kind pl_filing_kinds[];
extern const struct pl_filing_field pl_filing_common[];

/* By the journal's word, or by letter; NULL for none. */
const struct pl_filing_kind *pl_filing_kind_of(pl_str kind);
const struct pl_filing_kind *pl_filing_kind_by_letter(char letter);

/* The field of that name of a kind (a common one too), or NULL. */
const struct pl_filing_field *pl_filing_field_of(const struct pl_filing_kind *kind, pl_str name);

struct pl_filing_value {
    pl_str name;
    pl_str value;
};

struct pl_filing {
    const struct pl_filing_kind *kind;
    int64_t seq; /* of its journal entry; -1 not yet written */
    int64_t row; /* from 1 in a table; 0 where the entry is the filing */
    pl_time at;  /* of its journal entry */
    struct pl_filing_value *values;
    size_t n;
};

/* The value of a field, or {NULL,0}. */
pl_str pl_filing_get_value(const struct pl_filing *filing, const char *name);

/* The number of a NUMBER, COUNT, LAT or LON field; false where it is absent. */
bool pl_filing_number(const struct pl_filing *filing, const char *name, double *ret);

/* What a WHEN field may mean, from its first to its last microsecond; false where it is absent. */
bool pl_filing_when(const struct pl_filing *filing, const char *name, pl_time *ret_from, pl_time *ret_to);

/* Checks and normalises in place (values into the arena): unknown and repeated fields, missing required ones, values
 * that are none of their type, and what holds between fields (an end before its start, lat without lon, a claim without
 * any content ...). Empty values are removed. USAGE naming the field. */
PL_MUST int pl_filing_check(struct pl_filing *filing, struct pl_arena *arena, struct pl_error *err);

/* True where the field imo, mmsi of a filing is there and cannot be one (names/identifier). */
bool pl_filing_bad_number(const struct pl_filing *filing, const char *name);

/* `C12` or `O12.3`. */
void pl_filing_id(const struct pl_filing *filing, char out[PL_FILING_ID_MAX]);

/* The way back; false for what is no id. */
bool pl_filing_id_parse(pl_str id, char *ret_letter, int64_t *ret_seq, int64_t *ret_row);

/* Values as bytes and back: u16 count, then u16 length and name, u32 length and value each, big-endian, in the order of
 * the names. FORMAT for anything else; views borrow. */
void pl_filing_write(const struct pl_filing *filing, struct pl_buf *buf);
PL_MUST int pl_filing_read(pl_str bytes, struct pl_arena *arena, struct pl_filing *filing, struct pl_error *err);

#endif
