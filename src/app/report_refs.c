/* What a report cites: filings, events, screenings and recordings, each with what it rests on. */
#include <stdio.h>
#include <string.h>

#include "app/disclose.h"
#include "app/pin.h"
#include "app/report_facts_in.h"
#include "app/withheld.h"
#include "store/clearance.h"
#include "store/exhibit.h"
#include "store/filing.h"
#include "store/journal.h"
#include "text/json.h"

#include "base/ban.h"

#define REFS_MAX ((size_t)100000)
#define TEXT_MAX ((size_t)1 << 20)

/* ---- sources ---- */

/* Filings about an id that this edition keeps back. */
static size_t count_kept(const struct pl_filling *w, char letter, pl_str id) {
    const struct pl_filing *f = NULL;
    size_t n = 0;
    for (size_t i = 0; (f = pl_support_about(w->job->support, letter, id, i)) != NULL; i++) {
        n += pl_filling_is_closed(w, f) ? 1 : 0;
    }
    return n;
}

/* A grade, unless it is kept back. */
static const struct pl_filing *grade_of(const struct pl_filling *w, pl_str id, char axis) {
    const struct pl_filing *grade = pl_support_grade(w->job->support, id, axis);
    return pl_filling_is_closed(w, grade) ? NULL : grade;
}

/* Grades of a source that whom this is made for may not see. */
static size_t grades_kept(struct pl_filling *w, const struct pl_filing *source) {
    struct pl_report_unseen unseen = {.judgements = 0};
    char id[PL_FILING_ID_MAX];
    pl_filing_id(source, id);
    int code = pl_withheld_about(w->job->view.c, source, w->job->view.before, &unseen, w->err);
    return (code == 0 ? unseen.grades : 1) + count_kept(w, 'G', pl_str_from(id));
}

static void source_of(struct pl_filling *w, const struct pl_filing *f, pl_str id, struct pl_report_ref *ref) {
    const struct pl_filing *s = pl_support_filing(w->job->support, pl_filling_value(f, "source"), NULL);
    struct pl_report_source *source = pl_arena_calloc(w->arena, 1, sizeof *source);
    bool unseen = s == NULL && pl_support_withheld(w->job->support, pl_filling_value(f, "source"));
    if ((s == NULL && !unseen) || source == NULL) {
        return;
    }
    if (unseen || pl_filling_is_closed(w, s)) {
        *source = (struct pl_report_source){
            .withheld = true, .reason = unseen ? PL_FILLING_UNSEEN_WHY : PL_STR("kept back from this edition")};
        ref->sources = source;
        ref->n_sources = 1;
        return;
    }
    const struct pl_filing *reliability = grade_of(w, pl_filling_value(f, "source"), 'R');
    const struct pl_filing *credibility = grade_of(w, id, 'C');
    pl_str party = pl_filling_value(f, "collector");
    *source = (struct pl_report_source){
        .name = pl_filling_value(s, "alias"),
        .withheld = pl_filling_value(s, "protected").n > 0,
        .reason = pl_filling_value(s, "reason"),
        .reliability = reliability != NULL ? pl_filling_value(reliability, "reliability").p[0] : '\0',
        .credibility = credibility != NULL ? pl_filling_value(credibility, "credibility").p[0] : '\0',
        .collector = party.n > 0 ? party : pl_filling_value(s, "party"),
        .grades_withheld = ref->unseen.grades + grades_kept(w, s) > 0,
    };
    if (reliability != NULL && source->withheld) { /* its basis may tell who it is */
        source->assessor = pl_filling_value(reliability, "by");
    } else if (reliability != NULL) {
        pl_str by = pl_filling_value(reliability, "by");
        pl_str basis = pl_filling_short(w, pl_filling_value(reliability, "basis"), 400);
        source->assessor = pl_filling_words(w, "%.*s: %.*s", (int)by.n, by.p, (int)basis.n, basis.p);
    }
    ref->sources = source;
    ref->n_sources = 1;
}

/* ---- refs ---- */

