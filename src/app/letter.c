#include "app/letter.h"

#include <stdio.h>
#include <string.h>

#include "app/case_view.h"
#include "app/disclose.h"
#include "app/filing.h"
#include "app/person.h"
#include "app/support.h"
#include "base/file.h"
#include "report/safe.h"
#include "store/act.h"
#include "store/filing.h"
#include "store/object.h"

#include "base/ban.h"

#define LETTER_MAX    ((size_t)1 << 20)
#define ARENA_MAX     ((size_t)1 << 28)
#define RECEIVERS_MAX 256

const struct pl_letter_template pl_letter_templates[] = {
    {"request", "Request for information",
     "We ask you for what you know of the matter below: documents, times, places and names, and how they are known.",
     28, false},
    {"reply", "Opportunity to reply",
     "You are named below. Before anything is published we ask you to look at the evidence listed here, to comment on "
     "it "
     "and to send what speaks against it. What you send is kept, assessed, and goes with every release.",
     21, true},
    {"flag-registry", "Request to a registry",
     "We ask you to confirm or correct the registration below on the days named: flag, names, owner, operator, IMO "
     "number and call sign, with the dates from which they held.",
     28, true},
    {"insurer", "Request to an insurer",
     "We ask whether the ship below was covered on the days named, by whom and under which name and number, and "
     "whether "
     "her movements or transmissions were questioned.",
     28, true},
    {"port", "Request to a port authority",
     "We ask for the calls of the ship below in the days named: arrival, departure, berth, agent, cargo and the papers "
     "shown.",
     28, true},
    {"correction", "Notice of a correction",
     "A release that you received has been corrected. We ask you to put the correction with it, and to pass this "
     "notice "
     "on to whom you gave it.",
     0, false},
    {NULL, NULL, NULL, 0, false},
};

static const struct pl_letter_template *template_of(pl_str name) {
    for (const struct pl_letter_template *t = pl_letter_templates; t->name != NULL; t++) {
        if (pl_str_eq(name, pl_str_from(t->name))) {
            return t;
        }
    }
    return NULL;
}

struct writing {
    const struct pl_letter_new *letter;
    const struct pl_letter_template *template;
    struct pl_acting *acting;
    struct pl_support *support;
    const struct pl_filing *about; /* or NULL */
    pl_str about_id;
    pl_str dated, due;
    bool exercise;
};

static pl_str value(const struct pl_filing *f, const char *name) {
    return f != NULL ? pl_filing_get_value(f, name) : (pl_str){0};
}

static pl_str day_text(struct pl_arena *arena, pl_time at) {
    char text[16];
    struct pl_date d = pl_time_to_date(at);
    snprintf(text, sizeof text, "%04d-%02d-%02d", d.year, d.month, d.day);
    return pl_str_copy(arena, pl_str_from(text));
}

/* ---- the text ---- */

static void add_pair(struct pl_buf *out, const char *name, pl_str text) {
    if (text.n > 0) {
        pl_buf_add_fmt(out, "%s: ", name);
        pl_safe_text(out, text);
        pl_buf_add_char(out, '\n');
    }
}

/* One thing that a claim rests on, without what tells who a protected or heard person is. */
static void add_evidence(const struct writing *w, const struct pl_filing *p, struct pl_buf *out) {
    int64_t withdrawn = -1;
    const struct pl_filing *e = pl_support_filing(w->support, value(p, "evidence"), &withdrawn);
    const struct pl_filing *s = pl_support_filing(w->support, value(e, "source"), NULL);
    bool person = pl_str_eq(value(s, "kind"), PL_STR("human"));
    bool open = e == NULL || pl_disclose_consents(e);
    char letter = e != NULL ? e->kind->letter : 'E';
    pl_str title = letter == 'I' ? value(e, "title") : letter == 'O' ? value(e, "as") : PL_STR("another claim");
    pl_str stance = value(p, "stance"), observed = value(e, "observed"), place = value(e, "place");
    if (withdrawn >= 0) {
        return; /* nothing rests on it any more */
    }
    pl_buf_add_str(out, PL_STR("  - "));
    pl_safe_text(out, e != NULL ? title : PL_STR("recorded transmissions of the ship"));
    pl_buf_add_str(out, open ? PL_STR("") : PL_STR(", withheld to protect who was heard"));
    if (open) {
        pl_buf_add_str(out, observed.n > 0 ? PL_STR(", ") : PL_STR(""));
        pl_safe_text(out, observed);
        pl_buf_add_str(out, place.n > 0 ? PL_STR(", ") : PL_STR(""));
        pl_safe_text(out, place);
    }
    if (open && s != NULL) {
        pl_buf_add_str(out, PL_STR(" (source: "));
        pl_safe_text(out, value(s, "protected").n > 0 || person ? PL_STR("withheld") : value(s, "alias"));
        pl_buf_add_str(out, PL_STR(")"));
    }
    pl_buf_add_str(out, pl_str_eq(stance, PL_STR("against"))   ? PL_STR(": speaks against it\n")
                        : pl_str_eq(stance, PL_STR("neutral")) ? PL_STR(": speaks neither for nor against it\n")
                                                               : PL_STR("\n"));
}

