/* What people put in: filings of every kind by their fields, photographs and files, tables of observations. */
#include <stdio.h>
#include <string.h>

#include "app/filing.h"
#include "app/filing_once.h"
#include "app/import_upload.h"
#include "app/item_upload.h"
#include "app/kinds.h"
#include "app/observe_table.h"
#include "evidence/filing.h"
#include "http/api_screen_in.h"
#include "http/body.h"
#include "http/route.h"
#include "text/json.h"

#include "base/ban.h"

#define ANSWER_MAX ((size_t)256 << 20)
#define TABLE_MAX  ((uint64_t)32 << 20) /* bytes of a table that comes over the network */
#define NAME_MAX_  255                  /* bytes of the name of a file */

/* ---- errors that name a field ---- */

/* A refusal of a filing begins with its field (app/filing): told beside the words as "field". */
static void refuse_field(struct pl_answer *answer, const struct pl_error *err) {
    pl_str field = pl_kinds_field_of(pl_str_from(err->msg));
    if (field.p == NULL || answer->body.n < 2 || answer->body.p[answer->body.n - 1] != '}') {
        return;
    }
    answer->body.n--;
    pl_buf_add_str(&answer->body, PL_STR(",\"field\":\""));
    pl_buf_add_str(&answer->body, field); /* small letters and underlines */
    pl_buf_add_str(&answer->body, PL_STR("\"}"));
}

/* ---- kinds ---- */

static int kinds(struct pl_call *call, struct pl_error *err) {
    PL_BUF_AUTO lines = {0};
    pl_buf_open(&lines, ANSWER_MAX);
    pl_kinds_json(&lines);
    return pl_call_list(call, pl_buf_str(&lines), (pl_str){NULL, 0}, err);
}

/* ---- a filing ---- */

static int wrong(const char *name, const char *what, struct pl_error *err) {
    return pl_fail(err, PL_E_USAGE, "%s: %s", name, what);
}

/* Ids in an array, joined by spaces as a REFS field has them. */
static int read_ids(const struct pl_jval *v, const struct pl_filing_field *f, struct pl_arena *arena, pl_str *ret,
                    struct pl_error *err) {
    PL_BUF_AUTO text = {0};
    pl_buf_open(&text, PL_FILING_VALUE_MAX);
    for (size_t i = 0; i < v->n; i++) {
        if (f->type != PL_FILING_REFS || v->items[i].kind != PL_JVAL_STR) {
            return wrong(f->name, "must be a text, or of several ids an array of texts", err);
        }
        pl_buf_add_str(&text, i > 0 ? PL_STR(" ") : PL_STR(""));
        pl_buf_add_str(&text, v->items[i].str);
    }
    *ret = pl_str_copy(arena, pl_buf_str(&text));
    return pl_buf_failed(&text) ? pl_fail(err, PL_E_LIMIT, "%s: there are too many ids", f->name) : PL_E_OK;
}

/* A member as the text of a field: texts as they are, numbers by their digits, true as "yes". */
static int read_value(const struct pl_jval *v, const struct pl_filing_field *f, struct pl_arena *arena, pl_str *ret,
                      struct pl_error *err) {
    bool number = f->type == PL_FILING_LAT || f->type == PL_FILING_LON || f->type == PL_FILING_NUMBER;
    char digits[40];
    *ret = PL_STR("");
    switch (v->kind) {
    case PL_JVAL_NULL:
        return PL_E_OK;
    case PL_JVAL_STR:
        *ret = pl_str_trim(v->str);
        return PL_E_OK;
    case PL_JVAL_INT:
        snprintf(digits, sizeof digits, "%lld", (long long)v->integer);
        *ret = pl_str_copy(arena, pl_str_from(digits));
        return PL_E_OK;
    case PL_JVAL_REAL:
        snprintf(digits, sizeof digits, "%.12f", v->real);
        *ret = pl_str_copy(arena, pl_str_from(digits));
        return number && v->real > -1e12 && v->real < 1e12 ? PL_E_OK
                                                           : wrong(f->name, "must be a text or a whole number", err);
    case PL_JVAL_BOOL:
        *ret = v->boolean ? PL_STR("yes") : PL_STR("");
        return f->type == PL_FILING_YES ? PL_E_OK : wrong(f->name, "must be a text", err);
    case PL_JVAL_ARRAY:
        return read_ids(v, f, arena, ret, err);
    default:
        return wrong(f->name, "must be a text", err);
    }
}

