#include "app/claim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/bearing.h"
#include "app/case_view.h"
#include "app/claim_clash.h"
#include "app/reach_claims.h"
#include "app/filing.h"
#include "evidence/grade.h"
#include "evidence/prov.h"
#include "store/filing.h"
#include "text/json.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)1 << 30)
#define TEXT_MAX  ((size_t)1 << 20)

const char *const pl_claim_part_names[PL_CLAIM_PARTS] = {"who", "what", "quantity", "where", "when", "how"};

/* ---- what is left open ---- */

static bool says(const struct pl_filing *f, const char *name) { return pl_filing_get_value(f, name).n > 0; }

static bool evidence_says_how(const struct pl_support *s, pl_str claim) {
    const struct pl_filing *p = NULL;
    for (size_t i = 0; (p = pl_support_about(s, 'P', claim, i)) != NULL; i++) {
        pl_str stance = pl_filing_get_value(p, "stance");
        const struct pl_filing *e = pl_support_filing(s, pl_filing_get_value(p, "evidence"), NULL);
        bool is_for = stance.n == 0 || pl_str_eq(stance, PL_STR("for"));
        if (is_for && (e == NULL || says(e, "method") || says(e, "how"))) {
            return true; /* an event says by its rule how it was found */
        }
    }
    return false;
}

unsigned pl_claim_unspecified(const struct pl_support *s, const struct pl_filing *claim) {
    char id[PL_FILING_ID_MAX];
    unsigned open = 0;
    pl_filing_id(claim, id);
    open |= says(claim, "who") || says(claim, "who_imo") ? 0 : 1u << PL_CLAIM_WHO;
    open |= says(claim, "what") ? 0 : 1u << PL_CLAIM_WHAT;
    open |= says(claim, "quantity") ? 0 : 1u << PL_CLAIM_QUANTITY;
    open |= says(claim, "place") || says(claim, "lat") ? 0 : 1u << PL_CLAIM_WHERE;
    open |= says(claim, "start") ? 0 : 1u << PL_CLAIM_WHEN;
    open |= says(claim, "how") || evidence_says_how(s, pl_str_from(id)) ? 0 : 1u << PL_CLAIM_HOW;
    return open;
}

/* ---- writing ---- */

struct showing {
    const struct pl_support *s;
    struct pl_case *c; /* of it: what its reader may not see */
    int64_t before;
    struct pl_buf *out;
    struct pl_arena arena;
    struct pl_support_without *away;
    size_t n_away;
    struct pl_claim_clash *clashes;
    size_t n_clashes;
    struct pl_claim_clash *places; /* where a ship cannot have been */
    size_t n_places;
    struct pl_strmap unseen; /* on what there are claims that the reader may not see */
    bool json, brief, exercise;
    uint64_t n_claims;
};

static void begin(struct showing *w, struct pl_json *json, const char *type, pl_str claim) {
    pl_json_start(json, w->out);
    pl_json_record(json, type);
    if (claim.n > 0) {
        pl_json_key(json, "claim");
        pl_json_str(json, claim);
    }
}

static void end(struct showing *w, struct pl_json *json) {
    if (w->exercise) {
        pl_json_key(json, "exercise");
        pl_json_bool(json, true);
    }
    pl_json_record_end(json);
}

static void key_bool(struct pl_json *json, const char *key, bool value) {
    pl_json_key_n(json, key, strlen(key));
    pl_json_bool(json, value);
}

static void write_grade(struct pl_json *json, const char *key, const struct pl_filing *grade) {
    pl_json_key(json, key);
    if (grade == NULL) {
        pl_json_null(json);
        return;
    }
    pl_json_object(json);
    pl_json_key(json, "grade");
    pl_json_str(json, pl_filing_get_value(grade, says(grade, "reliability") ? "reliability" : "credibility"));
    pl_json_key(json, "by");
    pl_json_str(json, pl_filing_get_value(grade, "by"));
    pl_json_key(json, "basis");
    pl_json_str(json, pl_filing_get_value(grade, "basis"));
    pl_json_object_end(json);
}