static void add_claim(const struct writing *w, const struct pl_filing *claim, struct pl_buf *out) {
    static const char *const PARTS[][2] = {{"who", "Who"},    {"did", "Did"},           {"what", "What"},
                                           {"whom", "Whom"},  {"quantity", "How much"}, {"place", "Where"},
                                           {"start", "From"}, {"end", "Until"},         {"how", "Observed by"}};
    char id[PL_FILING_ID_MAX];
    const struct pl_filing *p = NULL;
    pl_filing_id(claim, id);
    for (size_t i = 0; i < sizeof PARTS / sizeof PARTS[0]; i++) {
        add_pair(out, PARTS[i][1], value(claim, PARTS[i][0]));
    }
    for (size_t i = 0;
         w->template->shows_evidence && (p = pl_support_about(w->support, 'P', pl_str_from(id), i)) != NULL; i++) {
        if (pl_str_eq(value(p, "claim"), pl_str_from(id))) { /* not what it supports itself */
            add_evidence(w, p, out);
        }
    }
}

static void add_matter(const struct writing *w, struct pl_buf *out) {
    pl_str rest = value(w->about, "claims");
    switch (w->about != NULL ? w->about->kind->letter : 0) {
    case 'F':
        add_pair(out, "Finding (a lead until it is reviewed)", value(w->about, "statement"));
        add_pair(out, "Names", value(w->about, "accused"));
        add_pair(out, "Measure", value(w->about, "measure"));
        while (rest.p != NULL) {
            int64_t withdrawn = -1;
            const struct pl_filing *c = pl_support_filing(w->support, pl_str_cut(&rest, ' '), &withdrawn);
            if (c != NULL && withdrawn < 0) {
                pl_buf_add_char(out, '\n');
                add_claim(w, c, out);
            }
        }
        break;
    case 'C':
        add_claim(w, w->about, out);
        break;
    case 'X':
        add_pair(out, "It said", value(w->about, "was"));
        add_pair(out, "Right is", value(w->about, "is"));
        add_pair(out, "Sentence", value(w->about, "statement"));
        break;
    case 'R':
        add_pair(out, "Report", value(w->about, "title"));
        break;
    default:
        break;
    }
}

static void write_letter(const struct writing *w, pl_str to, struct pl_buf *out) {
    if (w->exercise) {
        pl_buf_add_str(out, PL_STR("EXERCISE EXERCISE EXERCISE: invented; not to be sent\n\n"));
    }
    add_pair(out, "To", to);
    add_pair(out, "For", w->letter->party);
    add_pair(out, "From", w->acting->person);
    add_pair(out, "Date", w->dated);
    add_pair(out, "Answer by", w->due);
    pl_buf_add_fmt(out, "Subject: %s", w->template->subject);
    pl_buf_add_str(out, w->about_id.n > 0 ? PL_STR(" (") : PL_STR(""));
    pl_safe_text(out, w->about_id);
    pl_buf_add_str(out, w->about_id.n > 0 ? PL_STR(")\n\n") : PL_STR("\n\n"));
    pl_buf_add_fmt(out, "%s\n\n", w->template->ask);
    add_matter(w, out);
    if (w->letter->text.n > 0) {
        pl_buf_add_char(out, '\n');
        pl_safe_lines(out, w->letter->text);
        pl_buf_add_char(out, '\n');
    }
    if (w->due.n > 0) {
        pl_buf_add_str(out, PL_STR("\nIf no answer comes by "));
        pl_safe_text(out, w->due);
        pl_buf_add_str(out, PL_STR(", that is recorded too; a later answer is still taken and recorded.\n"));
    }
}

