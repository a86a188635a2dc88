#include "http/answer.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "http/request.h"
#include "ledger/hash.h"
#include "text/csv.h"
#include "text/json.h"

#include "base/ban.h"

void pl_answer_open(struct pl_answer *answer) {
    *answer = (struct pl_answer){.status = 200};
    pl_buf_open(&answer->body, PL_ANSWER_MAX);
}

void pl_answer_close(struct pl_answer *answer) {
    if (answer->fd > 0) {
        pl_file_close(&answer->fd);
    }
    answer->fd = 0;
    pl_buf_close(&answer->body);
}

void pl_answer_header(struct pl_answer *answer, const char *name, pl_str value) {
    size_t i = 0;
    while (i < answer->n_headers && strcmp(answer->headers[i].name, name) != 0) {
        i++;
    }
    if (i == PL_ANSWER_HEADERS) {
        return;
    }
    struct pl_answer_header *h = &answer->headers[i];
    size_t n = value.n < sizeof h->value - 1 ? value.n : sizeof h->value - 1;
    h->name = name;
    for (size_t k = 0; k < n; k++) {
        unsigned char c = (unsigned char)value.p[k];
        h->value[k] = c >= 0x20 && c < 0x7f ? (char)c : '?';
    }
    h->value[n] = '\0';
    answer->n_headers += i == answer->n_headers ? 1 : 0;
}

pl_str pl_answer_field(const struct pl_answer *answer, const char *name) {
    for (size_t i = 0; i < answer->n_headers; i++) {
        if (strcmp(answer->headers[i].name, name) == 0) {
            return pl_str_from(answer->headers[i].value);
        }
    }
    return (pl_str){NULL, 0};
}

static void write_problem(struct pl_json *json, const struct pl_error *err, int status) {
    char type[64];
    snprintf(type, sizeof type, "urn:plimsoll:error:%s", pl_code_name(err->code));
    pl_json_object(json);
    pl_json_key(json, "type");
    pl_json_text(json, type);
    pl_json_key(json, "title");
    pl_json_text(json, pl_code_text(err->code));
    pl_json_key(json, "status");
    pl_json_i64(json, status);
    pl_json_key(json, "detail");
    pl_json_text(json, err->msg);
    pl_json_key(json, "code");
    pl_json_text(json, pl_code_name(err->code));
    if (err->line > 0) {
        pl_json_key(json, "line");
        pl_json_u64(json, err->line);
    }
    if (err->line > 0 || err->has_offset) {
        pl_json_key(json, "offset");
        pl_json_u64(json, err->offset);
    }
    pl_json_object_end(json);
}

void pl_answer_problem(struct pl_answer *answer, const struct pl_error *err) {
    struct pl_json json;
    int status = answer->status >= 400 ? answer->status : pl_code_http_status(err->code);
    char wait[32];
    pl_str again = pl_answer_field(answer, "Retry-After");
    snprintf(wait, sizeof wait, "%.*s", (int)again.n, again.n > 0 ? again.p : "");
    pl_answer_close(answer);
    pl_answer_open(answer);
    answer->status = status;
    if (wait[0] != '\0' || err->code == PL_E_BUSY) {
        pl_answer_header(answer, "Retry-After", wait[0] != '\0' ? pl_str_from(wait) : PL_STR("5"));
    }
    answer->type = "application/problem+json";
    pl_json_start(&json, &answer->body);
    write_problem(&json, err, status);
}

void pl_answer_other_method(struct pl_answer *answer, pl_str method, const char *methods) {
    struct pl_error err = {0};
    if (pl_str_eq(method, PL_STR("OPTIONS"))) {
        answer->status = 204;
    } else {
        pl_fail(&err, PL_E_USAGE, "this address takes %s", methods);
        answer->status = 405;
        pl_answer_problem(answer, &err);
    }
    pl_answer_header(answer, "Allow", pl_str_from(methods));
}

/* ---- lines of JSON ---- */

static const pl_str SUMMARY = {"{\"type\":\"summary\"", sizeof "{\"type\":\"summary\"" - 1};

/* {"type":"summary","results":3} -> {"results":3} */
static void write_summary(struct pl_buf *out, pl_str line) {
    pl_str rest = pl_str_sub(line, SUMMARY.n, line.n);
    pl_buf_add_char(out, '{');
    pl_buf_add_str(out, rest.n > 0 && rest.p[0] == ',' ? pl_str_sub(rest, 1, rest.n) : rest);
}

