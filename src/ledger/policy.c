#include "ledger/policy.h"

#include <string.h>

#include "base/utf8.h"

#include "base/ban.h"

#define WORDS_MAX (PL_POLICY_ITEMS_MAX * 2 + 3) /* of a line: `group`, name, threshold, every witness and group */

/* A policy that grows line by line; its arrays have their full length. */
struct reading {
    struct pl_arena *arena;
    struct pl_policy_log *logs;
    struct pl_policy_witness *witnesses;
    struct pl_policy_group *groups;
    size_t n_logs, n_witnesses, n_groups;
    bool *taken[2]; /* is a member of a group: witnesses, groups */
    bool has_quorum, witnessed;
    struct pl_policy_member quorum;
    pl_str words[WORDS_MAX];
    size_t n_words;
    uint64_t line, offset;
};

static int refuse(const struct reading *r, struct pl_error *err, const char *why, pl_str what) {
    int n = what.n > 100 ? 100 : (int)what.n;
    return pl_fail_at(err, PL_E_FORMAT, r->line, r->offset, "no trust policy: %s%s%.*s", why, n > 0 ? ": " : "", n,
                      what.p != NULL ? what.p : "");
}

static int full(struct pl_error *err, const char *what) {
    return pl_fail(err, PL_E_LIMIT, "a trust policy names at most %d %s", PL_POLICY_ITEMS_MAX, what);
}

/* ---- names ---- */

static bool find(const struct reading *r, pl_str name, struct pl_policy_member *ret) {
    for (size_t i = 0; i < r->n_witnesses; i++) {
        if (pl_str_eq(r->witnesses[i].name, name)) {
            *ret = (struct pl_policy_member){false, i};
            return true;
        }
    }
    for (size_t i = 0; i < r->n_groups; i++) {
        if (pl_str_eq(r->groups[i].name, name)) {
            *ret = (struct pl_policy_member){true, i};
            return true;
        }
    }
    return false;
}

static int check_new(const struct reading *r, pl_str name, struct pl_error *err) {
    struct pl_policy_member is;
    if (pl_str_eq(name, PL_STR("none"))) {
        return refuse(r, err, "a witness or group cannot be called `none`", PL_STR(""));
    }
    return find(r, name, &is) ? refuse(r, err, "this name is already taken", name) : PL_E_OK;
}

static bool same_key(const struct pl_vkey *a, const struct pl_vkey *b) {
    return a->known && b->known ? pl_public_key_eq(&a->key, &b->key) : pl_str_eq(a->text, b->text);
}

/* A key that stands twice could be counted twice: a cosignature does not say the name of its key. A key of a log may be
 * a witness's too: the two sign other bytes. */
static bool is_known_key(const struct reading *r, const struct pl_vkey *vkey, bool is_log) {
    bool known = false;
    for (size_t i = 0; is_log && i < r->n_logs; i++) {
        known = known || pl_str_eq(r->logs[i].vkey.text, vkey->text);
    }
    for (size_t i = 0; !is_log && i < r->n_witnesses; i++) {
        known = known || same_key(&r->witnesses[i].vkey, vkey);
    }
    return known;
}

/* ---- lines ---- */

static int read_vkey(struct reading *r, pl_str word, bool is_log, struct pl_vkey *ret, struct pl_error *err) {
    struct pl_error why = {0};
    struct pl_vkey vkey;
    pl_str text = pl_str_copy(r->arena, word);
    if (text.p == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a trust policy");
    }
    if (pl_vkey_read(text, &vkey, &why) != PL_E_OK) {
        return refuse(r, err, why.msg, PL_STR(""));
    }
    if (vkey.known && is_log != (vkey.type == PL_NOTE_ED25519)) {
        return refuse(r, err,
                      is_log ? "a log has a key of type 0x01 (Ed25519)"
                             : "a witness has a key of type 0x04 (cosignature/v1)",
                      PL_STR(""));
    }
    if (is_known_key(r, &vkey, is_log)) {
        return refuse(r, err, "this key stands in the policy already", vkey.name);
    }
    *ret = vkey;
    return PL_E_OK;
}

