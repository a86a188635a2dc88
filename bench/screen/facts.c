/* What pl_match_names judges two Latin spellings by: facts < PAIRS.tsv (id, name_a, name_b, schema; no header) prints a
 * line for each pair that is judged: its id and the facts in the order of names/judge.h; the names of the facts and
 * which way each may move a score come first. For bench/screen/fit.py. */
#include <stdio.h>
#include <stdlib.h>

#include "names/judge.h"
#include "names/match_in.h"
#include "names/weight.h"

#include "base/ban.h"

static int kind_of(pl_str schema) {
    return pl_str_eq(schema, PL_STR("Person"))   ? PL_NAME_PERSON
           : pl_str_eq(schema, PL_STR("Vessel")) ? PL_NAME_VESSEL
                                                 : PL_NAME_ORGANIZATION;
}

static int print_facts(struct pl_romaniser *romaniser, pl_str line, struct pl_arena *arena, struct pl_error *err) {
    const pl_str id = pl_str_cut(&line, '\t');
    const pl_str a = pl_str_cut(&line, '\t');
    const pl_str b = pl_str_cut(&line, '\t');
    const int kind = kind_of(line);
    struct pl_form x;
    struct pl_form y;
    int32_t facts[PL_JUDGE_COUNT];
    int code = pl_form_make(romaniser, a, kind, PL_STR(""), PL_STR(""), arena, &x, err);
    code = code ? code : pl_form_make(romaniser, b, kind, PL_STR(""), PL_STR(""), arena, &y, err);
    if (code || !pl_match_facts(&x, &y, facts)) {
        return code;
    }
    printf("%.*s", (int)id.n, id.p);
    for (int i = 0; i < PL_JUDGE_COUNT; i++) {
        printf("\t%d", facts[i]);
    }
    putchar('\n');
    return 0;
}

int main(void) {
    struct pl_error err;
    struct pl_romaniser *romaniser = NULL;
    char *line = NULL;
    size_t cap = 0;
    ssize_t n;
    int code = pl_romaniser_open(&romaniser, &err);
    for (int i = 0; i < PL_JUDGE_COUNT; i++) {
        printf("%s\t%d\n", pl_judge_fact_at(i)->name, pl_judge_fact_at(i)->way);
    }
    while (!code && (n = getline(&line, &cap, stdin)) > 0) {
        PL_ARENA_AUTO arena;
        pl_arena_open(&arena, (size_t)1 << 26);
        code = print_facts(romaniser, pl_str_make(line, (size_t)n - (line[n - 1] == '\n')), &arena, &err);
    }
    free(line);
    pl_romaniser_close(romaniser);
    if (code) {
        fprintf(stderr, "%s\n", err.msg);
    }
    return code ? 1 : 0;
}
