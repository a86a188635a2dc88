#include "detect/rules.h"

#include "base/arena.h"
#include "text/json.h"

#include "base/ban.h"

#define JSON_MAX_BYTES (1u << 20)

static const struct pl_rule_row rows[PL_RULE_COUNT] = {
#define RULE_ROW(name, section, key, def, least, most, sensitive, strict, cmp, text)                                   \
    {section, key, cmp, text, def, least, most, sensitive, strict},
    PL_RULES(RULE_ROW)
#undef RULE_ROW
};

const struct pl_rule_row *pl_rules_row(unsigned key) { return key < PL_RULE_COUNT ? &rows[key] : NULL; }

static bool same(const char *a, pl_str b) { return pl_str_eq(pl_str_from(a), b); }

/* At most six decimals, without needless zeros: the table's ranges keep |v| small. */
static void add_number(struct pl_buf *out, double v) {
    char digits[32];
    struct pl_buf text = {digits, 0, sizeof digits, sizeof digits, false};
    pl_buf_add_fixed(&text, v, 6);
    while (text.n > 0 && digits[text.n - 1] == '0') {
        text.n--;
    }
    if (text.n > 0 && digits[text.n - 1] == '.') {
        text.n--;
    }
    pl_buf_add(out, digits, text.n);
}

static void add_text(struct pl_buf *out, const char *text) { pl_buf_add_str(out, pl_str_from(text)); }

static void add_pair(struct pl_buf *out, unsigned key, double v) {
    pl_buf_add_char(out, '"');
    add_text(out, rows[key].key);
    add_text(out, "\":");
    add_number(out, v);
}

void pl_rules_params(const struct pl_rules *rules, const char *section, struct pl_buf *out) {
    bool comma = false;
    pl_buf_add_char(out, '{');
    for (unsigned i = 0; i < PL_RULE_COUNT; i++) {
        if (!same(rows[i].section, pl_str_from(section))) {
            continue;
        }
        if (comma) {
            pl_buf_add_char(out, ',');
        }
        add_pair(out, i, rules->v[i]);
        comma = true;
    }
    pl_buf_add_char(out, '}');
}

/* Sections in table order; between: what stands between two sections. */
static void add_sections(const struct pl_rules *rules, struct pl_buf *out, const char *before) {
    for (unsigned i = 0; i < PL_RULE_COUNT; i++) {
        if (i > 0 && same(rows[i].section, pl_str_from(rows[i - 1].section))) {
            continue;
        }
        add_text(out, before);
        pl_buf_add_char(out, '"');
        add_text(out, rows[i].section);
        add_text(out, "\":");
        pl_rules_params(rules, rows[i].section, out);
    }
}

void pl_rules_canonical(const struct pl_rules *rules, struct pl_buf *out) {
    add_text(out, "{\"name\":\"" PL_RULES_NAME "\",\"version\":\"" PL_RULES_VERSION "\"");
    add_sections(rules, out, ",");
    pl_buf_add_char(out, '}');
}

void pl_rules_write(const struct pl_rules *rules, struct pl_buf *out) {
    add_text(out, "{\n  \"name\":\"" PL_RULES_NAME "\",\n  \"version\":\"" PL_RULES_VERSION "\"");
    add_sections(rules, out, ",\n  ");
    add_text(out, "\n}\n");
}

static void rehash(struct pl_rules *rules) {
    PL_BUF_AUTO text;
    pl_buf_open(&text, JSON_MAX_BYTES);
    pl_rules_canonical(rules, &text);
    struct pl_sha256 sha;
    pl_sha256_start(&sha);
    pl_sha256_add(&sha, "plimsoll-rules/v1\n", 18);
    pl_sha256_add(&sha, text.p, text.n);
    rules->hash = pl_sha256_digest(&sha);
}

bool pl_rules_profile(const char *name, struct pl_rules *ret) {
    pl_str wanted = pl_str_from(name);
    bool sensitive = same("sensitive", wanted);
    bool strict = same("strict", wanted);
    if (!sensitive && !strict && !same("default", wanted)) {
        return false;
    }
    for (unsigned i = 0; i < PL_RULE_COUNT; i++) {
        ret->v[i] = sensitive ? rows[i].sensitive : strict ? rows[i].strict : rows[i].value;
    }
    rehash(ret);
    return true;
}

static unsigned find(pl_str section, pl_str key) {
    for (unsigned i = 0; i < PL_RULE_COUNT; i++) {
        if (same(rows[i].section, section) && same(rows[i].key, key)) {
            return i;
        }
    }
    return PL_RULE_COUNT;
}