static pl_str source_id(const struct pl_support_node *node) {
    return node != NULL && node->filing != NULL ? pl_filing_get_value(node->filing, "source") : (pl_str){0};
}

static void show_support(struct showing *w, pl_str claim, const struct pl_filing *of, const struct pl_filing *p) {
    struct pl_json json;
    char id[PL_FILING_ID_MAX];
    pl_str evidence = pl_filing_get_value(p, "evidence"), stance = pl_filing_get_value(p, "stance");
    const struct pl_support_node *node = pl_support_node_of(w->s, evidence);
    const struct pl_filing *reliability = pl_support_grade(w->s, source_id(node), 'R');
    const struct pl_filing *credibility = pl_support_grade(w->s, evidence, 'C');
    pl_str other = node != NULL && !node->erased ? pl_bearing_other_subject(of, node->filing, node->pinned, &w->arena)
                                                 : (pl_str){0};
    pl_filing_id(p, id);
    stance = stance.n > 0 ? stance : PL_STR("for");
    if (!w->json) {
        pl_buf_add_fmt(w->out, "  %-8.*s %-8s %c%c  ", (int)stance.n, stance.p, id,
                       reliability != NULL ? pl_filing_get_value(reliability, "reliability").p[0] : '-',
                       credibility != NULL ? pl_filing_get_value(credibility, "credibility").p[0] : '-');
        pl_case_say(w->out, pl_str_sub(evidence, 0, 16));
        pl_buf_add_str(w->out, PL_STR("  "));
        pl_case_say(w->out, node != NULL ? node->title : (pl_str){0});
        if (node != NULL && (node->source_name.n > 0 || node->party.n > 0)) {
            pl_buf_add_str(w->out, PL_STR(" ("));
            pl_case_say(w->out, node->source_name);
            pl_buf_add_str(w->out, node->party.n > 0 && node->source_name.n > 0 ? PL_STR(", ") : PL_STR(""));
            pl_buf_add_str(w->out, node->party.n > 0 ? PL_STR("collected by ") : PL_STR(""));
            pl_case_say(w->out, node->party);
            pl_buf_add_str(w->out, PL_STR(")"));
        }
        if (other.n > 0) {
            pl_buf_add_str(w->out, PL_STR(" ABOUT ANOTHER: "));
            pl_case_say(w->out, other);
        }
        pl_buf_add_str(w->out, node != NULL && node->withdrawn ? PL_STR(" WITHDRAWN") : PL_STR(""));
        pl_buf_add_str(w->out, node != NULL && node->erased ? PL_STR(" ERASED\n") : PL_STR("\n"));
        return;
    }
    begin(w, &json, "support", claim);
    pl_json_key(&json, "id");
    pl_json_text(&json, id);
    pl_json_key(&json, "evidence");
    pl_json_str(&json, evidence);
    pl_json_key(&json, "stance");
    pl_json_str(&json, stance);
    pl_json_key(&json, "title");
    pl_json_str(&json, node != NULL ? node->title : (pl_str){0});
    pl_json_key(&json, "source");
    pl_json_str(&json, node != NULL ? node->source_name : (pl_str){0});
    pl_json_key(&json, "party");
    pl_json_str(&json, node != NULL ? node->party : (pl_str){0});
    write_grade(&json, "reliability", reliability);
    write_grade(&json, "credibility", credibility);
    pl_json_key(&json, "withdrawn");
    pl_json_bool(&json, node != NULL && node->withdrawn);
    if (other.n > 0) {
        pl_json_key(&json, "off_subject");
        pl_json_str(&json, other);
    }
    if (node == NULL || node->erased) {
        pl_json_key(&json, "erased");
        pl_json_bool(&json, true);
    }
    end(w, &json);
}

