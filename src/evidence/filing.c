#include "evidence/filing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "names/identifier.h"
#include "text/interval.h"
#include "text/unicode.h"

#include "base/ban.h"

#define ACCURACY_MAX_M 20037508.0

const struct pl_filing_kind *pl_filing_kind_of(pl_str kind) {
    for (const struct pl_filing_kind *k = pl_filing_kinds; k->kind != NULL; k++) {
        if (pl_str_eq(kind, pl_str_from(k->kind))) {
            return k;
        }
    }
    return NULL;
}

const struct pl_filing_kind *pl_filing_kind_by_letter(char letter) {
    for (const struct pl_filing_kind *k = pl_filing_kinds; k->kind != NULL; k++) {
        if (k->letter == letter) {
            return k;
        }
    }
    return NULL;
}

static const struct pl_filing_field *field_in(const struct pl_filing_field *fields, pl_str name) {
    for (const struct pl_filing_field *f = fields; f->name != NULL; f++) {
        if (pl_str_eq(name, pl_str_from(f->name))) {
            return f;
        }
    }
    return NULL;
}

const struct pl_filing_field *pl_filing_field_of(const struct pl_filing_kind *kind, pl_str name) {
    const struct pl_filing_field *f = field_in(kind->fields, name);
    return f != NULL ? f : field_in(pl_filing_common, name);
}

pl_str pl_filing_get_value(const struct pl_filing *filing, const char *name) {
    pl_str wanted = pl_str_from(name);
    for (size_t i = 0; i < filing->n; i++) {
        if (pl_str_eq(filing->values[i].name, wanted)) {
            return filing->values[i].value;
        }
    }
    return (pl_str){0};
}

bool pl_filing_number(const struct pl_filing *filing, const char *name, double *ret) {
    return pl_str_double(pl_filing_get_value(filing, name), ret);
}

/* ---- times ---- */

static bool is_instant(pl_str value, pl_time *ret) {
    return pl_str_find(value, ':') < value.n && pl_time_parse(value, ret);
}

static bool when_of(pl_str value, pl_time *ret_from, pl_time *ret_to) {
    struct pl_interval interval;
    pl_time at = 0;
    if (is_instant(value, &at)) {
        *ret_from = *ret_to = at;
        return true;
    }
    if (!pl_interval_parse(value, &interval)) {
        return false;
    }
    *ret_from = (pl_time)interval.first_day * PL_DAY_US;
    *ret_to = ((pl_time)interval.last_day + 1) * PL_DAY_US - 1;
    return true;
}

bool pl_filing_when(const struct pl_filing *filing, const char *name, pl_time *ret_from, pl_time *ret_to) {
    pl_str value = pl_filing_get_value(filing, name);
    return value.n > 0 && when_of(value, ret_from, ret_to);
}

static pl_str when_text(pl_str value, struct pl_arena *arena) {
    char room[128];
    struct pl_buf buf = {.p = room, .cap = sizeof room, .max_bytes = sizeof room};
    struct pl_interval interval;
    pl_time at = 0;
    if (is_instant(value, &at)) {
        pl_time_write(&buf, at);
    } else if (pl_interval_parse(value, &interval)) {
        pl_interval_write(&buf, interval);
    }
    return pl_str_copy(arena, pl_buf_str(&buf));
}

/* ---- single values ---- */

static bool has_word(const char *words, pl_str word) {
    pl_str rest = pl_str_from(words);
    while (rest.p != NULL) {
        if (pl_str_eq(pl_str_cut(&rest, '|'), word)) {
            return true;
        }
    }
    return false;
}

static bool is_label(pl_str s) {
    bool ok = s.n > 0 && s.n <= PL_FILING_LABEL_MAX;
    for (size_t i = 0; ok && i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        ok = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
             c == '.' || c >= 0x80;
    }
    return ok;
}

static bool is_digits(pl_str s) {
    uint64_t n = 0;
    return pl_str_u64(s, &n);
}

