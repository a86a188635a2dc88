#include "app/report_text.h"

#include <stdio.h>
#include <string.h>

#include "app/act.h"
#include "app/case_view.h"
#include "app/clearance.h"
#include "app/disclose_scope.h"
#include "app/filing.h"
#include "app/report.h"
#include "base/file.h"
#include "store/filing.h"
#include "store/object.h"

#include "base/ban.h"

#define TITLE_MAX 400
#define VALUES    8

/* ---- which edition is the newest ---- */

struct editions {
    pl_str of;   /* an id */
    pl_str text; /* its SHA-256; "" : not asked */
    char by[PL_FILING_ID_MAX], same[PL_FILING_ID_MAX];
};

static int on_edition(void *ctx, const struct pl_filing *f, int64_t withdrawn, struct pl_error *err) {
    struct editions *e = ctx;
    (void)withdrawn, (void)err;
    if (e->of.n > 0 && pl_str_eq(pl_filing_get_value(f, "replaces"), e->of)) {
        pl_filing_id(f, e->by);
    }
    if (e->of.n == 0 && pl_str_eq(pl_filing_get_value(f, "sha256"), e->text)) {
        pl_filing_id(f, e->same);
    }
    return 0;
}

static int look(struct pl_case *c, struct editions *e, struct pl_error *err) {
    struct pl_filing_query q = PL_FILING_QUERY;
    q.letter = 'R';
    return pl_filing_each(c, &q, on_edition, e, err);
}

/* What is to be replaced, as it stands: its id, and *ret_same where it has that text already. */
static int check_replaced(struct pl_acting *acting, pl_str given, pl_str hex, char ret_id[PL_FILING_ID_MAX],
                          bool *ret_same, struct pl_error *err) {
    struct pl_filing f;
    int64_t withdrawn = -1;
    int code = pl_filing_get(acting->c, given, INT64_MAX, &acting->arena, &f, &withdrawn, err);
    if (code != 0) {
        return code;
    }
    pl_filing_id(&f, ret_id);
    struct editions e = {.of = pl_str_from(ret_id)};
    if (f.kind->letter != 'R') {
        return pl_fail(err, PL_E_NOT_FOUND, "%s is no report but a %s", ret_id, f.kind->kind);
    }
    if (withdrawn >= 0) {
        return pl_fail(err, PL_E_CHECK, "%s was withdrawn by entry %lld: keep the text as a new report", ret_id,
                       (long long)withdrawn);
    }
    *ret_same = pl_str_eq(pl_filing_get_value(&f, "sha256"), hex);
    code = look(acting->c, &e, err);
    return code != 0         ? code
           : e.by[0] != '\0' ? pl_fail(err, PL_E_CHECK, "%s was replaced by %s meanwhile: nothing was kept; look at %s",
                                       ret_id, e.by, e.by)
                             : 0;
}

/* ---- keeping ---- */

/* At most TITLE_MAX bytes, whole characters. */
static pl_str title_of(const struct pl_report_doc *doc) {
    size_t n = doc->title.n < TITLE_MAX ? doc->title.n : TITLE_MAX;
    while (n > 0 && n < doc->title.n && ((unsigned char)doc->title.p[n] & 0xC0) == 0x80) {
        n--;
    }
    return n > 0 ? pl_str_sub(doc->title, 0, n) : PL_STR("Report");
}

static int file_it(struct pl_acting *acting, const struct pl_report_save *save, const struct pl_report_doc *doc,
                   const char *replaces, char ret_id[PL_FILING_ID_MAX], struct pl_error *err) {
    struct pl_object object;
    char hex[65], bytes[32];
    struct pl_filing_value values[VALUES] = {{PL_STR("title"), title_of(doc)},
                                             {PL_STR("by"), save->by},
                                             {PL_STR("replaces"), pl_str_from(replaces)},
                                             {PL_STR("name"), PL_STR("report.md")}};
    struct pl_filing f = {.kind = pl_filing_kind_by_letter('R'), .seq = -1, .values = values, .n = 4};
    pl_str marking = pl_disclose_is_marking(doc->marking) ? doc->marking : (pl_str){0};
    int code = pl_object_put_bytes(acting->c, save->text, &object, err); /* of one that is refused, swept later */
    if (code != 0) {
        return code;
    }
    pl_hash_hex(object.sha256, hex);
    snprintf(bytes, sizeof bytes, "%llu", (unsigned long long)object.bytes);
    values[f.n++] = (struct pl_filing_value){PL_STR("sha256"), pl_str_from(hex)};
    values[f.n++] = (struct pl_filing_value){PL_STR("bytes"), pl_str_from(bytes)};
    code = pl_filing_put(acting, &f, marking, err);
    if (code == 0) {
        pl_filing_id(&f, ret_id);
    }
    return code;
}

