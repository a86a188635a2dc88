#include "names/identifier.h"

#include "text/csv.h"

#include "base/ban.h"

unsigned pl_imo_check_digit(uint32_t six) {
    if (six > 999999) {
        return 10;
    }
    unsigned sum = 0;
    for (unsigned weight = 2; weight <= 7; weight++) {
        sum += weight * (six % 10);
        six /= 10;
    }
    return sum % 10;
}

const char *pl_imo_fault(uint32_t imo, bool exercise) {
    if (imo < 1000000 || imo > 9999999) {
        return "it does not have seven digits";
    }
    if (pl_imo_check_digit(imo / 10) != imo % 10) {
        return "its check digit is wrong";
    }
    if (!exercise && imo >= PL_EXERCISE_IMO_FIRST && imo <= PL_EXERCISE_IMO_LAST) {
        return "it belongs to the series kept for exercises";
    }
    return NULL;
}

bool pl_imo_valid(uint32_t imo, bool exercise) { return !pl_imo_fault(imo, exercise); }

bool pl_imo_parse(pl_str text, uint32_t *ret_imo) {
    text = pl_str_trim(text);
    if (text.n > 3 && pl_str_eq_nocase(pl_str_sub(text, 0, 3), PL_STR("IMO"))) {
        text = pl_str_trim(pl_str_sub(text, 3, text.n));
        if (text.n && text.p[0] == ':') {
            text = pl_str_trim(pl_str_sub(text, 1, text.n));
        }
    }
    uint64_t number = 0;
    if (text.n != 7 || !pl_str_u64(text, &number)) {
        return false;
    }
    *ret_imo = (uint32_t)number;
    return true;
}

bool pl_imo_company_valid(uint32_t number) {
    static const unsigned weights[6] = {7, 9, 2, 4, 6, 8}; /* from the sixth digit to the first */
    if (number == 0 || number > 9999999) {
        return false;
    }
    uint32_t six = number / 10;
    unsigned sum = 0;
    for (unsigned i = 0; i < 6; i++) {
        sum += weights[i] * (six % 10);
        six /= 10;
    }
    return (11 - sum % 11) % 10 == number % 10;
}

struct pl_mmsi pl_mmsi_of(uint32_t mmsi) {
    unsigned first = mmsi / 100000000;
    unsigned two = mmsi / 10000000;
    unsigned three = mmsi / 1000000;
    if (mmsi > 999999999) {
        return (struct pl_mmsi){PL_MMSI_OTHER, 0};
    }
    if (first >= 2 && first <= 7) {
        return (struct pl_mmsi){PL_MMSI_SHIP, three};
    }
    if (two == 0) {
        return (struct pl_mmsi){PL_MMSI_COAST, mmsi / 10000 % 1000};
    }
    if (first == 0) {
        return (struct pl_mmsi){PL_MMSI_GROUP, mmsi / 100000 % 1000};
    }
    if (three == 111) {
        return (struct pl_mmsi){PL_MMSI_SAR_AIRCRAFT, mmsi / 1000 % 1000};
    }
    if (first == 8) {
        return (struct pl_mmsi){PL_MMSI_HANDHELD, mmsi / 100000 % 1000};
    }
    if (two == 98 || two == 99) {
        return (struct pl_mmsi){two == 98 ? PL_MMSI_CRAFT : PL_MMSI_ATON, mmsi / 10000 % 1000};
    }
    switch (three) {
    case 970:
        return (struct pl_mmsi){PL_MMSI_SART, 0};
    case 972:
        return (struct pl_mmsi){PL_MMSI_MOB, 0};
    case 974:
        return (struct pl_mmsi){PL_MMSI_EPIRB, 0};
    case 979:
        return (struct pl_mmsi){PL_MMSI_AMRD, 0};
    default:
        return (struct pl_mmsi){PL_MMSI_OTHER, 0};
    }
}

const char *pl_mmsi_kind_words(int kind) {
    static const char *const words[] = {
#define PL_MMSI_KIND_WORDS(name, text, digits) text,
        PL_MMSI_KINDS(PL_MMSI_KIND_WORDS)
#undef PL_MMSI_KIND_WORDS
    };
    return kind >= 0 && kind < PL_MMSI_KIND_COUNT ? words[kind] : words[PL_MMSI_OTHER];
}

/* The MID table: one row for each possible number, so that a look-up is an index. */
struct pl_mids {
    char country[1000][3]; /* "" where there is none */
    pl_str name[1000];
    size_t n;
};

struct mid_reader {
    struct pl_mids *mids;
    struct pl_arena *arena;
    size_t mid, country, name; /* columns */
    bool has_header;
};

