#include "evidence/grade.h"

#include "base/ban.h"

struct scale {
    char sign;
    const char *words;
};

static const struct scale RELIABILITIES[] = {
#define ROW(name, sign, words) {sign, words},
    PL_RELIABILITIES(ROW)};
static const struct scale CREDIBILITIES[] = {PL_CREDIBILITIES(ROW)
#undef ROW
};

static bool parse(pl_str text, const struct scale *scale, int n, int *ret) {
    if (text.n != 1) {
        return false;
    }
    char c = text.p[0];
    c = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    for (int i = 0; i < n; i++) {
        if (scale[i].sign == c) {
            *ret = i;
            return true;
        }
    }
    return false;
}

bool pl_reliability_parse(pl_str text, enum pl_reliability *ret) {
    int found;
    bool good = parse(text, RELIABILITIES, PL_RELIABILITY_COUNT, &found);
    if (good) {
        *ret = (enum pl_reliability)found;
    }
    return good;
}

bool pl_credibility_parse(pl_str text, enum pl_credibility *ret) {
    int found;
    bool good = parse(text, CREDIBILITIES, PL_CREDIBILITY_COUNT, &found);
    if (good) {
        *ret = (enum pl_credibility)found;
    }
    return good;
}

char pl_reliability_sign(enum pl_reliability reliability) { return RELIABILITIES[reliability].sign; }
char pl_credibility_sign(enum pl_credibility credibility) { return CREDIBILITIES[credibility].sign; }
const char *pl_reliability_words(enum pl_reliability reliability) { return RELIABILITIES[reliability].words; }
const char *pl_credibility_words(enum pl_credibility credibility) { return CREDIBILITIES[credibility].words; }

bool pl_reliability_missing(enum pl_reliability reliability) { return reliability == PL_RELIABILITY_F; }
bool pl_credibility_missing(enum pl_credibility credibility) { return credibility == PL_CREDIBILITY_6; }

/* Both enums run from best to worst. */
static enum pl_grade_order order(int a, int b, bool missing) {
    if (missing) {
        return PL_GRADE_UNKNOWN;
    }
    return a < b ? PL_GRADE_BETTER : a > b ? PL_GRADE_WORSE : PL_GRADE_SAME;
}

enum pl_grade_order pl_reliability_compare(enum pl_reliability a, enum pl_reliability b) {
    return order((int)a, (int)b, pl_reliability_missing(a) || pl_reliability_missing(b));
}

enum pl_grade_order pl_credibility_compare(enum pl_credibility a, enum pl_credibility b) {
    return order((int)a, (int)b, pl_credibility_missing(a) || pl_credibility_missing(b));
}

enum pl_grade_refusal pl_grade_one(const struct pl_grade_basis *basis) {
    if (basis->origins == 0) {
        return PL_GRADE_REFUSAL_NO_ORIGIN;
    }
    if (basis->origins == 1) {
        return basis->suspected > 0 ? PL_GRADE_REFUSAL_SUSPECTED : PL_GRADE_REFUSAL_ONE_ORIGIN;
    }
    if (basis->parties >= 2) {
        return PL_GRADE_REFUSAL_NONE;
    }
    return basis->unnamed_parties > 0 ? PL_GRADE_REFUSAL_UNNAMED_PARTY : PL_GRADE_REFUSAL_ONE_PARTY;
}

void pl_grade_one_why(const struct pl_grade_basis *basis, struct pl_buf *out) {
    switch (pl_grade_one(basis)) {
    case PL_GRADE_REFUSAL_NONE:
        break;
    case PL_GRADE_REFUSAL_NO_ORIGIN:
        pl_buf_add_str(out, PL_STR("no origin is left"));
        break;
    case PL_GRADE_REFUSAL_ONE_ORIGIN:
        pl_buf_add_str(out, PL_STR("everything goes back to one origin"));
        break;
    case PL_GRADE_REFUSAL_SUSPECTED:
        pl_buf_add_fmt(out,
                       "everything goes back to one origin; %u more only if what is suspected to be a copy is none",
                       basis->suspected);
        break;
    case PL_GRADE_REFUSAL_ONE_PARTY:
        pl_buf_add_fmt(out, "all %u origins were collected by one party", basis->origins);
        break;
    case PL_GRADE_REFUSAL_UNNAMED_PARTY:
        pl_buf_add_fmt(out,
                       "of %u origins, %u do not say which party collected them, so that a second party is not shown",
                       basis->origins, basis->unnamed_parties);
        break;
    }
}