static int read_log(struct reading *r, struct pl_error *err) {
    struct pl_policy_log *log = &r->logs[r->n_logs];
    if (r->n_words < 2 || r->n_words > 3) {
        return refuse(r, err, "it is `log VKEY [URL]`", PL_STR(""));
    }
    if (r->n_logs == PL_POLICY_ITEMS_MAX) {
        return full(err, "logs");
    }
    int rc = read_vkey(r, r->words[1], true, &log->vkey, err);
    if (rc == PL_E_OK) {
        log->url = r->n_words == 3 ? pl_str_copy(r->arena, r->words[2]) : PL_STR("");
        r->n_logs++;
    }
    return rc;
}

static int read_witness(struct reading *r, struct pl_error *err) {
    struct pl_policy_witness *w = &r->witnesses[r->n_witnesses];
    if (r->n_words < 3 || r->n_words > 4) {
        return refuse(r, err, "it is `witness NAME VKEY [URL]`", PL_STR(""));
    }
    if (r->n_witnesses == PL_POLICY_ITEMS_MAX) {
        return full(err, "witnesses");
    }
    int rc = check_new(r, r->words[1], err);
    if (rc == PL_E_OK) {
        rc = read_vkey(r, r->words[2], false, &w->vkey, err);
    }
    if (rc == PL_E_OK) {
        w->name = pl_str_copy(r->arena, r->words[1]);
        w->url = r->n_words == 4 ? pl_str_copy(r->arena, r->words[3]) : PL_STR("");
        r->n_witnesses++;
    }
    return rc;
}

static bool read_threshold(pl_str word, size_t n, size_t *ret) {
    uint64_t k = 0;
    if (pl_str_eq(word, PL_STR("any")) || pl_str_eq(word, PL_STR("all"))) {
        *ret = word.p[1] == 'n' ? 1 : n;
        return true;
    }
    if (word.p[0] == '0' || !pl_str_u64(word, &k) || k > n) {
        return false;
    }
    *ret = (size_t)k;
    return true;
}

static int read_group(struct reading *r, struct pl_error *err) {
    struct pl_policy_group g = {.n = r->n_words - 3};
    if (r->n_words < 4) {
        return refuse(r, err, "it is `group NAME K|any|all NAME...`", PL_STR(""));
    }
    if (r->n_groups == PL_POLICY_ITEMS_MAX) {
        return full(err, "groups");
    }
    int rc = check_new(r, r->words[1], err);
    if (rc != PL_E_OK) {
        return rc;
    }
    if (!read_threshold(r->words[2], g.n, &g.threshold)) {
        return refuse(r, err, "a group's threshold is `any`, `all` or a number from 1 to its members", r->words[2]);
    }
    struct pl_policy_member *members = pl_arena_calloc(r->arena, g.n, sizeof *members);
    if (members == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a trust policy");
    }
    for (size_t i = 0; i < g.n; i++) {
        pl_str name = r->words[3 + i];
        if (!find(r, name, &members[i])) {
            return refuse(r, err, "this member is not defined before it is used", name);
        }
        bool *taken = &r->taken[members[i].is_group][members[i].at];
        if (*taken) {
            return refuse(r, err, "this member is in a group already", name);
        }
        *taken = true;
    }
    g.name = pl_str_copy(r->arena, r->words[1]);
    g.members = members;
    r->groups[r->n_groups++] = g;
    return PL_E_OK;
}

static int read_quorum(struct reading *r, struct pl_error *err) {
    if (r->n_words != 2) {
        return refuse(r, err, "it is `quorum NAME`", PL_STR(""));
    }
    if (r->has_quorum) {
        return refuse(r, err, "there is a second quorum", PL_STR(""));
    }
    r->has_quorum = true;
    r->witnessed = !pl_str_eq(r->words[1], PL_STR("none"));
    return r->witnessed && !find(r, r->words[1], &r->quorum)
               ? refuse(r, err, "the quorum is not defined before it is used", r->words[1])
               : PL_E_OK;
}

