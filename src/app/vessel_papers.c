#include "app/vessel_papers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/facts.h"
#include "base/map.h"
#include "names/country.h"
#include "store/filing.h"
#include "text/unicode.h"

#include "base/ban.h"

#define AIS_NAME_MAX 20 /* characters of a name that AIS has room for */
#define FOLD_MAX     ((size_t)4 << 20)

struct gathering {
    const struct pl_vessel_asked *asked;
    struct pl_arena *arena;
    const struct pl_countries *countries;
    struct pl_strmap seen; /* ids: a row may name both numbers */
    struct pl_vessel_paper *papers;
    size_t n;
};

/* ---- which ---- */

static void set_span(struct pl_vessel_paper *p) {
    pl_time from = 0, to = 0, last = 0;
    bool registry = pl_str_eq(pl_filing_get_value(p->filing, "as"), PL_STR("registry"));
    p->from = p->to = PL_TIME_NONE;
    if (pl_filing_when(p->filing, "observed", &from, &to)) {
        p->from = from;
        p->to = registry ? PL_TIME_NONE : to;
    }
    if (pl_filing_when(p->filing, "observed_end", &from, &last)) {
        p->to = last;
    }
}

static int on_filing(void *ctx, const struct pl_filing *f, int64_t by, struct pl_error *err) {
    struct gathering *g = ctx;
    PL_BUF_AUTO bytes = {0};
    char id[PL_FILING_ID_MAX];
    bool fresh = false;
    pl_str as = pl_filing_get_value(f, "as");
    (void)by;
    if (!pl_str_eq(as, PL_STR("registry")) && !pl_str_eq(as, PL_STR("port-call"))) {
        return 0;
    }
    pl_filing_id(f, id);
    if (pl_strmap_put(&g->seen, pl_str_from(id), &fresh) == NULL || g->n == PL_VESSEL_PAPERS_MAX) {
        return pl_fail(err, PL_E_LIMIT, "the case holds more than %zu papers of this ship", PL_VESSEL_PAPERS_MAX);
    }
    struct pl_filing *copy = fresh ? pl_arena_calloc(g->arena, 1, sizeof *copy) : NULL;
    if (!fresh || copy == NULL) {
        return fresh ? pl_fail(err, PL_E_NOMEM, "no memory for the papers of a ship") : 0;
    }
    pl_buf_open(&bytes, FOLD_MAX * 16);
    pl_filing_write(f, &bytes);
    *copy = *f;
    g->papers[g->n] = (struct pl_vessel_paper){.filing = copy};
    int code = pl_filing_read(pl_str_copy(g->arena, pl_buf_str(&bytes)), g->arena, copy, err);
    if (code == 0) {
        set_span(&g->papers[g->n++]);
    }
    return code;
}

static int gather(struct pl_case *c, struct gathering *g, const char *kind, uint32_t number, struct pl_error *err) {
    char key[32];
    struct pl_filing_query q = PL_FILING_QUERY;
    snprintf(key, sizeof key, kind[0] == 'i' ? "%s:%07u" : "%s:%09u", kind, number);
    q.letter = 'O';
    q.key = pl_str_from(key);
    q.before = g->asked->before;
    return pl_filing_each(c, &q, on_filing, g, err);
}

static int by_date(const void *a, const void *b) {
    const struct pl_vessel_paper *x = a, *y = b;
    if (x->from != y->from) {
        return x->from < y->from ? -1 : 1;
    }
    if (x->filing->seq != y->filing->seq) {
        return x->filing->seq < y->filing->seq ? -1 : 1;
    }
    return (x->filing->row > y->filing->row) - (x->filing->row < y->filing->row);
}

/* ---- against AIS ---- */

static bool heard_then(const struct pl_vessel_paper *p, const struct pl_vessel_said *s) {
    return (p->from == PL_TIME_NONE || s->last >= p->from) && (p->to == PL_TIME_NONE || s->first <= p->to) &&
           (p->from != PL_TIME_NONE || p->to != PL_TIME_NONE); /* an undated paper is of no time */
}

static bool same_name(pl_str paper, pl_str said) {
    PL_BUF_AUTO a = {0};
    PL_BUF_AUTO b = {0};
    pl_buf_open(&a, FOLD_MAX);
    pl_buf_open(&b, FOLD_MAX);
    if (pl_unicode_fold(paper, &a, NULL) != 0 || pl_unicode_fold(said, &b, NULL) != 0 || b.n == 0) {
        return true; /* nothing that can be compared */
    }
    return pl_str_eq(pl_buf_str(&a), pl_buf_str(&b)) ||
           (said.n >= AIS_NAME_MAX && pl_str_starts(pl_buf_str(&a), pl_buf_str(&b)));
}

static bool same_imo(pl_str paper, pl_str said) {
    uint32_t a = 0, b = 0;
    return !pl_imo_parse(paper, &a) || !pl_imo_parse(said, &b) || a == b;
}

