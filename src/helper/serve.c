#include "helper/serve.h"

#include "helper/frame.h"
#include "helper/picture.h"
#include "helper/xlsx.h"
#include "text/json.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)64 << 20)

/* ---- frames ---- */

static bool cut(pl_str *rest, size_t max, pl_str *ret) {
    size_t n = rest->n >= 4 ? pl_be32(rest->p) : SIZE_MAX;
    if (n > max || rest->n - 4 < n) {
        return false;
    }
    *ret = pl_str_sub(*rest, 4, n);
    *rest = pl_str_sub(*rest, 4 + n, rest->n);
    return true;
}

int pl_request_read(pl_str frame, struct pl_request *ret, struct pl_error *err) {
    struct pl_request r;
    pl_str rest = pl_str_sub(frame, sizeof PL_HELPER_ASK - 1, frame.n);
    if (!pl_str_starts(frame, PL_STR(PL_HELPER_ASK)) || !cut(&rest, PL_HELPER_VERB_MAX, &r.verb) ||
        !cut(&rest, PL_HELPER_ARG_MAX, &r.arg) || !cut(&rest, PL_HELPER_BYTES_MAX, &r.bytes) || rest.n > 0) {
        return pl_fail(err, PL_E_FORMAT, "this is no request to the helper");
    }
    *ret = r;
    return 0;
}

void pl_answer_write(int code, const struct pl_error *err, const struct pl_buf *info, const struct pl_buf *bytes,
                     struct pl_buf *out) {
    pl_str said = code == 0 ? pl_buf_str(info) : pl_str_from(err->msg);
    pl_str more = code == 0 ? pl_buf_str(bytes) : PL_STR("");
    pl_buf_add_str(out, PL_STR(PL_HELPER_SAY));
    pl_buf_add_be32(out, (uint32_t)code);
    pl_buf_add_be32(out, (uint32_t)said.n);
    pl_buf_add_str(out, said);
    pl_buf_add_be32(out, (uint32_t)more.n);
    pl_buf_add_str(out, more);
}

/* ---- verbs ---- */

static void write_u64(struct pl_json *json, const char *key, uint64_t value) {
    pl_json_key(json, key);
    pl_json_u64(json, value);
}

static int serve_sheets(const struct pl_request *request, struct pl_buf *info, struct pl_buf *bytes,
                        struct pl_error *err) {
    PL_ARENA_AUTO arena = {0};
    struct pl_xlsx *xlsx = NULL;
    const struct pl_xlsx_sheet *sheets = NULL;
    struct pl_json json;
    (void)bytes;
    pl_arena_open(&arena, ARENA_MAX);
    int code = pl_xlsx_open(request->bytes, &arena, &xlsx, err);
    size_t n = code == 0 ? pl_xlsx_sheets(xlsx, &sheets) : 0;
    pl_json_start(&json, info);
    pl_json_object(&json);
    pl_json_key(&json, "sheets");
    pl_json_array(&json);
    for (size_t i = 0; i < n; i++) {
        pl_json_object(&json);
        pl_json_key(&json, "name");
        pl_json_str(&json, sheets[i].name);
        pl_json_key(&json, "hidden");
        pl_json_bool(&json, sheets[i].hidden);
        pl_json_object_end(&json);
    }
    pl_json_array_end(&json);
    pl_json_object_end(&json);
    pl_xlsx_close(xlsx);
    return code;
}

static int serve_xlsx(const struct pl_request *request, struct pl_buf *info, struct pl_buf *bytes,
                      struct pl_error *err) {
    PL_ARENA_AUTO arena = {0};
    struct pl_xlsx *xlsx = NULL;
    struct pl_xlsx_counts counts = {.rows = 0};
    struct pl_json json;
    pl_arena_open(&arena, ARENA_MAX);
    int code = pl_xlsx_open(request->bytes, &arena, &xlsx, err);
    code = code == 0 ? pl_xlsx_rows(xlsx, request->arg, bytes, &counts, err) : code;
    pl_json_start(&json, info);
    pl_json_object(&json);
    write_u64(&json, "rows", counts.rows);
    write_u64(&json, "cells", counts.cells);
    write_u64(&json, "formulas", counts.formulas);
    write_u64(&json, "errors", counts.errors);
    write_u64(&json, "hidden_rows", counts.hidden_rows);
    write_u64(&json, "bad_dates", counts.bad_dates);
    pl_json_object_end(&json);
    pl_xlsx_close(xlsx);
    return code;
}