static int read_header(struct mid_reader *reader, const struct pl_csv_record *record, struct pl_error *err) {
    reader->mid = reader->country = reader->name = SIZE_MAX;
    for (size_t i = 0; i < record->n; i++) {
        pl_str field = pl_str_trim(record->fields[i]);
        if (pl_str_eq_nocase(field, PL_STR("mid"))) {
            reader->mid = i;
        } else if (pl_str_eq_nocase(field, PL_STR("country"))) {
            reader->country = i;
        } else if (pl_str_eq_nocase(field, PL_STR("name"))) {
            reader->name = i;
        }
    }
    if (reader->mid == SIZE_MAX || reader->country == SIZE_MAX) {
        return pl_fail_at(err, PL_E_FORMAT, record->line, record->offset,
                          "a MID table needs the columns mid and country");
    }
    reader->has_header = true;
    return PL_E_OK;
}

static bool two_capitals(pl_str s) {
    return s.n == 2 && s.p[0] >= 'A' && s.p[0] <= 'Z' && s.p[1] >= 'A' && s.p[1] <= 'Z';
}

static int read_mid(void *ctx, const struct pl_csv_record *record, struct pl_error *err) {
    struct mid_reader *reader = ctx;
    if (!reader->has_header) {
        return read_header(reader, record, err);
    }
    if (record->n <= reader->mid || record->n <= reader->country) {
        return pl_fail_at(err, PL_E_FORMAT, record->line, record->offset, "the row has too few fields");
    }
    pl_str digits = pl_str_trim(record->fields[reader->mid]);
    pl_str country = pl_str_trim(record->fields[reader->country]);
    uint64_t mid = 0;
    if (digits.n != 3 || !pl_str_u64(digits, &mid)) {
        return pl_fail_at(err, PL_E_FORMAT, record->line, record->offset, "a MID has three digits");
    }
    if (!two_capitals(country)) {
        return pl_fail_at(err, PL_E_FORMAT, record->line, record->offset,
                          "the country of MID %u is not two capital letters", (unsigned)mid);
    }
    struct pl_mids *mids = reader->mids;
    if (mids->country[mid][0]) {
        return pl_fail_at(err, PL_E_FORMAT, record->line, record->offset, "MID %u stands there twice", (unsigned)mid);
    }
    mids->country[mid][0] = country.p[0];
    mids->country[mid][1] = country.p[1];
    if (reader->name < record->n) {
        mids->name[mid] = pl_str_copy(reader->arena, pl_str_trim(record->fields[reader->name]));
    }
    mids->n++;
    return PL_E_OK;
}

int pl_mids_parse(pl_str csv, struct pl_arena *arena, const struct pl_mids **ret_mids, struct pl_error *err) {
    struct mid_reader reader = {.mids = pl_arena_calloc(arena, 1, sizeof(struct pl_mids)), .arena = arena};
    if (!reader.mids) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the MID table");
    }
    struct pl_csv *parser = NULL;
    int code = pl_csv_open(',', read_mid, &reader, &parser, err);
    if (!code) {
        code = pl_csv_push(parser, csv.p, csv.n, err);
    }
    if (!code) {
        code = pl_csv_finish(parser, err);
    }
    pl_csv_close(parser);
    if (code) {
        return code;
    }
    if (pl_arena_failed(arena)) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the MID table");
    }
    if (!reader.mids->n) {
        return pl_fail(err, PL_E_EMPTY, "the MID table has no rows");
    }
    *ret_mids = reader.mids;
    return PL_E_OK;
}

const char *pl_mids_country(const struct pl_mids *mids, unsigned mid) {
    return mids && mid < 1000 && mids->country[mid][0] ? mids->country[mid] : NULL;
}

pl_str pl_mids_name(const struct pl_mids *mids, unsigned mid) {
    return mids && mid < 1000 ? mids->name[mid] : (pl_str){NULL, 0};
}

const char *pl_mmsi_country(const struct pl_mids *mids, uint32_t mmsi) {
    return pl_mids_country(mids, pl_mmsi_of(mmsi).mid);
}

const char *pl_mmsi_fault(uint32_t mmsi, bool exercise, const struct pl_mids *mids) {
    struct pl_mmsi parts = pl_mmsi_of(mmsi);
    switch (parts.kind) {
    case PL_MMSI_OTHER:
        return mmsi > 999999999 ? "it has more than nine digits" : "its leading digits belong to no kind of station";
    case PL_MMSI_SART:
    case PL_MMSI_MOB:
    case PL_MMSI_EPIRB:
    case PL_MMSI_AMRD:
        return NULL;
    default:
        break;
    }
    if (mmsi == 0) {
        return "it is zero";
    }
    if (parts.mid == PL_EXERCISE_MID) {
        return exercise ? NULL : "its country digits (MID) are kept for exercises";
    }
    bool known = mids ? pl_mids_country(mids, parts.mid) != NULL : parts.mid >= 201 && parts.mid <= 775;
    return known ? NULL : "its country digits (MID) are allotted to no state";
}

bool pl_mmsi_of_exercise(uint32_t mmsi) {
    unsigned mid = pl_mmsi_of(mmsi).mid;
    return mid == PL_EXERCISE_MID || mid == PL_EXERCISE_MID_WRONG;
}
