#include "lists/reader.h"

#include <stdio.h>
#include <stdlib.h>

#include "lists/eu.h"
#include "lists/csl.h"
#include "lists/eu_csv.h"
#include "lists/ftm.h"
#include "lists/ofac.h"
#include "lists/ofsi.h"
#include "lists/targets.h"
#include "lists/uk_csv.h"
#include "lists/ofac_advanced.h"
#include "lists/ofac_xml.h"
#include "lists/uk.h"
#include "lists/un.h"
#include "text/interval.h"

#include "base/ban.h"

/* What a format brings. `reader` is the format's own handle. */
struct format {
    bool (*guess)(pl_str head);    /* by content; NULL: root or name */
    const char *root;              /* XML: its first element, without namespace; NULL where XMLS has it */
    const char *const *marks;      /* XML: one of them must also stand in the head; NULL: nothing more */
    const char *const *file_names; /* endings of file names that tell an empty or headerless file, NULL-ended */
    int (*open)(const struct pl_list_reader_options *options, pl_entity_sink sink, void *ctx, void **ret_reader,
                struct pl_error *err);
    int (*push)(void *reader, int part, const void *bytes, size_t n, struct pl_error *err);
    int (*finish)(void *reader, struct pl_publication *ret_publication, struct pl_error *err);
    void (*close)(void *reader);
};

struct pl_list_reader {
    const struct format *format;
    void *reader;
    bool failed;
    struct pl_error why;
};

/* Makes the three calls that every reader of one file has in the same shape. */
#define ONE_FILE(name)                                                                                                 \
    static int name##_push(void *reader, int part, const void *bytes, size_t n, struct pl_error *err) {                \
        return part != 0 ? pl_fail(err, PL_E_USAGE, "this list is one file; it has no part %d", part)                  \
                         : pl_##name##_push(reader, bytes, n, err);                                                    \
    }                                                                                                                  \
    static int name##_finish(void *reader, struct pl_publication *ret_publication, struct pl_error *err) {             \
        return pl_##name##_finish(reader, ret_publication, err);                                                       \
    }                                                                                                                  \
    static void name##_close(void *reader) { pl_##name##_close(reader); }

ONE_FILE(ftm)
ONE_FILE(ofac_advanced)

static int ofac_advanced_open(const struct pl_list_reader_options *options, pl_entity_sink sink, void *ctx,
                              void **ret_reader, struct pl_error *err) {
    struct pl_ofac_advanced *reader = NULL;
    int code = pl_ofac_advanced_open(options->exercise, sink, ctx, &reader, err);
    if (code == 0) {
        *ret_reader = reader;
    }
    return code;
}

static int open_ftm(const struct pl_list_reader_options *options, bool delta, pl_entity_sink sink, void *ctx,
                    void **ret_reader, struct pl_error *err) {
    struct pl_ftm_options own = {
        .list = options->list, .delta = delta, .exercise = options->exercise, .pool = options->pool};
    struct pl_ftm *reader = NULL;
    int code = pl_ftm_open(&own, sink, ctx, &reader, err);
    if (code == 0) {
        *ret_reader = reader;
    }
    return code;
}

static int ftm_open(const struct pl_list_reader_options *options, pl_entity_sink sink, void *ctx, void **ret_reader,
                    struct pl_error *err) {
    return open_ftm(options, false, sink, ctx, ret_reader, err);
}

static int ftm_delta_open(const struct pl_list_reader_options *options, pl_entity_sink sink, void *ctx,
                          void **ret_reader, struct pl_error *err) {
    return open_ftm(options, true, sink, ctx, ret_reader, err);
}

static int ofac_csv_open(const struct pl_list_reader_options *options, pl_entity_sink sink, void *ctx,
                         void **ret_reader, struct pl_error *err) {
    struct pl_ofac_options own = {.list = options->list.n > 0 ? options->list : PL_STR("ofac"),
                                  .exercise = options->exercise};
    struct pl_ofac *reader = NULL;
    for (int i = 0; i < PL_OFAC_PARTS; i++) {
        own.file[i] = options->file[i];
    }
    int code = pl_ofac_open(&own, sink, ctx, &reader, err);
    if (code == 0) {
        *ret_reader = reader;
    }
    return code;
}