static const struct {
    const char *word;
    int (*read)(struct reading *r, struct pl_error *err);
} KINDS[] = {{"log", read_log}, {"witness", read_witness}, {"group", read_group}, {"quorum", read_quorum}};

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

/* Cuts a line into its words; false where there are too many. */
static bool cut_words(struct reading *r, pl_str line) {
    r->n_words = 0;
    for (size_t i = 0; i < line.n;) {
        size_t from = i;
        while (i < line.n && !is_blank(line.p[i])) {
            i++;
        }
        if (i > from) {
            if (r->n_words == WORDS_MAX) {
                return false;
            }
            r->words[r->n_words++] = pl_str_sub(line, from, i - from);
        }
        i += i < line.n;
    }
    return true;
}

static int read_line(struct reading *r, pl_str line, struct pl_error *err) {
    if (!cut_words(r, line)) {
        return full(err, "members of a group");
    }
    if (r->n_words == 0 || r->words[0].p[0] == '#') {
        return PL_E_OK;
    }
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        if (pl_str_eq(r->words[0], pl_str_from(KINDS[i].word))) {
            return KINDS[i].read(r, err);
        }
    }
    return refuse(r, err, "a line begins with log, witness, group, quorum or #", r->words[0]);
}

static int read_lines(struct reading *r, pl_str text, struct pl_error *err) {
    pl_str rest = text;
    int rc = PL_E_OK;
    while (rc == PL_E_OK && rest.p != NULL) {
        r->line++;
        r->offset = (uint64_t)(rest.p - text.p);
        rc = read_line(r, pl_str_cut(&rest, '\n'), err);
    }
    if (rc == PL_E_OK && !r->has_quorum) {
        rc = refuse(r, err, "there is no line `quorum NAME`", PL_STR(""));
    }
    if (rc == PL_E_OK && pl_arena_failed(r->arena)) {
        rc = pl_fail(err, PL_E_NOMEM, "no memory for a trust policy");
    }
    return rc;
}

/* ---- reading ---- */

static bool is_plain(pl_str text) {
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c == 0x7F || (c < 0x20 && c != '\n' && c != '\t')) {
            return false;
        }
    }
    return pl_utf8_is_valid(text);
}

int pl_policy_read(pl_str text, struct pl_arena *arena, struct pl_policy *ret, struct pl_error *err) {
    if (text.n > PL_POLICY_MAX) {
        return pl_fail(err, PL_E_LIMIT, "a trust policy has at most %d bytes", PL_POLICY_MAX);
    }
    if (!is_plain(text)) {
        return pl_fail_at(err, PL_E_FORMAT, 1, 0, "no trust policy: it is not plain UTF-8 text");
    }
    struct reading *r = pl_arena_calloc(arena, 1, sizeof *r);
    if (r == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a trust policy");
    }
    r->arena = arena;
    r->logs = pl_arena_calloc(arena, PL_POLICY_ITEMS_MAX + 1, sizeof *r->logs);
    r->witnesses = pl_arena_calloc(arena, PL_POLICY_ITEMS_MAX + 1, sizeof *r->witnesses);
    r->groups = pl_arena_calloc(arena, PL_POLICY_ITEMS_MAX + 1, sizeof *r->groups);
    r->taken[0] = pl_arena_calloc(arena, PL_POLICY_ITEMS_MAX, sizeof(bool));
    r->taken[1] = pl_arena_calloc(arena, PL_POLICY_ITEMS_MAX, sizeof(bool));
    if (pl_arena_failed(arena)) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a trust policy");
    }
    int rc = read_lines(r, text.p != NULL ? text : PL_STR(""), err);
    if (rc == PL_E_OK) {
        *ret = (struct pl_policy){r->logs,   r->n_logs,   r->witnesses, r->n_witnesses,
                                  r->groups, r->n_groups, r->witnessed, r->quorum};
    }
    return rc;
}

