/* The right of reply of those that a finding names: of each, whether it was asked, by when, and what came back. */
#include <string.h>

#include "app/person.h"
#include "app/report_facts_in.h"

#include "base/ban.h"

/* Replies while they are put together. */
struct hearing {
    struct pl_filling *w;
    struct pl_report_about *about;
    struct pl_report_reply *replies;
    size_t n, cap;
};

static int add(struct hearing *h, const struct pl_report_reply *reply) {
    struct pl_report_reply *more = pl_arena_more(h->w->arena, h->replies, h->n, &h->cap, sizeof *more);
    if (more == NULL) {
        return pl_fail(h->w->err, PL_E_NOMEM, "no memory for a report");
    }
    h->replies = more;
    h->replies[h->n++] = *reply;
    return 0;
}

/* The name as the finding has it; {NULL,0} where it names no such party. */
static pl_str subject_of(const struct pl_report_about *a, pl_str name) {
    for (size_t i = 0; i < a->n_subjects; i++) {
        if (pl_person_same(a->subjects[i], name)) {
            return a->subjects[i];
        }
    }
    return (pl_str){0};
}

/* One record for each party of the list `parties`; where that is empty, for `who`, or for the only one named. hide:
 * `who` is not told where it is another than the party. */
static int add_for(struct hearing *h, pl_str parties, pl_str who, bool hide, struct pl_report_reply reply) {
    pl_str rest = parties, shown = hide ? PL_STR("somebody who is withheld") : who;
    int code = 0;
    if (pl_str_trim(parties).n == 0) {
        pl_str subject = subject_of(h->about, who);
        reply.party = subject.n > 0 ? subject : h->about->n_subjects == 1 ? h->about->subjects[0] : who;
        reply.through = pl_person_same(reply.party, who) ? (pl_str){0} : shown;
        return add(h, &reply);
    }
    while (code == 0 && rest.p != NULL) {
        pl_str name = pl_str_trim(pl_str_cut(&rest, ';'));
        pl_str subject = subject_of(h->about, name);
        reply.party = subject.n > 0 ? subject : name;
        reply.through = pl_person_same(reply.party, who) ? (pl_str){0} : shown;
        code = name.n > 0 ? add(h, &reply) : 0;
    }
    return code;
}

static int add_letter(struct hearing *h, const struct pl_filing *finding, const struct pl_filing *letter) {
    struct pl_filling *w = h->w;
    char id[PL_FILING_ID_MAX];
    pl_filing_id(letter, id);
    pl_str is = pl_str_copy(w->arena, pl_str_from(id));
    const struct pl_filing *sent = pl_support_about(w->job->support, 'N', is, 0);
    pl_time shown = pl_filling_first(finding, "shown");
    struct pl_report_reply r = {
        .shown = shown != PL_TIME_NONE ? PL_REPORT_YES : PL_REPORT_UNKNOWN,
        .shown_at = shown,
        .asked_at = sent != NULL
                        ? (pl_filling_first(sent, "when") != PL_TIME_NONE ? pl_filling_first(sent, "when") : sent->at)
                        : PL_TIME_NONE,
        .deadline = PL_TIME_NONE,
        .received_at = PL_TIME_NONE};
    pl_str due = pl_filling_value(letter, "due");
    if (due.n > 0 && pl_time_parse(due, &r.deadline)) {
        r.deadline += PL_DAY_US - 1; /* the whole of its last day */
    }
    if (sent != NULL && r.deadline < sent->at) {
        r.deadline = PL_TIME_NONE; /* it was past when the sending was recorded: nobody could answer in it */
    }
    bool hide = pl_filling_is_closed(w, letter);
    int code = pl_filling_entry(w, letter->seq, &r.entry);
    return code == 0 ? add_for(h, pl_filling_value(letter, "party"), pl_filling_value(letter, "to"), hide, r) : code;
}

/* What came back, to a letter or to what was asked in another way, joined to the record of the party where there is
 * one without an answer. */