static int read_filing(struct pl_call *call, struct pl_filing *f, pl_str *marking, struct pl_error *err) {
    const struct pl_jval *body = NULL;
    int rc = pl_call_json(call, &body, err);
    if (rc == PL_E_OK && body->kind != PL_JVAL_OBJECT) {
        return pl_fail(err, PL_E_USAGE, "the body must be a JSON object: {\"FIELD\": VALUE, ...}");
    }
    for (size_t i = 0; rc == PL_E_OK && i < body->n; i++) {
        const struct pl_filing_field *field = pl_filing_field_of(f->kind, body->keys[i]);
        pl_str value;
        if (pl_str_eq(body->keys[i], PL_STR("marking"))) {
            rc = pl_body_text(body, "marking", call->arena, marking, err);
            rc = rc != PL_E_OK ? wrong("marking", "must be a text", err) : rc;
            continue;
        }
        if (field == NULL || f->n == PL_FILING_FIELDS_MAX) {
            pl_str key = pl_str_sub(body->keys[i], 0, 60);
            return pl_fail(err, PL_E_USAGE, "%.*s: a filing of kind %s has no such field", (int)key.n, key.p,
                           f->kind->kind);
        }
        rc = read_value(&body->items[i], field, call->arena, &value, err);
        if (rc == PL_E_OK && value.n > 0) {
            f->values[f->n++] = (struct pl_filing_value){.name = pl_str_from(field->name), .value = value};
        }
    }
    return rc;
}

/* Whoever is signed in says it; nobody says it in the name of another. */
static int read_by(const struct pl_call *call, struct pl_filing *f, struct pl_error *err) {
    for (size_t i = 0; i < f->n; i++) {
        if (pl_str_eq(f->values[i].name, PL_STR("by"))) {
            return pl_api_person(call, f->values[i].value, &f->values[i].value, err);
        }
    }
    return PL_E_OK;
}

static int answer_filed(struct pl_call *call, pl_str lines, const char *id, bool known, struct pl_error *err) {
    char location[PL_FILING_ID_MAX + 16];
    snprintf(location, sizeof location, "/api/filings/%s", id);
    call->answer->status = known ? 200 : 201;
    pl_answer_header(call->answer, "Location", pl_str_from(location));
    return pl_call_list(call, lines, (pl_str){NULL, 0}, err);
}

static int file_kind(struct pl_call *call, const struct pl_filing_kind *kind, struct pl_error *err) {
    struct pl_filing_value values[PL_FILING_FIELDS_MAX];
    struct pl_filing f = {.kind = kind, .seq = -1, .values = values};
    struct pl_filed_once done = {.known = false};
    pl_str marking = PL_STR("");
    PL_BUF_AUTO lines = {0};
    pl_buf_open(&lines, ANSWER_MAX);
    int rc = read_filing(call, &f, &marking, err);
    rc = rc == PL_E_OK ? read_by(call, &f, err) : rc;
    rc = rc == PL_E_OK ? pl_filing_once(pl_call_case(call), call->now, &f, marking, &lines, &done, err) : rc;
    return rc == PL_E_OK ? answer_filed(call, pl_buf_str(&lines), done.id, done.known, err) : rc;
}