/* The state of the number, where it and the paper's are known and differ. */
static int flag_said(const struct gathering *g, pl_str flag, uint32_t mmsi, pl_str *ret_paper, pl_str *ret_said,
                     struct pl_error *err) {
    const char *of_number = pl_mmsi_country(g->asked->mids, mmsi);
    pl_str code = {0};
    *ret_said = (pl_str){0};
    int rc = flag.n > 0 && of_number != NULL ? pl_countries_find(g->countries, flag, &code, err) : 0;
    if (rc == 0 && code.n == 2 && !pl_str_eq_nocase(code, pl_str_from(of_number))) {
        static const char UPPER[] =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZ"; /* the table of countries has them lower, that of MIDs upper */
        char upper[2] = {UPPER[(code.p[0] - 'a') % 26], UPPER[(code.p[1] - 'a') % 26]};
        *ret_paper = pl_str_copy(g->arena, pl_str_make(upper, 2));
        *ret_said = pl_str_from(of_number);
    }
    return rc;
}

static int compare(struct gathering *g, struct pl_vessel_paper *p, struct pl_error *err) {
    const struct pl_vessel_asked *asked = g->asked;
    pl_str name = pl_filing_get_value(p->filing, "subject"), flag = pl_filing_get_value(p->filing, "flag");
    pl_str imo = pl_filing_get_value(p->filing, "imo");
    struct pl_vessel_contradiction *list = pl_arena_calloc(g->arena, asked->n_said + 1, sizeof *list);
    if (list == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the papers of a ship");
    }
    for (size_t i = 0; i < asked->n_said; i++) {
        const struct pl_vessel_said *s = &asked->said[i];
        struct pl_vessel_contradiction x = {
            .field = s->field, .said = s->value, .mmsi = s->mmsi, .first = s->first, .last = s->last};
        bool differs = false;
        if (!heard_then(p, s)) {
            continue;
        }
        if (pl_str_eq(s->field, PL_STR("name"))) {
            differs = name.n > 0 && !same_name(name, s->value);
            x.paper = name;
        } else if (pl_str_eq(s->field, PL_STR("imo"))) {
            differs = imo.n > 0 && !same_imo(imo, s->value);
            x.paper = imo;
        } else if (s->field.n == 0) {
            int code = flag_said(g, flag, s->mmsi, &x.paper, &x.said, err);
            if (code != 0) {
                return code;
            }
            x.field = PL_STR("flag");
            differs = x.said.n > 0;
        }
        if (differs) {
            list[p->n++] = x;
        }
    }
    p->contradictions = list;
    return 0;
}

/* Every import says it anew; it is asked for once. */
static bool said_before(const struct pl_vessel_asked *asked, size_t at) {
    for (size_t i = 0; i < at; i++) {
        if (pl_str_eq(asked->said[i].field, asked->said[at].field) &&
            pl_str_eq(asked->said[i].value, asked->said[at].value)) {
            return true;
        }
    }
    return false;
}

int pl_vessel_papers(struct pl_case *c, const struct pl_vessel_asked *asked, struct pl_arena *arena,
                     pl_vessel_paper_sink sink, void *ctx, struct pl_error *err) {
    struct gathering g = {.asked = asked, .arena = arena};
    pl_strmap_open(&g.seen, 2 * PL_VESSEL_PAPERS_MAX, FOLD_MAX * 16);
    g.papers = calloc(PL_VESSEL_PAPERS_MAX, sizeof *g.papers);
    int code = g.papers == NULL ? pl_fail(err, PL_E_NOMEM, "no memory for the papers of a ship") : 0;
    code = code == 0 && asked->imo != 0 ? gather(c, &g, "imo", asked->imo, err) : code;
    for (size_t i = 0; code == 0 && i < asked->n_mmsi; i++) {
        code = gather(c, &g, "mmsi", asked->mmsi[i], err);
    }
    for (size_t i = 0; code == 0 && i < asked->n_said; i++) { /* the IMO numbers that these MMSI said */
        uint32_t imo = 0;
        bool is = pl_str_eq(asked->said[i].field, PL_STR("imo")) && pl_imo_parse(asked->said[i].value, &imo);
        code = is && imo != asked->imo && !said_before(asked, i) ? gather(c, &g, "imo", imo, err) : 0;
    }
    code = code == 0 && g.n > 0 ? pl_countries_parse(pl_facts_countries(), arena, &g.countries, err) : code;
    if (g.n > 1) {
        qsort(g.papers, g.n, sizeof *g.papers, by_date);
    }
    for (size_t i = 0; code == 0 && i < g.n; i++) {
        code = compare(&g, &g.papers[i], err);
        code = code == 0 ? sink(ctx, &g.papers[i], err) : code;
    }
    pl_strmap_close(&g.seen);
    free(g.papers);
    return code;
}
