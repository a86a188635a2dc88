/* What a case knows about the things that a report cites (report/facts.h): the common ground of its parts. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "app/disclose.h"
#include "app/report_facts_in.h"
#include "base/utf8.h"
#include "evidence/origin.h"
#include "store/journal.h"

#include "base/ban.h"

#define TEXT_MAX ((size_t)1 << 20)

pl_str pl_filling_value(const struct pl_filing *f, const char *name) {
    return f != NULL ? pl_filing_get_value(f, name) : (pl_str){0};
}

pl_str pl_filling_words(struct pl_filling *w, const char *fmt, ...) {
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    char *text = n > 0 ? pl_arena_alloc(w->arena, (size_t)n + 1) : NULL;
    if (text != NULL) {
        vsnprintf(text, (size_t)n + 1, fmt, again);
    }
    va_end(again);
    va_end(args);
    return text != NULL ? pl_str_make(text, (size_t)n) : (pl_str){0};
}

pl_str pl_filling_short(struct pl_filling *w, pl_str s, size_t most) {
    pl_str head = pl_utf8_head(s, most);
    return head.n == s.n ? s : pl_filling_words(w, "%.*s\xe2\x80\xa6", (int)head.n, head.p);
}

pl_time pl_filling_first(const struct pl_filing *f, const char *name) {
    pl_time from = 0, to = 0;
    return f != NULL && pl_filing_when(f, name, &from, &to) ? from : PL_TIME_NONE;
}

pl_time pl_filling_last(const struct pl_filing *f, const char *name) {
    pl_time from = 0, to = 0;
    return f != NULL && pl_filing_when(f, name, &from, &to) ? to : PL_TIME_NONE;
}

pl_str pl_filling_said_when(struct pl_filling *w, const struct pl_filing *f, const char *from, const char *until) {
    pl_str a = pl_filling_short(w, pl_filling_value(f, from), 100);
    pl_str b = pl_filling_short(w, until != NULL ? pl_filling_value(f, until) : (pl_str){0}, 100);
    return b.n == 0 ? a : pl_filling_words(w, "%.*s to %.*s", (int)a.n, a.n > 0 ? a.p : "", (int)b.n, b.p);
}

/* ---- entries ---- */

int pl_filling_entry(struct pl_filling *w, int64_t seq, struct pl_report_entry *ret) {
    struct pl_entry e;
    pl_str bytes;
    char hex[65];
    pl_str signer = {0};
    int code = pl_journal_read(w->job->view.c, seq, w->arena, &e, &bytes, w->err);
    code = code == 0 ? pl_journal_person(w->job->view.c, &e.signer, w->arena, &signer, w->err) : code;
    if (code == 0) {
        pl_hash_hex(pl_entry_leaf(bytes), hex);
        *ret = (struct pl_report_entry){.known = true,
                                        .seq = (uint64_t)seq,
                                        .leaf = pl_str_copy(w->arena, pl_str_from(hex)),
                                        .at = e.at,
                                        .signer = signer};
    }
    return code;
}

/* ---- what is kept back, and how marked what is not ---- */

int pl_filling_close(struct pl_filling *w) {
    static const char LETTERS[] = "SIOCPDGHFVLNYXUR";
    const struct pl_disclose_scope *scope = &w->job->scope.disclose;
    const struct pl_filing *f = NULL;
    uint64_t size = (uint64_t)w->job->view.before;
    int code = pl_disclose_scope_check(scope, w->job->support, size, w->err);
    w->closed = pl_arena_calloc(w->arena, (size_t)size + 1, sizeof *w->closed);
    if (code == 0 && w->closed == NULL) {
        return pl_fail(w->err, PL_E_NOMEM, "no memory for a report");
    }
    if (code != 0 || (scope->n_withhold == 0 && scope->up_to.n == 0)) {
        return code;
    }
    for (const char *letter = LETTERS; *letter != '\0'; letter++) {
        for (size_t i = 0; code == 0 && (f = pl_support_nth(w->job->support, *letter, i)) != NULL; i++) {
            char id[PL_FILING_ID_MAX];
            struct pl_entry e;
            pl_str bytes;
            pl_filing_id(f, id);
            code = pl_journal_read(w->job->view.c, f->seq, w->arena, &e, &bytes, w->err);
            w->closed[f->seq] =
                w->closed[f->seq] || (code == 0 && (pl_disclose_withholds(scope, w->job->support, pl_str_from(id)) ||
                                                    pl_disclose_is_above(scope, e.marking)));
        }
    }
    return code == 0 ? pl_disclose_kept_read(w->job->view.c, scope, size, w->arena, &w->kept, w->err) : code;
}

bool pl_filling_is_closed(const struct pl_filling *w, const struct pl_filing *f) {
    return f != NULL && f->seq >= 0 && f->seq < w->job->view.before && w->closed[f->seq];
}