static int check_sight(const struct pl_report_save *save, const struct pl_report_doc *doc, struct pl_arena *arena,
                       struct pl_error *err) {
    struct pl_disclose_scope scope = {.up_to = save->up_to};
    char id[PL_FILING_ID_MAX];
    pl_str text = {NULL, 0};
    if (save->up_to.n == 0) {
        return 0;
    }
    if (pl_disclose_is_above(&scope, pl_disclose_is_marking(doc->marking) ? doc->marking : PL_STR("TLP:RED"))) {
        return pl_fail(err, PL_E_REFUSED,
                       "the text is marked above %.*s, as far as you are cleared (TLP:RED where its head says nothing)",
                       (int)pl_str_sub(save->up_to, 0, 20).n, save->up_to.p);
    }
    const char *view = pl_view_name(arena, save->dir, save->up_to);
    return view == NULL            ? pl_fail(err, PL_E_NOMEM, "no memory for a report")
           : save->replaces.n == 0 ? 0
                                   : pl_report_text_read(view, PL_TIME_NONE, save->replaces, arena, &text, id, err);
}

int pl_report_save_run(const struct pl_report_save *save, char ret_id[PL_FILING_ID_MAX], bool *ret_filed,
                       struct pl_error *err) {
    PL_ACTING_AUTO acting = {0};
    PL_ARENA_AUTO arena;
    const struct pl_report_doc *doc = NULL;
    char hex[65], replaces[PL_FILING_ID_MAX] = "", id[PL_FILING_ID_MAX] = "";
    bool same = false;
    pl_arena_open(&arena, (size_t)1 << 30);
    pl_hash_hex(pl_sha256_of(save->text.p, save->text.n), hex);
    int code = pl_report_parse(save->text, &arena, &doc, err);
    code = code == 0 ? check_sight(save, doc, &arena, err) : code;
    code = code == 0 ? pl_acting_open(save->dir, "report save", save->now, &acting, err) : code;
    if (code == 0 && save->replaces.n > 0) {
        code = check_replaced(&acting, save->replaces, pl_str_from(hex), replaces, &same, err);
        memcpy(id, replaces, sizeof id);
    } else if (code == 0) {
        struct editions e = {.text = pl_str_from(hex)};
        code = look(acting.c, &e, err);
        same = e.same[0] != '\0';
        memcpy(id, e.same, sizeof id);
    }
    code = code == 0 && !same ? file_it(&acting, save, doc, replaces, id, err) : code;
    if (code == 0) {
        memcpy(ret_id, id, sizeof id);
        *ret_filed = !same;
    }
    return code;
}

/* ---- reading ---- */

int pl_report_text_read(const char *dir, pl_time known_at, pl_str id, struct pl_arena *arena, pl_str *ret_text,
                        char ret_id[PL_FILING_ID_MAX], struct pl_error *err) {
    PL_CASE_VIEW_AUTO view = {0};
    PL_BUF_AUTO bytes = {0};
    char path[PL_OBJECT_PATH_MAX];
    struct pl_filing f;
    pl_hash sha256;
    pl_buf_open(&bytes, PL_REPORT_MAX_BYTES + 1);
    int code = pl_case_view_open(dir, known_at, &view, err);
    code = code == 0 ? pl_filing_get(view.c, id, view.before, arena, &f, NULL, err) : code;
    if (code == 0 && f.kind->letter != 'R') {
        code = pl_fail(err, PL_E_NOT_FOUND, "%.*s is no report but a %s", (int)(id.n < 60 ? id.n : 60), id.p,
                       f.kind->kind);
    }
    if (code == 0 && !pl_hash_of_hex(pl_filing_get_value(&f, "sha256"), &sha256)) {
        code = pl_fail(err, PL_E_STORE, "its text was erased");
    }
    code = code == 0 ? pl_object_path(view.c, &sha256, path, err) : code;
    code = code == 0 ? pl_file_read(path, PL_REPORT_MAX_BYTES, &bytes, err) : code;
    if (code == 0) {
        pl_filing_id(&f, ret_id);
        *ret_text = pl_str_copy(arena, pl_buf_str(&bytes));
        code = ret_text->p != NULL ? 0 : pl_fail(err, PL_E_NOMEM, "no memory for a report");
    }
    return code;
}
