#include "http/openapi.h"

#include <string.h>

#include "base/error.h"
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

int pl_openapi_columns(const char *answer, struct pl_arena *arena, struct pl_buf *out, struct pl_error *err) {
    const struct pl_jval *at = answer != NULL ? resolved(schema_of(pl_str_from(answer), arena), arena) : NULL;
    static const char *const WAY[] = {"properties", "items", "items"};
    for (size_t i = 0; at != NULL && i < sizeof WAY / sizeof WAY[0]; i++) {
        at = pl_jval_get(at, WAY[i]);
    }
    at = resolved(at, arena);
    const struct pl_jval *names = at != NULL ? pl_jval_get(at, "required") : NULL;
    bool first = true;
    for (size_t i = 0; names != NULL && names->kind == PL_JVAL_ARRAY && i < names->n; i++) {
        if (names->items[i].kind == PL_JVAL_STR && !pl_str_eq(names->items[i].str, PL_STR("type"))) {
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
    if (p->def != NULL) {
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

static void write_answers(struct pl_json *json, const struct pl_route *r) {
    unsigned forms = r->forms != 0 ? r->forms : PL_FORM_JSON;
    pl_json_key(json, "responses");
    pl_json_object(json);
    pl_json_key(json, "200");
    pl_json_object(json);
    pl_json_member_text(json, "description", r->text);
    pl_json_key(json, "content");
    pl_json_object(json);
    for (int i = 0; i < PL_FORM_COUNT; i++) {
        if ((forms & (1U << i)) != 0) {
            pl_json_key(json, pl_form_type(1 << i));
            pl_json_object(json);
            if (1 << i == PL_FORM_JSON && r->answer != NULL) {
                pl_json_key(json, "schema");
                write_ref(json, r->answer);
            }
            pl_json_object_end(json);
        }
    }
    pl_json_object_end(json);
    pl_json_object_end(json);
    pl_json_key(json, "default");
    pl_json_raw(json, PL_STR("{\"description\":\"an error\",\"content\":{\"application/problem+json\":{\"schema\":{"
                             "\"$ref\":\"#/components/schemas/Problem\"}}}}"));
    pl_json_object_end(json);
}

static void write_operation(struct pl_json *json, const char *area, const struct pl_route *r) {
    static const char *const METHODS[][2] = {{"GET", "get"}, {"POST", "post"}, {"PUT", "put"}, {"DELETE", "delete"}};
    for (size_t i = 0; i < sizeof METHODS / sizeof *METHODS; i++) {
        if (strcmp(METHODS[i][0], r->method) == 0) {
            pl_json_key(json, METHODS[i][1]);
        }
    }
    pl_json_object(json);
    pl_json_member_text(json, "operationId", r->name);
    pl_json_member_text(json, "summary", r->text);
    pl_json_key(json, "tags");
    pl_json_array(json);
    pl_json_text(json, area);
    pl_json_array_end(json);
    pl_json_member_text(json, "x-role", pl_role_name(pl_route_role(r)));
    write_params(json, r);
    write_body(json, r);
    write_answers(json, r);
    pl_json_object_end(json);
}

static bool stood_before(const struct pl_route *table, const struct pl_route *r) {
    for (; table < r; table++) {
        if (strcmp(table->path, r->path) == 0) {
            return true;
        }
    }
    return false;
}

/* All operations of a path become one object, wherever they stand in their table. */
static void write_paths(struct pl_json *json) {
    pl_json_key(json, "paths");
    pl_json_object(json);
    for (size_t t = 0; pl_route_tables[t] != NULL; t++) {
        for (const struct pl_route *r = pl_route_tables[t]; r->path != NULL; r++) {
            if (stood_before(pl_route_tables[t], r)) {
                continue;
            }
            pl_json_key(json, r->path);
            pl_json_object(json);
            for (const struct pl_route *o = r; o->path != NULL; o++) {
                if (strcmp(o->path, r->path) == 0) {
                    write_operation(json, SCHEMAS[t].area, o);
                }
            }
            pl_json_object_end(json);
        }
    }
    pl_json_object_end(json);
}

/* What stands between the outer braces of a schema file. */
static pl_str members(size_t t) {
    pl_str text = pl_str_trim(pl_str_make(SCHEMAS[t].begin, (size_t)(SCHEMAS[t].end - SCHEMAS[t].begin)));
    return text.n >= 2 ? pl_str_trim(pl_str_sub(text, 1, text.n - 2)) : PL_STR("");
}

static void write_schemas(struct pl_buf *out) {
    pl_buf_add_str(out,
                   PL_STR(",\"components\":{\"schemas\":{\"Problem\":{\"type\":\"object\",\"required\":[\"type\","
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
    pl_buf_add_str(out, PL_STR("{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Plimsoll\",\"version\":\"" PL_VERSION
                               "\",\"description\":\"Sanctions monitoring whose findings anyone can check. Leads, not "
                               "findings, until a person has reviewed them.\"},"));
    pl_json_start(&json, out);
    write_paths(&json);
    write_schemas(out);
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
    for (int i = 0; i < PL_FORM_COUNT; i++) {
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
               "the `cursor` of the next page. What nobody has reviewed is a lead, not a finding.\n"));
    for (size_t t = 0; pl_route_tables[t] != NULL; t++) {
        pl_buf_add_fmt(out, "\n## %s\n", SCHEMAS[t].area);
        for (const struct pl_route *r = pl_route_tables[t]; r->path != NULL; r++) {
            page_route(out, r);
        }
    }
}
