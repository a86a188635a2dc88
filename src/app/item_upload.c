#include "app/item_upload.h"

#include <stdio.h>
#include <string.h>

#include "app/act.h"
#include "app/confined.h"
#include "app/filing.h"
#include "app/filing_once.h"
#include "app/intake.h"
#include "app/item.h"
#include "store/filing.h"
#include "store/object.h"
#include "text/json.h"

#include "base/base64.h"
#include "ledger/hash.h"

#include "base/ban.h"

#define ROOM (PL_ITEM_FIELDS + 4) /* what is added to the fields that were given */

struct looking {
    const struct pl_item_upload *upload;
    struct pl_acting *acting;
    const struct pl_filing *f; /* as it is to be filed, with its hash */
    struct pl_filing found;
    bool is_found;
};

static int is_marked(struct looking *l, int64_t seq, bool *ret, struct pl_error *err) {
    struct pl_entry entry;
    pl_str bytes, wanted = l->upload->marking.n > 0 ? l->upload->marking : PL_STR(PL_MARKING_UNSET);
    int code = pl_journal_read(l->acting->c, seq, &l->acting->arena, &entry, &bytes, err);
    *ret = code == 0 && pl_str_eq(entry.marking, wanted);
    return code;
}

static int on_item(void *ctx, const struct pl_filing *f, int64_t by, struct pl_error *err) {
    struct looking *l = ctx;
    bool same = !l->is_found && f->row == 0;
    (void)by;
    for (size_t i = 0; same && i < l->f->n; i++) {
        char name[PL_FILING_LABEL_MAX];
        snprintf(name, sizeof name, "%.*s", (int)l->f->values[i].name.n, l->f->values[i].name.p);
        same = pl_str_eq(pl_filing_get_value(f, name), l->f->values[i].value);
    }
    int code = same ? is_marked(l, f->seq, &same, err) : 0;
    if (code != 0 || !same) {
        return code;
    }
    l->found = *f;
    l->found.values = pl_arena_calloc(&l->acting->arena, f->n + 1, sizeof *f->values);
    for (size_t i = 0; l->found.values != NULL && i < f->n; i++) {
        l->found.values[i].name = pl_str_copy(&l->acting->arena, f->values[i].name);
        l->found.values[i].value = pl_str_copy(&l->acting->arena, f->values[i].value);
    }
    l->is_found = true;
    return pl_arena_failed(&l->acting->arena) ? pl_fail(err, PL_E_NOMEM, "no memory for an exhibit") : 0;
}

/* The item that says the same of the same bytes, if one stands. */
static int find_same(struct looking *l, struct pl_error *err) {
    struct pl_filing_query q = PL_FILING_QUERY;
    q.letter = 'I';
    return pl_filing_each(l->acting->c, &q, on_item, l, err);
}

static void add(struct pl_filing *f, const char *name, pl_str value) {
    f->values[f->n++] = (struct pl_filing_value){.name = pl_str_from(name), .value = value};
}

/* f: what was given, with room for what is added, and hash and size. wanted: the same as it would be kept. */
static int prepare(const struct pl_item_upload *u, struct pl_acting *acting, struct pl_filing *f,
                   struct pl_filing *wanted, struct pl_object *object, struct pl_error *err) {
    char hex[65], bytes[32];
    struct pl_filing_value *values = pl_arena_calloc(&acting->arena, u->item->n + ROOM, sizeof *values);
    if (values == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for an exhibit");
    }
    *f = *u->item;
    memcpy(values, u->item->values, u->item->n * sizeof *values);
    f->values = values;
    int code = pl_filing_wanted(acting, f, wanted, err); /* refused before its file is kept */
    code = code == 0 ? pl_object_put_bytes(acting->c, u->bytes, object, err) : code;
    if (code != 0) {
        return code;
    }
    pl_hash_hex(object->sha256, hex);
    snprintf(bytes, sizeof bytes, "%llu", (unsigned long long)object->bytes);
    add(f, "sha256", pl_str_copy(&acting->arena, pl_str_from(hex)));
    add(f, "bytes", pl_str_copy(&acting->arena, pl_str_from(bytes)));
    for (size_t i = 0; i < wanted->n; i++) {
        if (pl_str_eq(wanted->values[i].name, PL_STR("sha256"))) {
            wanted->values[i].value = f->values[f->n - 2].value;
        }
    }
    return PL_E_OK;
}

