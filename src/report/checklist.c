/* The nine items of S/2006/997 for one finding. Each answer says what was found, or what is missing. */
#include "report/check_in.h"

#include "base/ban.h"

struct filling {
    struct pl_report_checker *c;
    const struct pl_report_statement *statement;
    const struct pl_report_about *about; /* NULL: nothing is known */
    const struct pl_report_support *support;
    struct pl_buf why;
};

static const struct pl_report_ref *ref_at(const struct filling *f, size_t i) {
    return &f->c->facts->refs[f->support->refs[i]];
}

static void say_ids(struct pl_buf *out, pl_str id, unsigned *n) {
    if (*n < 8) {
        pl_buf_add_str(out, *n > 0 ? PL_STR(", ") : PL_STR(""));
        pl_buf_add_str(out, id);
    } else if (*n == 8) {
        pl_buf_add_str(out, PL_STR(" and others"));
    }
    ++*n;
}

static void say_day(struct pl_buf *out, pl_time at) {
    PL_BUF_AUTO text = {.max_bytes = 64};
    pl_time_write(&text, at);
    pl_buf_add_str(out, pl_str_sub(pl_buf_str(&text), 0, 10));
}

static bool known(pl_time at) { return at != PL_TIME_NONE && at != 0; }

static struct pl_report_answer answer(struct filling *f, enum pl_report_verdict verdict) {
    struct pl_report_answer a = {verdict, pl_str_copy(f->c->arena, pl_buf_str(&f->why))};
    f->c->failed = f->c->failed || pl_buf_failed(&f->why);
    pl_buf_clear(&f->why);
    return a;
}

static struct pl_report_answer says(struct filling *f, enum pl_report_verdict verdict, const char *text) {
    pl_buf_clear(&f->why);
    pl_buf_add_str(&f->why, pl_str_from(text));
    return answer(f, verdict);
}

/* Is it, or what it rests on, kept from whom this is made for? Then nobody may say of it that nothing is recorded. */
static bool is_kept(const struct pl_report_ref *ref) { return ref->withheld || ref->unseen.supports > 0; }

static struct pl_report_answer kept_back(struct filling *f, pl_str ids, const char *what) {
    pl_buf_clear(&f->why);
    pl_buf_add_str(&f->why, ids);
    pl_buf_add_str(&f->why, PL_STR(": withheld from this reader, so that it cannot be said "));
    pl_buf_add_str(&f->why, pl_str_from(what));
    return answer(f, PL_REPORT_UNKNOWN);
}

/* Whether a source of that name stands before the k-th of the i-th thing that the finding rests on. */
static bool is_named_before(const struct filling *f, size_t i, size_t k, pl_str name) {
    for (size_t at = 0; at <= i; at++) {
        const struct pl_report_ref *ref = ref_at(f, at);
        for (size_t of = 0; of < (at < i ? ref->n_sources : k); of++) {
            if (!ref->sources[of].withheld && pl_str_eq(ref->sources[of].name, name)) {
                return true;
            }
        }
    }
    return false;
}

static struct pl_report_answer source(struct filling *f) {
    unsigned named = 0, withheld = 0, bare = 0, without = 0, kept = 0;
    PL_BUF_AUTO missing = {.max_bytes = 4096};
    PL_BUF_AUTO hidden = {.max_bytes = 4096};
    PL_BUF_AUTO names = {.max_bytes = 4096};
    for (size_t i = 0; i < f->support->n; i++) {
        const struct pl_report_ref *ref = ref_at(f, i);
        if (ref->n_sources == 0 && ref->n_rests_on == 0) {
            say_ids(is_kept(ref) ? &hidden : &missing, ref->id, is_kept(ref) ? &kept : &without);
        }
        for (size_t k = 0; k < ref->n_sources; k++) {
            const struct pl_report_source *s = &ref->sources[k];
            if (!s->withheld && s->name.n > 0 && !is_named_before(f, i, k, s->name)) {
                pl_buf_add_str(&names, named++ > 0 ? PL_STR("; ") : PL_STR(""));
                pl_buf_add_str(&names, s->name);
            }
            withheld += s->withheld && s->reason.n > 0;
            if (s->withheld ? s->reason.n == 0 : s->name.n == 0) {
                say_ids(&f->why, ref->id, &bare);
            }
        }
    }
    if (f->support->n == 0) {
        return says(f, PL_REPORT_UNKNOWN, "cites no evidence that the case has");
    }
    if (bare > 0) {
        pl_buf_add_str(&f->why, PL_STR(": source neither named nor withheld with a reason"));
        return answer(f, PL_REPORT_NO);
    }
    if (without > 0) {
        pl_buf_add_str(&f->why, pl_buf_str(&missing));
        pl_buf_add_str(&f->why, PL_STR(": no source is recorded"));
        return answer(f, PL_REPORT_UNKNOWN);
    }
    if (kept > 0) {
        return kept_back(f, pl_buf_str(&hidden), "whether its source is named");
    }
    pl_buf_add_fmt(&f->why, "%u named, %u withheld with a reason", named, withheld);
    if (named > 0 && !pl_buf_failed(&names)) {
        pl_buf_add_str(&f->why, PL_STR(": "));
        pl_buf_add_str(&f->why, pl_buf_str(&names));
    }
    return answer(f, PL_REPORT_YES);
}

