/* What the helper answers, as values: rows, EXIF, a file for release. */
#include <stdlib.h>
#include <string.h>

#include "app/confined.h"
#include "text/json.h"

#include "base/ban.h"

bool pl_confined_maybe_xlsx(pl_str bytes) {
    return pl_str_starts(bytes, PL_STR("PK\3\4")) &&
           memmem(bytes.p, bytes.n, "xl/workbook.xml", sizeof "xl/workbook.xml" - 1) != NULL;
}

const char *pl_media_type(pl_str bytes) {
    static const struct {
        size_t at;
        pl_str starts;
        const char *media;
    } KNOWN[] = {
        {0, {"\xFF\xD8\xFF", 3}, "image/jpeg"},
        {0, {"\x89PNG\r\n\x1A\n", 8}, "image/png"},
        {0, {"GIF8", 4}, "image/gif"},
        {0, {"II*\0", 4}, "image/tiff"},
        {0, {"MM\0*", 4}, "image/tiff"},
        {8, {"WEBP", 4}, "image/webp"},
        {4, {"ftypheic", 8}, "image/heic"},
        {4, {"ftyp", 4}, "video/mp4"},
        {0, {"%PDF-", 5}, "application/pdf"},
        {0, {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8}, "application/x-ole-storage"}, /* HWP 5, old Office */
        {0, {"HWP Document File", 17}, "application/x-hwp"},
        {30, {"mimetypeapplication/hwp+zip", 27}, "application/hwp+zip"},
        {0, {"PK\3\4", 4}, "application/zip"},
        {0, {"\x1F\x8B", 2}, "application/gzip"},
        {0, {"{\\rtf", 5}, "application/rtf"},
    };
    for (size_t i = 0; i < sizeof KNOWN / sizeof *KNOWN; i++) {
        if (pl_str_starts(pl_str_sub(bytes, KNOWN[i].at, bytes.n), KNOWN[i].starts)) {
            bool sheet = strcmp(KNOWN[i].media, "application/zip") == 0 && pl_confined_maybe_xlsx(bytes);
            return sheet ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" : KNOWN[i].media;
        }
    }
    return NULL;
}

static int read_info(const struct pl_buf *info, struct pl_arena *arena, const struct pl_jval **ret,
                     struct pl_error *err) {
    struct pl_error why = {0};
    if (pl_json_read(pl_buf_str(info), arena, ret, &why) != 0 || (*ret)->kind != PL_JVAL_OBJECT) {
        return pl_fail(err, PL_E_FORMAT, "the helper gave no sound answer");
    }
    return 0;
}

static pl_str text_of(const struct pl_jval *object, const char *key) {
    const struct pl_jval *v = pl_jval_get(object, key);
    return v != NULL && v->kind == PL_JVAL_STR ? v->str : PL_STR("");
}

static bool number_of(const struct pl_jval *object, const char *key, double *ret) {
    const struct pl_jval *v = pl_jval_get(object, key);
    bool is = v != NULL && (v->kind == PL_JVAL_INT || v->kind == PL_JVAL_REAL);
    *ret = is ? v->real : 0;
    return is;
}

/* ---- workbooks ---- */

static void note_count(const struct pl_jval *info, const char *key, const char *one, const char *many,
                       struct pl_buf *note) {
    double n = 0;
    if (number_of(info, key, &n) && n > 0) {
        pl_buf_add_str(note, note->n > 0 ? PL_STR("; ") : PL_STR(""));
        pl_buf_add_fmt(note, "%.0f ", n);
        pl_buf_add_str(note, pl_str_from(n > 1 ? many : one));
    }
}

int pl_confined_xlsx(pl_str bytes, pl_str sheet, struct pl_arena *arena, struct pl_buf *csv, pl_str *ret_note,
                     struct pl_error *err) {
    PL_BUF_AUTO info = {0};
    PL_BUF_AUTO note = {0};
    const struct pl_jval *said = NULL;
    pl_buf_open(&note, 4096);
    int code = pl_confined_ask("xlsx", sheet, bytes, PL_CONFINED_SECONDS, &info, csv, err);
    code = code == 0 ? read_info(&info, arena, &said, err) : code;
    if (code != 0) {
        return code;
    }
    note_count(said, "formulas", "cell is a formula: its cached value is taken",
               "cells are formulas: their cached values are taken", &note);
    note_count(said, "errors", "cell holds an error value", "cells hold error values", &note);
    note_count(said, "hidden_rows", "row is hidden, and read all the same", "rows are hidden, and read all the same",
               &note);
    note_count(said, "bad_dates", "number is under a date format and no date",
               "numbers are under a date format and no dates", &note);
    *ret_note = pl_str_copy(arena, pl_buf_str(&note));
    return 0;
}

/* ---- photographs ---- */

static pl_str join_camera(pl_str maker, pl_str model, struct pl_arena *arena) {
    struct pl_buf text = {0};
    bool twice = maker.n > 0 && model.n >= maker.n && pl_str_eq_nocase(pl_str_sub(model, 0, maker.n), maker);
    pl_buf_open(&text, 2048);
    pl_buf_add_str(&text, twice ? PL_STR("") : maker);
    pl_buf_add_str(&text, text.n > 0 && model.n > 0 ? PL_STR(" ") : PL_STR(""));
    pl_buf_add_str(&text, model);
    pl_str copy = pl_str_copy(arena, pl_buf_str(&text));
    pl_buf_close(&text);
    return copy;
}