static bool is_hex64(pl_str s) {
    bool ok = s.n == 64;
    for (size_t i = 0; ok && i < s.n; i++) {
        ok = (s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f');
    }
    return ok;
}

static bool is_day(pl_str s) {
    pl_time at = 0;
    return s.n == 10 && pl_time_parse(s, &at);
}

static bool in_range(pl_str s, double least, double most) {
    double v = 0;
    return pl_str_double(s, &v) && v >= least && v <= most;
}

/* An id, a label, or where the field allows it the id of an event (hex). */
static bool is_reference(const char *letters, pl_str s) {
    char letter = 0;
    int64_t seq = 0, row = 0;
    if (pl_filing_id_parse(s, &letter, &seq, &row)) {
        return strchr(letters, letter) != NULL || letters[0] == '*';
    }
    if (is_hex64(s)) {
        return strchr(letters, 'E') != NULL;
    }
    return is_label(s);
}

static bool are_references(const char *letters, pl_str s) {
    bool any = false;
    while (s.p != NULL) {
        pl_str one = pl_str_cut(&s, ' ');
        if (one.n > 0 && !is_reference(letters, one)) {
            return false;
        }
        any = any || one.n > 0;
    }
    return any;
}

/* NULL where the value is of the field's type, else what it should be. */
static const char *type_fault(const struct pl_filing_field *f, pl_str v) {
    pl_time from = 0, to = 0;
    uint64_t count = 0;
    switch ((enum pl_filing_type)f->type) {
    case PL_FILING_TEXT:
    case PL_FILING_QUANTITY:
        return NULL;
    case PL_FILING_WORD:
        return has_word(f->words, v) ? NULL : "is none of the words that it takes";
    case PL_FILING_YES:
        return pl_str_eq(v, PL_STR("yes")) ? NULL : "is `yes` or absent";
    case PL_FILING_WHEN:
        return when_of(v, &from, &to) ? NULL : "is no time: 2024-03-01T02:00Z, 2024-03-01, 2024-03, circa 2024 ...";
    case PL_FILING_DAY:
        return is_day(v) ? NULL : "is no day, YYYY-MM-DD";
    case PL_FILING_LAT:
        return in_range(v, -90, 90) ? NULL : "is no latitude, -90 to 90 degrees";
    case PL_FILING_LON:
        return in_range(v, -180, 180) ? NULL : "is no longitude, -180 to 180 degrees";
    case PL_FILING_NUMBER:
        return in_range(v, 0, 1e300) ? NULL : "is no number of 0 or more";
    case PL_FILING_COUNT:
        return pl_str_u64(v, &count) ? NULL : "is no whole number of 0 or more";
    case PL_FILING_REF:
        return is_reference(f->words, v) ? NULL : "is no id of such a filing, and no label";
    case PL_FILING_REFS:
        return are_references(f->words, v) ? NULL : "has something that is no id of such a filing, and no label";
    case PL_FILING_HASH:
        return is_hex64(v) ? NULL : "is no SHA-256 in 64 hex digits";
    }
    return NULL;
}

/* ---- the filing as a whole ---- */

static int by_name(const void *a, const void *b) {
    return pl_str_cmp(((const struct pl_filing_value *)a)->name, ((const struct pl_filing_value *)b)->name);
}

static int check_value(const struct pl_filing *r, struct pl_filing_value *v, struct pl_arena *arena,
                       struct pl_error *err) {
    const struct pl_filing_field *f = pl_filing_field_of(r->kind, v->name);
    if (f == NULL) {
        return pl_fail(err, PL_E_USAGE, "a filing of kind %s has no field \"%.*s\"", r->kind->kind,
                       (int)(v->name.n < 60 ? v->name.n : 60), v->name.p);
    }
    if (v->value.n > PL_FILING_VALUE_MAX) {
        return pl_fail(err, PL_E_LIMIT, "%s: the value has more than %zu bytes", f->name, PL_FILING_VALUE_MAX);
    }
    if (!pl_unicode_valid(v->value)) {
        return pl_fail(err, PL_E_USAGE, "%s: the value is not UTF-8", f->name);
    }
    const char *fault = type_fault(f, v->value);
    if (fault == NULL && v->name.n == 5 && memcmp(v->name.p, "label", 5) == 0) {
        char letter = 0;
        int64_t seq = 0, row = 0;
        fault = !is_label(v->value) ? "has letters, digits and - _ . only, at most 64 bytes"
                : pl_filing_id_parse(v->value, &letter, &seq, &row) || is_hex64(v->value) || is_digits(v->value)
                    ? "looks like an id"
                    : NULL;
    }
    if (fault != NULL) {
        int shown = (int)(v->value.n < 60 ? v->value.n : 60);
        return pl_fail(err, PL_E_USAGE, "%s: \"%.*s\" %s%s%s", f->name, shown, v->value.p, fault,
                       f->type == PL_FILING_WORD ? ": " : "", f->type == PL_FILING_WORD ? f->words : "");
    }
    if (f->type == PL_FILING_WHEN) {
        v->value = when_text(v->value, arena);
    }
    return 0;
}

static int check_required(const struct pl_filing *r, struct pl_error *err) {
    for (const struct pl_filing_field *f = r->kind->fields; f->name != NULL; f++) {
        if (f->required && pl_filing_get_value(r, f->name).n == 0) {
            return pl_fail(err, PL_E_USAGE, "%s is missing: %s", f->name, f->text);
        }
    }
    return 0;
}

static int check_order(const struct pl_filing *r, const char *first, const char *last, struct pl_error *err) {
    pl_time a0 = 0, a1 = 0, b0 = 0, b1 = 0;
    if (pl_filing_when(r, first, &a0, &a1) && pl_filing_when(r, last, &b0, &b1) && b1 < a0) {
        return pl_fail(err, PL_E_USAGE, "%s is before %s", last, first);
    }
    return 0;
}

static bool has(const struct pl_filing *r, const char *name) { return pl_filing_get_value(r, name).n > 0; }

/* What must hold between fields, by kind. */
static int check_between(const struct pl_filing *r, struct pl_error *err) {
    int code = check_order(r, "observed", "observed_end", err);
    code = code == 0 ? check_order(r, "start", "end", err) : code;
    code = code == 0 ? check_order(r, "dated", "due", err) : code;
    if (code != 0) {
        return code;
    }
    double accuracy = 0;
    if (pl_filing_number(r, "accuracy_m", &accuracy) && accuracy > ACCURACY_MAX_M) {
        return pl_fail(err, PL_E_USAGE, "accuracy_m is more than half the way around the earth");
    }
    if (has(r, "lat") != has(r, "lon")) {
        return pl_fail(err, PL_E_USAGE, "lat and lon belong together");
    }
    switch (r->kind->letter) {
    case 'G':
        return has(r, "reliability") != has(r, "credibility")
                   ? 0
                   : pl_fail(err, PL_E_USAGE,
                             "a grade is either a reliability (of a source) or a credibility (of "
                             "information)");
    case 'S':
        return !has(r, "protected") || has(r, "reason")
                   ? 0
                   : pl_fail(err, PL_E_USAGE, "reason is missing: a protected source needs the reason");
    case 'O':
        return has(r, "subject") || has(r, "imo") || has(r, "mmsi") || has(r, "registration") || has(r, "seen_name") ||
                       has(r, "callsign") || has(r, "lat") || has(r, "place") || has(r, "original")
                   ? 0
                   : pl_fail(err, PL_E_USAGE,
                             "an observation is of something: subject, imo, mmsi, registration, "
                             "place or words");
    case 'C':
        return has(r, "who") || has(r, "did") || has(r, "what")
                   ? 0
                   : pl_fail(err, PL_E_USAGE, "a claim says who, did or what");
    case 'Y':
        return has(r, "letter") || has(r, "about")
                   ? 0
                   : pl_fail(err, PL_E_USAGE, "a reply answers a letter, or is about a finding or claim");
    case 'K':
        return has(r, "state") || has(r, "owner") || has(r, "due") || has(r, "text")
                   ? 0
                   : pl_fail(err, PL_E_USAGE, "nothing is said of the task: state, owner, due or text");
    default:
        return 0;
    }
}

int pl_filing_check(struct pl_filing *filing, struct pl_arena *arena, struct pl_error *err) {
    size_t n = 0;
    for (size_t i = 0; i < filing->n; i++) {
        if (filing->values[i].value.n > 0) {
            filing->values[n++] = filing->values[i];
        }
    }
    filing->n = n;
    if (n > PL_FILING_FIELDS_MAX) {
        return pl_fail(err, PL_E_LIMIT, "a filing has at most %d fields", PL_FILING_FIELDS_MAX);
    }
    qsort(filing->values, n, sizeof *filing->values, by_name);
    int code = 0;
    for (size_t i = 0; code == 0 && i < n; i++) {
        struct pl_filing_value *v = &filing->values[i];
        if (i > 0 && pl_str_eq(v->name, filing->values[i - 1].name)) {
            code = pl_fail(err, PL_E_USAGE, "the field \"%.*s\" is given twice", (int)(v->name.n < 60 ? v->name.n : 60),
                           v->name.p);
        } else {
            code = check_value(filing, v, arena, err);
        }
    }
    code = code == 0 ? check_required(filing, err) : code;
    code = code == 0 ? check_between(filing, err) : code;
    if (code == 0 && pl_arena_failed(arena)) {
        code = pl_fail(err, PL_E_NOMEM, "no memory for a filing");
    }
    return code;
}

bool pl_filing_bad_number(const struct pl_filing *filing, const char *name) {
    pl_str value = pl_filing_get_value(filing, name);
    uint32_t imo = 0;
    uint64_t number = 0;
    if (value.n == 0) {
        return false;
    }
    if (strcmp(name, "mmsi") == 0) {
        return value.n != 9 || !pl_str_u64(value, &number);
    }
    return !pl_imo_parse(value, &imo) || (!pl_imo_valid(imo, true));
}

/* ---- ids and bytes ---- */

void pl_filing_id(const struct pl_filing *filing, char out[PL_FILING_ID_MAX]) {
    if (filing->row > 0) {
        snprintf(out, PL_FILING_ID_MAX, "%c%lld.%lld", filing->kind->letter, (long long)filing->seq,
                 (long long)filing->row);
    } else {
        snprintf(out, PL_FILING_ID_MAX, "%c%lld", filing->kind->letter, (long long)filing->seq);
    }
}

static bool number_of(pl_str s, int64_t *ret) {
    return s.n > 0 && (s.p[0] != '0' || s.n == 1) && s.p[0] != '-' && pl_str_i64(s, ret);
}

bool pl_filing_id_parse(pl_str id, char *ret_letter, int64_t *ret_seq, int64_t *ret_row) {
    int64_t seq = 0, row = 0;
    if (id.n < 2 || pl_filing_kind_by_letter(id.p[0]) == NULL) {
        return false;
    }
    pl_str rest = pl_str_sub(id, 1, id.n);
    pl_str first = pl_str_cut(&rest, '.');
    if (!number_of(first, &seq) || (rest.p != NULL && (!number_of(rest, &row) || row == 0))) {
        return false;
    }
    *ret_letter = id.p[0];
    *ret_seq = seq;
    *ret_row = row;
    return true;
}

void pl_filing_write(const struct pl_filing *filing, struct pl_buf *buf) {
    pl_buf_add_be16(buf, (uint16_t)filing->n);
    for (size_t i = 0; i < filing->n; i++) {
        pl_buf_add_be16(buf, (uint16_t)filing->values[i].name.n);
        pl_buf_add_str(buf, filing->values[i].name);
        pl_buf_add_be32(buf, (uint32_t)filing->values[i].value.n);
        pl_buf_add_str(buf, filing->values[i].value);
    }
}

/* Takes n bytes off the front; false where there are fewer. */
static bool take(pl_str *rest, size_t n, pl_str *ret) {
    if (rest->n < n) {
        return false;
    }
    *ret = pl_str_make(rest->p, n);
    *rest = pl_str_make(rest->p + n, rest->n - n);
    return true;
}

static bool take_item(pl_str *rest, size_t width, pl_str *ret) {
    pl_str head;
    return take(rest, width, &head) && take(rest, width == 2 ? pl_be16(head.p) : pl_be32(head.p), ret);
}

int pl_filing_read(pl_str bytes, struct pl_arena *arena, struct pl_filing *filing, struct pl_error *err) {
    pl_str rest = bytes, head;
    struct pl_filing_value *values = NULL;
    size_t n = take(&rest, 2, &head) ? pl_be16(head.p) : SIZE_MAX;
    bool ok = n <= PL_FILING_FIELDS_MAX;
    values = ok ? pl_arena_calloc(arena, n + 1, sizeof *values) : NULL;
    if (ok && values == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a filing");
    }
    for (size_t i = 0; ok && i < n; i++) {
        ok = take_item(&rest, 2, &values[i].name) && take_item(&rest, 4, &values[i].value) &&
             (i == 0 || pl_str_cmp(values[i - 1].name, values[i].name) < 0);
    }
    if (!ok || rest.n > 0) {
        return pl_fail_at(err, PL_E_FORMAT, 0, (uint64_t)(bytes.n - rest.n), "these bytes are no filing");
    }
    filing->values = values;
    filing->n = n;
    return 0;
}