static struct pl_report_answer document(struct filling *f) {
    unsigned yes = 0, no = 0, unknown = 0, kept = 0;
    PL_BUF_AUTO open = {.max_bytes = 4096};
    PL_BUF_AUTO hidden = {.max_bytes = 4096};
    for (size_t i = 0; i < f->support->n; i++) {
        const struct pl_report_ref *ref = ref_at(f, i);
        bool is_document = ref->kind == PL_REPORT_REF_ITEM || ref->kind == PL_REPORT_REF_EXHIBIT ||
                           (ref->kind == PL_REPORT_REF_CLAIM && ref->n_rests_on == 0);
        yes += ref->verified == PL_REPORT_YES;
        if (ref->verified == PL_REPORT_NO) {
            say_ids(&f->why, ref->id, &no);
        } else if (ref->verified == PL_REPORT_UNKNOWN && is_kept(ref)) {
            say_ids(&hidden, ref->id, &kept);
        } else if (ref->verified == PL_REPORT_UNKNOWN && is_document) {
            say_ids(&open, ref->id, &unknown);
        }
    }
    if (no > 0) {
        pl_buf_add_str(&f->why, PL_STR(": not verified"));
        return answer(f, PL_REPORT_NO);
    }
    if (unknown > 0 && f->about != NULL && f->about->documents != PL_REPORT_UNKNOWN) {
        pl_buf_add_str(&f->why, pl_buf_str(&open));
        pl_buf_add_str(&f->why, f->about->documents == PL_REPORT_YES
                                    ? PL_STR(": verified, as its author recorded")
                                    : PL_STR(": not verified, as its author recorded"));
        return answer(f, f->about->documents);
    }
    if (unknown == 0 && kept > 0) {
        return kept_back(f, pl_buf_str(&hidden), "whether a document was verified");
    }
    if (unknown > 0 || f->support->n == 0) {
        pl_buf_add_str(&f->why, pl_buf_str(&open));
        pl_buf_add_str(&f->why, unknown > 0 ? PL_STR(": nobody recorded whether it was verified")
                                            : PL_STR("cites no evidence that the case has"));
        return answer(f, PL_REPORT_UNKNOWN);
    }
    if (yes == 0) {
        return says(f, PL_REPORT_NOT_APPLICABLE, "rests on no document");
    }
    pl_buf_add_fmt(&f->why, "%u verified", yes);
    return answer(f, PL_REPORT_YES);
}

static struct pl_report_answer first_hand(struct filling *f) {
    unsigned yes = 0, unknown = 0, kept = 0;
    PL_BUF_AUTO hidden = {.max_bytes = 4096};
    for (size_t i = 0; i < f->support->n; i++) {
        const struct pl_report_ref *ref = ref_at(f, i);
        if (is_kept(ref) && ref->first_hand == PL_REPORT_UNKNOWN) {
            say_ids(&hidden, ref->id, &kept);
        } else {
            unknown += ref->first_hand == PL_REPORT_UNKNOWN && ref->n_rests_on == 0;
        }
        if (ref->first_hand == PL_REPORT_YES) {
            say_ids(&f->why, ref->id, &yes);
        }
    }
    if (yes > 0) {
        return answer(f, PL_REPORT_YES);
    }
    if (unknown == 0 && kept > 0) {
        return kept_back(f, pl_buf_str(&hidden), "whether any of it was seen on site");
    }
    if (unknown > 0 || f->support->n == 0) {
        return says(f, PL_REPORT_UNKNOWN, "nobody recorded whether any of it was seen on site");
    }
    return says(f, PL_REPORT_NO, "nothing that it rests on was seen on site by its source");
}

