#include "app/kinds.h"

#include <string.h>

#include "app/import.h"
#include "text/json.h"

#include "base/ban.h"

static const char *const TYPES[] = {
    [PL_FILING_TEXT] = "text", [PL_FILING_WORD] = "word",     [PL_FILING_YES] = "yes",
    [PL_FILING_WHEN] = "when", [PL_FILING_DAY] = "day",       [PL_FILING_LAT] = "lat",
    [PL_FILING_LON] = "lon",   [PL_FILING_NUMBER] = "number", [PL_FILING_COUNT] = "count",
    [PL_FILING_REF] = "ref",   [PL_FILING_REFS] = "refs",     [PL_FILING_QUANTITY] = "quantity",
    [PL_FILING_HASH] = "hash",
};

static bool is_one_of(const char *const *names, const char *name) {
    for (; *names != NULL; names++) {
        if (strcmp(*names, name) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_by_program(const struct pl_filing_kind *kind, const struct pl_filing_field *field) {
    static const char *const ITEM[] = {"exif_time", "exif_lat", "exif_lon", "exif_camera", "exif_note",
                                       "stripped",  "bytes",    "sha256",   NULL};
    static const char *const SUPPORT[] = {"pinned", "facts", NULL};
    static const char *const TEXT[] = {"sha256", "bytes", NULL};
    return kind->letter == 'I'   ? is_one_of(ITEM, field->name)
           : kind->letter == 'P' ? is_one_of(SUPPORT, field->name)
                                 : is_one_of(TEXT, field->name);
}

bool pl_kind_is_filed_by_fields(const struct pl_filing_kind *kind) { return strchr("LR", kind->letter) == NULL; }

static void write_words(struct pl_json *json, const struct pl_filing_field *f) {
    pl_json_key(json, "words");
    if (f->type != PL_FILING_WORD) {
        pl_json_null(json);
        return;
    }
    pl_json_array(json);
    for (pl_str rest = pl_str_from(f->words); rest.p != NULL;) {
        pl_json_str(json, pl_str_cut(&rest, '|'));
    }
    pl_json_array_end(json);
}

static void write_field(struct pl_json *json, const struct pl_filing_kind *kind, const struct pl_filing_field *f,
                        bool common) {
    pl_json_object(json);
    pl_json_key(json, "name");
    pl_json_text(json, f->name);
    pl_json_key(json, "type");
    pl_json_text(json, TYPES[f->type]);
    pl_json_key(json, "required");
    pl_json_bool(json, f->required);
    write_words(json, f);
    pl_json_key(json, "refers");
    pl_json_text(json, f->type == PL_FILING_REF || f->type == PL_FILING_REFS ? f->words : NULL);
    pl_json_key(json, "help");
    pl_json_text(json, f->text);
    pl_json_key(json, "common");
    pl_json_bool(json, common);
    pl_json_key(json, "program");
    pl_json_bool(json, is_by_program(kind, f));
    pl_json_object_end(json);
}

void pl_kinds_json(struct pl_buf *out) {
    struct pl_json json;
    uint64_t n = 0;
    pl_json_start(&json, out);
    for (const struct pl_filing_kind *k = pl_filing_kinds; k->kind != NULL; k++, n++) {
        char letter[2] = {k->letter, '\0'};
        pl_json_record(&json, "kind");
        pl_json_key(&json, "kind");
        pl_json_text(&json, k->kind);
        pl_json_key(&json, "letter");
        pl_json_text(&json, letter);
        pl_json_key(&json, "text");
        pl_json_text(&json, k->text);
        pl_json_key(&json, "by");
        pl_json_text(&json, !pl_kind_is_filed_by_fields(k) ? "text" : k->letter == 'I' ? "file" : "fields");
        pl_json_key(&json, "fields");
        pl_json_array(&json);
        for (const struct pl_filing_field *f = k->fields; f->name != NULL; f++) {
            write_field(&json, k, f, false);
        }
        for (const struct pl_filing_field *f = pl_filing_common; f->name != NULL; f++) {
            write_field(&json, k, f, true);
        }
        pl_json_array_end(&json);
        pl_json_record_end(&json);
    }
    pl_json_record(&json, "summary");
    pl_json_key(&json, "results");
    pl_json_u64(&json, n);
    pl_json_key(&json, "markings");
    pl_json_array(&json);
    for (const char *const *m = pl_import_markings; *m != NULL; m++) {
        pl_json_text(&json, *m);
    }
    pl_json_array_end(&json);
    pl_json_record_end(&json);
}

pl_str pl_kinds_field_of(pl_str message) {
    size_t n = 0;
    while (n < message.n && ((message.p[n] >= 'a' && message.p[n] <= 'z') || message.p[n] == '_' ||
                             (message.p[n] >= '0' && message.p[n] <= '9'))) {
        n++;
    }
    pl_str name = pl_str_sub(message, 0, n);
    pl_str rest = pl_str_sub(message, n, message.n);
    bool ends = n > 0 && (pl_str_starts(rest, PL_STR(":")) || pl_str_starts(rest, PL_STR(" is ")) ||
                          pl_str_starts(rest, PL_STR(" and ")));
    for (const struct pl_filing_kind *k = pl_filing_kinds; ends && k->kind != NULL; k++) {
        if (pl_filing_field_of(k, name) != NULL) {
            return name;
        }
    }
    bool is_marking = ends && pl_str_eq(name, PL_STR("marking"));
    return is_marking ? name : (pl_str){NULL, 0};
}
