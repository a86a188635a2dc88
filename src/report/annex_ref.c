/* One thing that the report rests on. */
#include "report/edition.h"

#include "base/ban.h"

struct sheet {
    struct pl_edition *e;
    struct pl_report_node *table;
};

static void line(struct sheet *s, const char *label, struct pl_build_list value) {
    if (value.first == NULL) {
        return;
    }
    struct pl_report_node *row = pl_build_row(&s->e->build, s->table);
    pl_build_cell_text(&s->e->build, row, pl_str_from(label));
    pl_build_cell(&s->e->build, row, value);
}

static void line_text(struct sheet *s, const char *label, pl_str value) {
    struct pl_build_list list = {0};
    if (value.n > 0) {
        pl_build_add(&list, pl_build_text(&s->e->build, value));
    }
    line(s, label, list);
}

static void line_code(struct sheet *s, const char *label, pl_str value) {
    struct pl_build_list list = {0};
    if (value.n > 0) {
        pl_build_add(&list, pl_build_code(&s->e->build, value));
    }
    line(s, label, list);
}

static void when(struct sheet *s, const struct pl_report_ref *ref) {
    struct pl_build_list list = {0};
    if (ref->when.n > 0) {
        pl_build_add(&list, pl_build_text(&s->e->build, ref->when));
    } else if (pl_build_known(ref->from)) {
        pl_build_add(&list, pl_build_time(&s->e->build, ref->from));
        if (pl_build_known(ref->to) && ref->to != ref->from) {
            pl_build_say(&s->e->build, &list, " to ");
            pl_build_add(&list, pl_build_time(&s->e->build, ref->to));
        }
    }
    line(s, "When", list);
    line_text(s, "Where", ref->place);
}

static void source(struct sheet *s, const struct pl_report_source *source) {
    struct pl_build_list list = {0};
    struct pl_build *b = &s->e->build;
    pl_build_add(&list, pl_build_text(b, source->name.n > 0 ? source->name : PL_STR("not named")));
    if (source->withheld) {
        pl_build_say(b, &list, source->reason.n > 0 ? "; name withheld: " : "; name withheld, no reason recorded");
        pl_build_add(&list, pl_build_text(b, source->reason));
    }
    if (source->reliability != 0 || source->credibility != 0) {
        pl_build_add(&list, pl_build_fmt(b, "; graded %c%c", source->reliability != 0 ? source->reliability : '-',
                                         source->credibility != 0 ? source->credibility : '-'));
        if (source->assessor.n > 0) {
            pl_build_say(b, &list, " by ");
            pl_build_add(&list, pl_build_text(b, source->assessor));
        }
    } else {
        pl_build_say(b, &list, source->grades_withheld ? "" : "; not graded");
    }
    pl_build_say(b, &list, source->grades_withheld ? "; a grade exists and is withheld from this reader" : "");
    if (source->collector.n > 0) {
        pl_build_say(b, &list, "; collected by ");
        pl_build_add(&list, pl_build_text(b, source->collector));
    }
    line(s, "Source", list);
}

static void origins(struct sheet *s, const struct pl_report_ref *ref) {
    struct pl_build_list list = {0};
    if (!ref->origins.known) {
        return;
    }
    pl_build_add(&list, pl_build_fmt(&s->e->build, "%s%u, from %u collecting %s",
                                     ref->origins.links_withheld ? "at most " : "", ref->origins.count,
                                     ref->origins.parties, ref->origins.parties == 1 ? "party" : "parties"));
    if (ref->origins.why_not_more.n > 0) {
        pl_build_say(&s->e->build, &list, "; not more, because ");
        pl_build_add(&list, pl_build_text(&s->e->build, ref->origins.why_not_more));
    }
    pl_build_say(&s->e->build, &list, ref->origins.links_withheld ? "; " PL_REPORT_LINKS_WITHHELD : "");
    line(s, "Independent origins", list);
}

static void said(struct sheet *s, const struct pl_report_ref *ref) {
    for (size_t i = 0; !ref->withheld && i < ref->n_said; i++) {
        line_text(s, ref->said[i].label, ref->said[i].value);
    }
}

static void verdicts(struct sheet *s, const struct pl_report_ref *ref) {
    struct pl_build_list list = {0};
    bool is_document = ref->kind == PL_REPORT_REF_ITEM || ref->kind == PL_REPORT_REF_EXHIBIT;
    if (ref->verified != PL_REPORT_NOT_APPLICABLE && (is_document || ref->verified != PL_REPORT_UNKNOWN)) {
        pl_build_say(&s->e->build, &list, pl_report_verdict_word(ref->verified));
        if (ref->verified_how.n > 0) {
            pl_build_say(&s->e->build, &list, ", ");
            pl_build_add(&list, pl_build_text(&s->e->build, ref->verified_how));
        }
        line(s, "Document verified", list);
    }
    if (ref->first_hand != PL_REPORT_UNKNOWN && ref->first_hand != PL_REPORT_NOT_APPLICABLE) {
        line_text(s, "Seen on site by the source", pl_str_from(pl_report_verdict_word(ref->first_hand)));
    }
}

