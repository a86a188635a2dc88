#include "app/find.h"

#include <string.h>

#include "app/case_view.h"
#include "app/filing.h"
#include "store/filing.h"
#include "text/json.h"
#include "text/unicode.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)1 << 30)
#define KEY_MAX   ((size_t)4096)

struct finding {
    struct pl_case *c;
    int64_t before;
    struct pl_buf *out;
    bool json, exercise;
    uint64_t n;
};

static int on_filing(void *ctx, const struct pl_filing *filing, int64_t by, struct pl_error *err) {
    struct finding *f = ctx;
    struct pl_filing_standing standing;
    int code = pl_filing_stands(f->c, filing, f->before, &standing, err);
    if (code != 0) {
        return code;
    }
    if (f->json) {
        pl_filing_json(filing, &standing, by, f->exercise, f->out);
        pl_buf_add_char(f->out, '\n');
    } else {
        pl_filing_text(filing, &standing, by, f->out);
    }
    f->n++;
    return pl_buf_failed(f->out) ? pl_fail(err, PL_E_LIMIT, "the answer would be too large; ask for less") : 0;
}

/* `kind:folded`; "" stays "". */
static int make_key(const char *kind, pl_str value, struct pl_buf *key, struct pl_error *err) {
    if (value.n == 0) {
        return 0;
    }
    pl_buf_add_fmt(key, "%s:", kind);
    return pl_unicode_fold(value, key, err);
}

static void end(struct finding *f, const struct pl_knowledge *known) {
    if (!f->json) {
        pl_buf_add_fmt(f->out, "%llu filed%s\n", (unsigned long long)f->n, f->exercise ? " EXERCISE" : "");
        return;
    }
    struct pl_json json;
    pl_json_start(&json, f->out);
    pl_json_record(&json, "summary");
    pl_json_key(&json, "results");
    pl_json_u64(&json, f->n);
    pl_json_key(&json, "journal");
    pl_json_u64(&json, known->size);
    if (f->exercise) {
        pl_json_key(&json, "exercise");
        pl_json_bool(&json, true);
    }
    pl_json_record_end(&json);
}

int pl_find_run(const struct pl_find *find, struct pl_buf *out, struct pl_knowledge *ret_known, struct pl_error *err) {
    PL_CASE_VIEW_AUTO view = {0};
    PL_BUF_AUTO key = {0};
    struct pl_filing_query q = PL_FILING_QUERY;
    const struct pl_filing_kind *kind = pl_filing_kind_of(find->kind);
    pl_buf_open(&key, KEY_MAX);
    if (find->kind.n > 0 && kind == NULL) {
        return pl_fail(err, PL_E_USAGE, "there is no kind of filing \"%.*s\"; such as source, item, observation, claim",
                       (int)(find->kind.n < 40 ? find->kind.n : 40), find->kind.p);
    }
    if ((find->imo.n > 0) + (find->mmsi.n > 0) + (find->name.n > 0) > 1) {
        return pl_fail(err, PL_E_USAGE, "ask by one of IMO number, MMSI and name");
    }
    int code = make_key("imo", find->imo, &key, err);
    code = code == 0 ? make_key("mmsi", find->mmsi, &key, err) : code;
    code = code == 0 ? make_key("name", find->name, &key, err) : code;
    code = code == 0 ? pl_case_view_open(find->dir, find->known_at, &view, err) : code;
    if (code != 0) {
        return code;
    }
    struct finding f = {.c = view.c, .before = view.before, .out = out, .json = find->json, .exercise = view.exercise};
    q.letter = kind != NULL ? kind->letter : 0;
    q.key = pl_buf_str(&key);
    q.words = find->words;
    q.from = find->from;
    q.to = find->to;
    q.withdrawn = find->withdrawn;
    q.before = view.before;
    code = pl_filing_each(view.c, &q, on_filing, &f, err);
    if (code == 0) {
        end(&f, &view.known);
        if (ret_known != NULL) {
            *ret_known = view.known;
        }
    }
    return code;
}

int pl_find_show(const char *dir, pl_time known_at, pl_str id, bool json, struct pl_buf *out, struct pl_error *err) {
    PL_CASE_VIEW_AUTO view = {0};
    PL_ARENA_AUTO arena;
    struct pl_filing filing;
    struct pl_filing_query q = PL_FILING_QUERY;
    char is[PL_FILING_ID_MAX], key[PL_FILING_ID_MAX + 8] = "ref:";
    int64_t by = -1;
    pl_arena_open(&arena, ARENA_MAX);
    int code = pl_case_view_open(dir, known_at, &view, err);
    code = code == 0 ? pl_filing_get(view.c, id, view.before, &arena, &filing, &by, err) : code;
    if (code != 0) {
        return code;
    }
    struct finding f = {.c = view.c, .before = view.before, .out = out, .json = json, .exercise = view.exercise};
    code = on_filing(&f, &filing, by, err);
    pl_filing_id(&filing, is);
    memcpy(key + 4, is, sizeof is);
    q.key = pl_str_from(key);
    q.withdrawn = true;
    q.before = view.before;
    code = code == 0 ? pl_filing_each(view.c, &q, on_filing, &f, err) : code;
    if (code == 0) {
        end(&f, &view.known);
    }
    return code;
}