static int filing_new(struct pl_call *call, struct pl_error *err) {
    pl_str name = pl_call_path(call, "id");
    const struct pl_filing_kind *kind = pl_filing_kind_of(name);
    if (kind == NULL) {
        return pl_fail(err, PL_E_NOT_FOUND, "there is no kind of filing called \"%.*s\": /api/kinds lists them",
                       (int)pl_str_sub(name, 0, 40).n, name.p);
    }
    if (!pl_kind_is_filed_by_fields(kind)) {
        return pl_fail(err, PL_E_USAGE, "a %s is made from its text, not filed by its fields", kind->kind);
    }
    return file_kind(call, kind, err);
}

static int review_new(struct pl_call *call, struct pl_error *err) {
    return file_kind(call, pl_filing_kind_by_letter('V'), err);
}

static int withdrawal(struct pl_call *call, struct pl_error *err) {
    const struct pl_jval *body = NULL;
    pl_str id, text, by;
    int64_t seq = -1;
    PL_BUF_AUTO lines = {0};
    struct pl_json json;
    pl_buf_open(&lines, ANSWER_MAX);
    int rc = pl_body_read(call, "id|text|by", &body, err);
    rc = rc == PL_E_OK ? pl_body_needed(body, "id", call->arena, &id, err) : rc;
    rc = rc == PL_E_OK ? pl_body_needed(body, "text", call->arena, &text, err) : rc;
    rc = rc == PL_E_OK ? pl_body_text(body, "by", call->arena, &by, err) : rc;
    rc = rc == PL_E_OK ? pl_api_person(call, by, &by, err) : rc;
    rc = rc == PL_E_OK
             ? pl_filing_withdrawal_by(pl_call_case(call), call->viewer.clearance, call->now, id, by, text, &seq, err)
             : rc;
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_json_start(&json, &lines);
    pl_json_record(&json, "withdrawal");
    pl_json_key(&json, "id");
    pl_json_str(&json, id);
    pl_json_key(&json, "entry");
    pl_json_i64(&json, seq);
    pl_json_record_end(&json);
    pl_json_record(&json, "summary");
    pl_json_key(&json, "results");
    pl_json_u64(&json, 1);
    pl_json_key(&json, "journal");
    pl_json_i64(&json, seq + 1);
    pl_json_record_end(&json);
    call->answer->status = 201;
    return pl_call_list(call, pl_buf_str(&lines), (pl_str){NULL, 0}, err);
}

/* ---- photographs and files ---- */

/* The name of a file as somebody's machine gave it: its last part. USAGE for none. */
static int read_name(const struct pl_call *call, pl_str *ret, struct pl_error *err) {
    pl_str name = pl_str_trim(pl_call_text(call, "name"));
    for (size_t i = name.n; i > 0; i--) {
        if (name.p[i - 1] == '/' || name.p[i - 1] == '\\') {
            name = pl_str_sub(name, i, name.n);
            break;
        }
    }
    if (name.n == 0 || name.n > NAME_MAX_) {
        return pl_fail(err, PL_E_USAGE, "name is the file's name, at most %d bytes", NAME_MAX_);
    }
    *ret = name;
    return PL_E_OK;
}

/* What may be said of a file as parameters: fields of an item. */
#define ITEM_FIELDS(X)                                                                                                 \
    X("title", "what it is; else its name")                                                                            \
    X("source", "id or label of the source that it is from")                                                           \
    X("published", "when it was published")                                                                            \
    X("received", "when it was received, as claimed")                                                                  \
    X("collector", "who collected it")                                                                                 \
    X("url", "where it was found")                                                                                     \
    X("language", "of its text")                                                                                       \
    X("label", "a name for this filing, unique in the case")                                                           \
    X("text", "notes in words")