static int ofac_csv_push(void *reader, int part, const void *bytes, size_t n, struct pl_error *err) {
    return pl_ofac_push(reader, part, bytes, n, err);
}

static int ofac_csv_finish(void *reader, struct pl_publication *ret_publication, struct pl_error *err) {
    return pl_ofac_finish(reader, ret_publication, err);
}

static void ofac_csv_close(void *reader) { pl_ofac_close(reader); }

ONE_FILE(rows)

/* The tables of the formats that are a CSV with a header. */
static const struct pl_rows_format *const ROWS[PL_LIST_FORMAT_COUNT] = {
    [PL_LIST_FORMAT_EU_CSV] = &pl_eu_csv_format,         [PL_LIST_FORMAT_UK_CSV] = &pl_uk_csv_format,
    [PL_LIST_FORMAT_OFSI_CSV] = &pl_ofsi_format,         [PL_LIST_FORMAT_TARGETS_CSV] = &pl_targets_format,
    [PL_LIST_FORMAT_MARITIME_CSV] = &pl_maritime_format, [PL_LIST_FORMAT_CSL_CSV] = &pl_csl_format,
};

static int rows_open(const struct pl_list_reader_options *options, pl_entity_sink sink, void *ctx, void **ret_reader,
                     struct pl_error *err) {
    struct pl_rows_options own = {.list = options->list, .exercise = options->exercise};
    struct pl_rows *reader = NULL;
    int code = pl_rows_open(ROWS[options->format], &own, sink, ctx, &reader, err);
    if (code == 0) {
        *ret_reader = reader;
    }
    return code;
}

ONE_FILE(xmlist)

/* The tables of the formats that are XML, one entry after the other. */
static const struct pl_xmlist_format *const XMLS[PL_LIST_FORMAT_COUNT] = {
    [PL_LIST_FORMAT_UN_XML] = &pl_un_format,
    [PL_LIST_FORMAT_OFAC_XML] = &pl_ofac_xml_format,
    [PL_LIST_FORMAT_EU_XML] = &pl_eu_format,
    [PL_LIST_FORMAT_UK_XML] = &pl_uk_format,
};

static int xmlist_open(const struct pl_list_reader_options *options, pl_entity_sink sink, void *ctx, void **ret_reader,
                       struct pl_error *err) {
    struct pl_xmlist_options own = {.list = options->list, .exercise = options->exercise};
    struct pl_xmlist *reader = NULL;
    int code = pl_xmlist_open(XMLS[options->format], &own, sink, ctx, &reader, err);
    if (code == 0) {
        *ret_reader = reader;
    }
    return code;
}

static const char *const DELTA_NAMES[] = {"entities.delta.json", NULL};

/* <export> is a common first element: the namespace of the EU's files, an attribute of it or its first entry tells. */
static const char *const EU_MARKS[] = {"fsd/export", "globalFileId", "sanctionEntity", NULL};

#define CALLS(name) .push = name##_push, .finish = name##_finish, .close = name##_close

