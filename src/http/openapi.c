#include "http/openapi.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "http/api_yente.h"
#include "http/area.h"
#include "http/request.h"
#include "http/route.h"
#include "text/csv.h"
#include "text/json.h"

#include "base/ban.h"

/* CMakeLists.txt says where the schemas are. */
#define EMBED(area)                                                                                                    \
    __asm__(".pushsection .rodata\n.balign 8\n.global pl_schema_" #area "\npl_schema_" #area                           \
            ":\n.incbin \"" PL_SCHEMA_DIR "/" #area ".json\"\n.global pl_schema_" #area "_end\npl_schema_" #area       \
            "_end:\n.byte 0\n.popsection\n");                                                                          \
    extern const char pl_schema_##area[];                                                                              \
    extern const char pl_schema_##area##_end[];
PL_API_AREAS(EMBED)
#undef EMBED

static const struct {
    const char *area;
    const char *begin, *end;
} SCHEMAS[] = {
#define SCHEMA(area) {#area, pl_schema_##area, pl_schema_##area##_end},
    PL_API_AREAS(SCHEMA)
#undef SCHEMA
};
#define SCHEMAS_N (sizeof SCHEMAS / sizeof *SCHEMAS)

/* ---- columns ---- */

/* A schema by its name; NULL. */
static const struct pl_jval *schema_of(pl_str name, struct pl_arena *arena) {
    for (size_t i = 0; i < SCHEMAS_N; i++) {
        const struct pl_jval *all = NULL;
        pl_str text = pl_str_make(SCHEMAS[i].begin, (size_t)(SCHEMAS[i].end - SCHEMAS[i].begin));
        if (pl_json_read(pl_str_trim(text), arena, &all, NULL) != PL_E_OK || all->kind != PL_JVAL_OBJECT) {
            continue;
        }
        for (size_t k = 0; k < all->n; k++) {
            if (pl_str_eq(all->keys[k], name)) {
                return &all->items[k];
            }
        }
    }
    return NULL;
}

/* Through references, and into the first of several forms. */
static const struct pl_jval *resolved(const struct pl_jval *schema, struct pl_arena *arena) {
    static const pl_str BEFORE = {"#/components/schemas/", sizeof "#/components/schemas/" - 1};
    for (int steps = 0; schema != NULL && steps < 8; steps++) {
        const struct pl_jval *ref = pl_jval_get(schema, "$ref"), *forms = pl_jval_get(schema, "oneOf");
        if (ref != NULL && ref->kind == PL_JVAL_STR && pl_str_starts(ref->str, BEFORE)) {
            schema = schema_of(pl_str_sub(ref->str, BEFORE.n, ref->str.n), arena);
        } else if (forms != NULL && forms->kind == PL_JVAL_ARRAY && forms->n > 0) {
            schema = &forms->items[0];
        } else {
            return schema;
        }
    }
    return schema;
}

/* What an item of a list is, as it stands; NULL. */
static const struct pl_jval *record_of(const char *answer, struct pl_arena *arena) {
    static const char *const WAY[] = {"properties", "items", "items"};
    const struct pl_jval *at = answer != NULL ? resolved(schema_of(pl_str_from(answer), arena), arena) : NULL;
    for (size_t i = 0; at != NULL && i < sizeof WAY / sizeof WAY[0]; i++) {
        at = pl_jval_get(at, WAY[i]);
    }
    return at;
}

/* The one type that all of it are of; NULL: they may be of several. */
static const struct pl_jval *only_type(const struct pl_jval *schema, struct pl_arena *arena) {
    const struct pl_jval *type = pl_jval_get(resolved(schema, arena), "properties");
    type = type != NULL ? pl_jval_get(type, "type") : NULL;
    return type != NULL ? pl_jval_get(type, "const") : NULL;
}

static bool has_kinds(const struct pl_jval *record, struct pl_arena *arena) {
    const struct pl_jval *forms = record != NULL ? pl_jval_get(record, "oneOf") : NULL;
    bool several = forms != NULL && forms->kind == PL_JVAL_ARRAY && forms->n > 1;
    return record != NULL && (several || only_type(record, arena) == NULL);
}

int pl_openapi_kinds(const char *answer, struct pl_arena *arena, bool *ret, struct pl_error *err) {
    bool kinds = has_kinds(record_of(answer, arena), arena);
    if (pl_arena_failed(arena)) {
        return pl_fail(err, PL_E_NOMEM, "no memory for what the rows of a table are");
    }
    *ret = kinds;
    return PL_E_OK;
}

