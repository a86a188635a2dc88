#include "app/item.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/act.h"
#include "app/filing.h"
#include "app/import.h"
#include "base/file.h"
#include "base/utf8.h"
#include "helper/frame.h"
#include "store/filing.h"

#include "base/ban.h"

#define HEAD 64 /* bytes that show a media type */

static void add(struct pl_filing *f, const char *name, pl_str value) {
    if (value.n > 0) {
        f->values[f->n++] = (struct pl_filing_value){.name = pl_str_from(name), .value = value};
    }
}

/* ---- what an object shows ---- */

/* The first bytes alone, for files beyond what the helper takes. */
static int read_head(const char *path, struct pl_buf *buf, struct pl_error *err) {
    PL_FD_AUTO fd = open(path, O_RDONLY | O_CLOEXEC);
    char *p = pl_buf_reserve(buf, HEAD);
    ssize_t n = fd >= 0 && p != NULL ? read(fd, p, HEAD) : -1;
    if (n < 0) {
        return pl_fail_errno(err, PL_E_INPUT, errno, "an object cannot be read");
    }
    buf->n += (size_t)n;
    return 0;
}

static int read_object(const struct pl_case *c, const pl_hash *sha256, struct pl_buf *buf, struct pl_error *err) {
    char path[PL_OBJECT_PATH_MAX];
    int code = pl_object_path(c, sha256, path, err);
    return code == 0 ? pl_file_read(path, PL_HELPER_BYTES_MAX, buf, err) : code;
}

static pl_str degrees(double value, struct pl_arena *arena) {
    struct pl_buf text = {0};
    pl_buf_open(&text, 64);
    pl_buf_add_fixed(&text, value, 6);
    pl_str copy = pl_str_copy(arena, pl_buf_str(&text));
    pl_buf_close(&text);
    return copy;
}

static void add_exif(pl_str bytes, struct pl_arena *arena, struct pl_filing *f) {
    struct pl_confined_exif exif;
    struct pl_error why = {0};
    if (pl_confined_exif(bytes, arena, &exif, &why) != 0) {
        add(f, "exif_note", pl_str_copy(arena, pl_str_from(why.msg)));
        return;
    }
    add(f, "exif_time", exif.time);
    add(f, "exif_camera", exif.camera);
    if (exif.has_position) {
        add(f, "exif_lat", degrees(exif.lat_deg, arena));
        add(f, "exif_lon", degrees(exif.lon_deg, arena));
    }
}

static bool is_photo(const char *media) {
    return media != NULL && (strcmp(media, "image/jpeg") == 0 || strcmp(media, "image/png") == 0);
}

int pl_item_examine(const struct pl_case *c, const struct pl_object *object, struct pl_arena *arena,
                    struct pl_filing *f, struct pl_error *err) {
    PL_BUF_AUTO bytes = {0};
    char path[PL_OBJECT_PATH_MAX];
    bool small = object->bytes <= PL_HELPER_BYTES_MAX;
    pl_buf_open(&bytes, PL_HELPER_BYTES_MAX + 1);
    int code = pl_object_path(c, &object->sha256, path, err);
    code = code != 0 ? code
           : small   ? pl_file_read(path, PL_HELPER_BYTES_MAX, &bytes, err)
                     : read_head(path, &bytes, err);
    if (code != 0) {
        return code;
    }
    const char *media = pl_media_type(pl_buf_str(&bytes));
    if (pl_filing_get_value(f, "media").n == 0) {
        add(f, "media", pl_str_from(media));
    }
    if (is_photo(media) && small) {
        add_exif(pl_buf_str(&bytes), arena, f);
    } else if (is_photo(media)) {
        add(f, "exif_note", PL_STR("the file is larger than the helper takes"));
    }
    return pl_arena_failed(arena) ? pl_fail(err, PL_E_NOMEM, "no memory for an item") : 0;
}

int pl_item_check(const struct pl_filing *f, struct pl_error *err) {
    static const char *const OURS[] = {"exif_time", "exif_lat", "exif_lon", "exif_camera", "exif_note", "stripped"};
    for (size_t i = 0; f->kind->letter == 'I' && i < sizeof OURS / sizeof *OURS; i++) {
        if (pl_filing_get_value(f, OURS[i]).n > 0) {
            return pl_fail(err, PL_E_USAGE, "%s is read from the file by the program", OURS[i]);
        }
    }
    return 0;
}

/* ---- release ---- */

#define TOO_LARGE_WORDS "withheld: cannot be stripped: the file is larger than the helper takes"

static const struct pl_release TOO_LARGE = {.words = {TOO_LARGE_WORDS, sizeof TOO_LARGE_WORDS - 1}};

int pl_item_release(const struct pl_case *c, const struct pl_filing *item, struct pl_arena *arena,
                    struct pl_release *ret, struct pl_error *err) {
    PL_BUF_AUTO bytes = {0};
    struct pl_error why = {0};
    pl_hash sha256;
    pl_buf_open(&bytes, PL_HELPER_BYTES_MAX + 1);
    if (!pl_hash_of_hex(pl_filing_get_value(item, "sha256"), &sha256)) {
        return pl_fail(err, PL_E_USAGE, "the item has no file");
    }
    int code = read_object(c, &sha256, &bytes, &why);
    if (code == PL_E_LIMIT) {
        *ret = TOO_LARGE;
        return 0;
    }
    return code == 0 ? pl_release_make(pl_buf_str(&bytes), arena, ret, err)
                     : pl_fail(err, (enum pl_code)code, "%s", why.msg);
}