static const struct format FORMATS[PL_LIST_FORMAT_COUNT] = {
    [PL_LIST_FORMAT_UN_XML] = {.open = xmlist_open, CALLS(xmlist)},
    [PL_LIST_FORMAT_OFAC_CSV] = {.open = ofac_csv_open, CALLS(ofac_csv)},
    [PL_LIST_FORMAT_OFAC_XML] = {.open = xmlist_open, CALLS(xmlist)},
    [PL_LIST_FORMAT_OFAC_ADVANCED] = {.root = "Sanctions", .open = ofac_advanced_open, CALLS(ofac_advanced)},
    [PL_LIST_FORMAT_EU_XML] = {.marks = EU_MARKS, .open = xmlist_open, CALLS(xmlist)},
    [PL_LIST_FORMAT_UK_XML] = {.open = xmlist_open, CALLS(xmlist)},
    [PL_LIST_FORMAT_FTM] = {.guess = pl_ftm_guess, .open = ftm_open, CALLS(ftm)},
    [PL_LIST_FORMAT_FTM_DELTA] = {.guess = pl_ftm_guess_delta,
                                  .file_names = DELTA_NAMES,
                                  .open = ftm_delta_open,
                                  CALLS(ftm)},
    [PL_LIST_FORMAT_EU_CSV] = {.open = rows_open, CALLS(rows)},
    [PL_LIST_FORMAT_UK_CSV] = {.open = rows_open, CALLS(rows)},
    [PL_LIST_FORMAT_OFSI_CSV] = {.open = rows_open, CALLS(rows)},
    [PL_LIST_FORMAT_TARGETS_CSV] = {.open = rows_open, CALLS(rows)},
    [PL_LIST_FORMAT_MARITIME_CSV] = {.open = rows_open, CALLS(rows)},
    [PL_LIST_FORMAT_CSL_CSV] = {.open = rows_open, CALLS(rows)},
};

static const struct {
    const char *name;
    const char *list;
    const char *words;
} WORDS[] = {
#define PL_LIST_FORMAT_WORDS(name, text, list, words) {text, list, words},
    PL_LIST_FORMATS(PL_LIST_FORMAT_WORDS)
#undef PL_LIST_FORMAT_WORDS
};

static bool is_format(int format) { return format >= 0 && format < (int)PL_LIST_FORMAT_COUNT; }

const char *pl_list_format_name(int format) { return is_format(format) ? WORDS[format].name : "none"; }

const char *pl_list_format_words(int format) { return is_format(format) ? WORDS[format].words : "no list"; }

int pl_list_format_of(pl_str name) {
    for (int i = 0; i < (int)PL_LIST_FORMAT_COUNT; i++) {
        if (pl_str_eq(name, pl_str_from(WORDS[i].name))) {
            return i;
        }
    }
    return PL_LIST_FORMAT_NONE;
}

#define HEAD_MAX 4096

/* The head without its byte order mark and, where it is UTF-16, with one byte for each of its units ('?' beyond ASCII):
 * enough to see element names. */
static pl_str plain_head(pl_str head, char *narrow) {
    head = pl_str_sub(head, 0, HEAD_MAX);
    if (pl_str_starts(head, PL_STR("\xEF\xBB\xBF"))) {
        head = pl_str_sub(head, 3, head.n);
    }
    bool marked_be = head.n >= 2 && head.p[0] == '\xFE' && head.p[1] == '\xFF';
    bool marked_le = head.n >= 2 && head.p[0] == '\xFF' && head.p[1] == '\xFE';
    bool be = marked_be || (head.n >= 2 && head.p[0] == '\0' && head.p[1] == '<');
    bool le = marked_le || (head.n >= 2 && head.p[0] == '<' && head.p[1] == '\0');
    if (!be && !le) {
        return pl_str_trim(head);
    }
    size_t n = 0;
    for (size_t i = marked_be || marked_le ? 2 : 0; i + 1 < head.n; i += 2) {
        char high = head.p[be ? i : i + 1];
        narrow[n++] = high == '\0' ? head.p[be ? i + 1 : i] : '?';
    }
    return pl_str_trim(pl_str_make(narrow, n));
}

/* The text behind `end`, or nothing where the head is cut before it. */
static pl_str behind(pl_str text, pl_str end) {
    size_t at = pl_str_find_str(text, end);
    return at < text.n ? pl_str_trim(pl_str_sub(text, at + end.n, text.n)) : PL_STR("");
}

