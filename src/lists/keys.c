#include "lists/keys.h"

#include "text/unicode.h"

#include "base/ban.h"

static const char *const KIND_NAMES[] = {
#define PL_KEY_KIND_NAME(name, text) text,
    PL_KEY_KINDS(PL_KEY_KIND_NAME)
#undef PL_KEY_KIND_NAME
};

const char *pl_key_kind_name(int kind) {
    return kind >= 0 && kind < (int)PL_KEY_KIND_COUNT ? KIND_NAMES[kind] : "name";
}

int pl_key_name(pl_str name, struct pl_buf *key, struct pl_error *err) { return pl_unicode_fold(name, key, err); }

/* Letters and digits only, capitals: "HM-CQ 5" and "HMCQ5" are one call sign. */
void pl_key_call_sign(pl_str call_sign, struct pl_buf *key) {
    for (size_t i = 0; i < call_sign.n; i++) {
        char c = call_sign.p[i];
        if (c >= 'a' && c <= 'z') {
            c = (char)(c - ('a' - 'A'));
        }
        if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
            pl_buf_add_char(key, c);
        }
    }
}

static int kind_of(int prop) {
    static const struct {
        int prop;
        int kind;
    } KINDS[] = {
        {PL_PROP_IMO, PL_KEY_IMO},
        {PL_PROP_RELATED_IMO, PL_KEY_RELATED_IMO},
        {PL_PROP_MMSI, PL_KEY_MMSI},
        {PL_PROP_CALL_SIGN, PL_KEY_CALL_SIGN},
        {PL_PROP_NAME, PL_KEY_NAME},
        {PL_PROP_ALIAS, PL_KEY_NAME},
        {PL_PROP_PREVIOUS_NAME, PL_KEY_NAME},
        {PL_PROP_ORIGINAL_NAME, PL_KEY_NAME},
        {PL_PROP_WEAK_ALIAS, PL_KEY_WEAK_NAME},
        {PL_PROP_ABBREVIATION, PL_KEY_WEAK_NAME},
    };
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        if (KINDS[i].prop == prop) {
            return KINDS[i].kind;
        }
    }
    return -1;
}

int pl_entity_keys(const struct pl_entity *entity, pl_key_sink sink, void *ctx, struct pl_error *err) {
    PL_BUF_AUTO key;
    pl_buf_open(&key, 1 << 20);
    for (size_t i = 0; i < entity->n_values; i++) {
        const struct pl_value *value = &entity->values[i];
        int kind = kind_of(value->prop);
        if (kind < 0 || !value->valid) {
            continue;
        }
        int code = 0;
        pl_buf_clear(&key);
        if (kind == PL_KEY_CALL_SIGN) {
            pl_key_call_sign(value->text, &key);
        } else if (kind == PL_KEY_NAME || kind == PL_KEY_WEAK_NAME) {
            code = pl_key_name(value->text, &key, err);
        } else {
            pl_buf_add_str(&key, value->text);
        }
        if (code == 0 && key.n > 0) {
            code = sink(ctx, kind, pl_buf_str(&key), value, err);
        }
        if (code != 0) {
            return code;
        }
    }
    return 0;
}