static int set(struct pl_rules *rules, bool *seen, pl_str section, pl_str key, const struct pl_jval *value,
               struct pl_error *err) {
    unsigned i = find(section, key);
    int s = (int)(section.n < 60 ? section.n : 60);
    int k = (int)(key.n < 60 ? key.n : 60);
    if (i == PL_RULE_COUNT) {
        return pl_fail(err, PL_E_USAGE, "rules: there is no key %.*s.%.*s; docs/rules.md lists all", s, section.p, k,
                       key.p);
    }
    if (seen[i]) {
        return pl_fail(err, PL_E_USAGE, "rules: %s.%s is given twice", rows[i].section, rows[i].key);
    }
    if (value->kind != PL_JVAL_INT && value->kind != PL_JVAL_REAL) {
        return pl_fail(err, PL_E_USAGE, "rules: %s.%s must be a number", rows[i].section, rows[i].key);
    }
    if (!(value->real >= rows[i].least && value->real <= rows[i].most)) {
        return pl_fail(err, PL_E_USAGE, "rules: %s.%s must lie between %g and %g", rows[i].section, rows[i].key,
                       rows[i].least, rows[i].most);
    }
    seen[i] = true;
    rules->v[i] = value->real;
    return 0;
}

static int set_head(struct pl_rules *rules, pl_str key, const struct pl_jval *value, bool *ret_taken,
                    struct pl_error *err) {
    *ret_taken = true;
    bool text = value->kind == PL_JVAL_STR;
    if (same("name", key) && text) {
        return 0;
    }
    if (same("version", key)) {
        if (text && pl_str_eq(value->str, PL_STR(PL_RULES_VERSION))) {
            return 0;
        }
        return pl_fail(err, PL_E_USAGE, "rules: the version must be \"" PL_RULES_VERSION "\"");
    }
    if (same("profile", key)) {
        char name[16] = "";
        if (text && value->str.n < sizeof name) {
            memcpy(name, value->str.p, value->str.n);
        }
        if (!pl_rules_profile(name, rules)) {
            return pl_fail(err, PL_E_USAGE, "rules: the profile must be default, sensitive or strict");
        }
        return 0;
    }
    *ret_taken = false;
    return 0;
}

static int set_member(struct pl_rules *rules, bool *seen, pl_str key, const struct pl_jval *value,
                      struct pl_error *err) {
    bool taken = false;
    int rc = set_head(rules, key, value, &taken, err);
    if (rc || taken) {
        return rc;
    }
    if (value->kind != PL_JVAL_OBJECT) {
        pl_str rest = key;
        pl_str section = pl_str_cut(&rest, '.');
        return set(rules, seen, section, rest.p ? rest : PL_STR(""), value, err);
    }
    for (size_t i = 0; i < value->n && !rc; i++) {
        rc = set(rules, seen, key, value->keys[i], &value->items[i], err);
    }
    return rc;
}

static int check_pairs(const struct pl_rules *r, struct pl_error *err) {
    if (r->v[PL_RULE_PORT_VISIT_OUT_M] < r->v[PL_RULE_PORT_VISIT_IN_M]) {
        return pl_fail(err, PL_E_USAGE, "rules: port_visit.out_m must not be below port_visit.in_m");
    }
    if (r->v[PL_RULE_PORT_VISIT_START_KN] < r->v[PL_RULE_PORT_VISIT_STOP_KN]) {
        return pl_fail(err, PL_E_USAGE, "rules: port_visit.start_kn must not be below port_visit.stop_kn");
    }
    return 0;
}

int pl_rules_override(struct pl_rules *rules, pl_str json, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 8 * JSON_MAX_BYTES);
    if (json.n > JSON_MAX_BYTES) {
        return pl_fail(err, PL_E_LIMIT, "rules: more than %u bytes", JSON_MAX_BYTES);
    }
    const struct pl_jval *root = NULL;
    int rc = pl_json_read(json, &arena, &root, err);
    if (rc) {
        return rc;
    }
    if (root->kind != PL_JVAL_OBJECT) {
        return pl_fail(err, PL_E_FORMAT, "rules: not a JSON object");
    }
    struct pl_rules next = *rules;
    bool seen[PL_RULE_COUNT] = {false};
    const struct pl_jval *profile = pl_jval_get(root, "profile");
    if (profile) { /* first, wherever it stands: the named keys win over it */
        bool taken;
        rc = set_head(&next, PL_STR("profile"), profile, &taken, err);
    }
    for (size_t i = 0; i < root->n && !rc; i++) {
        if (!same("profile", root->keys[i])) {
            rc = set_member(&next, seen, root->keys[i], &root->items[i], err);
        }
    }
    if (!rc) {
        rc = check_pairs(&next, err);
    }
    if (rc) {
        return rc;
    }
    rehash(&next);
    *rules = next;
    return 0;
}

int pl_rules_parse(pl_str json, struct pl_rules *ret, struct pl_error *err) {
    struct pl_rules rules;
    pl_rules_profile("default", &rules);
    int rc = pl_rules_override(&rules, json, err);
    if (!rc) {
        *ret = rules;
    }
    return rc;
}