/* The name of the first element of XML, without its namespace prefix; "" for anything else. */
static pl_str root_of(pl_str head) {
    while (head.n > 1 && head.p[0] == '<' && (head.p[1] == '?' || head.p[1] == '!')) {
        bool comment = pl_str_starts(head, PL_STR("<!--"));
        size_t subset = pl_str_find(head, '[');
        bool declares = head.p[1] == '!' && !comment && subset < pl_str_find(head, '>');
        head = declares ? behind(head, PL_STR("]")) : head;
        head = behind(head, comment ? PL_STR("-->") : PL_STR(">"));
    }
    size_t n = 1;
    if (head.n == 0 || head.p[0] != '<') {
        return PL_STR("");
    }
    while (n < head.n && head.p[n] != '>' && head.p[n] != '/' && (unsigned char)head.p[n] > ' ') {
        n++;
    }
    pl_str name = pl_str_sub(head, 1, n - 1);
    size_t colon = pl_str_find(name, ':');
    return colon < name.n ? pl_str_sub(name, colon + 1, name.n) : name;
}

static bool fits_xml(int i, pl_str head, pl_str root) {
    const char *wanted = XMLS[i] != NULL ? XMLS[i]->root : FORMATS[i].root;
    bool fits = wanted != NULL && pl_str_eq(root, pl_str_from(wanted));
    bool marked = FORMATS[i].marks == NULL;
    for (const char *const *mark = FORMATS[i].marks; fits && !marked && *mark != NULL; mark++) {
        marked = pl_str_find_str(head, pl_str_from(*mark)) < head.n;
    }
    return fits && marked;
}

static bool fits_empty(const struct format *format, pl_str head, pl_str name) {
    for (size_t i = 0; format->file_names != NULL && format->file_names[i] != NULL; i++) {
        if (head.n == 0 && pl_str_ends(name, pl_str_from(format->file_names[i]))) {
            return true;
        }
    }
    return false;
}

/* Where a version of OpenSanctions begins in a name, "20240527134702-zbn": fourteen digits, a hyphen and three letters
 * or digits; name.n where none does. */
static size_t version_at(pl_str name) {
    for (size_t i = 0; i + 18 <= name.n; i++) {
        uint64_t number = 0;
        bool fits = pl_str_u64(pl_str_sub(name, i, 14), &number) && name.p[i + 14] == '-';
        for (size_t k = i + 15; k < i + 18 && fits; k++) {
            char c = name.p[k];
            fits = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        }
        bool begins = i == 0 || name.p[i - 1] < '0' || name.p[i - 1] > '9';
        if (fits && begins && (i + 18 == name.n || name.p[i + 18] == '.')) {
            return i;
        }
    }
    return name.n;
}

bool pl_list_name_day(pl_str name, char day[11]) {
    pl_str digits = pl_str_sub(name, version_at(name), 8);
    struct pl_interval is;
    day[0] = '\0';
    if (digits.n == 8) {
        snprintf(day, 11, "%.4s-%.2s-%.2s", digits.p, digits.p + 4, digits.p + 6);
        if (!pl_interval_parse(pl_str_from(day), &is) || is.precision != PL_PRECISION_DAY) {
            day[0] = '\0';
        }
    }
    return day[0] != '\0';
}

/* What stands before the usual end of a file of OpenSanctions: "sanctions.entities.ftm.json" is of "sanctions". A
 * version at its end is no part of the name, and "delta" alone says only what the file is. */
static pl_str dataset_of(pl_str name) {
    static const pl_str ENDS[] = {PL_STR(".entities.ftm.json"), PL_STR(".entities.delta.json"),
                                  PL_STR(".targets.simple.csv"), PL_STR(".ftm.json"), PL_STR("-maritime.csv")};
    for (size_t i = 0; i < sizeof ENDS / sizeof ENDS[0]; i++) {
        if (pl_str_ends(name, ENDS[i])) {
            pl_str dataset = pl_str_sub(name, 0, name.n - ENDS[i].n);
            size_t version = version_at(dataset);
            dataset = version < dataset.n ? pl_str_sub(dataset, 0, version > 0 ? version - 1 : 0) : dataset;
            return pl_str_eq(dataset, PL_STR("delta")) ? PL_STR("") : dataset;
        }
    }
    return PL_STR("");
}