static int check(const struct pl_item_upload *u, struct pl_error *err) {
    if (u->bytes.n == 0) {
        return pl_fail(err, PL_E_EMPTY, "the file is empty");
    }
    if (u->bytes.n > PL_ITEM_UPLOAD_MAX) {
        return pl_fail(err, PL_E_LIMIT, "the file has %zu bytes; at most %llu come in this way: `item add` takes more",
                       u->bytes.n, (unsigned long long)PL_ITEM_UPLOAD_MAX);
    }
    return pl_filing_may_be_new(u->item, u->marking, NULL, err);
}

int pl_item_upload(const struct pl_item_upload *upload, struct pl_buf *json, struct pl_item_uploaded *ret,
                   struct pl_error *err) {
    PL_ACTING_AUTO acting = {0};
    struct pl_filing f, wanted;
    struct pl_object object;
    struct looking l = {.upload = upload, .acting = &acting, .f = &wanted};
    enum pl_case_exercise exercise = PL_CASE_UNDECIDED;
    uint64_t journal = 0;
    int code = check(upload, err);
    code = code == 0 ? pl_acting_open(upload->dir, "item", upload->now, &acting, err) : code;
    code = code == 0 ? pl_case_exercise(acting.c, &exercise, err) : code;
    code = code == 0 ? prepare(upload, &acting, &f, &wanted, &object, err) : code;
    code = code == 0 ? find_same(&l, err) : code;
    if (code == 0 && l.is_found) {
        f = l.found;
    } else if (code == 0) {
        code = pl_item_examine(acting.c, &object, &acting.arena, &f, err);
        code = code == 0 ? pl_filing_put(&acting, &f, upload->marking, err) : code;
    }
    code = code == 0 ? pl_journal_count(acting.c, &journal, err) : code;
    if (code == 0) {
        pl_filing_id(&f, ret->id);
        ret->known = l.is_found;
        pl_filing_filed_json(&f, l.is_found ? 0 : 1, journal, exercise == PL_CASE_EXERCISE, json);
    }
    return code;
}

/* ---- before it is kept ---- */

static void write_exif(struct pl_json *json, pl_str bytes, struct pl_arena *arena) {
    struct pl_confined_exif exif = {.has_position = false};
    struct pl_error why = {0};
    int code = pl_confined_exif(bytes, arena, &exif, &why);
    pl_json_key(json, "exif");
    if (code != 0) {
        pl_json_null(json);
        pl_json_key(json, "exif_note");
        pl_json_text(json, why.msg);
        return;
    }
    pl_json_object(json);
    pl_json_key(json, "time");
    pl_json_str(json, exif.time);
    pl_json_key(json, "camera");
    pl_json_str(json, exif.camera);
    if (exif.has_position) {
        pl_json_key(json, "lat");
        pl_json_fixed(json, exif.lat_deg, 6);
        pl_json_key(json, "lon");
        pl_json_fixed(json, exif.lon_deg, 6);
    }
    pl_json_object_end(json);
}

int pl_item_look(pl_str bytes, struct pl_arena *arena, struct pl_buf *json_out, struct pl_error *err) {
    struct pl_release release = {.stripped = false};
    PL_BUF_AUTO picture = {0};
    struct pl_json json;
    const char *media = pl_media_type(bytes);
    pl_hash sha256 = pl_sha256_of(bytes.p, bytes.n);
    bool photo = media != NULL && (strcmp(media, "image/jpeg") == 0 || strcmp(media, "image/png") == 0);
    if (bytes.n == 0) {
        return pl_fail(err, PL_E_EMPTY, "the file is empty");
    }
    int code = photo ? pl_release_make(bytes, arena, &release, err) : 0;
    if (code != 0) {
        return code;
    }
    pl_buf_open(&picture, 2 * PL_ITEM_UPLOAD_MAX);
    pl_base64_write(&picture, release.bytes.p, release.bytes.n);
    pl_json_start(&json, json_out);
    pl_json_record(&json, "look");
    pl_json_key(&json, "media");
    pl_json_text(&json, media);
    pl_json_key(&json, "bytes");
    pl_json_u64(&json, bytes.n);
    pl_json_key(&json, "sha256");
    pl_json_hex(&json, sha256.b, PL_HASH_BYTES);
    if (photo) {
        write_exif(&json, bytes, arena);
    }
    pl_json_key(&json, "shown");
    pl_json_text(&json, release.stripped ? release.media : NULL);
    pl_json_key(&json, "words");
    pl_json_str(&json, photo ? release.words : PL_STR(""));
    pl_json_key(&json, "picture");
    if (release.stripped) {
        pl_json_str(&json, pl_buf_str(&picture));
    } else {
        pl_json_null(&json);
    }
    pl_json_record_end(&json);
    bool failed = pl_buf_failed(&picture);
    pl_release_close(&release);
    return failed ? pl_fail(err, PL_E_LIMIT, "the picture is too large to be shown") : 0;
}