/* ---- filing it ---- */

static int file_letter(struct writing *w, pl_str to, bool labelled, struct pl_buf *ids, struct pl_error *err) {
    PL_BUF_AUTO text = {0};
    struct pl_object object;
    char hex[65], bytes[32], id[PL_FILING_ID_MAX], path[4096];
    pl_buf_open(&text, LETTER_MAX);
    write_letter(w, to, &text);
    if (pl_buf_failed(&text)) {
        return pl_fail(err, PL_E_LIMIT, "the letter would be too long");
    }
    int code = pl_object_put_bytes(w->acting->c, pl_buf_str(&text), &object, err);
    if (code != 0) {
        return code;
    }
    pl_hash_hex(object.sha256, hex);
    snprintf(bytes, sizeof bytes, "%llu", (unsigned long long)object.bytes);
    struct pl_filing_value values[] = {{PL_STR("template"), w->letter->template},
                                       {PL_STR("to"), to},
                                       {PL_STR("about"), w->about_id},
                                       {PL_STR("party"), w->letter->party},
                                       {PL_STR("dated"), w->dated},
                                       {PL_STR("due"), w->due},
                                       {PL_STR("sha256"), pl_str_from(hex)},
                                       {PL_STR("bytes"), pl_str_from(bytes)},
                                       {PL_STR("by"), w->letter->by},
                                       {PL_STR("label"), labelled ? w->letter->label : (pl_str){0}}};
    struct pl_filing f = {
        .kind = pl_filing_kind_by_letter('L'), .seq = -1, .values = values, .n = sizeof values / sizeof values[0]};
    code = pl_filing_put(w->acting, &f, (pl_str){0}, err);
    if (code != 0) {
        return code;
    }
    pl_filing_id(&f, id);
    pl_buf_add_fmt(ids, "%s\n", id);
    if (w->letter->out == NULL) {
        return 0;
    }
    if (snprintf(path, sizeof path, "%s/%s.txt", w->letter->out, id) >= (int)sizeof path) {
        return pl_fail(err, PL_E_LIMIT, "%s: the path is too long", w->letter->out);
    }
    code = pl_file_make_dir(w->letter->out, 0700, err);
    return code == 0 ? pl_file_write(path, pl_buf_str(&text), 0600, err) : code;
}

/* ---- to whom a correction goes ---- */

struct receivers {
    struct pl_arena *arena;
    const struct writing *w;
    pl_str names[RECEIVERS_MAX];
    size_t n;
};

static int add_receiver(struct receivers *r, pl_str name, struct pl_error *err) {
    for (size_t i = 0; i < r->n; i++) {
        if (pl_str_eq(r->names[i], name)) {
            return 0;
        }
    }
    if (r->n == RECEIVERS_MAX && name.n > 0) {
        return pl_fail(err, PL_E_LIMIT, "releases went to more than %d receivers: write to each with --to",
                       RECEIVERS_MAX);
    }
    if (name.n > 0) {
        r->names[r->n++] = pl_str_copy(r->arena, name);
    }
    return 0;
}

/* Every release: which report states what was corrected is not told apart, so everybody who received one is told. */
static int on_release(void *ctx, const struct pl_act *act, struct pl_error *err) {
    struct receivers *r = ctx;
    pl_str rest = pl_act_text(act, "to");
    int code = 0;
    while (code == 0 && rest.p != NULL) {
        code = add_receiver(r, pl_str_trim(pl_str_cut(&rest, ';')), err);
    }
    return code;
}

/* ---- all of it ---- */

static int set_days(struct writing *w, struct pl_error *err) {
    pl_time dated = 0, due = 0;
    w->dated = w->letter->dated.n > 0 ? w->letter->dated : day_text(&w->acting->arena, w->acting->now);
    if (!pl_time_parse(w->dated, &dated)) {
        return pl_fail(err, PL_E_USAGE, "--dated is no day, YYYY-MM-DD");
    }
    w->due = w->letter->due;
    if (w->due.n == 0 && w->template->days > 0) {
        w->due = day_text(&w->acting->arena, dated + w->template->days * PL_DAY_US);
    }
    if (w->due.n > 0 && (!pl_time_parse(w->due, &due) || due < dated)) {
        return pl_fail(err, PL_E_USAGE, "--due is no day after the letter's date");
    }
    return 0;
}