/* Beginnings of texts that carry more than they show. */
static bool begins_hidden(pl_str text) {
    static const char *const BEGIN[] = {"<",
                                        "{\\rtf",
                                        "%PDF",
                                        "%!",
                                        "BEGIN:",
                                        "From ",
                                        "Received:",
                                        "Return-Path:",
                                        "Delivered-To:",
                                        "MIME-Version:",
                                        "X-",
                                        "Message-ID:",
                                        "DKIM-Signature:",
                                        "Content-Type:",
                                        "From:",
                                        "Date:",
                                        "To:"};
    if (pl_str_starts(text, PL_STR("\xEF\xBB\xBF"))) {
        text = pl_str_sub(text, 3, text.n);
    }
    text = pl_str_trim(text);
    for (size_t i = 0; i < sizeof BEGIN / sizeof *BEGIN; i++) {
        if (pl_str_starts(text, pl_str_from(BEGIN[i]))) {
            return true;
        }
    }
    return false;
}

static bool is_plain_text(pl_str bytes) {
    for (size_t i = 0; i < bytes.n; i++) {
        unsigned char b = (unsigned char)bytes.p[i];
        if ((b < 0x20 && b != '\n' && b != '\r' && b != '\t') || b == 0x7F) {
            return false;
        }
    }
    return bytes.n > 0 && pl_utf8_is_valid(bytes) && pl_media_type(bytes) == NULL && !begins_hidden(bytes);
}

int pl_item_leave(const struct pl_case *c, const struct pl_filing *item, struct pl_arena *arena, bool *ret_text,
                  struct pl_release *ret, struct pl_error *err) {
    struct pl_buf bytes = {0};
    struct pl_error why = {0};
    pl_hash sha256;
    pl_buf_open(&bytes, PL_HELPER_BYTES_MAX + 1);
    int code = pl_hash_of_hex(pl_filing_get_value(item, "sha256"), &sha256)
                   ? read_object(c, &sha256, &bytes, &why)
                   : pl_fail(&why, PL_E_INPUT, "the item has no file");
    *ret_text = code == 0 && is_plain_text(pl_buf_str(&bytes));
    if (*ret_text) {
        *ret = (struct pl_release){.bytes = bytes};
        return 0;
    }
    if (code == PL_E_LIMIT) {
        *ret = TOO_LARGE;
        code = 0;
    } else if (code == 0) {
        code = pl_release_make(pl_buf_str(&bytes), arena, ret, err);
    } else if (code != PL_E_NOMEM) {
        *ret = (struct pl_release){.words = PL_STR("withheld: its file is not in this copy of the case")};
        code = 0;
    } else {
        code = pl_fail(err, PL_E_NOMEM, "%s", why.msg);
    }
    pl_buf_close(&bytes);
    return code;
}

/* ---- redaction ---- */

struct redacting {
    const struct pl_item_redaction *r;
    struct pl_acting *acting;
    struct pl_filing original;
    char original_id[PL_FILING_ID_MAX];
    pl_hash sha256;          /* of the original */
    struct pl_object object; /* the derivative */
    const char *media;
    pl_str stripped; /* in words */
};

static int find_original(struct redacting *w, struct pl_error *err) {
    int64_t by = -1;
    struct pl_arena *arena = &w->acting->arena;
    int code = pl_filing_get(w->acting->c, w->r->item, INT64_MAX, arena, &w->original, &by, err);
    if (code != 0) {
        return code;
    }
    pl_filing_id(&w->original, w->original_id);
    if (w->original.kind->letter != 'I' || by >= 0) {
        return pl_fail(err, PL_E_USAGE, by >= 0 ? "%s was withdrawn" : "%s is no item", w->original_id);
    }
    return pl_hash_of_hex(pl_filing_get_value(&w->original, "sha256"), &w->sha256)
               ? 0
               : pl_fail(err, PL_E_USAGE, "%s has no file", w->original_id);
}

static int take_given(struct redacting *w, struct pl_error *err) {
    PL_BUF_AUTO head = {0};
    char path[PL_OBJECT_PATH_MAX];
    pl_buf_open(&head, HEAD);
    int code = pl_object_put_most(w->acting->c, w->r->file, PL_ITEM_MAX, &w->object, err);
    code = code == 0 ? pl_object_path(w->acting->c, &w->object.sha256, path, err) : code;
    code = code == 0 ? read_head(path, &head, err) : code;
    if (code == 0 && memcmp(w->object.sha256.b, w->sha256.b, PL_HASH_BYTES) == 0) { /* no secret */
        code = pl_fail(err, PL_E_USAGE, "%s is the original: nothing is redacted in it", w->r->file);
    }
    w->media = pl_media_type(pl_buf_str(&head));
    w->stripped = PL_STR("redacted by hand: what was taken out is not known to the program");
    return code;
}

