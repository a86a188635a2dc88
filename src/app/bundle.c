#include "app/bundle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/bundle_in.h"
#include "app/case_view.h"
#include "app/detect.h"
#include "app/disclose.h"
#include "app/facts.h"
#include "app/import.h"
#include "app/log_head.h"
#include "app/support.h"
#include "ledger/bundle.h"
#include "ledger/policy.h"
#include "store/journal.h"
#include "text/json.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)3 << 30)

/* ---- what is chosen ---- */

static bool choose(struct pl_bundling *m, int64_t seq) {
    bool fresh = seq >= 0 && (uint64_t)seq < m->size && !m->chosen[seq];
    if (fresh) {
        m->chosen[seq] = true;
    }
    return fresh;
}

static void choose_filing(struct pl_bundling *m, const struct pl_filing *f);

static void choose_id(struct pl_bundling *m, pl_str id) {
    const struct pl_filing *f = pl_support_filing(m->support, id, NULL);
    if (f != NULL) {
        choose_filing(m, f);
    }
}

/* What is filed about it: support, derivations, grades, reviews, replies, outcomes, corrections. */
static void choose_about(struct pl_bundling *m, pl_str id) {
    static const char LETTERS[] = "PDGVLNYXUH";
    for (const char *letter = LETTERS; *letter != '\0'; letter++) {
        const struct pl_filing *about = NULL;
        for (size_t i = 0; (about = pl_support_about(m->support, *letter, id, i)) != NULL; i++) {
            bool ours = *letter != 'P' || pl_str_eq(pl_filing_get_value(about, "claim"), id);
            bool derived = *letter != 'D' || pl_str_eq(pl_filing_get_value(about, "child"), id) ||
                           pl_str_eq(pl_filing_get_value(about, "as"), PL_STR("redaction"));
            if (ours && derived) {
                choose_filing(m, about);
            }
        }
    }
}

/* A filing, what it refers to, and what is said about it. */
static void choose_filing(struct pl_bundling *m, const struct pl_filing *f) {
    char id[PL_FILING_ID_MAX];
    pl_filing_id(f, id);
    if (pl_disclose_withholds(&m->scope, m->support, pl_str_from(id))) {
        m->made.withheld += choose(m, f->seq) ? 1 : 0;
        m->closed[f->seq] = true;
        return;
    }
    if (!choose(m, f->seq)) {
        return;
    }
    m->hidden[f->seq] = !pl_disclose_consents(f) || pl_filing_get_value(f, "protected").n > 0;
    for (size_t i = 0; i < f->n; i++) {
        const struct pl_filing_field *field = pl_filing_field_of(f->kind, f->values[i].name);
        pl_str rest = f->values[i].value;
        bool refers = field != NULL && (field->type == PL_FILING_REF || field->type == PL_FILING_REFS);
        while (refers && rest.p != NULL) {
            choose_id(m, pl_str_cut(&rest, ' '));
        }
    }
    choose_about(m, pl_str_from(id));
}

static int choose_all(struct pl_bundling *m, struct pl_error *err) {
    for (size_t i = 0; i < m->plan->n_ids; i++) {
        const struct pl_filing *f = pl_support_filing(m->support, m->plan->ids[i], NULL);
        if (f == NULL) {
            pl_str id = m->plan->ids[i];
            return pl_fail(err, PL_E_NOT_FOUND, "the case has nothing called \"%.*s\"", (int)(id.n < 80 ? id.n : 80),
                           id.p);
        }
        choose_filing(m, f);
    }
    const struct pl_filing *report = pl_support_filing(m->support, m->plan->report_id, NULL);
    m->report = report != NULL ? report->seq : -1;
    choose_id(m, m->plan->report_id);
    return PL_E_OK;
}

/* ---- what of an entry is disclosed ---- */

static bool one_of(pl_str name, const char *const *names) {
    for (; *names != NULL; names++) {
        if (pl_str_eq(name, pl_str_from(*names))) {
            return true;
        }
    }
    return false;
}

bool pl_bundling_is_above(const struct pl_bundling *m, pl_str marking) {
    return pl_disclose_is_above(&m->scope, marking);
}

