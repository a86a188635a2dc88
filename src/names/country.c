#include "names/country.h"

#include <stdbool.h>
#include <string.h>

#include "text/csv.h"
#include "text/unicode.h"

#include "base/ban.h"

#define MAX_STATES 1024
#define MAX_TEXT   ((size_t)1000) /* longer texts name no state */

struct name {
    pl_str fold;
    const char *code;
    uint64_t hash;
};

struct pl_countries {
    const struct name *slots; /* open addressing */
    size_t cap;               /* power of two */
};

struct parse {
    struct pl_arena *arena;
    struct name *names;
    size_t n, cap;
    size_t rows;
    bool header;
};

static const struct name *find(const struct name *slots, size_t cap, pl_str fold) {
    uint64_t hash = pl_str_hash(fold);
    for (size_t at = (size_t)hash & (cap - 1);; at = (at + 1) & (cap - 1)) {
        if (slots[at].code == NULL) {
            return NULL;
        }
        if (slots[at].hash == hash && pl_str_eq(slots[at].fold, fold)) {
            return &slots[at];
        }
    }
}

/* Adds a name; a name of another state is refused. */
static int add_name(struct parse *parse, const struct pl_csv_record *record, const char *code, pl_str text,
                    struct pl_error *err) {
    PL_BUF_AUTO fold;
    pl_buf_open(&fold, 4 * MAX_TEXT);
    int status = pl_unicode_fold(text, &fold, err);
    if (status != 0 || fold.n == 0) {
        return status;
    }
    const struct name *known = find(parse->names, parse->cap, pl_buf_str(&fold));
    if (known != NULL) {
        return strcmp(known->code, code) == 0
                   ? 0
                   : pl_fail_at(err, PL_E_FORMAT, record->line, record->offset, "\"%.*s\" stands for %s and for %s",
                                (int)text.n, text.p, known->code, code);
    }
    struct name name = {.fold = pl_str_copy(parse->arena, pl_buf_str(&fold)), .code = code};
    if (name.fold.p == NULL || ++parse->n > parse->cap / 2) {
        return pl_fail_at(err, PL_E_LIMIT, record->line, record->offset, "too many names of states");
    }
    name.hash = pl_str_hash(name.fold);
    size_t at = (size_t)name.hash & (parse->cap - 1);
    while (parse->names[at].code != NULL) {
        at = (at + 1) & (parse->cap - 1);
    }
    parse->names[at] = name;
    return 0;
}

static bool capitals(pl_str text, size_t n) {
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < 'A' || text.p[i] > 'Z') {
            return false;
        }
    }
    return text.n == n;
}

static int on_row(void *ctx, const struct pl_csv_record *record, struct pl_error *err) {
    struct parse *parse = ctx;
    if (!parse->header) {
        parse->header = true;
        return record->n == 3 && pl_str_eq(record->fields[0], PL_STR("code"))
                   ? 0
                   : pl_fail_at(err, PL_E_FORMAT, record->line, record->offset,
                                "the columns are code, alpha3 and names");
    }
    if (record->n != 3 || !capitals(record->fields[0], 2)) {
        return pl_fail_at(err, PL_E_FORMAT, record->line, record->offset,
                          "a row is two capitals, three capitals or nothing, and names");
    }
    pl_str code = pl_str_copy(parse->arena, record->fields[0]);
    if (code.p == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    char *lower = pl_arena_copy(parse->arena, code.p, 2);
    if (lower == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    lower[0] = (char)(lower[0] - 'A' + 'a');
    lower[1] = (char)(lower[1] - 'A' + 'a');
    parse->rows++;
    int status = add_name(parse, record, lower, code, err);
    if (status == 0 && record->fields[1].n > 0) {
        status = add_name(parse, record, lower, record->fields[1], err);
    }
    pl_str rest = record->fields[2];
    while (status == 0 && rest.p != NULL) {
        status = add_name(parse, record, lower, pl_str_cut(&rest, '|'), err);
    }
    return status;
}

int pl_countries_parse(pl_str csv, struct pl_arena *arena, const struct pl_countries **ret_countries,
                       struct pl_error *err) {
    struct parse parse = {.arena = arena, .cap = 16 * (size_t)MAX_STATES};
    struct pl_csv *reader = NULL;
    struct pl_countries *countries = pl_arena_calloc(arena, 1, sizeof *countries);
    parse.names = pl_arena_calloc(arena, parse.cap, sizeof *parse.names);
    if (countries == NULL || parse.names == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    int code = pl_csv_open(',', on_row, &parse, &reader, err);
    code = code == 0 ? pl_csv_push(reader, csv.p, csv.n, err) : code;
    code = code == 0 ? pl_csv_finish(reader, err) : code;
    pl_csv_close(reader);
    if (code == 0 && parse.rows == 0) {
        code = pl_fail(err, PL_E_EMPTY, "the table of states has no row");
    }
    if (code != 0) {
        return code;
    }
    countries->slots = parse.names;
    countries->cap = parse.cap;
    *ret_countries = countries;
    return 0;
}

/* The code of a fold, also without a leading "the". */
static const char *code_of(const struct pl_countries *countries, pl_str fold) {
    const struct name *name = fold.n > 0 ? find(countries->slots, countries->cap, fold) : NULL;
    if (name == NULL && pl_str_starts(fold, PL_STR("the "))) {
        name = find(countries->slots, countries->cap, pl_str_sub(fold, 4, fold.n));
    }
    return name != NULL ? name->code : NULL;
}

/* The folds to try, in order: the whole; without what stands in brackets; "Bahamas, The" turned round. */
static int try_all(const struct pl_countries *countries, pl_str text, const char **ret_code, struct pl_error *err) {
    PL_BUF_AUTO form;
    PL_BUF_AUTO fold;
    pl_buf_open(&form, 2 * MAX_TEXT);
    pl_buf_open(&fold, 8 * MAX_TEXT);
    size_t bracket = pl_str_find(text, '(');
    size_t comma = pl_str_find(text, ',');
    for (int turn = 0; turn < 3 && *ret_code == NULL; turn++) {
        pl_buf_clear(&form);
        pl_buf_clear(&fold);
        if (turn == 1 && bracket < text.n) {
            pl_buf_add_str(&form, pl_str_sub(text, 0, bracket));
        } else if (turn == 2 && comma < text.n) {
            pl_buf_add_str(&form, pl_str_sub(text, comma + 1, text.n));
            pl_buf_add_char(&form, ' ');
            pl_buf_add_str(&form, pl_str_sub(text, 0, comma));
        } else if (turn == 0) {
            pl_buf_add_str(&form, text);
        }
        int code = form.n > 0 ? pl_unicode_fold(pl_buf_str(&form), &fold, err) : 0;
        if (code != 0) {
            return code;
        }
        *ret_code = code_of(countries, pl_buf_str(&fold));
    }
    return 0;
}

int pl_countries_find(const struct pl_countries *countries, pl_str text, pl_str *ret_code, struct pl_error *err) {
    const char *found = NULL;
    text = pl_str_trim(text);
    int code = text.n > 0 && text.n <= MAX_TEXT ? try_all(countries, text, &found, err) : 0;
    if (code == 0) {
        *ret_code = pl_str_from(found);
    }
    return code;
}
