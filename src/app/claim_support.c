#include "app/claim_in.h"

#include <stdio.h>
#include <string.h>

#include "app/bearing.h"
#include "app/case_view.h"

#include "base/ban.h"

/* A piece of evidence as a claim cites it. */
struct cited {
    char id[PL_FILING_ID_MAX]; /* of the support */
    pl_str evidence, stance;
    const struct pl_support_node *node; /* NULL: not at hand */
    const struct pl_filing *reliability, *credibility;
    pl_str other;                   /* whom it names in place of the claim's own; "" nobody */
    bool withheld, source_withheld; /* from this reader */
};

static pl_str source_id(const struct pl_support_node *node) {
    return node != NULL && node->filing != NULL ? pl_filing_get_value(node->filing, "source") : (pl_str){0};
}

static struct cited read_cited(struct pl_claim_showing *w, const struct pl_filing *claim, const struct pl_filing *p) {
    struct cited c = {.evidence = pl_filing_get_value(p, "evidence"), .stance = pl_filing_get_value(p, "stance")};
    pl_filing_id(p, c.id);
    c.stance = c.stance.n > 0 ? c.stance : PL_STR("for");
    c.node = pl_support_node_of(w->s, c.evidence);
    c.reliability = pl_support_grade(w->s, source_id(c.node), 'R');
    c.credibility = pl_support_grade(w->s, c.evidence, 'C');
    c.withheld = c.node == NULL && pl_support_withheld(w->s, c.evidence);
    c.source_withheld = pl_support_withheld(w->s, source_id(c.node));
    if (c.node != NULL && !c.node->erased) {
        c.other = pl_bearing_other_subject(claim, c.node->filing, c.node->pinned, &w->arena);
    }
    return c;
}

/* " (agency, collected by State A)" */
static void say_source(struct pl_buf *out, const struct cited *c) {
    pl_str name = c->source_withheld ? PL_STR("source withheld from this reader") : c->node->source_name;
    pl_str party = c->node->party;
    if (name.n > 0 || party.n > 0) {
        pl_buf_add_str(out, PL_STR(" ("));
        pl_case_say(out, name);
        pl_buf_add_str(out, party.n > 0 && name.n > 0 ? PL_STR(", ") : PL_STR(""));
        pl_buf_add_str(out, party.n > 0 ? PL_STR("collected by ") : PL_STR(""));
        pl_case_say(out, party);
        pl_buf_add_char(out, ')');
    }
}

static void say_support(struct pl_buf *out, const struct cited *c) {
    pl_buf_add_fmt(out, "  %-8.*s %-8s %c%c  ", (int)c->stance.n, c->stance.p, c->id,
                   c->reliability != NULL ? pl_filing_get_value(c->reliability, "reliability").p[0] : '-',
                   c->credibility != NULL ? pl_filing_get_value(c->credibility, "credibility").p[0] : '-');
    pl_case_say(out, pl_str_sub(c->evidence, 0, 16));
    pl_buf_add_str(out, PL_STR("  "));
    if (c->node != NULL) {
        pl_case_say(out, c->node->title);
        say_source(out, c);
    }
    if (c->other.n > 0) {
        pl_buf_add_str(out, PL_STR(" ABOUT ANOTHER: "));
        pl_case_say(out, c->other);
    }
    pl_buf_add_str(out, c->withheld ? PL_STR("withheld from this reader") : PL_STR(""));
    pl_buf_add_str(out, c->node != NULL && c->node->withdrawn ? PL_STR(" WITHDRAWN") : PL_STR(""));
    pl_buf_add_str(out, c->node != NULL && c->node->erased ? PL_STR(" ERASED\n") : PL_STR("\n"));
}

static void write_grade(struct pl_json *json, const char *key, const struct pl_filing *grade) {
    pl_json_key_n(json, key, strlen(key));
    if (grade == NULL) {
        pl_json_null(json);
        return;
    }
    pl_str reliability = pl_filing_get_value(grade, "reliability");
    pl_json_object(json);
    pl_json_member(json, "grade", reliability.n > 0 ? reliability : pl_filing_get_value(grade, "credibility"));
    pl_json_member(json, "by", pl_filing_get_value(grade, "by"));
    pl_json_member(json, "basis", pl_filing_get_value(grade, "basis"));
    pl_json_object_end(json);
}

static void write_support(struct pl_claim_showing *w, pl_str claim, const struct cited *c) {
    struct pl_json json;
    pl_claim_begin(w, &json, "support", claim);
    pl_json_member_text(&json, "id", c->id);
    pl_json_member(&json, "evidence", c->evidence);
    pl_json_member(&json, "stance", c->stance);
    pl_json_member(&json, "title", c->node != NULL ? c->node->title : (pl_str){0});
    pl_json_member(&json, "source", c->node != NULL ? c->node->source_name : (pl_str){0});
    pl_json_member(&json, "party", c->node != NULL ? c->node->party : (pl_str){0});
    write_grade(&json, "reliability", c->reliability);
    write_grade(&json, "credibility", c->credibility);
    pl_claim_key_bool(&json, "withdrawn", c->node != NULL && c->node->withdrawn);
    if (c->other.n > 0) {
        pl_json_member(&json, "off_subject", c->other);
    }
    if (c->withheld) {
        pl_claim_key_bool(&json, "withheld", true);
    } else if (c->node == NULL || c->node->erased) {
        pl_claim_key_bool(&json, "erased", true);
    }
    if (c->source_withheld) {
        pl_claim_key_bool(&json, "source_withheld", true);
    }
    pl_claim_end(w, &json);
}

void pl_claim_show_supports(struct pl_claim_showing *w, pl_str id, const struct pl_filing *claim) {
    const struct pl_filing *p = NULL;
    for (size_t i = 0; (p = pl_support_about(w->s, 'P', id, i)) != NULL; i++) {
        if (!pl_str_eq(pl_filing_get_value(p, "claim"), id)) {
            continue;
        }
        struct cited c = read_cited(w, claim, p);
        if (w->json) {
            write_support(w, id, &c);
        } else {
            say_support(w->out, &c);
        }
    }
}

size_t pl_claim_count_stance(const struct pl_claim_showing *w, pl_str id, bool against) {
    const struct pl_filing *p = NULL;
    size_t n = 0;
    for (size_t i = 0; (p = pl_support_about(w->s, 'P', id, i)) != NULL; i++) {
        bool is_against = pl_str_eq(pl_filing_get_value(p, "stance"), PL_STR("against"));
        n += pl_str_eq(pl_filing_get_value(p, "claim"), id) && is_against == against;
    }
    return n;
}