/* That something ended is always told; by whom and why only where the bundle shows what it was. */
static bool may_tell_end(const struct pl_bundling *m, const struct pl_journal_field *fields, size_t n, pl_str name) {
    static const char *const ALWAYS[] = {"entry", "row", "exercise", NULL};
    const struct pl_journal_field *entry = pl_journal_field_of(fields, n, "entry");
    uint64_t ended = 0;
    return one_of(name, ALWAYS) || (entry != NULL && pl_str_u64(entry->value, &ended) && ended < m->size &&
                                    m->chosen[ended] && !m->closed[ended] && !m->hidden[ended]);
}

/* Whose key it is, where that may be known: with the log it would name who signed what stays closed. The key itself is
 * shown, so that every entry can be checked. */
static bool may_name(const struct pl_bundling *m, const struct pl_entry *e, const struct pl_journal_field *fields,
                     size_t n) {
    const struct pl_journal_field *key = pl_journal_field_of(fields, n, "person_key");
    bool named = !pl_bundling_is_above(m, e->marking);
    for (size_t i = 0; i < m->n_signers && !named; i++) {
        named = key != NULL && pl_str_eq(key->value, pl_str_make((const char *)m->signers[i].b, PL_KEY_BYTES));
    }
    return named;
}

static bool may_disclose(const struct pl_bundling *m, const struct pl_entry *e, uint64_t seq, pl_str name) {
    static const char *const OF_IMPORT[] = {"kind",      "exercise", "supersedes", "members", "columns", "format",
                                            "day_first", "source",   "collector",  "sha256",  NULL};
    static const char *const OF_CLOSED_IMPORT[] = {"kind", "supersedes", NULL};
    if (pl_str_eq(e->kind, PL_STR("import"))) { /* of a part the hash of all of it stays closed */
        bool hash = pl_str_eq(name, PL_STR("sha256"));
        return one_of(name, m->opened[seq] ? OF_IMPORT : OF_CLOSED_IMPORT) &&
               (!hash || m->plan->exhibits == PL_BUNDLE_WHOLE);
    }
    if (pl_str_eq(e->kind, PL_STR("case"))) {
        return true;
    }
    if (pl_str_eq(e->kind, PL_STR("delegation")) || pl_str_eq(e->kind, PL_STR("revocation"))) {
        return !pl_str_eq(name, PL_STR("text")); /* whose key it is, not why it was changed */
    }
    bool itself = (int64_t)seq == m->report; /* its text is in the bundle */
    if (!m->chosen[seq] || m->closed[seq] || (pl_bundling_is_above(m, e->marking) && !itself)) {
        return false;
    }
    static const char *const OF_EVENT[] = {"pinned", "facts", NULL};
    if (m->kept_event[seq] && one_of(name, OF_EVENT)) {
        return false;
    }
    const struct pl_disclosing d = {.support = m->support, .closed = m->closed, .n_closed = m->size};
    const struct pl_filing *f = pl_bundling_filing(m, e, seq);
    bool hash_of_text = m->as_is[seq] && pl_str_eq(name, PL_STR("sha256"));
    return f != NULL && (hash_of_text || pl_disclose_field(&d, f, name));
}

const struct pl_filing *pl_bundling_filing(const struct pl_bundling *m, const struct pl_entry *e, uint64_t seq) {
    const struct pl_filing_kind *kind = pl_filing_kind_of(e->kind);
    struct pl_filing f = {.kind = kind, .seq = (int64_t)seq};
    char id[PL_FILING_ID_MAX];
    if (kind == NULL) {
        return NULL;
    }
    pl_filing_id(&f, id);
    return pl_support_filing(m->support, pl_str_from(id), NULL);
}

/* ---- the parts of the bundle ---- */