static int item_new(struct pl_call *call, struct pl_error *err) {
#define ITEM_NAME(name, text) name,
    static const char *const NAMES[] = {ITEM_FIELDS(ITEM_NAME)};
#undef ITEM_NAME
    struct pl_filing_value values[sizeof NAMES / sizeof NAMES[0] + 1];
    struct pl_filing f = {.kind = pl_filing_kind_by_letter('I'), .seq = -1, .values = values};
    struct pl_item_uploaded done = {.known = false};
    pl_str name, marking = pl_call_text(call, "marking");
    PL_BUF_AUTO lines = {0};
    pl_buf_open(&lines, ANSWER_MAX);
    int rc = read_name(call, &name, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    f.values[f.n++] = (struct pl_filing_value){.name = PL_STR("name"), .value = name};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        pl_str value = pl_str_trim(pl_call_text(call, NAMES[i]));
        value = value.n == 0 && strcmp(NAMES[i], "title") == 0 ? name : value;
        if (value.n > 0) {
            f.values[f.n++] = (struct pl_filing_value){.name = pl_str_from(NAMES[i]), .value = value};
        }
    }
    struct pl_item_upload upload = {
        .dir = pl_call_case(call), .now = call->now, .item = &f, .marking = marking, .bytes = call->req->body};
    rc = pl_item_upload(&upload, &lines, &done, err);
    return rc == PL_E_OK ? answer_filed(call, pl_buf_str(&lines), done.id, done.known, err) : rc;
}

static int item_look(struct pl_call *call, struct pl_error *err) {
    PL_BUF_AUTO lines = {0};
    pl_buf_open(&lines, PL_ANSWER_MAX);
    int rc = pl_item_look(call->req->body, call->arena, &lines, err);
    return rc == PL_E_OK ? pl_answer_line(call->answer, pl_buf_str(&lines), err) : rc;
}

/* ---- tables ---- */

