/* What a report cites by the number of a journal entry: E3, a recording or list; Q12, a kept screening. */
#include "app/disclose.h"
#include "app/pin.h"
#include "app/report_facts_in.h"
#include "store/clearance.h"
#include "store/exhibit.h"
#include "store/journal.h"

#include "base/ban.h"

bool pl_filling_entry_id(pl_str id, int64_t *ret_seq) {
    return id.n > 1 && (id.p[0] == 'E' || id.p[0] == 'Q') && pl_str_i64(pl_str_sub(id, 1, id.n), ret_seq) &&
           *ret_seq >= 0;
}

struct exhibit_of {
    int64_t seq;
    struct pl_exhibit found;
    bool is;
    struct pl_arena *arena;
};

static int on_exhibit(void *ctx, const struct pl_exhibit *x, struct pl_error *err) {
    struct exhibit_of *e = ctx;
    (void)err;
    if (x->seq == e->seq) {
        e->found = *x;
        e->found.name = pl_str_copy(e->arena, x->name);
        e->found.kind = pl_str_copy(e->arena, x->kind);
        e->found.marking = pl_str_copy(e->arena, x->marking);
        e->found.source = pl_str_copy(e->arena, x->source);
        e->found.collector = pl_str_copy(e->arena, x->collector);
        e->is = true;
    }
    return 0;
}

/* Of a recording that the bundle does not open nothing but its salted commitment; a list is a published thing, and
 * shown unless it is kept back by name or marking. */
static int add_exhibit(struct pl_filling *w, pl_str id, int64_t seq) {
    struct exhibit_of e = {.seq = seq, .arena = w->arena};
    char hex[65];
    const struct pl_report_scope *scope = &w->job->scope;
    int code = pl_exhibit_each(w->job->view.c, on_exhibit, &e, w->err);
    if (code != 0 || !e.is) {
        return code;
    }
    struct pl_report_ref *ref = pl_filling_add_ref(w);
    struct pl_report_source *source = pl_arena_calloc(w->arena, 1, sizeof *source);
    if (ref == NULL || source == NULL) {
        return pl_fail(w->err, PL_E_LIMIT, "the report cites too much");
    }
    bool recording = pl_str_eq(e.found.kind, PL_STR("ais"));
    bool kept = pl_disclose_withholds_entry(&scope->disclose, (uint64_t)seq) ||
                pl_disclose_is_above(&scope->disclose, e.found.marking);
    if (kept || (recording && !scope->exhibits)) {
        pl_hash commitment;
        struct pl_error none = {0};
        code = pl_filling_kept(w, ref, PL_REPORT_REF_EXHIBIT, id, recording ? PL_STR("a recording") : PL_STR("a list"),
                               seq);
        ref->withheld_why = kept ? ref->withheld_why : PL_STR("the bundle of this report does not open it");
        if (recording && pl_pin_commitment(w->job->view.c, seq, w->arena, &commitment, &none) == 0) {
            pl_hash_hex(commitment, hex);
            ref->digest = pl_filling_words(w, "commitment:%s", hex);
        }
        return code;
    }
    pl_hash_hex(e.found.sha256, hex);
    *source = (struct pl_report_source){.name = e.found.source, .collector = e.found.collector};
    *ref = (struct pl_report_ref){.id = id,
                                  .kind = PL_REPORT_REF_EXHIBIT,
                                  .title = e.found.name,
                                  .digest = pl_filling_words(w, "sha256:%s", hex),
                                  .extent = pl_filling_words(w, "%llu bytes", (unsigned long long)e.found.bytes),
                                  .from = e.found.first,
                                  .to = e.found.last,
                                  .sources = source,
                                  .n_sources = 1};
    code = pl_filling_mark(w, id, seq);
    return code == 0 ? pl_filling_entry(w, seq, &ref->entry) : code;
}

/* What it asked: a batch has neither field. */
static pl_str asked_of(const struct pl_journal_field *fields, size_t n) {
    static const char *const FIELDS[] = {"question.name", "question.imo"};
    bool erased = false;
    for (size_t i = 0; i < sizeof FIELDS / sizeof FIELDS[0]; i++) {
        const struct pl_journal_field *f = pl_journal_field_named(fields, n, FIELDS[i]);
        if (f != NULL && !f->erased && f->value.n > 0) {
            return f->value;
        }
        erased = erased || (f != NULL && f->erased);
    }
    return erased ? PL_STR("what was erased") : PL_STR("a batch");
}

static int add_screening(struct pl_filling *w, pl_str id, int64_t seq, pl_str marking) {
    struct pl_journal_field *fields = NULL;
    size_t n = 0;
    int code = pl_journal_payload(w->job->view.c, seq, w->arena, &fields, &n, w->err);
    if (code != 0) {
        return code;
    }
    struct pl_report_ref *ref = pl_filling_add_ref(w);
    if (ref == NULL) {
        return pl_fail(w->err, PL_E_LIMIT, "the report cites too much");
    }
    if (pl_disclose_withholds_entry(&w->job->scope.disclose, (uint64_t)seq) ||
        pl_disclose_is_above(&w->job->scope.disclose, marking)) {
        return pl_filling_kept(w, ref, PL_REPORT_REF_SCREENING, id, PL_STR("a screening"), seq);
    }
    const struct pl_journal_field *lists = pl_journal_field_of(fields, n, "lists");
    pl_str asked = pl_filling_short(w, asked_of(fields, n), 300);
    *ref = (struct pl_report_ref){.id = id,
                                  .kind = PL_REPORT_REF_SCREENING,
                                  .title = pl_filling_words(w, "screening of %.*s", (int)asked.n, asked.p),
                                  .text = lists != NULL ? lists->value : (pl_str){0},
                                  .verified = PL_REPORT_NOT_APPLICABLE,
                                  .from = PL_TIME_NONE,
                                  .to = PL_TIME_NONE};
    code = pl_filling_mark(w, id, seq);
    return code == 0 ? pl_filling_entry(w, seq, &ref->entry) : code;
}

int pl_filling_add_entry(struct pl_filling *w, pl_str id, int64_t seq) {
    struct pl_entry e;
    pl_str bytes;
    if (seq >= w->job->view.before) {
        return 0;
    }
    int code = pl_journal_read(w->job->view.c, seq, w->arena, &e, &bytes, w->err);
    bool screening = code == 0 && pl_str_eq(e.kind, PL_STR("screening"));
    bool exhibit = code == 0 && (pl_str_eq(e.kind, PL_STR("import")) || pl_str_eq(e.kind, PL_STR("list")));
    if (id.p[0] == 'Q' ? !screening : !exhibit) {
        return code;
    }
    if (pl_case_keeps_back(w->job->view.c, e.marking)) {
        return pl_filling_add_unseen(w, id);
    }
    return screening ? add_screening(w, id, seq, e.marking) : add_exhibit(w, id, seq);
}