static void write_origins(struct pl_json *json, const struct pl_origin_graph *graph,
                          const struct pl_origin_count *count) {
    pl_json_key(json, "count");
    pl_json_u64(json, count->count);
    pl_json_key(json, "at_most");
    pl_json_u64(json, count->at_most);
    pl_json_key(json, "parties");
    pl_json_u64(json, count->parties);
    pl_json_key(json, "unnamed_parties");
    pl_json_u64(json, count->unnamed_parties);
    pl_json_key(json, "roots");
    pl_json_array(json);
    for (uint32_t i = 0; i < count->count; i++) {
        pl_json_array(json);
        for (uint32_t j = 0; j < count->origins[i].n_roots; j++) {
            pl_json_str(json, graph->items[count->origins[i].roots[j]].id);
        }
        pl_json_array_end(json);
    }
    pl_json_array_end(json);
}

/* The evidence for a claim, and how many origins it has. */
struct weighed {
    struct pl_origin_graph graph;
    struct pl_origin_count count;
};

static int weigh(struct showing *w, pl_str claim, struct weighed *ret, struct pl_error *err) {
    int code = pl_support_graph(w->s, &claim, 1, &w->arena, &ret->graph, err);
    return code == 0 ? pl_origin_count(&ret->graph, NULL, &w->arena, &ret->count, err) : code;
}

struct why {
    struct showing *w;
    struct pl_json *json;
};

static void on_why(void *ctx, pl_str sentence) {
    struct why *why = ctx;
    if (why->json != NULL) {
        pl_json_str(why->json, sentence);
    } else {
        pl_buf_add_str(why->w->out, PL_STR("           "));
        pl_case_say(why->w->out, sentence);
        pl_buf_add_char(why->w->out, '\n');
    }
}

#define LINKS_WITHHELD "links of derivation exist and are withheld from this reader; the number may be lower"

/* A second origin that a link would join to the first is none. */
static void refuse_unseen(const struct showing *w, struct pl_buf *out, size_t from) {
    if (out->n == from && pl_support_links_withheld(w->s)) {
        pl_buf_add_str(out, PL_STR("no grade 1: whether its origins are independent cannot be told, for links of "
                                   "derivation are withheld from this reader"));
    }
}

/* Why the grade 1 is refused; nothing where it may be given. by: the entry that withdrew the claim, or -1. */
static void refuse_one(const struct pl_grade_basis *basis, int64_t by, struct pl_buf *out) {
    if (by >= 0) {
        pl_buf_add_fmt(out, "no grade may be given: the claim was withdrawn by entry %lld", (long long)by);
    } else {
        pl_grade_one_why(basis, out);
    }
}

static int show_origins(struct showing *w, pl_str claim, int64_t by, const struct weighed *weighed,
                        struct pl_error *err) {
    const struct pl_origin_graph *graph = &weighed->graph;
    const struct pl_origin_count *count = &weighed->count;
    struct pl_json json;
    int code = 0;
    struct pl_grade_basis basis = pl_origin_basis(count);
    struct why why = {.w = w, .json = w->json ? &json : NULL};
    if (!w->json) {
        pl_buf_add_fmt(w->out, "  origins  %s%u independent", pl_support_links_withheld(w->s) ? "at most " : "",
                       count->count);
        if (count->at_most > count->count) {
            pl_buf_add_fmt(w->out, " (%u if no suspected copy is one)", count->at_most);
        }
        pl_buf_add_fmt(w->out, ", collected by %u named %s\n", count->parties,
                       count->parties == 1 ? "party" : "parties");
        code = pl_origin_why_not_more(graph, &w->arena, on_why, &why, err);
        pl_buf_add_str(w->out, PL_STR("           "));
        size_t n = w->out->n;
        refuse_one(&basis, by, w->out);
        refuse_unseen(w, w->out, n);
        pl_buf_add_str(w->out, w->out->n > n ? PL_STR("\n") : PL_STR("grade 1 may be given\n"));
        return code;
    }
    begin(w, &json, "origins", claim);
    write_origins(&json, graph, count);
    pl_json_key(&json, "why_not_more");
    pl_json_array(&json);
    code = pl_origin_why_not_more(graph, &w->arena, on_why, &why, err);
    pl_json_array_end(&json);
    PL_BUF_AUTO refused = {0};
    pl_buf_open(&refused, TEXT_MAX);
    refuse_one(&basis, by, &refused);
    refuse_unseen(w, &refused, 0);
    pl_json_key(&json, "grade_1_refused");
    if (refused.n > 0) {
        pl_json_str(&json, pl_buf_str(&refused));
    } else {
        pl_json_null(&json);
    }
    key_bool(&json, "links_withheld", pl_support_links_withheld(w->s));
    end(w, &json);
    return code;
}