static int add_disclosures(struct pl_bundling *m, const struct pl_entry *e, uint64_t seq, struct pl_error *err) {
    struct pl_journal_field *fields = NULL;
    size_t n = 0, before = m->n_disclosures;
    int code = pl_journal_payload(m->c, (int64_t)seq, &m->arena, &fields, &n, err);
    for (size_t i = 0; code == PL_E_OK && i < n; i++) {
        bool may = pl_str_eq(e->kind, PL_STR("withdrawal")) ? may_tell_end(m, fields, n, fields[i].name)
                                                            : may_disclose(m, e, seq, fields[i].name);
        may = may && (!pl_str_eq(fields[i].name, PL_STR("person")) || may_name(m, e, fields, n));
        if (fields[i].erased || !may) {
            continue;
        }
        if (m->n_disclosures == m->disclosures_cap) {
            size_t cap = m->disclosures_cap > 0 ? 2 * m->disclosures_cap : 1024;
            struct pl_bundle_disclosure *more = reallocarray(m->disclosures, cap, sizeof *more);
            if (more == NULL) {
                return pl_fail(err, PL_E_NOMEM, "no memory for a bundle");
            }
            m->disclosures = more;
            m->disclosures_cap = cap;
        }
        struct pl_bundle_disclosure *d = &m->disclosures[m->n_disclosures++];
        *d = (struct pl_bundle_disclosure){.seq = seq, .name = fields[i].name, .value = fields[i].value};
        memcpy(d->salt, fields[i].salt, PL_SALT_BYTES);
    }
    m->made.disclosed += m->n_disclosures > before;
    m->made.red += m->n_disclosures > before && m->chosen[seq] && pl_disclose_rank(e->marking) == 0;
    return code;
}

/* Notes who signed what is shown. */
static int add_signer(struct pl_bundling *m, const struct pl_entry *e, uint64_t seq, struct pl_error *err) {
    bool known = !m->chosen[seq] || m->closed[seq] || pl_bundling_is_above(m, e->marking);
    for (size_t i = 0; i < m->n_signers && !known; i++) {
        known = pl_public_key_eq(&m->signers[i], &e->signer);
    }
    if (!known && m->n_signers == m->signers_cap) {
        size_t cap = m->signers_cap > 0 ? 2 * m->signers_cap : 16;
        pl_public_key *more = pl_arena_calloc(&m->arena, cap, sizeof *more);
        if (more == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory for a bundle");
        }
        if (m->n_signers > 0) {
            memcpy(more, m->signers, m->n_signers * sizeof *more);
        }
        m->signers = more;
        m->signers_cap = cap;
    }
    if (!known) {
        m->signers[m->n_signers++] = e->signer;
    }
    return PL_E_OK;
}

/* Three passes: the events that are pinned say which recordings are wanted, these what is disclosed of imports, and
 * what is shown who is named. */
static int add_entries(struct pl_bundling *m, struct pl_error *err) {
    int code = PL_E_OK;
    for (uint64_t seq = 0; code == PL_E_OK && seq < m->size; seq++) {
        struct pl_arena_mark mark = pl_arena_mark(&m->arena);
        struct pl_entry e = {.at = 0};
        pl_str bytes;
        code = pl_journal_read(m->c, (int64_t)seq, &m->arena, &e, &bytes, err);
        if (code == PL_E_OK && m->chosen[seq]) {
            code = add_signer(m, &e, seq, err);
        } else {
            pl_arena_rewind(&m->arena, mark);
        }
    }
    m->entries = pl_arena_calloc(&m->arena, (size_t)m->size + 1, sizeof *m->entries);
    if (m->entries == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a bundle");
    }
    for (uint64_t seq = 0; code == PL_E_OK && seq < m->size; seq++) {
        struct pl_entry e;
        code = pl_journal_read(m->c, (int64_t)seq, &m->arena, &e, &m->entries[seq].bytes, err);
        m->entries[seq].seq = seq;
        code = code == PL_E_OK ? add_disclosures(m, &e, seq, err) : code;
    }
    return code;
}

static int make_policy(struct pl_bundling *m, struct pl_buf *text, struct pl_error *err) {
    struct pl_policy policy;
    if (m->plan->policy.n > 0) {
        pl_buf_add_str(text, m->plan->policy);
        return PL_E_OK;
    }
    int code = pl_policy_of_origin(m->checkpoint.origin, &m->arena, &policy, err);
    if (code == PL_E_OK) {
        pl_policy_write(&policy, text);
    }
    return code;
}