int pl_confined_exif(pl_str bytes, struct pl_arena *arena, struct pl_confined_exif *ret, struct pl_error *err) {
    PL_BUF_AUTO info = {0};
    PL_BUF_AUTO none = {0};
    const struct pl_jval *said = NULL;
    struct pl_confined_exif exif = {.has_position = false};
    int code = pl_confined_ask("exif", PL_STR(""), bytes, PL_CONFINED_SECONDS, &info, &none, err);
    code = code == 0 ? read_info(&info, arena, &said, err) : code;
    if (code != 0) {
        return code;
    }
    const struct pl_jval *e = pl_jval_get(said, "exif");
    exif.time = text_of(e, "time");
    exif.camera = join_camera(text_of(e, "maker"), text_of(e, "model"), arena);
    exif.has_position = number_of(e, "lat", &exif.lat_deg) && number_of(e, "lon", &exif.lon_deg);
    *ret = exif;
    return 0;
}

/* ---- release ---- */

static void write_words(const struct pl_jval *list, struct pl_buf *out) {
    for (size_t i = 0; i < list->n; i++) {
        const struct pl_jval *holds = pl_jval_get(&list->items[i], "holds");
        pl_buf_add_str(out, i > 0 ? PL_STR("; ") : PL_STR(""));
        pl_buf_add_str(out, text_of(&list->items[i], "what"));
        for (size_t k = 0; holds != NULL && holds->kind == PL_JVAL_ARRAY && k < holds->n; k++) {
            pl_buf_add_str(out, k > 0 ? PL_STR(", ") : PL_STR(" ("));
            pl_buf_add_str(out, holds->items[k].kind == PL_JVAL_STR ? holds->items[k].str : PL_STR(""));
            pl_buf_add_str(out, k + 1 == holds->n ? PL_STR(")") : PL_STR(""));
        }
    }
    pl_buf_add_str(out, list->n == 0 ? PL_STR("nothing") : PL_STR(""));
}

static void write_list(const struct pl_jval *list, struct pl_buf *out) {
    struct pl_json json;
    pl_json_start(&json, out);
    pl_json_array(&json);
    for (size_t i = 0; i < list->n; i++) {
        const struct pl_jval *holds = pl_jval_get(&list->items[i], "holds");
        double bytes = 0;
        pl_json_object(&json);
        pl_json_key(&json, "what");
        pl_json_str(&json, text_of(&list->items[i], "what"));
        pl_json_key(&json, "bytes");
        pl_json_fixed(&json, number_of(&list->items[i], "bytes", &bytes) ? bytes : 0, 0);
        pl_json_key(&json, "holds");
        pl_json_array(&json);
        for (size_t k = 0; holds != NULL && holds->kind == PL_JVAL_ARRAY && k < holds->n; k++) {
            pl_json_str(&json, holds->items[k].kind == PL_JVAL_STR ? holds->items[k].str : PL_STR(""));
        }
        pl_json_array_end(&json);
        pl_json_object_end(&json);
    }
    pl_json_array_end(&json);
}

/* A stripped answer counts only whole: a picture of the kind that was given, and a list. */
static bool take_stripped(pl_str given, const struct pl_buf *info, struct pl_arena *arena, struct pl_release *r) {
    const struct pl_jval *said = NULL, *list = NULL;
    struct pl_buf words = {0}, json = {0};
    const char *media = pl_media_type(pl_buf_str(&r->bytes)), *was = pl_media_type(given);
    if (read_info(info, arena, &said, NULL) != 0 || media == NULL || was == NULL || strcmp(media, was) != 0) {
        return false;
    }
    list = pl_jval_get(said, "stripped");
    if (list == NULL || list->kind != PL_JVAL_ARRAY) {
        return false;
    }
    pl_buf_open(&words, 65536);
    pl_buf_open(&json, PL_JSON_MAX_BYTES);
    write_words(list, &words);
    write_list(list, &json);
    r->words = pl_str_copy(arena, pl_buf_str(&words));
    r->list = pl_str_copy(arena, pl_buf_str(&json));
    r->media = media;
    pl_buf_close(&words);
    pl_buf_close(&json);
    return true;
}

int pl_release_make(pl_str bytes, struct pl_arena *arena, struct pl_release *ret, struct pl_error *err) {
    PL_BUF_AUTO info = {0};
    struct pl_release r = {.stripped = false};
    struct pl_error why = {0};
    const char *media = pl_media_type(bytes);
    bool photo = media != NULL && (strcmp(media, "image/jpeg") == 0 || strcmp(media, "image/png") == 0);
    int code = photo ? pl_confined_ask("strip", PL_STR(""), bytes, PL_CONFINED_SECONDS, &info, &r.bytes, &why)
                     : pl_fail(&why, PL_E_REFUSED, "withheld: cannot be stripped: it is neither JPEG nor PNG");
    if (code == 0) {
        r.stripped = take_stripped(bytes, &info, arena, &r);
        code = r.stripped ? 0 : pl_fail(&why, PL_E_FORMAT, "the helper gave no sound answer");
    }
    if (code != 0) {
        bool told = pl_str_starts(pl_str_from(why.msg), PL_STR("withheld: "));
        struct pl_error said = {0};
        (void)pl_fail(&said, PL_E_REFUSED, "%s%s", told ? "" : "withheld: cannot be stripped: ", why.msg);
        pl_buf_close(&r.bytes);
        r.words = pl_str_copy(arena, pl_str_from(said.msg));
    }
    if (pl_arena_failed(arena)) {
        pl_buf_close(&r.bytes);
        return pl_fail(err, PL_E_NOMEM, "no memory for a release");
    }
    *ret = r;
    return 0;
}

void pl_release_close(struct pl_release *release) { pl_buf_close(&release->bytes); }