/* OFAC's parts have no header: the name tells part and list, and the content must agree; without such a name only
 * content that can be nothing else counts. */
static bool guess_ofac(pl_str head, pl_str name, struct pl_list_guess *guess) {
    pl_str list = PL_STR("");
    int part = 0;
    int seen = pl_ofac_guess(head);
    uint64_t number = 0;
    if (pl_ofac_name(name, &list, &part)) {
        bool comments = part == PL_OFAC_COMMENTS &&
                        (head.n == 0 || pl_str_u64(pl_str_sub(head, 0, pl_str_find(head, ',')), &number));
        if (seen != part && !comments) {
            return false;
        }
    } else if (pl_ofac_sure(head)) {
        part = seen;
    } else {
        return false;
    }
    *guess = (struct pl_list_guess){.format = PL_LIST_FORMAT_OFAC_CSV, .list = list, .part = part};
    return true;
}

/* The format of a head by its content; a CSV also with a missing column where nearly is set. */
static int format_of(pl_str head, pl_str root, pl_str name, bool nearly) {
    for (int i = 0; i < (int)PL_LIST_FORMAT_COUNT; i++) {
        const struct format *format = &FORMATS[i];
        if (fits_xml(i, head, root) || fits_empty(format, head, name) ||
            (format->guess != NULL && format->guess(head)) ||
            (ROWS[i] != NULL && pl_rows_guess(ROWS[i], head, nearly))) {
            return i;
        }
    }
    return PL_LIST_FORMAT_NONE;
}

struct pl_list_guess pl_list_guess_head(pl_str head, pl_str name) {
    char narrow[HEAD_MAX / 2];
    struct pl_list_guess guess = {.format = PL_LIST_FORMAT_NONE, .list = PL_STR("")};
    head = plain_head(head, narrow);
    pl_str root = root_of(head);
    guess.format = format_of(head, root, name, false);
    if (guess.format == PL_LIST_FORMAT_NONE && !guess_ofac(head, name, &guess)) {
        guess.format = format_of(head, root, name, true);
    }
    if (guess.format != PL_LIST_FORMAT_NONE && guess.format != PL_LIST_FORMAT_OFAC_CSV) {
        guess.list = pl_str_from(WORDS[guess.format].list);
        guess.list = guess.list.n > 0 ? guess.list : dataset_of(name);
    }
    return guess;
}

int pl_list_reader_open(const struct pl_list_reader_options *options, pl_entity_sink sink, void *ctx,
                        struct pl_list_reader **ret_reader, struct pl_error *err) {
    if (!is_format(options->format)) {
        return pl_fail(err, PL_E_USAGE, "no list format %s", pl_list_format_name(options->format));
    }
    struct pl_list_reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    reader->format = &FORMATS[options->format];
    int code = reader->format->open(options, sink, ctx, &reader->reader, err);
    if (code != 0) {
        free(reader);
        return code;
    }
    *ret_reader = reader;
    return 0;
}

/* Keeps the first failure, so that each further call says the same. */
static int answer(struct pl_list_reader *reader, int code, struct pl_error *err) {
    if (code != 0 && !reader->failed) {
        reader->failed = true;
        reader->why.code = code;
    }
    if (reader->failed && err != NULL) {
        *err = reader->why;
    }
    return reader->failed ? reader->why.code : 0;
}

int pl_list_reader_push(struct pl_list_reader *reader, int part, const void *bytes, size_t n, struct pl_error *err) {
    int code = reader->failed ? 0 : reader->format->push(reader->reader, part, bytes, n, &reader->why);
    return answer(reader, code, err);
}

int pl_list_reader_finish(struct pl_list_reader *reader, struct pl_publication *ret_publication, struct pl_error *err) {
    int code = reader->failed ? 0 : reader->format->finish(reader->reader, ret_publication, &reader->why);
    return answer(reader, code, err);
}

void pl_list_reader_close(struct pl_list_reader *reader) {
    if (reader == NULL) {
        return;
    }
    reader->format->close(reader->reader);
    free(reader);
}