static void write_size(struct pl_json *json, const struct pl_photo *photo, uint32_t width, uint32_t height) {
    pl_json_key(json, "format");
    pl_json_text(json, photo->format == PL_PHOTO_JPEG ? "jpeg" : "png");
    write_u64(json, "width", width);
    write_u64(json, "height", height);
}

static int serve_exif(const struct pl_request *request, struct pl_buf *info, struct pl_buf *bytes,
                      struct pl_error *err) {
    struct pl_photo photo;
    struct pl_exif exif;
    struct pl_json json;
    (void)bytes;
    int code = pl_photo_read(request->bytes, NULL, &photo, err);
    bool has = code == 0 && photo.exif.p != NULL;
    code = has ? pl_exif_read(photo.exif, &exif, err) : code;
    if (code != 0) {
        return code;
    }
    pl_json_start(&json, info);
    pl_json_object(&json);
    write_size(&json, &photo, photo.width, photo.height);
    pl_json_key(&json, "exif");
    if (has) {
        pl_exif_write(&exif, &json);
    } else {
        pl_json_null(&json);
    }
    pl_json_object_end(&json);
    return 0;
}

static int serve_picture(const struct pl_request *request, struct pl_buf *info, struct pl_buf *bytes,
                         struct pl_error *err) {
    struct pl_picture picture;
    struct pl_json json;
    int code = pl_picture_make(request->bytes, PL_PICTURE_PIXELS_MAX, bytes, &picture, err);
    if (code == 0) {
        pl_json_start(&json, info);
        pl_json_object(&json);
        write_size(&json, &picture.photo, picture.width, picture.height);
        pl_json_object_end(&json);
    }
    return code;
}

static void write_stripped(const struct pl_picture *picture, struct pl_json *json) {
    const struct pl_photo *photo = &picture->photo;
    bool told = false;
    pl_json_key(json, "stripped");
    pl_json_array(json);
    for (size_t i = 0; i < photo->n_parts; i++) {
        pl_json_object(json);
        pl_json_key(json, "what");
        pl_json_text(json, photo->parts[i].what);
        write_u64(json, "bytes", photo->parts[i].bytes);
        pl_json_key(json, "holds");
        pl_json_array(json);
        if (!told && pl_str_eq(pl_str_from(photo->parts[i].what), PL_STR("EXIF"))) {
            pl_exif_words(&picture->exif, json);
            told = true;
        }
        pl_json_array_end(json);
        pl_json_object_end(json);
    }
    pl_json_array_end(json);
    if (photo->more_parts > 0) {
        write_u64(json, "more", photo->more_parts);
    }
}

static int serve_strip(const struct pl_request *request, struct pl_buf *info, struct pl_buf *bytes,
                       struct pl_error *err) {
    struct pl_picture picture;
    struct pl_json json;
    struct pl_error why = {0};
    if (pl_picture_make(request->bytes, PL_PICTURE_PIXELS_MAX, bytes, &picture, &why) != 0) {
        return pl_fail(err, PL_E_REFUSED, "withheld: cannot be stripped: %s", why.msg);
    }
    pl_json_start(&json, info);
    pl_json_object(&json);
    write_size(&json, &picture.photo, picture.width, picture.height);
    write_stripped(&picture, &json);
    pl_json_object_end(&json);
    return 0;
}

static const struct {
    pl_str verb;
    int (*serve)(const struct pl_request *request, struct pl_buf *info, struct pl_buf *bytes, struct pl_error *err);
} VERBS[] = {
    {{"sheets", 6}, serve_sheets},   {{"xlsx", 4}, serve_xlsx},   {{"exif", 4}, serve_exif},
    {{"picture", 7}, serve_picture}, {{"strip", 5}, serve_strip},
};

int pl_serve(const struct pl_request *request, struct pl_buf *info, struct pl_buf *bytes, struct pl_error *err) {
    for (size_t i = 0; i < sizeof VERBS / sizeof *VERBS; i++) {
        if (pl_str_eq(VERBS[i].verb, request->verb)) {
            int code = VERBS[i].serve(request, info, bytes, err);
            if (code == 0 && (pl_buf_failed(info) || pl_buf_failed(bytes))) {
                code = pl_fail(err, PL_E_LIMIT, "the answer is too large");
            }
            return code;
        }
    }
    return pl_fail(err, PL_E_USAGE, "the helper has no such verb");
}