int pl_openapi_columns(const char *answer, struct pl_arena *arena, struct pl_buf *out, struct pl_error *err) {
    const struct pl_jval *record = record_of(answer, arena), *at = resolved(record, arena);
    const struct pl_jval *names = at != NULL ? pl_jval_get(at, "required") : NULL;
    const bool kinds = has_kinds(record, arena);
    bool first = true;
    for (size_t i = 0; names != NULL && names->kind == PL_JVAL_ARRAY && i < names->n; i++) {
        if (names->items[i].kind == PL_JVAL_STR && (kinds || !pl_str_eq(names->items[i].str, PL_STR("type")))) {
            pl_csv_write(out, names->items[i].str, first);
            first = false;
        }
    }
    if (!first) {
        pl_csv_write_end(out);
    }
    return pl_arena_failed(arena) ? pl_fail(err, PL_E_NOMEM, "no memory for the columns of a table") : PL_E_OK;
}

/* ---- OpenAPI ---- */

static void write_ref(struct pl_json *json, const char *schema) {
    char ref[128] = "#/components/schemas/";
    size_t n = strlen(ref), m = strlen(schema);
    memcpy(ref + n, schema, m < sizeof ref - n - 1 ? m : 0);
    pl_json_object(json);
    pl_json_key(json, "$ref");
    pl_json_text(json, ref);
    pl_json_object_end(json);
}

static void write_words(struct pl_json *json, const char *words) {
    pl_json_key(json, "enum");
    pl_json_array(json);
    for (pl_str rest = pl_str_from(words); rest.p != NULL;) {
        pl_json_str(json, pl_str_cut(&rest, '|'));
    }
    pl_json_array_end(json);
}

static void write_param_schema(struct pl_json *json, const struct pl_param *p) {
    static const char *const TYPES[] = {
        [PL_PARAM_TEXT] = "string", [PL_PARAM_INT] = "integer", [PL_PARAM_NUMBER] = "number",
        [PL_PARAM_TIME] = "string", [PL_PARAM_FLAG] = "string", [PL_PARAM_WORD] = "string",
        [PL_PARAM_BOX] = "string"};
    pl_json_object(json);
    if (p->repeat) { /* name=a&name=b: OpenAPI's own way for arrays */
        pl_json_member_text(json, "type", "array");
        pl_json_key(json, "items");
        pl_json_object(json);
        pl_json_member_text(json, "type", TYPES[p->kind]);
        pl_json_object_end(json);
        pl_json_object_end(json);
        return;
    }
    pl_json_member_text(json, "type", TYPES[p->kind]);
    if (p->kind == PL_PARAM_TIME) {
        pl_json_member_text(json, "format", "date-time");
    } else if (p->kind == PL_PARAM_FLAG) {
        write_words(json, "1|0|true|false|yes|no|");
    } else if (p->kind == PL_PARAM_WORD) {
        write_words(json, p->words);
    } else if (p->kind == PL_PARAM_INT && p->min < p->max) {
        pl_json_key(json, "minimum");
        pl_json_i64(json, p->min);
        pl_json_key(json, "maximum");
        pl_json_i64(json, p->max);
    }
    if (p->def != NULL && (p->kind == PL_PARAM_INT || p->kind == PL_PARAM_NUMBER)) {
        pl_json_key(json, "default");
        pl_json_raw(json, pl_str_from(p->def)); /* a number in its table is one in JSON: tests/cli/test_openapi.sh */
    } else if (p->def != NULL) {
        pl_json_member_text(json, "default", p->def);
    }
    pl_json_object_end(json);
}

static void write_param(struct pl_json *json, const struct pl_param *p) {
    pl_json_object(json);
    pl_json_member_text(json, "name", p->name);
    pl_json_member_text(json, "in", "query");
    pl_json_member_text(json, "description", p->text);
    pl_json_key(json, "required");
    pl_json_bool(json, p->required);
    pl_json_key(json, "schema");
    write_param_schema(json, p);
    pl_json_object_end(json);
}