static struct pl_report_answer corroboration(struct filling *f) {
    const struct pl_report_origins *o = f->about != NULL ? &f->about->origins : NULL;
    if (o == NULL || !o->known) {
        return says(f, PL_REPORT_UNKNOWN, "its origins were not counted");
    }
    pl_buf_add_fmt(&f->why, "%s%u independent %s from %u collecting %s", o->links_withheld ? "at most " : "", o->count,
                   o->count == 1 ? "origin" : "origins", o->parties, o->parties == 1 ? "party" : "parties");
    if (o->why_not_more.n > 0) {
        pl_buf_add_str(&f->why, PL_STR("; not more, because "));
        pl_buf_add_str(&f->why, o->why_not_more);
    }
    if (o->links_withheld) {
        pl_buf_add_str(&f->why, PL_STR("; " PL_REPORT_LINKS_WITHHELD));
        return answer(f, PL_REPORT_UNKNOWN);
    }
    return answer(f, o->count >= 2 && o->parties >= 2 ? PL_REPORT_YES : PL_REPORT_NO);
}

static struct pl_report_answer names(struct filling *f) {
    unsigned used = 0, mixed = 0;
    bool uses = false;
    if (!f->c->facts->names_known) {
        return says(f, PL_REPORT_UNKNOWN, "no list of names was given");
    }
    for (size_t i = 0; i < f->c->facts->n_names; i++) {
        const pl_str *other = pl_wording_spelling(f->c->facts, i, f->statement->text, &uses);
        used += uses;
        if (other != NULL) {
            say_ids(&f->why, *other, &mixed);
        }
    }
    if (mixed > 0) {
        pl_buf_add_str(&f->why, PL_STR(": not the spelling of this report"));
        return answer(f, PL_REPORT_NO);
    }
    if (used == 0) {
        return says(f, PL_REPORT_NOT_APPLICABLE, "uses none of the listed names");
    }
    pl_buf_add_fmt(&f->why, "%u listed %s, each in one spelling", used, used == 1 ? "name" : "names");
    return answer(f, PL_REPORT_YES);
}

/* The reply of a subject, the first that came of several, or else that it was asked; NULL. */
static const struct pl_report_reply *reply_of(const struct pl_report_about *about, pl_str party) {
    const struct pl_report_reply *found = NULL;
    for (size_t i = 0; i < about->n_replies; i++) {
        const struct pl_report_reply *r = &about->replies[i];
        if (pl_str_eq(r->party, party) && (found == NULL || (!known(found->received_at) && known(r->received_at)))) {
            found = r;
        }
    }
    return found;
}

typedef enum pl_report_verdict judge(const struct filling *f, const struct pl_report_reply *reply, struct pl_buf *why);

static enum pl_report_verdict judge_shown(const struct filling *f, const struct pl_report_reply *reply,
                                          struct pl_buf *why) {
    (void)f;
    if (reply != NULL && reply->shown == PL_REPORT_YES) {
        pl_buf_add_str(why, PL_STR("shown "));
        say_day(why, reply->shown_at);
        return PL_REPORT_YES;
    }
    pl_buf_add_str(why, reply != NULL && reply->shown == PL_REPORT_NO ? PL_STR("not shown") : PL_STR("not recorded"));
    return reply != NULL ? reply->shown : PL_REPORT_UNKNOWN;
}

/* Of what this reader may not see nobody can say here that it was not done. */
static bool is_withheld(size_t n, struct pl_buf *why) {
    if (n == 0) {
        return false;
    }
    pl_buf_add_str(why, PL_STR("what is recorded of it is withheld from this reader"));
    return true;
}

static enum pl_report_verdict judge_asked(const struct filling *f, const struct pl_report_reply *reply,
                                          struct pl_buf *why) {
    bool asked = reply != NULL && known(reply->asked_at);
    if (!asked && is_withheld(f->about->unseen.letters, why)) {
        return PL_REPORT_UNKNOWN;
    }
    if (!asked) {
        pl_buf_add_str(why, PL_STR("not asked"));
        if (reply != NULL && reply->not_asked_why.n > 0) {
            pl_buf_add_str(why, PL_STR(" ("));
            pl_buf_add_str(why, reply->not_asked_why);
            pl_buf_add_str(why, PL_STR(")"));
        }
        return PL_REPORT_NO;
    }
    pl_buf_add_str(why, PL_STR("asked "));
    say_day(why, reply->asked_at);
    pl_buf_add_str(why, known(reply->deadline) ? PL_STR(", to reply by ") : PL_STR(", without a deadline"));
    if (known(reply->deadline)) {
        say_day(why, reply->deadline);
    }
    return known(reply->deadline) ? PL_REPORT_YES : PL_REPORT_NO;
}