static bool names(const struct pl_claim_clash *clash, pl_str claim) {
    for (size_t i = 0; i < clash->n; i++) {
        if (pl_str_eq(clash->claims[i], claim)) {
            return true;
        }
    }
    return false;
}

static void show_clash(struct showing *w, pl_str claim, const struct pl_claim_clash *clash) {
    struct pl_json json;
    if (!w->json) {
        pl_buf_add_str(w->out, PL_STR("  against "));
        for (size_t i = 0; i < clash->n; i++) {
            if (!pl_str_eq(clash->claims[i], claim)) {
                pl_buf_add_char(w->out, ' ');
                pl_case_say(w->out, clash->claims[i]);
            }
        }
        pl_buf_add_fmt(w->out, " (%s): ", clash->kind);
        pl_case_say(w->out, clash->why);
        pl_buf_add_str(w->out, clash->arithmetic.n > 0 ? PL_STR(": ") : PL_STR(""));
        pl_case_say(w->out, clash->arithmetic);
        pl_buf_add_char(w->out, '\n');
        return;
    }
    begin(w, &json, "contradiction", claim);
    pl_json_key(&json, "kind");
    pl_json_text(&json, clash->kind);
    pl_json_key(&json, "with");
    pl_json_array(&json);
    for (size_t i = 0; i < clash->n; i++) {
        if (!pl_str_eq(clash->claims[i], claim)) {
            pl_json_str(&json, clash->claims[i]);
        }
    }
    pl_json_array_end(&json);
    pl_json_key(&json, "why");
    pl_json_str(&json, clash->why);
    pl_json_key(&json, "arithmetic");
    pl_json_str(&json, clash->arithmetic);
    end(w, &json);
}

static void write_parts(struct pl_json *json, const char *key, unsigned open) {
    pl_json_key_n(json, key, strlen(key));
    pl_json_array(json);
    for (int i = 0; i < PL_CLAIM_PARTS; i++) {
        if (open >> i & 1) {
            pl_json_text(json, pl_claim_part_names[i]);
        }
    }
    pl_json_array_end(json);
}

static void show_unspecified(struct showing *w, pl_str claim, unsigned open) {
    struct pl_json json;
    if (!w->json) {
        pl_buf_add_str(w->out, open == 0 ? PL_STR("  open     nothing\n") : PL_STR("  open    "));
        for (int i = 0; i < PL_CLAIM_PARTS; i++) {
            if (open >> i & 1) {
                pl_buf_add_fmt(w->out, " %s", pl_claim_part_names[i]);
            }
        }
        pl_buf_add_str(w->out, open == 0 ? PL_STR("") : PL_STR("\n"));
        return;
    }
    begin(w, &json, "unspecified", claim);
    write_parts(&json, "parts", open);
    end(w, &json);
}

/* "I5 (nobody filed whether it rests on it, and its words name State A)" */
static void say_doubt(struct pl_buf *out, const struct pl_support_doubt *doubt, pl_str name) {
    pl_buf_add_str(out, pl_str_from(doubt->why));
    if (doubt->names) {
        pl_buf_add_str(out, name);
    }
}

