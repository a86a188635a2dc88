/* data/caps.csv into evidence/cap.h's tables. */
#include "base/time.h"
#include "evidence/cap.h"
#include "evidence/period.h"
#include "text/csv.h"

#include "base/ban.h"

enum column {
    KIND,
    ID,
    MEASURE,
    THING,
    DIRECTION,
    VALUE,
    UNIT,
    YEAR_START,
    FROM,
    TO,
    NOTICE_PERCENT,
    SOURCE,
    VERIFICATION,
    COLUMNS
};

static const char *const NAMES[COLUMNS] = {"kind",           "id",     "measure",     "thing", "direction",
                                           "value",          "unit",   "year_start",  "from",  "to",
                                           "notice_percent", "source", "verification"};

struct reader {
    struct pl_arena *arena;
    struct pl_caps *caps;
    bool header;
};

#define WRONG(...) return pl_fail_at(err, PL_E_FORMAT, record->line, record->offset, __VA_ARGS__)

static int check_header(const struct pl_csv_record *record, struct pl_error *err) {
    for (size_t i = 0; i < COLUMNS; i++) {
        if (record->n != COLUMNS || !pl_str_eq(record->fields[i], pl_str_from(NAMES[i]))) {
            WRONG("column %zu of the table of caps must be \"%s\", and there are %d", i + 1, NAMES[i], COLUMNS);
        }
    }
    return 0;
}

static bool one_day(pl_str text, int32_t none, int32_t *ret_day) {
    struct pl_period day;
    *ret_day = none;
    if (text.n == 0) {
        return true;
    }
    if (text.n != 10 || !pl_period_parse(text, text, &day)) {
        return false;
    }
    *ret_day = day.start.first_day;
    return true;
}

static bool month_and_day(pl_str text, struct pl_cap *cap) {
    pl_time unused = 0;
    if (text.n == 0) {
        return true;
    }
    if (text.n != 5 || text.p[2] != '-') {
        return false;
    }
    uint64_t month = 0, day = 0;
    if (!pl_str_u64(pl_str_sub(text, 0, 2), &month) || !pl_str_u64(pl_str_sub(text, 3, 2), &day)) {
        return false;
    }
    cap->year_month = (int)month;
    cap->year_day = (int)day;
    /* 2001 has no 29 February: a cap's year may not begin on it */
    return pl_time_from_date((struct pl_date){.year = 2001, .month = (int)month, .day = (int)day}, &unused);
}

static bool notices(pl_str text, struct pl_cap *cap) {
    while (text.p != NULL && text.n > 0) {
        uint64_t percent = 0;
        if (cap->n_notices == PL_CAP_NOTICES || !pl_str_u64(pl_str_cut(&text, ';'), &percent) || percent == 0 ||
            percent > 100) {
            return false;
        }
        cap->notices[cap->n_notices] = (double)percent / 100;
        if (cap->n_notices > 0 && cap->notices[cap->n_notices] <= cap->notices[cap->n_notices - 1]) {
            return false;
        }
        cap->n_notices++;
    }
    return true;
}

static bool copied(struct pl_arena *arena, pl_str text, pl_str *ret) {
    *ret = pl_str_copy(arena, text);
    return ret->p != NULL;
}

static int read_cap(struct reader *r, const struct pl_csv_record *record, struct pl_cap_number number,
                    struct pl_error *err) {
    const pl_str *f = record->fields;
    struct pl_cap cap = {
        .id = number.id, .thing = number.thing, .source = number.source, .value = number.value, .unit = number.unit};
    cap.inward = pl_str_eq(f[DIRECTION], PL_STR("to DPRK"));
    if (!cap.inward && !pl_str_eq(f[DIRECTION], PL_STR("from DPRK"))) {
        WRONG("the direction of a cap is \"to DPRK\" or \"from DPRK\"");
    }
    if (!month_and_day(f[YEAR_START], &cap) || !one_day(f[FROM], INT32_MIN, &cap.from_day) ||
        cap.from_day == INT32_MIN || !one_day(f[TO], PL_CAP_NO_END, &cap.to_day) || cap.to_day < cap.from_day ||
        (cap.year_month == 0 && cap.to_day == PL_CAP_NO_END)) {
        WRONG("the year or window of the cap is not one");
    }
    if (!notices(f[NOTICE_PERCENT], &cap)) {
        WRONG("notice_percent must be rising numbers from 1 to 100, joined by ;");
    }
    if (!copied(r->arena, f[MEASURE], &cap.measure) || !copied(r->arena, f[VERIFICATION], &cap.verification)) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    r->caps->caps[r->caps->n_caps++] = cap;
    return 0;
}