static void write_path_params(struct pl_json *json, const char *path) {
    for (pl_str rest = pl_str_from(path); rest.p != NULL;) {
        pl_str segment = pl_str_cut(&rest, '/');
        if (segment.n > 1 && segment.p[0] == '{') {
            pl_json_object(json);
            pl_json_key(json, "name");
            pl_json_str(json, pl_str_sub(segment, 1, segment.n - 2));
            pl_json_member_text(json, "in", "path");
            pl_json_key(json, "required");
            pl_json_bool(json, true);
            pl_json_key(json, "schema");
            pl_json_raw(json, PL_STR("{\"type\":\"string\"}"));
            pl_json_object_end(json);
        }
    }
}

static void write_params(struct pl_json *json, const struct pl_route *r) {
    pl_json_key(json, "parameters");
    pl_json_array(json);
    write_path_params(json, r->path);
    for (const struct pl_param *p = r->params; p != NULL && p->name != NULL; p++) {
        write_param(json, p);
    }
    for (const struct pl_param *p = pl_params_everywhere; pl_route_takes_knowledge(r) && p->name != NULL; p++) {
        write_param(json, p);
    }
    pl_json_array_end(json);
}

static void write_body(struct pl_json *json, const struct pl_route *r) {
    if (r->body == NULL) {
        return;
    }
    bool media = strchr(r->body, '/') != NULL || strcmp(r->body, "*") == 0;
    pl_json_key(json, "requestBody");
    pl_json_object(json);
    pl_json_key(json, "required");
    pl_json_bool(json, true);
    pl_json_key(json, "content");
    pl_json_object(json);
    pl_json_key(json, !media ? "application/json" : r->body[0] == '*' ? "application/octet-stream" : r->body);
    pl_json_object(json);
    if (!media) {
        pl_json_key(json, "schema");
        write_ref(json, r->body);
    }
    pl_json_object_end(json);
    pl_json_object_end(json);
    pl_json_object_end(json);
}

/* ---- what it answers ---- */

static const struct {
    int status;
    const char *text;
} STATUSES[] = {
    {400, "The request is not understood: its fields, a parameter that is not there or not in its range."},
    {401, "Sign in first."},
    {403, "Your role or clearance may not, a rule of the case forbids it, or the write lacks its token."},
    {404, "There is no such thing, or it is withheld from you."},
    {409, "The state of the case is another than this takes for granted."},
    {413, "A ceiling was reached: of the body, or of the answer; detail says which."},
    {415, "The body must be application/json."},
    {416, "The range begins behind the last byte; Content-Range says how many there are."},
    {422, "The body is malformed; line and offset say where."},
    {429, "Too many tries; Retry-After says when to come back."},
    {503, "Busy, or the server ends; Retry-After says when to come back."},
};
#define STATUSES_N (sizeof STATUSES / sizeof *STATUSES)

static bool says(const char *numbers, int status) {
    for (pl_str rest = pl_str_from(numbers); rest.p != NULL;) {
        int64_t number;
        if (pl_str_i64(pl_str_cut(&rest, ' '), &number) && number == status) {
            return true;
        }
    }
    return false;
}

static bool can_answer(const struct pl_route *r, int status) {
    bool guarded = pl_route_role(r) > PL_ROLE_NOBODY, reads = strcmp(r->method, "GET") == 0;
    bool json = r->body != NULL && strchr(r->body, '/') == NULL && strcmp(r->body, "*") != 0;
    switch (status) {
    case 400:
        return true;
    case 401:
    case 413:
    case 503:
        return guarded || says(r->also, status) || (status == 413 && r->body != NULL);
    case 403:
        return guarded || !reads;
    case 404:
        return strchr(r->path, '{') != NULL || says(r->also, status);
    case 409:
        return !reads && !r->quiet;
    case 415:
        return json;
    case 422:
        return r->body != NULL || says(r->also, status);
    default:
        return says(r->also, status);
    }
}

/* Errors, too, are what its clients read. */
static bool is_yente(const struct pl_route *r) { return r->refuse == pl_yente_refuse; }

/* "Problem404", or in the shape of yente's clients "Detail404". */
static void write_error_name(struct pl_json *json, const struct pl_route *r, int status) {
    char ref[64], key[8];
    snprintf(ref, sizeof ref, "#/components/responses/%s%d", is_yente(r) ? "Detail" : "Problem", status);
    snprintf(key, sizeof key, "%d", status);
    pl_json_key(json, key);
    pl_json_object(json);
    pl_json_member_text(json, "$ref", ref);
    pl_json_object_end(json);
}