static void say_left(struct showing *w, const struct pl_support_without *away, uint32_t before,
                     const struct pl_support_left *left) {
    const char *loses = pl_support_loses(before, left->count.count);
    const char *may_lose = pl_support_loses(before, left->at_least);
    pl_buf_add_fmt(w->out, "  without  %.*s ", (int)away->what.n, away->what.p);
    pl_case_say(w->out, away->name);
    pl_buf_add_fmt(w->out, ": %u of %u origins are left%s%s%s\n", left->count.count, before,
                   loses != NULL ? ": it loses its " : "", loses != NULL ? loses : "", loses != NULL ? " origin" : "");
    if (left->at_least < left->count.count) {
        bool may = may_lose != NULL && may_lose != loses;
        pl_buf_add_fmt(w->out, "           %u of them %s undetermined%s%s%s\n", left->count.count - left->at_least,
                       left->count.count - left->at_least == 1 ? "is" : "are", may ? ": it may lose its " : "",
                       may ? may_lose : "", may ? " origin" : "");
    }
    for (size_t i = 0; i < left->n_doubts; i++) {
        PL_BUF_AUTO why = {0};
        pl_buf_open(&why, TEXT_MAX);
        say_doubt(&why, &left->doubts[i], away->called);
        pl_buf_add_str(w->out, PL_STR("           undetermined: "));
        pl_case_say(w->out, left->doubts[i].id);
        pl_buf_add_str(w->out, PL_STR(": "));
        pl_case_say(w->out, pl_buf_str(&why));
        pl_buf_add_char(w->out, '\n');
    }
}

static void write_left(struct pl_json *json, const struct pl_support_without *away, uint32_t before,
                       const struct pl_support_left *left) {
    pl_json_member(json, "what", away->what);
    pl_json_member(json, "name", away->name);
    pl_json_key(json, "before");
    pl_json_u64(json, before);
    pl_json_key(json, "after");
    pl_json_u64(json, left->count.count);
    pl_json_key(json, "at_least");
    pl_json_u64(json, left->at_least);
    pl_json_member_text(json, "loses", pl_support_loses(before, left->count.count));
    pl_json_member_text(json, "may_lose", pl_support_loses(before, left->at_least));
    pl_json_key(json, "undetermined");
    pl_json_array(json);
    for (size_t i = 0; i < left->n_doubts; i++) {
        PL_BUF_AUTO why = {0};
        pl_buf_open(&why, TEXT_MAX);
        say_doubt(&why, &left->doubts[i], away->called);
        pl_json_object(json);
        pl_json_member(json, "id", left->doubts[i].id);
        pl_json_member_text(json, "reason", left->doubts[i].names ? "names" : "common_upstream");
        pl_json_member(json, "why", pl_buf_str(&why));
        pl_json_object_end(json);
    }
    pl_json_array_end(json);
}

static int show_without(struct showing *w, pl_str claim, const struct weighed *weighed,
                        const struct pl_support_without *away, struct pl_error *err) {
    struct pl_support_left left;
    struct pl_json json;
    int code = pl_support_what_is_left(w->s, &weighed->graph, away, &w->arena, &left, err);
    if (code == 0 && !w->json) {
        say_left(w, away, weighed->count.count, &left);
    } else if (code == 0) {
        begin(w, &json, "without", claim);
        write_left(&json, away, weighed->count.count, &left);
        key_bool(&json, "links_withheld", pl_support_links_withheld(w->s));
        end(w, &json);
    }
    return code;
}

static size_t count_stance(struct showing *w, pl_str claim, bool against) {
    const struct pl_filing *p = NULL;
    size_t n = 0;
    for (size_t i = 0; (p = pl_support_about(w->s, 'P', claim, i)) != NULL; i++) {
        bool is_against = pl_str_eq(pl_filing_get_value(p, "stance"), PL_STR("against"));
        n += pl_str_eq(pl_filing_get_value(p, "claim"), claim) && is_against == against;
    }
    return n;
}