static int read_row(struct reader *r, const struct pl_csv_record *record, struct pl_error *err) {
    const pl_str *f = record->fields;
    struct pl_caps *caps = r->caps;
    struct pl_cap_number number = {0};
    pl_str unit = PL_STR("");
    if (record->n != COLUMNS) {
        WRONG("a row of the table of caps has %zu cells, not %d", record->n, COLUMNS);
    }
    if (caps->n_caps + caps->n_factors + caps->n_limits >= PL_CAPS_MAX) {
        return pl_fail_at(err, PL_E_LIMIT, record->line, record->offset, "more than %u caps", PL_CAPS_MAX);
    }
    if (!copied(r->arena, f[ID], &number.id) || !copied(r->arena, f[THING], &number.thing) ||
        !copied(r->arena, f[SOURCE], &number.source) || !copied(r->arena, f[UNIT], &unit)) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    if (number.id.n == 0 || number.thing.n == 0 || number.source.n == 0 || !pl_unit_parse(unit, &number.unit) ||
        pl_number_parse(f[VALUE], &number.value) != f[VALUE].n || !(number.value > 0)) {
        WRONG("a cap, factor or limit needs an id, a thing, a value above 0, a unit and a source");
    }
    if (pl_str_eq(f[KIND], PL_STR("cap"))) {
        return read_cap(r, record, number, err);
    }
    if (pl_str_eq(f[KIND], PL_STR("factor"))) {
        caps->factors[caps->n_factors++] = number;
    } else if (pl_str_eq(f[KIND], PL_STR("limit"))) {
        caps->limits[caps->n_limits++] = number;
    } else {
        WRONG("the kind of a row is cap, factor or limit");
    }
    return 0;
}

static int on_record(void *ctx, const struct pl_csv_record *record, struct pl_error *err) {
    struct reader *r = ctx;
    if (record->code != 0) {
        WRONG("a row is too long");
    }
    if (!r->header) {
        r->header = true;
        return check_header(record, err);
    }
    return read_row(r, record, err);
}

int pl_caps_read(pl_str csv, struct pl_arena *arena, struct pl_caps *ret_caps, struct pl_error *err) {
    struct pl_caps caps = {0};
    struct reader r = {arena, &caps, false};
    struct pl_csv *reader = NULL;
    caps.caps = pl_arena_calloc(arena, PL_CAPS_MAX, sizeof *caps.caps);
    caps.factors = pl_arena_calloc(arena, PL_CAPS_MAX, sizeof *caps.factors);
    caps.limits = pl_arena_calloc(arena, PL_CAPS_MAX, sizeof *caps.limits);
    if (caps.caps == NULL || caps.factors == NULL || caps.limits == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    int code = pl_csv_open(',', on_record, &r, &reader, err);
    code = code == 0 ? pl_csv_push(reader, csv.p, csv.n, err) : code;
    code = code == 0 ? pl_csv_finish(reader, err) : code;
    pl_csv_close(reader);
    if (code == 0) {
        *ret_caps = caps;
    }
    return code;
}

const struct pl_cap_number *pl_caps_limit(const struct pl_caps *caps, pl_str id) {
    for (uint32_t i = 0; i < caps->n_limits; i++) {
        if (pl_str_eq(caps->limits[i].id, id)) {
            return &caps->limits[i];
        }
    }
    return NULL;
}

bool pl_caps_barrels(const struct pl_caps *caps, const struct pl_topic *topic, double *ret_least, double *ret_most) {
    double least = 0, most = 0;
    for (uint32_t i = 0; i < caps->n_factors; i++) {
        const struct pl_cap_number *f = &caps->factors[i];
        if (pl_topic_has_all(topic, f->thing)) {
            least = least > 0 && least < f->value ? least : f->value;
            most = most > f->value ? most : f->value;
        }
    }
    if (least > 0) {
        *ret_least = least;
        *ret_most = most;
    }
    return least > 0;
}