static int table(struct pl_call *call, bool preview, struct pl_error *err) {
    struct pl_observe_tabled done;
    PL_BUF_AUTO lines = {0};
    pl_str name, by = PL_STR("");
    pl_buf_open(&lines, ANSWER_MAX);
    int rc = read_name(call, &name, err);
    rc = rc == PL_E_OK && call->req->body.n == 0 ? pl_fail(err, PL_E_EMPTY, "the table is empty") : rc;
    rc = rc == PL_E_OK && !pl_filing_is_marking(pl_call_text(call, "marking"))
             ? pl_fail(err, PL_E_USAGE, "marking: there is none of that name")
             : rc;
    rc = rc == PL_E_OK ? pl_api_person(call, by, &by, err) : rc;
    if (rc != PL_E_OK) {
        return rc;
    }
    struct pl_observe_table t = {.dir = pl_call_case(call),
                                 .path = pl_str_copy(call->arena, name).p,
                                 .bytes = call->req->body,
                                 .as = pl_call_text(call, "as"),
                                 .sheet = pl_call_text(call, "sheet"),
                                 .columns = pl_call_text(call, "columns"),
                                 .source = pl_call_text(call, "source"),
                                 .collector = pl_call_text(call, "collector"),
                                 .marking = pl_call_text(call, "marking"),
                                 .by = by,
                                 .received = pl_call_time(call, "received"),
                                 .preview = preview,
                                 .strict = pl_call_flag(call, "strict"),
                                 .json = true,
                                 .now = call->now};
    rc = pl_observe_table_run(&t, NULL, NULL, &lines, &done, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_observe_tabled_json(&done, &lines);
    call->answer->status = !preview && done.seq >= 0 ? 201 : 200;
    return pl_call_list(call, pl_buf_str(&lines), (pl_str){NULL, 0}, err);
}

static int import_preview(struct pl_call *call, struct pl_error *err) { return table(call, true, err); }

/* A recording or an official list, found by its content. */
static int recording(struct pl_call *call, struct pl_error *err) {
    struct pl_import_done done;
    PL_BUF_AUTO lines = {0};
    pl_str name, marking = pl_call_text(call, "marking"), date = pl_call_text(call, "date");
    pl_time published = 0;
    pl_buf_open(&lines, ANSWER_MAX);
    int rc = read_name(call, &name, err);
    if (rc == PL_E_OK && !pl_filing_is_marking(marking)) {
        rc = pl_fail(err, PL_E_USAGE, "marking: there is none of that name");
    }
    if (rc == PL_E_OK && date.n > 0 && (!pl_time_parse(date, &published) || published > call->now + PL_DAY_US)) {
        rc = pl_fail(err, PL_E_USAGE, "date is the day on which the list was published, such as 2026-02-27");
    }
    if (rc != PL_E_OK) {
        return rc;
    }
    struct pl_import_options o = {.called = pl_str_copy(call->arena, name).p,
                                  .source = pl_call_text(call, "source"),
                                  .collector = pl_call_text(call, "collector"),
                                  .marking = marking,
                                  .received = pl_call_time(call, "received"),
                                  .format = PL_FEED_AUTO,
                                  .columns = pl_call_text(call, "columns"),
                                  .day_first = pl_call_flag(call, "day_first"),
                                  .list = pl_call_text(call, "list"),
                                  .date = date,
                                  .strict = pl_call_flag(call, "strict"),
                                  .now = call->now};
    rc = pl_import_upload(pl_call_case(call), &o, call->req->body, call->viewer.clearance.n == 0, &lines, &done, err);
    call->answer->status = rc == PL_E_OK && done.imported > 0 ? 201 : call->answer->status;
    return rc == PL_E_OK ? pl_call_list(call, pl_buf_str(&lines), (pl_str){NULL, 0}, err) : rc;
}

/* What is said of the one kind of file does not fit the other. */
static int import_file(struct pl_call *call, struct pl_error *err) {
    bool as = pl_call_text(call, "as").p != NULL;
    const char *const stray[] = {as ? "list" : "sheet", as ? "date" : NULL, as ? "day_first" : NULL};
    for (size_t i = 0; i < sizeof stray / sizeof stray[0]; i++) {
        if (stray[i] != NULL && pl_request_query(call->req, stray[i]).p != NULL) {
            return pl_fail(err, PL_E_USAGE, "the parameter %s %s with as", stray[i], as ? "does not go" : "goes only");
        }
    }
    return as ? table(call, false, err) : recording(call, err);
}

/* ---- the table of routes ---- */

/* clang-format off */
#define WITNESSES "sighting|interview|inspection|image-count|registry|port-call|customs|rail|flight|debris|transaction"

#define TABLE_PARAMS                                                                                                   \
    {.name = "name", .text = "of the file", .required = true},                                                         \
    {.name = "columns", .text = "which column is which field: subject=Ship,observed=Seen,...; else as an earlier "     \
                                "table with this header, else by its words", .def = ""},                               \
    {.name = "sheet", .text = "of a workbook; else its only visible one", .def = ""},                                  \
    {.name = "source", .text = "of a table: id or label of the source; of a recording: who says this", .def = ""},     \
    {.name = "collector", .text = "who collected it", .def = ""},                                                      \
    {.name = "received", .kind = PL_PARAM_TIME, .text = "when it was received, as claimed"},                           \
    {.name = "marking", .text = "who may see it; TLP:RED where not said", .def = ""},                                  \
    {.name = "strict", .kind = PL_PARAM_FLAG, .text = "the first row that cannot be read refuses all"}

static const struct pl_param table_params[] = {
    {.name = "as", .kind = PL_PARAM_WORD, .words = WITNESSES, .text = "what kind of witness its rows are", .required = true},
    TABLE_PARAMS,
    {.name = NULL}};
static const struct pl_param import_params[] = {
    {.name = "as", .kind = PL_PARAM_WORD, .words = WITNESSES, .text = "a table of observations, and what kind of witness its "
                                                                      "rows are; else a recording or an official list"},
    TABLE_PARAMS,
    {.name = "list", .text = "of a list that does not name itself: which it is", .def = ""},
    {.name = "date", .text = "of a list that carries none: the day of its publication", .def = ""},
    {.name = "day_first", .kind = PL_PARAM_FLAG, .text = "of a recording as a table: its dates are dd/mm/yyyy"},
    {.name = NULL}};

#define ITEM_PARAM(field, say) {.name = field, .text = say, .def = ""},
static const struct pl_param item_params[] = {
    {.name = "name", .text = "of the file", .required = true},
    {.name = "marking", .text = "who may see it; TLP:RED where not said", .def = ""},
    ITEM_FIELDS(ITEM_PARAM)
    {.name = NULL}};

const struct pl_route pl_routes_observe[] = {
    {.method = "GET", .path = "/api/kinds", .name = "kinds", .forms = PL_FORM_JSON | PL_FORM_CSV,
     .text = "The kinds of filings and the fields of each: what a form asks.",
     .role = PL_ROLE_READER, .answer = "KindList", .run = kinds},
    {.method = "POST", .path = "/api/filings/{id}", .name = "filing_new",
     .text = "Files one of the kind that stands for {id} by its fields, as a signed entry (201). What the same person said in the same words "
             "just before, and what stands, is the answer (200). A refusal names its field.",
     .role = PL_ROLE_ANALYST, .body = "FilingFields", .answer = "Filed", .refuse = refuse_field, .run = filing_new},
    {.method = "POST", .path = "/api/filings/review", .name = "review_new",
     .text = "What a second person says of a finding, report or claim.",
     .role = PL_ROLE_REVIEWER, .body = "FilingFields", .answer = "Filed", .refuse = refuse_field, .run = review_new},
    {.method = "POST", .path = "/api/withdrawals", .name = "withdrawal_new",
     .text = "Withdraws a filing, a table or a row of it; it stays in the log.",
     .role = PL_ROLE_ANALYST, .body = "Withdrawal", .answer = "Withdrawn", .run = withdrawal},
    {.method = "POST", .path = "/api/items", .name = "item_new",
     .text = "Keeps a photograph or file as an exhibit, as it came (201); the same again changes nothing (200).",
     .params = item_params, .role = PL_ROLE_ANALYST, .body = "*", .body_max = PL_ITEM_UPLOAD_MAX,
     .larger = "`plimsoll item add FILE` on the command line takes larger ones", .answer = "Filed",
     .refuse = refuse_field, .run = item_new},
    {.method = "POST", .path = "/api/items/look", .name = "item_look",
     .text = "What a photograph says of itself, and the picture of it that would be shown, before anything is kept.",
     .role = PL_ROLE_ANALYST, .body = "*", .body_max = PL_ITEM_UPLOAD_MAX, .quiet = true, .answer = "ItemLook",
     .run = item_look},
    {.method = "POST", .path = "/api/import/preview", .name = "import_preview",
     .text = "How a table of observations (CSV, or XLSX through the confined helper) would be read: the columns, the "
             "first rows, the rows that are left out and why. Nothing is kept.",
     .params = table_params, .role = PL_ROLE_ANALYST, .body = "*", .body_max = TABLE_MAX,
     .larger = "split the table at a line's end, with its header in each part", .quiet = true,
     .answer = "ImportPreview", .refuse = refuse_field, .run = import_preview},
    {.method = "POST", .path = "/api/import", .name = "import_file",
     .text = "Takes a file in as one signed entry (201): with `as` a table of observations, a row each; else an AIS recording or "
             "an official list, found by its content. The same again changes nothing (200).",
     .params = import_params, .role = PL_ROLE_ANALYST, .body = "*", .body_max = PL_ITEM_UPLOAD_MAX,
     .larger = "`plimsoll import FILE` on the command line takes files of any length; or split it, by day or at a line's end",
     .lasting = true, .answer = "ImportAnswer", .refuse = refuse_field, .run = import_file},
    {.path = NULL},
};
/* clang-format on */