static int add_answer(struct hearing *h, const struct pl_filing *y, const struct pl_filing *letter) {
    struct pl_filling *w = h->w;
    pl_str words = pl_filling_value(y, "words"), parties = pl_filling_value(y, "party");
    struct pl_report_reply r = {.shown_at = PL_TIME_NONE,
                                .asked_at = PL_TIME_NONE,
                                .deadline = PL_TIME_NONE,
                                .received_at = pl_filling_first(y, "received"),
                                .text = words.n > 0 ? words : pl_filling_value(y, "stance"),
                                .assessment = pl_filling_value(y, "assessment")};
    r.received_at = r.received_at != PL_TIME_NONE ? r.received_at : y->at;
    parties = parties.n > 0 ? parties : pl_filling_value(letter, "party");
    bool hide = pl_filling_is_closed(w, y);
    if (hide) {
        r.text = r.assessment = (pl_str){0};
        r.withheld = true;
    }
    char id[PL_FILING_ID_MAX];
    pl_filing_id(y, id);
    int code = pl_filling_entry(w, y->seq, &r.entry);
    code = code == 0 && !r.withheld ? pl_filling_mark(w, pl_str_copy(w->arena, pl_str_from(id)), y->seq) : code;
    struct hearing fresh = {.w = w, .about = h->about};
    code = code == 0 ? add_for(&fresh, parties, pl_filling_value(y, "from"), hide, r) : code;
    for (size_t i = 0; code == 0 && i < fresh.n; i++) {
        const struct pl_report_reply *one = &fresh.replies[i];
        struct pl_report_reply *open = NULL;
        for (size_t k = 0; letter != NULL && k < h->n && open == NULL; k++) {
            bool same = pl_str_eq(h->replies[k].party, one->party) && h->replies[k].entry.seq == (uint64_t)letter->seq;
            open = same && h->replies[k].received_at == PL_TIME_NONE ? &h->replies[k] : NULL;
        }
        if (open == NULL) {
            code = add(h, one);
        } else {
            open->received_at = one->received_at;
            open->text = one->text;
            open->assessment = one->assessment;
            open->withheld = one->withheld;
        }
    }
    return code;
}

/* The words behind `NAME:` in `NAME: why; NAME: why`, up to the `;` before another name. */
static pl_str own_reason(const struct pl_report_about *a, pl_str why, pl_str subject) {
    pl_str rest = why, found = {0};
    while (rest.p != NULL) {
        pl_str piece = pl_str_cut(&rest, ';');
        size_t colon = pl_str_find(piece, ':');
        pl_str name = colon < piece.n ? subject_of(a, pl_str_trim(pl_str_sub(piece, 0, colon))) : (pl_str){0};
        if (pl_str_eq(name, subject) && name.n > 0) {
            found = pl_str_trim(pl_str_sub(piece, colon + 1, piece.n));
        } else if (name.n == 0 && found.n > 0) { /* a `;` within the words */
            found = pl_str_make(found.p, (size_t)(piece.p + piece.n - found.p));
        } else if (found.n > 0) {
            break;
        }
    }
    return found;
}

static bool is_heard(const struct hearing *h, pl_str subject) {
    for (size_t i = 0; i < h->n; i++) {
        if (pl_str_eq(h->replies[i].party, subject)) {
            return true;
        }
    }
    return false;
}

static int add_reasons(struct hearing *h, const struct pl_filing *finding) {
    const struct pl_report_about *a = h->about;
    pl_str why = pl_filling_value(finding, "why_no_reply");
    int code = 0;
    for (size_t i = 0; code == 0 && why.n > 0 && i < a->n_subjects; i++) {
        pl_str own = own_reason(a, why, a->subjects[i]);
        struct pl_report_reply r = {.party = a->subjects[i],
                                    .shown_at = PL_TIME_NONE,
                                    .asked_at = PL_TIME_NONE,
                                    .deadline = PL_TIME_NONE,
                                    .received_at = PL_TIME_NONE,
                                    .not_asked_why = own.n > 0 ? own : why,
                                    .why_for_all = own.n == 0 && a->n_subjects > 1};
        code = is_heard(h, a->subjects[i]) ? 0 : add(h, &r);
    }
    return code;
}

int pl_filling_replies(struct pl_filling *w, const struct pl_filing *finding, pl_str id, struct pl_report_about *a) {
    struct hearing h = {.w = w, .about = a};
    const struct pl_support *s = w->job->support;
    size_t n = pl_filling_count_about(w, 'L', id), n_plain = pl_filling_count_about(w, 'Y', id);
    int code = 0;
    for (size_t i = 0; code == 0 && i < n; i++) {
        const struct pl_filing *letter = pl_support_about(s, 'L', id, i);
        char letter_id[PL_FILING_ID_MAX];
        if (!pl_str_eq(pl_filling_value(letter, "template"), PL_STR("reply"))) {
            continue;
        }
        code = add_letter(&h, finding, letter);
        pl_filing_id(letter, letter_id);
        size_t n_answers = pl_filling_count_about(w, 'Y', pl_str_from(letter_id));
        for (size_t k = 0; code == 0 && k < n_answers; k++) {
            code = add_answer(&h, pl_support_about(s, 'Y', pl_str_from(letter_id), k), letter);
        }
    }
    for (size_t i = 0; code == 0 && i < n_plain; i++) {
        const struct pl_filing *y = pl_support_about(s, 'Y', id, i);
        code = pl_filling_value(y, "letter").n == 0 ? add_answer(&h, y, NULL) : 0;
    }
    code = code == 0 ? add_reasons(&h, finding) : code;
    a->replies = h.replies;
    a->n_replies = h.n;
    return code;
}