static size_t count_clashes(const struct pl_claim_clash *clashes, size_t n, pl_str claim) {
    size_t found = 0;
    for (size_t i = 0; i < n; i++) {
        found += names(&clashes[i], claim);
    }
    return found;
}

static void say_unseen(struct showing *w, uint64_t n, bool links, bool claims) {
    if (n > 0) {
        pl_buf_add_fmt(w->out, "  withheld %llu %s exist%s for or against it and %s withheld from this reader\n",
                       (unsigned long long)n, n == 1 ? "piece of support" : "pieces of support", n == 1 ? "s" : "",
                       n == 1 ? "is" : "are");
    }
    pl_buf_add_str(w->out, links ? PL_STR("  withheld " LINKS_WITHHELD "\n") : PL_STR(""));
    pl_buf_add_str(w->out, claims
                               ? PL_STR("  withheld further claims on the same topic, or of where the same ship was, "
                                        "exist and are withheld from this reader; they may contradict it\n")
                               : PL_STR(""));
}

/* What supports the claim or speaks against it, would join its origins or contradict it, and the reader may not see:
 * nothing may look unopposed or better founded than it is. */
static int show_unseen(struct showing *w, const struct pl_filing *f, pl_str claim, struct pl_error *err) {
    struct pl_json json;
    uint64_t n = 0;
    bool links = pl_support_links_withheld(w->s), claims = pl_claim_may_clash_unseen(&w->unseen, f);
    int code = pl_filing_unseen(w->c, 'P', claim, w->before, &n, err);
    if (code != 0 || (n == 0 && !links && !claims)) {
        return code;
    }
    if (!w->json) {
        say_unseen(w, n, links, claims);
        return 0;
    }
    begin(w, &json, "withheld", claim);
    pl_json_key(&json, "supports");
    pl_json_u64(&json, n);
    key_bool(&json, "links", links);
    key_bool(&json, "claims", claims);
    end(w, &json);
    return 0;
}

/* The claim itself. Its JSON line goes on where pl_filing_json ended it: with what it comes to. */
static int show_claim(struct showing *w, const struct pl_filing *claim, pl_str is, int64_t by,
                      const struct pl_origin_count *count, struct pl_error *err) {
    struct pl_json json;
    uint64_t unseen = 0;
    int code = pl_filing_unseen(w->c, 'P', is, w->before, &unseen, err);
    if (!w->json) {
        pl_filing_text(claim, NULL, by, w->out);
        return code;
    }
    pl_filing_json(claim, NULL, by, w->exercise, w->out);
    w->out->n -= w->out->n > 0 ? 1 : 0;
    pl_json_start(&json, w->out);
    json.comma = true;
    const struct {
        const char *key;
        uint64_t n;
    } counts[] = {
        {"supports", count_stance(w, is, false)},
        {"against", count_stance(w, is, true)},
        {"supports_withheld", unseen},
        {"count", count->count},
        {"at_most", count->at_most},
        {"contradictions", count_clashes(w->clashes, w->n_clashes, is) + count_clashes(w->places, w->n_places, is)}};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        pl_json_key(&json, counts[i].key);
        pl_json_u64(&json, counts[i].n);
    }
    key_bool(&json, "links_withheld", pl_support_links_withheld(w->s));
    key_bool(&json, "claims_withheld", pl_claim_may_clash_unseen(&w->unseen, claim));
    write_parts(&json, "unspecified", pl_claim_unspecified(w->s, claim));
    pl_json_record_end(&json);
    return code;
}