struct pl_report_ref *pl_filling_add_ref(struct pl_filling *w) {
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

static bool has_ref(const struct pl_filling *w, pl_str id) {
    for (size_t i = 0; i < w->n_refs; i++) {
        if (pl_str_eq(w->refs[i].id, id)) {
            return true;
        }
    }
    return false;
}

static pl_str title_of(struct pl_filling *w, const struct pl_filing *f) {
    switch (f->kind->letter) {
    case 'I':
        return pl_filling_value(f, "title");
    case 'C': {
        pl_str who = pl_filling_value(f, "who"), did = pl_filling_value(f, "did"), what = pl_filling_value(f, "what"),
               whom = pl_filling_value(f, "whom");
        bool both = what.n > 0 && whom.n > 0; /* "passed oil (other side: B)", but "lay alongside B" */
        who = pl_filling_short(w, who, 200);
        did = pl_filling_short(w, did, 200);
        what = pl_filling_short(w, what, 200);
        whom = pl_filling_short(w, whom, 200);
        return pl_filling_words(w, "%.*s%s%.*s%s%.*s%s%.*s%s", (int)who.n, who.n > 0 ? who.p : "",
                                who.n > 0 && did.n > 0 ? " " : "", (int)did.n, did.n > 0 ? did.p : "",
                                what.n > 0 ? " " : "", (int)what.n, what.n > 0 ? what.p : "",
                                both         ? " (other side: "
                                : whom.n > 0 ? " "
                                             : "",
                                (int)whom.n, whom.n > 0 ? whom.p : "", both ? ")" : "");
    }
    default: {
        pl_str as = pl_filling_value(f, "as"), subject = pl_filling_value(f, "subject");
        subject = pl_filling_short(w, subject.n > 0 ? subject : pl_filling_value(f, "seen_name"), 300);
        return pl_filling_words(w, "%.*s%s%.*s", (int)as.n, as.p, subject.n > 0 ? ": " : "", (int)subject.n,
                                subject.n > 0 ? subject.p : "");
    }
    }
}

static pl_str place_of(struct pl_filling *w, const struct pl_filing *f) {
    double lat = 0, lon = 0, accuracy = 0;
    pl_str place = pl_filling_value(f, "place");
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

/* Of the fields that say what was seen or said, those that a reader of a report needs; no persons behind aliases. */
static const struct {
    const char *field, *label;
} SAID[] = {{"quantity", "How much"},
            {"item", "Of what"},
            {"condition", "If"},
            {"imo", "IMO number, as given"},
            {"who_imo", "IMO number, as given"},
            {"flag", "Flag, as given"},
            {"from_place", "From"},
            {"to_place", "To"},
            {"counterparty", "Other side"},
            {"document", "Paper"},
            {"built", "Built"},
            {"length", "Length, m"},
            {"beam", "Beam, m"},
            {"seen_name", "Name as it was read"},
            {"seen_imo", "Number as it was read"},
            {"seen_marks", "Marks as they were read"},
            {"concluded", "Concluded"},
            {"method", "How"},
            {"how", "How"},
            {"platform", "From aboard"},
            {"published", "Published"},
            {"url", "Where found"}};

static void said_of(struct pl_filling *w, const struct pl_filing *f, struct pl_report_ref *ref) {
    const size_t n = sizeof SAID / sizeof SAID[0];
    const struct pl_disclosing d = {
        .support = w->job->support, .closed = w->closed, .n_closed = (uint64_t)w->job->view.before};
    struct pl_report_said *said = pl_arena_calloc(w->arena, n, sizeof *said);
    for (size_t i = 0; said != NULL && i < n; i++) {
        pl_str value = pl_filling_value(f, SAID[i].field);
        if (strstr(SAID[i].field, "imo") != NULL && pl_filing_bad_number(f, SAID[i].field)) {
            value = pl_filling_short(w, value, 100);
            value = pl_filling_words(w, "%.*s (no such number can be: kept as it was given)", (int)value.n, value.p);
        }
        if (value.n > 0 && pl_disclose_field(&d, f, pl_str_from(SAID[i].field))) {
            said[ref->n_said++] = (struct pl_report_said){.label = SAID[i].label, .value = value};
        }
    }
    ref->said = said;
}

/* What others said of it, as lines of the same kind: what is kept back is counted instead. */
static int judged_of(struct pl_filling *w, pl_str id, struct pl_report_ref *ref) {
    static const struct {
        char letter;
        const char *who[2], *words;
    } KINDS[] = {{'V', {"party", "by"}, "text"}, {'Y', {"party", "from"}, "words"}, {'X', {"by", "by"}, "is"}};
    size_t n = ref->n_said;
    for (size_t k = 0; k < sizeof KINDS / sizeof KINDS[0]; k++) {
        n += pl_filling_count_about(w, KINDS[k].letter, id);
    }
    struct pl_report_said *said = pl_arena_calloc(w->arena, n + 1, sizeof *said);
    if (said == NULL) {
        return pl_fail(w->err, PL_E_NOMEM, "no memory for a report");
    }
    if (ref->n_said > 0) {
        memcpy(said, ref->said, ref->n_said * sizeof *said);
    }
    ref->said = said;
    int code = 0;
    for (size_t k = 0; code == 0 && k < sizeof KINDS / sizeof KINDS[0]; k++) {
        const struct pl_filing *f = NULL;
        for (size_t i = 0; code == 0 && (f = pl_support_about(w->job->support, KINDS[k].letter, id, i)) != NULL; i++) {
            if (pl_filling_is_closed(w, f)) {
                continue;
            }
            char is[PL_FILING_ID_MAX];
            pl_str who = pl_filling_value(f, KINDS[k].who[0]), words = pl_filling_value(f, KINDS[k].words);
            pl_str verdict = pl_filling_value(f, "verdict");
            who = who.n > 0 ? who : pl_filling_value(f, KINDS[k].who[1]);
            said[ref->n_said++] = (struct pl_report_said){
                .label = KINDS[k].letter == 'Y'                  ? "Reply"
                         : KINDS[k].letter == 'X'                ? "Corrected"
                         : pl_str_eq(verdict, PL_STR("approve")) ? "Approved"
                         : pl_str_eq(verdict, PL_STR("dissent")) ? "Dissent"
                                                                 : "Objection",
                .value = pl_filling_words(w, "%.*s%s%.*s", (int)who.n, who.n > 0 ? who.p : "", words.n > 0 ? ": " : "",
                                          (int)words.n, words.n > 0 ? words.p : "")};
            pl_filing_id(f, is);
            code = pl_filling_mark(w, pl_str_copy(w->arena, pl_str_from(is)), f->seq);
        }
    }
    return code;
}

/* How much about it whom this is made for may not see: by its marking, or because this edition keeps it back. */
static int unseen_of(struct pl_filling *w, const struct pl_filing *f, pl_str id, struct pl_report_unseen *u) {
    int code = pl_withheld_about(w->job->view.c, f, w->job->view.before, u, w->err);
    u->judgements += count_kept(w, 'V', id);
    u->letters += count_kept(w, 'L', id) + count_kept(w, 'Y', id);
    u->corrections += count_kept(w, 'X', id);
    u->grades += count_kept(w, 'G', id);
    u->supports += f->kind->letter == 'C' ? count_kept(w, 'P', id) : 0;
    return code;
}

static bool sees_itself(const struct pl_filing *f) {
    static const char *const FIRST[] = {"sighting", "inspection", "image-count", "debris", NULL};
    pl_str as = pl_filling_value(f, "as");
    for (const char *const *a = FIRST; *a != NULL; a++) {
        if (pl_str_eq(as, pl_str_from(*a))) {
            return true;
        }
    }
    return false;
}

static int add_thing(struct pl_filling *w, pl_str id);

/* Evidence under a claim, and the claim's own refs one level down. */
static int rests_on(struct pl_filling *w, pl_str id, struct pl_report_ref *ref) {
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
        pl_str stance = pl_filling_value(p, "stance");
        if (!pl_str_eq(pl_filling_value(p, "claim"), id) || pl_filling_is_closed(w, p)) {
            continue;
        }
        if (stance.n == 0 || pl_str_eq(stance, PL_STR("for"))) {
            is_for[n_for++] = pl_filling_value(p, "evidence");
        } else if (pl_str_eq(stance, PL_STR("against"))) {
            against[n_against++] = pl_filling_value(p, "evidence");
        }
    }
    ref->rests_on = is_for;
    ref->n_rests_on = n_for;
    ref->against = against;
    ref->n_against = n_against;
    return 0;
}

/* The words that a later withdrawal gave. */
static int withdrawn_by(struct pl_filling *w, int64_t seq, struct pl_report_ref *ref) {
    struct pl_journal_field *fields = NULL;
    size_t n = 0;
    int code = pl_journal_payload(w->job->view.c, seq, w->arena, &fields, &n, w->err);
    const struct pl_journal_field *text = code == 0 ? pl_journal_field_of(fields, n, "text") : NULL;
    ref->withdrawn = true;
    ref->withdrawn_why = text != NULL ? text->value : (pl_str){0};
    return code == 0 ? pl_filling_entry(w, seq, &ref->withdrawn_entry) : code;
}

static pl_str text_of(const struct pl_filing *f) {
    pl_str content = f->kind->letter == 'I' ? pl_filling_value(f, "content") : (pl_str){0};
    return content.n > 0 ? content : pl_filling_value(f, "text");
}

/* An interview that its person did not want published: that there is one, and what it counts for. */
static int fill_withheld(struct pl_filling *w, size_t at, const struct pl_filing *f, pl_str cited, int64_t withdrawn) {
    pl_str consent = pl_filling_value(f, "consent"), words = consent.n > 0 ? consent : PL_STR("nothing recorded");
    char id[PL_FILING_ID_MAX];
    pl_filing_id(f, id);
    pl_str is = pl_str_copy(w->arena, pl_str_from(id));
    struct pl_report_ref r = {.id = cited,
                              .kind = PL_REPORT_REF_OBSERVATION,
                              .title = pl_filling_value(f, "as"),
                              .withheld = true,
                              .withheld_why =
                                  pl_filling_words(w, "who was heard agreed to: %.*s", (int)words.n, words.p),
                              .from = PL_TIME_NONE,
                              .to = PL_TIME_NONE,
                              .verified = PL_REPORT_NOT_APPLICABLE,
                              .first_hand = PL_REPORT_UNKNOWN};
    int code = pl_filling_entry(w, f->seq, &r.entry);
    code = code == 0 && withdrawn >= 0 ? withdrawn_by(w, withdrawn, &r) : code;
    code = code == 0 ? pl_filling_origins(w, &is, 1, &r.origins) : code;
    w->refs[at] = r;
    return code;
}

int pl_filling_kept(struct pl_filling *w, struct pl_report_ref *ref, enum pl_report_ref_kind kind, pl_str cited,
                    pl_str title, int64_t seq) {
    *ref = (struct pl_report_ref){.id = cited,
                                  .kind = kind,
                                  .title = title,
                                  .withheld = true,
                                  .withheld_why = PL_STR("kept back from this edition"),
                                  .from = PL_TIME_NONE,
                                  .to = PL_TIME_NONE,
                                  .verified = PL_REPORT_UNKNOWN,
                                  .first_hand = PL_REPORT_UNKNOWN};
    int code = pl_filling_entry(w, seq, &ref->entry);
    ref->entry.signer = (pl_str){0}; /* who filed it may tell what it is */
    return code;
}

int pl_filling_add_unseen(struct pl_filling *w, pl_str id) {
    struct pl_report_ref *ref = pl_filling_add_ref(w);
    if (ref == NULL) {
        return pl_fail(w->err, PL_E_LIMIT, "the report cites too much");
    }
    *ref = (struct pl_report_ref){.id = id,
                                  .kind = id.p[0] == 'C'   ? PL_REPORT_REF_CLAIM
                                          : id.p[0] == 'O' ? PL_REPORT_REF_OBSERVATION
                                          : id.p[0] == 'Q' ? PL_REPORT_REF_SCREENING
                                          : id.p[0] == 'E' ? PL_REPORT_REF_EXHIBIT
                                                           : PL_REPORT_REF_ITEM,
                                  .withheld = true,
                                  .withheld_why = PL_FILLING_UNSEEN_WHY,
                                  .from = PL_TIME_NONE,
                                  .to = PL_TIME_NONE,
                                  .verified = PL_REPORT_UNKNOWN,
                                  .first_hand = PL_REPORT_UNKNOWN};
    return 0;
}

static int add_filing(struct pl_filling *w, pl_str cited, const struct pl_filing *f, int64_t withdrawn) {
    struct pl_report_ref *ref = pl_filling_add_ref(w);
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
                              .text = text_of(f),
                              .from = pl_filling_first(f, f->kind->letter == 'C' ? "start" : "observed"),
                              .to = pl_filling_last(f, f->kind->letter == 'C' ? "end" : "observed_end"),
                              .place = place_of(w, f),
                              .verified = f->kind->letter == 'I' ? PL_REPORT_UNKNOWN : PL_REPORT_NOT_APPLICABLE,
                              .first_hand = f->kind->letter == 'O' ? (sees_itself(f) ? PL_REPORT_YES : PL_REPORT_NO)
                                                                   : PL_REPORT_UNKNOWN};
    if (pl_filling_is_closed(w, f)) {
        return pl_filling_kept(w, ref, r.kind, cited, pl_str_from(pl_report_ref_word(r.kind)), f->seq);
    }
    if (!pl_disclose_consents(f)) {
        return fill_withheld(w, at, f, cited, withdrawn);
    }
    r.when = pl_filling_said_when(w, f, f->kind->letter == 'C' ? "start" : "observed",
                                  f->kind->letter == 'C' ? "end" : "observed_end");
    said_of(w, f, &r);
    int code = unseen_of(w, f, id, &r.unseen);
    source_of(w, f, id, &r);
    code = code == 0 && f->kind->letter == 'C' ? judged_of(w, id, &r) : code;
    code = code == 0 ? pl_filling_entry(w, f->seq, &r.entry) : code;
    code = code == 0 ? pl_filling_mark(w, cited, f->seq) : code;
    code = code == 0 && withdrawn >= 0 ? withdrawn_by(w, withdrawn, &r) : code;
    code = code == 0 && f->kind->letter == 'C' ? rests_on(w, id, &r) : code;
    code = code == 0 ? pl_filling_origins(w, &id, 1, &r.origins) : code;
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
static void innocent_of(struct pl_filling *w, pl_str type, struct pl_report_ref *ref) {
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

static pl_str names_in(struct pl_filling *w, const struct pl_jval *event) {
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

struct marking {
    struct pl_filling *w;
    const struct pl_jval *evidence;
};

static int on_recording(void *ctx, const struct pl_exhibit *x, struct pl_error *err) {
    const struct marking *m = ctx;
    char text[11 + 65] = "commitment:";
    pl_hash commitment;
    struct pl_error none = {0};
    (void)err;
    if (!pl_str_eq(x->kind, PL_STR("ais")) || x->seq >= m->w->job->view.before ||
        pl_pin_commitment(m->w->job->view.c, x->seq, m->w->arena, &commitment, &none) != 0) {
        return 0;
    }
    pl_hash_hex(commitment, text + 11);
    for (size_t i = 0; i < m->evidence->n; i++) {
        if (pl_str_eq(text_in(&m->evidence->items[i], "exhibit"), pl_str_from(text))) {
            return pl_filling_mark(m->w, pl_filling_words(m->w, "E%lld", (long long)x->seq), x->seq);
        }
    }
    return 0;
}

/* An event bears the markings of the recordings that it was found in. */
static int mark_recordings(struct pl_filling *w, const struct pl_jval *event) {
    struct marking m = {.w = w, .evidence = event != NULL ? pl_jval_get(event, "evidence") : NULL};
    bool any = m.evidence != NULL && m.evidence->kind == PL_JVAL_ARRAY;
    return any ? pl_exhibit_each(w->job->view.c, on_recording, &m, w->err) : 0;
}

static int add_event(struct pl_filling *w, pl_str id, const struct pl_filing *pinned_in) {
    struct pl_report_ref *ref = pl_filling_add_ref(w);
    const struct pl_jval *event = NULL;
    if (ref == NULL) {
        return pl_fail(w->err, PL_E_LIMIT, "the report cites too much");
    }
    size_t at = w->n_refs - 1;
    bool kept = false;
    int code = pl_disclose_is_kept_event(&w->kept, pl_filling_value(pinned_in, "pinned"), w->arena, &kept, w->err);
    if (code != 0) {
        return code;
    }
    if (kept || pl_filling_is_closed(w, pinned_in)) {
        return pl_filling_kept(w, ref, PL_REPORT_REF_EVENT, id, PL_STR("an event"), pinned_in->seq);
    }
    struct pl_report_ref r = {.id = id,
                              .kind = PL_REPORT_REF_EVENT,
                              .verified = PL_REPORT_NOT_APPLICABLE,
                              .first_hand = PL_REPORT_NO,
                              .from = PL_TIME_NONE,
                              .to = PL_TIME_NONE,
                              .recomputed = PL_STR("computed by this case; plimsoll-verify says whether it comes out "
                                                   "again from what is disclosed")};
    if (pl_json_read(pl_filling_value(pinned_in, "pinned"), w->arena, &event, NULL) == 0) {
        const struct pl_jval *rule = pl_jval_get(event, "rule");
        pl_str name = text_in(rule, "name"), version = text_in(rule, "version"), hash = text_in(rule, "hash");
        r.title = names_in(w, event);
        r.from = time_in(event, "start");
        r.to = time_in(event, "end");
        r.rule = pl_filling_words(w, "%.*s, version %.*s, rules %.*s", (int)name.n, name.p, (int)version.n, version.p,
                                  (int)hash.n, hash.p);
        innocent_of(w, text_in(event, "type"), &r);
    }
    code = pl_filling_entry(w, pinned_in->seq, &r.entry);
    code = code == 0 ? pl_filling_mark(w, id, pinned_in->seq) : code;
    code = code == 0 ? pl_filling_origins(w, &id, 1, &r.origins) : code;
    code = code == 0 ? mark_recordings(w, event) : code;
    w->refs[at] = r;
    return code;
}

const struct pl_filing *pl_filling_pinned(const struct pl_filling *w, pl_str id) {
    const struct pl_filing *p = NULL;
    for (size_t i = 0; (p = pl_support_nth(w->job->support, 'P', i)) != NULL; i++) {
        if (pl_str_eq(pl_filling_value(p, "evidence"), id) && pl_filling_value(p, "pinned").n > 0) {
            return p;
        }
    }
    return NULL;
}

/* A filing that whom this is made for may not see: that it is there is no secret (the log says so), its label is. */
static int add_if_unseen(struct pl_filling *w, pl_str id) {
    bool unseen = false;
    int code = strchr("COI", id.p[0]) != NULL
                   ? pl_filing_is_unseen(w->job->view.c, id, w->job->view.before, &unseen, w->err)
                   : 0;
    return code == 0 && unseen ? pl_filling_add_unseen(w, id) : code;
}

/* One cited id, with what it rests on; an unknown one is left out, and the check says so. */
static int add_thing(struct pl_filling *w, pl_str id) {
    int64_t withdrawn = -1, seq = 0;
    if (has_ref(w, id)) {
        return 0;
    }
    const struct pl_filing *f = pl_support_filing(w->job->support, id, &withdrawn);
    if (f != NULL && strchr("COI", f->kind->letter) != NULL) {
        return add_filing(w, id, f, withdrawn);
    }
    const struct pl_filing *p = pl_filling_pinned(w, id);
    if (p != NULL) {
        return add_event(w, id, p);
    }
    if (pl_filling_entry_id(id, &seq)) {
        return pl_filling_add_entry(w, id, seq);
    }
    return f == NULL && id.n > 0 ? add_if_unseen(w, id) : 0;
}

int pl_filling_refs(struct pl_filling *w) {
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
