/* Foreign rules: refused or taken whole; what is taken has a canonical form that reads back as itself. */
#include <stdint.h>
#include <stdlib.h>

#include "detect/rules.h"

#include "base/ban.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct pl_rules rules, again;
    struct pl_error err;
    if (pl_rules_parse(pl_str_make((const char *)data, size), &rules, &err)) {
        return 0;
    }
    PL_BUF_AUTO text;
    pl_buf_open(&text, 1u << 20);
    pl_rules_write(&rules, &text);
    if (pl_buf_failed(&text) || pl_rules_parse(pl_buf_str(&text), &again, &err)) {
        abort();
    }
    for (unsigned i = 0; i < PL_RULE_COUNT; i++) {
        double off = rules.v[i] > again.v[i] ? rules.v[i] - again.v[i] : again.v[i] - rules.v[i];
        if (off > 1e-6) {
            abort();
        }
    }
    return 0;
}