static int show_one(struct showing *w, const struct pl_filing *claim, int64_t by, struct pl_error *err) {
    char id[PL_FILING_ID_MAX];
    const struct pl_filing *p = NULL;
    struct weighed weighed;
    pl_filing_id(claim, id);
    pl_str is = pl_str_from(id);
    int code = weigh(w, is, &weighed, err);
    if (code != 0) {
        return code;
    }
    code = show_claim(w, claim, is, by, &weighed.count, err);
    w->n_claims++;
    if (code != 0 || w->brief) {
        return code;
    }
    for (size_t i = 0; (p = pl_support_about(w->s, 'P', is, i)) != NULL; i++) {
        if (pl_str_eq(pl_filing_get_value(p, "claim"), is)) {
            show_support(w, is, claim, p);
        }
    }
    code = show_origins(w, is, by, &weighed, err);
    code = code == 0 ? show_unseen(w, claim, is, err) : code;
    if (code == 0) {
        show_unspecified(w, is, pl_claim_unspecified(w->s, claim));
    }
    for (size_t i = 0; code == 0 && i < w->n_clashes; i++) {
        if (names(&w->clashes[i], is)) {
            show_clash(w, is, &w->clashes[i]);
        }
    }
    for (size_t i = 0; code == 0 && i < w->n_places; i++) {
        if (names(&w->places[i], is)) {
            show_clash(w, is, &w->places[i]);
        }
    }
    for (size_t i = 0; code == 0 && i < w->n_away; i++) {
        code = show_without(w, is, &weighed, &w->away[i], err);
    }
    return code;
}

static int think_away(struct showing *w, const struct pl_claim_show *show, struct pl_error *err) {
    int code = 0;
    w->away = pl_arena_calloc(&w->arena, show->n_without + 1, sizeof *w->away);
    if (w->away == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to weigh evidence");
    }
    for (size_t i = 0; code == 0 && i < show->n_without; i++) {
        code = pl_support_think_away(w->s, show->without[i], &w->arena, &w->away[i], err);
    }
    w->n_away = show->n_without;
    return code;
}

static int show_prov(struct showing *w, const struct pl_claim_show *show, struct pl_error *err) {
    struct pl_origin_graph graph;
    if (show->id.n == 0) {
        return pl_fail(err, PL_E_USAGE, "--prov shows one claim: name it");
    }
    int code = pl_support_graph(w->s, &show->id, 1, &w->arena, &graph, err);
    return code == 0 ? pl_prov_write(&graph, w->out, err) : code;
}

int pl_claim_show(const struct pl_claim_show *show, struct pl_buf *out, struct pl_error *err) {
    PL_CASE_VIEW_AUTO view = {0};
    PL_SUPPORT_AUTO *s = NULL;
    struct pl_json json;
    int64_t by = -1;
    int code = pl_case_view_open(show->dir, show->known_at, &view, err);
    code = code == 0 ? pl_support_open(view.c, view.before, &s, err) : code;
    if (code != 0) {
        return code;
    }
    struct showing w = {.s = s,
                        .c = view.c,
                        .before = view.before,
                        .out = out,
                        .json = show->json,
                        .brief = show->brief,
                        .exercise = view.exercise};
    pl_arena_open(&w.arena, ARENA_MAX);
    code = pl_claim_unseen(view.c, view.before, &w.unseen, err);
    code = code == 0 ? think_away(&w, show, err) : code;
    const struct pl_filing *claim = show->id.n > 0 ? pl_support_filing(s, show->id, &by) : NULL;
    if (code == 0 && show->id.n > 0 && (claim == NULL || claim->kind->letter != 'C')) {
        code = pl_fail(err, PL_E_NOT_FOUND, "the case has no claim \"%.*s\"", (int)(show->id.n < 80 ? show->id.n : 80),
                       show->id.p);
    }
    if (code == 0 && show->prov) {
        code = show_prov(&w, show, err);
        pl_strmap_close(&w.unseen);
        pl_arena_close(&w.arena);
        return code;
    }
    pl_str topic = claim != NULL ? pl_filing_get_value(claim, "topic") : (pl_str){0};
    if (code == 0 && (show->id.n == 0 || topic.n > 0)) {
        code = pl_claim_clashes(s, topic, &w.arena, &w.clashes, &w.n_clashes, err);
    }
    struct pl_reach_claims reach = {.max_speed_kn = show->max_speed_kn};
    code = code == 0 ? pl_reach_claims_find(s, &reach, &w.arena, &w.places, &w.n_places, err) : code;
    pl_reach_claims_close(&reach);
    if (code == 0 && claim != NULL) {
        code = show_one(&w, claim, by, err);
    }
    for (size_t i = 0; code == 0 && show->id.n == 0 && (claim = pl_support_nth(s, 'C', i)) != NULL; i++) {
        struct pl_arena_mark mark = pl_arena_mark(&w.arena);
        code = show_one(&w, claim, -1, err);
        pl_arena_rewind(&w.arena, mark);
    }
    if (code == 0 && show->json) {
        begin(&w, &json, "summary", (pl_str){0});
        pl_json_key(&json, "claims");
        pl_json_u64(&json, w.n_claims);
        pl_json_key(&json, "journal");
        pl_json_u64(&json, view.known.size);
        end(&w, &json);
    }
    pl_strmap_close(&w.unseen);
    pl_arena_close(&w.arena);
    return code;
}

