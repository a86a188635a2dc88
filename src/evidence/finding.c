#include "evidence/finding.h"

#include <stdlib.h>
#include <string.h>

#include "base/ban.h"

static const struct {
    const char *word, *text;
    bool fails;
} KINDS[] = {
#define PL_FINDING_ROW(name, word, fails, text) {word, text, fails},
    PL_FINDING_KINDS(PL_FINDING_ROW)
#undef PL_FINDING_ROW
};

const char *pl_finding_word(int kind) { return kind >= 0 && kind < PL_FINDING_COUNT ? KINDS[kind].word : "?"; }
const char *pl_finding_text(int kind) { return kind >= 0 && kind < PL_FINDING_COUNT ? KINDS[kind].text : "?"; }
bool pl_finding_fails(int kind) { return kind >= 0 && kind < PL_FINDING_COUNT && KINDS[kind].fails; }

static int compare_claims(const uint32_t *a, uint32_t a_n, const uint32_t *b, uint32_t b_n) {
    for (uint32_t i = 0; i < a_n && i < b_n; i++) {
        if (a[i] != b[i]) {
            return a[i] < b[i] ? -1 : 1;
        }
    }
    return (a_n > b_n) - (a_n < b_n);
}

/* Ascending, each once; insertion: a finding names few. */
static uint32_t put_in_order(uint32_t *claims, uint32_t n) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t value = claims[i], at = kept;
        while (at > 0 && claims[at - 1] > value) {
            at--;
        }
        if (at > 0 && claims[at - 1] == value) {
            continue;
        }
        memmove(claims + at + 1, claims + at, (kept - at) * sizeof *claims);
        claims[at] = value;
        kept++;
    }
    return kept;
}

static int grow(struct pl_findings *f, struct pl_error *err) {
    if (f->n >= PL_FINDINGS_MAX) {
        return pl_fail(err, PL_E_LIMIT, "more than %u findings: split the table", PL_FINDINGS_MAX);
    }
    if (f->n < f->cap) {
        return 0;
    }
    uint32_t cap = f->cap == 0 ? 64 : f->cap * 2;
    struct pl_finding *items = pl_arena_calloc(f->arena, cap, sizeof *items);
    if (items == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    if (f->n > 0) {
        memcpy(items, f->items, f->n * sizeof *items);
    }
    f->items = items;
    f->cap = cap;
    return 0;
}

int pl_findings_add(struct pl_findings *findings, int kind, const uint32_t *claims, uint32_t n, pl_str why,
                    pl_str arithmetic, struct pl_error *err) {
    int code = grow(findings, err);
    if (code != 0) {
        return code;
    }
    struct pl_finding f = {.kind = kind};
    f.claims = pl_arena_calloc(findings->arena, (size_t)n + 1, sizeof *f.claims);
    f.why = pl_str_copy(findings->arena, why);
    f.arithmetic = pl_str_copy(findings->arena, arithmetic);
    if (f.claims == NULL || f.why.p == NULL || f.arithmetic.p == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    memcpy(f.claims, claims, n * sizeof *claims);
    f.n = put_in_order(f.claims, n);
    findings->items[findings->n++] = f;
    return 0;
}

static int compare(const struct pl_finding *a, const struct pl_finding *b) {
    if (a->kind != b->kind) {
        return a->kind < b->kind ? -1 : 1;
    }
    return compare_claims(a->claims, a->n, b->claims, b->n);
}

/* Stable, which qsort is not: of equal findings the first stays. */
static void merge(struct pl_finding *items, uint32_t n, struct pl_finding *scratch) {
    for (uint32_t width = 1; width < n; width *= 2) {
        for (uint32_t from = 0; from < n; from += 2 * width) {
            uint32_t middle = from + width < n ? from + width : n, end = middle + width < n ? middle + width : n;
            uint32_t i = from, k = middle, out = from;
            while (i < middle || k < end) {
                bool left = k == end || (i < middle && compare(&items[i], &items[k]) <= 0);
                scratch[out++] = left ? items[i++] : items[k++];
            }
        }
        memcpy(items, scratch, n * sizeof *items);
    }
}

/* True for "tested and agrees" where another test of the same claims failed; items are sorted, so it stands before. */
static bool overruled(const struct pl_finding *items, uint32_t n, const struct pl_finding *f) {
    for (int kind = 0; kind < PL_FINDING_CONSISTENT && f->kind == PL_FINDING_CONSISTENT; kind++) {
        struct pl_finding wanted = {.kind = kind, .claims = f->claims, .n = f->n};
        uint32_t low = 0, high = pl_finding_fails(kind) ? n : 0;
        while (low < high) {
            uint32_t middle = low + (high - low) / 2;
            int order = compare(&items[middle], &wanted);
            if (order == 0) {
                return true;
            }
            low = order < 0 ? middle + 1 : low;
            high = order < 0 ? high : middle;
        }
    }
    return false;
}

int pl_findings_sort(struct pl_findings *findings, struct pl_error *err) {
    struct pl_finding *scratch = pl_arena_calloc(findings->arena, (size_t)findings->n + 1, sizeof *scratch);
    uint32_t kept = 0;
    if (scratch == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    merge(findings->items, findings->n, scratch);
    for (uint32_t i = 0; i < findings->n; i++) {
        if (overruled(findings->items, kept, &findings->items[i])) {
            continue;
        }
        if (kept == 0 || compare(&findings->items[kept - 1], &findings->items[i]) != 0) {
            findings->items[kept++] = findings->items[i];
        }
    }
    findings->n = kept;
    return 0;
}