static int write_bundle(struct pl_bundling *m, pl_str note, struct pl_buf *out, struct pl_error *err) {
    PL_BUF_AUTO policy = {0};
    PL_BUF_AUTO rules = {0};
    struct pl_detect_facts facts;
    pl_buf_open(&policy, (size_t)1 << 20);
    pl_buf_open(&rules, (size_t)1 << 20);
    int code = make_policy(m, &policy, err);
    code = code == PL_E_OK ? pl_detect_facts_read(m->c, &m->arena, &facts, err) : code;
    if (code != PL_E_OK) {
        return code;
    }
    bool events = m->pinned;
    pl_rules_write(&facts.rules, &rules);
    struct pl_bundle b = {.report_id = m->plan->report_id,
                          .origin = m->checkpoint.origin,
                          .checkpoint = note,
                          .policy = pl_buf_str(&policy),
                          .whole = true,
                          .entries = m->entries,
                          .n_entries = (size_t)m->size,
                          .disclosures = m->disclosures,
                          .n_disclosures = m->n_disclosures,
                          .members = m->members,
                          .n_members = m->n_members,
                          .items = m->items,
                          .n_items = m->n_items,
                          .mid_csv = events ? pl_facts_mid() : (pl_str){0},
                          .ports_csv = events ? pl_facts_ports() : (pl_str){0},
                          .rules_json = events ? pl_buf_str(&rules) : (pl_str){0},
                          .report_md = m->plan->report_md};
    return pl_bundle_write(&b, out, err);
}

static int make(struct pl_bundling *m, pl_str note, struct pl_buf *out, struct pl_error *err) {
    m->chosen = pl_arena_calloc(&m->arena, (size_t)m->size + 1, sizeof *m->chosen);
    m->closed = pl_arena_calloc(&m->arena, (size_t)m->size + 1, sizeof *m->closed);
    m->hidden = pl_arena_calloc(&m->arena, (size_t)m->size + 1, sizeof *m->hidden);
    m->opened = pl_arena_calloc(&m->arena, (size_t)m->size + 1, sizeof *m->opened);
    m->as_is = pl_arena_calloc(&m->arena, (size_t)m->size + 1, sizeof *m->as_is);
    m->kept_event = pl_arena_calloc(&m->arena, (size_t)m->size + 1, sizeof *m->kept_event);
    if (m->chosen == NULL || m->closed == NULL || m->hidden == NULL || m->opened == NULL || m->as_is == NULL ||
        m->kept_event == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a bundle");
    }
    int code = pl_disclose_scope_check(&m->scope, m->support, m->size, err);
    code = code == PL_E_OK ? choose_all(m, err) : code;
    code = code == PL_E_OK ? pl_bundling_events(m, err) : code;
    code = code == PL_E_OK ? pl_bundling_exhibits(m, err) : code;
    code = code == PL_E_OK ? pl_bundling_items(m, err) : code;
    code = code == PL_E_OK ? add_entries(m, err) : code;
    return code == PL_E_OK ? write_bundle(m, note, out, err) : code;
}

int pl_bundle_make(const char *dir, const struct pl_bundle_plan *plan, struct pl_buf *out, struct pl_bundle_made *ret,
                   struct pl_error *err) {
    PL_CASE_VIEW_AUTO view = {0};
    PL_SUPPORT_AUTO *support = NULL;
    PL_BUF_AUTO note = {0};
    struct pl_bundling m = {.plan = plan};
    pl_arena_open(&m.arena, ARENA_MAX);
    pl_buf_open(&note, PL_LOG_HEAD_NOTE_MAX);
    m.scope = (struct pl_disclose_scope){plan->withhold, plan->n_withhold, plan->up_to};
    int code = pl_log_head_sign(dir, &m.arena, &note, &m.checkpoint, err);
    code = code == PL_E_OK ? pl_case_view_open(dir, PL_TIME_NONE, &view, err) : code;
    m.size = m.checkpoint.size;
    code = code == PL_E_OK ? pl_support_open(view.c, (int64_t)m.size, &support, err) : code;
    m.c = view.c;
    m.support = support;
    code = code == PL_E_OK ? make(&m, pl_buf_str(&note), out, err) : code;
    m.made.entries = m.made.size = m.size;
    if (code == PL_E_OK) {
        *ret = m.made;
    }
    free(m.disclosures);
    free(m.ships);
    pl_arena_close(&m.arena);
    return code;
}