static enum pl_report_verdict judge_reply(const struct filling *f, const struct pl_report_reply *reply,
                                          struct pl_buf *why) {
    if (reply != NULL && known(reply->received_at)) {
        pl_buf_add_str(why, PL_STR("replied "));
        say_day(why, reply->received_at);
        pl_buf_add_str(why, reply->assessment.n > 0 ? PL_STR(", assessed") : PL_STR(", not assessed"));
        return reply->assessment.n > 0 ? PL_REPORT_YES : PL_REPORT_NO;
    }
    if (is_withheld(f->about->unseen.letters, why)) {
        return PL_REPORT_UNKNOWN;
    }
    if (reply == NULL || !known(reply->asked_at)) {
        pl_buf_add_str(why, PL_STR("not asked"));
        return PL_REPORT_NO;
    }
    bool past = known(reply->deadline) && known(f->c->facts->date) && reply->deadline < f->c->facts->date;
    pl_buf_add_str(why, past ? PL_STR("no reply by the deadline") : PL_STR("no reply yet, the deadline is not past"));
    return past ? PL_REPORT_NOT_APPLICABLE : PL_REPORT_UNKNOWN;
}

/* Over all whom the finding accuses: the worst verdict (no, unknown, yes, not applicable). */
static struct pl_report_answer for_each_subject(struct filling *f, judge *one) {
    unsigned count[4] = {0};
    if (f->about == NULL || !f->about->subjects_known) {
        return says(f, PL_REPORT_UNKNOWN, "nobody recorded whom it accuses");
    }
    if (f->about->n_subjects == 0) {
        return says(f, PL_REPORT_NOT_APPLICABLE, "accuses nobody");
    }
    for (size_t i = 0; i < f->about->n_subjects; i++) {
        pl_buf_add_str(&f->why, i > 0 ? PL_STR("; ") : PL_STR(""));
        pl_buf_add_str(&f->why, f->about->subjects[i]);
        pl_buf_add_str(&f->why, PL_STR(": "));
        count[one(f, reply_of(f->about, f->about->subjects[i]), &f->why)]++;
    }
    return answer(f, count[PL_REPORT_NO] > 0        ? PL_REPORT_NO
                     : count[PL_REPORT_UNKNOWN] > 0 ? PL_REPORT_UNKNOWN
                     : count[PL_REPORT_YES] > 0     ? PL_REPORT_YES
                                                    : PL_REPORT_NOT_APPLICABLE);
}

static struct pl_report_answer corrections(struct filling *f) {
    unsigned stale = 0, silent = 0;
    size_t n = f->about != NULL ? f->about->n_corrections : 0;
    for (size_t i = 0; i < f->support->n; i++) {
        if (ref_at(f, i)->withdrawn) {
            say_ids(&f->why, ref_at(f, i)->id, &stale);
        }
    }
    if (stale > 0) {
        pl_buf_add_str(&f->why, PL_STR(": withdrawn, and the finding still rests on it"));
        return answer(f, PL_REPORT_NO);
    }
    for (size_t i = 0; i < n; i++) {
        silent += f->about->corrections[i].notified.n == 0;
    }
    if (n == 0 && f->about != NULL && is_withheld(f->about->unseen.corrections, &f->why)) {
        return answer(f, PL_REPORT_UNKNOWN);
    }
    if (n == 0) {
        return says(f, PL_REPORT_NOT_APPLICABLE, "none is recorded");
    }
    pl_buf_add_fmt(&f->why, "%zu recorded", n);
    if (silent > 0) {
        pl_buf_add_fmt(&f->why, ", for %u nobody recorded who was told", silent);
    }
    return answer(f, silent > 0 ? PL_REPORT_NO : PL_REPORT_YES);
}

void pl_checklist_fill(struct pl_report_checker *c, size_t statement, const struct pl_report_support *support,
                       struct pl_report_checklist *ret_list) {
    struct filling f = {.c = c,
                        .statement = &c->report->statements[statement],
                        .about = pl_report_about_find(c->facts, c->report->statements[statement].id),
                        .support = support};
    pl_buf_open(&f.why, 1 << 20);
    *ret_list = (struct pl_report_checklist){.statement = statement};
    ret_list->items[PL_REPORT_ITEM_SOURCE] = source(&f);
    ret_list->items[PL_REPORT_ITEM_DOCUMENT] = document(&f);
    ret_list->items[PL_REPORT_ITEM_FIRST_HAND] = first_hand(&f);
    ret_list->items[PL_REPORT_ITEM_CORROBORATION] = corroboration(&f);
    ret_list->items[PL_REPORT_ITEM_NAMES] = names(&f);
    ret_list->items[PL_REPORT_ITEM_SHOWN] = for_each_subject(&f, judge_shown);
    ret_list->items[PL_REPORT_ITEM_ASKED] = for_each_subject(&f, judge_asked);
    ret_list->items[PL_REPORT_ITEM_REPLY] = for_each_subject(&f, judge_reply);
    ret_list->items[PL_REPORT_ITEM_CORRECTIONS] = corrections(&f);
    pl_buf_close(&f.why);
}