static void write_error(struct pl_json *json, bool detail, const char *text) {
    pl_json_object(json);
    pl_json_member_text(json, "description", text);
    pl_json_key(json, "content");
    pl_json_object(json);
    pl_json_key(json, detail ? "application/json" : "application/problem+json");
    pl_json_object(json);
    pl_json_key(json, "schema");
    write_ref(json, detail ? "Detail" : "Problem");
    pl_json_object_end(json);
    pl_json_object_end(json);
    pl_json_object_end(json);
}

static void write_success(struct pl_json *json, const struct pl_route *r, int form, const char *status) {
    pl_json_key(json, status);
    pl_json_object(json);
    pl_json_member_text(json, "description", r->text);
    pl_json_key(json, "content");
    pl_json_object(json);
    pl_json_key(json, r->type != NULL ? r->type : pl_form_type(form));
    pl_json_object(json);
    if (form == PL_FORM_JSON && r->type == NULL && r->answer != NULL) {
        pl_json_key(json, "schema");
        write_ref(json, r->answer);
    }
    pl_json_object_end(json);
    pl_json_object_end(json);
    pl_json_object_end(json);
}

static void write_answers(struct pl_json *json, const struct pl_route *r, int form) {
    bool reads = strcmp(r->method, "GET") == 0;
    pl_json_key(json, "responses");
    pl_json_object(json);
    write_success(json, r, form, "200");
    if (says(r->also, 206)) {
        write_success(json, r, form, "206");
    }
    if (!reads && (!r->quiet || r->writes_with != NULL)) {
        write_success(json, r, form, "201");
    }
    if (says(r->also, 204)) {
        pl_json_key(json, "204");
        pl_json_raw(json, PL_STR("{\"description\":\"There is nothing at this place.\"}"));
    }
    if (reads) {
        pl_json_key(json, "304");
        pl_json_raw(json, PL_STR("{\"description\":\"The answer is what If-None-Match names.\"}"));
    }
    for (size_t i = 0; i < STATUSES_N; i++) {
        if (can_answer(r, STATUSES[i].status)) {
            write_error_name(json, r, STATUSES[i].status);
        }
    }
    pl_json_key(json, "default");
    write_error(json, is_yente(r), "Another error.");
    pl_json_object_end(json);
}

/* Where nobody signs in, the token alone is asked for. */
static void write_security(struct pl_json *json, const struct pl_route *r) {
    bool reads = strcmp(r->method, "GET") == 0, ends = strcmp(r->method, "DELETE") == 0;
    pl_json_key(json, "security");
    if (ends || (!reads && (!r->quiet || r->writes_with != NULL))) {
        pl_json_raw(json, PL_STR("[{\"session\":[],\"token\":[]},{\"token\":[]}]"));
    } else {
        pl_json_raw(json, pl_route_role(r) > PL_ROLE_NOBODY ? PL_STR("[{\"session\":[]},{}]") : PL_STR("[]"));
    }
}

/* The form of the address without a suffix, as dispatch chooses it (site.c). */
static int plain_form(const struct pl_route *r) {
    unsigned forms = r->forms != 0 ? r->forms : PL_FORM_JSON;
    return (int)((forms & PL_FORM_JSON) != 0 ? PL_FORM_JSON : forms & (~forms + 1));
}

static void write_operation(struct pl_json *json, const char *area, const struct pl_route *r, int form) {
    static const char *const METHODS[][2] = {{"GET", "get"}, {"POST", "post"}, {"PUT", "put"}, {"DELETE", "delete"}};
    char name[96];
    bool plain = form == plain_form(r);
    for (size_t i = 0; i < sizeof METHODS / sizeof *METHODS; i++) {
        if (strcmp(METHODS[i][0], r->method) == 0) {
            pl_json_key(json, METHODS[i][1]);
        }
    }
    snprintf(name, sizeof name, "%s%s%s", r->name, plain ? "" : "_", plain ? "" : pl_form_suffix(form));
    pl_json_object(json);
    pl_json_member_text(json, "operationId", name);
    pl_json_member_text(json, "summary", r->text);
    pl_json_key(json, "tags");
    pl_json_array(json);
    pl_json_text(json, area);
    pl_json_array_end(json);
    pl_json_member_text(json, "x-role", pl_role_name(pl_route_role(r)));
    write_security(json, r);
    write_params(json, r);
    write_body(json, r);
    write_answers(json, r, form);
    pl_json_object_end(json);
}

