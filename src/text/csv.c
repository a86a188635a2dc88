#include "text/csv.h"

#include <stdlib.h>

#include "base/utf8.h"

#include "base/ban.h"

/* A record of so many bytes without a line end is beyond the ceiling, CR and LF allowed for. */
#define SKIP_FROM (PL_CSV_MAX_BYTES + 3)

/* Where the reader stands inside a record. */
enum state { AT_FIELD, IN_PLAIN, IN_QUOTED, AFTER_QUOTE };

struct pl_csv {
    pl_csv_sink sink;
    void *ctx;
    struct pl_buf head;    /* the first line, until separator and BOM are decided */
    struct pl_buf pending; /* the part of a record that came with earlier pushes */
    struct pl_buf scratch; /* unquoted fields */
    enum state state;
    char sep;
    bool begun;     /* BOM and separator are decided */
    bool skipping;  /* a record beyond the ceiling: wait for its line end */
    uint64_t line;  /* of the record's first byte */
    uint64_t at;    /* offset of the record's first byte */
    uint64_t inner; /* line ends inside the record so far */
    uint64_t seen;  /* bytes of the record so far */
    char last;      /* the byte before the record's LF, for a record that is skipped */
    pl_str fields[PL_CSV_MAX_FIELDS];
};

int pl_csv_open(char sep, pl_csv_sink sink, void *ctx, struct pl_csv **ret_csv, struct pl_error *err) {
    if (sep == '"' || sep == '\n' || sep == '\r') {
        return pl_fail(err, PL_E_USAGE, "a quote or a line end cannot separate fields");
    }
    struct pl_csv *csv = calloc(1, sizeof *csv);
    if (csv == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    csv->sink = sink;
    csv->ctx = ctx;
    csv->sep = sep;
    csv->line = 1;
    pl_buf_open(&csv->head, PL_CSV_MAX_BYTES + 8);
    pl_buf_open(&csv->pending, PL_CSV_MAX_BYTES + 8);
    pl_buf_open(&csv->scratch, PL_CSV_MAX_BYTES + 8);
    *ret_csv = csv;
    return 0;
}

void pl_csv_close(struct pl_csv *csv) {
    if (csv == NULL) {
        return;
    }
    pl_buf_close(&csv->head);
    pl_buf_close(&csv->pending);
    pl_buf_close(&csv->scratch);
    free(csv);
}

char pl_csv_separator(const struct pl_csv *csv) { return csv->sep; }

/* One quoted field at the front of *rest, which is left at the separator or the end. A view where it can be one, else
 * its bytes in scratch, which has room for all of the record. */
static pl_str take_quoted(pl_str *rest, char sep, struct pl_buf *scratch) {
    pl_str body = pl_str_sub(*rest, 1, rest->n);
    size_t end = pl_str_find(body, '"');
    if (end + 1 >= body.n || body.p[end + 1] == sep) {
        *rest = pl_str_sub(body, end + 1, body.n);
        return pl_str_sub(body, 0, end);
    }
    size_t from = scratch->n;
    while (body.n > 0) { /* inside the quotes */
        end = pl_str_find(body, '"');
        pl_buf_add(scratch, body.p, end);
        bool doubled = end + 1 < body.n && body.p[end + 1] == '"';
        body = pl_str_sub(body, end + (doubled ? 2 : 1), body.n);
        if (!doubled) {
            break;
        }
        pl_buf_add_char(scratch, '"');
    }
    size_t tail = pl_str_find(body, sep);
    pl_buf_add(scratch, body.p, tail);
    *rest = pl_str_sub(body, tail, body.n);
    return scratch->failed ? pl_str_make("", 0) : pl_str_make(scratch->p + from, scratch->n - from);
}

size_t pl_csv_split(pl_str line, char sep, pl_str *fields, size_t max, struct pl_buf *scratch) {
    size_t n = 0;
    pl_str rest = line;
    bool quotes = line.n > 0 && memchr(line.p, '"', line.n) != NULL;
    if (quotes) {
        pl_buf_clear(scratch);
        pl_buf_reserve(scratch, line.n); /* so that views into it stay */
    }
    for (;;) {
        pl_str field;
        if (quotes && rest.n > 0 && rest.p[0] == '"') {
            field = take_quoted(&rest, sep, scratch);
        } else {
            size_t end = 0;
            while (end < rest.n && rest.p[end] != sep) {
                end++;
            }
            field = pl_str_make(rest.p, end);
            rest = pl_str_sub(rest, end, rest.n);
        }
        if (n < max) {
            fields[n] = field;
        }
        n++;
        if (rest.n == 0) {
            return n;
        }
        rest = pl_str_sub(rest, 1, rest.n); /* the separator */
    }
}

enum pl_csv_quotes pl_csv_quotes(pl_str text, char sep) {
    pl_str rest = text;
    bool stray = false;
    if (text.n == 0 || memchr(text.p, '"', text.n) == NULL) {
        return PL_CSV_CLOSED;
    }
    for (;;) {
        while (rest.n > 0 && rest.p[0] == '"') { /* the quote that opens, or the second of a pair */
            size_t end = pl_str_find(pl_str_sub(rest, 1, rest.n), '"') + 1;
            if (end == rest.n) {
                return PL_CSV_OPEN;
            }
            rest = pl_str_sub(rest, end + 1, rest.n);
            stray = stray || (rest.n > 0 && rest.p[0] != sep && rest.p[0] != '"');
        }
        size_t end = pl_str_find(rest, sep);
        if (end == rest.n) {
            return stray ? PL_CSV_STRAY : PL_CSV_CLOSED;
        }
        rest = pl_str_sub(rest, end + 1, rest.n);
    }
}

/* Moves on to the next record. */
static void next_record(struct pl_csv *csv) {
    csv->line += csv->inner + 1;
    csv->at += csv->seen;
    csv->inner = 0;
    csv->seen = 0;
    csv->state = AT_FIELD;
    csv->skipping = false;
    pl_buf_clear(&csv->pending);
}

/* Hands one record to the sink; bytes is all of it with or without its line end. */
static int emit(struct pl_csv *csv, pl_str bytes, struct pl_error *err) {
    if (bytes.n > 0 && bytes.p[bytes.n - 1] == '\n') {
        bytes.n--;
    }
    if (bytes.n > 0 && bytes.p[bytes.n - 1] == '\r') {
        bytes.n--;
    }
    if (bytes.n == 0 || (bytes.n == 1 && bytes.p[0] == 0x1A)) {
        return 0;
    }
    size_t n = 0;
    csv->fields[0] = pl_str_make("", 0);
    if (bytes.n <= PL_CSV_MAX_BYTES) {
        n = pl_csv_split(bytes, csv->sep, csv->fields, PL_CSV_MAX_FIELDS, &csv->scratch);
    }
    if (pl_buf_failed(&csv->scratch)) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    bool good = n > 0 && n <= PL_CSV_MAX_FIELDS;
    struct pl_csv_record record = {
        .fields = csv->fields,
        .n = good ? n : 0,
        .code = good ? 0 : PL_E_LIMIT,
        .line = csv->line,
        .offset = csv->at,
        .length = (uint32_t)bytes.n,
    };
    return csv->sink(csv->ctx, &record, err);
}

/* A record beyond the ceiling, at its end; lf is 1 where the bytes seen include its LF. */
static int emit_skipped(struct pl_csv *csv, size_t lf, struct pl_error *err) {
    uint64_t n = csv->seen - lf - (csv->last == '\r' ? 1 : 0);
    csv->fields[0] = pl_str_make("", 0);
    struct pl_csv_record record = {
        .fields = csv->fields,
        .code = PL_E_LIMIT,
        .line = csv->line,
        .offset = csv->at,
        .length = n > UINT32_MAX ? UINT32_MAX : (uint32_t)n,
    };
    return csv->sink(csv->ctx, &record, err);
}

/* How many of the bytes belong to the present record; *ret_done where its line end is the last of them. */
static size_t scan(struct pl_csv *csv, pl_str bytes, bool *ret_done) {
    enum state state = csv->state;
    *ret_done = false;
    size_t i = 0;
    while (i < bytes.n) {
        if (state == IN_QUOTED) {
            size_t end = pl_str_find(pl_str_sub(bytes, i, bytes.n), '"');
            for (size_t k = i; k < i + end; k++) {
                csv->inner += bytes.p[k] == '\n' ? 1 : 0;
            }
            i += end;
            if (i < bytes.n) {
                state = AFTER_QUOTE;
                i++;
            }
            continue;
        }
        char c = bytes.p[i++];
        if (c == '\n') {
            *ret_done = true;
            break;
        }
        if (c == '"' && state != IN_PLAIN) {
            state = IN_QUOTED; /* a quote that opens, or the second of a pair */
        } else {
            state = c == csv->sep ? AT_FIELD : IN_PLAIN;
        }
    }
    csv->state = state;
    return i;
}

/* Keeps the part of an unfinished record, or forgets it beyond the ceiling. */
static int keep(struct pl_csv *csv, pl_str part, struct pl_error *err) {
    csv->seen += part.n;
    size_t lf = part.n > 0 && part.p[part.n - 1] == '\n' ? 1 : 0;
    csv->last = part.n > lf ? part.p[part.n - lf - 1] : csv->last;
    if (csv->seen == SKIP_FROM) {
        csv->skipping = true;
        pl_buf_clear(&csv->pending);
        return 0;
    }
    pl_buf_add_str(&csv->pending, part);
    return pl_buf_failed(&csv->pending) ? pl_fail(err, PL_E_NOMEM, "out of memory") : 0;
}

/* A whole line without quotes at the front of bytes, which is nearly every record; its length, or 0. */
static size_t plain_line(const struct pl_csv *csv, pl_str bytes) {
    if (csv->seen > 0) {
        return 0;
    }
    const char *end = memchr(bytes.p, '\n', bytes.n);
    if (end == NULL) {
        return 0;
    }
    size_t n = (size_t)(end - bytes.p) + 1;
    return n <= PL_CSV_MAX_BYTES && memchr(bytes.p, '"', n) == NULL ? n : 0;
}

static int feed(struct pl_csv *csv, pl_str bytes, struct pl_error *err) {
    while (bytes.n > 0) {
        bool done = true;
        int code = 0;
        size_t n = plain_line(csv, bytes);
        if (n > 0) {
            code = emit(csv, pl_str_sub(bytes, 0, n), err);
            csv->seen = n;
        } else if (csv->skipping) {
            size_t end = pl_str_find(bytes, '\n');
            done = end < bytes.n;
            n = end + (done ? 1 : 0);
            csv->seen += n;
            csv->last = end > 0 ? bytes.p[end - 1] : csv->last;
            code = done ? emit_skipped(csv, 1, err) : 0;
        } else {
            n = scan(csv, pl_str_sub(bytes, 0, SKIP_FROM - csv->seen), &done);
            code = keep(csv, pl_str_sub(bytes, 0, n), err);
            if (code == 0 && done) {
                code = csv->skipping ? emit_skipped(csv, 1, err) : emit(csv, pl_buf_str(&csv->pending), err);
            }
        }
        if (done) {
            next_record(csv);
        }
        if (code != 0) {
            return code;
        }
        bytes = pl_str_sub(bytes, n, bytes.n);
    }
    return 0;
}

/* The most frequent separator of the first line that is not blank; '\0' while that line is not complete. */
static char guess_separator(pl_str head, bool at_end) {
    static const char CANDIDATES[] = {',', ';', '\t', '|'};
    size_t counts[sizeof CANDIDATES] = {0};
    bool quoted = false;
    bool blank = true;
    bool complete = at_end;
    for (size_t i = 0; i < head.n; i++) {
        char c = head.p[i];
        quoted = quoted != (c == '"');
        if (c == '\n' && !quoted && !blank) {
            complete = true;
            break;
        }
        blank = blank && (c == '\n' || c == '\r');
        for (size_t k = 0; k < sizeof CANDIDATES; k++) {
            counts[k] += !quoted && c == CANDIDATES[k] ? 1 : 0;
        }
    }
    if (!complete) {
        return '\0';
    }
    size_t best = 0;
    for (size_t k = 1; k < sizeof CANDIDATES; k++) {
        best = counts[k] > counts[best] ? k : best;
    }
    return CANDIDATES[best];
}

/* Decides BOM and separator as soon as the head allows, then reads what was kept. */
static int begin(struct pl_csv *csv, bool at_end, struct pl_error *err) {
    pl_str head = pl_buf_str(&csv->head);
    bool full = head.n >= PL_CSV_MAX_BYTES;
    if (head.n < 3 && !at_end && pl_str_starts(PL_STR("\xEF\xBB\xBF"), head)) {
        return 0;
    }
    if (head.n == 1 && !at_end && (unsigned char)head.p[0] >= 0xFE) {
        return 0;
    }
    if (pl_str_starts(head, PL_STR("\xFF\xFE")) || pl_str_starts(head, PL_STR("\xFE\xFF"))) {
        return pl_fail_at(err, PL_E_FORMAT, 1, 0,
                          "this text is UTF-16; convert it to UTF-8, for example with iconv -f UTF-16 -t UTF-8");
    }
    if (csv->sep == '\0') {
        csv->sep = guess_separator(head, at_end || full);
        if (csv->sep == '\0') {
            return 0;
        }
    }
    csv->begun = true;
    if (pl_str_starts(head, PL_STR("\xEF\xBB\xBF"))) {
        csv->at = 3;
        head = pl_str_sub(head, 3, head.n);
    }
    int code = feed(csv, head, err);
    pl_buf_close(&csv->head);
    return code;
}

int pl_csv_push(struct pl_csv *csv, const void *bytes, size_t n, struct pl_error *err) {
    pl_str rest = pl_str_make(bytes, n);
    while (!csv->begun && rest.n > 0) {
        /* Up to the end of a line at a time: only the first is wanted here. */
        size_t end = pl_str_find(rest, '\n');
        size_t part = end < rest.n ? end + 1 : end;
        size_t free_bytes = PL_CSV_MAX_BYTES - csv->head.n;
        part = part < free_bytes ? part : free_bytes;
        pl_buf_add(&csv->head, rest.p, part);
        if (pl_buf_failed(&csv->head)) {
            return pl_fail(err, PL_E_NOMEM, "out of memory");
        }
        rest = pl_str_sub(rest, part, rest.n);
        int code = begin(csv, false, err);
        if (code != 0) {
            return code;
        }
    }
    return csv->begun ? feed(csv, rest, err) : 0;
}

int pl_csv_finish(struct pl_csv *csv, struct pl_error *err) {
    if (!csv->begun) {
        int code = begin(csv, true, err);
        if (code != 0) {
            return code;
        }
    }
    if (csv->seen == 0) {
        return 0;
    }
    pl_str last = pl_buf_str(&csv->pending);
    if (csv->state == IN_QUOTED && !csv->skipping) {
        return pl_fail_at(err, PL_E_FORMAT, csv->line, csv->at, "a quoted field is never closed");
    }
    if (last.n > 0 && last.p[last.n - 1] == 0x1A) {
        last.n--;
    }
    int code = csv->skipping ? emit_skipped(csv, 0, err) : emit(csv, last, err);
    next_record(csv);
    return code;
}

static bool is_formula(pl_str field) {
    if (field.n == 0 || memchr("=+-@\t\r", field.p[0], 6) == NULL) {
        return false;
    }
    double number = 0;
    return !pl_str_double(field, &number);
}

/* True where every byte may stand as it is, outside quotes. */
static bool is_bare(pl_str field) {
    for (size_t i = 0; i < field.n; i++) {
        unsigned char c = (unsigned char)field.p[i];
        if (c < 0x20 || c >= 0x7F || c == '"' || c == ',') {
            return false;
        }
    }
    return true;
}

void pl_csv_write(struct pl_buf *buf, pl_str field, bool first) {
    if (!first) {
        pl_buf_add_char(buf, ',');
    }
    bool formula = is_formula(field);
    if (is_bare(field) && !(first && field.n == 0)) {
        pl_buf_add(buf, "'", formula ? 1 : 0);
        pl_buf_add_str(buf, field);
        return;
    }
    pl_buf_add(buf, formula ? "\"'" : "\"", formula ? 2 : 1);
    while (field.n > 0) {
        uint32_t c = 0;
        size_t n = pl_utf8_next(field, &c);
        if (c == PL_UTF8_BROKEN) {
            pl_buf_add_str(buf, PL_STR("\xEF\xBF\xBD"));
        } else if (c == '"') {
            pl_buf_add(buf, "\"\"", 2);
        } else if (pl_utf8_is_unsafe(c) && c != '\t' && c != '\n') {
            pl_buf_add_fmt(buf, "\\u{%04X}", (unsigned)c);
        } else {
            pl_buf_add(buf, field.p, n);
        }
        field = pl_str_sub(field, n, field.n);
    }
    pl_buf_add_char(buf, '"');
}

void pl_csv_write_end(struct pl_buf *buf) { pl_buf_add_char(buf, '\n'); }
