/* What a case knows about the things that a report cites (report/facts.h). */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/report.h"
#include "evidence/origin.h"
#include "store/act.h"
#include "store/exhibit.h"
#include "store/journal.h"
#include "text/json.h"

#include "base/ban.h"

#define REFS_MAX ((size_t)100000)
#define TEXT_MAX ((size_t)1 << 20)

/* Arrays that grow while they are filled. */
struct filling {
    struct pl_report_job *job;
    struct pl_arena *arena;
    struct pl_report_ref *refs;
    size_t n_refs, cap_refs;
    struct pl_error *err;
};

static pl_str value(const struct pl_filing *f, const char *name) {
    return f != NULL ? pl_filing_get_value(f, name) : (pl_str){0};
}

static pl_str words(struct filling *w, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static pl_str words(struct filling *w, const char *fmt, ...) {
    char text[1024];
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    return pl_str_copy(w->arena, pl_str_make(text, n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1));
}

static pl_time first_of(const struct pl_filing *f, const char *name) {
    pl_time from = 0, to = 0;
    return f != NULL && pl_filing_when(f, name, &from, &to) ? from : PL_TIME_NONE;
}

static pl_time last_of(const struct pl_filing *f, const char *name) {
    pl_time from = 0, to = 0;
    return f != NULL && pl_filing_when(f, name, &from, &to) ? to : PL_TIME_NONE;
}

/* ---- entries ---- */

static int entry_of(struct filling *w, int64_t seq, pl_str signer, struct pl_report_entry *ret) {
    struct pl_entry e;
    pl_str bytes;
    char hex[65];
    int code = pl_journal_read(w->job->view.c, seq, w->arena, &e, &bytes, w->err);
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

/* ---- origins ---- */

struct why {
    struct pl_buf *out;
};

static void on_why(void *ctx, pl_str sentence) {
    struct why *why = ctx;
    pl_buf_add_str(why->out, why->out->n > 0 ? PL_STR("; ") : PL_STR(""));
    pl_buf_add_str(why->out, sentence);
}

static int origins_of(struct filling *w, const pl_str *ids, size_t n, struct pl_report_origins *ret) {
    struct pl_origin_graph graph;
    struct pl_origin_count count;
    PL_BUF_AUTO text = {0};
    struct why why = {.out = &text};
    pl_buf_open(&text, TEXT_MAX);
    int code = pl_support_graph(w->job->support, ids, n, w->arena, &graph, w->err);
    code = code == 0 ? pl_origin_count(&graph, NULL, w->arena, &count, w->err) : code;
    code = code == 0 ? pl_origin_why_not_more(&graph, w->arena, on_why, &why, w->err) : code;
    if (code == 0) {
        *ret = (struct pl_report_origins){.known = true,
                                          .count = count.count,
                                          .at_most = count.at_most,
                                          .parties = count.parties,
                                          .why_not_more = pl_str_copy(w->arena, pl_buf_str(&text))};
    }
    return code;
}

/* ---- sources ---- */

static void source_of(struct filling *w, const struct pl_filing *f, pl_str id, struct pl_report_ref *ref) {
    const struct pl_filing *s = pl_support_filing(w->job->support, value(f, "source"), NULL);
    struct pl_report_source *source = pl_arena_calloc(w->arena, 1, sizeof *source);
    if (s == NULL || source == NULL) {
        return;
    }
    const struct pl_filing *reliability = pl_support_grade(w->job->support, value(f, "source"), 'R');
    const struct pl_filing *credibility = pl_support_grade(w->job->support, id, 'C');
    pl_str party = value(f, "collector");
    *source = (struct pl_report_source){
        .name = value(s, "alias"),
        .withheld = value(s, "protected").n > 0,
        .reason = value(s, "reason"),
        .reliability = reliability != NULL ? value(reliability, "reliability").p[0] : '\0',
        .credibility = credibility != NULL ? value(credibility, "credibility").p[0] : '\0',
        .collector = party.n > 0 ? party : value(s, "party"),
    };
    if (reliability != NULL) {
        pl_str by = value(reliability, "by"), basis = value(reliability, "basis");
        source->assessor = words(w, "%.*s: %.*s", (int)by.n, by.p, (int)(basis.n < 400 ? basis.n : 400), basis.p);
    }
    ref->sources = source;
    ref->n_sources = 1;
}

/* ---- refs ---- */

static struct pl_report_ref *add_ref(struct filling *w) {
    if (w->n_refs == w->cap_refs) {
        size_t cap = w->cap_refs > 0 ? 2 * w->cap_refs : 64;
        struct pl_report_ref *refs = cap <= REFS_MAX ? pl_arena_calloc(w->arena, cap, sizeof *refs) : NULL;
        if (refs == NULL) {
            return NULL;
        }
        if (w->n_refs > 0) {
            memcpy(refs, w->refs, w->n_refs * sizeof *refs);
        }
        w->refs = refs;
        w->cap_refs = cap;
    }
    return &w->refs[w->n_refs++];
}

static bool has_ref(const struct filling *w, pl_str id) {
    for (size_t i = 0; i < w->n_refs; i++) {
        if (pl_str_eq(w->refs[i].id, id)) {
            return true;
        }
    }
    return false;
}

static pl_str title_of(struct filling *w, const struct pl_filing *f) {
    switch (f->kind->letter) {
    case 'I':
        return value(f, "title");
    case 'C': {
        pl_str who = value(f, "who"), did = value(f, "did"), what = value(f, "what"), whom = value(f, "whom");
        return words(w, "%.*s%s%.*s%s%.*s%s%.*s", (int)(who.n < 200 ? who.n : 200), who.n > 0 ? who.p : "",
                     who.n > 0 && did.n > 0 ? " " : "", (int)(did.n < 200 ? did.n : 200), did.n > 0 ? did.p : "",
                     what.n > 0 ? " " : "", (int)(what.n < 200 ? what.n : 200), what.n > 0 ? what.p : "",
                     whom.n > 0 ? ", " : "", (int)(whom.n < 200 ? whom.n : 200), whom.n > 0 ? whom.p : "");
    }
    default: {
        pl_str as = value(f, "as"), subject = value(f, "subject");
        subject = subject.n > 0 ? subject : value(f, "seen_name");
        return words(w, "%.*s%s%.*s", (int)as.n, as.p, subject.n > 0 ? ": " : "",
                     (int)(subject.n < 300 ? subject.n : 300), subject.n > 0 ? subject.p : "");
    }
    }
}

static pl_str place_of(struct filling *w, const struct pl_filing *f) {
    double lat = 0, lon = 0, accuracy = 0;
    pl_str place = value(f, "place");
    PL_BUF_AUTO text = {0};
    pl_buf_open(&text, TEXT_MAX);
    pl_buf_add_str(&text, place);
    if (pl_filing_number(f, "lat", &lat) && pl_filing_number(f, "lon", &lon)) {
        pl_buf_add_str(&text, place.n > 0 ? PL_STR(" (") : PL_STR(""));
        pl_buf_add_fixed(&text, lat, 4);
        pl_buf_add_str(&text, PL_STR(", "));
        pl_buf_add_fixed(&text, lon, 4);
        if (pl_filing_number(f, "accuracy_m", &accuracy)) {
            pl_buf_add_str(&text, PL_STR(", within "));
            pl_buf_add_fixed(&text, accuracy, 0);
            pl_buf_add_str(&text, PL_STR(" m"));
        }
        pl_buf_add_str(&text, place.n > 0 ? PL_STR(")") : PL_STR(""));
    }
    return pl_str_copy(w->arena, pl_buf_str(&text));
}

static bool sees_itself(const struct pl_filing *f) {
    static const char *const FIRST[] = {"sighting", "inspection", "image-count", "debris", NULL};
    pl_str as = value(f, "as");
    for (const char *const *a = FIRST; *a != NULL; a++) {
        if (pl_str_eq(as, pl_str_from(*a))) {
            return true;
        }
    }
    return false;
}

static int add_thing(struct filling *w, pl_str id);

/* Evidence under a claim, and the claim's own refs one level down. */
static int rests_on(struct filling *w, pl_str id, struct pl_report_ref *ref) {
    const struct pl_support *s = w->job->support;
    const struct pl_filing *p = NULL;
    size_t n = 0, n_for = 0, n_against = 0;
    while (pl_support_about(s, 'P', id, n) != NULL) {
        n++;
    }
    pl_str *is_for = pl_arena_calloc(w->arena, n + 1, sizeof *is_for);
    pl_str *against = pl_arena_calloc(w->arena, n + 1, sizeof *against);
    if (is_for == NULL || against == NULL) {
        return pl_fail(w->err, PL_E_NOMEM, "no memory for a report");
    }
    for (size_t i = 0; i < n; i++) {
        p = pl_support_about(s, 'P', id, i);
        pl_str stance = value(p, "stance");
        if (!pl_str_eq(value(p, "claim"), id)) {
            continue;
        }
        if (stance.n == 0 || pl_str_eq(stance, PL_STR("for"))) {
            is_for[n_for++] = value(p, "evidence");
        } else if (pl_str_eq(stance, PL_STR("against"))) {
            against[n_against++] = value(p, "evidence");
        }
    }
    ref->rests_on = is_for;
    ref->n_rests_on = n_for;
    ref->against = against;
    ref->n_against = n_against;
    return 0;
}

/* The words that a later withdrawal gave. */
static int withdrawn_by(struct filling *w, int64_t seq, struct pl_report_ref *ref) {
    struct pl_journal_field *fields = NULL;
    size_t n = 0;
    int code = pl_journal_payload(w->job->view.c, seq, w->arena, &fields, &n, w->err);
    const struct pl_journal_field *text = code == 0 ? pl_journal_field_of(fields, n, "text") : NULL;
    const struct pl_journal_field *by = code == 0 ? pl_journal_field_of(fields, n, "by") : NULL;
    ref->withdrawn = true;
    ref->withdrawn_why = text != NULL ? text->value : (pl_str){0};
    return code == 0 ? entry_of(w, seq, by != NULL ? by->value : (pl_str){0}, &ref->withdrawn_entry) : code;
}

static int add_filing(struct filling *w, pl_str cited, const struct pl_filing *f, int64_t withdrawn) {
    struct pl_report_ref *ref = add_ref(w);
    char is[PL_FILING_ID_MAX];
    if (ref == NULL) {
        return pl_fail(w->err, PL_E_LIMIT, "the report cites too much");
    }
    size_t at = w->n_refs - 1;
    pl_filing_id(f, is);
    pl_str id = pl_str_copy(w->arena, pl_str_from(is));
    struct pl_report_ref r = {.id = cited,
                              .kind = f->kind->letter == 'C'   ? PL_REPORT_REF_CLAIM
                                      : f->kind->letter == 'O' ? PL_REPORT_REF_OBSERVATION
                                                               : PL_REPORT_REF_ITEM,
                              .title = title_of(w, f),
                              .text = value(f, f->kind->letter == 'I' ? "content" : "text"),
                              .from = first_of(f, f->kind->letter == 'C' ? "start" : "observed"),
                              .to = last_of(f, f->kind->letter == 'C' ? "end" : "observed_end"),
                              .place = place_of(w, f),
                              .verified = f->kind->letter == 'I' ? PL_REPORT_UNKNOWN : PL_REPORT_NOT_APPLICABLE,
                              .first_hand = f->kind->letter == 'O' ? (sees_itself(f) ? PL_REPORT_YES : PL_REPORT_NO)
                                                                   : PL_REPORT_UNKNOWN};
    if (value(f, "sha256").n > 0) {
        r.digest = words(w, "sha256:%.*s", 64, value(f, "sha256").p);
    }
    source_of(w, f, id, &r);
    int code = entry_of(w, f->seq, value(f, "by"), &r.entry);
    code = code == 0 && withdrawn >= 0 ? withdrawn_by(w, withdrawn, &r) : code;
    code = code == 0 && f->kind->letter == 'C' ? rests_on(w, id, &r) : code;
    code = code == 0 ? origins_of(w, &id, 1, &r.origins) : code;
    w->refs[at] = r;
    for (size_t i = 0; code == 0 && i < r.n_rests_on; i++) {
        code = add_thing(w, r.rests_on[i]);
    }
    for (size_t i = 0; code == 0 && i < r.n_against; i++) {
        code = add_thing(w, r.against[i]);
    }
    return code;
}

static pl_str text_in(const struct pl_jval *object, const char *key) {
    const struct pl_jval *v = object != NULL ? pl_jval_get(object, key) : NULL;
    return v != NULL && v->kind == PL_JVAL_STR ? v->str : (pl_str){0};
}

/* The innocent explanations that every event of a type carries until somebody rules them out. */
static void innocent_of(struct filling *w, pl_str type, struct pl_report_ref *ref) {
    static const struct {
        const char *type, *why;
    } WHY[] = {
        {"encounter", "ships also meet to bunker lawfully, tow, transfer crew or fish together"},
        {"encounter", "two ships may drift or anchor near each other by chance"},
        {"gap", "reception may have failed, or the transmitter; silence alone shows no intent"},
        {"loitering", "ships also wait for a berth, orders, weather or repairs"},
        {"port_visit", "a ship near a port may wait, take shelter or change crew"},
        {"position_jump", "satellite navigation interference strikes every ship of an area"},
        {"identity_conflict", "two ships may use one number by mistake of those who set it"},
        {"identifier_invalid", "a number may be mistyped by those who set it"},
    };
    pl_str *list = pl_arena_calloc(w->arena, 4, sizeof *list);
    for (size_t i = 0; list != NULL && i < sizeof WHY / sizeof WHY[0]; i++) {
        if (pl_str_eq(type, pl_str_from(WHY[i].type)) && ref->n_innocent < 4) {
            list[ref->n_innocent++] = pl_str_from(WHY[i].why);
        }
    }
    ref->innocent = list;
}

static pl_str names_in(struct filling *w, const struct pl_jval *event) {
    const struct pl_jval *vessels = pl_jval_get(event, "vessels");
    PL_BUF_AUTO text = {0};
    pl_buf_open(&text, TEXT_MAX);
    pl_buf_add_str(&text, text_in(event, "type"));
    for (size_t i = 0; vessels != NULL && vessels->kind == PL_JVAL_ARRAY && i < vessels->n; i++) {
        const struct pl_jval *mmsi = pl_jval_get(&vessels->items[i], "mmsi");
        pl_str name = text_in(&vessels->items[i], "name");
        pl_buf_add_str(&text, i == 0 ? PL_STR(": ") : PL_STR(" and "));
        pl_buf_add_str(&text, name.n > 0 ? name : PL_STR("unnamed"));
        pl_buf_add_fmt(&text, " (MMSI %lld)", mmsi != NULL ? (long long)mmsi->integer : 0LL);
    }
    return pl_str_copy(w->arena, pl_buf_str(&text));
}

static pl_time time_in(const struct pl_jval *event, const char *key) {
    pl_time at = PL_TIME_NONE;
    return pl_time_parse(text_in(event, key), &at) ? at : PL_TIME_NONE;
}

static int add_event(struct filling *w, pl_str id, const struct pl_filing *pinned_in) {
    struct pl_report_ref *ref = add_ref(w);
    const struct pl_jval *event = NULL;
    if (ref == NULL) {
        return pl_fail(w->err, PL_E_LIMIT, "the report cites too much");
    }
    size_t at = w->n_refs - 1;
    struct pl_report_ref r = {.id = id,
                              .kind = PL_REPORT_REF_EVENT,
                              .verified = PL_REPORT_NOT_APPLICABLE,
                              .first_hand = PL_REPORT_NO,
                              .from = PL_TIME_NONE,
                              .to = PL_TIME_NONE,
                              .recomputed = PL_STR("computed by this case; plimsoll-verify says whether it comes out "
                                                   "again from what is disclosed")};
    if (pl_json_read(value(pinned_in, "pinned"), w->arena, &event, NULL) == 0) {
        const struct pl_jval *rule = pl_jval_get(event, "rule");
        pl_str name = text_in(rule, "name"), version = text_in(rule, "version"), hash = text_in(rule, "hash");
        r.title = names_in(w, event);
        r.from = time_in(event, "start");
        r.to = time_in(event, "end");
        r.rule = words(w, "%.*s, version %.*s, rules %.*s", (int)name.n, name.p, (int)version.n, version.p, (int)hash.n,
                       hash.p);
        innocent_of(w, text_in(event, "type"), &r);
    }
    int code = entry_of(w, pinned_in->seq, value(pinned_in, "by"), &r.entry);
    code = code == 0 ? origins_of(w, &id, 1, &r.origins) : code;
    w->refs[at] = r;
    return code;
}

static const struct pl_filing *pinned_of(const struct filling *w, pl_str id) {
    const struct pl_filing *p = NULL;
    for (size_t i = 0; (p = pl_support_nth(w->job->support, 'P', i)) != NULL; i++) {
        if (pl_str_eq(value(p, "evidence"), id) && value(p, "pinned").n > 0) {
            return p;
        }
    }
    return NULL;
}

/* Q12 and E3: a kept screening, a recording or list. */
static bool entry_id(pl_str id, char letter, int64_t *ret) {
    return id.n > 1 && id.p[0] == letter && pl_str_i64(pl_str_sub(id, 1, id.n), ret) && *ret >= 0;
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
        e->found.source = pl_str_copy(e->arena, x->source);
        e->found.collector = pl_str_copy(e->arena, x->collector);
        e->is = true;
    }
    return 0;
}

static int add_exhibit(struct filling *w, pl_str id, int64_t seq) {
    struct exhibit_of e = {.seq = seq, .arena = w->arena};
    char hex[65];
    int code = pl_exhibit_each(w->job->view.c, on_exhibit, &e, w->err);
    struct pl_report_ref *ref = code == 0 && e.is && seq < w->job->view.before ? add_ref(w) : NULL;
    struct pl_report_source *source = pl_arena_calloc(w->arena, 1, sizeof *source);
    if (ref == NULL || source == NULL) {
        return code;
    }
    pl_hash_hex(e.found.sha256, hex);
    *source = (struct pl_report_source){.name = e.found.source, .collector = e.found.collector};
    *ref = (struct pl_report_ref){.id = id,
                                  .kind = PL_REPORT_REF_EXHIBIT,
                                  .title = e.found.name,
                                  .digest = words(w, "sha256:%s", hex),
                                  .extent = words(w, "%llu bytes", (unsigned long long)e.found.bytes),
                                  .from = e.found.first,
                                  .to = e.found.last,
                                  .sources = source,
                                  .n_sources = 1};
    return entry_of(w, seq, (pl_str){0}, &ref->entry);
}

static int add_screening(struct filling *w, pl_str id, int64_t seq) {
    struct pl_journal_field *fields = NULL;
    size_t n = 0;
    struct pl_entry e;
    pl_str bytes;
    if (seq >= w->job->view.before) {
        return 0;
    }
    int code = pl_journal_read(w->job->view.c, seq, w->arena, &e, &bytes, w->err);
    if (code != 0 || !pl_str_eq(e.kind, PL_STR("screening"))) {
        return code;
    }
    code = pl_journal_payload(w->job->view.c, seq, w->arena, &fields, &n, w->err);
    struct pl_report_ref *ref = code == 0 ? add_ref(w) : NULL;
    if (ref == NULL) {
        return code;
    }
    const struct pl_journal_field *name = pl_journal_field_of(fields, n, "question.name");
    const struct pl_journal_field *imo = pl_journal_field_of(fields, n, "question.imo");
    const struct pl_journal_field *by = pl_journal_field_of(fields, n, "by");
    const struct pl_journal_field *lists = pl_journal_field_of(fields, n, "lists");
    pl_str asked = name != NULL ? name->value : imo != NULL ? imo->value : PL_STR("a batch");
    *ref = (struct pl_report_ref){.id = id,
                                  .kind = PL_REPORT_REF_SCREENING,
                                  .title = words(w, "screening of %.*s", (int)(asked.n < 300 ? asked.n : 300), asked.p),
                                  .text = lists != NULL ? lists->value : (pl_str){0},
                                  .verified = PL_REPORT_NOT_APPLICABLE,
                                  .from = PL_TIME_NONE,
                                  .to = PL_TIME_NONE};
    return entry_of(w, seq, by != NULL ? by->value : (pl_str){0}, &ref->entry);
}

/* One cited id, with what it rests on; an unknown one is left out, and the check says so. */
static int add_thing(struct filling *w, pl_str id) {
    int64_t withdrawn = -1, seq = 0;
    if (has_ref(w, id)) {
        return 0;
    }
    const struct pl_filing *f = pl_support_filing(w->job->support, id, &withdrawn);
    if (f != NULL && strchr("COI", f->kind->letter) != NULL) {
        return add_filing(w, id, f, withdrawn);
    }
    const struct pl_filing *p = pinned_of(w, id);
    if (p != NULL) {
        return add_event(w, id, p);
    }
    if (entry_id(id, 'E', &seq)) {
        return add_exhibit(w, id, seq);
    }
    return entry_id(id, 'Q', &seq) ? add_screening(w, id, seq) : 0;
}

/* ---- about findings ---- */

/* Filings of a kind about an id, counted. */
static size_t count_about(const struct filling *w, char letter, pl_str id) {
    size_t n = 0;
    while (pl_support_about(w->job->support, letter, id, n) != NULL) {
        n++;
    }
    return n;
}

static int fill_reviews(struct filling *w, const struct pl_filing *finding, pl_str id, struct pl_report_about *a) {
    size_t n = count_about(w, 'V', id);
    struct pl_report_dissent *dissents = pl_arena_calloc(w->arena, n + 1, sizeof *dissents);
    int code = dissents != NULL ? 0 : pl_fail(w->err, PL_E_NOMEM, "no memory for a report");
    a->author = value(finding, "by");
    for (size_t i = 0; code == 0 && i < n; i++) {
        const struct pl_filing *v = pl_support_about(w->job->support, 'V', id, i);
        pl_str by = value(v, "by"), party = value(v, "party");
        if (pl_str_eq(value(v, "verdict"), PL_STR("approve"))) {
            bool other = !pl_str_eq(by, a->author);
            a->reviewed = a->reviewed || other;
            a->reviewer = other ? by : a->reviewer;
            code = other ? entry_of(w, v->seq, by, &a->review_entry) : 0;
        } else {
            struct pl_report_dissent *d = &dissents[a->n_dissents++];
            *d = (struct pl_report_dissent){.participant = party.n > 0 ? party : by, .text = value(v, "text")};
            code = entry_of(w, v->seq, by, &d->entry);
        }
    }
    a->dissents = dissents;
    return code;
}

static int fill_reply(struct filling *w, const struct pl_filing *finding, const struct pl_filing *letter,
                      struct pl_report_reply *ret) {
    char id[PL_FILING_ID_MAX];
    pl_filing_id(letter, id);
    pl_str is = pl_str_copy(w->arena, pl_str_from(id));
    const struct pl_filing *sent = pl_support_about(w->job->support, 'N', is, 0);
    const struct pl_filing *reply = pl_support_about(w->job->support, 'Y', is, 0);
    pl_time shown = first_of(finding, "shown");
    *ret = (struct pl_report_reply){
        .party = value(letter, "to"),
        .shown = shown != PL_TIME_NONE ? PL_REPORT_YES : PL_REPORT_UNKNOWN,
        .shown_at = shown,
        .asked_at =
            sent != NULL ? (first_of(sent, "when") != PL_TIME_NONE ? first_of(sent, "when") : sent->at) : PL_TIME_NONE,
        .deadline = PL_TIME_NONE,
        .received_at = reply != NULL ? first_of(reply, "received") : PL_TIME_NONE,
        .text = value(reply, "words"),
        .assessment = value(reply, "assessment")};
    pl_str due = value(letter, "due");
    if (due.n > 0 && pl_time_parse(due, &ret->deadline)) {
        ret->deadline += PL_DAY_US - 1; /* the whole of its last day */
    }
    if (reply != NULL && ret->text.n == 0) {
        ret->text = value(reply, "stance");
    }
    return entry_of(w, letter->seq, value(letter, "by"), &ret->entry);
}

static int fill_replies(struct filling *w, const struct pl_filing *finding, pl_str id, struct pl_report_about *a) {
    size_t n = count_about(w, 'L', id), n_plain = count_about(w, 'Y', id);
    struct pl_report_reply *replies = pl_arena_calloc(w->arena, n + n_plain + 2, sizeof *replies);
    int code = replies != NULL ? 0 : pl_fail(w->err, PL_E_NOMEM, "no memory for a report");
    for (size_t i = 0; code == 0 && i < n; i++) {
        const struct pl_filing *letter = pl_support_about(w->job->support, 'L', id, i);
        if (pl_str_eq(value(letter, "template"), PL_STR("reply"))) {
            code = fill_reply(w, finding, letter, &replies[a->n_replies++]);
        }
    }
    for (size_t i = 0; code == 0 && i < n_plain; i++) { /* answers to what was asked in another way */
        const struct pl_filing *y = pl_support_about(w->job->support, 'Y', id, i);
        struct pl_report_reply *r = &replies[a->n_replies++];
        pl_str said = value(y, "words");
        *r = (struct pl_report_reply){.party = value(y, "from"),
                                      .shown_at = PL_TIME_NONE,
                                      .asked_at = PL_TIME_NONE,
                                      .deadline = PL_TIME_NONE,
                                      .received_at = first_of(y, "received"),
                                      .text = said.n > 0 ? said : value(y, "stance"),
                                      .assessment = value(y, "assessment")};
        code = entry_of(w, y->seq, value(y, "by"), &r->entry);
    }
    pl_str why = value(finding, "why_no_reply");
    if (code == 0 && a->n_replies == 0 && why.n > 0) {
        replies[a->n_replies++] = (struct pl_report_reply){.party = value(finding, "accused"),
                                                           .shown_at = PL_TIME_NONE,
                                                           .asked_at = PL_TIME_NONE,
                                                           .deadline = PL_TIME_NONE,
                                                           .received_at = PL_TIME_NONE,
                                                           .not_asked_why = why};
    }
    a->replies = replies;
    return code;
}

static int fill_outcomes(struct filling *w, pl_str id, struct pl_report_about *a) {
    size_t n = count_about(w, 'U', id), m = count_about(w, 'X', id);
    struct pl_report_outcome *outcomes = pl_arena_calloc(w->arena, n + 1, sizeof *outcomes);
    struct pl_report_correction *corrections = pl_arena_calloc(w->arena, m + 1, sizeof *corrections);
    int code = outcomes != NULL && corrections != NULL ? 0 : pl_fail(w->err, PL_E_NOMEM, "no memory for a report");
    for (size_t i = 0; code == 0 && i < n; i++) {
        const struct pl_filing *u = pl_support_about(w->job->support, 'U', id, i);
        outcomes[a->n_outcomes] = (struct pl_report_outcome){.what = value(u, "what"),
                                                             .authority = value(u, "authority"),
                                                             .at = first_of(u, "when"),
                                                             .text = value(u, "text")};
        code = entry_of(w, u->seq, value(u, "by"), &outcomes[a->n_outcomes++].entry);
    }
    for (size_t i = 0; code == 0 && i < m; i++) {
        const struct pl_filing *x = pl_support_about(w->job->support, 'X', id, i);
        corrections[a->n_corrections] = (struct pl_report_correction){.at = x->at,
                                                                      .was = value(x, "was"),
                                                                      .is = value(x, "is"),
                                                                      .reason = value(x, "text"),
                                                                      .by = value(x, "by")};
        code = entry_of(w, x->seq, value(x, "by"), &corrections[a->n_corrections++].entry);
    }
    a->outcomes = outcomes;
    a->corrections = corrections;
    return code;
}

static void fill_subjects(struct filling *w, const struct pl_filing *finding, struct pl_report_about *a) {
    pl_str rest = value(finding, "accused");
    bool nobody = pl_str_eq(value(finding, "accused_kind"), PL_STR("none"));
    pl_str *subjects = pl_arena_calloc(w->arena, 64, sizeof *subjects);
    a->subjects_known = nobody || rest.n > 0;
    while (subjects != NULL && !nobody && rest.p != NULL && a->n_subjects < 64) {
        pl_str one = pl_str_trim(pl_str_cut(&rest, ';'));
        if (one.n > 0) {
            subjects[a->n_subjects++] = one;
        }
    }
    a->subjects = subjects;
}

static int fill_about(struct filling *w, const struct pl_report_statement *st, struct pl_report_about *a) {
    const struct pl_filing *f = pl_support_filing(w->job->support, st->id, NULL);
    char id[PL_FILING_ID_MAX];
    a->statement = st->id;
    int code = st->n_cites > 0 ? origins_of(w, st->cites, st->n_cites, &a->origins) : 0;
    if (code != 0 || f == NULL || f->kind->letter != 'F') {
        return code;
    }
    pl_filing_id(f, id);
    pl_str is = pl_str_copy(w->arena, pl_str_from(id));
    pl_str state = value(f, "measure_state");
    a->measure = value(f, "measure");
    a->measure_verified = pl_str_eq(state, PL_STR("verified")) ? PL_REPORT_YES
                          : state.n > 0                        ? PL_REPORT_NO
                                                               : PL_REPORT_UNKNOWN;
    fill_subjects(w, f, a);
    code = fill_reviews(w, f, is, a);
    code = code == 0 ? fill_replies(w, f, is, a) : code;
    return code == 0 ? fill_outcomes(w, is, a) : code;
}

static int fill_abouts(struct filling *w) {
    const struct pl_report_doc *report = w->job->report;
    struct pl_report_about *abouts = pl_arena_calloc(w->arena, report->n_statements + 1, sizeof *abouts);
    size_t n = 0;
    int code = abouts != NULL ? 0 : pl_fail(w->err, PL_E_NOMEM, "no memory for a report");
    for (size_t i = 0; code == 0 && i < report->n_statements; i++) {
        const struct pl_report_statement *st = &report->statements[i];
        if (st->kind == PL_STATEMENT_FINDING || st->kind == PL_STATEMENT_ASSESSMENT) {
            code = fill_about(w, st, &abouts[n++]);
        }
    }
    w->job->facts.about = abouts;
    w->job->facts.n_about = n;
    return code;
}

/* ---- names ---- */

/* Filings of one IMO number should call the ship by one name: the first filed is preferred. */
static int fill_names(struct filling *w) {
    const struct pl_support *s = w->job->support;
    const struct pl_filing *o = NULL;
    size_t n = 0, n_obs = 0;
    while (pl_support_nth(s, 'O', n_obs) != NULL) {
        n_obs++;
    }
    n_obs = n_obs < 2000 ? n_obs : 2000; /* pairs are compared */
    struct pl_report_name *names = pl_arena_calloc(w->arena, n_obs + 1, sizeof *names);
    pl_str *imos = pl_arena_calloc(w->arena, n_obs + 1, sizeof *imos);
    if (names == NULL || imos == NULL) {
        return pl_fail(w->err, PL_E_NOMEM, "no memory for a report");
    }
    for (size_t i = 0; i < n_obs && (o = pl_support_nth(s, 'O', i)) != NULL; i++) {
        pl_str imo = value(o, "imo"), subject = value(o, "subject");
        size_t at = 0;
        if (imo.n == 0 || subject.n == 0) {
            continue;
        }
        while (at < n && !pl_str_eq(imos[at], imo)) {
            at++;
        }
        if (at == n) {
            imos[n] = imo;
            names[n++] = (struct pl_report_name){.preferred = subject, .kind = PL_STR("vessel")};
        } else if (!pl_str_eq(names[at].preferred, subject) && names[at].n_others < 16) {
            pl_str *others = pl_arena_calloc(w->arena, names[at].n_others + 1, sizeof *others);
            if (others == NULL) {
                return pl_fail(w->err, PL_E_NOMEM, "no memory for a report");
            }
            for (size_t j = 0; j < names[at].n_others; j++) {
                others[j] = names[at].others[j];
            }
            others[names[at].n_others++] = subject;
            names[at].others = others;
        }
    }
    w->job->facts.names = names;
    w->job->facts.n_names = n;
    w->job->facts.names_known = n > 0;
    return 0;
}

/* ---- without ---- */

static int fill_one_without(struct filling *w, pl_str name, struct pl_report_without *ret) {
    const struct pl_report_doc *report = w->job->report;
    struct pl_support_without away;
    struct pl_report_loss *losses = pl_arena_calloc(w->arena, report->n_statements + 1, sizeof *losses);
    int code = losses != NULL ? pl_support_think_away(w->job->support, name, w->arena, &away, w->err)
                              : pl_fail(w->err, PL_E_NOMEM, "no memory for a report");
    for (size_t i = 0; code == 0 && i < report->n_statements; i++) {
        const struct pl_report_statement *st = &report->statements[i];
        struct pl_origin_graph graph;
        struct pl_origin_count before, after;
        if (st->kind != PL_STATEMENT_FINDING || st->n_cites == 0) {
            continue;
        }
        code = pl_support_graph(w->job->support, st->cites, st->n_cites, w->arena, &graph, w->err);
        code = code == 0 ? pl_origin_count(&graph, NULL, w->arena, &before, w->err) : code;
        code = code == 0 ? pl_origin_count(&graph, &away.without, w->arena, &after, w->err) : code;
        if (code == 0 && after.count < before.count && after.count <= 1) {
            losses[ret->n_losses++] =
                (struct pl_report_loss){.statement = st->id, .before = before.count, .after = after.count};
        }
    }
    if (code == 0) {
        ret->what = away.what;
        ret->name = away.name;
        ret->losses = losses;
    }
    return code;
}

/* ---- all of it ---- */

static int fill_refs(struct filling *w) {
    const struct pl_report_doc *report = w->job->report;
    int code = 0;
    for (size_t i = 0; code == 0 && i < report->n_statements; i++) {
        for (size_t j = 0; code == 0 && j < report->statements[i].n_cites; j++) {
            pl_str id = report->statements[i].cites[j];
            code = pl_report_find(report, id) == NULL ? add_thing(w, id) : 0;
        }
    }
    w->job->facts.refs = w->refs;
    w->job->facts.n_refs = w->n_refs;
    return code;
}

int pl_report_facts_read(struct pl_report_job *job, pl_time now, const pl_str *without, size_t n_without,
                         struct pl_error *err) {
    struct filling w = {.job = job, .arena = &job->arena, .err = err};
    struct pl_report_without *away = pl_arena_calloc(&job->arena, n_without + 1, sizeof *away);
    if (away == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a report");
    }
    job->facts.date = now != PL_TIME_NONE ? now : job->view.known.at;
    job->facts.known_at = job->view.known.at;
    job->facts.as_of = PL_TIME_NONE;
    job->facts.log_known = true;
    job->facts.log_size = (uint64_t)job->view.before;
    job->facts.exercise = job->view.exercise;
    job->facts.program = PL_STR("plimsoll " PL_VERSION);
    int code = fill_refs(&w);
    code = code == 0 ? fill_abouts(&w) : code;
    code = code == 0 ? fill_names(&w) : code;
    for (size_t i = 0; code == 0 && i < n_without; i++) {
        code = fill_one_without(&w, without[i], &away[i]);
    }
    job->facts.without = away;
    job->facts.n_without = n_without;
    if (code == 0 && pl_arena_failed(&job->arena)) {
        code = pl_fail(err, PL_E_NOMEM, "no memory for a report");
    }
    return code;
}
