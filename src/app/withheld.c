#include "app/withheld.h"

#include <string.h>

#include "store/clearance.h"
#include "store/filing.h"

#include "base/ban.h"

struct letters {
    struct pl_case *c;
    int64_t before;
    uint64_t n;
};

/* That it was sent, and its answer, refer to the letter alone. */
static int on_letter(void *ctx, const struct pl_filing *letter, int64_t by, struct pl_error *err) {
    struct letters *l = ctx;
    struct pl_filing_counts counts;
    char id[PL_FILING_ID_MAX];
    (void)by;
    pl_filing_id(letter, id);
    int code = pl_filing_unseen(l->c, pl_str_from(id), l->before, &counts, err);
    l->n += code == 0 ? counts.n['N' - 'A'] + counts.n['Y' - 'A'] : 0;
    return code;
}

int pl_withheld_about(struct pl_case *c, const struct pl_filing *filing, int64_t before, struct pl_report_unseen *ret,
                      struct pl_error *err) {
    struct letters l = {.c = c, .before = before};
    struct pl_filing_counts counts = {.n = {0}};
    struct pl_filing_query q = PL_FILING_QUERY;
    char key[PL_FILING_ID_MAX + 4] = "ref:";
    int code = 0;
    if (pl_case_limited(c).n > 0 && filing->seq >= 0) {
        pl_filing_id(filing, key + 4);
        q.letter = 'L';
        q.key = pl_str_from(key);
        q.before = before;
        code = pl_filing_unseen(c, pl_str_from(key + 4), before, &counts, err);
        code = code == 0 ? pl_filing_each(c, &q, on_letter, &l, err) : code;
    }
    if (code == 0) {
        const uint64_t *n = counts.n;
        *ret = (struct pl_report_unseen){.judgements = (size_t)n['V' - 'A'],
                                         .letters = (size_t)(n['L' - 'A'] + n['Y' - 'A'] + l.n),
                                         .outcomes = (size_t)n['U' - 'A'],
                                         .corrections = (size_t)n['X' - 'A'],
                                         .grades = (size_t)n['G' - 'A']};
        ret->supports = filing->kind->letter == 'C' ? (size_t)n['P' - 'A'] : 0;
    }
    return code;
}

void pl_withheld_members(const struct pl_report_unseen *unseen, struct pl_json *json) {
    const struct {
        const char *key;
        size_t n;
    } MEMBERS[] = {{"judgements", unseen->judgements},   {"letters", unseen->letters},   {"outcomes", unseen->outcomes},
                   {"corrections", unseen->corrections}, {"supports", unseen->supports}, {"grades", unseen->grades}};
    for (size_t i = 0; i < sizeof MEMBERS / sizeof MEMBERS[0]; i++) {
        pl_json_key_n(json, MEMBERS[i].key, strlen(MEMBERS[i].key));
        pl_json_u64(json, MEMBERS[i].n);
    }
}