static bool stood_before(const struct pl_route *r) {
    for (size_t t = 0; pl_route_tables[t] != NULL; t++) {
        for (const struct pl_route *o = pl_route_tables[t]; o->path != NULL; o++) {
            if (o == r) {
                return false;
            }
            if (strcmp(o->path, r->path) == 0) {
                return true;
            }
        }
    }
    return false;
}

static bool has_form(const struct pl_route *r, int form) {
    return form == 0 || ((r->forms & (unsigned)form) != 0 && plain_form(r) != form);
}

/* An address in one form (0: in that which each operation has without a suffix): its operations become one object,
 * wherever they stand. */
static void write_path(struct pl_json *json, const char *path, int form) {
    char whole[192];
    bool any = false;
    snprintf(whole, sizeof whole, "%s%s%s", path, form != 0 ? "." : "", pl_form_suffix(form));
    for (size_t t = 0; pl_route_tables[t] != NULL; t++) {
        for (const struct pl_route *o = pl_route_tables[t]; o->path != NULL; o++) {
            if (strcmp(o->path, path) != 0 || !has_form(o, form)) {
                continue;
            }
            if (!any) {
                pl_json_key(json, whole);
                pl_json_object(json);
                any = true;
            }
            write_operation(json, SCHEMAS[t].area, o, form != 0 ? form : plain_form(o));
        }
    }
    if (any) {
        pl_json_object_end(json);
    }
}

static void write_paths(struct pl_json *json) {
    pl_json_key(json, "paths");
    pl_json_object(json);
    for (size_t t = 0; pl_route_tables[t] != NULL; t++) {
        for (const struct pl_route *r = pl_route_tables[t]; r->path != NULL; r++) {
            if (stood_before(r)) {
                continue;
            }
            write_path(json, r->path, 0);
            for (int i = 0; i < PL_FORM_COUNT; i++) {
                write_path(json, r->path, 1 << i);
            }
        }
    }
    pl_json_object_end(json);
}

/* ---- what they share ---- */

static void write_error_answers(struct pl_json *json) {
    static const char *const NAMES[] = {"Problem", "Detail"};
    char name[32];
    pl_json_object(json);
    for (size_t i = 0; i < STATUSES_N; i++) {
        for (size_t k = 0; k < 2; k++) {
            snprintf(name, sizeof name, "%s%d", NAMES[k], STATUSES[i].status);
            pl_json_key(json, name);
            write_error(json, k == 1, STATUSES[i].text);
        }
    }
    pl_json_object_end(json);
}

/* What stands between the outer braces of a schema file. */
static pl_str members(size_t t) {
    pl_str text = pl_str_trim(pl_str_make(SCHEMAS[t].begin, (size_t)(SCHEMAS[t].end - SCHEMAS[t].begin)));
    return text.n >= 2 ? pl_str_trim(pl_str_sub(text, 1, text.n - 2)) : PL_STR("");
}

static void write_components(struct pl_buf *out) {
    struct pl_json json;
    pl_buf_add_str(out,
                   PL_STR(",\"components\":{\"securitySchemes\":{\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\","
                          "\"name\":\"plimsoll-8080\",\"description\":\"The cookie of POST /api/session, where the "
                          "server has accounts: plimsoll- and its port, under TLS with __Host- before.\"},"
                          "\"token\":{\"type\":\"apiKey\",\"in\":\"header\",\"name\":\"X-Plimsoll-Token\","
                          "\"description\":\"csrf of GET /api/session.\"}},\"responses\":"));
    pl_json_start(&json, out);
    write_error_answers(&json);
    pl_buf_add_str(
        out,
        PL_STR(",\"schemas\":{\"Detail\":{\"type\":\"object\",\"required\":[\"detail\"],\"properties\":{"
               "\"detail\":{\"type\":[\"string\",\"array\"]}}},\"Problem\":{\"type\":\"object\",\"required\":[\"type\","
               "\"title\",\"status\",\"detail\",\"code\"],\"properties\":{\"type\":{\"type\":\"string\"},"
               "\"title\":{\"type\":\"string\"},\"status\":{\"type\":\"integer\"},\"detail\":{\"type\":"
               "\"string\"},\"code\":{\"type\":\"string\"},\"line\":{\"type\":\"integer\"},"
               "\"offset\":{\"type\":\"integer\"}}}"));
    for (size_t t = 0; t < SCHEMAS_N; t++) {
        pl_str text = members(t);
        if (text.n > 0) {
            pl_buf_add_str(out, PL_STR(",\n"));
            pl_buf_add_str(out, text);
        }
    }
    pl_buf_add_str(out, PL_STR("}}}\n"));
}

