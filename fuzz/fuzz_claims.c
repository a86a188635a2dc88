/* A table of claims, audited: never a finding without reason or claims, each claim named once and in order, the same
 * findings for the same bytes. And as the text of one quantity: what is read is written so that it is read again. */
#include <stdlib.h>

#include "app/audit.h"
#include "app/facts.h"
#include "evidence/quantity.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MEMORY ((size_t)256 << 20)

static void check_findings(const struct pl_claim_table *table, const struct pl_findings *findings) {
    for (uint32_t i = 0; i < findings->n; i++) {
        const struct pl_finding *f = &findings->items[i];
        if (f->n == 0 || f->why.n == 0 || f->kind < 0 || f->kind >= PL_FINDING_COUNT) {
            abort();
        }
        for (uint32_t k = 0; k < f->n; k++) {
            if (f->claims[k] >= table->n || (k > 0 && f->claims[k] <= f->claims[k - 1])) {
                abort();
            }
        }
    }
}

static void audit_twice(pl_str text) {
    PL_ARENA_AUTO first;
    PL_ARENA_AUTO second;
    struct pl_claim_table a = {0}, b = {0};
    struct pl_findings x = {0}, y = {0};
    pl_arena_open(&first, MEMORY);
    pl_arena_open(&second, MEMORY);
    int code = pl_audit_bytes(text, pl_facts_caps(), NULL, NULL, &first, &a, &x, NULL);
    if (code != pl_audit_bytes(text, pl_facts_caps(), NULL, NULL, &second, &b, &y, NULL) || x.n != y.n) {
        abort();
    }
    check_findings(&a, &x);
    for (uint32_t i = 0; i < x.n; i++) {
        if (!pl_str_eq(x.items[i].why, y.items[i].why) || !pl_str_eq(x.items[i].arithmetic, y.items[i].arithmetic)) {
            abort();
        }
    }
}

static void quantity_again(pl_str text) {
    struct pl_quantity q, again;
    PL_BUF_AUTO once;
    PL_BUF_AUTO twice;
    pl_buf_open(&once, 1 << 16);
    pl_buf_open(&twice, 1 << 16);
    if (!pl_quantity_parse(text, &q)) {
        return;
    }
    struct pl_range r = pl_quantity_range(&q);
    pl_quantity_write(&once, &q);
    if (!(r.low <= r.high) || !(r.low >= 0) ||
        (once.n <= PL_QUANTITY_MAX_BYTES && !pl_quantity_parse(pl_buf_str(&once), &again))) {
        abort();
    }
    if (once.n <= PL_QUANTITY_MAX_BYTES) {
        pl_quantity_write(&twice, &again);
        if (!pl_str_eq(pl_buf_str(&once), pl_buf_str(&twice))) {
            abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    pl_str text = pl_str_make((const char *)data, size);
    quantity_again(text);
    audit_twice(text);
    return 0;
}