int pl_policy_of_origin(pl_str origin, struct pl_arena *arena, struct pl_policy *ret, struct pl_error *err) {
    static const char HEX[] = "0123456789abcdef";
    pl_public_key key = {{0}};
    pl_str hex = pl_str_sub(origin, 9, origin.n);
    bool ours = pl_str_starts(origin, PL_STR("plimsoll/")) && hex.n == (size_t)2 * PL_KEY_BYTES;
    for (size_t i = 0; ours && i < hex.n; i++) {
        const char *digit = memchr(HEX, hex.p[i], 16);
        ours = digit != NULL;
        key.b[i / 2] = (uint8_t)(key.b[i / 2] << 4 | (ours ? digit - HEX : 0));
    }
    struct pl_policy_log *log = ours ? pl_arena_calloc(arena, 1, sizeof *log) : NULL;
    pl_str name = log != NULL ? pl_str_copy(arena, origin) : (pl_str){0};
    if (!ours) {
        return pl_fail(err, PL_E_NOT_FOUND, "the origin of this log does not name its key");
    }
    if (name.p == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a trust policy");
    }
    log->vkey = pl_vkey_make(name, PL_NOTE_ED25519, &key);
    *ret = (struct pl_policy){.logs = log, .n_logs = 1};
    return PL_E_OK;
}

/* ---- writing ---- */

static pl_str name_of(const struct pl_policy *policy, struct pl_policy_member m) {
    return m.is_group ? policy->groups[m.at].name : policy->witnesses[m.at].name;
}

/* Witnesses before groups: a group's members are then defined before it. */
void pl_policy_write(const struct pl_policy *policy, struct pl_buf *buf) {
    for (size_t i = 0; i < policy->n_logs; i++) {
        pl_buf_add_str(buf, PL_STR("log "));
        pl_vkey_write(&policy->logs[i].vkey, buf);
        pl_buf_add_char(buf, '\n');
    }
    for (size_t i = 0; i < policy->n_witnesses; i++) {
        pl_buf_add_str(buf, PL_STR("witness "));
        pl_buf_add_str(buf, policy->witnesses[i].name);
        pl_buf_add_char(buf, ' ');
        pl_vkey_write(&policy->witnesses[i].vkey, buf);
        pl_buf_add_char(buf, '\n');
    }
    for (size_t i = 0; i < policy->n_groups; i++) {
        const struct pl_policy_group *g = &policy->groups[i];
        pl_buf_add_str(buf, PL_STR("group "));
        pl_buf_add_str(buf, g->name);
        pl_buf_add_char(buf, ' ');
        pl_buf_add_u64(buf, g->threshold);
        for (size_t k = 0; k < g->n; k++) {
            pl_buf_add_char(buf, ' ');
            pl_buf_add_str(buf, name_of(policy, g->members[k]));
        }
        pl_buf_add_char(buf, '\n');
    }
    pl_buf_add_str(buf, PL_STR("quorum "));
    pl_buf_add_str(buf, policy->witnessed ? name_of(policy, policy->quorum) : PL_STR("none"));
    pl_buf_add_char(buf, '\n');
}

int pl_policy_fingerprint(const struct pl_policy *policy, pl_hash *ret, struct pl_error *err) {
    PL_BUF_AUTO text;
    pl_buf_open(&text, (size_t)4 * PL_POLICY_MAX);
    pl_buf_add_str(&text, PL_STR("plimsoll-policy/v1\n"));
    pl_policy_write(policy, &text);
    if (pl_buf_failed(&text)) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the fingerprint of a trust policy");
    }
    *ret = pl_sha256_of(text.p, text.n);
    return PL_E_OK;
}

/* ---- judging ---- */

const char *pl_policy_answer_text(int answer) {
#define TEXT(name, text) text,
    static const char *const TEXTS[] = {PL_POLICY_ANSWERS(TEXT)};
#undef TEXT
    return answer >= 0 && answer < PL_POLICY_ANSWER_COUNT ? TEXTS[answer] : "unknown";
}