void pl_openapi_json(struct pl_buf *out) {
    struct pl_json json;
    pl_buf_add_str(out,
                   PL_STR("{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Plimsoll\",\"version\":\"" PL_VERSION
                          "\",\"description\":\"Sanctions monitoring whose findings anyone can check. Leads, not "
                          "findings, until a person has reviewed them. Every path is answered to HEAD and OPTIONS, "
                          "too; 405 and Allow to a method that it does not take.\"},"
                          "\"servers\":[{\"url\":\"/\"}],"));
    pl_json_start(&json, out);
    write_paths(&json);
    write_components(out);
}

/* ---- a page ---- */

static void write_cell(struct pl_buf *out, const char *text) {
    for (; text != NULL && *text != '\0'; text++) {
        if (*text == '|') {
            pl_buf_add_char(out, '\\');
        }
        pl_buf_add_char(out, *text);
    }
}

static void page_params(struct pl_buf *out, const struct pl_route *r) {
    if (r->params == NULL || r->params->name == NULL) {
        return;
    }
    pl_buf_add_str(out, PL_STR("\n| parameter | what |\n| --- | --- |\n"));
    for (const struct pl_param *p = r->params; p->name != NULL; p++) {
        pl_buf_add_fmt(out, "| `%s`%s | ", p->name, p->required ? " (needed)" : "");
        write_cell(out, p->text);
        if (p->words != NULL) {
            pl_buf_add_str(out, PL_STR(": one of "));
            write_cell(out, p->words);
        }
        if (p->def != NULL) {
            pl_buf_add_fmt(out, "; else %s", p->def);
        }
        pl_buf_add_str(out, PL_STR(" |\n"));
    }
}

static void page_route(struct pl_buf *out, const struct pl_route *r) {
    unsigned forms = r->forms != 0 ? r->forms : PL_FORM_JSON;
    pl_buf_add_fmt(out, "\n### %s %s\n\n%s", r->method, r->path, r->text);
    pl_buf_add_fmt(out, " For: %s.", pl_role_name(pl_route_role(r)));
    if (r->body != NULL) {
        pl_buf_add_fmt(out, " Body: `%s`, at most %llu bytes.", r->body[0] == '*' ? "any bytes" : r->body,
                       (unsigned long long)(r->body_max > 0 ? r->body_max : PL_BODY_MAX));
    }
    pl_buf_add_str(out, PL_STR(" Answers:"));
    if (r->type != NULL) {
        pl_buf_add_fmt(out, " `%s`", r->type);
    }
    for (int i = 0; i < PL_FORM_COUNT && r->type == NULL; i++) {
        if ((forms & (1U << i)) != 0) {
            pl_buf_add_fmt(out, " .%s", pl_form_suffix(1 << i));
        }
    }
    if (r->answer != NULL) {
        pl_buf_add_fmt(out, " (`%s`)", r->answer);
    }
    pl_buf_add_str(out, PL_STR(".\n"));
    page_params(out, r);
}

void pl_openapi_markdown(struct pl_buf *out) {
    pl_buf_add_str(
        out,
        PL_STR("# The API\n\nGenerated by `plimsoll help --http`. `plimsoll serve` answers these addresses, "
               "`plimsoll get` prints one answer without a server; `/openapi.json` describes them with the shapes "
               "of bodies and answers. Errors are `application/problem+json` (RFC 9457) with the codes of "
               "[errors](errors.md). Every GET below /api/ also takes `known_at` (a time) and `log` (entries of the "
               "log): the case as it was then. Lists are `{\"items\":[...],\"summary\":{...},\"next\":...}`; `next` is "
               "the `cursor` of the next page. Where things of the case are withheld from whoever asks, every answer "
               "says so: "
               "the field `X-Plimsoll-Withheld` (\"above TLP:GREEN\") and, in JSON, `\"case_withheld\":true`. What "
               "nobody has reviewed is a lead, not a finding.\n"));
    for (size_t t = 0; pl_route_tables[t] != NULL; t++) {
        pl_buf_add_fmt(out, "\n## %s\n", SCHEMAS[t].area);
        for (const struct pl_route *r = pl_route_tables[t]; r->path != NULL; r++) {
            page_route(out, r);
        }
    }
}