void pl_answer_lines(struct pl_answer *answer, pl_str lines, pl_str next) {
    struct pl_json json;
    pl_str summary = {NULL, 0};
    size_t n = 0;
    pl_buf_add_str(&answer->body, PL_STR("{\"items\":["));
    for (pl_str rest = lines; rest.p != NULL;) {
        pl_str line = pl_str_trim(pl_str_cut(&rest, '\n'));
        if (pl_str_starts(line, SUMMARY)) {
            summary = line;
        } else if (line.n > 0) {
            pl_buf_add_str(&answer->body, n++ > 0 ? PL_STR(",\n") : PL_STR("\n"));
            pl_buf_add_str(&answer->body, line);
        }
    }
    pl_buf_add_str(&answer->body, PL_STR("],\"summary\":"));
    if (summary.p != NULL) {
        write_summary(&answer->body, summary);
    } else {
        pl_buf_add_str(&answer->body, PL_STR("{}"));
    }
    pl_buf_add_str(&answer->body, PL_STR(",\"next\":"));
    pl_json_start(&json, &answer->body);
    if (next.p == NULL) {
        pl_json_null(&json);
    } else {
        pl_json_str(&json, next);
    }
    pl_buf_add_str(&answer->body, PL_STR("}\n"));
    answer->type = pl_form_type(PL_FORM_JSON);
}

/* ---- lines of JSON as a table ---- */

#define COLUMNS_MAX 256

struct columns {
    pl_str names[COLUMNS_MAX];
    size_t n;
    const struct pl_jval *type; /* of the first line; NULL: it has none */
    bool begun;                 /* there is a line */
    bool kinds;                 /* "type" stands before them */
};

static const struct pl_jval *member(const struct pl_jval *line, pl_str name) {
    for (size_t i = 0; i < line->n; i++) {
        if (pl_str_eq(line->keys[i], name)) {
            return &line->items[i];
        }
    }
    return NULL;
}

static bool is_same_text(const struct pl_jval *a, const struct pl_jval *b) {
    bool both = a != NULL && b != NULL && a->kind == PL_JVAL_STR && b->kind == PL_JVAL_STR;
    return a == b || (both && pl_str_eq(a->str, b->str));
}

static size_t column_of(const struct columns *c, pl_str name) {
    size_t i = 0;
    while (i < c->n && !pl_str_eq(c->names[i], name)) {
        i++;
    }
    return i;
}

static int add_columns(struct columns *c, const struct pl_jval *line, struct pl_error *err) {
    if (line->kind != PL_JVAL_OBJECT) {
        return pl_fail(err, PL_E_FORMAT, "a record of this table is no object");
    }
    const struct pl_jval *type = member(line, PL_STR("type"));
    c->type = c->begun ? c->type : type;
    c->begun = true;
    c->kinds = c->kinds || !is_same_text(type, c->type);
    for (size_t i = 0; i < line->n; i++) {
        if (pl_str_eq(line->keys[i], PL_STR("type")) || column_of(c, line->keys[i]) < c->n) {
            continue;
        }
        if (c->n == COLUMNS_MAX) {
            return pl_fail(err, PL_E_LIMIT, "the table has more than %d columns", COLUMNS_MAX);
        }
        c->names[c->n++] = line->keys[i];
    }
    return PL_E_OK;
}

static void write_value(struct pl_json *json, const struct pl_jval *value) {
    switch (value->kind) {
    case PL_JVAL_BOOL:
        pl_json_bool(json, value->boolean);
        break;
    case PL_JVAL_INT:
        pl_json_i64(json, value->integer);
        break;
    case PL_JVAL_REAL:
        pl_json_fixed(json, value->real, 6);
        break;
    case PL_JVAL_STR:
        pl_json_str(json, value->str);
        break;
    case PL_JVAL_ARRAY:
    case PL_JVAL_OBJECT:
        value->kind == PL_JVAL_ARRAY ? pl_json_array(json) : pl_json_object(json);
        for (size_t i = 0; i < value->n; i++) {
            if (value->kind == PL_JVAL_OBJECT) {
                pl_json_key_n(json, value->keys[i].p, value->keys[i].n);
            }
            write_value(json, &value->items[i]);
        }
        value->kind == PL_JVAL_ARRAY ? pl_json_array_end(json) : pl_json_object_end(json);
        break;
    default:
        pl_json_null(json);
        break;
    }
}

static void write_cell(struct pl_buf *out, const struct pl_jval *value, bool first) {
    PL_BUF_AUTO text = {0};
    struct pl_json json;
    if (value == NULL || value->kind == PL_JVAL_NULL) {
        pl_csv_write(out, PL_STR(""), first);
    } else if (value->kind == PL_JVAL_STR) {
        pl_csv_write(out, value->str, first);
    } else {
        pl_buf_open(&text, PL_ANSWER_MAX);
        pl_json_start(&json, &text);
        write_value(&json, value);
        pl_csv_write(out, pl_buf_str(&text), first);
    }
}