/* The origin of a log is the name of its key, but for logs older than that rule: the checksum database of Go. */
static pl_str origin_of(const struct pl_vkey *vkey) {
    static const struct { const char *name, *origin; } OLDER[] = {{"sum.golang.org", "go.sum database tree"}};
    for (size_t i = 0; i < sizeof OLDER / sizeof OLDER[0]; i++) {
        if (pl_str_eq(vkey->name, pl_str_from(OLDER[i].name))) {
            return pl_str_from(OLDER[i].origin);
        }
    }
    return vkey->name;
}

static bool log_signed(const struct pl_policy *policy, const struct pl_note *note, pl_str origin,
                       struct pl_policy_verdict *v) {
    bool named = false, is_signed = false;
    for (size_t i = 0; i < policy->n_logs; i++) {
        const struct pl_vkey *vkey = &policy->logs[i].vkey;
        enum pl_note_verdict verdict = pl_note_verify_vkey(note, vkey, NULL);
        bool of_origin = pl_str_eq(origin_of(vkey), origin);
        if (verdict == PL_NOTE_BAD) {
            v->bad = vkey->name;
        } else if (verdict == PL_NOTE_GOOD && !is_signed && of_origin) {
            v->log = i;
            is_signed = true;
        }
        named = named || of_origin;
    }
    v->answer = !named ? PL_POLICY_NO_LOG : !is_signed ? PL_POLICY_UNSIGNED : PL_POLICY_HOLDS;
    return v->answer == PL_POLICY_HOLDS;
}

/* Whose cosignatures hold; marks them by witness. */
static void count_witnesses(const struct pl_policy *policy, const struct pl_note *note, bool *holds,
                            struct pl_policy_verdict *v) {
    for (size_t i = 0; i < policy->n_witnesses; i++) {
        const struct pl_vkey *vkey = &policy->witnesses[i].vkey;
        uint64_t time_s = 0;
        enum pl_note_verdict verdict = pl_note_verify_vkey(note, vkey, &time_s);
        if (verdict == PL_NOTE_BAD && v->bad.n == 0) {
            v->bad = vkey->name;
        }
        holds[i] = verdict == PL_NOTE_GOOD;
        if (holds[i]) {
            v->cosigners[v->n++] = (struct pl_policy_cosigner){i, time_s}; /* no more than the note has signatures */
        }
    }
}

/* Groups name earlier groups only, so that one pass in their order decides all of them. */
static bool quorum_reached(const struct pl_policy *policy, const bool *witness_holds) {
    bool group_holds[PL_POLICY_ITEMS_MAX] = {false};
    for (size_t i = 0; i < policy->n_groups; i++) {
        const struct pl_policy_group *g = &policy->groups[i];
        size_t n = 0;
        for (size_t k = 0; k < g->n; k++) {
            n += g->members[k].is_group ? group_holds[g->members[k].at] : witness_holds[g->members[k].at];
        }
        group_holds[i] = n >= g->threshold;
    }
    if (!policy->witnessed) {
        return true;
    }
    return policy->quorum.is_group ? group_holds[policy->quorum.at] : witness_holds[policy->quorum.at];
}

struct pl_policy_verdict pl_policy_judge(const struct pl_policy *policy, const struct pl_note *note,
                                         const struct pl_checkpoint *checkpoint) {
    struct pl_policy_verdict v = {.n = 0};
    bool holds[PL_POLICY_ITEMS_MAX] = {false};
    bool is_signed = log_signed(policy, note, checkpoint->origin, &v);
    count_witnesses(policy, note, holds, &v);
    if (v.bad.n > 0) {
        v.answer = PL_POLICY_BAD_SIGNATURE;
    } else if (is_signed && !quorum_reached(policy, holds)) {
        v.answer = PL_POLICY_SHORT;
    }
    return v;
}
