#include "app/rules_json.h"

#include "app/case_rules.h"
#include "app/case_view.h"
#include "text/json.h"

#include "base/ban.h"

void pl_rule_row_json(const struct pl_rule_row *row, double value, struct pl_buf *out) {
    struct pl_json json;
    const struct {
        const char *key;
        double value;
    } numbers[] = {{"value", value},        {"default", row->value}, {"sensitive", row->sensitive},
                   {"strict", row->strict}, {"least", row->least},   {"most", row->most}};
    pl_json_start(&json, out);
    pl_json_record(&json, "rule");
    pl_json_key(&json, "section");
    pl_json_text(&json, row->section);
    pl_json_key(&json, "key");
    pl_json_text(&json, row->key);
    pl_json_key(&json, "counts");
    pl_json_text(&json, row->comparison);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        pl_json_key(&json, numbers[i].key);
        pl_json_fixed(&json, numbers[i].value, 4);
    }
    pl_json_key(&json, "text");
    pl_json_text(&json, row->text);
    pl_json_record_end(&json);
}

static const char *profile_of(const struct pl_rules *rules) {
    static const char *const NAMES[] = {"default", "sensitive", "strict"};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        struct pl_rules profile;
        if (pl_rules_profile(NAMES[i], &profile) && pl_hash_cmp(profile.hash, rules->hash) == 0) {
            return NAMES[i];
        }
    }
    return NULL;
}

void pl_rules_end_json(const struct pl_rules *rules, uint64_t n, int64_t seq, struct pl_buf *out) {
    struct pl_json json;
    char hex[65];
    pl_hash_hex(rules->hash, hex);
    pl_json_start(&json, out);
    pl_json_record(&json, "summary");
    pl_json_key(&json, "results");
    pl_json_u64(&json, n);
    pl_json_key(&json, "hash");
    pl_json_text(&json, hex);
    pl_json_key(&json, "profile");
    pl_json_text(&json, profile_of(rules));
    pl_json_key(&json, "set_by_entry");
    if (seq >= 0) {
        pl_json_i64(&json, seq);
    } else {
        pl_json_null(&json);
    }
    pl_json_record_end(&json);
}

int pl_case_rules_json(const char *dir, pl_time known_at, struct pl_buf *out, struct pl_error *err) {
    PL_CASE_VIEW_AUTO view = {0};
    struct pl_case_rules set;
    int code = pl_case_view_open(dir, known_at, &view, err);
    code = code == 0 ? pl_case_rules_read(view.c, view.before, &set, err) : code;
    for (unsigned key = 0; code == 0 && key < PL_RULE_COUNT; key++) {
        pl_rule_row_json(pl_rules_row(key), set.rules.v[key], out);
    }
    if (code == 0) {
        pl_rules_end_json(&set.rules, PL_RULE_COUNT, set.seq, out);
    }
    return code;
}