int pl_filling_mark(struct pl_filling *w, pl_str id, int64_t seq) {
    struct pl_entry e;
    pl_str bytes;
    int code = pl_journal_read(w->job->view.c, seq, w->arena, &e, &bytes, w->err);
    for (size_t i = 0; i < w->n_marked; i++) {
        if (pl_str_eq(w->marked[i].id, id)) {
            return code;
        }
    }
    struct pl_report_marked *more =
        code == 0 ? pl_arena_more(w->arena, w->marked, w->n_marked, &w->cap_marked, sizeof *more) : NULL;
    if (code == 0 && more == NULL) {
        return pl_fail(w->err, PL_E_NOMEM, "no memory for a report");
    }
    if (code == 0) {
        w->marked = more;
        w->marked[w->n_marked++] = (struct pl_report_marked){id, e.marking};
    }
    return code;
}

/* ---- origins ---- */

struct why {
    struct pl_buf *out;
};

static void on_why(void *ctx, pl_str sentence) {
    struct why *why = ctx;
    pl_buf_add_str(why->out, why->out->n > 0 ? PL_STR("; ") : PL_STR(""));
    pl_buf_add_str(why->out, sentence);
}

/* Links without the words of persons about an interview that may not go out. */
static int hide_words(struct pl_filling *w, struct pl_origin_graph *g) {
    struct pl_origin_link *links = pl_arena_calloc(w->arena, (size_t)g->n_links + 1, sizeof *links);
    if (links == NULL) {
        return pl_fail(w->err, PL_E_NOMEM, "no memory for a report");
    }
    for (uint32_t i = 0; i < g->n_links; i++) {
        const uint32_t ends[] = {g->links[i].child, g->links[i].parent};
        links[i] = g->links[i];
        for (size_t k = 0; k < 2; k++) {
            const struct pl_support_node *node = pl_support_node(w->job->support, g->items[ends[k]].source);
            const struct pl_filing *f = node != NULL ? node->filing : NULL;
            if (f != NULL && (!pl_disclose_consents(f) || pl_filling_is_closed(w, f))) {
                links[i].why = PL_STR("");
            }
        }
    }
    g->links = links;
    return 0;
}

int pl_filling_origins(struct pl_filling *w, const pl_str *ids, size_t n, struct pl_report_origins *ret) {
    struct pl_origin_graph graph;
    struct pl_origin_count count;
    PL_BUF_AUTO text = {0};
    struct why why = {.out = &text};
    pl_buf_open(&text, TEXT_MAX);
    int code = pl_support_graph(w->job->support, ids, n, w->arena, &graph, w->err);
    code = code == 0 ? pl_origin_count(&graph, NULL, w->arena, &count, w->err) : code;
    code = code == 0 ? hide_words(w, &graph) : code;
    code = code == 0 ? pl_origin_why_not_more(&graph, w->arena, on_why, &why, w->err) : code;
    if (code == 0) {
        *ret = (struct pl_report_origins){.known = true,
                                          .links_withheld = pl_support_links_withheld(w->job->support),
                                          .count = count.count,
                                          .at_most = count.at_most,
                                          .parties = count.parties,
                                          .why_not_more = pl_str_copy(w->arena, pl_buf_str(&text))};
    }
    return code;
}

/* ---- all of it ---- */

int pl_report_facts_read(struct pl_report_job *job, const struct pl_report_ask *ask, struct pl_error *err) {
    struct pl_filling w = {.job = job, .arena = &job->arena, .err = err};
    struct pl_report_without *away = pl_arena_calloc(&job->arena, ask->n_without + 1, sizeof *away);
    if (away == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a report");
    }
    job->facts.date = ask->now != PL_TIME_NONE ? ask->now : job->view.known.at;
    job->facts.known_at = job->view.known.at;
    job->facts.as_of = PL_TIME_NONE;
    job->facts.log_known = true;
    job->facts.log_size = (uint64_t)job->view.before;
    job->facts.exercise = job->view.exercise;
    job->facts.program = PL_STR("plimsoll " PL_VERSION);
    int code = pl_filling_close(&w);
    code = code == 0 ? pl_filling_refs(&w) : code;
    code = code == 0 ? pl_filling_figures(&w) : code;
    code = code == 0 ? pl_filling_abouts(&w) : code;
    code = code == 0 ? pl_filling_names(&w) : code;
    for (size_t i = 0; code == 0 && i < ask->n_without; i++) {
        code = pl_filling_without(&w, ask->without[i], &away[i]);
    }
    job->facts.without = away;
    job->facts.n_without = ask->n_without;
    job->marked = w.marked;
    job->n_marked = w.n_marked;
    job->facts.marking = code == 0 && job->n_marked > 0 ? pl_report_marking(job) : (pl_str){0};
    if (code == 0 && pl_arena_failed(&job->arena)) {
        code = pl_fail(err, PL_E_NOMEM, "no memory for a report");
    }
    return code;
}
