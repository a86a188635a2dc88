#include "app/case_rules.h"

#include "base/ban.h"

#define RULES_MAX 65536

static int on_act(void *ctx, const struct pl_act *act, struct pl_error *err) {
    struct pl_case_rules *r = ctx;
    struct pl_error why = {0};
    if (pl_rules_parse(pl_act_text(act, "rules"), &r->rules, &why) != PL_E_OK) {
        return pl_fail(err, PL_E_VERSION, "the rules that journal entry %lld sets are not for this program: %s",
                       (long long)act->seq, why.msg);
    }
    r->seq = act->seq;
    r->at = act->at;
    return PL_E_OK;
}

int pl_case_rules_read(struct pl_case *c, int64_t before, struct pl_case_rules *ret, struct pl_error *err) {
    *ret = (struct pl_case_rules){.seq = -1, .at = PL_TIME_NONE};
    if (!pl_rules_profile("default", &ret->rules)) {
        return pl_fail(err, PL_E_USAGE, "there are no default rules");
    }
    return pl_act_each(c, PL_STR("rules"), before, on_act, ret, err);
}

int pl_case_rules_set(struct pl_acting *acting, const struct pl_rules *rules, int64_t *ret_seq, struct pl_error *err) {
    struct pl_act_fields fields = {.arena = &acting->arena};
    struct pl_case_rules now;
    PL_BUF_AUTO text = {0};
    pl_buf_open(&text, RULES_MAX);
    int rc = pl_case_rules_read(acting->c, INT64_MAX, &now, err);
    if (rc == PL_E_VERSION) {
        rc = PL_E_OK; /* they are being put right */
    } else if (rc == PL_E_OK && pl_hash_cmp(now.rules.hash, rules->hash) == 0) {
        return pl_fail(err, PL_E_REFUSED, "these are the rules of the case already");
    }
    pl_rules_write(rules, &text);
    if (rc == PL_E_OK && pl_buf_failed(&text)) {
        rc = pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_act_add_text(&fields, "rules", pl_buf_str(&text));
    pl_act_add_text(&fields, "by", acting->person);
    return pl_acting_write(acting, "rules", &fields, ret_seq, err);
}