static int make_stripped(struct redacting *w, struct pl_error *err) {
    struct pl_release release = {.stripped = false};
    int code = pl_item_release(w->acting->c, &w->original, &w->acting->arena, &release, err);
    if (code == 0 && !release.stripped) {
        code = pl_fail(err, PL_E_REFUSED, "%s: %.*s (a redacted file can be given with --file)", w->original_id,
                       (int)release.words.n, release.words.p);
    }
    code = code == 0 ? pl_object_put_bytes(w->acting->c, pl_buf_str(&release.bytes), &w->object, err) : code;
    w->media = release.media;
    w->stripped = release.words;
    pl_release_close(&release);
    return code;
}

static pl_str title_of(const struct redacting *w) {
    char text[PL_FILING_ID_MAX + 32];
    if (w->r->title.n > 0) {
        return w->r->title;
    }
    snprintf(text, sizeof text, "Redaction of %s", w->original_id);
    return pl_str_copy(&w->acting->arena, pl_str_from(text));
}

static int file_item(struct redacting *w, struct pl_filing *f, struct pl_error *err) {
    struct pl_arena *arena = &w->acting->arena;
    char hex[65], bytes[32];
    pl_hash_hex(w->object.sha256, hex);
    snprintf(bytes, sizeof bytes, "%llu", (unsigned long long)w->object.bytes);
    f->values = pl_arena_calloc(arena, 16, sizeof *f->values);
    if (f->values == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for an item");
    }
    add(f, "title", title_of(w));
    add(f, "sha256", pl_str_copy(arena, pl_str_from(hex)));
    add(f, "bytes", pl_str_copy(arena, pl_str_from(bytes)));
    add(f, "media", pl_str_from(w->media));
    add(f, "stripped", w->stripped);
    add(f, "by", w->r->by);
    add(f, "text", w->r->text);
    return pl_filing_put(w->acting, f, w->r->marking, err);
}

static int file_link(struct redacting *w, const char *child, struct pl_filing *f, struct pl_error *err) {
    f->values = pl_arena_calloc(&w->acting->arena, 8, sizeof *f->values);
    if (f->values == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a derivation");
    }
    add(f, "child", pl_str_copy(&w->acting->arena, pl_str_from(child)));
    add(f, "parent", pl_str_from(w->original_id));
    add(f, "as", PL_STR("redaction"));
    add(f, "basis", w->r->file != NULL ? PL_STR("redacted by hand") : PL_STR("stripped by the program"));
    add(f, "by", w->r->by);
    return pl_filing_put(w->acting, f, w->r->marking, err);
}

static int file_both(struct redacting *w, struct pl_filing *item, struct pl_filing *link, struct pl_error *err) {
    char child[PL_FILING_ID_MAX];
    int code = pl_case_begin(w->acting->c, err);
    w->acting->grouped = true;
    code = code == 0 ? file_item(w, item, err) : code;
    if (code == 0) {
        pl_filing_id(item, child);
        code = file_link(w, child, link, err);
    }
    w->acting->grouped = false;
    code = code == 0 ? pl_case_commit(w->acting->c, err) : code;
    pl_case_rollback(w->acting->c);
    return code;
}

static int check_marking(pl_str marking, struct pl_error *err) {
    for (const char *const *m = pl_import_markings; marking.n > 0; m++) {
        if (*m == NULL) {
            return pl_fail(err, PL_E_USAGE, "there is no such marking");
        }
        if (pl_str_eq(marking, pl_str_from(*m))) {
            return 0;
        }
    }
    return 0;
}

int pl_item_redact(const char *dir, pl_time now, const struct pl_item_redaction *redaction, struct pl_buf *json,
                   char ret_id[PL_FILING_ID_MAX], char ret_link[PL_FILING_ID_MAX], struct pl_error *err) {
    PL_ACTING_AUTO acting = {0};
    struct redacting w = {.r = redaction, .acting = &acting};
    struct pl_filing item = {.kind = pl_filing_kind_by_letter('I'), .seq = -1};
    struct pl_filing link = {.kind = pl_filing_kind_by_letter('D'), .seq = -1};
    enum pl_case_exercise exercise = PL_CASE_UNDECIDED;
    int code = check_marking(redaction->marking, err);
    code = code == 0 ? pl_acting_open(dir, "item redact", now, &acting, err) : code;
    code = code == 0 ? pl_case_exercise(acting.c, &exercise, err) : code;
    code = code == 0 ? find_original(&w, err) : code;
    code = code == 0 ? (redaction->file != NULL ? take_given : make_stripped)(&w, err) : code;
    code = code == 0 ? file_both(&w, &item, &link, err) : code;
    if (code != 0) {
        return code;
    }
    pl_filing_id(&item, ret_id);
    pl_filing_id(&link, ret_link);
    for (int i = 0; json != NULL && i < 2; i++) {
        pl_filing_json(i == 0 ? &item : &link, NULL, -1, exercise == PL_CASE_EXERCISE, json);
        pl_buf_add_char(json, '\n');
    }
    return 0;
}
