/* Matching by its parts on an invented list of 25,000 names (seeded): forms, made ready, index, candidates, scores.
 * Each row: name, n, ns/op, checksum. The whole of a screening is measured by tools/bench_screen.sh. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/time.h"
#include "names/index.h"
#include "names/ready.h"

#define NAMES   25000
#define QUERIES 5000

static uint64_t next(uint64_t *state) {
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

static void report(const char *name, size_t n, int64_t started_us, double sum) {
    printf("%-28s %8zu %10.0f ns/op  checksum %.17g\n", name, n,
           1000.0 * (double)(pl_time_monotonic_us() - started_us) / (double)n, sum);
}

static const char *const SYLLABLES[] = {"ka", "ri", "mo", "hun", "jong", "ber", "al",  "sha", "to",  "vich", "kim",
                                        "ya", "su", "ne", "dar", "khal", "fi",  "ras", "zen", "myo", "ong",  "il"};

/* Two to four words of one to three syllables. */
static size_t invent(uint64_t *state, char *text, size_t max) {
    size_t n = 0;
    for (uint64_t words = 2 + next(state) % 3; words > 0; words--) {
        for (uint64_t k = 1 + next(state) % 3; k > 0; k--) {
            n += (size_t)snprintf(text + n, max - n, "%s",
                                  SYLLABLES[next(state) % (sizeof SYLLABLES / sizeof *SYLLABLES)]);
        }
        n += (size_t)snprintf(text + n, max - n, "%s", words > 1 ? " " : "");
    }
    return n;
}

static struct pl_subject entries[NAMES];
static struct pl_subject_name names[NAMES], asked[QUERIES];

static void stop(const struct pl_error *err) {
    printf("%s\n", err->msg);
    exit(4);
}

static void read_names(struct pl_romaniser *romaniser, struct pl_arena *arena) {
    struct pl_error err;
    uint64_t state = 1;
    int64_t started = pl_time_monotonic_us();
    size_t readings = 0;
    for (size_t i = 0; i < NAMES + QUERIES; i++) {
        char text[256];
        const size_t n = invent(&state, text, sizeof text);
        struct pl_subject_name *to = i < NAMES ? &names[i] : &asked[i - NAMES];
        if (i >= NAMES && i % 2) { /* half are of the list, with a letter lost */
            const pl_str source = names[next(&state) % NAMES].form.source;
            const size_t at = 1 + next(&state) % (source.n - 1);
            memcpy(text, source.p, at);
            memcpy(text + at, source.p + at + 1, source.n - at - 1);
            text[source.n - 1] = 0;
        }
        if (pl_form_make(romaniser, pl_str_make(text, i >= NAMES && i % 2 ? strlen(text) : n), PL_NAME_PERSON,
                         PL_STR(""), PL_STR(""), arena, &to->form, &err)) {
            stop(&err);
        }
        readings += to->form.n;
    }
    report("readings of a name", NAMES + QUERIES, started, (double)readings);
    started = pl_time_monotonic_us();
    size_t spaces = 0;
    for (size_t i = 0; i < NAMES + QUERIES; i++) {
        struct pl_subject_name *to = i < NAMES ? &names[i] : &asked[i - NAMES];
        if (pl_ready_make(&to->form, arena, &to->ready, &err)) {
            stop(&err);
        }
        spaces += to->ready->spaces;
    }
    report("made ready", NAMES + QUERIES, started, (double)spaces);
}

int main(void) {
    struct pl_error err;
    struct pl_romaniser *romaniser = NULL;
    struct pl_index_builder *builder = NULL;
    struct pl_index *index = NULL;
    struct pl_index_scratch *scratch = NULL;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, (size_t)4 << 30);
    if (pl_romaniser_open(&romaniser, &err)) {
        stop(&err);
    }
    read_names(romaniser, &arena);
    int64_t started = pl_time_monotonic_us();
    if (pl_index_builder_open(&builder, &err)) {
        stop(&err);
    }
    for (uint32_t i = 0; i < NAMES; i++) {
        entries[i] = (struct pl_subject){.kind = PL_NAME_PERSON, .names = &names[i], .n_names = 1};
        if (pl_index_builder_add(builder, i, &entries[i], &err)) {
            stop(&err);
        }
    }
    if (pl_index_build(builder, &index, &err) || pl_index_scratch_open(index, &scratch, &err)) {
        stop(&err);
    }
    report("index built, a name", NAMES, started, (double)pl_index_bytes(index));

    static struct pl_index_candidate found[QUERIES][PL_INDEX_MAX_SCORED];
    static size_t n_found[QUERIES];
    size_t all = 0;
    started = pl_time_monotonic_us();
    for (size_t i = 0; i < QUERIES; i++) {
        const struct pl_subject query = {.kind = PL_NAME_PERSON, .names = &asked[i], .n_names = 1};
        const size_t n = pl_index_ask(index, scratch, &query, found[i], PL_INDEX_MAX_SCORED);
        n_found[i] = pl_index_worth(found[i], n, PL_MATCH_THRESHOLD);
        all += n_found[i];
    }
    report("candidates of a name", QUERIES, started, (double)all);
    double sum = 0;
    started = pl_time_monotonic_us();
    for (size_t i = 0; i < QUERIES; i++) {
        const struct pl_subject query = {.kind = PL_NAME_PERSON, .names = &asked[i], .n_names = 1};
        for (size_t k = 0; k < n_found[i]; k++) {
            struct pl_subject_match match;
            if (pl_match_subjects(&query, &entries[found[i][k].entry], NULL, &match, &err)) {
                stop(&err);
            }
            sum += match.score;
        }
    }
    report("score of a candidate", all, started, sum);
    pl_index_scratch_close(scratch);
    pl_index_close(index);
    pl_romaniser_close(romaniser);
    return 0;
}
