/* Makes the rows by which names/judge.c asks all of its trees at once: make_judge OUT
 *
 * A tool of the build, not part of the program. Input: the trees of src/names/judge_table.c, which it is built with.
 * Output: a C header with const tables (src/names/judge_row.h says what they mean); the same trees give the same bytes.
 *
 * A tree has eight leaves, each a bit, and each of its seven questions, once answered, leaves the leaves on one side of
 * it. Of a fact, all answers follow from how many of the trees' thresholds lie below it: a row for each such count has,
 * for every tree, the leaves that are left by the questions about that fact. What all rows of a name's facts leave is
 * one leaf of each tree. */
#include <stdio.h>
#include <stdlib.h>

#include "names/judge.h"
#include "names/judge_row.h"

#include "base/ban.h"

#define NODES 7

static _Noreturn void die(const char *why) {
    fprintf(stderr, "make_judge: %s\n", why);
    exit(1);
}

static int by_value(const void *a, const void *b) {
    const int32_t x = *(const int32_t *)a;
    const int32_t y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* The thresholds of a fact, rising, each once. */
static size_t find_steps(int how, int fact, int32_t *steps) {
    size_t n = 0;
    for (int i = 0; i < PL_JUDGE_TREES; i++) {
        for (int k = 0; k < NODES; k++) {
            if (pl_judge_trees[how][i].ask[k].fact == fact) {
                steps[n++] = pl_judge_trees[how][i].ask[k].most;
            }
        }
    }
    qsort(steps, n, sizeof *steps, by_value);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (kept == 0 || steps[kept - 1] != steps[i]) {
            steps[kept++] = steps[i];
        }
    }
    return kept;
}

/* The leaves below a question, and those to its right. */
static unsigned leaves_of(int node, bool right) {
    const int level = node == 0 ? 0 : node < 3 ? 1 : 2;
    const int width = 8 >> level;
    const int first = (node - ((1 << level) - 1)) * width;
    const unsigned half = (1u << width / 2) - 1;
    return right ? half << (first + width / 2) : half << first;
}

/* What questions about a fact leave of a tree where the fact is more than the first `above` steps; fact -1: no
 * question, left. */
static unsigned left_of(const struct pl_judge_tree *tree, int fact, const int32_t *steps, size_t above) {
    unsigned left = 255;
    for (int k = 0; k < NODES; k++) {
        if (tree->ask[k].fact == fact) {
            const bool right = fact >= 0 && above > 0 && tree->ask[k].most <= steps[above - 1];
            left &= ~leaves_of(k, !right);
        }
    }
    return left;
}

static void write_leaves(FILE *out, int how) {
    fprintf(out, "        .leaf = {\n");
    for (int i = 0; i < PL_JUDGE_TREES; i++) {
        fprintf(out, "            {");
        for (int k = 0; k < 8; k++) {
            fprintf(out, "%d,", pl_judge_trees[how][i].leaf[k]);
        }
        fprintf(out, "},\n");
    }
    fprintf(out, "        },\n");
}

static void write_rows(FILE *out, int how, int fact, const int32_t *steps, size_t n) {
    for (size_t above = 0; above <= n; above++) {
        fprintf(out, "            {{");
        for (int i = 0; i < PL_JUDGE_ROW; i++) { /* what fills the last lanes says nothing */
            const struct pl_judge_tree *tree = &pl_judge_trees[how][i < PL_JUDGE_TREES ? i : 0];
            const unsigned unasked = fact == 0 ? left_of(tree, -1, NULL, 0) : 255;
            fprintf(out, "%u,", left_of(tree, fact, steps, above) & unasked);
        }
        fprintf(out, "}},\n");
    }
}

static void write_how(FILE *out, int how) {
    static int32_t steps[PL_JUDGE_COUNT][PL_JUDGE_TREES * NODES];
    size_t n[PL_JUDGE_COUNT];
    size_t first = 0;
    fprintf(out, "    {\n");
    write_leaves(out, how);
    fprintf(out, "        .steps = {\n");
    for (int fact = 0; fact < PL_JUDGE_COUNT; fact++) {
        n[fact] = find_steps(how, fact, steps[fact]);
        if (n[fact] > PL_JUDGE_STEPS) {
            die("a fact has more thresholds than PL_JUDGE_STEPS");
        }
        fprintf(out, "            {");
        for (size_t i = 0; i < n[fact] || i % 4 != 0 || i == 0; i++) {
            fprintf(out, "%s%ld,%s", i % 4 == 0 ? "{{" : " ", i < n[fact] ? (long)steps[fact][i] : (long)INT32_MAX,
                    i % 4 == 3 ? "}}, " : "");
        }
        fprintf(out, "},\n");
    }
    fprintf(out, "        },\n        .n_steps = {");
    for (int fact = 0; fact < PL_JUDGE_COUNT; fact++) {
        fprintf(out, "%zu, ", n[fact]);
    }
    fprintf(out, "},\n        .first = {");
    for (int fact = 0; fact < PL_JUDGE_COUNT; first += n[fact++] + 1) {
        fprintf(out, "%zu, ", first);
    }
    if (first > PL_JUDGE_ROWS) {
        die("there are more rows than PL_JUDGE_ROWS");
    }
    fprintf(out, "},\n        .rows = {\n");
    for (int fact = 0; fact < PL_JUDGE_COUNT; fact++) {
        write_rows(out, how, fact, steps[fact], n[fact]);
    }
    fprintf(out, "        },\n    },\n");
}

int main(int argc, char **argv) {
    FILE *out = argc == 2 ? fopen(argv[1], "we") : NULL;
    if (out == NULL) {
        die("make_judge OUT");
    }
    fprintf(out, "/* Made by tools/make_judge.c of src/names/judge_table.c when building. */\n"
                 "static const struct pl_judge_rows ROWS[PL_JUDGE_HOWS] = {\n");
    for (int how = 0; how < PL_JUDGE_HOWS; how++) {
        write_how(out, how);
    }
    fprintf(out, "};\n");
    if (ferror(out) || fclose(out) != 0) {
        die("the table cannot be written");
    }
    return 0;
}