/* Twice over the lines: for the columns, then for the rows. */
static int each_line(pl_str lines, struct pl_arena *arena, struct columns *c, struct pl_buf *out,
                     struct pl_error *err) {
    int rc = PL_E_OK;
    for (pl_str rest = lines; rc == PL_E_OK && rest.p != NULL;) {
        pl_str text = pl_str_trim(pl_str_cut(&rest, '\n'));
        const struct pl_jval *line = NULL;
        if (text.n == 0 || pl_str_starts(text, SUMMARY)) {
            continue;
        }
        struct pl_arena_mark mark = pl_arena_mark(arena);
        rc = pl_json_read(text, arena, &line, err);
        if (rc == PL_E_OK && out == NULL) {
            rc = add_columns(c, line, err); /* the names live on in the arena */
        } else if (rc == PL_E_OK) {
            if (c->kinds) {
                write_cell(out, member(line, PL_STR("type")), true);
            }
            for (size_t i = 0; i < c->n; i++) {
                write_cell(out, member(line, c->names[i]), i == 0 && !c->kinds);
            }
            pl_csv_write_end(out);
            pl_arena_rewind(arena, mark);
        }
    }
    return rc;
}

int pl_answer_csv(struct pl_answer *answer, pl_str lines, pl_str rows, bool kinds, struct pl_arena *arena,
                  struct pl_error *err) {
    struct columns *c = pl_arena_calloc(arena, 1, sizeof *c);
    if (c == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a table");
    }
    c->kinds = kinds;
    int rc = each_line(lines, arena, c, NULL, err);
    if (rc == PL_E_OK && c->kinds && c->begun) {
        pl_csv_write(&answer->body, PL_STR("type"), true);
    }
    for (size_t i = 0; rc == PL_E_OK && i < c->n; i++) {
        pl_csv_write(&answer->body, c->names[i], i == 0 && !c->kinds);
    }
    if (rc == PL_E_OK && c->begun && (c->kinds || c->n > 0)) {
        pl_csv_write_end(&answer->body);
        rc = each_line(rows, arena, c, &answer->body, err);
    }
    return rc == PL_E_OK ? pl_answer_done(answer, PL_FORM_CSV, err) : rc;
}

int pl_answer_line(struct pl_answer *answer, pl_str lines, struct pl_error *err) {
    pl_str rest = lines;
    pl_str line = pl_str_trim(pl_str_cut(&rest, '\n'));
    if (line.n == 0 || pl_str_starts(line, SUMMARY)) {
        return pl_fail(err, PL_E_NOT_FOUND, "there is no such thing in this case");
    }
    pl_buf_add_str(&answer->body, line);
    pl_buf_add_char(&answer->body, '\n');
    return pl_answer_done(answer, PL_FORM_JSON, err);
}

int pl_answer_done(struct pl_answer *answer, int form, struct pl_error *err) {
    if (pl_buf_failed(&answer->body)) {
        return pl_fail(err, PL_E_LIMIT, "the answer is larger than %zu bytes: ask for less at a time",
                       (size_t)PL_ANSWER_MAX);
    }
    answer->type = pl_form_type(form);
    return PL_E_OK;
}

void pl_answer_download(struct pl_answer *answer, pl_str name) {
    char value[200];
    char safe[120];
    size_t n = name.n < sizeof safe - 1 ? name.n : sizeof safe - 1;
    for (size_t i = 0; i < n; i++) {
        char c = name.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                     (c == '.' && i > 0);
        safe[i] = plain ? c : '_';
    }
    safe[n] = '\0';
    snprintf(value, sizeof value, "attachment; filename=\"%s\"", safe);
    pl_answer_header(answer, "Content-Disposition", pl_str_from(value));
}

static pl_str without_weakness(pl_str tag) {
    return pl_str_starts(tag, PL_STR("W/")) ? pl_str_sub(tag, 2, tag.n) : tag;
}

static bool names_tag(pl_str list, pl_str tag) {
    tag = without_weakness(tag);
    for (pl_str rest = list; rest.p != NULL;) {
        pl_str one = without_weakness(pl_str_trim(pl_str_cut(&rest, ',')));
        if (pl_str_eq(one, tag) || pl_str_eq(one, PL_STR("*"))) {
            return true;
        }
    }
    return false;
}

void pl_answer_tag(struct pl_answer *answer, pl_str if_none_match) {
    if (answer->status != 200 || answer->type == NULL) {
        return;
    }
    if (pl_answer_field(answer, "ETag").p == NULL) {
        PL_BUF_AUTO tag = {0};
        pl_hash hash;
        if (answer->fd > 0 || answer->fixed != NULL) {
            return;
        }
        pl_buf_open(&tag, 64);
        hash = pl_sha256_of(answer->body.p != NULL ? answer->body.p : "", answer->body.n);
        pl_buf_add_str(&tag, PL_STR("W/\""));
        pl_buf_add_hex(&tag, hash.b, 12);
        pl_buf_add_char(&tag, '"');
        pl_answer_header(answer, "ETag", pl_buf_str(&tag));
    }
    if (if_none_match.p != NULL && names_tag(if_none_match, pl_answer_field(answer, "ETag"))) {
        answer->status = 304;
        answer->type = NULL;
        answer->fixed = NULL;
        answer->n_fixed = 0;
        pl_buf_clear(&answer->body);
        if (answer->fd > 0) {
            pl_file_close(&answer->fd);
            answer->fd = 0;
        }
    }
}