static void doubts(struct sheet *s, const struct pl_report_ref *ref) {
    struct pl_build_list list = {0};
    for (size_t i = 0; i < ref->n_innocent; i++) {
        pl_build_say(&s->e->build, &list, i > 0 ? "; " : "");
        pl_build_add(&list, pl_build_text(&s->e->build, ref->innocent[i]));
    }
    line(s, "Not ruled out", list);
    line_text(s, "How common this is", ref->how_common);
    struct pl_build_list against = {0};
    pl_edition_cites(s->e, &against, ref->against, ref->n_against);
    line(s, "Speaks against it", against);
}

static void entry(struct sheet *s, const struct pl_report_ref *ref) {
    struct pl_build_list list = {0};
    if (!ref->entry.known) {
        return;
    }
    pl_build_add(&list, pl_build_fmt(&s->e->build, "%llu", (unsigned long long)ref->entry.seq));
    if (ref->entry.leaf.n > 0) {
        pl_build_say(&s->e->build, &list, ", leaf ");
        pl_build_add(&list, pl_build_code(&s->e->build, ref->entry.leaf));
    }
    if (ref->entry.signer.n > 0) {
        pl_build_say(&s->e->build, &list, ", signed by ");
        pl_build_add(&list, pl_build_text(&s->e->build, ref->entry.signer));
    }
    if (pl_build_known(ref->entry.at)) {
        pl_build_say(&s->e->build, &list, ", ");
        pl_build_add(&list, pl_build_day(&s->e->build, ref->entry.at));
    }
    line(s, "Entry of the log", list);
}

static void unseen(struct sheet *s, const struct pl_report_ref *ref) {
    PL_BUF_AUTO words = {.max_bytes = 512};
    struct pl_build_list list = {0};
    if (pl_report_unseen_words(&ref->unseen, &words)) {
        pl_build_add(&list, pl_build_fmt(&s->e->build, "%.*s", (int)words.n, words.p));
        line(s, "Withheld", list);
    }
}

static void withdrawal(struct pl_edition *e, struct pl_build_list *out, const struct pl_report_ref *ref) {
    struct pl_build_list words = {0};
    struct pl_build_list blocks = {0};
    if (!ref->withdrawn) {
        return;
    }
    pl_build_add(&words, pl_build_strong(&e->build, PL_STR("Withdrawn")));
    pl_edition_entry(e, &words, &ref->withdrawn_entry);
    pl_build_say(&e->build, &words, ": ");
    pl_build_add(
        &words, pl_build_text(&e->build, ref->withdrawn_why.n > 0 ? ref->withdrawn_why : PL_STR("no reason recorded")));
    pl_build_add(&blocks, pl_build_paragraph(&e->build, words));
    pl_build_add(out, pl_build_box(&e->build, "correction", blocks));
}

static void content(struct pl_edition *e, struct pl_build_list *out, const struct pl_report_ref *ref) {
    struct pl_build_list words = {0};
    if (ref->withheld) {
        pl_build_say(&e->build, &words, "Withheld");
        pl_build_say(&e->build, &words, ref->withheld_why.n > 0 ? ": " : ", no reason recorded");
        pl_build_add(&words, pl_build_text(&e->build, ref->withheld_why));
        pl_build_say(&e->build, &words, ". It exists, and its commitment stands in the log.");
    } else if (ref->text.n > 0) {
        pl_build_add(&words, pl_build_text(&e->build, ref->text));
    } else {
        return;
    }
    pl_build_add(out, pl_build_paragraph(&e->build, words));
}

void pl_annex_ref(struct pl_edition *e, struct pl_build_list *out, size_t index) {
    const struct pl_report_ref *ref = &e->facts->refs[index];
    struct sheet s = {e, pl_build_table(&e->build, NULL, 0)};
    struct pl_build_list title = {0};
    struct pl_build_list blocks = {0};
    struct pl_build_list rests = {0};
    PL_BUF_AUTO anchor = {.max_bytes = 64};
    pl_buf_add_fmt(&anchor, "e-%zu%c", e->number[index], 0);
    pl_build_add(&title, pl_build_fmt(&e->build, "[%zu] %s ", e->number[index], pl_report_ref_word(ref->kind)));
    pl_build_add(&title, pl_build_code(&e->build, ref->id));
    pl_build_say(&e->build, &title, ref->title.n > 0 ? ": " : "");
    pl_build_add(&title, pl_build_text(&e->build, ref->title));
    pl_build_add(&blocks, pl_build_heading(&e->build, 3, anchor.p != NULL ? anchor.p : "", title));
    withdrawal(e, &blocks, ref);
    content(e, &blocks, ref);
    when(&s, ref);
    said(&s, ref);
    for (size_t i = 0; i < ref->n_sources; i++) {
        source(&s, &ref->sources[i]);
    }
    origins(&s, ref);
    verdicts(&s, ref);
    line_text(&s, "Rule", ref->rule);
    line_text(&s, "Computed again", ref->recomputed);
    doubts(&s, ref);
    pl_edition_cites(e, &rests, ref->rests_on, ref->n_rests_on);
    line(&s, "Rests on", rests);
    unseen(&s, ref);
    line_code(&s, ref->withheld ? "Commitment" : "Digest", ref->digest);
    line_text(&s, "Where in the exhibit", ref->extent);
    entry(&s, ref);
    if (s.table != NULL && s.table->first != NULL && s.table->first->next != NULL) {
        pl_build_add(&blocks, s.table);
    }
    pl_build_add(out, pl_build_box(&e->build, "ref", blocks));
}