static bool is_correction(const struct writing *w) { return strcmp(w->template->name, "correction") == 0; }

static int find_about(struct writing *w, struct pl_error *err) {
    char id[PL_FILING_ID_MAX];
    int64_t by = -1;
    if (w->letter->about.n == 0) {
        return strcmp(w->template->name, "request") == 0
                   ? 0
                   : pl_fail(err, PL_E_USAGE, "such a letter is about something: --about FINDING");
    }
    w->about = pl_support_filing(w->support, w->letter->about, &by);
    if (w->about == NULL || by >= 0 || strchr("FCRX", w->about->kind->letter) == NULL) {
        return pl_fail(err, PL_E_NOT_FOUND, "the case has no finding, claim, report or correction \"%.*s\" that stands",
                       (int)(w->letter->about.n < 80 ? w->letter->about.n : 80), w->letter->about.p);
    }
    if (is_correction(w) && w->about->kind->letter != 'X') {
        return pl_fail(
            err, PL_E_USAGE,
            "a notice of a correction is about a correction: file it with `finding correct`, then --about it");
    }
    pl_filing_id(w->about, id);
    w->about_id = pl_str_copy(&w->acting->arena, pl_str_from(id));
    return 0;
}

/* Whom it is for must be named by the finding: a slip would leave somebody unheard. */
static int check_party(const struct writing *w, struct pl_error *err) {
    pl_str rest = w->letter->party;
    if (pl_str_trim(rest).n > 0 && (w->about == NULL || w->about->kind->letter != 'F')) {
        return pl_fail(err, PL_E_USAGE, "--party goes with a letter about a finding");
    }
    while (rest.p != NULL && pl_str_trim(rest).n > 0) {
        pl_str name = pl_str_trim(pl_str_cut(&rest, ';')), named = value(w->about, "accused");
        bool found = name.n == 0;
        while (!found && named.p != NULL) {
            found = pl_person_same(pl_str_trim(pl_str_cut(&named, ';')), name);
        }
        if (!found) {
            return pl_fail(err, PL_E_USAGE, "the finding names no \"%.*s\"", (int)(name.n < 80 ? name.n : 80), name.p);
        }
    }
    return 0;
}

static int write_all(struct writing *w, struct pl_buf *ids, struct pl_error *err) {
    struct receivers r = {.arena = &w->acting->arena, .w = w};
    int code = 0;
    if (w->letter->to.n > 0) {
        code = add_receiver(&r, pl_str_trim(w->letter->to), err);
    } else if (is_correction(w)) {
        code = pl_act_each(w->acting->c, PL_STR("release"), INT64_MAX, on_release, &r, err);
    }
    if (code == 0 && r.n == 0) {
        return pl_fail(err, PL_E_USAGE,
                       is_correction(w) ? "nobody received a release, so there is nobody to tell: --to NAME"
                                        : "a letter needs an addressee: --to NAME");
    }
    for (size_t i = 0; code == 0 && i < r.n; i++) {
        code = file_letter(w, r.names[i], r.n == 1, ids, err);
    }
    return code;
}

int pl_letter_new(const struct pl_letter_new *letter, struct pl_buf *ids, struct pl_error *err) {
    PL_ACTING_AUTO acting = {0};
    PL_SUPPORT_AUTO *support = NULL;
    enum pl_case_exercise exercise = PL_CASE_UNDECIDED;
    struct writing w = {.letter = letter, .template = template_of(letter->template), .acting = &acting};
    if (w.template == NULL) {
        return pl_fail(err, PL_E_USAGE,
                       "there is no template \"%.*s\": request, reply, flag-registry, insurer, port, "
                       "correction",
                       (int)(letter->template.n < 40 ? letter->template.n : 40), letter->template.p);
    }
    int code = pl_acting_open(letter->dir, "letter new", letter->now, &acting, err);
    code = code == 0 ? pl_case_exercise(acting.c, &exercise, err) : code;
    code = code == 0 ? pl_support_open(acting.c, INT64_MAX, &support, err) : code;
    w.support = support;
    w.exercise = exercise == PL_CASE_EXERCISE;
    code = code == 0 ? set_days(&w, err) : code;
    code = code == 0 ? find_about(&w, err) : code;
    code = code == 0 ? check_party(&w, err) : code;
    return code == 0 ? write_all(&w, ids, err) : code;
}