/* ---- the gate of grade 1 ---- */

/* What counts for an item or observation: all that supports the claims that it supports, else itself. */
static size_t ids_of(const struct pl_support *s, pl_str id, struct pl_arena *arena, pl_str **ret) {
    const struct pl_filing *p = NULL;
    size_t n = 0;
    while (pl_support_about(s, 'P', id, n) != NULL) {
        n++;
    }
    pl_str *ids = pl_arena_calloc(arena, n + 1, sizeof *ids);
    size_t used = 0;
    for (size_t i = 0; ids != NULL && (p = pl_support_about(s, 'P', id, i)) != NULL; i++) {
        pl_str stance = pl_filing_get_value(p, "stance");
        if ((stance.n == 0 || pl_str_eq(stance, PL_STR("for"))) && pl_str_eq(pl_filing_get_value(p, "evidence"), id)) {
            ids[used++] = pl_filing_get_value(p, "claim");
        }
    }
    if (ids != NULL && used == 0) {
        ids[used++] = id;
    }
    *ret = ids;
    return used;
}

int pl_claim_may_be_one(struct pl_case *c, pl_str id, struct pl_error *err) {
    PL_SUPPORT_AUTO *s = NULL;
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO why = {0};
    struct pl_origin_graph graph;
    struct pl_origin_count count;
    pl_str *ids = NULL;
    pl_arena_open(&arena, ARENA_MAX);
    pl_buf_open(&why, TEXT_MAX);
    int code = pl_support_open(c, INT64_MAX, &s, err);
    if (code != 0) {
        return code;
    }
    int64_t by = -1;
    const struct pl_filing *f = pl_support_filing(s, id, &by);
    if (f != NULL && by >= 0) {
        return pl_fail(err, PL_E_REFUSED, "grade 1 is refused: it was withdrawn by entry %lld", (long long)by);
    }
    bool claim = f != NULL && f->kind->letter == 'C';
    size_t n = claim ? 1 : ids_of(s, id, &arena, &ids);
    if (!claim && ids == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to weigh evidence");
    }
    code = pl_support_graph(s, claim ? &id : ids, n, &arena, &graph, err);
    code = code == 0 ? pl_origin_count(&graph, NULL, &arena, &count, err) : code;
    if (code != 0) {
        return code;
    }
    struct pl_grade_basis basis = pl_origin_basis(&count);
    if (pl_grade_one(&basis) == PL_GRADE_REFUSAL_NONE) {
        return 0;
    }
    pl_grade_one_why(&basis, &why);
    return pl_fail(err, PL_E_REFUSED, "grade 1 is refused: %.*s", (int)why.n, why.p);
}
